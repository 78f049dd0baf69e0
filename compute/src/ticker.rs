// SPDX-License-Identifier: Apache-2.0

//! The safety net of wall-clock time.

use parking_lot::{Condvar, Mutex};
use std::{sync::Arc, thread, time::Duration};

/// How often it looks at the wall clock while something runs.
const TICK: Duration = Duration::from_millis(20);

/// Moves the engine's epoch on while something runs, so that runs look at the clock.
pub(crate) struct Ticker(Arc<Ticks>);

#[derive(Default)]
struct Ticks {
	/// How many runs there are; none once the engine is gone.
	runs: Mutex<Option<usize>>,
	changed: Condvar,
}

impl Ticker {
	pub fn new(engine: wasmtime::Engine) -> std::io::Result<Self> {
		let ticks = Arc::new(Ticks { runs: Mutex::new(Some(0)), changed: Condvar::new() });
		let shared = ticks.clone();
		thread::Builder::new().name("bourse-ticks".into()).spawn(move || {
			let mut runs = shared.runs.lock();
			while let Some(count) = *runs {
				if count == 0 {
					shared.changed.wait(&mut runs);
				} else {
					shared.changed.wait_for(&mut runs, TICK);
					engine.increment_epoch();
				}
			}
		})?;
		Ok(Self(ticks))
	}

	pub fn start(&self) -> Running<'_> {
		if let Some(count) = self.0.runs.lock().as_mut() {
			*count += 1;
		}
		self.0.changed.notify_one();
		Running(self)
	}
}

impl Drop for Ticker {
	fn drop(&mut self) {
		*self.0.runs.lock() = None;
		self.0.changed.notify_one();
	}
}

/// One run, while it lasts.
pub(crate) struct Running<'a>(&'a Ticker);

impl Drop for Running<'_> {
	fn drop(&mut self) {
		if let Some(count) = self.0 .0.runs.lock().as_mut() {
			*count -= 1;
		}
	}
}
