// SPDX-License-Identifier: Apache-2.0

//! `bourse order sign`, `match` and `close`: signed orders, which rest nowhere (docs/orders.md).

use super::buy;
use crate::{
	amount::Rlc,
	args::{self, Signed, Stand},
	chain::{
		book::Matched,
		signed::{Orders, SignedOrder},
		state, variant, Arg, At,
	},
	error::{Attempt, Error, While},
	files::Upload,
	job,
	names::{self, Names},
	session::Session,
};
use bourse_formats::Hash;
use serde_json::json;
use std::{fs, path::Path};
use subxt::utils::AccountId32;

/// Largest file of an order, in bytes.
const MAX_FILE: u64 = 64 << 10;

/// An order that is to be signed.
struct Draft {
	/// Its variant.
	kind: &'static str,
	/// What has to be right: the epoch is its own.
	of: Arg,
	/// Its fields.
	order: Vec<(&'static str, Arg)>,
	/// Who alone may pay.
	payer: Option<AccountId32>,
	/// Any node may match it.
	broker: bool,
	/// What is asked before.
	question: String,
	/// Files that the node needs first.
	uploads: Vec<Upload>,
	/// Stake that the requester needs at the match.
	needed: Rlc,
}

impl Draft {
	/// An offer.
	fn offer(
		kind: &'static str,
		of: Arg,
		order: Vec<(&'static str, Arg)>,
		question: String,
	) -> Self {
		let (payer, broker, uploads, needed) = (None, false, Vec::new(), Rlc(0));
		Self { kind, of, order, payer, broker, question, uploads, needed }
	}
}

/// `bourse order sign …`.
pub async fn sign(session: &Session, what: Signed) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	let (draft, stand) = match what {
		Signed::App { app, offer, tasks, stand } => {
			(of_app(session, &names, &app, &offer, tasks).await?, stand)
		},
		Signed::Dataset { dataset, offer, app, tasks, stand } => {
			let app = app.as_deref();
			(of_dataset(session, &names, &dataset, &offer, (app, tasks)).await?, stand)
		},
		Signed::Pool { pool, price, tasks, category, trust, tag, only, stand } => {
			let pool = names.pool(&pool).await?;
			let category = names.category(&category).await?.id;
			let only = only.as_deref().map(|only| session.account(Some(only))).transpose()?;
			let order = vec![
				("workerpool", pool.id.into()),
				("price", price.0.into()),
				("volume", tasks.into()),
				("tag", names::tag(&tag)?.into()),
				("category", category.into()),
				("trust", wide(trust)),
				("app_restrict", anybody()),
				("dataset_restrict", anybody()),
				("requester_restrict", account(only)),
				("salt", salt()?),
			];
			let question = format!("Offer {tasks} tasks of {} at {price} each?", pool.shown);
			let of = variant("Workerpool", pool.id);
			(Draft::offer("BoundWorkerpool", of, order, question), stand)
		},
		Signed::Request { job, app_max_price, dataset_max_price, payer, broker, stand } => {
			let mut draft =
				of_request(session, &at, &job, (app_max_price, dataset_max_price)).await?;
			draft.payer = payer.as_deref().map(|payer| session.account(Some(payer))).transpose()?;
			draft.broker = broker;
			(draft, stand)
		},
	};
	finish(session, &at, draft, &stand).await
}

async fn of_app(
	session: &Session,
	names: &Names<'_>,
	app: &str,
	offer: &args::Offer,
	tasks: u64,
) -> Attempt<Draft> {
	let app = names.app(app).await?;
	let order = vec![
		("app", app.id.into()),
		("price", offer.price.0.into()),
		("volume", tasks.into()),
		("tag", 0u64.into()),
		("dataset_restrict", anybody()),
		("workerpool_restrict", pool_of(names, offer.pool.as_deref()).await?),
		("requester_restrict", requester(session, offer)?),
		("salt", salt()?),
	];
	let question =
		format!("Offer app {} ({}) for {tasks} tasks at {} each?", app.id, app.shown, offer.price);
	Ok(Draft::offer("BoundApp", variant("App", app.id), order, question))
}

async fn of_dataset(
	session: &Session,
	names: &Names<'_>,
	dataset: &str,
	offer: &args::Offer,
	(app, tasks): (Option<&str>, u64),
) -> Attempt<Draft> {
	let dataset = names.dataset(dataset).await?;
	let app = match app {
		Some(app) => variant("Only", variant("App", names.app(app).await?.id)),
		None => anybody(),
	};
	let order = vec![
		("dataset", dataset.id.into()),
		("price", offer.price.0.into()),
		("volume", tasks.into()),
		("tag", 0u64.into()),
		("app_restrict", app),
		("workerpool_restrict", pool_of(names, offer.pool.as_deref()).await?),
		("requester_restrict", requester(session, offer)?),
		("salt", salt()?),
	];
	let (id, shown, price) = (dataset.id, dataset.shown, offer.price);
	let question = format!("Offer dataset {id} ({shown}) for {tasks} tasks at {price} each?");
	Ok(Draft::offer("BoundDataset", variant("Dataset", id), order, question))
}

/// A request, with highest prices of app and dataset.
async fn of_request(
	session: &Session,
	at: &At,
	args: &args::JobArgs,
	(app_max, dataset_max): (Option<Rlc>, Option<Rlc>),
) -> Attempt<Draft> {
	let prepared = job::prepare(session, at, args).await?;
	let Some(price) = args.max_price else {
		let what = "a signed request needs its highest price";
		return Err(Error::new(what).cure("--max-price RLC"));
	};
	let job = &prepared.job;
	let pool = match job.pools.as_slice() {
		[] => anybody(),
		[pool] => variant("Only", variant("Workerpool", *pool)),
		_ => {
			return Err(Error::new("a signed request is for one pool, or for any")
				.cure("give one --pool, or none"));
		},
	};
	if job.group.is_some() {
		return Err(Error::new("a signed request names no group").cure("leave out --group"));
	}
	let who = session.account(None)?;
	let posted = |price: Option<Rlc>| price.unwrap_or(Rlc(0));
	let app_max = app_max.unwrap_or_else(|| posted(prepared.app.of.price()));
	let of_dataset = prepared.dataset.as_ref().map(|dataset| dataset.of.price());
	let dataset_max = dataset_max.unwrap_or_else(|| posted(of_dataset.flatten()));
	let order = vec![
		("app", job.app.into()),
		("app_max_price", app_max.0.into()),
		("dataset", job.dataset.into()),
		("dataset_max_price", dataset_max.0.into()),
		("workerpool_restrict", pool),
		("workerpool_max_price", price.0.into()),
		("requester", who.into()),
		("volume", job.volume.into()),
		("tag", job.tag.into()),
		("category", job.category.into()),
		("trust", wide(job.trust.into())),
		("beneficiary", job.beneficiary.unwrap_or(who).into()),
		("callback", job.callback.into()),
		("params", Arg::Text(job.params.clone())),
		("salt", salt()?),
	];
	// Whatever strangers ask for: their prices are in it.
	let each = app_max.0.saturating_add(dataset_max.0).saturating_add(price.0);
	let (tasks, each) = (job.volume, Rlc(each));
	let question =
		format!("Ask for {tasks} tasks of {} at {each} each and fees?", prepared.app.shown);
	Ok(Draft {
		needed: Rlc(each.0.saturating_mul(tasks.into())),
		uploads: prepared.uploads,
		..Draft::offer("BoundRequest", variant("Account", who), order, question)
	})
}

/// Signs, prints and sends an order.
async fn finish(session: &Session, at: &At, draft: Draft, stand: &Stand) -> Attempt {
	let Draft { kind, of, order, payer, broker, question, uploads, needed } = draft;
	let end = match stand.hours {
		Some(hours) => Some(session.until(hours).await?),
		None => None,
	};
	let epoch = state::epoch(at, of).await?;
	let bounds = Arg::Record(vec![
		("until", end.into()),
		("epoch", epoch.into()),
		("payer", payer.into()),
		("broker", broker.into()),
	]);
	let order = Arg::Record(order);
	let mut json = json!({ "kind": kind, "terms": order.json(), "bounds": bounds.json() });
	if session.is_dry() {
		session.terminal().answer(json.clone(), || format!("{json:#}"))?;
		session.terminal().say("A dry run: nothing was signed.");
		return Ok(());
	}
	if !uploads.is_empty() {
		session.chain.takes_files().await?;
	}
	session.terminal().confirm(&question)?;
	let signer = session.signer()?;
	buy::upload(session, &signer, &uploads, Rlc(0)).await?;
	let signed = session.chain.sign_order(&signer, kind, order, bounds).await?;
	if stand.publish {
		session.chain.publish_order(&signed).await?;
		session.terminal().say(format!("{:?} travels between nodes", signed.hash));
	}
	json["hash"] = json!(signed.hash);
	json["order"] = json!(signed.order);
	json["signature"] = json!(signed.signature);
	session.terminal().answer(json.clone(), || format!("{json:#}"))?;
	if needed.0 > 0 && payer.is_none() {
		let hint = format!("a match locks up to {needed}, and fees, of your free stake");
		session.terminal().say(hint);
	}
	Ok(())
}

/// A signed order from its file, or by the hash of one that travels.
async fn read(session: &Session, name: &str) -> Attempt<SignedOrder> {
	let digits = name.strip_prefix("0x").unwrap_or_default();
	let signed = if digits.len() == 64 && !Path::new(name).exists() {
		let mut hash = Hash::default();
		hex::decode_to_slice(digits, &mut hash.0).during(name)?;
		session.chain.travelling_order(hash).await?
	} else {
		let size = fs::metadata(name).during(name)?.len();
		if size > MAX_FILE {
			return Err(Error::new(format!("{name} is no order: it has {size} bytes")));
		}
		let text = fs::read_to_string(name).during(name)?;
		serde_json::from_str::<SignedOrder>(&text).map_err(|error| {
			Error::new(format!("{name} is no signed order ({error})"))
				.cure("`bourse order sign … > FILE` makes one")
		})?
	};
	signed.check(session.chain.genesis())?;
	Ok(signed)
}

/// `bourse order match`: orders of app, pool and requester.
pub async fn make_deal(
	session: &Session,
	[app, pool, request]: [&String; 3],
	dataset: Option<&str>,
	pay: bool,
) -> Attempt {
	let dataset = match dataset {
		Some(dataset) => Some(read(session, dataset).await?),
		None => None,
	};
	let app = read(session, app).await?;
	let (pool, request) = (read(session, pool).await?, read(session, request).await?);
	let orders = Orders { app, dataset, pool, request };
	let call = orders.call(&session.chain.best().await?, pay)?;
	let question = match pay {
		true => "Match these orders, and pay?",
		false => "Match these orders?",
	};
	let Some(events) = session.send(&[call], question).await? else { return Ok(()) };
	let Matched { deal, volume } = events.first("Market", "OrdersMatched")?;
	let json = json!({ "deal": format!("{deal:?}"), "tasks": volume });
	session.terminal().answer(json, || format!("deal {deal:?} of {volume} tasks"))
}

/// `bourse order close`.
pub async fn close(session: &Session, name: &str) -> Attempt {
	let signed = read(session, name).await?;
	let call = signed.close(&session.chain.best().await?)?;
	let question = format!("Close the order {:?} for good?", signed.hash);
	session.act(&[call], &question).await.map(drop)
}

fn anybody() -> Arg {
	Arg::Unit("Anybody")
}

/// Only this account, or anybody.
fn account(only: Option<AccountId32>) -> Arg {
	only.map_or_else(anybody, |only| variant("Only", variant("Account", only)))
}

/// Whom an offer is for.
fn requester(session: &Session, offer: &args::Offer) -> Attempt<Arg> {
	let only = offer.only.as_deref().map(|only| session.account(Some(only))).transpose()?;
	Ok(match offer.group {
		Some(group) => variant("Group", group),
		None => account(only),
	})
}

/// The only pool that may compute, or any.
async fn pool_of(names: &Names<'_>, pool: Option<&str>) -> Attempt<Arg> {
	Ok(match pool {
		Some(pool) => variant("Only", variant("Workerpool", names.pool(pool).await?.id)),
		None => anybody(),
	})
}

/// A number of 256 bits, by its four parts.
fn wide(number: u64) -> Arg {
	Arg::List(vec![number.into(), 0u64.into(), 0u64.into(), 0u64.into()])
}

/// What tells equal orders apart.
fn salt() -> Attempt<Arg> {
	let mut salt = [0; 32];
	getrandom::fill(&mut salt).during("the system gives no randomness")?;
	Ok(salt.into())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn restrictions_should_be_of_one_account_or_none() {
		assert_eq!(account(None).json(), json!("Anybody"));
		let who = AccountId32([7; 32]);
		let expected = json!({ "Only": { "Account": who.to_string() } });
		assert_eq!(account(Some(who)).json(), expected);
	}

	#[test]
	fn wide_numbers_should_have_four_parts_the_lowest_first() {
		assert_eq!(wide(5).json(), json!([5, 0, 0, 0]));
	}

	#[test]
	fn salts_should_differ() {
		assert_ne!(salt().expect("there is randomness"), salt().expect("there is randomness"));
	}
}
