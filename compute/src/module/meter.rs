// SPDX-License-Identifier: Apache-2.0

//! What is put into the bodies of functions: the counting of fuel, and canonical NaNs.
//!
//! The engine can do both, too. Its fuel, however, calls the host from every loop in which it may run
//! out, and a call keeps no vectors in registers: loops over vectors became several times
//! slower. Its NaNs are made canonical after each instruction, on the path that the next one
//! waits for. Here
//!
//! - fuel is in a local of the function, taken from a global at its entry and put back before it
//!   calls or returns. Each straight piece of code takes its cost at its end; entries of functions
//!   and heads of loops look whether any is left, and trap when not;
//! - only a NaN whose bits may be seen is made canonical: not one that the next arithmetic takes
//!   in, whose result is. The test is a branch that is never taken where there are no NaNs.

use super::check::bad;
use crate::failure::Failure;
use wasmparser::{BinaryReader, FunctionBody, Operator};

const I64: u8 = 0x7e;
const F32: u8 = 0x7d;
const F64: u8 = 0x7c;
const V128: u8 = 0x7b;
const LOCAL_GET: u8 = 0x20;
const LOCAL_SET: u8 = 0x21;
const LOCAL_TEE: u8 = 0x22;
const GLOBAL_GET: u8 = 0x23;
const GLOBAL_SET: u8 = 0x24;
const I64_CONST: u8 = 0x42;
const I64_SUB: u8 = 0x7d;
const I64_LE_S: u8 = 0x57;
const IF: u8 = 0x04;
const BLOCK: u8 = 0x02;
const END: u8 = 0x0b;
const EMPTY: u8 = 0x40;
const UNREACHABLE: u8 = 0x00;

/// Fuel of entering a function.
const ENTRY: u8 = 1;

/// An unsigned number in 7-bit pieces, least first.
pub(crate) fn leb(to: &mut Vec<u8>, mut number: u32) {
	while number >= 0x80 {
		to.push(number as u8 | 0x80);
		number >>= 7;
	}
	to.push(number as u8);
}

/// A signed one that is not negative.
fn signed(to: &mut Vec<u8>, mut number: u64) {
	while number >= 0x40 {
		to.push(number as u8 | 0x80);
		number >>= 7;
	}
	to.push(number as u8);
}

fn with(to: &mut Vec<u8>, code: u8, number: u32) {
	to.push(code);
	leb(to, number);
}

/// Takes fuel that a function has in its local, and puts the rest into the global or back.
pub(crate) fn take(to: &mut Vec<u8>, local: u32, fuel: u64) {
	with(to, LOCAL_GET, local);
	to.push(I64_CONST);
	signed(to, fuel);
	to.push(I64_SUB);
}

/// What the global holds after code has trapped because it found no fuel left. Nothing that is
/// taken from fuel ever gets there.
pub(crate) const USED_UP: i64 = i64::MIN;
const USED_UP_LEB: [u8; 10] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];

/// Traps when the fuel in the local, less what is yet to be taken of it (below 64), is used up;
/// the global tells that it was this.
pub(crate) fn look(to: &mut Vec<u8>, global: u32, local: u32, owed: u8) {
	with(to, LOCAL_GET, local);
	to.extend_from_slice(&[I64_CONST, owed, I64_LE_S, IF, EMPTY, I64_CONST]);
	to.extend_from_slice(&USED_UP_LEB);
	with(to, GLOBAL_SET, global);
	to.extend_from_slice(&[UNREACHABLE, END]);
}

/// What a function is rewritten with.
pub(crate) struct Meter<'a> {
	/// Number of the global that holds the fuel.
	pub global: u32,
	/// The block type that gives what the function returns.
	pub results: &'a [u8],
	/// The number of the function's parameters.
	pub params: u32,
	/// What to put in the place of an instruction, when it is replaced by a call.
	pub replaced: &'a dyn Fn(&Operator) -> Option<u32>,
}

/// A result whose bits may have to be made canonical.
struct Result {
	/// Where the sequence would be inserted.
	at: usize,
	kind: u8,
	seen: bool,
}

impl Meter<'_> {
	/// The new body of a function.
	pub fn body(&self, bytes: &[u8], start: usize) -> std::result::Result<Vec<u8>, Failure> {
		let invalid = |error| bad(format!("not valid WebAssembly: {error}"));
		let body = FunctionBody::new(BinaryReader::new(bytes, start));
		let mut locals = body.get_locals_reader().map_err(invalid)?;
		let (groups, mut count) = (locals.get_count(), self.params);
		let from = locals.original_position() - start;
		for _ in 0..groups {
			let (more, _) = locals.read().map_err(invalid)?;
			count = count.saturating_add(more);
		}
		let end = locals.original_position() - start;

		let mut head = Vec::with_capacity(end + 16);
		leb(&mut head, groups.saturating_add(4));
		head.extend_from_slice(bytes.get(from..end).unwrap_or_default());
		head.extend_from_slice(&[1, I64, 1, F32, 1, F64, 1, V128]);

		let mut code = Code {
			meter: self,
			out: Vec::with_capacity(bytes.len() * 2),
			fuel: count,
			pending: ENTRY.into(),
			results: Vec::new(),
			stack: Vec::new(),
		};
		code.enter();
		let operators = body.get_operators_reader().map_err(invalid)?;
		let mut operators = operators.into_iter_with_offsets().peekable();
		let mut depth = 0usize;
		while let Some(next) = operators.next() {
			let (operator, at) = next.map_err(invalid)?;
			let to = match operators.peek() {
				Some(Ok((_, to))) => to - start,
				_ => bytes.len(),
			};
			let raw = bytes.get(at - start..to).unwrap_or_default();
			match operator {
				Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
				Operator::End if depth == 0 => {
					code.leave();
					break;
				},
				Operator::End => depth -= 1,
				_ => (),
			}
			code.operator(&operator, raw);
		}
		Ok(code.finish(head))
	}
}

/// The code that is written.
struct Code<'a> {
	meter: &'a Meter<'a>,
	out: Vec<u8>,
	/// Number of the local with the fuel; the three behind it are for values.
	fuel: u32,
	/// Cost of the piece of code since the last time that it was taken.
	pending: u64,
	results: Vec<Result>,
	/// What is known of the operands: which result each is, if it is one.
	stack: Vec<Option<usize>>,
}

impl Code<'_> {
	fn enter(&mut self) {
		// Branches out of the function end this block, which stands for the function's own.
		self.out.push(BLOCK);
		self.out.extend_from_slice(self.meter.results);
		self.reload();
		look(&mut self.out, self.meter.global, self.fuel, ENTRY);
	}

	fn leave(&mut self) {
		self.forget();
		self.settle();
		self.out.push(END);
		with(&mut self.out, LOCAL_GET, self.fuel);
		with(&mut self.out, GLOBAL_SET, self.meter.global);
		self.out.push(END);
	}

	/// Takes the cost of the piece of code that ends here.
	fn settle(&mut self) {
		if self.pending > 0 {
			take(&mut self.out, self.fuel, self.pending);
			with(&mut self.out, LOCAL_SET, self.fuel);
			self.pending = 0;
		}
	}

	/// The same, into the global.
	fn store(&mut self) {
		take(&mut self.out, self.fuel, self.pending);
		with(&mut self.out, GLOBAL_SET, self.meter.global);
		self.pending = 0;
	}

	fn reload(&mut self) {
		with(&mut self.out, GLOBAL_GET, self.meter.global);
		with(&mut self.out, LOCAL_SET, self.fuel);
	}

	/// All operands may be seen.
	fn forget(&mut self) {
		for result in std::mem::take(&mut self.stack).into_iter().flatten() {
			self.results[result].seen = true;
		}
	}

	fn operator(&mut self, operator: &Operator, raw: &[u8]) {
		use Operator as O;
		match operator {
			O::Nop | O::Drop | O::Block { .. } | O::Loop { .. } => (),
			O::Unreachable | O::Return | O::Else | O::End => (),
			_ => self.pending += 1,
		}
		if let Some(function) = (self.meter.replaced)(operator) {
			self.forget();
			self.store();
			with(&mut self.out, 0x10, function);
			self.reload();
			return;
		}
		match operator {
			O::Loop { .. } => {
				self.forget();
				self.settle();
				self.out.extend_from_slice(raw);
				look(&mut self.out, self.meter.global, self.fuel, 0);
			},
			O::Call { .. } | O::CallIndirect { .. } => {
				self.forget();
				self.store();
				self.out.extend_from_slice(raw);
				self.reload();
			},
			O::Return | O::ReturnCall { .. } | O::ReturnCallIndirect { .. } => {
				self.forget();
				self.store();
				self.out.extend_from_slice(raw);
			},
			O::If { .. } | O::Else | O::End | O::Br { .. } | O::BrIf { .. } | O::BrTable { .. } => {
				self.forget();
				self.settle();
				self.out.extend_from_slice(raw);
			},
			_ => self.plain(operator, raw),
		}
	}

	/// An instruction that goes on with the next one.
	fn plain(&mut self, operator: &Operator, raw: &[u8]) {
		self.out.extend_from_slice(raw);
		let Some((operands, results, hides)) = effect(operator) else {
			self.forget();
			return;
		};
		for _ in 0..operands {
			if let Some(Some(result)) = self.stack.pop() {
				// An instruction that takes a vector as one of another shape sees its bits.
				let result = &mut self.results[result];
				result.seen |= !hides || takes(operator).is_some_and(|kind| kind != result.kind);
			}
		}
		match makes_nans(operator) {
			Some(kind) => {
				self.stack.push(Some(self.results.len()));
				self.results.push(Result { at: self.out.len(), kind, seen: false });
			},
			None => self.stack.extend(std::iter::repeat_n(None, results)),
		}
	}

	/// Puts everything together.
	fn finish(self, head: Vec<u8>) -> Vec<u8> {
		let mut body = head;
		let mut done = 0;
		for Result { at, kind, .. } in self.results.iter().filter(|result| result.seen) {
			body.extend_from_slice(&self.out[done..*at]);
			canonical(&mut body, *kind, self.fuel);
			done = *at;
		}
		body.extend_from_slice(&self.out[done..]);
		body
	}
}

/// Replaces the value on top by the canonical NaN when it is not equal to itself.
fn canonical(to: &mut Vec<u8>, kind: u8, fuel: u32) {
	const SELECT: u8 = 0x1b;
	let (local, constant, equal): (u32, &[u8], &[u8]) = match kind {
		F32 => (fuel + 1, &[0x43, 0, 0, 0xc0, 0x7f], &[0x5b]),
		F64 => (fuel + 2, &[0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], &[0x61]),
		F32X4 => (fuel + 3, &NAN_F32X4, &[0xfd, 0x41]),
		_ => (fuel + 3, &NAN_F64X2, &[0xfd, 0x47]),
	};
	with(to, LOCAL_TEE, local);
	to.extend_from_slice(constant);
	with(to, LOCAL_GET, local);
	with(to, LOCAL_GET, local);
	to.extend_from_slice(equal);
	match kind {
		F32 | F64 => to.push(SELECT),
		// Lane by lane.
		_ => to.extend_from_slice(&[0xfd, 0x52]),
	}
}

/// Stand for the shapes of a vector; no types of WebAssembly.
const F32X4: u8 = 1;
const F64X2: u8 = 2;

const NAN_F32X4: [u8; 18] =
	[0xfd, 0x0c, 0, 0, 0xc0, 0x7f, 0, 0, 0xc0, 0x7f, 0, 0, 0xc0, 0x7f, 0, 0, 0xc0, 0x7f];
const NAN_F64X2: [u8; 18] =
	[0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f];

/// The type of an instruction's result that may be a NaN of any bits.
fn makes_nans(operator: &Operator) -> Option<u8> {
	use Operator as O;
	Some(match operator {
		O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max => F32,
		O::F32Sqrt | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest => F32,
		O::F32DemoteF64 => F32,
		O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max => F64,
		O::F64Sqrt | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest => F64,
		O::F64PromoteF32 => F64,
		O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F32x4Div | O::F32x4Min => F32X4,
		O::F32x4Max | O::F32x4Sqrt | O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc => F32X4,
		O::F32x4Nearest | O::F32x4DemoteF64x2Zero => F32X4,
		O::F64x2Add | O::F64x2Sub | O::F64x2Mul | O::F64x2Div | O::F64x2Min => F64X2,
		O::F64x2Max | O::F64x2Sqrt | O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc => F64X2,
		O::F64x2Nearest | O::F64x2PromoteLowF32x4 => F64X2,
		_ => return None,
	})
}

/// The shape that an instruction takes its vectors as, when it hides the bits of NaNs in them.
fn takes(operator: &Operator) -> Option<u8> {
	match operator {
		Operator::F32x4DemoteF64x2Zero => Some(F64X2),
		Operator::F64x2PromoteLowF32x4 => Some(F32X4),
		_ => makes_nans(operator).filter(|kind| [F32X4, F64X2].contains(kind)),
	}
}

/// Operands and results of the instructions that float code is made of, and whether the bits of
/// an operand that is a NaN can't be seen in what comes out. None: not told, and so they can.
fn effect(operator: &Operator) -> Option<(usize, usize, bool)> {
	use Operator as O;
	Some(match operator {
		O::LocalGet { .. } | O::GlobalGet { .. } => (0, 1, false),
		O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => {
			(0, 1, false)
		},
		O::V128Const { .. } => (0, 1, false),
		O::LocalSet { .. } | O::GlobalSet { .. } => (1, 0, false),
		O::LocalTee { .. } => (1, 1, false),
		O::Drop => (1, 0, true),
		O::I32Load { .. } | O::I64Load { .. } | O::F32Load { .. } | O::F64Load { .. } => {
			(1, 1, false)
		},
		O::V128Load { .. } | O::V128Load32Splat { .. } | O::V128Load64Splat { .. } => (1, 1, false),
		O::I32Store { .. } | O::I64Store { .. } | O::F32Store { .. } | O::F64Store { .. } => {
			(2, 0, false)
		},
		O::V128Store { .. } => (2, 0, false),
		O::I32Add | O::I32Sub | O::I32Mul | O::I32And | O::I32Or | O::I32Xor | O::I32Shl => {
			(2, 1, false)
		},
		O::I32ShrU | O::I32ShrS => (2, 1, false),
		O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge => (2, 1, true),
		O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge => (2, 1, true),
		O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max => (2, 1, true),
		O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max => (2, 1, true),
		O::F32Sqrt | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest => (1, 1, true),
		O::F64Sqrt | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest => (1, 1, true),
		O::F32DemoteF64 | O::F64PromoteF32 => (1, 1, true),
		O::F32ConvertI32S | O::F32ConvertI32U | O::F32ConvertI64S | O::F32ConvertI64U => {
			(1, 1, false)
		},
		O::F64ConvertI32S | O::F64ConvertI32U | O::F64ConvertI64S | O::F64ConvertI64U => {
			(1, 1, false)
		},
		O::I32TruncSatF64S | O::I32TruncSatF64U | O::I64TruncSatF64S | O::I64TruncSatF64U => {
			(1, 1, true)
		},
		O::F32x4Splat | O::F64x2Splat => (1, 1, false),
		O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F32x4Div | O::F32x4Min => (2, 1, true),
		O::F64x2Add | O::F64x2Sub | O::F64x2Mul | O::F64x2Div | O::F64x2Min => (2, 1, true),
		O::F32x4Max | O::F64x2Max => (2, 1, true),
		O::F32x4Sqrt | O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc => (1, 1, true),
		O::F64x2Sqrt | O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc => (1, 1, true),
		O::F32x4Nearest | O::F64x2Nearest => (1, 1, true),
		O::F32x4DemoteF64x2Zero | O::F64x2PromoteLowF32x4 => (1, 1, true),
		_ => return None,
	})
}

/// The block type of a function's results: none or one of them as itself, several by `of_type`.
pub(crate) fn block_type(results: &[u8], of_type: impl FnOnce() -> u32) -> Vec<u8> {
	match results {
		[] => vec![EMPTY],
		[one] => vec![*one],
		_ => {
			let mut number = Vec::new();
			signed(&mut number, of_type().into());
			number
		},
	}
}

#[cfg(test)]
#[path = "meter_random_tests.rs"]
mod random;
#[cfg(test)]
#[path = "meter_tests.rs"]
mod tests;
