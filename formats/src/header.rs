// SPDX-License-Identifier: Apache-2.0

//! The header that a digest commits to (PROTOCOL 8.2).

use crate::{blake2_256, BadFormat, FailureCode};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use primitive_types::H256;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The header that a digest commits to: `digest = blake2_256(SCALE(header))`. SCALE of fixed-size
/// fields is their little-endian concatenation; `docs/digest.md` has the layout byte by byte.
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
)]
pub struct ResultHeader {
	/// `b"BRSR"`.
	pub magic: [u8; 4],
	/// Version of this layout: 2.
	pub version: u8,
	/// Version of the sandbox whose fuel and memory count.
	pub engine: u16,
	/// The failure that the result is: 0 none, else the number of the [`FailureCode`] and 1.
	/// Read it with [`ResultHeader::failure`].
	pub failure: u8,
	/// Exit status of the program; 0 of a failed one.
	pub exit_status: i32,
	/// Fuel that the run consumed; 0 of one that never started.
	pub fuel: u64,
	/// Hash of the canonical manifest of the output files.
	pub output_root: H256,
	/// Hash of the sandbox's final memory.
	pub memory_hash: H256,
	/// Hash of the callback data; zero when there is none.
	pub callback_hash: H256,
}

/// A header of this layout, all other fields of which are zero.
impl Default for ResultHeader {
	fn default() -> Self {
		Self {
			magic: Self::MAGIC,
			version: Self::VERSION,
			engine: 0,
			failure: 0,
			exit_status: 0,
			fuel: 0,
			output_root: H256::zero(),
			memory_hash: H256::zero(),
			callback_hash: H256::zero(),
		}
	}
}

impl ResultHeader {
	/// The first bytes of every header.
	pub const MAGIC: [u8; 4] = *b"BRSR";
	/// The version of this layout.
	pub const VERSION: u8 = 2;
	/// Bytes of an encoded header.
	pub const SIZE: usize = 4 + 1 + 2 + 1 + 4 + 8 + 3 * 32;

	/// Reads a header. Refuses another length, another magic, another version, and a failure that
	/// no result is.
	///
	/// A later layout is to be read beside version 2, here and in [`ResultHeader::looks_like`], as
	/// long as tasks of version 1 can be challenged
	/// ([`challengeable_time`](crate::protocol::challengeable_time): to the end of their retention
	/// and one window more). Otherwise honest winners could not answer, and would lose their stake.
	pub fn read(bytes: &[u8]) -> Result<Self, BadFormat> {
		let header = Self::decode_all(&mut &bytes[..]).map_err(|_| BadFormat("not a header"))?;
		let header = header.is_known().then_some(header).ok_or(BadFormat("unknown version"))?;
		header.is_sound().then_some(header).ok_or(BadFormat("unknown failure"))
	}

	/// Whether the bytes have a header's magic and length. Bytes that do, and that
	/// [`ResultHeader::read`] refuses, are a header of another version.
	pub fn looks_like(bytes: &[u8]) -> bool {
		bytes.len() == Self::SIZE && bytes.starts_with(&Self::MAGIC)
	}

	/// Whether magic and version are those of this layout.
	fn is_known(&self) -> bool {
		self.magic == Self::MAGIC && self.version == Self::VERSION
	}

	/// Whether the failure is none, or one that a result is.
	fn is_sound(&self) -> bool {
		self.failure == 0 || self.failure().is_some()
	}

	/// Whether the header is well formed, and of a run in that version of the sandbox.
	pub fn is_of(&self, engine: u16) -> bool {
		self.is_known() && self.is_sound() && self.engine == engine
	}

	/// The failure that the result is. `None` without one; a malformed number, which
	/// [`ResultHeader::read`] and [`ResultHeader::is_of`] refuse, is none either.
	pub fn failure(&self) -> Option<FailureCode> {
		let code = FailureCode::from_number(self.failure.checked_sub(1)?)?;
		code.is_result().then_some(code)
	}

	/// The header's field for a failure.
	pub fn failure_field(failure: Option<FailureCode>) -> u8 {
		failure.map_or(0, |code| (code as u8).saturating_add(1))
	}

	/// The bytes that are hashed.
	pub fn encode(&self) -> Vec<u8> {
		Encode::encode(self)
	}

	/// The digest that this header opens.
	pub fn digest(&self) -> H256 {
		blake2_256(&self.encode())
	}
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
