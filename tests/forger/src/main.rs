// SPDX-License-Identifier: Apache-2.0

//! A peer that speaks to a node as other nodes do, and sends it statements that nobody should take in: a
//! third of a key without room, a third with a broken signature, and a third, of a key with room, whose
//! orders nobody signed. Where the node hangs up, it comes again as another peer.

mod statement;

use anyhow::{ensure, Context, Result};
use clap::Parser;
use codec::Encode;
use futures::StreamExt;
use litep2p::{
	config::ConfigBuilder,
	protocol::notification::{
		ConfigBuilder as Notifications, NotificationEvent, NotificationHandle, ValidationResult,
	},
	transport::tcp::config::Config as Tcp,
	types::multiaddr::Multiaddr,
	Litep2p, PeerId, ProtocolName,
};
use sp_core::{bytes::from_hex, ed25519, Pair, H256};
use sp_statement_store::Statement;
use std::time::{Duration, Instant};

/// Statements of a message, and time between two: no more a second than a node lets a peer send.
const BATCH: usize = 200;
const PAUSE: Duration = Duration::from_millis(250);
/// The time that a node has to open its stream of statements.
const PATIENCE: Duration = Duration::from_secs(30);
/// Identities that are tried.
const MOST_ROUNDS: usize = 60;
/// A full node, in SCALE.
const FULL: u8 = 1;

/// The command line.
#[derive(Parser)]
struct Arguments {
	/// The node's address, with its peer id.
	#[arg(long)]
	node: String,
	/// Hash of the chain's first block, in hex.
	#[arg(long)]
	genesis: String,
	/// Seed of an ed25519 key with room for statements, in hex.
	#[arg(long)]
	seed: String,
	/// An order and a signature of 64 bytes, in SCALE, in hex.
	#[arg(long)]
	order: String,
	/// Number of statements.
	#[arg(long, default_value_t = 10_000)]
	count: u32,
}

/// Whom it floods.
struct Target {
	address: Multiaddr,
	peer: PeerId,
	genesis: H256,
}

/// A stream of notifications with the node.
struct Stream {
	handle: NotificationHandle,
	is_open: bool,
}

impl Stream {
	/// Takes the next event. Gives whether the stream lives.
	fn notice(&mut self, event: Option<NotificationEvent>) -> bool {
		match event {
			Some(NotificationEvent::ValidateSubstream { peer, .. }) => {
				self.handle.send_validation_result(peer, ValidationResult::Accept);
			},
			Some(NotificationEvent::NotificationStreamOpened { .. }) => self.is_open = true,
			Some(NotificationEvent::NotificationReceived { .. }) => {},
			Some(
				NotificationEvent::NotificationStreamClosed { .. }
				| NotificationEvent::NotificationStreamOpenFailure { .. },
			)
			| None => return false,
		}
		true
	}
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
	let arguments = Arguments::parse();
	let bytes = |name: &str, text: &str| from_hex(text).with_context(|| format!("--{name}"));
	let address = arguments.node.parse::<Multiaddr>().context("--node")?;
	let peer = PeerId::try_from_multiaddr(&address).context("--node: no peer id")?;
	let genesis = bytes("genesis", &arguments.genesis)?;
	ensure!(genesis.len() == 32, "--genesis: not 32 bytes");
	let genesis = H256::from_slice(&genesis);
	let seed = bytes("seed", &arguments.seed)?;
	let pair = ed25519::Pair::from_seed_slice(&seed).map_err(|_| anyhow::anyhow!("--seed"))?;
	let order = bytes("order", &arguments.order)?;
	ensure!(order.len() > 64, "--order: too short");

	let target = Target { address, peer, genesis };
	let topic = statement::topic(genesis);
	let statements = (0..arguments.count)
		.map(|number| statement::forged(number, topic, &pair, &order))
		.collect::<Vec<_>>();
	let (mut sent, mut rounds) = (0, 0);
	while sent < statements.len() {
		ensure!(rounds < MOST_ROUNDS, "after {rounds} rounds {sent} statements were sent");
		rounds += 1;
		sent += round(&target, &statements[sent..]).await?;
	}
	println!("{}", serde_json::json!({ "sent": sent, "rounds": rounds }));
	Ok(())
}

/// Sends statements as a new peer, until all are sent or the node hangs up. Gives how many.
async fn round(target: &Target, statements: &[Statement]) -> Result<usize> {
	let name = |name: &str| ProtocolName::from(format!("/{:x}/{name}", target.genesis));
	// Roles, best number and hash, first hash.
	let hello = (FULL, 0u32, target.genesis, target.genesis).encode();
	let stream = |protocol: &str, handshake: Vec<u8>| {
		Notifications::new(name(protocol))
			.with_max_size(1 << 20)
			.with_auto_accept_inbound(true)
			.with_handshake(handshake)
			.build()
	};
	let (blocks, block_handle) = stream("block-announces/1", hello);
	let (gossip, gossip_handle) = stream("statement/2", vec![FULL]);
	let listen_addresses = vec!["/ip4/127.0.0.1/tcp/0".parse::<Multiaddr>()?];
	let mut network = Litep2p::new(
		ConfigBuilder::new()
			.with_tcp(Tcp { listen_addresses, ..Default::default() })
			.with_notification_protocol(blocks)
			.with_notification_protocol(gossip)
			.build(),
	)?;
	network.add_known_address(target.peer, std::iter::once(target.address.clone()));
	let running = tokio::spawn(async move { while network.next_event().await.is_some() {} });
	let blocks = Stream { handle: block_handle, is_open: false };
	let gossip = Stream { handle: gossip_handle, is_open: false };
	let sent = flood(target.peer, blocks, gossip, statements).await;
	running.abort();
	sent
}

async fn flood(
	peer: PeerId,
	mut blocks: Stream,
	mut gossip: Stream,
	statements: &[Statement],
) -> Result<usize> {
	blocks.handle.open_substream(peer).await?;
	let begun = Instant::now();
	let mut ticks = tokio::time::interval(PAUSE);
	let mut sent = 0;
	loop {
		tokio::select! {
			event = blocks.handle.next() => {
				if !blocks.notice(event) {
					return Ok(sent);
				}
			},
			event = gossip.handle.next() => {
				if !gossip.notice(event) {
					return Ok(sent);
				}
			},
			_ = ticks.tick() => {
				if !gossip.is_open {
					ensure!(begun.elapsed() < PATIENCE, "the node opens no stream of statements");
					continue;
				}
				let batch = &statements[sent..statements.len().min(sent + BATCH)];
				if batch.is_empty() {
					// The last ones are on their way.
					tokio::time::sleep(Duration::from_secs(2)).await;
					return Ok(sent);
				}
				// A message of version 2: the kind, and statements.
				let message = [vec![0], batch.encode()].concat();
				if gossip.handle.send_async_notification(peer, message).await.is_err() {
					return Ok(sent);
				}
				sent += batch.len();
			},
		}
	}
}
