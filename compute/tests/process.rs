// SPDX-License-Identifier: Apache-2.0

//! The sandbox in processes of its own: that it gives the same, and what happens when one dies.

mod common;

use bourse_compute::{
	service::{Service, ServiceConfig},
	Blob, Cancel, CategoryLimits, Compute, Engine, FailureCode, Finished, Hash, Inputs, Isolation,
	Job, Limits, Outcome, Packing, Source, TaskContext,
};
use common::isolation;
use std::{
	fs,
	io::{Read, Write},
	path::Path,
	process::{Command, Stdio},
	sync::{mpsc::channel, Arc, Mutex},
	thread,
	time::{Duration, Instant},
};
use tempfile::{tempdir, TempDir};

const FOR_EVER: &str = r#"(module (memory (export "memory") 1)
	(func (export "_start") (loop (br 0))))"#;
/// Burns fuel much faster than the clock goes, also on a busy machine.
const SPENDTHRIFT: &str = r#"(module (memory (export "memory") 1) (func (export "_start")
	(loop (drop (memory.grow (i32.const 0))) (br 0))))"#;
const NOTHING: &str = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;

/// Copies `/in/dataset` to stdout, 64 KiB at a time, and says so on stderr.
const COPY: &str = r#"(module
	(import "wasi_snapshot_preview1" "path_open"
		(func $o (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_read" (func $r (param i32 i32 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 2)
	(data (i32.const 8) "dataset")
	(func (export "_start") (local $n i32)
		(drop (call $o (i32.const 4) (i32.const 0) (i32.const 8) (i32.const 7)
			(i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
		(i32.store (i32.const 0) (i32.const 65536))
		(loop
			(i32.store (i32.const 4) (i32.const 65536))
			(drop (call $r (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 4)))
			(local.set $n (i32.load (i32.const 4)))
			(drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
			(br_if 0 (local.get $n)))
		(i32.store (i32.const 0) (i32.const 8))
		(i32.store (i32.const 4) (i32.const 7))
		(drop (call $w (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 32)))))"#;

/// Processes are told apart by their parent alone, so one test at a time has any.
static ALONE: Mutex<()> = Mutex::new(());

struct Node {
	folder: TempDir,
	compute: Arc<Compute>,
}

impl Node {
	fn new(isolation: Isolation) -> Self {
		let folder = tempdir().unwrap();
		let compute = Self::open(folder.path(), isolation);
		Self { folder, compute }
	}

	fn open(folder: &Path, isolation: Isolation) -> Arc<Compute> {
		let mut config = common::config(folder);
		config.isolation = isolation;
		Arc::new(Compute::open(config, None).unwrap())
	}

	fn source(&self, content: &[u8]) -> Source {
		let checksum = self.compute.store().put(content).unwrap();
		Source { checksum, ..Source::default() }
	}

	fn job(&self, number: u8, text: &str) -> Job {
		Job {
			task: Hash([number; 32]),
			app: self.source(&wat::parse_str(text).unwrap()),
			dataset: None,
			params: Vec::new(),
			index: 0,
			bag_size: 1,
			work_clock_time_ref: 300,
			deadline: 1 << 40,
			engine: bourse_compute::ENGINE_VERSION,
			result_key: None,
			..Job::default()
		}
	}

	fn finish(&self, job: &Job) -> Finished {
		self.compute.compute(job, &Cancel::default()).unwrap()
	}

	fn compute(&self, job: &Job) -> Outcome {
		self.finish(job).outcome
	}

	fn failure(&self, job: &Job) -> (FailureCode, String) {
		match self.compute(job) {
			Outcome::Failed { code, log } => {
				let log = self.compute.store().get(&log).unwrap().unwrap();
				(code, String::from_utf8_lossy(&log).into_owned())
			},
			done => panic!("{done:?}"),
		}
	}

	/// Numbers of its sandbox processes.
	fn processes(&self) -> Vec<i32> {
		let mine = std::process::id();
		let of_mine = |pid: &i32| {
			let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
			// From the third field on: what stands before may hold blanks.
			let after = stat.rsplit(')').next().unwrap_or_default().to_owned();
			let fields = after.split_whitespace().collect::<Vec<_>>();
			// A process is gone when its last thread is, which may be after the first one.
			let is_gone =
				fields.first() == Some(&"Z") && matches!(fields.get(17), Some(&("0" | "1")));
			fields.get(1) == Some(&mine.to_string().as_str()) && !is_gone
		};
		fs::read_dir("/proc")
			.unwrap()
			.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
			.filter(of_mine)
			.collect()
	}
}

/// The group of a process, 0 for one's own.
fn group(process: i32) -> i32 {
	// SAFETY: only looks a number up.
	unsafe { libc::getpgid(process) }
}

/// Seconds that a process has computed.
fn seconds_of(process: i32) -> f64 {
	let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
	let after = stat.rsplit(')').next().unwrap_or_default();
	let ticks = after.split_whitespace().nth(11).and_then(|ticks| ticks.parse::<u32>().ok());
	f64::from(ticks.unwrap_or(0)) / 100.0
}

fn signal(process: i32, signal: i32) {
	// SAFETY: only signals one of our own children.
	assert_eq!(unsafe { libc::kill(process, signal) }, 0);
}

fn wait_until<T>(mut condition: impl FnMut() -> Option<T>) -> T {
	let begin = Instant::now();
	loop {
		if let Some(value) = condition() {
			return value;
		}
		assert!(begin.elapsed() < Duration::from_secs(60));
		thread::sleep(Duration::from_millis(5));
	}
}

#[test]
fn process_should_give_what_the_engine_gives() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	let data = (0..3_000_000u32).map(|number| (number >> 3) as u8).collect::<Vec<_>>();
	let mut job = node.job(1, COPY);
	job.dataset = Some(node.source(&data));
	let finished = node.finish(&job);
	assert_eq!(finished, node.finish(&job));
	let Finished { outcome: Outcome::Done { header, .. }, log } = &finished else {
		panic!("{finished:?}")
	};
	let result = node.compute.store().get_result(&header.digest(), |_| None).unwrap();
	assert!(result.files["stdout"] == data);

	let context = TaskContext { task: &job.task, index: 0, bag_size: 1, params: &[] };
	let (mut inputs, _) = Inputs::of_task(&context).unwrap();
	inputs.add_dataset(Blob::from(data), Packing::File).unwrap();
	let (module, limits) = (wat::parse_str(COPY).unwrap(), Limits::for_time_ref(300));
	let run = Engine::new(None, 0).unwrap().run(&module, inputs, &limits).unwrap();
	assert_eq!(run.header, *header);
	assert_eq!(run.log, node.compute.store().get(log).unwrap().unwrap());

	let mut job = node.job(2, SPENDTHRIFT);
	job.work_clock_time_ref = 1;
	assert_eq!(node.failure(&job).0, FailureCode::OutOfFuel);
	job.app = node.source(b"no module");
	assert_eq!(node.failure(&job).0, FailureCode::BadModule);
	assert!(matches!(node.compute(&node.job(3, NOTHING)), Outcome::Done { .. }));
}

#[test]
fn sandbox_process_should_be_the_first_to_end_when_the_machine_has_no_memory_left() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	assert!(matches!(node.compute(&node.job(1, NOTHING)), Outcome::Done { .. }));
	let processes = node.processes();
	assert_eq!(processes.len(), 1);
	let score = fs::read_to_string(format!("/proc/{}/oom_score_adj", processes[0])).unwrap();
	assert_eq!(score.trim(), "1000");
}

/// Reads `/in/dataset` to its end, 64 KiB at a time.
const READ: &str = r#"(module
	(import "wasi_snapshot_preview1" "path_open"
		(func $o (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_read" (func $r (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 2)
	(data (i32.const 8) "dataset")
	(func (export "_start")
		(drop (call $o (i32.const 4) (i32.const 0) (i32.const 8) (i32.const 7)
			(i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
		(i32.store (i32.const 0) (i32.const 65536))
		(i32.store (i32.const 4) (i32.const 65536))
		(loop
			(drop (call $r (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 32)))
			(br_if 0 (i32.load (i32.const 32))))))"#;

/// Bytes of a process's memory that stand for no file.
fn anonymous(process: &str) -> usize {
	let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
	let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
	line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

#[test]
fn dataset_should_be_copied_neither_by_the_node_nor_by_the_sandbox() {
	const SIZE: usize = 100 << 20;
	const LITTLE: usize = 8 << 20;
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	let mut job = node.job(1, READ);
	job.dataset = Some(node.source(&vec![7; SIZE]));
	assert!(matches!(node.compute(&node.job(2, NOTHING)), Outcome::Done { .. }));
	let process = node.processes()[0].to_string();
	let before = [anonymous("self"), anonymous(&process)];
	assert!(matches!(node.compute(&job), Outcome::Done { .. }));
	let after = [anonymous("self"), anonymous(&process)];
	for (before, after) in before.into_iter().zip(after) {
		assert!(after < before + LITTLE, "{before} {after}");
	}
	// Not even for a while: the peak has room for the file itself, which is mapped, once.
	let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
	let peak = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
	let peak = peak.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10;
	assert!(peak < SIZE + SIZE / 2, "{peak}");
}

#[test]
fn sandbox_process_should_end_with_who_started_it() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	// For the kernel that is the thread. Its standard input stays open.
	thread::scope(|scope| {
		scope
			.spawn(|| assert!(matches!(node.compute(&node.job(1, NOTHING)), Outcome::Done { .. })));
	});
	wait_until(|| node.processes().is_empty().then_some(()));
}

#[test]
fn sandbox_process_should_end_at_once_when_who_started_it_has_ended() {
	let Isolation { program, args, .. } = isolation();
	let start = |parent: u32| {
		Command::new(&program)
			.args(&args)
			.env("BOURSE_SANDBOX_PARENT", parent.to_string())
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.spawn()
			.unwrap()
	};
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	// As an orphan finds it: its parent is another process. Its standard input stays open.
	let mut orphan = start(std::os::unix::process::parent_id());
	assert!(wait_until(|| orphan.try_wait().unwrap()).success());
	// A request that can't be read is answered, and the process waits for the next one.
	let mut child = start(std::process::id());
	child.stdin.as_mut().unwrap().write_all(b"?\n").unwrap();
	let mut answer = [0; 10];
	child.stdout.as_mut().unwrap().read_exact(&mut answer).unwrap();
	assert_eq!(&answer, b"{\"Failed\":");
	assert_eq!(child.try_wait().unwrap(), None);
	drop(child.stdin.take());
	assert!(child.wait().unwrap().success());
}

#[test]
fn sandbox_process_should_leave_ctrl_c_to_who_started_it() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	assert!(matches!(node.compute(&node.job(1, NOTHING)), Outcome::Done { .. }));
	let processes = node.processes();
	// Ctrl-z reaches the sandbox as well as the node.
	assert_eq!(group(processes[0]), group(0));
	// While it is idle.
	signal(processes[0], libc::SIGINT);
	assert!(matches!(node.compute(&node.job(2, NOTHING)), Outcome::Done { .. }));
	assert_eq!(node.processes(), processes);
	// While it computes. Then the job is cancelled, as by a node that ends.
	let (forever, cancel) = (node.job(3, FOR_EVER), Cancel::default());
	let (during, run) = thread::scope(|scope| {
		let run = scope.spawn(|| node.compute.compute(&forever, &cancel));
		thread::sleep(Duration::from_millis(300));
		signal(processes[0], libc::SIGINT);
		thread::sleep(Duration::from_millis(300));
		let during = node.processes();
		cancel.set();
		(during, run.join().unwrap())
	});
	assert_eq!(during, processes);
	assert_eq!(run, None);
	assert!(node.processes().is_empty());
}

/// Says `said` on stderr and on stdout, then loops for ever.
const SAYS: &str = r#"(module
	(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 0) "\08\00\00\00\04\00\00\00said")
	(func (export "_start")
		(drop (call $w (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 16)))
		(drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
		(loop (br 0))))"#;

#[test]
fn process_should_tell_what_was_logged_when_it_ends_a_run_that_takes_too_long() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let folder = tempdir().unwrap();
	let module = wat::parse_str(SAYS).unwrap();
	let file = folder.path().join("module");
	fs::write(&file, &module).unwrap();
	// Fuel for much longer than the wall clock allows, which no category has.
	let limits = Limits {
		fuel: i64::MAX as u64,
		wall_clock: Duration::from_millis(300),
		..Limits::for_time_ref(1)
	};
	let request = serde_json::json!({
		"inputs": folder.path(),
		"cache": folder.path().join("modules"),
		"cache_bytes": 0,
		"content": { "file": file, "start": 0, "size": module.len() },
		"checksum": bourse_compute::to_hex(&bourse_formats::blake2_256(&module)),
		"run": {
			"args": [], "env": [], "files": {}, "folders": [],
			"seed": bourse_compute::to_hex(&Hash::zero()),
			"limits": limits,
		},
	});
	let Isolation { program, args, .. } = isolation();
	let mut process = Command::new(program)
		.args(args)
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.spawn()
		.unwrap();
	let mut to = process.stdin.take().unwrap();
	writeln!(to, "{request}").unwrap();
	let output = process.wait_with_output().unwrap();
	assert!(output.status.success());
	let answer = String::from_utf8(output.stdout).unwrap();
	let expected = format!(
		r#"{{"Failed":{{"code":"Timeout","message":"still running after 300ms","log":4,"stdout":4,{}}}}}"#,
		format_args!(
			r#""remains":{{"exit_status":0,"fuel":0,"memory_hash":"0x{}"}}"#,
			"0".repeat(64)
		)
	);
	assert_eq!(answer, format!("{expected}\nsaidsaid"));
}

#[test]
fn node_should_go_on_when_a_sandbox_process_crashes_hangs_or_is_cancelled() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(Isolation { grace: Duration::from_millis(500), ..isolation() });
	assert!(node.processes().is_empty());
	assert!(matches!(node.compute(&node.job(1, NOTHING)), Outcome::Done { .. }));
	let first = node.processes();
	assert_eq!(first.len(), 1);

	// It dies while it is idle: nobody notices.
	signal(first[0], libc::SIGKILL);
	wait_until(|| node.processes().is_empty().then_some(()));
	assert!(matches!(node.compute(&node.job(2, NOTHING)), Outcome::Done { .. }));
	assert_ne!(node.processes(), first);

	// It crashes while it computes.
	let forever = node.job(3, FOR_EVER);
	let victim = node.processes()[0];
	let killer = thread::spawn(move || {
		thread::sleep(Duration::from_millis(300));
		signal(victim, libc::SIGABRT);
	});
	let (code, message) = node.failure(&forever);
	killer.join().unwrap();
	assert_eq!(code, FailureCode::Internal);
	assert!(message.contains("signal: 6"), "{message}");

	// It hangs: stopped, it can't even keep its own wall clock.
	assert!(matches!(node.compute(&node.job(4, NOTHING)), Outcome::Done { .. }));
	signal(node.processes()[0], libc::SIGSTOP);
	let mut hangs = node.job(5, NOTHING);
	hangs.work_clock_time_ref = 1;
	let (code, message) = node.failure(&hangs);
	assert_eq!(code, FailureCode::Internal);
	assert!(message.contains("does not answer"), "{message}");

	// It is cancelled.
	let cancel = Cancel::default();
	let begin = Instant::now();
	thread::scope(|scope| {
		let run = scope.spawn(|| node.compute.compute(&forever, &cancel));
		thread::sleep(Duration::from_millis(100));
		cancel.set();
		assert_eq!(run.join().unwrap(), None);
	});
	assert!(begin.elapsed() < Duration::from_secs(10));

	// And after all that it computes, and leaves nothing behind.
	assert!(matches!(node.compute(&node.job(6, NOTHING)), Outcome::Done { .. }));
	assert_eq!(node.processes().len(), 1);
	let Node { folder, compute } = node;
	drop(compute);
	let node = Node { compute: Node::open(folder.path(), isolation()), folder };
	assert!(node.processes().is_empty());
	let tmp = node.folder.path().join("store/tmp");
	assert_eq!(fs::read_dir(tmp).unwrap().count(), 0);

	// Other jobs don't notice when a neighbour crashes.
	drop(node);
	let node = Node::new(isolation());
	let (sender, outcomes) = channel();
	let sender = Mutex::new(sender);
	let tell = move |job: &Job, outcome| {
		sender.lock().unwrap().send((job.task.0[0], outcome)).ok();
	};
	let config =
		ServiceConfig { threads: 2, queue: 100, memory: 1 << 40, ..ServiceConfig::default() };
	let service = Service::start(node.compute.clone(), config, tell).unwrap();
	service.submit(node.job(0, FOR_EVER));
	// Not the process that compiles, but the one that runs, once it does.
	let modules = node.folder.path().join("modules");
	let victim = wait_until(|| match *node.processes() {
		[process] if fs::read_dir(&modules).is_ok_and(|files| files.count() == 1) => Some(process),
		_ => None,
	});
	wait_until(|| (seconds_of(victim) > 0.1).then_some(()));
	for number in 1..20 {
		service.submit(node.job(number, NOTHING));
	}
	for _ in 1..10 {
		let (number, outcome) = outcomes.recv_timeout(Duration::from_secs(60)).unwrap();
		assert!(number > 0 && matches!(outcome, Outcome::Done { .. }), "{number}: {outcome:?}");
	}
	signal(victim, libc::SIGABRT);
	let mut crashed = 0;
	for _ in 10..=20 {
		match outcomes.recv_timeout(Duration::from_secs(60)).unwrap() {
			(0, Outcome::Failed { code: FailureCode::Internal, .. }) => crashed += 1,
			(_, Outcome::Done { .. }) => (),
			other => panic!("{other:?}"),
		}
	}
	assert_eq!(crashed, 1);
	service.shutdown();
}

#[test]
fn node_should_not_believe_what_a_sandbox_process_must_not_say() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let remains = serde_json::to_string(&bourse_compute::Remains::default()).unwrap();
	let huge =
		r#"{"Failed":{"code":"Trap","message":"","log":99999999999999,"stdout":0,"remains":"#;
	let huge = format!(r"printf '{huge}{remains}}}}}\n'");
	for (answer, why) in [
		(&*huge, "huge"),
		(r#"yes | tr '\n' y"#, "endless"),
		("echo hello", "expected value"),
		(r#"printf '{"Done":{"header":"00","files":[],"others":[],"log":0}}\n'"#, "malformed"),
		("exit 7", "exit status: 7"),
	] {
		// It stays, unless it says that it goes.
		let script = format!("read line; {answer}; exec sleep 60");
		let args = ["-c".into(), script.into()].into();
		let node = Node::new(Isolation { program: "/bin/sh".into(), args, ..isolation() });
		let (code, message) = node.failure(&node.job(1, NOTHING));
		assert_eq!(code, FailureCode::Internal);
		assert!(message.contains(why), "{answer}: {message}");
		wait_until(|| node.processes().is_empty().then_some(()));
	}
}

/// A module that takes long to compile makes no worker miss its assignment.
#[test]
fn job_should_be_timed_out_in_time_when_the_sandbox_takes_all_of_it() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let args = vec!["-c".into(), "read line; exec sleep 60".into()];
	let node = Node::new(Isolation { program: "/bin/sh".into(), args, ..isolation() });
	let begin = Instant::now();
	let cancel = || {
		let fetching = Cancel::fetching_until(begin + Duration::from_secs(60));
		fetching.running_until(begin + Duration::from_secs(1))
	};
	// The second waits for the module that the first has compiled.
	let (first, second) = (node.job(1, NOTHING), node.job(2, NOTHING));
	thread::scope(|scope| {
		let jobs = [&first, &second].map(|job| {
			let compute = &node.compute;
			scope.spawn(move || compute.compute(job, &cancel()))
		});
		for job in jobs {
			let finished = job.join().unwrap().unwrap();
			let timeout =
				matches!(finished.outcome, Outcome::Failed { code: FailureCode::Timeout, .. });
			assert!(timeout, "{:?}", finished.outcome);
		}
	});
	assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
	assert!(node.processes().is_empty());
}

#[test]
fn restarted_node_should_compute_again_what_it_was_at() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	let job = node.job(1, NOTHING);
	let digest = |compute: &Compute| match compute.compute(&job, &Cancel::default()) {
		Some(Finished { outcome: Outcome::Done { header, .. }, .. }) => header.digest(),
		other => panic!("{other:?}"),
	};
	let before = digest(&node.compute);
	// A node that is killed leaves temporary files; the next one finds what was whole.
	let Node { folder, compute } = node;
	let (_, left) = compute.store().temp_file().unwrap().keep().unwrap();
	let half = folder.path().join("modules").join(".tmpHalf");
	fs::write(&half, b"half a module").unwrap();
	drop(compute);
	let compute = Node::open(folder.path(), isolation());
	assert!(!left.exists());
	assert!(compute.store().get_result(&before, |_| None).is_ok());
	assert_eq!(digest(&compute), before);
	assert!(!half.exists());
}

#[test]
fn sandbox_process_should_not_be_able_to_change_compiled_modules_when_it_runs_programs() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	let modules = || {
		let mut files = fs::read_dir(node.folder.path().join("modules"))
			.unwrap()
			.map(|entry| entry.unwrap().path())
			.collect::<Vec<_>>();
		files.sort();
		files
	};
	assert!(matches!(node.compute(&node.job(1, NOTHING)), Outcome::Done { .. }));
	let runner = node.processes();
	// The process that compiled is gone.
	assert_eq!((modules().len(), runner.len()), (1, 1));
	let before = fs::read(&modules()[0]).unwrap();
	// What is damaged is compiled anew, by another such process.
	fs::write(&modules()[0], b"damaged").unwrap();
	signal(runner[0], libc::SIGKILL);
	wait_until(|| node.processes().is_empty().then_some(()));
	assert!(matches!(node.compute(&node.job(2, NOTHING)), Outcome::Done { .. }));
	assert_eq!(fs::read(&modules()[0]).unwrap().len(), before.len());
	if bourse_compute::confinement().is_whole() {
		let status = fs::read_to_string(format!("/proc/{}/status", node.processes()[0])).unwrap();
		assert!(status.lines().any(|line| line == "Seccomp:\t2"), "{status}");
		let limits = fs::read_to_string(format!("/proc/{}/limits", node.processes()[0])).unwrap();
		let data = limits.lines().find(|line| line.starts_with("Max data size")).unwrap();
		let most = data.split_whitespace().nth(3).unwrap().parse::<u64>();
		assert!(most.is_ok(), "{data}");
	}
}

#[test]
fn program_should_fail_and_not_its_process_when_it_takes_all_that_its_category_gives() {
	let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	let node = Node::new(isolation());
	// A gibibyte, and each of its pages; then a page more.
	let all = r#"(module (memory (export "memory") 1) (func (export "_start") (local $at i32)
		(drop (memory.grow (i32.const 16383)))
		(loop
			(i32.store8 (local.get $at) (i32.const 1))
			(local.set $at (i32.add (local.get $at) (i32.const 65536)))
			(br_if 0 (i32.lt_u (local.get $at) (i32.const 1073741824))))
		(if (i32.eq (memory.grow (i32.const MORE)) (i32.const -1)) (then unreachable))))"#;
	assert!(matches!(node.compute(&node.job(1, &all.replace("MORE", "0"))), Outcome::Done { .. }));
	let (code, _) = node.failure(&node.job(2, &all.replace("MORE", "1")));
	assert_eq!(code, FailureCode::OutOfMemory);
	assert_eq!(node.processes().len(), 1);
	// The same process serves a category that gives little.
	let limits = CategoryLimits { memory: 1 << 20, output: 1 << 20 };
	let small = Job { limits, ..node.job(3, NOTHING) };
	assert!(matches!(node.compute(&small), Outcome::Done { .. }));
	assert_eq!(node.processes().len(), 1);
}
