// SPDX-License-Identifier: Apache-2.0

//! Follows tasks to their end.

use crate::{
	chain::{
		views::{Task, TaskStatus},
		Chain,
	},
	error::{Attempt, Error, UNJUDGED},
	history::History,
	output::{span, Progress},
	why,
};
use bourse_formats::Hash;
use std::time::{Duration, Instant};

/// Time between two looks.
const LOOK: Duration = Duration::from_millis(500);
/// Most tasks that are looked at in one round.
const ROUND: usize = 256;

/// A task that is followed.
pub struct Followed {
	/// The task.
	pub id: Hash,
	/// What the chain has of it.
	pub task: Option<Task>,
	ended: bool,
}

impl Followed {
	/// Whether the workers agreed on a result.
	pub fn is_completed(&self) -> bool {
		self.task.as_ref().is_some_and(|task| task.status == "Completed")
	}
}

/// The stages that a task went through, with the seconds that they took.
struct Stages {
	began: Instant,
	reached: Vec<(&'static str, f32)>,
}

impl Stages {
	fn new() -> Self {
		Self { began: Instant::now(), reached: vec![("matched", 0.0)] }
	}

	fn reach(&mut self, stage: &'static str) {
		if !self.reached.iter().any(|(known, _)| *known == stage) {
			self.reached.push((stage, self.began.elapsed().as_secs_f32()));
		}
	}

	fn look(&mut self, task: &Task) {
		if !task.assigned.is_empty() || !task.contributors.is_empty() || task.has_ended() {
			self.reach("assigned");
		}
		if !task.contributors.is_empty() {
			self.reach("computed");
		}
		if task.revealed.of > 0 || task.status == "Completed" {
			self.reach("agreed");
		}
		if task.status == "Completed" {
			self.reach("paid");
		}
	}

	fn line(&self, name: &str) -> String {
		let stages = self.reached.iter().map(|(stage, at)| format!("{stage} {at:.1} s"));
		format!("{name} {}", stages.collect::<Vec<_>>().join(" · "))
	}
}

/// Follows one task to its end, and tells each stage.
pub async fn one(
	chain: &Chain,
	history: &History,
	id: Hash,
	progress: &mut Progress,
) -> Attempt<Task> {
	let name = history.short_task(id);
	let mut stages = Stages::new();
	let mut seen = false;
	loop {
		match chain.task(id).await.map_err(|error| goes_on(error, &name))? {
			Some(found) => {
				let task = found.of;
				seen = true;
				stages.look(&task);
				if task.has_ended() {
					progress.step(stages.line(&name));
					return Ok(task);
				}
				progress.step(format!("{} · {}", stages.line(&name), short_state(&task)));
			},
			None if seen => return Err(gone(&name)),
			None => {
				still_there(chain, id, &name).await?;
				progress.step(format!("{} · its turn has not come", stages.line(&name)));
			},
		}
		tokio::time::sleep(LOOK).await;
	}
}

/// What a task does now, in a few words.
fn short_state(task: &Task) -> String {
	match (task.status.as_str(), task.assigned.len(), task.contributors.len()) {
		("Revealing", ..) => {
			format!("{} of {} revealed", task.revealed.count, task.revealed.of)
		},
		(_, 0, 0) => "waiting for a worker".into(),
		(_, 0, done) => format!("{done} done, waiting for more workers"),
		(_, busy, 0) => format!("{busy} computing"),
		(_, busy, done) => format!("{busy} computing, {done} done"),
	}
}

/// Follows many tasks to their ends.
pub async fn many(
	chain: &Chain,
	name: &str,
	ids: &[Hash],
	progress: &mut Progress,
	mut ended: impl AsyncFnMut(&Followed) -> Attempt,
) -> Attempt<Vec<Followed>> {
	let mut tasks =
		ids.iter().map(|id| Followed { id: *id, task: None, ended: false }).collect::<Vec<_>>();
	let mut at = 0;
	loop {
		let open = tasks.iter().filter(|task| !task.ended).count();
		progress.step(summary(name, &tasks));
		if open == 0 {
			return Ok(tasks);
		}
		for _ in 0..tasks.len() {
			let all = tasks.len();
			let task = &mut tasks[at % all];
			at += 1;
			if task.ended {
				continue;
			}
			let found = chain.task(task.id).await.map_err(|error| goes_on(error, name))?;
			match found {
				Some(found) => {
					task.ended = found.of.has_ended();
					task.task = Some(found.of);
				},
				None if task.task.is_some() => task.ended = true,
				None => still_there(chain, task.id, name).await?,
			}
			if task.ended {
				ended(&*task).await?;
			}
			if at % ROUND == 0 {
				break;
			}
		}
		progress.step(summary(name, &tasks));
		if tasks.iter().any(|task| !task.ended) {
			tokio::time::sleep(LOOK).await;
		}
	}
}

/// `c04d7a ████░░ 12/20 agreed · 5 computing · 3 waiting · 0 failed`.
fn summary(name: &str, tasks: &[Followed]) -> String {
	let count = |is: &dyn Fn(&Followed) -> bool| tasks.iter().filter(|task| is(task)).count();
	let agreed = count(&Followed::is_completed);
	let failed = count(&|task| task.ended && !task.is_completed());
	let works = |task: &Followed| {
		!task.ended
			&& task.task.as_ref().is_some_and(|task| {
				!task.assigned.is_empty() || !task.contributors.is_empty() || task.revealed.of > 0
			})
	};
	let computing = count(&works);
	let all = tasks.len();
	let waiting = all - agreed - failed - computing;
	const WIDTH: usize = 20;
	let full = (agreed + failed) * WIDTH / all.max(1);
	let bar = "█".repeat(full) + &"░".repeat(WIDTH - full);
	format!(
		"{name} {bar} {agreed}/{all} agreed · {computing} computing · {waiting} waiting · {failed} failed"
	)
}

/// A task of which the chain has no record yet: an error if its deal is gone, too.
async fn still_there(chain: &Chain, id: Hash, name: &str) -> Attempt {
	let (deal, _) = crate::chain::views::deal_and_index(id);
	match chain.deal(deal).await? {
		Some(_) => Ok(()),
		None => Err(gone(name)),
	}
}

fn gone(name: &str) -> Error {
	Error::new(format!("the chain has no record of {name}"))
		.cure("it ended more than a day ago, or the deal never was on this chain")
}

fn goes_on(error: Error, name: &str) -> Error {
	let deal = name.split('/').next().unwrap_or_default();
	Error::new(error.to_string())
		.cure(format!("nothing is lost; `bourse deal follow {deal}` goes on"))
}

/// The error of a task that ended without a result.
pub fn unjudged(name: &str, task: &Task) -> Error {
	let mut reports = task.failures.iter().map(|report| report.code.clone()).collect::<Vec<_>>();
	reports.sort();
	reports.dedup();
	let why = match (task.status.as_str(), reports.is_empty()) {
		("TimedOut", _) => {
			"its time was too short for the program: take a longer --category".into()
		},
		("Unavailable", false) => {
			format!("workers could not get what it needs ({})", reports.join(", "))
		},
		("Unavailable", true) => "nobody could compute it".into(),
		(_, false) => format!("no workers agreed in time; some reported {}", reports.join(", ")),
		(_, true) => "no workers agreed in time".into(),
	};
	let log = match reports.is_empty() {
		true => String::new(),
		false => format!("; `bourse result log {name}` has the logs"),
	};
	Error::new(format!("{name} ended {}: {why}", task.status))
		.cure(format!("prices came back{log}"))
		.status(UNJUDGED)
}

/// Why a task is where it is: what `bourse task why` says.
pub fn reasons(task: Option<&Task>, status: Option<&TaskStatus>) -> Vec<String> {
	let mut lines = why::task(task, status);
	if let Some(status) = status {
		for worker in status.workers.iter().filter(|worker| !worker.contributed) {
			let since = span(status.now.saturating_sub(worker.since));
			let left = span(worker.until.saturating_sub(status.now));
			lines.push(format!("{} has it since {since}, and {left} left", worker.worker));
		}
	}
	lines
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn task(status: &str, assigned: usize, contributors: usize) -> Task {
		let account = subxt::utils::AccountId32([1; 32]).to_string();
		let hash = format!("{:?}", Hash([2; 32]));
		let task = json!({
			"deal": hash, "index": 0, "status": status, "digest": null, "failure": null,
			"revealed": { "of": 0, "count": 0 },
			"contributors": vec![account.clone(); contributors],
			"assigned": vec![json!({ "worker": account, "until": 3 }); assigned],
			"failures": [], "encrypted": [],
		});
		serde_json::from_value(task).expect("it is one")
	}

	fn followed(task: Option<Task>) -> Followed {
		let ended = task.as_ref().is_some_and(Task::has_ended);
		Followed { id: Hash([2; 32]), task, ended }
	}

	#[test]
	fn summary_should_count_every_task_once() {
		let tasks = [
			followed(Some(task("Completed", 0, 1))),
			followed(Some(task("Active", 1, 0))),
			followed(Some(task("Active", 0, 0))),
			followed(None),
			followed(Some(task("Failed", 0, 0))),
		];
		assert_eq!(
			summary("c04d7a", &tasks),
			"c04d7a ████████░░░░░░░░░░░░ 1/5 agreed · 1 computing · 2 waiting · 1 failed"
		);
	}

	#[test]
	fn stages_should_be_told_once_each() {
		let mut stages = Stages::new();
		stages.look(&task("Active", 1, 0));
		stages.look(&task("Active", 1, 0));
		stages.look(&task("Completed", 0, 1));
		let names = stages.reached.iter().map(|(stage, _)| *stage).collect::<Vec<_>>();
		assert_eq!(names, ["matched", "assigned", "computed", "agreed", "paid"]);
		assert!(stages.line("3f2a91").starts_with("3f2a91 matched 0.0 s · assigned 0.0 s"));
	}

	#[test]
	fn unjudged_tasks_should_end_with_124() {
		let error = unjudged("3f2a91", &task("TimedOut", 0, 0));
		assert_eq!(error.status, UNJUDGED);
		assert!(error.to_string().contains("take a longer --category"), "{error}");
	}
}
