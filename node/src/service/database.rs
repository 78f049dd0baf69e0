// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The database, and for how many blocks it keeps the state.
//!
//! To show a block, polkadot.js asks for the runtime's version and the events at the block, which are in
//! the state. The SDK keeps the state of 256 blocks, which are less than nine minutes here. This node
//! keeps it for three days, a weekend: so that a block which somebody found out about on Friday can be
//! looked at on Monday. A block without transactions changes some 60 nodes of the trie: with the journal
//! about 20 kB, so about 3 GB of disk in all; busy blocks add what they change. The blocks beyond the
//! last 256 take no memory.

use bourse_runtime::SLOT_DURATION;
use sc_service::PruningMode;
use sp_blockchain::Error;

/// Finalised blocks whose state is kept by default.
pub const STATES: u32 = (3 * 24 * 3600 * 1000 / SLOT_DURATION) as u32;

/// Number of blocks whose state a database keeps at least, by the pruning mode that was `asked` for.
pub fn states(asked: Option<&PruningMode>) -> u32 {
	match asked {
		None => STATES,
		Some(PruningMode::Constrained(constraints)) => constraints.max_blocks.unwrap_or(0),
		Some(PruningMode::ArchiveAll | PruningMode::ArchiveCanonical) => u32::MAX,
	}
}

/// Opens a database: by the pruning mode that was `asked` for, or by the default. A database that was
/// made as an archive stays one without its option.
pub fn open<T>(
	asked: Option<PruningMode>,
	open: impl Fn(Option<PruningMode>) -> Result<T, Error>,
) -> Result<T, Error> {
	if asked.is_some() {
		return open(asked);
	}
	match open(Some(PruningMode::blocks_pruning(STATES))) {
		Err(Error::StateDatabase(_)) => open(None),
		opened => opened,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_runtime::opaque::Block;
	use sc_client_db::{Backend, DatabaseSettings};
	use sc_service::{BlocksPruning, DatabaseSource};
	use std::{cell::RefCell, path::Path};
	use tempfile::tempdir;

	/// The modes that opening a real database goes through.
	fn modes(folder: &Path, asked: Option<PruningMode>) -> Vec<Option<PruningMode>> {
		let tried = RefCell::new(Vec::new());
		let opened = open(asked, |state_pruning| {
			tried.borrow_mut().push(state_pruning.clone());
			let settings = DatabaseSettings {
				trie_cache_maximum_size: None,
				state_pruning,
				source: DatabaseSource::ParityDb { path: folder.join("db") },
				blocks_pruning: BlocksPruning::KeepFinalized,
				pruning_filters: Vec::new(),
				metrics_registry: None,
			};
			Backend::<Block>::new(settings, 4096)
		});
		assert!(opened.is_ok());
		drop(opened);
		tried.into_inner()
	}

	#[test]
	fn open_should_keep_three_days_unless_it_was_asked_for_something_else() {
		assert_eq!(STATES, 129_600);
		let default = Some(PruningMode::blocks_pruning(STATES));
		let few = Some(PruningMode::blocks_pruning(256));
		let folder = tempdir().unwrap();
		assert_eq!(modes(folder.path(), None), std::slice::from_ref(&default));
		assert_eq!(modes(folder.path(), few.clone()), std::slice::from_ref(&few));
		assert_eq!(modes(folder.path(), None), [default]);
	}

	#[test]
	fn open_should_leave_an_archive_one() {
		let default = Some(PruningMode::blocks_pruning(STATES));
		let archive = Some(PruningMode::ArchiveAll);
		let folder = tempdir().unwrap();
		assert_eq!(modes(folder.path(), archive.clone()), [archive]);
		assert_eq!(modes(folder.path(), None), [default, None]);
	}
}
