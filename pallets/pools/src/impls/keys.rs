// SPDX-License-Identifier: Apache-2.0

//! Former hot keys, and the end of what nobody needs any more (PROTOCOL 9.3).

use crate::{pallet::*, FormerKey, TidyCursor, WeightInfo, Worker};
use alloc::vec::Vec;
use bourse_primitives::{crypto::PocoId, protocol, Seconds};
use codec::FullCodec;
use frame_support::{storage::IterableStorageMap, weights::Weight};

/// Entries of each kind that one block looks at.
pub(crate) const TIDIED: u32 = 2;

/// Seconds for which a former key speaks for what it signed: from the match of the longest standard
/// category to the end of its last challenge.
pub(crate) const FORMER_KEY_TIME: Seconds = protocol::contribution_time(protocol::LONGEST_TIME_REF)
	.saturating_add(protocol::challengeable_time(protocol::LONGEST_TIME_REF));

impl<T: Config> Pallet<T> {
	/// Takes a worker's hot key out of use. It goes on speaking for what it signed, where the rules
	/// of the market hold.
	pub(crate) fn retire_key(who: &T::AccountId, key: PocoId) {
		HotKeys::<T>::remove(&key);
		if Self::rules_hold() {
			let until = Self::now().saturating_add(FORMER_KEY_TIME);
			FormerKeys::<T>::insert(who, FormerKey { key, until });
		}
	}

	/// Whether the key is the worker's former one, and still speaks for what it signed.
	pub(crate) fn spoke_for(key: &PocoId, who: &T::AccountId) -> bool {
		FormerKeys::<T>::get(who)
			.is_some_and(|former| former.key == *key && Self::now() < former.until)
	}

	/// Forgets former keys and bonds whose time is over: looks at the next few.
	pub(crate) fn tidy(remaining: Weight) -> Weight {
		let weight = T::WeightInfo::tidy();
		if !Self::rules_hold() || !weight.all_lte(remaining) {
			return Weight::zero();
		}
		let now = Self::now();
		let TidyCursor { key, bond } = TidyCursors::<T>::get();
		let (keys, key) = next_few::<T::AccountId, _, FormerKeys<T>>(key);
		for (who, _) in keys.into_iter().filter(|(_, former)| former.until <= now) {
			FormerKeys::<T>::remove(who);
		}
		let (bonds, bond) = next_few::<T::AccountId, _, Bonds<T>>(bond);
		for (who, _) in bonds.into_iter().filter(|(_, bond)| bond.binding(now) == 0) {
			Bonds::<T>::remove(who);
		}
		let cursor = TidyCursor { key, bond };
		if cursor == TidyCursor::default() {
			TidyCursors::<T>::kill();
		} else {
			TidyCursors::<T>::put(cursor);
		}
		weight
	}

	/// The accounts with deposits for workers' records, and those deposits. Reads all records.
	pub(crate) fn sum_deposits() -> Vec<(T::AccountId, bourse_primitives::Balance)> {
		let mut deposits = alloc::collections::BTreeMap::<_, bourse_primitives::Balance>::new();
		for Worker { owner, deposit, .. } in Workers::<T>::iter_values() {
			let sum = deposits.entry(owner).or_default();
			*sum = sum.saturating_add(deposit);
		}
		deposits.into_iter().filter(|(_, sum)| *sum > 0).collect()
	}
}

/// The next few entries of a map behind `last`, and the last of them; `None` at the map's end.
fn next_few<K: FullCodec + Clone, V: FullCodec, Map: IterableStorageMap<K, V>>(
	last: Option<K>,
) -> (Vec<(K, V)>, Option<K>) {
	let entries = match last {
		Some(last) => Map::iter_from(Map::hashed_key_for(last)),
		None => Map::iter(),
	};
	let some: Vec<_> = entries.take(TIDIED as usize).collect();
	let full = some.len() >= TIDIED as usize;
	let last = some.last().map(|(key, _)| key.clone()).filter(|_| full);
	(some, last)
}
