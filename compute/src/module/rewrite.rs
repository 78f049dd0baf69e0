// SPDX-License-Identifier: Apache-2.0

//! Changes of a module before it is compiled, so that its fuel bounds its time and its whole state
//! can be seen. `docs/digest.md` says what that means for fuel.
//!
//! - Fuel is counted, and NaNs are made canonical: `meter.rs`.
//! - Calls of added functions replace the instructions that fill or copy by size: `bulk.rs`.
//! - Mutable globals are exported, so that the hash of a state can cover them.
//! - The start function is exported instead of being run while an instance is made, so that there
//!   is an instance to ask however early a run ends.
//!
//! Functions, types and globals are added behind the module's own, so no index in it changes.

use super::{bad, bulk::Bulk, invalid, meter::Meter, price::Prices};
use crate::failure::Failure;
use std::{
	cmp::Reverse,
	collections::{BTreeMap, BTreeSet},
};
use wasm_encoder::{
	reencode::{Reencode, RoundtripReencoder},
	BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, FunctionSection, GlobalSection,
	GlobalType, Module, RawSection, TypeSection, ValType,
};
use wasmparser::{types::TypesRef, BinaryReader, CodeSectionReader, FuncType, Parser, Payload};

/// Version of the rewriting. It grows with every change of what is written into modules, so that
/// those that were compiled before are compiled anew.
pub(crate) const VERSION: u16 = 6;

/// Export of the start function.
pub(crate) const START: &str = "bourse:start";
/// Export of the global that holds the fuel that is left.
pub(crate) const FUEL: &str = "bourse:fuel";
/// Beginning of the exports of mutable globals; the global's index follows.
pub(crate) const GLOBAL: &str = "bourse:global:";

/// Most different bulk instructions (by what they work on) in a module.
const MAX_KINDS: usize = 10_000;

/// A valid module as it is compiled. `types` are what the validator found, `prices` what fuel is
/// counted by.
pub(crate) fn rewrite(bytes: &[u8], types: TypesRef, prices: &Prices) -> Result<Vec<u8>, Failure> {
	let rewriter = Rewriter::new(bytes, types, prices)?;
	let mut module = Module::new();
	let mut has_fuel = false;
	for payload in Parser::new(0).parse_all(bytes) {
		let payload = payload.map_err(invalid)?;
		let section = payload.as_section();
		match payload {
			Payload::TypeSection(types) => {
				let mut section = TypeSection::new();
				RoundtripReencoder.parse_type_section(&mut section, types).map_err(invalid)?;
				rewriter.add_types(&mut section);
				module.section(&section);
			},
			Payload::FunctionSection(functions) => {
				let mut section = FunctionSection::new();
				let read = RoundtripReencoder.parse_function_section(&mut section, functions);
				read.map_err(invalid)?;
				rewriter.add_functions(&mut section)?;
				module.section(&section);
			},
			Payload::GlobalSection(globals) => {
				let mut section = GlobalSection::new();
				RoundtripReencoder.parse_global_section(&mut section, globals).map_err(invalid)?;
				add_fuel(&mut section);
				module.section(&section);
				has_fuel = true;
			},
			Payload::ExportSection(exports) => {
				// Exports follow globals, and every module has some.
				if !has_fuel {
					let mut section = GlobalSection::new();
					add_fuel(&mut section);
					module.section(&section);
				}
				let mut section = ExportSection::new();
				RoundtripReencoder.parse_export_section(&mut section, exports).map_err(invalid)?;
				rewriter.add_exports(&mut section);
				module.section(&section);
			},
			// The host calls the start function.
			Payload::StartSection { .. } => (),
			Payload::CodeSectionStart { range, .. } => {
				let content = bytes.get(range.clone()).unwrap_or_default();
				let code = CodeSectionReader::new(BinaryReader::new(content, range.start));
				module.section(&rewriter.code(code.map_err(invalid)?)?);
			},
			_ => {
				if let Some((id, range)) = section {
					let data = bytes.get(range).unwrap_or_default();
					module.section(&RawSection { id, data });
				}
			},
		}
	}
	Ok(module.finish())
}

/// Adds a mutable `i64` of zero. The engine sets it before the program runs.
fn add_fuel(globals: &mut GlobalSection) {
	let ty = GlobalType { val_type: ValType::I64, mutable: true, shared: false };
	globals.global(ty, &ConstExpr::i64_const(0));
}

/// Gives indices to the keys in their order, from `first` on.
fn number<K: Ord>(keys: BTreeSet<K>, first: u32) -> BTreeMap<K, u32> {
	keys.into_iter().zip(first..).collect()
}

/// A module's types and what is added to the module, with indices.
struct Rewriter<'a> {
	types: TypesRef<'a>,
	prices: &'a Prices,
	/// The start function.
	start: Option<u32>,
	/// Functions in place of bulk instructions.
	functions: BTreeMap<Bulk, u32>,
	/// Types of these functions, by their second parameter.
	signatures: BTreeMap<Reverse<ValType>, u32>,
	/// Types without parameters, by their several results: a block needs such a type.
	blocks: BTreeMap<Vec<Reverse<ValType>>, u32>,
}

impl<'a> Rewriter<'a> {
	fn new(bytes: &[u8], types: TypesRef<'a>, prices: &'a Prices) -> Result<Self, Failure> {
		let (mut start, mut kinds) = (None, BTreeSet::new());
		for payload in Parser::new(0).parse_all(bytes) {
			match payload.map_err(invalid)? {
				Payload::StartSection { func, .. } => start = Some(func),
				Payload::CodeSectionEntry(body) => {
					for operator in body.get_operators_reader().map_err(invalid)? {
						kinds.extend(Bulk::of(&operator.map_err(invalid)?));
					}
				},
				_ => (),
			}
		}
		if kinds.len() > MAX_KINDS {
			return Err(bad(format!("more than {MAX_KINDS} different bulk instructions")));
		}
		let signatures = kinds.iter().map(|bulk| Ok(Reverse(bulk.second_parameter(&types)?)));
		let signatures = signatures.collect::<Result<BTreeSet<_>, Failure>>()?;
		let count = types.core_type_count_in_module();
		let signatures = number(signatures, count);
		let mut blocks = BTreeSet::new();
		for index in 0..count {
			let ty = types[types.core_type_at_in_module(index)].unwrap_func();
			if ty.results().len() > 1 {
				blocks.insert(results(ty)?);
			}
		}
		let blocks = number(blocks, count.saturating_add(signatures.len() as u32));
		let functions = number(kinds, types.function_count());
		Ok(Self { types, prices, start, functions, signatures, blocks })
	}

	/// Index of the global that holds the fuel.
	fn fuel(&self) -> u32 {
		self.types.global_count()
	}

	fn add_types(&self, section: &mut TypeSection) {
		for Reverse(second) in self.signatures.keys() {
			section.ty().function([ValType::I32, *second, ValType::I32], []);
		}
		for results in self.blocks.keys() {
			section.ty().function([], results.iter().map(|result| result.0));
		}
	}

	fn add_functions(&self, section: &mut FunctionSection) -> Result<(), Failure> {
		for bulk in self.functions.keys() {
			let second = Reverse(bulk.second_parameter(&self.types)?);
			section.function(self.signatures.get(&second).copied().unwrap_or_default());
		}
		Ok(())
	}

	fn add_exports(&self, section: &mut ExportSection) {
		section.export(FUEL, ExportKind::Global, self.fuel());
		for global in (0..self.fuel()).filter(|global| self.types.global_at(*global).mutable) {
			section.export(&format!("{GLOBAL}{global}"), ExportKind::Global, global);
		}
		if let Some(start) = self.start {
			section.export(START, ExportKind::Func, start);
		}
	}

	fn code(&self, bodies: CodeSectionReader) -> Result<CodeSection, Failure> {
		let meter = Meter { fuel: self.fuel(), prices: self.prices, replaced: &self.functions };
		let mut section = CodeSection::new();
		let first = self.types.function_count().saturating_sub(bodies.count());
		for (function, body) in (first..).zip(bodies) {
			let ty = self.types[self.types.core_function_at(function)].unwrap_func();
			let block = self.block_type(ty)?;
			let body = meter.body(&body.map_err(invalid)?, ty.params().len(), block)?;
			section.function(&body);
		}
		for bulk in self.functions.keys() {
			section.function(&bulk.function(self.fuel(), self.prices));
		}
		Ok(section)
	}

	/// The type of a block that gives what a function of this type returns.
	fn block_type(&self, ty: &FuncType) -> Result<BlockType, Failure> {
		Ok(match *results(ty)? {
			[] => BlockType::Empty,
			[Reverse(result)] => BlockType::Result(result),
			ref several => {
				let index = self.blocks.get(several);
				BlockType::FunctionType(*index.ok_or_else(|| bad("a function of no type"))?)
			},
		})
	}
}

fn results(ty: &FuncType) -> Result<Vec<Reverse<ValType>>, Failure> {
	let results = ty.results().iter();
	results.map(|ty| Ok(Reverse(ValType::try_from(*ty).map_err(invalid)?))).collect()
}

#[cfg(test)]
#[path = "rewrite_tests.rs"]
mod tests;
