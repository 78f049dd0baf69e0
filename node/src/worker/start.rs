// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Starts everything that makes a node a worker.

use super::{
	challenged_blocks, jobs::JobService, mailbox::Mailbox, metrics, rounds::Rounds, standing,
};
use crate::{
	cli::ContentOptions,
	client::Handles,
	content::{ContentFolder, Peers},
};
use bourse_primitives::mailbox;
use sc_client_api::Backend;
use sc_service::{Configuration, Error as ServiceError, TaskManager};
use sp_consensus::SyncOracle;

/// What a worker runs on.
pub struct Surroundings<'a, S> {
	/// The node's configuration.
	pub config: &'a Configuration,
	/// How to compute.
	pub options: &'a ContentOptions,
	/// The node runs with `--offchain-worker always`.
	pub is_worker: bool,
	/// Client, keys, database.
	pub handles: &'a Handles,
	/// The content store and the sandbox.
	pub folder: &'a ContentFolder,
	/// Other nodes, which may have content that the store lacks.
	pub peers: &'a Peers,
	/// Whether the node still catches up with the chain.
	pub sync: S,
	/// When the off-chain worker runs.
	pub rounds: Rounds,
	/// Runs the worker's tasks.
	pub task_manager: &'a TaskManager,
}

/// Starts compute service, answers to challenges, metrics and log of a worker. On any other node
/// tells the off-chain worker that nobody computes.
pub fn start<S>(surroundings: Surroundings<'_, S>) -> Result<(), ServiceError>
where
	S: SyncOracle + Clone + Send + 'static,
{
	let Surroundings {
		config,
		options,
		is_worker,
		handles,
		folder,
		peers,
		sync,
		rounds,
		task_manager,
	} = surroundings;
	let registry = config.prometheus_registry();
	let spawn = task_manager.spawn_handle();
	if is_worker {
		let chain_metrics = metrics::follow_chain(
			handles.client.clone(),
			handles.keystore.clone(),
			sync.clone(),
			registry.cloned(),
		);
		spawn.spawn_blocking("worker-metrics", Some("worker"), chain_metrics);
		let (client, keystore) = (handles.client.clone(), handles.keystore.clone());
		let standing = standing::follow(client, keystore, sync);
		spawn.spawn_blocking("worker-standing", Some("worker"), standing);
	} else {
		let idle_keys = standing::warn_of_idle_keys(handles.keystore.clone());
		spawn.spawn_blocking("idle-keys", Some("worker"), idle_keys);
	}
	let Some(storage) = handles.backend.offchain_storage() else { return Ok(()) };
	let mailbox = Mailbox::new(storage);
	let Some(compute) = folder.compute.clone() else {
		mailbox.clear(mailbox::SERVICE);
		return Ok(());
	};
	let blocks = challenged_blocks::serve(mailbox.clone(), folder.store.clone(), peers.clone());
	spawn.spawn_blocking("challenged-blocks", Some("worker"), blocks);
	let jobs = JobService::start(mailbox, compute, folder.path.clone(), options, registry)?;
	spawn.spawn("compute-mailbox", Some("worker"), jobs.run(rounds));
	Ok(())
}
