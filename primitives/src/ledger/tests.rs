// SPDX-License-Identifier: Apache-2.0

//! Moves, in memory and written down, against a model and against books that note each access.

use super::*;
use proptest::prelude::*;
use std::cell::RefCell;

/// Nobody in particular.
type Who = u64;

/// What was read or written; `None` is the kitty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Access {
	Read(Option<Who>),
	Written(Option<Who>),
}

/// What the ledger holds.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Holdings {
	accounts: BTreeMap<Who, Account>,
	kitty: Balance,
}

/// A ledger that notes each access.
struct Books;

thread_local! {
	static HOLDINGS: RefCell<Holdings> = RefCell::default();
	static ACCESSES: RefCell<Vec<Access>> = RefCell::default();
	static TOLD: RefCell<Vec<(TaskId, Vec<Move<Who>>)>> = RefCell::default();
}

fn note(access: Access) {
	ACCESSES.with_borrow_mut(|accesses| accesses.push(access));
}

impl Ledger<Who> for Books {
	fn account(who: &Who) -> Account {
		note(Access::Read(Some(*who)));
		HOLDINGS.with_borrow(|books| books.accounts.get(who).copied().unwrap_or_default())
	}
	fn put_account(who: &Who, account: Account) {
		note(Access::Written(Some(*who)));
		HOLDINGS.with_borrow_mut(|books| books.accounts.insert(*who, account));
	}
	fn kitty() -> Balance {
		note(Access::Read(None));
		HOLDINGS.with_borrow(|books| books.kitty)
	}
	fn put_kitty(kitty: Balance) {
		note(Access::Written(None));
		HOLDINGS.with_borrow_mut(|books| books.kitty = kitty);
	}
	fn error(refusal: Refusal) -> DispatchError {
		DispatchError::Other(match refusal {
			Refusal::StakeShort => "stake",
			Refusal::LockedShort => "locked",
			Refusal::Unbalanced => "unbalanced",
			Refusal::Overflow => "overflow",
		})
	}
	fn tell(task: TaskId, moves: Vec<Move<Who>>) {
		TOLD.with_borrow_mut(|told| told.push((task, moves)));
	}
	fn all_locked() -> Vec<(Who, Balance)> {
		Vec::new()
	}
	fn lock(who: &Who, amount: Balance) -> DispatchResult {
		let mut account = Self::account(who);
		account.lock(amount).map_err(Self::error)?;
		Self::put_account(who, account);
		Ok(())
	}
	fn unlock(who: &Who, amount: Balance) -> DispatchResult {
		let mut account = Self::account(who);
		account.seize(amount).and_then(|()| account.give(amount)).map_err(Self::error)?;
		Self::put_account(who, account);
		Ok(())
	}
}

/// A sheet over accounts `0..`, each with a stake and something locked, and a kitty.
fn open(accounts: &[(Balance, Balance)], kitty: Balance) -> Sheet<Who, Books> {
	let accounts = (0..)
		.zip(accounts)
		.map(|(who, (stake, locked))| (who, Account { stake: *stake, locked: *locked }))
		.collect();
	HOLDINGS.set(Holdings { accounts, kitty });
	ACCESSES.take();
	TOLD.take();
	Sheet::default()
}

fn holdings() -> Holdings {
	HOLDINGS.with_borrow(Clone::clone)
}

/// What the sheet says of accounts `0..count` and the kitty.
fn shown(sheet: &mut Sheet<Who, Books>, count: u64) -> (Vec<(Balance, Balance)>, Balance) {
	let accounts = (0..count)
		.map(|who| sheet.account(&who))
		.map(|Account { stake, locked }| (stake, locked))
		.collect();
	(accounts, sheet.kitty())
}

fn unlocked(who: Who, amount: Balance) -> Move<Who> {
	Move::Unlocked { who, amount }
}

fn seized(who: Who, amount: Balance) -> Move<Who> {
	Move::Seized { who, amount }
}

fn rewarded(who: Who, amount: Balance) -> Move<Who> {
	Move::Rewarded { who, amount }
}

fn drawn(amount: Balance) -> Move<Who> {
	Move::KittyDrawn { amount }
}

fn filled(amount: Balance) -> Move<Who> {
	Move::KittyFilled { amount }
}

#[test]
fn kitty_share_should_be_exact_at_every_boundary() {
	for (kitty, share) in [
		(0, 0),
		(1, 1),
		(RLC - 1, RLC - 1),
		(RLC, RLC),
		(RLC + 1, RLC),
		(10 * RLC, RLC),
		(10 * RLC + 9, RLC),
		(10 * RLC + 10, RLC + 1),
		(99_900_000_000, 9_990_000_000),
		(Balance::MAX, Balance::MAX / 10),
	] {
		assert_eq!(kitty_share(kitty), share, "kitty {kitty}");
	}
}

#[test]
fn account_should_move_exactly_or_refuse() {
	let mut account = Account::default();
	assert!(account.is_empty());
	assert_eq!(account.give(10), Ok(()));
	assert_eq!(account.lock(4), Ok(()));
	assert_eq!(account, Account { stake: 6, locked: 4 });
	assert_eq!(account.take(7), Err(Refusal::StakeShort));
	assert_eq!(account.lock(7), Err(Refusal::StakeShort));
	assert_eq!(account.seize(5), Err(Refusal::LockedShort));
	assert_eq!(account.give(Balance::MAX), Err(Refusal::Overflow));
	assert_eq!(account, Account { stake: 6, locked: 4 });
	assert_eq!((account.take(6), account.seize(4)), (Ok(()), Ok(())));
	assert!(account.is_empty());
	let mut full = Account { stake: 1, locked: Balance::MAX };
	assert_eq!(full.lock(1), Err(Refusal::Overflow));
}

#[test]
fn sheet_should_make_all_moves_in_order() {
	let mut sheet = open(&[(0, 10), (5, 3), (0, 0)], 20);
	let moves =
		[seized(0, 10), drawn(2), unlocked(1, 3), rewarded(1, 4), rewarded(2, 7), filled(1)];
	assert_eq!(sheet.apply(&moves), Ok(()));
	assert_eq!(shown(&mut sheet, 3), (vec![(0, 0), (12, 0), (7, 0)], 19));
	// Nothing is written before the end.
	assert_eq!(holdings().kitty, 20);
	sheet.close();
	assert_eq!(holdings().kitty, 19);
	assert_eq!(holdings().accounts[&2], Account { stake: 7, locked: 0 });
}

#[test]
fn sheet_should_refuse_whatever_does_not_balance() {
	let mut sheet = open(&[(0, 10), (0, 0)], 5);
	for moves in [
		// Too little is handed on, or too much.
		vec![seized(0, 10)],
		vec![seized(0, 10), rewarded(1, 9)],
		vec![seized(0, 10), rewarded(1, 11)],
		vec![seized(0, 10), filled(11)],
		vec![drawn(5)],
		vec![drawn(1), seized(0, 1), filled(1)],
		vec![rewarded(1, 1)],
		vec![filled(1)],
		// Before it was taken.
		vec![rewarded(1, 1), seized(0, 1)],
		vec![filled(1), drawn(1)],
	] {
		assert_eq!(sheet.apply(&moves), Err(Refusal::Unbalanced), "{moves:?}");
	}
	assert_eq!(shown(&mut sheet, 2), (vec![(0, 10), (0, 0)], 5));
	// What is unlocked was its owner's, and is not handed on.
	assert_eq!(sheet.apply(&[unlocked(0, 10), rewarded(1, 10)]), Err(Refusal::Unbalanced));
	assert_eq!(sheet.apply(&[]), Ok(()));
}

#[test]
fn sheet_should_refuse_more_than_there_is() {
	let mut sheet = open(&[(1, 10)], 5);
	let short = Err(Refusal::LockedShort);
	assert_eq!(sheet.apply(&[unlocked(0, 11)]), short);
	assert_eq!(sheet.apply(&[unlocked(7, 1)]), short);
	assert_eq!(sheet.apply(&[seized(0, 11), filled(11)]), short);
	assert_eq!(sheet.apply(&[drawn(6), filled(6)]), short);
	// The second takes what the first has left.
	assert_eq!(sheet.apply(&[unlocked(0, 6), unlocked(0, 5)]), short);
	assert_eq!(sheet.apply(&[drawn(3), drawn(3), filled(6)]), short);
	assert_eq!(sheet.lock(&0, 2), Err(Refusal::StakeShort));
	assert_eq!(shown(&mut sheet, 1), (vec![(1, 10)], 5));
}

#[test]
fn sheet_should_refuse_what_leaves_the_balance_type() {
	const MAX: Balance = Balance::MAX;
	let mut sheet = open(&[(MAX, 1), (1, MAX), (0, MAX)], MAX);
	let overflow = Err(Refusal::Overflow);
	assert_eq!(sheet.apply(&[unlocked(0, 1)]), overflow);
	assert_eq!(sheet.apply(&[seized(1, 1), rewarded(0, 1)]), overflow);
	assert_eq!(sheet.apply(&[seized(1, 1), filled(1)]), overflow);
	assert_eq!(sheet.apply(&[seized(1, MAX), seized(2, 1)]), overflow);
	assert_eq!(sheet.apply(&[drawn(MAX), seized(2, 1)]), overflow);
	assert_eq!(sheet.lock(&1, 1), overflow);
	assert_eq!(shown(&mut sheet, 3), (vec![(MAX, 1), (1, MAX), (0, MAX)], MAX));
}

#[test]
fn sheet_should_read_each_account_once_and_write_only_what_changed() {
	let mut sheet = open(&[(9, 9), (9, 9), (9, 9)], 9);
	for _ in 0..3 {
		assert_eq!(sheet.lock(&0, 1), Ok(()));
		assert_eq!(sheet.apply(&[seized(0, 1), drawn(1), rewarded(1, 2)]), Ok(()));
		assert_eq!(sheet.apply(&[unlocked(2, 10)]), Err(Refusal::LockedShort));
		sheet.account(&3);
	}
	sheet.close();
	let mut accesses = ACCESSES.take();
	accesses.sort();
	use Access::*;
	assert_eq!(
		accesses,
		[
			Read(None),
			Read(Some(0)),
			Read(Some(1)),
			Read(Some(2)),
			Read(Some(3)),
			Written(None),
			Written(Some(0)),
			Written(Some(1)),
		]
	);
}

#[test]
fn flush_should_write_what_changed_and_read_anew() {
	let mut sheet = open(&[(10, 0)], 0);
	assert_eq!(sheet.lock(&0, 4), Ok(()));
	sheet.flush();
	assert_eq!(Books::account(&0), Account { stake: 6, locked: 4 });
	// Somebody else's change is there, and stays.
	Books::put_account(&0, Account { stake: 5, locked: 5 });
	assert_eq!(sheet.lock(&0, 5), Ok(()));
	sheet.close();
	assert_eq!(Books::account(&0), Account { stake: 0, locked: 10 });
}

#[test]
fn sheet_should_write_nothing_when_all_is_as_it_was() {
	let mut sheet = open(&[(9, 9)], 9);
	assert_eq!(sheet.lock(&0, 3), Ok(()));
	assert_eq!(sheet.apply(&[unlocked(0, 3), drawn(2), filled(2)]), Ok(()));
	sheet.close();
	assert!(!ACCESSES.take().iter().any(|access| matches!(access, Access::Written(_))));
}

#[test]
fn settle_should_tell_what_was_moved_and_nothing_when_it_refuses() {
	open(&[(0, 10), (0, 0)], 0);
	let task = TaskId::repeat_byte(1);
	let moves = vec![seized(0, 10), rewarded(1, 10)];
	assert_eq!(Books::settle(task, moves.clone()), Ok(()));
	assert_eq!(holdings().accounts[&1], Account { stake: 10, locked: 0 });
	assert_eq!(TOLD.take(), [(task, moves.clone())]);
	assert_eq!(Books::settle(task, moves), Err(DispatchError::Other("locked")));
	assert_eq!(TOLD.take(), []);
}

#[test]
fn lock_or_should_say_whose_stake_is_short_and_nothing_else() {
	open(&[(5, 0), (5, Balance::MAX)], 0);
	let short = DispatchError::Other("the worker's");
	assert_eq!(Books::lock_or(&0, 6, short), Err(short));
	assert_eq!(Books::lock_or(&1, 5, short), Err(DispatchError::Other("overflow")));
	assert_eq!(Books::lock_or(&0, 5, short), Ok(()));
	assert_eq!(holdings().accounts[&0], Account { stake: 0, locked: 5 });
}

/// A move as PROTOCOL 2 says it, in plain arithmetic.
fn model(holdings: &mut Holdings, owed: &mut Balance, step: &Move<Who>) -> Option<()> {
	fn less(from: &mut Balance, amount: Balance) -> Option<()> {
		*from = from.checked_sub(amount)?;
		Some(())
	}
	let mut account = |who: &Who| *holdings.accounts.entry(*who).or_default();
	match step {
		Move::Unlocked { who, amount } => {
			let mut new = account(who);
			less(&mut new.locked, *amount)?;
			new.stake += amount;
			holdings.accounts.insert(*who, new);
		},
		Move::Seized { who, amount } => {
			let mut new = account(who);
			less(&mut new.locked, *amount)?;
			*owed += amount;
			holdings.accounts.insert(*who, new);
		},
		Move::Rewarded { who, amount } => {
			let mut new = account(who);
			less(owed, *amount)?;
			new.stake += amount;
			holdings.accounts.insert(*who, new);
		},
		Move::KittyDrawn { amount } => {
			less(&mut holdings.kitty, *amount)?;
			*owed += amount;
		},
		Move::KittyFilled { amount } => {
			less(owed, *amount)?;
			holdings.kitty += amount;
		},
	}
	Some(())
}

/// A settlement of a few moves; of those that balance so far, most are made to balance.
fn settlement() -> impl Strategy<Value = Vec<Move<Who>>> {
	let step = (0..5u8, 0..4u64, 0..12 as Balance).prop_map(|(kind, who, amount)| match kind {
		0 => unlocked(who, amount),
		1 => seized(who, amount),
		2 => rewarded(who, amount),
		3 => drawn(amount),
		_ => filled(amount),
	});
	(prop::collection::vec(step, 0..6), 0..4u64, 0..8u8).prop_map(|(mut moves, who, kind)| {
		let owed = moves.iter().try_fold(0 as Balance, |owed, step| match step {
			Move::Seized { amount, .. } | Move::KittyDrawn { amount } => Some(owed + amount),
			Move::Rewarded { amount, .. } | Move::KittyFilled { amount } => {
				owed.checked_sub(*amount)
			},
			Move::Unlocked { .. } => Some(owed),
		});
		match (owed, kind) {
			(Some(0) | None, _) | (_, 0) => {},
			(Some(owed), 1) => moves.push(filled(owed)),
			(Some(owed), _) => moves.push(rewarded(who, owed)),
		}
		moves
	})
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	#[test]
	fn kitty_share_should_follow_the_formula_when_the_kitty_is_of_any_size(
		kitty in any::<Balance>(),
		shift in 0u32..128,
	) {
		// Ten percent without the product, which may leave 128 bits; at most the kitty itself.
		let kitty = kitty >> shift;
		prop_assert_eq!(kitty_share(kitty), (kitty / 10).max(1_000_000_000).min(kitty));
	}

	#[test]
	fn kitty_share_should_follow_the_formula_when_the_kitty_is_small(kitty in 0..20 * RLC) {
		let formula = if kitty == 0 { 0 } else { (kitty * 10 / 100).max(1_000_000_000).min(kitty) };
		prop_assert_eq!(kitty_share(kitty), formula);
	}

	#[test]
	fn account_should_keep_its_sum_or_change_by_the_amount(
		stake in any::<Balance>(),
		locked in any::<Balance>(),
		amount in any::<Balance>(),
		shift in 0u32..128,
	) {
		let amount = amount >> shift;
		let before = Account { stake, locked };
		let mut account = before;
		match account.lock(amount) {
			Ok(()) => prop_assert_eq!(
				account,
				Account { stake: stake - amount, locked: locked + amount }
			),
			Err(Refusal::StakeShort) => prop_assert!(amount > stake),
			Err(refusal) => {
				prop_assert_eq!(refusal, Refusal::Overflow);
				prop_assert!(locked.checked_add(amount).is_none());
			},
		}
		let mut account = before;
		prop_assert_eq!(account.take(amount).is_ok(), amount <= stake);
		prop_assert_eq!(account.stake, stake.checked_sub(amount).unwrap_or(stake));
		let mut account = before;
		prop_assert_eq!(account.seize(amount).is_ok(), amount <= locked);
		prop_assert_eq!(account.locked, locked.checked_sub(amount).unwrap_or(locked));
		let mut account = before;
		prop_assert_eq!(account.give(amount).is_ok(), stake.checked_add(amount).is_some());
		prop_assert_eq!(account.stake, stake.checked_add(amount).unwrap_or(stake));
	}

	#[test]
	fn sheet_should_follow_the_model_conserve_money_and_write_once(
		accounts in prop::collection::vec((0..20 as Balance, 0..20 as Balance), 4),
		kitty in 0..20 as Balance,
		settlements in prop::collection::vec(settlement(), 0..12),
	) {
		let mut sheet = open(&accounts, kitty);
		let mut expected = holdings();
		let sum = |all: &Holdings| {
			all.accounts.values().map(|a| a.stake + a.locked).sum::<Balance>() + all.kitty
		};
		let before = sum(&expected);
		for moves in &settlements {
			let (mut after, mut owed) = (expected.clone(), 0);
			let made = moves.iter().try_for_each(|step| model(&mut after, &mut owed, step));
			let accepted = made.is_some() && owed == 0;
			prop_assert_eq!(sheet.apply(moves).is_ok(), accepted, "{:?}", moves);
			if accepted {
				expected = after;
			}
			let all = expected.accounts.values().map(|a| (a.stake, a.locked)).collect();
			prop_assert_eq!(shown(&mut sheet, 4), (all, expected.kitty), "{:?}", moves);
		}
		prop_assert_eq!(sum(&expected), before);
		sheet.close();
		prop_assert_eq!(holdings(), expected);
		let accesses = ACCESSES.take();
		let once: alloc::collections::BTreeSet<_> = accesses.iter().collect();
		prop_assert_eq!(once.len(), accesses.len());
	}
}
