// SPDX-License-Identifier: Apache-2.0

//! A sandbox process, as the node that started it has it.

use super::{
	deadline_reader::{DeadlineReader, NoAnswer},
	internal,
	protocol::{read_answer, MAX_BYTES},
};
use crate::{cancel::Cancel, failure::Failure, sandbox::engine::Run};
use bourse_formats::FailureCode;
use std::{
	ffi::OsString,
	io::{self, BufReader, Write},
	path::PathBuf,
	process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

/// How sandbox processes are started.
#[derive(Clone, Debug)]
pub struct Isolation {
	/// The program. A node gives itself: `/proc/self/exe`.
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
	from: BufReader<ChildStdout>,
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
			.spawn()?;
		match (child.stdin.take(), child.stdout.take()) {
			(Some(to), Some(from)) => Ok(Self { child, to, from: BufReader::new(from) }),
			_ => Err(io::ErrorKind::BrokenPipe.into()),
		}
	}

	pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
		self.to.write_all(request)?;
		self.to.flush()
	}

	/// Waits for the answer: a run, nothing for a module that was only compiled, or a failure.
	pub fn answer(
		&mut self,
		deadline: Instant,
		cancel: &Cancel,
	) -> Result<Result<Option<Run>, Failure>, NoAnswer> {
		let from = &mut self.from;
		read_answer(&mut DeadlineReader { from, deadline, cancel, room: MAX_BYTES })
	}

	/// The failure of a job that this process did not answer. It ends the process.
	pub fn failure(self, why: NoAnswer) -> Failure {
		match why {
			NoAnswer::Cancelled => Failure::new(FailureCode::Timeout, "cancelled"),
			NoAnswer::TooLate => internal("the sandbox does not answer: its process was killed"),
			NoAnswer::Broken(error) => match self.end() {
				Some(status) => internal(format!("the sandbox's process ended: {status}")),
				None => internal(format!("the sandbox's process does not work: {error}")),
			},
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
