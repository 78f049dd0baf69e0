// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
pub mod shuffle;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
mod types;
pub mod weights;

pub use impls::hot_key_message;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use bourse_primitives::{
		crypto::{PocoId, PocoSignature},
		traits, Seconds, TaskId, WorkerpoolId,
	};
	use frame_support::{pallet_prelude::*, traits::Randomness};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who owns a workerpool.
		type Registry: traits::Registry<Self::AccountId>;

		/// How much a worker's word counts.
		type Scores: traits::Scores<Self::AccountId>;

		/// What a worker has free to lock.
		type Ledger: traits::Ledger<Self::AccountId>;

		/// What workers are drawn by. See the crate's documentation on what it has to withstand.
		type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

		/// Most tasks that one worker can take at once.
		#[pallet::constant]
		type MaxSlots: Get<u32>;

		/// Most assignments of one task, withdrawn ones included.
		#[pallet::constant]
		type MaxAssigned: Get<u32>;

		/// Most roster entries that one draw looks at in vain, because the worker is excluded, had
		/// the task before or has too little stake.
		#[pallet::constant]
		type MaxProbes: Get<u32>;

		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// What the owners of workerpools decided about their workers. A pool that is not listed is
	/// closed.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, PoolSettings, ValueQuery>;

	/// Number of a pool's Active workers, with or without a free slot.
	#[pallet::storage]
	pub type PoolSize<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, u32, ValueQuery>;

	/// Everybody who works for a pool, or has applied to one.
	#[pallet::storage]
	pub type Workers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Worker>;

	/// The worker account that a hot key serves.
	#[pallet::storage]
	pub type HotKeys<T: Config> = StorageMap<_, Blake2_128Concat, PocoId, T::AccountId>;

	/// The workers of a pool that have a free slot, numbered from 0 without gaps, in no
	/// particular order.
	#[pallet::storage]
	pub type Roster<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Twox64Concat,
		u32,
		T::AccountId,
		OptionQuery,
	>;

	/// Number of entries of a pool's roster.
	#[pallet::storage]
	pub type RosterLen<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, u32, ValueQuery>;

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
		/// The chain took a task back from a worker, which can't get it again.
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
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxSlots::get() > 0, "workers need slots");
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
		/// Refuses with `UnknownPool`; with `AlreadyAWorker` when the account belongs to a pool or
		/// has applied to one; with `NoSlots` for 0 and `TooManySlots` above `MaxSlots`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>, pool: WorkerpoolId, slots: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who, pool, slots)
		}

		/// Accepts an application: the worker can be given tasks from now on.
		///
		/// Signed by the present owner of the pool that `worker` applied to.
		///
		/// Refuses with `NotAWorker` when `worker` did not apply anywhere; with `NotPoolOwner` and
		/// `UnknownPool`; with `AlreadyAccepted` and `AlreadyLeaving` when there is nothing to
		/// accept.
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
		/// the last has ended; at once when it has none.
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
	}
}
