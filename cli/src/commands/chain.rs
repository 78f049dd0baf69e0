// SPDX-License-Identifier: Apache-2.0

//! `bourse chain`.

use super::health;
use crate::{
	amount::thousands,
	args,
	chain::state::{self, name_of},
	error::Attempt,
	output::{span, table},
	params,
	session::Session,
};
use bourse_formats::Hash;
use serde_json::{json, Value as Json};

/// `bourse chain …`.
pub async fn run(session: &Session, command: args::ChainInfo) -> Attempt {
	match command {
		args::ChainInfo::Info => info(session).await,
		args::ChainInfo::Health => health::run(session).await,
		args::ChainInfo::Categories => categories(session).await,
	}
}

async fn info(session: &Session) -> Attempt {
	let chain = &session.chain;
	let name = chain.ask::<String>("system_name", params![]).await?;
	let version = chain.ask::<String>("system_version", params![]).await?;
	let network = chain.ask::<String>("system_chain", params![]).await?;
	let best = chain.best().await?;
	let last = chain.ask::<Hash>("chain_getFinalizedHead", params![]).await?;
	let last = chain.at(last).await?.block_number();
	let health = chain.ask::<Json>("system_health", params![]).await?;
	let peers = health["peers"].as_u64().unwrap_or_default();
	let genesis = chain.genesis();
	let json = json!({
		"url": chain.url, "node": name, "version": version, "chain": network,
		"genesis": format!("{genesis:?}"), "spec": best.spec_version(), "best": best.block_number(),
		"final": last, "peers": peers, "development": session.for_development,
	});
	session.terminal().answer(json, || {
		format!(
			"node     {name} {version} at {}\nchain    {network}, runtime {}\ngenesis  {genesis:?}\nblock    \
			 {}, final {}\npeers    {peers}",
			chain.url,
			best.spec_version(),
			thousands(best.block_number()),
			thousands(last)
		)
	})
}

async fn categories(session: &Session) -> Attempt {
	let at = session.chain.best().await?;
	let all = state::categories(&at).await?;
	let json = all.iter().map(|one| {
		json!({ "category": one.id, "name": name_of(&one.name), "timeRef": one.work_clock_time_ref })
	});
	session.terminal().answer(json.collect(), || {
		let rows = all.iter().map(|one| {
			let time_ref = one.work_clock_time_ref;
			[
				one.id.to_string(),
				name_of(&one.name),
				span(time_ref),
				span(time_ref.saturating_mul(10)),
			]
		});
		table([" category", "name", " time", " given up after"], rows)
	})
}
