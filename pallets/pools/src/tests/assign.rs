// SPDX-License-Identifier: Apache-2.0

//! `Assignments::assign`: who is picked, and how many.

use crate::{impls::word_of, mock::*, Admission, Duties, PoolRules, WeightInfo};
use bourse_primitives::traits::{Assignments, Demand, Drawn, Picked};
use frame_support::{assert_ok, weights::Weight};
use std::collections::BTreeSet;

fn join_all(workers: core::ops::RangeInclusive<u64>, slots: u32) {
	workers.for_each(|who| join(who, slots));
}

#[test]
fn assign_should_note_the_duty_and_say_whose_worker_it_is() {
	build_and_execute(|| {
		let machine = join_machine(1, 7, 2);
		events();
		let Drawn { crews, .. } = draw_all(ask(&[1]));
		assert_eq!(crews, [[Picked { worker: machine, owner: 1 }]]);
		assert!(Chain::is_assigned(task(1), &machine));
		assert!(!Chain::is_assigned(task(2), &machine));
		assert!(!Chain::is_assigned(task(1), &1));
		assert_eq!(Chain::tasks_of(&machine), [task(1)]);
		assert_eq!(worker(machine).busy, 1);
		// The caller tells.
		assert!(events().is_empty());
	});
}

#[test]
fn assign_should_pick_distinct_workers_when_there_are_enough() {
	build_and_execute(|| {
		join_all(1..=20, 2);
		let picked = assign(1, 12);
		assert_eq!(picked.len(), 12);
		assert_eq!(picked.iter().collect::<BTreeSet<_>>().len(), 12);
		assert!(picked.iter().all(|who| Chain::is_assigned(task(1), who)));
	});
}

#[test]
fn assign_should_never_pick_a_worker_again_when_called_again() {
	build_and_execute(|| {
		join_all(1..=9, 4);
		MaxProbes::set(100);
		let mut all: Vec<_> = assign(1, 4);
		withdraw(1, all[0]);
		all.extend(assign(1, 3));
		all.extend(assign(1, 100));
		all.sort();
		assert_eq!(all, (1..=9).collect::<Vec<_>>());
		assert!(assign(1, 100).is_empty());
	});
}

#[test]
fn assign_should_pick_a_late_worker_again_only_when_nobody_else_can_have_the_task() {
	build_and_execute(|| {
		join_all(1..=3, 4);
		let mut had: Vec<_> = assign(1, 1);
		for _ in 0..2 {
			miss(1, *had.last().unwrap());
			had.extend(assign(1, 1));
		}
		had.sort();
		assert_eq!(had, [1, 2, 3]);
		// Everybody was late: all of them again, each once.
		let last = standing(1)[0];
		miss(1, last);
		let mut again = assign(1, 10);
		again.sort();
		assert_eq!(again, [1, 2, 3]);
		assert!(assign(1, 10).is_empty());
	});
}

#[test]
fn assign_should_not_pick_a_late_worker_again_when_it_is_excluded_or_said_that_it_can_not() {
	build_and_execute(|| {
		join_all(1..=3, 4);
		assert_eq!(assign(1, 10).len(), 3);
		miss(1, 1);
		miss(1, 2);
		withdraw(1, 3);
		assert_eq!(draw(Ask { exclude: &[1], ..ask(&[1]) }), [2]);
	});
}

#[test]
fn assign_should_respect_slots_when_workers_are_busy() {
	build_and_execute(|| {
		join(1, 1);
		join(2, 3);
		for n in 1..=3 {
			assign(n, 2);
		}
		assert_eq!((worker(1).busy, worker(2).busy), (1, 3));
		assert_eq!(roster_len(POOL), 0);
		assert!(assign(4, 2).is_empty());
	});
}

#[test]
fn assign_should_pass_over_the_excluded() {
	build_and_execute(|| {
		join_all(1..=5, 1);
		let mut picked = draw(Ask { exclude: &[2, 4, 77], ..ask(&[1]) });
		picked.sort();
		assert_eq!(picked, [1, 3, 5]);
		// Where the caller no longer names them, they can be drawn.
		let mut picked = assign(1, 10);
		picked.sort();
		assert_eq!(picked, [2, 4]);
	});
}

#[test]
fn assign_should_pick_only_active_workers_of_the_pool() {
	build_and_execute(|| {
		join(1, 1);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(2), CLOSED, 1));
		assert_ok!(Pools::apply(RuntimeOrigin::signed(3), CLOSED, 1));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 3));
		assert_eq!(draw(Ask { pool: CLOSED, ..ask(&[1]) }), [3]);
		assert_eq!(assign(2, 10), [1]);
		assert!(draw(Ask { pool: NO_POOL, ..ask(&[3]) }).is_empty());
		assert_eq!(Duties::<Test>::iter().count(), 2);
	});
}

#[test]
fn assign_should_stop_at_the_target_when_the_weights_reach_it() {
	build_and_execute(|| {
		// Score 0 weighs 2 (PROTOCOL 5).
		join_all(1..=12, 12);
		for (n, (target, workers)) in
			[(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4)].into_iter().enumerate()
		{
			assert_eq!(assign_to(n as u64, target, 12).len(), workers, "target {target}");
		}
	});
}

#[test]
fn assign_should_need_fewer_workers_when_their_scores_are_higher() {
	build_and_execute(|| {
		join_all(1..=12, 12);
		// Score 12 weighs 3, score 33 weighs 10.
		(1..=12).for_each(|who| MockScores::set(who, 12));
		assert_eq!(assign_to(1, 9, 12).len(), 2);
		assert_eq!(assign_to(2, 10, 12).len(), 3);
		(1..=12).for_each(|who| MockScores::set(who, 33));
		assert_eq!(assign_to(3, 10, 12).len(), 1);
		assert_eq!(assign_to(4, 1_000, 12).len(), 3);
	});
}

#[test]
fn assign_should_go_on_to_the_limit_when_the_target_is_out_of_reach() {
	build_and_execute(|| {
		join_all(1..=12, 12);
		// Products beyond 256 bits saturate.
		(1..=12).for_each(|who| MockScores::set(who, u64::MAX));
		assert_eq!(assign(1, 9).len(), 5);
		(1..=12).for_each(|who| MockScores::set(who, 0));
		assert_eq!(assign(2, 9).len(), 9);
		assert!(assign(3, 0).is_empty());
		assert!(assign_to(4, 1, 0).is_empty());
	});
}

#[test]
fn assign_should_see_the_whole_roster_when_it_is_no_longer_than_the_probes() {
	build_and_execute(|| {
		MaxProbes::set(8);
		join_all(1..=8, 16);
		for n in 1..=16 {
			// All but one are excluded: it is found every time.
			let free = n % 8 + 1;
			let exclude: Vec<_> = (1..=8).filter(|who| *who != free).collect();
			assert_eq!(draw(Ask { limit: 1, exclude: &exclude, ..ask(&[n]) }), [free]);
		}
	});
}

#[test]
fn assign_should_give_up_when_it_missed_as_often_as_it_may() {
	build_and_execute(|| {
		MaxProbes::set(3);
		join_all(1..=10, 16);
		let exclude: Vec<_> = (1..=9).collect();
		let found = (1..=100)
			.filter(|n| {
				let picked = draw(Ask { limit: 1, exclude: &exclude, ..ask(&[*n]) });
				release(&[*n]);
				!picked.is_empty()
			})
			.count();
		// The one who is left is among the first three of ten in 30 of 100 draws on average.
		assert!((15..=45).contains(&found), "{found}");
		// Those who are picked don't count as missed.
		assert_eq!(assign(101, 10).len(), 10);
	});
}

#[test]
fn assign_should_reach_every_worker_when_all_have_one_slot() {
	build_and_execute(|| {
		// Workers that are full leave the roster, so nobody is looked at in vain.
		MaxProbes::set(1);
		join_all(1..=30, 1);
		let mut all: Vec<_> = (1..=30).flat_map(|n| assign(n, 1)).collect();
		all.sort();
		assert_eq!(all, (1..=30).collect::<Vec<_>>());
	});
}

#[test]
fn assign_weight_should_grow_with_the_picks() {
	let step = Chain::assign_weight(1, 1).ref_time() - Chain::assign_weight(1, 0).ref_time();
	assert!(step > 0);
	assert_eq!(Chain::assign_weight(1, 9).ref_time() - Chain::assign_weight(1, 8).ref_time(), step);
}

#[test]
fn assign_should_pass_over_a_worker_when_its_stake_is_short() {
	build_and_execute(|| {
		join_all(1..=3, 1);
		MockLedger::set_stake(&1, 99);
		MockLedger::set_stake(&2, 100);
		let picked = draw(Ask { demand: Demand { stake: 100, ..demand() }, ..ask(&[1]) });
		assert_eq!(picked, [2]);
	});
}

#[test]
fn assign_should_note_the_tasks_of_a_word_as_one_entry() {
	build_and_execute(|| {
		join(1, 16);
		let tasks = [0, 1, 62, 63, 64, 65, 127, 128];
		assert_eq!(assign_each(&tasks, 1), [[1]; 8]);
		let words: Vec<_> =
			[0, 64, 128].into_iter().map(|n| Duties::<Test>::get(1, task(n)).unwrap()).collect();
		assert_eq!(words, [0b11 | 0b11 << 62, 0b11 | 1 << 63, 1]);
		assert_eq!(Duties::<Test>::iter().count(), 3);
		let mut of_worker = Chain::tasks_of(&1);
		of_worker.sort();
		assert_eq!(of_worker, tasks.map(task));
		assert!(!Chain::is_assigned(task(2), &1));
		// The last but one of a word leaves the entry, the last takes it.
		withdraw(64, 1);
		withdraw(65, 1);
		assert_eq!(Duties::<Test>::get(1, task(64)), Some(1 << 63));
		withdraw(127, 1);
		assert_eq!(Duties::<Test>::get(1, task(64)), None);
		assert_eq!(worker(1).busy, 5);
	});
}

#[test]
fn word_of_should_name_the_first_of_64_neighbours_and_a_bit() {
	for n in [0, 1, 63, 64, 100, 127, 255, 256, u64::MAX] {
		assert_eq!(word_of(task(n)), (task(n & !63), 1 << (n & 63)));
	}
}

#[test]
fn assign_should_give_each_task_distinct_owners_when_it_draws_for_many() {
	build_and_execute(|| {
		for owner in 1..=4 {
			for index in 0..3 {
				join_machine(owner, index, 8);
			}
		}
		let tasks: Vec<_> = (0..16).collect();
		let crews = assign_each(&tasks, 9);
		assert_eq!(crews.len(), 16);
		for (n, crew) in tasks.iter().zip(crews) {
			let mut owners: Vec<_> = crew.iter().map(|who| worker(*who).owner).collect();
			owners.sort();
			assert_eq!(owners, [1, 2, 3, 4]);
			assert!(crew.iter().all(|who| Chain::is_assigned(task(*n), who)));
		}
	});
}

#[test]
fn assign_should_use_every_slot_and_no_more_when_it_draws_for_many() {
	build_and_execute(|| {
		join(1, 1);
		join(2, 2);
		join(3, 13);
		let tasks: Vec<_> = (0..16).collect();
		let mut all = assign_each(&tasks, 1).concat();
		all.sort();
		assert_eq!(all, [&[1][..], &[2; 2], &[3; 13]].concat());
		assert_eq!(roster_len(POOL), 0);
		// Nobody is left: those who come later get nobody.
		assert_eq!(assign_each(&[20, 21], 1), [[0; 0]; 2]);
	});
}

#[test]
fn assign_should_give_the_last_slots_of_one_worker_in_one_draw() {
	build_and_execute(|| {
		// The least probes, so the fewest rolls.
		MaxProbes::set(1);
		join(1, 16);
		let failed = (0..1_000u64)
			.filter(|n| {
				let tasks: Vec<_> = (n * 16..n * 16 + 15).collect();
				let crews = assign_each(&tasks, 1).concat();
				release(&tasks);
				crews.len() < 15
			})
			.count();
		// With 2 of 16 slots left, 32 rolls of a chance of 2 in 31 fail 12 times in 100, and the others
		// less often. With the usual probes, it is once in 10^15.
		assert!(failed < 300, "{failed}");
		MaxProbes::set(64);
		let tasks: Vec<_> = (0..16).collect();
		for _ in 0..100 {
			assert_eq!(assign_each(&tasks, 1).concat(), [1; 16]);
			release(&tasks);
		}
	});
}

/// A draw of whole crews of so many for each of the tasks.
fn whole(tasks: &[u64], limit: u32) -> Vec<usize> {
	let crews = draw_all(Ask { whole: true, limit, ..ask(tasks) }).crews;
	crews.iter().map(Vec::len).collect()
}

#[test]
fn assign_should_serve_whole_tasks_in_order_until_one_is_short() {
	build_and_execute(|| {
		join_all(1..=3, 2);
		// Two by two: six slots are enough for three tasks if no owner has two of the last ones.
		let crews = whole(&[1, 2, 3, 4], 2);
		assert!(crews == [2, 2] || crews == [2, 2, 2], "{crews:?}");
		let busy: u32 = (1..=3).map(|who| worker(who).busy).sum();
		assert_eq!(busy as usize, crews.iter().sum::<usize>());
		release(&[1, 2, 3]);
		assert_eq!(whole(&[1, 2, 3], 3), [3, 3]);
		assert_eq!(roster_len(POOL), 0);
		assert!(standing(3).is_empty());
	});
}

#[test]
fn assign_should_give_nothing_when_the_first_whole_task_is_short() {
	build_and_execute(|| {
		join_all(1..=3, 4);
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		fn wanted(tasks: &[u64]) -> Ask<'_> {
			Ask { whole: true, limit: 4, ..ask(tasks) }
		}
		assert!(draw_all(wanted(&[])).crews.is_empty());
		assert!(draw_all(wanted(&[1, 2])).crews.is_empty());
		assert!(whole(&[1], 0).is_empty());
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		// A target that three reach is enough.
		assert_eq!(draw_all(Ask { target: 8.into(), ..wanted(&[1]) }).crews[0].len(), 3);
		assert!(draw_all(Ask { target: 9.into(), ..wanted(&[2]) }).crews.is_empty());
	});
}

#[test]
fn assign_should_go_on_behind_a_short_task_when_it_need_not_be_whole() {
	build_and_execute(|| {
		join_all(1..=3, 2);
		assert_eq!(assign_each(&[1, 2, 3], 4).iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 0]);
	});
}

#[test]
fn assign_should_count_late_owners_for_a_whole_task() {
	build_and_execute(|| {
		join_all(1..=3, 2);
		assert_eq!(assign(1, 3).len(), 3);
		miss(1, 2);
		withdraw(1, 3);
		// Worker 2 again, who was late, and nobody else.
		assert!(whole(&[1], 2).is_empty());
		assert_eq!(whole(&[1], 1), [1]);
		assert!(standing(1).contains(&2));
	});
}

#[test]
fn assign_should_take_one_machine_of_a_late_owner_and_the_others_first() {
	build_and_execute(|| {
		let machines: Vec<_> = (0..4).map(|index| join_machine(1, index, 4)).collect();
		let [first] = assign(1, 1)[..] else { panic!("one was drawn") };
		miss(1, first);
		join(2, 1);
		for n in 0..20 {
			// As if it had been task `100 + n`.
			set_had(100 + n, &had(1));
			let picked = assign(100 + n, 5);
			assert_eq!(picked[0], 2);
			assert_eq!(picked.len(), 2);
			assert!(machines.contains(&picked[1]));
			release(&[100 + n]);
		}
	});
}

/// The weight of a draw that picks and looks in vain so often.
fn weight(picked: u32, in_vain: u32) -> Weight {
	<() as WeightInfo>::assign(picked, in_vain)
}

#[test]
fn assign_should_charge_what_it_read_once_for_all_its_tasks() {
	build_and_execute(|| {
		MaxProbes::set(64);
		join_all(1..=20, 1);
		let tasks: Vec<_> = (0..16).collect();
		// Everybody fits and has one slot: nobody is looked at in vain.
		let drawn = draw_all(Ask { limit: 1, ..ask(&tasks) });
		assert_eq!(drawn.weight, weight(16, 0));
		release(&tasks);
		// Nobody fits: everybody is read once, and looked at for each task.
		let exclude: Vec<_> = (1..=20).collect();
		let drawn = draw_all(Ask { limit: 1, exclude: &exclude, ..ask(&tasks) });
		assert_eq!((drawn.crews, drawn.weight), (vec![vec![]; 16], weight(0, 20)));
		// One worker does it all.
		join(21, 16);
		let drawn = draw_all(Ask { limit: 1, exclude: &exclude, ..ask(&tasks) });
		assert_eq!(drawn.crews.len(), 16);
		assert!(drawn.weight.all_lte(weight(16, 20)));
	});
}

#[test]
fn assign_should_never_cost_more_than_its_worst_weight() {
	build_and_execute(|| {
		MaxProbes::set(8);
		join_all(1..=300, 3);
		// Two of three are short of stake.
		(1..=300).filter(|who| who % 3 == 0).for_each(|who| MockLedger::set_stake(&who, 1));
		let poor = Demand { stake: 1, ..demand() };
		for limit in 0..6 {
			for count in [1, 2, 16u64] {
				let tasks: Vec<_> = (0..count).collect();
				let worst = Chain::assign_weight(count as u32, limit);
				let drawn = draw_all(Ask { limit, demand: poor, ..ask(&tasks) });
				assert!(drawn.weight.all_lte(worst), "{limit} workers of {count} tasks");
				release(&tasks);
			}
		}
		// Nobody at all: as many looks as there are probes, for the first task and no other.
		let none = Demand { stake: 2, ..demand() };
		let drawn = draw_all(Ask { limit: 1, whole: true, demand: none, ..ask(&[1, 2, 3]) });
		assert_eq!((drawn.crews.len(), drawn.weight), (0, weight(0, 8)));
		// For the others, too, when they need not be whole.
		let drawn = draw_all(Ask { limit: 1, demand: none, ..ask(&[1, 2, 3]) });
		assert!(drawn.weight.all_lte(weight(0, 24)));
	});
}

#[test]
fn assign_should_count_a_duty_once_when_the_caller_forgot_who_has_the_task() {
	build_and_execute(|| {
		join(1, 4);
		assert_eq!(assign(1, 1), [1]);
		set_had(1, &[]);
		assert_eq!(assign(1, 1), [1]);
		assert_eq!(worker(1).busy, 1);
	});
}

/// A draw of two among two is none: whoever answers at once would have all tasks that wait.
#[test]
fn first_crew_should_be_drawn_among_more_owners_than_it_takes_when_the_pool_is_open() {
	with_rules(|| {
		(1..=6).for_each(|who| join_rich(who, 1));
		let crew = |n: u64, limit: u32, whole: bool, admission| {
			let rules = Some(PoolRules { admission, ..Chain::rules(POOL) });
			let demand = Demand { rules, ..demand() };
			let crews = draw_all(Ask { demand, limit, whole, ..ask(&[n]) }).crews;
			crews.first().map_or(0, Vec::len)
		};
		// Two, and half of the four others.
		assert_eq!(crew(1, 2, true, Admission::Open), 2);
		assert_eq!(crew(2, 2, true, Admission::Open), 2);
		assert_eq!(crew(3, 2, true, Admission::Open), 0);
		release(&[1]);
		assert_eq!(crew(3, 2, true, Admission::Open), 2);
		// Where one decides, where the owner chooses its workers, and for a task that somebody had, all
		// that are free will do.
		let had = Had { worker: 9, owner: 9, standing: false, late: false };
		set_had(7, &[had]);
		let others = [
			(4, 1, true, Admission::Open),
			(5, 2, true, Admission::Closed),
			(6, 2, false, Admission::Open),
			(7, 2, true, Admission::Open),
		];
		for (n, limit, whole, admission) in others {
			assert_eq!(crew(n, limit, whole, admission), limit as usize);
			release(&[n]);
		}
	});
}

#[test]
fn first_crew_should_be_drawn_among_three_more_at_most() {
	with_rules(|| {
		(1..=20).for_each(|who| join_rich(who, 1));
		let tasks: Vec<_> = (0..10).collect();
		let rules = Some(PoolRules { admission: Admission::Open, ..Chain::rules(POOL) });
		let demand = Demand { rules, ..demand() };
		let drawn = draw_all(Ask { demand, limit: 2, whole: true, ..ask(&tasks) });
		// Twenty, eighteen, ... six: the next one would leave four.
		assert_eq!(drawn.crews.len(), 8);
		let different: BTreeSet<_> = drawn.crews.concat().into_iter().map(|p| p.owner).collect();
		assert_eq!(different.len(), 16);
	});
}
