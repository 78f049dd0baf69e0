// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Essential tasks, whose end ends the node.
//!
//! Such a task also ends when the thing that it serves is dropped, as happens whenever the node ends.
//! The SDK drops a task at that moment and says nothing, unless the task is just being polled. One
//! always is: the transaction pool's, which waits for requests inside of its poll. The SDK would call
//! its end a failure, in the log of a node that was asked to end.

use futures::future::BoxFuture;
use sc_service::{SpawnEssentialTaskHandle, TaskManager};
use sp_core::traits::SpawnEssentialNamed;
use std::{future::Future, time::Duration};

/// The time after its end at which a task has failed, if the node still runs then.
const GRACE: Duration = Duration::from_secs(1);

/// Runs essential tasks.
#[derive(Clone)]
pub struct EssentialTasks(SpawnEssentialTaskHandle);

impl EssentialTasks {
	/// Runs tasks by `task_manager`.
	pub fn new(task_manager: &TaskManager) -> Self {
		Self(task_manager.spawn_essential_handle())
	}
}

impl SpawnEssentialNamed for EssentialTasks {
	fn spawn_essential_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn_blocking(name, group, with_grace(future));
	}

	fn spawn_essential(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn(name, group, with_grace(future));
	}
}

/// The task, and the time in which the node's end can overtake its own.
async fn with_grace(task: impl Future<Output = ()>) {
	task.await;
	futures_timer::Delay::new(GRACE).await;
}
