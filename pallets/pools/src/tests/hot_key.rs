// SPDX-License-Identifier: Apache-2.0

//! `set_hot_key` and `remove_hot_key`.

use crate::{hot_key_message, mock::*, Error, Event, HotKeys, WorkerStatus};
use bourse_primitives::traits::Assignments;
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;
use sp_io::hashing::blake2_256;

#[test]
fn hot_key_message_should_be_the_hash_of_text_and_account() {
	let text = [b"bourse hot key".as_slice(), &5u64.to_le_bytes()].concat();
	assert_eq!(hot_key_message(&5u64), blake2_256(&text).into());
}

#[test]
fn set_hot_key_should_bind_key_and_worker_when_the_proof_is_right() {
	build_and_execute(|| {
		join(1, 1);
		events();
		let (key, proof) = key_for(7, 1);
		assert_ok!(Pools::set_hot_key(RuntimeOrigin::signed(1), key.clone(), proof));
		assert_eq!(Chain::worker_of(&key), Some(1));
		assert_eq!(Chain::hot_key(&1), Some(key.clone()));
		assert_eq!(events(), [Event::HotKeySet { worker: 1, key }]);
	});
}

#[test]
fn set_hot_key_should_work_when_the_worker_only_applied() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		set_key(7, 1);
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!(Chain::hot_key(&1), Some(pair(7).public()));
	});
}

#[test]
fn set_hot_key_should_replace_the_former_when_tasks_are_running() {
	build_and_execute(|| {
		join(1, 2);
		set_key(7, 1);
		assert_eq!(assign(1, 1), [1]);
		set_key(8, 1);
		assert_eq!(Chain::worker_of(&pair(7).public()), None);
		assert_eq!(Chain::worker_of(&pair(8).public()), Some(1));
		assert_eq!(HotKeys::<Test>::iter().count(), 1);
		assert!(Chain::is_assigned(task(1), &1));
		// What was given up is free for others.
		join(2, 1);
		set_key(7, 2);
		assert_eq!(Chain::worker_of(&pair(7).public()), Some(2));
	});
}

#[test]
fn set_hot_key_should_change_nothing_when_it_is_the_same_key() {
	build_and_execute(|| {
		join(1, 1);
		set_key(7, 1);
		let before = worker(1);
		set_key(7, 1);
		assert_eq!(worker(1), before);
		assert_eq!(Chain::worker_of(&pair(7).public()), Some(1));
	});
}

#[test]
fn set_hot_key_should_work_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		set_key(7, 1);
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		assert_eq!(Chain::worker_of(&pair(7).public()), Some(1));
		release(&[1]);
	});
}

#[test]
fn set_hot_key_should_fail_when_the_account_is_no_worker() {
	build_and_execute(|| {
		let (key, proof) = key_for(7, 1);
		assert_noop!(
			Pools::set_hot_key(RuntimeOrigin::signed(1), key, proof),
			Error::<Test>::NotAWorker
		);
	});
}

#[test]
fn set_hot_key_should_fail_when_the_key_serves_another_worker() {
	build_and_execute(|| {
		join(1, 1);
		join(2, 1);
		set_key(7, 1);
		// Even whoever holds the key can't let it serve two.
		let (key, proof) = key_for(7, 2);
		assert_noop!(
			Pools::set_hot_key(RuntimeOrigin::signed(2), key, proof),
			Error::<Test>::HotKeyInUse
		);
	});
}

#[test]
fn set_hot_key_should_fail_when_the_proof_is_wrong() {
	build_and_execute(|| {
		join(1, 1);
		let refused = |key: &bourse_primitives::crypto::PocoId, proof| {
			assert_noop!(
				Pools::set_hot_key(RuntimeOrigin::signed(1), key.clone(), proof),
				Error::<Test>::BadProof
			);
		};
		let (key, _) = key_for(7, 1);
		// For another account,
		refused(&key, key_for(7, 2).1);
		// by another key,
		refused(&key, key_for(8, 1).1);
		// over something else.
		refused(&key, pair(7).sign(&1u64.encode()));
	});
}

#[test]
fn remove_hot_key_should_free_the_key_and_keep_the_worker_assignable() {
	build_and_execute(|| {
		join(1, 1);
		set_key(7, 1);
		events();
		assert_ok!(Pools::remove_hot_key(RuntimeOrigin::signed(1)));
		assert_eq!(Chain::hot_key(&1), None);
		assert_eq!(Chain::worker_of(&pair(7).public()), None);
		assert_eq!(events(), [Event::HotKeyRemoved { worker: 1, key: pair(7).public() }]);
		assert_eq!(assign(1, 1), [1]);
	});
}

#[test]
fn remove_hot_key_should_fail_when_there_is_none() {
	build_and_execute(|| {
		assert_noop!(Pools::remove_hot_key(RuntimeOrigin::signed(1)), Error::<Test>::NotAWorker);
		join(1, 1);
		assert_noop!(Pools::remove_hot_key(RuntimeOrigin::signed(1)), Error::<Test>::NoHotKey);
	});
}
