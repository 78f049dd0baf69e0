// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What was measured, as text.

use crate::{
	chain::Part,
	host,
	measure::{median, Outcome, Sample},
	worst::Worst,
};
use std::time::Duration;

/// Prints what a load took: on this version, on another, and beside retained tasks.
pub fn load(title: &str, unit: &str, outcomes: &[Outcome]) {
	println!("\n{title}");
	print!("  {:34}", "");
	outcomes.iter().for_each(|outcome| print!("{:>12}", outcome.name));
	println!("{}", if outcomes.len() > 1 { "   first/second" } else { "" });
	let rates: Vec<_> = outcomes.iter().map(Outcome::rate).collect();
	row(&format!("{unit}s a second and core"), &rates, 0);
	for beside in outcomes.iter().skip(1) {
		let this = &outcomes[0];
		let rounds = this.rounds.iter().zip(&beside.rounds);
		// The other is what this one is compared with; retained tasks are a burden on this one.
		let is_burden = beside.retained.0 > this.retained.0 && beside.name == "retained";
		let ratio = |(this, beside): (&Sample, &Sample)| {
			let ratio = beside.cost() / this.cost();
			if is_burden {
				ratio.recip()
			} else {
				ratio
			}
		};
		let ratios: Vec<_> = rounds.map(ratio).collect();
		let of = |fold: fn(f64, f64) -> f64| ratios.iter().copied().reduce(fold).unwrap_or(0.0);
		let name = match is_burden {
			true => format!("{} : {}", beside.name, this.name),
			false => format!("{} : {}", this.name, beside.name),
		};
		let middle = median(ratios.iter().copied());
		let (least, most) = (of(f64::min), of(f64::max));
		println!("  {name:34}{middle:12.2}  ({least:.2} to {most:.2} by round)");
	}
	let sums: Vec<_> = outcomes.iter().map(Outcome::sum).collect();
	let each = |of: &dyn Fn(&Sample) -> f64| sums.iter().map(of).collect::<Vec<_>>();
	row(&format!("{unit}s a block"), &each(&|sum| sum.done as f64 / sum.blocks as f64), 0);
	row("time of a block, ms", &each(&|sum| milliseconds(sum.report.time(), sum.blocks)), 0);
	row(
		"weight of a block, ms",
		&each(&|sum| sum.report.weight as f64 / 1e9 / sum.blocks as f64),
		0,
	);
	println!("  microseconds a {unit}");
	row("  all", &each(&Sample::cost), 1);
	for part in Part::ALL {
		// The root has a line of its own.
		let time = |sum: &Sample| {
			let cost = sum.report.part(part);
			sum.per(cost.time - cost.calls.root)
		};
		let times = each(&time);
		if times.iter().any(|time| *time > 0.0) {
			row(&format!("  {}", part.name()), &times, 1);
		}
	}
	row("  root", &each(&|sum| sum.per(sum.report.calls().root)), 1);
	row("  other threads (database)", &each(&|sum| sum.per(sum.background)), 1);
	if sums.iter().any(|sum| !sum.checks.is_zero()) {
		row("  pool's checks, not in the sum", &each(&|sum| sum.per(sum.checks)), 1);
	}
	let imports = outcomes.iter().map(|outcome| &outcome.imported);
	let imports: Vec<_> = imports.map(|sample| sample.per(sample.report.import)).collect();
	row("  import, not in the sum", &imports, 1);
	shares(outcomes);
	let calls = |sample: &Sample| sample.report.calls();
	println!("  counts a {unit}, those of blocks and batches shared out");
	let count = |of: &dyn Fn(&Sample) -> u64| each(&|sum| of(sum) as f64 / sum.done as f64);
	row("  keys written, once a block", &count(&|s| s.report.keys_written), 2);
	row("  calls of the storage", &count(&|s| calls(s).storage()), 1);
	for (place, name) in host::KINDS.iter().enumerate() {
		let counts = count(&|s| calls(s).of_kind(place));
		if counts.iter().any(|count| *count >= 0.05) {
			row(&format!("    {name}"), &counts, 1);
		}
	}
	row("  hashes", &count(&|s| calls(s).hashing()), 1);
	row("  calls of the allocator", &count(&|s| calls(s).allocator()), 1);
	row("  signature checks", &count(&|s| calls(s).checks()), 3);
	row("  bytes of events", &count(&|s| s.report.event_bytes), 0);
	let bytes = |of: &[Part], s: &Sample| of.iter().map(|p| s.report.part(*p).bytes).sum();
	let sent = [Part::Contribute, Part::Reveal, Part::Transfer, Part::Other];
	row("  bytes of transactions, no match", &count(&|s| bytes(&sent, s)), 0);
	row("  weight, microseconds", &each(&|s| s.report.weight as f64 / 1e6 / s.done as f64), 0);
	let facts = |of: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(of).collect::<Vec<_>>();
	if outcomes.iter().any(|outcome| outcome.pace > 0) {
		row("  tasks forgotten", &facts(&|outcome| outcome.forgotten), 2);
		row("retained tasks", &facts(&|outcome| outcome.retained.0 as f64), 0);
		row("bytes of state a retained task", &facts(&|outcome| outcome.retained.1), 0);
	}
}

/// Prints what the time goes to.
fn shares(outcomes: &[Outcome]) {
	println!("  shares of the time, %, in a round of which every host call is timed");
	let profiles: Vec<_> = outcomes.iter().map(|outcome| &outcome.profile).collect();
	let share = |of: &dyn Fn(&Sample) -> Duration| {
		let percent = |sample: &&Sample| {
			100.0 * of(sample).as_secs_f64() / sample.report.time().as_secs_f64()
		};
		profiles.iter().map(percent).collect::<Vec<_>>()
	};
	let calls = |sample: &Sample| sample.report.calls();
	row("  root", &share(&|s| calls(s).root), 1);
	row("  commit, trie cache", &share(&|s| s.report.time() - s.report.build_time()), 1);
	row("  signature checks", &share(&|s| calls(s).crypto), 1);
	let rest = |s: &Sample| calls(s).time.saturating_sub(calls(s).root + calls(s).crypto);
	row("  other host calls", &share(&rest), 1);
	let own = |s: &Sample| s.report.build_time().saturating_sub(calls(s).time);
	row("  WebAssembly, and what calls it", &share(&own), 1);
}

/// Time over weight of a full block, at most.
const BAR: f64 = 1.5;

/// Prints the worst blocks.
pub fn worst(found: &[Worst]) {
	println!("\nFull blocks: time to build, root included, over weight");
	println!("  {:42}{:>9}{:>9}{:>9}{:>9}", "full of", "weight", "build", "commit", "ratio");
	for worst in found {
		let commit = worst.report.time() - worst.report.build_time();
		println!(
			"  {:42}{:>6.0} ms{:>6.0} ms{:>6.0} ms{:>9.2}",
			worst.kind,
			worst.report.weight as f64 / 1e9,
			milliseconds(worst.report.build_time(), 1),
			milliseconds(commit, 1),
			worst.ratio()
		);
	}
	let most = found.iter().max_by(|one, other| one.ratio().total_cmp(&other.ratio()));
	if let Some(most) = most {
		println!("  the largest ratio is {:.2} ({}); the bar is {BAR}", most.ratio(), most.kind);
	}
}

fn milliseconds(time: Duration, of: u64) -> f64 {
	time.as_secs_f64() * 1e3 / of.max(1) as f64
}

fn row(name: &str, values: &[f64], digits: usize) {
	print!("  {name:34}");
	for value in values {
		print!("{value:12.digits$}");
	}
	match values {
		[this, second, ..] if *second > 0.0 => println!("{:15.2}", this / second),
		_ => println!(),
	}
}
