// SPDX-License-Identifier: Apache-2.0

//! The price of a challenge.

use super::*;
use bourse_primitives::traits::Ledger;
use frame_support::assert_ok;

/// A completed task whose winner is challenged to show the header.
fn challenged() -> (TaskId, BlockPath) {
	let id = task_of(deal_by_rules(1));
	give(id, &[W1]);
	let result = plain("A");
	assert_ok!(answer(W1, id, &result));
	assert_ok!(open(W1, id, result, b""));
	assert_ok!(finalize(SCHEDULER, id));
	MockLedger::endow(&account(REQUESTER), 10 * RLC);
	assert_ok!(Poco::challenge_result(origin(REQUESTER), id, account(W1), 0));
	(id, vec![result.encode().try_into().unwrap()].try_into().unwrap())
}

#[test]
fn answer_should_pay_for_its_bytes_and_nothing_to_the_worker() {
	run(|| {
		let (id, path) = challenged();
		let before = (gain(W1), stake(AUTHOR), MockLedger::kitty());
		assert_eq!(before.0, (9_900_000_000, 3 * RLC));
		assert_ok!(Poco::answer_challenge(origin(W1), id, path));
		assert_eq!(gain(W1), (9_900_000_000, 0));
		// The price is 0.2 RLC.
		assert_eq!(stake(AUTHOR) - before.1, RLC / 10);
		assert_eq!(MockLedger::kitty() - before.2, RLC / 10);
		// What is left of 10 RLC and 3 mRLC of fees, behind price and toll.
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (9_600_000_000 + 3 * MRLC, 0));
	});
}

#[test]
fn challenge_should_pay_the_challenger_when_nobody_answers() {
	run(|| {
		let (id, _) = challenged();
		advance(ChallengeTerms::default().window);
		assert_ok!(Poco::settle_challenge(origin(OUTSIDER), id, account(W1)));
		assert_eq!(gain(W1), (6_900_000_000, 0));
		assert_eq!(stake(REQUESTER), 12_800_000_000 + 3 * MRLC);
	});
}

/// Who challenges its own silence would have its bonds in another account.
#[test]
fn challenge_should_burn_what_slots_need_when_nobody_answers() {
	run(|| {
		let (id, _) = challenged();
		let before = MockLedger::kitty();
		// It has 109.9 RLC, of which 3 are at stake: 1 of them is its slots'.
		Reserved::set(107 * RLC + 900 * MRLC);
		advance(ChallengeTerms::default().window);
		assert_ok!(Poco::settle_challenge(origin(OUTSIDER), id, account(W1)));
		Reserved::set(0);
		assert_eq!(gain(W1), (6_900_000_000, 0));
		assert_eq!(stake(REQUESTER), 11_800_000_000 + 3 * MRLC);
		assert_eq!(MockLedger::kitty() - before, RLC);
	});
}
