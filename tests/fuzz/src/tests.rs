// SPDX-License-Identifier: Apache-2.0

//! A bounded run, the same every time, with every invariant checked after every step.

use crate::{random, run, run_with, Checks, Figures};
use std::path::Path;

/// Seed of the bounded run.
const SEED: u64 = 3;
/// Its number of inputs, split among the tests that run side by side.
const INPUTS: u64 = 24;

fn bounded(part: u64) -> Figures {
	let mut figures = Figures::default();
	for index in (0..INPUTS).filter(|index| index % 4 == part) {
		match run(&random::input(SEED, index), Checks::EachStep) {
			Ok(of_one) => figures.add(&of_one),
			Err(violation) => panic!("input {index} of seed {SEED}: {}", violation.what),
		}
	}
	println!("{figures}");
	assert!(figures.event("Poco.TaskFinalized") > 0, "{figures}");
	assert!(figures.event("Poco.TaskClaimed") > 0);
	figures
}

#[test]
fn invariants_should_hold_after_every_step_part_0() {
	bounded(0);
}

#[test]
fn invariants_should_hold_after_every_step_part_1() {
	bounded(1);
}

#[test]
fn invariants_should_hold_after_every_step_part_2() {
	bounded(2);
}

#[test]
fn invariants_should_hold_after_every_step_part_3() {
	bounded(3);
}

/// Traffic of 2,500 blocks, many of which are full: `run` refuses a block whose hooks use more than
/// was left. Four of these run side by side.
fn hooks_in_blocks(part: u64) {
	let mut figures = Figures::default();
	for index in 0.. {
		if figures.blocks >= 2_500 {
			break;
		}
		match run(&random::input(SEED + 1 + part, index), Checks::Hooks) {
			Ok(of_one) => figures.add(&of_one),
			Err(violation) => panic!("input {index}: {}", violation.what),
		}
	}
	assert!(figures.full_blocks > 250, "{figures}");
	assert!(figures.exhausted_blocks > 100, "{figures}");
	assert!(figures.event("Poco.TaskFinalized") > 0, "{figures}");
}

#[test]
fn hooks_should_use_no_more_than_is_left_in_10_000_blocks_part_0() {
	hooks_in_blocks(0);
}

#[test]
fn hooks_should_use_no_more_than_is_left_in_10_000_blocks_part_1() {
	hooks_in_blocks(1);
}

#[test]
fn hooks_should_use_no_more_than_is_left_in_10_000_blocks_part_2() {
	hooks_in_blocks(2);
}

#[test]
fn hooks_should_use_no_more_than_is_left_in_10_000_blocks_part_3() {
	hooks_in_blocks(3);
}

/// Inputs that are run where the rules hold.
const BY_THE_RULES: u64 = 24;

#[test]
fn tasks_should_be_completed_and_orders_traded_where_the_rules_hold() {
	let mut figures = Figures::default();
	for index in 0..BY_THE_RULES {
		match run_with(true, &random::input(SEED + 100, index), Checks::EachBlock) {
			Ok(of_one) => figures.add(&of_one),
			Err(violation) => panic!("input {index}: {}", violation.what),
		}
	}
	println!("{}", figures.summary());
	for event in ["Poco.TaskFinalized", "Book.Placed", "Book.Traded"] {
		assert!(figures.event(event) > 0, "no {event}: {figures}");
	}
}

/// Inputs that were of interest once: those that found something, and small ones that the
/// coverage-guided target begins with.
#[test]
fn corpus_should_violate_nothing() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
	let mut files: Vec<_> = std::fs::read_dir(folder)
		.expect("the corpus is there")
		.map(|entry| entry.expect("it is readable").path())
		.collect();
	files.sort();
	assert!(!files.is_empty());
	for file in files {
		let bytes = std::fs::read(&file).expect("it is readable");
		for rules in [true, false] {
			if let Err(violation) = run_with(rules, &bytes, Checks::EachBlock) {
				panic!("{}, rules {rules}: {}", file.display(), violation.what);
			}
		}
	}
}

#[test]
fn run_should_do_the_same_when_the_bytes_are_the_same() {
	let bytes = &random::input(SEED, 1_000)[..400];
	let [first, second] = [(); 2].map(|_| run(bytes, Checks::EachBlock).expect("nothing breaks"));
	assert_eq!(first.to_string(), second.to_string());
}
