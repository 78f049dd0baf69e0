// SPDX-License-Identifier: Apache-2.0

//! Who validates: stake, eras and their pay, silence, equivocations (decision 13).

use crate::{chain::*, invariants};
use bourse_primitives::traits::Ledger;
use bourse_runtime::{
	configs::{MAX_VALIDATORS, PAY_ROUNDING},
	*,
};
use frame_support::{
	assert_ok,
	storage::with_transaction,
	traits::{fungible::Mutate, KeyOwnerProofSystem},
};
use pallet_staking::{
	ActiveEra, ErasValidatorReward, Forcing, RewardDestination, StakerStatus, ValidatorPrefs,
};
use proptest::{array::uniform4, collection::vec, prelude::*};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	AuthorityPair, EquivocationProof,
};
use sp_core::{ed25519, Pair, H256};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::Header as _, transaction_validity::TransactionSource, Digest, DigestItem,
	DispatchError, Perbill, TransactionOutcome,
};
use sp_staking::{EraIndex, EraPayout, Exposure, IndividualExposure};

/// What each validator of these tests has bonded.
const BOND: Balance = 10_000 * RLC;
const FOUR: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];

fn session_keys(who: Sr25519Keyring) -> SessionKeys {
	let grandpa = ed25519::Pair::from_string(&who.to_seed(), None).expect("it is a phrase");
	SessionKeys { babe: who.public().into(), grandpa: grandpa.public().into() }
}

/// A chain with these validators, in its first block.
fn on_chain_of(validators: &[Sr25519Keyring], test: impl FnOnce()) {
	let count = validators.len();
	let stakers: Vec<_> = validators
		.iter()
		.map(|who| {
			let stash = who.to_account_id();
			(stash.clone(), stash, BOND, StakerStatus::<AccountId>::Validator)
		})
		.collect();
	let keys: Vec<_> = validators
		.iter()
		.map(|who| {
			let account = who.to_account_id();
			(account.clone(), account, session_keys(*who))
		})
		.collect();
	let changes = serde_json::json!({
		"staking": {
			"stakers": stakers,
			"validatorCount": count,
			"minimumValidatorCount": count.div_ceil(2),
		},
		"session": { "keys": keys },
	});
	test_ext_with(changes).execute_with(|| in_blocks(test));
}

/// Number in BABE's set of a validator.
fn number(who: Sr25519Keyring) -> u32 {
	let authorities = Babe::authorities();
	let place = authorities.iter().position(|(id, _)| *id == who.public().into());
	place.expect("it is an authority") as u32
}

fn era() -> EraIndex {
	ActiveEra::<Runtime>::get().expect("eras run from genesis on").index
}

/// Makes blocks of the present era's last sessions until the next era, by these validators in turn, and
/// as many as make an era that counts.
fn next_era(by: &[Sr25519Keyring]) {
	let now = era();
	pallet_staking::ForceEra::<Runtime>::put(Forcing::ForceNew);
	// A block for each point of the record that an era has to have to count.
	let points = 20 * SESSIONS_PER_ERA * EPOCH_DURATION as u32;
	for who in by {
		pallet_staking::ErasRewardPoints::<Runtime>::mutate(now, |era| {
			let share = points / by.len() as u32;
			era.total += share;
			*era.individual.entry(who.to_account_id()).or_default() += share;
		});
	}
	while era() == now {
		// The first block after an epoch.
		advance_to_block_of(number(by[0]), 2 * EPOCH_DURATION);
	}
}

fn wallet(who: Sr25519Keyring) -> Balance {
	Balances::free_balance(who.to_account_id())
}

#[test]
fn eras_should_run_from_genesis_and_elect_those_with_most_stake() {
	on_chain_of(&[Alice, Bob], || {
		assert_eq!(era(), 0);
		next_era(&[Alice, Bob]);
		// The first block of a session has no room.
		next_block();
		// Charlie bonds more than Bob and takes his place. The proof of his keys is his node's to make:
		// here the keys are put in by hand.
		pallet_session::NextKeys::<Runtime>::insert(Charlie.to_account_id(), session_keys(Charlie));
		ok(
			Charlie,
			pallet_staking::Call::<Runtime>::bond {
				value: 2 * BOND,
				payee: RewardDestination::Stash,
			},
		);
		ok(Charlie, pallet_staking::Call::<Runtime>::validate { prefs: ValidatorPrefs::default() });
		ok(Alice, pallet_staking::Call::<Runtime>::bond_extra { max_additional: BOND });
		for _ in 0..2 {
			next_era(&[Alice]);
		}
		let mut validators = Session::validators();
		validators.sort();
		let mut expected = [Alice, Charlie].map(|who| who.to_account_id());
		expected.sort();
		assert_eq!(validators, expected);
	});
}

#[test]
fn genesis_should_elect_its_validators_by_their_bonds() {
	on_chain_of(&FOUR, || {
		let mut elected = Session::validators();
		elected.sort();
		let mut expected = FOUR.map(|who| who.to_account_id());
		expected.sort();
		assert_eq!(elected, expected);
		// Without an election the keys of genesis would do, and nobody could be paid or slashed.
		assert_eq!(pallet_staking::ErasTotalStake::<Runtime>::get(0), 4 * BOND);
	});
}

#[test]
fn stake_of_validators_should_be_held_in_the_wallet_and_not_in_the_ledger() {
	on_chain_of(&[Alice, Bob], || {
		assert_eq!(ledger(Alice), (0, 0));
		let reserved = Balances::reserved_balance(Alice.to_account_id());
		// The keys of genesis have no deposit.
		assert_eq!(reserved, BOND);
	});
}

#[test]
fn fees_should_be_paid_to_validators_by_blocks_when_the_era_ends() {
	on_chain_of(&[Alice, Bob], || {
		next_block();
		let issuance = Balances::total_issuance();
		ok(Eve, frame_system::Call::remark { remark: vec![0; 1_000] });
		let fee = issuance - Balances::total_issuance();
		let pot = Balances::free_balance(Eras::pot()) - EXISTENTIAL_DEPOSIT;
		// One half is burned, the other waits.
		assert!(pot > 0 && pot - fee <= 1, "{pot}, {fee}");
		let now = era();
		next_era(&[Alice]);
		let paid = pot - PAY_ROUNDING;
		assert_eq!(ErasValidatorReward::<Runtime>::get(now), Some(paid));
		assert_eq!(Balances::free_balance(Eras::pot()), EXISTENTIAL_DEPOSIT);
		// The first block of a session has no room.
		next_block();
		let before = Balances::total_issuance();
		let (alice, bob) = (wallet(Alice), wallet(Bob));
		for validator_stash in [Alice, Bob].map(|who| who.to_account_id()) {
			ok(Eve, pallet_staking::Call::<Runtime>::payout_stakers { validator_stash, era: now });
		}
		// No more than was paid is minted. Bob made at most the blocks of the test itself.
		let held = Balances::reserved_balance(Alice.to_account_id()) - BOND;
		let minted = wallet(Alice) - alice + held;
		assert!(minted <= paid && minted >= paid * 9 / 10, "{minted} of {paid}");
		assert!(wallet(Bob) - bob <= paid / 10);
		assert!(Balances::total_issuance() <= before + paid);
	});
}

#[test]
fn task_fees_should_leave_the_ledger_for_the_pay_of_the_era() {
	on_chain_of(&[Alice, Bob], || {
		next_block();
		ok(Eve, pallet_escrow::Call::deposit_for { beneficiary: Eras::pot(), amount: 3 * RLC });
		let now = era();
		next_era(&[Alice]);
		let paid = ErasValidatorReward::<Runtime>::get(now).expect("the era is over");
		assert!(paid + PAY_ROUNDING >= 3 * RLC);
		assert_eq!(<Escrow as Ledger<AccountId>>::stake(&Eras::pot()), 0);
		assert_ok!(invariants::check());
	});
}

#[test]
fn rlc_should_serve_a_bond_or_a_stake_and_never_both() {
	on_chain_of(&[Alice, Bob], || {
		next_block();
		let held = || Balances::reserved_balance(Alice.to_account_id());
		let give = |amount| send(Alice, pallet_escrow::Call::deposit { amount });
		let free = wallet(Alice);
		// What is bonded can't be deposited,
		let refused = pallet_escrow::Error::<Runtime>::InsufficientBalance;
		assert_eq!(give(free), Err(refused.into()));
		let stake = wallet(Alice) - RLC;
		assert_ok!(give(stake));
		// and what is deposited can't be bonded.
		ok(Alice, pallet_staking::Call::<Runtime>::bond_extra { max_additional: 2 * BOND });
		assert!(held() > BOND && held() < BOND + RLC, "{} are held", held());
		assert_eq!(ledger(Alice), (stake, 0));
		assert!(wallet(Alice) + held() + stake < free + BOND);
	});
}

/// An account that backs a validator.
fn backer(number: usize) -> AccountId {
	[number as u8 + 1; 32].into()
}

/// Ends an era with so many nRLC of fees, and pays all of it: to validators by points and commissions (in
/// billionths), and to those who back the validator of that place. Gives what was burned and minted.
fn pay_of_era(
	fees: Balance,
	validators: [(u32, u32); 4],
	backing: &[(usize, Balance)],
) -> (Balance, Balance) {
	let era = era();
	for number in 0..backing.len() {
		let who = backer(number);
		Balances::mint_into(&who, RLC).expect("there is room");
		pallet_staking::Payee::<Runtime>::insert(who, RewardDestination::Stash);
	}
	Balances::mint_into(&Eras::pot(), fees).expect("there is room");
	let before = Balances::total_issuance();
	let (pay, rest) = <Eras as EraPayout<Balance>>::era_payout(0, 0, 0);
	assert_eq!(rest, 0);
	let after = Balances::total_issuance();
	ErasValidatorReward::<Runtime>::insert(era, pay);
	let mut record = pallet_staking::EraRewardPoints::default();
	for (place, (points, commission)) in validators.into_iter().enumerate() {
		let stash = FOUR[place].to_account_id();
		record.total += points;
		record.individual.insert(stash.clone(), points);
		let prefs = ValidatorPrefs { commission: Perbill::from_parts(commission), blocked: false };
		pallet_staking::ErasValidatorPrefs::<Runtime>::insert(era, &stash, prefs);
		let others: Vec<_> = (0..backing.len())
			.filter(|number| backing[*number].0 == place)
			.map(|number| IndividualExposure { who: backer(number), value: backing[number].1 })
			.collect();
		let total = BOND + others.iter().map(|other| other.value).sum::<Balance>();
		let exposure = Exposure { total, own: BOND, others };
		pallet_staking::EraInfo::<Runtime>::set_exposure(era, &stash, exposure);
	}
	pallet_staking::ErasRewardPoints::<Runtime>::insert(era, record);
	for who in FOUR {
		let eve = || RuntimeOrigin::signed(Eve.to_account_id());
		let pays =
			|page| Staking::payout_stakers_by_page(eve(), who.to_account_id(), era, page).is_ok();
		let pages = (0..).take_while(|page| pays(*page)).count();
		assert!(pages > 0, "nobody was paid for {who:?}");
	}
	(before - after, Balances::total_issuance() - after)
}

#[test]
fn pay_of_an_era_should_mint_no_more_than_was_burned_and_hardly_less() {
	on_chain_of(&FOUR, || {
		let config = ProptestConfig { cases: 128, ..Default::default() };
		let amounts = prop_oneof![0..100_000u128, 0..1_000_000 * RLC];
		let validator = (1..200_000u32, 0..=1_000_000_000u32);
		let backers = vec((0..FOUR.len(), RLC..1_000_000 * RLC), 0..100);
		proptest!(config, |(
			fees in amounts,
			validators in uniform4(validator),
			backing in backers,
		)| {
			let (burned, minted) = with_transaction(|| {
				let pay = pay_of_era(fees, validators, &backing);
				TransactionOutcome::Rollback(Ok::<_, DispatchError>(pay))
			})
			.expect("it gives what happened");
			prop_assert!(minted <= burned, "{burned} were burned, {minted} minted");
			// Shares are parts of a billion.
			let lost = 2 * PAY_ROUNDING + burned / 1_000_000;
			prop_assert!(burned - minted <= lost, "{minted} of {burned} were minted again");
		});
	});
}

#[test]
fn silent_validator_should_leave_after_four_eras_and_no_more_than_are_needed() {
	on_chain_of(&FOUR, || {
		let (here, minimum) = ([Alice, Bob], 2);
		assert_eq!(pallet_staking::MinimumValidatorCount::<Runtime>::get(), minimum);
		for _ in 0..3 {
			next_era(&here);
			assert_eq!(pallet_staking::Validators::<Runtime>::count(), 4);
		}
		// The test's first block may be one of theirs.
		for _ in 0..2 {
			next_era(&here);
		}
		assert_eq!(pallet_staking::Validators::<Runtime>::count(), minimum);
		// Their stake stays.
		assert_eq!(Balances::reserved_balance(Dave.to_account_id()), BOND);
		for _ in 0..6 {
			next_era(&here[..1]);
		}
		assert_eq!(pallet_staking::Validators::<Runtime>::count(), minimum);
	});
}

#[test]
fn candidates_without_keys_should_neither_stop_the_chain_nor_keep_their_places() {
	on_chain_of(&[Alice, Bob], || {
		let both = [Alice, Bob];
		next_era(&both);
		// The first block of a session has no room.
		next_block();
		for who in [Charlie, Dave] {
			let payee = RewardDestination::Stash;
			ok(who, pallet_staking::Call::<Runtime>::bond { value: 2 * BOND, payee });
			let prefs = ValidatorPrefs::default();
			ok(who, pallet_staking::Call::<Runtime>::validate { prefs });
		}
		for _ in 0..2 {
			next_era(&both);
		}
		let is_elected = |who: Sr25519Keyring| {
			let who = who.to_account_id();
			pallet_staking::ErasStakersOverview::<Runtime>::contains_key(era(), who)
		};
		assert!(is_elected(Charlie) && is_elected(Dave) && !is_elected(Alice));
		let session = || {
			let mut validators = Session::validators();
			validators.sort();
			validators
		};
		let mut expected = both.map(|who| who.to_account_id()).to_vec();
		expected.sort();
		assert_eq!(session(), expected);
		for _ in 0..4 {
			next_era(&both);
		}
		for who in [Charlie, Dave] {
			let who = who.to_account_id();
			assert!(!pallet_staking::Validators::<Runtime>::contains_key(who));
		}
		for _ in 0..2 {
			next_era(&both);
		}
		assert!(both.into_iter().all(is_elected));
		assert_eq!(session(), expected);
	});
}

/// A header of that slot by Alice's key.
fn header_of(slot: u64, root: u8) -> Header {
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: 0,
		slot: slot.into(),
	});
	let digest = Digest { logs: vec![DigestItem::babe_pre_digest(pre_digest)] };
	let root = H256::repeat_byte(root);
	let mut header = Header::new(7, root, root, H256::zero(), digest);
	let pair = AuthorityPair::from_string("//Alice", None).expect("it is a phrase");
	let seal = pair.sign(header.hash().as_ref());
	header.digest.push(DigestItem::babe_seal(seal));
	header
}

/// The report of two blocks of Alice's in the present slot.
fn report(one: u8, two: u8) -> pallet_babe::Call<Runtime> {
	let slot = u64::from(pallet_babe::CurrentSlot::<Runtime>::get());
	let offender = sp_consensus_babe::AuthorityId::from(Alice.public());
	let proof = Historical::prove((sp_consensus_babe::KEY_TYPE, offender.clone()));
	let first_header = header_of(slot, one);
	// Signatures have chance in them: two of one block would be two headers.
	let second_header = if two == one { first_header.clone() } else { header_of(slot, two) };
	pallet_babe::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(EquivocationProof {
			offender,
			slot: slot.into(),
			first_header,
			second_header,
		}),
		key_owner_proof: proof.expect("she is a validator"),
	}
}

#[test]
fn equivocation_should_cost_stake_when_it_is_reported_and_nobody_takes_the_slash_back() {
	on_chain_of(&FOUR, || {
		next_block();
		let reported = UncheckedExtrinsic::new_bare(report(1, 2).into());
		assert_ok!(apply_extrinsic(reported).expect("a report is taken in a block"));
		// A second report of the same is no news.
		let again = UncheckedExtrinsic::new_bare(report(1, 2).into());
		assert!(apply_extrinsic(again).is_err());
		let held = || Balances::reserved_balance(Alice.to_account_id());
		assert_eq!(held(), BOND);
		let issuance = Balances::total_issuance();
		for _ in 0..SLASH_DEFER_ERAS + 2 {
			next_era(&[Bob]);
		}
		// One of four: min((3 / 4)^2, 1).
		let slash = Perbill::from_rational(3u32, 4).square() * BOND;
		assert_eq!(held(), BOND - slash);
		assert!(Balances::total_issuance() < issuance);
	});
}

#[test]
fn report_should_be_refused_when_the_headers_are_one_or_it_comes_from_outside() {
	on_chain_of(&FOUR, || {
		next_block();
		let same = UncheckedExtrinsic::new_bare(report(1, 1).into());
		assert!(apply_extrinsic(same).was_refused());
		let foreign = UncheckedExtrinsic::new_bare(report(1, 2).into());
		let parent = H256::zero();
		let of = |source| Executive::validate_transaction(source, foreign.clone(), parent);
		assert!(of(TransactionSource::External).is_err());
		assert!(of(TransactionSource::Local).is_ok());
	});
}

/// Whether a transaction was neither valid nor applied.
trait Refused {
	fn was_refused(self) -> bool;
}

impl Refused for sp_runtime::ApplyExtrinsicResult {
	fn was_refused(self) -> bool {
		!matches!(self, Ok(Ok(())))
	}
}

#[test]
fn elections_should_have_room_for_all_that_genesis_lets_in() {
	on_chain_of(&[Alice, Bob], || {
		let candidates = pallet_staking::MaxValidatorsCount::<Runtime>::get().expect("a limit");
		let nominators = pallet_staking::MaxNominatorsCount::<Runtime>::get().expect("a limit");
		let bounds = configs::Bounds::get();
		assert!(candidates >= MAX_VALIDATORS);
		assert!(bounds.targets.count.is_none_or(|most| most.0 >= candidates));
		assert!(bounds.voters.count.is_none_or(|most| most.0 >= candidates + nominators));
	});
}
