// SPDX-License-Identifier: Apache-2.0

//! libFuzzer decides what happens on the chain: `scripts/fuzz --guided MINUTES`.

#![no_main]

use bourse_fuzz::{run, Checks};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	if let Err(violation) = run(bytes, Checks::EachBlock) {
		panic!("{}", violation.what);
	}
});
