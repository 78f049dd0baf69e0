// SPDX-License-Identifier: Apache-2.0

//! `bourse book` and `bourse market`.

use crate::{
	amount::{thousands, Rlc},
	args,
	chain::{
		book::{Cell, Level},
		state::{self, name_of},
	},
	error::Attempt,
	names::{self, Names},
	output::{span, table},
	params,
	session::Session,
};
use serde_json::{json, Value as Json};
use std::time::Duration;

/// Heights of a bar, in eighths.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Prices that a bar shows at most.
const WIDTH: usize = 10;
/// Steps of trust in the book.
const STEPS: [u8; 7] = [1, 2, 4, 8, 16, 32, 64];

fn level(level: &Level) -> Json {
	json!({
		"price": level.price.to_string(), "orders": level.orders, "volume": level.volume,
		"freeSlots": level.free_slots,
	})
}

/// `bourse book`.
pub async fn book(session: &Session, args: args::CellArgs) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	let pool = match &args.pool {
		Some(pool) => Some(names.pool(pool).await?.id),
		None => None,
	};
	let category = names.category(&args.category).await?.id;
	let cell = Cell { pool, category, tag: names::tag(&args.tag)?, trust: args.trust };
	let offers = session.chain.depth(cell, true).await?;
	let requests = session.chain.depth(cell, false).await?;
	let json = json!({
		"offers": offers.iter().map(level).collect::<Vec<_>>(),
		"requests": requests.iter().map(level).collect::<Vec<_>>(),
	});
	session.terminal().answer(json, || {
		if offers.is_empty() && requests.is_empty() {
			return "no offer, no request: try another --category, --trust or --pool".into();
		}
		// The dearest on top, so that offers and requests meet in the middle.
		let row = |side: &str, level: &Level| {
			let price = Rlc(level.price).to_string();
			[side.to_owned(), price, thousands(level.volume), level.orders.to_string()]
		};
		let above = offers.iter().rev().map(|level| row("offer", level));
		let below = requests.iter().map(|level| row("request", level));
		table(["", " price a task", " tasks", " orders"], above.chain(below))
	})
}

/// Tasks on offer by price, cheapest first: a bar for each price.
fn bars(levels: &[Level]) -> String {
	let most = levels.iter().take(WIDTH).map(|level| level.volume).max().unwrap_or(0).max(1);
	let bar = |level: &Level| {
		let height = u128::from(level.volume) * 7 / u128::from(most);
		BARS[usize::try_from(height).unwrap_or(7).min(7)]
	};
	levels.iter().take(WIDTH).map(bar).collect()
}

/// The day's tasks and their average price, `8,211 at 0.0098 RLC`, where there were such.
fn last_day(day: &Json) -> String {
	let deals = &day["deals"];
	let average = deals["average"].as_str().and_then(|text| text.parse().ok()).map(Rlc);
	match (deals["tasks"].as_u64(), average) {
		(Some(tasks), Some(average)) => format!("{} at {average}", thousands(tasks)),
		_ => String::new(),
	}
}

/// The tasks of several lots of deals, and their average price.
fn together(deals: &[Json]) -> Json {
	let (mut tasks, mut paid) = (0u64, 0u128);
	for lot in deals {
		let average = lot["average"].as_str().and_then(|text| text.parse::<u128>().ok());
		let (Some(count), Some(average)) = (lot["tasks"].as_u64(), average) else { continue };
		tasks = tasks.saturating_add(count);
		paid = paid.saturating_add(average.saturating_mul(count.into()));
	}
	let average = paid.checked_div(tasks.into());
	average.map_or(Json::Null, |average| json!({ "tasks": tasks, "average": average.to_string() }))
}

/// `bourse market`.
pub async fn run(session: &Session, args: args::Market) -> Attempt {
	if !args.watch {
		let (json, text) = look(session).await?;
		return session.terminal().answer(json, || text);
	}
	let mut seen = 0;
	loop {
		let at = session.chain.best().await?;
		if at.block_number() != seen {
			seen = at.block_number();
			let (json, text) = look(session).await?;
			// A terminal shows the newest only.
			session.terminal().clear()?;
			session.terminal().answer(json, || format!("block {}\n{text}", thousands(seen)))?;
		}
		tokio::time::sleep(Duration::from_millis(500)).await;
	}
}

async fn look(session: &Session) -> Attempt<(Json, String)> {
	let at = session.chain.best().await?;
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for category in state::categories(&at).await? {
		let (id, name) = (category.id, name_of(&category.name));
		let mut last = None;
		for of in state::best_prices(&at, id).await? {
			let state::BestPrices { tag, trust, offer, offered, requested } = of;
			let Some(best) = offer.map(Rlc) else { continue };
			let cell = Cell { pool: None, category: id, tag, trust };
			let offers = session.chain.depth(cell, true).await?;
			// Deals are kept by the step of the trust that they asked for, which offers of more serve, too.
			let above = last.filter(|(of, _)| *of == tag).map_or(0, |(_, trust)| trust);
			last = Some((tag, trust));
			let mut deals = Vec::new();
			for asked in STEPS.into_iter().filter(|step| (above + 1..=trust).contains(step)) {
				let market = json!({ "category": id, "trust": asked, "tag": tag });
				let day = session.chain.past::<Json>("bourse_lastDay", params![market]).await;
				// A node without an index knows nothing of it.
				deals.push(day.ok().flatten().unwrap_or_default()["deals"].take());
			}
			let day = json!({ "deals": together(&deals) });
			all.push(json!({
				"category": id, "name": name, "tag": tag, "trust": trust, "best": best.0.to_string(),
				"offered": offered, "requested": requested, "lastDay": day["deals"],
			}));
			rows.push([
				format!("{name} ({})", span(category.work_clock_time_ref)),
				names::features(tag),
				trust.to_string(),
				best.to_string(),
				bars(&offers),
				thousands(offered),
				thousands(requested),
				last_day(&day),
			]);
		}
	}
	let text = match rows.is_empty() {
		true => {
			"nothing is on offer in the open venue: `bourse pool list` shows pools with offers of \
		         their own"
				.to_owned()
		},
		false => {
			let titles = [
				"category",
				"features",
				" trust",
				" best",
				"by price",
				" on offer",
				" requested",
				" last 24 h",
			];
			table(titles, rows)
		},
	};
	Ok((Json::Array(all), text))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn last_day_should_be_silent_where_nothing_was_or_is_known() {
		let day = json!({ "deals": { "tasks": 8_211, "average": "9800000" }, "completed": null });
		assert_eq!(last_day(&day), "8,211 at 0.0098 RLC");
		for odd in [json!(null), json!({ "deals": null }), json!({ "deals": { "tasks": "x" } })] {
			assert_eq!(last_day(&odd), "");
		}
	}

	#[test]
	fn together_should_weigh_averages_by_their_tasks() {
		let deals = [
			json!({ "tasks": 3, "average": "10" }),
			Json::Null,
			json!({ "tasks": 1, "average": "30" }),
		];
		assert_eq!(together(&deals), json!({ "tasks": 4, "average": "15" }));
		assert_eq!(together(&[Json::Null]), Json::Null);
	}

	#[test]
	fn bars_should_show_volumes_by_price() {
		let level = |volume| Level { price: 1, orders: 1, volume, free_slots: 0 };
		assert_eq!(bars(&[level(70), level(35), level(0)]), "█▄▁");
		assert_eq!(bars(&[]), "");
		assert_eq!(bars(&vec![level(u64::MAX); 20]).chars().count(), WIDTH);
	}
}
