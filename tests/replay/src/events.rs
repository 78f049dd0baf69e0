// SPDX-License-Identifier: Apache-2.0

//! This chain's events as the traces'.
//!
//! One event here may be several there: what a settlement moved, in order; a contribution's lock
//! and consensus; tasks that were initialized together.
//!
//! Everything that the traces record is compared, in order, with one exception: at a finalization
//! the contracts go through the contributors in the order of their contributions, and pay or
//! punish, then score each. This chain seizes the stakes of the faulty ones first, so that the
//! ledger never hands on what it has not seized yet, and scores when all are paid: the faulty ones,
//! then the others. [`in_order`] brings both to the same order.
//!
//! Left out, because the contracts have no such event or the traces don't record it: wallets, fees
//! and the administrator's key (`System`, `Balances`, `TransactionPayment`, `Sudo`); the TEE broker
//! (`TeeBrokerSet`; the state is compared instead); callbacks to anything but `callback_contract`,
//! which is the only target that tells of them. Any other event of this chain's own pallets is a
//! difference.

use crate::{json::Json, names::Names};
use bourse_primitives::{task_id, traits::Move, Balance, TaskId};
use bourse_runtime::{AccountId, Runtime, RuntimeEvent};
use pallet_registry::Asset;
use std::collections::BTreeSet;

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
	match event {
		Deposited { who, amount, .. } => {
			record("Transfer", [Json::Null, names.account_name(who), Json::text(amount)])
		},
		Withdrawn { who, amount } => {
			record("Transfer", [names.account_name(who), Json::Null, Json::text(amount)])
		},
		Locked { who, amount } => lock(who, *amount, names),
		Settled { task, moves } => {
			moves.iter().flat_map(|step| movement(step, task, names)).collect()
		},
		other => vec![unknown(other)],
	}
}

fn lock(who: &AccountId, amount: Balance, names: &Names) -> Vec<Json> {
	record("Lock", [names.account_name(who), Json::text(amount)])
}

/// A step of a settlement.
fn movement(step: &Move<AccountId>, task: &TaskId, names: &Names) -> Vec<Json> {
	let task = Json::text(names.task_name(task));
	let kitty = || Json::text("kitty");
	match step {
		Move::Unlocked { who, amount } => {
			record("Unlock", [names.account_name(who), Json::text(amount)])
		},
		Move::Seized { who, amount } => {
			record("Seize", [names.account_name(who), Json::text(amount), task])
		},
		Move::Rewarded { who, amount } => {
			record("Reward", [names.account_name(who), Json::text(amount), task])
		},
		// The contracts' kitty is an account like any other: it is rewarded, and locks that.
		Move::KittyFilled { amount } => {
			let mut events = record("Reward", [kitty(), Json::text(amount), task]);
			events.extend(record("Lock", [kitty(), Json::text(amount)]));
			events
		},
		Move::KittyDrawn { amount } => record("Seize", [kitty(), Json::text(amount), task]),
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
		App(_) | BoundApp(_) => "App",
		Dataset(_) | BoundDataset(_) => "Dataset",
		Workerpool(_) | BoundWorkerpool(_) => "Workerpool",
		Request(_) | BoundRequest(_) => "Request",
	}
}

fn poco(event: &pallet_poco::Event<Runtime>, names: &Names) -> Vec<Json> {
	use pallet_poco::Event::*;
	let task_name = |task: &TaskId| Json::text(names.task_name(task));
	match event {
		TasksInitialized { deal, first, count, workerpool } => {
			let initialize = |place| {
				let task = task_id(*deal, first + u64::from(place));
				let workerpool = names.asset_name(Asset::Workerpool(*workerpool));
				record("TaskInitialize", [task_name(&task), workerpool])
			};
			(0..*count).flat_map(initialize).collect()
		},
		// No machines here: who contributes has the stake.
		TaskContributed { task, worker, result_hash, locked, consensus } => {
			let label = || Json::text(names.label_of_hash(*task, result_hash));
			let mut events = locked.map(|amount| lock(worker, amount, names)).unwrap_or_default();
			let who = names.account_name(worker);
			events.extend(record("TaskContribute", [task_name(task), who, label()]));
			if *consensus {
				events.extend(record("TaskConsensus", [task_name(task), label()]));
			}
			events
		},
		TaskRevealed { task, worker, digest } => {
			record("TaskReveal", [task_name(task), names.account_name(worker), names.label(digest)])
		},
		TaskReopened { task } => record("TaskReopen", [task_name(task)]),
		TaskFinalized { task, results, .. } => {
			record("TaskFinalize", [task_name(task), Json::text(String::from_utf8_lossy(results))])
		},
		TaskClaimed { task, .. } => record("TaskClaimed", [task_name(task)]),
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

/// The events, with the stakes that faulty contributors lose in front, and the scores behind the
/// last payment: those of the faulty ones, then the others'. The order among each of these, and
/// among all else, stays.
pub fn in_order(events: &[Json]) -> Vec<Json> {
	let is_payment = |event: &Json| PAYMENTS.contains(&name_of(event));
	let paid = events.iter().rposition(is_payment).map_or(0, |last| last + 1);
	// What comes later than right behind the last payment stays there.
	let scored = events[paid..].iter().take_while(|event| SCORES.contains(&name_of(event))).count();
	let (settlement, rest) = events.split_at(paid + scored);
	let (scores, payments): (Vec<_>, Vec<_>) =
		settlement.iter().partition(|event| SCORES.contains(&name_of(event)));
	let (faulty, accurate): (Vec<_>, Vec<_>) =
		scores.into_iter().partition(|event| name_of(event) == FAULTY);
	let lost: BTreeSet<_> = faulty.iter().filter_map(|f| place_of_loss(&payments, f)).collect();
	let (losses, payments): (Vec<_>, Vec<_>) =
		payments.into_iter().enumerate().partition(|(place, _)| lost.contains(place));
	let settled = losses.into_iter().chain(payments).map(|(_, event)| event);
	settled.chain(faulty).chain(accurate).chain(rest).cloned().collect()
}

const FAULTY: &str = "FaultyContribution";
const SCORES: [&str; 2] = [FAULTY, "AccurateContribution"];
const PAYMENTS: [&str; 4] = ["Seize", "Reward", "Unlock", "Lock"];

fn name_of(event: &Json) -> &str {
	event.items().first().and_then(Json::as_text).unwrap_or_default()
}

/// Where `["FaultyContribution", worker, task]` lost its stake: at the last seizure from the worker
/// for the task. Who pays for a task is seized from earlier.
fn place_of_loss(payments: &[&Json], faulty: &Json) -> Option<usize> {
	let [_, worker, of] = faulty.items() else { return None };
	payments.iter().rposition(|event| match event.items() {
		[_, seized, _, task] => name_of(event) == "Seize" && seized == worker && task == of,
		_ => false,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(text: &str) -> Vec<Json> {
		Json::parse(text).expect("it is JSON").items().to_vec()
	}

	#[test]
	fn order_should_be_one_for_contracts_and_chain() {
		let contracts = parse(
			r#"[["Seize", "w2", "9", "t"], ["Unlock", "w1", "3"], ["Reward", "w1", "4", "t"],
			["AccurateContribution", "w1", "t"], ["Seize", "w2", "3", "t"],
			["FaultyContribution", "w2", "t"], ["Unlock", "w3", "3"], ["Reward", "w3", "4", "t"],
			["AccurateContribution", "w3", "t"], ["Seize", "w4", "3", "t"],
			["FaultyContribution", "w4", "t"], ["Reward", "s", "1", "t"], ["TaskFinalize", "t"]]"#,
		);
		let chain = parse(
			r#"[["Seize", "w2", "9", "t"], ["Seize", "w2", "3", "t"], ["Seize", "w4", "3", "t"],
			["Unlock", "w1", "3"], ["Reward", "w1", "4", "t"], ["Unlock", "w3", "3"],
			["Reward", "w3", "4", "t"], ["Reward", "s", "1", "t"],
			["FaultyContribution", "w2", "t"], ["FaultyContribution", "w4", "t"],
			["AccurateContribution", "w1", "t"], ["AccurateContribution", "w3", "t"],
			["TaskFinalize", "t"]]"#,
		);
		// The price that a worker paid is not what it lost.
		let expected = parse(
			r#"[["Seize", "w2", "3", "t"], ["Seize", "w4", "3", "t"], ["Seize", "w2", "9", "t"],
			["Unlock", "w1", "3"], ["Reward", "w1", "4", "t"], ["Unlock", "w3", "3"],
			["Reward", "w3", "4", "t"], ["Reward", "s", "1", "t"],
			["FaultyContribution", "w2", "t"], ["FaultyContribution", "w4", "t"],
			["AccurateContribution", "w1", "t"], ["AccurateContribution", "w3", "t"],
			["TaskFinalize", "t"]]"#,
		);
		assert_eq!(in_order(&contracts), expected);
		assert_eq!(in_order(&chain), expected);
	}

	#[test]
	fn order_should_keep_what_is_no_score_and_no_loss() {
		for events in [
			// A seizure and a fault of different people have nothing to do with each other.
			r#"[["Reward", "a", "1", "t"], ["Seize", "b", "1", "t"],
				["FaultyContribution", "c", "t"]]"#,
			// Nor have those of different tasks.
			r#"[["Reward", "a", "1", "t"], ["Seize", "b", "1", "t"],
				["FaultyContribution", "b", "u"]]"#,
			// A score that is told of too late stays too late.
			r#"[["Reward", "a", "1", "t"], ["TaskFinalize", "t"],
				["AccurateContribution", "a", "t"], ["FaultyContribution", "b", "t"]]"#,
			r#"[["Lock", "a", "1"], ["TaskContribute", "t", "a", "A"],
				["TaskConsensus", "t", "A"]]"#,
			r#"[["AccurateContribution", "a", "t"], ["TaskFinalize", "t"]]"#,
			"[]",
		] {
			assert_eq!(in_order(&parse(events)), parse(events));
		}
	}
}
