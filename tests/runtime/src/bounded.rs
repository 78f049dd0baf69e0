// SPDX-License-Identifier: Apache-2.0

//! The state holds what is live, however many tasks there were; and how much a finished task takes
//! until it is forgotten.
//!
//! `BOURSE_TASKS=1000000 cargo test --release -p bourse-runtime-tests state_should_hold` runs a
//! million tasks; without the variable there are fewer, enough for the retention to pass several
//! times.

use crate::{
	chain::*,
	invariants::{check, leftovers},
};
use bourse_primitives::{result_hash, seal, task_id, DealId, TaskId, TaskStatus};
use bourse_runtime::*;
use frame_support::{assert_ok, dispatch::DispatchResultWithPostInfo, storage::storage_prefix};
use pallet_poco::Authorization;
use sp_core::{storage::StateVersion, H256};
use sp_keyring::Sr25519Keyring::{self, *};
use std::collections::BTreeMap;

/// Tasks of one deal.
const BAG: u64 = 500;
/// Tasks in all, unless `BOURSE_TASKS` says something else.
const TASKS: u64 = 20_000;
/// Seconds from one deal to the next: all its tasks end in this time.
const ROUND: u64 = 3_600;
/// Members of the pool.
const WORKERS: [Sr25519Keyring; 4] = [Eve, Ferdie, AliceStash, BobStash];

/// Number of keys, and bytes of keys and values, of a pallet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
	keys: u64,
	bytes: u64,
}

fn size_of(pallet: &str) -> Size {
	// The prefix of all of a pallet's items is the first half of that of any of them.
	let prefix = &storage_prefix(pallet.as_bytes(), b"")[..16];
	let mut size = Size::default();
	let mut key = prefix.to_vec();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(prefix)) {
		let value = sp_io::storage::get(&next).map_or(0, |value| value.len());
		size.keys += 1;
		size.bytes += (next.len() + value) as u64;
		key = next;
	}
	size
}

fn sizes() -> BTreeMap<&'static str, Size> {
	// Where the sweep over the workers is: there or not, as it happens.
	pallet_pools::SweepCursor::<Runtime>::kill();
	// The first bucket of orders that may expire: there from the first block on.
	pallet_book::NextBucket::<Runtime>::kill();
	["Escrow", "Registry", "Market", "Pools", "Poco", "Book"]
		.map(|name| (name, size_of(name)))
		.into()
}

/// Closes the block without looking at all of the state, and opens the next one.
fn skip(seconds: u64) {
	let slot = u64::from(Babe::current_slot()) + seconds.div_ceil(2).max(1);
	let number = System::block_number();
	Executive::finalize_block();
	open_block(number + 1, slot * SLOT_DURATION);
}

/// Opens a market whose workers take as many tasks at once as there may be, and are not suspended
/// for those that they let pass.
fn open() -> Marketplace {
	let market = Marketplace::open(&WORKERS);
	let parameters = pallet_pools::PoolParameters { missed_limit: u32::MAX, ..Pools::parameters() };
	pallet_pools::Parameters::<Runtime>::put(parameters);
	for worker in WORKERS {
		ok(worker, pallet_pools::Call::set_slots { slots: 512 });
	}
	market
}

/// The app order and the request order serve all deals; each pool order serves one.
fn buy(market: &Marketplace, round: u64) -> DealId {
	// The first block of an epoch takes no transactions.
	while System::block_weight().total().any_gt(block_limit() / 2) {
		skip(2);
	}
	market.buy_with(|app, pool, request| {
		(app.volume, request.volume, pool.volume) = (u64::MAX, u64::MAX, BAG);
		(app.price, request.app_max_price) = (1, 1);
		(pool.price, request.workerpool_max_price) = (10, 10);
		pool.salt = H256::from_low_u64_be(round);
	})
}

fn assigned_to(task: TaskId) -> Option<AccountId> {
	let task = pallet_poco::Tasks::<Runtime>::get(task)?;
	let (worker, _) = task.assigned().next()?;
	Some(worker.who.clone())
}

/// What becomes of the tasks of a deal, by their index: a quarter is completed at once, a quarter
/// fails because its worker is silent, and half goes the whole way.
fn work_on(task: TaskId, index: u64) -> DispatchResultWithPostInfo {
	let worker = assigned_to(task).expect("the chain assigned the task");
	let origin = RuntimeOrigin::signed(worker.clone());
	let (digest, by_chain) = (digest("result"), Authorization::Assigned);
	let link = Default::default();
	match index % 4 {
		0 => {
			Ok(Poco::contribute_and_finalize(origin, task, digest, link, None, None, by_chain)?
				.into())
		},
		1 => Ok(().into()),
		_ => {
			let (hash, seal) = (result_hash(task, digest), seal(&worker, task, digest));
			Poco::contribute(origin.clone(), task, hash, seal, None, by_chain)?;
			Poco::reveal(origin, task, digest)
		},
	}
}

/// A chain whose changes are committed to the trie now and then: a root over few changes is soon
/// computed.
struct Chain(sp_io::TestExternalities);

impl Chain {
	fn execute<R>(&mut self, what: impl FnOnce() -> R) -> R {
		let result = self.0.execute_with(what);
		self.0.commit_all().expect("the changes fit the trie");
		result
	}

	/// Gives back the memory of what is no longer in the state: the trie's store keeps it.
	fn tidy(self) -> Self {
		let (nodes, root) = self.0.into_raw_snapshot();
		Self(sp_io::TestExternalities::from_raw_snapshot(nodes, root, StateVersion::V1))
	}

	/// A deal from its match to the end of its tasks.
	fn round(&mut self, market: &Marketplace, number: u64) {
		let (deal, start) = self.execute(|| (buy(market, number), Poco::now()));
		self.execute(|| {
			let of = pallet_market::Deals::<Runtime>::get(deal).expect("just made");
			for index in of.bot_first..of.bot_first + BAG {
				let task = task_id(deal, index);
				while !pallet_poco::Tasks::<Runtime>::contains_key(task) {
					skip(2);
				}
				assert_ok!(work_on(task, index));
			}
		});
		// Past the final deadline, in steps that leave blocks to the chain.
		while self.execute(Poco::now) < start + ROUND {
			self.execute(|| skip(200));
		}
	}

	/// The retention passes.
	fn forget_all(&mut self) {
		self.execute(|| skip(86_400));
		for _ in 0..2_000 {
			if self.execute(|| leftovers().iter().all(|(_, count)| *count == 0)) {
				return;
			}
			self.execute(|| skip(20));
		}
		panic!("something is left: {:?}", self.execute(leftovers));
	}
}

#[test]
fn state_should_hold_what_is_live_when_many_tasks_have_ended() {
	let tasks = std::env::var("BOURSE_TASKS").ok().and_then(|text| text.parse().ok());
	let rounds = tasks.unwrap_or(TASKS).div_ceil(BAG);
	let mut chain = Chain(new_test_ext());
	let market = chain.execute(|| {
		open_block(1, FIRST_SLOT * SLOT_DURATION);
		open()
	});
	// Every account that is paid has its entry after the first deal.
	chain.round(&market, 0);
	chain.forget_all();
	let before = chain.execute(sizes);
	let start = std::time::Instant::now();
	let mut most = 0;
	for number in 1..=rounds {
		chain.round(&market, number);
		most =
			most.max(chain.execute(|| pallet_poco::Tasks::<Runtime>::iter_keys().count() as u64));
		if number % 20 == 0 {
			chain = chain.tidy();
		}
		if number % 200 == 0 {
			chain.execute(check).expect("every invariant holds");
			let (seconds, tasks) = (start.elapsed().as_secs(), number * BAG);
			println!("{tasks} tasks after {seconds} s, {most} at most are kept");
		}
	}
	// What ended within the retention (a day and the agenda's patience) is kept, and no more.
	let bound = (86_400 / ROUND + 2) * BAG;
	assert!(most <= bound, "{most} tasks are kept of at most {bound}");
	chain.execute(check).expect("every invariant holds");
	chain.forget_all();
	let mut after = chain.execute(sizes);
	println!("{rounds} deals of {BAG} tasks, at most {most} tasks were kept");
	println!("before {before:?}\nafter  {after:?}");
	// The only growth: what each order has served, of which each deal had a new one.
	let market = after.get_mut("Market").expect("it is measured");
	market.keys -= rounds;
	market.bytes -= rounds * CONSUMED;
	assert_eq!(after, before);
}

/// Bytes that an order takes that was ever matched: what it has served, under its hash.
const CONSUMED: u64 = 32 + 32 + 8;

/// Bytes of all of our pallets.
fn bytes() -> u64 {
	sizes().values().map(|size| size.bytes).sum()
}

/// Bytes by which the state is larger for each further task of a deal that has ended, all with the
/// same number of contributions.
fn growth(trust: u64, contributors: usize) -> u64 {
	/// What comes once, for the deal or for each worker, is in both of these alike.
	const COUNT: u64 = 25;
	/// Calls that a block has room for.
	const A_BLOCK: usize = 50;
	let [some, more] = [COUNT, 2 * COUNT].map(|volume| {
		new_test_ext().execute_with(|| {
			open_block(1, FIRST_SLOT * SLOT_DURATION);
			let market = open();
			// Accounts and scores that one task makes are there beforehand.
			for who in [market.provider, market.scheduler, market.requester] {
				deposit(who, RLC);
			}
			for worker in WORKERS {
				pallet_poco::Score::<Runtime>::insert(worker.to_account_id(), 1);
			}
			let before = bytes();
			let deal = market.buy(trust, volume, false, 1);
			next_block();
			next_block();
			let mut work = Vec::new();
			for task in (0..volume).map(|index| task_id(deal, index)) {
				work.extend(
					assigned(&market, task).into_iter().take(contributors).map(|w| (w, task)),
				);
			}
			for some in work.chunks(A_BLOCK) {
				for (worker, task) in some {
					assert_ok!(contribute(*worker, *task, "result"));
				}
				next_block();
			}
			// Scores grow with the reveals: whoever contributed later would weigh more.
			for some in work.chunks(A_BLOCK) {
				for (worker, task) in some {
					let (task, digest) = (*task, digest("result"));
					ok(*worker, pallet_poco::Call::reveal { task, digest });
				}
				next_block();
			}
			for _ in 0..110 {
				skip(30);
			}
			let end = if contributors > 0 { TaskStatus::Completed } else { TaskStatus::Failed };
			assert!((0..volume).all(|index| status(task_id(deal, index)) == end));
			bytes() - before
		})
	});
	let each = (more - some) / COUNT;
	assert_eq!(each * COUNT, more - some, "every task takes the same");
	each
}

/// The figures of docs/testing.md.
#[test]
fn growth_should_be_what_the_documentation_says() {
	let failed = growth(1, 0);
	let completed = growth(1, 1);
	let by_three = growth(5, 3);
	println!("failed {failed:?}, completed {completed:?}, by three {by_three:?}");
	assert_eq!([failed, completed, by_three], FIGURES);
}

/// Bytes of a failed task that four workers let pass, of a completed one with one contribution, and with three.
const FIGURES: [u64; 3] = [326, 303, 569];
