// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The command line's effects.

use crate::{
	chain_spec,
	cli::{self, Cli, Subcommand},
	client::{FullBackend, FullClient},
	index::{self, Memory},
	service::{self, new_for_command, CommandParts, PortOptions},
};
use bourse_runtime::opaque::Block;
use clap::{Arg, ArgAction};
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{Configuration, TaskManager};
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;
use std::{
	env,
	fs::{self, File},
	path::Path,
	sync::{Arc, OnceLock},
	thread,
	time::{Duration, Instant},
};

/// The time that the last users of the database have when the node ends.
const LAST_USE: Duration = Duration::from_secs(2);

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Bourse Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		"Node of Bourse, an exchange for computing: validator, worker and RPC server in one".into()
	}

	fn author() -> String {
		"The Bourse engineers".into()
	}

	fn support_url() -> String {
		"the project's issue tracker".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn setup_command(command: clap::Command) -> clap::Command {
		let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
		let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
		let command = command
			.name(Self::executable_name())
			.version(Self::impl_version())
			.about(Self::description())
			.long_about(Self::description())
			.after_help(
				"A node is a worker when it runs with `--offchain-worker always` and its keystore \
				 holds a hot key of type `poco` (docs/guides/worker.md).",
			)
			.propagate_version(true)
			.args_conflicts_with_subcommands(true)
			.subcommand_negates_reqs(true)
			.disable_help_flag(true)
			.disable_version_flag(true)
			.arg(help.help("Print help; -h prints a summary").help_heading("Other"))
			.arg(version.help("Print version").help_heading("Other"));
		cli::arrange(command)
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		Ok(match id {
			"dev" if self.fresh => Box::new(chain_spec::fresh_dev()?),
			"dev" => Box::new(chain_spec::dev()?),
			"" | "local" => Box::new(chain_spec::local()?),
			path if !Path::new(path).exists() => {
				return Err(format!(
					"--chain {path}: neither a chain's name (dev, local) nor a file"
				))
			},
			path => Box::new(chain_spec::ChainSpec::from_json_file(path.into())?),
		})
	}
}

/// Parses the command line and runs the command, or the node.
pub fn run() -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	if cli.content.worker {
		cli.run.offchain_worker_params.enabled = sc_cli::OffchainWorkerEnabled::Always;
	}

	match &cli.subcommand {
		Some(Subcommand::Sandbox) => bourse_compute::serve_sandbox().map_err(Into::into),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => {
			let spec = cli.load_spec(&cmd.chain)?;
			cmd.run(spec)
		},
		Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let CommandParts { client, import_queue, task_manager, .. } = new_for_command(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let (client, _, task_manager) = without_import(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let (client, _, task_manager) = without_import(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			if let Some(file) = &cmd.input {
				File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
			}
			let CommandParts { client, import_queue, task_manager, .. } = new_for_command(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database))
		},
		Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let (client, backend, task_manager) = without_import(&config)?;
			let revert_consensus = Box::new(|client: Arc<_>, backend, blocks| {
				sc_consensus_babe::revert(Arc::clone(&client), backend, blocks)?;
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(revert_consensus)), task_manager))
		}),
		Some(Subcommand::ChainInfo(cmd)) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config))
		},
		Some(Subcommand::RebuildIndex(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let (client, _, task_manager) = without_import(&config)?;
			let path = index::path(&config, &cmd.index, true);
			let path = path.ok_or("--index: no path")?;
			let days = cmd.index.clone();
			let rebuilt = async move {
				// Beside the old index, which stays until the new one is whole.
				let beside = path.with_extension("new");
				let failed =
					|error: std::io::Error| format!("--index {}: {error}", beside.display());
				if beside.exists() {
					fs::remove_file(&beside).map_err(failed)?;
				}
				let memory = Memory::open(beside.clone(), &days, client.info().genesis_hash)?;
				let reach = index::rebuild(client, &memory).map_err(|error| error.to_string())?;
				drop(memory);
				fs::rename(&beside, &path).map_err(failed)?;
				match reach {
					Some((since, last)) => println!("{}: blocks {since} to {last}", path.display()),
					None => println!("{}: the database has no state to begin with", path.display()),
				}
				Ok::<_, sc_cli::Error>(())
			};
			Ok((rebuilt, task_manager))
		}),
		None => run_node(&cli),
	}
}

/// Runs the node until it is told to end.
fn run_node(cli: &Cli) -> sc_cli::Result<()> {
	let is_worker =
		matches!(cli.run.offchain_worker_params.enabled, sc_cli::OffchainWorkerEnabled::Always);
	let options = service::Options {
		is_worker,
		content: cli.content.clone(),
		web: cli.web.clone(),
		index: cli.index.clone(),
		orders: cli.orders.clone(),
		faucet: cli.faucet.clone(),
		is_dev: cli.run.shared_params.dev,
	};
	let ports = PortOptions::new(&cli.run);
	let has_cache_size = env::args().any(|arg| arg.starts_with("--trie-cache-size"));
	let database = Arc::new(OnceLock::new());
	let opened = database.clone();
	let result = cli.create_runner(&cli.run)?.run_node_until_exit(|mut config| async move {
		service::check_folder(config.base_path.path())?;
		ports.check(&mut config)?;
		service::set_defaults(&mut config, has_cache_size);
		let started = match config.network.network_backend {
			NetworkBackendType::Libp2p => service::new_full::<
				sc_network::NetworkWorker<Block, <Block as BlockT>::Hash>,
			>(config, options),
			NetworkBackendType::Litep2p => {
				service::new_full::<sc_network::Litep2pNetworkBackend>(config, options)
			},
		};
		let (task_manager, backend) = started?;
		opened.get_or_init(|| backend);
		Ok::<_, sc_cli::Error>(task_manager)
	});
	if let Some(database) = database.get() {
		await_last_use(database);
	}
	result
}

/// Waits until nobody else uses the database, so that it is closed before the process ends. RPC's last
/// threads may still have it when the node's tasks have ended.
fn await_last_use(database: &Arc<FullBackend>) {
	let deadline = Instant::now() + LAST_USE;
	while Arc::strong_count(database) > 1 && Instant::now() < deadline {
		thread::sleep(Duration::from_millis(5));
	}
}

/// The parts for a subcommand that imports no blocks.
fn without_import(
	config: &Configuration,
) -> sc_cli::Result<(Arc<FullClient>, Arc<FullBackend>, TaskManager)> {
	let CommandParts { client, backend, import_queue, mut task_manager } = new_for_command(config)?;
	task_manager.keep_alive(import_queue);
	Ok((client, backend, task_manager))
}
