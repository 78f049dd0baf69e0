// SPDX-License-Identifier: Apache-2.0

//! Answers about the book that no pallet has alone.

use crate::{AccountId, Book, Market, Runtime, RuntimeCall, TransactionPayment};
use alloc::{boxed::Box, vec::Vec};
use bourse_primitives::book::{DryRun, NewRequest, OrderSet, Quote};
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;
use scale_info::{TypeDef, TypeInfo};

/// Bytes of a transaction besides its call: signature, account, extensions.
const ENVELOPE: u32 = 110;

/// What a request would cost now, with the fee of the transaction that buys.
pub(crate) fn quote(who: AccountId, request: NewRequest<AccountId>) -> Result<Quote, Vec<u8>> {
	let job = Box::new(request.job.clone());
	let mut quote = Book::quote(who, request).map_err(|error| told(error.into()))?;
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
