// SPDX-License-Identifier: Apache-2.0

//! The stock pool of a chain for development: transactions by which its one node becomes a worker that
//! sells runs of stock apps, with keys that everybody has. A node reads the state, sends the next
//! transaction, and looks again, so that a restart goes on where it stopped.

use crate::{
	signed::{payload, transaction},
	AccountId, Balance, Hash, Nonce, Runtime, RuntimeCall, UncheckedExtrinsic, RLC,
};
use alloc::{boxed::Box, vec, vec::Vec};
use bourse_primitives::{
	crypto::{PocoId, PocoSignature},
	text, AppId, CategoryId, Seconds, WorkerpoolId,
};
use codec::{Decode, Encode};
use frame_support::traits::Get;
use pallet_book::{
	engine::Header, step_down, Audience, Cell, Lifetime, NewOffer, NewOrder, Section, SectionBook,
	Side, Terms, Venue,
};
use pallet_registry::{Asset, MaxStockNames};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;

/// What the stock account gets to begin with.
const FUNDS: Balance = 10_000 * RLC;
/// Its stake.
const STAKE: Balance = 5_000 * RLC;
/// Price of a task for the pool, and for an app.
const POOL_PRICE: Balance = RLC / 100;
const APP_PRICE: Balance = RLC / 1_000;
/// Tasks of an offer. The next one comes when the category has fewer than half of them on offer.
const VOLUME: u64 = 1_000;
/// The highest trust that one owner is enough for.
const TRUST: u8 = 2;
/// Categories that the pool serves: XS, S, M, L.
const CATEGORIES: u32 = 4;
/// Seconds for which an offer rests, less up to one day: ends are whole days, so that what is read
/// of one state and of the next differs by what has happened alone.
const LIFE: Seconds = 20 * DAY;
const DAY: Seconds = 86_400;
/// What people read of the pool.
const DESCRIPTION: &[u8] = b"home\nThe worker of this chain for development.";

/// Apps of the chain that are looked at for those of the stock.
const MOST_APPS: u32 = 256;

/// An app of the stock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StockApp {
	/// Its name.
	pub name: Vec<u8>,
	/// What it does and how it is run, for people; empty when the module does not say.
	pub description: Vec<u8>,
	/// `blake2_256` of its module, which the node has.
	pub checksum: Hash,
}

/// What is there already.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stocked {
	/// Number of the next transaction of root.
	root_nonce: Nonce,
	/// Number of the next transaction of the stock account.
	nonce: Nonce,
	/// What the stock account has outside of its stake.
	wallet: Balance,
	/// The pool that the stock account works for, and its hot key.
	worker: Option<(WorkerpoolId, Option<PocoId>)>,
	/// The pool is on the chain's list.
	listed: bool,
	/// A category of which the book has little on offer.
	short: Option<CategoryId>,
	/// End of the next offer, in seconds of the Unix epoch.
	until: Seconds,
	/// The next pool and the next app.
	next: (u32, u32),
	/// The apps of the stock account.
	apps: Vec<(AppId, Hash)>,
	/// The stock names, and what they stand for.
	names: Vec<(Vec<u8>, Asset)>,
}

/// The pair of the stock account.
fn pair() -> sr25519::Pair {
	sr25519::Pair::from_string("//Stock", None).expect("the path is well formed; qed")
}

/// The stock account, which owns apps and pool, and works.
pub fn account() -> AccountId {
	pair().public().into()
}

impl Stocked {
	/// Reads what is there; `get` gives the value of a key of the state.
	pub fn read(get: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Self {
		fn decoded<T: Decode>(bytes: Option<Vec<u8>>) -> Option<T> {
			bytes.and_then(|bytes| T::decode(&mut &bytes[..]).ok())
		}
		let wallet = |who: &AccountId| {
			let key = frame_system::Account::<Runtime>::hashed_key_for(who);
			let found = decoded::<
				frame_system::AccountInfo<Nonce, pallet_balances::AccountData<Balance>>,
			>(get(&key));
			found.map_or((0, 0), |found| (found.nonce, found.data.free))
		};
		let stock = account();
		let (root_nonce, _) = wallet(&Sr25519Keyring::Alice.to_account_id());
		let (nonce, free) = wallet(&stock);
		let worker = decoded::<pallet_pools::Worker<AccountId>>(get(&pallet_pools::Workers::<
			Runtime,
		>::hashed_key_for(&stock)));
		let worker = worker.map(|worker| (worker.pool, worker.hot_key));
		let is_there = |key: Vec<u8>| get(&key).is_some();
		let pool = worker.as_ref().map(|(pool, _)| *pool);
		let on_offer = |category| {
			let section = Section { venue: Venue::Open, category };
			let cell = Cell { class: 0, step: step_down(TRUST).unwrap_or_default() };
			let book = SectionBook { section, side: Side::Offer, cell };
			let key = pallet_book::Headers::<Runtime>::hashed_key_for(book);
			decoded::<Header>(get(&key)).map_or(0, |header| header.volume)
		};
		let next_app = get(&pallet_registry::NextAppId::<Runtime>::hashed_key());
		let next_app = decoded::<u32>(next_app).unwrap_or_default();
		let app = |id: AppId| {
			let key = pallet_registry::Apps::<Runtime>::hashed_key_for(id);
			let app = decoded::<pallet_registry::App<AccountId>>(get(&key))?;
			(app.owner == stock).then_some((id, app.checksum))
		};
		let names = get(&pallet_registry::StockNames::<Runtime>::hashed_key());
		let names = decoded::<Vec<pallet_registry::StockName>>(names).unwrap_or_default();
		let now = decoded::<u64>(get(&pallet_timestamp::Now::<Runtime>::hashed_key()));
		let now = now.unwrap_or_default();
		Self {
			root_nonce,
			nonce,
			wallet: free,
			listed: pool
				.is_some_and(|pool| is_there(pallet_book::Listed::<Runtime>::hashed_key_for(pool))),
			short: (0..CATEGORIES)
				.map(CategoryId)
				.find(|category| on_offer(*category) < VOLUME / 2),
			until: (now / 1_000 / DAY).saturating_mul(DAY).saturating_add(LIFE),
			worker,
			next: (
				decoded(get(&pallet_registry::NextWorkerpoolId::<Runtime>::hashed_key()))
					.unwrap_or_default(),
				next_app,
			),
			apps: (0..next_app.min(MOST_APPS)).filter_map(|id| app(AppId(id))).collect(),
			names: names.into_iter().map(|name| (name.name.into_inner(), name.asset)).collect(),
		}
	}

	/// Whether the stock account works for a pool, or has applied to one.
	pub fn has_worker(&self) -> bool {
		self.worker.is_some()
	}

	/// The pool, while nothing is left to do for these apps.
	pub fn done(&self, key: &PocoId, apps: &[StockApp]) -> Option<WorkerpoolId> {
		let (pool, hot_key) = self.worker.as_ref()?;
		let is_open = hot_key.as_ref() == Some(key) && self.listed && self.short.is_none();
		let is_stocked = self.missing(apps).is_empty() && self.unnamed(apps).is_empty();
		(is_open && is_stocked).then_some(*pool)
	}

	/// Apps that are not registered yet. On a chain with many apps none is looked for.
	fn missing(&self, apps: &[StockApp]) -> Vec<StockApp> {
		let is_there = |app: &StockApp| self.apps.iter().any(|(_, there)| *there == app.checksum);
		let looks = self.next.1 <= MOST_APPS;
		apps.iter().filter(|app| looks && !is_there(app)).cloned().collect()
	}

	/// Apps whose names don't stand for them yet. Not every file's name can be a stock name.
	fn unnamed(&self, apps: &[StockApp]) -> Vec<(Vec<u8>, Asset)> {
		let named = |app: &StockApp| {
			let (id, _) = self.apps.iter().find(|(_, there)| *there == app.checksum)?;
			let named = (app.name.clone(), Asset::App(*id));
			let fits = text::is_label(&app.name) && !self.names.contains(&named);
			fits.then_some(named)
		};
		let most = <MaxStockNames as Get<u32>>::get() as usize;
		let has_room = self.names.len().saturating_add(apps.len()) <= most;
		apps.iter().filter(|_| has_room).filter_map(named).collect()
	}

	/// The next transaction: a node with that hot key, of which `proof` is the proof, takes so many
	/// tasks at once.
	pub fn next(
		&self,
		genesis: Hash,
		apps: &[StockApp],
		slots: u32,
		key: PocoId,
		proof: PocoSignature,
	) -> UncheckedExtrinsic {
		let root = Sr25519Keyring::Alice.pair();
		let by_root = |call| signed(&root, self.root_nonce, genesis, call);
		let by_stock = |call| signed(&pair(), self.nonce, genesis, call);
		match &self.worker {
			None if self.wallet < STAKE => by_root(fund()),
			None => by_stock(open(self.next, apps, slots, key, proof)),
			Some((_, hot_key)) if hot_key.as_ref() != Some(&key) => {
				by_stock(pallet_pools::Call::<Runtime>::set_hot_key { key, proof }.into())
			},
			Some((pool, _)) if !self.listed => by_root(vouch(Some(*pool), self.unnamed(apps))),
			Some((pool, _)) => match (self.short, self.missing(apps)) {
				(Some(category), _) => by_stock(offer(*pool, category, self.until)),
				(None, missing) if !missing.is_empty() => {
					by_stock(all(register(self.next.1, &missing)))
				},
				_ => by_root(vouch(None, self.unnamed(apps))),
			},
		}
	}
}

fn fund() -> RuntimeCall {
	let dest = account().into();
	pallet_balances::Call::<Runtime>::transfer_allow_death { dest, value: FUNDS }.into()
}

/// What root vouches for: a pool on the chain's list, and names.
fn vouch(pool: Option<WorkerpoolId>, names: Vec<(Vec<u8>, Asset)>) -> RuntimeCall {
	let list = |pool| pallet_book::Call::<Runtime>::list_pool { pool, listed: true }.into();
	let mut calls = pool.into_iter().map(list).collect::<Vec<RuntimeCall>>();
	calls.extend(names.into_iter().map(|(name, asset)| {
		pallet_registry::Call::<Runtime>::set_stock_name { name, asset: Some(asset) }.into()
	}));
	pallet_sudo::Call::<Runtime>::sudo { call: Box::new(all(calls)) }.into()
}

fn all(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::<Runtime>::batch_all { calls }.into()
}

/// Stake, pool, worker and apps. When somebody registered a pool or an app meanwhile, the numbers are
/// others, and nothing of it happens.
fn open(
	(pool, app): (u32, u32),
	apps: &[StockApp],
	slots: u32,
	key: PocoId,
	proof: PocoSignature,
) -> RuntimeCall {
	let (owner, pool) = (account(), WorkerpoolId(pool));
	let mut calls: Vec<RuntimeCall> = vec![
		pallet_escrow::Call::<Runtime>::deposit { amount: STAKE }.into(),
		pallet_registry::Call::<Runtime>::register_workerpool {
			owner: owner.clone(),
			description: DESCRIPTION.to_vec(),
		}
		.into(),
		pallet_pools::Call::<Runtime>::apply { pool, slots }.into(),
		pallet_pools::Call::<Runtime>::accept { worker: owner.clone() }.into(),
		pallet_pools::Call::<Runtime>::set_hot_key { key, proof }.into(),
	];
	calls.extend(register(app, apps));
	all(calls)
}

/// Apps, the first of which gets that number, each with its price for everybody.
fn register(first: u32, apps: &[StockApp]) -> Vec<RuntimeCall> {
	let mut calls = Vec::new();
	for (number, stock) in (first..).zip(apps) {
		let register = pallet_registry::Call::<Runtime>::register_app {
			owner: account(),
			name: stock.name.clone(),
			kind: Default::default(),
			// Nodes get it by its checksum.
			multiaddr: Vec::new(),
			checksum: stock.checksum,
			mrenclave: Vec::new(),
		};
		let terms =
			Terms { price: APP_PRICE, tag: Default::default(), pool: None, app: None, until: None };
		let post = pallet_book::Call::<Runtime>::post_app {
			app: AppId(number),
			audience: Audience::Everybody,
			terms: Some(terms),
		};
		calls.push(register.into());
		calls.push(post.into());
		if !stock.description.is_empty() {
			let describe = pallet_registry::Call::<Runtime>::describe {
				asset: Asset::App(AppId(number)),
				description: stock.description.clone(),
				link: Vec::new(),
				tags: Vec::new(),
			};
			calls.push(describe.into());
		}
	}
	calls
}

/// An offer of a category's tasks. Not a supply: that one offers no more than the pool has free slots,
/// which here is one, and less than once a minute.
fn offer(pool: WorkerpoolId, category: CategoryId, until: Seconds) -> RuntimeCall {
	let offer = NewOffer {
		pool,
		open: true,
		category,
		class: 0,
		trust: TRUST,
		price: POOL_PRICE,
		volume: VOLUME,
	};
	let (order, lifetime) = (Box::new(NewOrder::Offer(offer)), Lifetime::GoodTill(until));
	pallet_book::Call::<Runtime>::place { order, lifetime }.into()
}

fn signed(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	call: RuntimeCall,
) -> UncheckedExtrinsic {
	let payload = payload(nonce, genesis, call);
	let signature = payload.using_encoded(|payload| pair.sign(payload));
	transaction(payload, pair.public().into(), signature)
}
