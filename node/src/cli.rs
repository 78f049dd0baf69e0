// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The command line.

use sc_cli::RunCmd;
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};

/// What the node is started with.
#[derive(Debug, clap::Parser)]
#[command(
	after_long_help = "A node is a worker when it runs with `--offchain-worker always` and its keystore \
holds a hot key of type `poco` (see docs/guides/worker.md)."
)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run the node.
	#[command(flatten)]
	pub run: RunCmd,

	/// How to compute and keep content.
	#[command(flatten)]
	pub worker: WorkerParams,
}

/// Options of the content store and the compute service.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Content and computing")]
pub struct WorkerParams {
	/// Tasks that a worker computes at once. Each uses one core and up to 1 GiB of memory. By
	/// default one less than the machine has cores, at least one.
	#[arg(long, value_name = "COUNT")]
	pub compute_jobs: Option<NonZeroUsize>,

	/// Disk space of the content store (apps, datasets, results), in MiB. When it is full, what
	/// was not used for longest goes first; a result is never dropped inside its retention.
	#[arg(long, value_name = "MIB", default_value = "10240")]
	pub store_size: NonZeroU64,

	/// Largest app, dataset or input file that a worker fetches, in MiB. A task that needs more is
	/// refused with `InputTooLarge`.
	#[arg(long, value_name = "MIB", default_value = "1024")]
	pub max_input: NonZeroU64,

	/// How long a worker keeps the result of a task after computing it, in hours.
	#[arg(long, value_name = "HOURS", default_value = "168")]
	pub result_retention: NonZeroU32,

	/// Fetch content also from private, loopback and link-local addresses. Without it a worker
	/// refuses them, so that no provider can reach into the worker's own network. Needed where
	/// providers and workers share a machine or a network, as in a demonstration.
	#[arg(long)]
	pub allow_private_addresses: bool,
}

/// What the node can do besides running.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Be a sandbox process of a node, which computes what its standard input says.
	#[command(hide = true)]
	Sandbox,

	/// Make, show and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain spec: of a known chain or of the genesis in a file.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Check a block by executing it again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state of a block as a chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the chain's database.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Go back by a number of blocks.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
