// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	module::{
		check::{check, validate},
		price::PRICES,
	},
	Engine, Failure, FailureCode, Inputs, Limits, Run,
};
use std::time::Duration;

fn limits() -> Limits {
	Limits {
		fuel: 1 << 30,
		memory: 64 << 20,
		table_elements: 100_000,
		output_bytes: 1 << 20,
		output_files: 8,
		log_bytes: 1000,
		wall_clock: Duration::from_secs(60),
	}
}

fn rewrite_valid(module: &[u8]) -> Vec<u8> {
	let types = validate(module).unwrap();
	rewrite(module, types.as_ref(), &PRICES).unwrap()
}

fn run_text(text: &str) -> Result<Run, Failure> {
	let engine = Engine::new(None, 0).unwrap();
	engine.run(&wat::parse_str(text).unwrap(), Inputs::default(), &limits())
}

/// A module whose `_start` does `body`, with memory, tables and segments to work on.
fn module(body: &str) -> String {
	format!(
		r#"(module
			(memory (export "memory") 64)
			(table $a 20000 funcref)
			(table $b 20000 externref)
			(elem $funcs func $nothing $nothing $nothing)
			(data $bytes "0123456789")
			(func $nothing)
			(func $assert (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
			(func (export "_start") {body}))"#
	)
}

fn fuel(body: &str) -> u64 {
	let bytes = wat::parse_str(module(body)).unwrap();
	Engine::flat().run(&bytes, Inputs::default(), &limits()).unwrap().header.fuel
}

#[test]
fn bulk_instructions_should_cost_by_their_size() {
	let costs = |of: &dyn Fn(u32) -> String, piece: u32| {
		let base = fuel(&of(0));
		// The entry of `_start`, three constants, the call, the entry of what is called, 4
		// instructions to count the turns, 2 to end the loop, and the 4 that do it.
		assert_eq!(base, 1 + 3 + 1 + 1 + 4 + 2 + 4);
		assert_eq!(fuel(&of(piece - 1)), base);
		assert_eq!(fuel(&of(piece)), base + 32);
		assert_eq!(fuel(&of(10 * piece + 1)), base + 320);
	};
	costs(&|n| format!("(memory.fill (i32.const 9) (i32.const 1) (i32.const {n}))"), 1024);
	costs(&|n| format!("(memory.copy (i32.const 9) (i32.const 1) (i32.const {n}))"), 1024);
	costs(&|n| format!("(table.fill $a (i32.const 9) (ref.null func) (i32.const {n}))"), 128);
	costs(&|n| format!("(table.fill $b (i32.const 9) (ref.null extern) (i32.const {n}))"), 128);
	costs(&|n| format!("(table.copy $a $a (i32.const 9) (i32.const 1) (i32.const {n}))"), 128);
	for short in [
		"(memory.init $bytes (i32.const 0) (i32.const 2) (i32.const 8))",
		"(table.init $a $funcs (i32.const 0) (i32.const 1) (i32.const 2))",
	] {
		assert_eq!(fuel(short), 16, "{short}");
	}
}

#[test]
fn bulk_instructions_should_do_what_they_did() {
	run_text(&module(
		"(memory.init $bytes (i32.const 100) (i32.const 0) (i32.const 10))
		;; Overlapping, upwards and downwards.
		(memory.copy (i32.const 102) (i32.const 100) (i32.const 10))
		(call $assert (i64.eq (i64.load (i32.const 102)) (i64.const 0x3736353433323130)))
		(memory.copy (i32.const 100) (i32.const 102) (i32.const 10))
		(call $assert (i64.eq (i64.load (i32.const 100)) (i64.const 0x3736353433323130)))
		(memory.fill (i32.const 5000) (i32.const 0xab) (i32.const 5000))
		(call $assert (i32.eq (i32.load8_u (i32.const 9999)) (i32.const 0xab)))
		(call $assert (i32.eqz (i32.load8_u (i32.const 10000))))
		(call $assert (i32.eqz (i32.load8_u (i32.const 4999))))
		(table.init $a $funcs (i32.const 7) (i32.const 0) (i32.const 3))
		(table.copy $a $a (i32.const 9000) (i32.const 6) (i32.const 3))
		(call $assert (ref.is_null (table.get $a (i32.const 9000))))
		(call $assert (i32.eqz (ref.is_null (table.get $a (i32.const 9002)))))
		(table.fill $a (i32.const 0) (ref.func $nothing) (i32.const 1000))
		(call $assert (i32.eqz (ref.is_null (table.get $a (i32.const 999)))))
		(call $assert (ref.is_null (table.get $a (i32.const 1000))))
		(data.drop $bytes)
		(elem.drop $funcs)
		(memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 0))",
	))
	.unwrap();
}

#[test]
fn bulk_instructions_should_trap_where_they_did() {
	for body in [
		"(memory.fill (i32.const 4194304) (i32.const 0) (i32.const 1))",
		"(memory.fill (i32.const -1) (i32.const 0) (i32.const -1))",
		"(memory.copy (i32.const 0) (i32.const 4194300) (i32.const 5))",
		"(memory.init $bytes (i32.const 0) (i32.const 5) (i32.const 6))",
		"(table.fill $a (i32.const 19999) (ref.null func) (i32.const 2))",
		"(table.copy $a $a (i32.const 0) (i32.const 20000) (i32.const 1))",
		"(table.init $a $funcs (i32.const 0) (i32.const 0) (i32.const 4))",
	] {
		// Bulk instructions take their fuel first: 2,048 a KiB.
		let limits = Limits { fuel: 1 << 40, ..limits() };
		let bytes = wat::parse_str(module(body)).unwrap();
		let run = Engine::new(None, 0).unwrap().run(&bytes, Inputs::default(), &limits);
		assert_eq!(run.unwrap_err().code, FailureCode::Trap, "{body}");
	}
}

#[test]
fn bulk_instructions_should_run_out_of_fuel_before_they_run_out_of_time() {
	let forever =
		module("(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 4194304)) (br 0))");
	assert_eq!(run_text(&forever).unwrap_err().code, FailureCode::OutOfFuel);
	let huge = module("(memory.fill (i32.const 0) (i32.const 1) (i32.const -1))");
	let engine = Engine::new(None, 0).unwrap();
	let limits = Limits { fuel: 1 << 20, ..limits() };
	let failure = engine.run(&wat::parse_str(huge).unwrap(), Inputs::default(), &limits);
	assert_eq!(failure.unwrap_err().code, FailureCode::OutOfFuel);
}

#[test]
fn start_function_should_run_first_and_once() {
	let run = run_text(
		r#"(module
			(memory (export "memory") 1)
			(global $n (mut i32) (i32.const 0))
			(func $first (global.set $n (i32.add (global.get $n) (i32.const 5))))
			(func (export "_start") (if (i32.ne (global.get $n) (i32.const 5)) (then unreachable)))
			(start $first))"#,
	);
	assert_eq!(run.unwrap().header.exit_status, 0);
	let traps = r#"(module (memory (export "memory") 1) (func $first unreachable)
		(func (export "_start")) (start $first))"#;
	assert_eq!(run_text(traps).unwrap_err().code, FailureCode::Trap);
}

#[test]
fn rewrite_should_add_exports_and_leave_the_rest() {
	let text = r#"(module
		(memory (export "memory") 1)
		(global $a i32 (i32.const 7))
		(global $b (mut i64) (i64.const 8))
		(global $c (mut f64) (f64.const 9))
		(func $f)
		(func (export "_start") (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))
		(start $f)
		(@custom "kept" "as it is"))"#;
	let module = wat::parse_str(text).unwrap();
	let rewritten = rewrite_valid(&module);
	wasmparser::Validator::new().validate_all(&rewritten).unwrap();
	let contents = crate::module::summary::ModuleSummary::read(&rewritten).unwrap();
	let names = contents.exports.iter().map(|(name, _)| &**name).collect::<Vec<_>>();
	let expected =
		["memory", "_start", "bourse:fuel", "bourse:global:1", "bourse:global:2", "bourse:start"];
	assert_eq!(names, expected);
	assert_eq!(contents.functions, 3);
	assert!(rewritten.windows(12).any(|bytes| bytes == b"keptas it is"));
	// A module without globals gets the one with the fuel, and is valid.
	let plain = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;
	let rewritten = rewrite_valid(&wat::parse_str(plain).unwrap());
	wasmparser::Validator::new().validate_all(&rewritten).unwrap();
	let contents = crate::module::summary::ModuleSummary::read(&rewritten).unwrap();
	let names = contents.exports.iter().map(|(name, _)| &**name).collect::<Vec<_>>();
	assert_eq!(names, ["memory", "_start", "bourse:fuel"]);
}

#[test]
fn check_should_refuse_what_would_be_valid_only_afterwards() {
	let engine = Engine::new(None, 0).unwrap();
	let refusal = |bytes: &[u8]| engine.compile(bytes).unwrap_err().message;
	// A call of the function that is added for the fill: 0xfc 0x0b is `memory.fill`.
	let text = module("(call 2) (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))");
	let mut bytes = wat::parse_str(&text).unwrap();
	assert!(check(&bytes).is_ok());
	let fill = bytes.windows(2).position(|pair| pair == [0xfc, 0x0b]).unwrap();
	let call = bytes[..fill].windows(2).rposition(|pair| pair == [0x10, 0x02]).unwrap();
	bytes[call + 1] = 3;
	assert!(refusal(&bytes).contains("unknown function 3"), "{}", refusal(&bytes));
	let taken = r#"(module (memory (export "memory") 1) (func (export "_start"))
		(func (export "bourse:start")))"#;
	assert!(refusal(&wat::parse_str(taken).unwrap()).contains("taken"));
}

/// A module with everything that rewriting adds to.
const ALL: &str = r#"(module
	(type (func (result i32 i64))) (type (func (result i64 i32)))
	(type (func (result funcref externref i32))) (type (func (result i32 i32 i32)))
	(type (func (result v128 f32))) (type (func (result f64 f64)))
	(memory (export "memory") 1)
	(table $a 10 funcref) (table $b 10 externref)
	(elem $f func $n)
	(data $d "abc")
	(global (mut i32) (i32.const 1)) (global i64 (i64.const 3))
	(global (mut externref) (ref.null extern))
	(func $n)
	(func $m (result i32 i64) (local f32 f32 i64 externref funcref v128)
		(i32.const 1) (i64.const 2))
	(func $o (result externref funcref) (ref.null extern) (ref.null func))
	(func (export "_start") (local f64)
		(drop (drop (call $m)))
		(local.set 0 (f64.add (f64.mul (local.get 0) (local.get 0)) (local.get 0)))
		(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))
		(memory.copy (i32.const 0) (i32.const 0) (i32.const 0))
		(memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))
		(table.fill $a (i32.const 0) (ref.null func) (i32.const 0))
		(table.fill $b (i32.const 0) (ref.null extern) (i32.const 0))
		(table.copy $a $a (i32.const 0) (i32.const 0) (i32.const 0))
		(table.copy $b $b (i32.const 0) (i32.const 0) (i32.const 0))
		(table.init $a $f (i32.const 0) (i32.const 0) (i32.const 0)))
	(start $n)
	(@custom "kept" "as it is"))"#;

/// Hashes of kept modules (below `apps/built`) as they are rewritten.
const REWRITTEN: &str = "
	244b0b2968adaa0864cf0f069b10e613147af3fab2b1f1b25d3e5b8d5855f7de corpus/allocation.wasm
	6c8f5206d420ffd827b35ecc2224176dbf1f09118c1d71d4dd06a4265b3fd881 corpus/collections.wasm
	33ff9adceda3873608f3840a53f0d4d5fd86c8eadf4e160bd3bd3aeabf3ba36d corpus/floats.wasm
	397f323bc870caee441135ea96cba0276c19de5e331d04035842eb209135cc1a corpus/folders.wasm
	9740fcd273de259342c4627fe95fd2cb569f4426e10f73b264f2a4cae60c7aa4 corpus/recursion.wasm
	53fe067ba457a9ba14b3518c81affd829f4a8db56bc109fe61538155196ee3b4 corpus/surroundings.wasm
	62d1410ae8dc401852bb95bd6d98724dd0af30185acb16db5ffbf6d952b0f58e corpus/text.wasm
	e5dc5ecfbf5acab12da58b28e318a55e9769659a960f852f08d9e23c07822bb5 third-party/magika.wasm
	cafe5f0cc56c1b47aa27d5c8d5859fdac29b89a8fa0a81f18dd4ae9e4c1bdba5 third-party/resvg.wasm
	bcc98e9ee09f0c18aba1e95f9cc54535bb9b01fd488d728cf6b5fd7578f69591 third-party/sqlite3.wasm
";

/// Whoever changes these hashes without a change of the modules in `apps/built` lets [`VERSION`]
/// grow.
#[test]
fn rewrite_should_give_the_same_bytes_as_long_as_its_version_is_the_same() {
	let hash = |module: &[u8]| crate::to_hex(&bourse_formats::blake2_256(&rewrite_valid(module)));
	assert_eq!(VERSION, 6);
	let expected = "0x45bd0942cf16edd230fbb7991892a8f9cd45bbc960ce2c86e06babe3c4aecbce";
	assert_eq!(hash(&wat::parse_str(ALL).unwrap()), expected);
	let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../apps/built");
	let mut found = String::from("\n");
	for line in REWRITTEN.trim().lines() {
		let (_, path) = line.trim().split_once(' ').unwrap();
		let module = std::fs::read(folder.join(path)).unwrap();
		found += &format!("\t{} {path}\n", hash(&module).trim_start_matches("0x"));
	}
	assert!(found == REWRITTEN, "they are now{found}");
}
