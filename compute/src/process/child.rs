// SPDX-License-Identifier: Apache-2.0

//! A sandbox process, as the node that started it has it.

use super::{
	deadline_reader::DeadlineReader,
	protocol::{read_answer, Reply, Take},
	PARENT,
};
use crate::{
	cancel::Cancel,
	content::printable::printable,
	failure::{Failure, NO_TIME_TO_RUN},
};
use bourse_formats::FailureCode;
use std::{
	ffi::OsString,
	io::{self, BufRead, BufReader, Read, Write},
	os::unix::process::ExitStatusExt,
	path::PathBuf,
	process::{self, Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
	thread,
	time::{Duration, Instant},
};

/// Lines of a process's stderr that reach the log: a panic has a few.
const MOST_LINES: u32 = 20;
/// Most bytes of a line.
const LONGEST_LINE: u64 = 1000;

/// How sandbox processes are started.
#[derive(Clone, Debug)]
pub struct Isolation {
	/// The program. A node gives itself: `/proc/self/exe`. A script in between must `exec` the
	/// program: a sandbox ends unless its parent is the process that started it.
	pub program: PathBuf,
	/// Its arguments, with which it calls [`serve`](super::serve).
	pub args: Vec<OsString>,
	/// Time of a job beyond its wall-clock limit, which the process itself keeps: for compiling,
	/// and for handing over the answer. Then the process is killed.
	pub grace: Duration,
}

impl Isolation {
	/// The program that runs, started again with these arguments.
	pub fn by_itself(args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
		Self {
			program: "/proc/self/exe".into(),
			args: args.into_iter().map(Into::into).collect(),
			grace: Duration::from_secs(180),
		}
	}
}

/// A sandbox process, killed when dropped.
pub(super) struct SandboxProcess {
	child: Child,
	to: ChildStdin,
	from: ChildStdout,
}

impl Drop for SandboxProcess {
	fn drop(&mut self) {
		self.child.kill().ok();
		self.child.wait().ok();
	}
}

impl SandboxProcess {
	pub fn start(isolation: &Isolation) -> io::Result<Self> {
		let mut child = Command::new(&isolation.program)
			.args(&isolation.args)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			// Nothing of the node's environment is a secret of the sandbox's.
			.env_clear()
			.env(PARENT, process::id().to_string())
			.spawn()?;
		if let Some(stderr) = child.stderr.take() {
			let show = |line: String| log::warn!("the sandbox's process says: {line}");
			let forward = move || forward(BufReader::new(stderr), show);
			// Without the thread the pipe is closed, and nothing is shown.
			thread::Builder::new().name("bourse-says".into()).spawn(forward).ok();
		}
		match (child.stdin.take(), child.stdout.take()) {
			(Some(to), Some(from)) => Ok(Self { child, to, from }),
			_ => Err(io::ErrorKind::BrokenPipe.into()),
		}
	}

	pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
		self.to.write_all(request)?;
		self.to.flush()
	}

	/// Waits for the answer. Pieces before it are given to `take`.
	pub fn answer(
		&mut self,
		deadline: Instant,
		cancel: &Cancel,
		take: &mut Take,
	) -> io::Result<Result<Reply, Failure>> {
		let from = &mut self.from;
		read_answer(BufReader::new(DeadlineReader { from, deadline, cancel }), take)
	}

	/// Ends the process, which did not answer, and says why the job failed.
	pub fn failure(self, error: io::Error, cancel: &Cancel) -> Failure {
		if cancel.is_set() {
			return Failure::new(FailureCode::Timeout, "cancelled");
		}
		if error.kind() == io::ErrorKind::TimedOut {
			if cancel.time_to_run(Duration::MAX).is_zero() {
				return Failure::new(FailureCode::Timeout, NO_TIME_TO_RUN);
			}
			return Failure::internal("the sandbox does not answer: its process was killed");
		}
		match self.end() {
			Some(status) => Failure::internal(ended(status)),
			None => Failure::internal(format!("the sandbox's process does not work: {error}")),
		}
	}

	/// How the process ended, unless it did not.
	fn end(mut self) -> Option<ExitStatus> {
		// A process that closed its output is about to end.
		for _ in 0..20 {
			if let Ok(Some(status)) = self.child.try_wait() {
				return Some(status);
			}
			std::thread::sleep(Duration::from_millis(10));
		}
		None
	}
}

/// How a process ended, and what may be the reason: the system kills one when no memory is left, and one
/// that gets none aborts.
fn ended(status: ExitStatus) -> String {
	let reason = match status.signal() {
		Some(libc::SIGKILL | libc::SIGABRT) => "; had this machine no memory left?",
		_ => "",
	};
	format!("the sandbox's process ended: {status}{reason}")
}

/// Shows what a process says beside its answers, such as a panic: escaped, and not much of it, since
/// something that got out of the sandbox may say it. Returns at the end of the process.
fn forward(mut from: impl BufRead, show: impl Fn(String)) {
	let mut shown = 0;
	let mut line = Vec::new();
	while let Ok(1..) = from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
		if shown < MOST_LINES {
			shown += 1;
			show(printable(String::from_utf8_lossy(&line).trim_end()));
		}
		line.clear();
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::cell::RefCell;

	#[test]
	fn ended_should_ask_for_memory_when_the_process_was_killed_or_gave_up() {
		let memory = "; had this machine no memory left?";
		for (status, expected) in [(libc::SIGKILL, true), (libc::SIGABRT, true), (0x100, false)] {
			let told = ended(ExitStatus::from_raw(status));
			assert!(told.starts_with("the sandbox's process ended: "), "{told}");
			assert_eq!(told.ends_with(memory), expected, "{told}");
		}
	}

	#[test]
	fn forward_should_escape_what_a_process_says_and_show_little_of_it() {
		let shown = RefCell::new(Vec::new());
		let show = |line| shown.borrow_mut().push(line);
		forward(&b"thread panicked\n\x1b[2Ja\xff\n\nlast"[..], show);
		let expected = ["thread panicked", "\\u{1b}[2Ja\\u{fffd}", "", "last"];
		assert_eq!(*shown.borrow(), expected);
		shown.borrow_mut().clear();
		forward(&[b'x'; 100_000][..], |line| shown.borrow_mut().push(line));
		assert_eq!(shown.borrow().len(), MOST_LINES as usize);
		assert!(shown.borrow().iter().all(|line| line.len() <= LONGEST_LINE as usize));
	}
}
