// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Who sends what nobody signed. The runtime checks each order, which takes some 100 µs; a signer of
//! statements that carry forged orders is not listened to for a while, so that a flood costs no more than
//! the store's own work.

use std::collections::HashMap;

/// Forged orders of a signer, after which its others are not looked at.
const MOST: u32 = 16;
/// Seconds for which a signer's forged orders count, and for which it is not listened to.
const PAUSE: u64 = 3_600;
/// Most signers that are remembered. Each of them has room that somebody holds stake for.
const SIGNERS: usize = 4_096;

/// The account whose key signed a statement.
pub type Signer = [u8; 32];

/// Forged orders by signer.
#[derive(Default)]
pub struct Strikes(HashMap<Signer, Struck>);

struct Struck {
	count: u32,
	/// Time of the first of them, in seconds of the Unix epoch.
	since: u64,
}

impl Struck {
	fn is_over(&self, now: u64) -> bool {
		now >= self.since.saturating_add(PAUSE)
	}
}

impl Strikes {
	/// Whether a signer is not listened to at that time, in seconds of the Unix epoch.
	pub fn bars(&self, signer: &Signer, now: u64) -> bool {
		self.0.get(signer).is_some_and(|struck| struck.count >= MOST && !struck.is_over(now))
	}

	/// Counts a forged order.
	pub fn strike(&mut self, signer: Signer, now: u64) {
		if self.0.len() >= SIGNERS && !self.0.contains_key(&signer) {
			self.0.retain(|_, struck| !struck.is_over(now));
			if self.0.len() >= SIGNERS {
				return;
			}
		}
		let struck = self.0.entry(signer).or_insert(Struck { count: 0, since: now });
		if struck.is_over(now) {
			*struck = Struck { count: 0, since: now };
		}
		struck.count = struck.count.saturating_add(1);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const NOW: u64 = 1_700_000_000;

	/// How many of 10,000 forged orders of a signer are looked at.
	fn looked_at(strikes: &mut Strikes, signer: Signer, now: u64) -> u32 {
		let mut count = 0;
		for _ in 0..10_000 {
			if !strikes.bars(&signer, now) {
				strikes.strike(signer, now);
				count += 1;
			}
		}
		count
	}

	#[test]
	fn strikes_should_let_few_of_10_000_forged_orders_be_looked_at() {
		let mut strikes = Strikes::default();
		assert_eq!(looked_at(&mut strikes, [1; 32], NOW), MOST);
		// Others are heard, and the same one after a while.
		assert!(!strikes.bars(&[2; 32], NOW));
		assert_eq!(looked_at(&mut strikes, [1; 32], NOW + PAUSE - 1), 0);
		assert_eq!(looked_at(&mut strikes, [1; 32], NOW + PAUSE), MOST);
	}

	#[test]
	fn strikes_should_remember_so_many_signers() {
		let mut strikes = Strikes::default();
		let signer = |n: usize| {
			let mut signer = [0; 32];
			signer[..8].copy_from_slice(&n.to_be_bytes());
			signer
		};
		for n in 0..10_000 {
			strikes.strike(signer(n), NOW);
		}
		assert_eq!(strikes.0.len(), SIGNERS);
		strikes.strike(signer(10_000), NOW + PAUSE);
		assert_eq!(strikes.0.len(), 1);
	}
}
