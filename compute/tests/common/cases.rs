// SPDX-License-Identifier: Apache-2.0

//! The corpus: programs with what they are given.

use super::{apps, data, limits, module};
use bourse_compute::{Hash, Inputs, Limits};
use std::{fs, path::Path};

/// A program of the corpus with its inputs.
pub struct Case {
	/// Names it in `digests.txt`.
	pub name: String,
	/// The module.
	pub module: Vec<u8>,
	/// Arguments, files and the rest.
	pub inputs: Inputs,
	/// Limits of the run.
	pub limits: Limits,
}

impl Case {
	fn new(name: impl Into<String>, module: Vec<u8>) -> Self {
		Self { name: name.into(), module, inputs: Inputs::default(), limits: limits() }
	}

	/// A kept module that is called `name`; a word behind a colon only tells cases apart.
	fn kept(name: &str) -> Self {
		let path = name.split(':').next().unwrap();
		Self::new(name, module(&format!("{path}.wasm")))
	}

	fn args(mut self, args: &[&str]) -> Self {
		self.inputs.args = args.iter().map(|arg| (*arg).to_owned()).collect();
		self
	}

	fn env(mut self, name: &str, value: &str) -> Self {
		self.inputs.env.push((name.into(), value.into()));
		self
	}

	/// An input file from `apps/data`, called by the last part of its path.
	fn input(mut self, path: &str) -> Self {
		let name = path.rsplit('/').next().unwrap();
		self.inputs.files.insert(name.into(), data(path));
		self
	}

	fn file(mut self, path: &str, content: &[u8]) -> Self {
		self.inputs.files.insert(path.into(), content.to_vec().into());
		self
	}

	fn fuel(mut self, fuel: u64) -> Self {
		self.limits.fuel = fuel;
		self
	}

	fn memory(mut self, bytes: usize) -> Self {
		self.limits.memory = bytes;
		self
	}

	fn output(mut self, bytes: u64) -> Self {
		self.limits.output_bytes = bytes;
		self
	}
}

/// The whole corpus.
pub fn corpus() -> Vec<Case> {
	let mut cases = written_by_hand();
	cases.extend(ours());
	cases.extend(hostile());
	cases.extend(kernels());
	cases.extend(third_party());
	cases.extend(wasi_testsuite());
	cases
}

/// Each file `tests/wat/*.wat`: one thing that could differ, or one way to fail.
fn written_by_hand() -> Vec<Case> {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wat");
	let case = |path: &Path| {
		let name = path.file_stem().unwrap().to_str().unwrap();
		let module = wat::parse_file(path).unwrap_or_else(|error| panic!("{error}"));
		Case::new(format!("wat/{name}"), module).memory(16 << 20).fuel(400_000_000)
	};
	sorted(&folder).iter().map(|path| case(path)).collect()
}

/// The apps of this repository, and programs that look at all that a sandbox shows them.
fn ours() -> Vec<Case> {
	let photo = |case: Case| case.input("photos/chelsea.png");
	vec![
		Case::kept("montecarlo").args(&["pi", "--samples", "100_000", "--callback"]),
		Case::kept("montecarlo:option").env("BOURSE_TASK_INDEX", "3").args(&[
			"option",
			"--spot",
			"100",
			"--strike",
			"105",
			"--rate",
			"0.03",
			"--volatility",
			"0.25",
			"--years",
			"0.5",
			"--paths",
			"400",
			"--style",
			"asian",
		]),
		Case::kept("table").args(&["stats", "/in/penguins.csv"]).input("penguins.csv"),
		Case::kept("table:regress").input("penguins.csv").args(&[
			"regress",
			"/in/penguins.csv",
			"--y",
			"body_mass_g",
			"--x",
			"flipper_length_mm,sex",
		]),
		photo(Case::kept("thumbnail")).args(&["--size", "64"]),
		photo(Case::kept("thumbnail:png")).args(&["--size", "40", "--format", "png"]),
		Case::kept("thumbnail:refused").args(&["--size", "many"]),
		Case::kept("template").input("penguins.csv").file("a.txt", b"one\ntwo three\n"),
		Case::kept("corpus/allocation"),
		Case::kept("corpus/collections"),
		Case::kept("corpus/collections:other-task").seeded(7),
		Case::kept("corpus/folders").file("given/a", b"12"),
		Case::kept("corpus/floats"),
		Case::kept("corpus/recursion"),
		Case::kept("corpus/recursion:too-deep").args(&["10000000"]),
		Case::kept("corpus/recursion:too-long").fuel(1_000_000),
		Case::kept("corpus/surroundings").args(&["an argument", "zwei"]).env("LANG", "C"),
		Case::kept("corpus/text"),
	]
}

impl Case {
	fn seeded(mut self, byte: u8) -> Self {
		self.inputs.seed = Hash::from([byte; 32]);
		self
	}
}

/// Those that a worker must end, each by what ends it.
fn hostile() -> Vec<Case> {
	vec![
		Case::kept("hostile/trap"),
		Case::kept("hostile/stack"),
		Case::kept("hostile/spin").fuel(10_000_000),
		Case::kept("hostile/sleep"),
		Case::kept("hostile/memory").memory(32 << 20),
		Case::kept("hostile/output").output(4 << 20),
		Case::kept("hostile/chatter").output(1 << 20),
		Case::kept("hostile/files"),
	]
}

/// Programs of the kind of PolyBench and the Benchmarks Game, at small sizes.
fn kernels() -> Vec<Case> {
	[
		"binary-trees",
		"fannkuch",
		"floyd-warshall",
		"gemm",
		"jacobi-2d",
		"lu",
		"mandelbrot",
		"nbody",
		"sha256",
		"spectral-norm",
	]
	.map(|name| Case::kept(&format!("bench/{name}")))
	.into()
}

/// Programs that nobody here wrote. What they give is compared with the natives in `programs.rs`.
fn third_party() -> Vec<Case> {
	let kept = |name: &str| Case::kept(&format!("third-party/{name}"));
	let magika = kept("magika").input("magika/model.onnx").input("magika/config.min.json");
	vec![
		kept("bzip2").args(&["--stdout", "/in/penguins.csv"]).input("penguins.csv"),
		magika.input("photos/rocket.jpg").args(&[
			"/in/model.onnx",
			"/in/config.min.json",
			"/in/rocket.jpg",
		]),
		kept("oxipng")
			.args(&["--opt", "1", "--out", "/out/smaller.png", "/in/chart.png"])
			.input("expected/resvg/chart.png"),
		kept("qjs")
			.args(&["/in/penguins.js", "/in/penguins.csv"])
			.input("penguins.csv")
			.input("programs/penguins.js"),
		kept("resvg")
			.args(&["--width", "100", "/in/chart.svg", "/out/chart.png"])
			.input("programs/chart.svg"),
		kept("rg").args(&["-c", "Gentoo,.*female", "/in/penguins.csv"]).input("penguins.csv"),
		kept("sqlite3")
			.args(&[
				":memory:",
				"-cmd",
				".import --csv /in/penguins.csv raw",
				".read /in/penguins.sql",
			])
			.input("penguins.csv")
			.input("programs/penguins.sql"),
	]
}

/// The programs of WebAssembly/wasi-testsuite, with the arguments and files that it gives them.
fn wasi_testsuite() -> Vec<Case> {
	let fixtures = apps("third-party/wasi-testsuite/c/fixtures");
	let fixture = |name: &str| fs::read(fixtures.join(name)).unwrap();
	let case = |path: &Path| {
		let name = path.file_stem().unwrap().to_str().unwrap();
		let case = Case::kept(&format!("third-party/wasi-testsuite/{name}"));
		match name {
			"assemblyscript-args_get-multiple-arguments"
			| "assemblyscript-args_sizes_get-multiple-arguments" => {
				case.args(&["first", "the \"second\" arg", "3"])
			},
			"assemblyscript-environ_get-multiple-variables" => {
				case.env("a", "text").env("b", "escap \" ing").env("c", "new\nline")
			},
			"assemblyscript-environ_sizes_get-multiple-variables" => {
				case.env("a", "b").env("b", "c").env("c", "d")
			},
			_ if name.starts_with("c-") => case
				.file("file", &fixture("file"))
				.file("fopendir.dir/file-0", b"")
				.file("fopendir.dir/file-1", b"")
				.file("lseek.txt", &fixture("lseek.txt"))
				.file("pread.txt", &fixture("pread.txt")),
			_ => case,
		}
	};
	sorted(&apps("built/third-party/wasi-testsuite")).iter().map(|path| case(path)).collect()
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
	let entries = fs::read_dir(folder).unwrap_or_else(|_| panic!("{}", folder.display()));
	let mut paths = entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
	paths.sort();
	paths
}
