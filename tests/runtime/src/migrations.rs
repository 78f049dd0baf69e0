// SPDX-License-Identifier: Apache-2.0

//! What becomes of the storage of an earlier runtime.
//!
//! Files under `storage/` hold what running chains have: `layout.txt`, the layout of every item of
//! our pallets with its pallet's storage version; `plain.txt` and `market.txt`, states of a chain
//! without and with the market's rules, together with content in every item, made by the runtime of
//! that layout. `BOURSE_WRITE_STORAGE=storage cargo test --release -p bourse-runtime-tests storage`
//! writes all of them anew into that folder of this crate: with each released storage version, once its migration has passed the tests on
//! the old states. While no chain lives, a change of the layout
//! needs neither version nor migration, but new files.

use crate::{chain::*, invariants::check, open_market};
use bourse_primitives::{
	book::{GuaranteeTerms, Job, NewRequest},
	crypto::PocoPair,
	task_id,
	traits::{Ledger, Move},
	AppId, CategoryId, DatasetId, GroupId, Party, Tag, TaskStatus, WorkerpoolId,
};
use bourse_runtime::*;
use codec::{Compact, Decode, Encode, Error, Input};
use frame_metadata::v14::StorageEntryType;
use frame_support::{assert_ok, storage::storage_prefix, traits::GetStorageVersion};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use sp_core::{
	bytes::{from_hex, to_hex},
	Pair, H256, U256,
};
use sp_keyring::Sr25519Keyring::*;
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt::Write,
	fs,
	path::{Path, PathBuf},
};

const LAYOUT: &str = "layout.txt";
/// The states, and whether the market's rules hold in them.
const STATES: [(&str, bool); 2] = [("plain.txt", false), ("market.txt", true)];

/// Items that are empty between blocks, or whose content comes and goes by itself.
const PASSING: [&str; 6] = [
	"Rules.BlockShares",
	"Book.CancelledAll",
	"Pools.SweepCursor",
	"Pools.TidyCursors",
	"Book.SupplyCursor",
	"Book.ClaimCursor",
];

/// The folder to write the files to, if they are to be written.
fn written_to() -> Option<PathBuf> {
	std::env::var_os("BOURSE_WRITE_STORAGE").map(PathBuf::from)
}

/// The storage version of each of our pallets.
fn versions() -> [(&'static str, u16); 9] {
	fn of<Pallet: GetStorageVersion>() -> u16 {
		// Genesis writes the version of the code. Versions compare, but don't tell their number.
		let version = Pallet::on_chain_storage_version();
		(0..=u16::MAX).find(|number| version == *number).expect("a version is a number")
	}
	[
		("Rules", of::<Rules>()),
		("Escrow", of::<Escrow>()),
		("Registry", of::<Registry>()),
		("Market", of::<Market>()),
		("Pools", of::<Pools>()),
		("Poco", of::<Poco>()),
		("Book", of::<Book>()),
		("Eras", of::<Eras>()),
		("Mandate", of::<Mandate>()),
	]
}

/// An item of our pallets, as the metadata describe it.
struct Item {
	pallet: String,
	name: String,
	/// Number of its value's type.
	value: u32,
	/// Type, hashers, key and value, as text.
	layout: String,
}

impl Item {
	/// Keys and values in the state.
	fn entries(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
		entries(&storage_prefix(self.pallet.as_bytes(), self.name.as_bytes()))
	}
}

/// Keys that begin so, and their values.
fn entries(prefix: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
	let value = |key: &[u8]| sp_io::storage::get(key).map(|value| value.to_vec());
	let mut found = Vec::new();
	found.extend(value(prefix).map(|value| (prefix.to_vec(), value)));
	let mut last = prefix.to_vec();
	while let Some(key) = sp_io::storage::next_key(&last).filter(|key| key.starts_with(prefix)) {
		found.push((key.clone(), value(&key).expect("a key has a value")));
		last = key;
	}
	found
}

/// All items of our pallets, and the types that they name.
fn items() -> (Vec<Item>, PortableRegistry) {
	let frame_metadata::RuntimeMetadata::V14(metadata) = Runtime::metadata().1 else {
		panic!("another version of metadata")
	};
	let types = metadata.types;
	let ours = versions().map(|(name, _)| name);
	let mut items = Vec::new();
	for pallet in metadata.pallets.iter().filter(|pallet| ours.contains(&pallet.name.as_str())) {
		for entry in pallet.storage.iter().flat_map(|storage| &storage.entries) {
			let mut layout = String::new();
			let value = match &entry.ty {
				StorageEntryType::Plain(value) => value.id,
				StorageEntryType::Map { hashers, key, value } => {
					write!(layout, "{hashers:?} ").expect("text has room");
					describe(&types, key.id, &mut layout);
					layout.push_str(" -> ");
					value.id
				},
			};
			describe(&types, value, &mut layout);
			let (pallet, name) = (pallet.name.clone(), entry.name.clone());
			items.push(Item { pallet, name, value, layout });
		}
	}
	(items, types)
}

/// How values of a type look, with the names of their parts.
fn describe(types: &PortableRegistry, id: u32, text: &mut String) {
	match &types.resolve(id).expect("the metadata have the type").type_def {
		TypeDef::Composite(of) => describe_fields(types, &of.fields, text),
		TypeDef::Variant(of) => {
			for variant in &of.variants {
				write!(text, "|{}={}", variant.index, variant.name).expect("text has room");
				describe_fields(types, &variant.fields, text);
			}
		},
		TypeDef::Sequence(of) => {
			text.push('*');
			describe(types, of.type_param.id, text);
		},
		TypeDef::Array(of) => {
			write!(text, "{}*", of.len).expect("text has room");
			describe(types, of.type_param.id, text);
		},
		TypeDef::Tuple(of) => {
			text.push('(');
			for field in &of.fields {
				describe(types, field.id, text);
				text.push(',');
			}
			text.push(')');
		},
		TypeDef::Primitive(of) => write!(text, "{of:?}").expect("text has room"),
		TypeDef::Compact(of) => {
			text.push_str("compact ");
			describe(types, of.type_param.id, text);
		},
		TypeDef::BitSequence(_) => text.push_str("bits"),
	}
}

fn describe_fields(types: &PortableRegistry, fields: &[Field<PortableForm>], text: &mut String) {
	text.push('{');
	for field in fields {
		text.push_str(field.name.as_deref().unwrap_or_default());
		text.push(':');
		describe(types, field.ty.id, text);
		text.push(',');
	}
	text.push('}');
}

/// Reads a value of a type, and forgets it.
fn skip(types: &PortableRegistry, id: u32, bytes: &mut &[u8]) -> Result<(), Error> {
	let all = |fields: &[Field<PortableForm>], bytes: &mut &[u8]| {
		fields.iter().try_for_each(|field| skip(types, field.ty.id, bytes))
	};
	let size = match &types.resolve(id).expect("the metadata have the type").type_def {
		TypeDef::Composite(of) => return all(&of.fields, bytes),
		TypeDef::Variant(of) => {
			let index = u8::decode(bytes)?;
			let variant = of.variants.iter().find(|variant| variant.index == index);
			return all(&variant.ok_or("no such variant")?.fields, bytes);
		},
		TypeDef::Sequence(of) => {
			let Compact(count) = Compact::<u32>::decode(bytes)?;
			return (0..count).try_for_each(|_| skip(types, of.type_param.id, bytes));
		},
		TypeDef::Array(of) => {
			return (0..of.len).try_for_each(|_| skip(types, of.type_param.id, bytes))
		},
		TypeDef::Tuple(of) => {
			return of.fields.iter().try_for_each(|field| skip(types, field.id, bytes))
		},
		TypeDef::Compact(_) => return Compact::<u128>::decode(bytes).map(|_| ()),
		TypeDef::BitSequence(_) => return Err("no item has bits".into()),
		TypeDef::Primitive(of) => match of {
			TypeDefPrimitive::Bool | TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => 1,
			TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
			TypeDefPrimitive::U32 | TypeDefPrimitive::I32 | TypeDefPrimitive::Char => 4,
			TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
			TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
			TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => 32,
			TypeDefPrimitive::Str => return String::decode(bytes).map(|_| ()),
		},
	};
	bytes.read(&mut vec![0; size])
}

/// The layout of each item: pallet and name, and then version and hash.
fn layout() -> BTreeMap<String, String> {
	let versions = BTreeMap::from(versions());
	let line = |item: Item| {
		let hash = &sp_io::hashing::blake2_128(item.layout.as_bytes());
		let version = versions[item.pallet.as_str()];
		let name = format!("{}.{}", item.pallet, item.name);
		(name, format!("{version} {}", to_hex(hash, false)))
	};
	items().0.into_iter().map(line).collect()
}

fn read(name: &str) -> BTreeMap<String, String> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("storage").join(name);
	let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
	let parts = text.lines().filter_map(|line| line.split_once(' '));
	parts.map(|(first, rest)| (first.into(), rest.into())).collect()
}

/// Writes a file, if files are to be written. Says whether it did.
fn write(name: &str, lines: impl IntoIterator<Item = (String, String)>) -> bool {
	let Some(folder) = written_to() else { return false };
	let lines = lines.into_iter().map(|(first, rest)| format!("{first} {rest}\n"));
	let path = folder.join(name);
	fs::write(&path, lines.collect::<String>()).unwrap_or_else(|error| panic!("{path:?}: {error}"));
	true
}

#[test]
fn storage_should_keep_its_layout_unless_its_version_is_raised() {
	let now = new_test_ext().execute_with(layout);
	if write(LAYOUT, now.clone()) {
		return;
	}
	let before = read(LAYOUT);
	let version = |line: Option<&String>| {
		line.and_then(|line| line.split_once(' ')).map(|(version, _)| version.to_string())
	};
	let mut wrong = Vec::new();
	for name in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
		let (old, new) = (before.get(name), now.get(name));
		if old == new {
			continue;
		}
		let pallet = name.split('.').next().unwrap_or(name);
		wrong.push(match version(old) == version(new) {
			true => format!(
				"{name} has another layout in the same storage version. Raise STORAGE_VERSION in \
				 pallets/{}/src/lib.rs and add a migration to runtime::Migrations; while no chain \
				 lives, write the files anew",
				pallet.to_lowercase()
			),
			false => format!(
				"{name} is of another storage version, or new, or gone: write the files anew once \
				 the migration passes on the old state"
			),
		});
	}
	let how = "BOURSE_WRITE_STORAGE=storage cargo test --release -p bourse-runtime-tests storage";
	assert!(wrong.is_empty(), "{}\n(write: {how})", wrong.join("\n"));
}

/// Users would read a tuple as a list, whose parts don't say what they are.
#[test]
fn values_in_storage_should_name_their_parts() {
	let (items, types) = new_test_ext().execute_with(items);
	for item in items {
		let mut value = String::new();
		describe(&types, item.value, &mut value);
		let is_tuple = value.replace("()", "").contains('(');
		let is_unnamed = is_tuple || item.layout.contains(",:");
		assert!(!is_unnamed, "{}.{} has parts without names: {value}", item.pallet, item.name);
	}
}

/// Fills every item of our pallets, by what users and workers do, or else by hand.
fn fill() {
	let market = Marketplace::open(&[Alice, Eve, Ferdie]);
	// A completed task, a winner of which is challenged.
	let done = task_id(market.buy(1, 1, true, 1), 0);
	next_block();
	let winner = assigned(&market, done)[0];
	assert_ok!(contribute(winner, done, "result"));
	ok(winner, pallet_poco::Call::reveal { task: done, digest: digest("result") });
	assert_eq!(status(done), TaskStatus::Completed);
	let worker = winner.to_account_id();
	ok(Dave, pallet_poco::Call::challenge_result { task: done, worker, block: 0 });
	// A task with a contribution, and one without; a deal that waits for workers.
	let live = market.buy(3, 2, false, 2);
	next_block();
	let task = task_id(live, 0);
	assert_ok!(contribute(assigned(&market, task)[0], task, "result"));
	market.buy_with(|app, pool, request| {
		let salt = H256::repeat_byte(3);
		(app.salt, pool.salt, request.salt) = (salt, salt, salt);
		(pool.trust, request.trust) = (U256::from(1u64 << 40), U256::from(1u64 << 40));
	});
	next_block();
	fill_registry_and_market(&market);
	fill_book(&market);
	fill_pools();
	fill_by_hand();
	next_block();
}

fn fill_registry_and_market(market: &Marketplace) {
	ok(Dave, pallet_registry::Call::create_group { name: b"group".to_vec() });
	let party = Party::Account(Bob.to_account_id());
	ok(Dave, pallet_registry::Call::add_to_group { id: GroupId(0), party });
	ok(Dave, pallet_registry::Call::set_result_key { key: [9; 32] });
	let call = market.orders(1, 1, false, 4);
	let pallet_market::Call::match_orders { request, .. } = call else { panic!("it is a match") };
	let order = Box::new(pallet_market::AnyOrder::Request(request.order));
	ok(Dave, pallet_market::Call::presign { order });
	ok(Dave, pallet_market::Call::hold_statements { key: Bob.to_account_id(), units: 1 });
	let asset = pallet_registry::Asset::App(AppId(0));
	let (description, link, tags) = (b"An app".to_vec(), Vec::new(), vec![b"app".to_vec()]);
	ok(Bob, pallet_registry::Call::describe { asset, description, link, tags });
	let name = b"app".to_vec();
	assert_ok!(Registry::set_stock_name(RuntimeOrigin::root(), name, Some(asset)));
	let of = Party::Account(Eve.to_account_id());
	ok(Eve, pallet_registry::Call::revoke_all { of });
}

/// Orders that rest, posted prices, a supply, an allowance, a promise.
fn fill_book(market: &Marketplace) {
	use pallet_book::{Audience, Call, Lifetime, NewOffer, NewOrder, SupplyRule, Terms};
	let (pool, closed) = (WorkerpoolId(0), WorkerpoolId(1));
	let until = pallet_timestamp::Now::<Runtime>::get() / 1_000 + 3_600;
	let lifetime = Lifetime::GoodTill(until);
	let Marketplace { provider, scheduler, requester, .. } = *market;
	deposit(provider, RLC);
	assert_ok!(Book::list_pool(RuntimeOrigin::root(), pool, true));
	let terms = || Some(Terms { price: 1, tag: Tag(0), pool: None, app: None, until: None });
	let (app, dataset, audience) = (AppId(0), DatasetId(0), Audience::Everybody);
	ok(provider, Call::post_app { app, audience: audience.clone(), terms: terms() });
	ok(provider, Call::post_dataset { dataset, audience, terms: terms() });
	let offer = NewOffer {
		pool,
		open: true,
		category: CategoryId(0),
		class: 0,
		trust: 1,
		price: 10 * RLC,
		volume: 2,
	};
	ok(scheduler, Call::place { order: Box::new(NewOrder::Offer(offer.clone())), lifetime });
	let job = Job {
		app,
		dataset: None,
		volume: 1,
		category: CategoryId(0),
		trust: 1,
		tag: Tag(0),
		pools: Default::default(),
		params: Default::default(),
		beneficiary: None,
		callback: None,
		group: None,
	};
	let request = NewRequest { job, app_max_price: 1, dataset_max_price: 0, price: RLC };
	ok(requester, Call::place { order: Box::new(NewOrder::Request(request)), lifetime });
	let rule = SupplyRule { offer, highest: 11 * RLC, step: 1, every: 60, stake: 10 * RLC };
	ok(scheduler, Call::set_supply { pool, number: 0, rule: Some(Box::new(rule)) });
	ok(requester, Call::set_allowance { key: Bob.to_account_id(), per_day: RLC });
	let (owner, description) = (scheduler.to_account_id(), b"closed".to_vec());
	ok(scheduler, pallet_registry::Call::register_workerpool { owner, description });
	let terms = GuaranteeTerms { rate: RLC, slots: 4, until };
	ok(scheduler, Call::set_guarantee { pool: closed, terms, add: RLC });
	pallet_book::Claims::<Runtime>::insert(closed, Eve.to_account_id(), until);
	pallet_book::Sold::<Runtime>::insert(H256::zero(), 1);
}

fn fill_pools() {
	let pool = WorkerpoolId(0);
	let who = Bob.to_account_id();
	ok(Charlie, pallet_pools::Call::invite { pool, who });
	let categories = frame_support::BoundedVec::truncate_from(vec![CategoryId(0)]);
	let capacity = pallet_pools::Capacity { slots: 1, tag: Tag(0), categories, memory: 0 };
	for machine in [Some(7), Some(8)] {
		let capacity = capacity.clone();
		ok(Eve, pallet_pools::Call::apply_with { pool, machine, capacity });
	}
	let key = PocoPair::from_seed(&[1; 32]);
	let message = (b"bourse hot key", Eve.to_account_id()).encode();
	let proof = key.sign(&sp_io::hashing::blake2_256(&message));
	ok(Eve, pallet_pools::Call::set_hot_key { key: key.public(), proof });
	ok(Dave, pallet_pools::Call::set_exclusion { group: Some(GroupId(0)) });
}

fn fill_by_hand() {
	let loser = BobStash.to_account_id();
	deposit(BobStash, 2 * RLC);
	assert_ok!(Escrow::lock(&loser, RLC));
	let moves = vec![Move::Seized { who: loser, amount: RLC }, Move::KittyFilled { amount: RLC }];
	assert_ok!(<Escrow as Ledger<AccountId>>::settle(H256::zero(), moves));
	pallet_rules::StoodStill::<Runtime>::put(1);
	pallet_pools::Parameters::<Runtime>::put(pallet_pools::PoolParameters::default());
	pallet_rules::LastBlock::<Runtime>::put(Poco::now());
	pallet_poco::Score::<Runtime>::insert(Eve.to_account_id(), 7);
	pallet_poco::TeeBroker::<Runtime>::put(Bob.to_account_id());
	pallet_poco::EngineVersion::<Runtime>::mutate(|version| *version += 1);
	pallet_poco::Automation::<Runtime>::mutate(|_| ());
	pallet_poco::Terms::<Runtime>::mutate(|_| ());
	pallet_mandate::LastStop::<Runtime>::put(1);
	let silent = pallet_eras::SilentValidator { validator: Bob.to_account_id(), eras: 1 };
	pallet_eras::Silent::<Runtime>::put(pallet_eras::SilentOf::<Runtime>::truncate_from(vec![
		silent,
	]));
}

/// A chain whose last block is closed, with all that [`fill`] or its like of the market leaves.
fn story(rules: bool) -> sp_io::TestExternalities {
	let changes = serde_json::json!({ "rules": { "hold": rules, "parameters": { "warmUp": 0 } } });
	let mut ext = test_ext_with(changes);
	ext.execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			match rules {
				true => open_market::state::fill(),
				false => fill(),
			}
		})
	});
	ext
}

/// Checks that the type of each item of our pallets reads all its content to the last byte. Gives the
/// items that have content.
fn assert_readable() -> BTreeSet<String> {
	let (items, types) = items();
	let mut full = BTreeSet::new();
	for item in &items {
		let name = format!("{}.{}", item.pallet, item.name);
		for (key, value) in item.entries() {
			let mut rest = &value[..];
			let read = skip(&types, item.value, &mut rest);
			assert_eq!((read, rest.len()), (Ok(()), 0), "{name}, key {}", to_hex(&key, false));
			full.insert(name.clone());
		}
	}
	full
}

#[test]
fn storage_should_have_content_in_every_item_after_the_stories() {
	let mut full: BTreeSet<_> = PASSING.map(String::from).into();
	for (name, rules) in STATES {
		story(rules).execute_with(|| {
			full.extend(assert_readable());
			let text = |bytes: Vec<u8>| to_hex(&bytes, false);
			write(name, entries(&[]).into_iter().map(|(key, value)| (text(key), text(value))));
		});
	}
	let all: BTreeSet<_> = new_test_ext().execute_with(layout).into_keys().collect();
	let empty: Vec<_> = all.difference(&full).collect();
	assert!(empty.is_empty(), "no story fills {empty:?}");
}

#[test]
fn upgrade_should_lose_nothing_of_the_storage_of_the_released_version() {
	if written_to().is_some() {
		return;
	}
	let bytes = |text: &str| from_hex(text).expect("the file has hexadecimal numbers");
	for (name, _) in STATES {
		sp_io::TestExternalities::default().execute_with(|| {
			for (key, value) in read(name) {
				sp_io::storage::set(&bytes(&key), &bytes(&value));
			}
			let counts = || items().0.iter().map(|item| item.entries().len()).collect::<Vec<_>>();
			let before = counts();
			let weight = Executive::execute_on_runtime_upgrade();
			assert!(weight.all_lte(block_limit()), "more than a block: {weight:?}");
			assert_readable();
			// A migration that drops or splits entries says so here.
			assert_eq!(counts(), before);
			check().expect("every invariant holds");
			// The chain goes on.
			let slot = u64::from(Babe::current_slot()) + 1;
			open_block(System::block_number() + 1, slot * SLOT_DURATION);
			for _ in 0..3 {
				next_block();
			}
			end_block();
		});
	}
}
