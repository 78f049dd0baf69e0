// SPDX-License-Identifier: Apache-2.0

//! `bourse doctor`: what is wrong, each with its cure.

use super::buy::now;
use crate::{
	amount::{thousands, Rlc},
	chain::{state, Chain},
	error::{Attempt, OURS},
	output::span,
	params,
	session::{Local, Session},
	why,
};
use bourse_formats::Hash;
use serde_json::{json, Value as Json};
use std::{fs, process::Command, time::Duration};

/// Age of the best block, and distance of the clocks, from which they are wrong, in seconds.
const OLD: u64 = 30;
const AHEAD: u64 = 5;
/// The time in which a chain that is well makes two blocks.
const TWO_BLOCKS: Duration = Duration::from_secs(5);
/// What sets a clock right.
const NTP: &str = "enable NTP (timedatectl set-ntp true)";
/// Distance between best and final block from which finality is stuck.
const UNFINAL: u64 = 50;

/// What was looked at, and what was found: a cure where it is bad.
struct Finding {
	text: String,
	cure: Option<String>,
}

fn ok(text: impl Into<String>) -> Finding {
	Finding { text: text.into(), cure: None }
}

fn bad(text: impl Into<String>, cure: impl Into<String>) -> Finding {
	Finding { text: text.into(), cure: Some(cure.into()) }
}

/// `bourse doctor`. The exit status: 0 when all is well.
pub async fn run(local: Local) -> Attempt<u8> {
	let terminal = local.terminal;
	let url = local.config.url().to_owned();
	let mut findings = Vec::new();
	match local.connect().await {
		Err(error) => {
			findings.push(bad(error.what(), format!("start a node, or name another than {url}")))
		},
		Ok(session) => {
			match node(&session).await {
				Ok(found) => findings.extend(found),
				Err(error) => findings.push(bad(error.what(), "see the node's log")),
			}
			findings.extend(account(&session).await);
		},
	}
	findings.extend(machine());
	let is_well = findings.iter().all(|finding| finding.cure.is_none());
	let json = findings
		.iter()
		.map(|Finding { text, cure }| json!({ "ok": cure.is_none(), "what": text, "cure": cure }));
	terminal.answer(json.collect(), || {
		let lines = findings.iter().map(|Finding { text, cure }| match cure {
			None => format!("ok   {text}"),
			Some(cure) => format!("bad  {text}. Cure: {cure}"),
		});
		lines.collect::<Vec<_>>().join("\n")
	})?;
	Ok(if is_well { 0 } else { OURS })
}

/// Node, blocks, peers, clock.
async fn node(session: &Session) -> Attempt<Vec<Finding>> {
	let chain = &session.chain;
	let version = chain.ask::<String>("system_version", params![]).await?;
	let best = chain.best().await?;
	let made = state::now(&best).await?;
	let (number, here) = (best.block_number(), now());
	let health = chain.ask::<Json>("system_health", params![]).await?;
	let age = here.saturating_sub(made);
	let block =
		format!("node {version} at {}, block {}, {} old", chain.url, thousands(number), span(age));
	let is_syncing = health["isSyncing"].as_bool().unwrap_or_default();
	let are_made = age > OLD && !is_syncing && are_made(chain, number).await?;
	let mut findings = of_age(block, age, are_made);
	if made > here.saturating_add(AHEAD) {
		let text = format!("clock is {} behind the chain's", span(made - here));
		findings.push(bad(text, NTP));
	}
	let last = chain.ask::<Hash>("chain_getFinalizedHead", params![]).await?;
	let last = chain.at(last).await?.block_number();
	let behind = number.saturating_sub(last);
	let text = format!("finality is {behind} blocks behind");
	findings.push(match behind > UNFINAL {
		false => ok(text),
		true => bad(text, "more than a third of the validators are away"),
	});
	let (peers, should) = (health["peers"].as_u64(), health["shouldHavePeers"].as_bool());
	let text = format!("{} peers", peers.unwrap_or_default());
	findings.push(match (peers, should) {
		(Some(0), Some(true)) => bad(text, "open the node's port 30333, or name --bootnodes"),
		_ => ok(text),
	});
	Ok(findings)
}

/// Whether another block comes soon.
async fn are_made(chain: &Chain, number: u64) -> Attempt<bool> {
	tokio::time::sleep(TWO_BLOCKS).await;
	Ok(chain.best().await?.block_number() > number)
}

/// What the best block's age says of the chain, or, where blocks are made all the same, of this machine's clock.
fn of_age(block: String, age: u64, are_made: bool) -> Vec<Finding> {
	match (age > OLD, are_made) {
		(false, _) => vec![ok(block)],
		(true, true) => {
			let text = format!("clock is {} ahead: contributions will be late", span(age));
			vec![ok(block), bad(text, NTP)]
		},
		(true, false) => {
			let cure = "the node is catching up, or no validator makes blocks: see its log";
			vec![bad(block, cure)]
		},
	}
}

/// Account, stake, worker.
async fn account(session: &Session) -> Vec<Finding> {
	let who = match session.account(None) {
		Ok(who) => who,
		Err(error) => {
			let cure = "`bourse wallet create NAME`, then `bourse config set account NAME`";
			return vec![bad(error.what(), cure)];
		},
	};
	let mut findings = Vec::new();
	let shown = session.shown(&who);
	if let Ok(at) = session.chain.best().await {
		let wallet = state::wallet(&at, &who).await.unwrap_or_default();
		let (stake, locked) = state::stake(&at, &who).await.unwrap_or_default();
		let text =
			format!("{shown} has {wallet} in its wallet, a free stake of {stake}, {locked} locked");
		findings.push(match wallet == Rlc(0) && stake == Rlc(0) {
			false => ok(text),
			true => bad(text, format!("send RLC to {who}")),
		});
	}
	if let Ok(Some(status)) = session.chain.worker_status(&who).await {
		let lasting = why::lasting(&status.of.hindrances, now());
		match lasting.is_empty() {
			true => {
				findings.push(ok(format!("worker {shown} of pool {} is ready", status.of.pool)))
			},
			false => findings.extend(lasting.into_iter().map(|why| {
				let (text, cure) =
					why.split_once(": ").unwrap_or((why.as_str(), "`bourse worker status`"));
				bad(format!("worker {shown}: {text}"), cure)
			})),
		}
	}
	findings
}

/// Whether the kernel has Landlock; `None` where that can't be seen.
pub fn has_landlock() -> Option<bool> {
	let modules = fs::read_to_string("/sys/kernel/security/lsm").unwrap_or_default();
	(!modules.is_empty()).then(|| modules.contains("landlock"))
}

/// The machine: sandbox, clock.
fn machine() -> Vec<Finding> {
	let mut findings = Vec::new();
	findings.push(match has_landlock() {
		Some(true) => ok("sandbox: the kernel has Landlock"),
		None => ok("sandbox: whether the kernel has Landlock can't be seen from here"),
		Some(false) => bad(
			"sandbox: the kernel's Landlock is off",
			"boot with lsm=landlock,… ; programs stay inside of WebAssembly and seccomp without it",
		),
	});
	let synchronized =
		Command::new("timedatectl").args(["show", "-p", "NTPSynchronized", "--value"]).output();
	if let Ok(told) = synchronized
		&& told.status.success()
	{
		findings.push(match told.stdout.starts_with(b"yes") {
			true => ok("clock: synchronised by NTP"),
			false => bad("clock: not synchronised", NTP),
		});
	}
	findings
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn old_blocks_should_be_the_clocks_fault_while_new_ones_are_made() {
		let told = |age, are_made| {
			let found = of_age("block".into(), age, are_made).into_iter();
			found.map(|Finding { text, cure }| (text, cure.is_some())).collect::<Vec<_>>()
		};
		let block = |is_bad| ("block".to_owned(), is_bad);
		assert_eq!(told(OLD, false), [block(false)]);
		assert_eq!(told(OLD + 1, false), [block(true)]);
		let clock = "clock is 41 s ahead: contributions will be late".to_owned();
		assert_eq!(told(41, true), [block(false), (clock, true)]);
	}
}
