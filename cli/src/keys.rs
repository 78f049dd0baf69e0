// SPDX-License-Identifier: Apache-2.0

//! Keys of this machine: encrypted files of polkadot.js, the environment, and the development accounts.
//!
//! No secret is ever an argument, which other users of the machine and the shell's history see.

use crate::{
	config::Config,
	error::{fail, Attempt, Error, While},
	output::Terminal,
	signer::Signer,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use crypto_secretbox::{
	aead::{Aead, KeyInit},
	Key, Nonce, XSalsa20Poly1305,
};
use schnorrkel::{ExpansionMode, MiniSecretKey};
use serde_json::json;
use std::{
	env,
	fs::{self, OpenOptions},
	io::{Read, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	str::FromStr,
};
use subxt::utils::AccountId32;
use subxt_signer::{
	bip39::Mnemonic, polkadot_js_compat::decrypt_json, sr25519::Keypair, SecretUri,
};

/// The variable with a phrase, a `0x` seed or a path as `//Alice`.
const SECRET: &str = "BOURSE_SECRET";
/// The variable with the password of an account's file.
const PASSWORD: &str = "BOURSE_PASSWORD";
/// The accounts that everybody has on chains for development.
pub const DEVELOPMENT: [&str; 6] = ["alice", "bob", "charlie", "dave", "eve", "ferdie"];
/// Largest file of an account, in bytes.
const MAX_FILE: u64 = 64 << 10;

/// What polkadot.js puts before and behind the secret key.
const HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
/// The work of scrypt: polkadot.js' N (as a power of two), r and p.
const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 1;

/// Bytes before the box in a sealed account: salt, numbers, nonce.
const SEALED_HEAD: usize = 32 + 12 + 24;

/// The file of an account.
pub fn file_of(config: &Config, name: &str) -> PathBuf {
	config.keys().join(format!("{name}.json"))
}

/// The pair of a development account.
pub fn development(name: &str) -> Option<Keypair> {
	let name = name.strip_prefix("//").unwrap_or(name).to_ascii_lowercase();
	if !DEVELOPMENT.contains(&name.as_str()) {
		return None;
	}
	let path = format!("//{}{}", name[..1].to_ascii_uppercase(), &name[1..]);
	Keypair::from_uri(&SecretUri::from_str(&path).ok()?).ok()
}

/// The development account that signs where none is named.
pub const FIRST: &str = "alice";

/// The signer for the account that was asked for: its file, or the environment where no account was named,
/// or a development account where the chain is one for development.
pub fn signer(config: &Config, terminal: &Terminal, for_development: bool) -> Attempt<Signer> {
	let named = config.account.as_deref();
	if let (None, Ok(secret)) = (named, env::var(SECRET)) {
		let pair =
			SecretUri::from_str(secret.trim()).ok().and_then(|uri| Keypair::from_uri(&uri).ok());
		let Some(pair) = pair else {
			return Err(Error::new(format!("{SECRET} is no secret"))
				.cure("it holds a phrase of 12 to 24 words, a 0x seed, or a path as //Alice"));
		};
		return Ok(Signer::of_pair(pair));
	}
	let Some(name) = named.or(for_development.then_some(FIRST)) else {
		return Err(Error::new("no account was named to sign with")
			.cure("make one with `bourse wallet create NAME`, or name one with --account NAME"));
	};
	let file = file_of(config, name);
	if file.exists() {
		let text = read_small(&file)?;
		check_file(&file, &text)?;
		let password = password(terminal, &format!("password of {name}"))?;
		let pair = decrypt_json(&text, &password).map_err(|error| {
			Error::new(format!("{} can't be opened ({error})", file.display())).cure(
				"the password may be wrong, or the account is not an sr25519 one of polkadot.js",
			)
		})?;
		return Ok(Signer::of_pair(pair));
	}
	match development(name) {
		Some(pair) if for_development => Ok(Signer::of_pair(pair)),
		Some(_) => Err(Error::new(format!("everybody has the keys of {name}")).cure(
			"such accounts sign on chains for development only: `bourse wallet create NAME`",
		)),
		None => Err(Error::new(format!("there is no account {name}: no file {}", file.display()))
			.cure(
				"`bourse wallet show` lists them; `bourse wallet create` or `import` makes one; --signer has a \
				 command sign for others",
			)),
	}
}

/// The password from the environment, or as it is typed.
fn password(terminal: &Terminal, prompt: &str) -> Attempt<String> {
	match env::var(PASSWORD) {
		Ok(password) => Ok(password),
		Err(_) => terminal.password(prompt, false).map_err(|error| {
			Error::new(error.what()).cure(format!("or put the password into {PASSWORD}"))
		}),
	}
}

fn read_small(file: &Path) -> Attempt<String> {
	let opened = fs::File::open(file).during(file.display())?;
	let mut text = String::new();
	opened.take(MAX_FILE + 1).read_to_string(&mut text).during(file.display())?;
	match text.len() as u64 > MAX_FILE {
		true => fail(format!("{} is no account: it has more than 64 KiB", file.display())),
		false => Ok(text),
	}
}

/// Whether a file has an account's form at all: what comes later takes that for granted.
fn check_file(file: &Path, text: &str) -> Attempt {
	let json = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
	let sealed = json["encoded"].as_str().and_then(|encoded| STANDARD.decode(encoded).ok());
	match sealed.is_some_and(|sealed| sealed.len() > SEALED_HEAD) {
		true => Ok(()),
		false => Err(Error::new(format!("{} is no account of polkadot.js", file.display()))
			.cure("export it again, with its password; unencrypted ones are not taken")),
	}
}

/// The accounts that have files, with their addresses, as far as they can be read.
pub fn stored(config: &Config) -> Vec<(String, AccountId32)> {
	let mut found = Vec::new();
	for entry in fs::read_dir(config.keys()).into_iter().flatten().flatten() {
		let path = entry.path();
		let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
		let Some(name) = name.strip_suffix(".json") else { continue };
		let json = read_small(&path).ok();
		let json = json.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
		let address = json.as_ref().and_then(|json| json["address"].as_str());
		if let Some(account) = address.and_then(|address| address.parse().ok()) {
			found.push((name.to_owned(), account));
		}
	}
	found.sort();
	found
}

/// A new phrase of 12 words.
pub fn new_phrase() -> Attempt<String> {
	let mut entropy = [0; 16];
	getrandom::fill(&mut entropy).during("the system gives no randomness")?;
	let words = Mnemonic::from_entropy(&entropy).during("a phrase")?;
	Ok(words.to_string())
}

/// Keeps an account in a file of polkadot.js' form. Nothing that is there is overwritten.
pub fn store(
	config: &Config,
	name: &str,
	secret: &str,
	password: &str,
) -> Attempt<(PathBuf, AccountId32)> {
	let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
	if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
		return Err(Error::new(format!("{name:?} is no name for an account"))
			.cure("letters, digits, - and _ make one"));
	}
	let mini = mini_secret(secret)?;
	let pair = mini.expand_to_keypair(ExpansionMode::Ed25519);
	let account = AccountId32(pair.public.to_bytes());
	let plain =
		[&HEADER[..], &pair.secret.to_ed25519_bytes(), &DIVIDER, &pair.public.to_bytes()].concat();
	let encoded = sealed(&plain, password)?;
	let json = json!({
		"encoded": STANDARD.encode(encoded),
		"encoding": {
			"content": ["pkcs8", "sr25519"],
			"type": ["scrypt", "xsalsa20-poly1305"],
			"version": "3",
		},
		"address": account.to_string(),
		"meta": { "name": name },
	});
	let file = file_of(config, name);
	fs::create_dir_all(config.keys()).during(config.keys().display())?;
	let mut opened =
		OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).map_err(
			|error| {
				Error::new(format!("{} can't be written: {error}", file.display()))
					.cure("take another name; no account is overwritten")
			},
		)?;
	writeln!(opened, "{json}").during(file.display())?;
	opened.sync_all().during(file.display())?;
	Ok((file, account))
}

/// The secret of a phrase, or of a `0x` seed.
fn mini_secret(secret: &str) -> Attempt<MiniSecretKey> {
	let secret = secret.trim();
	let seed = if let Some(digits) = secret.strip_prefix("0x") {
		hex::decode(digits).ok()
	} else {
		Mnemonic::from_str(secret).ok().and_then(|words| {
			let (entropy, length) = words.to_entropy_array();
			let mut seed = [0; 64];
			let done = pbkdf2::pbkdf2::<hmac::Hmac<sha2::Sha512>>(
				&entropy[..length],
				b"mnemonic",
				2048,
				&mut seed,
			);
			done.ok().map(|()| seed[..32].to_vec())
		})
	};
	let mini = seed.and_then(|seed| MiniSecretKey::from_bytes(&seed).ok());
	mini.ok_or_else(|| {
		Error::new("that is neither a phrase of 12 to 24 words nor 0x and 64 hex digits")
			.cure("look for a typing error; paths as //0 can't be imported")
	})
}

/// Bytes under a password, as polkadot.js seals them.
fn sealed(plain: &[u8], password: &str) -> Attempt<Vec<u8>> {
	let (mut salt, mut nonce) = ([0; 32], [0; 24]);
	getrandom::fill(&mut salt).during("the system gives no randomness")?;
	getrandom::fill(&mut nonce).during("the system gives no randomness")?;
	let params = scrypt::Params::new(LOG_N, R, P, 32).during("scrypt")?;
	let mut key = Key::default();
	scrypt::scrypt(password.as_bytes(), &salt, &params, &mut key).during("scrypt")?;
	let boxed = XSalsa20Poly1305::new(&key).encrypt(Nonce::from_slice(&nonce), plain);
	let boxed = boxed.during("sealing")?;
	let n = 1u32 << LOG_N;
	let numbers = [n, P, R].map(u32::to_le_bytes).concat();
	Ok([&salt[..], &numbers, &nonce, &boxed].concat())
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The phrase that the development accounts come from.
	const PHRASE: &str = subxt_signer::DEV_PHRASE;

	fn config() -> (tempfile::TempDir, Config) {
		let folder = tempfile::tempdir().expect("a folder");
		let config = Config { folder: folder.path().into(), ..Config::default() };
		(folder, config)
	}

	#[test]
	fn stored_account_should_open_with_its_password_only() {
		let (_folder, config) = config();
		let (file, account) = store(&config, "me", PHRASE, "pass").expect("it is stored");
		let text = fs::read_to_string(&file).expect("it is there");
		let pair = decrypt_json(&text, "pass").expect("it opens");
		assert_eq!(pair.public_key().to_account_id(), account);
		let expected = Keypair::from_uri(&SecretUri::from_str(PHRASE).unwrap()).unwrap();
		assert_eq!(expected.public_key().to_account_id(), account);
		assert!(decrypt_json(&text, "other").is_err());
		assert_eq!(stored(&config), [("me".to_owned(), account)]);
		assert!(!text.contains("bottom drive"), "{text}");
	}

	#[test]
	fn store_should_overwrite_nothing_and_leave_its_folder_never() {
		let (_folder, config) = config();
		store(&config, "me", PHRASE, "").expect("it is stored");
		assert!(store(&config, "me", PHRASE, "").is_err());
		for name in ["", "../me", "a/b", ".me", "a b"] {
			let told = store(&config, name, PHRASE, "").unwrap_err().to_string();
			assert!(told.ends_with("letters, digits, - and _ make one"), "{told}");
		}
	}

	#[test]
	fn damaged_files_should_be_told_and_not_crash() {
		for text in ["", "{}", "[]", r#"{"encoded":"AAAA"}"#, r#"{"encoded":7}"#] {
			let told = check_file(Path::new("x.json"), text).unwrap_err().to_string();
			assert!(told.starts_with("x.json is no account of polkadot.js"), "{told}");
		}
	}

	#[test]
	fn new_phrases_should_differ_and_be_importable() {
		let (a, b) = (new_phrase().unwrap(), new_phrase().unwrap());
		assert_ne!(a, b);
		assert_eq!(a.split(' ').count(), 12);
		assert!(mini_secret(&a).is_ok() && mini_secret(&format!(" {b}\n")).is_ok());
		assert!(mini_secret(&format!("0x{}", "01".repeat(32))).is_ok());
		assert!(mini_secret("one two three").is_err() && mini_secret("0x01").is_err());
	}

	#[test]
	fn development_accounts_should_be_known_by_their_names() {
		let alice = development("alice").expect("she is one").public_key().to_account_id();
		assert_eq!(alice.to_string(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
		assert_eq!(development("//Alice").unwrap().public_key().to_account_id(), alice);
		assert!(development("mallory").is_none() && development("").is_none());
	}
}
