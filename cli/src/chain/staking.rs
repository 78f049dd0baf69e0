// SPDX-License-Identifier: Apache-2.0

//! Validators, nominators and their bonds, by the storage of the SDK's own pallets of staking and sessions,
//! which other wallets read, too. Each record is read by the names of its fields, so that another runtime is
//! told and not misread.

use super::At;
use crate::error::{Attempt, Error};
use scale_decode::DecodeAsType;
use subxt::{dynamic::Value, utils::AccountId32};

const STAKING: &str = "Staking";
const SESSION: &str = "Session";
/// Most entries of a list that are read.
const MOST: usize = 10_000;

record! {
	/// An era: the time for which validators are elected and paid.
	Era {
		/// Its number.
		index: u32,
		/// Its begin, in milliseconds of the Unix epoch; `None` in its first block.
		start: Option<u64>,
	}
}
record! {
	/// What an era's pay is divided by: 20 points for a block.
	Points {
		/// Of all validators.
		total: u32,
		/// Of each that has any.
		individual: Vec<(AccountId32, u32)>,
	}
}
record! {
	/// Terms of a candidate.
	Terms {
		/// Share that it keeps before its nominators get theirs, in billionths.
		commission: u32,
		/// Whether it takes no new nominators.
		blocked: bool,
	}
}
record! {
	/// What stands behind a validator in an era.
	Exposure {
		/// All of it, in nRLC.
		total: u128,
		/// The validator's own bond, in nRLC.
		own: u128,
		/// Number of its nominators.
		nominator_count: u32,
		/// Pages on which its nominators are paid.
		page_count: u32,
	}
}
record! {
	/// A bond.
	Ledger {
		/// What is at stake, in nRLC.
		active: u128,
		/// What gets free.
		unlocking: Vec<Unlocking>,
	}
}
record! {
	/// A part of a bond that gets free.
	Unlocking {
		/// nRLC.
		value: u128,
		/// Era from which it can be withdrawn.
		era: u32,
	}
}
record! {
	/// Whom a bond is behind.
	Nominations {
		/// The validators.
		targets: Vec<AccountId32>,
	}
}
record! {
	/// Keys that a validator signs with.
	Keys {
		/// Makes blocks.
		babe: [u8; 32],
		/// Finalises them.
		grandpa: [u8; 32],
	}
}
record! {
	/// A slash that is not applied yet.
	Slash {
		/// The validator.
		validator: AccountId32,
		/// Of its own bond, in nRLC.
		own: u128,
		/// Of its nominators' bonds, in nRLC.
		others: Vec<(AccountId32, u128)>,
	}
}
record! {
	/// Spans of time for which slashes of a bond are counted.
	Spans {
		/// Spans before the present one.
		prior: Vec<u32>,
	}
}

impl Points {
	/// Points of a validator.
	pub fn of(&self, who: &AccountId32) -> u32 {
		self.individual.iter().find(|(one, _)| one == who).map_or(0, |(_, points)| *points)
	}
}

impl Slash {
	/// nRLC of all bonds.
	pub fn total(&self) -> u128 {
		self.others.iter().fold(self.own, |sum, (_, amount)| sum.saturating_add(*amount))
	}
}

fn other_form(pallet: &str, entry: &str, error: impl std::fmt::Display) -> Error {
	Error::new(format!("the chain's {pallet}.{entry} has another form ({error})"))
		.cure("`bourse` and the chain's runtime are of different versions: take the same")
}

fn of_account(who: &AccountId32) -> Value {
	Value::from_bytes(who.0)
}

fn of_era(era: u32) -> Value {
	Value::u128(era.into())
}

/// A value of the state. Where the pallet has a default, that is in the place of none.
async fn value<T: DecodeAsType>(
	at: &At,
	pallet: &str,
	entry: &str,
	keys: Vec<Value>,
) -> Attempt<Option<T>> {
	let address = subxt::dynamic::storage::<Vec<Value>, T>(pallet, entry);
	let found = at.storage().try_fetch(address, keys).await;
	let found = found.map_err(|error| other_form(pallet, entry, error))?;
	found.map(|value| value.decode()).transpose().map_err(|error| other_form(pallet, entry, error))
}

/// All entries of a map below some keys, by the last key, which is a `K`, in the order of these keys.
async fn all<K: DecodeAsType + Ord, T: DecodeAsType>(
	at: &At,
	pallet: &str,
	entry: &str,
	keys: Vec<Value>,
) -> Attempt<Vec<(K, T)>> {
	let part = keys.len();
	let address = subxt::dynamic::storage::<Vec<Value>, T>(pallet, entry);
	let entries = at.storage().iter(address, keys).await;
	let mut entries = entries.map_err(|error| other_form(pallet, entry, error))?;
	let mut found = Vec::new();
	while let Some(next) = entries.next().await {
		let next = next.map_err(|error| other_form(pallet, entry, error))?;
		let key = next.key().map_err(|error| other_form(pallet, entry, error))?;
		let key = key.part(part).ok_or_else(|| other_form(pallet, entry, "another key"))?;
		let key = key.decode_as::<K>().map_err(|error| other_form(pallet, entry, error))?;
		let key = key.ok_or_else(|| other_form(pallet, entry, "a key without its value"))?;
		let value = next.value().decode().map_err(|error| other_form(pallet, entry, error))?;
		found.push((key, value));
		if found.len() > MOST {
			let what = format!("the chain has more than {MOST} entries in {pallet}.{entry}");
			return Err(Error::new(what));
		}
	}
	found.sort_by(|(a, _), (b, _)| a.cmp(b));
	Ok(found)
}

/// The present era.
pub async fn era(at: &At) -> Attempt<Era> {
	value(at, STAKING, "ActiveEra", Vec::new())
		.await?
		.ok_or_else(|| Error::new("the chain has no era: it elects no validators"))
}

/// Points of an era so far.
pub async fn points(at: &At, era: u32) -> Attempt<Points> {
	let points = value(at, STAKING, "ErasRewardPoints", vec![of_era(era)]).await?;
	Ok(points.unwrap_or(Points { total: 0, individual: Vec::new() }))
}

/// The validators of the present session.
pub async fn validators(at: &At) -> Attempt<Vec<AccountId32>> {
	Ok(value(at, SESSION, "Validators", Vec::new()).await?.unwrap_or_default())
}

/// Those who stand for election, and their terms.
pub async fn candidates(at: &At) -> Attempt<Vec<(AccountId32, Terms)>> {
	all(at, STAKING, "Validators", Vec::new()).await
}

/// What stands behind each validator of an era.
pub async fn exposures(at: &At, era: u32) -> Attempt<Vec<(AccountId32, Exposure)>> {
	all(at, STAKING, "ErasStakersOverview", vec![of_era(era)]).await
}

/// The bond of an account.
pub async fn ledger(at: &At, who: &AccountId32) -> Attempt<Option<Ledger>> {
	value(at, STAKING, "Ledger", vec![of_account(who)]).await
}

/// Whom an account's bond is behind.
pub async fn nominations(at: &At, who: &AccountId32) -> Attempt<Option<Nominations>> {
	value(at, STAKING, "Nominators", vec![of_account(who)]).await
}

/// The session keys that an account has registered.
pub async fn keys(at: &At, who: &AccountId32) -> Attempt<Option<Keys>> {
	value(at, SESSION, "NextKeys", vec![of_account(who)]).await
}

/// Slashes that wait, each with the era that begins with it.
pub async fn slashes(at: &At) -> Attempt<Vec<(u32, Slash)>> {
	let waiting = all::<u32, Vec<Slash>>(at, STAKING, "UnappliedSlashes", Vec::new()).await?;
	let each = |(era, slashes): (u32, Vec<Slash>)| slashes.into_iter().map(move |of| (era, of));
	Ok(waiting.into_iter().flat_map(each).collect())
}

/// The number of an account's slashing spans, as the end of its bond has to name it.
pub async fn spans(at: &At, who: &AccountId32) -> Attempt<u32> {
	let spans = value::<Spans>(at, STAKING, "SlashingSpans", vec![of_account(who)]).await?;
	Ok(spans.map_or(0, |spans| u32::try_from(spans.prior.len()).unwrap_or(u32::MAX - 1) + 1))
}

/// Eras for which a validator earned something that is not paid out, the oldest first.
pub async fn unpaid(at: &At, who: &AccountId32) -> Attempt<Vec<u32>> {
	let pays = all::<u32, u128>(at, STAKING, "ErasValidatorReward", Vec::new()).await?;
	let mut found = Vec::new();
	for (era, _) in pays.into_iter().filter(|(_, pay)| *pay > 0) {
		let key = || vec![of_era(era), of_account(who)];
		let exposure = value::<Exposure>(at, STAKING, "ErasStakersOverview", key()).await?;
		let Some(exposure) = exposure else { continue };
		let paid = value::<Vec<u32>>(at, STAKING, "ClaimedRewards", key()).await?;
		let paid = paid.unwrap_or_default().len();
		// Who has no nominators is paid on one page, too.
		let pages = usize::try_from(exposure.page_count.max(1)).unwrap_or(usize::MAX);
		if paid < pages && points(at, era).await?.of(who) > 0 {
			found.push(era);
		}
	}
	Ok(found)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn points_and_slashes_should_be_summed_by_validator() {
		let [a, b] = [1, 2].map(|byte| AccountId32([byte; 32]));
		let points = Points { total: 20, individual: vec![(a, 20)] };
		assert_eq!((points.of(&a), points.of(&b)), (20, 0));
		let slash = Slash { validator: a, own: 5, others: vec![(b, 7), (b, u128::MAX)] };
		assert_eq!(slash.total(), u128::MAX);
	}
}
