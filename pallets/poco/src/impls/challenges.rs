// SPDX-License-Identifier: Apache-2.0

//! Challenges: a requester has a winner show a block of the result, or pay (docs/results.md).
//!
//! The blocks are named by their hashes, from the digest on chain downwards, so the chain checks an
//! answer by hashing it and needs to trust nobody. The bytes of an answer are in the body of the
//! block that takes it in: to answer is to serve.

use super::round::Round;
use crate::{
	types::*, ChallengeCount, Challenges, Config, Error, Event, Pallet, Progress, Tasks, Terms,
};
use alloc::vec;
use bourse_primitives::{
	deal_and_index,
	traits::{Assignments, Deals, Ledger, Move, StakeReserve},
	TaskId, TaskStatus,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_core::H256;

/// Which part of all open challenges may be of one deal.
const PART_OF_DEAL: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Opens a challenge.
	pub(crate) fn do_challenge(
		who: T::AccountId,
		id: TaskId,
		worker: T::AccountId,
		block: u32,
	) -> DispatchResult {
		let now = Self::now();
		let task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let (Some(digest), Some(ended_at)) =
			(task.digest.filter(|_| task.status == TaskStatus::Completed), task.ended_at)
		else {
			return Err(Error::<T>::TaskNotCompleted.into());
		};
		let deal_id = deal_and_index(id).0;
		let deal = T::Deals::deal(deal_id).ok_or(Error::<T>::DealUnknown)?;
		ensure!(who == deal.requester || who == deal.beneficiary, Error::<T>::NotRequester);
		let kept_until = ended_at.saturating_add(T::Retention::get());
		ensure!(now < kept_until, Error::<T>::RetentionOver);
		let record = task.worker(&worker).ok_or(Error::<T>::NotWinner)?;
		let contribution = record
			.contribution
			.as_ref()
			.filter(|contribution| contribution.status == ContributionStatus::Proved)
			.ok_or(Error::<T>::NotWinner)?;
		ensure!(!Challenges::<T>::contains_key(id, &worker), Error::<T>::AlreadyChallenged);
		let (count, most) = (ChallengeCount::<T>::get(), T::MaxChallenges::get());
		ensure!(count < most, Error::<T>::TooManyChallenges);
		let of_deal = Progress::<T>::get(deal_id).challenges;
		ensure!(of_deal < most.div_ceil(PART_OF_DEAL), Error::<T>::TooManyChallenges);

		let ChallengeTerms { window, price, toll } = Terms::<T>::get();
		// The toll is the fee for the room that the answer may take.
		let cost = price.saturating_add(toll);
		T::Ledger::lock_or(&who, cost, Error::<T>::InsufficientChallengerStake)?;
		T::Ledger::settle(id, Self::price_of_bytes(who.clone(), toll))?;
		// What is free of it: the settlement unlocked the stake, and it may be gone or in use.
		let stake_account = record.owner().clone();
		let stake = deal.worker_stake.min(T::Ledger::stake(&stake_account));
		T::Ledger::lock(&stake_account, stake)?;

		let until = now.saturating_add(window);
		let challenge = Challenge {
			challenger: who,
			root: contribution.encrypted.unwrap_or(digest),
			encrypted: contribution.encrypted.is_some(),
			block,
			until,
			price,
			stake_account,
			stake,
		};
		Self::deposit_event(Event::ResultChallenged {
			task: id,
			worker: worker.clone(),
			block,
			until,
		});
		Self::place(Due::Challenge { task: id, worker: worker.clone() }, until);
		Challenges::<T>::insert(id, worker, challenge);
		ChallengeCount::<T>::put(count.saturating_add(1));
		Progress::<T>::mutate(deal_id, |progress| {
			// At most `MaxChallenges`.
			progress.challenges = progress.challenges.saturating_add(1);
		});
		Ok(())
	}

	/// The challenge that an answer is for, if it is open and its time is not over.
	pub(crate) fn open_challenge(
		id: TaskId,
		worker: &T::AccountId,
	) -> Result<Challenge<T::AccountId>, Error<T>> {
		let challenge = Challenges::<T>::get(id, worker).ok_or(Error::<T>::ChallengeUnknown)?;
		ensure!(Self::now() < challenge.until, Error::<T>::ChallengeOver);
		Ok(challenge)
	}

	/// What a path shows of the block that was asked for: its hash, or `None` when there is no
	/// such block.
	pub(crate) fn shown_by(
		challenge: &Challenge<T::AccountId>,
		path: &BlockPath,
	) -> Result<Option<H256>, Error<T>> {
		challenge
			.wanted()
			.check(path, |bytes| sp_io::hashing::blake2_256(bytes).into())
			.ok_or(Error::<T>::AnswerWrong)
	}

	/// Takes an answer: the worker's stake is free again, and it is paid. By the market's rules the
	/// price pays for the bytes on chain instead: withholding earns nothing (PROTOCOL 9).
	pub(crate) fn do_answer(id: TaskId, worker: T::AccountId, path: &BlockPath) -> DispatchResult {
		let challenge = Self::open_challenge(id, &worker)?;
		let hash = Self::shown_by(&challenge, path)?;
		let Challenge { challenger, block, price, stake_account, stake, .. } = challenge;
		let deal = T::Deals::deal(deal_and_index(id).0).ok_or(Error::<T>::DealUnknown)?;
		let mut moves = vec![Move::Unlocked { who: stake_account.clone(), amount: stake }];
		if deal.terms.is_some() {
			moves.extend(Self::price_of_bytes(challenger, price));
		} else {
			moves.push(Move::Seized { who: challenger, amount: price });
			moves.push(Move::Rewarded { who: stake_account, amount: price });
		}
		T::Ledger::settle(id, moves)?;
		Self::close(id, &worker);
		T::Assignments::sign_of_life(&worker, false);
		Self::deposit_event(Event::ChallengeAnswered { task: id, worker, block, hash });
		Ok(())
	}

	/// Ends a challenge that nobody answered in time: the price goes back, the stake pays, and the
	/// worker loses a third of its score. What slots in open pools need of the stake burns: it is not to
	/// be had in another account by a silence that was agreed on.
	pub(crate) fn do_settle_challenge(id: TaskId, worker: T::AccountId) -> DispatchResult {
		let challenge = Challenges::<T>::get(id, &worker).ok_or(Error::<T>::ChallengeUnknown)?;
		ensure!(Self::now() >= challenge.until, Error::<T>::ChallengeOpen);
		let Challenge { challenger, price, stake_account, stake, .. } = challenge;
		let account = T::Ledger::account(&stake_account);
		let left = account.stake.saturating_add(account.locked).saturating_sub(stake);
		let burned = T::Assignments::reserved(&stake_account).saturating_sub(left).min(stake);
		let stake_won = stake.saturating_sub(burned);
		let mut moves = vec![
			Move::Unlocked { who: challenger.clone(), amount: price },
			Move::Seized { who: stake_account, amount: stake },
			Move::Rewarded { who: challenger.clone(), amount: stake_won },
		];
		if burned > 0 {
			moves.push(Move::KittyFilled { amount: burned });
		}
		T::Ledger::settle(id, moves)?;
		Self::close(id, &worker);
		let mut round = Round::<T>::open();
		Self::punish(&mut round, id, &worker);
		round.close();
		Self::deposit_event(Event::ChallengeFailed {
			task: id,
			worker,
			challenger,
			stake: stake_won,
		});
		Ok(())
	}

	fn close(id: TaskId, worker: &T::AccountId) {
		Challenges::<T>::remove(id, worker);
		ChallengeCount::<T>::mutate(|count| *count = count.saturating_sub(1));
		Progress::<T>::mutate(deal_and_index(id).0, |progress| {
			progress.challenges = progress.challenges.saturating_sub(1);
		});
	}
}
