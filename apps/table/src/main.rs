// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod linear;
mod read;
mod regress;
mod report;
mod stats;

use bourse_app::{
	lexopt::{Arg, Parser, ValueExt},
	Stop, Task,
};
use serde::Serialize;
use std::{io::Write, path::PathBuf, process::ExitCode};

const USAGE: &str = "\
Statistics and linear regression over a CSV file.

Usage: table stats   [OPTIONS] [FILE]
       table regress [OPTIONS] [FILE] --y COLUMN --x COLUMN[,COLUMN...]

The first line of FILE (default: $BOURSE_DATASET) names the columns. Cells that are empty, NA, N/A,
NaN or null are missing. A column is numeric when all its other cells are numbers. Both commands
print their report and write it to report.md and report.json in $BOURSE_OUT (default: the current
folder).

stats     of numeric columns: count, mean, standard deviation, quartiles; of the others: how often
          each value occurs.
regress   ordinary least squares of the column --y on the columns --x and a constant. Rows in which
          one of them is missing are left out and counted. A column that is not numeric becomes one
          0/1 column for each of its values but the first.

Options:
  --y COLUMN          what to explain: a numeric column
  --x COLUMN,...      what to explain it with; may be given several times
  --delimiter CHAR    what separates the cells: one ASCII character, or tab (default: ,)
  -h, --help          print this

Exit code: 0 when all was done, 1 when the file can't be used, 2 when the arguments are wrong.
";

#[derive(Debug, PartialEq, Eq)]
enum Command {
	Stats,
	Regress { y: String, x: Vec<String> },
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
	command: Command,
	file: Option<PathBuf>,
	delimiter: u8,
}

impl Request {
	fn parse(mut arguments: Parser) -> Result<Self, Stop> {
		let (mut command, mut file, mut y) = (None, None, None);
		let mut x = Vec::new();
		let mut delimiter = b',';
		while let Some(argument) = arguments.next()? {
			match argument {
				Arg::Long("y") => y = Some(arguments.value()?.string()?),
				Arg::Long("x") => x.push(arguments.value()?.string()?),
				Arg::Long("delimiter") => {
					delimiter = match arguments.value()?.string()?.as_str() {
						"tab" | "\\t" => b'\t',
						text => match text.as_bytes() {
							[one] if one.is_ascii() && !b"\"\r\n".contains(one) => *one,
							_ => {
								return Err(Stop::Usage(format!(
									"--delimiter is {text:?}: it must be one ASCII character, \
									 not a quote, or tab"
								)))
							},
						},
					}
				},
				Arg::Short('h') | Arg::Long("help") => return Err(Stop::Help),
				Arg::Value(word) if command.is_none() => command = Some(word.string()?),
				Arg::Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
				other => return Err(other.unexpected().into()),
			}
		}
		let command = match (command.as_deref(), y, x.is_empty()) {
			(Some("stats"), None, true) => Command::Stats,
			(Some("stats"), ..) => {
				return Err(Stop::Usage("--y and --x go with regress, not with stats".into()))
			},
			(Some("regress"), Some(y), false) => Command::Regress { y, x },
			(Some("regress"), ..) => {
				return Err(Stop::Usage(
					"regress needs --y COLUMN and --x COLUMN[,COLUMN...]".into(),
				))
			},
			(Some(other), ..) => {
				return Err(Stop::Usage(format!(
					"{other:?} is not a command: use stats or regress"
				)))
			},
			(None, ..) => return Err(Stop::Usage("no command: use stats or regress".into())),
		};
		Ok(Request { command, file, delimiter })
	}
}

/// Makes the report that is asked for.
fn table(request: Request, task: &Task, out: &mut dyn Write) -> Result<(), Stop> {
	let path = request.file.as_ref().or(task.dataset.as_ref()).ok_or_else(|| {
		Stop::Usage("no table: name a CSV file, or set BOURSE_DATASET to one".into())
	})?;
	let source = read::Source::new(path, request.delimiter);
	match request.command {
		Command::Stats => {
			let stats = stats::stats(&source)?;
			publish(&stats, report::of_stats(&stats), task, out)
		},
		Command::Regress { y, x } => {
			let regression = regress::regress(&source, &y, &x)?;
			publish(&regression, report::of_regression(&regression), task, out)
		},
	}
}

fn publish(
	results: &impl Serialize,
	text: String,
	task: &Task,
	out: &mut dyn Write,
) -> Result<(), Stop> {
	let mut json = serde_json::to_vec_pretty(results)
		.map_err(|error| Stop::Failure(format!("the report can't be written: {error}")))?;
	json.push(b'\n');
	task.write("report.json", &json)?;
	task.write("report.md", text.as_bytes())?;
	out.write_all(text.as_bytes())?;
	Ok(())
}

fn main() -> ExitCode {
	bourse_app::run("table", USAGE, |arguments, task, out| {
		table(Request::parse(arguments)?, task, out)
	})
}

#[cfg(test)]
mod tests;
