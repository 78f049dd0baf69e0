// SPDX-License-Identifier: Apache-2.0

//! Archives as files: tar in all its kinds, tar with gzip, zip. An archive is unpacked exactly, or
//! refused with a reason, in the same words on every machine.
//!
//! Unpacking reads the archive once and writes the *unpacked* beside it: the content that does not
//! stand in the archive as it is (what was compressed, or had holes), piece by piece, then the list
//! of all files and folders, then the list's size in 8 bytes (little-endian). A file is a part of the
//! archive or of the unpacked, and no copy of either. Memory holds the list and buffers, never a
//! file: names, entries, holes and bytes have limits.
//!
//! - [`tree`]: names, duplicates and links
//! - [`untar`], [`gunzip`], [`unzip`]: the formats

mod gunzip;
mod tree;
mod untar;
mod unzip;

#[cfg(test)]
mod tests;

use super::blob::Blob;
use crate::failure::Failure;
use bourse_formats::{FailureCode, Packing};
use serde::{Deserialize, Serialize};
use std::{
	collections::{BTreeMap, BTreeSet},
	io,
};
use untar::Source;

/// The name of the dataset below `/in`.
pub const DATASET: &str = "dataset";
/// Most bytes that an archive may unpack to beside those that stand in it as they are, and that a
/// gzip file may hold: the same on every worker.
const MAX_UNPACKED: u64 = 1 << 30;
const TOO_LARGE: &str = "the archive unpacks to more than 1073741824 bytes";

/// Why an archive was not unpacked.
#[derive(Debug)]
pub(crate) enum NotUnpacked {
	/// It can't be, on any machine; the text says why.
	Bad(String),
	/// What takes the content failed.
	Failed(io::Error),
}

impl From<String> for NotUnpacked {
	fn from(reason: String) -> Self {
		Self::Bad(reason)
	}
}

impl From<&str> for NotUnpacked {
	fn from(reason: &str) -> Self {
		Self::Bad(reason.into())
	}
}

impl From<io::Error> for NotUnpacked {
	fn from(error: io::Error) -> Self {
		Self::Failed(error)
	}
}

impl From<NotUnpacked> for Failure {
	fn from(error: NotUnpacked) -> Self {
		match error {
			NotUnpacked::Bad(reason) => Self::new(FailureCode::BadArchive, without_middle(&reason)),
			NotUnpacked::Failed(error) => Self::internal(error),
		}
	}
}

/// A reason without its middle when it is long: a path may be longer than a line of a log, and what is
/// wrong with it stands behind it.
fn without_middle(reason: &str) -> String {
	const EACH: usize = 150;
	let letters = reason.chars().count();
	if letters <= 2 * EACH {
		return reason.to_owned();
	}
	let begin = reason.chars().take(EACH).collect::<String>();
	let end = reason.chars().skip(letters - EACH).collect::<String>();
	format!("{begin}…{end}")
}

/// Where a file's content is, in bytes.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
	/// In the archive.
	Packed { start: u64, size: u64 },
	/// In the unpacked.
	Unpacked { start: u64, size: u64 },
}

/// Files, and folders that are empty, by their paths below `/in`. The dataset's own folder is always
/// there.
#[derive(Serialize, Deserialize, Default)]
struct List {
	files: BTreeMap<String, Place>,
	folders: BTreeSet<String>,
}

/// The unpacked, as it is written.
struct Out<'a> {
	take: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
	size: u64,
}

impl Out<'_> {
	/// Refuses bytes for which there is no room.
	fn expect(&self, size: u64) -> Result<(), NotUnpacked> {
		match self.size.checked_add(size) {
			Some(size) if size <= MAX_UNPACKED => Ok(()),
			_ => Err(TOO_LARGE.into()),
		}
	}

	fn write(&mut self, part: &[u8]) -> Result<(), NotUnpacked> {
		self.expect(part.len() as u64)?;
		self.size += part.len() as u64;
		Ok((self.take)(part)?)
	}

	fn write_zeros(&mut self, mut size: u64) -> Result<(), NotUnpacked> {
		const ZEROS: [u8; 1 << 12] = [0; 1 << 12];
		self.expect(size)?;
		while size > 0 {
			let step = size.min(ZEROS.len() as u64);
			self.write(&ZEROS[..step as usize])?;
			size -= step;
		}
		Ok(())
	}

	/// All that was written from `start` on.
	fn since(&self, start: u64) -> Place {
		Place::Unpacked { start, size: self.size - start }
	}
}

/// Whether content is given as the files of an archive: when it is registered as one. A tar archive
/// is one in any case; other archives that are registered as files stay files.
pub(crate) fn is_archive(content: &[u8], packing: Packing) -> bool {
	match packing {
		Packing::File => untar::is_tar(content),
		Packing::Tar | Packing::TarGz | Packing::Zip => true,
	}
}

/// The packing as which content can be registered, as it seems from its beginning.
pub fn packing_of(content: &[u8]) -> Packing {
	if untar::is_tar(content) {
		return Packing::Tar;
	}
	if content.starts_with(b"PK\x03\x04") {
		return Packing::Zip;
	}
	let mut block = [0; 512];
	let has_block = matches!(Source::gzip(content).read(&mut block), Ok(512));
	match has_block && untar::is_tar(&block) {
		true => Packing::TarGz,
		false => Packing::File,
	}
}

/// What files of a kind begin with, and how to give content of that kind.
const KINDS: [(&[u8], &str); 13] = [
	(b"\x1f\x8b", "compressed with gzip: register it as TarGz"),
	(b"PK\x03\x04", "a zip archive: register it as Zip"),
	(b"BZh", "compressed with bzip2: pack it anew, with gzip"),
	(b"\xfd7zXZ\0", "compressed with xz: pack it anew, with gzip"),
	(b"\x28\xb5\x2f\xfd", "compressed with zstd: pack it anew, with gzip"),
	(b"\x1f\x9d", "compressed with compress: pack it anew, with gzip"),
	(b"LZIP", "compressed with lzip: pack it anew, with gzip"),
	(b"\x04\x22\x4d\x18", "compressed with lz4: pack it anew, with gzip"),
	(b"07070", "a cpio archive: pack it anew, as tar"),
	(b"7z\xbc\xaf\x27\x1c", "a 7z archive: pack it anew, as zip"),
	(b"Rar!", "a rar archive: pack it anew, as zip"),
	(b"version https://git-lfs", "Git LFS's word for a file: register the file itself"),
	(b"<", "a page: is its address that of the archive?"),
];

/// What content seems to be that is registered as something else.
fn other_kind(content: &[u8], packing: Packing) -> Option<&'static str> {
	let is_tar = untar::is_tar(content);
	match packing {
		Packing::File | Packing::Tar if is_tar => return None,
		Packing::TarGz if is_tar => {
			return Some("a tar archive that is not compressed: register it as Tar")
		},
		Packing::Zip if is_tar => return Some("a tar archive: register it as Tar"),
		_ => (),
	}
	let (begin, kind) = KINDS.into_iter().find(|(begin, _)| content.starts_with(begin))?;
	let own: &[u8] = match packing {
		Packing::File | Packing::Tar => b"",
		Packing::TarGz => b"\x1f\x8b",
		Packing::Zip => b"PK\x03\x04",
	};
	(begin != own).then_some(kind)
}

/// Unpacks an archive: gives the unpacked to `take`, piece by piece.
///
/// Refused is an archive that is damaged, cut off, encrypted or in several volumes; that has devices,
/// names that are not UTF-8, or paths and links that lead outside; or that passes a limit: 131,072 files
/// and folders, links followed (a folder that holds itself by a link has no end), 16 MiB of paths, 1 MiB
/// of a header, 1 GiB of the unpacked.
pub(crate) fn unpack(
	content: &[u8],
	packing: Packing,
	take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), NotUnpacked> {
	let mut out = Out { take, size: 0 };
	let list = match packing {
		Packing::File | Packing::Tar => untar::untar(Source::as_it_is(content), &mut out),
		Packing::TarGz => untar::untar(Source::gzip(content), &mut out),
		Packing::Zip => unzip::unzip(content, &mut out),
	};
	let list = list.map_err(|error| match (error, other_kind(content, packing)) {
		(NotUnpacked::Bad(reason), Some(kind)) => format!("{reason}: it is {kind}").into(),
		(error, _) => error,
	})?;
	let list = serde_json::to_vec(&list).map_err(io::Error::from)?;
	(out.take)(&list)?;
	Ok((out.take)(&(list.len() as u64).to_le_bytes())?)
}

/// Unpacks a gzip file that is no archive, as servers send content: gives it to `take`, piece by piece.
pub(crate) fn unpack_gzip(
	content: &[u8],
	take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), NotUnpacked> {
	let mut file = gunzip::Gunzip::new(content);
	let mut buffer = vec![0; 1 << 16];
	loop {
		match file.read(&mut buffer)? {
			0 => return Ok(()),
			size => take(&buffer[..size])?,
		}
	}
}

/// Files and folders, by their paths below `/in`.
pub(crate) type Unpacked = (BTreeMap<String, Blob>, BTreeSet<String>);

/// An archive, and the unpacked beside it.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(crate) struct Archive {
	pub content: Blob,
	pub unpacked: Blob,
}

impl Archive {
	/// Unpacks an archive into memory: at home, where nothing else is at stake.
	pub fn in_memory(content: Blob, packing: Packing) -> Result<Self, NotUnpacked> {
		let mut unpacked = Vec::new();
		unpack(&content, packing, &mut |part: &[u8]| {
			unpacked.extend_from_slice(part);
			Ok(())
		})?;
		Ok(Self { content, unpacked: unpacked.into() })
	}

	/// The files and folders. `None` when [`unpack`] did not write the unpacked.
	pub fn files(&self) -> Option<Unpacked> {
		let (before, size) = self.unpacked.split_last_chunk::<8>()?;
		let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
		let list = before.get(before.len().checked_sub(size)?..)?;
		let List { files, folders } = serde_json::from_slice(list).ok()?;
		let content = |place: Place| {
			let (from, start, size) = match place {
				Place::Packed { start, size } => (&self.content, start, size),
				Place::Unpacked { start, size } => (&self.unpacked, start, size),
			};
			let start = usize::try_from(start).ok()?;
			from.slice(start..start.checked_add(usize::try_from(size).ok()?)?)
		};
		let files = files.into_iter().map(|(path, place)| Some((path, content(place)?)));
		Some((files.collect::<Option<_>>()?, folders))
	}
}
