// SPDX-License-Identifier: Apache-2.0

//! Supplies: offers that the chain keeps by their owner's rule.

use super::place::Done;
use crate::{
	engine::{price_of, tick_of, Cell, Tick},
	pallet::*,
	slots_of, step_down, Lifetime, NewOffer, NewOrder, Resting, Supply, SupplyKey, SupplyRule,
	WeightInfo, MAX_DEALS, MAX_EVICTIONS, MAX_SUPPLIES,
};
use bourse_primitives::{
	traits::{Assignments, Ledger, Registry},
	Balance, MaxParams, PoolSlots, Seconds, WorkerpoolId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
	traits::Get,
	weights::WeightMeter,
};

/// Shortest time between two changes of a supply, in seconds.
const SHORTEST: Seconds = 60;
/// Longest time between two changes of a supply, in seconds: each look at the supply is paid for as often.
const LONGEST: Seconds = 3_600;
/// Most fees that a look of the chain costs: one for itself, and one for each order that the offer meets.
const MOST_FEES: u32 = 1 + MAX_DEALS + MAX_EVICTIONS;
/// Largest step of a price, in ticks: a power of ten.
const MAX_STEP: u32 = 9_000;
/// Supplies that a block looks at.
pub(super) const LOOKS: u32 = 4;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_supply(
		who: T::AccountId,
		pool: WorkerpoolId,
		number: u8,
		rule: Option<SupplyRule>,
	) -> DispatchResult {
		let owner = T::Registry::workerpool_owner(pool).ok_or(Error::<T>::UnknownPool)?;
		ensure!(owner == who, Error::<T>::NotOwner);
		ensure!(number < MAX_SUPPLIES, Error::<T>::InvalidSupply);
		if let Some(old) = Supplies::<T>::take(pool, number) {
			Self::end_supply(&old, Self::quick_fee)?;
		} else {
			ensure!(rule.is_some(), Error::<T>::UnknownSupply);
		}
		if let Some(rule) = &rule {
			let lowest = Self::tick_for(rule.offer.price)?;
			let highest = Self::tick_for(rule.highest)?;
			let is_valid = rule.offer.pool == pool
				&& lowest <= highest
				&& (1..=MAX_STEP).contains(&rule.step)
				&& (SHORTEST..=LONGEST).contains(&rule.every)
				&& rule.stake >= Self::stake_of(rule.offer.price);
			ensure!(is_valid, Error::<T>::InvalidSupply);
			// The offer itself: what it may not be is told now. A new pool has its supply before its first
			// workers: looks see whether they can serve it.
			let (newcomer, tag) = Self::new_offer(0, who.clone(), &rule.offer)?;
			let served = Self::check_served(&rule.offer, newcomer.cell, tag);
			if T::Assignments::owners(pool) > 0 {
				served?;
			}
			let supply = Supply { owner, rule: rule.clone(), order: None, tick: lowest, next: 0 };
			Supplies::<T>::insert(pool, number, supply);
		}
		Self::deposit_event(Event::SupplySet { pool, number, rule });
		Ok(())
	}

	/// Cancels the order of a supply, if it still rests, at that fee.
	fn end_supply(
		supply: &Supply<T::AccountId>,
		fee: fn(&Resting<T::AccountId>) -> Balance,
	) -> DispatchResult {
		let Some(order) = supply.order else { return Ok(()) };
		match Orders::<T>::get(order) {
			Some(resting) => Self::withdraw(order, &resting, fee(&resting)),
			None => Ok(()),
		}
	}

	/// Ends a supply whose pool was handed on, and returns whether it was: else the former owner, who can't
	/// end the rule any more, would pay for each look.
	fn end_if_handed_on(
		pool: WorkerpoolId,
		number: u8,
		supply: &Supply<T::AccountId>,
	) -> Result<bool, DispatchError> {
		if T::Registry::workerpool_owner(pool).as_ref() == Some(&supply.owner) {
			return Ok(false);
		}
		Self::end_supply(supply, |_| 0)?;
		Self::drop_supply(pool, number);
		Ok(true)
	}

	/// Forgets a supply.
	fn drop_supply(pool: WorkerpoolId, number: u8) {
		Supplies::<T>::remove(pool, number);
		Self::deposit_event(Event::SupplySet { pool, number, rule: None });
	}

	/// Makes the offer of a supply what its rule says now.
	pub(crate) fn do_refresh(pool: WorkerpoolId, number: u8) -> Result<Done, DispatchError> {
		let mut supply = Supplies::<T>::get(pool, number).ok_or(Error::<T>::UnknownSupply)?;
		let now = Self::now();
		ensure!(now >= supply.next, Error::<T>::NotDue);
		if Self::end_if_handed_on(pool, number, &supply)? {
			return Ok(Done::default());
		}
		supply.next = now.saturating_add(supply.rule.every);
		// What can't be offered now is not offered: the next change tries again.
		let (old, old_tick) = (supply.order, supply.tick);
		let tasks = |order: Option<crate::OrderId>| {
			order.and_then(Orders::<T>::get).map_or(0, |resting| resting.link.left)
		};
		let old_volume = tasks(old);
		let moved = with_storage_layer(|| Self::move_supply(&mut supply, pool, now));
		let done = match moved {
			Ok(done) => done,
			Err(_) => {
				supply.order = old;
				Self::end_supply(&supply, |_| 0)?;
				supply.order = None;
				// The market may have refused a deal, of the longest params.
				Done { undone: 1, params: MaxParams::get(), ..Done::default() }
			},
		};
		let volume = tasks(supply.order);
		if volume == 0 {
			supply.order = None;
		}
		let price = price_of(supply.tick);
		let has_moved = (supply.tick, volume) != (old_tick, old_volume);
		Supplies::<T>::insert(pool, number, supply);
		if has_moved {
			Self::deposit_event(Event::SupplyMoved { pool, number, price, volume });
		}
		Ok(done)
	}

	/// The price by the pool's load: the lowest when all slots are free or there is none, the highest when
	/// none is free, and in between in proportion.
	fn loaded_tick(rule: &SupplyRule, slots: PoolSlots) -> Option<Tick> {
		let (lowest, highest) = (tick_of(rule.offer.price)?, tick_of(rule.highest)?);
		let busy = slots.all.saturating_sub(slots.free);
		let span = u64::from(highest.saturating_sub(lowest));
		let above = span.saturating_mul(busy).checked_div(slots.all).unwrap_or_default();
		// No more than the span.
		Some(lowest.saturating_add(above as Tick))
	}

	fn move_supply(
		supply: &mut Supply<T::AccountId>,
		pool: WorkerpoolId,
		now: Seconds,
	) -> Result<Done, DispatchError> {
		let slots = T::Assignments::slots(pool);
		let rule = supply.rule.clone();
		let target = Self::loaded_tick(&rule, slots).ok_or(Error::<T>::PriceOffGrid)?;
		let old_tick = supply.tick;
		supply.tick =
			target.min(old_tick.saturating_add(rule.step)).max(old_tick.saturating_sub(rule.step));

		let resting = supply.order.and_then(|order| Some((order, Orders::<T>::get(order)?)));
		let own = resting.as_ref().map_or(0, |(_, resting)| resting.link.left);
		// All cells of the pool together offer no more than its free slots serve.
		let step = step_down(rule.offer.trust).ok_or(Error::<T>::TrustOffGrid)?;
		let each = slots_of(Cell { class: rule.offer.class, step });
		let others = PoolVolume::<T>::get(pool).slots.saturating_sub(own.saturating_mul(each));
		let served = slots.free.saturating_sub(others).checked_div(each).unwrap_or_default();
		let stake = Self::stake_of(price_of(supply.tick));
		let held = resting.as_ref().map_or(0, |(_, resting)| {
			resting.held.saturating_mul(own.into()).saturating_add(resting.deposit)
		});
		let deposit = Parameters::<T>::get().deposit;
		let there = T::Ledger::stake(&supply.owner)
			.saturating_add(held)
			.saturating_sub(deposit)
			.saturating_sub(Self::most_paid());
		let backed: Balance = there.min(rule.stake).checked_div(stake).unwrap_or(Balance::MAX);
		let volume = rule.offer.volume.min(served).min(backed.try_into().unwrap_or(u64::MAX));

		let longest = Parameters::<T>::get().longest;
		let until = now.saturating_add(longest);
		if let Some((order, resting)) = resting {
			let stands = Self::void(&resting, now).is_none();
			if volume > 0 && stands && resting.link.tick == supply.tick {
				// In its place, where it only shrinks. Its end moves before the order is too old.
				let is_fresh = resting.until > now.saturating_add(longest / 2);
				let until = if is_fresh { resting.until } else { until };
				if volume != own || until != resting.until {
					Self::do_amend(supply.owner.clone(), order, volume, until)?;
				}
				return Ok(Done::default());
			}
			Self::withdraw(order, &resting, 0)?;
			supply.order = None;
		}
		if volume == 0 {
			return Ok(Done::default());
		}
		let offer = NewOffer { price: price_of(supply.tick), volume, ..rule.offer };
		let owner = supply.owner.clone();
		let done = Self::do_place(owner, NewOrder::Offer(offer), Lifetime::GoodTill(until))?;
		supply.order = done.rests.then_some(done.order);
		Ok(done)
	}

	/// Most nRLC that a look of the chain costs a supply's owner, who needs as much free.
	fn most_paid() -> Balance {
		Parameters::<T>::get().quick_fee.saturating_mul(MOST_FEES.into())
	}

	/// [`Self::do_refresh`] by the chain itself, for which nobody pays a transaction. The owner pays
	/// `quick_fee` for the look, and as much for each order that its offer meets, out of what is locked
	/// before. Who has too little for that waits; who can't pay the look has no supply any more, so that
	/// nobody's keep the chain from others' for nothing.
	pub(crate) fn refresh_unasked(pool: WorkerpoolId, number: u8) -> Result<Done, DispatchError> {
		let mut supply = Supplies::<T>::get(pool, number).ok_or(Error::<T>::UnknownSupply)?;
		if Self::end_if_handed_on(pool, number, &supply)? {
			return Ok(Done::default());
		}
		let owner = supply.owner.clone();
		let fee = Parameters::<T>::get().quick_fee;
		if T::Ledger::stake(&owner) < fee {
			// What its order has locked pays, too.
			Self::end_supply(&supply, |_| 0)?;
			supply.order = None;
		}
		let (free, most) = (T::Ledger::stake(&owner), Self::most_paid());
		if free < fee {
			Self::drop_supply(pool, number);
			return Ok(Done::default());
		}
		let locked = most.min(free);
		Self::lock(&owner, locked, false)?;
		let done = if free < most {
			supply.next = Self::now().saturating_add(supply.rule.every);
			Supplies::<T>::insert(pool, number, supply);
			Done::default()
		} else {
			Self::do_refresh(pool, number)?
		};
		let met = done.deals.saturating_add(done.evictions);
		let paid = fee.saturating_mul(met.saturating_add(1).into()).min(locked);
		Self::free(&owner, locked, paid)?;
		if paid > 0 {
			Self::deposit_event(Event::SupplyPaid { pool, number, owner, fee: paid });
		}
		Ok(done)
	}

	/// Looks at the next supplies in the round over all of them, while the chain trades.
	pub(crate) fn look_at_supplies(meter: &mut WeightMeter) {
		for _ in 0..LOOKS {
			let look = <T as Config>::WeightInfo::look_at_supply();
			if meter.try_consume(look).is_err() || !Self::look_at_next_supply(meter) {
				return;
			}
		}
	}

	/// Looks at the next supply in the round; the caller has paid for the look itself. Whether another one
	/// may follow: not at the round's end, nor when the weight does not suffice for the worst of a supply
	/// that is due, with which the next block begins.
	pub(crate) fn look_at_next_supply(meter: &mut WeightMeter) -> bool {
		if !T::Trades::get() {
			return false;
		}
		let last = SupplyCursor::<T>::get();
		let next = match last {
			Some(SupplyKey { pool, number }) => {
				let last = Supplies::<T>::hashed_key_for(pool, number);
				Supplies::<T>::iter_keys_from(last).next()
			},
			None => Supplies::<T>::iter_keys().next(),
		};
		let Some((pool, number)) = next else {
			if last.is_some() {
				SupplyCursor::<T>::kill();
			}
			return false;
		};
		let now = Self::now();
		if Supplies::<T>::get(pool, number).is_some_and(|supply| supply.next <= now) {
			let most = Self::look_weight();
			if !meter.can_consume(most) {
				return false;
			}
			let done = with_storage_layer(|| Self::refresh_unasked(pool, number));
			// What must not fail was taken back, whatever it was.
			meter.consume(done.map_or(most, Self::looked_weight));
		}
		SupplyCursor::<T>::put(SupplyKey { pool, number });
		true
	}
}
