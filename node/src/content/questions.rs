// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Questions to other nodes on behalf of RPC: so many at once, one for each hash however many want to
//! know, and none again for a minute when nobody had the block.

use bourse_compute::Hash;
use futures::{
	future::{BoxFuture, Shared, WeakShared},
	FutureExt,
};
use parking_lot::Mutex;
use std::{
	collections::{HashMap, VecDeque},
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Questions at once. Each takes ten seconds at most.
const AT_ONCE: usize = 32;
/// Hashes that are remembered as nobody's.
const REMEMBERED: usize = 4096;
/// How long they are.
const MEMORY: Duration = Duration::from_secs(60);

/// A block, shared by all who wait for it.
pub type Found = Option<Arc<Vec<u8>>>;
type Question = BoxFuture<'static, Found>;
/// Asks other nodes for a block.
type Ask = dyn Fn(Hash) -> BoxFuture<'static, Option<Vec<u8>>> + Send + Sync;

#[derive(Default)]
struct Asked {
	/// The questions that are being asked. One that nobody waits for any more is over.
	open: HashMap<Hash, WeakShared<Question>>,
	/// When nobody had what, the latest last.
	nobodys: HashMap<Hash, Instant>,
	order: VecDeque<(Hash, Instant)>,
}

impl Asked {
	fn forget(&mut self, now: Instant) {
		while let Some((hash, since)) = self.order.front().copied() {
			let is_old = now.saturating_duration_since(since) >= MEMORY;
			if !is_old && self.order.len() <= REMEMBERED {
				break;
			}
			self.order.pop_front();
			if self.nobodys.get(&hash) == Some(&since) {
				self.nobodys.remove(&hash);
			}
		}
	}

	fn remember(&mut self, hash: Hash, now: Instant) {
		self.nobodys.insert(hash, now);
		self.order.push_back((hash, now));
		self.forget(now);
	}
}

/// Asks other nodes for blocks.
#[derive(Clone)]
pub struct Questions {
	ask: Arc<Ask>,
	slots: Arc<Semaphore>,
	state: Arc<Mutex<Asked>>,
}

impl Questions {
	/// Asks by `ask`.
	pub fn new(
		ask: impl Fn(Hash) -> BoxFuture<'static, Option<Vec<u8>>> + Send + Sync + 'static,
	) -> Self {
		let slots = Arc::new(Semaphore::new(AT_ONCE));
		Self { ask: Arc::new(ask), slots, state: Arc::default() }
	}

	/// A block from another node, whose hash the asker has checked. The caller bounds how many wait.
	pub async fn block(&self, hash: Hash) -> Found {
		let question = {
			let mut state = self.state.lock();
			state.forget(Instant::now());
			if state.nobodys.contains_key(&hash) {
				return None;
			}
			match state.open.get(&hash).and_then(WeakShared::upgrade) {
				Some(question) => question,
				None => {
					state.open.retain(|_, question| question.upgrade().is_some());
					let question = self.question(hash).shared();
					let weak = question.downgrade().expect("it was not polled to its end; qed");
					state.open.insert(hash, weak);
					question
				},
			}
		};
		let question: Shared<Question> = question;
		question.await
	}

	fn question(&self, hash: Hash) -> Question {
		let Self { ask, slots, state } = self.clone();
		async move {
			let _slot = slots.acquire().await.ok()?;
			let found = ask(hash).await.map(Arc::new);
			let mut state = state.lock();
			state.open.remove(&hash);
			if found.is_none() {
				state.remember(hash, Instant::now());
			}
			found
		}
		.boxed()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::{channel::oneshot, executor::block_on, future::join_all, poll, task::Poll};
	use std::sync::atomic::{AtomicUsize, Ordering};

	fn hash(number: u32) -> Hash {
		bourse_formats::blake2_256(&number.to_le_bytes())
	}

	/// Questions that are answered when the test says so, and how many were asked.
	type Open = Arc<Mutex<Vec<oneshot::Sender<Option<Vec<u8>>>>>>;
	fn questions() -> (Questions, Open) {
		let open = Open::default();
		let asked = open.clone();
		let questions = Questions::new(move |_| {
			let (sender, receiver) = oneshot::channel();
			asked.lock().push(sender);
			async move { receiver.await.ok().flatten() }.boxed()
		});
		(questions, open)
	}

	#[test]
	fn question_should_be_asked_once_when_many_want_to_know() {
		let (questions, open) = questions();
		block_on(async {
			let mut all = (0..50).map(|_| Box::pin(questions.block(hash(1)))).collect::<Vec<_>>();
			for one in &mut all {
				assert_eq!(poll!(one), Poll::Pending);
			}
			assert_eq!(open.lock().len(), 1);
			// Who began may leave; the others still get the answer.
			drop(all.remove(0));
			open.lock().remove(0).send(Some(vec![7])).expect("they wait");
			assert!(join_all(all).await.into_iter().all(|found| found == Some(Arc::new(vec![7]))));
		});
		assert!(questions.state.lock().open.is_empty());
	}

	#[test]
	fn question_should_be_asked_anew_when_all_who_wanted_to_know_have_left() {
		let (questions, open) = questions();
		block_on(async {
			let mut first = Box::pin(questions.block(hash(1)));
			assert_eq!(poll!(&mut first), Poll::Pending);
			drop(first);
			let mut second = Box::pin(questions.block(hash(1)));
			assert_eq!(poll!(&mut second), Poll::Pending);
			assert_eq!(open.lock().len(), 2);
			open.lock().remove(1).send(Some(vec![1])).expect("it waits");
			assert_eq!(second.await, Some(Arc::new(vec![1])));
		});
		assert_eq!(questions.slots.available_permits(), AT_ONCE);
	}

	#[test]
	fn questions_should_be_few_at_once() {
		let (questions, open) = questions();
		block_on(async {
			let many = AT_ONCE as u32 + 10;
			let mut all = (0..many).map(|n| Box::pin(questions.block(hash(n)))).collect::<Vec<_>>();
			for one in &mut all {
				assert_eq!(poll!(one), Poll::Pending);
			}
			assert_eq!(open.lock().len(), AT_ONCE);
			open.lock().remove(0).send(None).expect("it waits");
			assert_eq!(poll!(&mut all[0]), Poll::Ready(None));
			assert_eq!(poll!(&mut all[AT_ONCE]), Poll::Pending);
			assert_eq!(open.lock().len(), AT_ONCE);
		});
	}

	#[test]
	fn what_nobody_had_should_be_remembered_for_a_minute_and_no_more_than_so_many() {
		let asked = Arc::new(AtomicUsize::new(0));
		let count = asked.clone();
		let questions = Questions::new(move |_| {
			count.fetch_add(1, Ordering::SeqCst);
			async { None }.boxed()
		});
		for _ in 0..3 {
			assert_eq!(block_on(questions.block(hash(1))), None);
		}
		assert_eq!(asked.load(Ordering::SeqCst), 1);
		let mut state = questions.state.lock();
		let later = Instant::now() + MEMORY;
		state.forget(later);
		assert_eq!((state.nobodys.len(), state.order.len()), (0, 0));
		for number in 0..2 * REMEMBERED as u32 {
			state.remember(hash(number), later);
		}
		assert_eq!((state.nobodys.len(), state.order.len()), (REMEMBERED, REMEMBERED));
	}
}
