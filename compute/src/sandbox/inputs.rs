// SPDX-License-Identifier: Apache-2.0

//! The inputs of a run: the same for a task on a worker and at home.

use crate::{
	content::{
		blob::Blob,
		gunzip::{gunzip, NotUnzipped},
		unpack::{unpack, unpack_exactly, DATASET},
	},
	failure::Failure,
};
use bourse_formats::{FailureCode, Hash, Packing};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io};

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

	/// Gives a dataset to the run: the files of a tar archive as the folder `/in/dataset`, anything
	/// else as the file `/in/dataset`.
	///
	/// Of [`Packing::File`] links and devices in an archive are left out; an archive that can't be
	/// read to its end, or has more than 16,384 entries, is given as one file. [`Packing::Tar`] is
	/// an archive that has to be unpacked exactly: `BadArchive` otherwise. So is [`Packing::TarGz`],
	/// which [`unzip`] has unpacked before.
	pub fn add_dataset(&mut self, content: Blob, packing: Packing) -> Result<(), Failure> {
		let (files, folders) = match packing {
			Packing::File => unpack(content),
			Packing::Tar | Packing::TarGz => unpack_exactly(&content)
				.map_err(|reason| Failure::new(FailureCode::BadArchive, reason))?,
		};
		self.files.extend(files);
		self.folders.extend(folders);
		self.name_dataset();
		Ok(())
	}
}

/// Unpacks a gzip file piece by piece into `take`: `BadArchive` when it can't be, on any machine.
pub fn unzip(content: &[u8], take: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(), Failure> {
	gunzip(content, take).map_err(|error| match error {
		NotUnzipped::Bad(reason) => Failure::new(FailureCode::BadArchive, reason),
		NotUnzipped::Failed(error) => Failure::internal(error),
	})
}
