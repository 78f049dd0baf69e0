// SPDX-License-Identifier: Apache-2.0

//! What the events of an episode say that the state does not keep.

use super::Violation;
use bourse_primitives::{deal_and_index, task_id, traits::Move, Balance, DealId, TaskId};
use bourse_runtime::*;
use frame_support::weights::{RuntimeDbWeight, Weight};
use pallet_book::{BookParameters, Event as Book, OrderId};
use pallet_poco::{Event as Poco, Tasks, WeightInfo as _, PAGE};
use pallet_pools::{Event as Pool, WeightInfo as _};
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

type OfPoco = <Runtime as pallet_poco::Config>::WeightInfo;
type OfPools = <Runtime as pallet_pools::Config>::WeightInfo;

/// Most that a look for workers in vain takes, for a deal or for a page that waits, by the runtime's weights:
/// two entries of the agenda, a visit of the deal or the look at the page's tasks, a draw that reads all workers
/// there are, and two waits. Whom the draw puts aside is counted by itself.
fn look(id: H256) -> Weight {
	let (deal, first) = deal_and_index(id);
	let seen = if id == deal {
		OfPoco::visit_deal()
	} else {
		let of_index = |index| Tasks::<Runtime>::get(task_id(deal, index));
		let tasks = (first..first.saturating_add(PAGE)).filter_map(of_index);
		let workers: Vec<u32> = tasks.map(|task| task.worker_count()).collect();
		// The first draw in vain ends the look.
		let drawn = OfPoco::supply(workers.iter().copied().max().unwrap_or_default());
		let page = OfPoco::agenda_page(workers.len() as u32).saturating_add(drawn);
		workers.into_iter().map(OfPoco::look).fold(page, |sum, look| sum.saturating_add(look))
	};
	let agenda = OfPoco::agenda_step().saturating_add(OfPoco::wait()).saturating_mul(2);
	seen.saturating_add(agenda).saturating_add(draw())
}

/// Most that a draw takes which finds nobody.
fn draw() -> Weight {
	let workers = pallet_pools::Workers::<Runtime>::iter_keys().count() as u32;
	// Whether anybody is there; berths, and two halls of each kind of worker.
	let reads = u64::from(workers).saturating_mul(3).saturating_add(1);
	let database: RuntimeDbWeight = <Runtime as frame_system::Config>::DbWeight::get();
	OfPools::assign(0, workers).saturating_add(database.reads(reads))
}

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
	/// Seconds from the block before to this one.
	pub since: u64,
	/// Weight of the hooks of all blocks, beyond what each block takes.
	pub hooks: Weight,
	/// Weight of the hooks of a quiet block.
	pub quiet: Weight,
	/// Weight of what nobody pays and the chain bounds instead: looks for workers in vain, of which a deal
	/// or a page has 16 in a row until slots are free, workers that are put aside once, and a block's looks at
	/// supplies.
	pub bounded: Weight,
	/// Looks in vain of each deal and page that waits, as of the last block.
	waits: BTreeMap<H256, u32>,
	/// Transaction fees of matches, and of calls of the order book, in nRLC.
	pub matches: Balance,
	/// Deals of the order book.
	pub trades: u32,
	/// Orders that were evicted.
	pub evicted: u32,
	/// Owner of each order that rested.
	owners: BTreeMap<OrderId, AccountId>,
	/// nRLC of an account that its orders and supplies cost.
	order_fees: BTreeMap<AccountId, Balance>,
	/// Number of tasks of a deal that were given up, and nRLC that each cost its payer.
	given_up: BTreeMap<DealId, (u64, Balance)>,
	/// What the ledger must hold, and the issuance before this block, in nRLC.
	money: Option<(Balance, Balance)>,
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
				RuntimeEvent::Book(event) => self.read_of_orders(event)?,
				RuntimeEvent::Escrow(event) => self.read_of_money(event),
				// With the draw that follows.
				RuntimeEvent::Pools(Pool::MarkSet { stake: Some(_), .. }) => {
					let aside = OfPools::put_aside(1).saturating_add(draw());
					self.bounded = self.bounded.saturating_add(aside);
				},
				_ => {},
			}
		}
		self.count_looks();
		self.count_money()
	}

	/// Counts the looks of a block that nobody pays.
	fn count_looks(&mut self) {
		// A deal in doubt that rests was looked at once.
		let looks = |(id, wait): (H256, pallet_poco::Wait)| {
			let rests = wait.place.is_none() && wait.at.is_some();
			(id, wait.looks + u32::from(rests))
		};
		let waits: BTreeMap<H256, u32> = pallet_poco::Waits::<Runtime>::iter().map(looks).collect();
		for (id, looks) in &waits {
			let before = self.waits.get(id).copied().unwrap_or_default();
			// They begin anew when workers were found.
			let more = if *looks < before { *looks } else { looks - before };
			if more > 0 {
				self.bounded = self.bounded.saturating_add(look(*id).saturating_mul(more.into()));
			}
		}
		self.waits = waits;
		if pallet_book::Supplies::<Runtime>::iter_keys().next().is_some() {
			let looks = pallet_book::Pallet::<Runtime>::free_looks_weight();
			self.bounded = self.bounded.saturating_add(looks);
		}
	}

	fn read_of_orders(&mut self, event: Book<Runtime>) -> Result<(), Violation> {
		let (order, fee) = match event {
			Book::Placed { order, owner, .. } => {
				self.owners.insert(order, owner);
				return Ok(());
			},
			Book::Traded { .. } => {
				self.trades += 1;
				return Ok(());
			},
			Book::SupplyPaid { owner, fee, .. } => {
				*self.order_fees.entry(owner).or_default() += fee;
				return Ok(());
			},
			Book::Evicted { order, fee, .. } => {
				self.evicted += 1;
				(order, fee)
			},
			Book::Cancelled { order, fee, .. } => (order, fee),
			_ => return Ok(()),
		};
		if fee > BookParameters::default().deposit {
			return Err(format!("P2: order {order} cost its owner {fee} to leave the book"));
		}
		match self.owners.get(&order) {
			Some(owner) => {
				*self.order_fees.entry(owner.clone()).or_default() += fee;
				Ok(())
			},
			None => Err(format!("P2: order {order} left the book, and never came")),
		}
	}

	fn read_of_money(&mut self, event: pallet_escrow::Event<Runtime>) {
		let Some((total, _)) = &mut self.money else { return };
		match event {
			pallet_escrow::Event::Deposited { amount, .. } => *total += amount,
			pallet_escrow::Event::Withdrawn { amount, .. } => *total -= amount,
			_ => {},
		}
	}

	/// The ledger holds all deposits less all withdrawals, and no RLC comes into being.
	fn count_money(&mut self) -> Result<(), Violation> {
		let (total, issuance) =
			(pallet_escrow::Total::<Runtime>::get(), Balances::total_issuance());
		let (expected, before) = self.money.unwrap_or((total, issuance));
		if total != expected {
			return Err(format!("money: the ledger holds {total}, deposits left {expected}"));
		}
		if issuance > before {
			return Err(format!("money: {issuance} exist, {before} did before"));
		}
		self.money = Some((total, issuance));
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
			Poco::TasksGivenUp { deal, count, charge } => {
				self.given_up.insert(deal, (count, charge));
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

	/// What was seized of an account, and what it was paid, for all tasks, in nRLC.
	pub fn moved(&self, who: &AccountId) -> (Balance, Balance) {
		let sum = |sums: &Sums| -> Balance {
			let of_account = sums.iter().filter(|((_, other), _)| other == who);
			of_account.map(|(_, amount)| *amount).sum()
		};
		(sum(&self.seized), sum(&self.rewarded))
	}

	/// nRLC that an account's orders and supplies cost.
	pub fn order_fees(&self, who: &AccountId) -> Balance {
		self.order_fees.get(who).copied().unwrap_or_default()
	}

	/// nRLC that all orders and supplies cost.
	pub fn all_order_fees(&self) -> Balance {
		self.order_fees.values().sum()
	}

	/// Number of a deal's tasks that were given up, and what each cost its payer, in nRLC.
	pub fn given_up(&self, id: DealId) -> Option<(u64, Balance)> {
		self.given_up.get(&id).copied()
	}

	/// nRLC that challenges of a task's result have cost.
	pub fn challenges(&self, id: TaskId) -> Balance {
		self.challenges.get(&id).copied().unwrap_or_default()
	}
}
