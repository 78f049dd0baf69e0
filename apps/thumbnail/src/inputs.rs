// SPDX-License-Identifier: Apache-2.0

//! Which photos to work on, and what their thumbnails are called.

use crate::picture::{self, Format};
use bourse_app::Stop;
use std::{
	collections::BTreeMap,
	fs::{self, File},
	io::{self, Read},
	path::{Path, PathBuf},
};

/// A photo to work on.
#[derive(Debug, PartialEq, Eq)]
pub struct Photo {
	/// Where it is.
	pub path: PathBuf,
	/// Its file name.
	pub name: String,
	/// File name of its thumbnail; no other photo of the list has the same.
	pub output: String,
}

/// The photos among files and folders, in the order of their paths, each once.
///
/// A file that is named is taken as it is; of a folder those files are taken that begin as a PNG
/// or a JPEG does, without its subfolders. Fails when something can't be read, when no photo is
/// left, and when two thumbnails would get the same name.
pub fn photos(named: &[PathBuf], size: u32, format: Format) -> Result<Vec<Photo>, Stop> {
	let mut paths = Vec::new();
	for path in named {
		let unreadable = |error| Stop::about(path, format_args!("can't be read: {error}"));
		if fs::metadata(path).map_err(unreadable)?.is_dir() {
			paths.extend(photos_of_folder(path).map_err(unreadable)?);
		} else {
			paths.push(path.clone());
		}
	}
	paths.sort();
	paths.dedup();
	if paths.is_empty() {
		let folders: Vec<_> = named.iter().map(|path| path.display().to_string()).collect();
		return Err(Stop::Failure(format!("no PNG or JPEG photo in {}", folders.join(", "))));
	}
	name(paths, size, format)
}

fn photos_of_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
	let mut paths = Vec::new();
	for entry in fs::read_dir(folder)? {
		let path = entry?.path();
		// `metadata` and not the entry's type, to follow links.
		if fs::metadata(&path)?.is_file() && begins_as_photo(&path)? {
			paths.push(path);
		}
	}
	Ok(paths)
}

fn begins_as_photo(path: &Path) -> io::Result<bool> {
	let mut start = Vec::new();
	File::open(path)?.take(8).read_to_end(&mut start)?;
	Ok(picture::is_photo(&start))
}

/// Gives every thumbnail its name: `STEM-SIZE.jpg`, and for photos that differ only in their
/// extension `STEM-EXTENSION-SIZE.jpg`.
fn name(paths: Vec<PathBuf>, size: u32, format: Format) -> Result<Vec<Photo>, Stop> {
	let stem = |path: &Path| lossy(path.file_stem());
	let mut same_stem = BTreeMap::<String, usize>::new();
	for path in &paths {
		*same_stem.entry(stem(path)).or_default() += 1;
	}
	let mut taken = BTreeMap::<String, PathBuf>::new();
	let mut photos = Vec::with_capacity(paths.len());
	for path in paths {
		let name = lossy(path.file_name());
		let stem = stem(&path);
		let base = if same_stem.get(&stem) == Some(&1) { stem } else { name.replace('.', "-") };
		let output = format!("{base}-{size}.{}", format.extension());
		if let Some(other) = taken.insert(output.clone(), path.clone()) {
			let problem = format!(
				"{} and {} would both become {output}: rename one, or call the program for each",
				other.display(),
				path.display()
			);
			return Err(Stop::Failure(problem));
		}
		photos.push(Photo { path, name, output });
	}
	Ok(photos)
}

fn lossy(part: Option<&std::ffi::OsStr>) -> String {
	part.unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
	use super::*;

	const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
	const JPEG: &[u8] = b"\xff\xd8\xff\xe0";

	fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
		let folder = tempfile::tempdir().unwrap();
		for (name, content) in files {
			let path = folder.path().join(name);
			fs::create_dir_all(path.parent().unwrap()).unwrap();
			fs::write(path, content).unwrap();
		}
		folder
	}

	fn outputs(named: &[PathBuf]) -> Vec<String> {
		let photos = photos(named, 64, Format::Png).unwrap();
		photos.into_iter().map(|photo| photo.output).collect()
	}

	#[test]
	fn photos_should_be_those_of_the_folder_in_order_when_other_files_are_there() {
		let files: [(&str, &[u8]); 6] = [
			("b.jpg", JPEG),
			("a", PNG),
			("c.jpeg", b"text"),
			("README.md", b""),
			("short", b"\xff"),
			("sub/d.png", PNG),
		];
		let folder = folder(&files);
		assert_eq!(outputs(&[folder.path().into()]), ["a-64.png", "b-64.png"]);
	}

	#[test]
	fn photos_should_be_taken_once_when_named_twice() {
		let folder = folder(&[("a.png", PNG), ("b.png", PNG)]);
		let named = [folder.path().join("b.png"), folder.path().into()];
		assert_eq!(outputs(&named), ["a-64.png", "b-64.png"]);
	}

	#[test]
	fn photos_should_be_told_apart_when_only_the_extension_differs() {
		let folder = folder(&[("a.jpg", JPEG), ("a.png", PNG), ("b.c.png", PNG)]);
		let expected = ["a-jpg-64.png", "a-png-64.png", "b.c-64.png"];
		assert_eq!(outputs(&[folder.path().into()]), expected);
	}

	#[test]
	fn photos_should_fail_when_two_thumbnails_would_have_one_name() {
		let folder = folder(&[("x/a.png", PNG), ("y/a.png", PNG)]);
		let (x, y) = (folder.path().join("x"), folder.path().join("y"));
		let problem = format!(
			"{} and {} would both become a-png-64.png: rename one, or call the program for each",
			x.join("a.png").display(),
			y.join("a.png").display(),
		);
		assert_eq!(photos(&[x, y], 64, Format::Png), Err(Stop::Failure(problem)));
	}

	#[test]
	fn photos_should_fail_when_there_is_none() {
		let folder = folder(&[("readme", b"text")]);
		let problem = format!("no PNG or JPEG photo in {}", folder.path().display());
		let found = photos(&[folder.path().into()], 64, Format::Png);
		assert_eq!(found, Err(Stop::Failure(problem)));
	}

	#[test]
	fn photos_should_fail_with_the_name_when_a_file_is_missing() {
		match photos(&["/no/such/file".into()], 64, Format::Png) {
			Err(Stop::Failure(what)) => {
				assert!(what.starts_with("/no/such/file: can't be read: "), "{what}")
			},
			other => panic!("{other:?}"),
		}
	}
}
