// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A chain in this process: a runtime on a ParityDB in a temporary folder, without network, pool and
//! consensus. Blocks are built as an author builds them, and committed as a node commits its own.

use crate::{
	host::{Calls, Keys},
	runtime::Runtime,
};
use anyhow::{anyhow, bail, ensure, Result};
use codec::{Compact, Decode, Encode};
use sc_client_api::{
	backend::{Backend as _, BlockImportOperation, NewBlockState, TrieCacheContext},
	blockchain::HeaderBackend,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use serde_json::{json, Value};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::H256;
use sp_crypto_hashing::twox_128;
use sp_externalities::Extensions;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Hash, Header as _},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	AccountId32, ApplyExtrinsicResult, Digest, DigestItem, OpaqueExtrinsic,
};
use sp_state_machine::{backend::Backend as StateBackend, Ext, IterArgs, OverlayedChanges};
use std::{
	collections::{BTreeMap, VecDeque},
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// A slot, in milliseconds.
pub const SLOT: u64 = 2_000;
/// The slot of the first block: a time of some years ago.
const FIRST_SLOT: u64 = 850_000_000;
/// States that a node keeps.
const STATES: u32 = 256;
/// Blocks after which a state counts as final even without finality: as in a node.
const CANONICALIZATION_DELAY: u64 = 4_096;
/// Transactions without room that an author passes over, in search of smaller ones, before it ends a
/// block.
const MOST_PASSED_OVER: usize = 8;
/// Slots between two blocks, at most, with which the protocol's clock does not stop: 30 seconds.
const LONGEST_GAP: u64 = 30_000 / SLOT;

type Header = generic::Header<u32, BlakeTwo256>;
type Block = generic::Block<Header, OpaqueExtrinsic>;
type Changes = OverlayedChanges<BlakeTwo256>;
type State = <Backend<Block> as sc_client_api::Backend<Block>>::State;

/// A part of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
	/// The hooks at its start, and the inherent.
	Start,
	/// Matches of orders.
	Match,
	/// Batches of contributions.
	Contribute,
	/// Batches of reveals.
	Reveal,
	/// Transfers.
	Transfer,
	/// Other transactions.
	Other,
	/// The hooks at its end, with all that the chain does by itself, and the root.
	End,
	/// The write to the database, and the finality of the block before.
	Commit,
	/// The hand-over of what was read and written to the trie cache that blocks share.
	Cache,
}

impl Part {
	/// All of them, in order.
	pub const ALL: [Self; 9] = [
		Self::Start,
		Self::Match,
		Self::Contribute,
		Self::Reveal,
		Self::Transfer,
		Self::Other,
		Self::End,
		Self::Commit,
		Self::Cache,
	];

	/// A word for it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Start => "start of block",
			Self::Match => "match",
			Self::Contribute => "contribute",
			Self::Reveal => "reveal",
			Self::Transfer => "transfer",
			Self::Other => "other",
			Self::End => "end of block",
			Self::Commit => "commit",
			Self::Cache => "trie cache",
		}
	}
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct Extrinsic<W = ()> {
	/// Where it counts.
	pub part: Part,
	/// As it travels.
	pub bytes: Vec<u8>,
	/// What its sender remembers of it.
	pub work: W,
}

/// What a part of a block took.
#[derive(Clone, Debug, Default)]
pub struct Cost {
	/// Number of transactions.
	pub extrinsics: u64,
	/// Their length in bytes.
	pub bytes: u64,
	/// Time, root and signature checks included.
	pub time: Duration,
	/// Calls of the host.
	pub calls: Calls,
	/// Weight, in picoseconds.
	pub weight: u64,
	/// Bytes of events. Only where a block is watched.
	pub event_bytes: u64,
	/// Keys that were touched. Only where a block is watched.
	pub keys: Keys,
}

/// What a block took.
#[derive(Clone, Debug, Default)]
pub struct Report {
	/// By part.
	pub parts: BTreeMap<Part, Cost>,
	/// Number of keys that the block changes.
	pub keys_written: u64,
	/// Bytes of events.
	pub event_bytes: u64,
	/// Weight of the block, in picoseconds.
	pub weight: u64,
	/// Number of transactions that the block holds and that failed.
	pub failed: u64,
	/// Its events. Only where a block is watched.
	pub events: Vec<(String, Value)>,
	/// Time that another node takes to execute the block. Only where [`Chain::imports`].
	pub import: Duration,
}

impl Report {
	/// What a part took.
	pub fn part(&self, part: Part) -> Cost {
		self.parts.get(&part).cloned().unwrap_or_default()
	}

	/// Time from the start to the end of the commit.
	pub fn time(&self) -> Duration {
		self.parts.values().map(|cost| cost.time).sum()
	}

	/// Time to build the block, root included, without the commit.
	pub fn build_time(&self) -> Duration {
		self.time() - self.part(Part::Commit).time - self.part(Part::Cache).time
	}

	/// Calls of the host.
	pub fn calls(&self) -> Calls {
		self.parts.values().fold(Calls::default(), |mut sum, cost| {
			sum += cost.calls;
			sum
		})
	}

	/// Adds another block.
	pub fn add(&mut self, other: &Self) {
		for (part, cost) in &other.parts {
			let sum = self.parts.entry(*part).or_default();
			sum.extrinsics += cost.extrinsics;
			sum.bytes += cost.bytes;
			sum.time += cost.time;
			sum.calls += cost.calls;
			sum.weight += cost.weight;
			sum.event_bytes += cost.event_bytes;
		}
		self.import += other.import;
		self.keys_written += other.keys_written;
		self.event_bytes += other.event_bytes;
		self.weight += other.weight;
		self.failed += other.failed;
	}
}

/// A chain.
pub struct Chain {
	/// Its runtime.
	pub runtime: Runtime,
	/// What the runtime takes for the hash of the first block (see [`told`]).
	pub genesis: H256,
	/// Whether each block is executed once more, as other nodes execute it.
	pub imports: bool,
	backend: Backend<Block>,
	/// The last block.
	best: (H256, u32),
	/// The slot of the next block.
	slot: u64,
	_folder: TempDir,
}

impl Chain {
	/// A chain whose genesis is that of the development chain, with accounts that have so many nRLC
	/// each besides. `cache` is the size of the trie cache in bytes.
	pub fn new(
		runtime: Runtime,
		accounts: &[AccountId32],
		endowment: u64,
		cache: usize,
	) -> Result<Self> {
		let folder = tempfile::Builder::new().prefix("bench-chain-").tempdir()?;
		let settings = DatabaseSettings {
			trie_cache_maximum_size: (cache > 0).then_some(cache),
			state_pruning: Some(PruningMode::blocks_pruning(STATES)),
			source: DatabaseSource::ParityDb { path: folder.path().to_owned() },
			blocks_pruning: BlocksPruning::KeepFinalized,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		};
		let backend = Backend::<Block>::new(settings, CANONICALIZATION_DELAY)?;
		let version = runtime.version.state_version();
		let mut operation = backend.begin_operation()?;
		let storage = runtime.genesis(accounts, endowment)?;
		let root = operation.set_genesis_state(storage, true, version)?;
		let no_extrinsics = BlakeTwo256::trie_root(Vec::new(), version);
		let header = Header::new(0, no_extrinsics, root, Default::default(), Default::default());
		let hash = header.hash();
		let body = Some(Vec::new());
		operation.set_block_data(header, body, None, None, NewBlockState::Final, true)?;
		backend.commit_operation(operation)?;
		let (genesis, best, slot) = (told(0), (hash, 0), FIRST_SLOT);
		Ok(Self { runtime, genesis, imports: false, backend, best, slot, _folder: folder })
	}

	/// The time of the next block, in seconds of the Unix epoch.
	pub fn time(&self) -> u64 {
		self.slot * SLOT / 1_000
	}

	/// Lets time pass until this second: without blocks, or, where the protocol's clock stops with the
	/// chain, with as few as keep it going.
	pub fn pass_to(&mut self, time: u64) -> Result<()> {
		let slot = time * 1_000 / SLOT;
		// The next slot is one behind the last block's.
		while self.runtime.has_rules() && self.slot + LONGEST_GAP - 1 < slot {
			self.slot += LONGEST_GAP - 1;
			self.block(&mut VecDeque::<Extrinsic>::new(), false, drop)?;
		}
		self.slot = self.slot.max(slot);
		Ok(())
	}

	fn state(&self) -> Result<State> {
		Ok(self.backend.state_at(self.best.0, TrieCacheContext::Trusted)?)
	}

	/// Asks a runtime API of the present state.
	pub fn ask(&self, api: &str, method: &str, arguments: &[u8]) -> Result<Value> {
		let state = self.state()?;
		let mut changes = Changes::default();
		let mut ext = Ext::new(&mut changes, &state, None);
		let answer = self.runtime.call(&mut ext, &format!("{api}_{method}"), arguments)?;
		self.runtime.answer(api, method, &answer)
	}

	/// Number of entries of the state, and the bytes of their keys and values. Without what each
	/// block leaves for the next one of `System`, such as its events.
	pub fn size(&self) -> Result<(u64, u64)> {
		let state = self.state()?;
		let (mut entries, mut bytes) = (0, 0);
		for pair in state.pairs(IterArgs::default()).map_err(|error| anyhow!("{error}"))? {
			let (key, value) = pair.map_err(|error| anyhow!("{error}"))?;
			if !key.starts_with(&twox_128(b"System")) {
				entries += 1;
				bytes += (key.len() + value.len()) as u64;
			}
		}
		Ok((entries, bytes))
	}

	/// Builds a block of as many transactions of a queue as have room, and commits the block. Those
	/// that are taken in leave the queue and go to `included`.
	pub fn block<W>(
		&mut self,
		queue: &mut VecDeque<Extrinsic<W>>,
		watched: bool,
		mut included: impl FnMut(Extrinsic<W>),
	) -> Result<Report> {
		let state = self.state()?;
		let mut builder = Builder::new(&self.runtime, &state, watched);
		let number = self.best.1 + 1;
		let claim = SecondaryPlainPreDigest { authority_index: 0, slot: self.slot.into() };
		let digest = DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(claim));
		let told = told(number - 1);
		let logs = Digest { logs: vec![digest] };
		let header = Header::new(number, Default::default(), Default::default(), told, logs);
		builder.run(Part::Start, "Core_initialize_block", &header.encode())?;
		let time = self.runtime.bare(("Timestamp", "set", json!({ "now": self.slot * SLOT })))?;
		let mut body = vec![time.clone()];
		ensure!(builder.apply(Part::Start, &time)?, "the inherent has no room");
		let mut left = VecDeque::new();
		while let Some(extrinsic) = queue.pop_front() {
			if builder.apply(extrinsic.part, &extrinsic.bytes)? {
				body.push(extrinsic.bytes.clone());
				included(extrinsic);
				continue;
			}
			left.push_back(extrinsic);
			if left.len() > MOST_PASSED_OVER {
				break;
			}
		}
		left.append(queue);
		*queue = left;
		let header = builder.run(Part::End, "BlockBuilder_finalize_block", &[])?;
		let mut header = Header::decode(&mut &header[..])?;
		if self.imports {
			let block = [header.encode(), body_bytes(&body)].concat();
			builder.report.import = self.import(&block)?;
		}
		header.parent_hash = self.best.0;
		let Builder { mut changes, mut report, .. } = builder;
		report.event_bytes = changes
			.storage(&storage_key("System", "Events"))
			.flatten()
			.map_or(0, |events| events.len() as u64);
		if watched {
			let events = changes.storage(&storage_key("System", "Events")).flatten();
			report.events = self.runtime.events(events.unwrap_or(&[0]))?;
		}
		report.weight = weight_of(&mut changes)?;

		let start = Instant::now();
		let drained = changes
			.drain_storage_changes(&state, self.runtime.version.state_version())
			.map_err(|error| anyhow!("{error}"))?;
		let (main, children, _, transaction, root, _) = drained.into_inner();
		report.keys_written = main.len() as u64;
		ensure!(root == header.state_root, "the root is another");
		let hash = header.hash();
		let body = body.iter().map(|bytes| OpaqueExtrinsic::try_from_encoded_extrinsic(bytes));
		let body = body.collect::<Result<Vec<_>, _>>()?;
		let mut operation = self.backend.begin_operation()?;
		self.backend.begin_state_operation(&mut operation, self.best.0)?;
		operation.update_db_storage(transaction)?;
		operation.update_storage(main, children)?;
		operation.set_block_data(header, Some(body), None, None, NewBlockState::Best, true)?;
		self.backend.commit_operation(operation)?;
		// Finality is one block behind.
		if self.best.1 > self.backend.blockchain().info().finalized_number {
			self.backend.finalize_block(self.best.0, None)?;
		}
		report.parts.entry(Part::Commit).or_default().time = start.elapsed();
		let start = Instant::now();
		drop(state);
		report.parts.entry(Part::Cache).or_default().time = start.elapsed();

		self.best = (hash, number);
		self.slot += 1;
		Ok(report)
	}

	/// Executes a block as a node that did not build it. Gives the time.
	fn import(&self, block: &[u8]) -> Result<Duration> {
		let start = Instant::now();
		let state = self.state()?;
		let mut changes = Changes::default();
		let mut ext = Ext::new(&mut changes, &state, None);
		self.runtime.call(&mut ext, "Core_execute_block", block)?;
		Ok(start.elapsed())
	}

	/// A block of transactions that all succeed.
	pub fn apply(&mut self, extrinsics: Vec<Vec<u8>>) -> Result<Report> {
		let of = |bytes| Extrinsic { part: Part::Other, bytes, work: () };
		let mut queue: VecDeque<_> = extrinsics.into_iter().map(of).collect();
		let count = queue.len();
		let mut report = self.block(&mut queue, true, drop)?;
		if queue.len() == count {
			// The first block of a session has no room for transactions.
			report = self.block(&mut queue, true, drop)?;
		}
		ensure!(queue.is_empty(), "a block has no room for {} of them", queue.len());
		let failed = report.events.iter().find(|(name, _)| name == "System.ExtrinsicFailed");
		if let Some((_, why)) = failed {
			bail!("a transaction failed: {why}");
		}
		Ok(report)
	}

	/// Time that the transaction pool takes to check a transaction.
	pub fn check(&self, extrinsic: &[u8]) -> Result<Duration> {
		let state = self.state()?;
		let mut changes = Changes::default();
		let mut ext = Ext::new(&mut changes, &state, None);
		// From outside, and the block that it is checked at.
		let arguments = [&[2], extrinsic, &self.best.0.encode()[..]].concat();
		let start = Instant::now();
		let function = "TaggedTransactionQueue_validate_transaction";
		let answer = self.runtime.call(&mut ext, function, &arguments)?;
		let time = start.elapsed();
		ensure!(answer.first() == Some(&0), "the pool refuses a transaction: {answer:?}");
		Ok(time)
	}
}

/// A block while it is built.
struct Builder<'a> {
	runtime: &'a Runtime,
	state: &'a State,
	changes: Changes,
	extensions: Extensions,
	watched: bool,
	report: Report,
}

impl<'a> Builder<'a> {
	fn new(runtime: &'a Runtime, state: &'a State, watched: bool) -> Self {
		let (changes, extensions) = (Changes::default(), Extensions::default());
		Self { runtime, state, changes, extensions, watched, report: Report::default() }
	}

	/// Calls the runtime for a part of the block.
	fn run(&mut self, part: Part, function: &str, arguments: &[u8]) -> Result<Vec<u8>> {
		let before = (self.weight()?, self.event_bytes());
		let cost = self.report.parts.entry(part).or_default();
		let start = Instant::now();
		self.changes.enter_runtime().map_err(|_| anyhow!("a call inside a call"))?;
		let ext = Ext::new(&mut self.changes, self.state, Some(&mut self.extensions));
		let keys = self.watched.then_some(&mut cost.keys);
		let (result, calls) = self.runtime.watch(ext, keys, function, arguments);
		self.changes.exit_runtime().map_err(|_| anyhow!("a call without an end"))?;
		cost.time += start.elapsed();
		cost.calls += calls;
		let after = (self.weight()?, self.event_bytes());
		let cost = self.report.parts.entry(part).or_default();
		// The hooks at the start of a block remove the last one's.
		cost.weight += after.0.saturating_sub(before.0);
		cost.event_bytes += after.1.saturating_sub(before.1);
		result
	}

	fn weight(&mut self) -> Result<u64> {
		if self.watched {
			return weight_of(&mut self.changes);
		}
		Ok(0)
	}

	fn event_bytes(&mut self) -> u64 {
		if !self.watched {
			return 0;
		}
		let events = self.changes.storage(&storage_key("System", "Events")).flatten();
		events.map_or(0, |events| events.len() as u64)
	}

	/// Applies a transaction. Whether there was room.
	fn apply(&mut self, part: Part, extrinsic: &[u8]) -> Result<bool> {
		self.changes.start_transaction();
		let result = self.run(part, "BlockBuilder_apply_extrinsic", extrinsic)?;
		let cost = self.report.parts.entry(part).or_default();
		match ApplyExtrinsicResult::decode(&mut &result[..])? {
			Ok(outcome) => {
				cost.extrinsics += 1;
				cost.bytes += extrinsic.len() as u64;
				self.report.failed += u64::from(outcome.is_err());
				self.changes.commit_transaction().map_err(|_| anyhow!("no layer"))?;
				Ok(true)
			},
			// The second: it follows one of its sender's that had no room.
			Err(TransactionValidityError::Invalid(
				InvalidTransaction::ExhaustsResources | InvalidTransaction::Future,
			)) => {
				self.changes.rollback_transaction().map_err(|_| anyhow!("no layer"))?;
				Ok(false)
			},
			Err(error) => bail!("a transaction ({}) is invalid: {error:?}", part.name()),
		}
	}
}

/// The transactions of a block, as they travel. Each has its length in front already.
fn body_bytes(body: &[Vec<u8>]) -> Vec<u8> {
	[Compact(body.len() as u32).encode(), body.concat()].concat()
}

/// The hash that the runtime is told a block has. What is drawn depends on the hash of the parent,
/// and that hash on the code and on signatures, which are never the same: with these ones every run
/// and every version draws the same.
fn told(number: u32) -> H256 {
	BlakeTwo256::hash_of(&number)
}

fn storage_key(pallet: &str, item: &str) -> Vec<u8> {
	[twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
}

/// The weight of a block until now, in picoseconds: of its three classes together.
fn weight_of(changes: &mut Changes) -> Result<u64> {
	let weight = changes.storage(&storage_key("System", "BlockWeight")).flatten();
	let Some(mut weight) = weight else { return Ok(0) };
	let classes = <[(Compact<u64>, Compact<u64>); 3]>::decode(&mut weight)?;
	Ok(classes.iter().map(|(time, _)| time.0).sum())
}
