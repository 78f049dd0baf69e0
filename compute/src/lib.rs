// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

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
