// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
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

pub use impls::hot_key_message;
pub use offchain::RESEND_AFTER;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use bourse_primitives::{
		crypto::{PocoId, PocoSignature},
		traits, GroupId, Seconds, TaskId, WorkerpoolId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Randomness, UnixTime},
	};
	use frame_system::{
		ensure_authorized, offchain::CreateAuthorizedTransaction, pallet_prelude::*,
	};
	use sp_runtime::traits::Convert;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime tells this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ CreateAuthorizedTransaction<Call<Self>>
	{
		/// Who owns a workerpool.
		type Registry: traits::Registry<Self::AccountId>;

		/// How much a worker's word counts.
		type Scores: traits::Scores<Self::AccountId>;

		/// What a worker's owner has staked.
		type Ledger: traits::Ledger<Self::AccountId>;

		/// The block's time. Only whole seconds count.
		type Time: UnixTime;

		/// Who sets the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The account of an owner's machine with that number. One that the owner can sign for,
		/// as `utility.asDerivative` does.
		type MachineAccount: Convert<(Self::AccountId, u16), Self::AccountId>;

		/// What workers are drawn by. See the crate's documentation on what it has to withstand.
		type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

		/// Most tasks that one worker can take at once. Below `2^16`.
		#[pallet::constant]
		type MaxSlots: Get<u32>;

		/// Most assignments of one task, withdrawn ones included.
		#[pallet::constant]
		type MaxAssigned: Get<u32>;

		/// Upper bound of the parameter `probes`: most roster entries that one draw looks at and
		/// that may not get the task.
		#[pallet::constant]
		type MaxProbes: Get<u32>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// What the owners of workerpools decided about their workers. A pool that is not listed is
	/// closed.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, PoolRules, ValueQuery>;

	/// The accounts that a pool's owner invited: they are accepted as soon as they apply, and so
	/// are their machines.
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

	/// Everybody who works for a pool, or has applied to one.
	#[pallet::storage]
	pub type Workers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Worker<T::AccountId>>;

	/// The worker accounts of an owner's machines, by their numbers.
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

	/// The workers of a pool that have a free slot, on levels by the logarithm of their number of
	/// free slots; on each level numbered from 0 without gaps, in no particular order.
	#[pallet::storage]
	pub type Roster<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Twox64Concat,
		Place,
		T::AccountId,
		OptionQuery,
	>;

	/// Number of entries on each level of a pool's roster.
	#[pallet::storage]
	pub type RosterLevels<T: Config> =
		StorageMap<_, Twox64Concat, WorkerpoolId, Levels, OptionQuery>;

	/// The group of accounts that never get a requester's tasks, neither as workers nor as their
	/// owners.
	#[pallet::storage]
	pub type Exclusions<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, GroupId, OptionQuery>;

	/// What the chain demands of workers' nodes, and how long it looks for workers.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, PoolParameters, ValueQuery>;

	/// Up to where the round over all workers, in search of silent ones, has come.
	#[pallet::storage]
	pub type SweepCursor<T: Config> = StorageValue<_, BoundedVec<u8, ConstU32<128>>, OptionQuery>;

	/// Whom a task was given to, in order, until the task ends. Task ids are hashes, so they
	/// spread by themselves.
	#[pallet::storage]
	pub type Assigned<T: Config> = StorageMap<
		_,
		Identity,
		TaskId,
		BoundedVec<Assignment<T::AccountId>, T::MaxAssigned>,
		ValueQuery,
	>;

	/// The tasks that a worker is assigned to: standing assignments only.
	#[pallet::storage]
	pub type Tasks<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, TaskId, (), OptionQuery>;

	/// The parameters from the first block on.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters.
		pub parameters: PoolParameters,
		/// Not used.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::do_set_parameters(self.parameters)
				.expect("the genesis has sound parameters of the workers' pallet");
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
			/// How many tasks at once it takes.
			slots: u32,
		},
		/// A worker was accepted, by the pool's owner or because the pool is open. It can be
		/// given tasks from now on.
		WorkerAccepted {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// The pool's owner turned an application down. The account is free to apply elsewhere.
		WorkerRejected {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The account that had applied.
			worker: T::AccountId,
		},
		/// The pool's owner dismissed a worker. It finishes the tasks that it has.
		WorkerExpelled {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker is on its way out: it gets no more tasks and finishes those that it has.
		WorkerLeaving {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
			/// How many tasks it still has to finish.
			busy: u32,
		},
		/// A worker, or an account that had applied, is gone from the workerpool.
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
			/// Whether whoever applies is accepted at once.
			open: bool,
		},
		/// The owner of a workerpool set its rules.
		PoolRulesSet {
			/// The workerpool.
			pool: WorkerpoolId,
			/// Its rules now.
			rules: PoolRules,
		},
		/// The owner of a workerpool invited an account.
		WorkerInvited {
			/// The workerpool.
			pool: WorkerpoolId,
			/// Who may join, with its machines.
			who: T::AccountId,
		},
		/// The owner of a workerpool took an invitation back.
		InvitationWithdrawn {
			/// The workerpool.
			pool: WorkerpoolId,
			/// Who was invited.
			who: T::AccountId,
		},
		/// A worker missed its duties: it gets no tasks until it shows that it is there.
		WorkerSuspended {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
			/// Which duties.
			why: Suspension,
		},
		/// A suspended worker is back and gets tasks again.
		WorkerResumed {
			/// The workerpool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker changed what it can do.
		CapacitySet {
			/// The worker.
			worker: T::AccountId,
			/// What it can do from now on.
			capacity: Capacity,
		},
		/// A requester named the accounts that never get its tasks.
		ExclusionSet {
			/// The requester.
			requester: T::AccountId,
			/// The group of those accounts, or none.
			group: Option<GroupId>,
		},
		/// The administrator set the parameters.
		ParametersSet {
			/// The parameters now.
			parameters: PoolParameters,
		},
		/// A worker changed how many tasks at once it takes.
		SlotsSet {
			/// The worker.
			worker: T::AccountId,
			/// How many from now on. 0: none.
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
		/// The chain gave a task to a worker.
		TaskAssigned {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
			/// Until when it has to contribute, in seconds of the Unix epoch.
			until: Seconds,
		},
		/// The chain took a task back from a worker. It can't get it again, unless it was only late
		/// and nobody else can have it.
		AssignmentWithdrawn {
			/// The task.
			task: TaskId,
			/// The worker.
			worker: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no workerpool of this number: check it, or register the workerpool first.
		UnknownPool,
		/// Only the present owner of the workerpool can do this: sign with the owner's account.
		NotPoolOwner,
		/// This account has not joined any workerpool: it has to apply to one first.
		NotAWorker,
		/// This account belongs to a workerpool already (or has applied, or is still leaving): an
		/// account works for one pool, so leave that one first, or use another account.
		AlreadyAWorker,
		/// A worker has to offer at least one slot when it applies: name how many tasks it takes
		/// at once. (To pause later, set the slots to 0.)
		NoSlots,
		/// This is more slots than one worker may offer: choose at most the constant `MaxSlots`.
		TooManySlots,
		/// This worker was accepted already: to dismiss it, expel it.
		AlreadyAccepted,
		/// This account has only applied: accept or reject its application.
		NotAccepted,
		/// This worker is leaving already: it is gone as soon as its last task has ended, and can
		/// apply again then.
		AlreadyLeaving,
		/// This key serves another worker: every worker needs a hot key of its own. Generate a new
		/// one in this worker's node.
		HotKeyInUse,
		/// The proof is not the hot key's signature for this account: sign
		/// `blake2_256("bourse hot key" followed by the worker's account id)` with the hot key.
		BadProof,
		/// This worker has no hot key, so there is nothing to remove.
		NoHotKey,
		/// This workerpool takes in invited accounts only, and this one is not invited: ask the
		/// pool's owner to invite the worker's account or its owner's, or choose another pool.
		NotInvited,
		/// This account is invited already: it only has to apply.
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
		/// There is no group of this number: register it first, or name another.
		UnknownGroup,
		/// These parameters don't fit: the heartbeat interval is at least 60 seconds, the silence
		/// limit at least two intervals, the missed limit at least 1, and the probes are from 1
		/// to the constant `MaxProbes`.
		BadParameters,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep(remaining)
		}

		fn offchain_worker(_: BlockNumberFor<T>) {
			Self::send_heartbeats();
		}

		fn integrity_test() {
			assert!(T::MaxSlots::get() > 0, "workers need slots");
			assert!(T::MaxSlots::get() < 1 << draw::LEVELS, "more slots than levels");
			assert!(T::MaxAssigned::get() > 0, "tasks need workers");
			assert!(T::MaxProbes::get() > 0, "a draw has to look at somebody");
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
		/// Signed by the worker's account. In an open pool the worker is accepted at once, else
		/// the pool's owner has to accept it. The worker contributes through its node once it has
		/// set a hot key, or by signed calls.
		///
		/// It takes tasks of all categories that demand no feature; `applyWith` says more.
		///
		/// Refuses with `UnknownPool`; with `AlreadyAWorker` when the account belongs to a pool or
		/// has applied to one; with `NoSlots` for 0 and `TooManySlots` above `MaxSlots`; with
		/// `NotInvited`, `StakeBelowRule`, `ScoreBelowRule` and `TagBelowRule` by the pool's rules.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>, pool: WorkerpoolId, slots: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who, None, pool, Capacity::of_slots(slots))
		}

		/// Accepts an application: the worker can be given tasks from now on.
		///
		/// Signed by the present owner of the pool that `worker` applied to.
		///
		/// Refuses with `NotAWorker` when `worker` did not apply anywhere; with `NotPoolOwner` and
		/// `UnknownPool`; with `AlreadyAccepted` and `AlreadyLeaving` when there is nothing to
		/// accept; with `StakeBelowRule`, `ScoreBelowRule` and `TagBelowRule` by the pool's rules.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_accept(&owner, worker)
		}

		/// Turns an application down.
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

		/// Dismisses a worker. It gets no more tasks, finishes those that it has, and is gone when
		/// the last has ended; at once when it has none. Invitations of its account and of its
		/// owner end.
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

		/// Leaves the pool, or takes the application back.
		///
		/// Signed by the worker. It gets no more tasks, finishes those that it has, and is gone
		/// when the last has ended; at once when it has none. Until then its hot key stays valid.
		///
		/// Refuses with `NotAWorker` and `AlreadyLeaving`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Opens a workerpool, so that whoever applies is accepted at once, or closes it again.
		/// Changes nothing else in its rules (see `setRules`).
		///
		/// Signed by the pool's present owner. Pools start closed. Workers that have joined or
		/// applied before are not touched.
		///
		/// Refuses with `UnknownPool` and `NotPoolOwner`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_open())]
		pub fn set_open(origin: OriginFor<T>, pool: WorkerpoolId, open: bool) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_open(&owner, pool, open)
		}

		/// Sets how many tasks at once the worker takes from now on.
		///
		/// Signed by the worker. 0 pauses it. Tasks that it has already are not touched, also when
		/// they are more than that.
		///
		/// Refuses with `NotAWorker`; with `AlreadyLeaving`, since a leaving worker gets no more
		/// tasks; with `TooManySlots` above `MaxSlots`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_slots())]
		pub fn set_slots(origin: OriginFor<T>, slots: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_slots(who, slots)
		}

		/// Sets or replaces the worker's hot key: the `poco` key in the keystore of its node, which
		/// signs its contributions and reveals from now on.
		///
		/// Signed by the worker, whether it was accepted yet or not. `proof` is the hot key's
		/// signature over `blake2_256("bourse hot key" ‖ SCALE(worker account))`, which shows that
		/// the worker holds the key.
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

		/// Removes the worker's hot key, for instance because it may be stolen. The worker stays
		/// what it is and can contribute by calls signed by its account.
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

		/// Applies to a workerpool, with all that can be said: the general form of `apply`.
		///
		/// - `machine`: `None` for the signer itself. A number registers one of the signer's
		///   machines: a worker of its own account (the one that `utility.asDerivative` acts as
		///   with that number), with its own score, slots and hot key. Its owner's stake answers
		///   for it, and its owner is paid. For all else (`setHotKey`, `setCapacity`, `leave`, ...)
		///   the owner signs for the machine by `utility.asDerivative`.
		/// - `capacity`: how many tasks at once, the features that it offers, and the categories
		///   that it takes.
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

		/// Sets what the worker can do: slots (0 pauses it), features and categories. Tasks that
		/// it has already are not touched.
		///
		/// Signed by the worker. A worker that no longer offers what its pool's rules demand stays
		/// in the pool, but is not drawn.
		///
		/// Refuses with `NotAWorker`, `AlreadyLeaving` and `TooManySlots`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_capacity())]
		pub fn set_capacity(origin: OriginFor<T>, capacity: Capacity) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_capacity(who, capacity)
		}

		/// Sets the rules of a workerpool: how workers are taken in, what they must stake, score
		/// and offer, and who assigns tasks.
		///
		/// Signed by the pool's present owner. Workers that have joined stay, but are drawn only
		/// while they are what the rules demand.
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

		/// Invites an account to a workerpool: it is accepted as soon as it applies, and so is each
		/// of its machines. The invitation stands until it is withdrawn or the worker is expelled.
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

		/// Takes an invitation back. Workers that have joined are not touched.
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

		/// Names the group of accounts that never get the signer's tasks, neither as workers nor
		/// with their machines; `None` ends that. Counts for all draws from now on, also for deals
		/// that were matched before. Who is in the group is up to the group's owner.
		///
		/// Signed by the requester.
		///
		/// Refuses with `UnknownGroup`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_exclusion())]
		pub fn set_exclusion(origin: OriginFor<T>, group: Option<GroupId>) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_set_exclusion(requester, group)
		}

		/// Sets the parameters. For the administrator.
		///
		/// Refuses with `BadParameters`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: PoolParameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(parameters)
		}

		/// The worker says that it is there, and how many tasks at once it can take now (`None`:
		/// as many as it has slots). Brings a suspended worker back.
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

		/// What `heartbeat` does, under the signature of the worker's hot key over
		/// `blake2_256(SCALE(b"bourse heartbeat", heartbeat))`. Free of fees.
		///
		/// Taken in once per heartbeat interval, when the chain had no other sign of life from the
		/// worker: `since` has to be the worker's `lastSeen`.
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
	}
}
