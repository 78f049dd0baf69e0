// SPDX-License-Identifier: Apache-2.0

//! Requests to a sandbox process and the answers: each is a line of JSON, an answer's line followed
//! by the bytes that it announces, in the order of its fields. Inputs are named by file and range.
//! Where an archive is unpacked, a line and pieces of bytes come before: each behind its size in 4
//! bytes (little-endian), an empty one last.

use crate::{
	content::{archive::Archive, blob::Blob},
	failure::{Failure, Remains},
	sandbox::{engine::Run, inputs::Inputs},
};
use bourse_formats::{limits::MAX_RESULT, FailureCode, Hash, Limits, Packing, ResultHeader};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	io::{self, BufRead, Read, Write},
	path::PathBuf,
};

/// Most bytes of an answer's line: names of files, and the text of a failure.
const MAX_LINE: u64 = 4 << 20;
/// Most bytes that follow the line: outputs, and a log with what is added to it.
const MAX_BYTES: u64 = MAX_RESULT + (1 << 20);
/// Most bytes of a piece.
const MAX_PIECE: usize = 1 << 20;
/// Most bytes of all pieces: what an archive may unpack to, and the list of its files.
const MAX_PIECES: u64 = (1 << 30) + (128 << 20);

/// Takes bytes piece by piece.
pub(super) type Take<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// Takes no bytes.
pub(super) fn none(_: &[u8]) -> io::Result<()> {
	Err(io::Error::other("pieces that were not asked for"))
}

/// What a process is confined to: the part of a [`Request`] that is read before anything of it is
/// opened.
#[derive(Deserialize)]
pub(super) struct Folders {
	pub inputs: PathBuf,
	pub cache: PathBuf,
	pub cache_bytes: u64,
	#[serde(default)]
	pub compiles: bool,
}

/// A request to a sandbox process. Reading it opens the files that it names.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
	/// Folder of the inputs: all that the process may read.
	pub inputs: PathBuf,
	/// Folder of compiled modules.
	pub cache: PathBuf,
	pub cache_bytes: u64,
	/// The process compiles and keeps modules, and may write to their folder, the only one that it
	/// may write to. Otherwise it runs them, and may only read.
	#[serde(default)]
	pub compiles: bool,
	/// The module; or the archive, when one is to be unpacked.
	pub content: Blob,
	pub checksum: Hash,
	/// How the archive is packed that is to be unpacked.
	#[serde(default)]
	pub unpack: Option<Packing>,
	/// Without a run the module is compiled, or only looked for.
	pub run: Option<RunRequest>,
}

/// What a process did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reply {
	/// The module is compiled.
	Compiled,
	/// The module is not compiled, and was not to be.
	Missing,
	/// The archive is unpacked.
	Unpacked,
	/// The module was run.
	Ran(Box<Run>),
}

/// A run of the module.
#[derive(Serialize, Deserialize)]
pub(super) struct RunRequest {
	#[serde(flatten)]
	pub inputs: Inputs,
	/// The dataset, when it is an archive.
	#[serde(default)]
	pub archive: Option<Archive>,
	pub limits: Limits,
}

/// The line of an answer.
#[derive(Serialize, Deserialize)]
enum Answer {
	/// Pieces follow, and then the answer.
	Pieces,
	Compiled,
	Missing,
	Unpacked,
	Done {
		/// Bytes of the header, hex.
		header: String,
		callback_data: Option<Vec<u8>>,
		files: Vec<(String, usize)>,
		others: Vec<(String, usize)>,
		log: usize,
	},
	Failed {
		code: FailureCode,
		message: String,
		log: usize,
		stdout: usize,
		remains: Remains,
	},
}

/// Writes an answer.
pub(super) fn write_answer(
	output: &mut impl Write,
	answer: Result<Reply, Failure>,
) -> io::Result<()> {
	let sizes = |files: &BTreeMap<String, Vec<u8>>| {
		files.iter().map(|(path, content)| (path.clone(), content.len())).collect()
	};
	let line = match &answer {
		Ok(Reply::Compiled) => Answer::Compiled,
		Ok(Reply::Missing) => Answer::Missing,
		Ok(Reply::Unpacked) => Answer::Unpacked,
		Ok(Reply::Ran(run)) => Answer::Done {
			header: hex::encode(run.header.encode()),
			callback_data: run.callback_data.clone(),
			files: sizes(&run.files),
			others: sizes(&run.others),
			log: run.log.len(),
		},
		Err(Failure { code, message, log, stdout, remains, .. }) => Answer::Failed {
			code: *code,
			message: message.clone(),
			log: log.len(),
			stdout: stdout.len(),
			remains: remains.clone(),
		},
	};
	serde_json::to_writer(&mut *output, &line)?;
	output.write_all(b"\n")?;
	match &answer {
		Ok(Reply::Compiled | Reply::Missing | Reply::Unpacked) => (),
		Ok(Reply::Ran(run)) => {
			for content in run.files.values().chain(run.others.values()) {
				output.write_all(content)?;
			}
			output.write_all(&run.log)?;
		},
		Err(failure) => {
			output.write_all(&failure.log)?;
			output.write_all(&failure.stdout)?;
		},
	}
	output.flush()
}

/// Writes the pieces that `make` gives, in front of the answer.
pub(super) fn write_pieces<T>(
	output: &mut impl Write,
	make: impl FnOnce(&mut Take) -> T,
) -> io::Result<T> {
	serde_json::to_writer(&mut *output, &Answer::Pieces)?;
	output.write_all(b"\n")?;
	let made = make(&mut |bytes: &[u8]| {
		bytes.chunks(MAX_PIECE).try_for_each(|piece| {
			output.write_all(&(piece.len() as u32).to_le_bytes())?;
			output.write_all(piece)
		})
	});
	output.write_all(&[0; 4])?;
	Ok(made)
}

/// Reads what [`write_pieces`] wrote behind its line.
fn read_pieces(from: &mut impl Read, take: &mut Take) -> io::Result<()> {
	let mut left = MAX_PIECES;
	let mut piece = Vec::new();
	loop {
		let mut size = [0; 4];
		from.read_exact(&mut size)?;
		let size = u32::from_le_bytes(size);
		if size == 0 {
			return Ok(());
		}
		left = left.checked_sub(size.into()).ok_or_else(|| io::Error::other("a huge answer"))?;
		if size as usize > MAX_PIECE {
			return Err(io::Error::other("a huge piece"));
		}
		piece.resize(size as usize, 0);
		from.read_exact(&mut piece)?;
		take(&piece)?;
	}
}

/// Reads what [`write_answer`] wrote, and no more than an answer can hold: a sandbox process
/// that somebody took over must not use up the node's memory. Pieces before the answer are given to `take`.
pub(super) fn read_answer(
	mut from: impl BufRead,
	take: &mut Take,
) -> io::Result<Result<Reply, Failure>> {
	match read_line(&mut from)? {
		Answer::Pieces => {
			read_pieces(&mut from, take)?;
			let answer = read_line(&mut from)?;
			read_rest(from, answer)
		},
		answer => read_rest(from, answer),
	}
}

fn read_line(from: &mut impl BufRead) -> io::Result<Answer> {
	let mut line = Vec::new();
	from.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
	if !line.ends_with(b"\n") {
		return Err(match line.len() as u64 {
			MAX_LINE => io::Error::other("an endless answer"),
			_ => io::ErrorKind::UnexpectedEof.into(),
		});
	}
	Ok(serde_json::from_slice(&line)?)
}

/// Reads the bytes that an answer's line announces.
fn read_rest(from: impl Read, answer: Answer) -> io::Result<Result<Reply, Failure>> {
	let mut from = from.take(MAX_BYTES);
	Ok(match answer {
		Answer::Pieces => return Err(io::Error::other("pieces behind pieces")),
		Answer::Compiled => Ok(Reply::Compiled),
		Answer::Missing => Ok(Reply::Missing),
		Answer::Unpacked => Ok(Reply::Unpacked),
		Answer::Failed { code, message, log, stdout, remains } => {
			let (log, stdout) = (bytes(&mut from, log)?, bytes(&mut from, stdout)?);
			Err(Failure { log, stdout, remains, ..Failure::new(code, message) })
		},
		Answer::Done { header, callback_data, files, others, log } => {
			let header = hex::decode(header).map_err(io::Error::other)?;
			let header = ResultHeader::read(&header).map_err(io::Error::other)?;
			let (files, others) = (contents(&mut from, files)?, contents(&mut from, others)?);
			let log = bytes(&mut from, log)?;
			Ok(Reply::Ran(Box::new(Run { header, files, others, callback_data, log })))
		},
	})
}

fn contents(
	from: &mut io::Take<impl Read>,
	sizes: Vec<(String, usize)>,
) -> io::Result<BTreeMap<String, Vec<u8>>> {
	sizes.into_iter().map(|(path, size)| Ok((path, bytes(from, size)?))).collect()
}

fn bytes(from: &mut io::Take<impl Read>, size: usize) -> io::Result<Vec<u8>> {
	if size as u64 > from.limit() {
		return Err(io::Error::other("a huge answer"));
	}
	let mut bytes = vec![0; size];
	from.read_exact(&mut bytes)?;
	Ok(bytes)
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
