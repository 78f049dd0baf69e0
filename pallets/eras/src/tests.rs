// SPDX-License-Identifier: Apache-2.0

//! Payout and silence.

use crate::{mock::*, Event, Silent};
use frame_support::traits::fungible::Mutate;
use sp_staking::EraPayout;

/// Ends an era in which the validators made so many blocks.
fn end_era(made: &[(u64, u32)]) -> u128 {
	Made::set(made.to_vec());
	let (paid, rest) = Eras::era_payout(1_000, 1_000, 1_000);
	assert_eq!(rest, 0);
	paid
}

/// The validators that are noted as silent, and in how many eras in a row they were.
fn silent() -> Vec<(u64, u32)> {
	Silent::<Test>::get().into_iter().map(|silent| (silent.validator, silent.eras)).collect()
}

/// The pallet's events since the last call.
fn events() -> Vec<Event<Test>> {
	let events = System::events().into_iter().filter_map(|record| match record.event {
		RuntimeEvent::Eras(event) => Some(event),
		_ => None,
	});
	let events = events.collect();
	System::reset_events();
	events
}

#[test]
fn genesis_should_open_the_pot() {
	run(|| assert_eq!(Balances::free_balance(Eras::pot()), DEPOSIT));
}

#[test]
fn payout_should_be_all_fees_when_they_are_in_the_pot_or_elsewhere() {
	run(|| {
		Balances::mint_into(&Eras::pot(), 7).expect("there is room");
		Uncollected::set(5);
		let issuance = Balances::total_issuance();
		assert_eq!(end_era(&[(1, 100)]), 12 - ROUNDING);
		// What is paid is minted by the staking pallet.
		assert_eq!(Balances::total_issuance() + 7, issuance);
		assert_eq!(Balances::free_balance(Eras::pot()), DEPOSIT);
		assert_eq!(end_era(&[(1, 100)]), 0);
	});
}

#[test]
fn end_of_an_era_should_be_counted_in_the_block_s_weight() {
	run(|| {
		let before = System::block_weight().total();
		end_era(&[(1, 100), (2, 0)]);
		let weight = <() as crate::WeightInfo>::era_payout(2);
		assert_eq!(System::block_weight().total(), before + weight);
	});
}

#[test]
fn pot_should_stay_when_rounding_could_add_as_much() {
	run(|| {
		Balances::mint_into(&Eras::pot(), ROUNDING).expect("there is room");
		let issuance = Balances::total_issuance();
		assert_eq!(end_era(&[(1, 100)]), 0);
		assert_eq!(Balances::total_issuance(), issuance);
		// It is paid with the fees of later eras.
		Uncollected::set(5);
		assert_eq!(end_era(&[(1, 100)]), 5);
		assert_eq!(Balances::free_balance(Eras::pot()), DEPOSIT);
	});
}

#[test]
fn validator_should_be_chilled_when_it_made_no_block_in_three_eras_in_a_row() {
	run(|| {
		MayLeave::set(1);
		for eras in [1, 2] {
			end_era(&[(1, 99), (2, 0)]);
			assert_eq!(silent(), [(2, eras)]);
			assert_eq!(events(), []);
		}
		end_era(&[(1, 99), (2, 0)]);
		assert_eq!(silent(), []);
		assert_eq!(events(), [Event::Chilled { validator: 2, eras: 3 }]);
	});
}

#[test]
fn validator_should_begin_anew_when_it_made_a_block_or_was_not_elected() {
	run(|| {
		MayLeave::set(9);
		end_era(&[(1, 99), (2, 0), (3, 0)]);
		end_era(&[(1, 99), (2, 0), (3, 0)]);
		end_era(&[(1, 99), (2, 1)]);
		end_era(&[(1, 99), (2, 0), (3, 0)]);
		assert_eq!(silent(), [(2, 1), (3, 1)]);
		assert_eq!(events(), []);
	});
}

#[test]
fn era_should_not_count_when_less_than_half_of_its_blocks_were_made() {
	run(|| {
		MayLeave::set(9);
		end_era(&[(1, 50), (2, 0)]);
		assert_eq!(silent(), [(2, 1)]);
		Uncollected::set(5);
		// Fees are paid out all the same.
		assert_eq!(end_era(&[(1, 49), (2, 0), (3, 0)]), 5 - ROUNDING);
		assert_eq!(silent(), [(2, 1)]);
		assert_eq!(events(), [Event::NotCounted { made: 49, expected: 100 }]);
	});
}

#[test]
fn validator_should_stay_when_as_few_are_left_as_are_needed() {
	run(|| {
		for _ in 0..5 {
			end_era(&[(1, 99), (2, 0)]);
		}
		assert_eq!(events(), []);
		MayLeave::set(1);
		end_era(&[(1, 99), (2, 0)]);
		assert_eq!(events(), [Event::Chilled { validator: 2, eras: 6 }]);
	});
}
