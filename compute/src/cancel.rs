// SPDX-License-Identifier: Apache-2.0

//! The request to end a job early.

use std::sync::{
	atomic::{AtomicBool, Ordering},
	Arc,
};

/// A request to end a job early. Clones are of the same job.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
	/// Asks the job to end.
	pub fn set(&self) {
		self.0.store(true, Ordering::Relaxed);
	}

	/// Whether the job was asked to end.
	pub fn is_set(&self) -> bool {
		self.0.load(Ordering::Relaxed)
	}
}
