// SPDX-License-Identifier: Apache-2.0

//! Reading traces. Whatever `traces/README.md` does not name is refused: a field that was skipped
//! would be a difference that is not seen.

use super::*;
use crate::json::{text, Fields};
use anyhow::{bail, ensure, Context, Result};

impl Trace {
	/// The protocol's constants.
	pub fn constants() -> Json {
		let constants = [
			("contribution_deadline_ratio", 7),
			("reveal_deadline_ratio", 2),
			("final_deadline_ratio", 10),
			("workerpool_stake_ratio", 30),
			("kitty_ratio", bourse_primitives::KITTY_RATIO.into()),
			("kitty_min", bourse_primitives::KITTY_MIN),
		];
		Json::object(constants.map(|(key, value)| (key, Json::number(value))))
	}

	/// Reads a trace.
	pub fn parse(source: &str) -> Result<Self> {
		let mut fields = Fields::of(Json::parse(source)?)?;
		let name = fields.text("name")?;
		// Said about the recording, nothing to replay.
		for key in ["seed", "description", "source"] {
			fields.find(key);
		}
		check_constants(fields.take("constants")?)?;
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

/// A trace of other constants than this chain's can't be replayed.
fn check_constants(json: Json) -> Result<()> {
	let mut lines = Vec::new();
	json.differences(&Trace::constants(), "constants", &mut lines);
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
	let none = || Json::Object(BTreeMap::new());
	let mut fields = Fields::of(json)?;
	let mut scores = BTreeMap::new();
	for (worker, score) in entries(fields.find("scores").unwrap_or_else(none))? {
		let score = score.as_number().with_context(|| format!("the score of {worker}"))?;
		scores.insert(worker, score);
	}
	let mut groups = BTreeMap::new();
	for (group, members) in entries(fields.find("groups").unwrap_or_else(none))? {
		let members = members.items().iter().cloned().map(text).collect::<Result<_>>()?;
		groups.insert(group, members);
	}
	fields.end()?;
	Ok((scores, groups))
}

impl Order {
	/// Reads an order.
	pub fn read(json: Json) -> Result<Self> {
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
				app_max_price: max_price(&mut fields, "app_max_price")?,
				dataset: fields.optional_text("dataset")?,
				dataset_max_price: max_price(&mut fields, "dataset_max_price")?,
				workerpool: fields.optional_text("workerpool")?,
				workerpool_max_price: max_price(&mut fields, "workerpool_max_price")?,
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
	let index = task_index(index).with_context(|| format!("the index of task `{name}`"))?;
	Ok(TaskName { deal: deal.to_string(), index })
}

/// The contracts' indices have 256 bits. No deal gets as far as the last one of 64, which stands
/// for all that are beyond.
fn task_index(digits: &str) -> Result<u64> {
	let index = Trust::from_dec_str(digits).ok().context("a whole number is expected")?;
	Ok(index.try_into().unwrap_or(u64::MAX))
}

/// A most price. No price is beyond the largest amount of this chain, which stands for all that
/// are.
fn max_price(fields: &mut Fields, key: &str) -> Result<Balance> {
	let price: String = fields.number(key)?;
	let price = Trust::from_dec_str(&price).ok().with_context(|| format!("`{key}` is {price}"))?;
	Ok(price.try_into().unwrap_or(Balance::MAX))
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
	/// Reads the arguments of the operation `name`.
	pub fn read(name: &str, fields: &mut Fields) -> Result<Self> {
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
				let index: String = fields.number("idx")?;
				let name = TaskName { deal: fields.text("deal")?, index: task_index(&index)? };
				let task = task(fields)?;
				ensure!(task == name, "`task` is {task}, `deal.idx` is {name}");
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
