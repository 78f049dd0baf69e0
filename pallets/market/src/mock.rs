// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet only. Ledger and registry are a few storage items, so that what a
//! refused call did to them is rolled back as in the real ones.

use crate::{self as pallet_market, types::*};
use bourse_primitives::{
	traits::{Content, Ledger, OnDeal, Registry, WorkerpoolPolicy},
	Restrict::Anybody,
	*,
};
use core::time::Duration;
use frame_support::{
	derive_impl, pallet_prelude::*, parameter_types, storage_alias, traits::UnixTime,
};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
	traits::{IdentifyAccount, IdentityLookup},
	AccountId32, BuildStorage, MultiSignature, MultiSigner, TokenError,
};

pub type AccountId = AccountId32;

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

frame_support::parameter_types! {
	/// Any number, unless a test sets a limit.
	pub static MaxDealTasks: u64 = u64::MAX;
}

impl pallet_market::Config for Test {
	type Ledger = MockLedger;
	type Registry = MockRegistry;
	type OnDeal = MockOnDeal;
	type MaxDealTasks = MaxDealTasks;
	type Time = MockTime;
	type Signature = MultiSignature;
	type WeightInfo = ();
}

parameter_types! {
	/// The block's time, in milliseconds: not on a whole second, as in a real block.
	pub static Now: u64 = 1_700_000_000_987;
	/// Another pallet refuses new deals.
	pub static RefuseDeals: bool = false;
}

pub struct MockTime;
impl UnixTime for MockTime {
	fn now() -> Duration {
		Duration::from_millis(Now::get())
	}
}

/// Stake and locked of an account.
#[storage_alias]
pub type Accounts = StorageMap<Ledger, Blake2_128Concat, AccountId, (Balance, Balance), ValueQuery>;

pub struct MockLedger;
impl Ledger<AccountId> for MockLedger {
	fn stake(who: &AccountId) -> Balance {
		Accounts::get(who).0
	}
	fn locked(who: &AccountId) -> Balance {
		Accounts::get(who).1
	}
	fn kitty() -> Balance {
		0
	}
	fn all_locked() -> Vec<(AccountId, Balance)> {
		Accounts::iter().map(|(who, (_, locked))| (who, locked)).collect()
	}
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult {
		Accounts::try_mutate(who, |(stake, locked)| {
			*stake = stake.checked_sub(amount).ok_or(TokenError::FundsUnavailable)?;
			*locked = locked.checked_add(amount).expect("tests endow no more than there can be");
			Ok(())
		})
	}
	fn unlock(_: &AccountId, _: Balance) -> DispatchResult {
		unreachable!("the market never unlocks")
	}
	fn seize(_: &AccountId, _: Balance, _: TaskId) -> DispatchResult {
		unreachable!("the market never seizes")
	}
	fn reward(_: &AccountId, _: Balance, _: TaskId) -> DispatchResult {
		unreachable!("the market never rewards")
	}
	fn fill_kitty(_: Balance, _: TaskId) -> DispatchResult {
		unreachable!("the market never fills the kitty")
	}
	fn draw_from_kitty(_: TaskId) -> Result<Balance, DispatchError> {
		unreachable!("the market never draws from the kitty")
	}
	fn endow(who: &AccountId, amount: Balance) {
		Accounts::mutate(who, |(stake, _)| {
			*stake = stake.checked_add(amount).expect("tests endow no more than there can be")
		});
	}
}

#[storage_alias]
pub type Apps = StorageMap<Registry, Identity, AppId, AccountId, OptionQuery>;
#[storage_alias]
pub type Datasets = StorageMap<Registry, Identity, DatasetId, AccountId, OptionQuery>;
#[storage_alias]
pub type Workerpools = StorageMap<Registry, Identity, WorkerpoolId, AccountId, OptionQuery>;
/// Worker stake ratio and scheduler reward ratio of the workerpools that don't have 30 and 1.
#[storage_alias]
pub type Policies = StorageMap<Registry, Identity, WorkerpoolId, (u64, u8), OptionQuery>;
#[storage_alias]
pub type Categories = StorageMap<Registry, Identity, CategoryId, Seconds, OptionQuery>;
#[storage_alias]
pub type Members =
	StorageDoubleMap<Registry, Identity, GroupId, Identity, Party<AccountId>, (), OptionQuery>;

pub struct MockRegistry;
impl Registry<AccountId> for MockRegistry {
	fn app_owner(id: AppId) -> Option<AccountId> {
		Apps::get(id)
	}
	fn dataset_owner(id: DatasetId) -> Option<AccountId> {
		Datasets::get(id)
	}
	fn workerpool_owner(id: WorkerpoolId) -> Option<AccountId> {
		Workerpools::get(id)
	}
	fn workerpool_policy(id: WorkerpoolId) -> Option<WorkerpoolPolicy> {
		let (worker_stake_ratio, scheduler_reward_ratio) = Policies::get(id).unwrap_or((30, 1));
		Workerpools::get(id)
			.map(|_| WorkerpoolPolicy { worker_stake_ratio, scheduler_reward_ratio })
	}
	fn work_clock_time_ref(id: CategoryId) -> Option<Seconds> {
		Categories::get(id)
	}
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool {
		Members::contains_key(id, party)
	}
	fn has_group(_: GroupId) -> bool {
		true
	}
	fn app_content(_: AppId) -> Option<Content> {
		unreachable!("the market does not look at content")
	}
	fn dataset_content(_: DatasetId) -> Option<Content> {
		unreachable!("the market does not look at content")
	}
	fn result_key(_: &AccountId) -> Option<ResultKey> {
		unreachable!("the market does not encrypt")
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId) {
		Apps::insert(APP, owner);
		Datasets::insert(DATASET, owner);
		Workerpools::insert(POOL, owner);
		Categories::insert(CATEGORY, 300);
		(APP, DATASET, POOL, CATEGORY)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_group(_: &AccountId, member: Party<AccountId>) -> GroupId {
		let id = GroupId(Members::iter().count() as u32);
		Members::insert(id, member, ());
		id
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
	fn weight() -> Weight {
		Weight::from_parts(7, 0)
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
		Accounts::get(self.account()).0
	}
	pub fn locked(self) -> Balance {
		Accounts::get(self.account()).1
	}
	/// Sets what it has deposited and not locked.
	pub fn set_stake(self, stake: Balance) {
		Accounts::mutate(self.account(), |account| account.0 = stake);
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
			app: Signed { order: self.app, signature: None },
			dataset: self.dataset.map(|order| Signed { order, signature: None }),
			workerpool: Signed { order: self.workerpool, signature: None },
			request: Signed { order: self.request, signature: None },
		}
	}

	/// Has everybody sign its order.
	pub fn signed(self) -> SignedBundle {
		let mut orders = self.unsigned();
		orders.app.signature = Some(AppOwner.sign(Market::hash_of(&orders.app.order)));
		if let Some(dataset) = &mut orders.dataset {
			dataset.signature = Some(DatasetOwner.sign(Market::hash_of(&dataset.order)));
		}
		orders.workerpool.signature =
			Some(Scheduler.sign(Market::hash_of(&orders.workerpool.order)));
		orders.request.signature = Some(Requester.sign(Market::hash_of(&orders.request.order)));
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
pub fn deal_id(request: &RequestOrder<AccountId>, bot_first: u64) -> DealId {
	Market::deal_id(Market::hash_of(request), bot_first)
}

/// The deal that starts at `bot_first` of the request.
pub fn deal(request: &RequestOrder<AccountId>, bot_first: u64) -> Deal<AccountId> {
	crate::Deals::<Test>::get(deal_id(request, bot_first)).expect("the deal was made")
}

/// The pallet's events, and forgets them.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}

pub struct ExtBuilder;

impl ExtBuilder {
	/// Block 1 of a chain on which the assets are registered and every actor is rich.
	pub fn build() -> sp_io::TestExternalities {
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		#[cfg(feature = "runtime-benchmarks")]
		ext.register_extension(sp_keystore::KeystoreExt::new(
			sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| {
			System::initialize(&1, &GENESIS_HASH, &Default::default());
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
