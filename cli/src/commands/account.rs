// SPDX-License-Identifier: Apache-2.0

//! `bourse account`.

use super::statement;
use crate::{
	amount::Rlc,
	args,
	chain::{state, Call},
	error::{Error, Result},
	session::Session,
};
use serde_json::json;

/// `bourse account …`.
pub async fn run(session: &Session, command: args::Account) -> Result {
	match command {
		args::Account::Show { account } => show(session, account.as_deref()).await,
		args::Account::Deposit { amount } => {
			let at = session.chain.best().await?;
			let wallet = state::wallet(&at, &session.account(None)?).await?;
			if wallet < amount {
				return Err(Error::new(format!("the wallet has {wallet}, not {amount}"))
					.cure("deposit less, or send it RLC first"));
			}
			let call = Call::new("Escrow", "deposit", vec![("amount", amount.0.into())]);
			done(session, call, &format!("Deposit {amount}?")).await
		},
		args::Account::Withdraw { amount } => {
			let at = session.chain.best().await?;
			let (stake, locked) = state::stake(&at, &session.account(None)?).await?;
			if stake < amount {
				return Err(Error::new(format!("the free stake is {stake}, not {amount}"))
					.cure(format!("withdraw less; {locked} more are locked by deals and tasks")));
			}
			let call = Call::new("Escrow", "withdraw", vec![("amount", amount.0.into())]);
			done(session, call, &format!("Withdraw {amount}?")).await
		},
		args::Account::Allow { key, per_day } => {
			let key = session.account(Some(&key))?;
			let call = Call::new(
				"Book",
				"set_allowance",
				vec![("key", key.into()), ("per_day", per_day.0.into())],
			);
			let question = match per_day {
				Rlc(0) => format!("Let {} buy no more?", session.shown(&key)),
				_ => format!(
					"Let {} buy for up to {per_day} a day, and lock a deposit?",
					session.shown(&key)
				),
			};
			done(session, call, &question).await
		},
		args::Account::Statement { account, csv, days, hours } => {
			statement::run(session, account.as_deref(), csv, days, hours).await
		},
	}
}

async fn done(session: &Session, call: Call, question: &str) -> Result {
	match session.send(&[call], question).await? {
		Some(_) => show(session, None).await,
		None => Ok(()),
	}
}

async fn show(session: &Session, account: Option<&str>) -> Result {
	let account = session.account(account)?;
	let at = session.chain.best().await?;
	let wallet = state::wallet(&at, &account).await?;
	let (stake, locked) = state::stake(&at, &account).await?;
	let json = json!({
		"address": account.to_string(), "wallet": wallet.0.to_string(), "stake": stake.0.to_string(),
		"locked": locked.0.to_string(),
	});
	session.terminal().answer(json, || {
		format!(
			"{} ({account})\nfree stake    {stake}\nlocked stake  {locked}\nwallet        {wallet}",
			session.shown(&account)
		)
	})
}
