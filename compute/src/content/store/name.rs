// SPDX-License-Identifier: Apache-2.0

//! The names of blocks. Public content is named by its hash. Private content (the files that a
//! request's params name, restricted datasets) belongs to the deal that it was fetched for: its name
//! is made from deal and hash, so that no other deal finds it, and nobody who asks by hash.

use bourse_formats::{Hash, Hasher};

/// Content, and the deal that it belongs to when it is private.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Content {
	/// `blake2_256` of the content.
	pub hash: Hash,
	/// The deal whose workers alone may have the content. `None`: everybody may.
	pub deal: Option<Hash>,
}

impl Content {
	/// Content that everybody may have.
	pub fn public(hash: Hash) -> Self {
		Self { hash, deal: None }
	}

	/// Content that only the workers of one deal may have.
	pub fn of_deal(deal: Hash, hash: Hash) -> Self {
		Self { hash, deal: Some(deal) }
	}

	/// What tells the content from other content, and from the same of other deals.
	pub(crate) fn id(&self) -> Hash {
		self.name().hash
	}

	/// The block's name in the store.
	pub(super) fn name(&self) -> Name {
		match self.deal {
			None => Name { private: false, hash: self.hash },
			Some(deal) => {
				let mut hasher = Hasher::new();
				hasher.update(b"bourse private");
				hasher.update(deal);
				hasher.update(self.hash);
				Name { private: true, hash: hasher.finish() }
			},
		}
	}
}

/// A block's name: the key of the store's tables, and the name of its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Name {
	pub private: bool,
	/// The content's hash, or what stands for it.
	pub hash: Hash,
}
