// SPDX-License-Identifier: Apache-2.0

//! Stakes come and go.

use crate::{
	actors::{account, COUNT},
	input::Input,
	world::{Step, World},
};
use bourse_primitives::traits::Ledger;
use bourse_runtime::*;

/// Any call of the escrow, or a transfer of RLC beside it.
pub fn any(_: &mut World, input: &mut Input) -> Vec<Step> {
	let who = input.below(COUNT);
	let wallet = Balances::free_balance(account(who));
	let call: RuntimeCall = match input.below(9) {
		0..=2 => pallet_escrow::Call::deposit { amount: amount(wallet, input) }.into(),
		3 | 4 => {
			let beneficiary = account(input.below(COUNT));
			pallet_escrow::Call::deposit_for { beneficiary, amount: amount(wallet, input) }.into()
		},
		5 | 6 => {
			let stake = Escrow::stake(&account(who));
			pallet_escrow::Call::withdraw { amount: amount(stake, input) }.into()
		},
		7 => {
			let (to, amount) = (account(input.below(COUNT)), amount(Escrow::kitty(), input));
			let call = pallet_escrow::Call::spend_kitty { to, amount }.into();
			return vec![match input.chance(96) {
				true => Step::Root(call),
				false => Step::Signed(who, call),
			}];
		},
		// Whoever sends RLC to the pallet's own account loses it.
		_ => pallet_balances::Call::transfer_keep_alive {
			dest: Escrow::account_id().into(),
			value: input.price(),
		}
		.into(),
	};
	vec![Step::Signed(who, call)]
}

/// Some of what there is; or all, or more.
fn amount(available: Balance, input: &mut Input) -> Balance {
	match input.below(10) {
		0 => 0,
		1 => available,
		2 => available.saturating_add(1),
		3 => Balance::MAX,
		4 => available / 64,
		// Enough for the fees stays.
		_ => input.price().min(available / 2),
	}
}
