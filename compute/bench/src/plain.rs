// SPDX-License-Identifier: Apache-2.0

//! The same module in plain wasmtime: its default settings, no fuel, no clock, no digest, and a
//! WASI that knows arguments, printing and nothing else.

use wasmtime::{Caller, Config, Engine, Extern, Linker, Memory, Module, Result, Store};

const BADF: i32 = 8;

struct Host {
	args: Vec<u8>,
	/// Where each argument begins.
	starts: Vec<u32>,
	printed: Vec<u8>,
}

/// A compiled module.
pub struct Plain {
	engine: Engine,
	module: Module,
	linker: Linker<Host>,
	setting: Setting,
}

fn memory(caller: &mut Caller<'_, Host>) -> Result<Memory> {
	match caller.get_export("memory") {
		Some(Extern::Memory(memory)) => Ok(memory),
		_ => Err(wasmtime::Error::msg("no memory")),
	}
}

fn write(caller: &mut Caller<'_, Host>, at: i32, bytes: &[u8]) -> Result<()> {
	Ok(memory(caller)?.write(caller, at as u32 as usize, bytes)?)
}

fn number(caller: &mut Caller<'_, Host>, at: i32) -> Result<u32> {
	let mut bytes = [0; 4];
	memory(caller)?.read(caller, at as u32 as usize, &mut bytes)?;
	Ok(u32::from_le_bytes(bytes))
}

fn print(mut caller: Caller<'_, Host>, parts: i32, count: i32, written: i32) -> Result<i32> {
	let mut total = 0;
	for part in 0..count {
		let at = number(&mut caller, parts + 8 * part)?;
		let size = number(&mut caller, parts + 8 * part + 4)?;
		let mut bytes = vec![0; size as usize];
		memory(&mut caller)?.read(&caller, at as usize, &mut bytes)?;
		caller.data_mut().printed.extend_from_slice(&bytes);
		total += size;
	}
	write(&mut caller, written, &total.to_le_bytes())?;
	Ok(0)
}

/// One of the settings by which the sandbox differs from plain wasmtime.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Setting {
	/// None of them.
	None,
	/// Fuel is counted.
	Fuel,
	/// The clock is looked at (epochs).
	Clock,
	/// Instructions that make NaNs make the canonical one.
	Nans,
	/// No instructions but those of x86-64 processors of 2009.
	Portable,
}

impl Setting {
	fn config(self) -> Result<Config> {
		let mut config = Config::new();
		match self {
			Self::None => (),
			Self::Fuel => drop(config.consume_fuel(true)),
			Self::Clock => drop(config.epoch_interruption(true)),
			Self::Nans => drop(config.cranelift_nan_canonicalization(true)),
			Self::Portable => {
				config.target("x86_64-unknown-linux-gnu")?;
				for flag in ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"] {
					// SAFETY: whether the processor has them is checked by the engine.
					unsafe { config.cranelift_flag_enable(flag) };
				}
			},
		}
		Ok(config)
	}
}

impl Plain {
	/// Compiles a module.
	pub fn new(module: &[u8], setting: Setting) -> Result<Self> {
		let engine = Engine::new(&setting.config()?)?;
		let module = Module::new(&engine, module)?;
		let mut linker = Linker::<Host>::new(&engine);
		let wasi = "wasi_snapshot_preview1";
		linker
			.func_wrap(wasi, "args_sizes_get", |mut c: Caller<'_, Host>, count: i32, size: i32| {
				let (n, bytes) = (c.data().starts.len() as u32, c.data().args.len() as u32);
				write(&mut c, count, &n.to_le_bytes())?;
				write(&mut c, size, &bytes.to_le_bytes())?;
				Ok(0)
			})?
			.func_wrap(wasi, "args_get", |mut c: Caller<'_, Host>, pointers: i32, to: i32| {
				let (args, starts) = (c.data().args.clone(), c.data().starts.clone());
				write(&mut c, to, &args)?;
				for (at, start) in starts.iter().enumerate() {
					let pointer = to as u32 + start;
					write(&mut c, pointers + 4 * at as i32, &pointer.to_le_bytes())?;
				}
				Ok(0)
			})?
			.func_wrap(wasi, "environ_sizes_get", |mut c: Caller<'_, Host>, n: i32, size: i32| {
				write(&mut c, n, &[0; 4])?;
				write(&mut c, size, &[0; 4])?;
				Ok(0)
			})?
			.func_wrap(wasi, "environ_get", |_: i32, _: i32| 0)?
			.func_wrap(wasi, "fd_prestat_get", |_: i32, _: i32| BADF)?
			.func_wrap(
				wasi,
				"fd_write",
				|c: Caller<'_, Host>, _: i32, p: i32, n: i32, w: i32| print(c, p, n, w),
			)?;
		linker.define_unknown_imports_as_traps(&module)?;
		Ok(Self { engine, module, linker, setting })
	}

	/// Runs it to its end. Gives what it printed.
	pub fn run(&self, args: &[&str]) -> Result<Vec<u8>> {
		let mut state = Host { args: Vec::new(), starts: Vec::new(), printed: Vec::new() };
		for arg in ["app"].iter().chain(args) {
			state.starts.push(state.args.len() as u32);
			state.args.extend_from_slice(arg.as_bytes());
			state.args.push(0);
		}
		let mut store = Store::new(&self.engine, state);
		match self.setting {
			Setting::Fuel => store.set_fuel(u64::MAX / 2)?,
			Setting::Clock => store.set_epoch_deadline(u64::MAX / 2),
			_ => (),
		}
		let instance = self.linker.instantiate(&mut store, &self.module)?;
		instance.get_typed_func::<(), ()>(&mut store, "_start")?.call(&mut store, ())?;
		Ok(store.into_data().printed)
	}
}
