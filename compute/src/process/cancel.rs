// SPDX-License-Identifier: Apache-2.0

//! Asking for a job to end early.

use std::sync::{
	atomic::{AtomicBool, Ordering},
	Arc,
};

/// Asks a job to end early. Clones ask the same job.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
	/// Asks for it.
	pub fn set(&self) {
		self.0.store(true, Ordering::Relaxed);
	}
	/// It was asked for.
	pub fn is_set(&self) -> bool {
		self.0.load(Ordering::Relaxed)
	}
}
