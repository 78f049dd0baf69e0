// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Rows of the index as the `bourse_*` RPC methods about the past show them (`docs/rpc.md`).

use bourse_formats::{text, FailureCode};
use bourse_index::{
	AccountBytes, AssetRow, AudienceRecord, Candle, Cursor, DealRow, Ended, Flow, OrderRow, Paged,
	Part, PostedRow, Reach, Statistics, Subject, TaskRow,
};
use bourse_runtime::AccountId;
use serde_json::{json, Value};
use sp_core::bytes::to_hex;

fn of_account(who: &AccountBytes) -> Value {
	json!(AccountId::from(*who))
}

fn of_part(part: &Part) -> Value {
	let (id, owner, price) = (part.id, of_account(&part.owner), part.price.to_string());
	json!({ "id": id, "owner": owner, "price": price })
}

fn of_subject(subject: &Subject) -> Value {
	match subject {
		Subject::App(id) => json!({ "app": id }),
		Subject::Dataset(id) => json!({ "dataset": id }),
		Subject::Pool(id) => json!({ "pool": id }),
		Subject::Worker(who) => json!({ "worker": of_account(who) }),
		Subject::Account(who) => json!({ "account": of_account(who) }),
	}
}

/// A deal, with how its tasks ended.
pub fn of_deal(row: &DealRow) -> Value {
	let DealRow { block, time, deal, ended } = row;
	let [completed, failed, unavailable, timed_out, withdrawn] = ended;
	json!({
		"deal": deal.id,
		"block": block,
		"time": time,
		"app": of_part(&deal.app),
		"dataset": deal.dataset.as_ref().map(of_part),
		"pool": of_part(&deal.pool),
		"requester": of_account(&deal.requester),
		"payer": of_account(&deal.payer),
		"beneficiary": of_account(&deal.beneficiary),
		"category": deal.category,
		"tag": deal.tag,
		"trust": deal.trust.to_string(),
		"botFirst": deal.first,
		"botSize": deal.volume,
		"completed": completed,
		"failed": failed,
		"unavailable": unavailable,
		"timedOut": timed_out,
		"withdrawn": withdrawn,
	})
}

fn of_end(ended: Ended) -> &'static str {
	match ended {
		Ended::Completed => "Completed",
		Ended::Failed => "Failed",
		Ended::Unavailable => "Unavailable",
		Ended::TimedOut => "TimedOut",
		Ended::Withdrawn => "Withdrawn",
	}
}

/// A task that has ended.
pub fn of_task(row: &TaskRow) -> Value {
	let workers = row.workers.iter().map(|part| {
		let (worker, owner) = (of_account(&part.worker), of_account(&part.owner));
		json!({ "worker": worker, "owner": owner, "right": part.right })
	});
	let moves = row.moves.iter().map(|moved| {
		let (earned, lost) = (moved.earned.to_string(), moved.lost.to_string());
		json!({ "account": of_account(&moved.who), "earned": earned, "paid": lost })
	});
	json!({
		"task": row.id,
		"block": row.block,
		"time": row.time,
		"seconds": row.took,
		"status": of_end(row.ended),
		"failure": row.failure,
		"workers": workers.collect::<Vec<_>>(),
		"moves": moves.collect::<Vec<_>>(),
	})
}

/// Counts by the failures' names.
fn by_failure<'a>(counts: impl IntoIterator<Item = (&'a u8, &'a u64)>) -> Value {
	let named = counts.into_iter().map(|(number, count)| {
		let code = FailureCode::from_number(*number);
		let name = code.map_or_else(|| number.to_string(), |code| format!("{code:?}"));
		(name, json!(count))
	});
	Value::Object(named.collect())
}

/// The record of a subject.
pub fn of_statistics(of: &Subject, row: &Statistics) -> Value {
	let [failed, unavailable, timed_out, withdrawn] = row.given_up;
	json!({
		"of": of_subject(of),
		"deals": row.deals,
		"tasks": row.tasks,
		"done": row.done,
		"failures": by_failure(&row.failures),
		"failed": failed,
		"unavailable": unavailable,
		"timedOut": timed_out,
		"withdrawn": withdrawn,
		"requesters": row.requesters,
		"medianSeconds": row.times.median(),
		"lastPrice": row.last_price.map(|price| price.to_string()),
		"wrong": row.wrong,
		"reports": by_failure(&row.reports),
		"takenBack": row.taken_back,
	})
}

/// What a day brought.
pub fn of_flow((day, flow): &(u32, Flow)) -> Value {
	json!({
		"time": u64::from(*day) * 86_400,
		"tasks": flow.tasks,
		"earned": flow.earned.to_string(),
		"spent": flow.spent.to_string(),
		"lost": flow.lost.to_string(),
	})
}

/// Prices of a span.
pub fn of_candle(candle: &Candle) -> Value {
	json!({
		"open": candle.open.to_string(),
		"high": candle.high.to_string(),
		"low": candle.low.to_string(),
		"close": candle.close.to_string(),
		"average": candle.average().to_string(),
		"tasks": candle.tasks,
	})
}

/// An order that was put on chain.
pub fn of_order((hash, row): &(bourse_formats::Hash, OrderRow)) -> Value {
	json!({
		"hash": hash,
		"of": of_subject(&row.of),
		"by": of_account(&row.by),
		"order": to_hex(&row.order, false),
		"block": row.block,
		"closed": row.closed,
	})
}

/// Posted terms; `epoch`: the asset's.
pub fn of_terms(row: &PostedRow, epoch: u32) -> Value {
	let to = match &row.audience {
		AudienceRecord::Everybody => json!("everybody"),
		AudienceRecord::Only(who) => json!({ "account": of_account(who) }),
		AudienceRecord::Group(group) => json!({ "group": group }),
	};
	json!({
		"to": to,
		"by": of_account(&row.by),
		"price": row.price.map(|price| price.to_string()),
		"until": row.until,
		"block": row.block,
		"revoked": row.price.is_none() || row.epoch != epoch,
	})
}

/// The blocks that the index has.
pub fn of_reach(reach: &Option<Reach>) -> Value {
	match reach {
		None => Value::Null,
		Some(reach) => json!({
			"since": reach.since,
			"sinceTime": reach.since_time,
			"last": reach.last,
			"lastHash": reach.last_hash,
			"lastTime": reach.last_time,
			"gaps": reach.gaps,
		}),
	}
}

/// A page, each entry shown by `entry`.
pub fn of_page<T>(page: &Paged<T>, entry: impl Fn(&T) -> Value) -> Value {
	json!({
		"entries": page.entries.iter().map(entry).collect::<Vec<_>>(),
		"next": page.next.as_ref().map(|Cursor(bytes)| to_hex(bytes, false)),
		"reach": of_reach(&page.reach),
	})
}

/// An asset as it is at the last block.
pub fn of_asset((asset, row): &(Subject, AssetRow)) -> Value {
	let mut of = of_subject(asset);
	of["owner"] = of_account(&row.owner);
	of["name"] = json!(text::shown(&row.name));
	of["description"] = json!(text::shown(&row.description));
	of["link"] = json!(text::shown(&row.link));
	let tags = row.tags.iter().map(|tag| text::shown(tag)).collect::<Vec<_>>();
	of["tags"] = json!(tags);
	of
}
