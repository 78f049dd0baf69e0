// SPDX-License-Identifier: Apache-2.0

//! Bonds of slots in open pools, and the warm-up of new slots (PROTOCOL 9.3).

use crate::{pallet::*, Backing, Bond, WarmingLine, WarmingSlots, WeightInfo, Worker};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	traits::{Ledger, OnFreeSlots, Rules, StakeReserve},
	Balance, MarketParameters, Seconds,
};
use frame_support::{ensure, traits::Get, weights::Weight};

/// Workers that one block brings to the roster because their new slots are warm.
pub(crate) const WARMED: u32 = 16;
/// Entries that one block passes by, whose slots were given up, or are newer or warm by now: who takes slots
/// and gives them up again and again keeps nobody else's from getting warm.
const STALE: u32 = 256;

/// How a worker's slots are to be backed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Demanded {
	/// All slots, or the call is refused.
	All,
	/// As many as the stake backs.
	Possible,
}

impl<T: Config> Pallet<T> {
	/// Whether the rules of the market hold.
	pub(crate) fn rules_hold() -> bool {
		T::Rules::hold()
	}

	/// The stake of an account, free and locked together, in nRLC.
	pub(crate) fn whole_stake(who: &T::AccountId) -> Balance {
		let account = T::Ledger::account(who);
		account.stake.saturating_add(account.locked)
	}

	/// Stake that so many slots need, in nRLC.
	pub(crate) fn bond_of(slots: u32, market: &MarketParameters) -> Balance {
		market.slot_bond.saturating_mul(slots.into())
	}

	/// Fits the bonds of a worker of an open pool to its slots and to its owner's stake. New slots need
	/// free stake: what is locked, but for the worker's own deposit, may be another's once it is freed.
	/// The caller saves the worker.
	///
	/// Refuses with `SlotsNotBacked`, when all slots are demanded, and some are new.
	pub(crate) fn back_slots(
		who: &T::AccountId,
		worker: &mut Worker<T::AccountId>,
		demanded: Demanded,
	) -> Result<(), Error<T>> {
		let Some(mut backing) = worker.backing else { return Ok(()) };
		let (now, market) = (Self::now(), T::Rules::parameters());
		let mut bond = Bonds::<T>::get(&worker.owner);
		let others = bond.slots.saturating_sub(backing.slots);
		let most = |stake: Balance| {
			// Nobody has more slots than a u32 counts.
			let all = stake.checked_div(market.slot_bond);
			all.map_or(u32::MAX, |slots| slots.min(u32::MAX.into()) as u32).saturating_sub(others)
		};
		let free = T::Ledger::stake(&worker.owner).saturating_add(worker.deposit);
		// At least those that there are, as far as the whole stake backs them.
		let backed = most(Self::whole_stake(&worker.owner)).min(backing.slots).max(most(free));
		let wanted = worker.capacity.slots;
		let slots = match demanded {
			Demanded::All => {
				ensure!(wanted <= backing.slots.max(backed), Error::<T>::SlotsNotBacked);
				wanted
			},
			Demanded::Possible => wanted.min(backed),
		};
		if now >= backing.warm_at {
			backing.warm = backing.slots;
		}
		if slots == backing.slots {
			worker.backing = Some(backing);
			return Ok(());
		}
		if slots > backing.slots {
			let more = slots.saturating_sub(backing.slots);
			bond.given_up = bond.given_up.saturating_sub(more);
			backing.warm_at = now.saturating_add(market.warm_up);
			if market.warm_up == 0 {
				backing.warm = slots;
			} else {
				Self::warm_later(who, backing.warm_at);
			}
		} else if demanded == Demanded::All {
			bond.give_up(backing.slots.saturating_sub(slots), now, market.unbonding);
		}
		backing = Backing { slots, warm: backing.warm.min(slots), ..backing };
		bond.slots = others.saturating_add(slots);
		Self::put_bond(&worker.owner, bond, now);
		worker.backing = Some(backing);
		Self::deposit_event(Event::SlotsBacked {
			worker: who.clone(),
			slots,
			warm_at: backing.warm_at,
		});
		Ok(())
	}

	/// Ends the bonds of a worker that leaves.
	pub(crate) fn end_backing(worker: &mut Worker<T::AccountId>) {
		let Some(backing) = worker.backing.take().filter(|backing| backing.slots > 0) else {
			return;
		};
		let now = Self::now();
		let mut bond = Bonds::<T>::get(&worker.owner);
		bond.slots = bond.slots.saturating_sub(backing.slots);
		bond.give_up(backing.slots, now, T::Rules::parameters().unbonding);
		Self::put_bond(&worker.owner, bond, now);
	}

	fn put_bond(owner: &T::AccountId, bond: Bond, now: Seconds) {
		if bond.binding(now) == 0 {
			Bonds::<T>::remove(owner);
		} else {
			Bonds::<T>::insert(owner, bond);
		}
	}

	/// Notes when a worker's new slots are warm.
	fn warm_later(who: &T::AccountId, at: Seconds) {
		WarmingRange::<T>::mutate(|line| {
			Warming::<T>::insert(line.next, WarmingSlots { at, worker: who.clone() });
			line.next = line.next.saturating_add(1);
		});
	}

	/// Brings the slots whose warm-up has ended to the roster.
	pub(crate) fn warm_up(remaining: Weight) -> Weight {
		let weight = |done: u32, stale: u32| {
			let passed = T::DbWeight::get().reads_writes(2, 1).saturating_mul(stale.into());
			T::WeightInfo::warm_up(done).saturating_add(passed)
		};
		if !Self::rules_hold() || !weight(0, 0).all_lte(remaining) {
			return Weight::zero();
		}
		let now = Self::now();
		let WarmingLine { mut first, next } = WarmingRange::<T>::get();
		let (before, mut pools) = (first, BTreeSet::new());
		let (mut done, mut stale) = (0u32, 0u32);
		while first < next && done < WARMED && stale < STALE {
			// The dearer of both.
			if !weight(done.saturating_add(1), stale).all_lte(remaining) {
				break;
			}
			let Some(WarmingSlots { at, worker: who }) = Warming::<T>::get(first) else { break };
			if at > now {
				break;
			}
			Warming::<T>::remove(first);
			first = first.saturating_add(1);
			let warmed = Workers::<T>::get(&who).and_then(|mut worker| {
				let free = worker.free_slots();
				// The account may have left and joined again, or have more slots by now.
				let new = |b: &&mut Backing| b.warm_at <= now && b.warm < b.slots;
				let backing = worker.backing.as_mut().filter(new)?;
				backing.warm = backing.slots;
				Some((free, worker))
			});
			let Some((free, worker)) = warmed else {
				stale = stale.saturating_add(1);
				continue;
			};
			done = done.saturating_add(1);
			if worker.free_slots() > free {
				pools.insert(worker.pool);
			}
			Self::save(&who, worker);
		}
		if first != before {
			WarmingRange::<T>::put(WarmingLine { first, next });
		}
		pools.into_iter().for_each(T::OnFreeSlots::on_free_slots);
		weight(done, stale)
	}
}

impl Bond {
	/// Slots are given up, and bind stake for a while, as do those that were given up before.
	fn give_up(&mut self, slots: u32, now: Seconds, unbonding: Seconds) {
		let bound = self.binding(now).saturating_sub(self.slots);
		self.given_up = bound.saturating_add(slots);
		self.until = now.saturating_add(unbonding);
	}
}

impl<T: Config> StakeReserve<T::AccountId> for Pallet<T> {
	fn reserved(who: &T::AccountId) -> Balance {
		if !Self::rules_hold() {
			return 0;
		}
		let slots = Bonds::<T>::get(who).binding(Self::now());
		Self::bond_of(slots, &T::Rules::parameters())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_reserved(who: &T::AccountId) {
		T::Rules::set_hold(true);
		Bonds::<T>::insert(who, Bond { slots: 0, given_up: 1, until: 0 });
	}
}
