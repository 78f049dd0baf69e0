// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Commands and options.

use super::help::{FAUCET, INDEX, ORDERS, OWN};
use sc_cli::{CliConfiguration, DatabaseParams, PruningParams, RunCmd, SharedParams};
use std::{
	net::{IpAddr, Ipv4Addr, SocketAddr},
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

	/// How to serve the web application.
	#[command(flatten)]
	pub web: WebOptions,

	/// What to remember of the past.
	#[command(flatten)]
	pub index: IndexOptions,

	/// Which orders to pass on.
	#[command(flatten)]
	pub orders: OrderOptions,

	/// Whether to give RLC away.
	#[command(flatten)]
	pub faucet: FaucetOptions,

	/// How to run the node.
	#[command(flatten)]
	pub run: RunCmd,

	/// With --dev: a development chain with a genesis of its own.
	///
	/// All development chains of one build have the same genesis, so that a signature, a client or a node
	/// of one fits the other. Each start with this option makes another chain, which no node can join.
	#[arg(long, requires = "dev", conflicts_with_all = ["chain", "base_path"], help_heading = "Node")]
	pub fresh: bool,
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

/// Options of the web application.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Web application")]
pub struct WebOptions {
	/// TCP port on which browsers get the web application.
	///
	/// The application asks this node's RPC. Without the option nothing is served.
	#[arg(long, value_name = "PORT")]
	pub web_port: Option<u16>,

	/// Folder of the web application, as `npm run build` in web/ makes it.
	///
	/// By default the folder `web` beside the binary. All files are read at the start.
	#[arg(long, value_name = "PATH", requires = "web_port")]
	pub web_dir: Option<PathBuf>,

	/// Serve the web application on all interfaces, and not on this machine's own only.
	///
	/// Browsers of other machines also need RPC: see --rpc-external and --rpc-cors. Without the option only
	/// requests to localhost and 127.0.0.1 are answered: a proxy sends one of these names.
	#[arg(long, requires = "web_port")]
	pub web_external: bool,
}

impl WebOptions {
	/// The address to serve on, if the application is served.
	pub fn address(&self) -> Option<SocketAddr> {
		let ip = if self.web_external { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
		self.web_port.map(|port| SocketAddr::new(IpAddr::V4(ip), port))
	}

	/// The folder of the application's files.
	pub fn folder(&self) -> PathBuf {
		self.web_dir.clone().unwrap_or_else(|| {
			let binary = std::env::current_exe().unwrap_or_default();
			binary.parent().map(|folder| folder.join("web")).unwrap_or_default()
		})
	}
}

/// Options of the index.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = INDEX)]
pub struct IndexOptions {
	/// Keep an index of the past, for RPC about deals, prices and incomes.
	///
	/// The index is a file in the chain's folder, or at PATH. It begins where the states of the node
	/// begin; a node that has it from the start has all. Always on with `--dev`.
	#[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true)]
	pub index: Option<Option<PathBuf>>,

	/// Days for which the index keeps deals, tasks, prices and incomes.
	///
	/// Counters of assets stay for ever, those of idle accounts and workers go, too.
	#[arg(long, value_name = "DAYS", default_value = "90", value_parser = clap::value_parser!(u32).range(7..=36_500))]
	pub index_days: u32,
}

/// Options of travelling orders.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = ORDERS)]
pub struct OrderOptions {
	/// Pass signed orders on to other nodes, and show them by RPC.
	///
	/// Publishing needs a key of type `stmt` in the keystore, and stake that somebody holds for it
	/// (`market.holdStatements`).
	#[arg(long)]
	pub orders: bool,

	/// Match travelling requests whose requesters let any node do so.
	#[arg(long, requires = "orders")]
	pub broker: bool,
}

/// Options of the faucet.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = FAUCET)]
pub struct FaucetOptions {
	/// Give so many RLC to every account that asks by RPC, once a day; for test networks.
	///
	/// The account of a key of type `fauc` in the keystore pays; on a chain for development one that
	/// everybody has. At most 500 accounts get something in 24 hours. Refused on a chain of type Live.
	#[arg(long, value_name = "RLC")]
	pub faucet: Option<NonZeroU32>,
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

	/// Build the index anew from the states that the database has.
	RebuildIndex(RebuildIndexCmd),
}

/// Builds the index anew.
#[derive(Debug, Clone, clap::Parser)]
pub struct RebuildIndexCmd {
	/// Which chain, and where.
	#[command(flatten)]
	pub shared_params: SharedParams,

	/// Which states the database keeps.
	#[command(flatten)]
	pub pruning_params: PruningParams,

	/// Which database.
	#[command(flatten)]
	pub database_params: DatabaseParams,

	/// Which index.
	#[command(flatten)]
	pub index: IndexOptions,
}

impl CliConfiguration for RebuildIndexCmd {
	fn shared_params(&self) -> &SharedParams {
		&self.shared_params
	}

	fn pruning_params(&self) -> Option<&PruningParams> {
		Some(&self.pruning_params)
	}

	fn database_params(&self) -> Option<&DatabaseParams> {
		Some(&self.database_params)
	}
}
