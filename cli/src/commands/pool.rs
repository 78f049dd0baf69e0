// SPDX-License-Identifier: Apache-2.0

//! `bourse pool`.

use super::{
	app::{about, matches, Registered},
	terms,
};
use crate::{
	amount::{thousands, Rlc},
	args,
	chain::{
		state::{self, name_of, RestingOrder},
		Arg, At, Call,
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
/// Looks of the chain at a supply in a day, each of which costs its owner a fee.
const LOOKS: u128 = 86_400 / EVERY;

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
		args::Pool::Create { description, open } => {
			create(session, &at, description, open, None).await
		},
		args::Pool::Publish { description, open, supply } => {
			let category = names.category(&supply.category).await?.id;
			create(session, &at, description, open, Some((supply, category))).await
		},
		args::Pool::Offer { pool, supply, listed, number, end } => {
			let pool = names.pool(&pool).await?;
			let (calls, question) = match end {
				true => {
					let question = format!("End the supply {number} of {}?", pool.shown);
					(vec![set_supply(pool.id, number, None)], question)
				},
				false => {
					let category = names.category(&supply.category).await?.id;
					let (rule, stake) = rule(session, (pool.id, category), &supply, listed).await?;
					let question = format!("Keep {}?", in_words(&supply, &pool.shown, stake));
					let deposit = backing(session, &at, (pool.id, category), stake).await?;
					let mut calls = deposit.into_iter().collect::<Vec<_>>();
					calls.push(set_supply(pool.id, number, Some(rule)));
					(calls, question)
				},
			};
			let sent = session.act(&calls, &question).await?;
			if sent && !end && pool.of.workers == 0 {
				let hint = "The pool has no worker: its tasks are on offer as soon as it has some";
				session.terminal().say(hint);
			}
			Ok(())
		},
		args::Pool::Accept { worker } => of_worker(session, "accept", "Accept", &worker).await,
		args::Pool::Expel { worker } => of_worker(session, "expel", "Dismiss", &worker).await,
		args::Pool::Invite { pool, account } => {
			let pool = names.pool(&pool).await?;
			let who = session.account(Some(&account))?;
			let args = vec![("pool", pool.id.into()), ("who", who.into())];
			let question = format!("Invite {} to {}?", session.shown(&who), pool.shown);
			session.act(&[Call::new("Pools", "invite", args)], &question).await.map(drop)
		},
		args::Pool::Transfer { pool, to } => {
			let pool = names.pool(&pool).await?;
			let to = session.account(Some(&to))?;
			let args = vec![("id", pool.id.into()), ("to", to.into())];
			let question = format!("Give {} to {}?", pool.shown, session.shown(&to));
			let call = Call::new("Registry", "transfer_workerpool", args);
			session.act(&[call], &question).await.map(drop)
		},
	}
}

async fn of_worker(session: &Session, call: &'static str, verb: &str, worker: &str) -> Attempt {
	let worker = session.account(Some(worker))?;
	let question = format!("{verb} {}?", session.shown(&worker));
	let call = Call::new("Pools", call, vec![("worker", worker.into())]);
	session.act(&[call], &question).await.map(drop)
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

/// The call that sets a supply, or ends it.
fn set_supply(pool: u32, number: u8, rule: Option<Arg>) -> Call {
	let args = vec![("pool", pool.into()), ("number", number.into()), ("rule", rule.into())];
	Call::new("Book", "set_supply", args)
}

/// The rule of a supply in a category, and the stake that its offer locks at most.
async fn rule(
	session: &Session,
	(pool, category): (u32, u32),
	supply: &args::Supply,
	listed: bool,
) -> Attempt<(Arg, Rlc)> {
	let lowest = price(session, supply.price).await?;
	let highest = price(session, supply.highest.unwrap_or(supply.price)).await?;
	let stake = supply.stake.map_or_else(|| whole_stake(highest, supply.tasks), |stake| stake.0);
	let offer = Arg::Record(vec![
		("pool", pool.into()),
		("open", listed.into()),
		("category", category.into()),
		("class", 0u8.into()),
		("trust", supply.trust.into()),
		("price", lowest.0.into()),
		("volume", supply.tasks.into()),
	]);
	let rule = Arg::Record(vec![
		("offer", offer),
		("highest", highest.0.into()),
		("step", STEP.into()),
		("every", EVERY.into()),
		("stake", stake.into()),
	]);
	Ok((rule, Rlc(stake)))
}

/// A deposit of what the owner lacks for a supply: its stake, what its order locks, and a day's looks. The chain
/// ends a supply without free stake for a look.
async fn backing(
	session: &Session,
	at: &At,
	(pool, category): (u32, u32),
	stake: Rlc,
) -> Attempt<Option<Call>> {
	let owner = session.account(None)?;
	let (deposit, look) = state::resting_terms(at).await?;
	let held = held(&state::orders_of(at, &owner).await?, pool, category);
	let needed = stake.0.saturating_add(deposit.0).saturating_add(look.0.saturating_mul(LOOKS));
	terms::deposit(at, &owner, Rlc(needed.saturating_sub(held))).await
}

/// nRLC that the pool's offers in that category have locked, which a new supply gets in the place of an old one.
fn held(orders: &[RestingOrder], pool: u32, category: u32) -> u128 {
	let of_it = orders.iter().filter(|one| one.pool == Some(pool) && one.category == category);
	of_it.fold(0u128, |sum, one| {
		let tasks = one.held.saturating_mul(one.left.into());
		sum.saturating_add(tasks).saturating_add(one.deposit)
	})
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
		true => "no pool: `bourse pool publish NAME` makes one".into(),
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

/// Makes a pool, with a supply in a category or without, in one transaction.
async fn create(
	session: &Session,
	at: &At,
	description: String,
	open: bool,
	supply: Option<(args::Supply, u32)>,
) -> Attempt {
	let owner = session.account(None)?;
	// If somebody came first, the whole transaction is refused.
	let id = state::count(at, "pools").await?;
	let name = pool_name(description.as_bytes());
	let mut calls = Vec::new();
	let mut question = format!("Make the pool {name}");
	let mut set = None;
	if let Some((supply, category)) = &supply {
		let (rule, stake) = rule(session, (id, *category), supply, false).await?;
		calls.extend(backing(session, at, (id, *category), stake).await?);
		set = Some(set_supply(id, 0, Some(rule)));
		question = format!("{question}, and keep {}", in_words(supply, "it", stake));
	}
	let args = vec![("owner", owner.into()), ("description", Arg::Text(description))];
	calls.push(Call::new("Registry", "register_workerpool", args));
	if open {
		let args = vec![("pool", id.into()), ("open", true.into())];
		calls.push(Call::new("Pools", "set_open", args));
	}
	calls.extend(set);
	let Some(events) = session.send(&calls, &format!("{question}?")).await? else { return Ok(()) };
	let Registered { id } = events.first("Registry", "WorkerpoolRegistered")?;
	session.terminal().answer(json!({ "pool": id }), || format!("pool {id}"))?;
	let next = match supply {
		Some(_) => {
			"Its tasks are on offer as soon as it has workers that can serve them".to_owned()
		},
		None => format!("Then offer: bourse pool offer {id}"),
	};
	session.terminal().say(format!("Workers join it: bourse worker setup --pool {id}. {next}"));
	Ok(())
}

/// What a supply keeps on offer, and what it takes.
fn in_words(supply: &args::Supply, pool: &str, stake: Rlc) -> String {
	format!(
		"{} tasks of {pool} on offer, from {} each, and answer for them with a stake of {stake}",
		supply.tasks, supply.price
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn supplies_should_count_what_the_earlier_one_has_locked() {
		let order = |pool, category| RestingOrder {
			order: 0,
			pool,
			category,
			price: 1,
			left: 3,
			held: 10,
			deposit: 7,
			until: 0,
		};
		let orders = [order(Some(1), 0), order(Some(1), 2), order(None, 0), order(Some(4), 0)];
		assert_eq!(held(&orders, 1, 0), 37);
		assert_eq!(held(&[], 1, 0), 0);
	}

	#[test]
	fn supplies_should_lock_the_schedulers_share_of_all_tasks() {
		assert_eq!(whole_stake(Rlc(1_000), 100), 30_000);
	}

	#[test]
	fn supplies_should_be_set_or_ended_by_one_call() {
		let args = json!({ "pool": 3, "number": 1, "rule": null });
		let expected = json!({ "call": "book.setSupply", "args": args });
		assert_eq!(set_supply(3, 1, None).json(), expected);
	}
}
