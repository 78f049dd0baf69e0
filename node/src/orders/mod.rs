// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Signed orders that travel from node to node without a fee (`--orders`), by the SDK's statement store: the
//! order and its owner's signature are the data of a statement, which the publishing node signs.
//!
//! The store checks the statement's signature and the room that somebody holds stake for, and keeps it on
//! disk: the next start reads the orders from there, at nodes without an index, too. Whether an order
//! stands is for [`pool`] and the runtime.

mod broker;
mod follow;
mod places;
pub mod pool;
mod strikes;

use crate::client::{self, FullBackend, FullClient, Handles};
use bourse_primitives::{
	api::BourseApi,
	orders::{AnyOrder, OrderApi, OrderStanding},
};
use bourse_runtime::{opaque::Block, AccountId, Signature};
use codec::{Decode, DecodeAll, Encode};
use parking_lot::Mutex;
use pool::{Carrier, OpenOrder, OrderPool};
use sc_client_api::{StorageKey, StorageProvider};
use sc_keystore::LocalKeystore;
use sc_network::service::traits::NetworkService;
use sc_network_statement::StatementHandlerPrototype;
use sc_network_sync::SyncingService;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_statement_store::{Config, Store};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::{crypto::key_types::STATEMENT, H256};
use sp_keystore::Keystore;
use sp_statement_store::{
	ed25519, statement_allowance_key, Statement, StatementAllowance, StatementSource,
	StatementStore, SubmitResult, Topic,
};
use std::sync::Arc;
use strikes::{Signer, Strikes};

/// Most statements of the store, and most bytes of their data.
const MOST_STATEMENTS: usize = 65_536;
const MOST_BYTES: usize = 64 << 20;
/// Seconds for which a statement that has left the store is not taken again.
const PURGE_AFTER: u64 = 2 * 3_600;
/// Statements a second that a peer may send.
const RATE: u32 = 1_000;
/// Threads that check statements.
const WORKERS: usize = 1;
/// Most bytes of an order with its signature: a request with the longest params.
const LONGEST: usize = 6 * 1024;
/// Orders of a publisher, after as many new ones of which those are dropped that have left the store.
const TIDY: usize = 16;
/// Seconds for which an order without an end is published.
const LIFE: u64 = 30 * 86_400;

/// An order and its owner's signature, as they travel.
pub type Travelling = (AnyOrder<AccountId>, Signature);

/// Orders that travel, and what is known of them.
#[derive(Clone)]
pub struct Orders {
	store: Arc<Store>,
	pool: Arc<Mutex<OrderPool>>,
	strikes: Arc<Mutex<Strikes>>,
	client: Arc<FullClient>,
	keystore: Arc<LocalKeystore>,
	topic: Topic,
	/// Held while an order gets its place.
	placing: Arc<Mutex<()>>,
}

/// What travelling orders need of the node.
pub struct Surroundings<'a> {
	/// The node's configuration.
	pub config: &'a Configuration,
	/// Client and transaction pool.
	pub handles: &'a Handles,
	/// Has the key that signs statements.
	pub keystore: Arc<LocalKeystore>,
	/// Other nodes.
	pub network: Arc<dyn NetworkService>,
	/// Whether the node still catches up with the chain.
	pub sync: Arc<SyncingService<Block>>,
	/// Runs the tasks.
	pub task_manager: &'a TaskManager,
}

/// Why an order is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
	/// The bytes are no order with a signature.
	#[error("order: not an order and its owner's signature, in SCALE, of at most 6144 bytes")]
	NoOrder,
	/// A match would refuse it.
	#[error("order: a match would refuse it: {0}")]
	Refused(String),
	/// There is no key to sign the statement with.
	#[error("this node has no key of type stmt: make one with `bourse-node key insert --key-type stmt --scheme ed25519`")]
	NoKey,
	/// The statement store refuses it.
	#[error("the node's statement store refuses the order: {0}; market.holdStatements buys room for its key")]
	NoRoom(String),
	/// Nodes keep no more travelling orders, or no more of this owner.
	#[error("nodes keep 64 travelling orders of an owner, and 20000 in all: close one first")]
	TooMany,
	/// The room of the node's key is full.
	#[error(
		"this node's room for orders is full: an owner who has {} nRLC of stake for each of its orders here \
		 takes the place of one who has not; deposit more with escrow.deposit, or publish at another node",
		places::stake_of_place()
	)]
	Full,
	/// Something in the node failed.
	#[error("{0}")]
	Node(String),
}

/// Where a statement comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Source {
	/// The store, as the node finds it when it starts: what was right when it came may be so no longer, since
	/// an asset was handed on, or since the chain's blocks are not there yet.
	Store,
	/// Another node, or the node's own RPC.
	News,
}

impl Source {
	/// Whether the signer of a statement is to blame, whose data was refused so, or is no order.
	fn blames(self, refused: Option<&PublishError>) -> bool {
		self == Self::News && refused.is_none_or(PublishError::is_forgery)
	}
}

impl PublishError {
	/// Whether the order's owner did not sign it, or is nobody.
	fn is_forgery(&self) -> bool {
		matches!(self, Self::Refused(name) if name.ends_with("NotAuthentic")) || self.is_early()
	}

	/// Whether the order may stand a few blocks later: its asset was registered in a block that this node
	/// does not have yet, perhaps.
	fn is_early(&self) -> bool {
		matches!(self, Self::Refused(name) if name.ends_with("NotRegistered"))
	}
}

impl Orders {
	/// Opens the store in the chain's folder, and lets it speak with other nodes' stores by `protocol`. As a
	/// broker the node matches, too.
	pub fn start(
		protocol: StatementHandlerPrototype,
		is_broker: bool,
		surroundings: Surroundings<'_>,
	) -> Result<Self, ServiceError> {
		let Surroundings { config, handles, keystore, network, sync, task_manager } = surroundings;
		let failed =
			|error: &dyn std::fmt::Display| ServiceError::Other(format!("--orders: {error}"));
		let limits = Config {
			max_total_statements: MOST_STATEMENTS,
			max_total_size: MOST_BYTES,
			purge_after_sec: PURGE_AFTER,
			network_workers: WORKERS,
			rate_limit: RATE,
		};
		let store = Store::new_shared::<Block, FullClient, FullBackend>(
			&config.base_path.config_dir(config.chain_spec.id()),
			limits,
			handles.client.clone(),
			keystore.clone(),
			config.prometheus_registry(),
			Box::new(task_manager.spawn_handle()),
		)
		.map_err(|error| failed(&error))?;
		let work = task_manager.spawn_handle();
		let handler = protocol.build(
			network,
			sync,
			store.clone(),
			config.prometheus_registry(),
			move |task| work.spawn("order-statements", Some("networking"), task),
			WORKERS,
			RATE,
		);
		let handler = handler.map_err(|error| failed(&error))?;
		let spawn = task_manager.spawn_handle();
		spawn.spawn("statements", Some("networking"), handler.run());

		let genesis = handles.client.info().genesis_hash;
		let topic = bourse_formats::blake2_256(&(b"bourse orders", genesis).encode()).0;
		let client = handles.client.clone();
		let (pool, strikes, topic) = (Arc::default(), Arc::default(), Topic(topic));
		let placing = Arc::default();
		let orders = Self { store, pool, strikes, client, keystore, topic, placing };
		let follow = follow::follow(orders.clone(), handles.clone(), is_broker);
		spawn.spawn_blocking("orders", None, follow);
		Ok(orders)
	}

	/// Looks at the orders that are known.
	pub fn look<T>(&self, look: impl FnOnce(&OrderPool) -> T) -> T {
		look(&self.pool.lock())
	}

	/// What the runtime of the best block says of an order.
	fn standing(
		&self,
		(order, signature): &Travelling,
	) -> Result<OrderStanding<AccountId>, PublishError> {
		let best = self.client.info().best_hash;
		let api = self.client.runtime_api();
		let said =
			api.order_standing(best, order.clone(), Some(signature.clone())).map_err(|error| {
				PublishError::Node(format!("the runtime could not be asked: {error}"))
			})?;
		said.map_err(|name| PublishError::Refused(String::from_utf8_lossy(&name).into_owned()))
	}

	/// Publishes an order that stands.
	pub fn publish(&self, bytes: &[u8]) -> Result<H256, PublishError> {
		let travelling = read(bytes).ok_or(PublishError::NoOrder)?;
		let standing = self.standing(&travelling)?;
		if !self.pool.lock().has_room(&standing) {
			return Err(PublishError::TooMany);
		}
		let keys = self.keystore.ed25519_public_keys(STATEMENT);
		let key = keys.first().copied().ok_or(PublishError::NoKey)?;
		let pair = self
			.keystore
			.key_pair::<ed25519::Pair>(&key.into())
			.map_err(|error| PublishError::Node(format!("the keystore: {error}")))?
			.ok_or(PublishError::NoKey)?;

		let _placing = self.placing.lock();
		let replaced = self.place(key.0, &standing)?;
		let old = match &replaced {
			Some((_, statement)) => self
				.store
				.statement(statement)
				.map_err(|error| PublishError::Node(format!("the statement store: {error}")))?,
			None => None,
		};
		let now = client::now().as_secs();
		// Whose room ends, its statements go from all stores, however long they were to live.
		let end = standing.until.unwrap_or_else(|| now.saturating_add(LIFE));
		let mut statement = Statement::new();
		statement.set_topic(0, self.topic);
		// A channel is a place: what comes to it replaces what is there, at all nodes, if it is later.
		let fresh = || bourse_formats::blake2_256(&(b"place", standing.hash, now).encode()).0;
		let channel = old.as_ref().and_then(Statement::channel).unwrap_or_else(fresh);
		statement.set_channel(channel);
		statement.set_expiry_from_parts(end.try_into().unwrap_or(u32::MAX), sequence(now));
		let later = old.map_or(0, |old| old.expiry().saturating_add(1));
		statement.set_expiry(statement.expiry().max(later));
		statement.set_plain_data(bytes.to_vec());
		statement.sign_ed25519_private(&pair.into_inner());
		match self.store.submit(statement.clone(), StatementSource::Local) {
			SubmitResult::New | SubmitResult::Known => {
				let hash = standing.hash;
				let signer = statement.account_id().unwrap_or_default();
				let carrier = Carrier { statement: statement.hash(), signer };
				if let Some((other, _)) = replaced.filter(|(other, _)| *other != hash) {
					self.pool.lock().remove(&other);
				}
				match self.note(travelling, standing, carrier) {
					true => Ok(hash),
					// Others came between.
					false => Err(PublishError::TooMany),
				}
			},
			refused => Err(PublishError::NoRoom(format!("{refused:?}"))),
		}
	}

	/// The order whose place in the room of a key a new one takes, with its statement: its own, if the node
	/// has published it before; none when a place is free.
	fn place(
		&self,
		key: Signer,
		new: &OrderStanding<AccountId>,
	) -> Result<Option<(H256, [u8; 32])>, PublishError> {
		let mut carried = self.pool.lock().carried_by(key);
		carried.retain(|(_, statement)| self.is_carried(statement));
		let statement = |hash: H256| carried.iter().find(|(other, _)| *other == hash).copied();
		if let Some(own) = statement(new.hash) {
			return Ok(Some(own));
		}
		let placed = {
			let pool = self.pool.lock();
			let owned = carried.iter().filter_map(|(hash, _)| Some((*hash, pool.owner(hash)?)));
			owned.collect::<Vec<_>>()
		};
		let most = self.most_places(key)?;
		let best = self.client.info().best_hash;
		let stake = |who: &AccountId| {
			let stake = self.client.runtime_api().stake(best, who.clone()).ok()?;
			Some(stake.free.saturating_add(stake.locked))
		};
		match places::place(&placed, (new.hash, &new.owner), most, stake) {
			// Without any room the store says what is missing.
			_ if most == 0 => Ok(None),
			places::Place::Free => Ok(None),
			places::Place::Of(hash) => Ok(statement(hash)),
			places::Place::None => Err(PublishError::Full),
		}
	}

	/// Number of statements of a key that somebody holds stake for.
	fn most_places(&self, key: Signer) -> Result<usize, PublishError> {
		let best = self.client.info().best_hash;
		let value = self.client.storage(best, &StorageKey(statement_allowance_key(key)));
		let value = value.map_err(|error| PublishError::Node(format!("the state: {error}")))?;
		let allowed = value.and_then(|value| StatementAllowance::decode(&mut &value.0[..]).ok());
		Ok(allowed.unwrap_or_default().max_count as usize)
	}

	/// Gives whether there is room.
	fn note(
		&self,
		(order, signature): Travelling,
		standing: OrderStanding<AccountId>,
		carrier: Carrier,
	) -> bool {
		self.pool.lock().insert(OpenOrder { order, signature, standing, carrier })
	}

	/// Whether the order's statement is still in the store: its publisher has room for so many.
	fn is_carried(&self, statement: &[u8; 32]) -> bool {
		self.store.has_statement(statement)
	}

	/// Drops orders of a publisher whose statements have left the store, after so many new ones: else room
	/// for a few statements would fill the list of orders.
	fn tidy(&self, signer: Signer) {
		let carried = self.pool.lock().carried_by(signer);
		if carried.len().is_multiple_of(TIDY) {
			for (hash, _) in carried.iter().filter(|(_, statement)| !self.is_carried(statement)) {
				self.pool.lock().remove(hash);
			}
		}
	}

	/// Takes a statement in, if its data is an order that stands. One that does not stand, or that there is
	/// no room for, is dropped, and travels no further from here. Of a signer whose orders are forged, none
	/// is looked at. Gives whether to look again a block later, if the caller `may_wait`.
	fn take(&self, bytes: &[u8], source: Source, may_wait: bool) -> bool {
		let Ok(statement) = Statement::decode_all(&mut &bytes[..]) else { return false };
		let (hash, signer) = (statement.hash(), statement.account_id().unwrap_or_default());
		let now = client::now().as_secs();
		let is_barred = self.strikes.lock().bars(&signer, now);
		let noted = match statement.data().and_then(|data| read(data)) {
			_ if is_barred => false,
			None => {
				if source.blames(None) {
					self.strikes.lock().strike(signer, now);
				}
				false
			},
			Some(travelling) => match self.standing(&travelling) {
				Ok(standing) => {
					// Whoever publishes it once more does not take it from who did so first.
					let first = self.pool.lock().carrier(&standing.hash);
					let first = first.filter(|first| self.is_carried(&first.statement));
					let own = Carrier { statement: hash, signer };
					let noted = self.note(travelling, standing, first.unwrap_or(own));
					self.tidy(signer);
					noted
				},
				Err(error) if may_wait && error.is_early() => return true,
				// It stays in the store, from which the next start takes it.
				Err(PublishError::Node(_)) => true,
				Err(error) => {
					if source.blames(Some(&error)) {
						self.strikes.lock().strike(signer, now);
					}
					false
				},
			},
		};
		if !noted {
			self.store.remove(&hash).ok();
		}
		false
	}

	/// Looks again at some of the orders, and drops those that stand no longer, or have left the store.
	fn look_again(&self, count: usize) {
		let due = self.pool.lock().next(count);
		for (hash, carrier, travelling) in due {
			if !self.is_carried(&carrier.statement) {
				self.pool.lock().remove(&hash);
				continue;
			}
			match self.standing(&travelling) {
				Ok(standing) => {
					self.note(travelling, standing, carrier);
				},
				// Asked again another time.
				Err(PublishError::Node(_)) => {},
				Err(_) => {
					self.pool.lock().remove(&hash);
					self.store.remove(&carrier.statement).ok();
				},
			}
		}
	}
}

/// The order and the signature of these bytes, which are all of them.
fn read(bytes: &[u8]) -> Option<Travelling> {
	(bytes.len() <= LONGEST).then(|| Travelling::decode_all(&mut &bytes[..]).ok()).flatten()
}

/// Later statements of a channel need a higher number; the expiry comes before it.
fn sequence(now: u64) -> u32 {
	(now % u64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn read_should_refuse_what_is_no_order_or_too_long() {
		assert_eq!(read(&[]), None);
		assert_eq!(read(&[0xff; 200]), None);
		assert_eq!(read(&[0; LONGEST + 1]), None);
	}

	/// An honest publisher's orders are not authentic any more after their assets were handed on, and unknown
	/// to a node that begins the chain anew.
	#[test]
	fn signers_should_not_be_blamed_for_what_the_node_finds_in_its_own_store() {
		let refused = |name: &str| PublishError::Refused(name.into());
		for why in [refused("AppOrderNotAuthentic"), refused("AppNotRegistered")] {
			assert!(Source::News.blames(Some(&why)) && !Source::Store.blames(Some(&why)));
		}
		assert!(Source::News.blames(None) && !Source::Store.blames(None));
		assert!(!Source::News.blames(Some(&refused("AppOrderRevoked"))));
	}

	#[test]
	fn full_should_say_what_stake_takes_a_place() {
		let message = PublishError::Full.to_string();
		assert!(
			message.contains(" 62500000 nRLC ") && message.contains("escrow.deposit"),
			"{message}"
		);
	}

	#[test]
	fn forgeries_should_be_told_from_orders_that_have_come_to_their_end() {
		let refused = |name: &str| PublishError::Refused(name.into());
		assert!(refused("AppOrderNotAuthentic").is_forgery());
		assert!(refused("RequestOrderNotAuthentic").is_forgery());
		assert!(refused("DatasetNotRegistered").is_forgery());
		assert!(!refused("RequestOrderUsedUp").is_forgery());
		assert!(!refused("AppOrderRevoked").is_forgery());
		assert!(!PublishError::NoKey.is_forgery());
		assert!(refused("DatasetNotRegistered").is_early());
		assert!(!refused("AppOrderNotAuthentic").is_early());
	}
}
