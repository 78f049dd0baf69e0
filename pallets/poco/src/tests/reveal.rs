// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;

#[test]
fn reveal_should_prove_the_contribution_and_note_the_digest() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		events();
		assert_ok!(reveal(W1, id, "A"));
		assert_eq!(task(id).reveal_counter(), 1);
		assert_eq!(task(id).digest, Some(digest("A")));
		assert_eq!(contribution(W1, id).unwrap().status, ContributionStatus::Proved);
		assert_eq!(
			events(),
			vec![Event::TaskRevealed { task: id, worker: account(W1), digest: digest("A") }]
		);
		assert_noop!(reveal(W1, id, "A"), Error::AlreadyRevealed);
	});
}

#[test]
fn reveal_should_refuse_whoever_is_not_part_of_the_consensus() {
	run(|| {
		let id = task_of(deal(4));
		assert_noop!(reveal(W1, H256::zero(), "A"), Error::TaskUnknown);
		assert_ok!(contribute(W1, id, "A"));
		assert_noop!(reveal(W1, id, "A"), Error::TaskNotRevealing);
		assert_ok!(contribute(W2, id, "B"));
		assert_ok!(contribute(W3, id, "A"));
		assert_ok!(contribute(W4, id, "A"));
		assert_ok!(contribute(W5, id, "A"));
		assert_noop!(reveal(W1, id, "B"), Error::DigestMismatch);
		assert_noop!(reveal(W2, id, "B"), Error::NotTheConsensus);
		assert_noop!(reveal(W2, id, "A"), Error::NotTheConsensus);
		assert_noop!(reveal(OUTSIDER, id, "A"), Error::NotContributor);
		assert_ok!(reveal(W1, id, "A"));
	});
}

#[test]
fn reveal_should_refuse_when_the_hash_was_copied() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		// W2 saw W1's hash and seal.
		assert_ok!(Poco::contribute(
			origin(W2),
			id,
			hash(id, "A"),
			seal(W1, id, "A"),
			None,
			authorized_by(SCHEDULER, W2, id, None)
		));
		assert_noop!(reveal(W2, id, "A"), Error::SealMismatch);
		assert_ok!(reveal(W1, id, "A"));
		// It still counts as a winner that did not reveal.
		assert_noop!(finalize(SCHEDULER, id), Error::RevealsMissing);
		advance(2 * T);
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(locked(W2), 0);
	});
}

#[test]
fn reveal_should_refuse_when_its_deadline_passed() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		advance(2 * T - 1);
		assert_ok!(reveal(W1, id, "A"));
		advance(1);
		assert_noop!(reveal(W2, id, "A"), Error::RevealDeadlinePassed);
	});
}
