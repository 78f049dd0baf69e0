// SPDX-License-Identifier: Apache-2.0

//! What other pallets see of the deals.

use crate::{mock::*, Error};
use bourse_primitives::traits::Deals;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;

#[test]
fn a_deal_should_be_known_until_it_is_forgotten() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().matched());
		let id = id_of(&orders.request, 0);
		assert_eq!(<Market as Deals<_>>::deal(id), Some(deal(&orders.request, 0)));
		<Market as Deals<_>>::forget(id);
		assert_eq!(<Market as Deals<_>>::deal(id), None);
		// What its orders served is not forgotten.
		assert_noop!(orders.matched(), Error::<Test>::RequestOrderUsedUp);
	});
}

#[test]
fn a_deal_should_be_unknown_when_nobody_made_it() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(<Market as Deals<_>>::deal(H256::zero()), None);
		<Market as Deals<_>>::forget(H256::zero());
	});
}
