// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The chains that this node knows by name; their genesis comes from the runtime's presets.

use bourse_runtime::{configs::SS58Prefix, WASM_BINARY};
use sc_service::{ChainSpec as _, ChainType, Properties};
use sp_core::{sr25519, Pair};
use sp_runtime::BuildStorage;

/// A chain spec without extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "RLC".into());
	properties.insert("tokenDecimals".into(), 9.into());
	properties.insert("ss58Format".into(), SS58Prefix::get().into());
	properties
}

fn chain(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this node was built without its runtime (SKIP_WASM_BUILD)")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(kind)
		.with_protocol_id("bourse")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// One validator, Alice.
pub fn dev() -> Result<ChainSpec, String> {
	chain(
		"Bourse Development",
		"bourse_dev",
		ChainType::Development,
		sp_genesis_builder::DEV_RUNTIME_PRESET,
	)
}

/// A key of the genesis that no pallet reads, with what makes a chain another one.
const SALT: &[u8] = b":bourse:salt";

/// The chain of [`dev`] with a genesis that no other chain has.
pub fn fresh_dev() -> Result<ChainSpec, String> {
	let mut spec = dev()?;
	let mut storage = spec.build_storage()?;
	let (_, salt) = sr25519::Pair::generate();
	storage.top.insert(SALT.to_vec(), salt.to_vec());
	spec.set_storage(storage);
	Ok(spec)
}

/// Two validators, Alice and Bob.
pub fn local() -> Result<ChainSpec, String> {
	chain(
		"Bourse Local Testnet",
		"bourse_local",
		ChainType::Local,
		sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
	)
}
