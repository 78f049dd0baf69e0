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
use subxt::{
	dynamic::{At as _, Value},
	utils::AccountId32,
};

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

/// The ledger's events of a block that name the account and an amount.
async fn of_block(at: &At, who: &AccountId32) -> Result<Vec<Line>> {
	let events = at.events().fetch().await;
	let events = events.map_err(|error| {
		Error::new(format!("the node has no state of block {} ({error})", at.block_number()))
			.cure("ask for fewer --hours, or an archive node")
	})?;
	let account = Value::from_bytes(who.0);
	let mut lines = Vec::new();
	for event in events.iter() {
		let event = event.map_err(|error| Error::new(error.to_string()))?;
		if event.pallet_name() != "Escrow" {
			continue;
		}
		let fields = event
			.decode_fields_unchecked_as::<subxt::ext::scale_value::Composite<()>>()
			.map_err(|error| Error::new(error.to_string()))?;
		// An account is 32 bytes, inside of its own type or not.
		let is_ours =
			fields.values().any(|value| *value == account || value.at(0) == Some(&account));
		let amount = fields.at("amount").and_then(Value::as_u128);
		if let (true, Some(amount)) = (is_ours, amount) {
			let time = state::now(at).await?;
			let event = event.event_name().to_owned();
			lines.push(Line { block: at.block_number(), time, event, amount: Rlc(amount) });
		}
	}
	Ok(lines)
}
