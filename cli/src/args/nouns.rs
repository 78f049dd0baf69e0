// SPDX-License-Identifier: Apache-2.0

//! The nouns: what can be done with each. No argument has the id of a global option, which would take its value:
//! `account` is whose key signs, `whose` the account that a command is about. Aliases are iexec-sdk's verbs.

use crate::amount::Rlc;
use clap::{Args, Subcommand};
use std::path::PathBuf;

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
pub enum TaskCommand {
	/// Everything about a task
	Show {
		/// Task, as 3f2a91/7; a deal's name is its first task
		task: String,
	},
	/// Why a task is where it is, and what happens next
	#[command(alias = "debug")]
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
		/// Folder; one with the task's name without
		folder: Option<PathBuf>,
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
		#[arg(id = "whose", value_name = "ACCOUNT")]
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
	/// Ask a test network's faucet for RLC, once a day
	Faucet {
		/// Account: a name or an address
		#[arg(id = "whose", value_name = "ACCOUNT")]
		account: Option<String>,
	},
}

/// Stake.
#[derive(Subcommand, Debug)]
pub enum Account {
	/// Stake and what is locked
	Show {
		/// Account: a name or an address
		#[arg(id = "whose", value_name = "ACCOUNT")]
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
	#[command(alias = "approve")]
	Allow {
		/// Account of the key
		key: String,
		/// RLC a day
		per_day: Rlc,
	},
	/// Have workers encrypt your results, for whoever has the secret key
	ResultKey {
		/// Public key that `bourse-compute keygen` printed; `none`: anybody reads them
		key: String,
	},
	/// Earnings and spending of an account and its assets by the day, as the node's index has them; without an index, of the last hour's blocks
	Statement {
		/// Account: a name or an address
		#[arg(id = "whose", value_name = "ACCOUNT")]
		account: Option<String>,
		/// As CSV
		#[arg(long)]
		csv: bool,
		/// From that many days ago
		#[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
		days: u32,
		/// Each movement of that many hours, from the blocks that the node still has
		#[arg(long, conflicts_with = "days", value_parser = clap::value_parser!(u32).range(1..=72))]
		hours: Option<u32>,
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
	#[command(alias = "init")]
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
	#[command(alias = "deploy")]
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
	/// Void all terms and orders of the asset, for every audience: runs that were bought go on
	Revoke {
		/// App
		app: String,
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
	#[command(alias = "deploy")]
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
	/// Void all terms and orders of the asset, for every audience: runs that were bought go on
	Revoke {
		/// Dataset
		dataset: String,
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
	/// Make a pool that offers nothing yet
	#[command(alias = "deploy")]
	Create {
		/// What people read; the first line is its name
		description: String,
		/// Accept every worker at once
		#[arg(long)]
		open: bool,
	},
	/// Make a pool and have the chain offer its tasks: one command from nothing to market
	Publish {
		/// What people read; the first line is its name
		description: String,
		/// Accept every worker at once
		#[arg(long)]
		open: bool,
		#[command(flatten)]
		supply: Supply,
	},
	/// Have the chain keep an offer, or change it, with a price that follows the pool's load
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
		#[arg(id = "whose", value_name = "ACCOUNT")]
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
	/// Most stake that the offer locks, which is deposited as far as it is missing; without, what all its tasks
	/// need at the highest price
	#[arg(long, value_name = "RLC")]
	pub stake: Option<Rlc>,
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
		/// Nothing but what is between the worker and tasks, each with its cure
		#[arg(long)]
		why: bool,
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

/// Groups.
#[derive(Subcommand, Debug)]
pub enum Group {
	/// Make a group
	Create {
		/// Name
		name: String,
	},
	/// Members of a group
	Show {
		/// Group
		group: u32,
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
	/// Age of the best block, distance of the final one, peers, validators that make blocks
	Health,
	/// Categories of tasks
	Categories,
}

/// Settings.
#[derive(Subcommand, Debug)]
pub enum Config {
	/// All settings, and where they are
	Show,
	/// Set `url`, `account` or `signer`
	Set {
		/// Setting
		#[arg(value_parser = ["url", "account", "signer"])]
		setting: String,
		/// Value; `none` for the signer: the keys of this machine sign
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
