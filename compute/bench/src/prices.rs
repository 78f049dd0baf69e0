// SPDX-License-Identifier: Apache-2.0

//! What each class of instructions takes, beside its price: how long T's fuel lasts for a loop that does
//! nothing else, and for programs. `scripts/bench-compute --prices` runs it; who changes a price in
//! `compute/src/module/price.rs` looks here before and afterwards.
//!
//! Times are those that the process has had on a processor, so that a busy machine changes them little.

use crate::{
	engine, others, processor_time,
	report::{processor, said},
	verdict::{Kind, Row, Verdict},
	Measured,
};
use bourse_compute::{Engine, Inputs, Limits};
use bourse_formats::limits::MAX_MEMORY;
use std::{fmt::Write as _, fs, path::Path, time::Duration};

/// How long a program is measured.
const TIME: Duration = Duration::from_millis(400);

/// A program that does one thing again and again.
struct Program {
	name: String,
	/// What is done first, once.
	setup: String,
	/// What is done in each turn of the loop.
	body: String,
	/// Times that the body is repeated in a turn.
	repeat: usize,
	/// Bytes of memory.
	memory: u64,
	/// Its time follows from its data (missed caches, crossed pages, subnormal numbers, branches that are not
	/// foreseen) or from what its instructions wait for, which no price can tell.
	by_data: bool,
}

impl Program {
	fn new(name: &str, body: &str) -> Self {
		Self {
			name: name.into(),
			setup: String::new(),
			body: body.into(),
			repeat: 32,
			memory: 1 << 20,
			by_data: false,
		}
	}

	/// One that does its body once a turn.
	fn once(name: &str, body: &str) -> Self {
		Self { repeat: 1, ..Self::new(name, body) }
	}

	/// A module that does `turns` turns.
	fn module(&self, turns: u32) -> Measured<Vec<u8>> {
		let (pages, setup, body) = (self.memory >> 16, &self.setup, self.body.repeat(self.repeat));
		let text = format!(
			r#"(module
			(type $unary (func (param i64) (result i64)))
			(import "wasi_snapshot_preview1" "clock_time_get"
				(func $clock (param i32 i64 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_write"
				(func $write (param i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
			(import "wasi_snapshot_preview1" "path_filestat_get"
				(func $stat (param i32 i32 i32 i32 i32) (result i32)))
			(import "wasi_snapshot_preview1" "fd_read"
				(func $read (param i32 i32 i32 i32) (result i32)))
			(memory (export "memory") {pages})
			(table $table 16 funcref)
			(elem (table $table) (i32.const 0) func
				$same $next $same $next $same $next $same $next
				$same $next $same $next $same $next $same $next)
			(global $global (mut i64) (i64.const 7))
			;; What the compiler must not know: it would multiply, divide or load by what it knows.
			(global $i (mut i32) (i32.const 0))
			(global $b (mut i64) (i64.const 0x3b9aca07))
			(global $t (mut i32) (i32.const 0x3e9))
			;; A buffer of 64 KiB at 65,536; a path of two names again and again.
			(data (i32.const 16) "\00\00\01\00\00\00\01\00")
			(data (i32.const 256) "in/../in/../in/../in/../in/../in/../in/../in/../in/../in/../in/..")
			(func $same (type $unary) (local.get 0))
			(func $next (type $unary) (i64.add (local.get 0) (i64.const 1)))
			(func $deep (param $n i64) (result i64)
				(if (result i64) (i64.eqz (local.get $n)) (then (i64.const 1))
					(else (i64.add (local.get $n)
						(call $deep (i64.sub (local.get $n) (i64.const 1)))))))
			(func (export "_start") (local $turns i32) (local $i i32) (local $p i32)
				(local $a i64) (local $b i64) (local $c i64)
				(local $s i32) (local $t i32) (local $x f64) (local $y f64) (local $v v128) (local $w v128)
				(local.set $turns (i32.const {turns}))
				(local.set $a (i64.const 0x123456789abcdef1))
				(local.set $i (global.get $i)) (local.set $b (global.get $b)) (local.set $t (global.get $t))
				(local.set $c (i64.const 0x7fff000000000001))
				(local.set $s (i32.const 0x12345671))
				(local.set $x (f64.const 1.000001)) (local.set $y (f64.const 0.999999))
				(local.set $v (v128.const i32x4 0x3f800001 0x3f800003 0x3f800005 0x3f800007))
				(local.set $w (v128.const i32x4 0x3f7ffff1 0x3f7ffff3 0x3f7ffff5 0x3f7ffff7))
				{setup}
				(loop $loop
					{body}
					(br_if $loop (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
				(i64.store (i32.const 0) (i64.add (local.get $a) (i64.add (local.get $b)
					(i64.extend_i32_u (i32.add (local.get $s) (local.get $p))))))
				(f64.store (i32.const 0) (f64.add (local.get $x) (local.get $y)))
				(v128.store (i32.const 0) (v128.xor (local.get $v) (local.get $w)))))"#
		);
		Ok(wat::parse_str(text).map_err(|error| format!("{}: {error}", self.name))?)
	}

	/// Time and fuel of this many turns.
	fn run(&self, engine: &Engine, turns: u32) -> Measured<(Duration, u64)> {
		let module = self.module(turns)?;
		engine.compile(&module)?;
		let limits = Limits {
			fuel: i64::MAX as u64,
			memory: MAX_MEMORY as usize,
			wall_clock: Duration::from_secs(600),
			..Limits::for_time_ref(300)
		};
		let start = processor_time();
		let run = engine.run(&module, Inputs::default(), &limits)?;
		Ok((processor_time() - start, run.header.fuel))
	}

	/// What a body takes: nanoseconds, and fuel.
	fn measure(&self, engine: &Engine) -> Measured<(f64, f64)> {
		let (mut few, mut turns) = (self.run(engine, 1)?, 16);
		loop {
			let many = self.run(engine, turns)?;
			let time = many.0.saturating_sub(few.0);
			if time >= TIME || turns >= 1 << 30 {
				// The shortest of three, since what else the machine does only adds.
				for _ in 0..2 {
					few.0 = few.0.min(self.run(engine, 1)?.0);
				}
				let time = many.0.min(self.run(engine, turns)?.0).saturating_sub(few.0);
				let bodies = f64::from(turns - 1) * self.repeat as f64;
				return Ok((time.as_secs_f64() * 1e9 / bodies, (many.1 - few.1) as f64 / bodies));
			}
			turns = turns.saturating_mul(if time < TIME / 20 { 16 } else { 4 });
		}
	}
}

/// The classes of instructions.
fn classes() -> Vec<Program> {
	let i64_of = |op: &str| format!("(local.set $a (i64.{op} (local.get $a) (local.get $b)))");
	let f64_of = |op: &str| format!("(local.set $x (f64.{op} (local.get $x) (local.get $y)))");
	let v_of = |op: &str| format!("(local.set $v ({op} (local.get $v) (local.get $w)))");
	let divide = |op: &str, by: &str| {
		format!("(local.set $a (i64.{op} (i64.or (local.get $a) (local.get $c)) {by}))")
	};
	let load = |op: &str, at: &str| {
		format!(
			"(local.set $b (i64.xor (local.get $b) ({op} (i32.add (i32.and (local.get $s) \
			(i32.const 4088)) (i32.const {at})))))(local.set $s (i32.add (local.get $s) (i32.const 8)))"
		)
	};
	let store = |op: &str, at: &str| {
		format!(
			"({op} (i32.add (i32.and (local.get $s) (i32.const 4088)) (i32.const {at})) \
			(local.get $b))(local.set $s (i32.add (local.get $s) (i32.const 8)))"
		)
	};
	// The next of a series of numbers that the processor can't foresee.
	let dice = "(local.set $s (i32.add (i32.mul (local.get $s) (i32.const 1664525)) \
		(i32.const 1013904223)))";
	let chance = "(i32.shr_u (local.get $s) (i32.const 28))";
	vec![
		Program::once("empty turn of a loop", ""),
		Program { by_data: true, ..Program::new("i64.add, i64.xor", &(i64_of("add") + "(local.set $b (i64.xor (local.get $b) (local.get $a)))")) },
		Program::new("i64.mul", &i64_of("mul")),
		Program::new("i64.div_u", &divide("div_u", "(local.get $b)")),
		Program::new("i64.rem_s", &divide("rem_s", "(local.get $b)")),
		Program::new("i64.div_u by a constant", &divide("div_u", "(i64.const 1000)")),
		Program::new("i32.div_u", "(local.set $s (i32.div_u (i32.or (local.get $s) (i32.const 0x70000000)) (local.get $t)))"),
		Program::new("i64.clz", "(local.set $a (i64.clz (local.get $a)))"),
		Program { by_data: true, ..Program::new("f64.lt and back", "(local.set $x (f64.convert_i32_u (f64.lt (local.get $x) (local.get $y))))") },
		Program::new("i64.clz, i64.popcnt", "(local.set $a (i64.add (i64.clz (local.get $a)) (i64.popcnt (local.get $b)))) (local.set $b (i64.add (local.get $b) (local.get $a)))"),
		Program::new("select", "(local.set $a (select (local.get $b) (local.get $a) (i64.lt_u (local.get $a) (local.get $b)))) (local.set $b (i64.add (local.get $b) (i64.const 3)))"),
		Program { by_data: true, ..Program::new("f64.add", &f64_of("add")) },
		Program { by_data: true, ..Program::new("f64.mul", &f64_of("mul")) },
		Program::new("f64.div", &f64_of("div")),
		Program::new("f64.sqrt", "(local.set $x (f64.sqrt (f64.add (local.get $x) (local.get $y))))"),
		// Some processors take ten times as long for them.
		Program {
			setup: "(local.set $x (f64.const 3e-310))".into(),
			by_data: true,
			..Program::new("f64.mul of subnormal numbers", &f64_of("mul"))
		},
		Program {
			setup: "(local.set $x (f64.const 3e-310)) (local.set $y (f64.const 1.000001))".into(),
			by_data: true,
			..Program::new("f64.div of subnormal numbers", &f64_of("div"))
		},
		Program::new("f64.min", &f64_of("min")),
		Program::new("f64.nearest", "(local.set $x (f64.add (f64.nearest (local.get $x)) (local.get $y)))"),
		Program { by_data: true, ..Program::new("f64 to i64 and back", "(local.set $x (f64.convert_i64_s (i64.add (i64.trunc_sat_f64_s (local.get $x)) (local.get $b))))") },
		Program { by_data: true, ..Program::new("f32x4.add", &v_of("f32x4.add")) },
		Program { by_data: true, ..Program::new("f32x4.mul", &v_of("f32x4.mul")) },
		Program { by_data: true, ..Program::new("f32x4.mul, kept on the stack", "(local.set $v (f32x4.mul (local.get $w) (f32x4.mul (local.get $w) (f32x4.mul (local.get $w) (f32x4.mul (local.get $w) (local.get $v))))))") },
		Program { by_data: true, ..Program::new("f64x2.add", &v_of("f64x2.add")) },
		Program { by_data: true, ..Program::new("f32x4.demote, f64x2.promote", "(local.set $v (f64x2.promote_low_f32x4 (f32x4.demote_f64x2_zero (local.get $v))))") },
		Program::new("f32x4.div", &v_of("f32x4.div")),
		Program::new("f64x2.sqrt", "(local.set $v (f64x2.add (f64x2.sqrt (local.get $v)) (local.get $w)))"),
		Program::new("f32x4.max", &v_of("f32x4.max")),
		Program::new("i32x4.mul", &v_of("i32x4.mul")),
		Program::new("i64x2.mul", &v_of("i64x2.mul")),
		Program::new("i8x16.swizzle", &v_of("i8x16.swizzle")),
		Program::new("i8x16.shl", "(local.set $v (v128.xor (i8x16.shl (local.get $v) (i32.const 3)) (local.get $w)))"),
		Program::new("i64.load of 4 KiB", &load("i64.load", "1024")),
		Program::new("i64.store to 4 KiB", &store("i64.store", "8192")),
		Program { by_data: true, ..Program::new("i32.load of the next place", "(local.set $p (i32.load (local.get $p)))") },
		Program::new("i64.load, not aligned", &load("i64.load", "1021")),
		Program { by_data: true, ..Program::new("i64.load across pages", "(local.set $b (i64.xor (local.get $b) (i64.load (i32.add (i32.and (local.get $s) (i32.const 61440)) (i32.const 4093)))))(local.set $s (i32.add (local.get $s) (i32.const 4096)))") },
		Program {
			by_data: true,
			..Program::new("i64.store across pages", "(i64.store (i32.add (i32.and (local.get $s) (i32.const 61440)) (i32.const 4093)) (local.get $b))(local.set $s (i32.add (local.get $s) (i32.const 4096)))")
		},
		Program { by_data: true, ..Program::new("load of what was just stored", "(i64.store offset=8192 (local.get $p) (local.get $a)) (local.set $a (i64.load offset=8192 (local.get $i)))") },
		Program::new("global.get, global.set", "(global.set $global (i64.add (global.get $global) (local.get $b)))"),
		Program::new("call", "(local.set $a (call $next (local.get $a)))"),
		Program::new("call_indirect", "(local.set $a (call_indirect (type $unary) (local.get $a) (i32.and (i32.wrap_i64 (local.get $a)) (i32.const 15))))"),
		Program::new("call_indirect, not foreseen", &format!("{dice} (local.set $a (call_indirect (type $unary) (local.get $a) {chance}))")),
		Program { by_data: true, ..Program::new("br_if, not foreseen", &format!("{dice} (block (br_if 0 (i32.lt_u {chance} (i32.const 8))) (local.set $a (i64.add (local.get $a) (local.get $b))) (i64.store (i32.const 512) (local.get $a)))")) },
		Program::new("br_table, not foreseen", &format!("{dice} (block (block (block (block (br_table 0 1 2 3 {chance})) (i64.store (i32.const 512) (local.get $a))) (i64.store (i32.const 520) (local.get $a))) (i64.store (i32.const 528) (local.get $a)))")),
		Program::new("table.get, table.set", "(table.set $table (i32.const 3) (table.get $table (i32.const 5)))"),
		Program::new("ref.func", "(table.set $table (i32.const 3) (ref.func $next))"),
		Program::new("memory.grow by nothing", "(drop (memory.grow (i32.const 0)))"),
		Program::new("memory.grow in vain", "(drop (memory.grow (i32.const -1)))"),
		Program::new("memory.fill of 1 byte", "(memory.fill (i32.const 8192) (i32.const 1) (i32.const 1))"),
		Program::once("memory.fill of 64 KiB", "(memory.fill (i32.const 65536) (i32.const 1) (i32.const 65536))"),
		Program::once("memory.copy of 64 KiB", "(memory.copy (i32.const 65536) (i32.const 196611) (i32.const 65536))"),
		Program::once("recursion, 10,000 deep", "(local.set $a (call $deep (i64.const 10000)))"),
		Program::new("sched_yield", "(drop (call $yield))"),
		Program::new("clock_time_get", "(drop (call $clock (i32.const 0) (i64.const 0) (i32.const 512)))"),
		Program::new("fd_write of nothing", "(drop (call $write (i32.const 2) (i32.const 4096) (i32.const 1) (i32.const 512)))"),
		Program::once("fd_write of 64 KiB to stderr", "(drop (call $write (i32.const 2) (i32.const 16) (i32.const 1) (i32.const 512)))"),
		Program::once("random_get of 64 KiB", "(drop (call $random (i32.const 65536) (i32.const 65536)))"),
		Program::new("path_filestat_get, 22 names", "(drop (call $stat (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 65) (i32.const 1024)))"),
		Program::new("fd_read of nothing", "(drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 512)))"),
	]
}

/// Programs that miss caches: most of what they read is not there.
fn missing() -> Vec<Program> {
	let size = |bytes: u64| match bytes >> 30 {
		0 => format!("{} MiB", bytes >> 20),
		gib => format!("{gib} GiB"),
	};
	let chase = |bytes: u64| Program {
		// Each line of 64 bytes names another, in one circle that goes through all of them.
		setup: format!(
			"(loop $fill
				(i32.store (i32.shl (local.get $i) (i32.const 6)) (i32.shl (i32.and (i32.add
					(i32.mul (local.get $i) (i32.const 1664525)) (i32.const 1013904223))
					(i32.const {})) (i32.const 6)))
				(br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
					(i32.const {}))))",
			(bytes >> 6) - 1,
			bytes >> 6
		),
		memory: bytes,
		by_data: true,
		..Program::new(
			&format!("following pointers through {}", size(bytes)),
			"(local.set $p (i32.load (local.get $p)))",
		)
	};
	let lookup = |bytes: u64| Program {
		setup: format!(
			"(memory.fill (i32.const 65536) (i32.const 1) (i32.const {}))",
			bytes - 65_536
		),
		memory: bytes,
		by_data: true,
		..Program::new(
			&format!("looking up at random in {}", size(bytes)),
			&format!(
				"(local.set $a (i64.add (i64.mul (local.get $a) (i64.const 6364136223846793005))
					(i64.const 1442695040888963407)))
				(local.set $b (i64.add (local.get $b) (i64.load (i32.and
					(i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 32))) (i32.const {})))))",
				bytes - 8
			),
		)
	};
	let copy = Program {
		memory: 256 << 20,
		by_data: true,
		..Program::once(
			"memory.copy of 64 MiB",
			"(memory.copy (i32.const 0x1000000) (i32.const 0x8000000) (i32.const 0x4000000))",
		)
	};
	vec![
		chase(16 << 20),
		chase(256 << 20),
		chase(MAX_MEMORY),
		lookup(16 << 20),
		lookup(256 << 20),
		lookup(MAX_MEMORY),
		copy,
	]
}

/// Measures programs below the folder `apps`, then the loops, of all only those whose name has `only` in
/// it, and writes `prices.md` into a folder. Whether each row meets its bar. What this machine has no
/// memory for is left out, and told.
pub fn measure(apps: &Path, out: &Path, only: &str) -> Measured<bool> {
	let engine = engine(None)?;
	let mut rows = Vec::new();
	let mut add = |name: &str, kind: Kind, measured: Measured<(f64, f64)>| match measured {
		Ok((time, fuel)) => {
			let row = Row { name: name.into(), kind, time, fuel };
			print!("{}", line(&row));
			rows.push(row);
			Ok(())
		},
		Err(error) if kind == Kind::ByData => {
			eprintln!("SKIPPED {name}: {error}");
			Ok(())
		},
		Err(error) => Err(error),
	};
	for other in others::all().into_iter().filter(|other| other.name.contains(only)) {
		add(other.name, Kind::Program, other.measure(&engine, apps))?;
	}
	for program in classes().into_iter().chain(missing()).filter(|it| it.name.contains(only)) {
		let kind = if program.by_data { Kind::ByData } else { Kind::Loop };
		add(&program.name, kind, program.measure(&engine))?;
	}
	let verdict = Verdict::of(&rows);
	println!("\n{}", verdict.text);
	fs::create_dir_all(out)?;
	fs::write(out.join("prices.md"), page(&rows, &verdict))?;
	Ok(verdict.met)
}

/// A row of the table.
fn line(row: &Row) -> String {
	let Row { name, time, fuel, .. } = row;
	let (rate, lasts, word) = (row.rate(), row.lasts(), row.word());
	format!("|{name}|{time:.2}|{fuel:.0}|{rate:.1}|{lasts:.2}|{word}|\n")
}

fn page(rows: &[Row], verdict: &Verdict) -> String {
	let mut page = format!(
		"# Prices, measured\n\nWritten by `scripts/bench-compute --prices` on {}: {}. How long T's fuel lasts \
		of one core's time: T/6 to T/1.5 for programs, at most T for loops of one thing. What goes \
		by data (misses caches, crosses pages, computes with subnormal numbers, branches unforeseen) or has \
		each instruction wait for the one before may end in `Timeout`.\n\n\
		|what|ns|fuel|10⁹ fuel / s|in T||\n|---|---|---|---|---|---|\n",
		said("date", &["-u", "+%F"]),
		processor(),
	);
	for row in rows {
		page += &line(row);
	}
	// Writing to a string does not fail.
	let _ = writeln!(page, "\n{}", verdict.text);
	page
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn programs_should_be_valid_and_end() {
		let engine = engine(None).unwrap();
		for program in classes() {
			let (_, fuel) = program.run(&engine, 2).unwrap();
			assert!(fuel > 0, "{}", program.name);
		}
		for program in missing() {
			engine.compile(&program.module(1).unwrap()).unwrap();
		}
	}
}
