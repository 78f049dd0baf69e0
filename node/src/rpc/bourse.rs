// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods (`docs/rpc.md`).

use super::{
	arguments::{self, Argument, File, Long},
	desk::Desk,
	errors, requests,
	views::*,
};
use crate::{
	client::FullClient,
	content::{Questions, Uploads},
};
use bourse_compute::{
	store::{ResultError, Store},
	Content, Hash,
};
use bourse_formats::{declaration, text};
use bourse_primitives::{
	api::{BourseApi, DealStatusInfo, Fees, Prices},
	book::{BookApi, OrderSet, Quote},
	CategoryId, Tag, TaskStatus, WorkerpoolId,
};
use bourse_runtime::{opaque::Block, AccountId};
use codec::DecodeAll;
use futures::{stream, StreamExt, TryStreamExt};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
	types::ErrorObjectOwned,
};
use sp_api::{ApiError, ApiRef, ConstructRuntimeApi, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{Bytes, H256};
use std::sync::Arc;

/// The runtime's APIs, as the client calls them.
pub(super) type Api =
	<bourse_runtime::apis::RuntimeApi as ConstructRuntimeApi<Block, FullClient>>::RuntimeApi;

/// Most bytes of files that `bourse_taskResult` puts into its answer. `bourse_content` gives the files
/// of a larger result, one chunk at a time.
const MAX_INLINE: u64 = 4 * 1024 * 1024;
/// Blocks of a result that are asked for at once.
const AT_ONCE: usize = 4;
/// Blocks that one look at a result may turn out to lack: header, manifest, and some that are damaged.
const LACKING: usize = 8;

/// Bourse's state and content. Arguments are parsed by [`arguments`], whose errors name them.
#[rpc(server)]
pub trait Bourse {
	/// A task: where it stands, who works on it.
	#[method(name = "bourse_task")]
	async fn task(&self, task: Option<Argument>) -> RpcResult<TaskView>;

	/// The id of task `index` (inside the request order) of a deal.
	#[method(name = "bourse_taskId")]
	async fn task_id(&self, deal: Option<Argument>, index: Option<Argument>) -> RpcResult<H256>;

	/// A deal.
	#[method(name = "bourse_deal")]
	async fn deal(&self, deal: Option<Argument>) -> RpcResult<DealView>;

	/// A worker of a pool.
	#[method(name = "bourse_worker")]
	async fn worker(&self, account: Option<Argument>) -> RpcResult<WorkerView>;

	/// Why a worker gets tasks or none.
	#[method(name = "bourse_workerStatus")]
	async fn worker_status(&self, account: Option<Argument>) -> RpcResult<WorkerStatusView>;

	/// Where a task is, who works on it since when, and what happens next.
	#[method(name = "bourse_taskStatus")]
	async fn task_status(&self, task: Option<Argument>) -> RpcResult<TaskStatusView>;

	/// Where a deal's tasks are, and what happens to those that have not started.
	#[method(name = "bourse_dealStatus")]
	async fn deal_status(&self, deal: Option<Argument>) -> RpcResult<DealStatusInfo>;

	/// What a match of `volume` tasks at these prices each costs in all, and what it locks. Without
	/// `app_price` or `dataset_price`: 0; without `pool`: as of a new one.
	#[method(name = "bourse_quoteFees")]
	async fn quote_fees(
		&self,
		trust: Option<Argument>,
		volume: Option<Argument>,
		pool_price: Option<Argument>,
		app_price: Option<Argument>,
		dataset_price: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<Fees>;

	/// What a job costs now, which offers of the book serve it, and what would get more tasks served.
	#[method(name = "bourse_quote")]
	async fn quote(&self, request: Option<Long>) -> RpcResult<Quote>;

	/// What a match of orders would make, whatever their signatures.
	#[method(name = "bourse_dryRunMatch")]
	async fn dry_run_match(&self, orders: Option<Long>) -> RpcResult<DryRunView>;

	/// Offers and requests of the book that trade at a category, a trust and a tag, by price; without
	/// `pool`: those of the open venue.
	#[method(name = "bourse_depth")]
	async fn depth(
		&self,
		category: Option<Argument>,
		trust: Option<Argument>,
		tag: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<DepthView>;

	/// The result of a completed task, from this node's store or from a connected node's. Every part
	/// is checked against the digest on chain.
	#[method(name = "bourse_taskResult")]
	async fn task_result(&self, task: Option<Argument>) -> RpcResult<ResultView>;

	/// A block of content by its hash, from this node's store or from a connected node's.
	#[method(name = "bourse_content")]
	async fn content(&self, hash: Option<Argument>) -> RpcResult<Bytes>;

	/// What an app's module in this node's store says of itself: JSON of at most 16 KiB, unread; null when
	/// the module says nothing.
	#[method(name = "bourse_declaration")]
	async fn declaration(&self, checksum: Option<Argument>) -> RpcResult<Option<String>>;

	/// Why a worker could not compute a task: the log whose hash its report on chain holds, from this
	/// node's store or from a connected node's.
	#[method(name = "bourse_taskLog")]
	async fn task_log(&self, log: Option<Argument>) -> RpcResult<String>;

	/// Keeps a file of an account that has a stake, and serves it to other nodes by its hash. The
	/// signature is the account's (sr25519) over `blake2_256("bourse upload" ‖ genesis hash ‖ account ‖
	/// blake2_256(file))`, or over the text of that hash as wallets sign it.
	#[method(name = "bourse_upload")]
	async fn upload(
		&self,
		account: Option<Argument>,
		file: Option<File>,
		signature: Option<Argument>,
	) -> RpcResult<UploadView>;
}

/// The methods, answered from a chain and from content.
pub struct BourseRpc {
	chain: ChainState,
	content: ContentState,
	uploads: Arc<Uploads>,
	desk: Desk,
}

impl BourseRpc {
	/// Answers from the best block of `client`, and from `store` and other nodes, at `desk`.
	pub fn new(
		client: Arc<FullClient>,
		store: Arc<Store>,
		questions: Questions,
		uploads: Arc<Uploads>,
		desk: Desk,
	) -> Self {
		let content = ContentState { store, questions, desk: desk.clone() };
		Self { chain: ChainState(client), content, uploads, desk }
	}

	/// Serves a caller with what the chain's state says.
	async fn look<T: Send + 'static>(
		&self,
		look: impl FnOnce(&ChainState) -> RpcResult<T> + Send + 'static,
	) -> RpcResult<T> {
		let chain = self.chain.clone();
		self.desk.serve(self.desk.work(move || look(&chain))).await
	}
}

/// The chain's state at the best block.
#[derive(Clone)]
pub(super) struct ChainState(pub Arc<FullClient>);

impl ChainState {
	/// The runtime's answer.
	pub fn ask<T>(
		&self,
		question: impl FnOnce(ApiRef<'_, Api>, H256) -> Result<T, ApiError>,
	) -> RpcResult<T> {
		question(self.0.runtime_api(), self.0.info().best_hash).map_err(errors::runtime)
	}

	fn task(&self, task: H256) -> RpcResult<TaskView> {
		self.ask(|api, best| api.task(best, task))?
			.map(|info| TaskView::new(task, info))
			.ok_or_else(|| errors::unknown("task: it was never initialized, or ended long ago"))
	}
}

/// Content that everybody may have, from the store and from other nodes.
#[derive(Clone)]
struct ContentState {
	store: Arc<Store>,
	questions: Questions,
	desk: Desk,
}

impl ContentState {
	/// Does on a thread for such work what reads the store.
	async fn read<T: Send + 'static>(
		&self,
		read: impl FnOnce(&Store) -> RpcResult<T> + Send + 'static,
	) -> RpcResult<T> {
		let store = self.store.clone();
		self.desk.work(move || read(&store)).await
	}

	/// A block, from the store or from another node.
	async fn block(&self, hash: Hash) -> RpcResult<Vec<u8>> {
		let here = self.read(move |store| match store.size(&hash) {
			Some(size) if size > MAX_INLINE => Err(errors::not_found("it is larger than 4 MiB")),
			_ => store.get(&hash).map_err(errors::not_found),
		});
		match here.await? {
			Some(bytes) => Ok(bytes),
			None => self.ask_others(hash).await,
		}
	}

	async fn ask_others(&self, hash: Hash) -> RpcResult<Vec<u8>> {
		let found = self.questions.block(hash).await;
		let found = found.filter(|bytes| bourse_formats::blake2_256(bytes) == hash);
		found
			.map(Arc::unwrap_or_clone)
			.ok_or_else(|| errors::not_found("neither this node nor a connected one has it"))
	}

	/// Puts a block of another node into the store.
	async fn bring(&self, hash: Hash) -> RpcResult<()> {
		let bytes = self.ask_others(hash).await?;
		self.read(move |store| store.put(&bytes).map(drop).map_err(errors::not_found)).await
	}

	/// What `look` finds in the store, into which the blocks that turn out to be lacking are brought.
	async fn look<T: Send + 'static>(
		&self,
		look: impl Fn(&Store) -> Result<T, ResultError> + Clone + Send + 'static,
	) -> RpcResult<T> {
		for _ in 0..LACKING {
			let look = look.clone();
			let found = self.read(move |store| match look(store) {
				Ok(found) => Ok(Ok(found)),
				Err(ResultError::Missing(hash)) => Ok(Err(hash)),
				Err(error) => Err(errors::not_found(error)),
			});
			match found.await? {
				Ok(found) => return Ok(found),
				Err(hash) => self.bring(hash).await?,
			}
		}
		Err(errors::not_found("its blocks are lost as fast as they come"))
	}

	/// The result of a task.
	async fn result(&self, task: H256, digest: Hash) -> RpcResult<ResultView> {
		let (header, manifest) =
			self.look(move |store| store.get_manifest(&digest, |_| None)).await?;
		let size = manifest.files.iter().map(|file| file.size).sum::<u64>();
		let contents = match size <= MAX_INLINE {
			true => {
				let pieces = manifest.files.iter().flat_map(|file| &file.chunks);
				let lacking = pieces.filter(|piece| !self.store.has(piece)).copied();
				let lacking = lacking.collect::<Vec<_>>();
				stream::iter(lacking)
					.map(|piece| self.bring(piece))
					.buffer_unordered(AT_ONCE)
					.try_collect::<()>()
					.await?;
				let result = self.look(move |store| store.get_result(&digest, |_| None));
				Some(result.await?.files)
			},
			false => None,
		};
		Ok(ResultView::new(task, digest, &header, manifest, contents))
	}
}

#[async_trait]
impl BourseServer for BourseRpc {
	async fn task(&self, task: Option<Argument>) -> RpcResult<TaskView> {
		let task = arguments::hash("task", task)?;
		self.look(move |chain| chain.task(task)).await
	}

	async fn task_id(&self, deal: Option<Argument>, index: Option<Argument>) -> RpcResult<H256> {
		let deal = arguments::hash("deal", deal)?;
		Ok(bourse_primitives::task_id(deal, arguments::number("index", index)?))
	}

	async fn deal(&self, deal: Option<Argument>) -> RpcResult<DealView> {
		let deal = arguments::hash("deal", deal)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.deal(best, deal))?
				.map(Into::into)
				.ok_or_else(|| errors::unknown("deal: it was never made, or ended long ago"))
		})
		.await
	}

	async fn worker(&self, account: Option<Argument>) -> RpcResult<WorkerView> {
		let account = arguments::account("account", account)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.worker(best, account))?
				.map(Into::into)
				.ok_or_else(|| errors::unknown("worker: it never applied to a pool, or left"))
		})
		.await
	}

	async fn worker_status(&self, account: Option<Argument>) -> RpcResult<WorkerStatusView> {
		let account = arguments::account("account", account)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.worker_status(best, account))?
				.map(Into::into)
				.ok_or_else(|| errors::unknown("worker: it never applied to a pool, or left"))
		})
		.await
	}

	async fn task_status(&self, task: Option<Argument>) -> RpcResult<TaskStatusView> {
		let task = arguments::hash("task", task)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.task_status(best, task))?
				.map(|status| TaskStatusView::new(task, status))
				.ok_or_else(|| {
					errors::unknown(
						"task: its turn in its deal has not come yet, or it ended long ago",
					)
				})
		})
		.await
	}

	async fn deal_status(&self, deal: Option<Argument>) -> RpcResult<DealStatusInfo> {
		let deal = arguments::hash("deal", deal)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.deal_status(best, deal))?
				.ok_or_else(|| errors::unknown("deal: it was never made, or ended long ago"))
		})
		.await
	}

	async fn quote_fees(
		&self,
		trust: Option<Argument>,
		volume: Option<Argument>,
		pool_price: Option<Argument>,
		app_price: Option<Argument>,
		dataset_price: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<Fees> {
		let trust = arguments::amount("trust", trust)?;
		let volume = arguments::number("volume", volume)?;
		let or_none = |name, argument: Option<Argument>| match argument {
			Some(argument) => arguments::amount(name, Some(argument)),
			None => Ok(0),
		};
		let prices = Prices {
			pool: arguments::amount("poolPrice", pool_price)?,
			app: or_none("appPrice", app_price)?,
			dataset: or_none("datasetPrice", dataset_price)?,
		};
		let pool = pool.map(|id| arguments::id("pool", Some(id)).map(WorkerpoolId)).transpose()?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.fees(best, trust.into(), prices, volume, pool))?
				.ok_or_else(|| errors::unknown("workerpool: nobody has registered it"))
		})
		.await
	}

	async fn quote(&self, request: Option<Long>) -> RpcResult<Quote> {
		let (who, request) = requests::request(request)?;
		self.look(move |chain| {
			chain
				.ask(|api, best| api.quote(best, who, request))?
				.map_err(|error| errors::argument("request", String::from_utf8_lossy(&error)))
		})
		.await
	}

	async fn dry_run_match(&self, orders: Option<Long>) -> RpcResult<DryRunView> {
		let orders = arguments::bytes("orders", orders)?;
		let orders = OrderSet::<AccountId>::decode_all(&mut &orders[..]).map_err(|error| {
			errors::argument("orders", format!("no SCALE bytes of an OrderSet: {error}"))
		})?;
		self.look(move |chain| {
			chain.ask(|api, best| api.dry_run_match(best, orders)).map(Into::into)
		})
		.await
	}

	async fn depth(
		&self,
		category: Option<Argument>,
		trust: Option<Argument>,
		tag: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<DepthView> {
		let category = CategoryId(arguments::id("category", category)?);
		let trust = requests::trust("trust", trust)?;
		let tag = tag.map_or(Ok(0), |tag| arguments::number("tag", Some(tag))).map(Tag)?;
		let pool = pool.map(|id| arguments::id("pool", Some(id)).map(WorkerpoolId)).transpose()?;
		self.look(move |chain| {
			let side =
				|offers| chain.ask(|api, best| api.depth(best, pool, category, tag, trust, offers));
			Ok(DepthView { offers: side(true)?, requests: side(false)? })
		})
		.await
	}

	async fn task_result(&self, task: Option<Argument>) -> RpcResult<ResultView> {
		let task = arguments::hash("task", task)?;
		self.desk
			.serve_large(async {
				let chain = self.chain.clone();
				let info = self.desk.work(move || chain.task(task)).await?;
				let digest = match (info.status, info.digest) {
					(TaskStatus::Completed, Some(digest)) => digest,
					(status, _) => return Err(errors::no_result(status)),
				};
				if !info.encrypted.is_empty() && !self.content.store.has(&digest) {
					return Err(errors::not_found(
						"the result is encrypted for the beneficiary, who opens it with \
						 `bourse-compute open`",
					));
				}
				self.content.result(task, digest).await
			})
			.await
	}

	async fn content(&self, hash: Option<Argument>) -> RpcResult<Bytes> {
		let hash = arguments::hash("hash", hash)?;
		self.desk.serve(self.content.block(hash)).await.map(Bytes)
	}

	async fn declaration(&self, checksum: Option<Argument>) -> RpcResult<Option<String>> {
		let content = Content::public(arguments::hash("checksum", checksum)?);
		let found = self.content.read(move |store| {
			if !store.has_content(&content) {
				return Err(errors::not_found("this node's store does not have the module"));
			}
			// Large modules are not read as a whole, and so not checked either.
			let part = |at, length| store.part(&content, at, length).ok().flatten();
			Ok(declaration::find(|at, length| part(at, length).map(|(_, bytes)| bytes)))
		});
		let json = self.desk.serve(found).await?;
		Ok(json.and_then(|json| String::from_utf8(json).ok()).map(|json| text::json(&json)))
	}

	async fn task_log(&self, log: Option<Argument>) -> RpcResult<String> {
		let log = arguments::hash("log", log)?;
		let bytes = self.desk.serve(self.content.block(log)).await?;
		Ok(String::from_utf8_lossy(&bytes).into_owned())
	}

	async fn upload(
		&self,
		account: Option<Argument>,
		file: Option<File>,
		signature: Option<Argument>,
	) -> RpcResult<UploadView> {
		let account = arguments::account("account", account)?;
		let (chain, uploads) = (self.chain.clone(), self.uploads.clone());
		let work = self.desk.work(move || {
			let file = arguments::file("file", file)?;
			let signature = arguments::signature("signature", signature)?;
			let stake_of = |who: &AccountId| {
				let stake = chain.ask(|api, best| api.stake(best, who.clone()))?;
				Ok::<_, ErrorObjectOwned>(stake.free.saturating_add(stake.locked))
			};
			let stake = stake_of(&account)?;
			let kept = uploads.take(&account, stake, &file, signature, |who| stake_of(who).ok());
			kept.map(|kept| UploadView::new(kept.hash, kept.until)).map_err(errors::refused)
		});
		self.desk.serve_upload(work).await
	}
}
