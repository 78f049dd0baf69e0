// SPDX-License-Identifier: Apache-2.0

//! What went wrong, and what to do about it; and the exit statuses.

use std::fmt::{Display, Formatter};

/// Exit status of a task that nobody could judge: Unavailable, TimedOut, or given up.
pub const UNJUDGED: u8 = 124;
/// Exit status of everything that is not the program's.
pub const OURS: u8 = 125;

/// One sentence that says what happened, with the value, and often one that says what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
	what: String,
	cure: Option<String>,
	/// The process's exit status.
	pub status: u8,
}

/// What was tried: its value, or our [`Error`].
pub type Attempt<T = ()> = Result<T, Error>;

impl Error {
	/// Something happened.
	pub fn new(what: impl Into<String>) -> Self {
		Self { what: what.into(), cure: None, status: OURS }
	}

	/// The same, with what to do.
	pub fn cure(self, cure: impl Into<String>) -> Self {
		Self { cure: Some(cure.into()), ..self }
	}

	/// The same, with another exit status.
	pub fn status(self, status: u8) -> Self {
		Self { status, ..self }
	}

	/// What happened, without the cure.
	pub fn what(&self) -> &str {
		&self.what
	}
}

impl Display for Error {
	fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
		f.write_str(&self.what)?;
		match &self.cure {
			Some(cure) => write!(f, ": {cure}"),
			None => Ok(()),
		}
	}
}

impl std::error::Error for Error {}

/// Ends a function with an [`Error`].
pub fn fail<T>(what: impl Into<String>) -> Attempt<T> {
	Err(Error::new(what))
}

/// Says of a foreign error what it kept from being done.
pub trait While<T> {
	/// `what` begins the sentence, the foreign error ends it.
	fn during(self, what: impl Display) -> Attempt<T>;
}

impl<T, E: Display> While<T> for Result<T, E> {
	fn during(self, what: impl Display) -> Attempt<T> {
		self.map_err(|error| Error::new(format!("{what}: {error}")))
	}
}

/// The exit status of a program's own: the same up to 123, and 123 for what is beyond or negative.
pub fn status_of_program(status: i32) -> u8 {
	u8::try_from(status).unwrap_or(u8::MAX).min(123)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn error_should_end_with_its_cure() {
		let error = Error::new("the wallet has 0.5 RLC").cure("take less");
		assert_eq!(error.to_string(), "the wallet has 0.5 RLC: take less");
		assert_eq!((error.status, error.what()), (OURS, "the wallet has 0.5 RLC"));
		assert_eq!(fail::<()>("x").unwrap_err().status(UNJUDGED).status, 124);
	}

	#[test]
	fn status_of_program_should_be_its_own_up_to_123() {
		let given = [0, 1, 123, 124, 255, 256, -1, i32::MIN].map(status_of_program);
		assert_eq!(given, [0, 1, 123, 123, 123, 123, 123, 123]);
	}
}
