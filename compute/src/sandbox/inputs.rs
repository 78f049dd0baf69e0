// SPDX-License-Identifier: Apache-2.0

//! The inputs of a run: the same for a task on a worker and at home.

use crate::content::{
	blob::Blob,
	unpack::{unpack, DATASET},
};
use bourse_formats::Hash;
use std::collections::BTreeMap;

/// The inputs of a run. Two runs with the same inputs give the same result.
#[derive(Clone, Default, Debug)]
pub struct Inputs {
	/// Arguments after the program's name, which is `app`.
	pub args: Vec<String>,
	/// Environment variables beside those that are always set.
	pub env: Vec<(String, String)>,
	/// Files below `/in`, by path.
	pub files: BTreeMap<String, Blob>,
	/// Folders below `/in` that may be empty.
	pub folders: Vec<String>,
	/// Seed of the program's randomness.
	pub seed: Hash,
}

impl Inputs {
	/// Tells the run where its dataset is, whose files the caller adds.
	pub fn name_dataset(&mut self) {
		self.env.insert(0, ("BOURSE_DATASET".into(), format!("/in/{DATASET}")));
	}

	/// Gives a dataset to the run: the files of a tar archive as the folder `/in/dataset`, anything
	/// else as the file `/in/dataset`.
	///
	/// Links and devices in an archive are left out. An archive that can't be read to its end, or
	/// has more than 16,384 entries, is given as one file.
	pub fn add_dataset(&mut self, content: Blob) {
		let (files, folders) = unpack(content);
		self.files.extend(files);
		self.folders.extend(folders);
		self.name_dataset();
	}
}
