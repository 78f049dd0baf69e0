// SPDX-License-Identifier: Apache-2.0

//! The index against what it was told. `replay` compares with a plain replay of the blocks.

mod lists;
mod money;
mod reach;
mod replay;
mod search;

use crate::*;
use bourse_formats::{FailureCode, Hash};
use tempfile::TempDir;

pub const GENESIS: Hash = Hash([1; 32]);
/// Time of block 0, the beginning of a day.
pub const START: u64 = 1_700_006_400;

/// An index in a folder of its own.
pub struct Scene {
	folder: TempDir,
	pub index: Index,
}

impl Scene {
	pub fn new() -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let index = open(&folder, 3_650).expect("an empty index");
		Self { folder, index }
	}

	/// Closes the index and opens it again.
	pub fn again(self, days: u32) -> Self {
		let Self { folder, index } = self;
		drop(index);
		let index = open(&folder, days).expect("the same index");
		Self { folder, index }
	}

	/// Writes one block.
	pub fn block(&self, number: u32, time: u64, records: Vec<Record>) {
		self.index.commit(&[block(number, time, records)]).expect("it follows the last one");
	}
}

pub fn open(folder: &TempDir, days: u32) -> Result<Index, Error> {
	Index::open(&folder.path().join("index.redb"), Settings { genesis: GENESIS, days })
}

pub fn block(number: u32, time: u64, records: Vec<Record>) -> ImportedBlock {
	let mut hash = [0; 32];
	hash[..4].copy_from_slice(&number.to_be_bytes());
	ImportedBlock { hash: Hash(hash), number, records: BlockRecords { time, records } }
}

pub fn who(n: u8) -> AccountBytes {
	[n; 32]
}

/// The id of deal `n`: 24 bytes, and no index.
pub fn deal_id(n: u16) -> Hash {
	let mut id = [0xff; 32];
	id[..24].fill(9);
	id[..2].copy_from_slice(&n.to_be_bytes());
	Hash(id)
}

/// The id of a task of deal `n`.
pub fn task_id(n: u16, index: u64) -> Hash {
	let mut id = deal_id(n);
	id.0[24..].copy_from_slice(&index.to_be_bytes());
	id
}

/// Deal `n`: account 1 asks for 10 tasks of app 7 of account 2 for 3, in pool 8 of account 3 for 100.
pub fn deal(n: u16) -> DealRecord {
	DealRecord {
		id: deal_id(n),
		request: Hash([n as u8; 32]),
		app: Part { id: 7, owner: who(2), price: 3 },
		dataset: None,
		pool: Part { id: 8, owner: who(3), price: 100 },
		requester: who(1),
		payer: who(1),
		beneficiary: who(1),
		category: 0,
		tag: 0,
		trust: 1,
		first: 0,
		volume: 10,
	}
}

pub fn dealt(deal: DealRecord) -> Record {
	Record::Deal(Box::new(deal))
}

/// A task of deal `n` that worker 4 of owner 5 completed.
pub fn completed(n: u16, index: u64) -> TaskRecord {
	let moved = |n, earned, lost| Moved { who: who(n), earned, lost };
	TaskRecord {
		id: task_id(n, index),
		ended: Ended::Completed,
		failure: None,
		workers: vec![WorkerPart { worker: who(4), owner: who(5), right: true }],
		moves: vec![moved(1, 0, 103), moved(2, 3, 0), moved(3, 10, 0), moved(5, 90, 0)],
	}
}

pub fn ended(task: TaskRecord) -> Record {
	Record::Task(Box::new(task))
}

pub fn page(limit: usize) -> Page {
	Page { after: None, limit }
}

/// All entries of a list, by pages of `limit`.
pub fn all<T>(limit: usize, mut list: impl FnMut(&Page) -> Result<Paged<T>, Error>) -> Vec<T> {
	let (mut entries, mut after) = (Vec::new(), None);
	loop {
		let page = list(&Page { after, limit }).expect("a page");
		assert!(page.entries.len() <= limit);
		entries.extend(page.entries);
		match page.next {
			Some(next) => after = Some(next),
			None => return entries,
		}
	}
}

/// An asset of owner 2.
pub fn asset(asset: Subject, name: &str, description: &str, tags: &[&str]) -> Record {
	Record::Asset(Box::new(AssetRecord {
		asset,
		owner: who(2),
		name: name.into(),
		description: description.into(),
		link: Vec::new(),
		tags: tags.iter().map(|tag| tag.as_bytes().to_vec()).collect(),
	}))
}

pub const TRAP: FailureCode = FailureCode::Trap;
