// SPDX-License-Identifier: Apache-2.0

//! Text from outside, made fit for a line of a log.

use bourse_formats::text::is_plain;
use std::fmt::Display;

/// Longest text that is shown, in characters.
const LONGEST: usize = 400;

/// A text from outside (an address, a server's words, a program's output, another node's data) as a
/// log may show it: one line of at most 400 characters, in which control characters and those that
/// turn or hide text are escaped. Everything that came from outside passes here before it is logged.
pub fn printable(text: impl Display) -> String {
	let text = text.to_string();
	let mut shown = String::with_capacity(text.len().min(LONGEST));
	for (number, letter) in text.chars().enumerate() {
		if number == LONGEST {
			shown.push('…');
			break;
		}
		match is_plain(letter) {
			true => shown.push(letter),
			false => shown.extend(letter.escape_default()),
		}
	}
	shown
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The 200 of `formats/`.
	#[test]
	fn printable_should_leave_nothing_of_hostile_names_that_is_not_plain() {
		let names = include_str!("../../../formats/src/hostile-names.txt").lines();
		for name in names.filter(|line| !line.starts_with('#')) {
			let hex = name.split(' ').next().unwrap_or_default();
			let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
			let bytes = (0..hex.len()).step_by(2).map(byte).collect::<Vec<_>>();
			let shown = printable(String::from_utf8_lossy(&bytes));
			assert!(shown.chars().all(is_plain), "{shown}");
		}
	}

	#[test]
	fn printable_should_escape_what_a_terminal_would_obey() {
		assert_eq!(printable("plain ü 雪"), "plain ü 雪");
		assert_eq!(printable("a\nINFO b\r\t\0"), "a\\nINFO b\\r\\t\\u{0}");
		assert_eq!(printable("\u{1b}[2J\u{7f}\u{9b}31m"), "\\u{1b}[2J\\u{7f}\\u{9b}31m");
		assert_eq!(printable("\u{202e}txt\u{2028}\u{feff}"), "\\u{202e}txt\\u{2028}\\u{feff}");
	}

	#[test]
	fn printable_should_cut_long_texts_and_change_nothing_twice() {
		let long = printable("x".repeat(1000));
		assert_eq!(long.chars().count(), LONGEST + 1);
		assert!(long.ends_with('…'));
		let once = printable("a\nb");
		assert_eq!(printable(&once), once);
	}
}
