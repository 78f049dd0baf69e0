// SPDX-License-Identifier: Apache-2.0

//! What the node's `bourse_*` methods answer (docs/rpc.md), as far as it is needed here.

use super::Chain;
use crate::{
	amount::Rlc,
	error::{Attempt, Error, While},
	params,
};
use bourse_formats::Hash;
use serde::{de::DeserializeOwned, Deserialize, Deserializer};
use serde_json::Value as Json;
use subxt::utils::AccountId32;

/// Days that are asked for at once.
const DAYS: u32 = 100;
/// Workers of a pool that are asked for.
const WORKERS: u32 = 50;

/// A task.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
	/// Active, Revealing, Completed, Failed, Unavailable or TimedOut.
	pub status: String,
	/// Digest of the result, once Completed.
	pub digest: Option<Hash>,
	/// The failure that the workers agreed on.
	pub failure: Option<String>,
	/// Reveals.
	pub revealed: Revealed,
	/// Who contributed.
	pub contributors: Vec<AccountId32>,
	/// Who computes.
	pub assigned: Vec<Assigned>,
	/// Failures that workers reported.
	pub failures: Vec<Report>,
	/// Copies for the beneficiary.
	pub encrypted: Vec<Json>,
}

impl TaskStatus {
	/// Whether it looks for workers.
	pub fn waits_for_workers(&self) -> bool {
		matches!(self.next["step"].as_str(), Some("moreWorkers" | "nobodyLeft"))
	}
}

impl TaskView {
	/// Nothing more happens to it.
	pub fn has_ended(&self) -> bool {
		!matches!(self.status.as_str(), "Active" | "Revealing")
	}
}

/// Reveals of a task.
#[derive(Deserialize, Clone, Copy, Debug)]
pub struct Revealed {
	/// Contributions to the consensus.
	pub of: u32,
	/// Those that were revealed.
	pub count: u32,
}

/// A worker that a task is assigned to.
#[derive(Deserialize, Clone, Debug)]
pub struct Assigned {
	/// The worker.
	pub worker: AccountId32,
}

/// A failure that a worker reported.
#[derive(Deserialize, Clone, Debug)]
pub struct Report {
	/// The worker.
	pub worker: AccountId32,
	/// Why.
	pub code: String,
	/// Hash of its log.
	pub log: Hash,
}

/// A task's state, and what comes next.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct TaskStatus {
	/// Its state.
	pub status: String,
	/// Workers that were given the task.
	pub workers: Vec<WorkOn>,
	/// The block's time by the protocol's clock.
	pub now: u64,
	/// The next step.
	pub next: Json,
}

/// A worker that was given a task.
#[derive(Deserialize, Clone, Debug)]
pub struct WorkOn {
	/// The worker.
	pub worker: AccountId32,
	/// Time of the assignment.
	pub since: u64,
	/// Time until which the worker has to contribute.
	pub until: u64,
	/// Whether it did.
	pub contributed: bool,
}

/// A deal.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DealView {
	/// The app and its price.
	pub app: Share,
	/// The dataset and its price.
	pub dataset: Option<Share>,
	/// The pool and its price.
	pub workerpool: Share,
	/// How sure the requester asked to be.
	pub trust: String,
	/// The category's time reference, in seconds.
	pub work_clock_time_ref: u64,
	/// Who asked.
	pub requester: AccountId32,
	/// Whom the results are for.
	pub beneficiary: AccountId32,
	/// Index of its first task.
	pub bot_first: u64,
	/// Number of tasks.
	pub bot_size: u64,
	/// Who pays.
	pub sponsor: AccountId32,
}

/// An asset's share in a deal.
#[derive(Deserialize, Clone, Debug)]
pub struct Share {
	/// The asset.
	pub id: u32,
	/// Its owner.
	pub owner: AccountId32,
	/// Its price of a task.
	#[serde(deserialize_with = "amount")]
	pub price: Rlc,
}

/// State of a deal's tasks.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DealStatus {
	/// All its tasks.
	pub tasks: u64,
	/// Those that have not started.
	pub waiting: u64,
	/// Those that have started, and not ended.
	pub running: u64,
	/// Those that were completed.
	pub completed: u64,
	/// The pool's workers with a free slot.
	pub free_workers: u32,
	/// What happens to the waiting ones.
	pub next: Json,
	/// Time from which giving up costs nothing.
	pub free_from: u64,
	/// Time at which what has not started ends.
	pub final_deadline: u64,
	/// The block's time by the protocol's clock.
	pub now: u64,
}

/// A worker, and why it gets tasks or none.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStatus {
	/// Its pool.
	pub pool: u32,
	/// Whether the pool accepted it.
	pub accepted: bool,
	/// Tasks that it takes at once.
	pub slots: u32,
	/// Its tasks.
	pub tasks: Vec<Hash>,
	/// Whose stake answers for it.
	pub owner: AccountId32,
	/// Free stake of the owner.
	#[serde(deserialize_with = "amount")]
	pub stake: Rlc,
	/// Locked stake of the owner.
	#[serde(deserialize_with = "amount")]
	pub locked: Rlc,
	/// Further tasks that it can take.
	pub free_slots: u32,
	/// Its last sign of life.
	pub last_seen: u64,
	/// Why it gets no tasks.
	pub hindrances: Vec<Json>,
}

/// A result.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct ResultView {
	/// The header's bytes, as hex.
	pub header_hex: String,
	/// The manifest's bytes, as hex.
	pub manifest_hex: String,
	/// The files.
	pub files: Vec<FileView>,
}

/// A file of a result.
#[derive(Deserialize, Clone, Debug)]
pub struct FileView {
	/// Its path.
	pub path: String,
	/// Its content as hex, unless the result is large.
	pub data: Option<String>,
}

/// A page of a pool's workers.
#[derive(Deserialize, Clone, Debug)]
struct Workers {
	entries: Vec<ListedWorker>,
}

/// A worker of a list.
#[derive(Deserialize, Clone, Debug)]
struct ListedWorker {
	worker: AccountId32,
}

/// What a day brought an account.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Income {
	/// The day's first second.
	pub time: u64,
	/// Its tasks.
	pub tasks: u64,
	/// What it was paid.
	#[serde(deserialize_with = "amount")]
	pub earned: Rlc,
	/// What it paid.
	#[serde(deserialize_with = "amount")]
	pub spent: Rlc,
	/// What it lost.
	#[serde(deserialize_with = "amount")]
	pub lost: Rlc,
}

/// Days of an account, the latest first.
#[derive(Deserialize, Clone, Debug)]
struct Incomes {
	entries: Vec<Income>,
	next: Option<String>,
}

/// An amount in nRLC, which JSON has as text.
fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rlc, D::Error> {
	let text = String::deserialize(deserializer)?;
	text.parse().map(Rlc).map_err(|_| serde::de::Error::custom(format!("{text:?} is no amount")))
}

/// An answer, as its type, and as it came.
pub struct Answer<T> {
	/// As its type.
	pub of: T,
	/// As it came.
	pub json: Json,
}

impl<T: DeserializeOwned> Answer<T> {
	fn new(method: &str, json: Json) -> Attempt<Self> {
		let of = serde_json::from_value(json.clone());
		let of = of.during(format_args!("the node's answer to {method} has another form"))?;
		Ok(Self { of, json })
	}
}

impl Chain {
	async fn view<T: DeserializeOwned>(
		&self,
		method: &str,
		params: subxt::rpcs::client::RpcParams,
	) -> Attempt<Option<Answer<T>>> {
		let found = self.find::<Json>(method, params).await?;
		found.map(|json| Answer::new(method, json)).transpose()
	}

	/// A task; `None` before its turn in its deal, and after its record went.
	pub async fn task(&self, task: Hash) -> Attempt<Option<Answer<TaskView>>> {
		self.view("bourse_task", params![task]).await
	}

	/// A task's state, and its next step.
	pub async fn task_status(&self, task: Hash) -> Attempt<Option<Answer<TaskStatus>>> {
		self.view("bourse_taskStatus", params![task]).await
	}

	/// A deal.
	pub async fn deal(&self, deal: Hash) -> Attempt<Option<Answer<DealView>>> {
		self.view("bourse_deal", params![deal]).await
	}

	/// State of a deal's tasks.
	pub async fn deal_status(&self, deal: Hash) -> Attempt<Option<Answer<DealStatus>>> {
		self.view("bourse_dealStatus", params![deal]).await
	}

	/// A worker of a pool.
	pub async fn worker_status(&self, who: &AccountId32) -> Attempt<Option<Answer<WorkerStatus>>> {
		self.view("bourse_workerStatus", params![who.to_string()]).await
	}

	/// Workers of a pool: one page of them.
	pub async fn workers(&self, pool: u32) -> Attempt<Vec<AccountId32>> {
		let params = params![pool, None::<String>, WORKERS];
		let page = self.ask::<Workers>("bourse_workers", params).await?;
		Ok(page.entries.into_iter().map(|one| one.worker).collect())
	}

	/// What each day from `since` on brought an account or an asset, the earliest first; `None` where the node keeps no
	/// index.
	pub async fn incomes(&self, of: &Json, since: u64) -> Attempt<Option<Vec<Income>>> {
		let (mut found, mut after) = (Vec::<Income>::new(), None::<String>);
		loop {
			let page = self.past::<Incomes>("bourse_incomes", params![of, after, DAYS]).await?;
			let Some(page) = page else { return Ok(None) };
			let all = found.len() + page.entries.len();
			let is_empty = page.entries.is_empty();
			found.extend(page.entries.into_iter().take_while(|day| day.time >= since));
			after = page.next;
			// An earlier day is the end.
			if after.is_none() || is_empty || found.len() < all {
				break;
			}
		}
		found.reverse();
		Ok(Some(found))
	}

	/// A block of content, from the node or from another that it is connected to.
	pub async fn content(&self, hash: Hash) -> Attempt<Vec<u8>> {
		let hex = self.ask::<String>("bourse_content", params![hash]).await?;
		let bytes = bytes_of(&hex)?;
		match bourse_formats::blake2_256(&bytes) == hash {
			true => Ok(bytes),
			false => Err(Error::new(format!("{} gave other content than {hash:?}", self.url))),
		}
	}

	/// The log of a worker that could not compute a task.
	pub async fn task_log(&self, log: Hash) -> Attempt<String> {
		self.ask("bourse_taskLog", params![log]).await
	}
}

/// The bytes of `0x…`.
pub fn bytes_of(text: &str) -> Attempt<Vec<u8>> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode(digits).during("the node's answer is no hex")
}

/// The id of a deal's task: the deal's first 24 bytes, then the index (docs/protocol.md).
pub fn task_id(deal: Hash, index: u64) -> Hash {
	let mut id = deal;
	id.0[24..].copy_from_slice(&index.to_be_bytes());
	id
}

/// The deal of a task, and its index; `None` for a deal's id.
pub fn deal_and_index(task: Hash) -> (Hash, Option<u64>) {
	let mut index = [0; 8];
	index.copy_from_slice(&task.0[24..]);
	let index = u64::from_be_bytes(index);
	(task_id(task, u64::MAX), (index != u64::MAX).then_some(index))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn task_ids_should_be_undone() {
		let deal = task_id(Hash([7; 32]), u64::MAX);
		assert_eq!(deal_and_index(task_id(deal, 3)), (deal, Some(3)));
		assert_eq!(deal_and_index(deal), (deal, None));
	}

	#[test]
	fn views_should_read_the_documented_answers() {
		let account = AccountId32([1; 32]).to_string();
		let hash = format!("{:?}", Hash([2; 32]));
		let task = json!({
			"task": hash, "deal": hash, "index": 0, "status": "Active", "digest": null,
			"failure": null, "revealed": { "of": 0, "count": 0 },
			"contributionDeadline": 1, "revealDeadline": null, "finalDeadline": 2,
			"contributors": [account], "assigned": [{ "worker": account, "until": 3 }],
			"failures": [{ "worker": account, "code": "FetchFailed", "log": hash }],
			"encrypted": [], "challenges": [],
		});
		let task = Answer::<TaskView>::new("bourse_task", task).expect("it is read").of;
		assert!(!task.has_ended() && task.failures[0].code == "FetchFailed");
		let share = json!({ "id": 0, "owner": account, "price": "100000000" });
		let share = serde_json::from_value::<Share>(share).expect("it is read");
		assert_eq!(share.price.to_string(), "0.1 RLC");
		assert!(Answer::<DealView>::new("bourse_deal", json!({})).is_err());
		let day = json!({ "time": 86_400, "tasks": 2, "earned": "0", "spent": "7", "lost": "0" });
		let page = json!({ "entries": [day], "next": null, "reach": { "since": 1, "last": 2 } });
		let page = serde_json::from_value::<Incomes>(page).expect("it is read");
		assert_eq!((page.entries[0].spent, page.next), (Rlc(7), None));
	}
}
