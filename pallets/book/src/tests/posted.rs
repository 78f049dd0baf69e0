// SPDX-License-Identifier: Apache-2.0

//! Posted prices.

use crate::{mock::*, Audience, Error, Event, Terms};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};

#[test]
fn terms_should_lock_a_deposit_until_they_are_revoked() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(AppOwner.locked(), DEPOSIT);
		let (app, everybody) = (APP, Audience::Everybody);
		let free = Some(terms(0));
		assert_ok!(Book::post_app(AppOwner.origin(), app, everybody.clone(), free.clone()));
		let posted = Event::AppPosted { app, audience: everybody.clone(), terms: free };
		assert_eq!((events(), AppOwner.locked()), (vec![posted], DEPOSIT));
		assert_ok!(Book::post_app(AppOwner.origin(), app, everybody.clone(), None));
		assert_eq!((AppOwner.stake(), AppOwner.locked()), (STAKE, 0));
		let revoked = Event::AppPosted { app, audience: everybody, terms: None };
		assert_eq!(events(), [revoked]);
	});
}

#[test]
fn terms_should_be_the_owner_s_alone() {
	ExtBuilder::build_and_execute(|| {
		let terms = Some(terms(0));
		assert_noop!(
			Book::post_app(Outsider.origin(), APP, Audience::Everybody, terms.clone()),
			Error::<Test>::NotOwner
		);
		assert_noop!(
			Book::post_dataset(Outsider.origin(), DATASET, Audience::Everybody, terms.clone()),
			Error::<Test>::NotOwner
		);
		MockLedger::set_stake(&AppOwner.account(), 0);
		let only = Audience::Only(Requester.account());
		assert_noop!(
			Book::post_app(AppOwner.origin(), APP, only, terms),
			Error::<Test>::InsufficientStake
		);
	});
}

#[test]
fn cheapest_terms_that_hold_for_the_requester_should_count() {
	ExtBuilder::build_and_execute(|| {
		let only = Audience::Only(Requester.account());
		assert_ok!(Book::post_app(AppOwner.origin(), APP, only, Some(terms(RLC))));
		Scheduler.offers(10 * RLC, 2);
		Requester.asks(10 * RLC, 1);
		OtherRequester.asks(10 * RLC, 1);
		let prices: Vec<_> = deals().iter().map(|deal| deal.app.price).collect();
		assert_eq!(prices, [RLC, APP_PRICE]);
	});
}

#[test]
fn terms_should_not_hold_after_their_end_or_a_transfer() {
	ExtBuilder::build_and_execute(|| {
		let ends = Terms { until: Some(START + 10), ..terms(APP_PRICE) };
		let audience = Audience::Everybody;
		assert_ok!(Book::post_app(AppOwner.origin(), APP, audience.clone(), Some(ends)));
		let resting = Requester.asks(10 * RLC, 1);
		pass(10);
		let refused = || {
			let placed = frame_support::storage::with_storage_layer(|| {
				OtherRequester.places(request(10 * RLC, 1), hour()).map_err(|failed| failed.error)
			});
			assert_eq!(placed.map(|_| ()), Err(Error::<Test>::AppNotOffered.into()));
		};
		refused();
		Scheduler.offers(10 * RLC, 1);
		assert_eq!((left(resting), deals().len()), (None, 0));
		assert_ok!(Book::post_app(AppOwner.origin(), APP, audience.clone(), Some(terms(1))));
		Apps::insert(APP, Outsider.account());
		refused();
		// The new owner's terms take the place, and free the former owner's deposit.
		assert_ok!(Book::post_app(Outsider.origin(), APP, audience, Some(terms(1))));
		assert_eq!((AppOwner.locked(), Outsider.locked()), (0, DEPOSIT));
	});
}

#[test]
fn former_owner_should_have_its_deposit_back_by_revoking_its_own_terms_alone() {
	ExtBuilder::build_and_execute(|| {
		let everybody = Audience::Everybody;
		let app = |who: Actor, terms| Book::post_app(who.origin(), APP, everybody.clone(), terms);
		let dataset =
			|who: Actor, terms| Book::post_dataset(who.origin(), DATASET, everybody.clone(), terms);
		Apps::insert(APP, Outsider.account());
		Datasets::insert(DATASET, Outsider.account());
		assert_noop!(app(Requester, None), Error::<Test>::NotOwner);
		assert_noop!(app(AppOwner, Some(terms(0))), Error::<Test>::NotOwner);
		assert_noop!(dataset(DatasetOwner, Some(terms(0))), Error::<Test>::NotOwner);
		assert_ok!(app(AppOwner, None));
		assert_ok!(dataset(DatasetOwner, None));
		assert_eq!([AppOwner, DatasetOwner].map(Actor::locked), [0, 0]);
		assert_noop!(app(AppOwner, None), Error::<Test>::NotOwner);
		// Those of the new owner are its own.
		assert_ok!(app(Outsider, Some(terms(1))));
		assert_noop!(app(AppOwner, None), Error::<Test>::NotOwner);
	});
}

#[test]
fn dataset_should_be_for_the_app_that_its_terms_name() {
	ExtBuilder::build_and_execute(|| {
		let other = Terms { app: Some(AppId(99)), ..terms(DATASET_PRICE) };
		let audience = Audience::Everybody;
		let origin = DatasetOwner.origin();
		assert_ok!(Book::post_dataset(origin.clone(), DATASET, audience.clone(), Some(other)));
		let mut order = request(10 * RLC, 1);
		if let crate::NewOrder::Request(request) = &mut order {
			request.job.dataset = Some(DATASET);
		}
		let placed = frame_support::storage::with_storage_layer(|| {
			Requester.places(order.clone(), hour()).map_err(|failed| failed.error)
		});
		assert_eq!(placed.map(|_| ()), Err(Error::<Test>::DatasetNotOffered.into()));
		let this = Terms { app: Some(APP), ..terms(DATASET_PRICE) };
		assert_ok!(Book::post_dataset(origin, DATASET, audience, Some(this)));
		Scheduler.offers(10 * RLC, 1);
		assert_ok!(Requester.places(order, hour()));
		assert_eq!(deals()[0].dataset.as_ref().map(|share| share.price), Some(DATASET_PRICE));
		assert_eq!(Requester.locked(), 18 * RLC);
	});
}

#[test]
fn terms_should_be_void_when_their_owner_revokes_all_and_a_request_comes_back_whole() {
	ExtBuilder::build_and_execute(|| {
		Requester.asks(10 * RLC, 1);
		let epochs =
			|epoch| bourse_mocks::registry::Epochs::<AccountId>::insert(Party::App(APP), epoch);
		epochs(1);
		// Whoever meets the request finds its app gone.
		Scheduler.offers(10 * RLC, 2);
		assert!(deals().is_empty());
		assert_eq!(Requester.locked(), 0);
		let placed = frame_support::storage::with_storage_layer(|| {
			Requester.places(request(10 * RLC, 1), hour()).map_err(|failed| failed.error)
		});
		assert_eq!(placed.map(|_| ()), Err(Error::<Test>::AppNotOffered.into()));
		// Terms of the new epoch hold.
		let everybody = Audience::Everybody;
		assert_ok!(Book::post_app(AppOwner.origin(), APP, everybody, Some(terms(APP_PRICE))));
		Requester.asks(10 * RLC, 1);
		assert_eq!(deals().len(), 1);
	});
}
