// SPDX-License-Identifier: Apache-2.0

//! One call to buy.

use crate::{mock::*, Error, Event, HandBack};
use bourse_primitives::{book::Job, *};
use frame_support::{assert_ok, pallet_prelude::DispatchError};

fn runs(job: Job<AccountId>, max_total: Balance, deposit: bool) -> Result<(), DispatchError> {
	frame_support::storage::with_storage_layer(|| {
		Book::run(Requester.origin(), Box::new(job), max_total, deposit)
			.map(|_| ())
			.map_err(|failed| failed.error)
	})
}

#[test]
fn run_should_buy_all_tasks_and_lock_what_they_cost() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		OtherScheduler.offers(11 * RLC, 5);
		events();
		assert_ok!(runs(job(), 100 * RLC, false));
		// 13 for the first task and 14 for the second.
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE - 27 * RLC, 27 * RLC));
		let order = crate::NextOrder::<Test>::get();
		let requester = Requester.account();
		let bought = Event::Bought { order, requester, deals: 2, volume: 2, total: 27 * RLC };
		assert_eq!(events().pop(), Some(bought));
		assert_eq!(deals()[0].beneficiary, Requester.account());
	});
}

#[test]
fn run_should_deposit_what_the_stake_lacks_and_no_more() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 5);
		MockLedger::set_stake(&Requester.account(), RLC);
		Wallets::insert(Requester.account(), 100 * RLC);
		assert_eq!(runs(job(), 100 * RLC, false), Err(Error::<Test>::InsufficientStake.into()));
		assert_ok!(runs(job(), 100 * RLC, true));
		assert_eq!(Wallets::get(Requester.account()), 75 * RLC);
		assert_eq!((Requester.stake(), Requester.locked()), (0, 26 * RLC));
	});
}

#[test]
fn run_should_take_what_there_is_within_its_total() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		Scheduler.offers(20 * RLC, 1);
		// 22 RLC are left for the second task, which costs 23.
		events();
		assert_ok!(runs(job(), 35 * RLC, false));
		assert_eq!((deals().len(), Requester.locked()), (1, 13 * RLC));
		let order = crate::NextOrder::<Test>::get();
		let back = Event::HandedBack { order, volume: 1, reason: HandBack::TooDear };
		assert!(events().contains(&back));
		assert_ok!(runs(Job { volume: 1, ..job() }, 23 * RLC, false));
		assert_eq!((deals().len(), Requester.locked()), (2, 36 * RLC));
	});
}

#[test]
fn run_should_be_refused_with_the_reason() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(runs(job(), 100 * RLC, false), Err(Error::<Test>::NothingFits.into()));
		Scheduler.offers(10 * RLC, 5);
		let too_low = Err(Error::<Test>::MaxTotalTooLow.into());
		assert_eq!(runs(job(), 2 * APP_PRICE - 1, false), too_low);
		assert_eq!(runs(job(), 26 * RLC - 1, false), too_low);
		let none = Job { volume: 0, ..job() };
		assert_eq!(runs(none, 100 * RLC, false), Err(Error::<Test>::InvalidVolume.into()));
		let unknown = Job { app: AppId(99), ..job() };
		assert_eq!(runs(unknown, 100 * RLC, false), Err(Error::<Test>::AppNotOffered.into()));
	});
}

#[test]
fn run_should_keep_what_slots_need_by_the_rules() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		Scheduler.offers(10 * RLC, 5);
		MockLedger::set_stake(&Requester.account(), 0);
		Wallets::insert(Requester.account(), 100 * RLC);
		Reserved::set(RLC);
		assert_ok!(runs(job(), 100 * RLC, true));
		assert_eq!(Requester.stake(), RLC);
	});
}
