// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Servers and those who ask, in one process.

use super::*;
use crate::content::pieces::message::Proof;
use bourse_compute::{
	fetch::{FetchConfig, FetchError, Fetcher, Holder, OtherNodes, Wanted},
	store::StoreConfig,
	Cancel, Keep,
};
use bourse_formats::blake2_256;
use bourse_primitives::crypto::{PocoId, PocoPair};
use parking_lot::Mutex;
use sp_core::Pair;
use tempfile::TempDir;

const NOW: u64 = 1_000_000;

fn hash(byte: u8) -> H256 {
	H256::repeat_byte(byte)
}

const GENESIS: H256 = H256([9; 32]);

/// Keys, each with a task of a deal.
#[derive(Clone, Default)]
struct Tasks(Vec<(PocoId, H256, H256)>);

impl Chain for Tasks {
	fn has_task(&self, key: &PocoId, task: H256, deal: H256) -> bool {
		self.0.contains(&(key.clone(), task, deal))
	}
}

/// A node, with a worker's key.
struct Node {
	_folder: TempDir,
	store: Arc<Store>,
	peer: PeerId,
	pair: PocoPair,
}

impl Node {
	fn new() -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let config = StoreConfig { max_bytes: 16 << 20, sync: false };
		let store = Arc::new(Store::open(folder.path(), config).expect("it opens"));
		let pair = PocoPair::generate().0;
		Self { _folder: folder, store, peer: PeerId::random(), pair }
	}

	fn put(&self, bytes: &[u8], deal: Option<H256>) -> H256 {
		let content = Content { hash: blake2_256(bytes), deal };
		self.store.put_content(bytes, &content).expect("there is room");
		content.hash
	}

	fn has_task(&self, task: H256, deal: H256) -> (PocoId, H256, H256) {
		(self.pair.public(), task, deal)
	}

	fn proof(&self, hash: H256, deal: H256, task: H256, time: u64) -> Proof {
		let message = Proof::message(GENESIS, &self.peer, hash, deal, task, time);
		let signature = self.pair.sign(&message);
		Proof { deal, task, key: self.pair.public(), time, signature }
	}

	fn server(&self, tasks: &Tasks) -> Server<Tasks> {
		Server::new(self.store.clone(), tasks.clone(), GENESIS)
	}
}

fn ask(hash: H256, proof: Option<Proof>) -> Vec<u8> {
	Ask { hash, offset: 0, length: 100, proof }.encode()
}

fn piece(bytes: &[u8]) -> Result<Answer, ReputationChange> {
	Ok(Answer::Piece { size: bytes.len() as u64, bytes: bytes.to_vec() })
}

#[test]
fn server_should_serve_public_content_to_everybody_and_in_parts() {
	let node = Node::new();
	let content = node.put(b"0123456789", None);
	let mut server = node.server(&Tasks::default());
	let mut get = |offset, length| {
		let ask = Ask { hash: content, offset, length, proof: None }.encode();
		server.answer(&PeerId::random(), &ask, Instant::now(), NOW)
	};
	let part = |bytes: &[u8]| Ok(Answer::Piece { size: 10, bytes: bytes.to_vec() });
	assert_eq!(get(0, 100), part(b"0123456789"));
	assert_eq!(get(3, 4), part(b"3456"));
	assert_eq!(get(8, 4), part(b"89"));
	for (offset, length) in [(0, 0), (10, 5), (u64::MAX, u32::MAX)] {
		assert_eq!(get(offset, length), part(b""));
	}
	let missing = ask(hash(1), None);
	assert_eq!(server.answer(&node.peer, &missing, Instant::now(), NOW), Ok(Answer::Missing));
}

#[test]
fn server_should_serve_private_content_to_workers_of_its_deal_only() {
	let (holder, worker, stranger) = (Node::new(), Node::new(), Node::new());
	let (deal, other, task, theirs) = (hash(1), hash(2), hash(3), hash(4));
	let content = holder.put(b"secret", Some(deal));
	let tasks = Tasks(vec![worker.has_task(task, deal), stranger.has_task(theirs, other)]);
	let mut server = holder.server(&tasks);
	let mut get =
		|peer: &Node, proof| server.answer(&peer.peer, &ask(content, proof), Instant::now(), NOW);
	let good = worker.proof(content, deal, task, NOW);
	assert_eq!(get(&worker, Some(good.clone())), piece(b"secret"));
	// By hash alone, by a task of another deal, by another deal's name, by no task.
	assert_eq!(get(&worker, None), Ok(Answer::Missing));
	for (deal, task) in [(other, theirs), (deal, theirs), (deal, task)] {
		let proof = stranger.proof(content, deal, task, NOW);
		assert_eq!(get(&stranger, Some(proof)), Ok(Answer::Missing));
	}
	// A proof that somebody got, or that is old, or of another content.
	assert_eq!(get(&stranger, Some(good)), Err(BAD_PROOF));
	let old = worker.proof(content, deal, task, NOW - 1000);
	assert_eq!(get(&worker, Some(old)), Ok(Answer::Missing));
	let of_another = worker.proof(hash(7), deal, task, NOW);
	assert_eq!(get(&worker, Some(of_another)), Err(BAD_PROOF));
	assert_eq!(server.answer(&worker.peer, b"\xff", Instant::now(), NOW), Err(BAD_REQUEST));
}

#[test]
fn server_should_be_busy_when_one_or_all_ask_too_much() {
	let node = Node::new();
	let content = node.put(b"x", None);
	let mut server = node.server(&Tasks::default());
	let begin = Instant::now();
	let request = ask(content, None);
	for _ in 0..MOST_OF_ONE {
		assert_eq!(server.answer(&node.peer, &request, begin, NOW), piece(b"x"));
	}
	assert_eq!(server.answer(&node.peer, &request, begin, NOW), Ok(Answer::Busy));
	let others = [(); 3].map(|()| PeerId::random());
	for peer in &others {
		for _ in 0..MOST_OF_ONE {
			assert_eq!(server.answer(peer, &request, begin, NOW), piece(b"x"));
		}
	}
	// All together have asked for enough: who has not asked much is served still, a little.
	let last = PeerId::random();
	for _ in 0..OF_EACH {
		assert_eq!(server.answer(&last, &request, begin, NOW), piece(b"x"));
	}
	assert_eq!(server.answer(&last, &request, begin, NOW), Ok(Answer::Busy));
	for _ in server.budget.by_peer.len()..NODES {
		assert_eq!(server.answer(&PeerId::random(), &request, begin, NOW), piece(b"x"));
	}
	assert_eq!(server.answer(&PeerId::random(), &request, begin, NOW), Ok(Answer::Busy));
	assert_eq!(server.answer(&node.peer, &request, begin + WINDOW, NOW), piece(b"x"));
	assert_eq!(server.budget.by_peer.len(), 1);
}

/// Nodes that a worker asks.
struct Net {
	worker: (PeerId, PocoPair),
	servers: Mutex<Vec<(PeerId, Server<Tasks>)>>,
	/// Answers that get lost after so many.
	lost_after: Mutex<Option<u32>>,
	/// The nodes that gave other content than they said.
	lied: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Net {
	fn ask(&self, peer: &PeerId, wanted: &Wanted, offset: u64, length: u32) -> Option<Answer> {
		let hash = wanted.content.hash;
		let proof = wanted.content.deal.map(|deal| {
			let (peer, pair) = &self.worker;
			let message = Proof::message(GENESIS, peer, hash, deal, wanted.task, NOW);
			let signature = pair.sign(&message);
			Proof { deal, task: wanted.task, key: pair.public(), time: NOW, signature }
		});
		let ask = Ask { hash, offset, length, proof }.encode();
		let mut servers = self.servers.lock();
		let (_, server) = servers.iter_mut().find(|(other, _)| other == peer)?;
		server.answer(&self.worker.0, &ask, Instant::now(), NOW).ok()
	}
}

impl OtherNodes for Net {
	fn block(&self, _: &H256) -> Option<Vec<u8>> {
		None
	}

	fn holders(&self, wanted: &Wanted) -> Vec<Holder> {
		let peers: Vec<_> = self.servers.lock().iter().map(|(peer, _)| *peer).collect();
		let holder = |peer: PeerId| match self.ask(&peer, wanted, 0, 0)? {
			Answer::Piece { size, .. } => Some(Holder { node: peer.to_bytes(), size }),
			_ => None,
		};
		peers.into_iter().filter_map(holder).collect()
	}

	fn piece(&self, holder: &Holder, wanted: &Wanted, offset: u64) -> Option<Vec<u8>> {
		if let Some(left) = &mut *self.lost_after.lock() {
			*left = left.checked_sub(1)?;
		}
		let peer = PeerId::from_bytes(&holder.node).expect("it is a peer's");
		match self.ask(&peer, wanted, offset, PIECE as u32)? {
			Answer::Piece { bytes, .. } => Some(bytes),
			_ => None,
		}
	}

	fn lied(&self, holder: &Holder) {
		self.lied.lock().push(holder.node.clone());
	}
}

/// The network in which `node` asks `others`.
fn net(node: &Node, others: &[&Node], tasks: &Tasks, lost_after: Option<u32>) -> Net {
	let servers = others.iter().map(|other| (other.peer, other.server(tasks))).collect();
	Net {
		worker: (node.peer, node.pair.clone()),
		servers: Mutex::new(servers),
		lost_after: Mutex::new(lost_after),
		lied: Arc::default(),
	}
}

/// A fetcher on `node` that asks `others`.
fn fetcher(node: &Node, others: &[&Node], tasks: &Tasks, lost_after: Option<u32>) -> Fetcher {
	let net = net(node, others, tasks, lost_after);
	Fetcher::new(FetchConfig::default(), node.store.clone(), Some(Box::new(net)))
}

/// Attack 11: a requester that serves its input to one honest worker only.
#[test]
fn input_should_come_from_the_first_worker_when_its_address_serves_nobody_else() {
	let (first, second, outsider) = (Node::new(), Node::new(), Node::new());
	let (deal, task, other, theirs) = (hash(1), hash(2), hash(3), hash(4));
	let input = (0..(2 * PIECE + 5)).map(|at| (at / 997) as u8).collect::<Vec<_>>();
	let content = first.put(&input, Some(deal));
	first
		.store
		.pin(&task, Keep::until(u64::MAX), &[Content::of_deal(deal, content)])
		.expect("it is kept");
	let tasks = Tasks(vec![second.has_task(task, deal), outsider.has_task(theirs, other)]);
	// The requester's address gives nothing: it has none.
	let wanted =
		|deal, task| Wanted { multiaddr: b"", content: Content::of_deal(deal, content), task };

	let got = fetcher(&second, &[&first], &tasks, None)
		.fetch(&wanted(deal, task), &Cancel::default())
		.expect("the first has it");
	assert_eq!(&*got, &input[..]);
	// The second passes the input on as well, but neither has it for others or for another deal.
	let asked = |node: &Node, others: &[&Node], deal, task| {
		fetcher(node, others, &tasks, None).fetch(&wanted(deal, task), &Cancel::default())
	};
	let third = Node::new();
	let failed = |result| matches!(result, Err(FetchError::Failed { passing: true, .. }));
	assert!(failed(asked(&third, &[&first, &second], deal, task)));
	assert!(failed(asked(&outsider, &[&first, &second], other, theirs)));
	assert!(failed(asked(&outsider, &[&first, &second], deal, task)));
	// Nor does the second use the input itself for another deal that names the same file.
	assert!(failed(asked(&second, &[], other, theirs)));
	assert!(second.store.get(&content).expect("it reads").is_none());
}

#[test]
fn download_should_go_on_at_another_node_where_one_stops() {
	let (first, second, worker) = (Node::new(), Node::new(), Node::new());
	let bytes = (0..(3 * PIECE)).map(|at| (at / 997) as u8).collect::<Vec<_>>();
	let content = first.put(&bytes, None);
	second.put(&bytes, None);
	let wanted = Wanted { multiaddr: b"", content: Content::public(content), task: hash(1) };
	// One holder alone: nothing goes on when answers get lost.
	let alone = fetcher(&worker, &[&first], &Tasks::default(), Some(2));
	assert!(alone.fetch(&wanted, &Cancel::default()).is_err());
	let both = fetcher(&worker, &[&first, &second], &Tasks::default(), None);
	assert_eq!(&*both.fetch(&wanted, &Cancel::default()).expect("both have it"), &bytes[..]);
	assert!(worker.store.has(&content));
}

#[test]
fn node_should_be_told_of_when_it_gave_false_content() {
	let (liar, honest, worker) = (Node::new(), Node::new(), Node::new());
	let content = honest.put(b"true", None);
	liar.store.put_content(b"lies", &Content::public(content)).expect("there is room");
	let net = net(&worker, &[&liar, &honest], &Tasks::default(), None);
	let lied = net.lied.clone();
	let fetcher = Fetcher::new(FetchConfig::default(), worker.store.clone(), Some(Box::new(net)));
	let wanted = Wanted { multiaddr: b"", content: Content::public(content), task: hash(1) };
	assert_eq!(&*fetcher.fetch(&wanted, &Cancel::default()).expect("one has it"), b"true");
	assert_eq!(*lied.lock(), [liar.peer.to_bytes()]);
}
