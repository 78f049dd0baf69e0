// SPDX-License-Identifier: Apache-2.0

//! Answers about the book that no pallet has alone.

use crate::{
	catalogue::{cut, most},
	status::{queue_of, Queue},
	AccountId, Book, Market, Pools, Registry, Runtime, RuntimeCall, TransactionPayment,
};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use bourse_primitives::{
	book::{DryRun, Job, NewRequest, OrderSet, Quote, QuotedOffer, RestingOrder, RestingTerms},
	catalogue::Listed,
	owners_needed,
	traits::{Assignments, Registry as _},
	Trust, WorkerpoolId,
};
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;
use scale_info::{TypeDef, TypeInfo};

/// Bytes of a transaction besides its call: signature, account, extensions.
const ENVELOPE: u32 = 110;

/// What a request would cost now, with the fee of the transaction that buys.
pub(crate) fn quote(who: AccountId, request: NewRequest<AccountId>) -> Result<Quote, Vec<u8>> {
	let job = Box::new(request.job.clone());
	let price = request.price;
	let mut quote = Book::quote(who, request).map_err(|error| {
		let name: &'static str = error.into();
		let mut text = told(name);
		if name == "PriceOffGrid" {
			let (lower, higher) = pallet_book::around(price);
			text.extend(alloc::format!(" Here: {lower} or {higher} nRLC.").into_bytes());
		}
		text
	})?;
	foresee(&mut quote.offers, &job);
	let deals = u32::try_from(quote.offers.len()).unwrap_or(u32::MAX);
	let weight = Book::bought_weight(&job, deals);
	let call: RuntimeCall =
		pallet_book::Call::<Runtime>::run { job, max_total: quote.total, deposit: true }.into();
	let length = u32::try_from(call.encoded_size()).unwrap_or(u32::MAX).saturating_add(ENVELOPE);
	let mut info = call.get_dispatch_info();
	info.call_weight = weight;
	quote.transaction_fee = TransactionPayment::compute_fee(length, &info, 0);
	Ok(quote)
}

/// When the tasks of each offer would start: behind those that wait in its pool, and those of the offers
/// before it.
fn foresee(offers: &mut [QuotedOffer], job: &Job<AccountId>) {
	let time = Registry::work_clock_time_ref(job.category).unwrap_or_default();
	let each = u64::from(owners_needed(Trust::from(job.trust)));
	let mut queues = BTreeMap::<WorkerpoolId, Queue>::new();
	for offer in offers {
		let queue = queues.entry(offer.pool).or_insert_with(|| queue_of(offer.pool));
		offer.queue = queue.tasks;
		queue.tasks = queue.tasks.saturating_add(offer.volume);
		queue.slots = queue.slots.saturating_add(offer.volume.saturating_mul(each));
		queue.longest = queue.longest.max(time);
		// Each round of the pool's slots takes that long at most.
		let slots = Pools::slots(offer.pool);
		let rest = queue.slots.saturating_sub(slots.free);
		offer.starts_within =
			(slots.all > 0).then(|| rest.div_ceil(slots.all).saturating_mul(queue.longest));
	}
}

/// What a match of orders would make, whatever their signatures.
pub(crate) fn dry_run(orders: OrderSet<AccountId>) -> DryRun {
	match Market::dry_run(orders) {
		DryRun::Refused(name) => DryRun::Refused(match core::str::from_utf8(&name) {
			Ok(name) => told(name),
			Err(_) => name,
		}),
		deal => deal,
	}
}

/// An order, while it rests.
pub(crate) fn resting_order(order: u64) -> Option<RestingOrder> {
	let resting = pallet_book::Orders::<Runtime>::get(order)?;
	Some(RestingOrder {
		order,
		pool: resting.pool,
		category: resting.book.section.category,
		trust: pallet_book::trust_of(resting.book.cell),
		price: pallet_book::engine::price_of(resting.link.tick),
		left: resting.link.left,
		held: resting.held,
		deposit: resting.deposit,
		until: resting.until,
	})
}

/// Resting orders of an account, in the order of the state.
pub(crate) fn orders_of(
	who: AccountId,
	after: Option<u64>,
	limit: u32,
) -> Listed<RestingOrder, u64> {
	type OrdersOf = pallet_book::OrdersOf<Runtime>;
	let all = match after {
		Some(order) => {
			let key = OrdersOf::hashed_key_for(&who, order);
			OrdersOf::iter_key_prefix_from(&who, key)
		},
		None => OrdersOf::iter_key_prefix(&who),
	};
	// An account's orders are those that rest.
	let read = all.take(most(limit)).filter_map(resting_order);
	cut(read.collect(), limit, |last| last.order)
}

/// What resting orders lock and cost.
pub(crate) fn resting_terms() -> RestingTerms {
	let pallet_book::BookParameters { deposit, eviction_fee, quick_fee, quick, longest } =
		pallet_book::Parameters::<Runtime>::get();
	RestingTerms { deposit, eviction_fee, quick_fee, quick, longest }
}

/// Name and sentence of an error of the book or the market, by its documentation.
fn told(name: &str) -> Vec<u8> {
	let types = [
		<pallet_book::Error<Runtime> as TypeInfo>::type_info(),
		<pallet_market::Error<Runtime> as TypeInfo>::type_info(),
	];
	for of in types {
		let TypeDef::Variant(of) = of.type_def else { continue };
		if let Some(error) = of.variants.iter().find(|error| error.name == name) {
			return alloc::format!("{name}: {}", error.docs.join(" ").trim()).into_bytes();
		}
	}
	name.as_bytes().to_vec()
}
