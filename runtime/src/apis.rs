// SPDX-License-Identifier: Apache-2.0

//! What the node asks the runtime.

use alloc::vec::Vec;
use bourse_primitives::{
	api::{
		DealStatusInfo, Fees, Prices, StakeInfo, Tally, TaskInfo, TaskStatusInfo, WorkerInfo,
		WorkerStatusInfo,
	},
	book::{
		DepthLevel, DryRun, NearestPrices, NewRequest, OrderSet, Quote, RestingOrder, RestingTerms,
	},
	catalogue::{
		AppListing, BestPrices, CategoryListing, DatasetListing, Grant, Grantee, Listed,
		PoolListing, WorkerListing,
	},
	crypto::PocoId,
	orders::{AnyOrder, OrderStanding},
	record::VersionedRecords,
	traits::{Assignments, Deals, Registry as _},
	AppId, CategoryId, DatasetId, Deal, DealId, GroupId, MarketParameters, Party, Tag, TaskId,
	Trust, WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::KeyOwnerProofSystem,
	weights::Weight,
};
use pallet_grandpa::AuthorityId as GrandpaId;
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

use crate::{
	AccountId, Babe, Balance, Block, Book, Executive, Grandpa, Historical, InherentDataExt, Market,
	Nonce, Poco, Pools, Registry, Runtime, RuntimeCall, RuntimeGenesisConfig, SessionKeys, System,
	TransactionPayment, BABE_GENESIS_EPOCH_CONFIG, EPOCH_DURATION, VERSION,
};

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(
			header: &<Block as BlockT>::Header,
		) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(
			data: sp_inherents::InherentData,
		) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_babe::BabeApi<Block> for Runtime {
		fn configuration() -> sp_consensus_babe::BabeConfiguration {
			let epoch_config = Babe::epoch_config().unwrap_or(BABE_GENESIS_EPOCH_CONFIG);
			sp_consensus_babe::BabeConfiguration {
				slot_duration: Babe::slot_duration(),
				epoch_length: EPOCH_DURATION,
				c: epoch_config.c,
				authorities: Babe::authorities().to_vec(),
				randomness: Babe::randomness(),
				allowed_slots: epoch_config.allowed_slots,
			}
		}

		fn current_epoch_start() -> sp_consensus_babe::Slot {
			Babe::current_epoch_start()
		}

		fn current_epoch() -> sp_consensus_babe::Epoch {
			Babe::current_epoch()
		}

		fn next_epoch() -> sp_consensus_babe::Epoch {
			Babe::next_epoch()
		}

		fn generate_key_ownership_proof(
			_slot: sp_consensus_babe::Slot,
			authority_id: sp_consensus_babe::AuthorityId,
		) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_babe::KEY_TYPE, authority_id))
				.map(|proof| proof.encode())
				.map(sp_consensus_babe::OpaqueKeyOwnershipProof::new)
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_babe::EquivocationProof<<Block as BlockT>::Header>,
			key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			let key_owner_proof = key_owner_proof.decode()?;
			Babe::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			Grandpa::current_set_id()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			let key_owner_proof = key_owner_proof.decode()?;
			Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			authority_id: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
				.map(|proof| proof.encode())
				.map(sp_consensus_grandpa::OpaqueKeyOwnershipProof::new)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
		Block, Balance, RuntimeCall,
	> for Runtime {
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl bourse_primitives::api::BourseApi<Block, AccountId> for Runtime {
		fn task(id: TaskId) -> Option<TaskInfo<AccountId>> {
			Poco::task_info(id)
		}

		fn deal(id: DealId) -> Option<Deal<AccountId>> {
			Market::deal(id)
		}

		fn task_id(deal: DealId, index: u64) -> TaskId {
			bourse_primitives::task_id(deal, index)
		}

		fn worker(who: AccountId) -> Option<WorkerInfo<AccountId>> {
			Pools::worker_info(&who)
		}

		fn worker_status(who: AccountId) -> Option<WorkerStatusInfo<AccountId>> {
			crate::status::of_worker(who)
		}

		fn task_status(id: TaskId) -> Option<TaskStatusInfo<AccountId>> {
			crate::status::of_task(id)
		}

		fn deal_status(id: DealId) -> Option<DealStatusInfo> {
			crate::status::of_deal(id)
		}

		fn worker_of(key: PocoId) -> Option<AccountId> {
			Pools::worker_of(&key)
		}

		fn fees(
			trust: Trust,
			prices: Prices,
			volume: u64,
			pool: Option<WorkerpoolId>,
		) -> Option<Fees> {
			Market::fees(trust, prices, volume, pool)
		}

		fn stake(who: AccountId) -> StakeInfo {
			let account = pallet_escrow::Accounts::<Runtime>::get(who);
			StakeInfo { free: account.stake, locked: account.locked }
		}

		fn market_parameters() -> MarketParameters {
			pallet_rules::Parameters::<Runtime>::get()
		}

		fn tally(keys: Vec<PocoId>) -> Tally<AccountId> {
			crate::tally::tally(keys)
		}
	}

	impl bourse_primitives::book::BookApi<Block, AccountId> for Runtime {
		fn quote(who: AccountId, request: NewRequest<AccountId>) -> Result<Quote, Vec<u8>> {
			crate::desk::quote(who, request)
		}

		fn dry_run_match(orders: OrderSet<AccountId>) -> DryRun {
			crate::desk::dry_run(orders)
		}

		fn depth(
			pool: Option<WorkerpoolId>,
			category: CategoryId,
			tag: Tag,
			trust: u8,
			offers: bool,
		) -> Vec<DepthLevel> {
			Book::depth(pool, category, tag, trust, offers)
		}

		fn valid_prices(price: Balance) -> NearestPrices {
			let (below, above) = pallet_book::around(price);
			NearestPrices { below, above }
		}

		fn resting_order(order: u64) -> Option<RestingOrder> {
			crate::desk::resting_order(order)
		}

		fn orders_of(who: AccountId, after: Option<u64>, limit: u32) -> Listed<RestingOrder, u64> {
			crate::desk::orders_of(who, after, limit)
		}

		fn resting_terms() -> RestingTerms {
			crate::desk::resting_terms()
		}
	}

	impl bourse_primitives::orders::OrderApi<Block, AccountId> for Runtime {
		fn order_standing(
			order: AnyOrder<AccountId>,
			signature: Option<sp_runtime::MultiSignature>,
		) -> Result<OrderStanding<AccountId>, Vec<u8>> {
			Market::standing(&order, signature.as_ref()).map_err(|error| {
				let name: &'static str = error.into();
				name.as_bytes().to_vec()
			})
		}

		fn epoch(of: Party<AccountId>) -> u32 {
			Registry::epoch(&of)
		}
	}

	impl bourse_primitives::catalogue::CatalogueApi<Block, AccountId> for Runtime {
		fn index_records() -> VersionedRecords {
			crate::records::of_block()
		}

		fn apps(before: Option<u32>, limit: u32) -> Listed<AppListing<AccountId>, u32> {
			crate::catalogue::apps(before, limit)
		}

		fn datasets(before: Option<u32>, limit: u32) -> Listed<DatasetListing<AccountId>, u32> {
			crate::catalogue::datasets(before, limit)
		}

		fn pools(before: Option<u32>, limit: u32) -> Listed<PoolListing<AccountId>, u32> {
			crate::catalogue::pools(before, limit)
		}

		fn categories(before: Option<u32>, limit: u32) -> Listed<CategoryListing, u32> {
			crate::catalogue::categories(before, limit)
		}

		fn app(id: AppId) -> Option<AppListing<AccountId>> {
			crate::catalogue::app(id)
		}

		fn dataset(id: DatasetId) -> Option<DatasetListing<AccountId>> {
			crate::catalogue::dataset(id)
		}

		fn pool(id: WorkerpoolId) -> Option<PoolListing<AccountId>> {
			crate::catalogue::pool(id)
		}

		fn stock_name(name: Vec<u8>) -> Option<Party<AccountId>> {
			crate::catalogue::stock_name(&name)
		}

		fn workers(
			pool: Option<WorkerpoolId>,
			after: Option<AccountId>,
			limit: u32,
		) -> Listed<WorkerListing<AccountId>, AccountId> {
			crate::catalogue::workers(pool, after, limit)
		}

		fn best_prices(category: CategoryId, pool: Option<WorkerpoolId>) -> Vec<BestPrices> {
			Book::best_prices(category, pool)
		}

		fn grants(
			asset: Party<AccountId>,
			after: Option<Grantee<AccountId>>,
			limit: u32,
		) -> Listed<Grant<AccountId>, Grantee<AccountId>> {
			crate::catalogue::grants(asset, after, limit)
		}

		fn members(
			group: GroupId,
			after: Option<Party<AccountId>>,
			limit: u32,
		) -> Listed<Party<AccountId>, Party<AccountId>> {
			crate::catalogue::members(group, after, limit)
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(extra: bool) -> (
			Vec<frame_benchmarking::BenchmarkList>,
			Vec<frame_support::traits::StorageInfo>,
		) {
			use crate::*;
			use frame_benchmarking::BenchmarkList;
			use frame_support::traits::StorageInfoTrait;

			let mut list = Vec::<BenchmarkList>::new();
			list_benchmarks!(list, extra);
			(list, AllPalletsWithSystem::storage_info())
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			use crate::*;
			use frame_benchmarking::BenchmarkBatch;
			use frame_support::traits::{TrackedStorageKey, WhitelistedStorageKeys};

			let mut whitelist: Vec<TrackedStorageKey> =
				AllPalletsWithSystem::whitelisted_storage_keys();
			// Read in every block: the inherent pays for the time, `Authorship` for the author.
			let now = pallet_timestamp::Now::<Runtime>::hashed_key().to_vec();
			let author = frame_support::storage::storage_prefix(b"Authorship", b"Author").to_vec();
			whitelist.extend([now, author].map(TrackedStorageKey::new));
			let mut batches = Vec::<BenchmarkBatch>::new();
			let params = (&config, &whitelist);
			add_benchmarks!(params, batches);
			Ok(batches)
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			// A failed check must stop the tool that runs this, with its trace.
			let weight = Executive::try_runtime_upgrade(checks).expect("migrations hold");
			(weight, crate::configs::RuntimeBlockWeights::get().max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select)
				.expect("the block executes")
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, crate::genesis_config_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_config_presets::preset_names()
		}
	}
}
