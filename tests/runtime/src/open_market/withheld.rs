// SPDX-License-Identifier: Apache-2.0

//! Attack 12 beside another winner, and who may reveal what it contributed (rule 11).

use super::*;

/// What a contribution to a task of 1 RLC locks.
const STAKE: Balance = 30 * RLC / 100;

/// A task of trust 3 to which both of its workers have contributed the same.
fn agreed(
	pool: &Pool,
	callback: bool,
	of: impl Fn(TaskId) -> ResultHeader,
) -> (TaskId, [usize; 2]) {
	let task = task_id(pool.buy(Purchase { trust: 3, callback, ..Default::default() }), 0);
	advance(2);
	let [first, second] = computing(&pool.owners, task)[..] else { panic!("two are drawn") };
	for place in [first, second] {
		let digest = of(task).digest();
		pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
	}
	assert_eq!(record(task).status, TaskStatus::Revealing);
	(task, [first, second])
}

#[test]
fn attack_12_should_cost_one_winner_its_stake_when_the_other_shows_the_header() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let (task, [thief, other]) = agreed(&pool, false, |task| header(task, "result"));
		pool.owners[other].reveals(task, header(task, "result"), b"").expect("the worker may");
		for_seconds(2 * T + 60, || {});
		assert_eq!(record(task).status, TaskStatus::Completed);
		let fees = START_FEE + 2 * WORKER_FEE;
		assert_eq!(pool.requester.lost(), (RLC + fees) as i128);
		assert_eq!(pool.owners[thief].lost(), STAKE as i128);
		// What the thief lost is nobody's.
		assert_eq!(pool.owners[other].lost(), -((90 * RLC / 100) as i128));
		assert_eq!(pool.manager.lost(), -((10 * RLC / 100) as i128));
		assert_eq!(Escrow::kitty(), STAKE + fees / 2);
	});
}

#[test]
fn attack_12_should_ignore_callback_data_of_a_later_reveal() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let with_data =
			|task| ResultHeader { callback_hash: digest("data"), ..header(task, "result") };
		let (task, [first, second]) = agreed(&pool, true, with_data);
		let early = pool.owners[first].reveals(task, with_data(task), b"other");
		assert_eq!(early, Err(DispatchError::CannotLookup));
		pool.owners[first].reveals(task, with_data(task), b"data").expect("the worker may");
		pool.owners[second].reveals(task, with_data(task), b"other").expect("it is ignored");
		for _ in 0..4 {
			advance(2);
		}
		let task = record(task);
		assert_eq!(task.status, TaskStatus::Completed);
		assert_eq!(task.callback_data.map(|data| data.into_inner()), Some(b"data".to_vec()));
	});
}

/// A pool's owner dismisses a winner, whose key is gone, too.
#[test]
fn winner_should_reveal_by_the_key_of_its_contribution_when_it_was_expelled() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let (task, [first, second]) = agreed(&pool, false, |task| header(task, "result"));
		let worker = &pool.owners[first];
		worker.does(pallet_pools::Call::remove_hot_key {});
		pool.manager.does(pallet_pools::Call::expel { worker: worker.id() });
		worker.does(pallet_pools::Call::leave {});
		for place in [first, second] {
			let header = header(task, "result");
			pool.owners[place].reveals(task, header, b"").expect("the worker may");
		}
		for _ in 0..4 {
			advance(2);
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		for place in [first, second] {
			assert_eq!(pool.owners[place].lost(), -((45 * RLC / 100) as i128));
		}
	});
}
