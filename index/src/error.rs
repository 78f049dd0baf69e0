// SPDX-License-Identifier: Apache-2.0

//! What can be wrong with an index.

use std::path::PathBuf;

/// Why the index did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The file can't be opened.
	#[error("{}: the index can't be opened ({why}): stop other users of the file, or delete it and build the index anew", .path.display())]
	Open {
		/// The file.
		path: PathBuf,
		/// Why.
		why: redb::Error,
	},
	/// The file is of another chain, or of another version of the index.
	#[error("{}: the index is of {what}: delete the file and build the index anew", .path.display())]
	Other {
		/// The file.
		path: PathBuf,
		/// What is other.
		what: &'static str,
	},
	/// The database failed.
	#[error("the index can't be read or written: {0}")]
	Database(#[from] redb::Error),
	/// A row is not what was written.
	#[error("the index is damaged at {0}: delete its file and build it anew")]
	Damaged(String),
	/// A cursor is not one that a page gave.
	#[error("cursor: not one that a page of this list gave: begin without a cursor")]
	Cursor,
	/// The offer has more features than are looked through.
	#[error("tag: more than {most} features: leave some out")]
	Features {
		/// Most features.
		most: u32,
	},
	/// Blocks come out of order.
	#[error("block {got} does not follow block {last}, the last of the index")]
	Order {
		/// The index's last block.
		last: u32,
		/// The block that was to follow.
		got: u32,
	},
	/// The chain has another block where the index's last one was: its database was removed, or lost its end.
	#[error("block {block}, the last of the index, is not the chain's: build the index anew (rebuild-index)")]
	Replaced {
		/// The block.
		block: u32,
	},
}

/// redb has an error of its own for each step.
macro_rules! from {
	($($of:ident),*) => {
		$(impl From<redb::$of> for Error {
			fn from(error: redb::$of) -> Self {
				Self::Database(error.into())
			}
		})*
	};
}
from!(TransactionError, TableError, StorageError, CommitError);
