// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker's heartbeat.
//!
//! At each new best block it looks whether a worker whose hot key is in the keystore was not heard
//! of for a heartbeat interval, and if so says that it is there. Contributions, reveals and failure
//! reports are signs of life, too, so a busy worker sends none. Everything is derived from the
//! state of the block at hand; all it remembers is when it last sent which heartbeat, so as not to
//! send it again at every block. After [`RESEND_AFTER`] blocks it does, as a further attempt.

use crate::{pallet::*, Heartbeat, WorkerStatus};
use alloc::collections::BTreeMap;
use bourse_primitives::{crypto::PocoId, mailbox, Seconds};
use frame_system::offchain::{CreateAuthorizedTransaction, SubmitTransaction};
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{offchain::storage::StorageValueRef, traits::UniqueSaturatedInto};

/// Blocks after which a heartbeat that did not arrive is sent again.
pub const RESEND_AFTER: u32 = 4;
const SENT: &[u8] = b"bourse/1/heartbeats";

/// By worker: which heartbeat was last sent at which block, as which attempt.
type Sent<AccountId> = BTreeMap<AccountId, (Seconds, u32, u16)>;

impl<T: Config + CreateAuthorizedTransaction<Call<T>>> Pallet<T> {
	/// One run of the off-chain worker.
	pub(crate) fn send_heartbeats() {
		// Keys alone make no worker: without a compute service nothing would be computed.
		let served = StorageValueRef::persistent(mailbox::SERVICE).get::<bool>();
		if !served.ok().flatten().unwrap_or(false) {
			return;
		}
		let block: u32 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		let storage = StorageValueRef::persistent(SENT);
		let before: Sent<T::AccountId> = storage.get().ok().flatten().unwrap_or_default();
		let mut after = Sent::<T::AccountId>::new();
		for key in PocoId::all() {
			let Some(who) = HotKeys::<T>::get(&key) else { continue };
			let Some(worker) = Workers::<T>::get(&who) else { continue };
			let member = matches!(worker.status, WorkerStatus::Active | WorkerStatus::Suspended);
			if !member || !Self::is_heartbeat_due(&worker) {
				continue;
			}
			let since = worker.last_seen;
			let last = before.get(&who).filter(|(of, ..)| *of == since).copied();
			let attempt = match last {
				// A block that is not later than the last one: the chain went back.
				Some((_, at, _)) if block.checked_sub(at).is_some_and(|age| age < RESEND_AFTER) => {
					after.extend(last.map(|last| (who, last)));
					continue;
				},
				Some((_, _, attempt)) => attempt.saturating_add(1),
				None => 0,
			};
			let heartbeat = Heartbeat { worker: who.clone(), since, attempt, ready: ready() };
			Self::send_heartbeat(&key, heartbeat);
			after.insert(who, (since, block, attempt));
		}
		if after != before {
			storage.set(&after);
		}
	}

	fn send_heartbeat(key: &PocoId, heartbeat: Heartbeat<T::AccountId>) {
		let Some(signature) = key.sign(&heartbeat.hash()) else {
			log::error!(target: "bourse", "the keystore does not sign with {key:?}");
			return;
		};
		let call = Call::<T>::heartbeat_unsigned { heartbeat, signature };
		let transaction = T::create_authorized_transaction(call.into());
		if SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).is_err() {
			log::debug!(target: "bourse", "the transaction pool refused a heartbeat: trying again");
		}
	}
}

/// What the compute service says that it can take, when it says so.
fn ready() -> Option<u32> {
	StorageValueRef::persistent(mailbox::READY).get().ok().flatten()
}
