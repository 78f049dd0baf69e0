// SPDX-License-Identifier: Apache-2.0

//! The invariants hold whatever is called, and `try_state` sees each kind of damage.

use crate::*;
use crate::{mock::Registry, mock::*};
use bourse_primitives::{AppId, CategoryId, DatasetId, GroupId, Multiaddr, Party, WorkerpoolId};
use frame_support::{assert_ok, BoundedVec};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::traits::Dispatchable;

/// Few accounts, ids and names, so that calls meet each other.
fn party() -> impl Strategy<Value = Party<AccountId>> {
	prop_oneof![
		(0..8u64).prop_map(Party::Account),
		(0..4u32).prop_map(|id| Party::App(AppId(id))),
		(0..4u32).prop_map(|id| Party::Dataset(DatasetId(id))),
		(0..4u32).prop_map(|id| Party::Workerpool(WorkerpoolId(id))),
	]
}

fn name() -> impl Strategy<Value = Vec<u8>> {
	prop_oneof![
		8 => proptest::collection::vec(b'a'..b'c', 0..2),
		1 => Just(vec![b'a'; 1025]),
	]
}

fn multiaddr() -> impl Strategy<Value = Vec<u8>> {
	prop_oneof![
		Just(vec![]),
		Just(b"https://a".to_vec()),
		Just(b"/ipfs/a".to_vec()),
		Just(b"a".to_vec()),
	]
}

fn hash() -> impl Strategy<Value = H256> {
	(0..3u8).prop_map(H256::repeat_byte)
}

fn call() -> impl Strategy<Value = Call<Test>> {
	let id = || 0..3u32;
	let owner = || 0..3u64;
	prop_oneof![
		3 => (owner(), name(), multiaddr(), hash()).prop_map(|(owner, name, multiaddr, checksum)| {
			let kind = AppKind::Wasi;
			Call::register_app { owner, name, kind, multiaddr, checksum, mrenclave: vec![] }
		}),
		3 => (owner(), name(), multiaddr(), hash()).prop_map(|(owner, name, multiaddr, checksum)| {
			Call::register_dataset { owner, name, multiaddr, checksum }
		}),
		3 => (owner(), name()).prop_map(|(owner, description)| {
			Call::register_workerpool { owner, description }
		}),
		1 => (id(), multiaddr()).prop_map(|(id, multiaddr)| {
			Call::update_app { id: AppId(id), multiaddr }
		}),
		1 => (id(), multiaddr()).prop_map(|(id, multiaddr)| {
			Call::update_dataset { id: DatasetId(id), multiaddr }
		}),
		1 => (id(), owner()).prop_map(|(id, to)| Call::transfer_app { id: AppId(id), to }),
		1 => (id(), owner()).prop_map(|(id, to)| Call::transfer_dataset { id: DatasetId(id), to }),
		1 => (id(), owner()).prop_map(|(id, to)| {
			Call::transfer_workerpool { id: WorkerpoolId(id), to }
		}),
		1 => (id(), owner()).prop_map(|(id, to)| Call::transfer_group { id: GroupId(id), to }),
		2 => (id(), any::<u64>(), 90..110u8).prop_map(|(id, stake, reward)| {
			Call::set_workerpool_policy {
				id: WorkerpoolId(id),
				worker_stake_ratio: stake,
				scheduler_reward_ratio: reward,
			}
		}),
		1 => (name(), name(), any::<u64>()).prop_map(|(name, description, time)| {
			Call::create_category { name, description, work_clock_time_ref: time }
		}),
		2 => name().prop_map(|name| Call::create_group { name }),
		8 => (id(), party()).prop_map(|(id, party)| Call::add_to_group { id: GroupId(id), party }),
		4 => (id(), party()).prop_map(|(id, party)| {
			Call::remove_from_group { id: GroupId(id), party }
		}),
	]
}

fn state_root() -> Vec<u8> {
	sp_io::storage::root(sp_core::storage::StateVersion::V1)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn invariants_should_hold_when_anything_is_called(
		calls in proptest::collection::vec((0..4u64, call()), 1..80),
	) {
		build_and_execute(|| {
			for (who, call) in calls {
				// Account 3 stands for the administrator.
				let origin = if who == 3 { RuntimeOrigin::root() } else { signed(who) };
				let before = state_root();
				let outcome = RuntimeCall::from(call).dispatch(origin);
				if outcome.is_err() {
					let after = state_root();
					assert_eq!(after, before);
				}
				Registry::do_try_state().unwrap();
			}
		});
	}
}

/// A chain with something of each kind, which `damage` then falsifies.
fn try_state_after(damage: impl FnOnce()) -> Result<(), sp_runtime::TryRuntimeError> {
	new_test_ext().execute_with(|| {
		let id = group();
		for party in [
			Party::App(app("a")),
			Party::Dataset(dataset("d")),
			Party::Workerpool(workerpool("w")),
			Party::Account(OTHER),
		] {
			assert_ok!(Registry::add_to_group(signed(OWNER), id, party));
		}
		Registry::do_try_state().unwrap();
		damage();
		Registry::do_try_state()
	})
}

#[test]
fn try_state_should_refuse_each_kind_of_damage() {
	assert_ok!(try_state_after(|| ()));
	// Counters.
	assert!(try_state_after(|| NextAppId::<Test>::put(0)).is_err());
	assert!(try_state_after(|| NextDatasetId::<Test>::put(2)).is_err());
	assert!(try_state_after(|| NextWorkerpoolId::<Test>::put(0)).is_err());
	assert!(try_state_after(|| NextCategoryId::<Test>::put(4)).is_err());
	assert!(try_state_after(|| NextGroupId::<Test>::put(2)).is_err());
	assert!(try_state_after(|| Categories::<Test>::remove(CategoryId(2))).is_err());
	// Content and terms.
	let bad: Multiaddr = BoundedVec::truncate_from(b"bad".to_vec());
	let change_app = |change: fn(&mut App<AccountId>)| {
		try_state_after(|| Apps::<Test>::mutate(AppId(0), |app| change(app.as_mut().unwrap())))
	};
	assert!(change_app(|app| app.checksum = H256::zero()).is_err());
	assert!(change_app(|app| app.multiaddr = BoundedVec::truncate_from(b"bad".to_vec())).is_err());
	assert!(try_state_after(|| {
		Datasets::<Test>::mutate(DatasetId(0), |data| data.as_mut().unwrap().multiaddr = bad)
	})
	.is_err());
	assert!(try_state_after(|| {
		Datasets::<Test>::mutate(DatasetId(0), |data| {
			data.as_mut().unwrap().checksum = H256::zero()
		})
	})
	.is_err());
	assert!(try_state_after(|| {
		Workerpools::<Test>::mutate(WorkerpoolId(0), |pool| {
			pool.as_mut().unwrap().policy.scheduler_reward_ratio = 101
		})
	})
	.is_err());
	// The index of contents.
	let index = |asset| try_state_after(|| ContentIndex::<Test>::insert(H256::zero(), asset));
	assert!(index(Asset::App(AppId(0))).is_err());
	assert!(index(Asset::App(AppId(1))).is_err());
	assert!(try_state_after(|| {
		let (hash, _) = ContentIndex::<Test>::iter().next().unwrap();
		ContentIndex::<Test>::remove(hash);
	})
	.is_err());
	// Groups.
	let (first, missing) = (GroupId(0), GroupId(1));
	assert!(try_state_after(|| {
		Groups::<Test>::mutate(first, |group| group.as_mut().unwrap().members = 3)
	})
	.is_err());
	assert!(try_state_after(|| {
		GroupMembers::<Test>::remove(first, Party::Account(OTHER));
	})
	.is_err());
	assert!(try_state_after(|| {
		GroupMembers::<Test>::insert(missing, Party::Account(OTHER), ());
	})
	.is_err());
	assert!(try_state_after(|| {
		GroupMembers::<Test>::insert(first, Party::Account(99), ());
		Groups::<Test>::mutate(first, |group| group.as_mut().unwrap().members = 5)
	})
	.is_err());
	assert!(try_state_after(|| {
		GroupMembers::<Test>::remove(first, Party::Account(OTHER));
		GroupMembers::<Test>::insert(first, Party::App(AppId(9)), ());
	})
	.is_err());
}
