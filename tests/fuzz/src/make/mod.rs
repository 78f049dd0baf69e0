// SPDX-License-Identifier: Apache-2.0

//! What to do next. Most steps are such that they are accepted, so that the state gets deep; each
//! maker also makes steps that are refused, in as many ways as there are errors.

mod book;
mod challenges;
mod escrow;
mod market;
mod poco;
pub(crate) mod pools;
mod registry;

use crate::{
	actors::{Who, COUNT},
	input::Input,
	world::{Step, World},
};
use bourse_primitives::Seconds;
use bourse_runtime::*;
use bourse_runtime_tests::chain;
use frame_support::weights::Weight;
use std::ops::Range;

/// Makes steps of one kind.
type Maker = fn(&mut World, &mut Input) -> Vec<Step>;

/// The kinds with their frequencies.
const KINDS: &[(usize, Maker)] = &[
	(4, escrow::any),
	(6, registry::any),
	(7, market::offer),
	(5, market::again),
	(4, market::presign_or_close),
	(6, pools::any),
	(16, poco::contribute),
	(14, poco::reveal),
	(14, poco::batch),
	(6, poco::cooperate),
	(3, poco::conclude),
	(5, poco::open_by_hand),
	(4, poco::claim),
	(4, poco::contribute_and_finalize),
	(3, poco::fail),
	(3, poco::administer),
	(3, challenges::challenge),
	(3, challenges::answer),
	(1, challenges::settle),
	(1, challenges::set_terms),
	(1, market::statements),
	(12, book::place),
	(4, book::buy),
	(4, book::tend),
	(4, book::own),
	(1, book::administer),
	(2, several),
	(14, pass),
	(4, load),
];

/// What comes next.
pub fn next(world: &mut World, input: &mut Input) -> Vec<Step> {
	let all: usize = KINDS.iter().map(|(frequency, _)| frequency).sum();
	let mut place = input.below(all);
	for (frequency, maker) in KINDS {
		if place < *frequency {
			return maker(world, input);
		}
		place -= frequency;
	}
	Vec::new()
}

/// Somebody of a role, or now and then anybody.
pub(crate) fn somebody(role: Range<Who>, input: &mut Input) -> Who {
	if input.chance(232) {
		role.start + input.below(role.len())
	} else {
		input.below(COUNT)
	}
}

/// Several calls of one account that are applied together or not at all.
fn several(world: &mut World, input: &mut Input) -> Vec<Step> {
	let mut calls = Vec::new();
	let mut sender = None;
	for _ in 0..2 + input.below(3) {
		let kinds = [escrow::any, registry::any, pools::any, poco::conclude, poco::open_by_hand];
		for step in input.pick::<Maker>(&kinds)(world, input) {
			if let Step::Signed(who, call) = step {
				sender.get_or_insert(who);
				calls.push(call);
			}
		}
	}
	let Some(sender) = sender else { return Vec::new() };
	let call = match input.below(3) {
		0 => pallet_utility::Call::batch { calls },
		1 => pallet_utility::Call::batch_all { calls },
		_ => pallet_utility::Call::force_batch { calls },
	};
	vec![Step::Signed(sender, call.into())]
}

/// Time passes: mostly little, often to where something is due, now and then very much.
fn pass(world: &mut World, input: &mut Input) -> Vec<Step> {
	let now = Poco::now();
	let until = |time: Seconds| time.saturating_sub(now).clamp(2, 400_000);
	let task = input.recent(&world.tasks);
	let task = task.and_then(|id| Some((poco::task(id)?, poco::deal_of(id)?)));
	let seconds = match (input.below(16), task) {
		(0..=7, _) => 2,
		(8, _) => 10,
		(9, _) => 1 + input.below(120) as Seconds,
		(10, Some((_, deal))) => {
			until(deal.contribution_deadline() - 1 + input.below(4) as Seconds)
		},
		(11, Some((task, deal))) => {
			let deadline = task.reveal_deadline.unwrap_or(deal.contribution_deadline());
			until(deadline - 1 + input.below(12) as Seconds)
		},
		(12, Some((_, deal))) => until(deal.final_deadline() - 1 + input.below(4) as Seconds),
		(13, _) => 300,
		(14, _) if input.chance(96) => 86_400,
		_ => 30,
	};
	vec![Step::Pass(seconds)]
}

/// The block is full, or almost.
fn load(_: &mut World, input: &mut Input) -> Vec<Step> {
	let limit = chain::block_limit().ref_time();
	let left = match input.below(4) {
		0 => 0,
		1 => input.below(1_000_000) as u64,
		2 => limit / 10_000 * input.below(100) as u64,
		_ => limit / 256 * u64::from(input.byte()),
	};
	vec![Step::Load { left: Weight::from_parts(left, u64::MAX) }]
}
