// SPDX-License-Identifier: Apache-2.0

//! What never started ends in one step, by the market's rules.

use super::{Error, Event};
use crate::{impls::round::Round, mock::*, types::*, Progress, Tasks, BUCKET};
use bourse_primitives::{
	deal_and_index, task_id,
	traits::{Deals, Ledger},
	Admission, Deal, DealId, TaskStatus, RLC,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};

/// What a task of [`deal_by_rules`] of trust 1 costs at most besides its price: its start, and four
/// assignments.
const FEE: u128 = RLC / 100 + 4 * (RLC / 1_000);

fn bag(size: u64) -> DealId {
	matched(Deal { bot_size: size, ..deal_by_rules(1) })
}

fn status(id: DealId, index: u64) -> Option<TaskStatus> {
	Poco::unstarted_status(id, index)
}

#[test]
fn claim_deal_should_pay_back_what_nobody_started_and_leave_the_rest() {
	run(|| {
		let id = bag(10);
		for index in [0, 4, 9] {
			assert_ok!(initialize(id, index));
		}
		advance(10 * T - 1);
		let early = Poco::claim_deal(origin(OUTSIDER), id);
		assert_eq!(early, Err(Error::FinalDeadlineNotReached.into()));
		advance(1);
		assert_eq!(status(id, 1), None);
		events();
		assert_ok!(Poco::claim_deal(origin(OUTSIDER), id));
		let done = Event::DealClaimed { deal: id, count: 7, unavailable: false };
		assert_eq!(events(), vec![done]);
		assert_eq!(stake(REQUESTER), 7 * (13 * RLC + FEE));
		assert_eq!(locked(REQUESTER), 3 * (13 * RLC + FEE));
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (0, 9 * RLC));
		assert_eq!(MockLedger::kitty(), 21 * RLC);

		let progress = Progress::<Test>::get(id);
		assert_eq!((progress.initialized, progress.ended, progress.ended_at), (3, 7, None));
		assert_eq!(progress.claimed, Some(Claimed { count: 7, unavailable: false }));
		assert_eq!(status(id, 1), Some(TaskStatus::Failed));
		assert_eq!((status(id, 4), status(id, 10)), (None, None));
		assert_noop!(Poco::claim_deal(origin(OUTSIDER), id), Error::NothingToClaim);
		assert_noop!(initialize(id, 1), Error::DealEnded);
	});
}

#[test]
fn claim_deal_should_refuse_an_unknown_deal_and_one_that_was_started_whole() {
	run(|| {
		let unknown = deal_and_index(sp_core::H256::zero()).0;
		assert_noop!(Poco::claim_deal(origin(OUTSIDER), unknown), Error::DealUnknown);
		let id = bag(1);
		assert_ok!(initialize(id, 0));
		advance(10 * T);
		assert_noop!(Poco::claim_deal(origin(OUTSIDER), id), Error::NothingToClaim);
	});
}

#[test]
fn initialize_should_refuse_when_the_deal_is_over_by_the_rules() {
	run(|| {
		let id = bag(2);
		advance(10 * T - 1);
		assert_ok!(initialize(id, 0));
		advance(1);
		assert_noop!(initialize(id, 1), Error::FinalDeadlinePassed);
	});
}

#[test]
fn an_unavailable_end_should_cost_payer_and_scheduler_the_same() {
	run(|| {
		let id = bag(10);
		advance(10 * T);
		let mut round = Round::<Test>::open();
		let deal = MockDeals::deal(id).unwrap();
		assert_ok!(Poco::end_unstarted(&mut round, id, &deal, Unstarted::Unavailable));
		round.close();
		// A tenth of 3 RLC, for each of ten.
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (10 * (13 * RLC + FEE) - 3 * RLC, 0));
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (27 * RLC, 0));
		assert_eq!(MockLedger::kitty(), 6 * RLC);
		assert_eq!(status(id, 9), Some(TaskStatus::Unavailable));
		assert_eq!(Progress::<Test>::get(id).ended_at, Some(START + 10 * T));
	});
}

/// Several owners of an open pool had to agree, and nobody can tell whether they were there.
#[test]
fn a_deal_of_which_nothing_started_should_be_unavailable_unless_its_pool_has_changed() {
	let end = |admission, trust, started: bool, changed| {
		let mut end = None;
		run(|| {
			MockAssignments::change();
			advance(1);
			let mut deal = Deal { bot_size: 10, ..deal_by_rules(trust) };
			deal.terms.as_mut().unwrap().pool.admission = admission;
			let id = matched(deal);
			if started {
				assert_ok!(initialize(id, 0));
			}
			if changed {
				MockAssignments::change();
			}
			advance(10 * T);
			assert_ok!(Poco::claim_deal(origin(OUTSIDER), id));
			end = status(id, 9);
		});
		end
	};
	use Admission::{ByInvitation, Closed, Open};
	assert_eq!(end(Open, 3, false, false), Some(TaskStatus::Unavailable));
	assert_eq!(end(Open, 3, false, true), Some(TaskStatus::Failed));
	assert_eq!(end(Open, 3, true, false), Some(TaskStatus::Failed));
	assert_eq!(end(Open, 2, false, false), Some(TaskStatus::Failed));
	assert_eq!(end(Closed, 3, false, false), Some(TaskStatus::Failed));
	assert_eq!(end(ByInvitation, 3, false, false), Some(TaskStatus::Failed));
}

#[test]
fn an_end_that_the_ledger_refuses_should_change_nothing_and_be_tried_again() {
	run_automated(|| {
		let id = bag(3);
		let before = locked(SCHEDULER);
		MockLedger::set_locked(&account(SCHEDULER), before - 1);
		advance(10 * T);
		events();
		idle();
		let error = sp_runtime::TokenError::FundsUnavailable.into();
		assert_eq!(events(), vec![Event::AutomationFailed { task: id, error }]);
		assert_eq!((Progress::<Test>::get(id).ended, stake(REQUESTER)), (0, 0));
		MockLedger::set_locked(&account(SCHEDULER), before);
		advance(70);
		idle();
		assert_eq!((Progress::<Test>::get(id).ended, locked(SCHEDULER)), (3, 0));
	});
}

#[test]
fn a_deal_of_ten_thousand_should_end_and_be_forgotten_as_one_of_one() {
	let cost = |size: u64| {
		let mut weights = (Weight::zero(), Weight::zero());
		run_automated(|| {
			let id = bag(size);
			idle();
			set_time(START + 10 * T - BUCKET);
			idle();
			set_time(START + 10 * T);
			weights.0 = Poco::on_idle(1, Weight::MAX);
			assert_eq!(Progress::<Test>::get(id).ended, size);
			assert_eq!(stake(REQUESTER), u128::from(size) * (13 * RLC + FEE));
			assert_eq!(Tasks::<Test>::iter_keys().count(), 0);
			set_time(START + 10 * T + RETENTION - BUCKET);
			idle();
			set_time(START + 10 * T + RETENTION);
			weights.1 = Poco::on_idle(1, Weight::MAX);
			assert_eq!(MockDeals::deal(id), None);
			assert_eq!(Progress::<Test>::iter_keys().count(), 0);
			assert_eq!(crate::Waits::<Test>::iter_keys().count(), 0);
		});
		weights
	};
	assert_eq!(cost(10_000), cost(1));
}

#[test]
fn a_deal_should_be_forgotten_when_few_of_its_tasks_were_ever_started() {
	run(|| {
		let mut few = deal(1);
		(few.bot_first, few.bot_size) = (100, 9_000);
		let id = matched(few);
		for index in [103, 4_000, 9_099] {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		// Another deal, whose tasks are no part of it.
		let other = task_of(deal(1));
		advance(10 * T);
		assert_ok!(Poco::claim_deal(origin(OUTSIDER), id));
		assert_eq!(MockLedger::kitty(), 8_997 * 3 * RLC);
		for index in [103, 4_000, 9_099] {
			assert_ok!(claim(task_id(id, index)));
		}
		let before = Progress::<Test>::get(id);
		assert_eq!((before.ended, before.ended_at), (9_000, Some(now())));
		let deal = MockDeals::deal(id).unwrap();
		assert!(!Poco::forget(id, &deal, before, 2));
		let left = Progress::<Test>::get(id);
		assert_eq!(left.forgotten, 9_099 - 100);
		assert!(Tasks::<Test>::contains_key(task_id(id, 9_099)));
		assert_eq!((status(id, 4_001), status(id, 9_098)), (None, None));
		assert_ok!(Poco::do_try_state());
		assert!(Poco::forget(id, &deal, left, 1));
		assert_eq!(Tasks::<Test>::iter_keys().collect::<Vec<_>>(), vec![other]);
	});
}

#[test]
fn give_up_should_be_free_after_t_and_pay_the_pool_before() {
	for (waited, charge) in [(0, RLC), (T - 1, RLC), (T, 0), (10 * T - 1, 0)] {
		run(|| {
			let id = bag(10);
			for index in [0, 4, 9] {
				assert_ok!(initialize(id, index));
			}
			advance(waited);
			events();
			assert_ok!(Poco::give_up(origin(REQUESTER), id));
			assert_eq!(events(), vec![Event::TasksGivenUp { deal: id, count: 7, charge }]);
			assert_eq!(GivenUp::get(), [(id, 7)]);
			assert_eq!(stake(REQUESTER), 7 * (13 * RLC + FEE - charge));
			assert_eq!(locked(REQUESTER), 3 * (13 * RLC + FEE));
			assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (7 * (3 * RLC + charge), 9 * RLC));
			assert_eq!(MockLedger::kitty(), 0);
			assert_eq!(status(id, 1), Some(TaskStatus::Unavailable));
			assert_noop!(Poco::give_up(origin(REQUESTER), id), Error::NothingToClaim);
			assert_noop!(initialize(id, 1), Error::DealEnded);
		});
	}
}

#[test]
fn give_up_should_be_the_payer_s_and_in_time() {
	run(|| {
		let unknown = deal_and_index(sp_core::H256::zero()).0;
		assert_noop!(Poco::give_up(origin(REQUESTER), unknown), Error::DealUnknown);
		let id = bag(2);
		assert_noop!(Poco::give_up(origin(OUTSIDER), id), Error::NotPayer);
		advance(10 * T);
		assert_noop!(Poco::give_up(origin(REQUESTER), id), Error::FinalDeadlinePassed);
	});
}

#[test]
fn give_up_should_refuse_a_deal_of_the_published_protocol() {
	run(|| {
		let id = matched(Deal { terms: None, ..deal_by_rules(1) });
		assert_noop!(Poco::give_up(origin(REQUESTER), id), Error::NothingIsGivenUp);
	});
}
