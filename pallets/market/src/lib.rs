// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod broker;
mod impls;
mod matching;
#[cfg(test)]
mod mock;
mod standing;
pub mod statements;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::matching::Orders;
	use alloc::boxed::Box;
	use bourse_primitives::{
		book::NewRequest,
		traits::{Assignments, Ledger, OnDeal, Registry, Rules, StakeReserve, Venue},
		Balance, Deal, DealId, OrderHash, WorkerpoolId,
	};
	use frame_support::{pallet_prelude::*, traits::UnixTime};
	use frame_system::{ensure_authorized, pallet_prelude::*};
	use sp_runtime::traits::{IdentifyAccount, Verify};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Ledger that locks the price of a deal and the scheduler's stake.
		type Ledger: Ledger<Self::AccountId>;

		/// Assets, their owners, categories and groups.
		type Registry: Registry<Self::AccountId>;

		/// The market's rules, and their parameters.
		type Rules: Rules;

		/// Workers of the pools, the pools' rules for them, and the stake behind their slots.
		type Assignments: Assignments<Self::AccountId> + StakeReserve<Self::AccountId>;

		/// Receiver of each new deal.
		type OnDeal: OnDeal<Self::AccountId>;

		/// The block's time, at which a deal starts.
		type Time: UnixTime;

		/// The block's timestamp, by which orders come to their ends.
		type Timestamp: UnixTime;

		/// The order book, which serves requests that nodes match.
		type Venue: Venue<Self::AccountId>;

		/// Most tasks of one deal. The chain's own work and storage for a deal grow with its tasks,
		/// while the fee of a match doesn't.
		#[pallet::constant]
		type MaxDealTasks: Get<u64>;

		/// nRLC that each deal by a node costs the requester: at least the fee that the same match would cost
		/// a sender.
		#[pallet::constant]
		type BrokerFee: Get<Balance>;

		/// nRLC that a unit of room in the nodes' statement stores holds.
		#[pallet::constant]
		type StatementUnit: Get<Balance>;

		/// Signatures of orders, made off chain.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Money, assets and groups for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: bourse_primitives::benchmarking::Setup<Self::AccountId>;
	}

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Deals by id. A deal is kept until all its tasks have ended and their retention time has
	/// passed.
	#[pallet::storage]
	pub type Deals<T: Config> = StorageMap<_, Identity, DealId, Deal<T::AccountId>, OptionQuery>;

	/// Number of tasks that a signed order has served, by order hash. Equal to the order's volume once
	/// the order is used up or closed. The book counts its own orders.
	#[pallet::storage]
	pub type Consumed<T: Config> = StorageMap<_, Identity, OrderHash, u64, ValueQuery>;

	/// The account that put an order's hash on chain, by order hash. The entry makes the order authentic while
	/// this account owns what the order sells: void after a transfer, valid again after a transfer
	/// back.
	#[pallet::storage]
	pub type Presigned<T: Config> = StorageMap<_, Identity, OrderHash, T::AccountId, OptionQuery>;

	/// Holds of stake for room in the nodes' statement stores. What they allow is under the key that the
	/// nodes read, `:statement_allowance:` and the account.
	#[pallet::storage]
	pub type StatementHolds<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, StatementHold<T::AccountId>, OptionQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A workerpool got a deal to compute.
		SchedulerNotice {
			/// The workerpool.
			workerpool: WorkerpoolId,
			/// The deal.
			deal: DealId,
		},
		/// Orders were matched into a deal.
		OrdersMatched {
			/// The deal.
			deal: DealId,
			/// Hash of the app order.
			app_order: OrderHash,
			/// Hash of the dataset order, when there is one.
			dataset_order: Option<OrderHash>,
			/// Hash of the workerpool order.
			workerpool_order: OrderHash,
			/// Hash of the request order.
			request_order: OrderHash,
			/// Number of tasks of the deal.
			volume: u64,
		},
		/// A sponsor pays a deal for its requester.
		DealSponsored {
			/// The deal.
			deal: DealId,
			/// The account that pays.
			sponsor: T::AccountId,
		},
		/// An order was put on chain by its owner and needs no signature while the owner keeps what
		/// the order sells. The event is the only place where the chain shows the whole order.
		OrderPresigned {
			/// Hash of the order.
			order_hash: OrderHash,
			/// The owner (of a request: the requester).
			owner: T::AccountId,
			/// The whole order, so that anybody can match the order.
			order: Box<AnyOrder<T::AccountId>>,
		},
		/// An owner closed an order, which serves no further task.
		OrderClosed {
			/// Hash of the order.
			order_hash: OrderHash,
			/// The owner (of a request: the requester).
			owner: T::AccountId,
		},
		/// An account holds stake for room in the nodes' statement stores.
		StatementsHeld {
			/// The account whose stake is held.
			who: T::AccountId,
			/// The account, by its public key, whose statements have the room.
			key: T::AccountId,
			/// Number of units in all.
			units: u32,
		},
		/// An account gave its room up.
		StatementsEnd {
			/// The account.
			who: T::AccountId,
			/// Time from which the stake can be freed, in seconds of the Unix epoch.
			free_at: u64,
		},
		/// The stake of an account that had given its room up is free.
		StatementsReleased {
			/// The account.
			who: T::AccountId,
		},
		/// A node bought all that was left of a request from the book: deals follow from other orders.
		RequestBrokered {
			/// Hash of the request order.
			request_order: OrderHash,
			/// The account that pays.
			requester: T::AccountId,
			/// Number of tasks.
			volume: u64,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The request's category is not the workerpool order's: use orders of one category
		/// (code 00).
		CategoryMismatch,
		/// There is no such category: use one of the registry's (code 01).
		UnknownCategory,
		/// The request asks for more trust than the workerpool order offers: lower the request's
		/// trust or take another workerpool order (code 02).
		TrustTooHigh,
		/// The app order's price is above the request's app_max_price: raise that, or take a
		/// cheaper app order (code 03).
		AppTooExpensive,
		/// The dataset order's price is above the request's dataset_max_price: raise that, or take
		/// a cheaper dataset order (code 04).
		DatasetTooExpensive,
		/// The workerpool order's price is above the request's workerpool_max_price: raise that, or
		/// take a cheaper workerpool order (code 05).
		WorkerpoolTooExpensive,
		/// App, dataset or request demand a tag bit that the workerpool order does not offer: take
		/// a workerpool order that offers it (code 06).
		TagNotOffered,
		/// Dataset or request demand a TEE, but the app order does not set tag bit 0: take an app
		/// order of a TEE app (code 07).
		AppWithoutTee,
		/// The request names another app than the app order: use an order of that app (code 10).
		AppMismatch,
		/// The request asks for another dataset than that of the dataset order, or for none, or
		/// the dataset order is missing: give an order of the dataset that is asked for, and none
		/// when none is (code 11).
		DatasetMismatch,
		/// The request's workerpool_restrict refuses this workerpool: take one that it accepts
		/// (code 12).
		WorkerpoolRefusedByRequest,
		/// The app order's dataset_restrict refuses this dataset, or that there is none: take an
		/// app order that accepts it (code 13).
		DatasetRefusedByApp,
		/// The app order's workerpool_restrict refuses this workerpool: take an app order that
		/// accepts it (code 14).
		WorkerpoolRefusedByApp,
		/// The app order's requester_restrict refuses this requester: take an app order that
		/// accepts it (code 15).
		RequesterRefusedByApp,
		/// The dataset order's app_restrict refuses this app: take a dataset order that accepts it
		/// (code 16).
		AppRefusedByDataset,
		/// The dataset order's workerpool_restrict refuses this workerpool: take a dataset order
		/// that accepts it (code 17).
		WorkerpoolRefusedByDataset,
		/// The dataset order's requester_restrict refuses this requester: take a dataset order
		/// that accepts it (code 18).
		RequesterRefusedByDataset,
		/// The workerpool order's app_restrict refuses this app: take a workerpool order that
		/// accepts it (code 19).
		AppRefusedByWorkerpool,
		/// The workerpool order's dataset_restrict refuses this dataset, or that there is none:
		/// take a workerpool order that accepts it (code 1a).
		DatasetRefusedByWorkerpool,
		/// The workerpool order's requester_restrict refuses this requester: take a workerpool
		/// order that accepts it (code 1b).
		RequesterRefusedByWorkerpool,
		/// There is no such app: register it first, or correct the id (code 20).
		AppNotRegistered,
		/// The app order's signature is not its present owner's over this order on this chain:
		/// have the owner sign or presign it (code 21).
		AppOrderNotAuthentic,
		/// There is no such dataset: register it first, or correct the id (code 30).
		DatasetNotRegistered,
		/// The dataset order's signature is not its present owner's over this order on this chain:
		/// have the owner sign or presign it (code 31).
		DatasetOrderNotAuthentic,
		/// There is no such workerpool: register it first, or correct the id (code 40).
		WorkerpoolNotRegistered,
		/// The workerpool order's signature is not its present owner's over this order on this
		/// chain: have the owner sign or presign it (code 41).
		WorkerpoolOrderNotAuthentic,
		/// The request order's signature is not the requester's over this order on this chain, or its
		/// salt is that of an order of the book: have the requester sign or presign it, with another
		/// salt (code 50).
		RequestOrderNotAuthentic,
		/// The app order has no task left, or is closed: take another app order, or have the owner
		/// sign a new one with another salt (code 60).
		AppOrderUsedUp,
		/// An order comes without a signature and its present owner (of a request: the requester)
		/// has not presigned it: attach a signature or call presign.
		MissingSignature,
		/// Only the present owner of the asset (of a request: the requester) may do this: send it
		/// from that account, or with its signature by presign_for or close_for.
		NotOwner,
		/// The signature is not the owner's over this operation on this order: have the owner sign
		/// the operation's hash (docs/orders.md), not the order's.
		WrongOperationSignature,
		/// A price, times the volume or the stake ratio, is beyond what an amount can be: lower the
		/// price or the volume.
		AmountTooLarge,
		/// The requester's stake is below price and fee of all tasks of the match: the requester
		/// deposits more with escrow.deposit, or somebody else pays with sponsor_match_orders.
		InsufficientRequesterStake,
		/// The sponsor's stake is below price and fee of all tasks of the match: the sponsor deposits
		/// more with escrow.deposit.
		InsufficientSponsorStake,
		/// The stake of the workerpool's owner is below 30 % of the workerpool price of all tasks of
		/// the match: the owner deposits more with escrow.deposit, or offers a smaller volume.
		InsufficientSchedulerStake,
		/// The dataset order has no task left, or is closed: take another dataset order, or have
		/// the owner sign a new one with another salt (code 60).
		DatasetOrderUsedUp,
		/// The workerpool order has no task left, or is closed: take another workerpool order, or
		/// have the owner sign a new one with another salt (code 60).
		WorkerpoolOrderUsedUp,
		/// The request order has no task left, or is closed: have the requester sign a new one with
		/// another salt (code 60).
		RequestOrderUsedUp,
		/// The request's params are neither empty nor a JSON object of at most 32 levels: have the
		/// requester sign a request with such params (PROTOCOL 9.1).
		BadParams,
		/// The dataset is restricted, and its order names no workerpool, or an open one: have the
		/// owner sign an order whose workerpool_restrict is one workerpool that is not open
		/// (PROTOCOL 9.1).
		DatasetNeedsPool,
		/// The workerpool has too few owners of workers for the request's trust: lower the trust,
		/// take another workerpool, or wait until more have joined and their slots are
		/// warm (PROTOCOL 9.1).
		PoolCantServe {
			/// Owners that the match needs; 255 stands for more, too.
			needed: u8,
			/// Owners of accepted workers of the pool with slots, warm ones in an open pool.
			there: u8,
		},
		/// The request's trust asks for more owners who agree than a task can have, which is half of
		/// `poco.MaxWorkers`: lower the trust (PROTOCOL 9.1).
		TrustBeyondReach,
		/// The workerpool, whose tasks the chain assigns, is new, or its owner has changed its rules or
		/// its policy within the last `warmUp` seconds (market parameter), or has expelled a worker within
		/// twice as many: wait until `warmUp` seconds have passed since `pools.rulesSince`, or take another
		/// workerpool (PROTOCOL 9.1).
		PoolChangedLately,
		/// The payer would have less free stake than its slots in open pools need: deposit more with
		/// escrow.deposit, or pay from another account (PROTOCOL 9.1).
		PayerStakeReserved,
		/// The tag demands a TEE of a workerpool whose tasks the chain assigns, and the chain has no
		/// TEE broker: take a workerpool whose scheduler assigns, or wait until root has set a
		/// broker (PROTOCOL 9.1).
		NoTeeBroker,
		/// A contribution would lock more than 10 RLC, to which few workers of an open pool agree, and
		/// several owners have to: have the workerpool's owner ask for a lower price or a lower ratio, or
		/// take a workerpool that is not open (PROTOCOL 9.1).
		StakeBeyondConsent,
		/// The app order has come to its end (`until`): have the owner sign a new one.
		AppOrderExpired,
		/// The dataset order has come to its end (`until`): have the owner sign a new one.
		DatasetOrderExpired,
		/// The workerpool order has come to its end (`until`): have the owner sign a new one.
		WorkerpoolOrderExpired,
		/// The request order has come to its end (`until`): have the requester sign a new one.
		RequestOrderExpired,
		/// The app order is not of the app's present epoch (`registry.epochs`), which its owner or a transfer
		/// has raised: have the owner sign one of that epoch. Version 1 is epoch 0.
		AppOrderRevoked,
		/// The dataset order is not of the dataset's present epoch (`registry.epochs`), which its owner or a
		/// transfer has raised: have the owner sign one of that epoch. Version 1 is epoch 0.
		DatasetOrderRevoked,
		/// The workerpool order is not of the pool's present epoch (`registry.epochs`), which its owner or a
		/// transfer has raised: have the owner sign one of that epoch. Version 1 is epoch 0.
		WorkerpoolOrderRevoked,
		/// The request order is not of its requester's present epoch (`registry.epochs`), which the requester
		/// has raised: have the requester sign one of that epoch. Version 1 is epoch 0.
		RequestOrderRevoked,
		/// The request names another account that pays: have that account match, or the requester sign
		/// another request.
		WrongPayer,
		/// The request does not let nodes match it: have the requester sign one with `broker`, or match it
		/// from an account.
		NoBrokerWanted,
		/// The offers serve less than all that is left of the request, which a node has to take at once:
		/// take offers with more tasks left.
		BrokerLeavesRest,
		/// An account has 1 to 64 units of room for statements, and raises them: give more than it has,
		/// or release them first.
		InvalidUnits,
		/// The account holds stake for statements of another key: release them first.
		OtherStatementKey,
		/// The account has no room for statements: nothing to release.
		NoStatements,
		/// The room was given up less than a day ago: wait until `statementHolds` says.
		StatementsEnding,
		/// The book has no requests of that kind, of a trust above 128, or for a group of pools: match the
		/// request with offers that travel.
		NotForBook,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxDealTasks::get() > 0, "deals need tasks");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Matches orders into a deal that the requester pays.
		///
		/// By anybody. Every order must be signed or presigned by the present owner of its asset
		/// (the request: by the requester). The deal has as many tasks as every order can still
		/// serve, at most `MaxDealTasks`; another match takes what is left.
		///
		/// - `app`: the app order.
		/// - `dataset`: the dataset order, exactly when the request names a dataset.
		/// - `workerpool`: the workerpool order.
		/// - `request`: the request order.
		///
		/// Locks price and fee of all tasks from the requester's stake
		/// (`InsufficientRequesterStake`) and 30 % of the workerpool price per task from the
		/// workerpool owner's (`InsufficientSchedulerStake`). Refused with one error per condition,
		/// see the errors with a code. PROTOCOL 4, matching; PROTOCOL 9.1, fee and refusals by the
		/// market's rules (`BadParams`, `DatasetNeedsPool`, `TrustBeyondReach`,
		/// `PoolChangedLately`, `PoolCantServe`, `NoTeeBroker`, `StakeBeyondConsent`,
		/// `PayerStakeReserved`).
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::match_weight(
			T::WeightInfo::match_orders(request.order.params_len()),
			Orders { app, dataset: dataset.as_deref(), workerpool, request },
		))]
		pub fn match_orders(
			origin: OriginFor<T>,
			app: Box<SignedAppOrder<T>>,
			dataset: Option<Box<SignedDatasetOrder<T>>>,
			workerpool: Box<SignedWorkerpoolOrder<T>>,
			request: Box<SignedRequestOrder<T>>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let orders = Orders {
				app: &app,
				dataset: dataset.as_deref(),
				workerpool: &workerpool,
				request: &request,
			};
			Self::do_match(None, orders)?;
			Ok(())
		}

		/// Matches orders into a deal that the sender pays, instead of the requester.
		///
		/// As `match_orders` otherwise: locks price and fee from the sender's stake
		/// (`InsufficientSponsorStake`). What a task does not take goes back to the sender.
		/// PROTOCOL 4, matching.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::match_weight(
			T::WeightInfo::sponsor_match_orders(request.order.params_len()),
			Orders { app, dataset: dataset.as_deref(), workerpool, request },
		))]
		pub fn sponsor_match_orders(
			origin: OriginFor<T>,
			app: Box<SignedAppOrder<T>>,
			dataset: Option<Box<SignedDatasetOrder<T>>>,
			workerpool: Box<SignedWorkerpoolOrder<T>>,
			request: Box<SignedRequestOrder<T>>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			let orders = Orders {
				app: &app,
				dataset: dataset.as_deref(),
				workerpool: &workerpool,
				request: &request,
			};
			Self::do_match(Some(sponsor), orders)?;
			Ok(())
		}

		/// Signs an order on chain, so that the order needs no signature at matching.
		///
		/// By the present owner of the asset (a request: by the requester), else `NotOwner`. The
		/// presignature holds while this account owns the asset. A closed order stays closed. The
		/// event `OrderPresigned` carries the whole order. PROTOCOL 4.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::presign(order.params_len()).saturating_add(Pallet::<T>::owner_weight(order)))]
		pub fn presign(origin: OriginFor<T>, order: Box<AnyOrder<T::AccountId>>) -> DispatchResult {
			let sender = ensure_signed(origin)?;
			Self::do_presign(sender, order, None)
		}

		/// Closes an order, which serves no further task. Existing deals go on.
		///
		/// By the present owner of the asset (a request: by the requester), else `NotOwner`.
		/// Closing is final: sign a new order with another salt to sell again. PROTOCOL 4.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::close(order.params_len()).saturating_add(Pallet::<T>::owner_weight(order)))]
		pub fn close(origin: OriginFor<T>, order: Box<AnyOrder<T::AccountId>>) -> DispatchResult {
			let sender = ensure_signed(origin)?;
			Self::do_close(sender, &order, None)
		}

		/// Presigns an order for its owner, who signed this operation off chain.
		///
		/// - `signature`: the owner's over the operation's hash (docs/orders.md), else
		///   `WrongOperationSignature`. Ignored when the owner is the sender.
		///
		/// As `presign` otherwise. PROTOCOL 4.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::presign_for(order.params_len()).saturating_add(Pallet::<T>::owner_weight(order)))]
		pub fn presign_for(
			origin: OriginFor<T>,
			order: Box<AnyOrder<T::AccountId>>,
			signature: T::Signature,
		) -> DispatchResult {
			let sender = ensure_signed(origin)?;
			Self::do_presign(sender, order, Some(&signature))
		}

		/// Closes an order for its owner, who signed this operation off chain.
		///
		/// - `signature`: the owner's over the operation's hash (docs/orders.md), else
		///   `WrongOperationSignature`. Ignored when the owner is the sender.
		///
		/// As `close` otherwise. PROTOCOL 4.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::close_for(order.params_len()).saturating_add(Pallet::<T>::owner_weight(order)))]
		pub fn close_for(
			origin: OriginFor<T>,
			order: Box<AnyOrder<T::AccountId>>,
			signature: T::Signature,
		) -> DispatchResult {
			let sender = ensure_signed(origin)?;
			Self::do_close(sender, &order, Some(&signature))
		}

		/// Matches orders for a request that lets any node do so (`broker` in its bounds), into a deal that
		/// the requester pays. Unsigned and free: by nobody's account.
		///
		/// As `match_orders` otherwise, and costs the requester `BrokerFee` besides, which goes to the
		/// kitty. The deal has to take all that is left of the request, as far as a deal may
		/// (`BrokerLeavesRest`). Only what would be done is taken in, by the transaction pool and by a
		/// block, so that a refusal costs nobody. PROTOCOL 4.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::match_weight(
			T::WeightInfo::broker_match(request.order.params_len()),
			Orders { app, dataset: dataset.as_deref(), workerpool, request },
		))]
		#[pallet::authorize(|_, app, dataset, workerpool, request| Pallet::<T>::authorize_broker(
			Orders { app, dataset: dataset.as_deref(), workerpool, request }
		))]
		#[pallet::weight_of_authorize(Pallet::<T>::match_weight(
			T::WeightInfo::broker_match(request.order.params_len()),
			Orders { app, dataset: dataset.as_deref(), workerpool, request },
		))]
		pub fn broker_match(
			origin: OriginFor<T>,
			app: Box<SignedAppOrder<T>>,
			dataset: Option<Box<SignedDatasetOrder<T>>>,
			workerpool: Box<SignedWorkerpoolOrder<T>>,
			request: Box<SignedRequestOrder<T>>,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			let orders = Orders {
				app: &app,
				dataset: dataset.as_deref(),
				workerpool: &workerpool,
				request: &request,
			};
			Self::do_broker(orders)?;
			Ok(())
		}

		/// Holds stake for room in the nodes' statement stores, by which orders travel to all nodes: 16
		/// statements and 96 KiB a unit, 64 units at most.
		///
		/// - `key`: the account of the key that signs the statements: a node's key of type `stmt`. Another
		///   key needs a release first (`OtherStatementKey`).
		/// - `units`: in all, more than before (`InvalidUnits`). Each holds `StatementUnit`
		///   (`InsufficientRequesterStake`).
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::hold_statements())]
		pub fn hold_statements(
			origin: OriginFor<T>,
			key: T::AccountId,
			units: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_hold_statements(who, key, units)
		}

		/// Gives up the sender's room in the nodes' statement stores (`NoStatements`); called once more after
		/// a day (`StatementsEnding`), frees the stake.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::release_statements())]
		pub fn release_statements(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_release_statements(who)
		}

		/// Buys all that is left of a request that lets any node do so (`broker` in its bounds), from the
		/// book's offers and at posted prices of app and dataset, as `book.place` with `FillOrKill` does for
		/// the requester. Unsigned and free: by nobody's account.
		///
		/// The requester pays, also the `BrokerFee` of each deal (`InsufficientRequesterStake`,
		/// `PayerStakeReserved`), and `payer` names nobody else (`WrongPayer`). Refused: what is not in the book (`NotForBook`), what offers don't serve whole
		/// (`BrokerLeavesRest`), orders that don't stand, and whatever the book refuses. Only what would be
		/// done is taken in, as by `broker_match`. PROTOCOL 4.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::broker_buy_weight(&request.order))]
		#[pallet::authorize(|_, request| Pallet::<T>::authorize_broker_buy(request))]
		#[pallet::weight_of_authorize(Pallet::<T>::broker_buy_weight(&request.order))]
		pub fn broker_buy(
			origin: OriginFor<T>,
			request: Box<SignedRequestOrder<T>>,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			let took = Self::do_broker_buy(&request)?;
			Ok(Some(Self::bought_weight(&request.order, took)).into())
		}
	}

	impl<T: Config> Pallet<T> {
		/// Weight of finding the owner of what an order is about. A request, as in the benchmarks, says it.
		fn owner_weight(order: &AnyOrder<T::AccountId>) -> Weight {
			match order {
				AnyOrder::Request(_) | AnyOrder::BoundRequest(_) => Weight::zero(),
				_ => T::DbWeight::get().reads(1),
			}
		}

		/// Weight of a match: the measured weight, that of the market's rules, and a read for each
		/// restriction that is a group (the measured orders have none).
		fn match_weight(measured: Weight, orders: Orders<'_, T>) -> Weight {
			measured
				.saturating_add(T::WeightInfo::check_rules(orders.request.order.params_len()))
				.saturating_add(T::DbWeight::get().reads(orders.group_restrictions()))
		}

		/// Most weight of a purchase in the book.
		pub(crate) fn broker_buy_weight(order: &RequestOrder<T::AccountId>) -> Weight {
			let request = NewRequest::of(order, order.volume);
			Self::bought_weight(order, request.map_or(Weight::zero(), T::Venue::weight))
		}

		/// Weight of a purchase for which the book took so much.
		pub(crate) fn bought_weight(order: &RequestOrder<T::AccountId>, took: Weight) -> Weight {
			T::WeightInfo::broker_buy(order.params_len()).saturating_add(took)
		}
	}
}
