// SPDX-License-Identifier: Apache-2.0

//! The hash of a final linear memory (`docs/digest.md`).

use bourse_formats::{blake2_256_each, Hash, Hasher};

/// Bytes of a page of linear memory.
pub(crate) const PAGE: usize = 1 << 16;

/// Hash of a final linear memory: its size in pages, and the hash of each page that is not all
/// zeros, after its number. Only pages of which `may_hold` is true may hold something else than
/// zeros; the others are not looked at.
pub(crate) fn memory_hash(memory: &[u8], may_hold: impl Fn(usize) -> bool) -> Hash {
	/// Pages that are hashed together.
	const TOGETHER: usize = 16;
	let mut hasher = Hasher::new();
	hasher.update(&((memory.len() / PAGE) as u32).to_le_bytes());
	let mut flush = |waiting: &mut Vec<(u32, &[u8])>| {
		let pages = waiting.iter().map(|(_, page)| *page).collect::<Vec<_>>();
		for ((index, _), hash) in waiting.drain(..).zip(blake2_256_each(&pages)) {
			hasher.update(&index.to_le_bytes());
			hasher.update(&hash);
		}
	};
	let mut waiting = Vec::with_capacity(TOGETHER);
	for (index, page) in memory.chunks(PAGE).enumerate() {
		if may_hold(index) && !is_zero(page) {
			waiting.push((index as u32, page));
		}
		if waiting.len() == TOGETHER {
			flush(&mut waiting);
		}
	}
	flush(&mut waiting);
	hasher.finish()
}

fn is_zero(page: &[u8]) -> bool {
	// In pieces that the compiler makes into wide comparisons, with a way out after each.
	page.chunks(1024).all(|piece| piece.iter().fold(0, |all, byte| all | byte) == 0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn memory_hash_should_give_the_documented_hashes() {
		let hash = |digits: &str| crate::parse_hash(digits).unwrap();
		let none = "11da6d1f761ddf9bdb4c9d6e5303ebd41f61858d0a5647a1a7bfe089bf921be9";
		assert_eq!(memory_hash(&[], |_| true), hash(none));
		let zero = "e12c22d4f162d9a012c9319233da5d3e923cc5e1029b8f90e47249c9ab256b35";
		assert_eq!(memory_hash(&[0; PAGE], |_| true), hash(zero));
		let one = "9b71df95d55655b3d0561323574355fd915ddb2751d33f50d3a2ff1bb6e2f7e9";
		let mut memory = vec![0; 3 * PAGE];
		memory[PAGE] = 1;
		assert_eq!(memory_hash(&memory, |_| true), hash(one));
		memory.swap(PAGE, 2 * PAGE - 1);
		assert_ne!(memory_hash(&memory, |_| true), hash(one));
	}
}
