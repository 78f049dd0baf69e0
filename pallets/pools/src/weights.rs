// SPDX-License-Identifier: Apache-2.0

//! What calls and assignments cost.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of this pallet's calls, and of what other pallets do through its traits.
pub trait WeightInfo {
	/// `apply`, to an open pool.
	fn apply() -> Weight;
	/// `accept`.
	fn accept() -> Weight;
	/// `reject`.
	fn reject() -> Weight;
	/// `expel`, of an idle worker.
	fn expel() -> Weight;
	/// `leave`, of an idle worker.
	fn leave() -> Weight;
	/// `set_open`.
	fn set_open() -> Weight;
	/// `set_slots`, to 0.
	fn set_slots() -> Weight;
	/// `set_hot_key`, replacing one.
	fn set_hot_key() -> Weight;
	/// `remove_hot_key`.
	fn remove_hot_key() -> Weight;
	/// `apply_with`, a machine to a pool with every rule that invited it.
	fn apply_with() -> Weight;
	/// `set_capacity`, to another level of the roster.
	fn set_capacity() -> Weight;
	/// `set_rules`.
	fn set_rules() -> Weight;
	/// `invite`.
	fn invite() -> Weight;
	/// `uninvite`.
	fn uninvite() -> Weight;
	/// `set_exclusion`.
	fn set_exclusion() -> Weight;
	/// `set_parameters`.
	fn set_parameters() -> Weight;
	/// `heartbeat` of a suspended worker.
	fn heartbeat() -> Weight;
	/// The check of an unsigned heartbeat.
	fn authorize_heartbeat() -> Weight;
	/// A look at `n` workers, all of them silent.
	fn sweep(n: u32) -> Weight;
	/// `Assignments::assign` that picks `n` workers and looks at `m` others.
	fn assign(n: u32, m: u32) -> Weight;
	/// `Assignments::miss`, which is dearer than `withdraw`, of a task with the most assignments.
	fn withdraw() -> Weight;
	/// `Assignments::release` of a task with `n` standing assignments.
	fn release(n: u32) -> Weight;
}

/// Estimates by counting storage accesses, for tests and until the runtime has its measured file:
/// they are to be replaced by that.
impl WeightInfo for () {
	fn apply() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(5, 4))
	}
	fn accept() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(4, 4))
	}
	fn reject() -> Weight {
		Weight::from_parts(20_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 2))
	}
	fn expel() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(6, 7))
	}
	fn leave() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(5, 7))
	}
	fn set_open() -> Weight {
		Weight::from_parts(12_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}
	fn set_slots() -> Weight {
		Weight::from_parts(30_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(4, 5))
	}
	fn set_hot_key() -> Weight {
		// Most of it is the check of one sr25519 signature.
		Weight::from_parts(80_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 3))
	}
	fn remove_hot_key() -> Weight {
		Weight::from_parts(15_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 2))
	}
	fn apply_with() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(9, 6))
	}
	fn set_capacity() -> Weight {
		Weight::from_parts(35_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(5, 6))
	}
	fn set_rules() -> Weight {
		Weight::from_parts(12_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}
	fn invite() -> Weight {
		Weight::from_parts(15_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}
	fn uninvite() -> Weight {
		Weight::from_parts(15_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}
	fn set_exclusion() -> Weight {
		Weight::from_parts(12_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(RocksDbWeight::get().writes(1))
	}
	fn heartbeat() -> Weight {
		Weight::from_parts(30_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(3, 4))
	}
	fn authorize_heartbeat() -> Weight {
		// Most of it is the check of one sr25519 signature.
		Weight::from_parts(70_000_000, 4_000).saturating_add(RocksDbWeight::get().reads(3))
	}
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(5_000_000, 1_000)
			.saturating_add(Weight::from_parts(20_000_000, 7_000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads_writes(3, 1))
			.saturating_add(RocksDbWeight::get().reads_writes(4, 5).saturating_mul(n.into()))
	}
	fn assign(n: u32, m: u32) -> Weight {
		let (n, m) = (u64::from(n), u64::from(m));
		Weight::from_parts(60_000_000, 16_000)
			.saturating_add(Weight::from_parts(20_000_000, 7_500).saturating_mul(n))
			.saturating_add(Weight::from_parts(5_000_000, 7_500).saturating_mul(m))
			.saturating_add(RocksDbWeight::get().reads_writes(7, 2))
			.saturating_add(RocksDbWeight::get().reads_writes(10, 6).saturating_mul(n))
			.saturating_add(RocksDbWeight::get().reads(6).saturating_mul(m))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(50_000_000, 16_000)
			.saturating_add(RocksDbWeight::get().reads_writes(6, 7))
	}
	fn release(n: u32) -> Weight {
		Weight::from_parts(15_000_000, 16_000)
			.saturating_add(Weight::from_parts(15_000_000, 4_000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads_writes(2, 2))
			.saturating_add(RocksDbWeight::get().reads_writes(1, 3).saturating_mul(n.into()))
	}
}
