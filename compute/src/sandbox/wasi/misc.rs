// SPDX-License-Identifier: Apache-2.0

//! Arguments and environment, clock, randomness, and waiting.

use super::{errno::*, guest::Guest, Wasi};
use bourse_formats::{blake2_256, Hash, Hasher};

/// Start of every run's real-time clock: 2026-01-01T00:00:00Z, in nanoseconds. Also the
/// time of every file.
pub(crate) const START_TIME: u64 = 1_767_225_600_000_000_000;
/// Start of the monotonic clock: one hour, so that a program may look a bit back.
const MONOTONIC_START: u64 = 3_600_000_000_000;
/// How far each look at a clock moves it on: a program that waits for time to pass sees it pass.
const TICK: u64 = 1_000;
/// Most subscriptions of one `poll_oneoff`.
pub(super) const MAX_SUBSCRIPTIONS: u32 = 1024;

/// Time as a run sees it: it passes by looking at it, and by sleeping.
#[derive(Default)]
pub(crate) struct Clock {
	/// Nanoseconds since the start of the run.
	passed: u64,
}

impl Clock {
	/// Time on a clock without moving it. `EINVAL` for a clock that there is not.
	fn peek(&self, clock: u32) -> Reply<u64> {
		let start = match clock {
			0 => START_TIME,
			1 => MONOTONIC_START,
			// CPU time of process and thread.
			2 | 3 => 0,
			_ => return Err(ERRNO_INVAL.into()),
		};
		Ok(start.saturating_add(self.passed))
	}

	fn advance(&mut self, nanoseconds: u64) {
		self.passed = self.passed.saturating_add(nanoseconds);
	}

	pub fn hash(&self, to: &mut Hasher) {
		to.update(self.passed.to_le_bytes());
	}
}

/// Random bytes that are the same in every run of a task: `blake2_256(seed ‖ counter)`, the
/// counter as 64 bits little-endian from 0, one block after the other.
pub(crate) struct Random {
	seed: Hash,
	counter: u64,
	block: Hash,
	used: usize,
}

impl Random {
	pub fn new(seed: Hash) -> Self {
		Self { seed, counter: 0, block: Hash::zero(), used: 32 }
	}

	/// How far the stream was read: blocks that were begun, and bytes read of the last.
	pub fn hash(&self, to: &mut Hasher) {
		to.update(self.counter.to_le_bytes());
		to.update([self.used as u8]);
	}

	pub fn fill(&mut self, to: &mut [u8]) {
		for byte in to {
			if self.used == Hash::len_bytes() {
				let input = [self.seed.as_bytes(), &self.counter.to_le_bytes()].concat();
				self.block = blake2_256(&input);
				self.counter = self.counter.wrapping_add(1);
				self.used = 0;
			}
			*byte = self.block.0[self.used];
			self.used += 1;
		}
	}
}

/// `*_sizes_get`: how many strings, and how many bytes with their closing zeros.
pub(super) fn sizes(list: &[String], guest: &mut Guest, count_at: u32, size_at: u32) -> Reply {
	let size = list.iter().map(|text| text.len() + 1).sum::<usize>();
	guest.write_u32(count_at, u32::try_from(list.len()).map_err(|_| ERRNO_OVERFLOW)?)?;
	guest.write_u32(size_at, u32::try_from(size).map_err(|_| ERRNO_OVERFLOW)?)
}

/// `*_get`: the strings one after the other, and pointers to them.
pub(super) fn strings(
	list: &[String],
	guest: &mut Guest,
	pointers_at: u32,
	bytes_at: u32,
) -> Reply {
	let (mut pointer, mut at) = (pointers_at, bytes_at);
	for text in list {
		guest.write_u32(pointer, at)?;
		guest.write(at, text.as_bytes())?;
		let end = at.checked_add(text.len() as u32).ok_or(ERRNO_FAULT)?;
		guest.write(end, &[0])?;
		at = end.checked_add(1).ok_or(ERRNO_FAULT)?;
		pointer = pointer.checked_add(4).ok_or(ERRNO_FAULT)?;
	}
	Ok(())
}

impl Wasi {
	pub fn clock_res_get(&mut self, guest: &mut Guest, clock: u32, to: u32) -> Reply {
		self.clock.peek(clock)?;
		guest.write_u64(to, TICK)
	}

	pub fn clock_time_get(&mut self, guest: &mut Guest, clock: u32, to: u32) -> Reply {
		self.clock.peek(clock)?;
		self.clock.advance(TICK);
		guest.write_u64(to, self.clock.peek(clock)?)
	}

	pub fn random_get(&mut self, guest: &mut Guest, at: u32, size: u32) -> Reply {
		self.fill_random(guest.bytes_mut(at, size)?);
		Ok(())
	}

	/// Fills with random bytes; returns how many.
	pub(super) fn fill_random(&mut self, to: &mut [u8]) -> u32 {
		self.random.fill(to);
		// A block costs about as much as copying a kilobyte.
		self.tree.add_work(to.len() as u64 * 40);
		to.len() as u32
	}

	/// Files are always ready. Sleeping takes no time: the clock is put on to the first moment
	/// that is waited for, unless a file is ready before.
	pub fn poll_oneoff(
		&mut self,
		guest: &mut Guest,
		subscriptions: u32,
		events: u32,
		count: u32,
		stored: u32,
	) -> Reply {
		if count == 0 || count > MAX_SUBSCRIPTIONS {
			return Err(ERRNO_INVAL.into());
		}
		// Both lists lie inside the memory, so the offsets below don't overflow.
		guest.bytes(subscriptions, count * 48)?;
		guest.bytes(events, count * 32)?;
		let mut ready = Vec::new();
		let mut sleeps = Vec::new();
		for i in 0..count {
			let at = subscriptions + i * 48;
			let user = guest.read_u64(at)?;
			let [kind] = guest.array(at + 8)?;
			match kind {
				0 => {
					let now = self.clock.peek(guest.read_u32(at + 16)?);
					let until = guest.read_u64(at + 24)?;
					let absolute = guest.read_u16(at + 40)? & 1 == 1;
					match now {
						Ok(now) if absolute => sleeps.push((user, until.saturating_sub(now))),
						Ok(_) => sleeps.push((user, until)),
						Err(_) => ready.push((user, ERRNO_INVAL.raw(), kind, 0)),
					}
				},
				1 | 2 => {
					let fd = guest.read_u32(at + 16)?;
					let (error, size) = match self.ready(fd, kind == 1) {
						Ok(size) => (0, size),
						Err(Fault::Errno(errno)) => (errno.raw(), 0),
						Err(failed) => return Err(failed),
					};
					ready.push((user, error, kind, size));
				},
				_ => return Err(ERRNO_INVAL.into()),
			}
		}
		if ready.is_empty() {
			let first = sleeps.iter().map(|(_, span)| *span).min().unwrap_or(0);
			self.clock.advance(first);
			ready.extend(
				sleeps.iter().filter(|(_, span)| *span == first).map(|(user, _)| (*user, 0, 0, 0)),
			);
		} else {
			let due = sleeps.iter().filter(|(_, span)| *span == 0);
			ready.extend(due.map(|(user, _)| (*user, 0, 0, 0)));
		}
		for (i, (user, error, kind, size)) in (0u32..).zip(&ready) {
			let mut event = [0; 32];
			event[..8].copy_from_slice(&user.to_le_bytes());
			event[8..10].copy_from_slice(&error.to_le_bytes());
			event[10] = *kind;
			event[16..24].copy_from_slice(&size.to_le_bytes());
			guest.write(events + i * 32, &event)?;
		}
		guest.write_u32(stored, ready.len() as u32)
	}
}
