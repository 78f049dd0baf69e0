// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Where the `bourse_*` RPC methods work: on few threads of their own, at low priority, so that no number
//! of callers takes threads or cores that the node makes blocks with. So many callers at once are served, the
//! others are told to come again, and none waits for ever.

use super::errors;
use futures::{executor::ThreadPool, future::Either, task::SpawnExt};
use jsonrpsee::core::RpcResult;
use std::{
	future::Future,
	io,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
	time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Threads that read content and ask the runtime.
const THREADS: usize = 4;
/// Added to the threads' nice value.
const NICE: i32 = 5;
/// Callers at once: the pieces of a largest result, asked for all together, are some 1,300.
const CALLERS: usize = 2048;
/// Callers at once whose answers are some MiB long.
const LARGE: usize = 8;
/// Callers at once that send a file, each of some MiB: text, bytes and the request around it.
const UPLOADS: usize = 8;
/// Subscriptions at once: each is work in every block, for as long as it lasts.
const WATCHERS: usize = 512;
/// The time that a caller has in all.
const PATIENCE: Duration = Duration::from_secs(60);

/// Threads and places for callers.
#[derive(Clone)]
pub struct Desk {
	threads: ThreadPool,
	callers: Arc<AtomicUsize>,
	large: Arc<Semaphore>,
	uploads: Arc<Semaphore>,
	upload_turn: Arc<Semaphore>,
	watchers: Arc<Semaphore>,
	most: usize,
	patience: Duration,
}

/// A caller's place, given back at the end.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
	fn drop(&mut self) {
		self.0.fetch_sub(1, Ordering::SeqCst);
	}
}

impl Desk {
	/// Starts the threads.
	pub fn open() -> io::Result<Self> {
		let threads = ThreadPool::builder()
			.pool_size(THREADS)
			.name_prefix("bourse-rpc-")
			.after_start(|_| {
				// Linux changes the priority of this thread only. A refusal does no harm.
				rustix::process::nice(NICE).ok();
			})
			.create()?;
		let (callers, large) = (Arc::default(), Arc::new(Semaphore::new(LARGE)));
		let (uploads, upload_turn) =
			(Arc::new(Semaphore::new(UPLOADS)), Arc::new(Semaphore::new(1)));
		let watchers = Arc::new(Semaphore::new(WATCHERS));
		let (most, patience) = (CALLERS, PATIENCE);
		Ok(Self { threads, callers, large, uploads, upload_turn, watchers, most, patience })
	}

	/// Serves a caller: `work` ends in time, or the caller is told so.
	pub async fn serve<T>(&self, work: impl Future<Output = RpcResult<T>>) -> RpcResult<T> {
		let before = self.callers.fetch_add(1, Ordering::SeqCst);
		let _place = Place(self.callers.clone());
		if before >= self.most {
			return Err(errors::busy("too many callers at once"));
		}
		let work = std::pin::pin!(work);
		match futures::future::select(work, futures_timer::Delay::new(self.patience)).await {
			Either::Left((result, _)) => result,
			Either::Right(_) => Err(errors::busy("it took too long")),
		}
	}

	/// As [`Desk::serve`], for answers of some MiB.
	pub async fn serve_large<T>(&self, work: impl Future<Output = RpcResult<T>>) -> RpcResult<T> {
		self.serve(async {
			let _permit = self.large.acquire().await.map_err(errors::busy)?;
			work.await
		})
		.await
	}

	/// As [`Desk::serve`], for callers that send a file. Those beyond a few are refused at once, since each
	/// that waits holds its file; and the work for them is done one after the other, so that a slow disk
	/// keeps one thread alone.
	pub async fn serve_upload<T>(&self, work: impl Future<Output = RpcResult<T>>) -> RpcResult<T> {
		let Ok(_place) = self.uploads.try_acquire() else {
			return Err(errors::busy("too many uploads at once"));
		};
		self.serve(async {
			let _turn = self.upload_turn.acquire().await.map_err(errors::busy)?;
			work.await
		})
		.await
	}

	/// A place for a subscription, to be held as long as it lasts.
	pub fn watch(&self) -> RpcResult<OwnedSemaphorePermit> {
		let place = self.watchers.clone().try_acquire_owned();
		place.map_err(|_| errors::busy("too many subscriptions at once"))
	}

	/// Does on one of the threads what keeps a thread busy.
	pub async fn work<T: Send + 'static>(
		&self,
		work: impl FnOnce() -> RpcResult<T> + Send + 'static,
	) -> RpcResult<T> {
		let done = self.threads.spawn_with_handle(async { work() });
		done.map_err(errors::busy)?.await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::{executor::block_on, future::pending, poll, task::Poll};
	use std::{sync::mpsc, thread};

	fn desk(most: usize, patience: Duration) -> Desk {
		Desk { most, patience, ..Desk::open().expect("threads") }
	}

	#[test]
	fn desk_should_refuse_callers_when_it_is_full_and_take_them_again() {
		let desk = desk(2, PATIENCE);
		block_on(async {
			let wait = || Box::pin(desk.serve(pending::<RpcResult<()>>()));
			let (mut first, mut second) = (wait(), wait());
			assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending());
			let refused = desk.serve(async { Ok(()) }).await.expect_err("there is no place");
			assert_eq!(refused.code(), errors::BUSY);
			drop(first);
			assert_eq!(desk.serve(async { Ok(1) }).await, Ok(1));
		});
	}

	#[test]
	fn desk_should_let_nobody_wait_for_ever() {
		let desk = desk(2, Duration::from_millis(50));
		let refused = block_on(desk.serve(pending::<RpcResult<()>>())).expect_err("it never ends");
		assert_eq!(refused.code(), errors::BUSY);
	}

	#[test]
	fn desk_should_serve_few_large_answers_at_once() {
		let desk = desk(100, PATIENCE);
		block_on(async {
			let wait = || Box::pin(desk.serve_large(pending::<RpcResult<()>>()));
			let mut all = (0..LARGE).map(|_| wait()).collect::<Vec<_>>();
			for one in &mut all {
				assert!(poll!(one).is_pending());
			}
			let mut next = Box::pin(desk.serve_large(async { Ok(()) }));
			assert!(poll!(&mut next).is_pending());
			all.pop();
			assert_eq!(poll!(&mut next), Poll::Ready(Ok(())));
		});
	}

	#[test]
	fn desk_should_hold_few_uploads_and_work_for_one_at_a_time() {
		let desk = desk(100, PATIENCE);
		let begun = AtomicUsize::new(0);
		block_on(async {
			let wait = || {
				Box::pin(desk.serve_upload(async {
					begun.fetch_add(1, Ordering::SeqCst);
					pending::<RpcResult<()>>().await
				}))
			};
			let mut all = (0..UPLOADS).map(|_| wait()).collect::<Vec<_>>();
			for one in &mut all {
				assert!(poll!(one).is_pending());
			}
			assert_eq!(begun.load(Ordering::SeqCst), 1);
			let refused = desk.serve_upload(async { Ok(()) }).await.expect_err("there is no place");
			assert_eq!(refused.code(), errors::BUSY);
			// Others are served meanwhile.
			assert_eq!(desk.serve(async { Ok(1) }).await, Ok(1));
			all.clear();
			assert_eq!(desk.serve_upload(async { Ok(2) }).await, Ok(2));
		});
	}

	#[test]
	fn desk_should_hold_few_subscriptions() {
		let desk = desk(100, PATIENCE);
		let mut all = (0..WATCHERS).map(|_| desk.watch()).collect::<Vec<_>>();
		assert!(all.iter().all(Result::is_ok));
		assert_eq!(desk.watch().expect_err("there is no place").code(), errors::BUSY);
		all.pop();
		assert!(desk.watch().is_ok());
	}

	#[test]
	fn desk_should_work_on_threads_of_its_own_and_on_few() {
		let desk = desk(100, PATIENCE);
		let name = desk.work(|| Ok(thread::current().name().map(str::to_owned)));
		let name = block_on(name).expect("it works").expect("it has a name");
		assert!(name.starts_with("bourse-rpc-"), "{name}");
		let priority = || rustix::process::getpriority_process(None).map_err(errors::busy);
		let lower = (priority().expect("there is one") + NICE).min(19);
		assert_eq!(block_on(desk.work(priority)), Ok(lower));
		// All threads are busy: nothing more begins.
		let (sender, receiver) = mpsc::channel::<()>();
		let receiver = Arc::new(parking_lot::Mutex::new(receiver));
		block_on(async {
			let begun = Arc::new(AtomicUsize::new(0));
			let mut all = Vec::new();
			for _ in 0..THREADS + 1 {
				let (receiver, begun) = (receiver.clone(), begun.clone());
				let mut work = Box::pin(desk.work(move || {
					begun.fetch_add(1, Ordering::SeqCst);
					receiver.lock().recv().ok();
					Ok(())
				}));
				assert!(poll!(&mut work).is_pending());
				all.push(work);
			}
			thread::sleep(Duration::from_millis(200));
			assert_eq!(begun.load(Ordering::SeqCst), THREADS);
			drop(sender);
			for work in all {
				assert_eq!(work.await, Ok(()));
			}
		});
	}
}
