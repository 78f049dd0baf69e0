// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node's folder, checked before the database is opened: without rights or space the database
//! ends the process in words about itself, or by a signal without any.

use rustix::fs::statvfs;
use sc_service::Error as ServiceError;
use std::{
	fs::{self, File},
	io::{self, Write},
	path::Path,
};

/// Space without which a node does not start, in bytes. A new database takes half of it at once.
const LEAST_SPACE: u64 = 64 << 20;

/// Makes the folder, and checks that files can be written there.
pub fn check(folder: &Path) -> Result<(), ServiceError> {
	let named = |what: &str| format!("--base-path {}: {what}", folder.display());
	try_write(folder).map_err(|error| ServiceError::Other(named(&cure(&error))))?;
	// Where the system can't say, there is space.
	let space =
		statvfs(folder).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
	if space < LEAST_SPACE {
		return Err(ServiceError::Other(named(&format!(
			"the disk has {} MiB left, and a node needs {} MiB to start. Make room, or choose a folder \
			 on another disk",
			space >> 20,
			LEAST_SPACE >> 20
		))));
	}
	Ok(())
}

/// What is wrong with a folder that can't be written to, and what helps.
fn cure(error: &io::Error) -> String {
	match error.kind() {
		io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => format!(
			"this user may not write there ({error}). Choose another folder, or change its owner"
		),
		io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
			format!("{error}. Make room, or choose a folder on another disk")
		},
		_ => error.to_string(),
	}
}

/// Writes a file and removes it.
fn try_write(folder: &Path) -> io::Result<()> {
	fs::create_dir_all(folder)?;
	let probe = folder.join(format!(".write-test-{}", std::process::id()));
	let written = File::create(&probe).and_then(|mut file| file.write_all(b"can be written to"));
	match fs::remove_file(&probe) {
		Err(error) if written.is_ok() => Err(error),
		_ => written,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tempfile::tempdir;

	#[test]
	fn folder_should_be_made_and_left_empty() {
		let parent = tempdir().unwrap();
		let folder = parent.path().join("a/b");
		assert!(check(&folder).is_ok());
		assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
	}

	#[test]
	fn error_should_come_with_what_helps() {
		let told = |kind: io::ErrorKind| cure(&kind.into());
		for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
			let told = told(kind);
			assert!(told.starts_with("this user may not write there ("), "{told}");
			assert!(told.ends_with("Choose another folder, or change its owner"), "{told}");
		}
		for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
			let told = told(kind);
			assert!(told.ends_with(". Make room, or choose a folder on another disk"), "{told}");
		}
	}

	#[test]
	fn folder_should_be_named_when_it_can_not_be_made() {
		let parent = tempdir().unwrap();
		let file = parent.path().join("file");
		fs::write(&file, "").unwrap();
		let folder = file.join("node");
		let error = check(&folder).expect_err("a file has no folders").to_string();
		let start = format!("Other: --base-path {}: ", folder.display());
		assert!(error.starts_with(&start), "{error}");
	}
}
