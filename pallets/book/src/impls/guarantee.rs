// SPDX-License-Identifier: Apache-2.0

//! Promises of pools to their workers.

use crate::{pallet::*, ClaimKey, Guarantee, WeightInfo, DAY};
use bourse_primitives::{
	book::GuaranteeTerms,
	math::mul_div,
	traits::{Assignments, Move, Registry},
	Admission, Balance, Seconds, WorkerpoolId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, weights::WeightMeter};

/// Seconds of an hour: the longest time that a claim pays for.
const HOUR: Seconds = 3_600;
/// Claims that a block looks at.
const LOOKS: u32 = 4;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_guarantee(
		who: T::AccountId,
		pool: WorkerpoolId,
		terms: GuaranteeTerms,
		add: Balance,
	) -> DispatchResult {
		let owner = T::Registry::workerpool_owner(pool);
		ensure!(owner.as_ref() == Some(&who), Error::<T>::NotOwner);
		let is_open = T::Assignments::rules(pool).admission == Admission::Open;
		ensure!(!is_open, Error::<T>::PoolIsOpen);
		let now = Self::now();
		let is_valid = terms.rate > 0 && terms.slots > 0 && terms.until > now;
		ensure!(is_valid, Error::<T>::InvalidGuarantee);
		let mut guarantee = match Guarantees::<T>::get(pool) {
			// A former owner's promise stays its own until it has ended.
			Some(old) => {
				let GuaranteeTerms { rate, slots, until } = old.terms;
				let grows = old.owner == who
					&& terms.rate >= rate
					&& terms.slots >= slots
					&& terms.until >= until;
				ensure!(grows, Error::<T>::InvalidGuarantee);
				old
			},
			None => Guarantee { owner: who.clone(), since: now, terms, left: 0, paid: 0 },
		};
		// Its income goes to others: not so what the owner's own slots have behind them.
		Self::lock(&who, add, add > 0)?;
		guarantee.terms = terms;
		guarantee.left = guarantee.left.checked_add(add).ok_or(Error::<T>::AmountTooLarge)?;
		let left = guarantee.left;
		Guarantees::<T>::insert(pool, guarantee);
		Self::deposit_event(Event::GuaranteeSet { pool, terms, left });
		Ok(())
	}

	pub(crate) fn do_end_guarantee(pool: WorkerpoolId) -> DispatchResult {
		let guarantee = Guarantees::<T>::get(pool).ok_or(Error::<T>::NoGuarantee)?;
		// Workers have claimed the last hour by then.
		let over = guarantee.terms.until <= Self::now().saturating_sub(HOUR);
		ensure!(over, Error::<T>::InvalidGuarantee);
		Guarantees::<T>::remove(pool);
		Self::free(&guarantee.owner, guarantee.left, 0)?;
		Self::deposit_event(Event::GuaranteeEnded { pool, left: guarantee.left });
		Ok(())
	}

	pub(crate) fn do_claim_income(worker: T::AccountId) -> DispatchResult {
		let (pool, owner, ready) =
			T::Assignments::ready_slots(&worker).ok_or(Error::<T>::NotReady)?;
		Self::pay_income(pool, worker, owner, ready)
	}

	/// Pays a worker that is ready with so many slots.
	pub(crate) fn pay_income(
		pool: WorkerpoolId,
		worker: T::AccountId,
		owner: T::AccountId,
		ready: u32,
	) -> DispatchResult {
		let guarantee = Guarantees::<T>::get(pool);
		let mut guarantee = guarantee.ok_or(Error::<T>::NoGuarantee)?;
		let now = Self::now();
		// Time beyond the end is not promised, and a worker that claims late was perhaps not there.
		let end = now.min(guarantee.terms.until);
		let claimed = Claims::<T>::get(pool, &worker);
		let last = claimed.filter(|last| counts(*last, &guarantee, now)).unwrap_or(end);
		let seconds = end.saturating_sub(last).min(HOUR);
		ensure!(seconds > 0 || now < guarantee.terms.until, Error::<T>::NoGuarantee);
		let GuaranteeTerms { rate, slots, .. } = guarantee.terms;
		let ready = ready.min(slots);
		let promised = mul_div(rate.saturating_mul(ready.into()), seconds.into(), HOUR.into());
		let amount = promised.unwrap_or(Balance::MAX).min(guarantee.left);
		Claims::<T>::insert(pool, &worker, end);
		if amount > 0 {
			Self::apply(&[
				Move::Seized { who: guarantee.owner.clone(), amount },
				Move::Rewarded { who: owner.clone(), amount },
			])?;
		}
		guarantee.left = guarantee.left.saturating_sub(amount);
		guarantee.paid = guarantee.paid.saturating_add(amount);
		Guarantees::<T>::insert(pool, guarantee);
		Self::deposit_event(Event::IncomePaid { pool, worker, owner, amount });
		Ok(())
	}

	/// Forgets claims that count no longer, in a round over all of them.
	pub(crate) fn look_at_claims(meter: &mut WeightMeter) {
		for _ in 0..LOOKS {
			let look = <T as Config>::WeightInfo::look_at_claim();
			if meter.try_consume(look).is_err() || !Self::look_at_next_claim() {
				return;
			}
		}
	}

	/// Looks at the next claim in the round; the caller has paid for it. Whether there was one.
	pub(crate) fn look_at_next_claim() -> bool {
		let last = ClaimCursor::<T>::get();
		let mut claims = match &last {
			Some(ClaimKey { pool, worker }) => {
				Claims::<T>::iter_from(Claims::<T>::hashed_key_for(pool, worker))
			},
			None => Claims::<T>::iter(),
		};
		// At the end the round begins anew.
		let Some((pool, worker, claimed)) = claims.next() else {
			if last.is_some() {
				ClaimCursor::<T>::kill();
			}
			return false;
		};
		let now = Self::now();
		let promise = Guarantees::<T>::get(pool);
		if promise.is_none_or(|promise| !counts(claimed, &promise, now)) {
			Claims::<T>::remove(pool, &worker);
		}
		ClaimCursor::<T>::put(ClaimKey { pool, worker });
		true
	}
}

/// Whether a claim of that time starts the clock of the next one: none of a former promise does, and none
/// older than a day, whose worker has perhaps left.
fn counts<AccountId>(last: Seconds, promise: &Guarantee<AccountId>, now: Seconds) -> bool {
	last >= promise.since && last.saturating_add(DAY) > now
}
