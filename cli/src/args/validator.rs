// SPDX-License-Identifier: Apache-2.0

//! What can be done as a validator, and as one who puts a bond behind validators.

use crate::amount::Rlc;
use clap::Subcommand;
use std::{
	fmt::{Display, Formatter},
	str::FromStr,
};

/// Validators.
#[derive(Subcommand, Debug)]
pub enum Validator {
	/// Validators and candidates of this era, and slashes to come
	List,
	/// A validator or nominator: bond, session keys, blocks, unpaid eras
	Show {
		/// Account: a name or an address
		#[arg(id = "whose", value_name = "ACCOUNT")]
		account: Option<String>,
	},
	/// Have the node make session keys, and register them: run this on the validator's machine
	Keys,
	/// Bond RLC, or more of them: a hold on the wallet, apart from the stake for work
	Bond {
		/// Amount
		amount: Rlc,
		/// Account that gets the pay; the same account without
		#[arg(long, value_name = "ACCOUNT")]
		pay_to: Option<String>,
		/// Bond the pay, too
		#[arg(long, conflicts_with = "pay_to")]
		compound: bool,
	},
	/// Stand for election, from the next era on
	Validate {
		/// Share that the validator keeps before its nominators get theirs
		#[arg(long, value_name = "PERCENT", default_value = "0")]
		commission: Commission,
		/// Take no new nominators
		#[arg(long)]
		closed: bool,
	},
	/// Validate or nominate no longer, from the next era on
	Chill,
	/// Begin to free a part of the bond
	Unbond {
		/// Amount
		amount: Rlc,
	},
	/// Move what is free of the bond to the wallet
	Withdraw,
	/// Put the bond behind validators, in the place of those before
	Nominate {
		/// Validators: names or addresses
		#[arg(required = true, num_args = 1..=16)]
		validators: Vec<String>,
	},
	/// Have a validator and its nominators paid
	Payout {
		/// Validator: a name or an address
		#[arg(id = "whose", value_name = "VALIDATOR")]
		validator: Option<String>,
		/// Era; without it all that are unpaid, 8 at once
		era: Option<u32>,
	},
}

/// Digits behind the point of a percentage.
const DECIMALS: usize = 7;
/// One percent, in billionths.
const PERCENT: u32 = 10_000_000;

/// A share in billionths, as the chain has it; people write percent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Commission(pub u32);

impl Display for Commission {
	fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
		let part = format!("{:0DECIMALS$}", self.0 % PERCENT);
		let part = part.trim_end_matches('0');
		let point = if part.is_empty() { "" } else { "." };
		f.pad(&format!("{}{point}{part} %", self.0 / PERCENT))
	}
}

/// `5`, `2.5`, `2.5%`, up to 100.
impl FromStr for Commission {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = text.strip_suffix('%').unwrap_or(text).trim_end();
		let (whole, part) = number.split_once('.').unwrap_or((number, ""));
		let are_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
		let is_plain = !whole.is_empty() && are_digits(whole) && are_digits(part);
		let parsed = match is_plain && part.len() <= DECIMALS {
			true => format!("{whole}{part:0<DECIMALS$}").parse::<u32>().ok(),
			false => None,
		};
		parsed
			.filter(|billionths| *billionths <= 100 * PERCENT)
			.map(Self)
			.ok_or_else(|| format!("{text:?} is no percentage: write 0 to 100, as 2.5"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;

	#[test]
	fn commissions_should_be_percent_for_people_and_billionths_for_the_chain() {
		for (text, billionths, shown) in [
			("0", 0, "0 %"),
			("5", 50_000_000, "5 %"),
			("2.5%", 25_000_000, "2.5 %"),
			("100", 1_000_000_000, "100 %"),
			("0.0000001", 1, "0.0000001 %"),
		] {
			let read = text.parse::<Commission>();
			assert_eq!(read, Ok(Commission(billionths)), "{text}");
			assert_eq!(Commission(billionths).to_string(), shown);
		}
		for text in ["", "-1", "+1", "100.1", "1e1", "0.00000001", ".5", "5 5", "99999999999"] {
			let told = text.parse::<Commission>().unwrap_err();
			assert!(told.ends_with("write 0 to 100, as 2.5"), "{told}");
		}
	}

	#[test]
	fn account_that_signs_should_not_be_the_one_that_is_paid_out() {
		let line = "bourse --account alice validator payout bob 7";
		let cli = Cli::try_parse_from(line.split(' ')).expect("it is right");
		assert_eq!(cli.options.account.as_deref(), Some("alice"));
		let Command::Validator(Validator::Payout { validator, era }) = cli.command else {
			panic!("it is another command")
		};
		assert_eq!((validator.as_deref(), era), (Some("bob"), Some(7)));
	}

	#[test]
	fn mistakes_should_be_refused() {
		for line in [
			"bourse validator",
			"bourse validator bond",
			"bourse validator bond 1 --compound --pay-to bob",
			"bourse validator validate --commission 101",
			"bourse validator nominate",
		] {
			assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
		}
	}
}
