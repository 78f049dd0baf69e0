// SPDX-License-Identifier: Apache-2.0

//! Matches that any node may submit, for requests that say so (PROTOCOL 4): without a signature and
//! without a fee of its sender's. The requester's stake pays.

use crate::{matching::Orders, Config, Consumed, Error, Event, Pallet, SignedRequestOrder};
use alloc::vec;
use bourse_primitives::{
	book::NewRequest,
	traits::{Ledger, Move, Sheet, StakeReserve, Venue},
	DealId, OrderHash,
};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::{
		DispatchError, DispatchResult, InvalidTransaction, TransactionPriority,
		TransactionValidityWithRefund, ValidTransaction, Weight,
	},
	storage::{with_transaction, TransactionOutcome},
	traits::Get,
};

/// Below the workers' own transactions, above those with fees of up to 4 RLC.
const PRIORITY: TransactionPriority = 1 << 32;
/// Blocks for which a match is worth keeping: offers go.
const LONGEVITY: u64 = 16;

impl<T: Config> Pallet<T> {
	/// Matches the orders into a deal that the requester pays, and takes the broker's fee. A deal takes all
	/// that is left of the request: else somebody could make the requester pay a fee for each task, with
	/// offers of one task.
	pub(crate) fn do_broker(orders: Orders<'_, T>) -> Result<DealId, DispatchError> {
		let request = orders.request;
		let may = request.bounds.as_ref().is_some_and(|bounds| bounds.broker);
		ensure!(may, Error::<T>::NoBrokerWanted);
		let hash = Self::signed_hash(request);
		let left = request.order.volume.saturating_sub(crate::Consumed::<T>::get(hash));

		// Before the match, which looks at what stake is left in the end.
		Self::take_broker_fee(&request.order.requester, 1)?;
		let id = Self::do_match(None, orders)?;
		let volume = crate::Deals::<T>::get(id).map_or(0, |deal| deal.bot_size);
		ensure!(volume == left.min(T::MaxDealTasks::get()), Error::<T>::BrokerLeavesRest);
		Ok(id)
	}

	/// Takes what so many deals of a broker cost the requester, for the kitty.
	fn take_broker_fee(requester: &T::AccountId, deals: u32) -> DispatchResult {
		let amount = T::BrokerFee::get().saturating_mul(deals.into());
		let who = requester.clone();
		T::Ledger::lock_or(&who, amount, Error::<T>::InsufficientRequesterStake)?;
		let mut sheet = Sheet::<T::AccountId, T::Ledger>::default();
		sheet
			.apply(&[Move::Seized { who, amount }, Move::KittyFilled { amount }])
			.map_err(T::Ledger::error)?;
		sheet.close();
		Ok(())
	}

	/// Buys all that is left of a request from the book, at the requester's expense, and takes the broker's
	/// fee for each deal, which costs the chain as much as a match. Returns the weight that the book took.
	pub(crate) fn do_broker_buy(request: &SignedRequestOrder<T>) -> Result<Weight, DispatchError> {
		let (request_order, wanted) = Self::begin_purchase(request)?;
		let (requester, volume) = (&request.order.requester, wanted.job.volume);
		let (deals, took) = T::Venue::buy(requester.clone(), wanted)?;
		Self::end_purchase(request_order, requester, volume, deals)?;
		Ok(took)
	}

	/// What is done before the book is asked: it is the requester's wish, uses up the request, and has the
	/// fee of the first deal, since the book looks at what stake is left in the end. Gives the request's
	/// hash, and what to buy.
	pub(crate) fn begin_purchase(
		request: &SignedRequestOrder<T>,
	) -> Result<(OrderHash, NewRequest<T::AccountId>), DispatchError> {
		let bounds = request.bounds.as_ref().filter(|bounds| bounds.broker);
		let bounds = bounds.ok_or(Error::<T>::NoBrokerWanted)?;
		let requester = &request.order.requester;
		ensure!(
			bounds.payer.as_ref().is_none_or(|payer| payer == requester),
			Error::<T>::WrongPayer
		);
		let standing = Self::standing(&request.any(), request.signature.as_ref())?;
		let wanted = NewRequest::of(&request.order, standing.left);
		let wanted = wanted.ok_or(Error::<T>::NotForBook)?;
		Self::take_broker_fee(requester, 1)?;
		Consumed::<T>::insert(standing.hash, request.order.volume);
		Ok((standing.hash, wanted))
	}

	/// What is done when the book has made so many deals.
	pub(crate) fn end_purchase(
		request_order: OrderHash,
		requester: &T::AccountId,
		volume: u64,
		deals: u32,
	) -> DispatchResult {
		// The book hands back what offers don't serve, without an error when it met void ones.
		ensure!(deals > 0, Error::<T>::BrokerLeavesRest);
		if deals > 1 {
			Self::take_broker_fee(requester, deals.saturating_sub(1))?;
			let bonds_stay = T::Ledger::stake(requester) >= T::Assignments::reserved(requester);
			ensure!(bonds_stay, Error::<T>::PayerStakeReserved);
		}
		let requester = requester.clone();
		Self::deposit_event(Event::RequestBrokered { request_order, requester, volume });
		Ok(())
	}

	/// Takes a broker's match in if it would be made now: the whole check is made, and taken back. So what
	/// is refused is in no block, and costs nobody.
	pub(crate) fn authorize_broker(orders: Orders<'_, T>) -> TransactionValidityWithRefund {
		let hash = Self::signed_hash(orders.request);
		Self::authorize_if(hash, || Self::do_broker(orders).map(|_| Weight::zero()))
	}

	/// [`Self::authorize_broker`] for a request that the book serves. Gives back the weight of the deals
	/// and evictions that there are not.
	pub(crate) fn authorize_broker_buy(
		request: &SignedRequestOrder<T>,
	) -> TransactionValidityWithRefund {
		let hash = Self::signed_hash(request);
		let most = Self::broker_buy_weight(&request.order);
		Self::authorize_if(hash, || {
			let took = Self::do_broker_buy(request)?;
			Ok(most.saturating_sub(Self::bought_weight(&request.order, took)))
		})
	}

	/// `done` says how much of the check's weight is left.
	fn authorize_if(
		hash: OrderHash,
		done: impl FnOnce() -> Result<Weight, DispatchError>,
	) -> TransactionValidityWithRefund {
		let unspent = with_transaction(|| TransactionOutcome::Rollback(done())).map_err(
			|error: DispatchError| match error {
				DispatchError::Module(module) => InvalidTransaction::Custom(module.error[0]),
				_ => InvalidTransaction::Call,
			},
		)?;
		let validity = ValidTransaction {
			priority: PRIORITY,
			requires: vec![],
			// The first of several brokers makes the deal.
			provides: vec![(b"bourse broker", hash).encode()],
			longevity: LONGEVITY,
			propagate: true,
		};
		Ok((validity, unspent))
	}
}
