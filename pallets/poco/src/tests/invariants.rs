// SPDX-License-Identifier: Apache-2.0

use crate::{
	consensus::{self, Groups, Missing},
	mock::*,
	types::*,
	Agenda, AgendaStates, Challenges, PoolRingState, Progress, Score, Tasks,
};
use bourse_primitives::{
	task_id,
	traits::{Assignments, Ledger},
	RLC,
};
use frame_support::{assert_ok, storage::with_storage_layer, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_core::{H256, U256};

/// A number of any size as decimal limbs, least first: arithmetic that shares nothing with the
/// pallet's.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Big(Vec<u32>);

const LIMB: u64 = 1_000_000_000;

impl Big {
	fn new(value: u64) -> Self {
		Self::trimmed(vec![
			(value % LIMB) as u32,
			(value / LIMB % LIMB) as u32,
			(value / LIMB / LIMB) as u32,
		])
	}
	fn trimmed(mut limbs: Vec<u32>) -> Self {
		while limbs.last() == Some(&0) {
			limbs.pop();
		}
		Self(limbs)
	}
	fn add(&self, other: &Self) -> Self {
		let mut limbs = Vec::new();
		let mut carry = 0u64;
		for place in 0..self.0.len().max(other.0.len()) + 1 {
			let at = |big: &Self| u64::from(big.0.get(place).copied().unwrap_or(0));
			let sum = at(self) + at(other) + carry;
			limbs.push((sum % LIMB) as u32);
			carry = sum / LIMB;
		}
		Self::trimmed(limbs)
	}
	fn times(&self, factor: &Self) -> Self {
		let mut total = Self(Vec::new());
		for (shift, digit) in factor.0.iter().enumerate() {
			let mut limbs = vec![0; shift];
			let mut carry = 0u64;
			for limb in &self.0 {
				let product = u64::from(*limb) * u64::from(*digit) + carry;
				limbs.push((product % LIMB) as u32);
				carry = product / LIMB;
			}
			limbs.push(carry as u32);
			total = total.add(&Self::trimmed(limbs));
		}
		total
	}
	fn exceeds(&self, other: &Self) -> bool {
		let order = self
			.0
			.len()
			.cmp(&other.0.len())
			.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()));
		order.is_gt()
	}
	fn text(&self) -> String {
		let mut limbs = self.0.iter().rev();
		let first = limbs.next().map(u32::to_string).unwrap_or("0".into());
		limbs.fold(first, |text, limb| format!("{text}{limb:09}"))
	}
	fn fits(&self) -> bool {
		!self.exceeds(&Self::max())
	}
	fn max() -> Self {
		let word = Self::new(u64::MAX).add(&Self::new(1));
		let square = word.times(&word);
		// 2^256 - 1, as a sum: (2^64 - 1) (1 + 2^64 + 2^128 + 2^192).
		let ones = Self::new(1).add(&word).add(&square).add(&square.times(&word));
		ones.times(&Self::new(u64::MAX))
	}
}

#[test]
fn big_numbers_of_the_tests_should_be_right() {
	assert_eq!(Big::max().text(), U256::MAX.to_string());
	assert_eq!(Big::new(u64::MAX).text(), u64::MAX.to_string());
	assert!(!Big::max().add(&Big::new(1)).fits());
}

#[derive(Clone, Debug)]
enum Op {
	Contribute(u8, u8),
	ContributeAssigned(u8, u8),
	Reveal(u8, u8),
	Reopen,
	Finalize,
	Claim,
	Pass(u64),
	Idle,
	/// A block that leaves so many millionths of a second.
	Busy(u64),
	Automate(AutomationSettings),
	Assign(u8),
	Fail(u8),
	Initialize(u64),
	Challenge(u8, u32),
	Answer(u8),
	Settle(u8),
}

/// Mostly everything on.
fn settings() -> impl Strategy<Value = AutomationSettings> {
	(any::<bool>(), any::<[bool; 7]>()).prop_map(|(all, some)| {
		let [initialize, assign, finalize, reopen, claim, prune, open_to_anybody] =
			some.map(|on| on || all);
		AutomationSettings { initialize, assign, finalize, reopen, claim, prune, open_to_anybody }
	})
}

/// Which task: mostly one of the first few.
fn place() -> impl Strategy<Value = u64> {
	prop_oneof![4 => 0u64..3, 1 => 0u64..24]
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		6 => (0u8..5, 0u8..2).prop_map(|(worker, label)| Op::Contribute(worker, label)),
		4 => (0u8..5, 0u8..2).prop_map(|(worker, label)| Op::ContributeAssigned(worker, label)),
		6 => (0u8..5, 0u8..2).prop_map(|(worker, label)| Op::Reveal(worker, label)),
		1 => Just(Op::Reopen),
		2 => Just(Op::Finalize),
		1 => Just(Op::Claim),
		3 => (1u64..2 * T).prop_map(Op::Pass),
		1 => (1u64..RETENTION).prop_map(Op::Pass),
		3 => Just(Op::Idle),
		2 => (0u64..20_000).prop_map(Op::Busy),
		1 => settings().prop_map(Op::Automate),
		2 => (0u8..5).prop_map(Op::Assign),
		1 => (0u8..5).prop_map(Op::Fail),
		1 => (0u64..24).prop_map(Op::Initialize),
		3 => (0u8..5, 0u32..3).prop_map(|(worker, block)| Op::Challenge(worker, block)),
		2 => (0u8..5).prop_map(Op::Answer),
		1 => (0u8..5).prop_map(Op::Settle),
	]
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 256, ..Default::default() })]

	/// Weights, groups, total and consensus in 256 bits are what unlimited integers give, and an
	/// overflow refuses exactly where they leave 256 bits.
	#[test]
	fn consensus_should_equal_exact_arithmetic(
		words in proptest::collection::vec((0u64..u64::MAX, 0usize..3, 0u32..64), 1..12),
		trust in (1u64..u64::MAX, 0u32..64).prop_map(|(t, shift)| (t >> shift).max(1)),
	) {
		let mut groups = Groups::default();
		let hashes = [1, 2, 3].map(H256::repeat_byte);
		let mut said = Vec::new();
		let mut exact: [Big; 3] = std::array::from_fn(|_| Big::new(0));
		for (score, place, shift) in words {
			let before = groups.clone();
			let weight = consensus::weight(score >> shift);
			prop_assert!(weight >= 2);
			let factor = exact[place].clone();
			let factor = if factor == Big::new(0) { Big::new(1) } else { factor };
			let mut next = exact.clone();
			next[place] = factor.times(&Big::new(weight));
			let sum = next.iter().fold(Big::new(1), |sum, group| sum.add(group));
			let left = next[place].times(&Big::new(trust));
			let right = sum.times(&Big::new(trust - 1));
			if groups.add(hashes[place], weight).is_none() {
				prop_assert!(!next[place].fits() || !sum.fits());
				prop_assert_eq!(groups, before);
				break;
			}
			prop_assert_eq!(groups.weight(hashes[place]).to_string(), next[place].text());
			prop_assert_eq!(groups.total().to_string(), sum.text());
			let Some(reached) = groups.is_reached(hashes[place], trust.into()) else {
				prop_assert!(!left.fits() || !right.fits());
				break;
			};
			prop_assert_eq!(reached, left.exceeds(&right));
			let best = next.iter().max_by(|a, b| match a.exceeds(b) {
				true => std::cmp::Ordering::Greater,
				false => std::cmp::Ordering::Less,
			});
			prop_assert_eq!(groups.best().to_string(), best.unwrap().text());
			said.push((hashes[place], weight));
			prop_assert_eq!(&groups, &Groups::of(said.iter().copied()));
			exact = next;
		}
	}

	/// The workers that are asked for bring the consensus, when they agree with the best group;
	/// with half of their weight they don't.
	#[test]
	fn missing_should_ask_for_exactly_what_the_consensus_needs(
		best in 0u64..1 << 40,
		others in 0u64..1 << 40,
		trust in 1u64..1 << 40,
		outstanding in proptest::option::of(2u64..1 << 40),
	) {
		// A group of one contribution weighs at least 2.
		let best = U256::from(if best < 2 { 0 } else { best });
		let others = U256::from(others);
		let (trust, one) = (U256::from(trust), U256::one());
		let reaches = |joined: U256| {
			let group = best.max(one) * joined;
			consensus::is_reached(group, one + others + group, trust).unwrap()
		};
		let computing = outstanding.map(U256::from);
		match consensus::missing(best, one + others + best, trust, computing) {
			Missing::Nothing => prop_assert!(reaches(computing.unwrap())),
			Missing::Weight(weight) => {
				prop_assert!(weight >= 2.into());
				prop_assert!(reaches(computing.unwrap_or(one) * weight));
				if weight > 2.into() {
					prop_assert!(!reaches(computing.unwrap_or(one) * (weight - one)));
				}
			},
			Missing::Hopeless => prop_assert!(false, "these numbers are small"),
		}
	}
}

#[test]
fn missing_should_be_hopeless_when_the_numbers_leave_256_bits() {
	assert_eq!(consensus::missing(U256::zero(), U256::one(), U256::MAX, None), Missing::Hopeless);
	assert_eq!(consensus::needed(U256::MAX, 2.into()), None);
	assert_eq!(consensus::needed(U256::zero(), 1.into()), Some(1.into()));
	assert_eq!(consensus::needed(2.into(), 3.into()), Some(7.into()));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..Default::default() })]

	/// Whatever is done, in whatever order, every invariant holds after every step.
	#[test]
	fn invariants_should_hold_when_anything_is_done(
		trust in 1u64..6,
		first in 0u64..40,
		size in 1u64..24,
		stake_ratio in 0u128..20,
		automated in any::<bool>(),
		operations in proptest::collection::vec((op(), place()), 1..80),
	) {
		run_with(AutomationSettings::all(automated), || {
			for worker in W1..=W5 {
				MockAssignments::join(worker, u32::from(automated) * 2);
				Score::<Test>::insert(account(worker), u64::from(worker - W1) * 4);
			}
			let mut bag = deal(trust);
			(bag.bot_first, bag.bot_size) = (first, size);
			bag.worker_stake = stake_ratio * RLC;
			let deal_id = matched(bag);
			MockLedger::endow(&account(REQUESTER), 2 * RLC);
			for (operation, index) in operations {
				let task = task_id(deal_id, first + index % size);
				let label = |label: u8| if label == 0 { "A" } else { "B" };
				// Most are refused: what matters is what is left behind.
				let _ = with_storage_layer(|| match operation {
					Op::Contribute(worker, digest) => {
						contribute(W1 + worker, task, label(digest))
					},
					Op::ContributeAssigned(worker, digest) => Poco::contribute(
						origin(W1 + worker),
						task,
						hash(task, label(digest)),
						seal(W1 + worker, task, label(digest)),
						None,
						Authorization::Assigned,
					)
					.map(drop)
					.map_err(|error| error.error),
					Op::Busy(micros) => {
						advance(2);
						let left = Weight::from_parts(micros * 1_000_000, u64::MAX);
						let used = Poco::on_idle(System::block_number(), left);
						assert!(used.all_lte(left), "{used:?} of {left:?}");
						Ok(())
					},
					Op::Automate(settings) => {
						Poco::set_automation(RuntimeOrigin::root(), settings)
					},
					Op::Reveal(worker, digest) => reveal(W1 + worker, task, label(digest)),
					Op::Reopen => reopen(SCHEDULER, task),
					Op::Finalize => finalize(SCHEDULER, task),
					Op::Claim => claim(task),
					Op::Pass(seconds) => {
						advance(seconds);
						Ok(())
					},
					Op::Idle => {
						idle();
						Ok(())
					},
					Op::Assign(worker) => {
						let new = |task: Task<Test>| {
							task.is_live() && task.worker(&account(W1 + worker)).is_none()
						};
						if Tasks::<Test>::get(task).is_some_and(new) {
							MockAssignments::put(task, W1 + worker, now() + T);
							Poco::wake_now(task);
						}
						Ok(())
					},
					Op::Fail(worker) => Poco::report_failure(
						origin(W1 + worker),
						task,
						bourse_primitives::FailureCode::Trap,
						Default::default(),
					)
					.map(drop)
					.map_err(|error| error.error),
					Op::Initialize(index) => {
						Poco::initialize(origin(OUTSIDER), deal_id, first + index)
					},
					Op::Challenge(worker, block) => Poco::challenge_result(
						origin(REQUESTER),
						task,
						account(W1 + worker),
						block,
					),
					// Of a digest that is of no header, the one block there is.
					Op::Answer(worker) => {
						let blocks = ["A", "B"].map(|label| {
							let block = label.as_bytes().to_vec().try_into().unwrap();
							Poco::answer_challenge(
								origin(W1 + worker),
								task,
								vec![block].try_into().unwrap(),
							)
						});
						blocks[0].or(blocks[1])
					},
					Op::Settle(worker) => Poco::settle_challenge(
						origin(OUTSIDER),
						task,
						account(W1 + worker),
					),
				});
				MockLedger::check();
				Poco::do_try_state().unwrap();
			}
			// Left alone, the chain ends everything.
			assert_ok!(Poco::set_automation(
				RuntimeOrigin::root(),
				AutomationSettings::all(true)
			));
			for _ in 0..40 {
				advance(600);
				idle();
			}
			assert!(Tasks::<Test>::iter().all(|(_, task)| !task.is_live()));
			for who in (W1..=W5).chain([REQUESTER, SCHEDULER]) {
				assert_eq!(MockLedger::locked(&account(who)), 0);
				assert_eq!(MockAssignments::tasks_of(&account(who)), vec![]);
			}
			for _ in 0..300 {
				advance(600);
				idle();
			}
			assert_eq!(Tasks::<Test>::iter().count(), 0);
			assert_eq!(Challenges::<Test>::iter().count(), 0);
			assert_eq!(Progress::<Test>::iter().count(), 0);
			assert_eq!(Agenda::<Test>::iter().count(), 0);
			assert_eq!(AgendaStates::<Test>::get().length(), 0);
			assert!(PoolRingState::<Test>::get().is_empty());
		});
	}
}
