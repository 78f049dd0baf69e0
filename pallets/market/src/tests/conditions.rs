// SPDX-License-Identifier: Apache-2.0

//! Conditions 00 to 11, 20, 30, 40 and 60, and the order of all of them.

use crate::{mock::*, Error};
use bourse_primitives::{Restrict::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// Orders that match are refused with `error` after this change to them.
fn refused_when(error: Error<Test>, change: impl FnOnce(&mut Bundle)) {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		change(&mut orders);
		assert_noop!(orders.matched(), error);
	});
}

/// Orders that match do so after this change to them, too.
fn accepted_when(change: impl FnOnce(&mut Bundle)) {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		change(&mut orders);
		assert_ok!(orders.matched());
	});
}

fn dataset(orders: &mut Bundle) -> &mut crate::DatasetOrder<AccountId> {
	orders.dataset.as_mut().expect("these orders have a dataset")
}

#[test]
fn matching_should_fail_when_categories_differ() {
	refused_when(Error::CategoryMismatch, |orders| orders.request.category = CATEGORY_M);
}

#[test]
fn matching_should_succeed_when_both_are_of_another_category() {
	accepted_when(|orders| {
		orders.request.category = CATEGORY_M;
		orders.workerpool.category = CATEGORY_M;
	});
}

#[test]
fn matching_should_fail_when_the_category_does_not_exist() {
	refused_when(Error::UnknownCategory, |orders| {
		orders.request.category = CategoryId(99);
		orders.workerpool.category = CategoryId(99);
	});
}

#[test]
fn matching_should_fail_when_the_request_wants_more_trust() {
	refused_when(Error::TrustTooHigh, |orders| orders.request.trust = 5.into());
}

#[test]
fn matching_should_succeed_when_trust_is_beyond_128_bits() {
	accepted_when(|orders| {
		orders.request.trust = Trust::MAX;
		orders.workerpool.trust = Trust::MAX;
	});
}

#[test]
fn matching_should_fail_when_the_app_costs_more_than_the_request_pays() {
	refused_when(Error::AppTooExpensive, |orders| orders.request.app_max_price -= 1);
}

#[test]
fn matching_should_fail_when_the_dataset_costs_more_than_the_request_pays() {
	refused_when(Error::DatasetTooExpensive, |orders| orders.request.dataset_max_price -= 1);
}

#[test]
fn matching_should_fail_when_the_workerpool_costs_more_than_the_request_pays() {
	refused_when(Error::WorkerpoolTooExpensive, |orders| {
		orders.request.workerpool_max_price -= 1;
	});
}

#[test]
fn matching_should_fail_when_the_workerpool_lacks_a_bit() {
	refused_when(Error::TagNotOffered, |orders| orders.app.tag = Tag::GPU);
	refused_when(Error::TagNotOffered, |orders| dataset(orders).tag = Tag::GPU);
	refused_when(Error::TagNotOffered, |orders| orders.request.tag = Tag::GPU);
	refused_when(Error::TagNotOffered, |orders| {
		orders.workerpool.tag = Tag(0b1011);
		orders.request.tag = Tag(0b0110);
	});
}

#[test]
fn matching_should_succeed_when_the_workerpool_offers_every_bit() {
	accepted_when(|orders| {
		orders.workerpool.tag = Tag(u64::MAX);
		orders.app.tag = Tag(0b11);
		orders.request.tag = Tag(1 << 63);
	});
}

#[test]
fn matching_should_ignore_the_frameworks_that_a_dataset_names() {
	accepted_when(|orders| dataset(orders).tag = Tag::FRAMEWORKS);
	// Its TEE bit and every other count.
	refused_when(Error::TagNotOffered, |orders| dataset(orders).tag = Tag(0b1111));
	refused_when(Error::TagNotOffered, |orders| dataset(orders).tag = Tag(0b1_0000));
	// And so do the frameworks that an app or a request names.
	refused_when(Error::TagNotOffered, |orders| orders.app.tag = Tag(0b10));
	refused_when(Error::TagNotOffered, |orders| orders.request.tag = Tag(0b10));
}

#[test]
fn matching_should_fail_when_a_tee_is_wanted_of_an_app_without() {
	refused_when(Error::AppWithoutTee, |orders| {
		orders.workerpool.tag = Tag::TEE;
		orders.request.tag = Tag::TEE;
	});
	refused_when(Error::AppWithoutTee, |orders| {
		orders.workerpool.tag = Tag::TEE;
		dataset(orders).tag = Tag::TEE;
	});
}

#[test]
fn matching_should_succeed_when_only_the_workerpool_has_a_tee() {
	accepted_when(|orders| orders.workerpool.tag = Tag::TEE);
	accepted_when(|orders| {
		orders.workerpool.tag = Tag::TEE;
		orders.app.tag = Tag::TEE;
	});
}

#[test]
fn matching_should_fail_when_the_request_names_another_app() {
	refused_when(Error::AppMismatch, |orders| orders.request.app = AppId(99));
}

#[test]
fn matching_should_fail_when_the_request_names_another_dataset() {
	refused_when(Error::DatasetMismatch, |orders| orders.request.dataset = Some(DatasetId(99)));
}

#[test]
fn matching_should_fail_when_the_dataset_is_not_asked_for() {
	refused_when(Error::DatasetMismatch, |orders| orders.request.dataset = None);
}

#[test]
fn matching_should_say_so_when_a_dataset_that_is_not_asked_for_has_terms_of_its_own() {
	let refused = |terms: fn(&mut Bundle)| {
		refused_when(Error::DatasetMismatch, |orders| {
			orders.request.dataset = None;
			terms(orders);
		})
	};
	refused(|orders| orders.request.dataset_max_price = 0);
	refused(|orders| dataset(orders).tag = Tag::GPU);
	refused(|orders| {
		orders.workerpool.tag = Tag::TEE;
		dataset(orders).tag = Tag::TEE;
	});
}

#[test]
fn matching_should_tell_of_what_the_others_lack_when_the_dataset_is_not_asked_for() {
	let refused = |error: Error<Test>, terms: fn(&mut Bundle)| {
		refused_when(error, |orders| {
			orders.request.dataset = None;
			dataset(orders).tag = Tag::TEE.union(Tag::GPU);
			terms(orders);
		})
	};
	refused(Error::TagNotOffered, |orders| orders.request.tag = Tag::TEE);
	refused(Error::AppWithoutTee, |orders| {
		orders.request.tag = Tag::TEE;
		orders.workerpool.tag = Tag::TEE.union(Tag::GPU);
	});
	refused(Error::WorkerpoolTooExpensive, |orders| {
		dataset(orders).tag = Tag::default();
		orders.request.workerpool_max_price -= 1;
	});
}

#[test]
fn matching_should_fail_when_the_dataset_is_not_given() {
	refused_when(Error::DatasetMismatch, |orders| orders.dataset = None);
}

#[test]
fn matching_should_fail_when_the_app_is_not_registered() {
	refused_when(Error::AppNotRegistered, |orders| {
		orders.app.app = AppId(99);
		orders.request.app = AppId(99);
	});
}

#[test]
fn matching_should_fail_when_the_dataset_is_not_registered() {
	refused_when(Error::DatasetNotRegistered, |orders| {
		dataset(orders).dataset = DatasetId(99);
		orders.request.dataset = Some(DatasetId(99));
	});
}

#[test]
fn matching_should_fail_when_the_workerpool_is_not_registered() {
	refused_when(Error::WorkerpoolNotRegistered, |orders| {
		orders.workerpool.workerpool = WorkerpoolId(99);
		orders.request.workerpool_restrict = Anybody;
	});
}

#[test]
fn matching_should_fail_when_an_order_has_no_volume() {
	refused_when(Error::AppOrderUsedUp, |orders| orders.app.volume = 0);
	refused_when(Error::DatasetOrderUsedUp, |orders| dataset(orders).volume = 0);
	refused_when(Error::WorkerpoolOrderUsedUp, |orders| orders.workerpool.volume = 0);
	refused_when(Error::RequestOrderUsedUp, |orders| orders.request.volume = 0);
}

/// Everything is wrong at once; mending one thing after the other shows the order of the checks.
#[test]
fn matching_should_tell_of_the_first_condition_when_several_fail() {
	ExtBuilder::build_and_execute(|| {
		let nobody = || Restrict::Group(GroupId(99));
		for actor in [Requester, Scheduler] {
			actor.set_stake(0);
		}
		let mut orders = Bundle::with_dataset();
		orders.request.category = CategoryId(98);
		orders.workerpool.category = CategoryId(99);
		orders.request.trust = 5.into();
		orders.app.price += 1;
		dataset(&mut orders).price += 1;
		orders.workerpool.price += 1;
		orders.request.tag = Tag::TEE;
		orders.request.app = AppId(98);
		orders.app.app = AppId(99);
		orders.request.dataset = Some(DatasetId(98));
		dataset(&mut orders).dataset = DatasetId(99);
		orders.workerpool.workerpool = WorkerpoolId(99);
		orders.request.workerpool_restrict = nobody();
		orders.app.dataset_restrict = nobody();
		orders.app.workerpool_restrict = nobody();
		orders.app.requester_restrict = nobody();
		dataset(&mut orders).app_restrict = nobody();
		dataset(&mut orders).workerpool_restrict = nobody();
		dataset(&mut orders).requester_restrict = nobody();
		orders.workerpool.app_restrict = nobody();
		orders.workerpool.dataset_restrict = nobody();
		orders.workerpool.requester_restrict = nobody();
		orders.app.volume = 0;
		dataset(&mut orders).volume = 0;
		orders.workerpool.volume = 0;
		orders.request.volume = 0;

		let mut refused = |error: Error<Test>, mend: &dyn Fn(&mut Bundle)| {
			assert_noop!(orders.clone().unsigned().matched_by(Outsider), error);
			mend(&mut orders);
		};
		refused(Error::CategoryMismatch, &|o| o.request.category = CategoryId(99));
		refused(Error::UnknownCategory, &|o| {
			o.request.category = CATEGORY;
			o.workerpool.category = CATEGORY;
		});
		refused(Error::TrustTooHigh, &|o| o.request.trust = 4.into());
		refused(Error::AppTooExpensive, &|o| o.app.price -= 1);
		refused(Error::DatasetTooExpensive, &|o| dataset(o).price -= 1);
		refused(Error::WorkerpoolTooExpensive, &|o| o.workerpool.price -= 1);
		refused(Error::TagNotOffered, &|o| o.workerpool.tag = Tag::TEE);
		refused(Error::AppWithoutTee, &|o| o.app.tag = Tag::TEE);
		refused(Error::AppMismatch, &|o| o.request.app = AppId(99));
		refused(Error::DatasetMismatch, &|o| o.request.dataset = Some(DatasetId(99)));
		refused(Error::WorkerpoolRefusedByRequest, &|o| o.request.workerpool_restrict = Anybody);
		refused(Error::DatasetRefusedByApp, &|o| o.app.dataset_restrict = Anybody);
		refused(Error::WorkerpoolRefusedByApp, &|o| o.app.workerpool_restrict = Anybody);
		refused(Error::RequesterRefusedByApp, &|o| o.app.requester_restrict = Anybody);
		refused(Error::AppRefusedByDataset, &|o| dataset(o).app_restrict = Anybody);
		refused(Error::WorkerpoolRefusedByDataset, &|o| dataset(o).workerpool_restrict = Anybody);
		refused(Error::RequesterRefusedByDataset, &|o| dataset(o).requester_restrict = Anybody);
		refused(Error::AppRefusedByWorkerpool, &|o| o.workerpool.app_restrict = Anybody);
		refused(Error::DatasetRefusedByWorkerpool, &|o| o.workerpool.dataset_restrict = Anybody);
		refused(Error::RequesterRefusedByWorkerpool, &|o| {
			o.workerpool.requester_restrict = Anybody;
		});
		refused(Error::AppNotRegistered, &|o| {
			o.app.app = APP;
			o.request.app = APP;
		});
		refused(Error::MissingSignature, &|_| ());

		let refuse_signed = |orders: &Bundle, error: Error<Test>| {
			let mut signed = orders.clone().signed();
			assert_noop!(signed.clone().matched_by(Outsider), error);
			signed.app.signature = Some(Outsider.sign(Market::hash_of(&signed.app.order)));
			assert_noop!(signed.matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
		};
		refuse_signed(&orders, Error::DatasetNotRegistered);
		dataset(&mut orders).dataset = DATASET;
		orders.request.dataset = Some(DATASET);
		refuse_signed(&orders, Error::WorkerpoolNotRegistered);
		orders.workerpool.workerpool = POOL;
		refuse_signed(&orders, Error::AppOrderUsedUp);
		orders.app.volume = 1;
		refuse_signed(&orders, Error::DatasetOrderUsedUp);
		dataset(&mut orders).volume = 1;
		refuse_signed(&orders, Error::WorkerpoolOrderUsedUp);
		orders.workerpool.volume = 1;
		refuse_signed(&orders, Error::RequestOrderUsedUp);
		orders.request.volume = 1;

		assert_noop!(orders.clone().matched(), Error::<Test>::InsufficientRequesterStake);
		Requester.set_stake(STAKE);
		assert_noop!(orders.clone().matched(), Error::<Test>::InsufficientSchedulerStake);
		Scheduler.set_stake(STAKE);
		assert_ok!(orders.matched());
	});
}

#[test]
fn matching_should_fail_when_the_sender_did_not_sign() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::without_dataset().signed();
		assert_noop!(
			Market::match_orders(
				RuntimeOrigin::none(),
				Box::new(orders.app),
				None,
				Box::new(orders.workerpool),
				Box::new(orders.request),
			),
			DispatchError::BadOrigin
		);
	});
}
