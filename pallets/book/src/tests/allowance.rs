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
		assert_eq!((Requester.locked(), Outsider.locked()), (52 * RLC, 0));
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
