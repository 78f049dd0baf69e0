// SPDX-License-Identifier: Apache-2.0

//! Making traces with the model.

use super::{Model, Refusal};
use crate::{
	json::{Fields, Json},
	trace::{Operation, Order, Trace},
};
use anyhow::{ensure, Context, Result};
use bourse_primitives::Seconds;
use std::collections::BTreeMap;

/// The accounts of every trace.
const ACTORS: [&str; 18] = [
	"owner",
	"requester1",
	"requester2",
	"app_owner",
	"dataset_owner",
	"scheduler1",
	"scheduler2",
	"w1",
	"w2",
	"w3",
	"w4",
	"w5",
	"w6",
	"w7",
	"w8",
	"sponsor",
	"beneficiary",
	"outsider",
];

/// The categories at the start of every trace.
const CATEGORIES: [(&str, Seconds); 5] =
	[("XS", 300), ("S", 1_200), ("M", 3_600), ("L", 10_800), ("XL", 36_000)];

/// A trace in the making.
pub struct Recorder {
	model: Model,
	initial: Json,
	orders: BTreeMap<String, Json>,
	steps: Vec<Json>,
	time: Seconds,
	state: Json,
}

impl Recorder {
	/// A scenario with these scores and groups.
	pub fn new(scores: &[(&str, u64)], groups: &[(&str, &[&str])]) -> Self {
		let actors: Vec<String> = ACTORS.iter().map(ToString::to_string).collect();
		let times = CATEGORIES.iter().map(|(_, time)| *time).collect();
		let list = |names: &[&str]| Json::List(names.iter().map(Json::text).collect());
		let mut initial = BTreeMap::from([(
			"scores".to_string(),
			Json::object(scores.iter().map(|(who, score)| (who, Json::number(score)))),
		)]);
		if !groups.is_empty() {
			let groups = groups.iter().map(|(name, members)| (name, list(members)));
			initial.insert("groups".to_string(), Json::object(groups));
		}
		let scores = scores.iter().map(|(who, score)| (who.to_string(), *score)).collect();
		let groups = groups
			.iter()
			.map(|(name, members)| {
				(name.to_string(), members.iter().map(ToString::to_string).collect())
			})
			.collect();
		let model = Model::new(&actors, times, scores, groups);
		let state = model.snapshot();
		Self {
			model,
			initial: Json::Object(initial),
			orders: BTreeMap::new(),
			steps: Vec::new(),
			time: 0,
			state,
		}
	}

	/// The state now.
	pub fn state(&self) -> &Json {
		&self.state
	}

	/// Time of the last step.
	pub fn time(&self) -> Seconds {
		self.time
	}

	/// Makes an order off chain.
	pub fn order(&mut self, name: &str, order: Json) -> Result<()> {
		let read = Order::read(order.clone()).with_context(|| format!("order {name}"))?;
		ensure!(!self.orders.contains_key(name), "order {name} exists");
		self.model.add_order(name, read);
		self.orders.insert(name.to_string(), order);
		Ok(())
	}

	/// Does an operation `after` so many seconds. Tells whether it is accepted, or why not.
	pub fn step(&mut self, after: Seconds, input: Json) -> Result<Result<(), Refusal>> {
		self.time += after;
		let mut fields = Fields::of(input.clone())?;
		let name = fields.text("op")?;
		let by = fields.optional_text("by")?;
		let operation = Operation::read(&name, &mut fields).with_context(|| input.to_string())?;
		fields.end()?;
		let outcome = self.model.apply(by.as_deref(), self.time, &operation);
		let state = self.model.snapshot();

		let mut step = Fields::of(input)?.all();
		let mut put = |key: &str, value| step.insert(key.to_string(), value);
		put("i", Json::number(self.steps.len()));
		put("time", Json::number(self.time));
		put("ok", Json::Bool(outcome.result.is_ok()));
		put("events", Json::List(outcome.events));
		if let Err(refusal) = outcome.result {
			put("error", Json::optional_text(refusal));
		}
		if let Some(deal) = outcome.deal {
			put("deal", Json::text(deal));
		}
		if let Some(delta) = self.state.delta(&state) {
			put("delta", delta);
		}
		self.steps.push(Json::Object(step));
		self.state = state;
		Ok(outcome.result)
	}

	/// The trace.
	pub fn finish(mut self, name: &str, seed: Option<u64>, description: &str) -> Json {
		if let Some(Json::Object(last)) = self.steps.last_mut() {
			last.insert("state".to_string(), self.state);
		}
		let categories = CATEGORIES.map(|(name, time)| {
			let time = Json::number(time);
			Json::object([("name", Json::text(name)), ("work_clock_time_ref_s", time)])
		});
		let source = "derived from the protocol with the model of bourse-replay, not recorded";
		Json::object([
			("name", Json::text(name)),
			("seed", seed.map_or(Json::Null, Json::number)),
			("description", Json::text(description)),
			("source", Json::object([("derived", Json::text(source))])),
			("constants", Trace::constants()),
			("categories", Json::List(categories.to_vec())),
			("actors", Json::List(ACTORS.map(Json::text).to_vec())),
			("initial", self.initial),
			("orders", Json::Object(self.orders)),
			("steps", Json::List(self.steps)),
		])
	}
}
