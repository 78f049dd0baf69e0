// SPDX-License-Identifier: Apache-2.0

//! Each operation of a trace as a call of this chain.

use crate::{
	names::Names,
	orders::Orders,
	trace::{Authority, Kind, Operation, TaskName, Trace},
};
use anyhow::{Context, Result};
use bourse_primitives::{result_hash, seal, AppId};
use bourse_runtime::{AccountId, Poco, Runtime, RuntimeCall, Signature};
use frame_support::{traits::Get, BoundedVec};
use pallet_market::OrderOperation;
use pallet_poco::{Authorization, DealTask, EnclaveProof, Opening};
use pallet_registry::{AppKind, Asset};
use sp_core::{Pair, H256};
use sp_crypto_hashing::blake2_256;

/// What calls are made from.
pub struct Caller {
	/// What the symbols are.
	pub names: Names,
	orders: Orders,
}

/// The bytes, where the chain has room for them.
fn bounded<S: Get<u32>>(what: &str, text: &str) -> Result<BoundedVec<u8, S>> {
	let bytes = text.as_bytes().to_vec().try_into().ok();
	bytes.with_context(|| format!("`{what}` is longer than this chain takes"))
}

/// A call that only the administrator's key may make: the owner of the contracts is that here.
fn sudo(call: impl Into<RuntimeCall>) -> RuntimeCall {
	pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call.into()) }.into()
}

impl Caller {
	/// Reads the names and makes the orders. Only within a block.
	pub fn of(trace: &Trace) -> Result<Self> {
		let mut names = Names::of(trace);
		let orders = Orders::of(&trace.orders, &mut names)?;
		Ok(Self { names, orders })
	}

	/// The call of an operation that `by` sends; none for an empty block.
	pub fn call(&mut self, by: &str, operation: &Operation) -> Result<Option<RuntimeCall>> {
		let names = &mut self.names;
		Ok(Some(match operation {
			Operation::Deposit { amount } => {
				pallet_escrow::Call::<Runtime>::deposit { amount: *amount }.into()
			},
			Operation::Withdraw { amount } => {
				pallet_escrow::Call::<Runtime>::withdraw { amount: *amount }.into()
			},
			Operation::Create { kind, owner, content, .. } => {
				let owner = names.account(owner.as_deref());
				create(*kind, owner, content).into()
			},
			Operation::TransferAsset { asset, to } => {
				let to = names.account(to.as_deref());
				match names.asset(asset) {
					Some(Asset::App(id)) => {
						pallet_registry::Call::<Runtime>::transfer_app { id, to }.into()
					},
					Some(Asset::Dataset(id)) => {
						pallet_registry::Call::<Runtime>::transfer_dataset { id, to }.into()
					},
					Some(Asset::Workerpool(id)) => {
						pallet_registry::Call::<Runtime>::transfer_workerpool { id, to }.into()
					},
					// It is in no registry: any will say so.
					None => {
						let id: AppId = names.app(Some(asset));
						pallet_registry::Call::<Runtime>::transfer_app { id, to }.into()
					},
				}
			},
			Operation::ChangeWorkerpoolPolicy {
				workerpool,
				worker_stake_ratio,
				scheduler_reward_ratio,
			} => pallet_registry::Call::<Runtime>::set_workerpool_policy {
				id: names.workerpool(Some(workerpool)),
				worker_stake_ratio: *worker_stake_ratio,
				// One byte holds every ratio that means something; all above 100 are refused alike.
				scheduler_reward_ratio: (*scheduler_reward_ratio).try_into().unwrap_or(u8::MAX),
			}
			.into(),
			Operation::CreateCategory { name, work_clock_time_ref } => {
				sudo(pallet_registry::Call::<Runtime>::create_category {
					name: name.clone().into_bytes(),
					description: Vec::new(),
					work_clock_time_ref: *work_clock_time_ref,
				})
			},
			Operation::SetTeeBroker { broker } => {
				let broker = broker.as_deref().map(|name| names.account(Some(name)));
				sudo(pallet_poco::Call::<Runtime>::set_tee_broker { broker })
			},
			Operation::SignOrder { order, signed_by } => {
				self.order_operation(OrderOperation::Presign, order, signed_by.as_deref())?.into()
			},
			Operation::CloseOrder { order, signed_by } => {
				self.order_operation(OrderOperation::Close, order, signed_by.as_deref())?.into()
			},
			Operation::MatchOrders { sponsored, app, dataset, workerpool, request } => self
				.orders
				.match_call(*sponsored, app, dataset.as_deref(), workerpool, request)?
				.into(),
			Operation::Advance => return Ok(None),
			_ => self.task_call(by, operation)?.into(),
		}))
	}

	fn order_operation(
		&mut self,
		operation: OrderOperation,
		order: &str,
		signed_by: Option<&str>,
	) -> Result<pallet_market::Call<Runtime>> {
		let signature = match signed_by {
			Some(who) => {
				Some(self.orders.sign_operation(order, operation, who, &mut self.names)?)
			},
			None => None,
		};
		let order = Box::new(self.orders.any(order)?);
		Ok(match (operation, signature) {
			(OrderOperation::Presign, None) => pallet_market::Call::presign { order },
			(OrderOperation::Presign, Some(signature)) => {
				pallet_market::Call::presign_for { order, signature }
			},
			(OrderOperation::Close, None) => pallet_market::Call::close { order },
			(OrderOperation::Close, Some(signature)) => {
				pallet_market::Call::close_for { order, signature }
			},
		})
	}

	fn task_call(&mut self, by: &str, operation: &Operation) -> Result<pallet_poco::Call<Runtime>> {
		let names = &mut self.names;
		Ok(match operation {
			Operation::Initialize(task) => {
				let DealTask { deal, index } = place(names, task);
				pallet_poco::Call::initialize { deal, index }
			},
			Operation::InitializeArray(tasks) => {
				pallet_poco::Call::initialize_many { tasks: array(tasks, |t| place(names, t))? }
			},
			Operation::ClaimArray(tasks) => {
				pallet_poco::Call::claim_many { tasks: array(tasks, |task| names.task(task))? }
			},
			Operation::InitializeAndClaimArray(tasks) => {
				let tasks = array(tasks, |task| place(names, task))?;
				pallet_poco::Call::initialize_and_claim_many { tasks }
			},
			Operation::Contribute { task, digest, seal_worker, seal_digest, authority } => {
				let id = names.task(task);
				let worker = names.account(Some(seal_worker.as_deref().unwrap_or(by)));
				let sealed = names.digest(seal_digest.as_deref().unwrap_or(digest));
				let result_hash = result_hash(id, names.digest(digest));
				let seal = seal(&worker, id, sealed);
				pallet_poco::Call::contribute {
					task: id,
					result_hash,
					seal,
					enclave: enclave(names, authority, result_hash, seal),
					authorization: authorization(names, by, task, authority),
				}
			},
			Operation::ContributeAndFinalize { task, digest, results, callback, authority } => {
				let id = names.task(task);
				let worker = names.account(Some(by));
				let digest = names.digest(digest);
				let (result_hash, seal) = (result_hash(id, digest), seal(&worker, id, digest));
				pallet_poco::Call::contribute_and_finalize {
					task: id,
					digest,
					results: bounded("results", results)?,
					callback: opening(callback.as_deref())?,
					enclave: enclave(names, authority, result_hash, seal),
					authorization: authorization(names, by, task, authority),
				}
			},
			Operation::Reveal { task, digest } => {
				pallet_poco::Call::reveal { task: names.task(task), digest: names.digest(digest) }
			},
			Operation::Reopen(task) => pallet_poco::Call::reopen { task: names.task(task) },
			Operation::Claim(task) => pallet_poco::Call::claim { task: names.task(task) },
			Operation::Finalize { task, results, callback } => pallet_poco::Call::finalize {
				task: names.task(task),
				results: bounded("results", results)?,
				callback: opening(callback.as_deref())?,
			},
			_ => anyhow::bail!("not an operation on tasks"),
		})
	}
}

/// The content of an asset stands for all its parameters, so it goes where any makes a difference.
fn create(kind: Kind, owner: AccountId, content: &str) -> pallet_registry::Call<Runtime> {
	let hash = blake2_256(content.as_bytes());
	match kind {
		Kind::App => pallet_registry::Call::register_app {
			owner,
			name: Vec::new(),
			kind: AppKind::Wasi,
			multiaddr: Vec::new(),
			checksum: hash.into(),
			mrenclave: Vec::new(),
		},
		Kind::Dataset => pallet_registry::Call::register_dataset {
			owner,
			name: Vec::new(),
			multiaddr: Vec::new(),
			checksum: hash.into(),
		},
		Kind::Workerpool => {
			pallet_registry::Call::register_workerpool { owner, description: hash.to_vec() }
		},
	}
}

fn place(names: &Names, task: &TaskName) -> DealTask {
	DealTask { deal: names.deal(&task.deal), index: task.index }
}

/// The most elements that the array calls take.
type MaxBatch = <Runtime as pallet_poco::Config>::MaxBatch;

fn array<T>(
	tasks: &[TaskName],
	element: impl FnMut(&TaskName) -> T,
) -> Result<BoundedVec<T, MaxBatch>> {
	let elements: Vec<T> = tasks.iter().map(element).collect();
	elements.try_into().ok().context("`tasks` has more elements than this chain takes")
}

/// Callback data is plain in the traces: the digest is its hash.
fn opening(data: Option<&str>) -> Result<Option<Opening<Runtime>>> {
	data.map(|data| Ok(Opening::Plain(bounded("results_callback", data)?))).transpose()
}

/// The enclave that is named, and what is given for its signature.
fn enclave(
	names: &mut Names,
	authority: &Authority,
	result_hash: H256,
	seal: H256,
) -> Option<EnclaveProof<AccountId, Signature>> {
	let enclave = authority.enclave.as_deref()?;
	let signer = match &authority.enclave_sign_by {
		None => Some(enclave),
		Some(other) => other.as_deref(),
	};
	let hash = Poco::enclave_hash(result_hash, seal);
	let signature = signer.map(|who| names.key(who).sign(hash.as_bytes()).into());
	Some(EnclaveProof { enclave: names.account(Some(enclave)), signature })
}

/// The authorization, made for this worker, task and enclave unless the trace says otherwise.
fn authorization(
	names: &mut Names,
	by: &str,
	task: &TaskName,
	authority: &Authority,
) -> Authorization<Signature> {
	let worker = match &authority.auth_worker {
		None => names.account(Some(by)),
		Some(other) => names.account(other.as_deref()),
	};
	let task = names.task(authority.auth_task.as_ref().unwrap_or(task));
	let enclave = authority.auth_enclave.as_ref().unwrap_or(&authority.enclave).as_deref();
	let enclave = enclave.map(|name| names.account(Some(name)));
	let hash = Poco::authorization_hash(&worker, task, enclave.as_ref());
	let signature = authority.auth_by.as_deref();
	Authorization::Signed(signature.map(|who| names.key(who).sign(hash.as_bytes()).into()))
}
