// SPDX-License-Identifier: Apache-2.0

//! What a request may be.

use crate::{mock::*, Audience, Error, NewOrder, Terms};
use bourse_primitives::{book::NewRequest, *};
use frame_support::assert_ok;

/// A changed request is refused with that error.
fn refused(error: Error<Test>, change: impl FnOnce(&mut NewRequest<AccountId>)) {
	let mut order = request(10 * RLC, 2);
	if let NewOrder::Request(request) = &mut order {
		change(request);
	}
	let placed = frame_support::storage::with_storage_layer(|| {
		Requester.places(order, hour()).map_err(|failed| failed.error)
	});
	assert_eq!(placed.map(|_| ()), Err(error.into()));
}

fn post_app(terms: Terms) {
	assert_ok!(Book::post_app(AppOwner.origin(), APP, Audience::Everybody, Some(terms)));
}

fn post_dataset(terms: Terms) {
	let origin = DatasetOwner.origin();
	assert_ok!(Book::post_dataset(origin, DATASET, Audience::Everybody, Some(terms)));
}

#[test]
fn request_should_be_refused_with_the_reason() {
	ExtBuilder::build_and_execute(|| {
		refused(Error::UnknownCategory, |request| request.job.category = CategoryId(9));
		refused(Error::TrustOffGrid, |request| request.job.trust = 0);
		refused(Error::TrustOffGrid, |request| request.job.trust = 129);
		refused(Error::PriceOffGrid, |request| request.price = 12_345);
		refused(Error::InvalidVolume, |request| request.job.volume = 0);
		refused(Error::BadParams, |request| {
			request.job.params = b"no object".to_vec().try_into().unwrap();
		});
		refused(Error::AppNotOffered, |request| request.job.app = AppId(99));
		refused(Error::AppTooExpensive, |request| request.app_max_price = APP_PRICE - 1);
		refused(Error::DatasetNotOffered, |request| request.job.dataset = Some(DatasetId(99)));
		refused(Error::DatasetTooExpensive, |request| {
			request.job.dataset = Some(DATASET);
			request.dataset_max_price = DATASET_PRICE - 1;
		});
		refused(Error::TagOffGrid, |request| request.job.tag = Tag(1 << 20));
		refused(Error::AmountTooLarge, |request| request.app_max_price = Balance::MAX);
		refused(Error::InsufficientStake, |request| request.job.volume = 100);
	});
}

#[test]
fn request_should_need_an_app_with_tee_for_a_tag_with_tee() {
	ExtBuilder::build_and_execute(|| {
		refused(Error::AppWithoutTee, |request| request.job.tag = Tag::TEE);
	});
}

#[test]
fn request_should_go_by_one_restriction_of_the_pool() {
	ExtBuilder::build_and_execute(|| {
		post_app(Terms { pool: Some(POOL), ..terms(APP_PRICE) });
		post_dataset(Terms { pool: Some(OTHER_POOL), ..terms(DATASET_PRICE) });
		let with_dataset = |request: &mut NewRequest<_>| request.job.dataset = Some(DATASET);
		refused(Error::TooManyRestrictions, with_dataset);
	});
}

#[test]
fn request_should_look_in_the_venue_of_the_pool_that_its_app_names() {
	ExtBuilder::build_and_execute(|| {
		post_app(Terms { pool: Some(POOL), ..terms(APP_PRICE) });
		let open = Scheduler.offers(10 * RLC, 1);
		let own = crate::NewOffer { open: false, volume: 1, price: 11 * RLC, ..offer() };
		assert_ok!(Scheduler.places(NewOrder::Offer(own), hour()));
		Requester.asks(12 * RLC, 1);
		assert_eq!(left(open), Some(1));
		assert_eq!(deals()[0].workerpool.price, 11 * RLC);
	});
}

#[test]
fn restricted_dataset_should_need_a_closed_pool_by_the_rules() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		let content = (Multiaddr::default(), sp_core::H256::repeat_byte(1));
		bourse_mocks::registry::DatasetContents::insert(DATASET, content);
		bourse_mocks::registry::Restricted::insert(DATASET, ());
		let with_dataset = |request: &mut NewRequest<_>| request.job.dataset = Some(DATASET);
		refused(Error::DatasetNeedsPool, with_dataset);
		post_dataset(Terms { pool: Some(POOL), ..terms(DATASET_PRICE) });
		PoolRulesNow::set(PoolRules { admission: Admission::Open, ..Default::default() });
		refused(Error::DatasetNeedsPool, with_dataset);
		PoolRulesNow::set(PoolRules::default());
		let mut order = request(10 * RLC, 1);
		if let NewOrder::Request(request) = &mut order {
			with_dataset(request);
		}
		assert_ok!(Requester.places(order, hour()));
	});
}

#[test]
fn requester_should_keep_what_its_slots_need() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		Reserved::set(STAKE - RLC);
		refused(Error::StakeReserved, |_| {});
	});
}
