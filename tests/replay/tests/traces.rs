// SPDX-License-Identifier: Apache-2.0

//! The chain, the model and the traces agree.

use bourse_replay::{
	derived::scenarios,
	folder::{replay_all, replay_file, replay_text, traces, Verdict},
	json::Json,
	model::Model,
	random::scenario,
	refusals::TABLE,
	trace::Trace,
};
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
	thread,
};

fn folder(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("traces").join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
	traces(&folder(name)).expect("the folder is there")
}

fn read(path: &Path) -> String {
	fs::read_to_string(path).expect("it can be read")
}

/// Replays all traces of a folder and wants so many of them, with so many steps.
fn should_replay(name: &str, scenarios: usize, steps: usize) {
	let files = files(name);
	let mut replayed_steps = 0;
	let mut failures = Vec::new();
	let replay = |place: usize| replay_file(&files[place]);
	replay_all(files.len(), replay, |place, replayed| {
		replayed_steps += replayed.steps;
		let path = files[place].display();
		match replayed.verdict {
			Verdict::Same => {},
			Verdict::Different(difference) => failures.push(format!("{path}: {difference}")),
			Verdict::Unreadable(reason) => failures.push(format!("{path}: {reason}")),
		}
	});
	assert!(failures.is_empty(), "{}", failures.join("\n"));
	assert_eq!((files.len(), replayed_steps), (scenarios, steps));
}

#[test]
fn handwritten_traces_should_replay_without_a_difference() {
	should_replay("handwritten", 124, 1_872);
}

#[test]
fn random_traces_should_replay_without_a_difference() {
	should_replay("random", 100, 8_064);
}

#[test]
fn derived_traces_should_replay_without_a_difference() {
	should_replay("derived", 33, 603);
}

#[test]
fn model_should_agree_with_every_recorded_trace() {
	for path in files("handwritten").into_iter().chain(files("random")) {
		let trace = Trace::parse(&read(&path)).expect("it is a trace");
		if let Some(difference) = Model::difference(&trace) {
			panic!("{}: {difference}", path.display());
		}
	}
}

#[test]
fn derived_traces_should_be_what_the_scenarios_make() {
	let mut names = BTreeSet::new();
	for scenario in scenarios() {
		let path = folder("derived").join(format!("{}.json", scenario.name));
		let trace = scenario.record().expect("the model agrees with the scenario");
		let file = Json::parse(&read(&path)).expect("it is JSON");
		assert!(trace == file, "{}: make it anew with --derive", path.display());
		assert!(names.insert(path), "{} is there twice", scenario.name);
	}
	assert_eq!(names.into_iter().collect::<Vec<_>>(), files("derived"));
}

#[test]
fn chain_and_model_should_agree_on_random_scenarios() {
	let mut counts = BTreeMap::<String, (u32, u32)>::new();
	for seed in 1..=25 {
		let trace = scenario(seed).expect("the generator makes traces");
		for step in trace.at(&["steps"]).items() {
			let operation = step.at(&["op"]).as_text().unwrap_or_default().to_string();
			let ok = *step.at(&["ok"]) == Json::Bool(true);
			let (accepted, refused) = counts.entry(operation).or_default();
			*if ok { accepted } else { refused } += 1;
		}
		if let Verdict::Different(difference) = replay_text(&trace.to_string()).verdict {
			panic!("seed {seed}: {difference}");
		}
	}
	// Neither all nonsense nor all well-behaved, and nothing is left out.
	let accepted: u32 = counts.values().map(|(accepted, _)| accepted).sum();
	let refused: u32 = counts.values().map(|(_, refused)| refused).sum();
	let share = 100 * accepted / (accepted + refused);
	assert!((40..=80).contains(&share), "{share} percent are accepted: {counts:?}");
	assert_eq!(counts.len(), 23, "{counts:?}");
	assert!(counts.values().all(|(accepted, _)| *accepted > 0), "{counts:?}");
}

/// Every reason that the contracts give, in every operation that the table has it for, is in some
/// trace, except for these.
#[test]
fn traces_should_show_every_row_of_the_table() {
	let mut shown = BTreeSet::new();
	let mut operations = BTreeSet::new();
	for path in ["handwritten", "random", "derived"].into_iter().flat_map(files) {
		let trace = Json::parse(&read(&path)).expect("it is JSON");
		for step in trace.at(&["steps"]).items() {
			let operation = step.at(&["op"]).as_text().unwrap_or_default().to_string();
			if let Some(code) = step.at(&["error"]).as_text() {
				shown.insert((operation.clone(), code.to_string()));
			}
			operations.insert(operation);
		}
	}
	let mut missing = Vec::new();
	for row in TABLE {
		let show = |op: &&&str| shown.contains(&(op.to_string(), row.code.to_string()));
		if row.operations.iter().filter(show).count() == 0 {
			missing.push(row.code);
		}
	}
	assert_eq!(missing, ["ERC721: operator query for nonexistent token"]);
	assert_eq!(operations.len(), 24);
}

/// A trace of which one place says something else, for every place that says what came of a step.
fn mutations(json: &Json, place: &str, made: &mut Vec<(String, Json)>) {
	let mut whole = |mutant: Json| made.push((place.to_string(), mutant));
	match json {
		Json::Null => whole(Json::text("x")),
		Json::Bool(value) => whole(Json::Bool(!value)),
		Json::Number(digits) => whole(Json::Number(format!("{digits}1"))),
		Json::Text(text) => whole(Json::text(format!("{text}x"))),
		Json::List(items) => {
			for (index, item) in items.iter().enumerate() {
				let mut shorter = items.clone();
				shorter.remove(index);
				made.push((format!("{place}[-{index}]"), Json::List(shorter)));
				let mut inner = Vec::new();
				mutations(item, &format!("{place}[{index}]"), &mut inner);
				for (place, mutant) in inner {
					let mut items = items.clone();
					items[index] = mutant;
					made.push((place, Json::List(items)));
				}
			}
		},
		Json::Object(fields) => {
			for (key, value) in fields {
				let mut inner = Vec::new();
				mutations(value, &format!("{place}.{key}"), &mut inner);
				for (place, mutant) in inner {
					let mut fields = fields.clone();
					fields.insert(key.clone(), mutant);
					made.push((place, Json::Object(fields)));
				}
			}
		},
	}
}

/// What was recorded counts to the last digit: no place of it can be changed without being found.
fn every_mutation_should_be_found(path: &str) {
	let trace = Json::parse(&read(&folder(path))).expect("it is JSON");
	let steps = trace.at(&["steps"]).items();
	let mut mutants = Vec::new();
	for (index, step) in steps.iter().enumerate() {
		for part in ["ok", "error", "deal", "events", "delta", "state"] {
			let value = step.at(&[part]);
			// A task operation's argument.
			let argument = part == "deal" && *step.at(&["op"]) == Json::text("initialize");
			if argument || (value.is_null() && part != "error") {
				continue;
			}
			let mut made = Vec::new();
			mutations(value, &format!("step {index}.{part}"), &mut made);
			for (place, mutant) in made {
				let mut steps = steps.to_vec();
				steps[index].merge(Json::object([(part, Json::Null)]));
				steps[index].merge(Json::object([(part, mutant)]));
				let mut trace = trace.clone();
				trace.merge(Json::object([("steps", Json::List(steps))]));
				mutants.push((place, trace));
			}
		}
	}
	assert!(mutants.len() > 200);
	let half = mutants.len() / 2;
	thread::scope(|scope| {
		for mutants in [&mutants[..half], &mutants[half..]] {
			scope.spawn(move || {
				for (place, trace) in mutants {
					let same = matches!(replay_text(&trace.to_string()).verdict, Verdict::Same);
					assert!(!same, "{place} can be changed");
				}
			});
		}
	});
}

#[test]
fn mutations_of_a_settlement_should_be_found() {
	every_mutation_should_be_found("handwritten/unrevealed_worker.json");
}

#[test]
fn mutations_of_orders_and_refusals_should_be_found() {
	every_mutation_should_be_found("derived/order_closed_by_whom.json");
}
