// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Troubles of a worker's machine that the node sees by itself, each with its cure: one warning when a
//! trouble begins, also at the start.

use sc_service::ChainType;
use std::{collections::BTreeMap, time::Duration};

/// A block from so far in the future says that this machine's clock is behind.
const AHEAD: Duration = Duration::from_secs(4);

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trouble {
	/// No other node is connected.
	NoPeers,
	/// The clock is behind that of the validators.
	ClockBehind,
	/// Nobody sets the clock.
	ClockUnset,
}

impl Trouble {
	/// Looks in a row, 10 seconds apart, that have to see the trouble: what passes is none.
	fn looks(self) -> u32 {
		match self {
			Self::NoPeers => 6,
			Self::ClockBehind => 3,
			Self::ClockUnset => 1,
		}
	}

	/// The warning.
	fn line(self) -> &'static str {
		match self {
			Self::NoPeers => {
				"No other node is connected for a minute, so the chain is not followed and no task comes: \
				 give --bootnodes an address of a node of this chain, and let its port through the firewall"
			},
			Self::ClockBehind => {
				"Blocks come from the future: this machine's clock is behind, and tasks will be late. Set \
				 it by NTP (timedatectl set-ntp true)"
			},
			Self::ClockUnset => {
				"The system says that its clock is not synchronised: a clock that is seconds off misses \
				 blocks and deadlines. Set it by NTP (timedatectl set-ntp true)"
			},
		}
	}
}

/// The troubles that a machine has now. On a development chain no other node is expected, and no exact
/// clock.
///
/// - `offline`: no other node is connected.
/// - `ahead`: how far the best block is in the future.
/// - `is_synchronised`: what the system says of its clock.
pub fn of_machine(
	chain: &ChainType,
	offline: bool,
	ahead: Duration,
	is_synchronised: bool,
) -> Vec<Trouble> {
	let is_for_real = !matches!(chain, ChainType::Development);
	let seen = [
		(Trouble::NoPeers, offline && is_for_real),
		(Trouble::ClockBehind, ahead > AHEAD),
		(Trouble::ClockUnset, !is_synchronised && is_for_real),
	];
	seen.into_iter().filter(|(_, is_there)| *is_there).map(|(trouble, _)| trouble).collect()
}

/// How often in a row each present trouble was seen.
#[derive(Default)]
pub struct Troubles(BTreeMap<Trouble, u32>);

impl Troubles {
	/// The warnings of a look that saw these troubles.
	pub fn look(&mut self, seen: &[Trouble]) -> Vec<&'static str> {
		self.0.retain(|trouble, _| seen.contains(trouble));
		let mut lines = Vec::new();
		for trouble in seen {
			let looks = self.0.entry(*trouble).or_default();
			*looks = looks.saturating_add(1);
			if *looks == trouble.looks() {
				lines.push(trouble.line());
			}
		}
		lines
	}
}

/// Whether the system says that its clock is synchronised. `true` where it can't say.
#[cfg(target_os = "linux")]
pub fn is_clock_synchronised() -> bool {
	// SAFETY: all zeros are a `timex` that asks for nothing to be changed; the system fills it in.
	let (state, status) = unsafe {
		let mut clock = std::mem::zeroed::<libc::timex>();
		(libc::adjtimex(&mut clock), clock.status)
	};
	state < 0 || status & libc::STA_UNSYNC == 0
}

/// Whether the system says that its clock is synchronised. `true` where it can't say.
#[cfg(not(target_os = "linux"))]
pub fn is_clock_synchronised() -> bool {
	true
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn look_should_warn_once_when_a_trouble_lasts_and_again_when_it_comes_back() {
		let mut troubles = Troubles::default();
		let mut lines = |seen: &[Trouble]| troubles.look(seen).len();
		use Trouble::*;
		assert_eq!(lines(&[ClockUnset]), 1);
		assert_eq!(lines(&[ClockUnset, NoPeers]), 0);
		for _ in 0..4 {
			assert_eq!(lines(&[ClockUnset, NoPeers]), 0);
		}
		assert_eq!(lines(&[NoPeers]), 1);
		assert_eq!(lines(&[NoPeers]), 0);
		assert_eq!(lines(&[ClockUnset]), 1);
		// For a moment only.
		for _ in 0..5 {
			assert_eq!(lines(&[NoPeers]), 0);
		}
		assert_eq!(lines(&[]), 0);
		assert_eq!(lines(&[NoPeers]), 0);
	}

	#[test]
	fn of_machine_should_expect_less_of_a_development_chain() {
		use Trouble::*;
		let (soon, late) = (Duration::from_secs(4), Duration::from_secs(5));
		assert_eq!(
			of_machine(&ChainType::Live, true, late, false),
			[NoPeers, ClockBehind, ClockUnset]
		);
		assert_eq!(of_machine(&ChainType::Live, false, soon, true), []);
		assert_eq!(of_machine(&ChainType::Development, true, soon, false), []);
		assert_eq!(of_machine(&ChainType::Development, true, late, false), [ClockBehind]);
	}

	#[test]
	fn every_warning_should_name_a_cure() {
		for trouble in [Trouble::NoPeers, Trouble::ClockBehind, Trouble::ClockUnset] {
			let line = trouble.line();
			assert!(line.contains("--bootnodes") || line.contains("set-ntp"), "{line}");
		}
	}
}
