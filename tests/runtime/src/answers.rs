// SPDX-License-Identifier: Apache-2.0

//! What people are told while they wait, held against what the chain does: random workers and deals,
//! random tasks.

use crate::chain::*;
use bourse_primitives::{
	api::{runtime_decl_for_bourse_api::BourseApi, NextStep, TaskStatusInfo},
	deal_and_index,
	traits::{Assignments, Demand, Want, Wanted},
	CategoryId, DealId, FailureCode, GroupId, Party, Tag, TaskId, TaskStatus, WorkerpoolId,
};
use bourse_runtime::*;
use frame_support::storage::with_transaction;
use pallet_poco::{Event as Task, WorkerStep};
use pallet_pools::{AssignedBy, Capacity, Event as Work, PoolRules};
use proptest::{collection::vec, option, prelude::*};
use sp_core::{Pair, H256, U256};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{DispatchError, TransactionOutcome};
use std::{
	cell::{Cell, RefCell},
	collections::{BTreeMap, BTreeSet, HashMap},
	mem::{discriminant, Discriminant},
};

const POOL: WorkerpoolId = WorkerpoolId(0);
/// A trust that no pool here reaches: the deal waits.
const UNREACHED: u64 = 1 << 40;

/// Does something, says what came of it, and undoes it.
fn tried<R>(attempt: impl FnOnce() -> R) -> R {
	with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(attempt())))
		.expect("it gives what came of it")
}

/// Features that workers offer, and deals and pools demand: none, one or both of two.
fn features() -> impl Strategy<Value = Tag> {
	(0u64..4).prop_map(|bits| Tag(bits << 8))
}

/// One feature at times, mostly none.
fn demanded() -> impl Strategy<Value = Tag> {
	prop_oneof![4 => Just(Tag(0)), 1 => Just(Tag(1 << 8)), 1 => Just(Tag(2 << 8))]
}

/// A worker of a pool, as random numbers say.
#[derive(Clone, Debug)]
struct Recruit {
	slots: u32,
	features: Tag,
	categories: Vec<u32>,
	/// In RLC.
	stake: Balance,
	hot_key: bool,
	/// What its node says before and after the pool's rules change.
	ready: [Option<u32>; 2],
	excluded: bool,
	accepted: bool,
	leaves: bool,
	pauses: bool,
}

fn recruit() -> impl Strategy<Value = Recruit> {
	let rarely = || proptest::bool::weighted(0.1);
	(
		(1u32..4, features(), prop_oneof![Just(vec![]), vec(0u32..3, 0..3)], 0u128..16),
		(any::<bool>(), option::weighted(0.2, 0u32..4), option::weighted(0.1, 0u32..4)),
		(rarely(), proptest::bool::weighted(0.9), rarely(), rarely()),
	)
		.prop_map(|((slots, features, categories, stake), (hot_key, first, then), flags)| {
			let (excluded, accepted, leaves, pauses) = flags;
			let ready = [first, then];
			Recruit {
				slots,
				features,
				categories,
				stake,
				hot_key,
				ready,
				excluded,
				accepted,
				leaves,
				pauses,
			}
		})
}

fn rules() -> impl Strategy<Value = PoolRules> {
	let by = prop_oneof![9 => Just(AssignedBy::Chain), 1 => Just(AssignedBy::Scheduler)];
	(0u128..4, prop_oneof![9 => Just(0u64), 1 => 1u64..3], demanded(), by).prop_map(
		|(stake, min_score, tag, assigned_by)| PoolRules {
			min_stake: stake * RLC,
			min_score,
			tag,
			assigned_by,
			..Default::default()
		},
	)
}

/// What the draw depends on besides the workers.
#[derive(Clone, Debug)]
struct Setting {
	rules: PoolRules,
	/// Tasks that the workers have before.
	tasks: u64,
	/// Seconds that pass before the deals.
	seconds: u64,
	/// Of each waiting deal: features, category, and the price of a task in RLC.
	deals: Vec<(Tag, u32, Balance)>,
}

fn setting() -> impl Strategy<Value = Setting> {
	let seconds = prop_oneof![2 => Just(2u64), 1 => Just(310), 1 => Just(1_900)];
	(rules(), 0u64..5, seconds, vec((demanded(), 0u32..3, 1u128..14), 1..4))
		.prop_map(|(rules, tasks, seconds, deals)| Setting { rules, tasks, seconds, deals })
}

const RECRUITS: [Sr25519Keyring; 7] =
	[Eve, Ferdie, AliceStash, BobStash, CharlieStash, DaveStash, EveStash];

fn join(who: Sr25519Keyring, recruit: &Recruit) {
	if recruit.stake > 0 {
		deposit(who, recruit.stake * RLC);
	}
	ok(Charlie, pallet_pools::Call::set_open { pool: POOL, open: recruit.accepted });
	let categories: Vec<_> = recruit.categories.iter().copied().map(CategoryId).collect();
	let capacity = Capacity {
		slots: recruit.slots,
		tag: recruit.features,
		categories: categories.try_into().expect("they are few"),
		memory: 0,
	};
	ok(who, pallet_pools::Call::apply_with { pool: POOL, machine: None, capacity });
	if recruit.hot_key {
		let hot = bourse_primitives::crypto::PocoPair::from_seed(&who.public().0);
		let proof = hot.sign(pallet_pools::hot_key_message(&who.to_account_id()).as_bytes());
		ok(who, pallet_pools::Call::set_hot_key { key: hot.public(), proof });
	}
}

fn tell_ready(who: Sr25519Keyring, recruit: &Recruit, ready: Option<u32>) {
	if recruit.accepted && ready.is_some() {
		ok(who, pallet_pools::Call::heartbeat { ready });
	}
}

/// Buys a task at a trust, for a requester's features, category and price.
fn buy(market: &Marketplace, salt: u8, trust: u64, of: (Tag, u32, Balance), volume: u64) -> DealId {
	let (tag, category, price) = of;
	market.buy_with(|app, pool, request| {
		let salt = H256::repeat_byte(salt);
		(app.salt, pool.salt, request.salt) = (salt, salt, salt);
		(app.volume, pool.volume, request.volume) = (volume, volume, volume);
		(pool.trust, request.trust) = (trust.into(), trust.into());
		(pool.tag, request.tag) = (tag, tag);
		(pool.category, request.category) = (CategoryId(category), CategoryId(category));
		(pool.price, request.workerpool_max_price) = (price * RLC, price * RLC);
	})
}

/// The workers that the chain draws for a deal's task when it wants all that it can get.
fn drawn(id: DealId, deal: &bourse_primitives::Deal<AccountId>) -> BTreeSet<AccountId> {
	let task = H256::repeat_byte(0xee);
	let all = Want {
		task,
		target: U256::MAX,
		limit: 16,
		former: &[],
		whole: false,
		accepted_before: None,
	};
	let wanted = Wanted { pool: POOL, demand: Demand::of(id, deal), tasks: &[all] };
	let drawn = tried(|| Pools::assign(wanted));
	drawn.crews.into_iter().flatten().map(|picked| picked.worker).collect()
}

/// The workers whose status names nothing that keeps them from a deal's tasks.
fn unhindered(id: DealId) -> BTreeSet<AccountId> {
	let bars = |who: &AccountId| {
		let status = Runtime::worker_status(who.clone())?;
		let of_deal = |deal: Option<DealId>| deal.is_none_or(|deal| deal == id);
		Some(status.hindrances.iter().any(|found| found.bars_draw() && of_deal(found.deal())))
	};
	RECRUITS
		.map(|who| who.to_account_id())
		.into_iter()
		.filter(|who| bars(who) == Some(false))
		.collect()
}

/// Gives how many times a worker was drawn, and how many times one was not.
fn worker_status_holds(recruits: &[Recruit], setting: &Setting) -> (usize, usize) {
	stay_in_session();
	let market = Marketplace::open(&[]);
	let recruits: Vec<_> = RECRUITS.into_iter().zip(recruits).collect();
	ok(Dave, pallet_registry::Call::create_group { name: b"not them".to_vec() });
	ok(Dave, pallet_pools::Call::set_exclusion { group: Some(GroupId(0)) });
	for (who, recruit) in &recruits {
		join(*who, recruit);
		tell_ready(*who, recruit, recruit.ready[0]);
	}
	if setting.tasks > 0 {
		buy(&market, 1, 1, (Tag(0), 0, 2), setting.tasks);
	}
	next_block();
	for (who, recruit) in &recruits {
		if recruit.excluded {
			let party = Party::Account(who.to_account_id());
			ok(Dave, pallet_registry::Call::add_to_group { id: GroupId(0), party });
		}
		if recruit.pauses {
			ok(*who, pallet_pools::Call::set_slots { slots: 0 });
		}
		tell_ready(*who, recruit, recruit.ready[1]);
		if recruit.leaves {
			ok(*who, pallet_pools::Call::leave {});
		}
	}
	ok(Charlie, pallet_pools::Call::set_rules { pool: POOL, rules: setting.rules });
	advance(setting.seconds);
	for (salt, of) in (2..).zip(&setting.deals) {
		buy(&market, salt, UNREACHED, *of, 1);
	}
	next_block();
	let mut counts = (0, 0);
	for (id, deal) in Poco::waiting_deals(POOL) {
		let drawn = drawn(id, &deal);
		assert_eq!(unhindered(id), drawn, "{:?}", {
			let status = |who: Sr25519Keyring| Runtime::worker_status(who.to_account_id());
			RECRUITS.map(|who| status(who).map(|status| status.hindrances))
		});
		counts = (counts.0 + drawn.len(), counts.1 + recruits.len() - drawn.len());
	}
	counts
}

/// What somebody does to a task, or to a pool.
#[derive(Clone, Debug)]
enum Deed {
	/// Trust, number of tasks, and whether the deal has a callback.
	Buy(u64, u64, bool),
	Contribute(usize, bool),
	Reveal(usize),
	Report(usize),
	SetSlots(usize, u32),
	Challenge(usize),
	Answer(usize),
	Nothing,
}

/// How long nobody does anything.
#[derive(Clone, Copy, Debug)]
enum Pause {
	/// Until the next block.
	Block,
	/// Until the last block before the chain does something.
	JustBefore,
	/// Until the chain does something.
	Due,
}

fn deed() -> impl Strategy<Value = Deed> {
	let any = || 0usize..64;
	let trust = prop_oneof![Just(1u64), Just(3), Just(5)];
	prop_oneof![
		2 => (trust, 1u64..3, proptest::bool::weighted(0.2)).prop_map(|(t, n, c)| Deed::Buy(t, n, c)),
		6 => (any(), proptest::bool::weighted(0.8)).prop_map(|(n, right)| Deed::Contribute(n, right)),
		4 => any().prop_map(Deed::Reveal),
		1 => any().prop_map(Deed::Report),
		1 => (any(), 0u32..4).prop_map(|(n, slots)| Deed::SetSlots(n, slots)),
		1 => any().prop_map(Deed::Challenge),
		1 => any().prop_map(Deed::Answer),
		2 => Just(Deed::Nothing),
	]
}

fn pause() -> impl Strategy<Value = Pause> {
	prop_oneof![Just(Pause::Block), Just(Pause::JustBefore), Just(Pause::Due)]
}

/// Most seconds between two blocks. The agenda passes by what is empty, too, and a block has room for
/// so much of that.
const STRIDE: u64 = 3_000;
const WORKERS: [Sr25519Keyring; 4] = [Eve, Ferdie, AliceStash, BobStash];

/// The tasks, and what workers said of them.
struct Scene {
	market: Marketplace,
	salt: u8,
	labels: BTreeMap<(TaskId, usize), &'static str>,
}

fn tasks() -> Vec<TaskId> {
	let mut tasks: Vec<_> = pallet_poco::Tasks::<Runtime>::iter_keys().collect();
	tasks.sort();
	tasks
}

/// Every pair of a task and the number of a worker.
fn pairs() -> Vec<(TaskId, usize)> {
	let workers = 0..WORKERS.len();
	tasks().into_iter().flat_map(|task| workers.clone().map(move |worker| (task, worker))).collect()
}

fn chosen<T: Copy>(among: &[T], number: usize) -> Option<T> {
	among.get(number.checked_rem(among.len())?).copied()
}

fn step(task: TaskId, worker: usize) -> WorkerStep {
	Poco::step_of(&WORKERS[worker].to_account_id(), task)
}

impl Scene {
	fn label(&self, pair: (TaskId, usize)) -> &'static str {
		self.labels.get(&pair).copied().unwrap_or("right")
	}

	fn reveal(&self, (task, worker): (TaskId, usize)) -> Result<(), DispatchError> {
		let digest = digest(self.label((task, worker)));
		send(WORKERS[worker], pallet_poco::Call::reveal { task, digest })
	}

	fn act(&mut self, deed: &Deed) {
		let with = |wanted: fn(WorkerStep) -> bool| {
			pairs().into_iter().filter(|(task, worker)| wanted(step(*task, *worker))).collect()
		};
		let may_contribute: Vec<_> = with(|step| matches!(step, WorkerStep::Contribute { .. }));
		let may_reveal: Vec<_> = with(|step| matches!(step, WorkerStep::Reveal { .. }));
		match *deed {
			Deed::Buy(trust, volume, callback) => {
				self.salt += 1;
				let salt = H256::repeat_byte(self.salt);
				self.market.buy_with(|app, pool, request| {
					(app.salt, pool.salt, request.salt) = (salt, salt, salt);
					(app.volume, pool.volume, request.volume) = (volume, volume, volume);
					(pool.trust, request.trust) = (trust.into(), trust.into());
					request.callback = callback.then(|| Bob.to_account_id());
				});
			},
			Deed::Contribute(number, right) => {
				if let Some((task, worker)) = chosen(&may_contribute, number) {
					let label = if right { "right" } else { ["a", "b", "c", "d"][worker] };
					self.labels.insert((task, worker), label);
					contribute(WORKERS[worker], task, label).expect("it may");
				}
			},
			Deed::Reveal(number) => {
				if let Some(pair) = chosen(&may_reveal, number) {
					self.reveal(pair).expect("it may");
				}
			},
			Deed::Report(number) => {
				if let Some((task, worker)) = chosen(&may_contribute, number) {
					let (code, log) = (FailureCode::Trap, H256::zero());
					ok(WORKERS[worker], pallet_poco::Call::report_failure { task, code, log });
				}
			},
			Deed::SetSlots(number, slots) => {
				let who = WORKERS[number % WORKERS.len()];
				ok(who, pallet_pools::Call::set_slots { slots });
				ok(who, pallet_pools::Call::heartbeat { ready: None });
			},
			Deed::Challenge(number) => {
				if let Some((task, worker)) = chosen(&pairs(), number) {
					let worker = WORKERS[worker].to_account_id();
					// Refused unless it is a winner's.
					let call = pallet_poco::Call::challenge_result { task, worker, block: 0 };
					send(Dave, call).ok();
				}
			},
			Deed::Answer(number) => {
				let challenged = |(task, worker): &(TaskId, usize)| {
					let worker = WORKERS[*worker].to_account_id();
					pallet_poco::Challenges::<Runtime>::get(task, worker)
						.is_some_and(|challenge| Poco::now() < challenge.until)
				};
				let open: Vec<_> = pairs().into_iter().filter(challenged).collect();
				if let Some((task, worker)) = chosen(&open, number) {
					let header = self.label((task, worker)).as_bytes().to_vec();
					let path = vec![header.try_into().expect("it is short")];
					let path = path.try_into().expect("it is one block");
					ok(WORKERS[worker], pallet_poco::Call::answer_challenge { task, path });
				}
			},
			Deed::Nothing => {},
		}
	}

	/// A worker is told to contribute, or to reveal, exactly when the chain takes that.
	fn check_steps(&self) {
		for pair in pairs() {
			let (task, worker) = pair;
			let step = step(task, worker);
			let takes = tried(|| contribute(WORKERS[worker], task, "right").is_ok());
			assert_eq!(matches!(step, WorkerStep::Contribute { .. }), takes, "{step:?}");
			let takes = tried(|| self.reveal(pair).is_ok());
			assert_eq!(matches!(step, WorkerStep::Reveal { .. }), takes, "{step:?}");
		}
	}
}

/// What a block did with a task.
fn done_with(task: TaskId) -> Vec<RuntimeEvent> {
	let (of_deal, of_index) = deal_and_index(task);
	let is_about = |event: &RuntimeEvent| match event {
		RuntimeEvent::Poco(
			Task::TaskReopened { task: id }
			| Task::TaskFinalized { task: id, .. }
			| Task::TaskClaimed { task: id, .. }
			| Task::ChallengeFailed { task: id, .. }
			| Task::AutomationFailed { task: id, .. },
		)
		| RuntimeEvent::Pools(Work::AssignmentWithdrawn { task: id, .. }) => *id == task,
		RuntimeEvent::Poco(Task::TasksAssigned { deal, assigned, .. }) => {
			*deal == of_deal && assigned.iter().any(|given| given.index == of_index)
		},
		RuntimeEvent::Poco(Task::DealForgotten { deal }) => *deal == of_deal,
		_ => false,
	};
	System::events().into_iter().map(|record| record.event).filter(is_about).collect()
}

/// A task as it was told, and when the agenda looks at it.
type Told = (TaskId, TaskStatusInfo<AccountId>, Option<u64>);

fn told() -> Vec<Told> {
	let status = |id| (id, Runtime::task_status(id).expect("it is there"), next_look(id));
	tasks().into_iter().map(status).collect()
}

/// The time of the first block in which the chain is to do what was told.
fn time_of(status: &TaskStatusInfo<AccountId>) -> u64 {
	status.now + u64::from(status.next_block - status.block) * SLOT_DURATION / 1_000
}

/// The block did what was told.
fn is_done((id, status, look): &Told) -> bool {
	let events = done_with(*id);
	let any = |wanted: fn(&Task<Runtime>) -> bool| {
		events.iter().any(|event| matches!(event, RuntimeEvent::Poco(event) if wanted(event)))
	};
	match status.next {
		NextStep::Contributions { late } => status.workers.iter().any(|work| {
			let (task, worker) = (*id, work.worker.clone());
			work.until == late
				&& events.contains(&Work::AssignmentWithdrawn { task, worker }.into())
		}),
		NextStep::MoreWorkers { .. } | NextStep::NobodyLeft { .. } => next_look(*id) != *look,
		NextStep::Fails { .. } | NextStep::CallbackData { .. } => {
			any(|event| matches!(event, Task::TaskClaimed { .. }))
		},
		NextStep::Reveals { .. } => {
			let waits = || {
				matches!(
					Runtime::task_status(*id).map(|status| status.next),
					Some(NextStep::CallbackData { .. })
				)
			};
			any(|event| matches!(event, Task::TaskReopened { .. } | Task::TaskFinalized { .. }))
				|| waits()
		},
		NextStep::Finalizes => any(|event| matches!(event, Task::TaskFinalized { .. })),
		NextStep::Answers { .. } => any(|event| matches!(event, Task::ChallengeFailed { .. })),
		NextStep::Forgotten { .. } => any(|event| matches!(event, Task::DealForgotten { .. })),
	}
}

/// How often the chain did what was told, by what that was.
type Kept = HashMap<Discriminant<NextStep>, usize>;

/// Closes the present block, and makes one more to which nobody brings anything. It does what was
/// told for it, and nothing of what was told for later. Opens another block.
fn let_pass(pause: Pause, kept: &mut Kept) {
	end_block();
	let told = told();
	let now = Poco::now();
	let due = told.iter().map(|(_, status, _)| time_of(status)).min().unwrap_or(now + 2);
	let time = match pause {
		Pause::Block => now + 2,
		Pause::JustBefore => (due - 2).max(now + 2),
		Pause::Due => due,
	};
	// With a block in every slot the agenda is served at each of its buckets.
	let buckets = pallet_poco::Agenda::<Runtime>::iter_keys().map(|(bucket, _)| bucket.number);
	let looks = buckets.map(|number| number * pallet_poco::BUCKET).filter(|look| *look > now);
	let time = time.min(looks.min().unwrap_or(time)).min(now + STRIDE);
	open_block(System::block_number() + 1, time * 1_000);
	end_block();
	for told in told {
		let (id, status, _) = &told;
		let events = done_with(*id);
		if time < time_of(status) {
			assert_eq!(events, [], "too early for {status:?}");
		} else {
			assert!(is_done(&told), "{events:?} instead of {status:?}");
			*kept.entry(discriminant(&status.next)).or_default() += 1;
		}
	}
	open_block(System::block_number() + 1, (time + 2) * 1_000);
}

fn task_status_holds(deeds: &[(Deed, Pause)], kept: &mut Kept) {
	stay_in_session();
	let market = Marketplace::open(&WORKERS);
	let mut scene = Scene { market, salt: 0, labels: BTreeMap::new() };
	scene.act(&Deed::Buy(3, 2, false));
	let_pass(Pause::Block, kept);
	for (deed, pause) in deeds {
		scene.check_steps();
		scene.act(deed);
		let_pass(*pause, kept);
	}
	for _ in 0..1_000 {
		if tasks().is_empty() {
			return;
		}
		let_pass(Pause::Due, kept);
	}
	let left: Vec<TaskStatus> = tasks().into_iter().map(status).collect();
	panic!("left: {left:?}");
}

#[test]
fn worker_status_should_name_a_hindrance_exactly_when_the_draw_passes_the_worker_by() {
	let counts = Cell::new((0, 0));
	let config = ProptestConfig { cases: 96, ..Default::default() };
	proptest!(config, |(recruits in vec(recruit(), 1..=RECRUITS.len()), setting in setting())| {
		on_chain(|| {
			let (drawn, passed_by) = worker_status_holds(&recruits, &setting);
			counts.set((counts.get().0 + drawn, counts.get().1 + passed_by));
		});
	});
	let (drawn, passed_by) = counts.get();
	assert!(drawn > 20 && passed_by > 20, "{drawn} were drawn, {passed_by} passed by");
}

#[test]
fn task_status_should_tell_what_the_chain_does_next_and_in_which_block() {
	let kept = RefCell::new(Kept::new());
	let config = ProptestConfig { cases: 32, ..Default::default() };
	proptest!(config, |(deeds in vec((deed(), pause()), 1..30))| {
		on_chain(|| task_status_holds(&deeds, &mut kept.borrow_mut()));
	});
	for often in [
		NextStep::Contributions { late: 0 },
		NextStep::MoreWorkers { at: 0 },
		NextStep::Fails { at: 0 },
		NextStep::Reveals { until: 0 },
		NextStep::Forgotten { at: 0 },
	] {
		assert!(kept.borrow().contains_key(&discriminant(&often)), "never told: {often:?}");
	}
}
