// SPDX-License-Identifier: Apache-2.0

//! The state that every input begins with: everybody has stake, assets and groups are registered,
//! workers are members of pools. It is made once, by transactions.

use crate::{
	actors::{account, Who, COUNT, PENNILESS, PROVIDERS, ROOT, SCHEDULERS, WHALES, WORKERS},
	make::pools::hot_key_call,
	world::{Step, World},
};
use bourse_primitives::{AppId, DatasetId, GroupId, Party, Tag, WorkerpoolId};
use bourse_runtime::*;
use bourse_runtime_tests::chain;
use pallet_book::{Audience, Call as BookCall, Terms};
use sp_core::{storage::StateVersion, H256};
use sp_io::TestExternalities;
use std::sync::OnceLock;

/// A state as a trie's nodes, and its root.
pub(crate) type Snapshot = (Vec<(Vec<u8>, (Vec<u8>, i32))>, H256);

/// What most have in their wallet at first.
const WALLET: Balance = 10_000_000 * RLC;
/// What a whale has: three of them have three quarters of all that can be.
const OCEAN: Balance = Balance::MAX / 4;
/// What everybody keeps in the wallet, for fees.
const KEPT: Balance = 1_000_000 * RLC;

/// A copy of the chain at its opening, in its second block, with the market's rules or without.
pub fn chain(rules: bool) -> (TestExternalities, World) {
	static OPENINGS: [OnceLock<(Snapshot, World)>; 2] = [OnceLock::new(), OnceLock::new()];
	let ((nodes, root), world) = OPENINGS[usize::from(rules)].get_or_init(|| open(rules));
	(TestExternalities::from_raw_snapshot(nodes.clone(), *root, StateVersion::V1), world.clone())
}

fn open(rules: bool) -> (Snapshot, World) {
	let balances: Vec<_> = (0..COUNT)
		.filter(|who| *who != PENNILESS)
		.map(|who| (account(who), if WHALES.contains(&who) { OCEAN } else { WALLET }))
		.collect();
	let mut state = chain::test_ext_with(serde_json::json!({
		"balances": { "balances": balances },
		// Nobody of theirs validates: the validator of genesis stays.
		"staking": { "stakers": [] },
		"rules": { "hold": rules },
	}));
	let world = state.execute_with(|| {
		chain::open_block(1, chain::FIRST_SLOT * SLOT_DURATION);
		let mut world = World::new();
		for step in steps() {
			let text = format!("{step:?}");
			world.take(step).unwrap_or_else(|what| panic!("{text}: {what}"));
			world.next_block(2).unwrap_or_else(|what| panic!("{text}: {what}"));
		}
		let refused =
			world.figures.calls.values().map(|ends| ends.refused + ends.invalid).sum::<u64>();
		assert_eq!(refused, 0, "the opening is all accepted:\n{}", world.figures);
		world.figures = Default::default();
		world
	});
	state.commit_all().expect("the changes of the opening fit the trie");
	(state.into_raw_snapshot(), world)
}

fn steps() -> Vec<Step> {
	let mut steps = Vec::new();
	for who in (0..COUNT).filter(|who| *who != PENNILESS) {
		let all = if WHALES.contains(&who) { OCEAN } else { WALLET };
		let amount = if who == ROOT { RLC } else { all - KEPT };
		steps.push(Step::Signed(who, pallet_escrow::Call::deposit { amount }.into()));
	}
	for work_clock_time_ref in [60, 7] {
		let call = pallet_registry::Call::create_category {
			name: b"fuzz".to_vec(),
			description: Vec::new(),
			work_clock_time_ref,
		};
		steps.push(Step::Root(call.into()));
	}
	for provider in PROVIDERS {
		let number = provider as u8;
		let app = pallet_registry::Call::register_app {
			owner: account(provider),
			name: b"app".to_vec(),
			kind: Default::default(),
			multiaddr: b"https://example.org/app.wasm".to_vec(),
			checksum: H256::repeat_byte(0x80 + number),
			mrenclave: Vec::new(),
		};
		let dataset = pallet_registry::Call::register_dataset {
			owner: account(provider),
			name: b"data".to_vec(),
			multiaddr: Vec::new(),
			checksum: H256::repeat_byte(0x80 + number),
		};
		steps.push(Step::Signed(provider, app.into()));
		steps.push(Step::Signed(provider, dataset.into()));
		let number = (provider - PROVIDERS.start) as u32;
		let terms = Terms { price: RLC / 10, tag: Tag(0), pool: None, app: None, until: None };
		let (audience, terms) = (Audience::<AccountId>::Everybody, Some(terms));
		let app = BookCall::post_app {
			app: AppId(number),
			audience: audience.clone(),
			terms: terms.clone(),
		};
		let dataset = BookCall::post_dataset { dataset: DatasetId(number), audience, terms };
		steps.push(Step::Signed(provider, app.into()));
		steps.push(Step::Signed(provider, dataset.into()));
	}
	// Two pools of people, and one of the whales.
	let owners = [SCHEDULERS.start, SCHEDULERS.start + 1, WHALES.start + 1];
	for (pool, owner) in owners.into_iter().enumerate() {
		let call = pallet_registry::Call::register_workerpool {
			owner: account(owner),
			description: b"pool".to_vec(),
		};
		steps.push(Step::Signed(owner, call.into()));
		let pool = WorkerpoolId(pool as u32);
		steps.push(Step::Signed(owner, pallet_pools::Call::set_open { pool, open: true }.into()));
		steps.push(Step::Root(BookCall::list_pool { pool, listed: true }.into()));
	}
	let join = |worker: Who, pool: u32, steps: &mut Vec<Step>| {
		let call = pallet_pools::Call::apply { pool: WorkerpoolId(pool), slots: 8 };
		steps.push(Step::Signed(worker, call.into()));
		steps.push(Step::Signed(worker, hot_key_call(worker, worker, 0).into()));
	};
	for worker in WORKERS {
		join(worker, if worker % 3 == 0 { 1 } else { 0 }, &mut steps);
	}
	for whale in WHALES {
		join(whale, 2, &mut steps);
	}
	let keeper = PROVIDERS.start;
	let group = pallet_registry::Call::create_group { name: b"group".to_vec() };
	steps.push(Step::Signed(keeper, group.into()));
	let member = pallet_registry::Call::add_to_group {
		id: GroupId(0),
		party: Party::Workerpool(WorkerpoolId(0)),
	};
	steps.push(Step::Signed(keeper, member.into()));
	steps
}
