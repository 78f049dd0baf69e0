// SPDX-License-Identifier: Apache-2.0

//! `bourse deal`.

use super::buy;
use crate::{
	args,
	chain::{views::task_id, Call},
	error::{Attempt, Error},
	output::{span, table},
	session::Session,
};
use bourse_formats::{protocol::final_time, Hash};
use serde_json::json;

/// Most tasks that one transaction claims.
const AT_ONCE: usize = 100;
/// Most tasks of a deal that are followed: ten times as many as a match makes.
const MOST: u64 = 100_000;

/// `bourse deal …`.
pub async fn run(session: &Session, command: args::Deal) -> Attempt<u8> {
	match command {
		args::Deal::List => list(session).map(|()| 0),
		args::Deal::Show { deal } => show(session, &deal).await.map(|()| 0),
		args::Deal::Follow { deal, download, force } => {
			let history = session.history()?;
			let deal = match &deal {
				Some(name) => history.deal(name)?,
				None => history.last()?.deal,
			};
			let ids = tasks(session, deal).await?;
			let download = download.as_deref();
			match ids.as_slice() {
				[id] => buy::single(session, &history, *id, download, force).await,
				ids => buy::several(session, &history, ids, download, force).await,
			}
		},
		args::Deal::GiveUp { deal } => give_up(session, &deal).await.map(|()| 0),
		args::Deal::Claim { deal } => claim(session, &deal).await.map(|()| 0),
	}
}

/// All tasks of a deal.
async fn tasks(session: &Session, deal: Hash) -> Attempt<Vec<Hash>> {
	let history = session.history()?;
	let (first, count) = match history.entry(deal) {
		Some(entry) => (entry.first, entry.tasks),
		None => {
			let found = session.chain.deal(deal).await?;
			let found = found.ok_or_else(|| {
				Error::new(format!("the chain has no deal {deal:?}"))
					.cure("it ended more than a day ago, or never was on this chain")
			})?;
			(found.of.bot_first, found.of.bot_size)
		},
	};
	if count > MOST {
		return Err(Error::new(format!("the deal has {count} tasks, more than {MOST}"))
			.cure("name one of them, as in 3f2a91/7"));
	}
	Ok((0..count).map(|at| task_id(deal, first.saturating_add(at))).collect())
}

fn list(session: &Session) -> Attempt {
	let history = session.history()?;
	let json = history.entries.iter().map(|entry| {
		json!({
			"deal": format!("{:?}", entry.deal), "name": history.short(entry.deal), "app": entry.app,
			"tasks": entry.tasks, "requester": entry.requester, "at": entry.at,
		})
	});
	session.terminal().answer(json.collect(), || {
		let now = buy::now();
		let rows = history.entries.iter().rev().take(50).map(|entry| {
			[
				history.short(entry.deal),
				crate::printable::line(&entry.app),
				entry.tasks.to_string(),
				format!("{} ago", span(now.saturating_sub(entry.at))),
			]
		});
		match history.entries.is_empty() {
			true => "no deal was bought here yet".into(),
			false => table(["deal", "app", " tasks", "bought"], rows),
		}
	})
}

async fn show(session: &Session, name: &str) -> Attempt {
	let history = session.history()?;
	let id = history.deal(name)?;
	let found = session.chain.deal(id).await?.ok_or_else(|| {
		Error::new(format!("the chain has no deal {name}"))
			.cure("it ended more than a day ago, or never was on this chain")
	})?;
	let deal = &found.of;
	session.terminal().answer(found.json.clone(), || {
		let share = |what: &str, share: &crate::chain::views::Share| {
			let owner = session.shown(&share.owner);
			format!("\n{what:<12}{} of {owner}, {} a task", share.id, share.price)
		};
		let dataset = deal.dataset.as_ref().map_or_else(String::new, |one| share("dataset", one));
		format!(
			"deal        {id:?}{}{dataset}{}\ntasks       {}, numbers 0 to {}\ntrust       {}\nlongest     \
			 {} a task\nrequester   {}\nfor         {}\npaid by     {}",
			share("app", &deal.app),
			share("pool", &deal.workerpool),
			deal.bot_size,
			deal.bot_size.saturating_sub(1),
			deal.trust,
			span(final_time(deal.work_clock_time_ref)),
			session.shown(&deal.requester),
			session.shown(&deal.beneficiary),
			session.shown(&deal.sponsor),
		)
	})
}

/// Gives up what has not started.
async fn give_up(session: &Session, name: &str) -> Attempt {
	let deal = session.history()?.deal(name)?;
	let status = session.chain.deal_status(deal).await?.ok_or_else(|| {
		Error::new(format!("the chain has no deal {name}")).cure("it ended more than a day ago")
	})?;
	let waiting = status.of.waiting;
	if waiting == 0 {
		return session.need_nothing("All tasks have started: there is nothing to give up.");
	}
	let cost = match status.of.free_from.saturating_sub(status.of.now) {
		0 => String::new(),
		left => format!(" (each costs a part of the price; in {} nothing)", span(left)),
	};
	let call = Call::new("Poco", "give_up", vec![("deal", deal.0.into())]);
	session.act(&[call], &format!("Give up {waiting} tasks{cost}?")).await.map(drop)
}

/// Has the chain give up what is late. Tasks that are not late make the transaction fail as a whole, so only
/// those that are go into it.
async fn claim(session: &Session, name: &str) -> Attempt {
	let deal = session.history()?.deal(name)?;
	let mut calls = Vec::new();
	for id in tasks(session, deal).await? {
		let Some(task) = session.chain.task(id).await? else { continue };
		let late = task.json.get("finalDeadline").and_then(serde_json::Value::as_u64);
		let now = session.chain.task_status(id).await?.map_or(0, |status| status.of.now);
		if !task.of.has_ended() && late.is_some_and(|late| now >= late) {
			calls.push(Call::new("Poco", "claim", vec![("task", id.0.into())]));
		}
	}
	// Tasks that never began have no record: the deal ends them all.
	let status = session.chain.deal_status(deal).await?.map(|status| status.of);
	if status.is_some_and(|status| status.waiting > 0 && status.now >= status.final_deadline) {
		calls.insert(0, Call::new("Poco", "claim_deal", vec![("deal", deal.0.into())]));
	}
	if calls.is_empty() {
		return session.need_nothing("No task of the deal is late: there is nothing to claim.");
	}
	calls.truncate(AT_ONCE);
	let question = "Have the chain give up all tasks of the deal that are late?";
	if session.act(&calls, question).await? {
		let at = session.chain.best().await?;
		let stake = crate::chain::state::stake(&at, &session.account(None)?).await?.0;
		session.terminal().say(format!("claimed; the free stake is {stake}"));
	}
	Ok(())
}
