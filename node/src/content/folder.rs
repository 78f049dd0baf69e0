// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The folder `content` of the chain's folder.

use super::peers::Peers;
use crate::cli::ContentOptions;
use bourse_compute::{
	fetch::FetchConfig,
	store::{Store, StoreConfig},
	Compute, Config, Isolation,
};
use bourse_formats::protocol::LEAST_RETENTION_HOURS;
use sc_service::{Configuration, Error as ServiceError};
use std::{path::PathBuf, sync::Arc, time::Duration};

const MIB: u64 = 1 << 20;

/// The content store and, on a worker, the sandbox that computes with it.
pub struct ContentFolder {
	/// The content store.
	pub store: Arc<Store>,
	/// The sandbox; a worker's only.
	pub compute: Option<Arc<Compute>>,
	/// Where both keep their files.
	pub path: PathBuf,
}

impl ContentFolder {
	/// Opens the content store in the chain's folder, and a worker's sandbox, which asks `peers` for
	/// content that the store lacks.
	pub fn open(
		config: &Configuration,
		options: &ContentOptions,
		is_worker: bool,
		peers: Peers,
	) -> Result<Self, ServiceError> {
		let error = |e: &dyn std::fmt::Display| ServiceError::Other(format!("content store: {e}"));
		let path = config.base_path.config_dir(config.chain_spec.id()).join("content");
		let store = StoreConfig {
			max_bytes: options.store_size.get().saturating_mul(MIB),
			..StoreConfig::default()
		};
		if !is_worker {
			let store = Store::open(&path.join("store"), store).map_err(|e| error(&e))?;
			return Ok(Self { store: Arc::new(store), compute: None, path });
		}
		if u64::from(options.result_retention.get()) < LEAST_RETENTION_HOURS {
			log::warn!(
				target: "bourse",
				"With --result-retention below {LEAST_RETENTION_HOURS} hours a result may be gone while \
				 the chain can still demand it, which costs the worker's stake"
			);
		}
		let retention = Duration::from_secs(u64::from(options.result_retention.get()) * 3600);
		let compute = Compute::open(
			Config {
				store,
				fetch: FetchConfig {
					max_bytes: options.max_input.get().saturating_mul(MIB),
					allow_private: options.allow_private_addresses,
					..FetchConfig::default()
				},
				retention,
				// A crash of the sandbox must not take the node along.
				..Config::new(path.clone(), Isolation::by_itself(["sandbox"]))
			},
			Some(Box::new(peers)),
		)
		.map_err(|e| error(&e))?;
		Ok(Self { store: compute.store().clone(), compute: Some(Arc::new(compute)), path })
	}
}
