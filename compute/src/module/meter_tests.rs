// SPDX-License-Identifier: Apache-2.0

//! That fuel is what `docs/digest.md` says on every way through a function, and that the bits of
//! NaNs are canonical where they are seen and left alone where WebAssembly says so.

use crate::{Engine, Failure, FailureCode, Inputs, Limits, Run};
use std::time::Duration;

fn run_with(text: &str, fuel: u64) -> Result<Run, Failure> {
	let limits = Limits { fuel, wall_clock: Duration::from_secs(60), ..Limits::for_time_ref(1) };
	let module = wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"));
	Engine::flat().run(&module, Inputs::default(), &limits)
}

/// A module whose `_start` is `body`, with some functions to call.
fn module(body: &str) -> String {
	format!(
		r#"(module
			(type $pair (func (param i32) (result i32 i64)))
			(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
			(memory (export "memory") 1)
			(table $table 2 funcref)
			(elem (table $table) (i32.const 0) func $one $count)
			(func $one (result i32) (i32.const 1))
			(func $count (param $n i32) (result i32)
				(if (i32.eqz (local.get $n)) (then (return (i32.const 7))))
				(return_call $count (i32.sub (local.get $n) (i32.const 1))))
			(func $pair (type $pair)
				(br_if 0 (i32.const 5) (i64.const 6) (local.get 0))
				(drop) (drop) (i32.const 1) (i64.const 2))
			(func $choose (param i32) (result i32)
				(block (block (br_table 0 1 1 (local.get 0))) (return (i32.const 10)))
				(br_table 0 0 (i32.const 12) (local.get 0)))
			(func (export "_start") (local $n i32) {body}))"#
	)
}

/// Fuel of a body beside the entry of `_start`.
fn fuel(body: &str) -> u64 {
	run_with(&module(body), 1_000_000).unwrap().header.fuel - 1
}

#[test]
fn fuel_should_be_one_for_each_instruction_and_each_call() {
	assert_eq!(fuel(""), 0);
	assert_eq!(fuel("(nop) (block) (drop (i32.const 1))"), 1);
	assert_eq!(fuel("(drop (i32.add (i32.const 1) (i32.const 2)))"), 3);
	// The call, the entry of what is called, and what it does.
	assert_eq!(fuel("(drop (call $one))"), 1 + 1 + 1);
	assert_eq!(fuel("(drop (call_indirect (result i32) (i32.const 0)))"), 1 + 1 + 1 + 1);
	assert_eq!(fuel("(return) (drop (i32.const 1))"), 0);
}

#[test]
fn fuel_should_be_more_for_a_vector_that_is_made_canonical() {
	let engine = Engine::new(None, 0).unwrap();
	let limits = Limits { wall_clock: Duration::from_secs(60), ..Limits::for_time_ref(1) };
	let fuel = |body: &str| {
		let module = wat::parse_str(module(body)).unwrap();
		// Beside the entry of `_start`.
		engine.run(&module, Inputs::default(), &limits).unwrap().header.fuel - 165
	};
	let add = "(f32x4.add (v128.const i64x2 1 2) (v128.const i64x2 3 4))";
	assert_eq!(fuel(&format!("(drop {add})")), 2 + 2 + 10);
	assert_eq!(fuel(&format!("(drop (f32x4.mul {add} {add}))")), 2 * (2 + 2 + 10) + 10);
	assert_eq!(fuel(&format!("(drop (v128.not {add}))")), 2 + 2 + 10 + 42 + 14);
	// As a vector of another shape its bits are seen.
	let of_other = format!("(drop (f64x2.add {add} (v128.const i64x2 0 0)))");
	assert_eq!(fuel(&of_other), 2 + 2 + 10 + 42 + 2 + 10);
	// Where the way forks, all that is left is seen.
	assert_eq!(fuel(&format!("{add} (if (i32.const 1) (then)) (drop)")), 2 + 2 + 10 + 42 + 7);
	assert_eq!(fuel("(drop (i64.reinterpret_f64 (f64.add (f64.const 1) (f64.const 2))))"), 6 + 14);
}

#[test]
fn fuel_should_be_that_of_the_way_that_is_taken() {
	let choice = |condition: u32| {
		fuel(&format!(
			"(if (i32.const {condition}) (then (drop (i32.const 1)) (drop (i32.const 1)))
				(else (drop (i32.const 1))))"
		))
	};
	assert_eq!((choice(1), choice(0)), (1 + 1 + 2, 1 + 1 + 1));
	assert_eq!(fuel("(block (br 0) (drop (i32.const 1)))"), 1);
	assert_eq!(fuel("(block (br_if 0 (i32.const 0)) (drop (i32.const 1)))"), 3);
	// Out of the function itself.
	assert_eq!(fuel("(br 0) (drop (i32.const 1))"), 1);
	assert_eq!(fuel("(block (br 1)) (drop (i32.const 1))"), 1);
	let turns = |count: u32| {
		fuel(&format!(
			"(local.set $n (i32.const {count}))
			(loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
		))
	};
	assert_eq!(turns(1), 2 + 5);
	assert_eq!(turns(100), 2 + 500);
}

#[test]
fn fuel_should_be_counted_across_tail_calls_and_several_results() {
	// A call; per turn an entry, the test (3: get, eqz, if), and the next call (4: get, const,
	// sub, call); the last entry, its test, and a constant.
	assert_eq!(fuel("(drop (call $count (i32.const 3)))"), 2 + 3 * (1 + 3 + 4) + 1 + 3 + 1);
	let pair = |way: u32| fuel(&format!("(drop (drop (call $pair (i32.const {way}))))"));
	assert_eq!((pair(1), pair(0)), (2 + 1 + 4, 2 + 1 + 4 + 2));
	let choose = |way: u32| fuel(&format!("(drop (call $choose (i32.const {way})))"));
	assert_eq!([choose(0), choose(1), choose(99)], [2 + 1 + 2 + 1, 2 + 1 + 2 + 3, 2 + 1 + 2 + 3]);
}

#[test]
fn run_should_end_when_fuel_is_used_up_wherever_it_loops() {
	for body in [
		"(loop (br 0))",
		"(loop (br_if 0 (i32.const 1)))",
		"(loop (br_table 0 0 (i32.const 0)))",
		"(loop (drop (call $one)) (br 0))",
		"(loop (if (i32.const 1) (then (br 1))))",
		"(drop (call $count (i32.const -1)))",
	] {
		let failure = run_with(&module(body), 100_000).unwrap_err();
		assert_eq!(failure.code, FailureCode::OutOfFuel, "{body}");
	}
	// What it needs exactly is one too little: a run ends when it has consumed what it may.
	let body = module("(drop (call $one))");
	assert_eq!(run_with(&body, 4).unwrap_err().code, FailureCode::OutOfFuel);
	assert_eq!(run_with(&body, 5).unwrap().header.fuel, 4);
}

#[test]
fn fuel_should_be_the_same_in_a_function_with_very_many_branches() {
	// So many that fuel is not kept in a local; none of them is ever taken.
	let many = "(if (i32.const 0) (then (drop (i32.const 1))))".repeat(4097);
	assert_eq!(fuel(&format!("(if (i32.const 0) (then {many}))")), 2);
	assert_eq!(fuel(&format!("(if (i32.const 0) (then {many})) (drop (call $one))")), 2 + 3);
	let both =
		|body: &str| [fuel(body), fuel(&format!("(if (i32.const 0) (then {many})) {body}")) - 2];
	for body in [
		"(local.set $n (i32.const 100))
		(loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))",
		"(drop (call $count (i32.const 3))) (drop (call_indirect (result i32) (i32.const 0)))",
		"(if (i32.const 1) (then (return))) (drop (i32.const 1))",
		"(block (br_table 0 1 (i32.const 1)))",
		"(memory.fill (i32.const 0) (i32.const 1) (i32.const 5000))",
	] {
		let [few, very_many] = both(body);
		assert_eq!(few, very_many, "{body}");
	}
	for body in ["(loop (br 0))", "(loop (drop (call $one)) (br 0))"] {
		let body = module(&format!("(if (i32.const 0) (then {many})) {body}"));
		assert_eq!(run_with(&body, 100_000).unwrap_err().code, FailureCode::OutOfFuel);
	}
}

#[test]
fn trap_should_stay_a_trap_when_fuel_is_left() {
	let failure = run_with(&module("(unreachable)"), 100).unwrap_err();
	assert_eq!(failure.code, FailureCode::Trap);
	let body = module("(drop (call $one)) (unreachable)");
	let code = |fuel| run_with(&body, fuel).unwrap_err().code;
	assert_eq!(code(100), FailureCode::Trap);
	// Entry, call, entry: 3 are consumed when it is looked at for the last time. What was called
	// has used up the fourth, and nothing has looked at that.
	assert_eq!((code(4), code(3)), (FailureCode::Trap, FailureCode::OutOfFuel));
}

/// Fails when the bits that a value of type `f64` has are not those.
fn bits(value: &str, expected: u64) {
	let text = module(&format!(
		"(local $odd f64) (local $zero f64) (local $kept f64)
		(local.set $odd (f64.reinterpret_i64 (i64.const 0xfff4123456789abc)))
		(if (i64.ne (i64.reinterpret_f64 {value}) (i64.const {expected})) (then (unreachable)))"
	));
	assert!(run_with(&text, 1_000_000).is_ok(), "{value}");
}

#[test]
fn nan_should_be_canonical_when_its_bits_are_seen() {
	const NAN: u64 = 0x7ff8_0000_0000_0000;
	for value in [
		"(f64.div (local.get $zero) (local.get $zero))",
		"(f64.add (local.get $odd) (f64.const 1))",
		"(f64.sqrt (f64.const -1))",
		"(f64.mul (f64.add (local.get $odd) (f64.const 1)) (f64.sub (f64.const 1) (local.get $odd)))",
		"(f64.promote_f32 (f32.demote_f64 (local.get $odd)))",
		"(f64.max (f64.const 1) (f64.nearest (local.get $odd)))",
		"(local.tee $kept (f64.ceil (local.get $odd)))",
		"(f64.abs (f64.add (local.get $odd) (local.get $odd)))",
		"(select (f64.add (local.get $odd) (local.get $odd)) (f64.const 1) (i32.const 1))",
		"(block (result f64) (f64.sub (local.get $odd) (local.get $odd)))",
		"(if (result f64) (i32.const 1) (then (f64.floor (local.get $odd))) (else (f64.const 1)))",
		"(block (result f64) (br 0 (f64.trunc (local.get $odd))))",
		"(f64x2.extract_lane 0 (f64x2.splat (f64.min (local.get $odd) (f64.const 0))))",
		"(f64x2.extract_lane 1 (f64x2.add (f64x2.splat (local.get $odd)) (f64x2.splat (f64.const 1))))",
		"(f64x2.extract_lane 1 (f64x2.mul (f64x2.sqrt (v128.const f64x2 -1 -1)) (v128.const f64x2 1 1)))",
	] {
		bits(value, NAN);
	}
	// Its sign is a matter of bits again.
	bits("(f64.neg (f64.add (local.get $odd) (f64.const 1)))", NAN | 1 << 63);
	bits("(f64.copysign (f64.sqrt (f64.const -1)) (f64.const -1))", NAN | 1 << 63);
}

#[test]
fn nan_should_keep_its_bits_when_it_is_only_moved() {
	const ODD: u64 = 0xfff4_1234_5678_9abc;
	for value in [
		"(local.get $odd)",
		"(local.tee $kept (local.get $odd))",
		"(f64.neg (f64.neg (local.get $odd)))",
		"(select (local.get $odd) (f64.const 1) (i32.const 1))",
		"(block (result f64) (f64.store (i32.const 0) (local.get $odd)) (f64.load (i32.const 0)))",
		"(f64x2.extract_lane 1 (f64x2.splat (local.get $odd)))",
	] {
		bits(value, ODD);
	}
}

#[test]
fn nans_of_a_vector_should_be_canonical_when_it_is_taken_as_one_of_another_shape() {
	for (taken, expected) in [
		(
			"(f64.promote_f32 (f32x4.extract_lane 0 (f32x4.add
				(f64x2.add (v128.const i64x2 0xfff4123456789abc 0xfff4123456789abc)
					(v128.const i64x2 0 0))
				(v128.const i64x2 0 0))))",
			0,
		),
		(
			"(f64x2.extract_lane 0 (f64x2.add
				(f32x4.add (v128.const i32x4 0xffa12345 0xffa12345 0 0) (v128.const i64x2 0 0))
				(v128.const i64x2 0 0)))",
			0x7fc0_0000_7fc0_0000u64,
		),
		(
			"(f64x2.extract_lane 0 (f64x2.promote_low_f32x4
				(f64x2.add (v128.const i64x2 0xfff4123456789abc 0) (v128.const i64x2 0 0))))",
			0,
		),
	] {
		let body = format!(
			"(if (i64.ne (i64.reinterpret_f64 {taken}) (i64.const {expected})) (then unreachable))"
		);
		run_with(&module(&body), 1000).unwrap_or_else(|failure| panic!("{taken}: {failure}"));
	}
}
