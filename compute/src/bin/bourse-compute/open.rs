// SPDX-License-Identifier: Apache-2.0

//! `bourse-compute keygen`, `open` and `open-log`: encrypted results, for their beneficiary.

use crate::{
	app::{open as read, write_files},
	CommandResult,
};
use bourse_compute::{
	encrypted::{generate_key, open_log as decrypt_log, open_result, public_key},
	parse_hash,
	store::ResultFiles,
	to_hex, Hash,
};
use serde_json::{json, Value};
use std::{
	fs::{self, OpenOptions},
	io::{self, Read, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};

/// The result, the node that serves the result, and the key that opens it.
#[derive(clap::Args)]
pub struct OpenArgs {
	/// The file with the secret key, as `keygen` wrote it.
	#[arg(long, value_name = "FILE")]
	key: PathBuf,
	/// Write the output files into this folder.
	#[arg(long, value_name = "DIR")]
	out: PathBuf,
	/// The task, whose result a node is asked for.
	#[arg(long, value_name = "HASH", required_unless_present = "blocks")]
	task: Option<String>,
	/// The node's RPC.
	#[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9944")]
	rpc: String,
	/// Instead of asking a node: a folder with the result's blocks, in files that are named by
	/// their hashes.
	#[arg(long, value_name = "DIR", requires_all = ["index", "digest"], conflicts_with = "task")]
	blocks: Option<PathBuf>,
	/// The index of the encrypted result, as the task names it.
	#[arg(long, value_name = "HASH")]
	index: Option<String>,
	/// The digest on chain, which the result is checked against.
	#[arg(long, value_name = "HASH")]
	digest: Option<String>,
}

fn hash(text: &str, what: &str) -> CommandResult<Hash> {
	Ok(parse_hash(text).ok_or_else(|| format!("{what} is not 0x and 64 hex digits"))?)
}

fn secret(path: &Path) -> CommandResult<[u8; 32]> {
	let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
	Ok(hash(text.trim(), &path.display().to_string())?.0)
}

/// Makes a key pair: the secret key into a new file, the public one on stdout.
pub fn keygen(out: &Path) -> CommandResult {
	let (secret, public) = generate_key();
	let mut file = OpenOptions::new()
		.write(true)
		.create_new(true)
		.mode(0o600)
		.open(out)
		.map_err(|error| format!("{}: {error}", out.display()))?;
	writeln!(file, "{}", to_hex(&secret.into()))?;
	file.sync_all()?;
	println!("{}", to_hex(&public.into()));
	Ok(())
}

/// Opens an encrypted result and checks it against the digest.
pub fn open(args: &OpenArgs) -> CommandResult {
	let secret = secret(&args.key)?;
	let result = match (&args.blocks, &args.task, &args.index, &args.digest) {
		(Some(folder), _, Some(index), Some(digest)) => {
			let (index, digest) = (hash(index, "--index")?, hash(digest, "--digest")?);
			let block = |hash: &Hash| Some(read(&folder.join(hex::encode(hash))).ok()?.to_vec());
			open_result(&secret, &index, &digest, block)?
		},
		(_, Some(task), ..) => from_node(&Node(&args.rpc), task, &secret)?,
		_ => return Err("say which result: --task, or --blocks, --index and --digest".into()),
	};
	println!("digest       {}", to_hex(&result.header.digest()));
	if let Some(code) = result.header.failure() {
		println!("failure      {code:?}");
	}
	println!("exit status  {}", result.header.exit_status);
	for (path, content) in &result.files {
		println!("file         {path} ({} bytes)", content.len());
	}
	write_files(&args.out, result.files.iter())?;
	Ok(())
}

/// Opens the log on stdin and prints it.
pub fn open_log(key: &Path) -> CommandResult {
	let mut text = Vec::new();
	io::stdin().lock().read_to_end(&mut text)?;
	let log = decrypt_log(&secret(key)?, &text).ok_or("not a log that this key opens")?;
	io::stdout().write_all(&log)?;
	Ok(())
}

/// Asks for the copy of each worker until one is right.
fn from_node(node: &Node, task: &str, secret: &[u8; 32]) -> CommandResult<ResultFiles> {
	let info = node.call("bourse_task", json!([task]))?;
	let field = |value: &Value, name: &str| {
		hash(value[name].as_str().unwrap_or_default(), &format!("the node's {name}"))
	};
	if info["digest"].is_null() {
		return Err(format!("the task has no result: it is {}", info["status"]).into());
	}
	let digest = field(&info, "digest")?;
	let copies = info["encrypted"].as_array().cloned().unwrap_or_default();
	if copies.is_empty() {
		return Err("the result is not encrypted: ask the node for bourse_taskResult".into());
	}
	let mut reasons = Vec::new();
	for copy in &copies {
		let index = field(copy, "index")?;
		match open_result(secret, &index, &digest, |hash| node.block(hash)) {
			Ok(result) => return Ok(result),
			Err(error) => reasons.push(format!("copy of {}: {error}", copy["worker"])),
		}
	}
	let public = to_hex(&public_key(secret).into());
	Err(format!("no copy opens with the key of {public}: {}", reasons.join("; ")).into())
}

/// A node's RPC over HTTP.
struct Node<'a>(&'a str);

impl Node<'_> {
	fn call(&self, method: &str, params: Value) -> CommandResult<Value> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let mut response = ureq::post(self.0)
			.header("content-type", "application/json")
			.send(request.to_string())
			.map_err(|error| format!("{}: {error}", self.0))?;
		let answer = response.body_mut().with_config().limit(16 << 20).read_to_vec()?;
		let mut answer: Value = serde_json::from_slice(&answer)?;
		match answer["error"]["message"].as_str() {
			Some(message) => Err(format!("{method}: {message}").into()),
			None => Ok(answer["result"].take()),
		}
	}

	fn block(&self, hash: &Hash) -> Option<Vec<u8>> {
		let answer = self.call("bourse_content", json!([to_hex(hash)]));
		let answer = answer.inspect_err(|error| eprintln!("bourse-compute: {error}")).ok()?;
		hex::decode(answer.as_str()?.strip_prefix("0x")?).ok()
	}
}
