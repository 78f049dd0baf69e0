// SPDX-License-Identifier: Apache-2.0

//! Where content may be said to be had.

use crate::is_multiaddr;

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
