// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Measures whole tasks on a runtime's WebAssembly and ParityDB. `scripts/bench-chain --help` says
//! how.

mod chain;
mod host;
mod load;
mod market;
mod runtime;
mod scale;

use anyhow::Result;
fn main() -> Result<()> {
	let code = runtime::code_of(std::env::args().nth(1).unwrap().as_ref())?;
	let runtime = runtime::Runtime::new(code)?;
	println!("{:?}", runtime.version);
	let mut load = load::Load::new(runtime, load::Trust::One, 3, &[], 1 << 30)?;
	load.buy(1000)?;
	for _ in 0..8 {
		let report = load.block(true)?;
		println!("weight {} keys {} time {:?} ended {} busy {} events {}", report.weight, report.keys_written, report.time(), load.ended.len(), load.busy(), report.event_bytes);
		for (part, cost) in &report.parts {
			println!("  {} {} {} us {:?}", part.name(), cost.extrinsics, cost.time.as_micros(), cost.calls.by_name().filter(|c| c.1 > 0).collect::<Vec<_>>());
		}
	}
	Ok(())
}
