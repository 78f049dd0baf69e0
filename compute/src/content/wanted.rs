// SPDX-License-Identifier: Apache-2.0

//! What is fetched, how, and why it was not.

use super::{
	hex::to_hex,
	printable::printable,
	store::{Content, StoreError},
};
use crate::failure::Failure;
use bourse_formats::{FailureCode, Hash, Job, Source};
use std::time::Duration;
use thiserror::Error;

/// Time between two lines of the log on how far a download is.
pub(super) const PROGRESS: Duration = Duration::from_secs(10);

/// Longest part of an address that is shown, in characters: in a line of the log there has to be room
/// for the reason, too.
const LONGEST_NAME: usize = 160;

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
			// For the largest content at 5 Mbit/s: not every server can continue a download.
			total_timeout: Duration::from_secs(2 * 3600),
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

	/// The address, cut when it is long, or the checksum where there is none, as a log may show it.
	pub(super) fn name(&self) -> String {
		if self.multiaddr.is_empty() {
			return to_hex(&self.content.hash);
		}
		let address = String::from_utf8_lossy(self.multiaddr);
		let cut = address.char_indices().nth(LONGEST_NAME);
		match cut {
			Some((end, _)) => printable(format!("{}…", &address[..end])),
			None => printable(address),
		}
	}

	/// Writes down how many bytes of a download are there, and of how many, where that is known.
	pub(super) fn tell_progress(&self, size: u64, whole: Option<u64>) {
		let of = whole.map_or_else(String::new, |whole| format!(" of {}", amount(whole)));
		log::info!("{}: {}{of}", self.name(), amount(size));
	}
}

/// An amount of content, for people.
fn amount(bytes: u64) -> String {
	match bytes >> 20 {
		0 => format!("{bytes} bytes"),
		mib => format!("{mib} MiB"),
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
	#[error("{address}: the content's checksum is not {}: {found}", to_hex(.checksum))]
	ChecksumMismatch {
		/// The address.
		address: String,
		/// The checksum.
		checksum: Hash,
		/// The other content.
		found: String,
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

	pub(super) fn mismatch(wanted: &Wanted, found: impl ToString) -> Self {
		let (address, found) = (wanted.name(), printable(found.to_string()));
		Self::ChecksumMismatch { address, checksum: wanted.content.hash, found }
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn failures_should_show_their_reason_when_the_address_is_long() {
		let begin = format!("https://bucket.example/{}", "é".repeat(137));
		let address = format!("{begin}?signature={}", "x".repeat(200));
		let content = Content::public(Hash([1; 32]));
		let wanted = Wanted { multiaddr: address.as_bytes(), content, task: Hash([2; 32]) };
		let failure = Failure::from(FetchError::failed(&wanted, "http status 403 Forbidden", true));
		let expected = format!("FetchFailed: {begin}…: http status 403 Forbidden");
		assert_eq!(printable(&failure), expected);
	}

	#[test]
	fn default_should_give_the_largest_content_time_enough_at_five_megabits_a_second() {
		let FetchConfig { max_bytes, total_timeout, .. } = FetchConfig::default();
		assert!(total_timeout.as_secs() * 5_000_000 / 8 >= max_bytes);
	}

	#[test]
	fn amount_should_be_in_bytes_when_it_is_small() {
		let amounts = [0, (1 << 20) - 1, 1 << 20, (5 << 30) + 1].map(amount);
		assert_eq!(amounts, ["0 bytes", "1048575 bytes", "1 MiB", "5120 MiB"]);
	}
}
