// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The runtime's calls of the host, counted: the host functions by interface, and what they ask of the
//! storage by kind.

use sc_executor::sp_wasm_interface::{
	wasmtime, Function, FunctionContext, HostFunctionRegistry, HostFunctions,
};
use sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey};
use sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults};
use std::{
	any::{type_name_of_val, Any, TypeId},
	cell::Cell,
	collections::BTreeSet,
	marker::PhantomData,
	ops::{AddAssign, Sub},
	time::{Duration, Instant},
};

/// Interfaces of `sp_io` that are told apart. The last one stands for all others.
const INTERFACES: [&str; 5] = ["storage", "hashing", "crypto", "allocator", "other"];
const STORAGE: usize = 0;
const HASHING: usize = 1;
const CRYPTO: usize = 2;
const ALLOCATOR: usize = 3;
const OTHER: usize = 4;

/// Kinds of storage access that are told apart.
pub const KINDS: [&str; 10] = [
	"get",
	"exists",
	"set",
	"clear",
	"append",
	"next key",
	"clear prefix",
	"start a layer",
	"end a layer",
	"root",
];
const GET: usize = 5;
const EXISTS: usize = 6;
const SET: usize = 7;
const CLEAR: usize = 8;
const APPEND: usize = 9;
const NEXT: usize = 10;
const CLEAR_PREFIX: usize = 11;
const START: usize = 12;
const END: usize = 13;
const ROOT: usize = 14;

const COUNTED: usize = INTERFACES.len() + KINDS.len();

thread_local! {
	static COUNTS: [Cell<u64>; COUNTED] = const { [const { Cell::new(0) }; COUNTED] };
	static TIMED: Cell<bool> = const { Cell::new(false) };
	static HOST_TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
	static CRYPTO_TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
	static ROOT_TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Takes the time of every call from now on, or of signature checks and the root alone: a clock costs
/// about as much as a small call.
pub fn time_all(all: bool) {
	TIMED.set(all);
}

fn count(what: usize) {
	COUNTS.with(|counts| counts[what].set(counts[what].get() + 1));
}

/// Calls of the host, and the time that some of them took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
	counts: [u64; COUNTED],
	/// Time in all of them. Only after [`time_all`].
	pub time: Duration,
	/// Time in signature checks.
	pub crypto: Duration,
	/// Time in the computation of the state's root.
	pub root: Duration,
}

impl Calls {
	/// All calls of this thread until now.
	pub fn now() -> Self {
		Self {
			counts: COUNTS.with(|counts| std::array::from_fn(|what| counts[what].get())),
			time: HOST_TIME.get(),
			crypto: CRYPTO_TIME.get(),
			root: ROOT_TIME.get(),
		}
	}

	/// Calls of the storage, layers included.
	pub fn storage(&self) -> u64 {
		self.counts[STORAGE]
	}

	/// Hashes.
	pub fn hashing(&self) -> u64 {
		self.counts[HASHING]
	}

	/// Calls of the allocator: every call with an argument or a result of variable length brings some.
	pub fn allocator(&self) -> u64 {
		self.counts[ALLOCATOR]
	}

	/// Signature checks.
	pub fn checks(&self) -> u64 {
		self.counts[CRYPTO]
	}

	/// Accesses to the storage of a kind, by its place among [`KINDS`].
	pub fn of_kind(&self, place: usize) -> u64 {
		self.counts[INTERFACES.len() + place]
	}
}

impl Sub for Calls {
	type Output = Self;

	fn sub(self, other: Self) -> Self {
		Self {
			counts: std::array::from_fn(|what| self.counts[what] - other.counts[what]),
			time: self.time - other.time,
			crypto: self.crypto - other.crypto,
			root: self.root - other.root,
		}
	}
}

impl AddAssign for Calls {
	fn add_assign(&mut self, other: Self) {
		for (sum, count) in self.counts.iter_mut().zip(other.counts) {
			*sum += count;
		}
		self.time += other.time;
		self.crypto += other.crypto;
		self.root += other.root;
	}
}

/// Host functions that are counted by interface.
pub struct Counting<H>(PhantomData<H>);

impl<H: HostFunctions> HostFunctions for Counting<H> {
	fn host_functions() -> Vec<&'static dyn Function> {
		H::host_functions()
	}

	fn register_static<T: HostFunctionRegistry>(registry: &mut T) -> Result<(), T::Error> {
		H::register_static(&mut Counted { registry })
	}
}

struct Counted<'a, T> {
	registry: &'a mut T,
}

impl<T: HostFunctionRegistry> HostFunctionRegistry for Counted<'_, T> {
	type State = T::State;
	type Error = T::Error;
	type FunctionContext = T::FunctionContext;

	/// Every host function goes through here. Which one it is, only the name of its closure's type
	/// says, and that no closer than the interface.
	fn with_function_context<R>(
		caller: wasmtime::Caller<Self::State>,
		callback: impl FnOnce(&mut dyn FunctionContext) -> R,
	) -> R {
		let interface = interface_of(type_name_of_val(&callback));
		count(interface);
		if interface != CRYPTO && !TIMED.get() {
			return T::with_function_context(caller, callback);
		}
		let start = Instant::now();
		let result = T::with_function_context(caller, callback);
		let time = start.elapsed();
		HOST_TIME.set(HOST_TIME.get() + time);
		if interface == CRYPTO {
			CRYPTO_TIME.set(CRYPTO_TIME.get() + time);
		}
		result
	}

	fn register_static<Params, Results>(
		&mut self,
		name: &str,
		function: impl wasmtime::IntoFunc<Self::State, Params, Results> + 'static,
	) -> Result<(), Self::Error> {
		self.registry.register_static(name, function)
	}
}

/// The interface of `sp_io` in the name of a type inside it.
fn interface_of(name: &str) -> usize {
	let inside = name.split("sp_io::").nth(1).unwrap_or_default();
	let is_it = |interface: &&str| {
		inside.strip_prefix(*interface).is_some_and(|rest| rest.starts_with("::"))
	};
	INTERFACES.iter().position(is_it).unwrap_or(OTHER)
}

/// Keys that were read and written.
#[derive(Clone, Debug, Default)]
pub struct Keys {
	/// Read, with or without a value; keys that were written before, too.
	pub read: BTreeSet<Vec<u8>>,
	/// Written or removed, even when the layer was undone.
	pub written: BTreeSet<Vec<u8>>,
}

/// Externalities that count, and note keys where these are asked for.
pub struct Watched<'a, E> {
	/// What does the work.
	pub inner: E,
	/// Where the keys go.
	pub keys: Option<&'a mut Keys>,
}

impl<E> Watched<'_, E> {
	fn read(&mut self, key: &[u8]) {
		if let Some(keys) = &mut self.keys {
			keys.read.insert(key.to_vec());
		}
	}

	fn written(&mut self, key: &[u8]) {
		if let Some(keys) = &mut self.keys {
			keys.written.insert(key.to_vec());
		}
	}
}

impl<E: Externalities> Externalities for Watched<'_, E> {
	fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
		self.inner.set_offchain_storage(key, value)
	}

	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		count(GET);
		self.read(key);
		self.inner.storage(key)
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		count(GET);
		self.read(key);
		self.inner.storage_hash(key)
	}

	fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage_hash(child, key)
	}

	fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage(child, key)
	}

	fn exists_storage(&mut self, key: &[u8]) -> bool {
		count(EXISTS);
		self.read(key);
		self.inner.exists_storage(key)
	}

	fn exists_child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> bool {
		self.inner.exists_child_storage(child, key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		count(NEXT);
		let next = self.inner.next_storage_key(key);
		if let Some(next) = &next {
			self.read(next);
		}
		next
	}

	fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.next_child_storage_key(child, key)
	}

	fn kill_child_storage(
		&mut self,
		child: &ChildInfo,
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.kill_child_storage(child, limit, cursor)
	}

	fn clear_prefix(
		&mut self,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		count(CLEAR_PREFIX);
		if self.keys.is_some() {
			let mut key = prefix.to_vec();
			while let Some(next) = self.inner.next_storage_key(&key) {
				if !next.starts_with(prefix) {
					break;
				}
				self.written(&next);
				key = next;
			}
		}
		self.inner.clear_prefix(prefix, limit, cursor)
	}

	fn clear_child_prefix(
		&mut self,
		child: &ChildInfo,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.clear_child_prefix(child, prefix, limit, cursor)
	}

	fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
		count(if value.is_some() { SET } else { CLEAR });
		self.written(&key);
		self.inner.place_storage(key, value)
	}

	fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.inner.place_child_storage(child, key, value)
	}

	fn storage_root(&mut self, version: StateVersion) -> Vec<u8> {
		count(ROOT);
		let start = Instant::now();
		let root = self.inner.storage_root(version);
		ROOT_TIME.set(ROOT_TIME.get() + start.elapsed());
		root
	}

	fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8> {
		self.inner.child_storage_root(child, version)
	}

	fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
		count(APPEND);
		self.written(&key);
		self.inner.storage_append(key, value)
	}

	fn storage_start_transaction(&mut self) {
		count(START);
		self.inner.storage_start_transaction()
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		count(END);
		self.inner.storage_rollback_transaction()
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		count(END);
		self.inner.storage_commit_transaction()
	}

	fn storage_index_transaction(&mut self, index: u32, hash: &[u8], size: u32) {
		self.inner.storage_index_transaction(index, hash, size)
	}

	fn storage_renew_transaction_index(&mut self, index: u32, hash: &[u8]) {
		self.inner.storage_renew_transaction_index(index, hash)
	}

	fn wipe(&mut self) {
		self.inner.wipe()
	}

	fn commit(&mut self) {
		self.inner.commit()
	}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		self.inner.read_write_count()
	}

	fn reset_read_write_count(&mut self) {
		self.inner.reset_read_write_count()
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.inner.get_whitelist()
	}

	fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
		self.inner.set_whitelist(new)
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		self.inner.get_read_and_written_keys()
	}
}

impl<E: Externalities> ExtensionStore for Watched<'_, E> {
	fn extension_by_type_id(&mut self, id: TypeId) -> Option<&mut dyn Any> {
		self.inner.extension_by_type_id(id)
	}

	fn register_extension_with_type_id(
		&mut self,
		id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.inner.register_extension_with_type_id(id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, id: TypeId) -> Result<(), Error> {
		self.inner.deregister_extension_by_type_id(id)
	}
}
