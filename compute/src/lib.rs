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

pub use bourse_formats::{FailureCode, Hash, Job, Limits, Outcome, ResultHeader, Source};
pub use cancel::Cancel;
pub use content::{
	blob::Blob,
	hex::{parse_hash, to_hex},
	store::Store,
};
pub use failure::Failure;
#[doc(hidden)]
pub use module::settings::CodeGeneration;
pub use process::{serve as serve_sandbox, Isolation};
pub use sandbox::{
	engine::{Engine, EngineError, Run},
	inputs::Inputs,
	version::ENGINE_VERSION,
};
pub use work::{
	job::{Compute, Config, Finished},
	service::Service,
	task::{seed, TaskContext},
};

/// IPFS content identifiers.
pub mod cid {
	pub use crate::content::cid::{decode, encode};
}

/// Results that only their beneficiary can read.
pub mod encrypted {
	pub use crate::result::encrypted::{
		decrypt, encrypt, encrypt_log, encrypt_result, generate_key, open_log, open_result,
		public_key, NotEncrypted, OpenResultError,
	};
}

/// Content from the network.
pub mod fetch {
	pub use crate::content::fetch::{FetchConfig, FetchError, Fetcher, Peers};
}

/// A summary of a module, for people.
pub mod inspect {
	pub use crate::module::summary::ModuleSummary;
}

/// A request's params.
pub mod params {
	pub use crate::work::params::{BadParams, InputFile, Params};
}

/// The threads of a node that compute.
pub mod service {
	pub use crate::work::service::{OnOutcome, Service, ServiceConfig, Submitted};
}

/// The state of a run at any amount of fuel, and where two runs part.
pub mod state {
	pub use crate::sandbox::state::{
		compare, Answer, Comparison, NoAnswer, Oracle, RunStatus, Snapshot,
	};
}

/// The content-addressed store, and results in it.
pub mod store {
	pub use crate::{
		content::store::{Store, StoreConfig, StoreError},
		result::assemble::{ResultError, ResultFiles},
	};
}
