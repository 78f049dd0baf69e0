// SPDX-License-Identifier: Apache-2.0

//! What a draw knows of the entries of the roster that it read.

use crate::{
	draw::{Roll, Urn},
	Fleet, Place, Worker,
};
use alloc::vec::Vec;

/// Machines of a fleet that can't be drawn, after which a draw, or a task of it, lets the fleet be.
pub(super) const MISFITS: u32 = 4;

/// An entry of the roster that was read.
pub(super) struct Found<AccountId> {
	/// Whose turn it is, with its slots as they are by now. `None`: nobody's who was read so far.
	pub turn: Option<(AccountId, Worker<AccountId>)>,
	/// Free slots of the entry by now, but for those of machines that can't be drawn.
	pub free: u32,
	/// Of a fleet, those whose turn is to come.
	pub queue: Option<Queue<AccountId>>,
}

/// Machines of a fleet, which take turns in a draw: from one by lot on, each until its slots are taken.
pub(super) struct Queue<AccountId> {
	pub owner: AccountId,
	pub fleet: Fleet<AccountId>,
	/// Places of all fleets of the owner.
	places: Vec<Place>,
	/// Number of the next machine that was not read.
	next: u32,
	/// Number of machines that were not read.
	left: u32,
	/// Machines that a task could not have, though others may.
	pub passed: Vec<(AccountId, Worker<AccountId>)>,
	/// Number of machines that may still be read and can't be drawn.
	pub tries: u32,
}

impl<AccountId: Clone> Queue<AccountId> {
	pub fn new(owner: AccountId, fleet: Fleet<AccountId>, places: Vec<Place>, lot: u128) -> Self {
		let left = fleet.machines;
		// Below the number of machines, which is a u32.
		let next = lot.checked_rem(left.into()).unwrap_or_default() as u32;
		Self { owner, fleet, places, next, left, passed: Vec::new(), tries: MISFITS }
	}

	/// Whether somebody's turn is to come.
	pub fn has_more(&self) -> bool {
		(self.left > 0 && self.tries > 0) || !self.passed.is_empty()
	}

	/// Number of the next machine that is to be read, if there is one.
	pub fn step(&mut self) -> Option<u32> {
		if self.left == 0 || self.tries == 0 {
			return None;
		}
		let number = self.next;
		self.left = self.left.saturating_sub(1);
		self.next = number.saturating_add(1);
		if self.next >= self.fleet.machines {
			self.next = 0;
		}
		Some(number)
	}
}

impl<AccountId> Found<AccountId> {
	/// All slots of the entry are taken.
	pub fn is_spent(&self) -> bool {
		self.free == 0 && (self.turn.is_some() || self.queue.is_some())
	}

	/// Takes a rolled entry out of an urn, with all fleets of its owner.
	pub fn leave(&self, urn: &mut Urn, roll: Roll) {
		urn.take(roll);
		for place in self.queue.iter().flat_map(|queue| &queue.places) {
			urn.take_out(*place);
		}
	}
}
