// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet and the market, with the shared stand-ins for ledger, registry and clock.

use crate::{self as pallet_book, *};
use alloc::boxed::Box;
use bourse_mocks::{registry, take_events, MockTime};
use bourse_primitives::{
	book::{Job, NewRequest, PoolChoice},
	traits::{Ledger, OnDeal, Rules},
	*,
};
use frame_support::{derive_impl, pallet_prelude::*, parameter_types, storage_alias};
use frame_system::EnsureRoot;
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, MultiSignature};

pub use bourse_mocks::{
	pass,
	pools::{OwnersThere, PoolRulesNow, Ready, Reserved, SlotsNow},
	Now, RulesHold,
};
pub use registry::Categories;

pub type AccountId = AccountId32;
pub type MockLedger = bourse_mocks::MockLedger<AccountId>;
pub type MockRegistry = bourse_mocks::MockRegistry<AccountId>;
pub type Wallets = bourse_mocks::Wallets<AccountId>;
type MockPools = bourse_mocks::MockPools<AccountId>;
pub type Apps = registry::Apps<AccountId>;
pub type Datasets = registry::Datasets<AccountId>;
pub type Workerpools = registry::Workerpools<AccountId>;
pub type Members = registry::Members<AccountId>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Market: pallet_market,
		Book: pallet_book,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	/// Most tasks of a deal.
	pub const MaxDealTasks: u64 = 10_000;
	/// The parameters of the market's rules.
	pub static MarketNow: MarketParameters = MarketParameters::default();
	/// Most owners whose answers can agree on a task.
	pub static MostOwners: u32 = u32::MAX;
	/// Whether the chain places offers by itself.
	pub static TradesNow: bool = true;
}

impl pallet_market::Config for Test {
	type Ledger = MockLedger;
	type Registry = MockRegistry;
	type Rules = MockRules;
	type Assignments = MockPools;
	type OnDeal = MockOnDeal;
	type Venue = ();
	type MaxDealTasks = MaxDealTasks;
	type Time = MockTime;
	type Timestamp = MockTime;
	type BrokerFee = ();
	type StatementUnit = ();
	type Signature = MultiSignature;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

impl pallet_book::Config for Test {
	type Ledger = MockLedger;
	type Wallet = MockLedger;
	type Registry = MockRegistry;
	type Rules = MockRules;
	type Assignments = MockPools;
	type Market = Market;
	type Timestamp = MockTime;
	type Trades = TradesNow;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

/// The deals that other pallets were told of.
#[storage_alias]
pub type Told = StorageValue<OnDeal, Vec<(DealId, Deal<AccountId>)>, ValueQuery>;

pub struct MockOnDeal;
impl OnDeal<AccountId> for MockOnDeal {
	fn on_deal(id: DealId, deal: &Deal<AccountId>) -> DispatchResult {
		Told::append((id, deal));
		Ok(())
	}
	fn most_owners() -> u32 {
		MostOwners::get()
	}
}

pub struct MockRules;
impl Rules for MockRules {
	fn hold() -> bool {
		RulesHold::get()
	}
	fn parameters() -> MarketParameters {
		MarketNow::get()
	}
}

/// The parties of the tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
	AppOwner = 1,
	DatasetOwner,
	Scheduler,
	OtherScheduler,
	Requester,
	OtherRequester,
	Outsider,
}
pub use Actor::*;

impl Actor {
	pub fn account(self) -> AccountId {
		AccountId::new([self as u8; 32])
	}
	pub fn origin(self) -> RuntimeOrigin {
		RuntimeOrigin::signed(self.account())
	}
	pub fn stake(self) -> Balance {
		MockLedger::stake(&self.account())
	}
	pub fn locked(self) -> Balance {
		MockLedger::locked(&self.account())
	}
	/// Places an order.
	pub fn places(
		self,
		order: NewOrder<AccountId>,
		lifetime: Lifetime,
	) -> DispatchResultWithPostInfo {
		Book::place(self.origin(), Box::new(order), lifetime)
	}
	/// Places an offer of its pool that rests for an hour, and returns its number.
	pub fn offers(self, price: Balance, volume: u64) -> OrderId {
		let pool = if self == OtherScheduler { OTHER_POOL } else { POOL };
		let offer = NewOffer { pool, price, volume, ..offer() };
		self.places(NewOrder::Offer(offer), hour()).unwrap();
		NextOrder::<Test>::get()
	}
	/// Places a request that rests for an hour, and returns its number.
	pub fn asks(self, price: Balance, volume: u64) -> OrderId {
		self.places(request(price, volume), hour()).unwrap();
		NextOrder::<Test>::get()
	}
}

pub const APP: AppId = AppId(11);
pub const DATASET: DatasetId = DatasetId(12);
pub const POOL: WorkerpoolId = WorkerpoolId(13);
pub const OTHER_POOL: WorkerpoolId = WorkerpoolId(14);
pub const CATEGORY: CategoryId = CategoryId(0);
pub const GROUP: GroupId = GroupId(5);

pub const APP_PRICE: Balance = 3 * RLC;
pub const DATASET_PRICE: Balance = 5 * RLC;
/// The block's time, in seconds.
pub const START: Seconds = 1_700_000_000;
/// What every actor starts with.
pub const STAKE: Balance = 1_000 * RLC;
/// Deposit of an order.
pub const DEPOSIT: Balance = RLC / 100;

/// Rests for an hour.
pub fn hour() -> Lifetime {
	Lifetime::GoodTill(START + 3_600)
}

/// An offer of the first pool in the open venue: 10 tasks for 10 RLC each, trust up to 4.
pub fn offer() -> NewOffer {
	NewOffer {
		pool: POOL,
		open: true,
		category: CATEGORY,
		class: 0,
		trust: 4,
		price: 10 * RLC,
		volume: 10,
	}
}

/// 2 tasks of trust 1, without a dataset.
pub fn job() -> Job<AccountId> {
	Job {
		app: APP,
		dataset: None,
		volume: 2,
		category: CATEGORY,
		trust: 1,
		tag: Tag::default(),
		pools: PoolChoice::Listed,
		params: Params::default(),
		beneficiary: None,
		callback: None,
		group: None,
	}
}

/// A request of [`job`] that pays the app its price, and the pool as much as `price`.
pub fn request(price: Balance, volume: u64) -> NewOrder<AccountId> {
	NewOrder::Request(NewRequest {
		job: Job { volume, ..job() },
		app_max_price: APP_PRICE,
		dataset_max_price: DATASET_PRICE,
		price,
	})
}

/// Terms of that price for everybody.
pub fn terms(price: Balance) -> Terms {
	Terms { price, tag: Tag::default(), pool: None, app: None, until: None }
}

/// The deals that were made, in order.
pub fn deals() -> Vec<Deal<AccountId>> {
	Told::get().into_iter().map(|(_, deal)| deal).collect()
}

/// The pallet's events, and forgets them.
pub fn events() -> Vec<crate::Event<Test>> {
	take_events::<Test, _>()
}

/// Slots of a pool.
pub fn slots(all: u64, free: u64) -> PoolSlots {
	PoolSlots { all, free }
}

/// Tasks that are left of a resting order.
pub fn left(order: OrderId) -> Option<u64> {
	Orders::<Test>::get(order).map(|resting| resting.link.left)
}

pub struct ExtBuilder;

impl ExtBuilder {
	/// Block 1 of a chain on which the assets are registered and posted, both pools are listed, and
	/// every actor is rich.
	pub fn build() -> sp_io::TestExternalities {
		let book =
			pallet_book::GenesisConfig { listed: vec![POOL, OTHER_POOL], ..Default::default() };
		let storage = RuntimeGenesisConfig { book, ..Default::default() }.build_storage().unwrap();
		let mut ext = bourse_mocks::externalities(storage);
		ext.execute_with(|| {
			System::initialize(&1, &H256::repeat_byte(0x11), &Default::default());
			Now::set(START);
			OwnersThere::set(10);
			SlotsNow::set(slots(20, 20));
			Apps::insert(APP, AppOwner.account());
			Datasets::insert(DATASET, DatasetOwner.account());
			Workerpools::insert(POOL, Scheduler.account());
			Workerpools::insert(OTHER_POOL, OtherScheduler.account());
			Categories::insert(CATEGORY, 300);
			for actor in [
				AppOwner,
				DatasetOwner,
				Scheduler,
				OtherScheduler,
				Requester,
				OtherRequester,
				Outsider,
			] {
				MockLedger::endow(&actor.account(), STAKE);
			}
			let (app, dataset) = (terms(APP_PRICE), terms(DATASET_PRICE));
			let everybody = Audience::Everybody;
			Book::post_app(AppOwner.origin(), APP, everybody.clone(), Some(app)).unwrap();
			Book::post_dataset(DatasetOwner.origin(), DATASET, everybody, Some(dataset)).unwrap();
			System::reset_events();
		});
		ext
	}

	/// Runs a test on [`ExtBuilder::build`], and checks the invariants after it.
	pub fn build_and_execute(test: impl FnOnce()) {
		Self::build().execute_with(|| {
			test();
			Book::do_try_state().unwrap();
			Market::do_try_state().unwrap();
			MockLedger::check();
		});
	}
}
