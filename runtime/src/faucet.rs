// SPDX-License-Identifier: Apache-2.0

//! What a faucet of a test network needs of the chain: what an account has, and the transaction that gives.

use crate::{signed, AccountId, Balance, Hash, Nonce, Runtime, UncheckedExtrinsic};
use codec::{Decode, Encode};
use sp_core::sr25519;

/// The number of an account's next transaction, and what it has outside of its stake, in nRLC; `get` gives
/// the value of a key of the state.
pub fn look(get: impl Fn(&[u8]) -> Option<Vec<u8>>, who: &AccountId) -> (Nonce, Balance) {
	type Account = frame_system::AccountInfo<Nonce, pallet_balances::AccountData<Balance>>;
	let value = get(&frame_system::Account::<Runtime>::hashed_key_for(who));
	let found = value.and_then(|value| Account::decode(&mut &value[..]).ok());
	found.map_or((0, 0), |found| (found.nonce, found.data.free))
}

/// The transaction by which `key` gives somebody so many nRLC; none when `sign` gives no signature.
pub fn grant(
	key: sr25519::Public,
	nonce: Nonce,
	genesis: Hash,
	to: AccountId,
	amount: Balance,
	sign: impl FnOnce(&[u8]) -> Option<sr25519::Signature>,
) -> Option<UncheckedExtrinsic> {
	let call =
		pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to.into(), value: amount };
	let payload = signed::payload(nonce, genesis, call.into());
	let signature = payload.using_encoded(sign)?;
	Some(signed::transaction(payload, key.into(), signature))
}
