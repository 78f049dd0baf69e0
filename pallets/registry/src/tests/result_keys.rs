// SPDX-License-Identifier: Apache-2.0

//! Calls `set_result_key` and `remove_result_key`.

use crate::{is_result_key, mock::*, Error, Event, ResultKeys};
use bourse_primitives::traits::Registry as _;
use frame_support::{assert_noop, assert_ok};

#[test]
fn set_result_key_should_replace_an_earlier_one() {
	build_and_execute(|| {
		assert_eq!(Registry::result_key(&OWNER), None);
		for key in [[7; 32], [8; 32]] {
			assert_ok!(Registry::set_result_key(signed(OWNER), key));
			assert_eq!(Registry::result_key(&OWNER), Some(key));
			assert_eq!(take_events(), vec![Event::ResultKeySet { who: OWNER, key }]);
		}
		assert_eq!(Registry::result_key(&OTHER), None);
		assert_eq!(ResultKeys::<Test>::iter().count(), 1);
	});
}

#[test]
fn remove_result_key_should_remove_only_what_is_there() {
	build_and_execute(|| {
		assert_ok!(Registry::set_result_key(signed(OWNER), [7; 32]));
		take_events();
		assert_noop!(Registry::remove_result_key(signed(OTHER)), Error::<Test>::NoResultKey);
		assert_ok!(Registry::remove_result_key(signed(OWNER)));
		assert_eq!(take_events(), vec![Event::ResultKeyRemoved { who: OWNER }]);
		assert_eq!(Registry::result_key(&OWNER), None);
		assert_noop!(Registry::remove_result_key(signed(OWNER)), Error::<Test>::NoResultKey);
	});
}

#[test]
fn set_result_key_should_be_refused_when_everybody_could_decrypt() {
	build_and_execute(|| {
		let with = |first: u8, rest: u8, last: u8| {
			let mut key = [rest; 32];
			key[0] = first;
			key[31] = last;
			key
		};
		for key in [
			with(0, 0, 0),
			with(1, 0, 0),
			with(0, 0, 0x80),
			with(0xec, 0xff, 0x7f),
			with(0xed, 0xff, 0x7f),
			with(0xee, 0xff, 0xff),
		] {
			assert_noop!(
				Registry::set_result_key(signed(OWNER), key),
				Error::<Test>::InvalidResultKey
			);
		}
		assert!(is_result_key(&with(2, 0, 0)));
		assert!(is_result_key(&with(0xeb, 0xff, 0x7f)));
	});
}
