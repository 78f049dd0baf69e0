// SPDX-License-Identifier: Apache-2.0

//! The database: one table of rows, written in one transaction a commit.

use crate::{
	key,
	rows::{Meta, Reach},
	Error,
};
use bourse_formats::Hash;
use codec::{Decode, DecodeAll, Encode};
use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable, Table, TableDefinition};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

/// Version of keys, rows, and what they mean.
const VERSION: u8 = 4;
/// Bytes of the database that are kept in memory.
const CACHE: usize = 64 << 20;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;
const ROWS: Rows = TableDefinition::new("rows");

/// What the index is of, and how much it keeps.
#[derive(Clone, Debug)]
pub struct Settings {
	/// Hash of the chain's first block.
	pub genesis: Hash,
	/// Days for which whatever has a time is kept: deals, tasks, prices, demand, incomes, who bought what,
	/// presigned requests, revoked terms, and counters of accounts and workers that do nothing any more.
	/// What stays has at most as many rows as the chain's state: assets with their words, orders and counters,
	/// terms that hold, epochs.
	pub days: u32,
}

/// A row whose time has come.
pub(crate) struct Due {
	/// The row that says so.
	pub expiry: Vec<u8>,
	/// The time that it says, in seconds of the Unix epoch.
	pub time: u64,
	/// The row's key.
	pub of: Vec<u8>,
}

/// The index.
pub struct Index {
	database: Database,
	pub(crate) settings: Settings,
}

/// A snapshot of all rows.
pub(crate) struct Snapshot(ReadOnlyTable<&'static [u8], &'static [u8]>);

/// What a block has changed so far, before the rows of the table.
pub(crate) struct Changes<'a> {
	table: Table<'a, &'static [u8], &'static [u8]>,
	/// None: removed.
	changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Index {
	/// Opens the index at `path`, or makes an empty one.
	pub fn open(path: &Path, settings: Settings) -> Result<Self, Error> {
		let open = |why: redb::Error| Error::Open { path: path.into(), why };
		let database = Database::builder()
			.set_cache_size(CACHE)
			.create(path)
			.map_err(|error| open(error.into()))?;
		let index = Self { database, settings };
		index.begin(path.into())?;
		Ok(index)
	}

	/// Writes what the index is of into an empty one; refuses another chain's.
	fn begin(&self, path: PathBuf) -> Result<(), Error> {
		let transaction = self.database.begin_write()?;
		{
			let mut table = transaction.open_table(ROWS)?;
			let old = table.get(&key::meta()[..])?;
			let old = old.map(|row| decode::<Meta>(&key::meta(), row.value()));
			match old {
				None => {
					table.insert(&key::meta()[..], &self.none().encode()[..])?;
				},
				Some(Ok(meta)) if meta.version != VERSION => {
					return Err(Error::Other { path, what: "another version" });
				},
				Some(Ok(meta)) if meta.genesis != self.settings.genesis => {
					return Err(Error::Other { path, what: "another chain" });
				},
				Some(Ok(_)) => {},
				Some(Err(_)) => return Err(Error::Other { path, what: "another version" }),
			}
		}
		transaction.commit()?;
		Ok(())
	}

	/// What an index of no blocks says of itself.
	fn none(&self) -> Meta {
		Meta { version: VERSION, genesis: self.settings.genesis, reach: None }
	}

	/// Forgets all blocks.
	pub fn clear(&self) -> Result<(), Error> {
		let transaction = self.database.begin_write()?;
		transaction.delete_table(ROWS)?;
		{
			let mut table = transaction.open_table(ROWS)?;
			table.insert(&key::meta()[..], &self.none().encode()[..])?;
		}
		transaction.commit()?;
		Ok(())
	}

	/// The blocks that the index has; none before the first.
	pub fn reach(&self) -> Result<Option<Reach>, Error> {
		self.snapshot()?.reach()
	}

	/// All rows as they are now.
	pub(crate) fn snapshot(&self) -> Result<Snapshot, Error> {
		Ok(Snapshot(self.database.begin_read()?.open_table(ROWS)?))
	}

	/// Makes changes, all in one transaction, or none.
	pub(crate) fn write(
		&self,
		change: impl FnOnce(&mut Changes<'_>) -> Result<(), Error>,
	) -> Result<(), Error> {
		let transaction = self.database.begin_write()?;
		{
			let table = transaction.open_table(ROWS)?;
			let mut changes = Changes { table, changed: BTreeMap::new() };
			change(&mut changes)?;
			changes.settle()?;
		}
		transaction.commit()?;
		Ok(())
	}

	/// All rows, for tests.
	#[cfg(test)]
	pub(crate) fn all_rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
		let mut rows = Vec::new();
		let each = |key: &[u8], value: &[u8]| {
			rows.push((key.to_vec(), value.to_vec()));
			Ok(true)
		};
		self.snapshot().and_then(|all| all.walk(&[], None, false, each)).expect("read");
		rows
	}
}

/// The value of a row.
fn decode<T: Decode>(key: &[u8], value: &[u8]) -> Result<T, Error> {
	T::decode_all(&mut &value[..]).map_err(|_| {
		let key = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
		Error::Damaged(format!("row {key}"))
	})
}

impl Snapshot {
	/// A row, or none.
	pub fn get<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, Error> {
		match self.0.get(key)? {
			Some(row) => decode(key, row.value()).map(Some),
			None => Ok(None),
		}
	}

	/// The blocks that the index has.
	pub fn reach(&self) -> Result<Option<Reach>, Error> {
		let meta = self.get::<Meta>(&key::meta())?;
		Ok(meta.and_then(|meta| meta.reach).filter(|reach| reach.last >= reach.since))
	}

	/// Hands the rows from `first` to before `end` to `each`, which ends the walk with `false`.
	/// `backwards`: from the last one on. Without an `end`: all that follow.
	pub fn walk(
		&self,
		first: &[u8],
		end: Option<&[u8]>,
		backwards: bool,
		mut each: impl FnMut(&[u8], &[u8]) -> Result<bool, Error>,
	) -> Result<(), Error> {
		let mut range = match end {
			// The table refuses what is no range.
			Some(end) if end <= first => return Ok(()),
			Some(end) => self.0.range::<&[u8]>(first..end)?,
			None => self.0.range::<&[u8]>(first..)?,
		};
		loop {
			let next = if backwards { range.next_back() } else { range.next() };
			let Some(row) = next else { return Ok(()) };
			let (key, value) = row?;
			if !each(key.value(), value.value())? {
				return Ok(());
			}
		}
	}
}

impl Changes<'_> {
	/// A row, or none.
	pub fn get<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, Error> {
		match self.changed.get(key) {
			Some(Some(value)) => decode(key, value).map(Some),
			Some(None) => Ok(None),
			None => match self.table.get(key)? {
				Some(row) => decode(key, row.value()).map(Some),
				None => Ok(None),
			},
		}
	}

	/// Whether there is such a row.
	pub fn has(&self, key: &[u8]) -> Result<bool, Error> {
		match self.changed.get(key) {
			Some(value) => Ok(value.is_some()),
			None => Ok(self.table.get(key)?.is_some()),
		}
	}

	/// Writes a row.
	pub fn put(&mut self, key: Vec<u8>, value: &impl Encode) {
		self.changed.insert(key, Some(value.encode()));
	}

	/// Removes a row, if there is one.
	pub fn remove(&mut self, key: Vec<u8>) {
		self.changed.insert(key, None);
	}

	/// Changes a row, or the default where there is none. Gives what `change` gives.
	pub fn change<T: Decode + Encode + Default, R>(
		&mut self,
		key: Vec<u8>,
		change: impl FnOnce(&mut T) -> R,
	) -> Result<R, Error> {
		let mut row = self.get::<T>(&key)?.unwrap_or_default();
		let given = change(&mut row);
		self.put(key, &row);
		Ok(given)
	}

	/// Puts all changes so far into the table.
	pub fn settle(&mut self) -> Result<(), Error> {
		for (key, value) in std::mem::take(&mut self.changed) {
			match value {
				Some(value) => drop(self.table.insert(&key[..], &value[..])?),
				None => drop(self.table.remove(&key[..])?),
			}
		}
		Ok(())
	}

	/// What the index says of itself.
	pub fn meta(&self) -> Result<Meta, Error> {
		let none = || Error::Damaged("its first row, which is gone".into());
		self.get(&key::meta())?.ok_or_else(none)
	}

	/// Rows whose time was before `time`, the oldest first, at most so many. Of the table: what is not settled
	/// does not count.
	pub fn due(&self, time: u64, most: usize) -> Result<Vec<Due>, Error> {
		let (first, end) = (key::expiries(), key::expiry(time, &[]));
		let mut due = Vec::new();
		if first < end {
			for row in self.table.range::<&[u8]>(&first[..]..&end[..])?.take(most) {
				let expiry = row?.0.value().to_vec();
				let (time, of) = key::read_expiry(&expiry);
				due.push(Due { time, of, expiry });
			}
		}
		Ok(due)
	}
}
