// SPDX-License-Identifier: Apache-2.0

//! One task, from what the chain says of it to what is contributed.

use crate::common::config;
use bourse_compute::{
	cid,
	encrypted::{generate_key, open_log, open_result},
	parse_hash, seed, to_hex, Cancel, CategoryLimits, Compute, FailureCode, Finished, Hash, Job,
	Outcome, Packing, Source, ENGINE_VERSION,
};
use bourse_formats::{blake2_256, Manifest};
use tempfile::{tempdir, TempDir};

/// Prints its environment and its arguments (each ends with a zero byte).
const ECHO: &str = r#"(module
	(import "wasi_snapshot_preview1" "args_sizes_get" (func $as (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "args_get" (func $a (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "environ_sizes_get" (func $es (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "environ_get" (func $e (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(func $print (param $at i32) (param $size i32)
		(i32.store (i32.const 0) (local.get $at))
		(i32.store (i32.const 4) (local.get $size))
		(drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
	(func (export "_start")
		(drop (call $es (i32.const 16) (i32.const 20)))
		(drop (call $e (i32.const 1024) (i32.const 8192)))
		(call $print (i32.const 8192) (i32.load (i32.const 20)))
		(drop (call $as (i32.const 16) (i32.const 20)))
		(drop (call $a (i32.const 1024) (i32.const 8192)))
		(call $print (i32.const 8192) (i32.load (i32.const 20)))))"#;

/// Burns fuel much faster than the clock goes, also on a busy machine.
const SPENDTHRIFT: &str = "(loop (drop (memory.grow (i32.const 0))) (br 0))";

/// Prints the file `/in/<name>`, at most 100 bytes; the name must be 7 letters long.
fn cat(name: &str) -> String {
	assert_eq!(name.len(), 7);
	format!(
		r#"(module
		(import "wasi_snapshot_preview1" "path_open"
			(func $o (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_read" (func $r (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "\40\00\00\00\64\00\00\00{name}")
		(func (export "_start") (local $e i32)
			(local.set $e (call $o (i32.const 4) (i32.const 0) (i32.const 8) (i32.const 7)
				(i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
			(if (local.get $e) (then (call $exit (local.get $e))))
			;; What was read is as long as what is written then.
			(drop (call $r (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 4)))
			(drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))"#
	)
}

fn node() -> (TempDir, Compute) {
	let folder = tempdir().unwrap();
	let mut config = config(folder.path());
	config.fetch.tries = 1;
	let compute = Compute::open(config, None).unwrap();
	(folder, compute)
}

fn content(compute: &Compute, bytes: &[u8]) -> Source {
	Source { checksum: compute.store().put(bytes).unwrap(), ..Source::default() }
}

fn job(compute: &Compute, module: &str) -> Job {
	Job {
		task: Hash([5; 32]),
		app: content(compute, &wat::parse_str(module).unwrap()),
		dataset: None,
		params: Vec::new(),
		index: 2,
		bag_size: 3,
		work_clock_time_ref: 1,
		deadline: 1 << 40,
		engine: ENGINE_VERSION,
		result_key: None,
		..Job::default()
	}
}

fn finish(node: &Compute, job: &Job) -> Finished {
	node.compute(job, &Cancel::default()).unwrap()
}

fn compute(node: &Compute, job: &Job) -> Outcome {
	finish(node, job).outcome
}

fn stdout(node: &Compute, job: &Job) -> Vec<u8> {
	let Outcome::Done { header, .. } = compute(node, job) else { panic!("no result") };
	let result = node.store().get_result(&header.digest(), |_| None).unwrap();
	assert_eq!(result.header, header);
	result.files["stdout"].clone()
}

/// Code and message of a failed job. The log that a worker commits to is kept.
fn failure(node: &Compute, job: &Job) -> (FailureCode, String) {
	let Finished { outcome: Outcome::Failed { code, log }, log: kept } = finish(node, job) else {
		panic!("a result")
	};
	assert_eq!(log, kept);
	let text = String::from_utf8(node.store().get(&log).unwrap().unwrap()).unwrap();
	let last = text.lines().last().unwrap();
	(code, last.strip_prefix(&format!("{code:?}: ")).unwrap().to_owned())
}

fn code(node: &Compute, job: &Job) -> FailureCode {
	failure(node, job).0
}

#[test]
fn compute_should_give_the_app_what_it_needs() {
	let (_folder, node) = node();
	let mut job = job(&node, ECHO);
	job.params = br#"{"args": "one 'two three'"}"#.to_vec();
	job.dataset = Some(content(&node, b"data"));
	let expected = format!(
		"BOURSE_IN=/in|BOURSE_OUT=/out|PWD=/out|TMPDIR=/tmp|BOURSE_DATASET=/in/dataset|\
		BOURSE_TASK_ID=0x{}|BOURSE_TASK_INDEX=2|BOURSE_BAG_SIZE=3|BOURSE_PARAMS={}|\
		app|one|two three|",
		"05".repeat(32),
		String::from_utf8(job.params.clone()).unwrap()
	);
	let stdout = String::from_utf8(stdout(&node, &job)).unwrap();
	assert_eq!(stdout.replace('\0', "|"), expected);
}

#[test]
fn compute_should_give_dataset_and_inputs_as_files() {
	let (_folder, node) = node();
	let mut with_dataset = job(&node, &cat("dataset"));
	with_dataset.dataset = Some(content(&node, b"the data"));
	assert_eq!(stdout(&node, &with_dataset), b"the data");

	let mut with_input = job(&node, &cat("one.txt"));
	let checksum = to_hex(&content(&node, b"the input").checksum);
	with_input.params =
		format!(r#"{{"inputs": [{{"url": "", "checksum": "{checksum}", "name": "one.txt"}}]}}"#)
			.into_bytes();
	assert_eq!(stdout(&node, &with_input), b"the input");
	with_input.params.clear();
	let Outcome::Done { header, .. } = compute(&node, &with_input) else { panic!() };
	assert_eq!(header.exit_status, 44);
}

#[test]
fn compute_should_agree_between_nodes() {
	let digests = [(); 2].map(|()| {
		let (_folder, node) = node();
		let job = job(&node, ECHO);
		let Finished { outcome: Outcome::Done { header, callback_data, .. }, log } =
			finish(&node, &job)
		else {
			panic!()
		};
		assert_eq!((callback_data, log), (None, blake2_256(b"")));
		header.digest()
	});
	assert_eq!(digests[0], digests[1]);
}

#[test]
fn compute_should_tell_each_failure() {
	let (_folder, node) = node();
	let start = |body: &str| {
		let text =
			format!(r#"(module (memory (export "memory") 1) (func (export "_start") {body}))"#);
		job(&node, &text)
	};
	assert_eq!(code(&node, &start("unreachable")), FailureCode::Trap);
	assert_eq!(code(&node, &start(SPENDTHRIFT)), FailureCode::OutOfFuel);
	let grow = "(drop (memory.grow (i32.const 16384))) unreachable";
	assert_eq!(code(&node, &start(grow)), FailureCode::OutOfMemory);
	let mut bad = start("");
	bad.params = b"hello".to_vec();
	assert_eq!(code(&node, &bad), FailureCode::BadParams);
	let mut bad = start("");
	bad.app = content(&node, b"#!/bin/sh");
	assert_eq!(code(&node, &bad), FailureCode::BadModule);
	bad.app = Source { checksum: Hash([1; 32]), ..Source::default() };
	assert_eq!(code(&node, &bad), FailureCode::FetchFailed);
	bad.app.multiaddr = format!("/ipfs/{}", cid::encode(&Hash([2; 32]))).into_bytes();
	assert_eq!(code(&node, &bad), FailureCode::ChecksumMismatch);
	// By a clock that is wrong.
	let mut late = start("");
	late.deadline = 1;
	assert!(matches!(compute(&node, &late), Outcome::Done { .. }));
	// And the node goes on.
	assert!(matches!(compute(&node, &start("")), Outcome::Done { .. }));
}

/// A job on a chain on which failures are results.
fn strict(compute: &Compute, body: &str) -> Job {
	let text = format!(
		r#"(module
			(import "wasi_snapshot_preview1" "fd_write"
				(func $w (param i32 i32 i32 i32) (result i32)))
			(memory (export "memory") 1)
			(data (i32.const 0) "\08\00\00\00\05\00\00\00said\0a")
			(func $say (param i32)
				(drop (call $w (local.get 0) (i32.const 0) (i32.const 1) (i32.const 16))))
			(func (export "_start") {body}))"#
	);
	Job { failures_count: true, ..job(compute, &text) }
}

/// The failure that a job's result is, with the result's files.
fn failed(node: &Compute, job: &Job) -> (FailureCode, Vec<(String, String)>) {
	let Finished { outcome: Outcome::Done { header, callback_data: None, .. }, log } =
		finish(node, job)
	else {
		panic!("no result")
	};
	let result = node.store().get_result(&header.digest(), |_| None).unwrap();
	assert_eq!(result.header, header);
	assert_eq!(node.store().get(&log).unwrap().unwrap(), result.files["stderr"]);
	let text = |(name, content)| (name, String::from_utf8(content).unwrap());
	(header.failure().unwrap(), result.files.into_iter().map(text).collect())
}

/// A result of a failure that has nothing but a reason.
fn reason(node: &Compute, job: &Job) -> String {
	let (_, files) = failed(node, job);
	let [(name, text)] = &*files else { panic!("{files:?}") };
	assert_eq!(name, "stderr");
	text.clone()
}

#[test]
fn compute_should_give_a_failure_as_a_result_when_failures_count() {
	let (_folder, node) = node();
	let (code, files) = failed(
		&node,
		&strict(&node, "(call $say (i32.const 1)) (call $say (i32.const 2)) unreachable"),
	);
	assert_eq!(code, FailureCode::Trap);
	let [(stderr, log), (stdout, printed)] = &*files else { panic!("{files:?}") };
	assert_eq!((&**stderr, &**stdout, &**printed), ("stderr", "stdout", "said\n"));
	assert!(log.starts_with("said\nerror while executing at wasm backtrace:\n"), "{log}");
	let last = "\nTrap: wasm trap: wasm `unreachable` instruction executed\n";
	assert!(log.ends_with(last), "{log}");

	let fuel = strict(&node, SPENDTHRIFT);
	assert_eq!(reason(&node, &fuel), "OutOfFuel: all fuel is used up\n");
	let limits = CategoryLimits { memory: 1 << 20, output: 4 };
	let memory = Job { limits, ..strict(&node, "(drop (memory.grow (i32.const 16))) unreachable") };
	let expected = "error while executing at wasm backtrace:\n    0: <unknown>!<wasm function 2>\n\
		OutOfMemory: more than 1048576 bytes of memory, and then: wasm trap: wasm \
		`unreachable` instruction executed\n";
	assert_eq!(reason(&node, &memory), expected);
	let output = Job { limits, ..strict(&node, "(call $say (i32.const 1))") };
	assert_eq!(reason(&node, &output), "OutputTooLarge: more than 4 bytes in files at once\n");
	let params = Job { params: b"hello".to_vec(), ..strict(&node, "") };
	assert_eq!(reason(&node, &params), "BadParams: params are not a JSON object\n");
	let module = Job { app: content(&node, b"#!/bin/sh"), ..strict(&node, "") };
	let told = reason(&node, &module);
	assert!(told.starts_with("BadModule: ") && told.lines().count() == 1, "{told}");
	let archive = Source { packing: Packing::Tar, ..content(&node, b"a,b") };
	let archive = Job { dataset: Some(archive), ..strict(&node, "") };
	assert_eq!(reason(&node, &archive), "BadArchive: header 0 of the archive can't be read\n");
	let zipped = Source { packing: Packing::TarGz, ..content(&node, b"a,b") };
	let zipped = Job { dataset: Some(zipped), ..strict(&node, "") };
	assert_eq!(reason(&node, &zipped), "BadArchive: not a gzip file\n");
	// The same content as a file.
	let file = Job { dataset: Some(content(&node, b"a,b")), ..strict(&node, "") };
	assert!(matches!(compute(&node, &file), Outcome::Done { header, .. } if header.failure == 0));
}

#[test]
fn compute_should_give_an_archive_as_its_files_however_it_is_packed() {
	let (folder, node) = node();
	let mut archive = tar::Builder::new(Vec::new());
	let mut header = tar::Header::new_ustar();
	header.set_size(8);
	archive.append_data(&mut header, "one.txt", &b"the data"[..]).unwrap();
	let archive = archive.into_inner().unwrap();
	let path = folder.path().join("data.tar");
	std::fs::write(&path, &archive).unwrap();
	let zip = std::process::Command::new("gzip").arg(&path).status().unwrap();
	assert!(zip.success());
	let zipped = std::fs::read(folder.path().join("data.tar.gz")).unwrap();
	let app = cat("dataset").replace("dataset", "dataset/one.txt").replace("7)", "15)");
	let packed = |content_: &[u8], packing| {
		let dataset = Source { packing, ..content(&node, content_) };
		stdout(&node, &Job { dataset: Some(dataset), ..job(&node, &app) })
	};
	assert_eq!(packed(&archive, Packing::File), b"the data");
	assert_eq!(packed(&archive, Packing::Tar), b"the data");
	// Unpacked, and then again from the store.
	assert_eq!(packed(&zipped, Packing::TarGz), b"the data");
	assert_eq!(packed(&zipped, Packing::TarGz), b"the data");
	// `one.txt`, stored.
	let zip = hex::decode(concat!(
		"504b03041400000000000000000013df2ee00800000008000000070000006f6e652e7478747468652064",
		"617461504b010214031400000000000000000013df2ee008000000080000000700000000000000000000",
		"00a481000000006f6e652e747874504b05060000000001000100350000002d0000000000"
	));
	assert_eq!(packed(&zip.unwrap(), Packing::Zip), b"the data");
	let tmp = folder.path().join("store").join("tmp");
	assert_eq!(std::fs::read_dir(tmp).unwrap().count(), 0);
}

#[test]
fn compute_should_give_no_callback_data_as_a_result_when_the_deal_has_a_callback() {
	let (_folder, node) = node();
	let without = strict(&node, "(call $say (i32.const 2)) (call $say (i32.const 1))");
	assert!(
		matches!(compute(&node, &without), Outcome::Done { header, .. } if header.failure == 0)
	);
	let with = Job { callback: true, ..without.clone() };
	let (code, files) = failed(&node, &with);
	assert_eq!(code, FailureCode::NoCallbackData);
	let log =
		"said\nNoCallbackData: the deal has a callback, and the program left no data for it\n";
	let expected = [("stderr", log), ("stdout", "said\n")];
	assert_eq!(files, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
	// A chain on which failures are no results takes the result.
	let old = Job { failures_count: false, ..with };
	assert_eq!(compute(&node, &old), compute(&node, &without));
}

#[test]
fn compute_should_report_what_nobody_else_can_judge_when_failures_count() {
	let (_folder, node) = node();
	let mut bad = strict(&node, "");
	bad.app = Source { checksum: Hash([1; 32]), ..Source::default() };
	assert_eq!(code(&node, &bad), FailureCode::FetchFailed);
	bad.engine += 1;
	assert_eq!(code(&node, &bad), FailureCode::Refused);
}

#[test]
fn compute_should_agree_between_nodes_when_the_result_is_a_failure() {
	let digests = [(); 2].map(|()| {
		let (_folder, node) = node();
		let job = strict(&node, "(call $say (i32.const 2)) unreachable");
		let Outcome::Done { header, .. } = compute(&node, &job) else { panic!() };
		header.digest()
	});
	assert_eq!(digests[0], digests[1]);
}

#[test]
fn compute_should_encrypt_a_failure_when_the_beneficiary_has_a_key() {
	let (_folder, node) = node();
	let (secret, public) = generate_key();
	let job = Job { result_key: Some(public), ..strict(&node, "unreachable") };
	let Outcome::Done { header, encrypted: Some(index), .. } = compute(&node, &job) else {
		panic!("encrypted with a key")
	};
	assert!(node.store().get_result(&header.digest(), |_| None).is_err());
	let fetch = |hash: &Hash| node.store().get(hash).unwrap();
	let opened = open_result(&secret, &index, &header.digest(), fetch).unwrap();
	assert_eq!(opened.header.failure(), Some(FailureCode::Trap));
	assert!(opened.files["stderr"].ends_with(b"executed\n"));
}

#[test]
fn compute_should_tell_nothing_when_it_was_cancelled() {
	let (_folder, node) = node();
	let cancel = Cancel::default();
	cancel.set();
	assert_eq!(node.compute(&job(&node, ECHO), &cancel), None);
}

#[test]
fn compute_should_not_leave_anything_behind() {
	let (folder, node) = node();
	let job = job(&node, ECHO);
	compute(&node, &job);
	let tmp = folder.path().join("store").join("tmp");
	assert_eq!(std::fs::read_dir(tmp).unwrap().count(), 0);
}

#[test]
fn seed_should_be_the_documented_hash() {
	let task = Hash([5; 32]);
	assert_eq!(seed(&task), blake2_256(&[&b"bourse random"[..], &task.0].concat()));
}

#[test]
fn compute_should_keep_nothing_in_the_clear_when_the_beneficiary_has_a_key() {
	let (folder, node) = node();
	let (secret, public) = generate_key();
	let mut job = job(&node, ECHO);
	job.params = br#"{"args": "secret-word"}"#.to_vec();
	let Outcome::Done { header: plain, encrypted: None, .. } = compute(&node, &job) else {
		panic!("in the clear without a key")
	};
	let (_folder, other) = self::node();
	other.store().put(&node.store().get(&job.app.checksum).unwrap().unwrap()).unwrap();
	job.result_key = Some(public);
	let Finished { outcome: Outcome::Done { header, encrypted: Some(index), .. }, log } =
		finish(&other, &job)
	else {
		panic!("encrypted with a key")
	};
	assert_eq!(header.digest(), plain.digest());
	assert!(other.store().get_result(&header.digest(), |_| None).is_err());
	let fetch = |hash: &Hash| other.store().get(hash).unwrap();
	let opened = open_result(&secret, &index, &header.digest(), fetch).unwrap();
	assert_eq!(opened, node.store().get_result(&plain.digest(), |_| None).unwrap());
	let log = other.store().get(&log).unwrap().unwrap();
	assert_eq!(open_log(&secret, &log).unwrap(), b"");
	// A failure's log is encrypted, too.
	job.work_clock_time_ref = 0;
	let Outcome::Failed { code, log } = compute(&other, &job) else {
		panic!("neither fuel nor time, no result")
	};
	// Whichever limit of nothing is met first.
	assert!(matches!(code, FailureCode::OutOfFuel | FailureCode::Timeout), "{code:?}");
	let log = other.store().get(&log).unwrap().unwrap();
	let log = open_log(&secret, &log).unwrap();
	let log = String::from_utf8(log).unwrap();
	assert!(log.lines().last().unwrap().starts_with(&format!("{code:?}: ")), "{log}");
	drop(folder);
}

#[test]
fn compute_should_refuse_when_the_task_is_for_another_engine() {
	let (_folder, node) = node();
	let mut job = job(&node, ECHO);
	job.engine += 1;
	assert_eq!(code(&node, &job), FailureCode::Refused);
}

#[test]
fn compute_should_keep_other_outputs_beside_the_log() {
	let (_folder, node) = node();
	// Writes `computed.json`, which names `stdout` as the result.
	let json = r#"{"deterministic-output-path": "stdout"}"#;
	let text = format!(
		r#"(module
		(import "wasi_snapshot_preview1" "fd_write"
			(func $fd_write (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "path_open"
			(func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "\40\00\00\00\{:02x}\00\00\00")
		(data (i32.const 64) "{}")
		(data (i32.const 128) "computed.json")
		(func (export "_start")
			(drop (call $path_open (i32.const 5) (i32.const 0) (i32.const 128) (i32.const 13)
				(i32.const 1) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 256)))
			(drop (call $fd_write (i32.load (i32.const 256)) (i32.const 0) (i32.const 1)
				(i32.const 32)))
			(drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
			(drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 32)))))"#,
		json.len(),
		json.replace('"', "\\\"")
	);
	let job = job(&node, &text);
	let Finished { outcome: Outcome::Done { header, .. }, log } = finish(&node, &job) else {
		panic!("no result")
	};
	let result = node.store().get_result(&header.digest(), |_| None).unwrap();
	// Whatever is the result, the text that the program wrote to stderr is a part of it.
	assert_eq!(result.files["stderr"], json.as_bytes());
	assert_eq!(result.files.into_keys().collect::<Vec<_>>(), ["stderr", "stdout"]);
	let log = String::from_utf8(node.store().get(&log).unwrap().unwrap()).unwrap();
	let root = log.split("[other outputs: manifest ").nth(1).unwrap().split(']').next().unwrap();
	let root = parse_hash(root).unwrap();
	let others = Manifest::read(&node.store().get(&root).unwrap().unwrap()).unwrap();
	assert_eq!(others.files[0].path, "computed.json");
	let chunk = node.store().get(&others.files[0].chunks[0]).unwrap().unwrap();
	assert_eq!(chunk, json.as_bytes());
}

#[test]
fn compute_should_fail_when_the_store_is_full_of_what_must_be_kept() {
	let folder = tempdir().unwrap();
	let mut config = config(folder.path());
	let module = wat::parse_str(ECHO).unwrap();
	// Room for the app, and not for the result beside it, which is as long as its params.
	config.store.max_bytes = module.len() as u64 + 1000;
	let node = Compute::open(config, None).unwrap();
	let mut job = job(&node, ECHO);
	job.params = format!(r#"{{"args": ["{}"]}}"#, "x".repeat(2000)).into_bytes();
	let (code, message) = failure(&node, &job);
	assert_eq!(code, FailureCode::Refused);
	assert!(message.contains("does not fit"), "{message}");
	assert!(node.store().bytes() <= module.len() as u64 + 1000);
	// A smaller one fits.
	job.params.clear();
	assert!(matches!(compute(&node, &job), Outcome::Done { .. }));
}
