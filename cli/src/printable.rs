// SPDX-License-Identifier: Apache-2.0

//! Texts of strangers, so that a terminal shows them and obeys nothing in them.

/// Whether a character changes how others are shown, or shows nothing.
fn is_tricky(letter: char) -> bool {
	letter.is_control()
		|| matches!(
			letter,
			'\u{ad}'
				| '\u{61c}'
				| '\u{180e}'
				| '\u{200b}'..='\u{200f}'
				| '\u{2028}'..='\u{202e}'
				| '\u{2060}'..='\u{206f}'
				| '\u{feff}'
				| '\u{fff9}'..='\u{fffb}'
				| '\u{e0000}'..='\u{e007f}'
		)
}

/// A name or a line: every tricky character escaped.
pub fn line(text: &str) -> String {
	escaped(text, |_| false)
}

/// What a program printed: line breaks and tabs stay.
pub fn lines(bytes: &[u8]) -> String {
	escaped(&String::from_utf8_lossy(bytes), |letter| matches!(letter, '\n' | '\t'))
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
	let mut shown = String::with_capacity(text.len());
	for letter in text.chars() {
		match is_tricky(letter) && !stays(letter) {
			true => shown.extend(letter.escape_unicode()),
			false => shown.push(letter),
		}
	}
	shown
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
	fn lines_should_keep_their_breaks() {
		assert_eq!(lines(b"a\tb\nc\r\xff"), "a\tb\nc\\u{d}\u{fffd}");
	}

	#[test]
	fn tail_should_give_the_end() {
		assert_eq!(tail(b"a\nb\nc\n", 2), ("b\nc".into(), true));
		assert_eq!(tail(b"a\nb", 2), ("a\nb".into(), false));
		assert_eq!(tail(b"", 2), (String::new(), false));
	}
}
