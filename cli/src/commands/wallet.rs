// SPDX-License-Identifier: Apache-2.0

//! `bourse wallet`.

use crate::{
	amount::Rlc,
	args,
	chain::{state, variant, Call},
	error::{Attempt, Error},
	keys,
	output::table,
	params,
	session::{Local, Session},
};
use serde_json::{json, Value as Json};

/// `bourse wallet …`.
pub async fn run(local: Local, command: args::Wallet) -> Attempt {
	match command {
		args::Wallet::Create { name } => create(&local, &name),
		args::Wallet::Import { name } => import(&local, &name),
		args::Wallet::Show { account } => show(&local.connect().await?, account).await,
		args::Wallet::Send { to, amount } => send(&local.connect().await?, &to, Some(amount)).await,
		args::Wallet::Sweep { to } => send(&local.connect().await?, &to, None).await,
		args::Wallet::Faucet { account } => faucet(&local.connect().await?, account).await,
	}
}

fn create(local: &Local, name: &str) -> Attempt {
	let phrase = keys::new_phrase()?;
	let password = new_password(local)?;
	let (file, account) = keys::store(&local.config, name, &phrase, &password)?;
	// Never on stdout, which may go into a file.
	if local.terminal.is_interactive() {
		eprintln!("Write these words down. Whoever has them has the account:\n\n  {phrase}\n");
	}
	told(local, name, &file, &account.to_string())
}

fn import(local: &Local, name: &str) -> Attempt {
	let secret = local.terminal.secret("phrase or 0x seed")?;
	let password = new_password(local)?;
	let (file, account) = keys::store(&local.config, name, &secret, &password)?;
	told(local, name, &file, &account.to_string())
}

fn new_password(local: &Local) -> Attempt<String> {
	match std::env::var("BOURSE_PASSWORD") {
		Ok(password) => Ok(password),
		Err(_) => local.terminal.password("password for the file", true).map_err(|error| {
			Error::new(error.what()).cure("or put the password into BOURSE_PASSWORD")
		}),
	}
}

fn told(local: &Local, name: &str, file: &std::path::Path, address: &str) -> Attempt {
	local.terminal.answer(json!({ "name": name, "address": address, "file": file }), || {
		format!("{name} {address}")
	})?;
	local.terminal.say(format!(
		"Kept in {}. Sign with it: --account {name}, or `bourse config set account {name}`",
		file.display()
	));
	Ok(())
}

async fn show(session: &Session, account: Option<String>) -> Attempt {
	let at = session.chain.best().await?;
	let mut accounts = match &account {
		Some(name) => vec![(name.clone(), session.account(Some(name))?)],
		None => keys::stored(session.config()),
	};
	let config = session.config();
	if let (None, Some(_), Some(name)) = (&account, &config.signer, &config.account) {
		let who = session.account(None)?;
		if !accounts.iter().any(|(_, one)| *one == who) {
			accounts.push((name.clone(), who));
		}
	}
	if accounts.is_empty() && session.for_development {
		for name in keys::DEVELOPMENT {
			accounts.push((name.to_owned(), session.account(Some(name))?));
		}
	}
	if accounts.is_empty() {
		return Err(
			Error::new("there is no account here").cure("`bourse wallet create NAME` makes one")
		);
	}
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for (name, account) in accounts {
		let wallet = state::wallet(&at, &account).await?;
		let (stake, locked) = state::stake(&at, &account).await?;
		all.push(json!({
			"name": name, "address": account.to_string(), "wallet": wallet.0.to_string(),
			"stake": stake.0.to_string(), "locked": locked.0.to_string(),
		}));
		rows.push([
			name,
			account.to_string(),
			wallet.to_string(),
			stake.to_string(),
			locked.to_string(),
		]);
	}
	session.terminal().answer(json!(all), || {
		table(["name", "address", " wallet", " free stake", " locked stake"], rows)
	})
}

async fn faucet(session: &Session, account: Option<String>) -> Attempt {
	let who = session.account(account.as_deref())?;
	let given = session.chain.ask::<Json>("bourse_faucet", params![who.to_string()]).await?;
	let amount = given["amount"].as_str().and_then(|amount| amount.parse().ok());
	let amount = amount.map(Rlc).unwrap_or_default();
	let shown = session.shown(&who);
	session.terminal().answer(given, || format!("{shown} gets {amount} in the next blocks"))
}

async fn send(session: &Session, to: &str, amount: Option<Rlc>) -> Attempt {
	let to = session.account(Some(to))?;
	let dest = ("dest", variant("Id", to));
	let (call, what) = match amount {
		Some(amount) => (
			Call::new("Balances", "transfer_keep_alive", vec![dest, ("value", amount.0.into())]),
			amount.to_string(),
		),
		None => (
			Call::new("Balances", "transfer_all", vec![dest, ("keep_alive", false.into())]),
			"everything".to_owned(),
		),
	};
	let question = format!("Send {what} to {} ({to})?", session.shown(&to));
	if session.act(&[call], &question).await? {
		session.terminal().say(format!("sent {what}"));
	}
	Ok(())
}
