// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Commands and options.

use super::help::OWN;
use sc_cli::RunCmd;
use std::{
	num::{NonZeroU32, NonZeroU64, NonZeroUsize},
	path::PathBuf,
};

/// The node's command line.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// A command other than running the node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to keep content and to compute. First, since help shows options in this order.
	#[command(flatten)]
	pub content: ContentOptions,

	/// How to run the node.
	#[command(flatten)]
	pub run: RunCmd,
}

/// Options of the content store and the compute service.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = OWN)]
pub struct ContentOptions {
	/// Be the worker of a chain for development, and sell runs of the apps in --stock.
	///
	/// The node makes and inserts its hot key, and becomes the one worker of a pool on the chain's list. It
	/// implies --offchain-worker always, and is refused on other chains.
	#[arg(long)]
	pub worker: bool,

	/// Folder of WebAssembly modules that --worker registers as apps, each by its file's name.
	///
	/// By default the folder `stock` beside the program, if there is one.
	#[arg(long, value_name = "DIR", requires = "worker")]
	pub stock: Option<PathBuf>,

	/// Tasks that a worker computes at once.
	///
	/// Each uses one core and up to 1 GiB of memory, more for a worker that promises more. By
	/// default one less than the machine has cores, at least one.
	#[arg(long, value_name = "COUNT")]
	pub compute_jobs: Option<NonZeroUsize>,

	/// Disk space of the content store (apps, datasets, results), in MiB.
	///
	/// When the store is full, content that was not used for longest goes first. A result is never
	/// dropped inside its retention.
	#[arg(long, value_name = "MIB", default_value = "10240")]
	pub store_size: NonZeroU64,

	/// Largest app, dataset or input file that a worker fetches, in MiB.
	///
	/// A task that needs more is reported as `InputTooLarge`.
	#[arg(long, value_name = "MIB", default_value = "1024")]
	pub max_input: NonZeroU64,

	/// Time for which a worker keeps a task's result after computing it, in hours.
	#[arg(long, value_name = "HOURS", default_value = "168")]
	pub result_retention: NonZeroU32,

	/// Disk space for files that accounts with a stake put into the store by RPC, in MiB.
	///
	/// At most half of the store counts. Files are kept for a day, and for a week while there is room.
	/// 0 refuses all.
	#[arg(long, value_name = "MIB", default_value = "512")]
	pub upload_size: u64,

	/// Fetch content also from private, loopback and link-local addresses.
	///
	/// Without this option a worker refuses such addresses, so that no provider can reach into the
	/// worker's own network. Needed where providers and workers share a machine or a network, as in a
	/// demonstration. Never to be given on a public chain.
	#[arg(long)]
	pub allow_private_addresses: bool,
}

/// The commands besides running the node.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Be a sandbox process of a node, which computes the jobs on its standard input.
	#[command(hide = true)]
	Sandbox,

	/// Make, show and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write the chain spec of a chain: dev, local, or that of a file.
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

	/// Remove the last blocks from the database, down to the last final one at most.
	Revert(sc_cli::RevertCmd),

	/// Show the database's best, final and first block.
	ChainInfo(sc_cli::ChainInfoCmd),
}
