// SPDX-License-Identifier: Apache-2.0

//! Runs a module on inputs under limits, the same way on every machine (PROTOCOL 8.2, 8.3).

use crate::{
	digest::{self, callback_data, memory_hash, Header, Manifest, MAX_FILES, MAX_RESULT},
	module::{bad, ModuleCache},
	wasi::{self, tree::Tree, Stop, Wasi},
	Blob, Failure, FailureCode, Hash, Limits,
};
use parking_lot::{Condvar, Mutex};
use std::{
	collections::BTreeMap,
	path::PathBuf,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	thread,
	time::{Duration, Instant},
};
use thiserror::Error;
use wasmtime::{
	Config, Linker, Memory, Module, OptLevel, ResourceLimiter, Store, Strategy, Trap,
	UpdateDeadline, WasmBacktraceDetails,
};

/// Version of the sandbox: of its fuel, its memory, and what host calls do. Part of every digest,
/// so results of different versions never agree by chance. `docs/digest.md` says when it grows.
pub const ENGINE_VERSION: u16 = 1;

/// Stack of a program, in bytes. Deeper: a trap.
const WASM_STACK: usize = 4 << 20;
/// Stack of the thread that it runs on: the program's, and room for host calls.
const THREAD_STACK: usize = WASM_STACK + (2 << 20);
/// How often the safety net looks at the wall clock while something runs.
const TICK: Duration = Duration::from_millis(20);

/// Asks a run to end early. Clones ask the same run.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
	/// Asks for it.
	pub fn set(&self) {
		self.0.store(true, Ordering::Relaxed);
	}
	/// It was asked for.
	pub fn is_set(&self) -> bool {
		self.0.load(Ordering::Relaxed)
	}
}

/// What a run is given. Two runs given the same give the same result.
#[derive(Clone, Default, Debug)]
pub struct Inputs {
	/// Arguments after the program's name, which is `app`.
	pub args: Vec<String>,
	/// Environment variables beside those that are always set.
	pub env: Vec<(String, String)>,
	/// Files below `/in`, by path.
	pub files: BTreeMap<String, Blob>,
	/// Folders below `/in` that may be empty.
	pub folders: Vec<String>,
	/// What the program's randomness comes from.
	pub seed: Hash,
}

/// What a run gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
	/// What the digest commits to.
	pub header: Header,
	/// The output files by their path below `/out`; what was printed is `stdout`.
	pub files: BTreeMap<String, Vec<u8>>,
	/// Callback data, when the app gave some.
	pub callback_data: Option<Vec<u8>>,
	/// What was written to stderr. Not part of the result.
	pub log: Vec<u8>,
}

impl Run {
	/// The digest.
	pub fn digest(&self) -> Hash {
		self.header.digest()
	}
}

/// The engine can't be had on this machine.
#[derive(Debug, Error)]
#[error("the sandbox does not start on this machine: {0}")]
pub struct EngineError(String);

/// Compiles and runs modules. Shared by all threads.
pub struct Engine {
	engine: wasmtime::Engine,
	linker: Linker<State>,
	modules: ModuleCache,
	ticker: Ticker,
}

/// What belongs to one run.
struct State {
	wasi: Wasi,
	memory: Option<Memory>,
	limiter: Limiter,
	cancel: Cancel,
	deadline: Instant,
	wall_clock: Duration,
}

impl wasi::Host for State {
	fn wasi(&mut self) -> (&mut Wasi, &mut Option<Memory>) {
		(&mut self.wasi, &mut self.memory)
	}
}

impl Engine {
	/// An engine that keeps compiled modules in `cache`, at most `cache_bytes` of them.
	pub fn new(cache: Option<PathBuf>, cache_bytes: u64) -> Result<Self, EngineError> {
		Self::try_new(cache, cache_bytes).map_err(|error| EngineError(format!("{error:#}")))
	}

	fn try_new(cache: Option<PathBuf>, cache_bytes: u64) -> wasmtime::Result<Self> {
		let engine = wasmtime::Engine::new(&config()?)?;
		// A processor that lacks what the configuration asks for is noticed here, not in a task.
		Module::from_binary(&engine, b"\0asm\x01\0\0\0")?;
		let mut linker = Linker::new(&engine);
		wasi::add_to_linker(&mut linker)?;
		Ok(Self {
			ticker: Ticker::new(engine.clone())?,
			modules: ModuleCache::new(cache, cache_bytes),
			engine,
			linker,
		})
	}

	/// Checks and compiles a module (`BadModule` when that can't be done), and keeps it.
	pub fn compile(&self, module: &[u8]) -> Result<(), Failure> {
		let module = self.modules.get(&self.engine, module)?;
		self.linker.instantiate_pre(&module).map_err(|error| bad(format!("{error:#}")))?;
		Ok(())
	}

	/// Runs a module's `_start` to its end. A non-zero exit status is a result like any other.
	pub fn run(&self, module: &[u8], inputs: Inputs, limits: &Limits) -> Result<Run, Failure> {
		self.run_until(module, inputs, limits, &Cancel::default())
	}

	/// As [`Engine::run`]; ends with `Timeout` soon after `cancel` is set.
	pub fn run_until(
		&self,
		module: &[u8],
		inputs: Inputs,
		limits: &Limits,
		cancel: &Cancel,
	) -> Result<Run, Failure> {
		let module = self.modules.get(&self.engine, module)?;
		let wasi = prepare(inputs, limits)?;
		let state = State {
			wasi,
			memory: None,
			limiter: Limiter {
				memory: limits.memory,
				table_elements: limits.table_elements,
				used_elements: 0,
			},
			cancel: cancel.clone(),
			deadline: Instant::now() + limits.wall_clock,
			wall_clock: limits.wall_clock,
		};
		// A thread of its own: its stack has the size that the program's depth is limited to,
		// whoever calls, and a panic ends there.
		thread::scope(|scope| {
			thread::Builder::new()
				.name("bourse-run".into())
				.stack_size(THREAD_STACK)
				.spawn_scoped(scope, || self.execute(&module, state, limits))
				.map_err(|error| internal(format!("no thread to run in: {error}")))?
				.join()
				.unwrap_or_else(|_| Err(internal("the sandbox panicked".into())))
		})
	}

	fn execute(&self, module: &Module, state: State, limits: &Limits) -> Result<Run, Failure> {
		let program = self.linker.instantiate_pre(module);
		let program = program.map_err(|error| bad(format!("{error:#}")))?;
		let mut store = Store::new(&self.engine, state);
		store.limiter(|state| &mut state.limiter);
		store.epoch_deadline_callback(|context| {
			let state = context.data();
			if state.cancel.is_set() {
				return Err(Stop::Failed(FailureCode::Timeout, "cancelled".into()).into());
			}
			if Instant::now() >= state.deadline {
				let message = format!("still running after {:?}", state.wall_clock);
				return Err(Stop::Failed(FailureCode::Timeout, message).into());
			}
			Ok(UpdateDeadline::Continue(1))
		});
		store.set_epoch_deadline(1);
		store.set_fuel(limits.fuel).map_err(|error| internal(error.to_string()))?;
		let _running = self.ticker.start();

		let result = program.instantiate(&mut store).and_then(|instance| {
			let start = instance
				.get_typed_func::<(), ()>(&mut store, "_start")
				.map_err(|error| Stop::Failed(FailureCode::BadModule, error.to_string()))?;
			store.data_mut().memory = instance.get_memory(&mut store, "memory");
			start.call(&mut store, ())
		});
		let exit_status = match result {
			Ok(()) => 0,
			Err(error) => match error.downcast_ref::<Stop>() {
				Some(Stop::Exit(status)) => *status,
				_ => {
					let mut failure = classify(&error);
					failure.log = store.data_mut().wasi.take_log();
					return Err(failure);
				},
			},
		};
		let left = store.get_fuel().map_err(|error| internal(error.to_string()))?;
		// A program that exits inside its start function has no instance to ask.
		let memory = store.data().memory;
		let memory_hash = memory_hash(memory.map_or(&[], |memory| memory.data(&store)));
		let fuel = limits.fuel.saturating_sub(left);
		finish(store.into_data().wasi, exit_status, fuel, memory_hash)
	}
}

/// What does not differ between machines is fixed here. What a program may contain is part of
/// [`ENGINE_VERSION`].
fn config() -> wasmtime::Result<Config> {
	let mut config = Config::new();
	config
		.strategy(Strategy::Cranelift)
		.cranelift_opt_level(OptLevel::Speed)
		.cranelift_nan_canonicalization(true)
		.consume_fuel(true)
		.epoch_interruption(true)
		.max_wasm_stack(WASM_STACK)
		// Compiling stays on the job's thread, with the job's low priority.
		.parallel_compilation(false)
		.wasm_backtrace_details(WasmBacktraceDetails::Disable)
		.generate_address_map(false)
		.wasm_bulk_memory(true)
		.wasm_multi_value(true)
		.wasm_reference_types(true)
		.wasm_simd(true)
		.wasm_tail_call(true)
		.wasm_extended_const(true)
		.relaxed_simd_deterministic(true)
		.wasm_relaxed_simd(false)
		.wasm_threads(false)
		.wasm_memory64(false)
		.wasm_multi_memory(false)
		.wasm_function_references(false)
		.wasm_gc(false)
		.wasm_exceptions(false)
		.wasm_stack_switching(false)
		.wasm_wide_arithmetic(false)
		.wasm_custom_page_sizes(false);
	// The same machine code on every x86-64 processor since 2009, so that stack frames, and with
	// them the depth at which a program overflows its stack, do not depend on the processor.
	#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
	{
		config.target("x86_64-unknown-linux-gnu")?;
		for flag in ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"] {
			// SAFETY: the flags say which instructions may be used; that the processor has
			// them is checked by the engine before anything runs.
			unsafe { config.cranelift_flag_enable(flag) };
		}
	}
	Ok(config)
}

fn internal(message: String) -> Failure {
	Failure::new(FailureCode::Internal, message)
}

/// The files and the rest that a run starts with.
fn prepare(inputs: Inputs, limits: &Limits) -> Result<Wasi, Failure> {
	let bad = |message: String| Failure::new(FailureCode::BadParams, message);
	let files = limits.output_files.min(MAX_FILES);
	let mut tree = Tree::new(limits.output_bytes.min(MAX_RESULT), files);
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
	Ok(Wasi::new(tree, args, env, inputs.seed, limits.log_bytes))
}

/// What kind of failure an engine's error is.
fn classify(error: &wasmtime::Error) -> Failure {
	if let Some(Stop::Failed(code, message)) = error.downcast_ref::<Stop>() {
		return Failure::new(*code, message.clone());
	}
	match error.downcast_ref::<Trap>() {
		Some(Trap::OutOfFuel) => Failure::new(FailureCode::OutOfFuel, "all fuel is used up"),
		Some(trap) => Failure::new(FailureCode::Trap, short(format!("{trap}; {error}"))),
		None => internal(format!("{error:#}")),
	}
}

/// A deep stack makes a long backtrace.
fn short(mut message: String) -> String {
	const MOST: usize = 2000;
	if message.len() > MOST {
		message.truncate((0..=MOST).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0));
		message.push('…');
	}
	message
}

fn finish(mut wasi: Wasi, exit_status: i32, fuel: u64, memory_hash: Hash) -> Result<Run, Failure> {
	let mut log = wasi.take_log();
	let files = wasi.into_outputs();
	if let Some(path) = files.keys().find(|path| !digest::is_path(path)) {
		let message = format!("output path longer than {}: {path}", digest::MAX_PATH);
		return Err(Failure { code: FailureCode::OutputTooLarge, message, log });
	}
	let callback_data = callback_data(&files).unwrap_or_else(|error| {
		// An output like any other, then.
		log.extend_from_slice(format!("\n[no callback data: {error}]\n").as_bytes());
		None
	});
	let header = Header {
		engine: ENGINE_VERSION,
		exit_status,
		fuel,
		output_root: Manifest::of(&files).root(),
		memory_hash,
		callback_hash: callback_data.as_deref().map(crate::blake2_256).unwrap_or_default(),
	};
	Ok(Run { header, files, callback_data, log })
}

/// Memory and tables of one run.
struct Limiter {
	memory: usize,
	table_elements: usize,
	used_elements: usize,
}

impl ResourceLimiter for Limiter {
	fn memory_growing(
		&mut self,
		_current: usize,
		desired: usize,
		maximum: Option<usize>,
	) -> wasmtime::Result<bool> {
		// Beyond the module's own maximum the program is told, as it would be anywhere.
		if maximum.is_some_and(|maximum| desired > maximum) {
			return Ok(false);
		}
		if desired > self.memory {
			let message = format!("more than {} bytes of memory", self.memory);
			return Err(Stop::Failed(FailureCode::OutOfMemory, message).into());
		}
		Ok(true)
	}

	fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
		// This machine has no memory left. A program must not see it: elsewhere it would not.
		Err(Stop::Failed(FailureCode::Internal, format!("no memory: {error:#}")).into())
	}

	fn table_growing(
		&mut self,
		current: usize,
		desired: usize,
		maximum: Option<usize>,
	) -> wasmtime::Result<bool> {
		if maximum.is_some_and(|maximum| desired > maximum) {
			return Ok(false);
		}
		let used = self.used_elements.saturating_add(desired.saturating_sub(current));
		if used > self.table_elements {
			let message = format!("more than {} elements in tables", self.table_elements);
			return Err(Stop::Failed(FailureCode::OutOfMemory, message).into());
		}
		self.used_elements = used;
		Ok(true)
	}

	fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
		Err(Stop::Failed(FailureCode::Internal, format!("no memory: {error:#}")).into())
	}
}

/// Moves the engine's epoch on while something runs, so that runs look at the clock.
struct Ticker(Arc<Ticks>);

#[derive(Default)]
struct Ticks {
	/// How many runs there are; none once the engine is gone.
	runs: Mutex<Option<usize>>,
	changed: Condvar,
}

impl Ticker {
	fn new(engine: wasmtime::Engine) -> std::io::Result<Self> {
		let ticks = Arc::new(Ticks { runs: Mutex::new(Some(0)), changed: Condvar::new() });
		let shared = ticks.clone();
		thread::Builder::new().name("bourse-ticks".into()).spawn(move || {
			let mut runs = shared.runs.lock();
			while let Some(count) = *runs {
				if count == 0 {
					shared.changed.wait(&mut runs);
				} else {
					shared.changed.wait_for(&mut runs, TICK);
					engine.increment_epoch();
				}
			}
		})?;
		Ok(Self(ticks))
	}

	fn start(&self) -> Running<'_> {
		if let Some(count) = self.0.runs.lock().as_mut() {
			*count += 1;
		}
		self.0.changed.notify_one();
		Running(self)
	}
}

impl Drop for Ticker {
	fn drop(&mut self) {
		*self.0.runs.lock() = None;
		self.0.changed.notify_one();
	}
}

/// One run, while it lasts.
struct Running<'a>(&'a Ticker);

impl Drop for Running<'_> {
	fn drop(&mut self) {
		if let Some(count) = self.0 .0.runs.lock().as_mut() {
			*count -= 1;
		}
	}
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
