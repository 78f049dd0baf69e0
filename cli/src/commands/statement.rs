// SPDX-License-Identifier: Apache-2.0

//! `bourse account statement`: what days brought an account, by the node's index, or what blocks did, from the
//! events of those that the node still has.

use crate::{
	amount::Rlc,
	chain::{
		state::{self, name_of, Common},
		views::Income,
		At,
	},
	error::{Attempt, Error},
	output::table,
	params,
	session::Session,
};
use bourse_formats::Hash;
use scale_decode::DecodeAsType;
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Seconds of a block.
const BLOCK: u64 = 2;
/// Seconds of a day.
const DAY: u64 = 86_400;

/// A line of a statement.
struct Line {
	block: u64,
	time: u64,
	event: String,
	amount: Rlc,
}

/// `bourse account statement`.
pub async fn run(
	session: &Session,
	account: Option<&str>,
	csv: bool,
	days: u32,
	hours: Option<u32>,
) -> Attempt {
	let who = session.account(account)?;
	if let Some(hours) = hours {
		return of_hours(session, &who, csv, hours).await;
	}
	let at = session.chain.best().await?;
	let since = state::now(&at).await?.saturating_sub(u64::from(days) * DAY);
	let mut found = Vec::new();
	for (subject, name) in subjects(&at, &who).await? {
		let Some(incomes) = session.chain.incomes(&subject, since).await? else {
			let hint = "this node keeps no index (--index): what follows is the last hour, from its blocks";
			session.terminal().say(hint);
			return of_hours(session, &who, csv, 1).await;
		};
		found.extend(incomes.into_iter().map(|day| (name.clone(), day)));
	}
	// Of a day the account first, then its assets.
	found.sort_by_key(|(_, day)| day.time);
	of_days(session, &found, csv, days)
}

/// The account, and the assets that it owns: how the index is asked for each, and how people read it.
async fn subjects(at: &At, who: &AccountId32) -> Attempt<Vec<(Json, String)>> {
	let mut found = vec![(json!({ "account": who.to_string() }), "account".to_owned())];
	let mut add = |kind: &str, asset: &Common| {
		if asset.owner == *who {
			// A pool's name is its description, of which the first line is for this.
			let name = asset.name.split(|byte| *byte == b'\n').next().unwrap_or_default();
			let shown = format!("{kind} {} ({})", asset.id, name_of(name));
			found.push((json!({ kind: asset.id }), shown));
		}
	};
	for app in state::apps(at).await? {
		add("app", &app.asset);
	}
	for dataset in state::datasets(at).await? {
		add("dataset", &dataset.asset);
	}
	for pool in state::pools(at).await? {
		add("pool", &pool.asset);
	}
	Ok(found)
}

/// The date of a time, as 2026-11-30 (UTC).
fn date(time: u64) -> String {
	// Years begin in March, so that a leap day is the last; 719,468 days are before that of 1970.
	let days = time / DAY + 719_468;
	let (era, day) = (days / 146_097, days % 146_097);
	let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
	let of_year = day - (365 * year + year / 4 - year / 100);
	let month = (5 * of_year + 2) / 153;
	let of_month = of_year - (153 * month + 2) / 5 + 1;
	let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
	format!("{:04}-{month:02}-{of_month:02}", era * 400 + year + next)
}

fn of_days(session: &Session, found: &[(String, Income)], csv: bool, days: u32) -> Attempt {
	let rows = found.iter().map(|(of, day)| {
		json!({
			"time": day.time, "of": of, "tasks": day.tasks, "earned": day.earned.0.to_string(),
			"spent": day.spent.0.to_string(), "lost": day.lost.0.to_string(),
		})
	});
	session.terminal().answer(rows.collect(), || {
		if csv {
			let line = |(of, day): &(String, Income)| {
				let Income { time, tasks, earned, spent, lost } = day;
				let (day, of) = (date(*time), of.replace('"', "\"\""));
				format!("{day},\"{of}\",{tasks},{},{},{}\n", earned.0, spent.0, lost.0)
			};
			let lines = found.iter().map(line).collect::<String>();
			return format!("day,of,tasks,earned nRLC,spent nRLC,lost nRLC\n{lines}");
		}
		let shown = found.iter().map(|(of, day)| {
			let amounts = [day.earned, day.spent, day.lost].map(|amount| amount.to_string());
			let [earned, spent, lost] = amounts;
			[date(day.time), of.clone(), day.tasks.to_string(), earned, spent, lost]
		});
		match found.is_empty() {
			true => format!("nothing in the last {days} days"),
			false => table(["day", "of", " tasks", " earned", " spent", " lost"], shown),
		}
	})
}

/// What the blocks of so many hours brought.
async fn of_hours(session: &Session, who: &AccountId32, csv: bool, hours: u32) -> Attempt {
	let best = session.chain.best().await?;
	let span = u64::from(hours) * 3_600 / BLOCK;
	let first = best.block_number().saturating_sub(span).max(1);
	let mut progress = session.terminal().progress();
	let mut lines = Vec::new();
	for number in first..=best.block_number() {
		if number % 100 == 0 {
			progress.step(format!("block {number} of {}", best.block_number()));
		}
		let hash = session.chain.ask::<Option<Hash>>("chain_getBlockHash", params![number]).await?;
		let Some(hash) = hash else { continue };
		let at = session.chain.at(hash).await?;
		lines.extend(of_block(&at, who).await?);
	}
	progress.end("");
	let rows = lines.iter().map(|line| {
		json!({
			"block": line.block, "time": line.time, "event": line.event,
			"amount": line.amount.0.to_string(),
		})
	});
	if csv {
		let mut text = "block,time,event,nRLC\n".to_owned();
		for Line { block, time, event, amount } in &lines {
			text += &format!("{block},{time},{event},{}\n", amount.0);
		}
		return session.terminal().answer(rows.collect(), || text);
	}
	let shown = lines
		.iter()
		.map(|line| [line.block.to_string(), line.event.clone(), line.amount.to_string()]);
	session.terminal().answer(rows.collect(), || match lines.is_empty() {
		true => format!("nothing in the last {hours} h"),
		false => table([" block", "event", " amount"], shown),
	})
}

/// A movement of one account.
#[derive(DecodeAsType)]
struct Simple {
	who: AccountId32,
	amount: u128,
}

/// What ended a task, for all its accounts.
#[derive(DecodeAsType)]
struct Settled {
	moves: Vec<Move>,
}

/// A movement of a settlement. What goes to the kitty or comes from it is nobody's.
#[derive(DecodeAsType)]
enum Move {
	Unlocked { who: AccountId32, amount: u128 },
	Seized { who: AccountId32, amount: u128 },
	Rewarded { who: AccountId32, amount: u128 },
	KittyDrawn,
	KittyFilled,
}

impl Move {
	/// Its name, account and amount; `None` for those of the kitty.
	fn of_account(&self) -> Option<(&'static str, AccountId32, u128)> {
		match *self {
			Self::Unlocked { who, amount } => Some(("Unlocked", who, amount)),
			Self::Seized { who, amount } => Some(("Seized", who, amount)),
			Self::Rewarded { who, amount } => Some(("Rewarded", who, amount)),
			Self::KittyDrawn | Self::KittyFilled => None,
		}
	}
}

/// What the ledger's events of a block say of the account.
async fn of_block(at: &At, who: &AccountId32) -> Attempt<Vec<Line>> {
	let events = at.events().fetch().await;
	let events = events.map_err(|error| {
		Error::new(format!("the node has no state of block {} ({error})", at.block_number()))
			.cure("ask for fewer --hours, or an archive node")
	})?;
	let other_form = |error: subxt::error::EventsError| {
		Error::new(format!("the ledger's events have another form: {error}"))
			.cure("`bourse` and the chain's runtime are of different versions")
	};
	let mut moves = Vec::<(String, u128)>::new();
	for event in events.iter() {
		let event = event.map_err(other_form)?;
		match (event.pallet_name(), event.event_name()) {
			("Escrow", "Settled") => {
				let settled = event.decode_fields_unchecked_as::<Settled>().map_err(other_form)?;
				let ours = settled.moves.iter().filter_map(Move::of_account);
				let ours = ours.filter(|(_, of, _)| of == who);
				moves.extend(ours.map(|(name, _, amount)| (name.to_owned(), amount)));
			},
			("Escrow", name @ ("Deposited" | "Withdrawn" | "Locked" | "Unlocked")) => {
				let simple = event.decode_fields_unchecked_as::<Simple>().map_err(other_form)?;
				if simple.who == *who {
					moves.push((name.to_owned(), simple.amount));
				}
			},
			_ => (),
		}
	}
	if moves.is_empty() {
		return Ok(Vec::new());
	}
	let (block, time) = (at.block_number(), state::now(at).await?);
	let line = |(event, amount)| Line { block, time, event, amount: Rlc(amount) };
	Ok(moves.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dates_should_be_those_of_the_calendar() {
		for (day, expected) in [
			(0, "1970-01-01"),
			(59, "1970-03-01"),
			(11_016, "2000-02-29"),
			(11_017, "2000-03-01"),
			(20_787, "2026-11-30"),
			(47_540, "2100-02-28"),
			(47_541, "2100-03-01"),
		] {
			assert_eq!(date(day * DAY + 3_600), expected);
		}
	}
}
