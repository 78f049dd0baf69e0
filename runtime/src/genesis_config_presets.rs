// SPDX-License-Identifier: Apache-2.0

//! The genesis of the `dev` and `local` chains, and of one by the published protocol alone.

use crate::{
	configs::{MAX_CANDIDATES, MAX_NOMINATORS},
	AccountId, BabeConfig, BalancesConfig, RulesConfig, RuntimeGenesisConfig, SessionConfig,
	SessionKeys, StakingConfig, SudoConfig, BABE_GENESIS_EPOCH_CONFIG, RLC,
};
use alloc::{vec, vec::Vec};
use bourse_primitives::MarketParameters;
use frame_support::build_struct_json_patch;
use pallet_staking::StakerStatus;
use serde_json::Value;
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

/// What each well-known development account starts with: 10 million RLC.
const ENDOWMENT: crate::Balance = 10_000_000 * RLC;

/// What each validator of genesis has bonded.
const BOND: crate::Balance = 10_000 * RLC;
/// What a validator has to bond, at least.
const LEAST_BOND: crate::Balance = 1_000 * RLC;
/// What a nominator has to bond, at least.
const LEAST_NOMINATION: crate::Balance = 10 * RLC;

/// The preset of the `dev` chain without the market's rules (PROTOCOL 9), for benchmarks: each of
/// them sets what it measures.
pub const PUBLISHED_RUNTIME_PRESET: &str = "published";

struct Validator {
	account: AccountId,
	babe: BabeId,
	grandpa: GrandpaId,
}

fn validator(sr25519: Sr25519Keyring, ed25519: Ed25519Keyring) -> Validator {
	Validator {
		account: sr25519.to_account_id(),
		babe: sr25519.public().into(),
		grandpa: ed25519.public().into(),
	}
}

/// A genesis with the market's rules or without. New slots are drawn at once, as a chain for
/// development has no hour to wait.
fn genesis(validators: Vec<Validator>, root: AccountId, rules: bool) -> Value {
	let count = validators.len() as u32;
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: Sr25519Keyring::iter()
				.filter(|key| { !matches!(key, Sr25519Keyring::One | Sr25519Keyring::Two) })
				.map(|key| (key.to_account_id(), ENDOWMENT))
				.collect::<Vec<_>>(),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		staking: StakingConfig {
			validator_count: count,
			minimum_validator_count: count.div_ceil(2),
			stakers: validators
				.iter()
				.map(|v| {
					let stash = v.account.clone();
					(stash.clone(), stash, BOND, StakerStatus::<AccountId>::Validator)
				})
				.collect::<Vec<_>>(),
			slash_reward_fraction: Perbill::from_percent(10),
			min_validator_bond: LEAST_BOND,
			min_nominator_bond: LEAST_NOMINATION,
			max_validator_count: Some(MAX_CANDIDATES),
			max_nominator_count: Some(MAX_NOMINATORS),
		},
		session: SessionConfig {
			keys: validators
				.into_iter()
				.map(|v| {
					let keys = SessionKeys { babe: v.babe, grandpa: v.grandpa };
					(v.account.clone(), v.account, keys)
				})
				.collect::<Vec<_>>(),
		},
		sudo: SudoConfig { key: Some(root) },
		rules: RulesConfig { hold: rules, parameters: MarketParameters { warm_up: 0 } },
	})
}

/// One validator, Alice, who is also root.
fn dev(rules: bool) -> Value {
	genesis(
		vec![validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		Sr25519Keyring::Alice.to_account_id(),
		rules,
	)
}

/// Two validators, Alice and Bob; Alice is root.
fn local() -> Value {
	genesis(
		vec![
			validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
			validator(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
		],
		Sr25519Keyring::Alice.to_account_id(),
		true,
	)
}

/// The preset named `id`, as a JSON patch of the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => dev(true),
		PUBLISHED_RUNTIME_PRESET => dev(false),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		_ => return None,
	};
	Some(
		serde_json::to_string(&patch)
			.expect("a JSON value with string keys serialises; qed")
			.into_bytes(),
	)
}

/// The presets' names.
pub fn preset_names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PUBLISHED_RUNTIME_PRESET]
		.map(PresetId::from)
		.to_vec()
}
