// SPDX-License-Identifier: Apache-2.0

//! Content from other nodes: small blocks at once, anything else in pieces that are asked for one
//! after the other, so that a download goes on at another node where it stopped.

use super::{
	store::{Store, StoreError},
	wanted::{FetchConfig, FetchError, Wanted, PROGRESS},
};
use crate::cancel::Cancel;
use bourse_formats::{blake2_256, limits::CHUNK, Hash, Hasher};
use std::{io::Write, time::Instant};

/// Most bytes of a piece.
pub const PIECE: usize = CHUNK;
/// Most nodes that content is fetched from in pieces.
pub const MAX_HOLDERS: usize = 4;

/// A node that says that it has content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
	/// The node, by the name that the asker knows.
	pub node: Vec<u8>,
	/// Bytes of the content, as the node says.
	pub size: u64,
}

/// Other nodes, as a source of content. Nothing that they say is trusted. A function that gives
/// blocks by their hashes is one without pieces.
pub trait OtherNodes: Send + Sync {
	/// A block that everybody may have, of at most some MiB.
	fn block(&self, hash: &Hash) -> Option<Vec<u8>>;

	/// At most [`MAX_HOLDERS`] nodes that say that they have the content.
	fn holders(&self, wanted: &Wanted) -> Vec<Holder> {
		let _ = wanted;
		Vec::new()
	}

	/// The next bytes from `offset` on, at most [`PIECE`], from a holder.
	fn piece(&self, holder: &Holder, wanted: &Wanted, offset: u64) -> Option<Vec<u8>> {
		let _ = (holder, wanted, offset);
		None
	}

	/// The holder alone gave all of some content, and it was other content.
	fn lied(&self, holder: &Holder) {
		let _ = holder;
	}
}

impl<F: Fn(&Hash) -> Option<Vec<u8>> + Send + Sync> OtherNodes for F {
	fn block(&self, hash: &Hash) -> Option<Vec<u8>> {
		self(hash)
	}
}

/// Fetches content from other nodes into the store. `false` when nobody had it.
pub(super) fn from_others(
	nodes: &dyn OtherNodes,
	store: &Store,
	config: &FetchConfig,
	wanted: &Wanted,
	cancel: &Cancel,
) -> Result<bool, FetchError> {
	let hash = wanted.content.hash;
	// Also of private content: its owner may serve it so.
	if let Some(block) = nodes.block(&hash)
		&& blake2_256(&block) == hash
	{
		if block.len() as u64 > config.max_bytes {
			return Err(FetchError::too_large(wanted, config));
		}
		store.put_content(&block, &wanted.content)?;
		return Ok(true);
	}
	if cancel.is_set() {
		return Err(FetchError::Cancelled);
	}
	let mut holders = nodes.holders(wanted);
	holders.truncate(MAX_HOLDERS);
	holders.retain(|holder| holder.size <= config.max_bytes);
	let end = Instant::now() + cancel.time_to_fetch(config.total_timeout);
	let mut download = Download { nodes, store, wanted, cancel, end };
	// Together first; when one of them lies, that is known at the end only: then each alone.
	let alone = if holders.len() > 1 { holders.chunks(1) } else { [].chunks(1) };
	for group in std::iter::once(&holders[..]).chain(alone) {
		if download.ask_one_after_the_other(group)? {
			return Ok(true);
		}
	}
	Ok(false)
}

struct Download<'a> {
	nodes: &'a dyn OtherNodes,
	store: &'a Store,
	wanted: &'a Wanted<'a>,
	cancel: &'a Cancel,
	end: Instant,
}

impl Download<'_> {
	/// Fetches the content from the first of `holders`, and from each next one (of those that tell
	/// the same size) what the ones before did not give.
	fn ask_one_after_the_other(&mut self, holders: &[Holder]) -> Result<bool, FetchError> {
		let Some(size) = holders.first().map(|holder| holder.size) else { return Ok(false) };
		let mut file = self.store.temp_file()?;
		let mut hasher = Hasher::new();
		let mut done = 0u64;
		let mut shown = Instant::now();
		for holder in holders.iter().filter(|holder| holder.size == size) {
			while done < size {
				if self.cancel.is_set() {
					return Err(FetchError::Cancelled);
				}
				if Instant::now() > self.end {
					return Ok(false);
				}
				let piece = self.nodes.piece(holder, self.wanted, done);
				let fits = |piece: &Vec<u8>| {
					!piece.is_empty()
						&& piece.len() <= PIECE
						&& piece.len() as u64 <= size.saturating_sub(done)
				};
				let Some(piece) = piece.filter(fits) else { break };
				hasher.update(&piece);
				file.write_all(&piece).map_err(|error| StoreError::from_io(file.path(), error))?;
				done += piece.len() as u64;
				if shown.elapsed() >= PROGRESS {
					shown = Instant::now();
					self.wanted.tell_progress(done, Some(size));
				}
			}
		}
		if done < size {
			return Ok(false);
		}
		let content = &self.wanted.content;
		if hasher.finish() != content.hash {
			if let [holder] = holders {
				self.nodes.lied(holder);
			}
			return Ok(false);
		}
		self.store.put_file(file, content)?;
		Ok(true)
	}
}
