// SPDX-License-Identifier: Apache-2.0

//! Amounts: nRLC on the chain, RLC with up to nine decimals for people.

use std::{
	fmt::{Display, Formatter},
	str::FromStr,
};

/// nRLC of one RLC.
pub const RLC: u128 = 1_000_000_000;
/// Digits behind the point.
const DECIMALS: usize = 9;
/// Digits before the point that an amount may have, so that no product with a number of tasks overflows.
const DIGITS: usize = 18;

/// An amount in nRLC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Rlc(pub u128);

/// `1.5 RLC`: without zeros at the end, thousands apart.
impl Display for Rlc {
	fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
		let (whole, part) = (self.0 / RLC, self.0 % RLC);
		let part = format!("{part:0DECIMALS$}");
		let part = part.trim_end_matches('0');
		let point = if part.is_empty() { "" } else { "." };
		f.pad(&format!("{}{point}{part} RLC", thousands(whole)))
	}
}

/// A number with its thousands apart: `1,204`.
pub fn thousands(number: impl ToString) -> String {
	let digits = number.to_string();
	let mut text = String::with_capacity(digits.len() + digits.len() / 3);
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

/// `1.5`, `0.000000001`, `1.5RLC`, `1.5 RLC`. Signs, exponents and more than nine decimals are refused.
impl FromStr for Rlc {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = text.strip_suffix("RLC").unwrap_or(text).trim();
		let (whole, part) = number.split_once('.').unwrap_or((number, ""));
		let are_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
		if (whole.is_empty() && part.is_empty()) || !are_digits(whole) || !are_digits(part) {
			return Err(format!("{text:?} is no amount: write RLC with decimals, as 1.5"));
		}
		if part.len() > DECIMALS {
			return Err(format!("{text} has more than {DECIMALS} decimals: round it"));
		}
		if whole.trim_start_matches('0').len() > DIGITS {
			return Err(format!("{text} is more than there is"));
		}
		let number = |digits: &str| digits.parse::<u128>().unwrap_or(0);
		let scale = 10u128.pow((DECIMALS - part.len()) as u32);
		Ok(Self(number(whole) * RLC + number(part) * scale))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_should_be_shown_with_what_counts() {
		let shown = |amount: u128| Rlc(amount).to_string();
		assert_eq!(shown(0), "0 RLC");
		assert_eq!(shown(1), "0.000000001 RLC");
		assert_eq!(shown(1_500_000_000), "1.5 RLC");
		assert_eq!(shown(10_000_000 * RLC), "10,000,000 RLC");
		assert_eq!(shown(1_234 * RLC + 50_000_000), "1,234.05 RLC");
		assert_eq!(format!("{:>9}|{:<9}|", Rlc(RLC), Rlc(RLC)), "    1 RLC|1 RLC    |");
	}

	#[test]
	fn amounts_should_be_read_as_they_are_shown() {
		for (text, expected) in [
			("1", RLC),
			("1.5", 1_500_000_000),
			(".5", 500_000_000),
			("1.", RLC),
			("0.000000001", 1),
			("1.5RLC", 1_500_000_000),
			("1.5 RLC", 1_500_000_000),
			("007", 7 * RLC),
		] {
			assert_eq!(text.parse(), Ok(Rlc(expected)), "{text}");
		}
	}

	#[test]
	fn amounts_should_be_refused_when_they_are_not_plain() {
		for text in ["", ".", "-1", "+1", "1e3", "1,5", "0x1", "1 000", "a", "RLC"] {
			let told = text.parse::<Rlc>().unwrap_err();
			assert!(told.ends_with("write RLC with decimals, as 1.5"), "{told}");
		}
		assert!("0.0000000001".parse::<Rlc>().unwrap_err().contains("more than 9 decimals"));
		assert!("9999999999999999999".parse::<Rlc>().unwrap_err().contains("more than there is"));
	}

	#[test]
	fn thousands_should_be_apart() {
		let shown = [0, 12, 123, 1_234, 12_345, 1_234_567].map(thousands);
		assert_eq!(shown, ["0", "12", "123", "1,234", "12,345", "1,234,567"]);
	}
}
