// SPDX-License-Identifier: Apache-2.0

//! The inputs of a run: the same for a task on a worker and at home.

use crate::{
	content::{
		archive::{is_archive, Archive, DATASET},
		blob::Blob,
	},
	failure::Failure,
};
use bourse_formats::{Hash, Packing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The inputs of a run. Two runs with the same inputs give the same result.
#[derive(Serialize, Deserialize, Clone, Default, Debug)]
pub struct Inputs {
	/// Arguments after the program's name, which is `app`.
	pub args: Vec<String>,
	/// Environment variables beside those that are always set.
	pub env: Vec<(String, String)>,
	/// Files below `/in`, by path.
	pub files: BTreeMap<String, Blob>,
	/// Folders below `/in` that may be empty.
	pub folders: Vec<String>,
	/// Path below `/in` of the file that stdin reads. Without one stdin is empty.
	#[serde(default)]
	pub stdin: Option<String>,
	/// Seed of the program's randomness.
	pub seed: Hash,
}

impl Inputs {
	/// Tells the run where its dataset is, whose files the caller adds.
	pub fn name_dataset(&mut self) {
		self.env.insert(0, ("BOURSE_DATASET".into(), format!("/in/{DATASET}")));
	}

	/// Gives a dataset to the run: the files of an archive as the folder `/in/dataset`, anything else
	/// as the file `/in/dataset`.
	///
	/// A tar archive is unpacked in any case, other archives when `packing` says so: exactly, or
	/// `BadArchive`. A link is given as what it leads to.
	pub fn add_dataset(&mut self, content: Blob, packing: Packing) -> Result<(), Failure> {
		if is_archive(&content, packing) {
			return self.add_archive(&Archive::in_memory(content, packing)?);
		}
		self.add_file(content);
		Ok(())
	}

	/// Gives a dataset to the run that is one file.
	pub(crate) fn add_file(&mut self, content: Blob) {
		self.files.insert(DATASET.into(), content);
		self.name_dataset();
	}

	/// Gives a dataset to the run that is an archive.
	pub(crate) fn add_archive(&mut self, archive: &Archive) -> Result<(), Failure> {
		let unpacked = archive.files();
		let (files, folders) =
			unpacked.ok_or_else(|| Failure::internal("an unpacked archive can't be read"))?;
		self.files.extend(files);
		self.folders.extend(folders);
		self.name_dataset();
		Ok(())
	}
}
