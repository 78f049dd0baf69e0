// SPDX-License-Identifier: Apache-2.0

//! Descriptors, and the calls on them.

use super::{
	errno::*,
	guest::Guest,
	misc::START_TIME,
	tree::{Ino, Stat, DEV, IN, OUT, ROOT, TMP},
	Wasi,
};
use bourse_formats::Hasher;
use std::collections::{BTreeMap, BTreeSet};

/// Most descriptors open at once.
pub(crate) const MAX_FDS: u32 = 1024;

/// The folders that a program finds open, from descriptor 3 on. libc and other runtimes take the
/// longest name that a path begins with, and the last of equally long ones: `.` for paths
/// that begin with nothing else, so that a relative path is one below `/out`.
pub(crate) const PREOPENS: [(&str, Ino); 6] =
	[("/", ROOT), ("/in", IN), ("/out", OUT), ("/tmp", TMP), (".", OUT), ("/dev", DEV)];

/// Where everything printed goes: a file in `/out`, made by the first write.
pub(crate) const STDOUT: &str = "stdout";

#[derive(Clone, Copy)]
pub(crate) enum Object {
	Stdin,
	Stdout,
	Stderr,
	Dir { ino: Ino, name: Option<&'static str> },
	File { ino: Ino, position: u64 },
}

/// An open descriptor.
#[derive(Clone, Copy)]
pub(crate) struct Fd {
	pub object: Object,
	pub flags: u16,
	pub rights: u64,
	pub inheriting: u64,
}

impl Fd {
	fn ino(&self) -> Option<Ino> {
		match self.object {
			Object::Dir { ino, .. } | Object::File { ino, .. } => Some(ino),
			_ => None,
		}
	}
}

/// The open descriptors. They and the gaps are all numbers up to some.
pub(crate) struct FdTable {
	open: BTreeMap<u32, Fd>,
	gaps: BTreeSet<u32>,
}

impl FdTable {
	pub fn new() -> Self {
		const STREAM: u64 = RIGHTS_FD_FILESTAT_GET
			| RIGHTS_POLL_FD_READWRITE
			| RIGHTS_FD_FDSTAT_SET_FLAGS
			| RIGHTS_FD_SYNC
			| RIGHTS_FD_DATASYNC;
		let stream = |object, right| Fd { object, flags: 0, rights: STREAM | right, inheriting: 0 };
		let mut open = BTreeMap::from([
			(0, stream(Object::Stdin, RIGHTS_FD_READ)),
			(1, stream(Object::Stdout, RIGHTS_FD_WRITE)),
			(2, stream(Object::Stderr, RIGHTS_FD_WRITE)),
		]);
		for (fd, (name, ino)) in (3..).zip(PREOPENS) {
			let object = Object::Dir { ino, name: Some(name) };
			let inheriting = RIGHTS_DIR | RIGHTS_FILE;
			open.insert(fd, Fd { object, flags: 0, rights: RIGHTS_DIR, inheriting });
		}
		Self { open, gaps: BTreeSet::new() }
	}

	/// Has stdin read this file, as a shell's `<` has it.
	pub fn read_stdin_from(&mut self, ino: Ino) {
		const INPUT: u64 = RIGHTS_FD_READ
			| RIGHTS_FD_SEEK
			| RIGHTS_FD_TELL
			| RIGHTS_FD_ADVISE
			| RIGHTS_FD_FILESTAT_GET
			| RIGHTS_FD_FDSTAT_SET_FLAGS
			| RIGHTS_POLL_FD_READWRITE;
		let object = Object::File { ino, position: 0 };
		self.insert(0, Fd { object, flags: 0, rights: INPUT, inheriting: 0 });
	}

	pub fn get(&self, fd: u32) -> Reply<&Fd> {
		Ok(self.open.get(&fd).ok_or(ERRNO_BADF)?)
	}

	/// The descriptor, if it may be used for `right`.
	pub fn with(&mut self, fd: u32, right: u64) -> Reply<&mut Fd> {
		let fd = self.open.get_mut(&fd).ok_or(ERRNO_BADF)?;
		if fd.rights & right != right {
			return Err(ERRNO_NOTCAPABLE.into());
		}
		Ok(fd)
	}

	/// The lowest number that is free.
	pub fn free(&self) -> Reply<u32> {
		let next = self.gaps.first().copied().unwrap_or(self.open.len() as u32);
		Ok(Some(next).filter(|next| *next < MAX_FDS).ok_or(ERRNO_MFILE)?)
	}

	/// Puts an entry at a number that is free, or open.
	pub fn insert(&mut self, fd: u32, entry: Fd) -> Option<Fd> {
		self.gaps.remove(&fd);
		self.open.insert(fd, entry)
	}

	fn remove(&mut self, fd: u32) -> Option<Fd> {
		let entry = self.open.remove(&fd)?;
		self.gaps.insert(fd);
		Some(entry)
	}

	/// How many there are, then each by its number.
	pub fn hash(&self, to: &mut Hasher) {
		to.update((self.open.len() as u32).to_le_bytes());
		for (number, fd) in &self.open {
			let (kind, ino, position) = match fd.object {
				Object::Stdin => (0u8, 0, 0),
				Object::Stdout => (1, 0, 0),
				Object::Stderr => (2, 0, 0),
				Object::Dir { ino, .. } => (3, ino, 0),
				Object::File { ino, position } => (4, ino, position),
			};
			to.update(number.to_le_bytes());
			to.update([kind]);
			to.update(ino.to_le_bytes());
			to.update(position.to_le_bytes());
			to.update(fd.flags.to_le_bytes());
			to.update(fd.rights.to_le_bytes());
			to.update(fd.inheriting.to_le_bytes());
		}
	}
}

/// A time is set to one thing: the given time, or now.
pub(crate) fn check_times(which: u16) -> Reply {
	let both = |flags: u16| which & flags == flags;
	let contradicts =
		both(FSTFLAGS_ATIM | FSTFLAGS_ATIM_NOW) || both(FSTFLAGS_MTIM | FSTFLAGS_MTIM_NOW);
	if contradicts || which & !FSTFLAGS_ALL != 0 {
		return Err(ERRNO_INVAL.into());
	}
	Ok(())
}

impl Wasi {
	/// A folder's node behind a descriptor.
	pub fn dir_fd(&mut self, fd: u32, right: u64) -> Reply<(Ino, Fd)> {
		// The type comes before the allowed uses: `ENOTDIR` tells more.
		match *self.fds.get(fd)? {
			Fd { object: Object::Dir { ino, .. }, .. } => Ok((ino, *self.fds.with(fd, right)?)),
			_ => Err(ERRNO_NOTDIR.into()),
		}
	}

	/// Node and position of the file behind a descriptor. `ESPIPE` for streams, `EISDIR` for
	/// folders.
	fn file_fd(&mut self, fd: u32, right: u64) -> Reply<(Ino, u64)> {
		match self.fds.get(fd)?.object {
			Object::Dir { .. } => Err(ERRNO_ISDIR.into()),
			Object::File { ino, position } => self.fds.with(fd, right).map(|_| (ino, position)),
			_ => Err(ERRNO_SPIPE.into()),
		}
	}

	/// Puts a new descriptor at a number that is free.
	pub fn open_at(&mut self, number: u32, new: Fd) {
		if let Some(ino) = new.ino() {
			self.tree.open(ino);
		}
		self.fds.insert(number, new);
	}

	fn set_position(&mut self, fd: u32, to: u64) {
		if let Some(Fd { object: Object::File { position, .. }, .. }) = self.fds.open.get_mut(&fd) {
			*position = to;
		}
	}

	pub fn fd_close(&mut self, fd: u32) -> Reply {
		let entry = self.fds.remove(fd).ok_or(ERRNO_BADF)?;
		if let Some(ino) = entry.ino() {
			self.tree.close(ino);
		}
		Ok(())
	}

	pub fn fd_renumber(&mut self, from: u32, to: u32) -> Reply {
		let entry = *self.fds.get(from)?;
		self.fds.get(to)?;
		if from == to {
			return Ok(());
		}
		self.fds.remove(from);
		if let Some(ino) = self.fds.insert(to, entry).and_then(|old| old.ino()) {
			self.tree.close(ino);
		}
		Ok(())
	}

	pub fn fd_fdstat_get(&mut self, guest: &mut Guest, fd: u32, to: u32) -> Reply {
		let fd = *self.fds.get(fd)?;
		let file_type = match fd.ino() {
			Some(ino) => self.tree.stat(ino)?.file_type,
			None => FILETYPE_UNKNOWN,
		};
		let mut stat = [0; 24];
		stat[0] = file_type.raw();
		stat[2..4].copy_from_slice(&fd.flags.to_le_bytes());
		stat[8..16].copy_from_slice(&fd.rights.to_le_bytes());
		stat[16..24].copy_from_slice(&fd.inheriting.to_le_bytes());
		guest.write(to, &stat)
	}

	pub fn fd_fdstat_set_flags(&mut self, fd: u32, new: u16) -> Reply {
		let fd = self.fds.with(fd, RIGHTS_FD_FDSTAT_SET_FLAGS)?;
		if new & !FDFLAGS_ALL != 0 {
			return Err(ERRNO_INVAL.into());
		}
		fd.flags = new;
		Ok(())
	}

	pub fn fd_fdstat_set_rights(&mut self, fd: u32, base: u64, inheriting: u64) -> Reply {
		let fd = self.fds.with(fd, 0)?;
		if base & !fd.rights != 0 || inheriting & !fd.inheriting != 0 {
			return Err(ERRNO_NOTCAPABLE.into());
		}
		fd.rights = base;
		fd.inheriting = inheriting;
		Ok(())
	}

	pub fn fd_filestat_get(&mut self, guest: &mut Guest, fd: u32, to: u32) -> Reply {
		let entry = *self.fds.with(fd, RIGHTS_FD_FILESTAT_GET)?;
		let stat = match entry.ino() {
			Some(ino) => self.tree.stat(ino)?,
			None => Stat { ino: 0, file_type: FILETYPE_UNKNOWN, size: 0, linked: true },
		};
		write_stat(guest, to, &stat)
	}

	pub fn fd_filestat_set_size(&mut self, fd: u32, size: u64) -> Reply {
		let (ino, ..) = self.file_fd(fd, RIGHTS_FD_FILESTAT_SET_SIZE)?;
		self.tree.resize(ino, size)
	}

	/// Times are fixed: accepted, without effect.
	pub fn fd_filestat_set_times(&mut self, fd: u32, which: u16) -> Reply {
		check_times(which)?;
		self.fds.with(fd, RIGHTS_FD_FILESTAT_SET_TIMES)?;
		Ok(())
	}

	pub fn fd_allocate(&mut self, fd: u32, at: u64, size: u64) -> Reply {
		let (ino, ..) = self.file_fd(fd, RIGHTS_FD_ALLOCATE)?;
		let end = at.checked_add(size).ok_or(ERRNO_FBIG)?;
		if size == 0 {
			return Err(ERRNO_INVAL.into());
		}
		if end > self.tree.stat(ino)?.size {
			self.tree.resize(ino, end)?;
		}
		Ok(())
	}

	/// Whatever is open is not a socket.
	pub fn no_socket(&self, fd: u32) -> Reply {
		self.fds.get(fd)?;
		Err(ERRNO_NOTSOCK.into())
	}

	/// Everything is in memory: nothing to sync, no advice needed.
	pub fn fd_nothing(&mut self, fd: u32, right: u64) -> Reply {
		self.fds.with(fd, right)?;
		Ok(())
	}

	pub fn fd_read(&mut self, guest: &mut Guest, fd: u32, at: u32, count: u32, to: u32) -> Reply {
		let buffers = guest.buffers(at, count)?;
		if let Object::Stdin = self.fds.with(fd, RIGHTS_FD_READ)?.object {
			return guest.write_u32(to, 0);
		}
		let (ino, start) = self.file_fd(fd, RIGHTS_FD_READ)?;
		let size = self.read_at(guest, ino, start, &buffers)?;
		self.set_position(fd, start.saturating_add(size.into()));
		guest.write_u32(to, size)
	}

	pub fn fd_pread(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		(at, count): (u32, u32),
		offset: u64,
		to: u32,
	) -> Reply {
		let buffers = guest.buffers(at, count)?;
		let (ino, ..) = self.file_fd(fd, RIGHTS_FD_READ | RIGHTS_FD_SEEK)?;
		let size = self.read_at(guest, ino, offset, &buffers)?;
		guest.write_u32(to, size)
	}

	fn read_at(
		&mut self,
		guest: &mut Guest,
		ino: Ino,
		offset: u64,
		buffers: &[(u32, u32)],
	) -> Reply<u32> {
		let mut done = 0u32;
		let is_random = self.tree.is_random(ino);
		for (at, size) in buffers {
			let to = guest.bytes_mut(*at, *size)?;
			let read = match is_random {
				true => self.fill_random(to),
				false => self.tree.read(ino, offset.saturating_add(done.into()), to)? as u32,
			};
			done += read;
			if read < *size {
				break;
			}
		}
		Ok(done)
	}

	pub fn fd_write(&mut self, guest: &mut Guest, fd: u32, at: u32, count: u32, to: u32) -> Reply {
		let buffers = guest.buffers(at, count)?;
		let size = buffers.iter().map(|(_, size)| size).sum::<u32>();
		let Fd { object, flags, .. } = *self.fds.with(fd, RIGHTS_FD_WRITE)?;
		match object {
			Object::Stdin | Object::Dir { .. } => return Err(ERRNO_BADF.into()),
			Object::Stdout => {
				if size > 0 {
					let ino = match self.tree.child(OUT, STDOUT) {
						Some(ino) => ino,
						None => self.tree.create(OUT, STDOUT, false)?,
					};
					self.append(guest, ino, &buffers)?;
					for (at, size) in &buffers {
						self.streams.stdout.lock().write(guest.bytes(*at, *size)?);
					}
				}
			},
			Object::Stderr => {
				for (at, size) in &buffers {
					self.write_log(guest.bytes(*at, *size)?);
				}
			},
			Object::File { ino, position } => {
				let end = if flags & FDFLAGS_APPEND != 0 {
					self.append(guest, ino, &buffers)?
				} else {
					self.write_at(guest, ino, position, &buffers)?
				};
				self.set_position(fd, end);
			},
		}
		guest.write_u32(to, size)
	}

	pub fn fd_pwrite(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		(at, count): (u32, u32),
		offset: u64,
		to: u32,
	) -> Reply {
		let buffers = guest.buffers(at, count)?;
		let (ino, ..) = self.file_fd(fd, RIGHTS_FD_WRITE | RIGHTS_FD_SEEK)?;
		let end = self.write_at(guest, ino, offset, &buffers)?;
		// At most the sum of the buffers, which fits in 32 bits.
		guest.write_u32(to, (end - offset) as u32)
	}

	fn append(&mut self, guest: &Guest, ino: Ino, buffers: &[(u32, u32)]) -> Reply<u64> {
		let end = self.tree.stat(ino)?.size;
		self.write_at(guest, ino, end, buffers)
	}

	/// Returns where the written part ends.
	fn write_at(
		&mut self,
		guest: &Guest,
		ino: Ino,
		mut offset: u64,
		buffers: &[(u32, u32)],
	) -> Reply<u64> {
		for (at, size) in buffers {
			self.tree.write(ino, offset, guest.bytes(*at, *size)?)?;
			offset = offset.checked_add((*size).into()).ok_or(ERRNO_FBIG)?;
		}
		Ok(offset)
	}

	pub fn fd_seek(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		offset: i64,
		whence: u32,
		to: u32,
	) -> Reply {
		let (ino, position) = self.file_fd(fd, RIGHTS_FD_SEEK)?;
		let base = match whence {
			0 => 0,
			1 => position,
			2 => self.tree.stat(ino)?.size,
			_ => return Err(ERRNO_INVAL.into()),
		};
		let new = base.checked_add_signed(offset).filter(|new| i64::try_from(*new).is_ok());
		let new = new.ok_or(ERRNO_INVAL)?;
		self.set_position(fd, new);
		guest.write_u64(to, new)
	}

	pub fn fd_tell(&mut self, guest: &mut Guest, fd: u32, to: u32) -> Reply {
		let (_, position) = self.file_fd(fd, RIGHTS_FD_TELL)?;
		guest.write_u64(to, position)
	}

	pub fn fd_prestat_get(&mut self, guest: &mut Guest, fd: u32, to: u32) -> Reply {
		let name = self.preopen(fd)?;
		guest.write_u32(to, 0)?;
		guest.write_u32(to.checked_add(4).ok_or(ERRNO_FAULT)?, name.len() as u32)
	}

	pub fn fd_prestat_dir_name(&mut self, guest: &mut Guest, fd: u32, to: u32, size: u32) -> Reply {
		let name = self.preopen(fd)?;
		if (size as usize) < name.len() {
			return Err(ERRNO_NAMETOOLONG.into());
		}
		guest.write(to, name.as_bytes())
	}

	fn preopen(&self, fd: u32) -> Reply<&'static str> {
		match self.fds.get(fd)?.object {
			Object::Dir { name: Some(name), .. } => Ok(name),
			// What libc stops asking at.
			_ => Err(ERRNO_BADF.into()),
		}
	}

	/// Cookies: 0 is `.`, 1 is `..`, n + 1 is what comes after inode n.
	pub fn fd_readdir(
		&mut self,
		guest: &mut Guest,
		fd: u32,
		(at, size): (u32, u32),
		mut cookie: u64,
		to: u32,
	) -> Reply {
		let (dir, _) = self.dir_fd(fd, RIGHTS_FD_READDIR)?;
		let mut buffer = guest.bytes_mut(at, size)?;
		let mut used = 0u32;
		let mut work = 0u64;
		while !buffer.is_empty() {
			let (ino, name) = match cookie {
				0 => (dir, "."),
				1 => (self.tree.parent(dir)?, ".."),
				_ => match self.tree.entry_after(dir, cookie - 1)? {
					Some(entry) => entry,
					None => break,
				},
			};
			// No entry has the root's inode, 1, so 2 stands for what comes first after `..`.
			cookie = if cookie < 2 { cookie + 1 } else { ino + 1 };
			let mut entry = [0; 24];
			entry[..8].copy_from_slice(&cookie.to_le_bytes());
			entry[8..16].copy_from_slice(&ino.to_le_bytes());
			entry[16..20].copy_from_slice(&(name.len() as u32).to_le_bytes());
			entry[20] = self.tree.stat(ino)?.file_type.raw();
			work += 256;
			// What does not fit is cut: a full buffer tells the program to ask on.
			for part in [&entry[..], name.as_bytes()] {
				let size = part.len().min(buffer.len());
				let (head, rest) = buffer.split_at_mut(size);
				head.copy_from_slice(&part[..size]);
				buffer = rest;
				used += size as u32;
			}
		}
		self.tree.add_work(work);
		guest.write_u32(to, used)
	}

	/// Bytes to be read (or room to write, which is not told).
	pub fn ready(&mut self, fd: u32, to_read: bool) -> Reply<u64> {
		match self.fds.with(fd, RIGHTS_POLL_FD_READWRITE)?.object {
			Object::File { ino, position } if to_read => {
				Ok(self.tree.stat(ino)?.size.saturating_sub(position))
			},
			_ => Ok(0),
		}
	}
}

/// Writes WASI's 64 bytes about a node. All times are the start time.
pub(crate) fn write_stat(guest: &mut Guest, to: u32, stat: &Stat) -> Reply {
	let mut bytes = [0; 64];
	bytes[..8].copy_from_slice(&1u64.to_le_bytes());
	bytes[8..16].copy_from_slice(&stat.ino.to_le_bytes());
	bytes[16] = stat.file_type.raw();
	bytes[24..32].copy_from_slice(&u64::from(stat.linked).to_le_bytes());
	bytes[32..40].copy_from_slice(&stat.size.to_le_bytes());
	for at in [40, 48, 56] {
		bytes[at..at + 8].copy_from_slice(&START_TIME.to_le_bytes());
	}
	guest.write(to, &bytes)
}
