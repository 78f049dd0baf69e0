// SPDX-License-Identifier: Apache-2.0

//! What a block brought some workers, for their node's metrics and log.
//!
//! The runtime counts its own events: a node need not know how those of a later runtime look.

use crate::{AccountId, Poco, Pools, Runtime, RuntimeEvent, System};
use alloc::{collections::BTreeMap, vec::Vec};
use bourse_primitives::{
	api::{OwnerTally, Tallied, Tally, WorkerTally},
	crypto::PocoId,
	traits::{Assignments, Move, Scores},
};

type Workers = BTreeMap<AccountId, WorkerTally>;
type Owners = BTreeMap<AccountId, OwnerTally>;

/// What the block brought the workers behind these hot keys. Called after it.
pub(crate) fn tally(keys: Vec<PocoId>) -> Tally<AccountId> {
	let (mut workers, mut owners) = (Workers::new(), Owners::new());
	for worker in keys.iter().filter_map(Pools::worker_of) {
		let owner = Pools::stake_account(&worker);
		let account = pallet_escrow::Accounts::<Runtime>::get(&owner);
		let (stake, locked) = (account.stake, account.locked);
		owners.insert(owner, OwnerTally { stake, locked, ..Default::default() });
		let score = Poco::score(&worker);
		workers.insert(worker, WorkerTally { score, ..Default::default() });
	}
	if !workers.is_empty() {
		for record in System::read_events_no_consensus() {
			count(&record.event, &mut workers, &mut owners);
		}
	}
	Tally { workers: listed(workers), owners: listed(owners) }
}

fn listed<Of>(tallies: BTreeMap<AccountId, Of>) -> Vec<Tallied<AccountId, Of>> {
	tallies.into_iter().map(|(who, tally)| Tallied { who, tally }).collect()
}

fn count(event: &RuntimeEvent, workers: &mut Workers, owners: &mut Owners) {
	use pallet_escrow::Event as Money;
	use pallet_poco::Event as Task;
	use pallet_pools::Event as Work;

	type Field = fn(&mut WorkerTally) -> &mut u32;
	let (who, field): (_, Field) = match event {
		RuntimeEvent::Escrow(Money::Settled { moves, .. }) => {
			moves.iter().for_each(|step| count_move(step, owners));
			return;
		},
		RuntimeEvent::Poco(Task::TasksAssigned { assigned, .. }) => {
			for given in assigned {
				if let Some(worker) = workers.get_mut(&given.worker) {
					worker.assigned = worker.assigned.saturating_add(1);
				}
			}
			return;
		},
		RuntimeEvent::Pools(Work::AssignmentWithdrawn { worker, .. }) => {
			(worker, |t| &mut t.withdrawn)
		},
		RuntimeEvent::Poco(Task::TaskContributed { worker, .. }) => {
			(worker, |t| &mut t.contributed)
		},
		RuntimeEvent::Poco(Task::TaskRevealed { worker, .. }) => (worker, |t| &mut t.revealed),
		RuntimeEvent::Poco(Task::FailureReported { worker, .. }) => (worker, |t| &mut t.failed),
		RuntimeEvent::Poco(Task::BatchItemSkipped { worker, .. }) => (worker, |t| &mut t.refused),
		RuntimeEvent::Poco(Task::AccurateContribution { worker, .. }) => {
			(worker, |t| &mut t.accurate)
		},
		RuntimeEvent::Poco(Task::FaultyContribution { worker, .. }) => (worker, |t| &mut t.faulty),
		_ => return,
	};
	if let Some(worker) = workers.get_mut(who) {
		let count = field(worker);
		*count = count.saturating_add(1);
	}
}

fn count_move(step: &Move<AccountId>, owners: &mut Owners) {
	match step {
		Move::Rewarded { who, amount } => {
			if let Some(owner) = owners.get_mut(who) {
				owner.earned = owner.earned.saturating_add(*amount);
			}
		},
		Move::Seized { who, amount } => {
			if let Some(owner) = owners.get_mut(who) {
				owner.lost = owner.lost.saturating_add(*amount);
			}
		},
		Move::Unlocked { .. } | Move::KittyDrawn { .. } | Move::KittyFilled { .. } => {},
	}
}
