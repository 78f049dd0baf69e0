// SPDX-License-Identifier: Apache-2.0

//! Prints all that a program is told of where it runs: arguments, environment, clocks, randomness.

use std::{
	collections::hash_map::RandomState,
	env,
	hash::BuildHasher,
	thread,
	time::{Duration, Instant, SystemTime},
};

fn main() {
	println!("{:?}", env::args().collect::<Vec<_>>());
	println!("{:?}", env::vars().collect::<Vec<_>>());
	println!("{:?} {:?}", env::current_dir(), env::current_exe().is_ok());
	let start = Instant::now();
	println!("{:?}", SystemTime::now());
	thread::sleep(Duration::from_millis(1500));
	println!("{:?} {:?}", start.elapsed(), SystemTime::now());
	println!("{:x}", RandomState::new().hash_one(1));
}
