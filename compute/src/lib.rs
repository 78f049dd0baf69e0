// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod content;
mod failure;
mod limits;
mod module;
pub mod process;
mod result;
mod sandbox;
mod work;

pub use content::{cid, fetch, store};
use content::{blob, hex as hash, keyed_lock as turns, unpack};
pub use module::summary as inspect;
pub use result::{computed as digest, encrypted};
pub use sandbox::{inputs, state};
use sandbox::{engine, touched_pages as touched, wasi};
pub use work::{job, params, service};

pub use blob::Blob;
pub use engine::{Engine, EngineError, Run, ENGINE_VERSION};
pub use failure::{Failure, FailureCode};
pub use hash::{blake2_256, parse_hash, to_hex, Hash, Hasher};
pub use inputs::{seed, Inputs, TaskContext};
pub use job::{Compute, Config, Job, Outcome, Source};
pub use limits::Limits;
#[doc(hidden)]
pub use module::settings::CodeGeneration;
pub use process::Isolation;
pub use service::Service;
pub use store::Store;
pub use unpack::add_dataset;
pub use work::cancel::Cancel;
