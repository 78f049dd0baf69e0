// SPDX-License-Identifier: Apache-2.0

//! A trace as `traces/README.md` describes it.

mod read;

use crate::json::Json;
use bourse_primitives::{Balance, Seconds, Trust};
use std::{collections::BTreeMap, fmt};

/// A recorded scenario.
pub struct Trace {
	/// The scenario's name.
	pub name: String,
	/// Accounts whose balances are part of the state.
	pub actors: Vec<String>,
	/// Name and time reference of the categories at the start.
	pub categories: Vec<(String, Seconds)>,
	/// Scores at the start.
	pub scores: BTreeMap<String, u64>,
	/// Members of the groups.
	pub groups: BTreeMap<String, Vec<String>>,
	/// The orders by name.
	pub orders: BTreeMap<String, Order>,
	/// What happens, one operation after the other.
	pub steps: Vec<Step>,
}

/// An order and who signed it off chain.
#[derive(Clone)]
pub struct Order {
	/// What it says.
	pub terms: Terms,
	/// Whose signature comes with it; nobody's when it needs a presignature.
	pub signed_by: Option<String>,
}

/// What an order of each kind says.
#[derive(Clone)]
pub enum Terms {
	/// An app is offered.
	App {
		/// The app; null is none at all.
		app: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// Restriction.
		dataset_restrict: Option<String>,
		/// Restriction.
		workerpool_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// A dataset is offered.
	Dataset {
		/// The dataset; null is none at all.
		dataset: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// Restriction.
		app_restrict: Option<String>,
		/// Restriction.
		workerpool_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// A workerpool is offered.
	Workerpool {
		/// The workerpool; null is none at all.
		workerpool: Option<String>,
		/// nRLC.
		price: Balance,
		/// How many tasks.
		volume: u64,
		/// Bits that it offers.
		tag: u64,
		/// The category.
		category: u32,
		/// The highest trust.
		trust: Trust,
		/// Restriction.
		app_restrict: Option<String>,
		/// Restriction.
		dataset_restrict: Option<String>,
		/// Restriction.
		requester_restrict: Option<String>,
	},
	/// Executions are asked for.
	Request {
		/// The app; null is none at all.
		app: Option<String>,
		/// nRLC.
		app_max_price: Balance,
		/// The dataset, if any.
		dataset: Option<String>,
		/// nRLC.
		dataset_max_price: Balance,
		/// Restriction.
		workerpool: Option<String>,
		/// nRLC.
		workerpool_max_price: Balance,
		/// Who asks.
		requester: Option<String>,
		/// How many tasks.
		volume: u64,
		/// Bits that it demands.
		tag: u64,
		/// The category.
		category: u32,
		/// The trust.
		trust: Trust,
		/// Who may read the results.
		beneficiary: Option<String>,
		/// Whom the result is handed to.
		callback: Option<String>,
		/// For the app.
		params: String,
	},
}

/// One operation and what came of it.
pub struct Step {
	/// The operation as it was written, for messages.
	pub source: String,
	/// Name of the operation.
	pub name: String,
	/// What is done.
	pub operation: Operation,
	/// Who sends it. Nobody sends an `advance`.
	pub by: Option<String>,
	/// Time of the block, in seconds.
	pub time: Seconds,
	/// Accepted or refused.
	pub ok: bool,
	/// The reason that the contracts gave.
	pub error: Option<String>,
	/// The EVM stopped for another cause than a refusal.
	pub halt: Option<String>,
	/// Name of the deal that a match made.
	pub deal: Option<String>,
	/// The events.
	pub events: Vec<Json>,
	/// Changes of the state.
	pub delta: Option<Json>,
	/// The whole state afterwards, in the last step.
	pub state: Option<Json>,
}

/// What kind of asset is created.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
	/// An application.
	App,
	/// A dataset.
	Dataset,
	/// A workerpool.
	Workerpool,
}

/// A task as traces name it: `deal.index`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskName {
	/// The deal's name.
	pub deal: String,
	/// The index inside the request order.
	pub index: u64,
}

impl fmt::Display for TaskName {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}.{}", self.deal, self.index)
	}
}

/// Who lets a worker contribute. `Some(None)` is an explicit nobody.
pub struct Authority {
	/// Who signs the authorization; nobody: an empty signature.
	pub auth_by: Option<String>,
	/// It is made for another worker.
	pub auth_worker: Option<Option<String>>,
	/// It is made for another task.
	pub auth_task: Option<TaskName>,
	/// It is made for another enclave.
	pub auth_enclave: Option<Option<String>>,
	/// The enclave that is named.
	pub enclave: Option<String>,
	/// Somebody else than the enclave signs the result; nobody: an empty signature.
	pub enclave_sign_by: Option<Option<String>>,
}

/// The operations of the traces.
pub enum Operation {
	/// Wallet to stake.
	Deposit {
		/// nRLC.
		amount: Balance,
	},
	/// Stake to wallet.
	Withdraw {
		/// nRLC.
		amount: Balance,
	},
	/// `create_app`, `create_dataset`, `create_workerpool`.
	Create {
		/// What is created.
		kind: Kind,
		/// Its name.
		asset: String,
		/// Its owner.
		owner: Option<String>,
		/// Stands for all its parameters.
		content: String,
	},
	/// An asset changes hands.
	TransferAsset {
		/// The asset.
		asset: String,
		/// Its new owner.
		to: Option<String>,
	},
	/// A workerpool gets new terms.
	ChangeWorkerpoolPolicy {
		/// The workerpool.
		workerpool: String,
		/// Percent.
		worker_stake_ratio: u64,
		/// Percent.
		scheduler_reward_ratio: u64,
	},
	/// A new category.
	CreateCategory {
		/// Its name.
		name: String,
		/// Its time reference.
		work_clock_time_ref: Seconds,
	},
	/// Sets or removes the TEE broker.
	SetTeeBroker {
		/// The broker.
		broker: Option<String>,
	},
	/// Puts an order on chain.
	SignOrder {
		/// The order.
		order: String,
		/// Who signed the operation off chain.
		signed_by: Option<String>,
	},
	/// Closes an order.
	CloseOrder {
		/// The order.
		order: String,
		/// Who signed the operation off chain.
		signed_by: Option<String>,
	},
	/// `match_orders`, `sponsor_match_orders`.
	MatchOrders {
		/// The sender pays.
		sponsored: bool,
		/// The app order.
		app: String,
		/// The dataset order, if any.
		dataset: Option<String>,
		/// The workerpool order.
		workerpool: String,
		/// The request order.
		request: String,
	},
	/// Opens a task.
	Initialize(TaskName),
	/// Opens several.
	InitializeArray(Vec<TaskName>),
	/// Claims several.
	ClaimArray(Vec<TaskName>),
	/// Opens and claims several.
	InitializeAndClaimArray(Vec<TaskName>),
	/// A worker's word.
	Contribute {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
		/// The seal was computed for another worker.
		seal_worker: Option<String>,
		/// The seal was computed for another digest.
		seal_digest: Option<String>,
		/// What allows it.
		authority: Authority,
	},
	/// A sole worker's word, taken at once.
	ContributeAndFinalize {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
		/// Link to the results.
		results: String,
		/// Callback data.
		callback: Option<String>,
		/// What allows it.
		authority: Authority,
	},
	/// A worker tells its digest.
	Reveal {
		/// The task.
		task: TaskName,
		/// Label of the digest.
		digest: String,
	},
	/// Opens a task again.
	Reopen(TaskName),
	/// Completes a task.
	Finalize {
		/// The task.
		task: TaskName,
		/// Link to the results.
		results: String,
		/// Callback data.
		callback: Option<String>,
	},
	/// Gives a task up.
	Claim(TaskName),
	/// An empty block.
	Advance,
}
