// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of every call, and of what a deal and an eviction add. What the market does for a deal
//! is in its own benchmarks.

use super::*;
use crate::engine::{best_for, price_of, remove, tick_of, Grid, Top};
use crate::impls::Storage;
use alloc::{boxed::Box, vec, vec::Vec};
use bourse_primitives::{
	benchmarking::Setup,
	book::{GuaranteeTerms, Job, NewRequest, PoolChoice},
	traits::{Assignments, Move},
	AppId, Balance, CategoryId, DatasetId, GroupId, MaxParams, Params, Party, Seconds, Tag,
	WorkerpoolId, RLC,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get},
	weights::WeightMeter,
};
use frame_system::RawOrigin;

/// More nRLC than the orders below lock.
const ENOUGH: Balance = 1_000_000 * RLC;

/// A market of one owner: its assets, posted and listed.
struct Place<T: Config> {
	owner: T::AccountId,
	requester: T::AccountId,
	app: AppId,
	dataset: DatasetId,
	pool: WorkerpoolId,
	category: CategoryId,
	/// A group of the requester.
	group: GroupId,
}

fn terms() -> Terms {
	Terms { price: RLC, tag: Tag::default(), pool: None, app: None, until: None }
}

impl<T: Config> Place<T> {
	fn new() -> Self {
		T::BenchmarkHelper::hold_rules(false);
		let owner: T::AccountId = account("owner", 0, 0);
		let requester: T::AccountId = account("requester", 0, 0);
		let (app, dataset, pool, category) = T::BenchmarkHelper::register_assets(&owner);
		T::BenchmarkHelper::deposit(&owner, ENOUGH);
		T::BenchmarkHelper::deposit(&requester, ENOUGH);
		let classes: Vec<Tag> = vec![Tag::default(), Tag::GPU];
		TagClasses::<T>::put(Classes::truncate_from(classes));
		Listed::<T>::insert(pool, ());
		let everybody = Audience::Everybody;
		Pallet::<T>::do_post_app(owner.clone(), app, everybody.clone(), Some(terms()))
			.expect("the owner has stake; qed");
		Pallet::<T>::do_post_dataset(owner.clone(), dataset, everybody, Some(terms()))
			.expect("the owner has stake; qed");
		let group = T::BenchmarkHelper::create_group(&owner, Party::Account(requester.clone()));
		Self { owner, requester, app, dataset, pool, category, group }
	}

	/// Gives cells of other classes a first order, which each look at the section's side passes.
	fn crowd(&self, side: Side) {
		let section = Section { venue: Venue::Open, category: self.category };
		FirstOrders::<T>::mutate(section, side, |tops| {
			for class in 2..8 {
				for step in 0..8 {
					let cell = Cell { class, step };
					let _ = tops.try_push(Top { cell, tick: 0, order: 0, since: 0 });
				}
			}
		});
	}

	/// Reads what the market's rules ask of an offer's pool. Where they hold, a benchmark's, without workers,
	/// could offer nothing.
	fn read_pool(&self) {
		let _ = T::Assignments::rules(self.pool);
		let _ = T::Assignments::is_warm(self.pool);
		let _ = T::Assignments::owners(self.pool);
	}

	fn job(&self, p: u32) -> Job<T::AccountId> {
		Job {
			app: self.app,
			dataset: Some(self.dataset),
			volume: 1,
			category: self.category,
			trust: 1,
			tag: Tag::default(),
			pools: PoolChoice::Listed,
			params: object(p),
			beneficiary: None,
			callback: Some(self.requester.clone()),
			group: Some(self.group),
		}
	}

	fn request(&self, price: Balance, p: u32) -> Box<NewOrder<T::AccountId>> {
		Box::new(NewOrder::Request(NewRequest {
			job: self.job(p),
			app_max_price: RLC,
			dataset_max_price: RLC,
			price,
		}))
	}

	fn offer(&self, price: Balance) -> NewOffer {
		let (pool, category) = (self.pool, self.category);
		NewOffer { pool, open: true, category, class: 0, trust: 128, price, volume: 2 }
	}

	/// Sets the pool's first supply, which is due, and returns the number of its offer.
	fn supplies(&self) -> OrderId {
		Pallet::<T>::do_set_supply(self.owner.clone(), self.pool, 0, Some(*self.rule()))
			.expect("the rule is sound; qed");
		let order = self.offers(RLC);
		Supplies::<T>::mutate(self.pool, 0, |supply| {
			supply.as_mut().expect("the supply was set; qed").order = Some(order);
		});
		order
	}

	/// Places an offer, and returns its number.
	fn offers(&self, price: Balance) -> OrderId {
		let order = NewOrder::Offer(self.offer(price));
		Pallet::<T>::do_place(self.owner.clone(), order, Lifetime::GoodTill(end::<T>()))
			.expect("the owner has stake; qed")
			.order
	}

	/// Places a request, and returns its number.
	fn asks(&self, price: Balance) -> OrderId {
		let order = *self.request(price, MaxParams::get());
		Pallet::<T>::do_place(self.requester.clone(), order, Lifetime::GoodTill(end::<T>()))
			.expect("the requester has stake; qed")
			.order
	}

	fn rule(&self) -> Box<SupplyRule> {
		Box::new(SupplyRule {
			offer: self.offer(RLC),
			highest: 2 * RLC,
			step: 9_000,
			every: 60,
			stake: ENOUGH,
		})
	}
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

/// An end of orders.
fn end<T: Config>() -> Seconds {
	Pallet::<T>::now().saturating_add(3_600)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn place(p: Linear<0, { MaxParams::get() }>) {
		let scene = Place::<T>::new();
		scene.crowd(Side::Offer);
		// What is behind the requester's slots stays free.
		T::BenchmarkHelper::hold_rules(true);
		let order = *scene.request(RLC, p);
		let requester = scene.requester.clone();

		// An order that does nothing fails at last: what another one hands back is by hand.
		#[block]
		{
			// Of a restricted dataset.
			let _ = T::Assignments::rules(scene.pool);
			let done = Pallet::<T>::do_place(requester, order, Lifetime::ImmediateOrCancel);
			assert_eq!(done.map(|done| done.deals), Err(Error::<T>::NothingFits.into()));
			Pallet::<T>::free(&scene.requester, RLC, 0).expect("the order has locked more; qed");
			let reason = HandBack::NothingFits;
			Pallet::<T>::deposit_event(Event::HandedBack { order: 0, volume: 1, reason });
		}
	}

	#[benchmark]
	fn rest() {
		let scene = Place::<T>::new();
		scene.asks(RLC / 1_000);
		scene.crowd(Side::Request);
		let order = *scene.request(RLC, MaxParams::get());
		let number = Pallet::<T>::next_number();
		let newcomer = Pallet::<T>::newcomer(number, scene.requester.clone(), order)
			.expect("the job is sound; qed");
		let section = newcomer.rests_in.expect("it names no pools; qed");
		// What `place` has locked.
		Pallet::<T>::lock(&scene.requester, RLC, true).expect("the requester has stake; qed");

		#[block]
		{
			Pallet::<T>::rest(newcomer, section, 1, 0, end::<T>());
		}

		assert_eq!(Orders::<T>::iter_keys().count(), 2);
	}

	#[benchmark]
	fn rest_behind() {
		let scene = Place::<T>::new();
		scene.offers(RLC);
		scene.offers(2 * RLC);
		let order = NewOrder::Offer(scene.offer(2 * RLC));
		let number = Pallet::<T>::next_number();
		let newcomer = Pallet::<T>::newcomer(number, scene.owner.clone(), order)
			.expect("the offer is sound; qed");
		let section = newcomer.rests_in.expect("an offer has one; qed");
		// What `place` has locked.
		Pallet::<T>::lock(&scene.owner, RLC, false).expect("the owner has stake; qed");
		let behind;

		#[block]
		{
			behind = Pallet::<T>::rest(newcomer, section, 1, 0, end::<T>());
		}

		assert!(behind);
	}

	#[benchmark]
	fn deal() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		let order = scene.offers(RLC);
		scene.crowd(Side::Offer);

		#[block]
		{
			let resting = Orders::<T>::get(order).expect("the offer rests; qed");
			let (book, tags) = (resting.book, Pallet::<T>::tags());
			let (tops, grid) =
				(FirstOrders::<T>::get(book.section, book.side), Grid { classes: &tags });
			assert!(best_for(&tops, book.side, &grid, book.cell).is_some());
			assert!(Pallet::<T>::void(&resting, Pallet::<T>::now()).is_none());
			assert!(AppPrices::<T>::get(scene.app, Audience::Everybody).is_some());
			assert!(DatasetPrices::<T>::get(scene.dataset, Audience::Everybody).is_some());
			assert_eq!(TagClasses::<T>::get().len(), 2);
			Pallet::<T>::count_volume(scene.pool, resting.book.cell, 0, 2);
			remove(&mut Storage::<T>::new(), resting.book, order);
			Pallet::<T>::forget(order, &resting, 2, 0).expect("the offer has locked it; qed");
		}

		assert_eq!(Orders::<T>::iter_keys().count(), 1);
	}

	#[benchmark]
	fn evict() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		let order = scene.offers(RLC);
		scene.crowd(Side::Offer);
		Listed::<T>::remove(scene.pool);

		#[block]
		{
			let resting = Orders::<T>::get(order).expect("the offer rests; qed");
			let reason = Pallet::<T>::void(&resting, Pallet::<T>::now());
			Pallet::<T>::evict(order, reason.expect("the pool is not on the list; qed"));
		}

		assert!(Orders::<T>::get(order).is_none());
	}

	#[benchmark]
	fn amend() {
		let scene = Place::<T>::new();
		let order = scene.asks(RLC);
		scene.asks(RLC);
		scene.asks(RLC);
		scene.crowd(Side::Request);
		T::BenchmarkHelper::hold_rules(true);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.requester), order, 3, end::<T>().saturating_add(60));

		assert_eq!(Orders::<T>::get(order).map(|resting| resting.link.left), Some(3));
	}

	#[benchmark]
	fn cancel() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		let order = scene.offers(RLC);
		scene.crowd(Side::Offer);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.owner), order);

		assert!(Orders::<T>::get(order).is_none());
	}

	#[benchmark]
	fn post() {
		let scene = Place::<T>::new();
		// Of a former owner, whose deposit is free again.
		let deposit = Parameters::<T>::get().deposit;
		Pallet::<T>::lock(&scene.requester, deposit, false).expect("it has stake; qed");
		DatasetPrices::<T>::mutate(scene.dataset, Audience::Everybody, |posted| {
			posted.as_mut().expect("the terms were posted; qed").by = scene.requester.clone();
		});

		#[extrinsic_call]
		post_dataset(
			RawOrigin::Signed(scene.owner),
			scene.dataset,
			Audience::Everybody,
			Some(Terms { price: 0, ..terms() }),
		);

		let posted = DatasetPrices::<T>::get(scene.dataset, Audience::Everybody);
		assert_eq!(posted.map(|posted| posted.terms.price), Some(0));
	}

	/// The offers, each in a leaf of its own, are the buyer's, so that the estimate looks at all of them, and
	/// none trades.
	#[benchmark]
	fn run(p: Linear<0, { MaxParams::get() }>) {
		let scene = Place::<T>::new();
		let first = tick_of(RLC).expect("the price has 4 digits; qed");
		for number in 0..=MAX_DEALS.saturating_add(MAX_EVICTIONS) {
			scene.offers(price_of(first.saturating_add(number.saturating_mul(512))));
		}
		scene.crowd(Side::Offer);
		T::BenchmarkHelper::hold_rules(true);
		let member = Party::Account(scene.owner.clone());
		let group = Some(T::BenchmarkHelper::create_group(&scene.owner, member));
		// More than the offers have.
		let job = Job { volume: 100, group, ..scene.job(p) };

		#[block]
		{
			// Of a restricted dataset.
			let _ = T::Assignments::rules(scene.pool);
			let bought = Pallet::<T>::do_run(scene.owner.clone(), job, ENOUGH, false);
			assert_eq!(bought.map(|done| done.deals), Err(Error::<T>::OwnTrade.into()));
		}
	}

	#[benchmark]
	fn set_allowance() {
		T::BenchmarkHelper::hold_rules(true);
		let owner: T::AccountId = whitelisted_caller();
		T::BenchmarkHelper::deposit(&owner, ENOUGH);
		let key: T::AccountId = account("key", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), key.clone(), RLC);

		assert!(Allowances::<T>::get(owner, key).is_some());
	}

	#[benchmark]
	fn set_supply() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		let order = scene.supplies();
		scene.crowd(Side::Offer);
		let (owner, pool, rule) = (scene.owner.clone(), scene.pool, Some(*scene.rule()));

		#[block]
		{
			scene.read_pool();
			Pallet::<T>::do_set_supply(owner, pool, 0, rule).expect("the rule is sound; qed");
		}

		assert!(Orders::<T>::get(order).is_none());
	}

	/// The pool of a benchmark has no workers: the offer is withdrawn, and a new one is placed by hand.
	#[benchmark]
	fn refresh_supply() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		scene.supplies();
		scene.crowd(Side::Offer);

		#[block]
		{
			scene.read_pool();
			Pallet::<T>::do_refresh(scene.pool, 0).expect("the supply is due; qed");
			scene.offers(2 * RLC);
		}

		assert!(Supplies::<T>::get(scene.pool, 0).is_some_and(|supply| supply.next > 0));
	}

	/// As `refresh_supply`, with the lock and the payment of a look that nobody asked for.
	#[benchmark]
	fn refresh_unasked() {
		let scene = Place::<T>::new();
		scene.offers(1_000 * RLC);
		scene.supplies();
		scene.crowd(Side::Offer);

		#[block]
		{
			scene.read_pool();
			Pallet::<T>::refresh_unasked(scene.pool, 0).expect("the supply is due; qed");
			scene.offers(2 * RLC);
		}

		assert!(Supplies::<T>::get(scene.pool, 0).is_some_and(|supply| supply.next > 0));
	}

	/// The second of two supplies, which are not due.
	#[benchmark]
	fn look_at_supply() {
		let scene = Place::<T>::new();
		let (owner, pool) = (scene.owner.clone(), scene.pool);
		for number in 0..2 {
			Pallet::<T>::do_set_supply(owner.clone(), pool, number, Some(*scene.rule()))
				.expect("the rule is sound; qed");
			Supplies::<T>::mutate(pool, number, |supply| {
				supply.as_mut().expect("the supply was set; qed").next = Seconds::MAX;
			});
		}
		let first =
			Supplies::<T>::iter_keys().next().map(|(pool, number)| SupplyKey { pool, number });
		SupplyCursor::<T>::set(first);
		let found;

		#[block]
		{
			found = Pallet::<T>::look_at_next_supply(&mut WeightMeter::new());
		}

		assert!(found && SupplyCursor::<T>::get() != first);
	}

	#[benchmark]
	fn set_guarantee() {
		let scene = Place::<T>::new();
		let terms = GuaranteeTerms { rate: RLC, slots: 1, until: end::<T>() };
		T::BenchmarkHelper::hold_rules(true);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.owner), scene.pool, terms, RLC);

		assert!(Guarantees::<T>::get(scene.pool).is_some());
	}

	#[benchmark]
	fn end_guarantee() {
		let scene = Place::<T>::new();
		let (owner, pool) = (scene.owner.clone(), scene.pool);
		let terms = GuaranteeTerms { rate: RLC, slots: 1, until: end::<T>() };
		Pallet::<T>::do_set_guarantee(owner, pool, terms, RLC).expect("the owner has stake; qed");
		Guarantees::<T>::mutate_extant(pool, |guarantee| guarantee.terms.until = 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.requester), pool);

		assert!(Guarantees::<T>::get(pool).is_none());
	}

	/// A benchmark has no ready worker: the payment is made by hand.
	#[benchmark]
	fn claim_income() {
		let scene = Place::<T>::new();
		let (owner, pool) = (scene.owner.clone(), scene.pool);
		let terms = GuaranteeTerms { rate: RLC, slots: 1, until: end::<T>() };
		Pallet::<T>::do_set_guarantee(owner.clone(), pool, terms, RLC)
			.expect("the owner has stake; qed");
		let worker = scene.requester;

		#[block]
		{
			let _ = Pallet::<T>::do_claim_income(worker.clone());
			Pallet::<T>::pay_income(pool, worker.clone(), worker.clone(), 1)
				.expect("the guarantee is there; qed");
			Pallet::<T>::apply(&[
				Move::Seized { who: owner, amount: 1 },
				Move::Rewarded { who: worker.clone(), amount: 1 },
			])
			.expect("the lock is there; qed");
		}

		assert!(Claims::<T>::get(pool, &worker).is_some());
	}

	/// The second of two claims, of a promise that is over.
	#[benchmark]
	fn look_at_claim() {
		let pool = Place::<T>::new().pool;
		for number in 0..2 {
			let worker: T::AccountId = account("worker", number, 0);
			Claims::<T>::insert(pool, worker, 0);
		}
		let first = Claims::<T>::iter_keys().next().map(|(pool, worker)| ClaimKey { pool, worker });
		ClaimCursor::<T>::set(first);
		let found;

		#[block]
		{
			found = Pallet::<T>::look_at_next_claim();
		}

		assert!(found);
		assert_eq!(Claims::<T>::iter_keys().count(), 1);
	}

	#[benchmark]
	fn list_pool() -> Result<(), BenchmarkError> {
		let scene = Place::<T>::new();
		Listed::<T>::remove(scene.pool);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, scene.pool, true);

		assert!(Listed::<T>::contains_key(scene.pool));
		Ok(())
	}

	#[benchmark]
	fn add_class() -> Result<(), BenchmarkError> {
		TagClasses::<T>::kill();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Tag::GPU);

		assert_eq!(TagClasses::<T>::get().len(), 1);
		Ok(())
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = BookParameters { quick: 60, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);

		assert_eq!(Parameters::<T>::get(), parameters);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::build(), crate::mock::Test);
}
