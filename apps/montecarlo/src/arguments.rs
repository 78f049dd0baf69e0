// SPDX-License-Identifier: Apache-2.0

//! The command line.

use crate::option::{Kind, Parameters, Style};
use bourse_app::{
	lexopt::{Arg, Parser, ValueExt},
	Stop,
};
use std::path::PathBuf;

/// More points or paths than anybody computes in one run.
const MOST: u64 = 1_000_000_000_000_000;
/// Steps of an Asian option if nothing else is said: the trading days of a year.
const STEPS: u32 = 252;

/// What is to be computed.
#[derive(Debug, PartialEq)]
pub enum Command {
	/// Pi, from this many points.
	Pi {
		/// Number of points.
		samples: u64,
	},
	/// The price of an option.
	Option {
		/// Which one.
		option: Parameters,
		/// Number of paths, even.
		paths: u64,
	},
	/// One estimate of several.
	Combine {
		/// Files and folders to read.
		paths: Vec<PathBuf>,
	},
}

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub struct Request {
	/// What is to be computed.
	pub command: Command,
	/// Which random numbers to take, when it is said.
	pub seed: Option<u64>,
	/// Whether to write callback data.
	pub callback: bool,
}

/// The options as they are written; which of them a command takes is looked at in the end.
#[derive(Default)]
struct Given {
	values: Vec<(&'static str, String)>,
	paths: Vec<PathBuf>,
	callback: bool,
}

/// The options that take a value.
const VALUED: [&str; 11] = [
	"samples",
	"spot",
	"strike",
	"rate",
	"volatility",
	"years",
	"paths",
	"style",
	"kind",
	"steps",
	"seed",
];

impl Request {
	/// Reads the command line.
	pub fn parse(mut arguments: Parser) -> Result<Self, Stop> {
		let mut command = None;
		let mut given = Given::default();
		while let Some(argument) = arguments.next()? {
			match argument {
				Arg::Short('h') | Arg::Long("help") => return Err(Stop::Help),
				Arg::Long("callback") => given.callback = true,
				Arg::Long(name) => {
					let Some(name) = VALUED.into_iter().find(|valued| *valued == name) else {
						return Err(argument.unexpected().into());
					};
					if given.values.iter().any(|(other, _)| *other == name) {
						return Err(Stop::Usage(format!("--{name} is given twice")));
					}
					given.values.push((name, arguments.value()?.string()?));
				},
				Arg::Value(word) if command.is_none() => command = Some(word.string()?),
				Arg::Value(path) if command.as_deref() == Some("combine") => {
					given.paths.push(path.into())
				},
				other => return Err(other.unexpected().into()),
			}
		}
		let command = command
			.ok_or_else(|| Stop::Usage("no command: use pi, option or combine".to_owned()))?;
		let seed = match command.as_str() {
			"combine" => None,
			_ => given.take("seed").map(|text| whole("seed", &text, 0, u64::MAX)).transpose()?,
		};
		let parsed = match command.as_str() {
			"pi" => Command::Pi { samples: whole("samples", &given.need("samples")?, 1, MOST)? },
			"option" => given.option()?,
			"combine" if given.paths.is_empty() => {
				return Err(Stop::Usage("combine needs FILES or folders".into()))
			},
			"combine" => Command::Combine { paths: std::mem::take(&mut given.paths) },
			other => {
				let problem = format!("{other:?} is not a command: use pi, option or combine");
				return Err(Stop::Usage(problem));
			},
		};
		match given.values.first() {
			Some((name, _)) => Err(Stop::Usage(format!("{command} takes no --{name}"))),
			None => Ok(Request { command: parsed, seed, callback: given.callback }),
		}
	}
}

impl Given {
	/// The value of an option, which counts as used then.
	fn take(&mut self, name: &str) -> Option<String> {
		let index = self.values.iter().position(|(other, _)| *other == name)?;
		Some(self.values.swap_remove(index).1)
	}

	fn need(&mut self, name: &str) -> Result<String, Stop> {
		self.take(name).ok_or_else(|| Stop::Usage(format!("--{name} is missing")))
	}

	fn real(&mut self, name: &str, least: f64, most: f64) -> Result<f64, Stop> {
		let text = self.need(name)?;
		let value = text.parse().ok().filter(|value| (least..=most).contains(value));
		value.ok_or_else(|| {
			Stop::Usage(format!("--{name} is {text:?}: it must be a number from {least} to {most}"))
		})
	}

	fn option(&mut self) -> Result<Command, Stop> {
		let style = match self.take("style").as_deref() {
			None | Some("european") => Style::European,
			Some("asian") => {
				let steps = self.take("steps");
				let steps = steps.map(|text| whole("steps", &text, 1, 100_000)).transpose()?;
				// In the range, as it is at most 100,000.
				Style::Asian { steps: steps.map_or(STEPS, |steps| steps as u32) }
			},
			Some(other) => {
				let problem = format!("--style is {other:?}: it must be european or asian");
				return Err(Stop::Usage(problem));
			},
		};
		if style == Style::European && self.take("steps").is_some() {
			return Err(Stop::Usage("--steps goes with --style asian".into()));
		}
		let kind = match self.take("kind").as_deref() {
			None | Some("call") => Kind::Call,
			Some("put") => Kind::Put,
			Some(other) => {
				return Err(Stop::Usage(format!("--kind is {other:?}: it must be call or put")))
			},
		};
		let option = Parameters {
			style,
			kind,
			spot: self.real("spot", 1e-9, 1e9)?,
			strike: self.real("strike", 1e-9, 1e9)?,
			rate: self.real("rate", -1.0, 1.0)?,
			volatility: self.real("volatility", 1e-6, 5.0)?,
			years: self.real("years", 1e-6, 100.0)?,
		};
		let paths = whole("paths", &self.need("paths")?, 4, MOST)?;
		if !paths.is_multiple_of(2) {
			return Err(Stop::Usage(format!("--paths is {paths}: it must be even")));
		}
		Ok(Command::Option { option, paths })
	}
}

fn whole(name: &str, text: &str, least: u64, most: u64) -> Result<u64, Stop> {
	let value = text.replace('_', "").parse().ok().filter(|value| (least..=most).contains(value));
	value.ok_or_else(|| {
		let problem = format!("it must be a whole number from {least} to {most}");
		Stop::Usage(format!("--{name} is {text:?}: {problem}"))
	})
}
