// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod blob;
mod cancel;
pub mod cid;
pub mod digest;
pub mod encrypted;
mod engine;
mod failure;
pub mod fetch;
mod hash;
pub mod inputs;
pub mod inspect;
pub mod job;
mod limits;
mod module;
pub mod params;
pub mod process;
pub mod service;
pub mod state;
pub mod store;
mod touched;
mod turns;
mod unpack;
mod wasi;

use module::{check, meter, rewrite, settings};

pub use blob::Blob;
pub use cancel::Cancel;
pub use engine::{Engine, EngineError, Run, ENGINE_VERSION};
pub use failure::{Failure, FailureCode};
pub use hash::{blake2_256, parse_hash, to_hex, Hash, Hasher};
pub use inputs::{seed, Inputs, TaskContext};
pub use job::{Compute, Config, Job, Outcome, Source};
pub use limits::Limits;
pub use process::Isolation;
pub use service::Service;
#[doc(hidden)]
pub use settings::CodeGeneration;
pub use store::Store;
pub use unpack::add_dataset;
