// SPDX-License-Identifier: Apache-2.0

//! `bourse task`, and `bourse challenge`.

use super::buy::now;
use crate::{
	args,
	chain::{views::deal_and_index, Call},
	error::{Attempt, Error},
	follow,
	session::Session,
	why,
};
use bourse_formats::Hash;
use serde_json::json;

/// `bourse task …`.
pub async fn run(session: &Session, command: args::TaskCommand) -> Attempt {
	match command {
		args::TaskCommand::Show { task } => show(session, &task).await,
		args::TaskCommand::Why { task } => tell_why(session, &task).await,
	}
}

async fn show(session: &Session, name: &str) -> Attempt {
	let history = session.history()?;
	let id = history.task(name)?;
	let Some(found) = session.chain.task(id).await? else { return tell_why(session, name).await };
	let task = &found.of;
	session.terminal().answer(found.json.clone(), || {
		let who = |who: &subxt::utils::AccountId32| session.shown(who);
		let mut lines = vec![
			format!("task        {id:?}"),
			format!("status      {}", task.status),
			format!("revealed    {} of {}", task.revealed.count, task.revealed.of),
		];
		if let Some(digest) = task.digest {
			lines.push(format!("digest      {digest:?}"));
		}
		if let Some(failure) = &task.failure {
			lines.push(format!("failure     {failure}"));
		}
		lines.extend(task.assigned.iter().map(|one| format!("computes    {}", who(&one.worker))));
		lines.extend(task.contributors.iter().map(|one| format!("contributed {}", who(one))));
		lines.extend(
			task.failures.iter().map(|one| format!("{:<12}{}", one.code, who(&one.worker))),
		);
		lines.join("\n")
	})
}

async fn tell_why(session: &Session, name: &str) -> Attempt {
	let id = session.history()?.task(name)?;
	let task = session.chain.task(id).await?;
	let status = session.chain.task_status(id).await?;
	if task.is_none() && status.is_none() {
		let (deal, _) = deal_and_index(id);
		if session.chain.deal(deal).await?.is_none() {
			return Err(Error::new(format!("the chain has no record of {name}"))
				.cure("it ended more than a day ago, or never was on this chain"));
		}
	}
	let mut lines = follow::reasons(
		task.as_ref().map(|answer| &answer.of),
		status.as_ref().map(|answer| &answer.of),
	);
	if status.is_none() {
		let (deal, _) = deal_and_index(id);
		if let Some(found) = session.chain.deal_status(deal).await? {
			lines.extend(why::deal(&found.of));
		}
	}
	if status.as_ref().is_none_or(|answer| answer.of.waits_for_workers()) {
		// Beside the point where the node can't tell.
		lines.extend(who_cant(session, id).await.ok().flatten());
	}
	let json = json!({
		"task": format!("{id:?}"),
		"why": lines,
		"status": status.map(|answer| answer.json),
	});
	session.terminal().answer(json, || lines.join("\n"))
}

/// Who in the pool of a task's deal can't take it, and why.
async fn who_cant(session: &Session, task: Hash) -> Attempt<Option<String>> {
	let (deal, _) = deal_and_index(task);
	let Some(deal) = session.chain.deal(deal).await? else { return Ok(None) };
	let workers = session.chain.workers(deal.of.workerpool.id).await?;
	let mut found = Vec::new();
	for worker in &workers {
		let Some(status) = session.chain.worker_status(worker).await? else { continue };
		if let Some(reason) = why::lasting(&status.of.hindrances, now()).into_iter().next() {
			found.push((session.shown(worker), reason));
		}
	}
	Ok(why::cant(workers.len(), &found))
}

/// `bourse challenge`.
pub async fn challenge(session: &Session, args: args::Challenge) -> Attempt {
	let id = session.history()?.task(&args.task)?;
	let worker = session.account(Some(&args.worker))?;
	let call = Call::new(
		"Poco",
		"challenge_result",
		vec![("task", id.0.into()), ("worker", worker.into()), ("block", args.block.into())],
	);
	let question =
		format!("Make {} show block {} of its result?", session.shown(&worker), args.block);
	if session.act(&[call], &question).await? {
		session
			.terminal()
			.say("challenged: `bourse task why` tells until when the worker has to answer");
	}
	Ok(())
}
