// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
//!
//! ## In a node
//!
//! ```no_run
//! use bourse_compute::{service::ServiceConfig, Compute, Config, Isolation, Service};
//! use std::sync::Arc;
//!
//! // The program's own `sandbox` command, which calls `serve_sandbox`.
//! let isolation = Isolation::by_itself(["sandbox"]);
//! let compute = Arc::new(Compute::open(Config::new("data/compute", isolation), None)?);
//! let tell = |job: &bourse_compute::Job, outcome| println!("{:?}: {outcome:?}", job.task);
//! let service = Service::start(compute, ServiceConfig::default(), tell)?;
//! // service.submit(job) for each job of the mailbox; service.retain(&listed) for those that went.
//! # drop(service);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - A restarted node submits its jobs again; the store still has finished results.
//! - `FetchConfig::allow_private` is off by default: anybody can put an address on chain, also one
//!   of the worker's private network.

mod cancel;
mod content;
mod failure;
mod module;
mod process;
mod result;
mod sandbox;
mod work;

pub use bourse_formats::{
	CategoryLimits, FailureCode, Hash, Job, Limits, Outcome, Packing, ResultHeader, Source,
};
pub use cancel::Cancel;
pub use content::{
	archive::packing_of,
	blob::Blob,
	cid, fetch,
	hex::{parse_hash, to_hex},
	printable::printable,
	store::{Content, Keep, Store},
};
pub use failure::{Failure, Remains};
#[doc(hidden)]
pub use module::settings::CodeGeneration;
pub use module::summary as inspect;
pub use process::{confinement, serve as serve_sandbox, Confinement, Isolation};
pub use result::encrypted;
pub use sandbox::{
	engine::{Engine, EngineError, Run},
	inputs::Inputs,
	state,
	version::ENGINE_VERSION,
};
pub use work::{
	job::{Compute, Config, Finished},
	params,
	patience::Patience,
	service::{self, Service},
	task::{seed, TaskContext},
};

/// The content-addressed store, and results in it.
pub mod store {
	pub use crate::{
		content::store::{Keep, Store, StoreConfig, StoreError},
		result::assemble::{ResultError, ResultFiles},
	};
}
