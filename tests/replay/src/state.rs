// SPDX-License-Identifier: Apache-2.0

//! The chain's state as the traces describe it: everything that the storage of our pallets holds,
//! not only what the trace asks for, so that nothing is there that should not be.

use crate::{json::Json, names::Names, trace::Trace};
use bourse_primitives::{deal_and_index, Deal, Seconds, TaskId, TaskStatus};
use bourse_runtime::{AccountId, Runtime};
use pallet_escrow::{Accounts, Kitty, Total};
use pallet_market::{Consumed, Deals, Presigned};
use pallet_poco::{
	consensus::log_weight, Contribution, ContributionStatus, Score, Task, Tasks, TeeBroker,
};
use pallet_registry::{Apps, Asset, Datasets, NextCategoryId, Workerpools};
use std::collections::BTreeMap;

/// The state before the first step, as the trace implies it.
pub fn initial(trace: &Trace) -> Json {
	let empty = || Json::Object(BTreeMap::new());
	let nothing = || Json::text(0);
	let balance = || Json::object([("stake", nothing()), ("locked", nothing())]);
	Json::object([
		("balances", Json::object(trace.actors.iter().map(|actor| (actor, balance())))),
		("kitty", nothing()),
		("contract", nothing()),
		("total_supply", nothing()),
		(
			"scores",
			Json::object(trace.scores.iter().map(|(who, score)| (who, Json::number(score)))),
		),
		("category_count", Json::number(trace.categories.len())),
		("assets", empty()),
		("consumed", empty()),
		("presigned", empty()),
		("deals", empty()),
		("tasks", empty()),
		("contributions", empty()),
	])
}

/// The state in the one way that it is compared in. Left out is what says nothing: a score, a
/// consumed volume or the weight of a group that is 0, and nobody's presignature; the traces have
/// some of them, and not others. A deal's trust is a number, though one of 256 bits may be written
/// as a string.
pub fn normal(mut state: Json) -> Json {
	let zero = |json: &Json| json.is_null() || json.as_number::<u8>() == Some(0);
	for part in ["scores", "consumed", "presigned"] {
		if let Some(fields) = state.fields_mut(part) {
			fields.retain(|_, value| !zero(value));
		}
	}
	for task in state.fields_mut("tasks").into_iter().flat_map(BTreeMap::values_mut) {
		if let Some(groups) = task.fields_mut("consensus_groups") {
			groups.retain(|_, weight| !zero(weight));
		}
	}
	for deal in state.fields_mut("deals").into_iter().flat_map(BTreeMap::values_mut) {
		let Json::Object(fields) = deal else { continue };
		if let Some(Json::Text(digits)) = fields.get("trust") {
			let trust = Json::number(digits);
			fields.insert("trust".to_string(), trust);
		}
	}
	state
}

/// Reads the chain's state.
pub struct Reader<'a> {
	/// What things are called.
	pub names: &'a mut Names,
	/// Time 0 of the trace.
	pub epoch: Seconds,
}

impl Reader<'_> {
	/// The whole state. `actors` are shown whether they have anything or not.
	pub fn state(&mut self, actors: &[String]) -> Json {
		let mut balances = BTreeMap::new();
		for actor in actors {
			let account = self.names.account(Some(actor));
			balances.insert(actor.clone(), balance(Accounts::<Runtime>::get(account)));
		}
		let mut locked = Kitty::<Runtime>::get();
		for (who, account) in Accounts::<Runtime>::iter() {
			locked += account.locked;
			balances.insert(self.name(&who), balance(account));
		}
		Json::object([
			("balances", Json::Object(balances)),
			("kitty", Json::text(Kitty::<Runtime>::get())),
			("contract", Json::text(locked)),
			("total_supply", Json::text(Total::<Runtime>::get())),
			(
				"scores",
				Json::object(
					Score::<Runtime>::iter()
						.map(|(who, score)| (self.name(&who), Json::number(score))),
				),
			),
			("category_count", Json::number(NextCategoryId::<Runtime>::get())),
			("assets", self.assets()),
			(
				"consumed",
				Json::object(
					Consumed::<Runtime>::iter().map(|(order, volume)| {
						(self.names.order_name(&order), Json::number(volume))
					}),
				),
			),
			(
				"presigned",
				Json::object(Presigned::<Runtime>::iter().map(|(order, who)| {
					(self.names.order_name(&order), self.names.account_name(&who))
				})),
			),
			(
				"deals",
				Json::object(
					Deals::<Runtime>::iter()
						.map(|(id, deal)| (self.names.deal_name(&id), self.deal(&deal))),
				),
			),
			("tasks", self.tasks()),
			("contributions", self.contributions()),
		])
	}

	/// The TEE broker, which the traces' state does not show.
	pub fn tee_broker(&self) -> Json {
		self.optional(TeeBroker::<Runtime>::get().as_ref())
	}

	/// The key of an account.
	fn name(&self, account: &AccountId) -> String {
		let name = self.names.account_name(account);
		name.as_text().map_or_else(|| name.to_string(), str::to_string)
	}

	fn optional(&self, account: Option<&AccountId>) -> Json {
		account.map_or(Json::Null, |account| self.names.account_name(account))
	}

	fn time(&self, time: Seconds) -> Json {
		Json::number(i128::from(time) - i128::from(self.epoch))
	}

	fn assets(&self) -> Json {
		let asset = |asset: Asset, kind: &str, owner: &AccountId| {
			let name = self.names.asset_name(asset);
			let name = name.as_text().unwrap_or_default().to_string();
			let fields = [("kind", Json::text(kind)), ("owner", self.names.account_name(owner))];
			(name, BTreeMap::from(fields.map(|(key, value)| (key.to_string(), value))))
		};
		let apps =
			Apps::<Runtime>::iter().map(|(id, app)| asset(Asset::App(id), "app", &app.owner));
		let datasets = Datasets::<Runtime>::iter()
			.map(|(id, dataset)| asset(Asset::Dataset(id), "dataset", &dataset.owner));
		let pools = Workerpools::<Runtime>::iter().map(|(id, pool)| {
			let (name, mut fields) = asset(Asset::Workerpool(id), "workerpool", &pool.owner);
			let policy = pool.policy;
			fields.extend([
				("worker_stake_ratio".to_string(), Json::number(policy.worker_stake_ratio)),
				("scheduler_reward_ratio".to_string(), Json::number(policy.scheduler_reward_ratio)),
			]);
			(name, fields)
		});
		let all = apps.chain(datasets).chain(pools);
		Json::object(all.map(|(name, fields)| (name, Json::Object(fields))))
	}

	fn deal(&self, deal: &Deal<AccountId>) -> Json {
		let dataset = deal.dataset.as_ref();
		Json::object([
			("app", self.names.asset_name(Asset::App(deal.app.id))),
			("app_owner", self.names.account_name(&deal.app.owner)),
			("app_price", Json::text(deal.app.price)),
			(
				"dataset",
				dataset.map_or(Json::Null, |d| self.names.asset_name(Asset::Dataset(d.id))),
			),
			("dataset_owner", self.optional(dataset.map(|dataset| &dataset.owner))),
			("dataset_price", Json::text(dataset.map_or(0, |dataset| dataset.price))),
			("workerpool", self.names.asset_name(Asset::Workerpool(deal.workerpool.id))),
			("workerpool_owner", self.names.account_name(&deal.workerpool.owner)),
			("workerpool_price", Json::text(deal.workerpool.price)),
			("trust", Json::number(deal.trust)),
			("category", Json::number(deal.category.0)),
			("tag", Json::number(deal.tag.0)),
			("requester", self.names.account_name(&deal.requester)),
			("beneficiary", self.names.account_name(&deal.beneficiary)),
			("callback", self.optional(deal.callback.as_ref())),
			("params", Json::text(String::from_utf8_lossy(&deal.params))),
			("sponsor", self.names.account_name(&deal.sponsor)),
			("start_time", self.time(deal.start_time)),
			("bot_first", Json::number(deal.bot_first)),
			("bot_size", Json::number(deal.bot_size)),
			("worker_stake", Json::text(deal.worker_stake)),
			("scheduler_reward_ratio", Json::number(deal.scheduler_reward_ratio)),
		])
	}

	fn tasks(&self) -> Json {
		Json::object(
			Tasks::<Runtime>::iter()
				.map(|(id, task)| (self.names.task_name(&id), self.task(id, &task))),
		)
	}

	fn task(&self, id: TaskId, task: &Task<Runtime>) -> Json {
		let label = |hash| self.names.label_of_hash(id, hash);
		let data = task.callback_data.as_ref();
		// The record leaves to the deal what they have in common.
		let deal = Deals::<Runtime>::get(deal_and_index(id).0);
		let deadline = |of: fn(&Deal<AccountId>) -> Seconds| {
			deal.as_ref().map_or(Json::Null, |deal| self.time(of(deal)))
		};
		let groups = task.groups();
		let contributors =
			task.contributions().map(|(worker, _)| self.names.account_name(&worker.who));
		Json::object([
			(
				"status",
				Json::text(match task.status {
					TaskStatus::Active => "ACTIVE",
					TaskStatus::Revealing => "REVEALING",
					TaskStatus::Completed => "COMPLETED",
					TaskStatus::Failed | TaskStatus::Unavailable | TaskStatus::TimedOut => "FAILED",
				}),
			),
			("consensus", Json::optional_text(task.consensus.as_ref().map(label))),
			("contribution_deadline", deadline(Deal::contribution_deadline)),
			("reveal_deadline", task.reveal_deadline.map_or(Json::Null, |time| self.time(time))),
			("final_deadline", deadline(Deal::final_deadline)),
			("reveal_counter", Json::number(task.reveal_counter())),
			("winner_counter", Json::number(task.winner_counter())),
			("contributors", Json::List(contributors.collect())),
			("result_digest", task.digest.map_or(Json::Null, |digest| self.names.label(&digest))),
			("results", Json::text(String::from_utf8_lossy(&task.results))),
			(
				"results_callback",
				Json::text(data.map_or("".into(), |data| String::from_utf8_lossy(data))),
			),
			("consensus_total", Json::text(groups.total())),
			(
				"consensus_groups",
				Json::object(groups.iter().map(|(hash, weight)| (label(hash), Json::text(weight)))),
			),
		])
	}

	fn contributions(&self) -> Json {
		let contributed = |(_, task): &(_, Task<Runtime>)| !task.workers.is_empty();
		Json::object(Tasks::<Runtime>::iter().filter(contributed).map(|(id, task)| {
			// Somebody in the record without a contribution is a difference.
			let workers = task.workers.iter().map(|worker| {
				let contribution = worker.contribution.as_ref();
				let fields = contribution.map_or(Json::Null, |c| self.contribution(id, c));
				(self.name(&worker.who), fields)
			});
			(self.names.task_name(&id), Json::object(workers))
		}))
	}

	fn contribution(&self, id: TaskId, contribution: &Contribution<AccountId>) -> Json {
		let Contribution { status, result_hash, weight, enclave, .. } = contribution;
		let status = match status {
			ContributionStatus::Contributed => "CONTRIBUTED",
			ContributionStatus::Proved => "PROVED",
			ContributionStatus::Rejected => "REJECTED",
		};
		Json::object([
			("status", Json::text(status)),
			("digest", Json::text(self.names.label_of_hash(id, result_hash))),
			("weight", Json::number(log_weight(*weight))),
			("enclave", self.optional(enclave.as_ref())),
		])
	}
}

fn balance(account: pallet_escrow::Account) -> Json {
	Json::object([("stake", Json::text(account.stake)), ("locked", Json::text(account.locked))])
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn normal_should_leave_out_what_says_nothing_and_keep_the_rest() {
		let parse = |text| Json::parse(text).expect("it is JSON");
		let state = parse(
			r#"{"scores": {"w1": 0, "w2": 1}, "consumed": {"o1": 0, "o2": 10},
			"presigned": {"o1": null, "o2": "w1"}, "kitty": "0",
			"tasks": {"d1.0": {"reveal_counter": 0, "consensus_groups": {"A": "0", "B": "2"}}},
			"deals": {"d1": {"trust": "12", "tag": 0, "dataset_price": "0"}}}"#,
		);
		let expected = parse(
			r#"{"scores": {"w2": 1}, "consumed": {"o2": 10}, "presigned": {"o2": "w1"},
			"kitty": "0",
			"tasks": {"d1.0": {"reveal_counter": 0, "consensus_groups": {"B": "2"}}},
			"deals": {"d1": {"trust": 12, "tag": 0, "dataset_price": "0"}}}"#,
		);
		assert_eq!(normal(state), expected);
	}
}
