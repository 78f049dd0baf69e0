// SPDX-License-Identifier: Apache-2.0

//! Schedule, execution, cancellation.

use crate::{mock::*, Error, Event, Rested};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::v3::Named, EnsureOrigin, QueryPreimage, SafeModeNotify},
};
use frame_system::EnsureSignedBy;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError,
};

const KEY: &[u8] = b"only root writes this";

/// A call that only root may make.
fn call(value: u8) -> RuntimeCall {
	frame_system::Call::set_storage { items: vec![(KEY.to_vec(), vec![value])] }.into()
}

/// Puts the call on chain, and gives its hash.
fn noted(value: u8) -> sp_runtime::testing::H256 {
	let bytes = call(value).encode();
	let hash = BlakeTwo256::hash(&bytes);
	assert_ok!(Preimage::note_preimage(RuntimeOrigin::signed(5), bytes));
	hash
}

fn written() -> Option<Vec<u8>> {
	sp_io::storage::get(KEY).map(|value| value.to_vec())
}

fn schedule(call: sp_runtime::testing::H256, delay: u64) -> Result<(), DispatchError> {
	Mandate::schedule(RuntimeOrigin::signed(MANY), call, delay)
}

#[test]
fn call_should_be_executed_as_root_no_sooner_than_the_least_delay() {
	for (delay, waits) in [(0, DELAY), (DELAY + 7, DELAY + 7)] {
		run(|| {
			let hash = noted(1);
			assert_ok!(schedule(hash, delay));
			let at = 1 + waits + 1;
			System::assert_last_event(Event::Scheduled { call: hash, at }.into());
			blocks_to(at - 1);
			assert_eq!(written(), None);
			blocks_to(at);
			assert_eq!(written(), Some(vec![1]));
			// The same call may be needed again.
			assert_ok!(schedule(hash, 0));
		});
	}
}

#[test]
fn call_should_not_be_executed_when_half_of_the_council_cancels() {
	run(|| {
		let hash = noted(1);
		assert_ok!(schedule(hash, 0));
		assert!(Preimage::is_requested(&hash));
		assert_ok!(Mandate::cancel(RuntimeOrigin::signed(HALF), hash));
		System::assert_last_event(Event::Canceled { call: hash }.into());
		assert!(!Preimage::is_requested(&hash));
		blocks_to(2 * DELAY);
		assert_eq!(written(), None);
		let again = Mandate::cancel(RuntimeOrigin::signed(HALF), hash);
		assert_eq!(again, Err(Error::<Test>::NotScheduled.into()));
		assert_ok!(schedule(hash, 0));
	});
}

#[test]
fn schedule_should_be_refused_when_nobody_could_read_the_call() {
	run(|| {
		let unknown = BlakeTwo256::hash(&call(1).encode());
		assert_noop!(
			Mandate::schedule(RuntimeOrigin::signed(MANY), unknown, 0),
			Error::<Test>::UnknownCall
		);
	});
}

#[test]
fn schedule_should_be_refused_when_the_call_waits_already() {
	run(|| {
		let hash = noted(1);
		assert_ok!(schedule(hash, 0));
		// Neither later nor twice.
		for delay in [0, 5 * DELAY] {
			assert_noop!(
				Mandate::schedule(RuntimeOrigin::signed(MANY), hash, delay),
				Error::<Test>::AlreadyScheduled
			);
		}
	});
}

#[test]
fn schedule_should_be_refused_when_the_block_is_full() {
	run(|| {
		let (one, two) = (noted(1), noted(2));
		assert_ok!(schedule(one, 0));
		assert_eq!(schedule(two, 0), Err(Error::<Test>::BlockIsFull.into()));
		assert_ok!(schedule(two, DELAY + 1));
	});
}

#[test]
fn calls_should_be_refused_by_anybody_else() {
	run(|| {
		let hash = noted(1);
		for who in [RuntimeOrigin::signed(HALF), RuntimeOrigin::signed(5), RuntimeOrigin::none()] {
			assert_noop!(Mandate::schedule(who, hash, 0), DispatchError::BadOrigin);
		}
		assert_ok!(schedule(hash, 0));
		for who in [RuntimeOrigin::signed(5), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Mandate::cancel(who, hash), DispatchError::BadOrigin);
		}
	});
}

/// A task of another user of the scheduler can't take a mandate's name.
#[test]
fn name_should_not_be_the_hash_itself() {
	run(|| {
		let hash = noted(1);
		assert_ok!(schedule(hash, 0));
		let taken =
			<Scheduler as Named<u64, RuntimeCall, OriginCaller>>::next_dispatch_time(hash.0);
		assert!(taken.is_err());
	});
}

#[test]
fn rested_should_refuse_for_a_while_when_a_safe_mode_has_ended() {
	run(|| {
		type Rests = Rested<Test, EnsureSignedBy<Half, u64>>;
		let may = |who| Rests::try_origin(RuntimeOrigin::signed(who)).is_ok();
		assert!(may(HALF) && !may(5));
		<Mandate as SafeModeNotify>::entered();
		assert!(may(HALF));
		System::set_block_number(9);
		<Mandate as SafeModeNotify>::exited();
		for (block, allowed) in [(9, false), (8 + REST, false), (9 + REST, true)] {
			System::set_block_number(block);
			assert_eq!((may(HALF), may(5)), (allowed, false), "{block}");
		}
	});
}
