// SPDX-License-Identifier: Apache-2.0

//! A sandbox process, as the node that started it has it.

use super::{
	deadline_reader::DeadlineReader,
	protocol::{read_answer, Reply, Take},
	PARENT,
};
use crate::{cancel::Cancel, failure::Failure};
use bourse_formats::FailureCode;
use std::{
	ffi::OsString,
	io::{self, BufReader, Write},
	path::PathBuf,
	process::{self, Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

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
			// Nothing of the node's environment is a secret of the sandbox's.
			.env_clear()
			.env(PARENT, process::id().to_string())
			.spawn()?;
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
			return Failure::internal("the sandbox does not answer: its process was killed");
		}
		match self.end() {
			Some(status) => Failure::internal(format!("the sandbox's process ended: {status}")),
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
