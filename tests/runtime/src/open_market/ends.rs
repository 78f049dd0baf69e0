// SPDX-License-Identifier: Apache-2.0

//! Ends that an attacker would have dearer for others, or cheaper for itself.

use super::*;

/// nRLC that an Unavailable task of a [`Purchase`] costs pool and payer each.
const PENALTY: Balance = 3 * RLC / 100;

/// So many accounts join a pool with a slot each, and no more stake than that takes.
fn sybils_join(pool: &Pool, count: u32) {
	for number in 0..count {
		let sybil = Actor::poor("sybil", number);
		sybil.deposit(11 * RLC / 100);
		sybil.does(pallet_pools::Call::apply { pool: pool.id, slots: 1 });
	}
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
		for_seconds(3_610, || {});
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
		for_seconds(3_610, || {});
		sybils_join(&pool, 3);
		let orders = pool.orders(&Purchase { trust: 3, volume: 100, ..Default::default() });
		let refused = pallet_market::Error::<Runtime>::PoolCantServe { needed: 5, there: 2 };
		assert_eq!(pool.requester.tries(orders), Err(refused.into()));
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
