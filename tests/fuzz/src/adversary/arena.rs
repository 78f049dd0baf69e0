// SPDX-License-Identifier: Apache-2.0

//! The market of an episode: who is there, and how blocks pass.

use super::{books::Books, dice::Dice};
use crate::opening::Snapshot;
use bourse_primitives::{
	traits::Ledger, AppId, CategoryId, DealId, FailureCode, Tag, WorkerpoolId,
};
use bourse_runtime::*;
use bourse_runtime_tests::{actor::Actor, chain};
use pallet_book::{Audience, Terms};
use sp_core::{sr25519, storage::StateVersion, Pair, H256};
use sp_io::TestExternalities;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::OnceLock,
};

/// Time reference of the tasks' category, in seconds: shorter than any of a real chain, so that an
/// episode has few blocks.
pub const T: u64 = 100;
/// Most percent of an open pool's owners, and of its slots, that are the adversary's: less than this.
pub const LESS_THAN: usize = 45;
/// Strangers in the order book.
const STRANGERS: usize = 2;
/// Percent of the episodes in which the adversary's own pool is on the chain's list, too.
const LISTED: usize = 40;

/// What the adversary is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Goal {
	/// Buys what nobody can compute; sometimes with an accomplice in the pool.
	Requester,
	/// Has some of an open pool's workers.
	Worker,
	/// Owns the open pool, has some of its workers, and buys.
	Owner,
	/// Makes a part of the blocks, and buys.
	Validator,
	/// Has some of an open pool's workers, and buys.
	Coalition,
}

impl Goal {
	/// All of them.
	pub const ALL: [Self; 5] =
		[Self::Requester, Self::Worker, Self::Owner, Self::Validator, Self::Coalition];
}

/// What an honest node finds out about the tasks of a deal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
	/// A result.
	Result,
	/// A result with data for the deal's callback.
	Data,
	/// A failure that is a result.
	Fails(FailureCode),
	/// A failure that is reported.
	Report(FailureCode),
	/// Nothing: these are in the adversary's own pool, and it lets them lie.
	Nothing,
}

/// How the adversary's workers answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stance {
	/// As honest workers do.
	Right,
	/// All with the same lie.
	Garbage,
	/// With the same lie where most of those who have the task are the adversary's.
	LieInMajority,
	/// With the same lie where at least two, and half of those who have the task, are the
	/// adversary's.
	LieInLead,
	/// Right, without ever revealing.
	HoldReveal,
	/// Right, without the header.
	HoldHeader,
	/// With a report, whatever the task is.
	Report,
	/// With a report that comes late.
	LateReport,
	/// All with a `Timeout`, whatever the task is.
	AgreedTimeout,
	/// Not at all.
	Idle,
}

/// A workerpool with its owner.
#[derive(Clone)]
pub struct Venue {
	/// The pool.
	pub id: WorkerpoolId,
	/// Its owner.
	pub manager: Actor,
}

/// Everything that is known of an episode's market.
pub struct Arena {
	/// What decides about the episode.
	pub seed: u64,
	/// What the adversary is.
	pub goal: Goal,
	/// The adversary's dice.
	pub dice: Dice,
	/// The dice for the authors of blocks.
	pub authors: Dice,
	/// The open pool.
	pub open: Venue,
	/// The adversary's own pool, in which `dealer` works.
	pub own: Venue,
	/// Honest owners of one worker each, in the open pool.
	pub honest: Vec<Actor>,
	/// Accounts of [`Arena::honest`].
	pub honest_ids: BTreeSet<AccountId>,
	/// The adversary's workers in the open pool, and those of its owner that are yet to come.
	pub evil: Vec<Actor>,
	/// Slots of each worker in the open pool.
	pub slots: u32,
	/// The adversary's worker in its own pool.
	pub dealer: Actor,
	/// The honest requester.
	pub requester: Actor,
	/// Honest accounts that come to the order book.
	pub strangers: Vec<Actor>,
	/// The dice for what the honest do there.
	pub crowd: Dice,
	/// Stake of the honest who buy and offer, at first, in nRLC.
	pub at_first: Vec<(AccountId, Balance)>,
	/// The adversary's requester.
	pub buyer: Actor,
	/// The honest app, and its owner.
	pub app: (AppId, Actor),
	/// The adversary's app, and its owner.
	pub evil_app: (AppId, Actor),
	/// Category of all tasks.
	pub category: CategoryId,
	/// What honest nodes find out about each deal.
	pub truths: BTreeMap<DealId, Truth>,
	/// Deals of the honest requester with the open pool.
	pub honest_deals: Vec<DealId>,
	/// What has happened so far.
	pub books: Books,
	/// The validator that makes this block: 0 is the adversary's.
	pub author: u32,
	/// How the adversary's workers answer.
	pub stance: Stance,
	/// Transactions of a kind have filled this block.
	pub filled: bool,
	/// Another salt for every order.
	pub salt: u64,
}

/// Account of the adversary's validator.
fn alice() -> AccountId {
	let pair = sr25519::Pair::from_string("//Alice", None).expect("a derivation path");
	pair.public().into()
}

/// A copy of a chain with the market's rules at genesis.
pub fn chain_at_genesis() -> TestExternalities {
	static GENESIS: OnceLock<Snapshot> = OnceLock::new();
	let (nodes, root) = GENESIS.get_or_init(|| {
		let mut state = chain::open_market_ext(serde_json::json!({ "warmUp": 0 }));
		state.commit_all().expect("a genesis fits the trie");
		state.into_raw_snapshot()
	});
	TestExternalities::from_raw_snapshot(nodes.clone(), *root, StateVersion::V1)
}

/// Signs a call and sends it. Whether it was applied.
pub fn send(who: &Actor, call: impl Into<RuntimeCall>) -> bool {
	matches!(chain::apply_extrinsic(chain::signed_by(&who.pair, call)), Ok(Ok(())))
}

/// The time by which orders of the book end, in seconds: that of the chain, not the protocol's clock.
pub fn time_of_orders() -> u64 {
	Timestamp::get() / 1_000
}

/// Terms of an app that costs so many nRLC.
pub fn terms(price: Balance) -> Terms {
	Terms { price, tag: Tag(0), pool: None, app: None, until: None }
}

impl Arena {
	/// Opens the first block, and the market in it.
	pub fn open(seed: u64, goal: Goal) -> Self {
		chain::open_block(1, chain::FIRST_SLOT * SLOT_DURATION);
		chain::stay_in_session();
		let category = CategoryId(pallet_registry::NextCategoryId::<Runtime>::get());
		let (root, name) = (RuntimeOrigin::root(), b"adversary".to_vec());
		Registry::create_category(root, name, Vec::new(), T).expect("root may");
		let mut plan = Dice::new(seed, 1);
		// Names of a seed, so that draws differ.
		let actor =
			|role: &str, number: usize| Actor::new(&format!("{seed} {role}"), number as u32);
		let [open, own] = ["open", "own"].map(|name| venue(actor(name, 0), name));
		let [app, evil_app] = ["app", "evil app"].map(|name| app(actor(name, 0)));
		let call = pallet_pools::Call::set_open { pool: open.id, open: true };
		open.manager.does(call);
		let honest: Vec<_> = (0..6 + plan.below(5)).map(|number| actor("honest", number)).collect();
		let most = (0..).take_while(|evil| is_below(*evil, honest.len())).last().unwrap_or(0);
		let seats = match goal {
			Goal::Requester => plan.below(2),
			Goal::Validator => 0,
			Goal::Owner => 4.min(most),
			Goal::Worker | Goal::Coalition => 1 + plan.below(most),
		};
		let evil: Vec<_> = (0..seats).map(|number| actor("evil", number)).collect();
		let slots = 2 + plan.below(3) as u32;
		// An owner has accounts that it can admit later.
		let at_first = if goal == Goal::Owner { 2 } else { evil.len() };
		for (place, worker) in honest.iter().chain(evil.iter().take(at_first)).enumerate() {
			worker.join(open.id, slots);
			if place % 8 == 7 {
				chain::advance(2);
			}
		}
		let dealer = actor("dealer", 0);
		dealer.does(pallet_pools::Call::apply { pool: own.id, slots: 4 });
		own.manager.does(pallet_pools::Call::accept { worker: dealer.id() });
		dealer.set_hot_key();
		let mut arena = Self {
			seed,
			goal,
			dice: Dice::new(seed, 2),
			authors: Dice::new(seed, 3),
			requester: actor("requester", 0),
			strangers: (0..STRANGERS).map(|number| actor("stranger", number)).collect(),
			crowd: Dice::new(seed, 6),
			at_first: Vec::new(),
			buyer: actor("buyer", 0),
			honest_ids: honest.iter().map(Actor::id).collect(),
			truths: BTreeMap::new(),
			honest_deals: Vec::new(),
			books: Books::default(),
			author: 0,
			stance: Stance::Right,
			filled: false,
			salt: 0,
			open,
			own,
			honest,
			evil,
			slots,
			dealer,
			app,
			evil_app,
			category,
		};
		arena.open_book();
		arena
	}

	/// The chain's list has the open pool, and by the seed the adversary's; everybody may use the apps.
	fn open_book(&mut self) {
		let own = Some(self.own.id).filter(|_| Dice::new(self.seed, 7).chance(LISTED));
		for pool in [Some(self.open.id), own].into_iter().flatten() {
			Book::list_pool(RuntimeOrigin::root(), pool, true).expect("root may");
		}
		for ((app, provider), price) in [(&self.app, RLC / 10), (&self.evil_app, 0)] {
			let (app, audience) = (*app, Audience::<AccountId>::Everybody);
			let terms = Some(terms(price));
			provider.does(pallet_book::Call::<Runtime>::post_app { app, audience, terms });
		}
		let manager = Some(&self.open.manager).filter(|_| self.is_owner_honest());
		let honest = self.strangers.iter().chain([&self.requester]).chain(manager);
		self.at_first = honest.map(|who| (who.id(), who.stake())).collect();
	}

	/// Whether the open pool's owner is honest.
	pub fn is_owner_honest(&self) -> bool {
		self.goal != Goal::Owner
	}

	/// The adversary's accounts.
	pub fn adversary(&self) -> Vec<AccountId> {
		let mut all: Vec<_> = self.evil.iter().map(Actor::id).collect();
		all.extend([&self.dealer, &self.buyer, &self.own.manager, &self.evil_app.1].map(Actor::id));
		match self.goal {
			Goal::Owner => all.push(self.open.manager.id()),
			Goal::Validator => all.push(alice()),
			_ => {},
		}
		all
	}

	/// Free and locked stake of all of the adversary's accounts, in nRLC, and its validator's part of the
	/// pot, which pays by blocks made.
	pub fn wealth(&self) -> i128 {
		let stake = |who: AccountId| (Escrow::stake(&who) + Escrow::locked(&who)) as i128;
		let own: i128 = self.adversary().into_iter().map(stake).sum();
		let part = if self.goal == Goal::Validator { LESS_THAN } else { 0 };
		own + stake(Eras::pot()) * part as i128 / 100
	}
}

/// Whether so many of the adversary's are below the share that it may have beside so many honest ones.
fn is_below(evil: usize, honest: usize) -> bool {
	evil * 100 < LESS_THAN * (evil + honest)
}

fn venue(manager: Actor, name: &str) -> Venue {
	let id = WorkerpoolId(pallet_registry::NextWorkerpoolId::<Runtime>::get());
	let (owner, description) = (manager.id(), name.as_bytes().to_vec());
	manager.does(pallet_registry::Call::register_workerpool { owner, description });
	Venue { id, manager }
}

fn app(provider: Actor) -> (AppId, Actor) {
	let id = AppId(pallet_registry::NextAppId::<Runtime>::get());
	provider.does(pallet_registry::Call::register_app {
		owner: provider.id(),
		name: b"app".to_vec(),
		kind: pallet_registry::AppKind::Wasi,
		multiaddr: b"https://example.org/app.wasm".to_vec(),
		checksum: H256::repeat_byte(id.0 as u8 + 1),
		mrenclave: Vec::new(),
	});
	(id, provider)
}
