// SPDX-License-Identifier: Apache-2.0

//! What the events of an episode say that the state does not keep.

use super::Violation;
use bourse_primitives::{task_id, traits::Move, Balance, DealId, TaskId};
use bourse_runtime::*;
use frame_support::weights::Weight;
use pallet_poco::Event as Poco;
use std::collections::{BTreeMap, BTreeSet};

/// nRLC by task (or by deal, for tasks that never started) and account.
type Sums = BTreeMap<(TaskId, AccountId), Balance>;

/// What has happened.
#[derive(Default)]
pub struct Books {
	/// Blocks.
	pub blocks: u32,
	/// Deals, in the order of their matches.
	pub deals: Vec<DealId>,
	/// Tasks that were initialized.
	pub tasks: Vec<TaskId>,
	/// What was seized of whom for which task.
	seized: Sums,
	/// What who was paid for which task.
	rewarded: Sums,
	/// nRLC that challenges of a task's result have cost.
	challenges: BTreeMap<TaskId, Balance>,
	/// Weight of the hooks of all blocks, beyond those of quiet ones.
	pub hooks: Weight,
	/// Weight of the hooks of a quiet block.
	pub quiet: Weight,
	/// Transaction fees of matches, in nRLC.
	pub matches: Balance,
}

impl Books {
	/// Reads the events of a block that was closed. Some must not be.
	pub fn read(&mut self, honest: &BTreeSet<AccountId>) -> Result<(), Violation> {
		for record in System::read_events_no_consensus() {
			match record.event {
				RuntimeEvent::Escrow(pallet_escrow::Event::Settled { task, moves }) => {
					self.note(task, moves);
				},
				RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => {
					self.deals.push(deal);
				},
				RuntimeEvent::Poco(event) => self.read_of_tasks(event, honest)?,
				_ => {},
			}
		}
		Ok(())
	}

	fn read_of_tasks(
		&mut self,
		event: Poco<Runtime>,
		honest: &BTreeSet<AccountId>,
	) -> Result<(), Violation> {
		let terms = pallet_poco::Terms::<Runtime>::get();
		match event {
			Poco::TasksInitialized { deal, first, count, .. } => {
				let indices = first..first + u64::from(count);
				self.tasks.extend(indices.map(|index| task_id(deal, index)));
			},
			Poco::ResultChallenged { task, .. } => {
				*self.challenges.entry(task).or_default() += terms.toll;
			},
			Poco::ChallengeAnswered { task, .. } => {
				*self.challenges.entry(task).or_default() += terms.price;
			},
			Poco::ChallengeFailed { task, worker, .. } if honest.contains(&worker) => {
				return Err(format!("P2: {worker:?} answered a challenge of {task:?}, and lost"));
			},
			Poco::AutomationFailed { task, error } => {
				return Err(format!("P7: the chain could not end {task:?}: {error:?}"));
			},
			_ => {},
		}
		Ok(())
	}

	fn note(&mut self, task: TaskId, moves: Vec<Move<AccountId>>) {
		for one in moves {
			match one {
				Move::Seized { who, amount } => {
					*self.seized.entry((task, who)).or_default() += amount;
				},
				Move::Rewarded { who, amount } => {
					*self.rewarded.entry((task, who)).or_default() += amount;
				},
				Move::Unlocked { .. } | Move::KittyDrawn { .. } | Move::KittyFilled { .. } => {},
			}
		}
	}

	/// What was seized of an account for a task, or for a deal's unstarted tasks, in nRLC.
	pub fn seized(&self, id: TaskId, who: &AccountId) -> Balance {
		self.seized.get(&(id, who.clone())).copied().unwrap_or_default()
	}

	/// Who was paid how much for a task, in nRLC.
	pub fn rewards(&self, id: TaskId) -> impl Iterator<Item = (&AccountId, Balance)> {
		let of_task = self.rewarded.iter().filter(move |((task, _), _)| *task == id);
		of_task.map(|((_, who), amount)| (who, *amount))
	}

	/// nRLC that challenges of a task's result have cost.
	pub fn challenges(&self, id: TaskId) -> Balance {
		self.challenges.get(&id).copied().unwrap_or_default()
	}
}
