// SPDX-License-Identifier: Apache-2.0

//! Reading from a sandbox process with a deadline.

use crate::cancel::Cancel;
use rustix::{
	event::{poll, PollFd, PollFlags, Timespec},
	io::Errno,
};
use std::{
	io::{self, Read},
	process::ChildStdout,
	time::Instant,
};

/// Time between two looks at the deadline and at the job's cancelling.
const STEP: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Reads from a process. Fails with `TimedOut` behind the deadline or when the job is cancelled.
pub(super) struct DeadlineReader<'a> {
	pub from: &'a mut ChildStdout,
	pub deadline: Instant,
	pub cancel: &'a Cancel,
}

impl Read for DeadlineReader<'_> {
	fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
		loop {
			if self.cancel.is_set() || Instant::now() >= self.deadline {
				return Err(io::ErrorKind::TimedOut.into());
			}
			let mut output = [PollFd::new(&*self.from, PollFlags::IN)];
			match poll(&mut output, Some(&STEP)) {
				Ok(0) | Err(Errno::INTR) => (),
				// Reading shows other errors.
				_ => return self.from.read(buffer),
			}
		}
	}
}
