// SPDX-License-Identifier: Apache-2.0

//! What the example apps share: where a task finds its inputs ([`Task`]), how a program ends
//! ([`Stop`], [`run`]) and how it writes a result ([`Task::write`]).
//!
//! An app stays a normal program: without any of Bourse's variables it works on the files that its
//! arguments name and writes to the current folder.

use std::{
	ffi::OsString,
	fmt, fs,
	io::{self, Write},
	path::{Path, PathBuf},
	process::ExitCode,
};

pub use lexopt;

/// Folder with the task's input files.
pub const IN: &str = "BOURSE_IN";
/// Folder that the task writes its results to.
pub const OUT: &str = "BOURSE_OUT";
/// The deal's dataset.
pub const DATASET: &str = "BOURSE_DATASET";
/// Index of the task inside its bag, from 0.
pub const TASK_INDEX: &str = "BOURSE_TASK_INDEX";

/// Exit code of a program that was called in a way that it can't make sense of.
pub const EXIT_USAGE: u8 = 2;
/// Exit code of a program that could not do what it was asked for.
pub const EXIT_FAILURE: u8 = 1;

/// Why a program ends before its work is done.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
	/// The usage was asked for: print it and end well.
	Help,
	/// The arguments or the environment make no sense: exit code 2.
	Usage(String),
	/// The work could not be done: exit code 1.
	Failure(String),
}

impl Stop {
	/// A failure about a file: "NAME: what is wrong".
	pub fn about(path: &Path, problem: impl fmt::Display) -> Self {
		Stop::Failure(format!("{}: {problem}", path.display()))
	}
}

impl From<lexopt::Error> for Stop {
	fn from(error: lexopt::Error) -> Self {
		Stop::Usage(error.to_string())
	}
}

/// Standard output that can't be written to, a closed pipe for instance.
impl From<io::Error> for Stop {
	fn from(error: io::Error) -> Self {
		Stop::Failure(format!("can't write to standard output: {error}"))
	}
}

/// Where the task that runs this program finds things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
	/// Folder with the input files, when there is one.
	pub input: Option<PathBuf>,
	/// Folder for the results.
	pub output: PathBuf,
	/// The dataset, when there is one.
	pub dataset: Option<PathBuf>,
	/// Index inside the bag, from 0.
	pub index: u64,
}

impl Task {
	/// Reads the environment; what is not set, or empty, takes its default: no input folder, no
	/// dataset, results to the current folder, index 0.
	pub fn from_env(var: impl Fn(&str) -> Option<OsString>) -> Result<Self, Stop> {
		let path = |name| var(name).filter(|value| !value.is_empty()).map(PathBuf::from);
		let index = match var(TASK_INDEX).filter(|value| !value.is_empty()) {
			None => 0,
			Some(value) => {
				let number = value.to_str().and_then(|text| text.parse().ok());
				number.ok_or_else(|| {
					Stop::Usage(format!("{TASK_INDEX} is {value:?}: it must be a whole number"))
				})?
			},
		};
		Ok(Task {
			input: path(IN),
			output: path(OUT).unwrap_or_else(|| PathBuf::from(".")),
			dataset: path(DATASET),
			index,
		})
	}

	/// Writes a result file; the folder is made if it is missing.
	pub fn write(&self, name: &str, content: &[u8]) -> Result<(), Stop> {
		let path = self.output.join(name);
		fs::create_dir_all(&self.output)
			.and_then(|()| fs::write(&path, content))
			.map_err(|error| Stop::about(&path, format_args!("can't be written: {error}")))
	}
}

/// Runs a program: gives it its arguments, its task and its standard output, prints why it stopped
/// and turns that into the exit code.
pub fn run(
	name: &str,
	usage: &str,
	program: impl FnOnce(lexopt::Parser, &Task, &mut dyn Write) -> Result<(), Stop>,
) -> ExitCode {
	let mut out = io::stdout().lock();
	let done = Task::from_env(|variable| std::env::var_os(variable))
		.and_then(|task| program(lexopt::Parser::from_env(), &task, &mut out))
		.and_then(|()| Ok(out.flush()?));
	let (code, complaint) = match done {
		Ok(()) => return ExitCode::SUCCESS,
		Err(Stop::Help) => match out.write_all(usage.as_bytes()).and_then(|()| out.flush()) {
			Ok(()) => return ExitCode::SUCCESS,
			Err(error) => (EXIT_FAILURE, error.to_string()),
		},
		Err(Stop::Usage(what)) => (EXIT_USAGE, format!("{what}\nTry `{name} --help`.")),
		Err(Stop::Failure(what)) => (EXIT_FAILURE, what),
	};
	// With standard error gone as well there is nobody left to tell: the exit code says it.
	let _ = writeln!(io::stderr(), "{name}: {complaint}");
	ExitCode::from(code)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn task(vars: &[(&str, &str)]) -> Result<Task, Stop> {
		Task::from_env(|name| {
			vars.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
		})
	}

	#[test]
	fn task_should_take_defaults_when_nothing_is_set_or_all_is_empty() {
		let default = Task { input: None, output: ".".into(), dataset: None, index: 0 };
		assert_eq!(task(&[]), Ok(default.clone()));
		assert_eq!(task(&[(IN, ""), (OUT, ""), (DATASET, ""), (TASK_INDEX, "")]), Ok(default));
	}

	#[test]
	fn task_should_take_every_variable_when_set() {
		let vars = [(IN, "/in"), (OUT, "/out"), (DATASET, "/data/x.csv"), (TASK_INDEX, "7")];
		let expected = Task {
			input: Some("/in".into()),
			output: "/out".into(),
			dataset: Some("/data/x.csv".into()),
			index: 7,
		};
		assert_eq!(task(&vars), Ok(expected));
	}

	#[test]
	fn task_should_refuse_an_index_when_it_is_not_a_whole_number() {
		for value in ["-1", "1.5", "one", "18446744073709551616"] {
			let problem = format!("BOURSE_TASK_INDEX is {value:?}: it must be a whole number");
			assert_eq!(task(&[(TASK_INDEX, value)]), Err(Stop::Usage(problem)));
		}
	}

	#[test]
	fn write_should_make_the_folder_when_it_is_missing() {
		let folder = tempfile::tempdir().unwrap();
		let output = folder.path().join("a/b");
		let task = Task { input: None, output: output.clone(), dataset: None, index: 0 };
		task.write("x.txt", b"hello").unwrap();
		assert_eq!(fs::read(output.join("x.txt")).unwrap(), b"hello");
	}

	#[test]
	fn write_should_fail_with_the_name_when_the_folder_is_a_file() {
		let folder = tempfile::tempdir().unwrap();
		let output = folder.path().join("file");
		fs::write(&output, "").unwrap();
		let task = Task { input: None, output: output.clone(), dataset: None, index: 0 };
		match task.write("x.txt", b"hello") {
			Err(Stop::Failure(what)) => {
				let start = format!("{}: can't be written: ", output.join("x.txt").display());
				assert!(what.starts_with(&start), "{what}");
			},
			other => panic!("{other:?}"),
		}
	}
}
