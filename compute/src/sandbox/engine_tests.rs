// SPDX-License-Identifier: Apache-2.0

//! Limits, refusals and determinism. What host calls do is tested in `wasi/tests.rs`.

use super::*;
use std::{
	thread,
	time::{Duration, Instant},
};

fn limits() -> Limits {
	Limits {
		fuel: 1_000_000_000,
		memory: 4 << 20,
		table_elements: 1000,
		output_bytes: 1 << 20,
		output_files: 8,
		log_bytes: 1000,
		wall_clock: Duration::from_secs(20),
	}
}

fn engine() -> Engine {
	Engine::new(None, 0).unwrap()
}

/// A module whose `_start` does `body`, with the calls that the tests need.
fn module(body: &str) -> Vec<u8> {
	let text = format!(
		r#"(module
			(import "wasi_snapshot_preview1" "fd_write"
				(func $fd_write (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_open"
				(func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_create_directory"
				(func $mkdir (param i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_filestat_set_size"
				(func $set_size (param i32 i64) (result i32)))
			(import "wasi_snapshot_preview1" "random_get"
				(func $random_get (param i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "clock_time_get"
				(func $clock_time_get (param i32 i64 i32) (result i32)))
			(import "wasi_snapshot_preview1" "poll_oneoff"
				(func $poll (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
			(memory (export "memory") 1)
			(table $table 1 funcref)
			(global $n (mut i32) (i32.const 0))
			;; An output vector: 16 bytes at 64.
			(data (i32.const 0) "\40\00\00\00\10\00\00\00")
			(data (i32.const 64) "0123456789abcde\n")
			(data (i32.const 128) "file")
			(data (i32.const 136) "stderr")
			(func $recurse (param i32) (result i32)
				(i32.add (i32.const 1) (call $recurse (i32.add (local.get 0) (i32.const 1)))))
			(func (export "_start") {body}))"#
	);
	wat::parse_str(text).unwrap()
}

fn run(body: &str) -> Result<Run, Failure> {
	engine().run(&module(body), Inputs::default(), &limits())
}

fn code(body: &str) -> FailureCode {
	run(body).unwrap_err().code
}

/// Opens `file` in `/out` (descriptor 4 is `/in`, 5 `/out`) and leaves the number at 256.
const CREATE: &str = "(drop (call $path_open (i32.const 5) (i32.const 0) (i32.const 128)
	(i32.const 4) (i32.const 1) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 256)))";
const PRINT: &str =
	"(drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))";

#[test]
fn run_should_give_output_status_and_fuel() {
	let run = run(&format!("{PRINT} (call $exit (i32.const 7))")).unwrap();
	assert_eq!(run.header.exit_status, 7);
	assert_eq!(run.files["stdout"], b"0123456789abcde\n");
	assert_eq!(run.files.len(), 1);
	assert_eq!(run.header.output_root, Manifest::of(&run.files).root());
	assert_eq!(run.header.callback_hash, Hash::zero());
	// A host call (the one that exits is free) with a buffer, 16 bytes moved into a file that grows by
	// as many, an entry and two calls: part of the engine's version, so a change here is a new version.
	assert_eq!(run.header.fuel, 4_000 + 400 + 2 * 16 * 6 + 165 + 2 * 110);
}

#[test]
fn run_should_end_when_a_program_loops_for_ever() {
	let failure = run("(loop (br 0))").unwrap_err();
	assert_eq!(failure.code, FailureCode::OutOfFuel);
	assert_eq!(failure.message, "all fuel is used up");
}

#[test]
fn run_should_end_when_a_program_floods_the_host() {
	let begin = Instant::now();
	assert_eq!(
		code(
			"(loop (drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 0))) (br 0))"
		),
		FailureCode::OutOfFuel
	);
	assert_eq!(
		code("(loop (drop (call $random_get (i32.const 0) (i32.const 65536))) (br 0))"),
		FailureCode::OutOfFuel
	);
	assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn run_should_end_when_exactly_all_fuel_is_consumed() {
	let engine = engine();
	let bytes = module(PRINT);
	let with = |fuel| engine.run(&bytes, Inputs::default(), &Limits { fuel, ..limits() });
	let needs = with(100_000).unwrap().header.fuel;
	assert_eq!(with(needs + 1).unwrap().header.fuel, needs);
	assert_eq!(with(needs).unwrap_err().code, FailureCode::OutOfFuel);
}

#[test]
fn run_should_fail_when_memory_is_short() {
	let failure = run("(drop (memory.grow (i32.const 64))) unreachable").unwrap_err();
	assert_eq!(failure.code, FailureCode::OutOfMemory);
	let expected = "more than 4194304 bytes of memory, and then: wasm trap: ";
	assert!(failure.message.starts_with(expected), "{}", failure.message);
	// A trap by itself stays one.
	assert_eq!(code("(drop (memory.grow (i32.const 63))) unreachable"), FailureCode::Trap);
	let large = r#"(module (memory (export "memory") 65) (func (export "_start")))"#;
	let failure =
		engine().run(&wat::parse_str(large).unwrap(), Inputs::default(), &limits()).unwrap_err();
	assert_eq!(failure.code, FailureCode::OutOfMemory);
}

#[test]
fn growth_should_give_minus_one_beyond_the_limit_and_nothing_else() {
	// To the limit, beyond, far beyond, and by nothing.
	let body = "(local $is i32)
		(local.set $is (memory.grow (i32.const 63)))
		(if (i32.ne (local.get $is) (i32.const 1)) (then unreachable))
		(if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
		(if (i32.ne (memory.grow (i32.const -1)) (i32.const -1)) (then unreachable))
		(if (i32.ne (memory.grow (i32.const 0)) (i32.const 64)) (then unreachable))
		(if (i32.ne (memory.size) (i32.const 64)) (then unreachable))
		(i32.store8 (i32.const 4194303) (i32.const 1))
		(if (i32.ne (table.grow $table (ref.null func) (i32.const 1000)) (i32.const -1))
			(then unreachable))
		(if (i32.ne (table.size $table) (i32.const 1)) (then unreachable))
		(call $exit (i32.const 7))";
	assert_eq!(run(body).unwrap().header.exit_status, 7);
	assert_eq!(code("(loop (drop (memory.grow (i32.const 1))) (br 0))"), FailureCode::OutOfFuel);
}

#[test]
fn memory_should_reach_4_gib_when_the_limit_does() {
	let text = r#"(module (memory (export "memory") 1) (func (export "_start")
		(if (i32.ne (memory.grow (i32.const 65535)) (i32.const 1)) (then unreachable))
		(if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
		(i32.store8 (i32.const -1) (i32.const 1))
		(i64.store (i32.const 0x7ffffff8) (i64.const 2))))"#;
	let most = bourse_formats::CategoryLimits::MOST;
	let limits = Limits::for_category(10, most);
	let module = wat::parse_str(text).unwrap();
	let run = engine().run(&module, Inputs::default(), &limits).unwrap();
	let mut memory = bourse_formats::Hasher::new();
	memory.update(65_536u32.to_le_bytes());
	let mut page = vec![0; 1 << 16];
	for (index, at, byte) in [(0x7fffu32, 0xfff8, 2), (0xffff, 0xffff, 1)] {
		page.fill(0);
		page[at] = byte;
		memory.update(index.to_le_bytes());
		memory.update(bourse_formats::blake2_256(&page));
	}
	assert_eq!(run.header.memory_hash, memory.finish());
	let begins = text.replace("\"memory\") 1", "\"memory\") 65536");
	let begins = engine().run(&wat::parse_str(begins).unwrap(), Inputs::default(), &limits);
	assert_eq!(begins.unwrap_err().code, FailureCode::Trap);
}

#[test]
fn run_should_let_growth_fail_when_the_module_set_the_maximum_itself() {
	let text = r#"(module (memory (export "memory") 1 2) (func (export "_start")
		(if (i32.ne (memory.grow (i32.const 9)) (i32.const -1)) (then unreachable))))"#;
	engine().run(&wat::parse_str(text).unwrap(), Inputs::default(), &limits()).unwrap();
}

#[test]
fn run_should_fail_when_tables_are_large() {
	let grow = |n| format!("(drop (table.grow $table (ref.null func) (i32.const {n})))");
	let both = |n| format!("{} unreachable", grow(n));
	assert_eq!(code(&both(1000)), FailureCode::OutOfMemory);
	assert_eq!(code(&both(999)), FailureCode::Trap);
	let large = r#"(module (memory (export "memory") 1) (table 1001 funcref)
		(func (export "_start")))"#;
	let large = engine().run(&wat::parse_str(large).unwrap(), Inputs::default(), &limits());
	assert_eq!(large.unwrap_err().code, FailureCode::OutOfMemory);
}

#[test]
fn run_should_fail_when_the_stack_overflows() {
	let failure = run("(drop (call $recurse (i32.const 0)))").unwrap_err();
	assert_eq!(failure.code, FailureCode::Trap);
	assert!(failure.message.contains("stack"), "{}", failure.message);
	assert!(failure.message.len() < 2100);
}

#[test]
fn run_should_fail_when_the_program_traps() {
	let log = "(drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 32)))";
	let failure = run(&format!("{log} unreachable")).unwrap_err();
	assert_eq!(failure.code, FailureCode::Trap);
	assert_eq!(failure.log, b"0123456789abcde\n");
	let text = String::from_utf8(failure.log_text()).unwrap();
	assert!(text.starts_with("0123456789abcde\n"), "{text}");
	assert!(
		text.ends_with("\nTrap: wasm trap: wasm `unreachable` instruction executed\n"),
		"{text}"
	);
	assert_eq!(code("(drop (i32.load (i32.const 65536)))"), FailureCode::Trap);
	assert_eq!(code("(drop (i32.div_s (i32.const 1) (i32.const 0)))"), FailureCode::Trap);
}

#[test]
fn run_should_fail_when_output_is_too_large() {
	assert_eq!(code(&format!("(loop {PRINT} (br 0))")), FailureCode::OutputTooLarge);
	let set = |size: u64| {
		format!("{CREATE} (drop (call $set_size (i32.load (i32.const 256)) (i64.const {size})))")
	};
	assert_eq!(run(&set(1 << 20)).unwrap().files["file"].len(), 1 << 20);
	assert_eq!(code(&set((1 << 20) + 1)), FailureCode::OutputTooLarge);
	// No file is that large anywhere: an error for the program.
	assert_eq!(run(&set(u64::MAX)).unwrap().files["file"].len(), 0);
}

#[test]
fn run_should_fail_when_there_are_too_many_files() {
	// Folders named `a`, `b`, …
	let body = "(loop (i32.store8 (i32.const 300) (i32.add (i32.const 97) (global.get $n)))
		(drop (call $mkdir (i32.const 5) (i32.const 300) (i32.const 1)))
		(global.set $n (i32.add (global.get $n) (i32.const 1)))
		(br_if 0 (i32.lt_u (global.get $n) (i32.const COUNT))))";
	assert_eq!(run(&body.replace("COUNT", "8")).unwrap().files.len(), 0);
	assert_eq!(code(&body.replace("COUNT", "9")), FailureCode::OutputTooLarge);
}

#[test]
fn run_should_end_well_when_it_makes_more_files_in_tmp_than_a_result_can_have() {
	// Folders of two letters.
	let body = "(loop (i32.store8 (i32.const 300)
			(i32.add (i32.const 64) (i32.shr_u (global.get $n) (i32.const 5))))
		(i32.store8 (i32.const 301)
			(i32.or (i32.const 64) (i32.and (global.get $n) (i32.const 31))))
		(if (call $mkdir (i32.const 6) (i32.const 300) (i32.const 2)) (then unreachable))
		(global.set $n (i32.add (global.get $n) (i32.const 1)))
		(br_if 0 (i32.lt_u (global.get $n) (i32.const 1100))))";
	let run = run(body).unwrap();
	assert_eq!((run.header.exit_status, run.files.len()), (0, 0));
}

#[test]
fn run_should_cut_the_log_when_it_is_long() {
	let body =
		"(loop (drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 32)))
		(global.set $n (i32.add (global.get $n) (i32.const 1)))
		(br_if 0 (i32.lt_u (global.get $n) (i32.const 100))))";
	let run = run(body).unwrap();
	let whole = "0123456789abcde\n".repeat(100);
	let expected = format!("{}\n[600 bytes cut]\n{}", &whole[..500], &whole[1100..]);
	assert_eq!(run.log, expected.as_bytes());
	assert_eq!(run.files, [("stderr".to_owned(), run.log)].into());
}

const COMPLAIN: &str =
	"(drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 32)))";

#[test]
fn run_should_have_the_log_as_a_file_when_there_is_one() {
	let files = |body: &str| run(body).unwrap().files.into_iter().collect::<Vec<_>>();
	let line = b"0123456789abcde\n".to_vec();
	assert_eq!(files(""), []);
	assert_eq!(files(COMPLAIN), [("stderr".into(), line.clone())]);
	let both = [("stderr".into(), line.clone()), ("stdout".into(), line)];
	assert_eq!(files(&format!("{COMPLAIN} {PRINT}")), both);
	// The program's own file of that name stays.
	let create =
		CREATE.replace("(i32.const 128)\n	(i32.const 4)", "(i32.const 136)\n	(i32.const 6)");
	assert_eq!(files(&format!("{COMPLAIN} {create}")), [("stderr".into(), vec![])]);
}

#[test]
fn add_log_should_leave_the_log_out_when_a_result_has_no_room_for_it() {
	let with = |count: usize| {
		let mut files = (0..count).map(|n| (n.to_string(), vec![])).collect::<BTreeMap<_, _>>();
		add_log(&mut files, b"log");
		files.contains_key("stderr")
	};
	assert!(with(MAX_FILES - 1));
	assert!(!with(MAX_FILES));
	let with = |bytes: u64| {
		let mut files = BTreeMap::from([("a".to_owned(), vec![0; bytes as usize])]);
		add_log(&mut files, b"log");
		files.contains_key("stderr")
	};
	assert!(with(MAX_RESULT - 3));
	assert!(!with(MAX_RESULT - 2));
}

#[test]
fn failure_should_be_a_result_with_all_that_is_known() {
	let body = format!(
		"{PRINT} {COMPLAIN} (i32.store (i32.const 9000) (i32.const 7)) (call $exit (i32.const 3))"
	);
	let ended = run(&body).unwrap().header;
	let failure = run(&body.replace("(call $exit (i32.const 3))", "unreachable")).unwrap_err();
	assert_eq!(
		failure.message.lines().next(),
		Some("wasm trap: wasm `unreachable` instruction executed")
	);
	let failed = failure.run().unwrap();
	let line = "0123456789abcde\n";
	assert_eq!(failed.files["stdout"], line.as_bytes());
	assert_eq!(
		String::from_utf8(failed.files["stderr"].clone()).unwrap(),
		format!(
			"{line}error while executing at wasm backtrace:\n    0: <unknown>!<wasm function 9>\n\
			Trap: wasm trap: wasm `unreachable` instruction executed\n"
		)
	);
	assert_eq!(failed.files.len(), 2);
	assert_eq!(failed.log, failed.files["stderr"]);
	let header = failed.header;
	assert_eq!((header.failure(), header.exit_status), (Some(FailureCode::Trap), 0));
	assert_eq!(header.memory_hash, ended.memory_hash);
	assert_eq!(header.callback_hash, Hash::zero());
	// As of the last call: two writes, and what was counted up to the second.
	assert_eq!(header.fuel, 2 * (4_000 + 400) + 3 * 16 * 6 + 165 + 2 * 110);
}

#[test]
fn failure_should_be_the_same_result_each_time() {
	let once = |body: &str| run(body).unwrap_err().run().unwrap().digest();
	let grow = "(drop (memory.grow (i32.const 64))) unreachable";
	let flood = format!("(loop {PRINT} {COMPLAIN} (br 0))");
	for body in ["unreachable", "(loop (br 0))", grow, &flood] {
		assert_eq!(once(body), once(body), "{body}");
	}
	let header = run("(loop (br 0))").unwrap_err().run().unwrap().header;
	assert_eq!((header.failure(), header.fuel), (Some(FailureCode::OutOfFuel), 1_000_000_000));
}

#[test]
fn failure_should_say_nothing_of_a_run_when_there_was_none() {
	let failure = engine().run(b"no", Inputs::default(), &limits()).unwrap_err();
	let Run { header, files, .. } = failure.run().unwrap();
	assert_eq!(header.failure(), Some(FailureCode::BadModule));
	assert_eq!((header.exit_status, header.fuel, header.memory_hash), (0, 0, Hash::zero()));
	assert_eq!(files.len(), 1);
	assert!(files["stderr"].starts_with(b"BadModule: "));
}

#[test]
fn check_callback_should_fail_when_the_run_left_no_data() {
	let run = run(&format!("{PRINT} {COMPLAIN} (call $exit (i32.const 3))")).unwrap();
	assert_eq!(run.clone().check_callback(false, &limits()), Ok(run.clone()));
	let failed = run.clone().check_callback(true, &limits()).unwrap_err().run().unwrap();
	assert_eq!(failed.header.failure(), Some(FailureCode::NoCallbackData));
	let told = |header: ResultHeader| (header.exit_status, header.fuel, header.memory_hash);
	assert_eq!(told(failed.header), told(run.header));
	assert_eq!(failed.files["stdout"], run.files["stdout"]);
	let why = "NoCallbackData: the deal has a callback, and the program left no data for it\n";
	assert_eq!(failed.files["stderr"], [&run.log[..], why.as_bytes()].concat());
	let with_data = Run { callback_data: Some(vec![]), ..run };
	assert_eq!(with_data.clone().check_callback(true, &limits()), Ok(with_data));
}

#[test]
fn host_calls_should_cost_as_much_as_they_look_at() {
	let cost = |call: &dyn Fn(u32) -> String, count| {
		let fuel = |count| run(&call(count)).unwrap().header.fuel;
		fuel(count) - fuel(0)
	};
	let buffers = |count: u32| {
		format!("(drop (call $fd_write (i32.const 2) (i32.const 4096) (i32.const {count}) (i32.const 32)))")
	};
	assert_eq!([1, 1024, 1025].map(|count| cost(&buffers, count)), [400, 400 * 1024, 0]);
	let path = |size: u32| {
		format!("(drop (call $mkdir (i32.const 5) (i32.const 4096) (i32.const {size})))")
	};
	assert_eq!([1, 4096, 4097].map(|count| cost(&path, count)), [400, 400 * 4096, 0]);
	let subscriptions = |count: u32| {
		format!("(drop (call $poll (i32.const 4096) (i32.const 4096) (i32.const {count}) (i32.const 32)))")
	};
	assert_eq!([1, 1024, 1025].map(|count| cost(&subscriptions, count)), [400, 400 * 1024, 0]);
}

#[test]
fn run_should_fail_when_the_path_of_an_output_is_long() {
	// `a…/b…/c`, in folders that are made one after the other.
	let nested = |first: u32| {
		let (second, third) = (first + 1 + 255, first + 1 + 255 + 2);
		let slashes = format!(
			"(i32.store8 (i32.const {}) (i32.const 47)) (i32.store8 (i32.const {}) (i32.const 47))",
			1024 + first,
			1024 + second
		);
		let mkdir = |size: u32| {
			format!("(drop (call $mkdir (i32.const 5) (i32.const 1024) (i32.const {size})))")
		};
		format!(
			"(memory.fill (i32.const 1024) (i32.const 97) (i32.const {third})) {slashes} {} {}
			(drop (call $path_open (i32.const 5) (i32.const 0) (i32.const 1024) (i32.const {third})
				(i32.const 1) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 256)))",
			mkdir(first),
			mkdir(second)
		)
	};
	let longest = run(&nested(254)).unwrap();
	assert_eq!(longest.files.keys().map(String::len).collect::<Vec<_>>(), [512]);
	assert_eq!(code(&nested(255)), FailureCode::OutputTooLarge);
}

#[test]
fn engine_should_go_on_when_a_run_panics() {
	let engine = engine();
	let program = engine.program(&module(""), &Hash::zero()).unwrap();
	for _ in 0..2 * MAX_RUNS {
		let then = |_: Ended| -> Result<(), Failure> { panic!("on purpose") };
		let result = engine.on_own_thread(program.clone(), Inputs::default(), &limits(), then);
		let failure = result.unwrap_err();
		assert_eq!(failure.code, FailureCode::Internal);
		assert_eq!(failure.message, "the sandbox panicked");
	}
	engine.run(&module(""), Inputs::default(), &limits()).unwrap();
}

#[test]
fn compile_should_refuse_what_is_no_program() {
	let refusal = |bytes: &[u8]| {
		let failure = engine().compile(bytes).unwrap_err();
		assert_eq!(failure.code, FailureCode::BadModule);
		failure.message
	};
	let text = |text: &str| wat::parse_str(text).unwrap();
	assert!(refusal(b"").contains("does not begin with"));
	assert!(refusal(b"#!/bin/sh\nrm -rf /\n").contains("does not begin with"));
	assert!(refusal(b"\0asm").contains("not valid WebAssembly"));
	assert!(refusal(&[b"\0asm\x01\0\0\0", &[0xff; 100][..]].concat()).contains("not valid"));
	assert!(refusal(&text("(component)")).contains("wasm32-wasip1"));
	let start = r#"(func (export "_start"))"#;
	let memory = r#"(memory (export "memory") 1)"#;
	assert!(refusal(&text(&format!("(module {memory})"))).contains("_start"));
	assert!(refusal(&text(&format!("(module {start})"))).contains("no memory"));
	let import = format!(r#"(module (import "env" "f" (func)) {memory} {start})"#);
	assert!(refusal(&text(&import)).contains(r#"imports "f" from "env""#));
	let wasi = r#"import "wasi_snapshot_preview1""#;
	for import in [
		format!(r#"(module ({wasi} "teleport" (func)) {memory} {start})"#),
		format!(r#"(module ({wasi} "fd_close" (func)) {memory} {start})"#),
		format!(r#"(module ({wasi} "memory" (memory 1)) (export "memory" (memory 0)) {start})"#),
	] {
		assert!(refusal(&text(&import)).contains("wasi_snapshot_preview1"), "{import}");
	}
	let tables = "(table 1 funcref)".repeat(17);
	assert!(refusal(&text(&format!("(module {tables} {memory} {start})"))).contains("tables"));
	// What would take minutes to compile.
	let function =
		|body: String| text(&format!("(module {memory} (func (export \"_start\") {body}))"));
	let nested = |count: usize| "block ".repeat(count) + &"end ".repeat(count);
	let flat = |body: String| text(&format!("(module {memory} (func (export \"_start\") {body}))"));
	assert!(crate::module::check::check(&flat(nested(9_999))).is_ok());
	assert!(refusal(&flat(nested(10_001))).contains("inside each other"));
	let tangled = |count: usize| {
		let branches = "(br_if 0 (i32.const 0)) ".repeat(40_000);
		let functions = format!("(func (block {branches}))").repeat(count);
		text(&format!("(module {memory} {functions} (func (export \"_start\")))"))
	};
	assert!(crate::module::check::check(&tangled(1)).is_ok());
	assert!(refusal(&tangled(2)).contains("too many branches"));
	let long = "(drop (v128.const i64x2 0 0)) ".repeat((8 << 20) / 19 + 1);
	assert!(refusal(&function(long)).contains("longer than"));
	let shared = r#"(module (memory (export "memory") 1 1 shared) (func (export "_start")))"#;
	assert!(refusal(&text(shared)).contains("not valid"));
	let wide = r#"(module (memory (export "memory") i64 1) (func (export "_start")))"#;
	assert!(refusal(&text(wide)).contains("not valid"));
	let relaxed = format!(
		"(module {memory} (func (export \"_start\") (drop (f32x4.relaxed_min \
		(v128.const f32x4 0 0 0 0) (v128.const f32x4 0 0 0 0)))))"
	);
	assert!(refusal(&text(&relaxed)).contains("not valid"));
}

#[test]
fn compile_should_take_what_published_modules_have_in_time_that_grows_with_size() {
	let memory = r#"(memory (export "memory") 1)"#;
	// As Go's compiler writes: one loop, and in it a block for each place to come back to.
	let places = |count: usize| {
		let targets = (0..count).map(|place| format!("{place} ")).collect::<String>();
		let ends = (0..count).map(|place| {
			let back = count - 1 - place;
			format!("end (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if {back} (local.get 1))\n")
		});
		format!(
			"(func (export \"_start\") (local i32 i32) loop {} (br_table {targets} (local.get 0)) {} end)",
			"block ".repeat(count),
			ends.collect::<String>()
		)
	};
	let module =
		|functions: &str| wat::parse_str(format!("(module {memory} {functions})")).unwrap();
	let begin = Instant::now();
	let run = engine().run(&module(&places(4_000)), Inputs::default(), &limits()).unwrap();
	assert_eq!(run.header.exit_status, 0);
	// Several megabytes, without and with branches.
	let long = "(local.set 0 (i32.add (local.get 0) (i32.const 1))) ".repeat(300_000);
	let long = format!("(func (export \"_start\") (local i32) {long})");
	engine().compile(&module(&long)).unwrap();
	let branches = "(if (local.get 0) (then (call 0))) ".repeat(30_000);
	let branches = format!("(func (export \"_start\") (local i32) {branches})");
	engine().compile(&module(&branches)).unwrap();
	assert!(begin.elapsed() < Duration::from_secs(300), "{:?}", begin.elapsed());
}

#[test]
fn run_should_refuse_when_start_takes_arguments() {
	let text = r#"(module (memory (export "memory") 1) (func (export "_start") (param i32)))"#;
	let bytes = wat::parse_str(text).unwrap();
	let failure = engine().run(&bytes, Inputs::default(), &limits()).unwrap_err();
	assert_eq!(failure.code, FailureCode::BadModule);
	// Whoever looks before knows.
	let why =
		"_start takes or gives values: build a program with a main function, for wasm32-wasip1";
	assert_eq!((failure.message.as_str(), engine().compile(&bytes)), (why, Err(failure.clone())));
}

/// Prints random bytes, the time, and a float that is not a number.
fn varied() -> Vec<u8> {
	module(&format!(
		"(drop (call $random_get (i32.const 64) (i32.const 8)))
		(drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 72)))
		(f32.store (i32.const 2000) (f32.div (f32.const 0) (f32.load (i32.const 4000))))
		{PRINT}"
	))
}

#[test]
fn run_should_give_the_same_digest_when_repeated_cached_and_in_parallel() {
	let folder = tempfile::tempdir().unwrap();
	let module = varied();
	let once =
		|engine: &Engine| engine.run(&module, Inputs::default(), &limits()).unwrap().digest();
	let expected = once(&engine());
	let cold = Engine::new(Some(folder.path().into()), 1 << 30).unwrap();
	assert_eq!(once(&cold), expected);
	assert_eq!(once(&cold), expected);
	let cached = Engine::new(Some(folder.path().into()), 1 << 30).unwrap();
	assert_eq!(once(&cached), expected);
	thread::scope(|scope| {
		let runs = (0..16).map(|_| scope.spawn(|| once(&cached))).collect::<Vec<_>>();
		for run in runs {
			assert_eq!(run.join().unwrap(), expected);
		}
	});
	let seeded = Inputs { seed: Hash([1; 32]), ..Inputs::default() };
	assert_ne!(cached.run(&module, seeded, &limits()).unwrap().digest(), expected);
}

#[test]
fn run_should_not_depend_on_limits_that_are_not_hit() {
	let module = varied();
	let other = Limits {
		memory: 1 << 30,
		output_bytes: 99 << 20,
		fuel: 1 << 40,
		wall_clock: Duration::from_secs(99),
		..limits()
	};
	let engine = engine();
	assert_eq!(
		engine.run(&module, Inputs::default(), &limits()).unwrap(),
		engine.run(&module, Inputs::default(), &other).unwrap()
	);
}

#[test]
fn cache_should_compile_again_when_a_file_is_damaged_and_stay_within_its_size() {
	let folder = tempfile::tempdir().unwrap();
	let files = || {
		let mut files = std::fs::read_dir(folder.path())
			.unwrap()
			.map(|entry| entry.unwrap().path())
			.collect::<Vec<_>>();
		files.sort();
		files
	};
	let run = |max_bytes, body: &str| {
		let engine = Engine::new(Some(folder.path().into()), max_bytes).unwrap();
		engine.run(&module(body), Inputs::default(), &limits()).unwrap().digest()
	};
	let expected = run(1 << 30, PRINT);
	let path = &files()[0];
	let whole = std::fs::read(path).unwrap();
	for damage in [0, 40, whole.len() - 1] {
		let mut bytes = whole.clone();
		bytes[damage] ^= 1;
		std::fs::write(path, bytes).unwrap();
		assert_eq!(run(1 << 30, PRINT), expected);
		assert_eq!(std::fs::read(path).unwrap().len(), whole.len());
	}
	std::fs::write(path, b"short").unwrap();
	assert_eq!(run(1 << 30, PRINT), expected);
	// Room for one and a half.
	run(whole.len() as u64 * 3 / 2, "(call $exit (i32.const 1))");
	assert_eq!(files().len(), 1);
	assert_ne!(&files()[0], path);
	// Room for none: it runs all the same.
	assert_eq!(run(10, PRINT), expected);
}

#[test]
fn run_should_give_callback_data_when_the_app_names_some() {
	let text = r#"(module
		(import "wasi_snapshot_preview1" "fd_write"
			(func $fd_write (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "path_open"
			(func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "\40\00\00\00\1b\00\00\00")
		(data (i32.const 64) "{\"callback-data\": \"0xcafe\"}")
		(data (i32.const 128) "computed.json")
		(func (export "_start")
			(drop (call $path_open (i32.const 5) (i32.const 0) (i32.const 128) (i32.const 13)
				(i32.const 1) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 256)))
			(drop (call $fd_write (i32.load (i32.const 256)) (i32.const 0) (i32.const 1)
				(i32.const 32)))))"#;
	let run = engine().run(&wat::parse_str(text).unwrap(), Inputs::default(), &limits()).unwrap();
	assert_eq!(run.callback_data.as_deref(), Some(&[0xca, 0xfe][..]));
	assert_eq!(run.header.callback_hash, blake2_256(&[0xca, 0xfe]));
}

#[test]
fn run_should_refuse_inputs_that_can_not_be() {
	let failure = |inputs| engine().run(&module(""), inputs, &limits()).unwrap_err().code;
	for path in ["", "/a", "a/../b", "..", "a\0"] {
		let files = [(path.to_owned(), Vec::new().into())].into();
		let inputs = Inputs { files, ..Inputs::default() };
		assert_eq!(failure(inputs), FailureCode::BadParams, "{path}");
	}
	let inputs = Inputs { args: vec!["\0".into()], ..Inputs::default() };
	assert_eq!(failure(inputs), FailureCode::BadParams);
}
