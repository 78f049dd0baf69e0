// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker: what a worker's node does at each new best block, and again when results are
//! there.
//!
//! It computes nothing itself. For every hot key in the keystore it looks up the worker's tasks in
//! the chain's state, writes jobs for the node's compute service into the mailbox
//! ([`bourse_primitives::mailbox`]), reads outcomes from it, and submits contributions, reveals and
//! failure reports. Everything is derived from the state of the block at hand, never from events,
//! so a restart, a missed block or a re-org loses nothing: what is due is seen again at the next
//! block. [`bourse_primitives::submit`] says how things are sent and what is remembered of that.

use crate::{
	impls::{
		authorize::{Act, WorkItem},
		round::Round,
	},
	types::*,
	Call, Challenges, Config, Pallet, Tasks,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use bourse_primitives::{
	blocks::BlockRef,
	crypto::PocoId,
	mailbox::{self, Job, Outcome},
	result_hash, seal,
	submit::{self, is_served, sign, submit, TRIES},
	traits::{Assignments, Ledger},
	Balance, ContributionItem, Deal, ResultHeader, Seconds, TaskId,
};
use frame_support::{traits::Get, BoundedVec};
use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::BlockNumberFor};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::offchain::{Duration, StorageKind};
use sp_runtime::{
	offchain::{
		storage::StorageValueRef,
		storage_lock::{StorageLock, Time},
	},
	traits::UniqueSaturatedInto,
};

/// Longer than any run takes; a run that was killed holds up the next ones no longer than this.
const LOCK_MILLISECONDS: u64 = 10_000;
const LOCK: &[u8] = b"bourse/2/lock";
const SENT: &[u8] = b"bourse/1/sent";

/// What a worker's node has to do for a task.
enum Duty<T: Config> {
	/// Compute it, or keep what was computed.
	Keep,
	Contribute(ContributionItem, Balance),
	Reveal(RevealItem<T>),
	Report(FailureItem),
}

/// The jobs that the node should have.
struct Jobs {
	/// Those that it has.
	before: Vec<TaskId>,
	/// Those of this run.
	listed: BTreeSet<TaskId>,
}

impl Jobs {
	/// The node's jobs, none of which is wanted any longer until it is added.
	fn read() -> Self {
		let before = StorageValueRef::persistent(mailbox::JOBS).get().ok().flatten();
		Self { before: before.unwrap_or_default(), listed: BTreeSet::new() }
	}

	/// Whether the node has a task's job, whose bytes are not read. The list is sorted.
	fn has(&self, task: &TaskId) -> bool {
		let is_written = || {
			let key = mailbox::job_key(task);
			sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, &key).is_some()
		};
		self.before.binary_search(task).is_ok() && is_written()
	}

	/// The node should have a task's job, while there is room in the list.
	fn add(&mut self, task: TaskId) {
		if self.listed.len() < mailbox::MAX_JOBS {
			self.listed.insert(task);
		}
	}

	/// Tells the compute service what to work on, and forgets the jobs that are over.
	fn write(self) {
		let Self { before, listed } = self;
		for gone in before.iter().filter(|task| !listed.contains(*task)) {
			StorageValueRef::persistent(&mailbox::job_key(gone)).clear();
		}
		let list: Vec<_> = listed.into_iter().collect();
		if list != before {
			StorageValueRef::persistent(mailbox::JOBS).set(&list);
		}
	}
}

/// What was sent when: by act, worker and task.
type SentLog<T> = submit::SentLog<(Act, <T as frame_system::Config>::AccountId, TaskId)>;

/// Items to send at this block, each with the number of its attempt.
type Items<Item> = Vec<(u16, Item)>;

/// What to send for one worker at this block.
struct Outbox<T: Config> {
	contributions: Items<ContributionItem>,
	reveals: Items<RevealItem<T>>,
	reports: Items<FailureItem>,
}

impl<T: Config + CreateAuthorizedTransaction<Call<T>>> Pallet<T> {
	/// One run of the off-chain worker.
	pub(crate) fn work_off_chain(block: BlockNumberFor<T>) {
		if !is_served() {
			return;
		}
		let workers = local_workers::<T>();
		if workers.is_empty() {
			return;
		}
		// Runs may overlap when blocks come quickly; the later one has nothing to add.
		let lock_time = Duration::from_millis(LOCK_MILLISECONDS);
		let mut lock = StorageLock::<Time>::with_deadline(LOCK, lock_time);
		let Ok(_guard) = lock.try_lock() else { return };

		let mut sent = SentLog::<T>::read(SENT, block.unique_saturated_into());
		let mut jobs = Jobs::read();
		// Never closed: an off-chain worker changes nothing of the chain.
		let mut round = Round::<T>::open();
		// Machines of one owner share its stake.
		let mut stakes = BTreeMap::new();
		for (key, worker) in &workers {
			let owner = T::Assignments::stake_account(worker);
			let stake = stakes.entry(owner).or_insert_with_key(T::Ledger::stake);
			let outbox = Self::collect(worker, &mut round, stake, &mut jobs, &mut sent);
			Self::submit_batches(key, worker, outbox.contributions, &mut sent);
			Self::submit_batches(key, worker, outbox.reveals, &mut sent);
			Self::submit_batches(key, worker, outbox.reports, &mut sent);
		}
		// Last, as they are long and have more time than anything else.
		let blocks = Self::answer_challenges(&workers, &mut sent);
		sent.write();
		jobs.write();
		list_asked_blocks(blocks);
	}

	/// Answers the challenges of these workers whose blocks the node has found. Gives what it is to
	/// look for: the most urgent first, a few at a time, as answers are long.
	fn answer_challenges(
		workers: &[(PocoId, T::AccountId)],
		sent: &mut SentLog<T>,
	) -> Vec<BlockRef> {
		let now = Self::now();
		let mut asked: Vec<_> = Challenges::<T>::iter()
			.filter(|(_, _, challenge)| now < challenge.until)
			.filter_map(|(task, worker, challenge)| {
				let (key, _) = workers.iter().find(|(_, local)| *local == worker)?;
				Some((challenge.until, task, worker, key, challenge.wanted()))
			})
			.collect();
		asked.sort_by_key(|(until, task, ..)| (*until, *task));
		let mut blocks = Vec::new();
		for (until, task, worker, key, block) in asked {
			if !blocks.contains(&block) {
				if blocks.len() >= mailbox::MAX_ASKED_BLOCKS {
					continue;
				}
				blocks.push(block);
			}
			let what = (Act::Answer, worker.clone(), task);
			let Some(attempt) = sent.due(&what) else { continue };
			let Some(path) = path_of(&block) else { continue };
			let done = submit::<T, Call<T>>(attempt, TRIES, |attempt| {
				let (worker, path) = (worker.clone(), path.clone());
				let payload = AnswerPayload { worker, task, until, attempt, path };
				let signature = sign(key, payload.hash())?;
				Some(Call::answer_challenge_unsigned { payload, signature })
			});
			sent.note([what], done);
		}
		blocks
	}

	/// What is due for a worker and was not sent lately; adds the worker's jobs to `jobs`, and
	/// takes what its contributions will lock from `stake`.
	fn collect(
		worker: &T::AccountId,
		round: &mut Round<T>,
		stake: &mut Balance,
		jobs: &mut Jobs,
		sent: &mut SentLog<T>,
	) -> Outbox<T> {
		let mut outbox =
			Outbox { contributions: Vec::new(), reveals: Vec::new(), reports: Vec::new() };
		// A batch is refused as a whole when the stake does not suffice for all of it.
		for task in T::Assignments::tasks_of(worker) {
			let Some(duty) = Self::duty_of(worker, task, round, jobs) else { continue };
			jobs.add(task);
			match duty {
				Duty::Keep => (),
				Duty::Contribute(item, locks) => {
					let Some(left) = stake.checked_sub(locks) else {
						log::warn!(
							target: "bourse",
							"computed task {task:?}, but the worker's stake is short: deposit more"
						);
						continue;
					};
					*stake = left;
					Self::put(&mut outbox.contributions, worker, item, sent);
				},
				Duty::Reveal(item) => Self::put(&mut outbox.reveals, worker, item, sent),
				Duty::Report(item) => Self::put(&mut outbox.reports, worker, item, sent),
			}
		}
		outbox
	}

	/// Adds an item to those to send, unless it was sent lately.
	fn put<Item: WorkItem<T>>(
		items: &mut Items<Item>,
		worker: &T::AccountId,
		item: Item,
		sent: &mut SentLog<T>,
	) {
		if let Some(attempt) = sent.due(&(Item::ACT, worker.clone(), item.task())) {
			items.push((attempt, item));
		}
	}

	/// What the node has to do for a task, or `None` when this worker is through with it.
	fn duty_of(
		worker: &T::AccountId,
		task: TaskId,
		round: &mut Round<T>,
		jobs: &Jobs,
	) -> Option<Duty<T>> {
		let step = Self::step_in(round, worker, task);
		if step == WorkerStep::Nothing {
			return None;
		}
		let Some(outcome) = outcome_of(&task) else {
			// Also when it contributed already: then the node lost the outcome (a new disk), and
			// computing again gives the same digest.
			if !jobs.has(&task) {
				put_job::<T>(worker, task, step)?;
			}
			return Some(Duty::Keep);
		};
		Some(match (step, outcome) {
			(WorkerStep::Contribute { .. }, Outcome::Done { header, .. }) => {
				let digest = header.digest();
				let item = ContributionItem {
					task,
					result_hash: result_hash(task, digest),
					seal: seal(worker, task, digest),
				};
				let deal = round.deal_of(task).ok()?;
				// With the market's rules the assignment has locked the stake.
				Duty::Contribute(item, if deal.terms.is_some() { 0 } else { deal.worker_stake })
			},
			(WorkerStep::Contribute { .. }, Outcome::Failed { code, log }) => {
				Duty::Report(FailureItem { task, code, log })
			},
			(
				WorkerStep::Reveal { result_hash: contributed, wants_opening, .. },
				Outcome::Done { header, callback_data, encrypted },
			) if result_hash(task, header.digest()) == contributed => {
				let digest = header.digest();
				let deal = round.deal_of(task).ok()?;
				let opening = shown_data(&deal, &header, callback_data)
					.filter(|_| wants_opening)
					.and_then(|data| BoundedVec::try_from(data).ok())
					.map(|data| Opening::Header { header, data });
				Duty::Reveal(RevealItem { task, digest, opening, encrypted })
			},
			_ => Duty::Keep,
		})
	}

	/// Signs and submits items, in batches. When the pool refuses a batch, one item may keep the others from
	/// it: each is sent alone.
	fn submit_batches<Item: WorkItem<T>>(
		key: &PocoId,
		worker: &T::AccountId,
		items: Items<Item>,
		sent: &mut SentLog<T>,
	) {
		let send = |attempt, tries, items: &BoundedVec<Item, T::MaxBatch>| {
			submit::<T, Call<T>>(attempt, tries, |attempt| {
				let batch = Batch { worker: worker.clone(), attempt, items: items.clone() };
				let signature = sign(key, batch.hash())?;
				Some(Item::call(batch, signature))
			})
		};
		let what = |item: &Item| (Item::ACT, worker.clone(), item.task());
		for (attempt, items) in batches::<_, T::MaxBatch>(items) {
			let done = send(attempt, TRIES, &items);
			if done.taken || items.len() == 1 {
				sent.note(items.iter().map(what), done);
				continue;
			}
			for item in items {
				let noted = what(&item);
				let alone = BoundedVec::truncate_from(alloc::vec![item]);
				sent.note([noted], send(done.attempt.saturating_add(1), 1, &alone));
			}
		}
	}
}

/// The data that a reveal shows beside the header; `None`: the reveal shows no header either. By the
/// market's rules the chain sees the header of every result, and callback data only where they are
/// called for: where the deal has a callback, and the run did not fail.
fn shown_data<AccountId>(
	deal: &Deal<AccountId>,
	header: &ResultHeader,
	callback_data: Option<Vec<u8>>,
) -> Option<Vec<u8>> {
	if deal.terms.is_none() {
		return callback_data;
	}
	let is_called_for = deal.callback.is_some() && header.failure == 0;
	Some(callback_data.filter(|_| is_called_for).unwrap_or_default())
}

/// The workers whose hot keys are in this node's keystore.
fn local_workers<T: Config>() -> Vec<(PocoId, T::AccountId)> {
	PocoId::all()
		.into_iter()
		.filter_map(|key| T::Assignments::worker_of(&key).map(|worker| (key, worker)))
		.collect()
}

fn outcome_of(task: &TaskId) -> Option<Outcome> {
	StorageValueRef::persistent(&mailbox::outcome_key(task)).get().ok().flatten()
}

/// Writes a task's job, unless it is there. `None` when the task is gone.
fn put_job<T: Config>(worker: &T::AccountId, task: TaskId, step: WorkerStep) -> Option<()> {
	let key = mailbox::job_key(&task);
	let storage = StorageValueRef::persistent(&key);
	if matches!(storage.get::<Job>(), Ok(Some(_))) {
		return Some(());
	}
	let mut job = Pallet::<T>::job_of(task)?;
	job.deadline = match step {
		WorkerStep::Contribute { before } | WorkerStep::Reveal { before, .. } => before,
		WorkerStep::Wait | WorkerStep::Nothing => Seconds::MAX,
	};
	let record = Tasks::<T>::get(task)?;
	if let Some(assignment) = record.worker(worker).and_then(|record| record.assignment) {
		// By the node's clock: the protocol's may have stood still.
		let over = Pallet::<T>::now().saturating_sub(assignment.since);
		let now = sp_io::offchain::timestamp().unix_millis() / 1_000;
		job.since = now.saturating_sub(over);
	}
	storage.set(&job);
	Some(())
}

/// The path to a block, when the node has found it.
fn path_of(block: &BlockRef) -> Option<BlockPath> {
	StorageValueRef::persistent(&mailbox::path_key(block)).get().ok().flatten()
}

/// Tells the compute service which blocks to look for.
fn list_asked_blocks(blocks: Vec<BlockRef>) {
	let list = StorageValueRef::persistent(mailbox::ASKED_BLOCKS);
	let before = list.get::<Vec<BlockRef>>().ok().flatten().unwrap_or_default();
	if before != blocks {
		list.set(&blocks);
	}
}

/// Cuts `items` into batches of at most `Max`; a batch's attempt is the highest of its items'.
fn batches<Item, Max: Get<u32>>(items: Items<Item>) -> Items<BoundedVec<Item, Max>> {
	let mut batches = Vec::new();
	let mut items = items.into_iter().peekable();
	while items.peek().is_some() {
		let (attempts, batch): (Vec<u16>, Vec<Item>) =
			items.by_ref().take(Max::get().max(1) as usize).unzip();
		let attempt = attempts.into_iter().max().unwrap_or_default();
		batches.push((attempt, BoundedVec::truncate_from(batch)));
	}
	batches
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::{account, deal, deal_by_rules, REQUESTER};
	use bourse_primitives::FailureCode;

	#[test]
	fn shown_data_should_be_those_that_the_chain_takes() {
		let data = || Some(vec![7]);
		let good = ResultHeader::default();
		let failure = ResultHeader::failure_field(Some(FailureCode::Trap));
		let failed = ResultHeader { failure, ..good };
		let callback = Some(account(REQUESTER));
		let mut with = deal_by_rules(1);
		with.callback = callback.clone();
		let without = deal_by_rules(1);
		assert_eq!(shown_data(&with, &good, data()), data());
		// Nothing but the header: nobody calls for data, or the run failed, or there are none.
		assert_eq!(shown_data(&without, &good, data()), Some(Vec::new()));
		assert_eq!(shown_data(&with, &failed, data()), Some(Vec::new()));
		assert_eq!(shown_data(&without, &good, None), Some(Vec::new()));
		// Without the market's rules only data are shown.
		let mut old = deal(1);
		old.callback = callback;
		assert_eq!(shown_data(&old, &good, data()), data());
		assert_eq!(shown_data(&old, &good, None), None);
	}
}
