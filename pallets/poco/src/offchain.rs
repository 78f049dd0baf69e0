// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker: what a worker's node does at each new best block.
//!
//! It computes nothing itself. For every hot key in the keystore it looks up the worker's tasks in
//! the chain's state, writes jobs for the node's compute service into the mailbox
//! ([`bourse_primitives::mailbox`]), reads outcomes from it, and submits contributions, reveals and
//! failure reports. Everything is derived from the state of the block at hand, never from events,
//! so a restart, a missed block or a re-org loses nothing: what is due is seen again at the next
//! block. All it remembers is when it last submitted what ([`SentLog`]), so as not to send the
//! same thing at every block. After [`RESEND_AFTER`] blocks it sends again as a further attempt:
//! another transaction, of higher priority, so that neither a banned nor a stuck twin is in the
//! way.

use crate::{types::*, Call, Challenges, Config, Pallet};
use alloc::{collections::BTreeMap, vec::Vec};
use bourse_primitives::{
	blocks::BlockRef,
	crypto::PocoId,
	mailbox::{self, Job, Outcome},
	result_hash, seal,
	traits::{Assignments, Ledger},
	Balance, ContributionItem, Seconds, TaskId,
};
use codec::{Decode, Encode};
use frame_support::{traits::Get, BoundedVec};
use frame_system::{
	offchain::{CreateAuthorizedTransaction, SubmitTransaction},
	pallet_prelude::BlockNumberFor,
};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{offchain::Duration, H256};
use sp_runtime::{
	offchain::{
		storage::StorageValueRef,
		storage_lock::{StorageLock, Time},
	},
	traits::UniqueSaturatedInto,
};

/// Blocks after which something that was sent and is still due is sent again.
pub const RESEND_AFTER: u32 = 4;

/// Longer than any run takes; a run that was killed holds up the next ones no longer than this.
const LOCK_MILLISECONDS: u64 = 10_000;
/// Tries to hand a batch to the pool in one run.
const TRIES: u16 = 5;
/// Pause between two of them.
const PAUSE_MILLISECONDS: u64 = 150;
const LOCK: &[u8] = b"bourse/1/lock";
const SENT: &[u8] = b"bourse/1/sent";

/// What is due for a task of a worker.
enum Step<T: Config> {
	/// The node has to compute it, or to keep what it computed.
	Keep,
	Contribute(ContributionItem, Balance),
	Reveal(RevealItem<T>),
	Report(FailureItem),
}

/// What kind of transaction something was sent in.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
	Contribution,
	Reveal,
	Report,
	Answer,
}

/// What to send for one worker at this block, each with the number of its attempt.
struct Outbox<T: Config> {
	contributions: Vec<(u16, ContributionItem)>,
	reveals: Vec<(u16, RevealItem<T>)>,
	reports: Vec<(u16, FailureItem)>,
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

		let mut sent = SentLog::<T>::read(block.unique_saturated_into());
		let mut jobs = Vec::new();
		// Machines of one owner share its stake.
		let mut stakes = BTreeMap::new();
		for (key, worker) in &workers {
			let owner = T::Assignments::stake_account(worker);
			let stake = stakes.entry(owner).or_insert_with_key(T::Ledger::stake);
			let outbox = Self::collect(worker, stake, &mut jobs, &mut sent);
			Self::submit(key, worker, outbox, &mut sent);
		}
		// Last, as they are long and have more time than anything else.
		let wishes = Self::answer_challenges(&workers, &mut sent);
		sent.write();
		list_jobs(jobs);
		list_wishes(wishes);
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
		let mut wishes = Vec::new();
		for (until, task, worker, key, wish) in asked {
			if !wishes.contains(&wish) {
				if wishes.len() >= mailbox::MAX_WISHES {
					continue;
				}
				wishes.push(wish);
			}
			let Some(attempt) = sent.due(Kind::Answer, &worker, task) else { continue };
			let Some(path) = path_of(&wish) else { continue };
			let done = send::<T>(attempt, |attempt| {
				let (worker, path) = (worker.clone(), path.clone());
				let payload = AnswerPayload { worker, task, until, attempt, path };
				let signature = sign(key, payload.hash())?;
				Some(Call::answer_challenge_unsigned { payload, signature })
			});
			sent.note(Kind::Answer, &worker, [task].into(), done);
		}
		wishes
	}

	/// What is due for a worker and was not sent lately; adds the worker's jobs to `jobs`, and
	/// takes what its contributions will lock from `stake`.
	fn collect(
		worker: &T::AccountId,
		stake: &mut Balance,
		jobs: &mut Vec<TaskId>,
		sent: &mut SentLog<T>,
	) -> Outbox<T> {
		let mut outbox =
			Outbox { contributions: Vec::new(), reveals: Vec::new(), reports: Vec::new() };
		// A batch is refused as a whole when the stake does not suffice for all of it.
		for task in T::Assignments::tasks_of(worker) {
			let Some(step) = Self::next_step(worker, task) else { continue };
			if jobs.len() < mailbox::MAX_JOBS && !jobs.contains(&task) {
				jobs.push(task);
			}
			match step {
				Step::Keep => (),
				Step::Contribute(item, locks) => {
					let Some(left) = stake.checked_sub(locks) else {
						log::warn!(
							target: "bourse",
							"computed task {task:?}, but the worker's stake is short: deposit more"
						);
						continue;
					};
					*stake = left;
					if let Some(attempt) = sent.due(Kind::Contribution, worker, task) {
						outbox.contributions.push((attempt, item));
					}
				},
				Step::Reveal(item) => {
					if let Some(attempt) = sent.due(Kind::Reveal, worker, task) {
						outbox.reveals.push((attempt, item));
					}
				},
				Step::Report(item) => {
					if let Some(attempt) = sent.due(Kind::Report, worker, task) {
						outbox.reports.push((attempt, item));
					}
				},
			}
		}
		outbox
	}

	/// What is due for a task, or `None` when this worker is through with it.
	fn next_step(worker: &T::AccountId, task: TaskId) -> Option<Step<T>> {
		let step = Self::step_of(worker, task);
		if step == WorkerStep::Nothing {
			return None;
		}
		let Some(outcome) = outcome_of(&task) else {
			// Also when it contributed already: then the node lost the outcome (a new disk), and
			// computing again gives the same digest.
			put_job::<T>(task, step)?;
			return Some(Step::Keep);
		};
		Some(match (step, outcome) {
			(WorkerStep::Contribute { .. }, Outcome::Done { header, .. }) => {
				let digest = header.digest();
				let item = ContributionItem {
					task,
					result_hash: result_hash(task, digest),
					seal: seal(worker, task, digest),
				};
				Step::Contribute(item, Self::deal_and_index(task)?.0.worker_stake)
			},
			(WorkerStep::Contribute { .. }, Outcome::Failed { code, log }) => {
				Step::Report(FailureItem { task, code, log })
			},
			(
				WorkerStep::Reveal { result_hash: contributed, wants_opening, .. },
				Outcome::Done { header, callback_data, encrypted },
			) if result_hash(task, header.digest()) == contributed => {
				let opening = callback_data
					.filter(|_| wants_opening)
					.and_then(|data| BoundedVec::try_from(data).ok())
					.map(|data| Opening::Header { header, data });
				Step::Reveal(RevealItem { task, digest: header.digest(), opening, encrypted })
			},
			_ => Step::Keep,
		})
	}

	/// Signs and submits what is due, in batches.
	fn submit(key: &PocoId, worker: &T::AccountId, outbox: Outbox<T>, sent: &mut SentLog<T>) {
		for (attempt, items) in batches::<_, T::MaxBatch>(outbox.contributions) {
			let tasks = items.iter().map(|item| item.task).collect();
			let done = send::<T>(attempt, |attempt| {
				let (worker, items) = (worker.clone(), items.clone());
				let payload = ContributePayload { worker, attempt, items };
				let signature = sign(key, payload.hash())?;
				Some(Call::contribute_batch { payload, signature })
			});
			sent.note(Kind::Contribution, worker, tasks, done);
		}
		for (attempt, items) in batches::<_, T::MaxBatch>(outbox.reveals) {
			let tasks = items.iter().map(|item| item.task).collect();
			let done = send::<T>(attempt, |attempt| {
				let (worker, items) = (worker.clone(), items.clone());
				let payload = RevealPayload { worker, attempt, items };
				let signature = sign(key, payload.hash())?;
				Some(Call::reveal_batch { payload, signature })
			});
			sent.note(Kind::Reveal, worker, tasks, done);
		}
		for (attempt, items) in batches::<_, T::MaxBatch>(outbox.reports) {
			let tasks = items.iter().map(|item| item.task).collect();
			let done = send::<T>(attempt, |attempt| {
				let (worker, items) = (worker.clone(), items.clone());
				let payload = FailurePayload { worker, attempt, items };
				let signature = sign(key, payload.hash())?;
				Some(Call::report_failure_batch { payload, signature })
			});
			sent.note(Kind::Report, worker, tasks, done);
		}
	}
}

/// By kind of transaction, worker and task: at which block something was last sent, as which attempt.
type Sent<AccountId> = BTreeMap<(Kind, AccountId, TaskId), (u32, u16)>;

/// What was sent when, kept from run to run.
struct SentLog<T: Config> {
	block: u32,
	before: Sent<T::AccountId>,
	/// What is still of interest after this run.
	after: Sent<T::AccountId>,
}

impl<T: Config> SentLog<T> {
	fn read(block: u32) -> Self {
		let before = StorageValueRef::persistent(SENT).get().ok().flatten().unwrap_or_default();
		Self { block, before, after: Sent::<T::AccountId>::new() }
	}

	/// The number of the attempt to send this now, or `None` when it was sent lately.
	fn due(&mut self, kind: Kind, worker: &T::AccountId, task: TaskId) -> Option<u16> {
		let key = (kind, worker.clone(), task);
		let Some((block, attempt)) = self.before.get(&key).copied() else { return Some(0) };
		// A block that is not later than the last one: the chain went back, so send again.
		let age = self.block.checked_sub(block);
		if age.is_some_and(|age| age < RESEND_AFTER) {
			self.after.insert(key, (block, attempt));
			return None;
		}
		Some(attempt.saturating_add(1))
	}

	/// Remembers what came of sending: what the pool did not take is due at the next block.
	fn note(&mut self, kind: Kind, worker: &T::AccountId, tasks: Vec<TaskId>, done: Submitted) {
		let block = match done.taken {
			true => self.block,
			false => self.block.saturating_sub(RESEND_AFTER.saturating_sub(1)),
		};
		for task in tasks {
			self.after.insert((kind, worker.clone(), task), (block, done.attempt));
		}
	}

	fn write(self) {
		if self.after != self.before {
			StorageValueRef::persistent(SENT).set(&self.after);
		}
	}
}

/// A compute service takes jobs.
fn is_served() -> bool {
	StorageValueRef::persistent(mailbox::SERVICE).get::<bool>().ok().flatten().unwrap_or(false)
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
fn put_job<T: Config>(task: TaskId, step: WorkerStep) -> Option<()> {
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
	storage.set(&job);
	Some(())
}

/// Tells the compute service what to work on, and forgets the jobs that are over.
fn list_jobs(jobs: Vec<TaskId>) {
	let list = StorageValueRef::persistent(mailbox::JOBS);
	let before = list.get::<Vec<TaskId>>().ok().flatten().unwrap_or_default();
	if before == jobs {
		return;
	}
	for gone in before.iter().filter(|task| !jobs.contains(task)) {
		StorageValueRef::persistent(&mailbox::job_key(gone)).clear();
	}
	list.set(&jobs);
}

/// The path to a block, when the node has found it.
fn path_of(wish: &BlockRef) -> Option<BlockPath> {
	StorageValueRef::persistent(&mailbox::path_key(wish)).get().ok().flatten()
}

/// Tells the compute service which blocks to look for.
fn list_wishes(wishes: Vec<BlockRef>) {
	let list = StorageValueRef::persistent(mailbox::WISHES);
	let before = list.get::<Vec<BlockRef>>().ok().flatten().unwrap_or_default();
	if before != wishes {
		list.set(&wishes);
	}
}

/// Cuts `items` into batches of at most `Max`; a batch's attempt is the highest of its items'.
fn batches<Item, Max: Get<u32>>(items: Vec<(u16, Item)>) -> Vec<(u16, BoundedVec<Item, Max>)> {
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

fn sign(key: &PocoId, hash: H256) -> Option<bourse_primitives::crypto::PocoSignature> {
	let signature = key.sign(&hash);
	if signature.is_none() {
		log::error!(target: "bourse", "the keystore does not sign with {key:?}");
	}
	signature
}

/// What came of handing a batch to the node's pool.
struct Submitted {
	/// Number of the last attempt.
	attempt: u16,
	/// The pool has it.
	taken: bool,
}

/// Hands the batch that `make` gives for an attempt to the node's pool.
///
/// The pool and this run learn of a new block at the same moment. Until the pool has caught up it
/// judges by the block before, and refuses what only this one allows (a reveal of the consensus that
/// it brought). So what it refuses is tried again shortly after, each time as another attempt, since
/// the pool bans the very transaction that it has refused.
fn send<T: Config + CreateAuthorizedTransaction<Call<T>>>(
	first: u16,
	make: impl Fn(u16) -> Option<Call<T>>,
) -> Submitted {
	let mut attempt = first;
	for _ in 1..TRIES {
		let taken = make(attempt).is_some_and(submit_once::<T>);
		if taken {
			return Submitted { attempt, taken };
		}
		let pause = Duration::from_millis(PAUSE_MILLISECONDS);
		sp_io::offchain::sleep_until(sp_io::offchain::timestamp().add(pause));
		attempt = attempt.saturating_add(1);
	}
	Submitted { attempt, taken: make(attempt).is_some_and(submit_once::<T>) }
}

fn submit_once<T: Config + CreateAuthorizedTransaction<Call<T>>>(call: Call<T>) -> bool {
	let transaction = T::create_authorized_transaction(call.into());
	let taken = SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).is_ok();
	if !taken {
		log::debug!(target: "bourse", "the transaction pool refused a batch: trying again");
	}
	taken
}
