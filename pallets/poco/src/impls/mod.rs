// SPDX-License-Identifier: Apache-2.0

//! What the calls and hooks do, by topic.

pub(crate) mod agenda;
pub(crate) mod authorize;
pub(crate) mod automation;
mod challenges;
pub mod consensus;
pub(crate) mod contribute;
mod due;
mod market;
mod queries;
mod queue;
mod reports;
pub(crate) mod round;
mod settlement;
pub(crate) mod supply;
pub(crate) mod tasks;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
mod unstarted;
pub(crate) mod waiting;

use crate::{types::*, Config, Pallet, Progress, Score, TeeBroker};
use bourse_primitives::{
	traits::{OnDeal, Scores},
	Deal, DealId,
};
use frame_support::{dispatch::DispatchResult, traits::Get};

impl<T: Config> OnDeal<T::AccountId> for Pallet<T> {
	fn on_deal(id: DealId, deal: &Deal<T::AccountId>) -> DispatchResult {
		let (next, matched_in) = (deal.bot_first, Self::this_block());
		Progress::<T>::insert(id, DealProgress { next, matched_in, ..Default::default() });
		Self::enqueue(deal.workerpool.id, id);
		Self::place(Due::Deal(id), deal.final_deadline());
		Ok(())
	}

	fn most_owners() -> u32 {
		// Everybody may be contradicted as often.
		T::MaxWorkers::get() / 2
	}

	fn has_tee_broker() -> bool {
		TeeBroker::<T>::exists()
	}
}

impl<T: Config> Scores<T::AccountId> for Pallet<T> {
	fn score(worker: &T::AccountId) -> u64 {
		Score::<T>::get(worker)
	}

	fn weight(worker: &T::AccountId) -> u64 {
		consensus::weight(Score::<T>::get(worker))
	}
}
