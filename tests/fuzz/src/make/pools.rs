// SPDX-License-Identifier: Apache-2.0

//! Workers come, go, pause, and change their keys.

use crate::{
	actors::{account, actor, who_is, Who, COUNT, PENNILESS, WORKERS},
	input::Input,
	make::{registry::id, somebody},
	world::{Step, World},
};
use bourse_primitives::{traits::Registry as _, CategoryId, GroupId, Tag, WorkerpoolId};
use bourse_runtime::*;
use pallet_pools::{
	Admission, AssignedBy, Call, Capacity, Heartbeat, Payload, PoolParameters, PoolRules,
	WorkerStatus,
};
use sp_core::Pair;

/// The proof that `who` holds a hot key.
pub fn hot_key_call(who: Who, holder: Who, key: usize) -> Call<Runtime> {
	let pair = &actor(holder).hot[key];
	let message = pallet_pools::hot_key_message(&account(who));
	Call::set_hot_key { key: pair.public(), proof: pair.sign(message.as_bytes()) }
}

/// The owner of the pool that `worker` is with, mostly.
fn boss(worker: Who, input: &mut Input) -> Who {
	pallet_pools::Workers::<Runtime>::get(account(worker))
		.and_then(|worker| Registry::workerpool_owner(worker.pool))
		.and_then(|owner| who_is(&owner))
		.filter(|_| input.chance(216))
		.unwrap_or_else(|| input.below(COUNT))
}

/// A worker of that status, mostly.
fn one_that_is(status: WorkerStatus, input: &mut Input) -> Who {
	let mut known: Vec<Who> = pallet_pools::Workers::<Runtime>::iter()
		.filter(|(_, worker)| worker.status == status)
		.filter_map(|(account, _)| who_is(&account))
		.collect();
	known.sort_unstable();
	if known.is_empty() || input.chance(40) {
		somebody(WORKERS, input)
	} else {
		input.pick(&known)
	}
}

/// The owner of a pool, mostly.
fn owner_of(pool: WorkerpoolId, input: &mut Input) -> Who {
	let owner = Registry::workerpool_owner(pool).and_then(|owner| who_is(&owner));
	owner.filter(|_| input.chance(216)).unwrap_or_else(|| input.below(COUNT))
}

fn capacity(input: &mut Input) -> Capacity {
	let categories = if input.chance(192) { vec![] } else { vec![CategoryId(0), CategoryId(1)] };
	Capacity {
		slots: input.pick(&[1, 2, 4, 8, 16, 0, 2_049]),
		tag: Tag(input.pick(&[0, 0, 0, 1, 256, 257])),
		categories: categories.try_into().expect("they are few"),
		memory: input.pick(&[0, 0, 0, 1 << 32, u64::MAX]),
	}
}

fn rules(input: &mut Input) -> PoolRules {
	PoolRules {
		admission: input.pick(&[Admission::Open, Admission::Closed, Admission::ByInvitation]),
		min_stake: input.pick(&[0, 0, 0, 1, 1_000_000_000]),
		min_score: input.pick(&[0, 0, 0, 0, 1]),
		tag: Tag(input.pick(&[0, 0, 0, 0, 256])),
		assigned_by: if input.chance(224) { AssignedBy::Chain } else { AssignedBy::Scheduler },
	}
}

/// What somebody does for a machine of its own.
fn for_machine(owner: Who, input: &mut Input) -> RuntimeCall {
	let index = input.below(3) as u16;
	let call: RuntimeCall = match input.below(4) {
		0 => Call::leave {}.into(),
		1 => Call::set_slots { slots: input.pick(&[0, 1, 8]) }.into(),
		2 => Call::heartbeat { ready: input.pick(&[None, Some(0), Some(4)]) }.into(),
		_ => {
			let machine = Pools::machine_account(&account(owner), index);
			let pair = &actor(owner).hot[1];
			let proof = pair.sign(pallet_pools::hot_key_message(&machine).as_bytes());
			Call::set_hot_key { key: pair.public(), proof }.into()
		},
	};
	pallet_utility::Call::as_derivative { index, call: Box::new(call) }.into()
}

/// An unsigned heartbeat of a worker, mostly with the right key and time.
fn heartbeat(who: Who, input: &mut Input) -> Step {
	let known = pallet_pools::Workers::<Runtime>::get(account(who));
	let since = known.map_or(0, |worker| worker.last_seen);
	let heartbeat = Heartbeat {
		worker: account(who),
		since: if input.chance(240) { since } else { since.saturating_add(1) },
		attempt: input.below(3) as u16,
		ready: input.pick(&[None, None, Some(0), Some(3)]),
	};
	let signature = actor(who).hot[input.below(2)].sign(heartbeat.hash().as_bytes());
	Step::Batch(Call::heartbeat_unsigned { heartbeat, signature }.into())
}

/// Root changes the parameters, soundly or not, or a worker tries to.
fn set_parameters(worker: Who) -> Step {
	let sound = PoolParameters::default();
	let strict =
		PoolParameters { heartbeat_interval: 60, silence_limit: 120, missed_limit: 1, probes: 1 };
	let unsound = PoolParameters { probes: 0, ..sound };
	let set = |parameters| Call::set_parameters { parameters }.into();
	match worker % 4 {
		0 => Step::Signed(worker, set(sound)),
		1 => Step::Root(set(sound)),
		2 => Step::Root(set(strict)),
		_ => Step::Root(set(unsound)),
	}
}

/// A worker leaves, applies to a pool that is closed, and is accepted, rejected, or let wait.
fn change_pool(pool: WorkerpoolId, input: &mut Input) -> Vec<Step> {
	let worker = one_that_is(WorkerStatus::Active, input);
	let owner = Registry::workerpool_owner(pool).and_then(|owner| who_is(&owner)).unwrap_or(0);
	let answer = match input.below(4) {
		0 => Some(Call::reject { worker: account(worker) }),
		1 => None,
		_ => Some(Call::accept { worker: account(worker) }),
	};
	let mut steps = vec![
		Step::Signed(worker, Call::leave {}.into()),
		Step::Signed(owner, Call::set_open { pool, open: false }.into()),
		Step::Signed(worker, Call::apply { pool, slots: 8 }.into()),
	];
	if input.chance(64) {
		// Not yet accepted, or leaving still.
		steps.push(Step::Signed(owner, Call::expel { worker: account(worker) }.into()));
	}
	steps.extend(answer.map(|call| Step::Signed(owner, call.into())));
	steps.push(Step::Signed(worker, hot_key_call(worker, worker, 0).into()));
	if input.chance(192) {
		steps.push(Step::Signed(owner, Call::set_open { pool, open: true }.into()));
	}
	steps
}

/// Any call of the pools.
pub fn any(_: &mut World, input: &mut Input) -> Vec<Step> {
	let worker = somebody(WORKERS, input);
	let pools = pallet_registry::NextWorkerpoolId::<Runtime>::get();
	let pool = WorkerpoolId(id(pools, input));
	if input.chance(40) {
		return change_pool(pool, input);
	}
	let (who, call): (Who, RuntimeCall) = match input.below(35) {
		20..=34 => return newer(worker, pool, input),
		other => older(other, worker, pool, input),
	};
	vec![Step::Signed(who, call)]
}

/// Machines, rules, invitations, exclusions, signs of life.
fn newer(worker: Who, pool: WorkerpoolId, input: &mut Input) -> Vec<Step> {
	let (who, call): (Who, RuntimeCall) = match input.below(15) {
		14 => {
			let max_stake = input.pick(&[1, 1_000_000, 200_000_000, 10_000_000_000, 3, 0]);
			(worker, Call::set_max_stake { max_stake }.into())
		},
		0..=2 => {
			let machine = input.chance(192).then(|| input.below(3) as u16);
			(worker, Call::apply_with { pool, machine, capacity: capacity(input) }.into())
		},
		3 | 4 => (worker, for_machine(worker, input)),
		5 => (worker, Call::set_capacity { capacity: capacity(input) }.into()),
		6 => (owner_of(pool, input), Call::set_rules { pool, rules: rules(input) }.into()),
		7 => (owner_of(pool, input), Call::invite { pool, who: account(worker) }.into()),
		8 => (owner_of(pool, input), Call::uninvite { pool, who: account(worker) }.into()),
		9 => {
			let group = input.chance(128).then(|| GroupId(input.below(4) as u32));
			(input.below(COUNT), Call::set_exclusion { group }.into())
		},
		10 => {
			let ready = input.pick(&[None, None, Some(0), Some(3)]);
			(worker, Call::heartbeat { ready }.into())
		},
		11 => return vec![set_parameters(worker)],
		_ => return vec![heartbeat(worker, input)],
	};
	vec![Step::Signed(who, call)]
}

/// The calls of a worker's and a pool owner's everyday.
fn older(which: usize, worker: Who, pool: WorkerpoolId, input: &mut Input) -> (Who, RuntimeCall) {
	let (who, call) = match which {
		0..=4 => {
			let free = (WORKERS.start..PENNILESS)
				.find(|who| !pallet_pools::Workers::<Runtime>::contains_key(account(*who)))
				.filter(|_| input.chance(192));
			let slots = input.pick(&[1, 2, 4, 8, 8, 16, 0, 2_048, 2_049]);
			(free.unwrap_or(worker), Call::apply { pool, slots })
		},
		5 | 6 => {
			let applied = one_that_is(WorkerStatus::Applied, input);
			(boss(applied, input), Call::accept { worker: account(applied) })
		},
		7 => {
			let applied = one_that_is(WorkerStatus::Applied, input);
			(boss(applied, input), Call::reject { worker: account(applied) })
		},
		8 => (boss(worker, input), Call::expel { worker: account(worker) }),
		9 => {
			let status = input.pick(&[WorkerStatus::Active, WorkerStatus::Leaving]);
			(one_that_is(status, input), Call::leave {})
		},
		10 | 11 => (owner_of(pool, input), Call::set_open { pool, open: input.chance(160) }),
		12..=14 => {
			(worker, Call::set_slots { slots: input.pick(&[0, 1, 2, 8, 8, 8, 16, 2_048, 2_049]) })
		},
		15..=17 => {
			let holder = if input.chance(224) { worker } else { somebody(WORKERS, input) };
			let call = match input.below(8) {
				// A proof for another account.
				0 => hot_key_call(somebody(WORKERS, input), holder, 0),
				_ => hot_key_call(worker, holder, input.below(2)),
			};
			(worker, call)
		},
		18 => (worker, Call::remove_hot_key {}),
		_ => {
			let leaving = one_that_is(WorkerStatus::Leaving, input);
			(boss(leaving, input), Call::accept { worker: account(leaving) })
		},
	};
	(who, call.into())
}
