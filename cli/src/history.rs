// SPDX-License-Identifier: Apache-2.0

//! The user's own deals, in a file of this machine, and their short names: the first digits of a deal's id that
//! are unique among them, as in git.

use crate::{
	chain::views::{deal_and_index, task_id},
	config::Config,
	error::{Attempt, Error, While},
};
use bourse_formats::Hash;
use serde::{Deserialize, Serialize};
use std::{
	fs::{self, OpenOptions},
	io::Write,
	path::PathBuf,
};

/// Fewest digits of a short name.
const SHORT: usize = 6;
/// Largest history that is read, in bytes: some 200,000 deals.
const MAX_FILE: u64 = 64 << 20;

/// A deal that was bought here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
	/// The deal.
	pub deal: Hash,
	/// Index of its first task.
	pub first: u64,
	/// Number of its tasks.
	pub tasks: u64,
	/// The app, as it was named.
	pub app: String,
	/// Address of the requester.
	pub requester: String,
	/// When it was bought, in seconds of the Unix epoch.
	pub at: u64,
	/// The purchase that it is a part of: `bourse map` continues it.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub purchase: Option<String>,
}

/// The deals of one chain.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
	file: PathBuf,
	/// The deals, the oldest first.
	pub entries: Vec<Entry>,
}

impl History {
	/// Reads the deals of the chain with this genesis.
	pub fn load(config: &Config, genesis: Hash) -> Attempt<Self> {
		let folder = config.folder.join("deals");
		fs::create_dir_all(&folder).during(folder.display())?;
		let file = folder.join(format!("{}.jsonl", hex::encode(&genesis.0[..8])));
		let size = fs::metadata(&file).map_or(0, |data| data.len());
		if size > MAX_FILE {
			return Err(Error::new(format!("{} has {size} bytes", file.display()))
				.cure("move it away: only short names are lost"));
		}
		let text = fs::read_to_string(&file).unwrap_or_default();
		// A line that was cut off by a crash is no reason to forget the others.
		let entries = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
		Ok(Self { file, entries })
	}

	/// Writes down a deal.
	pub fn add(&mut self, entry: Entry) -> Attempt {
		let line = serde_json::to_string(&entry).during("the history")?;
		let opened = OpenOptions::new().create(true).append(true).open(&self.file);
		let mut file = opened.during(self.file.display())?;
		writeln!(file, "{line}").during(self.file.display())?;
		self.entries.push(entry);
		Ok(())
	}

	/// The short name of a deal.
	pub fn short(&self, deal: Hash) -> String {
		let digits = hex::encode(deal.0);
		let others = self.entries.iter().filter(|entry| entry.deal != deal);
		let others = others.map(|entry| hex::encode(entry.deal.0)).collect::<Vec<_>>();
		let is_unique =
			|length: usize| others.iter().all(|other| other[..length] != digits[..length]);
		let length = (SHORT..digits.len()).find(|length| is_unique(*length));
		digits[..length.unwrap_or(digits.len())].to_owned()
	}

	/// The short name of a task: that of its deal, and its number, the first of which is 0.
	pub fn short_task(&self, task: Hash) -> String {
		let (deal, index) = deal_and_index(task);
		let first = self.entry(deal).map_or(0, |entry| entry.first);
		let number = index.unwrap_or(first).saturating_sub(first);
		match self.entry(deal).is_some_and(|entry| entry.tasks == 1) {
			true => self.short(deal),
			false => format!("{}/{number}", self.short(deal)),
		}
	}

	/// What was written down of a deal.
	pub fn entry(&self, deal: Hash) -> Option<&Entry> {
		self.entries.iter().rev().find(|entry| entry.deal == deal)
	}

	/// The deal of a short name or an id; a task's names its deal.
	pub fn deal(&self, name: &str) -> Attempt<Hash> {
		let digits = name.split('/').next().unwrap_or_default();
		let digits = digits.strip_prefix("0x").unwrap_or(digits).to_ascii_lowercase();
		if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
			return Err(Error::new(format!("{name} is no deal"))
				.cure("its id is hex; `bourse deal list` shows yours"));
		}
		if digits.len() == 64 {
			let mut id = Hash::default();
			hex::decode_to_slice(&digits, &mut id.0).during(name)?;
			return Ok(deal_and_index(id).0);
		}
		let mut found = Vec::new();
		for entry in &self.entries {
			if hex::encode(entry.deal.0).starts_with(&digits) && !found.contains(&entry.deal) {
				found.push(entry.deal);
			}
		}
		match found.as_slice() {
			[deal] => Ok(*deal),
			[] => Err(Error::new(format!("no deal of yours begins with {digits}"))
				.cure("`bourse deal list` shows them; others are named by their whole id")),
			several => {
				let names = several.iter().map(|deal| self.short(*deal)).collect::<Vec<_>>();
				Err(Error::new(format!("{digits} may be {}", names.join(" or ")))
					.cure("add digits"))
			},
		}
	}

	/// The task of `3f2a91/7`, of a deal's name (its first task), or of an id.
	pub fn task(&self, name: &str) -> Attempt<Hash> {
		let digits = name.strip_prefix("0x").unwrap_or(name);
		if digits.len() == 64 {
			let mut id = Hash::default();
			if hex::decode_to_slice(digits, &mut id.0).is_ok() && deal_and_index(id).1.is_some() {
				return Ok(id);
			}
		}
		let deal = self.deal(name)?;
		let number = match name.split_once('/') {
			None => 0,
			Some((_, number)) => number.parse::<u64>().map_err(|_| {
				Error::new(format!("{name}: {number} is no number of a task"))
					.cure("the first task is 0, as in 3f2a91/0")
			})?,
		};
		let entry = self.entry(deal);
		if let Some(entry) = entry.filter(|entry| number >= entry.tasks) {
			return Err(Error::new(format!("{name}: the deal has {} tasks", entry.tasks)).cure(
				format!("the last is {}/{}", self.short(deal), entry.tasks.saturating_sub(1)),
			));
		}
		let first = entry.map_or(0, |entry| entry.first);
		Ok(task_id(deal, first.saturating_add(number)))
	}

	/// The latest deal.
	pub fn last(&self) -> Attempt<&Entry> {
		self.entries.last().ok_or_else(|| {
			Error::new("no deal was bought here yet").cure("name one by its whole id")
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn deal(begin: [u8; 4]) -> Hash {
		let mut id = [0; 32];
		id[..4].copy_from_slice(&begin);
		task_id(Hash(id), u64::MAX)
	}

	fn history() -> (tempfile::TempDir, History) {
		let folder = tempfile::tempdir().expect("a folder");
		let config = Config { folder: folder.path().into(), ..Config::default() };
		let mut history = History::load(&config, Hash([9; 32])).expect("an empty one");
		for begin in [[0x3f, 0x2a, 0x91, 0x00], [0x3f, 0x2a, 0x91, 0x10], [0x7b, 0, 0, 0]] {
			let entry = Entry {
				deal: deal(begin),
				first: 5,
				tasks: if begin[0] == 0x7b { 1 } else { 8 },
				app: "python".into(),
				requester: String::new(),
				at: 0,
				purchase: None,
			};
			history.add(entry).expect("it is written");
		}
		assert_eq!(History::load(&config, Hash([9; 32])), Ok(history.clone()));
		assert_eq!(
			History::load(&config, Hash([8; 32])).map(|other| other.entries),
			Ok(Vec::new())
		);
		(folder, history)
	}

	#[test]
	fn names_should_be_as_short_as_they_are_unique() {
		let (_folder, history) = history();
		assert_eq!(history.short(deal([0x3f, 0x2a, 0x91, 0x00])), "3f2a910");
		assert_eq!(history.short(deal([0x7b, 0, 0, 0])), "7b0000");
		assert_eq!(history.short_task(task_id(deal([0x7b, 0, 0, 0]), 5)), "7b0000");
		assert_eq!(history.short_task(task_id(deal([0x3f, 0x2a, 0x91, 0x10]), 12)), "3f2a911/7");
	}

	#[test]
	fn names_should_be_found_again() {
		let (_folder, history) = history();
		let first = deal([0x3f, 0x2a, 0x91, 0x00]);
		assert_eq!(history.deal("3f2a910"), Ok(first));
		assert_eq!(history.deal("0x3F2A910/7"), Ok(first));
		assert_eq!(history.task("3f2a910/7"), Ok(task_id(first, 12)));
		assert_eq!(history.task("3f2a910"), Ok(task_id(first, 5)));
		let whole = hex::encode(task_id(first, 12).0);
		assert_eq!(history.task(&whole), Ok(task_id(first, 12)));
		assert_eq!(history.deal(&whole), Ok(first));
		let unknown = deal([1, 2, 3, 4]);
		assert_eq!(history.deal(&hex::encode(unknown.0)), Ok(unknown));
	}

	#[test]
	fn names_should_be_refused_when_they_are_nobodys_or_several() {
		let (_folder, history) = history();
		let told = |name: &str| history.task(name).unwrap_err().to_string();
		assert_eq!(told("3f2a91"), "3f2a91 may be 3f2a910 or 3f2a911: add digits");
		assert!(told("aa").starts_with("no deal of yours begins with aa"));
		assert!(told("xyz").starts_with("xyz is no deal"));
		assert_eq!(told("3f2a910/8"), "3f2a910/8: the deal has 8 tasks: the last is 3f2a910/7");
		assert!(told("3f2a910/x").contains("x is no number of a task"));
	}
}
