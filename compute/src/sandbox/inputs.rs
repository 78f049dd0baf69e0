// SPDX-License-Identifier: Apache-2.0

//! What a program is given: the same for a task on a worker and at home.

use crate::{
	params::{BadParams, Params},
	to_hex, unpack, Blob, Hash, Hasher,
};
use std::collections::BTreeMap;

/// What a run is given. Two runs given the same give the same result.
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
	/// What the program's randomness comes from.
	pub seed: Hash,
}

/// What makes a task's run what it is, beside app, dataset and input files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskContext<'a> {
	/// The task. What the program's randomness comes from.
	pub task: &'a Hash,
	/// Index of the task inside its bag (0-based).
	pub index: u64,
	/// Number of tasks in the bag.
	pub bag_size: u64,
	/// The request's params, as they are.
	pub params: &'a [u8],
}

impl Inputs {
	/// The inputs of a task's run, whose files are yet to be added: first the dataset, when
	/// there is one ([`crate::add_dataset`]), then the files that the params name.
	pub fn of_task(context: &TaskContext) -> Result<(Self, Params), BadParams> {
		let params = Params::parse(context.params)?;
		let env = vec![
			("BOURSE_TASK_ID".into(), to_hex(context.task)),
			("BOURSE_TASK_INDEX".into(), context.index.to_string()),
			("BOURSE_BAG_SIZE".into(), context.bag_size.to_string()),
			// They parsed, so they are UTF-8.
			("BOURSE_PARAMS".into(), String::from_utf8_lossy(context.params).into_owned()),
		];
		let inputs =
			Self { args: params.args.clone(), env, seed: seed(context.task), ..Self::default() };
		Ok((inputs, params))
	}

	/// Tells the run where its dataset is, which was added by other means.
	pub fn name_dataset(&mut self) {
		self.env.insert(0, ("BOURSE_DATASET".into(), format!("/in/{}", unpack::DATASET)));
	}

	/// Gives the dataset to the run, as [`crate::add_dataset`] does.
	pub fn add_dataset(&mut self, content: Blob) {
		unpack::add_dataset(self, content);
	}
}

/// What a task's randomness comes from: `blake2_256("bourse random" ‖ task)`.
pub fn seed(task: &Hash) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update(b"bourse random");
	hasher.update(task);
	hasher.finish()
}
