// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A worker's metrics for Prometheus, and lines for the log (`docs/metrics.md`): what the sandbox does,
//! and what each block brought the worker.

use crate::client::{hot_keys, FullClient};
use bourse_primitives::{
	api::{BourseApi, OwnerTally, Tallied, Tally, WorkerTally},
	Balance, RLC,
};
use bourse_runtime::AccountId;
use futures::StreamExt;
use sc_client_api::BlockchainEvents;
use sp_api::ProvideRuntimeApi;
use sp_consensus::SyncOracle;
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, GaugeVec, Opts, PrometheusError, Registry, U64,
};

/// The metrics of the sandbox.
#[derive(Clone)]
pub struct JobMetrics {
	/// Tasks being computed.
	pub running: Gauge<U64>,
	/// Tasks that wait.
	pub queued: Gauge<U64>,
	/// Bytes of the content store.
	pub stored: Gauge<U64>,
	/// Whether the kernel confines sandbox processes by all that they ask for.
	pub confined: Gauge<U64>,
	done: Counter<U64>,
	fuel: Counter<U64>,
	failed: CounterVec<U64>,
}

impl JobMetrics {
	/// Registers the metrics.
	pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name: &str, help: &str| register(Gauge::new(name, help)?, registry);
		let counter = |name: &str, help: &str| register(Counter::new(name, help)?, registry);
		Ok(Self {
			running: gauge("bourse_jobs_running", "Tasks being computed")?,
			queued: gauge("bourse_jobs_queued", "Tasks that wait to be computed")?,
			stored: gauge("bourse_store_bytes", "Bytes in the content store")?,
			confined: gauge(
				"bourse_sandbox_confined",
				"1 when the kernel has Landlock and seccomp for the sandbox, else 0",
			)?,
			done: counter("bourse_jobs_done_total", "Tasks that gave a result")?,
			fuel: counter("bourse_fuel_total", "Fuel that tasks with a result consumed")?,
			failed: counters(
				"bourse_jobs_failed_total",
				"Tasks that failed, by reason",
				"code",
				registry,
			)?,
		})
	}

	/// Counts the outcome of a task.
	pub fn count(&self, outcome: &bourse_compute::Outcome) {
		match outcome {
			bourse_compute::Outcome::Done { header, .. } => {
				self.done.inc();
				self.fuel.inc_by(header.fuel);
				if let Some(code) = header.failure() {
					self.count_failure(code);
				}
			},
			bourse_compute::Outcome::Failed { code, .. } => self.count_failure(*code),
		}
	}

	fn count_failure(&self, code: bourse_compute::FailureCode) {
		self.failed.with_label_values(&[&format!("{code:?}")]).inc();
	}
}

fn counters(
	name: &str,
	help: &str,
	label: &str,
	registry: &Registry,
) -> Result<CounterVec<U64>, PrometheusError> {
	register(CounterVec::new(Opts::new(name, help), &[label])?, registry)
}

/// A metric's name, help, and value in a tally.
type Metric<T> = (&'static str, &'static str, fn(&T) -> u64);

const OF_WORKERS: [Metric<WorkerTally>; 8] = [
	("bourse_assigned_total", "Tasks that the chain gave to the worker", |t| t.assigned.into()),
	(
		"bourse_withdrawn_total",
		"Tasks that the chain took back, after a delay or a failure report",
		|t| t.withdrawn.into(),
	),
	("bourse_contributions_accepted_total", "Contributions taken", |t| t.contributed.into()),
	("bourse_reveals_accepted_total", "Reveals taken", |t| t.revealed.into()),
	(
		"bourse_refused_total",
		"Contributions, reveals and reports that came into a block too late to count",
		|t| t.refused.into(),
	),
	("bourse_failures_reported_total", "Failures reported", |t| t.failed.into()),
	("bourse_right_total", "Tasks of several contributors in which the worker was right", |t| {
		t.accurate.into()
	}),
	(
		"bourse_wrong_total",
		"Tasks in which the worker was wrong or revealed late, and unanswered challenges",
		|t| t.faulty.into(),
	),
];
const SCORE: [Metric<WorkerTally>; 1] = [("bourse_score", "The worker's score", |t| t.score)];
const OF_OWNERS: [Metric<OwnerTally>; 2] = [
	(
		"bourse_earned_nrlc_total",
		"nRLC of tasks, also as a provider or a pool's owner, and of challenges",
		|t| to_u64(t.earned),
	),
	("bourse_lost_nrlc_total", "nRLC seized", |t| to_u64(t.lost)),
];
const STAKE: [Metric<OwnerTally>; 2] = [
	("bourse_stake_free_nrlc", "nRLC of the stake that are free", |t| to_u64(t.stake)),
	("bourse_stake_locked_nrlc", "nRLC of the stake that are locked", |t| to_u64(t.locked)),
];

/// The amount, or the largest number that Prometheus knows.
fn to_u64(amount: Balance) -> u64 {
	amount.try_into().unwrap_or(u64::MAX)
}

/// Metrics of accounts: counters, which grow with each block, and gauges, which the last block set.
struct Metrics<T> {
	growing: Vec<(CounterVec<U64>, fn(&T) -> u64)>,
	standing: Vec<(GaugeVec<U64>, fn(&T) -> u64)>,
}

impl<T> Metrics<T> {
	/// Registers the metrics. `label` says what the accounts are.
	fn register(
		growing: &[Metric<T>],
		standing: &[Metric<T>],
		label: &str,
		registry: &Registry,
	) -> Result<Self, PrometheusError> {
		let mut metrics = Self { growing: Vec::new(), standing: Vec::new() };
		for (name, help, value) in growing {
			metrics.growing.push((counters(name, help, label, registry)?, *value));
		}
		for (name, help, value) in standing {
			let gauge = GaugeVec::new(Opts::new(*name, *help), &[label])?;
			metrics.standing.push((register(gauge, registry)?, *value));
		}
		Ok(metrics)
	}

	fn count(&self, account: &AccountId, tally: &T) {
		let account = account.to_string();
		for (counter, value) in &self.growing {
			counter.with_label_values(&[&account]).inc_by(value(tally));
		}
		for (gauge, value) in &self.standing {
			gauge.with_label_values(&[&account]).set(value(tally));
		}
	}
}

/// The metrics of the workers whose hot keys this node has, and of their owners.
struct ChainMetrics {
	workers: Metrics<WorkerTally>,
	owners: Metrics<OwnerTally>,
}

impl ChainMetrics {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		Ok(Self {
			workers: Metrics::register(&OF_WORKERS, &SCORE, "worker", registry)?,
			owners: Metrics::register(&OF_OWNERS, &STAKE, "owner", registry)?,
		})
	}

	fn count(&self, tally: &Tally<AccountId>) {
		for Tallied { who: worker, tally } in &tally.workers {
			self.workers.count(worker, tally);
		}
		for Tallied { who: owner, tally } in &tally.owners {
			self.owners.count(owner, tally);
		}
	}
}

/// Follows the final chain, and counts what each block brought the workers whose hot keys are in the
/// keystore. Blocks that came while the node was down or caught up are not counted.
pub async fn follow_chain(
	client: Arc<FullClient>,
	keystore: KeystorePtr,
	sync: impl SyncOracle,
	registry: Option<Registry>,
) {
	let metrics = match registry.as_ref().map(ChainMetrics::register).transpose() {
		Ok(metrics) => metrics,
		Err(error) => {
			log::warn!(target: "bourse", "No metrics of the workers' chain: {error}");
			None
		},
	};
	let mut blocks = client.finality_notification_stream();
	while let Some(last) = blocks.next().await {
		let keys = hot_keys(&keystore);
		if keys.is_empty() || sync.is_major_syncing() {
			continue;
		}
		for block in last.tree_route.iter().chain([&last.hash]) {
			match client.runtime_api().tally(*block, keys.clone()) {
				Ok(tally) => {
					if let Some(metrics) = &metrics {
						metrics.count(&tally);
					}
					tell(&tally);
				},
				// Its state is gone, or its runtime knows no tallies.
				Err(error) => log::debug!(target: "bourse", "{block:?} is not counted: {error}"),
			}
		}
	}
}

/// Writes into the log what happened.
fn tell(tally: &Tally<AccountId>) {
	for Tallied { who, tally } in tally.workers.iter().filter(|of| !of.tally.is_quiet()) {
		log::info!(target: "bourse", "{who}: {}", work(tally));
	}
	for Tallied { who: owner, tally } in &tally.owners {
		if tally.earned > 0 || tally.lost > 0 {
			log::info!(target: "bourse", "{owner}: {}", money(tally));
		}
	}
}

/// What happened to a worker.
fn work(tally: &WorkerTally) -> String {
	let counts = [
		(tally.assigned, "assigned"),
		(tally.contributed, "contributed"),
		(tally.revealed, "revealed"),
		(tally.failed, "reported as failed"),
		(tally.refused, "refused, too late"),
		(tally.withdrawn, "taken back"),
		(tally.accurate, "right"),
		(tally.faulty, "WRONG"),
	];
	let happened = counts.iter().filter(|(count, _)| *count > 0);
	happened.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// What happened to a stake.
fn money(tally: &OwnerTally) -> String {
	let mut text = format!("{} RLC earned", rlc(tally.earned));
	if tally.lost > 0 {
		text += &format!(", {} RLC LOST", rlc(tally.lost));
	}
	text + &format!("; stake {}, and {} locked", rlc(tally.stake), rlc(tally.locked))
}

/// An amount in RLC, exact.
pub fn rlc(amount: Balance) -> String {
	let text = format!("{}.{:09}", amount / RLC, amount % RLC);
	text.trim_end_matches('0').trim_end_matches('.').into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	#[test]
	fn log_should_say_what_happened_and_nothing_else() {
		let tally = WorkerTally { contributed: 12, refused: 1, score: 7, ..Default::default() };
		assert_eq!(work(&tally), "12 contributed, 1 refused, too late");
		let mut tally = OwnerTally { earned: 1_500_000_000, lost: 0, stake: 20 * RLC, locked: 1 };
		assert_eq!(money(&tally), "1.5 RLC earned; stake 20, and 0.000000001 locked");
		tally.lost = RLC;
		assert_eq!(money(&tally), "1.5 RLC earned, 1 RLC LOST; stake 20, and 0.000000001 locked");
	}

	#[test]
	fn dashboard_should_show_metrics_that_there_are_and_all_of_them() {
		let registry = Registry::new();
		let jobs = JobMetrics::register(&registry).expect("no name is used twice");
		let failure = bourse_compute::Outcome::Failed {
			code: bourse_compute::FailureCode::Trap,
			log: Default::default(),
		};
		jobs.count(&failure);
		let chain = ChainMetrics::register(&registry).expect("no name is used twice");
		let somebody = AccountId::new([1; 32]);
		chain.count(&Tally {
			workers: vec![Tallied { who: somebody.clone(), tally: WorkerTally::default() }],
			owners: vec![Tallied { who: somebody, tally: OwnerTally::default() }],
		});
		let known: BTreeSet<String> =
			registry.gather().iter().map(|family| family.get_name().to_owned()).collect();

		let dashboard = include_str!("../../../docs/grafana/bourse-worker.json");
		serde_json::from_str::<serde_json::Value>(dashboard).expect("it is JSON");
		let shown: BTreeSet<String> = dashboard
			.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
			.filter(|word| word.starts_with("bourse_"))
			.map(str::to_owned)
			.collect();
		assert_eq!(shown, known);
		let described = include_str!("../../../docs/metrics.md");
		for name in known {
			assert!(described.contains(&format!("`{name}`")), "{name} is not described");
		}
	}
}
