// SPDX-License-Identifier: Apache-2.0

//! Work that is done once, however many threads ask for it at once.

use bourse_formats::Hash;
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};

/// A lock for each key: work of one key waits for other work of that key, and for no other.
#[derive(Default)]
pub(crate) struct KeyedLock(Mutex<HashMap<Hash, Arc<Mutex<()>>>>);

impl KeyedLock {
	/// Does `work` while no other thread does work of this key.
	pub fn with<R>(&self, key: &Hash, work: impl FnOnce() -> R) -> R {
		let lock = self.0.lock().entry(*key).or_default().clone();
		let result = {
			let _held = lock.lock();
			work()
		};
		let mut locks = self.0.lock();
		// Two references are the table's and ours: no other thread waits.
		if Arc::strong_count(&lock) <= 2 {
			locks.remove(key);
		}
		result
	}

	/// No thread holds or waits for a lock.
	#[cfg(test)]
	pub fn is_idle(&self) -> bool {
		self.0.lock().is_empty()
	}
}
