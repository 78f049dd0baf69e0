// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What runs the runtime.

use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::config::ExecutorConfiguration;
use sp_io::SubstrateHostFunctions;
use std::env;

/// Names a folder in which nodes keep the compiled runtime for each other. Compiling it is most of a
/// start, and tests start a hundred nodes. Nothing else should name one: whoever may write there has the
/// node run their code.
const COMPILED: &str = "BOURSE_COMPILED";

/// Makes what runs the runtime.
pub fn new(config: &ExecutorConfiguration) -> WasmExecutor<SubstrateHostFunctions> {
	let Some(folder) = env::var_os(COMPILED) else {
		return sc_service::new_wasm_executor(config);
	};
	// As `new_wasm_executor`, which takes no folder.
	let strategy = config.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages as u32 }
	});
	WasmExecutor::builder()
		.with_execution_method(config.wasm_method)
		.with_onchain_heap_alloc_strategy(strategy)
		.with_offchain_heap_alloc_strategy(strategy)
		.with_max_runtime_instances(config.max_runtime_instances)
		.with_runtime_cache_size(config.runtime_cache_size)
		.with_cache_path(folder)
		.build()
}
