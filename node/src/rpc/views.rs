// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The answers of the `bourse_*` RPC methods, as JSON shows them (`docs/rpc.md`).

use bourse_compute::cid;
use bourse_formats::{Manifest, ResultHeader};
use bourse_primitives::{
	api::{
		AssignmentInfo, ChallengeInfo, EncryptedResult, FailureReport, Fees, Hindrance, NextStep,
		Revealed, TaskInfo, TaskStatusInfo, WorkerInfo, WorkerStatusInfo,
	},
	book::{DepthLevel, DryRun},
	Deal, FailureCode, TaskStatus,
};
use bourse_runtime::AccountId;
use serde::Serialize;
use sp_core::{Bytes, H256};
use std::collections::BTreeMap;

/// A task.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
	task: H256,
	deal: H256,
	index: u64,
	/// Where the task stands.
	pub status: TaskStatus,
	/// The digest of the result, once revealed.
	pub digest: Option<H256>,
	/// The failure that the workers agreed on, once Completed.
	failure: Option<FailureCode>,
	/// How many of the winners have revealed.
	revealed: Revealed,
	contribution_deadline: u64,
	reveal_deadline: Option<u64>,
	final_deadline: u64,
	contributors: Vec<AccountId>,
	assigned: Vec<AssignmentInfo<AccountId>>,
	failures: Vec<FailureReport<AccountId>>,
	/// The copies of the result that are encrypted for the beneficiary.
	pub encrypted: Vec<EncryptedResult<AccountId>>,
	challenges: Vec<ChallengeInfo<AccountId>>,
}

impl TaskView {
	/// The task `task`.
	pub fn new(task: H256, info: TaskInfo<AccountId>) -> Self {
		Self {
			task,
			deal: info.deal,
			index: info.index,
			status: info.status,
			digest: info.digest,
			failure: info.failure,
			revealed: info.revealed,
			contribution_deadline: info.contribution_deadline,
			reveal_deadline: info.reveal_deadline,
			final_deadline: info.final_deadline,
			contributors: info.contributors,
			assigned: info.assigned,
			failures: info.failures,
			encrypted: info.encrypted,
			challenges: info.challenges,
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

/// A worker that was given a task.
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
	stood_still: u64,
	next: NextStep,
	next_block: u32,
}

impl TaskStatusView {
	/// The status of the task `task`.
	pub fn new(task: H256, status: TaskStatusInfo<AccountId>) -> Self {
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
			stood_still: status.stood_still,
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

impl ResultView {
	/// The result of `task`. `contents` are the files by their paths; `None` leaves them out.
	pub fn new(
		task: H256,
		digest: H256,
		header: &ResultHeader,
		manifest: Manifest,
		mut contents: Option<BTreeMap<String, Vec<u8>>>,
	) -> Self {
		let manifest_hex = Bytes(manifest.encode());
		let files = manifest.files.into_iter().map(|file| FileView {
			data: contents.as_mut().and_then(|files| files.remove(&file.path)).map(Bytes),
			size: file.size,
			chunks: file.chunks,
			path: file.path,
		});
		Self {
			task,
			digest,
			cid: cid::encode(&digest),
			header: header.into(),
			header_hex: Bytes(header.encode()),
			manifest_hex,
			files: files.collect(),
		}
	}
}

/// A file that the node keeps.
#[derive(Serialize, Clone)]
pub struct UploadView {
	hash: H256,
	cid: String,
	/// In seconds of the Unix epoch.
	until: u64,
}

impl UploadView {
	/// The file of that hash, which stays until then.
	pub fn new(hash: H256, until: u64) -> Self {
		Self { hash, cid: cid::encode(&hash), until }
	}
}

/// What a digest commits to.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct HeaderView {
	version: u8,
	engine: u16,
	/// The failure that the result is: 0 none, else the number of the failure's code and 1.
	failure: u8,
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
			failure: header.failure,
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

#[cfg(test)]
mod tests {
	use bourse_primitives::api::{FeeTerms, Fees, Prices};
	use serde_json::{json, to_value};

	/// The example of `docs/rpc.md`: one task of 0.1 RLC at trust 1.
	#[test]
	fn fees_should_be_shown_as_text() {
		let prices = Prices { pool: 100_000_000, ..Prices::default() };
		let terms =
			FeeTerms { start_fee: 1_000_000, worker_fee: 2_000_000, worker_stake_ratio: 30 };
		let fees = Fees::of(1.into(), prices, 1, terms);
		let expected = json!({
			"ownersNeeded": 1,
			"paidAssignments": 4,
			"startFee": "1000000",
			"workerFee": "2000000",
			"taskFee": "9000000",
			"prices": "100000000",
			"payerLock": "109000000",
			"mostBack": "6000000",
			"schedulerLock": "30000000",
			"workerStake": "30000000",
		});
		assert_eq!(to_value(fees).expect("it is JSON"), expected);
	}
}

/// What a match of orders would make.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub enum DryRunView {
	/// A deal.
	Deal {
		/// Most tasks, by the orders' volumes.
		volume: u64,
		/// Its costs.
		fees: Fees,
	},
	/// The first condition that is not met.
	Refused(String),
}

impl From<DryRun> for DryRunView {
	fn from(run: DryRun) -> Self {
		match run {
			DryRun::Deal { volume, fees } => Self::Deal { volume, fees },
			DryRun::Refused(error) => Self::Refused(String::from_utf8_lossy(&error).into()),
		}
	}
}

/// Orders of the book, by price, best first.
#[derive(Serialize, Clone)]
pub struct DepthView {
	/// What pools ask.
	pub offers: Vec<DepthLevel>,
	/// What requesters pay.
	pub requests: Vec<DepthLevel>,
}
