// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod draw;
mod impls;
#[cfg(test)]
mod mock;
mod offchain;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
mod types;
pub mod weights;

pub use bourse_primitives::submit::RESEND_AFTER;
pub use impls::{hot_key_message, Conditions};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use bourse_primitives::{
		crypto::{PocoId, PocoSignature},
		traits, Balance, GroupId, PoolSlots, Seconds, TaskId, WorkerpoolId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Randomness, UnixTime},
	};
	use frame_system::{
		ensure_authorized, offchain::CreateAuthorizedTransaction, pallet_prelude::*,
	};
	use sp_runtime::traits::Convert;

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Types and constants of the runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ CreateAuthorizedTransaction<Call<Self>>
	{
		/// Owners of workerpools, and members of groups.
		type Registry: traits::Registry<Self::AccountId>;

		/// Scores and weights of workers.
		type Scores: traits::Scores<Self::AccountId>;

		/// The rules of the market.
		type Rules: traits::Rules;

		/// Receiver of the news that a pool has free slots.
		type OnFreeSlots: traits::OnFreeSlots;

		/// Stakes of the workers' owners.
		type Ledger: traits::Ledger<Self::AccountId>;

		/// The block's time. Only whole seconds count.
		type Time: UnixTime;

		/// Origin that sets the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Account of an owner's machine by its number. The owner can sign for this account, as
		/// `utility.asDerivative` does.
		type MachineAccount: Convert<(Self::AccountId, u16), Self::AccountId>;

		/// Randomness of the draws. Decision 8 says what the randomness has to withstand.
		type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

		/// Most tasks that a worker can take at once. Below `2^16`.
		#[pallet::constant]
		type MaxSlots: Get<u32>;

		/// Upper bound of the parameter `probes`: most roster entries of one draw that may not get
		/// the task.
		#[pallet::constant]
		type MaxProbes: Get<u32>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Helper of the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// Rules of workerpools for their workers, set by the pools' owners. A pool without an entry is
	/// closed.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, PoolRules, ValueQuery>;

	/// Time from which a pool rests for a warm-up, in seconds of the Unix epoch: that of its registration,
	/// of the last change of its rules or policy, or a warm-up after the last expulsion of an Active
	/// worker by the rules of the market (PROTOCOL 9.1).
	#[pallet::storage]
	pub type RulesSince<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, Seconds, ValueQuery>;

	/// Accounts invited by a pool's owner. An invited account and its machines are accepted as soon
	/// as they apply.
	#[pallet::storage]
	pub type Invitations<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Blake2_128Concat,
		T::AccountId,
		(),
		OptionQuery,
	>;

	/// Number of a pool's accepted workers, with or without a free slot, suspended ones included.
	#[pallet::storage]
	pub type PoolSize<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, u32, ValueQuery>;

	/// Workers: every account that works for a pool or has applied to one.
	#[pallet::storage]
	pub type Workers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Worker<T::AccountId>>;

	/// Worker accounts of an owner's machines, by number.
	#[pallet::storage]
	pub type Machines<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		u16,
		T::AccountId,
		OptionQuery,
	>;

	/// The worker account that a hot key serves.
	#[pallet::storage]
	pub type HotKeys<T: Config> = StorageMap<_, Blake2_128Concat, PocoId, T::AccountId>;

	/// Workers of a pool with a free slot, and fleets of such machines, on levels by the logarithm of their
	/// free slots. Each level is numbered from 0 without gaps, in no particular order.
	#[pallet::storage]
	pub type Roster<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Twox64Concat,
		Place,
		Entry<T::AccountId>,
		OptionQuery,
	>;

	/// Fleets of an owner's machines on a pool's roster.
	#[pallet::storage]
	pub type Fleets<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Blake2_128Concat,
		T::AccountId,
		FleetList<T::AccountId>,
		ValueQuery,
	>;

	/// Machines of an owner's fleets in a pool, by the fleet's part of the roster and the machine's number
	/// there, from 1 on without gaps: the fleet's record has the first.
	#[pallet::storage]
	pub type Berths<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		(WorkerpoolId, T::AccountId),
		Twox64Concat,
		Berth,
		T::AccountId,
		OptionQuery,
	>;

	/// Number of entries on each level of a hall of a pool's roster, by the hall's parts.
	#[pallet::storage]
	pub type RosterLevels<T: Config> =
		StorageDoubleMap<_, Twox64Concat, WorkerpoolId, Twox64Concat, u8, Parts, OptionQuery>;

	/// Number of workers on a pool's roster, those of fleets included.
	#[pallet::storage]
	pub type RosterSize<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, u32, ValueQuery>;

	/// Slots of a pool's Active workers.
	#[pallet::storage]
	pub type Slots<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, PoolSlots, ValueQuery>;

	/// Kinds of a pool's accepted workers, by the number of their hall of the roster. Empty where
	/// the rules of the market don't hold.
	#[pallet::storage]
	pub type Kinds<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, Halls, ValueQuery>;

	/// Marks of a pool's workers, by their number. Empty where the rules of the market don't hold.
	#[pallet::storage]
	pub type Marks<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, MarkList, ValueQuery>;

	/// Number of an owner's Active workers in a pool that have slots, warm ones in an open pool, and whose
	/// nodes take tasks. Empty where the rules of the market don't hold, as are the following items.
	#[pallet::storage]
	pub type OwnerWorkers<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// Number of different owners of such workers.
	#[pallet::storage]
	pub type OwnerCount<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, u32, ValueQuery>;

	/// Bonds of an owner for its workers' slots in open pools.
	#[pallet::storage]
	pub type Bonds<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Bond, ValueQuery>;

	/// Workers with new slots, and the time from which these are drawn, first come, first served.
	#[pallet::storage]
	pub type Warming<T: Config> =
		StorageMap<_, Twox64Concat, u64, WarmingSlots<T::AccountId>, OptionQuery>;

	/// Numbers of `Warming`.
	#[pallet::storage]
	pub type WarmingRange<T: Config> = StorageValue<_, WarmingLine, ValueQuery>;

	/// The last former hot key of an account, and the time, in seconds of the Unix epoch, until which
	/// the key speaks for what it signed.
	#[pallet::storage]
	pub type FormerKeys<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, FormerKey, OptionQuery>;

	/// Last entries of `FormerKeys` and `Bonds` that the round over them has seen.
	#[pallet::storage]
	pub type TidyCursors<T: Config> = StorageValue<_, TidyCursor<T::AccountId>, ValueQuery>;

	/// Group of accounts that never get a requester's tasks, neither as workers nor as owners of
	/// workers. Only where the rules of the market don't hold.
	#[pallet::storage]
	pub type Exclusions<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, GroupId, OptionQuery>;

	/// Parameters that genesis or root set: demands on workers' nodes, and bounds of a draw. Without an
	/// entry [`Pallet::parameters`] has the defaults.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Parameters<T: Config> = StorageValue<_, PoolParameters, OptionQuery>;

	/// Last worker that the round over all workers, in search of silent ones, has seen.
	#[pallet::storage]
	pub type SweepCursor<T: Config> = StorageValue<_, BoundedVec<u8, ConstU32<128>>, OptionQuery>;

	/// Tasks that a worker is assigned to, a bit for each, in words of 64 neighbours under the id of
	/// the word's first task. Task ids can't be chosen, and need no further hashing.
	#[pallet::storage]
	pub type Duties<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, TaskId, u64, OptionQuery>;

	/// Number of the last block with draws by the rules of the market, and of its draws: each has another
	/// seed.
	#[pallet::storage]
	pub type Draws<T: Config> = StorageValue<_, DrawCount, ValueQuery>;

	/// The parameters from the first block on.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters; none: the defaults.
		pub parameters: Option<PoolParameters>,
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(parameters) = self.parameters {
				Pallet::<T>::do_set_parameters(parameters)
					.expect("the genesis has sound parameters of the workers' pallet");
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account applied to a workerpool as a worker.
		WorkerApplied {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account.
			worker: T::AccountId,
			/// Number of tasks that the worker takes at once.
			slots: u32,
		},
		/// A worker was accepted, by the pool's owner or because the pool is open. The worker can
		/// get tasks from now on.
		WorkerAccepted {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// The pool's owner rejected an application. The account can apply elsewhere.
		WorkerRejected {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account that had applied.
			worker: T::AccountId,
		},
		/// The pool's owner dismissed a worker, which finishes its tasks.
		WorkerExpelled {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker started to leave: it gets no new tasks and finishes the running ones.
		WorkerLeaving {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
			/// Number of tasks that the worker still has to finish.
			busy: u32,
		},
		/// A worker, or an account that had applied, left the workerpool.
		WorkerLeft {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account.
			worker: T::AccountId,
		},
		/// The owner of a workerpool opened it to everybody, or closed it.
		PoolOpenSet {
			/// The workerpool.
			pool: WorkerpoolId,
			/// Whether every application is accepted at once.
			open: bool,
		},
		/// The owner of a workerpool set its rules.
		PoolRulesSet {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The new rules.
			rules: PoolRules,
		},
		/// The owner of a workerpool invited an account.
		WorkerInvited {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account that may join, with its machines.
			who: T::AccountId,
		},
		/// The owner of a workerpool withdrew an invitation.
		InvitationWithdrawn {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account that was invited.
			who: T::AccountId,
		},
		/// A worker was suspended for missed duties: no tasks until its next sign of life.
		WorkerSuspended {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
			/// The missed duties.
			why: Suspension,
		},
		/// A suspended worker came back and gets tasks again.
		WorkerResumed {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker changed its capacity.
		CapacitySet {
			/// The worker.
			worker: T::AccountId,
			/// The new capacity.
			capacity: Capacity,
		},
		/// A requester named the accounts that never get its tasks.
		ExclusionSet {
			/// The requester.
			requester: T::AccountId,
			/// The group of those accounts, or none.
			group: Option<GroupId>,
		},
		/// A worker set how much a single task may lock.
		MaxStakeSet {
			/// The worker.
			worker: T::AccountId,
			/// Most that a task may lock of its owner's stake, in nRLC.
			max_stake: Balance,
		},
		/// A draw found that the worker's owner has less stake free than a task locks, or the owner
		/// has enough again.
		MarkSet {
			/// The worker.
			worker: T::AccountId,
			/// The worker is not drawn for tasks that lock as much, in nRLC. None: for none that lock
			/// more than it agrees to.
			stake: Option<Balance>,
		},
		/// The number of a worker's slots that its owner's stake backs has changed.
		SlotsBacked {
			/// The worker.
			worker: T::AccountId,
			/// Number of slots with a bond.
			slots: u32,
			/// Time from which all of them are drawn, in seconds of the Unix epoch.
			warm_at: Seconds,
		},
		/// The administrator set the parameters.
		ParametersSet {
			/// The new parameters.
			parameters: PoolParameters,
		},
		/// A worker changed its slots.
		SlotsSet {
			/// The worker.
			worker: T::AccountId,
			/// Number of tasks that the worker takes at once from now on. 0: none.
			slots: u32,
		},
		/// A worker set or replaced its hot key.
		HotKeySet {
			/// The worker.
			worker: T::AccountId,
			/// The key that signs its contributions from now on.
			key: PocoId,
		},
		/// A worker removed its hot key.
		HotKeyRemoved {
			/// The worker.
			worker: T::AccountId,
			/// The key that no longer signs for it.
			key: PocoId,
		},
		/// The chain took a task back from a worker. The worker can get the task again only if it
		/// was late and too few others can have the task.
		AssignmentWithdrawn {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No workerpool has this id: check the id, or register the workerpool first.
		UnknownPool,
		/// Only the present owner of the workerpool can do this: sign with the owner's account.
		NotPoolOwner,
		/// This account has not joined any workerpool: apply to one first.
		NotAWorker,
		/// This account belongs to a workerpool already, or has applied, or is still leaving: leave
		/// that pool first, or use another account.
		AlreadyAWorker,
		/// An application needs at least one slot: name the number of tasks that the worker takes
		/// at once. (Slots of 0 pause a worker later.)
		NoSlots,
		/// A worker may not offer this many slots: choose at most the constant `MaxSlots`.
		TooManySlots,
		/// This worker was accepted already: expel the worker to dismiss it.
		AlreadyAccepted,
		/// This account has only applied: accept or reject its application.
		NotAccepted,
		/// This worker is leaving already: apply again when its last task has ended.
		AlreadyLeaving,
		/// This key serves another worker: generate a new hot key in this worker's node.
		HotKeyInUse,
		/// The proof is not the hot key's signature for this account: sign
		/// `blake2_256("bourse hot key" followed by the worker's account id)` with the hot key.
		BadProof,
		/// This worker has no hot key: nothing to remove.
		NoHotKey,
		/// This workerpool takes in invited accounts only, and this one is not invited: ask the
		/// pool's owner to invite the worker's account or its owner's, or choose another pool.
		NotInvited,
		/// This account is invited already: apply with the account.
		AlreadyInvited,
		/// The owner of this worker has staked less than the pool demands (`minStake` of its
		/// rules, free and locked together): deposit more with `escrow.deposit` first.
		StakeBelowRule,
		/// The worker's score is below what the pool demands (`minScore` of its rules): earn it
		/// in another pool first, by right answers among several.
		ScoreBelowRule,
		/// The worker does not offer all features that the pool demands (`tag` of its rules): name
		/// them in its capacity (`applyWith`, `setCapacity`), if it has them.
		TagBelowRule,
		/// No group has this id: create the group first, or name another.
		UnknownGroup,
		/// A parameter is out of its bounds: give a heartbeat interval of at least 60 seconds, a
		/// silence limit of at least two intervals, a missed limit of at least 1, and probes from 1
		/// to the constant `MaxProbes`.
		BadParameters,
		/// The owner's free stake is below the bond (`slotBond` of the market's parameters) of each slot of
		/// all its workers in open pools, some of which are new: deposit more with `escrow.deposit`, offer
		/// fewer slots, or wait until tasks have ended.
		SlotsNotBacked,
		/// The owner's free stake is below the deposit of a worker's record (`workerDeposit` of the
		/// market's parameters): deposit more with `escrow.deposit`.
		DepositShort,
		/// On this chain requesters exclude nobody (PROTOCOL 9): name a workerpool in the request
		/// order whose workers suit you.
		NoExclusions,
		/// The amount is not 1, 2 or 5 times a power of ten, in nRLC: choose the next one that is.
		BadMaxStake,
		/// The workerpool has as many kinds of workers as it may have: choose the features,
		/// categories and `maxStake` of a worker that is there, or the defaults, or another pool.
		TooManyKinds,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for the parameters, which all draws of a block have in common.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::DbWeight::get().reads(1)
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut left = remaining;
			for step in [Self::sweep, Self::warm_up, Self::tidy] {
				left.saturating_reduce(step(left));
			}
			remaining.saturating_sub(left)
		}

		fn offchain_worker(_: BlockNumberFor<T>) {
			Self::send_heartbeats();
		}

		fn integrity_test() {
			assert!(T::MaxSlots::get() > 0, "workers need slots");
			assert!(T::MaxSlots::get() < 1 << LEVELS, "more slots than levels");
			assert!(T::MaxProbes::get() > 0, "a draw has to look at somebody");
			assert!(MAX_KINDS <= u32::from(EXPELLED), "halls have numbers of seven bits");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Applies to a workerpool as a worker that takes `slots` tasks at once.
		///
		/// Signed by the worker's account. An open pool accepts the worker at once; the owner of
		/// another pool has to accept the worker. With a hot key the worker contributes through its
		/// node, else by signed calls.
		///
		/// The worker takes tasks of all categories that demand no feature; `applyWith` sets both.
		///
		/// Refuses with `UnknownPool`; with `AlreadyAWorker` when the account belongs to a pool or
		/// has applied to one; with `NoSlots` for 0 and `TooManySlots` above `MaxSlots`; with
		/// `NotInvited`, `StakeBelowRule`, `ScoreBelowRule` and `TagBelowRule` by the pool's rules.
		/// Where the rules of the market hold, also with `DepositShort`, with `SlotsNotBacked` in an
		/// open pool, and with `TooManyKinds`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>, pool: WorkerpoolId, slots: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who, None, pool, Capacity::of_slots(slots))
		}

		/// Accepts an application: the worker can get tasks from now on.
		///
		/// Signed by the present owner of the pool that `worker` applied to.
		///
		/// Refuses with `NotAWorker` when `worker` did not apply anywhere; with `NotPoolOwner` and
		/// `UnknownPool`; with `AlreadyAccepted` and `AlreadyLeaving` when there is nothing to
		/// accept; with `StakeBelowRule`, `ScoreBelowRule` and `TagBelowRule` by the pool's rules; with
		/// `SlotsNotBacked` and `TooManyKinds`, as `apply` does.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_accept(&owner, worker)
		}

		/// Rejects an application.
		///
		/// Signed by the present owner of the pool that `worker` applied to.
		///
		/// Refuses with `NotAWorker` when `worker` did not apply anywhere; with `NotPoolOwner` and
		/// `UnknownPool`; with `AlreadyAccepted` (then `expel` is meant) and `AlreadyLeaving`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_reject(&owner, worker)
		}

		/// Dismisses a worker, which gets no new tasks, finishes the running ones, and is gone with
		/// the last (at once without any). Invitations of its account and of its owner end.
		///
		/// Where the rules of the market hold, nobody is taken out of tasks that have begun: the worker
		/// can still be drawn for those that had a contribution, and in an open pool for those of deals that
		/// were matched before. The worker is gone after 360,000 seconds, or when it calls `leave`. No match
		/// takes the pool for two warm-ups.
		///
		/// Signed by the present owner of the worker's pool.
		///
		/// Refuses with `NotAWorker` when `worker` has not joined any pool; with `NotPoolOwner` and
		/// `UnknownPool`; with `NotAccepted` (then `reject` is meant) and `AlreadyLeaving`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::expel())]
		pub fn expel(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_expel(&owner, worker)
		}

		/// Leaves the pool, or withdraws the application.
		///
		/// Signed by the worker, which gets no new tasks, finishes the running ones, and is gone
		/// with the last (at once without any). Its hot key stays valid until then.
		///
		/// Refuses with `NotAWorker` and `AlreadyLeaving`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Opens a workerpool, which then accepts every application at once, or closes the pool
		/// again. The other rules stay (see `setRules`).
		///
		/// Signed by the pool's present owner. Pools start closed. Earlier workers and applications
		/// stay as they are.
		///
		/// Where the rules of the market hold and the chain assigns, no match takes the pool for
		/// `warmUp` seconds then.
		///
		/// Refuses with `UnknownPool` and `NotPoolOwner`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_open())]
		pub fn set_open(origin: OriginFor<T>, pool: WorkerpoolId, open: bool) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_open(&owner, pool, open)
		}

		/// Sets the number of tasks that the worker takes at once from now on.
		///
		/// Signed by the worker. 0 pauses the worker. Running tasks stay, also above the new
		/// number.
		///
		/// Refuses with `NotAWorker`; with `AlreadyLeaving`; with `TooManySlots` above `MaxSlots`; with
		/// `SlotsNotBacked` when stake is missing for new slots in an open pool.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_slots())]
		pub fn set_slots(origin: OriginFor<T>, slots: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_slots(who, slots)
		}

		/// Sets or replaces the worker's hot key: the `poco` key in the keystore of its node, which
		/// signs contributions and reveals from now on.
		///
		/// Signed by the worker, accepted or not. `proof` is the hot key's signature over
		/// `blake2_256("bourse hot key" ‖ SCALE(worker account))`, which shows that the worker
		/// holds the key.
		///
		/// Refuses with `NotAWorker`; with `HotKeyInUse` when the key serves another worker; with
		/// `BadProof`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_hot_key())]
		pub fn set_hot_key(
			origin: OriginFor<T>,
			key: PocoId,
			proof: PocoSignature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_hot_key(who, key, proof)
		}

		/// Removes the worker's hot key, for instance because the key may be stolen. The worker
		/// stays in the pool and can contribute by calls signed by its account.
		///
		/// Signed by the worker.
		///
		/// Refuses with `NotAWorker` and `NoHotKey`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::remove_hot_key())]
		pub fn remove_hot_key(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_hot_key(who)
		}

		/// Applies to a workerpool with a capacity, or for a machine: the general form of `apply`.
		///
		/// - `machine`: `None` for the signer itself. A number registers one of the signer's
		///   machines: a worker with its own account (that of `utility.asDerivative` with this
		///   number), score, slots and hot key. The owner's stake answers for the machine, and the
		///   owner is paid. The owner signs all other calls of the machine (`setHotKey`,
		///   `setCapacity`, `leave`, ...) through `utility.asDerivative`.
		/// - `capacity`: number of tasks at once, offered features, and taken categories.
		///
		/// Refuses like `apply`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::apply_with())]
		pub fn apply_with(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			machine: Option<u16>,
			capacity: Capacity,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_apply(owner, machine, pool, capacity)
		}

		/// Sets the worker's capacity: slots (0 pauses the worker), features and categories.
		/// Running tasks stay.
		///
		/// Signed by the worker. A worker below its pool's rules stays in the pool, but is not
		/// drawn.
		///
		/// Refuses with `NotAWorker`, `AlreadyLeaving`, `TooManySlots`, `SlotsNotBacked` and
		/// `TooManyKinds`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_capacity())]
		pub fn set_capacity(origin: OriginFor<T>, capacity: Capacity) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_capacity(who, capacity)
		}

		/// Sets the rules of a workerpool: admission, least stake and score, features of workers,
		/// and who assigns tasks.
		///
		/// Signed by the pool's present owner. Workers below the new rules stay, but are not drawn.
		/// Matches wait as after `setOpen`.
		///
		/// Refuses with `UnknownPool` and `NotPoolOwner`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_rules())]
		pub fn set_rules(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			rules: PoolRules,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_rules(&owner, pool, rules)
		}

		/// Invites an account to a workerpool, which then accepts the account and its machines as
		/// soon as they apply. The invitation stands until its withdrawal or the worker's
		/// expulsion.
		///
		/// Signed by the pool's present owner.
		///
		/// Refuses with `UnknownPool`, `NotPoolOwner` and `AlreadyInvited`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::invite())]
		pub fn invite(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			who: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_invite(&owner, pool, who)
		}

		/// Withdraws an invitation. Workers that have joined stay.
		///
		/// Signed by the pool's present owner.
		///
		/// Refuses with `UnknownPool`, `NotPoolOwner` and `NotInvited`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::uninvite())]
		pub fn uninvite(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			who: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_uninvite(&owner, pool, who)
		}

		/// Excludes a group of accounts, and their machines, from the signer's tasks; `None` ends
		/// the exclusion. Counts for all later draws, also of earlier deals. The group's owner
		/// decides who is in the group.
		///
		/// Signed by the requester.
		///
		/// Refuses with `UnknownGroup`; with `NoExclusions` where the rules of the market hold.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_exclusion())]
		pub fn set_exclusion(origin: OriginFor<T>, group: Option<GroupId>) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_set_exclusion(requester, group)
		}

		/// Sets the parameters. By `AdminOrigin` only.
		///
		/// Refuses with `BadParameters`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: PoolParameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(parameters)
		}

		/// Gives a sign of life, with the number of tasks that the worker can take at once now
		/// (`None`: as many as its slots). Brings a suspended worker back.
		///
		/// Signed by the worker, at any time. Workers' nodes send `heartbeatUnsigned` instead.
		///
		/// Refuses with `NotAWorker`, `NotAccepted` and `AlreadyLeaving`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		pub fn heartbeat(origin: OriginFor<T>, ready: Option<u32>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_heartbeat(who, ready)
		}

		/// Does what `heartbeat` does, under the signature of the worker's hot key over
		/// `blake2_256(SCALE(b"bourse heartbeat", heartbeat))`. Free of fees.
		///
		/// The transaction pool takes one in per heartbeat interval without another sign of life:
		/// `since` has to be the worker's `lastSeen`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		#[pallet::authorize(Self::authorize_heartbeat)]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_heartbeat())]
		pub fn heartbeat_unsigned(
			origin: OriginFor<T>,
			heartbeat: Heartbeat<T::AccountId>,
			_signature: PocoSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_heartbeat(heartbeat.worker, heartbeat.ready)
		}

		/// Sets how much of its owner's stake a single task of the worker may lock, in nRLC. Tasks
		/// that lock more don't go to the worker. 10 RLC unless set.
		///
		/// Signed by the worker. Counts where the rules of the market hold, for tasks to come.
		///
		/// Refuses with `NotAWorker`; with `AlreadyLeaving`; with `BadMaxStake` unless the amount is 1,
		/// 2 or 5 times a power of ten; with `TooManyKinds`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::set_max_stake())]
		pub fn set_max_stake(origin: OriginFor<T>, max_stake: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_max_stake(who, max_stake)
		}
	}
}
