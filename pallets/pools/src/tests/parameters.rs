// SPDX-License-Identifier: Apache-2.0

//! `set_parameters`.

use crate::{mock::*, Error, Event, Parameters, PoolParameters};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

fn sound() -> PoolParameters {
	PoolParameters { heartbeat_interval: 60, silence_limit: 120, missed_limit: 1, probes: 1 }
}

#[test]
fn set_parameters_should_replace_them_when_root_calls() {
	build_and_execute(|| {
		assert_ok!(Pools::set_parameters(RuntimeOrigin::root(), sound()));
		assert_eq!(Parameters::<Test>::get(), Some(sound()));
		assert_eq!(events(), [Event::ParametersSet { parameters: sound() }]);
	});
}

#[test]
fn set_parameters_should_fail_when_anybody_else_calls() {
	build_and_execute(|| {
		assert_noop!(Pools::set_parameters(RuntimeOrigin::signed(1), sound()), BadOrigin);
	});
}

#[test]
fn set_parameters_should_fail_when_they_make_no_sense() {
	build_and_execute(|| {
		for parameters in [
			PoolParameters { heartbeat_interval: 59, ..sound() },
			PoolParameters { silence_limit: 119, ..sound() },
			PoolParameters { missed_limit: 0, ..sound() },
			PoolParameters { probes: 0, ..sound() },
			PoolParameters { probes: MaxProbes::get() + 1, ..sound() },
		] {
			assert_noop!(
				Pools::set_parameters(RuntimeOrigin::root(), parameters),
				Error::<Test>::BadParameters
			);
		}
	});
}

#[test]
fn probes_should_bound_what_a_draw_looks_at() {
	build_and_execute(|| {
		(1..=8).for_each(|who| join(who, 1));
		let parameters = PoolParameters { probes: 1, ..Default::default() };
		assert_ok!(Pools::set_parameters(RuntimeOrigin::root(), parameters));
		let exclude: Vec<_> = (1..=8).collect();
		let drawn = draw_all(Ask { exclude: &exclude, ..ask(&[1]) });
		assert_eq!(drawn.weight, <() as crate::WeightInfo>::assign(0, 1));
	});
}
