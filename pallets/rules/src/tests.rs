// SPDX-License-Identifier: Apache-2.0

use crate::{
	mock::*, most, BlockShares, Error, Event, Kind, LastBlock, Pallet, ShareBlock, Shares, Taken,
};
use bourse_primitives::{traits::Rules as _, MarketParameters};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::DispatchInfo,
	traits::{Hooks, UnixTime},
	weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::{
	traits::{TransactionExtension, TxBaseImplication},
	transaction_validity::{InvalidTransaction, TransactionSource},
	DispatchError,
};

/// The protocol's clock, in seconds.
fn clock() -> u64 {
	<Pallet<Test> as UnixTime>::now().as_secs()
}

#[test]
fn hold_should_be_what_genesis_says() {
	run(true, || assert!(Rules::hold()));
	run(false, || assert!(!Rules::hold()));
}

#[test]
fn hold_should_be_true_by_default() {
	assert!(crate::GenesisConfig::<Test>::default().hold);
}

#[test]
fn clock_should_be_the_timestamp_when_blocks_come() {
	run(true, || {
		for now in [1_000, 1_002, 1_032] {
			block(now);
			assert_eq!((clock(), Rules::timestamp()), (now, now));
		}
	});
}

#[test]
fn clock_should_leave_a_gap_out_when_it_is_long() {
	run(true, || {
		block(1_000);
		block(1_031);
		assert_eq!((clock(), Rules::timestamp()), (1_000, 1_031));
		System::assert_last_event(Event::StoodStillFor { seconds: 31 }.into());
		block(1_033);
		assert_eq!(clock(), 1_002);
		block(4_633);
		assert_eq!((clock(), Rules::timestamp()), (1_002, 4_633));
	});
}

#[test]
fn clock_should_stand_still_when_a_migration_of_several_blocks_goes_on() {
	run(true, || {
		block(1_000);
		Migrates::set(true);
		block(1_002);
		block(1_004);
		Migrates::set(false);
		assert_eq!(clock(), 1_000);
		block(1_006);
		assert_eq!((clock(), Rules::timestamp()), (1_002, 1_006));
	});
}

#[test]
fn clock_should_be_the_timestamp_when_the_rules_do_not_hold() {
	run(false, || {
		block(1_000);
		block(9_000);
		assert_eq!((clock(), LastBlock::<Test>::get()), (9_000, 0));
	});
}

#[test]
fn set_parameters_should_keep_what_is_within_the_bounds() {
	run(true, || {
		let parameters = MarketParameters { warm_up: 0, ..Default::default() };
		assert_ok!(Rules::set_parameters(RuntimeOrigin::root(), parameters));
		assert_eq!(Rules::parameters(), parameters);
		System::assert_last_event(Event::ParametersSet { parameters }.into());
	});
}

#[test]
fn set_parameters_should_refuse_others_and_what_is_out_of_bounds() {
	run(true, || {
		let fair = MarketParameters::default();
		let origin = RuntimeOrigin::signed(1);
		assert_noop!(Rules::set_parameters(origin, fair), DispatchError::BadOrigin);
		let steep = MarketParameters { miss_penalty: 101, ..fair };
		let refused = Rules::set_parameters(RuntimeOrigin::root(), steep);
		assert_noop!(refused, Error::<Test>::OutOfBounds);
	});
}

/// Opens the shares of a block.
fn open() {
	Rules::on_initialize(1);
}

/// Takes a part of a share.
fn take(kind: Kind, ref_time: u64, bytes: u32) -> bool {
	Pallet::<Test>::take_share(kind, Weight::from_parts(ref_time, 0), bytes)
}

#[test]
fn share_should_be_seven_eighths_of_weight_and_length() {
	// 0.75 s of a block of one, and 3.75 MiB of 5.
	let most = most::<Test>();
	assert_eq!((most.weight.ref_time(), most.bytes), (656_250_000_000, 3_440_640));
}

#[test]
fn share_should_be_refused_when_it_is_used_up_and_leave_that_of_the_others() {
	run(true, || {
		open();
		let most = most::<Test>();
		for kind in [Kind::Signed, Kind::Authorized] {
			assert!(take(kind, most.weight.ref_time() - 5, 1));
			assert!(!take(kind, 6, 1));
			assert!(take(kind, 5, 1));
			assert!(!take(kind, 1, 0));
			// Bytes are counted apart from weight.
			assert!(!take(kind, 0, most.bytes - 1));
			assert!(take(kind, 0, most.bytes - 2));
			assert!(!take(kind, 0, 1));
		}
		// Another block, another share.
		open();
		assert!(take(Kind::Signed, 1, 1));
	});
}

#[test]
fn share_should_get_back_what_was_not_needed() {
	run(true, || {
		open();
		assert!(take(Kind::Authorized, 10, 3));
		Pallet::<Test>::give_share_back(Kind::Authorized, Weight::from_parts(4, 0));
		let taken = Taken { weight: Weight::from_parts(6, 0), bytes: 3 };
		let shares = Shares { signed: Taken::default(), authorized: taken };
		assert_eq!(BlockShares::<Test>::get(), Some(shares));
		Pallet::<Test>::give_share_back(Kind::Signed, Weight::from_parts(4, 0));
		assert_eq!(BlockShares::<Test>::get(), Some(shares));
		Rules::on_finalize(1);
		assert_eq!(BlockShares::<Test>::get(), None);
	});
}

#[test]
fn shares_should_be_endless_when_the_rules_do_not_hold() {
	run(false, || {
		open();
		assert!(take(Kind::Signed, u64::MAX, u32::MAX) && take(Kind::Signed, u64::MAX, u32::MAX));
		Pallet::<Test>::give_share_back(Kind::Signed, Weight::from_parts(4, 0));
		assert_eq!(BlockShares::<Test>::get(), None);
	});
}

#[test]
fn free_transaction_should_be_refused_when_its_call_is_stopped() {
	run(true, || {
		let call = RuntimeCall::Rules(crate::Call::set_parameters {
			parameters: MarketParameters::default(),
		});
		let check = |origin: RawOrigin<u64>| {
			let (info, source) = (DispatchInfo::default(), TransactionSource::External);
			let nothing = TxBaseImplication(());
			ShareBlock::<Test>::new()
				.validate(origin.into(), &call, &info, 100, (), &nothing, source)
				.map(|_| ())
		};
		assert_eq!(check(RawOrigin::Authorized), Ok(()));
		Stopped::set(true);
		assert_eq!(check(RawOrigin::Authorized), Err(InvalidTransaction::Call.into()));
		// Who signs pays for the try.
		assert_eq!(check(RawOrigin::Signed(1)), Ok(()));
	});
}
