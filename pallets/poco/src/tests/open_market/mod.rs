// SPDX-License-Identifier: Apache-2.0

//! Tasks by the market's rules (PROTOCOL 9), one file a topic.
//!
//! The deals are of [`deal_by_rules`]: app 3 RLC, pool 10 RLC, worker stake and scheduler's stake 3 RLC,
//! a start 10 mRLC, an assignment 1 mRLC, a missed duty a tenth. At trust 1 to 4 the payer pays for
//! four assignments.

mod challenges;
mod keys;
mod openings;
mod permission;
mod reports;
mod settlement;
mod try_state;

use crate::{mock::*, types::*};
use bourse_primitives::{
	AssignedBy, Balance, Deal, FailureCode, PoolRules, ResultHeader, TaskId, RLC,
};
use frame_support::dispatch::DispatchResult;
use sp_core::H256;

/// A thousandth of an RLC, in nRLC.
pub(crate) const MRLC: Balance = RLC / 1_000;

/// A deal whose pool's scheduler gives the tasks to workers.
pub(crate) fn deal_by_scheduler(trust: u64) -> Deal<AccountId> {
	let mut deal = deal_by_rules(trust);
	let assigned_by = AssignedBy::Scheduler;
	deal.terms.as_mut().unwrap().pool = PoolRules { assigned_by, ..Default::default() };
	deal
}

/// [`deal_by_rules`] with a pool that had so many owners at the match.
pub(crate) fn deal_of_pool(owners: u32, trust: u64) -> Deal<AccountId> {
	let mut deal = deal_by_rules(trust);
	deal.terms.as_mut().unwrap().owners = owners;
	deal
}

/// The header of a result.
pub(crate) fn header(label: &str, failure: Option<FailureCode>, data: &[u8]) -> ResultHeader {
	ResultHeader {
		engine: crate::EngineVersion::<Test>::get(),
		failure: ResultHeader::failure_field(failure),
		output_root: digest(label),
		callback_hash: H256(sp_crypto_hashing::blake2_256(data)),
		..ResultHeader::default()
	}
}

/// The header of a result without callback data.
pub(crate) fn plain(label: &str) -> ResultHeader {
	header(label, None, b"")
}

/// Puts a task to workers, for a time reference and a minute.
pub(crate) fn give(task: TaskId, workers: &[u8]) {
	for worker in workers {
		MockAssignments::put(task, *worker, now() + T + 60);
	}
}

/// A worker contributes a result under an authorization.
pub(crate) fn contribute_by(
	worker: u8,
	task: TaskId,
	header: &ResultHeader,
	authorization: Authorization<sp_runtime::MultiSignature>,
) -> DispatchResult {
	let digest = header.digest();
	Poco::contribute(
		origin(worker),
		task,
		bourse_primitives::result_hash(task, digest),
		bourse_primitives::seal(&account(worker), task, digest),
		None,
		authorization,
	)
	.map(drop)
	.map_err(|error| error.error)
}

/// A worker that was given a task contributes a result.
pub(crate) fn answer(worker: u8, task: TaskId, header: &ResultHeader) -> DispatchResult {
	contribute_by(worker, task, header, Authorization::Assigned)
}

/// A worker reveals a result, and opens it.
pub(crate) fn open(worker: u8, task: TaskId, header: ResultHeader, data: &[u8]) -> DispatchResult {
	let data = data.to_vec().try_into().unwrap();
	let opening = Opening::Header { header, data };
	Poco::reveal_opened(origin(worker), task, header.digest(), opening)
		.map(drop)
		.map_err(|error| error.error)
}

/// A worker reports a failure.
pub(crate) fn report(worker: u8, task: TaskId, code: FailureCode) -> DispatchResult {
	Poco::report_failure(origin(worker), task, code, H256::zero())
		.map(drop)
		.map_err(|error| error.error)
}

/// Free and locked stake beyond the 100 RLC that a worker began with, and what is locked.
pub(crate) fn gain(worker: u8) -> (i128, Balance) {
	let (stake, locked) = (stake(worker), locked(worker));
	((stake + locked) as i128 - (100 * RLC) as i128, locked)
}
