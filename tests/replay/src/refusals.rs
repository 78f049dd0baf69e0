// SPDX-License-Identifier: Apache-2.0

//! Why operations are refused: what the contracts say beside what this chain says.
//!
//! [`TABLE`] is the whole of it where the contracts give a reason. Where they give none, which is
//! most refusals of the task operations, this chain still has a reason, and `Situation::justifies`
//! checks it: it must be one that the operation can have, and what it claims must be so in the
//! state of the trace.

use crate::{
	json::Json,
	trace::{Authority, Operation, Step, TaskName, Trace},
};
use bourse_primitives::{Balance, Seconds};
use std::collections::BTreeSet;

/// A reason of the contracts and the errors of this chain that it may be.
pub struct Row {
	/// What the contracts say.
	pub code: &'static str,
	/// The operations in which it means this.
	pub operations: &'static [&'static str],
	/// What this chain says.
	pub errors: &'static [&'static str],
	/// Why one of the errors also stands in another row, or why there are several. Empty when
	/// code and error are one to one.
	pub note: &'static str,
}

const MATCH: &[&str] = &["match_orders", "sponsor_match_orders"];
const ORDER: &[&str] = &["sign_order", "close_order"];
const CREATE: &[&str] = &["create_app", "create_dataset", "create_workerpool"];
const CONTRIBUTE: &[&str] = &["contribute", "contribute_and_finalize"];
const ADMINISTER: &[&str] = &["create_category", "set_tee_broker"];

macro_rules! row {
	($operations:expr, $code:literal, $($error:literal)|+ $(, $note:literal)?) => {
		Row {
			code: $code,
			operations: $operations,
			errors: &[$($error),+],
			note: concat!("" $(, $note)?),
		}
	};
}

/// Every reason that the contracts give.
pub const TABLE: &[Row] = &[
	row!(MATCH, "iExecV5-matchOrders-0x00", "Market.CategoryMismatch"),
	row!(MATCH, "iExecV5-matchOrders-0x01", "Market.UnknownCategory"),
	row!(MATCH, "iExecV5-matchOrders-0x02", "Market.TrustTooHigh"),
	row!(MATCH, "iExecV5-matchOrders-0x03", "Market.AppTooExpensive"),
	row!(
		MATCH,
		"iExecV5-matchOrders-0x04",
		"Market.DatasetTooExpensive" | "Market.DatasetMismatch",
		"where the request asks for no dataset, the contracts still look at the price of the one \
		 that is given; this chain refuses in the same place, but says that nobody asked for it"
	),
	row!(MATCH, "iExecV5-matchOrders-0x05", "Market.WorkerpoolTooExpensive"),
	row!(
		MATCH,
		"iExecV5-matchOrders-0x06",
		"Market.TagNotOffered" | "Market.DatasetMismatch",
		"as with 0x04: the tag of a dataset that nobody asked for"
	),
	row!(
		MATCH,
		"iExecV5-matchOrders-0x07",
		"Market.AppWithoutTee" | "Market.DatasetMismatch",
		"as with 0x04: the tag of a dataset that nobody asked for"
	),
	row!(MATCH, "iExecV5-matchOrders-0x10", "Market.AppMismatch"),
	row!(
		MATCH,
		"iExecV5-matchOrders-0x11",
		"Market.DatasetMismatch",
		"also the reason of 0x04, 0x06 and 0x07 where nobody asked for the dataset"
	),
	row!(MATCH, "iExecV5-matchOrders-0x12", "Market.WorkerpoolRefusedByRequest"),
	row!(MATCH, "iExecV5-matchOrders-0x13", "Market.DatasetRefusedByApp"),
	row!(MATCH, "iExecV5-matchOrders-0x14", "Market.WorkerpoolRefusedByApp"),
	row!(MATCH, "iExecV5-matchOrders-0x15", "Market.RequesterRefusedByApp"),
	row!(MATCH, "iExecV5-matchOrders-0x16", "Market.AppRefusedByDataset"),
	row!(MATCH, "iExecV5-matchOrders-0x17", "Market.WorkerpoolRefusedByDataset"),
	row!(MATCH, "iExecV5-matchOrders-0x18", "Market.RequesterRefusedByDataset"),
	row!(MATCH, "iExecV5-matchOrders-0x19", "Market.AppRefusedByWorkerpool"),
	row!(MATCH, "iExecV5-matchOrders-0x1a", "Market.DatasetRefusedByWorkerpool"),
	row!(MATCH, "iExecV5-matchOrders-0x1b", "Market.RequesterRefusedByWorkerpool"),
	row!(MATCH, "iExecV5-matchOrders-0x20", "Market.AppNotRegistered"),
	row!(MATCH, "iExecV5-matchOrders-0x21", "Market.AppOrderNotAuthentic"),
	row!(MATCH, "iExecV5-matchOrders-0x30", "Market.DatasetNotRegistered"),
	row!(MATCH, "iExecV5-matchOrders-0x31", "Market.DatasetOrderNotAuthentic"),
	row!(MATCH, "iExecV5-matchOrders-0x40", "Market.WorkerpoolNotRegistered"),
	row!(MATCH, "iExecV5-matchOrders-0x41", "Market.WorkerpoolOrderNotAuthentic"),
	row!(MATCH, "iExecV5-matchOrders-0x50", "Market.RequestOrderNotAuthentic"),
	row!(
		MATCH,
		"iExecV5-matchOrders-0x60",
		"Market.AppOrderUsedUp"
			| "Market.DatasetOrderUsedUp"
			| "Market.WorkerpoolOrderUsedUp"
			| "Market.RequestOrderUsedUp",
		"the contracts don't say which of the orders has nothing left"
	),
	row!(MATCH, "invalid-signature-format", "Market.MissingSignature"),
	row!(
		&["match_orders"],
		"IexecEscrow: Transfer amount exceeds balance",
		"Market.InsufficientRequesterStake"
			| "Market.InsufficientSchedulerStake"
			| "Market.AmountTooLarge",
		"the contracts don't say whose stake is short; no balance holds what is beyond an amount \
		 of this chain, which is told apart"
	),
	row!(
		&["sponsor_match_orders"],
		"IexecEscrow: Transfer amount exceeds balance",
		"Market.InsufficientSponsorStake"
			| "Market.InsufficientSchedulerStake"
			| "Market.AmountTooLarge",
		"as with match_orders, where the sponsor pays"
	),
	row!(
		CONTRIBUTE,
		"IexecEscrow: Transfer amount exceeds balance",
		"Poco.InsufficientWorkerStake"
	),
	row!(CONTRIBUTE, "invalid-signature-format", "Poco.SignatureMissing"),
	row!(CONTRIBUTE, "Panic(0x11)", "Poco.WeightOverflow"),
	row!(ORDER, "invalid-signature-format", "Market.NotOwner"),
	row!(ORDER, "invalid-sender-or-signature", "Market.WrongOperationSignature"),
	row!(CREATE, "Create2: Failed on deploy", "Registry.AlreadyRegistered"),
	row!(
		&["transfer_asset"],
		"ERC721: transfer caller is not owner nor approved",
		"Registry.NotOwner",
		"an asset has one owner, who alone may transfer it or change its policy; the contracts \
		 have it in two places, the token and the pool"
	),
	row!(
		&["change_workerpool_policy"],
		"caller is not the owner",
		"Registry.NotOwner",
		"an asset has one owner, who alone may transfer it or change its policy; the contracts \
		 have it in two places, the token and the pool"
	),
	row!(
		&["transfer_asset"],
		"ERC721: operator query for nonexistent token",
		"Registry.UnknownApp" | "Registry.UnknownDataset" | "Registry.UnknownWorkerpool",
		"which registry says so depends on the asset"
	),
	row!(ADMINISTER, "Ownable: caller is not the owner", "Sudo.RequireSudo"),
];

/// What is known when a step is refused.
pub struct Situation<'a> {
	/// The step.
	pub step: &'a Step,
	/// The state before it.
	pub state: &'a Json,
	/// What the state does not show.
	pub memory: &'a Memory,
}

/// What a trace's state does not show, but refusals depend on.
#[derive(Default)]
pub struct Memory {
	/// The TEE broker.
	pub broker: Option<String>,
	/// Time references of the categories.
	categories: Vec<Seconds>,
	/// Contributions whose seal is not the honest one: task and worker.
	bad_seals: BTreeSet<(String, String)>,
	/// Contents that were registered: operation, owner, content.
	contents: BTreeSet<(String, Option<String>, String)>,
}

impl Memory {
	/// Before the first step.
	pub fn of(trace: &Trace) -> Self {
		let categories = trace.categories.iter().map(|(_, time)| *time).collect();
		Self { categories, ..Self::default() }
	}

	/// Notes a step that was accepted.
	pub fn note(&mut self, step: &Step) {
		let by = step.by.clone().unwrap_or_default();
		match &step.operation {
			Operation::SetTeeBroker { broker } => self.broker = broker.clone(),
			Operation::CreateCategory { work_clock_time_ref, .. } => {
				self.categories.push(*work_clock_time_ref)
			},
			Operation::Create { owner, content, .. } => {
				self.contents.insert((step.name.clone(), owner.clone(), content.clone()));
			},
			Operation::Contribute { task, digest, seal_worker, seal_digest, .. } => {
				let worker = seal_worker.as_ref().is_none_or(|worker| *worker == by);
				let sealed = seal_digest.as_ref().is_none_or(|sealed| sealed == digest);
				if !(worker && sealed) {
					self.bad_seals.insert((task.to_string(), by));
				}
			},
			_ => {},
		}
	}
}

impl Situation<'_> {
	/// Checks the reason of this chain against that of the contracts. Gives what is wrong.
	pub fn check(&self, error: &str) -> Result<(), String> {
		let name = self.step.name.as_str();
		let rows = || TABLE.iter().filter(|row| row.operations.contains(&name));
		if let Some(code) = &self.step.error {
			return match rows().find(|row| row.code == code) {
				Some(row) if row.errors.contains(&error) => Ok(()),
				Some(row) => Err(format!(
					"the contracts refuse with \"{code}\", which is {}, the chain with {error}",
					row.errors.join(" or ")
				)),
				None => Err(format!(
					"the contracts refuse with \"{code}\", which the table of reasons does not \
					 have for {name}; the chain with {error}"
				)),
			};
		}
		// A halt has no reason either, but may be in the place of one.
		let halted = self.step.halt.is_some() && rows().any(|row| row.errors.contains(&error));
		if halted || self.justifies(error) {
			return Ok(());
		}
		Err(format!(
			"the chain refuses with {error}, which the state of the trace does not bear out"
		))
	}

	/// The error is one that this operation can have, and it is right.
	fn justifies(&self, error: &str) -> bool {
		let by = self.step.by.as_deref().unwrap_or_default();
		let now = self.step.time;
		match &self.step.operation {
			Operation::Withdraw { amount } => {
				let stake = self.state.at(&["balances", by, "stake"]).as_number::<Balance>();
				error == "Escrow.InsufficientStake" && *amount > stake.unwrap_or_default()
			},
			Operation::Create { owner, content, .. } => {
				let content = (self.step.name.clone(), owner.clone(), content.clone());
				error == "Registry.AlreadyRegistered" && self.memory.contents.contains(&content)
			},
			Operation::ChangeWorkerpoolPolicy { workerpool, scheduler_reward_ratio, .. } => {
				match error {
					"Registry.InvalidRewardRatio" => *scheduler_reward_ratio > 100,
					"Registry.UnknownWorkerpool" => !self.has_asset(workerpool),
					_ => false,
				}
			},
			Operation::TransferAsset { asset, .. } => {
				error == "Registry.UnknownApp" && !self.has_asset(asset)
			},
			Operation::Initialize(task) => self.initialize(error, task, &[]),
			Operation::InitializeArray(tasks) => tasks
				.iter()
				.enumerate()
				.any(|(place, task)| self.initialize(error, task, &tasks[..place])),
			Operation::ClaimArray(tasks) => tasks
				.iter()
				.enumerate()
				.any(|(place, task)| self.claim(error, task, &tasks[..place])),
			Operation::InitializeAndClaimArray(tasks) => {
				tasks.iter().enumerate().any(|(place, task)| {
					self.initialize(error, task, &tasks[..place])
						|| (error == "Poco.FinalDeadlineNotReached"
							&& self.final_deadline(task).is_some_and(|deadline| now < deadline))
				})
			},
			Operation::Claim(task) => self.claim(error, task, &[]),
			Operation::Contribute { task, authority, .. } => match error {
				"Poco.AlreadyContributed" => !self.contribution(task, by).is_null(),
				_ => self.contribute(error, task, by, authority),
			},
			Operation::ContributeAndFinalize { task, digest, callback, authority, .. } => {
				match error {
					"Poco.AlreadyContributed" => {
						!self.task(task).at(&["contributors"]).items().is_empty()
					},
					"Poco.TrustTooHigh" => *self.deal(task).at(&["trust"]) != Json::number(1),
					"Poco.CallbackDataMissing" | "Poco.CallbackDataWrong" => {
						self.callback(error, task, callback.as_deref(), Some(digest))
					},
					_ => self.contribute(error, task, by, authority),
				}
			},
			Operation::Reveal { task, digest } => self.reveal(error, task, by, digest),
			Operation::Reopen(task) => match error {
				"Poco.TaskUnknown" => self.task(task).is_null(),
				"Poco.TaskNotRevealing" => !self.is(task, &["REVEALING"]),
				"Poco.FinalDeadlinePassed" => !self.before(task, "final_deadline"),
				"Poco.RevealDeadlineNotReached" => self.before(task, "reveal_deadline"),
				"Poco.AlreadyRevealed" => self.counter(task, "reveal_counter") > 0,
				"Poco.NotScheduler" => !self.is_scheduler(task, by),
				_ => false,
			},
			Operation::Finalize { task, callback, .. } => match error {
				"Poco.TaskUnknown" => self.task(task).is_null(),
				"Poco.TaskNotRevealing" => !self.is(task, &["REVEALING"]),
				"Poco.FinalDeadlinePassed" => !self.before(task, "final_deadline"),
				"Poco.RevealsMissing" => {
					let revealed = self.counter(task, "reveal_counter");
					revealed < self.counter(task, "winner_counter")
						&& (revealed == 0 || self.before(task, "reveal_deadline"))
				},
				"Poco.NotScheduler" => !self.is_scheduler(task, by),
				_ => {
					let digest = self.task(task).at(&["result_digest"]).as_text();
					self.callback(error, task, callback.as_deref(), digest)
				},
			},
			_ => false,
		}
	}

	// What the predicates look at.

	fn has_asset(&self, name: &str) -> bool {
		!self.state.at(&["assets", name]).is_null()
	}

	fn task(&self, task: &TaskName) -> &Json {
		self.state.at(&["tasks", &task.to_string()])
	}

	fn deal(&self, task: &TaskName) -> &Json {
		self.state.at(&["deals", &task.deal])
	}

	fn contribution(&self, task: &TaskName, worker: &str) -> &Json {
		self.state.at(&["contributions", &task.to_string(), worker])
	}

	/// The task has one of these states.
	fn is(&self, task: &TaskName, states: &[&str]) -> bool {
		self.task(task).at(&["status"]).as_text().is_some_and(|status| states.contains(&status))
	}

	/// The step is before this deadline of the task.
	fn before(&self, task: &TaskName, deadline: &str) -> bool {
		let deadline = self.task(task).at(&[deadline]).as_number::<Seconds>();
		deadline.is_some_and(|deadline| self.step.time < deadline)
	}

	fn counter(&self, task: &TaskName, counter: &str) -> u32 {
		self.task(task).at(&[counter]).as_number().unwrap_or_default()
	}

	fn is_scheduler(&self, task: &TaskName, who: &str) -> bool {
		self.deal(task).at(&["workerpool_owner"]).as_text() == Some(who)
	}

	/// Final deadline of a task that may not be initialized.
	fn final_deadline(&self, task: &TaskName) -> Option<Seconds> {
		let deal = self.deal(task);
		let start: Seconds = deal.at(&["start_time"]).as_number()?;
		let category: usize = deal.at(&["category"]).as_number()?;
		Some(start + 10 * self.memory.categories.get(category)?)
	}

	// Operations that have reasons in common. `earlier` are those that the same array had before.

	fn initialize(&self, error: &str, task: &TaskName, earlier: &[TaskName]) -> bool {
		let deal = self.deal(task);
		match error {
			"Poco.DealUnknown" => deal.is_null(),
			"Poco.IndexOutOfDeal" => {
				let number = |key| deal.at(&[key]).as_number::<u64>();
				match (number("bot_first"), number("bot_size")) {
					(Some(first), Some(size)) => task.index < first || task.index - first >= size,
					_ => false,
				}
			},
			"Poco.AlreadyInitialized" => !self.task(task).is_null() || earlier.contains(task),
			_ => false,
		}
	}

	fn claim(&self, error: &str, task: &TaskName, earlier: &[TaskName]) -> bool {
		match error {
			"Poco.TaskUnknown" => self.task(task).is_null(),
			"Poco.TaskEnded" => self.is(task, &["COMPLETED", "FAILED"]) || earlier.contains(task),
			"Poco.FinalDeadlineNotReached" => self.before(task, "final_deadline"),
			_ => false,
		}
	}

	fn contribute(&self, error: &str, task: &TaskName, by: &str, authority: &Authority) -> bool {
		let Authority { auth_by, auth_worker, auth_task, auth_enclave, enclave, enclave_sign_by } =
			authority;
		match error {
			"Poco.TaskUnknown" => self.task(task).is_null(),
			"Poco.TaskNotActive" => !self.task(task).is_null() && !self.is(task, &["ACTIVE"]),
			"Poco.ContributionDeadlinePassed" => !self.before(task, "contribution_deadline"),
			"Poco.EnclaveMissing" => {
				let tag: u64 = self.deal(task).at(&["tag"]).as_number().unwrap_or_default();
				tag & 1 == 1 && enclave.is_none()
			},
			"Poco.NotAuthorized" => {
				let broker = self.memory.broker.as_deref().filter(|_| enclave.is_some());
				let owner = self.deal(task).at(&["workerpool_owner"]).as_text();
				auth_by.as_deref() != broker.or(owner)
					|| auth_worker.as_ref().is_some_and(|worker| worker.as_deref() != Some(by))
					|| auth_task.as_ref().is_some_and(|other| other != task)
					|| auth_enclave.as_ref().is_some_and(|other| other != enclave)
			},
			"Poco.EnclaveSignatureWrong" => {
				enclave.is_some() && enclave_sign_by.as_ref().is_some_and(|who| who != enclave)
			},
			_ => false,
		}
	}

	fn callback(
		&self,
		error: &str,
		task: &TaskName,
		data: Option<&str>,
		digest: Option<&str>,
	) -> bool {
		match error {
			"Poco.CallbackDataMissing" => {
				!self.deal(task).at(&["callback"]).is_null() && data.is_none()
			},
			"Poco.CallbackDataWrong" => data.is_some() && data != digest,
			_ => false,
		}
	}

	fn reveal(&self, error: &str, task: &TaskName, by: &str, digest: &str) -> bool {
		let contribution = self.contribution(task, by);
		let status = contribution.at(&["status"]).as_text();
		let contributed = contribution.at(&["digest"]).as_text();
		match error {
			"Poco.TaskUnknown" => self.task(task).is_null(),
			"Poco.TaskNotRevealing" => !self.task(task).is_null() && !self.is(task, &["REVEALING"]),
			"Poco.RevealDeadlinePassed" => !self.before(task, "reveal_deadline"),
			"Poco.NotContributor" => contribution.is_null(),
			"Poco.AlreadyRevealed" => status == Some("PROVED"),
			"Poco.ContributionRejected" => status == Some("REJECTED"),
			"Poco.NotTheConsensus" => contributed != self.task(task).at(&["consensus"]).as_text(),
			"Poco.DigestMismatch" => contributed != Some(digest),
			"Poco.SealMismatch" => {
				self.memory.bad_seals.contains(&(task.to_string(), by.to_string()))
			},
			_ => false,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::replay::error_names;
	use std::collections::BTreeMap;

	#[test]
	fn table_should_name_errors_that_the_runtime_has() {
		let names = error_names();
		for row in TABLE {
			for error in row.errors {
				assert!(names.contains(*error), "{error}");
			}
		}
	}

	#[test]
	fn table_should_not_let_two_codes_be_one_error_without_a_reason() {
		let mut codes = BTreeMap::<&str, BTreeSet<&str>>::new();
		for row in TABLE {
			for error in row.errors {
				codes.entry(error).or_default().insert(row.code);
			}
		}
		for row in TABLE {
			let shared = row.errors.iter().any(|error| codes[error].len() > 1);
			assert!(!row.note.is_empty() || !shared, "{} shares its error", row.code);
			assert!(!row.note.is_empty() || row.errors.len() == 1, "{} has two errors", row.code);
		}
	}

	#[test]
	fn table_should_have_one_row_for_a_code_in_an_operation() {
		let mut seen = BTreeSet::new();
		for row in TABLE {
			for operation in row.operations {
				assert!(seen.insert((operation, row.code)), "{operation}: {}", row.code);
			}
		}
	}

	/// What is wrong with `error` for an operation in this state of task d1.0.
	fn check(operation: &str, reason: &str, error: &str) -> Result<(), String> {
		let source = format!(
			r#"{{"name": "", "constants": {}, "actors": [], "categories": [], "orders": {{}},
			"initial": {{}}, "steps": [{{"i": 0, "time": 100, "by": "w1", "ok": false,
			"events": [], {reason}, {operation}}}]}}"#,
			Trace::constants()
		);
		let trace = Trace::parse(&source).expect("it is a trace");
		let state = Json::parse(
			r#"{"balances": {"w1": {"stake": "5", "locked": "0"}}, "assets": {"pool1": {}},
			"deals": {"d1": {"bot_first": 0, "bot_size": 2, "workerpool_owner": "scheduler1",
				"trust": 3, "tag": 1, "callback": null, "category": 0, "start_time": 1}},
			"tasks": {"d1.0": {"status": "REVEALING", "consensus": "A", "reveal_deadline": 101,
				"contribution_deadline": 100, "final_deadline": 200, "reveal_counter": 1,
				"winner_counter": 2, "contributors": ["w1"], "result_digest": "A"}},
			"contributions": {"d1.0": {"w1": {"status": "PROVED", "digest": "A"}}}}"#,
		)
		.expect("it is JSON");
		let memory = Memory::of(&trace);
		Situation { step: &trace.steps[0], state: &state, memory: &memory }.check(error)
	}

	#[test]
	fn reason_should_be_the_one_of_the_table_when_the_contracts_give_one() {
		let operation = r#""op": "match_orders", "app_order": "a", "workerpool_order": "w",
			"request_order": "r""#;
		let code = r#""error": "iExecV5-matchOrders-0x60""#;
		assert_eq!(check(operation, code, "Market.RequestOrderUsedUp"), Ok(()));
		assert_eq!(
			check(operation, code, "Market.NotOwner").unwrap_err(),
			"the contracts refuse with \"iExecV5-matchOrders-0x60\", which is Market.AppOrderUsedUp \
			 or Market.DatasetOrderUsedUp or Market.WorkerpoolOrderUsedUp or \
			 Market.RequestOrderUsedUp, the chain with Market.NotOwner"
		);
		let unknown = r#""error": "iExecV5-matchOrders-0x99""#;
		assert!(check(operation, unknown, "Market.RequestOrderUsedUp").is_err());
	}

	#[test]
	fn reason_should_be_true_when_the_contracts_give_none() {
		let reveal = r#""op": "reveal", "task": "d1.0", "digest": "A""#;
		let none = r#""error": null"#;
		assert_eq!(check(reveal, none, "Poco.AlreadyRevealed"), Ok(()));
		for wrong in [
			"Poco.TaskUnknown",
			"Poco.TaskNotRevealing",
			"Poco.RevealDeadlinePassed",
			"Poco.NotContributor",
			"Poco.ContributionRejected",
			"Poco.NotTheConsensus",
			"Poco.DigestMismatch",
			"Poco.SealMismatch",
			"Poco.NotScheduler",
		] {
			assert!(check(reveal, none, wrong).is_err(), "{wrong}");
		}
		let other = r#""op": "reveal", "task": "d1.0", "digest": "B""#;
		assert_eq!(check(other, none, "Poco.DigestMismatch"), Ok(()));

		let finalize =
			r#""op": "finalize", "task": "d1.0", "results": "", "results_callback": "B""#;
		for right in ["Poco.RevealsMissing", "Poco.NotScheduler", "Poco.CallbackDataWrong"] {
			assert_eq!(check(finalize, none, right), Ok(()), "{right}");
		}
		for wrong in
			["Poco.FinalDeadlinePassed", "Poco.TaskNotRevealing", "Poco.CallbackDataMissing"]
		{
			assert!(check(finalize, none, wrong).is_err(), "{wrong}");
		}

		let contribute = r#""op": "contribute", "task": "d1.0", "digest": "A", "auth_by": "w1""#;
		for right in [
			"Poco.TaskNotActive",
			"Poco.ContributionDeadlinePassed",
			"Poco.AlreadyContributed",
			"Poco.EnclaveMissing",
			"Poco.NotAuthorized",
		] {
			assert_eq!(check(contribute, none, right), Ok(()), "{right}");
		}
		for wrong in
			["Poco.TaskUnknown", "Poco.EnclaveSignatureWrong", "Poco.InsufficientWorkerStake"]
		{
			assert!(check(contribute, none, wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn reason_should_be_true_of_some_element_when_an_array_is_refused() {
		let none = r#""error": null"#;
		let array = |op: &str, tasks: &str| format!(r#""op": "{op}", "tasks": [{tasks}]"#);
		let known = array("initialize_array", r#""d1.1", "d1.0""#);
		assert_eq!(check(&known, none, "Poco.AlreadyInitialized"), Ok(()));
		assert!(check(&known, none, "Poco.IndexOutOfDeal").is_err());
		let twice = array("initialize_array", r#""d1.1", "d1.1""#);
		assert_eq!(check(&twice, none, "Poco.AlreadyInitialized"), Ok(()));
		let once = array("initialize_array", r#""d1.1", "d1.2""#);
		assert_eq!(check(&once, none, "Poco.IndexOutOfDeal"), Ok(()));
		assert!(check(&once, none, "Poco.AlreadyInitialized").is_err());
		assert!(check(&once, none, "Poco.DealUnknown").is_err());
		let claims = array("claim_array", r#""d1.0""#);
		assert_eq!(check(&claims, none, "Poco.FinalDeadlineNotReached"), Ok(()));
		assert!(check(&claims, none, "Poco.TaskEnded").is_err());
	}

	#[test]
	fn halt_should_stand_for_any_reason_of_its_operation() {
		let halt = r#""error": null, "halt": "OutOfGas""#;
		let create = r#""op": "create_app", "asset": "a", "owner": "w1", "content": "a""#;
		assert_eq!(check(create, halt, "Registry.AlreadyRegistered"), Ok(()));
		assert!(check(create, halt, "Registry.NotOwner").is_err());
		// Without the halt it would have to be true.
		assert!(check(create, r#""error": null"#, "Registry.AlreadyRegistered").is_err());
		let withdraw = r#""op": "withdraw", "amount": "6""#;
		assert_eq!(check(withdraw, halt, "Escrow.InsufficientStake"), Ok(()));
		let less = r#""op": "withdraw", "amount": "5""#;
		assert!(check(less, halt, "Escrow.InsufficientStake").is_err());
	}
}
