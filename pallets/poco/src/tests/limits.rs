// SPDX-License-Identifier: Apache-2.0

//! Numbers near the limits: amounts near the largest there is, hundreds of contributors, weights
//! whose product leaves 128 and 256 bits. Compared with a model in 512 bits.

use super::Error;
use crate::{
	consensus,
	impls::{contribute::Word, round::Round},
	mock::*,
	types::*,
	Score,
};
use bourse_primitives::{
	traits::{Ledger, Move},
	Balance, DatasetId, Deal, Share, TaskId, TaskStatus, Trust, RLC,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use proptest::prelude::*;
use sp_core::{Pair, H256, U256, U512};

/// Runs a test in which tasks take many workers.
fn run_large(test: impl FnOnce()) {
	MaxWorkers::set(512);
	run(test);
	MaxWorkers::set(24);
}

/// Worker number `n` of many, without keys.
fn worker(n: usize) -> AccountId {
	AccountId::new(sp_crypto_hashing::blake2_256(&n.to_le_bytes()))
}

/// A worker with that score and a stake contributes, authorized by the scheduler.
fn contribute_as(n: usize, score: u64, id: TaskId, label: &str, stake: Balance) -> DispatchResult {
	let who = worker(n);
	MockLedger::endow(&who, stake);
	Score::<Test>::insert(&who, score);
	let seal = bourse_primitives::seal(&who, id, digest(label));
	let signed = Poco::authorization_hash(&who, id, None);
	let word = Word {
		worker: who,
		task: id,
		result_hash: hash(id, label),
		seal,
		enclave: None,
		authorization: Authorization::Signed(Some(pair(SCHEDULER).sign(&signed.0).into())),
	};
	// A refusal leaves nothing behind, in the round either.
	let mut round = Round::open();
	let done = Poco::do_contribute(&mut round, word).map(drop);
	round.close();
	done
}

/// That worker reveals.
fn reveal_as(n: usize, task: TaskId, digest: H256) -> DispatchResult {
	let item = RevealItem { task, digest, opening: None, encrypted: None };
	let mut round = Round::open();
	Poco::do_reveal(&mut round, &worker(n), item)?;
	round.close();
	Ok(())
}

fn wide(number: impl Into<U512>) -> U512 {
	number.into()
}

/// Any size up to `bits` bits, each as likely.
fn sized(bits: u32) -> impl Strategy<Value = Balance> {
	(any::<Balance>(), 128 - bits..=128)
		.prop_map(|(number, shift)| number.checked_shr(shift).unwrap_or(0))
}

/// Scores of beginners mostly, and of any size.
fn score() -> impl Strategy<Value = u64> {
	prop_oneof![4 => 0u64..200, 1 => (any::<u64>(), 0u32..64).prop_map(|(n, shift)| n >> shift)]
}

/// Contributions: score, and which answer it is.
fn words(most: usize) -> impl Strategy<Value = Vec<(u64, usize)>> {
	proptest::collection::vec((score(), 0usize..12), 1..most)
}

/// A deal whose prices and stakes exist all at once, with `count` contributions and the kitty.
fn extreme(
	(app, dataset, pool): (Balance, Balance, Balance),
	worker_ratio: u64,
	scheduler_ratio: u8,
	trust: Trust,
	count: usize,
) -> Deal<AccountId> {
	let mut any = deal(1);
	any.app.price = app;
	any.dataset = Some(Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: dataset });
	any.workerpool.price = pool;
	any.trust = trust;
	let stake = wide(pool) * wide(worker_ratio) / wide(100u64);
	let most = Balance::MAX / 4 / count.max(1) as Balance;
	any.worker_stake = stake.min(wide(most)).try_into().unwrap();
	any.scheduler_reward_ratio = scheduler_ratio;
	any
}

/// What a completed task draws out of a kitty.
fn kitty_share(kitty: Balance) -> Balance {
	let tenth: Balance = (wide(kitty) * wide(10u64) / wide(100u64)).try_into().unwrap();
	if kitty == 0 {
		0
	} else {
		tenth.max(RLC).min(kitty)
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	/// Weights and their logarithms are what PROTOCOL 5 says, for every score.
	#[test]
	fn weights_should_follow_the_formula(score in any::<u64>(), shift in 0u32..64) {
		let score = score >> shift;
		let weight = wide(consensus::weight(score));
		prop_assert_eq!(weight, (wide(score) / wide(3u64)).max(wide(3u64)) - wide(1u64));
		let log = consensus::log_weight(consensus::weight(score));
		prop_assert!(wide(1u64) << log <= weight && weight < wide(1u64) << (log + 1));
	}

	/// Whatever prices, ratios, scores, answers and the kitty are: everybody gets exactly what
	/// PROTOCOL 6 says, in 512 bits, and nothing appears or disappears (`run` checks it).
	#[test]
	fn settlement_should_be_exact_near_the_limits(
		prices in (sized(125), sized(125), sized(125)),
		worker_ratio in prop_oneof![Just(0u64), 0u64..400, any::<u64>()],
		scheduler_ratio in prop_oneof![Just(0u8), Just(100), 0u8..=100],
		kitty in prop_oneof![Just(0), 0..2 * RLC, sized(124)],
		words in prop_oneof![3 => words(12), 1 => words(400)],
		trust in (any::<u64>(), 0u32..64).prop_map(|(trust, shift)| (trust >> shift).max(1)),
		silent in any::<u64>(),
	) {
		run_large(|| {
			let any = extreme(prices, worker_ratio, scheduler_ratio, trust.into(), words.len());
			let (pool, stake) = (any.workerpool.price, any.worker_stake);
			if kitty > 0 {
				MockLedger::endow(&account(OUTSIDER), kitty);
				MockLedger::lock(&account(OUTSIDER), kitty).unwrap();
				let moves = vec![
					Move::Seized { who: account(OUTSIDER), amount: kitty },
					Move::KittyFilled { amount: kitty },
				];
				MockLedger::settle(H256::zero(), moves).unwrap();
			}
			let id = task_of(any);
			let mut stood = Vec::new();
			for (n, (score, answer)) in words.iter().enumerate() {
				let label = format!("{answer}");
				if contribute_as(n, *score, id, &label, stake).is_ok() {
					stood.push((n, *score, *answer));
				} else {
					// Not a contributor: its stake is free.
					assert_eq!(MockLedger::locked(&worker(n)), 0);
				}
			}
			let scheduler_stake: Balance =
				(wide(pool) * wide(30u64) / wide(100u64)).try_into().unwrap();
			let consensus = task(id).consensus;
			let wins = |answer: usize| consensus == Some(hash(id, &format!("{answer}")));
			let mut proved = Vec::new();
			for (n, score, answer) in &stood {
				if wins(*answer) && (proved.is_empty() || silent >> (n % 64) & 1 == 0) {
					let label = digest(&format!("{answer}"));
					assert_ok!(reveal_as(*n, id, label));
					proved.push((*n, *score));
				}
			}
			if proved.is_empty() {
				advance(10 * T);
				assert_ok!(claim(id));
				for (n, score, _) in &stood {
					assert_eq!(MockLedger::stake(&worker(*n)), stake);
					assert_eq!(Score::<Test>::get(worker(*n)), *score);
				}
				assert_eq!(MockLedger::kitty(), kitty + scheduler_stake);
				assert_eq!(stake_of_payer(), prices.0 + prices.1 + prices.2);
				return;
			}
			advance(2 * T);
			assert_ok!(finalize(SCHEDULER, id));

			let faulty = stood.len() - proved.len();
			let pot = wide(pool) + wide(stake) * wide(faulty as u64);
			let part = pot * wide(100 - u64::from(scheduler_ratio)) / wide(100u64);
			let log = |score: u64| ((score / 3).max(3) - 1).ilog2();
			let logs: u64 = proved.iter().map(|(_, score)| u64::from(log(*score))).sum();
			let mut rest = pot;
			for (n, score) in &proved {
				let reward = part * wide(log(*score)) / wide(logs);
				rest -= reward;
				assert_eq!(wide(MockLedger::stake(&worker(*n))), wide(stake) + reward);
				let grown = if stood.len() > 1 { score.saturating_add(1) } else { *score };
				assert_eq!(Score::<Test>::get(worker(*n)), grown);
			}
			for (n, score, _) in stood.iter().filter(|(n, ..)| !proved.iter().any(|p| p.0 == *n)) {
				assert_eq!(MockLedger::stake(&worker(*n)), 0);
				let kept = wide(*score) * wide(2u64) / wide(3u64);
				assert_eq!(wide(Score::<Test>::get(worker(*n))), kept);
			}
			let share = kitty_share(kitty);
			assert_eq!(
				wide(MockLedger::stake(&account(SCHEDULER))),
				wide(scheduler_stake) + wide(share) + rest
			);
			assert_eq!(MockLedger::kitty(), kitty - share);
			assert_eq!(MockLedger::stake(&account(APP_OWNER)), prices.0);
			assert_eq!(MockLedger::stake(&account(DATASET_OWNER)), prices.1);
			assert_eq!(stake_of_payer(), 0);
			assert_eq!(MockLedger::all_locked(), vec![]);
		});
	}
}

fn stake_of_payer() -> Balance {
	MockLedger::stake(&account(REQUESTER))
}

/// The score of a worker whose word weighs `weight`.
fn score_of(weight: u64) -> u64 {
	(weight + 1) * 3
}

#[test]
fn consensus_should_be_reached_when_the_product_leaves_128_bits() {
	run_large(|| {
		let mut high = deal(1);
		high.trust = U256::one() << 127;
		let id = task_of(high);
		// 2^61 * 2^61 = 2^122 is too little, and 2^122 * 2^6 = 2^128 enough:
		// 2^128 * 2^127 > (1 + 2^128) * (2^127 - 1).
		for n in 0..2 {
			assert_ok!(contribute_as(n, score_of(1 << 61), id, "A", 3 * RLC));
			assert_eq!(task(id).status, TaskStatus::Active);
		}
		assert_ok!(contribute_as(2, score_of(1 << 6), id, "A", 3 * RLC));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		assert_eq!(task(id).groups().total(), (U256::one() << 128) + 1);
		for n in 0..3 {
			assert_ok!(reveal_as(n, id, digest("A")));
		}
		assert_ok!(finalize(SCHEDULER, id));
		// 10 RLC less 1 %, by 61, 61 and 6 parts of 128.
		assert_eq!(MockLedger::stake(&worker(0)), 3 * RLC + 9_900_000_000 * 61 / 128);
		assert_eq!(MockLedger::stake(&worker(2)), 3 * RLC + 9_900_000_000 * 6 / 128);
	});
}

#[test]
fn contribute_should_refuse_and_keep_nothing_when_the_product_leaves_256_bits() {
	run_large(|| {
		// Trust 2^190: three words of 2^61 and one more would be beyond 256 bits with it.
		let mut high = deal(1);
		high.trust = U256::one() << 190;
		let id = task_of(high);
		assert_ok!(contribute_as(0, score_of(1 << 61), id, "A", 3 * RLC));
		assert_noop!(
			Poco::do_contribute(
				&mut Round::open(),
				Word {
					worker: account(W1),
					task: id,
					result_hash: hash(id, "A"),
					seal: H256::zero(),
					enclave: None,
					authorization: Authorization::Assigned,
				}
			),
			Error::NotAssigned
		);
		assert_eq!(
			contribute_as(1, score_of(1 << 61), id, "A", 3 * RLC),
			Err(Error::WeightOverflow.into())
		);
		assert_eq!(task(id).groups().weight(hash(id, "A")), U256::one() << 61);
		assert_eq!(task(id).worker(&worker(1)), None);
		assert_eq!(MockLedger::locked(&worker(1)), 0);
		// Nothing is lost: the task can still be given up.
		advance(10 * T);
		assert_ok!(claim(id));
		assert_eq!(MockLedger::stake(&worker(0)), 3 * RLC);
	});
}

#[test]
fn contribute_should_refuse_when_words_of_weight_2_multiply_beyond_256_bits() {
	run_large(|| {
		// At trust 2^128 a group of more than 128 words of weight 2 would be the consensus, but
		// 2^128 * 2^128 leaves 256 bits.
		let mut high = deal(1);
		high.trust = U256::one() << 128;
		let id = task_of(high);
		for n in 0..127 {
			assert_ok!(contribute_as(n, 0, id, "A", 3 * RLC));
		}
		assert_eq!(contribute_as(127, 0, id, "A", 3 * RLC), Err(Error::WeightOverflow.into()));
		assert_eq!(task(id).groups().total(), (U256::one() << 127) + 1);
		advance(10 * T);
		assert_ok!(claim(id));
	});
}

#[test]
fn a_task_should_be_settled_when_it_has_as_many_contributors_as_it_can_take() {
	for completed in [true, false] {
		run_large(|| {
			let id = task_of(deal(1 << 30));
			// 470 words that nobody shares weigh 940; more than 941 * (2^30 - 1) is needed: 2^40.
			for n in 0..470 {
				assert_ok!(contribute_as(n, 0, id, &format!("{n}"), 3 * RLC));
			}
			let honest = if completed { 40 } else { 39 };
			for n in 470..470 + honest {
				assert_ok!(contribute_as(n, 0, id, "A", 3 * RLC));
			}
			for n in 470 + honest..512 {
				let label = format!("{n}");
				let outcome = contribute_as(n, 0, id, &label, 3 * RLC);
				assert_eq!(outcome.is_ok(), !completed);
			}
			if !completed {
				assert_eq!(
					contribute_as(512, 0, id, "B", 3 * RLC),
					Err(Error::TooManyContributors.into())
				);
				advance(10 * T);
				assert_ok!(claim(id));
				assert!((0..512).all(|n| MockLedger::stake(&worker(n)) == 3 * RLC));
				return;
			}
			for n in 470..510 {
				assert_ok!(reveal_as(n, id, digest("A")));
			}
			assert_ok!(finalize(SCHEDULER, id));
			// (10 + 470 * 3) RLC less 1 %, among 40.
			let each = 1_420 * RLC * 99 / 100 / 40;
			assert!((470..510).all(|n| MockLedger::stake(&worker(n)) == 3 * RLC + each));
			assert!((0..470).all(|n| MockLedger::stake(&worker(n)) == 0));
		});
	}
}
