// SPDX-License-Identifier: Apache-2.0

//! Challenges: a winner shows a block of the result, or its stake pays.

use super::{Error, Event};
use crate::{
	impls::round::Round, mock::*, types::*, Agenda, Call, ChallengeCount, Challenges, Progress,
	Tasks, Terms, BUCKET,
};
use bourse_primitives::{
	api::ChallengeInfo, blocks::BlockRef, crypto::PocoSignature, deal_and_index, result_hash,
	traits::Ledger, Balance, Deal, MarketParameters, ResultHeader, TaskId, TaskStatus, RLC,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	pallet_prelude::{
		Authorize, InvalidTransaction, TransactionSource, TransactionValidityError,
		ValidTransaction,
	},
	traits::UnfilteredDispatchable,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_core::{Pair, H256};
use sp_runtime::{
	traits::{Applyable, BadOrigin, Checkable},
	DispatchError,
};

const WINDOW: u64 = 3_600;
/// Price and toll.
const COST: Balance = RLC / 5 + RLC / 5;
/// What a contribution locks, and a lost challenge costs.
const STAKE: Balance = 3 * RLC;

fn blake2(bytes: &[u8]) -> H256 {
	sp_crypto_hashing::blake2_256(bytes).into()
}

/// A manifest of one file with these pieces.
fn manifest(pieces: &[&[u8]]) -> Vec<u8> {
	let mut bytes = b"BRSM\x01\x01\0\0\0\x01\0\0\0a".to_vec();
	bytes.extend(pieces.iter().map(|piece| piece.len() as u64).sum::<u64>().to_le_bytes());
	bytes.extend((pieces.len() as u32).to_le_bytes());
	bytes.extend(pieces.iter().flat_map(|piece| blake2(piece).0));
	bytes
}

/// The blocks of a result: header, manifest and two pieces.
fn blocks_of_result() -> Vec<Vec<u8>> {
	let pieces: [&[u8]; 2] = [b"first", b"second"];
	let manifest = manifest(&pieces);
	let header = ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: 7,
		output_root: blake2(&manifest),
		memory_hash: H256::zero(),
		callback_hash: H256::zero(),
	};
	vec![header.encode(), manifest, pieces[0].to_vec(), pieces[1].to_vec()]
}

fn bounded(blocks: &[&[u8]]) -> BlockPath {
	let blocks: Vec<_> = blocks.iter().map(|block| block.to_vec().try_into().unwrap()).collect();
	blocks.try_into().unwrap()
}

/// The path to a block of the result, or to what shows that there is none.
fn path_to(block: u32) -> BlockPath {
	let blocks = blocks_of_result();
	let at = BlockRef { root: blake2(&blocks[0]), encrypted: false, block };
	let path = at.path(|hash| blocks.iter().find(|block| blake2(block) == hash).cloned()).unwrap();
	bounded(&path.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A task of this deal that these workers completed with the result above.
fn completed(deal: Deal<AccountId>, workers: &[u8]) -> TaskId {
	completed_as(deal, workers, None)
}

fn completed_as(deal: Deal<AccountId>, workers: &[u8], encrypted: Option<H256>) -> TaskId {
	MockLedger::endow(&account(REQUESTER), 10 * RLC);
	let id = task_of(deal);
	let digest = blake2(&blocks_of_result()[0]);
	for worker in workers {
		let who = account(*worker);
		let seal = bourse_primitives::seal(&who, id, digest);
		let authorization = authorized_by(SCHEDULER, *worker, id, None);
		let hash = result_hash(id, digest);
		assert_ok!(Poco::contribute(origin(*worker), id, hash, seal, None, authorization));
	}
	for worker in workers {
		let item = RevealItem { task: id, digest, opening: None, encrypted };
		let mut round = Round::open();
		assert_ok!(Poco::do_reveal(&mut round, &account(*worker), item));
		round.close();
	}
	// Where the chain finalizes, the last reveal has done it.
	if task(id).is_live() {
		assert_ok!(finalize(SCHEDULER, id));
	}
	events();
	id
}

fn challenge(who: u8, id: TaskId, worker: u8, block: u32) -> Result<(), DispatchError> {
	Poco::challenge_result(origin(who), id, account(worker), block)
}

fn answer(worker: u8, id: TaskId, path: BlockPath) -> Result<(), DispatchError> {
	Poco::answer_challenge(origin(worker), id, path)
}

fn settle(id: TaskId, worker: u8) -> Result<(), DispatchError> {
	Poco::settle_challenge(origin(OUTSIDER), id, account(worker))
}

/// An answer as the worker's node sends it, signed by the hot key of `signer`.
fn answer_call(worker: u8, signer: u8, task: TaskId, until: u64, path: BlockPath) -> Call<Test> {
	let payload = AnswerPayload { worker: account(worker), task, until, attempt: 3, path };
	let signature: PocoSignature = hot_pair(signer).sign(payload.hash().as_bytes());
	Call::answer_challenge_unsigned { payload, signature }
}

fn authorize(call: &Call<Test>) -> Result<ValidTransaction, InvalidTransaction> {
	match call.authorize(TransactionSource::External).unwrap() {
		Ok((validity, _)) => Ok(validity),
		Err(TransactionValidityError::Invalid(error)) => Err(error),
		Err(error) => panic!("{error:?}"),
	}
}

#[test]
fn challenge_should_lock_price_and_stake_and_pay_the_author_when_it_is_opened() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		let (requester, worker, author) = (stake(REQUESTER), stake(W1), stake(AUTHOR));
		advance(2);
		assert_ok!(challenge(REQUESTER, id, W1, 2));
		let until = now() + WINDOW;
		assert_eq!(stake(REQUESTER), requester - COST);
		assert_eq!(locked(REQUESTER), RLC / 5);
		assert_eq!(stake(AUTHOR), author + RLC / 10);
		assert_eq!(stake(W1), worker - STAKE);
		assert_eq!(locked(W1), STAKE);
		assert_eq!(
			Challenges::<Test>::get(id, account(W1)),
			Some(Challenge {
				challenger: account(REQUESTER),
				root: blake2(&blocks_of_result()[0]),
				encrypted: false,
				block: 2,
				until,
				price: RLC / 5,
				stake_account: account(W1),
				stake: STAKE,
			})
		);
		assert_eq!(ChallengeCount::<Test>::get(), 1);
		assert_eq!(
			Poco::task_info(id).unwrap().challenges,
			[ChallengeInfo { worker: account(W1), block: 2, until }]
		);
		let worker = account(W1);
		assert_eq!(events(), [Event::ResultChallenged { task: id, worker, block: 2, until }]);
	});
}

#[test]
fn challenge_should_be_open_to_the_beneficiary_too() {
	run(|| {
		let mut for_other = deal(1);
		for_other.beneficiary = account(OUTSIDER);
		let id = completed(for_other, &[W1]);
		MockLedger::endow(&account(OUTSIDER), COST);
		assert_ok!(challenge(OUTSIDER, id, W1, 0));
		assert_eq!(stake(OUTSIDER), 0);
		assert_noop!(challenge(SCHEDULER, id, W1, 0), Error::NotRequester);
		assert_noop!(challenge(W1, id, W1, 0), Error::NotRequester);
	});
}

#[test]
fn challenge_should_be_refused_when_there_is_no_result() {
	run(|| {
		let unknown = H256::repeat_byte(9);
		assert_noop!(challenge(REQUESTER, unknown, W1, 0), Error::TaskUnknown);
		let id = task_of(deal(1));
		assert_noop!(challenge(REQUESTER, id, W1, 0), Error::TaskNotCompleted);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(reveal(W1, id, "A"));
		assert_noop!(challenge(REQUESTER, id, W1, 0), Error::TaskNotCompleted);
		let failed = task_of(deal(1));
		advance(10 * T);
		assert_ok!(claim(failed));
		assert_noop!(challenge(REQUESTER, failed, W1, 0), Error::TaskNotCompleted);
	});
}

#[test]
fn challenge_should_be_refused_when_the_worker_is_no_winner() {
	run(|| {
		MockLedger::endow(&account(REQUESTER), RLC);
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "B"));
		for worker in [W2, W3, W4] {
			assert_ok!(contribute(worker, id, "A"));
		}
		for worker in [W2, W3] {
			assert_ok!(reveal(worker, id, "A"));
		}
		advance(2 * T);
		assert_ok!(finalize(SCHEDULER, id));
		// Wrong; right, but not revealed; not there.
		for worker in [W1, W4, W5] {
			assert_noop!(challenge(REQUESTER, id, worker, 0), Error::NotWinner);
		}
		assert_ok!(challenge(REQUESTER, id, W2, 0));
	});
}

#[test]
fn challenge_should_be_refused_when_the_retention_is_over() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		advance(RETENTION - 1);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_ok!(answer(W1, id, path_to(0)));
		advance(1);
		assert_noop!(challenge(REQUESTER, id, W1, 0), Error::RetentionOver);
	});
}

#[test]
fn challenge_should_be_refused_when_one_of_worker_and_task_is_open() {
	run(|| {
		let id = completed(deal(3), &[W1, W2]);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_noop!(challenge(REQUESTER, id, W1, 1), Error::AlreadyChallenged);
		assert_ok!(challenge(REQUESTER, id, W2, 1));
		assert_eq!(ChallengeCount::<Test>::get(), 2);
		assert_ok!(answer(W1, id, path_to(0)));
		assert_ok!(challenge(REQUESTER, id, W1, 1));
	});
}

#[test]
fn challenge_should_be_refused_when_too_many_are_open() {
	run(|| {
		MaxChallenges::set(1);
		let id = completed(deal(3), &[W1, W2]);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_noop!(challenge(REQUESTER, id, W2, 0), Error::TooManyChallenges);
		assert_ok!(answer(W1, id, path_to(0)));
		assert_ok!(challenge(REQUESTER, id, W2, 0));
	});
	MaxChallenges::set(64);
}

#[test]
fn challenge_should_be_refused_when_an_eighth_of_all_is_of_the_deal() {
	run(|| {
		MaxChallenges::set(16);
		let workers = [W1, W2, W3];
		let id = completed(deal(5), &workers);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_ok!(challenge(REQUESTER, id, W2, 0));
		assert_noop!(challenge(REQUESTER, id, W3, 0), Error::TooManyChallenges);
		let other = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, other, W1, 0));
		assert_ok!(answer(W1, id, path_to(0)));
		assert_ok!(challenge(REQUESTER, id, W3, 0));
	});
	MaxChallenges::set(64);
}

#[test]
fn challenge_should_be_refused_when_the_challenger_can_not_pay() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		let requester = account(REQUESTER);
		assert_ok!(MockLedger::lock(&requester, stake(REQUESTER) - COST + 1));
		assert_noop!(challenge(REQUESTER, id, W1, 0), Error::InsufficientChallengerStake);
		assert_ok!(MockLedger::unlock(&requester, locked(REQUESTER)));
	});
}

#[test]
fn toll_should_go_to_the_kitty_when_the_block_has_no_author() {
	run(|| {
		BlockMaker::set(None);
		let id = completed(deal(1), &[W1]);
		let kitty = MockLedger::kitty();
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_eq!(MockLedger::kitty(), kitty + RLC / 5);
	});
	BlockMaker::set(Some(account(AUTHOR)));
}

#[test]
fn answer_should_free_the_stake_and_be_paid_whatever_block_is_asked_for() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		let blocks = blocks_of_result();
		for (block, hash) in [
			(0, Some(blake2(&blocks[0]))),
			(1, Some(blake2(&blocks[1]))),
			(2, Some(blake2(&blocks[2]))),
			(3, Some(blake2(&blocks[3]))),
			(4, None),
			(u32::MAX, None),
		] {
			let (requester, worker) = (stake(REQUESTER), stake(W1));
			assert_ok!(challenge(REQUESTER, id, W1, block));
			advance(WINDOW - 1);
			events();
			assert_ok!(answer(W1, id, path_to(block)));
			assert_eq!(stake(REQUESTER), requester - COST);
			assert_eq!(stake(W1), worker + RLC / 5);
			assert_eq!((locked(REQUESTER), locked(W1)), (0, 0));
			assert_eq!(ChallengeCount::<Test>::get(), 0);
			assert_eq!(Challenges::<Test>::iter().count(), 0);
			let worker = account(W1);
			let answered = Event::ChallengeAnswered { task: id, worker, block, hash };
			assert_eq!(events(), [answered]);
		}
		assert_eq!(MockAssignments::signs().last(), Some(&(account(W1), false)));
		assert_eq!(score(W1), 0);
	});
}

#[test]
fn answer_should_be_refused_when_the_blocks_are_not_those() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		assert_noop!(answer(W1, id, path_to(2)), Error::ChallengeUnknown);
		assert_ok!(challenge(REQUESTER, id, W1, 2));
		let blocks = blocks_of_result();
		let [header, manifest_, first, second] =
			[&blocks[0][..], &blocks[1][..], &blocks[2][..], &blocks[3][..]];
		for path in [
			bounded(&[]),
			bounded(&[header]),
			bounded(&[header, manifest_]),
			bounded(&[header, manifest_, second]),
			bounded(&[header, first]),
			bounded(&[first]),
			bounded(&[header, &manifest(&[b"forged"]), b"forged"]),
			path_to(3),
			path_to(9),
		] {
			assert_noop!(answer(W1, id, path), Error::AnswerWrong);
		}
		// Of somebody else.
		assert_noop!(answer(W2, id, path_to(2)), Error::ChallengeUnknown);
		assert_ok!(answer(W1, id, path_to(2)));
		assert_noop!(answer(W1, id, path_to(2)), Error::ChallengeUnknown);
	});
}

#[test]
fn answer_should_be_that_of_the_index_when_the_result_is_encrypted() {
	run(|| {
		let boxes: [&[u8]; 2] = [b"sealed", b"too"];
		let mut index = b"BRSX\x01\x02\0\0\0".to_vec();
		index.extend(boxes.iter().flat_map(|sealed| blake2(sealed).0));
		let id = completed_as(deal(1), &[W1], Some(blake2(&index)));
		assert_ok!(challenge(REQUESTER, id, W1, 2));
		// The plain result is not what this worker keeps.
		assert_noop!(answer(W1, id, path_to(2)), Error::AnswerWrong);
		assert_noop!(answer(W1, id, bounded(&[&index, boxes[0]])), Error::AnswerWrong);
		assert_ok!(answer(W1, id, bounded(&[&index, boxes[1]])));
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_ok!(answer(W1, id, bounded(&[&index])));
		assert_ok!(challenge(REQUESTER, id, W1, 3));
		assert_ok!(answer(W1, id, bounded(&[&index])));
	});
}

#[test]
fn answer_should_be_the_data_alone_when_the_digest_is_of_no_header() {
	run(|| {
		MockLedger::endow(&account(REQUESTER), 3 * COST);
		let id = task_of(deal(1));
		let authorization = authorized_by(SCHEDULER, W1, id, None);
		let digest = digest("plain");
		assert_ok!(Poco::contribute_and_finalize(
			origin(W1),
			id,
			digest,
			Default::default(),
			None,
			None,
			authorization
		));
		for block in [0, 1, 7] {
			assert_ok!(challenge(REQUESTER, id, W1, block));
			assert_ok!(answer(W1, id, bounded(&[b"plain"])));
		}
	});
}

#[test]
fn answer_should_be_refused_when_the_header_is_of_another_version() {
	run(|| {
		MockLedger::endow(&account(REQUESTER), 3 * COST);
		let mut blocks = blocks_of_result();
		blocks[0][4] = ResultHeader::VERSION + 1;
		let digest = blake2(&blocks[0]);
		let id = task_of(deal(1));
		let authorization = authorized_by(SCHEDULER, W1, id, None);
		assert_ok!(Poco::contribute_and_finalize(
			origin(W1),
			id,
			digest,
			Default::default(),
			None,
			None,
			authorization
		));
		assert_ok!(challenge(REQUESTER, id, W1, 2));
		// Neither the header by itself, nor the blocks that this version would find below it.
		for path in [&blocks[..1], &blocks[..3]] {
			let path = bounded(&path.iter().map(Vec::as_slice).collect::<Vec<_>>());
			assert_noop!(answer(W1, id, path), Error::AnswerWrong);
		}
		let (requester, worker) = (stake(REQUESTER), stake(W1) + locked(W1));
		advance(WINDOW);
		assert_ok!(settle(id, W1));
		assert_eq!(stake(REQUESTER), requester + RLC / 5 + STAKE);
		assert_eq!(stake(W1) + locked(W1), worker - STAKE);
	});
}

#[test]
fn answer_should_be_refused_when_the_time_is_over() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_noop!(settle(id, W1), Error::ChallengeOpen);
		advance(WINDOW - 1);
		assert_noop!(settle(id, W1), Error::ChallengeOpen);
		advance(1);
		assert_noop!(answer(W1, id, path_to(0)), Error::ChallengeOver);
		assert_ok!(settle(id, W1));
		assert_noop!(settle(id, W1), Error::ChallengeUnknown);
	});
}

#[test]
fn unsigned_answer_should_be_taken_when_sent_as_a_transaction() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, id, W1, 3));
		let worker = stake(W1);
		let call = answer_call(W1, W1, id, now() + WINDOW, path_to(3));
		let transaction =
			<Test as CreateAuthorizedTransaction<Call<Test>>>::create_authorized_transaction(
				call.into(),
			);
		let info = transaction.get_dispatch_info();
		let checked = transaction.check(&frame_system::ChainContext::<Test>::default()).unwrap();
		assert_ok!(checked.apply::<Test>(&info, 0).expect("it is valid").map_err(|e| e.error));
		assert_eq!(stake(W1), worker + STAKE + RLC / 5);
	});
}

#[test]
fn unsigned_answer_should_be_valid_until_the_deadline_and_replace_its_twin() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, id, W1, 3));
		let until = now() + WINDOW;
		let validity = authorize(&answer_call(W1, W1, id, until, path_to(3))).unwrap();
		assert_eq!(validity.priority, (1 << 40) + 3);
		assert_eq!(validity.provides.len(), 1);
		assert_eq!(validity.longevity, 8);
		assert!(validity.propagate);
		advance(WINDOW - 5);
		let validity = authorize(&answer_call(W1, W1, id, until, path_to(3))).unwrap();
		assert_eq!(validity.longevity, 5);
		assert_ok!(answer(W1, id, path_to(3)));
	});
}

#[test]
fn unsigned_answer_should_be_refused_when_anything_is_wrong_with_it() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		let until = now() + WINDOW;
		let good = answer_call(W1, W1, id, until, path_to(3));
		assert_eq!(authorize(&good), Err(InvalidTransaction::Stale));
		assert_ok!(challenge(REQUESTER, id, W1, 3));
		assert_ok!(authorize(&good));
		// Another challenge's, another worker's, another key's, other blocks.
		for (call, refusal) in [
			(answer_call(W1, W1, id, until + 1, path_to(3)), InvalidTransaction::Stale),
			(answer_call(W2, W2, id, until, path_to(3)), InvalidTransaction::Stale),
			(answer_call(W1, W2, id, until, path_to(3)), InvalidTransaction::BadProof),
			(answer_call(W1, W1, id, until, path_to(2)), InvalidTransaction::Call),
			(answer_call(W1, W1, id, until, bounded(&[])), InvalidTransaction::Call),
		] {
			assert_eq!(authorize(&call), Err(refusal));
		}
		for origin in [origin(W1), RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let outcome = good.clone().dispatch_bypass_filter(origin).map_err(|e| e.error);
			assert_eq!(outcome, Err(BadOrigin.into()));
		}
		advance(WINDOW);
		assert_eq!(authorize(&good), Err(InvalidTransaction::Stale));
		assert_ok!(settle(id, W1));
	});
}

#[test]
fn unsigned_answer_should_be_refused_when_the_worker_has_no_hot_key() {
	run(|| {
		let id = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, id, W1, 3));
		let call = answer_call(W1, W1, id, now() + WINDOW, path_to(3));
		MockAssignments::remove_key(W1);
		assert_eq!(authorize(&call), Err(InvalidTransaction::BadSigner));
		// By its account it can.
		assert_ok!(answer(W1, id, path_to(3)));
	});
}

#[test]
fn stake_should_pay_the_challenger_when_nobody_answers() {
	run(|| {
		let id = completed(deal(3), &[W1, W2]);
		crate::Score::<Test>::insert(account(W1), 100);
		let (requester, worker) = (stake(REQUESTER), stake(W1));
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		advance(WINDOW);
		events();
		assert_ok!(settle(id, W1));
		assert_eq!(stake(REQUESTER), requester - RLC / 5 + STAKE);
		assert_eq!(stake(W1), worker - STAKE);
		assert_eq!((locked(REQUESTER), locked(W1)), (0, 0));
		assert_eq!(score(W1), 66);
		assert_eq!(
			events(),
			[
				Event::FaultyContribution { worker: account(W1), task: id, score: 66 },
				Event::ChallengeFailed {
					task: id,
					worker: account(W1),
					challenger: account(REQUESTER),
					stake: STAKE
				},
			]
		);
		// It can be asked again.
		assert_ok!(challenge(REQUESTER, id, W1, 0));
	});
}

#[test]
fn stake_should_be_what_is_free_when_that_is_less_than_the_contribution_locked() {
	run(|| {
		let id = completed(deal(3), &[W1, W2]);
		for (worker, left) in [(W1, RLC), (W2, 0)] {
			assert_ok!(MockLedger::lock(&account(worker), stake(worker) - left));
			let before = stake(REQUESTER);
			let other = locked(worker);
			assert_ok!(challenge(REQUESTER, id, worker, 0));
			assert_eq!(locked(worker), other + left);
			assert_eq!(stake(worker), 0);
			advance(WINDOW);
			assert_ok!(settle(id, worker));
			assert_eq!(stake(REQUESTER), before - RLC / 5 + left);
			assert_eq!(locked(worker), other);
			assert_ok!(MockLedger::unlock(&account(worker), other));
		}
	});
}

#[test]
fn stake_should_be_the_owners_when_the_worker_was_a_machine() {
	run(|| {
		MockAssignments::own(W2, W1);
		let id = completed(deal(1), &[W2]);
		// Another owner now: what counts is who was paid.
		MockAssignments::own(W2, W3);
		assert_ok!(challenge(REQUESTER, id, W2, 0));
		assert_eq!((locked(W1), locked(W2), locked(W3)), (STAKE, 0, 0));
		let before = stake(W1);
		assert_ok!(answer(W2, id, path_to(0)));
		assert_eq!(stake(W1), before + STAKE + RLC / 5);
		assert_ok!(challenge(REQUESTER, id, W2, 0));
		advance(WINDOW);
		assert_ok!(settle(id, W2));
		assert_eq!(stake(W1), before + RLC / 5);
	});
}

#[test]
fn challenge_should_be_settled_by_the_chain_when_nobody_answers() {
	run_automated(|| {
		for worker in [W1, W2, W3] {
			MockAssignments::join(worker, 0);
		}
		let id = completed(deal(5), &[W1, W2, W3]);
		let (requester, w1, w2) = (stake(REQUESTER), stake(W1), stake(W2));
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		advance(100);
		assert_ok!(challenge(REQUESTER, id, W2, 0));
		assert_ok!(challenge(REQUESTER, id, W3, 0));
		assert_ok!(answer(W3, id, path_to(0)));
		advance(WINDOW - 100 - 2);
		idle();
		assert_eq!(ChallengeCount::<Test>::get(), 2);
		blocks(6);
		assert_eq!(ChallengeCount::<Test>::get(), 1);
		assert_eq!((stake(W1), stake(W2)), (w1 - STAKE, w2 - STAKE));
		advance(80);
		idle();
		assert_eq!(ChallengeCount::<Test>::get(), 1);
		blocks(6);
		assert_eq!(ChallengeCount::<Test>::get(), 0);
		assert_eq!(stake(REQUESTER), requester - 4 * (RLC / 5) + 2 * STAKE);
		assert_eq!((locked(W1), locked(W2), locked(W3), locked(REQUESTER)), (0, 0, 0, 0));
	});
}

#[test]
fn challenge_should_wait_when_the_chain_does_not_settle() {
	run_automated(|| {
		MockAssignments::join(W1, 0);
		let id = completed(deal(1), &[W1]);
		let settings = AutomationSettings { claim: false, ..Default::default() };
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		advance(WINDOW + 10);
		idle();
		assert_eq!(ChallengeCount::<Test>::get(), 1);
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		advance(700);
		idle();
		assert_eq!(ChallengeCount::<Test>::get(), 0);
	});
}

#[test]
fn task_should_be_kept_when_a_challenge_is_open() {
	run_automated(|| {
		MockAssignments::join(W1, 0);
		let id = completed(deal(1), &[W1]);
		advance(RETENTION - 1);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_eq!(Progress::<Test>::get(deal_and_index(id).0).challenges, 1);
		advance(WINDOW - 2);
		idle();
		assert_eq!(task(id).status, TaskStatus::Completed);
		blocks(12);
		assert_eq!(ChallengeCount::<Test>::get(), 0);
		// The deal is looked at again within ten minutes.
		assert!(Tasks::<Test>::contains_key(id));
		advance(600);
		idle();
		assert!(!Tasks::<Test>::contains_key(id));
	});
}

#[test]
fn task_should_be_forgotten_when_its_challenges_were_answered() {
	run_automated(|| {
		MockAssignments::join(W1, 0);
		let id = completed(deal(1), &[W1]);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_ok!(answer(W1, id, path_to(0)));
		for _ in 0..RETENTION / 600 {
			advance(600);
			idle();
		}
		assert_ok!(Poco::do_try_state());
		advance(600);
		blocks(2);
		assert!(!Tasks::<Test>::contains_key(id));
	});
}

#[test]
fn challenge_should_have_its_whole_window_when_an_earlier_one_was_answered() {
	run_automated(|| {
		MockAssignments::join(W1, 0);
		let id = completed(deal(1), &[W1]);
		let due = Due::Challenge { task: id, worker: account(W1) };
		let entries = || Agenda::<Test>::iter_keys().filter(|(_, other)| *other == due).count();
		let requester = stake(REQUESTER);
		// Each leaves an entry for the end of its window.
		for block in 0..4 {
			assert_ok!(challenge(REQUESTER, id, W1, block));
			assert_ok!(answer(W1, id, path_to(block)));
			advance(100);
			idle();
		}
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		let until = now() + WINDOW;
		assert_eq!(entries(), 5);
		let worker = stake(W1);
		set_time(until - 1);
		// What the answered ones left is put off to the end of the open one.
		idle();
		assert_eq!((entries(), ChallengeCount::<Test>::get()), (1, 1));
		set_time(until + BUCKET);
		idle();
		assert_eq!((entries(), ChallengeCount::<Test>::get()), (0, 0));
		assert_eq!((stake(W1), locked(W1)), (worker, 0));
		assert_eq!(stake(REQUESTER), requester - 4 * COST - RLC / 5 + STAKE);
	});
}

#[test]
fn terms_should_count_for_challenges_to_come_when_they_are_set() {
	run(|| {
		assert_eq!(Terms::<Test>::get(), ChallengeTerms::default());
		let id = completed(deal(1), &[W1]);
		let terms = ChallengeTerms { window: 10, price: 7, toll: 0 };
		assert_noop!(Poco::set_challenge_terms(origin(OUTSIDER), terms), BadOrigin);
		let root = RuntimeOrigin::root();
		let beyond = MarketParameters::MAX_AMOUNT + 1;
		for bad in [
			ChallengeTerms { window: 9, ..terms },
			ChallengeTerms { window: 3_601, ..terms },
			ChallengeTerms { price: beyond, ..terms },
			ChallengeTerms { toll: beyond, ..terms },
		] {
			assert_noop!(Poco::set_challenge_terms(root.clone(), bad), Error::TermsOutOfBounds);
		}
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		events();
		assert_ok!(Poco::set_challenge_terms(root, terms));
		assert_eq!(events(), [Event::ChallengeTermsSet { terms }]);
		let before = stake(W1);
		assert_ok!(answer(W1, id, path_to(0)));
		assert_eq!(stake(W1), before + STAKE + RLC / 5);
		assert_ok!(challenge(REQUESTER, id, W1, 0));
		assert_eq!(locked(REQUESTER), 7);
		advance(10);
		assert_ok!(settle(id, W1));
	});
}
