// SPDX-License-Identifier: Apache-2.0

//! Reading of gzip files (RFC 1952): exactly, or not at all.

use crc32fast::Hasher;
use miniz_oxide::{
	inflate::stream::{inflate, InflateState},
	DataFormat, MZFlush, MZStatus,
};
use std::io;

/// Most bytes that a file may unpack to, the same on every worker.
pub(crate) const MAX_UNZIPPED: u64 = 1 << 30;

/// Why a file was not unpacked.
#[derive(Debug)]
pub(crate) enum NotUnzipped {
	/// It can't be, on any machine; the text says why.
	Bad(&'static str),
	/// What takes the content failed.
	Failed(io::Error),
}

/// Unpacks a file, piece by piece, into `take`. Members one behind the other are one content, as
/// for `gzip`.
pub(crate) fn gunzip(
	mut content: &[u8],
	mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), NotUnzipped> {
	use NotUnzipped::*;
	const DAMAGED: NotUnzipped = Bad("the gzip file is damaged");
	let mut room = MAX_UNZIPPED;
	let mut buffer = vec![0; 1 << 16];
	loop {
		content = skip_header(content).ok_or(Bad("not a gzip file"))?;
		let mut state = Box::new(InflateState::new(DataFormat::Raw));
		let (mut checksum, mut size) = (Hasher::new(), 0u32);
		loop {
			let step = inflate(&mut state, content, &mut buffer, MZFlush::None);
			content = content.get(step.bytes_consumed..).unwrap_or_default();
			let part = buffer.get(..step.bytes_written).unwrap_or_default();
			room = room
				.checked_sub(part.len() as u64)
				.ok_or(Bad("the gzip file unpacks to more than 1073741824 bytes"))?;
			checksum.update(part);
			size = size.wrapping_add(part.len() as u32);
			take(part).map_err(Failed)?;
			match step.status {
				Ok(MZStatus::StreamEnd) => break,
				Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => (),
				_ => return Err(DAMAGED),
			}
		}
		let (end, rest) = content.split_first_chunk::<8>().ok_or(DAMAGED)?;
		let expected = [checksum.finalize().to_le_bytes(), size.to_le_bytes()].concat();
		if end[..] != expected {
			return Err(DAMAGED);
		}
		if rest.is_empty() {
			return Ok(());
		}
		content = rest;
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
		let mut found = Vec::new();
		let result = gunzip(file, |part| {
			found.extend_from_slice(part);
			Ok(())
		});
		match result {
			Ok(()) => Ok(found),
			Err(NotUnzipped::Bad(why)) => Err(why),
			Err(NotUnzipped::Failed(error)) => panic!("{error}"),
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
		let behind = [&whole[..], &[0]].concat();
		assert_eq!(unzipped(&behind), Err("not a gzip file"));
	}

	#[test]
	fn gunzip_should_end_when_its_content_is_not_taken() {
		let full = |_: &[u8]| Err(io::ErrorKind::StorageFull.into());
		let result = gunzip(&file(0, b"", b"content"), full);
		let Err(NotUnzipped::Failed(error)) = result else { panic!("{result:?}") };
		assert_eq!(error.kind(), io::ErrorKind::StorageFull);
	}
}
