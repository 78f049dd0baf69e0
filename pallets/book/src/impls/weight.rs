// SPDX-License-Identifier: Apache-2.0

//! Weights of calls that trade: at most before they do, as they were after.

use super::{place::Done, supply::LOOKS};
use crate::{pallet::*, WeightInfo, MAX_DEALS, MAX_EVICTIONS};
use bourse_primitives::{
	book::Job,
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

	/// Most weight of `place`.
	pub(crate) fn place_weight(params: u32) -> Weight {
		<T as Config>::WeightInfo::place(params)
			.saturating_add(<T as Config>::WeightInfo::rest())
			.saturating_add(Self::most_trades(params))
	}

	/// Weight of `place` as it was.
	pub(crate) fn placed_weight(params: u32, done: Done) -> Weight {
		let placed = <T as Config>::WeightInfo::place(params)
			.saturating_add(Self::traded(done, done.params));
		match done.rests {
			true => placed.saturating_add(<T as Config>::WeightInfo::rest()),
			false => placed,
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

	/// Weight of the estimate of `run`, besides that of the benchmark: there all offers are of one pool.
	fn estimate_weight() -> Weight {
		let offers = u64::from(MAX_DEALS.saturating_add(MAX_EVICTIONS));
		// The pool's epoch, and whether it is listed.
		T::DbWeight::get().reads(offers.saturating_mul(2))
	}

	/// Most weight of `run` and `run_for`.
	pub(crate) fn run_weight(job: &Job<T::AccountId>) -> Weight {
		let params = Self::params_len(job);
		<T as Config>::WeightInfo::run(params)
			.saturating_add(Self::estimate_weight())
			.saturating_add(T::Wallet::weight())
			.saturating_add(Self::trades(
				MAX_DEALS.saturating_add(MAX_UNDONE),
				params,
				MAX_EVICTIONS,
			))
	}

	/// Weight of `run` and `run_for` as it was.
	pub(crate) fn ran_weight(params: u32, done: Done) -> Weight {
		<T as Config>::WeightInfo::run(params)
			.saturating_add(Self::estimate_weight())
			.saturating_add(T::Wallet::weight())
			.saturating_add(Self::traded(done, params))
	}

	/// Weight of a `run` that makes so many deals.
	pub fn bought_weight(job: &Job<T::AccountId>, deals: u32) -> Weight {
		Self::ran_weight(Self::params_len(job), Done { deals, ..Done::default() })
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
