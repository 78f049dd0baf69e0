// SPDX-License-Identifier: Apache-2.0

//! Scenarios of ours, for what the recorded ones don't show. Each is a list of orders and
//! operations, a JSON object on each line, that says which are refused and with what code; the
//! model ([`crate::model`]) has to agree, and fills in events and states. `traces/derived` holds
//! the result.
//!
//! A line is an order (`"order"`: its name, `"kind"`, and what differs from `default_order`) or
//! an operation as traces have it: a second after the one before unless `"at"` says when, and
//! accepted unless `"refused"` says why not (null: without a reason).

mod market;
mod tasks;

use crate::{
	json::{Fields, Json},
	model::record::Recorder,
};
use anyhow::{ensure, Context, Result};

/// A scenario of ours.
pub struct Scenario {
	/// Its name, and that of its file.
	pub name: &'static str,
	/// The rule that it shows.
	pub description: &'static str,
	/// Scores at the start.
	pub scores: &'static [(&'static str, u64)],
	/// Members of groups.
	pub groups: &'static [(&'static str, &'static [&'static str])],
	/// Orders and operations, a line each.
	pub lines: &'static [&'static str],
}

impl Scenario {
	const fn new(
		name: &'static str,
		description: &'static str,
		lines: &'static [&'static str],
	) -> Self {
		Self { name, description, scores: &[], groups: &[], lines }
	}

	const fn scores(self, scores: &'static [(&'static str, u64)]) -> Self {
		Self { scores, ..self }
	}

	const fn groups(self, groups: &'static [(&'static str, &'static [&'static str])]) -> Self {
		Self { groups, ..self }
	}

	/// The trace. An error when the model does not agree with what the lines say.
	pub fn record(&self) -> Result<Json> {
		let mut recorder = Recorder::new(self.scores, self.groups);
		for line in self.lines.iter().flat_map(|text| text.lines()) {
			let line = line.trim();
			if !line.is_empty() {
				play(&mut recorder, line).with_context(|| format!("{}: {line}", self.name))?;
			}
		}
		Ok(recorder.finish(self.name, None, self.description))
	}
}

fn play(recorder: &mut Recorder, line: &str) -> Result<()> {
	let mut fields = Fields::of(Json::parse(line)?)?;
	if fields.has("kind") {
		let name = fields.text("order")?;
		let mut order = default_order(&fields.text("kind")?)?;
		order.merge(Json::Object(fields.all()));
		return recorder.order(&name, order);
	}
	let at = match fields.find("at") {
		Some(at) => at.as_number().context("`at` is a time")?,
		None => recorder.time() + 1,
	};
	let refused = fields.find("refused");
	let after = at.checked_sub(recorder.time()).context("`at` is over")?;
	let outcome = recorder.step(after, Json::Object(fields.all()))?;
	let said = refused.map_or(Json::Bool(true), |reason| reason);
	let found = match outcome {
		Ok(()) => Json::Bool(true),
		Err(refusal) => Json::optional_text(refusal),
	};
	ensure!(said == found, "the lines say {said}, the model {found}");
	Ok(())
}

/// What an order says unless a line says otherwise. The terms of all four agree.
fn default_order(kind: &str) -> Result<Json> {
	Json::parse(match kind {
		"app" => {
			r#"{"kind": "app", "app": "app1", "price": "3000000000", "volume": 100, "tag": 0,
			"dataset_restrict": null, "workerpool_restrict": null, "requester_restrict": null,
			"signed_by": "app_owner"}"#
		},
		"dataset" => {
			r#"{"kind": "dataset", "dataset": "ds1", "price": "5000000000", "volume": 100,
			"tag": 0, "app_restrict": null, "workerpool_restrict": null,
			"requester_restrict": null, "signed_by": "dataset_owner"}"#
		},
		"workerpool" => {
			r#"{"kind": "workerpool", "workerpool": "pool1", "price": "10000000000",
			"volume": 100, "tag": 0, "category": 0, "trust": 1, "app_restrict": null,
			"dataset_restrict": null, "requester_restrict": null, "signed_by": "scheduler1"}"#
		},
		"request" => {
			r#"{"kind": "request", "app": "app1", "app_max_price": "3000000000", "dataset": null,
			"dataset_max_price": "0", "workerpool": null, "workerpool_max_price": "10000000000",
			"requester": "requester1", "volume": 1, "tag": 0, "category": 0, "trust": 1,
			"beneficiary": "beneficiary", "callback": null, "params": "",
			"signed_by": "requester1"}"#
		},
		other => anyhow::bail!("no order is a {other}"),
	})
}

/// Stakes for those who need one.
const STAKES: &str = r#"
	{"op": "deposit", "by": "requester1", "amount": "1000000000000"}
	{"op": "deposit", "by": "scheduler1", "amount": "1000000000000"}
	{"op": "deposit", "by": "w1", "amount": "1000000000000"}
	{"op": "deposit", "by": "w2", "amount": "1000000000000"}
	{"op": "deposit", "by": "w3", "amount": "1000000000000"}
	{"op": "deposit", "by": "w4", "amount": "1000000000000"}
"#;

/// An asset of each kind.
const ASSETS: &str = r#"
	{"op": "create_app", "by": "app_owner", "asset": "app1", "owner": "app_owner", "content": "app1"}
	{"op": "create_dataset", "by": "dataset_owner", "asset": "ds1", "owner": "dataset_owner", "content": "ds1"}
	{"op": "create_workerpool", "by": "scheduler1", "asset": "pool1", "owner": "scheduler1", "content": "pool1"}
"#;

/// Orders that match, without a dataset.
const ORDERS: &str = r#"
	{"order": "ao1", "kind": "app"}
	{"order": "wo1", "kind": "workerpool"}
	{"order": "ro1", "kind": "request"}
"#;

/// Their match, at time 10 after [`STAKES`] and [`ASSETS`].
const MATCH: &str = r#"
	{"op": "match_orders", "by": "requester1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
"#;

/// All scenarios.
pub fn scenarios() -> Vec<Scenario> {
	let mut scenarios = market::scenarios();
	scenarios.extend(tasks::scenarios());
	scenarios
}
