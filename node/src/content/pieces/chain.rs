// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What the chain says of workers and their tasks.

use crate::client::FullClient;
use bourse_primitives::{api::BourseApi, crypto::PocoId, DealId, TaskId, TaskStatus};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// What the chain says of workers and their tasks.
pub trait Chain: Send + Sync {
	/// Whether the worker of a hot key has a task of a deal: was given it, or contributed to it, and the
	/// task has not ended.
	fn has_task(&self, key: &PocoId, task: TaskId, deal: DealId) -> bool;
}

/// The chain at a client's best block.
impl Chain for Arc<FullClient> {
	fn has_task(&self, key: &PocoId, task: TaskId, deal: DealId) -> bool {
		let look = || -> Result<bool, ApiError> {
			let (api, best) = (self.runtime_api(), self.info().best_hash);
			let Some(info) = api.task(best, task)?.filter(|info| info.deal == deal) else {
				return Ok(false);
			};
			if !matches!(info.status, TaskStatus::Active | TaskStatus::Revealing) {
				return Ok(false);
			}
			let Some(worker) = api.worker_of(best, key.clone())? else { return Ok(false) };
			Ok(info.assigned.iter().any(|assigned| assigned.worker == worker)
				|| info.contributors.contains(&worker))
		};
		look().unwrap_or_else(|error| {
			log::debug!(target: "bourse", "The chain can't be asked about a worker's task: {error}");
			false
		})
	}
}
