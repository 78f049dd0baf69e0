// SPDX-License-Identifier: Apache-2.0

//! Call `revoke_all`, and what transfers do to orders; members of groups in bulk.

use crate::{mock::*, Error, Event, GroupMembers, Groups};
use bourse_primitives::{traits::Registry as _, AppId, DatasetId, GroupId, Party, WorkerpoolId};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchResult;

#[test]
fn revoke_all_should_raise_the_epoch_of_what_the_signer_owns() {
	build_and_execute(|| {
		let parties = [
			Party::App(app("a")),
			Party::Dataset(dataset("d")),
			Party::Workerpool(workerpool("w")),
			Party::Account(OWNER),
		];
		take_events();
		for of in parties {
			assert_eq!(Registry::epoch(&of), 0);
			for epoch in [1, 2] {
				assert_ok!(Registry::revoke_all(signed(OWNER), of.clone()));
				assert_eq!(Registry::epoch(&of), epoch);
				assert_eq!(take_events(), vec![Event::OrdersRevoked { of: of.clone(), epoch }]);
			}
		}
		assert_eq!(Registry::epoch(&Party::Account(OTHER)), 0);
	});
}

#[test]
fn revoke_all_should_be_refused_when_unknown_or_not_the_signers() {
	build_and_execute(|| {
		let revoke = |of| Registry::revoke_all(signed(OTHER), of);
		assert_noop!(revoke(Party::App(AppId(0))), Error::<Test>::UnknownApp);
		assert_noop!(revoke(Party::Dataset(DatasetId(0))), Error::<Test>::UnknownDataset);
		assert_noop!(revoke(Party::Workerpool(WorkerpoolId(0))), Error::<Test>::UnknownWorkerpool);
		let app = app("a");
		assert_noop!(revoke(Party::App(app)), Error::<Test>::NotOwner);
		assert_noop!(revoke(Party::Account(OWNER)), Error::<Test>::NotOwner);
	});
}

#[test]
fn transfer_should_raise_the_epoch_when_the_rules_hold_and_only_then() {
	build_and_execute(|| {
		let (a, d, w) = (app("a"), dataset("d"), workerpool("w"));
		let epochs = || {
			[Party::App(a), Party::Dataset(d), Party::Workerpool(w)].map(|of| Registry::epoch(&of))
		};
		let transfer = |from, to| {
			assert_ok!(Registry::transfer_app(signed(from), a, to));
			assert_ok!(Registry::transfer_dataset(signed(from), d, to));
			assert_ok!(Registry::transfer_workerpool(signed(from), w, to));
		};
		transfer(OWNER, OTHER);
		assert_eq!(epochs(), [0; 3]);
		Hold::set(true);
		transfer(OTHER, OWNER);
		assert_eq!(epochs(), [1; 3]);
	});
}

fn accounts(numbers: impl IntoIterator<Item = u64>) -> Vec<Party<AccountId>> {
	numbers.into_iter().map(Party::Account).collect()
}

fn add(id: GroupId, parties: Vec<Party<AccountId>>) -> DispatchResult {
	Registry::add_members(signed(OWNER), id, BoundedVec::truncate_from(parties))
}

fn remove(id: GroupId, parties: Vec<Party<AccountId>>) -> DispatchResult {
	Registry::remove_members(signed(OWNER), id, BoundedVec::truncate_from(parties))
}

fn members(id: GroupId) -> (u32, usize) {
	let counted = Groups::<Test>::get(id).unwrap().members;
	(counted, GroupMembers::<Test>::iter_prefix(id).count())
}

#[test]
fn add_members_should_pass_over_those_that_are_members_or_come_twice() {
	build_and_execute(|| {
		let id = group();
		assert_ok!(add(id, accounts([5])));
		take_events();
		assert_ok!(add(id, accounts([5, 6, 6, 7])));
		assert_eq!(members(id), (3, 3));
		let parties = BoundedVec::truncate_from(accounts([6, 7]));
		assert_eq!(take_events(), vec![Event::GroupMembersAdded { id, parties }]);
	});
}

#[test]
fn add_members_should_be_refused_whole_when_one_does_not_exist_or_the_group_is_full() {
	build_and_execute(|| {
		let id = group();
		let unknown = [accounts([5]), vec![Party::App(AppId(3))], accounts([6])].concat();
		assert_noop!(add(id, unknown), Error::<Test>::UnknownApp);
		assert_noop!(add(id, accounts(0..=u64::from(MAX_MEMBERS))), Error::<Test>::GroupFull);
		assert_noop!(add(GroupId(9), accounts([5])), Error::<Test>::UnknownGroup);
		let by_other = Registry::add_members(signed(OTHER), id, BoundedVec::new());
		assert_noop!(by_other, Error::<Test>::NotOwner);
		assert_ok!(add(id, accounts(0..u64::from(MAX_MEMBERS))));
		assert_eq!(members(id), (MAX_MEMBERS, MAX_MEMBERS as usize));
	});
}

#[test]
fn remove_members_should_pass_over_those_that_are_none() {
	build_and_execute(|| {
		let id = group();
		assert_ok!(add(id, accounts([5, 6, 7])));
		take_events();
		assert_ok!(remove(id, accounts([6, 8, 7, 7])));
		assert_eq!(members(id), (1, 1));
		let parties = BoundedVec::truncate_from(accounts([6, 7]));
		assert_eq!(take_events(), vec![Event::GroupMembersRemoved { id, parties }]);
		let by_other = Registry::remove_members(signed(OTHER), id, BoundedVec::new());
		assert_noop!(by_other, Error::<Test>::NotOwner);
		assert_noop!(remove(GroupId(9), vec![]), Error::<Test>::UnknownGroup);
	});
}
