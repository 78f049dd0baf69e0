// SPDX-License-Identifier: Apache-2.0

//! What root keeps.

use crate::{mock::*, BookParameters, Error, Event};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok, pallet_prelude::DispatchError};

#[test]
fn list_classes_and_parameters_should_be_root_s() {
	ExtBuilder::build_and_execute(|| {
		let parameters = BookParameters::default();
		let sender = Outsider.origin();
		let bad = DispatchError::BadOrigin;
		assert_noop!(Book::list_pool(sender.clone(), POOL, true), bad);
		assert_noop!(Book::add_class(sender.clone(), Tag(4)), bad);
		assert_noop!(Book::set_parameters(sender, parameters), bad);
	});
}

#[test]
fn classes_should_be_8_different_ones() {
	ExtBuilder::build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(Book::add_class(root(), Tag::GPU), Error::<Test>::InvalidClass);
		for bit in 20..26 {
			assert_ok!(Book::add_class(root(), Tag(1 << bit)));
		}
		assert_eq!(events().pop(), Some(Event::ClassAdded { class: 7, tag: Tag(1 << 25) }));
		assert_noop!(Book::add_class(root(), Tag(1 << 26)), Error::<Test>::InvalidClass);
	});
}

#[test]
fn parameters_should_be_within_their_bounds() {
	ExtBuilder::build_and_execute(|| {
		let root = RuntimeOrigin::root;
		let default = BookParameters::default();
		let deposit = BookParameters::MAX_DEPOSIT + 1;
		for wrong in [
			BookParameters { deposit, ..default },
			BookParameters { eviction_fee: default.deposit + 1, ..default },
			BookParameters { quick_fee: default.deposit + 1, ..default },
			BookParameters { quick: 601, ..default },
			BookParameters { longest: 9, ..default },
		] {
			assert_noop!(Book::set_parameters(root(), wrong), Error::<Test>::OutOfBounds);
		}
		let parameters = BookParameters { quick: 60, ..default };
		assert_ok!(Book::set_parameters(root(), parameters));
		assert_eq!(events(), [Event::ParametersSet { parameters }]);
	});
}

#[test]
fn list_should_have_pools_that_exist() {
	ExtBuilder::build_and_execute(|| {
		let pool = WorkerpoolId(99);
		let root = RuntimeOrigin::root();
		assert_noop!(Book::list_pool(root, pool, true), Error::<Test>::UnknownPool);
	});
}
