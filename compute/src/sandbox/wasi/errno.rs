// SPDX-License-Identifier: Apache-2.0

//! WASI's numbers (errors, rights, flags, file types), and how a host call ends.

use crate::failure::Failure;
use thiserror::Error;

pub(crate) use ::wasi::*;

/// `proc_exit`: ends a run with this status.
#[derive(Debug, Error)]
#[error("exit status {0}")]
pub(crate) struct Exit(pub i32);

/// Why a host call does not succeed.
#[derive(Debug, Error)]
#[error(transparent)]
pub(crate) enum Fault {
	/// The program is told.
	Errno(#[from] Errno),
	/// The program is ended.
	Failed(#[from] Failure),
}

/// The answer to a host call.
pub(crate) type Reply<T = ()> = Result<T, Fault>;

/// All flags of a descriptor.
pub(crate) const FDFLAGS_ALL: Fdflags = 0b1_1111;
/// All flags of setting times.
pub(crate) const FSTFLAGS_ALL: Fstflags = 0b1111;
/// Uses that change a file.
pub(crate) const RIGHTS_CHANGE_FILE: Rights =
	RIGHTS_FD_WRITE | RIGHTS_FD_ALLOCATE | RIGHTS_FD_FILESTAT_SET_SIZE;
/// All uses of a file.
pub(crate) const RIGHTS_FILE: Rights = RIGHTS_FD_DATASYNC
	| RIGHTS_FD_READ
	| RIGHTS_FD_SEEK
	| RIGHTS_FD_FDSTAT_SET_FLAGS
	| RIGHTS_FD_SYNC
	| RIGHTS_FD_TELL
	| RIGHTS_FD_WRITE
	| RIGHTS_FD_ADVISE
	| RIGHTS_FD_ALLOCATE
	| RIGHTS_FD_FILESTAT_GET
	| RIGHTS_FD_FILESTAT_SET_SIZE
	| RIGHTS_FD_FILESTAT_SET_TIMES
	| RIGHTS_POLL_FD_READWRITE;
/// All uses of a folder.
pub(crate) const RIGHTS_DIR: Rights = RIGHTS_FD_FDSTAT_SET_FLAGS
	| RIGHTS_FD_SYNC
	| RIGHTS_FD_ADVISE
	| RIGHTS_PATH_CREATE_DIRECTORY
	| RIGHTS_PATH_CREATE_FILE
	| RIGHTS_PATH_OPEN
	| RIGHTS_FD_READDIR
	| RIGHTS_PATH_READLINK
	| RIGHTS_PATH_RENAME_SOURCE
	| RIGHTS_PATH_RENAME_TARGET
	| RIGHTS_PATH_FILESTAT_GET
	| RIGHTS_PATH_FILESTAT_SET_SIZE
	| RIGHTS_PATH_FILESTAT_SET_TIMES
	| RIGHTS_FD_FILESTAT_GET
	| RIGHTS_FD_FILESTAT_SET_TIMES
	| RIGHTS_PATH_REMOVE_DIRECTORY
	| RIGHTS_PATH_UNLINK_FILE
	| RIGHTS_POLL_FD_READWRITE;
