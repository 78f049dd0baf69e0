// SPDX-License-Identifier: Apache-2.0

//! The last reveal completes its task; what it leaves, the agenda does in the same block.

use super::Event;
use crate::{mock::*, types::*, Call, Progress, WeightInfo};
use bourse_primitives::{traits::Assignments, TaskId, TaskStatus, RLC};
use frame_support::{assert_ok, traits::UnfilteredDispatchable};
use sp_runtime::TokenError;

/// The chain finalizes, and does nothing else by itself.
fn finalizing(test: impl FnOnce()) {
	run_with(AutomationSettings { finalize: true, ..AutomationSettings::all(false) }, || {
		for worker in W1..=W5 {
			MockAssignments::join(worker, 0);
		}
		test()
	})
}

/// A task that so many workers agree on, all but the last of whom have revealed.
fn last_reveal_of(deal: bourse_primitives::Deal<AccountId>, workers: u8) -> (TaskId, u8) {
	let id = task_of(deal);
	let last = W1 + workers - 1;
	for worker in W1..=last {
		assert_ok!(contribute(worker, id, "A"));
	}
	assert_eq!(task(id).status, TaskStatus::Revealing);
	for worker in W1..last {
		assert_ok!(reveal(worker, id, "A"));
	}
	(id, last)
}

#[test]
fn reveal_should_complete_the_task_when_it_is_the_last() {
	finalizing(|| {
		let id = task_of(deal(3));
		for worker in [W1, W2, W3] {
			MockAssignments::put(id, worker, START + T);
		}
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		assert_ok!(reveal(W1, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		events();
		advance(5);
		assert_ok!(reveal(W2, id, "A"));
		let right =
			|worker| Event::AccurateContribution { worker: account(worker), task: id, score: 1 };
		assert_eq!(
			events(),
			vec![
				Event::TaskRevealed { task: id, worker: account(W2), digest: digest("A") },
				right(W1),
				right(W2),
				Event::TaskFinalized {
					task: id,
					digest: digest("A"),
					results: Default::default(),
					failure: None
				},
			]
		);
		let done = task(id);
		assert_eq!((done.status, done.ended_at), (TaskStatus::Completed, Some(START + 5)));
		assert_eq!((stake(W1), locked(W1)), (100 * RLC + 4_950_000_000, 0));
		assert_eq!((stake(W2), locked(W2)), (100 * RLC + 4_950_000_000, 0));
		// Also the one that was not needed.
		for worker in [W1, W2, W3] {
			assert!(MockAssignments::tasks_of(&account(worker)).is_empty());
		}
		// Nothing is left to do.
		idle();
		assert_eq!(events(), vec![]);
	});
}

#[test]
fn reveal_should_leave_the_task_when_the_chain_does_not_finalize() {
	run(|| {
		let (id, last) = last_reveal_of(deal(3), 2);
		assert_ok!(reveal(last, id, "A"));
		idle();
		assert_eq!(task(id).status, TaskStatus::Revealing);
	});
}

#[test]
fn reveal_should_leave_a_callback_to_the_agenda_of_the_block() {
	finalizing(|| {
		let mut with_callback = deal(3);
		with_callback.callback = Some(account(CALLBACK));
		let (id, last) = last_reveal_of(with_callback, 2);
		let opening = Some(Opening::Plain(b"A".to_vec().try_into().unwrap()));
		let item = RevealItem { task: id, digest: digest("A"), opening, encrypted: None };
		let (payload, signature) = reveal_payload(last, vec![item]);
		let call = Call::<Test>::reveal_batch { payload, signature };
		assert_ok!(call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		assert!(callbacks().is_empty());
		idle();
		assert_eq!(task(id).status, TaskStatus::Completed);
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"A".to_vec())]);
	});
}

#[test]
fn reveal_should_leave_more_than_eight_contributors_to_the_agenda_of_the_block() {
	finalizing(|| {
		for worker in W5 + 1..W1 + 9 {
			MockAssignments::join(worker, 0);
		}
		let (id, last) = last_reveal_of(deal(256), 8);
		assert_ok!(reveal(last, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Completed);

		let (id, last) = last_reveal_of(deal(512), 9);
		assert_ok!(reveal(last, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		assert_eq!(locked(last), 3 * RLC);
		idle();
		assert_eq!((task(id).status, task(id).ended_at), (TaskStatus::Completed, Some(START)));
		assert_eq!(locked(last), 0);
	});
}

#[test]
fn reveal_should_stand_when_the_ledger_refuses_the_settlement() {
	finalizing(|| {
		let sponsored = |sponsor| {
			let mut deal = deal(3);
			deal.sponsor = account(sponsor);
			last_reveal_of(deal, 2)
		};
		let ((broken, last), (good, _)) = (sponsored(SPONSOR), sponsored(REQUESTER));
		// What must not be: the price is gone.
		MockLedger::set_locked(&account(SPONSOR), 0);
		let items = [broken, good].map(|task| RevealItem {
			task,
			digest: digest("A"),
			opening: None,
			encrypted: None,
		});
		let (payload, signature) = reveal_payload(last, items.to_vec());
		let call = Call::<Test>::reveal_batch { payload, signature };
		events();
		assert_ok!(call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()));
		// The other one's settlement is as if it was alone.
		assert_eq!(task(good).status, TaskStatus::Completed);
		assert_eq!((stake(last), locked(last)), (97 * RLC + 4_950_000_000, 3 * RLC));
		assert_eq!((score(W1), score(last)), (1, 1));
		let skipped = |event: &Event| matches!(event, Event::BatchItemSkipped { .. });
		assert!(!events().iter().any(skipped));
		let left = task(broken);
		assert_eq!((left.status, left.reveal_counter()), (TaskStatus::Revealing, 2));
		assert_eq!(left.ended_at, None);
		let deal_id = bourse_primitives::deal_and_index(broken).0;
		assert_eq!(Progress::<Test>::get(deal_id).ended, 0);

		// The agenda tells everybody, and tries again.
		idle();
		let error = TokenError::FundsUnavailable.into();
		assert_eq!(events(), vec![Event::AutomationFailed { task: broken, error }]);
		MockLedger::set_locked(&account(SPONSOR), 13 * RLC);
		advance(70);
		idle();
		assert_eq!(task(broken).status, TaskStatus::Completed);
		assert_eq!((stake(last), locked(last)), (100 * RLC + 9_900_000_000, 0));
	});
}

#[test]
fn reveal_should_pay_for_the_completion_only_when_it_completes() {
	finalizing(|| {
		let weight = |workers| <() as WeightInfo>::reveal() + <() as WeightInfo>::finalize(workers);
		let paid = |worker, id| {
			let info = Poco::reveal(origin(worker), id, digest("A")).unwrap();
			info.actual_weight.unwrap()
		};
		let id = task_of(deal(5));
		for worker in [W1, W2, W3] {
			assert_ok!(contribute(worker, id, "A"));
		}
		assert_eq!(paid(W1, id), weight(1));
		assert_eq!(paid(W2, id), weight(1));
		assert_eq!(paid(W3, id), weight(3));
	});
}
