// SPDX-License-Identifier: Apache-2.0

//! Configuration of the engine.

use bourse_formats::limits::{MAX_MEMORY, MAX_TABLE_ELEMENTS};
use wasmtime::{
	Config, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Strategy,
	WasmBacktraceDetails,
};

/// Beginning of the names of exports that rewriting adds. A module may not use it.
pub(crate) const ADDED: &str = "bourse:";

/// Most tables of a module.
pub(crate) const MAX_TABLES: u32 = 16;
/// Most runs of an engine at once; more wait.
pub(crate) const MAX_RUNS: u32 = 64;
/// Stack of a program, in bytes. Deeper: a trap.
pub(crate) const WASM_STACK: usize = 4 << 20;

/// Kind of machine code. Results do not depend on the kind: the tests of the corpus compare.
#[doc(hidden)]
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum CodeGeneration {
	/// As workers have it: the same on every x86-64 processor since 2009.
	#[default]
	Portable,
	/// With all instructions of this machine's processor.
	ThisProcessor,
	/// With those only that every x86-64 processor has.
	Oldest,
	/// As `Portable`, not optimised.
	Unoptimised,
}

/// Configuration of the engine: all that must not differ between machines is fixed here. The
/// WebAssembly that a program may contain is part of [`crate::ENGINE_VERSION`].
pub(crate) fn config(code: CodeGeneration) -> wasmtime::Result<Config> {
	let mut config = Config::new();
	let optimised = code != CodeGeneration::Unoptimised;
	config
		.strategy(Strategy::Cranelift)
		.cranelift_opt_level(if optimised { OptLevel::Speed } else { OptLevel::None })
		// Fuel and canonical NaNs are written into the module: `meter.rs`.
		.cranelift_nan_canonicalization(false)
		.consume_fuel(false)
		// A program is interrupted only with its process: a look whether it shall end takes time.
		.epoch_interruption(false)
		.max_wasm_stack(WASM_STACK)
		// Compiling stays on the job's thread, with the job's low priority: further threads would be
		// there before the process gives up its system calls.
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
		.wasm_custom_page_sizes(false)
		// Instances get places that are laid out once and cleaned after use. Initial data is
		// mapped into them and copied when the program writes to it.
		.allocation_strategy(pool())
		.memory_init_cow(true);
	// The same machine code on every x86-64 processor since 2009, so that stack frames, and with
	// them the depth at which a program overflows its stack, do not depend on the processor.
	#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
	if code != CodeGeneration::ThisProcessor {
		config.target("x86_64-unknown-linux-gnu")?;
		let flags = ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"];
		for flag in flags.into_iter().filter(|_| code != CodeGeneration::Oldest) {
			// SAFETY: the flags name instructions that code may use. The engine checks before
			// anything runs that the processor has them.
			unsafe { config.cranelift_flag_enable(flag) };
		}
	}
	Ok(config)
}

fn pool() -> InstanceAllocationStrategy {
	let mut pool = PoolingAllocationConfig::new();
	pool.total_core_instances(MAX_RUNS)
		// One for a program, one for the engine's own heap when a program has references.
		.total_memories(2 * MAX_RUNS)
		.total_tables(MAX_RUNS * MAX_TABLES)
		.total_gc_heaps(MAX_RUNS)
		.max_memories_per_module(1)
		.max_tables_per_module(MAX_TABLES)
		.max_memory_size(MAX_MEMORY as usize)
		.table_elements(MAX_TABLE_ELEMENTS)
		// Memory that a run has left is used again: a process with many such would seem to hold more
		// than it may.
		.max_unused_warm_slots(1)
		// The engine's own data of an instance grows with functions and globals.
		.max_core_instance_size(64 << 20);
	InstanceAllocationStrategy::Pooling(pool)
}
