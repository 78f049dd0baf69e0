// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The mailbox between the off-chain worker, in the runtime, and the compute service, in the node
//! ([`bourse_primitives::mailbox`]).

use bourse_primitives::{mailbox, TaskId};
use codec::{Decode, Encode};
use parking_lot::Mutex;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::sync::Arc;

/// The node's end of the mailbox, over the node's off-chain local storage.
pub struct Mailbox<S>(Arc<Mutex<S>>);

impl<S> Clone for Mailbox<S> {
	fn clone(&self) -> Self {
		Self(self.0.clone())
	}
}

impl<S: OffchainStorage> Mailbox<S> {
	/// A mailbox in `storage`.
	pub fn new(storage: S) -> Self {
		Self(Arc::new(Mutex::new(storage)))
	}

	/// The value of a key. `None` when it is absent or does not decode.
	pub fn get<T: Decode>(&self, key: &[u8]) -> Option<T> {
		let bytes = self.0.lock().get(STORAGE_PREFIX, key)?;
		T::decode(&mut &bytes[..])
			.inspect_err(|e| log::error!(target: "bourse", "The mailbox is damaged: {e}"))
			.ok()
	}

	/// Whether a key has a value.
	pub fn has(&self, key: &[u8]) -> bool {
		self.0.lock().get(STORAGE_PREFIX, key).is_some()
	}

	/// Writes a key, of which the compute service must be the writer.
	pub fn set<T: Encode>(&self, key: &[u8], value: &T) {
		self.0.lock().set(STORAGE_PREFIX, key, &value.encode());
	}

	/// Clears a key, of which the compute service must be the writer.
	pub fn clear(&self, key: &[u8]) {
		self.0.lock().remove(STORAGE_PREFIX, key);
	}

	/// The tasks whose jobs the off-chain worker wants to be done.
	pub fn jobs(&self) -> Vec<TaskId> {
		self.get(mailbox::JOBS).unwrap_or_default()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{offchain::storage::InMemOffchainStorage, H256};

	#[test]
	fn mailbox_should_write_where_the_off_chain_worker_reads() {
		let mailbox = Mailbox::new(InMemOffchainStorage::default());
		mailbox.set(mailbox::JOBS, &vec![H256::repeat_byte(1)]);
		assert_eq!(mailbox.jobs(), vec![H256::repeat_byte(1)]);
		let raw = mailbox.0.lock().get(STORAGE_PREFIX, b"bourse/2/jobs").expect("it is there");
		assert_eq!(raw, vec![H256::repeat_byte(1)].encode());
		mailbox.clear(mailbox::JOBS);
		assert!(mailbox.jobs().is_empty());
	}
}
