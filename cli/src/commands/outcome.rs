// SPDX-License-Identifier: Apache-2.0

//! `bourse result`.

use crate::{
	args,
	chain::views::TaskView,
	error::{Attempt, Error},
	follow,
	output::table,
	printable,
	result::{self, Outcome},
	session::Session,
};
use bourse_formats::Hash;
use serde_json::json;
use std::path::PathBuf;

/// `bourse result …`.
pub async fn run(session: &Session, command: args::Outcome) -> Attempt<u8> {
	let terminal = session.terminal();
	match command {
		args::Outcome::Show { task } => {
			let outcome = checked(session, &task).await?;
			terminal.answer(outcome.json(), || {
				let rows = outcome
					.files
					.iter()
					.map(|(path, file)| [printable::line(path), format!("{} bytes", file.len())]);
				let trouble = outcome.trouble().unwrap_or_else(|| "it ended well".into());
				let fuel = crate::amount::thousands(outcome.header.fuel);
				format!("{trouble}, fuel {fuel}\n{}", table(["file", " size"], rows))
			})?;
		},
		args::Outcome::Cat { task, file } => {
			let outcome = checked(session, &task).await?;
			let Some(content) = outcome.files.get(&file) else {
				let files =
					outcome.files.keys().map(|path| printable::line(path)).collect::<Vec<_>>();
				return Err(Error::new(format!(
					"the result of {task} has no file {}",
					printable::line(&file)
				))
				.cure(format!("it has {}", files.join(", "))));
			};
			match terminal.json {
				true => terminal
					.answer(json!({ "path": file, "data": hex::encode(content) }), String::new)?,
				false => terminal.program(content)?,
			}
		},
		args::Outcome::Get { task, folder, force } => {
			let outcome = checked(session, &task).await?;
			let folder = folder.unwrap_or_else(|| own_folder(&task));
			outcome.write(&folder, force)?;
			terminal.answer(outcome.json(), || {
				let paths =
					outcome.files.keys().map(|path| folder.join(path).display().to_string());
				paths.collect::<Vec<_>>().join("\n")
			})?;
		},
		args::Outcome::Log { task } => return log(session, &task).await,
		args::Outcome::Check { task } => {
			let outcome = checked(session, &task).await?;
			let (files, bytes) = (outcome.files.len(), outcome.size());
			terminal.say(format!("{files} files, {bytes} bytes: all match the digest on chain"));
			let json = json!({ "files": files, "bytes": bytes, "matches": true });
			terminal.answer(json, String::new)?;
		},
	}
	Ok(0)
}

/// A folder for one result alone: a program chooses its files' names, and beside others they could mean something.
fn own_folder(task: &str) -> PathBuf {
	PathBuf::from(task.replace('/', "-"))
}

async fn found(session: &Session, name: &str) -> Attempt<(Hash, TaskView)> {
	let id = session.history()?.task(name)?;
	let task = session.chain.task(id).await?.ok_or_else(|| {
		Error::new(format!("the chain has no record of {name}"))
			.cure("its turn has not come, or it ended long ago: `bourse task why`")
	})?;
	Ok((id, task.of))
}

async fn checked(session: &Session, name: &str) -> Attempt<Outcome> {
	let (id, task) = found(session, name).await?;
	if task.has_ended() && task.status != "Completed" {
		return Err(follow::unjudged(name, &task));
	}
	result::fetch(&session.chain, id, &task).await
}

/// The program's log; without a result those of workers that could not compute.
async fn log(session: &Session, name: &str) -> Attempt<u8> {
	let terminal = session.terminal();
	let (id, task) = found(session, name).await?;
	if task.status == "Completed" {
		let outcome = result::fetch(&session.chain, id, &task).await?;
		let log = outcome.file("stderr");
		match terminal.json {
			true => terminal.answer(json!({ "log": String::from_utf8_lossy(log) }), String::new)?,
			false => terminal.program(log)?,
		}
		return Ok(0);
	}
	let mut logs = Vec::new();
	for report in &task.failures {
		let text = match session.chain.task_log(report.log).await {
			Ok(text) => text,
			Err(error) => format!("its log can't be had now: {error}"),
		};
		logs.push((report, text));
	}
	let json = logs.iter().map(
		|(report, text)| json!({ "worker": report.worker.to_string(), "code": report.code, "log": text }),
	);
	terminal.answer(json.collect(), || match logs.is_empty() {
		true => format!("{name} is {}, and no worker reported a failure", task.status),
		false => logs
			.iter()
			.map(|(report, text)| {
				let who = session.shown(&report.worker);
				format!(
					"{} at {who}:\n{}",
					report.code,
					printable::lines(text.as_bytes()).trim_end()
				)
			})
			.collect::<Vec<_>>()
			.join("\n\n"),
	})?;
	Ok(0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn results_should_have_folders_of_their_own() {
		assert_eq!(own_folder("3f2a91/7"), PathBuf::from("3f2a91-7"));
		assert_eq!(own_folder("../3f2a91"), PathBuf::from("..-3f2a91"));
	}
}
