// SPDX-License-Identifier: Apache-2.0

//! The protocol a second time: PROTOCOL 2 to 6 in as few words as possible, on the names of the
//! traces, with nothing of the pallets in it. It says what the contracts do, in their order.
//!
//! What it is for: it is checked against every recorded trace, and then makes new ones, by hand
//! ([`crate::derived`]) and at random ([`crate::random`]), that the chain is checked against.

mod market;
pub mod record;
mod tasks;

use crate::{
	json::Json,
	replay::Difference,
	state::{initial, normal},
	trace::{Kind, Operation, Order, TaskName, Trace},
};
use bourse_primitives::{Balance, Seconds, Trust};
use std::collections::{BTreeMap, BTreeSet};

/// A refusal: the reason that the contracts give, if they give one.
pub type Refusal = Option<&'static str>;
type Done = Result<(), Refusal>;

/// What the contracts say when a stake is short.
const SHORT: Refusal = Some("IexecEscrow: Transfer amount exceeds balance");
/// What they say of an empty signature.
const NO_SIGNATURE: Refusal = Some("invalid-signature-format");

/// Refuses with this reason unless the condition holds.
fn require(condition: bool, refusal: Refusal) -> Done {
	condition.then_some(()).ok_or(refusal)
}

#[derive(Clone)]
struct Asset {
	kind: Kind,
	owner: Option<String>,
	/// Worker stake ratio and scheduler reward ratio. They mean something for workerpools only.
	policy: (u64, u64),
}

#[derive(Clone)]
struct Deal {
	app: (String, String, Balance),
	dataset: Option<(String, String, Balance)>,
	workerpool: (String, String, Balance),
	trust: Trust,
	category: u32,
	tag: u64,
	requester: String,
	beneficiary: Option<String>,
	callback: Option<String>,
	params: String,
	sponsor: String,
	start_time: Seconds,
	bot_first: u64,
	bot_size: u64,
	worker_stake: Balance,
	reward_ratio: u64,
}

impl Deal {
	fn price(&self) -> Balance {
		self.app.2 + self.dataset.as_ref().map_or(0, |dataset| dataset.2) + self.workerpool.2
	}

	fn scheduler(&self) -> &str {
		&self.workerpool.1
	}

	fn scheduler_stake(&self) -> Balance {
		self.workerpool.2 * 30 / 100
	}
}

#[derive(Clone)]
struct Contribution {
	status: &'static str,
	digest: String,
	honest_seal: bool,
	weight: u32,
	enclave: Option<String>,
}

#[derive(Clone)]
struct Task {
	status: &'static str,
	consensus: Option<String>,
	contribution_deadline: Seconds,
	reveal_deadline: Option<Seconds>,
	final_deadline: Seconds,
	reveal_counter: usize,
	winner_counter: usize,
	/// In order.
	contributors: Vec<String>,
	contributions: BTreeMap<String, Contribution>,
	result_digest: Option<String>,
	results: String,
	results_callback: String,
	total: Trust,
	groups: BTreeMap<String, Trust>,
}

/// Everything that changes.
#[derive(Clone, Default)]
struct Records {
	/// Free and locked.
	balances: BTreeMap<String, (Balance, Balance)>,
	kitty: Balance,
	total_supply: Balance,
	scores: BTreeMap<String, u64>,
	/// Time references.
	categories: Vec<Seconds>,
	broker: Option<String>,
	assets: BTreeMap<String, Asset>,
	contents: BTreeSet<(Kind, Option<String>, String)>,
	consumed: BTreeMap<String, u64>,
	presigned: BTreeMap<String, String>,
	deals: BTreeMap<String, Deal>,
	tasks: BTreeMap<String, Task>,
}

/// The protocol in a scenario.
pub struct Model {
	orders: BTreeMap<String, Order>,
	groups: BTreeMap<String, Vec<String>>,
	state: Records,
	/// Those of the present step.
	events: Vec<Json>,
	/// The deal that the present step made.
	deal: Option<String>,
}

/// What came of an operation.
pub struct Outcome {
	/// Accepted, or why not.
	pub result: Result<(), Refusal>,
	/// The events.
	pub events: Vec<Json>,
	/// The deal that was made.
	pub deal: Option<String>,
}

impl Model {
	/// The beginning of a scenario.
	pub fn new(
		actors: &[String],
		categories: Vec<Seconds>,
		scores: BTreeMap<String, u64>,
		groups: BTreeMap<String, Vec<String>>,
	) -> Self {
		let balances = actors.iter().map(|actor| (actor.clone(), (0, 0))).collect();
		let state = Records { balances, categories, scores, ..Records::default() };
		Self { orders: BTreeMap::new(), groups, state, events: Vec::new(), deal: None }
	}

	/// The beginning of a trace, with all its orders.
	pub fn of(trace: &Trace) -> Self {
		let times = trace.categories.iter().map(|(_, time)| *time).collect();
		let mut model = Self::new(&trace.actors, times, trace.scores.clone(), trace.groups.clone());
		model.orders = trace.orders.clone();
		model
	}

	/// The first step of a trace that the model sees otherwise.
	pub fn difference(trace: &Trace) -> Option<Difference> {
		let mut model = Self::of(trace);
		let mut expected = initial(trace);
		for (place, step) in trace.steps.iter().enumerate() {
			let outcome = model.apply(step.by.as_deref(), step.time, &step.operation);
			let show = |result: Result<(), Option<&str>>| match result {
				Ok(()) => Json::text("accepted"),
				Err(code) => Json::optional_text(code),
			};
			let recorded = if step.ok { Ok(()) } else { Err(step.error.as_deref()) };
			let mut lines = Vec::new();
			let mut compare = |expected: Json, actual: Json, place: &str| {
				expected.differences(&actual, place, &mut lines)
			};
			compare(show(recorded), show(outcome.result), "outcome");
			compare(
				Json::optional_text(step.deal.as_ref()),
				Json::optional_text(outcome.deal),
				"deal",
			);
			compare(Json::List(step.events.clone()), Json::List(outcome.events), "events");
			if let Some(delta) = &step.delta {
				expected.merge(delta.clone());
			}
			let state = normal(model.snapshot());
			compare(normal(expected.clone()), state.clone(), "state");
			if let Some(last) = &step.state {
				compare(normal(last.clone()), state, "last state");
			}
			if !lines.is_empty() {
				return Some(Difference { step: place, source: step.source.clone(), lines });
			}
		}
		None
	}

	/// An order that is made off chain.
	pub fn add_order(&mut self, name: &str, order: Order) {
		self.orders.insert(name.to_string(), order);
	}

	/// Does an operation, all or nothing.
	pub fn apply(&mut self, by: Option<&str>, now: Seconds, operation: &Operation) -> Outcome {
		let before = self.state.clone();
		let result = self.run(by.unwrap_or_default(), now, operation);
		let (mut events, mut deal) = (std::mem::take(&mut self.events), self.deal.take());
		if result.is_err() {
			self.state = before;
			events.clear();
			deal = None;
		}
		Outcome { result, events, deal }
	}

	fn run(&mut self, by: &str, now: Seconds, operation: &Operation) -> Done {
		match operation {
			Operation::Deposit { amount } => {
				self.balance(by).0 += amount;
				self.state.total_supply += amount;
				self.emit("Transfer", [Json::Null, Json::text(by), Json::text(amount)]);
				Ok(())
			},
			Operation::Withdraw { amount } => {
				require(self.balance(by).0 >= *amount, None)?;
				self.balance(by).0 -= amount;
				self.state.total_supply -= amount;
				self.emit("Transfer", [Json::text(by), Json::Null, Json::text(amount)]);
				Ok(())
			},
			Operation::Create { kind, asset, owner, content } => {
				let content = (*kind, owner.clone(), content.clone());
				let new = self.state.contents.insert(content);
				require(new, Some("Create2: Failed on deploy"))?;
				let entry = Asset { kind: *kind, owner: owner.clone(), policy: (30, 1) };
				self.state.assets.insert(asset.clone(), entry);
				let to = Json::optional_text(owner.as_ref());
				self.emit("AssetTransfer", [Json::text(asset), Json::Null, to]);
				Ok(())
			},
			Operation::TransferAsset { asset, to } => {
				let missing = Some("ERC721: operator query for nonexistent token");
				let entry = self.state.assets.get_mut(asset).ok_or(missing)?;
				let stranger = Some("ERC721: transfer caller is not owner nor approved");
				require(entry.owner.as_deref() == Some(by), stranger)?;
				entry.owner = to.clone();
				let to = Json::optional_text(to.as_ref());
				self.emit("AssetTransfer", [Json::text(asset), Json::text(by), to]);
				Ok(())
			},
			Operation::ChangeWorkerpoolPolicy {
				workerpool,
				worker_stake_ratio,
				scheduler_reward_ratio,
			} => {
				let new = (*worker_stake_ratio, *scheduler_reward_ratio);
				let pool = self.state.assets.get_mut(workerpool).ok_or(None)?;
				require(pool.owner.as_deref() == Some(by), Some("caller is not the owner"))?;
				require(new.1 <= 100, None)?;
				let old = std::mem::replace(&mut pool.policy, new);
				let ratios = [old.0, new.0, old.1, new.1].map(Json::number);
				let [old_stake, new_stake, old_reward, new_reward] = ratios;
				let pool = Json::text(workerpool);
				self.emit("PolicyUpdate", [pool, old_stake, new_stake, old_reward, new_reward]);
				Ok(())
			},
			Operation::CreateCategory { name, work_clock_time_ref } => {
				require(by == "owner", Some("Ownable: caller is not the owner"))?;
				let id = self.state.categories.len();
				self.state.categories.push(*work_clock_time_ref);
				let time = Json::number(work_clock_time_ref);
				self.emit("CreateCategory", [Json::number(id), Json::text(name), time]);
				Ok(())
			},
			Operation::SetTeeBroker { broker } => {
				require(by == "owner", Some("Ownable: caller is not the owner"))?;
				self.state.broker = broker.clone();
				Ok(())
			},
			Operation::SignOrder { order, signed_by } => {
				let (kind, owner) = self.order_operation(by, order, signed_by.as_deref())?;
				self.state.presigned.insert(order.clone(), owner);
				self.emit(&format!("Signed{kind}Order"), [Json::text(order)]);
				Ok(())
			},
			Operation::CloseOrder { order, signed_by } => {
				let (kind, _) = self.order_operation(by, order, signed_by.as_deref())?;
				let volume = self.order(order)?.terms.volume();
				self.state.consumed.insert(order.clone(), volume);
				self.emit(&format!("Closed{kind}Order"), [Json::text(order)]);
				Ok(())
			},
			Operation::MatchOrders { sponsored, app, dataset, workerpool, request } => {
				let sponsor = sponsored.then_some(by);
				self.match_orders(sponsor, now, app, dataset.as_deref(), workerpool, request)
			},
			Operation::Initialize(task) => self.initialize(task),
			Operation::InitializeArray(tasks) => {
				tasks.iter().try_for_each(|task| self.initialize(task))
			},
			Operation::Claim(task) => self.claim(now, task),
			Operation::ClaimArray(tasks) => tasks.iter().try_for_each(|task| self.claim(now, task)),
			Operation::InitializeAndClaimArray(tasks) => tasks.iter().try_for_each(|task| {
				self.initialize(task)?;
				self.claim(now, task)
			}),
			Operation::Contribute { task, digest, seal_worker, seal_digest, authority } => {
				let honest = seal_worker.as_deref().is_none_or(|worker| worker == by)
					&& seal_digest.as_ref().is_none_or(|sealed| sealed == digest);
				self.contribute(by, now, task, digest, honest, authority)
			},
			Operation::ContributeAndFinalize { task, digest, results, callback, authority } => {
				let callback = callback.as_deref();
				self.contribute_and_finalize(by, now, task, digest, results, callback, authority)
			},
			Operation::Reveal { task, digest } => self.reveal(by, now, task, digest),
			Operation::Reopen(task) => self.reopen(by, now, task),
			Operation::Finalize { task, results, callback } => {
				self.finalize(by, now, task, results, callback.as_deref())
			},
			Operation::Advance => Ok(()),
		}
	}

	// What the steps are made of.

	fn emit<const N: usize>(&mut self, name: &str, arguments: [Json; N]) {
		self.events.push(Json::List([Json::text(name)].into_iter().chain(arguments).collect()));
	}

	fn balance(&mut self, who: &str) -> &mut (Balance, Balance) {
		self.state.balances.entry(who.to_string()).or_default()
	}

	fn lock(&mut self, who: &str, amount: Balance) -> Done {
		let balance = self.balance(who);
		require(balance.0 >= amount, SHORT)?;
		*balance = (balance.0 - amount, balance.1 + amount);
		self.emit("Lock", [Json::text(who), Json::text(amount)]);
		Ok(())
	}

	fn unlock(&mut self, who: &str, amount: Balance) {
		let balance = self.balance(who);
		*balance = (balance.0 + amount, balance.1 - amount);
		self.emit("Unlock", [Json::text(who), Json::text(amount)]);
	}

	fn seize(&mut self, who: &str, amount: Balance, task: &TaskName) {
		self.balance(who).1 -= amount;
		self.emit("Seize", [Json::text(who), Json::text(amount), Json::text(task)]);
	}

	fn reward(&mut self, who: &str, amount: Balance, task: &TaskName) {
		self.balance(who).0 += amount;
		self.emit("Reward", [Json::text(who), Json::text(amount), Json::text(task)]);
	}

	// The state as traces show it.

	/// The whole state.
	pub fn snapshot(&self) -> Json {
		let state = &self.state;
		let locked: Balance = state.balances.values().map(|(_, locked)| locked).sum();
		Json::object([
			(
				"balances",
				Json::object(state.balances.iter().map(|(who, (stake, locked))| {
					let fields = [("stake", Json::text(stake)), ("locked", Json::text(locked))];
					(who, Json::object(fields))
				})),
			),
			("kitty", Json::text(state.kitty)),
			("contract", Json::text(locked + state.kitty)),
			("total_supply", Json::text(state.total_supply)),
			(
				"scores",
				Json::object(state.scores.iter().map(|(who, score)| (who, Json::number(score)))),
			),
			("category_count", Json::number(state.categories.len())),
			("assets", Json::object(state.assets.iter().map(|(name, asset)| (name, asset.show())))),
			(
				"consumed",
				Json::object(state.consumed.iter().map(|(name, n)| (name, Json::number(n)))),
			),
			(
				"presigned",
				Json::object(state.presigned.iter().map(|(name, who)| (name, Json::text(who)))),
			),
			("deals", Json::object(state.deals.iter().map(|(name, deal)| (name, deal.show())))),
			("tasks", Json::object(state.tasks.iter().map(|(name, task)| (name, task.show())))),
			(
				"contributions",
				Json::object(
					state
						.tasks
						.iter()
						.filter(|(_, task)| !task.contributions.is_empty())
						.map(|(name, task)| (name, task.show_contributions())),
				),
			),
		])
	}
}

impl Asset {
	fn show(&self) -> Json {
		let kind = match self.kind {
			Kind::App => "app",
			Kind::Dataset => "dataset",
			Kind::Workerpool => "workerpool",
		};
		let mut fields =
			vec![("kind", Json::text(kind)), ("owner", Json::optional_text(self.owner.as_ref()))];
		if self.kind == Kind::Workerpool {
			fields.push(("worker_stake_ratio", Json::number(self.policy.0)));
			fields.push(("scheduler_reward_ratio", Json::number(self.policy.1)));
		}
		Json::object(fields)
	}
}

impl Deal {
	fn show(&self) -> Json {
		let dataset = self.dataset.as_ref();
		Json::object([
			("app", Json::text(&self.app.0)),
			("app_owner", Json::text(&self.app.1)),
			("app_price", Json::text(self.app.2)),
			("dataset", Json::optional_text(dataset.map(|dataset| &dataset.0))),
			("dataset_owner", Json::optional_text(dataset.map(|dataset| &dataset.1))),
			("dataset_price", Json::text(dataset.map_or(0, |dataset| dataset.2))),
			("workerpool", Json::text(&self.workerpool.0)),
			("workerpool_owner", Json::text(&self.workerpool.1)),
			("workerpool_price", Json::text(self.workerpool.2)),
			("trust", Json::number(self.trust)),
			("category", Json::number(self.category)),
			("tag", Json::number(self.tag)),
			("requester", Json::text(&self.requester)),
			("beneficiary", Json::optional_text(self.beneficiary.as_ref())),
			("callback", Json::optional_text(self.callback.as_ref())),
			("params", Json::text(&self.params)),
			("sponsor", Json::text(&self.sponsor)),
			("start_time", Json::number(self.start_time)),
			("bot_first", Json::number(self.bot_first)),
			("bot_size", Json::number(self.bot_size)),
			("worker_stake", Json::text(self.worker_stake)),
			("scheduler_reward_ratio", Json::number(self.reward_ratio)),
		])
	}
}

impl Task {
	fn show(&self) -> Json {
		Json::object([
			("status", Json::text(self.status)),
			("consensus", Json::optional_text(self.consensus.as_ref())),
			("contribution_deadline", Json::number(self.contribution_deadline)),
			("reveal_deadline", self.reveal_deadline.map_or(Json::Null, Json::number)),
			("final_deadline", Json::number(self.final_deadline)),
			("reveal_counter", Json::number(self.reveal_counter)),
			("winner_counter", Json::number(self.winner_counter)),
			("contributors", Json::List(self.contributors.iter().map(Json::text).collect())),
			("result_digest", Json::optional_text(self.result_digest.as_ref())),
			("results", Json::text(&self.results)),
			("results_callback", Json::text(&self.results_callback)),
			("consensus_total", Json::text(self.total)),
			(
				"consensus_groups",
				Json::object(self.groups.iter().map(|(label, weight)| (label, Json::text(weight)))),
			),
		])
	}

	fn show_contributions(&self) -> Json {
		Json::object(self.contributions.iter().map(|(worker, contribution)| {
			let fields = [
				("status", Json::text(contribution.status)),
				("digest", Json::text(&contribution.digest)),
				("weight", Json::number(contribution.weight)),
				("enclave", Json::optional_text(contribution.enclave.as_ref())),
			];
			(worker, Json::object(fields))
		}))
	}
}
