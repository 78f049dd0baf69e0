// SPDX-License-Identifier: Apache-2.0

//! Reading bytes from front to back.

use crate::Hash;

/// Bytes are not a header, manifest or index. The text says what is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadFormat(pub(crate) &'static str);

impl BadFormat {
	/// Announced sizes and sizes found differ.
	pub const SIZES: Self = Self("sizes");
}

impl core::fmt::Display for BadFormat {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "malformed: {}", self.0)
	}
}

impl core::error::Error for BadFormat {}

/// Takes bytes off the front.
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
	pub fn take(&mut self, size: usize) -> Result<&'a [u8], BadFormat> {
		let (front, rest) = self.0.split_at_checked(size).ok_or(BadFormat("too short"))?;
		self.0 = rest;
		Ok(front)
	}

	fn array<const N: usize>(&mut self) -> Result<[u8; N], BadFormat> {
		let (front, rest) = self.0.split_first_chunk().ok_or(BadFormat("too short"))?;
		self.0 = rest;
		Ok(*front)
	}

	pub fn u32(&mut self) -> Result<u32, BadFormat> {
		Ok(u32::from_le_bytes(self.array()?))
	}

	pub fn u64(&mut self) -> Result<u64, BadFormat> {
		Ok(u64::from_le_bytes(self.array()?))
	}

	pub fn hash(&mut self) -> Result<Hash, BadFormat> {
		Ok(Hash(self.array()?))
	}

	/// The first bytes of a format: its magic and the version of its layout.
	pub fn expect(&mut self, magic: [u8; 4], version: u8) -> Result<(), BadFormat> {
		match (self.array()? == magic, self.array()? == [version]) {
			(true, true) => Ok(()),
			(false, _) => Err(BadFormat("another format")),
			(true, false) => Err(BadFormat("unknown version")),
		}
	}

	/// The hash with that number in a list of `count` that begins here.
	pub fn nth_hash(&self, nth: u32, count: u32) -> Option<Hash> {
		let start = (nth < count).then_some(nth as usize)?.checked_mul(Hash::len_bytes())?;
		let mut list = Reader(self.0.get(start..)?);
		list.hash().ok()
	}

	/// Nothing follows.
	pub fn end(&self) -> Result<(), BadFormat> {
		self.0.is_empty().then_some(()).ok_or(BadFormat("too long"))
	}
}
