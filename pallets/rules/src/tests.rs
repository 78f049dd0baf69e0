// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Pallet};
use bourse_primitives::{traits::Rules as _, MarketParameters};
use frame_support::{assert_noop, assert_ok, traits::UnixTime};
use sp_runtime::DispatchError;

/// The protocol's clock, in seconds.
fn clock() -> u64 {
	<Pallet<Test> as UnixTime>::now().as_secs()
}

#[test]
fn hold_should_be_what_genesis_says() {
	run(true, || assert!(Rules::hold()));
	run(false, || assert!(!Rules::hold()));
}

#[test]
fn clock_should_be_the_timestamp_when_blocks_come() {
	run(true, || {
		for now in [1_000, 1_002, 1_032] {
			block(now);
			assert_eq!((clock(), Rules::timestamp()), (now, now));
		}
	});
}

#[test]
fn clock_should_leave_a_gap_out_when_it_is_long() {
	run(true, || {
		block(1_000);
		block(1_031);
		assert_eq!((clock(), Rules::timestamp()), (1_000, 1_031));
		System::assert_last_event(Event::StoodStillFor { seconds: 31 }.into());
		block(1_033);
		assert_eq!(clock(), 1_002);
		block(4_633);
		assert_eq!((clock(), Rules::timestamp()), (1_002, 4_633));
	});
}

#[test]
fn clock_should_stand_still_when_a_migration_of_several_blocks_goes_on() {
	run(true, || {
		block(1_000);
		Migrates::set(true);
		block(1_002);
		block(1_004);
		Migrates::set(false);
		assert_eq!(clock(), 1_000);
		block(1_006);
		assert_eq!((clock(), Rules::timestamp()), (1_002, 1_006));
	});
}

#[test]
fn clock_should_be_the_timestamp_when_the_rules_do_not_hold() {
	run(false, || {
		block(1_000);
		block(9_000);
		assert_eq!(clock(), 9_000);
	});
}

#[test]
fn set_parameters_should_keep_what_is_within_the_bounds() {
	run(true, || {
		let parameters = MarketParameters { warm_up: 0, ..Default::default() };
		assert_ok!(Rules::set_parameters(RuntimeOrigin::root(), parameters));
		assert_eq!(Rules::parameters(), parameters);
		System::assert_last_event(Event::ParametersSet { parameters }.into());
	});
}

#[test]
fn set_parameters_should_refuse_others_and_what_is_out_of_bounds() {
	run(true, || {
		let fair = MarketParameters::default();
		let origin = RuntimeOrigin::signed(1);
		assert_noop!(Rules::set_parameters(origin, fair), DispatchError::BadOrigin);
		let steep = MarketParameters { miss_penalty: 101, ..fair };
		let refused = Rules::set_parameters(RuntimeOrigin::root(), steep);
		assert_noop!(refused, Error::<Test>::OutOfBounds);
	});
}
