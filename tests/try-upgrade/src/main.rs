// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Tries the upgrade of a runtime on a chain's state: the migrations of one block with their checks, whether all
//! of the state decodes afterwards, and every pallet's invariants (`TryRuntime_on_runtime_upgrade`). Nothing
//! goes to the chain. Migrations of many blocks only begin.

mod state;

use anyhow::{anyhow, ensure, Context, Result};
use clap::Parser;
use codec::{Compact, Decode};
use sc_executor::{HeapAllocStrategy, RuntimeVersion, WasmExecutor};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_crypto_hashing::blake2_256;
use sp_externalities::Externalities;
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::TestExternalities;
use std::{fs, path::PathBuf};

/// `UpgradeCheckSelect::All`, encoded: checks of the migrations, then of the pallets.
const ALL_CHECKS: [u8; 1] = [1];

/// Tries the upgrade of a runtime on a chain's state.
#[derive(Parser)]
struct Options {
	/// The state: a raw chain spec, as `bourse-node export-state` writes it
	#[arg(long, value_name = "FILE")]
	state: PathBuf,
	/// WebAssembly of the next runtime, built with the feature try-runtime
	#[arg(long, value_name = "FILE")]
	runtime: PathBuf,
}

/// What the runtime logs, on stderr.
struct Logger;

impl log::Log for Logger {
	fn enabled(&self, metadata: &log::Metadata) -> bool {
		metadata.level() <= log::Level::Info
	}

	fn log(&self, record: &log::Record) {
		if self.enabled(record.metadata()) {
			eprintln!("{:<5} {}: {}", record.level(), record.target(), record.args());
		}
	}

	fn flush(&self) {}
}

/// Weights of an upgrade: time in ps, and bytes of proof.
struct Weights {
	used: (u64, u64),
	most: (u64, u64),
}

impl Weights {
	/// As the runtime answers: the weight of the migrations, and that of a block.
	fn decode(mut bytes: &[u8]) -> Result<Self> {
		type Weight = (Compact<u64>, Compact<u64>);
		let (used, most) = <(Weight, Weight)>::decode(&mut bytes)?;
		Ok(Self { used: (used.0 .0, used.1 .0), most: (most.0 .0, most.1 .0) })
	}

	/// Refuses migrations that do not fit into a block.
	fn check(&self) -> Result<()> {
		let fits = self.used.0 <= self.most.0 && self.used.1 <= self.most.1;
		ensure!(
			fits,
			"the migrations weigh {:?} (ps, bytes), a block {:?}: split them over blocks",
			self.used,
			self.most
		);
		Ok(())
	}
}

/// Compiles each runtime once.
type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// Calls a function of a runtime.
fn call(
	executor: &Executor,
	ext: &mut dyn Externalities,
	code: &[u8],
	function: &str,
	arguments: &[u8],
) -> Result<Vec<u8>> {
	let fetcher = WrappedRuntimeCode(code.into());
	let hash = blake2_256(code).to_vec();
	let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };
	let context = CallContext::Onchain { import: false };
	let (result, _) = executor.call(ext, &code, function, arguments, context);
	result.map_err(|error| anyhow!("{function}: {error}"))
}

/// The version that a runtime says it has.
fn version(executor: &Executor, ext: &mut dyn Externalities, code: &[u8]) -> Result<u32> {
	let version = call(executor, ext, code, "Core_version", &[])?;
	Ok(RuntimeVersion::decode(&mut &version[..])?.spec_version)
}

fn main() -> Result<()> {
	let options = Options::parse();
	log::set_logger(&Logger).map_err(|error| anyhow!("{error}"))?;
	log::set_max_level(log::LevelFilter::Info);
	let next = fs::read(&options.runtime).with_context(|| options.runtime.display().to_string())?;
	let text = fs::read(&options.state).with_context(|| options.state.display().to_string())?;
	let storage = state::read(&text).with_context(|| options.state.display().to_string())?;
	let code = state::code(&storage)?.to_vec();
	let keys = storage.top.len();
	let mut state = TestExternalities::<BlakeTwo256>::new_with_code_and_state(
		&code,
		storage,
		Default::default(),
	);
	let mut ext = state.ext();
	let executor = Executor::builder()
		.with_onchain_heap_alloc_strategy(HeapAllocStrategy::Dynamic { maximum_pages: None })
		.build();
	let old = version(&executor, &mut ext, &code)?;
	let new = version(&executor, &mut ext, &next)?;
	ensure!(new > old, "the next runtime has version {new}, the state's {old}: raise spec_version");
	let weights = call(&executor, &mut ext, &next, "TryRuntime_on_runtime_upgrade", &ALL_CHECKS)
		.context("the upgrade fails, or the runtime was built without the feature try-runtime")?;
	let weights = Weights::decode(&weights)?;
	weights.check()?;
	println!(
		"version {old} to {new} on {keys} keys: migrations, state and invariants hold; {:.1} % of a block",
		weights.used.0 as f64 * 100.0 / weights.most.0.max(1) as f64
	);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn migrations_should_fit_into_a_block() {
		let weights = |used: (u64, u64), most: (u64, u64)| {
			let compact = |(time, size): (u64, u64)| (Compact(time), Compact(size));
			let bytes = (compact(used), compact(most)).encode();
			Weights::decode(&bytes).expect("they are weights").check()
		};
		assert!(weights((5, 7), (5, 7)).is_ok());
		for used in [(6, 7), (5, 8)] {
			let told = weights(used, (5, 7)).unwrap_err().to_string();
			assert!(told.ends_with("split them over blocks"), "{told}");
		}
	}
}
