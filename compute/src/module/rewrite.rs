// SPDX-License-Identifier: Apache-2.0

//! What is changed in a module before it is compiled, so that its fuel bounds its time and its
//! whole state can be seen. `docs/digest.md` says what that means for fuel.
//!
//! - Fuel is counted, and NaNs are made canonical: `meter.rs`.
//! - An instruction that fills or copies memory or a table takes time by the size that it is
//!   given. It is replaced by a call of a function that first takes fuel by the size, then does it.
//! - Mutable globals are exported, so that the hash of a state can cover them.
//! - The start function is exported instead of being run while an instance is made, so that there
//!   is an instance to ask however early a run ends.
//!
//! Functions, types and globals are added behind the module's own, so no number in it changes.

use super::{
	check::bad,
	meter::{block_type, leb, look, Meter},
};
use crate::failure::Failure;
use std::{
	collections::{BTreeMap, BTreeSet},
	ops::Range,
};
use wasmparser::{BinaryReaderError, ExternalKind, Operator, Parser, Payload, ValType};

/// Grows with every change of what is written into modules, so that those that were compiled before
/// are compiled anew.
pub(crate) const VERSION: u16 = 2;

/// What the names of added exports begin with. A module may not use it.
pub(crate) const PREFIX: &str = "bourse:";
/// The export of the start function.
pub(crate) const START: &str = "bourse:start";
/// The export of the global that holds the fuel that is left.
pub(crate) const FUEL: &str = "bourse:fuel";
/// The exports of mutable globals begin with this; their number follows.
pub(crate) const GLOBAL: &str = "bourse:global:";

/// Bytes (or elements of a table times 8) that [`PIECE_FUEL_BITS`] are taken for.
const PIECE_BITS: u8 = 10;
/// Bytes that an element of a table counts as, as a power of two.
const ELEMENT_BITS: u8 = 3;
/// Fuel of a piece, as a power of two.
const PIECE_FUEL_BITS: u8 = 5;
/// Fuel of a call of an added function beside that of the pieces.
const BULK_FUEL: u8 = 11;
/// Most different instructions of this kind (by what they work on) in a module.
const MAX_KINDS: usize = 10_000;

/// An instruction that is replaced, with the two numbers behind it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bulk {
	MemoryInit(u32),
	MemoryCopy,
	MemoryFill,
	TableInit(u32, u32),
	TableCopy(u32, u32),
	TableFill(u32),
}

impl Bulk {
	/// The operator, if it is one to be replaced. There is one memory at most.
	fn of(operator: &Operator) -> Option<Self> {
		Some(match *operator {
			Operator::MemoryInit { data_index, .. } => Self::MemoryInit(data_index),
			Operator::MemoryCopy { .. } => Self::MemoryCopy,
			Operator::MemoryFill { .. } => Self::MemoryFill,
			Operator::TableInit { elem_index, table } => Self::TableInit(elem_index, table),
			Operator::TableCopy { dst_table, src_table } => Self::TableCopy(dst_table, src_table),
			Operator::TableFill { table } => Self::TableFill(table),
			_ => return None,
		})
	}

	fn encode(self, to: &mut Vec<u8>) {
		let (code, first, second) = match self {
			Self::MemoryInit(data) => (8, data, Some(0)),
			Self::MemoryCopy => (10, 0, Some(0)),
			Self::MemoryFill => (11, 0, None),
			Self::TableInit(element, table) => (12, element, Some(table)),
			Self::TableCopy(to, from) => (14, to, Some(from)),
			Self::TableFill(table) => (17, table, None),
		};
		to.push(0xfc);
		leb(to, code);
		leb(to, first);
		if let Some(second) = second {
			leb(to, second);
		}
	}

	/// Its size is one of elements, not of bytes.
	fn is_of_table(self) -> bool {
		matches!(self, Self::TableInit(..) | Self::TableCopy(..) | Self::TableFill(_))
	}
}

/// Types of the added functions' parameters: a table that is filled is given the element in the
/// second one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Second(u8);

const I32: u8 = 0x7f;
const FUNCREF: u8 = 0x70;
const EXTERNREF: u8 = 0x6f;

/// A section by its number and where its content stands.
struct Section {
	id: u8,
	content: Range<usize>,
}

/// What the rewriting needs to know of a module.
#[derive(Default)]
struct Layout {
	sections: Vec<Section>,
	types: u32,
	imported_functions: u32,
	functions: u32,
	exports: u32,
	/// Element types of the tables.
	tables: Vec<u8>,
	/// How many globals there are. They can't be imported, so all are the module's own.
	global_count: u32,
	/// Numbers of the mutable ones.
	globals: Vec<u32>,
	start: Option<u32>,
	/// Parameters, and encoded results, of each type.
	signatures: Vec<(u32, Vec<u8>)>,
	/// The type of each of the module's own functions.
	function_types: Vec<u32>,
	bodies: Vec<Range<usize>>,
	bulk: BTreeSet<Bulk>,
}

fn invalid(error: BinaryReaderError) -> Failure {
	bad(format!("not valid WebAssembly: {error}"))
}

impl Layout {
	fn read(bytes: &[u8]) -> Result<Self, Failure> {
		let mut layout = Self::default();
		for payload in Parser::new(0).parse_all(bytes) {
			let payload = payload.map_err(invalid)?;
			if let Some((id, content)) = payload.as_section() {
				layout.sections.push(Section { id, content });
			}
			match payload {
				Payload::TypeSection(types) => {
					layout.types = types.count();
					for ty in types.into_iter_err_on_gc_types() {
						let ty = ty.map_err(invalid)?;
						let results = ty.results().iter().map(|result| match result {
							ValType::I32 => I32,
							ValType::I64 => 0x7e,
							ValType::F32 => 0x7d,
							ValType::F64 => 0x7c,
							ValType::V128 => 0x7b,
							ValType::Ref(reference) if reference.is_func_ref() => FUNCREF,
							ValType::Ref(_) => EXTERNREF,
						});
						layout.signatures.push((ty.params().len() as u32, results.collect()));
					}
				},
				Payload::ImportSection(imports) => {
					for import in imports {
						let import = import.map_err(invalid)?;
						if matches!(import.ty, wasmparser::TypeRef::Func(_)) {
							layout.imported_functions += 1;
						}
					}
				},
				Payload::FunctionSection(functions) => {
					layout.functions = functions.count();
					for ty in functions {
						layout.function_types.push(ty.map_err(invalid)?);
					}
				},
				Payload::TableSection(tables) => {
					for table in tables {
						let element = table.map_err(invalid)?.ty.element_type;
						layout.tables.push(if element.is_func_ref() { FUNCREF } else { EXTERNREF });
					}
				},
				Payload::GlobalSection(globals) => {
					layout.global_count = globals.count();
					for (number, global) in (0..).zip(globals) {
						if global.map_err(invalid)?.ty.mutable {
							layout.globals.push(number);
						}
					}
				},
				Payload::ExportSection(exports) => layout.exports = exports.count(),
				Payload::StartSection { func, .. } => layout.start = Some(func),
				Payload::CodeSectionEntry(body) => {
					layout.bodies.push(body.range());
					for operator in body.get_operators_reader().map_err(invalid)? {
						layout.bulk.extend(Bulk::of(&operator.map_err(invalid)?));
					}
				},
				_ => (),
			}
		}
		Ok(layout)
	}
}

/// The module as it is compiled. `bytes` must be valid.
pub(crate) fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
	let layout = Layout::read(bytes)?;
	let mut added = layout.bulk.iter().map(|bulk| (*bulk, 0)).collect::<BTreeMap<Bulk, u32>>();
	if added.len() > MAX_KINDS {
		return Err(bad(format!("more than {MAX_KINDS} different bulk instructions")));
	}
	// Functions are counted in the order of the map.
	let first = layout.imported_functions.saturating_add(layout.functions);
	for (number, function) in (first..).zip(added.values_mut()) {
		*function = number;
	}
	let second = |bulk: Bulk| match bulk {
		Bulk::TableFill(table) => {
			Second(layout.tables.get(table as usize).copied().unwrap_or(FUNCREF))
		},
		_ => Second(I32),
	};
	let mut types = added.keys().map(|bulk| (second(*bulk), 0)).collect::<BTreeMap<_, u32>>();
	for (number, added) in (layout.types..).zip(types.values_mut()) {
		*added = number;
	}

	// Blocks that give several results need a type for that.
	let several = layout.signatures.iter().map(|(_, results)| results);
	let several = several.filter(|results| results.len() > 1);
	let mut blocks = several.map(|results| (results.clone(), 0)).collect::<BTreeMap<_, u32>>();
	let after = layout.types.saturating_add(types.len() as u32);
	for (number, block) in (after..).zip(blocks.values_mut()) {
		*block = number;
	}

	let mut module = bytes.get(..8).unwrap_or_default().to_vec();
	let mut has_fuel = false;
	for Section { id, content } in &layout.sections {
		let old = bytes.get(content.clone()).unwrap_or_default();
		// Where globals belong: the exports come next, and every module has some.
		if *id == 7 && !has_fuel {
			section(&mut module, 6, &grown(&[0], 1, fuel_global));
		}
		let new = match id {
			1 => grown(old, types.len() + blocks.len(), |to| {
				for Second(second) in types.keys() {
					to.extend_from_slice(&[0x60, 3, I32, *second, I32, 0]);
				}
				for results in blocks.keys() {
					to.extend_from_slice(&[0x60, 0]);
					leb(to, results.len() as u32);
					to.extend_from_slice(results);
				}
			}),
			3 => grown(old, added.len(), |to| {
				for bulk in added.keys() {
					leb(to, types.get(&second(*bulk)).copied().unwrap_or_default());
				}
			}),
			6 => {
				has_fuel = true;
				grown(old, 1, fuel_global)
			},
			7 => {
				let count = 1 + layout.globals.len() + usize::from(layout.start.is_some());
				grown(old, count, |to| exports(to, &layout))
			},
			// The start function is called by the host.
			8 => continue,
			10 => code(bytes, &layout, &added, &blocks)?,
			_ => old.to_vec(),
		};
		section(&mut module, *id, &new);
	}
	Ok(module)
}

fn exports(to: &mut Vec<u8>, layout: &Layout) {
	let mut export = |name: &str, kind: ExternalKind, number: u32| {
		leb(to, name.len() as u32);
		to.extend_from_slice(name.as_bytes());
		to.push(if kind == ExternalKind::Func { 0 } else { 3 });
		leb(to, number);
	};
	export(FUEL, ExternalKind::Global, layout.global_count);
	for global in &layout.globals {
		export(&format!("{GLOBAL}{global}"), ExternalKind::Global, *global);
	}
	if let Some(start) = layout.start {
		export(START, ExternalKind::Func, start);
	}
}

/// A mutable i64 of zero: what there is is set before the program runs.
fn fuel_global(to: &mut Vec<u8>) {
	to.extend_from_slice(&[0x7e, 1, 0x42, 0, 0x0b]);
}

fn code(
	bytes: &[u8],
	layout: &Layout,
	added: &BTreeMap<Bulk, u32>,
	blocks: &BTreeMap<Vec<u8>, u32>,
) -> Result<Vec<u8>, Failure> {
	let mut content = Vec::with_capacity(bytes.len() * 2);
	leb(&mut content, (layout.bodies.len() + added.len()) as u32);
	let replaced = |operator: &Operator| added.get(&Bulk::of(operator)?).copied();
	for (range, ty) in layout.bodies.iter().zip(&layout.function_types) {
		let signature = layout.signatures.get(*ty as usize);
		let (params, results) = signature.ok_or_else(|| bad("a function of no type"))?;
		let meter = Meter {
			global: layout.global_count,
			results: &block_type(results, || blocks.get(results).copied().unwrap_or_default()),
			params: *params,
			replaced: &replaced,
		};
		let body = meter.body(bytes.get(range.clone()).unwrap_or_default(), range.start)?;
		leb(&mut content, body.len() as u32);
		content.extend_from_slice(&body);
	}
	for bulk in added.keys() {
		let body = added_body(*bulk, layout.global_count);
		leb(&mut content, body.len() as u32);
		content.extend_from_slice(&body);
	}
	Ok(content)
}

/// Takes fuel by the third parameter, then does what it replaces.
fn added_body(bulk: Bulk, fuel: u32) -> Vec<u8> {
	const LOCAL_GET: u8 = 0x20;
	const LOCAL_SET: u8 = 0x21;
	const I32_CONST: u8 = 0x41;
	const I64_CONST: u8 = 0x42;
	const I64_SUB: u8 = 0x7d;
	let shift = PIECE_BITS - if bulk.is_of_table() { ELEMENT_BITS } else { 0 };
	// One local of type i64 beside the three parameters: number 3, the fuel that is left.
	let mut body = vec![1, 1, 0x7e, 0x23];
	leb(&mut body, fuel);
	body.extend_from_slice(&[I64_CONST, BULK_FUEL, I64_SUB]);
	// As many pieces as the third parameter, without its sign, has.
	body.extend_from_slice(&[LOCAL_GET, 2, I32_CONST, shift, 0x76, 0xad]);
	body.extend_from_slice(&[I64_CONST, PIECE_FUEL_BITS, 0x86, I64_SUB, LOCAL_SET, 3]);
	look(&mut body, fuel, 3, 0);
	body.extend_from_slice(&[LOCAL_GET, 3, 0x24]);
	leb(&mut body, fuel);
	body.extend_from_slice(&[LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2]);
	bulk.encode(&mut body);
	body.push(0x0b);
	body
}

/// A section's content with `count` more entries.
fn grown(old: &[u8], count: usize, add: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
	let (before, rest) = read_leb(old);
	let mut content = Vec::with_capacity(old.len() + 64);
	leb(&mut content, before + count as u32);
	content.extend_from_slice(rest);
	add(&mut content);
	content
}

fn section(module: &mut Vec<u8>, id: u8, content: &[u8]) {
	module.push(id);
	leb(module, content.len() as u32);
	module.extend_from_slice(content);
}

/// Reads an unsigned number in 7-bit pieces (of valid bytes); gives the rest, too.
fn read_leb(bytes: &[u8]) -> (u32, &[u8]) {
	let mut number = 0u32;
	for (at, byte) in bytes.iter().enumerate().take(5) {
		number |= u32::from(byte & 0x7f) << (7 * at);
		if byte & 0x80 == 0 {
			return (number, bytes.get(at + 1..).unwrap_or_default());
		}
	}
	(number, &[])
}

#[cfg(test)]
#[path = "rewrite_tests.rs"]
mod tests;
