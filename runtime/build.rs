// SPDX-License-Identifier: Apache-2.0

//! Compiles the runtime to WebAssembly.

#[cfg(all(feature = "std", feature = "metadata-hash"))]
fn main() {
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("RLC", 9)
		.build();
}

#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
fn main() {
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

/// The wasm build of the runtime itself has nothing to build.
#[cfg(not(feature = "std"))]
fn main() {}
