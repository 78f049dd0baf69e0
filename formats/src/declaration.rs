// SPDX-License-Identifier: Apache-2.0

//! Where an app says what it is: in the custom section `bourse.app` of its module, as JSON. Clients read the
//! JSON, and make help texts and forms of it.

use alloc::vec::Vec;

/// Name of the section.
const SECTION: &[u8] = b"bourse.app";
/// Longest declaration, in bytes.
pub const MAX: usize = 16 << 10;
/// Most sections that are looked at.
const MOST: usize = 1_024;
/// Bytes of a module's magic number and version.
const HEAD: u64 = 8;
/// Bytes that a section begins with at most: its kind and size, the length of its name, the name.
const AHEAD: usize = 11 + SECTION.len();

/// A number in LEB128, and the bytes behind it.
fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
	let mut value = 0u64;
	for (at, byte) in bytes.iter().take(5).enumerate() {
		value |= u64::from(byte & 0x7f) << (7 * at);
		if byte & 0x80 == 0 {
			return Some((value, &bytes[at + 1..]));
		}
	}
	None
}

/// The JSON of a module's declaration, unread: `part` gives so many bytes of the module from a place on, or
/// as many as there are. `None` for a module that says nothing of itself, or too much.
pub fn find(mut part: impl FnMut(u64, usize) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
	let mut at = HEAD;
	for _ in 0..MOST {
		let bytes = part(at, AHEAD)?;
		let (kind, behind) = bytes.split_first()?;
		let (size, content) = leb128(behind)?;
		let start = at.checked_add((bytes.len() - content.len()) as u64)?;
		if *kind == 0
			&& let Some((length, name)) = leb128(content)
			&& length == SECTION.len() as u64
			&& name.starts_with(SECTION)
		{
			let ahead = content.len() - name.len() + SECTION.len();
			let length = usize::try_from(size).ok()?.checked_sub(ahead)?;
			let is_read = length <= MAX;
			let json = is_read.then(|| part(start.saturating_add(ahead as u64), length))??;
			return (json.len() == length).then_some(json);
		}
		at = start.checked_add(size)?;
	}
	None
}

/// As [`find`], in a module that is in memory.
pub fn of_module(module: &[u8]) -> Option<Vec<u8>> {
	find(|at, length| {
		let rest = module.get(usize::try_from(at).ok()?..)?;
		Some(rest[..length.min(rest.len())].to_vec())
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;
	use proptest::prelude::*;

	/// A module with a custom section `x`, an empty type section, and a declaration.
	fn module(json: &[u8]) -> Vec<u8> {
		let mut module = b"\0asm\x01\0\0\0\0\x02\x01x\x01\x01\0".to_vec();
		let content = [&[SECTION.len() as u8][..], SECTION, json].concat();
		let size = content.len();
		module.extend([0, (size & 0x7f) as u8 | 0x80, (size >> 7 & 0x7f) as u8 | 0x80]);
		module.push((size >> 14) as u8);
		module.extend(content);
		module
	}

	#[test]
	fn declaration_should_be_found_behind_other_sections() {
		assert_eq!(of_module(&module(b"{}")), Some(b"{}".to_vec()));
		assert_eq!(of_module(&module(b"")), Some(Vec::new()));
		assert_eq!(of_module(&module(b"{}")[..15]), None);
	}

	#[test]
	fn declaration_should_be_none_when_it_is_cut_or_too_long() {
		let whole = module(b"{}");
		for cut in 0..whole.len() {
			assert_eq!(of_module(&whole[..cut]), None, "{cut}");
		}
		assert_eq!(of_module(&module(&vec![b' '; MAX])).map(|json| json.len()), Some(MAX));
		assert_eq!(of_module(&module(&vec![b' '; MAX + 1])), None);
	}

	#[test]
	fn sections_should_be_counted() {
		let many = [&b"\0asm\x01\0\0\0"[..], &[1, 0].repeat(MOST)].concat();
		let behind = [&many[..], &module(b"{}")[15..]].concat();
		assert_eq!(of_module(&behind), None);
		assert_eq!(of_module(&behind[2..]), Some(b"{}".to_vec()));
	}

	proptest! {
		#[test]
		fn modules_should_be_read_without_trust(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
			let _ = of_module(&[&b"\0asm\x01\0\0\0"[..], &bytes[..]].concat());
		}
	}
}
