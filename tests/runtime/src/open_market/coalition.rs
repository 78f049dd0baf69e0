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
			for place in computing(&pool.owners, task) {
				let digest = header(task, &format!("answer {place}")).digest();
				pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
			}
		}
		assert_eq!(record(task).contributor_count(), 8);
	});
}

/// In a pool whose slots are all taken, three of twelve owners who compute nothing where they are the whole
/// crew have free slots more often than the others.
#[test]
fn attack_04_should_bring_those_who_answer_at_once_no_more_tasks_of_their_own() {
	on_open_market(|| {
		let pool = Pool::open("pool", 12, 1);
		let coalition: Vec<_> = pool.owners[..3].iter().map(Actor::id).collect();
		let deal = pool.buy(Purchase { trust: 3, volume: 40, ..Default::default() });
		let say = |place: usize, task| {
			let of = record(task);
			if of.workers.iter().all(|worker| coalition.contains(&worker.who)) {
				return Word::Result(header(task, "a lie"), Vec::new());
			}
			let worker = of.worker(&pool.owners[place].id()).expect("the worker has the task");
			let since = worker.assignment.map_or(0, |assignment| assignment.since);
			match worker.contribution.is_some() || Poco::now() >= since + 120 {
				true => right(task),
				false => Word::Nothing,
			}
		};
		until_ended(&[deal], 10, || work(&pool.owners, say));
		let done = count(deal, TaskStatus::Completed);
		let lied = |index: &u64| {
			let task = task_id(deal, *index);
			let lie = |of: Task<Runtime>| of.digest == Some(header(task, "a lie").digest());
			status(deal, *index) == Some(TaskStatus::Completed)
				&& Tasks::<Runtime>::get(task).is_some_and(lie)
		};
		// A fair share is one of 22.
		let lies = (0..40).filter(lied).count() as u64;
		println!("{lies} of {done}");
		assert!(done >= 30 && lies * 6 <= done, "{lies} of {done}");
	});
}

#[test]
fn attack_04_should_earn_a_coalition_no_more_than_honest_answers_would() {
	// Signatures have chance in them, and so have the draws: one run says little.
	const RUNS: usize = 3;
	let earned = |trust, play| (0..RUNS).map(|_| earned(trust, play).0).sum::<i128>();
	for trust in [3, 9] {
		let honest = earned(trust, Play::Honest);
		for play in [Play::Lies, Play::LiesInMajority, Play::LiesInLead] {
			let lying = earned(trust, play);
			// Chance gives and takes some seats: a tenth. The fuzzer's coalitions measure the mean.
			assert!(
				lying <= honest + honest / 10,
				"{play:?} at trust {trust}: {lying} of {honest}"
			);
		}
	}
}
