// SPDX-License-Identifier: Apache-2.0

//! What is changed in a module before it is compiled, so that its fuel bounds its time and its
//! whole state can be seen. `docs/digest.md` says what that means for fuel.
//!
//! - An instruction that fills or copies memory or a table takes time by the size that it is
//!   given, but costs the engine's meter one fuel. It is replaced by a call of a function that
//!   first burns fuel by the size, then does it.
//! - Mutable globals are exported, so that the hash of a state can cover them.
//! - The start function is exported instead of being run while an instance is made, so that there
//!   is an instance to ask however early a run ends.
//!
//! Functions and types are added behind the module's own, so no number in it changes; bodies
//! without such an instruction are copied byte by byte.

use crate::{check::bad, Failure};
use std::{collections::BTreeMap, ops::Range};
use wasmparser::{BinaryReaderError, ExternalKind, FunctionBody, Operator, Parser, Payload};

/// What the names of added exports begin with. A module may not use it.
pub(crate) const PREFIX: &str = "bourse:";
/// The export of the start function.
pub(crate) const START: &str = "bourse:start";
/// The exports of mutable globals begin with this; their number follows.
pub(crate) const GLOBAL: &str = "bourse:global:";

/// Bytes (or elements of a table times [`ELEMENT`]) that one turn of the burning loop stands for.
const PIECE_BITS: u8 = 10;
/// Bytes that an element of a table counts as, as a power of two.
const ELEMENT_BITS: u8 = 3;
/// Fuel of one turn of the loop: the seven instructions that do it, and constants that are
/// dropped, which compile to nothing.
const TURN_FUEL: usize = 32;
const TURN_INSTRUCTIONS: usize = 7;
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
	/// Numbers of the mutable globals. Globals can't be imported.
	globals: Vec<u32>,
	start: Option<u32>,
	bodies: Vec<Body>,
}

/// A function's body, and where in it something is replaced.
struct Body {
	range: Range<usize>,
	bulk: Vec<(Range<usize>, Bulk)>,
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
				Payload::TypeSection(types) => layout.types = types.count(),
				Payload::ImportSection(imports) => {
					for import in imports {
						let import = import.map_err(invalid)?;
						if matches!(import.ty, wasmparser::TypeRef::Func(_)) {
							layout.imported_functions += 1;
						}
					}
				},
				Payload::FunctionSection(functions) => layout.functions = functions.count(),
				Payload::TableSection(tables) => {
					for table in tables {
						let element = table.map_err(invalid)?.ty.element_type;
						layout.tables.push(if element.is_func_ref() { FUNCREF } else { EXTERNREF });
					}
				},
				Payload::GlobalSection(globals) => {
					for (number, global) in (0..).zip(globals) {
						if global.map_err(invalid)?.ty.mutable {
							layout.globals.push(number);
						}
					}
				},
				Payload::ExportSection(exports) => layout.exports = exports.count(),
				Payload::StartSection { func, .. } => layout.start = Some(func),
				Payload::CodeSectionEntry(body) => layout.bodies.push(Body::read(&body)?),
				_ => (),
			}
		}
		Ok(layout)
	}
}

impl Body {
	fn read(body: &FunctionBody) -> Result<Self, Failure> {
		let mut bulk = Vec::new();
		let mut open = None;
		let operators = body.get_operators_reader().map_err(invalid)?;
		for operator in operators.into_iter_with_offsets() {
			let (operator, at) = operator.map_err(invalid)?;
			if let Some((from, found)) = open.take() {
				bulk.push((from..at, found));
			}
			// Never the last one, which is `end`.
			open = Bulk::of(&operator).map(|found| (at, found));
		}
		Ok(Self { range: body.range(), bulk })
	}
}

/// The module as it is compiled. `bytes` must be valid.
pub(crate) fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
	let layout = Layout::read(bytes)?;
	let used = layout.bodies.iter().flat_map(|body| body.bulk.iter().map(|(_, bulk)| *bulk));
	let mut added = used.map(|bulk| (bulk, 0)).collect::<BTreeMap<Bulk, u32>>();
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

	let mut module = bytes.get(..8).unwrap_or_default().to_vec();
	for Section { id, content } in &layout.sections {
		let old = bytes.get(content.clone()).unwrap_or_default();
		match id {
			1 => section(
				&mut module,
				*id,
				&grown(old, types.len(), |to| {
					for Second(second) in types.keys() {
						to.extend_from_slice(&[0x60, 3, I32, *second, I32, 0]);
					}
				}),
			),
			3 => section(
				&mut module,
				*id,
				&grown(old, added.len(), |to| {
					for bulk in added.keys() {
						leb(to, types.get(&second(*bulk)).copied().unwrap_or_default());
					}
				}),
			),
			7 => {
				let count = layout.globals.len() + usize::from(layout.start.is_some());
				section(&mut module, *id, &grown(old, count, |to| exports(to, &layout)));
			},
			8 => (),
			10 => section(&mut module, *id, &code(bytes, &layout, &added)),
			_ => section(&mut module, *id, old),
		}
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
	for global in &layout.globals {
		export(&format!("{GLOBAL}{global}"), ExternalKind::Global, *global);
	}
	if let Some(start) = layout.start {
		export(START, ExternalKind::Func, start);
	}
}

fn code(bytes: &[u8], layout: &Layout, added: &BTreeMap<Bulk, u32>) -> Vec<u8> {
	let mut content = Vec::with_capacity(bytes.len());
	leb(&mut content, (layout.bodies.len() + added.len()) as u32);
	let mut new = Vec::new();
	for body in &layout.bodies {
		new.clear();
		let mut done = body.range.start;
		for (range, bulk) in &body.bulk {
			new.extend_from_slice(bytes.get(done..range.start).unwrap_or_default());
			new.push(0x10);
			leb(&mut new, added.get(bulk).copied().unwrap_or_default());
			done = range.end;
		}
		new.extend_from_slice(bytes.get(done..body.range.end).unwrap_or_default());
		leb(&mut content, new.len() as u32);
		content.extend_from_slice(&new);
	}
	for bulk in added.keys() {
		let body = added_body(*bulk);
		leb(&mut content, body.len() as u32);
		content.extend_from_slice(&body);
	}
	content
}

/// Burns [`TURN_FUEL`] for each full piece of the third parameter, then does what it replaces.
fn added_body(bulk: Bulk) -> Vec<u8> {
	const LOCAL_GET: u8 = 0x20;
	const LOCAL_SET: u8 = 0x21;
	const CONST: u8 = 0x41;
	const DROP: u8 = 0x1a;
	const END: u8 = 0x0b;
	const EMPTY: u8 = 0x40;
	let shift = PIECE_BITS - if bulk.is_of_table() { ELEMENT_BITS } else { 0 };
	// One local of type i32 beside the three parameters: number 3, the turns that are left.
	let mut body = vec![1, 1, I32];
	body.extend_from_slice(&[LOCAL_GET, 2, CONST, shift, 0x76, LOCAL_SET, 3]);
	body.extend_from_slice(&[0x03, EMPTY, LOCAL_GET, 3, 0x04, EMPTY]);
	body.extend_from_slice(&[LOCAL_GET, 3, CONST, 1, 0x6b, LOCAL_SET, 3]);
	for _ in TURN_INSTRUCTIONS..TURN_FUEL {
		body.extend_from_slice(&[CONST, 0, DROP]);
	}
	// Back to the loop, which is the second block outwards.
	body.extend_from_slice(&[0x0c, 1, END, END]);
	body.extend_from_slice(&[LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2]);
	bulk.encode(&mut body);
	body.push(END);
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

/// An unsigned number in 7-bit pieces, least first.
fn leb(to: &mut Vec<u8>, mut number: u32) {
	while number >= 0x80 {
		to.push(number as u8 | 0x80);
		number >>= 7;
	}
	to.push(number as u8);
}

/// Reads such a number (of valid bytes); gives the rest, too.
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
