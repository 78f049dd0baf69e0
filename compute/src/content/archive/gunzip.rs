// SPDX-License-Identifier: Apache-2.0

//! Reading of gzip files (RFC 1952): exactly, or not at all.

use super::MAX_UNPACKED;
use crc32fast::Hasher;
use miniz_oxide::{
	inflate::stream::{inflate, InflateState, ZeroReset},
	DataFormat, MZFlush, MZStatus,
};

const DAMAGED: &str = "the gzip file is damaged";

/// A gzip file that is being unpacked. Members one behind the other are one content, as for `gzip`.
pub(super) struct Gunzip<'a> {
	content: &'a [u8],
	state: Box<InflateState>,
	/// Of the member that is being unpacked: the checksum and the size so far.
	member: Option<(Hasher, u32)>,
	/// Whether a member has ended.
	may_end: bool,
	/// Bytes that may still come.
	room: u64,
}

impl<'a> Gunzip<'a> {
	pub fn new(content: &'a [u8]) -> Self {
		let state = Box::new(InflateState::new(DataFormat::Raw));
		Self { content, state, member: None, may_end: false, room: MAX_UNPACKED }
	}

	/// Puts the next bytes into `to`; returns how many, 0 at the end. The text says why there are
	/// none.
	pub fn read(&mut self, to: &mut [u8]) -> Result<usize, &'static str> {
		if to.is_empty() {
			return Ok(0);
		}
		loop {
			let Some((checksum, size)) = &mut self.member else {
				// Tapes and block devices fill up with zeros, which gzip skips as well.
				if self.may_end && self.content.iter().all(|byte| *byte == 0) {
					return Ok(0);
				}
				let why = match self.may_end {
					true => "something that is no gzip file follows the gzip file",
					false => "not a gzip file",
				};
				self.content = skip_header(self.content).ok_or(why)?;
				self.state.reset_as(ZeroReset);
				self.member = Some((Hasher::new(), 0));
				continue;
			};
			let step = inflate(&mut self.state, self.content, to, MZFlush::None);
			self.content = self.content.get(step.bytes_consumed..).unwrap_or_default();
			let part = to.get(..step.bytes_written).unwrap_or_default();
			self.room = self
				.room
				.checked_sub(part.len() as u64)
				.ok_or("the gzip file unpacks to more than 1073741824 bytes")?;
			checksum.update(part);
			*size = size.wrapping_add(part.len() as u32);
			match step.status {
				Ok(MZStatus::StreamEnd) => {
					let (end, rest) = self.content.split_first_chunk::<8>().ok_or(DAMAGED)?;
					let checksum = checksum.clone().finalize();
					if end[..] != [checksum.to_le_bytes(), size.to_le_bytes()].concat() {
						return Err(DAMAGED);
					}
					(self.content, self.member, self.may_end) = (rest, None, true);
				},
				Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => (),
				_ => return Err(DAMAGED),
			}
			if step.bytes_written > 0 {
				return Ok(step.bytes_written);
			}
		}
	}
}

/// What follows the header of a member; `None` when there is no header.
fn skip_header(content: &[u8]) -> Option<&[u8]> {
	/// Bits of the fourth byte: the checksum, the fields that follow, and those that must not be.
	const CHECKSUM: u8 = 2;
	const EXTRA: u8 = 4;
	const NAME: u8 = 8;
	const COMMENT: u8 = 16;
	const RESERVED: u8 = 0xe0;
	let (&[0x1f, 0x8b, 8, flags, ..], mut rest) = content.split_first_chunk::<10>()? else {
		return None;
	};
	if flags & RESERVED != 0 {
		return None;
	}
	if flags & EXTRA != 0 {
		let (size, behind) = rest.split_first_chunk::<2>()?;
		rest = behind.get(usize::from(u16::from_le_bytes(*size))..)?;
	}
	for _ in [NAME, COMMENT].iter().filter(|flag| flags & **flag != 0) {
		let end = rest.iter().position(|byte| *byte == 0)?;
		rest = rest.get(end + 1..)?;
	}
	if flags & CHECKSUM != 0 {
		rest = rest.get(2..)?;
	}
	Some(rest)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A gzip file with these flags and fields, its content not compressed.
	fn file(flags: u8, fields: &[u8], content: &[u8]) -> Vec<u8> {
		let mut checksum = Hasher::new();
		checksum.update(content);
		let size = content.len() as u16;
		[
			&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255],
			fields,
			&[1],
			&size.to_le_bytes(),
			&(!size).to_le_bytes(),
			content,
			&checksum.finalize().to_le_bytes(),
			&u32::from(size).to_le_bytes(),
		]
		.concat()
	}

	fn unzipped(file: &[u8]) -> Result<Vec<u8>, &'static str> {
		let (mut found, mut gunzip) = (Vec::new(), Gunzip::new(file));
		// A size that fits nothing.
		let mut buffer = [0; 3];
		loop {
			match gunzip.read(&mut buffer)? {
				0 => return Ok(found),
				size => found.extend_from_slice(&buffer[..size]),
			}
		}
	}

	#[test]
	fn gunzip_should_give_the_content_whatever_the_header_has() {
		// `printf hello | gzip -9n`
		let hello = hex::decode("1f8b0800000000000203cb48cdc9c9070086a6103605000000").unwrap();
		assert_eq!(unzipped(&hello), Ok(b"hello".to_vec()));
		assert_eq!(unzipped(&file(0, b"", b"")), Ok(vec![]));
		assert_eq!(unzipped(&file(1, b"", b"text")), Ok(b"text".to_vec()));
		let fields = b"\x03\0abcname\0comment\0\x01\x02";
		assert_eq!(unzipped(&file(0x1e, fields, b"text")), Ok(b"text".to_vec()));
		let two = [hello, file(8, b"name\0", b" again")].concat();
		assert_eq!(unzipped(&two), Ok(b"hello again".to_vec()));
	}

	#[test]
	fn gunzip_should_refuse_what_is_no_gzip_file_or_damaged() {
		for none in [&b""[..], b"hello", &[0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0]] {
			assert_eq!(unzipped(none), Err("not a gzip file"));
		}
		let whole = file(0, b"", b"content");
		for size in 0..whole.len() {
			assert!(unzipped(&whole[..size]).is_err(), "{size}");
		}
		// Flags, size, content, checksum, size.
		for at in [3, 11, 15, whole.len() - 8, whole.len() - 1] {
			let mut other = whole.clone();
			other[at] ^= 0x40;
			assert!(unzipped(&other).is_err(), "{at}");
		}
		let behind = |bytes: &[u8]| unzipped(&[&whole[..], bytes].concat());
		assert_eq!(behind(&[0; 1000]), Ok(b"content".to_vec()));
		for bytes in [&b"x"[..], b"\0x", b"\x1f"] {
			assert_eq!(behind(bytes), Err("something that is no gzip file follows the gzip file"));
		}
	}
}
