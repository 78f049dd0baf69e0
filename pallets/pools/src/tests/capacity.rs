// SPDX-License-Identifier: Apache-2.0

//! `set_capacity`, and what it means for draws.

use crate::{mock::*, Capacity, Error, Event};
use bourse_primitives::{api::Hindrance, traits::Demand, CategoryId, Tag};
use frame_support::{assert_noop, assert_ok};

fn only(categories: &[u32]) -> Capacity {
	let categories: Vec<_> = categories.iter().copied().map(CategoryId).collect();
	Capacity { categories: categories.try_into().unwrap(), ..capacity(1, 0) }
}

#[test]
fn set_capacity_should_change_slots_features_and_categories() {
	build_and_execute(|| {
		join(1, 1);
		events();
		let capacity = Capacity { tag: Tag::GPU, ..only(&[2, 3]) };
		assert_ok!(Pools::set_capacity(RuntimeOrigin::signed(1), capacity.clone()));
		assert_eq!(worker(1).capacity, capacity);
		assert_eq!(events(), [Event::CapacitySet { worker: 1, capacity }]);
	});
}

#[test]
fn set_capacity_should_fail_when_it_can_not_be_set() {
	build_and_execute(|| {
		let set = |capacity| Pools::set_capacity(RuntimeOrigin::signed(1), capacity);
		assert_noop!(set(capacity(1, 0)), Error::<Test>::NotAWorker);
		join(1, 1);
		assert_noop!(set(capacity(MaxSlots::get() + 1, 0)), Error::<Test>::TooManySlots);
		assign(1, 1);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(set(capacity(1, 0)), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn assign_should_pass_over_workers_when_they_lack_a_demanded_feature() {
	build_and_execute(|| {
		join(1, 1);
		join(2, 1);
		assert_ok!(Pools::set_capacity(RuntimeOrigin::signed(2), capacity(1, 0b110)));
		assert_eq!(draw(Ask { demand: Demand { tag: Tag(0b100), ..demand() }, ..ask(&[1]) }), [2]);
		assert!(
			draw(Ask { demand: Demand { tag: Tag(0b1000), ..demand() }, ..ask(&[2]) }).is_empty()
		);
	});
}

#[test]
fn assign_should_pass_over_workers_when_their_memory_is_less_than_the_categorys() {
	build_and_execute(|| {
		let large = CategoryId(4);
		set_category_memory(large, 4 << 30);
		for (who, memory) in [(1, 0), (2, (4 << 30) - 1), (3, 4 << 30), (4, u64::MAX)] {
			join(who, 1);
			let capacity = Capacity { memory, ..capacity(1, 0) };
			assert_ok!(Pools::set_capacity(RuntimeOrigin::signed(who), capacity));
		}
		let demand = Demand { category: large, ..demand() };
		let sorted = |mut picked: Vec<u64>| {
			picked.sort();
			picked
		};
		assert_eq!(sorted(draw(Ask { demand, ..ask(&[1]) })), [3, 4]);
		let hindrance = |who| Pools::hindrance_of_deal(&who, &worker(who), demand);
		let expected = Hindrance::CategoryNotTaken { deal: demand.deal, category: large };
		assert_eq!([1, 2].map(hindrance), [Some(expected.clone()), Some(expected)]);
		// A standard category needs no promise.
		assert_eq!(sorted(assign(2, 4)), [1, 2]);
	});
}

#[test]
fn assign_should_pass_over_workers_when_they_do_not_take_the_category() {
	build_and_execute(|| {
		for (who, categories) in [(1, &[][..]), (2, &[1, 4]), (3, &[4])] {
			join(who, 1);
			assert_ok!(Pools::set_capacity(RuntimeOrigin::signed(who), only(categories)));
		}
		let mut picked = assign(1, 3);
		picked.sort();
		assert_eq!(picked, [1, 2]);
		assert_eq!(
			draw(Ask { demand: Demand { category: CategoryId(4), ..demand() }, ..ask(&[2]) }),
			[3]
		);
	});
}
