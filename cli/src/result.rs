// SPDX-License-Identifier: Apache-2.0

//! Results: fetched from any node, checked against the digest on chain, written to disk.

use crate::{
	chain::{
		views::{bytes_of, ResultView, TaskView},
		Chain,
	},
	error::{Attempt, Error, While},
	params, printable,
};
use bourse_formats::{blake2_256, is_path, limits::CHUNK, Hash, Hasher, Manifest, ResultHeader};
use serde_json::{json, Value as Json};
use std::{collections::BTreeMap, fs, path::Path};

/// A result of which every byte is what the workers agreed on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
	/// What the digest commits to.
	pub header: ResultHeader,
	/// The files, by their paths.
	pub files: BTreeMap<String, Vec<u8>>,
}

impl Outcome {
	/// A file; empty when there is none, as a program that prints nothing leaves none.
	pub fn file(&self, path: &str) -> &[u8] {
		self.files.get(path).map_or(&[], Vec::as_slice)
	}

	/// Bytes of all files.
	pub fn size(&self) -> u64 {
		self.files.values().map(|file| file.len() as u64).sum()
	}

	/// Number of files besides what the program printed and its log.
	pub fn others(&self) -> u32 {
		let others = self.files.keys().filter(|path| !matches!(path.as_str(), "stdout" | "stderr"));
		u32::try_from(others.count()).unwrap_or(u32::MAX)
	}

	/// What happened to the program, in words; `None` when it ended well.
	pub fn trouble(&self) -> Option<String> {
		match (self.header.failure(), self.header.exit_status) {
			(Some(code), _) => Some(format!("{code:?}")),
			(None, 0) => None,
			(None, status) => Some(format!("exit status {status}")),
		}
	}

	/// For programs.
	pub fn json(&self) -> Json {
		let files =
			self.files.iter().map(|(path, file)| json!({ "path": path, "size": file.len() }));
		json!({
			"failure": self.header.failure().map(|code| format!("{code:?}")),
			"exitStatus": self.header.exit_status,
			"fuel": self.header.fuel,
			"files": files.collect::<Vec<_>>(),
			"stdout": String::from_utf8_lossy(self.file("stdout")),
			"stderr": String::from_utf8_lossy(self.file("stderr")),
		})
	}

	/// Writes all files below a folder. Nothing is overwritten without `force`, and nothing is written outside.
	pub fn write(&self, folder: &Path, force: bool) -> Attempt {
		for path in self.files.keys() {
			let file = folder.join(path);
			if !is_path(path) {
				return Err(Error::new(format!("the result names {}", printable::line(path)))
					.cure("that is no path below a folder; nothing was written"));
			}
			if !force && file.exists() {
				return Err(Error::new(format!("{} is there already", file.display()))
					.cure("--force overwrites it; nothing was written"));
			}
		}
		fs::create_dir_all(folder).during(folder.display())?;
		let root = folder.canonicalize().during(folder.display())?;
		for (path, content) in &self.files {
			let file = folder.join(path);
			if let Some(parent) = file.parent() {
				fs::create_dir_all(parent).during(parent.display())?;
				// A link that somebody put there must not lead outside.
				if !parent.canonicalize().during(parent.display())?.starts_with(&root) {
					return Err(Error::new(format!(
						"{} leads out of the folder",
						parent.display()
					))
					.cure("remove the link"));
				}
			}
			if file.is_symlink() {
				fs::remove_file(&file).during(file.display())?;
			}
			fs::write(&file, content).during(file.display())?;
		}
		Ok(())
	}
}

/// A header and a manifest that the digest commits to.
fn opened(digest: Hash, header: &[u8], manifest: &[u8]) -> Attempt<(ResultHeader, Manifest)> {
	let differs = |what: &str| {
		Error::new(format!("the {what} is not what the chain's digest commits to"))
			.cure("the node lies or its disk is damaged: ask another (--url)")
	};
	if blake2_256(header) != digest {
		return Err(differs("header"));
	}
	let header = ResultHeader::read(header)
		.map_err(|error| Error::new(format!("the header is of another version ({error:?})")))?;
	if blake2_256(manifest) != header.output_root {
		return Err(differs("list of files"));
	}
	let manifest = Manifest::read(manifest)
		.map_err(|error| Error::new(format!("the list of files can't be read ({error:?})")))?;
	Ok((header, manifest))
}

/// A file that is what the manifest lists.
fn is_listed(content: &[u8], size: u64, chunks: &[Hash]) -> bool {
	content.len() as u64 == size && content.chunks(CHUNK).map(blake2_256).eq(chunks.iter().copied())
}

/// Fetches and checks the result of a completed task.
pub async fn fetch(chain: &Chain, id: Hash, task: &TaskView) -> Attempt<Outcome> {
	let Some(digest) = task.digest else {
		return Err(Error::new(format!("the task has no result: it is {}", task.status))
			.cure("`bourse task why` says what happens next"));
	};
	let view = chain.ask::<ResultView>("bourse_taskResult", params![id]).await?;
	let header = bytes_of(&view.header_hex)?;
	let manifest = bytes_of(&view.manifest_hex)?;
	let (header, manifest) = opened(digest, &header, &manifest)?;
	let mut files = BTreeMap::new();
	for listed in manifest.files {
		let given = view.files.iter().find(|file| file.path == listed.path);
		let content = match given.and_then(|file| file.data.as_deref()) {
			Some(data) => bytes_of(data)?,
			None => {
				let mut content = Vec::new();
				for chunk in &listed.chunks {
					content.extend(chain.content(*chunk).await?);
				}
				content
			},
		};
		if !is_listed(&content, listed.size, &listed.chunks) {
			let path = printable::line(&listed.path);
			return Err(Error::new(format!("{path} is not what the chain's digest commits to"))
				.cure("the node lies or its disk is damaged: ask another (--url)"));
		}
		files.insert(listed.path, content);
	}
	Ok(Outcome { header, files })
}

/// Checksum of a file of a result, put together from its pieces: an input of another task.
pub async fn checksum_of(chain: &Chain, digest: Hash, path: &str) -> Attempt<Hash> {
	let header = chain.content(digest).await?;
	let root = ResultHeader::read(&header).map(|header| header.output_root);
	let root = root.map_err(|_| {
		Error::new(format!("{digest:?} is no digest of a result that everybody can read"))
			.cure("`bourse task show` has a task's digest")
	})?;
	let (_, manifest) = opened(digest, &header, &chain.content(root).await?)?;
	let Some(listed) = manifest.files.iter().find(|listed| listed.path == path) else {
		let paths = manifest.files.iter().take(8).map(|listed| printable::line(&listed.path));
		let paths = paths.collect::<Vec<_>>().join(", ");
		return Err(Error::new(format!("the result has no file {}", printable::line(path)))
			.cure(format!("it has {paths}")));
	};
	let mut hasher = Hasher::new();
	for chunk in &listed.chunks {
		hasher.update(chain.content(*chunk).await?);
	}
	Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_formats::FailureCode;

	fn outcome(files: &[(&str, &[u8])]) -> Outcome {
		let files = files.iter().map(|(path, file)| ((*path).to_owned(), file.to_vec()));
		let files = files.collect::<BTreeMap<_, _>>();
		let output_root = Manifest::of(&files).root();
		Outcome { header: ResultHeader { output_root, ..ResultHeader::default() }, files }
	}

	#[test]
	fn results_should_be_opened_only_by_what_the_digest_commits_to() {
		let made = outcome(&[("stdout", b"45\n")]);
		let (header, manifest) = (made.header.encode(), Manifest::of(&made.files).encode());
		let digest = made.header.digest();
		let (read, listed) = opened(digest, &header, &manifest).expect("it is right");
		assert_eq!((read, listed.files.len()), (made.header, 1));
		assert!(opened(Hash([1; 32]), &header, &manifest).is_err());
		let other =
			Manifest::of(&BTreeMap::from([("stdout".to_owned(), b"46\n".to_vec())])).encode();
		let told = opened(digest, &header, &other).unwrap_err().to_string();
		assert!(told.starts_with("the list of files is not what"), "{told}");
		let file = &listed.files[0];
		assert!(is_listed(b"45\n", file.size, &file.chunks));
		assert!(!is_listed(b"46\n", file.size, &file.chunks));
		assert!(!is_listed(b"45\n\n", file.size, &file.chunks));
	}

	#[test]
	fn trouble_should_be_the_failure_or_the_exit_status() {
		let mut made = outcome(&[]);
		assert_eq!(made.trouble(), None);
		made.header.exit_status = 1;
		assert_eq!(made.trouble().as_deref(), Some("exit status 1"));
		made.header.failure = ResultHeader::failure_field(Some(FailureCode::Trap));
		assert_eq!(made.trouble().as_deref(), Some("Trap"));
	}

	#[test]
	fn others_should_be_the_files_that_a_run_does_not_show() {
		assert_eq!(outcome(&[("stdout", b"x"), ("stderr", b"y")]).others(), 0);
		assert_eq!(outcome(&[("a.png", b"x"), ("b/stdout", b"y"), ("stdout", b"z")]).others(), 2);
	}

	#[test]
	fn write_should_overwrite_nothing_and_leave_its_folder_never() {
		let folder = tempfile::tempdir().expect("a folder");
		let into = folder.path().join("out");
		let made = outcome(&[("a/b.txt", b"x"), ("stdout", b"y")]);
		made.write(&into, false).expect("it is written");
		assert_eq!(fs::read(into.join("a/b.txt")).expect("it is there"), b"x");
		let told = made.write(&into, false).unwrap_err().to_string();
		assert!(told.ends_with("--force overwrites it; nothing was written"), "{told}");
		made.write(&into, true).expect("it is overwritten");
		for path in ["../evil", "/etc/evil", "a/../../evil", ""] {
			let evil =
				Outcome { files: BTreeMap::from([(path.to_owned(), Vec::new())]), ..outcome(&[]) };
			assert!(evil.write(&into, true).is_err(), "{path}");
		}
		// A link that leads outside.
		let trap = folder.path().join("trap");
		fs::create_dir(&trap).expect("a folder");
		std::os::unix::fs::symlink(folder.path(), trap.join("a")).expect("a link");
		assert!(made.write(&trap, true).is_err());
		assert!(!folder.path().join("b.txt").exists());
	}
}
