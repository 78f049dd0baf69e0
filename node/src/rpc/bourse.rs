// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods (`docs/rpc.md`).

use super::{
	arguments::{self, Argument},
	errors,
	views::*,
};
use crate::{client::FullClient, content::Peers};
use bourse_compute::{store::Store, Hash};
use bourse_primitives::{api::BourseApi, TaskStatus};
use bourse_runtime::opaque::Block;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::{ApiError, ApiRef, ConstructRuntimeApi, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{Bytes, H256};
use std::sync::Arc;

/// The runtime's APIs, as the client calls them.
type Api = <bourse_runtime::apis::RuntimeApi as ConstructRuntimeApi<Block, FullClient>>::RuntimeApi;

/// Most bytes of files that `bourse_taskResult` puts into its answer. `bourse_content` gives the files
/// of a larger result, one chunk at a time.
const MAX_INLINE: u64 = 4 * 1024 * 1024;

/// Bourse's state and content. Arguments are parsed by [`arguments`], whose errors name them.
#[rpc(server)]
pub trait Bourse {
	/// A task: where it stands, who works on it.
	#[method(name = "bourse_task", blocking)]
	fn task(&self, task: Option<Argument>) -> RpcResult<TaskView>;

	/// The id of task `index` (inside the request order) of a deal.
	#[method(name = "bourse_taskId", blocking)]
	fn task_id(&self, deal: Option<Argument>, index: Option<Argument>) -> RpcResult<H256>;

	/// A deal.
	#[method(name = "bourse_deal", blocking)]
	fn deal(&self, deal: Option<Argument>) -> RpcResult<DealView>;

	/// A worker of a pool.
	#[method(name = "bourse_worker", blocking)]
	fn worker(&self, account: Option<Argument>) -> RpcResult<WorkerView>;

	/// Why a worker gets tasks or none.
	#[method(name = "bourse_workerStatus", blocking)]
	fn worker_status(&self, account: Option<Argument>) -> RpcResult<WorkerStatusView>;

	/// Where a task is, who works on it since when, and what happens next.
	#[method(name = "bourse_taskStatus", blocking)]
	fn task_status(&self, task: Option<Argument>) -> RpcResult<TaskStatusView>;

	/// The result of a completed task, from this node's store or from a connected node's. Every part
	/// is checked against the digest on chain.
	#[method(name = "bourse_taskResult", blocking)]
	fn task_result(&self, task: Option<Argument>) -> RpcResult<ResultView>;

	/// A block of content by its hash, from this node's store or from a connected node's.
	#[method(name = "bourse_content", blocking)]
	fn content(&self, hash: Option<Argument>) -> RpcResult<Bytes>;

	/// Why a worker could not compute a task: the log whose hash its report on chain holds, from this
	/// node's store or from a connected node's.
	#[method(name = "bourse_taskLog", blocking)]
	fn task_log(&self, log: Option<Argument>) -> RpcResult<String>;
}

/// The methods, answered from a chain and from content.
pub struct BourseRpc {
	client: Arc<FullClient>,
	store: Arc<Store>,
	peers: Peers,
}

impl BourseRpc {
	/// Answers from the best block of `client`, and from `store` and `peers`.
	pub fn new(client: Arc<FullClient>, store: Arc<Store>, peers: Peers) -> Self {
		Self { client, store, peers }
	}

	/// The runtime's answer at the best block.
	fn ask<T>(
		&self,
		question: impl FnOnce(ApiRef<'_, Api>, H256) -> Result<T, ApiError>,
	) -> RpcResult<T> {
		question(self.client.runtime_api(), self.client.info().best_hash).map_err(errors::runtime)
	}

	/// A block of content that the store lacks, from a connected node.
	fn ask_peers(&self, hash: &Hash) -> Option<Vec<u8>> {
		self.peers.fetch(hash)
	}

	fn task_of(&self, task: H256) -> RpcResult<TaskView> {
		self.ask(|api, best| api.task(best, task))?
			.map(|info| TaskView::new(task, info))
			.ok_or_else(|| errors::unknown("task: it was never initialized, or ended long ago"))
	}

	fn block(&self, hash: H256) -> RpcResult<Vec<u8>> {
		if self.store.size(&hash).is_some_and(|size| size > MAX_INLINE) {
			return Err(errors::not_found("it is larger than 4 MiB"));
		}
		match self.store.get(&hash).map_err(errors::not_found)? {
			Some(bytes) => Some(bytes),
			None => self.ask_peers(&hash),
		}
		.ok_or_else(|| errors::not_found("neither this node nor a connected one has it"))
	}
}

impl BourseServer for BourseRpc {
	fn task(&self, task: Option<Argument>) -> RpcResult<TaskView> {
		self.task_of(arguments::hash("task", task)?)
	}

	fn task_id(&self, deal: Option<Argument>, index: Option<Argument>) -> RpcResult<H256> {
		let deal = arguments::hash("deal", deal)?;
		Ok(bourse_primitives::task_id(deal, arguments::number("index", index)?))
	}

	fn deal(&self, deal: Option<Argument>) -> RpcResult<DealView> {
		let deal = arguments::hash("deal", deal)?;
		self.ask(|api, best| api.deal(best, deal))?
			.map(Into::into)
			.ok_or_else(|| errors::unknown("deal: it was never made, or ended long ago"))
	}

	fn worker(&self, account: Option<Argument>) -> RpcResult<WorkerView> {
		let account = arguments::account("account", account)?;
		self.ask(|api, best| api.worker(best, account))?
			.map(Into::into)
			.ok_or_else(|| errors::unknown("worker: it never applied to a pool, or left"))
	}

	fn worker_status(&self, account: Option<Argument>) -> RpcResult<WorkerStatusView> {
		let account = arguments::account("account", account)?;
		self.ask(|api, best| api.worker_status(best, account))?
			.map(Into::into)
			.ok_or_else(|| errors::unknown("worker: it never applied to a pool, or left"))
	}

	fn task_status(&self, task: Option<Argument>) -> RpcResult<TaskStatusView> {
		let task = arguments::hash("task", task)?;
		self.ask(|api, best| api.task_status(best, task))?
			.map(|status| TaskStatusView::new(task, status))
			.ok_or_else(|| {
				errors::unknown("task: its turn in its deal has not come yet, or it ended long ago")
			})
	}

	fn task_result(&self, task: Option<Argument>) -> RpcResult<ResultView> {
		let task = arguments::hash("task", task)?;
		let info = self.task_of(task)?;
		let digest = match (info.status, info.digest) {
			(TaskStatus::Completed, Some(digest)) => digest,
			(status, _) => return Err(errors::no_result(status)),
		};
		if !info.encrypted.is_empty() && !self.store.has(&digest) {
			return Err(errors::not_found(
				"the result is encrypted for the beneficiary, who opens it with \
				 `bourse-compute open`",
			));
		}
		let (header, manifest) = self
			.store
			.get_manifest(&digest, |hash| self.ask_peers(hash))
			.map_err(errors::not_found)?;
		let size = manifest.files.iter().map(|file| file.size).sum::<u64>();
		let contents = match size <= MAX_INLINE {
			true => {
				let result = self.store.get_result(&digest, |hash| self.ask_peers(hash));
				Some(result.map_err(errors::not_found)?.files)
			},
			false => None,
		};
		Ok(ResultView::new(task, digest, &header, manifest, contents))
	}

	fn content(&self, hash: Option<Argument>) -> RpcResult<Bytes> {
		self.block(arguments::hash("hash", hash)?).map(Bytes)
	}

	fn task_log(&self, log: Option<Argument>) -> RpcResult<String> {
		let bytes = self.block(arguments::hash("log", log)?)?;
		Ok(String::from_utf8_lossy(&bytes).into_owned())
	}
}
