// SPDX-License-Identifier: Apache-2.0

//! Weights of calls that trade: at most before they do, as they were after.

use super::{place::Done, supply::LOOKS};
use crate::{pallet::*, NewOrder, WeightInfo, MAX_DEALS, MAX_EVICTIONS};
use bourse_primitives::{
	book::{Job, PoolChoice},
	traits::{Matches, Wallet},
	MaxParams,
};
use frame_support::{pallet_prelude::Weight, traits::Get};

/// Most deals, refusals and evictions that a call makes and takes back, beyond [`MAX_DEALS`]: each order that
/// it evicts may be refused and taken back, and one more refused.
const MAX_UNDONE: u32 = 2 * MAX_EVICTIONS + 1;

impl<T: Config> Pallet<T> {
	/// Weight of so many deals, each with up to `params` bytes, and of evictions.
	fn trades(deals: u32, params: u32, evictions: u32) -> Weight {
		<T as Config>::WeightInfo::deal()
			.saturating_add(T::Market::weight(params))
			.saturating_mul(deals.into())
			.saturating_add(<T as Config>::WeightInfo::evict().saturating_mul(evictions.into()))
	}

	/// Most weight of the trades of a newcomer. A request meets no longer params than its own.
	fn most_trades(params: u32) -> Weight {
		let params = match params {
			0 => MaxParams::get(),
			params => params,
		};
		Self::trades(MAX_DEALS.saturating_add(MAX_UNDONE), params, MAX_EVICTIONS)
	}

	/// Weight of the trades of a newcomer as they were.
	fn traded(done: Done, params: u32) -> Weight {
		Self::trades(done.deals.saturating_add(done.undone), params, done.evictions)
	}

	/// Weight of what a choice of pools adds to the benchmark's: the section of each, and whether the
	/// group has it.
	fn choice_weight(pools: &PoolChoice) -> Weight {
		let reads = match pools {
			PoolChoice::Listed => 0,
			PoolChoice::These(pools) => pools.len(),
			PoolChoice::Group { pools, .. } => pools.len().saturating_mul(2),
		};
		// At most 16.
		T::DbWeight::get().reads(reads as u64)
	}

	/// Weight of a newcomer that neither trades nor rests.
	pub(crate) fn newcomer_weight(order: &NewOrder<T::AccountId>) -> Weight {
		let place = <T as Config>::WeightInfo::place(order.params_len());
		match order {
			NewOrder::Offer(_) => place,
			NewOrder::Request(request) => {
				place.saturating_add(Self::choice_weight(&request.job.pools))
			},
		}
	}

	/// Most weight of `place`.
	pub(crate) fn place_weight(order: &NewOrder<T::AccountId>) -> Weight {
		Self::newcomer_weight(order)
			.saturating_add(
				<T as Config>::WeightInfo::rest().max(<T as Config>::WeightInfo::rest_behind()),
			)
			.saturating_add(Self::most_trades(order.params_len()))
	}

	/// Weight of `place` as it was, of a newcomer of that weight.
	pub(crate) fn placed_weight(newcomer: Weight, done: Done) -> Weight {
		let placed = newcomer.saturating_add(Self::traded(done, done.params));
		match (done.rests, done.behind) {
			(false, _) => placed,
			(true, false) => placed.saturating_add(<T as Config>::WeightInfo::rest()),
			(true, true) => placed.saturating_add(<T as Config>::WeightInfo::rest_behind()),
		}
	}

	/// Weight of `cancel_all` of so many orders.
	pub(crate) fn cancel_all_weight(orders: u32) -> Weight {
		let orders = orders.min(crate::MAX_CANCELS).saturating_add(1);
		<T as Config>::WeightInfo::cancel().saturating_mul(orders.into())
	}

	/// Length of a job's params, in bytes.
	pub(crate) fn params_len(job: &Job<T::AccountId>) -> u32 {
		job.params.len().try_into().unwrap_or(u32::MAX)
	}

	/// Weight of the estimate of `run`, besides that of the benchmark: there all offers are of one pool and
	/// of one book.
	fn estimate_weight() -> Weight {
		let offers = u64::from(MAX_DEALS.saturating_add(MAX_EVICTIONS));
		// The pool's epoch, and whether it is listed; header and leaf of the book, and its next order.
		T::DbWeight::get().reads(offers.saturating_mul(5))
	}

	/// Weight of `run` and `run_for` without the trades.
	pub(crate) fn buyer_weight(job: &Job<T::AccountId>) -> Weight {
		<T as Config>::WeightInfo::run(Self::params_len(job))
			.saturating_add(Self::choice_weight(&job.pools))
			.saturating_add(Self::estimate_weight())
			.saturating_add(T::Wallet::weight())
	}

	/// Most weight of `run` and `run_for`.
	pub(crate) fn run_weight(job: &Job<T::AccountId>) -> Weight {
		let deals = MAX_DEALS.saturating_add(MAX_UNDONE);
		Self::buyer_weight(job).saturating_add(Self::trades(
			deals,
			Self::params_len(job),
			MAX_EVICTIONS,
		))
	}

	/// Weight of `run` and `run_for` as it was, of a buyer of that weight.
	pub(crate) fn ran_weight(buyer: Weight, params: u32, done: Done) -> Weight {
		buyer.saturating_add(Self::traded(done, params))
	}

	/// Weight of a `run` that makes so many deals.
	pub fn bought_weight(job: &Job<T::AccountId>, deals: u32) -> Weight {
		let done = Done { deals, ..Done::default() };
		Self::ran_weight(Self::buyer_weight(job), Self::params_len(job), done)
	}

	/// Most weight of `refresh_supply`.
	pub(crate) fn refresh_weight() -> Weight {
		<T as Config>::WeightInfo::refresh_supply().saturating_add(Self::most_trades(0))
	}

	/// Weight of `refresh_supply` as it was.
	pub(crate) fn refreshed_weight(done: Done) -> Weight {
		<T as Config>::WeightInfo::refresh_supply().saturating_add(Self::traded(done, done.params))
	}

	/// Most weight of the chain's own look at a supply that is due, besides finding it.
	pub(crate) fn look_weight() -> Weight {
		<T as Config>::WeightInfo::refresh_unasked().saturating_add(Self::most_trades(0))
	}

	/// Weight of that look as it was.
	pub(crate) fn looked_weight(done: Done) -> Weight {
		<T as Config>::WeightInfo::refresh_unasked().saturating_add(Self::traded(done, done.params))
	}

	/// Most weight of the looks of a block at supplies that are not due, for which nobody pays.
	pub fn free_looks_weight() -> Weight {
		<T as Config>::WeightInfo::look_at_supply().saturating_mul(LOOKS.into())
	}
}
