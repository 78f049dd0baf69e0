// SPDX-License-Identifier: Apache-2.0

//! Gets content by its multiaddr and checks it (PROTOCOL 8.4, DESIGN decision 9).
//!
//! A multiaddr is `http://…`, `https://…`, `/ipfs/<cid>` (a CID of [`cid`]'s kind), or
//! empty: by checksum only. Whatever the address says, content that the store holds is not
//! fetched again, and content whose checksum differs is not used.

use super::{
	blob::Blob,
	cid,
	hex::to_hex,
	keyed_lock::KeyedLock,
	store::{Store, StoreError},
};
use crate::{cancel::Cancel, failure::Failure};
use bourse_formats::{blake2_256, FailureCode, Hash, Hasher};
use std::{
	io::{self, Read, Write},
	net::{IpAddr, Ipv4Addr, SocketAddr},
	sync::Arc,
	thread,
	time::Duration,
};
use thiserror::Error;
use ureq::{
	config::Config as AgentConfig,
	http::Uri,
	unversioned::{
		resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
		transport::{DefaultConnector, NextTimeout},
	},
	Agent,
};

/// Asks other nodes for a block by its hash. Answers are checked.
pub type Peers = dyn Fn(&Hash) -> Option<Vec<u8>> + Send + Sync;

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
	/// Tries when a failure may pass.
	pub tries: u32,
	/// Pause before the second try; four times as long before each further one.
	pub pause: Duration,
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
			allow_private: false,
		}
	}
}

/// Why there is no content.
#[derive(Debug, Error)]
pub enum FetchError {
	/// No server and no node gave the content.
	#[error("{address}: {reason}")]
	Failed {
		/// The address.
		address: String,
		/// What went wrong.
		reason: String,
		/// Another try may do better.
		passing: bool,
	},
	/// The address gives other content than the checksum names.
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

impl From<FetchError> for Failure {
	fn from(error: FetchError) -> Self {
		let code = match error {
			FetchError::Failed { .. } => FailureCode::FetchFailed,
			FetchError::ChecksumMismatch { .. } => FailureCode::ChecksumMismatch,
			FetchError::TooLarge { .. } => FailureCode::InputTooLarge,
			FetchError::Cancelled => FailureCode::Timeout,
			FetchError::Store(_) => FailureCode::Internal,
		};
		Failure::new(code, error.to_string())
	}
}

/// Fetches content into a store.
pub struct Fetcher {
	agent: Agent,
	config: FetchConfig,
	store: Arc<Store>,
	peers: Option<Box<Peers>>,
	/// One fetch at a time of each content: jobs that want the same wait for each other.
	fetching: KeyedLock,
}

impl Fetcher {
	/// A fetcher into `store`, that asks `peers` for what no server gives.
	pub fn new(config: FetchConfig, store: Arc<Store>, peers: Option<Box<Peers>>) -> Self {
		let agent = Agent::config_builder()
			.timeout_global(Some(config.total_timeout))
			.timeout_resolve(Some(config.connect_timeout))
			.timeout_connect(Some(config.connect_timeout))
			.timeout_recv_response(Some(config.read_timeout))
			.timeout_per_read(Some(config.read_timeout))
			.max_redirects(5)
			.max_idle_connections(0)
			.accept_encoding("identity")
			.user_agent(concat!("bourse/", env!("CARGO_PKG_VERSION")))
			// Where a worker fetches from is not left to an environment variable.
			.proxy(None)
			.build();
		let resolver = Guarded { inner: DefaultResolver::default(), all: config.allow_private };
		Self {
			agent: Agent::with_parts(agent, DefaultConnector::default(), resolver),
			config,
			store,
			peers,
			fetching: KeyedLock::default(),
		}
	}

	/// The content with this checksum: from the store, from `multiaddr`, or from other nodes.
	pub fn fetch(
		&self,
		multiaddr: &[u8],
		checksum: &Hash,
		cancel: &Cancel,
	) -> Result<Blob, FetchError> {
		self.fetching.with(checksum, || self.fetch_alone(multiaddr, checksum, cancel))
	}

	fn fetch_alone(
		&self,
		multiaddr: &[u8],
		checksum: &Hash,
		cancel: &Cancel,
	) -> Result<Blob, FetchError> {
		let address = String::from_utf8_lossy(multiaddr).into_owned();
		if let Some(size) = self.store.size(checksum) {
			if size > self.config.max_bytes {
				return Err(self.too_large(&address));
			}
			if let Some(blob) = self.store.map(checksum)? {
				return Ok(blob);
			}
		}
		let refused = |reason| Err(failed(&address, reason, false));
		let lower = address.get(..8).unwrap_or(&address).to_ascii_lowercase();
		let result = if lower.starts_with("http://") || lower.starts_with("https://") {
			self.http_with_retries(&address, checksum, cancel)
		} else if let Some(text) = address.strip_prefix("/ipfs/") {
			match cid::decode(text) {
				Some(hash) if hash == *checksum => refused("not in the store"),
				Some(_) => Err(mismatch(&address, checksum)),
				None => refused("not a raw CIDv1 with BLAKE2b-256 in base32"),
			}
		} else if address.is_empty() {
			Err(failed(&to_hex(checksum), "not in the store, and without an address", false))
		} else {
			refused("neither http(s)://… nor /ipfs/…")
		};
		if let Err(error) = result {
			let FetchError::Failed { .. } = error else { return Err(error) };
			let found = self.peers.as_ref().and_then(|ask| ask(checksum));
			let found = found.filter(|content| blake2_256(content) == *checksum);
			let content = found.ok_or(error)?;
			if content.len() as u64 > self.config.max_bytes {
				return Err(self.too_large(&address));
			}
			self.store.put(&content)?;
		}
		let blob = self.store.map(checksum)?;
		blob.ok_or_else(|| failed(&address, "lost again right after fetching", false))
	}

	fn too_large(&self, address: &str) -> FetchError {
		FetchError::TooLarge { address: address.into(), limit: self.config.max_bytes }
	}

	fn http_with_retries(
		&self,
		address: &str,
		checksum: &Hash,
		cancel: &Cancel,
	) -> Result<(), FetchError> {
		let mut pause = self.config.pause;
		for _ in 1..self.config.tries {
			match self.http(address, checksum, cancel) {
				Err(FetchError::Failed { passing: true, reason, .. }) => {
					log::debug!("{address}: {reason}; trying again in {pause:?}");
					sleep(pause, cancel)?;
					pause = pause.saturating_mul(4);
				},
				result => return result,
			}
		}
		self.http(address, checksum, cancel)
	}

	/// One try: streams the answer into the store.
	fn http(&self, address: &str, checksum: &Hash, cancel: &Cancel) -> Result<(), FetchError> {
		let response = self.agent.get(address).call();
		let response = response.map_err(|error| failed(address, &error, may_pass(&error)))?;
		let body = response.into_body();
		let told = body.content_length();
		if told.is_some_and(|size| size > self.config.max_bytes) {
			return Err(self.too_large(address));
		}
		let mut file = self.store.temp_file()?;
		let mut reader = body.into_reader();
		let mut hasher = Hasher::new();
		let mut size = 0u64;
		let mut buffer = vec![0; 64 << 10];
		loop {
			if cancel.is_set() {
				return Err(FetchError::Cancelled);
			}
			let read = match reader.read(&mut buffer) {
				Ok(0) => break,
				Ok(read) => read,
				Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
				Err(error) => return Err(failed(address, error, true)),
			};
			size += read as u64;
			if size > self.config.max_bytes {
				return Err(self.too_large(address));
			}
			hasher.update(&buffer[..read]);
			file.write_all(&buffer[..read])
				.map_err(|error| StoreError::from_io(file.path(), error))?;
		}
		if told.is_some_and(|told| told != size) {
			return Err(failed(address, "the answer ended early", true));
		}
		if hasher.finish() != *checksum {
			return Err(mismatch(address, checksum));
		}
		self.store.put_file(file, *checksum)?;
		Ok(())
	}
}

fn failed(address: &str, reason: impl ToString, passing: bool) -> FetchError {
	FetchError::Failed { address: address.into(), reason: reason.to_string(), passing }
}

fn mismatch(address: &str, checksum: &Hash) -> FetchError {
	FetchError::ChecksumMismatch { address: address.into(), checksum: *checksum }
}

/// Another try may do better.
fn may_pass(error: &ureq::Error) -> bool {
	use ureq::Error::*;
	match error {
		// The guard's word, not the network's.
		Io(io) => io.kind() != io::ErrorKind::PermissionDenied,
		Timeout(_) | ConnectionFailed | HostNotFound | Protocol(_) => true,
		StatusCode(code) => matches!(code, 408 | 425 | 429 | 500..=599),
		_ => false,
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

/// Looks names up, and refuses addresses that are not on the public internet. Asked again for each
/// redirect.
#[derive(Debug)]
struct Guarded {
	inner: DefaultResolver,
	all: bool,
}

impl Resolver for Guarded {
	fn resolve(
		&self,
		uri: &Uri,
		config: &AgentConfig,
		timeout: NextTimeout,
	) -> Result<ResolvedSocketAddrs, ureq::Error> {
		let found = self.inner.resolve(uri, config, timeout)?;
		let mut public = self.empty();
		let may_be = |address: &&SocketAddr| self.all || is_public(address.ip());
		found.iter().filter(may_be).for_each(|address| public.push(*address));
		if public.is_empty() {
			return Err(ureq::Error::Io(io::Error::new(
				io::ErrorKind::PermissionDenied,
				"an address of this machine or of a private network, which this worker refuses",
			)));
		}
		Ok(public)
	}
}

/// On the public internet.
fn is_public(ip: IpAddr) -> bool {
	match ip {
		IpAddr::V4(ip) => is_public_v4(ip),
		IpAddr::V6(ip) => {
			let head = ip.segments()[0];
			// Addresses that stand for one of IPv4.
			let embedded = ip.to_ipv4_mapped().or_else(|| match ip.segments() {
				[0x64, 0xff9b, 0, 0, 0, 0, a, b] => {
					Some(Ipv4Addr::from(u32::from(a) << 16 | u32::from(b)))
				},
				[0x2002, a, b, ..] => Some(Ipv4Addr::from(u32::from(a) << 16 | u32::from(b))),
				_ => None,
			});
			// 2000::/3 is the space given out.
			match embedded {
				Some(ip) => is_public_v4(ip),
				None => head & 0xe000 == 0x2000 && (head, ip.segments()[1]) != (0x2001, 0xdb8),
			}
		},
	}
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
	let [a, b, c, _] = ip.octets();
	!(ip.is_private()
		|| ip.is_loopback()
		|| ip.is_link_local()
		|| ip.is_documentation()
		|| a == 0
		|| a >= 224
		|| (a == 100 && b & 0xc0 == 64)
		|| (a == 192 && b == 0 && c == 0)
		|| (a == 198 && b & 0xfe == 18))
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
