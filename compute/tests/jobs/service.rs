// SPDX-License-Identifier: Apache-2.0

//! The queue of jobs, and the threads that see to them.

use crate::common;
use bourse_compute::{
	fetch::Peers,
	service::{Service, ServiceConfig, Submitted},
	CategoryLimits, Compute, FailureCode, Hash, Job, Outcome, Patience, Source, ENGINE_VERSION,
};
use std::{
	collections::BTreeSet,
	io::{Read, Write},
	net::TcpListener,
	sync::{
		atomic::{AtomicUsize, Ordering},
		mpsc::{channel, Receiver},
		Arc, Mutex,
	},
	thread,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::{tempdir, TempDir};

const PATIENCE: Duration = Duration::from_secs(20);

struct Node {
	_folder: TempDir,
	compute: Arc<Compute>,
	service: Service,
	outcomes: Receiver<(Hash, Outcome)>,
}

fn node(config: ServiceConfig) -> Node {
	node_with(config, None)
}

fn node_with(config: ServiceConfig, peers: Option<Box<Peers>>) -> Node {
	let folder = tempdir().unwrap();
	let mut computing = common::config(folder.path());
	computing.fetch.allow_private = true;
	let compute = Arc::new(Compute::open(computing, peers).unwrap());
	let (sender, outcomes) = channel();
	let sender = Mutex::new(sender);
	let tell = move |job: &Job, outcome: Outcome| {
		if job.index == 666 {
			panic!("on purpose");
		}
		sender.lock().unwrap().send((job.task, outcome)).ok();
	};
	let service = Service::start(compute.clone(), config, tell).unwrap();
	Node { _folder: folder, compute, service, outcomes }
}

fn config(threads: usize, queue: usize) -> ServiceConfig {
	ServiceConfig { threads, queue, memory: 1 << 40, ..ServiceConfig::default() }
}

impl Node {
	fn job(&self, number: u8, body: &str) -> Job {
		let text =
			format!(r#"(module (memory (export "memory") 1) (func (export "_start") {body}))"#);
		let module = wat::parse_str(text).unwrap();
		Job {
			task: Hash([number; 32]),
			app: Source {
				checksum: self.compute.store().put(&module).unwrap(),
				..Source::default()
			},
			dataset: None,
			params: Vec::new(),
			index: 0,
			bag_size: 1,
			work_clock_time_ref: 300,
			deadline: 1 << 40,
			engine: ENGINE_VERSION,
			result_key: None,
			..Job::default()
		}
	}

	fn submit(&self, number: u8, body: &str) -> Submitted {
		self.service.submit(self.job(number, body))
	}

	fn outcome(&self) -> (u8, Outcome) {
		let (task, outcome) = self.outcomes.recv_timeout(PATIENCE).unwrap();
		(task.0[0], outcome)
	}

	fn nothing_more(&self) -> bool {
		self.outcomes.recv_timeout(Duration::from_millis(200)).is_err()
	}
}

fn wait_until(condition: impl Fn() -> bool) {
	let begin = Instant::now();
	while !condition() {
		assert!(begin.elapsed() < PATIENCE);
		thread::sleep(Duration::from_millis(5));
	}
}

const FOR_EVER: &str = "(loop (br 0))";

#[test]
fn service_should_tell_one_outcome_for_each_job() {
	let node = node(config(2, 100));
	for number in 0..20 {
		assert_eq!(node.submit(number, ""), Submitted::Queued);
	}
	let mut told = (0..20).map(|_| node.outcome().0).collect::<Vec<_>>();
	told.sort();
	assert_eq!(told, (0..20).collect::<Vec<_>>());
	assert!(node.nothing_more());
	wait_until(|| node.service.running() == 0);
	assert_eq!(node.service.queued(), 0);
}

#[test]
fn service_should_bound_its_queue_and_know_its_jobs() {
	let node = node(config(1, 2));
	node.submit(0, FOR_EVER);
	wait_until(|| node.service.running() == 1);
	assert_eq!(node.submit(0, FOR_EVER), Submitted::Known);
	assert_eq!(node.submit(1, ""), Submitted::Queued);
	assert_eq!(node.submit(1, ""), Submitted::Known);
	assert_eq!(node.submit(2, ""), Submitted::Queued);
	assert_eq!(node.submit(3, ""), Submitted::Full);
	assert!(node.service.cancel(&Hash([0; 32])));
	assert_eq!([node.outcome().0, node.outcome().0], [1, 2]);
	assert!(!node.service.cancel(&Hash([0; 32])));
}

#[test]
fn cancel_should_end_a_job_and_let_it_be_submitted_again() {
	let node = node(config(1, 9));
	node.submit(0, FOR_EVER);
	wait_until(|| node.service.running() == 1);
	node.submit(1, "");
	assert!(node.service.cancel(&Hash([1; 32])));
	assert!(node.service.cancel(&Hash([0; 32])));
	assert_eq!(node.submit(0, ""), Submitted::Queued);
	let (task, outcome) = node.outcome();
	assert_eq!(task, 0);
	assert!(matches!(outcome, Outcome::Done { .. }));
	assert!(node.nothing_more());
}

#[test]
fn retain_should_cancel_everything_else() {
	let node = node(config(1, 9));
	node.submit(0, FOR_EVER);
	wait_until(|| node.service.running() == 1);
	for number in 1..4 {
		node.submit(number, "");
	}
	node.service.retain(&BTreeSet::from([Hash([2; 32])]));
	assert_eq!(node.outcome().0, 2);
	assert!(node.nothing_more());
}

#[test]
fn service_should_run_no_more_at_once_than_memory_allows() {
	let node = node(ServiceConfig { memory: 1, ..config(3, 9) });
	for number in 0..3 {
		node.submit(number, FOR_EVER);
	}
	wait_until(|| node.service.running() == 1);
	thread::sleep(Duration::from_millis(100));
	assert_eq!((node.service.running(), node.service.queued()), (1, 2));
	node.service.retain(&BTreeSet::new());
	node.submit(9, "");
	assert_eq!(node.outcome().0, 9);
}

#[test]
fn service_should_run_as_many_at_once_as_their_categories_allow() {
	const SMALL: CategoryLimits = CategoryLimits { memory: 1 << 20, output: 1 << 20 };
	let node = node(ServiceConfig { memory: 5 << 20, ..config(3, 9) });
	for number in 0..3 {
		node.service.submit(Job { limits: SMALL, ..node.job(number, FOR_EVER) });
	}
	wait_until(|| node.service.running() == 2);
	thread::sleep(Duration::from_millis(100));
	assert_eq!((node.service.running(), node.service.queued()), (2, 1));
	node.service.retain(&BTreeSet::new());
}

/// A node whose peers give content from the `good`th time on that they are asked, and how often
/// they were asked.
fn unsteady(good: usize, least: Duration, content: &'static [u8]) -> (Node, Arc<AtomicUsize>) {
	let asked = Arc::new(AtomicUsize::new(0));
	let peers = {
		let asked = asked.clone();
		move |_: &Hash| {
			let before = asked.fetch_add(1, Ordering::Relaxed);
			(before + 1 >= good).then(|| content.to_vec())
		}
	};
	let patience = Patience { least, pause: Duration::from_millis(20) };
	let config = ServiceConfig { patience, ..config(1, 9) };
	(node_with(config, Some(Box::new(peers))), asked)
}

impl Node {
	/// A job whose dataset only peers have.
	fn job_with(&self, content: &[u8], failures_count: bool) -> Job {
		let checksum = bourse_formats::blake2_256(content);
		let dataset = Some(Source { checksum, ..Source::default() });
		let time_ref = if failures_count { 0 } else { 300 };
		Job { dataset, failures_count, work_clock_time_ref: time_ref, ..self.job(0, "") }
	}
}

#[test]
fn service_should_try_again_when_nobody_else_can_judge_the_failure() {
	let (node, asked) = unsteady(4, PATIENCE, b"data");
	node.service.submit(node.job_with(b"data", true));
	// The thread is free meanwhile.
	wait_until(|| asked.load(Ordering::Relaxed) > 0);
	node.submit(1, "");
	let mut told = [node.outcome().0, node.outcome().0];
	told.sort();
	assert_eq!(told, [0, 1]);
	assert_eq!(asked.load(Ordering::Relaxed), 4);
	assert!(node.nothing_more());
}

#[test]
fn service_should_succeed_when_a_server_is_right_again_later() {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let address = listener.local_addr().unwrap();
	thread::spawn(move || {
		let answers = [("404 Not Found", "no"), ("200 OK", "wrong"), ("200 OK", "data")];
		for (number, stream) in listener.incoming().enumerate() {
			let mut stream = stream.unwrap();
			let _length = stream.read(&mut [0; 4096]);
			let (status, body) = answers[number.min(2)];
			let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
			write!(stream, "{head}Connection: close\r\n\r\n{body}").ok();
		}
	});
	let (node, asked) = unsteady(usize::MAX, PATIENCE, b"data");
	let mut job = Job { work_clock_time_ref: 300, ..node.job_with(b"data", true) };
	if let Some(dataset) = &mut job.dataset {
		dataset.multiaddr = format!("http://{address}/data").into_bytes();
	}
	node.service.submit(job);
	assert!(matches!(node.outcome(), (0, Outcome::Done { .. })));
	// Other nodes were asked both times.
	assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[test]
fn service_should_report_a_failure_when_its_time_is_over() {
	// Twenty seconds are the third of an assignment that lasts a minute.
	let (node, asked) = unsteady(usize::MAX, Duration::ZERO, b"data");
	let late = Job { since: 1, ..node.job_with(b"data", true) };
	node.service.submit(late);
	match node.outcome() {
		(0, Outcome::Failed { code: FailureCode::FetchFailed, .. }) => (),
		other => panic!("{other:?}"),
	}
	assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn service_should_end_a_run_in_time_for_a_report_within_its_assignment() {
	let node = node(config(1, 9));
	let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
	// The assignment lasts T and a minute, of which the last half is for the report.
	let late = |number, since| Job { failures_count: true, since, ..node.job(number, FOR_EVER) };
	for (number, since) in [(0, now - 325), (1, 1)] {
		node.service.submit(late(number, since));
		match node.outcome() {
			(told, Outcome::Failed { code: FailureCode::Timeout, .. }) => assert_eq!(told, number),
			other => panic!("{other:?}"),
		}
	}
	// Where nobody counts the time, a run has all of T.
	node.service.submit(Job { failures_count: false, ..late(2, 1) });
	assert!(node.nothing_more());
}

#[test]
fn service_should_report_a_failure_at_once_when_failures_are_no_results() {
	let (node, asked) = unsteady(usize::MAX, PATIENCE, b"data");
	node.service.submit(node.job_with(b"data", false));
	assert!(matches!(node.outcome(), (0, Outcome::Failed { .. })));
	assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn cancel_should_end_a_job_that_waits_for_another_try() {
	let (node, asked) = unsteady(usize::MAX, PATIENCE, b"data");
	node.service.submit(node.job_with(b"data", true));
	wait_until(|| asked.load(Ordering::Relaxed) > 1);
	node.service.cancel(&Hash([0; 32]));
	assert!(node.nothing_more());
	assert_eq!((node.service.running(), node.service.queued()), (0, 0));
}

#[test]
fn service_should_fail_a_job_that_panics_and_go_on() {
	let peers = |_: &Hash| panic!("on purpose");
	let node = node_with(config(1, 9), Some(Box::new(peers)));
	let unknown = Source { checksum: Hash([7; 32]), ..Source::default() };
	node.service.submit(Job { app: unknown, ..node.job(0, "") });
	node.submit(1, "");
	match node.outcome() {
		(0, Outcome::Failed { code: FailureCode::Internal, log }) => {
			let log = node.compute.store().get(&log).unwrap().unwrap();
			assert_eq!(log, b"Internal: the compute service panicked\n");
		},
		other => panic!("{other:?}"),
	}
	assert!(matches!(node.outcome(), (1, Outcome::Done { .. })));
}

#[test]
fn service_should_survive_a_panic_of_who_is_told() {
	let node = node(config(1, 9));
	node.service.submit(Job { index: 666, ..node.job(0, "") });
	node.submit(1, "");
	assert_eq!(node.outcome().0, 1);
}

#[test]
fn shutdown_should_end_what_runs() {
	let node = node(config(2, 9));
	node.submit(0, FOR_EVER);
	node.submit(1, FOR_EVER);
	wait_until(|| node.service.running() == 2);
	let begin = Instant::now();
	node.service.shutdown();
	assert!(begin.elapsed() < Duration::from_secs(10));
	assert!(node.outcomes.try_recv().is_err());
}

#[test]
fn default_should_leave_room_for_the_chain() {
	let config = ServiceConfig::default();
	assert!(config.threads >= 1);
	assert!(config.memory > 100 << 20);
}

#[test]
fn service_should_run_no_more_at_once_than_it_has_threads() {
	let node = node(config(2, 9));
	for number in 0..5 {
		node.submit(number, FOR_EVER);
	}
	wait_until(|| node.service.running() == 2);
	thread::sleep(Duration::from_millis(100));
	assert_eq!((node.service.running(), node.service.queued()), (2, 3));
	node.service.retain(&BTreeSet::new());
	wait_until(|| node.service.running() == 0);
}
