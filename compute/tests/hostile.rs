// SPDX-License-Identifier: Apache-2.0

//! Programs that mean harm, run as a node runs them, and how the node is meanwhile.

mod common;

use bourse_compute::{
	Cancel, Compute, Engine, FailureCode, Hash, Inputs, Job, Limits, Outcome, Run, Source,
};
use std::{
	fs,
	path::PathBuf,
	sync::atomic::{AtomicBool, Ordering},
	thread,
	time::{Duration, Instant},
};
use tempfile::tempdir;

fn limits() -> Limits {
	Limits {
		fuel: 2_000_000_000,
		memory: 64 << 20,
		table_elements: 10_000,
		output_bytes: 1 << 20,
		output_files: 64,
		log_bytes: 1000,
		wall_clock: Duration::from_secs(60),
	}
}

/// A module that imports everything that is used below, with `data` from address 1024 on.
fn module(data: &str, body: &str) -> Vec<u8> {
	let text = format!(
		r#"(module
			(import "wasi_snapshot_preview1" "path_open"
				(func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_symlink"
				(func $symlink (param i32 i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_link"
				(func $link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_rename"
				(func $rename (param i32 i32 i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_create_directory"
				(func $mkdir (param i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "path_unlink_file"
				(func $unlink (param i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_read"
				(func $read (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_write"
				(func $write (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_renumber"
				(func $renumber (param i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_readdir"
				(func $readdir (param i32 i32 i32 i64 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_seek"
				(func $seek (param i32 i64 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_allocate"
				(func $allocate (param i32 i64 i64) (result i32)))
			(import "wasi_snapshot_preview1" "poll_oneoff"
				(func $poll (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "random_get"
				(func $random (param i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "clock_time_get"
				(func $clock (param i32 i64 i32) (result i32)))
			(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
			(import "wasi_snapshot_preview1" "sock_accept"
				(func $accept (param i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "proc_raise"
				(func $raise (param i32) (result i32)))
			(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
			(memory (export "memory") 3)
			(table $table 10 funcref)
			(global $n (mut i32) (i32.const 0))
			(data (i32.const 1024) "{data}")
			;; Puts a number, as a byte, behind those that are told.
			(func $tell (param i32)
				(i32.store8 (i32.add (i32.const 131072) (global.get $n)) (local.get 0))
				(global.set $n (i32.add (global.get $n) (i32.const 1))))
			;; Opens a path, for what the flags and rights say.
			(func $try (param $fd i32) (param $at i32) (param $size i32) (param $flags i32)
				(call $tell (call $open (local.get $fd) (i32.const 1) (local.get $at)
					(local.get $size) (local.get $flags) (i64.const -1) (i64.const -1)
					(i32.const 0) (i32.const 512))))
			(func $recurse (param i64) (result i64)
				(i64.add (i64.const 1) (call $recurse (i64.add (local.get 0) (i64.const 1)))))
			(func $fork (param i32)
				(call $fork (i32.add (local.get 0) (i32.const 1)))
				(call $fork (i32.add (local.get 0) (i32.const 1))))
			(func $fibonacci (param i32) (result i32)
				(if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
				(i32.add (call $fibonacci (i32.sub (local.get 0) (i32.const 1)))
					(call $fibonacci (i32.sub (local.get 0) (i32.const 2)))))
			(func (export "_start") {body}
				;; Prints what was told.
				(i32.store (i32.const 0) (i32.const 131072))
				(i32.store (i32.const 4) (global.get $n))
				(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#
	);
	wat::parse_str(text).unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn run(data: &str, body: &str) -> Result<Run, FailureCode> {
	let engine = Engine::new(None, 0).unwrap();
	let inputs = Inputs {
		files: [("dataset".to_owned(), b"data".to_vec().into())].into(),
		..Inputs::default()
	};
	engine.run(&module(data, body), inputs, &limits()).map_err(|failure| failure.code)
}

/// The errors (0: none) that a program was told.
fn told(data: &str, body: &str) -> Vec<u8> {
	run(data, body).unwrap().files.remove("stdout").unwrap_or_default()
}

const BADF: u8 = 8;
const EXIST: u8 = 20;
const FAULT: u8 = 21;
const FBIG: u8 = 22;
const ILSEQ: u8 = 25;
const INVAL: u8 = 28;
const ISDIR: u8 = 31;
const NAMETOOLONG: u8 = 37;
const NOENT: u8 = 44;
const NOSYS: u8 = 52;
const NOTDIR: u8 = 54;
const NOTSOCK: u8 = 57;
const NOTSUP: u8 = 58;
const ROFS: u8 = 69;
const SPIPE: u8 = 70;
const NOTCAPABLE: u8 = 76;

// Descriptors: 3 is `/`, 4 `/in`, 5 `/out`, 6 `/tmp`, 7 `.`, 8 `/dev`.

#[test]
fn paths_should_lead_nowhere_else() {
	let paths = [
		("/etc/passwd", NOTCAPABLE),
		("../etc/passwd", NOTCAPABLE),
		("..", NOTCAPABLE),
		("in/../../etc/passwd", NOTCAPABLE),
		("in/../..", NOTCAPABLE),
		("./././../x", NOTCAPABLE),
		("out/../tmp/../../x", NOTCAPABLE),
		("etc/passwd", NOENT),
		("proc/self/mem", NOENT),
		("dev/null", 0),
		("dev/mem", NOENT),
		("dev/../etc/passwd", NOENT),
		("dev/../../etc/passwd", NOTCAPABLE),
		("dev/null/..", NOTDIR),
		("dev/null/../../../etc/passwd", NOTDIR),
		("//etc/passwd", NOTCAPABLE),
		("in/dataset/..", NOTDIR),
		("in/dataset/../../etc/passwd", NOTDIR),
		("", NOENT),
		("a\\00b", ILSEQ),
		("\\ff\\fe", ILSEQ),
		("C:\\5cwindows", NOENT),
		("%2e%2e/x", NOENT),
	];
	let mut data = String::new();
	let mut body = String::new();
	let mut at = 1024;
	for (path, _) in paths {
		let size = path.replace("\\00", "0").replace("\\ff", "f").replace("\\fe", "f");
		let size = size.replace("\\5c", "c").len();
		body +=
			&format!("(call $try (i32.const 3) (i32.const {at}) (i32.const {size}) (i32.const 0))");
		data += path;
		at += size;
	}
	assert_eq!(told(&data, &body), paths.map(|(_, error)| error));
	// Longer than any path, and a name longer than any name.
	let long = "x/".repeat(3000);
	let body = "(call $try (i32.const 5) (i32.const 1024) (i32.const 6000) (i32.const 1))
		(call $try (i32.const 5) (i32.const 1024) (i32.const -1) (i32.const 1))";
	assert_eq!(told(&long, body), [NAMETOOLONG, NAMETOOLONG]);
	let body = "(call $try (i32.const 5) (i32.const 1024) (i32.const 256) (i32.const 1))
		(call $try (i32.const 5) (i32.const 1024) (i32.const 255) (i32.const 1))";
	assert_eq!(told(&"x".repeat(300), body), [NAMETOOLONG, 0]);
}

#[test]
fn inputs_and_root_should_not_change() {
	// `in/dataset`, `in/new`, `new`, `in`, `out/x`, at 1024, 1034, 1040, 1043, 1045.
	let data = "in/datasetin/newnewinout/x";
	let open = |at: u32, size: u32, flags: u32| {
		format!("(call $try (i32.const 3) (i32.const {at}) (i32.const {size}) (i32.const {flags}))")
	};
	let body = open(1024, 10, 0)
		+ &open(1024, 10, 8)
		+ &open(1034, 6, 1)
		+ &open(1040, 3, 1)
		+ &open(1043, 2, 0)
		+ "(call $tell (call $unlink (i32.const 3) (i32.const 1024) (i32.const 10)))
		(call $tell (call $mkdir (i32.const 3) (i32.const 1034) (i32.const 6)))
		(call $tell (call $mkdir (i32.const 3) (i32.const 1040) (i32.const 3)))
		(call $tell (call $rename (i32.const 3) (i32.const 1024) (i32.const 10)
			(i32.const 3) (i32.const 1045) (i32.const 5)))
		(call $tell (call $symlink (i32.const 1024) (i32.const 2) (i32.const 5)
			(i32.const 1024) (i32.const 2)))
		(call $tell (call $link (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 10)
			(i32.const 5) (i32.const 1024) (i32.const 2)))";
	let expected = [ROFS, ROFS, ROFS, ROFS, ISDIR, ROFS, ROFS, ROFS, ROFS, NOTSUP, NOTSUP];
	assert_eq!(told(data, &body), expected);
}

#[test]
fn descriptors_should_be_only_what_was_opened() {
	let data = "file";
	let create = "(call $try (i32.const 5) (i32.const 1024) (i32.const 4) (i32.const 1))";
	let read =
		|fd: &str| {
			format!("(call $tell (call $read (i32.const {fd}) (i32.const 0) (i32.const 1) (i32.const 8)))")
		};
	let body = [
		// Not open; folders; the highest; what wraps.
		&*read("9"),
		&read("128"),
		&read("2147483647"),
		&read("-1"),
		&read("4"),
		// Closed, then used.
		create,
		"(call $tell (call $close (i32.const 9)))",
		&read("9"),
		"(call $tell (call $close (i32.const 9)))",
		// A preopened folder is gone when it is closed, and a file in its place is no folder.
		"(call $tell (call $close (i32.const 5)))",
		create,
		"(call $try (i32.const 7) (i32.const 1024) (i32.const 4) (i32.const 2))",
		"(call $tell (call $renumber (i32.const 99) (i32.const 3)))",
		"(call $tell (call $renumber (i32.const 3) (i32.const 99)))",
		"(call $tell (call $seek (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 8)))",
		"(call $tell (call $accept (i32.const 1) (i32.const 0) (i32.const 8)))",
		"(call $tell (call $accept (i32.const 99) (i32.const 0) (i32.const 8)))",
		"(call $tell (call $raise (i32.const 9)))",
	]
	.concat();
	let expected = [
		BADF, BADF, BADF, BADF, NOTCAPABLE, 0, 0, BADF, BADF, 0, BADF, NOTDIR, BADF, BADF, SPIPE,
		NOTSOCK, BADF, NOSYS,
	];
	assert_eq!(told(data, &body), expected);
}

#[test]
fn pointers_should_stay_in_the_programs_memory() {
	let data = "file";
	let body = "
		(call $tell (call $random (i32.const 196607) (i32.const 2)))
		(call $tell (call $random (i32.const -1) (i32.const -1)))
		(call $tell (call $clock (i32.const 0) (i64.const 0) (i32.const 196604)))
		(call $tell (call $read (i32.const 0) (i32.const 196604) (i32.const 1) (i32.const 8)))
		(call $tell (call $read (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 8)))
		(i32.store (i32.const 0) (i32.const -16)) (i32.store (i32.const 4) (i32.const 32))
		(call $tell (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
		(call $tell (call $poll (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 8)))
		(call $tell (call $poll (i32.const 196600) (i32.const 0) (i32.const 1) (i32.const 8)))
		(call $tell (call $readdir (i32.const 4) (i32.const -8) (i32.const 16) (i64.const 0)
			(i32.const 8)))
		(call $try (i32.const 5) (i32.const 1024) (i32.const 4) (i32.const 1))
		(call $try (i32.const 5) (i32.const 1024) (i32.const 4) (i32.const 5))
		(call $tell (call $seek (i32.const 9) (i64.const -1) (i32.const 0) (i32.const 16)))
		(call $tell (call $seek (i32.const 9) (i64.const 0x7fffffffffffffff) (i32.const 1)
			(i32.const 16)))
		(call $tell (call $seek (i32.const 9) (i64.const 1) (i32.const 1) (i32.const 16)))
		(call $tell (call $allocate (i32.const 9) (i64.const -1) (i64.const -1)))";
	let expected = [
		FAULT, FAULT, FAULT, FAULT, INVAL, FAULT, INVAL, FAULT, FAULT, 0, EXIST, INVAL, 0, INVAL,
		FBIG,
	];
	assert_eq!(told(data, body), expected);
}

/// What each does, and what it must end for.
fn greedy() -> Vec<(&'static str, &'static str, Option<FailureCode>)> {
	use FailureCode::*;
	vec![
		("takes all memory at once", "(drop (memory.grow (i32.const 65533)))", None),
		(
			"takes memory bit by bit and uses it",
			"(local $at i32) (loop
				(local.set $at (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
				(i32.store (local.get $at) (i32.const 1)) (br 0))",
			Some(OutOfMemory),
		),
		(
			"takes all of a table",
			"(drop (table.grow $table (ref.null func) (i32.const 1000000)))",
			None,
		),
		("calls itself for ever", "(drop (call $recurse (i64.const 0)))", Some(Trap)),
		("forks for ever", "(call $fork (i32.const 0))", Some(Trap)),
		("computes for ever", "(drop (call $fibonacci (i32.const 60)))", Some(OutOfFuel)),
		("fills memory again and again", FILL, Some(OutOfFuel)),
		("copies memory again and again", COPY, Some(OutOfFuel)),
		("yields for ever", "(loop (drop (call $yield)) (br 0))", Some(OutOfFuel)),
		("asks for randomness for ever", RANDOM, Some(OutOfFuel)),
		("asks for the time for ever", CLOCK, Some(OutOfFuel)),
		("waits for ever", POLL, Some(OutOfFuel)),
		("reads into nothing for ever", NOTHING, Some(OutOfFuel)),
		("walks to nowhere for ever", WALK, Some(OutOfFuel)),
		("lists folders for ever", LIST, Some(OutOfFuel)),
		("prints for ever", PRINT, Some(OutputTooLarge)),
		("complains for ever", COMPLAIN, Some(OutOfFuel)),
		("makes a huge file", HUGE, Some(OutputTooLarge)),
		("makes and removes a file for ever", CHURN, Some(OutOfFuel)),
		("nests folders for ever", NEST, None),
		("traps", "unreachable", Some(Trap)),
	]
}

const FILL: &str = "(loop (memory.fill (i32.const 0) (i32.const 7) (i32.const 196608)) (br 0))";
const COPY: &str = "(loop (memory.copy (i32.const 0) (i32.const 1) (i32.const 196607)) (br 0))";
const RANDOM: &str = "(loop (drop (call $random (i32.const 0) (i32.const 196608))) (br 0))";
const CLOCK: &str = "(loop (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 0))) (br 0))";
const POLL: &str =
	"(loop (drop (call $poll (i32.const 0) (i32.const 98304) (i32.const 1024) (i32.const 8))) (br 0))";
const NOTHING: &str = "(loop
	(drop (call $read (i32.const 0) (i32.const 65536) (i32.const 1024) (i32.const 8))) (br 0))";
/// The path is `in/../` again and again.
const WALK: &str = "(local $i i32)
	(loop
		(i64.store (i32.add (i32.const 65536) (i32.mul (i32.const 6) (local.get $i)))
			(i64.const 0x6e692f2e2e2f6e69))
		(local.set $i (i32.add (local.get $i) (i32.const 1)))
		(br_if 0 (i32.lt_u (local.get $i) (i32.const 682))))
	(loop (drop (call $mkdir (i32.const 3) (i32.const 65536) (i32.const 4092))) (br 0))";
const LIST: &str = "(loop
	(drop (call $readdir (i32.const 3) (i32.const 0) (i32.const 65536) (i64.const 0)
		(i32.const 65536))) (br 0))";
const PRINT: &str = "(i32.store (i32.const 4) (i32.const 65536)) (loop
	(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))";
const COMPLAIN: &str = "(i32.store (i32.const 4) (i32.const 65536)) (loop
	(drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))";
const HUGE: &str = "(call $try (i32.const 6) (i32.const 1024) (i32.const 4) (i32.const 1))
	(drop (call $allocate (i32.const 9) (i64.const 0) (i64.const 0x7fffffffffffffff)))";
const CHURN: &str = "(loop (global.set $n (i32.const 0))
	(call $try (i32.const 6) (i32.const 1024) (i32.const 4) (i32.const 1))
	(drop (call $close (i32.const 9)))
	(drop (call $unlink (i32.const 6) (i32.const 1024) (i32.const 4))) (br 0))";
const NEST: &str = "(local $i i32) (loop
	(drop (call $mkdir (i32.const 5) (i32.const 1024) (i32.add (i32.const 1)
		(i32.mul (i32.const 2) (local.get $i)))))
	(local.set $i (i32.add (local.get $i) (i32.const 1)))
	(br_if 0 (i32.lt_u (local.get $i) (i32.const 2000))))";

#[test]
fn greedy_programs_should_end_for_the_right_reason_in_bounded_time() {
	for (what, body, expected) in greedy() {
		let data = if body == NEST { "a/".repeat(2000) } else { "file".into() };
		let begin = Instant::now();
		assert_eq!(run(&data, body).err(), expected, "{what}");
		// 2 thousand million fuel are less than a second, on a busy machine a few.
		assert!(begin.elapsed() < Duration::from_secs(30), "{what}: {:?}", begin.elapsed());
	}
}

/// Bytes of memory, open files and threads of this process.
fn health() -> (usize, usize, usize) {
	let status = fs::read_to_string("/proc/self/status").unwrap();
	let number = |name: &str| -> usize {
		let line = status.lines().find(|line| line.starts_with(name)).unwrap();
		line.split_whitespace().nth(1).unwrap().parse().unwrap()
	};
	let files = fs::read_dir("/proc/self/fd").unwrap().count();
	(number("VmRSS:") << 10, files, number("Threads:"))
}

/// The modules of `apps/hostile`, when they are built.
fn built() -> Vec<(String, Vec<u8>)> {
	let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../apps/built/hostile");
	let entries = fs::read_dir(folder).into_iter().flatten().flatten();
	entries
		.map(|entry| {
			let name = entry.file_name().to_string_lossy().into_owned();
			(name, fs::read(entry.path()).unwrap())
		})
		.collect()
}

#[test]
fn node_should_stay_healthy_while_hostile_programs_run() {
	let folder = tempdir().unwrap();
	let compute = Compute::open(common::config(folder.path()), None).unwrap();
	let mut modules = greedy()
		.into_iter()
		.filter(|(_, body, _)| *body != NEST)
		.map(|(what, body, _)| (what.to_owned(), module("file", body)))
		.collect::<Vec<_>>();
	modules.extend(built());
	let over = AtomicBool::new(false);
	let before = health();
	let (most, late) = thread::scope(|scope| {
		// What the node does meanwhile: something every 5 milliseconds.
		let watch = scope.spawn(|| {
			let (mut most, mut late) = (before, Duration::ZERO);
			while !over.load(Ordering::Relaxed) {
				let begin = Instant::now();
				thread::sleep(Duration::from_millis(5));
				late = late.max(begin.elapsed());
				let (memory, files, threads) = health();
				most = (most.0.max(memory), most.1.max(files), most.2.max(threads));
			}
			(most, late)
		});
		for (number, (what, module)) in modules.iter().enumerate() {
			let job = Job {
				task: Hash([number as u8; 32]),
				app: Source { checksum: compute.store().put(module).unwrap(), ..Source::default() },
				dataset: None,
				params: Vec::new(),
				index: 0,
				bag_size: 1,
				work_clock_time_ref: 2,
				deadline: 1 << 40,
				engine: bourse_compute::ENGINE_VERSION,
				result_key: None,
				..Job::default()
			};
			let outcome = compute.compute(&job, &Cancel::default()).unwrap().outcome;
			let ended = match &outcome {
				Outcome::Failed { code, .. } => *code != FailureCode::Internal,
				Outcome::Done { .. } => true,
			};
			assert!(ended, "{what}: {outcome:?}");
		}
		over.store(true, Ordering::Relaxed);
		watch.join().unwrap()
	});
	let after = health();
	println!("before {before:?}, most {most:?}, after {after:?}, latest by {late:?}");
	// Outputs of up to 256 MiB that a program leaves are all that passes through the node.
	assert!(most.0 < before.0 + (320 << 20), "memory: {before:?}, {most:?}");
	assert!(after.0 < before.0 + (64 << 20), "memory: {before:?}, {after:?}");
	assert!(most.1 <= before.1 + 16, "files: {before:?}, {most:?}");
	// The watch above, and two of a job.
	assert!(most.2 <= before.2 + 3, "threads: {before:?}, {most:?}");
	assert!(late < Duration::from_secs(5), "{late:?}");
	let left = fs::read_dir(folder.path().join("store/tmp")).unwrap().count();
	assert_eq!(left, 0);
}
