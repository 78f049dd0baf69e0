// SPDX-License-Identifier: Apache-2.0

//! This chain's events as the traces'.
//!
//! Everything that the traces record is compared, in order, with one exception: at a finalization
//! the contracts go through the contributors in the order of their contributions, this chain first
//! through the faulty ones, so that the ledger never hands on what it has not seized yet.
//! [`in_order`] brings both to the same order.
//!
//! Left out, because the contracts have no such event or the traces don't record it: wallets, fees
//! and the administrator's key (`System`, `Balances`, `TransactionPayment`, `Sudo`); the TEE broker
//! (`TeeBrokerSet`; the state is compared instead); callbacks to anything but `callback_contract`,
//! which is the only target that tells of them. Any other event of this chain's own pallets is a
//! difference.

use crate::{json::Json, names::Names};
use bourse_runtime::{Runtime, RuntimeEvent};
use pallet_registry::Asset;

/// The callback target of the traces that records what it is given.
const CALLBACK_CONTRACT: &str = "callback_contract";

/// The events of the traces that an event of this chain stands for.
pub fn of_trace(event: &RuntimeEvent, names: &Names) -> Vec<Json> {
	match event {
		RuntimeEvent::Escrow(event) => escrow(event, names),
		RuntimeEvent::Registry(event) => registry(event, names),
		RuntimeEvent::Market(event) => market(event, names),
		RuntimeEvent::Poco(event) => poco(event, names),
		RuntimeEvent::Pools(event) => vec![unknown(event)],
		_ => Vec::new(),
	}
}

fn record<const N: usize>(name: &str, arguments: [Json; N]) -> Vec<Json> {
	vec![Json::List([Json::text(name)].into_iter().chain(arguments).collect())]
}

fn unknown(event: &impl std::fmt::Debug) -> Json {
	Json::text(format!("{event:?}"))
}

fn escrow(event: &pallet_escrow::Event<Runtime>, names: &Names) -> Vec<Json> {
	use pallet_escrow::Event::*;
	let kitty = || Json::text("kitty");
	match event {
		Deposited { who, amount, .. } => {
			record("Transfer", [Json::Null, names.account_name(who), Json::text(amount)])
		},
		Withdrawn { who, amount } => {
			record("Transfer", [names.account_name(who), Json::Null, Json::text(amount)])
		},
		Locked { who, amount } => record("Lock", [names.account_name(who), Json::text(amount)]),
		Unlocked { who, amount } => record("Unlock", [names.account_name(who), Json::text(amount)]),
		Seized { who, amount, task } => record(
			"Seize",
			[names.account_name(who), Json::text(amount), Json::text(names.task_name(task))],
		),
		Rewarded { who, amount, task } => record(
			"Reward",
			[names.account_name(who), Json::text(amount), Json::text(names.task_name(task))],
		),
		// The contracts' kitty is an account like any other: it is rewarded, and locks that.
		KittyFilled { amount, task } => {
			let task = Json::text(names.task_name(task));
			let mut events = record("Reward", [kitty(), Json::text(amount), task]);
			events.extend(record("Lock", [kitty(), Json::text(amount)]));
			events
		},
		KittyDrawn { amount, task } => {
			record("Seize", [kitty(), Json::text(amount), Json::text(names.task_name(task))])
		},
		other => vec![unknown(other)],
	}
}

fn registry(event: &pallet_registry::Event<Runtime>, names: &Names) -> Vec<Json> {
	use pallet_registry::Event::*;
	let transfer = |asset, from, to| {
		record("AssetTransfer", [names.asset_name(asset), from, names.account_name(to)])
	};
	match event {
		AppRegistered { id, owner } => transfer(Asset::App(*id), Json::Null, owner),
		DatasetRegistered { id, owner } => transfer(Asset::Dataset(*id), Json::Null, owner),
		WorkerpoolRegistered { id, owner } => transfer(Asset::Workerpool(*id), Json::Null, owner),
		AppTransferred { id, from, to } => transfer(Asset::App(*id), names.account_name(from), to),
		DatasetTransferred { id, from, to } => {
			transfer(Asset::Dataset(*id), names.account_name(from), to)
		},
		WorkerpoolTransferred { id, from, to } => {
			transfer(Asset::Workerpool(*id), names.account_name(from), to)
		},
		WorkerpoolPolicyChanged { id, old, new } => record(
			"PolicyUpdate",
			[
				names.asset_name(Asset::Workerpool(*id)),
				Json::number(old.worker_stake_ratio),
				Json::number(new.worker_stake_ratio),
				Json::number(old.scheduler_reward_ratio),
				Json::number(new.scheduler_reward_ratio),
			],
		),
		CategoryCreated { id, name, work_clock_time_ref } => record(
			"CreateCategory",
			[
				Json::number(id.0),
				Json::text(String::from_utf8_lossy(name)),
				Json::number(work_clock_time_ref),
			],
		),
		other => vec![unknown(other)],
	}
}

fn market(event: &pallet_market::Event<Runtime>, names: &Names) -> Vec<Json> {
	use pallet_market::Event::*;
	let deal_name = |deal| Json::text(names.deal_name(deal));
	let order_name = |order| Json::text(names.order_name(order));
	match event {
		SchedulerNotice { workerpool, deal } => record(
			"SchedulerNotice",
			[names.asset_name(Asset::Workerpool(*workerpool)), deal_name(deal)],
		),
		OrdersMatched {
			deal,
			app_order,
			dataset_order,
			workerpool_order,
			request_order,
			volume,
		} => record(
			"OrdersMatched",
			[
				deal_name(deal),
				order_name(app_order),
				dataset_order.as_ref().map_or(Json::Null, order_name),
				order_name(workerpool_order),
				order_name(request_order),
				Json::number(volume),
			],
		),
		DealSponsored { deal, sponsor } => {
			record("DealSponsored", [deal_name(deal), names.account_name(sponsor)])
		},
		OrderPresigned { order_hash, order, .. } => {
			let name = format!("Signed{}Order", order_kind(order));
			record(&name, [order_name(order_hash)])
		},
		// The kind is part of the order that was named in the call; the event has its hash.
		OrderClosed { order_hash, .. } => {
			let name = format!("Closed{}Order", names.order_kind(order_hash));
			record(&name, [order_name(order_hash)])
		},
		other => vec![unknown(other)],
	}
}

/// The kind of an order in the names of events.
pub fn order_kind<AccountId>(order: &pallet_market::AnyOrder<AccountId>) -> &'static str {
	use pallet_market::AnyOrder::*;
	match order {
		App(_) => "App",
		Dataset(_) => "Dataset",
		Workerpool(_) => "Workerpool",
		Request(_) => "Request",
	}
}

fn poco(event: &pallet_poco::Event<Runtime>, names: &Names) -> Vec<Json> {
	use pallet_poco::Event::*;
	let task_name = |task| Json::text(names.task_name(task));
	match event {
		TaskInitialized { task, deal, index, workerpool } => {
			// The name is made of what is stored, so check that the event says the same.
			let name = format!("{}.{index}", names.deal_name(deal));
			if name != names.task_name(task) {
				return vec![unknown(event)];
			}
			let workerpool = names.asset_name(Asset::Workerpool(*workerpool));
			record("TaskInitialize", [Json::text(name), workerpool])
		},
		TaskContributed { task, worker, result_hash } => record(
			"TaskContribute",
			[
				task_name(task),
				names.account_name(worker),
				Json::text(names.label_of_hash(*task, result_hash)),
			],
		),
		ConsensusReached { task, result_hash } => record(
			"TaskConsensus",
			[task_name(task), Json::text(names.label_of_hash(*task, result_hash))],
		),
		TaskRevealed { task, worker, digest } => {
			record("TaskReveal", [task_name(task), names.account_name(worker), names.label(digest)])
		},
		TaskReopened { task } => record("TaskReopen", [task_name(task)]),
		TaskFinalized { task, results, .. } => {
			record("TaskFinalize", [task_name(task), Json::text(String::from_utf8_lossy(results))])
		},
		TaskClaimed { task } => record("TaskClaimed", [task_name(task)]),
		AccurateContribution { worker, task, .. } => {
			record("AccurateContribution", [names.account_name(worker), task_name(task)])
		},
		FaultyContribution { worker, task, .. } => {
			record("FaultyContribution", [names.account_name(worker), task_name(task)])
		},
		CallbackDelivered { target, task, data } => {
			let target = names.account_name(target);
			if target.as_text() != Some(CALLBACK_CONTRACT) {
				return Vec::new();
			}
			let data = Json::text(String::from_utf8_lossy(data));
			record("CallbackReceived", [target, task_name(task), data])
		},
		TeeBrokerSet { .. } => Vec::new(),
		other => vec![unknown(other)],
	}
}

/// The events, with what befalls faulty contributors (`Seize` and then `FaultyContribution`) in
/// front. The order among the faulty ones, and among all else, stays.
pub fn in_order(events: &[Json]) -> Vec<Json> {
	let (mut faulty, mut rest) = (Vec::new(), Vec::new());
	let mut left = events;
	while let Some((event, after)) = left.split_first() {
		match after.split_first() {
			Some((next, after)) if is_punishment(event, next) => {
				faulty.extend([event.clone(), next.clone()]);
				left = after;
			},
			_ => {
				rest.push(event.clone());
				left = after;
			},
		}
	}
	faulty.extend(rest);
	faulty
}

/// `["Seize", worker, amount, task], ["FaultyContribution", worker, task]`.
fn is_punishment(event: &Json, next: &Json) -> bool {
	match (event.items(), next.items()) {
		([seize, seized, _, task], [faulty, worker, of]) => {
			seize.as_text() == Some("Seize")
				&& faulty.as_text() == Some("FaultyContribution")
				&& seized == worker
				&& task == of
		},
		_ => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn order_should_bring_punishments_to_the_front_and_keep_the_rest() {
		let parse = |text| Json::parse(text).expect("it is JSON").items().to_vec();
		let events = parse(
			r#"[["Seize", "r", "9", "t"], ["Unlock", "w1", "3"], ["Reward", "w1", "4", "t"],
			["Seize", "w2", "3", "t"], ["FaultyContribution", "w2", "t"],
			["Unlock", "w3", "3"], ["Seize", "w4", "3", "t"], ["FaultyContribution", "w4", "t"]]"#,
		);
		let expected = parse(
			r#"[["Seize", "w2", "3", "t"], ["FaultyContribution", "w2", "t"],
			["Seize", "w4", "3", "t"], ["FaultyContribution", "w4", "t"],
			["Seize", "r", "9", "t"], ["Unlock", "w1", "3"], ["Reward", "w1", "4", "t"],
			["Unlock", "w3", "3"]]"#,
		);
		assert_eq!(in_order(&events), expected);
		// A seizure and a fault of different people are not a pair.
		let events = parse(
			r#"[["Reward", "a", "1", "t"], ["Seize", "b", "1", "t"], ["FaultyContribution", "c", "t"]]"#,
		);
		assert_eq!(in_order(&events), events);
	}
}
