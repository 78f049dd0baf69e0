// SPDX-License-Identifier: Apache-2.0

//! A summary of a module, for people.

use wasmparser::{ExternalKind, Parser, Payload};

/// All that keeps a module from being taken by the sandbox, each with what to build with instead.
/// Nothing, when the module is taken or when only compiling shows why not.
pub fn lacks(bytes: &[u8]) -> Vec<String> {
	super::check::lacks(bytes)
}

/// A summary of a module.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ModuleSummary {
	/// Functions of the module's own.
	pub functions: u32,
	/// Tables of the module's own.
	pub tables: u32,
	/// Pages of 65,536 bytes that the memory begins with, and may grow to when the module says so.
	pub memory: Option<(u64, Option<u64>)>,
	/// Bytes of initial data.
	pub data: usize,
	/// Imports: module and name.
	pub imports: Vec<(String, String)>,
	/// Exports: name and kind.
	pub exports: Vec<(String, &'static str)>,
}

impl ModuleSummary {
	/// Reads a module. `None` when the bytes are not WebAssembly; damaged sections are left out.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		if !bytes.starts_with(b"\0asm") {
			return None;
		}
		let mut contents = Self::default();
		for payload in Parser::new(0).parse_all(bytes) {
			match payload.ok()? {
				Payload::FunctionSection(functions) => contents.functions = functions.count(),
				Payload::TableSection(tables) => contents.tables = tables.count(),
				Payload::MemorySection(memories) => {
					let memory = memories.into_iter().flatten().next();
					contents.memory = memory.map(|memory| (memory.initial, memory.maximum));
				},
				Payload::DataSection(segments) => {
					let sizes = segments.into_iter().flatten().map(|segment| segment.data.len());
					contents.data = sizes.sum();
				},
				Payload::ImportSection(imports) => {
					let names = imports.into_iter().flatten();
					let names = names.map(|import| (import.module.into(), import.name.into()));
					contents.imports.extend(names);
				},
				Payload::ExportSection(exports) => {
					let exports = exports.into_iter().flatten();
					let names = exports.map(|export| (export.name.into(), kind(export.kind)));
					contents.exports.extend(names);
				},
				_ => (),
			}
		}
		Some(contents)
	}
}

fn kind(kind: ExternalKind) -> &'static str {
	match kind {
		ExternalKind::Func => "function",
		ExternalKind::Table => "table",
		ExternalKind::Memory => "memory",
		ExternalKind::Global => "global",
		_ => "something else",
	}
}
