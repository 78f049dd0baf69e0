// SPDX-License-Identifier: Apache-2.0

//! The pallet's account has its existential deposit from the start.

use crate::mock::*;

#[test]
fn genesis_should_mint_the_existential_deposit_when_the_account_is_absent() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Balances::free_balance(Escrow::account_id()), ED);
		assert_eq!(Balances::total_issuance(), 3 * WALLET + ED);
	});
}

#[test]
fn genesis_should_mint_nothing_when_the_account_has_its_deposit() {
	let own = ExtBuilder::default().build().execute_with(Escrow::account_id);
	ExtBuilder::default().wallet(own, 2 * ED).build_and_execute(|| {
		assert_eq!(Balances::free_balance(own), 2 * ED);
		assert_eq!(Balances::total_issuance(), 3 * WALLET + 2 * ED);
	});
}
