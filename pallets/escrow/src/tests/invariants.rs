// SPDX-License-Identifier: Apache-2.0

//! Money never appears or disappears: random sequences of operations against a model, and proof
//! that `try_state` sees each kind of damage.

use crate::{kitty_share, mock::*, Account, Accounts, Error, Kitty, Owed, Total};
use bourse_primitives::{traits::Ledger, Balance, RLC};
use frame_support::{assert_ok, pallet_prelude::DispatchResult};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Accounts 0..4: three have a wallet, account 0 has none.
const PARTIES: [AccountId; 4] = [0, REQUESTER, SCHEDULER, WORKER];

#[derive(Clone, Debug)]
enum Operation {
	Deposit(AccountId, Balance),
	DepositFor(AccountId, AccountId, Balance),
	Withdraw(AccountId, Balance),
	Lock(AccountId, Balance),
	Unlock(AccountId, Balance),
	Seize(AccountId, Balance),
	Reward(AccountId, Balance),
	FillKitty(Balance),
	DrawFromKitty,
}

fn party() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(PARTIES.to_vec())
}

/// Small and large, so that operations are often accepted and often refused.
fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![Just(0), 1..10 as Balance, 1..2 * RLC, 1..2 * WALLET]
}

fn operation() -> impl Strategy<Value = Operation> {
	prop_oneof![
		2 => (party(), amount()).prop_map(|(a, x)| Operation::Deposit(a, x)),
		1 => (party(), party(), amount()).prop_map(|(a, b, x)| Operation::DepositFor(a, b, x)),
		1 => (party(), amount()).prop_map(|(a, x)| Operation::Withdraw(a, x)),
		3 => (party(), amount()).prop_map(|(a, x)| Operation::Lock(a, x)),
		1 => (party(), amount()).prop_map(|(a, x)| Operation::Unlock(a, x)),
		3 => (party(), amount()).prop_map(|(a, x)| Operation::Seize(a, x)),
		2 => (party(), amount()).prop_map(|(a, x)| Operation::Reward(a, x)),
		2 => amount().prop_map(Operation::FillKitty),
		1 => Just(Operation::DrawFromKitty),
	]
}

/// The ledger as PROTOCOL 2 says it, in plain arithmetic.
#[derive(Clone, Default, PartialEq, Debug)]
struct Model {
	/// Wallet, stake, locked.
	accounts: BTreeMap<AccountId, (Balance, Balance, Balance)>,
	kitty: Balance,
	owed: Balance,
}

impl Model {
	fn account(&mut self, who: AccountId) -> &mut (Balance, Balance, Balance) {
		self.accounts.entry(who).or_default()
	}

	/// Applies the operation when the protocol accepts it, and says whether it does.
	fn apply(&mut self, operation: &Operation) -> bool {
		use Operation::*;
		match *operation {
			Deposit(who, x) => self.apply(&DepositFor(who, who, x)),
			DepositFor(from, who, x) => {
				let accepted = x == 0 || self.account(from).0 >= x + ED;
				if accepted {
					self.account(from).0 -= x;
					self.account(who).1 += x;
				}
				accepted
			},
			Withdraw(who, x) => {
				let account = self.account(who);
				let accepted = account.1 >= x && (x == 0 || account.0 + x >= ED);
				if accepted {
					account.1 -= x;
					account.0 += x;
				}
				accepted
			},
			Lock(who, x) => {
				let account = self.account(who);
				let accepted = account.1 >= x;
				if accepted {
					account.1 -= x;
					account.2 += x;
				}
				accepted
			},
			Unlock(who, x) => {
				let account = self.account(who);
				let accepted = account.2 >= x;
				if accepted {
					account.2 -= x;
					account.1 += x;
				}
				accepted
			},
			Seize(who, x) => {
				let accepted = self.account(who).2 >= x;
				if accepted {
					self.account(who).2 -= x;
					self.owed += x;
				}
				accepted
			},
			Reward(who, x) => {
				let accepted = self.owed >= x;
				if accepted {
					self.owed -= x;
					self.account(who).1 += x;
				}
				accepted
			},
			FillKitty(x) => {
				let accepted = self.owed >= x;
				if accepted {
					self.owed -= x;
					self.kitty += x;
				}
				accepted
			},
			DrawFromKitty => {
				let share = kitty_share(self.kitty);
				self.kitty -= share;
				self.owed += share;
				true
			},
		}
	}

	/// What the chain says.
	fn of_chain() -> Self {
		Self {
			accounts: PARTIES
				.into_iter()
				.map(|who| {
					let Account { stake, locked } = Accounts::<Test>::get(who);
					(who, (Balances::free_balance(who), stake, locked))
				})
				.collect(),
			kitty: Kitty::<Test>::get(),
			owed: Owed::<Test>::get(),
		}
	}

	fn in_ledger(&self) -> Balance {
		let accounts: Balance =
			self.accounts.values().map(|(_, stake, locked)| stake + locked).sum();
		accounts + self.kitty + self.owed
	}
}

fn execute(operation: &Operation) -> DispatchResult {
	use Operation::*;
	match *operation {
		Deposit(who, x) => Escrow::deposit(signed(who), x),
		DepositFor(from, who, x) => Escrow::deposit_for(signed(from), who, x),
		Withdraw(who, x) => Escrow::withdraw(signed(who), x),
		Lock(who, x) => Escrow::lock(&who, x),
		Unlock(who, x) => Escrow::unlock(&who, x),
		Seize(who, x) => Escrow::seize(&who, x, task(0)),
		Reward(who, x) => Escrow::reward(&who, x, task(0)),
		FillKitty(x) => Escrow::fill_kitty(x, task(0)),
		DrawFromKitty => Escrow::draw_from_kitty(task(0)).map(|_| ()),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn ledger_should_follow_the_model_and_conserve_money_when_anything_is_done(
		operations in proptest::collection::vec(operation(), 1..80),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let issuance = Balances::total_issuance();
			let mut model = Model::of_chain();
			for operation in &operations {
				let accepted = model.apply(operation);
				// As a call: in a storage layer that a refusal rolls back.
				let outcome = frame_support::storage::with_storage_layer(|| execute(operation));
				assert_eq!(outcome.is_ok(), accepted, "{operation:?} gave {outcome:?}");

				assert_eq!(Model::of_chain(), model, "after {operation:?}");
				let total = Total::<Test>::get();
				assert_eq!(total, model.in_ledger());
				assert_eq!(Balances::free_balance(Escrow::account_id()), total + ED);
				assert_eq!(Balances::total_issuance(), issuance);
			}
			// The operation ends: what is owed is handed on.
			assert_ok!(Escrow::reward(&WORKER, Owed::<Test>::get(), task(0)));
		});
	}

	#[test]
	fn refusals_of_the_ledger_should_change_nothing_when_there_is_no_storage_layer(
		operations in proptest::collection::vec(operation(), 1..40),
	) {
		ExtBuilder::default().build().execute_with(|| {
			for operation in &operations {
				use Operation::*;
				let before = Model::of_chain();
				let outcome = execute(operation);
				let of_the_ledger = !matches!(operation, Deposit(..) | DepositFor(..) | Withdraw(..));
				if outcome.is_err() && of_the_ledger {
					assert_eq!(Model::of_chain(), before, "after {operation:?}");
				}
			}
		});
	}
}

/// A chain with something in every place, which `damage` then falsifies.
fn try_state_after(damage: impl FnOnce()) -> Result<(), sp_runtime::TryRuntimeError> {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(Escrow::deposit(signed(SCHEDULER), 10 * RLC));
		assert_ok!(Escrow::lock(&SCHEDULER, 5 * RLC));
		assert_ok!(Escrow::seize(&SCHEDULER, RLC, task(0)));
		assert_ok!(Escrow::fill_kitty(RLC, task(0)));
		Escrow::do_try_state().unwrap();
		damage();
		Escrow::do_try_state()
	})
}

#[test]
fn try_state_should_refuse_each_kind_of_damage() {
	assert_ok!(try_state_after(|| ()));
	assert!(try_state_after(|| Accounts::<Test>::mutate(SCHEDULER, |a| a.stake += 1)).is_err());
	assert!(try_state_after(|| Accounts::<Test>::mutate(SCHEDULER, |a| a.locked -= 1)).is_err());
	assert!(try_state_after(|| Accounts::<Test>::insert(OUTSIDER, Account::default())).is_err());
	assert!(try_state_after(|| Accounts::<Test>::mutate(SCHEDULER, |a| a.stake = Balance::MAX))
		.is_err());
	assert!(try_state_after(|| Kitty::<Test>::put(0)).is_err());
	assert!(try_state_after(|| Total::<Test>::mutate(|total| *total -= 1)).is_err());
	assert!(try_state_after(|| {
		Kitty::<Test>::mutate(|kitty| *kitty -= 1);
		Owed::<Test>::put(1);
	})
	.is_err());
	assert!(try_state_after(|| {
		use frame_support::traits::fungible::Mutate;
		Balances::set_balance(&Escrow::account_id(), 10 * RLC + ED - 1);
	})
	.is_err());
}

#[test]
fn errors_should_be_told_apart() {
	ExtBuilder::default().build_and_execute(|| {
		use frame_support::assert_err;
		assert_err!(execute(&Operation::Lock(0, 1)), Error::<Test>::InsufficientStake);
		assert_err!(execute(&Operation::Unlock(0, 1)), Error::<Test>::InsufficientLocked);
		assert_err!(execute(&Operation::Reward(0, 1)), Error::<Test>::NothingOwed);
	});
}
