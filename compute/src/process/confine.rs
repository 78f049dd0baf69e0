// SPDX-License-Identifier: Apache-2.0

//! Rights of a sandbox process, should ever something get out of the sandbox inside it: the store's
//! blocks (to read) and the compiled modules, nothing else, no network, no other process. The
//! kernel's Landlock enforces them; a kernel without Landlock confines nothing.

use std::{error::Error, path::Path};

/// Confines this thread and those that it starts from now on. Returns the version of Landlock, 0
/// without one. The kernel enforces as much of the rules as its version knows: TCP from version 4
/// on, signals and abstract sockets from 6 on.
#[cfg(target_os = "linux")]
pub(super) fn confine(read: &[&Path], write: &[&Path]) -> Result<u8, Box<dyn Error>> {
	use landlock::{
		make_bitflags, Access, AccessFs, AccessNet, LandlockStatus, PathBeneath, PathFd, Ruleset,
		RulesetAttr, RulesetCreatedAttr, Scope, ABI,
	};

	let may_read = make_bitflags!(AccessFs::{ReadFile | ReadDir});
	let may_change =
		may_read | make_bitflags!(AccessFs::{WriteFile | RemoveFile | MakeReg | Truncate});
	let mut rules = Ruleset::default()
		.handle_access(AccessFs::from_all(ABI::V6))?
		.handle_access(AccessNet::from_all(ABI::V6))?
		.scope(Scope::from_all(ABI::V6))?
		.create()?;
	let folders = read.iter().map(|folder| (folder, may_read));
	for (folder, allowed) in folders.chain(write.iter().map(|folder| (folder, may_change))) {
		rules = rules.add_rule(PathBeneath::new(PathFd::new(folder)?, allowed))?;
	}
	Ok(match rules.restrict_self()?.landlock {
		LandlockStatus::Available { effective_abi, .. } => effective_abi as u8,
		LandlockStatus::NotEnabled | LandlockStatus::NotImplemented => 0,
	})
}

/// Version of the kernel's Landlock, as [`confine`] says it in a thread that ends at once. 0 without
/// one.
pub(super) fn version() -> u8 {
	std::thread::spawn(|| confine(&[], &[]).unwrap_or(0)).join().unwrap_or(0)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn confine(_: &[&Path], _: &[&Path]) -> Result<u8, Box<dyn Error>> {
	Ok(0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
	use super::*;
	use std::{fs, io, net, thread};
	use tempfile::tempdir;

	#[test]
	fn confine_should_leave_the_folders_and_nothing_else() {
		let [read, write, other] = [(); 3].map(|()| tempdir().unwrap());
		let file = |folder: &tempfile::TempDir| folder.path().join("file");
		for folder in [&read, &write, &other] {
			fs::write(file(folder), b"content").unwrap();
		}
		let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		let confined = || {
			let version = confine(&[read.path()], &[write.path()]).unwrap();
			if version == 0 {
				return;
			}
			assert_eq!(fs::read(file(&read)).unwrap(), b"content");
			assert_eq!(fs::read(file(&write)).unwrap(), b"content");
			let denied = |result: io::Result<()>| {
				assert_eq!(result.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
			};
			denied(fs::read(file(&other)).map(drop));
			denied(fs::read("/etc/passwd").map(drop));
			denied(fs::read_dir("/").map(drop));
			denied(fs::write(file(&read), b"changed"));
			denied(fs::write(read.path().join("new"), b""));
			denied(fs::remove_file(file(&read)));
			denied(std::process::Command::new("/bin/true").status().map(drop));
			if version >= 4 {
				denied(net::TcpStream::connect(address).map(drop));
			}
			// What the cache of compiled modules does.
			fs::write(write.path().join("new"), b"1").unwrap();
			fs::rename(write.path().join("new"), file(&write)).unwrap();
			assert_eq!(fs::read(file(&write)).unwrap(), b"1");
			fs::create_dir_all(write.path()).unwrap();
			assert_eq!(fs::read_dir(write.path()).unwrap().count(), 1);
			fs::remove_file(file(&write)).unwrap();
		};
		thread::scope(|scope| scope.spawn(confined).join().unwrap());
		// Other threads are as they were.
		fs::read(file(&other)).unwrap();
	}

	#[test]
	fn version_should_confine_no_other_thread() {
		let folder = tempdir().unwrap();
		version();
		fs::write(folder.path().join("file"), b"content").unwrap();
	}
}
