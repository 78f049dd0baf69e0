// SPDX-License-Identifier: Apache-2.0

//! Conditions 12 to 1b: whom each order accepts.

use crate::{mock::*, Error};
use bourse_primitives::{Restrict::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// Sets the restriction under test.
type Set = fn(&mut Bundle, Restrict<AccountId>);

/// Every restriction: how to set it, whom it is about, and the error of one that refuses.
fn all() -> [(Set, Party<AccountId>, Error<Test>); 10] {
	let app = || Party::App(APP);
	let dataset = || Party::Dataset(DATASET);
	let workerpool = || Party::Workerpool(POOL);
	let requester = || Party::Account(Requester.account());
	[
		(
			|orders, restrict| orders.request.workerpool_restrict = restrict,
			workerpool(),
			Error::WorkerpoolRefusedByRequest,
		),
		(
			|orders, restrict| orders.app.dataset_restrict = restrict,
			dataset(),
			Error::DatasetRefusedByApp,
		),
		(
			|orders, restrict| orders.app.workerpool_restrict = restrict,
			workerpool(),
			Error::WorkerpoolRefusedByApp,
		),
		(
			|orders, restrict| orders.app.requester_restrict = restrict,
			requester(),
			Error::RequesterRefusedByApp,
		),
		(
			|orders, restrict| orders.dataset.as_mut().unwrap().app_restrict = restrict,
			app(),
			Error::AppRefusedByDataset,
		),
		(
			|orders, restrict| orders.dataset.as_mut().unwrap().workerpool_restrict = restrict,
			workerpool(),
			Error::WorkerpoolRefusedByDataset,
		),
		(
			|orders, restrict| orders.dataset.as_mut().unwrap().requester_restrict = restrict,
			requester(),
			Error::RequesterRefusedByDataset,
		),
		(
			|orders, restrict| orders.workerpool.app_restrict = restrict,
			app(),
			Error::AppRefusedByWorkerpool,
		),
		(
			|orders, restrict| orders.workerpool.dataset_restrict = restrict,
			dataset(),
			Error::DatasetRefusedByWorkerpool,
		),
		(
			|orders, restrict| orders.workerpool.requester_restrict = restrict,
			requester(),
			Error::RequesterRefusedByWorkerpool,
		),
	]
}

/// Something of the same kind that is not in the orders.
fn another(party: &Party<AccountId>) -> Party<AccountId> {
	match party {
		Party::Account(_) => Party::Account(Outsider.account()),
		Party::App(_) => Party::App(AppId(99)),
		Party::Dataset(_) => Party::Dataset(DatasetId(99)),
		Party::Workerpool(_) => Party::Workerpool(WorkerpoolId(99)),
	}
}

fn with(set: Set, restrict: Restrict<AccountId>) -> Bundle {
	let mut orders = Bundle::with_dataset();
	set(&mut orders, restrict);
	orders
}

#[test]
fn an_order_should_match_when_it_is_restricted_to_the_party() {
	for (set, party, _) in all() {
		ExtBuilder::build_and_execute(|| {
			assert_ok!(with(set, Only(party)).matched());
		});
	}
}

#[test]
fn an_order_should_not_match_when_it_is_restricted_to_another_party() {
	for (set, party, error) in all() {
		ExtBuilder::build_and_execute(|| {
			assert_noop!(with(set, Only(another(&party))).matched(), error);
		});
	}
}

#[test]
fn an_order_should_not_match_when_its_restriction_names_another_kind() {
	for (set, party, error) in all() {
		let expected = DispatchError::from(error);
		let other_kinds = [
			Party::App(APP),
			Party::Dataset(DATASET),
			Party::Workerpool(POOL),
			Party::Account(Requester.account()),
			Party::Account(AppOwner.account()),
			Party::Account(DatasetOwner.account()),
			Party::Account(Scheduler.account()),
		];
		ExtBuilder::build_and_execute(|| {
			for other in other_kinds.into_iter().filter(|other| *other != party) {
				let refused = with(set, Only(other)).matched();
				assert_eq!(refused, Err(expected));
			}
		});
	}
}

#[test]
fn an_order_should_match_when_the_party_is_in_its_group() {
	for (set, party, error) in all() {
		ExtBuilder::build_and_execute(|| {
			Members::insert(GROUP, another(&party), ());
			assert_noop!(with(set, Group(GROUP)).matched(), error);
			Members::insert(GROUP, party, ());
			assert_ok!(with(set, Group(GROUP)).matched());
		});
	}
}

#[test]
fn an_order_should_not_match_when_its_group_does_not_exist() {
	for (set, _, error) in all() {
		ExtBuilder::build_and_execute(|| {
			assert_noop!(with(set, Group(GroupId(99))).matched(), error);
		});
	}
}

#[test]
fn an_app_order_should_not_match_without_a_dataset_when_it_restricts_the_dataset() {
	for restrict in [Only(Party::Dataset(DATASET)), Group(GROUP)] {
		ExtBuilder::build_and_execute(|| {
			Members::insert(GROUP, Party::Dataset(DATASET), ());
			let mut orders = Bundle::without_dataset();
			orders.app.dataset_restrict = restrict;
			assert_noop!(orders.matched(), Error::<Test>::DatasetRefusedByApp);
		});
	}
}

#[test]
fn a_workerpool_order_should_not_match_without_a_dataset_when_it_restricts_the_dataset() {
	for restrict in [Only(Party::Dataset(DATASET)), Group(GROUP)] {
		ExtBuilder::build_and_execute(|| {
			Members::insert(GROUP, Party::Dataset(DATASET), ());
			let mut orders = Bundle::without_dataset();
			orders.workerpool.dataset_restrict = restrict;
			assert_noop!(orders.matched(), Error::<Test>::DatasetRefusedByWorkerpool);
		});
	}
}

#[test]
fn a_restriction_should_be_about_the_requester_when_somebody_else_sponsors() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.app.requester_restrict = Only(Party::Account(Sponsor.account()));
		assert_noop!(orders.signed().sponsored_by(Sponsor), Error::<Test>::RequesterRefusedByApp);
		let mut orders = Bundle::with_dataset();
		orders.app.requester_restrict = Only(Party::Account(Requester.account()));
		assert_ok!(orders.signed().sponsored_by(Sponsor));
	});
}
