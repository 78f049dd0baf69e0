// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The size of the trie cache, which the SDK sets to 1 GiB on every machine.

use std::fs;

/// The share of a machine's memory that the trie cache of a node may count. It takes about twice what
/// it counts.
const SHARE: usize = 256;
const MIB: usize = 1 << 20;
/// Bounds, in bytes. What a block of tasks touches fits the lower one.
const BOUNDS: (usize, usize) = (16 * MIB, 64 * MIB);
/// A machine whose memory can't be read.
const SMALL: usize = 4 << 30;

/// The size of the trie cache that suits this machine, in bytes: a validator, which builds blocks in
/// time or loses them, gets twice as much as another node.
pub fn trie_cache_size(is_authority: bool) -> usize {
	size_for(memory().unwrap_or(SMALL), is_authority)
}

fn size_for(memory: usize, is_authority: bool) -> usize {
	let (least, most) = BOUNDS;
	let size = (memory / SHARE).clamp(least, most);
	if is_authority {
		2 * size
	} else {
		size
	}
}

/// The machine's memory in bytes.
fn memory() -> Option<usize> {
	let text = fs::read_to_string("/proc/meminfo").ok()?;
	let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
	let kib: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
	kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn size_should_follow_the_machine_within_bounds() {
		for (gib, mib) in [(1, 16), (8, 32), (64, 64)] {
			assert_eq!(size_for(gib << 30, false), mib * MIB);
			assert_eq!(size_for(gib << 30, true), 2 * mib * MIB);
		}
	}

	#[test]
	fn memory_should_be_read_where_there_is_proc() {
		assert!(memory().is_none_or(|memory| memory > 100 * MIB));
	}
}
