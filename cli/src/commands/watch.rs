// SPDX-License-Identifier: Apache-2.0

//! `bourse watch`: what happens to the user's deals and stake, with a command for each event.

use crate::{
	args::Watch,
	chain::{
		state,
		views::{task_id, TaskView},
		Chain,
	},
	error::{Attempt, Error, While},
	history::History,
	session::Session,
};
use bourse_formats::Hash;
use serde_json::{json, Value as Json};
use std::{
	io::Write,
	process::{Command, Stdio},
	time::Duration,
};
use subxt::utils::AccountId32;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(2);
/// The time that a node has to say that it is there.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest time between two tries to reach a lost node.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A task that is watched.
struct Watched {
	id: Hash,
	name: String,
	/// Its state and number of challenges, as they were told.
	told: Option<(String, usize)>,
	ended: bool,
}

/// Tasks of the history.
fn tasks(history: &History) -> Vec<Watched> {
	let of = |entry: &crate::history::Entry| {
		let (deal, first) = (entry.deal, entry.first);
		(0..entry.tasks).map(move |at| task_id(deal, first.saturating_add(at)))
	};
	let watched = |id| Watched { id, name: history.short_task(id), told: None, ended: false };
	history.entries.iter().flat_map(of).map(watched).collect()
}

/// What was seen so far.
struct Seen {
	all: Vec<Watched>,
	/// Whose stake is watched.
	who: Option<AccountId32>,
	was_low: bool,
	is_first: bool,
}

/// `bourse watch`. A node that is lost is tried again until it answers.
pub async fn run(session: &Session, args: Watch) -> Attempt {
	let (all, who) = (tasks(&session.history()?), session.account(None).ok());
	let mut seen = Seen { all, who, was_low: false, is_first: true };
	let mut again: Option<Chain> = None;
	loop {
		let chain = again.as_ref().unwrap_or(&session.chain);
		match look(session, chain, &args, &mut seen).await {
			Ok(true) => return Ok(()),
			Ok(false) => tokio::time::sleep(LOOK).await,
			Err(error) if answers(chain).await => return Err(error),
			Err(error) => again = Some(reconnect(session, &error).await?),
		}
	}
}

/// Whether the node is there at all.
async fn answers(chain: &Chain) -> bool {
	let asked = tokio::time::timeout(PATIENCE, chain.is_for_development()).await;
	asked.is_ok_and(|answer| answer.is_ok())
}

/// A new connection to the node, as soon as it answers.
async fn reconnect(session: &Session, lost: &Error) -> Attempt<Chain> {
	let url = &session.chain.url;
	let goes_on = "the watch goes on when it answers again";
	session.terminal().say(format!("{url} does not answer ({}): {goes_on}", lost.what()));
	let mut tries = 0_u32;
	loop {
		tokio::time::sleep(pause(tries)).await;
		tries = tries.saturating_add(1);
		let Ok(chain) = Chain::connect(url).await else { continue };
		if chain.genesis() != session.chain.genesis() {
			return Err(Error::new(format!("{url} has another chain now")).cure("watch anew"));
		}
		session.terminal().say(format!("{url} answers again"));
		return Ok(chain);
	}
}

/// Time before the next try, after so many in vain.
fn pause(tries: u32) -> Duration {
	Duration::from_secs(2_u64.saturating_pow(tries)).min(LONGEST_PAUSE)
}

/// Looks once, and tells what is new. Whether the watch is over.
async fn look(session: &Session, chain: &Chain, args: &Watch, seen: &mut Seen) -> Attempt<bool> {
	// Deals that were bought meanwhile.
	for new in tasks(&session.history()?) {
		if !seen.all.iter().any(|known| known.id == new.id) {
			seen.all.push(new);
		}
	}
	for watched in seen.all.iter_mut().filter(|watched| !watched.ended) {
		let Some(found) = chain.task(watched.id).await? else {
			// Ended long ago, or not begun: only the former goes.
			let (deal, _) = crate::chain::views::deal_and_index(watched.id);
			watched.ended = chain.deal(deal).await?.is_none();
			continue;
		};
		let challenges = found.json["challenges"].as_array().map_or(0, Vec::len);
		let now = (found.of.status.clone(), challenges);
		watched.ended = found.of.has_ended() && challenges == 0;
		// What had happened before is no news.
		let is_news = watched.told.as_ref() != Some(&now) && !seen.is_first;
		if is_news {
			for event in events(&found.of, watched.told.as_ref(), challenges) {
				let (name, id) = (&watched.name, format!("{:?}", watched.id));
				let json = json!({ "event": event, "name": name, "task": id });
				tell(session, args, &json, &format!("{name} {event}"))?;
			}
		}
		watched.told = Some(now);
	}
	if let (Some(low), Some(who)) = (args.stake_below, &seen.who) {
		let at = chain.best().await?;
		let (stake, _) = state::stake(&at, who).await?;
		if stake < low && !seen.was_low {
			let event = json!({ "event": "stakeLow", "stake": stake.0.to_string() });
			tell(session, args, &event, &format!("stakeLow: the free stake is {stake}"))?;
		}
		seen.was_low = stake < low;
	}
	seen.is_first = false;
	Ok(args.until_done && seen.all.iter().all(|watched| watched.ended))
}

/// What is new of a task.
fn events(
	task: &TaskView,
	before: Option<&(String, usize)>,
	challenges: usize,
) -> Vec<&'static str> {
	let mut events = Vec::new();
	if before.is_none_or(|(status, _)| *status != task.status) {
		events.push(match (task.status.as_str(), &task.failure) {
			("Active", _) => "started",
			("Revealing", _) => "agreed",
			("Completed", None) => "completed",
			_ => "failed",
		});
	}
	if challenges > before.map_or(0, |(_, before)| *before) {
		events.push("challenged");
	}
	events
}

/// One line an event, so that a pipe can read them.
fn tell(session: &Session, args: &Watch, event: &Json, text: &str) -> Attempt {
	session.terminal().line(event, text)?;
	exec(args, event)
}

/// Runs the command, which must not keep the watch from watching.
fn exec(args: &Watch, event: &Json) -> Attempt {
	let Some(command) = &args.exec else { return Ok(()) };
	let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
	let mut child = Command::new("sh")
		.args(["-c", command])
		.env("BOURSE_EVENT", text("event"))
		.env("BOURSE_TASK", text("name"))
		.stdin(Stdio::piped())
		.spawn()
		.during(command)?;
	if let Some(mut stdin) = child.stdin.take() {
		// A command that does not read it is right, too.
		let _ = writeln!(stdin, "{event}");
	}
	std::thread::spawn(move || child.wait());
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn task(status: &str, failure: Option<&str>) -> TaskView {
		let hash = format!("{:?}", Hash([2; 32]));
		let task = json!({
			"deal": hash, "index": 0, "status": status, "digest": null, "failure": failure,
			"revealed": { "of": 0, "count": 0 }, "contributors": [], "assigned": [], "failures": [],
			"encrypted": [],
		});
		serde_json::from_value(task).expect("it is one")
	}

	#[test]
	fn pause_should_double_up_to_a_minute() {
		let pauses = [0, 1, 5, 6, u32::MAX].map(|tries| pause(tries).as_secs());
		assert_eq!(pauses, [1, 2, 32, 60, 60]);
	}

	#[test]
	fn events_should_be_told_when_something_changed() {
		let before = ("Active".to_owned(), 0);
		assert_eq!(events(&task("Active", None), None, 0), ["started"]);
		assert!(events(&task("Active", None), Some(&before), 0).is_empty());
		assert_eq!(events(&task("Completed", None), Some(&before), 0), ["completed"]);
		assert_eq!(events(&task("Completed", Some("Trap")), Some(&before), 0), ["failed"]);
		assert_eq!(events(&task("TimedOut", None), Some(&before), 0), ["failed"]);
		assert_eq!(events(&task("Active", None), Some(&before), 1), ["challenged"]);
	}
}
