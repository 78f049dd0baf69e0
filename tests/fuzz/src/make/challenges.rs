// SPDX-License-Identifier: Apache-2.0

//! Results are asked for, and shown, rightly, wrongly, or not at all.

use crate::{
	actors::{account, actor, who_is, Who, BROKER, COUNT, WORKERS},
	input::Input,
	make::{
		poco::{answer_of, contributors, deal_of, opening, task, task_in, until},
		somebody,
	},
	world::{Step, World},
};
use bourse_primitives::*;
use bourse_runtime::*;
use pallet_poco::{AnswerPayload, BlockPath, Call, Challenge, ChallengeTerms, Opening, Payload};
use sp_core::Pair;
use sp_runtime::BoundedVec;

/// Somebody asks a winner, mostly, for a block.
pub fn challenge(world: &mut World, input: &mut Input) -> Vec<Step> {
	let id = task_in(world, TaskStatus::Completed, input);
	let asks =
		deal_of(id).map(|deal| if input.chance(128) { deal.requester } else { deal.beneficiary });
	let who = asks.and_then(|who| who_is(&who)).filter(|_| input.chance(240));
	let who = who.unwrap_or_else(|| input.below(COUNT));
	let winner = input.recent(&contributors(id));
	let worker = winner.unwrap_or_else(|| account(somebody(WORKERS, input)));
	let block = input.below(4) as u32;
	vec![Step::Signed(who, Call::challenge_result { task: id, worker, block }.into())]
}

/// A challenge that is open.
fn open(input: &mut Input) -> Option<(TaskId, Who, Challenge<AccountId>)> {
	let open: Vec<_> = pallet_poco::Challenges::<Runtime>::iter()
		.filter_map(|(id, worker, challenge)| Some((id, who_is(&worker)?, challenge)))
		.collect();
	input.recent(&open)
}

/// The root of the answer that won, which is all that there is: manifests lead nowhere here.
fn root(id: TaskId) -> Option<Vec<u8>> {
	let consensus = task(id)?.consensus?;
	Some(match opening(id, answer_of(id, consensus)?) {
		Opening::Plain(data) => data.into_inner(),
		Opening::Header { header, .. } => header.encode(),
	})
}

/// A worker shows what it was asked for, by its node or its account.
pub fn answer(_: &mut World, input: &mut Input) -> Vec<Step> {
	let Some((id, who, challenge)) = open(input) else { return Vec::new() };
	let mut blocks: Vec<Vec<u8>> = root(id).into_iter().collect();
	match input.below(16) {
		0 => blocks.push(vec![7; input.below(64)]),
		1 => blocks = vec![vec![input.byte(); 3]],
		2 => blocks.clear(),
		_ => (),
	}
	let blocks = blocks.into_iter().map(BoundedVec::truncate_from).collect();
	let path: BlockPath = BoundedVec::truncate_from(blocks);
	if input.chance(96) {
		let who = if input.chance(16) { somebody(WORKERS, input) } else { who };
		return vec![Step::Signed(who, Call::answer_challenge { task: id, path }.into())];
	}
	let key = pallet_pools::Workers::<Runtime>::get(account(who)).and_then(|w| w.hot_key);
	let pair = actor(who).hot.iter().find(|pair| Some(pair.public()) == key);
	let pair = pair.filter(|_| !input.chance(12)).unwrap_or(&actor(BROKER).hot[0]);
	let until = challenge.until.saturating_add(u64::from(input.chance(8)));
	let attempt = input.byte().into();
	let payload = AnswerPayload { worker: account(who), task: id, until, attempt, path };
	let signature = pair.sign(payload.hash().as_bytes());
	vec![Step::Batch(Call::answer_challenge_unsigned { payload, signature }.into())]
}

/// Somebody settles a challenge, often in the very block in which that becomes possible.
pub fn settle(_: &mut World, input: &mut Input) -> Vec<Step> {
	let Some((id, who, challenge)) = open(input) else { return Vec::new() };
	let wait = input.chance(128).then(|| until(challenge.until)).flatten();
	let call = Call::settle_challenge { task: id, worker: account(who) };
	wait.into_iter().chain([Step::Signed(input.below(COUNT), call.into())]).collect()
}

/// Root changes the terms, or somebody else tries to.
pub fn set_terms(_: &mut World, input: &mut Input) -> Vec<Step> {
	let terms = ChallengeTerms {
		window: input.below(4_000) as Seconds,
		price: RLC / 100 * input.below(100) as Balance,
		toll: RLC / 100 * input.below(100) as Balance,
	};
	let call = Call::set_challenge_terms { terms }.into();
	vec![if input.chance(216) {
		Step::Root(call)
	} else {
		Step::Signed(1 + input.below(COUNT - 1), call)
	}]
}
