// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The index of the past (`--index`): where it is, and what keeps it up with the chain.

mod follow;

pub use follow::{follow, rebuild};

use crate::cli::IndexOptions;
use bourse_formats::Hash;
use bourse_index::{DealRow, Index, Settings};
use sc_service::{Configuration, Error as ServiceError};
use std::{fs, path::PathBuf, sync::Arc};
use tokio::sync::broadcast;

/// Commits that a subscriber may be behind.
const NEWS: usize = 256;

/// An open index, and the news of what it has written.
#[derive(Clone)]
pub struct Memory {
	/// The index.
	pub index: Arc<Index>,
	/// Deals of each commit, in order.
	pub deals: broadcast::Sender<Arc<Vec<DealRow>>>,
}

/// Where a node's index is, if it keeps one: at the path that `--index=` names, else in the chain's folder.
pub fn path(config: &Configuration, options: &IndexOptions, is_dev: bool) -> Option<PathBuf> {
	let folder = config.base_path.config_dir(config.chain_spec.id());
	match &options.index {
		Some(Some(path)) => Some(path.clone()),
		Some(None) => Some(folder.join("index.redb")),
		None => is_dev.then(|| folder.join("index.redb")),
	}
}

impl Memory {
	/// Opens the index, or makes an empty one.
	pub fn open(
		path: PathBuf,
		options: &IndexOptions,
		genesis: Hash,
	) -> Result<Self, ServiceError> {
		if let Some(folder) = path.parent() {
			fs::create_dir_all(folder).map_err(|error| {
				ServiceError::Other(format!("--index {}: {error}", folder.display()))
			})?;
		}
		let settings = Settings { genesis, days: options.index_days };
		let index = Index::open(&path, settings)
			.map_err(|error| ServiceError::Other(format!("--index {error}")))?;
		let (deals, _) = broadcast::channel(NEWS);
		Ok(Self { index: Arc::new(index), deals })
	}
}
