// SPDX-License-Identifier: Apache-2.0

//! What modules use that the sandbox has not, and what to build with instead.

use wasmparser::Operator;

/// The functions of WASI preview 1.
pub(super) const NAMES: &[&str] = &[
	"args_get",
	"args_sizes_get",
	"clock_res_get",
	"clock_time_get",
	"environ_get",
	"environ_sizes_get",
	"fd_advise",
	"fd_allocate",
	"fd_close",
	"fd_datasync",
	"fd_fdstat_get",
	"fd_fdstat_set_flags",
	"fd_fdstat_set_rights",
	"fd_filestat_get",
	"fd_filestat_set_size",
	"fd_filestat_set_times",
	"fd_pread",
	"fd_prestat_dir_name",
	"fd_prestat_get",
	"fd_pwrite",
	"fd_read",
	"fd_readdir",
	"fd_renumber",
	"fd_seek",
	"fd_sync",
	"fd_tell",
	"fd_write",
	"path_create_directory",
	"path_filestat_get",
	"path_filestat_set_times",
	"path_link",
	"path_open",
	"path_readlink",
	"path_remove_directory",
	"path_rename",
	"path_symlink",
	"path_unlink_file",
	"poll_oneoff",
	"proc_exit",
	"proc_raise",
	"random_get",
	"sched_yield",
	"sock_accept",
	"sock_recv",
	"sock_send",
	"sock_shutdown",
];

/// The proposal that an instruction comes from, unless the sandbox has that one.
pub(super) fn proposal_of(operator: &Operator) -> Option<&'static str> {
	macro_rules! name_proposal {
		($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
			match operator {
				$( Operator::$op { .. } => stringify!($proposal), )*
				_ => "unknown",
			}
		};
	}
	let proposal: &'static str = wasmparser::for_each_operator!(name_proposal);
	match proposal {
		"mvp" | "sign_extension" | "saturating_float_to_int" | "bulk_memory" | "simd" => None,
		"reference_types" | "tail_call" => None,
		"legacy_exceptions" => Some("exceptions"),
		"shared_everything_threads" => Some("threads"),
		"function_references" => Some("gc"),
		other => Some(other),
	}
}

/// A proposal's name for people, and what to do without it.
pub(super) fn advice_on_proposal(proposal: &str) -> (&str, &'static str) {
	match proposal {
		"exceptions" => (
			"exceptions (of C++, setjmp, a runtime)",
			"build with -fno-exceptions and without setjmp, Rust with panic=abort",
		),
		"threads" => ("threads", "build for wasm32-wasip1, without -pthread"),
		"memory64" => ("64-bit memory", "build for a wasm32 target"),
		"multi_memory" => ("several memories", "build with one"),
		"relaxed_simd" => ("relaxed SIMD", "build without -mrelaxed-simd, with -msimd128"),
		"gc" => ("garbage collection", "build with a compiler that brings its own"),
		"stack_switching" => ("stack switching", "build without it"),
		"wide_arithmetic" => ("wide arithmetic", "build without it"),
		"memory_control" => ("memory control", "build without it"),
		other => (other, "build without it"),
	}
}

/// What to build with, for a program that imports from a module that is not there; begins with the
/// punctuation.
pub(super) fn advice_on_import(module: &str, names: &[String]) -> &'static str {
	let are = |known: &[&str]| names.iter().all(|name| known.contains(&&**name));
	match module {
		"env" if are(&["abort", "seed", "trace"]) => {
			" (of AssemblyScript? build with @assemblyscript/wasi-shim)"
		},
		"env" if are(&["memory", "__linear_memory", "__indirect_function_table"]) => {
			" (an object file, or linked with --import-memory: link it whole)"
		},
		"env" | "emscripten" | "a" => {
			" (of Emscripten? build with -sSTANDALONE_WASM -sPURE_WASI, or with wasi-sdk)"
		},
		"wbg" => " (made by wasm-bindgen for browsers: build for wasm32-wasip1)",
		"go" | "gojs" => " (GOOS=js: build with GOOS=wasip1)",
		"wasi_unstable" => " (an older WASI: build with a newer SDK)",
		"wasi" => " (threads: build without)",
		_ if module.starts_with("__wbindgen") || module.ends_with("_bg.js") => {
			" (made by wasm-bindgen for browsers: build for wasm32-wasip1)"
		},
		_ if module.starts_with("wasi:") => " (WASI preview 2: build for wasm32-wasip1)",
		_ if module.starts_with("wasi_ephemeral") || module == "wasi-nn" => {
			" (WASI for neural networks: build the model's runtime in)"
		},
		_ if module.starts_with("extism:") => " (a plug-in of Extism: build a command instead)",
		_ if module.starts_with("wasix") => " (WASIX: build for WASI preview 1)",
		_ => "",
	}
}

/// What bytes seem to be that are no WebAssembly, and what to do; begins with the punctuation.
pub(super) fn advice_on_bytes(bytes: &[u8]) -> &'static str {
	const KINDS: [(&[u8], &str); 11] = [
		(b"\x7fELF", " (a program of Linux: build for wasm32-wasip1)"),
		(b"MZ", " (a program of Windows: build for wasm32-wasip1)"),
		(b"\xcf\xfa\xed\xfe", " (a program of macOS: build for wasm32-wasip1)"),
		(b"BC\xc0\xde", " (LLVM's bitcode: link it for wasm32-wasip1)"),
		(b"!<arch>", " (a library: link a program with it)"),
		(b"#!", " (a script: give it to an interpreter that is an app)"),
		(b"\x1f\x8b", " (compressed with gzip: unpack it)"),
		(b"PK\x03\x04", " (a zip archive: unpack it)"),
		(b"version https://git-lfs", " (Git LFS's word for a file: get the file itself)"),
		(b"(module", " (WebAssembly as text: assemble it, with wat2wasm)"),
		(b"<", " (a page: is its address that of the module?)"),
	];
	if bytes.is_empty() {
		return " (it is empty)";
	}
	let text = bytes.trim_ascii_start();
	let found = KINDS.into_iter().find(|(begin, _)| text.starts_with(begin));
	found.map_or("", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
	use crate::module::check::lacks;

	#[test]
	fn lacks_should_say_what_bytes_are_that_are_no_module() {
		let cases: [(&[u8], &str); 6] = [
			(b"", " (it is empty)"),
			(b"\x7fELF\x02\x01", " (a program of Linux: build for wasm32-wasip1)"),
			(b"\n(module)", " (WebAssembly as text: assemble it, with wat2wasm)"),
			(b"<!DOCTYPE html>", " (a page: is its address that of the module?)"),
			(b"\x1f\x8b\x08", " (compressed with gzip: unpack it)"),
			(b"hello", ""),
		];
		for (bytes, expected) in cases {
			let not = format!("not WebAssembly: it does not begin with \\0asm{expected}");
			assert_eq!(lacks(bytes), [not]);
		}
	}

	fn of(text: &str) -> Vec<String> {
		lacks(&wat::parse_str(text).unwrap())
	}

	#[test]
	fn lacks_should_name_all_that_is_missing_at_once() {
		let found = of(r#"(module
			(import "env" "emscripten_sleep" (func)) (import "env" "other" (func))
			(import "gojs" "runtime.wasmExit" (func))
			(import "wasi_snapshot_preview1" "thread_spawn" (func))
			(import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
			(tag $t)
			(memory 1 2 shared)
			(func (export "_initialize") (throw $t))
			(func (drop (i32.atomic.load (i32.const 0))))
			(func (drop (f32x4.relaxed_min
				(v128.const f32x4 0 0 0 0) (v128.const f32x4 0 0 0 0)))))"#);
		let expected = [
			"it imports \"emscripten_sleep\", \"other\" from \"env\"; there is only \
				wasi_snapshot_preview1 (of Emscripten? build with -sSTANDALONE_WASM -sPURE_WASI, or \
				with wasi-sdk)",
			"it imports \"runtime.wasmExit\" from \"gojs\"; there is only wasi_snapshot_preview1 \
				(GOOS=js: build with GOOS=wasip1)",
			"it imports \"thread_spawn\" from \"wasi_snapshot_preview1\"; there is only \
				wasi_snapshot_preview1",
			"not valid WebAssembly here: it uses exceptions (of C++, setjmp, a runtime); build with \
				-fno-exceptions and without setjmp, Rust with panic=abort",
			"not valid WebAssembly here: it uses relaxed SIMD; build without -mrelaxed-simd, with \
				-msimd128",
			"not valid WebAssembly here: it uses threads; build for wasm32-wasip1, without -pthread",
			"it exports no function _start: a WASI library (reactor); build a command: a program \
				with a main function",
			"it exports no memory",
		];
		assert_eq!(found, expected);
	}

	#[test]
	fn lacks_should_know_what_made_a_module_by_its_imports() {
		for (import, advice) in [
			(r#""env" "abort""#, "(of AssemblyScript? build with @assemblyscript/wasi-shim)"),
			(r#""./a_bg.js" "__wbindgen_throw""#, "for browsers: build for wasm32-wasip1)"),
			(r#""wasi_ephemeral_nn" "load""#, "build the model's runtime in)"),
			(r#""wasi_unstable" "fd_close""#, "(an older WASI: build with a newer SDK)"),
			(r#""wasix_32v1" "thread_spawn""#, "(WASIX: build for WASI preview 1)"),
			(r#""host" "call""#, "there is only wasi_snapshot_preview1"),
		] {
			let found = of(&format!(
				r#"(module (import {import} (func)) (memory (export "memory") 1)
					(func (export "_start")))"#
			));
			assert_eq!(found.len(), 1, "{found:?}");
			assert!(found[0].ends_with(advice), "{found:?}");
		}
		let found = of(r#"(module (import "env" "__linear_memory" (memory 1))
			(func (export "_start")))"#);
		assert!(
			found[0].ends_with("(an object file, or linked with --import-memory: link it whole)")
		);
		assert_eq!(found[1..], ["it exports no memory"]);
	}

	#[test]
	fn lacks_should_find_nothing_in_a_command() {
		let found = of(r#"(module
			(import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
			(memory (export "memory") 65536)
			(func (export "_start") (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))
				(drop (i32x4.add (v128.const i32x4 0 0 0 0) (v128.const i32x4 0 0 0 0)))
				(drop (i32.extend8_s (i32.trunc_sat_f32_s (f32.const 1))))
				(return_call 1)))"#);
		assert_eq!(found, [""; 0]);
	}
}
