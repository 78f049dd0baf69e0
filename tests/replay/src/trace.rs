// SPDX-License-Identifier: Apache-2.0

//! A trace as `traces/README.md` describes it. Whatever that page does not name is refused: a
//! field that was skipped would be a difference that is not seen.

use crate::json::{text, Fields, Json};
use anyhow::{bail, ensure, Context, Result};
use bourse_primitives::{Balance, Seconds, Trust};
use std::collections::BTreeMap;

/// A recorded scenario.
pub struct Trace {
	/// The scenario's name.
	pub name: String,
	/// Accounts whose balances are part of the state.
	pub actors: Vec<String>,
	/// Name and time reference of the categories at the start.
	pub categories: Vec<(String, Seconds)>,
	/// Scores at the start.
	pub scores: BTreeMap<String, u64>,
	/// Members of the groups.
	pub groups: BTreeMap<String, Vec<String>>,
	/// The orders by name.
	pub orders: BTreeMap<String, Order>,
	/// What happens, one operation after the other.
	pub steps: Vec<Step>,
}

/// An order and who signed it off chain.
pub struct Order {
	/// What it says.
	pub terms: Terms,
	/// Whose signature comes with it; nobody's when it needs a presignature.
	pub signed_by: Option<String>,
}

/// What an order of each kind says.
pub enum Terms {
	/// An app is offered.
	App {
		/// The app; null is none at all.
		app: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// Restriction.
		dataset_restrict: Option<String>,
		/// Restriction.
		workerpool_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// A dataset is offered.
	Dataset {
		/// The dataset; null is none at all.
		dataset: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// Restriction.
		app_restrict: Option<String>,
		/// Restriction.
		workerpool_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// A workerpool is offered.
	Workerpool {
		/// The workerpool; null is none at all.
		workerpool: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it offers.
		tag: u64,
		/// The category.
		category: u32,
		/// The highest trust.
		trust: Trust,
		/// Restriction.
		app_restrict: Option<String>,
		/// Restriction.
		dataset_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// Executions are asked for.
	Request {
		/// The app; null is none at all.
		app: Option<String>,
		/// nRLC.
		app_max_price: Balance,
		/// The dataset, if any.
		dataset: Option<String>,
		/// nRLC.
		dataset_max_price: Balance,
		/// Restriction.
		workerpool: Option<String>,
		/// nRLC.
		workerpool_max_price: Balance,
		/// Who asks.
		requester: Option<String>,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// The category.
		category: u32,
		/// The trust.
		trust: Trust,
		/// Who may read the results.
		beneficiary: Option<String>,
		/// Whom the result is handed to.
		callback: Option<String>,
		/// For the app.
		params: String,
	},
}

/// One operation and what came of it.
pub struct Step {
	/// The operation as it was written, for messages.
	pub source: String,
	/// Name of the operation.
	pub name: String,
	/// What is done.
	pub operation: Operation,
	/// Who sends it. Nobody sends an `advance`.
	pub by: Option<String>,
	/// Time of the block, in seconds.
	pub time: Seconds,
	/// Accepted or refused.
	pub ok: bool,
	/// The reason that the contracts gave.
	pub error: Option<String>,
	/// The EVM stopped for another cause than a refusal.
	pub halt: Option<String>,
	/// Name of the deal that a match made.
	pub deal: Option<String>,
	/// The events.
	pub events: Vec<Json>,
	/// Changes of the state.
	pub delta: Option<Json>,
	/// The whole state afterwards, in the last step.
	pub state: Option<Json>,
}

/// What kind of asset is created.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
	/// An application.
	App,
	/// A dataset.
	Dataset,
	/// A workerpool.
	Workerpool,
}

/// A task as traces name it: `deal.index`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskName {
	/// The deal's name.
	pub deal: String,
	/// The index inside the request order.
	pub index: u64,
}

impl std::fmt::Display for TaskName {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{}.{}", self.deal, self.index)
	}
}

/// Who lets a worker contribute. `Some(None)` is an explicit nobody.
pub struct Authority {
	/// Who signs the authorization; nobody: an empty signature.
	pub auth_by: Option<String>,
	/// It is made for another worker.
	pub auth_worker: Option<Option<String>>,
	/// It is made for another task.
	pub auth_task: Option<TaskName>,
	/// It is made for another enclave.
	pub auth_enclave: Option<Option<String>>,
	/// The enclave that is named.
	pub enclave: Option<String>,
	/// Somebody else than the enclave signs the result; nobody: an empty signature.
	pub enclave_sign_by: Option<Option<String>>,
}

/// The operations of the traces.
pub enum Operation {
	/// Wallet to stake.
	Deposit {
		/// nRLC.
		amount: Balance,
	},
	/// Stake to wallet.
	Withdraw {
		/// nRLC.
		amount: Balance,
	},
	/// `create_app`, `create_dataset`, `create_workerpool`.
	Create {
		/// What is created.
		kind: Kind,
		/// Its name.
		asset: String,
		/// Its owner.
		owner: Option<String>,
		/// Stands for all its parameters.
		content: String,
	},
	/// An asset changes hands.
	TransferAsset {
		/// The asset.
		asset: String,
		/// Its new owner.
		to: Option<String>,
	},
	/// A workerpool gets new terms.
	ChangeWorkerpoolPolicy {
		/// The workerpool.
		workerpool: String,
		/// Percent.
		worker_stake_ratio: u64,
		/// Percent.
		scheduler_reward_ratio: u64,
	},
	/// A new category.
	CreateCategory {
		/// Its name.
		name: String,
		/// Its time reference.
		work_clock_time_ref: Seconds,
	},
	/// Sets or removes the TEE broker.
	SetTeeBroker {
		/// The broker.
		broker: Option<String>,
	},
	/// Puts an order on chain.
	SignOrder {
		/// The order.
		order: String,
		/// Who signed the operation off chain.
		signed_by: Option<String>,
	},
	/// Closes an order.
	CloseOrder {
		/// The order.
		order: String,
		/// Who signed the operation off chain.
		signed_by: Option<String>,
	},
	/// `match_orders`, `sponsor_match_orders`.
	MatchOrders {
		/// The sender pays.
		sponsored: bool,
		/// The app order.
		app: String,
		/// The dataset order, if any.
		dataset: Option<String>,
		/// The workerpool order.
		workerpool: String,
		/// The request order.
		request: String,
	},
	/// Opens a task.
	Initialize(TaskName),
	/// Opens several.
	InitializeArray(Vec<TaskName>),
	/// Claims several.
	ClaimArray(Vec<TaskName>),
	/// Opens and claims several.
	InitializeAndClaimArray(Vec<TaskName>),
	/// A worker's word.
	Contribute {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
		/// The seal was computed for another worker.
		seal_worker: Option<String>,
		/// The seal was computed for another digest.
		seal_digest: Option<String>,
		/// What allows it.
		authority: Authority,
	},
	/// A sole worker's word, taken at once.
	ContributeAndFinalize {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
		/// Link to the results.
		results: String,
		/// Callback data.
		callback: Option<String>,
		/// What allows it.
		authority: Authority,
	},
	/// A worker tells its digest.
	Reveal {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
	},
	/// Opens a task again.
	Reopen(TaskName),
	/// Completes a task.
	Finalize {
		/// The task.
		task: TaskName,
		/// Link to the results.
		results: String,
		/// Callback data.
		callback: Option<String>,
	},
	/// Gives a task up.
	Claim(TaskName),
	/// An empty block.
	Advance,
}

impl Trace {
	/// Reads a trace.
	pub fn parse(source: &str) -> Result<Self> {
		let mut fields = Fields::of(Json::parse(source)?)?;
		let name = fields.text("name")?;
		// Said about the recording, nothing to replay.
		for key in ["seed", "description", "source"] {
			fields.find(key);
		}
		check_constants(fields.take("constants")?).context("constants")?;
		let actors = fields.list("actors")?.into_iter().map(text).collect::<Result<_>>()?;
		let categories = fields
			.list("categories")?
			.into_iter()
			.map(|category| {
				let mut fields = Fields::of(category)?;
				let name = fields.text("name")?;
				let time = fields.number("work_clock_time_ref_s")?;
				fields.end()?;
				Ok((name, time))
			})
			.collect::<Result<_>>()
			.context("categories")?;
		let (scores, groups) = initial(fields.take("initial")?).context("initial")?;
		let orders = entries(fields.take("orders")?)?
			.into_iter()
			.map(|(name, order)| {
				let order = Order::read(order).with_context(|| format!("order {name}"))?;
				Ok((name, order))
			})
			.collect::<Result<_>>()?;
		let mut steps = Vec::<Step>::new();
		for (place, step) in fields.list("steps")?.into_iter().enumerate() {
			let step = Step::read(step, place).with_context(|| format!("step {place}"))?;
			if let Some(last) = steps.last() {
				ensure!(step.time > last.time, "step {place}: the time does not increase");
			}
			steps.push(step);
		}
		fields.end()?;
		Ok(Self { name, actors, categories, scores, groups, orders, steps })
	}
}

/// This chain's constants are the protocol's. A trace of other ones can't be replayed.
fn check_constants(json: Json) -> Result<()> {
	let expected = Json::object(
		[
			("contribution_deadline_ratio", 7),
			("reveal_deadline_ratio", 2),
			("final_deadline_ratio", 10),
			("workerpool_stake_ratio", 30),
			("kitty_ratio", pallet_escrow::KITTY_RATIO as u128),
			("kitty_min", pallet_escrow::KITTY_MIN),
		]
		.map(|(key, value)| (key, Json::number(value))),
	);
	let mut lines = Vec::new();
	json.differences(&expected, "constants", &mut lines);
	ensure!(lines.is_empty(), "other constants than this chain's: {}", lines.join("; "));
	Ok(())
}

fn entries(json: Json) -> Result<BTreeMap<String, Json>> {
	match json {
		Json::Object(fields) => Ok(fields),
		other => bail!("an object is expected, not {other}"),
	}
}

type Initial = (BTreeMap<String, u64>, BTreeMap<String, Vec<String>>);

fn initial(json: Json) -> Result<Initial> {
	let mut fields = Fields::of(json)?;
	let mut scores = BTreeMap::new();
	for (worker, score) in
		entries(fields.find("scores").unwrap_or(Json::Object(Default::default())))?
	{
		let score = score.as_number().with_context(|| format!("the score of {worker}"))?;
		scores.insert(worker, score);
	}
	let mut groups = BTreeMap::new();
	for (group, members) in
		entries(fields.find("groups").unwrap_or(Json::Object(Default::default())))?
	{
		let members = members.items().iter().cloned().map(text).collect::<Result<_>>()?;
		groups.insert(group, members);
	}
	fields.end()?;
	Ok((scores, groups))
}

impl Order {
	fn read(json: Json) -> Result<Self> {
		let mut fields = Fields::of(json)?;
		let kind = fields.text("kind")?;
		let signed_by = fields.optional_text("signed_by")?;
		let terms = match kind.as_str() {
			"app" => Terms::App {
				app: fields.optional_text("app")?,
				price: fields.number("price")?,
				volume: fields.number("volume")?,
				tag: fields.number("tag")?,
				dataset_restrict: fields.optional_text("dataset_restrict")?,
				workerpool_restrict: fields.optional_text("workerpool_restrict")?,
				requester_restrict: fields.optional_text("requester_restrict")?,
			},
			"dataset" => Terms::Dataset {
				dataset: fields.optional_text("dataset")?,
				price: fields.number("price")?,
				volume: fields.number("volume")?,
				tag: fields.number("tag")?,
				app_restrict: fields.optional_text("app_restrict")?,
				workerpool_restrict: fields.optional_text("workerpool_restrict")?,
				requester_restrict: fields.optional_text("requester_restrict")?,
			},
			"workerpool" => Terms::Workerpool {
				workerpool: fields.optional_text("workerpool")?,
				price: fields.number("price")?,
				volume: fields.number("volume")?,
				tag: fields.number("tag")?,
				category: fields.number("category")?,
				trust: trust(fields.take("trust")?)?,
				app_restrict: fields.optional_text("app_restrict")?,
				dataset_restrict: fields.optional_text("dataset_restrict")?,
				requester_restrict: fields.optional_text("requester_restrict")?,
			},
			"request" => Terms::Request {
				app: fields.optional_text("app")?,
				app_max_price: fields.number("app_max_price")?,
				dataset: fields.optional_text("dataset")?,
				dataset_max_price: fields.number("dataset_max_price")?,
				workerpool: fields.optional_text("workerpool")?,
				workerpool_max_price: fields.number("workerpool_max_price")?,
				requester: fields.optional_text("requester")?,
				volume: fields.number("volume")?,
				tag: fields.number("tag")?,
				category: fields.number("category")?,
				trust: trust(fields.take("trust")?)?,
				beneficiary: fields.optional_text("beneficiary")?,
				callback: fields.optional_text("callback")?,
				params: fields.optional_text("params")?.unwrap_or_default(),
			},
			other => bail!("`kind` is {other}"),
		};
		fields.end()?;
		Ok(Self { terms, signed_by })
	}
}

fn trust(json: Json) -> Result<Trust> {
	match &json {
		Json::Number(digits) | Json::Text(digits) => Trust::from_dec_str(digits).ok(),
		_ => None,
	}
	.with_context(|| format!("`trust` is {json}, not a whole number of 256 bits"))
}

fn task_name(name: &str) -> Result<TaskName> {
	let (deal, index) =
		name.rsplit_once('.').with_context(|| format!("`{name}` is no task: deal.index"))?;
	let index = index.parse().with_context(|| format!("the index of task `{name}`"))?;
	Ok(TaskName { deal: deal.to_string(), index })
}

fn task(fields: &mut Fields) -> Result<TaskName> {
	task_name(&fields.text("task")?)
}

fn tasks(fields: &mut Fields) -> Result<Vec<TaskName>> {
	fields.list("tasks")?.into_iter().map(|name| task_name(&text(name)?)).collect()
}

impl Authority {
	fn read(fields: &mut Fields) -> Result<Self> {
		Ok(Self {
			auth_by: fields.optional_text("auth_by")?,
			auth_worker: fields.given_text("auth_worker")?,
			auth_task: match fields.optional_text("auth_task")? {
				Some(name) => Some(task_name(&name)?),
				None => None,
			},
			auth_enclave: fields.given_text("auth_enclave")?,
			enclave: fields.optional_text("enclave")?,
			enclave_sign_by: fields.given_text("enclave_sign_by")?,
		})
	}
}

impl Operation {
	fn read(name: &str, fields: &mut Fields) -> Result<Self> {
		let create = |kind, fields: &mut Fields| {
			Ok::<_, anyhow::Error>(Self::Create {
				kind,
				asset: fields.text("asset")?,
				owner: fields.optional_text("owner")?,
				content: fields.text("content")?,
			})
		};
		Ok(match name {
			"deposit" => Self::Deposit { amount: fields.number("amount")? },
			"withdraw" => Self::Withdraw { amount: fields.number("amount")? },
			"create_app" => create(Kind::App, fields)?,
			"create_dataset" => create(Kind::Dataset, fields)?,
			"create_workerpool" => create(Kind::Workerpool, fields)?,
			"transfer_asset" => Self::TransferAsset {
				asset: fields.text("asset")?,
				to: fields.optional_text("to")?,
			},
			"change_workerpool_policy" => Self::ChangeWorkerpoolPolicy {
				workerpool: fields.text("workerpool")?,
				worker_stake_ratio: fields.number("worker_stake_ratio")?,
				scheduler_reward_ratio: fields.number("scheduler_reward_ratio")?,
			},
			"create_category" => Self::CreateCategory {
				name: fields.text("name")?,
				work_clock_time_ref: fields.number("work_clock_time_ref_s")?,
			},
			"set_tee_broker" => Self::SetTeeBroker { broker: fields.optional_text("broker")? },
			"sign_order" => Self::SignOrder {
				order: fields.text("order")?,
				signed_by: fields.optional_text("operation_signed_by")?,
			},
			"close_order" => Self::CloseOrder {
				order: fields.text("order")?,
				signed_by: fields.optional_text("operation_signed_by")?,
			},
			"match_orders" | "sponsor_match_orders" => Self::MatchOrders {
				sponsored: name == "sponsor_match_orders",
				app: fields.text("app_order")?,
				dataset: fields.optional_text("dataset_order")?,
				workerpool: fields.text("workerpool_order")?,
				request: fields.text("request_order")?,
			},
			"initialize" => {
				let name = TaskName { deal: fields.text("deal")?, index: fields.number("idx")? };
				let task = fields.text("task")?;
				ensure!(task == name.to_string(), "`task` is {task}, `deal.idx` is {name}");
				Self::Initialize(name)
			},
			"initialize_array" => Self::InitializeArray(tasks(fields)?),
			"claim_array" => Self::ClaimArray(tasks(fields)?),
			"initialize_and_claim_array" => Self::InitializeAndClaimArray(tasks(fields)?),
			"contribute" => Self::Contribute {
				task: task(fields)?,
				digest: fields.text("digest")?,
				seal_worker: fields.optional_text("seal_worker")?,
				seal_digest: fields.optional_text("seal_digest")?,
				authority: Authority::read(fields)?,
			},
			"contribute_and_finalize" => Self::ContributeAndFinalize {
				task: task(fields)?,
				digest: fields.text("digest")?,
				results: fields.optional_text("results")?.unwrap_or_default(),
				callback: fields.optional_text("results_callback")?,
				authority: Authority::read(fields)?,
			},
			"reveal" => Self::Reveal { task: task(fields)?, digest: fields.text("digest")? },
			"reopen" => Self::Reopen(task(fields)?),
			"claim" => Self::Claim(task(fields)?),
			"finalize" => Self::Finalize {
				task: task(fields)?,
				results: fields.optional_text("results")?.unwrap_or_default(),
				callback: fields.optional_text("results_callback")?,
			},
			"advance" => {
				fields.number::<Seconds>("seconds")?;
				Self::Advance
			},
			other => bail!("unknown operation `{other}`"),
		})
	}
}

impl Step {
	fn read(json: Json, place: usize) -> Result<Self> {
		let mut fields = Fields::of(json)?;
		let index: usize = fields.number("i")?;
		ensure!(index == place, "`i` is {index}");
		let events = fields.list("events")?;
		let delta = fields.find("delta");
		let state = fields.find("state");
		let source = fields.to_string();
		let name = fields.text("op")?;
		let by = fields.optional_text("by")?;
		let time = fields.number("time")?;
		let ok = match fields.take("ok")? {
			Json::Bool(ok) => ok,
			other => bail!("`ok` is {other}"),
		};
		let error = fields.optional_text("error")?;
		let halt = match fields.find("halt") {
			None | Some(Json::Null) => None,
			Some(halt) => Some(halt.to_string()),
		};
		ensure!(!ok || (error.is_none() && halt.is_none()), "accepted, and yet with a reason");
		// What a match made, and what `initialize` is given.
		let deal = if name == "initialize" { None } else { fields.optional_text("deal")? };
		let operation = Operation::read(&name, &mut fields)?;
		fields.end()?;
		let advance = matches!(operation, Operation::Advance);
		ensure!(by.is_some() || advance, "`by` is missing");
		Ok(Self { source, name, operation, by, time, ok, error, halt, deal, events, delta, state })
	}
}
