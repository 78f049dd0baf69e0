// SPDX-License-Identifier: Apache-2.0

//! Attack 18: programs that run into `Timeout`.

use super::*;

#[test]
fn attack_18_should_pay_a_pool_a_tenth_of_honest_work_when_programs_never_end() {
	on_open_market(|| {
		let pool = Pool::open("pool", 25, 4);
		let begin = Poco::now();
		let mut deals = Vec::new();
		let say = |_, _| Word::Report(FailureCode::Timeout);
		let started = |deal: &DealId| progress(*deal).initialized > 0;
		while Poco::now() < begin + 10 * T {
			// Another one as soon as the last has started: the pool never lacks tasks.
			if Poco::now() < begin + 9 * T && deals.iter().all(started) {
				deals.push(pool.buy(Purchase { volume: 50, ..Default::default() }));
			}
			advance(15);
			work(&pool.owners, say);
		}
		let earned = -(pool.manager.lost() + pool.losses().iter().sum::<i128>());
		// A slot computes a task in T.
		let honest = (100 * 10 * RLC) as i128;
		let ended: u64 = deals.iter().map(|deal| count(*deal, TaskStatus::TimedOut)).sum();
		println!("{} deals, {ended} TimedOut, earned {earned} of {honest}", deals.len());
		assert!(10 * earned >= honest, "{earned} of {honest}");

		until_ended(&deals, 15, || work(&pool.owners, say));
		println!("manager lost {}, owners lost {:?}", pool.manager.lost(), pool.losses());
		assert!(pool.manager.lost() <= 0, "{}", pool.manager.lost());
		assert!(pool.losses().into_iter().all(|lost| lost <= 0), "{:?}", pool.losses());
		assert!(pool.requester.lost() >= earned);
	});
}

#[test]
fn attack_18_should_share_a_quarter_of_the_price_when_two_owners_waited() {
	on_open_market(|| {
		let pool = Pool::open("pool", 2, 1);
		let deal = pool.buy(Purchase { app_price: RLC, ..Default::default() });
		let task = task_id(deal, 0);
		until_ended(&[deal], 20, || {
			work(&pool.owners, |_, _| Word::Report(FailureCode::Timeout));
		});
		assert_eq!(record(task).status, TaskStatus::TimedOut);
		let fees = START_FEE + 2 * WORKER_FEE;
		assert_eq!(pool.requester.lost(), (RLC / 4 + fees) as i128);
		let part = RLC / 4 * 90 / 100 / 2;
		assert_eq!(pool.losses(), vec![-(part as i128); 2]);
		assert_eq!(pool.manager.lost(), -((RLC / 4 - 2 * part) as i128));
		assert_eq!(pool.provider.lost(), 0);
	});
}

#[test]
fn attack_18_should_cost_a_miss_when_a_contribution_contradicts_a_timeout() {
	on_open_market(|| {
		let pool = Pool::open("pool", 2, 1);
		let task = task_id(pool.buy(Purchase::default()), 0);
		advance(2);
		let [liar] = computing(&pool.owners, task)[..] else { panic!("one is drawn") };
		let early = pool.owners[liar].reports(task, FailureCode::Timeout);
		assert_eq!(early, Err(DispatchError::CannotLookup));
		for_seconds(T, || {});
		pool.owners[liar].reports(task, FailureCode::Timeout).expect("the worker may");
		// The stake stays locked: others may show that there was time.
		assert_eq!(pool.owners[liar].ledger().1 - RLC / 100, 30 * RLC / 100);
		for _ in 0..6 {
			advance(2);
			work(&pool.owners, |place, task| match place == liar {
				true => Word::Nothing,
				false => right(task),
			});
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(pool.owners[liar].lost(), (3 * RLC / 100) as i128);
	});
}
