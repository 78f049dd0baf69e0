// SPDX-License-Identifier: Apache-2.0

//! One trace on one chain: step by step, a block for each, compared after each.

use crate::{
	calls::Caller,
	events::{in_order, of_trace},
	json::Json,
	refusals::{Memory, Situation},
	state::{initial, normal, Reader},
	trace::{Operation, Step, Trace},
};
use anyhow::{Context, Result};
use bourse_primitives::{Balance, Seconds};
use bourse_runtime::{Balances, Runtime, RuntimeError, RuntimeEvent, System};
use bourse_runtime_tests::chain;
use frame_support::traits::fungible::Mutate;
use frame_system::Phase;
use pallet_poco::AutomationSettings;
use scale_info::{TypeDef, TypeInfo};
use serde_json::json;
use sp_runtime::{DispatchError, ModuleError};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
	sync::OnceLock,
};

/// Time 0 of a trace: some years ago, at the beginning of a slot.
const EPOCH: Seconds = 1_700_000_000;
/// What each sender has in its wallet: what happens outside the protocol is not traced.
const WALLET: Balance = 1 << 110;
/// Who pays for the groups. Not an actor of any trace.
const GROUP_OWNER: &str = "replay: owner of the groups";
/// Who the administrator of the contracts is in the traces.
const ADMINISTRATOR: &str = "owner";

/// Where a trace and the chain part.
#[derive(Debug)]
pub struct Difference {
	/// Which step.
	pub step: usize,
	/// The step as the trace has it, without what came of it.
	pub source: String,
	/// What differs, a line for each.
	pub lines: Vec<String>,
}

impl fmt::Display for Difference {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "step {}: {}", self.step, self.source)?;
		for line in &self.lines {
			write!(f, "\n  {line}")?;
		}
		Ok(())
	}
}

/// Replays a trace. Gives the first step after which the chain is not where the trace is, or the
/// reason why the trace can't be replayed at all.
pub fn replay(trace: &Trace) -> Result<Option<Difference>> {
	let automation = AutomationSettings::all(false);
	let administrator = crate::names::Names::default().account(Some(ADMINISTRATOR));
	let categories: Vec<_> = trace.categories.iter().map(|(name, time)| (name, "", time)).collect();
	let mut chain = chain::test_ext_with(json!({
		// PROTOCOL 8.1: the contracts do nothing by themselves.
		"poco": { "automation": automation },
		"registry": { "categories": categories },
		// The contracts know nothing of PROTOCOL 9.
		"rules": { "hold": false },
		"sudo": { "key": administrator },
	}));
	chain.execute_with(|| {
		for (worker, score) in &trace.scores {
			let worker = crate::names::Names::default().account(Some(worker));
			pallet_poco::Score::<Runtime>::insert(worker, score);
		}
		chain::open_block(1, (EPOCH - 2) * 1000);
		// Operations come at times of their own.
		chain::stay_in_session();
		let mut replay = Replay::of(trace)?;
		chain::end_block();
		for (place, step) in trace.steps.iter().enumerate() {
			if let Err(lines) = replay.step(step).with_context(|| format!("step {place}"))? {
				return Ok(Some(Difference { step: place, source: step.source.clone(), lines }));
			}
		}
		Ok(None)
	})
}

/// What differs after a step.
type Outcome = Result<(), Vec<String>>;

struct Replay<'a> {
	trace: &'a Trace,
	caller: Caller,
	/// Where the trace is.
	expected: Json,
	memory: Memory,
	/// Assets that are members of a group: group and member.
	candidates: Vec<(String, String)>,
}

impl<'a> Replay<'a> {
	/// Fills the wallets and makes the groups. Within the first block.
	fn of(trace: &'a Trace) -> Result<Self> {
		let mut caller = Caller::of(trace)?;
		let senders = trace.steps.iter().filter_map(|step| step.by.as_deref());
		let senders: BTreeSet<&str> = senders.chain([GROUP_OWNER]).collect();
		for sender in senders {
			let account = caller.names.account(Some(sender));
			Balances::mint_into(&account, WALLET).map_err(|error| anyhow::anyhow!("{error:?}"))?;
		}
		// Known accounts are shown by their names.
		for actor in &trace.actors {
			caller.names.account(Some(actor));
		}
		let mut candidates = Vec::new();
		for group in caller.names.groups() {
			let name = group.clone().into_bytes();
			configure(&mut caller, pallet_registry::Call::create_group { name })?;
			for member in trace.groups.get(&group).into_iter().flatten() {
				candidates.push((group.clone(), member.clone()));
			}
		}
		let mut replay =
			Self { trace, caller, expected: initial(trace), memory: Memory::of(trace), candidates };
		// Assets follow when they are registered.
		let (assets, others): (Vec<_>, Vec<_>) = std::mem::take(&mut replay.candidates)
			.into_iter()
			.partition(|(_, member)| replay.caller.names.asset(member).is_some());
		replay.candidates = assets;
		for (group, member) in others {
			replay.add_to_group(&group, &member)?;
		}
		Ok(replay)
	}

	fn add_to_group(&mut self, group: &str, member: &str) -> Result<()> {
		let names = &mut self.caller.names;
		let id = names.group(group).context("the group is not known")?;
		let party = names.party(member, None);
		configure(&mut self.caller, pallet_registry::Call::add_to_group { id, party })
	}

	/// Does a step and compares. An error is one of the trace.
	fn step(&mut self, step: &Step) -> Result<Outcome> {
		let number = System::block_number() + 1;
		let by = step.by.as_deref().unwrap_or_default();
		chain::open_block(number, (EPOCH + step.time) * 1000);
		let result = match self.caller.call(by, &step.operation)? {
			Some(call) => {
				let transaction = chain::signed_by(&self.caller.names.key(by), call);
				match chain::apply_extrinsic(transaction) {
					Ok(result) => result,
					Err(error) => {
						return Ok(Err(vec![format!("the transaction is not valid: {error:?}")]))
					},
				}
			},
			None => Ok(()),
		};
		if let (Operation::Create { asset, .. }, Ok(())) = (&step.operation, result) {
			for (group, member) in self.candidates.clone() {
				if member == *asset {
					self.add_to_group(&group, &member)?;
				}
			}
		}
		let (events, by_itself) = self.close_block();
		let result = sudo_result(&events).unwrap_or(result);
		if let Err(lines) = self.compare_outcome(step, result) {
			return Ok(Err(lines));
		}
		if let Err(line) = self.note_deal(step, &events) {
			return Ok(Err(vec![line]));
		}

		let mut lines = Vec::new();
		for event in by_itself {
			lines.push(format!("the chain did something by itself: {event:?}"));
		}
		self.compare_events(step, &events, &mut lines);
		if let Some(delta) = &step.delta {
			self.expected.merge(delta.clone());
		}
		if step.ok {
			self.memory.note(step);
		}
		self.compare_state(step, &mut lines);
		Ok(if lines.is_empty() { Ok(()) } else { Err(lines) })
	}

	/// Closes the block. Gives the events of the step, and those of our pallets that nobody caused.
	fn close_block(&self) -> (Vec<RuntimeEvent>, Vec<RuntimeEvent>) {
		chain::end_block();
		let (mut events, mut by_itself) = (Vec::new(), Vec::new());
		for record in System::events() {
			match record.phase {
				// After the timestamp.
				Phase::ApplyExtrinsic(1) => events.push(record.event),
				// The groups'.
				Phase::ApplyExtrinsic(_) => {},
				_ if of_trace(&record.event, &self.caller.names).is_empty() => {},
				_ => by_itself.push(record.event),
			}
		}
		(events, by_itself)
	}

	fn compare_outcome(&self, step: &Step, result: Result<(), DispatchError>) -> Outcome {
		match (step.ok, result) {
			(true, Ok(())) => Ok(()),
			(true, Err(error)) => Err(vec![format!(
				"the trace has it accepted, the chain refuses with {}",
				error_name(&error)
			)]),
			(false, Ok(())) => {
				let reason = step.error.as_deref().unwrap_or("no reason given");
				Err(vec![format!("the trace has it refused ({reason}), the chain accepts")])
			},
			(false, Err(error)) => {
				let situation = Situation { step, state: &self.expected, memory: &self.memory };
				situation.check(&error_name(&error)).map_err(|line| vec![line])
			},
		}
	}

	/// Gives the deal that was made its name.
	fn note_deal(&mut self, step: &Step, events: &[RuntimeEvent]) -> Result<(), String> {
		let made = events.iter().find_map(|event| match event {
			RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => Some(*deal),
			_ => None,
		});
		match (made, &step.deal) {
			(None, None) => Ok(()),
			(Some(id), Some(name)) if self.caller.names.add_deal(name, id) => Ok(()),
			(Some(id), Some(name)) => Err(format!("deal {name} or its id {id:?} is not new")),
			(Some(id), None) => Err(format!("the chain made deal {id:?}, the trace none")),
			(None, Some(name)) => Err(format!("the trace made deal {name}, the chain none")),
		}
	}

	fn compare_events(&self, step: &Step, events: &[RuntimeEvent], lines: &mut Vec<String>) {
		let names = &self.caller.names;
		let actual: Vec<Json> = events.iter().flat_map(|event| of_trace(event, names)).collect();
		let (expected, actual) = (in_order(&step.events), in_order(&actual));
		for place in 0..expected.len().max(actual.len()) {
			let show = |event: Option<&Json>| {
				event.map_or_else(|| "nothing".to_string(), |event| event.to_string())
			};
			let (expected, actual) = (expected.get(place), actual.get(place));
			if expected != actual {
				let (expected, actual) = (show(expected), show(actual));
				lines.push(format!("event {place}: the trace has {expected}, the chain {actual}"));
			}
		}
	}

	fn compare_state(&mut self, step: &Step, lines: &mut Vec<String>) {
		let mut reader = Reader { names: &mut self.caller.names, epoch: EPOCH };
		let actual = normal(reader.state(&self.trace.actors));
		let expected = normal(self.expected.clone());
		expected.differences(&actual, "state", lines);
		let broker = Json::optional_text(self.memory.broker.as_ref());
		broker.differences(&reader.tee_broker(), "TEE broker", lines);
		if let Some(state) = &step.state {
			normal(state.clone()).differences(&actual, "last state", lines);
		}
	}
}

/// A call that makes the chain what the trace begins with.
fn configure(caller: &mut Caller, call: pallet_registry::Call<Runtime>) -> Result<()> {
	let transaction = chain::signed_by(&caller.names.key(GROUP_OWNER), call);
	match chain::apply_extrinsic(transaction) {
		Ok(Ok(())) => Ok(()),
		other => anyhow::bail!("the groups can't be made: {other:?}"),
	}
}

/// What came of a call by the administrator's key.
fn sudo_result(events: &[RuntimeEvent]) -> Option<Result<(), DispatchError>> {
	events.iter().find_map(|event| match event {
		RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) => Some(*sudo_result),
		_ => None,
	})
}

/// `Pallet.Error` by the numbers of both.
fn module_errors() -> &'static BTreeMap<(u8, u8), String> {
	static ERRORS: OnceLock<BTreeMap<(u8, u8), String>> = OnceLock::new();
	ERRORS.get_or_init(|| {
		let variants = |definition: TypeDef| match definition {
			TypeDef::Variant(variants) => variants.variants,
			_ => Vec::new(),
		};
		let mut errors = BTreeMap::new();
		for pallet in variants(RuntimeError::type_info().type_def) {
			for field in &pallet.fields {
				for error in variants(field.ty.type_info().type_def) {
					let name = format!("{}.{}", pallet.name, error.name);
					errors.insert((pallet.index, error.index), name);
				}
			}
		}
		errors
	})
}

/// The names of all errors of the runtime's pallets.
pub fn error_names() -> BTreeSet<String> {
	module_errors().values().cloned().collect()
}

/// `Pallet.Error`, or what the SDK has instead.
pub fn error_name(error: &DispatchError) -> String {
	match error {
		DispatchError::Module(ModuleError { index, error: [number, ..], .. }) => {
			module_errors().get(&(*index, *number)).cloned().unwrap_or_else(|| format!("{error:?}"))
		},
		DispatchError::Token(error) => format!("Token.{error:?}"),
		DispatchError::Arithmetic(error) => format!("Arithmetic.{error:?}"),
		other => format!("{other:?}"),
	}
}
