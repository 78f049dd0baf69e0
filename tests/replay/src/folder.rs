// SPDX-License-Identifier: Apache-2.0

//! All traces below a folder.

use crate::{
	replay::{replay, Difference},
	trace::Trace,
};
use anyhow::{Context, Result};
use std::{
	any::Any,
	collections::BTreeMap,
	fs,
	panic::{catch_unwind, AssertUnwindSafe},
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicUsize, Ordering},
		mpsc,
	},
	thread,
};

/// What came of one file.
pub enum Verdict {
	/// The chain was where the trace was, after every step.
	Same,
	/// They part.
	Different(Difference),
	/// The file can't be replayed.
	Unreadable(String),
}

/// A scenario that was replayed.
pub struct Replayed {
	/// Number of its steps; 0 when it can't be read.
	pub steps: usize,
	/// What came of it.
	pub verdict: Verdict,
}

/// The files `*.json` below a folder, in order.
pub fn traces(folder: &Path) -> Result<Vec<PathBuf>> {
	let mut files = Vec::new();
	let mut folders = vec![folder.to_path_buf()];
	while let Some(folder) = folders.pop() {
		let show = || folder.display().to_string();
		for entry in fs::read_dir(&folder).with_context(show)? {
			let path = entry.with_context(show)?.path();
			if path.is_dir() {
				folders.push(path);
			} else if path.extension().is_some_and(|extension| extension == "json") {
				files.push(path);
			}
		}
	}
	files.sort();
	Ok(files)
}

/// Replays a file.
pub fn replay_file(path: &Path) -> Replayed {
	match fs::read_to_string(path) {
		Ok(source) => replay_text(&source),
		Err(error) => Replayed { steps: 0, verdict: Verdict::Unreadable(error.to_string()) },
	}
}

/// Replays a trace that is in no file.
pub fn replay_text(source: &str) -> Replayed {
	let mut steps = 0;
	let done = catch_unwind(AssertUnwindSafe(|| {
		let trace = Trace::parse(source)?;
		steps = trace.steps.len();
		replay(&trace)
	}));
	let verdict = match done {
		Ok(Ok(None)) => Verdict::Same,
		Ok(Ok(Some(difference))) => Verdict::Different(difference),
		Ok(Err(error)) => Verdict::Unreadable(format!("{error:#}")),
		Err(panic) => Verdict::Unreadable(format!("the runtime panics: {}", message(&*panic))),
	};
	Replayed { steps, verdict }
}

fn message(panic: &(dyn Any + Send)) -> &str {
	let text = panic.downcast_ref::<&str>().copied();
	text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Replays `count` scenarios on all processors, and tells of each in their order.
pub fn replay_all(
	count: usize,
	replay: impl Fn(usize) -> Replayed + Sync,
	mut tell: impl FnMut(usize, Replayed),
) {
	let next = AtomicUsize::new(0);
	let (sender, receiver) = mpsc::channel();
	thread::scope(|scope| {
		for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
			let (next, replay, sender) = (&next, &replay, sender.clone());
			scope.spawn(move || loop {
				let place = next.fetch_add(1, Ordering::Relaxed);
				if place >= count || sender.send((place, replay(place))).is_err() {
					break;
				}
			});
		}
		drop(sender);
		let mut waiting = BTreeMap::new();
		let mut told = 0;
		for (place, replayed) in receiver {
			waiting.insert(place, replayed);
			while let Some(replayed) = waiting.remove(&told) {
				tell(told, replayed);
				told += 1;
			}
		}
	});
}
