// SPDX-License-Identifier: Apache-2.0

//! Files for programs: on this machine, which go into the node's store, or on the web, where workers get them.

use crate::{
	amount::{Rlc, RLC},
	chain::Chain,
	error::{Attempt, Error, While},
	params,
	params::Input,
	printable, result,
	signer::Signer,
};
use bourse_formats::{blake2_256, Hash, Hasher};
use serde::Deserialize;
use std::{
	fs::File,
	io::Read,
	path::{Path, PathBuf},
	time::Duration,
};

/// Largest file for the node's store, in bytes: a block that nodes pass on by its hash.
pub const MAX_UPLOAD: u64 = 2 << 20;
/// Bytes of files that a node keeps for each RLC of an account's stake.
const BYTES_PER_RLC: u128 = 16 << 20;
/// Bytes that a file counts for at least.
const LEAST_BYTES: u64 = 16 << 10;
/// Largest file on the web, in bytes: what a worker accepts unless told otherwise.
const MAX_FETCH: u64 = 1 << 30;
/// The time that a file on the web has.
const FETCH_TIME: Duration = Duration::from_secs(600);
/// The node's method for files.
const METHOD: &str = "bourse_upload";
/// What the signature of an upload begins with.
const DOMAIN: &[u8] = b"bourse upload";

/// A file that goes into the node's store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
	/// Where it is from, for errors.
	pub from: PathBuf,
	/// Its content.
	pub content: Vec<u8>,
	/// Its hash.
	pub hash: Hash,
}

/// What the node says of an upload.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Kept {
	/// Hash of the content.
	pub hash: Hash,
	/// The content's IPFS identifier.
	pub cid: String,
	/// The node keeps it until then, in seconds of the Unix epoch.
	pub until: u64,
}

/// What the address of a result's file begins with.
const RESULT: &str = "/result/";

/// The name and the place in `PATH`, `NAME=PATH` or `NAME=URL`.
fn split(text: &str) -> (String, &str) {
	if let Some((name, place)) = text.split_once('=')
		&& !name.is_empty()
		&& !name.contains(['/', ':'])
	{
		return (name.into(), place);
	}
	let path = text.split(['?', '#']).next().unwrap_or(text);
	let path = if is_on_web(text) { path } else { text };
	(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().into(), text)
}

fn is_on_web(place: &str) -> bool {
	let begins = |scheme: &str| {
		place.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
	};
	begins("http://") || begins("https://")
}

/// The digest and the path in `/result/DIGEST/PATH`. `None` for another place.
fn of_result(place: &str) -> Option<(Hash, &str)> {
	let (digest, path) = place.strip_prefix(RESULT)?.split_once('/')?;
	let mut bytes = [0; 32];
	hex::decode_to_slice(digest.strip_prefix("0x").unwrap_or(digest), &mut bytes).ok()?;
	(!path.is_empty()).then_some((Hash(bytes), path))
}

/// A file for the program as it was typed, and what has to be uploaded first.
pub async fn input(chain: &Chain, text: &str) -> Attempt<(Input, Option<Upload>)> {
	let (name, place) = split(text);
	if let Some((digest, path)) = of_result(place) {
		let checksum = result::checksum_of(chain, digest, path).await?;
		return Ok((Input { name, url: place.into(), checksum }, None));
	}
	if is_on_web(place) {
		let url = place.to_owned();
		let fetched = tokio::task::spawn_blocking(move || checksum_of(&url)).await;
		let (checksum, _) = fetched.during("the download")??;
		return Ok((Input { name, url: place.into(), checksum }, None));
	}
	let upload = read(Path::new(place))?;
	let input = Input { name, url: String::new(), checksum: upload.hash };
	Ok((input, Some(upload)))
}

/// The stake that a node wants for files of so many bytes each.
pub fn stake_for(sizes: impl IntoIterator<Item = u64>) -> Rlc {
	let bytes = sizes.into_iter().map(|size| u128::from(size.max(LEAST_BYTES))).sum::<u128>();
	// Never wraps: bytes have 64 bits and some, an RLC 30.
	Rlc((bytes * RLC).div_ceil(BYTES_PER_RLC))
}

/// An error where a file is too large for the node's store.
pub fn check_size(path: &Path, size: u64) -> Attempt {
	match size > MAX_UPLOAD {
		true => Err(Error::new(format!("{} has {size} bytes, more than 2 MiB", path.display()))
			.cure("put it on a web server or into IPFS, and give its --address")),
		false => Ok(()),
	}
}

/// A small file of this machine.
pub fn read(path: &Path) -> Attempt<Upload> {
	let shown = path.display();
	let file = File::open(path).during(&shown)?;
	let data = file.metadata().during(&shown)?;
	if !data.is_file() {
		return Err(
			Error::new(format!("{shown} is no file")).cure("pack a folder: tar -cf FILE FOLDER")
		);
	}
	let mut content = Vec::new();
	file.take(MAX_UPLOAD + 1).read_to_end(&mut content).during(&shown)?;
	if content.len() as u64 > MAX_UPLOAD {
		return Err(Error::new(format!("{shown} has {} bytes, more than 2 MiB", data.len()))
			.cure("put it on a web server and name it by its address: NAME=https://…, or make a dataset of it"));
	}
	let hash = blake2_256(&content);
	Ok(Upload { from: path.into(), content, hash })
}

/// Checksum and size of a file on the web.
pub fn checksum_of(url: &str) -> Attempt<(Hash, u64)> {
	let name = printable::line(url);
	let config = ureq::Agent::config_builder().timeout_global(Some(FETCH_TIME)).build();
	let answer = config.new_agent().get(url).call().map_err(|error| {
		Error::new(format!("{name} can't be fetched: {error}"))
			.cure("workers could not either: see that the address is right and public")
	})?;
	let mut reader = answer.into_body().into_reader().take(MAX_FETCH + 1);
	let mut hasher = Hasher::new();
	let size = std::io::copy(&mut reader, &mut hasher).during(&name)?;
	match size > MAX_FETCH {
		true => {
			Err(Error::new(format!("{name} is larger than 1 GiB")).cure("workers don't take it"))
		},
		false => Ok((hasher.finish(), size)),
	}
}

/// The bytes that an upload's signature is over.
fn signed(genesis: Hash, account: &[u8; 32], hash: Hash) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update(DOMAIN);
	hasher.update(genesis);
	hasher.update(account);
	hasher.update(hash);
	hasher.finish()
}

impl Chain {
	/// An error where the node keeps no files: before anything is paid.
	pub async fn takes_files(&self) -> Attempt {
		let known = self.ask::<serde_json::Value>("rpc_methods", params![]).await?;
		let is_known =
			known["methods"].as_array().is_some_and(|all| all.iter().any(|one| one == METHOD));
		match is_known {
			true => Ok(()),
			false => Err(Error::new(format!("the node at {} keeps no files", self.url)).cure(
				"put the file on a web server and name it by its address, NAME=https://… or \
				 --address https://…, or take a node that has bourse_upload (--url)",
			)),
		}
	}

	/// Puts a file into the node's store, on the signer's account.
	pub async fn upload(&self, signer: &Signer, upload: &Upload) -> Attempt<Kept> {
		let account = signer.account();
		let message = signed(self.genesis(), &account.0, upload.hash);
		let what = format!("upload {}", upload.from.display());
		let signature = format!("0x{}", hex::encode(signer.sign(&what, message.as_bytes())?));
		let data = format!("0x{}", hex::encode(&upload.content));
		let params = params![account.to_string(), data, signature];
		let kept = self.ask::<Kept>(METHOD, params).await.map_err(|error| {
			Error::new(format!("{} was not taken: {error}", upload.from.display()))
		})?;
		match kept.hash == upload.hash {
			true => Ok(kept),
			false => Err(Error::new(format!("{} keeps other content than was sent", self.url))),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn files_should_have_names() {
		let split = |text| {
			let (name, place) = split(text);
			format!("{name} {place}")
		};
		assert_eq!(split("photo.png"), "photo.png photo.png");
		assert_eq!(split("a/b/photo.png"), "photo.png a/b/photo.png");
		assert_eq!(split("p=a/b.png"), "p a/b.png");
		assert_eq!(split("p=https://x.org/a?b=c"), "p https://x.org/a?b=c");
		assert_eq!(split("https://x.org/a.csv?b=c"), "a.csv https://x.org/a.csv?b=c");
		assert_eq!(split("./a=b"), "a=b ./a=b");
	}

	#[test]
	fn files_of_results_should_be_known_by_digest_and_path() {
		let digest = "ab".repeat(32);
		for begin in ["", "0x"] {
			let place = format!("/result/{begin}{digest}/a/b c.txt");
			assert_eq!(of_result(&place), Some((Hash([0xab; 32]), "a/b c.txt")));
			assert_eq!(split(&place).0, "b c.txt");
		}
		let bare = format!("/result/{digest}");
		for other in [&*bare, &format!("{bare}/"), "/result/0x00/a", "/results/a", "a"] {
			assert_eq!(of_result(other), None, "{other}");
		}
	}

	#[test]
	fn read_should_refuse_what_is_large_or_no_file() {
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().join("x");
		std::fs::write(&path, vec![7; MAX_UPLOAD as usize]).expect("it is written");
		assert_eq!(read(&path).map(|upload| upload.content.len() as u64), Ok(MAX_UPLOAD));
		std::fs::write(&path, vec![7; MAX_UPLOAD as usize + 1]).expect("it is written");
		assert!(read(&path).unwrap_err().to_string().contains("more than 2 MiB"));
		assert!(read(folder.path()).is_err() && read(&folder.path().join("y")).is_err());
	}

	#[test]
	fn stake_for_should_be_an_rlc_for_16_mib() {
		assert_eq!([8 << 20, 16 << 20].map(|bytes| stake_for([bytes]).0), [RLC / 2, RLC]);
		// Small ones count for 16 KiB: a thousandth and some.
		assert_eq!((stake_for([]), stake_for([0]).0), (Rlc(0), 976_563));
		assert_eq!(stake_for([1; 1_024]).0, RLC);
		assert!(stake_for([u64::MAX]) > Rlc(RLC));
		let path = Path::new("x");
		assert!(check_size(path, MAX_UPLOAD).is_ok() && check_size(path, MAX_UPLOAD + 1).is_err());
	}

	#[test]
	fn signatures_should_be_over_chain_account_and_content() {
		let base = signed(Hash([1; 32]), &[2; 32], Hash([3; 32]));
		let bytes = [b"bourse upload".as_slice(), &[1; 32], &[2; 32], &[3; 32]].concat();
		assert_eq!(base, blake2_256(&bytes));
	}
}
