// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::option::{Kind, Parameters, Style};
use bourse_app::lexopt::Parser;
use std::{fs, path::Path};

fn parse(arguments: &[&str]) -> Result<Request, Stop> {
	Request::parse(Parser::from_args(arguments))
}

fn run(arguments: &[&str], output: &Path, index: u64) -> Result<String, Stop> {
	let task = Task { input: None, output: output.into(), dataset: None, index };
	let mut out = Vec::new();
	parse(arguments).and_then(|request| montecarlo(request, &task, &mut out))?;
	Ok(String::from_utf8(out).unwrap())
}

fn result(folder: &Path) -> Estimate {
	serde_json::from_slice(&fs::read(folder.join("result.json")).unwrap()).unwrap()
}

const OPTION: [&str; 13] = [
	"option",
	"--spot",
	"100",
	"--strike",
	"105",
	"--rate",
	"0.03",
	"--volatility",
	"0.25",
	"--years",
	"0.5",
	"--paths",
	"1_000",
];

#[test]
fn arguments_should_be_taken_when_right() {
	let pi = Request { command: Command::Pi { samples: 1_000_000 }, seed: Some(7), callback: true };
	assert_eq!(parse(&["pi", "--samples=1_000_000", "--seed", "7", "--callback"]), Ok(pi));
	let option = Parameters {
		style: Style::European,
		kind: Kind::Call,
		spot: 100.0,
		strike: 105.0,
		rate: 0.03,
		volatility: 0.25,
		years: 0.5,
	};
	let command = Command::Option { option, paths: 1000 };
	assert_eq!(parse(&OPTION), Ok(Request { command, seed: None, callback: false }));
	let asian = [&OPTION[..], &["--style=asian", "--kind=put"]].concat();
	let option = Parameters { style: Style::Asian { steps: 252 }, kind: Kind::Put, ..option };
	let command = Command::Option { option, paths: 1000 };
	assert_eq!(parse(&asian), Ok(Request { command, seed: None, callback: false }));
	let combine = Command::Combine { paths: vec!["a".into(), "b".into()] };
	let combine = Request { command: combine, seed: None, callback: false };
	assert_eq!(parse(&["combine", "a", "b"]), Ok(combine));
	assert_eq!(parse(&["pi", "--help"]), Err(Stop::Help));
}

#[test]
fn arguments_should_be_refused_when_wrong() {
	let with = |more: &[&'static str]| [&OPTION[..], more].concat();
	for (arguments, problem) in [
		(vec![], "no command: use pi, option or combine"),
		(vec!["e"], "\"e\" is not a command: use pi, option or combine"),
		(vec!["pi"], "--samples is missing"),
		(
			vec!["pi", "--samples", "0"],
			"--samples is \"0\": it must be a whole number from 1 to 1000000000000000",
		),
		(
			vec!["pi", "--samples", "1e6"],
			"--samples is \"1e6\": it must be a whole number from 1 to 1000000000000000",
		),
		(vec!["pi", "--samples=1", "--samples=2"], "--samples is given twice"),
		(vec!["pi", "--samples=1", "--spot=2"], "pi takes no --spot"),
		(
			vec!["pi", "--samples=1", "--seed=-1"],
			"--seed is \"-1\": it must be a whole number from 0 to 18446744073709551615",
		),
		(vec!["pi", "--fast"], "invalid option '--fast'"),
		(vec!["pi", "file"], "unexpected argument \"file\""),
		(vec!["combine"], "combine needs FILES or folders"),
		(vec!["combine", "a", "--seed=1"], "combine takes no --seed"),
		(vec!["option"], "--spot is missing"),
		(
			vec!["option", "--spot", "nan"],
			"--spot is \"nan\": it must be a number from 0.000000001 to 1000000000",
		),
		(with(&["--steps=4"]), "--steps goes with --style asian"),
		(with(&["--style=american"]), "--style is \"american\": it must be european or asian"),
		(with(&["--kind=both"]), "--kind is \"both\": it must be call or put"),
	] {
		assert_eq!(parse(&arguments), Err(Stop::Usage(problem.into())), "{arguments:?}");
	}
	let mut odd = OPTION;
	odd[12] = "1001";
	assert_eq!(parse(&odd), Err(Stop::Usage("--paths is 1001: it must be even".into())));
}

#[test]
fn pi_should_be_near_and_the_same_again_when_computed_twice() {
	let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let printed = run(&["pi", "--samples", "1_000_000"], one.path(), 3).unwrap();
	let again = run(&["pi", "--samples", "1000000", "--seed", "3"], two.path(), 0).unwrap();
	assert_eq!(printed, again);
	let estimate = result(one.path());
	assert_eq!(estimate, result(two.path()));
	assert_eq!((&estimate.seeds[..], estimate.samples), (&[3][..], 1_000_000));
	assert!(estimate.standard_error > 0.0016 && estimate.standard_error < 0.0017);
	assert!((estimate.estimate - std::f64::consts::PI).abs() < 4.0 * estimate.standard_error);
	assert!(!one.path().join("computed.json").exists());
}

#[test]
fn computed_json_should_be_written_when_a_callback_is_asked_for() {
	let folder = tempfile::tempdir().unwrap();
	run(&["pi", "--samples", "1000", "--callback"], folder.path(), 0).unwrap();
	let units = (result(folder.path()).estimate * 1e9).round() as i64;
	let json = fs::read(folder.path().join("computed.json")).unwrap();
	let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
	let hex = json["callback-data"].as_str().unwrap().strip_prefix("0x").unwrap();
	let bytes: Vec<u8> =
		(0..8).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
	assert_eq!(bytes, units.to_le_bytes());
	assert_eq!(hex.len(), 16);
}

#[test]
fn combine_should_pool_the_tasks_of_a_bag_when_their_seeds_differ() {
	let folder = tempfile::tempdir().unwrap();
	for index in 0..4 {
		run(&OPTION, &folder.path().join(format!("task-{index}")), index).unwrap();
	}
	let pooled = folder.path().join("pooled");
	let printed = run(&["combine", folder.path().to_str().unwrap()], &pooled, 0).unwrap();
	let combined = result(&pooled);
	let parts: Vec<_> =
		(0..4).map(|index| result(&folder.path().join(format!("task-{index}")))).collect();
	assert_eq!((&combined.seeds[..], combined.samples), (&[0, 1, 2, 3][..], 4000));
	let mean = parts.iter().map(|part| part.estimate).sum::<f64>() / 4.0;
	assert!((combined.estimate - mean).abs() < 1e-12);
	let squares: f64 = parts.iter().map(|part| part.standard_error * part.standard_error).sum();
	assert!((combined.standard_error - squares.sqrt() / 4.0).abs() < 1e-12);
	assert!(
		(combined.estimate - combined.closed_form.unwrap()).abs() < 4.0 * combined.standard_error
	);
	assert!(printed.contains("samples: 4000, seed: 0, 1, 2, 3\n"), "{printed}");
}

#[test]
fn combine_should_fail_with_the_reason_when_results_do_not_fit() {
	let folder = tempfile::tempdir().unwrap();
	let path = |name: &str| folder.path().join(name);
	run(&["pi", "--samples=10"], &path("a"), 0).unwrap();
	run(&["pi", "--samples=20"], &path("b"), 0).unwrap();
	run(&OPTION, &path("c"), 1).unwrap();
	fs::create_dir(path("empty")).unwrap();
	fs::write(path("text"), "text").unwrap();
	let combine = |names: &[&str]| {
		let paths: Vec<_> =
			names.iter().map(|name| path(name).into_os_string().into_string().unwrap()).collect();
		let arguments: Vec<_> =
			std::iter::once("combine").chain(paths.iter().map(String::as_str)).collect();
		match run(&arguments, &path("out"), 0) {
			Err(Stop::Failure(what)) => what.replace(&format!("{}/", folder.path().display()), ""),
			other => panic!("{other:?}"),
		}
	};
	assert_eq!(combine(&["a", "b"]), "b/result.json: has seed 0, as has a/result.json");
	assert_eq!(combine(&["a", "c"]), "c/result.json: is of another problem than a/result.json");
	assert_eq!(combine(&["empty"]), "no result.json in empty");
	assert!(combine(&["text"]).starts_with("text: is not a result: "));
	assert!(combine(&["missing"]).starts_with("missing: can't be read: "));
}
