// SPDX-License-Identifier: Apache-2.0

//! The beginning and the end of a text that may be long.

use std::collections::VecDeque;

/// A text of which half of the room keeps the beginning, and half the end.
pub(crate) struct Excerpt {
	head: Vec<u8>,
	tail: VecDeque<u8>,
	total: u64,
	room: usize,
}

impl Excerpt {
	/// Nothing yet; `room` bytes will be kept.
	pub fn new(room: usize) -> Self {
		Self { head: Vec::new(), tail: VecDeque::new(), total: 0, room }
	}

	/// The excerpt of a whole text.
	pub fn of(text: &[u8], room: usize) -> Vec<u8> {
		let mut excerpt = Self::new(room);
		excerpt.write(text);
		excerpt.text()
	}

	/// Adds bytes at the end.
	pub fn write(&mut self, bytes: &[u8]) {
		self.total = self.total.saturating_add(bytes.len() as u64);
		let most = self.room / 2;
		let free = (self.room - most).saturating_sub(self.head.len());
		let (head, rest) = bytes.split_at(bytes.len().min(free));
		self.head.extend_from_slice(head);
		let rest = &rest[rest.len().saturating_sub(most)..];
		let excess = (self.tail.len() + rest.len()).saturating_sub(most);
		self.tail.drain(..excess);
		self.tail.extend(rest);
	}

	/// The whole text when there was room for it, else its beginning and its end, and between them
	/// a line that says how much was cut.
	pub fn text(&self) -> Vec<u8> {
		let mut text = self.head.clone();
		let kept = (self.head.len() + self.tail.len()) as u64;
		let cut = self.total.saturating_sub(kept);
		if cut > 0 {
			text.extend_from_slice(format!("\n[{cut} bytes cut]\n").as_bytes());
		}
		text.extend(&self.tail);
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn text_should_be_beginning_and_end_when_there_is_no_room_for_all() {
		assert_eq!(Excerpt::of(b"", 5), b"");
		assert_eq!(Excerpt::of(b"abcde", 5), b"abcde");
		assert_eq!(Excerpt::of(b"abcdef", 5), b"abc\n[1 bytes cut]\nef");
		assert_eq!(Excerpt::of(&[b'x'; 1000], 4), b"xx\n[996 bytes cut]\nxx");
		assert_eq!(Excerpt::of(b"abc", 0), b"\n[3 bytes cut]\n");
	}

	proptest! {
		#[test]
		fn text_should_not_depend_on_how_it_was_written(
			pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..30), 0..20),
			room in 0..100usize,
		) {
			let mut excerpt = Excerpt::new(room);
			pieces.iter().for_each(|piece| excerpt.write(piece));
			prop_assert!(excerpt.head.len() + excerpt.tail.len() <= room);
			prop_assert_eq!(excerpt.text(), Excerpt::of(&pieces.concat(), room));
		}
	}
}
