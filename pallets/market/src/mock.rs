// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet only, with the shared stand-ins for ledger, registry, pools and clock.

use crate::{self as pallet_market, types::*};
use bourse_mocks::{registry, take_events, MockTime};
use bourse_primitives::{
	book::NewRequest,
	traits::{Ledger, OnDeal, Rules, Venue},
	Restrict::Anybody,
	*,
};
use frame_support::{
	derive_impl, pallet_prelude::*, parameter_types, storage_alias, traits::ConstU128,
};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
	traits::{IdentifyAccount, IdentityLookup},
	AccountId32, BuildStorage, MultiSignature, MultiSigner,
};

pub use bourse_mocks::{
	pools::{OwnersThere, PoolRulesNow, PoolsWarm, Reserved},
	RulesHold as Hold,
};
pub use registry::{Categories, Policies};

pub type AccountId = AccountId32;
pub type MockLedger = bourse_mocks::MockLedger<AccountId>;
pub type MockRegistry = bourse_mocks::MockRegistry<AccountId>;
pub type Apps = registry::Apps<AccountId>;
pub type Datasets = registry::Datasets<AccountId>;
pub type Workerpools = registry::Workerpools<AccountId>;
pub type Members = registry::Members<AccountId>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Market: pallet_market,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	/// Any number, unless a test sets a limit.
	pub static MaxDealTasks: u64 = u64::MAX;
	/// Another pallet refuses new deals.
	pub static RefuseDeals: bool = false;
	/// The parameters of the market's rules.
	pub static Parameters: MarketParameters = MarketParameters::default();
	/// Most owners whose answers can agree on a task.
	pub static MostOwners: u32 = u32::MAX;
	/// Whether there is a TEE broker.
	pub static HasTeeBroker: bool = false;
	/// nRLC that the book locks for each task that it sells; none: it refuses.
	pub static BookPrice: Option<Balance> = None;
	/// Deals that the book makes of a purchase.
	pub static BookDeals: u32 = 1;
	/// What the book was asked for last.
	pub static Bought: Option<NewRequest<AccountId>> = None;
}

impl pallet_market::Config for Test {
	type Ledger = MockLedger;
	type Registry = MockRegistry;
	type Rules = MockRules;
	type Assignments = bourse_mocks::MockPools<AccountId>;
	type OnDeal = MockOnDeal;
	type Venue = MockVenue;
	type MaxDealTasks = MaxDealTasks;
	type Time = MockTime;
	type Timestamp = MockTime;
	type BrokerFee = ConstU128<BROKER_FEE>;
	type StatementUnit = ConstU128<RLC>;
	type Signature = MultiSignature;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

/// The book.
pub struct MockVenue;
impl Venue<AccountId> for MockVenue {
	fn buy(who: AccountId, request: NewRequest<AccountId>) -> Result<(u32, Weight), DispatchError> {
		let price = BookPrice::get().ok_or(DispatchError::Unavailable)?;
		MockLedger::lock(&who, price * Balance::from(request.job.volume))?;
		Bought::set(Some(request));
		let deals = if price == 0 { 0 } else { BookDeals::get() };
		Ok((deals, Weight::from_parts(3, 0)))
	}
	fn weight(_: NewRequest<AccountId>) -> Weight {
		Weight::from_parts(11, 0)
	}
}

/// The deals that other pallets were told of.
#[storage_alias]
pub type Told = StorageValue<OnDeal, Vec<(DealId, Deal<AccountId>)>, ValueQuery>;

pub struct MockOnDeal;
impl OnDeal<AccountId> for MockOnDeal {
	fn on_deal(id: DealId, deal: &Deal<AccountId>) -> DispatchResult {
		ensure!(!RefuseDeals::get(), DispatchError::Unavailable);
		Told::append((id, deal));
		Ok(())
	}
	fn most_owners() -> u32 {
		MostOwners::get()
	}
	fn has_tee_broker() -> bool {
		HasTeeBroker::get()
	}
}

pub struct MockRules;
impl Rules for MockRules {
	fn hold() -> bool {
		Hold::get()
	}
	fn parameters() -> MarketParameters {
		Parameters::get()
	}
}

/// The parties of the tests, each with an sr25519 key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
	AppOwner = 1,
	DatasetOwner,
	Scheduler,
	Requester,
	Beneficiary,
	Sponsor,
	Outsider,
}
pub use Actor::*;

impl Actor {
	pub fn pair(self) -> sr25519::Pair {
		sr25519::Pair::from_seed(&[self as u8; 32])
	}
	pub fn account(self) -> AccountId {
		MultiSigner::from(self.pair().public()).into_account()
	}
	pub fn origin(self) -> RuntimeOrigin {
		RuntimeOrigin::signed(self.account())
	}
	/// Its signature over the raw hash.
	pub fn sign(self, hash: H256) -> MultiSignature {
		self.pair().sign(hash.as_bytes()).into()
	}
	pub fn stake(self) -> Balance {
		MockLedger::stake(&self.account())
	}
	pub fn locked(self) -> Balance {
		MockLedger::locked(&self.account())
	}
	/// Sets what it has deposited and not locked.
	pub fn set_stake(self, stake: Balance) {
		MockLedger::set_stake(&self.account(), stake);
	}
}

pub const APP: AppId = AppId(11);
pub const DATASET: DatasetId = DatasetId(12);
pub const POOL: WorkerpoolId = WorkerpoolId(13);
pub const CATEGORY: CategoryId = CategoryId(0);
/// Another category that exists.
pub const CATEGORY_M: CategoryId = CategoryId(2);
pub const GROUP: GroupId = GroupId(5);
pub const GENESIS_HASH: H256 = H256::repeat_byte(0x11);

pub const APP_PRICE: Balance = 3 * RLC;
pub const DATASET_PRICE: Balance = 5 * RLC;
pub const POOL_PRICE: Balance = 10 * RLC;
/// What a node's match costs a requester, in nRLC.
pub const BROKER_FEE: Balance = 5_000;
/// The block's time, in seconds.
pub const START: Seconds = 1_700_000_000;
/// What every actor starts with.
pub const STAKE: Balance = 1_000 * RLC;

/// Four orders that match each other.
#[derive(Clone)]
pub struct Bundle {
	pub app: AppOrder<AccountId>,
	pub dataset: Option<DatasetOrder<AccountId>>,
	pub workerpool: WorkerpoolOrder<AccountId>,
	pub request: RequestOrder<AccountId>,
}

/// The same with signatures.
#[derive(Clone)]
pub struct SignedBundle {
	pub app: SignedAppOrder<Test>,
	pub dataset: Option<SignedDatasetOrder<Test>>,
	pub workerpool: SignedWorkerpoolOrder<Test>,
	pub request: SignedRequestOrder<Test>,
}

impl Bundle {
	/// A request for 2 tasks with a dataset; the other orders serve 100.
	pub fn with_dataset() -> Self {
		Self {
			app: AppOrder {
				app: APP,
				price: APP_PRICE,
				volume: 100,
				tag: Tag::default(),
				dataset_restrict: Anybody,
				workerpool_restrict: Anybody,
				requester_restrict: Anybody,
				salt: H256::zero(),
			},
			dataset: Some(DatasetOrder {
				dataset: DATASET,
				price: DATASET_PRICE,
				volume: 100,
				tag: Tag::default(),
				app_restrict: Anybody,
				workerpool_restrict: Anybody,
				requester_restrict: Anybody,
				salt: H256::zero(),
			}),
			workerpool: WorkerpoolOrder {
				workerpool: POOL,
				price: POOL_PRICE,
				volume: 100,
				tag: Tag::default(),
				category: CATEGORY,
				trust: 4.into(),
				app_restrict: Anybody,
				dataset_restrict: Anybody,
				requester_restrict: Anybody,
				salt: H256::zero(),
			},
			request: RequestOrder {
				app: APP,
				app_max_price: APP_PRICE,
				dataset: Some(DATASET),
				dataset_max_price: DATASET_PRICE,
				workerpool_restrict: Restrict::Only(Party::Workerpool(POOL)),
				workerpool_max_price: POOL_PRICE,
				requester: Requester.account(),
				volume: 2,
				tag: Tag::default(),
				category: CATEGORY,
				trust: 4.into(),
				beneficiary: Beneficiary.account(),
				callback: None,
				params: b"{\"args\":\"hello\"}".to_vec().try_into().unwrap(),
				salt: H256::zero(),
			},
		}
	}

	/// The same without a dataset.
	pub fn without_dataset() -> Self {
		let mut orders = Self::with_dataset();
		orders.dataset = None;
		orders.request.dataset = None;
		orders
	}

	/// Adds no signatures.
	pub fn unsigned(self) -> SignedBundle {
		SignedBundle {
			app: Signed { order: self.app, bounds: None, signature: None },
			dataset: self.dataset.map(|order| Signed { order, bounds: None, signature: None }),
			workerpool: Signed { order: self.workerpool, bounds: None, signature: None },
			request: Signed { order: self.request, bounds: None, signature: None },
		}
	}

	/// Has everybody sign its order.
	pub fn signed(self) -> SignedBundle {
		let mut orders = self.unsigned();
		orders.app.signature = Some(AppOwner.sign(Market::signed_hash(&orders.app)));
		if let Some(dataset) = &mut orders.dataset {
			dataset.signature = Some(DatasetOwner.sign(Market::signed_hash(dataset)));
		}
		orders.workerpool.signature = Some(Scheduler.sign(Market::signed_hash(&orders.workerpool)));
		orders.request.signature = Some(Requester.sign(Market::signed_hash(&orders.request)));
		orders
	}

	/// Has everybody sign, and an outsider match.
	pub fn matched(self) -> DispatchResult {
		self.signed().matched_by(Outsider)
	}

	/// The orders as they are presigned and closed.
	pub fn each(&self) -> Vec<AnyOrder<AccountId>> {
		let mut orders = vec![AnyOrder::App(self.app.clone())];
		orders.extend(self.dataset.clone().map(AnyOrder::Dataset));
		orders.push(AnyOrder::Workerpool(self.workerpool.clone()));
		orders.push(AnyOrder::Request(self.request.clone()));
		orders
	}
}

impl SignedBundle {
	pub fn matched_by(self, sender: Actor) -> DispatchResult {
		Market::match_orders(
			sender.origin(),
			Box::new(self.app),
			self.dataset.map(Box::new),
			Box::new(self.workerpool),
			Box::new(self.request),
		)
	}

	pub fn sponsored_by(self, sponsor: Actor) -> DispatchResult {
		Market::sponsor_match_orders(
			sponsor.origin(),
			Box::new(self.app),
			self.dataset.map(Box::new),
			Box::new(self.workerpool),
			Box::new(self.request),
		)
	}
}

/// The id of the deal that starts at `bot_first` of the request.
pub fn id_of(request: &RequestOrder<AccountId>, bot_first: u64) -> DealId {
	Market::deal_id(Market::hash_of(request), bot_first)
}

/// The deal that starts at `bot_first` of the request.
pub fn deal(request: &RequestOrder<AccountId>, bot_first: u64) -> Deal<AccountId> {
	crate::Deals::<Test>::get(id_of(request, bot_first)).expect("the deal was made")
}

/// The pallet's events, and forgets them.
pub fn events() -> Vec<crate::Event<Test>> {
	take_events::<Test, _>()
}

pub struct ExtBuilder;

impl ExtBuilder {
	/// Block 1 of a chain on which the assets are registered and every actor is rich.
	pub fn build() -> sp_io::TestExternalities {
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = bourse_mocks::externalities(storage);
		ext.execute_with(|| {
			System::initialize(&1, &GENESIS_HASH, &Default::default());
			bourse_mocks::Now::set(START);
			Apps::insert(APP, AppOwner.account());
			Datasets::insert(DATASET, DatasetOwner.account());
			Workerpools::insert(POOL, Scheduler.account());
			Categories::insert(CATEGORY, 300);
			Categories::insert(CATEGORY_M, 3_600);
			for actor in
				[AppOwner, DatasetOwner, Scheduler, Requester, Beneficiary, Sponsor, Outsider]
			{
				MockLedger::endow(&actor.account(), STAKE);
			}
		});
		ext
	}

	/// Runs a test on [`ExtBuilder::build`], and checks the invariants after it.
	pub fn build_and_execute(test: impl FnOnce()) {
		Self::build().execute_with(|| {
			test();
			Market::do_try_state().unwrap();
		});
	}
}
