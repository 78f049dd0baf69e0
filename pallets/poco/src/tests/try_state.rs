// SPDX-License-Identifier: Apache-2.0

//! `try_state` sees each kind of damage to a state that is in order otherwise.

use crate::{
	mock::*, types::*, Agenda, AgendaStates, ChallengeCount, Challenges, DealQueue, DealQueues,
	PoolRing, PoolRingState, Progress, Tasks,
};
use bourse_primitives::{
	deal_and_index, deal_id, task_id, traits::Deals, DealId, FailureCode, TaskId, TaskStatus,
	WorkerpoolId, RLC,
};
use frame_support::assert_ok;
use sp_core::H256;
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
	complains("a task without a deal", |scene| MockDeals::forget(scene.bag));
	complains("a task that its deal does not have", |scene| {
		change_deal(scene.bag, |deal| deal.bot_first = 1);
	});
}

#[test]
fn try_state_should_complain_when_workers_are_wrong() {
	complains("a worker has a task twice", |scene| {
		change(scene.active, |task| task.workers[1].who = account(W1));
	});
	complains("a contributor is behind somebody who is none", |scene| {
		change(scene.active, |task| task.workers[0].contribution = None);
	});
	complains("somebody has nothing to do with a task", |scene| {
		change(scene.active, |task| task.workers[1].contribution = None);
	});
	complains("a worker reported a failure and has the task", |scene| {
		change(task_id(scene.bag, 1), |task| {
			let assignment = task.workers[0].assignment.as_mut().unwrap();
			assignment.status = AssignmentStatus::Standing;
		});
	});
	complains("a weightless group", |scene| {
		change(scene.active, |task| task.workers[0].contribution.as_mut().unwrap().weight = 1);
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
	complains("a consensus without winners, or somebody else revealed", |scene| {
		change(scene.revealing, |task| task.consensus = Some(H256::zero()));
	});
	complains("a consensus that the contributions do not make", |scene| {
		change_deal(deal_and_index(scene.revealing).0, |deal| deal.trust = 8.into());
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

/// Takes an entry out of the agenda, wherever it is.
fn take(due: &Due<AccountId>) {
	let entries: Vec<_> = Agenda::<Test>::iter_keys().filter(|(_, other)| other == due).collect();
	for (bucket, due) in entries {
		AgendaStates::<Test>::mutate(|states| states.lane(due.lane()).length -= 1);
		Agenda::<Test>::remove(bucket, due);
	}
}

#[test]
fn try_state_should_complain_when_the_agenda_is_wrong() {
	let insert = |lane, number, page| {
		Agenda::<Test>::insert(Bucket { lane, number }, Due::Page(page), ());
	};
	complains("the agenda is ahead of time", |_| {
		AgendaStates::<Test>::mutate(|states| states.work.cursor = now() / 10 + 1);
	});
	complains("an agenda entry was passed over", |scene| {
		AgendaStates::<Test>::mutate(|states| {
			states.work.cursor = 2;
			states.work.length += 1;
		});
		insert(Lane::Work, 1, page_of(scene.active));
	});
	complains("a page under another place than its first", |scene| {
		insert(Lane::Work, u64::MAX, task_id(scene.bag, 1));
	});
	complains("an agenda entry is in another lane", |scene| {
		insert(Lane::Endings, u64::MAX, page_of(scene.active));
	});
	complains("the agenda's length is wrong", |_| {
		AgendaStates::<Test>::mutate(|states| states.work.length += 1);
	});
	complains("a live task is off the agenda", |scene| take(&Due::Page(page_of(scene.active))));
	complains("a live task is off the agenda", |scene| {
		// Too late for its winner, who has until then to reveal.
		take(&Due::Page(page_of(scene.revealing)));
		Poco::place(Due::Page(page_of(scene.revealing)), now() + 10 * T);
	});
	complains("a deal to start has no end", |scene| take(&Due::Deal(scene.bag)));
	complains("a deal is kept for ever", |scene| {
		take(&Due::Forget(deal_and_index(scene.completed).0));
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
	complains("a deal with tasks to start waits nowhere", |scene| {
		let place = DealQueue::<Test>::iter().find(|(_, _, deal)| *deal == scene.bag).unwrap().1;
		DealQueue::<Test>::insert(pool, place, H256::zero());
	});
}

#[test]
fn try_state_should_complain_when_progress_is_wrong() {
	let of = |scene: &Scene, change: fn(&mut DealProgress)| {
		Progress::<Test>::mutate(scene.bag, change);
	};
	complains("initialized: miscounted", |scene| of(scene, |p| p.initialized = 1));
	complains("ended: miscounted", |scene| of(scene, |p| p.ended = 1));
	complains("progress passed a task that was not started", |scene| of(scene, |p| p.next = 3));
	complains("progress went beyond the deal's tasks", |scene| of(scene, |p| p.next = 4));
	complains("all ended without a time, or early", |scene| {
		of(scene, |p| p.ended_at = Some(now()));
		Poco::place(Due::Forget(scene.bag), now());
	});
	complains("a task was forgotten before the deal's others ended", |scene| {
		of(scene, |p| (p.forgotten, p.ended, p.initialized) = (1, 1, 3));
	});
	complains("a deal outlived its tasks", |scene| {
		of(scene, |p| (p.forgotten, p.ended, p.initialized) = (3, 3, 5));
	});
	complains("more tasks ended than there are", |scene| {
		of(scene, |p| (p.forgotten, p.ended, p.initialized) = (4, 4, 6));
	});
	complains("a deal with tasks and no progress", |scene| {
		let deal = deal_and_index(scene.completed).0;
		take(&Due::Forget(deal));
		Progress::<Test>::remove(deal);
	});
	complains("progress without a deal", |_| {
		Progress::<Test>::insert(H256::zero(), DealProgress::default());
	});
	complains("challenges: miscounted", |scene| of(scene, |p| p.challenges = 1));
	complains("progress went back", |_| {
		let mut later = deal(1);
		later.bot_first = 5;
		let id = deal_id(H256::repeat_byte(7), 5);
		Poco::place(Due::Deal(id), later.final_deadline());
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
		Poco::place(Due::Challenge { task: id, worker: account(worker) }, challenge.until);
		Challenges::<Test>::insert(id, account(worker), challenge);
		ChallengeCount::<Test>::mutate(|count| *count += 1);
		Progress::<Test>::mutate(deal_and_index(id).0, |progress| progress.challenges += 1);
	};
	complains("a challenge never ends", |scene| {
		Challenges::<Test>::insert(scene.completed, account(W1), challenge());
	});
	complains("a challenge without a task", |_| {
		let due = Due::Challenge { task: H256::zero(), worker: account(W1) };
		Poco::place(due, challenge().until);
		Challenges::<Test>::insert(H256::zero(), account(W1), challenge());
	});
	complains("a challenge of a task without a result", |scene| {
		put(scene.active, W1, challenge());
	});
	complains("a challenge by somebody else than requester and beneficiary", |scene| {
		put(scene.completed, W1, Challenge { challenger: account(W2), ..challenge() });
	});
	complains("a challenge of no worker", |scene| put(scene.completed, W2, challenge()));
	complains("a challenge of no contributor", |scene| {
		MockAssignments::put(scene.completed, W2, now());
		put(scene.completed, W2, challenge());
	});
	complains("a challenge of somebody who is no winner", |scene| {
		// The right word, not revealed.
		change(scene.completed, |task| {
			let mut record = task.workers[0].clone();
			record.who = account(W2);
			record.contribution.as_mut().unwrap().status = ContributionStatus::Contributed;
			task.workers.try_push(record).unwrap();
		});
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
