// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Reads what each block did when it is imported, while its state is surely there, and writes that down
//! when the block is final.

use super::Memory;
use crate::client::FullClient;
use bourse_index::{DealRow, Error, ImportedBlock, Pending, Reach, Record, VersionedRecords};
use bourse_primitives::catalogue::CatalogueApi;
use bourse_runtime::{BlockNumber, Hash};
use futures::{select, FutureExt, StreamExt};
use futures_timer::Delay;
use sc_client_api::BlockchainEvents;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};

/// Most blocks that wait for finality: 2.3 hours of them. What comes later is read when it is final, if its
/// state is there then.
const MOST_PENDING: usize = 4_096;
/// Blocks of one commit, when the index catches up.
const AT_ONCE: u32 = 64;
/// Time without another block after which a chain counts as fetched.
const LOOK: Duration = Duration::from_secs(1);

/// A chain, as far as the index reads it.
trait Blocks {
	/// What a block did; none when its state is gone, or its runtime writes no records.
	fn read(&self, hash: Hash, number: BlockNumber) -> Option<ImportedBlock>;

	/// Hash of the block of a number on the best branch.
	fn hash_at(&self, number: BlockNumber) -> Option<Hash>;

	/// Number of the last final block.
	fn last_final(&self) -> BlockNumber;

	/// What the final block of a number did.
	fn at(&self, number: BlockNumber) -> Option<ImportedBlock> {
		self.read(self.hash_at(number)?, number)
	}
}

/// Reads records of blocks from their states.
struct Reader(Arc<FullClient>);

impl Blocks for Reader {
	fn read(&self, hash: Hash, number: BlockNumber) -> Option<ImportedBlock> {
		match self.0.runtime_api().index_records(hash) {
			Ok(VersionedRecords::V1(records)) => Some(ImportedBlock { hash, number, records }),
			Err(error) => {
				log::debug!(target: "bourse", "Index: block {number} can't be read: {error}");
				None
			},
		}
	}

	fn hash_at(&self, number: BlockNumber) -> Option<Hash> {
		self.0.hash(number).ok().flatten()
	}

	fn last_final(&self) -> BlockNumber {
		self.0.info().finalized_number
	}
}

/// Keeps the index up with the chain, until the node ends, or the index fails. While the node fetches a chain
/// that others have, that goes first: the index reads the blocks afterwards, before half of the `states` that the
/// node keeps have passed.
pub async fn follow(client: Arc<FullClient>, memory: Memory, states: u32) {
	// Before the look at what is final already, so that nothing comes between.
	let mut imported = client.every_import_notification_stream().fuse();
	let mut finalized = client.finality_notification_stream().fuse();
	let reader = Reader(client);
	let mut pending = Pending::new(MOST_PENDING);
	let caught_up = catch_up(&reader, &memory);
	if let Err(error) = caught_up.or_else(|error| begin_anew(&reader, &memory, error)) {
		return failed(&error);
	}
	// When the last block of a chain that the node fetches came.
	let mut fetched: Option<Instant> = None;
	let mut look = Delay::new(LOOK).fuse();
	loop {
		let written = select! {
			block = imported.next() => {
				let Some(block) = block else { return };
				if block.origin == BlockOrigin::NetworkInitialSync {
					fetched = Some(Instant::now());
				} else if fetched.is_none()
					&& let Some(block) = reader.read(block.hash, block.header.number)
				{
					pending.add(block);
				}
				Ok(())
			},
			last = finalized.next() => {
				let Some(last) = last else { return };
				let number = last.header.number;
				if fetched.is_some() {
					stay_near(&reader, &memory, number, states / 2)
				} else {
					let branch = [&last.tree_route[..], &[last.hash]].concat();
					write(&reader, &memory, &mut pending, &branch, number)
				}
			},
			() = look => {
				look = Delay::new(LOOK).fuse();
				if fetched.is_some_and(|at| at.elapsed() >= LOOK) {
					fetched = None;
					catch_up(&reader, &memory)
				} else {
					Ok(())
				}
			},
		};
		if let Err(error) = written.or_else(|error| begin_anew(&reader, &memory, error)) {
			return failed(&error);
		}
	}
}

/// Catches up once the index is that many blocks behind the final block of a number.
fn stay_near(
	chain: &impl Blocks,
	memory: &Memory,
	number: BlockNumber,
	most: u32,
) -> Result<(), Error> {
	let last = memory.index.reach()?.map_or(0, |reach| reach.last);
	match number.saturating_sub(last) < most {
		true => Ok(()),
		false => catch_up(chain, memory),
	}
}

/// Builds the index anew after an `error` which says that the chain has other blocks now: one that a single
/// validator makes after a power cut, or after `purge-chain`. Only if nothing is lost, which is when the states
/// of all the index's blocks are there, without a gap.
fn begin_anew(chain: &impl Blocks, memory: &Memory, error: Error) -> Result<(), Error> {
	let Error::Replaced { block } = error else { return Err(error) };
	let since = memory.index.reach()?.filter(|reach| reach.gaps == 0).map(|reach| reach.since);
	if since.is_none_or(|since| chain.at(since).is_none()) {
		return Err(error);
	}
	log::warn!(target: "bourse", "The index has another block {block} than the chain, and begins anew");
	memory.index.clear()?;
	catch_up(chain, memory)
}

fn failed(error: &Error) {
	log::error!(
		target: "bourse",
		"The index stops, and answers to its last block only: {error}. The node goes on"
	);
}

/// Writes the blocks that have become final, of which `number` is the last one's number.
fn write(
	chain: &impl Blocks,
	memory: &Memory,
	pending: &mut Pending,
	branch: &[Hash],
	number: BlockNumber,
) -> Result<(), Error> {
	let before = branch.len().saturating_sub(1).try_into().unwrap_or(BlockNumber::MAX);
	let first = number.saturating_sub(before);
	let mut blocks = Vec::new();
	for (number, hash) in (first..=number).zip(branch) {
		match pending.take(hash).or_else(|| chain.read(*hash, number)) {
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
fn catch_up(chain: &impl Blocks, memory: &Memory) -> Result<(), Error> {
	let (last, reach) = (chain.last_final(), memory.index.reach()?);
	// After a gap the last block is one before `since`, and the hash that of an older one.
	if let Some(Reach { since, last: block, last_hash, .. }) = reach
		&& (since..=last).contains(&block)
		&& chain.hash_at(block).is_some_and(|hash| hash != last_hash)
	{
		return Err(Error::Replaced { block });
	}
	let mut next = reach.map_or(1, |reach| reach.last.saturating_add(1));
	if next <= last && chain.at(next).is_none() {
		next = first_there(next, last, |number| chain.at(number).is_some());
	}
	let mut blocks = Vec::new();
	while next <= last {
		match chain.at(next) {
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
	catch_up(&Reader(client), memory)?;
	Ok(memory.index.reach()?.map(|reach| (reach.since, reach.last)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_index::{BlockRecords, Index, Settings, Subject};
	use std::collections::HashMap;
	use tempfile::TempDir;
	use tokio::sync::broadcast;

	/// A chain in memory.
	#[derive(Default)]
	struct Fake {
		/// Blocks whose states are there.
		states: HashMap<Hash, ImportedBlock>,
		/// Final blocks from number 1 on.
		branch: Vec<Hash>,
	}

	impl Blocks for Fake {
		fn read(&self, hash: Hash, _: BlockNumber) -> Option<ImportedBlock> {
			self.states.get(&hash).cloned()
		}

		fn hash_at(&self, number: BlockNumber) -> Option<Hash> {
			self.branch.get(number.checked_sub(1)? as usize).copied()
		}

		fn last_final(&self) -> BlockNumber {
			self.branch.len() as BlockNumber
		}
	}

	/// A block in which the orders of one app become void, by whose id tests tell blocks.
	fn block(number: BlockNumber, app: u8) -> ImportedBlock {
		let revoked = Record::Revoked { of: Subject::App(app.into()), epoch: 1 };
		let records = BlockRecords { time: 2 * u64::from(number), records: vec![revoked] };
		ImportedBlock { hash: Hash::repeat_byte(app), number, records }
	}

	impl Fake {
		/// Of final blocks that are told by these apps, with their states.
		fn of(apps: &[u8]) -> Self {
			let mut chain = Self::default();
			for (number, app) in (1..).zip(apps) {
				let block = block(number, *app);
				chain.branch.push(block.hash);
				chain.states.insert(block.hash, block);
			}
			chain
		}
	}

	fn empty() -> (TempDir, Memory) {
		let folder = tempfile::tempdir().expect("a folder");
		let settings = Settings { genesis: Hash::zero(), days: 7 };
		let index = Index::open(&folder.path().join("index.redb"), settings).expect("an index");
		let memory = Memory { index: Arc::new(index), deals: broadcast::channel(1).0 };
		(folder, memory)
	}

	/// First block, last block, gaps; and which of the apps below 100 its blocks tell of.
	fn known(memory: &Memory) -> (Option<(u32, u32, u32)>, Vec<u32>) {
		let reach = memory.index.reach().expect("read");
		let has = |app: &u32| memory.index.epoch(&Subject::App(*app)).expect("read") == 1;
		let reach = reach.map(|reach| (reach.since, reach.last, reach.gaps));
		(reach, (0..100).filter(has).collect())
	}

	/// Some blocks were imported before a restart, and are in no memory.
	#[test]
	fn index_should_have_the_final_branch_when_finality_comes_over_several_blocks() {
		let (_folder, memory) = empty();
		let chain = Fake::of(&[1, 2, 3, 4]);
		let mut pending = Pending::new(10);
		for block in [block(2, 12), block(3, 13), block(3, 3), block(4, 4), block(5, 15)] {
			pending.add(block);
		}
		write(&chain, &memory, &mut pending, &chain.branch, 4).expect("written");
		assert_eq!(known(&memory), (Some((1, 4, 0)), vec![1, 2, 3, 4]));
		assert_eq!(pending.len(), 1);
		let next = block(5, 5);
		pending.add(next.clone());
		write(&chain, &memory, &mut pending, &[next.hash], 5).expect("written");
		assert_eq!(known(&memory), (Some((1, 5, 0)), vec![1, 2, 3, 4, 5]));
		assert!(pending.is_empty());
	}

	#[test]
	fn index_should_begin_a_new_reach_behind_a_block_that_nobody_can_read() {
		let (_folder, memory) = empty();
		let mut chain = Fake::of(&[1, 2, 3, 4]);
		chain.states.remove(&chain.branch[2]);
		write(&chain, &memory, &mut Pending::new(10), &chain.branch, 4).expect("written");
		assert_eq!(known(&memory), (Some((4, 4, 1)), vec![1, 2, 4]));
	}

	#[test]
	fn index_should_begin_anew_when_the_chain_has_other_blocks_and_all_their_states() {
		let (_folder, memory) = empty();
		catch_up(&Fake::of(&[1, 2, 3]), &memory).expect("written");
		assert_eq!(known(&memory), (Some((1, 3, 0)), vec![1, 2, 3]));
		// The chain lost its last two blocks, and has made one of them anew.
		let chain = Fake::of(&[1, 12]);
		catch_up(&chain, &memory).expect("nothing to write");
		let chain = Fake::of(&[1, 12, 13]);
		let written = write(&chain, &memory, &mut Pending::new(10), &chain.branch[2..], 3);
		let error = written.expect_err("another block");
		assert!(matches!(error, Error::Replaced { block: 3 }), "{error}");
		begin_anew(&chain, &memory, error).expect("written");
		assert_eq!(known(&memory), (Some((1, 3, 0)), vec![1, 12, 13]));

		// Or it has more blocks than the index when the node starts.
		let mut chain = Fake::of(&[21, 22, 23, 24]);
		let error = catch_up(&chain, &memory).expect_err("another block");
		begin_anew(&chain, &memory, error).expect("written");
		assert_eq!(known(&memory), (Some((1, 4, 0)), vec![21, 22, 23, 24]));

		// What the states don't give again stays, and the error says what to do.
		chain = Fake::of(&[31, 32, 33, 34, 35]);
		chain.states.remove(&chain.branch[0]);
		let error = catch_up(&chain, &memory).expect_err("another block");
		let error = begin_anew(&chain, &memory, error).expect_err("a state is gone").to_string();
		assert!(error.contains("block 4") && error.contains("rebuild-index"), "{error}");
		assert_eq!(known(&memory), (Some((1, 4, 0)), vec![21, 22, 23, 24]));
	}

	#[test]
	fn index_should_wait_for_a_chain_that_is_fetched_while_its_states_are_there() {
		let (_folder, memory) = empty();
		let chain = Fake::of(&[1, 2, 3, 4]);
		stay_near(&chain, &memory, 4, 5).expect("nothing to write");
		assert_eq!(known(&memory), (None, Vec::new()));
		stay_near(&chain, &memory, 4, 4).expect("written");
		assert_eq!(known(&memory), (Some((1, 4, 0)), vec![1, 2, 3, 4]));
	}

	#[test]
	fn index_should_keep_what_is_before_a_gap_when_the_chain_has_other_blocks() {
		let (_folder, memory) = empty();
		let mut chain = Fake::of(&[1, 2, 3, 4]);
		chain.states.remove(&chain.branch[2]);
		write(&chain, &memory, &mut Pending::new(10), &chain.branch, 4).expect("written");
		let chain = Fake::of(&[1, 2, 3, 14]);
		let error = catch_up(&chain, &memory).expect_err("another block");
		begin_anew(&chain, &memory, error).expect_err("states before the gap may be gone");
		assert_eq!(known(&memory).1, vec![1, 2, 4]);
	}

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
