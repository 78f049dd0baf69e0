// SPDX-License-Identifier: Apache-2.0

//! Tasks are worked on: honestly, wrongly, too late, or not at all.

use crate::{
	actors::{account, actor, who_is, Who, BROKER, COUNT, ENCLAVE, WORKERS},
	input::Input,
	make::{
		market::{self, sign},
		somebody,
	},
	world::{Step, World},
};
use bourse_primitives::{traits::Rules as _, *};
use bourse_runtime::*;
use pallet_poco::{
	Authorization, Batch, Call, ContributionStatus, DealTask, EnclaveProof, FailureItem, Opening,
	Payload, RevealItem,
};
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::BoundedVec;

/// Answers that a task can get: the right one and lies.
const ANSWERS: usize = 3;

type Task = pallet_poco::Task<Runtime>;

pub(super) fn task(id: TaskId) -> Option<Task> {
	pallet_poco::Tasks::<Runtime>::get(id)
}

/// The deal of a task that is known.
pub(super) fn deal_of(id: TaskId) -> Option<Deal<AccountId>> {
	Poco::deal_and_index(id).map(|(deal, _)| deal)
}

/// A task that is known, or one that could be.
fn any_task(world: &World, input: &mut Input) -> TaskId {
	let known = input.recent(&world.tasks).filter(|_| input.chance(248));
	known.unwrap_or_else(|| {
		let deal = input.recent(&world.deals).unwrap_or_default();
		task_id(deal, input.below(4) as u64)
	})
}

/// A task in that status, if one is found soon.
pub(super) fn task_in(world: &World, status: TaskStatus, input: &mut Input) -> TaskId {
	for _ in 0..4 {
		let id = any_task(world, input);
		if task(id).is_some_and(|task| task.status == status) {
			return id;
		}
	}
	any_task(world, input)
}

/// What the digest of an answer opens to.
pub(super) fn opening(id: TaskId, answer: usize) -> Opening<Runtime> {
	let data = vec![id[0], answer as u8, 7];
	// Half of the tasks answer by plain data; a few where the market's rules refuse it, mostly.
	let plain = if Rules::hold() { 15 } else { 1 };
	if id[1] & plain == 0 {
		return Opening::Plain(BoundedVec::truncate_from(data));
	}
	let header = ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: task(id).map_or(2, |task| task.engine),
		failure: 0,
		exit_status: 0,
		fuel: answer as u64,
		output_root: id,
		memory_hash: H256::zero(),
		callback_hash: blake2_256(&data).into(),
	};
	// By the market's rules the header comes alone, unless the deal has a callback.
	let with_data = !Rules::hold() || deal_of(id).is_some_and(|deal| deal.callback.is_some());
	let data = if with_data { data } else { Vec::new() };
	Opening::Header { header, data: BoundedVec::truncate_from(data) }
}

fn digest(id: TaskId, answer: usize) -> H256 {
	match opening(id, answer) {
		Opening::Plain(data) => blake2_256(&data).into(),
		Opening::Header { header, .. } => header.digest(),
	}
}

/// The answer that a worker gave, if it is one of ours.
pub(super) fn answer_of(id: TaskId, contributed: H256) -> Option<usize> {
	(0..ANSWERS).find(|answer| result_hash(id, digest(id, *answer)) == contributed)
}

/// Right, mostly.
fn answer(input: &mut Input) -> usize {
	if input.chance(176) {
		0
	} else {
		input.below(ANSWERS)
	}
}

/// The opening that fits, mostly; none where none is wanted.
fn callback(
	id: TaskId,
	answer: usize,
	wanted: bool,
	input: &mut Input,
) -> Option<Opening<Runtime>> {
	match input.below(24) {
		0 => Some(opening(id, (answer + 1) % ANSWERS)),
		1 => Some(Opening::Plain(Default::default())),
		2 => None,
		3 => Some(opening(id, answer)),
		_ => wanted.then(|| opening(id, answer)),
	}
}

/// Standing assignments without a contribution: worker and task.
fn open_assignments() -> Vec<(Who, TaskId)> {
	let mut found = Vec::new();
	for (id, task) in pallet_poco::Tasks::<Runtime>::iter() {
		if task.status == TaskStatus::Active {
			let workers = task.computing().filter_map(|(worker, _)| who_is(&worker.who));
			found.extend(workers.map(|who| (who, id)));
		}
	}
	found
}

/// Who contributed to a task.
pub(super) fn contributors(id: TaskId) -> Vec<AccountId> {
	let task = task(id);
	let workers = task.iter().flat_map(Task::contributions).map(|(worker, _)| worker.who.clone());
	workers.collect()
}

/// Contributions that could be revealed: worker, task and answer.
fn open_reveals(world: &World) -> Vec<(Who, TaskId, usize)> {
	let mut found = Vec::new();
	for id in &world.tasks {
		let Some(task) = task(*id).filter(|task| task.status == TaskStatus::Revealing) else {
			continue;
		};
		for (worker, contribution) in task.contributions() {
			if contribution.status == ContributionStatus::Contributed
				&& task.consensus == Some(contribution.result_hash)
			{
				let answer = answer_of(*id, contribution.result_hash).unwrap_or(0);
				found.extend(who_is(&worker.who).map(|who| (who, *id, answer)));
			}
		}
	}
	found
}

/// The scheduler's signature, or what goes wrong with it.
fn authorization(
	worker: Who,
	id: TaskId,
	enclave: Option<&AccountId>,
	input: &mut Input,
) -> Authorization<Signature> {
	let deal = deal_of(id);
	let scheduler = deal.and_then(|deal| who_is(&deal.workerpool.owner)).unwrap_or(BROKER);
	let broker = pallet_poco::TeeBroker::<Runtime>::get().filter(|_| enclave.is_some());
	let authority = match input.below(16) {
		0 => somebody(WORKERS, input),
		_ => broker.and_then(|broker| who_is(&broker)).unwrap_or(scheduler),
	};
	let hash = Poco::authorization_hash(&account(worker), id, enclave);
	Authorization::Signed((!input.chance(8)).then(|| sign(authority, hash, input.chance(16))))
}

/// An enclave where one is demanded, mostly; now and then one that is not.
fn enclave(
	id: TaskId,
	hash: H256,
	seal: H256,
	input: &mut Input,
) -> Option<EnclaveProof<AccountId, Signature>> {
	let demanded = deal_of(id).is_some_and(|deal| deal.tag.contains(Tag::TEE));
	let given = if input.chance(16) { !demanded } else { demanded };
	given.then(|| {
		let signer = if input.chance(16) { BROKER } else { ENCLAVE };
		let signature = sign(signer, Poco::enclave_hash(hash, seal), false);
		EnclaveProof {
			enclave: account(ENCLAVE),
			signature: (!input.chance(8)).then_some(signature),
		}
	})
}

/// Nobody has anything to do: more tasks are wanted, mostly.
fn is_idle(open: &[(Who, TaskId)], input: &mut Input) -> bool {
	open.is_empty() && input.chance(176)
}

/// A worker contributes by a signed call.
pub fn contribute(world: &mut World, input: &mut Input) -> Vec<Step> {
	let open = open_assignments();
	if is_idle(&open, input) {
		return market::offer(world, input);
	}
	let (who, id) = match input.recent(&open).filter(|_| input.chance(176)) {
		Some(assignment) => assignment,
		None => (somebody(WORKERS, input), task_in(world, TaskStatus::Active, input)),
	};
	let digest = digest(id, answer(input));
	let hash = result_hash(id, digest);
	let sealed_by = if input.chance(12) { somebody(WORKERS, input) } else { who };
	let seal = seal(&account(sealed_by), id, digest);
	let enclave = enclave(id, hash, seal, input);
	let assigned = Pools::is_assigned(id, &account(who)) && input.chance(216);
	let authorization = if assigned || input.chance(24) {
		Authorization::Assigned
	} else {
		authorization(who, id, enclave.as_ref().map(|enclave| &enclave.enclave), input)
	};
	let call = Call::contribute { task: id, result_hash: hash, seal, enclave, authorization };
	vec![Step::Signed(who, call.into())]
}

/// A worker reveals by a signed call.
pub fn reveal(world: &mut World, input: &mut Input) -> Vec<Step> {
	let open = open_reveals(world);
	if open.is_empty() && input.chance(208) {
		return contribute(world, input);
	}
	let (who, id, answer) = match input.recent(&open).filter(|_| input.chance(208)) {
		Some(reveal) => reveal,
		None => {
			// Often somebody who contributed, but is not to reveal.
			let id = task_in(world, TaskStatus::Revealing, input);
			let one = input.recent(&contributors(id));
			let who = one.as_ref().and_then(who_is).unwrap_or_else(|| somebody(WORKERS, input));
			(who, id, 0)
		},
	};
	let answer = if input.chance(12) { input.below(ANSWERS) } else { answer };
	// By the market's rules the first reveal needs one.
	let opens = input.chance(32) != Rules::hold();
	let opening = if opens { callback(id, answer, true, input) } else { None };
	let (task, digest) = (id, digest(id, answer));
	let call = match opening {
		Some(opening) => Call::reveal_opened { task, digest, opening },
		None => Call::reveal { task, digest },
	};
	vec![Step::Signed(who, call.into())]
}

/// A worker's batch, mostly of what is due.
pub fn batch(world: &mut World, input: &mut Input) -> Vec<Step> {
	let kind = input.below(5);
	let open = open_assignments();
	let reveals = open_reveals(world);
	let due = match kind {
		0 | 1 | 4 => input.recent(&open).map(|(who, _)| who),
		_ => input.recent(&reveals).map(|(who, ..)| who),
	};
	if due.is_none() && input.chance(208) {
		return market::offer(world, input);
	}
	let who = due.unwrap_or_else(|| somebody(WORKERS, input));
	let key = pallet_pools::Workers::<Runtime>::get(account(who)).and_then(|w| w.hot_key);
	let pair = actor(who).hot.iter().find(|pair| Some(pair.public()) == key);
	let pair = pair.filter(|_| !input.chance(12)).unwrap_or(&actor(BROKER).hot[0]);
	let worker = account(who);
	let attempt = input.byte().into();
	let mut items: Vec<(TaskId, usize)> = match kind {
		0 | 1 | 4 => open
			.into_iter()
			.filter(|(of, _)| *of == who)
			.map(|(_, id)| (id, answer(input)))
			.collect(),
		_ => reveals
			.into_iter()
			.filter(|(of, ..)| *of == who)
			.map(|(_, id, answer)| (id, answer))
			.collect(),
	};
	items.truncate(1 + input.below(8));
	match input.below(24) {
		0 => items.push((any_task(world, input), 0)),
		1 => items.extend(items.first().copied()),
		2 => items.clear(),
		_ => (),
	}
	if items.is_empty() && !input.chance(48) {
		return Vec::new();
	}
	let call = match kind {
		0 | 1 => {
			let item = |(task, answer)| {
				let digest = digest(task, answer);
				let seal = seal(&worker, task, digest);
				ContributionItem { task, result_hash: result_hash(task, digest), seal }
			};
			let items = BoundedVec::truncate_from(items.into_iter().map(item).collect());
			let payload = Batch { worker, attempt, items };
			let signature = pair.sign(payload.hash().as_bytes());
			Call::contribute_batch { payload, signature }
		},
		2 | 3 => {
			let item = |(id, answer)| {
				let deal = deal_of(id);
				let wanted = Rules::hold() || deal.is_some_and(|deal| deal.callback.is_some());
				RevealItem {
					task: id,
					digest: digest(id, answer),
					opening: callback(id, answer, wanted, input).filter(|_| wanted),
					encrypted: input.chance(64).then_some(id),
				}
			};
			let items = BoundedVec::truncate_from(items.into_iter().map(item).collect());
			let payload = Batch { worker, attempt, items };
			let signature = pair.sign(payload.hash().as_bytes());
			Call::reveal_batch { payload, signature }
		},
		_ => {
			let item = |(task, _)| FailureItem { task, code: code(input), log: H256::zero() };
			let items = BoundedVec::truncate_from(items.into_iter().map(item).collect());
			let payload = Batch { worker, attempt, items };
			let signature = pair.sign(payload.hash().as_bytes());
			Call::report_failure_batch { payload, signature }
		},
	};
	vec![Step::Batch(call.into())]
}

/// Everybody who has a task contributes, rightly, and everybody who can reveals.
pub fn cooperate(world: &mut World, input: &mut Input) -> Vec<Step> {
	let most = 1 + input.below(12);
	let contributions = open_assignments().into_iter().take(most).map(|(who, id)| {
		let digest = digest(id, 0);
		let call = Call::contribute {
			task: id,
			result_hash: result_hash(id, digest),
			seal: seal(&account(who), id, digest),
			enclave: None,
			authorization: Authorization::Assigned,
		};
		Step::Signed(who, call.into())
	});
	let reveals = open_reveals(world).into_iter().take(most).map(|(who, id, answer)| {
		let (task, digest) = (id, digest(id, answer));
		let call = match Rules::hold() {
			true => Call::reveal_opened { task, digest, opening: opening(id, answer) },
			false => Call::reveal { task, digest },
		};
		Step::Signed(who, call.into())
	});
	contributions.chain(reveals).collect()
}

/// Time passes until `time`, when that is yet to come and not too far.
pub(super) fn until(time: Seconds) -> Option<Step> {
	let seconds = time.checked_sub(Poco::now()).filter(|seconds| (1..400_000).contains(seconds));
	seconds.map(Step::Pass)
}

/// Somebody finalizes or reopens, often in the very block in which that becomes possible.
pub fn conclude(world: &mut World, input: &mut Input) -> Vec<Step> {
	let id = task_in(world, TaskStatus::Revealing, input);
	let deal = deal_of(id);
	let scheduler = deal.as_ref().and_then(|deal| who_is(&deal.workerpool.owner));
	let who = scheduler.filter(|_| input.chance(128)).unwrap_or_else(|| input.below(COUNT));
	let revealed = task(id).is_some_and(|task| task.reveal_counter() > 0);
	let reopens = if input.chance(48) { revealed } else { !revealed };
	let call = if reopens {
		Call::reopen { task: id }
	} else {
		let answer = task(id).and_then(|task| task.consensus).and_then(|hash| answer_of(id, hash));
		let wanted = deal.is_some_and(|deal| deal.callback.is_some());
		Call::finalize {
			task: id,
			results: BoundedVec::truncate_from(vec![b'r'; input.below(8)]),
			callback: callback(id, answer.unwrap_or(0), wanted, input),
		}
	};
	let deadline = task(id).and_then(|task| task.reveal_deadline);
	let wait = deadline.filter(|_| input.chance(128)).and_then(until);
	wait.into_iter().chain([Step::Signed(who, call.into())]).collect()
}

/// A deal and the index of one of its tasks, mostly one that is not initialized.
fn a_place(world: &World, input: &mut Input) -> (DealId, u64) {
	let deal = input.recent(&world.deals).filter(|_| input.chance(250)).unwrap_or_default();
	let found = pallet_market::Deals::<Runtime>::get(deal);
	let (first, size) = found.map_or((0, 1), |deal| (deal.bot_first, deal.bot_size));
	let beyond = usize::from(input.chance(16));
	let index = first + input.below(size.min(64) as usize + beyond) as u64;
	let later = (index..first + size).find(|index| task(task_id(deal, *index)).is_none());
	(deal, later.filter(|_| input.chance(192)).unwrap_or(index))
}

/// Somebody initializes tasks before the chain does.
pub fn open_by_hand(world: &mut World, input: &mut Input) -> Vec<Step> {
	let who = input.below(COUNT);
	let call = if input.chance(160) {
		let (deal, index) = a_place(world, input);
		Call::initialize { deal, index }
	} else {
		let (deal, index) = a_place(world, input);
		let count = input.below(5) as u64;
		let tasks =
			(index..index.saturating_add(count)).map(|index| DealTask { deal, index }).collect();
		Call::initialize_many { tasks: BoundedVec::truncate_from(tasks) }
	};
	vec![Step::Signed(who, call.into())]
}

/// Somebody claims what is over, or not yet.
pub fn claim(world: &mut World, input: &mut Input) -> Vec<Step> {
	let who = input.below(COUNT);
	let end = |id: TaskId| {
		let deal = deal_of(id).filter(|_| task(id).is_some_and(|task| task.is_live()));
		deal.map(|deal| deal.final_deadline())
	};
	let over = |id: &TaskId| end(*id).is_some_and(|end| Poco::now() >= end);
	let mut overdue: Vec<TaskId> = world.tasks.iter().copied().filter(over).collect();
	let mut steps = Vec::new();
	if overdue.is_empty() && input.chance(64) {
		// In the block in which it becomes possible, before the chain does it.
		let live = input.recent(&world.tasks).and_then(|id| Some((id, end(id)?)));
		if let Some((id, end)) = live {
			steps.extend(until(end));
			overdue.push(id);
		}
	}
	let call = match input.below(5) {
		0 => {
			let deal = input.recent(&world.deals).unwrap_or_default();
			let payer = pallet_market::Deals::<Runtime>::get(deal).and_then(|d| who_is(&d.sponsor));
			let who = payer.filter(|_| input.chance(224)).unwrap_or(who);
			return vec![Step::Signed(who, Call::give_up { deal }.into())];
		},
		1 | 2 => {
			let id = input.recent(&overdue).filter(|_| input.chance(200));
			Call::claim { task: id.unwrap_or_else(|| any_task(world, input)) }
		},
		3 => {
			let mut tasks: Vec<_> = overdue.into_iter().take(input.below(6)).collect();
			if input.chance(48) {
				tasks.push(any_task(world, input));
			}
			Call::claim_many { tasks: BoundedVec::truncate_from(tasks) }
		},
		_ => {
			let (deal, index) = a_place(world, input);
			let count = input.below(4) as u64;
			let tasks = (index..index.saturating_add(count))
				.map(|index| DealTask { deal, index })
				.collect();
			Call::initialize_and_claim_many { tasks: BoundedVec::truncate_from(tasks) }
		},
	};
	steps.push(Step::Signed(who, call.into()));
	steps
}

/// A sole worker's word.
pub fn contribute_and_finalize(world: &mut World, input: &mut Input) -> Vec<Step> {
	let open = open_assignments();
	if is_idle(&open, input) {
		return market::offer(world, input);
	}
	let (who, id) = match input.recent(&open).filter(|_| input.chance(128)) {
		Some(assignment) => assignment,
		None => (somebody(WORKERS, input), task_in(world, TaskStatus::Active, input)),
	};
	let answer = answer(input);
	let digest = digest(id, answer);
	let (hash, seal) = (result_hash(id, digest), seal(&account(who), id, digest));
	let enclave = enclave(id, hash, seal, input);
	let assigned = Pools::is_assigned(id, &account(who)) && input.chance(216);
	let authorization = match assigned {
		true => Authorization::Assigned,
		false => authorization(who, id, enclave.as_ref().map(|enclave| &enclave.enclave), input),
	};
	let deal = deal_of(id);
	let wanted = Rules::hold() || deal.is_some_and(|deal| deal.callback.is_some());
	let call = Call::contribute_and_finalize {
		task: id,
		digest,
		results: Default::default(),
		callback: callback(id, answer, wanted, input),
		enclave,
		authorization,
	};
	vec![Step::Signed(who, call.into())]
}

fn code(input: &mut Input) -> FailureCode {
	use FailureCode::*;
	input.pick(&[FetchFailed, Trap, OutOfFuel, BadParams, Refused, Internal])
}

/// A worker can't compute what it was given.
pub fn fail(world: &mut World, input: &mut Input) -> Vec<Step> {
	let open = open_assignments();
	let (who, id) = match input.recent(&open).filter(|_| input.chance(208)) {
		Some(assignment) => assignment,
		None => (somebody(WORKERS, input), any_task(world, input)),
	};
	let call = Call::report_failure { task: id, code: code(input), log: H256::zero() };
	vec![Step::Signed(who, call.into())]
}

/// Root changes what the chain does, or somebody else tries to.
pub fn administer(_: &mut World, input: &mut Input) -> Vec<Step> {
	let call: RuntimeCall = match input.below(6) {
		0 | 1 => {
			let broker = input.chance(96).then(|| account(BROKER));
			Call::set_tee_broker { broker }.into()
		},
		2..=4 => {
			// On, mostly, so that something happens.
			let mut on = || input.chance(208);
			let settings = pallet_poco::AutomationSettings {
				initialize: on(),
				assign: on(),
				finalize: on(),
				reopen: on(),
				claim: on(),
				prune: on(),
				open_to_anybody: on(),
			};
			Call::set_automation { settings }.into()
		},
		_ => Call::set_engine_version { version: 1 + input.below(3) as u16 }.into(),
	};
	vec![if input.chance(200) {
		Step::Root(call)
	} else {
		Step::Signed(1 + input.below(COUNT - 1), call)
	}]
}
