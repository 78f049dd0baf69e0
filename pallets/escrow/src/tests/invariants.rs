// SPDX-License-Identifier: Apache-2.0

//! Money never appears or disappears: random sequences of operations against a model, and proof
//! that `try_state` sees each kind of damage.

use crate::{kitty_share, mock::*, Account, Accounts, Error, Kitty, Total};
use bourse_primitives::{
	traits::{Ledger, Move, Sheet},
	Balance, RLC,
};
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
	/// What one task moves.
	Settle(Vec<Move<AccountId>>),
	/// A completed task, which draws its share from the kitty for somebody.
	DrawFromKitty(AccountId),
}

fn party() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(PARTIES.to_vec())
}

/// Small and large, so that operations are often accepted and often refused.
fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![Just(0), 1..10 as Balance, 1..2 * RLC, 1..2 * WALLET]
}

/// A few moves; mostly those that hand on less than was taken are made to balance.
fn settlement() -> impl Strategy<Value = Vec<Move<AccountId>>> {
	let step = prop_oneof![
		2 => (party(), amount()).prop_map(|(a, x)| unlocked(a, x)),
		3 => (party(), amount()).prop_map(|(a, x)| seized(a, x)),
		1 => (party(), amount()).prop_map(|(a, x)| rewarded(a, x)),
		1 => amount().prop_map(drawn),
		1 => amount().prop_map(filled),
	];
	(proptest::collection::vec(step, 1..4), party(), 0..8u8).prop_map(|(mut moves, who, kind)| {
		let owed = moves.iter().try_fold(0, |owed: Balance, step| match step {
			Move::Seized { amount, .. } | Move::KittyDrawn { amount } => Some(owed + amount),
			Move::Rewarded { amount, .. } | Move::KittyFilled { amount } => {
				owed.checked_sub(*amount)
			},
			Move::Unlocked { .. } => Some(owed),
		});
		match (owed.filter(|owed| *owed > 0), kind) {
			(None, _) | (_, 0) => {},
			(Some(owed), 1..4) => moves.push(filled(owed)),
			(Some(owed), _) => moves.push(rewarded(who, owed)),
		}
		moves
	})
}

fn operation() -> impl Strategy<Value = Operation> {
	prop_oneof![
		2 => (party(), amount()).prop_map(|(a, x)| Operation::Deposit(a, x)),
		1 => (party(), party(), amount()).prop_map(|(a, b, x)| Operation::DepositFor(a, b, x)),
		1 => (party(), amount()).prop_map(|(a, x)| Operation::Withdraw(a, x)),
		4 => (party(), amount()).prop_map(|(a, x)| Operation::Lock(a, x)),
		6 => settlement().prop_map(Operation::Settle),
		2 => party().prop_map(Operation::DrawFromKitty),
	]
}

/// The ledger as PROTOCOL 2 says it, in plain arithmetic.
#[derive(Clone, Default, PartialEq, Debug)]
struct Model {
	/// Wallet, stake, locked.
	accounts: BTreeMap<AccountId, (Balance, Balance, Balance)>,
	kitty: Balance,
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
			Settle(ref moves) => {
				let (mut after, mut owed) = (self.clone(), 0);
				let made = moves.iter().try_for_each(|step| after.step(&mut owed, step));
				let accepted = made.is_some() && owed == 0;
				if accepted {
					*self = after;
				}
				accepted
			},
			DrawFromKitty(who) => {
				let share = kitty_share(self.kitty);
				self.kitty -= share;
				self.account(who).1 += share;
				true
			},
		}
	}

	/// One move of a settlement, by which `owed` is left to be handed on; `None` where the protocol
	/// refuses it.
	fn step(&mut self, owed: &mut Balance, step: &Move<AccountId>) -> Option<()> {
		match step {
			Move::Unlocked { who, amount } => {
				let account = self.account(*who);
				account.2 = account.2.checked_sub(*amount)?;
				account.1 += amount;
			},
			Move::Seized { who, amount } => {
				let account = self.account(*who);
				account.2 = account.2.checked_sub(*amount)?;
				*owed += amount;
			},
			Move::Rewarded { who, amount } => {
				*owed = owed.checked_sub(*amount)?;
				self.account(*who).1 += amount;
			},
			Move::KittyDrawn { amount } => {
				self.kitty = self.kitty.checked_sub(*amount)?;
				*owed += amount;
			},
			Move::KittyFilled { amount } => {
				*owed = owed.checked_sub(*amount)?;
				self.kitty += amount;
			},
		}
		Some(())
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
		}
	}

	fn in_ledger(&self) -> Balance {
		let accounts: Balance =
			self.accounts.values().map(|(_, stake, locked)| stake + locked).sum();
		accounts + self.kitty
	}
}

fn execute(operation: &Operation) -> DispatchResult {
	use Operation::*;
	match *operation {
		Deposit(who, x) => Escrow::deposit(signed(who), x),
		DepositFor(from, who, x) => Escrow::deposit_for(signed(from), who, x),
		Withdraw(who, x) => Escrow::withdraw(signed(who), x),
		Lock(who, x) => Escrow::lock(&who, x),
		Settle(ref moves) => settle(0, moves.clone()),
		DrawFromKitty(who) => {
			let share = kitty_share(Escrow::kitty());
			settle(0, [drawn(share), rewarded(who, share)])
		},
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

proptest! {
	#[test]
	fn sheet_should_do_what_settlements_do_one_by_one(
		settlements in proptest::collection::vec(settlement(), 1..20),
		locked in proptest::collection::vec(amount(), 4),
	) {
		let after = |run: fn(&[Vec<Move<AccountId>>]) -> Vec<bool>| {
			ExtBuilder::default().wallet(0, WALLET).build().execute_with(|| {
				for (who, amount) in PARTIES.into_iter().zip(&locked) {
					assert_ok!(Escrow::deposit(signed(who), WALLET - ED));
					assert_ok!(Escrow::lock(&who, *amount.min(&(WALLET - ED))));
				}
				let accepted = run(&settlements);
				Escrow::do_try_state().unwrap();
				(accepted, Model::of_chain())
			})
		};
		let one_by_one = after(|settlements| {
			settlements.iter().map(|moves| settle(0, moves.clone()).is_ok()).collect()
		});
		let at_once = after(|settlements| {
			let mut sheet = Sheet::<AccountId, Escrow>::default();
			let accepted = settlements.iter().map(|moves| sheet.apply(moves).is_ok()).collect();
			sheet.close();
			accepted
		});
		prop_assert_eq!(at_once, one_by_one);
	}
}

/// A chain with something in every place, which `damage` then falsifies.
fn try_state_after(damage: impl FnOnce()) -> Result<(), sp_runtime::TryRuntimeError> {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(Escrow::deposit(signed(SCHEDULER), 10 * RLC));
		assert_ok!(Escrow::lock(&SCHEDULER, 5 * RLC));
		assert_ok!(settle(0, [seized(SCHEDULER, RLC), filled(RLC)]));
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
		let error = |moves: Vec<_>| execute(&Operation::Settle(moves));
		assert_err!(error(vec![unlocked(0, 1)]), Error::<Test>::InsufficientLocked);
		assert_err!(error(vec![rewarded(0, 1)]), Error::<Test>::Unbalanced);
	});
}
