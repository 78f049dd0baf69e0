// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Content travels between nodes by Bitswap, IPFS's own protocol, which the SDK serves from the
//! client's indexed transactions. [`StoreClient`] puts our content store there: every block of it
//! has a CID (version 1, raw, BLAKE2b-256) that any IPFS node connected to ours can ask for.
//! [`Peers`] is the other side: it asks the connected nodes for a block.

use crate::service::FullClient;
use bourse_compute::{
	store::{Store, StoreError},
	Hash,
};
use bourse_runtime::{apis::RuntimeApi, opaque::Block};
use sc_client_api::{
	BlockBackend, BlockchainEvents, CompactProof, FinalityNotifications, ImportNotifications,
	KeyValueStates, ProofProvider, StorageEventStream, StorageKey, StorageProof,
};
use sc_network_bitswap::{BitswapHandle, Cid};
use sp_api::{ApiRef, ProvideRuntimeApi};
use sp_blockchain::{CachedHeaderMetadata, HeaderBackend, HeaderMetadata, Info, Result};
use sp_consensus::block_validation::Chain;
use sp_core::{storage::ChildInfo, H256};
use sp_runtime::{
	generic::{BlockId, SignedBlock},
	traits::{Block as BlockT, BlockIdTo, NumberFor},
	Justifications,
};
use sp_state_machine::KeyValueStorageLevel;
use std::{
	collections::HashSet,
	error::Error,
	sync::{Arc, OnceLock},
	time::Duration,
};

type BlockHash = <Block as BlockT>::Hash;
type Number = NumberFor<Block>;

/// The client with our content store in the place of indexed transactions, of which this chain has
/// none. Everything else is the client's.
pub struct StoreClient {
	client: Arc<FullClient>,
	store: Arc<Store>,
}

impl StoreClient {
	/// `client`, serving `store`.
	pub fn new(client: Arc<FullClient>, store: Arc<Store>) -> Self {
		Self { client, store }
	}

	/// Larger blocks than this don't fit into a Bitswap message.
	const MAX_BLOCK: u64 = 2 << 20;

	fn is_served(&self, hash: &Hash) -> bool {
		self.store.size(hash).is_some_and(|size| size <= Self::MAX_BLOCK)
	}

	fn served(&self, hash: &Hash) -> std::result::Result<Option<Vec<u8>>, StoreError> {
		match self.is_served(hash) {
			true => self.store.get(hash),
			false => Ok(None),
		}
	}
}

impl BlockBackend<Block> for StoreClient {
	fn block_body(&self, hash: BlockHash) -> Result<Option<Vec<<Block as BlockT>::Extrinsic>>> {
		self.client.block_body(hash)
	}

	fn block_indexed_body(&self, hash: BlockHash) -> Result<Option<Vec<Vec<u8>>>> {
		self.client.block_indexed_body(hash)
	}

	fn block_indexed_hashes(&self, hash: BlockHash) -> Result<Option<Vec<H256>>> {
		self.client.block_indexed_hashes(hash)
	}

	fn block(&self, hash: BlockHash) -> Result<Option<SignedBlock<Block>>> {
		self.client.block(hash)
	}

	fn block_status(&self, hash: BlockHash) -> Result<sp_consensus::BlockStatus> {
		BlockBackend::block_status(&*self.client, hash)
	}

	fn justifications(&self, hash: BlockHash) -> Result<Option<Justifications>> {
		self.client.justifications(hash)
	}

	fn block_hash(&self, number: Number) -> Result<Option<BlockHash>> {
		self.client.block_hash(number)
	}

	fn indexed_transaction(&self, hash: H256) -> Result<Option<Vec<u8>>> {
		self.served(&hash).map_err(|e| sp_blockchain::Error::Backend(e.to_string()))
	}

	fn has_indexed_transaction(&self, hash: H256) -> Result<bool> {
		Ok(self.is_served(&hash))
	}

	fn requires_full_sync(&self) -> bool {
		self.client.requires_full_sync()
	}
}

impl HeaderBackend<Block> for StoreClient {
	fn header(&self, hash: BlockHash) -> Result<Option<<Block as BlockT>::Header>> {
		self.client.header(hash)
	}

	fn info(&self) -> Info<Block> {
		self.client.info()
	}

	fn status(&self, hash: BlockHash) -> Result<sp_blockchain::BlockStatus> {
		self.client.status(hash)
	}

	fn number(&self, hash: BlockHash) -> Result<Option<Number>> {
		self.client.number(hash)
	}

	fn hash(&self, number: Number) -> Result<Option<BlockHash>> {
		self.client.hash(number)
	}
}

impl HeaderMetadata<Block> for StoreClient {
	type Error = sp_blockchain::Error;

	fn header_metadata(&self, hash: BlockHash) -> Result<CachedHeaderMetadata<Block>> {
		self.client.header_metadata(hash)
	}

	fn insert_header_metadata(&self, hash: BlockHash, metadata: CachedHeaderMetadata<Block>) {
		self.client.insert_header_metadata(hash, metadata)
	}

	fn remove_header_metadata(&self, hash: BlockHash) {
		self.client.remove_header_metadata(hash)
	}
}

impl Chain<Block> for StoreClient {
	fn block_status(
		&self,
		hash: BlockHash,
	) -> std::result::Result<sp_consensus::BlockStatus, Box<dyn Error + Send>> {
		Chain::block_status(&*self.client, hash)
	}
}

impl BlockIdTo<Block> for StoreClient {
	type Error = sp_blockchain::Error;

	fn to_hash(&self, id: &BlockId<Block>) -> Result<Option<BlockHash>> {
		self.client.to_hash(id)
	}

	fn to_number(&self, id: &BlockId<Block>) -> Result<Option<Number>> {
		self.client.to_number(id)
	}
}

impl ProofProvider<Block> for StoreClient {
	fn read_proof(
		&self,
		hash: BlockHash,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof> {
		self.client.read_proof(hash, keys)
	}

	fn read_child_proof(
		&self,
		hash: BlockHash,
		child: &ChildInfo,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof> {
		self.client.read_child_proof(hash, child, keys)
	}

	fn execution_proof(
		&self,
		hash: BlockHash,
		method: &str,
		call_data: &[u8],
	) -> Result<(Vec<u8>, StorageProof)> {
		self.client.execution_proof(hash, method, call_data)
	}

	fn read_proof_collection(
		&self,
		hash: BlockHash,
		start_keys: &[Vec<u8>],
		size_limit: usize,
	) -> Result<(CompactProof, u32)> {
		self.client.read_proof_collection(hash, start_keys, size_limit)
	}

	fn storage_collection(
		&self,
		hash: BlockHash,
		start_key: &[Vec<u8>],
		size_limit: usize,
	) -> Result<Vec<(KeyValueStorageLevel, bool)>> {
		self.client.storage_collection(hash, start_key, size_limit)
	}

	fn verify_range_proof(
		&self,
		root: BlockHash,
		proof: CompactProof,
		start_keys: &[Vec<u8>],
	) -> Result<(KeyValueStates, usize)> {
		self.client.verify_range_proof(root, proof, start_keys)
	}
}

impl BlockchainEvents<Block> for StoreClient {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		self.client.import_notification_stream()
	}

	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		self.client.every_import_notification_stream()
	}

	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		self.client.finality_notification_stream()
	}

	fn storage_changes_notification_stream(
		&self,
		filter_keys: Option<&[StorageKey]>,
		child_filter_keys: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> Result<StorageEventStream<BlockHash>> {
		self.client.storage_changes_notification_stream(filter_keys, child_filter_keys)
	}
}

impl ProvideRuntimeApi<Block> for StoreClient {
	type Api = <RuntimeApi as sp_api::ConstructRuntimeApi<Block, FullClient>>::RuntimeApi;

	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		self.client.runtime_api()
	}
}

/// The CID of a block of our store.
fn cid(hash: &Hash) -> Cid {
	bourse_compute::cid::encode(hash).parse().expect("a CID's text is a CID; qed")
}

/// The connected nodes, as a source of content.
#[derive(Clone, Default)]
pub struct Peers {
	bitswap: Arc<OnceLock<BitswapHandle>>,
}

impl Peers {
	/// How long to wait for a block until nobody seems to have it.
	const TIMEOUT: Duration = Duration::from_secs(10);

	/// The network is up. Before, and without, nobody has anything.
	pub fn connect(&self, bitswap: BitswapHandle) {
		if self.bitswap.set(bitswap).is_err() {
			log::error!(target: "bourse", "the network came up twice");
		}
	}

	/// A block from whoever has it; its hash is checked. Blocks the thread, at most
	/// [`Self::TIMEOUT`]. `None` when nobody answered in time.
	pub fn fetch(&self, hash: &Hash) -> Option<Vec<u8>> {
		let mut answers = self.bitswap.get()?.request_stream(HashSet::from([cid(hash)])).ok()?;
		let answer = futures::executor::block_on(async {
			let timeout = futures_timer::Delay::new(Self::TIMEOUT);
			let next = std::future::poll_fn(|context| answers.poll_recv(context));
			match futures::future::select(Box::pin(next), timeout).await {
				futures::future::Either::Left((answer, _)) => answer,
				futures::future::Either::Right(_) => None,
			}
		});
		match answer? {
			Ok((_, bytes)) => Some(bytes.to_vec()),
			Err(error) => {
				log::debug!(target: "bourse", "Bitswap: {error}");
				None
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_network_bitswap::{is_cid_supported, BLAKE2B_256_MULTIHASH_CODE, RAW_CODEC};

	#[test]
	fn cid_should_be_one_that_bitswap_supports() {
		let cid = cid(&bourse_formats::blake2_256(b"hello"));
		assert!(is_cid_supported(&cid));
		assert_eq!(cid.codec(), RAW_CODEC);
		assert_eq!(cid.hash().code(), BLAKE2B_256_MULTIHASH_CODE);
		assert_eq!(cid.hash().digest(), bourse_formats::blake2_256(b"hello").as_bytes());
	}
}
