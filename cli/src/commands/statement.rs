// SPDX-License-Identifier: Apache-2.0

//! `bourse account statement`: what blocks brought an account, from the events of those that the node still has.

use crate::{
	amount::Rlc,
	chain::{state, At},
	error::{Error, Result},
	output::table,
	params,
	session::Session,
};
use bourse_formats::Hash;
use serde_json::json;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

/// Seconds of a block.
const BLOCK: u64 = 2;

/// A line of a statement.
struct Line {
	block: u64,
	time: u64,
	event: String,
	amount: Rlc,
}

/// `bourse account statement`.
pub async fn run(session: &Session, account: Option<&str>, csv: bool, hours: u32) -> Result {
	let who = session.account(account)?;
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
		lines.extend(of_block(&at, &who).await?);
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
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Simple {
	who: AccountId32,
	amount: u128,
}

/// What ended a task, for all its accounts.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Settled {
	moves: Vec<Move>,
}

/// A movement of a settlement. What goes to the kitty or comes from it is nobody's.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
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
async fn of_block(at: &At, who: &AccountId32) -> Result<Vec<Line>> {
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
