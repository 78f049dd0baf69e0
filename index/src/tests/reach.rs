// SPDX-License-Identifier: Apache-2.0

//! Which blocks the index has; restarts, gaps, age, and files that are no index.

use super::*;

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
fn old_rows_should_go_and_counters_stay() {
	let scene = Scene::new().again(10);
	scene.block(1, START, vec![dealt(deal(1)), ended(completed(1, 0))]);
	scene.block(2, START + 86_400 * 5, vec![dealt(deal(2))]);
	scene.block(3, START + 86_400 * 10, vec![]);
	let deals = |scene: &Scene| all(9, |page| scene.index.deals(&Filter::App(7), page)).len();
	assert_eq!(deals(&scene), 2);
	scene.block(4, START + 86_400 * 10 + 1, vec![]);
	assert_eq!(deals(&scene), 1);
	assert_eq!(scene.index.deal(&deal_id(1)).expect("read"), None);
	assert_eq!(scene.index.task(&task_id(1, 0)).expect("read"), None);
	assert!(all(9, |page| scene.index.tasks_of_worker(&who(4), page)).is_empty());
	let market = Market::App(7);
	let candles = |of| all(9, |page| scene.index.candles(&market, Series::Deals, of, page)).len();
	assert_eq!((candles(Resolution::Minute), candles(Resolution::Day)), (1, 2));
	assert_eq!(scene.index.statistics(&Subject::App(7)).expect("read").map(|of| of.deals), Some(2));
	assert_eq!(all(9, |page| scene.index.flows(&Subject::App(7), page)).len(), 1);
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
