// SPDX-License-Identifier: Apache-2.0

//! Attack 4, in a small form: a coalition of nine of twenty owners, each with as many slots as any
//! other. The fuzzer's adversary and `docs/security.md` have more of it.

use super::*;

/// Owners of the pool, and of the coalition.
const OWNERS: (usize, usize) = (20, 9);
/// Tasks.
const EPISODES: u64 = 200;

/// How the coalition plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Play {
	/// Honestly.
	Honest,
	/// The same lie whatever happens.
	Lies,
	/// The same lie where most of those who have the task are its own, else the truth.
	LiesInMajority,
	/// As above, and the last of them waits for what others say.
	LiesInLead,
}

/// Number of a task's workers by now that are the coalition's, and of all.
fn seats(owners: &[Actor], task: TaskId) -> (usize, usize) {
	let task = record(task);
	let coalition: Vec<_> = owners[..OWNERS.1].iter().map(Actor::id).collect();
	let own = task.workers.iter().filter(|worker| coalition.contains(&worker.who)).count();
	(own, task.workers.len())
}

/// What the coalition earned at that trust, and what the pool's others did, in nRLC.
fn earned(trust: u64, play: Play) -> (i128, i128) {
	let mut earned = (0, 0);
	on_open_market(|| {
		let pool = Pool::open("pool", OWNERS.0 as u32, 8);
		let mut deals = Vec::new();
		for _ in 0..EPISODES / 20 {
			let deal = pool.buy(Purchase { trust, volume: 20, ..Default::default() });
			let say = |place: usize, task| {
				let (own, all) = seats(&pool.owners, task);
				let lies = match play {
					Play::Honest => false,
					Play::Lies => true,
					Play::LiesInMajority => 2 * own > all,
					Play::LiesInLead => own >= 2 && 2 * own >= all,
				};
				// A word that was given stands.
				let lie = header(task, "lie");
				let given =
					record(task).contribution(&pool.owners[place].id()).map(|c| c.result_hash);
				let lies = given.map_or(lies, |given| given == result_hash(task, lie.digest()));
				match place < OWNERS.1 && lies {
					true => Word::Result(lie, Vec::new()),
					false => right(task),
				}
			};
			until_ended(&[deal], 20, || work(&pool.owners, say));
			deals.push(deal);
		}
		let done: u64 = deals.iter().map(|deal| count(*deal, TaskStatus::Completed)).sum();
		let losses = pool.losses();
		let sum = |losses: &[i128]| -losses.iter().sum::<i128>();
		earned = (sum(&losses[..OWNERS.1]), sum(&losses[OWNERS.1..]));
		println!("trust {trust}, {play:?}: {done} completed, earned {earned:?}");
	});
	earned
}

/// The fee of an assignment that its owner locks is nothing that a lie loses.
#[test]
fn attack_04_should_draw_everybody_for_the_fifth_when_a_stake_is_all_that_most_agree_to() {
	on_open_market(|| {
		let pool = Pool::open("pool", 8, 1);
		for owner in &pool.owners[..2] {
			owner.does(pallet_pools::Call::set_max_stake { max_stake: 20 * RLC });
		}
		pool.set_policy(1_000, 10);
		let task = task_id(pool.buy(Purchase { trust: 3, ..Default::default() }), 0);
		assert_eq!(deal_of(task).worker_stake, 10 * RLC);
		for _ in 0..60 {
			advance(10);
			for place in at_it(&pool.owners, task) {
				let digest = header(task, &format!("answer {place}")).digest();
				pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
			}
		}
		assert_eq!(record(task).contributor_count(), 8);
	});
}

#[test]
fn attack_04_should_earn_a_coalition_no_more_than_honest_answers_would() {
	for trust in [3, 9] {
		let (honest, _) = earned(trust, Play::Honest);
		for play in [Play::Lies, Play::LiesInMajority, Play::LiesInLead] {
			let (lying, _) = earned(trust, play);
			// Chance gives and takes some seats: a twentieth.
			assert!(
				lying <= honest + honest / 20,
				"{play:?} at trust {trust}: {lying} of {honest}"
			);
		}
	}
}
