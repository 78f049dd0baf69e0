// SPDX-License-Identifier: Apache-2.0

//! How many blocks tasks take when every worker does its duty at once.

use crate::chain::*;
use bourse_primitives::{task_id, DealId, TaskId, TaskStatus};
use bourse_runtime::*;
use sp_keyring::Sr25519Keyring::{self, *};
use std::collections::BTreeMap;

/// Eight slots each.
const WORKERS: [Sr25519Keyring; 5] = [Eve, Ferdie, AliceStash, BobStash, CharlieStash];

fn is_completed(task: TaskId) -> bool {
	pallet_poco::Tasks::<Runtime>::get(task)
		.is_some_and(|task| task.status == TaskStatus::Completed)
}

/// How many tasks of the deals are completed so many blocks after the match, when the deals have so
/// many tasks at so much trust.
fn paces<const N: usize>(deals: [(u64, u64); N]) -> [BTreeMap<u32, usize>; N] {
	stay_in_session();
	let market = Marketplace::open(&WORKERS);
	let buy = |(trust, volume): (u64, u64)| -> (DealId, u64) {
		(market.buy(trust, volume, false, trust as u8), volume)
	};
	let matched = System::block_number();
	let mut open: [Vec<TaskId>; N] = deals
		.map(buy)
		.map(|(deal, volume)| (0..volume).map(|index| task_id(deal, index)).collect());
	let mut paces = [(); N].map(|()| BTreeMap::new());
	while open.iter().any(|tasks| !tasks.is_empty()) {
		next_block();
		let blocks = System::block_number() - 1 - matched;
		assert!(blocks < 100, "{open:?} are not completed");
		for (tasks, pace) in open.iter_mut().zip(&mut paces) {
			let before = tasks.len();
			tasks.retain(|task| !is_completed(*task));
			if tasks.len() < before {
				pace.insert(blocks, before - tasks.len());
			}
		}
		work(&market);
	}
	paces
}

#[test]
fn tasks_should_take_two_blocks_when_workers_have_slots_for_all() {
	on_chain(|| {
		let paces = paces([(1, 12), (2, 12), (3, 8)]);
		assert_eq!(paces, [12, 12, 8].map(|tasks| BTreeMap::from([(2, tasks)])));
	});
}

#[test]
fn tasks_should_take_turns_when_there_are_more_than_slots() {
	on_chain(|| {
		let paces = paces([(1, 30), (2, 20), (3, 15)]);
		// Eighty slots' worth of work for forty slots.
		let turns = [[(2, 16), (4, 14)], [(2, 16), (4, 4)], [(2, 4), (4, 11)]];
		assert_eq!(paces, turns.map(BTreeMap::from));
	});
}
