// SPDX-License-Identifier: Apache-2.0

//! The sandbox in processes of its own, so that whatever happens in one (a crash of the engine, a
//! hang, all memory used up) ends there, and the node goes on.
//!
//! A sandbox process is a copy of a program that does nothing but [`serve`]. Requests and answers
//! go through its standard input and output: a line of JSON, then the bytes that it announces.
//! Apps and inputs are not sent but named by file and range, and mapped by the process: nothing
//! large goes through the node on its way in. A process is used for one job after the other; it
//! is killed when its job is cancelled or takes too long, and ends when the node does.

use super::{cancel::Cancel, confine::confine, touched};
use crate::{
	content::{
		blob::{Blob, Part},
		hex::{parse_hash, to_hex},
		keyed_lock::KeyedLock,
	},
	failure::Failure,
	module::remove_leftovers,
	sandbox::{
		engine::{Engine, Run},
		inputs::Inputs,
	},
};
use bourse_formats::{limits::MAX_RESULT, FailureCode, Hash, Limits, ResultHeader};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	ffi::OsString,
	fs,
	io::{self, BufRead, BufReader, Read, Write},
	os::fd::AsRawFd,
	path::PathBuf,
	process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

/// How sandbox processes are started.
#[derive(Clone, Debug)]
pub struct Isolation {
	/// The program. A node gives itself: `/proc/self/exe`.
	pub program: PathBuf,
	/// Its arguments, with which it calls [`serve`].
	pub args: Vec<OsString>,
	/// How long a job may take beyond its wall-clock limit, which the process sees to itself:
	/// for compiling, and for handing over what came of it. Then it is killed.
	pub grace: Duration,
}

impl Isolation {
	/// The program that runs, started again with these arguments.
	pub fn by_itself(args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
		Self {
			program: "/proc/self/exe".into(),
			args: args.into_iter().map(Into::into).collect(),
			grace: Duration::from_secs(180),
		}
	}
}

/// What a sandbox process is to do. Hashes are hex.
#[derive(Serialize, Deserialize)]
struct Request {
	/// Where the inputs are: all that the process may read.
	inputs: PathBuf,
	/// Where compiled modules are: all that it may write to.
	cache: PathBuf,
	cache_bytes: u64,
	module: Part,
	checksum: String,
	/// Without one the module is only compiled.
	run: Option<RunRequest>,
}

#[derive(Serialize, Deserialize)]
struct RunRequest {
	args: Vec<String>,
	env: Vec<(String, String)>,
	files: BTreeMap<String, Part>,
	folders: Vec<String>,
	seed: String,
	limits: Limits,
}

/// What came of it. The bytes that are announced follow in the order of the fields.
#[derive(Serialize, Deserialize)]
enum Answer {
	Compiled,
	Done {
		/// The header's bytes, hex.
		header: String,
		callback_data: Option<String>,
		files: Vec<(String, usize)>,
		others: Vec<(String, usize)>,
		log: usize,
	},
	Failed {
		code: FailureCode,
		message: String,
		log: usize,
	},
}

/// Most bytes of an answer's line: names of files, and the text of a failure.
const MAX_LINE: usize = 4 << 20;
/// Most bytes that follow it: outputs, and a log with what is added to it.
const MAX_BYTES: usize = MAX_RESULT as usize + (1 << 20);

fn internal(message: String) -> Failure {
	Failure::new(FailureCode::Internal, message)
}

fn part(blob: &Blob) -> Result<Part, Failure> {
	blob.part().ok_or_else(|| internal("an input is in no file".into()))
}

/// Sandbox processes, and what their engines keep on disk.
pub(crate) struct Processes {
	isolation: Isolation,
	inputs: PathBuf,
	cache: PathBuf,
	cache_bytes: u64,
	idle: Mutex<Vec<Process>>,
	compiling: KeyedLock,
}

impl Processes {
	/// None yet: they are started when they are needed. All inputs are below the folder
	/// `inputs`; compiled modules are kept in `cache`, at most `cache_bytes` of them. What was left
	/// there half written is removed.
	pub fn new(isolation: Isolation, inputs: PathBuf, cache: PathBuf, cache_bytes: u64) -> Self {
		remove_leftovers(&cache);
		Self {
			isolation,
			inputs,
			cache,
			cache_bytes,
			idle: Mutex::default(),
			compiling: KeyedLock::default(),
		}
	}

	/// As [`Engine::compile_known`]. Several processes that want the same new module have one of
	/// them compile it, and the others find it on disk.
	pub fn compile(&self, module: &Blob, checksum: &Hash, cancel: &Cancel) -> Result<(), Failure> {
		let compile = || self.ask(module, checksum, None, Duration::ZERO, cancel);
		match self.compiling.with(checksum, compile)? {
			Some(_) => Err(internal("a run was not asked for".into())),
			None => Ok(()),
		}
	}

	/// As [`Engine::run_known`].
	pub fn run(
		&self,
		module: &Blob,
		checksum: &Hash,
		inputs: Inputs,
		limits: &Limits,
		cancel: &Cancel,
	) -> Result<Run, Failure> {
		let files = inputs.files.iter().map(|(path, blob)| Ok((path.clone(), part(blob)?)));
		let run = RunRequest {
			files: files.collect::<Result<_, Failure>>()?,
			args: inputs.args,
			env: inputs.env,
			folders: inputs.folders,
			seed: to_hex(&inputs.seed),
			limits: limits.clone(),
		};
		let run = self.ask(module, checksum, Some(run), limits.wall_clock, cancel)?;
		run.ok_or_else(|| internal("nothing was run".into()))
	}

	fn ask(
		&self,
		module: &Blob,
		checksum: &Hash,
		run: Option<RunRequest>,
		time: Duration,
		cancel: &Cancel,
	) -> Result<Option<Run>, Failure> {
		let request = Request {
			inputs: self.inputs.clone(),
			cache: self.cache.clone(),
			cache_bytes: self.cache_bytes,
			module: part(module)?,
			checksum: to_hex(checksum),
			run,
		};
		let mut request = serde_json::to_vec(&request).map_err(|e| internal(e.to_string()))?;
		request.push(b'\n');
		let mut process = self.process(&request)?;
		let deadline = Instant::now() + time + self.isolation.grace;
		let answer = process.answer(deadline, cancel);
		match answer {
			Ok(answer) => {
				// Used again, whatever became of the job, unless it ends because of it.
				if !matches!(&answer, Err(failure) if failure.code == FailureCode::Timeout) {
					self.idle.lock().push(process);
				}
				answer
			},
			Err(stopped) => Err(stopped.into_failure(process)),
		}
	}

	/// A process that has taken the request: an idle one, unless it has died meanwhile.
	fn process(&self, request: &[u8]) -> Result<Process, Failure> {
		while let Some(mut process) = { self.idle.lock().pop() } {
			if process.send(request).is_ok() {
				return Ok(process);
			}
		}
		let start = || {
			let mut process = Process::start(&self.isolation)?;
			process.send(request)?;
			Ok(process)
		};
		start().map_err(|e: io::Error| internal(format!("no process for the sandbox: {e}")))
	}
}

/// Why a process gave no answer.
enum Stopped {
	Cancelled,
	TooLong,
	Broken(io::Error),
}

impl Stopped {
	fn into_failure(self, process: Process) -> Failure {
		match self {
			Self::Cancelled => Failure::new(FailureCode::Timeout, "cancelled"),
			Self::TooLong => internal("the sandbox does not answer: its process was killed".into()),
			Self::Broken(error) => match process.end() {
				Some(status) => internal(format!("the sandbox's process ended: {status}")),
				None => internal(format!("the sandbox's process does not work: {error}")),
			},
		}
	}
}

/// A sandbox process. It is killed when this is dropped.
struct Process {
	child: Child,
	to: ChildStdin,
	from: BufReader<ChildStdout>,
}

impl Drop for Process {
	fn drop(&mut self) {
		self.child.kill().ok();
		self.child.wait().ok();
	}
}

impl Process {
	fn start(isolation: &Isolation) -> io::Result<Self> {
		let mut child = Command::new(&isolation.program)
			.args(&isolation.args)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			// Nothing of the node's environment is a secret of the sandbox's.
			.env_clear()
			.spawn()?;
		match (child.stdin.take(), child.stdout.take()) {
			(Some(to), Some(from)) => Ok(Self { child, to, from: BufReader::new(from) }),
			_ => Err(io::ErrorKind::BrokenPipe.into()),
		}
	}

	fn send(&mut self, request: &[u8]) -> io::Result<()> {
		self.to.write_all(request)?;
		self.to.flush()
	}

	/// How it ended, unless it did not.
	fn end(mut self) -> Option<ExitStatus> {
		// A process that closed its output is about to end.
		for _ in 0..20 {
			if let Ok(Some(status)) = self.child.try_wait() {
				return Some(status);
			}
			std::thread::sleep(Duration::from_millis(10));
		}
		None
	}

	/// Waits for the answer: what came of the job, or why there is none.
	fn answer(
		&mut self,
		deadline: Instant,
		cancel: &Cancel,
	) -> Result<Result<Option<Run>, Failure>, Stopped> {
		let mut from = Patient { from: &mut self.from, deadline, cancel, room: MAX_BYTES };
		let mut line = Vec::new();
		from.line(&mut line)?;
		let broken = |error: String| Stopped::Broken(io::Error::other(error));
		let answer = serde_json::from_slice(&line).map_err(|e| broken(e.to_string()))?;
		let bad = || broken("a malformed answer".into());
		Ok(match answer {
			Answer::Compiled => Ok(None),
			Answer::Failed { code, message, log } => {
				Err(Failure { code, message, log: from.bytes(log)? })
			},
			Answer::Done { header, callback_data, files, others, log } => {
				let header = hex::decode(header).ok().ok_or_else(bad)?;
				let header = ResultHeader::read(&header).map_err(|_| bad())?;
				let callback_data =
					callback_data.map(hex::decode).transpose().map_err(|_| bad())?;
				let (files, others) = (from.files(files)?, from.files(others)?);
				Ok(Some(Run { header, files, others, callback_data, log: from.bytes(log)? }))
			},
		})
	}
}

/// Reads from a process while its job is wanted and in time, and no more than there can be: who
/// got hold of a sandbox process must not use up the node's memory.
struct Patient<'a> {
	from: &'a mut BufReader<ChildStdout>,
	deadline: Instant,
	cancel: &'a Cancel,
	/// Bytes that may yet follow the line.
	room: usize,
}

impl Patient<'_> {
	/// Returns when there is something to read.
	fn wait(&mut self) -> Result<(), Stopped> {
		const STEP: i32 = 50;
		if !self.from.buffer().is_empty() {
			return Ok(());
		}
		loop {
			if self.cancel.is_set() {
				return Err(Stopped::Cancelled);
			}
			if Instant::now() >= self.deadline {
				return Err(Stopped::TooLong);
			}
			let fd = self.from.get_ref().as_raw_fd();
			let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
			// SAFETY: one entry, which outlives the call. Errors show when it is read.
			if unsafe { libc::poll(&mut poll, 1, STEP) } != 0 {
				return Ok(());
			}
		}
	}

	fn line(&mut self, line: &mut Vec<u8>) -> Result<(), Stopped> {
		loop {
			self.wait()?;
			let buffer = self.from.fill_buf().map_err(Stopped::Broken)?;
			if buffer.is_empty() {
				return Err(Stopped::Broken(io::ErrorKind::UnexpectedEof.into()));
			}
			let end = buffer.iter().position(|byte| *byte == b'\n');
			let taken = end.map_or(buffer.len(), |end| end + 1);
			line.extend_from_slice(&buffer[..taken]);
			self.from.consume(taken);
			if end.is_some() {
				return Ok(());
			}
			if line.len() > MAX_LINE {
				return Err(Stopped::Broken(io::Error::other("an endless answer")));
			}
		}
	}

	fn files(&mut self, list: Vec<(String, usize)>) -> Result<BTreeMap<String, Vec<u8>>, Stopped> {
		list.into_iter().map(|(path, size)| Ok((path, self.bytes(size)?))).collect()
	}

	fn bytes(&mut self, size: usize) -> Result<Vec<u8>, Stopped> {
		self.room = match self.room.checked_sub(size) {
			Some(room) => room,
			None => return Err(Stopped::Broken(io::Error::other("a huge answer"))),
		};
		let mut bytes = vec![0; size];
		let mut done = 0;
		while done < size {
			self.wait()?;
			match self.from.read(&mut bytes[done..]).map_err(Stopped::Broken)? {
				0 => return Err(Stopped::Broken(io::ErrorKind::UnexpectedEof.into())),
				read => done += read,
			}
		}
		Ok(bytes)
	}
}

/// What a sandbox process does: answers requests on standard input until it is closed. Returns
/// then, or when the answer can't be given.
pub fn serve() -> io::Result<()> {
	alone();
	let mut engine = None;
	let mut input = io::stdin().lock();
	let mut output = io::stdout().lock();
	let mut line = Vec::new();
	loop {
		line.clear();
		if input.read_until(b'\n', &mut line)? == 0 {
			return Ok(());
		}
		let result = serde_json::from_slice(&line)
			.map_err(|error| internal(format!("a malformed request: {error}")))
			.and_then(|request| answer(&mut engine, request));
		write(&mut output, result)?;
		output.flush()?;
	}
}

/// Ends with the node, leaves no dump of its memory, gains no rights.
fn alone() {
	#[cfg(target_os = "linux")]
	// SAFETY: these change this process only; a refusal does no harm.
	unsafe {
		libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
		libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
		libc::setrlimit(libc::RLIMIT_CORE, &none);
	}
}

fn answer(engine: &mut Option<Engine>, request: Request) -> Result<Option<Run>, Failure> {
	let open = |part: &Part| {
		let blob = Blob::open(&part.file).map_err(|e| internal(e.to_string()))?;
		let end = part.start.saturating_add(part.size);
		blob.slice(part.start..end).ok_or_else(|| internal("an input is shorter".into()))
	};
	let hash = |text: &str| parse_hash(text).ok_or_else(|| internal("not a hash".into()));
	let engine = match engine {
		Some(engine) => engine,
		None => engine.insert(start(&request).map_err(|error| internal(error.to_string()))?),
	};
	let (module, checksum) = (open(&request.module)?, hash(&request.checksum)?);
	let Some(task) = request.run else {
		return engine.compile_known(&module, &checksum).map(|()| None);
	};
	let files = task.files.iter().map(|(path, part)| Ok((path.clone(), open(part)?)));
	let inputs = Inputs {
		files: files.collect::<Result<_, Failure>>()?,
		args: task.args,
		env: task.env,
		folders: task.folders,
		seed: hash(&task.seed)?,
	};
	engine.run_known(&module, &checksum, inputs, &task.limits).map(Some)
}

/// Shuts the process in, and starts its engine.
fn start(request: &Request) -> Result<Engine, Box<dyn std::error::Error>> {
	fs::create_dir_all(&request.cache)?;
	touched::prepare();
	confine(&[&request.inputs], &[&request.cache])?;
	// The node kills the process for a job that is cancelled; for one that takes too long it ends
	// itself.
	let end = |failure| -> ! {
		let mut output = io::stdout().lock();
		if write(&mut output, Err(failure)).and_then(|()| output.flush()).is_err() {
			std::process::abort();
		}
		std::process::exit(0);
	};
	Ok(Engine::new(Some(request.cache.clone()), request.cache_bytes)?.on_timeout(end))
}

fn write(output: &mut impl Write, result: Result<Option<Run>, Failure>) -> io::Result<()> {
	let sizes = |files: &BTreeMap<String, Vec<u8>>| {
		files.iter().map(|(path, content)| (path.clone(), content.len())).collect()
	};
	let answer = match &result {
		Ok(None) => Answer::Compiled,
		Ok(Some(run)) => Answer::Done {
			header: hex::encode(run.header.encode()),
			callback_data: run.callback_data.as_ref().map(hex::encode),
			files: sizes(&run.files),
			others: sizes(&run.others),
			log: run.log.len(),
		},
		Err(Failure { code, message, log }) => {
			Answer::Failed { code: *code, message: message.clone(), log: log.len() }
		},
	};
	serde_json::to_writer(&mut *output, &answer)?;
	output.write_all(b"\n")?;
	match &result {
		Ok(None) => Ok(()),
		Ok(Some(run)) => {
			for content in run.files.values().chain(run.others.values()) {
				output.write_all(content)?;
			}
			output.write_all(&run.log)
		},
		Err(failure) => output.write_all(&failure.log),
	}
}
