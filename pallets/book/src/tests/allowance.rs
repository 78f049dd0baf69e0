// SPDX-License-Identifier: Apache-2.0

//! Keys that buy for an owner.

use crate::{mock::*, Allowances, Error};
use bourse_primitives::*;
use frame_support::{assert_ok, pallet_prelude::DispatchError};

fn runs(key: Actor) -> Result<(), DispatchError> {
	frame_support::storage::with_storage_layer(|| {
		Book::run_for(key.origin(), Requester.account(), Box::new(job()), 26 * RLC)
			.map(|_| ())
			.map_err(|failed| failed.error)
	})
}

#[test]
fn key_should_buy_up_to_its_allowance_a_day() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 100);
		let refused = Err(Error::<Test>::NotAllowed.into());
		assert_eq!(runs(Outsider), refused);
		let key = Outsider.account();
		assert_ok!(Book::set_allowance(Requester.origin(), key.clone(), 60 * RLC));
		assert_ok!(runs(Outsider));
		assert_ok!(runs(Outsider));
		assert_eq!(runs(Outsider), refused);
		assert_eq!((Requester.locked(), Outsider.locked()), (52 * RLC + DEPOSIT, 0));
		// A new limit does not forget what was spent today.
		assert_ok!(Book::set_allowance(Requester.origin(), key.clone(), 70 * RLC));
		assert_eq!(runs(Outsider), refused);
		Now::mutate(|now| *now += 86_400);
		// The offer is over by then.
		Scheduler
			.places(crate::NewOrder::Offer(offer()), crate::Lifetime::GoodTill(START + 2 * 86_400))
			.unwrap();
		assert_ok!(runs(Outsider));
		let spent = Allowances::<Test>::get(Requester.account(), &key).unwrap().spent;
		assert_eq!(spent, 26 * RLC);
		assert_ok!(Book::set_allowance(Requester.origin(), key, 0));
		assert_eq!(runs(Outsider), refused);
	});
}

/// An owner fills the state with keys that buy nothing.
#[test]
fn allowance_should_lock_a_deposit_while_it_is_there() {
	ExtBuilder::build_and_execute(|| {
		let set = |key: u8, per_day| {
			let key = AccountId::new([key; 32]);
			frame_support::storage::with_storage_layer(|| {
				Book::set_allowance(Requester.origin(), key, per_day)
			})
		};
		MockLedger::set_stake(&Requester.account(), 3 * DEPOSIT);
		for key in 1..=3 {
			assert_ok!(set(key, RLC));
		}
		// Another limit locks nothing more.
		assert_ok!(set(3, 2 * RLC));
		assert_eq!((Requester.stake(), Requester.locked()), (0, 3 * DEPOSIT));
		assert_eq!(set(4, RLC), Err(Error::<Test>::InsufficientStake.into()));
		for key in 1..=4 {
			assert_ok!(set(key, 0));
		}
		assert_eq!((Requester.stake(), Requester.locked()), (3 * DEPOSIT, 0));
		assert_eq!(Allowances::<Test>::iter_keys().count(), 0);
	});
}
