// SPDX-License-Identifier: Apache-2.0

//! Random traffic, after each step of which every invariant holds.

use crate::{mock::*, Audience, Lifetime, NewOffer, NewOrder, Orders};
use bourse_primitives::{book::PoolChoice, *};
use frame_support::{pallet_prelude::Weight, storage::with_storage_layer, traits::Hooks};

/// Numbers that look random.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, below: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % below
	}
}

/// One call of somebody, which may be refused.
fn step(dice: &mut Dice) {
	let who = [Scheduler, OtherScheduler, Requester, OtherRequester][dice.roll(4) as usize];
	let price = (8 + dice.roll(5) as Balance) * RLC;
	let volume = 1 + dice.roll(4);
	let lifetime = match dice.roll(6) {
		0 => Lifetime::FillOrKill,
		1 => Lifetime::ImmediateOrCancel,
		2 => Lifetime::PostOnly(Now::get() + 100),
		_ => Lifetime::GoodTill(Now::get() + 50 + dice.roll(500)),
	};
	let trust = 1 << dice.roll(3);
	let orders: Vec<_> = Orders::<Test>::iter_keys().collect();
	let some = orders.get(dice.roll(1 + orders.len() as u64) as usize).copied();
	let _ = with_storage_layer(|| {
		match dice.roll(12) {
			0..=3 => {
				let (who, pool) =
					[(Scheduler, POOL), (OtherScheduler, OTHER_POOL)][dice.roll(2) as usize];
				let (open, class) = (dice.roll(4) > 0, dice.roll(2) as u8);
				let offer = NewOffer { pool, open, class, trust, price, volume, ..offer() };
				who.places(NewOrder::Offer(offer), lifetime).map(|_| ()).map_err(|e| e.error)
			},
			4..=7 => {
				let mut order = request(price, volume);
				if let NewOrder::Request(request) = &mut order {
					request.job.trust = trust;
					if dice.roll(4) == 0 {
						let pools = vec![[POOL, OTHER_POOL][dice.roll(2) as usize]];
						request.job.pools = PoolChoice::These(pools.try_into().unwrap());
					}
				}
				who.places(order, lifetime).map(|_| ()).map_err(|e| e.error)
			},
			8 => Book::cancel(who.origin(), some.unwrap_or_default()),
			9 => {
				let order = some.unwrap_or_default();
				let owner = Orders::<Test>::get(order).map(|resting| resting.owner);
				let origin = owner.map_or(who.origin(), RuntimeOrigin::signed);
				Book::amend(origin, order, volume, Now::get() + 10 + dice.roll(500))
			},
			10 => {
				// An asset changes hands, or its price.
				match dice.roll(4) {
					0 => {
						let owners = [Scheduler, Scheduler, Scheduler, Outsider];
						Workerpools::insert(POOL, owners[dice.roll(4) as usize].account());
					},
					1 => OwnersThere::set(2 + dice.roll(4) as u32),
					_ => {},
				}
				let price = APP_PRICE + Balance::from(dice.roll(8) == 0);
				Book::post_app(AppOwner.origin(), APP, Audience::Everybody, Some(terms(price)))
			},
			_ => {
				pass(dice.roll(60));
				Book::on_idle(1, Weight::MAX);
				Ok(())
			},
		}
	});
}

#[test]
fn random_traffic_should_keep_every_invariant() {
	for hold in [false, true] {
		for seed in 1..=3u64 {
			ExtBuilder::build_and_execute(|| {
				RulesHold::set(hold);
				for who in [Scheduler, OtherScheduler, Requester, OtherRequester] {
					MockLedger::endow(&who.account(), 100 * STAKE);
				}
				let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
				for _ in 0..1_000 {
					step(&mut dice);
					Book::do_try_state().unwrap();
					MockLedger::check();
				}
				assert!(deals().len() > 50, "{}", deals().len());
			});
		}
	}
	RulesHold::set(false);
}
