// SPDX-License-Identifier: Apache-2.0

//! The order book, by its runtime API: jobs, quotes, depth.

use super::{variant, Arg, Call, Chain};
use crate::{
	amount::Rlc,
	error::{Attempt, Error},
	printable,
};
use bourse_formats::Hash;
use scale_decode::DecodeAsType;
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Name of the API.
const API: &str = "BookApi";
/// A price that no offer is above: all the RLC that there are, and a price of the book.
pub const ANY_PRICE: Rlc = Rlc(100_000_000_000_000_000);

record! {
	/// Prices of the book around another one, in nRLC.
	NearestPrices {
		/// The highest one that is no higher.
		below: u128,
		/// The lowest one that is no lower.
		above: u128,
	}
}

/// Executions of an app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
	/// The app.
	pub app: u32,
	/// The dataset.
	pub dataset: Option<u32>,
	/// Number of tasks.
	pub volume: u64,
	/// The category.
	pub category: u32,
	/// How sure to be.
	pub trust: u8,
	/// Features that the pool has to offer.
	pub tag: u64,
	/// Pools that may compute; none: any on the chain's list.
	pub pools: Vec<u32>,
	/// Arguments and files, as JSON.
	pub params: String,
	/// Whom the results are for; none: the requester.
	pub beneficiary: Option<AccountId32>,
	/// Who gets callback data.
	pub callback: Option<AccountId32>,
	/// A group of the requester.
	pub group: Option<u32>,
}

impl Job {
	/// As the chain takes it.
	pub fn arg(&self) -> Arg {
		let pools = match self.pools.as_slice() {
			[] => Arg::Unit("Listed"),
			pools => variant("These", pools.iter().map(|id| Arg::from(*id)).collect::<Vec<_>>()),
		};
		Arg::Record(vec![
			("app", self.app.into()),
			("dataset", self.dataset.into()),
			("volume", self.volume.into()),
			("category", self.category.into()),
			("trust", self.trust.into()),
			("tag", self.tag.into()),
			("pools", pools),
			("params", Arg::Text(self.params.clone())),
			("beneficiary", self.beneficiary.into()),
			("callback", self.callback.into()),
			("group", self.group.into()),
		])
	}

	/// The call that buys it, for at most so much in all.
	pub fn buy(&self, max_total: Rlc) -> Call {
		let args =
			vec![("job", self.arg()), ("max_total", max_total.0.into()), ("deposit", true.into())];
		Call::new("Book", "run", args)
	}
}

/// The highest prices that a requester pays for a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
	/// For the app.
	pub app: Rlc,
	/// For the dataset.
	pub dataset: Rlc,
	/// For the pool; a price of the book.
	pub pool: Rlc,
}

/// No limits.
impl Default for Limits {
	fn default() -> Self {
		Self { app: ANY_PRICE, dataset: ANY_PRICE, pool: ANY_PRICE }
	}
}

/// A request, as the chain takes it.
pub fn request(job: &Job, limits: Limits) -> Arg {
	Arg::Record(vec![
		("job", job.arg()),
		("app_max_price", limits.app.0.into()),
		("dataset_max_price", limits.dataset.0.into()),
		("price", limits.pool.0.into()),
	])
}

/// What a request would cost now.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct Quote {
	/// Offers that would serve it.
	pub offers: Vec<Offer>,
	/// Tasks that they serve.
	pub volume: u64,
	/// Price of the app.
	pub app_price: u128,
	/// Price of the dataset.
	pub dataset_price: u128,
	/// Fee that each task locks.
	pub task_fee: u128,
	/// Prices and fees of these tasks.
	pub total: u128,
	/// Fee of the transaction that buys these tasks.
	pub transaction_fee: u128,
	/// Deposit of an order that rests.
	pub deposit: u128,
	/// Offers that would not serve it.
	pub ruled_out: Vec<RuledOut>,
	/// Changes that would get more tasks served.
	pub changes: Vec<Change>,
}

/// Tasks that one offer would serve.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct Offer {
	/// Number of the order.
	pub order: u64,
	/// Its pool.
	pub pool: u32,
	/// Whether the pool is on the chain's list.
	pub listed: bool,
	/// Price of a task.
	pub price: u128,
	/// Number of tasks.
	pub volume: u64,
	/// Free slots of the pool. A task takes one for each owner whose answer it needs.
	pub free_slots: u64,
	/// Tasks of the pool that wait before these: at least so many.
	pub queue: u64,
	/// Seconds within which all of these tasks start, at most; none: no slot takes tasks.
	pub starts_within: Option<u64>,
}

/// Offers that a condition rules out.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct RuledOut {
	/// The condition's error.
	pub condition: Vec<u8>,
	/// Number of offers.
	pub offers: u32,
}

/// The nearest change that would get offers.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub enum Change {
	/// Pay the pool this much for a task.
	RaisePrice {
		/// nRLC.
		to: u128,
	},
	/// Ask for less trust.
	LowerTrust {
		/// The highest on offer.
		to: u8,
	},
	/// Ask for fewer tasks.
	LowerVolume {
		/// Tasks on offer.
		to: u64,
	},
	/// Ask for another tag, pool or category.
	AskElsewhere,
}

impl Change {
	/// What to type.
	pub fn cure(&self) -> String {
		match self {
			Self::RaisePrice { to } => format!("--max-price {}", plain(*to)),
			Self::LowerTrust { to } => format!("--trust {to}"),
			Self::LowerVolume { to } => format!("--tasks {to}"),
			Self::AskElsewhere => "another --category or --pool".into(),
		}
	}
}

/// An amount without its unit, to be typed.
pub fn plain(amount: u128) -> String {
	Rlc(amount).to_string().replace(" RLC", "").replace(',', "")
}

impl RuledOut {
	/// The condition, in words.
	pub fn words(&self) -> String {
		let name = String::from_utf8_lossy(&self.condition);
		let words = match name.as_ref() {
			"WorkerpoolTooExpensive" => "cost more",
			"TrustTooHigh" => "go up to less trust",
			"TagNotOffered" => "lack a feature",
			"Expired" => "have expired",
			"WorkerpoolOrderRevoked" => "were revoked by their pools",
			"PoolNotListed" => "are of pools that left the list",
			"OwnTrade" => "are your own",
			_ => return format!("{} refused by {}", self.offers, printable::line(&name)),
		};
		format!("{} {words}", self.offers)
	}
}

impl Quote {
	/// As programs read it.
	pub fn json(&self) -> Json {
		let text = |amount: u128| amount.to_string();
		let offers = self.offers.iter().map(|offer| {
			json!({
				"order": offer.order, "pool": offer.pool, "listed": offer.listed,
				"price": text(offer.price), "volume": offer.volume, "freeSlots": offer.free_slots,
				"queue": offer.queue, "startsWithin": offer.starts_within,
			})
		});
		let ruled_out = self.ruled_out.iter().map(|one| {
			let condition = String::from_utf8_lossy(&one.condition);
			json!({ "condition": condition, "offers": one.offers })
		});
		let changes = self.changes.iter().map(|change| match change {
			Change::RaisePrice { to } => json!({ "change": "raisePrice", "to": text(*to) }),
			Change::LowerTrust { to } => json!({ "change": "lowerTrust", "to": to }),
			Change::LowerVolume { to } => json!({ "change": "lowerVolume", "to": to }),
			Change::AskElsewhere => json!({ "change": "askElsewhere" }),
		});
		json!({
			"offers": offers.collect::<Vec<_>>(),
			"volume": self.volume,
			"appPrice": text(self.app_price),
			"datasetPrice": text(self.dataset_price),
			"taskFee": text(self.task_fee),
			"total": text(self.total),
			"transactionFee": text(self.transaction_fee),
			"deposit": text(self.deposit),
			"ruledOut": ruled_out.collect::<Vec<_>>(),
			"changes": changes.collect::<Vec<_>>(),
		})
	}

	/// Why fewer tasks are served than were asked for, and what would help.
	pub fn shortfall(&self, asked: u64) -> Option<Error> {
		if self.volume >= asked {
			return None;
		}
		let what = match self.volume {
			0 => "nobody serves this".to_owned(),
			volume => format!("only {volume} of {asked} tasks are on offer"),
		};
		let others = self.ruled_out.iter().map(RuledOut::words).collect::<Vec<_>>().join(", ");
		let what = match others.is_empty() {
			true => what,
			false => format!("{what}. Of the other offers at least {others}"),
		};
		let cures = self.changes.iter().map(Change::cure).collect::<Vec<_>>();
		Some(Error::new(what).cure(match cures.is_empty() {
			true => "try another --category, --trust or --pool".to_owned(),
			false => format!("nearest: {}", cures.join(" or ")),
		}))
	}
}

/// Orders at one price.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct Level {
	/// nRLC per task.
	pub price: u128,
	/// Number of orders.
	pub orders: u32,
	/// Their tasks.
	pub volume: u64,
	/// Free slots of the pools that offer at this price; 0 for requests.
	pub free_slots: u64,
}

/// A cell of the book, whose orders are of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
	/// A pool's own venue, instead of the open one.
	pub pool: Option<u32>,
	/// The category.
	pub category: u32,
	/// Features.
	pub tag: u64,
	/// Trust.
	pub trust: u8,
}

/// Deals of a purchase.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct Matched {
	/// The deal.
	pub deal: Hash,
	/// Its tasks.
	pub volume: u64,
}

/// A purchase.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub struct Bought {
	/// nRLC that the deals locked.
	pub total: u128,
}

/// The runtime's refusal of a job: the name of an error, then its sentence.
fn refusal(told: &str, job: &Job) -> Error {
	let told = printable::line(told);
	let Some((name, sentence)) = told.split_once(": ") else {
		return Error::new(format!("the chain refuses this by {told}"));
	};
	let sentence = sentence.trim();
	let terms = match (name, job.dataset) {
		("AppNotOffered", _) => format!("app show {}", job.app),
		("DatasetNotOffered", Some(dataset)) => format!("dataset show {dataset}"),
		_ => return Error::new(sentence),
	};
	Error::new(sentence.trim_end_matches('.'))
		.cure(format!("`bourse {terms}` has its owner and the terms, and for whom they are"))
}

impl Chain {
	/// What a job would cost `who` now. The runtime's own sentence where it can't be asked for.
	pub async fn quote(&self, who: AccountId32, job: &Job, limits: Limits) -> Attempt<Quote> {
		let args = vec![who.into(), request(job, limits)];
		let answer = self.call::<Result<Quote, Vec<u8>>>(API, "quote", args).await?;
		match answer {
			Ok(quote) => Ok(quote),
			Err(told) => Err(refusal(&String::from_utf8_lossy(&told), job)),
		}
	}

	/// Orders of one side of a cell, best first.
	pub async fn depth(&self, cell: Cell, offers: bool) -> Attempt<Vec<Level>> {
		let Cell { pool, category, tag, trust } = cell;
		let args = vec![pool.into(), category.into(), tag.into(), trust.into(), offers.into()];
		self.call(API, "depth", args).await
	}

	/// The highest price of the book up to `price`, and the lowest from it on.
	pub async fn valid_prices(&self, price: Rlc) -> Attempt<(Rlc, Rlc)> {
		let nearest: NearestPrices = self.call(API, "valid_prices", vec![price.0.into()]).await?;
		Ok((Rlc(nearest.below), Rlc(nearest.above)))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn job() -> Job {
		Job {
			app: 3,
			dataset: None,
			volume: 1,
			category: 0,
			trust: 1,
			tag: 0,
			pools: Vec::new(),
			params: "{}".into(),
			beneficiary: None,
			callback: None,
			group: None,
		}
	}

	fn quote() -> Quote {
		Quote {
			offers: Vec::new(),
			volume: 0,
			app_price: 1,
			dataset_price: 0,
			task_fee: 0,
			total: 0,
			transaction_fee: 0,
			deposit: 0,
			ruled_out: Vec::new(),
			changes: Vec::new(),
		}
	}

	#[test]
	fn jobs_should_be_bought_by_one_call() {
		let call = Job { pools: vec![7], ..job() }.buy(Rlc(5));
		let expected = json!({
			"call": "book.run",
			"args": {
				"job": {
					"app": 3, "dataset": null, "volume": 1, "category": 0, "trust": 1, "tag": 0,
					"pools": { "These": [7] }, "params": "{}", "beneficiary": null, "callback": null,
					"group": null,
				},
				"maxTotal": 5, "deposit": true,
			},
		});
		assert_eq!(call.json(), expected);
		assert_eq!(job().arg().json()["pools"], "Listed");
	}

	#[test]
	fn any_price_should_be_one_of_the_book() {
		// Four digits that count, at most.
		assert_eq!(ANY_PRICE.0.to_string().trim_end_matches('0').len(), 1);
	}

	#[test]
	fn shortfall_should_say_what_to_type() {
		let ruled_out = vec![
			RuledOut { condition: b"TrustTooHigh".to_vec(), offers: 3 },
			RuledOut { condition: b"WorkerpoolTooExpensive".to_vec(), offers: 1 },
		];
		let changes = vec![Change::LowerTrust { to: 8 }, Change::RaisePrice { to: 6_200_000_000 }];
		let told = Quote { ruled_out, changes, ..quote() }.shortfall(1).unwrap().to_string();
		assert_eq!(
			told,
			"nobody serves this. Of the other offers at least 3 go up to less trust, 1 cost more: nearest: \
			 --trust 8 or --max-price 6.2"
		);
		assert_eq!(Quote { volume: 2, ..quote() }.shortfall(2), None);
		let told = Quote { volume: 2, ..quote() }.shortfall(3).unwrap();
		assert_eq!(told.what(), "only 2 of 3 tasks are on offer");
	}

	#[test]
	fn refusals_should_be_the_runtimes_sentences() {
		let told = |told: &str| refusal(told, &Job { dataset: Some(1), ..job() }).to_string();
		assert_eq!(told("BadParams: they are bad."), "they are bad.");
		assert_eq!(told("Odd"), "the chain refuses this by Odd");
		let cured = told("AppNotOffered: nobody offers it.");
		assert!(cured.starts_with("nobody offers it: `bourse app show 3` has"), "{cured}");
		let cured = told("DatasetNotOffered: nobody offers it.");
		assert!(cured.contains("`bourse dataset show 1` has its owner"), "{cured}");
	}

	#[test]
	fn quotes_should_have_amounts_as_text() {
		assert_eq!(quote().json()["appPrice"], "1");
	}
}
