// SPDX-License-Identifier: Apache-2.0

//! Measures every call with everything as long as it may be. The benchmarks of other pallets take
//! their assets and groups from here.

use super::*;
use alloc::{vec, vec::Vec};
use bourse_primitives::{
	text,
	traits::{Registry, Rules},
	AppId, CategoryId, CategoryLimits, DatasetId, GroupId, MaxMultiaddr, Multiaddr, Packing, Party,
	WorkerpoolId,
};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;
use sp_io::hashing::blake2_256;

/// The longest bytes that fit.
fn longest<S: Get<u32>>() -> BoundedVec<u8, S> {
	BoundedVec::truncate_from(vec![b'a'; S::get() as usize])
}

/// The longest multiaddr.
fn longest_multiaddr() -> Multiaddr {
	let mut bytes = b"https://".to_vec();
	bytes.resize(<MaxMultiaddr as Get<u32>>::get() as usize, b'a');
	BoundedVec::truncate_from(bytes)
}

fn longest_bytes<S: Get<u32>>() -> Vec<u8> {
	longest::<S>().into_inner()
}

/// Registers one asset of each kind for `owner`, each as large as it may be, and a category.
pub fn register_assets<T: Config>(
	owner: &T::AccountId,
) -> (AppId, DatasetId, WorkerpoolId, CategoryId) {
	let app = AppId(NextAppId::<T>::get());
	let dataset = DatasetId(NextDatasetId::<T>::get());
	let pool = WorkerpoolId(NextWorkerpoolId::<T>::get());
	let category = CategoryId(NextCategoryId::<T>::get());
	// The ids keep the contents from being refused when this is called again.
	Pallet::<T>::do_register_app(App {
		owner: owner.clone(),
		name: longest(),
		kind: AppKind::Wasi,
		multiaddr: longest_multiaddr(),
		checksum: H256(app.using_encoded(blake2_256)),
		mrenclave: longest(),
	})
	.expect("the checksum is a new one; qed");
	Pallet::<T>::do_register_dataset(Dataset {
		owner: owner.clone(),
		name: longest(),
		multiaddr: longest_multiaddr(),
		checksum: H256(dataset.using_encoded(blake2_256)),
		packing: Packing::File,
		restricted: false,
	})
	.expect("the checksum is a new one; qed");
	let description = pool.encode().try_into().expect("an id is shorter than this; qed");
	Pallet::<T>::do_register_workerpool(owner.clone(), description)
		.expect("the description is a new one; qed");
	let limits = CategoryLimits::default();
	Pallet::<T>::do_create_category(b"Benchmark".to_vec(), Vec::new(), 300, limits)
		.expect("the name is short; qed");
	(app, dataset, pool, category)
}

/// Makes a group of `owner` with one member.
pub fn create_group<T: Config>(owner: &T::AccountId, member: Party<T::AccountId>) -> GroupId {
	let id = GroupId(NextGroupId::<T>::get());
	Pallet::<T>::do_create_group(owner.clone(), Vec::new()).expect("the name is short; qed");
	Pallet::<T>::do_add_to_group(owner, id, member).expect("the member exists; qed");
	id
}

/// One asset of each kind, owned by the account that signs.
fn assets<T: Config>() -> (T::AccountId, AppId, DatasetId, WorkerpoolId) {
	let caller: T::AccountId = whitelisted_caller();
	let (app, dataset, pool, _) = register_assets::<T>(&caller);
	(caller, app, dataset, pool)
}

/// A group of the account that signs.
fn group<T: Config>(caller: &T::AccountId) -> GroupId {
	let id = GroupId(NextGroupId::<T>::get());
	Pallet::<T>::do_create_group(caller.clone(), longest_bytes::<MaxName>())
		.expect("the name is not too long; qed");
	id
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_app() {
		T::Rules::set_hold(true);
		let caller: T::AccountId = whitelisted_caller();
		let id = AppId(NextAppId::<T>::get());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller.clone()),
			caller.clone(),
			longest_bytes::<MaxName>(),
			AppKind::Wasi,
			longest_multiaddr().into_inner(),
			H256::repeat_byte(1),
			longest_bytes::<MaxMrenclave>(),
		);

		assert_eq!(Pallet::<T>::app_owner(id), Some(caller));
	}

	#[benchmark]
	fn update_app() {
		T::Rules::set_hold(true);
		let (caller, id, ..) = assets::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, longest_multiaddr().into_inner());

		assert_eq!(Apps::<T>::get(id).map(|app| app.multiaddr), Some(longest_multiaddr()));
	}

	#[benchmark]
	fn transfer_app() {
		T::Rules::set_hold(true);
		let (caller, id, ..) = assets::<T>();
		let to: T::AccountId = account("to", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, to.clone());

		assert_eq!(Pallet::<T>::app_owner(id), Some(to));
	}

	#[benchmark]
	fn register_dataset() {
		T::Rules::set_hold(true);
		let caller: T::AccountId = whitelisted_caller();
		let id = DatasetId(NextDatasetId::<T>::get());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller.clone()),
			caller.clone(),
			longest_bytes::<MaxName>(),
			longest_multiaddr().into_inner(),
			H256::repeat_byte(1),
		);

		assert_eq!(Pallet::<T>::dataset_owner(id), Some(caller));
	}

	#[benchmark]
	fn update_dataset() {
		T::Rules::set_hold(true);
		let (caller, _, id, _) = assets::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, longest_multiaddr().into_inner());

		assert_eq!(
			Datasets::<T>::get(id).map(|dataset| dataset.multiaddr),
			Some(longest_multiaddr())
		);
	}

	#[benchmark]
	fn transfer_dataset() {
		T::Rules::set_hold(true);
		let (caller, _, id, _) = assets::<T>();
		let to: T::AccountId = account("to", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, to.clone());

		assert_eq!(Pallet::<T>::dataset_owner(id), Some(to));
	}

	#[benchmark]
	fn register_workerpool() {
		T::Rules::set_hold(true);
		let caller: T::AccountId = whitelisted_caller();
		let id = WorkerpoolId(NextWorkerpoolId::<T>::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), caller.clone(), longest_bytes::<MaxDescription>());

		assert_eq!(Pallet::<T>::workerpool_owner(id), Some(caller));
	}

	#[benchmark]
	fn set_workerpool_policy() {
		let (caller, _, id) = longest_workerpool::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, u64::MAX, 100);

		let policy = Policy { worker_stake_ratio: u64::MAX, scheduler_reward_ratio: 100 };
		assert_eq!(Workerpools::<T>::get(id).map(|pool| pool.policy), Some(policy));
	}

	#[benchmark]
	fn transfer_workerpool() {
		T::Rules::set_hold(true);
		let (caller, to, id) = longest_workerpool::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, to.clone());

		assert_eq!(Pallet::<T>::workerpool_owner(id), Some(to));
	}

	#[benchmark]
	fn create_category() -> Result<(), BenchmarkError> {
		T::Rules::set_hold(true);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let id = CategoryId(NextCategoryId::<T>::get());

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			longest_bytes::<MaxName>(),
			longest_bytes::<MaxDescription>(),
			300,
		);

		assert_eq!(Pallet::<T>::work_clock_time_ref(id), Some(300));
		Ok(())
	}

	#[benchmark]
	fn register_dataset_with() {
		T::Rules::set_hold(true);
		let caller: T::AccountId = whitelisted_caller();
		let id = DatasetId(NextDatasetId::<T>::get());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller.clone()),
			caller.clone(),
			longest_bytes::<MaxName>(),
			longest_multiaddr().into_inner(),
			H256::repeat_byte(1),
			Packing::Tar,
			true,
		);

		assert_eq!(Pallet::<T>::dataset_owner(id), Some(caller));
	}

	#[benchmark]
	fn create_category_with() -> Result<(), BenchmarkError> {
		T::Rules::set_hold(true);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let id = CategoryId(NextCategoryId::<T>::get());
		let limits = CategoryLimits { memory: 1 << 20, output: 1 << 20 };

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			longest_bytes::<MaxName>(),
			longest_bytes::<MaxDescription>(),
			300,
			limits,
		);

		assert_eq!(Pallet::<T>::category_limits(id), Some(limits));
		Ok(())
	}

	#[benchmark]
	fn create_group() {
		let caller: T::AccountId = whitelisted_caller();
		let id = GroupId(NextGroupId::<T>::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), longest_bytes::<MaxName>());

		assert!(Groups::<T>::contains_key(id));
	}

	/// The dearest member is an asset: it has to exist.
	#[benchmark]
	fn add_to_group() {
		let (caller, app, ..) = assets::<T>();
		let id = group::<T>(&caller);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, Party::App(app));

		assert!(Pallet::<T>::in_group(id, &Party::App(app)));
	}

	#[benchmark]
	fn remove_from_group() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let id = group::<T>(&caller);
		let party = Party::Account(caller.clone());
		Pallet::<T>::do_add_to_group(&caller, id, party.clone())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, party.clone());

		assert!(!Pallet::<T>::in_group(id, &party));
		Ok(())
	}

	#[benchmark]
	fn transfer_group() {
		let caller: T::AccountId = whitelisted_caller();
		let id = group::<T>(&caller);
		let to: T::AccountId = account("to", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, to.clone());

		assert_eq!(Groups::<T>::get(id).map(|group| group.owner), Some(to));
	}

	#[benchmark]
	fn set_result_key() {
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), [9; 32]);

		assert_eq!(ResultKeys::<T>::get(caller), Some([9; 32]));
	}

	#[benchmark]
	fn remove_result_key() {
		let caller: T::AccountId = whitelisted_caller();
		ResultKeys::<T>::insert(&caller, [9; 32]);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()));

		assert_eq!(ResultKeys::<T>::get(caller), None);
	}

	#[benchmark]
	fn describe() {
		let (caller, app, ..) = assets::<T>();
		let asset = Asset::App(app);
		let tags = (0..MaxTags::get())
			.map(|n| {
				let mut tag = vec![b'a'; text::MAX_LABEL];
				tag[0] = b'a'.saturating_add(n as u8);
				tag
			})
			.collect::<Vec<_>>();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller),
			asset,
			longest_bytes::<MaxProfileText>(),
			longest_link(),
			tags,
		);

		assert!(Profiles::<T>::contains_key(asset));
	}

	/// The dearest: the last name of a full list gets another asset.
	#[benchmark]
	fn set_stock_name() -> Result<(), BenchmarkError> {
		let (_, app, dataset, _) = assets::<T>();
		let name = |n: u32| {
			let mut name = vec![b'z'; text::MAX_LABEL];
			name[0] = b'a'.saturating_add((n / 10) as u8);
			name[1] = b'0'.saturating_add((n % 10) as u8);
			name
		};
		for n in 0..MaxStockNames::get() {
			Pallet::<T>::do_set_stock_name(name(n), Some(Asset::App(app)))?;
		}
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, name(0), Some(Asset::Dataset(dataset)));

		assert_eq!(StockNames::<T>::get()[0].asset, Asset::Dataset(dataset));
		Ok(())
	}

	#[benchmark]
	fn revoke_all() {
		let (caller, app, ..) = assets::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Party::App(app));

		assert_eq!(Pallet::<T>::epoch(&Party::App(app)), 1);
	}

	/// The dearest members are assets: they have to exist.
	#[benchmark]
	fn add_members(n: Linear<0, { MaxMembersAtOnce::get() }>) {
		let caller: T::AccountId = whitelisted_caller();
		let id = group::<T>(&caller);
		let parties = many_apps::<T>(n);
		let most = T::MaxGroupMembers::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, BoundedVec::truncate_from(parties));

		assert_eq!(Groups::<T>::get(id).map(|group| group.members), Some(n.min(most)));
	}

	#[benchmark]
	fn remove_members(n: Linear<0, { MaxMembersAtOnce::get() }>) -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let id = group::<T>(&caller);
		let parties = BoundedVec::truncate_from(many_apps::<T>(n));
		Pallet::<T>::do_add_members(&caller, id, parties.clone())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, parties);

		assert_eq!(Groups::<T>::get(id).map(|group| group.members), Some(0));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}

/// The longest link.
fn longest_link() -> Vec<u8> {
	let mut bytes = b"https://".to_vec();
	bytes.resize(<MaxProfileText as Get<u32>>::get() as usize, b'a');
	bytes
}

/// As many apps as a group can have, at most `n`.
fn many_apps<T: Config>(n: u32) -> Vec<Party<T::AccountId>> {
	let owner: T::AccountId = account("owner", 0, 0);
	let register = |n: u32| {
		let id = AppId(NextAppId::<T>::get());
		let app = App {
			owner: owner.clone(),
			name: Name::default(),
			kind: AppKind::Wasi,
			multiaddr: Multiaddr::default(),
			checksum: H256(n.saturating_add(1).using_encoded(blake2_256)),
			mrenclave: Mrenclave::default(),
		};
		Pallet::<T>::do_register_app(app).expect("the checksum is a new one; qed");
		Party::App(id)
	};
	(0..n.min(T::MaxGroupMembers::get())).map(register).collect()
}

/// A workerpool with the longest description: its owner, another account, its id.
fn longest_workerpool<T: Config>() -> (T::AccountId, T::AccountId, WorkerpoolId) {
	let caller: T::AccountId = whitelisted_caller();
	let id = WorkerpoolId(NextWorkerpoolId::<T>::get());
	Pallet::<T>::do_register_workerpool(caller.clone(), longest())
		.expect("nothing is registered before; qed");
	(caller, account("to", 0, 0), id)
}
