// SPDX-License-Identifier: Apache-2.0

//! Gets content by its multiaddr and checks it (PROTOCOL 8.4, DESIGN decision 9).
//!
//! A multiaddr is `http://…`, `https://…`, `/ipfs/<cid>` (a CID of [`cid`]'s kind), or
//! empty: by checksum only. Whatever the address says, content that the store holds is not
//! fetched again, and content whose checksum differs is not used. When the address gives nothing, or
//! other content, other nodes are asked by the checksum.
//!
//! Private content is found in the store, and got from other nodes, only as the content of the deal
//! that it is wanted for: a deal that names the checksum of another's file gains nothing by it.

pub use super::{
	blob::Blob,
	nodes::{Holder, OtherNodes, MAX_HOLDERS, PIECE},
};
use super::{
	cid,
	hex::to_hex,
	http::{self, Http},
	keyed_lock::KeyedLock,
	nodes::from_others,
	printable::printable,
	store::{Content, Store, StoreError},
};
use crate::{cancel::Cancel, failure::Failure};
use bourse_formats::{FailureCode, Hash, Job, Source};
use std::{sync::Arc, thread, time::Duration};
use thiserror::Error;

/// Other nodes, which may have what no server gives.
pub type Peers = dyn OtherNodes;

/// How content is fetched.
#[derive(Clone, Debug)]
pub struct FetchConfig {
	/// Largest content, in bytes.
	pub max_bytes: u64,
	/// For looking up and reaching a server.
	pub connect_timeout: Duration,
	/// For each wait for the server's answer, or for more of it.
	pub read_timeout: Duration,
	/// For one try as a whole.
	pub total_timeout: Duration,
	/// Tries when a failure may pass at once.
	pub tries: u32,
	/// Pause before the second try; four times as long before each further one. A server may ask for
	/// a longer one.
	pub pause: Duration,
	/// The longest pause between tries. When a server asks for a longer one, the fetch ends, and
	/// tells how long the pause should be ([`FetchError::after`]).
	pub longest_pause: Duration,
	/// Fetch from addresses of this machine and of private networks too. Anybody can put an
	/// address on chain, so a worker that has neighbours should not.
	pub allow_private: bool,
}

impl Default for FetchConfig {
	fn default() -> Self {
		Self {
			max_bytes: 4 << 30,
			connect_timeout: Duration::from_secs(10),
			read_timeout: Duration::from_secs(30),
			total_timeout: Duration::from_secs(30 * 60),
			tries: 3,
			pause: Duration::from_secs(1),
			longest_pause: Duration::from_secs(10),
			allow_private: false,
		}
	}
}

/// Content that a task needs.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
	/// The address, or nothing.
	pub multiaddr: &'a [u8],
	/// The content, and the deal that it belongs to when it is private.
	pub content: Content,
	/// The task that needs the content. A worker shows by it that it works for the deal.
	pub task: Hash,
}

impl<'a> Wanted<'a> {
	/// An app or a dataset of a job.
	pub fn of_source(job: &Job, source: &'a Source) -> Self {
		let content = Content { hash: source.checksum, deal: source.private.then_some(job.deal) };
		Self { multiaddr: &source.multiaddr, content, task: job.task }
	}

	/// A file that a job's params name, which is private.
	pub fn of_input(job: &Job, url: &'a str, checksum: Hash) -> Self {
		let content = Content::of_deal(job.deal, checksum);
		Self { multiaddr: url.as_bytes(), content, task: job.task }
	}

	/// The address, or the checksum where there is none, as a log may show it.
	fn name(&self) -> String {
		match self.multiaddr {
			[] => to_hex(&self.content.hash),
			address => printable(String::from_utf8_lossy(address)),
		}
	}
}

/// Why there is no content. Texts from outside are escaped.
#[derive(Debug, Error)]
pub enum FetchError {
	/// No server and no node gave the content.
	#[error("{address}: {reason}")]
	Failed {
		/// The address.
		address: String,
		/// What went wrong.
		reason: String,
		/// A later try may do better.
		passing: bool,
		/// The pause before the next try that the server asks for.
		after: Option<Duration>,
	},
	/// The address gives other content than the checksum names, and no other node has it.
	#[error("{address}: the content's checksum is not {}", to_hex(.checksum))]
	ChecksumMismatch {
		/// The address.
		address: String,
		/// The checksum.
		checksum: Hash,
	},
	/// The content is larger than the worker accepts.
	#[error("{address}: larger than {limit} bytes")]
	TooLarge {
		/// The address.
		address: String,
		/// The largest content that the worker accepts, in bytes.
		limit: u64,
	},
	/// The job is no longer wanted.
	#[error("cancelled")]
	Cancelled,
	/// The content can't be kept.
	#[error(transparent)]
	Store(#[from] StoreError),
}

impl FetchError {
	pub(super) fn failed(wanted: &Wanted, reason: impl ToString, passing: bool) -> Self {
		let (address, reason) = (wanted.name(), printable(reason.to_string()));
		Self::Failed { address, reason, passing, after: None }
	}

	pub(super) fn mismatch(wanted: &Wanted) -> Self {
		Self::ChecksumMismatch { address: wanted.name(), checksum: wanted.content.hash }
	}

	pub(super) fn too_large(wanted: &Wanted, config: &FetchConfig) -> Self {
		Self::TooLarge { address: wanted.name(), limit: config.max_bytes }
	}

	/// Whether a later try may do better: the server may be back, or another node have the content.
	pub fn passing(&self) -> bool {
		match self {
			Self::Failed { passing, .. } => *passing,
			Self::ChecksumMismatch { .. } => true,
			Self::TooLarge { .. } | Self::Cancelled | Self::Store(_) => false,
		}
	}

	/// The pause before the next try that the server asks for, an hour at most.
	pub fn after(&self) -> Option<Duration> {
		match self {
			Self::Failed { after, .. } => *after,
			_ => None,
		}
	}
}

impl From<FetchError> for Failure {
	fn from(error: FetchError) -> Self {
		let code = match error {
			FetchError::Failed { .. } => FailureCode::FetchFailed,
			FetchError::ChecksumMismatch { .. } => FailureCode::ChecksumMismatch,
			FetchError::TooLarge { .. } => FailureCode::InputTooLarge,
			FetchError::Cancelled => FailureCode::Timeout,
			FetchError::Store(error) => return error.into(),
		};
		Failure { retry_after: error.after(), ..Failure::new(code, error.to_string()) }
	}
}

/// Fetches content into a store.
pub struct Fetcher {
	http: Http,
	config: FetchConfig,
	store: Arc<Store>,
	peers: Option<Box<Peers>>,
	/// One fetch at a time of each content: jobs that want the same wait for each other.
	fetching: KeyedLock,
}

impl Fetcher {
	/// A fetcher into `store`, that asks `peers` for what no server gives.
	pub fn new(config: FetchConfig, store: Arc<Store>, peers: Option<Box<Peers>>) -> Self {
		let http = Http::new(&config);
		Self { http, config, store, peers, fetching: KeyedLock::default() }
	}

	/// The content: from the store, from its address, or from other nodes.
	pub fn fetch(&self, wanted: &Wanted, cancel: &Cancel) -> Result<Blob, FetchError> {
		self.fetching.with(&wanted.content.id(), || self.fetch_alone(wanted, cancel))
	}

	fn fetch_alone(&self, wanted: &Wanted, cancel: &Cancel) -> Result<Blob, FetchError> {
		if let Some(blob) = self.look_up(wanted)? {
			return Ok(blob);
		}
		if let Err(error) = self.get_by_address(wanted, cancel) {
			if matches!(error, FetchError::Cancelled | FetchError::Store(_)) {
				return Err(error);
			}
			let Some(peers) = &self.peers else { return Err(error) };
			if !from_others(&**peers, &self.store, &self.config, wanted, cancel)? {
				return Err(error);
			}
		}
		let blob = self.look_up(wanted)?;
		blob.ok_or_else(|| FetchError::failed(wanted, "lost again right after fetching", true))
	}

	/// From the store. Content that everybody may have is as good as private content.
	fn look_up(&self, wanted: &Wanted) -> Result<Option<Blob>, FetchError> {
		let public = Content::public(wanted.content.hash);
		for content in [&wanted.content, &public] {
			match self.store.size_of(content) {
				Some(size) if size > self.config.max_bytes => {
					return Err(FetchError::too_large(wanted, &self.config));
				},
				Some(_) => {
					if let Some(blob) = self.store.map(content)? {
						return Ok(Some(blob));
					}
				},
				None => {},
			}
		}
		Ok(None)
	}

	fn get_by_address(&self, wanted: &Wanted, cancel: &Cancel) -> Result<(), FetchError> {
		let refused = |reason| Err(FetchError::failed(wanted, reason, false));
		let not_here = |reason| Err(FetchError::failed(wanted, reason, true));
		let address = String::from_utf8_lossy(wanted.multiaddr);
		let lower = address.get(..8).unwrap_or(&address).to_ascii_lowercase();
		if lower.starts_with("http://") || lower.starts_with("https://") {
			self.http_with_retries(wanted, cancel)
		} else if let Some(text) = address.strip_prefix("/ipfs/") {
			match cid::decode(text) {
				Some(hash) if hash == wanted.content.hash => not_here("not in the store"),
				Some(_) => Err(FetchError::mismatch(wanted)),
				None => refused("not a raw CIDv1 with BLAKE2b-256 in base32"),
			}
		} else if address.is_empty() {
			not_here("not in the store, and without an address")
		} else {
			refused("neither http(s)://… nor /ipfs/…")
		}
	}

	fn http_with_retries(&self, wanted: &Wanted, cancel: &Cancel) -> Result<(), FetchError> {
		let mut pause = self.config.pause;
		let mut left = self.config.tries;
		loop {
			let tried = self.http.get(&self.store, &self.config, wanted, cancel);
			let Err(fault) = tried else { return Ok(()) };
			left = left.saturating_sub(1);
			let wait = fault.error.after().unwrap_or_default().max(pause);
			if left == 0 || !fault.soon || wait > self.config.longest_pause.max(pause) {
				return Err(fault.error);
			}
			http::tell(wanted, &fault, wait);
			sleep(wait, cancel)?;
			pause = pause.saturating_mul(4);
		}
	}
}

fn sleep(span: Duration, cancel: &Cancel) -> Result<(), FetchError> {
	const STEP: Duration = Duration::from_millis(100);
	let mut left = span;
	while !left.is_zero() {
		if cancel.is_set() {
			return Err(FetchError::Cancelled);
		}
		let step = left.min(STEP);
		thread::sleep(step);
		left -= step;
	}
	Ok(())
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
