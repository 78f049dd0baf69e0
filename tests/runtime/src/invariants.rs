// SPDX-License-Identifier: Apache-2.0

//! What holds between blocks: the invariants of each pallet, which its `do_try_state` lists, and
//! those that no pallet sees alone.

use bourse_primitives::{
	deal_and_index,
	traits::{Assignments as _, Registry as _},
};
use bourse_runtime::*;
use std::collections::BTreeSet;

/// Checks all of them, and says which does not hold.
pub fn check() -> Result<(), String> {
	let told = |pallet: &'static str| move |error| format!("{pallet}: {error:?}");
	Rules::do_try_state().map_err(told("rules"))?;
	Escrow::do_try_state().map_err(told("escrow"))?;
	Registry::do_try_state().map_err(told("registry"))?;
	Market::do_try_state().map_err(told("market"))?;
	Pools::do_try_state().map_err(told("pools"))?;
	Poco::do_try_state().map_err(told("poco"))?;
	Book::do_try_state().map_err(told("book"))?;
	Eras::do_try_state().map_err(told("eras"))?;
	deals_have_progress()?;
	assignments_are_of_live_tasks()
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

/// Pools and poco keep the same assignments: those of live tasks, from which the workers were not
/// freed, each in the pool that its deal names, and for no longer than contributions are taken.
fn assignments_are_of_live_tasks() -> Result<(), String> {
	let workers: BTreeSet<_> =
		pallet_pools::Duties::<Runtime>::iter_keys().map(|(worker, _)| worker).collect();
	let duties: BTreeSet<_> = workers
		.into_iter()
		.flat_map(|worker| Pools::tasks_of(&worker).into_iter().map(move |id| (id, worker.clone())))
		.collect();
	let mut assigned = BTreeSet::new();
	for (id, task) in pallet_poco::Tasks::<Runtime>::iter().filter(|(_, task)| task.is_live()) {
		let deal = pallet_market::Deals::<Runtime>::get(deal_and_index(id).0)
			.ok_or_else(|| format!("{id:?} lives without a deal"))?;
		for (worker, assignment) in task.assigned() {
			ensure(assignment.until <= deal.contribution_deadline(), || {
				format!("{id:?} is assigned for longer than contributions are taken")
			})?;
			let record = pallet_pools::Workers::<Runtime>::get(&worker.who);
			ensure(record.is_some_and(|record| record.pool == deal.workerpool.id), || {
				format!("{id:?} is assigned to {:?} of another pool", worker.who)
			})?;
			assigned.insert((id, worker.who.clone()));
		}
	}
	ensure(duties == assigned, || {
		let differ: Vec<_> = duties.symmetric_difference(&assigned).collect();
		format!("pools and poco differ about who has what: {differ:?}")
	})
}

/// How many entries of each kind the state holds of deals and tasks: all zero when every deal is
/// forgotten. Scores are kept, and what orders served: they belong to accounts and to orders.
pub fn leftovers() -> Vec<(&'static str, usize)> {
	vec![
		("deals", pallet_market::Deals::<Runtime>::iter_keys().count()),
		("tasks", pallet_poco::Tasks::<Runtime>::iter_keys().count()),
		("challenges", pallet_poco::Challenges::<Runtime>::iter_keys().count()),
		("progress", pallet_poco::Progress::<Runtime>::iter_keys().count()),
		("agenda", pallet_poco::Agenda::<Runtime>::iter_keys().count()),
		("waits", pallet_poco::Waits::<Runtime>::iter_keys().count()),
		("waiting", pallet_poco::WaitingDeals::<Runtime>::iter_keys().count()),
		("queue", pallet_poco::DealQueue::<Runtime>::iter_keys().count()),
		("pools in turn", pallet_poco::PoolRing::<Runtime>::iter_keys().count()),
		("workers' tasks", pallet_pools::Duties::<Runtime>::iter_keys().count()),
		("sold tasks", pallet_book::Sold::<Runtime>::iter_keys().count()),
	]
}
