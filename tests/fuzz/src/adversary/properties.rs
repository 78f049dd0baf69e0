// SPDX-License-Identifier: Apache-2.0

//! The seven properties of an open market, as far as an episode shows them. Each is a function of its
//! number; what it takes from whom is told by the protocol's text (PROTOCOL 9.2) and not by the
//! pallets.

use super::{
	arena::{time_of_orders, Arena, Goal},
	Violation,
};
use bourse_primitives::{
	deal_and_index,
	math::percent,
	traits::{Assignments, Holds, Ledger},
	Balance, Deal, DealId, FailureCode, TaskId, TaskStatus,
};
use bourse_runtime::*;
use frame_support::weights::Weight;
use pallet_book::{MAX_DEALS, MAX_EVICTIONS};
use pallet_poco::{AssignmentStatus, ContributionStatus, DealProgress, Progress, Task, Tasks};
use std::collections::{BTreeMap, BTreeSet};

/// A newcomer's weight.
const NEWCOMER: u64 = 2;
/// Part of the pool's price that a task costs which TimedOut.
const TIMED_OUT_PART: Balance = 4;
/// Percent of a pool's price that a task costs which is given up early.
const GIVE_UP_PERCENT: u64 = 10;
/// Longest time after its final deadline at which a deal has not ended, or an order after its end, in
/// seconds: buckets of ten seconds, and some blocks.
const PATIENCE: u64 = 90;

/// A task that was initialized, with its deal.
pub struct Known {
	/// Its id.
	pub id: TaskId,
	/// Its record.
	pub task: Task<Runtime>,
	/// Its deal.
	pub deal: Deal<AccountId>,
}

/// Every task that was initialized.
pub fn known(arena: &Arena) -> Vec<Known> {
	let known = |id: &TaskId| {
		let task = Tasks::<Runtime>::get(id)?;
		Some(Known { id: *id, task, deal: deal_of(deal_and_index(*id).0)? })
	};
	arena.books.tasks.iter().filter_map(known).collect()
}

fn deal_of(id: DealId) -> Option<Deal<AccountId>> {
	pallet_market::Deals::<Runtime>::get(id)
}

fn progress(id: DealId) -> DealProgress {
	Progress::<Runtime>::get(id)
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Violation> {
	holds.then_some(()).ok_or_else(otherwise)
}

/// What holds after every block, besides the pallets' invariants. `used`: what the hooks used of
/// `left`.
pub fn after_block(arena: &Arena, used: Weight, left: Weight) -> Result<(), Violation> {
	p2_traders_lost_what_was_told(arena)?;
	p6_duties_are_backed()?;
	p7_hooks_stay_in_their_place(used, left)?;
	p7_orders_leave_in_time()?;
	p7_deals_end_in_time(arena)
}

/// What holds when a call of the order book was sent, of the events behind the first `seen`. Gives its
/// deals.
///
/// P1: a call makes 16 deals and evicts 4 orders at most. P2: nobody trades with itself.
pub fn p1_p2_after_call_of_book(seen: usize) -> Result<Vec<DealId>, Violation> {
	let (mut deals, mut voids) = (Vec::new(), 0);
	for record in System::read_events_no_consensus().skip(seen) {
		match record.event {
			RuntimeEvent::Book(pallet_book::Event::Traded { deal, .. }) => deals.push(deal),
			RuntimeEvent::Book(pallet_book::Event::Evicted { .. }) => voids += 1,
			_ => {},
		}
	}
	let is_bounded = deals.len() <= MAX_DEALS as usize && voids <= MAX_EVICTIONS as usize;
	ensure(is_bounded, || format!("P1: {} deals and {voids} evictions in a call", deals.len()))?;
	for id in &deals {
		let with_itself = deal_of(*id).filter(|deal| deal.requester == deal.workerpool.owner);
		ensure(with_itself.is_none(), || format!("P2: {id:?} is a deal with oneself"))?;
	}
	Ok(deals)
}

/// What holds when all deals of the episode have ended.
pub fn after_episode(arena: &Arena) -> Result<(), Violation> {
	p1_hooks_are_paid(arena)?;
	for known in known(arena) {
		p2_stakes_go_from_wrong_to_right(arena, &known)?;
		p3_pool_lost_for_its_workers(arena, &known)?;
		p4_payer_paid_for_work(arena, &known)?;
		p5_chain_drew_the_workers(&known)?;
		p6_owners_agreed(&known)?;
	}
	for deal in &arena.books.deals {
		p3_p4_unstarted_cost_what_they_may(arena, *deal)?;
	}
	p7_honest_tasks_are_completed(arena)
}

impl Known {
	/// The fees that a task's payer owes, in nRLC.
	pub fn fees(&self) -> Balance {
		let given = self.task.assignments.max(self.task.contributor_count());
		let paid = given.min(self.deal.paid_assignments());
		self.deal.start_fee() + self.deal.worker_fee() * Balance::from(paid)
	}

	/// The fees of assignments beyond the paid ones that an owner owes, in nRLC.
	pub fn own_fees(&self, owner: &AccountId) -> Balance {
		let of_owner = self.task.workers.iter().filter(|worker| worker.owner() == owner);
		let fees = of_owner.filter(|worker| !self.wins(worker.contribution.as_ref()));
		let count = fees.filter_map(|worker| worker.assignment).map(|a| a.own_fees).sum::<u32>();
		self.deal.own_fee() * Balance::from(count)
	}

	/// What pays for assignments that reports got free, in nRLC: the price, or what an Unavailable task
	/// burns.
	fn fees_of_reports(&self) -> Balance {
		let assignments = self.task.workers.iter().filter_map(|worker| worker.assignment);
		let own: u32 = assignments.map(|assignment| assignment.own_fees).sum();
		let unpaid = self.task.assignments.saturating_sub(self.deal.paid_assignments());
		let fees = self.deal.own_fee() * Balance::from(unpaid.saturating_sub(own));
		match self.task.status {
			TaskStatus::Completed => fees.min(self.deal.workerpool.price),
			TaskStatus::Unavailable => fees.min(2 * self.penalty(self.deal.scheduler_stake())),
			_ => 0,
		}
	}

	/// Whether a contribution is one of a Completed task's paid ones.
	fn wins(&self, contribution: Option<&pallet_poco::ContributionOf<Runtime>>) -> bool {
		let proved = contribution.is_some_and(|c| c.status == ContributionStatus::Proved);
		proved && self.is(TaskStatus::Completed)
	}

	fn is(&self, status: TaskStatus) -> bool {
		self.task.status == status
	}

	/// What a missed duty burns of a stake, in nRLC.
	fn penalty(&self, stake: Balance) -> Balance {
		self.deal.terms.as_ref().map_or(0, |terms| terms.penalty(stake))
	}

	fn owners(&self) -> BTreeSet<&AccountId> {
		self.task.workers.iter().map(|worker| worker.owner()).collect()
	}

	/// Whether one of its workers failed to do something, or it had none. Who missed an assignment, and
	/// has lost its place to another, is known by the number of assignments alone.
	fn has_cause(&self) -> bool {
		let missed = |a: &pallet_poco::Assignment| a.status == AssignmentStatus::Missed;
		let mut workers = self.task.workers.iter();
		self.task.workers.is_empty()
			|| self.task.assignments > self.task.worker_count()
			|| workers.any(|worker| {
				let late = worker.assignment.as_ref().is_some_and(missed);
				late || worker.contribution.is_some() || worker.is_waiting()
			})
	}
}

/// What the hooks of an episode did, at the price of weight, and what was paid for it, in nRLC.
#[derive(Debug)]
struct Account {
	/// What they did beyond what each block takes.
	hooks: Balance,
	/// What of it nobody pays: the chain bounds it.
	bounded: Balance,
	/// Fees of tasks.
	tasks: Balance,
	/// Fees of further assignments.
	own: Balance,
	/// What prices and burned penalties pay for assignments whose fees reports got back.
	reports: Balance,
	/// Tolls of challenges, and prices of those that were answered.
	challenges: Balance,
	/// What left the deposits of orders, and what looks at supplies cost.
	orders: Balance,
	/// Fees of transactions that match, or come to the book.
	matches: Balance,
}

impl Account {
	/// That of an episode.
	fn of(arena: &Arena) -> Self {
		let (known, books) = (known(arena), &arena.books);
		let own = |known: &Known| -> Balance {
			known.owners().into_iter().map(|owner| known.own_fees(owner)).sum()
		};
		Self {
			hooks: TransactionPayment::weight_to_fee(books.hooks),
			bounded: TransactionPayment::weight_to_fee(books.bounded),
			tasks: known.iter().map(Known::fees).sum(),
			own: known.iter().map(own).sum(),
			reports: known.iter().map(Known::fees_of_reports).sum(),
			challenges: books.tasks.iter().map(|task| books.challenges(*task)).sum(),
			orders: books.all_order_fees(),
			matches: books.matches,
		}
	}

	fn paid(&self) -> Balance {
		self.tasks + self.own + self.reports + self.challenges + self.orders + self.matches
	}

	/// What had to be paid, and what was.
	fn sums(&self) -> (Balance, Balance) {
		(self.hooks.saturating_sub(self.bounded), self.paid())
	}
}

/// P1: what the hooks did, at the price of weight, and what was paid for it, in nRLC.
pub fn p1_work_and_pay(arena: &Arena) -> (Balance, Balance) {
	Account::of(arena).sums()
}

/// P1: what the hooks did was paid for.
fn p1_hooks_are_paid(arena: &Arena) -> Result<(), Violation> {
	let account = Account::of(arena);
	let (work, paid) = account.sums();
	ensure(work <= paid, || {
		format!("P1: hooks worked for {work}, and {paid} was paid: {account:?}")
	})
}

/// P2: an honest owner loses what it lost to others who were right, and the fees of assignments that
/// nobody else paid; and nobody is paid but for what it did.
fn p2_stakes_go_from_wrong_to_right(arena: &Arena, known: &Known) -> Result<(), Violation> {
	let Known { id, task, deal } = known;
	let completed = known.is(TaskStatus::Completed);
	for owner in known.owners().into_iter().filter(|owner| arena.honest_ids.contains(*owner)) {
		let of_owner = task.workers.iter().filter(|worker| worker.owner() == owner);
		let stakes: Balance = of_owner
			.map(|worker| match &worker.contribution {
				Some(c) if completed && task.consensus != Some(c.result_hash) => deal.worker_stake,
				None if completed && worker.has_timed_out() => known.penalty(deal.worker_stake),
				_ => 0,
			})
			.sum();
		let (lost, most) = (arena.books.seized(*id, owner), stakes + known.own_fees(owner));
		ensure(lost <= most, || {
			format!("P2: honest {owner:?} lost {lost} of at most {most} for {id:?}: {task:?}")
		})?;
	}
	let mut paid = BTreeSet::from([Eras::pot()]);
	match task.status {
		TaskStatus::Completed => {
			let winners = task.workers.iter().filter(|w| known.wins(w.contribution.as_ref()));
			paid.extend(winners.map(|worker| worker.owner().clone()));
			paid.extend([deal.workerpool.owner.clone(), deal.app.owner.clone()]);
		},
		TaskStatus::TimedOut => {
			paid.extend(task.reporters(|code| code == FailureCode::Timeout).cloned());
			paid.insert(deal.workerpool.owner.clone());
		},
		_ => {},
	}
	let mut rewards = arena.books.rewards(*id);
	match rewards.find(|(who, amount)| *amount > 0 && !paid.contains(*who)) {
		Some((who, amount)) => {
			Err(format!("P2: {who:?} was paid {amount} for {id:?}, and did nothing: {task:?}"))
		},
		None => Ok(()),
	}
}

/// P2: a requester without a worker among strangers gains nothing, whatever it buys and challenges.
pub fn p2_bad_requests_gain_nothing(arena: &Arena, gain: i128) -> Result<(), Violation> {
	let alone = arena.goal == Goal::Requester && arena.evil.is_empty();
	ensure(!alone || gain <= 0, || format!("P2: a requester gained {gain}"))
}

/// P2: who offers and buys has lost what its tasks and the fees of its orders took, and was paid for its
/// pool's tasks: nothing goes anywhere else.
fn p2_traders_lost_what_was_told(arena: &Arena) -> Result<(), Violation> {
	for (who, at_first) in &arena.at_first {
		let (seized, rewarded) = arena.books.moved(who);
		let fees = arena.books.order_fees(who);
		let now = Escrow::stake(who) + Escrow::locked(who);
		ensure(now + seized + fees == *at_first + rewarded, || {
			format!(
				"P2: {who:?} has {now} of {at_first}: {seized} were taken for tasks, {fees} for \
				 orders, {rewarded} were paid"
			)
		})?;
	}
	Ok(())
}

/// P2: when all deals have ended and no order rests, nothing of the honest requesters is locked.
pub fn p2_nothing_stays_locked(arena: &Arena) -> Result<(), Violation> {
	for (who, _) in arena.at_first.iter().filter(|(who, _)| arena.is_trader(who)) {
		let locked = Escrow::locked(who);
		ensure(locked == 0, || format!("P2: {locked} of {who:?} stay locked"))?;
	}
	Ok(())
}

/// P3: a pool loses its stake for a task for what its workers failed to do, and otherwise no more than
/// the payer does.
fn p3_pool_lost_for_its_workers(arena: &Arena, known: &Known) -> Result<(), Violation> {
	let Known { id, task, deal } = known;
	let lost = arena.books.seized(*id, &deal.workerpool.owner);
	let payer = arena.books.seized(*id, &deal.sponsor);
	let stake = deal.scheduler_stake();
	let most = match task.status {
		TaskStatus::Failed if known.has_cause() => stake,
		TaskStatus::Unavailable => known.penalty(stake).min(payer),
		_ => 0,
	};
	ensure(lost <= most, || {
		format!(
			"P3: the pool lost {lost} of at most {most} for {id:?}, its payer {payer}: {task:?}"
		)
	})
}

/// P4: a payer pays the prices of a task whose work was done, all of it, and besides the fees and the
/// stated sums only.
fn p4_payer_paid_for_work(arena: &Arena, known: &Known) -> Result<(), Violation> {
	let Known { id, task, deal } = known;
	let price = match task.status {
		TaskStatus::Completed if task.failure.is_none_or(FailureCode::started) => deal.task_price(),
		TaskStatus::Completed => deal.workerpool.price,
		TaskStatus::TimedOut => deal.workerpool.price / TIMED_OUT_PART,
		TaskStatus::Unavailable => known.penalty(deal.scheduler_stake()).min(deal.task_price()),
		TaskStatus::Failed => 0,
		TaskStatus::Active | TaskStatus::Revealing => return Ok(()),
	};
	let due = price + known.fees() + arena.books.challenges(*id);
	let paid = arena.books.seized(*id, &deal.sponsor);
	ensure(paid == due, || format!("P4: {paid} was paid instead of {due} for {id:?}: {task:?}"))
}

/// P3 and P4 for tasks that never started: nothing, or the same small sum for both; or for the pool
/// what the payer gives up costs.
fn p3_p4_unstarted_cost_what_they_may(arena: &Arena, id: DealId) -> Result<(), Violation> {
	let Some(deal) = deal_of(id) else { return Ok(()) };
	let Some(claimed) = progress(id).claimed else { return Ok(()) };
	let stake = deal.scheduler_stake();
	let penalty = deal.terms.as_ref().map_or(0, |terms| terms.penalty(stake));
	let count = Balance::from(claimed.count);
	let given_up = arena.books.given_up(id);
	let (payer, pool) = match given_up {
		Some((tasks, charge)) => (charge * Balance::from(tasks), 0),
		None if claimed.unavailable => (penalty * count, penalty * count),
		None => (0, stake * count),
	};
	let most = percent(deal.workerpool.price, GIVE_UP_PERCENT) * count;
	ensure(given_up.is_none() || payer == 0 || payer == most, || {
		format!("P4: {payer} instead of nothing or {most} for what was given up of {id:?}")
	})?;
	let paid = arena.books.seized(id, &deal.sponsor);
	ensure(paid == payer, || format!("P4: {paid} instead of {payer} for unstarted of {id:?}"))?;
	let lost = arena.books.seized(id, &deal.workerpool.owner);
	ensure(lost == pool, || format!("P3: {lost} instead of {pool} for unstarted of {id:?}"))
}

/// P5: where the chain assigns, it has given the task to whoever contributed; and nobody was drawn that
/// came after the first contribution.
fn p5_chain_drew_the_workers(known: &Known) -> Result<(), Violation> {
	let Known { id, task, deal } = known;
	if !deal.is_assigned_by_chain() {
		return Ok(());
	}
	for worker in &task.workers {
		let who = &worker.who;
		let Some(assignment) = worker.assignment else {
			return Err(format!("P5: the chain did not draw {who:?} for {id:?}: {task:?}"));
		};
		let record = pallet_pools::Workers::<Runtime>::get(who);
		let accepted = record.map_or(0, |record| record.accepted_at);
		let late = task.contributed_at.is_some_and(|first| {
			first < accepted && accepted <= assignment.since && first < assignment.since
		});
		ensure(!late, || format!("P5: {who:?} came late, and was drawn for {id:?}: {task:?}"))?;
	}
	Ok(())
}

/// P6: whoever holds a live task has the stake for it locked, all of its tasks and resting orders
/// together.
fn p6_duties_are_backed() -> Result<(), Violation> {
	let mut duties: BTreeMap<AccountId, Balance> = BTreeMap::new();
	for (id, task) in Tasks::<Runtime>::iter().filter(|(_, task)| task.is_live()) {
		let Some(deal) = deal_of(deal_and_index(id).0) else {
			return Err(format!("P6: {id:?} has no deal"));
		};
		for worker in task.workers.iter().filter(|worker| worker.holds_stake()) {
			*duties.entry(worker.owner().clone()).or_default() += deal.worker_stake;
			let free = deal.worker_stake < deal.worker_fee();
			ensure(!free, || format!("P6: {:?} has {id:?} for nothing", worker.who))?;
		}
	}
	for (owner, amount) in Book::all_holds() {
		*duties.entry(owner).or_default() += amount;
	}
	for (owner, duty) in duties {
		let locked = Escrow::locked(&owner);
		ensure(locked >= duty, || format!("P6: {owner:?} locked {locked} for {duty}"))?;
	}
	Ok(())
}

/// P6: a result has as many different owners behind it as were asked for, each with the same weight.
fn p6_owners_agreed(known: &Known) -> Result<(), Violation> {
	let Known { id, task, deal } = known;
	// Who contributes and finalizes at once is alone, and has no weight.
	let weight = task.contributed_at.map_or(0, |_| NEWCOMER);
	let all_alike = task.contributions().all(|(_, c)| c.weight == weight);
	ensure(all_alike, || format!("P6: an answer to {id:?} weighs more: {task:?}"))?;
	if !known.is(TaskStatus::Completed) {
		return Ok(());
	}
	let agree = task.contributions().filter(|(_, c)| Some(c.result_hash) == task.consensus);
	let owners: BTreeSet<_> = agree.map(|(worker, _)| worker.owner()).collect();
	let (there, needed) = (owners.len() as u32, deal.owners_needed());
	ensure(there >= needed, || format!("P6: {there} owners of {needed} agree on {id:?}: {task:?}"))
}

/// P7: the hooks use no more than the block has left.
fn p7_hooks_stay_in_their_place(used: Weight, left: Weight) -> Result<(), Violation> {
	ensure(used.all_lte(left), || format!("P7: hooks used {used:?}, and {left:?} was left"))
}

/// P7: an order whose time is over leaves the book soon, whatever else rests there.
fn p7_orders_leave_in_time() -> Result<(), Violation> {
	let now = time_of_orders();
	for (id, order) in pallet_book::Orders::<Runtime>::iter() {
		let until = order.until;
		ensure(now <= until + PATIENCE, || {
			format!("P7: order {id} rests at {now}, and was to end at {until}")
		})?;
	}
	Ok(())
}

/// P7: every deal ends soon after its final deadline, whatever else is on the agenda.
fn p7_deals_end_in_time(arena: &Arena) -> Result<(), Violation> {
	let now = pallet_poco::Pallet::<Runtime>::now();
	for id in &arena.books.deals {
		let Some(deal) = deal_of(*id) else { continue };
		let late = progress(*id).ended_at.is_none() && now > deal.final_deadline() + PATIENCE;
		ensure(!late, || format!("P7: {id:?} has not ended at {now}: {:?}", progress(*id)))?;
	}
	Ok(())
}

/// P7: where all of the pool's workers and its owner are honest, every honest task is Completed,
/// whatever else is bought.
fn p7_honest_tasks_are_completed(arena: &Arena) -> Result<(), Violation> {
	if !arena.evil.is_empty() || !arena.is_owner_honest() {
		return Ok(());
	}
	for id in &arena.honest_deals {
		let progress = progress(*id);
		let all = deal_of(*id).map_or(progress.completed, |deal| deal.bot_size);
		ensure(progress.completed == all, || {
			let owners = Pools::owners(arena.open.id);
			format!("P7: an honest deal of {all} ended otherwise ({owners} owners): {progress:?}")
		})?;
	}
	Ok(())
}
