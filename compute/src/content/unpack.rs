// SPDX-License-Identifier: Apache-2.0

//! A dataset as files: a tar archive is the folder `/in/dataset`, whose files are parts of the
//! archive and not copies; anything else is the file `/in/dataset`.

use super::blob::Blob;
use std::{
	collections::{BTreeMap, BTreeSet},
	io::Cursor,
};
use tar::{Archive, EntryType};

/// The name of the dataset below `/in`.
pub const DATASET: &str = "dataset";
/// Most entries of an archive.
const MAX_ENTRIES: usize = 16_384;
/// Where `ustar` stands in an archive's first block.
const MAGIC_AT: std::ops::Range<usize> = 257..262;

/// The files and folders of a dataset, by their paths below `/in`.
///
/// Links and devices in an archive are left out. An archive that can't be read to its end, or has
/// more than 16,384 entries, is one file.
pub(crate) fn unpack(content: Blob) -> (BTreeMap<String, Blob>, BTreeSet<String>) {
	match read_archive(&content) {
		Some((files, mut folders)) => {
			folders.insert(DATASET.into());
			(files, folders)
		},
		None => (BTreeMap::from([(DATASET.into(), content)]), BTreeSet::new()),
	}
}

fn read_archive(content: &Blob) -> Option<(BTreeMap<String, Blob>, BTreeSet<String>)> {
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
			let start = usize::try_from(entry.raw_file_position()).ok()?;
			let size = usize::try_from(entry.size()).ok()?;
			// The last of several with one name counts, as when tar unpacks.
			files.insert(path, content.slice(start..start.checked_add(size)?)?);
		}
	}
	// One name can't be a file and a folder: such an archive could not be unpacked.
	let is_folder = |path: &String| {
		let below = format!("{path}/");
		folders.contains(path)
			|| folders.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
			|| files.range(below.clone()..).next().is_some_and(|(next, _)| next.starts_with(&below))
	};
	(!files.keys().any(is_folder)).then_some((files, folders))
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
}
