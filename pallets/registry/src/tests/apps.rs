// SPDX-License-Identifier: Apache-2.0

//! Calls `register_app` and `update_app`.

use crate::{mock::*, App, AppKind, Apps, Asset, ContentIndex, Error, Event, NextAppId};
use bourse_primitives::{
	traits::{AssetContent, Registry as _},
	AppId, Packing,
};
use frame_support::{assert_noop, assert_ok, pallet_prelude::DispatchResult, BoundedVec};
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchError};

const URL: &[u8] = b"https://example.org/app.wasm";

fn register(by: AccountId, owner: AccountId, name: &str) -> DispatchResult {
	let name = name.as_bytes().to_vec();
	Registry::register_app(
		signed(by),
		owner,
		name,
		AppKind::Wasi,
		URL.to_vec(),
		checksum(1),
		b"mr".to_vec(),
	)
}

#[test]
fn register_app_should_keep_everything_when_valid() {
	build_and_execute(|| {
		assert_ok!(register(OWNER, OWNER, "thumbnailer"));

		let app = App {
			owner: OWNER,
			name: BoundedVec::truncate_from(b"thumbnailer".to_vec()),
			kind: AppKind::Wasi,
			multiaddr: BoundedVec::truncate_from(URL.to_vec()),
			checksum: checksum(1),
			mrenclave: BoundedVec::truncate_from(b"mr".to_vec()),
		};
		assert_eq!(Apps::<Test>::get(AppId(0)), Some(app));
		assert_eq!(Registry::app_owner(AppId(0)), Some(OWNER));
		let content = AssetContent {
			multiaddr: BoundedVec::truncate_from(URL.to_vec()),
			checksum: checksum(1),
			packing: Packing::File,
			private: false,
		};
		assert_eq!(Registry::app_content(AppId(0)), Some(content));
		assert_eq!(take_events(), vec![Event::AppRegistered { id: AppId(0), owner: OWNER }]);
	});
}

#[test]
fn register_app_should_count_ids_up() {
	build_and_execute(|| {
		assert_eq!((app("a"), app("b"), app("c")), (AppId(0), AppId(1), AppId(2)));
		assert_eq!(NextAppId::<Test>::get(), 3);
		let mut assets: Vec<_> = ContentIndex::<Test>::iter_values().collect();
		assets.sort();
		assert_eq!(assets, [0, 1, 2].map(|id| Asset::App(AppId(id))));
	});
}

#[test]
fn register_app_should_be_accepted_when_anybody_registers_for_an_owner() {
	build_and_execute(|| {
		assert_ok!(register(OTHER, OWNER, "a"));
		assert_eq!(Registry::app_owner(AppId(0)), Some(OWNER));
	});
}

#[test]
fn register_app_should_be_refused_when_the_owner_has_the_same_content() {
	build_and_execute(|| {
		assert_ok!(register(OTHER, OWNER, "a"));
		assert_noop!(register(OWNER, OWNER, "a"), Error::<Test>::AlreadyRegistered);
		assert_noop!(register(OTHER, OWNER, "a"), Error::<Test>::AlreadyRegistered);
		// Another owner, or another content, is another app.
		assert_ok!(register(OTHER, OTHER, "a"));
		assert_ok!(register(OWNER, OWNER, "b"));
	});
}

#[test]
fn register_app_should_be_refused_when_the_same_content_was_given_away() {
	build_and_execute(|| {
		assert_ok!(register(OWNER, OWNER, "a"));
		assert_ok!(Registry::transfer_app(signed(OWNER), AppId(0), OTHER));
		assert_noop!(register(OWNER, OWNER, "a"), Error::<Test>::AlreadyRegistered);
		assert_ok!(register(OTHER, OTHER, "a"));
	});
}

#[test]
fn register_app_should_be_accepted_when_names_and_measurements_are_empty_or_just_fit() {
	build_and_execute(|| {
		for (name, multiaddr, mrenclave) in [
			(vec![], vec![], vec![]),
			(vec![b'n'; 64], [b"/ipfs/".to_vec(), vec![b'm'; 506]].concat(), vec![b'e'; 512]),
		] {
			assert_ok!(Registry::register_app(
				signed(OWNER),
				OWNER,
				name,
				AppKind::Wasi,
				multiaddr,
				checksum(1),
				mrenclave
			));
		}
	});
}

#[test]
fn register_app_should_be_refused_when_something_is_too_long() {
	build_and_execute(|| {
		let register = |name: usize, multiaddr: usize, mrenclave: usize| {
			Registry::register_app(
				signed(OWNER),
				OWNER,
				vec![b'n'; name],
				AppKind::Wasi,
				[b"/ipfs/".to_vec(), vec![b'm'; multiaddr - 6]].concat(),
				checksum(1),
				vec![b'e'; mrenclave],
			)
		};
		assert_noop!(register(65, 512, 512), Error::<Test>::NameTooLong);
		assert_noop!(register(64, 513, 512), Error::<Test>::InvalidMultiaddr);
		assert_noop!(register(64, 512, 513), Error::<Test>::MrenclaveTooLong);
	});
}

#[test]
fn register_app_should_be_refused_when_the_multiaddr_or_the_checksum_is_wrong() {
	build_and_execute(|| {
		let register = |multiaddr: &[u8], checksum| {
			Registry::register_app(
				signed(OWNER),
				OWNER,
				vec![],
				AppKind::Wasi,
				multiaddr.to_vec(),
				checksum,
				vec![],
			)
		};
		assert_noop!(register(b"app.wasm", checksum(1)), Error::<Test>::InvalidMultiaddr);
		assert_noop!(register(URL, H256::zero()), Error::<Test>::MissingChecksum);
	});
}

#[test]
fn register_app_should_be_refused_when_the_ids_are_used_up() {
	new_test_ext().execute_with(|| {
		NextAppId::<Test>::put(u32::MAX);
		assert_noop!(register(OWNER, OWNER, "a"), ArithmeticError::Overflow);
	});
}

#[test]
fn register_app_should_be_refused_when_unsigned() {
	build_and_execute(|| {
		assert_noop!(
			Registry::register_app(
				RuntimeOrigin::root(),
				OWNER,
				vec![],
				AppKind::Wasi,
				vec![],
				checksum(1),
				vec![]
			),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn update_app_should_change_where_it_is_and_nothing_else_when_the_owner_asks() {
	build_and_execute(|| {
		let id = app("a");
		let before = Apps::<Test>::get(id).unwrap();
		take_events();
		assert_ok!(Registry::update_app(signed(OWNER), id, b"/ipfs/bafk".to_vec()));

		let multiaddr = BoundedVec::truncate_from(b"/ipfs/bafk".to_vec());
		let after = App { multiaddr: multiaddr.clone(), ..before };
		assert_eq!(Apps::<Test>::get(id), Some(after));
		assert_eq!(take_events(), vec![Event::AppUpdated { id, multiaddr }]);
	});
}

#[test]
fn update_app_should_be_refused_when_unknown_or_not_the_owners_or_wrong() {
	build_and_execute(|| {
		let id = app("a");
		let update =
			|who, id, multiaddr: &[u8]| Registry::update_app(signed(who), id, multiaddr.to_vec());
		assert_noop!(update(OWNER, AppId(1), b""), Error::<Test>::UnknownApp);
		assert_noop!(update(OTHER, id, b""), Error::<Test>::NotOwner);
		assert_noop!(update(OWNER, id, b"x"), Error::<Test>::InvalidMultiaddr);
	});
}

#[test]
fn registry_should_know_nothing_when_nothing_is_registered() {
	build_and_execute(|| {
		assert_eq!(Registry::app_owner(AppId(0)), None);
		assert_eq!(Registry::app_content(AppId(0)), None);
	});
}
