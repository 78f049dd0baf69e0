// SPDX-License-Identifier: Apache-2.0

//! Attack 6, with matches between the changes: deals of any terms. And what an open pool refuses.

use super::*;
use bourse_primitives::{Admission, AssignedBy, PoolRules};

/// Number of honest owners: as many as an open pool needs at trust 3.
const HONEST: u32 = 5;
/// Most that a worker agrees to lock unless it says otherwise, in nRLC.
const AGREED: Balance = 10 * RLC;

/// One change of the pool's terms or members, by the owner and its sybil.
fn change(pool: &Pool, sybil: &Actor, what: u8) {
	let (id, open) = (pool.id, Admission::Open);
	let set_ratio = |worker_stake_ratio, scheduler_reward_ratio| {
		pool.manager.does(pallet_registry::Call::set_workerpool_policy {
			id,
			worker_stake_ratio,
			scheduler_reward_ratio,
		});
	};
	let set_rules = |rules| pool.manager.does(pallet_pools::Call::set_rules { pool: id, rules });
	match what {
		// 33.33 RLC, 10 RLC, 0.3 RLC.
		0 => set_ratio(3_333, 100),
		1 => set_ratio(1_000, 100),
		2 => set_ratio(30, 10),
		3 => set_rules(PoolRules { assigned_by: AssignedBy::Scheduler, ..Default::default() }),
		4 => set_rules(PoolRules::default()),
		5 | 6 => set_rules(PoolRules { admission: open, ..Default::default() }),
		7 => {
			let min_stake = 1_000_000 * RLC;
			set_rules(PoolRules { admission: open, min_stake, ..Default::default() });
		},
		8 => {
			let _ = pool.manager.tries(pallet_pools::Call::expel { worker: sybil.id() });
		},
		_ => {
			let applied = sybil.tries(pallet_pools::Call::apply { pool: id, slots: 4 }).is_ok();
			let _ = pool.manager.tries(pallet_pools::Call::accept { worker: sybil.id() });
			if applied {
				sybil.set_hot_key();
			}
		},
	}
}

/// No honest worker has a task that locks more than it agreed to.
fn check_consent(pool: &Pool, deals: &[DealId]) {
	let honest: Vec<_> = pool.owners.iter().map(Actor::id).collect();
	let dear = deals.iter().filter(|deal| deal_of(**deal).worker_stake > AGREED);
	for task in dear.flat_map(|deal| [0, 1].map(|index| task_id(*deal, index))) {
		let Some(task) = Tasks::<Runtime>::get(task) else { continue };
		assert!(task.workers.iter().all(|worker| !honest.contains(&worker.who)), "{task:?}");
	}
}

#[test]
fn attack_06_should_cost_no_honest_worker_its_stake_when_deals_are_matched_between_changes() {
	let (mut matched, mut ended) = (0, 0);
	for seed in 0..12 {
		on_open_market(|| {
			let pool = Pool::open("pool", HONEST, 4);
			let sybil = Actor::new("sybil", seed);
			let lies = |_, task| Word::Result(header(task, "a lie"), Vec::new());
			let nodes_act = || {
				pool.work();
				work(std::slice::from_ref(&sybil), lies);
			};
			let mut deals = Vec::new();
			for round in 0..60 {
				let lot = digest(&format!("{seed} {round}"));
				change(&pool, &sybil, lot.as_bytes()[0] % 11);
				let request = pool.orders(&Purchase { trust: 3, volume: 2, ..Default::default() });
				if deals.len() < 16 && pool.requester.tries(request).is_ok() {
					deals.push(last_deal());
				}
				advance(10);
				nodes_act();
				check_consent(&pool, &deals);
			}
			until_ended(&deals, STEP, || {
				nodes_act();
				check_consent(&pool, &deals);
			});
			let losses = pool.losses();
			assert!(losses.iter().all(|lost| *lost <= 0), "seed {seed}: {losses:?}");
			matched += deals.len();
			ended += deals.iter().map(|deal| count(*deal, TaskStatus::Completed)).sum::<u64>();
		});
	}
	println!("{matched} deals were matched, {ended} of their tasks Completed");
	assert!(matched > 60 && ended > 30, "{matched}, {ended}");
}

#[test]
fn open_pool_should_refuse_what_too_few_owners_would_answer() {
	on_open_market(|| {
		let mut pool = Pool::open("pool", 4, 1);
		let refused = |pool: &Pool, trust, needed, there| {
			let call = pool.orders(&Purchase { trust, ..Default::default() });
			let short = pallet_market::Error::<Runtime>::PoolCantServe { needed, there };
			assert_eq!(pool.requester.tries(call), Err(short.into()));
		};
		refused(&pool, 3, 5, 4);
		// Machines of one owner are one.
		let many = Actor::new("many", 0);
		for index in 0..3 {
			let (pool, machine) = (pool.id, Some(index));
			let capacity = pallet_pools::Capacity::of_slots(1);
			let call = pallet_pools::Call::apply_with { pool, machine, capacity };
			many.does(call);
		}
		refused(&pool, 8, 6, 5);
		pool = pool.with(1, 1);
		let deal = pool.buy(Purchase { trust: 8, ..Default::default() });
		// Who leaves later ends nothing that was matched.
		pool.owners[0].does(pallet_pools::Call::leave {});
		until_ended(&[deal], 20, || pool.work());
		assert_eq!(status(deal, 0), Some(TaskStatus::Completed));
		refused(&pool, 8, 6, 5);
	});
}
