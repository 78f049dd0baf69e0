// SPDX-License-Identifier: Apache-2.0

//! The commands, by noun.

mod account;
mod app;
mod buy;
mod chain;
mod config;
mod dataset;
mod deal;
mod doctor;
mod group;
mod health;
mod manual;
mod map;
mod market;
mod order;
mod outcome;
mod pool;
mod signed;
mod statement;
mod task;
mod terms;
mod validator;
mod wallet;
mod watch;
mod worker;

use crate::{
	args::{self, Cli, Command},
	error::{Attempt, Error},
	session::Local,
};

/// Does what was typed. The exit status.
pub async fn run(cli: Cli) -> Attempt<u8> {
	let local = Local::new(&cli.options)?;
	let done = match cli.command {
		Command::Config(command) => config::run(local, command),
		Command::Completions { shell } => manual::completions(shell),
		Command::Man { folder } => manual::pages(&folder),
		Command::Wallet(command) => wallet::run(local, command).await,
		Command::App(args::App::New { folder }) => app::new(&local.terminal, &folder),
		Command::App(args::App::Build { folder }) => app::build(&local.terminal, &folder),
		Command::App(args::App::Declare { module, declaration }) => {
			app::declare(&local.terminal, &module, declaration.as_deref())
		},
		Command::App(args::App::Test { module, args }) => return app::test(&module, &args),
		Command::Doctor => return doctor::run(local).await,
		other => return connected(local, other).await,
	};
	done.map(|()| 0)
}

/// Does what needs a node.
async fn connected(local: Local, command: Command) -> Attempt<u8> {
	let session = local.connect().await?;
	let session = &session;
	// Ctrl-C ends what waits; nothing that was bought is lost.
	let work = async {
		let done = match command {
			Command::Run(args) => return buy::run(session, args).await,
			Command::Map(args) => return map::run(session, args).await,
			Command::Quote(args) => buy::quote(session, args).await,
			Command::Book(args) => market::book(session, args).await,
			Command::Market(args) => market::run(session, args).await,
			Command::Deal(command) => return deal::run(session, command).await,
			Command::Task(command) => task::run(session, command).await,
			Command::Outcome(command) => return outcome::run(session, command).await,
			Command::Account(command) => account::run(session, command).await,
			Command::App(command) => return app::run(session, command).await,
			Command::Dataset(command) => dataset::run(session, command).await,
			Command::Pool(command) => pool::run(session, command).await,
			Command::Worker(command) => worker::run(session, command).await,
			Command::Order(command) => order::run(session, command).await,
			Command::Group(command) => group::run(session, command).await,
			Command::Challenge(args) => task::challenge(session, args).await,
			Command::Upload(args) => app::upload(session, args).await,
			Command::Watch(args) => watch::run(session, args).await,
			Command::Validator(command) => validator::run(session, command).await,
			Command::Chain(command) => chain::run(session, command).await,
			Command::Config(_)
			| Command::Completions { .. }
			| Command::Man { .. }
			| Command::Wallet(_)
			| Command::Doctor => Ok(()),
		};
		done.map(|()| 0)
	};
	tokio::select! {
		done = work => done,
		_ = tokio::signal::ctrl_c() => {
			Err(Error::new("interrupted").cure("nothing that was bought is lost: `bourse deal list`"))
		},
	}
}
