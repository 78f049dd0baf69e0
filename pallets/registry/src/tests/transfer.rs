// SPDX-License-Identifier: Apache-2.0

//! Calls `transfer_app`, `transfer_dataset`, `transfer_workerpool` and `transfer_group`.

use crate::{mock::*, Error, Event, Groups};
use bourse_primitives::{traits::Registry as _, AppId, DatasetId, GroupId, Party, WorkerpoolId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn transfer_should_change_the_owner_when_the_owner_asks() {
	build_and_execute(|| {
		let (app, dataset, pool, group) = (app("a"), dataset("d"), workerpool("w"), group());
		take_events();
		assert_ok!(Registry::transfer_app(signed(OWNER), app, OTHER));
		assert_ok!(Registry::transfer_dataset(signed(OWNER), dataset, OTHER));
		assert_ok!(Registry::transfer_workerpool(signed(OWNER), pool, OTHER));
		assert_ok!(Registry::transfer_group(signed(OWNER), group, OTHER));

		assert_eq!(Registry::app_owner(app), Some(OTHER));
		assert_eq!(Registry::dataset_owner(dataset), Some(OTHER));
		assert_eq!(Registry::workerpool_owner(pool), Some(OTHER));
		assert_eq!(Groups::<Test>::get(group).unwrap().owner, OTHER);
		assert_eq!(
			take_events(),
			vec![
				Event::AppTransferred { id: app, from: OWNER, to: OTHER },
				Event::DatasetTransferred { id: dataset, from: OWNER, to: OTHER },
				Event::WorkerpoolTransferred { id: pool, from: OWNER, to: OTHER },
				Event::GroupTransferred { id: group, from: OWNER, to: OTHER },
			]
		);
	});
}

#[test]
fn transfer_should_be_refused_when_the_signer_is_not_or_no_longer_the_owner() {
	build_and_execute(|| {
		let (app, dataset, pool, group) = (app("a"), dataset("d"), workerpool("w"), group());
		let attempts = |who, outcome: Result<(), Error<Test>>| {
			let outcome = outcome.map_err(DispatchError::from);
			assert_eq!(Registry::transfer_app(signed(who), app, OTHER), outcome);
			assert_eq!(Registry::transfer_dataset(signed(who), dataset, OTHER), outcome);
			assert_eq!(Registry::transfer_workerpool(signed(who), pool, OTHER), outcome);
			assert_eq!(Registry::transfer_group(signed(who), group, OTHER), outcome);
		};
		attempts(OTHER, Err(Error::NotOwner));
		assert_eq!(Registry::app_owner(app), Some(OWNER));
		attempts(OWNER, Ok(()));
		attempts(OWNER, Err(Error::NotOwner));
		// To oneself, which is no change.
		attempts(OTHER, Ok(()));
	});
}

#[test]
fn transfer_should_be_refused_when_there_is_nothing() {
	build_and_execute(|| {
		assert_noop!(
			Registry::transfer_app(signed(OWNER), AppId(0), OTHER),
			Error::<Test>::UnknownApp
		);
		assert_noop!(
			Registry::transfer_dataset(signed(OWNER), DatasetId(0), OTHER),
			Error::<Test>::UnknownDataset
		);
		assert_noop!(
			Registry::transfer_workerpool(signed(OWNER), WorkerpoolId(0), OTHER),
			Error::<Test>::UnknownWorkerpool
		);
		assert_noop!(
			Registry::transfer_group(signed(OWNER), GroupId(0), OTHER),
			Error::<Test>::UnknownGroup
		);
	});
}

#[test]
fn transfer_should_leave_what_belongs_to_the_thing() {
	build_and_execute(|| {
		let pool = workerpool("w");
		assert_ok!(Registry::set_workerpool_policy(signed(OWNER), pool, 50, 5));
		let policy = Registry::workerpool_policy(pool);
		assert_ok!(Registry::transfer_workerpool(signed(OWNER), pool, OTHER));
		assert_eq!(Registry::workerpool_policy(pool), policy);

		let group = group();
		assert_ok!(Registry::add_to_group(signed(OWNER), group, Party::Account(7)));
		assert_ok!(Registry::transfer_group(signed(OWNER), group, OTHER));
		assert!(Registry::in_group(group, &Party::Account(7)));
		assert_ok!(Registry::remove_from_group(signed(OTHER), group, Party::Account(7)));
	});
}
