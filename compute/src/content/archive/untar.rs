// SPDX-License-Identifier: Apache-2.0

//! Tar archives: v7, ustar, GNU (old and new), pax, star; files with holes as GNU tar writes them
//! (old, and 0.0, 0.1, 1.0 of pax). An archive is read once, from its begin to its end.

use super::{gunzip::Gunzip, tree::Tree, List, NotUnpacked, Out, Place};
use std::ops::Range;

/// Bytes of a block.
const BLOCK: usize = 512;
type Block = [u8; BLOCK];

/// Longest header of long names and other records, in bytes.
const MAX_RECORDS: u64 = 1 << 20;
/// Longest path that a record gives, in bytes.
const MAX_PATH: usize = 1 << 14;
/// Most parts of a file between its holes.
const MAX_PARTS: usize = 1 << 20;

const CUT_OFF: &str = "the archive is cut off: it has no end";
const VOLUMES: &str = "the archive is one of several volumes";
const ANOTHER: &str = "another archive follows the archive's end: join them with tar -A";

// Where fields are in a header.
const NAME: Range<usize> = 0..100;
const SIZE: Range<usize> = 124..136;
const CHECKSUM: Range<usize> = 148..156;
const KIND: usize = 156;
const TARGET: Range<usize> = 157..257;
const MAGIC: Range<usize> = 257..263;
const PREFIX: Range<usize> = 345..500;
/// Of star, which has times behind.
const SHORT_PREFIX: Range<usize> = 345..476;
const STAR: Range<usize> = 508..512;
/// Of old GNU headers: a file's first four parts, whether more blocks of them follow, and its size.
const PARTS: Range<usize> = 386..482;
const HAS_MORE: usize = 482;
const REAL_SIZE: Range<usize> = 483..495;
/// The same of a block of further parts.
const MORE_PARTS: Range<usize> = 0..504;
const HAS_STILL_MORE: usize = 504;
/// Bytes of a part: where it begins and its size.
const PART: usize = 24;

/// What an archive is read from.
pub(super) enum Source<'a> {
	AsItIs { content: &'a [u8], at: usize },
	Gzip(Gunzip<'a>),
}

impl<'a> Source<'a> {
	pub fn as_it_is(content: &'a [u8]) -> Self {
		Self::AsItIs { content, at: 0 }
	}

	pub fn gzip(content: &'a [u8]) -> Self {
		Self::Gzip(Gunzip::new(content))
	}

	/// Fills `to`, or what there is left for; returns how much.
	pub fn read(&mut self, to: &mut [u8]) -> Result<usize, NotUnpacked> {
		match self {
			Self::AsItIs { content, at } => {
				let rest = content.get(*at..).unwrap_or_default();
				let size = rest.len().min(to.len());
				to[..size].copy_from_slice(&rest[..size]);
				*at += size;
				Ok(size)
			},
			Self::Gzip(gunzip) => {
				let mut size = 0;
				while size < to.len() {
					match gunzip.read(&mut to[size..])? {
						0 => break,
						more => size += more,
					}
				}
				Ok(size)
			},
		}
	}

	/// Fills `to`.
	fn read_exact(&mut self, to: &mut [u8]) -> Result<(), NotUnpacked> {
		match self.read(to)? == to.len() {
			true => Ok(()),
			false => Err(CUT_OFF.into()),
		}
	}

	/// Gives the next bytes to `take`, piece by piece.
	fn pieces(
		&mut self,
		mut size: u64,
		buffer: &mut [u8],
		mut take: impl FnMut(&[u8]) -> Result<(), NotUnpacked>,
	) -> Result<(), NotUnpacked> {
		while size > 0 {
			let step = size.min(buffer.len() as u64) as usize;
			self.read_exact(&mut buffer[..step])?;
			take(&buffer[..step])?;
			size -= step as u64;
		}
		Ok(())
	}

	fn skip(&mut self, size: u64, buffer: &mut [u8]) -> Result<(), NotUnpacked> {
		match self {
			Self::AsItIs { content, at } if size <= (content.len() - *at) as u64 => {
				*at += size as usize;
				Ok(())
			},
			Self::AsItIs { .. } => Err(CUT_OFF.into()),
			Self::Gzip(_) => self.pieces(size, buffer, |_| Ok(())),
		}
	}

	/// The next bytes, as the content of a file.
	fn place(&mut self, size: u64, buffer: &mut [u8], out: &mut Out) -> Result<Place, NotUnpacked> {
		if let Self::AsItIs { at, .. } = self {
			let start = *at as u64;
			self.skip(size, buffer)?;
			return Ok(Place::Packed { start, size });
		}
		out.expect(size)?;
		let start = out.size;
		self.pieces(size, buffer, |piece| out.write(piece))?;
		Ok(out.since(start))
	}

	/// Looks at what is behind the archive's end: another archive, of which nobody would miss the files,
	/// is refused, and a gzip file has to be whole. `buffer` has whole blocks.
	fn finish(&mut self, buffer: &mut [u8]) -> Result<(), NotUnpacked> {
		let mut is_padding = true;
		while is_padding || matches!(self, Self::Gzip(_)) {
			let size = self.read(buffer)?;
			if size == 0 {
				break;
			}
			let mut blocks = buffer[..size].chunks(BLOCK);
			let is_used = |block: &&[u8]| block.iter().any(|byte| *byte != 0);
			if let Some(block) = blocks.find(is_used).filter(|_| is_padding) {
				is_padding = false;
				if block.first_chunk().is_some_and(is_header) {
					return Err(ANOTHER.into());
				}
			}
		}
		Ok(())
	}
}

/// A number of a header: octal, or the large ones of GNU and star, which are binary.
fn number(field: &[u8]) -> Option<u64> {
	let (first, rest) = field.split_first()?;
	if *first == 0x80 {
		return rest
			.iter()
			.try_fold(0u64, |value, byte| value.checked_mul(256)?.checked_add(u64::from(*byte)));
	}
	let start = field.iter().position(|byte| !matches!(byte, b' ' | 0)).unwrap_or(field.len());
	let digits = field[start..].split(|byte| matches!(byte, b' ' | 0)).next()?;
	digits.iter().try_fold(0u64, |value, byte| match byte {
		b'0'..=b'7' => value.checked_mul(8)?.checked_add(u64::from(byte - b'0')),
		_ => None,
	})
}

/// A number of a record: decimal.
fn decimal(text: &[u8]) -> Option<u64> {
	let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
	is_number.then(|| std::str::from_utf8(text).ok()?.parse().ok())?
}

/// A text that ends with a zero byte or with its field.
fn text(field: &[u8]) -> &[u8] {
	field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Whether a block is a header, by its checksum. (Some old programs added up signed bytes.)
fn is_header(block: &Block) -> bool {
	let mut blank = *block;
	blank[CHECKSUM].fill(b' ');
	let sum = blank.iter().map(|byte| i64::from(*byte)).sum::<i64>();
	let signed = blank.iter().map(|byte| i64::from(*byte as i8)).sum::<i64>();
	let expected = number(&block[CHECKSUM]).and_then(|sum| i64::try_from(sum).ok());
	expected.is_some_and(|expected| expected == sum || expected == signed)
}

/// Whether content is a tar archive, be it a damaged one.
pub(super) fn is_tar(content: &[u8]) -> bool {
	let Some((block, _)) = content.split_first_chunk::<BLOCK>() else { return false };
	block[MAGIC].starts_with(b"ustar") || is_header(block)
}

/// What headers before an entry say of it.
#[derive(Clone, Default)]
struct Records {
	path: Option<Vec<u8>>,
	target: Option<Vec<u8>>,
	size: Option<u64>,
	/// Of a file with holes: its name, its size, the format's version, and its parts.
	sparse: bool,
	sparse_path: Option<Vec<u8>>,
	real_size: Option<u64>,
	major: Option<u64>,
	minor: Option<u64>,
	parts: Vec<(u64, u64)>,
	/// Where a part begins whose size comes next.
	offset: Option<u64>,
	/// Of star: the file's size with its holes.
	whole_size: Option<u64>,
}

/// A path of a record; empty it takes back what an earlier one says.
fn path(text: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
	match text.len() {
		0 => Ok(None),
		1..=MAX_PATH => Ok(Some(text.to_vec())),
		_ => Err("has a path of more than 16384 bytes"),
	}
}

impl Records {
	/// Takes records of pax: `LENGTH KEY=VALUE\n` each. The text says what is wrong with them.
	fn extend(&mut self, mut data: &[u8]) -> Result<(), &'static str> {
		const DAMAGED: &str = "has records that can't be read";
		// Some programs fill the block up with zeros.
		while !data.is_empty() && data[0] != 0 {
			let blank = data.iter().take(20).position(|byte| *byte == b' ').ok_or(DAMAGED)?;
			let size = decimal(&data[..blank]).and_then(|size| usize::try_from(size).ok());
			let size = size.ok_or(DAMAGED)?;
			let record = data.get(blank + 1..size).and_then(|record| record.strip_suffix(b"\n"));
			let record = record.ok_or(DAMAGED)?;
			let equal = record.iter().position(|byte| *byte == b'=').ok_or(DAMAGED)?;
			self.set(&record[..equal], &record[equal + 1..])?;
			data = &data[size..];
		}
		Ok(())
	}

	fn set(&mut self, key: &[u8], value: &[u8]) -> Result<(), &'static str> {
		let number = |value: &[u8]| decimal(value).ok_or("has a number that can't be read");
		match key {
			b"path" => self.path = path(value)?,
			b"linkpath" => self.target = path(value)?,
			b"size" if value.is_empty() => self.size = None,
			b"size" => self.size = Some(number(value)?),
			b"GNU.sparse.name" => self.sparse_path = path(value)?,
			b"GNU.sparse.size" | b"GNU.sparse.realsize" => {
				self.real_size = Some(number(value)?);
			},
			b"GNU.sparse.major" => self.major = Some(number(value)?),
			b"GNU.sparse.minor" => self.minor = Some(number(value)?),
			b"GNU.sparse.offset" => self.offset = Some(number(value)?),
			b"GNU.sparse.numbytes" => {
				let offset = self.offset.take().ok_or("has a part of a file without its place")?;
				self.parts.push((offset, number(value)?));
			},
			b"GNU.sparse.map" if value.is_empty() => self.parts.clear(),
			b"GNU.sparse.map" => {
				self.parts.clear();
				let mut numbers = value.split(|byte| *byte == b',');
				while let Some(offset) = numbers.next() {
					let size = numbers.next().unwrap_or_default();
					self.parts.push((number(offset)?, number(size)?));
				}
			},
			b"SCHILY.realsize" => self.whole_size = Some(number(value)?),
			// The file without its holes would pass for the whole.
			b"SUN.holesdata" => return Err("tells of a file's holes in an unknown way"),
			_ if key.starts_with(b"GNU.volume.") && key != b"GNU.volume.label" => {
				return Err("belongs to a file in several volumes");
			},
			_ => (),
		}
		self.sparse |= key.starts_with(b"GNU.sparse.");
		Ok(())
	}
}

/// The files and folders of a tar archive. What they hold is written to `out`, unless it stands in
/// the archive as it is.
pub(super) fn untar(source: Source, out: &mut Out) -> Result<List, NotUnpacked> {
	let buffer = vec![0; 1 << 16];
	let mut archive = Untar {
		source,
		out,
		buffer,
		tree: Tree::new(),
		headers: 0,
		entries: 0,
		all: Records::default(),
	};
	while archive.entry()? {}
	archive.source.finish(&mut archive.buffer)?;
	Ok(archive.tree.list()?)
}

/// An archive that is being read.
struct Untar<'a, 'b> {
	source: Source<'a>,
	out: &'a mut Out<'b>,
	buffer: Vec<u8>,
	tree: Tree,
	/// Numbers of headers and entries before.
	headers: usize,
	entries: usize,
	/// What is said of all entries that follow.
	all: Records,
}

impl Untar<'_, '_> {
	fn damaged(&self) -> NotUnpacked {
		format!("header {} of the archive can't be read", self.headers).into()
	}

	/// The next header; `None` at the archive's end.
	fn header(&mut self) -> Result<Option<Block>, NotUnpacked> {
		let mut block = [0; BLOCK];
		match self.source.read(&mut block)? {
			0 => return Err(CUT_OFF.into()),
			BLOCK => (),
			_ => return Err(self.damaged()),
		}
		if block.iter().all(|byte| *byte == 0) {
			return Ok(None);
		}
		match is_header(&block) {
			true => Ok(Some(block)),
			false => Err(self.damaged()),
		}
	}

	/// Reads an entry with the headers before it; `false` at the archive's end.
	fn entry(&mut self) -> Result<bool, NotUnpacked> {
		let mut own = Records::default();
		let mut has_own = false;
		loop {
			let Some(header) = self.header()? else {
				return match has_own {
					true => Err(CUT_OFF.into()),
					false => Ok(false),
				};
			};
			match header[KIND] {
				b'L' => own.path = self.record(&header, |data| path(text(data)))?,
				b'K' => own.target = self.record(&header, |data| path(text(data)))?,
				b'x' | b'X' => self.record(&header, |data| own.extend(data))?,
				b'g' => {
					let mut all = std::mem::take(&mut self.all);
					self.record(&header, |data| all.extend(data))?;
					// What is said of one file can't be said of all.
					let Records { path, target, size, .. } = all;
					self.all = Records { path, target, size, ..Records::default() };
				},
				// The archive's name; on Solaris and AIX, who may read the file that follows.
				b'V' | b'A' => {
					let size = number(&header[SIZE]).ok_or_else(|| self.damaged())?;
					self.skip_data(size)?;
				},
				b'M' => return Err(VOLUMES.into()),
				_ => {
					self.add(&header, own)?;
					self.headers += 1;
					self.entries += 1;
					return Ok(true);
				},
			}
			has_own |= !matches!(header[KIND], b'g' | b'V');
			self.headers += 1;
		}
	}

	/// What a header with records says.
	fn record<T>(
		&mut self,
		header: &Block,
		read: impl FnOnce(&[u8]) -> Result<T, &'static str>,
	) -> Result<T, NotUnpacked> {
		let number_of = self.headers;
		let size = number(&header[SIZE]).ok_or_else(|| self.damaged())?;
		if size > MAX_RECORDS {
			return Err(format!("header {number_of} of the archive is too long").into());
		}
		let mut data = vec![0; size as usize];
		self.source.read_exact(&mut data)?;
		self.skip_padding(size)?;
		read(&data).map_err(|why| format!("header {number_of} of the archive {why}").into())
	}

	/// Skips what follows content of this size in its last block.
	fn skip_padding(&mut self, size: u64) -> Result<(), NotUnpacked> {
		let block = BLOCK as u64;
		self.source.skip((block - size % block) % block, &mut self.buffer)
	}

	fn skip_data(&mut self, size: u64) -> Result<(), NotUnpacked> {
		self.source.skip(size, &mut self.buffer)?;
		self.skip_padding(size)
	}

	/// Adds what a header and the records before it tell.
	fn add(&mut self, header: &Block, own: Records) -> Result<(), NotUnpacked> {
		let entry = self.entries;
		let name = own.sparse_path.as_ref().or(own.path.as_ref()).or(self.all.path.as_ref());
		let name = String::from_utf8(name.cloned().unwrap_or_else(|| name_of(header)))
			.map_err(|_| format!("the path of entry {entry} is not UTF-8"))?;
		let kind = header[KIND];
		// These have no content, whatever their size says.
		let size = match kind {
			b'1'..=b'6' => 0,
			_ => match own.size.or(self.all.size) {
				Some(size) => size,
				None => number(&header[SIZE]).ok_or_else(|| self.damaged())?,
			},
		};
		match kind {
			b'5' => self.tree.add_folder(&name)?,
			// What was in a folder when GNU tar kept it, or a folder of a v7 archive.
			b'D' => {
				self.tree.add_folder(&name)?;
				self.skip_data(size)?;
			},
			b'1' | b'2' => {
				let target = own.target.as_ref().or(self.all.target.as_ref()).cloned();
				let target = target.unwrap_or_else(|| text(&header[TARGET]).to_vec());
				let target = String::from_utf8(target)
					.map_err(|_| format!("what the link {name:?} leads to is not UTF-8"))?;
				match kind {
					b'1' => self.tree.add_hard_link(&name, &target)?,
					_ => self.tree.add_link(&name, &target)?,
				}
			},
			b'3' | b'4' | b'6' => return Err(format!("{name:?} is a device").into()),
			// Unknown kinds are files: POSIX says so, and others unpack them so.
			_ if kind != b'S' && name.ends_with('/') => {
				self.tree.add_folder(&name)?;
				self.skip_data(size)?;
			},
			_ => {
				let place = self.content(header, own, size, &name)?;
				self.tree.add_file(&name, place)?;
			},
		}
		Ok(())
	}

	/// The content of a file.
	fn content(
		&mut self,
		header: &Block,
		own: Records,
		size: u64,
		name: &str,
	) -> Result<Place, NotUnpacked> {
		let unknown = || format!("{name:?} has holes that are told in an unknown way");
		let (real_size, parts, stored) = if header[KIND] == b'S' {
			if header[MAGIC] != *b"ustar " {
				return Err(unknown().into());
			}
			(number(&header[REAL_SIZE]), self.old_parts(header)?, size)
		} else if own.sparse {
			match (own.major.unwrap_or(0), own.minor.unwrap_or(0)) {
				(0, _) => (own.real_size, own.parts, size),
				(1, 0) => {
					let (parts, read) = self.parts_in_content(size)?;
					let stored = size.checked_sub(read).ok_or_else(|| self.damaged())?;
					(own.real_size, parts, stored)
				},
				_ => return Err(unknown().into()),
			}
		} else if own.whole_size.is_some_and(|whole| whole != size) {
			return Err(unknown().into());
		} else {
			let place = self.source.place(size, &mut self.buffer, self.out)?;
			self.skip_padding(size)?;
			return Ok(place);
		};
		let real_size = real_size.ok_or_else(unknown)?;
		let wrong = || format!("the parts of {name:?} are not where they can be");
		self.out.expect(real_size)?;
		let start = self.out.size;
		let (mut at, mut left) = (0, stored);
		for (offset, size) in parts {
			let end = offset.checked_add(size).filter(|end| *end <= real_size);
			let hole = offset.checked_sub(at);
			let (Some(end), Some(hole), Some(rest)) = (end, hole, left.checked_sub(size)) else {
				return Err(wrong().into());
			};
			self.out.write_zeros(hole)?;
			let out = &mut *self.out;
			self.source.pieces(size, &mut self.buffer, |piece| out.write(piece))?;
			(at, left) = (end, rest);
		}
		if left > 0 {
			return Err(wrong().into());
		}
		self.out.write_zeros(real_size - at)?;
		self.skip_padding(stored)?;
		Ok(self.out.since(start))
	}

	/// The parts of a file that an old GNU header and the blocks behind it name.
	fn old_parts(&mut self, header: &Block) -> Result<Vec<(u64, u64)>, NotUnpacked> {
		let mut parts = Vec::new();
		let (mut block, mut range, mut has_more) = (*header, PARTS, HAS_MORE);
		loop {
			for part in block[range].chunks_exact(PART) {
				let (offset, size) = part.split_at(PART / 2);
				if size[0] == 0 {
					break;
				}
				let part = number(offset).zip(number(size)).ok_or_else(|| self.damaged())?;
				parts.push(part);
			}
			if parts.len() > MAX_PARTS {
				return Err(format!("header {} of the archive is too long", self.headers).into());
			}
			if block[has_more] == 0 {
				return Ok(parts);
			}
			self.source.read_exact(&mut block)?;
			(range, has_more) = (MORE_PARTS, HAS_STILL_MORE);
		}
	}

	/// The parts of a file that stand before its content, as lines with numbers, and how many bytes
	/// they take there.
	fn parts_in_content(&mut self, size: u64) -> Result<(Vec<(u64, u64)>, u64), NotUnpacked> {
		let mut parts: Vec<(u64, u64)> = Vec::new();
		// Their number, the begin of the next one, and the number that is being read.
		let (mut count, mut offset, mut value) = (None::<u64>, None::<u64>, None::<u64>);
		let mut read = 0;
		let mut block = [0; BLOCK];
		while count.is_none_or(|count| (parts.len() as u64) < count) {
			if read >= size {
				return Err(self.damaged());
			}
			self.source.read_exact(&mut block)?;
			read += BLOCK as u64;
			for byte in block {
				if byte != b'\n' {
					let digit = char::from(byte).to_digit(10).ok_or_else(|| self.damaged())?;
					let more = value.unwrap_or(0).checked_mul(10);
					let more = more.and_then(|more| more.checked_add(u64::from(digit)));
					value = Some(more.ok_or_else(|| self.damaged())?);
					continue;
				}
				let number = value.take().ok_or_else(|| self.damaged())?;
				match (count, offset) {
					(None, _) if number > MAX_PARTS as u64 => {
						let header = self.headers;
						return Err(format!("header {header} of the archive is too long").into());
					},
					(None, _) => count = Some(number),
					(_, None) => offset = Some(number),
					(_, Some(place)) => {
						parts.push((place, number));
						offset = None;
					},
				}
				if count == Some(parts.len() as u64) && offset.is_none() {
					break;
				}
			}
		}
		Ok((parts, read))
	}
}

/// The path in a header.
fn name_of(header: &Block) -> Vec<u8> {
	let name = text(&header[NAME]);
	let is_posix = header[MAGIC] == *b"ustar\0";
	let prefix = match header[STAR] == *b"tar\0" {
		true => SHORT_PREFIX,
		false => PREFIX,
	};
	match text(&header[prefix]) {
		prefix if is_posix && !prefix.is_empty() => [prefix, b"/", name].concat(),
		_ => name.to_vec(),
	}
}
