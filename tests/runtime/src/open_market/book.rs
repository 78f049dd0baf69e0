// SPDX-License-Identifier: Apache-2.0

//! The order book: one call to buy, and who tries to spoil it.

use super::*;
use bourse_primitives::{
	api::runtime_decl_for_bourse_api::BourseApi,
	book::{
		runtime_decl_for_book_api::BookApi, Change, DryRun, Job, NewRequest, OrderSet, PoolChoice,
		Quote, RestingOrder, RestingTerms,
	},
	MarketParameters,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_book::{Audience, Call, Error, Lifetime, NewOffer, NewOrder, SupplyRule, Terms};

/// Fees of a task of trust 1 that its payer locks.
const FEE: Balance = START_FEE + 4 * WORKER_FEE;

/// Deposit of an order.
const DEPOSIT_OF_ORDER: Balance = RLC / 100;

/// A pool on the chain's list, whose app costs everybody so much.
fn listed(name: &str, owners: u32, slots: u32, app_price: Balance) -> Pool {
	let pool = Pool::open(name, owners, slots);
	Book::list_pool(RuntimeOrigin::root(), pool.id, true).expect("root lists pools");
	let (app, audience) = (pool.app, Audience::Everybody);
	let terms = Terms { price: app_price, tag: Tag(0), pool: None, app: None, until: None };
	pool.provider.does(Call::post_app { app, audience, terms: Some(terms) });
	pool
}

/// Rests for an hour.
fn hour() -> Lifetime {
	Lifetime::GoodTill(pallet_timestamp::Now::<Runtime>::get() / 1_000 + 3_600)
}

fn offer(pool: &Pool, price: Balance, volume: u64) -> NewOffer {
	let category = CategoryId(0);
	NewOffer { pool: pool.id, open: true, category, class: 0, trust: 1, price, volume }
}

/// The pool's manager places an offer.
fn offers(pool: &Pool, price: Balance, volume: u64) {
	let order = Box::new(NewOrder::Offer(offer(pool, price, volume)));
	pool.manager.does(Call::place { order, lifetime: hour() });
}

fn job(pool: &Pool, volume: u64) -> Job<AccountId> {
	Job {
		app: pool.app,
		dataset: None,
		volume,
		category: CategoryId(0),
		trust: 1,
		tag: Tag(0),
		pools: PoolChoice::Listed,
		params: Default::default(),
		beneficiary: None,
		callback: None,
		group: None,
	}
}

fn request(pool: &Pool, price: Balance, volume: u64) -> NewRequest<AccountId> {
	NewRequest { job: job(pool, volume), app_max_price: RLC / 10, dataset_max_price: 0, price }
}

/// An order for that request.
fn asks(pool: &Pool, price: Balance, volume: u64) -> Call<Runtime> {
	let order = Box::new(NewOrder::Request(request(pool, price, volume)));
	Call::place { order, lifetime: hour() }
}

fn quote(who: &Actor, request: NewRequest<AccountId>) -> Quote {
	Runtime::quote(who.id(), request).expect("it can be placed")
}

fn run(pool: &Pool, volume: u64, max_total: Balance) -> Call<Runtime> {
	Call::run { job: Box::new(job(pool, volume)), max_total, deposit: true }
}

/// Number of orders that rest.
fn resting() -> usize {
	pallet_book::Orders::<Runtime>::iter_keys().count()
}

#[test]
fn one_extrinsic_should_lead_from_a_wallet_to_a_running_task() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, RLC / 10);
		offers(&pool, RLC, 5);
		let buyer = Actor::poor("buyer", 0);
		let wallet = Balances::free_balance(buyer.id());
		let told = quote(&buyer, request(&pool, 2 * RLC, 1));
		let total = RLC + RLC / 10 + FEE;
		assert_eq!((told.volume, told.total), (1, total));
		let offer = &told.offers[0];
		assert_eq!((offer.free_slots, offer.queue, offer.starts_within), (6, 0, Some(0)));
		buyer.does(run(&pool, 1, told.total));
		assert_eq!(buyer.ledger(), (0, total));
		let fee = wallet - Balances::free_balance(buyer.id()) - total;
		println!("the transaction cost {fee} nRLC, {} were quoted", told.transaction_fee);
		assert!(fee.abs_diff(told.transaction_fee) < RLC / 1_000);
		let deal = last_deal();
		advance(2);
		advance(2);
		assert_eq!(progress(deal).initialized, 1);
		until_ended(&[deal], 2, || pool.work());
		assert_eq!(count(deal, TaskStatus::Completed), 1);
		// Of the four assignments that were paid for there was one.
		assert_eq!(buyer.ledger(), (3 * WORKER_FEE, 0));
	});
}

/// A request that any node may match, signed.
fn travelling(
	pool: &Pool,
	price: Balance,
	volume: u64,
) -> Signed<RequestOrder<AccountId>, Signature, AccountId> {
	let what = Purchase { volume, price, app_price: RLC / 10, ..Default::default() };
	let pallet_market::Call::match_orders { request, .. } = pool.orders(&what) else {
		panic!("it is a match")
	};
	let mut request = *request;
	request.bounds = Some(OrderBounds { broker: true, ..Default::default() });
	let hash = Market::order_hash(&request.any());
	request.signature = Some(pool.requester.pair.sign(hash.as_bytes()).into());
	request
}

/// A node has the book serve a request. Gives whether a block takes that in.
fn broker_buys(request: Signed<RequestOrder<AccountId>, Signature, AccountId>) -> bool {
	type Market = pallet_market::Call<Runtime>;
	let call = Market::broker_buy { request: Box::new(request) };
	let extrinsic = <Runtime as CreateAuthorizedTransaction<Market>>::create_authorized_transaction(
		call.into(),
	);
	match apply_extrinsic(extrinsic) {
		Ok(done) => {
			done.expect("what is taken in is done");
			true
		},
		Err(_) => false,
	}
}

#[test]
fn travelling_requests_should_be_served_by_the_best_offers() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, RLC / 10);
		offers(&pool, 2 * RLC, 5);
		offers(&pool, RLC, 1);
		let (free, _) = pool.requester.ledger();
		// What the book does not serve whole is in no block, and costs nobody.
		assert!(!broker_buys(travelling(&pool, RLC, 2)));
		assert!(!broker_buys(travelling(&pool, 2 * RLC, 7)));
		assert_eq!(pool.requester.ledger(), (free, 0));
		// A price between two valid ones is rounded down.
		let request = travelling(&pool, 2 * RLC + 1, 2);
		assert!(broker_buys(request.clone()));
		let locked = 3 * RLC + 2 * (RLC / 10 + FEE);
		// Two deals.
		assert_eq!(pool.requester.ledger(), (free - locked - 2 * RLC / 200, locked));
		assert_eq!((resting(), deal_of(task_id(last_deal(), 1)).bot_size), (1, 1));
		assert!(!broker_buys(request));
	});
}

/// Offers of one task make a request the work of 16 matches, which is not done for the fee of one.
#[test]
fn attack_small_offers_should_cost_a_brokered_request_a_fee_for_each_deal() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, RLC / 10);
		(0..16).for_each(|_| offers(&pool, RLC, 1));
		let (free, _) = pool.requester.ledger();
		assert!(broker_buys(travelling(&pool, RLC, 16)));
		let locked = 16 * (RLC + RLC / 10 + FEE);
		assert_eq!(pool.requester.ledger(), (free - locked - 16 * RLC / 200, locked));
	});
}

#[test]
fn quote_should_say_what_would_be_served() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		offers(&pool, RLC, 2);
		let told = quote(&pool.requester, request(&pool, RLC / 2, 1));
		assert_eq!((told.volume, told.changes), (0, vec![Change::RaisePrice { to: RLC }]));
		let told = quote(&pool.requester, request(&pool, RLC, 3));
		assert_eq!((told.volume, told.changes), (2, vec![Change::LowerVolume { to: 2 }]));
		let mut strong = request(&pool, RLC, 1);
		strong.job.trust = 4;
		assert_eq!(quote(&pool.requester, strong).changes, [Change::LowerTrust { to: 1 }]);
		// An error has its name and its sentence.
		let odd = Runtime::quote(pool.requester.id(), request(&pool, 12_345_000, 1));
		let odd = String::from_utf8(odd.expect_err("it has 5 digits")).expect("it is text");
		assert!(odd.starts_with("PriceOffGrid: The price has more than 4"), "{odd}");
		assert!(odd.ends_with(" Here: 12340000 or 12350000 nRLC."), "{odd}");
	});
}

#[test]
fn resting_orders_should_be_listed_by_pages() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		let prices = [RLC, 2 * RLC, 3 * RLC];
		prices.into_iter().for_each(|price| offers(&pool, price, 5));
		let (mut seen, mut after) = (Vec::new(), None);
		loop {
			let page = Runtime::orders_of(pool.manager.id(), after, 2);
			assert!(page.entries.len() <= 2);
			seen.extend(page.entries);
			match page.next {
				Some(next) => after = Some(next),
				None => break,
			}
		}
		seen.sort_by_key(|order| order.price);
		assert_eq!(seen.iter().map(|order| order.price).collect::<Vec<_>>(), prices);
		let order = seen[0].order;
		let Lifetime::GoodTill(until) = hour() else { panic!("it rests for an hour") };
		let expected = RestingOrder {
			order,
			pool: Some(pool.id),
			category: CategoryId(0),
			trust: 1,
			price: RLC,
			left: 5,
			held: 3 * RLC / 10,
			deposit: DEPOSIT_OF_ORDER,
			until,
		};
		assert_eq!(seen[0], expected);
		assert_eq!(Runtime::resting_order(order), Some(expected));
		pool.manager.does(Call::cancel { order });
		assert_eq!(Runtime::resting_order(order), None);
		assert_eq!(Runtime::orders_of(pool.manager.id(), None, 100).entries.len(), 2);
		assert!(Runtime::orders_of(pool.requester.id(), None, 100).entries.is_empty());
	});
}

#[test]
fn parameters_should_be_told() {
	on_open_market(|| {
		let terms = RestingTerms {
			deposit: DEPOSIT_OF_ORDER,
			eviction_fee: RLC / 500,
			quick_fee: RLC / 1_000,
			quick: 10,
			longest: 30 * 86_400,
		};
		assert_eq!(Runtime::resting_terms(), terms);
		let rules = MarketParameters { warm_up: 0, ..Default::default() };
		assert_eq!(Runtime::market_parameters(), rules);
	});
}

#[test]
fn dry_run_should_say_whether_signed_orders_fit() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 2);
		let set = |trust| {
			let call = pool.orders(&Purchase { trust, ..Default::default() });
			let pallet_market::Call::match_orders { app, workerpool, request, .. } = call else {
				panic!("it is a match")
			};
			let (app, workerpool) = (app.order, workerpool.order);
			OrderSet { app, dataset: None, workerpool, request: request.order }
		};
		let run = Runtime::dry_run_match(set(1));
		let DryRun::Deal { volume, fees } = run else { panic!("{run:?}") };
		assert_eq!((volume, fees.payer_lock), (1, RLC + FEE));
		let run = Runtime::dry_run_match(set(3));
		let DryRun::Refused(why) = run else { panic!("{run:?}") };
		let why = String::from_utf8(why).expect("it is text");
		assert!(why.starts_with("PoolCantServe: "), "{why}");
	});
}

/// What an offer has behind it is locked, so whoever comes gets what is on offer.
#[test]
fn phantom_offers_should_not_be_there() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		offers(&pool, RLC, 100);
		let free = pool.manager.ledger().0;
		pool.manager.does(pallet_escrow::Call::withdraw { amount: free });
		pool.requester.does(asks(&pool, RLC, 100));
		assert_eq!(deal_of(task_id(last_deal(), 0)).bot_size, 100);
		assert_eq!(pool.manager.ledger(), (DEPOSIT_OF_ORDER, 30 * RLC));
	});
}

/// A rival with many void offers at the best price, which it pays for as others meet them.
#[test]
fn void_offers_should_cost_their_owner_and_hold_nobody_up_for_long() {
	on_open_market(|| {
		let good = listed("good", 3, 2, 0);
		let evil = listed("evil", 1, 1, 0);
		for _ in 0..12 {
			offers(&evil, RLC / 2, 1);
		}
		offers(&good, RLC, 1);
		Book::list_pool(RuntimeOrigin::root(), evil.id, false).expect("root lists pools");
		let mut calls = 0;
		while resting() > 1 {
			good.requester.does(asks(&good, RLC, 1));
			calls += 1;
		}
		good.requester.does(asks(&good, RLC, 1));
		assert_eq!((calls, resting()), (3, 0));
		let fee = pallet_book::BookParameters::default().eviction_fee;
		assert_eq!(evil.manager.lost(), 12 * fee as i128);
		assert_eq!(deal_of(task_id(last_deal(), 0)).workerpool.id, good.id);
		// What the calls that only evicted had locked came back.
		assert_eq!(good.requester.ledger().1, RLC + FEE);
	});
}

/// A rival buys all that a pool offers, and gives it up.
#[test]
fn volume_bought_and_given_up_should_pay_the_pool_and_come_back() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		let offer = offer(&pool, RLC, 6);
		let rule = SupplyRule { offer, highest: RLC, step: 1, every: 60, stake: 10 * RLC };
		let rule = Some(Box::new(rule));
		pool.manager.does(Call::set_supply { pool: pool.id, number: 0, rule });
		advance(2);
		advance(2);
		// One task for each slot that is free.
		let on_offer = || pallet_book::PoolVolume::<Runtime>::get(pool.id).tasks;
		assert_eq!(on_offer(), 6);
		let rival = Actor::new("rival", 0);
		rival.does(asks(&pool, RLC, 6));
		let deal = last_deal();
		assert_eq!(on_offer(), 0);
		// In this block nobody was drawn.
		rival.does(pallet_poco::Call::give_up { deal });
		assert_eq!(rival.lost(), 6 * RLC as i128 / 10);
		// The chain's one look so far cost the pool's owner a fee.
		let fee = pallet_book::BookParameters::default().quick_fee as i128;
		assert_eq!(pool.manager.lost(), fee - 6 * RLC as i128 / 10);
		for_seconds(90, || {});
		assert_eq!(on_offer(), 6);
	});
}

#[test]
fn tasks_given_up_should_be_on_offer_again_where_the_offer_rests() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		offers(&pool, RLC, 5);
		pool.requester.does(asks(&pool, RLC, 2));
		let (first, on_offer) =
			(last_deal(), || pallet_book::PoolVolume::<Runtime>::get(pool.id).tasks);
		assert_eq!(on_offer(), 3);
		pool.requester.does(pallet_poco::Call::give_up { deal: first });
		assert_eq!(on_offer(), 5);
		assert_eq!(pool.manager.ledger().1, 15 * RLC / 10 + DEPOSIT_OF_ORDER);
		// A filled offer is gone: it gets nothing back. No deal of the book leaves a counter of its orders.
		pool.requester.does(asks(&pool, RLC, 5));
		let all = last_deal();
		assert_ne!(all, first);
		pool.requester.does(pallet_poco::Call::give_up { deal: all });
		assert_eq!((on_offer(), pool.manager.ledger().1), (0, 0));
		assert_eq!(pallet_market::Consumed::<Runtime>::iter_keys().count(), 0);
	});
}

#[test]
fn quote_should_say_what_waits_before_the_tasks_and_when_they_start() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		offers(&pool, RLC, 20);
		let told = || {
			let offer = quote(&pool.requester, request(&pool, RLC, 4)).offers.remove(0);
			(offer.free_slots, offer.queue, offer.starts_within)
		};
		assert_eq!(told(), (6, 0, Some(0)));
		// Five tasks wait: six slots serve these and one of four.
		pool.requester.does(asks(&pool, RLC, 5));
		let time = deal_of(task_id(last_deal(), 0)).work_clock_time_ref;
		assert_eq!(told(), (6, 5, Some(time)));
		advance(2);
		advance(2);
		let (free, queue, within) = told();
		assert_eq!((free, within), (1 + queue, Some(time)));
	});
}

#[test]
fn owner_of_a_pool_should_trade_no_task_with_itself() {
	on_open_market(|| {
		let pool = listed("pool", 3, 2, 0);
		offers(&pool, RLC, 1);
		let tries = pool.manager.tries(asks(&pool, RLC, 1));
		assert_eq!(tries, Err(Error::<Runtime>::OwnTrade.into()));
		assert_eq!(pool.manager.ledger().1, 3 * RLC / 10 + DEPOSIT_OF_ORDER);
	});
}

#[test]
fn pool_that_can_t_serve_should_not_offer() {
	on_open_market(|| {
		let pool = listed("pool", 0, 0, 0);
		let order = Box::new(NewOrder::Offer(offer(&pool, RLC, 1)));
		let tries = pool.manager.tries(Call::place { order, lifetime: hour() });
		let error = pallet_market::Error::<Runtime>::PoolCantServe { needed: 1, there: 0 };
		assert_eq!(tries, Err(error.into()));
	});
}

/// Slots in open pools keep their bonds when their owner buys.
#[test]
fn bonds_should_not_be_spent_by_the_book() {
	on_open_market(|| {
		let pool = listed("pool", 3, 100, 0);
		offers(&pool, RLC, 1_000);
		let worker = &pool.owners[0];
		let (free, each) = (worker.ledger().0, RLC / 10 + RLC + FEE);
		let most = (free - 10 * RLC) / each;
		let tries = |volume| {
			let order = Box::new(NewOrder::Request(request(&pool, RLC, volume)));
			worker.tries(Call::place { order, lifetime: Lifetime::ImmediateOrCancel })
		};
		let reserved = Err(Error::<Runtime>::StakeReserved.into());
		assert_eq!(tries(u64::try_from(most).expect("few") + 1), reserved);
		assert_eq!(tries(u64::try_from(most).expect("few")), Ok(()));
	});
}

#[test]
fn worker_should_be_paid_what_its_pool_promises() {
	on_open_market(|| {
		let pool = Pool::empty("closed");
		let worker = Actor::new("worker", 0);
		worker.does(pallet_pools::Call::apply { pool: pool.id, slots: 4 });
		pool.manager.does(pallet_pools::Call::accept { worker: worker.id() });
		worker.set_hot_key();
		let until = pallet_timestamp::Now::<Runtime>::get() / 1_000 + 86_400;
		let terms = bourse_primitives::book::GuaranteeTerms { rate: RLC / 100, slots: 8, until };
		pool.manager.does(Call::set_guarantee { pool: pool.id, terms, add: RLC });
		worker.does(Call::claim_income {});
		let before = worker.stake();
		for_seconds(1_800, || {});
		worker.does(Call::claim_income {});
		let paid = worker.stake() - before;
		// Half an hour, by blocks of some seconds.
		assert!(paid.abs_diff(4 * RLC / 200) < RLC / 1_000, "{paid}");
	});
}

/// Everybody places, cancels and amends at random, for what is there to lose.
#[test]
fn random_traffic_should_keep_every_invariant() {
	on_open_market(|| {
		let pools = [listed("one", 6, 4, RLC / 10), listed("other", 6, 4, 0)];
		let buyers = [&pools[0].requester, &pools[1].requester];
		let all = [&pools[0].manager, &pools[1].manager, buyers[0], buyers[1]];
		let before = all.map(Actor::stake).iter().sum::<Balance>();
		let mut seed = 7u64;
		let mut roll = |below: u64| {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			(seed >> 11) % below
		};
		let mut deals = 0;
		for round in 0..400u64 {
			let (pool, buyer) = (&pools[roll(2) as usize], buyers[roll(2) as usize]);
			let price = (8 + Balance::from(roll(5))) * RLC / 10;
			let volume = 1 + roll(3);
			let lifetime = match roll(5) {
				0 => Lifetime::ImmediateOrCancel,
				1 => Lifetime::FillOrKill,
				_ => hour(),
			};
			let who = [&pool.manager, buyer][roll(2) as usize];
			let mine = pallet_book::OrdersOf::<Runtime>::iter_key_prefix(who.id()).next();
			// Some are refused.
			let _ = match roll(8) {
				0..=2 => {
					let offer = NewOffer { open: roll(4) > 0, ..offer(pool, price, volume) };
					let order = Box::new(NewOrder::Offer(offer));
					pool.manager.tries(Call::place { order, lifetime })
				},
				3 | 4 => {
					let order = Box::new(NewOrder::Request(request(pool, price, volume)));
					buyer.tries(Call::place { order, lifetime })
				},
				5 => buyer.tries(run(pool, volume, (price + RLC / 5) * Balance::from(volume))),
				6 => who.tries(Call::cancel { order: mine.unwrap_or_default() }),
				_ => {
					let until = pallet_timestamp::Now::<Runtime>::get() / 1_000 + 60 + roll(600);
					let order = mine.unwrap_or_default();
					who.tries(Call::amend { order, volume, until })
				},
			};
			deals += System::events()
				.iter()
				.filter(|record| {
					matches!(record.event, RuntimeEvent::Book(pallet_book::Event::Traded { .. }))
				})
				.count();
			// Every invariant is checked with the block's end.
			advance(2 + roll(3) * 10);
			if round % 3 == 0 {
				pools.iter().for_each(Pool::work);
			}
		}
		assert!(deals > 40, "{deals}");
		println!("{deals} deals; those four had {before} nRLC at first");
	});
}
