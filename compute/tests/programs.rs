// SPDX-License-Identifier: Apache-2.0

//! Programs that nobody here wrote, as apps: what each gives in the sandbox is what it gives as a
//! native program. `apps/data/expected` holds what the natives gave.
//!
//! With BOURSE_NATIVE naming a folder with the native programs, they are run first and what they
//! give is kept: `scripts/compare-native` does that.

mod common;

use bourse_compute::{Engine, Inputs};
use common::{apps, data, engine, limits, module};
use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

/// One call of a program. In arguments, IN and OUT stand for the folders.
struct Call {
	/// Names the expected output.
	name: &'static str,
	program: &'static str,
	args: &'static [&'static str],
	/// Input files, below `apps/data`; their names in the folder are the last parts.
	inputs: &'static [&'static str],
}

const CALLS: &[Call] = &[
	Call {
		name: "bzip2-compress",
		program: "bzip2",
		args: &["--keep", "--stdout", "--best", "IN/penguins.csv"],
		inputs: &["penguins.csv"],
	},
	Call {
		name: "bzip2-decompress",
		program: "bzip2",
		args: &["--decompress", "--stdout", "IN/stdout"],
		inputs: &["expected/bzip2-compress/stdout"],
	},
	Call {
		name: "magika",
		program: "magika",
		args: &["IN/model.onnx", "IN/config.min.json", "IN/files"],
		inputs: &["magika/model.onnx", "magika/config.min.json"],
	},
	Call {
		name: "oxipng",
		program: "oxipng",
		args: &["--opt", "3", "--strip", "all", "--out", "OUT/smaller.png", "IN/chart.png"],
		inputs: &["expected/resvg/chart.png"],
	},
	Call {
		name: "picosat",
		program: "picosat",
		args: &["IN/queens.cnf"],
		inputs: &["programs/queens.cnf"],
	},
	Call {
		name: "qjs",
		program: "qjs",
		args: &["IN/penguins.js", "IN/penguins.csv"],
		inputs: &["programs/penguins.js", "penguins.csv"],
	},
	Call {
		name: "resvg",
		program: "resvg",
		args: &["IN/chart.svg", "OUT/chart.png"],
		inputs: &["programs/chart.svg"],
	},
	Call {
		name: "rg",
		program: "rg",
		args: &[
			"--line-number",
			"--no-heading",
			"-o",
			r"(?i)\b(gentoo|adelie),\w+,4\d\.\d.*female",
		],
		inputs: &["penguins.csv"],
	},
	Call {
		name: "sqlite3",
		program: "sqlite3",
		args: &[":memory:", "-cmd", ".import --csv IN/penguins.csv raw", ".read IN/penguins.sql"],
		inputs: &["penguins.csv", "programs/penguins.sql"],
	},
];

/// What Magika is asked about: what there is of many kinds, by path below `apps`.
const KINDS: &[&str] = &[
	"built/third-party/bzip2.wasm",
	"data/expected/bzip2-compress/stdout",
	"data/penguins.csv",
	"data/photos/rocket.jpg",
	"data/programs/penguins.sql",
	"third-party/posix/posix.c",
];

type Files = BTreeMap<String, Vec<u8>>;

/// The examples in `apps/third-party/README.md`, each with its dataset below `apps/data`, and what it
/// prints or writes among else.
const EXAMPLES: &[(&str, &[&str], &str, &str)] = &[
	("qjs", &["/in/script.js", "/in/dataset"], "penguins.csv", "345"),
	(
		"sqlite3",
		&[":memory:", "-cmd", ".import --csv /in/dataset raw", "SELECT count(*) FROM raw"],
		"penguins.csv",
		"344",
	),
	("bzip2", &["--stdout", "/in/dataset"], "penguins.csv", "BZh9"),
	("resvg", &["/in/dataset", "/out/a.png"], "programs/chart.svg", "\u{fffd}PNG"),
	("oxipng", &["--out", "/out/a.png", "/in/dataset"], "expected/resvg/chart.png", "\u{fffd}PNG"),
	("picosat", &["/in/dataset"], "programs/queens.cnf", "s SATISFIABLE"),
	("rg", &["-n", "Gentoo", "/in/dataset"], "penguins.csv", "154:Gentoo"),
	(
		"magika",
		&["/in/model.onnx", "/in/config.min.json", "/in/dataset"],
		"photos/rocket.jpg",
		"jpeg",
	),
];

impl Call {
	fn args(&self, input: &str, output: &str) -> Vec<String> {
		let place = |arg: &&str| arg.replace("IN/", input).replace("OUT/", output);
		let mut args = self.args.iter().map(place).collect::<Vec<_>>();
		if self.program == "rg" {
			args.push(format!("{input}penguins.csv"));
		}
		args
	}

	fn files(&self) -> Files {
		let mut files = Files::new();
		for path in self.inputs {
			let name = path.rsplit('/').next().unwrap();
			files.insert(name.to_owned(), data(path).to_vec());
		}
		if self.program == "magika" {
			for path in KINDS {
				let name = path.replace('/', "__");
				files.insert(format!("files/{name}"), fs::read(apps(path)).unwrap());
			}
		}
		files
	}

	/// Its output files in the sandbox.
	fn in_sandbox(&self, engine: &Engine) -> Files {
		let inputs = Inputs {
			args: self.args("/in/", "/out/"),
			files: self.files().into_iter().map(|(path, file)| (path, file.into())).collect(),
			..Inputs::default()
		};
		let module = module(&format!("third-party/{}.wasm", self.program));
		let run = engine.run(&module, inputs, &limits()).unwrap();
		assert_eq!(run.header.exit_status, 0, "{}", String::from_utf8_lossy(&run.log));
		let mut files = run.files;
		// The natives' stderr is not kept.
		files.remove("stderr");
		files
	}

	/// Its output files as a native program.
	fn natively(&self, programs: &Path) -> Files {
		let folder = tempfile::tempdir().unwrap();
		let [input, output] = ["in", "out"].map(|name| folder.path().join(name));
		for (path, content) in self.files() {
			let path = input.join(path);
			fs::create_dir_all(path.parent().unwrap()).unwrap();
			fs::write(path, content).unwrap();
		}
		fs::create_dir(&output).unwrap();
		let text = |path: &Path| format!("{}/", path.display());
		let done = Command::new(programs.join(self.program))
			.args(self.args(&text(&input), &text(&output)))
			.current_dir(&output)
			.env_clear()
			.output()
			.unwrap();
		assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
		let mut files = Files::new();
		for entry in fs::read_dir(&output).unwrap() {
			let path = entry.unwrap().path();
			let name = path.file_name().unwrap().to_str().unwrap().to_owned();
			files.insert(name, fs::read(&path).unwrap());
		}
		if !done.stdout.is_empty() {
			files.insert("stdout".into(), done.stdout);
		}
		files
	}
}

/// What the native program gave; it is run anew when that is asked for.
fn expected(call: &Call) -> Files {
	let folder = apps("data/expected").join(call.name);
	if let Some(programs) = env::var_os("BOURSE_NATIVE") {
		let files = call.natively(Path::new(&programs));
		fs::create_dir_all(&folder).unwrap();
		for (name, content) in &files {
			fs::write(folder.join(name), content).unwrap();
		}
	}
	let entries = fs::read_dir(&folder).unwrap_or_else(|_| panic!("{}", folder.display()));
	let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
	entries
		.map(|entry| entry.unwrap().path())
		.map(|path| (name(&path), fs::read(&path).unwrap()))
		.collect()
}

fn compare(program: &str) {
	let engine = engine();
	let calls = CALLS.iter().filter(|call| call.program == program).collect::<Vec<_>>();
	assert!(!calls.is_empty());
	for call in calls {
		let (expected, found) = (expected(call), call.in_sandbox(&engine));
		assert_eq!(
			found.keys().collect::<Vec<_>>(),
			expected.keys().collect::<Vec<_>>(),
			"{}",
			call.name
		);
		for (name, content) in &found {
			let same = *content == expected[name];
			// Not the contents: they may be long and binary.
			assert!(same, "{}: {name}:\n{}", call.name, String::from_utf8_lossy(content));
		}
	}
}

#[test]
fn bzip2_should_give_what_it_gives_natively() {
	compare("bzip2");
}

#[test]
fn magika_on_rten_should_give_what_it_gives_natively() {
	compare("magika");
}

#[test]
fn oxipng_should_give_what_it_gives_natively() {
	compare("oxipng");
}

#[test]
fn picosat_should_give_what_it_gives_natively() {
	compare("picosat");
}

#[test]
fn quickjs_should_give_what_it_gives_natively() {
	compare("qjs");
}

#[test]
fn resvg_should_give_what_it_gives_natively() {
	compare("resvg");
}

#[test]
fn ripgrep_should_give_what_it_gives_natively() {
	compare("rg");
}

#[test]
fn sqlite_should_give_what_it_gives_natively() {
	compare("sqlite3");
}

/// Runs a program of the folder; gives its output files and what it wrote to stderr.
fn run(program: &str, args: &[&str], files: &[(&str, Vec<u8>)]) -> (Files, String) {
	let mut inputs =
		Inputs { args: args.iter().map(|arg| (*arg).to_owned()).collect(), ..Inputs::default() };
	for (path, content) in files {
		inputs.files.insert((*path).to_owned(), content.clone().into());
	}
	inputs.name_dataset();
	let module = module(&format!("third-party/{program}.wasm"));
	let run = engine().run(&module, inputs, &limits()).unwrap();
	let log = String::from_utf8_lossy(&run.log).into_owned();
	assert_eq!(run.header.exit_status, 0, "{program} {args:?}: {log}");
	(run.files, log)
}

fn printed(files: &Files) -> String {
	String::from_utf8_lossy(files.get("stdout").map_or(&[], Vec::as_slice)).into_owned()
}

#[test]
fn examples_of_the_readme_should_run_against_a_dataset() {
	let readme = fs::read_to_string(apps("third-party/README.md")).unwrap();
	let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
	let script = b"print(std.loadFile(scriptArgs[1]).trim().split('\\n').length)".to_vec();
	for (program, args, dataset, expected) in EXAMPLES {
		let mut files = vec![("dataset", data(dataset).to_vec())];
		match *program {
			"qjs" => {
				let script = [b"import * as std from 'qjs:std';\n".as_slice(), &script].concat();
				files.push(("script.js", script));
			},
			"magika" => {
				files.push(("model.onnx", data("magika/model.onnx").to_vec()));
				files.push(("config.min.json", data("magika/config.min.json").to_vec()));
			},
			_ => (),
		}
		// As the page has them: what differs from call to call is an ellipsis, or a pattern.
		let shown = args.iter().map(|arg| match *arg {
			arg if arg.starts_with("SELECT") => "\"SELECT …\"".into(),
			"Gentoo" => "\"pattern\"".into(),
			arg => format!("{arg:?}"),
		});
		let shown = format!("{{\"args\": [{}]", shown.collect::<Vec<_>>().join(", "));
		assert!(readme.contains(&shown), "the page does not show {shown}");
		let (files, log) = run(program, args, &files);
		let holds = |content: &Vec<u8>| String::from_utf8_lossy(content).contains(expected);
		assert!(files.values().any(holds), "{program}: {:?} {log}", printed(&files));
	}
}

#[test]
fn sqlite_should_open_a_dataset_that_nobody_can_write_to() {
	let rows =
		"CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n \
		WHERE i < 9) INSERT INTO t SELECT i, i * i FROM n";
	let (plain, _) = run("sqlite3", &["/out/db", rows], &[]);
	let wal = format!("PRAGMA journal_mode = wal; {rows}");
	let (closed, _) = run("sqlite3", &["/out/db", &wal], &[]);
	assert_eq!(closed["db"][18..20], [2, 2], "it is no database with a write-ahead log");
	// One whose log was not yet put back into it.
	let keep = [".dbconfig no_ckpt_on_close on", ".dbconfig no_ckpt_on_close"];
	let (open, _) = run("sqlite3", &["/out/db", "-cmd", keep[0], "-cmd", keep[1], &wal], &[]);
	assert!(open["db-wal"].len() > 1000, "{:?}", open.keys());
	let query = "SELECT sum(b), count(*) FROM t";
	for db in [&plain["db"], &closed["db"]] {
		let (files, log) = run("sqlite3", &["/in/dataset", query], &[("dataset", db.clone())]);
		assert_eq!(printed(&files), "285|10\n", "{log}");
	}
	let both = [("dataset/db", open["db"].clone()), ("dataset/db-wal", open["db-wal"].clone())];
	let (files, log) = run("sqlite3", &["/in/dataset/db", query], &both);
	assert_eq!(printed(&files), "285|10\n", "{log}");
}

#[test]
fn resvg_should_say_when_there_is_no_font_for_a_text() {
	let text = br#"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">
		<text x="2" y="15" font-size="12">Hello</text></svg>"#;
	let (_, log) = run("resvg", &["/in/dataset", "/out/a.png"], &[("dataset", text.to_vec())]);
	assert!(log.contains("No match for") && log.contains("font-family"), "{log}");
}
