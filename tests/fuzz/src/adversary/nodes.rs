// SPDX-License-Identifier: Apache-2.0

//! What workers' nodes send: the honest ones what the present state tells them, the adversary's what
//! its stance says.

use super::{
	arena::{Arena, Stance, Truth},
	Violation,
};
use bourse_primitives::{
	deal_and_index, result_hash, traits::Assignments, FailureCode, ResultHeader, TaskId,
};
use bourse_runtime::*;
use bourse_runtime_tests::{
	actor::{free, Actor},
	chain::digest,
};
use codec::Encode;
use pallet_poco::{AnswerPayload, Challenges, Payload, Task, Tasks, WorkerStep};
use sp_core::{Pair, H256};
use sp_runtime::{BoundedVec, DispatchError};

/// What a worker has to say on a task.
#[derive(Clone)]
enum Word {
	/// A result with its header and callback data.
	Result(ResultHeader, Vec<u8>),
	/// A contribution of which no more is shown.
	Hidden(ResultHeader),
	/// A contribution that is revealed without its header.
	Plain(ResultHeader),
	/// A report.
	Report(FailureCode),
	/// Nothing.
	Nothing,
}

/// The record of a task that was initialized.
pub fn record(task: TaskId) -> Option<Task<Runtime>> {
	Tasks::<Runtime>::get(task)
}

/// The header of a result of the task with that label.
pub fn header(task: TaskId, label: &str) -> ResultHeader {
	let engine = record(task).map_or(0, |task| task.engine);
	ResultHeader { engine, output_root: digest(label), ..Default::default() }
}

/// What an honest node has to say on a task.
fn honest_word(arena: &Arena, task: TaskId) -> Word {
	match arena.truth(task) {
		Truth::Result => Word::Result(header(task, "result"), Vec::new()),
		Truth::Data => {
			let callback_hash = digest("data");
			let header = ResultHeader { callback_hash, ..header(task, "result") };
			Word::Result(header, b"data".to_vec())
		},
		Truth::Fails(code) => {
			let failure = ResultHeader::failure_field(Some(code));
			Word::Result(ResultHeader { failure, ..header(task, "failed") }, Vec::new())
		},
		Truth::Report(code) => Word::Report(code),
		Truth::Nothing => Word::Nothing,
	}
}

/// The lie that all of the adversary's workers tell.
fn lie(arena: &Arena, task: TaskId) -> Word {
	let callback = arena.has_callback(task);
	let data = if callback { b"data".to_vec() } else { Vec::new() };
	let callback_hash = if callback { digest("data") } else { H256::zero() };
	Word::Result(ResultHeader { callback_hash, ..header(task, "lie") }, data)
}

/// What one of the adversary's workers has to say on a task.
fn evil_word(arena: &Arena, who: &AccountId, task: TaskId) -> Word {
	let (truth, lie) = (honest_word(arena, task), lie(arena, task));
	let Some(record) = record(task) else { return Word::Nothing };
	let is_own = |who: &AccountId| arena.evil.iter().any(|worker| worker.id() == *who);
	let own = record.workers.iter().filter(|worker| is_own(&worker.who)).count();
	let all = record.workers.len();
	let given = record.contribution(who).map(|contribution| contribution.result_hash);
	// A word that was given stands, but for what is held back of it.
	let given_is = |word: &Word| match (given, word) {
		(Some(given), Word::Result(header, _)) => given == result_hash(task, header.digest()),
		_ => false,
	};
	let word = match arena.stance {
		_ if given_is(&lie) => lie,
		_ if given_is(&truth) => truth,
		Stance::Garbage => lie,
		Stance::LieInMajority if 2 * own > all => lie,
		Stance::LieInLead if own >= 2 && 2 * own >= all => lie,
		Stance::Report => Word::Report(FailureCode::FetchFailed),
		Stance::AgreedTimeout => Word::Report(FailureCode::Timeout),
		Stance::LateReport if is_late(&record, who) => Word::Report(FailureCode::Internal),
		Stance::LateReport | Stance::Idle => Word::Nothing,
		_ => truth,
	};
	match (arena.stance, word) {
		(Stance::HoldReveal, Word::Result(header, _)) => Word::Hidden(header),
		(Stance::HoldHeader, Word::Result(header, _)) => Word::Plain(header),
		(_, word) => word,
	}
}

/// Whether a report comes so late that it costs a penalty.
fn is_late(record: &Task<Runtime>, who: &AccountId) -> bool {
	let assignment = record.worker(who).and_then(|worker| worker.assignment);
	assignment.is_some_and(|assignment| Poco::now() + 20 >= assignment.until)
}

/// Whether it is time for a report: a node waits with a `Timeout` until three quarters of T are over.
fn may_report(who: &AccountId, task: TaskId, code: FailureCode) -> bool {
	let assignment = record(task).and_then(|task| task.worker(who)?.assignment);
	let since = assignment.map_or(0, |assignment| assignment.since);
	code != FailureCode::Timeout || Poco::now() >= since + super::arena::T / 4 * 3
}

/// A worker does what the state tells its node, with its word on the task. `None`: nothing.
fn act(worker: &Actor, task: TaskId, word: Word) -> Option<Result<(), DispatchError>> {
	let who = worker.id();
	match (Poco::step_of(&who, task), word) {
		(
			WorkerStep::Contribute { .. },
			Word::Result(header, _) | Word::Hidden(header) | Word::Plain(header),
		) => Some(worker.contributes(&[(task, header.digest())])),
		(WorkerStep::Contribute { .. }, Word::Report(code)) if may_report(&who, task, code) => {
			Some(worker.reports(task, code))
		},
		(WorkerStep::Reveal { .. }, Word::Result(header, data)) => {
			Some(worker.reveals(task, header, &data))
		},
		(WorkerStep::Reveal { .. }, Word::Plain(header)) => {
			Some(worker.reveals_with(task, header.digest(), None))
		},
		_ => None,
	}
}

/// The tasks that a worker has, in the order of their ids.
pub fn tasks_of(worker: &Actor) -> Vec<TaskId> {
	let mut tasks = Pools::tasks_of(&worker.id());
	tasks.sort();
	tasks
}

/// Every node acts, the adversary's last. How many things were done.
pub fn all_act(arena: &Arena) -> Result<u32, Violation> {
	let mut done = 0;
	for worker in &arena.honest {
		for task in tasks_of(worker) {
			match act(worker, task, honest_word(arena, task)) {
				Some(Err(error)) if !arena.filled => {
					let (who, record) = (worker.id(), record(task));
					return Err(format!(
						"P7: {who:?} was refused, {error:?}, {task:?}: {record:?}"
					));
				},
				Some(_) => done += 1,
				None => {},
			}
		}
	}
	for worker in &arena.evil {
		for task in tasks_of(worker) {
			let acted = act(worker, task, evil_word(arena, &worker.id(), task));
			done += u32::from(acted.is_some_and(|result| result.is_ok()));
		}
	}
	for task in tasks_of(&arena.dealer) {
		let acted = act(&arena.dealer, task, honest_word(arena, task));
		done += u32::from(acted.is_some_and(|result| result.is_ok()));
	}
	for (task, who, open) in Challenges::<Runtime>::iter().collect::<Vec<_>>() {
		let challenged = arena.honest.iter().find(|worker| worker.id() == who);
		if let Some(worker) = challenged {
			done += u32::from(answer(arena, worker, task, open.until));
		}
	}
	Ok(done)
}

/// A worker shows the header of the result that it has revealed. Whether the block took that.
fn answer(arena: &Arena, worker: &Actor, task: TaskId, until: u64) -> bool {
	let Word::Result(header, _) = honest_word(arena, task) else { return false };
	let block = BoundedVec::truncate_from(header.encode());
	let path = BoundedVec::truncate_from(vec![block]);
	let payload = AnswerPayload::<Runtime> { worker: worker.id(), task, until, attempt: 0, path };
	let signature = worker.hot.sign(payload.hash().as_bytes());
	free(pallet_poco::Call::answer_challenge_unsigned { payload, signature }).is_ok()
}

impl Arena {
	/// What an honest node finds out about a task.
	fn truth(&self, task: TaskId) -> Truth {
		let deal = deal_and_index(task).0;
		self.truths.get(&deal).copied().unwrap_or(Truth::Result)
	}

	fn has_callback(&self, task: TaskId) -> bool {
		let deal = pallet_market::Deals::<Runtime>::get(deal_and_index(task).0);
		deal.is_some_and(|deal| deal.callback.is_some())
	}
}
