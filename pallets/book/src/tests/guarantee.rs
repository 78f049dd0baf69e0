// SPDX-License-Identifier: Apache-2.0

//! Promises of pools to their workers.

use crate::{mock::*, Claims, Error, Guarantees};
use bourse_primitives::{book::GuaranteeTerms, *};
use frame_support::{assert_noop, assert_ok, pallet_prelude::Weight, traits::Hooks};

const TERMS: GuaranteeTerms = GuaranteeTerms { rate: RLC, slots: 100, until: START + 86_400 };

fn promise(terms: GuaranteeTerms, add: Balance) -> frame_support::pallet_prelude::DispatchResult {
	Book::set_guarantee(Scheduler.origin(), POOL, terms, add)
}

#[test]
fn worker_should_be_paid_by_ready_slot_and_hour() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(promise(TERMS, 10 * RLC));
		Ready::set(Some((POOL, 4)));
		let claim = || Book::claim_income(Outsider.origin());
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE);
		pass(1_800);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE + 2 * RLC);
		// An hour at most.
		pass(10_000);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE + 6 * RLC);
		let guarantee = Guarantees::<Test>::get(POOL).unwrap();
		assert_eq!((guarantee.left, guarantee.paid), (4 * RLC, 6 * RLC));
		assert_eq!(Scheduler.locked(), 4 * RLC);
		// No more than the lock.
		Ready::set(Some((POOL, 100)));
		pass(3_600);
		assert_ok!(claim());
		assert_eq!((Outsider.stake(), Scheduler.locked()), (STAKE + 10 * RLC, 0));
	});
}

#[test]
fn lock_should_stay_until_its_end() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(promise(TERMS, 10 * RLC));
		let end = || Book::end_guarantee(Outsider.origin(), POOL);
		assert_noop!(end(), Error::<Test>::InvalidGuarantee);
		for lower in [
			GuaranteeTerms { rate: RLC - 1, ..TERMS },
			GuaranteeTerms { slots: 99, ..TERMS },
			GuaranteeTerms { until: TERMS.until - 1, ..TERMS },
		] {
			assert_noop!(promise(lower, 0), Error::<Test>::InvalidGuarantee);
		}
		let longer = GuaranteeTerms { until: TERMS.until + 10, ..TERMS };
		assert_ok!(promise(longer, RLC));
		pass(86_410 + 3_600);
		assert_ok!(end());
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE, 0));
		assert_noop!(end(), Error::<Test>::NoGuarantee);
	});
}

#[test]
fn promise_should_be_the_owner_s_of_a_closed_pool() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(
			Book::set_guarantee(Outsider.origin(), POOL, TERMS, RLC),
			Error::<Test>::NotOwner
		);
		assert_noop!(Book::claim_income(Outsider.origin()), Error::<Test>::NotReady);
		Ready::set(Some((POOL, 1)));
		assert_noop!(Book::claim_income(Outsider.origin()), Error::<Test>::NoGuarantee);
		PoolRulesNow::set(PoolRules { admission: Admission::Open, ..Default::default() });
		assert_noop!(promise(TERMS, RLC), Error::<Test>::PoolIsOpen);
	});
}

/// Else the pool's owner would end the promise before them.
#[test]
fn workers_should_claim_the_last_hour_after_the_end() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(promise(TERMS, 10 * RLC));
		Ready::set(Some((POOL, 2)));
		pass(86_400 - 1_800);
		assert_ok!(Book::claim_income(Outsider.origin()));
		pass(1_800 + 3_599);
		let end = || Book::end_guarantee(Scheduler.origin(), POOL);
		assert_noop!(end(), Error::<Test>::InvalidGuarantee);
		assert_ok!(Book::claim_income(Outsider.origin()));
		assert_eq!(Outsider.stake(), STAKE + RLC);
		pass(1);
		assert_ok!(end());
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE - RLC, 0));
	});
}

/// Else stake behind slots in open pools would be another account's within an hour, instead of a week.
#[test]
fn promise_should_leave_what_the_owner_s_slots_need() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		Reserved::set(STAKE - 2 * RLC);
		assert_noop!(promise(TERMS, 2 * RLC + 1), Error::<Test>::StakeReserved);
		assert_ok!(promise(TERMS, 2 * RLC));
		// Nothing more is locked.
		Reserved::set(STAKE);
		assert_ok!(promise(GuaranteeTerms { slots: 101, ..TERMS }, 0));
	});
}

/// The hour before a new promise was promised by nobody.
#[test]
fn claim_of_a_former_promise_should_start_no_clock() {
	ExtBuilder::build_and_execute(|| {
		let claim = || Book::claim_income(Outsider.origin());
		assert_ok!(promise(TERMS, 10 * RLC));
		Ready::set(Some((POOL, 4)));
		assert_ok!(claim());
		pass(86_400 + 3_600);
		assert_ok!(Book::end_guarantee(Outsider.origin(), POOL));
		let until = TERMS.until + 86_400;
		assert_ok!(promise(GuaranteeTerms { until, ..TERMS }, 10 * RLC));
		pass(60);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE);
		pass(900);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE + RLC);
	});
}

/// A worker says itself how many slots it has.
#[test]
fn worker_should_be_paid_for_no_more_slots_than_promised() {
	ExtBuilder::build_and_execute(|| {
		let terms = GuaranteeTerms { slots: 4, ..TERMS };
		assert_ok!(promise(terms, 10 * RLC));
		Ready::set(Some((POOL, 512)));
		assert_ok!(Book::claim_income(Outsider.origin()));
		pass(3_600);
		assert_ok!(Book::claim_income(Outsider.origin()));
		assert_eq!(Outsider.stake(), STAKE + 4 * RLC);
	});
}

#[test]
fn claim_a_day_after_the_last_should_start_the_clock_anew() {
	ExtBuilder::build_and_execute(|| {
		let terms = GuaranteeTerms { until: START + 10 * 86_400, ..TERMS };
		assert_ok!(promise(terms, 10 * RLC));
		Ready::set(Some((POOL, 1)));
		let claim = || Book::claim_income(Outsider.origin());
		assert_ok!(claim());
		pass(86_399);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE + RLC);
		pass(86_400);
		assert_ok!(claim());
		assert_eq!(Outsider.stake(), STAKE + RLC);
	});
}

/// The owner of a pool fills the state with machines that come, claim and go.
#[test]
fn chain_should_forget_claims_that_count_no_longer() {
	ExtBuilder::build_and_execute(|| {
		let blocks = |count: u64| {
			for _ in 0..count {
				Book::on_idle(1, Weight::MAX);
			}
		};
		let claims = || Claims::<Test>::iter_keys().count();
		let terms = GuaranteeTerms { until: START + 10 * 86_400, ..TERMS };
		assert_ok!(promise(terms, 0));
		for machine in 100..120 {
			Claims::<Test>::insert(POOL, AccountId::new([machine; 32]), START);
		}
		pass(86_399);
		// One that is there yet.
		Ready::set(Some((POOL, 1)));
		assert_ok!(Book::claim_income(Outsider.origin()));
		blocks(20);
		assert_eq!(claims(), 21);
		pass(1);
		blocks(20);
		assert_eq!(claims(), 1);
		// That of a promise which is over.
		pass(10 * 86_400);
		Claims::<Test>::insert(POOL, Outsider.account(), Now::get());
		assert_ok!(Book::end_guarantee(Outsider.origin(), POOL));
		blocks(3);
		assert_eq!(claims(), 0);
		assert_eq!(Book::on_idle(1, Weight::zero()), Weight::zero());
	});
}
