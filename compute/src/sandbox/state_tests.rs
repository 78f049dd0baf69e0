// SPDX-License-Identifier: Apache-2.0

use super::*;
use std::time::Duration;

fn limits() -> Limits {
	Limits {
		fuel: 100_000_000,
		memory: 4 << 20,
		table_elements: 1000,
		output_bytes: 1 << 20,
		output_files: 8,
		log_bytes: 1000,
		wall_clock: Duration::from_secs(60),
	}
}

/// Counts to 10,000, remembers each count in memory; `choice` is what it adds at count 7,777.
fn counter(choice: i32) -> Vec<u8> {
	wat::parse_str(format!(
		r#"(module
			(memory (export "memory") 2)
			(global $n (mut i32) (i32.const 0))
			(global $sum (mut i64) (i64.const 0))
			(func $step
				(global.set $n (i32.add (global.get $n) (i32.const 1)))
				(i32.store (i32.mul (global.get $n) (i32.const 4)) (global.get $n))
				(global.set $sum (i64.add (global.get $sum) (i64.extend_i32_s
					(select (i32.const {choice}) (i32.const 1)
						(i32.eq (global.get $n) (i32.const 7777)))))))
			(func (export "_start")
				(loop (call $step) (br_if 0 (i32.lt_u (global.get $n) (i32.const 10000))))))"#
	))
	.unwrap()
}

fn state(engine: &Engine, module: &[u8], fuel: u64) -> Snapshot {
	engine.state(module, Inputs::default(), &limits(), fuel).unwrap()
}

#[test]
fn state_should_be_the_same_on_every_engine_and_change_as_the_run_goes_on() {
	let module = counter(1);
	let [first, second] = [(); 2].map(|()| Engine::new(None, 0).unwrap());
	let run = first.run(&module, Inputs::default(), &limits()).unwrap();
	let mut seen = std::collections::HashSet::new();
	for fuel in [0, 1000, 10_000, 100_000, run.header.fuel - 1] {
		let state = state(&first, &module, fuel);
		assert_eq!(state, self::state(&second, &module, fuel));
		assert_eq!(state.status, RunStatus::Running);
		assert!(seen.insert(state.hash));
	}
	let ended = RunStatus::Ended { exit_status: 0, fuel: run.header.fuel };
	for fuel in [run.header.fuel + 1, u64::MAX] {
		assert_eq!(state(&first, &module, fuel).status, ended);
	}
}

#[test]
fn state_should_know_every_global_and_the_start_function() {
	let engine = Engine::new(None, 0).unwrap();
	let at = |value: &str, fuel| {
		let text = format!(
			r#"(module (memory (export "memory") 1)
				(global $hidden (mut i64) (i64.const 0))
				(func $first (global.set $hidden (i64.const {value})) (loop (br 0)))
				(func (export "_start"))
				(start $first))"#
		);
		state(&engine, &wat::parse_str(text).unwrap(), fuel)
	};
	assert_eq!(at("1", 0), at("2", 0));
	assert_ne!(at("1", 200), at("2", 200));
	assert_eq!(at("1", 200).status, RunStatus::Running);
}

#[test]
fn state_should_tell_failures_apart() {
	let engine = Engine::new(None, 0).unwrap();
	let at = |body: &str| {
		let text =
			format!(r#"(module (memory (export "memory") 1) (func (export "_start") {body}))"#);
		let module = wat::parse_str(text).unwrap();
		engine.state(&module, Inputs::default(), &limits(), u64::MAX)
	};
	let stopped = |body: &str| at(body).unwrap().status;
	assert_eq!(stopped("unreachable"), RunStatus::Failed(FailureCode::Trap));
	assert_eq!(stopped("(loop (br 0))"), RunStatus::Failed(FailureCode::OutOfFuel));
	let grow = "(drop (memory.grow (i32.const 1000))) unreachable";
	assert_eq!(stopped(grow), RunStatus::Failed(FailureCode::OutOfMemory));
	assert_eq!(stopped(""), RunStatus::Ended { exit_status: 0, fuel: 165 });
	let bad = engine.state(b"no", Inputs::default(), &limits(), 1);
	assert_eq!(bad.unwrap_err().code, FailureCode::BadModule);
}

#[test]
fn compare_should_find_where_a_tampered_run_parts() {
	let engine = Engine::new(None, 0).unwrap();
	let (honest, tampered) = (counter(1), counter(2));
	let mut asked = 0;
	let found = {
		let mut first = |fuel| Ok(state(&engine, &honest, fuel).into());
		let mut second = |fuel| Ok(state(&engine, &tampered, fuel).into());
		compare(&mut first, &mut second, &mut |_, _| asked += 1).unwrap()
	};
	let Comparison::Part { same: Some(same), differ } = found else { panic!("{found:?}") };
	assert_eq!(differ, same + 1);
	assert!(asked < 40, "{asked}");
	// The sums differ once step 7,777 is done, which the next look at the fuel sees.
	let per_step = {
		let ends = engine.run(&honest, Inputs::default(), &limits()).unwrap().header.fuel;
		(ends - 165) / 10_000
	};
	assert_eq!((same - 165) / per_step, 7776);
	assert_eq!(state(&engine, &honest, same), state(&engine, &tampered, same));
	assert_ne!(state(&engine, &honest, differ), state(&engine, &tampered, differ));
}

/// Adds up 10,000 ones in a local, `choice` in place of the 7,777th; puts the sum into memory, and
/// counts down.
fn adder(choice: i32) -> Vec<u8> {
	wat::parse_str(format!(
		r#"(module
			(memory (export "memory") 1)
			(func (export "_start") (local $n i32) (local $sum i64)
				(loop
					(local.set $n (i32.add (local.get $n) (i32.const 1)))
					(local.set $sum (i64.add (local.get $sum) (select (i64.const {choice})
						(i64.const 1) (i32.eq (local.get $n) (i32.const 7777)))))
					(br_if 0 (i32.lt_u (local.get $n) (i32.const 10000))))
				(i64.store (i32.const 8) (local.get $sum))
				(loop
					(local.set $n (i32.sub (local.get $n) (i32.const 1)))
					(br_if 0 (local.get $n)))))"#
	))
	.unwrap()
}

#[test]
fn compare_should_find_where_it_shows_that_a_local_was_tampered_with() {
	let [first, second, judge] = [(); 3].map(|()| Engine::new(None, 0).unwrap());
	let (honest, tampered) = (adder(1), adder(2));
	let found = compare(
		&mut |fuel| Ok(state(&first, &honest, fuel).into()),
		&mut |fuel| Ok(state(&second, &tampered, fuel).into()),
		&mut |_, _| (),
	);
	// Each turn costs 37, the entry 165. What was done to the local at turn 7,777 shows when it is
	// stored, behind the last turn: at the head of the next loop.
	let (same, differ) = (165 + 37 * 9_999, 165 + 37 * 9_999 + 1);
	assert_eq!(found.unwrap(), Comparison::Part { same: Some(same), differ });
	// Whoever runs the app up to there sees who is wrong.
	let right = state(&judge, &honest, differ);
	assert_eq!(right, state(&first, &honest, differ));
	assert_ne!(right, state(&second, &tampered, differ));
	assert_eq!(right.status, RunStatus::Running);
}

#[test]
fn compare_should_say_so_when_runs_are_the_same_or_differ_at_once() {
	let engine = Engine::new(None, 0).unwrap();
	let oracle = |module: Vec<u8>| {
		let engine = &engine;
		move |fuel| Ok(Answer::from(state(engine, &module, fuel)))
	};
	let mut quiet = |_, _| ();
	let found = compare(&mut oracle(counter(1)), &mut oracle(counter(1)), &mut quiet).unwrap();
	assert_eq!(found, Comparison::Same);
	let other = r#"(module (memory (export "memory") 3) (func (export "_start")))"#;
	let mut other = oracle(wat::parse_str(other).unwrap());
	let found = compare(&mut oracle(counter(1)), &mut other, &mut quiet).unwrap();
	assert_eq!(found, Comparison::Part { same: None, differ: 0 });
	let mut silent = |_| Err("gone".to_owned());
	let error = compare(&mut oracle(counter(1)), &mut silent, &mut quiet).unwrap_err();
	assert_eq!((error.which, error.fuel, &*error.reason), (2, 0, "gone"));
}
