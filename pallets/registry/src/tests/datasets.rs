// SPDX-License-Identifier: Apache-2.0

//! Calls `register_dataset` and `update_dataset`.

use crate::{mock::*, Dataset, Datasets, Error, Event};
use bourse_primitives::{
	traits::{AssetContent, Registry as _},
	DatasetId, Packing,
};
use frame_support::{assert_noop, assert_ok, pallet_prelude::DispatchResult, BoundedVec};
use sp_core::H256;
use sp_runtime::DispatchError;

const URL: &[u8] = b"https://example.org/data.csv";

fn register(by: AccountId, owner: AccountId, name: &str) -> DispatchResult {
	let name = name.as_bytes().to_vec();
	Registry::register_dataset(signed(by), owner, name, URL.to_vec(), checksum(2))
}

#[test]
fn register_dataset_should_keep_everything_when_valid() {
	build_and_execute(|| {
		assert_ok!(register(OTHER, OWNER, "penguins"));

		let dataset = Dataset {
			owner: OWNER,
			name: BoundedVec::truncate_from(b"penguins".to_vec()),
			multiaddr: BoundedVec::truncate_from(URL.to_vec()),
			checksum: checksum(2),
			packing: Packing::File,
			restricted: false,
		};
		assert_eq!(Datasets::<Test>::get(DatasetId(0)), Some(dataset));
		assert_eq!(Registry::dataset_owner(DatasetId(0)), Some(OWNER));
		let content = AssetContent {
			multiaddr: BoundedVec::truncate_from(URL.to_vec()),
			checksum: checksum(2),
			packing: Packing::File,
			private: false,
		};
		assert_eq!(Registry::dataset_content(DatasetId(0)), Some(content));
		let registered = Event::DatasetRegistered { id: DatasetId(0), owner: OWNER };
		assert_eq!(take_events(), vec![registered]);
	});
}

#[test]
fn register_dataset_with_should_keep_packing_and_restriction() {
	build_and_execute(|| {
		let with = |packing, restricted| {
			let (name, url) = (b"a".to_vec(), URL.to_vec());
			let by = signed(OTHER);
			Registry::register_dataset_with(by, OWNER, name, url, checksum(2), packing, restricted)
		};
		assert_ok!(with(Packing::Tar, true));
		let registered = Event::DatasetRegistered { id: DatasetId(0), owner: OWNER };
		assert_eq!(take_events(), vec![registered]);
		let content = AssetContent {
			multiaddr: BoundedVec::truncate_from(URL.to_vec()),
			checksum: checksum(2),
			packing: Packing::Tar,
			private: true,
		};
		assert_eq!(Registry::dataset_content(DatasetId(0)), Some(content));
		assert_noop!(with(Packing::Tar, true), Error::<Test>::AlreadyRegistered);
		// Otherwise packed, or for everybody, the same bytes are another dataset.
		assert_ok!(with(Packing::Tar, false));
		assert_ok!(with(Packing::File, false));
		// As the short call registers it.
		assert_noop!(register(OWNER, OWNER, "a"), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn register_dataset_with_should_be_refused_as_the_short_call_is() {
	build_and_execute(|| {
		let register = |name: usize, url: &[u8], checksum| {
			let (name, url) = (vec![b'n'; name], url.to_vec());
			let (by, packing) = (signed(OWNER), Packing::File);
			Registry::register_dataset_with(by, OWNER, name, url, checksum, packing, true)
		};
		assert_noop!(register(65, URL, checksum(1)), Error::<Test>::NameTooLong);
		assert_noop!(register(64, b"ftp://a", checksum(1)), Error::<Test>::InvalidMultiaddr);
		assert_noop!(register(64, URL, H256::zero()), Error::<Test>::MissingChecksum);
		assert_ok!(register(64, URL, checksum(1)));
	});
}

#[test]
fn register_dataset_should_be_refused_when_the_owner_has_the_same_content() {
	build_and_execute(|| {
		assert_ok!(register(OTHER, OWNER, "a"));
		assert_noop!(register(OWNER, OWNER, "a"), Error::<Test>::AlreadyRegistered);
		assert_ok!(register(OTHER, OTHER, "a"));
		assert_ok!(register(OWNER, OWNER, "b"));
	});
}

#[test]
fn register_dataset_should_be_refused_when_something_is_wrong() {
	build_and_execute(|| {
		let register = |name: usize, multiaddr: &[u8], checksum| {
			Registry::register_dataset(
				signed(OWNER),
				OWNER,
				vec![b'n'; name],
				multiaddr.to_vec(),
				checksum,
			)
		};
		assert_noop!(register(65, URL, checksum(1)), Error::<Test>::NameTooLong);
		assert_noop!(register(64, b"data.csv", checksum(1)), Error::<Test>::InvalidMultiaddr);
		assert_noop!(register(64, &[b'/'; 513], checksum(1)), Error::<Test>::InvalidMultiaddr);
		assert_noop!(register(64, URL, H256::zero()), Error::<Test>::MissingChecksum);
		assert_ok!(register(64, b"", checksum(1)));
	});
}

#[test]
fn register_dataset_should_be_refused_when_unsigned() {
	build_and_execute(|| {
		assert_noop!(
			Registry::register_dataset(RuntimeOrigin::root(), OWNER, vec![], vec![], checksum(1)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn update_dataset_should_change_where_it_is_and_nothing_else_when_the_owner_asks() {
	build_and_execute(|| {
		let id = dataset("a");
		let before = Datasets::<Test>::get(id).unwrap();
		take_events();
		assert_ok!(Registry::update_dataset(signed(OWNER), id, vec![]));

		let multiaddr = BoundedVec::default();
		let after = Dataset { multiaddr: multiaddr.clone(), ..before };
		assert_eq!(Datasets::<Test>::get(id), Some(after));
		assert_eq!(take_events(), vec![Event::DatasetUpdated { id, multiaddr }]);
	});
}

#[test]
fn update_dataset_should_be_refused_when_unknown_or_not_the_owners_or_wrong() {
	build_and_execute(|| {
		let id = dataset("a");
		let update = |who, id, multiaddr: &[u8]| {
			Registry::update_dataset(signed(who), id, multiaddr.to_vec())
		};
		assert_noop!(update(OWNER, DatasetId(1), b""), Error::<Test>::UnknownDataset);
		assert_noop!(update(OTHER, id, b""), Error::<Test>::NotOwner);
		assert_noop!(update(OWNER, id, b"x"), Error::<Test>::InvalidMultiaddr);
	});
}

#[test]
fn registry_should_know_nothing_when_nothing_is_registered() {
	build_and_execute(|| {
		assert_eq!(Registry::dataset_owner(DatasetId(0)), None);
		assert_eq!(Registry::dataset_content(DatasetId(0)), None);
	});
}
