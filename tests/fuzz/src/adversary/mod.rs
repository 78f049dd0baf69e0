// SPDX-License-Identifier: Apache-2.0

//! An adversary on an open market (PROTOCOL 9), on the real runtime with the market's rules.
//!
//! An episode is a small market that a seed decides: honest validators, owners, workers and requesters
//! beside an adversary with a [`Goal`], which chooses among the moves of the attacks and learns what
//! pays. After each block the pallets' invariants and the cheap properties are checked, after the
//! episode all of them: `properties.rs` has them by number.

mod arena;
mod bandit;
mod blocks;
mod books;
mod desk;
mod dice;
mod gains;
mod moves;
mod nodes;
mod orders;
mod properties;
mod runs;
#[cfg(test)]
mod tests;
mod tricks;

pub use arena::{Goal, Stance};
pub use gains::Gains;
pub use moves::{Flaw, Move};
pub use runs::{coalition_run, gain_of_coalition, long_run};
pub use tricks::Trick;

use arena::Arena;
use bandit::Bandit;
use bourse_primitives::{DealId, TaskStatus};
use bourse_runtime::Runtime;
use dice::Dice;
use orders::Purchase;
use std::{cmp::Ordering, collections::BTreeMap};

/// A property that does not hold, in words that begin with its number.
pub type Violation = String;

/// Blocks in which the adversary makes moves: every other one.
const TURNS: u32 = 40;
/// Blocks after which the honest requester gives up to buy what the pool has no room for.
const GIVE_UP: u32 = 60;
/// Most blocks of an episode.
const MOST_BLOCKS: u32 = 400;
/// Seconds between two blocks, when something was done in the first one and when nothing was.
const STEPS: (u64, u64) = (4, 20);

/// How the adversary plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Play {
	/// It makes moves.
	Adversary,
	/// Its workers answer honestly, and that is all.
	Honest,
}

/// What came of an episode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
	/// What the adversary was.
	pub goal: Goal,
	/// Blocks.
	pub blocks: u32,
	/// Tasks that were initialized.
	pub tasks: u32,
	/// Tasks that were Completed.
	pub completed: u32,
	/// How often each move was made.
	pub moves: BTreeMap<Move, u64>,
	/// By how much the adversary's stakes grew, in nRLC.
	pub gain: i128,
	/// What of these stakes went for fees of tasks and orders, in nRLC.
	pub fees: i128,
	/// Deals that the order book made.
	pub trades: u32,
	/// Orders that were evicted.
	pub evicted: u32,
	/// What the hooks' work costs, and what was paid for it, in nRLC (P1).
	pub work: (u128, u128),
}

/// The goal of the adversary in the episode of a seed.
pub fn goal_of(seed: u64) -> Goal {
	Goal::ALL[Dice::new(seed, 0).below(Goal::ALL.len())]
}

/// The episode of a seed: always the same.
pub fn episode(seed: u64, goal: Goal, play: Play) -> Result<Outcome, Violation> {
	arena::chain_at_genesis().execute_with(|| play_out(seed, goal, play))
}

fn play_out(seed: u64, goal: Goal, play: Play) -> Result<Outcome, Violation> {
	let mut arena = Arena::open(seed, goal);
	arena.pass_quietly()?;
	let mut wanted = wishes(seed);
	let (mut bandit, mut moves) = (Bandit::new(&moves::moves_of(&arena)), BTreeMap::new());
	let begin = arena.wealth();
	let mut last = begin;
	for block in 0..MOST_BLOCKS {
		let bought = match wanted.last().copied() {
			Some(what) if what.on_book => arena.buy_on_book(what)?,
			Some(what) => arena.buy_by_signed_orders(what).is_some(),
			None => false,
		};
		if bought {
			wanted.pop();
		} else if block > GIVE_UP {
			wanted.clear();
		}
		match block.cmp(&TURNS) {
			Ordering::Less => arena.crowd_trades()?,
			Ordering::Equal => arena.clear_book()?,
			Ordering::Greater => {},
		}
		if play == Play::Adversary && block < TURNS && block.is_multiple_of(2) {
			let wealth = arena.wealth();
			let what = bandit.choose(wealth - last, &mut arena.dice);
			last = wealth;
			*moves.entry(what).or_default() += 1;
			arena.make(what)?;
		}
		let done = nodes::all_act(&arena)?;
		let over = block >= TURNS && wanted.is_empty() && is_over(&arena);
		// The last block's events are read, too.
		arena.next_block(if done > 0 { STEPS.0 } else { STEPS.1 })?;
		if over {
			break;
		}
	}
	properties::after_episode(&arena)?;
	if is_over(&arena) {
		properties::p2_nothing_stays_locked(&arena)?;
	}
	let gain = arena.wealth() - begin;
	properties::p2_bad_requests_gain_nothing(&arena, gain)?;
	Ok(outcome(&arena, gain, moves))
}

/// What the honest requester buys: 5 to 20 tasks.
fn wishes(seed: u64) -> Vec<Purchase> {
	let mut dice = Dice::new(seed, 4);
	let wish = |dice: &mut Dice| {
		let trust = [1, 3, 8][dice.below(3)];
		let (volume, on_book) = (1 + dice.below(4) as u64, dice.chance(50));
		Purchase { trust, volume, on_book, ..Default::default() }
	};
	let more = dice.below(3);
	let mut wishes: Vec<_> = (0..2 + more).map(|_| wish(&mut dice)).collect();
	wishes.push(Purchase { trust: 3, volume: 3, ..Default::default() });
	wishes
}

/// Whether all deals and challenges have ended.
fn is_over(arena: &Arena) -> bool {
	let ended = |id: &DealId| pallet_poco::Progress::<Runtime>::get(id).ended_at.is_some();
	let challenged = pallet_poco::Challenges::<Runtime>::iter_keys().next().is_some();
	!challenged && arena.books.deals.iter().all(ended)
}

fn outcome(arena: &Arena, gain: i128, moves: BTreeMap<Move, u64>) -> Outcome {
	let tasks = properties::known(arena);
	let own = arena.adversary();
	let fees = tasks.iter().map(|known| {
		let as_payer = if own.contains(&known.deal.sponsor) { known.fees() } else { 0 };
		let as_owner: u128 = own.iter().map(|owner| known.own_fees(owner)).sum();
		(as_payer + as_owner) as i128
	});
	let orders: i128 = own.iter().map(|owner| arena.books.order_fees(owner) as i128).sum();
	let completed = |known: &&properties::Known| known.task.status == TaskStatus::Completed;
	Outcome {
		goal: arena.goal,
		blocks: arena.books.blocks,
		tasks: tasks.len() as u32,
		completed: tasks.iter().filter(completed).count() as u32,
		fees: fees.sum::<i128>() + orders,
		trades: arena.books.trades,
		evicted: arena.books.evicted,
		work: properties::p1_work_and_pay(arena),
		moves,
		gain,
	}
}
