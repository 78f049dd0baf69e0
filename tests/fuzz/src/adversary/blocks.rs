// SPDX-License-Identifier: Apache-2.0

//! How blocks of an episode pass.

use super::{
	arena::{Arena, LESS_THAN},
	properties, Violation,
};
use bourse_runtime::*;
use bourse_runtime_tests::{chain, invariants};
use frame_support::{dispatch::DispatchClass, weights::Weight};
use pallet_poco::WeightInfo;

/// Lanes of the agenda.
const LANES: u64 = 3;
/// Length of the agenda's buckets, in seconds.
const BUCKET: u64 = 10;
/// Quiet blocks from which the weight of hooks that do nothing is taken.
const QUIET: u32 = 12;

impl Arena {
	/// Passes the quiet blocks before an episode.
	pub fn pass_quietly(&mut self) -> Result<(), Violation> {
		for _ in 0..QUIET {
			let hooks = self.close(4)?;
			let quiet = self.books.quiet;
			self.books.quiet = if hooks.ref_time() > quiet.ref_time() { hooks } else { quiet };
		}
		Ok(())
	}

	/// Ends the block, checks what must hold, and opens one that is so many seconds later.
	pub fn next_block(&mut self, seconds: u64) -> Result<(), Violation> {
		// A lane that is not empty is looked at, and passes the buckets since the block before, however
		// little is in it: that is no entry's work.
		let passes = LANES * (self.books.since / BUCKET + 2);
		let step = <Runtime as pallet_poco::Config>::WeightInfo::agenda_step();
		let always = self.books.quiet.saturating_add(step.saturating_mul(passes));
		let hooks = self.close(seconds)?.saturating_sub(always);
		self.books.hooks = self.books.hooks.saturating_add(hooks);
		Ok(())
	}

	/// Ends the block, and opens the next one. What the hooks of the closed one took.
	fn close(&mut self, seconds: u64) -> Result<Weight, Violation> {
		let before = System::block_weight().total();
		let left = chain::block_limit().saturating_sub(before);
		let number = System::block_number();
		let slot = u64::from(Babe::current_slot()) + seconds.div_ceil(2).max(1);
		Executive::finalize_block();
		let weight = System::block_weight();
		let used = weight.total().saturating_sub(before);
		let hooks = *weight.get(DispatchClass::Mandatory);
		self.note_deals();
		self.books.read(&self.honest_ids)?;
		invariants::check()?;
		properties::after_block(self, used, left)?;
		self.books.blocks += 1;
		self.books.since = seconds;
		self.filled = false;
		self.author = u32::from(!self.authors.chance(LESS_THAN));
		chain::open_block_of(self.author, number + 1, slot * SLOT_DURATION);
		Ok(hooks)
	}
}
