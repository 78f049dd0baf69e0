// SPDX-License-Identifier: Apache-2.0

//! Which blocks the index has; restarts, gaps, age, and files that are no index.

use super::*;
use crate::key::DAY;

fn reach(scene: &Scene) -> Option<(u32, u32, u32)> {
	let reach = scene.index.reach().expect("read");
	reach.map(|reach| (reach.since, reach.last, reach.gaps))
}

#[test]
fn index_should_reach_nowhere_before_the_first_block_and_then_to_the_last() {
	let scene = Scene::new();
	assert_eq!(reach(&scene), None);
	scene.block(7, START, vec![]);
	assert_eq!(reach(&scene), Some((7, 7, 0)));
	scene.block(8, START + 2, vec![]);
	let scene = scene.again(3_650);
	assert_eq!(reach(&scene), Some((7, 8, 0)));
	let reach = scene.index.reach().expect("read").expect("there is one");
	assert_eq!((reach.since_time, reach.last_time), (START, START + 2));
	assert_eq!(reach.last_hash, block(8, 0, vec![]).hash);
}

#[test]
fn commit_should_pass_over_blocks_that_it_has_and_refuse_those_that_do_not_follow() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1))]);
	scene.block(1, START, vec![dealt(deal(1))]);
	assert_eq!(scene.index.statistics(&Subject::App(7)).expect("read").map(|of| of.deals), Some(1));
	let error = scene.index.commit(&[block(2, START, vec![]), block(4, START, vec![])]);
	assert!(matches!(error, Err(Error::Order { last: 2, got: 4 })), "{error:?}");
	// Nothing of that commit was written.
	assert_eq!(reach(&scene), Some((1, 1, 0)));
}

/// A chain that lost its last blocks makes others, and those before them are the index's.
#[test]
fn commit_should_refuse_another_block_in_the_last_one_s_place_until_the_index_is_cleared() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1))]);
	scene.block(2, START + 2, vec![dealt(deal(2))]);
	let mut other = block(2, START + 4, vec![dealt(deal(3))]);
	other.hash.0[31] = 1;
	let blocks = [block(1, START, vec![dealt(deal(1))]), other, block(3, START + 6, vec![])];
	let refused = scene.index.commit(&blocks);
	assert!(matches!(refused, Err(Error::Replaced { block: 2 })), "{refused:?}");
	assert_eq!(reach(&scene), Some((1, 2, 0)));

	scene.index.clear().expect("cleared");
	assert_eq!(scene.index.all_rows(), Scene::new().index.all_rows());
	scene.index.commit(&blocks).expect("they follow");
	let scene = scene.again(3_650);
	assert_eq!(reach(&scene), Some((1, 3, 0)));
	let deals = all(9, |page| scene.index.deals(&Filter::All, page));
	assert_eq!(deals.iter().map(|row| row.deal.id).collect::<Vec<_>>(), [deal_id(3), deal_id(1)]);

	// After a gap nobody knows the hash of the block before.
	scene.index.skip(9).expect("written");
	scene.index.commit(&[block(8, START + 16, vec![])]).expect("passed over");
	assert_eq!(reach(&scene), None);
}

#[test]
fn skip_should_begin_a_new_reach() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1))]);
	scene.index.skip(2).expect("written");
	assert_eq!(reach(&scene), Some((1, 1, 0)));
	scene.index.skip(9).expect("written");
	assert_eq!(reach(&scene), None);
	scene.block(9, START + 90, vec![]);
	scene.block(10, START + 92, vec![]);
	assert_eq!(reach(&scene), Some((9, 10, 1)));
	let reach = scene.index.reach().expect("read").expect("there is one");
	assert_eq!(reach.since_time, START + 90);
	// What was before stays.
	assert_eq!(scene.index.deals(&Filter::All, &page(9)).expect("a page").entries.len(), 1);
}

#[test]
fn old_rows_should_go_and_counters_of_assets_stay() {
	let scene = Scene::new().again(10);
	scene.block(1, START, vec![dealt(deal(1)), ended(completed(1, 0))]);
	scene.block(2, START + 5 * DAY, vec![dealt(deal(2))]);
	scene.block(3, START + 10 * DAY, vec![]);
	let deals = || all(9, |page| scene.index.deals(&Filter::App(7), page)).len();
	let counters = |of: Subject| scene.index.statistics(&of).expect("read");
	assert_eq!(deals(), 2);
	scene.block(4, START + 10 * DAY + 1, vec![]);
	assert_eq!(deals(), 1);
	assert_eq!(scene.index.deal(&deal_id(1)).expect("read"), None);
	assert_eq!(scene.index.task(&task_id(1, 0)).expect("read"), None);
	assert!(all(9, |page| scene.index.tasks_of_worker(&who(4), page)).is_empty());
	let market = Market::App(7);
	let candles = |of| all(9, |page| scene.index.candles(&market, Series::Deals, of, page)).len();
	let flows = || all(9, |page| scene.index.flows(&Subject::App(7), page)).len();
	// Spans stay until their ends are old.
	assert_eq!((Resolution::ALL.map(candles), flows()), ([2, 2, 2], 1));
	assert!(counters(Subject::Worker(who(4))).is_some());
	scene.block(5, START + 11 * DAY, vec![]);
	assert_eq!((Resolution::ALL.map(candles), flows()), ([1, 1, 1], 0));
	assert_eq!(counters(Subject::Worker(who(4))), None);
	let of_app = || counters(Subject::App(7)).map(|of| (of.deals, of.requesters));
	assert_eq!(of_app(), Some((2, 1)));
	assert!(counters(Subject::Account(who(1))).is_some());
	// The requester's last deal was five days in.
	scene.block(6, START + 16 * DAY, vec![]);
	assert_eq!((of_app(), counters(Subject::Account(who(1)))), (Some((2, 0)), None));
}

fn presigned(n: u8, of: Subject) -> Record {
	let (hash, by, order) = (Hash([n; 32]), who(2), vec![n]);
	Record::Presigned(Box::new(PresignedRecord { hash, of, by, order }))
}

fn posted(n: u8, price: Option<u128>) -> Record {
	let (asset, audience) = (Subject::App(7), AudienceRecord::Only(who(n)));
	Record::Posted(Box::new(PostedRecord { asset, by: who(2), audience, price, until: None }))
}

#[test]
fn requests_and_revoked_terms_should_go_and_what_an_asset_s_owner_grants_stay() {
	let scene = Scene::new().again(10);
	let (app, requester) = (Subject::App(7), Subject::Account(who(1)));
	scene.block(1, START, vec![presigned(1, app), presigned(2, requester)]);
	scene.block(2, START, vec![posted(1, Some(5)), posted(2, None), posted(3, None)]);
	// Of a requester whose order is closed, the other one stands.
	scene.block(3, START + 1, vec![presigned(3, requester), posted(3, Some(6))]);
	scene.block(4, START + 1, vec![Record::Closed { hash: Hash([3; 32]) }]);
	scene.block(5, START + 1, vec![Record::Revoked { of: requester, epoch: 1 }]);
	let orders = |of| {
		let orders = all(9, |page| scene.index.orders(&of, page));
		orders.into_iter().map(|(hash, row)| (hash.0[0], row.closed)).collect::<Vec<_>>()
	};
	let terms = || {
		let terms = all(9, |page| scene.index.posted(&app, page));
		terms.into_iter().map(|row| row.price).collect::<Vec<_>>()
	};
	scene.block(6, START + 10 * DAY, vec![]);
	assert_eq!((orders(requester), terms().len()), (vec![(3, true), (2, false)], 3));
	scene.block(7, START + 10 * DAY + 1, vec![]);
	assert_eq!((orders(requester), terms()), (vec![(3, true)], vec![Some(5), Some(6)]));
	scene.block(8, START + 20 * DAY, vec![]);
	assert_eq!((orders(requester), orders(app)), (vec![], vec![(1, false)]));
	assert_eq!(
		(terms(), scene.index.epoch(&requester).expect("read")),
		(vec![Some(5), Some(6)], 1)
	);
	// Presigned anew, the order is there again.
	scene.block(9, START + 20 * DAY, vec![presigned(2, requester)]);
	assert_eq!(orders(requester), vec![(2, false)]);
}

/// Keys cost nothing: each day another one buys, in a market of its own, of another worker, with a presigned
/// request; and an owner grants and revokes.
#[test]
fn index_should_grow_no_more_when_its_days_are_full() {
	let scene = Scene::new().again(3);
	let mut sizes = Vec::new();
	for day in 0..12u8 {
		let (n, stranger) = (u16::from(day), who(100 + day));
		let bought = DealRecord {
			requester: stranger,
			payer: stranger,
			beneficiary: stranger,
			tag: day.into(),
			..deal(n)
		};
		let mut done = completed(n, 0);
		done.workers[0] = WorkerPart { worker: who(120 + day), owner: who(140 + day), right: true };
		done.moves[0].who = stranger;
		done.moves[3].who = who(140 + day);
		let time = START + u64::from(day) * DAY;
		let request = presigned(100 + day, Subject::Account(stranger));
		let revoked = posted(100 + day, None);
		let records =
			vec![request, dealt(bought), ended(done), posted(100 + day, Some(1)), revoked];
		scene.block(u32::from(day) + 1, time, records);
		sizes.push(scene.index.all_rows().len());
	}
	assert!(sizes[0] < sizes[3], "{sizes:?}");
	assert_eq!(sizes[3..], [sizes[3]; 9]);
}

/// A setting that was lowered makes no long commit.
#[test]
fn block_should_forget_so_many_rows_and_the_next_ones_the_others() {
	let scene = Scene::new();
	scene.block(1, START, (0..1_500).map(|n| dealt(deal(n))).collect());
	let scene = scene.again(7);
	let deals = || all(100, |page| scene.index.deals(&Filter::All, page)).len();
	scene.block(2, START + 30 * DAY, vec![]);
	assert_eq!(deals(), 500);
	scene.block(3, START + 30 * DAY, vec![]);
	assert_eq!(deals(), 0);
}

#[test]
fn index_should_be_refused_when_it_is_another_chain_s_or_no_index() {
	let folder = tempfile::tempdir().expect("a folder");
	let path = folder.path().join("index.redb");
	let of = |n| Index::open(&path, Settings { genesis: Hash([n; 32]), days: 10 });
	drop(of(1).expect("an empty index"));
	let error = of(2).err().expect("it is of another chain").to_string();
	assert!(error.contains("another chain") && error.contains("index.redb"), "{error}");
	drop(of(1).expect("the same index"));
	std::fs::write(&path, [7; 5_000]).expect("written");
	assert!(matches!(of(1), Err(Error::Open { .. })));
	let nowhere = folder.path().join("nowhere").join("index.redb");
	let error = Index::open(&nowhere, Settings { genesis: GENESIS, days: 10 });
	assert!(matches!(error, Err(Error::Open { .. })));
}

#[test]
fn index_should_be_refused_while_another_has_it_open() {
	let folder = tempfile::tempdir().expect("a folder");
	let _first = open(&folder, 10).expect("an empty index");
	assert!(matches!(open(&folder, 10), Err(Error::Open { .. })));
}
