// SPDX-License-Identifier: Apache-2.0

//! Compiles the runtime to WebAssembly.

#[cfg(feature = "std")]
fn main() {
	let builder = remapped_paths()
		.into_iter()
		.fold(substrate_wasm_builder::WasmBuilder::init_with_defaults(), |builder, flag| {
			builder.append_to_rust_flags(flag)
		});
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("RLC", 9);
	builder.build();
}

/// Flags that keep the paths of this machine out of the runtime (as scripts/build-apps has them for the
/// apps). A path with a blank stays: these flags are separated by blanks.
#[cfg(feature = "std")]
fn remapped_paths() -> Vec<String> {
	use std::{env, fs, path::PathBuf, process::Command};

	let mut paths = Vec::new();
	let cargo = env::var_os("CARGO_HOME")
		.map(PathBuf::from)
		.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
	let registries = cargo.and_then(|cargo| fs::read_dir(cargo.join("registry/src")).ok());
	for registry in registries.into_iter().flatten().flatten() {
		paths.push((registry.path(), "/crates"));
	}
	let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
	if let Ok(output) = Command::new(rustc).args(["--print", "sysroot"]).output() {
		let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
		paths.push((sysroot.join("lib/rustlib/src/rust"), "/rustc"));
	}
	let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it; qed"));
	if let Some(root) = manifest.parent() {
		paths.push((root.to_path_buf(), "/bourse"));
	}
	paths
		.into_iter()
		.filter_map(|(path, name)| path.to_str().map(|path| (path.to_owned(), name)))
		.filter(|(path, _)| !path.contains(char::is_whitespace))
		.map(|(path, name)| format!("--remap-path-prefix={path}={name}"))
		.collect()
}

/// The wasm build of the runtime itself has nothing to build.
#[cfg(not(feature = "std"))]
fn main() {}
