// SPDX-License-Identifier: Apache-2.0

//! Features that deals demand and workerpools offer.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A set of feature bits (PROTOCOL 4). A bit offers a feature in a workerpool order, and demands
/// the feature elsewhere.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Tag(pub u64);

impl Tag {
	/// Trusted execution.
	pub const TEE: Tag = Tag(1);
	/// The TEE frameworks (SCONE, Gramine, TDX): ignored in a dataset order.
	pub const FRAMEWORKS: Tag = Tag(0b1110);
	/// A GPU.
	pub const GPU: Tag = Tag(1 << 8);

	/// Whether `self` has every bit of `other`.
	pub fn contains(self, other: Tag) -> bool {
		other.0 & !self.0 == 0
	}
	/// All bits of both.
	pub fn union(self, other: Tag) -> Tag {
		Tag(self.0 | other.0)
	}
	/// The bits of `self` that `other` lacks.
	pub fn without(self, other: Tag) -> Tag {
		Tag(self.0 & !other.0)
	}
}
