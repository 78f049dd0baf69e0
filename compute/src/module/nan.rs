// SPDX-License-Identifier: Apache-2.0

//! NaNs in float code: which instructions make them, which show their bits, and the code that makes
//! them canonical.

use wasm_encoder::{Ieee32, Ieee64, InstructionSink};
use wasmparser::Operator;

/// Shape of a float value. A vector has none of its own: instructions take it as one or the other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
	F32,
	F64,
	F32x4,
	F64x2,
}

/// Effect of an instruction on the operands.
pub(super) struct Effect {
	pub operands: usize,
	pub results: usize,
	/// Whether the bits of an operand that is a NaN can't be seen in the results.
	pub hides_nans: bool,
	/// Shape that the instruction takes vectors as, when it hides the bits of NaNs in them.
	pub takes: Option<Shape>,
	/// Shape of the result, when it may be a NaN of any bits.
	pub makes: Option<Shape>,
}

impl Effect {
	/// Effect of the instructions that float code is made of. Of others, `None`, nothing is known.
	pub fn of(operator: &Operator) -> Option<Self> {
		let Some((shape, operands)) = makes_nans(operator) else {
			let (operands, results, hides_nans) = moves_values(operator)?;
			return Some(Self { operands, results, hides_nans, takes: None, makes: None });
		};
		let takes = match operator {
			Operator::F32x4DemoteF64x2Zero => Some(Shape::F64x2),
			Operator::F64x2PromoteLowF32x4 => Some(Shape::F32x4),
			_ => Some(shape).filter(|shape| [Shape::F32x4, Shape::F64x2].contains(shape)),
		};
		Some(Self { operands, results: 1, hides_nans: true, takes, makes: Some(shape) })
	}
}

/// Shape of the result that may be a NaN of any bits, and the number of operands.
fn makes_nans(operator: &Operator) -> Option<(Shape, usize)> {
	use Operator as O;
	use Shape::*;
	Some(match operator {
		O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max => (F32, 2),
		O::F32Sqrt | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest => (F32, 1),
		O::F32DemoteF64 => (F32, 1),
		O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max => (F64, 2),
		O::F64Sqrt | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest => (F64, 1),
		O::F64PromoteF32 => (F64, 1),
		O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F32x4Div | O::F32x4Min => (F32x4, 2),
		O::F32x4Max => (F32x4, 2),
		O::F32x4Sqrt | O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc => (F32x4, 1),
		O::F32x4Nearest | O::F32x4DemoteF64x2Zero => (F32x4, 1),
		O::F64x2Add | O::F64x2Sub | O::F64x2Mul | O::F64x2Div | O::F64x2Min => (F64x2, 2),
		O::F64x2Max => (F64x2, 2),
		O::F64x2Sqrt | O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc => (F64x2, 1),
		O::F64x2Nearest | O::F64x2PromoteLowF32x4 => (F64x2, 1),
		_ => return None,
	})
}

/// Operands and results of an instruction that makes no NaNs, and whether it hides their bits.
fn moves_values(operator: &Operator) -> Option<(usize, usize, bool)> {
	use Operator as O;
	Some(match operator {
		O::LocalGet { .. } | O::GlobalGet { .. } | O::V128Const { .. } => (0, 1, false),
		O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => {
			(0, 1, false)
		},
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
		_ => return None,
	})
}

/// Replaces the value on the stack by the canonical NaN when the value is not equal to itself; of a
/// vector lane by lane. `spare` is the first of three locals, of types `f32`, `f64` and `v128`.
pub(super) fn make_canonical(to: &mut InstructionSink, shape: Shape, spare: u32) {
	const NAN_32: u32 = 0x7fc0_0000;
	const NAN_64: u64 = 0x7ff8_0000_0000_0000;
	const NAN_32X4: i128 = 0x7fc0_0000_7fc0_0000_7fc0_0000_7fc0_0000;
	const NAN_64X2: i128 = 0x7ff8_0000_0000_0000_7ff8_0000_0000_0000;
	let local = match shape {
		Shape::F32 => spare,
		Shape::F64 => spare + 1,
		Shape::F32x4 | Shape::F64x2 => spare + 2,
	};
	to.local_tee(local);
	match shape {
		Shape::F32 => to.f32_const(Ieee32::new(NAN_32)),
		Shape::F64 => to.f64_const(Ieee64::new(NAN_64)),
		Shape::F32x4 => to.v128_const(NAN_32X4),
		Shape::F64x2 => to.v128_const(NAN_64X2),
	};
	to.local_get(local).local_get(local);
	match shape {
		Shape::F32 => to.f32_eq().select(),
		Shape::F64 => to.f64_eq().select(),
		Shape::F32x4 => to.f32x4_eq().v128_bitselect(),
		Shape::F64x2 => to.f64x2_eq().v128_bitselect(),
	};
}
