// SPDX-License-Identifier: Apache-2.0

//! Lists of deals, tasks and orders.

use super::*;

fn ids(rows: Vec<DealRow>) -> Vec<Hash> {
	rows.into_iter().map(|row| row.deal.id).collect()
}

#[test]
fn deals_should_be_listed_by_each_filter_the_latest_first() {
	let scene = Scene::new();
	let other = DealRecord {
		requester: who(11),
		payer: who(12),
		beneficiary: who(13),
		app: Part { id: 70, owner: who(14), price: 0 },
		dataset: Some(Part { id: 90, owner: who(15), price: 1 }),
		category: 4,
		..deal(2)
	};
	scene.block(1, START, vec![dealt(deal(1)), dealt(other), dealt(deal(3))]);
	let listed = |filter: Filter| {
		let rows = all(1, |page| scene.index.deals(&filter, page));
		assert!(rows.iter().all(|row| filter.shows(&row.deal)), "{filter:?}");
		ids(rows)
	};
	assert_eq!(listed(Filter::All), [3, 2, 1].map(deal_id));
	for filter in [
		Filter::Requester(who(1)),
		Filter::Payer(who(1)),
		Filter::Beneficiary(who(1)),
		Filter::App(7),
		Filter::Owner(who(2)),
		Filter::Category(0),
	] {
		assert_eq!(listed(filter), [3, 1].map(deal_id), "{filter:?}");
	}
	for filter in [
		Filter::Requester(who(11)),
		Filter::Payer(who(12)),
		Filter::Beneficiary(who(13)),
		Filter::App(70),
		Filter::Dataset(90),
		Filter::Owner(who(14)),
		Filter::Owner(who(15)),
		Filter::Category(4),
	] {
		assert_eq!(listed(filter), [deal_id(2)], "{filter:?}");
	}
	assert_eq!(listed(Filter::Pool(8)), [3, 2, 1].map(deal_id));
	assert_eq!(listed(Filter::Owner(who(3))), [3, 2, 1].map(deal_id));
	assert!(listed(Filter::App(8)).is_empty());
	assert_eq!(scene.index.deal(&deal_id(2)).expect("read").map(|row| row.block), Some(1));
	assert_eq!(scene.index.deal(&deal_id(9)).expect("read"), None);
}

#[test]
fn pages_should_go_on_where_they_ended_when_new_deals_come() {
	let scene = Scene::new();
	scene.block(1, START, (1..=5).map(|n| dealt(deal(n))).collect());
	let first = scene.index.deals(&Filter::App(7), &page(2)).expect("a page");
	assert_eq!(ids(first.entries), [5, 4].map(deal_id));
	scene.block(2, START + 2, vec![dealt(deal(6))]);
	let next = Page { after: first.next, limit: 2 };
	let second = scene.index.deals(&Filter::App(7), &next).expect("a page");
	assert_eq!(ids(second.entries), [3, 2].map(deal_id));
	assert_eq!(second.reach.map(|reach| (reach.since, reach.last)), Some((1, 2)));
}

#[test]
fn page_should_have_at_most_100_entries_and_at_least_one() {
	let scene = Scene::new();
	scene.block(1, START, (0..150).map(|n| dealt(deal(n))).collect());
	let count =
		|limit| scene.index.deals(&Filter::All, &page(limit)).expect("a page").entries.len();
	assert_eq!([0, 1, 100, 1_000].map(count), [1, 1, 100, 100]);
}

#[test]
fn page_should_be_refused_when_its_cursor_is_too_long_and_end_when_it_is_of_nothing() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1))]);
	let at = |bytes| Page { after: Some(Cursor(bytes)), limit: 10 };
	let deals = |page| scene.index.deals(&Filter::App(7), &page);
	assert!(matches!(deals(at(vec![0; 97])), Err(Error::Cursor)));
	assert!(deals(at(vec![])).expect("a page").entries.is_empty());
	assert_eq!(deals(at(vec![255; 9])).expect("a page").entries.len(), 1);
}

#[test]
fn tasks_should_be_listed_by_deal_and_by_worker() {
	let scene = Scene::new();
	scene.block(1, START, vec![dealt(deal(1)), dealt(deal(2))]);
	scene.block(2, START + 2, vec![ended(completed(1, 1)), ended(completed(2, 0))]);
	scene.block(3, START + 4, vec![ended(completed(1, 0))]);
	let ids = |rows: Vec<TaskRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
	let of_deal = all(1, |page| scene.index.tasks_of_deal(&deal_id(1), page));
	assert_eq!(ids(of_deal), [task_id(1, 0), task_id(1, 1)]);
	let of_worker = all(1, |page| scene.index.tasks_of_worker(&who(4), page));
	assert_eq!(ids(of_worker), [task_id(1, 0), task_id(2, 0), task_id(1, 1)]);
	assert!(all(9, |page| scene.index.tasks_of_worker(&who(5), page)).is_empty());

	let task = scene.index.task(&task_id(1, 0)).expect("read").expect("it ended");
	assert_eq!((task.block, task.time, task.took), (3, START + 4, Some(4)));
	let row = scene.index.deal(&deal_id(1)).expect("read").expect("it was made");
	assert_eq!(row.ended, [2, 0, 0, 0, 0]);
}

#[test]
fn orders_should_be_listed_by_what_they_sell_until_closed_or_revoked() {
	let scene = Scene::new();
	let presigned = |n: u8, of| {
		Record::Presigned(Box::new(PresignedRecord {
			hash: Hash([n; 32]),
			of,
			by: who(2),
			order: vec![n],
		}))
	};
	let (a, b) = (Subject::App(7), Subject::Account(who(1)));
	scene.block(1, START, vec![presigned(1, a), presigned(2, a), presigned(3, b)]);
	// Presigned once more: the same order.
	scene.block(2, START, vec![presigned(1, a), Record::Closed { hash: Hash([2; 32]) }]);
	let orders = all(1, |page| scene.index.orders(&a, page));
	let seen = orders.iter().map(|(hash, row)| (hash.0[0], row.block, row.closed));
	assert_eq!(seen.collect::<Vec<_>>(), [(2, 1, true), (1, 1, false)]);
	assert_eq!(scene.index.epoch(&a).expect("read"), 0);
	scene.block(3, START, vec![Record::Revoked { of: a, epoch: 4 }]);
	assert_eq!(scene.index.epoch(&a).expect("read"), 4);
}

#[test]
fn terms_should_be_listed_by_audience_with_the_epoch_that_they_are_of() {
	let scene = Scene::new();
	let asset = Subject::Dataset(5);
	let posted = |audience, price| {
		let (by, until) = (who(2), None);
		Record::Posted(Box::new(PostedRecord { asset, by, audience, price, until }))
	};
	let (everybody, group) = (AudienceRecord::Everybody, AudienceRecord::Group(3));
	scene.block(1, START, vec![posted(everybody, Some(5)), posted(group, Some(1))]);
	scene.block(2, START, vec![Record::Revoked { of: asset, epoch: 1 }, posted(group, None)]);
	let rows = all(1, |page| scene.index.posted(&asset, page));
	let seen = rows.iter().map(|row| (row.audience, row.price, row.epoch, row.block));
	let expected = [(everybody, Some(5), 0, 1), (group, None, 1, 2)];
	assert_eq!(seen.collect::<Vec<_>>(), expected);
}
