// SPDX-License-Identifier: Apache-2.0

//! `bourse account statement --days`: what an account and its assets earned, spent and lost by the day, from a
//! node's index.

use crate::{
	amount::Rlc,
	error::{Error, Result},
	output::table,
	params, printable,
	session::Session,
};
use serde::Deserialize;
use serde_json::{json, Value as Json};

/// Entries of a page of the index, at most.
const PAGE: u32 = 100;
/// Most pages of assets that are read.
const MOST: u32 = 100;
/// Seconds of a day.
const DAY: u64 = 86_400;
/// Days from the first of March of the year 0 to the Unix epoch, and days of 400 years.
const EPOCH: u64 = 719_468;
const ERA: u64 = 146_097;

/// A page of the index.
#[derive(Deserialize)]
struct Page<T> {
	entries: Vec<T>,
	next: Option<String>,
}

/// A day of an account or an asset; amounts are nRLC as text.
#[derive(Deserialize)]
struct Day {
	time: u64,
	tasks: u64,
	earned: String,
	spent: String,
	lost: String,
}

/// An asset of an account.
#[derive(Deserialize)]
struct Asset {
	app: Option<u32>,
	dataset: Option<u32>,
	pool: Option<u32>,
	name: String,
}

impl Asset {
	/// How the index is asked for it, and its name.
	fn subject(&self) -> Option<(Json, String)> {
		let kinds = [("app", self.app), ("dataset", self.dataset), ("pool", self.pool)];
		let (kind, id) = kinds.into_iter().find_map(|(kind, id)| Some((kind, id?)))?;
		// A pool's name is its whole description.
		let name = self.name.lines().next().unwrap_or_default();
		Some((json!({ kind: id }), format!("{kind} {id} {}", printable::line(name))))
	}
}

/// A day as `2026-11-30`, from seconds of the Unix epoch.
fn date(time: u64) -> String {
	let days = time / DAY + EPOCH;
	let (era, day) = (days / ERA, days % ERA);
	let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
	let day = day - (365 * year + year / 4 - year / 100);
	// Of a year that begins in March.
	let month = (5 * day + 2) / 153;
	let day = day - (153 * month + 2) / 5 + 1;
	let (year, month) = match month {
		0..10 => (era * 400 + year, month + 3),
		_ => (era * 400 + year + 1, month - 9),
	};
	format!("{year:04}-{month:02}-{day:02}")
}

fn amount(text: &str) -> Result<Rlc> {
	let number = text.parse().map_err(|_| Error::new("the node's answer has a bad amount"))?;
	Ok(Rlc(number))
}

/// The assets that the account owns now.
async fn assets(session: &Session, owner: &str) -> Result<Vec<(Json, String)>> {
	let (mut found, mut after) = (Vec::new(), None::<String>);
	for _ in 0..MOST {
		let page = session
			.chain
			.ask::<Page<Asset>>("bourse_assetsOf", params![owner, after, PAGE])
			.await?;
		found.extend(page.entries.iter().filter_map(Asset::subject));
		after = page.next;
		if after.is_none() {
			break;
		}
	}
	Ok(found)
}

/// `bourse account statement --days`.
pub async fn run(session: &Session, account: Option<&str>, csv: bool, days: u32) -> Result {
	let who = session.account(account)?.to_string();
	let mut subjects = vec![(json!({ "account": who }), "account".to_owned())];
	subjects.extend(assets(session, &who).await?);
	let (mut all, mut rows) = (Vec::new(), Vec::new());
	for (subject, name) in subjects {
		let asked = params![subject, None::<String>, days.min(PAGE)];
		let page = session.chain.ask::<Page<Day>>("bourse_incomes", asked).await?;
		for Day { time, tasks, earned, spent, lost } in page.entries {
			let [earned, spent, lost] = [amount(&earned)?, amount(&spent)?, amount(&lost)?];
			all.push(json!({
				"day": date(time), "of": name, "tasks": tasks, "earned": earned.0.to_string(),
				"spent": spent.0.to_string(), "lost": lost.0.to_string(),
			}));
			rows.push((date(time), name.clone(), tasks, [earned, spent, lost]));
		}
	}
	// The latest day first, and in it the account before its assets.
	rows.sort_by(|(one, ..), (other, ..)| other.cmp(one));
	if csv {
		let mut text = "day,of,tasks,earned nRLC,spent nRLC,lost nRLC\n".to_owned();
		for (day, of, tasks, [earned, spent, lost]) in &rows {
			let of = of.replace('"', "\"\"");
			text += &format!("{day},\"{of}\",{tasks},{},{},{}\n", earned.0, spent.0, lost.0);
		}
		return session.terminal().answer(all.into(), || text);
	}
	let rows = rows.into_iter().map(|(day, of, tasks, [earned, spent, lost])| {
		[day, of, tasks.to_string(), earned.to_string(), spent.to_string(), lost.to_string()]
	});
	let rows = rows.collect::<Vec<_>>();
	session.terminal().answer(all.into(), || match rows.is_empty() {
		true => "nothing yet, as far as the node's index goes back".into(),
		false => table(["day", "of", " tasks", " earned", " spent", " lost"], rows),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn days_should_have_their_dates() {
		let days = [
			(0, "1970-01-01"),
			(DAY * 59 - 1, "1970-02-28"),
			(DAY * 59, "1970-03-01"),
			(951_782_400, "2000-02-29"),
			(951_868_800, "2000-03-01"),
			(1_735_603_200, "2024-12-31"),
			(1_796_083_199, "2026-11-30"),
			(4_107_542_400, "2100-03-01"),
		];
		for (time, shown) in days {
			assert_eq!(date(time), shown, "{time}");
		}
	}

	#[test]
	fn assets_should_be_named_by_kind_and_number() {
		let asset = json!({ "pool": 3, "owner": "5F", "name": "home\nof", "tags": [] });
		let asset = serde_json::from_value::<Asset>(asset).expect("it is read");
		assert_eq!(asset.subject(), Some((json!({ "pool": 3 }), "pool 3 home".into())));
	}
}
