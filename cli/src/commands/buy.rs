// SPDX-License-Identifier: Apache-2.0

//! `bourse run` and `bourse quote`.

use crate::{
	amount::Rlc,
	args::{JobArgs, Run},
	chain::{
		book::{Bought, Matched, Quote},
		state,
		views::task_id,
		Call, Events,
	},
	error::{status_of_program, Attempt, Error, UNJUDGED},
	files::{self, Upload},
	follow::{self, Followed},
	history::{Entry, History},
	job::{self, Prepared},
	printable, result,
	session::Session,
	signer::Signer,
};
use bourse_formats::Hash;
use serde_json::{json, Value as Json};
use std::{path::Path, time::SystemTime};
use subxt::utils::AccountId32;

/// Lines of a log that are shown at once.
const LOG_LINES: usize = 12;

/// What a purchase brought.
pub struct Purchase {
	/// Its deals, with the index of their first tasks and their numbers of tasks.
	pub deals: Vec<(Hash, u64, u64)>,
	/// nRLC that they locked.
	pub total: Rlc,
}

impl Purchase {
	/// Its tasks, in their order.
	pub fn tasks(&self) -> Vec<Hash> {
		let of = |(deal, first, count): &(Hash, u64, u64)| {
			let (deal, first) = (*deal, *first);
			(0..*count).map(move |at| task_id(deal, first.saturating_add(at)))
		};
		self.deals.iter().flat_map(of).collect()
	}
}

/// What the job would cost, for the account that would buy it, or for anybody.
pub async fn ask(session: &Session, prepared: &Prepared) -> Attempt<Quote> {
	let who = session.account(None).unwrap_or(AccountId32([0; 32]));
	session.chain.quote(who, &prepared.job, prepared.limits).await
}

/// `bourse quote`.
pub async fn quote(session: &Session, args: JobArgs) -> Attempt {
	let at = session.chain.best().await?;
	let prepared = job::prepare(session, &at, &args).await?;
	let quote = ask(session, &prepared).await?;
	let short = quote.shortfall(prepared.job.volume);
	if let Some(error) = short.clone().filter(|_| quote.volume == 0 && !session.terminal().json) {
		return Err(error);
	}
	let pools = job::pool_names(&at, &quote).await?;
	let back = job::most_back(session, &prepared, &quote).await;
	session.terminal().answer(quote.json(), || {
		let total = format!("at most {} for {}", Rlc(quote.total), tasks(quote.volume));
		let mut text = format!("{}\n{total}", prepared.lines(&quote, &pools, back));
		if let Some(short) = &short {
			text += &format!("\n{short}");
		}
		text
	})
}

fn tasks(count: u64) -> String {
	match count {
		1 => "1 task".into(),
		count => format!("{count} tasks"),
	}
}

/// Shows the quote, asks, and buys up to it. `None`: a dry run.
pub async fn purchase(
	session: &Session,
	prepared: &Prepared,
	max_total: Option<Rlc>,
	name: &str,
	part_of: Option<&str>,
) -> Attempt<Option<Purchase>> {
	let terminal = session.terminal();
	if !prepared.uploads.is_empty() {
		session.chain.takes_files().await?;
	}
	let at = session.chain.best().await?;
	let quote = ask(session, prepared).await?;
	let pools = job::pool_names(&at, &quote).await?;
	if quote.volume > 0 {
		let back = job::most_back(session, prepared, &quote).await;
		terminal.say(prepared.lines(&quote, &pools, back));
	}
	if let Some(error) = quote.shortfall(prepared.job.volume) {
		return Err(error);
	}
	let total = Rlc(quote.total);
	if let Some(most) = max_total.filter(|most| total > *most) {
		return Err(Error::new(format!("this costs {total}, more than --max-total {most}"))
			.cure("allow more, or ask for less trust or fewer tasks"));
	}
	let who = session.account(None)?;
	let (wallet, stake) = (state::wallet(&at, &who).await?, state::stake(&at, &who).await?.0);
	let has = Rlc(wallet.0.saturating_add(stake.0));
	// The transaction's fee is on top.
	if has.0 < total.0.saturating_add(quote.transaction_fee) {
		return Err(Error::new(format!(
			"this costs up to {total}, and {} has {has}",
			session.shown(&who)
		))
		.cure("send it RLC, or ask for less trust or fewer tasks"));
	}
	let calls = [prepared.job.buy(total)];
	if session.is_dry() {
		return session.send_agreed(&calls).await.map(|_| None);
	}
	terminal.confirm(&format!("at most {total} of {has}. Buy?"))?;
	let signer = session.signer()?;
	upload(session, &signer, &prepared.uploads, total).await?;
	let Some(events) = session.send_as(&signer, &calls).await? else { return Ok(None) };
	let purchase = bought(session, &events).await?;
	check_count(&purchase, prepared.job.volume)?;
	let mut history = session.history()?;
	for (deal, first, count) in &purchase.deals {
		let (deal, first, tasks) = (*deal, *first, *count);
		let (app, purchase) = (name.to_owned(), part_of.map(str::to_owned));
		let requester = who.to_string();
		history.add(Entry { deal, first, tasks, app, requester, at: now(), purchase })?;
	}
	Ok(Some(purchase))
}

/// An error where a node tells of more tasks than were asked for: each is a question later.
fn check_count(purchase: &Purchase, asked: u64) -> Attempt {
	let count = purchase.deals.iter().fold(0u64, |sum, (.., count)| sum.saturating_add(*count));
	match count > asked {
		true => Err(Error::new(format!("the node tells of {count} tasks, {asked} were asked for"))
			.cure("the node lies or is of another version: ask another (--url)")),
		false => Ok(()),
	}
}

/// Seconds of the Unix epoch, by this machine's clock.
pub fn now() -> u64 {
	SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |span| span.as_secs())
}

/// Puts files into the node's store, which takes them from who has a stake. `needed`: the free stake that
/// comes next.
pub async fn upload(
	session: &Session,
	signer: &Signer,
	uploads: &[Upload],
	needed: Rlc,
) -> Attempt {
	if uploads.is_empty() {
		return Ok(());
	}
	let sizes = uploads.iter().map(|upload| upload.content.len() as u64);
	let needed = needed.max(files::stake_for(sizes));
	let at = session.chain.best().await?;
	let stake = state::stake(&at, &signer.account()).await?.0;
	if stake < needed {
		let amount = needed.0 - stake.0;
		session
			.terminal()
			.say(format!("{} deposited: the node keeps files of who has a stake", Rlc(amount)));
		let deposit = Call::new("Escrow", "deposit", vec![("amount", amount.into())]);
		session.send_as(signer, &[deposit]).await?;
	}
	for file in uploads {
		session.chain.upload(signer, file).await?;
	}
	Ok(())
}

/// The deals that a transaction made.
async fn bought(session: &Session, events: &Events) -> Attempt<Purchase> {
	let bought = events.first::<Bought>("Book", "Bought")?;
	let mut deals = Vec::new();
	for Matched { deal, volume } in events.all("Market", "OrdersMatched")? {
		let first = session.chain.deal(deal).await?.map_or(0, |deal| deal.of.bot_first);
		deals.push((deal, first, volume));
	}
	match deals.is_empty() {
		true => {
			Err(Error::new("somebody else took the offers first")
				.cure("nothing was bought; try again"))
		},
		false => Ok(Purchase { deals, total: Rlc(bought.total) }),
	}
}

/// `bourse run`.
pub async fn run(session: &Session, args: Run) -> Attempt<u8> {
	let at = session.chain.best().await?;
	let prepared = job::prepare(session, &at, &args.job).await?;
	let name = &args.job.app;
	let bought = purchase(session, &prepared, args.max_total, name, None).await?;
	let Some(purchase) = bought else { return Ok(0) };
	let history = session.history()?;
	let ids = purchase.tasks();
	if args.no_wait && !args.watch {
		let names =
			purchase.deals.iter().map(|(deal, ..)| history.short(*deal)).collect::<Vec<_>>();
		let deals = purchase.deals.iter().map(|(deal, ..)| format!("{deal:?}")).collect::<Vec<_>>();
		let json = json!({ "deals": deals, "total": purchase.total.0.to_string() });
		session.terminal().answer(json, || names.join("\n"))?;
		session.terminal().say(format!("`bourse deal follow {}` waits for it", names[0]));
		return Ok(0);
	}
	let download = args.download.as_deref();
	match ids.as_slice() {
		[id] => single(session, &history, *id, download, args.force).await,
		ids => several(session, &history, ids, download, args.force).await,
	}
}

/// Follows one task; its output becomes ours, its exit status too.
pub async fn single(
	session: &Session,
	history: &History,
	id: Hash,
	download: Option<&Path>,
	force: bool,
) -> Attempt<u8> {
	let terminal = session.terminal();
	let name = history.short_task(id);
	let mut progress = terminal.progress();
	let followed = follow::one(&session.chain, history, id, &mut progress).await;
	let stages = progress.last().to_owned();
	progress.end(if followed.is_ok() { stages.as_str() } else { "" });
	let task = followed?;
	if task.status != "Completed" {
		return Err(follow::unjudged(&name, &task));
	}
	if !task.encrypted.is_empty() {
		terminal.say(format!(
			"{name} agreed, and encrypted for its beneficiary, who opens it with `bourse-compute open`"
		));
		if terminal.json {
			let id = format!("{id:?}");
			let json = json!({ "encrypted": true, "task": id, "name": name });
			terminal.answer(json, String::new)?;
		}
		return Ok(0);
	}
	let outcome = result::fetch(&session.chain, id, &task).await?;
	let owners = task.revealed.of;
	let agreed = format!("agreed {} of {owners} owner{}", task.revealed.count, plural(owners));
	match outcome.trouble() {
		None => terminal.say(format!("checked: the bytes match the digest on chain ({agreed})")),
		Some(trouble) => terminal.say(format!("{name} {agreed}: {trouble}, paid since it ran")),
	}
	match (download, outcome.others()) {
		(Some(folder), _) => {
			outcome.write(folder, force)?;
			let (count, size) = (outcome.files.len(), outcome.size());
			terminal.say(format!("{count} files, {size} bytes, in {}", folder.display()));
		},
		(None, 0) => (),
		// The program may have printed nothing, and written all.
		(None, count) => terminal.say(format!(
			"{count} more file{}: `bourse result get {name}` writes them",
			plural(count)
		)),
	}
	if terminal.json {
		let mut json = outcome.json();
		json["task"] = json!(format!("{id:?}"));
		json["name"] = json!(name);
		json["digest"] = json!(task.digest.map(|digest| format!("{digest:?}")));
		terminal.answer(json, String::new)?;
	} else {
		terminal.program(outcome.file("stdout"))?;
	}
	if outcome.trouble().is_some() {
		show_log(session, &name, outcome.file("stderr"));
	} else if !outcome.file("stderr").is_empty() && !terminal.json {
		terminal.say(printable::lines(outcome.file("stderr")).trim_end());
	}
	Ok(match outcome.header.failure() {
		Some(_) => status_of_program(outcome.header.exit_status.max(1)),
		None => status_of_program(outcome.header.exit_status),
	})
}

fn plural(count: u32) -> &'static str {
	if count == 1 {
		""
	} else {
		"s"
	}
}

/// The end of a log, and how to read the rest.
fn show_log(session: &Session, name: &str, log: &[u8]) {
	let (end, more) = printable::tail(log, LOG_LINES);
	if !end.is_empty() {
		session
			.terminal()
			.say(end.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"));
	}
	if more {
		session.terminal().say(format!("whole log: bourse result log {name}"));
	}
}

/// Follows several tasks, each with a folder of its own. The exit status: 0 when every program ended well,
/// 124 when some task had no result, else the highest of the programs'.
pub async fn several(
	session: &Session,
	history: &History,
	ids: &[Hash],
	download: Option<&Path>,
	force: bool,
) -> Attempt<u8> {
	let named = ids.iter().map(|id| (*id, history.short_task(*id).replace('/', "-")));
	several_named(session, history, &named.collect::<Vec<_>>(), download, force).await
}

/// The result of a task that has ended, written into a folder, and the exit status that it stands for.
async fn outcome_of(
	session: &Session,
	one: &Followed,
	into: Option<&Path>,
	force: bool,
) -> Attempt<(Json, u8)> {
	let Some(task) = one.task.as_ref().filter(|_| one.is_completed()) else {
		return Ok((json!({}), UNJUDGED));
	};
	if !task.encrypted.is_empty() {
		return Ok((json!({ "encrypted": true }), 0));
	}
	let outcome = result::fetch(&session.chain, one.id, task).await?;
	if let Some(folder) = into {
		outcome.write(folder, force)?;
	}
	let status = outcome.header.exit_status.max(outcome.header.failure().is_some().into());
	Ok((outcome.json(), status_of_program(status)))
}

/// The same, with a name for each task's folder.
pub async fn several_named(
	session: &Session,
	history: &History,
	named: &[(Hash, String)],
	download: Option<&Path>,
	force: bool,
) -> Attempt<u8> {
	let terminal = session.terminal();
	let ids = named.iter().map(|(id, _)| *id).collect::<Vec<_>>();
	let Some(first) = ids.first() else { return Ok(0) };
	let title = history.short(crate::chain::views::deal_and_index(*first).0);
	let mut progress = terminal.progress();
	let mut rows = Vec::<Json>::new();
	let mut worst = 0u8;
	let followed = follow::many(&session.chain, &title, &ids, &mut progress, async |one| {
		let name = history.short_task(one.id);
		let label = named.iter().find(|(id, _)| *id == one.id).map_or(&name, |(_, label)| label);
		let into = download.map(|folder| folder.join(label));
		// What can't be had of one task keeps nobody from the others.
		let (mut row, status) = match outcome_of(session, one, into.as_deref(), force).await {
			Ok(done) => done,
			Err(error) => (json!({ "error": error.to_string() }), error.status),
		};
		row["task"] = json!(name);
		row["label"] = json!(label);
		row["status"] = json!(one.task.as_ref().map(|task| task.status.clone()));
		worst = worst.max(status);
		rows.push(row);
		Ok(())
	})
	.await;
	let last = progress.last().to_owned();
	progress.end(last);
	let followed = followed?;
	for row in rows.iter().filter(|row| row["error"].is_string()) {
		let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
		terminal.say(format!("{}: {}", text("task"), text("error")));
	}
	let agreed = followed.iter().filter(|one| one.is_completed()).count();
	let failed = followed.len() - agreed;
	let text = || {
		let place = download.map_or_else(String::new, |folder| {
			format!(". {}/{}/stdout …", folder.display(), named[0].1)
		});
		format!("{agreed} agreed, {failed} without a result{place}")
	};
	terminal.answer(Json::Array(rows.clone()), text)?;
	Ok(worst)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain::views::deal_and_index;

	#[test]
	fn tasks_of_a_purchase_should_be_those_of_its_deals_in_their_order() {
		let deal = |byte| task_id(Hash([byte; 32]), u64::MAX);
		let deals = vec![(deal(1), 5, 2), (deal(2), 0, 1)];
		let tasks = Purchase { deals, total: Rlc(0) }.tasks();
		let tasks = tasks.into_iter().map(deal_and_index).collect::<Vec<_>>();
		assert_eq!(tasks, [(deal(1), Some(5)), (deal(1), Some(6)), (deal(2), Some(0))]);
	}

	#[test]
	fn purchases_should_be_refused_when_they_are_more_than_was_asked_for() {
		let of = |deals: Vec<u64>| {
			let deals = deals.into_iter().map(|count| (Hash([1; 32]), 0, count)).collect();
			check_count(&Purchase { deals, total: Rlc(0) }, 3)
		};
		assert!(of(vec![1, 2]).is_ok());
		for lie in [vec![4], vec![u64::MAX, u64::MAX]] {
			assert!(of(lie).unwrap_err().to_string().contains("3 were asked for"));
		}
	}

	#[test]
	fn numbers_should_be_named() {
		assert_eq!((tasks(1), tasks(2)), ("1 task".to_owned(), "2 tasks".to_owned()));
		assert_eq!((plural(1), plural(2)), ("", "s"));
	}
}
