// SPDX-License-Identifier: Apache-2.0

//! `heartbeat` and `heartbeat_unsigned`.

use crate::{mock::*, Call, Error, Heartbeat, Payload, WorkerStatus};
use bourse_primitives::crypto::PocoSignature;
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	pallet_prelude::{Authorize, InvalidTransaction, TransactionSource, ValidTransaction},
	traits::UnfilteredDispatchable,
};
use sp_core::Pair;
use sp_runtime::transaction_validity::TransactionValidityError;

const INTERVAL: u64 = 600;

fn beat(who: u64) -> Heartbeat<u64> {
	Heartbeat { worker: who, since: worker(who).last_seen, attempt: 0, ready: None }
}

fn call(key: u8, heartbeat: Heartbeat<u64>) -> Call<Test> {
	let signature: PocoSignature = pair(key).sign(heartbeat.hash().as_bytes());
	Call::heartbeat_unsigned { heartbeat, signature }
}

fn verdict(call: &Call<Test>) -> Result<ValidTransaction, InvalidTransaction> {
	match call.authorize(TransactionSource::External).unwrap() {
		Ok((validity, _)) => Ok(validity),
		Err(TransactionValidityError::Invalid(error)) => Err(error),
		Err(error) => panic!("{error:?}"),
	}
}

fn apply(call: Call<Test>) {
	assert_ok!(call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()));
}

/// Worker 1 with hot key 1 was last heard of an interval ago.
fn due(test: impl FnOnce()) {
	build_and_execute(|| {
		join(1, 4);
		set_key(1, 1);
		pass(INTERVAL);
		test();
	});
}

#[test]
fn heartbeat_should_limit_what_the_worker_gets_when_its_node_is_not_ready_for_all() {
	build_and_execute(|| {
		join(1, 4);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), Some(2)));
		assert_eq!(worker(1).free_slots(), 1);
		assert_eq!(assign(2, 1), [1]);
		assert!(assign(3, 1).is_empty());
		// What it said last counts, and never more than its slots.
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), Some(100)));
		assert_eq!(worker(1).free_slots(), 2);
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), Some(0)));
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 3));
		assert_eq!(worker(1).free_slots(), 1);
	});
}

#[test]
fn heartbeat_should_fail_when_the_account_is_not_a_member() {
	build_and_execute(|| {
		let beat = |who| Pools::heartbeat(RuntimeOrigin::signed(who), None);
		assert_noop!(beat(1), Error::<Test>::NotAWorker);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		assert_noop!(beat(1), Error::<Test>::NotAccepted);
		join(2, 1);
		assign(1, 1);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		assert_noop!(beat(2), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn unsigned_heartbeat_should_be_taken_in_once_when_it_is_due() {
	due(|| {
		let first = beat(1);
		let validity = verdict(&call(1, first.clone())).unwrap();
		assert_eq!(validity.provides, [(b"pools heartbeat", 1u64, first.since).encode()]);
		assert_eq!((validity.longevity, validity.propagate), (8, true));
		apply(call(1, Heartbeat { ready: Some(3), ..first.clone() }));
		assert_eq!((worker(1).last_seen, worker(1).ready), (Now::get(), Some(3)));
		// Neither the same again, now or later, nor the next too early.
		assert_eq!(verdict(&call(1, first.clone())), Err(InvalidTransaction::Stale));
		assert_eq!(verdict(&call(1, beat(1))), Err(InvalidTransaction::Future));
		pass(INTERVAL);
		assert_eq!(verdict(&call(1, first)), Err(InvalidTransaction::Stale));
		assert!(verdict(&call(1, beat(1))).is_ok());
	});
}

#[test]
fn unsigned_heartbeat_should_replace_its_stuck_twin_when_it_is_a_later_attempt() {
	due(|| {
		let first = verdict(&call(1, beat(1))).unwrap();
		let second = verdict(&call(1, Heartbeat { attempt: 1, ..beat(1) })).unwrap();
		assert_eq!(first.provides, second.provides);
		assert!(second.priority > first.priority);
	});
}

#[test]
fn unsigned_heartbeat_should_be_refused_when_state_alone_tells() {
	due(|| {
		let stranger = Heartbeat { worker: 2, ..beat(1) };
		assert_eq!(verdict(&call(1, stranger)), Err(InvalidTransaction::BadSigner));
		join(2, 1);
		pass(INTERVAL);
		assert_eq!(verdict(&call(1, beat(2))), Err(InvalidTransaction::BadSigner));
		assert_ok!(Pools::apply(RuntimeOrigin::signed(3), CLOSED, 1));
		set_key(3, 3);
		pass(INTERVAL);
		assert_eq!(verdict(&call(3, beat(3))), Err(InvalidTransaction::Call));
	});
}

#[test]
fn unsigned_heartbeat_should_be_refused_when_the_signature_is_not_of_the_hot_key() {
	due(|| {
		assert_eq!(verdict(&call(2, beat(1))), Err(InvalidTransaction::BadProof));
		let Call::heartbeat_unsigned { heartbeat, signature } = call(1, beat(1)) else { panic!() };
		let changed = Heartbeat { ready: Some(0), ..heartbeat };
		let changed = Call::heartbeat_unsigned { heartbeat: changed, signature };
		assert_eq!(verdict(&changed), Err(InvalidTransaction::BadProof));
	});
}

#[test]
fn unsigned_heartbeat_should_bring_a_silent_worker_back() {
	due(|| {
		pass(10_000);
		<Pools as frame_support::traits::Hooks<u64>>::on_idle(
			1,
			frame_support::weights::Weight::MAX,
		);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		let call = call(1, beat(1));
		assert!(verdict(&call).is_ok());
		apply(call);
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(assign(1, 1), [1]);
	});
}
