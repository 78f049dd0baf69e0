// SPDX-License-Identifier: Apache-2.0

//! Random modules, as they are in wasmtime with its own fuel and its own canonical NaNs, and as
//! rewritten: both must give the same results, memory, globals, traps and fuel, and end at the
//! same point when fuel runs out. wasmtime 36 counts one for each instruction
//! but the bulk ones, so it is the independent count of the same prices; those the modules count
//! themselves.
//!
//! `BOURSE_METER_MODULES=100000` tries that many.

use crate::module::{
	check::validate,
	price::FLAT,
	rewrite::{self, rewrite},
	settings::{config, CodeGeneration, ADDED, WASM_STACK},
	USED_UP,
};
use std::{env, fmt::Write as _, thread};
use wasmtime::{
	Engine, Extern, Func, Instance, InstanceAllocationStrategy, Linker, Module, Store, Trap, Val,
	ValType,
};

#[path = "meter_random_tests/generate.rs"]
mod generate;
use generate::{module, Dice};

/// Modules of an ordinary run.
const MODULES: u64 = 100;

/// A module with its instance, one way or the other.
struct Side {
	store: Store<()>,
	instance: Instance,
	rewritten: bool,
}

/// How a call ended.
#[derive(PartialEq, Debug)]
enum End {
	/// It returned, with so much fuel left (none when it used more than there was).
	Returned(String, u64),
	Trapped(Trap),
	OutOfFuel,
}

impl Side {
	fn new(module: &Module, rewritten: bool) -> Self {
		let engine = module.engine();
		let mut store = Store::new(engine, ());
		if !rewritten {
			store.set_fuel(1_000_000).unwrap();
		}
		let instance = Linker::new(engine).instantiate(&mut store, module).unwrap();
		Self { store, instance, rewritten }
	}

	fn call(&mut self, name: &str, args: &[Val], fuel: u64) -> End {
		let function: Func = self.instance.get_func(&mut self.store, name).unwrap();
		let count = function.ty(&self.store).results().len();
		let mut results = vec![Val::I32(0); count];
		if let Some(global) = self.instance.get_global(&mut self.store, "extra") {
			global.set(&mut self.store, Val::I64(0)).unwrap();
		}
		let global = self.instance.get_global(&mut self.store, rewrite::FUEL);
		assert_eq!(global.is_some(), self.rewritten);
		match &global {
			Some(global) => global.set(&mut self.store, Val::I64(fuel as i64)).unwrap(),
			None => self.store.set_fuel(fuel).unwrap(),
		}
		let result = function.call(&mut self.store, args, &mut results);
		let left = match &global {
			Some(global) => global.get(&mut self.store).unwrap_i64(),
			None => self.store.get_fuel().unwrap() as i64,
		};
		match result {
			Ok(()) => End::Returned(results.iter().map(seen).collect(), left.max(0) as u64),
			Err(error) => match *error.downcast_ref::<Trap>().unwrap() {
				Trap::UnreachableCodeReached if left == USED_UP => End::OutOfFuel,
				Trap::OutOfFuel => End::OutOfFuel,
				trap => End::Trapped(trap),
			},
		}
	}

	/// What the bulk instructions of the last call cost, as the module itself has counted.
	fn extra(&mut self) -> u64 {
		match self.instance.get_global(&mut self.store, "extra") {
			Some(global) => global.get(&mut self.store).unwrap_i64() as u64,
			None => 0,
		}
	}

	/// All that is exported and can be looked at, by name.
	fn state(&mut self) -> String {
		let mut text = String::new();
		let exports = self.instance.exports(&mut self.store);
		let exports = exports.map(|export| (export.name().to_owned(), export.into_extern()));
		for (name, export) in exports.collect::<Vec<_>>() {
			if name.starts_with(ADDED) {
				continue;
			}
			let state = match export {
				Extern::Memory(memory) => {
					hex::encode(bourse_formats::blake2_256(memory.data(&self.store)))
				},
				Extern::Global(global) => seen(&global.get(&mut self.store)),
				Extern::Table(table) => (0..table.size(&self.store))
					.map(|at| {
						u8::from(table.get(&mut self.store, at).unwrap().is_null()).to_string()
					})
					.collect(),
				_ => continue,
			};
			writeln!(text, "{name}: {state}").unwrap();
		}
		text
	}
}

/// A value with all its bits; of a reference whether it is null.
fn seen(value: &Val) -> String {
	match value {
		Val::F32(bits) => format!("f32 {bits:08x} "),
		Val::F64(bits) => format!("f64 {bits:016x} "),
		Val::V128(bits) => format!("v128 {:032x} ", bits.as_u128()),
		Val::I32(value) => format!("i32 {value} "),
		Val::I64(value) => format!("i64 {value} "),
		reference => format!("null {} ", reference.ref_().is_none_or(|value| value.is_null())),
	}
}

/// An argument: often one at the edge, now and then a NaN of odd bits.
fn argument(dice: &mut Dice, ty: &ValType) -> Val {
	let bits = dice.bits();
	match ty {
		ValType::I32 => Val::I32(bits as i32),
		ValType::I64 => Val::I64(bits as i64),
		ValType::F32 => Val::F32(bits as u32),
		ValType::F64 => Val::F64(bits),
		ValType::V128 => Val::V128((u128::from(bits) << 64 | u128::from(dice.bits())).into()),
		ValType::Ref(ty) => Val::null_ref(ty.heap_type()),
	}
}

/// What the modules came to.
#[derive(Default, Debug)]
struct Tally {
	modules: u64,
	returned: u64,
	trapped: u64,
	out_of_fuel: u64,
	not_told: u64,
	fuel: u64,
}

/// Calls every function of a module, both ways.
fn compare(engines: &[Engine; 2], seed: u64, bulk: bool, tally: &mut Tally) {
	let mut dice = Dice::new(seed);
	let text = module(&mut dice, bulk);
	let original = wat::parse_str(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
	let types = validate(&original).unwrap();
	let modules = [&original, &rewrite(&original, types.as_ref(), &FLAT).unwrap()];
	let modules: [Module; 2] =
		std::array::from_fn(|side| Module::new(&engines[side], modules[side]).unwrap());
	let begin = || (Side::new(&modules[0], false), Side::new(&modules[1], true));
	let (mut plain, mut ours) = begin();
	tally.modules += 1;
	let functions = modules[0].exports().filter_map(|export| {
		Some((export.name().to_owned(), export.ty().func()?.params().collect::<Vec<_>>()))
	});
	for (name, params) in functions.collect::<Vec<_>>() {
		for _ in 0..4 {
			let args = params.iter().map(|ty| argument(&mut dice, ty)).collect::<Vec<_>>();
			let fuel = match dice.below(3) {
				_ if bulk => 100_000,
				0 => dice.below(60),
				1 => dice.below(1000),
				_ => 50_000,
			};
			let [expected, found] =
				[&mut plain, &mut ours].map(|side| side.call(&name, &args, fuel));
			if [&expected, &found].contains(&&End::Trapped(Trap::StackOverflow)) {
				// Frames are not equally large.
				tally.not_told += 1;
				(plain, ours) = begin();
				continue;
			}
			if bulk && found == End::OutOfFuel {
				// It had to pay for bulk instructions, which wasmtime does not count.
				tally.not_told += 1;
				(plain, ours) = begin();
				continue;
			}
			let same = match (&expected, &found) {
				(End::Returned(first, before), End::Returned(second, after)) => {
					first == second && *before == after + plain.extra()
				},
				_ => expected == found,
			};
			assert!(
				same && plain.state() == ours.state(),
				"seed {seed}, {name} {args:?} with {fuel}: {expected:?}, {found:?}\n{}{}{text}",
				plain.state(),
				ours.state()
			);
			match &found {
				End::Returned(_, left) => {
					tally.returned += 1;
					tally.fuel += fuel - left;
				},
				End::Trapped(_) => tally.trapped += 1,
				End::OutOfFuel => tally.out_of_fuel += 1,
			}
		}
	}
}

fn engines() -> [Engine; 2] {
	[true, false].map(|plain| {
		let mut config = config(CodeGeneration::default()).unwrap();
		config
			.allocation_strategy(InstanceAllocationStrategy::OnDemand)
			.wasm_backtrace(false)
			.consume_fuel(plain)
			.cranelift_nan_canonicalization(plain);
		Engine::new(&config).unwrap()
	})
}

fn modules() -> u64 {
	env::var("BOURSE_METER_MODULES").map_or(MODULES, |text| text.parse().unwrap())
}

/// Many modules, on a thread with room for the programs' stack.
fn compare_many(bulk: bool) -> Tally {
	let run = move || {
		let (engines, mut tally) = (engines(), Tally::default());
		for seed in 0..modules() {
			compare(&engines, seed, bulk, &mut tally);
		}
		println!("{tally:?}");
		tally
	};
	thread::Builder::new().stack_size(2 * WASM_STACK).spawn(run).unwrap().join().unwrap()
}

#[test]
fn rewritten_modules_should_give_and_consume_the_same() {
	let tally = compare_many(false);
	// Enough of each kind to mean something.
	assert!(tally.returned > tally.modules && tally.trapped > tally.modules / 4, "{tally:?}");
	assert!(tally.out_of_fuel > tally.modules && tally.fuel > 100 * tally.modules, "{tally:?}");
	assert!(tally.not_told < tally.returned, "{tally:?}");
}

#[test]
fn rewritten_modules_should_consume_by_size_when_there_are_bulk_instructions() {
	let tally = compare_many(true);
	assert!(tally.returned > tally.modules && tally.trapped > tally.modules / 4, "{tally:?}");
	assert!(tally.fuel > 100 * tally.modules && tally.not_told < tally.returned, "{tally:?}");
}
