// SPDX-License-Identifier: Apache-2.0

//! What holds between blocks: the invariants of each pallet, which its README lists, and those that
//! no pallet sees alone.

use bourse_primitives::traits::Registry as _;
use bourse_runtime::*;
use std::collections::BTreeSet;

/// Checks all of them, and says which does not hold.
pub fn check() -> Result<(), String> {
	let told = |pallet: &'static str| move |error| format!("{pallet}: {error:?}");
	Escrow::do_try_state().map_err(told("escrow"))?;
	Registry::do_try_state().map_err(told("registry"))?;
	Market::do_try_state().map_err(told("market"))?;
	Pools::do_try_state().map_err(told("pools"))?;
	Poco::do_try_state().map_err(told("poco"))?;
	deals_have_progress()?;
	assignments_are_of_live_tasks()?;
	failures_are_of_different_workers()
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
	holds.then_some(()).ok_or_else(otherwise)
}

/// Market and poco keep the same deals, and their assets exist.
fn deals_have_progress() -> Result<(), String> {
	let deals: BTreeSet<_> = pallet_market::Deals::<Runtime>::iter_keys().collect();
	let progress: BTreeSet<_> = pallet_poco::Progress::<Runtime>::iter_keys().collect();
	ensure(deals == progress, || "a deal without progress, or progress without a deal".into())?;
	for (id, deal) in pallet_market::Deals::<Runtime>::iter() {
		let known = Registry::app_owner(deal.app.id).is_some()
			&& deal.dataset.as_ref().is_none_or(|d| Registry::dataset_owner(d.id).is_some())
			&& Registry::workerpool_owner(deal.workerpool.id).is_some();
		ensure(known, || format!("deal {id:?} has an asset that does not exist"))?;
	}
	Ok(())
}

/// Who is or was assigned works on a task that lives, in the pool that its deal names, and is given
/// no time beyond the contribution deadline.
fn assignments_are_of_live_tasks() -> Result<(), String> {
	for (id, assigned) in pallet_pools::Assigned::<Runtime>::iter() {
		let task = pallet_poco::Tasks::<Runtime>::get(id)
			.filter(|task| task.is_live())
			.ok_or_else(|| format!("{id:?} is assigned and is no live task"))?;
		let pool = pallet_market::Deals::<Runtime>::get(task.deal).map(|deal| deal.workerpool.id);
		for assignment in assigned {
			ensure(assignment.until <= task.contribution_deadline, || {
				format!("{id:?} is assigned for longer than contributions are taken")
			})?;
			let worker = pallet_pools::Workers::<Runtime>::get(&assignment.worker);
			ensure(assignment.withdrawn || worker.map(|worker| worker.pool) == pool, || {
				format!("{id:?} is assigned to {:?} of another pool", assignment.worker)
			})?;
		}
	}
	Ok(())
}

/// A worker reports once that it can't compute a task, and loses it thereby.
fn failures_are_of_different_workers() -> Result<(), String> {
	use bourse_primitives::traits::Assignments;
	for (id, failures) in pallet_poco::Failures::<Runtime>::iter() {
		let workers: BTreeSet<_> = failures.iter().map(|report| &report.worker).collect();
		ensure(workers.len() == failures.len(), || format!("{id:?}: one reported twice"))?;
		for worker in workers {
			ensure(!Pools::is_assigned(id, worker), || {
				format!("{id:?} is still assigned to {worker:?}, which reported a failure")
			})?;
		}
	}
	Ok(())
}

/// How many entries of each kind the state holds of deals and tasks: all zero when every deal is
/// forgotten. Scores are kept, and what orders served: they belong to accounts and to orders.
pub fn leftovers() -> Vec<(&'static str, usize)> {
	vec![
		("deals", pallet_market::Deals::<Runtime>::iter_keys().count()),
		("tasks", pallet_poco::Tasks::<Runtime>::iter_keys().count()),
		("contributions", pallet_poco::Contributions::<Runtime>::iter_keys().count()),
		("groups", pallet_poco::Groups::<Runtime>::iter_keys().count()),
		("challenges", pallet_poco::Challenges::<Runtime>::iter_keys().count()),
		("failures", pallet_poco::Failures::<Runtime>::iter_keys().count()),
		("progress", pallet_poco::Progress::<Runtime>::iter_keys().count()),
		("agenda", pallet_poco::Agenda::<Runtime>::iter_keys().count()),
		("queue", pallet_poco::DealQueue::<Runtime>::iter_keys().count()),
		("assigned workers", pallet_pools::Assigned::<Runtime>::iter_keys().count()),
		("workers' tasks", pallet_pools::Tasks::<Runtime>::iter_keys().count()),
	]
}
