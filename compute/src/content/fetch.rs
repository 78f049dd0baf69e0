// SPDX-License-Identifier: Apache-2.0

//! Gets content by its multiaddr and checks it (PROTOCOL 8.4, DESIGN decision 9).
//!
//! A multiaddr is `http://…`, `https://…`, `/ipfs/<cid>` (a CID of [`cid`]'s kind),
//! `/result/<digest>/<path>` (an output file of a completed task, put together from its pieces), or
//! empty: by checksum only. Whatever the address says, content that the store holds is not
//! fetched again, and content whose checksum differs is not used. When the address gives nothing, or
//! other content, other nodes are asked by the checksum; once also when a third of the time is over, so
//! that a server which keeps a worker waiting keeps it from nothing that others have.
//!
//! Private content is found in the store, and got from other nodes, only as the content of the deal
//! that it is wanted for: a deal that names the checksum of another's file gains nothing by it.

pub use super::{
	blob::Blob,
	nodes::{Holder, OtherNodes, MAX_HOLDERS, PIECE},
	wanted::{FetchConfig, FetchError, Wanted},
};
use super::{
	cid,
	hex::{parse_hash, to_hex},
	http::{self, Http},
	keyed_lock::KeyedLock,
	nodes::{from_others, Beside},
	store::{leave_room, Content, Store, StoreError},
};
use crate::{cancel::Cancel, failure::NO_TIME};
use bourse_formats::{limits::CHUNK, Hash, Hasher};
use std::{io::Write, sync::Arc, thread, time::Duration};

/// Bytes by which a download has to go on, so that its tries are counted anew.
const STRIDE: u64 = 64 << 10;

/// Other nodes, which may have what no server gives.
pub type Peers = dyn OtherNodes;

/// Fetches content into a store.
pub struct Fetcher {
	http: Http,
	config: FetchConfig,
	store: Arc<Store>,
	peers: Option<Box<Peers>>,
	/// One fetch at a time of each content from each address: jobs that want the same wait for each
	/// other, and nobody waits for another's server.
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
		let is_over = || cancel.is_set() || cancel.time_to_fetch(Duration::MAX).is_zero();
		let key = http::key_of(wanted);
		let fetched = self.fetching.with_unless(&key, is_over, || self.fetch_alone(wanted, cancel));
		fetched.unwrap_or_else(|| match cancel.is_set() {
			true => Err(FetchError::Cancelled),
			false => Err(FetchError::failed(wanted, NO_TIME, true)),
		})
	}

	fn fetch_alone(&self, wanted: &Wanted, cancel: &Cancel) -> Result<Blob, FetchError> {
		if let Some(blob) = self.look_up(wanted)? {
			return Ok(blob);
		}
		let ask = |cancel: &Cancel| match &self.peers {
			Some(peers) => from_others(&**peers, &self.store, &self.config, wanted, cancel),
			None => Ok(false),
		};
		let most = self.config.total_timeout;
		let after = cancel.time_to_fetch(most) / 3;
		let mut beside = Beside::new(after, || ask(&cancel.with_half_of_fetching(most)));
		if let Err(error) = self.get_by_address(wanted, cancel, &mut beside) {
			// Another job may have got it from another place meanwhile.
			if let Some(blob) = self.look_up(wanted)? {
				return Ok(blob);
			}
			let is_over = cancel.time_to_fetch(Duration::MAX).is_zero();
			if is_over || matches!(error, FetchError::Cancelled | FetchError::Store(_)) {
				return Err(error);
			}
			if !ask(cancel)? {
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

	fn get_by_address(
		&self,
		wanted: &Wanted,
		cancel: &Cancel,
		beside: &mut Beside,
	) -> Result<(), FetchError> {
		let refused = |reason| Err(FetchError::failed(wanted, reason, false));
		let not_here = |reason| Err(FetchError::failed(wanted, reason, true));
		let address = String::from_utf8_lossy(wanted.multiaddr);
		let lower = address.get(..8).unwrap_or(&address).to_ascii_lowercase();
		if lower.starts_with("http://") || lower.starts_with("https://") {
			self.http_with_retries(wanted, cancel, beside)
		} else if let Some(text) = address.strip_prefix("/ipfs/") {
			match cid::decode(text) {
				Some(hash) if hash == wanted.content.hash => not_here("not in the store"),
				Some(hash) => {
					let found = format!("the CID is that of {}", to_hex(&hash));
					Err(FetchError::mismatch(wanted, found))
				},
				None => refused("not a raw CIDv1 with BLAKE2b-256 in base32"),
			}
		} else if let Some(text) = address.strip_prefix("/result/") {
			match split_result(text) {
				Some((digest, path)) => self.get_of_result(wanted, &digest, path, cancel),
				None => refused("not /result/, a task's digest, and the path of a file"),
			}
		} else if address.is_empty() {
			not_here("not in the store, and without an address")
		} else {
			refused("neither http(s)://… nor /ipfs/… nor /result/…")
		}
	}

	/// Puts a file of a task's result together. The blocks that are not here are asked for at other nodes.
	fn get_of_result(
		&self,
		wanted: &Wanted,
		digest: &Hash,
		path: &str,
		cancel: &Cancel,
	) -> Result<(), FetchError> {
		let later = |reason: String| FetchError::failed(wanted, reason, true);
		let ask = |hash: &Hash| match (cancel.is_set(), &self.peers) {
			(false, Some(peers)) => peers.block(hash),
			_ => None,
		};
		let (mut file, mut hasher) = (self.store.temp_file()?, Hasher::new());
		let mut size = 0u64;
		let listed = self.store.get_manifest(digest, ask);
		let (_, manifest) = listed.map_err(|error| later(error.to_string()))?;
		let Some(listed) = manifest.files.iter().find(|listed| listed.path == path) else {
			return Err(FetchError::failed(wanted, "the result has no such file", false));
		};
		if listed.size > self.config.max_bytes {
			return Err(FetchError::too_large(wanted, &self.config));
		}
		for chunk in &listed.chunks {
			if cancel.is_set() {
				return Err(FetchError::Cancelled);
			}
			if cancel.time_to_fetch(Duration::MAX).is_zero() {
				return Err(later(NO_TIME.into()));
			}
			let bytes = self.store.get_block(chunk, CHUNK, &ask);
			let bytes = bytes.map_err(|error| later(error.to_string()))?;
			size = size.saturating_add(bytes.len() as u64);
			leave_room(&file, bytes.len())?;
			hasher.update(&bytes);
			file.write_all(&bytes).map_err(|error| StoreError::from_io(file.path(), error))?;
		}
		let hash = hasher.finish();
		if hash != wanted.content.hash {
			let found = format!("the file's {size} bytes have {}", to_hex(&hash));
			return Err(FetchError::mismatch(wanted, found));
		}
		Ok(self.store.put_file(file, &wanted.content)?)
	}

	fn http_with_retries(
		&self,
		wanted: &Wanted,
		cancel: &Cancel,
		beside: &mut Beside,
	) -> Result<(), FetchError> {
		let mut pause = self.config.pause;
		let mut left = self.config.tries;
		let mut most = self.http.begun(wanted);
		loop {
			let tried = self.http.get(&self.store, &self.config, wanted, cancel, beside);
			let Err(fault) = tried else { return Ok(()) };
			if beside.gave()? {
				return Ok(());
			}
			left = left.saturating_sub(1);
			let begun = self.http.begun(wanted);
			if begun >= most.saturating_add(STRIDE) {
				(pause, left, most) = (self.config.pause, self.config.tries, begun);
			}
			let wait = fault.error.after().unwrap_or_default().max(pause);
			let is_last = left == 0 || cancel.time_to_fetch(Duration::MAX) <= wait;
			if is_last || !fault.soon || wait > self.config.longest_pause.max(pause) {
				return Err(fault.error);
			}
			http::tell(&fault, wait);
			sleep(wait, cancel)?;
			pause = pause.saturating_mul(4);
		}
	}
}

/// The digest and the path of a result's file.
pub(crate) fn split_result(text: &str) -> Option<(Hash, &str)> {
	let (digest, path) = text.split_once('/')?;
	Some((parse_hash(digest)?, path)).filter(|(_, path)| !path.is_empty())
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
#[path = "beside_tests.rs"]
mod beside;
#[cfg(test)]
#[path = "faults_tests.rs"]
mod faults;
#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
