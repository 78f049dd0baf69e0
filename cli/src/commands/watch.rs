// SPDX-License-Identifier: Apache-2.0

//! `bourse watch`: what happens to the user's deals and stake, with a command for each event.

use crate::{
	args::Watch,
	chain::{
		state,
		views::{task_id, TaskView},
	},
	error::{Attempt, While},
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

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(2);

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

/// `bourse watch`.
pub async fn run(session: &Session, args: Watch) -> Attempt {
	let mut all = tasks(&session.history()?);
	let who = session.account(None).ok();
	let mut was_low = false;
	let mut is_first = true;
	loop {
		// Deals that were bought meanwhile.
		let history = session.history()?;
		for new in tasks(&history) {
			if !all.iter().any(|known| known.id == new.id) {
				all.push(new);
			}
		}
		for watched in all.iter_mut().filter(|watched| !watched.ended) {
			let Some(found) = session.chain.task(watched.id).await? else {
				// Ended long ago, or not begun: only the former goes.
				let (deal, _) = crate::chain::views::deal_and_index(watched.id);
				watched.ended = session.chain.deal(deal).await?.is_none();
				continue;
			};
			let challenges = found.json["challenges"].as_array().map_or(0, Vec::len);
			let now = (found.of.status.clone(), challenges);
			watched.ended = found.of.has_ended() && challenges == 0;
			// What had happened before is no news.
			let is_news = watched.told.as_ref() != Some(&now) && !is_first;
			if is_news {
				for event in events(&found.of, watched.told.as_ref(), challenges) {
					let (name, id) = (&watched.name, format!("{:?}", watched.id));
					let json = json!({ "event": event, "name": name, "task": id });
					tell(session, &args, &json, &format!("{name} {event}"))?;
				}
			}
			watched.told = Some(now);
		}
		if let (Some(low), Some(who)) = (args.stake_below, &who) {
			let at = session.chain.best().await?;
			let (stake, _) = state::stake(&at, who).await?;
			if stake < low && !was_low {
				let event = json!({ "event": "stakeLow", "stake": stake.0.to_string() });
				tell(session, &args, &event, &format!("stakeLow: the free stake is {stake}"))?;
			}
			was_low = stake < low;
		}
		is_first = false;
		if args.until_done && all.iter().all(|watched| watched.ended) {
			return Ok(());
		}
		tokio::time::sleep(LOOK).await;
	}
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
