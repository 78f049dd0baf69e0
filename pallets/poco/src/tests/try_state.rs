// SPDX-License-Identifier: Apache-2.0

//! `try_state` sees each kind of damage to a state that is in order otherwise.

use crate::{
	mock::*, types::*, Agenda, AgendaStates, ChallengeCount, Challenges, Contributions, DealQueue,
	DealQueues, Failures, Groups, PoolRing, PoolRingState, Progress, Tasks,
};
use bourse_primitives::{
	task_id, traits::Deals, DealId, FailureCode, TaskId, TaskStatus, WorkerpoolId, RLC,
};
use frame_support::{assert_ok, BoundedVec};
use sp_core::{H256, U256};
use sp_runtime::DispatchError;

/// The tasks of a state with one of every kind.
struct Scene {
	/// A deal of three tasks, of which the first two are initialized.
	bag: DealId,
	/// Active, with contributions of W1 and W2 that differ.
	active: TaskId,
	/// Of trust 1, Revealing the contribution of W1.
	revealing: TaskId,
	/// Completed by W1.
	completed: TaskId,
	/// Failed without a contribution.
	failed: TaskId,
}

/// Makes a scene, which is in order, breaks it, and gives what `try_state` says.
fn complains(reason: &'static str, damage: impl FnOnce(&Scene)) {
	// Not `run`, which wants the state to be in order at the end.
	let mut broken = Err(DispatchError::Other("nothing was checked"));
	let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
		run(|| {
			let failed = task_of(deal(1));
			advance(10 * T);
			assert_ok!(claim(failed));
			let completed = task_of(deal(1));
			assert_ok!(contribute(W1, completed, "A"));
			assert_ok!(reveal(W1, completed, "A"));
			assert_ok!(finalize(SCHEDULER, completed));
			let revealing = task_of(deal(1));
			assert_ok!(contribute(W1, revealing, "A"));
			let mut three = deal(8);
			three.bot_size = 3;
			let bag = matched(three);
			for index in 0..2 {
				assert_ok!(Poco::initialize(origin(OUTSIDER), bag, index));
			}
			let active = task_id(bag, 0);
			assert_ok!(contribute(W1, active, "A"));
			assert_ok!(contribute(W2, active, "B"));
			MockAssignments::put(task_id(bag, 1), W3, now() + T);
			assert_ok!(Poco::report_failure(
				origin(W3),
				task_id(bag, 1),
				FailureCode::Trap,
				H256::zero()
			));
			assert_ok!(Poco::do_try_state());
			damage(&Scene { bag, active, revealing, completed, failed });
			broken = Poco::do_try_state();
		})
	}));
	assert!(outcome.is_err(), "`run` checks the state at its end");
	assert_eq!(broken, Err(DispatchError::Other(reason)));
}

fn change(id: TaskId, change: impl FnOnce(&mut Task<Test>)) {
	Tasks::<Test>::mutate(id, |task| change(task.as_mut().unwrap()));
}

fn change_deal(id: DealId, change: impl FnOnce(&mut bourse_primitives::Deal<AccountId>)) {
	let mut deal = MockDeals::deal(id).unwrap();
	change(&mut deal);
	MockDeals::insert(id, deal);
}

#[test]
fn try_state_should_complain_when_a_task_is_not_its_deals() {
	complains("a task's id is not that of its deal and index", |scene| {
		change(scene.active, |task| task.index = 2);
	});
	complains("a task without a deal", |scene| MockDeals::forget(scene.bag));
	complains("a task that its deal does not have", |scene| {
		change_deal(scene.bag, |deal| deal.bot_first = 1);
	});
	complains("a task with other deadlines than its deal's", |scene| {
		change(scene.active, |task| task.contribution_deadline += 1);
	});
	complains("a task that ended is still assigned", |scene| {
		MockAssignments::put(scene.completed, W2, now());
	});
}

#[test]
fn try_state_should_complain_when_contributors_are_wrong() {
	complains("a worker contributed twice", |scene| {
		change(scene.active, |task| {
			task.contributors = BoundedVec::truncate_from(vec![account(W1), account(W1)]);
		});
	});
	complains("a contributor has no contribution", |scene| {
		Contributions::<Test>::remove(scene.active, account(W2));
	});
	complains("a contribution without a contributor", |scene| {
		let contribution = Contributions::<Test>::get(scene.active, account(W2)).unwrap();
		Contributions::<Test>::insert(scene.failed, account(W2), contribution);
	});
	complains("a contribution without a task", |scene| {
		let contribution = Contributions::<Test>::get(scene.active, account(W2)).unwrap();
		Contributions::<Test>::insert(H256::zero(), account(W2), contribution);
	});
}

#[test]
fn try_state_should_complain_when_counters_are_wrong() {
	complains("reveal counter is not the number of Proved", |scene| {
		change(scene.revealing, |task| task.reveal_counter = 1);
	});
	complains(
		"winner counter is not the number of the consensus's standing contributions",
		|scene| change(scene.revealing, |task| task.winner_counter = 2),
	);
	complains(
		"winner counter is not the number of the consensus's standing contributions",
		|scene| change(scene.completed, |task| task.winner_counter = 0),
	);
}

#[test]
fn try_state_should_complain_when_groups_are_wrong() {
	let group = |scene: &Scene| (scene.active, hash(scene.active, "A"));
	complains("a group without a standing contribution", |scene| {
		let other = hash(scene.active, "C");
		Groups::<Test>::insert(scene.active, other, Group { weight: 2.into(), standing: 1 });
	});
	complains("a group does not count its contributions", |scene| {
		let (id, hash) = group(scene);
		Groups::<Test>::mutate(id, hash, |group| group.standing = 2);
	});
	complains("a group's weight is not the product of its contributions' weights", |scene| {
		let (id, hash) = group(scene);
		Groups::<Test>::mutate(id, hash, |group| group.weight = 4.into());
	});
	complains("a standing contribution is in no group", |scene| {
		let (id, hash) = group(scene);
		Groups::<Test>::remove(id, hash);
	});
	complains("total is not 1 plus the sum of the groups", |scene| {
		change(scene.active, |task| task.consensus_total = U256::from(6));
	});
	complains("a group without a task", |_| {
		Groups::<Test>::insert(H256::zero(), H256::zero(), Group::default());
	});
}

#[test]
fn try_state_should_complain_when_a_status_does_not_fit() {
	let consensus = "a task's consensus does not fit its status";
	complains(consensus, |scene| change(scene.revealing, |task| task.status = TaskStatus::Active));
	complains(consensus, |scene| change(scene.active, |task| task.status = TaskStatus::Revealing));
	complains(consensus, |scene| change(scene.completed, |task| task.digest = None));
	complains(consensus, |scene| {
		change(scene.failed, |task| task.consensus = Some(H256::zero()));
	});
	complains("ended without a time, or alive", |scene| {
		change(scene.failed, |task| task.ended_at = None);
	});
	complains("ended without a time, or alive", |scene| {
		change(scene.active, |task| task.ended_at = Some(now()));
	});
	complains("a digest that is not the consensus's", |scene| {
		change(scene.completed, |task| task.digest = Some(H256::zero()));
	});
}

#[test]
fn try_state_should_complain_when_something_is_left_without_a_task() {
	complains("failures without a task", |scene| {
		let failures = Failures::<Test>::take(task_id(scene.bag, 1));
		Failures::<Test>::insert(H256::zero(), failures);
	});
	complains("progress without a deal", |_| {
		Progress::<Test>::insert(H256::zero(), DealProgress::default());
	});
}

#[test]
fn try_state_should_complain_when_the_agenda_is_wrong() {
	complains("the agenda is ahead of time", |_| {
		AgendaStates::<Test>::mutate(|state| state.cursor = now() / 10 + 1);
	});
	complains("an agenda entry was passed over", |scene| {
		let bucket = task(scene.active).wake.unwrap();
		AgendaStates::<Test>::mutate(|state| state.cursor = now() / 10);
		change(scene.active, |task| task.wake = Some(1));
		Agenda::<Test>::remove(bucket, Due::Task(scene.active));
		Agenda::<Test>::insert(1, Due::Task(scene.active), ());
	});
	complains("an agenda entry without a task", |_| {
		Agenda::<Test>::insert(u64::MAX, Due::Task(H256::zero()), ());
	});
	complains("an agenda entry in another bucket", |scene| {
		Agenda::<Test>::insert(u64::MAX, Due::Task(scene.active), ());
	});
	complains("the agenda's length is wrong", |_| {
		AgendaStates::<Test>::mutate(|state| state.length += 1);
	});
	complains("a task without a wake", |scene| {
		let bucket = task(scene.active).wake.unwrap();
		Agenda::<Test>::remove(bucket, Due::Task(scene.active));
		AgendaStates::<Test>::mutate(|state| state.length -= 1);
		change(scene.active, |task| task.wake = None);
	});
	complains("a task off the agenda", |scene| {
		let bucket = task(scene.active).wake.unwrap();
		Agenda::<Test>::remove(bucket, Due::Task(scene.active));
		AgendaStates::<Test>::mutate(|state| state.length -= 1);
	});
}

#[test]
fn try_state_should_complain_when_the_queue_is_wrong() {
	// The pool of all deals, and another one.
	let (pool, other) = (WorkerpoolId(3), WorkerpoolId(4));
	complains("the ring of pools has gaps", |_| {
		PoolRingState::<Test>::mutate(|ring| ring.tail += 1);
	});
	complains("a pool is in turn twice", |_| {
		PoolRing::<Test>::insert(PoolRingState::<Test>::mutate(|ring| ring.push()), pool);
	});
	complains("no pool in turn", |_| {
		PoolRing::<Test>::insert(PoolRingState::<Test>::mutate(|ring| ring.push()), other);
	});
	complains("a pool in turn without deals", |_| {
		PoolRing::<Test>::insert(PoolRingState::<Test>::mutate(|ring| ring.push()), other);
		DealQueues::<Test>::insert(other, PoolQueue::default());
	});
	complains("a pool's places are not those between head and tail", |_| {
		DealQueue::<Test>::remove(pool, 0);
	});
	complains("deals of a pool that is not in turn", |_| {
		DealQueue::<Test>::insert(other, 0, H256::zero());
	});
	complains("a deal is in the queue twice", |scene| Poco::enqueue(pool, scene.bag));
	complains("a deal waits for another pool", |scene| {
		change_deal(scene.bag, |deal| deal.workerpool.id = other);
	});
	complains("a deal is on the agenda twice", |scene| {
		Agenda::<Test>::insert(u64::MAX, Due::Deal(scene.bag), ());
		AgendaStates::<Test>::mutate(|state| state.length += 1);
	});
	complains("a deal with tasks to start waits nowhere", |scene| {
		let place = DealQueue::<Test>::iter().find(|(_, _, deal)| *deal == scene.bag).unwrap().1;
		DealQueue::<Test>::insert(pool, place, H256::zero());
	});
	complains("a deal with tasks to start has no end", |scene| {
		let bucket =
			Agenda::<Test>::iter_keys().find(|(_, due)| *due == Due::Deal(scene.bag)).unwrap().0;
		Agenda::<Test>::remove(bucket, Due::Deal(scene.bag));
		AgendaStates::<Test>::mutate(|state| state.length -= 1);
	});
}

#[test]
fn try_state_should_complain_when_progress_is_wrong() {
	let of = |scene: &Scene, change: fn(&mut DealProgress)| {
		Progress::<Test>::mutate(scene.bag, change);
	};
	complains("progress does not count the tasks that ended", |scene| of(scene, |p| p.ended = 1));
	complains("progress passed a task that was not started", |scene| of(scene, |p| p.next = 3));
	complains("progress went beyond the deal's tasks", |scene| of(scene, |p| p.next = 4));
	complains("a task was forgotten before the deal's others ended", |scene| {
		of(scene, |p| (p.forgotten, p.ended) = (1, 1));
	});
	complains("a deal outlived its tasks", |scene| of(scene, |p| (p.forgotten, p.ended) = (3, 3)));
	complains("more tasks ended than there are", |scene| {
		of(scene, |p| (p.forgotten, p.ended) = (4, 4));
	});
	complains("a deal with tasks and no progress", |scene| Progress::<Test>::remove(scene.bag));
	complains("progress went back", |scene| {
		let failed = task(scene.failed).deal;
		change_deal(failed, |deal| (deal.bot_first, deal.bot_size) = (0, 1));
		change_deal(scene.bag, |_| ());
		let id = H256::repeat_byte(7);
		let mut later = deal(1);
		later.bot_first = 5;
		Poco::note_end(id, &later);
		MockDeals::insert(id, later);
		Progress::<Test>::insert(id, DealProgress::default());
		Poco::enqueue(WorkerpoolId(3), id);
	});
}

#[test]
fn try_state_should_complain_when_challenges_are_wrong() {
	let challenge = || Challenge {
		challenger: account(REQUESTER),
		root: digest("A"),
		encrypted: false,
		block: 0,
		until: now() + 3_600,
		price: 0,
		stake_account: account(W1),
		stake: 0,
	};
	let put = |id: TaskId, worker: u8, challenge: Challenge<AccountId>| {
		change(id, |task| Poco::wake_no_later(id, task, challenge.until));
		Challenges::<Test>::insert(id, account(worker), challenge);
		ChallengeCount::<Test>::mutate(|count| *count += 1);
	};
	complains("a challenge without a task", |_| {
		Challenges::<Test>::insert(H256::zero(), account(W1), challenge());
	});
	complains("a challenge of a task without a result", |scene| {
		put(scene.active, W1, challenge());
	});
	complains("a challenge by somebody else than requester and beneficiary", |scene| {
		put(scene.completed, W1, Challenge { challenger: account(W2), ..challenge() });
	});
	complains("a challenge of no contributor", |scene| put(scene.completed, W2, challenge()));
	complains("a challenge of somebody who is no winner", |scene| {
		// The right word, not revealed.
		let mut contribution = Contributions::<Test>::get(scene.completed, account(W1)).unwrap();
		contribution.status = ContributionStatus::Contributed;
		Contributions::<Test>::insert(scene.completed, account(W2), contribution);
		change(scene.completed, |task| {
			task.contributors.try_push(account(W2)).unwrap();
			task.winner_counter = 2;
			task.consensus_total += 2.into();
		});
		let group = Group { weight: 4.into(), standing: 2 };
		Groups::<Test>::insert(scene.completed, hash(scene.completed, "A"), group);
		put(scene.completed, W2, challenge());
	});
	let stake = "a challenge holds another stake than the contribution did";
	complains(stake, |scene| {
		put(scene.completed, W1, Challenge { stake_account: account(W2), ..challenge() });
	});
	complains(stake, |scene| {
		put(scene.completed, W1, Challenge { stake: 3 * RLC + 1, ..challenge() });
	});
	let root = "a challenge asks for what the worker does not keep";
	complains(root, |scene| {
		put(scene.completed, W1, Challenge { root: H256::zero(), ..challenge() });
	});
	complains(root, |scene| {
		put(scene.completed, W1, Challenge { encrypted: true, ..challenge() });
	});
	complains("a challenge ends before its task wakes", |scene| {
		put(scene.completed, W1, challenge());
		change(scene.completed, |task| {
			Poco::wake_at(scene.completed, task, now() + 4_000);
		});
	});
	complains("challenges are not counted", |_| ChallengeCount::<Test>::put(1));
	complains("more challenges are open than may be", |scene| {
		put(scene.completed, W1, challenge());
		MaxChallenges::set(0);
	});
	MaxChallenges::set(64);
	complains("what is locked is not what deals, tasks and challenges hold", |scene| {
		put(scene.completed, W1, Challenge { price: 1, ..challenge() });
	});
}

#[test]
fn try_state_should_complain_when_locked_amounts_are_not_exact() {
	use bourse_primitives::traits::Ledger;
	let reason = "what is locked is not what deals, tasks and challenges hold";
	complains(reason, |_| MockLedger::unlock(&account(REQUESTER), 1).unwrap());
	complains(reason, |_| MockLedger::lock(&account(W1), 1).unwrap());
	complains(reason, |_| MockLedger::lock(&account(W5), RLC).unwrap());
	complains("too much is held", |scene| {
		change_deal(scene.bag, |deal| deal.app.price = u128::MAX);
	});
}
