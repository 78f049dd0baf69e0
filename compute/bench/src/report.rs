// SPDX-License-Identifier: Apache-2.0

//! What was measured, as a page with a table and as a plot.

use crate::{
	cpu::{Times, SETTINGS},
	memory::{Memory, HELD},
	start::Starts,
	Measured, Setup,
};
use std::{fmt::Write as _, fs, path::Path, process::Command, time::Duration};

/// A bar that the sandbox is held to.
struct Bar {
	what: &'static str,
	most: String,
	found: String,
	met: bool,
}

fn at_most(what: &'static str, found: f64, most: f64, unit: &str) -> Bar {
	Bar {
		what,
		most: format!("at most {most}{unit}"),
		found: format!("{found:.2}{unit}"),
		met: found <= most,
	}
}

fn at_least(what: &'static str, found: f64, least: f64, unit: &str) -> Bar {
	Bar {
		what,
		most: format!("at least {least}{unit}"),
		found: format!("{found:.1}{unit}"),
		met: found >= least,
	}
}

fn middle(mut ratios: Vec<f64>) -> f64 {
	ratios.sort_by(f64::total_cmp);
	match ratios.len() {
		0 => f64::NAN,
		n if n % 2 == 1 => ratios[n / 2],
		n => (ratios[n / 2 - 1] + ratios[n / 2]) / 2.0,
	}
}

fn millis(time: Duration) -> f64 {
	time.as_secs_f64() * 1e3
}

fn bars(cpu: &[Times], starts: &Starts, memory: &Memory) -> Vec<Bar> {
	let mut bars = vec![
		at_most(
			"CPU-bound programs, median, sandbox / plain wasmtime",
			middle(cpu.iter().map(Times::to_plain).collect()),
			1.35,
			" x",
		),
		at_most(
			"CPU-bound programs, median, sandbox / native",
			middle(cpu.iter().map(Times::to_native).collect()),
			1.7,
			" x",
		),
		at_most(
			"start of a cached module to its first instruction, median (here: to the digest)",
			millis(starts.warm.max(starts.warm_large)),
			1.0,
			" ms",
		),
		at_least("no-op tasks per second", starts.tasks_per_second, 500.0, ""),
		at_most(
			"memory of a sandbox process, its engine idle",
			memory.idle.resident(),
			50.0,
			" MiB",
		),
		at_most(
			"a job's memory over its own, sandbox process and node",
			memory.hold.peak() + memory.hold.node() - HELD as f64,
			20.0,
			" MiB",
		),
	];
	let lasts = |pick: fn(f64, f64) -> f64| cpu.iter().map(Times::lasts).reduce(pick);
	bars.push(at_most(
		"T's fuel lasts, of these programs the longest, in parts of T",
		lasts(f64::max).unwrap_or(f64::NAN),
		0.67,
		"",
	));
	bars.push(at_least(
		"T's fuel lasts, of these programs the shortest, in hundredths of T",
		lasts(f64::min).unwrap_or(f64::NAN) * 100.0,
		16.7,
		"",
	));
	for input in &memory.inputs {
		let what = match input.mib {
			10 => "memory of node and sandbox for a dataset of 10 MiB, no file's pages",
			_ => "memory of node and sandbox for a dataset of 100 MiB, no file's pages",
		};
		let more = input.read.anonymous() - memory.idle.anonymous() + input.read.node();
		bars.push(at_most(what, more, 5.0, " MiB"));
	}
	for (name, time) in &starts.containers {
		let what = match *name {
			"runc" => "start against runc",
			_ => "start against bubblewrap",
		};
		if let Some(time) = time {
			let ratio = time.as_secs_f64() / starts.warm.as_secs_f64();
			bars.push(at_least(what, ratio, 20.0, " x quicker"));
		}
	}
	bars
}

/// Writes `compute.md` and `compute.svg` into a folder, and says whether all bars are met.
pub fn write(
	folder: &Path,
	setup: &Setup,
	cpu: &[Times],
	starts: &Starts,
	memory: &Memory,
) -> Measured<bool> {
	let bars = bars(cpu, starts, memory);
	let page = page(setup, cpu, starts, memory, &bars);
	print!("{page}");
	fs::create_dir_all(folder)?;
	fs::write(folder.join("compute.md"), page)?;
	fs::write(folder.join("compute.svg"), plot(cpu))?;
	Ok(bars.iter().all(|bar| bar.met))
}

/// The first line that a program prints; `none` without any.
pub fn said(program: &str, args: &[&str]) -> String {
	let output = Command::new(program).args(args).output().ok();
	let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
	text.and_then(|text| text.lines().next().map(str::to_owned)).unwrap_or_else(|| "none".into())
}

/// Name of the processor, and how many cores of it there are.
pub fn processor() -> String {
	let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
	let line = text.lines().find(|line| line.starts_with("model name"));
	let name = line.and_then(|line| line.split(": ").nth(1)).unwrap_or("an unknown processor");
	let cores = std::thread::available_parallelism().map_or(1, usize::from);
	format!("{name}, {cores} cores")
}

fn page(setup: &Setup, cpu: &[Times], starts: &Starts, memory: &Memory, bars: &[Bar]) -> String {
	let mut page = String::new();
	let mut line = |text: String| {
		// Writing to a string does not fail.
		let _ = writeln!(page, "{text}");
	};
	line("# The sandbox, measured\n".into());
	line("Written by `scripts/bench-compute`; all of it is of one run.\n".into());
	line(format!(
		"{}, load {} before; {}; {}; wasmtime 36; {} rounds, medians.\n",
		processor(),
		setup.load,
		said("uname", &["-sr"]),
		said("rustc", &["--version"]),
		setup.rounds
	));
	line("## Bars\n".into());
	line("|what|bar|found|met|\n|---|---|---|---|".into());
	for Bar { what, most, found, met } in bars {
		line(format!("|{what}|{most}|{found}|{}|", if *met { "yes" } else { "**no**" }));
	}
	let names = SETTINGS.map(|(_, name)| name).join("|");
	line(format!(
		"\n## CPU-bound programs\n\n\
		The same source, natively (`-O3`, with the start of the process), in plain wasmtime (its defaults, no fuel) and in\n\
		the sandbox as a node runs it (fuel, limits, canonical NaNs, any x86-64 processor since 2009, digest). Fuel per\n\
		second over `FUEL_PER_SECOND`: T's fuel lasts that much less than T. The last columns are the cost of wasmtime's own switches, one at a time,\n\
		as multiples of none; the sandbox rewrites modules instead ([decision 0007](../decisions/0007-own-meter.md)).\n\n\
		![Times as multiples of the native ones](compute.svg)\n\n\
		|program|native, ms|wasmtime|sandbox|/ wasmtime|/ native|10⁶ fuel / s|{names}|\n\
		|---|---|---|---|---|---|---|{}",
		"---|".repeat(SETTINGS.len())
	));
	for times in cpu {
		let ratio = |time: &Duration| time.as_secs_f64() / times.plain.as_secs_f64();
		let ratios = times.settings.iter().map(|time| format!("{:.2}", ratio(time)));
		line(format!(
			"|{}|{:.0}|{:.0}|{:.0}|{:.2}|{:.2}|{:.0}|{}|",
			times.program,
			millis(times.native),
			millis(times.plain),
			millis(times.sandbox),
			times.to_plain(),
			times.to_native(),
			times.fuel as f64 / times.sandbox.as_secs_f64() / 1e6,
			ratios.collect::<Vec<_>>().join("|")
		));
	}
	line("\n## Starting\n\n|what|µs|\n|---|---|".into());
	let micros = |time: Duration| format!("{:.0}", time.as_secs_f64() * 1e6);
	for (what, time) in [
		("no-op program, its module in memory, to the digest", starts.warm),
		("SQLite's shell (`-version`), its module in memory, to the digest", starts.warm_large),
		("no-op program, its compiled module on disk", starts.from_disk),
		("SQLite's shell, its compiled module on disk", starts.from_disk_large),
		("compiling the no-op program's module", starts.compile),
		("no-op job of a node, its sandbox process new, compiled module on disk", starts.first_job),
		("no-op job of a node, its sandbox process there", starts.next_job),
		("of which the store's writes, and the wait for the disk", starts.kept),
		("native no-op program as a process", starts.process),
	] {
		line(format!("|{what}|{}|", micros(time)));
	}
	for (name, time) in &starts.containers {
		let time = time.map_or("does not run here".into(), micros);
		line(format!("|native no-op program in {name}|{time}|"));
	}
	line(format!(
		"\n1,000 no-op tasks as a node computes them (queue, store, sandbox process, digest, result kept), \
		{} at once: \
		{:.0} per second.",
		starts.threads, starts.tasks_per_second
	));
	memory_lines(memory).into_iter().for_each(line);
	page
}

/// The section on memory, line by line.
fn memory_lines(memory: &Memory) -> Vec<String> {
	let row = |what: String, usage: &crate::memory::Usage| {
		format!(
			"|{what}|{:.1}|{:.1}|{:.1}|{:.1}|{:.1}|",
			usage.resident(),
			usage.anonymous(),
			usage.peak(),
			usage.node(),
			millis(usage.time())
		)
	};
	let mut lines = vec![
		"\n## Memory and large inputs\n\n\
		Of a job's sandbox process after the job: resident memory counts mapped pages of files, anonymous memory is\n\
		copied. Of the node's process: growth of its anonymous memory. The time includes the start of the process.\n\n\
		|job|resident, MiB|anonymous|most resident|node|took, ms|\n|---|---|---|---|---|---|"
			.into(),
		row("no-op".into(), &memory.idle),
		row(format!("holds {HELD} MiB"), &memory.hold),
	];
	for input in &memory.inputs {
		lines.push(row(format!("dataset of {} MiB, not looked at", input.mib), &input.ignored));
		let natively = millis(input.native);
		lines.push(row(
			format!("dataset of {} MiB, read to its end (natively {natively:.1} ms)", input.mib),
			&input.read,
		));
	}
	lines
}

/// Bars of each program: native is 1.
fn plot(cpu: &[Times]) -> String {
	const WIDTH: usize = 720;
	const LEFT: usize = 150;
	const ROW: usize = 34;
	let height = 70 + ROW * cpu.len();
	let most = cpu.iter().map(Times::to_native).fold(2.2, f64::max).ceil();
	let scale = |ratio: f64| (WIDTH - LEFT - 60) as f64 * ratio / most;
	let mut svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
		font-family=\"sans-serif\" font-size=\"12\">\n\
		<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
		<text x=\"{LEFT}\" y=\"20\">Time as a multiple of the native one</text>\n\
		<rect x=\"{}\" y=\"10\" width=\"12\" height=\"12\" fill=\"#9ecae1\"/>\
		<text x=\"{}\" y=\"20\">plain wasmtime</text>\n\
		<rect x=\"{}\" y=\"10\" width=\"12\" height=\"12\" fill=\"#3182bd\"/>\
		<text x=\"{}\" y=\"20\">sandbox</text>\n",
		LEFT + 260,
		LEFT + 278,
		LEFT + 390,
		LEFT + 408
	);
	let mut add = |text: String| {
		let _ = writeln!(svg, "{text}");
	};
	for tick in 0..=(most * 2.0) as usize {
		let x = LEFT as f64 + scale(tick as f64 / 2.0);
		let color = if tick == 2 { "#333" } else { "#ddd" };
		add(format!("<path d=\"M{x:.1} 34V{}\" stroke=\"{color}\"/>", height - 26));
		add(format!(
			"<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
			height - 10,
			tick as f64 / 2.0
		));
	}
	for (row, times) in cpu.iter().enumerate() {
		let y = 40 + ROW * row;
		let native = times.native.as_secs_f64();
		add(format!(
			"<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
			LEFT - 8,
			y + 17,
			times.program
		));
		let ways = [(times.plain, "#9ecae1", y), (times.sandbox, "#3182bd", y + 13)];
		for (time, color, y) in ways {
			let ratio = time.as_secs_f64() / native;
			add(format!(
				"<rect x=\"{LEFT}\" y=\"{y}\" width=\"{:.1}\" height=\"12\" fill=\"{color}\"/>\
				<text x=\"{:.1}\" y=\"{}\" font-size=\"10\">{ratio:.2}</text>",
				scale(ratio),
				LEFT as f64 + scale(ratio) + 4.0,
				y + 10
			));
		}
	}
	svg.push_str("</svg>\n");
	svg
}
