// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods (`docs/rpc.md`).

use crate::{content::Peers, service::FullClient};
use bourse_compute::{cid, store::Store, Hash};
use bourse_formats::{Manifest, ResultHeader};
use bourse_primitives::{
	api::{BourseApi, Hindrance, NextStep, TaskInfo, TaskStatusInfo, WorkerInfo, WorkerStatusInfo},
	Deal, FailureCode, TaskStatus,
};
use bourse_runtime::AccountId;
use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{ErrorObject, ErrorObjectOwned},
};
use serde::Serialize;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::{Bytes, H256};
use std::{collections::BTreeMap, sync::Arc};

/// Files of a result that are larger than this together are left out of the answer; they are had
/// one chunk at a time by `bourse_content`.
const MAX_INLINE: u64 = 4 * 1024 * 1024;

/// Error codes of these methods.
mod code {
	/// The chain does not know it (any more).
	pub const UNKNOWN: i32 = 8001;
	/// The task has no result (yet).
	pub const NO_RESULT: i32 = 8002;
	/// Neither this node nor a connected one has the content (now).
	pub const NOT_FOUND: i32 = 8003;
	/// The runtime could not be asked.
	pub const RUNTIME: i32 = 8004;
}

/// Bourse's state and content.
#[rpc(server)]
pub trait Bourse {
	/// A task: where it stands, who works on it.
	#[method(name = "bourse_task", blocking)]
	fn task(&self, task: H256) -> RpcResult<TaskView>;

	/// The id of task `index` (inside the request order) of a deal.
	#[method(name = "bourse_taskId", blocking)]
	fn task_id(&self, deal: H256, index: u64) -> RpcResult<H256>;

	/// A deal.
	#[method(name = "bourse_deal", blocking)]
	fn deal(&self, deal: H256) -> RpcResult<DealView>;

	/// A worker of a pool.
	#[method(name = "bourse_worker", blocking)]
	fn worker(&self, account: AccountId) -> RpcResult<WorkerView>;

	/// Why a worker gets tasks or none.
	#[method(name = "bourse_workerStatus", blocking)]
	fn worker_status(&self, account: AccountId) -> RpcResult<WorkerStatusView>;

	/// Where a task is, who works on it since when, and what happens next.
	#[method(name = "bourse_taskStatus", blocking)]
	fn task_status(&self, task: H256) -> RpcResult<TaskStatusView>;

	/// The result of a completed task, from this node's store or from a connected node's, every
	/// part of it checked against the digest on chain.
	#[method(name = "bourse_taskResult", blocking)]
	fn task_result(&self, task: H256) -> RpcResult<ResultView>;

	/// A block of content by its hash, from this node's store or from a connected node's.
	#[method(name = "bourse_content", blocking)]
	fn content(&self, hash: H256) -> RpcResult<Bytes>;

	/// Why a worker could not compute a task: the log that its report on chain commits to, from
	/// this node's store or from a connected node's.
	#[method(name = "bourse_taskLog", blocking)]
	fn task_log(&self, log: H256) -> RpcResult<String>;
}

/// A task.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
	task: H256,
	deal: H256,
	index: u64,
	status: TaskStatus,
	digest: Option<H256>,
	contribution_deadline: u64,
	reveal_deadline: Option<u64>,
	final_deadline: u64,
	contributors: Vec<AccountId>,
	assigned: Vec<AssignedView>,
	failures: Vec<FailureView>,
	encrypted: Vec<EncryptedView>,
	challenges: Vec<ChallengeView>,
}

/// A worker that a task is assigned to.
#[derive(Serialize, Clone)]
pub struct AssignedView {
	worker: AccountId,
	until: u64,
}

/// A failure that a worker reported.
#[derive(Serialize, Clone)]
pub struct FailureView {
	worker: AccountId,
	code: FailureCode,
	log: H256,
}

/// An encrypted result that a worker keeps for the beneficiary.
#[derive(Serialize, Clone)]
pub struct EncryptedView {
	worker: AccountId,
	index: H256,
}

/// A winner that was asked to show a block of the result.
#[derive(Serialize, Clone)]
pub struct ChallengeView {
	worker: AccountId,
	block: u32,
	until: u64,
}

impl TaskView {
	fn new(task: H256, info: TaskInfo<AccountId>) -> Self {
		Self {
			task,
			deal: info.deal,
			index: info.index,
			status: info.status,
			digest: info.digest,
			contribution_deadline: info.contribution_deadline,
			reveal_deadline: info.reveal_deadline,
			final_deadline: info.final_deadline,
			contributors: info.contributors,
			assigned: info
				.assigned
				.into_iter()
				.map(|(worker, until)| AssignedView { worker, until })
				.collect(),
			failures: info
				.failures
				.into_iter()
				.map(|(worker, code, log)| FailureView { worker, code, log })
				.collect(),
			encrypted: info
				.encrypted
				.into_iter()
				.map(|(worker, index)| EncryptedView { worker, index })
				.collect(),
			challenges: info
				.challenges
				.into_iter()
				.map(|open| ChallengeView {
					worker: open.worker,
					block: open.block,
					until: open.until,
				})
				.collect(),
		}
	}
}

/// A deal. Amounts are decimal strings in nRLC.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct DealView {
	app: ShareView,
	dataset: Option<ShareView>,
	workerpool: ShareView,
	trust: String,
	category: u32,
	work_clock_time_ref: u64,
	tag: u64,
	requester: AccountId,
	beneficiary: AccountId,
	callback: Option<AccountId>,
	params: Bytes,
	start_time: u64,
	bot_first: u64,
	bot_size: u64,
	worker_stake: String,
	scheduler_reward_ratio: u8,
	sponsor: AccountId,
}

/// An asset's share in a deal.
#[derive(Serialize, Clone)]
pub struct ShareView {
	id: u32,
	owner: AccountId,
	price: String,
}

impl From<Deal<AccountId>> for DealView {
	fn from(deal: Deal<AccountId>) -> Self {
		let share = |id, owner, price: u128| ShareView { id, owner, price: price.to_string() };
		Self {
			app: share(deal.app.id.0, deal.app.owner, deal.app.price),
			dataset: deal.dataset.map(|dataset| share(dataset.id.0, dataset.owner, dataset.price)),
			workerpool: share(deal.workerpool.id.0, deal.workerpool.owner, deal.workerpool.price),
			trust: deal.trust.to_string(),
			category: deal.category.0,
			work_clock_time_ref: deal.work_clock_time_ref,
			tag: deal.tag.0,
			requester: deal.requester,
			beneficiary: deal.beneficiary,
			callback: deal.callback,
			params: Bytes(deal.params.into_inner()),
			start_time: deal.start_time,
			bot_first: deal.bot_first,
			bot_size: deal.bot_size,
			worker_stake: deal.worker_stake.to_string(),
			scheduler_reward_ratio: deal.scheduler_reward_ratio,
			sponsor: deal.sponsor,
		}
	}
}

/// A worker.
#[derive(Serialize, Clone)]
pub struct WorkerView {
	worker: AccountId,
	pool: u32,
	accepted: bool,
	score: u64,
	slots: u32,
	tasks: Vec<H256>,
}

impl From<WorkerInfo<AccountId>> for WorkerView {
	fn from(info: WorkerInfo<AccountId>) -> Self {
		Self {
			worker: info.worker,
			pool: info.pool.0,
			accepted: info.accepted,
			score: info.score,
			slots: info.slots,
			tasks: info.tasks,
		}
	}
}

/// A worker, and why it gets tasks or none.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStatusView {
	#[serde(flatten)]
	worker: WorkerView,
	owner: AccountId,
	stake: String,
	locked: String,
	free_slots: u32,
	last_seen: u64,
	engine: u16,
	hindrances: Vec<Hindrance>,
}

impl From<WorkerStatusInfo<AccountId>> for WorkerStatusView {
	fn from(status: WorkerStatusInfo<AccountId>) -> Self {
		Self {
			worker: status.info.into(),
			owner: status.owner,
			stake: status.stake.to_string(),
			locked: status.locked.to_string(),
			free_slots: status.free_slots,
			last_seen: status.last_seen,
			engine: status.engine,
			hindrances: status.hindrances,
		}
	}
}

/// Somebody who was given a task.
#[derive(Serialize, Clone)]
struct WorkView {
	worker: AccountId,
	since: u64,
	until: u64,
	contributed: bool,
}

/// Where a task is and what happens next.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TaskStatusView {
	task: H256,
	deal: H256,
	index: u64,
	status: TaskStatus,
	workers: Vec<WorkView>,
	contributions: u32,
	block: u32,
	now: u64,
	next: NextStep,
	next_block: u32,
}

impl TaskStatusView {
	fn new(task: H256, status: TaskStatusInfo<AccountId>) -> Self {
		let work = status.workers.into_iter().map(|work| WorkView {
			worker: work.worker,
			since: work.since,
			until: work.until,
			contributed: work.contributed,
		});
		Self {
			task,
			deal: status.deal,
			index: status.index,
			status: status.status,
			workers: work.collect(),
			contributions: status.contributions,
			block: status.block,
			now: status.now,
			next: status.next,
			next_block: status.next_block,
		}
	}
}

/// A result with everything that is needed to check it: `blake2_256(headerHex)` is the digest,
/// `blake2_256(manifestHex)` is the header's output root, each file's chunks are in the manifest.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ResultView {
	task: H256,
	digest: H256,
	cid: String,
	header: HeaderView,
	header_hex: Bytes,
	manifest_hex: Bytes,
	files: Vec<FileView>,
}

/// What a digest commits to.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct HeaderView {
	version: u8,
	engine: u16,
	exit_status: i32,
	fuel: u64,
	output_root: H256,
	memory_hash: H256,
	callback_hash: H256,
}

impl From<&ResultHeader> for HeaderView {
	fn from(header: &ResultHeader) -> Self {
		Self {
			version: ResultHeader::VERSION,
			engine: header.engine,
			exit_status: header.exit_status,
			fuel: header.fuel,
			output_root: header.output_root,
			memory_hash: header.memory_hash,
			callback_hash: header.callback_hash,
		}
	}
}

/// A file of a result.
#[derive(Serialize, Clone)]
pub struct FileView {
	path: String,
	size: u64,
	chunks: Vec<H256>,
	/// The content, unless the result is larger than 4 MiB.
	data: Option<Bytes>,
}

/// The methods' state.
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

	fn best(&self) -> H256 {
		self.client.info().best_hash
	}

	/// A block that the store lacks, from a connected node.
	fn missing(&self, hash: &Hash) -> Option<Vec<u8>> {
		self.peers.fetch(hash)
	}
}

impl BourseServer for BourseRpc {
	fn task(&self, task: H256) -> RpcResult<TaskView> {
		self.client
			.runtime_api()
			.task(self.best(), task)
			.map_err(runtime)?
			.map(|info| TaskView::new(task, info))
			.ok_or_else(|| unknown("task: it was never initialized, or ended long ago"))
	}

	fn task_id(&self, deal: H256, index: u64) -> RpcResult<H256> {
		Ok(bourse_primitives::task_id(deal, index))
	}

	fn deal(&self, deal: H256) -> RpcResult<DealView> {
		self.client
			.runtime_api()
			.deal(self.best(), deal)
			.map_err(runtime)?
			.map(Into::into)
			.ok_or_else(|| unknown("deal: it was never made, or ended long ago"))
	}

	fn worker(&self, account: AccountId) -> RpcResult<WorkerView> {
		self.client
			.runtime_api()
			.worker(self.best(), account)
			.map_err(runtime)?
			.map(Into::into)
			.ok_or_else(|| unknown("worker: it never applied to a pool, or left"))
	}

	fn worker_status(&self, account: AccountId) -> RpcResult<WorkerStatusView> {
		self.client
			.runtime_api()
			.worker_status(self.best(), account)
			.map_err(runtime)?
			.map(Into::into)
			.ok_or_else(|| unknown("worker: it never applied to a pool, or left"))
	}

	fn task_status(&self, task: H256) -> RpcResult<TaskStatusView> {
		self.client
			.runtime_api()
			.task_status(self.best(), task)
			.map_err(runtime)?
			.map(|status| TaskStatusView::new(task, status))
			.ok_or_else(|| {
				unknown("task: its turn in its deal has not come yet, or it ended long ago")
			})
	}

	fn task_result(&self, task: H256) -> RpcResult<ResultView> {
		let info = self.task(task)?;
		let digest = match (info.status, info.digest) {
			(TaskStatus::Completed, Some(digest)) => digest,
			(status, _) => {
				return Err(error(
					code::NO_RESULT,
					format!("the task has no result: it is {status:?}"),
				))
			},
		};
		if !info.encrypted.is_empty() && !self.store.has(&digest) {
			return Err(error(
				code::NOT_FOUND,
				"the result is encrypted for the beneficiary, who opens it with \
				`bourse-compute open`"
					.into(),
			));
		}
		let (header, manifest) =
			self.store.get_manifest(&digest, |hash| self.missing(hash)).map_err(not_found)?;
		let size = manifest.files.iter().map(|file| file.size).sum::<u64>();
		let mut contents = match size <= MAX_INLINE {
			true => Some(
				self.store.get_result(&digest, |hash| self.missing(hash)).map_err(not_found)?.files,
			),
			false => None,
		};
		Ok(ResultView {
			task,
			digest,
			cid: cid::encode(&digest),
			header: (&header).into(),
			header_hex: Bytes(header.encode()),
			manifest_hex: Bytes(manifest.encode()),
			files: files(manifest, contents.as_mut()),
		})
	}

	fn content(&self, hash: H256) -> RpcResult<Bytes> {
		if self.store.size(&hash).is_some_and(|size| size > MAX_INLINE) {
			return Err(error(code::NOT_FOUND, "it is larger than 4 MiB".into()));
		}
		match self.store.get(&hash).map_err(not_found)? {
			Some(bytes) => Some(bytes),
			None => self.missing(&hash),
		}
		.map(Bytes)
		.ok_or_else(|| {
			error(code::NOT_FOUND, "neither this node nor a connected one has it".into())
		})
	}

	fn task_log(&self, log: H256) -> RpcResult<String> {
		let bytes = self.content(log)?;
		Ok(String::from_utf8_lossy(&bytes).into_owned())
	}
}

fn files(
	manifest: Manifest,
	mut contents: Option<&mut BTreeMap<String, Vec<u8>>>,
) -> Vec<FileView> {
	manifest
		.files
		.into_iter()
		.map(|file| FileView {
			data: contents.as_mut().and_then(|files| files.remove(&file.path)).map(Bytes),
			size: file.size,
			chunks: file.chunks,
			path: file.path,
		})
		.collect()
}

fn not_found(e: impl std::fmt::Display) -> ErrorObjectOwned {
	error(code::NOT_FOUND, e.to_string())
}

fn error(code: i32, message: String) -> ErrorObjectOwned {
	ErrorObject::owned(code, message, None::<()>)
}

fn unknown(what: &str) -> ErrorObjectOwned {
	error(code::UNKNOWN, format!("the chain knows no such {what}"))
}

fn runtime(e: sp_api::ApiError) -> ErrorObjectOwned {
	error(code::RUNTIME, format!("the runtime could not be asked: {e}"))
}
