// SPDX-License-Identifier: Apache-2.0

//! The same digest on every run: alone and among 16 at once, compiled anew, from disk and from
//! memory, and as compiled for other processors.
//!
//! `digests.txt` pins what each program of the corpus gives. A change there is a new version of
//! the engine (`docs/digest.md`): write it anew with BOURSE_UPDATE_DIGESTS=1. How often each
//! program runs follows from how long it takes; BOURSE_CORPUS_RUNS=100 runs each that often.

mod common;

use bourse_compute::{to_hex, CodeGeneration, Engine, Failure, Run};
use common::{
	cases::{corpus, Case},
	compiled, engine,
};
use std::{
	collections::BTreeMap,
	env, fs,
	path::Path,
	sync::atomic::{AtomicUsize, Ordering},
	thread,
};

/// What a program may consume in a test in all, by which its runs are counted.
const FUEL: u64 = 1_000_000_000;

/// What `digests.txt` says of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pinned {
	/// `exit N`, or the failure's name.
	end: String,
	/// Fuel of the run.
	fuel: u64,
	/// The digest; of a failure, also the hash of the state that it failed in.
	hash: String,
}

fn file() -> std::path::PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests.txt")
}

fn pinned() -> BTreeMap<String, Pinned> {
	let text = fs::read_to_string(file()).unwrap();
	let line = |line: &str| {
		let mut cells = line.splitn(4, '\t').map(str::to_owned);
		let mut cell = || cells.next().expect("four cells");
		let (name, end, fuel, hash) = (cell(), cell(), cell(), cell());
		(name, Pinned { end, fuel: fuel.parse().unwrap(), hash })
	};
	text.lines().filter(|text| !text.starts_with('#')).map(line).collect()
}

fn run(engine: &Engine, case: &Case) -> Result<Run, Failure> {
	engine.run(&case.module, case.inputs.clone(), &case.limits)
}

/// What a program gives, with the state that it failed in.
fn outcome(engine: &Engine, case: &Case) -> Pinned {
	match run(engine, case) {
		Ok(run) => Pinned {
			end: format!("exit {}", run.header.exit_status),
			fuel: run.header.fuel,
			hash: to_hex(&run.digest()),
		},
		Err(failure) => {
			let (inputs, fuel) = (case.inputs.clone(), case.limits.fuel);
			let state = engine.state(&case.module, inputs, &case.limits, fuel);
			let state = state.unwrap_or_else(|other| panic!("{}: {failure}, {other}", case.name));
			let run = failure.run().unwrap_or_else(|| panic!("{}: {failure}", case.name));
			Pinned {
				end: format!("{:?}", failure.code),
				fuel: run.header.fuel,
				hash: format!("{}\t{}", to_hex(&run.digest()), to_hex(&state.hash)),
			}
		},
	}
}

/// One more run gave what is pinned; a failure also says the same each time.
fn check(case: &Case, pinned: &Pinned, found: Result<Run, Failure>, first: &Result<Run, Failure>) {
	match &found {
		Ok(run) => assert_eq!(to_hex(&run.digest()), pinned.hash, "{}", case.name),
		Err(failure) => {
			assert_eq!(format!("{:?}", failure.code), pinned.end, "{}", case.name);
			let digest = to_hex(&failure.run().unwrap().digest());
			assert_eq!(pinned.hash.split('\t').next(), Some(&*digest), "{}", case.name);
		},
	}
	assert!(found == *first, "{}: another output, log or message", case.name);
}

/// The full run was asked for.
fn full() -> bool {
	env::var_os("BOURSE_CORPUS_RUNS").is_some()
}

/// How often a program runs in a test.
fn runs(pinned: &Pinned) -> usize {
	let asked = env::var("BOURSE_CORPUS_RUNS").ok().map(|text| text.parse().unwrap());
	asked.unwrap_or((FUEL / pinned.fuel.max(1)).clamp(2, 100) as usize)
}

#[test]
fn digest_should_be_the_pinned_one_when_compiled_anew_and_when_loaded() {
	let cases = corpus();
	assert!(cases.len() >= 100, "{}", cases.len());
	let mut found = Vec::new();
	for case in &cases {
		let cache = tempfile::tempdir().unwrap();
		let engine = || Engine::new(Some(cache.path().into()), 1 << 30).unwrap();
		let anew = outcome(&engine(), case);
		assert_eq!(outcome(&engine(), case), anew, "{}: loaded", case.name);
		found.push((case.name.clone(), anew));
	}
	if env::var_os("BOURSE_UPDATE_DIGESTS").is_some() {
		let mut text = String::from(concat!(
			"# What each program of the corpus gives; corpus.rs says more. Separated by tabs:\n",
			"# program, exit status or failure, fuel, digest, and of a failure the hash of the state.\n",
		));
		for (name, Pinned { end, fuel, hash }) in &found {
			text += &format!("{name}\t{end}\t{fuel}\t{hash}\n");
		}
		fs::write(file(), text).unwrap();
	}
	let pinned = pinned();
	for (name, found) in &found {
		assert_eq!(Some(found), pinned.get(name), "{name}");
	}
	assert_eq!(pinned.len(), found.len(), "a program is gone, or two have one name");
}

#[test]
fn digest_should_be_the_same_when_run_again_and_again() {
	let (engine, pinned) = (engine(), pinned());
	let mut total = 0;
	for case in &corpus() {
		let (pinned, first) = (&pinned[&case.name], run(&engine, case));
		for _ in 1..runs(pinned) {
			check(case, pinned, run(&engine, case), &first);
		}
		check(case, pinned, first.clone(), &first);
		total += runs(pinned);
	}
	println!("{total} runs");
}

/// What runs a program in a round of the test below.
struct Engines {
	portable: Engine,
	/// As compiled in the other ways, in the full run.
	others: Vec<Engine>,
}

impl Engines {
	fn new() -> Self {
		// Only few modules stay in memory: most are loaded from disk each time.
		let engine = |code| Engine::with_code(Some(compiled()), 1 << 30, code).unwrap();
		let codes = if full() { &OTHERS[..] } else { &[] };
		let (portable, others) = (engine(CodeGeneration::Portable), codes.iter().copied());
		Self { portable, others: others.map(engine).collect() }
	}

	/// Of ten rounds of the full run one is compiled anew each time, one each is of code that was
	/// made in another way, the others are of what was compiled before.
	fn run(&self, round: usize, case: &Case) -> (bool, Result<Run, Failure>) {
		match (round % 10, self.others.get(round % 10)) {
			(_, Some(other)) => (false, run(other, case)),
			(9, None) if full() => (true, run(&Engine::new(None, 0).unwrap(), case)),
			_ => (true, run(&self.portable, case)),
		}
	}
}

#[test]
fn digest_should_be_the_same_when_sixteen_run_at_once() {
	let (engines, pinned, cases) = (Engines::new(), pinned(), corpus());
	// One after the other of all programs, then again, so that different ones run beside each
	// other.
	let most = cases.iter().map(|case| runs(&pinned[&case.name])).max().unwrap();
	let queue = (0..most)
		.flat_map(|round| cases.iter().map(move |case| (round, case)))
		.filter(|(round, case)| *round < runs(&pinned[&case.name]))
		.collect::<Vec<_>>();
	let firsts = cases.iter().map(|case| run(&engines.portable, case)).collect::<Vec<_>>();
	let firsts = cases.iter().map(|case| &case.name).zip(&firsts).collect::<BTreeMap<_, _>>();
	let next = AtomicUsize::new(0);
	thread::scope(|scope| {
		for _ in 0..16 {
			scope.spawn(|| {
				while let Some((round, case)) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
					let (same_stack, found) = engines.run(*round, case);
					let (pinned, first) = (&pinned[&case.name], firsts[&case.name]);
					if same_stack || !STACK.contains(&&*case.name) {
						check(case, pinned, found, first);
					} else {
						let failure = found.unwrap_err();
						assert_eq!(format!("{:?}", failure.code), pinned.end, "{}", case.name);
					}
				}
			});
		}
	});
	println!("{} runs", queue.len());
}

/// Ways to compile that may differ between machines, and one that differs more.
const OTHERS: [CodeGeneration; 3] =
	[CodeGeneration::ThisProcessor, CodeGeneration::Oldest, CodeGeneration::Unoptimised];

/// Modules above this size are compiled for other processors in the full run only.
const SMALL: usize = 300_000;

fn compare_code(code: CodeGeneration) {
	let engine = Engine::with_code(None, 0, code).unwrap();
	let pinned = pinned();
	for case in corpus().iter().filter(|case| full() || case.module.len() <= SMALL) {
		let (found, pinned) = (outcome(&engine, case), &pinned[&case.name]);
		if STACK.contains(&case.name.as_str()) {
			// How many frames fit into the stack depends on their size, so fuel and state do.
			assert_eq!(found.end, pinned.end, "{}", case.name);
		} else {
			assert_eq!(found, *pinned, "{}", case.name);
		}
	}
}

/// Those that fill the stack.
const STACK: &[&str] = &["wat/trap-recursion", "hostile/stack", "corpus/recursion:too-deep"];

#[test]
fn digest_should_be_the_same_when_compiled_for_this_processor() {
	compare_code(CodeGeneration::ThisProcessor);
}

#[test]
fn digest_should_be_the_same_when_compiled_for_the_oldest_processor() {
	compare_code(CodeGeneration::Oldest);
}

#[test]
fn digest_should_be_the_same_when_not_optimised() {
	compare_code(CodeGeneration::Unoptimised);
}
