// SPDX-License-Identifier: Apache-2.0

//! Work that is done once, however many ask for it at once.

use crate::Hash;
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};

/// Takes turns by key: those with the same key wait for each other, others don't.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<Hash, Arc<Mutex<()>>>>);

impl Turns {
	/// Does `work` while nobody else does work of this key.
	pub fn take<R>(&self, key: &Hash, work: impl FnOnce() -> R) -> R {
		let mine = self.0.lock().entry(*key).or_default().clone();
		let result = {
			let _turn = mine.lock();
			work()
		};
		let mut busy = self.0.lock();
		// Two are the table's and ours: nobody else waits.
		if Arc::strong_count(&mine) <= 2 {
			busy.remove(key);
		}
		result
	}

	/// Nobody works.
	#[cfg(test)]
	pub fn is_idle(&self) -> bool {
		self.0.lock().is_empty()
	}
}
