// SPDX-License-Identifier: Apache-2.0

//! Calls `create_group`, `add_to_group` and `remove_from_group`.

use crate::{mock::*, Error, Event, Group, GroupMembers, Groups};
use bourse_primitives::{traits::Registry as _, AppId, DatasetId, GroupId, Party, WorkerpoolId};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchError;

fn account(n: AccountId) -> Party<AccountId> {
	Party::Account(n)
}

#[test]
fn create_group_should_make_an_empty_one_of_the_signer() {
	build_and_execute(|| {
		assert_ok!(Registry::create_group(signed(OWNER), b"friends".to_vec()));
		assert_ok!(Registry::create_group(signed(OWNER), b"friends".to_vec()));

		let group = Group {
			owner: OWNER,
			name: BoundedVec::truncate_from(b"friends".to_vec()),
			members: 0,
		};
		assert_eq!(Groups::<Test>::get(GroupId(0)), Some(group.clone()));
		assert_eq!(Groups::<Test>::get(GroupId(1)), Some(group));
		assert_eq!(
			take_events(),
			[0, 1].map(|id| Event::GroupCreated { id: GroupId(id), owner: OWNER })
		);
	});
}

#[test]
fn create_group_should_be_refused_when_the_name_is_too_long_or_nobody_signs() {
	build_and_execute(|| {
		let create = |origin, length| Registry::create_group(origin, vec![b'n'; length]);
		assert_noop!(create(signed(OWNER), 65), Error::<Test>::NameTooLong);
		assert_noop!(create(RuntimeOrigin::root(), 1), DispatchError::BadOrigin);
		assert_ok!(create(signed(OWNER), 64));
	});
}

#[test]
fn add_to_group_should_make_a_member_of_an_account_or_a_registered_asset() {
	build_and_execute(|| {
		let id = group();
		let parties = [
			account(OTHER),
			Party::App(app("a")),
			Party::Dataset(dataset("d")),
			Party::Workerpool(workerpool("w")),
		];
		for (count, party) in (1..).zip(&parties) {
			assert!(!Registry::in_group(id, party));
			take_events();
			assert_ok!(Registry::add_to_group(signed(OWNER), id, party.clone()));

			assert!(Registry::in_group(id, party));
			assert_eq!(Groups::<Test>::get(id).unwrap().members, count);
			let added = Event::GroupMemberAdded { id, party: party.clone() };
			assert_eq!(take_events(), vec![added]);
		}
		// A member of one group is in no other, and equal numbers are not equal parties.
		assert!(!Registry::in_group(group(), &account(OTHER)));
		assert!(!Registry::in_group(id, &account(0)));
		assert!(!Registry::in_group(GroupId(9), &account(OTHER)));
	});
}

#[test]
fn add_to_group_should_be_refused_when_the_asset_is_not_registered() {
	build_and_execute(|| {
		let id = group();
		let add = |party| Registry::add_to_group(signed(OWNER), id, party);
		assert_noop!(add(Party::App(AppId(0))), Error::<Test>::UnknownApp);
		assert_noop!(add(Party::Dataset(DatasetId(0))), Error::<Test>::UnknownDataset);
		assert_noop!(add(Party::Workerpool(WorkerpoolId(0))), Error::<Test>::UnknownWorkerpool);
	});
}

#[test]
fn add_to_group_should_be_refused_when_unknown_or_not_the_owners_or_a_member() {
	build_and_execute(|| {
		let id = group();
		let add = |who, id| Registry::add_to_group(signed(who), id, account(OTHER));
		assert_noop!(add(OWNER, GroupId(1)), Error::<Test>::UnknownGroup);
		assert_noop!(add(OTHER, id), Error::<Test>::NotOwner);
		assert_ok!(add(OWNER, id));
		assert_noop!(add(OWNER, id), Error::<Test>::AlreadyMember);
	});
}

#[test]
fn add_to_group_should_be_refused_when_the_group_is_full() {
	build_and_execute(|| {
		let id = group();
		for n in 0..u64::from(MAX_MEMBERS) {
			assert_ok!(Registry::add_to_group(signed(OWNER), id, account(n)));
		}
		let add = || Registry::add_to_group(signed(OWNER), id, account(99));
		assert_noop!(add(), Error::<Test>::GroupFull);
		assert_ok!(Registry::remove_from_group(signed(OWNER), id, account(0)));
		assert_ok!(add());
		assert_eq!(Groups::<Test>::get(id).unwrap().members, MAX_MEMBERS);
	});
}

#[test]
fn remove_from_group_should_remove_the_member_only() {
	build_and_execute(|| {
		let id = group();
		for n in [OWNER, OTHER] {
			assert_ok!(Registry::add_to_group(signed(OWNER), id, account(n)));
		}
		take_events();
		assert_ok!(Registry::remove_from_group(signed(OWNER), id, account(OTHER)));

		assert!(!Registry::in_group(id, &account(OTHER)));
		assert!(Registry::in_group(id, &account(OWNER)));
		assert_eq!(GroupMembers::<Test>::iter().count(), 1);
		assert_eq!(Groups::<Test>::get(id).unwrap().members, 1);
		let removed = Event::GroupMemberRemoved { id, party: account(OTHER) };
		assert_eq!(take_events(), vec![removed]);
	});
}

#[test]
fn remove_from_group_should_be_refused_when_unknown_or_not_the_owners_or_no_member() {
	build_and_execute(|| {
		let id = group();
		let remove = |who, id| Registry::remove_from_group(signed(who), id, account(OTHER));
		assert_noop!(remove(OWNER, GroupId(1)), Error::<Test>::UnknownGroup);
		assert_noop!(remove(OTHER, id), Error::<Test>::NotOwner);
		assert_noop!(remove(OWNER, id), Error::<Test>::NotMember);
	});
}
