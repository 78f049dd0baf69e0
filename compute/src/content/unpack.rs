// SPDX-License-Identifier: Apache-2.0

//! A dataset as files: a tar archive is the folder `/in/dataset`, whose files are parts of the
//! archive and not copies; anything else is the file `/in/dataset`. What is registered as an
//! archive is unpacked exactly, or not at all.

use super::blob::Blob;
use std::{
	collections::{BTreeMap, BTreeSet},
	io::{Cursor, Read},
};
use tar::{Archive, Entry, EntryType};

/// The name of the dataset below `/in`.
pub const DATASET: &str = "dataset";
/// Most entries of an archive.
const MAX_ENTRIES: usize = 16_384;
const TOO_MANY: &str = "the archive has more than 16384 entries";
/// Bytes of an archive's block.
const BLOCK: usize = 512;
/// Longest header with a long name or with extensions, in bytes.
const MAX_EXTENSION: u64 = 1 << 20;
/// Where `ustar` stands in an archive's first block.
const MAGIC_AT: std::ops::Range<usize> = 257..262;

/// Files and folders, by their paths below `/in`.
pub(crate) type Unpacked = (BTreeMap<String, Blob>, BTreeSet<String>);

/// The files and folders of a dataset that is registered as a tar archive; the text says why it
/// can't be unpacked exactly, in the same words on every machine.
///
/// An archive is refused when it holds anything but files and folders, more than 16,384 entries, or
/// a path that is not UTF-8, climbs, is too long or stands for a file and a folder; and when it has
/// no end (a block of zeros).
pub(crate) fn unpack_exactly(content: &Blob) -> Result<Unpacked, String> {
	let mut files = BTreeMap::new();
	let mut folders = BTreeSet::from([DATASET.to_owned()]);
	let end = check_entries(content)?;
	let is_end = content.get(end..end.saturating_add(BLOCK));
	if !is_end.is_some_and(|block| block.iter().all(|byte| *byte == 0)) {
		return Err("the archive is cut off: it has no end".into());
	}
	let mut archive = Archive::new(Cursor::new(content));
	let damaged = |number: usize| format!("entry {number} of the archive can't be read");
	let entries = archive.entries_with_seek().map_err(|_| damaged(0))?;
	for (number, entry) in entries.enumerate() {
		let mut entry = entry.map_err(|_| damaged(number))?;
		if number >= MAX_ENTRIES {
			return Err(TOO_MANY.into());
		}
		let kind = entry.header().entry_type();
		if kind == EntryType::XGlobalHeader {
			continue;
		}
		let name = String::from_utf8(entry.path_bytes().into_owned());
		let name = name.map_err(|_| format!("the path of entry {number} is not UTF-8"))?;
		let what = match kind {
			EntryType::Regular | EntryType::Continuous | EntryType::Directory => None,
			EntryType::Link | EntryType::Symlink => Some("a link"),
			EntryType::Char | EntryType::Block | EntryType::Fifo => Some("a device"),
			_ => Some("neither a file nor a folder"),
		};
		if let Some(what) = what {
			return Err(format!("{name:?} is {what}"));
		}
		if is_sparse(&mut entry).ok_or_else(|| damaged(number))? {
			return Err(format!("{name:?} is sparse"));
		}
		let path = clean(&name).ok_or_else(|| format!("{name:?} can't be a path"))?;
		match (path, kind == EntryType::Directory) {
			(None, true) => (),
			(None, false) => return Err(format!("{name:?} can't be a file")),
			(Some(path), true) => {
				folders.insert(path);
			},
			(Some(path), false) => {
				let content = part(content, &entry).ok_or_else(|| damaged(number))?;
				files.insert(path, content);
			},
		}
	}
	match files.keys().find(|path| is_folder(path, &files, &folders)) {
		Some(path) => Err(format!("{path:?} is a file and a folder")),
		None => Ok((files, folders)),
	}
}

/// Looks at all headers one by one, and returns where the last entry ends.
fn check_entries(content: &Blob) -> Result<usize, String> {
	let mut archive = Archive::new(Cursor::new(content));
	let mut end = 0;
	let damaged = |number: usize| format!("header {number} of the archive can't be read");
	let entries = archive.entries_with_seek().map_err(|_| damaged(0))?.raw(true);
	for (number, entry) in entries.enumerate() {
		let entry = entry.map_err(|_| damaged(number))?;
		if number >= 4 * MAX_ENTRIES {
			return Err(TOO_MANY.into());
		}
		let kind = entry.header().entry_type();
		// They are read into memory.
		let is_extension =
			matches!(kind, EntryType::GNULongName | EntryType::GNULongLink | EntryType::XHeader);
		if is_extension && entry.size() > MAX_EXTENSION {
			return Err(format!("header {number} of the archive is too long"));
		}
		let size = usize::try_from(entry.size()).ok();
		let start = usize::try_from(entry.raw_file_position()).ok();
		end = start
			.zip(size.and_then(|size| size.checked_next_multiple_of(BLOCK)))
			.and_then(|(start, size)| start.checked_add(size))
			.ok_or_else(|| damaged(number))?;
	}
	Ok(end)
}

/// Whether the entry's bytes are not those of the file. `None` when that can't be told.
fn is_sparse<R: Read>(entry: &mut Entry<R>) -> Option<bool> {
	for extension in entry.pax_extensions().ok()?.into_iter().flatten() {
		if extension.ok()?.key_bytes().starts_with(b"GNU.sparse") {
			return Some(true);
		}
	}
	Some(false)
}

/// The files and folders of a dataset that is registered as a file, by their paths below `/in`.
///
/// Links and devices in an archive are left out. An archive that can't be read to its end, or has
/// more than 16,384 entries, is one file.
pub(crate) fn unpack(content: Blob) -> Unpacked {
	match read_archive(&content) {
		Some((files, mut folders)) => {
			folders.insert(DATASET.into());
			(files, folders)
		},
		None => (BTreeMap::from([(DATASET.into(), content)]), BTreeSet::new()),
	}
}

fn read_archive(content: &Blob) -> Option<Unpacked> {
	if content.get(MAGIC_AT)? != b"ustar" {
		return None;
	}
	let mut files = BTreeMap::new();
	let mut folders = BTreeSet::new();
	let mut archive = Archive::new(Cursor::new(content));
	for (number, entry) in archive.entries_with_seek().ok()?.enumerate() {
		let entry = entry.ok()?;
		if number >= MAX_ENTRIES {
			return None;
		}
		let kind = entry.header().entry_type();
		if !matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::Directory) {
			continue;
		}
		let path = String::from_utf8(entry.path_bytes().into_owned()).ok()?;
		let Some(path) = clean(&path)? else { continue };
		if kind == EntryType::Directory {
			folders.insert(path);
		} else {
			// The last of several with one name counts, as when tar unpacks.
			files.insert(path, part(content, &entry)?);
		}
	}
	let is_bad = files.keys().any(|path| is_folder(path, &files, &folders));
	(!is_bad).then_some((files, folders))
}

/// The content of an entry.
fn part<R: Read>(content: &Blob, entry: &Entry<R>) -> Option<Blob> {
	let start = usize::try_from(entry.raw_file_position()).ok()?;
	let size = usize::try_from(entry.size()).ok()?;
	content.slice(start..start.checked_add(size)?)
}

/// Whether the path of a file is that of a folder, too: such an archive can't be unpacked.
fn is_folder(path: &str, files: &BTreeMap<String, Blob>, folders: &BTreeSet<String>) -> bool {
	let below = format!("{path}/");
	folders.contains(path)
		|| folders.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
		|| files.range(below.clone()..).next().is_some_and(|(next, _)| next.starts_with(&below))
}

/// The path below `/in` of an entry: without a leading `/` and `./`. The outer `None` refuses
/// (`..`, too long names), the inner one is the archive's root.
fn clean(path: &str) -> Option<Option<String>> {
	let mut clean = DATASET.to_owned();
	for part in path.split('/') {
		match part {
			"" | "." => (),
			".." => return None,
			_ if part.len() > 255 || part.contains('\0') => return None,
			_ => {
				clean.push('/');
				clean.push_str(part);
			},
		}
	}
	// Folders may be nested as deep as a program may nest them.
	if clean.split('/').count() >= 60 {
		return None;
	}
	Some((clean != DATASET).then_some(clean))
}

#[cfg(test)]
mod tests {
	use super::*;
	use tar::{Builder, Header};

	fn archive(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
		let mut builder = Builder::new(Vec::new());
		for (path, kind, content) in entries {
			let mut header = Header::new_ustar();
			header.set_entry_type(*kind);
			header.set_size(content.len() as u64);
			// Not `append_data`, which refuses the paths that are tried here.
			header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
			header.set_cksum();
			builder.append(&header, *content).unwrap();
		}
		builder.into_inner().unwrap()
	}

	fn paths(content: Vec<u8>) -> Vec<String> {
		unpack(content.into()).0.into_keys().collect()
	}

	#[test]
	fn unpack_should_give_the_files_of_an_archive() {
		let (files, folders) = unpack(Blob::from(archive(&[
			("./", EntryType::Directory, b""),
			("./b/two.txt", EntryType::Regular, b"two"),
			("/a.txt", EntryType::Regular, b"one"),
			("empty/", EntryType::Directory, b""),
			("link", EntryType::Symlink, b""),
		])));
		assert_eq!(files.keys().collect::<Vec<_>>(), ["dataset/a.txt", "dataset/b/two.txt"]);
		assert_eq!(&*files["dataset/b/two.txt"], b"two");
		assert_eq!(folders.into_iter().collect::<Vec<_>>(), ["dataset", "dataset/empty"]);
	}

	#[test]
	fn unpack_should_give_the_file_when_it_is_no_archive() {
		for content in [b"".to_vec(), b"a,b\n1,2\n".to_vec(), vec![0; 1024]] {
			let (files, folders) = unpack(content.clone().into());
			assert_eq!(files.keys().collect::<Vec<_>>(), ["dataset"]);
			assert_eq!(&*files["dataset"], &content[..]);
			assert!(folders.is_empty());
		}
	}

	#[test]
	fn unpack_should_give_the_file_when_the_archive_is_cut_or_climbs() {
		let whole = archive(&[("a", EntryType::Regular, &[1; 2000])]);
		assert_eq!(paths(whole[..1000].to_vec()), ["dataset"]);
		let climbs = archive(&[("../a", EntryType::Regular, b"1")]);
		assert_eq!(paths(climbs), ["dataset"]);
		let both = archive(&[("a", EntryType::Regular, b"1"), ("a/b", EntryType::Regular, b"2")]);
		assert_eq!(paths(both), ["dataset"]);
	}
	fn refusal(entries: &[(&str, EntryType, &[u8])]) -> String {
		unpack_exactly(&Blob::from(archive(entries))).unwrap_err()
	}

	#[test]
	fn unpack_exactly_should_give_all_of_an_archive() {
		let (files, folders) = unpack_exactly(&Blob::from(archive(&[
			("pax_global_header", EntryType::XGlobalHeader, b"52 comment=0123456789\n"),
			("./", EntryType::Directory, b""),
			("./b/two.txt", EntryType::Regular, b"two"),
			("a.txt", EntryType::Regular, b"one"),
			("empty/", EntryType::Directory, b""),
		])))
		.unwrap();
		assert_eq!(files.keys().collect::<Vec<_>>(), ["dataset/a.txt", "dataset/b/two.txt"]);
		assert_eq!(&*files["dataset/b/two.txt"], b"two");
		assert_eq!(folders.into_iter().collect::<Vec<_>>(), ["dataset", "dataset/empty"]);
		let nothing = unpack_exactly(&Blob::from(vec![0; 1024])).unwrap();
		assert_eq!((nothing.0.len(), nothing.1.len()), (0, 1));
	}

	#[test]
	fn unpack_exactly_should_give_files_with_long_names() {
		let name = format!("{}/{}", "a".repeat(150), "b".repeat(150));
		let mut builder = Builder::new(Vec::new());
		let mut header = Header::new_gnu();
		header.set_size(1);
		builder.append_data(&mut header, &name, &b"1"[..]).unwrap();
		let content = builder.into_inner().unwrap();
		let (files, _) = unpack_exactly(&Blob::from(content)).unwrap();
		assert_eq!(files.keys().collect::<Vec<_>>(), [&format!("dataset/{name}")]);
	}

	#[test]
	fn unpack_exactly_should_refuse_when_something_would_be_left_out() {
		let file = EntryType::Regular;
		assert_eq!(refusal(&[("l", EntryType::Symlink, b"")]), r#""l" is a link"#);
		assert_eq!(refusal(&[("l", EntryType::Link, b"")]), r#""l" is a link"#);
		assert_eq!(refusal(&[("d", EntryType::Char, b"")]), r#""d" is a device"#);
		assert_eq!(refusal(&[("f", EntryType::Fifo, b"")]), r#""f" is a device"#);
		let other = r#""v" is neither a file nor a folder"#;
		assert_eq!(refusal(&[("v", EntryType::new(b'V'), b"")]), other);
		assert_eq!(refusal(&[("../a", file, b"1")]), r#""../a" can't be a path"#);
		assert_eq!(refusal(&[("./", file, b"1")]), r#""./" can't be a file"#);
		let both = r#""dataset/a" is a file and a folder"#;
		assert_eq!(refusal(&[("a", file, b"1"), ("a/b", file, b"2")]), both);
	}

	#[test]
	fn unpack_exactly_should_refuse_when_the_archive_is_damaged_or_none() {
		let refusal = |content: &[u8]| unpack_exactly(&Blob::from(content.to_vec())).unwrap_err();
		let no_end = "the archive is cut off: it has no end";
		assert_eq!(refusal(b""), no_end);
		assert_eq!(refusal(b"a,b\n1,2\n"), "header 0 of the archive can't be read");
		assert_eq!(refusal(&[1; 1024]), "header 0 of the archive can't be read");
		let whole = archive(&[("a", EntryType::Regular, &[1; 2000])]);
		// Inside the content, behind the content, inside the end.
		assert_eq!(refusal(&whole[..1000]), no_end);
		assert_eq!(refusal(&whole[..512 + 2048]), no_end);
		let in_end = &whole[..512 + 2048 + 511];
		assert_eq!(refusal(in_end), "header 1 of the archive can't be read");
		assert!(unpack_exactly(&Blob::from(whole[..512 + 2048 + 512].to_vec())).is_ok());
		let mut other = whole.clone();
		other[0] ^= 1;
		assert_eq!(refusal(&other), "header 0 of the archive can't be read");
	}
}
