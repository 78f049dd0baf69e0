// SPDX-License-Identifier: Apache-2.0

//! Workers come, go, pause, and change their keys.

use crate::{
	actors::{account, actor, who_is, Who, COUNT, PENNILESS, WORKERS},
	input::Input,
	make::{registry::id, somebody},
	world::{Step, World},
};
use bourse_primitives::{traits::Registry as _, WorkerpoolId};
use bourse_runtime::*;
use pallet_pools::{Call, WorkerStatus};
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
	let (who, call) = match input.below(20) {
		0..=4 => {
			let free = (WORKERS.start..PENNILESS)
				.find(|who| !pallet_pools::Workers::<Runtime>::contains_key(account(*who)))
				.filter(|_| input.chance(192));
			let slots = input.pick(&[1, 2, 4, 8, 8, 16, 0, 512, 513]);
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
		10 | 11 => {
			let owner = Registry::workerpool_owner(pool).and_then(|owner| who_is(&owner));
			let who = owner.filter(|_| input.chance(216)).unwrap_or_else(|| input.below(COUNT));
			(who, Call::set_open { pool, open: input.chance(160) })
		},
		12..=14 => {
			(worker, Call::set_slots { slots: input.pick(&[0, 1, 2, 8, 8, 8, 16, 512, 513]) })
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
	vec![Step::Signed(who, call.into())]
}
