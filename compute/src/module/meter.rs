// SPDX-License-Identifier: Apache-2.0

//! The bodies of functions with what is put into them: the counting of fuel, and canonical NaNs.
//!
//! The engine can do both, too. Its fuel, however, calls the host from every loop in which it may
//! run out, and a call keeps no vectors in registers: loops over vectors became several times
//! slower. Its NaNs are made canonical after each instruction, on the path that the next one waits
//! for. Here
//!
//! - fuel is in a local of the function (unless it has very many branches), taken from a global at
//!   its entry and put back before it calls or returns. Each straight piece of code takes its cost at
//!   its end; entries of functions and heads of loops look whether any is left, and trap when not;
//! - only a NaN whose bits may be seen is made canonical: not one that the next arithmetic takes
//!   in, whose result is. The test is a branch that is never taken where there are no NaNs.
//!
//! The instructions of the module itself are copied as they are encoded.

use super::{
	bulk::Bulk,
	check::Body,
	fuel::{Fuel, MOST_BRANCHES},
	invalid,
	nan::{make_canonical, Effect, Shape},
	price::Prices,
};
use crate::failure::Failure;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Function, InstructionSink, ValType};
use wasmparser::{FunctionBody, Operator};

/// Writes the new bodies of functions.
pub(super) struct Meter<'a> {
	/// Index of the global that holds the fuel.
	pub fuel: u32,
	/// What code is charged by.
	pub prices: &'a Prices,
	/// Indices of the functions that are called in place of instructions.
	pub replaced: &'a BTreeMap<Bulk, u32>,
}

impl Meter<'_> {
	/// The new body of a function with this number of parameters. A block of the type `block`
	/// gives what the function returns.
	pub fn body(
		&self,
		body: &FunctionBody,
		params: usize,
		block: BlockType,
	) -> Result<Function, Failure> {
		let (mut groups, mut count) = (Vec::new(), params as u32);
		for group in body.get_locals_reader().map_err(invalid)? {
			let (size, ty) = group.map_err(invalid)?;
			count = count.saturating_add(size);
			groups.push((size, ValType::try_from(ty).map_err(invalid)?));
		}
		let added = [ValType::I64, ValType::F32, ValType::F64, ValType::V128];
		groups.extend(added.map(|ty| (1, ty)));

		let in_local = Body::of(body, |_| ()).map_err(invalid)?.branches <= MOST_BRANCHES;
		let (bytes, start) = (body.as_bytes(), body.range().start);
		let mut code = Code {
			fuel: Fuel { global: self.fuel, local: count, in_local },
			out: Vec::with_capacity(bytes.len() * 2),
			prices: self.prices,
			pending: self.prices.entry,
			by_constant: false,
			floats: Vec::new(),
			stack: Vec::new(),
		};
		code.enter(block);
		let mut operators = body.get_operators_reader().map_err(invalid)?;
		while !operators.is_end_then_eof() {
			let from = operators.original_position() - start;
			let operator = operators.read().map_err(invalid)?;
			let to = operators.original_position() - start;
			let raw = bytes.get(from..to).unwrap_or_default();
			let bulk = Bulk::of(&operator).and_then(|bulk| self.replaced.get(&bulk));
			match bulk {
				Some(function) => code.call(*function),
				None => code.operator(&operator, raw),
			}
		}
		code.leave();
		Ok(code.finish(Function::new(groups)))
	}
}

/// A result that may be a NaN.
struct Float {
	/// Position behind the instruction, where the NaN would be made canonical.
	at: usize,
	shape: Shape,
	/// Whether the bits may be seen.
	seen: bool,
}

/// The code that is written.
struct Code<'a> {
	out: Vec<u8>,
	prices: &'a Prices,
	/// The three locals behind that of the fuel are for floats.
	fuel: Fuel,
	/// Cost of the piece of code since fuel was taken for the last time.
	pending: u64,
	/// Whether the last instruction was a constant other than zero.
	by_constant: bool,
	floats: Vec<Float>,
	/// The operands that are known. Of a float that may be a NaN, the place in `floats`.
	stack: Vec<Option<usize>>,
}

impl Code<'_> {
	fn sink(&mut self) -> InstructionSink<'_> {
		InstructionSink::new(&mut self.out)
	}

	fn copy(&mut self, raw: &[u8]) {
		self.out.extend_from_slice(raw);
	}

	fn enter(&mut self, block: BlockType) {
		let fuel = self.fuel;
		// Branches out of the function end this block, which stands for the function's own.
		self.sink().block(block);
		fuel.load(&mut self.sink());
		let entry = self.prices.entry;
		fuel.look(&mut self.sink(), entry);
	}

	fn leave(&mut self) {
		self.settle();
		let fuel = self.fuel;
		self.sink().end();
		fuel.store(&mut self.sink(), 0);
		self.sink().end();
	}

	/// Takes the cost of the piece of code that ends here.
	fn settle(&mut self) {
		self.forget();
		let (fuel, cost) = (self.fuel, std::mem::take(&mut self.pending));
		if cost > 0 {
			fuel.take(&mut self.sink(), cost);
		}
	}

	/// Takes the cost, too, and puts the rest of the fuel into the global.
	fn store(&mut self) {
		self.forget();
		let (fuel, cost) = (self.fuel, std::mem::take(&mut self.pending));
		fuel.store(&mut self.sink(), cost);
	}

	/// Counts all operands as seen. It comes before the cost of a piece of code is taken, so that every
	/// float of the piece is judged by then.
	fn forget(&mut self) {
		for float in std::mem::take(&mut self.stack).into_iter().flatten() {
			self.see(float);
		}
	}

	/// Counts a float as seen: it will be made canonical, which costs something when it is a vector.
	fn see(&mut self, float: usize) {
		let float = &mut self.floats[float];
		if !float.seen && matches!(float.shape, Shape::F32x4 | Shape::F64x2) {
			self.pending += self.prices.canonical;
		}
		float.seen = true;
	}

	/// Calls a function in place of an instruction.
	fn call(&mut self, function: u32) {
		self.pending += self.prices.bulk_call;
		self.by_constant = false;
		self.store();
		self.sink().call(function);
		let fuel = self.fuel;
		fuel.load(&mut self.sink());
	}

	fn operator(&mut self, operator: &Operator, raw: &[u8]) {
		use Operator as O;
		self.pending += (self.prices.of)(operator, self.by_constant);
		self.by_constant = match operator {
			O::I32Const { value } => *value != 0,
			O::I64Const { value } => *value != 0,
			_ => false,
		};
		let fuel = self.fuel;
		match operator {
			O::Loop { .. } => {
				self.settle();
				self.copy(raw);
				fuel.look(&mut self.sink(), 0);
				self.pending += self.prices.turn;
			},
			O::If { .. } | O::Else | O::End | O::Br { .. } | O::BrIf { .. } | O::BrTable { .. } => {
				self.settle();
				self.copy(raw);
			},
			O::Call { .. } | O::CallIndirect { .. } => {
				self.store();
				self.copy(raw);
				fuel.load(&mut self.sink());
			},
			O::Return | O::ReturnCall { .. } | O::ReturnCallIndirect { .. } => {
				self.store();
				self.copy(raw);
			},
			_ => self.plain(operator, raw),
		}
	}

	/// Writes an instruction after which the next one follows.
	fn plain(&mut self, operator: &Operator, raw: &[u8]) {
		self.copy(raw);
		let Some(effect) = Effect::of(operator) else {
			self.forget();
			return;
		};
		for _ in 0..effect.operands {
			if let Some(Some(float)) = self.stack.pop() {
				// An instruction that takes a vector as one of another shape sees its bits.
				let shape = self.floats[float].shape;
				if !effect.hides_nans || effect.takes.is_some_and(|takes| takes != shape) {
					self.see(float);
				}
			}
		}
		match effect.makes {
			Some(shape) => {
				self.stack.push(Some(self.floats.len()));
				self.floats.push(Float { at: self.out.len(), shape, seen: false });
			},
			None => self.stack.extend(std::iter::repeat_n(None, effect.results)),
		}
	}

	/// Puts the code into the function, with canonical NaNs where they are seen.
	fn finish(self, mut function: Function) -> Function {
		let mut rest = &*self.out;
		let mut done = 0;
		for Float { at, shape, .. } in self.floats.iter().filter(|float| float.seen) {
			let (piece, behind) = rest.split_at(at - done);
			function.raw(piece.iter().copied());
			make_canonical(&mut function.instructions(), *shape, self.fuel.local + 1);
			(rest, done) = (behind, *at);
		}
		function.raw(rest.iter().copied());
		function
	}
}

#[cfg(test)]
#[path = "meter_random_tests.rs"]
mod random_tests;
#[cfg(test)]
#[path = "meter_tests.rs"]
mod tests;
