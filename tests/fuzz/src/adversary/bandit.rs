// SPDX-License-Identifier: Apache-2.0

//! How the adversary learns what pays.

use super::dice::Dice;

/// Percent of the turns in which a move is tried at random.
const EPSILON: usize = 30;

/// A move, how often it was made, and what it brought in all, in nRLC.
#[derive(Clone, Copy, Debug)]
struct Arm<Move> {
	what: Move,
	times: i128,
	brought: i128,
}

impl<Move> Arm<Move> {
	/// What the move brings on average. A move that was not made yet promises nothing, and costs
	/// nothing.
	fn mean(&self) -> i128 {
		self.brought.checked_div(self.times).unwrap_or(0)
	}
}

/// A choice among moves by what they have brought so far: mostly the best one, sometimes any.
#[derive(Clone, Debug)]
pub struct Bandit<Move> {
	arms: Vec<Arm<Move>>,
	last: Option<usize>,
}

impl<Move: Copy> Bandit<Move> {
	/// A choice among these, of which there is at least one.
	pub fn new(moves: &[Move]) -> Self {
		let arms = moves.iter().map(|what| Arm { what: *what, times: 0, brought: 0 });
		Self { arms: arms.collect(), last: None }
	}

	/// Notes what the last move has brought, in nRLC, and chooses the next one.
	pub fn choose(&mut self, brought: i128, dice: &mut Dice) -> Move {
		if let Some(arm) = self.last.and_then(|last| self.arms.get_mut(last)) {
			arm.times += 1;
			arm.brought += brought;
		}
		let at_random = dice.below(self.arms.len());
		let chosen = match dice.chance(EPSILON) {
			true => at_random,
			false => self.best(at_random),
		};
		self.last = Some(chosen);
		self.arms[chosen].what
	}

	/// The best move; of several the first from `from` on.
	fn best(&self, from: usize) -> usize {
		let count = self.arms.len();
		let places = (0..count).map(|step| (from + step) % count);
		places
			.reduce(|best, place| match self.arms[place].mean() > self.arms[best].mean() {
				true => place,
				false => best,
			})
			.unwrap_or(from)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn choose_should_prefer_what_pays() {
		let (mut bandit, mut dice) = (Bandit::new(&[-5i128, 7, 0]), Dice::new(1, 0));
		let (mut last, mut paid) = (0, 0);
		for _ in 0..300 {
			last = bandit.choose(last, &mut dice);
			paid += u32::from(last == 7);
		}
		assert!(paid > 180, "{paid} of 300");
	}
}
