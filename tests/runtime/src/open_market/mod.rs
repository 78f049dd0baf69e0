// SPDX-License-Identifier: Apache-2.0

//! The attacks on an open market (PROTOCOL 9), on the real runtime with the market's rules. Each test
//! is named after its attack, and says what the attack costs whom.

mod answers;
mod blocks;
mod book;
mod coalition;
mod cold_slots;
mod ends;
mod failures;
mod fees;
mod lots;
mod machines;
mod matching;
mod owner_matches;
mod reports;
mod reveals;
mod root;
mod rules_of_owner;
mod scores;
mod standstill;
pub(crate) mod state;
mod stranger;
mod timeouts;
mod unstarted;
mod withheld;

use crate::{
	actor::{free, Actor, DEPOSIT},
	chain::{
		advance, apply_extrinsic, check_invariants, deal_of, digest, in_blocks, signed_by,
		stay_in_session, test_ext_with,
	},
};
use bourse_primitives::{
	orders::{Bound, OrderBounds},
	result_hash, seal, task_id,
	traits::{self, Assignments, Ledger},
	AppId, CategoryId, DealId, FailureCode, Restrict, ResultHeader, Tag, TaskId, TaskStatus, Trust,
	WorkerpoolId,
};
use bourse_runtime::*;
use pallet_market::{AnyOrder, AppOrder, RequestOrder, Signed, WorkerpoolOrder};
use pallet_poco::{DealProgress, Opening, Payload, Progress, Task, Tasks, WorkerStep};
use serde_json::json;
use sp_core::{Pair, H256};
use sp_runtime::{BoundedVec, DispatchError};
use std::sync::atomic::{AtomicU64, Ordering};

/// Fee of a task's start, in nRLC.
const START_FEE: Balance = RLC / 1_000;
/// Fee of an assignment, in nRLC: the payer's; its owner's is twice that.
const WORKER_FEE: Balance = 2 * RLC / 1_000;
/// Time reference of the tasks' category, in seconds.
const T: u64 = 300;
/// Seconds between two blocks that the clock counts.
const STEP: u64 = 28;

/// What a worker has to say on a task.
enum Word {
	/// A result with its header and callback data.
	Result(ResultHeader, Vec<u8>),
	/// A contribution that is never revealed.
	Hidden(ResultHeader),
	/// A report.
	Report(FailureCode),
	/// Nothing at all.
	Nothing,
}

/// The header of a result of the task with that label.
fn header(task: TaskId, label: &str) -> ResultHeader {
	ResultHeader { engine: record(task).engine, output_root: digest(label), ..Default::default() }
}

/// The header of a failure of the task.
fn failed(task: TaskId, code: FailureCode) -> ResultHeader {
	ResultHeader { failure: ResultHeader::failure_field(Some(code)), ..header(task, "failed") }
}

/// What everybody computes of the task.
fn right(task: TaskId) -> Word {
	Word::Result(header(task, "result"), Vec::new())
}

/// Each worker does what the present state tells its node, with its word on each task. `say` gets the
/// place of the worker.
fn work(workers: &[Actor], say: impl Fn(usize, TaskId) -> Word) {
	for (place, worker) in workers.iter().enumerate() {
		let who = worker.id();
		let mut tasks = Pools::tasks_of(&who);
		tasks.sort();
		for task in tasks {
			match (Poco::step_of(&who, task), say(place, task)) {
				(WorkerStep::Contribute { .. }, Word::Result(header, _) | Word::Hidden(header)) => {
					worker.contributes(&[(task, header.digest())]).expect("the worker may");
				},
				(WorkerStep::Contribute { .. }, Word::Report(code))
					if may_report(&who, task, code) =>
				{
					worker.reports(task, code).expect("the worker may");
				},
				(WorkerStep::Reveal { .. }, Word::Result(header, data)) => {
					worker.reveals(task, header, &data).expect("the worker may");
				},
				_ => {},
			}
		}
	}
}

/// Whether it is time for a report: a node waits with a `Timeout` until three quarters of T are over.
fn may_report(who: &AccountId, task: TaskId, code: FailureCode) -> bool {
	let assignment = record(task).worker(who).and_then(|worker| worker.assignment);
	let since = assignment.map_or(0, |assignment| assignment.since);
	code != FailureCode::Timeout || Poco::now() >= since + T / 4 * 3
}

/// A pool with its owner, workers of as many owners, an app and a requester.
struct Pool {
	id: WorkerpoolId,
	app: AppId,
	provider: Actor,
	manager: Actor,
	requester: Actor,
	owners: Vec<Actor>,
}

/// What is bought.
#[derive(Clone)]
struct Purchase {
	trust: u64,
	volume: u64,
	/// Price of the pool, in nRLC.
	price: Balance,
	/// Price of the app, in nRLC.
	app_price: Balance,
	callback: bool,
	params: &'static [u8],
}

impl Default for Purchase {
	/// One task at trust 1 for 1 RLC.
	fn default() -> Self {
		Self { trust: 1, volume: 1, price: RLC, app_price: 0, callback: false, params: b"" }
	}
}

impl Pool {
	/// An open pool, with so many owners of one worker each, with so many slots each.
	fn open(name: &str, owners: u32, slots: u32) -> Self {
		let pool = Self::empty(name);
		pool.manager.does(pallet_pools::Call::set_open { pool: pool.id, open: true });
		pool.with(owners, slots)
	}

	/// A pool that is neither open nor has workers.
	fn empty(name: &str) -> Self {
		let [provider, manager, requester] = ["provider", "manager", "requester"]
			.map(|role| Actor::new(&format!("{name} {role}"), 0));
		let id = WorkerpoolId(pallet_registry::NextWorkerpoolId::<Runtime>::get());
		let app = AppId(pallet_registry::NextAppId::<Runtime>::get());
		provider.does(pallet_registry::Call::register_app {
			owner: provider.id(),
			name: b"app".to_vec(),
			kind: pallet_registry::AppKind::Wasi,
			multiaddr: b"https://example.org/app.wasm".to_vec(),
			checksum: H256::repeat_byte(1),
			mrenclave: Vec::new(),
		});
		let (owner, description) = (manager.id(), name.as_bytes().to_vec());
		manager.does(pallet_registry::Call::register_workerpool { owner, description });
		Self { id, app, provider, manager, requester, owners: Vec::new() }
	}

	/// So many owners more.
	fn with(mut self, owners: u32, slots: u32) -> Self {
		let there = self.owners.len() as u32;
		for number in there..there + owners {
			let owner = Actor::new("owner", self.id.0 * 1_000 + number);
			owner.join(self.id, slots);
			self.owners.push(owner);
		}
		self
	}

	/// The orders of a purchase, signed.
	fn orders(&self, what: &Purchase) -> pallet_market::Call<Runtime> {
		static SALT: AtomicU64 = AtomicU64::new(0);
		let salt = H256::from_low_u64_be(SALT.fetch_add(1, Ordering::Relaxed));
		let Purchase { trust, volume, price, app_price, callback, params } = what.clone();
		let anybody = Restrict::Anybody;
		let app = AppOrder {
			app: self.app,
			price: app_price,
			volume,
			tag: Tag(0),
			dataset_restrict: anybody.clone(),
			workerpool_restrict: anybody.clone(),
			requester_restrict: anybody.clone(),
			salt,
		};
		let workerpool = WorkerpoolOrder {
			workerpool: self.id,
			price,
			volume,
			tag: Tag(0),
			category: CategoryId(0),
			trust: Trust::from(trust),
			app_restrict: anybody.clone(),
			dataset_restrict: anybody.clone(),
			requester_restrict: anybody.clone(),
			salt,
		};
		let request = RequestOrder {
			app: self.app,
			app_max_price: app_price,
			dataset: None,
			dataset_max_price: 0,
			workerpool_restrict: anybody,
			workerpool_max_price: price,
			requester: self.requester.id(),
			volume,
			tag: Tag(0),
			category: CategoryId(0),
			trust: Trust::from(trust),
			beneficiary: self.requester.id(),
			callback: callback.then(|| self.provider.id()),
			params: BoundedVec::truncate_from(params.to_vec()),
			salt,
		};
		pallet_market::Call::match_orders {
			app: Box::new(sign(&self.provider, app)),
			dataset: None,
			workerpool: Box::new(sign(&self.manager, workerpool)),
			request: Box::new(sign(&self.requester, request)),
		}
	}

	/// The requester buys, and the block ends, in which nobody is drawn yet.
	fn buy(&self, what: Purchase) -> DealId {
		let deal = self.buy_now(what);
		advance(2);
		deal
	}

	/// [`Pool::buy`], in this block.
	fn buy_now(&self, what: Purchase) -> DealId {
		self.requester.does(self.orders(&what));
		last_deal()
	}

	/// The owner sets the share of the price that contributions lock, and its own, in percent.
	fn set_policy(&self, worker_stake_ratio: u64, scheduler_reward_ratio: u8) {
		let id = self.id;
		self.manager.does(pallet_registry::Call::set_workerpool_policy {
			id,
			worker_stake_ratio,
			scheduler_reward_ratio,
		});
	}

	/// Each of the workers says what everybody computes.
	fn work(&self) {
		work(&self.owners, |_, task| right(task));
	}

	/// What was lost by the workers' owners, one by one.
	fn losses(&self) -> Vec<i128> {
		self.owners.iter().map(Actor::lost).collect()
	}
}

/// Signs an order, of version 2 where the epoch says so: a transfer makes older ones void.
fn sign<O>(who: &Actor, order: O) -> Signed<O, Signature, AccountId>
where
	O: Clone + Into<AnyOrder<AccountId>>,
	Bound<O, AccountId>: Into<AnyOrder<AccountId>>,
{
	let mut signed = Signed { order, bounds: None, signature: None };
	let epoch = <Registry as traits::Registry<_>>::epoch(&signed.any().of());
	signed.bounds = (epoch > 0).then(|| OrderBounds { epoch, ..Default::default() });
	let hash = Market::order_hash(&signed.any());
	signed.signature = Some(who.pair.sign(hash.as_bytes()).into());
	signed
}

/// The deal that was matched last in this block.
fn last_deal() -> DealId {
	let deal = |event| match event {
		RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => Some(deal),
		_ => None,
	};
	let mut events = System::events().into_iter().rev();
	events.find_map(|record| deal(record.event)).expect("a match has its event")
}

/// A chain with the market's rules, whose new slots are warm at once.
fn on_open_market(test: impl FnOnce()) {
	on_market_with(json!({ "warmUp": 0 }), test);
}

/// A chain with the market's rules and these parameters, the others as on the `dev` chain.
fn on_market_with(parameters: serde_json::Value, test: impl FnOnce()) {
	let changes = json!({ "rules": { "parameters": parameters } });
	test_ext_with(changes).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			test();
			check_invariants();
		});
	});
}

/// Blocks, each [`STEP`] seconds after the one before, until so many seconds have passed; `each` acts
/// in every one.
fn for_seconds(seconds: u64, mut each: impl FnMut()) {
	let end = Poco::now() + seconds;
	while Poco::now() < end {
		advance(STEP.min(end - Poco::now()));
		each();
	}
}

/// Blocks until all tasks of the deals have ended; `each` acts in every one.
fn until_ended(deals: &[DealId], step: u64, mut each: impl FnMut()) {
	let last = deals.iter().map(|deal| deal_of(*deal).final_deadline()).max().unwrap_or(0);
	while deals.iter().any(|deal| !has_ended(*deal)) {
		assert!(Poco::now() < last + 60, "a deal outlives its final deadline");
		advance(step);
		each();
	}
}

fn progress(deal: DealId) -> DealProgress {
	Progress::<Runtime>::get(deal)
}

fn has_ended(deal: DealId) -> bool {
	progress(deal).ended_at.is_some()
}

fn record(task: TaskId) -> Task<Runtime> {
	Tasks::<Runtime>::get(task).expect("the task is initialized")
}

/// Where a task stands, or how it ended; `None`: it was not initialized yet.
fn status(deal: DealId, index: u64) -> Option<TaskStatus> {
	let known = Tasks::<Runtime>::get(task_id(deal, index)).map(|task| task.status);
	known.or_else(|| Poco::unstarted_status(deal, index))
}

/// How many tasks of a deal are in that state.
fn count(deal: DealId, state: TaskStatus) -> u64 {
	let of = deal_of(deal);
	let indices = of.bot_first..of.bot_first + of.bot_size;
	indices.filter(|index| status(deal, *index) == Some(state)).count() as u64
}

/// Places of the workers that have the task and have not contributed.
fn computing(workers: &[Actor], task: TaskId) -> Vec<usize> {
	let Some(task) = Tasks::<Runtime>::get(task) else { return Vec::new() };
	let waits = |who: &AccountId| task.worker(who).is_some_and(|worker| worker.is_waiting());
	(0..workers.len()).filter(|place| waits(&workers[*place].id())).collect()
}
