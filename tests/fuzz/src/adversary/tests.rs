// SPDX-License-Identifier: Apache-2.0

//! A bounded run, the same every time.

use super::*;

/// Episodes of each goal.
const EPISODES: u64 = 4;
/// Pairs of episodes of a coalition and of honest workers in its seats.
const PAIRS: u64 = 16;

#[test]
fn properties_should_hold_whatever_an_adversary_does() {
	let (mut completed, mut moves, mut trades, mut evicted) = (0, 0, 0, 0);
	for (number, goal) in Goal::ALL.into_iter().enumerate() {
		for seed in (0..EPISODES).map(|index| index * Goal::ALL.len() as u64 + number as u64) {
			match episode(seed, goal, Play::Adversary) {
				Ok(outcome) => {
					completed += outcome.completed;
					moves += outcome.moves.values().sum::<u64>();
					trades += outcome.trades;
					evicted += outcome.evicted;
				},
				Err(what) => panic!("{goal:?} of seed {seed}: {what}"),
			}
		}
	}
	println!("{completed} tasks completed, {moves} moves, {trades} trades, {evicted} evicted");
	assert!(completed > 60 && moves > 300, "{completed}, {moves}");
	assert!(trades > 20 && evicted > 0, "{trades}, {evicted}");
}

#[test]
fn coalition_should_gain_no_more_than_honest_answers() {
	let mut gains = Gains::default();
	for seed in 0..PAIRS {
		match gain_of_coalition(seed) {
			Ok(gain) => gains.add(gain),
			Err(what) => panic!("seed {seed}: {what}"),
		}
	}
	println!("{} RLC on average, t = {}", gains.mean(), gains.t());
	assert!(!gains.is_above_zero(), "{gains:?}");
}

#[test]
fn episode_should_be_the_same_when_the_seed_is() {
	let [first, second] = [(); 2].map(|()| episode(7, Goal::Coalition, Play::Adversary));
	assert_eq!(first, second);
}
