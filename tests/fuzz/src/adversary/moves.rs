// SPDX-License-Identifier: Apache-2.0

//! What the adversary can do: the moves of the attacks.

use super::{
	arena::{send, Arena, Goal, Stance, Truth},
	nodes::{header, record, tasks_of},
	orders::Purchase,
	tricks::Trick,
	Violation,
};
use bourse_primitives::{
	deal_and_index, result_hash, seal, task_id, AssignedBy, FailureCode, PoolRules, TaskId,
};
use bourse_runtime::*;
use bourse_runtime_tests::{actor::Actor, chain};
use pallet_poco::{Authorization, ContributionStatus, Opening};
use sp_core::Pair;

/// Prices of the adversary's tasks, in nRLC.
const PRICE: Balance = RLC;

/// What is wrong with a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Flaw {
	/// Nothing.
	Harmless,
	/// Its params are none.
	BadParams,
	/// The program traps.
	Traps,
	/// Nobody has content of that checksum.
	NoContent,
	/// The run leaves no data for the deal's callback.
	NoCallbackData,
	/// The program never ends in time.
	NeverEnds,
}

/// A move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Move {
	/// Nothing.
	Wait,
	/// Buys of the open pool.
	Buy(Flaw),
	/// Completes tasks of price 0 in its own pool.
	SelfDeal,
	/// Matches deals of a thousand tasks of price 0 with its own pool, and lets them lie.
	ManyUnstarted,
	/// Challenges a winner of one of its tasks.
	Challenge,
	/// Sends a batch for tasks that its workers do not have.
	FreeBatch,
	/// Its workers answer like that from now on.
	Answer(Stance),
	/// A worker leaves the pool, or joins again.
	LeaveOrJoin,
	/// A worker gives its slots up, or takes some again.
	SwitchSlots,
	/// A worker agrees to lock less, or more, than others for a task.
	SwitchMaxStake,
	/// A worker lies in one step about a task that needs no other answer.
	FinishAlone,
	/// The open pool's owner switches who assigns.
	SwitchAssigner,
	/// The open pool's owner raises the stake of a contribution, or takes that back.
	SwitchStakeRatio,
	/// The open pool's owner asks for a stake that nobody has, or takes that back.
	SwitchMinStake,
	/// The open pool's owner dismisses an honest worker, who comes back later.
	Expel,
	/// The open pool's owner authorizes a worker of its own that was not drawn.
	SignForOwn,
	/// The open pool's owner brings all of its workers in.
	AdmitOwn,
	/// The open pool's owner takes a request by other terms than before and after, in one batch.
	MatchBetween,
	/// The validator's own pool takes a stranger's request.
	MatchStranger,
	/// The validator fills its block with free transactions, or with signed ones.
	Fill {
		/// Whether with free ones.
		free: bool,
	},
	/// Something in the order book.
	Trade(Trick),
}

/// The moves that an adversary has.
pub fn moves_of(arena: &Arena) -> Vec<Move> {
	use Flaw::*;
	use Stance::*;
	let buys = [Harmless, BadParams, Traps, NoContent, NoCallbackData, NeverEnds].map(Move::Buy);
	let answers = [
		Right,
		Garbage,
		LieInMajority,
		LieInLead,
		HoldReveal,
		HoldHeader,
		Report,
		LateReport,
		AgreedTimeout,
		Idle,
	];
	let mut moves = vec![Move::Wait];
	if arena.goal != Goal::Worker {
		moves.extend(buys);
		moves.extend([Move::SelfDeal, Move::ManyUnstarted, Move::Challenge]);
		moves.extend(Trick::ALL.map(Move::Trade));
	}
	if !arena.evil.is_empty() {
		moves.extend(answers.map(Move::Answer));
		moves.extend([Move::FreeBatch, Move::LeaveOrJoin, Move::SwitchSlots]);
		moves.extend([Move::SwitchMaxStake, Move::FinishAlone]);
	}
	match arena.goal {
		Goal::Owner => moves.extend([
			Move::SwitchAssigner,
			Move::SwitchStakeRatio,
			Move::SwitchMinStake,
			Move::Expel,
			Move::SignForOwn,
			Move::AdmitOwn,
			Move::MatchBetween,
		]),
		Goal::Validator => moves.extend([
			Move::MatchStranger,
			Move::Fill { free: true },
			Move::Fill { free: false },
		]),
		_ => {},
	}
	moves
}

impl Arena {
	/// Makes a move. Many are refused by the chain; some must be.
	pub fn make(&mut self, what: Move) -> Result<(), Violation> {
		match what {
			Move::Wait => {},
			Move::Buy(flaw) => self.buy_flawed(flaw)?,
			Move::SelfDeal => {
				let what = Purchase { price: 0, app_price: 0, volume: 4, ..Default::default() };
				self.deal_with_itself(what, Truth::Result);
			},
			Move::ManyUnstarted => {
				let what = Purchase { price: 0, app_price: 0, volume: 1_000, ..Default::default() };
				for _ in 0..3 {
					self.deal_with_itself(what, Truth::Nothing);
				}
			},
			Move::Challenge => self.challenge(),
			Move::FreeBatch => self.send_free_batch()?,
			Move::Answer(stance) => self.stance = stance,
			Move::LeaveOrJoin => self.leave_or_join(),
			Move::SwitchSlots => self.switch_slots(),
			Move::SwitchMaxStake => self.switch_max_stake(),
			Move::FinishAlone => self.finish_alone(),
			Move::SwitchAssigner => self.switch_rules(|rules| {
				rules.assigned_by = match rules.assigned_by {
					AssignedBy::Chain => AssignedBy::Scheduler,
					AssignedBy::Scheduler => AssignedBy::Chain,
				};
			}),
			Move::SwitchMinStake => self.switch_rules(|rules| {
				rules.min_stake = if rules.min_stake == 0 { 1_000_000 * RLC } else { 0 };
			}),
			Move::SwitchStakeRatio => self.switch_stake_ratio(),
			Move::Expel => self.expel(),
			Move::SignForOwn => self.sign_for_own()?,
			Move::AdmitOwn => self.admit_own(),
			Move::MatchBetween => self.match_between(),
			Move::MatchStranger => {
				self.match_stranger(Purchase { price: 0, volume: 3, ..Default::default() });
			},
			Move::Fill { free } if self.author == 0 => {
				chain::fill_with(free);
				self.filled = true;
			},
			Move::Fill { .. } => {},
			Move::Trade(trick) => self.play_trick(trick)?,
		}
		Ok(())
	}

	fn buy_flawed(&mut self, flaw: Flaw) -> Result<(), Violation> {
		let (trust, volume) = ([1, 3][self.dice.below(2)], 1 + self.dice.below(3) as u64);
		let what = Purchase { trust, volume, price: PRICE, ..Default::default() };
		let (what, truth) = match flaw {
			Flaw::Harmless => (what, Truth::Result),
			Flaw::BadParams => (Purchase { params: b"{\"args\": ", ..what }, Truth::Nothing),
			Flaw::Traps => (what, Truth::Fails(FailureCode::Trap)),
			Flaw::NoContent => (what, Truth::Report(FailureCode::ChecksumMismatch)),
			Flaw::NoCallbackData => {
				let truth = [Truth::Fails(FailureCode::NoCallbackData), Truth::Data];
				(Purchase { callback: true, ..what }, truth[self.dice.below(2)])
			},
			Flaw::NeverEnds => (what, Truth::Report(FailureCode::Timeout)),
		};
		match self.buy_as_adversary(what, truth) {
			Some(deal) if flaw == Flaw::BadParams => {
				Err(format!("P3: {deal:?} was matched with params that nobody reads"))
			},
			_ => Ok(()),
		}
	}

	/// The adversary's requester has an honest winner show its result's header.
	fn challenge(&mut self) {
		let buyer = self.buyer.id();
		let tasks = self.books.tasks.iter().rev().take(20);
		let mut target = tasks.filter_map(|task| {
			let deal = pallet_market::Deals::<Runtime>::get(deal_and_index(*task).0)?;
			let record = record(*task).filter(|_| deal.requester == buyer)?;
			let mut contributions = record.contributions();
			let winner = contributions.find(|(worker, contribution)| {
				contribution.status == ContributionStatus::Proved
					&& self.honest_ids.contains(&worker.who)
			});
			winner.map(|(worker, _)| (*task, worker.who.clone()))
		});
		if let Some((task, worker)) = target.next() {
			send(&self.buyer, pallet_poco::Call::challenge_result { task, worker, block: 0 });
		}
	}

	/// A batch that nobody pays for.
	fn send_free_batch(&mut self) -> Result<(), Violation> {
		let Some(worker) = self.some_evil() else { return Ok(()) };
		let strange = |task: &&TaskId| {
			record(**task).is_none_or(|record| record.worker(&worker.id()).is_none())
		};
		let tasks = self.books.tasks.iter().filter(strange).take(8);
		let items: Vec<_> = tasks.map(|task| (*task, chain::digest("nothing"))).collect();
		match worker.contributes(&items) {
			Ok(()) => Err(format!("P1: a free batch that does nothing was taken in: {items:?}")),
			Err(_) => Ok(()),
		}
	}

	fn some_evil(&mut self) -> Option<Actor> {
		let place = self.dice.below(self.evil.len());
		self.evil.get(place).cloned()
	}

	fn leave_or_join(&mut self) {
		let Some(worker) = self.some_evil() else { return };
		if pallet_pools::Workers::<Runtime>::contains_key(worker.id()) {
			send(&worker, pallet_pools::Call::leave {});
		} else {
			self.join_again(&worker);
		}
	}

	fn join_again(&self, worker: &Actor) {
		let (pool, slots) = (self.open.id, self.slots);
		if send(worker, pallet_pools::Call::apply { pool, slots }) {
			let message = pallet_pools::hot_key_message(&worker.id());
			let (key, proof) = (worker.hot.public(), worker.hot.sign(message.as_bytes()));
			send(worker, pallet_pools::Call::set_hot_key { key, proof });
		}
	}

	fn switch_slots(&mut self) {
		let Some(worker) = self.some_evil() else { return };
		let record = pallet_pools::Workers::<Runtime>::get(worker.id());
		let has_some = record.is_some_and(|record| record.capacity.slots > 0);
		let slots = if has_some { 0 } else { self.slots };
		send(&worker, pallet_pools::Call::set_slots { slots });
	}

	fn switch_max_stake(&mut self) {
		let Some(worker) = self.some_evil() else { return };
		let max_stake = [RLC / 10, 10 * RLC, 1_000 * RLC][self.dice.below(3)];
		send(&worker, pallet_pools::Call::set_max_stake { max_stake });
	}

	fn finish_alone(&mut self) {
		let Some(worker) = self.some_evil() else { return };
		let Some(task) = tasks_of(&worker).first().copied() else { return };
		let header = header(task, "lie");
		let digest = header.digest();
		send(
			&worker,
			pallet_poco::Call::<Runtime>::contribute_and_finalize {
				task,
				digest,
				results: Default::default(),
				callback: Some(Opening::Header { header, data: Default::default() }),
				enclave: None,
				authorization: Authorization::Assigned,
			},
		);
	}

	fn admit_own(&self) {
		let joins = |worker: &&Actor| !pallet_pools::Workers::<Runtime>::contains_key(worker.id());
		for worker in self.evil.iter().filter(joins) {
			self.join_again(worker);
		}
	}

	/// For a deal of its own, the owner asks for a stake that no honest worker has, or keeps all of the
	/// price and has contributions lock 30 times as much.
	fn match_between(&mut self) {
		let what = Purchase { trust: 3, volume: 2, price: PRICE, ..Default::default() };
		let rules = self.rules();
		let strict = PoolRules { min_stake: 1_000_000 * RLC, ..rules };
		let changes = match self.dice.below(2) {
			0 => [self.rules_call(strict), self.rules_call(rules)],
			_ => [self.policy_call(900, 100), self.policy_call(30, 10)],
		};
		self.buy_between(changes, what);
	}

	fn rules(&self) -> PoolRules {
		<Pools as bourse_primitives::traits::Assignments<AccountId>>::rules(self.open.id)
	}

	fn rules_call(&self, rules: PoolRules) -> RuntimeCall {
		pallet_pools::Call::set_rules { pool: self.open.id, rules }.into()
	}

	fn policy_call(&self, worker_stake_ratio: u64, scheduler_reward_ratio: u8) -> RuntimeCall {
		let id = self.open.id;
		let policy = pallet_registry::Call::set_workerpool_policy {
			id,
			worker_stake_ratio,
			scheduler_reward_ratio,
		};
		policy.into()
	}

	fn switch_rules(&mut self, change: impl FnOnce(&mut PoolRules)) {
		let mut rules = self.rules();
		change(&mut rules);
		send(&self.open.manager, self.rules_call(rules));
	}

	fn switch_stake_ratio(&mut self) {
		let worker_stake_ratio = [30, 900][self.dice.below(2)];
		send(&self.open.manager, self.policy_call(worker_stake_ratio, 10));
	}

	/// An honest worker is expelled; those who were, and are free, join again.
	fn expel(&mut self) {
		for worker in &self.honest {
			if !pallet_pools::Workers::<Runtime>::contains_key(worker.id()) {
				self.join_again(worker);
			}
		}
		let place = self.dice.below(self.honest.len());
		let worker = self.honest[place].id();
		send(&self.open.manager, pallet_pools::Call::expel { worker });
	}

	/// Where the chain assigns, a signature of the pool's owner authorizes nobody.
	fn sign_for_own(&mut self) -> Result<(), Violation> {
		let Some(worker) = self.some_evil() else { return Ok(()) };
		let who = worker.id();
		for id in self.books.deals.clone() {
			let Some(deal) = pallet_market::Deals::<Runtime>::get(id) else { continue };
			let task = task_id(id, deal.bot_first);
			let Some(known) = record(task) else { continue };
			if !deal.is_assigned_by_chain() || known.worker(&who).is_some() || !known.is_live() {
				continue;
			}
			let digest = header(task, "lie").digest();
			let hash = Poco::authorization_hash(&who, task, None);
			let signature = self.open.manager.pair.sign(hash.as_bytes()).into();
			let contribution = pallet_poco::Call::contribute {
				task,
				result_hash: result_hash(task, digest),
				seal: seal(&who, task, digest),
				enclave: None,
				authorization: Authorization::Signed(Some(signature)),
			};
			if send(&worker, contribution) {
				return Err(format!("P5: a signature authorized {who:?} for {task:?}"));
			}
			return Ok(());
		}
		Ok(())
	}
}
