// SPDX-License-Identifier: Apache-2.0

//! Attack 16: the chain stands still for an hour.

use super::*;
use bourse_primitives::api::runtime_decl_for_bourse_api::BourseApi;

const HOUR: u64 = 3_600;

#[test]
fn attack_16_should_cost_nobody_anything_when_the_chain_stands_still_in_every_phase() {
	on_open_market(|| {
		let pool = Pool::open("pool", 6, 4);
		let idle = Pool::open("idle", 1, 1);
		let one = || task_id(pool.buy(Purchase { trust: 3, ..Default::default() }), 0);
		let [assigned, contributed, revealing, half_revealed, done] = [(); 5].map(|()| one());
		let alone = task_id(pool.buy(Purchase::default()), 0);
		let waiting = idle.buy(Purchase::default());
		idle.owners[0].does(pallet_pools::Call::set_slots { slots: 0 });
		let contribute = |task: TaskId, place: usize| {
			let digest = header(task, "result").digest();
			pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
		};
		let reveal = |task: TaskId, place: usize| {
			pool.owners[place].reveals(task, header(task, "result"), b"").expect("the worker may");
		};
		advance(2);
		let crew = |task: TaskId| computing(&pool.owners, task);
		let crews = [contributed, revealing, half_revealed, done].map(crew);
		contribute(contributed, crews[0][0]);
		for (task, crew) in [revealing, half_revealed, done].into_iter().zip(&crews[1..]) {
			crew.iter().for_each(|place| contribute(task, *place));
		}
		reveal(half_revealed, crews[2][0]);
		crews[3].iter().for_each(|place| reveal(done, *place));
		let challenged = pool.owners[crews[3][0]].id();
		let challenge = pallet_poco::Call::challenge_result {
			task: done,
			worker: challenged.clone(),
			block: 0,
		};
		pool.requester.does(challenge);
		let until = pallet_poco::Challenges::<Runtime>::get(done, &challenged).map(|c| c.until);
		let phases = || {
			let tasks = [assigned, contributed, revealing, half_revealed, done, alone];
			(tasks.map(record), status(waiting, 0), pool.losses(), pool.manager.lost())
		};
		// Shortly before the first deadline: that of the assignments.
		for_seconds(T, || {});
		let (before, now, time) = (phases(), Poco::now(), Rules::timestamp());
		advance(HOUR);
		// The hooks of the first block do nothing to anybody, nor do those of the next.
		advance(2);
		assert_eq!(Rules::timestamp(), time + HOUR + 2);
		assert_eq!(Poco::now(), now + 2);
		assert_eq!(phases(), before);
		assert!(until.is_some_and(|until| until > Poco::now()));
		let told = Runtime::task_status(assigned).expect("it is there");
		assert_eq!((told.now, told.now + told.stood_still), (now + 2, time + HOUR + 2));

		// Everybody goes on as if nothing had been.
		idle.owners[0].does(pallet_pools::Call::set_slots { slots: 1 });
		let block = BoundedVec::truncate_from(header(done, "result").encode());
		let path = BoundedVec::truncate_from(vec![block]);
		let answer = pallet_poco::Call::answer_challenge { task: done, path };
		pool.owners[crews[3][0]].does(answer);
		for _ in 0..6 {
			pool.work();
			idle.work();
			advance(2);
		}
		for task in [assigned, contributed, revealing, half_revealed, done, alone] {
			assert_eq!(record(task).status, TaskStatus::Completed);
		}
		assert_eq!(status(waiting, 0), Some(TaskStatus::Completed));
		assert_eq!(pool.manager.lost(), -((6 * RLC / 10) as i128));
		let paid: i128 = pool.losses().iter().sum();
		assert_eq!(paid, -((6 * 9 * RLC / 10) as i128));
		assert!(idle.manager.lost() < 0 && idle.owners[0].lost() < 0);
	});
}

#[test]
fn attack_16_should_count_gaps_of_thirty_seconds_and_no_longer_ones() {
	on_open_market(|| {
		let (now, time) = (Poco::now(), Rules::timestamp());
		advance(30);
		assert_eq!((Poco::now(), Rules::timestamp()), (now + 30, time + 30));
		advance(32);
		assert_eq!((Poco::now(), Rules::timestamp()), (now + 30, time + 62));
		advance(HOUR);
		assert_eq!((Poco::now(), Rules::timestamp()), (now + 30, time + 62 + HOUR));
	});
}

#[test]
fn attack_16_should_still_end_what_nobody_works_on_when_the_chain_stands_still_again_and_again() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		let deal = pool.buy(Purchase::default());
		pool.owners[0].does(pallet_pools::Call::set_slots { slots: 0 });
		let begin = Poco::now();
		for hour in 0..10 {
			for_seconds(T, || {});
			advance(HOUR);
			assert_eq!(Poco::now(), begin + (hour + 1) * T);
		}
		for_seconds(30, || {});
		assert_eq!(status(deal, 0), Some(TaskStatus::Failed));
	});
}

#[test]
fn attack_16_should_make_no_report_late_when_the_chain_stood_still() {
	on_open_market(|| {
		let pool = Pool::open("pool", 2, 1);
		let task = task_id(pool.buy(Purchase::default()), 0);
		advance(2);
		let [place] = computing(&pool.owners, task)[..] else { panic!("one is drawn") };
		// Less than half of the assignment, in which a report is free.
		for_seconds(120, || {});
		advance(HOUR);
		pool.owners[place].reports(task, FailureCode::FetchFailed).expect("the worker may");
		assert_eq!(pool.owners[place].lost(), 0);
		for _ in 0..6 {
			advance(2);
			pool.work();
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(pool.owners[place].lost(), 0);
		assert!(pool.owners[1 - place].lost() < 0);
	});
}

#[test]
fn attack_16_should_stop_warm_ups_and_end_no_bond_earlier() {
	on_market_with(json!({ "warmUp": 3_600, "unbonding": 3_600 }), || {
		let pool = Pool::open("pool", 2, 1);
		for_seconds(1_800, || {});
		advance(HOUR);
		advance(2);
		assert_eq!(Pools::free_workers(pool.id), 0);
		for_seconds(1_740, || {});
		assert_eq!(Pools::free_workers(pool.id), 0);
		for_seconds(120, || {});
		assert_eq!(Pools::free_workers(pool.id), 2);

		let leaver = &pool.owners[0];
		leaver.does(pallet_pools::Call::leave {});
		let all = pallet_escrow::Call::withdraw { amount: DEPOSIT };
		let reserved = Err(pallet_escrow::Error::<Runtime>::StakeReserved.into());
		for_seconds(1_800, || {});
		advance(HOUR);
		advance(2);
		assert_eq!(leaver.tries(all.clone()), reserved);
		for_seconds(1_860, || {});
		leaver.does(all);
	});
}
