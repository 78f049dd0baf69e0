// SPDX-License-Identifier: Apache-2.0

//! The shares of a block (PROTOCOL 9.4): neither what pays fees can shut out what is free, nor the
//! other way round.

use crate::{BlockShares, Config, Hold, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, PostDispatchInfo},
	pallet_prelude::{InvalidTransaction, TransactionSource, ValidTransaction},
	traits::{Contains, Get, OriginTrait},
	weights::Weight,
	CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::RawOrigin;
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{
		DispatchInfoOf, Dispatchable, PostDispatchInfoOf, TransactionExtension, ValidateResult,
	},
	transaction_validity::TransactionValidityError,
	DispatchResult,
};

/// A kind of transactions with a share of each block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	/// Signed by an account, which pays fees.
	Signed,
	/// Free, and let in by what its call says: batches, answers and heartbeats of workers.
	Authorized,
}

/// What the transactions of one kind have taken of a block.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Taken {
	/// Weight, after what was given back.
	pub weight: Weight,
	/// Length, in bytes.
	pub bytes: u32,
}

/// What the transactions of each kind have taken of a block.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Shares {
	/// The signed ones.
	pub signed: Taken,
	/// The free ones.
	pub authorized: Taken,
}

impl Shares {
	fn of(&mut self, kind: Kind) -> &mut Taken {
		match kind {
			Kind::Signed => &mut self.signed,
			Kind::Authorized => &mut self.authorized,
		}
	}
}

/// Most that one kind may take of a block's normal weight and length: 7/8 of each. One fraction for
/// both; two of the longest answers to challenges still fit, and an eighth of the bytes is enough for
/// what workers send in a block.
pub fn most<T: Config>() -> Taken {
	let weight = T::BlockWeights::get().get(DispatchClass::Normal).max_total.unwrap_or(Weight::MAX);
	let bytes = *T::BlockLength::get().max.get(DispatchClass::Normal);
	Taken {
		weight: weight.saturating_sub(weight.saturating_div(8)),
		bytes: bytes.saturating_sub(bytes / 8),
	}
}

impl<T: Config> Pallet<T> {
	/// Takes a part of the kind's share for a transaction of that weight and length. False when the
	/// share has less left.
	pub(crate) fn take_share(kind: Kind, weight: Weight, bytes: u32) -> bool {
		// Without rules there are no shares.
		let Some(mut shares) = BlockShares::<T>::get() else { return true };
		let taken = shares.of(kind);
		taken.weight = taken.weight.saturating_add(weight);
		taken.bytes = taken.bytes.saturating_add(bytes);
		let most = most::<T>();
		let fits = taken.weight.all_lte(most.weight) && taken.bytes <= most.bytes;
		if fits {
			BlockShares::<T>::put(shares);
		}
		fits
	}

	/// Gives back what a transaction did not need of its weight.
	pub(crate) fn give_share_back(kind: Kind, weight: Weight) {
		if weight == Weight::zero() {
			return;
		}
		BlockShares::<T>::mutate_extant(|shares| {
			let taken = shares.of(kind);
			taken.weight = taken.weight.saturating_sub(weight);
		});
	}
}

/// Refuses a transaction with `ExhaustsResources` when its kind has used up its share of the block,
/// so that it waits for another block. Operational transactions and inherents have no share.
///
/// Refuses a free transaction with `Call` while its call is stopped, in a safe mode or by a pause: in a block
/// it would fail at nobody's cost, again and again.
///
/// Nothing of it travels with a transaction. Comes behind `CheckWeight`, which sets up the block's
/// weight.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	EqNoBound,
	PartialEqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct ShareBlock<T>(PhantomData<T>);

impl<T> ShareBlock<T> {
	/// The extension.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> Default for ShareBlock<T> {
	fn default() -> Self {
		Self::new()
	}
}

/// The share that a transaction takes of, if any.
fn kind_of<T: Config>(origin: &T::RuntimeOrigin, info: &DispatchInfo) -> Option<Kind> {
	if info.class != DispatchClass::Normal {
		return None;
	}
	match origin.as_system_ref()? {
		RawOrigin::Signed(_) => Some(Kind::Signed),
		RawOrigin::Authorized => Some(Kind::Authorized),
		_ => None,
	}
}

fn exhausted() -> TransactionValidityError {
	InvalidTransaction::ExhaustsResources.into()
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for ShareBlock<T>
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	const IDENTIFIER: &'static str = "ShareBlock";
	type Implicit = ();
	type Val = ();
	type Pre = Option<Kind>;

	fn weight(&self, _: &T::RuntimeCall) -> Weight {
		<T as Config>::WeightInfo::share_block()
	}

	fn validate(
		&self,
		origin: T::RuntimeOrigin,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Encode,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let is_free = matches!(origin.as_system_ref(), Some(RawOrigin::Authorized));
		if is_free && !<T as frame_system::Config>::BaseCallFilter::contains(call) {
			return Err(InvalidTransaction::Call.into());
		}
		// What no block ever has room for must not wait in the pool. Weight can't be too much: see
		// the pallet's `integrity_test`.
		let too_long = len > most::<T>().bytes as usize;
		if too_long && kind_of::<T>(&origin, info).is_some() && Hold::<T>::get() {
			return Err(exhausted());
		}
		Ok((ValidTransaction::default(), (), origin))
	}

	fn prepare(
		self,
		_val: Self::Val,
		origin: &T::RuntimeOrigin,
		_call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		let kind = kind_of::<T>(origin, info);
		if let Some(kind) = kind {
			let base = T::BlockWeights::get().get(info.class).base_extrinsic;
			let weight = info.total_weight().saturating_add(base);
			let bytes = len.try_into().unwrap_or(u32::MAX);
			if !Pallet::<T>::take_share(kind, weight, bytes) {
				return Err(exhausted());
			}
		}
		Ok(kind)
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		if let Some(kind) = pre {
			let needed = post_info.calc_actual_weight(info);
			Pallet::<T>::give_share_back(kind, info.total_weight().saturating_sub(needed));
		}
		Ok(Weight::zero())
	}
}
