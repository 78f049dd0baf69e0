// SPDX-License-Identifier: Apache-2.0

//! What a commit and a page take, with 100,000 deals: `cargo test --release -p bourse-index -- --ignored
//! --nocapture`.

use super::*;
use std::time::{Duration, Instant};

/// Deals of the index, and of a block.
const DEALS: u32 = 100_000;
const OF_BLOCK: u32 = 100;
/// The longest that a page may take.
const MOST: Duration = Duration::from_millis(10);

fn many() -> Scene {
	let scene = Scene::new();
	let begun = Instant::now();
	for number in 1..=DEALS / OF_BLOCK {
		let records = (0..OF_BLOCK).flat_map(|place| {
			let n = (number - 1) * OF_BLOCK + place;
			let mut id = deal_id(0);
			id.0[..4].copy_from_slice(&n.to_be_bytes());
			let mut task = id;
			task.0[24..].fill(0);
			let who = who((n % 250) as u8);
			let price = u128::from(n % 997) * 1_000_003;
			let pool = Part { price, id: n % 10, owner: super::who(251) };
			let app = Part { id: n % 100, ..deal(0).app };
			let deal = DealRecord { id, pool, app, requester: who, payer: who, ..deal(0) };
			[dealt(deal), ended(TaskRecord { id: task, ..completed(0, 0) })]
		});
		scene.block(number, START + u64::from(number) * 2, records.collect());
	}
	let each = begun.elapsed() / (DEALS / OF_BLOCK);
	println!("a block of {OF_BLOCK} deals and {OF_BLOCK} tasks: {each:?}");
	scene
}

fn measured<T>(what: &str, look: impl Fn() -> T) {
	let begun = Instant::now();
	look();
	let took = begun.elapsed();
	println!("{what}: {took:?}");
	assert!(took < MOST, "{what}: {took:?}");
}

#[test]
#[ignore = "a measurement, of an optimised build"]
fn pages_should_take_less_than_10_ms_with_100_000_deals() {
	let scene = many();
	let index = &scene.index;
	let page = page(100);
	let market = Market::Pool { category: 0, tag: 0, step: 0 };
	measured("all deals", || index.deals(&Filter::All, &page).expect("a page"));
	measured("deals of a requester", || {
		index.deals(&Filter::Requester(who(7)), &page).expect("a page")
	});
	measured("deals of an owner", || index.deals(&Filter::Owner(who(251)), &page).expect("a page"));
	measured("tasks of a worker", || index.tasks_of_worker(&who(4), &page).expect("a page"));
	measured("incomes", || index.flows(&Subject::Account(who(5)), &page).expect("a page"));
	measured("prices", || {
		index.candles(&market, Series::Deals, Resolution::Minute, &page).expect("a page")
	});
	let offered = Offered::Pool { category: 0, tag: 0, step: 7 };
	measured("would have earned", || index.would_have_earned(&offered, 1_000).expect("read"));
	measured("a record", || index.statistics(&Subject::App(7)).expect("read"));
}
