// SPDX-License-Identifier: Apache-2.0

//! A worker whose store gets full.

use crate::common::config;
use bourse_compute::{
	store::StoreConfig, Cancel, Compute, FailureCode, Hash, Job, Outcome, Source, ENGINE_VERSION,
};
use std::{
	thread,
	time::{Duration, Instant},
};
use tempfile::{tempdir, TempDir};

/// Bytes that the module prints.
const SIZE: u64 = 256 << 10;
/// For how long results are kept.
const RETENTION: Duration = Duration::from_secs(20);

/// Prints 256 KiB that are different for each task.
const PRINT: &str = r#"(module
	(import "wasi_snapshot_preview1" "random_get" (func $r (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 5)
	(func (export "_start")
		(drop (call $r (i32.const 65536) (i32.const 262144)))
		(i32.store (i32.const 0) (i32.const 65536))
		(i32.store (i32.const 4) (i32.const 262144))
		(drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#;

/// A worker whose store has room for about so many results.
fn worker(results: u64) -> (TempDir, Compute) {
	let folder = tempdir().unwrap();
	let mut config = config(folder.path());
	config.store = StoreConfig { max_bytes: results * (SIZE + 1024), sync: false };
	config.retention = RETENTION;
	let compute = Compute::open(config, None).unwrap();
	(folder, compute)
}

fn compute(worker: &Compute, task: u8, requester: u8) -> Outcome {
	let module = wat::parse_str(PRINT).unwrap();
	let checksum = worker.store().put(&module).unwrap();
	let job = Job {
		task: Hash([task; 32]),
		requester: [requester; 32],
		app: Source { checksum, ..Source::default() },
		work_clock_time_ref: 1,
		engine: ENGINE_VERSION,
		..Job::default()
	};
	worker.compute(&job, &Cancel::default()).unwrap().outcome
}

/// The digest of a result, which is there whole.
fn right(worker: &Compute, outcome: &Outcome) -> Hash {
	let Outcome::Done { header, .. } = outcome else { panic!("no result: {outcome:?}") };
	let digest = header.digest();
	let result = worker.store().get_result(&digest, |_| None).unwrap();
	assert_eq!(result.files["stdout"].len() as u64, SIZE);
	digest
}

fn refused(outcome: &Outcome) -> bool {
	matches!(outcome, Outcome::Failed { code: FailureCode::Refused, .. })
}

/// Attack 10: about forty results of a quarter of a MiB, more than fit.
#[test]
fn worker_should_refuse_when_its_store_is_full_and_be_right_again_when_results_may_go() {
	let (_folder, worker) = worker(40);
	let begin = Instant::now();
	let mut kept = Vec::new();
	loop {
		let number = kept.len() as u8;
		let outcome = compute(&worker, number, number);
		if refused(&outcome) {
			break;
		}
		kept.push(right(&worker, &outcome));
		assert!(kept.len() <= 40);
	}
	assert!(kept.len() >= 36, "{}", kept.len());
	assert_eq!(worker.store().tasks_that_fit(u64::MAX), 0);
	// Nothing that must be kept went.
	for digest in &kept {
		worker.store().get_result(digest, |_| None).unwrap();
	}
	assert!(begin.elapsed() < RETENTION, "this machine is too slow for the test");
	thread::sleep(RETENTION + Duration::from_secs(1));
	for task in 100..112 {
		right(&worker, &compute(&worker, task, task));
		thread::sleep(Duration::from_millis(600));
	}
}

#[test]
fn worker_should_refuse_a_requester_that_fills_half_of_its_store_and_no_other() {
	let (_folder, worker) = worker(20);
	let mut done = 0;
	while !refused(&compute(&worker, done, 1)) {
		done += 1;
	}
	assert!((9..=11).contains(&done), "{done}");
	assert!(worker.store().tasks_that_fit(u64::MAX) > 0);
	right(&worker, &compute(&worker, 100, 2));
	assert!(refused(&compute(&worker, 101, 1)));
}
