// SPDX-License-Identifier: Apache-2.0

//! Requests to a sandbox process and the answers: each is a line of JSON, an answer's line followed
//! by the bytes that it announces, in the order of its fields. Hashes are hex.

use super::{
	deadline_reader::{DeadlineReader, NoAnswer},
	internal,
};
use crate::{
	content::{
		blob::{Blob, Part},
		hex::{parse_hash, to_hex},
	},
	failure::Failure,
	sandbox::{engine::Run, inputs::Inputs},
};
use bourse_formats::{limits::MAX_RESULT, FailureCode, Hash, Limits, ResultHeader};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	io::{self, Write},
	path::PathBuf,
};

/// Most bytes of an answer's line: names of files, and the text of a failure.
const MAX_LINE: usize = 4 << 20;
/// Most bytes that follow the line: outputs, and a log with what is added to it.
pub(super) const MAX_BYTES: usize = MAX_RESULT as usize + (1 << 20);

/// A request to a sandbox process.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
	/// Folder of the inputs: all that the process may read.
	pub inputs: PathBuf,
	/// Folder of compiled modules: all that the process may write to.
	pub cache: PathBuf,
	pub cache_bytes: u64,
	pub module: Part,
	pub checksum: String,
	/// Without a run the module is only compiled.
	pub run: Option<RunRequest>,
}

/// A run: what [`Inputs`] and [`Limits`] say, with files by their place.
#[derive(Serialize, Deserialize)]
pub(super) struct RunRequest {
	args: Vec<String>,
	env: Vec<(String, String)>,
	files: BTreeMap<String, Part>,
	folders: Vec<String>,
	seed: String,
	pub limits: Limits,
}

impl RunRequest {
	pub fn new(inputs: Inputs, limits: Limits) -> Result<Self, Failure> {
		let files = inputs.files.iter().map(|(path, blob)| Ok((path.clone(), part(blob)?)));
		Ok(Self {
			files: files.collect::<Result<_, Failure>>()?,
			args: inputs.args,
			env: inputs.env,
			folders: inputs.folders,
			seed: to_hex(&inputs.seed),
			limits,
		})
	}

	/// The inputs, with their files mapped.
	pub fn inputs(self) -> Result<Inputs, Failure> {
		let files = self.files.iter().map(|(path, part)| Ok((path.clone(), open(part)?)));
		Ok(Inputs {
			files: files.collect::<Result<_, Failure>>()?,
			args: self.args,
			env: self.env,
			folders: self.folders,
			seed: hash(&self.seed)?,
		})
	}
}

/// The place of an input in a file.
pub(super) fn part(blob: &Blob) -> Result<Part, Failure> {
	blob.part().ok_or_else(|| internal("an input is in no file"))
}

/// Maps an input.
pub(super) fn open(part: &Part) -> Result<Blob, Failure> {
	let blob = Blob::open(&part.file).map_err(|error| internal(error.to_string()))?;
	let end = part.start.saturating_add(part.size);
	blob.slice(part.start..end).ok_or_else(|| internal("an input is shorter"))
}

pub(super) fn hash(text: &str) -> Result<Hash, Failure> {
	parse_hash(text).ok_or_else(|| internal("not a hash"))
}

/// The line of an answer.
#[derive(Serialize, Deserialize)]
enum Answer {
	Compiled,
	Done {
		/// Bytes of the header, hex.
		header: String,
		callback_data: Option<String>,
		files: Vec<(String, usize)>,
		others: Vec<(String, usize)>,
		log: usize,
	},
	Failed {
		code: FailureCode,
		message: String,
		log: usize,
	},
}

/// Writes an answer: a run, nothing for a module that was only compiled, or a failure.
pub(super) fn write_answer(
	output: &mut impl Write,
	answer: Result<Option<Run>, Failure>,
) -> io::Result<()> {
	let sizes = |files: &BTreeMap<String, Vec<u8>>| {
		files.iter().map(|(path, content)| (path.clone(), content.len())).collect()
	};
	let line = match &answer {
		Ok(None) => Answer::Compiled,
		Ok(Some(run)) => Answer::Done {
			header: hex::encode(run.header.encode()),
			callback_data: run.callback_data.as_ref().map(hex::encode),
			files: sizes(&run.files),
			others: sizes(&run.others),
			log: run.log.len(),
		},
		Err(Failure { code, message, log }) => {
			Answer::Failed { code: *code, message: message.clone(), log: log.len() }
		},
	};
	serde_json::to_writer(&mut *output, &line)?;
	output.write_all(b"\n")?;
	match &answer {
		Ok(None) => (),
		Ok(Some(run)) => {
			for content in run.files.values().chain(run.others.values()) {
				output.write_all(content)?;
			}
			output.write_all(&run.log)?;
		},
		Err(failure) => output.write_all(&failure.log)?,
	}
	output.flush()
}

/// Reads what [`write_answer`] wrote.
pub(super) fn read_answer(
	from: &mut DeadlineReader,
) -> Result<Result<Option<Run>, Failure>, NoAnswer> {
	let line = from.line(MAX_LINE)?;
	let answer = serde_json::from_slice(&line).map_err(|error| NoAnswer::broken(error.to_string()));
	let bad = || NoAnswer::broken("a malformed answer");
	Ok(match answer? {
		Answer::Compiled => Ok(None),
		Answer::Failed { code, message, log } => {
			Err(Failure { code, message, log: from.bytes(log)? })
		},
		Answer::Done { header, callback_data, files, others, log } => {
			let header = hex::decode(header).map_err(|_| bad())?;
			let header = ResultHeader::read(&header).map_err(|_| bad())?;
			let callback_data = callback_data.map(hex::decode).transpose().map_err(|_| bad())?;
			let (files, others) = (contents(from, files)?, contents(from, others)?);
			Ok(Some(Run { header, files, others, callback_data, log: from.bytes(log)? }))
		},
	})
}

fn contents(
	from: &mut DeadlineReader,
	sizes: Vec<(String, usize)>,
) -> Result<BTreeMap<String, Vec<u8>>, NoAnswer> {
	sizes.into_iter().map(|(path, size)| Ok((path, from.bytes(size)?))).collect()
}
