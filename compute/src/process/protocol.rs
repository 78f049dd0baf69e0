// SPDX-License-Identifier: Apache-2.0

//! Requests to a sandbox process and answers of one: a line of JSON, then the bytes that the line
//! announces. Hashes and other short bytes are hex.

use super::internal;
use crate::{
	blob::Part,
	digest::{Header, MAX_RESULT},
	parse_hash, to_hex, Blob, Failure, FailureCode, Hash, Inputs, Limits, Run,
};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	io::{self, Write},
	path::PathBuf,
};

/// Most bytes of an answer's line: names of files, and the text of a failure.
pub(super) const MAX_LINE: usize = 4 << 20;
/// Most bytes that follow the line: outputs, and a log with what is added to it.
pub(super) const MAX_BYTES: usize = MAX_RESULT as usize + (1 << 20);
