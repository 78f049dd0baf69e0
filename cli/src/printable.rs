// SPDX-License-Identifier: Apache-2.0

//! Texts of strangers, so that a terminal shows them and obeys nothing in them.

use bourse_formats::text;

/// A name or a line.
pub fn line(text: &str) -> String {
	text::shown(text.as_bytes())
}

/// A text of several lines, each as [`line`] shows it.
pub fn paragraphs(bytes: &[u8]) -> String {
	let text = String::from_utf8_lossy(bytes);
	text.lines().map(|each| line(each.trim_matches(' '))).collect::<Vec<_>>().join("\n")
}

/// What a program printed: line breaks and tabs stay.
pub fn lines(bytes: &[u8]) -> String {
	let mut shown = String::with_capacity(bytes.len());
	for chunk in bytes.utf8_chunks() {
		for letter in chunk.valid().chars() {
			match matches!(letter, '\n' | '\t') || text::is_plain(letter) {
				true => shown.push(letter),
				false => shown.extend(letter.escape_unicode()),
			}
		}
		for byte in chunk.invalid() {
			shown += &format!("\\x{byte:02x}");
		}
	}
	shown
}

/// JSON in which what a terminal would obey is escaped as JSON does: it reads the same.
pub fn json(text: &str) -> String {
	text::json(text)
}

/// The last `most` lines of what a program printed, and whether there were more.
pub fn tail(bytes: &[u8], most: usize) -> (String, bool) {
	let text = lines(bytes);
	let all = text.lines().collect::<Vec<_>>();
	let from = all.len().saturating_sub(most);
	(all[from..].join("\n"), from > 0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn line_should_escape_what_a_terminal_would_obey() {
		assert_eq!(line("café 5 €"), "café 5 €");
		assert_eq!(line("a\x1b[2Jb"), "a\\u{1b}[2Jb");
		assert_eq!(line("a\nb"), "a\\u{a}b");
		assert_eq!(line("evil\u{202e}gnp.exe"), "evil\\u{202e}gnp.exe");
		assert_eq!(line("x\u{200b}y"), "x\\u{200b}y");
	}

	#[test]
	fn paragraphs_should_be_lines_that_are_escaped() {
		assert_eq!(paragraphs(b" home \r\n\n\x1b[2Jsafe"), "home\n\n\\u{1b}[2Jsafe");
		assert_eq!(paragraphs("p\u{430}ypal\n\u{5d0} 1".as_bytes()), "p\\u{430}ypal\n\\u{5d0} 1");
	}

	/// What is shown of the hostile names of `formats/` comes out the same, in words and as JSON.
	#[test]
	fn names_that_are_shown_should_come_out_as_they_are() {
		let names = include_str!("../../formats/src/hostile-names.txt").lines();
		for name in names.filter_map(|line| Some(line.split_once(' ')?.1)) {
			assert_eq!(lines(name.as_bytes()), name);
			let text = serde_json::json!({ "name": name }).to_string();
			assert_eq!(json(&text), text);
		}
	}

	#[test]
	fn lines_should_keep_their_breaks() {
		assert_eq!(lines(b"a\tb\nc\r\xff"), "a\tb\nc\\u{d}\\xff");
	}

	#[test]
	fn lines_should_stay_as_they_are_when_they_are_escaped_again() {
		let once = lines(b"a\x1b[2Jb\\x");
		assert_eq!(once, "a\\u{1b}[2Jb\\x");
		assert_eq!(lines(once.as_bytes()), once);
	}

	#[test]
	fn json_should_read_the_same_and_hold_nothing_that_a_terminal_obeys() {
		let value = serde_json::json!({ "a\u{9b}2J": "evil\u{202e}gnp\u{e0041}\u{7f}\n é 🙂" });
		let text = serde_json::to_string_pretty(&value).expect("it is JSON");
		let shown = json(&text);
		assert!(shown.chars().all(|letter| letter == '\n' || text::is_plain(letter)), "{shown}");
		assert!(shown.contains("\\u009b2J") && shown.contains("\\udb40\\udc41"), "{shown}");
		assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("it is JSON"), value);
	}

	#[test]
	fn tail_should_give_the_end() {
		assert_eq!(tail(b"a\nb\nc\n", 2), ("b\nc".into(), true));
		assert_eq!(tail(b"a\nb", 2), ("a\nb".into(), false));
		assert_eq!(tail(b"", 2), (String::new(), false));
	}
}
