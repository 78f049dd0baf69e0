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

/// A stranger's text as people see it: on one line, on which characters that are not
/// [plain](is_plain), letters of scripts that are written from right to left, and letters that pass for
/// Latin ones in a word with such, are escaped as `\u{…}`, bytes that are no UTF-8 as `\x…`, and a
/// backslash as two. So no two texts look alike by what can't be seen.
pub fn shown(bytes: &[u8]) -> String {
	let mut out = String::with_capacity(bytes.len());
	for chunk in bytes.utf8_chunks() {
		for word in chunk.valid().split_inclusive(|letter: char| !letter.is_alphanumeric()) {
			show_word(word, &mut out);
		}
		for byte in chunk.invalid() {
			// Writing into a string does not fail.
			let _ = write!(out, "\\x{byte:02x}");
		}
	}
	out
}

fn show_word(word: &str, out: &mut String) {
	let is_latin =
		|letter: char| letter.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&letter);
	let is_mixed = word.chars().any(is_latin);
	for letter in word.chars() {
		let hides = !is_plain(letter) || is_right_to_left(letter);
		match letter {
			'\\' => out.push_str("\\\\"),
			_ if hides || (is_mixed && is_lookalike(letter)) => out.extend(letter.escape_unicode()),
			_ => out.push(letter),
		}
	}
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
	}

	/// 200 hostile texts: every character that hides or turns, alone, in a word, and many of them.
	#[test]
	fn shown_should_leave_nothing_raw_of_hostile_texts() {
		let hostile = (0u32..0x20)
			.chain(0x7f..=0x9f)
			.chain(0x200b..=0x200f)
			.chain(0x2028..=0x202e)
			.chain(0x2060..=0x206f)
			.chain([0xad, 0x61c, 0x180e, 0xfeff, 0x5d0, 0x627, 0x3164])
			.filter_map(char::from_u32)
			.flat_map(|c| [format!("{c}"), format!("pay{c}pal"), format!("{c}").repeat(64)])
			.collect::<Vec<_>>();
		assert!(hostile.len() >= 200, "{}", hostile.len());
		for text in hostile {
			let shown = shown(text.as_bytes());
			assert!(shown.chars().all(|c| is_plain(c) && !is_right_to_left(c)), "{shown}");
			assert_ne!(shown, text);
		}
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
