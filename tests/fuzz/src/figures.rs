// SPDX-License-Identifier: Apache-2.0

//! What a run did, in numbers.

use bourse_runtime::Runtime;
use codec::Encode;
use frame_metadata::RuntimeMetadata;
use sp_runtime::{DispatchError, ModuleError};
use std::{collections::BTreeMap, fmt, sync::OnceLock};

/// Index of a pallet, and of a call, an error or an event in it.
pub type Item = (u8, u8);

/// The pallets that are fuzzed.
pub const OURS: [&str; 6] = ["Escrow", "Registry", "Market", "Pools", "Poco", "Book"];

/// How often a call came to which end.
#[derive(Clone, Copy, Default)]
pub struct Ends {
	/// Applied.
	pub accepted: u64,
	/// In the block, with an error.
	pub refused: u64,
	/// Not taken into the block.
	pub invalid: u64,
}

/// What was done and what came of it.
#[derive(Clone, Default)]
pub struct Figures {
	/// Inputs that were run.
	pub inputs: u64,
	/// Steps: transactions and passages of time.
	pub steps: u64,
	/// Blocks.
	pub blocks: u64,
	/// Blocks that left at most a hundredth of their weight to the hooks.
	pub full_blocks: u64,
	/// Blocks that left nothing.
	pub exhausted_blocks: u64,
	/// Checks of all invariants.
	pub checks: u64,
	/// Tasks that were initialized.
	pub tasks: u64,
	/// Calls by their ends.
	pub calls: BTreeMap<Item, Ends>,
	/// Errors that refused a call or skipped an item of a batch.
	pub errors: BTreeMap<Item, u64>,
	/// Errors that are not a pallet's.
	pub other_errors: BTreeMap<String, u64>,
	/// Why transactions were not taken.
	pub invalid: BTreeMap<String, u64>,
	/// Events.
	pub events: BTreeMap<Item, u64>,
}

impl Figures {
	/// Adds those of another run.
	pub fn add(&mut self, other: &Self) {
		self.inputs += other.inputs;
		self.steps += other.steps;
		self.blocks += other.blocks;
		self.full_blocks += other.full_blocks;
		self.exhausted_blocks += other.exhausted_blocks;
		self.checks += other.checks;
		self.tasks += other.tasks;
		for (call, ends) in &other.calls {
			let sum = self.calls.entry(*call).or_default();
			sum.accepted += ends.accepted;
			sum.refused += ends.refused;
			sum.invalid += ends.invalid;
		}
		fn merge<K: Ord + Clone>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
			for (key, count) in from {
				*into.entry(key.clone()).or_default() += count;
			}
		}
		merge(&mut self.errors, &other.errors);
		merge(&mut self.other_errors, &other.other_errors);
		merge(&mut self.invalid, &other.invalid);
		merge(&mut self.events, &other.events);
	}

	/// Counts an error.
	pub fn error(&mut self, error: &DispatchError) {
		if let DispatchError::Module(ModuleError { index, error, .. }) = error {
			*self.errors.entry((*index, error[0])).or_default() += 1;
		} else {
			*self.other_errors.entry(format!("{error:?}")).or_default() += 1;
		}
	}

	/// How often an event of ours happened.
	pub fn event(&self, name: &str) -> u64 {
		let count = |(item, count): (&Item, &u64)| (event_name(*item) == name).then_some(*count);
		self.events.iter().find_map(count).unwrap_or(0)
	}

	/// What was done, in a line.
	pub fn summary(&self) -> String {
		sentence(&[
			(self.inputs, "inputs"),
			(self.steps, "steps"),
			(self.blocks, "blocks"),
			(self.tasks, "tasks"),
			(self.event("Poco.TaskFinalized"), "of them Completed"),
			(self.event("Poco.ResultChallenged"), "challenges"),
			(self.event("Book.Traded"), "deals of the order book"),
			(self.event("Book.Evicted"), "orders evicted"),
		])
	}

	/// The calls of our pallets that never came to one of their ends, accepted or refused.
	pub fn one_sided_calls(&self) -> Vec<String> {
		let names = names();
		let ours = names.calls.iter().filter(|(_, name)| is_ours(name));
		ours.filter_map(|(item, name)| {
			let ends = self.calls.get(item).copied().unwrap_or_default();
			match (ends.accepted, ends.refused + ends.invalid) {
				(0, _) => Some(format!("{name} was never accepted")),
				(_, 0) => Some(format!("{name} was never refused")),
				_ => None,
			}
		})
		.collect()
	}

	/// The errors of our pallets that never happened.
	pub fn errors_without_a_case(&self) -> Vec<String> {
		let names = names();
		let ours = names.errors.iter().filter(|(_, name)| is_ours(name));
		ours.filter(|(item, _)| !self.errors.contains_key(item))
			.map(|(_, name)| name.clone())
			.collect()
	}
}

impl fmt::Display for Figures {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let names = names();
		writeln!(f, "inputs                {:>10}", self.inputs)?;
		writeln!(f, "steps                 {:>10}", self.steps)?;
		writeln!(f, "blocks                {:>10}", self.blocks)?;
		writeln!(f, "  almost full         {:>10}", self.full_blocks)?;
		writeln!(f, "  nothing left        {:>10}", self.exhausted_blocks)?;
		writeln!(f, "checks of invariants  {:>10}", self.checks)?;
		for (label, count) in [
			("deals", self.event("Market.OrdersMatched")),
			("  forgotten", self.event("Poco.DealForgotten")),
			("tasks", self.tasks),
			("  completed", self.event("Poco.TaskFinalized")),
			("  failed", self.event("Poco.TaskClaimed")),
			("  reopened", self.event("Poco.TaskReopened")),
			("orders in the book", self.event("Book.Placed")),
			("  deals", self.event("Book.Traded")),
			("  evicted", self.event("Book.Evicted")),
		] {
			writeln!(f, "{label:<21} {count:>10}")?;
		}
		writeln!(f, "\n{:<36} {:>9} {:>9} {:>9}", "call", "accepted", "refused", "invalid")?;
		for (item, name) in names.calls.iter().filter(|(_, name)| is_ours(name)) {
			let Ends { accepted, refused, invalid } =
				self.calls.get(item).copied().unwrap_or_default();
			writeln!(f, "{name:<36} {accepted:>9} {refused:>9} {invalid:>9}")?;
		}
		writeln!(f, "\n{:<36} {:>9}", "error", "times")?;
		for (item, count) in &self.errors {
			writeln!(f, "{:<36} {count:>9}", name_in(&names.errors, *item))?;
		}
		for (name, count) in self.other_errors.iter().chain(&self.invalid) {
			writeln!(f, "{name:<36} {count:>9}")?;
		}
		writeln!(f, "\n{:<36} {:>9}", "event", "times")?;
		for (item, count) in &self.events {
			let name = name_in(&names.events, *item);
			if is_ours(&name) {
				writeln!(f, "{name:<36} {count:>9}")?;
			}
		}
		let missing = self.errors_without_a_case();
		writeln!(f, "\nerrors that never happened: {}", list(&missing))?;
		writeln!(f, "calls of one end only: {}", list(&self.one_sided_calls()))
	}
}

/// Counts of things, in a line: `1,234 tasks, 5 deals`.
pub fn sentence(counts: &[(u64, &str)]) -> String {
	let count = |(count, name): &(u64, &str)| format!("{} {name}", grouped(*count));
	counts.iter().map(count).collect::<Vec<_>>().join(", ")
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
	let digits = number.to_string();
	let mut text = String::new();
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

fn list(names: &[String]) -> String {
	if names.is_empty() {
		"none".into()
	} else {
		names.join(", ")
	}
}

fn is_ours(name: &str) -> bool {
	OURS.iter().any(|pallet| name.split('.').next() == Some(pallet))
}

/// Names of calls, errors and events, out of the runtime's metadata.
struct Names {
	calls: BTreeMap<Item, String>,
	errors: BTreeMap<Item, String>,
	events: BTreeMap<Item, String>,
}

fn names() -> &'static Names {
	static NAMES: OnceLock<Names> = OnceLock::new();
	NAMES.get_or_init(|| {
		let RuntimeMetadata::V14(metadata) = Runtime::metadata().1 else {
			panic!("the runtime's own metadata is of version 14")
		};
		let mut names =
			Names { calls: BTreeMap::new(), errors: BTreeMap::new(), events: BTreeMap::new() };
		for pallet in &metadata.pallets {
			for (kind, ty) in [
				(&mut names.calls, pallet.calls.as_ref().map(|calls| calls.ty)),
				(&mut names.errors, pallet.error.as_ref().map(|error| error.ty)),
				(&mut names.events, pallet.event.as_ref().map(|event| event.ty)),
			] {
				let Some(ty) = ty.and_then(|ty| metadata.types.resolve(ty.id)) else { continue };
				let scale_info::TypeDef::Variant(variants) = &ty.type_def else { continue };
				for variant in &variants.variants {
					let name = format!("{}.{}", pallet.name, variant.name);
					kind.insert((pallet.index, variant.index), name);
				}
			}
		}
		names
	})
}

fn name_in(names: &BTreeMap<Item, String>, item: Item) -> String {
	names.get(&item).cloned().unwrap_or_else(|| format!("{item:?}"))
}

fn event_name(item: Item) -> String {
	name_in(&names().events, item)
}

/// The index of a call or an event: the first two bytes of its encoding.
pub fn item_of(of: &impl Encode) -> Item {
	of.using_encoded(|bytes| (bytes[0], bytes[1]))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sentence_should_group_the_digits() {
		let counts = [(0, "a"), (999, "b"), (1_000, "c"), (1_234_567, "d")];
		assert_eq!(sentence(&counts), "0 a, 999 b, 1,000 c, 1,234,567 d");
	}
}
