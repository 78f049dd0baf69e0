// SPDX-License-Identifier: Apache-2.0

//! The chain, what the fuzzer knows about it, and how a step is done and checked.

use crate::{
	actors::{actor, Who, ROOT},
	figures::{item_of, Figures},
	Checks,
};
use bourse_primitives::{
	deal_and_index, task_id,
	traits::{Assignments, Holds, Ledger},
	Balance, DealId, OrderHash, TaskId,
};
use bourse_runtime::*;
use bourse_runtime_tests::{chain, invariants};
use frame_support::{dispatch::DispatchClass, weights::Weight};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_market::AnyOrder;
use sp_runtime::{transaction_validity::TransactionValidityError, DispatchError};
use std::collections::BTreeMap;

/// Seconds without a block that are a standstill of the chain: where the market's rules hold, its
/// clock leaves them out.
const STANDSTILL: u64 = 300;

/// A property that does not hold, in words.
pub type Violation = String;

/// Something to do.
#[derive(Debug)]
pub enum Step {
	/// A transaction that an account signs.
	Signed(Who, RuntimeCall),
	/// A call by root, through sudo.
	Root(RuntimeCall),
	/// A worker's batch or heartbeat, or a node's match, without an account.
	Batch(RuntimeCall),
	/// The block ends, and the next one is so many seconds later.
	Pass(u64),
	/// The block ends with this much weight used up, less than the whole by `left`.
	Load {
		/// What the hooks have left.
		left: Weight,
	},
}

/// An order that was made, and what is signed for it.
#[derive(Clone)]
pub struct Bundle {
	/// The app order.
	pub app: pallet_market::SignedAppOrder<Runtime>,
	/// The dataset order.
	pub dataset: Option<pallet_market::SignedDatasetOrder<Runtime>>,
	/// The workerpool order.
	pub workerpool: pallet_market::SignedWorkerpoolOrder<Runtime>,
	/// The request order.
	pub request: pallet_market::SignedRequestOrder<Runtime>,
}

/// What the fuzzer remembers of one run.
#[derive(Clone, Default)]
pub struct World {
	/// What was done so far.
	pub figures: Figures,
	/// Orders that were offered together.
	pub bundles: Vec<Bundle>,
	/// Volumes of all orders that the chain may know of.
	volumes: BTreeMap<OrderHash, u64>,
	/// Deals that are not forgotten.
	pub deals: Vec<DealId>,
	/// Tasks that are not forgotten.
	pub tasks: Vec<TaskId>,
	/// What the ledger must hold.
	total: Balance,
	/// What there was in all, before the last step.
	issuance: Balance,
	/// Events of this block that were looked at.
	seen: usize,
	/// Another salt for every order.
	pub salt: u64,
	/// When invariants are checked; after every block, unless this says something else.
	pub checks: Option<Checks>,
}

impl World {
	/// A world that knows nothing yet of a chain whose first block is open.
	pub fn new() -> Self {
		Self { issuance: Balances::total_issuance(), ..Default::default() }
	}

	/// Remembers an order's volume. Gives the order's hash.
	pub fn note_order(&mut self, order: &AnyOrder<AccountId>) -> OrderHash {
		let hash = Market::order_hash(order);
		self.volumes.insert(hash, order.volume());
		hash
	}

	/// Does a step, and checks what must hold after it.
	pub fn take(&mut self, step: Step) -> Result<(), Violation> {
		self.figures.steps += 1;
		match step {
			Step::Signed(who, call) => self.send(who, call, None)?,
			Step::Root(call) => {
				let inner = item_of(&call);
				let call = pallet_sudo::Call::sudo { call: Box::new(call) };
				self.send(ROOT, call.into(), Some(inner))?;
			},
			Step::Batch(call) => self.send_batch(call)?,
			Step::Pass(seconds) => return self.next_block(seconds),
			Step::Load { left } => {
				let limit = chain::block_limit();
				let used = System::block_weight().total();
				let load = limit.saturating_sub(left).saturating_sub(used);
				System::register_extra_weight_unchecked(load, DispatchClass::Mandatory);
				return self.next_block(2);
			},
		}
		if self.checks == Some(Checks::EachStep) {
			self.check()?;
		}
		Ok(())
	}

	/// Sends a signed transaction. `inner` is the call that sudo makes in it.
	fn send(
		&mut self,
		who: Who,
		call: RuntimeCall,
		inner: Option<(u8, u8)>,
	) -> Result<(), Violation> {
		let item = inner.unwrap_or_else(|| item_of(&call));
		let transaction = chain::signed_by(&actor(who).pair, call);
		match chain::apply_extrinsic(transaction) {
			Ok(mut result) => {
				for event in self.events()? {
					if let RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) = event {
						result = sudo_result;
					}
				}
				self.count(item, &result);
			},
			Err(error) => self.invalid(item, error)?,
		}
		Ok(())
	}

	/// Sends a worker's batch or heartbeat, as a node does: what the pool takes in is applied without a loss.
	fn send_batch(&mut self, call: RuntimeCall) -> Result<(), Violation> {
		let item = item_of(&call);
		let transaction =
			<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(
				call,
			);
		let promised = chain::validate(transaction.clone()).is_ok();
		match chain::apply_extrinsic(transaction) {
			Ok(result) => {
				self.count(item, &result);
				let mut skipped = None;
				for event in self.events()? {
					if let RuntimeEvent::Poco(pallet_poco::Event::BatchItemSkipped {
						error, ..
					}) = event
					{
						self.figures.error(&error);
						skipped = Some(error);
					}
				}
				if let Some(error) = skipped.filter(|_| promised) {
					return Err(format!("the pool took a batch of which an item fails: {error:?}"));
				}
				result.map_err(|error| format!("a batch in a block failed: {error:?}"))
			},
			Err(error) => {
				let room = error.exhausted_resources();
				self.invalid(item, error)?;
				if promised && !room {
					return Err("the pool took a batch that no block takes".into());
				}
				Ok(())
			},
		}
	}

	fn count(&mut self, item: (u8, u8), result: &Result<(), DispatchError>) {
		let ends = self.figures.calls.entry(item).or_default();
		match result {
			Ok(()) => ends.accepted += 1,
			Err(error) => {
				ends.refused += 1;
				self.figures.error(error);
			},
		}
	}

	fn invalid(
		&mut self,
		item: (u8, u8),
		error: TransactionValidityError,
	) -> Result<(), Violation> {
		self.figures.calls.entry(item).or_default().invalid += 1;
		*self.figures.invalid.entry(format!("{error:?}")).or_default() += 1;
		if error.exhausted_resources() {
			// The block is full.
			self.next_block(2)?;
		}
		Ok(())
	}

	/// The events since the last look, noted.
	fn events(&mut self) -> Result<Vec<RuntimeEvent>, Violation> {
		let events: Vec<_> =
			System::read_events_no_consensus().skip(self.seen).map(|record| record.event).collect();
		self.seen += events.len();
		for event in &events {
			*self.figures.events.entry(item_of(event)).or_default() += 1;
			self.note(event)?;
		}
		Ok(events)
	}

	fn note(&mut self, event: &RuntimeEvent) -> Result<(), Violation> {
		use pallet_escrow::Event as Ledger;
		use pallet_poco::Event as Tasks;
		match event {
			RuntimeEvent::Market(pallet_market::Event::OrdersMatched {
				deal,
				request_order,
				..
			}) => {
				self.deals.push(*deal);
				// The book counts its own requests.
				self.volumes.entry(*request_order).or_insert(u64::MAX);
			},
			RuntimeEvent::Poco(Tasks::TasksInitialized { deal, first, count, .. }) => {
				let tasks = *first..first + u64::from(*count);
				self.figures.tasks += u64::from(*count);
				self.tasks.extend(tasks.map(|index| task_id(*deal, index)));
			},
			RuntimeEvent::Poco(Tasks::DealForgotten { deal }) => {
				self.deals.retain(|known| known != deal);
				self.tasks.retain(|task| deal_and_index(*task).0 != *deal);
			},
			RuntimeEvent::Poco(Tasks::AutomationFailed { task, error }) => {
				return Err(format!("the chain could not end {task:?}: {error:?}"));
			},
			RuntimeEvent::Escrow(Ledger::Deposited { amount, .. }) => self.total += amount,
			RuntimeEvent::Escrow(Ledger::Withdrawn { amount, .. }) => self.total -= amount,
			_ => (),
		}
		Ok(())
	}

	/// Closes the block, and opens one that is so many seconds later.
	pub fn next_block(&mut self, seconds: u64) -> Result<(), Violation> {
		self.events()?;
		let limit = chain::block_limit();
		let before = System::block_weight().total();
		let left = limit.saturating_sub(before);
		let number = System::block_number();
		let slot = u64::from(Babe::current_slot()) + seconds.div_ceil(2).max(1);
		Executive::finalize_block();
		let used = System::block_weight().total().saturating_sub(before);
		if !used.all_lte(left) {
			return Err(format!("hooks used {used:?}, and {left:?} was left"));
		}
		self.figures.blocks += 1;
		let small = limit.ref_time() / 100;
		self.figures.full_blocks += u64::from(left.ref_time() <= small);
		self.figures.exhausted_blocks += u64::from(left.any_lte(Weight::zero()));
		self.events()?;
		if self.checks != Some(Checks::Hooks) {
			self.check()?;
		}
		self.seen = 0;
		// What stands for many blocks is no standstill of the chain; one length is.
		if seconds != STANDSTILL {
			chain::count_gap_until(slot * SLOT_DURATION);
		}
		chain::open_block(number + 1, slot * SLOT_DURATION);
		Ok(())
	}

	/// What must hold at any moment.
	pub fn check(&mut self) -> Result<(), Violation> {
		self.figures.checks += 1;
		invariants::check()?;
		let total = pallet_escrow::Total::<Runtime>::get();
		if total != self.total {
			return Err(format!("the ledger holds {total}, deposits left {}", self.total));
		}
		// Fees may be burned; nothing is ever made.
		let issuance = Balances::total_issuance();
		if issuance > self.issuance {
			return Err(format!("{issuance} exist, {} did before", self.issuance));
		}
		self.issuance = issuance;
		for (hash, consumed) in pallet_market::Consumed::<Runtime>::iter() {
			let volume = self.volumes.get(&hash).copied();
			if volume.is_none_or(|volume| consumed > volume) {
				return Err(format!("order {hash:?} served {consumed} tasks of {volume:?}"));
			}
		}
		Ok(())
	}

	/// Leaves the chain to itself, and wants that everything ends and nothing stays.
	pub fn drain(&mut self) -> Result<(), Violation> {
		// Not by a call: the block may be full, or root may have spent its last coin. No offer is made any
		// more.
		let _ = pallet_book::Supplies::<Runtime>::clear(u32::MAX, None);
		pallet_poco::Automation::<Runtime>::put(pallet_poco::AutomationSettings::all(true));
		let last = pallet_market::Deals::<Runtime>::iter_values()
			.map(|deal| deal.final_deadline())
			.max()
			.unwrap_or_default();
		let open = || {
			pallet_poco::Progress::<Runtime>::iter().any(|(id, progress)| {
				pallet_market::Deals::<Runtime>::get(id).map(|deal| deal.bot_size)
					!= Some(progress.ended)
			})
		};
		self.next_block(last.saturating_sub(Poco::now()).max(2))?;
		self.blocks_while(open, "a task does not end")?;
		let open = || pallet_poco::Challenges::<Runtime>::iter_keys().next().is_some();
		self.blocks_while(open, "a challenge does not end")?;
		// The records of workers stay, with their deposits, and what the book holds.
		let locked = BTreeMap::from_iter(<Escrow as Ledger<AccountId>>::all_locked());
		let mut kept = BTreeMap::<AccountId, Balance>::new();
		let deposits = <Pools as Assignments<AccountId>>::all_deposits();
		for (who, amount) in
			deposits.into_iter().chain(Book::all_holds()).chain(Market::all_holds())
		{
			*kept.entry(who).or_default() += amount;
		}
		kept.retain(|_, amount| *amount > 0);
		if locked != kept {
			return Err(format!("locked with no open task: {locked:?}, kept {kept:?}"));
		}
		self.next_block(86_400)?;
		let kept = || pallet_poco::Progress::<Runtime>::iter().next().is_some();
		self.blocks_while(kept, "a deal is not forgotten")?;
		// An answered challenge stays on the agenda until the end of its window.
		let due = || pallet_poco::Agenda::<Runtime>::iter_keys().next().is_some();
		self.blocks_while(due, "the agenda does not end")?;
		match invariants::leftovers().into_iter().find(|(_, count)| *count > 0) {
			Some((what, count)) => Err(format!("{count} {what} are left of deals that are gone")),
			None => Ok(()),
		}
	}

	fn blocks_while(&mut self, holds: impl Fn() -> bool, otherwise: &str) -> Result<(), Violation> {
		for round in 0..1_000 {
			if !holds() {
				return Ok(());
			}
			self.next_block(if round < 20 { 10 } else { 600 })?;
			// A block that begins an epoch leaves nothing to the hooks: the session says that it
			// takes all of it.
			self.next_block(2)?;
		}
		let (progress, live) = (
			pallet_poco::Progress::<Runtime>::iter().collect::<Vec<_>>(),
			pallet_poco::Tasks::<Runtime>::iter().collect::<Vec<_>>(),
		);
		Err(format!("{otherwise} at {}: {progress:?}, {live:?}", Poco::now()))
	}
}
