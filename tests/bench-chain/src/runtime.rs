// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A runtime as its code and its metadata tell it: how its calls and transactions are encoded, and
//! what its answers mean.

use crate::{
	host::{Calls, Counting, Keys, Watched},
	scale::{unhex, Types},
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{Compact, Decode, Encode};
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use sc_executor::{RuntimeVersion, WasmExecutor};
use serde_json::{json, Value};
use sp_core::{
	crypto::Ss58Codec,
	sr25519,
	storage::Storage,
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	Pair, H256,
};
use sp_crypto_hashing::blake2_256;
use sp_externalities::Externalities;
use sp_runtime::AccountId32;
use sp_state_machine::BasicExternalities;
use std::{collections::HashMap, fs, path::Path, process::Command};

type Executor = WasmExecutor<Counting<sp_io::SubstrateHostFunctions>>;

/// The name of the development preset.
const DEV: &str = "development";

/// The code of a runtime: that of a file, or of a node's binary.
pub fn code_of(path: &Path) -> Result<Vec<u8>> {
	let bytes = fs::read(path)?;
	// A node is an ELF file; a runtime starts with the magic number of WebAssembly, or of sp-maybe-compressed-blob.
	if !bytes.starts_with(b"\x7fELF") {
		return Ok(bytes);
	}
	let output =
		Command::new(path).args(["export-chain-spec", "--chain", "dev", "--raw"]).output()?;
	ensure!(
		output.status.success(),
		"it exports no chain spec: {}",
		String::from_utf8_lossy(&output.stderr)
	);
	let spec: Value = serde_json::from_slice(&output.stdout)?;
	let code = &spec["genesis"]["raw"]["top"]["0x3a636f6465"];
	unhex(code.as_str().ok_or_else(|| anyhow!("its chain spec has no code"))?)
}

/// A runtime that can be called.
pub struct Runtime {
	executor: Executor,
	code: Vec<u8>,
	code_hash: Vec<u8>,
	/// What it says of itself.
	pub version: RuntimeVersion,
	/// Its types.
	pub types: Types,
	/// Most weight of a block, in picoseconds.
	pub max_block: u64,
	/// Index and type of each pallet's calls.
	calls: HashMap<String, (u8, u32)>,
	/// Identifiers, types and implicit types of what a transaction carries besides its call.
	extensions: Vec<(String, u32, u32)>,
	/// Types of the answers, by API and method.
	answers: HashMap<(String, String), u32>,
	/// Type of `System.Events`.
	events: u32,
}

impl Runtime {
	/// A runtime from its code.
	pub fn new(code: Vec<u8>) -> Result<Self> {
		let executor = Executor::builder().build();
		let code_hash = blake2_256(&code).to_vec();
		let mut runtime = Self {
			executor,
			code,
			code_hash,
			version: RuntimeVersion::default(),
			types: Types(scale_info::Registry::new().into()),
			max_block: 0,
			calls: HashMap::new(),
			extensions: Vec::new(),
			answers: HashMap::new(),
			events: 0,
		};
		let mut nothing = BasicExternalities::new_empty();
		let version = runtime.call(&mut nothing, "Core_version", &[])?;
		runtime.version = RuntimeVersion::decode(&mut &version[..])?;
		let metadata =
			runtime.call(&mut nothing, "Metadata_metadata_at_version", &15u32.encode())?;
		let metadata = Option::<Vec<u8>>::decode(&mut &metadata[..])?;
		let metadata = metadata.ok_or_else(|| anyhow!("it has no metadata of version 15"))?;
		let RuntimeMetadata::V15(metadata) = RuntimeMetadataPrefixed::decode(&mut &metadata[..])?.1
		else {
			bail!("its metadata of version 15 are of another");
		};
		for pallet in metadata.pallets {
			if let Some(calls) = pallet.calls {
				runtime.calls.insert(pallet.name.clone(), (pallet.index, calls.ty.id));
			}
			let is_limit = |name: &str| pallet.name == "System" && name == "BlockWeights";
			if let Some(limits) = pallet.constants.iter().find(|one| is_limit(&one.name)) {
				// Behind that of an empty block.
				let [_, (time, _)] =
					<[(Compact<u64>, Compact<u64>); 2]>::decode(&mut &limits.value[..])?;
				runtime.max_block = time.0;
			}
			let entries = pallet.storage.into_iter().flat_map(|storage| storage.entries);
			for entry in entries.filter(|entry| pallet.name == "System" && entry.name == "Events") {
				let frame_metadata::v14::StorageEntryType::Plain(ty) = entry.ty else {
					bail!("System.Events is a map");
				};
				runtime.events = ty.id;
			}
		}
		for extension in metadata.extrinsic.signed_extensions {
			let types = (extension.ty.id, extension.additional_signed.id);
			runtime.extensions.push((extension.identifier, types.0, types.1));
		}
		for api in metadata.apis {
			for method in api.methods {
				runtime.answers.insert((api.name.clone(), method.name), method.output.id);
			}
		}
		runtime.types = Types(metadata.types);
		Ok(runtime)
	}

	/// Calls a function of the runtime.
	pub fn call(
		&self,
		ext: &mut dyn Externalities,
		function: &str,
		arguments: &[u8],
	) -> Result<Vec<u8>> {
		let fetcher = WrappedRuntimeCode(self.code.as_slice().into());
		let code =
			RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash: self.code_hash.clone() };
		let context = CallContext::Onchain { import: false };
		let (result, _) = self.executor.call(ext, &code, function, arguments, context);
		result.map_err(|error| anyhow!("{function}: {error}"))
	}

	/// [`Self::call`], with the keys that it reads and writes, and the calls that it makes.
	pub fn watch(
		&self,
		ext: impl Externalities,
		keys: Option<&mut Keys>,
		function: &str,
		arguments: &[u8],
	) -> (Result<Vec<u8>>, Calls) {
		let before = Calls::now();
		let result = self.call(&mut Watched { inner: ext, keys }, function, arguments);
		(result, Calls::now() - before)
	}

	/// The genesis of the development chain, with some more accounts that have so many nRLC each.
	pub fn genesis(&self, accounts: &[AccountId32], endowment: u64) -> Result<Storage> {
		let mut ext = BasicExternalities::new_empty();
		let mut preset = |id: Option<&str>| -> Result<Value> {
			let json = self.call(&mut ext, "GenesisBuilder_get_preset", &id.encode())?;
			let json = Option::<Vec<u8>>::decode(&mut &json[..])?;
			Ok(serde_json::from_slice(&json.ok_or_else(|| anyhow!("there is no preset {id:?}"))?)?)
		};
		let mut config = preset(None)?;
		merge(&mut config, preset(Some(DEV))?);
		if self.has_rules() {
			// New slots of open pools count at once.
			let rules = json!({ "hold": true, "parameters": { "warmUp": 0 } });
			merge(&mut config, json!({ "rules": rules }));
		}
		if self.has_book() {
			merge(&mut config, json!({ "book": { "listed": [0] } }));
		}
		let balances = config["balances"]["balances"].as_array_mut();
		let balances = balances.ok_or_else(|| anyhow!("its genesis has no balances"))?;
		balances.extend(accounts.iter().map(|who| json!([who.to_ss58check(), endowment])));
		let mut ext = BasicExternalities::new_empty();
		let config = serde_json::to_vec(&config)?.encode();
		let built = self.call(&mut ext, "GenesisBuilder_build_state", &config)?;
		Result::<(), String>::decode(&mut &built[..])?
			.map_err(|error| anyhow!("genesis: {error}"))?;
		let mut storage = ext.into_storages();
		storage.top.insert(sp_core::storage::well_known_keys::CODE.to_vec(), self.code.clone());
		Ok(storage)
	}

	/// Whether it has the rules of an open market, which hold here then: fees, locks at assignment, the
	/// header with the first reveal, and a clock that stops with the chain.
	pub fn has_rules(&self) -> bool {
		self.calls.contains_key("Rules")
	}

	/// Whether it has an order book. The first pool is on the chain's list then.
	pub fn has_book(&self) -> bool {
		self.calls.contains_key("Book")
	}

	/// The type of a call's argument.
	pub fn argument(&self, pallet: &str, call: &str, argument: &str) -> Result<u32> {
		self.types.field(self.calls_of(pallet)?.1, Some(call), argument)
	}

	fn calls_of(&self, pallet: &str) -> Result<(u8, u32)> {
		self.calls.get(pallet).copied().ok_or_else(|| anyhow!("there are no calls of {pallet}"))
	}

	/// An encoded call.
	fn encoded_call(&self, pallet: &str, call: &str, arguments: Value) -> Result<Vec<u8>> {
		let (index, ty) = self.calls_of(pallet)?;
		let mut bytes = vec![index];
		// A call without arguments is a variant without fields.
		let variant = match &arguments {
			Value::Object(fields) if fields.is_empty() => json!(call),
			_ => json!({ call: arguments }),
		};
		self.types
			.encode_to(ty, &variant, &mut bytes)
			.with_context(|| format!("{pallet}.{call}"))?;
		Ok(bytes)
	}

	/// What a transaction carries besides its call, and what is signed besides that.
	fn extension(&self, nonce: u32, genesis: H256) -> Result<(Vec<u8>, Vec<u8>)> {
		let (mut explicit, mut implicit) = (Vec::new(), Vec::new());
		for (name, ty, implicit_ty) in &self.extensions {
			match name.as_str() {
				"CheckNonce" => Compact(nonce).encode_to(&mut explicit),
				_ => self.types.encode_zero(*ty, &mut explicit)?,
			}
			match name.as_str() {
				"CheckSpecVersion" => self.version.spec_version.encode_to(&mut implicit),
				"CheckTxVersion" => self.version.transaction_version.encode_to(&mut implicit),
				// An immortal transaction counts from genesis, too.
				"CheckGenesis" | "CheckMortality" | "CheckEra" => genesis.encode_to(&mut implicit),
				_ => self.types.encode_zero(*implicit_ty, &mut implicit)?,
			}
		}
		Ok((explicit, implicit))
	}

	/// A signed transaction, as it travels.
	pub fn signed(
		&self,
		(signer, nonce): (&sr25519::Pair, u32),
		genesis: H256,
		(pallet, call, arguments): (&str, &str, Value),
	) -> Result<Vec<u8>> {
		let call = self.encoded_call(pallet, call, arguments)?;
		let (explicit, implicit) = self.extension(nonce, genesis)?;
		let payload = [&call[..], &explicit, &implicit].concat();
		let signature = if payload.len() > 256 {
			signer.sign(&blake2_256(&payload))
		} else {
			signer.sign(&payload)
		};
		// The version with the bit for a signature, an address that is an account, sr25519.
		let preamble = [&[0x84, 0][..], &signer.public().0, &[1], &signature.0].concat();
		Ok([preamble, explicit, call].concat().encode())
	}

	/// A transaction without a signer, which the runtime authorises by its call alone.
	pub fn general(
		&self,
		genesis: H256,
		(pallet, call, arguments): (&str, &str, Value),
	) -> Result<Vec<u8>> {
		let call = self.encoded_call(pallet, call, arguments)?;
		let (explicit, _) = self.extension(0, genesis)?;
		// The version with the bit for a general transaction, and the extension's version.
		Ok([vec![0x45, 0], explicit, call].concat().encode())
	}

	/// An inherent.
	pub fn bare(&self, (pallet, call, arguments): (&str, &str, Value)) -> Result<Vec<u8>> {
		let call = self.encoded_call(pallet, call, arguments)?;
		Ok([vec![0x05], call].concat().encode())
	}

	/// Reads an answer of a runtime API.
	pub fn answer(&self, api: &str, method: &str, bytes: &[u8]) -> Result<Value> {
		let ty = self.answers.get(&(api.into(), method.into()));
		let ty = ty.ok_or_else(|| anyhow!("there is no {api}.{method}"))?;
		self.types.decode(*ty, &mut &bytes[..])
	}

	/// The events of a block, as `Pallet.Event`, with their fields.
	pub fn events(&self, bytes: &[u8]) -> Result<Vec<(String, Value)>> {
		let records = self.types.decode(self.events, &mut &bytes[..])?;
		let records = records.as_array().cloned().unwrap_or_default();
		let event = |mut record: Value| {
			let (pallet, event) = only(record["event"].take())?;
			let (name, fields) = match event {
				Value::String(name) => (name, Value::Null),
				other => only(other)?,
			};
			Some((format!("{pallet}.{name}"), fields))
		};
		Ok(records.into_iter().filter_map(event).collect())
	}
}

/// The only entry of an object.
fn only(value: Value) -> Option<(String, Value)> {
	match value {
		Value::Object(object) => object.into_iter().next(),
		_ => None,
	}
}

fn merge(into: &mut Value, patch: Value) {
	match (into, patch) {
		(Value::Object(into), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(Value::Null), value);
			}
		},
		(into, patch) => *into = patch,
	}
}
