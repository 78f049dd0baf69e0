// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Reads what each block did when it is imported, while its state is surely there, and writes that down
//! when the block is final.

use super::Memory;
use crate::client::FullClient;
use bourse_index::{DealRow, Error, ImportedBlock, Pending, Reach, Record, VersionedRecords};
use bourse_primitives::catalogue::CatalogueApi;
use bourse_runtime::{opaque::Block, BlockNumber, Hash};
use futures::{select, StreamExt};
use sc_client_api::{BlockchainEvents, FinalityNotification};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// Most blocks that wait for finality: 2.3 hours of them. What comes later is read when it is final, if its
/// state is there then.
const MOST_PENDING: usize = 4_096;
/// Blocks of one commit, when the index catches up.
const AT_ONCE: u32 = 64;

/// Reads records of blocks from their states.
struct Reader(Arc<FullClient>);

impl Reader {
	/// What a block did; none when its state is gone, or its runtime writes no records.
	fn read(&self, hash: Hash, number: BlockNumber) -> Option<ImportedBlock> {
		match self.0.runtime_api().index_records(hash) {
			Ok(VersionedRecords::V1(records)) => Some(ImportedBlock { hash, number, records }),
			Err(error) => {
				log::debug!(target: "bourse", "Index: block {number} can't be read: {error}");
				None
			},
		}
	}

	/// The final block of a number.
	fn at(&self, number: BlockNumber) -> Option<ImportedBlock> {
		let hash = self.0.hash(number).ok().flatten()?;
		self.read(hash, number)
	}
}

/// Keeps the index up with the chain, until the node ends, or the index fails.
pub async fn follow(client: Arc<FullClient>, memory: Memory) {
	// Before the look at what is final already, so that nothing comes between.
	let mut imported = client.every_import_notification_stream().fuse();
	let mut finalized = client.finality_notification_stream().fuse();
	let reader = Reader(client.clone());
	let mut pending = Pending::new(MOST_PENDING);
	let caught_up = catch_up(&reader, &memory, client.info().finalized_number);
	if let Err(error) = caught_up.or_else(|error| begin_anew(&reader, &memory, error)) {
		return failed(&error);
	}
	loop {
		select! {
			block = imported.next() => {
				let Some(block) = block else { return };
				pending_from(&reader, &mut pending, block.hash, block.header.number);
			},
			last = finalized.next() => {
				let Some(last) = last else { return };
				let written = write(&reader, &memory, &mut pending, &last);
				if let Err(error) = written.or_else(|error| begin_anew(&reader, &memory, error)) {
					return failed(&error);
				}
			},
		}
	}
}

fn pending_from(reader: &Reader, pending: &mut Pending, hash: Hash, number: BlockNumber) {
	if let Some(block) = reader.read(hash, number) {
		pending.add(block);
	}
}

/// Builds the index anew after an `error` which says that the chain has other blocks now: one that a single
/// validator makes after a power cut, or after `purge-chain`. Only if nothing is lost, which is when the states
/// of all the index's blocks are there.
fn begin_anew(reader: &Reader, memory: &Memory, error: Error) -> Result<(), Error> {
	let Error::Replaced { block } = error else { return Err(error) };
	let since = memory.index.reach()?.map(|reach| reach.since);
	if since.is_none_or(|since| reader.at(since).is_none()) {
		return Err(error);
	}
	log::warn!(target: "bourse", "The index has another block {block} than the chain, and begins anew");
	memory.index.clear()?;
	catch_up(reader, memory, reader.0.info().finalized_number)
}

fn failed(error: &Error) {
	log::error!(
		target: "bourse",
		"The index stops, and answers to its last block only: {error}. The node goes on"
	);
}

/// Writes the blocks that have become final, in order.
fn write(
	reader: &Reader,
	memory: &Memory,
	pending: &mut Pending,
	last: &FinalityNotification<Block>,
) -> Result<(), Error> {
	let number = last.header.number;
	let before = last.tree_route.len().try_into().unwrap_or(BlockNumber::MAX);
	let first = number.saturating_sub(before);
	let branch = last.tree_route.iter().copied().chain([last.hash]);
	let mut blocks = Vec::new();
	for (number, hash) in (first..=number).zip(branch) {
		match pending.take(&hash).or_else(|| reader.read(hash, number)) {
			Some(block) => blocks.push(block),
			None => {
				commit(memory, &std::mem::take(&mut blocks))?;
				memory.index.skip(number.saturating_add(1))?;
			},
		}
	}
	pending.forget(number);
	commit(memory, &blocks)
}

/// Writes blocks that follow each other, after a gap if they don't follow the index's last one.
fn commit(memory: &Memory, blocks: &[ImportedBlock]) -> Result<(), Error> {
	let Some(first) = blocks.first() else { return Ok(()) };
	memory.index.skip(first.number)?;
	memory.index.commit(blocks)?;
	let deals = blocks.iter().flat_map(|block| {
		block.records.records.iter().filter_map(|record| match record {
			Record::Deal(deal) => Some(DealRow {
				block: block.number,
				time: block.records.time,
				deal: (**deal).clone(),
				ended: [0; 5],
			}),
			_ => None,
		})
	});
	let deals = deals.collect::<Vec<_>>();
	if !deals.is_empty() {
		// Nobody may be listening.
		memory.deals.send(Arc::new(deals)).ok();
	}
	Ok(())
}

/// Reads the final blocks behind the index's last one from their states, as far as these are there.
fn catch_up(reader: &Reader, memory: &Memory, last: BlockNumber) -> Result<(), Error> {
	let reach = memory.index.reach()?;
	if let Some(Reach { last: block, last_hash, .. }) = reach
		&& block <= last
		&& reader.0.hash(block).ok().flatten().is_some_and(|hash| hash != last_hash)
	{
		return Err(Error::Replaced { block });
	}
	let mut next = reach.map_or(1, |reach| reach.last.saturating_add(1));
	if next <= last && reader.at(next).is_none() {
		next = first_there(next, last, |number| reader.at(number).is_some());
	}
	let mut blocks = Vec::new();
	while next <= last {
		match reader.at(next) {
			Some(block) => blocks.push(block),
			// A block before has gone while others were read.
			None => commit(memory, &std::mem::take(&mut blocks))?,
		}
		next = next.saturating_add(1);
		if blocks.len() >= AT_ONCE as usize {
			commit(memory, &std::mem::take(&mut blocks))?;
		}
	}
	commit(memory, &blocks)?;
	if let Some(reach) = memory.index.reach()? {
		let (since, last) = (reach.since, reach.last);
		log::info!(target: "bourse", "The index has blocks {since} to {last}");
	}
	Ok(())
}

/// The first block from `next` to `last` that is there, where those behind it are, too; the one behind `last`
/// when none is. States go from the oldest on, and a node keeps more of them than are read one by one in vain.
fn first_there(
	next: BlockNumber,
	last: BlockNumber,
	is_there: impl Fn(BlockNumber) -> bool,
) -> BlockNumber {
	let (mut low, mut high) = (next, last.saturating_add(1));
	while low < high {
		let middle = low + (high - low) / 2;
		match is_there(middle) {
			true => high = middle,
			false => low = middle + 1,
		}
	}
	low
}

/// Builds an empty index from the states of all final blocks. Gives the first and the last that it has.
pub fn rebuild(client: Arc<FullClient>, memory: &Memory) -> Result<Option<(u32, u32)>, Error> {
	catch_up(&Reader(client.clone()), memory, client.info().finalized_number)?;
	Ok(memory.index.reach()?.map(|reach| (reach.since, reach.last)))
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A node has the states of three days, whatever the length of its chain.
	#[test]
	fn index_should_begin_at_the_oldest_state_that_is_there() {
		for oldest in [1, 2, 299, 300, 70_400, 199_999, 200_000, 200_001] {
			let looks = std::cell::Cell::new(0);
			let first = first_there(1, 200_000, |number| {
				looks.set(looks.get() + 1);
				number >= oldest
			});
			assert_eq!(first, oldest);
			assert!(looks.get() <= 18, "{}", looks.get());
		}
		assert_eq!(first_there(7, 7, |_| true), 7);
		assert_eq!(first_there(7, 7, |_| false), 8);
	}
}
