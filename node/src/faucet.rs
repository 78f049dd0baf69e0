// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The faucet of a test network (`--faucet`): gives RLC to who asks by RPC, from the account of a key in the
//! node's keystore. Accounts cost nothing, so that what bounds it is the number of grants a day.

use crate::client::{FullClient, FullPool, Handles};
use bourse_primitives::{Balance, RLC};
use bourse_runtime::{faucet, opaque::UncheckedExtrinsic, AccountId, Nonce};
use codec::Encode;
use futures::lock::Mutex;
use sc_client_api::{StorageKey, StorageProvider};
use sc_service::{ChainType, Error as ServiceError};
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_blockchain::HeaderBackend;
use sp_core::{crypto::KeyTypeId, sr25519, H256};
use sp_keystore::{Keystore, KeystorePtr};
use std::{collections::HashMap, num::NonZeroU32, sync::Arc};
use thiserror::Error;

/// Type of the key that gives.
const FAUCET: KeyTypeId = KeyTypeId(*b"fauc");
/// The key that gives on chains whose accounts everybody can sign for.
const DEVELOPMENT: &str = "//Ferdie//stash";
/// What to do where no key is.
const NO_KEY: &str = "no key of type fauc is in the keystore. Insert that of an account with RLC: \
	`bourse-node key insert --key-type fauc --scheme sr25519`";
/// Most grants in 24 hours.
const MOST: usize = 500;
/// Seconds for which an account that got something gets nothing.
const DAY: u64 = 86_400;
/// Seconds after which a transaction that is in no block is not waited for.
const PATIENCE: u64 = 60;

/// Why an account gets nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refused {
	/// The account got something lately.
	#[error("the account got RLC lately: it may ask again in {0} minutes")]
	Lately(u64),
	/// The account has as much already.
	#[error("the account has {0} RLC and more, as much as this faucet gives")]
	HasEnough(Balance),
	/// So many others asked.
	#[error(
		"this faucet has given to {MOST} accounts in 24 hours: ask tomorrow, or at another node"
	)]
	Dry,
	/// The faucet's own account is empty.
	#[error("this faucet's account is empty: tell who runs the node")]
	Empty,
	/// The transaction was not made or not taken.
	#[error("this faucet can't give now: {0}")]
	Failed(String),
}

/// A grant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Granted {
	/// Hash of the transaction.
	pub transaction: H256,
	/// In nRLC.
	pub amount: Balance,
}

/// What was given lately.
#[derive(Default)]
struct Given {
	/// When, in seconds of the Unix epoch, by account.
	accounts: HashMap<AccountId, u64>,
	/// Number of the next transaction, and when the last was sent.
	next: Option<(Nonce, u64)>,
}

impl Given {
	/// Whether an account may get something.
	fn admit(&mut self, who: &AccountId, now: u64) -> Result<(), Refused> {
		self.accounts.retain(|_, then| now.saturating_sub(*then) < DAY);
		if let Some(then) = self.accounts.get(who) {
			let left = DAY.saturating_sub(now.saturating_sub(*then));
			return Err(Refused::Lately(left.div_ceil(60)));
		}
		if self.accounts.len() >= MOST {
			return Err(Refused::Dry);
		}
		Ok(())
	}

	/// The number of the next transaction, where the chain waits for `on_chain`: those that were sent lately
	/// are on their way.
	fn nonce(&self, on_chain: Nonce, now: u64) -> Nonce {
		match self.next {
			Some((next, then)) if now.saturating_sub(then) < PATIENCE => next.max(on_chain),
			_ => on_chain,
		}
	}

	fn note(&mut self, who: AccountId, nonce: Nonce, now: u64) {
		self.accounts.insert(who, now);
		self.next = Some((nonce.saturating_add(1), now));
	}
}

/// Gives RLC.
pub struct Faucet {
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	keystore: KeystorePtr,
	key: sr25519::Public,
	amount: Balance,
	given: Mutex<Given>,
}

impl Faucet {
	/// Opens it, with so many RLC a grant. Refuses networks that are no tests.
	pub fn open(
		chain: &ChainType,
		handles: &Handles,
		rlc: NonZeroU32,
	) -> Result<Self, ServiceError> {
		let error = |text: String| ServiceError::Other(format!("--faucet: {text}"));
		let keystore = handles.keystore.clone();
		let own = keystore.sr25519_public_keys(FAUCET).into_iter().next();
		let key = match (own, chain) {
			(_, ChainType::Live) => {
				return Err(error("RLC are not given away on a chain of type Live".into()))
			},
			(Some(key), _) => key,
			(None, ChainType::Development | ChainType::Local) => keystore
				.sr25519_generate_new(FAUCET, Some(DEVELOPMENT))
				.map_err(|why| error(format!("no key can be made: {why}")))?,
			(None, ChainType::Custom(_)) => {
				return Err(error(NO_KEY.into()));
			},
		};
		Ok(Self {
			client: handles.client.clone(),
			pool: handles.pool.clone(),
			keystore,
			key,
			amount: Balance::from(rlc.get()).saturating_mul(RLC),
			given: Mutex::default(),
		})
	}

	/// What a grant is, in nRLC.
	pub fn amount(&self) -> Balance {
		self.amount
	}

	/// Gives an account something. One after the other: each transaction has a number.
	pub async fn give(&self, who: AccountId) -> Result<Granted, Refused> {
		let mut given = self.given.lock().await;
		let now = crate::client::now().as_secs();
		given.admit(&who, now)?;
		let info = self.client.info();
		let get = |key: &[u8]| {
			let value = self.client.storage(info.best_hash, &StorageKey(key.to_vec()));
			value.ok().flatten().map(|value| value.0)
		};
		let (_, has) = faucet::look(get, &who);
		if has >= self.amount {
			return Err(Refused::HasEnough(self.amount / RLC));
		}
		let (on_chain, left) = faucet::look(get, &self.key.into());
		// One more RLC for the fee, and so that the account stays.
		if left < self.amount.saturating_add(RLC) {
			return Err(Refused::Empty);
		}
		let nonce = given.nonce(on_chain, now);
		let sign = |bytes: &[u8]| {
			let signed = self.keystore.sr25519_sign(FAUCET, &self.key, bytes);
			signed.ok().flatten()
		};
		let genesis = info.genesis_hash;
		let made = faucet::grant(self.key, nonce, genesis, who.clone(), self.amount, sign);
		let failed = |why: &dyn std::fmt::Display| Refused::Failed(why.to_string());
		let made = made.ok_or_else(|| failed(&"its key is gone"))?;
		let made = UncheckedExtrinsic::try_from_encoded_extrinsic(&made.encode())
			.map_err(|_| failed(&"the transaction is malformed"))?;
		let sent = self.pool.submit_one(info.best_hash, TransactionSource::Local, made).await;
		let transaction = sent.map_err(|why| failed(&why))?;
		given.note(who, nonce, now);
		Ok(Granted { transaction, amount: self.amount })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn account(number: u32) -> AccountId {
		let mut bytes = [0; 32];
		bytes[..4].copy_from_slice(&number.to_le_bytes());
		bytes.into()
	}

	#[test]
	fn account_should_get_something_once_a_day() {
		let mut given = Given::default();
		assert_eq!(given.admit(&account(1), 1_000), Ok(()));
		given.note(account(1), 7, 1_000);
		assert_eq!(given.admit(&account(1), 1_060), Err(Refused::Lately(1_439)));
		assert_eq!(given.admit(&account(2), 1_060), Ok(()));
		assert_eq!(given.admit(&account(1), 1_000 + DAY), Ok(()));
	}

	#[test]
	fn faucet_should_be_dry_after_so_many() {
		let mut given = Given::default();
		for number in 0..MOST as u32 {
			assert_eq!(given.admit(&account(number), 9), Ok(()));
			given.note(account(number), number, 9);
		}
		assert_eq!(given.admit(&account(u32::MAX), 9), Err(Refused::Dry));
		assert_eq!(given.admit(&account(u32::MAX), 9 + DAY), Ok(()));
	}

	#[test]
	fn transactions_should_follow_those_that_are_on_their_way() {
		let mut given = Given::default();
		assert_eq!(given.nonce(4, 100), 4);
		given.note(account(1), 4, 100);
		assert_eq!(given.nonce(4, 101), 5);
		assert_eq!(given.nonce(8, 101), 8);
		// The one before is lost.
		assert_eq!(given.nonce(4, 100 + PATIENCE), 4);
	}
}
