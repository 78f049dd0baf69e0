// SPDX-License-Identifier: Apache-2.0

//! Quotes and depth.

use crate::{mock::*, NewOffer, NewOrder};
use bourse_primitives::{
	book::{Change, DepthLevel, NewRequest, QuotedOffer, RuledOut},
	*,
};
use frame_support::assert_ok;

fn asked(price: Balance, volume: u64, trust: u8) -> NewRequest<AccountId> {
	match request(price, volume) {
		NewOrder::Request(mut request) => {
			request.job.trust = trust;
			request
		},
		NewOrder::Offer(_) => unreachable!(),
	}
}

fn ruled_out(condition: &str, offers: u32) -> RuledOut {
	RuledOut { condition: condition.into(), offers }
}

#[test]
fn quote_should_say_what_run_costs_and_who_serves() {
	ExtBuilder::build_and_execute(|| {
		let first = Scheduler.offers(10 * RLC, 1);
		let second = OtherScheduler.offers(11 * RLC, 5);
		let quote = Book::quote(Requester.account(), asked(20 * RLC, 3, 1)).unwrap();
		let offer = |order, pool, price, volume| QuotedOffer {
			order,
			pool,
			listed: true,
			price,
			volume,
			free_slots: 20,
			queue: 0,
			starts_within: None,
		};
		assert_eq!(
			quote.offers,
			[offer(first, POOL, 10 * RLC, 1), offer(second, OTHER_POOL, 11 * RLC, 2)]
		);
		assert_eq!((quote.volume, quote.total), (3, 41 * RLC));
		assert_eq!((quote.app_price, quote.dataset_price), (APP_PRICE, 0));
		assert_eq!((quote.ruled_out, quote.changes), (vec![], vec![]));
		let job = book::Job { volume: 3, ..job() };
		assert_ok!(Book::run(Requester.origin(), Box::new(job), 41 * RLC, false));
		assert_eq!(Requester.locked(), quote.total);
	});
}

#[test]
fn quote_should_say_why_nothing_fits_and_what_would() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		let gpu = NewOffer { class: 1, trust: 8, price: 12 * RLC, ..offer() };
		assert_ok!(
			OtherScheduler.places(NewOrder::Offer(NewOffer { pool: OTHER_POOL, ..gpu }), hour())
		);
		let quote = |price, trust| {
			let quote = Book::quote(Requester.account(), asked(price, 1, trust)).unwrap();
			assert_eq!((quote.offers, quote.total), (vec![], 0));
			(quote.ruled_out, quote.changes)
		};
		assert_eq!(
			quote(9 * RLC, 1),
			(
				vec![ruled_out("WorkerpoolTooExpensive", 2)],
				vec![Change::RaisePrice { to: 10 * RLC }]
			)
		);
		assert_eq!(
			quote(20 * RLC, 16),
			(vec![ruled_out("TrustTooHigh", 2)], vec![Change::LowerTrust { to: 8 }])
		);
	});
}

#[test]
fn quote_should_name_the_market_s_conditions() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		RulesHold::set(true);
		OwnersThere::set(0);
		let quote = Book::quote(Requester.account(), asked(20 * RLC, 1, 1)).unwrap();
		assert_eq!(quote.ruled_out, [ruled_out("PoolCantServe", 1)]);
		let error = Book::quote(Requester.account(), asked(12_345, 1, 1)).unwrap_err();
		assert_eq!(error, crate::Error::<Test>::PriceOffGrid.into());
	});
}

#[test]
fn depth_should_show_the_prices_of_a_cell() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		Scheduler.offers(10 * RLC, 2);
		Scheduler.offers(11 * RLC, 3);
		let depth = |trust| Book::depth(None, CATEGORY, Tag::default(), trust, true);
		let level = |price, orders, volume| {
			// One pool has them all.
			DepthLevel { price, orders, volume, free_slots: 20 }
		};
		assert_eq!(depth(4), [level(10 * RLC, 2, 3), level(11 * RLC, 1, 3)]);
		assert_eq!(depth(1), depth(4));
		assert_eq!(depth(8), []);
		// An offer at another trust joins the level of its price.
		let weak = NewOffer { trust: 1, volume: 5, ..offer() };
		assert_ok!(Scheduler.places(NewOrder::Offer(weak), hour()));
		assert_eq!(depth(1), [level(10 * RLC, 3, 8), level(11 * RLC, 1, 3)]);
		assert_eq!(depth(4), [level(10 * RLC, 2, 3), level(11 * RLC, 1, 3)]);
		assert_eq!(Book::depth(None, CATEGORY, Tag(1 << 20), 4, true), []);
		// Slots count once for each pool at a price.
		SlotsNow::set(slots(20, 7));
		OtherScheduler.offers(10 * RLC, 1);
		let free: Vec<_> = depth(1).iter().map(|level| level.free_slots).collect();
		assert_eq!(free, [14, 7]);
		Requester.asks(9 * RLC, 1);
		let asked = Book::depth(None, CATEGORY, Tag::default(), 1, false);
		assert_eq!((asked.len(), asked[0].free_slots), (1, 0));
	});
}
