// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The people of the load, and what they send: orders, matches, contributions, reveals.

use crate::{
	chain::{Chain, Extrinsic, Part},
	scale::{hex, unhex},
};
use anyhow::{anyhow, Result};
use codec::Encode;
use serde_json::{json, Value};
use sp_core::{sr25519, Pair};
use sp_crypto_hashing::blake2_256;
use sp_runtime::AccountId32;

/// nRLC in one RLC.
const RLC: u64 = 1_000_000_000;
/// What every account starts with, in nRLC.
pub const ENDOWMENT: u64 = 10_000_000 * RLC;
/// What an account stakes, in nRLC.
const DEPOSIT: u64 = 5_000_000 * RLC;
/// Prices of a task, in nRLC.
const APP_PRICE: u64 = RLC / 20;
const POOL_PRICE: u64 = RLC / 2;
/// Number of tasks that the standing orders can serve.
const VOLUME: u64 = 1_000_000_000;
/// Slots of a worker: the most that the chain takes.
pub const SLOTS: u32 = 512;
/// Version of a result's header, and that of the sandbox on a new chain.
const HEADER_VERSION: u8 = 2;
const ENGINE: u16 = 2;
/// Items of a full batch: the most that the chain takes.
pub const BATCH: usize = 64;

/// The id of a task: bytes, whatever they are made of.
pub type TaskId = Vec<u8>;

/// A key with the number of its transactions.
pub struct Account {
	pair: sr25519::Pair,
	nonce: u32,
}

impl Account {
	/// The account of a name.
	pub fn new(name: &str) -> Self {
		Self { pair: pair(name), nonce: 0 }
	}

	/// Its id.
	pub fn id(&self) -> AccountId32 {
		self.pair.public().into()
	}

	/// A signed transaction.
	pub fn sign(&mut self, chain: &Chain, call: (&str, &str, Value)) -> Result<Vec<u8>> {
		let bytes = chain.runtime.signed((&self.pair, self.nonce), chain.genesis, call)?;
		self.nonce += 1;
		Ok(bytes)
	}
}

/// The key of a name.
fn pair(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_seed(&blake2_256(format!("bench-chain {name}").as_bytes()))
}

/// A worker, with the hot key of its node.
pub struct Worker {
	/// Its account.
	pub account: Account,
	hot: sr25519::Pair,
}

/// What a transaction of the load does.
#[derive(Clone, Debug)]
pub enum Work {
	/// A worker contributes to tasks.
	Contribute(Vec<TaskId>),
	/// Anything else.
	Other,
}

/// An app, a pool and its workers, and somebody who buys.
pub struct Market {
	/// Owner of the app.
	pub provider: Account,
	/// Owner of the pool.
	pub scheduler: Account,
	/// Who buys.
	pub requester: Account,
	/// The workers of the pool.
	pub workers: Vec<Worker>,
	/// Whether each worker has an answer of its own.
	pub disagree: bool,
	/// Number of matches.
	matches: u64,
}

impl Market {
	/// The people, with so many workers.
	pub fn new(workers: usize) -> Self {
		let worker = |number| Worker {
			account: Account::new(&format!("worker {number}")),
			hot: pair(&format!("hot key {number}")),
		};
		Self {
			provider: Account::new("provider"),
			scheduler: Account::new("scheduler"),
			requester: Account::new("requester"),
			workers: (0..workers).map(worker).collect(),
			disagree: false,
			matches: 0,
		}
	}

	/// The accounts that need money.
	pub fn accounts(&self) -> Vec<AccountId32> {
		let others = [&self.provider, &self.scheduler, &self.requester];
		let workers = self.workers.iter().map(|worker| &worker.account);
		others.into_iter().chain(workers).map(Account::id).collect()
	}

	/// Registers everything, and makes the workers members of the pool.
	pub fn open(&mut self, chain: &mut Chain) -> Result<()> {
		let app = json!({
			"owner": hex(self.provider.id()),
			"name": hex("app"),
			"kind": "Wasi",
			"multiaddr": hex("https://example.org/app.wasm"),
			"checksum": hex([1; 32]),
			"mrenclave": hex([]),
		});
		let pool = json!({ "owner": hex(self.scheduler.id()), "description": hex("pool") });
		let open = json!({ "pool": 0, "open": true });
		let deposit = ("Escrow", "deposit", json!({ "amount": DEPOSIT }));
		chain.apply(vec![
			self.provider.sign(chain, ("Registry", "register_app", app))?,
			self.scheduler.sign(chain, ("Registry", "register_workerpool", pool))?,
			self.scheduler.sign(chain, ("Pools", "set_open", open))?,
			self.scheduler.sign(chain, deposit.clone())?,
			self.requester.sign(chain, deposit.clone())?,
		])?;
		for Worker { account, hot } in &mut self.workers {
			let apply = json!({ "pool": 0, "slots": SLOTS });
			let message = blake2_256(&(b"bourse hot key", account.id()).encode());
			let proof = hot.sign(&message);
			let key = json!({ "key": hex(hot.public().0), "proof": hex(proof.0) });
			chain.apply(vec![
				account.sign(chain, deposit.clone())?,
				account.sign(chain, ("Pools", "apply", apply))?,
				account.sign(chain, ("Pools", "set_hot_key", key))?,
			])?;
		}
		Ok(())
	}

	/// The workers say that they are there: after a time without blocks, none counts as such.
	pub fn heartbeats(&mut self, chain: &mut Chain) -> Result<()> {
		let mut calls = Vec::new();
		for worker in &mut self.workers {
			let heartbeat = ("Pools", "heartbeat", json!({ "ready": null }));
			calls.push(worker.account.sign(chain, heartbeat)?);
		}
		chain.apply(calls)?;
		Ok(())
	}

	/// An order, signed over `blake2_256(genesis ‖ "bourse order" ‖ version ‖ kind ‖ order)`.
	fn order(
		&self,
		chain: &Chain,
		of: &Account,
		kind: u8,
		name: &str,
		order: Value,
	) -> Result<Value> {
		let types = &chain.runtime.types;
		let signed = chain.runtime.argument("Market", "match_orders", name)?;
		let bytes = types.encode(types.field(signed, None, "order")?, &order)?;
		let hashed = [chain.genesis.as_bytes(), b"bourse order", &[1, kind], &bytes].concat();
		let signature = of.pair.sign(&blake2_256(&hashed));
		Ok(json!({ "order": order, "signature": { "Sr25519": hex(signature.0) } }))
	}

	/// A match of signed orders for `volume` tasks at a trust.
	pub fn buy(&mut self, chain: &Chain, trust: u64, volume: u64) -> Result<Extrinsic<Work>> {
		self.matches += 1;
		let anybody = "Anybody";
		let app = json!({
			"app": 0,
			"price": APP_PRICE,
			"volume": VOLUME,
			"tag": 0,
			"dataset_restrict": anybody,
			"workerpool_restrict": anybody,
			"requester_restrict": anybody,
			"salt": hex([0; 32]),
		});
		let workerpool = json!({
			"workerpool": 0,
			"price": POOL_PRICE,
			"volume": VOLUME,
			"tag": 0,
			"category": 0,
			"trust": [trust, 0, 0, 0],
			"app_restrict": anybody,
			"dataset_restrict": anybody,
			"requester_restrict": anybody,
			"salt": hex([0; 32]),
		});
		let request = json!({
			"app": 0,
			"app_max_price": APP_PRICE,
			"dataset": null,
			"dataset_max_price": 0,
			"workerpool_restrict": anybody,
			"workerpool_max_price": POOL_PRICE,
			"requester": hex(self.requester.id()),
			"volume": volume,
			"tag": 0,
			"category": 0,
			"trust": [trust, 0, 0, 0],
			"beneficiary": hex(self.requester.id()),
			"callback": null,
			"params": hex([]),
			"salt": hex(blake2_256(&self.matches.encode())),
		});
		let orders = json!({
			"app": self.order(chain, &self.provider, 0, "app", app)?,
			"dataset": null,
			"workerpool": self.order(chain, &self.scheduler, 2, "workerpool", workerpool)?,
			"request": self.order(chain, &self.requester, 3, "request", request)?,
		});
		let bytes = self.requester.sign(chain, ("Market", "match_orders", orders))?;
		Ok(Extrinsic { part: Part::Match, bytes, work: Work::Other })
	}

	/// A batch under a worker's hot key, over `blake2_256(context ‖ payload)`.
	fn batch(
		&self,
		chain: &Chain,
		worker: usize,
		(call, context): (&str, &[u8]),
		items: Vec<Value>,
	) -> Result<Vec<u8>> {
		let Worker { account, hot } = &self.workers[worker];
		let payload = json!({ "worker": hex(account.id()), "attempt": 0, "items": items });
		let ty = chain.runtime.argument("Poco", call, "payload")?;
		let bytes = chain.runtime.types.encode(ty, &payload)?;
		let signature = hot.sign(&blake2_256(&[context, &bytes].concat()));
		let arguments = json!({ "payload": payload, "signature": hex(signature.0) });
		chain.runtime.general(chain.genesis, ("Poco", call, arguments))
	}

	/// A worker's batch of contributions.
	pub fn contribute(
		&self,
		chain: &Chain,
		worker: usize,
		tasks: Vec<TaskId>,
	) -> Result<Extrinsic<Work>> {
		let who = self.workers[worker].account.id();
		let items = tasks.iter().map(|task| {
			let digest = self.answer(chain, worker, task).1;
			json!({
				"task": hex(task),
				"result_hash": hex(blake2_256(&[&task[..], &digest].concat())),
				"seal": hex(blake2_256(&[&who.encode()[..], task, &digest].concat())),
			})
		});
		let call = ("contribute_batch", &b"bourse contribute"[..]);
		let bytes = self.batch(chain, worker, call, items.collect())?;
		Ok(Extrinsic { part: Part::Contribute, bytes, work: Work::Contribute(tasks) })
	}

	/// A worker's batch of reveals.
	pub fn reveal(
		&self,
		chain: &Chain,
		worker: usize,
		tasks: &[TaskId],
	) -> Result<Extrinsic<Work>> {
		let items = tasks.iter().map(|task| {
			let (opening, digest) = self.answer(chain, worker, task);
			let digest = hex(digest);
			json!({ "task": hex(task), "digest": digest, "opening": opening, "encrypted": null })
		});
		let call = ("reveal_batch", &b"bourse reveal"[..]);
		let bytes = self.batch(chain, worker, call, items.collect())?;
		Ok(Extrinsic { part: Part::Reveal, bytes, work: Work::Other })
	}

	/// A worker's answer: what opens it, and its digest. By the market's rules a digest is that of a
	/// header, which the first reveal shows.
	fn answer(&self, chain: &Chain, worker: usize, task: &TaskId) -> (Value, [u8; 32]) {
		let own = if self.disagree { worker as u64 } else { 0 };
		let output = blake2_256(&[&task[..], &own.to_le_bytes()].concat());
		if !chain.runtime.has_rules() {
			return (Value::Null, output);
		}
		let header = json!({
			"magic": hex(b"BRSR"),
			"version": HEADER_VERSION,
			"engine": ENGINE,
			"failure": 0,
			"exit_status": 0,
			"fuel": 0,
			"output_root": hex(output),
			"memory_hash": hex([0; 32]),
			"callback_hash": hex([0; 32]),
		});
		// In the order of the fields: failure, exit status and fuel are 13 bytes.
		let start = (b"BRSR", HEADER_VERSION, ENGINE, [0u8; 13]).encode();
		let bytes = [&start[..], &output[..], &[0; 64][..]].concat();
		(json!({ "Header": { "header": header, "data": hex([]) } }), blake2_256(&bytes))
	}

	/// Score of a worker, and its tasks.
	pub fn ask(&self, chain: &Chain, worker: usize) -> Result<(u64, Vec<TaskId>)> {
		let who = self.workers[worker].account.id();
		let info = chain.ask("BourseApi", "worker", &who.encode())?;
		let score = info["score"].as_u64().ok_or_else(|| anyhow!("a worker without a score"))?;
		let tasks = info["tasks"].as_array().ok_or_else(|| anyhow!("a worker without tasks"))?;
		let id = |task: &Value| unhex(task.as_str().unwrap_or_default());
		Ok((score, tasks.iter().map(id).collect::<Result<_>>()?))
	}
}
