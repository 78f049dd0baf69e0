// SPDX-License-Identifier: Apache-2.0

//! Counters, incomes and prices.

use super::*;

fn of(scene: &Scene, subject: Subject) -> Statistics {
	scene.index.statistics(&subject).expect("read").unwrap_or_default()
}

#[test]
fn statistics_should_count_tasks_by_their_ends() {
	let scene = Scene::new();
	let failed = TaskRecord { failure: Some(TRAP), ..completed(1, 1) };
	let wrong = WorkerPart { worker: who(6), owner: who(6), right: false };
	let mut disputed = completed(1, 2);
	disputed.workers.push(wrong.clone());
	let given_up =
		TaskRecord { ended: Ended::Failed, workers: vec![wrong], moves: vec![], ..completed(1, 3) };
	scene.block(1, START, vec![dealt(deal(1))]);
	scene.block(2, START + 300, [completed(1, 0), failed, disputed, given_up].map(ended).to_vec());
	let unstarted = Record::Unstarted { deal: deal_id(1), count: 6, ended: Ended::Unavailable };
	let report = Record::Reported { worker: who(6), code: FailureCode::FetchFailed };
	scene.block(3, START + 301, vec![unstarted, report, Record::TakenBack { worker: who(6) }]);

	for subject in [Subject::App(7), Subject::Pool(8), Subject::Account(who(1))] {
		let counted = of(&scene, subject);
		assert_eq!((counted.deals, counted.tasks, counted.done), (1, 10, 2), "{subject:?}");
		assert_eq!(counted.failures, [(TRAP as u8, 1)].into());
		assert_eq!(counted.given_up, [1, 6, 0, 0]);
		assert!((300..=375).contains(&counted.times.median().expect("some")));
	}
	assert_eq!(of(&scene, Subject::App(7)).last_price, Some(3));
	assert_eq!(of(&scene, Subject::Pool(8)).last_price, Some(100));
	let right = of(&scene, Subject::Worker(who(4)));
	assert_eq!((right.tasks, right.done, right.wrong), (3, 2, 0));
	let wrong = of(&scene, Subject::Worker(who(6)));
	assert_eq!((wrong.tasks, wrong.done, wrong.wrong, wrong.taken_back), (2, 0, 1, 1));
	assert_eq!(wrong.given_up, [1, 0, 0, 0]);
	assert_eq!(wrong.reports, [(FailureCode::FetchFailed as u8, 1)].into());
	let row = scene.index.deal(&deal_id(1)).expect("read").expect("it was made");
	assert_eq!(row.ended, [3, 1, 6, 0, 0]);
}

#[test]
fn requesters_should_be_counted_once_and_owners_not() {
	let scene = Scene::new();
	let by = |n, requester| dealt(DealRecord { requester, payer: requester, ..deal(n) });
	scene.block(1, START, vec![by(1, who(1)), by(2, who(1)), by(3, who(11))]);
	scene.block(2, START, vec![by(4, who(2)), by(5, who(3))]);
	// The app's owner, 2, is a stranger to the pool, and the pool's, 3, to the app.
	assert_eq!(of(&scene, Subject::App(7)).requesters, 3);
	assert_eq!(of(&scene, Subject::Pool(8)).requesters, 3);
	assert_eq!(of(&scene, Subject::App(7)).deals, 5);
	// Worker 4 answers for all of them, also for its owner, 5; and once wrong, for another.
	scene.block(3, START, vec![by(6, who(5)), by(7, who(12))]);
	let mut tasks = (1..=7).map(|n| completed(n, 0)).collect::<Vec<_>>();
	tasks[6].workers[0].right = false;
	scene.block(4, START, tasks.into_iter().map(ended).collect());
	assert_eq!(of(&scene, Subject::Worker(who(4))).requesters, 4);
}

#[test]
fn flows_should_add_up_by_day_and_tell_what_was_spent_from_what_was_lost() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1))]);
	let mut disputed = completed(1, 0);
	disputed.moves.push(Moved { who: who(6), earned: 0, lost: 30 });
	scene.block(2, START + 9, vec![ended(disputed)]);
	let unstarted = TaskRecord { failure: Some(FailureCode::BadParams), ..completed(1, 2) };
	scene.block(3, START + 86_400, vec![ended(completed(1, 1)), ended(unstarted)]);
	let day = (START / 86_400) as u32;
	let flows = |subject| all(1, |page| scene.index.flows(&subject, page));
	let flow = |tasks, earned, spent, lost| Flow { tasks, earned, spent, lost };
	let account = |n| flows(Subject::Account(who(n)));
	assert_eq!(account(1), [(day + 1, flow(2, 0, 206, 0)), (day, flow(1, 0, 103, 0))]);
	assert_eq!(account(5), [(day + 1, flow(2, 180, 0, 0)), (day, flow(1, 90, 0, 0))]);
	assert_eq!(account(6), [(day, flow(1, 0, 0, 30))]);
	// The program of the second task of that day never ran.
	let app = [(day + 1, flow(2, 3, 0, 0)), (day, flow(1, 3, 0, 0))];
	assert_eq!(flows(Subject::App(7)), app);
	let pool = [(day + 1, flow(2, 200, 0, 0)), (day, flow(1, 100, 0, 0))];
	assert_eq!(flows(Subject::Pool(8)), pool);
}

#[test]
fn candles_should_be_of_the_market_s_deals_and_leave_out_own_ones() {
	let scene = Scene::new();
	let at = |n, price, volume| {
		dealt(DealRecord { pool: Part { price, ..deal(n).pool }, volume, ..deal(n) })
	};
	let own = dealt(DealRecord { payer: who(3), ..deal(9) });
	let trusted = dealt(DealRecord { trust: 5, ..deal(8) });
	scene.block(1, START, vec![at(1, 100, 1), at(2, 300, 2), own, trusted]);
	scene.block(2, START + 59, vec![at(3, 50, 1)]);
	scene.block(3, START + 60, vec![at(4, 70, 4), ended(completed(2, 0))]);
	let market = Market::Pool { category: 0, tag: 0, step: 0 };
	let candles = |market, series, resolution| {
		all(1, |page| scene.index.candles(&market, series, resolution, page))
	};
	let minutes = candles(market, Series::Deals, Resolution::Minute);
	let first = Candle { open: 100, high: 300, low: 50, close: 50, tasks: 4, value: 750 };
	assert_eq!(minutes, [(START + 60, Candle::new(70, 4)), (START, first)]);
	assert_eq!(first.average(), 187);
	let day = Candle { open: 100, high: 300, low: 50, close: 70, tasks: 8, value: 1_030 };
	assert_eq!(candles(market, Series::Deals, Resolution::Day), [(START, day)]);
	assert_eq!(scene.index.last_day(&market, Series::Deals).expect("read"), Some(day));
	let completed = candles(market, Series::Completed, Resolution::Hour);
	assert_eq!(completed, [(START, Candle::new(300, 1))]);
	let other =
		candles(Market::Pool { category: 0, tag: 0, step: 3 }, Series::Deals, Resolution::Day);
	assert_eq!(other, [(START, Candle::new(100, 10))]);
	// The pool's owner is a stranger to the app.
	let app = candles(Market::App(7), Series::Deals, Resolution::Day);
	assert_eq!(app[0].1.tasks, 1 + 2 + 10 + 10 + 1 + 4);
}

#[test]
fn would_have_earned_should_count_what_was_bought_at_that_price_or_above_within_a_day() {
	let scene = Scene::new();
	let at = |n, price, trust| {
		let pool = Part { price, ..deal(n).pool };
		dealt(DealRecord { pool, trust, volume: 10, ..deal(n) })
	};
	scene.block(1, START, vec![at(1, 1_000, 1)]);
	scene.block(2, START + 86_400, vec![at(2, 100, 1), at(3, 200, 2), at(4, 400, 8)]);
	let pool = |step, price| {
		let offered = Offered::Pool { category: 0, tag: 0, step };
		let earning = scene.index.would_have_earned(&offered, price).expect("read");
		(earning.tasks, earning.at_most)
	};
	assert_eq!(pool(0, 100), (10, 1_000));
	assert_eq!(pool(3, 100), (30, 3_000));
	assert_eq!(pool(3, 150), (20, 3_000));
	assert_eq!(pool(3, 401), (10, 4_010));
	assert_eq!(pool(3, 410), (0, 0));
	// Who offers two features serves those who demand one of them, or none.
	let demands = |n, tag| match at(n, 500, 1) {
		Record::Deal(deal) => Record::Deal(Box::new(DealRecord { tag, ..*deal })),
		other => other,
	};
	let tags = [(5, 0b0001), (6, 0b0100), (7, 0b0101), (8, 0b0010), (9, 0b0111)];
	scene.block(3, START + 86_400, tags.map(|(n, tag)| demands(n, tag)).to_vec());
	let tasks = |tag| {
		let offered = Offered::Pool { category: 0, tag, step: u8::MAX };
		scene.index.would_have_earned(&offered, 450).map(|earning| earning.tasks)
	};
	assert_eq!([0, 0b0001, 0b0101, 0b1111].map(|tag| tasks(tag).expect("read")), [0, 10, 30, 50]);
	assert_eq!(tasks(0xff).expect("read"), 50);
	assert!(matches!(tasks(0x1ff), Err(Error::Features { most: 8 })));
	let app = Offered::Asset(Market::App(7));
	let earning = scene.index.would_have_earned(&app, 3).expect("read");
	assert_eq!((earning.tasks, earning.at_most), (80, 240));
	let empty = Scene::new().index.would_have_earned(&app, 3).expect("read");
	assert_eq!((empty.tasks, empty.at_most), (0, 0));
}

#[test]
fn task_should_count_for_accounts_when_its_deal_is_from_before_the_index() {
	let scene = Scene::new();
	scene.block(5, START, vec![ended(completed(1, 0))]);
	let task = scene.index.task(&task_id(1, 0)).expect("read").expect("it ended");
	assert_eq!(task.took, None);
	let flows = all(9, |page| scene.index.flows(&Subject::Account(who(5)), page));
	assert_eq!(flows[0].1.earned, 90);
	assert_eq!(scene.index.statistics(&Subject::App(7)).expect("read"), None);
}
