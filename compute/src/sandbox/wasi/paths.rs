// SPDX-License-Identifier: Apache-2.0

//! Calls with a path. A path is relative to an open folder and never leaves it; there are no
//! links, so looking names up one by one is all there is to it.

use super::{
	errno::*,
	fds::{check_times, write_stat, Fd, Object},
	guest::Guest,
	tree::{Ino, DEV},
	Wasi,
};

/// Longest path, in bytes.
pub(super) const MAX_PATH: u32 = 4096;

/// Where a path leads.
struct Place<'a> {
	/// The folder that the last name is in.
	folder: Ino,
	/// The last name; none when the path ends in `.` or `..` (then it is `folder` itself).
	name: Option<&'a str>,
	/// The path ends like a folder's.
	must_be_dir: bool,
}

/// What `path_open` was asked for.
pub(crate) struct Open {
	pub oflags: u16,
	pub rights: u64,
	pub inheriting: u64,
	pub fdflags: u16,
}

/// The descriptor that a name in `/dev` stands for, as on Linux. (The folder does not list these names.)
fn stream_at(place: &Place) -> Option<u32> {
	let name = place.name.filter(|_| place.folder == DEV && !place.must_be_dir)?;
	["stdin", "stdout", "stderr"]
		.into_iter()
		.zip(0..)
		.find_map(|(known, fd)| (known == name).then_some(fd))
}

impl Wasi {
	fn path<'a>(&self, guest: &'a Guest, dir: Ino, at: u32, size: u32) -> Reply<Place<'a>> {
		if size > MAX_PATH {
			return Err(ERRNO_NAMETOOLONG.into());
		}
		let path = guest.text(at, size)?;
		if path.is_empty() {
			return Err(ERRNO_NOENT.into());
		}
		if path.starts_with('/') {
			return Err(ERRNO_NOTCAPABLE.into());
		}
		let mut place = Place { folder: dir, name: None, must_be_dir: path.ends_with('/') };
		let mut depth = 0u32;
		for part in path.split('/') {
			if matches!(part, "" | ".") {
				place.must_be_dir |= part == ".";
				continue;
			}
			// One more name follows: the one before must be a folder.
			if let Some(name) = place.name.take() {
				let ino = self.tree.child(place.folder, name).ok_or(ERRNO_NOENT)?;
				if !self.tree.is_dir(ino) {
					return Err(ERRNO_NOTDIR.into());
				}
				place.folder = ino;
				depth += 1;
			}
			if part == ".." {
				// Not above the folder that the path is relative to.
				depth = depth.checked_sub(1).ok_or(ERRNO_NOTCAPABLE)?;
				place.folder = self.tree.parent(place.folder)?;
				place.must_be_dir = true;
			} else {
				place.name = Some(part);
				place.must_be_dir = path.ends_with('/') || path.ends_with("/.");
			}
		}
		Ok(place)
	}

	/// The node at a place, if there is one.
	fn at(&self, place: &Place) -> Reply<Option<Ino>> {
		let Some(name) = place.name else { return Ok(Some(place.folder)) };
		let Some(ino) = self.tree.child(place.folder, name) else { return Ok(None) };
		if place.must_be_dir && !self.tree.is_dir(ino) {
			return Err(ERRNO_NOTDIR.into());
		}
		Ok(Some(ino))
	}

	fn existing(&self, guest: &Guest, dir: Ino, at: u32, size: u32) -> Reply<Ino> {
		let place = self.path(guest, dir, at, size)?;
		Ok(self.at(&place)?.ok_or(ERRNO_NOENT)?)
	}

	pub fn path_open(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		(at, size): (u32, u32),
		open: Open,
		to: u32,
	) -> Reply {
		let (dir, entry) = self.dir_fd(fd, RIGHTS_PATH_OPEN)?;
		let asked = |flag| open.oflags & flag != 0;
		if open.fdflags & !FDFLAGS_ALL != 0 {
			return Err(ERRNO_INVAL.into());
		}
		let number = self.fds.free()?;
		let place = self.path(guest, dir, at, size)?;
		if let Some(stream) = stream_at(&place) {
			let new = self.stream(stream, &open, entry.inheriting)?;
			guest.write_u32(to, number)?;
			self.open_at(number, new);
			return Ok(());
		}
		let wants_change = open.rights & entry.inheriting & RIGHTS_FD_WRITE != 0;
		let ino = match self.at(&place)? {
			Some(_) if asked(OFLAGS_CREAT) && asked(OFLAGS_EXCL) => {
				return Err(ERRNO_EXIST.into());
			},
			Some(ino) => ino,
			None if !asked(OFLAGS_CREAT) => return Err(ERRNO_NOENT.into()),
			None => {
				let name = place.name.ok_or(ERRNO_ISDIR)?;
				if place.must_be_dir || asked(OFLAGS_DIRECTORY) {
					return Err(ERRNO_INVAL.into());
				}
				self.fds.with(fd, RIGHTS_PATH_CREATE_FILE)?;
				self.tree.create(place.folder, name, false)?
			},
		};
		let is_dir = self.tree.is_dir(ino);
		let (object, all) = if is_dir {
			if asked(OFLAGS_TRUNC) || (wants_change && !asked(OFLAGS_DIRECTORY)) {
				return Err(ERRNO_ISDIR.into());
			}
			(Object::Dir { ino, name: None }, RIGHTS_DIR)
		} else {
			if asked(OFLAGS_DIRECTORY) {
				return Err(ERRNO_NOTDIR.into());
			}
			let writable = self.tree.is_writable(ino);
			if (wants_change || asked(OFLAGS_TRUNC)) && !writable {
				return Err(ERRNO_ROFS.into());
			}
			if asked(OFLAGS_TRUNC) {
				self.fds.with(fd, RIGHTS_PATH_FILESTAT_SET_SIZE)?;
				self.tree.resize(ino, 0)?;
			}
			// Go asks for more than reading where it only reads.
			let not_given = if writable { 0 } else { RIGHTS_CHANGE_FILE };
			(Object::File { ino, position: 0 }, RIGHTS_FILE & !not_given)
		};
		let new = Fd {
			object,
			flags: open.fdflags,
			rights: open.rights & entry.inheriting & all,
			inheriting: if is_dir { open.inheriting & entry.inheriting } else { 0 },
		};
		guest.write_u32(to, number)?;
		self.open_at(number, new);
		Ok(())
	}

	/// A descriptor on what another one reads or writes, a file from its begin.
	fn stream(&self, fd: u32, open: &Open, inheriting: u64) -> Reply<Fd> {
		let stream = *self.fds.get(fd)?;
		if open.oflags & OFLAGS_CREAT != 0 && open.oflags & OFLAGS_EXCL != 0 {
			return Err(ERRNO_EXIST.into());
		}
		let object = match stream.object {
			_ if open.oflags & OFLAGS_DIRECTORY != 0 => return Err(ERRNO_NOTDIR.into()),
			Object::Dir { .. } => return Err(ERRNO_ISDIR.into()),
			Object::File { ino, .. } => Object::File { ino, position: 0 },
			object => object,
		};
		let rights = open.rights & inheriting & stream.rights;
		Ok(Fd { object, flags: open.fdflags, rights, inheriting: 0 })
	}

	pub fn path_create_directory(&mut self, guest: &Guest, fd: u32, at: u32, size: u32) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_CREATE_DIRECTORY)?;
		let place = self.path(guest, dir, at, size)?;
		let name = place.name.ok_or(ERRNO_EXIST)?;
		self.tree.create(place.folder, name, true)?;
		Ok(())
	}

	pub fn path_filestat_get(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		(at, size): (u32, u32),
		to: u32,
	) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_FILESTAT_GET)?;
		let place = self.path(guest, dir, at, size)?;
		if let Some(stream) = stream_at(&place) {
			return self.fd_filestat_get(guest, stream, to);
		}
		let ino = self.at(&place)?.ok_or(ERRNO_NOENT)?;
		let stat = self.tree.stat(ino)?;
		write_stat(guest, to, &stat)
	}

	/// Times are fixed: accepted, without effect.
	pub fn path_filestat_set_times(
		&mut self,
		guest: &Guest,
		fd: u32,
		(at, size): (u32, u32),
		which: u16,
	) -> Reply {
		check_times(which)?;
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_FILESTAT_SET_TIMES)?;
		self.existing(guest, dir, at, size)?;
		Ok(())
	}

	/// There are no links: whatever exists is not one.
	pub fn path_readlink(&mut self, guest: &Guest, fd: u32, at: u32, size: u32) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_READLINK)?;
		self.existing(guest, dir, at, size)?;
		Err(ERRNO_INVAL.into())
	}

	pub fn path_remove_directory(&mut self, guest: &Guest, fd: u32, at: u32, size: u32) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_REMOVE_DIRECTORY)?;
		let place = self.path(guest, dir, at, size)?;
		let name = place.name.ok_or(ERRNO_INVAL)?;
		self.tree.remove(place.folder, name, true)
	}

	pub fn path_unlink_file(&mut self, guest: &Guest, fd: u32, at: u32, size: u32) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_PATH_UNLINK_FILE)?;
		let place = self.path(guest, dir, at, size)?;
		let name = place.name.ok_or(ERRNO_ISDIR)?;
		// `a/` names a folder: a file of that name is refused.
		self.at(&place)?;
		self.tree.remove(place.folder, name, false)
	}

	pub fn path_rename(
		&mut self,
		guest: &Guest,
		(from_fd, from_at, from_size): (u32, u32, u32),
		(to_fd, to_at, to_size): (u32, u32, u32),
	) -> Reply {
		let (from_dir, _) = self.dir_fd(from_fd, RIGHTS_PATH_RENAME_SOURCE)?;
		let (to_dir, _) = self.dir_fd(to_fd, RIGHTS_PATH_RENAME_TARGET)?;
		let from = self.path(guest, from_dir, from_at, from_size)?;
		let to = self.path(guest, to_dir, to_at, to_size)?;
		let old = from.name.ok_or(ERRNO_INVAL)?;
		let new = to.name.ok_or(ERRNO_INVAL)?;
		let ino = self.at(&from)?.ok_or(ERRNO_NOENT)?;
		if to.must_be_dir && !self.tree.is_dir(ino) {
			return Err(ERRNO_NOTDIR.into());
		}
		self.tree.rename(from.folder, old, to.folder, new)
	}
}
