// SPDX-License-Identifier: Apache-2.0

//! Makes random modules, as text, that do something: typed expressions and statements of all kinds
//! of control flow, calls, floats and vectors whose bits are seen, traps, loops that may not end.
//!
//! Left out is what the two ways differ in on purpose: changing the width of floats, where wasmtime
//! leaves the bits of a NaN to the processor.

use std::fmt::Write as _;
use Ty::{F32, F64, I32, I64, V128};

/// Random numbers from a seed: xorshift64*.
pub struct Dice(u64);

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
	}

	fn next(&mut self) -> u64 {
		self.0 ^= self.0 >> 12;
		self.0 ^= self.0 << 25;
		self.0 ^= self.0 >> 27;
		self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
	}

	pub fn below(&mut self, most: u64) -> u64 {
		(self.next() >> 16) % most
	}

	/// Bits of a value: often one at the edge, now and then a NaN of odd bits.
	pub fn bits(&mut self) -> u64 {
		match self.below(7) {
			0 => 0,
			1 | 2 => self.below(64),
			3 => u64::MAX - self.below(3),
			4 => 0x7fa1_2345_7fa1_2345,
			5 => 0xfff4_1234_5678_9abc,
			_ => self.next(),
		}
	}

	fn pick<T: Copy>(&mut self, of: &[T]) -> T {
		of[self.below(of.len() as u64) as usize]
	}
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ty {
	I32,
	I64,
	F32,
	F64,
	V128,
}

const TYPES: [Ty; 5] = [I32, I64, F32, F64, V128];

impl Ty {
	fn name(self) -> &'static str {
		match self {
			I32 => "i32",
			I64 => "i64",
			F32 => "f32",
			F64 => "f64",
			V128 => "v128",
		}
	}
}

#[derive(Clone)]
struct Signature {
	params: Vec<Ty>,
	results: Vec<Ty>,
}

/// Writes one function.
struct Writer<'a> {
	dice: &'a mut Dice,
	functions: &'a [Signature],
	number: usize,
	mine: &'a Signature,
	locals: Vec<Ty>,
	/// What a branch to each label takes, innermost last.
	labels: Vec<Vec<Ty>>,
	/// Expressions and statements that may still be written.
	left: u32,
	bulk: bool,
}

/// Operators by what they give and take.
const UNARY: &[(Ty, Ty, &[&str])] = &[
	(I32, I32, &["i32.eqz", "i32.clz", "i32.popcnt", "i32.extend8_s"]),
	(I32, I64, &["i32.wrap_i64", "i64.eqz"]),
	(I32, F32, &["i32.reinterpret_f32", "i32.trunc_f32_s", "i32.trunc_sat_f32_u"]),
	(I32, F64, &["i32.trunc_f64_u", "i32.trunc_sat_f64_s"]),
	(I32, V128, &["v128.any_true", "i32x4.bitmask", "i32x4.extract_lane 2"]),
	(I64, I64, &["i64.ctz", "i64.extend32_s"]),
	(I64, I32, &["i64.extend_i32_s", "i64.extend_i32_u"]),
	(I64, F64, &["i64.reinterpret_f64", "i64.trunc_sat_f64_s", "i64.trunc_f64_s"]),
	(I64, V128, &["i64x2.extract_lane 1"]),
	(F32, F32, &["f32.abs", "f32.neg", "f32.sqrt", "f32.ceil", "f32.floor", "f32.trunc"]),
	(F32, F32, &["f32.nearest"]),
	(F32, I32, &["f32.reinterpret_i32", "f32.convert_i32_s", "f32.convert_i32_u"]),
	(F32, I64, &["f32.convert_i64_s", "f32.convert_i64_u"]),
	(F32, V128, &["f32x4.extract_lane 0", "f32x4.extract_lane 3"]),
	(F64, F64, &["f64.abs", "f64.neg", "f64.sqrt", "f64.ceil", "f64.floor", "f64.trunc"]),
	(F64, F64, &["f64.nearest"]),
	(F64, I64, &["f64.reinterpret_i64", "f64.convert_i64_s", "f64.convert_i64_u"]),
	(F64, I32, &["f64.convert_i32_s", "f64.convert_i32_u"]),
	(F64, V128, &["f64x2.extract_lane 0", "f64x2.extract_lane 1"]),
	(V128, V128, &["f32x4.sqrt", "f64x2.sqrt", "f32x4.neg", "f64x2.abs", "f64x2.ceil"]),
	(V128, V128, &["f32x4.floor", "f32x4.nearest", "f64x2.trunc", "v128.not", "i8x16.popcnt"]),
	(V128, F32, &["f32x4.splat"]),
	(V128, F64, &["f64x2.splat"]),
	(V128, I32, &["i32x4.splat", "i8x16.splat"]),
];
const BINARY: &[(Ty, Ty, &[&str])] = &[
	(I32, I32, &["i32.add", "i32.sub", "i32.mul", "i32.and", "i32.or", "i32.xor", "i32.shl"]),
	(I32, I32, &["i32.shr_u", "i32.rotl", "i32.lt_s", "i32.ge_u", "i32.eq", "i32.div_s"]),
	(I32, I32, &["i32.rem_u"]),
	(I32, I64, &["i64.eq", "i64.lt_u", "i64.ge_s"]),
	(I32, F32, &["f32.eq", "f32.lt", "f32.ge", "f32.ne"]),
	(I32, F64, &["f64.eq", "f64.gt", "f64.le", "f64.ne"]),
	(I64, I64, &["i64.add", "i64.sub", "i64.mul", "i64.xor", "i64.shr_s", "i64.div_u"]),
	(F32, F32, &["f32.add", "f32.sub", "f32.mul", "f32.div", "f32.min", "f32.max"]),
	(F32, F32, &["f32.copysign"]),
	(F64, F64, &["f64.add", "f64.sub", "f64.mul", "f64.div", "f64.min", "f64.max"]),
	(F64, F64, &["f64.copysign"]),
	(V128, V128, &["f32x4.add", "f32x4.mul", "f32x4.div", "f32x4.min", "f32x4.max"]),
	(V128, V128, &["f64x2.add", "f64x2.sub", "f64x2.div", "f64x2.min", "f64x2.max"]),
	(V128, V128, &["f32x4.pmin", "f64x2.pmax", "i32x4.add", "v128.xor", "f32x4.lt"]),
];

impl Writer<'_> {
	fn below(&mut self, most: u64) -> u64 {
		self.dice.below(most)
	}

	fn spend(&mut self) -> bool {
		self.left = self.left.saturating_sub(1);
		self.left > 0
	}

	fn constant(&mut self, ty: Ty) -> String {
		let bits = self.dice.bits();
		match ty {
			I32 => format!("(i32.const {})", bits as i32),
			I64 => format!("(i64.const {})", bits as i64),
			F32 => format!("(f32.reinterpret_i32 (i32.const {}))", bits as i32),
			F64 => format!("(f64.reinterpret_i64 (i64.const {}))", bits as i64),
			V128 => format!("(v128.const i64x2 {} {})", bits as i64, self.dice.bits() as i64),
		}
	}

	/// A local of the type; there is at least one of each.
	fn local(&mut self, ty: Ty) -> usize {
		let locals = self.locals.iter().enumerate().filter(|(_, local)| **local == ty);
		let locals = locals.map(|(number, _)| number).collect::<Vec<_>>();
		self.dice.pick(&locals)
	}

	/// An address that is mostly inside the memory.
	fn address(&mut self) -> String {
		let value = self.value(I32);
		match self.below(12) {
			0 => value,
			_ => format!("(i32.and {value} (i32.const 0xff0))"),
		}
	}

	fn values(&mut self, types: &[Ty]) -> String {
		types.iter().map(|ty| self.value(*ty)).collect::<Vec<_>>().join(" ")
	}

	/// An operator out of a table that gives the type, with its operands.
	fn operator(&mut self, ty: Ty, table: &[(Ty, Ty, &[&str])], operands: usize) -> String {
		let rows = table.iter().filter(|row| row.0 == ty).collect::<Vec<_>>();
		let row = self.dice.pick(&rows);
		let name = self.dice.pick(row.2);
		format!("({name} {})", self.values(&vec![row.1; operands]))
	}

	/// An expression that gives a value.
	fn value(&mut self, ty: Ty) -> String {
		if !self.spend() {
			return match self.below(2) {
				0 => self.constant(ty),
				_ => format!("(local.get {})", self.local(ty)),
			};
		}
		let name = ty.name();
		match self.below(16) {
			0 => self.constant(ty),
			1 => format!("(local.get {})", self.local(ty)),
			2 => {
				let value = self.value(ty);
				format!("(local.tee {} {value})", self.local(ty))
			},
			3 => format!("(global.get $g{name})"),
			4 => format!("({name}.load {})", self.address()),
			5..=8 => self.operator(ty, BINARY, 2),
			9..=11 => self.operator(ty, UNARY, 1),
			12 => format!("(select {} {})", self.values(&[ty, ty]), self.value(I32)),
			13 => {
				let condition = self.value(I32);
				let [then, other] = [(); 2].map(|()| {
					self.inside(vec![ty], |writer| {
						let statement = writer.statement();
						format!("{statement} {}", writer.value(ty))
					})
				});
				format!("(if (result {name}) {condition} (then {then}) (else {other}))")
			},
			14 => {
				let body = self.inside(vec![ty], |writer| {
					let statement = writer.statement();
					let (early, condition) = (writer.value(ty), writer.value(I32));
					format!("{statement} (br_if 0 {early} {condition}) {}", writer.statement())
				});
				format!("(block (result {name}) {body})")
			},
			_ => self.call(&[ty]).unwrap_or_else(|| self.constant(ty)),
		}
	}

	/// A call of one of the functions that give these results, if there is one.
	fn call(&mut self, results: &[Ty]) -> Option<String> {
		// Recursion runs out of fuel, which the costs of bulk instructions change.
		let first = if self.bulk { self.number + 1 } else { 0 };
		let fit = (first..self.functions.len()).filter(|n| self.functions[*n].results == results);
		let fit = fit.collect::<Vec<_>>();
		if fit.is_empty() {
			return None;
		}
		let number = self.dice.pick(&fit);
		let functions = self.functions;
		let args = self.values(&functions[number].params);
		Some(match self.below(3) {
			0 => {
				let entry = match self.below(6) {
					0 => self.value(I32),
					_ => format!("(i32.const {number})"),
				};
				format!("(call_indirect (type $t{number}) {args} {entry})")
			},
			_ => format!("(call $f{number} {args})"),
		})
	}

	fn inside(&mut self, takes: Vec<Ty>, body: impl FnOnce(&mut Self) -> String) -> String {
		self.labels.push(takes);
		let body = body(self);
		self.labels.pop();
		body
	}

	/// A label to branch to, with what it takes.
	fn label(&mut self) -> (usize, Vec<Ty>) {
		let depth = self.below(self.labels.len() as u64) as usize;
		(depth, self.labels[self.labels.len() - 1 - depth].clone())
	}

	/// Something behind which nothing is reached.
	fn jump(&mut self) -> String {
		match self.below(8) {
			0 => "(unreachable)".into(),
			1 | 2 => {
				let results = self.mine.results.clone();
				format!("(return {})", self.values(&results))
			},
			3 => {
				let results = self.mine.results.clone();
				let call = self.call(&results).unwrap_or_default();
				call.replacen("(call", "(return_call", 1)
			},
			4 | 5 => {
				let (depth, takes) = self.label();
				format!("(br {depth} {})", self.values(&takes))
			},
			_ => {
				let (depth, takes) = self.label();
				let mut targets = vec![depth];
				for _ in 0..self.below(6) {
					let (other, needs) = self.label();
					if needs == takes {
						targets.push(other);
					}
				}
				let targets = targets.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
				format!("(br_table {targets} {} {})", self.values(&takes), self.value(I32))
			},
		}
	}

	fn statements(&mut self) -> String {
		(0..=self.below(4)).map(|_| self.statement()).collect::<Vec<_>>().join("\n")
	}

	/// Something that leaves the operands as they are, or does not come to its end.
	fn statement(&mut self) -> String {
		if !self.spend() {
			return "(nop)".into();
		}
		let ty = self.dice.pick(&TYPES);
		let name = ty.name();
		match self.below(if self.bulk { 19 } else { 16 }) {
			0 | 1 => {
				let value = self.value(ty);
				format!("(local.set {} {value})", self.local(ty))
			},
			2 => format!("(global.set $g{name} {})", self.value(ty)),
			3 | 4 => format!("({name}.store {} {})", self.address(), self.value(ty)),
			5 => format!("(drop {})", self.value(ty)),
			6 | 7 => {
				// Ends after some turns, or when it likes.
				let turns = self.locals.len() - 1;
				let body = self.inside(Vec::new(), |writer| {
					let body = writer.statements();
					let condition = match writer.below(3) {
						// It would run out of fuel, which the costs of bulk instructions change.
						0 if !writer.bulk => writer.value(I32),
						_ => format!(
							"(i32.lt_u (local.tee {turns} (i32.add (local.get {turns})
								(i32.const 1))) (i32.const {}))",
							writer.dice.pick(if writer.bulk {
								&[2, 10, 10]
							} else {
								&[2, 10, 1000]
							})
						),
					};
					format!("{body} (br_if 0 {condition})")
				});
				format!("(loop {body})")
			},
			8 => {
				let body = self.inside(Vec::new(), Self::statements);
				format!("(block {body})")
			},
			9 => {
				let condition = self.value(I32);
				let [then, other] =
					[(); 2].map(|()| self.inside(Vec::new(), |writer| writer.statements()));
				match self.below(2) {
					0 => format!("(if {condition} (then {then}))"),
					_ => format!("(if {condition} (then {then}) (else {other}))"),
				}
			},
			10 => {
				// What follows would never be reached.
				let condition = self.value(I32);
				let jump = self.inside(Vec::new(), Self::jump);
				format!("(if {condition} (then {jump}))")
			},
			11 => {
				let (depth, takes) = self.label();
				let drops = "(drop)".repeat(takes.len());
				format!("(br_if {depth} {} {}) {drops}", self.values(&takes), self.value(I32))
			},
			12 => match self.below(4) {
				0 => self.jump(),
				_ => "(nop)".into(),
			},
			13 => match self.below(4) {
				0 => "(drop (memory.grow (i32.const 1)))".into(),
				1 => "(table.set $t (i32.const 1) (table.get $t (i32.const 0)))".into(),
				_ => "(nop)".into(),
			},
			14 => {
				let results = self.dice.pick(&[&[][..], &[I32, F64], &[V128, I64]]);
				let drops = "(drop)".repeat(results.len());
				match self.call(results) {
					Some(call) => format!("{call} {drops}"),
					None => "(nop)".into(),
				}
			},
			15 => {
				let body = self.inside(vec![F64, I32], |writer| {
					let statement = writer.statement();
					format!("{statement} {}", writer.values(&[F64, I32]))
				});
				format!("(block (result f64 i32) {body}) (drop) (drop)")
			},
			16 => format!("(memory.fill {} {} {})", self.address(), self.value(I32), self.size()),
			17 => {
				format!("(memory.copy {} {} {})", self.address(), self.address(), self.size())
			},
			_ => match self.below(4) {
				0 => "(memory.init $d (i32.const 9) (i32.const 1) (call $cost (i32.const 5)))",
				1 => "(table.copy $t $t (i32.const 0) (i32.const 1) (call $cost (i32.const 2)))",
				2 => "(table.fill $t (i32.const 3) (ref.null func) (call $cost (i32.const 1)))",
				_ => "(table.init $t $e (i32.const 1) (i32.const 0) (call $cost (i32.const 1)))",
			}
			.into(),
		}
	}

	fn size(&mut self) -> String {
		let value = self.value(I32);
		format!("(call $cost (i32.and {value} (i32.const 0x1fff)))")
	}
}

/// Gives the size that it is given, and adds up what an instruction that fills or copies so many
/// bytes costs beside the one that wasmtime counts.
const COST: &str = r#"
(global $extra (export "extra") (mut i64) (i64.const 0))
(func $cost (param i32) (result i32)
	(global.set $extra (i64.add (global.get $extra) (i64.add (i64.const 11)
		(i64.mul (i64.const 32) (i64.extend_i32_u (i32.div_u (local.get 0) (i32.const 1024)))))))
	(local.get 0))
"#;

/// A module, all of whose functions, globals and the rest are exported.
pub fn module(dice: &mut Dice, bulk: bool) -> String {
	let mut types = |most| (0..dice.below(most)).map(|_| dice.pick(&TYPES)).collect::<Vec<_>>();
	let mut functions = vec![
		Signature { params: types(3), results: vec![I32] },
		Signature { params: types(3), results: vec![F64] },
		Signature { params: types(4), results: vec![] },
		Signature { params: types(2), results: vec![I32, F64] },
	];
	functions.truncate(1 + dice.below(4) as usize);
	functions.push(Signature { params: vec![F64, V128], results: vec![V128] });
	let mut text = String::from("(module (memory (export \"memory\") 1 2)\n");
	let count = functions.len();
	let list = (0..count).map(|number| format!("$f{number}")).collect::<Vec<_>>().join(" ");
	writeln!(text, "(table $t (export \"table\") 8 funcref) (elem (i32.const 0) func {list})")
		.unwrap();
	text += "(elem $e func $f0) (data $d \"some data\")";
	for ty in TYPES {
		let name = ty.name();
		let zero = match ty {
			V128 => "(v128.const i64x2 0 0)".into(),
			_ => format!("({name}.const 0)"),
		};
		writeln!(text, "(global $g{name} (export \"{name}\") (mut {name}) {zero})").unwrap();
	}
	if bulk {
		text += COST;
	}
	for (number, mine) in functions.iter().enumerate() {
		let names = |types: &[Ty]| types.iter().map(|ty| ty.name()).collect::<Vec<_>>().join(" ");
		let (params, results) = (names(&mine.params), names(&mine.results));
		let signature = format!("(param {params}) (result {results})");
		// The last local counts turns.
		let locals = [&TYPES[..], &[I32]].concat();
		let left = 20 + dice.below(150) as u32;
		let mut writer = Writer {
			dice: &mut *dice,
			functions: &functions,
			number,
			mine,
			locals: [&mine.params[..], &locals].concat(),
			labels: vec![mine.results.clone()],
			left,
			bulk,
		};
		let mut body = writer.statements();
		while writer.left > 0 {
			body += &writer.statements();
		}
		writer.left = 8;
		body += &writer.values(&mine.results);
		writeln!(text, "(type $t{number} (func {signature}))").unwrap();
		writeln!(
			text,
			"(func $f{number} (export \"f{number}\") {signature} (local {}) {body})",
			names(&locals)
		)
		.unwrap();
	}
	text + ")"
}
