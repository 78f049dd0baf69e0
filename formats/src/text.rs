// SPDX-License-Identifier: Apache-2.0

//! Text that strangers wrote (names, descriptions, links), as the chain takes it and as people see it.

use alloc::string::String;
use core::fmt::Write;

/// Most bytes of a tag of an asset.
pub const MAX_LABEL: usize = 24;

/// Whether a character shows as itself and leaves others as they are: no control character, none of the
/// invisible ones, none that turns the direction of text, none without a meaning of its own.
pub fn is_plain(letter: char) -> bool {
	!letter.is_control()
		&& !matches!(
			u32::from(letter),
			0xad
				| 0x34f | 0x61c
				| 0x115f..=0x1160
				| 0x17b4..=0x17b5
				| 0x180b..=0x180f
				| 0x200b..=0x200f
				| 0x2028..=0x202e
				| 0x2060..=0x206f
				| 0x2800 | 0x3164
				| 0xe000..=0xf8ff
				| 0xfdd0..=0xfdef
				| 0xfe00..=0xfe0f
				| 0xfeff | 0xffa0
				| 0xfff0..=0xffff
				| 0x1bca0..=0x1bca3
				| 0x1d173..=0x1d17a
				| 0xe0000..=0x10_ffff
		)
}

/// Whether the bytes are UTF-8 of [plain](is_plain) characters.
pub fn is_plain_text(bytes: &[u8]) -> bool {
	core::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_plain))
}

/// Whether the bytes are a link that people can read: nothing at all, or `https://`, `http://` or
/// `/ipfs/` and something after it, of printable ASCII without blanks. A host of other letters is written
/// in punycode, so that it looks like no other.
pub fn is_link(bytes: &[u8]) -> bool {
	let schemes: [&[u8]; 3] = [b"https://", b"http://", b"/ipfs/"];
	let begins = |scheme: &&[u8]| bytes.starts_with(scheme) && bytes.len() > scheme.len();
	bytes.is_empty() || (bytes.iter().all(u8::is_ascii_graphic) && schemes.iter().any(begins))
}

/// Whether the bytes are a tag of an asset, or a stock name: 1 to 24 lower-case letters, digits and
/// hyphens, with no hyphen at either end.
pub fn is_label(bytes: &[u8]) -> bool {
	let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
	(1..=MAX_LABEL).contains(&bytes.len())
		&& bytes.iter().all(fits)
		&& bytes.first() != Some(&b'-')
		&& bytes.last() != Some(&b'-')
}

/// Whether a letter belongs to a script that is written from right to left: beside others it changes
/// their places.
fn is_right_to_left(letter: char) -> bool {
	matches!(
		u32::from(letter),
		0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefe | 0x10800..=0x10fff | 0x1e800..=0x1efff
	)
}

/// Whether a letter can pass for a Latin one: Greek, Cyrillic, Armenian, Cherokee, Lisu, Coptic, the
/// letter-like symbols, the mathematical alphabets and the full-width forms.
fn is_lookalike(letter: char) -> bool {
	matches!(
		u32::from(letter),
		0x250..=0x2af
			| 0x370..=0x58f
			| 0x13a0..=0x13ff
			| 0x1c80..=0x1c8f
			| 0x1d00..=0x1dbf
			| 0x1f00..=0x1fff
			| 0x2100..=0x214f
			| 0x2c80..=0x2cff
			| 0x2de0..=0x2dff
			| 0xa4d0..=0xa4ff
			| 0xa640..=0xa69f
			| 0xab30..=0xabbf
			| 0xff01..=0xff5e
			| 0x1d400..=0x1d7ff
	)
}

/// Whether a character looks like another one wherever it stands: a blank other than the usual one, an accent
/// that stands on the character before, a letter of the alphabets for formulas and for sounds.
fn is_double(letter: char) -> bool {
	matches!(
		u32::from(letter),
		0xa0 | 0x1680
			| 0x2000..=0x200a
			| 0x202f | 0x205f
			| 0x3000 | 0x250..=0x2af
			| 0x300..=0x36f
			| 0x483..=0x489
			| 0x1ab0..=0x1aff
			| 0x1d00..=0x1dff
			| 0x20d0..=0x20ff
			| 0xfe20..=0xfe2f
			| 0x1d400..=0x1d7ff
	)
}

/// Whether a Greek, Cyrillic or Armenian letter looks just like a Latin one.
fn is_twin(letter: char) -> bool {
	matches!(
		u32::from(letter),
		0x391..=0x392
			| 0x395..=0x397
			| 0x399..=0x39a
			| 0x39c..=0x39d
			| 0x39f | 0x3a1
			| 0x3a4..=0x3a5
			| 0x3a7 | 0x3b1
			| 0x3b9 | 0x3bd
			| 0x3bf | 0x3c1
			| 0x3c5 | 0x405..=0x406
			| 0x408 | 0x410
			| 0x412 | 0x415
			| 0x41a | 0x41c..=0x41e
			| 0x420..=0x423
			| 0x425 | 0x430
			| 0x435 | 0x43e
			| 0x440..=0x441
			| 0x443 | 0x445
			| 0x455..=0x456
			| 0x458 | 0x475
			| 0x4ae | 0x4bb
			| 0x4c0 | 0x4cf
			| 0x501 | 0x50c..=0x50d
			| 0x51a..=0x51d
			| 0x53c | 0x54d
			| 0x54f | 0x555
			| 0x566 | 0x570
			| 0x578 | 0x57d
			| 0x581 | 0x585
	)
}

/// Whether a letter shows that a text is Greek, Cyrillic or Armenian, and no Latin in disguise.
fn tells_script(letter: char) -> bool {
	letter.is_alphabetic()
		&& !is_twin(letter)
		&& matches!(u32::from(letter), 0x370..=0x58f | 0x1f00..=0x1fff | 0xa640..=0xa69f)
}

/// A stranger's text as people see it: on one line, on which characters that are not
/// [plain](is_plain), letters of scripts that are written from right to left, blanks at either end or behind
/// another, and what passes for another character are escaped as `\u{…}`, bytes that are no UTF-8 as `\x…`,
/// and a backslash as two. A letter of another script passes for a Latin one in a word with such, or where
/// no letter of the text tells the script. `hostile-names.txt` has 200 such texts.
pub fn shown(bytes: &[u8]) -> String {
	let is_told = bytes.utf8_chunks().any(|chunk| chunk.valid().chars().any(tells_script));
	let mut out = String::with_capacity(bytes.len());
	for chunk in bytes.utf8_chunks() {
		for word in chunk.valid().split_inclusive(|letter: char| !letter.is_alphanumeric()) {
			show_word(word, is_told, &mut out);
		}
		for byte in chunk.invalid() {
			// Writing into a string does not fail.
			let _ = write!(out, "\\x{byte:02x}");
		}
	}
	if out.ends_with(' ') {
		out.pop();
		out.extend(' '.escape_unicode());
	}
	out
}

fn show_word(word: &str, is_told: bool, out: &mut String) {
	let is_latin =
		|letter: char| letter.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&letter);
	let is_mixed = word.chars().any(is_latin);
	for letter in word.chars() {
		let hides = !is_plain(letter) || is_right_to_left(letter) || is_double(letter);
		let passes = (is_mixed && is_lookalike(letter)) || (!is_told && is_twin(letter));
		let is_unseen = letter == ' ' && (out.is_empty() || out.ends_with(' '));
		match letter {
			'\\' => out.push_str("\\\\"),
			_ if hides || passes || is_unseen => out.extend(letter.escape_unicode()),
			_ => out.push(letter),
		}
	}
}

/// JSON in which characters that are not [plain](is_plain) are escaped as JSON does: it reads the same. Line breaks
/// and tabs, which may stand between values, stay.
pub fn json(text: &str) -> String {
	let mut out = String::with_capacity(text.len());
	for letter in text.chars() {
		if is_plain(letter) || matches!(letter, '\n' | '\r' | '\t') {
			out.push(letter);
			continue;
		}
		for unit in letter.encode_utf16(&mut [0; 2]) {
			// Writing into a string does not fail.
			let _ = write!(out, "\\u{unit:04x}");
		}
	}
	out
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn is_plain_text_should_refuse_what_hides_or_turns() {
		for plain in ["", "Monte Carlo, π ≈ 3.14", "雪 ü é 🙂", "a\\b"] {
			assert!(is_plain_text(plain.as_bytes()), "{plain}");
		}
		for hidden in [
			'\0',
			'\n',
			'\u{1b}',
			'\u{7f}',
			'\u{9b}',
			'\u{ad}',
			'\u{61c}',
			'\u{180e}',
			'\u{200b}',
			'\u{200f}',
			'\u{202e}',
			'\u{2028}',
			'\u{2066}',
			'\u{feff}',
			'\u{fe0f}',
			'\u{e000}',
			'\u{e0041}',
			'\u{ffff}',
			'\u{3164}',
			'\u{2800}',
		] {
			assert!(
				!is_plain_text(format!("a{hidden}b").as_bytes()),
				"{}",
				hidden.escape_unicode()
			);
		}
		assert!(!is_plain_text(b"\xff"));
	}

	#[test]
	fn is_link_should_take_readable_addresses_only() {
		for link in ["", "https://a", "http://a.b/c?d#e", "/ipfs/bafk"] {
			assert!(is_link(link.as_bytes()), "{link}");
		}
		for link in
			["https://", "/ipfs/", "javascript:a", "ftp://a", "https://a b", "https://раypal.com"]
		{
			assert!(!is_link(link.as_bytes()), "{link}");
		}
		assert!(!is_link(b"https://a\n"));
	}

	#[test]
	fn is_label_should_take_lower_case_words() {
		for label in ["a", "monte-carlo", "3d", "abcdefghijklmnopqrstuvwx"] {
			assert!(is_label(label.as_bytes()), "{label}");
		}
		for label in ["", "-a", "a-", "A", "a b", "ä", "a_b", "abcdefghijklmnopqrstuvwxy"] {
			assert!(!is_label(label.as_bytes()), "{label}");
		}
	}

	#[test]
	fn shown_should_escape_what_hides_turns_or_passes_for_another() {
		for plain in ["", "python 3.12", "Straße", "привет", "雪", "π ≈ 3.14", "αβγ run"]
		{
			assert_eq!(shown(plain.as_bytes()), plain);
		}
		assert_eq!(shown("a\nb".as_bytes()), "a\\u{a}b");
		assert_eq!(shown("\u{202e}txt".as_bytes()), "\\u{202e}txt");
		assert_eq!(shown("p\u{430}ypal".as_bytes()), "p\\u{430}ypal");
		assert_eq!(shown("\u{5d0}b".as_bytes()), "\\u{5d0}b");
		assert_eq!(shown(b"a\xffb\xc3"), "a\\xffb\\xc3");
		// An escape that a stranger wrote is no escape.
		assert_eq!(shown(b"a\\u{a}b"), "a\\\\u{a}b");
		assert_eq!(shown(b" a  b "), "\\u{20}a \\u{20}b\\u{20}");
		// The letters of the first all look Latin; the last one of the second does not.
		assert_eq!(
			shown("\u{440}\u{430}\u{441}\u{435}".as_bytes()),
			"\\u{440}\\u{430}\\u{441}\\u{435}"
		);
		assert_eq!(
			shown("\u{440}\u{430}\u{441}\u{43a}".as_bytes()),
			"\u{440}\u{430}\u{441}\u{43a}"
		);
	}

	/// 200 hostile names, each in hex with what people see of it: the library for the web, the command line
	/// and the node's RPC read the same list.
	#[test]
	fn shown_should_show_hostile_names_as_listed() {
		let bytes = |hex: &str| {
			let pairs =
				(0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
			pairs.collect::<Result<Vec<_>, _>>().expect("hex")
		};
		let names = include_str!("hostile-names.txt").lines().filter(|line| !line.starts_with('#'));
		let names = names.map(|line| line.split_once(' ').expect("hex and text"));
		let names = names.map(|(hex, text)| (bytes(hex), text)).collect::<Vec<_>>();
		assert_eq!(names.len(), 200);
		for (name, text) in names {
			assert_eq!(shown(&name), text);
			let hides = |letter| !is_plain(letter) || is_right_to_left(letter) || is_double(letter);
			assert!(!text.contains(hides) && text.trim() == text && !text.contains("  "), "{text}");
		}
	}

	#[test]
	fn json_should_escape_what_hides_and_keep_what_stands_between_values() {
		assert_eq!(json("{\r\n\t\"é 🙂\": 1}"), "{\r\n\t\"é 🙂\": 1}");
		assert_eq!(json("\"a\u{202e}\u{9b}\u{e0041}\""), "\"a\\u202e\\u009b\\udb40\\udc41\"");
	}

	proptest! {
		#[test]
		fn shown_should_be_plain_text_and_tell_texts_apart(
			a in prop::collection::vec(any::<u8>(), 0..64),
			b in prop::collection::vec(any::<u8>(), 0..64),
		) {
			prop_assert!(is_plain_text(shown(&a).as_bytes()));
			prop_assert_eq!(a == b, shown(&a) == shown(&b));
		}

		#[test]
		fn labels_and_links_should_show_as_they_are(text in "[ -\\[\\]-~]{0,40}") {
			if is_label(text.as_bytes()) || is_link(text.as_bytes()) {
				prop_assert_eq!(shown(text.as_bytes()), text);
			}
		}
	}
}
