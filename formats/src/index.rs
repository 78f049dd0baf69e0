// SPDX-License-Identifier: Apache-2.0

//! `{index}` in a request's arguments and addresses: the index of the task.

use alloc::{format, string::String};

/// Puts a task's index in the place of `{index}`, and in that of `{index:0WIDTH}` with zeros in front.
/// `{{index}}` stands for `{index}`, likewise with a width. The error is a form with another number, such
/// as `{index:3}`: as it is, every task would get the same.
pub fn fill(text: &str, index: u64) -> Result<String, &str> {
	let mut filled = String::with_capacity(text.len());
	let mut rest = text;
	while let Some((before, from)) = rest.find('{').map(|at| rest.split_at(at)) {
		filled.push_str(before);
		let inside = from.strip_prefix('{').unwrap_or_default();
		let escaped =
			form_at(inside).and_then(|(form, behind)| Some((form, behind.strip_prefix('}')?)));
		if let Some((form, behind)) = escaped {
			filled.push_str(form);
			rest = behind;
		} else if let Some((form, behind)) = form_at(from) {
			let width = width_of(form).ok_or(form)?;
			filled.push_str(&format!("{index:0width$}"));
			rest = behind;
		} else {
			filled.push('{');
			rest = inside;
		}
	}
	Ok(filled + rest)
}

/// The text of which [`fill`] makes this one, whatever the index.
pub fn escape(text: &str) -> String {
	let mut escaped = String::with_capacity(text.len());
	let mut rest = text;
	while let Some((before, from)) = rest.find('{').map(|at| rest.split_at(at)) {
		escaped.push_str(before);
		if let Some((form, behind)) = form_at(from) {
			escaped.push_str(&format!("{{{form}}}"));
			rest = behind;
		} else {
			escaped.push('{');
			rest = from.strip_prefix('{').unwrap_or_default();
		}
	}
	escaped + rest
}

/// The form at the begin of a text, `{index}` or `{index:NUMBER}` (Python's `{index:03d}`, too), and what
/// is behind it.
fn form_at(text: &str) -> Option<(&str, &str)> {
	let (inside, _) = text.strip_prefix("{index")?.split_once('}')?;
	let is_form = match inside.strip_prefix(':') {
		Some(width) => {
			let digits = width.strip_suffix('d').unwrap_or(width);
			!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
		},
		None => inside.is_empty(),
	};
	is_form.then(|| text.split_at("{index}".len().saturating_add(inside.len())))
}

/// The digits that a form asks for, 0 to 9.
fn width_of(form: &str) -> Option<usize> {
	if form == "{index}" {
		return Some(0);
	}
	let width = form.strip_prefix("{index:0")?.strip_suffix('}')?;
	matches!(width.as_bytes(), [b'1'..=b'9']).then(|| width.parse().ok())?
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn fill_should_put_the_index_where_it_is_asked_for() {
		for (text, expected) in [
			("a{index}b{index}", "a7b7"),
			("{index:03}", "007"),
			("{{index}}", "{index}"),
			("{{index}} {index}", "{index} 7"),
			("{{index:03}} {{index:3}}", "{index:03} {index:3}"),
			("{{index} {index}}", "{7 7}"),
			("{ {} {x} {index", "{ {} {x} {index"),
			("{index: 3} {index:x} {index:d} {index:}", "{index: 3} {index:x} {index:d} {index:}"),
			("{index{index}", "{index7"),
			("\u{e9}{index}\u{e9}", "\u{e9}7\u{e9}"),
		] {
			assert_eq!(fill(text, 7), Ok(expected.into()), "{text}");
		}
		assert_eq!(fill("{index:02}", u64::MAX), Ok(format!("{}", u64::MAX)));
	}

	#[test]
	fn fill_should_refuse_forms_that_mean_something_elsewhere() {
		for form in ["{index:3}", "{index:00}", "{index:012}", "{index:03d}", "{index:0}"] {
			assert_eq!(fill(&format!("{{index}} {form}"), 7), Err(form));
		}
	}

	proptest! {
		#[test]
		fn fill_should_leave_alone_what_has_no_braces(text in "[^{]{0,40}", index in any::<u64>()) {
			prop_assert_eq!(fill(&text, index), Ok(text.clone()));
		}

		#[test]
		fn fill_should_give_back_what_was_escaped(
			text in "([{}:]|index|03|3d|\\{index\\}|\\{index:0?3d?\\}){0,12}",
			index in any::<u64>(),
		) {
			let escaped = escape(&text);
			prop_assert_eq!(fill(&escaped, index), Ok(text));
		}
	}
}
