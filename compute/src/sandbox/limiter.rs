// SPDX-License-Identifier: Apache-2.0

//! Memory and tables of a run within their limits.

use crate::failure::Failure;
use bourse_formats::{
	limits::{MAX_MEMORY, MAX_TABLE_ELEMENTS},
	FailureCode, Limits,
};
use wasmtime::ResourceLimiter;

/// Memory and tables of one run.
pub(crate) struct Limiter {
	memory: usize,
	table_elements: usize,
	used_elements: usize,
	/// Whether the instance is made, so that the program is told of limits.
	running: bool,
	/// The first limit that the program was told of.
	refused: Option<String>,
}

impl Limiter {
	pub fn new(limits: &Limits) -> Self {
		Self {
			memory: limits.memory.min(MAX_MEMORY as usize),
			table_elements: limits.table_elements.min(MAX_TABLE_ELEMENTS),
			used_elements: 0,
			running: false,
			refused: None,
		}
	}

	/// The instance is made: from now on growing beyond a limit gives -1.
	pub fn start(&mut self) {
		self.running = true;
	}

	/// The first limit that the program has met.
	pub fn refused(&self) -> Option<&str> {
		self.refused.as_deref()
	}

	/// Refuses what goes beyond a limit: to the program, or the whole run when it has not begun.
	fn refuse(&mut self, message: String) -> wasmtime::Result<bool> {
		if !self.running {
			return Err(Failure::new(FailureCode::OutOfMemory, message).into());
		}
		self.refused.get_or_insert(message);
		Ok(false)
	}
}

impl ResourceLimiter for Limiter {
	fn memory_growing(
		&mut self,
		_current: usize,
		desired: usize,
		maximum: Option<usize>,
	) -> wasmtime::Result<bool> {
		// Beyond the module's own maximum the program is told, as it would be anywhere.
		if maximum.is_some_and(|maximum| desired > maximum) {
			return Ok(false);
		}
		if desired > self.memory {
			return self.refuse(format!("more than {} bytes of memory", self.memory));
		}
		Ok(true)
	}

	fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
		// This machine has no memory left. A program must not see it: elsewhere it would not.
		Err(Failure::new(FailureCode::Internal, format!("no memory: {error:#}")).into())
	}

	fn table_growing(
		&mut self,
		current: usize,
		desired: usize,
		maximum: Option<usize>,
	) -> wasmtime::Result<bool> {
		if maximum.is_some_and(|maximum| desired > maximum) {
			return Ok(false);
		}
		let used = self.used_elements.saturating_add(desired.saturating_sub(current));
		if used > self.table_elements {
			return self.refuse(format!("more than {} elements in tables", self.table_elements));
		}
		self.used_elements = used;
		Ok(true)
	}

	fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
		Err(Failure::new(FailureCode::Internal, format!("no memory: {error:#}")).into())
	}
}
