// SPDX-License-Identifier: Apache-2.0

//! What can be typed.

use crate::amount::Rlc;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Computing on Bourse, the exchange for computing.
///
/// `bourse run python -- -c 'print(1)'` buys one computation, waits for it, checks the result against the
/// chain and prints what the program printed.
///
/// Exit status: the program's own (0 to 123), 124 when nobody could judge the task, 125 for anything else
/// that went wrong. stdout has the answer and nothing else; the rest goes to stderr.
#[derive(Parser, Debug)]
#[command(name = "bourse", version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
	#[command(flatten)]
	pub options: Options,
	#[command(subcommand)]
	pub command: Command,
}

/// Options of every command.
#[derive(Args, Debug, Clone)]
pub struct Options {
	/// Node to ask, ws://… or wss://…
	#[arg(
		long,
		global = true,
		env = "BOURSE_URL",
		value_name = "URL",
		help_heading = "Everywhere"
	)]
	pub url: Option<String>,
	/// Account that signs: the name of its file, or of a development account
	#[arg(
		long,
		short,
		global = true,
		env = "BOURSE_ACCOUNT",
		value_name = "NAME",
		help_heading = "Everywhere"
	)]
	pub account: Option<String>,
	/// Answer in JSON
	#[arg(long, global = true, help_heading = "Everywhere")]
	pub json: bool,
	/// Nothing but answers and errors
	#[arg(long, short, global = true, help_heading = "Everywhere")]
	pub quiet: bool,
	/// Answer every question with yes
	#[arg(long, short, global = true, help_heading = "Everywhere")]
	pub yes: bool,
	/// Show the transaction as polkadot.js would, and send nothing
	#[arg(long, global = true, help_heading = "Everywhere")]
	pub dry_run: bool,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Buy a computation, wait for it, check and print its result
	Run(Run),
	/// Buy many: every file of a pattern, or row of a table, is a task with input and arguments of its own
	Map(Map),
	/// What a computation would cost now, and who would do it
	Quote(JobArgs),
	/// Offers and requests of one kind, by price
	Book(CellArgs),
	/// Best prices of all kinds
	Market(Market),
	/// Your deals
	#[command(subcommand)]
	Deal(Deal),
	/// Tasks of your deals
	#[command(subcommand)]
	Task(Task),
	/// Results of tasks
	#[command(subcommand, name = "result")]
	Outcome(Outcome),
	/// Accounts of this machine, and what they can send
	#[command(subcommand)]
	Wallet(Wallet),
	/// Stake: what you pay and answer with
	#[command(subcommand)]
	Account(Account),
	/// Apps
	#[command(subcommand)]
	App(App),
	/// Datasets
	#[command(subcommand)]
	Dataset(Dataset),
	/// Workerpools
	#[command(subcommand)]
	Pool(Pool),
	/// Be a worker
	#[command(subcommand)]
	Worker(Worker),
	/// Your orders in the book
	#[command(subcommand)]
	Order(Order),
	/// Groups of accounts and assets
	#[command(subcommand)]
	Group(Group),
	/// Make a worker show a part of its result
	Challenge(Challenge),
	/// Put a small file into the node's store, from which workers get it
	Upload(Upload),
	/// Wait for what happens to your deals and stake, and run a command for each event
	Watch(Watch),
	/// The chain and its node
	#[command(subcommand)]
	Chain(ChainInfo),
	/// See what is wrong with node, clock, account and worker, each with its cure
	Doctor,
	/// Settings and your own names
	#[command(subcommand)]
	Config(Config),
	/// Completions for a shell: `bourse completions bash > …`
	Completions {
		/// Shell
		shell: clap_complete::Shell,
	},
	/// Manual pages, into a folder
	Man {
		/// Folder
		folder: PathBuf,
	},
}

/// What to compute.
#[derive(Args, Debug, Clone)]
pub struct JobArgs {
	/// App: a stock name, your own name, OWNER/NAME or a number
	pub app: String,
	/// Dataset, named likewise
	#[arg(long, value_name = "DATASET")]
	pub dataset: Option<String>,
	/// How sure to be: a wrong result passes with a chance below 1/TRUST
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=128))]
	pub trust: u8,
	/// How long a task may take: XS (5 min), S, M, L, XL
	#[arg(long, default_value = "XS")]
	pub category: String,
	/// Number of tasks
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
	pub tasks: u64,
	/// Pools that may compute, in the place of those on the chain's list
	#[arg(long, value_name = "POOL")]
	pub pool: Vec<String>,
	/// Most for the pool, in RLC per task
	#[arg(long, value_name = "RLC")]
	pub max_price: Option<Rlc>,
	/// Features that the pool has to offer: tee, gpu, or bits as 0x100
	#[arg(long, value_name = "FEATURES", value_delimiter = ',')]
	pub tag: Vec<String>,
	/// A file for the program, at /in/NAME: a path, or NAME=PATH, or NAME=URL
	#[arg(long, value_name = "FILE")]
	pub file: Vec<String>,
	/// The file that the program's stdin reads
	#[arg(long, value_name = "NAME")]
	pub stdin: Option<String>,
	/// All params as JSON, in the place of --file, --stdin and ARGS
	#[arg(long, value_name = "JSON", conflicts_with_all = ["file", "stdin", "args"])]
	pub params: Option<String>,
	/// Account that the result is for
	#[arg(long, value_name = "ACCOUNT")]
	pub beneficiary: Option<String>,
	/// Account that gets the callback data
	#[arg(long, value_name = "ACCOUNT")]
	pub callback: Option<String>,
	/// A group of yours whose prices count
	#[arg(long, value_name = "GROUP")]
	pub group: Option<u32>,
	/// The program's arguments
	#[arg(last = true)]
	pub args: Vec<String>,
}

/// Buy a computation.
#[derive(Args, Debug, Clone)]
pub struct Run {
	#[command(flatten)]
	pub job: JobArgs,
	/// Most for all tasks together, fees included
	#[arg(long, value_name = "RLC")]
	pub max_total: Option<Rlc>,
	/// Write all files of the result into a folder
	#[arg(long, value_name = "FOLDER")]
	pub download: Option<PathBuf>,
	/// Only buy: `bourse deal follow` waits later
	#[arg(long)]
	pub no_wait: bool,
	/// Overwrite files
	#[arg(long)]
	pub force: bool,
}

/// Buy many computations.
#[derive(Args, Debug, Clone)]
pub struct Map {
	#[command(flatten)]
	pub job: JobArgs,
	/// A pattern of files ('*.cnf'), or a table of arguments (rows.csv); `{}` in ARGS stands for the file,
	/// `{COLUMN}` for a cell
	#[arg(long, value_name = "PATTERN")]
	pub each: String,
	/// Most for all tasks together, fees included
	#[arg(long, value_name = "RLC")]
	pub max_total: Option<Rlc>,
	/// Write all results into a folder, one folder a task
	#[arg(long, value_name = "FOLDER")]
	pub download: Option<PathBuf>,
	/// Go on with the same map that was interrupted: nothing is bought twice
	#[arg(long)]
	pub resume: bool,
	/// Overwrite files
	#[arg(long)]
	pub force: bool,
}

/// A kind of orders.
#[derive(Args, Debug, Clone)]
pub struct CellArgs {
	/// Category
	#[arg(long, default_value = "XS")]
	pub category: String,
	/// Trust
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=128))]
	pub trust: u8,
	/// A pool's own orders, in the place of those of the chain's list
	#[arg(long, value_name = "POOL")]
	pub pool: Option<String>,
	/// Features: tee, gpu, or bits as 0x100
	#[arg(long, value_name = "FEATURES", value_delimiter = ',')]
	pub tag: Vec<String>,
}

/// The market.
#[derive(Args, Debug, Clone)]
pub struct Market {
	/// Show it anew with every block
	#[arg(long)]
	pub watch: bool,
}

/// Deals.
#[derive(Subcommand, Debug)]
pub enum Deal {
	/// Deals that were bought on this machine
	List,
	/// Terms of a deal
	Show {
		/// Deal: its first digits
		deal: String,
	},
	/// Wait for the end of all its tasks
	Follow {
		/// Deal: its first digits; the latest without
		deal: Option<String>,
		/// Write all files of the results into a folder
		#[arg(long, value_name = "FOLDER")]
		download: Option<PathBuf>,
		/// Overwrite files
		#[arg(long)]
		force: bool,
	},
	/// Give up the tasks that have not started, for their money
	GiveUp {
		/// Deal: its first digits
		deal: String,
	},
	/// Have the chain give up tasks that are late, so that money comes back
	Claim {
		/// Deal: its first digits
		deal: String,
	},
}

/// Tasks.
#[derive(Subcommand, Debug)]
pub enum Task {
	/// Everything about a task
	Show {
		/// Task, as 3f2a91/7; a deal's name is its first task
		task: String,
	},
	/// Why a task is where it is, and what happens next
	Why {
		/// Task, as 3f2a91/7
		task: String,
	},
}

/// Results.
#[derive(Subcommand, Debug)]
pub enum Outcome {
	/// What a result holds
	Show {
		/// Task, as 3f2a91/7
		task: String,
	},
	/// Print one file of a result, stdout without a name
	Cat {
		/// Task, as 3f2a91/7
		task: String,
		/// Path of the file
		#[arg(default_value = "stdout")]
		file: String,
	},
	/// Write all files of a result into a folder
	Get {
		/// Task, as 3f2a91/7
		task: String,
		/// Folder
		#[arg(default_value = ".")]
		folder: PathBuf,
		/// Overwrite files
		#[arg(long)]
		force: bool,
	},
	/// The program's log, or those of workers that could not compute
	Log {
		/// Task, as 3f2a91/7
		task: String,
	},
	/// Check a result against the digest on chain, and print nothing
	Check {
		/// Task, as 3f2a91/7
		task: String,
	},
}

/// Accounts of this machine.
#[derive(Subcommand, Debug)]
pub enum Wallet {
	/// Your accounts and what they have
	Show {
		/// Account: a name or an address
		account: Option<String>,
	},
	/// Make an account, in an encrypted file that polkadot.js reads
	Create {
		/// Name
		name: String,
	},
	/// Keep an account that you have: its phrase or seed is asked for, or read from stdin
	Import {
		/// Name
		name: String,
	},
	/// Send RLC
	Send {
		/// Account
		to: String,
		/// Amount
		amount: Rlc,
	},
	/// Send all RLC
	Sweep {
		/// Account
		to: String,
	},
}

/// Stake.
#[derive(Subcommand, Debug)]
pub enum Account {
	/// Stake and what is locked
	Show {
		/// Account: a name or an address
		account: Option<String>,
	},
	/// Move RLC from the wallet to the stake
	Deposit {
		/// Amount
		amount: Rlc,
	},
	/// Move RLC from the stake to the wallet
	Withdraw {
		/// Amount
		amount: Rlc,
	},
	/// Let another key buy for you, up to an amount a day; 0 ends that
	Allow {
		/// Account of the key
		key: String,
		/// RLC a day
		per_day: Rlc,
	},
	/// Earnings and spending of the blocks that the node still has
	Statement {
		/// Account: a name or an address
		account: Option<String>,
		/// As CSV
		#[arg(long)]
		csv: bool,
		/// From that many hours ago
		#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=72))]
		hours: u32,
	},
}

/// What is for sale of an app or a dataset.
#[derive(Args, Debug, Clone)]
pub struct Offer {
	/// Price of a task
	#[arg(long, value_name = "RLC", default_value = "0")]
	pub price: Rlc,
	/// Only for this account
	#[arg(long, value_name = "ACCOUNT", conflicts_with = "group")]
	pub only: Option<String>,
	/// Only for members of this group
	#[arg(long, value_name = "GROUP")]
	pub group: Option<u32>,
	/// Only in this pool
	#[arg(long, value_name = "POOL")]
	pub pool: Option<String>,
}

/// Apps.
#[derive(Subcommand, Debug)]
pub enum App {
	/// All apps, with their prices
	List {
		/// Only those whose name or owner has this text
		text: Option<String>,
	},
	/// Number of apps
	Count,
	/// An app
	Show {
		/// App
		app: String,
	},
	/// Start an app of your own from a template
	New {
		/// Folder, which is made
		folder: PathBuf,
	},
	/// Compile an app of `bourse app new`
	Build {
		/// Folder
		#[arg(default_value = ".")]
		folder: PathBuf,
	},
	/// Write what the app says of itself into its module: arguments, files, an example
	Declare {
		/// Module
		module: PathBuf,
		/// JSON with description, arguments, inputs, outputs, example; without it the module's is shown
		declaration: Option<PathBuf>,
	},
	/// Run a module in the sandbox of this machine, as a worker would
	Test {
		/// Module
		module: PathBuf,
		/// The program's arguments
		#[arg(last = true)]
		args: Vec<String>,
	},
	/// Register a module and offer it: one command from file to market
	Publish {
		/// Module
		module: PathBuf,
		/// Name; that of the file without
		#[arg(long)]
		name: Option<String>,
		/// Where workers get the module; into the node's store without
		#[arg(long, value_name = "URL")]
		address: Option<String>,
		#[command(flatten)]
		offer: Offer,
		/// Only for yourself
		#[arg(long, conflicts_with_all = ["only", "group"])]
		private: bool,
	},
	/// Change price or terms
	Price {
		/// App
		app: String,
		#[command(flatten)]
		offer: Offer,
	},
	/// Sell no more of it: runs that were bought go on
	Unpublish {
		/// App
		app: String,
		#[command(flatten)]
		offer: Offer,
	},
	/// Give an app to somebody else
	Transfer {
		/// App
		app: String,
		/// Account
		to: String,
	},
}

/// Datasets.
#[derive(Subcommand, Debug)]
pub enum Dataset {
	/// All datasets, with their prices
	List {
		/// Only those whose name or owner has this text
		text: Option<String>,
	},
	/// Number of datasets
	Count,
	/// A dataset
	Show {
		/// Dataset
		dataset: String,
	},
	/// Register a file and offer it
	Publish {
		/// File
		file: PathBuf,
		/// Name; that of the file without
		#[arg(long)]
		name: Option<String>,
		/// Where workers get the file; into the node's store without
		#[arg(long, value_name = "URL")]
		address: Option<String>,
		#[command(flatten)]
		offer: Offer,
		/// Only for this app
		#[arg(long, value_name = "APP")]
		app: Option<String>,
		/// Workers pass it on to nobody but workers of the same deal; needs --pool and --address
		#[arg(long, requires = "address")]
		restricted: bool,
	},
	/// Change price or terms
	Price {
		/// Dataset
		dataset: String,
		#[command(flatten)]
		offer: Offer,
		/// Only for this app
		#[arg(long, value_name = "APP")]
		app: Option<String>,
	},
	/// Sell no more of it: runs that were bought go on
	Unpublish {
		/// Dataset
		dataset: String,
		#[command(flatten)]
		offer: Offer,
	},
	/// Give a dataset to somebody else
	Transfer {
		/// Dataset
		dataset: String,
		/// Account
		to: String,
	},
}

/// Workerpools.
#[derive(Subcommand, Debug)]
pub enum Pool {
	/// All pools
	List {
		/// Only those whose description or owner has this text
		text: Option<String>,
	},
	/// Number of pools
	Count,
	/// A pool, its workers and its offers
	Show {
		/// Pool
		pool: String,
	},
	/// Make a pool
	Create {
		/// What people read; the first line is its name
		description: String,
		/// Accept every worker at once
		#[arg(long)]
		open: bool,
	},
	/// Have the chain keep an offer, with a price that follows the pool's load
	Offer {
		/// Pool
		pool: String,
		#[command(flatten)]
		supply: Supply,
		/// In the open venue, for pools on the chain's list
		#[arg(long)]
		listed: bool,
		/// Number of the supply, 0 to 3
		#[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=3))]
		number: u8,
		/// End the supply
		#[arg(long)]
		end: bool,
	},
	/// Accept a worker's application
	Accept {
		/// Worker
		worker: String,
	},
	/// Dismiss a worker
	Expel {
		/// Worker
		worker: String,
	},
	/// Invite an account
	Invite {
		/// Pool
		pool: String,
		/// Account
		account: String,
	},
	/// Give a pool to somebody else
	Transfer {
		/// Pool
		pool: String,
		/// Account
		to: String,
	},
}

/// An offer that the chain keeps.
#[derive(Args, Debug, Clone)]
pub struct Supply {
	/// Price of a task when the pool has nothing to do
	#[arg(long, value_name = "RLC", default_value = "0.01")]
	pub price: Rlc,
	/// Price of a task when it is full; the same without
	#[arg(long, value_name = "RLC")]
	pub highest: Option<Rlc>,
	/// Tasks to keep on offer
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
	pub tasks: u64,
	/// Category
	#[arg(long, default_value = "XS")]
	pub category: String,
	/// Highest trust
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=128))]
	pub trust: u8,
}

/// Workers.
#[derive(Subcommand, Debug)]
pub enum Worker {
	/// Join a pool with this machine: stake, hot key, application
	Setup {
		/// Pool
		#[arg(long)]
		pool: String,
		/// Tasks at once
		#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
		slots: u32,
		/// Stake to deposit; what is missing without
		#[arg(long, value_name = "RLC")]
		stake: Option<Rlc>,
	},
	/// Whether the worker gets tasks, and why not
	Status {
		/// Worker: a name or an address
		worker: Option<String>,
		/// Show it anew with every block
		#[arg(long)]
		watch: bool,
	},
	/// Take so many tasks at once; 0 pauses
	Slots {
		/// Number
		slots: u32,
	},
	/// Lock at most so much for a task: 1, 2 or 5 times a power of ten
	MaxStake {
		/// Amount
		amount: Rlc,
	},
	/// Leave the pool
	Leave,
}

/// Orders.
#[derive(Subcommand, Debug)]
pub enum Order {
	/// Your orders that rest in the book
	List {
		/// Account: a name or an address
		account: Option<String>,
	},
	/// Place a request that waits until somebody serves it
	Request {
		#[command(flatten)]
		job: JobArgs,
		/// Hours after which it ends
		#[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=720))]
		hours: u32,
		/// Let the price rise while it waits: TO/TIME, as 2.5/10m
		#[arg(long, value_name = "TO/TIME", requires = "max_price")]
		rise: Option<String>,
	},
	/// Change what is left of an order
	Amend {
		/// Number
		order: u64,
		/// Tasks
		tasks: u64,
		/// Hours after which it ends
		#[arg(long, default_value_t = 24)]
		hours: u32,
	},
	/// Cancel an order; without a number all of them, 16 at once
	Cancel {
		/// Number
		order: Option<u64>,
	},
}

/// Groups.
#[derive(Subcommand, Debug)]
pub enum Group {
	/// Make a group
	Create {
		/// Name
		name: String,
	},
	/// Add members: accounts, or assets as `app 3`, `dataset 1`, `pool 0`
	Add {
		/// Group
		group: u32,
		/// Members
		#[arg(required = true)]
		members: Vec<String>,
	},
	/// Remove members
	Remove {
		/// Group
		group: u32,
		/// Members
		#[arg(required = true)]
		members: Vec<String>,
	},
	/// Give a group to somebody else
	Transfer {
		/// Group
		group: u32,
		/// Account
		to: String,
	},
}

/// A challenge.
#[derive(Args, Debug, Clone)]
pub struct Challenge {
	/// Task, as 3f2a91/7
	pub task: String,
	/// The worker that contributed
	pub worker: String,
	/// Number of the block: header, manifest, pieces
	#[arg(default_value_t = 0)]
	pub block: u32,
}

/// A file for the node's store.
#[derive(Args, Debug, Clone)]
pub struct Upload {
	/// File, of at most 2 MiB
	pub file: PathBuf,
}

/// Events.
#[derive(Args, Debug, Clone)]
pub struct Watch {
	/// Command to run for each event, which gets it as JSON on stdin and as BOURSE_EVENT, BOURSE_TASK
	#[arg(long, value_name = "COMMAND")]
	pub exec: Option<String>,
	/// Tell when the free stake falls below this
	#[arg(long, value_name = "RLC")]
	pub stake_below: Option<Rlc>,
	/// End when all deals have ended
	#[arg(long)]
	pub until_done: bool,
}

/// The chain.
#[derive(Subcommand, Debug)]
pub enum ChainInfo {
	/// Node, chain, versions, best and final block
	Info,
	/// Categories of tasks
	Categories,
}

/// Settings.
#[derive(Subcommand, Debug)]
pub enum Config {
	/// All settings, and where they are
	Show,
	/// Set `url` or `account`
	Set {
		/// Setting
		#[arg(value_parser = ["url", "account"])]
		setting: String,
		/// Value
		value: String,
	},
	/// Give something a name of your own: `app 3`, `dataset 1`, `pool 0`, or an address; nothing removes it
	Name {
		/// Name
		name: String,
		/// What it stands for
		of: Option<String>,
	},
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn command_line_should_be_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn programs_should_get_their_own_options() {
		let line = ["bourse", "run", "python", "--trust", "3", "--", "-c", "print(1)", "--json"];
		let cli = Cli::try_parse_from(line).expect("it is right");
		let Command::Run(run) = cli.command else { panic!("it is another command") };
		assert_eq!((run.job.app.as_str(), run.job.trust), ("python", 3));
		assert_eq!(run.job.args, ["-c", "print(1)", "--json"]);
		assert!(!cli.options.json);
	}

	#[test]
	fn mistakes_should_be_refused() {
		for line in [
			"bourse",
			"bourse frobnicate",
			"bourse run",
			"bourse run python --trust 0",
			"bourse run python --trust 129",
			"bourse run python --max-price -1",
			"bourse run python --params {} --file x",
			"bourse wallet send bob 1e3",
			"bourse config set uri x",
			"bourse dataset publish x --restricted",
		] {
			assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
		}
	}
}
