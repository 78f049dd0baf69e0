// SPDX-License-Identifier: Apache-2.0

//! What can be typed.

mod nouns;
mod orders;
mod validator;

pub use nouns::*;
pub use orders::*;
pub use validator::{Commission, Validator};

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
	/// Account that signs: the name of its file, or of a development account; with --signer an address, too
	#[arg(
		long,
		short,
		global = true,
		env = "BOURSE_ACCOUNT",
		value_name = "NAME",
		help_heading = "Everywhere"
	)]
	pub account: Option<String>,
	/// Command that signs for --account with keys of its own, as 'subkey sign --hex --suri FILE'
	///
	/// Its words are split at blanks; no shell reads it. On stdin it gets the bytes to sign as 0x hex, in
	/// BOURSE_ADDRESS the account, in BOURSE_SIGNS what is signed. Within 90 s it prints their sr25519
	/// signature as hex. `none`: the keys of this machine sign.
	#[arg(
		long,
		global = true,
		env = "BOURSE_SIGNER",
		value_name = "COMMAND",
		help_heading = "Everywhere"
	)]
	pub signer: Option<String>,
	/// Answer in JSON
	#[arg(long, alias = "raw", global = true, help_heading = "Everywhere")]
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
	Task(TaskCommand),
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
	#[command(subcommand, alias = "workerpool")]
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
	/// Be a validator, or nominate some
	#[command(subcommand)]
	Validator(Validator),
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
	/// A file for the program, at /in/NAME: a path, or NAME=PATH, or NAME=URL, or NAME=/result/DIGEST/PATH,
	/// a file of a task's result
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
	/// Wait for the end, as `run` does anyway
	#[arg(long, hide = true, conflicts_with = "no_wait")]
	pub watch: bool,
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

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn command_line_should_be_consistent() {
		Cli::command().debug_assert();
	}

	/// Ids of arguments that a command below this one shares with the global options.
	fn shared(command: &clap::Command, global: &[&str]) -> Vec<String> {
		let mut found = Vec::new();
		for below in command.get_subcommands() {
			let ids = below.get_arguments().map(|arg| arg.get_id().as_str());
			let ids = ids.filter(|id| global.contains(id));
			found.extend(ids.map(|id| format!("{} {id}", below.get_name())));
			found.extend(shared(below, global));
		}
		found
	}

	#[test]
	fn options_of_every_command_should_be_nobody_elses() {
		let command = Cli::command();
		let global = command.get_arguments().filter(|arg| arg.is_global_set());
		let global = global.map(|arg| arg.get_id().as_str()).collect::<Vec<_>>();
		assert!(global.contains(&"account") && global.contains(&"url"), "{global:?}");
		assert_eq!(shared(&command, &global), Vec::<String>::new());
	}

	#[test]
	fn account_that_signs_should_not_be_the_one_that_is_invited() {
		for line in
			["bourse --account alice pool invite 0 bob", "bourse pool invite 0 bob --account alice"]
		{
			let cli = Cli::try_parse_from(line.split(' ')).expect("it is right");
			assert_eq!(cli.options.account.as_deref(), Some("alice"), "{line}");
			let Command::Pool(Pool::Invite { account, .. }) = cli.command else {
				panic!("it is another command")
			};
			assert_eq!(account, "bob", "{line}");
		}
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
	fn signed_orders_should_be_of_four_kinds() {
		for line in [
			"bourse order sign app x --price 1 --only bob --hours 24 --publish",
			"bourse order sign dataset x --app y --pool 0",
			"bourse order sign pool 0 --trust 1000",
			"bourse order sign request x --max-price 1 --broker -- --broker",
			"bourse order match app.json pool.json request.json --dataset data.json --pay",
		] {
			let cli = Cli::try_parse_from(line.split(' ')).expect("it is right");
			assert!(matches!(cli.command, Command::Order(_)), "{line}");
		}
	}

	#[test]
	fn verbs_of_iexec_should_be_taken() {
		for line in [
			"bourse run python --watch --download out --force -- -c 1",
			"bourse worker status --why",
			"bourse account result-key 0x00",
			"bourse account result-key none",
			"bourse app init x",
			"bourse app deploy x.wasm",
			"bourse dataset deploy x.csv",
			"bourse workerpool deploy home --open",
			"bourse workerpool show home --raw",
			"bourse account approve bob 1",
			"bourse task debug 3f2a91",
			"bourse order show",
			"bourse order fill app.json pool.json request.json",
			"bourse pool publish home --open --price 1 --highest 2 --trust 3",
		] {
			assert!(Cli::try_parse_from(line.split(' ')).is_ok(), "{line}");
		}
	}

	#[test]
	fn demo_s_purchase_should_be_taken() {
		// As tests/e2e/keep.test.js has it.
		let line = "bourse --url ws://127.0.0.1:45678 --account ferdie run 3 --pool 5 -- pi --samples 1_000_000";
		let cli = Cli::try_parse_from(line.split(' ')).expect("it is right");
		assert!(matches!(cli.command, Command::Run(_)));
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
			"bourse run python --watch --no-wait",
			"bourse account result-key",
			"bourse wallet send bob 1e3",
			"bourse config set uri x",
			"bourse dataset publish x --restricted",
			"bourse order sign",
			"bourse order sign app x --tasks 0",
			"bourse order match app.json pool.json",
			"bourse account statement --days 3 --hours 3",
		] {
			assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
		}
	}
}
