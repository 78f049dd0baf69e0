// SPDX-License-Identifier: Apache-2.0

//! Errors of the node, the runtime and the library between, as sentences.

use crate::error::Error;
use subxt::{
	error::{
		BackendError, DispatchError, ExtrinsicError, RpcError, RuntimeApiError,
		TransactionEventsError,
	},
	ext::frame_decode::runtime_apis::RuntimeApiInputsEncodeError,
};

/// JSON-RPC's code for a method that is not there.
pub const NO_METHOD: i32 = -32601;

/// The last of an error's causes, which says most.
pub fn innermost(error: &dyn std::error::Error) -> String {
	let mut last = error;
	while let Some(cause) = last.source() {
		last = cause;
	}
	last.to_string()
}

/// An RPC method was refused, or the connection is gone.
pub fn rpc(url: &str, method: &str, error: &subxt::rpcs::Error) -> Error {
	match error {
		subxt::rpcs::Error::User(told) if told.code == NO_METHOD => {
			Error::new(format!("the node at {url} has no {method}"))
				.cure("this command needs a node of its own version or later")
		},
		subxt::rpcs::Error::User(told) => {
			let detail = told.data.as_ref().map(|data| data.get().trim_matches('"'));
			sentence(&told.message, detail.unwrap_or_default())
		},
		subxt::rpcs::Error::Deserialization(error) => {
			Error::new(format!("the node at {url} answered {method} in another form ({error})"))
				.cure("`bourse` and node are of different versions: take the same")
		},
		other => Error::new(format!("the connection to {url} was lost ({})", innermost(other)))
			.cure("see whether the node runs, then try again"),
	}
}

/// What a node says of a transaction that its pool refuses, with the cure.
fn sentence(message: &str, detail: &str) -> Error {
	let all = match detail {
		"" => message.to_owned(),
		detail => format!("{message} ({detail})"),
	};
	let has = |text: &str| all.contains(text);
	if has("Inability to pay some fees") {
		let what = "the wallet can't pay the transaction's fee";
		return Error::new(what).cure("send it some RLC; `bourse wallet show` tells what it has");
	}
	if has("Transaction is outdated") || has("Priority is too low") || has("Already imported") {
		let what = format!("another transaction of this account came first ({all})");
		return Error::new(what).cure("try again");
	}
	if has("bad signature") || has("BadProof") {
		let what = "the chain did not take the signature";
		return Error::new(what).cure("the runtime was upgraded meanwhile, or `bourse` is too old");
	}
	if has("exhaust") {
		return Error::new("the block has no room for the transaction").cure("try again soon");
	}
	Error::new(all)
}

/// A runtime API has no answer.
pub fn runtime_api(api: &str, method: &str, error: RuntimeApiError) -> Error {
	let version = "`bourse` and the chain's runtime are of different versions: take the same";
	match error {
		RuntimeApiError::TraitNotFound(_)
		| RuntimeApiError::MethodNotFound { .. }
		| RuntimeApiError::CouldNotEncodeInputs(RuntimeApiInputsEncodeError::CannotGetInfo(_)) => {
			Error::new(format!("the chain's runtime has no {api}.{method}")).cure(version)
		},
		RuntimeApiError::CouldNotEncodeInputs(error) => {
			Error::new(format!("{api}.{method} takes other arguments ({error})")).cure(version)
		},
		RuntimeApiError::CouldNotDecodeResponse(error) => {
			Error::new(format!("{api}.{method} answers in another form ({error})")).cure(version)
		},
		other => Error::new(format!("{api}.{method}: {other}")),
	}
}

/// A transaction could not be made, or the pool refused it.
pub fn extrinsic(call: &str, error: ExtrinsicError) -> Error {
	let version = "`bourse` and the chain's runtime are of different versions: take the same";
	match error {
		ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
			subxt::rpcs::Error::User(told),
		))) => {
			let detail = told.data.as_ref().map(|data| data.get().trim_matches('"'));
			sentence(&told.message, detail.unwrap_or_default())
		},
		ExtrinsicError::EncodeError(error) => {
			Error::new(format!("the chain has no {call} of this form ({error})")).cure(version)
		},
		other => Error::new(format!("{call}: {other}")),
	}
}

/// A transaction is in a block, and failed, or its events can't be read.
pub fn events(call: &str, error: TransactionEventsError) -> Error {
	match error {
		TransactionEventsError::ExtrinsicFailed(error) => dispatch(call, &error),
		other => Error::new(format!("{call} is in a block, and its events can't be read: {other}")),
	}
}

/// A call was refused. The runtime's own words are the sentence: they name the cure.
fn dispatch(call: &str, error: &DispatchError) -> Error {
	let DispatchError::Module(module) = error else {
		return Error::new(format!("{call} was refused: {error}"));
	};
	match module.details() {
		Ok(details) => {
			let name = format!("{}.{}", details.pallet.name(), details.variant.name);
			Error::new(format!("{call} was refused ({name})")).cure(docs(&details.variant.docs))
		},
		Err(_) => Error::new(format!("{call} was refused: {error}")),
	}
}

/// The runtime's sentence, from its lines.
pub fn docs(lines: &[String]) -> String {
	lower_first(&lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "))
}

/// A sentence as the second half of another.
fn lower_first(text: &str) -> String {
	let text = text.trim_end_matches('.');
	let mut letters = text.chars();
	let first = letters.next().map(|first| first.to_ascii_lowercase());
	// Names of constants and of nobody's sentence stay.
	match text.split(' ').next().is_some_and(|word| word.chars().skip(1).any(char::is_uppercase)) {
		true => text.to_owned(),
		false => first.into_iter().chain(letters).collect(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sentence_should_name_the_cure_of_known_refusals() {
		let fees = sentence("Invalid Transaction", "Inability to pay some fees (e.g. …)");
		assert!(fees.to_string().ends_with("`bourse wallet show` tells what it has"), "{fees}");
		assert_eq!(
			sentence("Priority is too low: (1 vs 2)", "")
				.to_string()
				.matches(": try again")
				.count(),
			1
		);
		assert_eq!(sentence("what", "ever").to_string(), "what (ever)");
		assert_eq!(sentence("what", "").to_string(), "what");
	}

	#[test]
	fn runtime_api_should_say_what_the_chain_lacks() {
		let missing = RuntimeApiError::TraitNotFound("BookApi".into());
		let told = runtime_api("BookApi", "quote", missing).to_string();
		assert!(told.starts_with("the chain's runtime has no BookApi.quote: "), "{told}");
		let other = runtime_api("BookApi", "quote", RuntimeApiError::IncompatibleCodegen);
		assert!(other.to_string().starts_with("BookApi.quote: "), "{other}");
	}

	#[test]
	fn lower_first_should_leave_names_alone() {
		assert_eq!(lower_first("The price is off."), "the price is off");
		assert_eq!(lower_first("RLC are short."), "RLC are short");
		assert_eq!(lower_first(""), "");
	}

	#[test]
	fn innermost_should_be_the_last_cause() {
		#[derive(Debug)]
		struct Outer(crate::error::Error);
		impl std::fmt::Display for Outer {
			fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
				f.write_str("outer")
			}
		}
		impl std::error::Error for Outer {
			fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
				Some(&self.0)
			}
		}
		assert_eq!(innermost(&Outer(Error::new("refused"))), "refused");
		assert_eq!(innermost(&Error::new("alone")), "alone");
	}
}
