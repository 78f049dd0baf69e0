// SPDX-License-Identifier: Apache-2.0

//! What a sandbox process may touch, should ever something get out of the sandbox inside it:
//! nothing but the store's blocks (to read) and the compiled modules, no network, no other
//! process. By the kernel's Landlock; where there is none, nothing is confined.

use std::{io, path::Path};

/// Confines this thread and those that it starts from now on. Returns the version of Landlock, 0
/// without one.
#[cfg(target_os = "linux")]
pub(crate) fn confine(read: &[&Path], write: &[&Path]) -> io::Result<u8> {
	use std::{fs::File, os::fd::AsRawFd};

	/// `struct landlock_ruleset_attr`; older kernels know less of it.
	#[repr(C)]
	struct Ruleset {
		fs: u64,
		net: u64,
		scoped: u64,
	}
	/// `struct landlock_path_beneath_attr`
	#[repr(C, packed)]
	struct Beneath {
		allowed: u64,
		folder: i32,
	}
	const CREATE_VERSION: u32 = 1;
	const PATH_BENEATH: u32 = 1;
	const READ_FILE: u64 = 1 << 2;
	const READ: u64 = READ_FILE | 1 << 3;
	// Write, read, remove and make ordinary files; truncate.
	const CHANGE: u64 = READ | 1 << 1 | 1 << 5 | 1 << 8 | 1 << 14;

	let check = |result: libc::c_long| match result {
		0.. => Ok(result),
		_ => Err(io::Error::last_os_error()),
	};
	let none = std::ptr::null::<Ruleset>();
	// SAFETY: asks for the version only.
	let version =
		unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, none, 0usize, CREATE_VERSION) };
	if version < 1 {
		return Ok(0);
	}
	let version = u8::try_from(version).unwrap_or(u8::MAX);
	// All that each version can forbid. TCP from version 4 on, signals and abstract sockets from
	// 6 on.
	let (fs, size) = match version {
		1 => ((1u64 << 13) - 1, 8usize),
		2 => ((1 << 14) - 1, 8),
		3 => ((1 << 15) - 1, 8),
		4 => ((1 << 15) - 1, 16),
		5 => ((1 << 16) - 1, 16),
		_ => ((1 << 16) - 1, 24),
	};
	let ruleset = Ruleset { fs, net: 0b11, scoped: 0b11 };
	// SAFETY: the structure outlives the call, of which no more than `size` bytes are read.
	let rules =
		check(unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, &ruleset, size, 0u32) })?;
	let rules = i32::try_from(rules).map_err(io::Error::other)?;
	// SAFETY: a descriptor that was just made, and that nobody else has.
	let _close = unsafe { <std::os::fd::OwnedFd as std::os::fd::FromRawFd>::from_raw_fd(rules) };
	let folders = read.iter().map(|folder| (folder, READ));
	for (folder, allowed) in folders.chain(write.iter().map(|folder| (folder, CHANGE))) {
		let folder = File::open(folder)?;
		let rule = Beneath { allowed: allowed & fs, folder: folder.as_raw_fd() };
		// SAFETY: rule and descriptors outlive the call.
		check(unsafe {
			libc::syscall(libc::SYS_landlock_add_rule, rules, PATH_BENEATH, &rule, 0u32)
		})?;
	}
	// SAFETY: these change this thread's rights only. Landlock wants the first.
	unsafe {
		check(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0).into())?;
		check(libc::syscall(libc::SYS_landlock_restrict_self, rules, 0u32))?;
	}
	Ok(version)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: &[&Path], _: &[&Path]) -> io::Result<u8> {
	Ok(0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
	use super::*;
	use std::{fs, net, thread};
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
}
