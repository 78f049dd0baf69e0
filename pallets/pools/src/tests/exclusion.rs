// SPDX-License-Identifier: Apache-2.0

//! `set_exclusion`: whom a requester never wants.

use crate::{mock::*, Error, Event, Exclusions};
use bourse_primitives::{traits::Demand, GroupId};
use frame_support::{assert_noop, assert_ok};

fn exclude(group: Option<u32>) {
	let group = group.map(GroupId);
	assert_ok!(Pools::set_exclusion(RuntimeOrigin::signed(REQUESTER), group));
}

#[test]
fn set_exclusion_should_keep_the_group_until_it_is_lifted() {
	build_and_execute(|| {
		exclude(Some(1));
		assert_eq!(Exclusions::<Test>::get(REQUESTER), Some(GroupId(1)));
		exclude(None);
		assert_eq!(Exclusions::<Test>::get(REQUESTER), None);
		let set = |group| Event::ExclusionSet { requester: REQUESTER, group };
		assert_eq!(events(), [set(Some(GroupId(1))), set(None)]);
	});
}

#[test]
fn set_exclusion_should_fail_when_there_is_no_such_group() {
	build_and_execute(|| {
		assert_noop!(
			Pools::set_exclusion(RuntimeOrigin::signed(REQUESTER), Some(GroupId(10))),
			Error::<Test>::UnknownGroup
		);
	});
}

#[test]
fn assign_should_pass_over_excluded_workers_for_this_requester_only() {
	build_and_execute(|| {
		join(1, 2);
		join(2, 2);
		exclude(Some(1));
		put_in_group(GroupId(1), 1);
		assert_eq!(assign(1, 2), [2]);
		let demand = Demand { requester: &REQUESTER.wrapping_add(1), ..demand() };
		assert_eq!(draw(Ask { demand, ..ask(&[2]) }).len(), 2);
	});
}

#[test]
fn assign_should_pass_over_machines_when_their_owner_is_excluded() {
	build_and_execute(|| {
		let machine = join_machine(1, 0, 1);
		join(2, 1);
		exclude(Some(1));
		put_in_group(GroupId(1), 1);
		assert_eq!(assign(1, 2), [2]);
		exclude(None);
		assert_eq!(assign(2, 2), [machine]);
	});
}
