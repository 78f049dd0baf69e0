// SPDX-License-Identifier: Apache-2.0

//! What the off-chain worker (in the runtime) and the compute service (in the node) say to each
//! other through the node's off-chain local storage (`StorageKind::PERSISTENT`).
//!
//! Every key has one writer: the off-chain worker writes [`JOBS`], [`job_key`] and [`ASKED_BLOCKS`], the
//! compute service [`SERVICE`], [`READY`], [`FOUND`], [`outcome_key`] and [`path_key`]. Values are
//! SCALE; a layout change changes the prefix.

use crate::{blocks::BlockRef, TaskId};
use alloc::vec::Vec;
pub use bourse_formats::{Job, Outcome, Source};
use codec::Encode;

/// Present while a compute service takes jobs from this mailbox. Without it the off-chain worker
/// does nothing: keys alone make no worker.
pub const SERVICE: &[u8] = b"bourse/2/service";
/// How many tasks at once the compute service can take now, those that it has included: `u32`. The
/// compute service writes it; absent: as many as the worker has slots.
pub const READY: &[u8] = b"bourse/2/ready";
/// The jobs that the node should have: `Vec<TaskId>`, at most [`MAX_JOBS`].
/// A job that is no longer listed is cancelled and its outcome dropped (a result stays kept).
pub const JOBS: &[u8] = b"bourse/2/jobs";
/// Most jobs in the list: those of two workers with all slots in use. A task waits for its turn beyond
/// that, while its assignment passes.
pub const MAX_JOBS: usize = 4_096;

/// Key of a [`Job`].
pub fn job_key(task: &TaskId) -> Vec<u8> {
	[b"bourse/2/job/", task.as_bytes()].concat()
}

/// Key of an [`Outcome`].
pub fn outcome_key(task: &TaskId) -> Vec<u8> {
	[b"bourse/2/outcome/", task.as_bytes()].concat()
}

/// The blocks of results that challenges ask this node's workers for: `Vec<BlockRef>`, at most
/// [`MAX_ASKED_BLOCKS`]. The path to one that is no longer listed is dropped.
pub const ASKED_BLOCKS: &[u8] = b"bourse/2/wishes";
/// Most blocks in the list. Paths are up to 1.6 MB long, and a block of the chain holds two.
pub const MAX_ASKED_BLOCKS: usize = 8;

/// The blocks whose paths are there: a set of [`BlockRef`]. The compute service writes it.
pub const FOUND: &[u8] = b"bourse/2/found";

/// Key of the path to a block ([`BlockRef::path`]): `Vec<Vec<u8>>`. Absent while the node has not
/// found it.
pub fn path_key(block: &BlockRef) -> Vec<u8> {
	(b"bourse/2/path/", block).encode()
}
