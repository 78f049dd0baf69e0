// SPDX-License-Identifier: Apache-2.0

//! Failures as results (`docs/digest.md`).

use crate::{
	failure::{Failure, Remains},
	sandbox::{engine::Run, version::ENGINE_VERSION},
};
use bourse_formats::{Manifest, ResultHeader};
use std::collections::BTreeMap;

impl Failure {
	/// The failure as a result, whose files are `stderr`, which ends with the reason, and `stdout`
	/// when anything was printed. `None` when the failure is no result.
	pub fn run(&self) -> Option<Run> {
		if !self.code.is_result() {
			return None;
		}
		let log = self.with_reason(self.log.clone());
		let mut files = BTreeMap::from([("stderr".to_owned(), log.clone())]);
		if !self.stdout.is_empty() {
			files.insert("stdout".to_owned(), self.stdout.clone());
		}
		let Remains { exit_status, fuel, memory_hash } = self.remains;
		let header = ResultHeader {
			engine: ENGINE_VERSION,
			failure: ResultHeader::failure_field(Some(self.code)),
			exit_status,
			fuel,
			output_root: Manifest::of(&files).root(),
			memory_hash,
			..ResultHeader::default()
		};
		Some(Run { header, files, others: BTreeMap::new(), callback_data: None, log })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_formats::{FailureCode, Hash};

	fn log(failure: &Failure) -> String {
		let Run { header, files, log, .. } = failure.run().unwrap();
		assert_eq!(header.failure(), Some(failure.code));
		assert_eq!(header.output_root, Manifest::of(&files).root());
		assert_eq!(files, BTreeMap::from([("stderr".into(), log.clone())]));
		String::from_utf8(log).unwrap()
	}

	#[test]
	fn run_should_end_its_log_with_the_reason() {
		let mut failure = Failure::new(FailureCode::Trap, "why");
		assert_eq!(log(&failure), "Trap: why\n");
		failure.log = b"said".to_vec();
		assert_eq!(log(&failure), "said\nTrap: why\n");
		failure.log = b"said\n".to_vec();
		assert_eq!(log(&failure), "said\nTrap: why\n");
		failure.message = "why\nmore\nand more".into();
		assert_eq!(log(&failure), "said\nmore\nand more\nTrap: why\n");
		failure.message = "x".repeat(9999);
		assert_eq!(log(&failure), format!("said\nTrap: {}…\n", "x".repeat(2000)));
	}

	#[test]
	fn run_should_hold_what_the_run_left() {
		let remains = Remains { exit_status: 3, fuel: 7, memory_hash: Hash([1; 32]) };
		let failure = Failure {
			remains: remains.clone(),
			stdout: b"printed".to_vec(),
			..Failure::new(FailureCode::NoCallbackData, "none")
		};
		let Run { header, files, .. } = failure.run().unwrap();
		assert_eq!((header.engine, header.failure), (ENGINE_VERSION, 14));
		assert_eq!(Remains { exit_status: 3, fuel: 7, memory_hash: header.memory_hash }, remains);
		assert_eq!((header.exit_status, header.fuel), (3, 7));
		assert_eq!(header.callback_hash, Hash::zero());
		assert_eq!(files.keys().collect::<Vec<_>>(), ["stderr", "stdout"]);
		assert_eq!(files["stdout"], b"printed");
	}

	#[test]
	fn run_should_be_none_when_nobody_else_can_judge_the_failure() {
		use FailureCode::*;
		for code in [FetchFailed, ChecksumMismatch, InputTooLarge, Timeout, Refused, Internal] {
			assert_eq!(Failure::new(code, "").run(), None);
		}
	}
}
