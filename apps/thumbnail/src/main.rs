// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod inputs;
mod picture;

use bourse_app::{
	lexopt::{Arg, Parser, ValueExt},
	Stop, Task,
};
use std::{fs, io::Write, path::PathBuf, process::ExitCode};

const USAGE: &str = "\
Makes thumbnails of PNG and JPEG photos.

Usage: thumbnail [OPTIONS] [FILES or folders...]

Without FILES: every photo in the folder $BOURSE_IN, and in $BOURSE_DATASET when that is a folder.
In a folder (without its subfolders), files that are neither PNG nor JPEG are passed over. A
thumbnail is written as NAME-SIZE.jpg (or .png) to $BOURSE_OUT (default: the current folder). Photos
smaller than SIZE keep their size.

Options:
  --size N           longer side of the thumbnail in pixels, 1 to 4096 (default: 128)
  --format FORMAT    jpeg or png (default: jpeg)
  --one-per-task     make one thumbnail only: of photo number $BOURSE_TASK_INDEX, counted from 0 in
                     the order of the names, and from the start again after the last
  -h, --help         print this

Exit code: 0 when all was done, 1 when a photo could not be read, 2 when the arguments are wrong.
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
	size: u32,
	format: picture::Format,
	one_per_task: bool,
	inputs: Vec<PathBuf>,
}

impl Request {
	fn parse(mut arguments: Parser) -> Result<Self, Stop> {
		let mut request = Request {
			size: 128,
			format: picture::Format::Jpeg,
			one_per_task: false,
			inputs: Vec::new(),
		};
		while let Some(argument) = arguments.next()? {
			match argument {
				Arg::Long("size") => {
					let value = arguments.value()?;
					request.size = value
						.to_str()
						.and_then(|text| text.parse().ok())
						.filter(|size| (1..=picture::LARGEST).contains(size))
						.ok_or_else(|| {
							let largest = picture::LARGEST;
							Stop::Usage(format!("--size is {value:?}: it must be 1 to {largest}"))
						})?;
				},
				Arg::Long("format") => {
					request.format = match arguments.value()?.string()?.as_str() {
						"jpeg" | "jpg" => picture::Format::Jpeg,
						"png" => picture::Format::Png,
						other => {
							let problem = format!("--format is {other:?}: it must be jpeg or png");
							return Err(Stop::Usage(problem));
						},
					};
				},
				Arg::Long("one-per-task") => request.one_per_task = true,
				Arg::Value(path) => request.inputs.push(path.into()),
				Arg::Short('h') | Arg::Long("help") => return Err(Stop::Help),
				other => return Err(other.unexpected().into()),
			}
		}
		Ok(request)
	}
}

/// Makes the thumbnails. A photo that can't be read does not keep the others from being done.
fn thumbnails(request: Request, task: &Task, out: &mut dyn Write) -> Result<(), Stop> {
	let mut named = request.inputs;
	if named.is_empty() {
		// A dataset that is one file lies in the folder with the inputs.
		let dataset = task.dataset.iter().filter(|dataset| dataset.is_dir());
		named.extend(task.input.iter().chain(dataset).cloned());
	}
	if named.is_empty() {
		let problem = "no photos: name files or folders, or set BOURSE_IN to a folder";
		return Err(Stop::Usage(problem.into()));
	}
	let mut photos = inputs::photos(&named, request.size, request.format)?;
	if request.one_per_task {
		// In the range, as it is taken modulo the number of photos, which is at least 1.
		let chosen = (task.index % photos.len() as u64) as usize;
		photos = vec![photos.swap_remove(chosen)];
	}

	let mut problems = Vec::new();
	for photo in &photos {
		let made = fs::read(&photo.path)
			.map_err(|error| format!("can't be read: {error}"))
			.and_then(|bytes| picture::thumbnail(&bytes, request.size, request.format));
		let made = match made {
			Ok(made) => made,
			Err(problem) => {
				problems.push(format!("{}: {problem}", photo.path.display()));
				continue;
			},
		};
		task.write(&photo.output, &made.bytes)?;
		let ((from_width, from_height), (width, height)) = (made.original, made.size);
		writeln!(
			out,
			"{}: {from_width}x{from_height} -> {width}x{height}, {} bytes: {}",
			photo.name,
			made.bytes.len(),
			photo.output,
		)?;
	}
	if problems.is_empty() {
		Ok(())
	} else {
		Err(Stop::Failure(problems.join("\n")))
	}
}

fn main() -> ExitCode {
	bourse_app::run("thumbnail", USAGE, |arguments, task, out| {
		thumbnails(Request::parse(arguments)?, task, out)
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use picture::Format;
	use std::path::Path;

	fn parse(arguments: &[&str]) -> Result<Request, Stop> {
		Request::parse(Parser::from_args(arguments))
	}

	fn photos() -> PathBuf {
		Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/photos")
	}

	/// Runs the program on the shipped photos, as a task does.
	fn run(
		arguments: &[&str],
		input: &Path,
		output: &Path,
		index: u64,
	) -> (Result<(), Stop>, String) {
		let task = Task { input: Some(input.into()), output: output.into(), dataset: None, index };
		let mut out = Vec::new();
		let done = parse(arguments).and_then(|request| thumbnails(request, &task, &mut out));
		(done, String::from_utf8(out).unwrap())
	}

	fn names(folder: &Path) -> Vec<String> {
		let entries = fs::read_dir(folder).unwrap();
		let mut names: Vec<_> =
			entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
		names.sort();
		names
	}

	#[test]
	fn arguments_should_be_taken_when_right() {
		let default =
			Request { size: 128, format: Format::Jpeg, one_per_task: false, inputs: vec![] };
		assert_eq!(parse(&[]), Ok(default));
		let all = ["--size", "64", "a.png", "--format=png", "--one-per-task", "--", "--b.png"];
		let expected = Request {
			size: 64,
			format: Format::Png,
			one_per_task: true,
			inputs: vec!["a.png".into(), "--b.png".into()],
		};
		assert_eq!(parse(&all), Ok(expected));
		assert_eq!(parse(&["--help"]), Err(Stop::Help));
	}

	#[test]
	fn arguments_should_be_refused_when_wrong() {
		for (arguments, problem) in [
			(&["--size", "0"][..], "--size is \"0\": it must be 1 to 4096"),
			(&["--size", "4097"], "--size is \"4097\": it must be 1 to 4096"),
			(&["--size", "big"], "--size is \"big\": it must be 1 to 4096"),
			(&["--size"], "missing argument for option '--size'"),
			(&["--format", "gif"], "--format is \"gif\": it must be jpeg or png"),
			(&["--one-per-task=1"], "unexpected argument for option '--one-per-task': \"1\""),
			(&["--wide"], "invalid option '--wide'"),
		] {
			assert_eq!(parse(arguments), Err(Stop::Usage(problem.into())));
		}
	}

	#[test]
	fn thumbnails_should_be_a_usage_error_when_there_is_nothing_to_read() {
		let task = Task { input: None, output: ".".into(), dataset: None, index: 0 };
		let problem = "no photos: name files or folders, or set BOURSE_IN to a folder";
		let done = thumbnails(parse(&[]).unwrap(), &task, &mut Vec::new());
		assert_eq!(done, Err(Stop::Usage(problem.into())));
	}

	#[test]
	fn thumbnails_should_be_made_of_all_photos_when_no_file_is_named() {
		let output = tempfile::tempdir().unwrap();
		let (done, printed) = run(&[], &photos(), output.path(), 0);
		assert_eq!(done, Ok(()));
		let expected = ["astronaut-128.jpg", "chelsea-128.jpg", "rocket-128.jpg"];
		assert_eq!(names(output.path()), expected);
		let lines: Vec<_> = printed.lines().collect();
		assert_eq!(lines.len(), 3);
		assert!(lines[0].starts_with("astronaut.jpg: 512x512 -> 128x128, "), "{printed}");
		assert!(lines[1].starts_with("chelsea.png: 451x300 -> 128x85, "), "{printed}");
		assert!(lines[2].starts_with("rocket.jpg: 640x427 -> 128x85, "), "{printed}");
		assert!(lines[2].ends_with(" bytes: rocket-128.jpg"), "{printed}");
	}

	#[test]
	fn thumbnails_should_be_one_photo_each_when_one_per_task() {
		for (index, name) in [(0, "astronaut"), (1, "chelsea"), (2, "rocket"), (4, "chelsea")] {
			let output = tempfile::tempdir().unwrap();
			let arguments = ["--one-per-task", "--format", "png", "--size", "32"];
			let (done, printed) = run(&arguments, &photos(), output.path(), index);
			assert_eq!(done, Ok(()));
			assert_eq!(names(output.path()), [format!("{name}-32.png")]);
			assert_eq!(printed.lines().count(), 1);
		}
	}

	#[test]
	fn thumbnails_should_be_made_of_the_dataset_when_it_is_a_folder() {
		let (input, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
		fs::copy(photos().join("rocket.jpg"), input.path().join("a.jpg")).unwrap();
		let dataset = input.path().join("dataset");
		fs::create_dir(&dataset).unwrap();
		fs::copy(photos().join("rocket.jpg"), dataset.join("b.jpg")).unwrap();
		for (dataset, expected) in [
			(dataset, &["a-128.jpg", "b-128.jpg"][..]),
			(input.path().join("a.jpg"), &["a-128.jpg"]),
		] {
			let output = output.path().join(expected.len().to_string());
			let task = Task {
				input: Some(input.path().into()),
				output: output.clone(),
				dataset: Some(dataset),
				index: 0,
			};
			assert_eq!(thumbnails(parse(&[]).unwrap(), &task, &mut Vec::new()), Ok(()));
			assert_eq!(names(&output), expected);
		}
	}

	#[test]
	fn thumbnails_should_do_the_others_and_fail_when_a_photo_is_cut_short() {
		let (input, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
		let whole = fs::read(photos().join("chelsea.png")).unwrap();
		fs::write(input.path().join("cut.png"), &whole[..1000]).unwrap();
		fs::write(input.path().join("whole.png"), &whole).unwrap();
		let (done, printed) = run(&[], input.path(), output.path(), 0);
		match done {
			Err(Stop::Failure(what)) => {
				let start = format!("{}: ", input.path().join("cut.png").display());
				assert!(what.starts_with(&start) && what.lines().count() == 1, "{what}");
			},
			other => panic!("{other:?}"),
		}
		assert_eq!(names(output.path()), ["whole-128.jpg"]);
		assert_eq!(printed.lines().count(), 1);
	}
}
