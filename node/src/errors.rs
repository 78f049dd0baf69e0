// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Errors in plain text.

use sc_cli::Error;
use sc_service::Error as ServiceError;
use std::error::Error as StdError;

/// What happened, and why, as far as the error knows.
pub fn plain(error: &Error) -> String {
	match error {
		Error::Input(text) | Error::Service(ServiceError::Other(text)) => text.clone(),
		Error::NetworkKeyNotFound(path) => format!(
			"A validator needs a network key, by which others know it after a restart, and there is none at \
			 {}. Make one with `bourse-node key generate-node-key`, with this node's --base-path and \
			 --chain. To have one made now, add --unsafe-force-node-key-generation",
			path.display()
		),
		Error::KeyTypeInvalid => "--key-type: not 4 characters, such as poco, babe or gran".into(),
		Error::Client(sp_blockchain::Error::UnknownBlock(_)) => {
			"the database has no such block".into()
		},
		Error::Application(inner) | Error::Service(ServiceError::Application(inner)) => {
			with_causes(&**inner)
		},
		Error::Service(inner) => with_causes(inner),
		other => with_causes(other),
	}
}

/// The error's text, and those of its causes that it does not repeat.
fn with_causes(error: &dyn StdError) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(error) = cause {
		let more = error.to_string();
		if !text.contains(&more) {
			text = format!("{text}: {more}");
		}
		cause = error.source();
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::io;

	#[test]
	fn errors_should_be_plain_text() {
		let text = || "port 1 on ::1 is taken".to_owned();
		for error in [
			Error::Input(text()),
			Error::Service(ServiceError::Other(text())),
			Error::Service(ServiceError::Application(text().into())),
			Error::Application(text().into()),
			Error::Io(io::Error::other(text())),
			Error::Service(ServiceError::Io(io::Error::other(text()))),
		] {
			assert_eq!(plain(&error), text());
		}
	}

	#[test]
	fn missing_network_key_should_be_told_with_what_to_do() {
		let text = plain(&Error::NetworkKeyNotFound("/a/secret_ed25519".into()));
		assert!(text.contains("there is none at /a/secret_ed25519. Make one with"), "{text}");
	}

	#[test]
	fn causes_should_be_told_once() {
		#[derive(Debug)]
		struct Outer(io::Error);
		impl std::fmt::Display for Outer {
			fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
				write!(f, "the file can't be read")
			}
		}
		impl StdError for Outer {
			fn source(&self) -> Option<&(dyn StdError + 'static)> {
				Some(&self.0)
			}
		}
		let error = Error::Application(Box::new(Outer(io::Error::other("gone"))));
		assert_eq!(plain(&error), "the file can't be read: gone");
	}
}
