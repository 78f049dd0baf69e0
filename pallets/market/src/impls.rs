// SPDX-License-Identifier: Apache-2.0

//! The work behind the calls, and the `Deals` that other pallets see.

use crate::{
	matching::{check_pool, check_stake, Basis, Hashes, Orders, Unsigned},
	types::*,
	Config, Consumed, Deals, Error, Event, OrderOperation, Pallet, Presigned, WeightInfo,
};
use alloc::boxed::Box;
use bourse_primitives::{
	api::{FeeTerms, Fees, Prices},
	book::{DryRun, OrderSet},
	orders::{Held, Placed},
	signing,
	traits::{
		self, Assignments, Ledger, OnDeal, Registry, Rules, StakeReserve, WorkerpoolPolicy,
		DEFAULT_WORKER_STAKE_RATIO,
	},
	*,
};
use frame_support::{ensure, pallet_prelude::*, traits::UnixTime};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Zero, ArithmeticError};

impl<T: Config> Pallet<T> {
	/// What an order is signed and counted under: `blake2_256` of the genesis hash,
	/// [`ORDER_DOMAIN`], [`ORDER_VERSION`] and the SCALE-encoded order with the byte of its kind in
	/// front (PROTOCOL 4; byte by byte in `docs/orders.md`). The genesis hash keeps an order from
	/// being valid on two chains; it is known from block 1 on.
	pub fn order_hash(order: &AnyOrder<T::AccountId>) -> OrderHash {
		match order {
			AnyOrder::App(order) => Self::hash_of(order),
			AnyOrder::Dataset(order) => Self::hash_of(order),
			AnyOrder::Workerpool(order) => Self::hash_of(order),
			AnyOrder::Request(order) => Self::hash_of(order),
			AnyOrder::BoundApp(bound) => Self::bound_hash_of(&bound.order, &bound.bounds),
			AnyOrder::BoundDataset(bound) => Self::bound_hash_of(&bound.order, &bound.bounds),
			AnyOrder::BoundWorkerpool(bound) => Self::bound_hash_of(&bound.order, &bound.bounds),
			AnyOrder::BoundRequest(bound) => Self::bound_hash_of(&bound.order, &bound.bounds),
		}
	}

	/// [`Pallet::order_hash`] of an order whose kind is known.
	pub fn hash_of<O: Order>(order: &O) -> OrderHash {
		order::order_hash(Self::genesis_hash(), O::KIND, order, blake2_256)
	}

	/// [`Pallet::order_hash`] of an order with bounds whose kind is known.
	pub fn bound_hash_of<O: Order>(order: &O, bounds: &OrderBounds<T::AccountId>) -> OrderHash {
		order::bound_order_hash(Self::genesis_hash(), O::BOUND_KIND, order, bounds, blake2_256)
	}

	/// [`Pallet::order_hash`] of an order that came with a signature, or without.
	pub(crate) fn signed_hash<O: Order>(
		signed: &Signed<O, T::Signature, T::AccountId>,
	) -> OrderHash {
		match &signed.bounds {
			None => Self::hash_of(&signed.order),
			Some(bounds) => Self::bound_hash_of(&signed.order, bounds),
		}
	}

	/// What an owner signs so that somebody else can presign or close its order for it:
	/// `blake2_256` of the genesis hash, [`OPERATION_DOMAIN`], [`ORDER_VERSION`], the byte of the
	/// operation (0 presign, 1 close) and the order's hash.
	pub fn operation_hash(order: OrderHash, operation: OrderOperation) -> H256 {
		order::operation_hash(Self::genesis_hash(), operation, order, blake2_256)
	}

	/// The id of the deal that starts at task `bot_first` of a request order.
	pub fn deal_id(request: OrderHash, bot_first: u64) -> DealId {
		bourse_primitives::deal_id(request, bot_first)
	}

	/// Who has to authenticate an order now: the present owner of its asset, or its requester.
	/// Refuses an asset that is not registered, with the error of codes 20, 30 and 40.
	pub fn signer_of(order: &AnyOrder<T::AccountId>) -> Result<T::AccountId, Error<T>> {
		match order {
			AnyOrder::App(order) | AnyOrder::BoundApp(Bound { order, .. }) => {
				T::Registry::app_owner(order.app).ok_or(Error::<T>::AppNotRegistered)
			},
			AnyOrder::Dataset(order) | AnyOrder::BoundDataset(Bound { order, .. }) => {
				T::Registry::dataset_owner(order.dataset).ok_or(Error::<T>::DatasetNotRegistered)
			},
			AnyOrder::Workerpool(order) | AnyOrder::BoundWorkerpool(Bound { order, .. }) => {
				T::Registry::workerpool_owner(order.workerpool)
					.ok_or(Error::<T>::WorkerpoolNotRegistered)
			},
			AnyOrder::Request(order) | AnyOrder::BoundRequest(Bound { order, .. }) => {
				Ok(order.requester.clone())
			},
		}
	}

	fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// `sender` may do `operation` to `order`: it is the owner, or brings the owner's signature.
	fn authorize_operation(
		order: &AnyOrder<T::AccountId>,
		operation: OrderOperation,
		sender: &T::AccountId,
		signature: Option<&T::Signature>,
	) -> Result<(OrderHash, T::AccountId), Error<T>> {
		let owner = Self::signer_of(order)?;
		let hash = Self::order_hash(order);
		if *sender != owner {
			let signature = signature.ok_or(Error::<T>::NotOwner)?;
			ensure!(
				signing::verify(signature, &Self::operation_hash(hash, operation), &owner),
				Error::<T>::WrongOperationSignature
			);
		}
		Ok((hash, owner))
	}

	/// Notes that the present owner stands behind the order. Does not reopen a closed order.
	pub(crate) fn do_presign(
		sender: T::AccountId,
		order: Box<AnyOrder<T::AccountId>>,
		signature: Option<&T::Signature>,
	) -> DispatchResult {
		let (order_hash, owner) =
			Self::authorize_operation(&order, OrderOperation::Presign, &sender, signature)?;
		Presigned::<T>::insert(order_hash, &owner);
		Self::deposit_event(Event::OrderPresigned { order_hash, owner, order });
		Ok(())
	}

	/// Uses up what is left of the order. Deals that were made go on.
	pub(crate) fn do_close(
		sender: T::AccountId,
		order: &AnyOrder<T::AccountId>,
		signature: Option<&T::Signature>,
	) -> DispatchResult {
		let (order_hash, owner) =
			Self::authorize_operation(order, OrderOperation::Close, &sender, signature)?;
		Consumed::<T>::insert(order_hash, order.volume());
		Self::deposit_event(Event::OrderClosed { order_hash, owner });
		Ok(())
	}

	/// Matches the orders into a deal that `sponsor`, or else the requester, pays.
	pub(crate) fn do_match(
		sponsor: Option<T::AccountId>,
		orders: Orders<'_, T>,
	) -> Result<DealId, DispatchError> {
		let (deal, hashes) = Self::agree(sponsor.clone(), &orders, &Basis::Signed)?;
		Self::conclude(sponsor, deal, hashes, &Basis::Signed)
	}

	/// Checks every condition, in the order of their codes. Returns the deal, which nothing is locked
	/// for yet, and the orders' hashes.
	fn agree(
		sponsor: Option<T::AccountId>,
		orders: &Orders<'_, T>,
		basis: &Basis<T::AccountId>,
	) -> Result<(Deal<T::AccountId>, Hashes), Error<T>> {
		let terms = orders.check_terms()?;
		orders.check_restrictions()?;
		let rules = T::Rules::hold().then(|| orders.market_terms());
		if let Some(rules) = &rules {
			orders.check_rules(terms.tag, &rules.pool)?;
		}
		if let Basis::Signed = basis {
			let payer = sponsor.as_ref().unwrap_or(&orders.request.order.requester);
			orders.check_bounds(payer)?;
		}
		let hashes = orders.hashes();
		let owners = orders.check_authentic(&hashes, basis)?;
		let volume = orders.check_volume(&hashes, basis)?;

		let app = &orders.app.order;
		let workerpool = &orders.workerpool.order;
		let request = &orders.request.order;
		let dataset = orders.dataset.zip(owners.dataset).map(|(signed, owner)| Share {
			id: signed.order.dataset,
			owner,
			price: signed.order.price,
		});
		let deal = Deal {
			app: Share { id: app.app, owner: owners.app, price: app.price },
			dataset,
			workerpool: Share {
				id: workerpool.workerpool,
				owner: owners.workerpool,
				price: workerpool.price,
			},
			trust: request.trust.max(Trust::one()),
			category: request.category,
			work_clock_time_ref: terms.work_clock_time_ref,
			tag: terms.tag,
			requester: request.requester.clone(),
			beneficiary: request.beneficiary.clone(),
			callback: request.callback.clone(),
			params: request.params.clone(),
			start_time: T::Time::now().as_secs(),
			bot_first: match basis.book() {
				Some(booked) => booked.first,
				None => Consumed::<T>::get(hashes.request),
			},
			bot_size: volume,
			worker_stake: Self::worker_stake(
				&owners.policy,
				workerpool.price,
				rules.as_ref().map_or(0, |rules| rules.worker_fee),
			)?,
			scheduler_reward_ratio: owners.policy.scheduler_reward_ratio,
			sponsor: sponsor.unwrap_or_else(|| request.requester.clone()),
			terms: rules,
		};
		if let Some(rules) = &deal.terms {
			check_stake::<T>(owners_needed(deal.trust), deal.worker_stake, &rules.pool)?;
		}
		Ok((deal, hashes))
	}

	/// Counts and locks what the deal takes, and makes it.
	fn conclude(
		sponsor: Option<T::AccountId>,
		deal: Deal<T::AccountId>,
		hashes: Hashes,
		basis: &Basis<T::AccountId>,
	) -> Result<DealId, DispatchError> {
		let volume = deal.bot_size;
		let (price, stake) = Self::to_lock(&deal).ok_or(Error::<T>::AmountTooLarge)?;
		let (payer_locked, scheduler_locked) =
			basis.book().map_or((0, 0), |booked| (booked.payer_locked, booked.scheduler_locked));

		// The book counts its orders itself.
		if let Basis::Signed = basis {
			Self::consume(
				[Some(hashes.app), hashes.dataset, Some(hashes.workerpool), Some(hashes.request)],
				volume,
			)?;
		}
		// Order matters: a payer who is short is told before a scheduler who is.
		let short_payer = match sponsor {
			Some(_) => Error::<T>::InsufficientSponsorStake,
			None => Error::<T>::InsufficientRequesterStake,
		};
		Self::lock_up_to(&deal.sponsor, price, payer_locked, short_payer)?;
		// A price may go to the payer's other account: not so what its slots have behind them. The book
		// asks that when it locks.
		let bonds_stay = deal.terms.is_none()
			|| basis.book().is_some()
			|| T::Ledger::stake(&deal.sponsor) >= T::Assignments::reserved(&deal.sponsor);
		ensure!(bonds_stay, Error::<T>::PayerStakeReserved);
		let short_scheduler = Error::<T>::InsufficientSchedulerStake;
		Self::lock_up_to(&deal.workerpool.owner, stake, scheduler_locked, short_scheduler)?;

		let id = Self::deal_id(hashes.request, deal.bot_first);
		Deals::<T>::insert(id, &deal);
		Self::deposit_event(Event::SchedulerNotice { workerpool: deal.workerpool.id, deal: id });
		Self::deposit_event(Event::OrdersMatched {
			deal: id,
			app_order: hashes.app,
			dataset_order: hashes.dataset,
			workerpool_order: hashes.workerpool,
			request_order: hashes.request,
			volume,
		});
		if let Some(sponsor) = sponsor {
			Self::deposit_event(Event::DealSponsored { deal: id, sponsor });
		}
		T::OnDeal::on_deal(id, &deal)?;
		Ok(id)
	}

	/// nRLC that each contribution locks: the share of the pool's price that the pool's owner has
	/// set, and by the market's rules at least the fee of an assignment, `least`.
	fn worker_stake(
		policy: &WorkerpoolPolicy,
		price: Balance,
		least: Balance,
	) -> Result<Balance, Error<T>> {
		let share = math::mul_div(price, policy.worker_stake_ratio.into(), 100)
			.ok_or(Error::<T>::AmountTooLarge)?;
		Ok(share.max(least))
	}

	/// What a match at that trust of `volume` tasks at these prices would cost in all by the present
	/// rules, and by the present policy of the pool; by that of a new one without. None when there is
	/// no such pool.
	pub fn fees(
		trust: Trust,
		prices: Prices,
		volume: u64,
		pool: Option<WorkerpoolId>,
	) -> Option<Fees> {
		let (start_fee, worker_fee) = match T::Rules::hold() {
			true => {
				let MarketParameters { start_fee, worker_fee, .. } = T::Rules::parameters();
				(start_fee, worker_fee)
			},
			false => (0, 0),
		};
		let worker_stake_ratio = match pool {
			Some(pool) => T::Registry::workerpool_policy(pool)?.worker_stake_ratio,
			None => DEFAULT_WORKER_STAKE_RATIO,
		};
		let terms = FeeTerms { start_fee, worker_fee, worker_stake_ratio };
		Some(Fees::of(trust, prices, volume, terms))
	}

	/// What a match of these orders would make, whatever their signatures.
	pub fn dry_run(orders: OrderSet<T::AccountId>) -> DryRun {
		let OrderSet { app, dataset, workerpool, request } = orders;
		let by = |owner: Option<T::AccountId>| owner.unwrap_or_else(|| request.requester.clone());
		let left = |hash: OrderHash, volume: u64| volume.saturating_sub(Consumed::<T>::get(hash));
		let mut volume = left(Self::hash_of(&app), app.volume)
			.min(left(Self::hash_of(&workerpool), workerpool.volume))
			.min(left(Self::hash_of(&request), request.volume))
			.min(T::MaxDealTasks::get());
		if let Some(dataset) = &dataset {
			volume = volume.min(left(Self::hash_of(dataset), dataset.volume));
		}
		let prices = Prices {
			app: app.price,
			dataset: dataset.as_ref().map_or(0, |dataset| dataset.price),
			pool: workerpool.price,
		};
		let fees = Self::fees(request.trust, prices, volume, Some(workerpool.workerpool));
		let held = Held {
			app: Placed { by: by(T::Registry::app_owner(app.app)), order: app },
			dataset: dataset
				.map(|order| Placed { by: by(T::Registry::dataset_owner(order.dataset)), order }),
			workerpool: Placed {
				by: by(T::Registry::workerpool_owner(workerpool.workerpool)),
				order: workerpool,
			},
			request: request.clone(),
			first: 0,
			volume,
			payer_locked: 0,
			scheduler_locked: 0,
		};
		match (<Self as traits::Matches<_>>::check(held), fees) {
			(Ok(()), Some(fees)) => DryRun::Deal { volume, fees },
			(Ok(()), None) => DryRun::Refused(b"WorkerpoolNotRegistered".to_vec()),
			(Err(error), _) => {
				let name: &'static str = error.into();
				DryRun::Refused(name.as_bytes().to_vec())
			},
		}
	}

	/// nRLC that a deal locks: price and fee of all tasks from the payer, and the scheduler's whole
	/// stake. None when that is beyond what an amount can be.
	pub(crate) fn to_lock(deal: &Deal<T::AccountId>) -> Option<(Balance, Balance)> {
		let tasks: Balance = deal.bot_size.into();
		// Not `Deal::task_price`, which saturates.
		let task_price = deal
			.app
			.price
			.checked_add(deal.dataset.as_ref().map_or(0, |dataset| dataset.price))?
			.checked_add(deal.workerpool.price)?
			.checked_add(deal.task_fee())?;
		Some((task_price.checked_mul(tasks)?, deal.scheduler_stake().checked_mul(tasks)?))
	}

	/// Locks `amount` of a stake, of which `locked` is locked already. What is locked beyond becomes
	/// free.
	fn lock_up_to(
		who: &T::AccountId,
		amount: Balance,
		locked: Balance,
		short: Error<T>,
	) -> DispatchResult {
		match amount.checked_sub(locked) {
			Some(0) if locked > 0 => Ok(()),
			Some(more) => T::Ledger::lock_or(who, more, short),
			None => T::Ledger::unlock(who, locked.saturating_sub(amount)),
		}
	}

	/// Orders serve `volume` further tasks.
	fn consume(orders: impl IntoIterator<Item = Option<OrderHash>>, volume: u64) -> DispatchResult {
		for hash in orders.into_iter().flatten() {
			Consumed::<T>::try_mutate(hash, |consumed| {
				// `volume` is at most what is left of each order, so this can't overflow.
				*consumed = consumed.checked_add(volume).ok_or(ArithmeticError::Overflow)?;
				Ok::<(), ArithmeticError>(())
			})?;
		}
		Ok(())
	}

	/// Verifies of every deal:
	///
	/// 1. The deal has 1 to `MaxDealTasks` tasks, and its indices `bot_first .. bot_first +
	///    bot_size` fit in 64 bits.
	/// 2. Its trust is at least 1.
	/// 3. The scheduler's share of the pot is at most 100 percent.
	/// 4. Locked price and locked stake fit in an amount; a contribution locks at least an
	///    assignment's fee, and a penalty is at most all of it.
	/// 5. Its category exists, with the time reference that the deal recorded.
	/// 6. The order of its id and its `bot_first`, if `Consumed` has that, counts all tasks up to the
	///    deal's last one.
	/// 7. No other deal of that order has one of its tasks.
	///
	/// Volumes are not on chain. Tests on the real runtime, which know all orders, check that no
	/// order serves more than its volume (`tests/fuzz`).
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
		for deal in Deals::<T>::iter_values() {
			ensure!(deal.bot_size >= 1, "a deal has at least one task");
			ensure!(deal.bot_size <= T::MaxDealTasks::get(), "a deal has more tasks than it may");
			ensure!(
				deal.bot_first.checked_add(deal.bot_size).is_some(),
				"a deal's task indices fit in 64 bits"
			);
			ensure!(deal.trust >= Trust::one(), "a deal's trust is at least 1");
			ensure!(
				deal.scheduler_reward_ratio <= 100,
				"a scheduler keeps at most 100 percent of the pot"
			);
			ensure!(Self::to_lock(&deal).is_some(), "what a deal locked is an amount");
			ensure!(
				deal.worker_stake >= deal.worker_fee(),
				"a contribution locks at least the fee of its assignment"
			);
			ensure!(
				deal.terms.as_ref().is_none_or(|terms| terms.miss_penalty <= 100),
				"a missed duty burns at most the whole stake"
			);
			ensure!(
				T::Registry::work_clock_time_ref(deal.category) == Some(deal.work_clock_time_ref),
				"a category never changes and is never removed"
			);
		}
		Self::try_state_statements()?;
		Self::try_state_consumed()
	}

	/// Request orders count the tasks of their deals, and no task belongs to two deals of one order.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	fn try_state_consumed() -> Result<(), sp_runtime::TryRuntimeError> {
		let firsts: alloc::collections::BTreeSet<u64> =
			Deals::<T>::iter_values().map(|deal| deal.bot_first).collect();
		// A deal does not name its request order, but its id does. The book counts its own requests, and
		// makes no entry.
		for (order, consumed) in Consumed::<T>::iter() {
			let mut free = 0u64;
			for first in &firsts {
				let deal = Deals::<T>::get(Self::deal_id(order, *first));
				let Some(deal) = deal.filter(|deal| deal.bot_first == *first) else { continue };
				ensure!(deal.bot_first >= free, "two deals of an order have a task in common");
				free = deal.bot_first.saturating_add(deal.bot_size);
			}
			ensure!(free <= consumed, "an order served more tasks than it counts");
		}
		Ok(())
	}
}

impl<T: Config> traits::Deals<T::AccountId> for Pallet<T> {
	fn deal(id: DealId) -> Option<Deal<T::AccountId>> {
		Deals::<T>::get(id)
	}

	fn forget(id: DealId) {
		Deals::<T>::remove(id);
	}
}

impl<T: Config> traits::Matches<T::AccountId> for Pallet<T> {
	fn check(held: Held<T::AccountId>) -> DispatchResult {
		let (orders, basis) = Unsigned::<T>::of(held);
		let (deal, _) = Self::agree(None, &orders.orders(), &basis)?;
		ensure!(Self::to_lock(&deal).is_some(), Error::<T>::AmountTooLarge);
		Ok(())
	}

	fn make(held: Held<T::AccountId>) -> Result<DealId, DispatchError> {
		let (orders, basis) = Unsigned::<T>::of(held);
		let (deal, hashes) = Self::agree(None, &orders.orders(), &basis)?;
		Self::conclude(None, deal, hashes, &basis)
	}

	fn check_pool(pool: WorkerpoolId, trust: Trust, tag: Tag, price: Balance) -> DispatchResult {
		if T::Rules::hold() {
			let (agreeing, rules) = (owners_needed(trust), T::Assignments::rules(pool));
			check_pool::<T>(pool, agreeing, tag, &rules)?;
			let policy =
				T::Registry::workerpool_policy(pool).ok_or(Error::<T>::WorkerpoolNotRegistered)?;
			let stake = Self::worker_stake(&policy, price, T::Rules::parameters().worker_fee)?;
			check_stake::<T>(agreeing, stake, &rules)?;
		}
		Ok(())
	}

	fn max_tasks() -> u64 {
		T::MaxDealTasks::get()
	}

	fn weight(params: u32) -> Weight {
		T::WeightInfo::match_held(params).saturating_add(T::WeightInfo::check_rules(params))
	}
}
