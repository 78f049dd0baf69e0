// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The errors of the `bourse_*` RPC methods (`docs/rpc.md`).

use bourse_primitives::TaskStatus;
use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObject, ErrorObjectOwned};
use std::fmt::Display;

/// The chain does not know the thing asked for (any more).
const UNKNOWN: i32 = 8001;
/// The task has no result (yet).
const NO_RESULT: i32 = 8002;
/// Neither this node nor a connected one has the content (now).
const NOT_FOUND: i32 = 8003;
/// The runtime could not be asked.
const RUNTIME: i32 = 8004;
/// The node serves too many callers now.
pub const BUSY: i32 = 8005;

/// The node keeps no index.
const NO_INDEX: i32 = 8006;
/// The index could not be asked.
const INDEX: i32 = 8007;
/// The node passes no orders on.
const NO_ORDERS: i32 = 8008;
/// The node has no key, or no room, for statements.
const NO_ROOM: i32 = 8009;
/// The node does not take the file.
const REFUSED: i32 = 8010;
/// The node gives no RLC away, or none to this account now.
const NO_GRANT: i32 = 8011;

fn error(code: i32, message: String) -> ErrorObjectOwned {
	ErrorObject::owned(code, message, None::<()>)
}

/// The chain knows no such `what`, a noun and the reasons that there can be.
pub fn unknown(what: &str) -> ErrorObjectOwned {
	error(UNKNOWN, format!("the chain knows no such {what}"))
}

/// The task is not completed.
pub fn no_result(status: TaskStatus) -> ErrorObjectOwned {
	error(NO_RESULT, format!("the task has no result: it is {status:?}"))
}

/// The content is not there, and why.
pub fn not_found(why: impl Display) -> ErrorObjectOwned {
	error(NOT_FOUND, why.to_string())
}

/// The file is not taken, and why.
pub fn refused(why: impl Display) -> ErrorObjectOwned {
	error(REFUSED, why.to_string())
}

/// The node has no faucet.
pub fn no_faucet() -> ErrorObjectOwned {
	no_grant("this node has no faucet: ask another, or start a test network's with --faucet")
}

/// The account gets nothing, and why.
pub fn no_grant(why: impl Display) -> ErrorObjectOwned {
	error(NO_GRANT, why.to_string())
}

/// The runtime did not answer.
pub fn runtime(why: impl Display) -> ErrorObjectOwned {
	error(RUNTIME, format!("the runtime could not be asked: {why}"))
}

/// The caller should come again, and why.
pub fn busy(why: impl Display) -> ErrorObjectOwned {
	error(BUSY, format!("this node is busy: {why}; try again"))
}

/// The node keeps no index.
pub fn no_index() -> ErrorObjectOwned {
	error(
		NO_INDEX,
		"this node keeps no index of the past: ask another, or start it with --index".into(),
	)
}

/// The node passes no orders on.
pub fn no_orders() -> ErrorObjectOwned {
	error(NO_ORDERS, "this node passes no orders on: ask another, or start it with --orders".into())
}

/// The node can't publish an order now.
pub fn no_room(why: impl Display) -> ErrorObjectOwned {
	error(NO_ROOM, why.to_string())
}

/// An argument is wrong, and the text says which.
pub fn malformed(why: impl Display) -> ErrorObjectOwned {
	error(INVALID_PARAMS_CODE, why.to_string())
}

/// The index did not answer.
pub fn index(why: bourse_index::Error) -> ErrorObjectOwned {
	match why {
		bourse_index::Error::Cursor | bourse_index::Error::Features { .. } => {
			error(INVALID_PARAMS_CODE, why.to_string())
		},
		why => error(INDEX, why.to_string()),
	}
}

/// The argument `name` is wrong, and why.
pub fn argument(name: &str, why: impl Display) -> ErrorObjectOwned {
	error(INVALID_PARAMS_CODE, format!("{name}: {why}"))
}
