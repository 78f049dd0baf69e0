// SPDX-License-Identifier: Apache-2.0

//! Who signs: keys of this machine, or a command with keys of its own, as those of a device.
//!
//! The command's words are split at blanks, and no shell reads it. The bytes to sign come on its stdin as `0x`
//! hex, without an end of line: what `subkey sign --hex` takes. `BOURSE_ADDRESS` is the account, `BOURSE_SIGNS`
//! what is signed: `transaction book.run`, `order BoundApp`, `upload photo.png`. Of a transaction of more than
//! 256 bytes the hash is signed, as everywhere. The command prints the sr25519 signature as hex, which is
//! checked before anybody gets it.

use crate::{
	error::{Attempt, Error, While},
	printable,
};
use std::{
	io::{self, Read, Write},
	process::{Command, ExitStatus, Stdio},
	sync::mpsc::{self, Receiver},
	thread,
	time::{Duration, Instant},
};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::{self, Keypair, PublicKey, Signature};

/// The time that a command has for a signature: people may have to confirm, and a transaction lives for 64
/// blocks.
const PATIENCE: Duration = Duration::from_secs(90);
/// Time between two looks whether the command has ended.
const LOOK: Duration = Duration::from_millis(20);
/// The time that its pipes have then: others may hold them.
const REST: Duration = Duration::from_secs(1);
/// Bytes that are kept of what a command prints.
const MAX_PRINTED: u64 = 4096;
/// Number of a signature's kind, which some print before it.
const SR25519: u8 = 1;

/// Signs for an account.
pub struct Signer {
	account: AccountId32,
	by: By,
}

/// What signs.
enum By {
	/// Keys of this machine.
	Pair(Box<Keypair>),
	/// A command.
	Command(String),
}

impl Signer {
	/// Signs with keys of this machine.
	pub fn of_pair(pair: Keypair) -> Self {
		Self { account: pair.public_key().to_account_id(), by: By::Pair(Box::new(pair)) }
	}

	/// Has a command sign for an account.
	pub fn of_command(command: &str, account: AccountId32) -> Self {
		Self { account, by: By::Command(command.to_owned()) }
	}

	/// The account.
	pub fn account(&self) -> AccountId32 {
		self.account
	}

	/// The command that signs, if one does.
	pub fn command(&self) -> Option<&str> {
		match &self.by {
			By::Pair(_) => None,
			By::Command(command) => Some(command),
		}
	}

	/// The signature over some bytes; `what` tells a command what they are.
	pub fn sign(&self, what: &str, bytes: &[u8]) -> Attempt<[u8; 64]> {
		match &self.by {
			By::Pair(pair) => Ok(pair.sign(bytes).0),
			By::Command(command) => {
				let asked = Asked { command, account: self.account, what, bytes };
				asked.signature(PATIENCE)
			},
		}
	}
}

/// A signature that a command is asked for.
struct Asked<'a> {
	command: &'a str,
	account: AccountId32,
	what: &'a str,
	bytes: &'a [u8],
}

impl Asked<'_> {
	/// The signature, checked.
	fn signature(&self, limit: Duration) -> Attempt<[u8; 64]> {
		let command = self.command;
		let Some(signature) = parsed(&self.printed(limit)?) else {
			return Err(Error::new(format!("the signer `{command}` printed no signature")).cure(
				"it has to print the 64 bytes of an sr25519 signature as hex, and nothing else",
			));
		};
		let key = PublicKey(self.account.0);
		match sr25519::verify(&Signature(signature), self.bytes, &key) {
			true => Ok(signature),
			false => Err(Error::new(format!(
				"the signer `{command}` printed a signature that is not of {} over these bytes",
				self.account
			))
			.cure(
				"name the account of its key (--account), and have it sign the bytes of the hex on its stdin \
				 with sr25519, nothing around them",
			)),
		}
	}

	/// What the command prints.
	fn printed(&self, limit: Duration) -> Attempt<Vec<u8>> {
		let (command, begun) = (self.command, Instant::now());
		let mut words = command.split_whitespace();
		let program = words.next().unwrap_or_default();
		let mut child = Command::new(program)
			.args(words)
			.env("BOURSE_ADDRESS", self.account.to_string())
			.env("BOURSE_SIGNS", self.what)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.spawn()
			.map_err(|error| {
				Error::new(format!("the signer `{program}` can't be started: {error}")).cure(
					"--signer, BOURSE_SIGNER and `bourse config set signer` take a program and its \
					 arguments, which no shell reads; `none` ends that",
				)
			})?;
		if let Some(mut stdin) = child.stdin.take() {
			// Who does not read this prints no right signature.
			let _ = write!(stdin, "0x{}", hex::encode(self.bytes));
		}
		let (stdout, stderr) = (child.stdout.take().map(kept), child.stderr.take().map(kept));
		let status = loop {
			if let Some(status) = child.try_wait().during(format!("the signer `{command}`"))? {
				break status;
			}
			if begun.elapsed() > limit {
				let _ = child.kill();
				let _ = child.wait();
				let what =
					format!("the signer `{command}` gave no signature in {} s", limit.as_secs());
				return Err(Error::new(what)
					.cure("see what it waits for, then try again: nothing was sent"));
			}
			thread::sleep(LOOK);
		};
		match status.success() {
			true => Ok(read(stdout)),
			false => Err(refused(command, status, &read(stderr))),
		}
	}
}

/// A command ended without success.
fn refused(command: &str, status: ExitStatus, told: &[u8]) -> Error {
	let told = printable::lines(told);
	let why = match told.trim() {
		"" => "it said nothing".to_owned(),
		told => told.to_owned(),
	};
	Error::new(format!("the signer `{command}` did not sign ({status}): {why}"))
		.cure("mend that, then try again: nothing was sent")
}

/// The first bytes of a pipe, all of which is read.
fn kept(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
	let (sender, receiver) = mpsc::channel();
	thread::spawn(move || {
		let mut bytes = Vec::new();
		let _ = pipe.by_ref().take(MAX_PRINTED).read_to_end(&mut bytes);
		let _ = sender.send(bytes);
		// A pipe that nobody reads would end the command.
		let _ = io::copy(&mut pipe, &mut io::sink());
	});
	receiver
}

fn read(pipe: Option<Receiver<Vec<u8>>>) -> Vec<u8> {
	pipe.and_then(|pipe| pipe.recv_timeout(REST).ok()).unwrap_or_default()
}

/// The signature in what a command printed: hex, perhaps with `0x` and the number of its kind before.
fn parsed(printed: &[u8]) -> Option<[u8; 64]> {
	let text = std::str::from_utf8(printed).ok()?.trim();
	let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()?;
	match bytes.len() {
		65 => bytes.strip_prefix(&[SR25519])?.try_into().ok(),
		_ => bytes.try_into().ok(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	const BYTES: &[u8] = b"what is signed";

	fn pair(seed: u8) -> Keypair {
		Keypair::from_secret_key([seed; 32]).expect("it is a seed")
	}

	/// What comes of a signer that is a script in a folder with `right`, a signature over [`BYTES`].
	fn tried(script: &str, limit: Duration) -> (Attempt<[u8; 64]>, tempfile::TempDir) {
		let folder = tempfile::tempdir().expect("a folder");
		let right = hex::encode(pair(7).sign(BYTES).0);
		fs::write(folder.path().join("right"), format!("0x{right}\n")).expect("it is written");
		let file = folder.path().join("signer.sh");
		let script = format!("cd {}\n{script}\n", folder.path().display());
		fs::write(&file, script).expect("it is written");
		let command = format!("sh {}", file.display());
		let account = pair(7).public_key().to_account_id();
		let asked = Asked { command: &command, account, what: "order BoundApp", bytes: BYTES };
		(asked.signature(limit), folder)
	}

	fn told(script: &str, limit: Duration) -> String {
		tried(script, limit).0.expect_err("it is refused").to_string()
	}

	#[test]
	fn pair_should_sign_for_its_account() {
		let signer = Signer::of_pair(pair(7));
		let signature = Signature(signer.sign("upload x", BYTES).expect("it signs"));
		assert!(sr25519::verify(&signature, BYTES, &PublicKey(signer.account().0)));
		assert_eq!(signer.command(), None);
	}

	#[test]
	fn command_should_get_bytes_and_account_and_what_is_signed() {
		let script = "cat > bytes; echo $BOURSE_ADDRESS $BOURSE_SIGNS > told; cat right";
		let (signed, folder) = tried(script, PATIENCE);
		signed.expect("it signs");
		let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is there");
		assert_eq!(read("bytes"), format!("0x{}", hex::encode(BYTES)));
		let address = pair(7).public_key().to_account_id();
		assert_eq!(read("told"), format!("{address} order BoundApp\n"));
		// Who reads nothing and says more than it has to may sign, too.
		tried("head -c 100000 /dev/zero >&2; cat right", PATIENCE).0.expect("it signs");
	}

	#[test]
	fn command_should_sign_for_its_account_only() {
		let command = "nothing-of-this-name --at-all";
		let signer = Signer::of_command(command, pair(8).public_key().to_account_id());
		assert_eq!(
			(signer.account(), signer.command()),
			(AccountId32(pair(8).public_key().0), Some(command))
		);
		let told = signer.sign("order BoundApp", BYTES).expect_err("it is not there").to_string();
		assert!(told.starts_with("the signer `nothing-of-this-name` can't be started: "), "{told}");
		assert!(told.ends_with("`none` ends that"), "{told}");
	}

	#[test]
	fn failures_of_a_command_should_be_told_with_their_cures() {
		let refused = told("echo the device is locked >&2; exit 3", PATIENCE);
		assert!(
			refused.contains("did not sign (exit status: 3): the device is locked: "),
			"{refused}"
		);
		assert!(told("exit 1", PATIENCE).contains("(exit status: 1): it said nothing: "));
		for garbage in ["true", "echo hello", "echo 0x00", "cat right right"] {
			let told = told(garbage, PATIENCE);
			assert!(told.contains("printed no signature: it has to print"), "{garbage}: {told}");
		}
		let other = hex::encode(pair(8).sign(BYTES).0);
		let wrapped = hex::encode(pair(7).sign(b"<Bytes>what is signed</Bytes>").0);
		for wrong in [other, wrapped] {
			let told = told(&format!("echo {wrong}"), PATIENCE);
			assert!(told.contains("not of 5") && told.contains("--account"), "{told}");
		}
		let begun = Instant::now();
		let late = told("exec sleep 60", Duration::from_millis(200));
		assert!(late.contains("gave no signature in 0 s: see what it waits for"), "{late}");
		assert!(begun.elapsed() < Duration::from_secs(30));
	}

	#[test]
	fn signatures_should_be_read_in_their_forms() {
		let bare = "07".repeat(64);
		for text in [bare.clone(), format!(" 0x{bare}\n"), format!("0x01{bare}")] {
			assert_eq!(parsed(text.as_bytes()), Some([7; 64]), "{text}");
		}
		for text in [format!("0x00{bare}"), bare[2..].to_owned(), String::new(), "ä".into()] {
			assert_eq!(parsed(text.as_bytes()), None, "{text}");
		}
	}
}
