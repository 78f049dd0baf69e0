// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls. `p` is the length of the request's params in bytes (0 in other orders).
pub trait WeightInfo {
	/// `match_orders` of four orders, each with a signature over the wrapped text (the dearest
	/// kind: it is tried second) and none with a group.
	fn match_orders(p: u32) -> Weight;
	/// `sponsor_match_orders` of the same orders.
	fn sponsor_match_orders(p: u32) -> Weight;
	/// `presign` of a request order.
	fn presign(p: u32) -> Weight;
	/// `close` of a request order.
	fn close(p: u32) -> Weight;
	/// `presign_for` of a request order, with a signature over the wrapped text.
	fn presign_for(p: u32) -> Weight;
	/// `close_for` of a request order, with a signature over the wrapped text.
	fn close_for(p: u32) -> Weight;
}

/// Picoseconds to try one signature.
const VERIFY: u64 = 60_000_000;
/// Picoseconds to decode, hash and store one byte of params.
const BYTE: u64 = 10_000;
/// Picoseconds of a call without signatures and storage.
const BASE: u64 = 30_000_000;

fn estimate(verifications: u64, p: u32, reads: u64, writes: u64) -> Weight {
	let time = verifications
		.saturating_mul(VERIFY)
		.saturating_add(BYTE.saturating_mul(p.into()))
		.saturating_add(BASE);
	// 4 KiB of proof per item read: this chain is no parachain, the figure is not relied on.
	Weight::from_parts(time, reads.saturating_mul(4096))
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

/// Estimates for tests and first runs, to be replaced by the runtime's measured file.
impl WeightInfo for () {
	fn match_orders(p: u32) -> Weight {
		// Genesis hash, time, category, three owners, policy, four presignatures, four counters,
		// two accounts with their holds; four counters, the deal, the accounts.
		estimate(8, p, 19, 9)
	}
	fn sponsor_match_orders(p: u32) -> Weight {
		estimate(8, p, 19, 9)
	}
	fn presign(p: u32) -> Weight {
		estimate(0, p, 2, 1)
	}
	fn close(p: u32) -> Weight {
		estimate(0, p, 2, 1)
	}
	fn presign_for(p: u32) -> Weight {
		estimate(2, p, 2, 1)
	}
	fn close_for(p: u32) -> Weight {
		estimate(2, p, 2, 1)
	}
}
