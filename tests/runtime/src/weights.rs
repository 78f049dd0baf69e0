// SPDX-License-Identifier: Apache-2.0

//! Every call fits into a block, with the largest arguments that it takes.

use crate::chain::*;
use bourse_primitives::{
	blocks::{MAX_BLOCK, MAX_PATH},
	crypto::{PocoPair, PocoSignature},
	AppId, CategoryId, ContributionItem, DatasetId, FailureCode, GroupId, Packing, Party, Restrict,
	ResultHeader, Tag, WorkerpoolId,
};
use bourse_runtime::{
	configs::{RuntimeBlockLength, RuntimeBlockWeights},
	*,
};
use codec::Encode;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{Get, GetCallMetadata, GetCallName},
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_market::{AppOrder, DatasetOrder, OrderBounds, RequestOrder, Signed, WorkerpoolOrder};
use pallet_poco::{
	AnswerPayload, Authorization, Batch, DealTask, EnclaveProof, FailureItem, Opening, RevealItem,
};
use sp_core::{Pair, H256};
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::BoundedVec;
use std::collections::BTreeSet;

const ID: H256 = H256::repeat_byte(0xff);

fn signature() -> Signature {
	Alice.sign(b"any").into()
}

fn hot_signature() -> PocoSignature {
	PocoPair::from_seed(&[1; 32]).sign(b"any")
}

/// A restriction that costs a look-up.
fn group() -> Restrict<AccountId> {
	Restrict::Group(GroupId(u32::MAX))
}

fn orders() -> (
	AppOrder<AccountId>,
	DatasetOrder<AccountId>,
	WorkerpoolOrder<AccountId>,
	RequestOrder<AccountId>,
) {
	let (price, volume, tag, salt) = (Balance::MAX, u64::MAX, Tag(u64::MAX), ID);
	let app = AppOrder {
		app: AppId(u32::MAX),
		price,
		volume,
		tag,
		dataset_restrict: group(),
		workerpool_restrict: group(),
		requester_restrict: group(),
		salt,
	};
	let dataset = DatasetOrder {
		dataset: DatasetId(u32::MAX),
		price,
		volume,
		tag,
		app_restrict: group(),
		workerpool_restrict: group(),
		requester_restrict: group(),
		salt,
	};
	let workerpool = WorkerpoolOrder {
		workerpool: WorkerpoolId(u32::MAX),
		price,
		volume,
		tag,
		category: CategoryId(u32::MAX),
		trust: sp_core::U256::MAX,
		app_restrict: group(),
		dataset_restrict: group(),
		requester_restrict: group(),
		salt,
	};
	let request = RequestOrder {
		app: AppId(u32::MAX),
		app_max_price: price,
		dataset: Some(DatasetId(u32::MAX)),
		dataset_max_price: price,
		workerpool_restrict: group(),
		workerpool_max_price: price,
		requester: Alice.to_account_id(),
		volume,
		tag,
		category: CategoryId(u32::MAX),
		trust: sp_core::U256::MAX,
		beneficiary: Alice.to_account_id(),
		callback: Some(Alice.to_account_id()),
		params: vec![b' '; 4_096].try_into().expect("the longest"),
		salt,
	};
	(app, dataset, workerpool, request)
}

fn escrow_calls() -> Vec<RuntimeCall> {
	use pallet_escrow::Call;
	let (beneficiary, amount) = (Alice.to_account_id(), Balance::MAX);
	[
		Call::deposit { amount },
		Call::deposit_for { beneficiary: beneficiary.clone(), amount },
		Call::withdraw { amount },
		Call::spend_kitty { to: beneficiary, amount },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn registry_calls() -> Vec<RuntimeCall> {
	use pallet_registry::{Asset, Call};
	let (owner, to) = (Alice.to_account_id(), Alice.to_account_id());
	let (name, description, multiaddr) = (vec![b'n'; 64], vec![b'd'; 1_024], vec![b'm'; 512]);
	let group = GroupId(u32::MAX);
	let party = Party::Account(Alice.to_account_id());
	let of = party.clone();
	[
		Call::register_app {
			owner: owner.clone(),
			name: name.clone(),
			kind: Default::default(),
			multiaddr: multiaddr.clone(),
			checksum: ID,
			mrenclave: vec![0; 512],
		},
		Call::update_app { id: AppId(0), multiaddr: multiaddr.clone() },
		Call::transfer_app { id: AppId(0), to: to.clone() },
		Call::register_dataset {
			owner: owner.clone(),
			name: name.clone(),
			multiaddr: multiaddr.clone(),
			checksum: ID,
		},
		Call::register_dataset_with {
			owner: owner.clone(),
			name: name.clone(),
			multiaddr: multiaddr.clone(),
			checksum: ID,
			packing: Packing::Tar,
			restricted: true,
		},
		Call::update_dataset { id: DatasetId(0), multiaddr },
		Call::transfer_dataset { id: DatasetId(0), to: to.clone() },
		Call::register_workerpool { owner, description: description.clone() },
		Call::set_workerpool_policy {
			id: WorkerpoolId(0),
			worker_stake_ratio: u64::MAX,
			scheduler_reward_ratio: 100,
		},
		Call::transfer_workerpool { id: WorkerpoolId(0), to: to.clone() },
		Call::create_category {
			name: name.clone(),
			description: description.clone(),
			work_clock_time_ref: u64::MAX,
		},
		Call::create_category_with {
			name: name.clone(),
			description,
			work_clock_time_ref: u64::MAX,
			limits: Default::default(),
		},
		Call::create_group { name },
		Call::add_to_group { id: group, party: party.clone() },
		Call::remove_from_group { id: group, party },
		Call::transfer_group { id: group, to },
		Call::set_result_key { key: [1; 32] },
		Call::remove_result_key {},
		Call::describe {
			asset: Asset::App(AppId(0)),
			description: vec![b'd'; 256],
			link: vec![b'l'; 256],
			tags: vec![vec![b't'; 24]; 8],
		},
		Call::set_stock_name { name: vec![b'n'; 24], asset: Some(Asset::App(AppId(0))) },
		Call::revoke_all { of: of.clone() },
		Call::add_members { id: group, parties: BoundedVec::truncate_from(vec![of.clone(); 256]) },
		Call::remove_members { id: group, parties: BoundedVec::truncate_from(vec![of; 256]) },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn market_calls() -> Vec<RuntimeCall> {
	use pallet_market::Call;
	let (app, dataset, workerpool, request) = orders();
	let owners = signature();
	let signature = Some(owners.clone());
	let bounds = Some(OrderBounds {
		until: Some(u64::MAX),
		epoch: u32::MAX,
		payer: Some(Alice.to_account_id()),
		broker: false,
	});
	let app = Box::new(Signed { order: app, bounds: bounds.clone(), signature: signature.clone() });
	let dataset = Some(Box::new(Signed {
		order: dataset,
		bounds: bounds.clone(),
		signature: signature.clone(),
	}));
	let workerpool = Box::new(Signed {
		order: workerpool,
		bounds: bounds.clone(),
		signature: signature.clone(),
	});
	let request = Box::new(Signed { order: request, bounds, signature });
	let order = Box::new(request.any());
	// The largest that the book takes.
	let mut for_book = (*request).clone();
	for_book.order.workerpool_restrict = Restrict::Anybody;
	for_book.order.trust = 128.into();
	[
		Call::match_orders {
			app: app.clone(),
			dataset: dataset.clone(),
			workerpool: workerpool.clone(),
			request: request.clone(),
		},
		Call::broker_match {
			app: app.clone(),
			dataset: dataset.clone(),
			workerpool: workerpool.clone(),
			request: request.clone(),
		},
		Call::broker_buy { request: Box::new(for_book) },
		Call::sponsor_match_orders { app, dataset, workerpool, request },
		Call::presign { order: order.clone() },
		Call::close { order: order.clone() },
		Call::presign_for { order: order.clone(), signature: owners.clone() },
		Call::close_for { order, signature: owners },
		Call::hold_statements { key: Alice.to_account_id(), units: 64 },
		Call::release_statements {},
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn pools_calls() -> Vec<RuntimeCall> {
	use pallet_pools::{AssignedBy, Call, Capacity, Heartbeat, PoolRules};
	let (worker, pool) = (Alice.to_account_id(), WorkerpoolId(0));
	let capacity = Capacity {
		slots: 2_048,
		tag: Tag(u64::MAX),
		categories: BoundedVec::truncate_from((0..32).map(CategoryId).collect()),
		memory: u64::MAX,
	};
	let rules = PoolRules {
		admission: pallet_pools::Admission::ByInvitation,
		min_stake: Balance::MAX,
		min_score: u64::MAX,
		tag: capacity.tag,
		assigned_by: AssignedBy::Chain,
	};
	let heartbeat =
		Heartbeat { worker: worker.clone(), since: 0, attempt: u16::MAX, ready: Some(u32::MAX) };
	[
		Call::apply_with { pool, machine: Some(u16::MAX), capacity: capacity.clone() },
		Call::set_capacity { capacity },
		Call::set_rules { pool, rules },
		Call::invite { pool, who: worker.clone() },
		Call::uninvite { pool, who: worker.clone() },
		Call::set_exclusion { group: Some(GroupId(0)) },
		Call::set_parameters { parameters: Default::default() },
		Call::heartbeat { ready: Some(u32::MAX) },
		Call::heartbeat_unsigned { heartbeat, signature: hot_signature() },
		Call::apply { pool, slots: 2_048 },
		Call::accept { worker: worker.clone() },
		Call::reject { worker: worker.clone() },
		Call::expel { worker },
		Call::leave {},
		Call::set_open { pool, open: true },
		Call::set_slots { slots: 2_048 },
		Call::set_hot_key { key: PocoPair::from_seed(&[1; 32]).public(), proof: hot_signature() },
		Call::remove_hot_key {},
		Call::set_max_stake { max_stake: Balance::MAX },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn limit<Limit: Get<u32>>() -> usize {
	Limit::get() as usize
}

fn poco_calls() -> Vec<RuntimeCall> {
	use pallet_poco::Call;
	let batch = limit::<<Runtime as pallet_poco::Config>::MaxBatch>();
	let data = limit::<<Runtime as pallet_poco::Config>::MaxCallbackData>();
	let results = limit::<<Runtime as pallet_poco::Config>::MaxResults>();
	let (data, results) = (vec![0; data], vec![0; results]);
	let header = ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: u64::MAX,
		output_root: ID,
		memory_hash: ID,
		callback_hash: ID,
	};
	let opening = Opening::Header { header, data: BoundedVec::truncate_from(data) };
	let results = BoundedVec::truncate_from(results);
	let enclave = EnclaveProof { enclave: Alice.to_account_id(), signature: Some(signature()) };
	let authorization = Authorization::Signed(Some(signature()));
	let places = BoundedVec::truncate_from(vec![DealTask { deal: ID, index: u64::MAX }; batch]);
	let contributions = Batch {
		worker: Alice.to_account_id(),
		attempt: u16::MAX,
		items: BoundedVec::truncate_from(vec![
			ContributionItem {
				task: ID,
				result_hash: ID,
				seal: ID
			};
			batch
		]),
	};
	let reveals = Batch {
		worker: Alice.to_account_id(),
		attempt: u16::MAX,
		items: BoundedVec::truncate_from(vec![
			RevealItem {
				task: ID,
				digest: ID,
				opening: Some(opening.clone()),
				encrypted: Some(ID),
			};
			batch
		]),
	};
	let block = BoundedVec::truncate_from(vec![0; MAX_BLOCK as usize]);
	let path = BoundedVec::truncate_from(vec![block; MAX_PATH as usize]);
	let failures = Batch {
		worker: Alice.to_account_id(),
		attempt: u16::MAX,
		items: BoundedVec::truncate_from(vec![
			FailureItem {
				task: ID,
				code: FailureCode::Trap,
				log: ID
			};
			batch
		]),
	};
	[
		Call::initialize { deal: ID, index: u64::MAX },
		Call::initialize_many { tasks: places.clone() },
		Call::contribute {
			task: ID,
			result_hash: ID,
			seal: ID,
			enclave: Some(enclave.clone()),
			authorization: authorization.clone(),
		},
		Call::reveal { task: ID, digest: ID },
		Call::reveal_opened { task: ID, digest: ID, opening: opening.clone() },
		Call::reopen { task: ID },
		Call::finalize { task: ID, results: results.clone(), callback: Some(opening.clone()) },
		Call::claim { task: ID },
		Call::claim_deal { deal: ID },
		Call::give_up { deal: ID },
		Call::claim_many { tasks: BoundedVec::truncate_from(vec![ID; batch]) },
		Call::initialize_and_claim_many { tasks: places },
		Call::contribute_and_finalize {
			task: ID,
			digest: ID,
			results,
			callback: Some(opening),
			enclave: Some(enclave),
			authorization,
		},
		Call::report_failure { task: ID, code: FailureCode::Trap, log: ID },
		Call::set_tee_broker { broker: Some(Alice.to_account_id()) },
		Call::set_automation { settings: Default::default() },
		Call::contribute_batch { payload: contributions, signature: hot_signature() },
		Call::reveal_batch { payload: reveals, signature: hot_signature() },
		Call::report_failure_batch { payload: failures, signature: hot_signature() },
		Call::set_engine_version { version: u16::MAX },
		Call::challenge_result { task: ID, worker: Alice.to_account_id(), block: u32::MAX },
		Call::answer_challenge { task: ID, path: path.clone() },
		Call::answer_challenge_unsigned {
			payload: AnswerPayload {
				worker: Alice.to_account_id(),
				task: ID,
				until: u64::MAX,
				attempt: u16::MAX,
				path,
			},
			signature: hot_signature(),
		},
		Call::settle_challenge { task: ID, worker: Alice.to_account_id() },
		Call::set_challenge_terms { terms: Default::default() },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn book_calls() -> Vec<RuntimeCall> {
	use bourse_primitives::book::{GuaranteeTerms, Job, NewRequest, PoolChoice};
	use pallet_book::{Audience, Call, Lifetime, NewOffer, NewOrder, SupplyRule, Terms};
	let who = Alice.to_account_id();
	let pool = WorkerpoolId(u32::MAX);
	let job = Job {
		app: AppId(u32::MAX),
		dataset: Some(DatasetId(u32::MAX)),
		volume: u64::MAX,
		category: CategoryId(u32::MAX),
		trust: u8::MAX,
		tag: Tag(u64::MAX),
		pools: PoolChoice::Group {
			group: GroupId(u32::MAX),
			pools: BoundedVec::truncate_from(vec![pool; 8]),
		},
		params: vec![b' '; 4_096].try_into().expect("the longest"),
		beneficiary: Some(who.clone()),
		callback: Some(who.clone()),
		group: Some(GroupId(u32::MAX)),
	};
	let request = NewRequest {
		job: job.clone(),
		app_max_price: Balance::MAX,
		dataset_max_price: Balance::MAX,
		price: Balance::MAX,
	};
	let offer = NewOffer {
		pool,
		open: true,
		category: CategoryId(u32::MAX),
		class: u8::MAX,
		trust: u8::MAX,
		price: Balance::MAX,
		volume: u64::MAX,
	};
	let terms = Terms {
		price: Balance::MAX,
		tag: Tag(u64::MAX),
		pool: Some(pool),
		app: Some(AppId(u32::MAX)),
		until: Some(u64::MAX),
	};
	let (highest, stake) = (Balance::MAX, Balance::MAX);
	let rule = SupplyRule { offer, highest, step: u32::MAX, every: u64::MAX, stake };
	let audience = Audience::Only(who.clone());
	let (job, lifetime) = (Box::new(job), Lifetime::GoodTill(u64::MAX));
	[
		Call::place { order: Box::new(NewOrder::Request(request)), lifetime },
		Call::place { order: Box::new(NewOrder::Offer(rule.offer.clone())), lifetime },
		Call::amend { order: u64::MAX, volume: u64::MAX, until: u64::MAX },
		Call::cancel { order: u64::MAX },
		Call::cancel_all { limit: u32::MAX },
		Call::post_app {
			app: AppId(u32::MAX),
			audience: audience.clone(),
			terms: Some(terms.clone()),
		},
		Call::post_dataset { dataset: DatasetId(u32::MAX), audience, terms: Some(terms) },
		Call::run { job: job.clone(), max_total: Balance::MAX, deposit: true },
		Call::run_for { owner: who.clone(), job, max_total: Balance::MAX },
		Call::set_allowance { key: who, per_day: Balance::MAX },
		Call::set_supply { pool, number: u8::MAX, rule: Some(Box::new(rule)) },
		Call::refresh_supply { pool, number: u8::MAX },
		Call::set_guarantee {
			pool,
			terms: GuaranteeTerms { rate: Balance::MAX, slots: u32::MAX, until: u64::MAX },
			add: Balance::MAX,
		},
		Call::end_guarantee { pool },
		Call::claim_income {},
		Call::list_pool { pool, listed: true },
		Call::add_class { tag: Tag(u64::MAX) },
		Call::set_parameters { parameters: Default::default() },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn rules_calls() -> Vec<RuntimeCall> {
	vec![pallet_rules::Call::set_parameters { parameters: Default::default() }.into()]
}

fn mandate_calls() -> Vec<RuntimeCall> {
	use pallet_mandate::Call;
	let call = H256::zero();
	vec![Call::schedule { call, delay: BlockNumber::MAX }.into(), Call::cancel { call }.into()]
}

fn largest_calls() -> Vec<RuntimeCall> {
	[
		rules_calls(),
		escrow_calls(),
		registry_calls(),
		market_calls(),
		pools_calls(),
		poco_calls(),
		book_calls(),
		mandate_calls(),
	]
	.concat()
}

#[test]
fn largest_calls_should_be_of_every_call() {
	let mut names = BTreeSet::new();
	for (pallet, calls) in [
		("Rules", pallet_rules::Call::<Runtime>::get_call_names()),
		("Escrow", pallet_escrow::Call::<Runtime>::get_call_names()),
		("Registry", pallet_registry::Call::<Runtime>::get_call_names()),
		("Market", pallet_market::Call::<Runtime>::get_call_names()),
		("Pools", pallet_pools::Call::<Runtime>::get_call_names()),
		("Poco", pallet_poco::Call::<Runtime>::get_call_names()),
		("Book", pallet_book::Call::<Runtime>::get_call_names()),
		("Mandate", pallet_mandate::Call::<Runtime>::get_call_names()),
	] {
		names.extend(calls.iter().map(|call| format!("{pallet}.{call}")));
	}
	let listed: BTreeSet<_> = largest_calls()
		.iter()
		.map(GetCallMetadata::get_call_metadata)
		.map(|of| format!("{}.{}", of.pallet_name, of.function_name))
		.collect();
	assert_eq!(listed, names);
}

#[test]
fn every_call_should_fit_into_a_block_with_its_largest_arguments() {
	new_test_ext().execute_with(|| {
		open_block(1, FIRST_SLOT * SLOT_DURATION);
		let limits = RuntimeBlockWeights::get();
		let class = limits.get(DispatchClass::Normal);
		let most = class.max_extrinsic.expect("there is a limit for ordinary transactions");
		let longest = *RuntimeBlockLength::get().max.get(DispatchClass::Normal);
		for call in largest_calls() {
			let name = call.get_call_metadata();
			let transaction = match &call {
				RuntimeCall::Poco(
					pallet_poco::Call::contribute_batch { .. }
					| pallet_poco::Call::reveal_batch { .. }
					| pallet_poco::Call::report_failure_batch { .. }
					| pallet_poco::Call::answer_challenge_unsigned { .. },
				)
				| RuntimeCall::Market(
					pallet_market::Call::broker_match { .. } | pallet_market::Call::broker_buy { .. },
				) => <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(
					call,
				),
				_ => signed(Alice, call),
			};
			let info = transaction.get_dispatch_info();
			assert!(info.total_weight().all_lte(most), "{name:?}: {info:?} of {most:?}");
			let length = transaction.encoded_size() as u32;
			assert!(length <= longest, "{name:?}: {length} bytes of {longest}");
			// None is free of cost, or a block would take any number of them.
			assert!(info.total_weight().ref_time() > 0, "{name:?}");
		}
	});
}
