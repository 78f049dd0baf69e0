// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod blob;
pub mod cid;
pub mod digest;
mod engine;
mod failure;
pub mod fetch;
mod hash;
pub mod job;
mod limits;
mod module;
pub mod params;
pub mod service;
pub mod store;
mod unpack;
mod wasi;

pub use blob::Blob;
pub use engine::{Cancel, Engine, EngineError, Inputs, Run, ENGINE_VERSION};
pub use failure::{Failure, FailureCode};
pub use hash::{blake2_256, parse_hash, to_hex, Hash, Hasher};
pub use job::{Compute, Config, Job, Outcome, Source};
pub use limits::Limits;
pub use service::Service;
pub use store::Store;
pub use unpack::add_dataset;
