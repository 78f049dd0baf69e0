// SPDX-License-Identifier: Apache-2.0

//! Attack 3, with every word that there is: accounts that say one thing or another by lot.

use super::*;

/// Owners of the pool.
const OWNERS: u32 = 20;
/// Tasks of each deal.
const VOLUME: u64 = 40;

/// What a liar says on a task: a report of any kind, nothing, or, once in eight times, the truth.
fn by_lot(place: usize, task: TaskId) -> Word {
	match digest(&format!("{place} {task:?}")).as_bytes()[0] % 8 {
		0 => Word::Report(FailureCode::FetchFailed),
		1 => Word::Report(FailureCode::ChecksumMismatch),
		2 => Word::Report(FailureCode::InputTooLarge),
		3 => Word::Report(FailureCode::Internal),
		4 => Word::Report(FailureCode::Refused),
		5 => Word::Report(FailureCode::Timeout),
		6 => Word::Nothing,
		_ => right(task),
	}
}

/// The first `liars` of twenty owners speak by lot, the others compute. Gives how many of the tasks of
/// two deals, at trust 1 and 3, were Completed.
fn completed(liars: usize) -> [u64; 2] {
	let mut completed = [0; 2];
	on_open_market(|| {
		let pool = Pool::open("pool", OWNERS, 4);
		let at = |trust| pool.buy(Purchase { trust, volume: VOLUME, ..Default::default() });
		let deals = [at(1), at(3)];
		let say = |place: usize, task| match place < liars {
			true => by_lot(place, task),
			false => right(task),
		};
		until_ended(&deals, 20, || work(&pool.owners, say));

		let all = |end| deals.iter().map(|deal| count(*deal, end)).sum::<u64>();
		use TaskStatus::{Completed, Failed, TimedOut, Unavailable};
		let [done, failed, gone, late] = [Completed, Failed, Unavailable, TimedOut].map(all);
		println!(
			"{liars} of 20 by lot: {done} completed, {gone} unavailable, {late} timed out; \
			liars lost {:?}, the manager {}, the requester {}",
			&pool.losses()[..liars],
			pool.manager.lost(),
			pool.requester.lost()
		);
		assert_eq!((failed, done + gone + late), (0, 2 * VOLUME));
		// Honest owners earn; their pool loses the small sum of what nobody could judge at most.
		assert!(pool.losses()[liars..].iter().all(|lost| *lost < 0), "{:?}", pool.losses());
		let [done, gone, late] = [done, gone, late].map(Balance::from);
		let penalty = 3 * RLC / 100;
		assert!(pool.manager.lost() <= (penalty * gone) as i128);
		// The requester pays for what was done, and rule 5's sums.
		let fees = 2 * Balance::from(VOLUME) * (START_FEE + 4 * WORKER_FEE);
		let most = done * RLC + late * RLC / 4 + gone * penalty + fees;
		assert!(pool.requester.lost() <= most as i128);
		completed = deals.map(|deal| count(deal, Completed));
	});
	completed
}

#[test]
fn attack_03_should_stop_no_task_when_two_of_twenty_say_anything_by_lot() {
	assert_eq!(completed(2), [VOLUME, VOLUME]);
}

/// The share that may end otherwise: a tenth.
#[test]
fn attack_03_should_stop_few_tasks_when_ten_of_twenty_say_anything_by_lot() {
	let completed = completed(10);
	assert!(completed.iter().all(|done| *done >= VOLUME / 10 * 9), "{completed:?}");
}
