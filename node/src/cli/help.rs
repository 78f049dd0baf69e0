// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The help of the options that the SDK brings along: put into groups behind our own options, and
//! corrected where it speaks of chains, commands and databases that this node lacks.

use clap::{Arg, Command};

/// The group of our own options, and of the one that makes a worker.
pub const OWN: &str = "Worker and content";
/// The group of the index's options.
pub const INDEX: &str = "Index";
/// The group of the options of travelling orders.
pub const ORDERS: &str = "Orders";
/// The group of the faucet's option.
pub const FAUCET: &str = "Faucet";

/// Arranges the help of a command and of its subcommands.
pub fn arrange(command: Command) -> Command {
	command.mut_args(arrange_option).mut_subcommands(arrange)
}

fn arrange_option(option: Arg) -> Arg {
	let id = option.get_id().as_str().to_owned();
	let option = match group(&id) {
		Some(group) => option.help_heading(group),
		None => option,
	};
	let option = match id.as_str() {
		"enabled" => option.display_order(0).hide_possible_values(true),
		"database" | "network" | "network_backend" => option.hide_possible_values(true),
		// They do nothing any more.
		"network_scheme" => option.hide(true),
		"trie_cache_size" => option.hide_default_value(true),
		_ if id.starts_with("execution") => option.hide(true),
		_ => option,
	};
	match text(&id) {
		Some(text) => {
			let short = text.split("\n\n").next().unwrap_or(text);
			option.help(short.trim_end_matches('.').to_owned()).long_help(text)
		},
		None => option,
	}
}

/// The group of an option that the SDK brings along. Options of subcommands have none.
fn group(id: &str) -> Option<&'static str> {
	Some(match id {
		"enabled" => OWN,
		"validator" | "no_grandpa" | "name" | "force_authoring" | "chain" | "dev" | "base_path"
		| "tmp" | "alice" | "bob" | "charlie" | "dave" | "eve" | "ferdie" | "one" | "two" => "Node",
		"bootnodes"
		| "reserved_nodes"
		| "reserved_only"
		| "public_addr"
		| "listen_addr"
		| "force_enable_webrtc"
		| "port"
		| "no_private_ip"
		| "allow_private_ip"
		| "out_peers"
		| "in_peers"
		| "in_peers_light"
		| "no_mdns"
		| "max_parallel_downloads"
		| "discover_local"
		| "kademlia_disjoint_query_paths"
		| "kademlia_replication_factor"
		| "ipfs_server"
		| "ipfs_bootnodes"
		| "sync"
		| "max_blocks_per_request"
		| "network_backend" => "Network",
		"keystore_path"
		| "password_interactive"
		| "password"
		| "password_filename"
		| "node_key"
		| "node_key_type"
		| "node_key_file"
		| "unsafe_force_node_key_generation" => "Keys",
		"state_pruning"
		| "blocks_pruning"
		| "database"
		| "database_cache_size"
		| "wasm_method"
		| "wasmtime_instantiation_strategy"
		| "wasm_runtime_overrides"
		| "trie_cache_size"
		| "warm_up_trie_cache"
		| "max_runtime_instances"
		| "runtime_cache_size"
		| "default_heap_pages"
		| "indexing_enabled" => "Database and runtime",
		"tx_ban_seconds" => "Transaction pool",
		"prometheus_port"
		| "prometheus_external"
		| "no_prometheus"
		| "no_telemetry"
		| "telemetry_endpoints" => "Metrics and telemetry",
		"log"
		| "detailed_log_output"
		| "disable_log_color"
		| "enable_log_reloading"
		| "tracing_targets"
		| "tracing_receiver" => "Log",
		_ if id.starts_with("rpc_") || id.ends_with("_rpc_external") => "RPC",
		"experimental_rpc_endpoint" => "RPC",
		_ if id.starts_with("pool_") => "Transaction pool",
		_ if id.starts_with("execution") => "Database and runtime",
		_ => return None,
	})
}

/// The right help of an option whose inherited help does not fit.
fn text(id: &str) -> Option<&'static str> {
	Some(match id {
		"enabled" => {
			"When the node runs the off-chain worker: always, never or when-authority.\n\n\
			 `always` makes the node a worker, if its keystore holds a hot key. With `when-authority` \
			 the off-chain worker runs on validators only, and no task is computed."
		},
		"chain" => {
			"Chain: dev, local, or the path of a chain spec.\n\n\
			 `dev` has one validator, Alice; `local` (the default) has Alice and Bob. A chain spec is a \
			 file as `export-chain-spec` writes it."
		},
		"dev" => {
			"Run the development chain, whose one validator is this node.\n\n\
			 Implies --chain dev, --force-authoring, --rpc-cors all, --alice and --tmp, unless these are \
			 given otherwise. Nodes of the local network are not looked for."
		},
		"rpc_external" => {
			"Serve RPC on all interfaces, and not on this machine's own only.\n\n\
			 Methods that change the node (keys, peers, log) are refused then, unless --rpc-methods \
			 unsafe is given. Put a proxy in front that limits who asks how much. A validator refuses \
			 the option: see --unsafe-rpc-external."
		},
		"unsafe_rpc_external" => "Serve RPC on all interfaces, also on a validator.",
		"rpc_port" => {
			"TCP port of the RPC server (default: 9944).\n\n\
			 The node does not start when the port is taken."
		},
		"port" => {
			"TCP port for other nodes (default: 30333).\n\n\
			 The node does not start when the port is taken."
		},
		"prometheus_port" => {
			"TCP port of the metrics for Prometheus (default: 9615).\n\n\
			 The node does not start when the port is taken."
		},
		"reserved_only" => {
			"Synchronize the chain with reserved nodes only.\n\n\
			 Also disables the search for other nodes. Validators may connect to other validators \
			 nevertheless."
		},
		"force_enable_webrtc" => {
			"Listen for WebRTC also on a validator.\n\n\
			 Without effect when --listen-addr is given, or without the network backend litep2p."
		},
		"network_backend" => {
			"Network backend: litep2p or libp2p.\n\n\
			 With libp2p the node neither serves content nor gets it from other nodes."
		},
		"ipfs_server" => {
			"Implied: with the network backend litep2p the node always serves content by Bitswap.\n\n\
			 To be given only where --ipfs-bootnodes asks for it."
		},
		"ipfs_bootnodes" => "Addresses of IPFS nodes to connect to. They get content from this node.",
		"database" => {
			"Database: auto or paritydb, which are the same.\n\n\
			 This node has no other database than ParityDB."
		},
		"state_pruning" => {
			"Blocks whose state is kept: NUMBER, archive or archive-canonical (default: 129600).\n\n\
			 Explorers show a block only as long as its state is there. The default is three days, and \
			 takes about 3 GB on a chain with little to do; with 256, as SDK nodes have it, the state of \
			 nine minutes is kept. archive keeps all states, archive-canonical those of final blocks. An \
			 archive is one from its first start on, and stays one without the option; numbers may change."
		},
		"network" => {
			"Chain whose address format is used (default: substrate, prefix 42, which is Bourse's)."
		},
		"trie_cache_size" => {
			"Size of the trie cache, in bytes. 0: none.\n\n\
			 By default 1/256 of the machine's memory, from 16 to 64 MiB, and twice that for a validator. \
			 The cache takes about twice what it counts."
		},
		"key_type" => "Kind of key: poco (a worker's hot key), babe or gran (a validator's).",
		"scheme" => "Cryptography: sr25519 (accounts, poco, babe), ed25519 (gran) or ecdsa.",
		"no_telemetry" => "Don't connect to the telemetry server that the chain spec names.",
		"indexing_enabled" => {
			"Let the runtime write to the off-chain storage while blocks are imported (default: false).\n\n\
			 Bourse's runtime does not use it."
		},
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use crate::cli::Cli;
	use clap::{error::ErrorKind, CommandFactory};
	use sc_cli::SubstrateCli;

	fn command() -> clap::Command {
		Cli::setup_command(Cli::command())
	}

	fn names(command: &clap::Command) -> Vec<String> {
		command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect()
	}

	/// The long help of all commands.
	fn all_help(command: &mut clap::Command) -> String {
		let mut text = command.render_long_help().to_string();
		for name in names(command) {
			let sub = command.find_subcommand_mut(&name).expect("it is one of them");
			if !sub.is_hide_set() {
				text += &all_help(sub);
			}
		}
		text
	}

	#[test]
	fn command_line_should_be_consistent() {
		command().debug_assert();
	}

	#[test]
	fn own_options_should_come_first() {
		let help = command().render_long_help().to_string();
		let headings = help
			.lines()
			.filter(|line| !line.starts_with(' ') && line.ends_with(':') && !line.contains(". "))
			.collect::<Vec<_>>();
		let expected = [
			"Commands:",
			"Worker and content:",
			"Web application:",
			"Index:",
			"Orders:",
			"Faucet:",
			"Node:",
			"RPC:",
			"Metrics and telemetry:",
			"Database and runtime:",
			"Log:",
			"Network:",
			"Keys:",
			"Transaction pool:",
			"Other:",
		];
		assert_eq!(headings, expected);
		assert!(help.contains("Worker and content:\n      --offchain-worker"), "{help}");
	}

	#[test]
	fn help_should_not_speak_of_what_this_node_lacks() {
		let help = all_help(&mut command()).replace("https://polkadot.js.org", "");
		let foreign =
			["rocksdb", "polkadot", "kusama", "collator", "parachain", "staging", "build-spec"];
		for word in foreign.into_iter().chain(["substrate.io", "manual seal"]) {
			let line = help.lines().find(|line| line.to_lowercase().contains(word));
			assert_eq!(line, None, "{word}");
		}
	}

	#[test]
	fn unknown_command_should_exit_with_2_and_usage() {
		for args in [["bourse-node", "frobnicate"], ["bourse-node", "--frobnicate"]] {
			let error = Cli::try_from_iter(args).expect_err("there is none such");
			assert_eq!(error.exit_code(), 2);
			let known = [ErrorKind::InvalidSubcommand, ErrorKind::UnknownArgument];
			assert!(known.contains(&error.kind()), "{error}");
			assert!(error.to_string().contains("Usage: "), "{error}");
		}
	}
}
