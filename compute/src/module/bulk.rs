// SPDX-License-Identifier: Apache-2.0

//! Instructions that fill or copy memory or a table. Their time grows with a size that the program
//! gives, so each is replaced by a call of an added function, which first takes fuel by that size.

use super::{fuel::Fuel, invalid, price::Prices};
use crate::failure::Failure;
use wasm_encoder::{Function, InstructionSink, ValType};
use wasmparser::{types::TypesRef, Operator};

/// Bytes (or elements of a table times 8) of a piece, as a power of two.
const PIECE_BITS: i32 = 10;
/// Bytes that an element of a table counts as, as a power of two.
const ELEMENT_BITS: i32 = 3;

/// An instruction that is replaced, with the indices in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bulk {
	MemoryInit(u32),
	MemoryCopy,
	MemoryFill,
	TableInit(u32, u32),
	TableCopy(u32, u32),
	TableFill(u32),
}

impl Bulk {
	/// The operator as one to be replaced, or `None`. A module has at most one memory.
	pub fn of(operator: &Operator) -> Option<Self> {
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

	/// Type of the second of the three parameters. The others are `i32`, the third is the size.
	pub fn second_parameter(self, types: &TypesRef) -> Result<ValType, Failure> {
		match self {
			Self::TableFill(table) => {
				let element = types.table_at(table).element_type;
				Ok(ValType::Ref(element.try_into().map_err(invalid)?))
			},
			_ => Ok(ValType::I32),
		}
	}

	/// The function that takes fuel from the global by its third parameter, then does what it
	/// replaces.
	pub fn function(self, global: u32, prices: &Prices) -> Function {
		// Behind the parameters.
		let fuel = Fuel { global, local: 3, in_local: true };
		let shift = PIECE_BITS - if self.is_of_table() { ELEMENT_BITS } else { 0 };
		let mut function = Function::new([(1, ValType::I64)]);
		let mut code = function.instructions();
		code.global_get(global).i64_const(prices.bulk as i64).i64_sub();
		// As many pieces as the third parameter, without a sign, has.
		code.local_get(2).i32_const(shift).i32_shr_u().i64_extend_i32_u();
		code.i64_const(prices.piece_bits).i64_shl().i64_sub().local_set(fuel.local);
		fuel.look(&mut code, 0);
		code.local_get(fuel.local).global_set(global);
		code.local_get(0).local_get(1).local_get(2);
		self.write(&mut code);
		code.end();
		function
	}

	fn write(self, to: &mut InstructionSink) {
		match self {
			Self::MemoryInit(data) => to.memory_init(0, data),
			Self::MemoryCopy => to.memory_copy(0, 0),
			Self::MemoryFill => to.memory_fill(0),
			Self::TableInit(element, table) => to.table_init(table, element),
			Self::TableCopy(to_table, from_table) => to.table_copy(to_table, from_table),
			Self::TableFill(table) => to.table_fill(table),
		};
	}

	/// Whether the size counts elements instead of bytes.
	fn is_of_table(self) -> bool {
		matches!(self, Self::TableInit(..) | Self::TableCopy(..) | Self::TableFill(_))
	}
}
