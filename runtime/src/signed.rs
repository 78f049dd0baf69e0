// SPDX-License-Identifier: Apache-2.0

//! Transactions that a node makes and signs by itself.

use crate::{
	AccountId, Hash, Nonce, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic, VERSION,
};
use sp_core::sr25519;
use sp_runtime::generic::Era;

/// What is signed of a call, for the chain with that genesis.
pub(crate) fn payload(nonce: Nonce, genesis: Hash, call: RuntimeCall) -> SignedPayload {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		pallet_rules::ShareBlock::new(),
		frame_system::WeightReclaim::new(),
	);
	let (spec, version) = (VERSION.spec_version, VERSION.transaction_version);
	let implicit = ((), (), spec, version, genesis, genesis, (), (), (), None, (), ());
	SignedPayload::from_raw(call, extension, implicit)
}

/// The transaction of a payload that an account has signed.
pub(crate) fn transaction(
	payload: SignedPayload,
	account: AccountId,
	signature: sr25519::Signature,
) -> UncheckedExtrinsic {
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
}
