// SPDX-License-Identifier: Apache-2.0

//! `bourse account`.

use super::statement;
use crate::{
	amount::Rlc,
	args,
	chain::{state, Call},
	error::{Attempt, Error},
	printable,
	session::Session,
};
use serde_json::json;

/// `bourse account …`.
pub async fn run(session: &Session, command: args::Account) -> Attempt {
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
		args::Account::ResultKey { key } => {
			let call = result_key(&key)?;
			let question = match key.as_str() {
				"none" => "Let anybody read your results from now on?".to_owned(),
				_ => format!("Have your results encrypted for {}?", printable::line(&key)),
			};
			session.act(&[call], &question).await.map(drop)
		},
		args::Account::Statement { account, csv, days, hours } => {
			statement::run(session, account.as_deref(), csv, days, hours).await
		},
	}
}

/// The call that publishes a key for results, or removes it.
fn result_key(key: &str) -> Attempt<Call> {
	if key == "none" {
		return Ok(Call::new("Registry", "remove_result_key", Vec::new()));
	}
	let mut bytes = [0; 32];
	hex::decode_to_slice(key.strip_prefix("0x").unwrap_or(key), &mut bytes).map_err(|_| {
		Error::new(format!("{} is no public key", printable::line(key)))
			.cure("write the 64 hex digits that `bourse-compute keygen` printed, or none")
	})?;
	Ok(Call::new("Registry", "set_result_key", vec![("key", bytes.into())]))
}

async fn done(session: &Session, call: Call, question: &str) -> Attempt {
	match session.send(&[call], question).await? {
		Some(_) => show(session, None).await,
		None => Ok(()),
	}
}

async fn show(session: &Session, account: Option<&str>) -> Attempt {
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn result_keys_should_be_32_bytes_or_none() {
		let key = "07".repeat(32);
		for text in [key.clone(), format!("0x{key}")] {
			let call = result_key(&text).expect("it is a key");
			let expected =
				json!({ "call": "registry.setResultKey", "args": { "key": format!("0x{key}") } });
			assert_eq!(call.json(), expected);
		}
		assert_eq!(result_key("none").expect("it is right").path(), "registry.removeResultKey");
		for wrong in ["", "0x", "07", "\u{1b}[2J"] {
			let told = result_key(wrong).unwrap_err().to_string();
			assert!(told.contains("64 hex digits") && !told.contains('\u{1b}'), "{told}");
		}
	}
}
