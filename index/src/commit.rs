// SPDX-License-Identifier: Apache-2.0

//! Final blocks, written one after the other.

use crate::{
	apply::{forget, Apply},
	key,
	rows::{Meta, Reach},
	store::{Changes, Due, Index},
	BlockRecords, Error, ImportedBlock,
};

/// Most rows that a block forgets besides those for its records: a commit stays short also after the setting
/// was lowered.
const FORGOTTEN_PER_BLOCK: usize = 1_000;
/// Further rows that a block forgets for each of its records: no fewer than such a one makes, but for tasks of
/// many workers.
const FORGOTTEN_PER_RECORD: usize = 64;

impl Index {
	/// Writes final blocks, in the order of their numbers, in one transaction. Blocks that the index has
	/// already are passed over. Refuses a block that does not follow the last one ([`Index::skip`] first), and
	/// another one in the last one's place ([`Error::Replaced`]).
	pub fn commit(&self, blocks: &[ImportedBlock]) -> Result<(), Error> {
		self.write(|changes| {
			let mut meta = changes.meta()?;
			let kept = u64::from(self.settings.days).saturating_mul(key::DAY);
			for block in blocks {
				let Some(reach) = reach_with(&meta, block)? else { continue };
				let BlockRecords { time, records } = &block.records;
				// Block by block, so that the rows are the same whichever blocks a commit has.
				let most = records.len().saturating_mul(FORGOTTEN_PER_RECORD);
				let most = most.saturating_add(FORGOTTEN_PER_BLOCK);
				expire(changes, time.saturating_sub(kept), most)?;
				Apply::new(changes, block.number, *time).all(records)?;
				changes.settle()?;
				meta.reach = Some(reach);
			}
			changes.put(key::meta(), &meta);
			Ok(())
		})
	}

	/// Begins a new reach at block `next`: the records of the blocks between are lost.
	pub fn skip(&self, next: u32) -> Result<(), Error> {
		let meta = self.snapshot()?.get::<Meta>(&key::meta())?;
		let last = meta.and_then(|meta| meta.reach).map(|reach| reach.last);
		if last.is_none_or(|last| Some(next) <= last.checked_add(1)) {
			return Ok(());
		}
		self.write(|changes| {
			let mut meta = changes.meta()?;
			if let Some(reach) = &mut meta.reach {
				reach.gaps = reach.gaps.saturating_add(1);
				reach.since = next;
				reach.last = next.saturating_sub(1);
			}
			changes.put(key::meta(), &meta);
			Ok(())
		})
	}
}

/// The reach with a further block; none when it has the block already.
fn reach_with(meta: &Meta, block: &ImportedBlock) -> Result<Option<Reach>, Error> {
	let (number, time) = (block.number, block.records.time);
	let (since, since_time, gaps) = match meta.reach {
		None => (number, time, 0),
		// After a gap the hash is that of a block before.
		Some(Reach { since, last, last_hash, .. })
			if number == last && since <= last && block.hash != last_hash =>
		{
			return Err(Error::Replaced { block: number });
		},
		Some(Reach { last, .. }) if number <= last => return Ok(None),
		Some(Reach { last, .. }) if Some(number) != last.checked_add(1) => {
			return Err(Error::Order { last, got: number });
		},
		// After a gap the last block is the one before `since`, and has no time.
		Some(reach) if reach.last < reach.since => (reach.since, time, reach.gaps),
		Some(reach) => (reach.since, reach.since_time, reach.gaps),
	};
	let (last, last_hash, last_time) = (number, block.hash, time);
	Ok(Some(Reach { since, since_time, last, last_hash, last_time, gaps }))
}

/// Removes rows that are older than `time`, at most so many.
fn expire(changes: &mut Changes<'_>, time: u64, most: usize) -> Result<(), Error> {
	for Due { expiry, time, of } in changes.due(time, most)? {
		changes.remove(expiry);
		forget(changes, of, time)?;
	}
	Ok(())
}
