// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod engine;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
pub mod weights;

pub use engine::{around, Cell, OrderId, Side};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::engine::{Bits, Header, Level, Tick};
	use alloc::boxed::Box;
	use bourse_primitives::{
		book::{GuaranteeTerms, Job},
		traits::{Assignments, Ledger, Matches, Registry, Rules, StakeReserve, Wallet},
		AppId, Balance, DatasetId, DealId, Seconds, Tag, WorkerpoolId,
	};
	use frame_support::{pallet_prelude::*, traits::UnixTime};
	use frame_system::pallet_prelude::*;

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Types of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Ledger that locks what orders cover.
		type Ledger: Ledger<Self::AccountId>;

		/// Wallets, from which a buyer may deposit.
		type Wallet: Wallet<Self::AccountId>;

		/// Assets, their owners, categories and groups.
		type Registry: Registry<Self::AccountId>;

		/// The market's rules, and their parameters.
		type Rules: Rules;

		/// Workers of the pools, and the stake behind their slots.
		type Assignments: Assignments<Self::AccountId> + StakeReserve<Self::AccountId>;

		/// Maker of the deals.
		type Market: Matches<Self::AccountId>;

		/// The block's timestamp. Dates that people sign are compared with it, not with the protocol's
		/// clock: they may end early, never late.
		type Timestamp: UnixTime;

		/// Whether the chain places offers by itself. False while trade is stopped: resting orders still
		/// expire, and nothing is bought.
		type Trades: Get<bool>;

		/// Origin that keeps the list of pools, the tag classes and the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Money, assets and groups for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: bourse_primitives::benchmarking::Setup<Self::AccountId>;
	}

	/// Orders that rest, by their numbers.
	#[pallet::storage]
	pub type Orders<T: Config> =
		StorageMap<_, Twox64Concat, OrderId, Resting<T::AccountId>, OptionQuery>;

	/// The bodies of resting requests, by order.
	#[pallet::storage]
	pub type Requests<T: Config> =
		StorageMap<_, Twox64Concat, OrderId, Body<T::AccountId>, OptionQuery>;

	/// Number of the next order, or of the next place in time.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type NextOrder<T: Config> = StorageValue<_, OrderId, ValueQuery>;

	/// Totals of each book with orders, and its leaves with ticks.
	#[pallet::storage]
	pub type Headers<T: Config> = StorageMap<_, Twox64Concat, SectionBook, Header, ValueQuery>;

	/// Ticks with orders, 512 in each leaf.
	#[pallet::storage]
	pub type Leaves<T: Config> =
		StorageDoubleMap<_, Twox64Concat, SectionBook, Twox64Concat, u16, Bits, ValueQuery>;

	/// Orders of a book at a tick.
	#[pallet::storage]
	pub type Levels<T: Config> =
		StorageDoubleMap<_, Twox64Concat, SectionBook, Twox64Concat, Tick, Level, OptionQuery>;

	/// First orders of the books of a section's side.
	#[pallet::storage]
	pub type FirstOrders<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Section, Twox64Concat, Side, Tops, ValueQuery>;

	/// Resting orders of an account.
	#[pallet::storage]
	pub type OrdersOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, OrderId, (), OptionQuery>;

	/// Tasks that a pool's resting offers have left.
	#[pallet::storage]
	pub type PoolVolume<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, OnOffer, ValueQuery>;

	/// The offer that sold the tasks of a deal and rested on, until the deal is forgotten.
	#[pallet::storage]
	pub type Sold<T: Config> = StorageMap<_, Identity, DealId, OrderId, OptionQuery>;

	/// Resting orders by the bucket of their end, `until / 10`.
	#[pallet::storage]
	pub type Expiring<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, OrderId, (), OptionQuery>;

	/// First bucket that may have orders.
	#[pallet::storage]
	pub type NextBucket<T: Config> = StorageValue<_, u64, OptionQuery>;

	/// Posted prices of apps.
	#[pallet::storage]
	pub type AppPrices<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		AppId,
		Blake2_128Concat,
		Audience<T::AccountId>,
		Posted<T::AccountId>,
		OptionQuery,
	>;

	/// Posted prices of datasets.
	#[pallet::storage]
	pub type DatasetPrices<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatasetId,
		Blake2_128Concat,
		Audience<T::AccountId>,
		Posted<T::AccountId>,
		OptionQuery,
	>;

	/// Tag classes, by number. Classes are added, never changed.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type TagClasses<T: Config> = StorageValue<_, Classes, ValueQuery>;

	/// Pools on the chain's list, which may offer in the open venue.
	#[pallet::storage]
	pub type Listed<T: Config> = StorageMap<_, Twox64Concat, WorkerpoolId, (), OptionQuery>;

	/// The parameters.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Parameters<T: Config> = StorageValue<_, BookParameters, ValueQuery>;

	/// Accounts that have cancelled all their orders in this block.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type CancelledAll<T: Config> =
		StorageValue<_, BoundedVec<T::AccountId, ConstU32<MAX_CANCELLERS>>, ValueQuery>;

	/// Supplies of pools, by number.
	#[pallet::storage]
	pub type Supplies<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Twox64Concat,
		u8,
		Supply<T::AccountId>,
		OptionQuery,
	>;

	/// The last supply that the round over all of them has seen.
	#[pallet::storage]
	pub type SupplyCursor<T: Config> = StorageValue<_, SupplyKey, OptionQuery>;

	/// Allowances of keys to buy for an owner, each with a deposit.
	#[pallet::storage]
	pub type Allowances<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		Allowance,
		OptionQuery,
	>;

	/// Promises of pools to their workers.
	#[pallet::storage]
	pub type Guarantees<T: Config> =
		StorageMap<_, Twox64Concat, WorkerpoolId, Guarantee<T::AccountId>, OptionQuery>;

	/// Time of a worker's last claim of an income from a pool, in seconds of the Unix epoch; for a day.
	#[pallet::storage]
	pub type Claims<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkerpoolId,
		Blake2_128Concat,
		T::AccountId,
		Seconds,
		OptionQuery,
	>;

	/// The last claim that the round over all of them has seen.
	#[pallet::storage]
	pub type ClaimCursor<T: Config> = StorageValue<_, ClaimKey<T::AccountId>, OptionQuery>;

	/// The tag classes and the parameters from the first block on.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Tags of the classes.
		pub classes: alloc::vec::Vec<Tag>,
		/// Pools on the chain's list.
		pub listed: alloc::vec::Vec<WorkerpoolId>,
		/// The parameters.
		pub parameters: BookParameters,
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	/// Classes without a feature, and with a GPU; no pool on the list.
	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				classes: alloc::vec![Tag::default(), Tag::GPU],
				listed: Default::default(),
				parameters: Default::default(),
				_config: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.parameters.is_valid(), "a parameter of the book is out of its bounds");
			let classes = self.classes.clone().try_into();
			TagClasses::<T>::put::<Classes>(classes.expect("the genesis has 8 classes at most"));
			Parameters::<T>::put(self.parameters);
			for pool in &self.listed {
				Listed::<T>::insert(pool, ());
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An order, or what did not trade of it, rests in the book.
		Placed {
			/// Number of the order.
			order: OrderId,
			/// The account that placed it.
			owner: T::AccountId,
			/// The book. Its cell has an offer's trust rounded down, and a request's rounded up.
			book: SectionBook,
			/// nRLC per task.
			price: Balance,
			/// Number of tasks.
			volume: u64,
			/// Time of its end, in seconds of the Unix epoch.
			until: Seconds,
		},
		/// A new order traded with a resting one, at the price of the resting one.
		Traded {
			/// The deal.
			deal: DealId,
			/// Number of the new order.
			order: OrderId,
			/// Number of the resting order.
			with: OrderId,
			/// nRLC per task.
			price: Balance,
			/// Number of tasks.
			volume: u64,
		},
		/// A new order, or what is left of it, does not rest in the book.
		HandedBack {
			/// Number of the order.
			order: OrderId,
			/// Number of tasks.
			volume: u64,
			/// Why.
			reason: HandBack,
		},
		/// A resting order has another volume or another end: by its owner, or since a payer gave up tasks
		/// that it had sold.
		Amended {
			/// Number of the order.
			order: OrderId,
			/// Number of tasks that are left.
			volume: u64,
			/// Time of its end, in seconds of the Unix epoch.
			until: Seconds,
			/// Whether the order stays before later ones of its price.
			keeps_place: bool,
		},
		/// The owner of a resting order cancelled it.
		Cancelled {
			/// Number of the order.
			order: OrderId,
			/// Number of tasks that were left.
			volume: u64,
			/// nRLC of the deposit that went to the kitty.
			fee: Balance,
		},
		/// A resting order was void, and has left the book.
		Evicted {
			/// Number of the order.
			order: OrderId,
			/// Number of tasks that were left.
			volume: u64,
			/// nRLC of the deposit that went to the kitty.
			fee: Balance,
			/// Why.
			reason: Void,
		},
		/// A buyer's job was matched.
		Bought {
			/// Number of the order.
			order: OrderId,
			/// The requester.
			requester: T::AccountId,
			/// Number of deals; an event of each is before this one.
			deals: u32,
			/// Number of tasks.
			volume: u64,
			/// nRLC that the deals locked: prices and fees.
			total: Balance,
		},
		/// The owner of an app posted its terms for an audience, or revoked them.
		AppPosted {
			/// The app.
			app: AppId,
			/// Whom the terms are for.
			audience: Audience<T::AccountId>,
			/// The terms; none: revoked.
			terms: Option<Terms>,
		},
		/// The owner of a dataset posted its terms for an audience, or revoked them.
		DatasetPosted {
			/// The dataset.
			dataset: DatasetId,
			/// Whom the terms are for.
			audience: Audience<T::AccountId>,
			/// The terms; none: revoked.
			terms: Option<Terms>,
		},
		/// An owner allowed a key to buy, or stopped that.
		AllowanceSet {
			/// The owner.
			owner: T::AccountId,
			/// The key.
			key: T::AccountId,
			/// nRLC a day; 0: nothing any more.
			per_day: Balance,
		},
		/// The owner of a pool set a rule for its offer, or ended one.
		SupplySet {
			/// The pool.
			pool: WorkerpoolId,
			/// Number of the supply.
			number: u8,
			/// The rule; none: ended.
			rule: Option<SupplyRule>,
		},
		/// A supply has another offer.
		SupplyMoved {
			/// The pool.
			pool: WorkerpoolId,
			/// Number of the supply.
			number: u8,
			/// nRLC per task.
			price: Balance,
			/// Number of tasks; 0: no offer for now.
			volume: u64,
		},
		/// The owner of a supply paid for a look of the chain, and for what its offer met.
		SupplyPaid {
			/// The pool.
			pool: WorkerpoolId,
			/// Number of the supply.
			number: u8,
			/// The account that paid.
			owner: T::AccountId,
			/// nRLC that went to the kitty.
			fee: Balance,
		},
		/// The owner of a pool promised its workers an income, or added to the lock behind it.
		GuaranteeSet {
			/// The pool.
			pool: WorkerpoolId,
			/// The terms.
			terms: GuaranteeTerms,
			/// nRLC of the lock.
			left: Balance,
		},
		/// The lock behind a pool's promise is over, and what was left of it is free.
		GuaranteeEnded {
			/// The pool.
			pool: WorkerpoolId,
			/// nRLC.
			left: Balance,
		},
		/// A worker claimed its income.
		IncomePaid {
			/// The pool.
			pool: WorkerpoolId,
			/// The worker.
			worker: T::AccountId,
			/// Its owner, who is paid.
			owner: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// A pool was put on the chain's list, or taken off.
		PoolListed {
			/// The pool.
			pool: WorkerpoolId,
			/// Whether it is on the list.
			listed: bool,
		},
		/// A tag class was added.
		ClassAdded {
			/// Its number.
			class: u8,
			/// Its tag.
			tag: Tag,
		},
		/// The parameters were set.
		ParametersSet {
			/// The new parameters.
			parameters: BookParameters,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such order in the book: it was filled, cancelled, or evicted.
		UnknownOrder,
		/// Only the present owner of the pool, app or dataset, or of the order, may do this.
		NotOwner,
		/// The price has more than 4 significant digits, or is too large: take one of the two that the
		/// runtime API `valid_prices` names.
		PriceOffGrid,
		/// The price is below the fee of a task at trust 1: take a higher one.
		PriceTooLow,
		/// An order has 1 to `MaxDealTasks` tasks: place several.
		InvalidVolume,
		/// The book has trust 1 to 128: take signed orders and market.match_orders beyond that.
		TrustOffGrid,
		/// No tag class has all features that app, dataset and request demand, or there is no class of
		/// that number: take signed orders and market.match_orders.
		TagOffGrid,
		/// There is no such category.
		UnknownCategory,
		/// The pool is not on the chain's list: offer in the pool's own venue, with `open` false.
		PoolNotListed,
		/// There is no such pool.
		UnknownPool,
		/// The owner of the app has posted no terms that hold for the requester.
		AppNotOffered,
		/// The owner of the dataset has posted no terms that hold for the requester and this app.
		DatasetNotOffered,
		/// The price that is posted for the app is above the request's app_max_price.
		AppTooExpensive,
		/// The price that is posted for the dataset is above the request's dataset_max_price.
		DatasetTooExpensive,
		/// Dataset or request demand a TEE, but the app's terms do not set tag bit 0.
		AppWithoutTee,
		/// The params are neither empty nor a JSON object of at most 32 levels.
		BadParams,
		/// The dataset is restricted: its terms have to name a pool, which must not be open.
		DatasetNeedsPool,
		/// App, dataset and request restrict the pools in more than one way: take signed orders and
		/// market.match_orders.
		TooManyRestrictions,
		/// A pool that the request names is no member of its group.
		NotInGroup,
		/// The end is not later than now, or later than the parameter `longest` allows.
		InvalidTime,
		/// The free stake is below what the order locks: deposit more with escrow.deposit.
		InsufficientStake,
		/// The sender would have less free stake than its slots in open pools need: deposit more.
		StakeReserved,
		/// Prices and fees are beyond what an amount can be.
		AmountTooLarge,
		/// No resting order fits: the runtime API `quote` says what would.
		NothingFits,
		/// The order could not trade whole.
		NotWhole,
		/// The order would trade at once, and was to rest only.
		WouldTrade,
		/// The first order that fits is the sender's own: cancel that one first.
		OwnTrade,
		/// A request for several pools does not rest: name one, or none, or take ImmediateOrCancel.
		SeveralPools,
		/// `max_total` is below fees and prices of app and dataset, or leaves nothing for the pool.
		MaxTotalTooLow,
		/// The owner allowed this key nothing, or less a day than this job may cost.
		NotAllowed,
		/// A pool has at most 4 supplies, with steps of 1 to 9000 ticks, changed every minute to every hour, a
		/// highest price that is not below the lowest, and stake for a task at the lowest.
		InvalidSupply,
		/// There is no such supply.
		UnknownSupply,
		/// Nothing is due for the supply yet.
		NotDue,
		/// The pool is open: promise an income in a closed one, or in one by invitation.
		PoolIsOpen,
		/// A guarantee has a rate and slots; neither rate, slots nor end may fall, and nothing is taken out
		/// until an hour after its end.
		InvalidGuarantee,
		/// The pool promises no income any more.
		NoGuarantee,
		/// The sender is no Active worker of the pool, or its node is silent.
		NotReady,
		/// There are 8 classes already, or one with this tag.
		InvalidClass,
		/// A parameter is out of its bounds.
		OutOfBounds,
		/// An account cancels all its orders once a block: again in the next one.
		OncePerBlock,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for what all orders of a block have in common: their number, the classes of tags, the
		/// parameters, and who has cancelled all.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::DbWeight::get().reads_writes(4, 2)
		}

		/// Nothing of a block's calls stays in the state.
		fn on_finalize(_: BlockNumberFor<T>) {
			CancelledAll::<T>::kill();
		}

		/// Evicts orders whose time is over, and looks at the next supplies and claims.
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::do_on_idle(remaining)
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Places an order: trades with resting orders at their prices, best first, then first come,
		/// and rests what is left if `lifetime` says so.
		///
		/// - `order`: an offer of the sender's pool, or a request of the sender, who signs nothing else.
		///
		/// A resting request locks its highest prices and the task fee, an offer 30 % of its price, both
		/// a deposit (`InsufficientStake`). A call makes at most 16 deals, and evicts at most 4 void
		/// orders. What would still trade is handed back: event `HandedBack` says why. A call that only
		/// evicted succeeds. PROTOCOL 4 has the conditions of a deal.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::place_weight(order))]
		pub fn place(
			origin: OriginFor<T>,
			order: Box<NewOrder<T::AccountId>>,
			lifetime: Lifetime,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let newcomer = Self::newcomer_weight(&order);
			let done = Self::do_place(who, *order, lifetime)?;
			Ok(Some(Self::placed_weight(newcomer, done)).into())
		}

		/// Sets what is left of a resting order of the sender, and its end.
		///
		/// The order keeps its place while neither grows; else it goes behind the others of its price.
		/// Errors: `UnknownOrder`, `NotOwner`, `InvalidVolume`, `InvalidTime`, `InsufficientStake`,
		/// `StakeReserved`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::amend())]
		pub fn amend(
			origin: OriginFor<T>,
			#[pallet::compact] order: OrderId,
			volume: u64,
			until: Seconds,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_amend(who, order, volume, until)
		}

		/// Cancels a resting order of the sender: what it locks is free again. Within `quick` seconds
		/// after its placing a fee of the deposit goes to the kitty. Errors: `UnknownOrder`, `NotOwner`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, #[pallet::compact] order: OrderId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(&who, order)
		}

		/// Cancels up to `limit` resting orders of the sender, 16 at most. Once a block (`OncePerBlock`),
		/// since each further call would cost the chain more.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::cancel_all_weight(*limit))]
		pub fn cancel_all(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let count = Self::do_cancel_all(&who, limit)?;
			Ok(Some(Self::cancel_all_weight(count)).into())
		}

		/// Posts the terms of an app for an audience, or revokes them.
		///
		/// By the app's owner (`NotOwner`); a former one still revokes its own. Terms lock a deposit
		/// (`InsufficientStake`), and replace those of the same audience. The price may be 0. `registry.revokeAll` voids the terms for all audiences at
		/// once, and leaves their deposits, which a call with `None` frees.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::post())]
		pub fn post_app(
			origin: OriginFor<T>,
			app: AppId,
			audience: Audience<T::AccountId>,
			terms: Option<Terms>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post_app(who, app, audience, terms)
		}

		/// Posts the terms of a dataset for an audience, or revokes them. As `post_app` otherwise.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::post())]
		pub fn post_dataset(
			origin: OriginFor<T>,
			dataset: DatasetId,
			audience: Audience<T::AccountId>,
			terms: Option<Terms>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post_dataset(who, dataset, audience, terms)
		}

		/// Buys a job: matches the posted prices of app and dataset with the best offers of pools.
		///
		/// - `max_total`: most nRLC that prices and fees of all tasks may lock.
		/// - `deposit`: whether what the stake lacks is deposited from the sender's wallet.
		///
		/// Nothing rests. Errors: `NothingFits`, `MaxTotalTooLow`, `InsufficientStake`, and those of a
		/// request that is placed.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::run_weight(job))]
		pub fn run(
			origin: OriginFor<T>,
			job: Box<Job<T::AccountId>>,
			max_total: Balance,
			deposit: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let (buyer, params) = (Self::buyer_weight(&job), Self::params_len(&job));
			let done = Self::do_run(who, *job, max_total, deposit)?;
			Ok(Some(Self::ran_weight(buyer, params, done)).into())
		}

		/// Buys a job for `owner`, who is the requester and pays from its stake.
		///
		/// By a key with an allowance of the owner (`NotAllowed`). As `run` otherwise.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::run_weight(job))]
		pub fn run_for(
			origin: OriginFor<T>,
			owner: T::AccountId,
			job: Box<Job<T::AccountId>>,
			max_total: Balance,
		) -> DispatchResultWithPostInfo {
			let key = ensure_signed(origin)?;
			let (buyer, params) = (Self::buyer_weight(&job), Self::params_len(&job));
			let done = Self::do_run_for(key, owner, *job, max_total)?;
			Ok(Some(Self::ran_weight(buyer, params, done)).into())
		}

		/// Allows a key to buy for the sender, up to `per_day` nRLC a day; 0 ends that. An allowance locks a
		/// deposit until then. Errors: `InsufficientStake`, `StakeReserved`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_allowance())]
		pub fn set_allowance(
			origin: OriginFor<T>,
			key: T::AccountId,
			per_day: Balance,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_allowance(owner, key, per_day)
		}

		/// Sets a rule by which the chain keeps a pool's offer, or ends it and cancels its order, as `cancel`.
		///
		/// By the pool's owner (`NotOwner`), also before the pool has workers. The chain offers up to the rule's
		/// volume while slots are free, one for each owner that a task needs, within the rule's stake and the
		/// owner's free one, at a price between the rule's two that follows the pool's load. Each look of the
		/// chain costs the owner `quick_fee`, and as much for each order that its offer meets; without free stake
		/// for a look the rule ends, and so it does when the pool is handed on. Errors: `InvalidSupply`, and those of an offer that is placed.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_supply())]
		pub fn set_supply(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			number: u8,
			rule: Option<Box<SupplyRule>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_supply(who, pool, number, rule.map(|rule| *rule))
		}

		/// Makes the offer of a supply what its rule says now, where the chain has not come to it yet.
		///
		/// By anybody. Errors: `UnknownSupply`, `NotDue`.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::refresh_weight())]
		pub fn refresh_supply(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			number: u8,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let done = Self::do_refresh(pool, number)?;
			Ok(Some(Self::refreshed_weight(done)).into())
		}

		/// Promises the workers of a pool an income, and locks `add` nRLC more for it.
		///
		/// By the owner of a pool that is not open (`NotOwner`, `PoolIsOpen`). Rate, slots and end may grow only
		/// (`InvalidGuarantee`), and what the owner's slots need stays free (`StakeReserved`). What is left is
		/// free an hour after the end.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_guarantee())]
		pub fn set_guarantee(
			origin: OriginFor<T>,
			pool: WorkerpoolId,
			terms: GuaranteeTerms,
			add: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_guarantee(who, pool, terms, add)
		}

		/// Frees what is left of the lock behind a promise, from an hour after its end on: workers claim the
		/// last hour before. By anybody. Errors: `InvalidGuarantee`, `NoGuarantee`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::end_guarantee())]
		pub fn end_guarantee(origin: OriginFor<T>, pool: WorkerpoolId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_end_guarantee(pool)
		}

		/// Claims the income of a worker: the rate for its ready slots, since its last claim, an hour at
		/// most. The first claim starts the clock, and so does one a day after the last. Errors:
		/// `NotReady`, `NoGuarantee`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::claim_income())]
		pub fn claim_income(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_claim_income(worker)
		}

		/// Puts a pool on the chain's list, or takes it off. Root only. Offers of a pool that was taken off
		/// leave the open venue as others meet them.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::list_pool())]
		pub fn list_pool(origin: OriginFor<T>, pool: WorkerpoolId, listed: bool) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_list_pool(pool, listed)
		}

		/// Adds a tag class. Root only. Errors: `InvalidClass`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::add_class())]
		pub fn add_class(origin: OriginFor<T>, tag: Tag) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_add_class(tag)
		}

		/// Sets the parameters, for orders that are placed later. Root only. Errors: `OutOfBounds`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: BookParameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(parameters.is_valid(), Error::<T>::OutOfBounds);
			Parameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}
}
