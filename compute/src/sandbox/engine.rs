// SPDX-License-Identifier: Apache-2.0

//! Runs a module on inputs under limits, the same way on every machine (PROTOCOL 8.2, 8.3).

use super::{
	excerpt::Excerpt,
	inputs::Inputs,
	limiter::Limiter,
	memory::memory_hash,
	touched::Touched,
	version::ENGINE_VERSION,
	wasi::{self, tree::Tree, Exit, RunData, Streams, Wasi, STDOUT},
};
use crate::{
	failure::{short, Failure, Remains},
	module::{
		rewrite,
		settings::{config, CodeGeneration, MAX_RUNS, WASM_STACK},
		ModuleCache, Program, USED_UP,
	},
	result::computed::Computed,
};
use bourse_formats::{
	blake2_256, is_path,
	limits::{MAX_FILES, MAX_FILE_PATH, MAX_RESULT, MAX_SCRATCH},
	FailureCode, Hash, Limits, Manifest, ResultHeader,
};
use parking_lot::{Condvar, Mutex};
use std::{
	collections::BTreeMap,
	io::{self, Write},
	path::PathBuf,
	process,
	sync::{
		mpsc::{self, RecvTimeoutError},
		Arc,
	},
	thread,
};
use thiserror::Error;
use wasmtime::{Instance, Linker, Module, Store, Trap, WasmBacktrace};

/// The output file that holds the log.
const STDERR: &str = "stderr";

/// Stack of the thread that a program runs on: the program's, and room for host calls.
const THREAD_STACK: usize = WASM_STACK + (2 << 20);

/// The result of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
	/// The header that the digest commits to.
	pub header: ResultHeader,
	/// The output files of the result, by their path below `/out`; `stdout` holds the printed text,
	/// `stderr` the log.
	pub files: BTreeMap<String, Vec<u8>>,
	/// The other output files, when the app named those that are the result
	/// (`Computed::path`). The digest does not commit to them.
	pub others: BTreeMap<String, Vec<u8>>,
	/// Callback data, when the app gave some.
	pub callback_data: Option<Vec<u8>>,
	/// The text written to stderr.
	pub log: Vec<u8>,
}

impl Run {
	/// The digest.
	pub fn digest(&self) -> Hash {
		self.header.digest()
	}

	/// The run, or `NoCallbackData` when the deal has a callback for which the program left no data,
	/// or malformed data.
	pub fn check_callback(self, callback: bool, limits: &Limits) -> Result<Self, Failure> {
		if !callback || self.callback_data.is_some() {
			return Ok(self);
		}
		let Self { header, files, others, log, .. } = self;
		let stdout = files.get(STDOUT).or_else(|| others.get(STDOUT));
		let message = "the deal has a callback, and the program left no data for it";
		Err(Failure {
			log,
			stdout: stdout.map(|text| Excerpt::of(text, limits.log_bytes)).unwrap_or_default(),
			remains: Remains {
				exit_status: header.exit_status,
				fuel: header.fuel,
				memory_hash: header.memory_hash,
			},
			..Failure::new(FailureCode::NoCallbackData, message)
		})
	}
}

/// The engine does not start on this machine.
#[derive(Debug, Error)]
#[error("the sandbox does not start on this machine: {0}")]
pub struct EngineError(String);

/// Compiles and runs modules. Shared by all threads.
///
/// Programs do not look at the clock, which would make them slower. A program that still runs
/// when its wall-clock time is over can only be ended with the process ([`Engine::on_timeout`]).
/// A process with other duties runs programs in sandbox processes: `process/`.
pub struct Engine {
	engine: wasmtime::Engine,
	linker: Linker<RunData>,
	modules: ModuleCache<RunData>,
	on_timeout: fn(Failure) -> !,
	/// Places for instances that are free.
	places: Mutex<u32>,
	freed: Condvar,
}

/// A run that came to its end, one way or another, with all that is left of it.
pub(crate) struct Ended {
	/// Exit status, or why there is none.
	pub how: Result<i32, Failure>,
	/// Numbers of the functions that the run was in, innermost first; none when it ended by itself.
	pub frames: Vec<u32>,
	/// Fuel that is left.
	pub left: u64,
	pub store: Store<RunData>,
	/// None when not even an instance could be made.
	pub instance: Option<Instance>,
	pub program: Arc<Program<RunData>>,
}

impl Ended {
	/// Hash of the linear memory: of no pages when there is none.
	pub fn memory_hash(&self) -> Hash {
		let Some(memory) = self.store.data().memory else { return memory_hash(&[], |_| true) };
		let bytes = memory.data(&self.store);
		let touched = Touched::of(bytes, &self.program.data);
		memory_hash(bytes, |page| touched.may_hold(page))
	}

	/// Exit status, fuel and memory of the run, however it ended. The fuel of a run that was ended
	/// inside of a function is that of the last call or return before: the same everywhere, since a
	/// function counts in a local.
	fn remains(&self, limits: &Limits) -> Remains {
		Remains {
			exit_status: *self.how.as_ref().unwrap_or(&0),
			fuel: limits.fuel.saturating_sub(self.left),
			memory_hash: self.memory_hash(),
		}
	}

	/// The host's side of WASI.
	pub fn wasi(&self) -> &Wasi {
		&self.store.data().wasi
	}
}

impl Engine {
	/// An engine that keeps compiled modules in `cache`, at most `cache_bytes` of them.
	pub fn new(cache: Option<PathBuf>, cache_bytes: u64) -> Result<Self, EngineError> {
		Self::with_code(cache, cache_bytes, CodeGeneration::default())
	}

	/// Has `tell` end the process when a run takes too long: it is given the `Timeout`, with what
	/// the program has written and printed until then. Otherwise that is printed to stderr, and the
	/// exit status is 1.
	pub fn on_timeout(self, tell: fn(Failure) -> !) -> Self {
		Self { on_timeout: tell, ..self }
	}

	/// Has the engine leave `cache` as it is: modules that are not there are compiled each time.
	pub fn read_only(self) -> Self {
		Self { modules: self.modules.read_only(), ..self }
	}

	/// An engine whose programs pay one fuel for each instruction: for tests of the counting.
	#[cfg(test)]
	pub(crate) fn flat() -> Self {
		let engine = Self::new(None, 0).expect("an engine starts; qed");
		Self { modules: engine.modules.at(&crate::module::price::FLAT), ..engine }
	}

	/// As [`Engine::new`] with other machine code, for tests: results must be the same.
	#[doc(hidden)]
	pub fn with_code(
		cache: Option<PathBuf>,
		cache_bytes: u64,
		code: CodeGeneration,
	) -> Result<Self, EngineError> {
		Self::try_new(cache, cache_bytes, code).map_err(|error| EngineError(format!("{error:#}")))
	}

	fn try_new(
		cache: Option<PathBuf>,
		cache_bytes: u64,
		code: CodeGeneration,
	) -> wasmtime::Result<Self> {
		let engine = wasmtime::Engine::new(&config(code)?)?;
		// A processor that lacks an instruction of the configuration is noticed here, not in a task.
		Module::from_binary(&engine, b"\0asm\x01\0\0\0")?;
		let mut linker = Linker::new(&engine);
		wasi::add_to_linker(&mut linker)?;
		Ok(Self {
			modules: ModuleCache::new(cache, cache_bytes, ENGINE_VERSION),
			engine,
			linker,
			on_timeout: end_process,
			places: Mutex::new(MAX_RUNS),
			freed: Condvar::new(),
		})
	}

	/// The checked and compiled module.
	pub(crate) fn program(
		&self,
		module: &[u8],
		checksum: &Hash,
	) -> Result<Arc<Program<RunData>>, Failure> {
		self.modules.get(&self.engine, &self.linker, module, checksum)
	}

	/// Whether a module whose `blake2_256` was checked before is compiled already.
	pub fn has_compiled(&self, module: &[u8], checksum: &Hash) -> Result<bool, Failure> {
		let found = self.modules.find(&self.engine, &self.linker, module, checksum)?;
		Ok(found.is_some())
	}

	/// Checks and compiles a module (`BadModule` when that can't be done), and keeps it.
	pub fn compile(&self, module: &[u8]) -> Result<(), Failure> {
		self.compile_known(module, &blake2_256(module))
	}

	/// As [`Engine::compile`] of a module whose `blake2_256` was checked before.
	pub fn compile_known(&self, module: &[u8], checksum: &Hash) -> Result<(), Failure> {
		self.program(module, checksum).map(drop)
	}

	/// Runs a module's `_start` to its end. A non-zero exit status is a result like any other.
	pub fn run(&self, module: &[u8], inputs: Inputs, limits: &Limits) -> Result<Run, Failure> {
		self.run_known(module, &blake2_256(module), inputs, limits)
	}

	/// As [`Engine::run`] of a module whose `blake2_256` was checked before.
	pub fn run_known(
		&self,
		module: &[u8],
		checksum: &Hash,
		inputs: Inputs,
		limits: &Limits,
	) -> Result<Run, Failure> {
		let program = self.program(module, checksum)?;
		self.on_own_thread(program, inputs, limits, |ended| finish(ended, limits))
	}

	/// Runs, and has `then` look at the ended run, both on a thread of their own. The thread's stack
	/// has the size that the program's depth is limited to, and a panic ends with the thread.
	pub(crate) fn on_own_thread<R: Send>(
		&self,
		program: Arc<Program<RunData>>,
		inputs: Inputs,
		limits: &Limits,
		then: impl FnOnce(Ended) -> Result<R, Failure> + Send,
	) -> Result<R, Failure> {
		let streams = Streams::new(limits.log_bytes);
		let wasi = prepare(inputs, limits, streams.clone())?;
		let limiter = Limiter::new(limits);
		let data = RunData { wasi, memory: None, fuel: None, limiter };
		let _place = self.take_place();
		let (running, ended) = mpsc::channel::<()>();
		thread::scope(|scope| {
			let run = move || {
				let _running = running;
				then(self.execute(program, data, limits)?)
			};
			let thread = thread::Builder::new()
				.name("bourse-run".into())
				.stack_size(THREAD_STACK)
				.spawn_scoped(scope, run)
				.map_err(|error| Failure::internal(format!("no thread to run in: {error}")))?;
			if ended.recv_timeout(limits.wall_clock) == Err(RecvTimeoutError::Timeout) {
				let message = format!("still running after {:?}", limits.wall_clock);
				let (log, stdout) = (streams.stderr.lock().text(), streams.stdout.lock().text());
				let failure = Failure::new(FailureCode::Timeout, message);
				(self.on_timeout)(Failure { log, stdout, ..failure });
			}
			thread.join().unwrap_or_else(|_| Err(Failure::internal("the sandbox panicked")))
		})
	}

	fn take_place(&self) -> Place<'_> {
		let mut places = self.places.lock();
		while *places == 0 {
			self.freed.wait(&mut places);
		}
		*places -= 1;
		Place(self)
	}

	fn execute(
		&self,
		program: Arc<Program<RunData>>,
		data: RunData,
		limits: &Limits,
	) -> Result<Ended, Failure> {
		let mut store = Store::new(&self.engine, data);
		store.limiter(|data| &mut data.limiter);
		let mut instance = None;
		// The engine counts in a signed number.
		let fuel = limits.fuel.min(i64::MAX as u64);
		let result = call(&program, &mut store, &mut instance, fuel as i64);
		let mut how = match &result {
			Ok(()) => Ok(0),
			Err(error) => match error.downcast_ref() {
				Some(Exit(status)) => Ok(*status),
				None => Err(classify(error)),
			},
		};
		let left = match store.data().fuel {
			Some(global) => global.get(&mut store).i64().unwrap_or(0),
			None => fuel as i64,
		};
		// Code that finds no fuel left traps. And a run looks at its fuel only here and there;
		// this is the last look.
		if left == USED_UP || (left <= 0 && how.is_ok()) {
			how = Err(Failure::new(FailureCode::OutOfFuel, OUT_OF_FUEL));
		}
		// Most programs give up when they get no more memory, and few say so.
		if let (Err(failure), Some(refused)) = (&mut how, store.data().limiter.refused())
			&& failure.code == FailureCode::Trap
		{
			failure.code = FailureCode::OutOfMemory;
			failure.message = format!("{refused}, and then: {}", failure.message);
		}
		let frames = match result.as_ref().err().and_then(|e| e.downcast_ref::<WasmBacktrace>()) {
			Some(trace) => trace.frames().iter().map(|frame| frame.func_index()).collect(),
			None => Vec::new(),
		};
		Ok(Ended { how, frames, left: left.max(0) as u64, store, instance, program })
	}
}

/// A place for an instance that is taken.
struct Place<'a>(&'a Engine);

impl Drop for Place<'_> {
	fn drop(&mut self) {
		*self.0.places.lock() += 1;
		self.0.freed.notify_one();
	}
}

/// Makes an instance and calls its start functions.
fn call(
	program: &Program<RunData>,
	store: &mut Store<RunData>,
	made: &mut Option<Instance>,
	fuel: i64,
) -> wasmtime::Result<()> {
	let instance = program.pre.instantiate(&mut *store)?;
	*made = Some(instance);
	store.data_mut().limiter.start();
	let global = instance
		.get_global(&mut *store, rewrite::FUEL)
		.ok_or_else(|| Failure::internal("the module has no fuel"))?;
	global.set(&mut *store, fuel.into())?;
	store.data_mut().fuel = Some(global);
	store.data_mut().memory = instance.get_memory(&mut *store, "memory");
	let start = instance
		.get_typed_func::<(), ()>(&mut *store, "_start")
		.map_err(|error| Failure::new(FailureCode::BadModule, error.to_string()))?;
	if program.has_start {
		instance.get_typed_func::<(), ()>(&mut *store, rewrite::START)?.call(&mut *store, ())?;
	}
	start.call(store, ())
}

fn end_process(failure: Failure) -> ! {
	io::stderr().write_all(&failure.log_text()).ok();
	process::exit(1)
}

const OUT_OF_FUEL: &str = "all fuel is used up";

/// The files and the rest that a run starts with.
fn prepare(inputs: Inputs, limits: &Limits, streams: Streams) -> Result<Wasi, Failure> {
	let bad = |message: String| Failure::new(FailureCode::BadParams, message);
	let files = limits.output_files.min(MAX_FILES);
	let mut tree = Tree::new(limits.output_bytes.min(MAX_RESULT), files, MAX_SCRATCH);
	for (path, content) in inputs.files {
		if !tree.add_input(&path, content) {
			return Err(bad(format!("{path:?} can't be the path of an input file")));
		}
	}
	for path in inputs.folders {
		if !tree.add_input_dir(&path) {
			return Err(bad(format!("{path:?} can't be the path of an input folder")));
		}
	}
	let mut args = vec!["app".to_owned()];
	args.extend(inputs.args);
	// Runtimes that have a working directory take it from PWD, temporary files go to TMPDIR.
	let mut env =
		["BOURSE_IN=/in", "BOURSE_OUT=/out", "PWD=/out", "TMPDIR=/tmp"].map(String::from).to_vec();
	env.extend(inputs.env.into_iter().map(|(name, value)| format!("{name}={value}")));
	if args.iter().chain(&env).any(|text| text.contains('\0')) {
		return Err(bad("an argument or environment variable holds a zero byte".into()));
	}
	let mut wasi = Wasi::new(tree, args, env, inputs.seed, streams);
	match inputs.stdin {
		Some(path) if !wasi.read_stdin_from(&path) => {
			Err(bad(format!("stdin: there is no input file {path:?}")))
		},
		_ => Ok(wasi),
	}
}

/// What kind of failure an engine's error is.
fn classify(error: &wasmtime::Error) -> Failure {
	if let Some(failure) = error.downcast_ref::<Failure>() {
		return failure.clone();
	}
	match error.downcast_ref::<Trap>() {
		Some(Trap::OutOfFuel) => Failure::new(FailureCode::OutOfFuel, OUT_OF_FUEL),
		// The reason, then the backtrace, which is long when the stack is deep or names are.
		Some(trap) => Failure::new(FailureCode::Trap, format!("{trap}\n{}", short(error))),
		None => Failure::internal(format!("{error:#}")),
	}
}

/// The result of a run, or its failure with all that is told of it.
fn finish(ended: Ended, limits: &Limits) -> Result<Run, Failure> {
	let remains = match &ended.how {
		Err(failure) if !failure.code.started() => Remains::default(),
		_ => ended.remains(limits),
	};
	let Ended { how, store, .. } = ended;
	let wasi = store.into_data().wasi;
	let mut log = wasi.log_text();
	let files = wasi.into_outputs();
	let path = files.keys().find(|path| !is_path(path));
	let how = match (how, path) {
		(Ok(_), Some(path)) => {
			let message = format!("output path longer than {MAX_FILE_PATH}: {path}");
			Err(Failure::new(FailureCode::OutputTooLarge, message))
		},
		(how, _) => how,
	};
	let exit_status = match how {
		Ok(status) => status,
		Err(failure) if !failure.code.started() => return Err(Failure { log, ..failure }),
		Err(failure) => {
			let stdout = files.get(STDOUT).map_or(&[][..], Vec::as_slice);
			let stdout = Excerpt::of(stdout, limits.log_bytes);
			return Err(Failure { log, stdout, remains, ..failure });
		},
	};
	let computed = Computed::of(&files);
	for error in &computed.errors {
		log.extend_from_slice(format!("\n[{}]\n", short(error)).as_bytes());
	}
	let [mut files, others] = computed.split(files);
	add_log(&mut files, &log);
	let callback_data = computed.callback_data;
	let header = ResultHeader {
		engine: ENGINE_VERSION,
		exit_status,
		fuel: remains.fuel,
		output_root: Manifest::of(&files).root(),
		memory_hash: remains.memory_hash,
		callback_hash: callback_data.as_deref().map(blake2_256).unwrap_or_default(),
		..ResultHeader::default()
	};
	Ok(Run { header, files, others, callback_data, log })
}

/// Puts the log among the files of the result, as `stderr`: unless it is empty, the program made a file
/// of that name, or a result has no room for it.
fn add_log(files: &mut BTreeMap<String, Vec<u8>>, log: &[u8]) {
	let bytes = files.values().map(|content| content.len() as u64).sum::<u64>();
	let has_room = files.len() < MAX_FILES && bytes.saturating_add(log.len() as u64) <= MAX_RESULT;
	if has_room && !log.is_empty() {
		files.entry(STDERR.into()).or_insert_with(|| log.to_vec());
	}
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
