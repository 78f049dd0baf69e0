// SPDX-License-Identifier: Apache-2.0

//! Who takes part. Everybody may do anything; the roles say who mostly does what.

use bourse_primitives::crypto::PocoPair;
use bourse_runtime::AccountId;
use sp_core::{sr25519, Pair};
use std::{ops::Range, sync::OnceLock};

/// An account with its keys.
pub struct Actor {
	/// Signs transactions and orders.
	pub pair: sr25519::Pair,
	/// The account.
	pub account: AccountId,
	/// Two hot keys, so that one can be replaced by the other.
	pub hot: [PocoPair; 2],
}

/// Number of an actor.
pub type Who = usize;

/// Root, by sudo: Alice of the `dev` chain.
pub const ROOT: Who = 0;
/// Own apps and datasets.
pub const PROVIDERS: Range<Who> = 1..3;
/// Own workerpools.
pub const SCHEDULERS: Range<Who> = 3..5;
/// Buy.
pub const REQUESTERS: Range<Who> = 5..8;
/// Signs for enclaves' contributions when it is set.
pub const BROKER: Who = 8;
/// An enclave's key.
pub const ENCLAVE: Who = 9;
/// Compute.
pub const WORKERS: Range<Who> = 10..24;
/// Own about a quarter of all that can be, each: a requester, a scheduler and a worker.
pub const WHALES: Range<Who> = 24..27;
/// Has no wallet.
pub const PENNILESS: Who = 27;
/// How many there are.
pub const COUNT: usize = 28;

/// All of them.
pub fn all() -> &'static [Actor] {
	static ALL: OnceLock<Vec<Actor>> = OnceLock::new();
	ALL.get_or_init(|| {
		let pair = |who: Who| match who {
			ROOT => sr25519::Pair::from_string("//Alice", None),
			_ => sr25519::Pair::from_string(&format!("//fuzz//{who}"), None),
		};
		let hot = |who: Who, key| PocoPair::from_string(&format!("//hot//{who}//{key}"), None);
		(0..COUNT)
			.map(|who| {
				let pair = pair(who).expect("a derivation path");
				let account = pair.public().into();
				let hot = [0, 1].map(|key| hot(who, key).expect("a derivation path"));
				Actor { pair, account, hot }
			})
			.collect()
	})
}

/// The actor with that number.
pub fn actor(who: Who) -> &'static Actor {
	&all()[who]
}

/// The account of an actor.
pub fn account(who: Who) -> AccountId {
	actor(who).account.clone()
}

/// Who has this account, if it is an actor's.
pub fn who_is(account: &AccountId) -> Option<Who> {
	all().iter().position(|actor| actor.account == *account)
}
