// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! `--worker` on a chain for development: the node makes itself a hot key, becomes the one worker of the
//! stock pool, and sells runs of the apps in `--stock`. All of it by transactions with keys that everybody
//! has, so no other chain is touched.

use crate::client::{hot_keys, FullClient, FullPool};
use bourse_compute::store::{Keep, Store};
use bourse_primitives::{
	crypto::{PocoId, PocoSignature, POCO},
	WorkerpoolId,
};
use bourse_runtime::{
	opaque::UncheckedExtrinsic,
	stock::{account, StockApp, Stocked},
};
use codec::Encode;
use sc_client_api::{StorageKey, StorageProvider};
use sc_service::{ChainType, Error as ServiceError};
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_keystore::{Keystore, KeystorePtr};
use std::{
	env, fs,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

/// Time between two looks at the chain.
const LOOK: Duration = Duration::from_secs(2);
/// Looks after which a transaction that did nothing is sent anew.
const PATIENCE: u32 = 15;
/// Most apps of the stock, and the largest module, in bytes.
const MOST: usize = 64;
const MAX_MODULE: u64 = 256 << 20;
/// Longest name of an app, in bytes, by the chain's rules.
const MAX_NAME: usize = 64;
/// Longest description of an app on chain, in bytes.
const MAX_PROFILE: usize = 256;
/// Modules stay in the store for ten years.
const STAY: u64 = 10 * 365 * 86_400;

/// What the worker is made of.
pub struct Means<'a> {
	/// Kind of the chain.
	pub chain: &'a ChainType,
	/// Has the hot key, or gets one.
	pub keystore: &'a KeystorePtr,
	/// Gets the modules.
	pub store: &'a Store,
	/// The folder of `--stock`, if one was named.
	pub folder: Option<&'a Path>,
	/// Tasks that the worker takes at once.
	pub slots: u32,
}

/// What makes the node a worker.
pub struct Stock {
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	key: PocoId,
	proof: PocoSignature,
	apps: Vec<StockApp>,
	slots: u32,
}

impl Stock {
	/// Puts the modules of the stock into the store, and a hot key into the keystore. Refuses chains that
	/// are not for development.
	pub fn new(
		client: Arc<FullClient>,
		pool: Arc<FullPool>,
		means: Means<'_>,
	) -> Result<Self, ServiceError> {
		let Means { chain, keystore, store, folder, slots } = means;
		let error = |text: String| ServiceError::Other(format!("--worker: {text}"));
		if !matches!(chain, ChainType::Development) {
			return Err(error(
				"only chains for development have a stock pool. Elsewhere a worker joins a pool: \
				 `bourse worker setup`"
					.into(),
			));
		}
		let key = match hot_keys(keystore).into_iter().next() {
			Some(key) => key,
			None => keystore
				.sr25519_generate_new(POCO, None)
				.map_err(|why| error(format!("no hot key can be made: {why}")))?
				.into(),
		};
		let message = (b"bourse hot key", account()).using_encoded(bourse_formats::blake2_256);
		let proof = keystore
			.sr25519_sign(POCO, key.as_ref(), message.as_bytes())
			.map_err(|why| error(format!("the hot key can't sign: {why}")))?
			.ok_or_else(|| error("the hot key is gone".into()))?;
		let apps = modules(store, folder).map_err(error)?;
		Ok(Self { client, pool, key, proof: proof.into(), apps, slots })
	}

	/// Sends one transaction after the other until all is there, and goes on while the worker is.
	pub async fn run(self) {
		let mut sent = None::<(Stocked, u32)>;
		let mut is_told = false;
		loop {
			futures_timer::Delay::new(LOOK).await;
			let info = self.client.info();
			if info.best_number == 0 {
				continue;
			}
			let state = self.state(info.best_hash);
			if let Some(pool) = state.done(&self.key, &self.apps) {
				if !is_told {
					self.tell(pool);
					is_told = true;
				}
				continue;
			}
			if is_told && !state.has_worker() {
				return;
			}
			if let Some((before, looks)) = &mut sent
				&& *before == state
				&& *looks < PATIENCE
			{
				*looks += 1;
				continue;
			}
			let (key, proof) = (self.key.clone(), self.proof.clone());
			let next = state.next(info.genesis_hash, &self.apps, self.slots, key, proof);
			let Ok(next) = UncheckedExtrinsic::try_from_encoded_extrinsic(&next.encode()) else {
				continue;
			};
			let sending = self.pool.submit_one(info.best_hash, TransactionSource::Local, next);
			if let Err(why) = sending.await {
				log::warn!(target: "bourse", "--worker: a transaction was refused: {why}");
			}
			sent = Some((state, 0));
		}
	}

	fn tell(&self, pool: WorkerpoolId) {
		let apps = self.apps.len();
		log::info!(
			target: "bourse",
			"This node is the worker of pool {}, which sells runs of {apps} stock apps: `bourse app list`",
			pool.0
		);
	}

	fn state(&self, block: H256) -> Stocked {
		Stocked::read(|key| {
			let value = self.client.storage(block, &StorageKey(key.to_vec()));
			value.ok().flatten().map(|value| value.0)
		})
	}
}

/// The folder of modules where none is named: `stock` beside the program.
fn default_folder() -> Option<PathBuf> {
	let folder = env::current_exe().ok()?.parent()?.join("stock");
	folder.is_dir().then_some(folder)
}

/// Puts every `NAME.wasm` of the folder into the store.
fn modules(store: &Store, folder: Option<&Path>) -> Result<Vec<StockApp>, String> {
	let Some(folder) = folder.map(Path::to_path_buf).or_else(default_folder) else {
		log::warn!(
			target: "bourse",
			"There is no stock of apps: give a folder of WebAssembly modules by --stock (scripts/stock makes one)"
		);
		return Ok(Vec::new());
	};
	let shown = folder.display();
	let entries = fs::read_dir(&folder).map_err(|error| format!("--stock {shown}: {error}"))?;
	let mut files = entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>();
	files.retain(|file| file.extension().is_some_and(|extension| extension == "wasm"));
	files.sort();
	if files.len() > MOST {
		return Err(format!("--stock {shown} has {} modules, more than {MOST}", files.len()));
	}
	let mut apps = Vec::new();
	for file in files {
		let shown = file.display();
		let error = |why: &dyn std::fmt::Display| format!("--stock: {shown}: {why}");
		let size = fs::metadata(&file).map_err(|why| error(&why))?.len();
		if size > MAX_MODULE {
			return Err(error(&"the module has more than 256 MiB"));
		}
		let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
		if name.is_empty() || name.len() > MAX_NAME {
			return Err(error(&"an app's name is UTF-8 of 1 to 64 bytes"));
		}
		let module = fs::read(&file).map_err(|why| error(&why))?;
		let checksum = bourse_formats::blake2_256(&module);
		let keep = Keep::until(now().saturating_add(STAY));
		store.put_kept(&checksum, keep, &module).map_err(|why| error(&why))?;
		let description = description(&module).unwrap_or_default().into_bytes();
		apps.push(StockApp { name: name.as_bytes().to_vec(), description, checksum });
	}
	Ok(apps)
}

/// What a module says of itself in a line, with its example if both fit into the chain's profile.
fn description(module: &[u8]) -> Option<String> {
	#[derive(Default, serde::Deserialize)]
	#[serde(default)]
	struct Declared {
		description: String,
		example: String,
	}
	let json = bourse_formats::declaration::of_module(module)?;
	let Declared { description, example } = serde_json::from_slice(&json).ok()?;
	let fits = |text: &String| {
		!text.is_empty()
			&& text.len() <= MAX_PROFILE
			&& bourse_formats::text::is_plain_text(text.as_bytes())
	};
	let whole = format!("{description}: {example}");
	[whole, description].into_iter().find(fits)
}

fn now() -> u64 {
	let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
	now.map_or(0, |span| span.as_secs())
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_compute::store::StoreConfig;

	#[test]
	fn modules_should_be_in_the_store_by_their_names() {
		let folder = tempfile::tempdir().expect("a folder");
		let config = StoreConfig { max_bytes: 64 << 20, sync: false };
		let store = Store::open(&folder.path().join("store"), config).expect("it opens");
		let stock = folder.path().join("stock");
		fs::create_dir(&stock).expect("a folder");
		for (file, content) in [("b.wasm", "b"), ("a.wasm", "a"), ("c.txt", "c")] {
			fs::write(stock.join(file), content).expect("it is written");
		}
		let apps = modules(&store, Some(&stock)).expect("they are read");
		let names = apps.iter().map(|app| app.name.as_slice()).collect::<Vec<_>>();
		assert_eq!(names, [b"a", b"b"]);
		assert_eq!(store.get(&apps[0].checksum).expect("it is read"), Some(b"a".to_vec()));
		assert!(apps[0].description.is_empty());
		assert!(modules(&store, Some(&folder.path().join("none"))).is_err());
		fs::write(stock.join(format!("{}.wasm", "n".repeat(MAX_NAME + 1))), "n").expect("written");
		let refused = modules(&store, Some(&stock)).expect_err("the chain takes no such name");
		assert!(refused.ends_with("an app's name is UTF-8 of 1 to 64 bytes"), "{refused}");
	}

	/// A module that says this of itself.
	fn saying(json: &str) -> Vec<u8> {
		let content = [&b"\x0abourse.app"[..], json.as_bytes()].concat();
		let size = [0, content.len() as u8 | 0x80, (content.len() >> 7) as u8];
		[&b"\0asm\x01\0\0\0"[..], &size[..], &content[..]].concat()
	}

	#[test]
	fn apps_should_be_described_by_what_their_modules_say() {
		let said = |json: &str| description(&saying(json));
		let whole = r#"{ "description": "a tool", "example": "bourse run a", "inputs": [] }"#;
		assert_eq!(said(whole).as_deref(), Some("a tool: bourse run a"));
		let long = format!(r#"{{ "description": "a tool", "example": "{}" }}"#, "x".repeat(250));
		assert_eq!(said(&long).as_deref(), Some("a tool"));
		assert_eq!(said(r#"{ "description": "a\u001btool" }"#), None);
		assert_eq!(said("{"), None);
		assert_eq!(description(b"\0asm\x01\0\0\0"), None);
	}
}
