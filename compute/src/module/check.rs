// SPDX-License-Identifier: Apache-2.0

//! The modules that the sandbox takes.

use super::{bad, bulk::Bulk, invalid, rewrite, settings::MAX_TABLES, PAGE, WASI};
use crate::failure::Failure;
use bourse_formats::limits::MAX_MEMORY;
use wasmparser::{
	types::Types, Encoding, ExternalKind, FunctionBody, Operator, Parser, Payload, Validator,
	WasmFeatures,
};

/// Largest module, in bytes.
const MAX_MODULE: usize = 64 << 20;
/// Largest function body, in bytes. This bound and the next three limit the time and the memory of
/// compiling, which can't be interrupted; the output of compilers stays far below.
const MAX_BODY: usize = 1 << 19;
/// Deepest nesting of blocks in a function.
const MAX_NESTING: usize = 1024;
/// Most loops in a function.
const MAX_LOOPS: usize = 4096;
/// Most branches and calls in a function.
const MAX_BRANCHES: usize = 65_536;
/// Largest sum of each function's branches times its deepest nesting. At the worst the time of
/// compiling grows with that sum (a minute, at this value).
const MAX_TANGLE: usize = 1 << 26;
/// Most functions.
const MAX_FUNCTIONS: u32 = 200_000;
/// WebAssembly that a module may use: version 2 of the standard, tail calls and extended constants.
/// The engine is set up for the same (`config` in `settings.rs`).
const FEATURES: WasmFeatures =
	WasmFeatures::WASM2.union(WasmFeatures::TAIL_CALL).union(WasmFeatures::EXTENDED_CONST);

/// Checks all that can be told before compiling, and returns the module's types. Only a valid core
/// module passes, of bounded size, that imports from nothing but WASI and exports `_start` and
/// `memory`.
pub(crate) fn check(bytes: &[u8]) -> Result<Types, Failure> {
	if bytes.len() > MAX_MODULE {
		return Err(bad(format!("the module is longer than {MAX_MODULE} bytes")));
	}
	if !bytes.starts_with(b"\0asm") {
		return Err(bad("not WebAssembly: it does not begin with \\0asm"));
	}
	let (mut start, mut memory, mut tangle) = (false, false, 0);
	for payload in Parser::new(0).parse_all(bytes) {
		match payload.map_err(invalid)? {
			Payload::Version { encoding: Encoding::Component, .. } => {
				return Err(bad("a component; build for the target wasm32-wasip1 instead"));
			},
			Payload::MemorySection(memories) => {
				for memory in memories {
					let memory = memory.map_err(|error| bad(error.to_string()))?;
					if memory.initial.saturating_mul(PAGE as u64) > MAX_MEMORY {
						return Err(bad(format!(
							"it begins with more than {MAX_MEMORY} bytes of memory"
						)));
					}
				}
			},
			Payload::ImportSection(imports) => {
				for import in imports {
					let import = import.map_err(|error| bad(error.to_string()))?;
					if import.module != WASI {
						let (module, name) = (import.module, import.name);
						return Err(bad(format!(
							"it imports {name:?} from {module:?}; there is only {WASI}"
						)));
					}
				}
			},
			Payload::ExportSection(exports) => {
				for export in exports {
					let export = export.map_err(|error| bad(error.to_string()))?;
					if export.name.starts_with(rewrite::PREFIX) {
						return Err(bad(format!(
							"it exports {:?}, a name that is taken",
							export.name
						)));
					}
					start |= export.name == "_start" && export.kind == ExternalKind::Func;
					memory |= export.name == "memory" && export.kind == ExternalKind::Memory;
				}
			},
			Payload::TableSection(tables) if tables.count() > MAX_TABLES => {
				return Err(bad(format!("more than {MAX_TABLES} tables")));
			},
			Payload::CodeSectionStart { count, .. } if count > MAX_FUNCTIONS => {
				return Err(bad(format!("more than {MAX_FUNCTIONS} functions")));
			},
			Payload::CodeSectionEntry(body) => {
				tangle += check_body(&body)?;
				if tangle > MAX_TANGLE {
					return Err(bad("too many branches out of deeply nested blocks"));
				}
			},
			_ => (),
		}
	}
	if !start {
		return Err(bad("it exports no function _start: not a WASI command"));
	}
	if !memory {
		return Err(bad("it exports no memory"));
	}
	validate(bytes)
}

/// Validates the module as it is: functions are added before it is compiled, and a module must not
/// become valid by them.
pub(super) fn validate(bytes: &[u8]) -> Result<Types, Failure> {
	Validator::new_with_features(FEATURES).validate_all(bytes).map_err(invalid)
}

/// Checks one function, and returns its branches times its deepest nesting.
fn check_body(body: &FunctionBody) -> Result<usize, Failure> {
	if body.range().len() > MAX_BODY {
		return Err(bad(format!("a function longer than {MAX_BODY} bytes")));
	}
	let (mut nesting, mut deepest, mut loops, mut branches) = (0usize, 0, 0usize, 0usize);
	for operator in body.get_operators_reader().map_err(invalid)? {
		match operator.map_err(invalid)? {
			Operator::Block { .. } => nesting += 1,
			Operator::If { .. } => {
				nesting += 1;
				branches += 1;
			},
			Operator::Loop { .. } => {
				nesting += 1;
				loops += 1;
			},
			Operator::Br { .. }
			| Operator::BrIf { .. }
			| Operator::BrTable { .. }
			| Operator::Call { .. }
			| Operator::CallIndirect { .. }
			| Operator::ReturnCall { .. }
			| Operator::ReturnCallIndirect { .. } => branches += 1,
			Operator::End => nesting = nesting.saturating_sub(1),
			// A call takes the place of these.
			operator => branches += usize::from(Bulk::of(&operator).is_some()),
		}
		deepest = nesting.max(deepest);
		for (found, most, what) in [
			(nesting, MAX_NESTING, "blocks inside each other"),
			(loops, MAX_LOOPS, "loops"),
			(branches, MAX_BRANCHES, "branches and calls"),
		] {
			if found > most {
				return Err(bad(format!("a function with more than {most} {what}")));
			}
		}
	}
	// Both are bounded above.
	Ok(branches * deepest)
}
