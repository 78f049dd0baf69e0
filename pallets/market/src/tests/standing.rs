// SPDX-License-Identifier: Apache-2.0

//! Whether an order stands, for nodes that pass orders on.

use crate::{mock::*, AnyOrder, Bound, Error, OrderBounds};
use bourse_mocks::{pass, registry::Epochs};
use bourse_primitives::Party;
use frame_support::assert_ok;

/// Errors don't compare; their names do.
fn name(error: Error<Test>) -> &'static str {
	error.into()
}

#[test]
fn standing_should_be_of_each_kind_of_order_when_it_is_signed_or_presigned() {
	ExtBuilder::build_and_execute(|| {
		let owners = [AppOwner, DatasetOwner, Scheduler, Requester];
		for (order, owner) in Bundle::with_dataset().each().into_iter().zip(owners) {
			let hash = Market::order_hash(&order);
			let standing = Market::standing(&order, Some(&owner.sign(hash))).expect("it stands");
			assert_eq!((standing.hash, standing.owner), (hash, owner.account()));
			assert_eq!((standing.left, standing.until), (order.volume(), None));
			assert_eq!(Market::standing(&order, None).err().map(name), Some("MissingSignature"));
			assert!(Market::standing(&order, Some(&Outsider.sign(hash))).is_err());
			assert_ok!(Market::presign(owner.origin(), Box::new(order.clone())));
			assert!(Market::standing(&order, None).is_ok());
			assert_ok!(Market::close(owner.origin(), Box::new(order.clone())));
			assert!(Market::standing(&order, None).is_err());
		}
	});
}

#[test]
fn standing_should_end_with_the_order_s_bounds_and_count_what_was_served() {
	ExtBuilder::build_and_execute(|| {
		let bounds = OrderBounds { until: Some(START + 60), ..Default::default() };
		let order = Bundle::with_dataset().app;
		let order = AnyOrder::BoundApp(Bound { order, bounds });
		let signature = AppOwner.sign(Market::order_hash(&order));
		let standing = || Market::standing(&order, Some(&signature));
		let stands = standing().expect("it stands");
		assert_eq!((stands.of, stands.until), (Party::App(APP), Some(START + 60)));
		Epochs::<AccountId>::insert(Party::App(APP), 1);
		assert_eq!(standing().err().map(name), Some("AppOrderRevoked"));
		Epochs::<AccountId>::insert(Party::App(APP), 0);
		pass(60);
		assert_eq!(standing().err().map(name), Some("AppOrderExpired"));
	});
}
