// SPDX-License-Identifier: Apache-2.0

//! The modules that the sandbox takes, and all that others lack.

use super::{
	bad, invalid,
	lacks::{advice_on_bytes, advice_on_import, advice_on_proposal, proposal_of, NAMES},
	settings::{ADDED, MAX_TABLES},
	WASI,
};
use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{
	types::{CoreTypeId, EntityType, Types},
	BinaryReaderError, Encoding, ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef,
	Validator, WasmFeatures,
};

/// Largest module, in bytes.
const MAX_MODULE: usize = 128 << 20;
/// Largest function body, in bytes. This bound and the next two limit the time and the memory of
/// compiling, which can't be interrupted; the output of compilers stays below.
const MAX_BODY: usize = 8 << 20;
/// Deepest nesting of blocks in a function.
const MAX_NESTING: usize = 10_000;
/// Largest sum, over all functions, of the squares of their [`Body::branches`]. Compiling takes time
/// in proportion to a module's size, except that values which change along branches make it longer,
/// at the worst with that sum (two minutes, at this value).
const MAX_TANGLE: u64 = 1 << 31;
/// Targets of a `br_table` that count as one branch.
const TARGETS_PER_BRANCH: u32 = 4;
/// Most functions.
const MAX_FUNCTIONS: u32 = 1_000_000;
/// Most names that are listed of one kind.
const MAX_LISTED: usize = 8;
/// WebAssembly that a module may use: version 2 of the standard, tail calls and extended constants.
/// The engine is set up for the same (`config` in `settings.rs`).
const FEATURES: WasmFeatures =
	WasmFeatures::WASM2.union(WasmFeatures::TAIL_CALL).union(WasmFeatures::EXTENDED_CONST);

/// Checks all that can be told before compiling, and returns the module's types. Only a valid core
/// module passes, of bounded size, that imports from nothing but WASI and exports `_start` and
/// `memory`.
pub(crate) fn check(bytes: &[u8]) -> Result<Types, Failure> {
	let lacks = lacks(bytes);
	if !lacks.is_empty() {
		return Err(bad(lacks.join("; ")));
	}
	let types = validate(bytes)?;
	match is_start_called_without_values(&types) {
		true => Ok(types),
		false => Err(bad(
			"_start takes or gives values: build a program with a main function, for wasm32-wasip1",
		)),
	}
}

/// Whether the program's main function takes nothing and gives nothing.
fn is_start_called_without_values(types: &Types) -> bool {
	let types = types.as_ref();
	let is_plain = |id: CoreTypeId| {
		let ty = types[id].unwrap_func();
		ty.params().is_empty() && ty.results().is_empty()
	};
	let mut exports = types.core_exports().into_iter().flatten();
	exports.all(|(name, kind)| match kind {
		EntityType::Func(id) if name == "_start" => is_plain(id),
		_ => true,
	})
}

/// Validates the module as it is: functions are added before it is compiled, and a module must not
/// become valid by them.
pub(super) fn validate(bytes: &[u8]) -> Result<Types, Failure> {
	Validator::new_with_features(FEATURES).validate_all(bytes).map_err(invalid)
}

/// All that keeps a module from being taken, and what to build with instead. A module without any of
/// that may still be invalid.
pub(crate) fn lacks(bytes: &[u8]) -> Vec<String> {
	if bytes.len() > MAX_MODULE {
		return vec![format!("the module is longer than {MAX_MODULE} bytes: strip its debug data")];
	}
	if !bytes.starts_with(b"\0asm") {
		let is = advice_on_bytes(bytes);
		return vec![format!("not WebAssembly: it does not begin with \\0asm{is}")];
	}
	let mut look = Look::default();
	let end = look.at_all(bytes);
	let mut found = look.found(end.is_ok());
	if let Err(error) = end {
		found.push(invalid(error).message);
	}
	found
}

/// What was seen of a module.
#[derive(Default)]
struct Look {
	is_component: bool,
	starts: bool,
	is_library: bool,
	has_memory: bool,
	memories: u32,
	/// Names that are imported, by module, where there is none.
	imports: BTreeMap<String, Vec<String>>,
	/// Exports whose names are taken.
	taken: Vec<String>,
	/// Proposals that are not taken.
	proposals: BTreeSet<&'static str>,
	/// Limits that are passed.
	limits: BTreeSet<String>,
	tangle: u64,
}

impl Look {
	fn at_all(&mut self, bytes: &[u8]) -> Result<(), BinaryReaderError> {
		for payload in Parser::new(0).parse_all(bytes) {
			match payload? {
				Payload::Version { encoding: Encoding::Component, .. } => {
					self.is_component = true;
					return Ok(());
				},
				Payload::MemorySection(memories) => {
					for memory in memories {
						let memory = memory?;
						self.memory(memory.memory64, memory.shared);
					}
				},
				Payload::TagSection(_) => {
					self.proposals.insert("exceptions");
				},
				Payload::ImportSection(imports) => {
					for import in imports {
						let import = import?;
						if let TypeRef::Memory(memory) = import.ty {
							self.memory(memory.memory64, memory.shared);
						}
						let is_function = matches!(import.ty, TypeRef::Func(_));
						if import.module != WASI || !is_function || !NAMES.contains(&import.name) {
							let names = self.imports.entry(import.module.into()).or_default();
							names.push(import.name.into());
						}
					}
				},
				Payload::ExportSection(exports) => {
					for export in exports {
						let export = export?;
						if export.name.starts_with(ADDED) {
							self.taken.push(export.name.into());
						}
						let is_function = export.kind == ExternalKind::Func;
						self.starts |= export.name == "_start" && is_function;
						self.is_library |= export.name == "_initialize" && is_function;
						self.has_memory |=
							export.name == "memory" && export.kind == ExternalKind::Memory;
					}
				},
				Payload::TableSection(tables) if tables.count() > MAX_TABLES => {
					self.limits.insert(format!("more than {MAX_TABLES} tables"));
				},
				Payload::CodeSectionStart { count, .. } if count > MAX_FUNCTIONS => {
					self.limits.insert(format!("more than {MAX_FUNCTIONS} functions"));
				},
				Payload::CodeSectionEntry(body) => self.body(&body)?,
				_ => (),
			}
		}
		Ok(())
	}

	fn memory(&mut self, is_wide: bool, is_shared: bool) {
		self.memories += 1;
		let several = self.memories > 1;
		for (is, proposal) in
			[(is_wide, "memory64"), (is_shared, "threads"), (several, "multi_memory")]
		{
			if is {
				self.proposals.insert(proposal);
			}
		}
	}

	fn body(&mut self, body: &FunctionBody) -> Result<(), BinaryReaderError> {
		if body.range().len() > MAX_BODY {
			self.limits.insert(format!("a function longer than {MAX_BODY} bytes"));
			return Ok(());
		}
		let proposals = &mut self.proposals;
		let Body { branches, deepest } =
			Body::of(body, |operator| proposals.extend(proposal_of(operator)))?;
		if deepest > MAX_NESTING {
			self.limits.insert(format!(
				"a function with more than {MAX_NESTING} blocks inside each other"
			));
		}
		self.tangle = self.tangle.saturating_add(branches.saturating_mul(branches));
		Ok(())
	}

	/// What is wrong, in words. Of a module that was not read to its end nothing is missed.
	fn found(self, is_whole: bool) -> Vec<String> {
		if self.is_component {
			return vec!["a component; build for the target wasm32-wasip1 instead".into()];
		}
		let mut found = Vec::new();
		for (module, names) in &self.imports {
			let (names, is) = (list(names), advice_on_import(module, names));
			found.push(format!("it imports {names} from {module:?}; there is only {WASI}{is}"));
		}
		for proposal in &self.proposals {
			let (name, instead) = advice_on_proposal(proposal);
			found.push(format!("not valid WebAssembly here: it uses {name}; {instead}"));
		}
		if !self.taken.is_empty() {
			found.push(format!("it exports {}, a name that is taken", list(&self.taken)));
		}
		if !self.starts && is_whole {
			let what = match self.is_library {
				true => "a WASI library (reactor); build a command: a program with a main function",
				false => {
					"not a WASI command; build a program with a main function, for wasm32-wasip1"
				},
			};
			found.push(format!("it exports no function _start: {what}"));
		}
		if !self.has_memory && is_whole {
			found.push("it exports no memory".into());
		}
		found.extend(self.limits);
		if self.tangle > MAX_TANGLE {
			found.push("functions with too many branches".into());
		}
		found
	}
}

/// The first names, and how many more there are.
fn list(names: &[String]) -> String {
	let mut shown: Vec<_> = names.iter().take(MAX_LISTED).map(|name| format!("{name:?}")).collect();
	match names.len().saturating_sub(MAX_LISTED) {
		0 => (),
		more => shown.push(format!("and {more} more")),
	}
	shown.join(", ")
}

/// The form of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Body {
	/// Number of `if`, `loop`, `br`, `br_if` and `br_table`, of the last also a part of its targets.
	pub branches: u64,
	/// Number of blocks inside each other.
	pub deepest: usize,
}

impl Body {
	/// Reads a function once, and shows each of its instructions.
	pub fn of(
		body: &FunctionBody,
		mut show: impl FnMut(&Operator),
	) -> Result<Self, BinaryReaderError> {
		let (mut nesting, mut deepest, mut branches) = (0usize, 0, 0u64);
		for operator in body.get_operators_reader()? {
			let operator = operator?;
			show(&operator);
			match &operator {
				Operator::Block { .. } => nesting += 1,
				Operator::If { .. } | Operator::Loop { .. } => {
					nesting += 1;
					branches += 1;
				},
				Operator::Br { .. } | Operator::BrIf { .. } => branches += 1,
				Operator::BrTable { targets } => {
					branches += u64::from(1 + targets.len() / TARGETS_PER_BRANCH);
				},
				Operator::End => nesting = nesting.saturating_sub(1),
				_ => (),
			}
			deepest = nesting.max(deepest);
		}
		Ok(Self { branches, deepest })
	}
}
