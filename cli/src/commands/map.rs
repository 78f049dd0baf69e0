// SPDX-License-Identifier: Apache-2.0

//! `bourse map`: every file of a pattern, or row of a table, is a task with input and arguments of its own.

use super::buy;
use crate::{
	amount::Rlc,
	args::Map,
	chain::views::task_id,
	error::{Attempt, Error, While},
	files::{self, Upload},
	history::Entry,
	job,
	params::{self, Given, Input},
	printable,
	session::Session,
};
use bourse_formats::{blake2_256, Hash};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Most tasks of one map.
const MOST: usize = 10_000;
/// Largest table, in bytes.
const MAX_TABLE: u64 = 16 << 20;

/// What one task is about.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Item {
	/// A name, for its folder.
	label: String,
	/// Its file.
	file: Option<PathBuf>,
	/// The cells of its row, by their columns.
	cells: Vec<(String, String)>,
}

impl Item {
	/// An argument for this item: `{}` is its file as the program finds it, `{COLUMN}` its cell.
	fn fill(&self, arg: &str) -> String {
		let mut filled = arg.to_owned();
		if let Some(name) = self.file_name() {
			filled = filled.replace("{}", &format!("/in/{name}"));
		}
		for (column, cell) in &self.cells {
			filled = filled.replace(&format!("{{{column}}}"), cell);
		}
		filled
	}

	fn file_name(&self) -> Option<String> {
		let name = self.file.as_ref()?.file_name()?;
		Some(name.to_string_lossy().into_owned())
	}
}

/// The files of a pattern with `*` and `?` in its last part, by name.
fn matching(pattern: &str) -> Attempt<Vec<PathBuf>> {
	let path = Path::new(pattern);
	let folder = match path.parent() {
		Some(parent) if !parent.as_os_str().is_empty() => parent,
		_ => Path::new("."),
	};
	let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
	if folder.to_string_lossy().contains(['*', '?']) {
		return Err(Error::new(format!("{pattern} has a pattern in a folder's name"))
			.cure("only file names can be patterns: write one --each for a folder"));
	}
	let mut found = Vec::new();
	for entry in fs::read_dir(folder).during(folder.display())? {
		let entry = entry.during(folder.display())?;
		let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
		let is_wanted = !is_hidden || name.starts_with('.');
		if is_wanted && fits(&name, &entry.file_name().to_string_lossy()) && entry.path().is_file()
		{
			found.push(entry.path());
		}
	}
	found.sort();
	Ok(found)
}

/// Whether a name fits a pattern, of which `*` is any letters and `?` one.
fn fits(pattern: &str, name: &str) -> bool {
	let (pattern, name) = (pattern.chars().collect::<Vec<_>>(), name.chars().collect::<Vec<_>>());
	// Where the last star was, and what of the name it has taken.
	let (mut at, mut of, mut star) = (0, 0, None::<(usize, usize)>);
	while of < name.len() {
		if pattern.get(at) == Some(&'*') {
			star = Some((at, of));
			at += 1;
		} else if pattern.get(at).is_some_and(|letter| *letter == '?' || *letter == name[of]) {
			at += 1;
			of += 1;
		} else if let Some((begin, taken)) = star {
			star = Some((begin, taken + 1));
			at = begin + 1;
			of = taken + 1;
		} else {
			return false;
		}
	}
	pattern[at..].iter().all(|letter| *letter == '*')
}

/// The cells of a line of CSV. Quotes are doubled inside of quotes (RFC 4180).
fn cells(line: &str) -> Attempt<Vec<String>> {
	let mut all = Vec::new();
	let mut letters = line.chars().peekable();
	loop {
		let mut cell = String::new();
		if letters.peek() == Some(&'"') {
			letters.next();
			loop {
				match letters.next() {
					Some('"') if letters.peek() == Some(&'"') => {
						letters.next();
						cell.push('"');
					},
					Some('"') => break,
					Some(letter) => cell.push(letter),
					None => {
						return Err(Error::new(format!(
							"a quote is not closed: {}",
							printable::line(line)
						)))
					},
				}
			}
		}
		loop {
			match letters.next() {
				Some(',') => break,
				Some(letter) => cell.push(letter),
				None => {
					all.push(cell);
					return Ok(all);
				},
			}
		}
		all.push(cell);
	}
}

/// The rows of a table, whose first line has the names of the columns.
fn rows(text: &str) -> Attempt<Vec<Item>> {
	let mut lines = text.lines().filter(|line| !line.trim().is_empty());
	let columns = lines.next().ok_or_else(|| Error::new("the table is empty"))?;
	let columns = cells(columns.trim_start_matches('\u{feff}'))?;
	let mut items = Vec::new();
	for (at, line) in lines.enumerate() {
		let row = cells(line)?;
		if row.len() != columns.len() {
			return Err(Error::new(format!("row {} has {} cells", at + 1, row.len()))
				.cure(format!("the first line has {} columns", columns.len())));
		}
		let label = format!("row-{:04}", at + 1);
		let cells = columns.iter().cloned().zip(row).collect();
		items.push(Item { label, file: None, cells });
	}
	Ok(items)
}

/// A label that no item has: its folder is one task's alone.
fn unlike(label: String, items: &[Item]) -> String {
	let is_new = |label: &str| items.iter().all(|item| item.label != label);
	if is_new(&label) {
		return label;
	}
	let mut numbered = (items.len()..).map(|number| format!("{label}-{number}"));
	numbered.find(|label| is_new(label.as_str())).unwrap_or(label)
}

/// The items of `--each`.
fn items(each: &str) -> Attempt<Vec<Item>> {
	let found = if each.to_lowercase().ends_with(".csv") && !each.contains(['*', '?']) {
		let size = fs::metadata(each).during(each)?.len();
		if size > MAX_TABLE {
			return Err(
				Error::new(format!("{each} has {size} bytes")).cure("a table has 16 MiB at most")
			);
		}
		rows(&fs::read_to_string(each).during(each)?)?
	} else {
		let label = |file: &PathBuf| {
			file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
		};
		let mut items = Vec::<Item>::new();
		for file in matching(each)? {
			let label = unlike(label(&file), &items);
			items.push(Item { label, file: Some(file), cells: Vec::new() });
		}
		items
	};
	match found.len() {
		0 => {
			Err(Error::new(format!("{each} fits no file"))
				.cure("quote the pattern: --each '*.cnf'"))
		},
		count if count > MOST => {
			Err(Error::new(format!("{count} tasks are more than {MOST}")).cure("make several maps"))
		},
		_ => Ok(found),
	}
}

/// What each item's task gets, and the files that the node needs.
fn given(items: &[Item], args: &[String]) -> Attempt<(Vec<Given>, Vec<Upload>)> {
	let (mut all, mut uploads) = (Vec::new(), Vec::<Upload>::new());
	for item in items {
		let mut inputs = Vec::new();
		if let (Some(file), Some(name)) = (&item.file, item.file_name()) {
			let upload = files::read(file)?;
			inputs.push(Input { name, url: String::new(), checksum: upload.hash });
			if !uploads.iter().any(|known| known.hash == upload.hash) {
				uploads.push(upload);
			}
		}
		let args = args.iter().map(|arg| item.fill(arg)).collect();
		all.push(Given { args, inputs });
	}
	Ok((all, uploads))
}

/// What is left of the most for all tasks.
fn rest(most: Option<Rlc>, spent: Rlc) -> Option<Rlc> {
	most.map(|most| Rlc(most.0.saturating_sub(spent.0)))
}

/// A name for what is bought, by which an interrupted map is known again.
fn purchase_name(app: u32, given: &[Given]) -> String {
	let text = format!("{app} {given:?}");
	hex::encode(&blake2_256(text.as_bytes()).0[..8])
}

/// `bourse map`.
pub async fn run(session: &Session, args: Map) -> Attempt<u8> {
	if !args.job.file.is_empty() || args.job.params.is_some() || args.job.tasks != 1 {
		return Err(Error::new("each task of a map has the file or the row that it is about")
			.cure("leave out --file, --params and --tasks"));
	}
	let items = items(&args.each)?;
	let (given, uploads) = given(&items, &args.job.args)?;
	let at = session.chain.best().await?;
	let probe = job::prepare_each(session, &at, &args.job, &given[..1]).await?;
	let purchase = purchase_name(probe.app.id, &given);
	let history = session.history()?;
	let bought =
		history.entries.iter().filter(|entry| entry.purchase.as_deref() == Some(purchase.as_str()));
	let mut ids = bought.flat_map(tasks_of).collect::<Vec<_>>();
	if !ids.is_empty() && !args.resume {
		return Err(Error::new(format!(
			"{} of these {} tasks were bought before",
			ids.len(),
			given.len()
		))
		.cure("--resume goes on with them; other arguments or files make another map"));
	}
	if ids.len() < given.len() {
		session.terminal().say(format!("{} tasks", given.len() - ids.len()));
	}
	let mut spent = Rlc(0);
	// As many as fit into one request's params are one purchase.
	while ids.len() < given.len() {
		let left = &given[ids.len()..];
		let fit = params::how_many_fit(left, args.job.stdin.as_deref())?;
		let mut prepared = job::prepare_each(session, &at, &args.job, &left[..fit]).await?;
		let needs = |upload: &&Upload| {
			let hash = upload.hash;
			left[..fit].iter().flat_map(|given| &given.inputs).any(|input| input.checksum == hash)
		};
		prepared.uploads = uploads.iter().filter(needs).cloned().collect();
		let app = &args.job.app;
		let most = rest(args.max_total, spent);
		let bought = buy::purchase(session, &prepared, most, app, Some(&purchase)).await?;
		let Some(bought) = bought else { return Ok(0) };
		spent = Rlc(spent.0.saturating_add(bought.total.0));
		let tasks = bought.tasks();
		if tasks.is_empty() {
			return Err(Error::new("the purchase has no tasks").cure("--resume goes on"));
		}
		ids.extend(tasks);
	}
	let history = session.history()?;
	let named = ids.into_iter().zip(items.into_iter().map(|item| item.label)).collect::<Vec<_>>();
	buy::several_named(session, &history, &named, args.download.as_deref(), args.force).await
}

fn tasks_of(entry: &Entry) -> Vec<Hash> {
	(0..entry.tasks).map(|at| task_id(entry.deal, entry.first.saturating_add(at))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn patterns_should_fit_as_in_a_shell() {
		for (pattern, name, expected) in [
			("*.cnf", "a.cnf", true),
			("*.cnf", ".cnf", true),
			("*.cnf", "a.cnf.gz", false),
			("a?c", "abc", true),
			("a?c", "ac", false),
			("*", "", true),
			("a*b*c", "aXbYbZc", true),
			("a*b*c", "acb", false),
			("", "", true),
			("", "a", false),
		] {
			assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
		}
	}

	#[test]
	fn patterns_should_find_files_in_the_order_of_their_names() {
		let folder = tempfile::tempdir().expect("a folder");
		for name in ["b.cnf", "a.cnf", "c.txt", ".d.cnf"] {
			fs::write(folder.path().join(name), name).expect("it is written");
		}
		let pattern = folder.path().join("*.cnf");
		let found = items(&pattern.to_string_lossy()).expect("there are two");
		assert_eq!(found.iter().map(|item| &*item.label).collect::<Vec<_>>(), ["a", "b"]);
		let (given, uploads) = given(&found, &["{}".into(), "-v".into()]).expect("they are read");
		assert_eq!(given[1].args, ["/in/b.cnf", "-v"]);
		assert_eq!((given[1].inputs[0].name.as_str(), uploads.len()), ("b.cnf", 2));
		assert!(
			items("/nonexistent/*.x").is_err()
				&& items(&pattern.display().to_string().replace("cnf", "x")).is_err()
		);
	}

	#[test]
	fn labels_should_be_of_one_item_each() {
		let folder = tempfile::tempdir().expect("a folder");
		for name in ["a-2.x", "a.b", "a.c"] {
			fs::write(folder.path().join(name), name).expect("it is written");
		}
		let found = items(&folder.path().join("a*").to_string_lossy()).expect("there are three");
		let labels = found.iter().map(|item| &*item.label).collect::<Vec<_>>();
		assert_eq!(labels, ["a-2", "a", "a-3"]);
	}

	#[test]
	fn max_total_should_be_for_all_purchases_together() {
		assert_eq!(rest(None, Rlc(5)), None);
		assert_eq!(rest(Some(Rlc(7)), Rlc(5)), Some(Rlc(2)));
		assert_eq!(rest(Some(Rlc(7)), Rlc(8)), Some(Rlc(0)));
	}

	#[test]
	fn tables_should_give_arguments_by_their_columns() {
		let items = rows("seed,name\n3,\"a, \"\"b\"\"\"\n\n5,c\n").expect("it is right");
		assert_eq!(items.len(), 2);
		assert_eq!(items[0].fill("--seed={seed} {name} {}"), "--seed=3 a, \"b\" {}");
		assert_eq!(items[1].label, "row-0002");
		assert!(rows("a,b\n1\n").unwrap_err().to_string().contains("row 1 has 1 cells"));
		assert!(rows("a\n\"x\n").is_err() && rows("").is_err());
	}

	#[test]
	fn purchases_should_have_a_name_of_what_is_bought() {
		let one = Given { args: vec!["a".into()], ..Given::default() };
		let other = Given { args: vec!["b".into()], ..Given::default() };
		let name = purchase_name(1, std::slice::from_ref(&one));
		assert_eq!(name, purchase_name(1, std::slice::from_ref(&one)));
		assert_ne!(name, purchase_name(1, &[other]));
		assert_ne!(name, purchase_name(2, &[one]));
	}
}
