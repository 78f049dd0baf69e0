// SPDX-License-Identifier: Apache-2.0

//! A runtime of balances and this pallet, and what its tests share.

use crate as pallet_escrow;
use bourse_primitives::{
	traits::{Ledger, Move, StakeReserve},
	Balance, TaskId, RLC,
};
use frame_support::{
	derive_impl,
	pallet_prelude::DispatchResult,
	parameter_types,
	traits::{ConstU128, ConstU32},
	PalletId,
};
use sp_runtime::BuildStorage;

pub type AccountId = u64;

/// Existential deposit of a wallet, in nRLC.
pub const ED: Balance = 1_000_000;
/// What a wallet of the mock starts with, in nRLC.
pub const WALLET: Balance = 1_000 * RLC;

pub const REQUESTER: AccountId = 1;
pub const SCHEDULER: AccountId = 2;
pub const WORKER: AccountId = 3;
/// Has nothing at all.
pub const OUTSIDER: AccountId = 9;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Escrow: pallet_escrow,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
	// For a hold and a freeze on a wallet.
	type RuntimeHoldReason = TestReason;
	type RuntimeFreezeReason = TestReason;
	type FreezeIdentifier = TestReason;
	type MaxFreezes = ConstU32<1>;
}

/// Why the tests hold or freeze a part of a wallet.
#[derive(
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	codec::MaxEncodedLen,
	scale_info::TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum TestReason {
	Test,
}

impl frame_support::traits::VariantCount for TestReason {
	const VARIANT_COUNT: u32 = 1;
}

parameter_types! {
	pub const EscrowId: PalletId = PalletId(*b"brs/escr");
	/// Stake of everybody that has to stay.
	pub static Reserved: Balance = 0;
}

pub struct MockReserve;
impl StakeReserve<AccountId> for MockReserve {
	fn reserved(_: &AccountId) -> Balance {
		Reserved::get()
	}
}

impl pallet_escrow::Config for Test {
	type Currency = Balances;
	type PalletId = EscrowId;
	type AdminOrigin = frame_system::EnsureRoot<AccountId>;
	type WeightInfo = ();
	type Reserve = MockReserve;
}

/// Builds a chain on which some accounts have a wallet.
pub struct ExtBuilder {
	wallets: Vec<(AccountId, Balance)>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { wallets: [REQUESTER, SCHEDULER, WORKER].map(|who| (who, WALLET)).to_vec() }
	}
}

impl ExtBuilder {
	/// One wallet more.
	pub fn wallet(mut self, who: AccountId, amount: Balance) -> Self {
		self.wallets.push((who, amount));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig { balances: self.wallets, dev_accounts: None },
			..Default::default()
		}
		.build_storage()
		.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		// Events are not kept in block 0.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs the test, then checks every invariant.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Escrow::do_try_state().unwrap();
		})
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Some task.
pub fn task(n: u64) -> TaskId {
	TaskId::from_low_u64_be(n)
}

/// Settles task `n`.
pub fn settle(n: u64, moves: impl Into<Vec<Move<AccountId>>>) -> DispatchResult {
	<Escrow as Ledger<_>>::settle(task(n), moves.into())
}

/// Locked stake becomes free.
pub fn unlocked(who: AccountId, amount: Balance) -> Move<AccountId> {
	Move::Unlocked { who, amount }
}

/// Locked stake is lost.
pub fn seized(who: AccountId, amount: Balance) -> Move<AccountId> {
	Move::Seized { who, amount }
}

/// Earnings are added to a stake.
pub fn rewarded(who: AccountId, amount: Balance) -> Move<AccountId> {
	Move::Rewarded { who, amount }
}

/// A share is drawn from the kitty.
pub fn drawn(amount: Balance) -> Move<AccountId> {
	Move::KittyDrawn { amount }
}

/// What was seized fills the kitty.
pub fn filled(amount: Balance) -> Move<AccountId> {
	Move::KittyFilled { amount }
}

/// The pallet's events since the last call of this.
pub fn take_events() -> Vec<pallet_escrow::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Escrow(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}
