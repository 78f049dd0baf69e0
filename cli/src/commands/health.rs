// SPDX-License-Identifier: Apache-2.0

//! `bourse chain health`: whether blocks are made and become final, and who makes them.

use super::buy::now;
use crate::{
	amount::thousands,
	chain::{staking, state},
	error::Attempt,
	output::span,
	params,
	session::Session,
};
use bourse_formats::Hash;
use serde_json::{json, Value as Json};

/// `bourse chain health`.
pub async fn run(session: &Session) -> Attempt {
	let chain = &session.chain;
	let best = chain.best().await?;
	let number = best.block_number();
	let age = now().saturating_sub(state::now(&best).await?);
	let last = chain.ask::<Hash>("chain_getFinalizedHead", params![]).await?;
	let last = chain.at(last).await?.block_number();
	let behind = number.saturating_sub(last);
	let health = chain.ask::<Json>("system_health", params![]).await?;
	let peers = health["peers"].as_u64().unwrap_or_default();
	let is_syncing = health["isSyncing"].as_bool().unwrap_or_default();
	let era = staking::era(&best).await?;
	let points = staking::points(&best, era.index).await?;
	let validators = staking::validators(&best).await?;
	let all = validators.len();
	let made = validators.iter().filter(|who| points.of(who) > 0).count();
	let json = json!({
		"best": number, "ageSeconds": age, "final": last, "behind": behind, "peers": peers,
		"isSyncing": is_syncing, "era": era.index, "validators": all, "madeBlocks": made,
	});
	session.terminal().answer(json, || {
		let step = if is_syncing { "fetching blocks" } else { "in step" };
		format!(
			"best        {}, {} old\nfinal       {}, {behind} blocks behind\npeers       {peers}, the node \
			 is {step}\nvalidators  {made} of {all} have made blocks in era {}",
			thousands(number),
			span(age),
			thousands(last),
			era.index
		)
	})
}
