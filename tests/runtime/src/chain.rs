// SPDX-License-Identifier: Apache-2.0

//! A chain of one validator to test on.

use bourse_primitives::{traits::Assignments, *};
use bourse_runtime::*;
use codec::{Decode, Encode};
use frame_support::{dispatch::DispatchClass, traits::OffchainWorker};
use pallet_market::{AnyOrder, AppOrder, DatasetOrder, RequestOrder, Signed, WorkerpoolOrder};
use pallet_poco::WorkerStep;
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{sr25519, Pair, H256, U256};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic,
	traits::{Hash as _, Header as _},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, Digest, DigestItem, DispatchError,
};

/// A slot at which the test chains start: a time of some years ago.
pub const FIRST_SLOT: u64 = 850_000_000;

/// The state of the `dev` chain at genesis, by the published protocol alone (PROTOCOL 1 to 8): without
/// the market's rules.
pub fn new_test_ext() -> TestExternalities {
	test_ext_with(serde_json::json!({ "rules": { "hold": false } }))
}

/// The state of the `dev` chain at genesis, in which the market's rules hold unless `changes` (a JSON
/// object), which are made to it, say otherwise.
pub fn test_ext_with(changes: serde_json::Value) -> TestExternalities {
	let preset = genesis_config_presets::get_preset(&sp_genesis_builder::DEV_RUNTIME_PRESET.into())
		.expect("the dev preset exists");
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		let patch: serde_json::Value = serde_json::from_slice(&preset).expect("it is JSON");
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("serialises");
		merge(&mut config, patch);
		if changes.is_object() {
			merge(&mut config, changes);
		}
		let config = serde_json::to_vec(&config).expect("serialises");
		frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config)
			.expect("the preset is a genesis");
	});
	ext
}

/// The state of the `local` chain at genesis, which has two validators, with the market's rules and
/// these of their parameters (a JSON object).
pub fn open_market_ext(parameters: serde_json::Value) -> TestExternalities {
	let local = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET.into();
	let local = genesis_config_presets::get_preset(&local).expect("the local preset exists");
	let mut genesis: serde_json::Value = serde_json::from_slice(&local).expect("it is JSON");
	genesis["rules"] = serde_json::json!({ "hold": true, "parameters": parameters });
	test_ext_with(genesis)
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
	match (into, patch) {
		(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(into, patch) => *into = patch,
	}
}

/// Opens the first block, runs `test`, closes the last block and checks every invariant.
pub fn on_chain(test: impl FnOnce()) {
	new_test_ext().execute_with(|| in_blocks(test));
}

/// [`on_chain`], when the state is at hand.
pub fn in_blocks(test: impl FnOnce()) {
	begin_block(1, FIRST_SLOT);
	test();
	end_block();
}

fn begin_block(number: BlockNumber, slot: u64) {
	open_block(number, slot * SLOT_DURATION);
}

/// Opens a block whose time is `now`, in milliseconds of the Unix epoch. The first one has number
/// 1; a later one is at least a second after its parent. Two in one slot are what no chain has,
/// but the runtime does not mind.
pub fn open_block(number: BlockNumber, now: u64) {
	open_block_of(0, number, now);
}

/// [`open_block`], by the validator of that number.
pub fn open_block_of(authority_index: u32, number: BlockNumber, now: u64) {
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index,
		slot: (now / SLOT_DURATION).into(),
	});
	let digest = Digest { logs: vec![DigestItem::babe_pre_digest(pre_digest)] };
	let parent = if number == 1 {
		H256::zero()
	} else {
		sp_runtime::traits::BlakeTwo256::hash_of(&(number - 1))
	};
	let header = Header::new(number, Default::default(), Default::default(), parent, digest);
	Executive::initialize_block(&header);
	let now = pallet_timestamp::Call::<Runtime>::set { now };
	apply_extrinsic(UncheckedExtrinsic::new_bare(now.into()))
		.expect("the inherent is valid")
		.expect("it is applied");
}

/// Lets the protocol's clock count all the time until `now`, in milliseconds of the Unix epoch, as if
/// blocks had come meanwhile: where the market's rules hold, a gap between blocks does not count.
pub fn count_gap_until(now: u64) {
	use bourse_primitives::traits::Rules as _;
	if Rules::hold() {
		pallet_rules::LastBlock::<Runtime>::put((now / 1_000).saturating_sub(2));
	}
}

/// Closes the present block and checks every invariant. Returns it.
pub fn end_block() -> Header {
	let header = Executive::finalize_block();
	check_invariants();
	header
}

/// What holds after every block.
pub fn check_invariants() {
	crate::invariants::check().unwrap_or_else(|broken| panic!("{broken}"));
}

/// Keeps sessions from ending from now on. The first block of a session has no room for ordinary
/// transactions, which those who need a block at a certain time can't do with.
pub fn stay_in_session() {
	// The epoch's end is counted from there.
	pallet_babe::GenesisSlot::<Runtime>::put(sp_consensus_babe::Slot::from(u64::MAX / 2));
}

/// Closes the present block and opens the next one. Returns the closed one.
pub fn next_block() -> Header {
	advance(2)
}

/// Closes the present block and opens one that is `seconds` later.
pub fn advance(seconds: u64) -> Header {
	let slot = u64::from(pallet_babe::CurrentSlot::<Runtime>::get()) + seconds.div_ceil(2).max(1);
	let number = System::block_number();
	let header = end_block();
	begin_block(number + 1, slot);
	header
}

/// [`advance`], to a block of the validator of that number.
pub fn advance_to_block_of(authority_index: u32, seconds: u64) {
	let slot = u64::from(pallet_babe::CurrentSlot::<Runtime>::get()) + seconds.div_ceil(2).max(1);
	let number = System::block_number();
	end_block();
	open_block_of(authority_index, number + 1, slot * SLOT_DURATION);
}

/// Makes blocks until `done`, at most `most` of them.
pub fn blocks_until(most: u32, done: impl Fn() -> bool) {
	for _ in 0..most {
		if done() {
			return;
		}
		next_block();
	}
	assert!(done(), "not done after {most} blocks");
}

/// The block is as if transactions of one kind, free or signed, had taken all that they may, where
/// the market's rules hold.
pub fn fill_with(free: bool) {
	let (all, none) = (pallet_rules::most::<Runtime>(), pallet_rules::Taken::default());
	pallet_rules::BlockShares::<Runtime>::put(match free {
		true => pallet_rules::Shares { signed: none, authorized: all },
		false => pallet_rules::Shares { signed: all, authorized: none },
	});
	System::register_extra_weight_unchecked(all.weight, DispatchClass::Normal);
}

/// Applies a transaction to the present block.
pub fn apply_extrinsic(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	// As it travels: encoded and decoded.
	let decoded = UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).expect("decodes");
	Executive::apply_extrinsic(decoded)
}

/// What a node's pool says of a transaction.
pub fn validate(extrinsic: UncheckedExtrinsic) -> TransactionValidity {
	Executive::validate_transaction(TransactionSource::External, extrinsic, H256::zero())
}

/// A signed transaction.
pub fn signed(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_by(&who.pair(), call)
}

/// A transaction that any key signed.
pub fn signed_by(who: &sr25519::Pair, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	let account = AccountId::from(who.public());
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(generic::Era::Immortal),
		frame_system::CheckNonce::from(System::account_nonce(&account)),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		pallet_rules::ShareBlock::new(),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call.into(), extension).expect("the extension is complete");
	let signature = payload.using_encoded(|payload| who.sign(payload));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
}

/// Sends a call as `who`.
pub fn send(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
	apply_extrinsic(signed(who, call)).expect("the transaction is valid")
}

/// Sends a call as `who` and wants it to succeed.
pub fn ok(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	let call = call.into();
	let text = format!("{call:?}");
	send(who, call).unwrap_or_else(|error| panic!("{text}: {error:?}"));
}

/// Gives an account so much stake out of its wallet.
pub fn deposit(who: Sr25519Keyring, amount: Balance) {
	ok(who, pallet_escrow::Call::deposit { amount });
}

/// Runs the off-chain worker on the present block.
pub fn run_offchain_worker() {
	Poco::offchain_worker(System::block_number());
}

/// Registers an app, a dataset and a pool, and makes `workers` members of the pool with stake.
pub struct Marketplace {
	/// Owner of the app and the dataset.
	pub provider: Sr25519Keyring,
	/// Owner of the pool.
	pub scheduler: Sr25519Keyring,
	/// Who buys.
	pub requester: Sr25519Keyring,
	/// The members of the pool.
	pub workers: Vec<Sr25519Keyring>,
}

/// Prices of [`Marketplace`] in nRLC.
pub const APP_PRICE: Balance = 3 * RLC;
/// See [`APP_PRICE`].
pub const DATASET_PRICE: Balance = 2 * RLC;
/// See [`APP_PRICE`].
pub const POOL_PRICE: Balance = 10 * RLC + 7;
/// What each of them deposits.
pub const DEPOSIT: Balance = 1_000 * RLC;

impl Marketplace {
	/// Everything is registered, everybody has stake, the workers are members.
	pub fn open(workers: &[Sr25519Keyring]) -> Self {
		use Sr25519Keyring::*;
		let market =
			Self { provider: Bob, scheduler: Charlie, requester: Dave, workers: workers.to_vec() };
		let owner = market.provider.to_account_id();
		ok(
			market.provider,
			pallet_registry::Call::register_app {
				owner: owner.clone(),
				name: b"app".to_vec(),
				kind: pallet_registry::AppKind::Wasi,
				multiaddr: b"https://example.org/app.wasm".to_vec(),
				checksum: H256::repeat_byte(1),
				mrenclave: Vec::new(),
			},
		);
		ok(
			market.provider,
			pallet_registry::Call::register_dataset {
				owner,
				name: b"data".to_vec(),
				multiaddr: b"https://example.org/data.csv".to_vec(),
				checksum: H256::repeat_byte(2),
			},
		);
		ok(
			market.scheduler,
			pallet_registry::Call::register_workerpool {
				owner: market.scheduler.to_account_id(),
				description: b"pool".to_vec(),
			},
		);
		ok(market.scheduler, pallet_pools::Call::set_open { pool: WorkerpoolId(0), open: true });
		for who in [market.scheduler, market.requester].iter().chain(workers) {
			deposit(*who, DEPOSIT);
		}
		for worker in workers {
			ok(*worker, pallet_pools::Call::apply { pool: WorkerpoolId(0), slots: 8 });
		}
		market
	}

	/// The four orders for `volume` tasks at `trust`, signed.
	#[allow(clippy::type_complexity)]
	pub fn orders(
		&self,
		trust: u64,
		volume: u64,
		with_dataset: bool,
		salt: u8,
	) -> pallet_market::Call<Runtime> {
		let salt = H256::repeat_byte(salt);
		let app = AppOrder {
			app: AppId(0),
			price: APP_PRICE,
			volume,
			tag: Tag(0),
			dataset_restrict: Restrict::Anybody,
			workerpool_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt,
		};
		let dataset = DatasetOrder {
			dataset: DatasetId(0),
			price: DATASET_PRICE,
			volume,
			tag: Tag(0),
			app_restrict: Restrict::Anybody,
			workerpool_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt,
		};
		let workerpool = WorkerpoolOrder {
			workerpool: WorkerpoolId(0),
			price: POOL_PRICE,
			volume,
			tag: Tag(0),
			category: CategoryId(0),
			trust: U256::from(trust),
			app_restrict: Restrict::Anybody,
			dataset_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt,
		};
		let request = RequestOrder {
			app: AppId(0),
			app_max_price: APP_PRICE,
			dataset: with_dataset.then_some(DatasetId(0)),
			dataset_max_price: DATASET_PRICE,
			workerpool_restrict: Restrict::Anybody,
			workerpool_max_price: POOL_PRICE,
			requester: self.requester.to_account_id(),
			volume,
			tag: Tag(0),
			category: CategoryId(0),
			trust: U256::from(trust),
			beneficiary: self.requester.to_account_id(),
			callback: None,
			params: Default::default(),
			salt,
		};
		let dataset = with_dataset
			.then(|| Box::new(sign(self.provider, &AnyOrder::Dataset(dataset.clone()), dataset)));
		pallet_market::Call::match_orders {
			app: Box::new(sign(self.provider, &AnyOrder::App(app.clone()), app)),
			dataset,
			workerpool: Box::new(sign(
				self.scheduler,
				&AnyOrder::Workerpool(workerpool.clone()),
				workerpool,
			)),
			request: Box::new(sign(self.requester, &AnyOrder::Request(request.clone()), request)),
		}
	}

	/// Matches orders as the requester and gives the deal's id.
	pub fn buy(&self, trust: u64, volume: u64, with_dataset: bool, salt: u8) -> DealId {
		ok(self.requester, self.orders(trust, volume, with_dataset, salt));
		Self::last_deal()
	}

	/// Matches orders for one task at trust 1 that are changed before they are signed.
	pub fn buy_with(
		&self,
		change: impl FnOnce(
			&mut AppOrder<AccountId>,
			&mut WorkerpoolOrder<AccountId>,
			&mut RequestOrder<AccountId>,
		),
	) -> DealId {
		let mut call = self.orders(1, 1, false, 1);
		if let pallet_market::Call::match_orders { app, workerpool, request, .. } = &mut call {
			change(&mut app.order, &mut workerpool.order, &mut request.order);
			let (a, w, r) = (app.order.clone(), workerpool.order.clone(), request.order.clone());
			**app = sign(self.provider, &AnyOrder::App(a.clone()), a);
			**workerpool = sign(self.scheduler, &AnyOrder::Workerpool(w.clone()), w);
			**request = sign(self.requester, &AnyOrder::Request(r.clone()), r);
		}
		ok(self.requester, call);
		Self::last_deal()
	}

	fn last_deal() -> DealId {
		System::events()
			.into_iter()
			.rev()
			.find_map(|record| match record.event {
				RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => {
					Some(deal)
				},
				_ => None,
			})
			.expect("a match has its event")
	}
}

fn sign<Order>(
	who: Sr25519Keyring,
	order: &AnyOrder<AccountId>,
	of: Order,
) -> Signed<Order, Signature, AccountId> {
	let hash = Market::order_hash(order);
	Signed { order: of, bounds: None, signature: Some(who.sign(hash.as_bytes()).into()) }
}

/// A digest.
pub fn digest(label: &str) -> H256 {
	sp_io::hashing::blake2_256(label.as_bytes()).into()
}

/// `worker` contributes to a task that the chain assigned to it, by the signed call.
pub fn contribute(worker: Sr25519Keyring, task: TaskId, label: &str) -> Result<(), DispatchError> {
	let digest = digest(label);
	send(
		worker,
		pallet_poco::Call::contribute {
			task,
			result_hash: result_hash(task, digest),
			seal: seal(&worker.to_account_id(), task, digest),
			enclave: None,
			authorization: pallet_poco::Authorization::Assigned,
		},
	)
}

/// The members of the pool that a task is assigned to.
pub fn assigned(market: &Marketplace, task: TaskId) -> Vec<Sr25519Keyring> {
	market
		.workers
		.iter()
		.copied()
		.filter(|worker| Pools::is_assigned(task, &worker.to_account_id()))
		.collect()
}

/// Every worker does what the present state tells it, as its node does with the state of the last
/// block.
pub fn work(market: &Marketplace) {
	let told = |worker: &Sr25519Keyring| {
		let (who, worker) = (worker.to_account_id(), *worker);
		let tasks = Pools::tasks_of(&who).into_iter();
		tasks.map(move |task| (worker, task, Poco::step_of(&who, task)))
	};
	for (worker, task, step) in market.workers.iter().flat_map(told).collect::<Vec<_>>() {
		match step {
			WorkerStep::Contribute { .. } => contribute(worker, task, "result").expect("it may"),
			WorkerStep::Reveal { .. } => {
				ok(worker, pallet_poco::Call::reveal { task, digest: digest("result") })
			},
			WorkerStep::Wait | WorkerStep::Nothing => {},
		}
	}
}

/// Where a task stands.
pub fn status(task: TaskId) -> TaskStatus {
	pallet_poco::Tasks::<Runtime>::get(task).expect("the task is initialized").status
}

/// The deal of a task.
pub fn deal_of(task: TaskId) -> Deal<AccountId> {
	pallet_market::Deals::<Runtime>::get(deal_and_index(task).0).expect("the deal is there")
}

/// When the agenda looks at a task's page, in seconds, if at all.
pub fn next_look(task: TaskId) -> Option<u64> {
	let page = pallet_poco::page_of(task);
	let pages = [pallet_poco::Due::Page(page), pallet_poco::Due::Claims(page)];
	let looks = pallet_poco::Agenda::<Runtime>::iter_keys().filter(|(_, due)| pages.contains(due));
	looks.map(|(bucket, _)| bucket.number * pallet_poco::BUCKET).min()
}

/// Free and locked stake.
pub fn ledger(who: Sr25519Keyring) -> (Balance, Balance) {
	use bourse_primitives::traits::Ledger;
	let who = who.to_account_id();
	(Escrow::stake(&who), Escrow::locked(&who))
}

/// The block's weight limit.
pub fn block_limit() -> frame_support::weights::Weight {
	<Runtime as frame_system::Config>::BlockWeights::get().max_block
}
