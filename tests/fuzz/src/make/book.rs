// SPDX-License-Identifier: Apache-2.0

//! Orders of the book are placed, amended, cancelled; jobs are bought; owners post prices, keep offers
//! and promise incomes; root keeps the list.

use super::{market, somebody};
use crate::{
	actors::{account, who_is, Who, COUNT, PROVIDERS, REQUESTERS, SCHEDULERS, WORKERS},
	input::Input,
	world::{Step, World},
};
use bourse_primitives::{
	book::{GuaranteeTerms, Job, NewRequest, PoolChoice},
	traits::Registry as _,
	*,
};
use bourse_runtime::*;
use pallet_book::{
	Audience, BookParameters, Call, Lifetime, NewOffer, NewOrder, OrderId, SupplyRule, Terms,
};

/// Pools of the opening.
const POOLS: usize = 3;

fn now() -> Seconds {
	Timestamp::get() / 1_000
}

fn pool(input: &mut Input) -> WorkerpoolId {
	WorkerpoolId(if input.chance(4) { 99 } else { input.below(POOLS) as u32 })
}

/// The owner of a pool, mostly.
fn owner_of(pool: WorkerpoolId, input: &mut Input) -> Who {
	let owner = Registry::workerpool_owner(pool).and_then(|owner| who_is(&owner));
	owner.filter(|_| input.chance(248)).unwrap_or_else(|| input.below(COUNT))
}

/// A price of the book, mostly of few different ones.
fn price(input: &mut Input) -> Balance {
	let price = match input.below(12) {
		0 => input.price(),
		1 => input.vast(),
		_ => (8 + input.below(8) as Balance) * RLC / 10,
	};
	let (below, above) = pallet_book::around(price);
	match input.below(32) {
		0 => price,
		1..=15 => below,
		_ => above,
	}
}

fn volume(input: &mut Input) -> u64 {
	match input.below(32) {
		0 => 0,
		1 => 10_000 + input.below(2) as u64,
		_ => 1 + input.below(4) as u64,
	}
}

fn trust(input: &mut Input) -> u8 {
	match input.below(16) {
		0 => input.byte(),
		1 | 2 => 3,
		3 | 4 => 4,
		5 => 8,
		_ => 1,
	}
}

fn category(input: &mut Input) -> CategoryId {
	CategoryId(input.pick(&[0, 5, 5, 5, 6, 99]))
}

fn lifetime(input: &mut Input) -> Lifetime {
	let until = now() + input.below(3_000) as Seconds;
	match input.below(16) {
		0 => Lifetime::FillOrKill,
		1 | 2 => Lifetime::ImmediateOrCancel,
		3 => Lifetime::PostOnly(until),
		4 => Lifetime::GoodTill(Seconds::MAX),
		_ => Lifetime::GoodTill(until),
	}
}

fn offer(pool: WorkerpoolId, input: &mut Input) -> NewOffer {
	NewOffer {
		pool,
		open: input.chance(200),
		category: category(input),
		class: input.pick(&[0, 0, 0, 1, 9]),
		trust: trust(input),
		price: price(input),
		volume: volume(input),
	}
}

fn job(input: &mut Input) -> Job<AccountId> {
	let pools = || [WorkerpoolId(0), WorkerpoolId(1)];
	Job {
		app: AppId(input.pick(&[0, 0, 0, 1, 1, 9])),
		dataset: input.chance(48).then(|| DatasetId(input.below(3) as u32)),
		volume: volume(input),
		category: category(input),
		trust: trust(input),
		tag: Tag(input.pick(&[0, 0, 0, 0, 256, 1, 1 << 40])),
		pools: match input.below(8) {
			0 => PoolChoice::These(pools().to_vec().try_into().expect("two are few")),
			1 => PoolChoice::These(vec![pool(input)].try_into().expect("one is few")),
			2 => PoolChoice::Group {
				group: GroupId(0),
				pools: vec![pool(input)].try_into().expect("one is few"),
			},
			_ => PoolChoice::Listed,
		},
		params: market::params(input),
		beneficiary: None,
		callback: None,
		group: input.chance(32).then_some(GroupId(0)),
	}
}

/// An offer or a request.
pub fn place(_: &mut World, input: &mut Input) -> Vec<Step> {
	let (who, order) = if input.chance(128) {
		let pool = pool(input);
		(owner_of(pool, input), NewOrder::Offer(offer(pool, input)))
	} else {
		let most = if input.chance(8) { 0 } else { 50 * RLC };
		let request = NewRequest {
			job: job(input),
			app_max_price: most,
			dataset_max_price: most,
			price: price(input),
		};
		(somebody(REQUESTERS, input), NewOrder::Request(request))
	};
	let call = Call::place { order: Box::new(order), lifetime: lifetime(input) };
	vec![Step::Signed(who, call.into())]
}

/// A job, for oneself or for somebody else.
pub fn buy(_: &mut World, input: &mut Input) -> Vec<Step> {
	let who = somebody(REQUESTERS, input);
	let job = Box::new(job(input));
	let each = if input.chance(16) { 0 } else { 5 * RLC };
	let max_total = each * Balance::from(job.volume.min(5));
	let call = match input.below(4) {
		0 => Call::run_for { owner: account(somebody(REQUESTERS, input)), job, max_total },
		_ => Call::run { job, max_total, deposit: input.chance(128) },
	};
	vec![Step::Signed(who, call.into())]
}

/// A resting order and its owner, mostly; or any number.
fn resting(input: &mut Input) -> (Who, OrderId) {
	let orders: Vec<_> = pallet_book::Orders::<Runtime>::iter().collect();
	if orders.is_empty() || input.chance(16) {
		return (input.below(COUNT), input.number());
	}
	let (order, of) = &orders[input.below(orders.len())];
	let owner = who_is(&of.owner).filter(|_| input.chance(240));
	(owner.unwrap_or_else(|| input.below(COUNT)), *order)
}

/// What owners of orders do with them.
pub fn tend(_: &mut World, input: &mut Input) -> Vec<Step> {
	let (who, order) = resting(input);
	let call = match input.below(8) {
		0..=2 => Call::cancel { order },
		3 => Call::cancel_all { limit: input.below(20) as u32 },
		_ => {
			let until = now() + input.below(3_000) as Seconds;
			Call::amend { order, volume: volume(input), until }
		},
	};
	vec![Step::Signed(who, call.into())]
}

fn terms(input: &mut Input) -> Option<Terms> {
	(!input.chance(48)).then(|| Terms {
		price: if input.chance(64) { 0 } else { input.price() },
		tag: Tag(input.pick(&[0, 0, 0, 256, 1])),
		pool: input.chance(24).then(|| pool(input)),
		app: input.chance(24).then_some(AppId(0)),
		until: input.chance(24).then(|| now() + input.below(600) as Seconds),
	})
}

/// What owners of assets do.
pub fn own(_: &mut World, input: &mut Input) -> Vec<Step> {
	let number = input.below(2);
	let provider = if input.chance(240) { PROVIDERS.start + number } else { input.below(COUNT) };
	let audience = match input.below(6) {
		0 => Audience::Only(account(somebody(REQUESTERS, input))),
		1 => Audience::Group(GroupId(0)),
		_ => Audience::Everybody,
	};
	let pool = pool(input);
	let (who, call) = match input.below(10) {
		0 | 1 => {
			let app = AppId(number as u32);
			(provider, Call::post_app { app, audience, terms: terms(input) })
		},
		2 => {
			let dataset = DatasetId(number as u32);
			(provider, Call::post_dataset { dataset, audience, terms: terms(input) })
		},
		3 | 4 => {
			let offer = offer(pool, input);
			let highest = if input.chance(224) { offer.price } else { price(input) };
			let (step, every) = (input.below(9_002) as u32, 59 + input.below(4) as Seconds);
			let rule = SupplyRule { offer, highest, step, every, stake: input.price() * 8 };
			let rule = (!input.chance(48)).then(|| Box::new(rule));
			let number = input.below(5) as u8;
			(owner_of(pool, input), Call::set_supply { pool, number, rule })
		},
		5 => (input.below(COUNT), Call::refresh_supply { pool, number: input.below(4) as u8 }),
		6 => {
			let until = now() + input.below(4_000) as Seconds;
			let terms = GuaranteeTerms { rate: input.price(), slots: input.below(6) as u32, until };
			(owner_of(pool, input), Call::set_guarantee { pool, terms, add: input.price() })
		},
		7 => (input.below(COUNT), Call::end_guarantee { pool }),
		8 => (somebody(WORKERS, input), Call::claim_income {}),
		_ => {
			let key = account(somebody(REQUESTERS, input));
			(somebody(REQUESTERS, input), Call::set_allowance { key, per_day: input.price() })
		},
	};
	vec![Step::Signed(who, call.into())]
}

/// What root does, or somebody who is not root.
pub fn administer(_: &mut World, input: &mut Input) -> Vec<Step> {
	let call: RuntimeCall = match input.below(8) {
		0..=4 => Call::list_pool { pool: pool(input), listed: input.chance(200) }.into(),
		5 => Call::add_class { tag: Tag(1 << input.below(10)) }.into(),
		_ => {
			let quick = input.below(700) as Seconds;
			let parameters = BookParameters { quick, ..Default::default() };
			Call::set_parameters { parameters }.into()
		},
	};
	vec![match input.chance(208) {
		true => Step::Root(call),
		false => Step::Signed(somebody(SCHEDULERS, input), call),
	}]
}
