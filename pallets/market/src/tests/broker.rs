// SPDX-License-Identifier: Apache-2.0

//! Calls `broker_match` and `broker_buy`: any node matches for a requester who asks for that, with other
//! orders, or with the book's.

use crate::{mock::*, Call, Consumed, Deals, Error, Event, OrderBounds, SignedRequestOrder};
use bourse_primitives::{
	book::PoolChoice, traits::Ledger, Balance, GroupId, Params, Restrict, Trust, WorkerpoolId, RLC,
};
use frame_support::{
	assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::Authorize, weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	DispatchResult, ModuleError,
};

/// Orders, of which the request lets any node match it, or not.
fn orders(broker: bool, change: impl FnOnce(&mut SignedBundle)) -> SignedBundle {
	let mut orders = Bundle::with_dataset().signed();
	orders.request.bounds = Some(OrderBounds { broker, ..Default::default() });
	change(&mut orders);
	if let Some(dataset) = &mut orders.dataset {
		dataset.signature = Some(DatasetOwner.sign(Market::signed_hash(dataset)));
	}
	orders.app.signature = Some(AppOwner.sign(Market::signed_hash(&orders.app)));
	orders.workerpool.signature = Some(Scheduler.sign(Market::signed_hash(&orders.workerpool)));
	orders.request.signature = Some(Requester.sign(Market::signed_hash(&orders.request)));
	orders
}

fn brokered(orders: SignedBundle) -> DispatchResult {
	Market::broker_match(
		RawOrigin::Authorized.into(),
		Box::new(orders.app),
		orders.dataset.map(Box::new),
		Box::new(orders.workerpool),
		Box::new(orders.request),
	)
}

/// What the transaction pool says.
fn authorized(orders: SignedBundle) -> Result<ValidTransaction, TransactionValidityError> {
	let call = Call::<Test>::broker_match {
		app: Box::new(orders.app),
		dataset: orders.dataset.map(Box::new),
		workerpool: Box::new(orders.workerpool),
		request: Box::new(orders.request),
	};
	let authorized =
		call.authorize(TransactionSource::External).expect("the call can be authorized");
	authorized.map(|(validity, _)| validity)
}

/// How the transaction pool tells an error of the pallet.
fn refusal(error: Error<Test>) -> TransactionValidityError {
	let error: sp_runtime::DispatchError = error.into();
	let sp_runtime::DispatchError::Module(ModuleError { error, .. }) = error else {
		panic!("an error of the pallet");
	};
	InvalidTransaction::Custom(error[0]).into()
}

#[test]
fn broker_match_should_make_the_deal_at_the_requester_s_expense() {
	ExtBuilder::build_and_execute(|| {
		let orders = orders(true, |_| {});
		let hash = Market::signed_hash(&orders.request);
		let validity = authorized(orders.clone()).expect("it would be made");
		assert_eq!((validity.provides.len(), validity.propagate), (1, true));
		// The look changes nothing.
		assert_eq!((Requester.stake(), Consumed::<Test>::get(hash)), (STAKE, 0));

		assert_ok!(brokered(orders));
		let price = APP_PRICE + DATASET_PRICE + POOL_PRICE;
		assert_eq!(Requester.locked(), 2 * price);
		assert_eq!(Requester.stake(), STAKE - 2 * price - BROKER_FEE);
		assert_eq!(MockLedger::kitty(), BROKER_FEE);
		assert_eq!(Deals::<Test>::get(Market::deal_id(hash, 0)).map(|deal| deal.bot_size), Some(2));
	});
}

#[test]
fn broker_match_should_be_refused_when_the_request_does_not_want_it() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(brokered(orders(false, |_| {})), Error::<Test>::NoBrokerWanted);
		assert_noop!(
			brokered(orders(true, |orders| orders.request.bounds = None)),
			Error::<Test>::NoBrokerWanted
		);
		let refused = Err(refusal(Error::NoBrokerWanted));
		assert_eq!(authorized(orders(false, |_| {})), refused);
	});
}

#[test]
fn broker_match_should_be_refused_when_it_leaves_a_rest_of_the_request() {
	ExtBuilder::build_and_execute(|| {
		// Else an owner of offers of one task could make the requester pay a fee for each of its tasks.
		let one = |orders: &mut SignedBundle| orders.workerpool.order.volume = 1;
		assert_noop!(brokered(orders(true, one)), Error::<Test>::BrokerLeavesRest);
		assert_eq!(authorized(orders(true, one)), Err(refusal(Error::BrokerLeavesRest)));
		// A deal can't have more tasks.
		MaxDealTasks::set(1);
		assert_ok!(brokered(orders(true, |_| {})));
		assert_ok!(brokered(orders(true, |_| {})));
		assert_noop!(brokered(orders(true, |_| {})), Error::<Test>::RequestOrderUsedUp);
	});
}

#[test]
fn broker_match_should_be_refused_when_the_requester_can_not_pay_the_fee_as_well() {
	ExtBuilder::build_and_execute(|| {
		let price = 2 * (APP_PRICE + DATASET_PRICE + POOL_PRICE);
		Requester.set_stake(price + BROKER_FEE - 1);
		let short = Error::<Test>::InsufficientRequesterStake;
		assert_noop!(brokered(orders(true, |_| {})), short);
		Requester.set_stake(price + BROKER_FEE);
		assert_ok!(brokered(orders(true, |_| {})));
		assert_eq!(Requester.stake(), 0);
	});
}

#[test]
fn broker_match_should_be_refused_when_somebody_else_is_to_pay() {
	ExtBuilder::build_and_execute(|| {
		let sponsored = orders(true, |orders| {
			orders.request.bounds.as_mut().unwrap().payer = Some(Sponsor.account());
		});
		assert_noop!(brokered(sponsored), Error::<Test>::WrongPayer);
	});
}

#[test]
fn broker_match_should_be_refused_when_a_signature_is_wrong_or_an_account_sends_it() {
	ExtBuilder::build_and_execute(|| {
		let mut forged = orders(true, |_| {});
		forged.app.signature = Some(Outsider.sign(Market::signed_hash(&forged.app)));
		assert_eq!(authorized(forged.clone()), Err(refusal(Error::AppOrderNotAuthentic)));
		assert_noop!(brokered(forged), Error::<Test>::AppOrderNotAuthentic);
		let orders = orders(true, |_| {});
		let sent = Market::broker_match(
			Outsider.origin(),
			Box::new(orders.app),
			orders.dataset.map(Box::new),
			Box::new(orders.workerpool),
			Box::new(orders.request),
		);
		assert_noop!(sent, sp_runtime::DispatchError::BadOrigin);
	});
}

/// What the book locks for a task.
const BOOK_PRICE: Balance = 20 * RLC;

/// A request that any node may match, unless `change` says otherwise.
fn asked(change: impl FnOnce(&mut SignedRequestOrder<Test>)) -> SignedRequestOrder<Test> {
	BookPrice::set(Some(BOOK_PRICE));
	orders(true, |orders| change(&mut orders.request)).request
}

fn bought(request: SignedRequestOrder<Test>) -> DispatchResult {
	Market::broker_buy(RawOrigin::Authorized.into(), Box::new(request))
		.map(|_| ())
		.map_err(|refused| refused.error)
}

fn may_buy(
	request: SignedRequestOrder<Test>,
) -> Result<ValidTransaction, TransactionValidityError> {
	let call = Call::<Test>::broker_buy { request: Box::new(request) };
	let authorized =
		call.authorize(TransactionSource::External).expect("the call can be authorized");
	authorized.map(|(validity, _)| validity)
}

#[test]
fn broker_buy_should_buy_all_that_is_left_of_the_request_at_the_requester_s_expense() {
	ExtBuilder::build_and_execute(|| {
		let request = asked(|_| {});
		let hash = Market::signed_hash(&request);
		// One of its two tasks is served already.
		Consumed::<Test>::insert(hash, 1);
		let validity = may_buy(request.clone()).expect("it would be bought");
		assert_eq!(validity.provides, authorized(orders(true, |_| {})).unwrap().provides);
		// The look changes nothing.
		assert_eq!((Requester.stake(), Consumed::<Test>::get(hash)), (STAKE, 1));

		assert_ok!(bought(request.clone()));
		assert_eq!((Consumed::<Test>::get(hash), Requester.locked()), (2, BOOK_PRICE));
		assert_eq!(Requester.stake(), STAKE - BOOK_PRICE - BROKER_FEE);
		assert_eq!(MockLedger::kitty(), BROKER_FEE);
		let requester = Requester.account();
		let event = Event::RequestBrokered { request_order: hash, requester, volume: 1 };
		assert_eq!(events().last(), Some(&event));
		let wanted = Bought::get().expect("the book was asked");
		assert_eq!((wanted.job.volume, wanted.job.trust), (1, 4));
		assert_eq!((wanted.app_max_price, wanted.dataset_max_price), (APP_PRICE, DATASET_PRICE));
		assert_eq!(
			(wanted.price, wanted.job.beneficiary),
			(POOL_PRICE, Some(Beneficiary.account()))
		);
		let only = |pools: &[WorkerpoolId]| PoolChoice::These(pools.to_vec().try_into().unwrap());
		assert_eq!(wanted.job.pools, only(&[POOL]));
		assert_noop!(bought(request), Error::<Test>::RequestOrderUsedUp);
	});
}

/// What the book did not need, at most once for the check and once for the purchase, is for others.
#[test]
fn broker_buy_should_weigh_what_the_book_took() {
	ExtBuilder::build_and_execute(|| {
		let request = Box::new(asked(|_| {}));
		let call = Call::<Test>::broker_buy { request: request.clone() };
		let most = call.get_dispatch_info().call_weight;
		let (_, unspent) = call.authorize(TransactionSource::External).unwrap().unwrap();
		assert_eq!(unspent, Weight::from_parts(8, 0));
		let done = Market::broker_buy(RawOrigin::Authorized.into(), request).unwrap();
		assert_eq!(done.actual_weight, Some(most - unspent));
	});
}

/// Else many small offers would let a node fill blocks for the fee of one match.
#[test]
fn broker_buy_should_cost_the_requester_a_fee_for_each_deal() {
	ExtBuilder::build_and_execute(|| {
		BookDeals::set(16);
		let needed = 2 * BOOK_PRICE + 16 * BROKER_FEE;
		Requester.set_stake(needed - 1);
		assert_noop!(bought(asked(|_| {})), Error::<Test>::InsufficientRequesterStake);
		let short = Err(refusal(Error::InsufficientRequesterStake));
		assert_eq!(may_buy(asked(|_| {})), short);
		Requester.set_stake(needed);
		Reserved::set(1);
		assert_noop!(bought(asked(|_| {})), Error::<Test>::PayerStakeReserved);
		Reserved::set(0);
		assert_ok!(bought(asked(|_| {})));
		assert_eq!((Requester.stake(), Requester.locked()), (0, 2 * BOOK_PRICE));
		assert_eq!(MockLedger::kitty(), 16 * BROKER_FEE);
	});
}

#[test]
fn broker_buy_should_be_refused_when_the_book_has_no_such_requests() {
	ExtBuilder::build_and_execute(|| {
		let group = |request: &mut SignedRequestOrder<Test>| {
			request.order.workerpool_restrict = Restrict::Group(GroupId(5));
		};
		assert_noop!(bought(asked(group)), Error::<Test>::NotForBook);
		let trust = |request: &mut SignedRequestOrder<Test>| request.order.trust = Trust::from(129);
		assert_noop!(bought(asked(trust)), Error::<Test>::NotForBook);
		assert_eq!(may_buy(asked(trust)), Err(refusal(Error::NotForBook)));
		let any = |request: &mut SignedRequestOrder<Test>| {
			request.order.workerpool_restrict = Restrict::Anybody;
			request.order.trust = Trust::zero();
		};
		assert_ok!(bought(asked(any)));
		let job = Bought::get().expect("the book was asked").job;
		assert_eq!((job.pools, job.trust), (PoolChoice::Listed, 1));
	});
}

#[test]
fn broker_buy_should_be_refused_when_the_book_sells_nothing() {
	ExtBuilder::build_and_execute(|| {
		let request = asked(|_| {});
		BookPrice::set(None);
		assert_noop!(bought(request.clone()), sp_runtime::DispatchError::Unavailable);
		assert_eq!(may_buy(request.clone()), Err(InvalidTransaction::Call.into()));
		// It handed all back.
		BookPrice::set(Some(0));
		assert_noop!(bought(request.clone()), Error::<Test>::BrokerLeavesRest);
		assert_eq!(may_buy(request), Err(refusal(Error::BrokerLeavesRest)));
	});
}

#[test]
fn broker_buy_should_be_refused_when_the_request_does_not_stand_or_does_not_want_it() {
	ExtBuilder::build_and_execute(|| {
		let bounds = |change: fn(&mut OrderBounds<AccountId>)| {
			asked(|request| change(request.bounds.as_mut().unwrap()))
		};
		let unwanted = bounds(|bounds| bounds.broker = false);
		assert_noop!(bought(unwanted), Error::<Test>::NoBrokerWanted);
		assert_noop!(bought(asked(|request| request.bounds = None)), Error::<Test>::NoBrokerWanted);
		let sponsored = bounds(|bounds| bounds.payer = Some(Sponsor.account()));
		assert_noop!(bought(sponsored), Error::<Test>::WrongPayer);
		assert_ok!(bought(bounds(|bounds| bounds.payer = Some(Requester.account()))));
		let late = bounds(|bounds| bounds.until = Some(START));
		assert_noop!(bought(late), Error::<Test>::RequestOrderExpired);
		let revoked = bounds(|bounds| bounds.epoch = 1);
		assert_noop!(bought(revoked), Error::<Test>::RequestOrderRevoked);

		let mut forged = asked(|_| {});
		forged.order.params = Params::default();
		assert_eq!(may_buy(forged.clone()), Err(refusal(Error::RequestOrderNotAuthentic)));
		assert_noop!(bought(forged), Error::<Test>::RequestOrderNotAuthentic);
		let sent = Market::broker_buy(Outsider.origin(), Box::new(asked(|_| {})));
		assert_noop!(sent.map_err(|refused| refused.error), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn broker_buy_should_be_refused_when_the_requester_can_not_pay_the_fee() {
	ExtBuilder::build_and_execute(|| {
		Requester.set_stake(BROKER_FEE - 1);
		let short = Error::<Test>::InsufficientRequesterStake;
		assert_noop!(bought(asked(|_| {})), short);
		// The fee comes before the tasks.
		Requester.set_stake(2 * BOOK_PRICE);
		assert!(bought(asked(|_| {})).is_err());
		Requester.set_stake(2 * BOOK_PRICE + BROKER_FEE);
		assert_ok!(bought(asked(|_| {})));
		assert_eq!(Requester.stake(), 0);
	});
}
