// SPDX-License-Identifier: Apache-2.0

//! `bourse validator`.

use super::buy::now;
use crate::{
	amount::{thousands, Rlc},
	args::{self, Commission},
	chain::{
		staking::{self, Exposure, Keys, Points, Slash, Terms},
		state, variant,
		views::bytes_of,
		Arg, At, Call,
	},
	error::{Attempt, Error},
	output::{span, table},
	params,
	session::Session,
};
use serde::Deserialize;
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Eras that one transaction has paid out.
const ERAS_AT_ONCE: usize = 8;
/// Bytes of a session's public keys: babe, then grandpa.
const KEYS: usize = 64;

/// What `author_rotateKeysWithOwner` answers: hex.
#[derive(Deserialize)]
struct Generated {
	keys: String,
	proof: Option<String>,
}

/// `bourse validator …`.
pub async fn run(session: &Session, command: args::Validator) -> Attempt {
	match command {
		args::Validator::List => list(session).await,
		args::Validator::Show { account } => show(session, account.as_deref()).await,
		args::Validator::Keys => keys(session).await,
		args::Validator::Bond { amount, pay_to, compound } => {
			bond(session, amount, pay_to.as_deref(), compound).await
		},
		args::Validator::Validate { commission, closed } => {
			validate(session, commission, closed).await
		},
		args::Validator::Chill => {
			let call = Call::new("Staking", "chill", Vec::new());
			done(session, &[call], "Validate or nominate no longer?").await
		},
		args::Validator::Unbond { amount } => unbond(session, amount).await,
		args::Validator::Withdraw => withdraw(session).await,
		args::Validator::Nominate { validators } => nominate(session, &validators).await,
		args::Validator::Payout { validator, era } => {
			payout(session, validator.as_deref(), era).await
		},
	}
}

/// A validator or candidate of an era.
struct Row {
	who: AccountId32,
	/// Whether it validates in this session.
	is_active: bool,
	points: u32,
	/// What stands behind it in this era, if it was elected.
	exposure: Option<Exposure>,
	/// Its terms, if it stands for the next election.
	terms: Option<Terms>,
}

/// Active validators first, by points; then the others.
fn rows(
	active: &[AccountId32],
	points: &Points,
	exposures: &[(AccountId32, Exposure)],
	candidates: &[(AccountId32, Terms)],
) -> Vec<Row> {
	let elected = exposures.iter().map(|(who, _)| who);
	let standing = candidates.iter().map(|(who, _)| who);
	let mut all = active.iter().chain(elected).chain(standing).collect::<Vec<_>>();
	all.sort();
	all.dedup();
	let mut rows = all
		.into_iter()
		.map(|who| Row {
			who: *who,
			is_active: active.contains(who),
			points: points.of(who),
			exposure: exposures.iter().find(|(one, _)| one == who).map(|(_, of)| of.clone()),
			terms: candidates.iter().find(|(one, _)| one == who).map(|(_, of)| of.clone()),
		})
		.collect::<Vec<_>>();
	// The sort keeps accounts with the same points in their order.
	rows.sort_by_key(|row| (!row.is_active, u32::MAX - row.points));
	rows
}

impl Row {
	fn state(&self) -> &'static str {
		match (self.is_active, &self.terms) {
			(true, Some(_)) => "active",
			(true, None) => "leaves",
			(false, _) if self.exposure.is_some() => "keyless",
			(false, _) => "candidate",
		}
	}

	fn json(&self) -> Json {
		let exposure = self.exposure.as_ref();
		json!({
			"validator": self.who.to_string(), "state": self.state(), "points": self.points,
			"stake": exposure.map(|of| of.total.to_string()),
			"own": exposure.map(|of| of.own.to_string()),
			"nominators": exposure.map(|of| of.nominator_count),
			"commission": self.terms.as_ref().map(|of| of.commission),
			"closed": self.terms.as_ref().map(|of| of.blocked),
		})
	}

	fn cells(&self, session: &Session) -> [String; 7] {
		let amount = |of: fn(&Exposure) -> u128| {
			self.exposure
				.as_ref()
				.map_or_else(String::new, |exposure| Rlc(of(exposure)).to_string())
		};
		let nominators = self.exposure.as_ref().map(|of| thousands(of.nominator_count));
		let commission = self.terms.as_ref().map(shown_terms);
		[
			session.shown(&self.who),
			self.state().to_owned(),
			thousands(self.points),
			amount(|of| of.total),
			amount(|of| of.own),
			nominators.unwrap_or_default(),
			commission.unwrap_or_default(),
		]
	}
}

fn shown_terms(terms: &Terms) -> String {
	let closed = if terms.blocked { ", closed" } else { "" };
	format!("{}{closed}", Commission(terms.commission))
}

/// A line about a slash that waits.
fn slash_line(session: &Session, era: u32, slash: &Slash) -> String {
	let who = session.shown(&slash.validator);
	format!("slash       {} of {who} and its nominators when era {era} begins", Rlc(slash.total()))
}

fn slashes_json(slashes: &[(u32, Slash)]) -> Json {
	let each = slashes.iter().map(|(era, slash)| {
		json!({
			"era": era, "validator": slash.validator.to_string(), "own": slash.own.to_string(),
			"total": slash.total().to_string(),
		})
	});
	each.collect()
}

async fn list(session: &Session) -> Attempt {
	let at = session.chain.best().await?;
	let era = staking::era(&at).await?;
	let points = staking::points(&at, era.index).await?;
	let active = staking::validators(&at).await?;
	let exposures = staking::exposures(&at, era.index).await?;
	let candidates = staking::candidates(&at).await?;
	let slashes = staking::slashes(&at).await?;
	let rows = rows(&active, &points, &exposures, &candidates);
	let json = json!({
		"era": era.index, "start": era.start.map(|start| start / 1_000), "points": points.total,
		"validators": rows.iter().map(Row::json).collect::<Vec<_>>(),
		"slashes": slashes_json(&slashes),
	});
	session.terminal().answer(json, || {
		let since = era.start.map_or_else(
			|| "begins".to_owned(),
			|start| format!("for {}", span(now().saturating_sub(start / 1_000))),
		);
		let mut lines = vec![
			format!("era {} {since}, {} points", era.index, thousands(points.total)),
			table(
				["validator", "", " points", " stake", " own", " nominators", " commission"],
				rows.iter().map(|row| row.cells(session)),
			),
		];
		lines.extend(slashes.iter().map(|(era, slash)| slash_line(session, *era, slash)));
		lines.join("\n")
	})
}

/// What an account is to the chain's validators.
fn role(row: Option<&Row>, nominates: usize) -> String {
	match row {
		Some(row) if row.is_active && row.terms.is_none() => "validates until the era ends".into(),
		Some(row) if row.is_active => "validates".into(),
		Some(row) if row.exposure.is_some() => "is elected, but has no session keys".into(),
		Some(_) => "stands for election".into(),
		None if nominates > 0 => format!("nominates {nominates} validators"),
		None => "neither validates nor nominates".into(),
	}
}

async fn show(session: &Session, account: Option<&str>) -> Attempt {
	let who = session.account(account)?;
	let at = session.chain.best().await?;
	let era = staking::era(&at).await?.index;
	let points = staking::points(&at, era).await?;
	let active = staking::validators(&at).await?;
	let exposures = staking::exposures(&at, era).await?;
	let candidates = staking::candidates(&at).await?;
	let rows = rows(&active, &points, &exposures, &candidates);
	let row = rows.iter().find(|row| row.who == who);
	let ledger = staking::ledger(&at, &who).await?;
	let nominated = staking::nominations(&at, &who).await?.map_or_else(Vec::new, |of| of.targets);
	let keys = staking::keys(&at, &who).await?;
	let mut slashes = staking::slashes(&at).await?;
	slashes.retain(|(_, slash)| {
		slash.validator == who || slash.others.iter().any(|(one, _)| *one == who)
	});
	let unpaid = staking::unpaid(&at, &who).await?;
	let bonded = Rlc(ledger.as_ref().map_or(0, |of| of.active));
	let unlocking = ledger.map_or_else(Vec::new, |of| of.unlocking);
	let json = json!({
		"address": who.to_string(), "era": era, "bonded": bonded.0.to_string(),
		"unlocking": unlocking.iter().map(|part| {
			json!({ "era": part.era, "amount": part.value.to_string() })
		}).collect::<Vec<_>>(),
		"keys": keys.as_ref().map(shown_keys), "validator": row.map(Row::json),
		"nominates": nominated.iter().map(ToString::to_string).collect::<Vec<_>>(),
		"unpaidEras": unpaid, "slashes": slashes_json(&slashes),
	});
	session.terminal().answer(json, || {
		let mut lines = vec![
			format!("{} ({who}) {}", session.shown(&who), role(row, nominated.len())),
			format!("bond        {bonded}"),
		];
		lines.extend(unlocking.iter().map(|part| match part.era <= era {
			true => format!("            {} are free: bourse validator withdraw", Rlc(part.value)),
			false => format!("            {} get free in era {}", Rlc(part.value), part.era),
		}));
		lines.push(match &keys {
			Some(keys) => {
				format!("babe        {}\ngran        {}", as_hex(&keys.babe), as_hex(&keys.grandpa))
			},
			None => "keys        none".into(),
		});
		if let Some(of) = row.and_then(|row| row.exposure.as_ref()) {
			lines.push(format!(
				"era {era:<8}{} points, stake {}, of that its own {}, {} nominators",
				points.of(&who),
				Rlc(of.total),
				Rlc(of.own),
				of.nominator_count
			));
		}
		if let Some(terms) = row.and_then(|row| row.terms.as_ref()) {
			lines.push(format!("terms       {}", shown_terms(terms)));
		}
		lines.extend(nominated.iter().map(|one| format!("nominates   {}", session.shown(one))));
		lines.extend(slashes.iter().map(|(era, slash)| slash_line(session, *era, slash)));
		if !unpaid.is_empty() {
			lines.push(format!("unpaid      {} eras: bourse validator payout {who}", unpaid.len()));
		}
		lines.join("\n")
	})
}

fn as_hex(key: &[u8; 32]) -> String {
	format!("0x{}", hex::encode(key))
}

fn shown_keys(keys: &Keys) -> Json {
	json!({ "babe": as_hex(&keys.babe), "grandpa": as_hex(&keys.grandpa) })
}

/// The call that registers keys, and the keys by name.
fn set_keys(made: &Generated) -> Attempt<(Call, Keys)> {
	let bytes = bytes_of(&made.keys)?;
	let halves = bytes.split_at_checked(KEYS / 2).and_then(|(babe, grandpa)| {
		Some((<[u8; 32]>::try_from(babe).ok()?, <[u8; 32]>::try_from(grandpa).ok()?))
	});
	let Some((babe, grandpa)) = halves else {
		return Err(Error::new(format!("the node made {} bytes of keys, not {KEYS}", bytes.len()))
			.cure("`bourse` and node are of different versions: take the same"));
	};
	let Some(proof) = &made.proof else {
		return Err(Error::new("the node made keys without a proof that it holds them")
			.cure("take a node of the chain's version"));
	};
	let keys = Keys { babe, grandpa };
	let arg = Arg::Record(vec![("babe", keys.babe.into()), ("grandpa", keys.grandpa.into())]);
	let args = vec![("keys", arg), ("proof", Arg::Bytes(bytes_of(proof)?))];
	Ok((Call::new("Session", "set_keys", args), keys))
}

async fn keys(session: &Session) -> Attempt {
	if session.is_dry() {
		return Err(Error::new("a dry run makes no session keys")
			.cure("without --dry-run the node makes them, and they are registered"));
	}
	let who = session.account(None)?;
	let shown = session.shown(&who);
	let url = &session.chain.url;
	let terminal = session.terminal();
	terminal.confirm(&format!("Have the node at {url} make session keys of {shown}?"))?;
	let signer = session.signer()?;
	let owner = format!("0x{}", hex::encode(who.0));
	let made = session.chain.ask::<Generated>("author_rotateKeysWithOwner", params![owner]).await;
	let made = made.map_err(|error| {
		Error::new(format!("the node made no session keys: {}", error.what())).cure(
			"run this on the validator's own machine; a node with --rpc-external needs --rpc-methods \
			 unsafe for it",
		)
	})?;
	let (call, keys) = set_keys(&made)?;
	session.send_as(&signer, &[call]).await?;
	terminal.answer(json!({ "validator": who.to_string(), "keys": shown_keys(&keys) }), || {
		format!(
			"{shown} signs with these keys two sessions from now; leave the old ones in the node until \
			 then\nbabe  {}\ngran  {}",
			as_hex(&keys.babe),
			as_hex(&keys.grandpa)
		)
	})
}

async fn bond(session: &Session, amount: Rlc, pay_to: Option<&str>, compound: bool) -> Attempt {
	let who = session.account(None)?;
	let at = session.chain.best().await?;
	let wallet = state::wallet(&at, &who).await?;
	if wallet < amount {
		return Err(Error::new(format!("the wallet has {wallet}, not {amount}")).cure(
			"bond less, or send it RLC first; the stake for work (`bourse account`) can't be bonded",
		));
	}
	let payee = match pay_to {
		Some(account) => variant("Account", session.account(Some(account))?),
		None if compound => Arg::Unit("Staked"),
		None => Arg::Unit("Stash"),
	};
	let has_bond = staking::ledger(&at, &who).await?.is_some();
	let calls = match has_bond {
		false => {
			vec![Call::new("Staking", "bond", vec![("value", amount.0.into()), ("payee", payee)])]
		},
		true => {
			let more = vec![("max_additional", amount.0.into())];
			let mut calls = vec![Call::new("Staking", "bond_extra", more)];
			if pay_to.is_some() || compound {
				calls.push(Call::new("Staking", "set_payee", vec![("payee", payee)]));
			}
			calls
		},
	};
	done(session, &calls, &format!("Bond {amount}?")).await
}

async fn done(session: &Session, calls: &[Call], question: &str) -> Attempt {
	match session.send(calls, question).await? {
		Some(_) => show(session, None).await,
		None => Ok(()),
	}
}

async fn validate(session: &Session, commission: Commission, closed: bool) -> Attempt {
	let who = session.account(None)?;
	let at = session.chain.best().await?;
	if staking::keys(&at, &who).await?.is_none() {
		return Err(Error::new(format!("{} has no session keys", session.shown(&who)))
			.cure("`bourse validator keys`, on the validator's machine, comes first"));
	}
	let prefs = Arg::Record(vec![("commission", commission.0.into()), ("blocked", closed.into())]);
	let call = Call::new("Staking", "validate", vec![("prefs", prefs)]);
	done(session, &[call], &format!("Stand for election, with a commission of {commission}?")).await
}

async fn unbond(session: &Session, amount: Rlc) -> Attempt {
	let who = session.account(None)?;
	let at = session.chain.best().await?;
	let bonded = staking::ledger(&at, &who).await?.map_or(Rlc(0), |of| Rlc(of.active));
	if bonded < amount {
		return Err(Error::new(format!("the bond is {bonded}, not {amount}")).cure("unbond less"));
	}
	let call = Call::new("Staking", "unbond", vec![("value", amount.0.into())]);
	done(session, &[call], &format!("Unbond {amount}?")).await
}

async fn withdraw(session: &Session) -> Attempt {
	let who = session.account(None)?;
	let at = session.chain.best().await?;
	let era = staking::era(&at).await?.index;
	let unlocking = staking::ledger(&at, &who).await?.map_or_else(Vec::new, |of| of.unlocking);
	let Some(first) = unlocking.iter().map(|part| part.era).min() else {
		return Err(Error::new(format!("{} has unbonded nothing", session.shown(&who)))
			.cure("`bourse validator unbond AMOUNT` begins it"));
	};
	// In the last session of an era the next one counts already.
	if first > era.saturating_add(1) {
		return Err(Error::new(format!("nothing of the bond is free before era {first}"))
			.cure(format!("this is era {era}: wait")));
	}
	let spans = staking::spans(&at, &who).await?;
	let args = vec![("num_slashing_spans", spans.into())];
	let call = Call::new("Staking", "withdraw_unbonded", args);
	done(session, &[call], "Move what is free of the bond to the wallet?").await
}

async fn nominate(session: &Session, validators: &[String]) -> Attempt {
	let at = session.chain.best().await?;
	let candidates = staking::candidates(&at).await?;
	let (mut targets, mut shown) = (Vec::new(), Vec::new());
	for name in validators {
		let who = session.account(Some(name))?;
		if !candidates.iter().any(|(one, _)| *one == who) {
			return Err(Error::new(format!("{} does not stand for election", session.shown(&who)))
				.cure("`bourse validator list` shows who does"));
		}
		targets.push(variant("Id", who));
		shown.push(session.shown(&who));
	}
	let call = Call::new("Staking", "nominate", vec![("targets", targets.into())]);
	done(session, &[call], &format!("Put the bond behind {}?", shown.join(", "))).await
}

/// The eras to have paid, and how many are left for another time.
async fn eras(at: &At, who: &AccountId32, era: Option<u32>) -> Attempt<(Vec<u32>, usize)> {
	if let Some(era) = era {
		return Ok((vec![era], 0));
	}
	let mut unpaid = staking::unpaid(at, who).await?;
	let left = unpaid.len().saturating_sub(ERAS_AT_ONCE);
	unpaid.truncate(ERAS_AT_ONCE);
	Ok((unpaid, left))
}

async fn payout(session: &Session, validator: Option<&str>, era: Option<u32>) -> Attempt {
	let who = session.account(validator)?;
	let shown = session.shown(&who);
	let at = session.chain.best().await?;
	let (eras, left) = eras(&at, &who, era).await?;
	if eras.is_empty() {
		let json = json!({ "validator": who.to_string(), "eras": eras });
		return session.terminal().answer(json, || format!("nothing of {shown} is unpaid"));
	}
	let calls = eras.iter().map(|era| {
		let args = vec![("validator_stash", who.into()), ("era", (*era).into())];
		Call::new("Staking", "payout_stakers", args)
	});
	let calls = calls.collect::<Vec<_>>();
	let list = eras.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
	let question = format!("Have {shown} and its nominators paid for eras {list}?");
	if session.send(&calls, &question).await?.is_none() {
		return Ok(());
	}
	let json = json!({ "validator": who.to_string(), "eras": eras, "left": left });
	session.terminal().answer(json, || match left {
		0 => format!("{shown} is paid for eras {list}"),
		left => format!("{shown} is paid for eras {list}; {left} are left: the same command again"),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn account(byte: u8) -> AccountId32 {
		AccountId32([byte; 32])
	}

	#[test]
	fn validators_should_come_by_points_and_candidates_behind_them() {
		let [a, b, c, d] = [1, 2, 3, 4].map(account);
		let terms = || Terms { commission: 25_000_000, blocked: false };
		let points = Points { total: 60, individual: vec![(a, 20), (b, 40)] };
		let exposure = Exposure { total: 7, own: 5, nominator_count: 1, page_count: 1 };
		let exposures = [(a, exposure.clone()), (d, exposure)];
		let rows = rows(&[a, b], &points, &exposures, &[(b, terms()), (c, terms())]);
		let shown = rows.iter().map(|row| (row.who, row.state(), row.points)).collect::<Vec<_>>();
		assert_eq!(
			shown,
			[(b, "active", 40), (a, "leaves", 20), (c, "candidate", 0), (d, "keyless", 0)]
		);
		let json = rows[1].json();
		assert_eq!((&json["stake"], &json["commission"]), (&json!("7"), &Json::Null));
		assert_eq!(rows[2].json()["commission"], json!(25_000_000));
		assert_eq!(role(rows.first(), 0), "validates");
		assert_eq!(role(rows.get(1), 0), "validates until the era ends");
		assert_eq!(role(rows.get(2), 0), "stands for election");
		assert_eq!(role(rows.get(3), 0), "is elected, but has no session keys");
		assert_eq!(role(None, 2), "nominates 2 validators");
		assert_eq!(role(None, 0), "neither validates nor nominates");
	}

	#[test]
	fn session_keys_should_be_babe_and_grandpa_with_a_proof() {
		let made = |bytes: usize, proof: Option<&str>| Generated {
			keys: format!("0x{}{}", "01".repeat(32), "02".repeat(bytes - 32)),
			proof: proof.map(str::to_owned),
		};
		let (call, keys) = set_keys(&made(64, Some("0x0304"))).expect("it is right");
		assert_eq!((keys.babe, keys.grandpa), ([1; 32], [2; 32]));
		assert_eq!(call.path(), "session.setKeys");
		assert_eq!(call.args[1].1, Arg::Bytes(vec![3, 4]));
		let told = set_keys(&made(96, Some("0x"))).unwrap_err().to_string();
		assert!(told.starts_with("the node made 96 bytes of keys, not 64"), "{told}");
		let told = set_keys(&made(64, None)).unwrap_err().to_string();
		assert!(told.starts_with("the node made keys without a proof"), "{told}");
	}

	#[test]
	fn slashes_should_be_told_with_their_era() {
		let slash = Slash { validator: account(1), own: 5, others: vec![(account(2), 7)] };
		let json = slashes_json(&[(9, slash)]);
		assert_eq!((&json[0]["era"], &json[0]["total"]), (&json!(9), &json!("12")));
	}
}
