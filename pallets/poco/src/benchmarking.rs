// SPDX-License-Identifier: Apache-2.0

//! The dearest way through each call and through each step of the hook.

use crate::{
	impls::{
		agenda::{Look, FORGET},
		contribute::{AuthorizationOf, EnclaveProofOf},
		round::Round,
		supply::{Need, MAX_ASSIGN},
	},
	pallet::*,
	types::*,
	BenchmarkHelper,
};
use alloc::{vec, vec::Vec};
use bourse_primitives::{
	benchmarking::Setup,
	blocks::MAX_BLOCK,
	crypto::{PocoId, PocoSignature},
	deal_and_index, deal_id, task_id,
	traits::{Assignments, Ledger, Picked},
	Admission, AssignedBy, Balance, ContributionItem, Deal, DealId, FailureCode, MarketTerms,
	PoolRules, ResultHeader, Seconds, Share, Tag, TaskId, TaskStatus, Trust, WorkerpoolId, RLC,
};
use codec::{Encode, MaxEncodedLen};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::{Authorize, EnsureOrigin, TransactionSource},
	traits::Get,
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::H256;

const START: Seconds = 1_000_000;
const T: Seconds = 300;
const SCHEDULER: u32 = 200;
const WORKER: u32 = 201;
const ENCLAVE: u32 = 202;
/// The first contributor; the others follow.
const CONTRIBUTOR: u32 = 100;

fn who<T: Config>(seed: u32) -> T::AccountId {
	T::BenchmarkHelper::sign(seed, &H256::zero()).0
}

/// The longest callback data.
fn data<T: Config>() -> CallbackData<T> {
	BoundedVec::truncate_from(vec![7u8; T::MaxCallbackData::get() as usize])
}

/// The longest link to results.
fn link<T: Config>() -> ResultsLink<T> {
	BoundedVec::truncate_from(vec![b'x'; T::MaxResults::get() as usize])
}

/// The digest that the callback data opens.
fn digest<T: Config>() -> H256 {
	H256(sp_crypto_hashing::blake2_256(&data::<T>()))
}

/// The header of a run without a failure.
fn header<T: Config>() -> ResultHeader {
	ResultHeader { engine: EngineVersion::<T>::get(), ..ResultHeader::default() }
}

/// Puts a deal of `size` tasks by the market's rules with everything in it, its money locked: parties
/// of its own, and the longest params.
fn deal<T: Config>(number: u32, trust: Trust, size: u64) -> (DealId, Deal<T::AccountId>) {
	T::BenchmarkHelper::hold_rules(true);
	let owner: T::AccountId = account("owner", number, 0);
	let payer: T::AccountId = account("payer", number, 0);
	let scheduler = match number {
		0 => who::<T>(SCHEDULER),
		_ => account("scheduler", number, 0),
	};
	let (app, dataset, workerpool, category) = T::BenchmarkHelper::register_assets(&owner);
	let deal = Deal {
		app: Share { id: app, owner: owner.clone(), price: RLC },
		dataset: Some(Share { id: dataset, owner: account("other owner", number, 0), price: RLC }),
		workerpool: Share { id: workerpool, owner: scheduler, price: 10 * RLC },
		trust,
		category,
		work_clock_time_ref: T,
		tag: Tag(0),
		requester: payer.clone(),
		beneficiary: payer.clone(),
		callback: Some(payer.clone()),
		params: vec![b'x'; 4096].try_into().expect("it is the longest"),
		start_time: START,
		bot_first: 0,
		bot_size: size,
		worker_stake: 3 * RLC,
		scheduler_reward_ratio: 1,
		sponsor: payer.clone(),
		terms: Some(MarketTerms {
			start_fee: RLC / 1_000,
			worker_fee: RLC / 1_000,
			miss_penalty: 10,
			pool: PoolRules::default(),
			owners: T::MaxWorkers::get(),
			result_key: Some([9; 32]),
		}),
	};
	let order = H256(sp_crypto_hashing::blake2_256(&(b"bench order", number).encode()));
	let id = deal_id(order, 0);
	let count = Balance::from(size);
	let price = deal.task_price().saturating_add(deal.task_fee());
	lock::<T>(&payer, price.saturating_mul(count));
	lock::<T>(&deal.workerpool.owner, deal.scheduler_stake().saturating_mul(count));
	T::BenchmarkHelper::insert_deal(id, deal.clone());
	Progress::<T>::insert(id, DealProgress::default());
	(id, deal)
}

/// A new deal whose scheduler assigns.
fn deal_of_scheduler<T: Config>() -> (DealId, Deal<T::AccountId>) {
	let (id, mut deal) = deal::<T>(0, Trust::one(), 1);
	if let Some(terms) = &mut deal.terms {
		terms.pool.assigned_by = AssignedBy::Scheduler;
	}
	T::BenchmarkHelper::insert_deal(id, deal.clone());
	(id, deal)
}

/// A task of a new deal whose scheduler assigns: who contributes brings signatures, and has locked
/// nothing before.
fn task_of_scheduler<T: Config>() -> (TaskId, Deal<T::AccountId>) {
	let (id, deal) = deal_of_scheduler::<T>();
	(opened::<T>(id, 0), deal)
}

fn lock<T: Config>(who: &T::AccountId, amount: Balance) {
	T::BenchmarkHelper::deposit(who, amount);
	T::Ledger::lock(who, amount).expect("it was endowed");
}

/// An initialized task of a new deal.
fn task<T: Config>(number: u32, trust: Trust) -> TaskId {
	let (deal, _) = deal::<T>(number, trust, 1);
	opened::<T>(deal, 0)
}

fn opened<T: Config>(deal: DealId, index: u64) -> TaskId {
	let mut round = Round::<T>::open();
	let id = Pallet::<T>::do_initialize(&mut round, deal, index).expect("the deal is new");
	round.close();
	id
}

/// Changes a task's record.
fn change<T: Config>(id: TaskId, change: impl FnOnce(&mut Task<T>)) {
	Tasks::<T>::mutate(id, |task| change(task.as_mut().expect("it was initialized")));
}

/// A record of a worker that the chain gave the task.
fn member<T: Config>(worker: T::AccountId) -> WorkerOf<T> {
	let status = AssignmentStatus::Standing;
	let assignment = Some(Assignment { since: START, until: START + T, status, own_fees: 0 });
	TaskWorker { assignment, ..TaskWorker::new(worker.clone(), worker) }
}

/// The contributors: workers of the deal's pool.
fn contributor<T: Config>(id: TaskId, index: u32) -> T::AccountId {
	let (deal, _) = Pallet::<T>::deal_and_index(id).expect("it was initialized");
	T::BenchmarkHelper::worker(CONTRIBUTOR.saturating_add(index), deal.workerpool.id).0
}

/// The worker is suspended for what it missed, until it delivers a minute later: then it has free slots
/// again, and wakes what waits.
fn suspend<T: Config>(worker: &T::AccountId, pool: WorkerpoolId) {
	let missed = TaskId::repeat_byte(0xff);
	T::BenchmarkHelper::give(worker, &[missed]);
	T::Assignments::take_back(missed, worker, true);
	Pallet::<T>::keep_waiting(pool, 1);
}

/// The deal of a task waits for workers until one of its tasks is completed, as others of its pool do.
fn wait_all<T: Config>(id: TaskId) {
	let (deal, _) = Pallet::<T>::deal_and_index(id).expect("it was initialized");
	Pallet::<T>::wait(deal_and_index(id).0, deal.workerpool.id, false);
	Pallet::<T>::keep_waiting(deal.workerpool.id, 1);
}

/// As many owners as there may be have reported on a deal, and as many others have let its tasks pass.
fn reports<T: Config>(id: DealId) {
	let owners = (0..T::MaxWorkers::get()).map(|index| account("reporter", index, 0));
	let owners = BoundedVec::truncate_from(owners.collect());
	let silent = (0..T::MaxWorkers::get()).map(|index| account("silent", index, 0));
	let silent = BoundedVec::truncate_from(silent.collect());
	DealReports::<T>::insert(id, Reports { owners, silent, timed_out: false, tried_at: 0 });
}

/// Puts `n` contributions to a task, with their stakes, each in a group of its own or all in one. Each
/// owner has locked a fee.
fn contributions<T: Config>(id: TaskId, n: u32, status: ContributionStatus, same: bool) {
	let (deal, _) = Pallet::<T>::deal_and_index(id).expect("it was initialized");
	for index in 0..n {
		let worker = contributor::<T>(id, index);
		lock::<T>(&worker, (3 * RLC).saturating_add(deal.own_fee()));
		T::BenchmarkHelper::give(&worker, &[id]);
		let label = match same {
			true => digest::<T>(),
			false => sp_crypto_hashing::blake2_256(&index.to_le_bytes()).into(),
		};
		let contribution = Contribution {
			status,
			result_hash: bourse_primitives::result_hash(id, label),
			seal: bourse_primitives::seal(&worker, id, label),
			weight: 2,
			enclave: None,
			encrypted: None,
			key: None,
		};
		let mut record = TaskWorker { contribution: Some(contribution), ..member::<T>(worker) };
		if let Some(assignment) = &mut record.assignment {
			assignment.own_fees = 1;
		}
		change::<T>(id, |task| task.workers.try_push(record).expect("n is bounded"));
	}
}

/// A task with `n` contributions that are agreed on, and revealed when they are Proved.
fn agreed<T: Config>(n: u32, status: ContributionStatus) -> TaskId {
	let id = task::<T>(0, Trust::one());
	contributions::<T>(id, n, status, true);
	change::<T>(id, |task| {
		let proved = status == ContributionStatus::Proved;
		task.status = TaskStatus::Revealing;
		task.consensus = Some(bourse_primitives::result_hash(id, digest::<T>()));
		task.digest = proved.then(digest::<T>);
		task.callback_data = proved.then(data::<T>);
		task.reveal_deadline = Some(START + 2 * T);
	});
	id
}

/// The first contributor of a task.
fn first<T: Config>(id: TaskId) -> T::AccountId {
	Tasks::<T>::get(id).expect("it was initialized").workers[0].who.clone()
}

/// A worker with a hot key, and tasks that were given to it: `m` of one deal and `d` of a deal of
/// their own, all without a callback.
fn assigned<T: Config>(m: u32, d: u32) -> (T::AccountId, PocoId, Vec<TaskId>) {
	let mut tasks = Vec::new();
	let mut worker = None;
	for number in 0..=d {
		let size = if number == 0 { m } else { 1 };
		let (id, mut deal) = deal::<T>(number, Trust::one(), size.into());
		deal.callback = None;
		let pool = deal.workerpool.id;
		T::BenchmarkHelper::insert_deal(id, deal);
		worker.get_or_insert_with(|| T::BenchmarkHelper::worker(WORKER, pool));
		tasks.extend((0..size).map(|index| opened::<T>(id, index.into())));
	}
	let (worker, key) = worker.expect("there is a deal");
	T::BenchmarkHelper::deposit(&worker, 1_000 * RLC);
	T::BenchmarkHelper::give(&worker, &tasks);
	for id in &tasks {
		lock::<T>(&worker, 3 * RLC);
		let record = member::<T>(worker.clone());
		change::<T>(*id, |task| task.workers.try_push(record).expect("it is the first"));
	}
	(worker, key, tasks)
}

fn contribute_payload<T: Config>(m: u32, d: u32) -> (ContributePayload<T>, PocoSignature) {
	let (worker, key, tasks) = assigned::<T>(m, d);
	let pool = pool_of::<T>(&tasks);
	suspend::<T>(&worker, pool);
	// The end of the assignments, which nobody has looked at: the next look has to be planned.
	T::BenchmarkHelper::set_time(START + T);
	let digest = header::<T>().digest();
	let items = tasks
		.into_iter()
		.map(|task| ContributionItem {
			task,
			result_hash: bourse_primitives::result_hash(task, digest),
			seal: bourse_primitives::seal(&worker, task, digest),
		})
		.collect::<Vec<_>>();
	let items = BoundedVec::truncate_from(items);
	let payload = Batch { worker, attempt: 0, items };
	let signature = key.sign(&payload.hash()).expect("the key is in the keystore");
	(payload, signature)
}

/// The pool of the first of some tasks, which is its worker's.
fn pool_of<T: Config>(tasks: &[TaskId]) -> WorkerpoolId {
	let first = tasks.first().and_then(|id| Pallet::<T>::deal_and_index(*id));
	first.expect("there is a task").0.workerpool.id
}

/// Reveals of contributions that were just made: each opens its result and completes its task, for
/// which the task's deal has waited.
fn reveal_payload<T: Config>(m: u32, d: u32) -> (RevealPayload<T>, PocoSignature) {
	let (contributed, signature) = contribute_payload::<T>(m, d);
	let worker = contributed.worker.clone();
	let key = T::Assignments::hot_key(&worker).expect("the worker has one");
	let items = contributed
		.items
		.iter()
		.map(|item| RevealItem {
			task: item.task,
			digest: header::<T>().digest(),
			opening: Some(Opening::Header { header: header::<T>(), data: Default::default() }),
			encrypted: Some(H256::zero()),
		})
		.collect::<Vec<_>>();
	let tasks: Vec<_> = items.iter().map(|item| item.task).collect();
	Pallet::<T>::contribute_batch(RawOrigin::Authorized.into(), contributed, signature)
		.expect("a batch never fails");
	// Its present key is looked at in vain, and then that of its contributions.
	T::BenchmarkHelper::change_key(&worker);
	suspend::<T>(&worker, pool_of::<T>(&tasks));
	tasks.iter().for_each(|id| wait_all::<T>(*id));
	T::BenchmarkHelper::set_time(START + 2 * T);
	let payload = Batch { worker, attempt: 0, items: BoundedVec::truncate_from(items) };
	let signature = key.sign(&payload.hash()).expect("the key is in the keystore");
	(payload, signature)
}

fn failure_payload<T: Config>(m: u32, d: u32) -> (FailurePayload<T>, PocoSignature) {
	let (worker, key, tasks) = assigned::<T>(m, d);
	// Each report frees a slot, which wakes two that wait.
	Pallet::<T>::keep_waiting(pool_of::<T>(&tasks), m.saturating_add(d));
	tasks.iter().for_each(|id| reports::<T>(deal_and_index(*id).0));
	let code = FailureCode::FetchFailed;
	let items = tasks
		.into_iter()
		.map(|task| FailureItem { task, code, log: H256::zero() })
		.collect::<Vec<_>>();
	let payload = Batch { worker, attempt: 0, items: BoundedVec::truncate_from(items) };
	let signature = key.sign(&payload.hash()).expect("the key is in the keystore");
	(payload, signature)
}

/// Has a node's pool look at a batch whose items are all good.
fn authorized<T: Config>(call: Call<T>) -> Result<(), BenchmarkError> {
	call.authorize(TransactionSource::External)
		.ok_or("the call is authorized")?
		.map_err(|_| "every item is good")?;
	Ok(())
}

/// A signed enclave challenge and the scheduler's authorization.
fn credentials<T: Config>(
	worker: &T::AccountId,
	task: TaskId,
) -> (Option<EnclaveProofOf<T>>, AuthorizationOf<T>) {
	let result_hash = bourse_primitives::result_hash(task, digest::<T>());
	let seal = bourse_primitives::seal(worker, task, digest::<T>());
	let (enclave, signature) =
		T::BenchmarkHelper::sign(ENCLAVE, &Pallet::<T>::enclave_hash(result_hash, seal));
	let hash = Pallet::<T>::authorization_hash(worker, task, Some(&enclave));
	let authorization = Authorization::Signed(Some(T::BenchmarkHelper::sign(SCHEDULER, &hash).1));
	(Some(EnclaveProof { enclave, signature: Some(signature) }), authorization)
}

/// A task that `n` workers completed; their stakes are free again. The challenger can pay.
fn completed<T: Config>(n: u32) -> (TaskId, Deal<T::AccountId>) {
	let id = agreed::<T>(n, ContributionStatus::Proved);
	let (deal, _) = Pallet::<T>::deal_and_index(id).expect("it was just initialized");
	let scheduler = &deal.workerpool.owner;
	Pallet::<T>::do_finalize(scheduler, id, Default::default(), None).expect("all have revealed");
	T::BenchmarkHelper::deposit(&deal.requester, 1_000 * RLC);
	T::BenchmarkHelper::set_author(&account("author", 0, 0));
	(id, deal)
}

/// The path to a piece with `b` bytes in all, half of them in a manifest of long names, and its root.
fn path(b: u32) -> (H256, BlockPath) {
	const ENTRY: usize = 4 + 512 + 8 + 4;
	let hash = |bytes: &[u8]| H256(sp_crypto_hashing::blake2_256(bytes));
	let rest = (b as usize).saturating_sub(ResultHeader::max_encoded_len());
	let files = (rest / 2).saturating_sub(9 + 32).saturating_div(ENTRY).max(1);
	let length = files.saturating_mul(ENTRY).saturating_add(9 + 32);
	let piece = vec![7u8; rest.saturating_sub(length).min(MAX_BLOCK as usize)];
	let mut manifest = b"BRSM\x01".to_vec();
	manifest.extend((files as u32).to_le_bytes());
	for file in 1..=files {
		manifest.extend(512u32.to_le_bytes());
		manifest.extend([b'x'; 512]);
		manifest.extend(1u64.to_le_bytes());
		manifest.extend(u32::from(file == files).to_le_bytes());
	}
	manifest.extend(hash(&piece).0);
	let header = ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: 0,
		output_root: hash(&manifest),
		memory_hash: H256::zero(),
		callback_hash: H256::zero(),
	};
	let header = header.encode();
	let root = hash(&header);
	let blocks = [header, manifest, piece].map(BoundedVec::truncate_from);
	(root, BoundedVec::truncate_from(blocks.into()))
}

/// A worker that is asked for a block, and its answer of `b` bytes.
fn asked<T: Config>(b: u32) -> (AnswerPayload<T>, PocoSignature) {
	let (id, deal) = completed::<T>(T::MaxWorkers::get());
	let pool = deal.workerpool.id;
	let (worker, key) = T::BenchmarkHelper::worker(WORKER, pool);
	// It signs with the key that it had when it contributed.
	T::BenchmarkHelper::change_key(&worker);
	change::<T>(id, |task| {
		if let Some(record) = task.workers.iter_mut().next_back() {
			record.who = worker.clone();
			if let Some(contribution) = &mut record.contribution {
				contribution.key = Some(key.clone());
			}
		}
	});
	suspend::<T>(&worker, pool);
	T::BenchmarkHelper::set_time(START + T);
	let (root, path) = path(b);
	let until = START + 3_600;
	lock::<T>(&deal.requester, RLC);
	lock::<T>(&worker, 3 * RLC);
	let challenge = Challenge {
		challenger: deal.requester,
		root,
		encrypted: false,
		block: 2,
		until,
		price: RLC,
		stake_account: worker.clone(),
		stake: 3 * RLC,
	};
	Challenges::<T>::insert(id, &worker, challenge);
	ChallengeCount::<T>::put(1);
	let payload = AnswerPayload { worker, task: id, until, attempt: 0, path };
	let signature = key.sign(&payload.hash()).expect("the key is in the keystore");
	(payload, signature)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn initialize() {
		T::BenchmarkHelper::set_time(START);
		let (deal, _) = deal_of_scheduler::<T>();
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), deal, 0);

		assert!(Tasks::<T>::contains_key(bourse_primitives::task_id(deal, 0)));
	}

	/// The last that there is room for, beside others who differ.
	#[benchmark]
	fn contribute(n: Linear<1, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = task_of_scheduler::<T>();
		let pool = deal.workerpool.id;
		let (worker, _) = T::BenchmarkHelper::worker(WORKER, pool);
		T::BenchmarkHelper::deposit(&worker, 10 * RLC);
		contributions::<T>(id, n.saturating_sub(1), ContributionStatus::Contributed, false);
		suspend::<T>(&worker, pool);
		T::BenchmarkHelper::set_time(START + T);
		let (enclave, authorization) = credentials::<T>(&worker, id);
		let result_hash = bourse_primitives::result_hash(id, digest::<T>());
		let seal = bourse_primitives::seal(&worker, id, digest::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), id, result_hash, seal, enclave, authorization);

		assert_eq!(Tasks::<T>::get(id).map(|task| task.contributor_count()), Some(n));
	}

	#[benchmark]
	fn contribute_and_finalize() {
		T::BenchmarkHelper::set_time(START);
		T::BenchmarkHelper::set_author(&account("author", 0, 0));
		let (id, deal) = task_of_scheduler::<T>();
		let pool = deal.workerpool.id;
		let (worker, _) = T::BenchmarkHelper::worker(WORKER, pool);
		T::BenchmarkHelper::deposit(&worker, 10 * RLC);
		wait_all::<T>(id);
		suspend::<T>(&worker, pool);
		T::BenchmarkHelper::set_time(START + T);
		let (enclave, authorization) = credentials::<T>(&worker, id);
		let (digest, opening) = (digest::<T>(), Opening::Plain(data::<T>()));

		#[extrinsic_call]
		_(
			RawOrigin::Signed(worker),
			id,
			digest,
			Default::default(),
			Some(opening),
			enclave,
			authorization,
		);

		assert_eq!(Tasks::<T>::get(id).map(|task| task.status), Some(TaskStatus::Completed));
	}

	/// Behind another one, which has opened the result.
	#[benchmark]
	fn reveal() {
		T::BenchmarkHelper::set_time(START);
		let id = agreed::<T>(T::MaxWorkers::get(), ContributionStatus::Contributed);
		change::<T>(id, |task| task.digest = Some(digest::<T>()));
		let worker = first::<T>(id);
		suspend::<T>(&worker, pool_of::<T>(&[id]));
		T::BenchmarkHelper::set_time(START + T);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, digest::<T>());

		assert_eq!(Tasks::<T>::get(id).map(|task| task.reveal_counter()), Some(1));
	}

	/// With the longest callback data.
	#[benchmark]
	fn reveal_opened() {
		T::BenchmarkHelper::set_time(START);
		let id = task::<T>(0, Trust::one());
		let data = data::<T>();
		let callback_hash = H256(sp_crypto_hashing::blake2_256(&data));
		let header = ResultHeader { callback_hash, ..header::<T>() };
		let digest = header.digest();
		contributions::<T>(id, T::MaxWorkers::get(), ContributionStatus::Contributed, true);
		let worker = first::<T>(id);
		let result_hash = bourse_primitives::result_hash(id, digest);
		change::<T>(id, |task| {
			task.status = TaskStatus::Revealing;
			task.consensus = Some(result_hash);
			task.reveal_deadline = Some(START + 2 * T);
			for worker in &mut task.workers {
				if let Some(contribution) = &mut worker.contribution {
					contribution.result_hash = result_hash;
					contribution.seal = bourse_primitives::seal(&worker.who, id, digest);
				}
			}
		});
		suspend::<T>(&worker, pool_of::<T>(&[id]));
		T::BenchmarkHelper::set_time(START + T);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, digest, Opening::Header { header, data });

		assert_eq!(Tasks::<T>::get(id).map(|task| task.reveal_counter()), Some(1));
	}

	#[benchmark]
	fn reopen(n: Linear<1, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		let id = agreed::<T>(n, ContributionStatus::Contributed);
		T::BenchmarkHelper::set_time(START + 2 * T);
		// Out here: what the origin takes to make would be measured, too.
		let scheduler = who::<T>(SCHEDULER);

		#[extrinsic_call]
		_(RawOrigin::Signed(scheduler), id);

		assert_eq!(Tasks::<T>::get(id).map(|task| task.status), Some(TaskStatus::Active));
	}

	#[benchmark]
	fn finalize(n: Linear<1, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		T::BenchmarkHelper::set_author(&account("author", 0, 0));
		let id = agreed::<T>(n, ContributionStatus::Proved);
		wait_all::<T>(id);
		let scheduler = who::<T>(SCHEDULER);

		#[extrinsic_call]
		_(RawOrigin::Signed(scheduler), id, link::<T>(), None);

		assert_eq!(Tasks::<T>::get(id).map(|task| task.status), Some(TaskStatus::Completed));
	}

	#[benchmark]
	fn claim(n: Linear<0, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		T::BenchmarkHelper::set_author(&account("author", 0, 0));
		let id = task::<T>(0, Trust::one());
		contributions::<T>(id, n, ContributionStatus::Contributed, false);
		// Everybody has let the time pass, which suspends, and nobody has looked since.
		change::<T>(id, |task| {
			task.workers.iter_mut().for_each(|worker| worker.contribution = None)
		});
		reports::<T>(deal_and_index(id).0);
		T::BenchmarkHelper::set_time(START + 10 * T);
		wait_all::<T>(id);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert_eq!(Tasks::<T>::get(id).map(|task| task.status), Some(TaskStatus::Unavailable));
	}

	#[benchmark]
	fn report_failure(n: Linear<1, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		let id = task::<T>(0, Trust::one());
		contributions::<T>(id, n.saturating_sub(1), ContributionStatus::Contributed, false);
		let pool = Pallet::<T>::deal_and_index(id).expect("it was initialized").0.workerpool.id;
		let (worker, _) = T::BenchmarkHelper::worker(WORKER, pool);
		lock::<T>(&worker, 3 * RLC);
		T::BenchmarkHelper::give(&worker, &[id]);
		let record = member::<T>(worker.clone());
		change::<T>(id, |task| task.workers.try_push(record).expect("n is bounded"));
		reports::<T>(deal_and_index(id).0);
		Pallet::<T>::keep_waiting(pool, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, FailureCode::FetchFailed, H256::zero());

		let task = Tasks::<T>::get(id).expect("it is live");
		assert_eq!(task.workers.iter().filter(|worker| worker.failure.is_some()).count(), 1);
	}

	#[benchmark]
	fn set_tee_broker() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Some(who::<T>(WORKER)));

		assert!(TeeBroker::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn set_automation() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, AutomationSettings::all(false));

		assert_eq!(Automation::<T>::get(), AutomationSettings::all(false));
		Ok(())
	}

	#[benchmark]
	fn set_engine_version() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 2);

		assert_eq!(EngineVersion::<T>::get(), 2);
		Ok(())
	}

	#[benchmark]
	fn challenge_result() {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = completed::<T>(T::MaxWorkers::get());
		let worker = first::<T>(id);

		#[extrinsic_call]
		_(RawOrigin::Signed(deal.requester), id, worker, 2);

		assert_eq!(ChallengeCount::<T>::get(), 1);
	}

	#[benchmark]
	fn answer_challenge(b: Linear<2_048, { 2 * MAX_BLOCK }>) {
		T::BenchmarkHelper::set_time(START);
		let (AnswerPayload { worker, task, path, .. }, _) = asked::<T>(b);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), task, path);

		assert_eq!(ChallengeCount::<T>::get(), 0);
	}

	#[benchmark]
	fn authorize_answer_challenge(
		b: Linear<2_048, { 2 * MAX_BLOCK }>,
	) -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = asked::<T>(b);
		let call = Call::<T>::answer_challenge_unsigned { payload, signature };

		#[block]
		{
			authorized(call)?;
		}
		Ok(())
	}

	#[benchmark]
	fn settle_challenge() {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = completed::<T>(1);
		let worker = first::<T>(id);
		Pallet::<T>::do_challenge(deal.requester, id, worker.clone(), 2).expect("it is a winner");
		T::BenchmarkHelper::set_time(START.saturating_add(Terms::<T>::get().window));
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, worker);

		assert_eq!(ChallengeCount::<T>::get(), 0);
	}

	#[benchmark]
	fn set_challenge_terms() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let terms = ChallengeTerms { window: 10, price: 1, toll: 2 };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, terms);

		assert_eq!(Terms::<T>::get(), terms);
		Ok(())
	}

	#[benchmark]
	fn contribute_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = contribute_payload::<T>(m, d);

		#[extrinsic_call]
		_(RawOrigin::Authorized, payload, signature);

		let contributed = Tasks::<T>::iter_values().filter(|task| task.contributor_count() == 1);
		assert_eq!(contributed.count() as u32, m + d);
	}

	#[benchmark]
	fn reveal_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = reveal_payload::<T>(m, d);

		#[extrinsic_call]
		_(RawOrigin::Authorized, payload, signature);

		let completed =
			Tasks::<T>::iter_values().filter(|task| task.status == TaskStatus::Completed).count();
		assert_eq!(completed as u32, m + d);
	}

	#[benchmark]
	fn report_failure_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = failure_payload::<T>(m, d);

		#[extrinsic_call]
		_(RawOrigin::Authorized, payload, signature);

		let failed = |task: &Task<T>| task.workers.iter().any(|worker| worker.failure.is_some());
		assert_eq!(Tasks::<T>::iter_values().filter(failed).count() as u32, m + d);
	}

	#[benchmark]
	fn authorize_contribute_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = contribute_payload::<T>(m, d);
		let call = Call::<T>::contribute_batch { payload, signature };

		#[block]
		{
			authorized(call)?;
		}
		Ok(())
	}

	#[benchmark]
	fn authorize_reveal_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = reveal_payload::<T>(m, d);
		let call = Call::<T>::reveal_batch { payload, signature };

		#[block]
		{
			authorized(call)?;
		}
		Ok(())
	}

	#[benchmark]
	fn authorize_report_failure_batch(
		m: Linear<1, { T::MaxBatch::get() / 2 }>,
		d: Linear<0, { T::MaxBatch::get() / 2 }>,
	) -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::set_time(START);
		let (payload, signature) = failure_payload::<T>(m, d);
		let call = Call::<T>::report_failure_batch { payload, signature };

		#[block]
		{
			authorized(call)?;
		}
		Ok(())
	}

	#[benchmark]
	fn claim_deal() {
		// Registered in the second of the match: the pool has changed since.
		T::BenchmarkHelper::set_time(START);
		let (id, mut deal) = deal::<T>(0, 3u64.into(), 10_000);
		if let Some(terms) = &mut deal.terms {
			terms.pool.admission = Admission::Open;
		}
		T::BenchmarkHelper::insert_deal(id, deal.clone());
		Pallet::<T>::wait(id, deal.workerpool.id, false);
		// So that they are Unavailable.
		reports::<T>(id);
		T::BenchmarkHelper::set_time(deal.final_deadline());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert_eq!(Progress::<T>::get(id).ended, 10_000);
	}

	#[benchmark]
	fn automation_base() {
		T::BenchmarkHelper::set_time(START);

		#[block]
		{
			Pallet::<T>::run_automation(Weight::MAX);
		}
	}

	/// A deal whose time has not come: the entry goes to a later bucket.
	#[benchmark]
	fn agenda_step() {
		T::BenchmarkHelper::set_time(START);
		let (deal, _) = deal::<T>(0, Trust::one(), 1);
		let bucket = Bucket { lane: Lane::Endings, number: START / BUCKET };
		Agenda::<T>::insert(bucket, Due::<T::AccountId>::Deal(deal), ());
		let endings = LaneState { cursor: START / BUCKET, length: 1 };
		AgendaStates::<T>::put(AgendaState { endings, ..Default::default() });

		#[block]
		{
			Pallet::<T>::run_lane(Lane::Endings, START, true, &mut WeightMeter::new());
		}

		assert!(Agenda::<T>::iter_key_prefix(bucket).next().is_none());
		assert_eq!(AgendaStates::<T>::get().length(), 1);
	}

	/// Tasks that have ended, and one that is to be claimed, which another lane does.
	#[benchmark]
	fn agenda_page(m: Linear<1, { PAGE as u32 }>) {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), u64::from(m).saturating_add(1));
		for index in 0..u64::from(m) {
			let task = opened::<T>(id, index);
			if index > 0 {
				change::<T>(task, |task| task.status = TaskStatus::Failed);
			}
		}
		T::BenchmarkHelper::set_time(deal.final_deadline());

		#[block]
		{
			let page = page_of(task_id(id, 0));
			Pallet::<T>::serve_page(page, Look::State, &mut WeightMeter::new());
		}

		let number = deal.final_deadline() / BUCKET;
		let bucket = Bucket { lane: Lane::Endings, number };
		assert!(Agenda::<T>::iter_key_prefix(bucket).next().is_some());
	}

	/// A task that waits for reveals: what it takes beyond the look at its page, which is in
	/// `agenda_page`, is its record.
	#[benchmark]
	fn look(n: Linear<1, { T::MaxWorkers::get() }>) {
		T::BenchmarkHelper::set_time(START);
		let id = agreed::<T>(n, ContributionStatus::Contributed);

		#[block]
		{
			Pallet::<T>::serve_page(page_of(id), Look::State, &mut WeightMeter::new());
		}

		assert_eq!(Tasks::<T>::get(id).map(|task| task.status), Some(TaskStatus::Revealing));
	}

	#[benchmark]
	fn lock_stakes(m: Linear<0, { MAX_ASSIGN }>) {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), 1);
		let pool = deal.workerpool.id;
		let drawn = |index: u32| {
			let seed = CONTRIBUTOR.saturating_add(index);
			let (worker, _) = T::BenchmarkHelper::worker(seed, pool);
			T::BenchmarkHelper::deposit(&worker, 10 * RLC);
			Picked { owner: worker.clone(), worker }
		};
		let crew: Vec<_> = (0..m).map(drawn).collect();
		let owners: Vec<_> = crew.iter().map(|picked| picked.owner.clone()).collect();
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::back_crews(&deal, &[task_id(id, 0)], vec![crew], &mut meter);
		}

		assert!(owners.iter().all(|owner| T::Ledger::locked(owner) >= 3 * RLC));
	}

	/// A deal whose pause is over begins to wait again, and is woken.
	#[benchmark]
	fn wait() {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), 1);
		T::BenchmarkHelper::worker(WORKER, deal.workerpool.id);
		Pallet::<T>::wait(id, deal.workerpool.id, false);
		T::BenchmarkHelper::set_time(START + BUCKET);

		#[block]
		{
			Pallet::<T>::wait(id, deal.workerpool.id, false);
			Pallet::<T>::wake_deal(id);
		}

		assert_eq!(PoolRingState::<T>::get().len(), 1);
		assert!(Waits::<T>::contains_key(id));
	}

	/// Everybody who has the task let the time pass, and it is too late for others.
	#[benchmark]
	fn supply(n: Linear<0, { T::MaxWorkers::get().saturating_sub(1) }>) {
		T::BenchmarkHelper::set_time(START);
		let (deal_id, deal) = deal::<T>(0, 1_000_000u64.into(), 1);
		let id = opened::<T>(deal_id, 0);
		// Whose stakes are locked as by the assignment.
		contributions::<T>(id, n, ContributionStatus::Contributed, false);
		change::<T>(id, |task| {
			task.workers.iter_mut().for_each(|worker| worker.contribution = None)
		});
		T::BenchmarkHelper::set_time(deal.contribution_deadline());
		let mut task = Tasks::<T>::get(id).expect("it was initialized");

		#[block]
		{
			let mut round = Round::<T>::open();
			let mut meter = WeightMeter::new();
			Pallet::<T>::supply(&mut round, id, &mut task, &deal, false, &mut meter);
			Tasks::<T>::insert(id, task);
			round.close();
		}

		let task = Tasks::<T>::get(id).expect("it was initialized");
		assert_eq!(task.assigned().count(), 0);
	}

	#[benchmark]
	fn start(m: Linear<1, { PAGE as u32 }>) {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), m.into());
		let (worker, _) = T::BenchmarkHelper::worker(WORKER, deal.workerpool.id);
		let tasks: Vec<_> = (0..m).map(|index| task_id(id, index.into())).collect();
		let crew = vec![Picked { worker: worker.clone(), owner: worker }];
		let crews = vec![crew; m as usize];
		let need = Need::Workers { target: Trust::one(), limit: 1, most: 1 };

		#[block]
		{
			Pallet::<T>::start(&deal, &tasks, crews, need, START);
		}

		assert_eq!(Tasks::<T>::iter_keys().count() as u32, m);
	}

	#[benchmark]
	fn forget(m: Linear<1, { FORGET as u32 }>) {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), m.into());
		for index in 0..u64::from(m) {
			opened::<T>(id, index);
		}
		let progress = Progress::<T>::get(id);

		#[block]
		{
			Pallet::<T>::forget(id, &deal, progress, m.into());
		}

		assert_eq!(Tasks::<T>::iter_keys().count(), 0);
	}

	/// A deal that was woken, with all that may be reported on it, of which nothing is left to start.
	#[benchmark]
	fn visit_deal() {
		T::BenchmarkHelper::set_time(START);
		let (id, deal) = deal::<T>(0, Trust::one(), 1);
		// A pool without a free worker is not visited.
		T::BenchmarkHelper::worker(WORKER, deal.workerpool.id);
		Progress::<T>::mutate(id, |progress| progress.next = deal.bot_size);
		// It is in doubt, and to be tried again.
		reports::<T>(id);
		Pallet::<T>::wait(id, deal.workerpool.id, false);
		Pallet::<T>::wake_deal(id);

		#[block]
		{
			Pallet::<T>::run_queue(START, AutomationSettings::all(true), &mut WeightMeter::new());
		}

		assert!(PoolRingState::<T>::get().is_empty());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::benchmark_externalities(), crate::mock::Test);
}
