// SPDX-License-Identifier: Apache-2.0

//! The program's linear memory, as host calls see it. Every access is checked; an access outside
//! of the memory is `EFAULT` for the program.

use super::errno::*;

/// Most buffers in one scattered read or write (`IOV_MAX`).
pub(super) const MAX_BUFFERS: u32 = 1024;

/// The program's memory.
pub(crate) struct Guest<'a>(pub &'a mut [u8]);

impl Guest<'_> {
	/// `size` bytes at `at`.
	pub fn bytes(&self, at: u32, size: u32) -> Reply<&[u8]> {
		let start = at as usize;
		Ok(self.0.get(start..start + size as usize).ok_or(ERRNO_FAULT)?)
	}

	/// `size` bytes at `at`, to be changed.
	pub fn bytes_mut(&mut self, at: u32, size: u32) -> Reply<&mut [u8]> {
		let start = at as usize;
		Ok(self.0.get_mut(start..start + size as usize).ok_or(ERRNO_FAULT)?)
	}

	/// Text at `at`. `EILSEQ` when it is not UTF-8 or holds a zero.
	pub fn text(&self, at: u32, size: u32) -> Reply<&str> {
		let text = std::str::from_utf8(self.bytes(at, size)?).map_err(|_| ERRNO_ILSEQ)?;
		if text.contains('\0') {
			return Err(ERRNO_ILSEQ.into());
		}
		Ok(text)
	}

	pub fn write(&mut self, at: u32, bytes: &[u8]) -> Reply {
		let size = u32::try_from(bytes.len()).map_err(|_| ERRNO_OVERFLOW)?;
		self.bytes_mut(at, size)?.copy_from_slice(bytes);
		Ok(())
	}

	pub fn write_u32(&mut self, at: u32, value: u32) -> Reply {
		self.write(at, &value.to_le_bytes())
	}

	pub fn write_u64(&mut self, at: u32, value: u64) -> Reply {
		self.write(at, &value.to_le_bytes())
	}

	pub fn read_u16(&self, at: u32) -> Reply<u16> {
		Ok(u16::from_le_bytes(self.array(at)?))
	}

	pub fn read_u32(&self, at: u32) -> Reply<u32> {
		Ok(u32::from_le_bytes(self.array(at)?))
	}

	pub fn read_u64(&self, at: u32) -> Reply<u64> {
		Ok(u64::from_le_bytes(self.array(at)?))
	}

	pub fn array<const N: usize>(&self, at: u32) -> Reply<[u8; N]> {
		let mut array = [0; N];
		array.copy_from_slice(self.bytes(at, N as u32)?);
		Ok(array)
	}

	/// The buffers of a scattered read or write: where and how long. Each lies inside the memory.
	pub fn buffers(&self, at: u32, count: u32) -> Reply<Vec<(u32, u32)>> {
		if count > MAX_BUFFERS {
			return Err(ERRNO_INVAL.into());
		}
		let list = self.bytes(at, count * 8)?;
		let mut buffers = Vec::with_capacity(count as usize);
		let mut total = 0u32;
		for pair in list.chunks_exact(8) {
			let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| pair[at + i]));
			let (start, size) = (word(0), word(4));
			self.bytes(start, size)?;
			// The call returns the sum in 32 bits.
			total = total.checked_add(size).ok_or(ERRNO_INVAL)?;
			buffers.push((start, size));
		}
		Ok(buffers)
	}
}
