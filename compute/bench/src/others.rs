// SPDX-License-Identifier: Apache-2.0

//! Programs for which it is measured how long T's fuel lasts, each on work of a second or so: others'
//! programs, our apps, and the CPU-bound programs of `cpu.rs`.

use crate::{cpu::PROGRAMS, processor_time, Measured};
use bourse_compute::{Engine, Inputs, Limits};
use std::{fs, path::Path, slice, time::Duration};

/// A program in `apps/built`, and what it is given.
pub struct Other {
	/// Name of the program and of its work.
	pub name: &'static str,
	/// Folder below `apps/built`.
	folder: &'static str,
	module: &'static str,
	args: &'static [&'static str],
	/// Files below `/in`: names, and their places below `apps`.
	files: &'static [(&'static str, &'static str)],
}

/// All of them.
pub fn all() -> Vec<Other> {
	let kernels = PROGRAMS.iter().map(|program| Other {
		name: program.0,
		folder: "bench",
		module: program.0,
		args: slice::from_ref(&program.1),
		files: &[],
	});
	let mut all = kernels.collect::<Vec<_>>();
	all.extend(OTHERS);
	all
}

/// What rg is to look for, and where: in one file twenty times.
const SEARCHES: [&str; 23] = {
	let mut args = ["/in/a"; 23];
	(args[0], args[1], args[2]) = ("--text", "--count", "[a-z]{2}[0-9]");
	args
};

/// All but the CPU-bound ones.
const OTHERS: [Other; 9] = [
	Other {
		name: "montecarlo: ten million points",
		folder: ".",
		module: "montecarlo",
		args: &["pi", "--samples", "10_000_000"],
		files: &[],
	},
	Other {
		name: "thumbnail: of a photo",
		folder: ".",
		module: "thumbnail",
		args: &["--size", "256"],
		files: &[("chelsea.png", "data/photos/chelsea.png")],
	},
	Other {
		name: "bzip2: compresses 2.7 MB",
		folder: "third-party",
		module: "bzip2",
		args: &["--keep", "--stdout", "--best", "/in/a"],
		files: &[("a", "built/third-party/resvg.wasm")],
	},
	Other {
		name: "magika: tells what a file is",
		folder: "third-party",
		module: "magika",
		args: &["/in/model.onnx", "/in/config.min.json", "/in/a"],
		files: &[
			("model.onnx", "data/magika/model.onnx"),
			("config.min.json", "data/magika/config.min.json"),
			("a", "data/penguins.csv"),
		],
	},
	Other {
		name: "oxipng: makes a picture smaller",
		folder: "third-party",
		module: "oxipng",
		args: &["--opt", "6", "--out", "/out/a.png", "/in/a.png"],
		files: &[("a.png", "data/expected/resvg/chart.png")],
	},
	Other {
		name: "qjs: a loop",
		folder: "third-party",
		module: "qjs",
		args: &[
			"-e",
			"let x = 0; for (let i = 0; i < 2e7; i++) x = (x * 31 + i) % 1000003; print(x)",
		],
		files: &[],
	},
	Other {
		name: "resvg: renders a picture",
		folder: "third-party",
		module: "resvg",
		args: &["--zoom", "6", "/in/a.svg", "/out/a.png"],
		files: &[("a.svg", "data/programs/chart.svg")],
	},
	Other {
		name: "rg: searches 2.7 MB twenty times",
		folder: "third-party",
		module: "rg",
		args: &SEARCHES,
		files: &[("a", "built/third-party/resvg.wasm")],
	},
	Other {
		name: "sqlite3: two million rows",
		folder: "third-party",
		module: "sqlite3",
		args: &[
			":memory:",
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) \
			SELECT sum(i * i % 7) FROM n",
		],
		files: &[],
	},
];

impl Other {
	/// Nanoseconds of a processor and fuel that the program takes; the shortest time of three.
	pub fn measure(&self, engine: &Engine, apps: &Path) -> Measured<(f64, f64)> {
		let read = |place: &str| {
			let path = apps.join(place);
			fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
		};
		let module = read(&format!("built/{}/{}.wasm", self.folder, self.module))?;
		let mut inputs = Inputs {
			args: self.args.iter().map(|arg| (*arg).to_owned()).collect(),
			..Inputs::default()
		};
		for (name, place) in self.files {
			inputs.files.insert((*name).to_owned(), read(place)?.into());
		}
		let limits = Limits { wall_clock: Duration::from_secs(600), ..Limits::for_time_ref(3600) };
		// Compiling is no part of it.
		engine.compile(&module)?;
		let (mut least, mut fuel) = (Duration::MAX, 0);
		for _ in 0..3 {
			let start = processor_time();
			let run = engine.run(&module, inputs.clone(), &limits)?;
			least = least.min(processor_time() - start);
			fuel = run.header.fuel;
			if run.header.exit_status != 0 {
				let log = String::from_utf8_lossy(&run.log);
				return Err(format!("{}: {log}", self.name).into());
			}
		}
		Ok((least.as_secs_f64() * 1e9, fuel as f64))
	}
}
