// SPDX-License-Identifier: Apache-2.0

//! Params of a request, from what was typed (docs/guides/requester.md has the format).

use crate::{
	error::{Attempt, Error},
	printable,
};
use bourse_formats::{
	index::{escape, fill},
	limits::MAX_PARAMS,
	Hash,
};
use serde_json::{json, Map, Value as Json};

/// Most arguments of a task.
const MAX_ARGS: usize = 64;
/// Most files of a task.
const MAX_INPUTS: usize = 16;

/// A file for the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
	/// Its name in `/in`.
	pub name: String,
	/// Where workers get it; empty: from nodes, by its checksum.
	pub url: String,
	/// Its checksum.
	pub checksum: Hash,
}

impl Input {
	fn json(&self) -> Json {
		json!({ "url": self.url, "checksum": format!("{:?}", self.checksum), "name": self.name })
	}
}

/// What one task gets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
	/// Arguments.
	pub args: Vec<String>,
	/// Files.
	pub inputs: Vec<Input>,
}

impl Given {
	/// The same for a worker, which fills in no index where it is escaped.
	fn escaped(&self) -> Self {
		let input = |input: &Input| Input {
			name: escape(&input.name),
			url: escape(&input.url),
			checksum: input.checksum,
		};
		Self {
			args: self.args.iter().map(|arg| escape(arg)).collect(),
			inputs: self.inputs.iter().map(input).collect(),
		}
	}

	/// Refuses a stdin that is no file of the task.
	fn check_stdin(&self, stdin: Option<&str>) -> Attempt {
		let Some(stdin) = stdin else { return Ok(()) };
		let is_of_dataset = stdin.split('/').next() == Some("dataset");
		if is_of_dataset || self.inputs.iter().any(|input| input.name == stdin) {
			return Ok(());
		}
		Err(Error::new(format!("no file has the name {}", printable::line(stdin)))
			.cure("--stdin takes the name of a --file, or dataset"))
	}

	fn check(&self) -> Attempt {
		if self.args.len() > MAX_ARGS {
			return Err(Error::new(format!("{} arguments are too many", self.args.len()))
				.cure(format!("a task takes {MAX_ARGS}; put the others into a file")));
		}
		if self.inputs.len() > MAX_INPUTS {
			return Err(Error::new(format!("{} files are too many", self.inputs.len()))
				.cure(format!("a task takes {MAX_INPUTS}; pack them, or make a dataset of them")));
		}
		if let Some(arg) = self.args.iter().find(|arg| arg.contains('\0')) {
			return Err(Error::new(format!(
				"the argument {} holds a zero byte",
				printable::line(arg)
			)));
		}
		let of_files = self.inputs.iter().flat_map(|input| [&input.url, &input.name]);
		check_forms(self.args.iter().chain(of_files))?;
		let mut names = vec!["dataset"];
		for input in &self.inputs {
			let name = input.name.as_str();
			if matches!(name, "" | "." | "..") || name.contains(['/', '\0']) || name.len() > 255 {
				return Err(Error::new(format!("{} is no name for a file", printable::line(name)))
					.cure("give it one: --file NAME=PATH"));
			}
			if names.contains(&name) {
				return Err(Error::new(format!("the name {} is taken", printable::line(name)))
					.cure("give each file its own: --file NAME=PATH"));
			}
			names.push(name);
		}
		Ok(())
	}

	fn members(&self) -> Map<String, Json> {
		let mut members = Map::new();
		if !self.args.is_empty() {
			members.insert("args".into(), json!(self.args));
		}
		if !self.inputs.is_empty() {
			members.insert("inputs".into(), self.inputs.iter().map(Input::json).collect());
		}
		members
	}
}

/// Refuses places for the task's index that are none.
fn check_forms<'a>(mut texts: impl Iterator<Item = &'a String>) -> Attempt {
	match texts.find_map(|text| fill(text, 0).err()) {
		None => Ok(()),
		Some(form) => Err(Error::new(format!("{form} is no place for the task's index"))
			.cure(format!("{{index:04}} has four digits, {{{form}}} is the text itself"))),
	}
}

/// Params of tasks that are all alike, or of one. The program of a single task gets its arguments and files
/// as they were typed: `{index}` means nothing there.
pub fn alike(given: Given, stdin: Option<&str>, tasks: u64) -> Attempt<String> {
	given.check_stdin(stdin)?;
	let (given, stdin) = match tasks {
		1 => (given.escaped(), stdin.map(escape)),
		_ => (given, stdin.map(str::to_owned)),
	};
	given.check()?;
	check_forms(stdin.iter())?;
	let mut members = given.members();
	if let Some(stdin) = stdin {
		members.insert("stdin".into(), json!(stdin));
	}
	finish(members)
}

/// Params of tasks of which each has its own.
pub fn each(own: &[Given], stdin: Option<&str>) -> Attempt<String> {
	own.iter().try_for_each(|given| given.check_stdin(stdin))?;
	let escaped = own.iter().map(Given::escaped).collect::<Vec<_>>();
	escaped.iter().try_for_each(Given::check)?;
	let tasks = escaped.iter().map(|given| Json::Object(given.members())).collect::<Json>();
	let mut members = Map::from_iter([("tasks".to_owned(), tasks)]);
	if let Some(stdin) = stdin {
		members.insert("stdin".into(), json!(escape(stdin)));
	}
	finish(members)
}

/// How many of the tasks fit into the params of one request: at least one, or an error.
pub fn how_many_fit(own: &[Given], stdin: Option<&str>) -> Attempt<usize> {
	// All of them before the first is bought.
	own.iter().try_for_each(|given| given.check_stdin(stdin))?;
	let (mut low, mut high) = (0, own.len());
	// Longer lists make longer params.
	while low < high {
		let middle = low + (high - low).div_ceil(2);
		match each(&own[..middle], stdin) {
			Ok(_) => low = middle,
			Err(_) => high = middle - 1,
		}
	}
	match low {
		0 => each(own.get(..1).unwrap_or_default(), stdin).map(|_| 0),
		fit => Ok(fit),
	}
}

/// Params as they were typed.
pub fn typed(text: &str) -> Attempt<String> {
	check(text.to_owned())
}

fn finish(members: Map<String, Json>) -> Attempt<String> {
	match members.is_empty() {
		true => Ok(String::new()),
		false => check(Json::Object(members).to_string()),
	}
}

fn check(params: String) -> Attempt<String> {
	if params.len() > MAX_PARAMS as usize {
		let what = format!("arguments and files take {} bytes of {MAX_PARAMS}", params.len());
		return Err(Error::new(what).cure("put long arguments into a file: --file NAME=PATH"));
	}
	match bourse_formats::params::check(params.as_bytes()) {
		Ok(()) => Ok(params),
		Err(why) => Err(Error::new(why).cure("docs/guides/requester.md has the format")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn args(args: &[&str]) -> Given {
		Given { args: args.iter().map(|arg| (*arg).to_owned()).collect(), inputs: Vec::new() }
	}

	fn input(name: &str) -> Input {
		Input { name: name.into(), url: String::new(), checksum: Hash([0xab; 32]) }
	}

	fn given_file(name: &str) -> Given {
		Given { inputs: vec![input(name)], ..Given::default() }
	}

	#[test]
	fn params_should_be_empty_without_anything() {
		assert_eq!(alike(Given::default(), None, 1), Ok(String::new()));
	}

	#[test]
	fn params_should_hold_arguments_files_and_stdin() {
		let given = Given { inputs: vec![input("a.txt")], ..args(&["-c", "print(\"x\")"]) };
		let json = alike(given, Some("a.txt"), 1).expect("they are right");
		let read = serde_json::from_str::<Json>(&json).expect("it is JSON");
		let checksum = format!("0x{}", "ab".repeat(32));
		let expected = json!({
			"args": ["-c", "print(\"x\")"],
			"inputs": [{ "url": "", "checksum": checksum, "name": "a.txt" }],
			"stdin": "a.txt",
		});
		assert_eq!(read, expected);
	}

	#[test]
	fn index_should_mean_something_only_where_there_are_several_tasks() {
		assert!(alike(args(&["{index}"]), None, 1).unwrap().contains("{{index}}"));
		assert!(alike(args(&["{index}"]), None, 2).unwrap().contains("\"{index}\""));
		assert!(each(&[args(&["{index}"])], None).unwrap().contains("{{index}}"));
		// Python's own.
		let line = "print(f\"{index:02} {index:3d}\")";
		let one = alike(args(&["-c", line]), None, 1).unwrap();
		assert!(one.contains("{{index:02}} {{index:3d}}"), "{one}");
		let told = alike(args(&["-c", line]), None, 2).unwrap_err().to_string();
		assert!(told.starts_with("{index:3d} is no place for the task's index"), "{told}");
	}

	#[test]
	fn index_should_mean_nothing_in_the_files_of_one_task() {
		let given = || given_file("{index}.txt");
		let read = |json: String| serde_json::from_str::<Json>(&json).expect("it is JSON");
		let one = read(alike(given(), Some("{index}.txt"), 1).expect("it is right"));
		assert_eq!(one["inputs"][0]["name"], "{{index}}.txt");
		assert_eq!(one["stdin"], "{{index}}.txt");
		let own = read(each(&[given()], Some("{index}.txt")).expect("it is right"));
		assert_eq!(own["tasks"][0]["inputs"][0]["name"], "{{index}}.txt");
		assert_eq!(own["stdin"], "{{index}}.txt");
		let all = read(alike(given(), Some("{index}.txt"), 3).expect("it is right"));
		assert_eq!(
			(&all["stdin"], &all["inputs"][0]["name"]),
			(&json!("{index}.txt"), &all["stdin"])
		);
		for told in [
			alike(given_file("{index:3}"), None, 2),
			alike(Given::default(), Some("dataset/{index:3}"), 2),
		] {
			assert!(told.unwrap_err().to_string().starts_with("{index:3} is no place"));
		}
	}

	#[test]
	fn stdin_should_be_a_file_of_each_task() {
		let own = [given_file("a"), given_file("b")];
		let told = "no file has the name a: --stdin takes the name of a --file, or dataset";
		assert_eq!(each(&own, Some("a")).unwrap_err().to_string(), told);
		assert_eq!(how_many_fit(&own, Some("a")).unwrap_err().to_string(), told);
		assert!(each(&own[..1], Some("a")).is_ok() && each(&own, Some("dataset/x")).is_ok());
	}

	#[test]
	fn params_should_be_refused_with_a_cure() {
		let told = |given: Given| alike(given, None, 1).unwrap_err().to_string();
		assert!(told(args(&["a"; 65])).starts_with("65 arguments are too many"));
		assert!(told(args(&[&"x".repeat(5000)])).contains("put long arguments into a file"));
		let files = |names: &[&str]| Given {
			inputs: names.iter().map(|name| input(name)).collect(),
			..Given::default()
		};
		assert!(told(files(&["a", "a"])).starts_with("the name a is taken"));
		assert!(told(files(&["dataset"])).starts_with("the name dataset is taken"));
		for name in ["", ".", "..", "a/b"] {
			assert!(told(files(&[name])).contains("is no name for a file"), "{name}");
		}
		assert!(alike(Given::default(), Some("x"), 1).is_err());
		assert!(alike(Given::default(), Some("dataset/x"), 1).is_ok());
		assert!(typed("[]").is_err() && typed("{}").is_ok() && typed("").is_ok());
	}

	#[test]
	fn how_many_fit_should_be_the_most() {
		let own = (0..300).map(|at| args(&["--seed", &at.to_string()])).collect::<Vec<_>>();
		let fit = how_many_fit(&own, None).expect("some fit");
		assert!((100..300).contains(&fit), "{fit}");
		assert!(each(&own[..fit], None).is_ok() && each(&own[..fit + 1], None).is_err());
		assert_eq!(how_many_fit(&own[..3], None), Ok(3));
		assert!(how_many_fit(&[args(&[&"x".repeat(5000)])], None).is_err());
	}
}
