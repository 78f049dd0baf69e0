// SPDX-License-Identifier: Apache-2.0

//! Work that is done once, however many threads ask for it at once.

use bourse_formats::Hash;
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// Time between two looks at whether a wait is still wanted.
const STEP: Duration = Duration::from_millis(100);

/// A lock for each key: work of one key waits for other work of that key, and for no other.
#[derive(Default)]
pub(crate) struct KeyedLock(Mutex<HashMap<Hash, Arc<Mutex<()>>>>);

impl KeyedLock {
	/// Does `work` while no other thread does work of this key.
	pub fn with<R>(&self, key: &Hash, work: impl FnOnce() -> R) -> R {
		let lock = self.lock_of(key);
		let result = {
			let _held = lock.lock();
			work()
		};
		self.forget(key, &lock);
		result
	}

	/// The same. `None` when the wait for another thread's work was over before the work was.
	pub fn with_unless<R>(
		&self,
		key: &Hash,
		is_over: impl Fn() -> bool,
		work: impl FnOnce() -> R,
	) -> Option<R> {
		let lock = self.lock_of(key);
		let result = loop {
			if let Some(_held) = lock.try_lock_for(STEP) {
				break Some(work());
			}
			if is_over() {
				break None;
			}
		};
		self.forget(key, &lock);
		result
	}

	fn lock_of(&self, key: &Hash) -> Arc<Mutex<()>> {
		self.0.lock().entry(*key).or_default().clone()
	}

	fn forget(&self, key: &Hash, lock: &Arc<Mutex<()>>) {
		let mut locks = self.0.lock();
		// Two references are the table's and ours: no other thread waits.
		if Arc::strong_count(lock) <= 2 {
			locks.remove(key);
		}
	}

	/// No thread holds or waits for a lock.
	#[cfg(test)]
	pub fn is_idle(&self) -> bool {
		self.0.lock().is_empty()
	}
}
