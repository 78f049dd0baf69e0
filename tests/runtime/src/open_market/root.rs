// SPDX-License-Identifier: Apache-2.0

//! What root can set: nothing of it makes a task endless, a category of T = 0, or a hook that is
//! heavier than a block.

use super::{answers::close, *};
use crate::chain::block_limit;
use bourse_primitives::MarketParameters;
use pallet_poco::{AutomationSettings, ChallengeTerms};
use pallet_pools::PoolParameters;
use sp_runtime::traits::Dispatchable;

/// Root calls.
fn as_root(call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
	let call: RuntimeCall = call.into();
	let done = call.dispatch(RuntimeOrigin::root());
	done.map(|_| ()).map_err(|refused| refused.error)
}

/// Everything that can be set, at its bounds.
fn extremes() -> Vec<RuntimeCall> {
	let most = MarketParameters {
		start_fee: MarketParameters::MAX_AMOUNT,
		worker_fee: MarketParameters::MAX_AMOUNT,
		miss_penalty: 100,
		slot_bond: MarketParameters::MAX_AMOUNT,
		warm_up: MarketParameters::MAX_WARM_UP,
		worker_deposit: MarketParameters::MAX_AMOUNT,
		unbonding: MarketParameters::MAX_UNBONDING,
	};
	let least = MarketParameters {
		start_fee: 0,
		worker_fee: 0,
		miss_penalty: 0,
		slot_bond: 0,
		warm_up: 0,
		worker_deposit: 0,
		unbonding: 0,
	};
	let strict =
		PoolParameters { heartbeat_interval: 60, silence_limit: 120, missed_limit: 1, probes: 1 };
	let lax = PoolParameters {
		heartbeat_interval: u64::MAX,
		silence_limit: u64::MAX,
		missed_limit: u32::MAX,
		probes: 64,
	};
	vec![
		pallet_rules::Call::set_parameters { parameters: most }.into(),
		pallet_rules::Call::set_parameters { parameters: least }.into(),
		pallet_pools::Call::set_parameters { parameters: strict }.into(),
		pallet_pools::Call::set_parameters { parameters: lax }.into(),
		pallet_poco::Call::set_engine_version { version: u16::MAX }.into(),
	]
}

#[test]
fn tasks_should_end_and_hooks_fit_a_block_whatever_root_sets() {
	for extreme in extremes() {
		on_open_market(|| {
			let pool = Pool::open("pool", 6, 4);
			let what = Purchase { trust: 3, volume: 8, ..Default::default() };
			let mut deals = vec![pool.buy(what.clone())];
			advance(2);
			// Half of them are in progress.
			work(&pool.owners[..3], |_, task| right(task));
			let text = format!("{extreme:?}");
			as_root(extreme).unwrap_or_else(|refused| panic!("{text}: {refused:?}"));
			if pool.requester.tries(pool.orders(&what)).is_ok() {
				deals.push(last_deal());
			}
			let last = deals.iter().map(|deal| deal_of(*deal).final_deadline()).max();
			let end = last.unwrap_or_default() + 60;
			while deals.iter().any(|deal| !has_ended(*deal)) {
				assert!(Poco::now() < end, "endless by {text}");
				let hooks = close(20, true);
				assert!(hooks.all_lte(block_limit()), "{hooks:?} by {text}");
				pool.work();
			}
			let done: u64 = deals.iter().map(|deal| count(*deal, TaskStatus::Completed)).sum();
			println!("{done} of {} completed: {text}", 8 * deals.len());
		});
	}
}

#[test]
fn anybody_should_end_tasks_when_root_has_switched_the_automation_off() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 4);
		let what = Purchase { trust: 3, volume: 2, ..Default::default() };
		let started = pool.buy(what.clone());
		advance(2);
		assert_eq!(progress(started).initialized, 2);
		let settings = AutomationSettings::all(false);
		as_root(pallet_poco::Call::set_automation { settings }).expect("root may");
		let unstarted = pool.buy(what);
		for_seconds(10 * T + 30, || {});
		assert!(!has_ended(started) && !has_ended(unstarted));

		let anybody = Actor::new("anybody", 0);
		for index in [0, 1] {
			anybody.does(pallet_poco::Call::claim { task: task_id(started, index) });
		}
		anybody.does(pallet_poco::Call::claim_deal { deal: unstarted });
		assert!(has_ended(started) && has_ended(unstarted));
		assert_eq!((pool.requester.ledger().1, pool.manager.ledger().1), (0, 0));
		// But for the deposits of their records.
		assert!(pool.owners.iter().all(|owner| owner.ledger().1 == RLC / 100));
	});
}

#[test]
fn categories_should_be_refused_when_tasks_would_have_no_time_or_too_much() {
	on_open_market(|| {
		let create = |work_clock_time_ref| {
			let (name, description) = (b"odd".to_vec(), Vec::new());
			as_root(pallet_registry::Call::create_category {
				name,
				description,
				work_clock_time_ref,
			})
		};
		assert!([0, 36_001, u64::MAX].into_iter().all(|time| create(time).is_err()));
		assert!([1, 36_000].into_iter().all(|time| create(time).is_ok()));
	});
}

/// The nodes' retention, and the time for which a former key speaks, go by a window of an hour.
#[test]
fn challenge_terms_should_be_refused_when_a_challenge_would_never_end() {
	on_open_market(|| {
		let set = |terms| as_root(pallet_poco::Call::set_challenge_terms { terms });
		let usual = ChallengeTerms::default();
		assert!(set(ChallengeTerms { window: u64::MAX, ..usual }).is_err());
		assert!(set(ChallengeTerms { price: Balance::MAX, ..usual }).is_err());
		assert!(set(ChallengeTerms { toll: Balance::MAX, ..usual }).is_err());
		assert!(set(usual).is_ok());
	});
}
