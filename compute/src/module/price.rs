// SPDX-License-Identifier: Apache-2.0

//! The price of each instruction and host call, in fuel: all of them are here. A fuel is about a tenth
//! of a cycle of a core of 3 GHz, or 0.03 nanoseconds, in code that mostly hits the processor's
//! caches and whose branches are mostly foreseen. `scripts/bench-compute --prices` measures each class;
//! [`bourse_formats::limits::FUEL_PER_SECOND`] follows from the slowest.

use wasmparser::Operator;

/// Entering a function: the look at the stack and at the fuel. Of a deep recursion, whose returns the
/// processor does not foresee: so is [`CALL`].
pub(crate) const ENTRY: u64 = 165;
/// A turn of a loop: the look at the fuel.
pub(crate) const TURN: u64 = 6;
/// Calling a function, which puts the fuel into its global and takes it back.
const CALL: u64 = 110;
/// The same through a table, where the function's type is looked at.
const INDIRECT: u64 = 250;
/// A bulk instruction beside its pieces, and its call.
const BULK: u64 = 560;
/// Fuel of a piece (1,024 bytes, or 128 elements of a table), as a power of two.
const PIECE_BITS: i64 = 11;
/// Growing memory or a table: the kernel changes rights of pages.
const GROW: u64 = 60_000;

/// Making the NaNs in a vector canonical: four instructions, each of which waits for the one before it. (Of
/// one float it is a branch that nothing waits for, and part of the price of what makes the float.)
const CANONICAL: u64 = 42;

/// What host calls cost.
pub(crate) mod host {
	/// A host call.
	pub(crate) const CALL: u64 = 4_000;
	/// A buffer of a scattered read or write, and a subscription.
	pub(crate) const ITEM: u64 = 400;
	/// A byte of a path: the shortest names are looked up in two of them.
	pub(crate) const PATH: u64 = 400;
	/// A byte that a host call moves.
	pub(crate) const BYTE: u64 = 6;
}

/// What code is charged by.
pub(crate) struct Prices {
	/// Entering a function.
	pub entry: u64,
	/// A turn of a loop.
	pub turn: u64,
	/// An instruction; and whether the one before it in the code was a constant other than zero.
	pub of: fn(&Operator, bool) -> u64,
	/// Making the NaNs in a vector canonical, where their bits may be seen.
	pub canonical: u64,
	/// The call that replaces a bulk instruction.
	pub bulk_call: u64,
	/// The function that it calls, beside the pieces.
	pub bulk: u64,
	/// A piece, as a power of two.
	pub piece_bits: i64,
}

/// The prices of `docs/digest.md`.
pub(crate) const PRICES: Prices = Prices {
	entry: ENTRY,
	turn: TURN,
	of,
	canonical: CANONICAL,
	bulk_call: CALL,
	bulk: BULK,
	piece_bits: PIECE_BITS,
};

/// One for each instruction, as wasmtime's own fuel has it: for tests of the counting itself.
#[cfg(test)]
pub(crate) const FLAT: Prices =
	Prices { entry: 1, turn: 0, of: flat, canonical: 0, bulk_call: 1, bulk: 11, piece_bits: 5 };

#[cfg(test)]
fn flat(operator: &Operator, _: bool) -> u64 {
	use Operator as O;
	match operator {
		O::Nop | O::Drop | O::Block { .. } | O::Loop { .. } => 0,
		O::Unreachable | O::Return | O::Else | O::End => 0,
		_ => 1,
	}
}

/// The price of an instruction. `by_constant`: the operand on top of the stack is a constant, by which
/// the compiler divides without a division.
fn of(operator: &Operator, by_constant: bool) -> u64 {
	use Operator as O;
	match operator {
		// No code, or none of its own.
		O::Nop | O::Drop | O::Block { .. } | O::Loop { .. } | O::Else | O::End => 0,
		O::Unreachable | O::Return | O::LocalGet { .. } => 0,
		O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => 0,
		O::LocalSet { .. } | O::LocalTee { .. } | O::V128Const { .. } | O::RefNull { .. } => 2,

		// Control.
		O::Br { .. } => 4,
		O::BrIf { .. } | O::If { .. } => 7,
		O::BrTable { .. } => 108,
		O::Call { .. } | O::ReturnCall { .. } => CALL,
		O::CallIndirect { .. } | O::ReturnCallIndirect { .. } => INDIRECT,
		O::Select | O::TypedSelect { .. } => 8,

		// Memory, globals, tables.
		O::GlobalGet { .. } | O::GlobalSet { .. } | O::MemorySize { .. } | O::TableSize { .. } => 8,
		O::MemoryGrow { .. } | O::TableGrow { .. } => GROW,
		O::TableGet { .. } | O::TableSet { .. } | O::RefFunc { .. } => 300,
		O::DataDrop { .. } | O::ElemDrop { .. } => 300,
		O::RefIsNull => 4,

		// Divisions and roots.
		O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU if by_constant => 75,
		O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU if by_constant => 75,
		O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 120,
		O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 180,
		O::F32Div => 95,
		O::F64Div => 126,
		O::F32Sqrt => 148,
		O::F64Sqrt => 190,

		// Vectors of floats, beside making them canonical.
		O::F32x4Div => 90,
		O::F64x2Div => 110,
		O::F32x4Sqrt => 165,
		O::F64x2Sqrt => 205,
		// Several instructions of the processor, each of which waits for the one before it.
		O::F32x4Min | O::F32x4Max | O::F64x2Min | O::F64x2Max => 150,
		O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F64x2Add | O::F64x2Sub | O::F64x2Mul => 10,

		O::F32Add | O::F32Sub | O::F32Mul | O::F64Add | O::F64Sub | O::F64Mul => 6,
		O::I32Mul | O::I64Mul => 6,
		O::I32Clz | O::I32Ctz | O::I64Clz | O::I64Ctz | O::I32Popcnt | O::I64Popcnt => 44,
		O::F32Min | O::F32Max | O::F64Min | O::F64Max => 42,
		O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest => 110,
		O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest => 110,
		_ => of_others(operator),
	}
}

/// The price of what a family of instructions has in common.
fn of_others(operator: &Operator) -> u64 {
	match Family::of(operator) {
		Family::Load => 13,
		Family::Store => 8,
		Family::Float => 14,
		Family::Comparison => 64,
		Family::Conversion => 14,
		Family::Vector => 14,
		Family::LongVector => 88,
		Family::Integer => 3,
	}
}

/// A family of instructions, each of which takes about the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Family {
	Load,
	Store,
	/// What works on the bits of floats.
	Float,
	/// Comparing floats.
	Comparison,
	Conversion,
	Vector,
	/// Vector instructions that the processor does not have as such.
	LongVector,
	/// Everything else: adding, comparing, shifting.
	Integer,
}

impl Family {
	fn of(operator: &Operator) -> Self {
		use Operator as O;
		match operator {
			O::I32Load { .. } | O::I64Load { .. } | O::F32Load { .. } | O::F64Load { .. } => {
				Self::Load
			},
			O::I32Load8S { .. } | O::I32Load8U { .. } | O::I32Load16S { .. } => Self::Load,
			O::I32Load16U { .. } | O::I64Load8S { .. } | O::I64Load8U { .. } => Self::Load,
			O::I64Load16S { .. } | O::I64Load16U { .. } | O::I64Load32S { .. } => Self::Load,
			O::I64Load32U { .. } | O::V128Load { .. } => Self::Load,
			O::V128Load8x8S { .. } | O::V128Load8x8U { .. } | O::V128Load16x4S { .. } => {
				Self::Vector
			},
			O::V128Load16x4U { .. } | O::V128Load32x2S { .. } | O::V128Load32x2U { .. } => {
				Self::Vector
			},
			O::V128Load8Splat { .. } | O::V128Load16Splat { .. } => Self::Vector,
			O::V128Load32Splat { .. } | O::V128Load64Splat { .. } => Self::Load,
			O::V128Load32Zero { .. } | O::V128Load64Zero { .. } => Self::Load,
			O::V128Load8Lane { .. } | O::V128Load16Lane { .. } => Self::Vector,
			O::V128Load32Lane { .. } | O::V128Load64Lane { .. } => Self::Vector,
			O::I32Store { .. } | O::I64Store { .. } | O::F32Store { .. } => Self::Store,
			O::F64Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => Self::Store,
			O::I64Store8 { .. } | O::I64Store16 { .. } | O::I64Store32 { .. } => Self::Store,
			O::V128Store { .. } | O::V128Store8Lane { .. } | O::V128Store16Lane { .. } => {
				Self::Store
			},
			O::V128Store32Lane { .. } | O::V128Store64Lane { .. } => Self::Store,

			O::F32Abs | O::F32Neg | O::F32Copysign => Self::Float,
			O::F64Abs | O::F64Neg | O::F64Copysign => Self::Float,
			O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge => Self::Comparison,
			O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge => Self::Comparison,

			O::I32TruncF32S | O::I32TruncF32U | O::I32TruncF64S | O::I32TruncF64U => {
				Self::Conversion
			},
			O::I64TruncF32S | O::I64TruncF32U | O::I64TruncF64S | O::I64TruncF64U => {
				Self::Conversion
			},
			O::I32TruncSatF32S | O::I32TruncSatF32U | O::I32TruncSatF64S => Self::Conversion,
			O::I32TruncSatF64U | O::I64TruncSatF32S | O::I64TruncSatF32U => Self::Conversion,
			O::I64TruncSatF64S | O::I64TruncSatF64U => Self::Conversion,
			O::F32ConvertI32S | O::F32ConvertI32U | O::F32ConvertI64S => Self::Conversion,
			O::F32ConvertI64U | O::F64ConvertI32S | O::F64ConvertI32U => Self::Conversion,
			O::F64ConvertI64S | O::F64ConvertI64U => Self::Conversion,
			O::F32DemoteF64 | O::F64PromoteF32 => Self::Conversion,
			O::F32x4DemoteF64x2Zero | O::F64x2PromoteLowF32x4 => Self::Conversion,
			O::I32ReinterpretF32 | O::I64ReinterpretF64 => Self::Float,
			O::F32ReinterpretI32 | O::F64ReinterpretI64 => Self::Float,
			_ => Self::of_vector(operator),
		}
	}

	fn of_vector(operator: &Operator) -> Self {
		use Operator as O;
		match operator {
			O::I32x4Mul
			| O::I64x2Mul
			| O::I8x16Shl
			| O::I8x16ShrS
			| O::I8x16ShrU
			| O::I64x2ShrS => Self::LongVector,
			O::I8x16Popcnt | O::I8x16Shuffle { .. } | O::I8x16Swizzle => Self::LongVector,
			O::I64x2Abs | O::I64x2LtS | O::I64x2GtS | O::I64x2LeS | O::I64x2GeS => Self::LongVector,
			O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc | O::F32x4Nearest => Self::LongVector,
			O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc | O::F64x2Nearest => Self::LongVector,
			O::I32x4TruncSatF32x4S | O::I32x4TruncSatF32x4U => Self::LongVector,
			O::I32x4TruncSatF64x2SZero | O::I32x4TruncSatF64x2UZero => Self::LongVector,
			O::F32x4ConvertI32x4S | O::F32x4ConvertI32x4U => Self::LongVector,
			O::F64x2ConvertLowI32x4S | O::F64x2ConvertLowI32x4U => Self::LongVector,
			_ if is_vector(operator) => Self::Vector,
			_ => Self::Integer,
		}
	}
}

/// Whether an instruction is one of the standard's for vectors.
fn is_vector(operator: &Operator) -> bool {
	macro_rules! of_proposal {
		($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
			match operator {
				$( Operator::$op { .. } => stringify!($proposal) == "simd", )*
				_ => false,
			}
		};
	}
	wasmparser::for_each_operator!(of_proposal)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn prices_should_be_by_what_instructions_take() {
		use Operator as O;
		let price = |operator| of(&operator, false);
		assert_eq!(price(O::I32Add), 3);
		assert_eq!(price(O::I64Eqz), 3);
		assert_eq!(price(O::LocalGet { local_index: 7 }), 0);
		assert_eq!([price(O::I64DivU), of(&O::I64DivU, true)], [180, 75]);
		assert_eq!([price(O::F64Sqrt), price(O::F64Add), price(O::F64Div)], [190, 6, 126]);
		assert_eq!([price(O::F64x2Sqrt), price(O::F64x2Add), price(O::F64x2Div)], [205, 10, 110]);
		assert_eq!(
			[price(O::F64Neg), price(O::F64Lt), price(O::F32x4DemoteF64x2Zero)],
			[14, 64, 14]
		);
		assert_eq!([price(O::I8x16Add), price(O::I64x2Mul), price(O::V128Not)], [14, 88, 14]);
		assert_eq!([price(O::F32x4Max), price(O::I32x4Mul)], [150, 88]);
		assert_eq!(price(O::MemoryGrow { mem: 0 }), 60_000);
		assert_eq!(price(O::I32WrapI64), 3);
	}
}
