// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of every call, with the dearest orders: a dataset, params of every length, and sr25519
//! signatures over the wrapped text, which is tried after the raw hash. Restrictions to groups are charged
//! besides.

use super::*;
use crate::matching::Orders;
use alloc::{boxed::Box, vec};
use bourse_primitives::{
	benchmarking::Setup,
	orders::{Held, Placed},
	traits::{Assignments, Matches, OnDeal, Registry, Rules, StakeReserve},
	*,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519, H256};
use sp_io::crypto::{sr25519_generate, sr25519_sign};

/// Where the keys of a benchmark live in the keystore.
const KEYS: KeyTypeId = KeyTypeId(*b"mrkt");
/// More nRLC than the orders below cost.
const ENOUGH: Balance = 1_000_000 * RLC;

/// An account with its key.
struct Signer {
	key: sr25519::Public,
}

impl Signer {
	fn new() -> Self {
		Self { key: sr25519_generate(KEYS, None) }
	}

	fn account<T: Config>(&self) -> T::AccountId
	where
		T::AccountId: From<sr25519::Public>,
	{
		self.key.into()
	}

	fn sign<T: Config>(&self, hash: H256) -> T::Signature
	where
		T::Signature: From<sr25519::Signature>,
	{
		sr25519_sign(KEYS, &self.key, &signing::wrapped(&hash))
			.expect("the key was generated in this keystore; qed")
			.into()
	}
}

/// The four orders of a match, signed.
struct Match<T: Config> {
	app: Box<SignedAppOrder<T>>,
	dataset: Box<SignedDatasetOrder<T>>,
	workerpool: Box<SignedWorkerpoolOrder<T>>,
	request: Box<SignedRequestOrder<T>>,
	requester: Signer,
}

fn request_order<T: Config>(
	requester: T::AccountId,
	app: AppId,
	dataset: DatasetId,
	category: CategoryId,
	p: u32,
) -> RequestOrder<T::AccountId> {
	RequestOrder {
		app,
		app_max_price: RLC,
		dataset: Some(dataset),
		dataset_max_price: RLC,
		workerpool_restrict: Restrict::Anybody,
		workerpool_max_price: RLC,
		requester: requester.clone(),
		volume: 10,
		tag: Tag::default(),
		category,
		trust: 4.into(),
		beneficiary: requester.clone(),
		callback: Some(requester),
		params: vec![b' '; p as usize].try_into().expect("p is at most MaxParams; qed"),
		salt: H256::zero(),
	}
}

fn signed_orders<T: Config>(p: u32) -> Match<T>
where
	T::AccountId: From<sr25519::Public>,
	T::Signature: From<sr25519::Signature>,
{
	let (owner, requester) = (Signer::new(), Signer::new());
	let (app, dataset, workerpool, category) =
		T::BenchmarkHelper::register_assets(&owner.account::<T>());
	T::BenchmarkHelper::deposit(&owner.account::<T>(), ENOUGH);
	T::BenchmarkHelper::deposit(&requester.account::<T>(), ENOUGH);
	let app_order = AppOrder {
		app,
		price: RLC,
		volume: 10,
		tag: Tag::default(),
		dataset_restrict: Restrict::Anybody,
		workerpool_restrict: Restrict::Anybody,
		requester_restrict: Restrict::Anybody,
		salt: H256::zero(),
	};
	let dataset_order = DatasetOrder {
		dataset,
		price: RLC,
		volume: 10,
		tag: Tag::default(),
		app_restrict: Restrict::Anybody,
		workerpool_restrict: Restrict::Anybody,
		requester_restrict: Restrict::Anybody,
		salt: H256::zero(),
	};
	let workerpool_order = WorkerpoolOrder {
		workerpool,
		price: RLC,
		volume: 10,
		tag: Tag::default(),
		category,
		trust: 4.into(),
		app_restrict: Restrict::Anybody,
		dataset_restrict: Restrict::Anybody,
		requester_restrict: Restrict::Anybody,
		salt: H256::zero(),
	};
	let request_order = request_order::<T>(requester.account::<T>(), app, dataset, category, p);

	Match {
		app: Box::new(Signed {
			signature: Some(owner.sign::<T>(Pallet::<T>::hash_of(&app_order))),
			order: app_order,
			bounds: None,
		}),
		dataset: Box::new(Signed {
			signature: Some(owner.sign::<T>(Pallet::<T>::hash_of(&dataset_order))),
			order: dataset_order,
			bounds: None,
		}),
		workerpool: Box::new(Signed {
			signature: Some(owner.sign::<T>(Pallet::<T>::hash_of(&workerpool_order))),
			order: workerpool_order,
			bounds: None,
		}),
		request: Box::new(Signed {
			signature: Some(requester.sign::<T>(Pallet::<T>::hash_of(&request_order))),
			order: request_order,
			bounds: None,
		}),
		requester,
	}
}

/// A request that any node may match, signed.
fn brokered<T: Config>(order: RequestOrder<T::AccountId>, by: &Signer) -> SignedRequestOrder<T>
where
	T::Signature: From<sr25519::Signature>,
{
	let bounds = Some(OrderBounds { broker: true, ..Default::default() });
	let mut request: SignedRequestOrder<T> = Signed { order, bounds, signature: None };
	request.signature = Some(by.sign::<T>(Pallet::<T>::signed_hash(&request)));
	request
}

/// A JSON object of `p` bytes, or nothing but blanks when they are too few: the more values an
/// object has, the dearer it is to check.
fn object(p: u32) -> Params {
	const FRAME: usize = br#"{"":[1]}"#.len();
	let Some(rest) = (p as usize).checked_sub(FRAME) else {
		return vec![b' '; p as usize].try_into().expect("p is at most MaxParams; qed");
	};
	let (values, blanks) = (b",1".repeat(rest / 2), b" ".repeat(rest % 2));
	let text = [&br#"{"":[1"#[..], &values[..], &blanks[..], &b"]}"[..]].concat();
	text.try_into().expect("p is at most MaxParams; qed")
}

/// A request order with `p` bytes of params, its hash and its requester.
fn any_order<T: Config>(p: u32) -> (Box<AnyOrder<T::AccountId>>, OrderHash, Signer)
where
	T::AccountId: From<sr25519::Public>,
{
	let requester = Signer::new();
	let order = AnyOrder::Request(request_order::<T>(
		requester.account::<T>(),
		AppId(0),
		DatasetId(0),
		CategoryId(0),
		p,
	));
	let hash = Pallet::<T>::order_hash(&order);
	(Box::new(order), hash, requester)
}

#[benchmarks(where
	T::AccountId: From<sr25519::Public>,
	T::Signature: From<sr25519::Signature>,
)]
mod benchmarks {
	use super::*;

	/// What the market's rules add is in `check_rules`.
	#[benchmark]
	fn match_orders(p: Linear<0, { MaxParams::get() }>) {
		T::BenchmarkHelper::hold_rules(false);
		let orders = signed_orders::<T>(p);
		let id = Pallet::<T>::deal_id(Pallet::<T>::hash_of(&orders.request.order), 0);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller),
			orders.app,
			Some(orders.dataset),
			orders.workerpool,
			orders.request,
		);

		assert_eq!(Deals::<T>::get(id).map(|deal| deal.bot_size), Some(10));
	}

	#[benchmark]
	fn check_rules(p: Linear<0, { MaxParams::get() }>) {
		T::BenchmarkHelper::hold_rules(true);
		let mut signed = signed_orders::<T>(0);
		signed.request.order.params = object(p);
		let orders = Orders {
			app: &signed.app,
			dataset: Some(&signed.dataset),
			workerpool: &signed.workerpool,
			request: &signed.request,
		};
		let id = signed.workerpool.order.workerpool;
		let requester = &signed.request.order.requester;
		let (hold, pool, refusal, warm, broker, reserved);

		// The pool of a benchmark has no workers, so the check ends before it looks for a broker.
		#[block]
		{
			hold = T::Rules::hold();
			pool = orders.market_terms().pool;
			refusal = orders.check_rules(Tag::TEE, &pool);
			warm = T::Assignments::is_warm(id);
			broker = T::OnDeal::has_tee_broker();
			reserved = T::Assignments::reserved(requester);
		}

		assert!(!broker && hold == T::Rules::hold() && warm == T::Assignments::is_warm(id));
		assert_eq!(reserved, 0);
		assert_eq!(pool, PoolRules::default());
		assert!(!matches!(refusal, Err(Error::<T>::BadParams)));
	}

	/// The dearest orders that the book makes: one group each of app, dataset and request. What the market's
	/// rules add is in `check_rules`.
	#[benchmark]
	fn match_held(p: Linear<0, { MaxParams::get() }>) {
		T::BenchmarkHelper::hold_rules(false);
		let mut orders = signed_orders::<T>(p);
		let owner = orders.requester.account::<T>();
		let group = |member| Restrict::Group(T::BenchmarkHelper::create_group(&owner, member));
		let requester = || Party::Account(owner.clone());
		let pool = Party::Workerpool(orders.workerpool.order.workerpool);
		orders.app.order.requester_restrict = group(requester());
		orders.dataset.order.requester_restrict = group(requester());
		orders.request.order.workerpool_restrict = group(pool.clone());
		orders.app.order.workerpool_restrict = Restrict::Only(pool.clone());
		orders.dataset.order.workerpool_restrict = Restrict::Only(pool);
		orders.dataset.order.app_restrict = Restrict::Only(Party::App(orders.app.order.app));
		let id = Pallet::<T>::deal_id(Pallet::<T>::hash_of(&orders.request.order), 0);
		let by = T::Registry::app_owner(orders.app.order.app).expect("the app is registered; qed");
		let held = Held {
			app: Placed { order: orders.app.order, by: by.clone() },
			dataset: Some(Placed { order: orders.dataset.order, by: by.clone() }),
			workerpool: Placed { order: orders.workerpool.order, by },
			request: orders.request.order,
			first: 0,
			volume: 10,
			payer_locked: 0,
			scheduler_locked: 0,
		};

		#[block]
		{
			<Pallet<T> as Matches<T::AccountId>>::make(held)
				.expect("the orders fit and are paid for; qed");
		}

		assert_eq!(Deals::<T>::get(id).map(|deal| deal.bot_size), Some(10));
	}

	#[benchmark]
	fn sponsor_match_orders(p: Linear<0, { MaxParams::get() }>) {
		T::BenchmarkHelper::hold_rules(false);
		let orders = signed_orders::<T>(p);
		let id = Pallet::<T>::deal_id(Pallet::<T>::hash_of(&orders.request.order), 0);
		let caller: T::AccountId = whitelisted_caller();
		T::BenchmarkHelper::deposit(&caller, ENOUGH);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller.clone()),
			orders.app,
			Some(orders.dataset),
			orders.workerpool,
			orders.request,
		);

		assert_eq!(Deals::<T>::get(id).map(|deal| deal.sponsor), Some(caller));
	}

	/// What the market's rules add is in `check_rules`.
	#[benchmark]
	fn broker_match(p: Linear<0, { MaxParams::get() }>) {
		T::BenchmarkHelper::hold_rules(false);
		let signed = signed_orders::<T>(p);
		let request = brokered::<T>(signed.request.order.clone(), &signed.requester);
		let id = Pallet::<T>::deal_id(Pallet::<T>::signed_hash(&request), 0);
		let orders = Orders {
			app: &signed.app,
			dataset: Some(&signed.dataset),
			workerpool: &signed.workerpool,
			request: &request,
		};

		#[block]
		{
			Pallet::<T>::do_broker(orders).expect("the orders fit and are paid for; qed");
		}

		assert_eq!(Deals::<T>::get(id).map(|deal| deal.bot_size), Some(10));
	}

	/// Without what the book does.
	#[benchmark]
	fn broker_buy(p: Linear<0, { MaxParams::get() }>) {
		let signer = Signer::new();
		let requester = signer.account::<T>();
		T::BenchmarkHelper::deposit(&requester, ENOUGH);
		let (app, dataset, category) = (AppId(0), DatasetId(0), CategoryId(0));
		let order = request_order::<T>(requester.clone(), app, dataset, category, p);
		let request = brokered::<T>(order, &signer);

		#[block]
		{
			let (hash, wanted) =
				Pallet::<T>::begin_purchase(&request).expect("the request stands; qed");
			Pallet::<T>::end_purchase(hash, &requester, wanted.job.volume, 2)
				.expect("the requester has stake; qed");
		}

		assert_eq!(Consumed::<T>::get(Pallet::<T>::signed_hash(&request)), 10);
	}

	#[benchmark]
	fn presign(p: Linear<0, { MaxParams::get() }>) {
		let (order, hash, requester) = any_order::<T>(p);
		let requester = requester.account::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(requester.clone()), order);

		assert_eq!(Presigned::<T>::get(hash), Some(requester));
	}

	#[benchmark]
	fn close(p: Linear<0, { MaxParams::get() }>) {
		let (order, hash, requester) = any_order::<T>(p);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester.account::<T>()), order);

		assert_eq!(Consumed::<T>::get(hash), 10);
	}

	#[benchmark]
	fn presign_for(p: Linear<0, { MaxParams::get() }>) {
		let (order, hash, requester) = any_order::<T>(p);
		let operation = Pallet::<T>::operation_hash(hash, OrderOperation::Presign);
		let signature = requester.sign::<T>(operation);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), order, signature);

		assert_eq!(Presigned::<T>::get(hash), Some(requester.account::<T>()));
	}

	#[benchmark]
	fn close_for(p: Linear<0, { MaxParams::get() }>) {
		let (order, hash, requester) = any_order::<T>(p);
		let operation = Pallet::<T>::operation_hash(hash, OrderOperation::Close);
		let signature = requester.sign::<T>(operation);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), order, signature);

		assert_eq!(Consumed::<T>::get(hash), 10);
	}

	#[benchmark]
	fn hold_statements() {
		let who = Signer::new().account::<T>();
		T::BenchmarkHelper::deposit(&who, ENOUGH);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), who.clone(), 1);

		assert_eq!(StatementHolds::<T>::get(who).map(|hold| hold.units), Some(1));
	}

	#[benchmark]
	fn release_statements() -> Result<(), BenchmarkError> {
		let who = Signer::new().account::<T>();
		T::BenchmarkHelper::deposit(&who, ENOUGH);
		Pallet::<T>::do_hold_statements(who.clone(), who.clone(), 1)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(StatementHolds::<T>::get(who).is_some_and(|hold| hold.free_at.is_some()));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::build(), crate::mock::Test);
}
