// SPDX-License-Identifier: Apache-2.0

//! Stand-ins for the ledger, the registry, the pools and the clock, for tests of single pallets.
//!
//! A pallet knows the others only through the traits of `bourse-primitives`, so its mock runtime
//! takes these in their place. Their state is storage, so that what a refused call did is rolled
//! back as in the real pallets. What one pallet alone needs stays in the `mock.rs` of that pallet.

// The SDK's macros write public items without docs.
#![allow(missing_docs)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod ledger;
pub mod pools;
pub mod registry;
mod transactions;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::MockSetup;
pub use ledger::{MockLedger, Wallets};
pub use pools::MockPools;
pub use registry::MockRegistry;

use bourse_primitives::Seconds;
use codec::FullCodec;
use core::{fmt::Debug, time::Duration};
use frame_support::{parameter_types, traits::UnixTime};
use sp_core::storage::Storage;
use sp_io::TestExternalities;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};

/// An account id of any mock runtime.
pub trait Account: FullCodec + Clone + Ord + Debug + 'static {}
impl<AccountId: FullCodec + Clone + Ord + Debug + 'static> Account for AccountId {}

parameter_types! {
	/// The block's time, in seconds.
	pub static Now: Seconds = 0;
	/// Whether the rules of the market hold.
	pub static RulesHold: bool = false;
}

/// The clock that shows [`Now`], and part of a second, as the clock of a real block does.
pub struct MockTime;

impl UnixTime for MockTime {
	fn now() -> Duration {
		Duration::from_secs(Now::get()).saturating_add(Duration::from_millis(987))
	}
}

/// Lets time pass.
pub fn pass(seconds: Seconds) {
	Now::mutate(|now| *now = now.saturating_add(seconds));
}

/// A state with a keystore. What the keystore holds is not part of the state.
pub fn externalities(genesis: Storage) -> TestExternalities {
	let mut externalities = TestExternalities::new(genesis);
	externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	externalities
}

/// The events of one pallet since the last call of this. Forgets those of all.
pub fn take_events<T, Event>() -> Vec<Event>
where
	T: frame_system::Config,
	T::RuntimeEvent: TryInto<Event>,
{
	let events = frame_system::Pallet::<T>::read_events_for_pallet();
	frame_system::Pallet::<T>::reset_events();
	events
}
