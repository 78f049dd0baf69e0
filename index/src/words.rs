// SPDX-License-Identifier: Apache-2.0

//! Words that assets are found by.

use crate::AssetRow;
use std::collections::BTreeSet;

/// Longest word, in bytes; the rest of a longer one is cut off.
const LONGEST: usize = 24;
/// Most words of an asset.
const MOST: usize = 48;
/// Most words of a search.
pub const MOST_SEARCHED: usize = 4;

/// The words of a text, in lower case: runs of letters and digits.
pub fn of(text: &str) -> Vec<String> {
	text.split(|letter: char| !letter.is_alphanumeric())
		.filter(|word| !word.is_empty())
		.map(|word| {
			let mut word = word.to_lowercase();
			while word.len() > LONGEST {
				word.pop();
			}
			word
		})
		.collect()
}

/// The words of an asset, each once: of its name, its tags and its description, in this order when they
/// are too many.
pub fn of_asset(row: &AssetRow) -> BTreeSet<String> {
	let texts = std::iter::once(&row.name).chain(&row.tags).chain([&row.description]);
	let mut words = BTreeSet::new();
	for text in texts {
		for word in of(&String::from_utf8_lossy(text)) {
			if words.len() < MOST {
				words.insert(word);
			}
		}
	}
	words
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_should_be_runs_of_letters_and_digits_in_lower_case() {
		assert_eq!(of("Monte-Carlo, Größe 3.12\0"), ["monte", "carlo", "größe", "3", "12"]);
		assert_eq!(of("  \u{202e}"), [""; 0]);
		assert_eq!(of(&"ä".repeat(100)), ["ä".repeat(12)]);
	}
}
