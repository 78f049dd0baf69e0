// SPDX-License-Identifier: Apache-2.0

//! Read-only bytes that are shared, not copied: a vector, a mapped file, or a part of either.

use serde::{Deserialize, Serialize};
use std::{
	fs::File,
	io,
	ops::{Deref, Range},
	path::{Path, PathBuf},
	sync::Arc,
};

/// A part of a file.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
	pub file: PathBuf,
	pub start: usize,
	pub size: usize,
}

/// Read-only bytes, cheap to clone and to slice. A large input is a mapped file: only the pages
/// that a program reads are ever loaded, and nothing is copied before it reads them.
#[derive(Clone)]
pub struct Blob {
	owner: Arc<dyn AsRef<[u8]> + Send + Sync>,
	range: Range<usize>,
	/// The file that is mapped, when it is known by a path.
	file: Option<Arc<PathBuf>>,
}

impl Blob {
	/// Maps a whole file.
	///
	/// The file must not be shortened while the blob lives (reading a lost page would end the
	/// process). The store only ever adds and unlinks files, which is safe.
	pub fn map(file: &File) -> io::Result<Self> {
		if file.metadata()?.len() == 0 {
			return Ok(Vec::new().into());
		}
		// SAFETY: the mapping is private and read-only, and the file is not shortened: see above.
		let map = unsafe { memmap2::Mmap::map(file)? };
		let range = 0..map.len();
		Ok(Self { owner: Arc::new(map), range, file: None })
	}

	/// Maps the file of this path, and remembers the path: see [`Blob::map`].
	pub fn open(path: &Path) -> io::Result<Self> {
		let blob = Self::map(&File::open(path)?)?;
		Ok(Self { file: Some(Arc::new(path.to_path_buf())), ..blob })
	}

	/// The part of a file that the blob is. `None` when no file is known by a path.
	pub(crate) fn part(&self) -> Option<Part> {
		let (file, start) = (self.file.as_ref()?.to_path_buf(), self.range.start);
		Some(Part { file, start, size: self.range.len() })
	}

	/// A part of the blob, or `None` when the range is not inside.
	pub fn slice(&self, range: Range<usize>) -> Option<Self> {
		let start = self.range.start.checked_add(range.start)?;
		let end = self.range.start.checked_add(range.end)?;
		(start <= end && end <= self.range.end).then(|| Self {
			owner: self.owner.clone(),
			range: start..end,
			file: self.file.clone(),
		})
	}
}

impl Deref for Blob {
	type Target = [u8];
	fn deref(&self) -> &[u8] {
		let all: &[u8] = (*self.owner).as_ref();
		all.get(self.range.clone()).unwrap_or(&[])
	}
}

impl AsRef<[u8]> for Blob {
	fn as_ref(&self) -> &[u8] {
		self
	}
}

impl From<Vec<u8>> for Blob {
	fn from(bytes: Vec<u8>) -> Self {
		let range = 0..bytes.len();
		Self { owner: Arc::new(bytes), range, file: None }
	}
}

impl std::fmt::Debug for Blob {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "Blob({} bytes)", self.len())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::io::Write;

	#[test]
	fn map_should_give_the_file_and_its_slices_when_it_is_unlinked_meanwhile() {
		let mut file = tempfile::NamedTempFile::new().unwrap();
		file.write_all(b"0123456789").unwrap();
		let blob = Blob::map(file.as_file()).unwrap();
		drop(file);
		assert_eq!(&*blob, b"0123456789");
		let part = blob.slice(2..6).unwrap();
		assert_eq!(&*part, b"2345");
		assert_eq!(&*part.slice(1..2).unwrap(), b"3");
		assert!(part.slice(1..5).is_none());
		assert!(part.slice(usize::MAX..usize::MAX).is_none());
	}

	#[test]
	fn map_should_accept_an_empty_file() {
		let file = tempfile::tempfile().unwrap();
		assert!(Blob::map(&file).unwrap().is_empty());
	}
}
