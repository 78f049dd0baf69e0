// SPDX-License-Identifier: Apache-2.0

//! What a commit and a page take, with 100,000 deals in the index: `cargo bench -p bourse-index`, or
//! `scripts/bench-index`. Fails when the slowest of a page's looks takes more than [`MOST`].

use bourse_formats::Hash;
use bourse_index::{
	AccountBytes, AssetRecord, BlockRecords, DealRecord, Ended, Filter, ImportedBlock, Index,
	Market, Moved, Offered, Page, Part, Record, Resolution, Series, Settings, Subject, TaskRecord,
	WorkerPart,
};
use std::{
	hint::black_box,
	process::ExitCode,
	time::{Duration, Instant},
};

/// Deals of the index, and of a block. Each has a task, which a block of the same number ends.
const DEALS: u32 = 100_000;
const OF_BLOCK: u32 = 100;
/// Times that each page is asked for.
const LOOKS: usize = 20;
/// The longest that a page may take.
const MOST: Duration = Duration::from_millis(10);
/// Time of the first block, in seconds.
const START: u64 = 1_700_006_400;
/// Owners of the apps, of the pools, and of the worker, which is the last one.
const OWNERS: [AccountBytes; 4] = [[251; 32], [252; 32], [253; 32], [254; 32]];

fn deal_id(n: u32) -> Hash {
	let mut id = [0xff; 32];
	id[..24].fill(9);
	id[..4].copy_from_slice(&n.to_be_bytes());
	Hash(id)
}

/// A deal, its only task, and an app with words.
fn records(n: u32) -> [Record; 3] {
	let [of_app, of_pool, of_worker, worker] = OWNERS;
	let requester = [(n % 250) as u8; 32];
	// Of many powers of ten, and steps of trust, which have demand of their own.
	let price = u128::from(n % 997) * 10u128.pow(n % 12);
	let app = n % 1_000;
	let deal = DealRecord {
		id: deal_id(n),
		request: Hash([n as u8; 32]),
		app: Part { id: app, owner: of_app, price: 3 },
		dataset: None,
		pool: Part { id: n % 10, owner: of_pool, price },
		requester,
		payer: requester,
		beneficiary: requester,
		category: 0,
		tag: 0,
		trust: 1 << (n % 8),
		first: 0,
		volume: 1,
	};
	let mut id = deal.id;
	id.0[24..].fill(0);
	let moved = |who, earned, lost| Moved { who, earned, lost };
	let task = TaskRecord {
		id,
		ended: Ended::Completed,
		failure: None,
		workers: vec![WorkerPart { worker, owner: of_worker, right: true }],
		moves: vec![
			moved(requester, 0, price + 3),
			moved(of_app, 3, 0),
			moved(of_worker, price, 0),
		],
	};
	let asset = AssetRecord {
		asset: Subject::App(app),
		owner: of_app,
		name: format!("app {app}").into_bytes(),
		description: b"estimates what nobody knows".to_vec(),
		link: Vec::new(),
		tags: vec![format!("tag{}", app % 7).into_bytes()],
	};
	[Record::Deal(Box::new(deal)), Record::Task(Box::new(task)), Record::Asset(Box::new(asset))]
}

/// Writes all blocks, and says what each took.
fn fill(index: &Index) {
	let blocks = DEALS / OF_BLOCK;
	let begun = Instant::now();
	for number in 1..=blocks {
		let of_block = (number - 1) * OF_BLOCK..number * OF_BLOCK;
		let records = of_block.flat_map(records).collect();
		let mut hash = [0; 32];
		hash[..4].copy_from_slice(&number.to_be_bytes());
		let records = BlockRecords { time: START + u64::from(number) * 86, records };
		index.commit(&[ImportedBlock { hash: Hash(hash), number, records }]).expect("it follows");
	}
	println!("a block of {OF_BLOCK} deals and as many tasks: {:?}", begun.elapsed() / blocks);
}

/// Whether all looks are short enough; says what half of them, and the longest, took.
fn is_short<T>(what: &str, look: impl Fn() -> Result<T, bourse_index::Error>) -> bool {
	let mut times = (0..LOOKS)
		.map(|_| {
			let begun = Instant::now();
			black_box(look().expect("a page"));
			begun.elapsed()
		})
		.collect::<Vec<_>>();
	times.sort();
	let (half, longest) = (times[LOOKS / 2], times[LOOKS - 1]);
	println!("{what}: half {half:?}, longest {longest:?}");
	longest < MOST
}

fn main() -> ExitCode {
	let folder = tempfile::tempdir().expect("a folder");
	let settings = Settings { genesis: Hash([1; 32]), days: 90 };
	let index = Index::open(&folder.path().join("index.redb"), settings).expect("an empty index");
	fill(&index);
	let page = Page { after: None, limit: 100 };
	let market = Market::Pool { category: 0, tag: 0, step: 0 };
	// All steps of trust, and all sets of as many features as an offer may have.
	let offered = Offered::Pool { category: 0, tag: 0xff, step: u8::MAX };
	let [of_app, of_pool, of_worker, worker] = OWNERS;
	let are_short = [
		is_short("all deals", || index.deals(&Filter::All, &page)),
		is_short("deals of a requester", || index.deals(&Filter::Requester([7; 32]), &page)),
		is_short("deals of an owner", || index.deals(&Filter::Owner(of_pool), &page)),
		is_short("deals of an app", || index.deals(&Filter::App(7), &page)),
		is_short("deals of a payer", || index.deals(&Filter::Payer([7; 32]), &page)),
		is_short("deals of a category", || index.deals(&Filter::Category(0), &page)),
		is_short("assets of an owner", || index.assets_of(&of_app, &page)),
		is_short("tasks of a deal", || index.tasks_of_deal(&deal_id(7), &page)),
		is_short("tasks of a worker", || index.tasks_of_worker(&worker, &page)),
		is_short("a record", || index.statistics(&Subject::App(7))),
		is_short("incomes", || index.flows(&Subject::Account(of_worker), &page)),
		is_short("incomes of an app", || index.flows(&Subject::Account(of_app), &page)),
		is_short("prices", || index.candles(&market, Series::Deals, Resolution::Minute, &page)),
		is_short("prices of a day", || index.last_day(&market, Series::Completed)),
		is_short("would have earned", || index.would_have_earned(&offered, 0)),
		is_short("a search", || index.search("estim nobody", &page)),
		// 1,000 rows are looked at, of which none fits.
		is_short("a search in vain", || index.search("estimates tag9", &page)),
		is_short("orders", || index.orders(&Subject::App(7), &page)),
		is_short("posted terms", || index.posted(&Subject::App(7), &page)),
	];
	match are_short.iter().all(|short| *short) {
		true => ExitCode::SUCCESS,
		false => {
			eprintln!("error: a page took {MOST:?} or longer");
			ExitCode::FAILURE
		},
	}
}
