// SPDX-License-Identifier: Apache-2.0

//! What calls carry.

use super::CallbackData;
use crate::Config;
pub use bourse_primitives::batch::{Batch, BatchItem, Payload};
use bourse_primitives::{ContributionItem, DealId, FailureCode, ResultHeader, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::H256;

/// A [`Batch`] of a worker's items under one signature of its hot key.
pub type BatchOf<T, Item> =
	Batch<<T as frame_system::Config>::AccountId, Item, <T as Config>::MaxBatch>;
/// A worker's contributions to several tasks.
pub type ContributePayload<T> = BatchOf<T, ContributionItem>;
/// A worker's reveals of several tasks.
pub type RevealPayload<T> = BatchOf<T, RevealItem<T>>;
/// A worker's failure reports on several tasks.
pub type FailurePayload<T> = BatchOf<T, FailureItem>;

/// A task of a deal, whether it was opened or not.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct DealTask {
	/// The deal.
	pub deal: DealId,
	/// The task's index inside the request order.
	pub index: u64,
}

/// Enclave challenge: the enclave that computed, and its signature.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct EnclaveProof<AccountId, Signature> {
	/// The enclave's account.
	pub enclave: AccountId,
	/// The enclave's signature over
	/// `blake2_256(SCALE(b"bourse enclave", result hash, seal))`.
	pub signature: Option<Signature>,
}

/// Authorization of a worker to contribute to a task.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Authorization<Signature> {
	/// The chain assigned the task to the worker.
	Assigned,
	/// The scheduler (or the TEE broker, where one is set and an enclave is named) signed
	/// `blake2_256(SCALE(b"bourse authorization", worker, task, enclave or none))`.
	Signed(Option<Signature>),
}

/// Callback data, with the proof that it belongs to a digest (PROTOCOL 8.2).
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub enum Opening<T: Config> {
	/// The digest is `blake2_256` of the data itself.
	Plain(CallbackData<T>),
	/// The digest is the hash of a header, which holds `blake2_256` of the data.
	Header {
		/// Header that the digest commits to.
		header: ResultHeader,
		/// The callback data.
		data: CallbackData<T>,
	},
}

impl<T: Config> Opening<T> {
	/// The callback data, if the data belong to `digest`, and a header to a run in version `engine`
	/// of the sandbox.
	///
	/// Plain data that are a header are refused: the callback would get the header instead of the
	/// data that the header commits to.
	pub fn open(self, digest: H256, engine: u16) -> Option<CallbackData<T>> {
		match self {
			Opening::Plain(data) => {
				let is_header = ResultHeader::looks_like(&data);
				(!is_header && hash(&data) == digest).then_some(data)
			},
			Opening::Header { header, data } => {
				let fits = header.is_of(engine)
					&& header.digest() == digest
					&& hash(&data) == header.callback_hash;
				fits.then_some(data)
			},
		}
	}

	/// What the result of `digest` is, by its header (PROTOCOL 9): the header is of a run in version
	/// `engine` of the sandbox, and the data are those of the header where the deal has a callback and
	/// the run no failure, else empty. Plain data show no more than themselves.
	pub fn show(self, digest: H256, engine: u16, has_callback: bool) -> Option<Shown<T>> {
		let Opening::Header { header, data } = self else {
			let data = self.open(digest, engine)?;
			let data = has_callback.then_some(data);
			return Some(Shown { failure: None, data });
		};
		let failure = header.failure();
		let wanted = has_callback && failure.is_none();
		let belong = match wanted {
			true => hash(&data) == header.callback_hash,
			false => data.is_empty(),
		};
		let fits = belong && header.is_of(engine) && header.digest() == digest;
		fits.then(|| Shown { failure, data: wanted.then_some(data) })
	}
}

/// What an opening shows of a result.
#[derive(CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound)]
pub struct Shown<T: Config> {
	/// The failure that the result is.
	pub failure: Option<FailureCode>,
	/// The data for the deal's callback.
	pub data: Option<CallbackData<T>>,
}

fn hash(data: &[u8]) -> H256 {
	sp_crypto_hashing::blake2_256(data).into()
}

/// One reveal of a batch.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct RevealItem<T: Config> {
	/// The task.
	pub task: TaskId,
	/// The digest.
	pub digest: H256,
	/// Callback data, when the deal has a callback: the task keeps the data, so that the chain can
	/// finalize. By the market's rules the first reveal of a task brings the header, and is refused
	/// without (PROTOCOL 9); what others bring is ignored.
	pub opening: Option<Opening<T>>,
	/// Hash of the index of the encrypted result, when the worker encrypted the result for the
	/// beneficiary: the task keeps the hash, so that the result can be found.
	pub encrypted: Option<H256>,
}

/// One failure report of a batch.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct FailureItem {
	/// The task.
	pub task: TaskId,
	/// Reason of the failure.
	pub code: FailureCode,
	/// `blake2_256` of the log that the worker's node keeps.
	pub log: H256,
}

impl<T: Config> BatchItem for RevealItem<T> {
	const CONTEXT: &'static [u8] = b"bourse reveal";

	fn task(&self) -> TaskId {
		self.task
	}
}

impl BatchItem for FailureItem {
	const CONTEXT: &'static [u8] = b"bourse failure";

	fn task(&self) -> TaskId {
		self.task
	}
}
