// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The files of a page. All of them are read once, at the start: no request reads the disk, and no path of
//! a request can lead out of the folder.

use hyper::body::Bytes;
use std::{
	collections::BTreeMap,
	fs::{self, File},
	io::{self, Read},
	path::Path,
};

/// Most files of a page.
const MAX_FILES: usize = 256;
/// Most bytes of all files of a page together: 64 MiB.
const MAX_BYTES: u64 = 64 << 20;
/// Most folders inside each other.
const MAX_DEPTH: usize = 4;
/// The file that `/` is.
const INDEX: &str = "index.html";

/// A file, and how browsers are told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
	/// The content.
	pub bytes: Bytes,
	/// `content-type`.
	pub kind: &'static str,
	/// `cache-control`.
	pub cache: &'static str,
}

/// The files of a page, by their paths below the folder, with `/` between names.
#[derive(Debug)]
pub struct Site(BTreeMap<String, Page>);

impl Site {
	/// Reads the files of a folder. An error is a sentence that names the folder or file, and the cure.
	pub fn read(folder: &Path) -> Result<Self, String> {
		let mut files = BTreeMap::new();
		let mut left = MAX_BYTES;
		read_folder(folder, "", MAX_DEPTH, &mut left, &mut files)?;
		if !files.contains_key(INDEX) {
			return Err(format!(
				"{}: no {INDEX} in it. Build the web application (`npm run build` in web/), and give its \
				 folder dist with --web-dir",
				folder.display()
			));
		}
		Ok(Self(files))
	}

	/// Adds a file, unless the folder has one of that name.
	pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
		self.0.entry(name.to_owned()).or_insert_with(|| page(name, bytes));
	}

	/// The file of a request's path, which begins with `/`.
	pub fn get(&self, path: &str) -> Option<&Page> {
		match path.strip_prefix('/')? {
			"" => self.0.get(INDEX),
			name => self.0.get(name),
		}
	}
}

fn read_folder(
	folder: &Path,
	prefix: &str,
	depth: usize,
	left: &mut u64,
	files: &mut BTreeMap<String, Page>,
) -> Result<(), String> {
	let told = |error: io::Error| format!("--web-dir: {}: {error}", folder.display());
	for entry in fs::read_dir(folder).map_err(told)? {
		let entry = entry.map_err(told)?;
		let path = entry.path();
		let Ok(name) = entry.file_name().into_string() else { continue };
		// A link could lead to what nobody means to serve. A hidden file is none of a page's.
		let kind = entry.file_type().map_err(told)?;
		if kind.is_symlink() || name.starts_with('.') {
			continue;
		}
		let name = format!("{prefix}{name}");
		if kind.is_dir() {
			let Some(depth) = depth.checked_sub(1) else {
				return Err(format!("{}: more than {MAX_DEPTH} folders deep", path.display()));
			};
			read_folder(&path, &format!("{name}/"), depth, left, files)?;
		} else if kind.is_file() {
			let bytes = read_file(&path, left)?;
			files.insert(name.clone(), page(&name, bytes));
			if files.len() > MAX_FILES {
				return Err(format!("{}: more than {MAX_FILES} files", folder.display()));
			}
		}
	}
	Ok(())
}

/// Reads a file of at most `left` bytes, which become fewer.
fn read_file(path: &Path, left: &mut u64) -> Result<Vec<u8>, String> {
	let told = |error: io::Error| format!("--web-dir: {}: {error}", path.display());
	let mut bytes = Vec::new();
	let most = left.saturating_add(1);
	File::open(path).map_err(told)?.take(most).read_to_end(&mut bytes).map_err(told)?;
	match left.checked_sub(bytes.len() as u64) {
		Some(rest) => *left = rest,
		None => {
			return Err(format!("{}: a page has at most {MAX_BYTES} bytes in all", path.display()));
		},
	}
	Ok(bytes)
}

fn page(name: &str, bytes: Vec<u8>) -> Page {
	let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
		"html" => "text/html; charset=utf-8",
		"js" | "mjs" => "text/javascript; charset=utf-8",
		"css" => "text/css; charset=utf-8",
		"json" => "application/json",
		"svg" => "image/svg+xml",
		"png" => "image/png",
		"wasm" => "application/wasm",
		"txt" => "text/plain; charset=utf-8",
		_ => "application/octet-stream",
	};
	// The names of these have a hash of their content in them.
	let cache = match name.starts_with("assets/") {
		true => "public, max-age=31536000, immutable",
		false => "no-cache",
	};
	Page { bytes: bytes.into(), kind, cache }
}

#[cfg(test)]
mod tests {
	use super::*;
	use tempfile::TempDir;

	fn folder(files: &[(&str, &str)]) -> TempDir {
		let folder = TempDir::new().expect("a folder");
		for (name, content) in files {
			let path = folder.path().join(name);
			fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
			fs::write(path, content).expect("a file");
		}
		folder
	}

	#[test]
	fn site_should_have_the_files_of_its_folder_alone() {
		let folder = folder(&[("index.html", "<p>"), ("assets/a.js", "1"), (".env", "secret")]);
		std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link.txt")).expect("a link");
		let site = Site::read(folder.path()).expect("it is a page");
		let index = site.get("/").expect("there is an index");
		assert_eq!((&index.bytes[..], index.cache), (&b"<p>"[..], "no-cache"));
		assert_eq!(site.get("/index.html"), Some(index));
		let script = site.get("/assets/a.js").expect("it was read");
		assert_eq!(script.kind, "text/javascript; charset=utf-8");
		assert!(script.cache.ends_with("immutable"));
		for path in [
			"",
			"index.html",
			"/.env",
			"/link.txt",
			"/assets",
			"/assets/",
			"//index.html",
			"/assets/../index.html",
			"/../../etc/passwd",
			"/%2e%2e/etc/passwd",
		] {
			assert_eq!(site.get(path), None, "{path}");
		}
	}

	#[test]
	fn site_should_be_refused_when_it_is_no_page_or_too_much() {
		let missing = Site::read(Path::new("/nowhere/at/all")).expect_err("there is none such");
		assert!(missing.contains("/nowhere/at/all"), "{missing}");
		let empty = Site::read(folder(&[("a.txt", "")]).path()).expect_err("it has no index");
		assert!(empty.contains("--web-dir"), "{empty}");
		let deep = folder(&[("index.html", ""), ("a/b/c/d/e/f.txt", "")]);
		assert!(Site::read(deep.path()).expect_err("it is deep").contains("folders deep"));
		let names = (0..=MAX_FILES).map(|nth| format!("{nth}.txt")).collect::<Vec<_>>();
		let many = names.iter().map(|name| (name.as_str(), "")).collect::<Vec<_>>();
		assert!(Site::read(folder(&many).path()).expect_err("it has many").contains("files"));
		let mut left = 2;
		let large = folder(&[("a", "123")]);
		assert!(read_file(&large.path().join("a"), &mut left).is_err());
	}
}
