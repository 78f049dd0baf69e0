// SPDX-License-Identifier: Apache-2.0

//! A job, from what was typed: names become numbers, files become checksums.

use crate::{
	amount::Rlc,
	args::JobArgs,
	chain::{
		book::{Job, Limits, Quote},
		state, At,
	},
	error::{Attempt, Error},
	files::{self, Upload},
	names::{self, Found, Names},
	output::{span, table},
	params::{self, Given},
	session::Session,
};
use std::path::Path;

/// A job, ready to be asked for.
pub struct Prepared {
	/// What the chain is asked for.
	pub job: Job,
	/// The app.
	pub app: Found<state::App>,
	/// The dataset.
	pub dataset: Option<Found<state::Dataset>>,
	/// Highest prices.
	pub limits: Limits,
	/// Files that the node's store needs first.
	pub uploads: Vec<Upload>,
}

/// Everything but the params, which may be of one task or of many.
async fn without_params(session: &Session, at: &At, args: &JobArgs) -> Attempt<Prepared> {
	let names = Names::new(session.config(), at, session.for_development);
	if Path::new(&args.app).is_file() && args.app.contains(['.', '/']) {
		let file = &args.app;
		return Err(Error::new(format!("{file} is a file, and no registered app")).cure(format!(
			"`bourse app publish {file} --private` registers it, then run it by its name"
		)));
	}
	let stdin = args.stdin.as_deref().and_then(|stdin| stdin.split('/').next());
	if stdin == Some("dataset") && args.dataset.is_none() {
		return Err(
			Error::new("stdin reads the dataset, and there is none").cure("--dataset names one")
		);
	}
	let app = names.app(&args.app).await?;
	let dataset = match &args.dataset {
		Some(dataset) => Some(names.dataset(dataset).await?),
		None => None,
	};
	let category = names.category(&args.category).await?.id;
	let mut pools = Vec::new();
	for pool in &args.pool {
		pools.push(names.pool(pool).await?.id);
	}
	let account =
		|text: &Option<String>| text.as_deref().map(|text| names.account(text)).transpose();
	let mut limits = Limits::default();
	if let Some(price) = args.max_price {
		// The book has prices of four digits: the highest that is not above.
		limits.pool = session.chain.valid_prices(price).await?.0;
	}
	let job = Job {
		app: app.id,
		dataset: dataset.as_ref().map(|dataset| dataset.id),
		volume: args.tasks,
		category,
		trust: args.trust,
		tag: names::tag(&args.tag)?,
		pools,
		params: String::new(),
		beneficiary: account(&args.beneficiary)?,
		callback: account(&args.callback)?,
		group: args.group,
	};
	Ok(Prepared { job, app, dataset, limits, uploads: Vec::new() })
}

/// A job whose tasks are all alike.
pub async fn prepare(session: &Session, at: &At, args: &JobArgs) -> Attempt<Prepared> {
	let mut prepared = without_params(session, at, args).await?;
	prepared.job.params = match &args.params {
		Some(params) => {
			let params = params::typed(params)?;
			// The node refuses what a worker would, in a worker's words.
			let request = serde_json::json!({
				"app": prepared.job.app, "volume": prepared.job.volume, "params": params,
			});
			let asked = crate::params![request];
			session.chain.ask::<serde_json::Value>("bourse_quote", asked).await?;
			params
		},
		None => {
			let (mut inputs, mut uploads) = (Vec::new(), Vec::new());
			for file in &args.file {
				let (input, upload) = files::input(&session.chain, file).await?;
				inputs.push(input);
				uploads.extend(upload);
			}
			prepared.uploads = uploads;
			let given = Given { args: args.args.clone(), inputs };
			params::alike(given, args.stdin.as_deref(), args.tasks)?
		},
	};
	Ok(prepared)
}

/// A job whose tasks have params of their own.
pub async fn prepare_each(
	session: &Session,
	at: &At,
	args: &JobArgs,
	own: &[Given],
) -> Attempt<Prepared> {
	let mut prepared = without_params(session, at, args).await?;
	prepared.job.volume = own.len() as u64;
	prepared.job.params = params::each(own, args.stdin.as_deref())?;
	Ok(prepared)
}

impl Prepared {
	/// The quote in words: a line for each price, and one for all.
	pub fn lines(&self, quote: &Quote, pools: &[(u32, String)], most_back: Option<Rlc>) -> String {
		let tasks = u128::from(quote.volume.max(1));
		let mut rows = vec![[
			format!("{} (app {})", self.app.shown, self.app.id),
			Rlc(quote.app_price).to_string(),
			String::new(),
		]];
		if let Some(dataset) = &self.dataset {
			let name = format!("{} (dataset {})", dataset.shown, dataset.id);
			rows.push([name, Rlc(quote.dataset_price).to_string(), String::new()]);
		}
		for offer in &quote.offers {
			let name = pools.iter().find(|(id, _)| *id == offer.pool);
			let name =
				name.map_or_else(|| format!("pool {}", offer.pool), |(_, name)| name.clone());
			let listed = match offer.listed {
				true => "listed",
				false => "unlisted: nobody vouches for its workers",
			};
			let starts = match offer.starts_within {
				Some(0) => "starts now".to_owned(),
				Some(most) => format!("starts within {}", span(most)),
				None => "waits: the pool has no slot".to_owned(),
			};
			let count = match quote.volume {
				1 => String::new(),
				_ => format!("{} tasks, ", offer.volume),
			};
			rows.push([format!("{name} ({count}{listed})"), Rlc(offer.price).to_string(), starts]);
		}
		let back = most_back.filter(|back| back.0 > 0);
		let back = back
			.map_or_else(String::new, |back| format!("up to {} come back", Rlc(back.0 / tasks)));
		rows.push(["task fee".into(), Rlc(quote.task_fee).to_string(), back]);
		table(["", " ", ""], rows).lines().skip(1).collect::<Vec<_>>().join("\n")
	}
}

/// Names of the pools of a quote's offers.
pub async fn pool_names(at: &At, quote: &Quote) -> Attempt<Vec<(u32, String)>> {
	let mut named = Vec::<(u32, String)>::new();
	for offer in &quote.offers {
		if !named.iter().any(|(id, _)| *id == offer.pool) {
			let name = names::pool_name(&state::pool(at, offer.pool).await?.asset.name);
			let name = match name.is_empty() {
				true => format!("pool {}", offer.pool),
				false => format!("{name} (pool {})", offer.pool),
			};
			named.push((offer.pool, name));
		}
	}
	Ok(named)
}

/// Most of the fees that comes back when all goes well; unknown to nodes that can't tell.
pub async fn most_back(session: &Session, prepared: &Prepared, quote: &Quote) -> Option<Rlc> {
	let offer = quote.offers.first()?;
	let mut params = subxt::rpcs::client::RpcParams::new();
	params.push(prepared.job.trust).ok()?;
	params.push(quote.volume).ok()?;
	for price in [offer.price, quote.app_price, quote.dataset_price] {
		params.push(price.to_string()).ok()?;
	}
	params.push(offer.pool).ok()?;
	let fees = session.chain.ask::<serde_json::Value>("bourse_quoteFees", params).await.ok()?;
	fees.get("mostBack")?.as_str()?.parse().ok().map(Rlc)
}
