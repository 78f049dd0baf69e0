// SPDX-License-Identifier: Apache-2.0

//! Accounts that take part, and what their nodes send.

use crate::chain::{apply_extrinsic, signed_by};
use bourse_primitives::{
	crypto::PocoPair, result_hash, seal, traits::Ledger, ContributionItem, FailureCode,
	ResultHeader, TaskId, WorkerpoolId,
};
use bourse_runtime::*;
use codec::Encode;
use frame_support::traits::fungible::Mutate;
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_poco::{Batch, FailureItem, Opening, Payload, RevealItem};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{BoundedVec, DispatchError};

/// What everybody has as stake at first: far more than enough.
pub const DEPOSIT: Balance = 1_000 * RLC;

/// An account, and the hot key of its node.
#[derive(Clone)]
pub struct Actor {
	/// Signs transactions and orders.
	pub pair: sr25519::Pair,
	/// Signs what its node sends.
	pub hot: PocoPair,
}

impl Actor {
	/// The account of that name and number, with [`DEPOSIT`] as stake.
	pub fn new(name: &str, number: u32) -> Self {
		let actor = Self::poor(name, number);
		actor.deposit(DEPOSIT);
		actor
	}

	/// [`Actor::new`], with a wallet and without stake.
	pub fn poor(name: &str, number: u32) -> Self {
		let seed = sp_io::hashing::blake2_256(&(name, number).encode());
		let actor = Self { pair: sr25519::Pair::from_seed(&seed), hot: PocoPair::from_seed(&seed) };
		Balances::mint_into(&actor.id(), 100_000 * RLC).expect("there is room for it");
		actor
	}

	/// The account.
	pub fn id(&self) -> AccountId {
		self.pair.public().into()
	}

	/// Signs a call and sends it.
	pub fn tries(&self, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
		apply_extrinsic(signed_by(&self.pair, call)).expect("the transaction is valid")
	}

	/// [`Actor::tries`], with success.
	pub fn does(&self, call: impl Into<RuntimeCall>) {
		let call = call.into();
		let text = format!("{call:?}");
		self.tries(call).unwrap_or_else(|error| panic!("{text}: {error:?}"));
	}

	/// Adds nRLC of the wallet to the stake.
	pub fn deposit(&self, amount: Balance) {
		self.does(pallet_escrow::Call::deposit { amount });
	}

	/// Free and locked stake.
	pub fn ledger(&self) -> (Balance, Balance) {
		(Escrow::stake(&self.id()), Escrow::locked(&self.id()))
	}

	/// Free and locked stake together.
	pub fn stake(&self) -> Balance {
		let (free, locked) = self.ledger();
		free + locked
	}

	/// What was lost of [`DEPOSIT`]; negative: gained.
	pub fn lost(&self) -> i128 {
		DEPOSIT as i128 - self.stake() as i128
	}

	/// Joins a pool with a node that has a hot key.
	pub fn join(&self, pool: WorkerpoolId, slots: u32) {
		self.does(pallet_pools::Call::apply { pool, slots });
		self.set_hot_key();
	}

	/// Sets the hot key, as a worker of a pool.
	pub fn set_hot_key(&self) {
		let message = pallet_pools::hot_key_message(&self.id());
		let proof = self.hot.sign(message.as_bytes());
		self.does(pallet_pools::Call::set_hot_key { key: self.hot.public(), proof });
	}

	/// Contributes to tasks by a free batch.
	pub fn contributes(&self, tasks: &[(TaskId, H256)]) -> Result<(), DispatchError> {
		let who = self.id();
		let item = |(task, digest): &(TaskId, H256)| ContributionItem {
			task: *task,
			result_hash: result_hash(*task, *digest),
			seal: seal(&who, *task, *digest),
		};
		let items = BoundedVec::truncate_from(tasks.iter().map(item).collect());
		let payload = Batch { worker: self.id(), attempt: 0, items };
		let signature = self.hot.sign(payload.hash().as_bytes());
		free(pallet_poco::Call::contribute_batch { payload, signature })
	}

	/// Reveals a result by a free batch.
	pub fn reveals(
		&self,
		task: TaskId,
		header: ResultHeader,
		data: &[u8],
	) -> Result<(), DispatchError> {
		let data = BoundedVec::truncate_from(data.to_vec());
		let opening = Some(Opening::Header { header, data });
		self.reveals_with(task, header.digest(), opening)
	}

	/// Reveals a digest by a free batch, with an opening or without.
	pub fn reveals_with(
		&self,
		task: TaskId,
		digest: H256,
		opening: Option<Opening<Runtime>>,
	) -> Result<(), DispatchError> {
		let items = vec![RevealItem { task, digest, opening, encrypted: None }];
		let items = BoundedVec::truncate_from(items);
		let payload = Batch { worker: self.id(), attempt: 0, items };
		let signature = self.hot.sign(payload.hash().as_bytes());
		free(pallet_poco::Call::reveal_batch { payload, signature })
	}

	/// Reports a failure by a free batch.
	pub fn reports(&self, task: TaskId, code: FailureCode) -> Result<(), DispatchError> {
		let items = vec![FailureItem { task, code, log: H256::zero() }];
		let items = BoundedVec::truncate_from(items);
		let payload = Batch { worker: self.id(), attempt: 0, items };
		let signature = self.hot.sign(payload.hash().as_bytes());
		free(pallet_poco::Call::report_failure_batch { payload, signature })
	}
}

/// Sends a free transaction. One that is not let in is `CannotLookup`.
pub fn free(call: pallet_poco::Call<Runtime>) -> Result<(), DispatchError> {
	type Poco = pallet_poco::Call<Runtime>;
	let extrinsic =
		<Runtime as CreateAuthorizedTransaction<Poco>>::create_authorized_transaction(call.into());
	apply_extrinsic(extrinsic).unwrap_or(Err(DispatchError::CannotLookup))
}
