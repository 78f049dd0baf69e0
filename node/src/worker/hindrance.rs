// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The reasons why a worker gets no tasks, in sentences for the node's log.

use super::metrics::rlc;
use bourse_primitives::api::Hindrance;
use std::mem::{discriminant, Discriminant};

/// Whether a reason comes and goes with the pool's deals and the worker's own tasks. Such a reason is
/// no news.
fn is_passing(hindrance: &Hindrance) -> bool {
	use Hindrance::*;
	matches!(hindrance, NoFreeSlot | NothingQueued | MoreWorkersNeeded { .. })
}

/// The kinds of the reasons that last until somebody does something.
pub fn lasting(hindrances: &[Hindrance]) -> Vec<Discriminant<Hindrance>> {
	let mut kinds = Vec::new();
	for hindrance in hindrances.iter().filter(|hindrance| !is_passing(hindrance)) {
		if !kinds.contains(&discriminant(hindrance)) {
			kinds.push(discriminant(hindrance));
		}
	}
	kinds
}

/// One sentence for each kind of reason, the lasting ones first. Of several deals that a worker can't
/// work for, the first is named.
pub fn sentences(hindrances: &[Hindrance]) -> Vec<String> {
	let mut kinds = Vec::new();
	let (passing, lasting): (Vec<_>, Vec<_>) = hindrances.iter().partition(|one| is_passing(one));
	let mut first = |hindrance: &&Hindrance| {
		let kind = discriminant(*hindrance);
		let new = !kinds.contains(&kind);
		kinds.push(kind);
		new
	};
	lasting.into_iter().chain(passing).filter(&mut first).map(sentence).collect()
}

/// What hinders the worker, and what changes that.
fn sentence(hindrance: &Hindrance) -> String {
	use Hindrance::*;
	match hindrance {
		NotAccepted => "the pool's owner has not accepted it (pools.accept)".into(),
		Leaving => "it is leaving the pool".into(),
		Late { missed } => format!(
			"suspended, since it let {missed} assignments in a row pass; the node's next heartbeat ends \
			 that"
		),
		Silent { .. } => {
			"the chain heard nothing of its node for too long; the node's next heartbeat ends that"
				.into()
		},
		NoHotKey => "it has no hot key (pools.setHotKey)".into(),
		Paused => "its slots are set to 0 (pools.setSlots)".into(),
		NoFreeSlot => "all its slots are busy".into(),
		NodeNotReady { ready } => {
			format!("this node takes at most {ready} tasks now: its store or its disk is full")
		},
		StakeBelowRule { needed, has } => format!(
			"the pool demands a stake of {} RLC, its owner has {} (escrow.deposit)",
			rlc(*needed),
			rlc(*has)
		),
		ScoreBelowRule { needed, has } => {
			format!("the pool demands a score of {needed}, it has {has}")
		},
		TagBelowRule { missing } => format!(
			"the pool demands the features of the tag {:#x}, which it does not offer \
			 (pools.setCapacity)",
			missing.0
		),
		AssignedByScheduler => "the pool's scheduler assigns tasks, the chain does not".into(),
		NothingQueued => "no deal of the pool waits for workers".into(),
		StakeShort { deal, needed, free } => format!(
			"deal {deal:?} locks {} RLC for a contribution, its owner has {} free (escrow.deposit)",
			rlc(*needed),
			rlc(*free)
		),
		FeaturesMissing { deal, missing } => format!(
			"deal {deal:?} demands the features of the tag {:#x}, which it does not offer \
			 (pools.setCapacity)",
			missing.0
		),
		CategoryNotTaken { deal, category } => format!(
			"deal {deal:?} is of category {}, which it does not take (pools.setCapacity)",
			category.0
		),
		Excluded { deal } => format!("the requester of deal {deal:?} excludes it"),
		MoreWorkersNeeded { deal } => {
			format!("deal {deal:?} waits for more workers than the pool has free")
		},
		SlotsNotBacked { counting, needed, has } => format!(
			"only {counting} of its slots count: all slots of its owner's workers in open pools need a \
			 stake of {} RLC, its owner has {} (escrow.deposit, then pools.setSlots)",
			rlc(*needed),
			rlc(*has)
		),
		WarmingUp { warm, until } => format!(
			"only {warm} of its slots are drawn yet, all of them from second {until} of the Unix epoch"
		),
		NotBackBefore { at } => {
			format!("its pause after a missed assignment lasts until second {at} of the Unix epoch")
		},
		Unfit { needed, free } => format!(
			"suspended, since it could do no task: a task locks at least {} RLC, its owner has {} free \
			 (escrow.deposit), and the pool's rules count; the node's next heartbeat ends that",
			rlc(*needed),
			rlc(*free)
		),
		MaxStakeTooLow { deal, needed, max_stake } => format!(
			"deal {deal:?} locks {} RLC for a task, it takes tasks that lock at most {} \
			 (pools.setMaxStake)",
			rlc(*needed),
			rlc(*max_stake)
		),
		AcceptedLate { deal, .. } => format!(
			"a task of deal {deal:?} had its first contribution before the pool accepted this worker"
		),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_primitives::{CategoryId, RLC};
	use sp_core::H256;

	fn short(byte: u8) -> Hindrance {
		let deal = H256::repeat_byte(byte);
		Hindrance::StakeShort { deal, needed: 3 * RLC, free: RLC / 2 }
	}

	#[test]
	fn sentences_should_name_the_lasting_reasons_first_and_each_kind_once() {
		let hindrances = [Hindrance::NoFreeSlot, Hindrance::NotAccepted, short(1), short(2)];
		let deal = format!("0x{}", "01".repeat(32));
		assert_eq!(
			sentences(&hindrances),
			[
				"the pool's owner has not accepted it (pools.accept)".to_owned(),
				format!(
					"deal {deal} locks 3 RLC for a contribution, its owner has 0.5 free \
					 (escrow.deposit)"
				),
				"all its slots are busy".to_owned(),
			]
		);
	}

	#[test]
	fn sentences_should_say_what_the_rules_of_the_market_ask_for() {
		let deal = H256::repeat_byte(1);
		let needed = 3 * RLC;
		assert_eq!(
			sentences(&[
				Hindrance::SlotsNotBacked { counting: 1, needed, has: RLC / 2 },
				Hindrance::WarmingUp { warm: 0, until: 7 },
				Hindrance::NotBackBefore { at: 8 },
				Hindrance::Unfit { needed, free: 0 },
			]),
			[
				"only 1 of its slots count: all slots of its owner's workers in open pools need a \
				 stake of 3 RLC, its owner has 0.5 (escrow.deposit, then pools.setSlots)",
				"only 0 of its slots are drawn yet, all of them from second 7 of the Unix epoch",
				"its pause after a missed assignment lasts until second 8 of the Unix epoch",
				"suspended, since it could do no task: a task locks at least 3 RLC, its owner has 0 \
				 free (escrow.deposit), and the pool's rules count; the node's next heartbeat ends that",
			]
		);
		let low = Hindrance::MaxStakeTooLow { deal, needed, max_stake: 2 * RLC };
		assert!(sentences(&[low])[0].ends_with(
			"locks 3 RLC for a task, it takes tasks that lock at most 2 (pools.setMaxStake)"
		));
	}

	#[test]
	fn reasons_should_be_the_same_when_only_deals_and_passing_ones_differ() {
		assert_eq!(lasting(&[short(1), Hindrance::NothingQueued]), lasting(&[short(2), short(3)]));
		assert_eq!(lasting(&[Hindrance::NothingQueued, Hindrance::NoFreeSlot]), []);
		let category = CategoryId(0);
		let other = Hindrance::CategoryNotTaken { deal: H256::zero(), category };
		assert_ne!(lasting(&[short(1)]), lasting(&[other]));
	}
}
