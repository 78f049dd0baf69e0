// SPDX-License-Identifier: Apache-2.0

//! `bourse order`: orders that rest in the book.

use super::{buy, pool, signed};
use crate::{
	amount::Rlc,
	args,
	chain::{
		book::{request, Job, Limits},
		state, variant, Call,
	},
	error::{Attempt, Error},
	job,
	output::{span, table},
	session::Session,
	signer::Signer,
};
use scale_decode::DecodeAsType;
use serde_json::json;
use std::time::{Duration, Instant};

/// Steps in which an order rises.
const STEPS: u32 = 10;

/// An order came to rest.
#[derive(DecodeAsType)]
struct Placed {
	order: u64,
}

/// An order was cancelled.
#[derive(DecodeAsType)]
struct Cancelled {
	volume: u64,
}

/// `bourse order …`.
pub async fn run(session: &Session, command: args::Order) -> Attempt {
	match command {
		args::Order::List { account } => list(session, account.as_deref()).await,
		args::Order::Request { job, hours, rise } => {
			place(session, &job, hours, rise.as_deref()).await
		},
		args::Order::Amend { order, tasks, hours } => {
			let args = vec![
				("order", order.into()),
				("volume", tasks.into()),
				("until", session.until(hours).await?.into()),
			];
			let question = format!("Let order {order} be for {tasks} tasks, for {hours} h?");
			session.act(&[Call::new("Book", "amend", args)], &question).await.map(drop)
		},
		args::Order::Cancel { order } => {
			let (call, question) = match order {
				Some(order) => (cancel(order), format!("Cancel order {order}?")),
				None => {
					let call = Call::new("Book", "cancel_all", vec![("limit", 16u32.into())]);
					(call, "Cancel all your orders, 16 at once?".to_owned())
				},
			};
			session.act(&[call], &question).await.map(drop)
		},
		args::Order::Sign(what) => signed::sign(session, what).await,
		args::Order::Match { app, pool, request, dataset, pay } => {
			let names = [&app, &pool, &request];
			signed::make_deal(session, names, dataset.as_deref(), pay).await
		},
		args::Order::Close { order } => signed::close(session, &order).await,
	}
}

fn cancel(order: u64) -> Call {
	Call::new("Book", "cancel", vec![("order", order.into())])
}

async fn list(session: &Session, account: Option<&str>) -> Attempt {
	let who = session.account(account)?;
	let at = session.chain.best().await?;
	let now = state::now(&at).await?;
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for one in state::orders_of(&at, &who).await? {
		let state::RestingOrder { order, pool, category, left, deposit, until, .. } = one;
		let (price, held) = (Rlc(one.price), Rlc(one.held));
		all.push(json!({
			"order": order, "pool": pool, "category": category, "price": price.0.to_string(),
			"left": left, "held": held.0.to_string(), "deposit": deposit.to_string(), "until": until,
		}));
		let kind = pool.map_or_else(|| "request".into(), |pool| format!("offer of pool {pool}"));
		let ends = format!("in {}", span(until.saturating_sub(now)));
		let (price, held) = (price.to_string(), held.to_string());
		rows.push([order.to_string(), kind, price, left.to_string(), held, ends]);
	}
	session.terminal().answer(json!(all), || match rows.is_empty() {
		true => "no order rests".into(),
		false => table([" order", "kind", " price", " tasks left", " locked a task", "ends"], rows),
	})
}

/// The highest price and the time in `TO/TIME`, as `2.5/10m`.
fn rise_of(text: &str) -> Attempt<(Rlc, Duration)> {
	let wrong = || {
		Error::new(format!("{text} is no rise"))
			.cure("write the highest price and the time: 2.5/10m")
	};
	let (to, time) = text.split_once('/').ok_or_else(wrong)?;
	let to = to.parse::<Rlc>().map_err(|_| wrong())?;
	let unit = time.chars().last().ok_or_else(wrong)?;
	let seconds = match unit {
		's' => 1,
		'm' => 60,
		'h' => 3_600,
		_ => return Err(wrong()),
	};
	let number = time[..time.len() - 1].parse::<u64>().map_err(|_| wrong())?;
	match number.checked_mul(seconds).filter(|seconds| (20..=86_400).contains(seconds)) {
		Some(seconds) => Ok((to, Duration::from_secs(seconds))),
		None => Err(Error::new(format!("{time} is too short or too long")).cure("take 20s to 24h")),
	}
}

/// An error where an order would not rise.
fn check_rise(from: Rlc, to: Rlc) -> Attempt {
	match to > from {
		true => Ok(()),
		false => Err(Error::new(format!("--rise goes to {to}, and the order begins at {from}"))
			.cure("let it rise above --max-price")),
	}
}

/// The price after so many of [`STEPS`].
fn risen(from: Rlc, to: Rlc, step: u32) -> Rlc {
	let whole = to.0.saturating_sub(from.0);
	let risen = whole.saturating_mul(step.min(STEPS).into()) / u128::from(STEPS);
	Rlc(from.0.saturating_add(risen))
}

/// Cancels an order. Its tasks that were left, which others may have bought until then; `None` where it was
/// gone.
async fn take_back(session: &Session, signer: &Signer, order: u64) -> Attempt<Option<u64>> {
	match session.chain.submit(signer, &[cancel(order)]).await {
		Ok(events) => Ok(Some(events.first::<Cancelled>("Book", "Cancelled")?.volume)),
		Err(error) => match state::resting_order(&session.chain.best().await?, order).await? {
			Some(_) => Err(error),
			None => Ok(None),
		},
	}
}

async fn place(session: &Session, args: &args::JobArgs, hours: u32, rise: Option<&str>) -> Attempt {
	let at = session.chain.best().await?;
	let prepared = job::prepare(session, &at, args).await?;
	let quote = buy::ask(session, &prepared).await?;
	let Some(first) = args.max_price else {
		return Err(
			Error::new("an order that waits needs its highest price").cure("--max-price RLC")
		);
	};
	let from = pool::price(session, first).await?;
	let rise = rise.map(rise_of).transpose()?;
	if let Some((to, _)) = rise {
		check_rise(from, to)?;
	}
	let until = session.until(hours).await?;
	let call = |price: Rlc, volume: u64| {
		let limits =
			Limits { app: Rlc(quote.app_price), dataset: Rlc(quote.dataset_price), pool: price };
		let job = Job { volume, ..prepared.job.clone() };
		let order = variant("Request", request(&job, limits));
		let args = vec![("order", order), ("lifetime", variant("GoodTill", until))];
		Call::new("Book", "place", args)
	};
	let others = [quote.app_price, quote.dataset_price, quote.task_fee];
	// An order that rises has its stake for all of the way: a step that lacked it would end it.
	let highest = rise.map_or(from, |(to, _)| to);
	let each = Rlc(others.into_iter().fold(highest.0, u128::saturating_add));
	let tasks = prepared.job.volume;
	let question = format!("Wait up to {hours} h for {tasks} tasks at {each} each at most?");
	let needed = Rlc(each.0.saturating_mul(tasks.into()).saturating_add(quote.deposit));
	let who = session.account(None)?;
	let sent = match prepared.uploads.is_empty() || session.is_dry() {
		true => {
			let deposit = super::terms::deposit(&at, &who, needed).await?;
			let mut calls = deposit.into_iter().collect::<Vec<_>>();
			calls.push(call(from, tasks));
			session.send(&calls, &question).await?
		},
		false => {
			session.chain.takes_files().await?;
			session.terminal().confirm(&question)?;
			let signer = session.signer()?;
			buy::upload(session, &signer, &prepared.uploads, needed).await?;
			session.send_as(&signer, &[call(from, tasks)]).await?
		},
	};
	let Some(events) = sent else { return Ok(()) };
	let mut placed = events.all::<Placed>("Book", "Placed")?;
	let Some(Placed { mut order }) = placed.pop() else {
		session
			.terminal()
			.say("it traded at once: `bourse market` shows prices, the deal is in your events");
		return rests(session, None);
	};
	let Some((to, time)) = rise else { return rests(session, Some(order)) };
	let (began, signer) = (Instant::now(), session.signer()?);
	let mut progress = session.terminal().progress();
	let mut present = from;
	for step in 1..=STEPS {
		let due = time * step / STEPS;
		while began.elapsed() < due {
			progress.step(format!("order {order} waits at {present}"));
			tokio::time::sleep(Duration::from_secs(1)).await;
			if state::resting_order(&session.chain.best().await?, order).await?.is_none() {
				progress.end(format!("order {order} was served or has ended"));
				return rests(session, None);
			}
		}
		// The highest price of the book that is not above.
		let price = session.chain.valid_prices(risen(from, to, step)).await?.0;
		if price <= present {
			continue;
		}
		let Some(left) = take_back(session, &signer, order).await? else {
			progress.end(format!("order {order} was served or has ended"));
			return rests(session, None);
		};
		let placed =
			session.chain.submit(&signer, &[call(price, left)]).await.map_err(|error| {
				let what = format!("order {order} was taken back, and not placed again at {price}");
				Error::new(format!("{what}: {error}")).cure(format!(
					"{left} tasks wait no longer: `bourse order request` places them"
				))
			})?;
		present = price;
		match placed.all::<Placed>("Book", "Placed")?.pop() {
			Some(placed) => order = placed.order,
			None => {
				progress.end(format!("served at {price} or less a task"));
				return rests(session, None);
			},
		}
	}
	progress.end(format!("order {order} waits at {present}, its highest price"));
	rests(session, Some(order))
}

/// The answer: the order that rests now, if one does. An order that rises has another number with each step.
fn rests(session: &Session, order: Option<u64>) -> Attempt {
	session.terminal().answer(json!({ "order": order }), || {
		order.map_or_else(String::new, |order| format!("order {order}"))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rises_should_be_read() {
		assert_eq!(rise_of("2.5/10m"), Ok((Rlc(2_500_000_000), Duration::from_secs(600))));
		for text in ["2.5", "2.5/", "x/10m", "2.5/10", "2.5/10d", "2.5/5s", "2.5/25h", "1/m"] {
			assert!(rise_of(text).is_err(), "{text}");
		}
	}

	#[test]
	fn rises_should_end_above_where_they_begin() {
		assert_eq!(check_rise(Rlc(1), Rlc(2)), Ok(()));
		for to in [Rlc(1), Rlc(0)] {
			let told = check_rise(Rlc(1), to).unwrap_err().to_string();
			assert!(told.ends_with("let it rise above --max-price"), "{told}");
		}
	}

	#[test]
	fn prices_should_rise_from_the_first_to_the_last() {
		let (from, to) = (Rlc(1_000), Rlc(2_000));
		assert_eq!(
			[0, 5, 10, 11].map(|step| risen(from, to, step)),
			[1_000, 1_500, 2_000, 2_000].map(Rlc)
		);
		assert_eq!(risen(to, from, 5), to);
		assert!(risen(from, Rlc(u128::MAX), STEPS) > to);
	}
}
