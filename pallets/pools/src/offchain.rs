// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker's heartbeat.
//!
//! At each new best block the off-chain worker looks for workers whose hot keys are in the keystore
//! and that were not heard of for a heartbeat interval, and says for each that it is there.
//! Contributions, reveals and failure reports are signs of life, too, so a busy worker sends no
//! heartbeat. [`bourse_primitives::submit`] says how heartbeats are sent and what is remembered.

use crate::{pallet::*, Heartbeat, Payload, WorkerStatus};
use bourse_primitives::{
	crypto::PocoId,
	mailbox,
	submit::{is_served, sign, submit, SentLog},
	Seconds,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{offchain::storage::StorageValueRef, traits::UniqueSaturatedInto};

const SENT: &[u8] = b"bourse/1/heartbeats";

impl<T: Config + CreateAuthorizedTransaction<Call<T>>> Pallet<T> {
	/// One run of the off-chain worker.
	pub(crate) fn send_heartbeats() {
		if !is_served() {
			return;
		}
		let block = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		// By worker and the sign of life that the heartbeat follows.
		let mut sent = SentLog::<(T::AccountId, Seconds)>::read(SENT, block);
		for key in PocoId::all() {
			let Some(who) = HotKeys::<T>::get(&key) else { continue };
			let Some(worker) = Workers::<T>::get(&who) else { continue };
			let member = matches!(worker.status, WorkerStatus::Active | WorkerStatus::Suspended);
			if !member || !Self::is_heartbeat_due(&who, &worker) {
				continue;
			}
			let what = (who, worker.last_seen);
			let Some(attempt) = sent.due(&what) else { continue };
			// Once: a heartbeat is not urgent, and results of the same run are not to wait for it.
			let done = submit::<T, Call<T>>(attempt, 1, |attempt| {
				let (worker, since) = what.clone();
				let heartbeat = Heartbeat { worker, since, attempt, ready: ready() };
				let signature = sign(&key, heartbeat.hash())?;
				Some(Call::heartbeat_unsigned { heartbeat, signature })
			});
			sent.note([what], done);
		}
		sent.write();
	}
}

/// What the compute service says that it can take, when it says so.
fn ready() -> Option<u32> {
	StorageValueRef::persistent(mailbox::READY).get().ok().flatten()
}
