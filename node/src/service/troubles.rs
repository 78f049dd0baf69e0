// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Troubles that a node sees by itself, each with its cure: one warning when a trouble begins, also at
//! the start.

use crate::client::{made_at, now, FullClient};
use sc_service::ChainType;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(10);
/// A block from so far in the future says that this machine's clock is behind.
const AHEAD: Duration = Duration::from_secs(4);
/// A block that has just come and is so old says that this machine's clock is ahead.
const LATE: Duration = Duration::from_secs(20);
/// A chain whose best block is so old stands still.
const STILL: Duration = Duration::from_secs(60);

/// Looks every 10 seconds, and warns of what lasts.
pub async fn watch(
	client: Arc<FullClient>,
	sync: impl SyncOracle,
	chain: ChainType,
	is_authority: bool,
) {
	let mut troubles = Troubles::default();
	let mut before = None;
	loop {
		let best = client.info().best_hash;
		let look = Look {
			is_offline: sync.is_offline(),
			is_syncing: sync.is_major_syncing(),
			is_moving: before.replace(best).is_some_and(|before| before != best),
			best: made_at(&client, best),
			now: now(),
			is_synchronised: is_clock_synchronised(),
		};
		let mut seen = look.troubles(&chain);
		if look.is_offline && needs_peers(&chain, is_authority) && !seen.contains(&Trouble::NoPeers)
		{
			seen.push(Trouble::NoPeers);
		}
		for line in troubles.look(&seen) {
			log::warn!(target: "bourse", "{line}");
		}
		futures_timer::Delay::new(LOOK).await;
	}
}

/// Whether the node can't do without others, as the validator of a development chain can: who follows that
/// one by another build has another genesis, and is let in nowhere.
fn needs_peers(chain: &ChainType, is_authority: bool) -> bool {
	!(is_authority && matches!(chain, ChainType::Development))
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Trouble {
	/// No other node is connected.
	NoPeers,
	/// Other nodes are connected, and no new block comes.
	StandsStill,
	/// The clock is behind that of the validators.
	ClockBehind,
	/// The clock is ahead of that of the validators.
	ClockAhead,
	/// Nobody sets the clock.
	ClockUnset,
}

impl Trouble {
	/// Looks in a row, 10 seconds apart, that have to see the trouble: what passes is none.
	fn looks(self) -> u32 {
		match self {
			Self::NoPeers | Self::StandsStill | Self::ClockAhead => 6,
			Self::ClockBehind => 3,
			Self::ClockUnset => 1,
		}
	}

	/// The warning.
	fn line(self) -> &'static str {
		match self {
			Self::NoPeers => {
				"No other node of this chain is connected for a minute, so no block comes and no task: give \
				 --bootnodes an address of a node that was started with the same chain spec (its genesis: \
				 chain_getBlockHash of 0), and let its port through the firewall"
			},
			Self::StandsStill => {
				"No new block comes, though other nodes are connected. Either the chain stands still, or the \
				 others have begun anew and this database is of the old chain: compare the best block with \
				 theirs (chain_getHeader), and begin anew with `bourse-node purge-chain`, with this node's \
				 --base-path and --chain, which leaves the keys"
			},
			Self::ClockBehind => {
				"Blocks come from the future: this machine's clock is behind, and tasks will be late. Set \
				 it by NTP (timedatectl set-ntp true)"
			},
			Self::ClockAhead => {
				"New blocks are old when they come: this machine's clock is ahead, and tasks seem late that \
				 are not. Set it by NTP (timedatectl set-ntp true)"
			},
			Self::ClockUnset => {
				"The system says that its clock is not synchronised: a clock that is seconds off misses \
				 blocks and deadlines. Set it by NTP (timedatectl set-ntp true)"
			},
		}
	}
}

/// What one look sees. Times are since the Unix epoch.
struct Look {
	/// No other node is connected.
	is_offline: bool,
	/// The node catches up with the chain.
	is_syncing: bool,
	/// The best block is another one than at the look before.
	is_moving: bool,
	/// When the best block was made; `None` for the genesis.
	best: Option<Duration>,
	/// This machine's clock.
	now: Duration,
	/// What the system says of its clock.
	is_synchronised: bool,
}

impl Look {
	/// The troubles. On a development chain no other node is expected, and no exact clock.
	fn troubles(&self, chain: &ChainType) -> Vec<Trouble> {
		let is_for_real = !matches!(chain, ChainType::Development);
		let best = self.best.unwrap_or(self.now);
		let age = self.now.saturating_sub(best);
		let stands_still = age > STILL && !self.is_moving;
		let seen = [
			(Trouble::NoPeers, self.is_offline && is_for_real),
			(Trouble::StandsStill, stands_still && !self.is_offline && !self.is_syncing),
			(Trouble::ClockBehind, best.saturating_sub(self.now) > AHEAD),
			(Trouble::ClockAhead, age > LATE && self.is_moving && !self.is_syncing),
			(Trouble::ClockUnset, !self.is_synchronised && is_for_real),
		];
		seen.into_iter().filter(|(_, is_there)| *is_there).map(|(trouble, _)| trouble).collect()
	}
}

/// How often in a row each present trouble was seen.
#[derive(Default)]
struct Troubles(BTreeMap<Trouble, u32>);

impl Troubles {
	/// The warnings of a look that saw these troubles.
	fn look(&mut self, seen: &[Trouble]) -> Vec<&'static str> {
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
fn is_clock_synchronised() -> bool {
	// SAFETY: all zeros are a `timex` that asks for nothing to be changed; the system fills it in.
	let (state, status) = unsafe {
		let mut clock = std::mem::zeroed::<libc::timex>();
		(libc::adjtimex(&mut clock), clock.status)
	};
	state < 0 || status & libc::STA_UNSYNC == 0
}

/// Whether the system says that its clock is synchronised. `true` where it can't say.
#[cfg(not(target_os = "linux"))]
fn is_clock_synchronised() -> bool {
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

	fn look() -> Look {
		let now = Duration::from_secs(1_000);
		Look {
			is_offline: false,
			is_syncing: false,
			is_moving: false,
			best: Some(now),
			now,
			is_synchronised: true,
		}
	}

	#[test]
	fn nobody_but_the_validator_of_a_development_chain_should_do_without_peers() {
		assert!(!needs_peers(&ChainType::Development, true));
		assert!(needs_peers(&ChainType::Development, false));
		assert!(needs_peers(&ChainType::Live, true));
	}

	#[test]
	fn troubles_should_expect_less_of_a_development_chain() {
		use Trouble::*;
		let late = Some(look().now + Duration::from_secs(5));
		let bad = Look { is_offline: true, best: late, is_synchronised: false, ..look() };
		assert_eq!(bad.troubles(&ChainType::Live), [NoPeers, ClockBehind, ClockUnset]);
		assert_eq!(bad.troubles(&ChainType::Development), [ClockBehind]);
		let soon = Look { best: Some(look().now + Duration::from_secs(4)), ..look() };
		assert_eq!(soon.troubles(&ChainType::Live), []);
	}

	#[test]
	fn troubles_should_have_an_old_best_block_only_with_peers_and_when_caught_up() {
		let old = || Look { best: Some(look().now - Duration::from_secs(61)), ..look() };
		for chain in [ChainType::Development, ChainType::Live] {
			assert_eq!(old().troubles(&chain), [Trouble::StandsStill]);
			assert_eq!(Look { is_syncing: true, ..old() }.troubles(&chain), []);
			// A genesis has no time.
			assert_eq!(Look { best: None, ..old() }.troubles(&chain), []);
		}
		let alone = Look { is_offline: true, ..old() };
		assert_eq!(alone.troubles(&ChainType::Development), []);
		assert_eq!(alone.troubles(&ChainType::Live), [Trouble::NoPeers]);
	}

	#[test]
	fn troubles_should_have_a_clock_that_is_ahead_when_blocks_come_and_are_old() {
		let with = |age, is_moving, is_syncing| {
			let best = Some(look().now - Duration::from_secs(age));
			Look { best, is_moving, is_syncing, ..look() }.troubles(&ChainType::Live)
		};
		assert_eq!(with(21, true, false), [Trouble::ClockAhead]);
		assert_eq!(with(600, true, false), [Trouble::ClockAhead]);
		assert_eq!(with(600, false, false), [Trouble::StandsStill]);
		for fine in [with(20, true, false), with(600, true, true), with(30, false, false)] {
			assert_eq!(fine, []);
		}
	}

	#[test]
	fn every_warning_should_name_a_cure() {
		use Trouble::*;
		for trouble in [NoPeers, StandsStill, ClockBehind, ClockAhead, ClockUnset] {
			let line = trouble.line();
			let cures = ["--bootnodes", "purge-chain", "set-ntp"];
			assert!(cures.iter().any(|cure| line.contains(cure)), "{line}");
		}
	}
}
