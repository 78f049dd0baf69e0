// SPDX-License-Identifier: Apache-2.0

//! Reading from a sandbox process with a deadline.

use crate::cancel::Cancel;
use rustix::{
	event::{poll, PollFd, PollFlags, Timespec},
	io::Errno,
};
use std::{
	io::{self, BufRead, BufReader, Read},
	process::ChildStdout,
	time::Instant,
};

/// Time between two looks at the deadline and at the job's cancelling.
const STEP: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Why a process gave no answer.
pub(super) enum NoAnswer {
	/// The job was cancelled.
	Cancelled,
	/// The deadline passed.
	TooLate,
	/// The process ended, or what it wrote is no answer.
	Broken(io::Error),
}

impl NoAnswer {
	pub fn broken(message: impl Into<String>) -> Self {
		Self::Broken(io::Error::other(message.into()))
	}
}

impl From<io::Error> for NoAnswer {
	fn from(error: io::Error) -> Self {
		Self::Broken(error)
	}
}

/// Reads from a process until the deadline or until the job is cancelled, and only as much as an
/// answer can hold: whoever got hold of a sandbox process must not use up the node's memory.
pub(super) struct DeadlineReader<'a> {
	pub from: &'a mut BufReader<ChildStdout>,
	pub deadline: Instant,
	pub cancel: &'a Cancel,
	/// Bytes that may yet follow the line.
	pub room: usize,
}

impl DeadlineReader<'_> {
	/// Returns when there is something to read.
	fn wait(&self) -> Result<(), NoAnswer> {
		if !self.from.buffer().is_empty() {
			return Ok(());
		}
		loop {
			if self.cancel.is_set() {
				return Err(NoAnswer::Cancelled);
			}
			if Instant::now() >= self.deadline {
				return Err(NoAnswer::TooLate);
			}
			let mut output = [PollFd::new(self.from.get_ref(), PollFlags::IN)];
			match poll(&mut output, Some(&STEP)) {
				Ok(0) | Err(Errno::INTR) => (),
				// Reading shows other errors.
				_ => return Ok(()),
			}
		}
	}

	/// A line with its end, of not much more than `most` bytes.
	pub fn line(&mut self, most: usize) -> Result<Vec<u8>, NoAnswer> {
		let mut line = Vec::new();
		loop {
			self.wait()?;
			let buffer = self.from.fill_buf()?;
			if buffer.is_empty() {
				return Err(NoAnswer::Broken(io::ErrorKind::UnexpectedEof.into()));
			}
			let end = buffer.iter().position(|byte| *byte == b'\n');
			let taken = end.map_or(buffer.len(), |end| end + 1);
			line.extend_from_slice(&buffer[..taken]);
			self.from.consume(taken);
			if end.is_some() {
				return Ok(line);
			}
			if line.len() > most {
				return Err(NoAnswer::broken("an endless answer"));
			}
		}
	}

	/// The next `size` bytes.
	pub fn bytes(&mut self, size: usize) -> Result<Vec<u8>, NoAnswer> {
		let room = self.room.checked_sub(size);
		self.room = room.ok_or_else(|| NoAnswer::broken("a huge answer"))?;
		let mut bytes = vec![0; size];
		let mut done = 0;
		while done < size {
			self.wait()?;
			match self.from.read(&mut bytes[done..])? {
				0 => return Err(NoAnswer::Broken(io::ErrorKind::UnexpectedEof.into())),
				read => done += read,
			}
		}
		Ok(bytes)
	}
}
