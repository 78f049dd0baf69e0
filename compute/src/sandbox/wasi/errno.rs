// SPDX-License-Identifier: Apache-2.0

//! WASI's numbers: errors, rights, flags, file types.

use bourse_formats::FailureCode;
use thiserror::Error;

/// An error number of WASI preview 1, handed to the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Errno(pub u16);

impl Errno {
	pub const BADF: Errno = Errno(8);
	pub const EXIST: Errno = Errno(20);
	pub const FAULT: Errno = Errno(21);
	pub const FBIG: Errno = Errno(22);
	pub const ILSEQ: Errno = Errno(25);
	pub const INVAL: Errno = Errno(28);
	pub const ISDIR: Errno = Errno(31);
	pub const MFILE: Errno = Errno(33);
	pub const NAMETOOLONG: Errno = Errno(37);
	pub const NOENT: Errno = Errno(44);
	pub const NOSYS: Errno = Errno(52);
	pub const NOTDIR: Errno = Errno(54);
	pub const NOTEMPTY: Errno = Errno(55);
	pub const NOTSOCK: Errno = Errno(57);
	pub const NOTSUP: Errno = Errno(58);
	pub const OVERFLOW: Errno = Errno(61);
	pub const ROFS: Errno = Errno(69);
	pub const SPIPE: Errno = Errno(70);
	pub const NOTCAPABLE: Errno = Errno(76);
}

/// Ends a run from inside a host call (or from the engine's safety net).
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(crate) enum Stop {
	/// `proc_exit`.
	#[error("exit status {0}")]
	Exit(i32),
	/// A limit was hit.
	#[error("{1}")]
	Failed(FailureCode, String),
}

/// Why a host call does not succeed.
#[derive(Debug)]
pub(crate) enum Fault {
	/// The program is told.
	Errno(Errno),
	/// The program is ended.
	Stop(Stop),
}

impl From<Errno> for Fault {
	fn from(errno: Errno) -> Self {
		Fault::Errno(errno)
	}
}

impl From<Stop> for Fault {
	fn from(stop: Stop) -> Self {
		Fault::Stop(stop)
	}
}

/// The answer to a host call.
pub(crate) type Reply<T = ()> = Result<T, Fault>;

/// The uses that a descriptor allows.
pub(crate) mod rights {
	pub const FD_READ: u64 = 1 << 1;
	pub const FD_SEEK: u64 = 1 << 2;
	pub const FD_FDSTAT_SET_FLAGS: u64 = 1 << 3;
	pub const FD_SYNC: u64 = 1 << 4;
	pub const FD_TELL: u64 = 1 << 5;
	pub const FD_WRITE: u64 = 1 << 6;
	pub const FD_ADVISE: u64 = 1 << 7;
	pub const FD_ALLOCATE: u64 = 1 << 8;
	pub const PATH_CREATE_DIRECTORY: u64 = 1 << 9;
	pub const PATH_CREATE_FILE: u64 = 1 << 10;
	pub const PATH_OPEN: u64 = 1 << 13;
	pub const FD_READDIR: u64 = 1 << 14;
	pub const PATH_READLINK: u64 = 1 << 15;
	pub const PATH_RENAME_SOURCE: u64 = 1 << 16;
	pub const PATH_RENAME_TARGET: u64 = 1 << 17;
	pub const PATH_FILESTAT_GET: u64 = 1 << 18;
	pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
	pub const PATH_FILESTAT_SET_TIMES: u64 = 1 << 20;
	pub const FD_FILESTAT_GET: u64 = 1 << 21;
	pub const FD_FILESTAT_SET_SIZE: u64 = 1 << 22;
	pub const FD_FILESTAT_SET_TIMES: u64 = 1 << 23;
	pub const PATH_REMOVE_DIRECTORY: u64 = 1 << 25;
	pub const PATH_UNLINK_FILE: u64 = 1 << 26;
	pub const POLL_FD_READWRITE: u64 = 1 << 27;
	pub const FD_DATASYNC: u64 = 1;

	/// Uses that change a file.
	pub const CHANGE_FILE: u64 = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;
	/// All uses of a file.
	pub const FILE: u64 =
		FD_DATASYNC
			| FD_READ | FD_SEEK
			| FD_FDSTAT_SET_FLAGS
			| FD_SYNC | FD_TELL
			| FD_WRITE
			| FD_ADVISE
			| FD_ALLOCATE
			| FD_FILESTAT_GET
			| FD_FILESTAT_SET_SIZE
			| FD_FILESTAT_SET_TIMES
			| POLL_FD_READWRITE;
	/// All uses of a folder.
	pub const DIR: u64 = FD_FDSTAT_SET_FLAGS
		| FD_SYNC
		| FD_ADVISE
		| PATH_CREATE_DIRECTORY
		| PATH_CREATE_FILE
		| PATH_OPEN
		| FD_READDIR
		| PATH_READLINK
		| PATH_RENAME_SOURCE
		| PATH_RENAME_TARGET
		| PATH_FILESTAT_GET
		| PATH_FILESTAT_SET_SIZE
		| PATH_FILESTAT_SET_TIMES
		| FD_FILESTAT_GET
		| FD_FILESTAT_SET_TIMES
		| PATH_REMOVE_DIRECTORY
		| PATH_UNLINK_FILE
		| POLL_FD_READWRITE;
}

/// Flags of a descriptor, of `path_open`, and of setting times.
pub(crate) mod flags {
	pub const FD_APPEND: u16 = 1;
	pub const FD_ALL: u16 = 0b1_1111;
	pub const CREATE: u16 = 1;
	pub const DIRECTORY: u16 = 2;
	pub const EXCLUSIVE: u16 = 4;
	pub const TRUNCATE: u16 = 8;
	pub const ATIM: u16 = 1;
	pub const ATIM_NOW: u16 = 2;
	pub const MTIM: u16 = 4;
	pub const MTIM_NOW: u16 = 8;
	pub const TIMES: u16 = ATIM | ATIM_NOW | MTIM | MTIM_NOW;
}

/// The type of a node or a descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum FileType {
	/// Neither terminal nor file: stdin, stderr and stdout, so that programs buffer them.
	Unknown = 0,
	Directory = 3,
	RegularFile = 4,
}
