// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Places in the room of this node's key. Anybody publishes through the node's RPC, with as many keys as it
//! likes; once the room is full, the stake of orders' owners decides, which can't be in two places at once.

use bourse_primitives::Balance;
use bourse_runtime::{AccountId, Runtime};
use pallet_market::{statements::STATEMENTS, Config};
use sp_core::{Get, H256};
use std::collections::BTreeMap;

/// Places that are looked at for one whose owner has too little stake.
const LOOKS: usize = 64;

/// Where a new order goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
	/// To a place that nobody has.
	Free,
	/// To that of the order with this hash, whose owner has too little stake for its places.
	Of(H256),
	/// Nowhere.
	None,
}

/// nRLC of its owner's stake, free and locked, that keeps an order its place: what the place itself holds of
/// somebody's.
pub fn stake_of_place() -> Balance {
	let unit: Balance = <Runtime as Config>::StatementUnit::get();
	unit / Balance::from(STATEMENTS)
}

/// The place of a new order, its hash and its owner given, where there are `most` places. `placed` are the
/// orders that have one, by hash; `stake` says what stake an account has, if that is known.
pub fn place(
	placed: &[(H256, AccountId)],
	(hash, owner): (H256, &AccountId),
	most: usize,
	stake: impl Fn(&AccountId) -> Option<Balance>,
) -> Place {
	if placed.len() < most {
		return Place::Free;
	}
	let mut counts = BTreeMap::<&AccountId, Balance>::new();
	for (_, owner) in placed {
		*counts.entry(owner).or_default() += 1;
	}
	let has = |owner: &AccountId| counts.get(owner).copied().unwrap_or_default();
	let keeps = |owner: &AccountId, places: Balance| {
		let needed = stake_of_place().saturating_mul(places);
		stake(owner).is_none_or(|stake| stake >= needed)
	};
	if !keeps(owner, has(owner).saturating_add(1)) {
		return Place::None;
	}
	// Others for each order, so that all come up.
	let (before, behind) = placed.split_at(placed.partition_point(|(other, _)| *other < hash));
	let mut looked_at = behind.iter().chain(before).take(LOOKS);
	let short = looked_at.find(|(_, other)| !keeps(other, has(other)));
	short.map_or(Place::None, |(other, _)| Place::Of(*other))
}

#[cfg(test)]
mod tests {
	use super::*;

	const MOST: usize = 16;

	fn account(n: u16) -> AccountId {
		let mut bytes = [0; 32];
		bytes[..2].copy_from_slice(&n.to_be_bytes());
		bytes.into()
	}

	/// Orders with places, of these owners.
	fn placed(owners: impl IntoIterator<Item = u16>) -> Vec<(H256, AccountId)> {
		let placed = owners.into_iter().zip(0u64..);
		placed.map(|(owner, n)| (H256::from_low_u64_be(n), account(owner))).collect()
	}

	/// The place of an order with that hash where the first accounts have so many places' stake.
	fn place_of(placed: &[(H256, AccountId)], hash: u64, owner: u16, stakes: &[Balance]) -> Place {
		let stake = |who: &AccountId| {
			let staked = stakes.iter().zip(0u16..).find(|(_, n)| account(*n) == *who);
			Some(staked.map_or(0, |(places, _)| places * stake_of_place()))
		};
		place(placed, (H256::from_low_u64_be(hash), &account(owner)), MOST, stake)
	}

	#[test]
	fn place_should_be_free_for_everybody_until_all_are_taken() {
		assert_eq!(place_of(&placed(100..115), 99, 200, &[]), Place::Free);
		assert_eq!(place_of(&placed(100..116), 99, 200, &[]), Place::None);
	}

	#[test]
	fn strangers_without_stake_should_push_nobody_out_and_keep_nobody_out() {
		// Owners 0 to 7 came first, with stake for one place each; then strangers with a key for each order.
		let mut orders = placed((0..8).chain(100..108));
		let stakes = [1; 12];
		for stranger in 200..1_200 {
			assert_eq!(place_of(&orders, u64::from(stranger), stranger, &stakes), Place::None);
		}
		// Owners 8 to 11 come later, and find strangers' places.
		for owner in 8..12 {
			let Place::Of(hash) = place_of(&orders, u64::from(owner) + 50, owner, &stakes) else {
				panic!("a stranger has a place")
			};
			let at = orders.iter().position(|(other, _)| *other == hash).expect("it had a place");
			assert!(orders[at].1 >= account(100), "owner {:?} lost its place", orders[at].1);
			orders[at].1 = account(owner);
		}
	}

	#[test]
	fn stake_should_keep_as_many_places_as_it_is_enough_for() {
		let full = placed((0..16).map(|n| n / 4));
		// All owners have stake for their four places: there is none for another.
		assert_eq!(place_of(&full, 99, 4, &[4, 4, 4, 4, 9]), Place::None);
		// The third has taken some away, to have it elsewhere: there it is enough for one.
		assert_eq!(place_of(&full, 99, 4, &[4, 4, 3, 4, 1]), Place::Of(H256::from_low_u64_be(8)));
		assert_eq!(place_of(&full, 99, 4, &[4, 4, 3, 4, 0]), Place::None);
		assert_eq!(place_of(&full, 99, 0, &[4, 4, 3, 4]), Place::None);
		assert_eq!(place_of(&full, 99, 0, &[5, 4, 3, 4]), Place::Of(H256::from_low_u64_be(8)));
	}

	#[test]
	fn places_should_come_up_in_turn_when_there_are_many() {
		let many = placed((0..200).map(|n| if n == 150 { 1 } else { 0 }));
		let found = |hash| place_of(&many, hash, 2, &[200, 0, 1]);
		assert_eq!(found(0), Place::None);
		assert_eq!(found(100), Place::Of(H256::from_low_u64_be(150)));
	}
}
