// SPDX-License-Identifier: Apache-2.0

//! Addresses of content that a registration takes.

use crate::{is_multiaddr, mock::*, Error};
use frame_support::{assert_noop, assert_ok};

#[test]
fn multiaddr_should_be_accepted_when_it_is_empty_or_has_a_known_scheme() {
	for good in [
		"",
		"http://127.0.0.1:8000/app.wasm",
		"https://example.org/données.csv",
		"/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
	] {
		assert!(is_multiaddr(good.as_bytes()), "{good}");
	}
}

#[test]
fn multiaddr_should_be_refused_when_nobody_could_fetch_it() {
	for bad in [
		"example.org/app.wasm",
		"ftp://example.org/app.wasm",
		"HTTPS://example.org/app.wasm",
		"ipfs/bafk",
		"http:/example.org",
		"http://",
		"https://",
		"/ipfs/",
		" https://example.org",
		"https://example.org/an app.wasm",
		"https://example.org/app.wasm\n",
		"https://example.org/\0",
	] {
		assert!(!is_multiaddr(bad.as_bytes()), "{bad}");
	}
	assert!(!is_multiaddr(b"https://\xff"));
}

#[test]
fn registration_should_refuse_what_no_node_could_fetch_when_the_rules_hold() {
	build_and_execute(|| {
		let register = |name: &str, multiaddr: &str| {
			let (name, multiaddr) = (name.as_bytes().to_vec(), multiaddr.as_bytes().to_vec());
			Registry::register_dataset(signed(OWNER), OWNER, name, multiaddr, checksum(1))
		};
		// A legal address, to which there is no host, no port, and no raw block with our hash.
		let unfit = [
			"https:///data",
			"https://example.org:x/data",
			"/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
		];
		for (name, multiaddr) in ["x", "y", "z"].into_iter().zip(unfit) {
			assert_ok!(register(name, multiaddr));
		}
		Hold::set(true);
		for multiaddr in unfit {
			assert_noop!(register("other", multiaddr), Error::<Test>::InvalidMultiaddr);
		}
		assert_ok!(register("a", "https://example.org:8000/data"));
		assert_ok!(register("b", ""));
		// What was registered before stays, and gets a better address.
		let update = |multiaddr: &str| {
			let id = bourse_primitives::DatasetId(0);
			Registry::update_dataset(signed(OWNER), id, multiaddr.as_bytes().to_vec())
		};
		assert_noop!(update(unfit[0]), Error::<Test>::InvalidMultiaddr);
		assert_ok!(update("https://example.org/data"));
	});
}
