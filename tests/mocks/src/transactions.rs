// SPDX-License-Identifier: Apache-2.0

//! How a mock runtime makes the transactions that off-chain workers submit.

/// The types `TxExtension`, `UncheckedExtrinsic` and `Block` of a mock runtime whose pallet has
/// authorized calls, and the making of such calls. `RuntimeCall` has to be in scope.
#[macro_export]
macro_rules! authorized_transactions {
	($runtime:ty, $account:ty, $signature:ty) => {
		pub type TxExtension = (frame_system::AuthorizeCall<$runtime>,);
		pub type UncheckedExtrinsic =
			sp_runtime::generic::UncheckedExtrinsic<$account, RuntimeCall, $signature, TxExtension>;
		pub type Block = sp_runtime::generic::Block<
			sp_runtime::generic::Header<u64, sp_runtime::traits::BlakeTwo256>,
			UncheckedExtrinsic,
		>;

		impl<C> frame_system::offchain::CreateTransactionBase<C> for $runtime
		where
			RuntimeCall: From<C>,
		{
			type Extrinsic = UncheckedExtrinsic;
			type RuntimeCall = RuntimeCall;
		}

		impl<C> frame_system::offchain::CreateTransaction<C> for $runtime
		where
			RuntimeCall: From<C>,
		{
			type Extension = TxExtension;

			fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
				UncheckedExtrinsic::new_transaction(call, extension)
			}
		}

		impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for $runtime
		where
			RuntimeCall: From<C>,
		{
			fn create_extension() -> TxExtension {
				(frame_system::AuthorizeCall::new(),)
			}
		}
	};
}
