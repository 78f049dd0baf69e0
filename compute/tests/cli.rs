// SPDX-License-Identifier: Apache-2.0

//! The command, as people use it.

mod common;

use bourse_compute::{to_hex, Cancel, Compute, Finished, Hash, Job, Outcome, Source};
use common::config;
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Output},
};
use tempfile::{tempdir, TempDir};

/// Prints its arguments and environment, and then the file `/in/dataset/a`, `/in/dataset` or
/// `/in/poem.txt`, whichever is there; complains on stderr.
const APP: &str = r#"(module
	(import "wasi_snapshot_preview1" "args_sizes_get" (func $as (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "args_get" (func $a (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "environ_sizes_get" (func $es (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "environ_get" (func $e (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "path_open"
		(func $o (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_read" (func $r (param i32 i32 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 100) "dataset/adatasetpoem.txt")
	(func $print (param $fd i32) (param $at i32) (param $size i32)
		(i32.store (i32.const 0) (local.get $at))
		(i32.store (i32.const 4) (local.get $size))
		(drop (call $w (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
	(func $cat (param $name i32) (param $size i32)
		(if (call $o (i32.const 4) (i32.const 0) (local.get $name) (local.get $size)
			(i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)) (then return))
		(i32.store (i32.const 0) (i32.const 30000))
		(i32.store (i32.const 4) (i32.const 1000))
		(drop (call $r (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 20)))
		(call $print (i32.const 1) (i32.const 30000) (i32.load (i32.const 20))))
	(func (export "_start")
		(drop (call $es (i32.const 16) (i32.const 20)))
		(drop (call $e (i32.const 1024) (i32.const 8192)))
		(call $print (i32.const 1) (i32.const 8192) (i32.load (i32.const 20)))
		(drop (call $as (i32.const 16) (i32.const 20)))
		(drop (call $a (i32.const 1024) (i32.const 8192)))
		(call $print (i32.const 1) (i32.const 8192) (i32.load (i32.const 20)))
		(drop (call $random (i32.const 40000) (i32.const 16)))
		(call $print (i32.const 1) (i32.const 40000) (i32.const 16))
		(call $cat (i32.const 100) (i32.const 9))
		(call $cat (i32.const 109) (i32.const 7))
		(call $cat (i32.const 116) (i32.const 8))
		(call $print (i32.const 2) (i32.const 109) (i32.const 7))))"#;

#[test]
fn run_should_name_the_place_that_it_cannot_write_to() {
	let bench = Bench::new();
	bench.write("taken", b"a file");
	let told = bench.complaint(&["run", "app.wasm", "--out", "taken"]);
	assert!(told.contains("taken: "), "{told}");
}

struct Bench {
	folder: TempDir,
}

impl Bench {
	fn new() -> Self {
		let bench = Self { folder: tempdir().unwrap() };
		bench.module("app.wasm", APP);
		bench
	}

	fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn write(&self, name: &str, content: &[u8]) -> PathBuf {
		let path = self.path(name);
		fs::create_dir_all(path.parent().unwrap()).unwrap();
		fs::write(&path, content).unwrap();
		path
	}

	fn module(&self, name: &str, text: &str) -> PathBuf {
		self.write(name, &wat::parse_str(text).unwrap())
	}

	/// Runs the command in the folder.
	fn call(&self, args: &[&str]) -> Output {
		let program = env!("CARGO_BIN_EXE_bourse-compute");
		Command::new(program).args(args).current_dir(self.folder.path()).output().unwrap()
	}

	/// What it prints, when it succeeds.
	fn output(&self, args: &[&str]) -> String {
		let output = self.call(args);
		assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
		text(&output.stdout)
	}

	/// What it complains about, when it fails.
	fn complaint(&self, args: &[&str]) -> String {
		let output = self.call(args);
		assert_eq!(output.status.code(), Some(1), "{args:?}: {}", text(&output.stdout));
		text(&output.stderr)
	}

	/// The digest that a worker contributes for a job of this app.
	fn contributed(&self, job: impl FnOnce(&Compute, &mut Job)) -> String {
		let folder = tempdir().unwrap();
		let compute = Compute::open(config(folder.path()), None).unwrap();
		let source = |path: &Path| Source {
			checksum: compute.store().put(&fs::read(path).unwrap()).unwrap(),
			..Source::default()
		};
		let mut task = Job {
			task: Hash::zero(),
			app: source(&self.path("app.wasm")),
			dataset: None,
			params: Vec::new(),
			index: 0,
			bag_size: 1,
			work_clock_time_ref: 300,
			deadline: u64::MAX,
			engine: bourse_compute::ENGINE_VERSION,
			result_key: None,
			..Job::default()
		};
		job(&compute, &mut task);
		match compute.compute(&task, &Cancel::default()) {
			Some(Finished { outcome: Outcome::Done { header, .. }, .. }) => {
				to_hex(&header.digest())
			},
			other => panic!("{other:?}"),
		}
	}
}

fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

fn put(compute: &Compute, content: &[u8]) -> Source {
	Source { checksum: compute.store().put(content).unwrap(), ..Source::default() }
}

#[test]
fn digest_should_be_what_a_worker_contributes() {
	let bench = Bench::new();
	let plain = bench.contributed(|_, _| ());
	assert_eq!(bench.output(&["digest", "app.wasm"]), format!("{plain}\n"));
	assert_eq!(bench.output(&["digest", "app.wasm", "--cache", "cache"]), format!("{plain}\n"));
	assert_eq!(bench.output(&["digest", "app.wasm", "--cache", "cache"]), format!("{plain}\n"));
	let run = bench.output(&["run", "app.wasm", "--fuel", "10000000"]);
	assert!(run.starts_with(&format!("digest       {plain}\n")), "{run}");
	assert!(run.contains(" (0.00 % of that of T = 300 s; fits XS)\n"), "{run}");

	let with_args = bench.contributed(|_, job| {
		job.params = br#"{"args":["--size","a b"]}"#.to_vec();
		(job.task, job.index, job.bag_size) = (Hash([3; 32]), 4, 5);
	});
	let task = "03".repeat(32);
	let place = ["digest", "app.wasm", "--task", &task, "--index", "4", "--bag-size", "5"];
	let same = [
		[&place[..], &["--arg", "--size", "--arg", "a b"]].concat(),
		[&place[..], &["--", "--size", "a b"]].concat(),
		[&place[..], &["--params", r#"{"args":["--size","a b"]}"#]].concat(),
	];
	for args in same {
		assert_eq!(bench.output(&args), format!("{with_args}\n"), "{args:?}");
	}
	assert_ne!(with_args, plain);
}

#[test]
fn digest_should_be_what_a_worker_contributes_when_there_are_dataset_and_input_files() {
	let bench = Bench::new();
	bench.write("in/dataset", b"numbers");
	let poem = bench.write("in/poem.txt", b"roses");
	let checksum = to_hex(&bourse_formats::blake2_256(b"roses"));
	let params =
		format!(r#"{{"inputs":[{{"url":"","checksum":"{checksum}","name":"poem.txt"}}]}}"#);
	let expected = bench.contributed(|compute, job| {
		job.dataset = Some(put(compute, b"numbers"));
		put(compute, b"roses");
		job.params = params.clone().into_bytes();
	});
	let poem = poem.to_str().unwrap();
	for input in [["--input", "in", "--input", "in/"], ["--dataset", "in/dataset", "--input", poem]]
	{
		let input = if input[0] == "--input" { &input[..2] } else { &input[..] };
		let args = [&["digest", "app.wasm", "--params", &params], input].concat();
		assert_eq!(bench.output(&args), format!("{expected}\n"), "{args:?}");
	}
	// What a worker would not do is refused here, too.
	let args = ["digest", "app.wasm", "--params", &params, "--dataset", "in/dataset"];
	assert!(bench.complaint(&args).contains("give it with --input"));
	let args = ["digest", "app.wasm", "--params", "{}", "--input", "in"];
	assert!(bench.complaint(&args).contains("don't name the input file \"poem.txt\""));
	bench.write("in/poem.txt", b"violets");
	let args = ["digest", "app.wasm", "--params", &params, "--input", "in"];
	assert!(bench.complaint(&args).contains("not the file that the params name"));
}

#[test]
fn digest_should_be_what_a_worker_contributes_when_the_dataset_is_an_archive() {
	let bench = Bench::new();
	bench.write("data/b/c.txt", b"three");
	bench.write("data/a", b"one");
	fs::create_dir(bench.path("data/empty")).unwrap();
	let mut archive = tar::Builder::new(Vec::new());
	archive.append_dir_all(".", bench.path("data")).unwrap();
	let archive = archive.into_inner().unwrap();
	bench.write("data.tar", &archive);
	let expected = bench.contributed(|compute, job| job.dataset = Some(put(compute, &archive)));
	for dataset in ["data", "data.tar"] {
		let args = ["digest", "app.wasm", "--dataset", dataset];
		assert_eq!(bench.output(&args), format!("{expected}\n"));
	}
	// Other archives stay files, and the command says so.
	bench.write("data.zip", b"PK\x03\x04");
	let output = bench.call(&["run", "app.wasm", "--dataset", "data.zip"]);
	let expected = "note: data.zip stays one file; to have it unpacked, register it by \
		registry.registerDatasetWith as Zip, and run with --packing zip\ndataset";
	assert_eq!(text(&output.stderr), expected);
	let out = bench.output(&["run", "app.wasm", "--dataset", "data", "--out", "out"]);
	assert!(out.contains("file         stdout ("), "{out}");
	assert!(text(&fs::read(bench.path("out/stdout")).unwrap()).ends_with("one"));
}

#[test]
fn run_should_show_the_log_and_say_why_there_is_no_result() {
	let bench = Bench::new();
	let output = bench.call(&["run", "app.wasm"]);
	assert_eq!(text(&output.stderr), "dataset");
	// A failure that is a result is shown as one.
	let failed = |args: &[&str], complaint: &str, failure: &str| {
		let output = bench.call(&[&["run", "app.wasm"][..], args].concat());
		assert_eq!(output.status.code(), Some(1));
		assert_eq!(text(&output.stderr), format!("bourse-compute: {complaint}\n"));
		let shown = text(&output.stdout);
		assert!(shown.contains(&format!("failure      {failure}\n")), "{shown}");
		let size = complaint.len() + 1;
		assert!(shown.contains(&format!("file         stderr ({size} bytes)\n")), "{shown}");
		let digest = bench.call(&[&["digest", "app.wasm"][..], args].concat());
		assert_eq!(digest.status.code(), Some(1));
		assert!(shown.starts_with(&format!("digest       {}", text(&digest.stdout))), "{shown}");
	};
	let shown = text(&bench.call(&["run", "app.wasm", "--fuel", "100"]).stdout);
	assert!(shown.contains("not enough: run it with a larger --time-ref)\n"), "{shown}");
	let (fuel, memory) = (["--fuel", "100"], ["--memory", "65535"]);
	failed(&fuel, "OutOfFuel: all fuel is used up", "OutOfFuel");
	failed(&memory, "OutOfMemory: more than 65535 bytes of memory", "OutOfMemory");
	failed(&["--params", "[]"], "BadParams: params are not a JSON object", "BadParams");
	bench.write("no.tar", b"no archive");
	let refused = "BadArchive: header 0 of the archive can't be read";
	failed(&["--dataset", "no.tar", "--packing", "tar"], refused, "BadArchive");
	let output = bench.call(&["run", "app.wasm", "--callback", "--out", "out"]);
	assert_eq!(output.status.code(), Some(1));
	let why = "NoCallbackData: the deal has a callback, and the program left no data for it\n";
	assert_eq!(text(&output.stderr), format!("datasetbourse-compute: {why}"));
	assert_eq!(fs::read(bench.path("out/stderr")).unwrap(), format!("dataset\n{why}").as_bytes());
	assert!(fs::read(bench.path("out/stdout")).unwrap().starts_with(b"BOURSE_IN=/in\0"));
	assert!(bench.complaint(&["run", "gone.wasm"]).contains("gone.wasm: No such file"));
	let forever = r#"(module
		(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "\08\00\00\00\04\00\00\00said")
		(func (export "_start")
			(drop (call $w (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 16)))
			(loop (br 0))))"#;
	bench.module("forever.wasm", forever);
	let args = ["run", "forever.wasm", "--wall-clock", "1", "--fuel", "9000000000000000"];
	let complaint = bench.complaint(&args);
	assert_eq!(complaint, "saidbourse-compute: Timeout: still running after 1s\n");
}

#[test]
fn inspect_should_say_what_is_in_a_module_and_whether_it_is_accepted() {
	let bench = Bench::new();
	let shown = bench.output(&["inspect", "app.wasm"]);
	for line in [
		"memory       1 pages of 65,536 bytes at first\n",
		"data         24 bytes\n",
		"import       wasi_snapshot_preview1 random_get\n",
		"export       _start (function)\n",
		"export       memory (memory)\n",
		"accepted     yes, by version 2 of the sandbox\n",
	] {
		assert!(shown.contains(line), "{line}{shown}");
	}
	let checksum = bench.output(&["checksum", "app.wasm"]);
	assert_eq!(checksum.lines().count(), 2);
	assert!(checksum.lines().all(|line| shown.contains(line)), "{checksum}{shown}");

	let net = r#"(module (import "net" "connect" (func)) (memory (export "memory") 1)
		(func (export "_start")))"#;
	bench.module("net.wasm", net);
	bench.write("no.wasm", b"#!/bin/sh\n");
	let several = r#"(module (import "net" "connect" (func)) (memory 1) (func (throw 0)) (tag))"#;
	bench.module("several.wasm", several);
	let shown = text(&bench.call(&["inspect", "several.wasm"]).stdout);
	for lack in ["imports", "exceptions", "_start", "memory"] {
		assert!(shown.contains(lack), "{shown}");
	}
	for (name, why) in [("net.wasm", r#"imports "connect" from "net""#), ("no.wasm", "not Web")] {
		let output = bench.call(&["inspect", name]);
		assert_eq!(output.status.code(), Some(1));
		let shown = text(&output.stdout);
		assert!(shown.contains("accepted     no: ") && shown.contains(why), "{shown}");
	}
}

/// Counts to 2000 in memory, and adds `step` at 1234.
fn counter(step: i32) -> String {
	format!(
		r#"(module (memory (export "memory") 1) (func (export "_start") (local $n i32)
			(loop
				(local.set $n (i32.add (local.get $n) (i32.const 1)))
				(i32.store (i32.mul (local.get $n) (i32.const 4)) (i32.add (local.get $n)
					(select (i32.const {step}) (i32.const 0)
						(i32.eq (local.get $n) (i32.const 1234)))))
				(br_if 0 (i32.lt_u (local.get $n) (i32.const 2000))))))"#
	)
}

#[test]
fn compare_should_find_where_runs_part() {
	let bench = Bench::new();
	bench.module("honest.wasm", &counter(0));
	bench.module("tampered.wasm", &counter(1));
	let state = |module: &str, fuel: &str| {
		let line = bench.output(&["state", module, "--at-fuel", fuel]);
		line.trim_end().to_owned()
	};
	assert!(state("honest.wasm", "0").ends_with(" running"));
	assert!(state("honest.wasm", "9999999").ends_with(" ended"));
	let command =
		|module| format!("'{}' state {module} --at-fuel", env!("CARGO_BIN_EXE_bourse-compute"));
	let (honest, tampered) = (command("honest.wasm"), command("tampered.wasm"));
	assert_eq!(
		bench.output(&["compare", &honest, &honest]),
		"the runs are the same to their end\n"
	);
	let output = bench.call(&["compare", &honest, &tampered]);
	assert_eq!(output.status.code(), Some(1));
	let found = text(&output.stdout);
	let words = found.split_whitespace().collect::<Vec<_>>();
	let (same, differ) = (words[7], words[12]);
	assert_eq!(
		found,
		format!("the runs are the same at fuel {same} and differ at fuel {differ}\n")
	);
	assert_eq!(state("honest.wasm", same), state("tampered.wasm", same));
	assert_ne!(state("honest.wasm", differ), state("tampered.wasm", differ));
	let complaint = bench.complaint(&["compare", "echo nothing", &honest]);
	assert!(complaint.contains("run 1 has no state at fuel 0"), "{complaint}");
}

#[test]
fn open_should_give_an_encrypted_result_to_its_beneficiary() {
	let bench = Bench::new();
	let public = bench.output(&["keygen", "--out", "key"]);
	let public = bourse_compute::parse_hash(public.trim_end()).unwrap().0;
	assert!(bench.complaint(&["keygen", "--out", "key"]).contains("exists"));
	bench.output(&["keygen", "--out", "other"]);

	let folder = tempdir().unwrap();
	let compute = Compute::open(config(folder.path()), None).unwrap();
	let app = put(&compute, &fs::read(bench.path("app.wasm")).unwrap());
	let job = Job {
		task: Hash::zero(),
		app,
		dataset: None,
		params: Vec::new(),
		index: 0,
		bag_size: 1,
		work_clock_time_ref: 300,
		deadline: u64::MAX,
		engine: bourse_compute::ENGINE_VERSION,
		result_key: Some(public),
		..Job::default()
	};
	let Some(Finished { outcome: Outcome::Done { header, encrypted: Some(index), .. }, .. }) =
		compute.compute(&job, &Cancel::default())
	else {
		panic!("no encrypted result")
	};
	let digest = to_hex(&header.digest());
	assert_eq!(bench.output(&["digest", "app.wasm"]), format!("{digest}\n"));

	// From files, as copied out of anybody's store.
	fs::create_dir(bench.path("blocks")).unwrap();
	let index_block = compute.store().get(&index).unwrap().unwrap();
	let boxes = bourse_formats::EncryptedIndex::read(&index_block).unwrap().boxes;
	for hash in boxes.iter().chain([&index]) {
		let block = compute.store().get(hash).unwrap().unwrap();
		bench.write(&format!("blocks/{}", hex::encode(hash)), &block);
	}
	let index = to_hex(&index);
	let from = ["--blocks", "blocks", "--index", &index, "--digest", &digest];
	let with = |key| [&["open", "--key", key, "--out", "result"][..], &from].concat();
	assert!(bench.output(&with("key")).starts_with(&format!("digest       {digest}\n")));
	bench.output(&["run", "app.wasm", "--out", "plain"]);
	let stdout = |folder: &str| fs::read(bench.path(folder).join("stdout")).unwrap();
	assert_eq!(stdout("result"), stdout("plain"));
	assert!(bench.complaint(&with("other")).contains("not encrypted for this key"));

	// From a node: this one knows the task, and has its blocks.
	let task = serde_json::json!({
		"status": "Completed",
		"digest": digest,
		"encrypted": [
			{ "worker": "5Gone", "index": to_hex(&Hash([1; 32])) },
			{ "worker": "5Good", "index": index },
		],
	});
	let store = compute.store().clone();
	let url = serve(move |method, param| match method {
		"bourse_task" => Ok(task.clone()),
		_ => {
			let hash = bourse_compute::parse_hash(param).unwrap();
			let block = store.get(&hash).unwrap().ok_or("nobody has it")?;
			Ok(format!("0x{}", hex::encode(block)).into())
		},
	});
	fs::remove_dir_all(bench.path("result")).unwrap();
	let zeros = "0".repeat(64);
	let with = |key| ["open", "--key", key, "--out", "result", "--task", &zeros, "--rpc", &url];
	bench.output(&with("key"));
	assert_eq!(stdout("result"), stdout("plain"));
	let complaint = bench.complaint(&with("other"));
	assert!(complaint.contains("no copy opens with the key of 0x"), "{complaint}");
}

/// A node's RPC: answers JSON-RPC over HTTP at the address that is returned.
fn serve(
	answer: impl Fn(&str, &str) -> Result<serde_json::Value, &'static str> + Send + 'static,
) -> String {
	use std::io::{BufRead, BufReader, Read, Write};
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	std::thread::spawn(move || {
		for stream in listener.incoming() {
			let mut stream = stream.unwrap();
			let mut reader = BufReader::new(stream.try_clone().unwrap());
			let mut length = 0;
			loop {
				let mut line = String::new();
				reader.read_line(&mut line).unwrap();
				let line = line.trim().to_ascii_lowercase();
				if let Some(value) = line.strip_prefix("content-length:") {
					length = value.trim().parse().unwrap();
				}
				if line.is_empty() {
					break;
				}
			}
			let mut body = vec![0; length];
			reader.read_exact(&mut body).unwrap();
			let request: serde_json::Value = serde_json::from_slice(&body).unwrap();
			let param = request["params"][0].as_str().unwrap();
			let reply = match answer(request["method"].as_str().unwrap(), param) {
				Ok(result) => serde_json::json!({ "jsonrpc": "2.0", "id": 1, "result": result }),
				Err(message) => serde_json::json!({
					"jsonrpc": "2.0", "id": 1, "error": { "code": 8003, "message": message }
				}),
			};
			let reply = reply.to_string();
			let head = format!(
				"HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
				reply.len()
			);
			stream.write_all((head + &reply).as_bytes()).unwrap();
		}
	});
	url
}
