// SPDX-License-Identifier: Apache-2.0

//! Sleeps for ten years, which takes time but no fuel.

use std::{thread, time::Duration};

fn main() {
	const YEARS: u64 = 10;
	thread::sleep(Duration::from_secs(YEARS * 365 * 24 * 60 * 60));
}
