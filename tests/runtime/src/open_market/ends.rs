// SPDX-License-Identifier: Apache-2.0

//! Ends that an attacker would have dearer for others, or cheaper for itself.

use super::{root::as_root, *};
use bourse_primitives::deal_and_index;
use pallet_poco::AutomationSettings;
use pallet_pools::{WorkerStatus, Workers};

/// nRLC that an Unavailable task of a [`Purchase`] costs pool and payer each.
const PENALTY: Balance = 3 * RLC / 100;

/// So many accounts join a pool with a slot each, and no more stake than that takes.
fn sybils_join(pool: &Pool, count: u32) -> Vec<Actor> {
	let join = |number| {
		let sybil = Actor::poor("sybil", number);
		sybil.deposit(11 * RLC / 100);
		sybil.does(pallet_pools::Call::apply { pool: pool.id, slots: 1 });
		sybil
	};
	(0..count).map(join).collect()
}

/// A task that is started without a worker would cost the pool its stake, and the payer nothing.
#[test]
fn attack_02_should_start_no_task_by_hand() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		let deal = pool.buy(Purchase { volume: 9, ..Default::default() });
		let refused = Err(pallet_poco::Error::<Runtime>::ChainAssigns.into());
		let initialize = pallet_poco::Call::<Runtime>::initialize { deal, index: 1 };
		assert_eq!(pool.requester.tries(initialize), refused);
		let tasks = vec![pallet_poco::DealTask { deal, index: 1 }];
		let tasks = BoundedVec::truncate_from(tasks);
		let initialize = pallet_poco::Call::<Runtime>::initialize_many { tasks };
		assert_eq!(pool.requester.tries(initialize), refused);
		until_ended(&[deal], 20, || pool.work());
		assert_eq!(count(deal, TaskStatus::Completed), 9);
	});
}

/// Everybody whom the pool's tasks come to reports that the content is missing. Gives what manager and
/// requester lost.
fn without_content(pool: &Pool, deal: DealId) -> (i128, i128) {
	let say = |_, _| Word::Report(FailureCode::FetchFailed);
	until_ended(&[deal], 20, || work(&pool.owners, say));
	let size = deal_of(deal).bot_size;
	assert_eq!(count(deal, TaskStatus::Unavailable), size);
	let (lost, all) = (pool.manager.lost(), (PENALTY * Balance::from(size)) as i128);
	println!("manager lost {lost}, requester {}", pool.requester.lost());
	assert_eq!(lost, all);
	assert!(pool.losses().into_iter().all(|lost| lost == 0));
	(lost, pool.requester.lost())
}

/// Half of six owners would have to report, but three have cold slots.
#[test]
fn attack_02_should_cost_the_requester_more_when_sybils_with_cold_slots_join() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 3, 8);
		for_seconds(3_640, || {});
		sybils_join(&pool, 3);
		let deal = pool.buy(Purchase { volume: 40, ..Default::default() });
		assert_eq!(deal_of(deal).terms.expect("the rules hold").owners, 3);
		let (manager, requester) = without_content(&pool, deal);
		assert!(manager <= requester);
	});
}

/// Four owners would have to report, but only three can have the tasks: nine others lack the stake.
#[test]
fn attack_02_should_cost_the_requester_more_when_sybils_without_stake_join() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 8);
		sybils_join(&pool, 9);
		let deal = pool.buy(Purchase { volume: 40, ..Default::default() });
		assert_eq!(deal_of(deal).terms.expect("the rules hold").owners, 12);
		let (manager, requester) = without_content(&pool, deal);
		assert!(manager <= requester);
	});
}

/// Nobody could serve the trust after the sybils have left in the same block.
#[test]
fn attack_02_should_refuse_a_trust_that_sybils_pretend_to_serve() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 2, 4);
		for_seconds(3_640, || {});
		sybils_join(&pool, 3);
		let orders = pool.orders(&Purchase { trust: 3, volume: 100, ..Default::default() });
		let refused = pallet_market::Error::<Runtime>::PoolCantServe { needed: 5, there: 2 };
		assert_eq!(pool.requester.tries(orders), Err(refused.into()));
	});
}

/// The requester's server gives the content of the first task, and then of none; each node tries for a
/// while before it reports.
#[test]
fn attack_02_should_cost_the_requester_more_when_its_first_task_alone_was_good() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 4);
		let deal = pool.buy(Purchase { volume: 333, ..Default::default() });
		let say = |place: usize, task| match deal_and_index(task).1 {
			0 => right(task),
			_ => {
				let assignment =
					record(task).worker(&pool.owners[place].id()).and_then(|w| w.assignment);
				match assignment.is_some_and(|given| Poco::now() >= given.since + 100) {
					true => Word::Report(FailureCode::FetchFailed),
					false => Word::Nothing,
				}
			},
		};
		until_ended(&[deal], 20, || work(&pool.owners, say));
		use TaskStatus::*;
		assert_eq!([Completed, Failed].map(|end| count(deal, end)), [1, 0]);
		assert!(progress(deal).claimed.is_some(), "all were started");
		let (manager, requester) = (pool.manager.lost(), pool.requester.lost());
		println!("manager lost {manager}, requester {requester}");
		assert!(manager <= requester);
		assert!(pool.losses().into_iter().all(|lost| lost <= 0));
	});
}

/// A deal that needs seven owners, in a pool of four, when six others have left after the match and `then`
/// has happened. Gives what manager and requester lost.
fn never_started(then: impl Fn(&Pool)) -> (i128, i128) {
	let mut lost = (0, 0);
	on_open_market(|| {
		let pool = Pool::open("pool", 4, 4);
		let sybils = sybils_join(&pool, 6);
		advance(2);
		let deal = pool.buy_now(Purchase { trust: 100, volume: 10, ..Default::default() });
		sybils.iter().for_each(|sybil| sybil.does(pallet_pools::Call::leave {}));
		then(&pool);
		until_ended(&[deal], STEP, || pool.work());
		assert_eq!((progress(deal).initialized, progress(deal).ended), (0, 10));
		assert!(pool.losses().into_iter().all(|lost| lost == 0));
		lost = (pool.manager.lost(), pool.requester.lost());
	});
	lost
}

#[test]
fn attack_02_should_cost_both_the_same_when_sybils_leave_after_the_match() {
	assert_eq!(never_started(|_| {}), ((10 * PENALTY) as i128, (10 * PENALTY) as i128));
}

/// The other way round: the owner matches, and sees to it that nothing can start.
#[test]
fn attack_06_should_cost_a_pool_its_stake_when_its_owner_expels_after_the_match() {
	let all = ((10 * 3 * RLC / 10) as i128, 0);
	let expel = |pool: &Pool| {
		pool.manager.does(pallet_pools::Call::expel { worker: pool.owners[0].id() });
	};
	assert_eq!(never_started(expel), all);
	let close = |pool: &Pool| {
		pool.manager.does(pallet_pools::Call::set_open { pool: pool.id, open: false });
	};
	assert_eq!(never_started(close), all);
}

/// Who is counted for a match, and then never drawn.
#[test]
fn attack_02_should_not_count_owners_whose_nodes_take_no_tasks() {
	on_open_market(|| {
		let pool = Pool::open("pool", 4, 4);
		let sybils = sybils_join(&pool, 6);
		advance(2);
		let tries = || {
			let what = Purchase { trust: 100, volume: 10, ..Default::default() };
			pool.requester.tries(pool.orders(&what))
		};
		for (sybil, there) in sybils.iter().zip((4..10).rev()) {
			sybil.does(pallet_pools::Call::heartbeat { ready: Some(0) });
			let refused = pallet_market::Error::<Runtime>::PoolCantServe { needed: 10, there };
			assert_eq!(tries(), Err(refused.into()));
		}
		sybils.iter().for_each(|sybil| sybil.does(pallet_pools::Call::heartbeat { ready: None }));
		assert_eq!(tries(), Ok(()));
	});
}

/// A pool of one reports, waits until that has held the deal back for 2 T, serves three tasks, and goes.
#[test]
fn attack_06_should_cost_a_pool_its_stake_when_it_reported_before_it_served() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		let deal = pool.buy(Purchase { volume: 20, ..Default::default() });
		advance(2);
		let owner = &pool.owners[0];
		let [first] = Pools::tasks_of(&owner.id())[..] else { panic!("it has one") };
		owner.reports(first, FailureCode::FetchFailed).expect("the worker may");
		for_seconds(2 * T + 30, || {});
		assert_eq!(record(first).status, TaskStatus::Unavailable);
		assert_eq!(progress(deal).completed, 0);
		until_ended(&[deal], 20, || {
			if progress(deal).completed < 3 {
				pool.work();
			} else {
				owner.does(pallet_pools::Call::set_slots { slots: 0 });
			}
		});
		assert_eq!(progress(deal).completed, 3);
		let unstarted = progress(deal).claimed.expect("it served few");
		assert!(!unstarted.unavailable && unstarted.count >= 10, "{unstarted:?}");
		assert!(pool.manager.lost() > (2 * RLC) as i128);
	});
}

/// A pool serves three tasks, reports on one, and goes.
#[test]
fn attack_06_should_cost_a_pool_its_stake_when_it_served_some_tasks_and_stops() {
	on_open_market(|| {
		let pool = Pool::open("pool", 2, 2);
		let deal = pool.buy(Purchase { volume: 20, ..Default::default() });
		advance(2);
		let [first, _] = Pools::tasks_of(&pool.owners[0].id())[..] else { panic!("it has two") };
		pool.owners[0].reports(first, FailureCode::FetchFailed).expect("the worker may");
		for owner in &pool.owners {
			owner.does(pallet_pools::Call::set_slots { slots: 0 });
		}
		until_ended(&[deal], 20, || pool.work());
		use TaskStatus::*;
		assert_eq!([Completed, Unavailable, Failed].map(|end| count(deal, end)), [3, 1, 16]);
		// The payer pays what it got, and once the same small sum as the pool.
		let fees = 4 * (START_FEE + WORKER_FEE);
		assert_eq!(pool.requester.lost(), (3 * RLC + PENALTY + fees) as i128);
		let earned = 3 * RLC / 10;
		assert_eq!(pool.manager.lost(), (16 * 3 * RLC / 10 + PENALTY - earned) as i128);
	});
}

/// Whoever lets the time pass misses a duty, also where somebody ends the task before the chain has looked.
#[test]
fn worker_should_be_suspended_when_its_task_ended_before_anybody_looked() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		let task = task_id(pool.buy(Purchase::default()), 0);
		advance(2);
		assert_eq!(computing(&pool.owners, task), [0]);
		let set_automation = |on| {
			let settings = AutomationSettings::all(on);
			as_root(pallet_poco::Call::<Runtime>::set_automation { settings }).expect("it may");
		};
		set_automation(false);
		for_seconds(10 * T, || {});
		pool.requester.does(pallet_poco::Call::claim { task });
		assert_eq!(record(task).status, TaskStatus::Failed);
		let worker = Workers::<Runtime>::get(pool.owners[0].id()).expect("it joined");
		assert_eq!((worker.status, worker.missed, worker.busy), (WorkerStatus::Suspended, 1, 0));
		assert_eq!(pool.owners[0].lost(), PENALTY as i128);
		set_automation(true);
	});
}

/// Two owners whose `Timeout` was all that a deal heard stop it for a while only.
#[test]
fn attack_18_should_stop_a_deal_for_a_while_only_when_its_first_workers_lie() {
	on_open_market(|| {
		let mut pool = Pool::open("pool", 2, 1);
		let deal = pool.buy(Purchase { volume: 10, ..Default::default() });
		let say = |place: usize, task| match place {
			0 | 1 => Word::Report(FailureCode::Timeout),
			_ => right(task),
		};
		for_seconds(540, || work(&pool.owners, say));
		assert_eq!(count(deal, TaskStatus::TimedOut), 2);
		assert_eq!(progress(deal).initialized, 2);
		pool = pool.with(4, 1);
		until_ended(&[deal], 10, || work(&pool.owners, say));
		let completed = count(deal, TaskStatus::Completed);
		println!("{completed} of 10 completed");
		assert!(completed >= 5, "{completed}");
	});
}

#[test]
fn attack_18_should_pay_a_pool_of_one_owner_for_a_program_that_never_ends() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 2);
		let deal = pool.buy(Purchase { volume: 2, ..Default::default() });
		until_ended(&[deal], 20, || {
			work(&pool.owners, |_, _| Word::Report(FailureCode::Timeout));
		});
		assert_eq!(count(deal, TaskStatus::TimedOut), 2);
		assert!(pool.manager.lost() < 0 && pool.owners[0].lost() < 0);
		let fees = 2 * (START_FEE + WORKER_FEE);
		assert_eq!(pool.requester.lost(), (2 * RLC / 4 + fees) as i128);
	});
}

/// An author's challenges of its own results cost half of their toll, and leave places for others.
#[test]
fn challenges_of_one_deal_should_leave_places_and_burn_half_of_their_toll() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 64);
		let deal = pool.buy(Purchase { volume: 65, ..Default::default() });
		until_ended(&[deal], 2, || pool.work());
		let worker = pool.owners[0].id();
		let challenge = |index| pallet_poco::Call::<Runtime>::challenge_result {
			task: task_id(deal, index),
			worker: worker.clone(),
			block: 0,
		};
		let kitty = Escrow::kitty();
		for index in 0..64 {
			if index % 8 == 0 {
				advance(2);
			}
			pool.requester.does(challenge(index));
		}
		assert_eq!(Escrow::kitty() - kitty, 64 * RLC / 10);
		let refused = Err(pallet_poco::Error::<Runtime>::TooManyChallenges.into());
		assert_eq!(pool.requester.tries(challenge(64)), refused);
	});
}
