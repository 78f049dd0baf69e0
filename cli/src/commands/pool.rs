// SPDX-License-Identifier: Apache-2.0

//! `bourse pool`.

use super::app::{about, matches, Registered};
use crate::{
	amount::{thousands, Rlc},
	args,
	chain::{
		state::{self, name_of},
		Arg, Call,
	},
	error::{Attempt, Error},
	names::{pool_name, Names},
	output::table,
	printable,
	session::Session,
};
use bourse_formats::protocol::SCHEDULER_STAKE_PERCENT;
use serde_json::json;

/// Ticks by which a supply's price moves at most, and the seconds between two changes.
const STEP: u128 = 100;
const EVERY: u128 = 300;

/// `bourse pool …`.
pub async fn run(session: &Session, command: args::Pool) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	match command {
		args::Pool::List { text } => list(session, text.as_deref()).await,
		args::Pool::Count => {
			let count = state::count(&at, "pools").await?;
			session.terminal().answer(json!(count), || count.to_string())
		},
		args::Pool::Show { pool } => show(session, &pool).await,
		args::Pool::Create { description, open } => create(session, description, open).await,
		args::Pool::Offer { pool, supply, listed, number, end } => {
			let pool = names.pool(&pool).await?;
			let rule = match end {
				true => None,
				false => Some(rule(session, &names, pool.id, &supply, listed).await?),
			};
			let question = match end {
				true => format!("End the supply {number} of {}?", pool.shown),
				false => format!(
					"Keep {} tasks of {} on offer, from {} each, and answer for them with your stake?",
					supply.tasks, pool.shown, supply.price
				),
			};
			let args =
				vec![("pool", pool.id.into()), ("number", number.into()), ("rule", rule.into())];
			session.send(&[Call::new("Book", "set_supply", args)], &question).await.map(drop)
		},
		args::Pool::Accept { worker } => of_worker(session, "accept", "Accept", &worker).await,
		args::Pool::Expel { worker } => of_worker(session, "expel", "Dismiss", &worker).await,
		args::Pool::Invite { pool, account } => {
			let pool = names.pool(&pool).await?;
			let who = session.account(Some(&account))?;
			let args = vec![("pool", pool.id.into()), ("who", who.into())];
			let question = format!("Invite {} to {}?", session.shown(&who), pool.shown);
			session.send(&[Call::new("Pools", "invite", args)], &question).await.map(drop)
		},
		args::Pool::Transfer { pool, to } => {
			let pool = names.pool(&pool).await?;
			let to = session.account(Some(&to))?;
			let args = vec![("id", pool.id.into()), ("to", to.into())];
			let question = format!("Give {} to {}?", pool.shown, session.shown(&to));
			let call = Call::new("Registry", "transfer_workerpool", args);
			session.send(&[call], &question).await.map(drop)
		},
	}
}

async fn of_worker(session: &Session, call: &'static str, verb: &str, worker: &str) -> Attempt {
	let worker = session.account(Some(worker))?;
	let question = format!("{verb} {}?", session.shown(&worker));
	let call = Call::new("Pools", call, vec![("worker", worker.into())]);
	session.send(&[call], &question).await.map(drop)
}

/// A price of the book, or the two nearest.
pub async fn price(session: &Session, price: Rlc) -> Attempt<Rlc> {
	let (below, above) = session.chain.valid_prices(price).await?;
	match below == price || above == price {
		true => Ok(price),
		false => Err(Error::new(format!("{price} has more than four digits that count"))
			.cure(format!("the nearest prices are {below} and {above}"))),
	}
}

async fn rule(
	session: &Session,
	names: &Names<'_>,
	pool: u32,
	supply: &args::Supply,
	listed: bool,
) -> Attempt<Arg> {
	let lowest = price(session, supply.price).await?;
	let highest = price(session, supply.highest.unwrap_or(supply.price)).await?;
	let stake = supply.stake.map_or_else(|| whole_stake(highest, supply.tasks), |stake| stake.0);
	let category = names.category(&supply.category).await?.id;
	let offer = Arg::Record(vec![
		("pool", pool.into()),
		("open", listed.into()),
		("category", category.into()),
		("class", 0u8.into()),
		("trust", supply.trust.into()),
		("price", lowest.0.into()),
		("volume", supply.tasks.into()),
	]);
	Ok(Arg::Record(vec![
		("offer", offer),
		("highest", highest.0.into()),
		("step", STEP.into()),
		("every", EVERY.into()),
		("stake", stake.into()),
	]))
}

/// nRLC that so many tasks lock of the owner's stake at that price.
fn whole_stake(price: Rlc, tasks: u64) -> u128 {
	let each = price.0.saturating_mul(SCHEDULER_STAKE_PERCENT.into()) / 100;
	each.saturating_mul(tasks.into())
}

async fn list(session: &Session, text: Option<&str>) -> Attempt {
	let at = session.chain.best().await?;
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for pool in state::pools(&at).await? {
		let (id, asset) = (pool.asset.id, &pool.asset);
		let (name, owner) = (pool_name(&asset.name), session.shown(&asset.owner));
		if !matches(text, &[&name, &owner]) {
			continue;
		}
		all.push(json!({
			"pool": id, "name": name, "owner": asset.owner.to_string(), "listed": pool.listed,
			"freeSlots": pool.free_slots, "slots": pool.slots, "workers": pool.workers,
			"onOffer": pool.on_offer,
		}));
		let listed = if pool.listed { "listed" } else { "" };
		rows.push([
			id.to_string(),
			name,
			owner,
			format!("{} of {}", pool.free_slots, pool.slots),
			thousands(pool.on_offer),
			listed.to_owned(),
		]);
	}
	session.terminal().answer(json!(all), || match rows.is_empty() {
		true => "no pool: `bourse pool create NAME` makes one".into(),
		false => table([" pool", "name", "owner", " free slots", " tasks on offer", ""], rows),
	})
}

async fn show(session: &Session, name: &str) -> Attempt {
	let at = session.chain.best().await?;
	let pool = Names::new(session.config(), &at, session.for_development).pool(name).await?;
	let (of, asset) = (&pool.of, &pool.of.asset);
	let json = json!({
		"pool": pool.id, "owner": asset.owner.to_string(), "listed": of.listed,
		"freeSlots": of.free_slots, "slots": of.slots, "workers": of.workers, "onOffer": of.on_offer,
		"description": printable::paragraphs(&asset.name), "link": name_of(&asset.link),
	});
	session.terminal().answer(json, || {
		let listed = match of.listed {
			true => "on the chain's list",
			false => "not on the chain's list: requests have to name it",
		};
		format!(
			"{}, {listed}\nowner     {}\nworkers   {}, {} of {} slots free\non offer  {} tasks{}\n\n{}",
			pool.shown,
			session.shown(&asset.owner),
			of.workers,
			of.free_slots,
			of.slots,
			thousands(of.on_offer),
			about(asset),
			printable::paragraphs(&asset.name)
		)
	})
}

async fn create(session: &Session, description: String, open: bool) -> Attempt {
	let at = session.chain.best().await?;
	let owner = session.account(None)?;
	let id = state::count(&at, "pools").await?;
	let name = pool_name(description.as_bytes());
	let args = vec![("owner", owner.into()), ("description", Arg::Text(description))];
	let mut calls = vec![Call::new("Registry", "register_workerpool", args)];
	if open {
		// If somebody came first, the whole transaction is refused.
		let args = vec![("pool", id.into()), ("open", true.into())];
		calls.push(Call::new("Pools", "set_open", args));
	}
	let question = format!("Make the pool {name}?");
	let Some(events) = session.send(&calls, &question).await? else { return Ok(()) };
	let Registered { id } = events.first("Registry", "WorkerpoolRegistered")?;
	session.terminal().answer(json!({ "pool": id }), || format!("pool {id}"))?;
	session.terminal().say(format!(
		"Workers join it: bourse worker setup --pool {id}. Then offer: bourse pool offer {id}"
	));
	Ok(())
}
