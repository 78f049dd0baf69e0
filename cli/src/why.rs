// SPDX-License-Identifier: Apache-2.0

//! Why a task is where it is, and why a worker gets no tasks: the runtime's answers in words.

use crate::{
	amount::Rlc,
	chain::views::{DealStatus, TaskStatus, TaskView},
	output::span,
};
use serde_json::Value as Json;

/// What a number of workers is called.
fn workers(count: usize) -> String {
	match count {
		1 => "1 worker".into(),
		count => format!("{count} workers"),
	}
}

/// What a task waits for, and what happens next. `None`: its turn has not come.
pub fn task(task: Option<&TaskView>, status: Option<&TaskStatus>) -> Vec<String> {
	let Some(status) = status else {
		return vec![
			"its turn in its deal has not come: the chain starts tasks as the pool has free slots"
				.into(),
		];
	};
	let mut lines = vec![next_step(status)];
	if let Some(task) = task {
		let reports = task.failures.iter().map(|report| report.code.as_str()).collect::<Vec<_>>();
		if !reports.is_empty() {
			lines.push(format!(
				"{} could not compute it: {} (`bourse result log` has their logs)",
				workers(reports.len()),
				reports.join(", ")
			));
		}
		if task.revealed.of > 0 {
			let (count, of) = (task.revealed.count, task.revealed.of);
			lines.push(format!("{count} of {of} that agreed have revealed their result"));
		}
	}
	lines
}

/// What a deal's tasks that have not started wait for.
pub fn deal(status: &DealStatus) -> Vec<String> {
	let DealStatus {
		tasks, waiting, running, completed, free_workers, next, free_from, now, ..
	} = status;
	let in_time = |name: &str| {
		let at = next.get(name).and_then(Json::as_u64);
		at.map_or_else(String::new, |at| format!(" in {}", span(at.saturating_sub(*now))))
	};
	let mut lines =
		vec![format!("{completed} of {tasks} tasks are completed, {running} run, {waiting} wait")];
	if *waiting == 0 {
		return lines;
	}
	let step = match next.get("step").and_then(Json::as_str).unwrap_or_default() {
		"starts" => "the chain starts tasks in one of the next blocks".into(),
		"waitsForWorkers" => format!(
			"the pool has {free_workers} workers with a free slot, too few that fit: the chain looks again{}, and \
			 whenever a slot gets free",
			in_time("at")
		),
		"tries" => format!(
			"workers reported failures, and no task was completed: the chain tries one task{}",
			in_time("at")
		),
		"byHand" => "the pool's owner starts tasks by hand".into(),
		other => format!("the chain's next step is {other:?}, which this `bourse` does not know"),
	};
	lines.push(step);
	lines.push(match free_from.saturating_sub(*now) {
		0 => "`bourse deal give-up` gives the waiting ones up for nothing".into(),
		left => format!(
			"`bourse deal give-up` costs a part of the price; nothing from {} on",
			span(left)
		),
	});
	lines
}

/// The next step in words.
fn next_step(status: &TaskStatus) -> String {
	let at = |name: &str| status.next.get(name).and_then(Json::as_u64).unwrap_or(status.now);
	let until = |name: &str| span(at(name).saturating_sub(status.now));
	let busy = status.workers.iter().filter(|worker| !worker.contributed).count();
	match status.next.get("step").and_then(Json::as_str).unwrap_or_default() {
		"contributions" => {
			let done = status.workers.len() - busy;
			format!(
				"{} {} ({done} done); the first that is late is replaced in {}",
				workers(busy),
				if busy == 1 { "computes" } else { "compute" },
				until("late")
			)
		},
		"moreWorkers" => format!(
			"it waits for workers: all that may have it are busy; the chain looks again in {}",
			until("at")
		),
		"nobodyLeft" => format!(
			"it waits for workers: every owner in the pool has had it; the chain looks again in {}, for one \
			 who joined or whose pause is over",
			until("at")
		),
		"reveals" => format!("the workers agree, and show their results within {}", until("until")),
		"finalizes" => "the chain pays everybody in one of the next blocks".into(),
		"callbackData" => {
			format!("it waits for callback data, which anybody can bring within {}", until("until"))
		},
		"fails" => {
			format!("nobody is looked for any more; everybody is paid back in {}", until("at"))
		},
		"answers" => {
			format!("it is Completed; a challenged worker has {} to answer", until("until"))
		},
		"forgotten" => {
			format!("it has ended ({}); the record goes in {}", status.status, until("at"))
		},
		other => format!("the chain's next step is {other:?}, which this `bourse` does not know"),
	}
}

/// Hindrances that pass by themselves.
const PASSING: [&str; 3] = ["noFreeSlot", "nothingQueued", "moreWorkersNeeded"];

/// Why a worker gets no tasks, as far as that stays until somebody does something.
pub fn lasting(hindrances: &[Json], now: u64) -> Vec<String> {
	let stays = |one: &&Json| {
		let reason = one.get("reason").and_then(Json::as_str).unwrap_or_default();
		!PASSING.contains(&reason)
	};
	hindrances.iter().filter(stays).map(|one| hindrance(one, now)).collect()
}

/// Who of so many workers can't take a task, each with the reason; nothing where all can.
pub fn cant(of: usize, who: &[(String, String)]) -> Option<String> {
	let each = who.iter().map(|(name, why)| format!("{name} ({why})"));
	let each = each.collect::<Vec<_>>().join(", ");
	(!who.is_empty()).then(|| format!("{} of {} can't take it: {each}", who.len(), workers(of)))
}

/// Why a worker gets no tasks, with the cure. `now`: seconds of the Unix epoch.
pub fn hindrance(one: &Json, now: u64) -> String {
	let number = |name: &str| one.get(name).and_then(Json::as_u64).unwrap_or_default();
	let amount = |name: &str| {
		let text = one.get(name).and_then(Json::as_str).unwrap_or("0");
		Rlc(text.parse().unwrap_or_default())
	};
	let deal = || {
		let id = one.get("deal").and_then(Json::as_str).unwrap_or_default();
		id.trim_start_matches("0x").chars().take(6).collect::<String>()
	};
	let bits = |name: &str| format!("{:#x}", number(name));
	match one.get("reason").and_then(Json::as_str).unwrap_or_default() {
		"notAccepted" => "the pool's owner has not accepted it: ask for `bourse pool accept`".into(),
		"leaving" => "it is leaving its pool".into(),
		"late" => format!(
			"suspended after {} missed tasks in a row: the node's next heartbeat ends that",
			number("missed")
		),
		"silent" => format!(
			"its node was silent for {}: start it with --offchain-worker always",
			span(now.saturating_sub(number("since")))
		),
		"noHotKey" => "it has no hot key: `bourse worker setup` makes one".into(),
		"paused" => "its slots are 0: `bourse worker slots 1` goes on".into(),
		"noFreeSlot" => "all its slots are busy".into(),
		"nodeNotReady" => {
			format!("its node takes {} tasks at once now: its store or disk is full", number("ready"))
		},
		"stakeBelowRule" => format!(
			"its pool demands a stake of {}, its owner has {}: `bourse account deposit`",
			amount("needed"),
			amount("has")
		),
		"scoreBelowRule" => {
			format!("its pool demands a score of {}, it has {}", number("needed"), number("has"))
		},
		"tagBelowRule" => format!("its pool demands the features {}", bits("missing")),
		"assignedByScheduler" => "its pool's owner assigns tasks, not the chain".into(),
		"nothingQueued" => "no deal of its pool waits for workers".into(),
		"stakeShort" => format!(
			"deal {} locks {} for a task, its owner has {} free: `bourse account deposit`",
			deal(),
			amount("needed"),
			amount("free")
		),
		"featuresMissing" => format!("deal {} demands the features {}", deal(), bits("missing")),
		"categoryNotTaken" => {
			format!("deal {} is of category {}, which it does not take", deal(), number("category"))
		},
		"excluded" => format!("the requester of deal {} excludes it", deal()),
		"moreWorkersNeeded" => format!("deal {} waits for more owners than have free slots", deal()),
		"slotsNotBacked" => format!(
			"{} of its slots count: all need a stake of {}, its owner has {}: `bourse account deposit`, then \
			 `bourse worker slots`",
			number("counting"),
			amount("needed"),
			amount("has")
		),
		"warmingUp" => format!(
			"{} of its slots are drawn yet, all of them in {}",
			number("warm"),
			span(number("until").saturating_sub(now))
		),
		"notBackBefore" => format!(
			"its pause after a missed task lasts another {}",
			span(number("at").saturating_sub(now))
		),
		"unfit" => format!(
			"suspended: a task locks {} at least, its owner has {} free: `bourse account deposit`",
			amount("needed"),
			amount("free")
		),
		"maxStakeTooLow" => format!(
			"deal {} locks {} for a task, it lets {} be locked: `bourse worker max-stake`",
			deal(),
			amount("needed"),
			amount("maxStake")
		),
		"acceptedLate" => format!("deal {} began before it was accepted", deal()),
		other => format!("{other:?}, which this `bourse` does not know"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;
	use subxt::utils::AccountId32;

	fn status(next: Json, contributed: &[bool]) -> TaskStatus {
		let worker = AccountId32([1; 32]).to_string();
		let workers = contributed.iter().map(
			|contributed| json!({ "worker": worker, "since": 0, "until": 0, "contributed": contributed }),
		);
		let status = json!({
			"status": "Active", "workers": workers.collect::<Vec<_>>(), "contributions": 0,
			"now": 1_000, "next": next,
		});
		serde_json::from_value(status).expect("it is one")
	}

	#[test]
	fn steps_should_be_in_words() {
		let told = |next: Json, contributed: &[bool]| next_step(&status(next, contributed));
		assert_eq!(
			told(json!({ "step": "contributions", "late": 1_040 }), &[true, false]),
			"1 worker computes (1 done); the first that is late is replaced in 40 s"
		);
		assert!(told(json!({ "step": "moreWorkers", "at": 1_300 }), &[]).ends_with("in 5 min"));
		assert!(told(json!({ "step": "newer" }), &[]).contains("does not know"));
		assert!(task(None, None)[0].starts_with("its turn"));
	}

	#[test]
	fn deals_should_say_what_their_tasks_wait_for() {
		let status = json!({
			"tasks": 20, "waiting": 3, "running": 5, "completed": 12, "freeWorkers": 0,
			"next": { "step": "waitsForWorkers", "at": 1_040 }, "freeFrom": 1_600,
			"finalDeadline": 4_000, "now": 1_000,
		});
		let lines = deal(&serde_json::from_value(status).expect("it is one"));
		assert_eq!(lines[0], "12 of 20 tasks are completed, 5 run, 3 wait");
		assert!(lines[1].contains("looks again in 40 s"), "{lines:?}");
		assert!(lines[2].ends_with("nothing from 10 min on"), "{lines:?}");
	}

	#[test]
	fn hindrances_should_name_the_cure() {
		let short = json!({
			"reason": "stakeShort", "deal": format!("0x3f2a91{}", "0".repeat(58)),
			"needed": "3000000000", "free": "0",
		});
		assert_eq!(
			hindrance(&short, 0),
			"deal 3f2a91 locks 3 RLC for a task, its owner has 0 RLC free: `bourse account deposit`"
		);
		assert!(hindrance(&json!({ "reason": "paused" }), 0).contains("bourse worker slots 1"));
		assert!(hindrance(&json!({ "reason": "newer" }), 0).contains("does not know"));
	}

	#[test]
	fn workers_that_cant_should_be_told_with_what_lasts() {
		let hindrances = ["noFreeSlot", "paused"].map(|reason| json!({ "reason": reason }));
		let why = lasting(&hindrances, 0);
		assert_eq!(why, ["its slots are 0: `bourse worker slots 1` goes on"]);
		assert_eq!(lasting(&hindrances[..1], 0), Vec::<String>::new());
		let who = [("ferdie".to_owned(), why[0].clone())];
		let told = cant(5, &who).expect("one can't");
		assert!(
			told.starts_with("1 of 5 workers can't take it: ferdie (its slots are 0"),
			"{told}"
		);
		assert_eq!(cant(5, &[]), None);
	}

	/// Each reason of the runtime's API has its words.
	#[test]
	fn hindrances_should_all_be_known() {
		for reason in [
			"notAccepted",
			"leaving",
			"late",
			"silent",
			"noHotKey",
			"paused",
			"noFreeSlot",
			"nodeNotReady",
			"stakeBelowRule",
			"scoreBelowRule",
			"tagBelowRule",
			"assignedByScheduler",
			"nothingQueued",
			"stakeShort",
			"featuresMissing",
			"categoryNotTaken",
			"excluded",
			"moreWorkersNeeded",
			"slotsNotBacked",
			"warmingUp",
			"notBackBefore",
			"unfit",
			"maxStakeTooLow",
			"acceptedLate",
		] {
			assert!(
				!hindrance(&json!({ "reason": reason }), 0).contains("does not know"),
				"{reason}"
			);
		}
	}
}
