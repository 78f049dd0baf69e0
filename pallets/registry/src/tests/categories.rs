// SPDX-License-Identifier: Apache-2.0

//! The standard categories, and call `create_category`.

use crate::{mock::*, Categories, Category, Error, Event};
use bourse_primitives::{traits::Registry as _, CategoryId, CategoryLimits};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchError;

#[test]
fn genesis_should_have_the_five_standard_categories() {
	build_and_execute(|| {
		let mut categories: Vec<_> = Categories::<Test>::iter()
			.map(|(id, category)| {
				let name = String::from_utf8(category.name.into_inner()).unwrap();
				(id.0, name, category.work_clock_time_ref)
			})
			.collect();
		categories.sort();
		let standard = [("XS", 300), ("S", 1_200), ("M", 3_600), ("L", 10_800), ("XL", 36_000)];
		let expected: Vec<_> = (0..)
			.zip(standard)
			.map(|(id, (name, time)): (u32, _)| (id, name.to_string(), time))
			.collect();
		assert_eq!(categories, expected);
	});
}

#[test]
fn genesis_should_have_other_categories_when_the_chain_says_so() {
	use sp_runtime::BuildStorage;
	let genesis = crate::GenesisConfig::<Test> {
		categories: vec![("NOW".into(), "for tests".into(), 6)],
		..Default::default()
	};
	sp_io::TestExternalities::new(genesis.build_storage().unwrap()).execute_with(|| {
		assert_eq!(Registry::work_clock_time_ref(CategoryId(0)), Some(6));
		assert_eq!(Registry::work_clock_time_ref(CategoryId(1)), None);
		Registry::do_try_state().unwrap();
	});
}

#[test]
fn create_category_should_follow_the_standard_ones_when_the_administrator_asks() {
	build_and_execute(|| {
		assert_ok!(Registry::create_category(
			RuntimeOrigin::root(),
			b"FAST".to_vec(),
			b"Ten seconds".to_vec(),
			10
		));

		let id = CategoryId(5);
		let name = BoundedVec::truncate_from(b"FAST".to_vec());
		let category = Category {
			name: name.clone(),
			description: BoundedVec::truncate_from(b"Ten seconds".to_vec()),
			work_clock_time_ref: 10,
			limits: CategoryLimits { memory: 1 << 30, output: 256 << 20 },
		};
		assert_eq!(Categories::<Test>::get(id), Some(category));
		assert_eq!(Registry::work_clock_time_ref(id), Some(10));
		let created = Event::CategoryCreated { id, name, work_clock_time_ref: 10 };
		assert_eq!(take_events(), vec![created]);
	});
}

#[test]
fn create_category_should_accept_no_time_at_all_when_the_rules_do_not_hold() {
	build_and_execute(|| {
		assert_ok!(Registry::create_category(RuntimeOrigin::root(), b"ZERO".to_vec(), vec![], 0));
		assert_eq!(Registry::work_clock_time_ref(CategoryId(5)), Some(0));
	});
}

#[test]
fn create_category_should_bound_the_time_when_the_rules_hold() {
	build_and_execute(|| {
		Hold::set(true);
		let create =
			|time| Registry::create_category(RuntimeOrigin::root(), b"A".to_vec(), vec![], time);
		for time in [0, 36_001, u64::MAX] {
			assert_noop!(create(time), Error::<Test>::InvalidTimeRef);
		}
		assert_ok!(create(1));
		assert_ok!(create(36_000));
	});
}

#[test]
fn create_category_with_should_keep_the_limits_when_a_run_can_have_them() {
	build_and_execute(|| {
		let create = |memory, output| {
			let limits = CategoryLimits { memory, output };
			Registry::create_category_with(
				RuntimeOrigin::root(),
				b"SMALL".to_vec(),
				vec![],
				60,
				limits,
			)
		};
		for (memory, output) in [(0, 1), (1, 0), ((1 << 32) + 1, 1), (1, (256 << 20) + 1)] {
			assert_noop!(create(memory, output), Error::<Test>::InvalidLimits);
		}
		assert_ok!(create(1, 1));
		assert_ok!(create(1 << 30, 256 << 20));
		assert_ok!(create(1 << 32, 256 << 20));
		let limits = |id| Registry::category_limits(CategoryId(id));
		let standard = CategoryLimits::default();
		let small = CategoryLimits { memory: 1, output: 1 };
		let found = [0, 5, 6, 7, 8].map(limits);
		let most = CategoryLimits::MOST;
		assert_eq!(found, [Some(standard), Some(small), Some(standard), Some(most), None]);
		assert_eq!(Registry::work_clock_time_ref(CategoryId(5)), Some(60));
	});
}

#[test]
fn create_category_with_should_be_refused_when_anybody_else_asks() {
	build_and_execute(|| {
		let limits = CategoryLimits::default();
		assert_noop!(
			Registry::create_category_with(signed(OWNER), vec![], vec![], 60, limits),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn create_category_should_be_refused_when_anybody_else_asks() {
	build_and_execute(|| {
		assert_noop!(
			Registry::create_category(signed(OWNER), b"FAST".to_vec(), vec![], 10),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn create_category_should_be_refused_when_something_is_too_long() {
	build_and_execute(|| {
		let create = |name: usize, description: usize| {
			Registry::create_category(
				RuntimeOrigin::root(),
				vec![b'n'; name],
				vec![b'd'; description],
				10,
			)
		};
		assert_noop!(create(65, 1024), Error::<Test>::NameTooLong);
		assert_noop!(create(64, 1025), Error::<Test>::DescriptionTooLong);
		assert_ok!(create(64, 1024));
	});
}
