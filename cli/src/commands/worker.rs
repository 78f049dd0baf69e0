// SPDX-License-Identifier: Apache-2.0

//! `bourse worker`.

use super::{buy::now, doctor};
use crate::{
	amount::Rlc,
	args,
	chain::{state, Arg, Call},
	error::{Attempt, Error, While},
	names::Names,
	output::span,
	params,
	session::Session,
	why,
};
use bourse_formats::Hasher;
use serde_json::json;
use std::time::Duration;
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

/// What a hot key signs begins with.
const DOMAIN: &[u8] = b"bourse hot key";

/// Lines of a status that tell of pool and stake; those of what is missing follow.
const ABOUT: usize = 2;
/// Distance of the clocks at which tasks are missed, in seconds.
const MAX_CLOCK: u64 = 30;

/// `bourse worker …`.
pub async fn run(session: &Session, command: args::Worker) -> Attempt {
	match command {
		args::Worker::Setup { pool, slots, stake } => setup(session, &pool, slots, stake).await,
		args::Worker::Status { worker, watch, why } => {
			status(session, worker.as_deref(), watch, why).await
		},
		args::Worker::Slots { slots } => {
			let call = Call::new("Pools", "set_slots", vec![("slots", slots.into())]);
			let question = match slots {
				0 => "Take no new tasks?".to_owned(),
				slots => format!("Take {slots} tasks at once?"),
			};
			session.act(&[call], &question).await.map(drop)
		},
		args::Worker::MaxStake { amount } => {
			let call = Call::new("Pools", "set_max_stake", vec![("max_stake", amount.0.into())]);
			session.act(&[call], &format!("Let a task lock up to {amount}?")).await.map(drop)
		},
		args::Worker::Leave => {
			let call = Call::new("Pools", "leave", Vec::new());
			session.act(&[call], "Leave the pool?").await.map(drop)
		},
	}
}

/// A new hot key: its seed as hex, and the pair.
fn hot_key() -> Attempt<(String, Keypair)> {
	let mut seed = [0; 32];
	getrandom::fill(&mut seed).during("the system gives no randomness")?;
	let pair = Keypair::from_secret_key(seed).during("the hot key")?;
	Ok((format!("0x{}", hex::encode(seed)), pair))
}

/// What shows the chain that the worker holds the hot key.
fn proof(pair: &Keypair, worker: &AccountId32) -> Vec<u8> {
	let mut hasher = Hasher::new();
	hasher.update(DOMAIN);
	hasher.update(worker.0);
	pair.sign(hasher.finish().as_bytes()).0.to_vec()
}

/// What the kernel gives the sandbox, in a few words.
fn sandbox(has_landlock: Option<bool>) -> &'static str {
	match has_landlock {
		Some(true) => "sandbox ok",
		Some(false) => "sandbox without Landlock (`bourse doctor`)",
		None => "sandbox not seen from here",
	}
}

/// Cores and memory.
fn machine() -> String {
	let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
	let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
	match memory(&text) {
		Some(gib) => format!("{cores} cores, {gib} GiB of memory"),
		None => format!("{cores} cores"),
	}
}

/// The memory in `/proc/meminfo`, in GiB.
fn memory(text: &str) -> Option<u64> {
	let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
	let kib = line.split_whitespace().nth(1)?.parse::<u64>().ok()?;
	Some(kib.div_ceil(1 << 20))
}

async fn setup(session: &Session, pool: &str, slots: u32, stake: Option<Rlc>) -> Attempt {
	let terminal = session.terminal();
	let at = session.chain.best().await?;
	let pool = Names::new(session.config(), &at, session.for_development).pool(pool).await?;
	let worker = session.account(None)?;
	if let Some(status) = session.chain.worker_status(&worker).await? {
		return Err(Error::new(format!(
			"{} works for pool {} already",
			session.shown(&worker),
			status.of.pool
		))
		.cure("`bourse worker status` says how it does; `bourse worker leave` ends that"));
	}
	let chain_time = state::now(&at).await?;
	let ahead = now().abs_diff(chain_time);
	if ahead > MAX_CLOCK {
		let what = format!("the clock is {} from the last block's time", span(ahead));
		return Err(Error::new(what).cure(
			"contributions would be late: enable NTP (timedatectl set-ntp true), or wait for the node to \
			 catch up",
		));
	}
	let (machine, url) = (machine(), &session.chain.url);
	let sandbox = sandbox(doctor::has_landlock());
	terminal.say(format!("1 this machine: {machine}, {sandbox}, clock ok; node {url} answers"));
	let rules = state::market_parameters(&at).await?;
	let bond = Rlc(rules.slot_bond.saturating_mul(slots.into()));
	let needed = Rlc(bond.0.saturating_add(rules.worker_deposit));
	let (free, _) = state::stake(&at, &worker).await?;
	let lacks = stake.unwrap_or(Rlc(needed.0.saturating_sub(free.0)));
	terminal.say(format!(
		"2 stake: {free} free; {slots} slots need {bond} and {} for the record; {lacks} are deposited",
		Rlc(rules.worker_deposit)
	));
	let wallet = state::wallet(&at, &worker).await?;
	if wallet < lacks {
		return Err(Error::new(format!("the wallet has {wallet}, not {lacks}"))
			.cure("send it RLC, or take fewer --slots"));
	}
	let (seed, pair) = hot_key()?;
	let public = pair.public_key().0;
	let mut calls = Vec::new();
	if lacks.0 > 0 {
		calls.push(Call::new("Escrow", "deposit", vec![("amount", lacks.0.into())]));
	}
	calls.push(Call::new(
		"Pools",
		"apply",
		vec![("pool", pool.id.into()), ("slots", slots.into())],
	));
	let args = vec![("key", public.into()), ("proof", Arg::Bytes(proof(&pair, &worker)))];
	calls.push(Call::new("Pools", "set_hot_key", args));
	terminal.say(format!("3 hot key 0x{} goes into the node's keystore", hex::encode(public)));
	let waits = match rules.warm_up {
		0 => String::new(),
		seconds => format!(", and waits {} for its first task in an open pool", span(seconds)),
	};
	let shown = session.shown(&worker);
	let question = format!("4 {shown} joins {}{waits}. Sign?", pool.shown);
	if session.is_dry() {
		session.send(&calls, &question).await?;
		return Ok(());
	}
	terminal.confirm(&question)?;
	let signer = session.signer()?;
	// First the key: a worker that was accepted without it would miss its first tasks.
	let key = format!("0x{}", hex::encode(public));
	let kept =
		session.chain.ask::<serde_json::Value>("author_insertKey", params!["poco", seed, key]);
	kept.await.map_err(|error| {
		Error::new(format!("the node did not take the hot key: {error}")).cure(
			"run this on the node's own machine; a node with --rpc-external needs --rpc-methods unsafe for it",
		)
	})?;
	session.send_as(&signer, &calls).await?;
	let accepted =
		session.chain.worker_status(&worker).await?.is_some_and(|status| status.of.accepted);
	let end = match accepted {
		true => {
			format!("{shown} is a worker of {}. Watch: bourse worker status --watch", pool.shown)
		},
		false => format!("{shown} applied to {}: its owner has to accept it", pool.shown),
	};
	terminal.answer(
		json!({ "worker": worker.to_string(), "pool": pool.id, "accepted": accepted }),
		|| end,
	)
}

async fn status(session: &Session, worker: Option<&str>, watch: bool, only_why: bool) -> Attempt {
	let worker = session.account(worker)?;
	let mut last = String::new();
	loop {
		let found = session.chain.worker_status(&worker).await?.ok_or_else(|| {
			Error::new(format!("{} is no worker", session.shown(&worker)))
				.cure("`bourse worker setup --pool POOL` makes it one")
		})?;
		let status = &found.of;
		let now = now();
		let mut lines = vec![
			format!(
				"{} of pool {}: {} tasks running, {} of {} slots free",
				session.shown(&worker),
				status.pool,
				status.tasks.len(),
				status.free_slots,
				status.slots
			),
			format!(
				"stake of {}: {} free, {} locked; last seen {} ago",
				session.shown(&status.owner),
				status.stake,
				status.locked,
				// Not finer, or a watch would never rest.
				span(now.saturating_sub(status.last_seen) / 60 * 60)
			),
		];
		if !status.accepted {
			lines.push("the pool's owner has not accepted it yet".into());
		}
		match status.hindrances.is_empty() {
			true => lines.push("nothing is between the worker and tasks but the draw".into()),
			false => lines.extend(status.hindrances.iter().map(|one| why::hindrance(one, now))),
		}
		if only_why {
			lines = lines.split_off(ABOUT);
		}
		let text = lines.join("\n");
		if text != last {
			session.terminal().answer(found.json.clone(), || text.clone())?;
			last = text;
		}
		if !watch {
			return Ok(());
		}
		tokio::time::sleep(Duration::from_secs(2)).await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn memory_should_be_read() {
		assert_eq!(memory("MemTotal:       16323456 kB\nMemFree: 1 kB\n"), Some(16));
		assert_eq!(memory("nothing"), None);
	}

	#[test]
	fn proofs_should_be_over_the_worker() {
		let (seed, pair) = hot_key().expect("there is randomness");
		assert_eq!(seed.len(), 66);
		let worker = AccountId32([7; 32]);
		let message = bourse_formats::blake2_256(&[DOMAIN, &[7; 32]].concat());
		let proof: [u8; 64] = proof(&pair, &worker).try_into().expect("a signature has 64 bytes");
		let signature = subxt_signer::sr25519::Signature(proof);
		assert!(subxt_signer::sr25519::verify(&signature, message.as_bytes(), &pair.public_key()));
	}
}
