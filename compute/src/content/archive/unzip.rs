// SPDX-License-Identifier: Apache-2.0

//! Zip archives (PKWARE's APPNOTE 6.3): files stored or deflated, zip64, as `unzip` takes them. The
//! directory at the end says what there is; of several entries with one name the last one counts.

use super::{tree::Tree, List, NotUnpacked, Out, Place};
use crc32fast::Hasher;
use miniz_oxide::{
	inflate::stream::{inflate, InflateState, ZeroReset},
	DataFormat, MZFlush, MZStatus,
};

const NONE: &str = "not a zip archive, or cut off: it has no end";
const DAMAGED: &str = "the zip archive's directory can't be read";
const VOLUMES: &str = "the archive is one of several volumes";

// What records begin with, and their bytes without names and the like.
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const END64: &[u8] = b"PK\x06\x06";
const END64_SIZE: usize = 56;
const LOCATOR: &[u8] = b"PK\x06\x07";
const LOCATOR_SIZE: usize = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_SIZE: usize = 30;

// Bits of an entry's flags: encrypted, a patch for another file, UTF-8, an encrypted directory.
const ENCRYPTED: u16 = 1;
const PATCH: u16 = 1 << 5;
const UTF8: u16 = 1 << 11;
const MASKED: u16 = 1 << 13;

/// Methods: stored, deflated, encrypted.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const AES: u16 = 99;

/// Systems that archives come from.
const FAT: u8 = 0;
const UNIX: u8 = 3;
const MAC: u8 = 19;

/// Kinds of extra fields: large numbers, a path in UTF-8.
const LARGE: u16 = 1;
const UNICODE_PATH: u16 = 0x7075;

/// Longest text of a link, in bytes.
const MAX_TARGET: u64 = 1 << 12;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
	bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
	bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
	bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// A part of a record.
fn part(bytes: &[u8], at: usize, size: usize) -> Option<&[u8]> {
	bytes.get(at..at.checked_add(size)?)
}

/// The directory of an archive.
struct Directory<'a> {
	entries: &'a [u8],
	/// Their number, or its last 16 bits: not everybody writes zip64.
	count: u64,
	/// Bytes before the archive: a program that unpacks it, mostly.
	shift: u64,
}

/// The place of the record at the archive's end, which a comment may follow.
fn find_end(content: &[u8]) -> Option<usize> {
	let first = content.len().saturating_sub(END_SIZE + usize::from(u16::MAX));
	let last = content.len().checked_sub(END_SIZE)?;
	let size = |at: usize| Some(at + END_SIZE + usize::from(u16_at(content, at + END_SIZE - 2)?));
	let is_end = |at: &usize| content[*at..].starts_with(END);
	let ends = || (first..=last).rev().filter(is_end);
	// A comment may hold the same bytes; and something may follow the archive.
	let exact = ends().find(|at| size(*at) == Some(content.len()));
	exact.or_else(|| ends().find(|at| size(*at).is_some_and(|end| end < content.len())))
}

/// Finds the directory. `Ok(None)` when its numbers make no sense.
fn directory(content: &[u8], end: usize) -> Option<Result<Directory<'_>, &'static str>> {
	let record = part(content, end, END_SIZE)?;
	let mut disks = [u16_at(record, 4)?, u16_at(record, 6)?].map(u32::from);
	let mut counts = [u16_at(record, 8)?, u16_at(record, 10)?].map(u64::from);
	let mut size = u64::from(u32_at(record, 12)?);
	let mut offset = u64::from(u32_at(record, 16)?);
	let mut behind = end;
	let locator = end.checked_sub(LOCATOR_SIZE).and_then(|at| part(content, at, LOCATOR_SIZE));
	if let Some(locator) = locator.filter(|locator| locator.starts_with(LOCATOR)) {
		if u32_at(locator, 16)? > 1 {
			return Some(Err(VOLUMES));
		}
		// At its offset, or just before when something stands before the archive.
		let at = usize::try_from(u64_at(locator, 8)?).ok()?;
		let before = end.checked_sub(LOCATOR_SIZE + END64_SIZE);
		let places = [Some(at), before].into_iter().flatten();
		let mut found = places.filter_map(|at| Some((at, part(content, at, END64_SIZE)?)));
		let (at, record) = found.find(|(_, record)| record.starts_with(END64))?;
		disks = [u32_at(record, 16)?, u32_at(record, 20)?];
		counts = [u64_at(record, 24)?, u64_at(record, 32)?];
		size = u64_at(record, 40)?;
		offset = u64_at(record, 48)?;
		behind = at;
	}
	if disks != [0, 0] || counts[0] != counts[1] {
		return Some(Err(VOLUMES));
	}
	let start = behind.checked_sub(usize::try_from(size).ok()?)?;
	let shift = (start as u64).checked_sub(offset)?;
	Some(Ok(Directory { entries: &content[start..behind], count: counts[0], shift }))
}

/// An entry of the directory.
struct Entry<'a> {
	name: String,
	flags: u16,
	method: u16,
	system: u8,
	checksum: u32,
	packed: u64,
	size: u64,
	/// Of the entry's own header, in the archive.
	offset: u64,
	attributes: u32,
	/// The entries behind.
	rest: &'a [u8],
}

/// The path of an entry.
fn name_of(name: &[u8], flags: u16, system: u8, unicode: Option<&[u8]>) -> Option<String> {
	let told = unicode.or((flags & UTF8 != 0 || name.is_ascii()).then_some(name));
	// Without a word about it a name is UTF-8 on Unix only.
	let told = told.or(matches!(system, UNIX | MAC).then_some(name))?;
	let name = std::str::from_utf8(told).ok()?;
	Some(match system == FAT && !name.contains('/') {
		true => name.replace('\\', "/"),
		false => name.to_owned(),
	})
}

/// Reads the entry at the begin of `bytes`; the text says why it can't be.
fn read_entry(bytes: &[u8], number: usize) -> Option<Result<Entry<'_>, String>> {
	let fixed = part(bytes, 0, ENTRY_SIZE).filter(|fixed| fixed.starts_with(ENTRY))?;
	let system = fixed[5];
	let (flags, method, checksum) = (u16_at(fixed, 8)?, u16_at(fixed, 10)?, u32_at(fixed, 16)?);
	let sizes = [28, 30, 32].map(|at| u16_at(fixed, at).map(usize::from));
	let [Some(name_size), Some(extra_size), Some(comment_size)] = sizes else { return None };
	let name = part(bytes, ENTRY_SIZE, name_size)?;
	let mut extra = part(bytes, ENTRY_SIZE + name_size, extra_size)?;
	let rest = bytes.get(ENTRY_SIZE + name_size + extra_size + comment_size..)?;
	let [mut packed, mut size, mut offset] =
		[u32_at(fixed, 20)?, u32_at(fixed, 24)?, u32_at(fixed, 42)?].map(u64::from);
	let mut disk = u32::from(u16_at(fixed, 34)?);
	let mut unicode = None;
	// Programs leave a few bytes at the end of these fields.
	while let (Some(kind), Some(field_size)) = (u16_at(extra, 0), u16_at(extra, 2)) {
		let Some(field) = part(extra, 4, field_size.into()) else { break };
		if kind == LARGE {
			let mut at = 0;
			for number in [&mut size, &mut packed, &mut offset] {
				if *number == u64::from(u32::MAX) {
					*number = u64_at(field, at)?;
					at += 8;
				}
			}
			if disk == u32::from(u16::MAX) {
				disk = u32_at(field, at)?;
			}
		} else if kind == UNICODE_PATH && field.first() == Some(&1) {
			// For a name that was changed since it holds no longer.
			let is_of_name = u32_at(field, 1) == Some(crc32fast::hash(name));
			unicode = field.get(5..).filter(|_| is_of_name).or(unicode);
		}
		extra = &extra[4 + field.len()..];
	}
	if disk != 0 {
		return Some(Err(VOLUMES.into()));
	}
	let Some(name) = name_of(name, flags, system, unicode) else {
		return Some(Err(format!("the path of entry {number} is not UTF-8")));
	};
	let attributes = u32_at(fixed, 38)?;
	Some(Ok(Entry {
		name,
		flags,
		method,
		system,
		checksum,
		packed,
		size,
		offset,
		attributes,
		rest,
	}))
}

/// What an entry is.
enum Kind {
	File,
	Folder,
	Link,
	Other,
}

impl Entry<'_> {
	fn kind(&self) -> Kind {
		let mode = match self.system {
			UNIX | MAC => (self.attributes >> 16) & 0o170000,
			_ => 0,
		};
		match mode {
			0o120000 => Kind::Link,
			0o040000 => Kind::Folder,
			0 | 0o100000 if self.name.ends_with('/') => Kind::Folder,
			0 | 0o100000 => Kind::File,
			_ => Kind::Other,
		}
	}
}

/// The files and folders of a zip archive. What was compressed is written to `out`; what was not
/// stands in the archive as it is.
pub(super) fn unzip(content: &[u8], out: &mut Out) -> Result<List, NotUnpacked> {
	let end = find_end(content).ok_or(NONE)?;
	let Directory { entries, count, shift } = directory(content, end).ok_or(DAMAGED)??;
	// Nobody would miss its files.
	if shift > 0 && content.starts_with(LOCAL) && entries.starts_with(ENTRY) {
		return Err("another archive stands before the archive: pack them as one".into());
	}
	let mut archive = Unzip {
		content,
		shift,
		// Entries may not share their bytes, or a small archive takes for ever.
		left: content.len() as u64,
		state: Box::new(InflateState::new(DataFormat::Raw)),
		buffer: vec![0; 1 << 16],
	};
	let mut tree = Tree::new();
	let (mut entries, mut number) = (entries, 0);
	while !entries.is_empty() {
		let entry = read_entry(entries, number).ok_or(DAMAGED)??;
		let name = &entry.name;
		match entry.kind() {
			Kind::Folder => {
				tree.add_folder(name)?;
				if entry.size > 0 {
					return Err(format!("{name:?} is a file and a folder").into());
				}
			},
			Kind::File => tree.add_file(name, archive.content(&entry, out)?)?,
			Kind::Link => tree.add_link(name, &archive.target(&entry)?)?,
			Kind::Other => return Err(format!("{name:?} is a device").into()),
		}
		entries = entry.rest;
		number += 1;
	}
	let number = number as u64;
	if number != count && (number <= u64::from(u16::MAX) || number & 0xffff != count) {
		return Err(DAMAGED.into());
	}
	Ok(tree.list()?)
}

/// An archive that is being read.
struct Unzip<'a> {
	content: &'a [u8],
	shift: u64,
	left: u64,
	state: Box<InflateState>,
	buffer: Vec<u8>,
}

impl Unzip<'_> {
	/// Where the bytes of an entry begin and end, as they stand in the archive.
	fn bytes(&mut self, entry: &Entry) -> Result<(usize, usize), NotUnpacked> {
		let name = &entry.name;
		if entry.flags & (ENCRYPTED | MASKED) != 0 || entry.method == AES {
			return Err(format!("{name:?} is encrypted").into());
		}
		if !matches!(entry.method, STORED | DEFLATED) || entry.flags & PATCH != 0 {
			let method = entry.method;
			return Err(format!(
				"{name:?} is compressed in the way {method}: use deflate, which everybody reads"
			)
			.into());
		}
		let left = self.left.checked_sub(entry.packed);
		self.left = left.ok_or("entries of the archive share their bytes, or it is cut off")?;
		let range = || {
			let at = usize::try_from(entry.offset.checked_add(self.shift)?).ok()?;
			let local = part(self.content, at, LOCAL_SIZE)?;
			let behind = usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
			let start = at + LOCAL_SIZE + behind;
			let end = start.checked_add(usize::try_from(entry.packed).ok()?)?;
			(local.starts_with(LOCAL) && end <= self.content.len()).then_some((start, end))
		};
		range().ok_or_else(|| format!("{name:?} is not where the archive says").into())
	}

	/// The content of a file.
	fn content(&mut self, entry: &Entry, out: &mut Out) -> Result<Place, NotUnpacked> {
		if entry.method == STORED {
			let (start, end) = self.bytes(entry)?;
			let (start, size) = (start as u64, (end - start) as u64);
			check(entry, size, crc32fast::hash(&self.content[start as usize..end]))?;
			return Ok(Place::Packed { start, size });
		}
		out.expect(entry.size)?;
		let start = out.size;
		self.unpack(entry, |piece| out.write(piece))?;
		Ok(out.since(start))
	}

	/// What a link says.
	fn target(&mut self, entry: &Entry) -> Result<String, NotUnpacked> {
		let name = &entry.name;
		if entry.size > MAX_TARGET {
			return Err(format!("the link {name:?} is too long").into());
		}
		let mut target = Vec::new();
		self.unpack(entry, |piece| {
			target.extend_from_slice(piece);
			Ok(())
		})?;
		String::from_utf8(target)
			.map_err(|_| format!("what the link {name:?} leads to is not UTF-8").into())
	}

	/// Gives an entry's content to `take`, no more than its size says.
	fn unpack(
		&mut self,
		entry: &Entry,
		mut take: impl FnMut(&[u8]) -> Result<(), NotUnpacked>,
	) -> Result<(), NotUnpacked> {
		let damaged = || format!("{:?} is damaged", entry.name);
		let (start, end) = self.bytes(entry)?;
		let mut packed = &self.content[start..end];
		if entry.method == STORED || packed.is_empty() {
			check(entry, packed.len() as u64, crc32fast::hash(packed))?;
			return take(packed);
		}
		self.state.reset_as(ZeroReset);
		let (mut checksum, mut size) = (Hasher::new(), 0);
		loop {
			let step = inflate(&mut self.state, packed, &mut self.buffer, MZFlush::None);
			packed = packed.get(step.bytes_consumed..).unwrap_or_default();
			let piece = self.buffer.get(..step.bytes_written).unwrap_or_default();
			size += piece.len() as u64;
			if size > entry.size {
				return Err(damaged().into());
			}
			checksum.update(piece);
			take(piece)?;
			match step.status {
				Ok(MZStatus::StreamEnd) => break,
				Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => (),
				_ => return Err(damaged().into()),
			}
		}
		if !packed.is_empty() {
			return Err(damaged().into());
		}
		check(entry, size, checksum.finalize())
	}
}

/// Refuses content that is not what the directory says.
fn check(entry: &Entry, size: u64, checksum: u32) -> Result<(), NotUnpacked> {
	match size == entry.size && checksum == entry.checksum {
		true => Ok(()),
		false => Err(format!("{:?} is damaged", entry.name).into()),
	}
}
