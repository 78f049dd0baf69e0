// SPDX-License-Identifier: Apache-2.0

//! How an off-chain worker submits what a hot key signs, and what it remembers of that.
//!
//! What is due is derived from the state of the block at hand. All that is remembered is when what
//! was last submitted ([`SentLog`]), so as not to send it at every block. After [`RESEND_AFTER`]
//! blocks it is sent again as a further attempt: another transaction, of higher priority, so that
//! neither a banned nor a stuck twin is in the way.

use crate::{
	crypto::{PocoId, PocoSignature},
	mailbox,
};
use alloc::collections::BTreeMap;
use codec::Codec;
use frame_system::offchain::{CreateAuthorizedTransaction, SubmitTransaction};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{offchain::Duration, H256};
use sp_runtime::offchain::storage::StorageValueRef;

/// Blocks after which something that was sent and is still due is sent again.
pub const RESEND_AFTER: u32 = 4;
/// Tries to hand a transaction to the pool in one run.
pub const TRIES: u16 = 5;
/// Pause between two of them.
const PAUSE_MILLISECONDS: u64 = 150;

/// Whether a compute service takes jobs on this node. Keys alone make no worker: without a service
/// nothing would be computed.
pub fn is_served() -> bool {
	StorageValueRef::persistent(mailbox::SERVICE).get::<bool>().ok().flatten().unwrap_or(false)
}

/// The hot key's signature, if the keystore has the key.
pub fn sign(key: &PocoId, hash: H256) -> Option<PocoSignature> {
	let signature = key.sign(&hash);
	if signature.is_none() {
		log::error!(target: "bourse", "the keystore does not sign with {key:?}");
	}
	signature
}

/// What came of handing a transaction to the node's pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Submitted {
	/// Number of the last attempt.
	pub attempt: u16,
	/// The pool has it.
	pub taken: bool,
}

/// Hands the call that `make` gives for an attempt to the node's pool.
///
/// What the pool refuses is tried again shortly after, each time as another attempt, since a pool may
/// ban the very transaction that it has refused. What can't be made (there is no signature) is not
/// tried again. The SDK's fork-aware pool takes a local transaction even when it then drops it as
/// invalid by the block that it knows last. So the node runs the off-chain worker at a block no sooner
/// than the pool knows the block.
pub fn submit<T: CreateAuthorizedTransaction<Call>, Call>(
	first: u16,
	tries: u16,
	make: impl Fn(u16) -> Option<Call>,
) -> Submitted {
	let mut attempt = first;
	for left in (0..tries).rev() {
		let Some(call) = make(attempt) else { break };
		if submit_once::<T, Call>(call) {
			return Submitted { attempt, taken: true };
		}
		if left > 0 {
			let pause = Duration::from_millis(PAUSE_MILLISECONDS);
			sp_io::offchain::sleep_until(sp_io::offchain::timestamp().add(pause));
			attempt = attempt.saturating_add(1);
		}
	}
	Submitted { attempt, taken: false }
}

fn submit_once<T: CreateAuthorizedTransaction<Call>, Call>(call: Call) -> bool {
	let transaction = T::create_authorized_transaction(call.into());
	let taken = SubmitTransaction::<T, Call>::submit_transaction(transaction).is_ok();
	if !taken {
		log::debug!(target: "bourse", "the transaction pool refused a transaction: trying again");
	}
	taken
}

/// By what was sent: at which block it was last, as which attempt.
type Sent<Key> = BTreeMap<Key, (u32, u16)>;

/// What was sent when, kept from run to run in the node's off-chain storage.
pub struct SentLog<Key> {
	storage: &'static [u8],
	block: u32,
	before: Sent<Key>,
	/// What is still of interest after this run.
	after: Sent<Key>,
}

impl<Key: Codec + Ord + Clone> SentLog<Key> {
	/// Reads the log under that key of the storage, for a run at that block.
	pub fn read(storage: &'static [u8], block: u32) -> Self {
		let before = StorageValueRef::persistent(storage).get().ok().flatten().unwrap_or_default();
		Self { storage, block, before, after: Sent::new() }
	}

	/// The number of the attempt to send this now, or `None` when it was sent lately.
	pub fn due(&mut self, what: &Key) -> Option<u16> {
		let Some((block, attempt)) = self.before.get(what).copied() else { return Some(0) };
		// A block that is not later than the last one: the chain went back, so send again.
		let age = self.block.checked_sub(block);
		if age.is_some_and(|age| age < RESEND_AFTER) {
			self.after.insert(what.clone(), (block, attempt));
			return None;
		}
		Some(attempt.saturating_add(1))
	}

	/// Remembers what came of sending these: what the pool did not take is due at the next block.
	pub fn note(&mut self, what: impl IntoIterator<Item = Key>, done: Submitted) {
		let block = match done.taken {
			true => self.block,
			false => self.block.saturating_sub(RESEND_AFTER.saturating_sub(1)),
		};
		self.after.extend(what.into_iter().map(|key| (key, (block, done.attempt))));
	}

	/// Keeps the log for the next run.
	pub fn write(self) {
		if self.after != self.before {
			StorageValueRef::persistent(self.storage).set(&self.after);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::offchain::{testing::TestOffchainExt, OffchainDbExt};

	const LOG: &[u8] = b"log";

	fn run(test: impl FnOnce()) {
		let (offchain, _) = TestOffchainExt::new();
		let mut ext = sp_io::TestExternalities::default();
		ext.register_extension(OffchainDbExt::new(offchain));
		ext.execute_with(test);
	}

	/// What is due at a block, and what comes of it when it is sent.
	fn at(block: u32, taken: bool) -> Option<u16> {
		let mut log = SentLog::<u8>::read(LOG, block);
		let due = log.due(&1);
		if let Some(attempt) = due {
			log.note([1], Submitted { attempt, taken });
		}
		log.write();
		due
	}

	#[test]
	fn due_should_be_a_further_attempt_after_some_blocks() {
		run(|| {
			let due: Vec<_> = (10..19).map(|block| at(block, true)).collect();
			let none = None;
			assert_eq!(due, [Some(0), none, none, none, Some(1), none, none, none, Some(2)]);
		});
	}

	#[test]
	fn due_should_be_at_once_when_the_pool_refused_or_the_chain_went_back() {
		run(|| {
			assert_eq!([at(10, false), at(11, true), at(12, true)], [Some(0), Some(1), None]);
			assert_eq!(at(10, true), Some(2));
		});
	}

	#[test]
	fn log_should_forget_what_is_no_longer_asked_for() {
		run(|| {
			assert_eq!(at(10, true), Some(0));
			SentLog::<u8>::read(LOG, 11).write();
			assert_eq!(at(12, true), Some(0));
		});
	}
}
