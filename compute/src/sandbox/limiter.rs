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
}

impl Limiter {
	pub fn new(limits: &Limits) -> Self {
		Self {
			memory: limits.memory.min(MAX_MEMORY),
			table_elements: limits.table_elements.min(MAX_TABLE_ELEMENTS),
			used_elements: 0,
		}
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
			let message = format!("more than {} bytes of memory", self.memory);
			return Err(Failure::new(FailureCode::OutOfMemory, message).into());
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
			let message = format!("more than {} elements in tables", self.table_elements);
			return Err(Failure::new(FailureCode::OutOfMemory, message).into());
		}
		self.used_elements = used;
		Ok(true)
	}

	fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
		Err(Failure::new(FailureCode::Internal, format!("no memory: {error:#}")).into())
	}
}
