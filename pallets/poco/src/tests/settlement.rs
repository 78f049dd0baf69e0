// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Score};
use bourse_primitives::{math, traits::Ledger, DatasetId, Share, TaskId, RLC};
use frame_support::assert_ok;
use proptest::prelude::*;

fn complete(id: TaskId, winners: &[u8]) {
	for worker in winners {
		assert_ok!(reveal(*worker, id, "A"));
	}
	assert_ok!(finalize(SCHEDULER, id));
}

#[test]
fn settlement_should_pay_everybody_its_part() {
	run(|| {
		let mut priced = deal(3);
		priced.dataset =
			Some(Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: 5 * RLC });
		priced.sponsor = account(SPONSOR);
		let id = task_of(priced);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		assert_eq!(locked(SPONSOR), 18 * RLC);
		complete(id, &[W1, W2]);
		assert_eq!((stake(SPONSOR), locked(SPONSOR)), (0, 0));
		assert_eq!(stake(APP_OWNER), 3 * RLC);
		assert_eq!(stake(DATASET_OWNER), 5 * RLC);
		assert_eq!(stake(W1), 100 * RLC + 4_950_000_000);
		assert_eq!(stake(W2), 100 * RLC + 4_950_000_000);
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (3 * RLC + 100_000_000, 0));
	});
}

#[test]
fn settlement_should_put_the_stakes_of_the_faulty_into_the_pot() {
	run(|| {
		let id = task_of(deal(4));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		for worker in [W3, W4, W5] {
			assert_ok!(contribute(worker, id, "A"));
		}
		complete(id, &[W1, W3, W4, W5]);
		assert_eq!(stake(W2), 97 * RLC);
		for worker in [W1, W3, W4, W5] {
			assert_eq!(stake(worker), 100 * RLC + 3_217_500_000);
		}
		assert_eq!(stake(SCHEDULER), 3 * RLC + 130_000_000);
	});
}

#[test]
fn settlement_should_pay_out_stakes_that_are_larger_than_the_price() {
	run(|| {
		let mut odd = deal(3);
		odd.worker_stake = 50 * RLC;
		let id = task_of(odd);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		assert_ok!(contribute(W3, id, "A"));
		assert_ok!(contribute(W4, id, "A"));
		complete(id, &[W1, W3, W4]);
		// (10 + 50) * 99 % / 3.
		assert_eq!(stake(W1), 100 * RLC + 19_800_000_000);
		assert_eq!(stake(W2), 50 * RLC);
	});
}

#[test]
fn settlement_should_share_by_the_logarithm_of_the_weight_and_round_down() {
	run(|| {
		// Weights 2, 3 and 4: logarithms 1, 1 and 2.
		Score::<Test>::insert(account(W2), 12);
		Score::<Test>::insert(account(W3), 15);
		let mut odd = deal(17);
		odd.workerpool.price = 1_000_003;
		odd.worker_stake = math::percent(1_000_003, 30);
		let id = task_of(odd);
		for worker in [W1, W2, W3] {
			assert_ok!(contribute(worker, id, "A"));
		}
		complete(id, &[W1, W2, W3]);
		// Pot 1,000,003; the workers' part 990,002; a quarter of it 247,500.5.
		assert_eq!(stake(W1), 100 * RLC + 247_500);
		assert_eq!(stake(W2), 100 * RLC + 247_500);
		assert_eq!(stake(W3), 100 * RLC + 495_001);
		assert_eq!(stake(SCHEDULER), 300_000 + 10_002);
	});
}

#[test]
fn settlement_should_leave_everything_to_the_scheduler_when_its_ratio_is_100() {
	run(|| {
		let mut greedy = deal(3);
		greedy.scheduler_reward_ratio = 100;
		let id = task_of(greedy);
		assert_ok!(contribute(W2, id, "B"));
		for worker in [W1, W3, W4] {
			assert_ok!(contribute(worker, id, "A"));
		}
		complete(id, &[W1, W3, W4]);
		assert_eq!(stake(W1), 100 * RLC);
		assert_eq!(stake(SCHEDULER), 3 * RLC + 13 * RLC);
	});
}

#[test]
fn settlement_should_work_when_everything_is_free() {
	run(|| {
		let mut free = deal(3);
		free.app.price = 0;
		free.workerpool.price = 0;
		free.worker_stake = 0;
		let id = task_of(free);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		complete(id, &[W1, W2]);
		assert_eq!(stake(W1), 100 * RLC);
		assert_eq!(score(W1), 1);
	});
}

#[test]
fn settlement_should_pay_the_kitty_share_to_the_scheduler() {
	run(|| {
		let failed = task_of(deal(1));
		advance(10 * T);
		assert_ok!(claim(failed));
		assert_eq!(MockLedger::kitty(), 3 * RLC);
		let id = task_of(deal(1));
		assert_ok!(contribute(W1, id, "A"));
		complete(id, &[W1]);
		assert_eq!(MockLedger::kitty(), 2 * RLC);
		assert_eq!(stake(SCHEDULER), 3 * RLC + RLC + 100_000_000);
	});
}

#[test]
fn settlement_should_work_when_one_actor_has_all_roles() {
	run(|| {
		let mut own = deal(1);
		own.requester = account(W1);
		own.sponsor = account(W1);
		own.app.owner = account(W1);
		own.workerpool.owner = account(W1);
		let id = task_of(own);
		let before = stake(W1);
		assert_ok!(Poco::contribute(
			origin(W1),
			id,
			hash(id, "A"),
			seal(W1, id, "A"),
			None,
			authorized_by(W1, W1, id, None)
		));
		assert_ok!(reveal(W1, id, "A"));
		assert_ok!(finalize(W1, id));
		assert_eq!((stake(W1), locked(W1)), (before + 16 * RLC, 0));
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	/// What is taken in is paid out to the unit (`run` checks it), whatever prices, ratios,
	/// scores and answers are, and each worker gets exactly its share.
	#[test]
	fn settlement_should_conserve_value(
		app in 0u128..1 << 60,
		pool in 0u128..1 << 80,
		worker_ratio in 0u64..400,
		scheduler_ratio in 0u8..=100,
		scores in proptest::collection::vec(0u64..400, 5),
		honest in proptest::collection::vec(any::<bool>(), 5),
		silent in proptest::collection::vec(any::<bool>(), 5),
		trust in 1u64..200,
	) {
		run(|| {
			let mut any = deal(trust);
			any.app.price = app;
			any.workerpool.price = pool;
			any.worker_stake = math::percent(pool, worker_ratio);
			any.scheduler_reward_ratio = scheduler_ratio;
			let worker_stake = any.worker_stake;
			let id = task_of(any);
			let mut count = 0;
			let mut weights = Vec::new();
			for (place, score) in scores.iter().enumerate() {
				let worker = W1 + place as u8;
				MockLedger::endow(&account(worker), worker_stake);
				Score::<Test>::insert(account(worker), score);
				let label = if honest[place] { "A" } else { "B" };
				if contribute(worker, id, label).is_err() {
					break;
				}
				count += 1;
				weights.push((worker, label, ((score / 3).max(3) - 1).ilog2()));
			}
			let before: Vec<_> = (W1..=W5).map(|worker| stake(worker) + locked(worker)).collect();
			let consensus = task(id).consensus;
			let mut proved = Vec::new();
			for (place, (worker, label, log)) in weights.iter().enumerate() {
				let wins = consensus == Some(hash(id, label));
				if wins && (proved.is_empty() || !silent[place]) {
					assert_ok!(reveal(*worker, id, label));
					proved.push((*worker, *log));
				}
			}
			advance(2 * T);
			if proved.is_empty() {
				advance(8 * T);
				assert_ok!(claim(id));
				let after: Vec<_> =
					(W1..=W5).map(|worker| stake(worker) + locked(worker)).collect();
				assert_eq!(before, after);
				assert_eq!(locked(REQUESTER), 0);
				return;
			}
			assert_ok!(finalize(SCHEDULER, id));
			let pot = pool + worker_stake * (count - proved.len() as u128);
			let part = pot * (100 - u128::from(scheduler_ratio)) / 100;
			let logs: u128 = proved.iter().map(|(_, log)| u128::from(*log)).sum();
			let mut rest = pot;
			for (worker, log) in &proved {
				let reward = part * u128::from(*log) / logs;
				rest -= reward;
				let place = usize::from(*worker - W1);
				assert_eq!(stake(*worker), before[place] + reward);
				assert_eq!(locked(*worker), 0);
			}
			assert_eq!(stake(APP_OWNER), app);
			assert_eq!(stake(SCHEDULER), math::percent(pool, 30) + rest);
			assert_eq!(locked(SCHEDULER), 0);
			assert_eq!(locked(REQUESTER) + stake(REQUESTER), 0);
		});
	}
}
