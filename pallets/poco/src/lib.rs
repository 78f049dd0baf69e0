// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
mod offchain;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use bourse_primitives::submit::RESEND_AFTER;
pub use impls::consensus;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::{types::Task, *};
	use crate::impls::{
		authorize::{batch_weight, check_weight},
		contribute::{AuthorizationOf, EnclaveProofOf, LastWord, Word},
		round::Round,
		tasks::MOST_AT_ONCE,
	};
	use alloc::vec::Vec;
	use bourse_primitives::{
		crypto::PocoSignature,
		traits::{Assignments, Deals, Holds, Ledger, Registry, StakeReserve},
		Balance, DealId, FailureCode, Seconds, TaskId, TaskStatus, WorkerpoolId,
	};
	use frame_support::{
		dispatch::WithPostDispatchInfo,
		pallet_prelude::*,
		traits::{ConstU16, UnixTime},
		weights::Weight,
	};
	use frame_system::{
		ensure_authorized, ensure_signed, offchain::CreateAuthorizedTransaction, pallet_prelude::*,
	};
	use sp_core::H256;
	use sp_runtime::traits::{IdentifyAccount, Verify};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Types and constants of the runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ CreateAuthorizedTransaction<Call<Self>>
	{
		/// The ledger of stakes (PROTOCOL 2).
		type Ledger: Ledger<Self::AccountId>;
		/// Apps and datasets (PROTOCOL 3).
		type Registry: Registry<Self::AccountId>;
		/// Deals (PROTOCOL 4).
		type Deals: Deals<Self::AccountId>;
		/// Workers and their assignments (PROTOCOL 8.1), and the stake that their slots need (PROTOCOL 9.3).
		type Assignments: Assignments<Self::AccountId> + StakeReserve<Self::AccountId>;
		/// The block's time. Only whole seconds count.
		type Time: UnixTime;
		/// Signatures of schedulers, TEE brokers and enclaves.
		type Signature: Parameter + Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>;
		/// Origin that sets the TEE broker, the automation, the engine version and the terms of
		/// challenges.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Receiver of the callback data of deals with a callback.
		type OnResult: OnResult<Self::AccountId>;
		/// Stake that other pallets hold: with that of this one, all that is locked.
		type Holds: Holds<Self::AccountId>;
		/// Most workers of one task: those who were given the task, late ones included, and the
		/// contributors. Also most of them that one array call may touch.
		#[pallet::constant]
		type MaxWorkers: Get<u32>;
		/// Most items of a batch or an array call.
		#[pallet::constant]
		type MaxBatch: Get<u32>;
		/// Most bytes of callback data.
		#[pallet::constant]
		type MaxCallbackData: Get<u32>;
		/// Most bytes of a link to results.
		#[pallet::constant]
		type MaxResults: Get<u32>;
		/// Time for which the tasks of a deal stay readable after the last of them has ended, in
		/// seconds.
		#[pallet::constant]
		type Retention: Get<Seconds>;
		/// Most open challenges. All answers must fit into the blocks of a window, beside other
		/// traffic.
		#[pallet::constant]
		type MaxChallenges: Get<u32>;
		/// The author of this block, who earns half of the toll for the room that an answer may take, and
		/// by the market's rules half of the fees of the tasks that end in the block.
		type BlockAuthor: Get<Option<Self::AccountId>>;
		/// Weights of the calls and of the hooks' steps.
		type WeightInfo: WeightInfo;
		/// Helper of the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;
	}

	/// The tasks, with all that is known of their workers. They are forgotten some time after the
	/// last of their deal has ended. Ids need no hashing, so that neighbours stay neighbours.
	#[pallet::storage]
	pub type Tasks<T: Config> = StorageMap<_, Identity, TaskId, Task<T>, OptionQuery>;

	/// The workers' scores. The weight of a worker's contributions grows with the score.
	#[pallet::storage]
	pub type Score<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u64, ValueQuery>;

	/// TEE broker, which authorizes contributions that name an enclave instead of the scheduler.
	#[pallet::storage]
	pub type TeeBroker<T: Config> = StorageValue<_, T::AccountId, OptionQuery>;

	/// The automation: steps that the chain does by itself.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Automation<T: Config> = StorageValue<_, AutomationSettings, ValueQuery>;

	/// Version of the sandbox for tasks that are initialized from now on. Results of other versions
	/// do not count for these tasks (PROTOCOL 8.3).
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type EngineVersion<T: Config> = StorageValue<_, u16, ValueQuery, ConstU16<2>>;

	/// Progress of each deal that is not forgotten.
	#[pallet::storage]
	pub type Progress<T: Config> = StorageMap<_, Identity, DealId, DealProgress, ValueQuery>;

	/// Owners that reported failures on the tasks of a deal, by the market's rules (PROTOCOL 9).
	#[pallet::storage]
	pub type DealReports<T: Config> = StorageMap<_, Identity, DealId, Reports<T>, OptionQuery>;

	/// Deals with tasks to start, by workerpool: a ring, served in turn.
	#[pallet::storage]
	pub type DealQueue<T: Config> =
		StorageDoubleMap<_, Twox64Concat, WorkerpoolId, Twox64Concat, u64, DealId, OptionQuery>;

	/// Bounds of a workerpool's ring of deals, and the outcome of its last visits. Kept while the
	/// ring has deals.
	#[pallet::storage]
	pub type DealQueues<T: Config> =
		StorageMap<_, Twox64Concat, WorkerpoolId, PoolQueue, ValueQuery>;

	/// Workerpools with deals that have tasks to start: a ring, served in turn.
	#[pallet::storage]
	pub type PoolRing<T: Config> = StorageMap<_, Twox64Concat, u64, WorkerpoolId, OptionQuery>;

	/// Bounds of the ring of workerpools.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type PoolRingState<T: Config> = StorageValue<_, Ring, ValueQuery>;

	/// Deals and pages that wait for workers, by workerpool and place: see [`PoolWaits`].
	#[pallet::storage]
	pub type WaitingDeals<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Twox64Concat,
		WaitingPlace,
		H256,
		OptionQuery,
	>;

	/// Bounds of those of a workerpool that wait for workers. Kept while there are any.
	#[pallet::storage]
	pub type WaitingStates<T: Config> =
		StorageMap<_, Twox64Concat, WorkerpoolId, PoolWaits, OptionQuery>;

	/// The wait of each deal that waits for workers, by its id, and of each page, by that of its first
	/// place.
	#[pallet::storage]
	pub type Waits<T: Config> = StorageMap<_, Identity, H256, Wait, OptionQuery>;

	/// Pages, deals and challenges to look at, by bucket.
	#[pallet::storage]
	pub type Agenda<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		Bucket,
		Blake2_128Concat,
		Due<T::AccountId>,
		(),
		OptionQuery,
	>;

	/// First bucket of each lane of the agenda that is not served yet, and the lane's length.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type AgendaStates<T: Config> = StorageValue<_, AgendaState, ValueQuery>;

	/// Window, price and toll of later challenges.
	#[pallet::storage]
	pub type Terms<T: Config> = StorageValue<_, ChallengeTerms, ValueQuery>;

	/// Open challenges, by task and challenged winner.
	#[pallet::storage]
	pub type Challenges<T: Config> = StorageDoubleMap<
		_,
		Identity,
		TaskId,
		Blake2_128Concat,
		T::AccountId,
		Challenge<T::AccountId>,
		OptionQuery,
	>;

	/// Number of open challenges.
	#[pallet::storage]
	pub type ChallengeCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The automation from the first block on.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Steps that the chain does by itself. Default: all.
		pub automation: AutomationSettings,
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Automation::<T>::put(self.automation);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Tasks of a deal were opened for contributions.
		TasksInitialized {
			/// The deal.
			deal: DealId,
			/// Index of the first one, inside the request order.
			first: u64,
			/// Number of tasks.
			count: u32,
			/// The workerpool that computes them.
			workerpool: WorkerpoolId,
		},
		/// The chain gave tasks of a deal to workers. By the market's rules each of them has locked the
		/// deal's worker stake of the worker's owner, and its fee where the payer's are used up.
		TasksAssigned {
			/// The deal.
			deal: DealId,
			/// Time until which the workers have to contribute, in seconds of the Unix epoch.
			until: Seconds,
			/// The tasks, each with its worker.
			assigned: Vec<NewAssignment<T::AccountId>>,
		},
		/// A worker contributed to a task.
		TaskContributed {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Hash of task and digest.
			result_hash: H256,
			/// Stake of the worker's owner that is locked for the contribution, by the market's rules
			/// (PROTOCOL 9) since the assignment, in nRLC. `None`: the same call has completed the task.
			locked: Option<Balance>,
			/// Whether the contributions reached a consensus. The workers with this result hash
			/// reveal now.
			consensus: bool,
		},
		/// A worker revealed its digest.
		TaskRevealed {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// The digest of the result.
			digest: H256,
		},
		/// A task was opened for contributions again, because nobody revealed in time.
		TaskReopened {
			/// The task.
			task: TaskId,
		},
		/// A task was Completed, and everybody was paid.
		TaskFinalized {
			/// The task.
			task: TaskId,
			/// The digest of the result.
			digest: H256,
			/// Link to the result; empty when the chain finalized.
			results: ResultsLink<T>,
			/// The failure that the workers agreed on, by the market's rules (PROTOCOL 9).
			failure: Option<FailureCode>,
		},
		/// A task was given up, and everybody was paid back. The scheduler's stake went to the kitty
		/// when the task Failed, a part of it when the task is Unavailable.
		TaskClaimed {
			/// The task.
			task: TaskId,
			/// How the task ended: Failed, or by the market's rules (PROTOCOL 9) Unavailable or
			/// TimedOut.
			status: TaskStatus,
		},
		/// The tasks of a deal that were never initialized ended together after the final deadline, and
		/// everybody was paid back.
		DealClaimed {
			/// The deal.
			deal: DealId,
			/// Number of the tasks.
			count: u64,
			/// Whether they are Unavailable, for which payer and scheduler lose the same small sum.
			/// Otherwise they Failed, and the scheduler's stake went to the kitty.
			unavailable: bool,
		},
		/// A worker was right among several contributors: its score grew.
		AccurateContribution {
			/// The worker.
			worker: T::AccountId,
			/// The task.
			task: TaskId,
			/// The worker's new score.
			score: u64,
		},
		/// A worker was wrong, did not reveal or did not answer a challenge. The worker lost its
		/// stake and a third of its score.
		FaultyContribution {
			/// The worker.
			worker: T::AccountId,
			/// The task.
			task: TaskId,
			/// The worker's new score.
			score: u64,
		},
		/// A worker reported that it can't compute a task.
		FailureReported {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Reason of the failure.
			code: FailureCode,
			/// `blake2_256` of the log that the worker's node keeps.
			log: H256,
		},
		/// The callback received its data.
		CallbackDelivered {
			/// The deal's callback.
			target: T::AccountId,
			/// The task.
			task: TaskId,
			/// The callback data.
			data: CallbackData<T>,
		},
		/// The callback failed. The task stays Completed.
		CallbackFailed {
			/// The deal's callback.
			target: T::AccountId,
			/// The task.
			task: TaskId,
			/// Error of the refusal.
			error: DispatchError,
		},
		/// An item of a worker's batch was skipped: others overtook the item.
		BatchItemSkipped {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Error of the refusal.
			error: DispatchError,
		},
		/// The TEE broker was set or removed.
		TeeBrokerSet {
			/// The new broker. `None`: the scheduler authorizes contributions with an enclave.
			broker: Option<T::AccountId>,
		},
		/// The automation was changed.
		AutomationSet {
			/// The new settings.
			settings: AutomationSettings,
		},
		/// The version of the sandbox was changed for tasks that are initialized from now on.
		EngineVersionSet {
			/// The new version.
			version: u16,
		},
		/// The chain could not end a task, and tries again.
		AutomationFailed {
			/// The task.
			task: TaskId,
			/// Error of the refusal.
			error: DispatchError,
		},
		/// A deal and its tasks were forgotten, after the retention time.
		DealForgotten {
			/// The deal.
			deal: DealId,
		},
		/// A winner was challenged to show a block of the result.
		ResultChallenged {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Number of the block: header, manifest, pieces; or index, boxes.
			block: u32,
			/// No answer from this second on.
			until: Seconds,
		},
		/// A worker showed the block that a challenge asked for. The transaction of the answer, in
		/// the body of this block, has the bytes.
		ChallengeAnswered {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Number of the block.
			block: u32,
			/// `blake2_256` of the block, the last one of the answer's path; `None` when the path
			/// shows that the result has no such block.
			hash: Option<H256>,
		},
		/// A worker did not answer a challenge in time. Its stake, but for what its slots in open pools
		/// need, and the price went to the challenger.
		ChallengeFailed {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// The account that challenged.
			challenger: T::AccountId,
			/// Stake of the worker that went to the challenger, in nRLC.
			stake: Balance,
		},
		/// The terms of later challenges were changed.
		ChallengeTermsSet {
			/// The new terms.
			terms: ChallengeTerms,
		},
		/// The payer gave up the tasks of a deal that were never initialized: prices, fees and stakes came
		/// back.
		TasksGivenUp {
			/// The deal.
			deal: DealId,
			/// Number of the tasks.
			count: u64,
			/// nRLC that each cost the payer, for the pool's owner.
			charge: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No such deal. Check the id; deals whose tasks all ended are forgotten after some time.
		DealUnknown,
		/// All tasks of the deal have ended. Match the request again for more.
		DealEnded,
		/// The deal has no task with this index. Take one from `bot_first` on, below `bot_first + bot_size`.
		IndexOutOfDeal,
		/// The task is initialized already. Contribute to it.
		AlreadyInitialized,
		/// No such task. Initialize it first; tasks that ended are forgotten after some time.
		TaskUnknown,
		/// The task takes no contributions now: it has a consensus or has ended. Contribute to
		/// another task.
		TaskNotActive,
		/// The task has no consensus to reveal, reopen or finalize. Wait for one, unless the task
		/// has ended.
		TaskNotRevealing,
		/// The task has ended already. There is nothing to claim.
		TaskEnded,
		/// The time for contributions is over. Wait for the final deadline and claim.
		ContributionDeadlinePassed,
		/// The time to reveal is over. Wait for the task to be finalized or reopened.
		RevealDeadlinePassed,
		/// Others still have time to reveal. Wait for the reveal deadline.
		RevealDeadlineNotReached,
		/// The final deadline passed. Claim the task.
		FinalDeadlinePassed,
		/// The task still has time. Wait for the final deadline.
		FinalDeadlineNotReached,
		/// There is a contribution already, of this worker or (contribute-and-finalize) of
		/// anybody. A worker contributes once to a task, and by the market's rules so does an owner.
		AlreadyContributed,
		/// The task has as many workers as it can have. Contribute to another task.
		TooManyContributors,
		/// This account did not contribute to the task. Sign with the account of a worker that did.
		NotContributor,
		/// The worker is not authorized: the signature is not the scheduler's (or the TEE
		/// broker's, where one is set and an enclave is named) over this worker, task and enclave.
		/// Bring a signature over these. Where the chain assigns by the market's rules, no scheduler's
		/// signature counts: wait for an assignment.
		NotAuthorized,
		/// The chain has not assigned this task to this worker, or has taken it back. Wait for an
		/// assignment, or bring the scheduler's signature.
		NotAssigned,
		/// A TEE broker is set: a contribution that names an enclave needs the broker's signature.
		BrokerSignatureNeeded,
		/// The signature is empty. Bring the scheduler's (or TEE broker's), and the enclave's
		/// where an enclave is named.
		SignatureMissing,
		/// The deal demands a TEE. Name the enclave and bring its signature.
		EnclaveMissing,
		/// The enclave's signature is not over this result hash and seal. Have the enclave sign
		/// both.
		EnclaveSignatureWrong,
		/// The weights of the contributions leave 256 bits: the deal's trust is too high to be
		/// reached. The task can only be claimed.
		WeightOverflow,
		/// The contribution was revealed already; before a reopening, that of a winner. Wait for
		/// the task to be finalized.
		AlreadyRevealed,
		/// The contribution was rejected by a reopening, so it can't be revealed. Contribute to
		/// another task.
		ContributionRejected,
		/// The contribution is not part of the consensus, so it can't be revealed. Wait for the
		/// task's end.
		NotTheConsensus,
		/// The digest does not give the result hash that was contributed. Reveal the digest that
		/// the result hash was made of.
		DigestMismatch,
		/// The seal was not made of this worker, task and digest, so the contribution can't be
		/// revealed. Make the next seal of all three.
		SealMismatch,
		/// Too few winners have revealed. Wait for the others or for the reveal deadline.
		RevealsMissing,
		/// Only the scheduler may do this while the chain is not open to anybody for it. Sign with
		/// the account of the workerpool's owner.
		NotScheduler,
		/// The deal has a callback. Bring the callback data.
		CallbackDataMissing,
		/// The callback data does not belong to the digest, or the digest to a run in another
		/// version of the sandbox than the task's. Bring the callback data of the run that the
		/// digest is of.
		CallbackDataWrong,
		/// Contribute-and-finalize is for deals of trust 1. Contribute and reveal instead.
		TrustTooHigh,
		/// The array touches too many contributors for one call. Split it.
		ArrayTooHeavy,
		/// The task is not Completed, so there is no result to show. Wait for its end.
		TaskNotCompleted,
		/// Only the deal's requester or beneficiary may challenge its results. Sign with one of
		/// these accounts.
		NotRequester,
		/// The time for which the winners have to show the result is over. Fetch the result from a
		/// node that still keeps it.
		RetentionOver,
		/// This account is no winner of the task: it did not reveal the result. Challenge a worker
		/// that did.
		NotWinner,
		/// A challenge of this worker and task is open. Wait for its end.
		AlreadyChallenged,
		/// As many challenges are open as the chain takes at once. Try again later.
		TooManyChallenges,
		/// No challenge of this worker and task is open. Check both; an answered or settled
		/// challenge is gone.
		ChallengeUnknown,
		/// The time to answer is over. The challenge can only be settled.
		ChallengeOver,
		/// The worker still has time to answer. Wait for the end of the window.
		ChallengeOpen,
		/// The blocks do not lead from the result on chain to the block that was asked for. Answer
		/// with every block on the way, unchanged and in order.
		AnswerWrong,
		/// A term of challenges is out of its bounds (docs/parameters.md). Choose one within them.
		TermsOutOfBounds,
		/// The stake of the worker's owner is below the deal's worker stake: the owner deposits more
		/// with escrow.deposit, or waits until other tasks have ended.
		InsufficientWorkerStake,
		/// The challenger's stake is below the price and the toll of a challenge: deposit more with
		/// escrow.deposit.
		InsufficientChallengerStake,
		/// Every task of the deal was initialized, or those that were not have ended. Claim the live
		/// ones by their ids.
		NothingToClaim,
		/// Every honest worker has this failure, so the failure is a result by the market's rules:
		/// contribute the digest of the header with the failure.
		FailureIsResult,
		/// A Timeout counts from three quarters of the category's time reference after the assignment
		/// on. Report then, or contribute.
		TimeoutTooEarly,
		/// The first reveal of a task brings the header of the result by the market's rules, or,
		/// where the scheduler assigns, the data that the digest is the hash of. Reveal with
		/// reveal_opened, or in a batch with an opening.
		HeaderMissing,
		/// The header does not give the digest, or is of another version of the sandbox, or has an
		/// unknown failure; or the data are not those of the header. The data are empty where the deal
		/// has no callback, and with a failure. Bring the header and the data of the run.
		HeaderWrong,
		/// The chain assigns the deal's tasks, and starts them itself, with their workers. Wait.
		ChainAssigns,
		/// The deal demands a TEE, the chain assigns its tasks, and no TEE broker is set to look at
		/// enclaves. Wait for a broker.
		TeeBrokerMissing,
		/// Only the payer of the deal may do this: the requester, or the sponsor of a sponsored match.
		NotPayer,
		/// Without the market's rules no task is given up. Wait for the final deadline, and claim.
		NothingIsGivenUp,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for what all steps of a block have in common: the automation, the sandbox's version, the
		/// block's author, the states of the agenda and of the ring of pools.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::DbWeight::get().reads_writes(5, 2)
		}

		/// The automation (PROTOCOL 8.1), within the weight that the block leaves.
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::run_automation(remaining)
		}

		fn offchain_worker(block: BlockNumberFor<T>) {
			Self::work_off_chain(block);
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MaxWorkers::get() > 1, "two workers must be able to report a failure");
			assert!(T::MaxBatch::get() > 0, "a batch needs items");
			for lane in Lane::ALL {
				let step = Self::largest_step(lane);
				let share = Self::least_weight().saturating_div(lane.share());
				assert!(step.all_lte(share), "{step:?} does not fit {share:?} of {lane:?}");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// Post-dispatch weight of a call, by the number of workers that the call met.
	fn paid(
		done: Result<u32, DispatchError>,
		weight: impl Fn(u32) -> Weight,
	) -> DispatchResultWithPostInfo {
		match done {
			Ok(contributors) => Ok(Some(weight(contributors)).into()),
			Err(error) => Err(error.with_weight(weight(0))),
		}
	}

	/// Weight of a signed reveal of a task with so many workers, which may complete the task.
	fn reveal_weight<T: Config>(workers: u32) -> Weight {
		T::WeightInfo::reveal().saturating_add(T::WeightInfo::finalize(workers))
	}

	/// Weight of claiming `tasks` tasks with `workers` workers in all.
	fn claim_many_weight<T: Config>(tasks: u32, workers: u32) -> Weight {
		let one = T::WeightInfo::claim(0);
		let people = T::WeightInfo::claim(workers).saturating_sub(one);
		one.saturating_mul(tasks.into()).saturating_add(people)
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a task of a deal for contributions (PROTOCOL 5, initialize).
		///
		/// By anybody, at any time, even after the final deadline; the chain initializes tasks by
		/// itself, too. `index` counts inside the request order, from the deal's `bot_first` on.
		/// Refused with `DealUnknown`, `IndexOutOfDeal`, `AlreadyInitialized` or `DealEnded`, and, by the
		/// market's rules (PROTOCOL 9), with `FinalDeadlinePassed`, and with `ChainAssigns` where the
		/// chain assigns.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::initialize())]
		pub fn initialize(origin: OriginFor<T>, deal: DealId, index: u64) -> DispatchResult {
			ensure_signed(origin)?;
			let mut round = Round::open();
			Self::ensure_by_hand(&mut round, deal)?;
			Self::do_initialize(&mut round, deal, index)?;
			round.close();
			Ok(())
		}

		/// Opens several tasks (PROTOCOL 5, array forms): all of them or none.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::initialize().saturating_mul(tasks.len() as u64))]
		pub fn initialize_many(
			origin: OriginFor<T>,
			tasks: BoundedVec<DealTask, T::MaxBatch>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let mut round = Round::open();
			for DealTask { deal, index } in tasks {
				Self::ensure_by_hand(&mut round, deal)?;
				Self::do_initialize(&mut round, deal, index)?;
			}
			round.close();
			Ok(())
		}

		/// Contributes a worker's result hash to a task (PROTOCOL 5, contribute).
		///
		/// - `result_hash`: `blake2_256(task ‖ digest)`; the digest itself stays secret for now.
		/// - `seal`: `blake2_256(worker ‖ task ‖ digest)`, proof that the hash was not copied.
		/// - `enclave`: needed when the deal demands a TEE; checked whenever given.
		/// - `authorization`: the chain's assignment, or the scheduler's signature.
		///
		/// Locks the deal's worker stake, unless the assignment has locked it (PROTOCOL 9). When the
		/// contributions agree, the reveal phase starts.
		/// Refused, in this order, with `TaskUnknown`, `TaskNotActive`,
		/// `ContributionDeadlinePassed`, `AlreadyContributed`, `EnclaveMissing`, `TeeBrokerMissing`,
		/// `BrokerSignatureNeeded`, `NotAssigned`, `SignatureMissing`, `NotAuthorized`,
		/// `EnclaveSignatureWrong`, `InsufficientWorkerStake`, `WeightOverflow`
		/// or `TooManyContributors`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::contribute(T::MaxWorkers::get()))]
		pub fn contribute(
			origin: OriginFor<T>,
			task: TaskId,
			result_hash: H256,
			seal: H256,
			enclave: Option<EnclaveProofOf<T>>,
			authorization: AuthorizationOf<T>,
		) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			let mut round = Round::open();
			let who = worker.clone();
			let word = Word { worker, task, result_hash, seal, enclave, authorization };
			let workers = Self::do_contribute(&mut round, word)?;
			round.close();
			T::Assignments::sign_of_life(&who, true);
			Ok(Some(T::WeightInfo::contribute(workers)).into())
		}

		/// Reveals the digest of a worker's contribution to the consensus (PROTOCOL 5, reveal).
		///
		/// Refused with `TaskUnknown`, `TaskNotRevealing`, `RevealDeadlinePassed`,
		/// `NotContributor`, `AlreadyRevealed`, `ContributionRejected`, `NotTheConsensus`,
		/// `DigestMismatch` or `SealMismatch`; by the market's rules also with `HeaderMissing` when no
		/// other winner has revealed: see `reveal_opened`.
		#[pallet::call_index(3)]
		#[pallet::weight(reveal_weight::<T>(MOST_AT_ONCE))]
		pub fn reveal(
			origin: OriginFor<T>,
			task: TaskId,
			digest: H256,
		) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			let item = RevealItem { task, digest, opening: None, encrypted: None };
			let workers = Self::reveal_signed(&worker, item)?;
			Ok(Some(reveal_weight::<T>(workers)).into())
		}

		/// Reopens a task whose consensus nobody revealed in time (PROTOCOL 5, reopen).
		///
		/// The contributions to that consensus are rejected. Refused with `TaskUnknown`,
		/// `TaskNotRevealing`, `FinalDeadlinePassed`, `RevealDeadlineNotReached`,
		/// `AlreadyRevealed` or `NotScheduler`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::reopen(T::MaxWorkers::get()))]
		pub fn reopen(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			paid(Self::do_reopen(&who, task), T::WeightInfo::reopen)
		}

		/// Completes a task and pays everybody (PROTOCOL 5, finalize, and 6).
		///
		/// - `results`: a link to the result, kept in the task's record.
		/// - `callback`: the callback data, needed when the deal has a callback and no reveal
		///   brought the data; checked against the digest whenever given.
		///
		/// Refused with `TaskUnknown`, `TaskNotRevealing`, `FinalDeadlinePassed`,
		/// `RevealsMissing`, `NotScheduler`, `CallbackDataMissing` or `CallbackDataWrong`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::finalize(T::MaxWorkers::get())
			.saturating_add(T::OnResult::weight()))]
		pub fn finalize(
			origin: OriginFor<T>,
			task: TaskId,
			results: ResultsLink<T>,
			callback: Option<Opening<T>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			paid(Self::do_finalize(&who, task, results, callback), |workers| {
				T::WeightInfo::finalize(workers).saturating_add(T::OnResult::weight())
			})
		}

		/// Gives a task up after its final deadline and pays everybody back (PROTOCOL 5, claim,
		/// and 6). By the market's rules a task that is Unavailable or TimedOut may be given up before
		/// (PROTOCOL 9). Refused with `TaskUnknown`, `TaskEnded` or `FinalDeadlineNotReached`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::claim(T::MaxWorkers::get()))]
		pub fn claim(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let mut round = Round::open();
			let claimed = Self::do_claim(&mut round, task);
			if claimed.is_ok() {
				round.close();
			}
			paid(claimed, T::WeightInfo::claim)
		}

		/// Claims several tasks (PROTOCOL 5, array forms): all of them or none. Refused with
		/// `ArrayTooHeavy` when they have more than `MaxWorkers` workers in all.
		#[pallet::call_index(7)]
		#[pallet::weight(claim_many_weight::<T>(tasks.len() as u32, T::MaxWorkers::get()))]
		pub fn claim_many(
			origin: OriginFor<T>,
			tasks: BoundedVec<TaskId, T::MaxBatch>,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let count = tasks.len() as u32;
			let (mut workers, mut round) = (0u32, Round::open());
			for task in tasks {
				workers = workers.saturating_add(Self::do_claim(&mut round, task)?);
				ensure!(workers <= T::MaxWorkers::get(), Error::<T>::ArrayTooHeavy);
			}
			round.close();
			Ok(Some(claim_many_weight::<T>(count, workers)).into())
		}

		/// Opens several tasks after their final deadline and claims them (PROTOCOL 5, array
		/// forms): all of them or none.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::initialize().saturating_add(T::WeightInfo::claim(0))
			.saturating_mul(tasks.len() as u64))]
		pub fn initialize_and_claim_many(
			origin: OriginFor<T>,
			tasks: BoundedVec<DealTask, T::MaxBatch>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let mut round = Round::open();
			for DealTask { deal, index } in tasks {
				Self::ensure_by_hand(&mut round, deal)?;
				Self::do_initialize_and_claim(&mut round, deal, index)?;
			}
			round.close();
			Ok(())
		}

		/// Contributes and completes in one step (PROTOCOL 5, contribute and finalize): for deals
		/// of trust 1, by the first and only contributor.
		///
		/// Locks no stake and changes no score. By the market's rules (PROTOCOL 9) `callback` opens the
		/// header, as with `reveal_opened`. Refused with the errors of `contribute` and
		/// `finalize`, and with `TrustTooHigh`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::contribute_and_finalize()
			.saturating_add(T::OnResult::weight()))]
		pub fn contribute_and_finalize(
			origin: OriginFor<T>,
			task: TaskId,
			digest: H256,
			results: ResultsLink<T>,
			callback: Option<Opening<T>>,
			enclave: Option<EnclaveProofOf<T>>,
			authorization: AuthorizationOf<T>,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_contribute_and_finalize(LastWord {
				worker,
				task,
				digest,
				results,
				opening: callback,
				enclave,
				authorization,
			})
		}

		/// Reports why a worker can't compute a task that the chain assigned to it (PROTOCOL 8.6).
		///
		/// The worker is free for other tasks then, and the chain looks for another one. `log` is
		/// `blake2_256` of the log that the worker's node keeps. By the market's rules (PROTOCOL 9) a
		/// report in time is free, and a later one costs what a missed assignment does.
		/// Refused with `TaskUnknown`, `TaskNotActive`, `NotAssigned`, `AlreadyContributed`,
		/// `FailureIsResult` or `TimeoutTooEarly`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::report_failure(T::MaxWorkers::get()))]
		pub fn report_failure(
			origin: OriginFor<T>,
			task: TaskId,
			code: FailureCode,
			log: H256,
		) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			let mut round = Round::open();
			let item = FailureItem { task, code, log };
			let workers = Self::do_report_failure(&mut round, &worker, item)?;
			round.close();
			T::Assignments::sign_of_life(&worker, false);
			Ok(Some(T::WeightInfo::report_failure(workers)).into())
		}

		/// Sets or removes the TEE broker, which authorizes contributions that name an enclave
		/// instead of the scheduler. By `AdminOrigin` only.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_tee_broker())]
		pub fn set_tee_broker(
			origin: OriginFor<T>,
			broker: Option<T::AccountId>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			TeeBroker::<T>::set(broker.clone());
			Self::deposit_event(Event::TeeBrokerSet { broker });
			Ok(())
		}

		/// Sets the steps that the chain does by itself. By `AdminOrigin` only.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_automation())]
		pub fn set_automation(
			origin: OriginFor<T>,
			settings: AutomationSettings,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Automation::<T>::put(settings);
			Self::deposit_event(Event::AutomationSet { settings });
			Ok(())
		}

		/// Contributes to several tasks that the chain assigned to a worker, under the signature of
		/// its hot key over `blake2_256(SCALE(b"bourse contribute", payload))`. Free of fees.
		///
		/// The transaction pool takes a batch in when every item would be accepted. A block skips
		/// items that others have overtaken, with `BatchItemSkipped`. `contribute` is the same for
		/// an account's signature.
		#[pallet::call_index(13)]
		#[pallet::weight(batch_weight::<T, _>(payload))]
		#[pallet::authorize(Self::authorize_batch)]
		#[pallet::weight_of_authorize(check_weight::<T, _>(&payload.items))]
		pub fn contribute_batch(
			origin: OriginFor<T>,
			payload: ContributePayload<T>,
			_signature: PocoSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Self::apply_batch(payload)
		}

		/// Reveals several digests of a worker, under the signature of its hot key over
		/// `blake2_256(SCALE(b"bourse reveal", payload))`. Free of fees.
		///
		/// An item may bring the callback data, with which the chain finalizes by itself, and the
		/// hash of the encrypted result, which the task keeps for the beneficiary. Taken in and
		/// applied like `contribute_batch`; `reveal` is the same for an account's signature.
		#[pallet::call_index(14)]
		#[pallet::weight(batch_weight::<T, _>(payload))]
		#[pallet::authorize(Self::authorize_batch)]
		#[pallet::weight_of_authorize(check_weight::<T, _>(&payload.items))]
		pub fn reveal_batch(
			origin: OriginFor<T>,
			payload: RevealPayload<T>,
			_signature: PocoSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Self::apply_batch(payload)
		}

		/// Reports several failures of a worker, under the signature of its hot key over
		/// `blake2_256(SCALE(b"bourse failure", payload))`. Free of fees.
		///
		/// Taken in and applied like `contribute_batch`; `report_failure` is the same for an
		/// account's signature.
		#[pallet::call_index(15)]
		#[pallet::weight(batch_weight::<T, _>(payload))]
		#[pallet::authorize(Self::authorize_batch)]
		#[pallet::weight_of_authorize(check_weight::<T, _>(&payload.items))]
		pub fn report_failure_batch(
			origin: OriginFor<T>,
			payload: FailurePayload<T>,
			_signature: PocoSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Self::apply_batch(payload)
		}

		/// Sets the version of the sandbox for tasks that are initialized from now on. By
		/// `AdminOrigin` only.
		///
		/// Open tasks keep their version. A worker whose sandbox has another version reports
		/// `Refused` and loses nothing.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::set_engine_version())]
		pub fn set_engine_version(origin: OriginFor<T>, version: u16) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			EngineVersion::<T>::put(version);
			Self::deposit_event(Event::EngineVersionSet { version });
			Ok(())
		}

		/// Challenges a winner of a completed task to show a block of the result on chain
		/// (`docs/results.md`). By the deal's requester or beneficiary, until the retention time
		/// after the task's end is over.
		///
		/// - `worker`: a worker that revealed, without an open challenge of this task.
		/// - `block`: 0 the header, 1 the manifest, from 2 on the pieces in the manifest's order;
		///   of an encrypted result 0 the index, from 1 on the boxes.
		///
		/// Takes the toll from the sender's stake as a fee, half for the author, and locks the price. Locks the deal's worker
		/// stake, or its free part, of the contribution's stake account. An answer in time earns
		/// the worker the price; by the market's rules (PROTOCOL 9) the price pays for the bytes on
		/// chain instead. Otherwise price and that stake go to the sender, and the worker
		/// loses a third of its score.
		/// Refused with `TaskUnknown`, `TaskNotCompleted`, `NotRequester`, `RetentionOver`,
		/// `NotWinner`, `AlreadyChallenged`, `TooManyChallenges` and `InsufficientChallengerStake`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::challenge_result())]
		pub fn challenge_result(
			origin: OriginFor<T>,
			task: TaskId,
			worker: T::AccountId,
			block: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge(who, task, worker, block)
		}

		/// Answers a challenge as its worker. `path`: the blocks from the result's root down to the
		/// wanted block, or to the block that shows that the wanted block does not exist.
		///
		/// For workers without a hot key; a worker's node sends `answer_challenge_unsigned`, free
		/// of fees. Refused with `ChallengeUnknown`, `ChallengeOver` or `AnswerWrong`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::answer_challenge(path_length(path)))]
		pub fn answer_challenge(
			origin: OriginFor<T>,
			task: TaskId,
			path: BlockPath,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_answer(task, worker, &path)
		}

		/// Answers a challenge under the signature of the worker's hot key over
		/// `blake2_256(SCALE(b"bourse answer", worker, task, until, attempt))`. Free of fees: the
		/// challenger paid the toll.
		///
		/// The transaction pool takes an answer in when the call would be accepted.
		/// `answer_challenge` is the same for an account's signature.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::answer_challenge(path_length(&payload.path)))]
		#[pallet::authorize(Self::authorize_answer)]
		#[pallet::weight_of_authorize(
			T::WeightInfo::authorize_answer_challenge(path_length(&payload.path))
		)]
		pub fn answer_challenge_unsigned(
			origin: OriginFor<T>,
			payload: AnswerPayload<T>,
			_signature: PocoSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			let AnswerPayload { worker, task, path, .. } = payload;
			Self::do_answer(task, worker, &path)
		}

		/// Ends a challenge that was not answered in time. By anybody; the chain does so by itself,
		/// too.
		/// Refused with `ChallengeUnknown` or `ChallengeOpen`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::settle_challenge())]
		pub fn settle_challenge(
			origin: OriginFor<T>,
			task: TaskId,
			worker: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle_challenge(task, worker)
		}

		/// Sets the terms of later challenges. By `AdminOrigin` only. Refused with
		/// `TermsOutOfBounds` unless [`ChallengeTerms::is_valid`].
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::set_challenge_terms())]
		pub fn set_challenge_terms(origin: OriginFor<T>, terms: ChallengeTerms) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(terms.is_valid(), Error::<T>::TermsOutOfBounds);
			Terms::<T>::put(terms);
			Self::deposit_event(Event::ChallengeTermsSet { terms });
			Ok(())
		}

		/// Ends all tasks of a deal that were never initialized, in one step, after the final deadline
		/// (PROTOCOL 9). By anybody; the chain does so by itself, too. The payer gets prices and fees
		/// back. Refused with `DealUnknown`, `FinalDeadlineNotReached` or `NothingToClaim`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::claim_deal())]
		pub fn claim_deal(origin: OriginFor<T>, deal: DealId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_deal(deal)
		}

		/// Reveals like `reveal`, and opens the result (PROTOCOL 9), for workers without a hot key.
		///
		/// - `opening`: the header that the digest commits to, and the callback data where the deal has
		///   a callback and the header no failure; else no data. Ignored by the market's rules when
		///   another winner has revealed before.
		///
		/// Refused with the errors of `reveal`, and with `HeaderWrong`, `HeaderMissing` or, without
		/// the market's rules, `CallbackDataWrong`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::reveal_opened()
			.saturating_add(T::WeightInfo::finalize(MOST_AT_ONCE)))]
		pub fn reveal_opened(
			origin: OriginFor<T>,
			task: TaskId,
			digest: H256,
			opening: Opening<T>,
		) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			let item = RevealItem { task, digest, opening: Some(opening), encrypted: None };
			let workers = Self::reveal_signed(&worker, item)?;
			let finalize = T::WeightInfo::finalize(workers);
			Ok(Some(T::WeightInfo::reveal_opened().saturating_add(finalize)).into())
		}

		/// Gives up all tasks of a deal that were never initialized, in one step (PROTOCOL 9). By the
		/// payer, before the final deadline.
		///
		/// Prices, fees and stakes come back, and an offer of the book that has sold the tasks and rests has
		/// them again. Before T from the match, and while reports of failures hold the deal's tasks, each
		/// task costs 10 % of the pool's price, for the pool's owner. Refused with `DealUnknown`,
		/// `NotPayer`, `FinalDeadlinePassed`, `NothingToClaim` or `NothingIsGivenUp`.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::claim_deal()
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
			.saturating_add(T::Deals::given_up_weight()))]
		pub fn give_up(origin: OriginFor<T>, deal: DealId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_give_up(&who, deal)
		}
	}

	impl<T: Config> Pallet<T> {
		/// A reveal under an account's signature. Gives the number of workers that its weight
		/// depends on.
		fn reveal_signed(worker: &T::AccountId, item: RevealItem<T>) -> Result<u32, DispatchError> {
			let mut round = Round::open();
			let workers = Self::do_reveal(&mut round, worker, item)?;
			round.close();
			T::Assignments::sign_of_life(worker, true);
			Ok(workers)
		}
	}
}
