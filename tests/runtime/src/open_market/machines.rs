// SPDX-License-Identifier: Apache-2.0

//! Attacks 9 and 15: machines that are of no use.

use super::*;
use bourse_primitives::CategoryId;
use pallet_pools::Capacity;

/// Why the machines fit no deal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Misfit {
	/// There are none.
	None,
	/// They take another category alone.
	Category,
	/// They agree to lock next to nothing.
	MaxStake,
	/// Their owner has nothing free.
	NoStake,
	/// Their owner has a little free, less than the deal asks for.
	LittleStake,
}

/// Machines of the attacker.
const MACHINES: u16 = 1_000;

/// Everything that the attacker has is bound elsewhere, but for so much.
fn bind_all_but(evil: &Actor, free: Balance) {
	let mut other = Pool::open("other", 1, 1);
	let (id, to) = (other.id, evil.id());
	other.manager.does(pallet_registry::Call::transfer_workerpool { id, to });
	other.manager = evil.clone();
	// A pool answers with 30 % of the price.
	let price = ((evil.ledger().0 - free) * 10).div_ceil(3);
	other.requester.deposit(price);
	other.buy_now(Purchase { price, ..Default::default() });
	other.owners[0].does(pallet_pools::Call::set_slots { slots: 0 });
	assert_eq!(evil.ledger().0, free);
}

/// Number of tasks, of a hundred for twenty slots of honest workers, that were assigned in each of the
/// first blocks.
fn paces(misfit: Misfit) -> Vec<u64> {
	let mut paces = Vec::new();
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 4);
		let evil = Actor::new("evil", 0);
		let machines = if misfit == Misfit::None { 0 } else { MACHINES };
		for index in 0..machines {
			let mut capacity = Capacity::of_slots(1);
			if misfit == Misfit::Category {
				capacity.categories = BoundedVec::truncate_from(vec![CategoryId(4)]);
			}
			let (pool, machine) = (pool.id, Some(index));
			evil.does(pallet_pools::Call::apply_with { pool, machine, capacity });
			if misfit == Misfit::MaxStake {
				let call = pallet_pools::Call::set_max_stake { max_stake: 1 };
				let call = Box::new(call.into());
				evil.does(pallet_utility::Call::as_derivative { index, call });
			}
			if index % 100 == 99 {
				advance(2);
			}
		}
		match misfit {
			Misfit::NoStake => bind_all_but(&evil, 0),
			Misfit::LittleStake => bind_all_but(&evil, RLC / 100),
			_ => {},
		}
		advance(2);
		let deal = pool.buy(Purchase { volume: 100, ..Default::default() });
		for _ in 0..14 {
			advance(2);
			paces.push(progress(deal).initialized);
			pool.work();
		}
		println!("{misfit:?}: {paces:?}, completed {}", count(deal, TaskStatus::Completed));
		assert_eq!(evil.lost(), 0);
	});
	paces
}

#[test]
fn attack_09_should_leave_honest_workers_their_tasks_beside_machines_of_other_kinds() {
	let alone = paces(Misfit::None);
	assert_eq!(alone.last(), Some(&100));
	for misfit in [Misfit::Category, Misfit::MaxStake] {
		assert_eq!(paces(misfit), alone, "{misfit:?}");
	}
}

#[test]
fn attack_09_should_leave_honest_workers_their_tasks_beside_machines_without_stake() {
	let (alone, beside) = (paces(Misfit::None), paces(Misfit::NoStake));
	let at = |paces: &[u64], done| paces.iter().position(|started| *started >= done);
	let delay = at(&beside, 100).map(|blocks| blocks - at(&alone, 100).unwrap_or_default());
	assert!(delay.is_some_and(|blocks| blocks <= 2), "{beside:?} beside {alone:?}");
}

#[test]
fn attack_09_should_leave_honest_workers_their_tasks_beside_machines_with_little_stake() {
	let (alone, beside) = (paces(Misfit::None), paces(Misfit::LittleStake));
	let at = |paces: &[u64], done| paces.iter().position(|started| *started >= done);
	let delay = at(&beside, 100).map(|blocks| blocks - at(&alone, 100).unwrap_or_default());
	assert!(delay.is_some_and(|blocks| blocks <= 2), "{beside:?} beside {alone:?}");
}

#[test]
fn attack_15_should_draw_as_before_when_a_thousand_slots_come_for_ten_minutes() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 10, 4);
		// And a block, in which they become warm.
		for_seconds(3_610, || {});
		let evils: Vec<_> = (0..2).map(|number| Actor::new("evil", number)).collect();
		evils.iter().for_each(|evil| evil.join(pool.id, 500));
		let begin = Poco::now();
		let mut deals = Vec::new();
		while Poco::now() < begin + 600 {
			deals.push(pool.buy(Purchase { volume: 4, ..Default::default() }));
			advance(20);
			pool.work();
		}
		for evil in &evils {
			evil.does(pallet_pools::Call::leave {});
		}
		until_ended(&deals, 2, || pool.work());
		assert!(deals.iter().all(|deal| count(*deal, TaskStatus::Completed) == 4));
		assert!(evils.iter().all(|evil| evil.lost() == 0));
		// The bonds stay for a week.
		for evil in &evils {
			let free = evil.ledger().0;
			assert_eq!(free, DEPOSIT);
			let reserved = Err(pallet_escrow::Error::<Runtime>::StakeReserved.into());
			assert_eq!(evil.tries(pallet_escrow::Call::withdraw { amount: free }), reserved);
			evil.does(pallet_escrow::Call::withdraw { amount: free - 50 * RLC });
		}
	});
}
