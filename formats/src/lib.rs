// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod address;
pub mod blocks;
pub mod declaration;
mod encrypted;
mod failure;
mod hash;
mod header;
pub mod index;
mod job;
pub mod limits;
mod manifest;
pub mod order;
pub mod params;
pub mod protocol;
mod reader;
pub mod record;
pub mod text;

pub use encrypted::EncryptedIndex;
pub use failure::FailureCode;
pub use hash::{blake2_256, blake2_256_each, Hash, Hasher};
pub use header::ResultHeader;
pub use job::{Job, Outcome, Packing, ResultKey, Source};
pub use limits::{CategoryLimits, Limits};
pub use manifest::{is_path, Manifest, ManifestFile};
pub use reader::BadFormat;

/// The id of a task.
pub type TaskId = Hash;
/// Points in time by the protocol's clock, and spans, in whole seconds.
pub type Seconds = u64;
