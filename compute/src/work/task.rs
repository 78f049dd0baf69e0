// SPDX-License-Identifier: Apache-2.0

//! The inputs of a task's run.

use super::params::{BadParams, TaskParams};
use crate::{content::hex::to_hex, sandbox::inputs::Inputs};
use bourse_formats::{Hash, Hasher};

/// All that a task's run depends on beside app, dataset and input files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskContext<'a> {
	/// The task. The program's randomness comes from it.
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
	/// there is one ([`Inputs::add_dataset`]), then the files that the params name.
	pub fn of_task(context: &TaskContext) -> Result<(Self, TaskParams), BadParams> {
		let params = TaskParams::parse(context.params, context.index)?;
		let env = vec![
			("BOURSE_TASK_ID".into(), to_hex(context.task)),
			("BOURSE_TASK_INDEX".into(), context.index.to_string()),
			("BOURSE_BAG_SIZE".into(), context.bag_size.to_string()),
			// They parsed, so they are UTF-8.
			("BOURSE_PARAMS".into(), String::from_utf8_lossy(context.params).into_owned()),
		];
		let inputs = Self {
			args: params.args.clone(),
			env,
			stdin: params.stdin.clone(),
			seed: seed(context.task),
			..Self::default()
		};
		Ok((inputs, params))
	}
}

/// The seed of a task's randomness: `blake2_256("bourse random" ‖ task)`.
pub fn seed(task: &Hash) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update(b"bourse random");
	hasher.update(task);
	hasher.finish()
}
