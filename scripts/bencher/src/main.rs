// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Runs the benchmarks of a runtime and writes its weights: the SDK's `benchmark pallet`.

use clap::Parser;
use frame_benchmarking_cli::PalletCmd;
use sp_runtime::traits::BlakeTwo256;

fn main() -> sc_cli::Result<()> {
	env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info"))
		.filter_module("cranelift_codegen", log::LevelFilter::Off)
		.init();
	// The runtime imports the standard host functions only.
	PalletCmd::parse().run_with_spec::<BlakeTwo256, ()>(None)
}
