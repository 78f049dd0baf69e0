// SPDX-License-Identifier: Apache-2.0

//! Attacks 12 and 13: winners who keep back what they owe.

use super::*;

/// What a contribution to a task of 1 RLC locks.
const STAKE: Balance = 30 * RLC / 100;

/// The place of the one worker that has the task; waits for it.
fn drawn(pool: &Pool, task: TaskId) -> usize {
	for _ in 0..40 {
		if let [place] = computing(&pool.owners, task)[..] {
			return place;
		}
		advance(10);
	}
	panic!("nobody was drawn");
}

/// The chain goes on by itself for 2 T, in which a consensus can be revealed.
fn let_reveals_pass() {
	for_seconds(2 * T + 20, || {});
}

#[test]
fn attack_12_should_cost_the_stake_when_a_winner_keeps_the_header_back() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 1);
		let task = task_id(pool.buy(Purchase { app_price: RLC, ..Default::default() }), 0);
		let thief = drawn(&pool, task);
		let (worker, of) = (&pool.owners[thief], header(task, "kept"));
		worker.contributes(&[(task, of.digest())]).expect("the worker may");
		// A plain digest, a header of another result, of another version, and one with data.
		let reveal = |header: ResultHeader, data: &[u8]| {
			worker.tries(pallet_poco::Call::reveal_opened {
				task,
				digest: of.digest(),
				opening: Opening::Header { header, data: BoundedVec::truncate_from(data.to_vec()) },
			})
		};
		let plain = pallet_poco::Call::reveal { task, digest: of.digest() };
		let missing = pallet_poco::Error::<Runtime>::HeaderMissing.into();
		let wrong = pallet_poco::Error::<Runtime>::HeaderWrong.into();
		assert_eq!(worker.tries(plain), Err(missing));
		assert_eq!(worker.reveals_with(task, of.digest(), None), Err(DispatchError::CannotLookup));
		assert_eq!(reveal(header(task, "other"), b""), Err(wrong));
		assert_eq!(reveal(of, b"data"), Err(wrong));

		let_reveals_pass();
		assert_eq!(record(task).status, TaskStatus::Active);
		let other = drawn(&pool, task);
		assert_ne!(other, thief);
		for _ in 0..4 {
			pool.work();
			advance(2);
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		let fees = START_FEE + 2 * WORKER_FEE;
		assert_eq!(pool.requester.lost(), (2 * RLC + fees) as i128);
		assert_eq!(pool.provider.lost(), -(RLC as i128));
		assert_eq!(worker.lost(), STAKE as i128);
		assert_eq!(pool.owners[other].lost(), -((90 * RLC / 100) as i128));
		assert_eq!(pool.manager.lost(), -((10 * RLC / 100) as i128));
		assert_eq!(Escrow::kitty(), STAKE + fees / 2);
	});
}

#[test]
fn attack_12_should_not_let_a_winner_hide_a_failure_or_the_callback_data() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 1);
		let task = task_id(pool.buy(Purchase { callback: true, ..Default::default() }), 0);
		let thief = drawn(&pool, task);
		let worker = &pool.owners[thief];
		let of = ResultHeader { callback_hash: digest("data"), ..header(task, "kept") };
		worker.contributes(&[(task, of.digest())]).expect("the worker may");
		for data in [&b""[..], b"other"] {
			let refused = worker.reveals(task, of, data);
			assert_eq!(refused, Err(DispatchError::CannotLookup));
		}
		// Nor does another header of the same digest exist that says "no callback data".
		let hidden = failed(task, FailureCode::NoCallbackData);
		assert!(worker
			.reveals_with(
				task,
				of.digest(),
				Some(Opening::Header { header: hidden, data: Default::default() })
			)
			.is_err());
		let_reveals_pass();
		let other = drawn(&pool, task);
		let with_data = |_, task| {
			let header = ResultHeader { callback_hash: digest("data"), ..header(task, "result") };
			Word::Result(header, b"data".to_vec())
		};
		for _ in 0..4 {
			work(&pool.owners, with_data);
			advance(2);
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(
			record(task).callback_data.map(|data| data.into_inner()),
			Some(b"data".to_vec())
		);
		assert_eq!(worker.lost(), STAKE as i128);
		assert!(pool.owners[other].lost() < 0 && pool.manager.lost() < 0);
	});
}

#[test]
fn attack_13_should_cost_each_its_stake_and_the_pool_nothing_when_others_complete_the_task() {
	on_open_market(|| {
		let pool = Pool::open("pool", 6, 1);
		let task = task_id(pool.buy(Purchase { trust: 3, ..Default::default() }), 0);
		let mut silent = Vec::new();
		for _ in 0..2 {
			let mut pair = Vec::new();
			while pair.len() < 2 {
				advance(2);
				pair = computing(&pool.owners, task);
			}
			for place in &pair {
				let digest = header(task, "kept").digest();
				pool.owners[*place].contributes(&[(task, digest)]).expect("the worker may");
			}
			assert_eq!(record(task).status, TaskStatus::Revealing);
			silent.extend(pair);
			let_reveals_pass();
		}
		for _ in 0..6 {
			advance(2);
			pool.work();
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		let fees = START_FEE + 4 * WORKER_FEE;
		assert_eq!(pool.requester.lost(), (RLC + fees) as i128);
		assert_eq!(pool.manager.lost(), -((10 * RLC / 100) as i128));
		// The fifth and sixth assignment are their owners', who get the fees back as winners.
		for (place, lost) in pool.losses().into_iter().enumerate() {
			let paid = -((45 * RLC / 100) as i128);
			assert_eq!(lost, if silent.contains(&place) { STAKE as i128 } else { paid });
		}
		assert_eq!(Escrow::kitty(), 4 * STAKE + fees / 2);
	});
}

#[test]
fn attack_13_should_cost_the_silent_more_than_the_pool_when_nobody_else_has_time() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let deal = pool.buy(Purchase::default());
		let task = task_id(deal, 0);
		let mut silent = Vec::new();
		until_ended(&[deal], STEP, || {
			if let [place] = computing(&pool.owners, task)[..] {
				let digest = header(task, "kept").digest();
				pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
				silent.push(place);
			}
		});
		// 2 T each; nobody is drawn when less than T and a minute is left of 7 T.
		assert_eq!((silent.len(), record(task).status), (3, TaskStatus::Failed));
		assert_eq!(pool.manager.lost(), STAKE as i128);
		for (place, lost) in pool.losses().into_iter().enumerate() {
			assert_eq!(lost, if silent.contains(&place) { STAKE as i128 } else { 0 });
		}
		assert_eq!(pool.requester.lost(), (START_FEE + 3 * WORKER_FEE) as i128);
	});
}
