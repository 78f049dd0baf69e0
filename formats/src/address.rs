// SPDX-License-Identifier: Apache-2.0

//! The form of a content's address, as far as the chain looks at it (PROTOCOL 8.4).

/// Bytes of a CID of version 1, codec raw, with a BLAKE2b-256 hash.
const CID: usize = 38;
/// What such a CID begins with: version 1, raw (0x55), BLAKE2b-256 (0xb220 as a varint), 32 bytes.
const CID_PREFIX: [u8; 6] = [0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20];
/// Letters of its text: the `b` of base32, and 5 bits each.
const CID_TEXT: usize = 1 + (CID * 8).div_ceil(5);

/// Whether some node could fetch from the address; the text says why not. An address is
///
/// - empty: the content is found by its checksum alone;
/// - `http://` or `https://`, a host, and perhaps a port, a path and a query, in visible ASCII;
/// - `/ipfs/` and a CID (version 1, raw, BLAKE2b-256, base32 in lower case), nothing behind it.
///
/// Whether the host exists, and whether a node would ask it, is not looked at.
pub fn check(address: &[u8]) -> Result<(), &'static str> {
	if address.is_empty() {
		return Ok(());
	}
	if let Some(cid) = address.strip_prefix(b"/ipfs/") {
		let known = is_cid(cid);
		return known.then_some(()).ok_or("not a raw CIDv1 with BLAKE2b-256 in base32");
	}
	let rest = strip_scheme(address).ok_or("neither http(s)://… nor /ipfs/…")?;
	let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
	let (authority, path) = rest.split_at(end.unwrap_or(rest.len()));
	check_authority(authority)?;
	let fits = path
		.iter()
		.all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'\\' | b'^' | b'`'));
	let is_text = core::str::from_utf8(path).is_ok();
	(fits && is_text).then_some(()).ok_or("a blank or another letter that no address has")
}

/// The address behind `http://` or `https://`, in whatever case.
fn strip_scheme(address: &[u8]) -> Option<&[u8]> {
	[&b"http://"[..], b"https://"].into_iter().find_map(|scheme| {
		let (front, rest) = address.split_at_checked(scheme.len())?;
		front.eq_ignore_ascii_case(scheme).then_some(rest)
	})
}

/// `host` or `host:port`; the host may be a name, an IPv4 address, or an IPv6 address in brackets.
fn check_authority(authority: &[u8]) -> Result<(), &'static str> {
	const NO_HOST: &str = "no host behind http(s)://";
	// What is before the last @ is for the host to judge.
	let (user, authority) = match authority.iter().rposition(|byte| *byte == b'@') {
		Some(at) => (&authority[..at], &authority[at.saturating_add(1)..]),
		None => (&[][..], authority),
	};
	if !user.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:".contains(byte))
	{
		return Err(NO_HOST);
	}
	let (host, port) = match authority {
		[b'[', rest @ ..] => {
			let end = rest.iter().position(|byte| *byte == b']').ok_or(NO_HOST)?;
			let (host, behind) = rest.split_at(end);
			let text = core::str::from_utf8(host).map_err(|_| NO_HOST)?;
			text.parse::<core::net::Ipv6Addr>().map_err(|_| NO_HOST)?;
			(host, behind.get(1..).unwrap_or(&[]))
		},
		_ => {
			let colon = authority.iter().position(|byte| *byte == b':');
			let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
			let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
			if !host.iter().all(of_name) {
				return Err(NO_HOST);
			}
			(host, port)
		},
	};
	if host.is_empty() {
		return Err(NO_HOST);
	}
	let is_port = |digits: &[u8]| {
		let text = core::str::from_utf8(digits).unwrap_or("");
		!digits.is_empty()
			&& digits.iter().all(u8::is_ascii_digit)
			&& text.parse::<u16>().is_ok_and(|port| port > 0)
	};
	match port {
		[] => Ok(()),
		[b':', digits @ ..] if is_port(digits) => Ok(()),
		_ => Err("not a port behind the host"),
	}
}

fn is_cid(text: &[u8]) -> bool {
	let Some((b'b', letters)) = text.split_first() else { return false };
	if text.len() != CID_TEXT {
		return false;
	}
	let mut bytes = [0u8; CID];
	let (mut bits, mut count, mut filled) = (0u32, 0u32, 0usize);
	for letter in letters {
		let value = match letter {
			b'a'..=b'z' => letter.wrapping_sub(b'a'),
			b'2'..=b'7' => letter.wrapping_sub(b'2').wrapping_add(26),
			_ => return false,
		};
		// At most 12 bits wait: 7 that were left, and these 5.
		bits = (bits << 5) | u32::from(value);
		count = count.saturating_add(5);
		if count >= 8 {
			count = count.saturating_sub(8);
			if let Some(byte) = bytes.get_mut(filled) {
				*byte = (bits >> count) as u8;
			}
			filled = filled.saturating_add(1);
			bits &= (1u32 << count).saturating_sub(1);
		}
	}
	// One text for each hash: the bits that fill up the last letter are zeros.
	bits == 0 && filled == CID && bytes.starts_with(&CID_PREFIX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{format, string::String};
	use proptest::prelude::*;

	/// The CID of 32 bytes of 7.
	fn cid() -> String {
		let mut text = String::from("b");
		let bytes = [&CID_PREFIX[..], &[7; 32]].concat();
		let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
		for letter in 0..61 {
			let value =
				(0..5).fold(0usize, |value, at| value * 2 + usize::from(bit(letter * 5 + at)));
			text.push(char::from(b"abcdefghijklmnopqrstuvwxyz234567"[value]));
		}
		text
	}

	#[test]
	fn check_should_accept_what_a_node_could_fetch() {
		for good in [
			"",
			"http://a",
			"https://example.org/app.wasm",
			"HTTPS://Example.org:8443/a/b?c=d&e=%20#f",
			"http://1.2.3.4:80",
			"http://[2001:db8::1]:1/x",
			"http://localhost:65535?q",
			"http://user:word@host:80/",
			"https://my_host.example./~x/[1]{2}|3!$'()*+,;=:@",
			&format!("/ipfs/{}", cid()),
		] {
			assert_eq!(check(good.as_bytes()), Ok(()), "{good}");
		}
	}

	#[test]
	fn check_should_refuse_what_no_node_could_fetch() {
		for bad in [
			"ftp://a/b",
			"http:/a",
			"http//a",
			"a",
			"/ipns/a",
			"/ip4/1.2.3.4",
			" http://a",
			"file:///a",
		] {
			assert_eq!(check(bad.as_bytes()), Err("neither http(s)://… nor /ipfs/…"), "{bad}");
		}
		for bad in [
			"http://",
			"https:///a",
			"http://:80",
			"http://?a",
			"http://a b/",
			"http://user@/",
			"http://a,b",
			"http://[::1",
			"http://[]",
			"http://[1.2.3.4]/",
			"http://exämple.org",
			"http://[::1%25lo]",
		] {
			assert_eq!(check(bad.as_bytes()), Err("no host behind http(s)://"), "{bad}");
		}
		for bad in [
			"http://a:",
			"http://a:x",
			"http://a:65536",
			"http://a:0",
			"http://[::1]x",
			"http://a:1:2",
		] {
			assert_eq!(check(bad.as_bytes()), Err("not a port behind the host"), "{bad}");
		}
		for bad in ["http://a/b c", "http://a/\n", "http://a/<b>", "http://a/\u{e4}", "http://a/\0"]
		{
			let told = "a blank or another letter that no address has";
			assert_eq!(check(bad.as_bytes()), Err(told), "{bad}");
		}
		assert!(check(b"\xff").is_err());
	}

	#[test]
	fn check_should_refuse_cids_of_another_kind() {
		let good = cid();
		assert!(good.starts_with("bafk2bz"), "{good}");
		let last = good.len() - 1;
		for bad in [
			String::new(),
			good.to_uppercase(),
			format!("{good}a"),
			format!("{good}/file"),
			good[..last].into(),
			// The bit behind the last byte.
			format!("{}{}", &good[..last], char::from(good.as_bytes()[last] + 1)),
			"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG".into(),
			"bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy".into(),
		] {
			let told = "not a raw CIDv1 with BLAKE2b-256 in base32";
			assert_eq!(check(format!("/ipfs/{bad}").as_bytes()), Err(told), "{bad}");
		}
	}

	proptest! {
		#[test]
		fn check_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
			let _ = check(&bytes);
			let _ = check(&[b"http://[", &bytes[..]].concat());
			let _ = check(&[b"/ipfs/b", &bytes[..]].concat());
		}
	}
}
