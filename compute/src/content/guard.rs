// SPDX-License-Identifier: Apache-2.0

//! Which addresses a worker fetches from. Anybody can put an address on chain, so a worker goes to
//! the public internet only: not to its own machine, not to the networks that the machine is in, not
//! to where clouds tell a machine its secrets. Names are looked up here, and the connection goes to
//! the addresses that were checked, so a name that changes its mind gains nothing. Redirects are
//! looked up here as well.

use if_addrs::IfAddr;
use std::{
	io,
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use ureq::{
	config::Config as AgentConfig,
	http::Uri,
	unversioned::{
		resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
		transport::NextTimeout,
	},
};

/// Looks names up, and refuses addresses that a worker must not reach.
#[derive(Debug)]
pub(super) struct Guarded<R = DefaultResolver> {
	inner: R,
	all: bool,
}

impl Guarded {
	/// Refuses nothing when `all`.
	pub fn new(all: bool) -> Self {
		Self { inner: DefaultResolver::default(), all }
	}
}

impl<R: Resolver> Resolver for Guarded<R> {
	fn resolve(
		&self,
		uri: &Uri,
		config: &AgentConfig,
		timeout: NextTimeout,
	) -> Result<ResolvedSocketAddrs, ureq::Error> {
		let found = self.inner.resolve(uri, config, timeout)?;
		if self.all {
			return Ok(found);
		}
		let own = own_networks();
		let mut allowed = self.empty();
		let may_be = |address: &&SocketAddr| may_reach(address.ip(), &own);
		found.iter().filter(may_be).for_each(|address| allowed.push(*address));
		if allowed.is_empty() {
			return Err(ureq::Error::Io(io::Error::new(
				io::ErrorKind::PermissionDenied,
				"an address of this machine or of a private network, which this worker refuses",
			)));
		}
		Ok(allowed)
	}
}

/// Where clouds answer their machines, and which looks public.
const METADATA: [Ipv4Addr; 1] = [Ipv4Addr::new(168, 63, 129, 16)];

/// Addresses that share their first bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Network {
	address: IpAddr,
	bits: u32,
}

impl Network {
	/// A network of which a machine has this address. `None` for one so large that it says nothing.
	fn new(address: IpAddr, bits: u32) -> Option<Self> {
		(bits >= 8).then_some(Self { address: plain_address(address), bits })
	}

	fn contains(&self, ip: IpAddr) -> bool {
		match (self.address, ip) {
			(IpAddr::V4(own), IpAddr::V4(ip)) => {
				let differs = u32::from(own) ^ u32::from(ip);
				differs.checked_shr(32u32.saturating_sub(self.bits)).unwrap_or(0) == 0
			},
			(IpAddr::V6(own), IpAddr::V6(ip)) => {
				let differs = u128::from(own) ^ u128::from(ip);
				differs.checked_shr(128u32.saturating_sub(self.bits)).unwrap_or(0) == 0
			},
			_ => false,
		}
	}
}

/// Whether a worker in the networks `own` may reach an address.
fn may_reach(ip: IpAddr, own: &[Network]) -> bool {
	let ip = plain_address(ip);
	let is_public = match ip {
		IpAddr::V4(ip) => is_public_v4(ip) && !METADATA.contains(&ip),
		IpAddr::V6(ip) => is_public_v6(ip),
	};
	is_public && !own.iter().any(|network| network.contains(ip))
}

/// The address of IPv4 for which one of IPv6 stands, or the address itself.
fn plain_address(ip: IpAddr) -> IpAddr {
	let IpAddr::V6(v6) = ip else { return ip };
	let v4 = |a: u16, b: u16| Some(Ipv4Addr::from(u32::from(a) << 16 | u32::from(b)));
	let embedded = v6.to_ipv4_mapped().or_else(|| match v6.segments() {
		// NAT64, 6to4.
		[0x64, 0xff9b, 0, 0, 0, 0, a, b] => v4(a, b),
		[0x2002, a, b, ..] => v4(a, b),
		_ => None,
	});
	embedded.map_or(ip, IpAddr::V4)
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
	let [a, b, c, _] = ip.octets();
	!(ip.is_private()
		|| ip.is_loopback()
		|| ip.is_link_local()
		|| ip.is_documentation()
		|| a == 0
		|| a >= 224
		|| (a == 100 && b & 0xc0 == 64)
		|| (a == 192 && b == 0 && c == 0)
		|| (a == 192 && b == 88 && c == 99)
		|| (a == 198 && b & 0xfe == 18))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
	let [head, next, ..] = ip.segments();
	// 2000::/3 is the space given out; of it 2001::/23 is for protocols (Teredo among them), and
	// 2001:db8::/32 and 3fff::/20 are for documents.
	head & 0xe000 == 0x2000
		&& !(head == 0x2001 && (next < 0x200 || next == 0xdb8))
		&& !(head == 0x3fff && next < 0x1000)
}

/// The networks that this machine is in, by its interfaces. None when the system does not say.
pub(super) fn own_networks() -> Vec<Network> {
	let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
	let networks = interfaces.into_iter().filter_map(|interface| match interface.addr {
		IfAddr::V4(v4) => Network::new(v4.ip.into(), v4.prefixlen.into()),
		IfAddr::V6(v6) => Network::new(v6.ip.into(), v6.prefixlen.into()),
	});
	networks.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use parking_lot::Mutex;

	fn is(text: &str) -> bool {
		may_reach(text.parse().unwrap(), &[])
	}

	#[test]
	fn may_reach_should_know_the_private_ranges() {
		for text in [
			"1.1.1.1",
			"8.8.8.8",
			"100.63.0.1",
			"100.128.0.1",
			"172.32.0.1",
			"192.88.98.1",
			"2606:4700::1111",
			"2001:200::1",
			"::ffff:1.1.1.1",
			"64:ff9b::101:101",
		] {
			assert!(is(text), "{text}");
		}
		for text in [
			"0.0.0.0",
			"10.1.2.3",
			"100.64.0.1",
			"127.0.0.1",
			"127.255.255.255",
			"169.254.169.254",
			"172.16.0.1",
			"192.168.1.1",
			"192.0.0.8",
			"192.88.99.1",
			"198.19.0.1",
			"224.0.0.1",
			"255.255.255.255",
			"::",
			"::1",
			"::127.0.0.1",
			"::ffff:127.0.0.1",
			"::ffff:169.254.169.254",
			"64:ff9b::7f00:1",
			"64:ff9b:1::1",
			"2002:7f00:1::",
			"2001::1",
			"fc00::1",
			"fe80::1",
			"ff02::1",
			"2001:db8::1",
			"3fff::1",
		] {
			assert!(!is(text), "{text}");
		}
	}

	#[test]
	fn may_reach_should_refuse_what_clouds_tell_their_machines() {
		for text in [
			// Amazon, Google, Azure and others, by IPv4 and IPv6.
			"169.254.169.254",
			"169.254.170.2",
			"fd00:ec2::254",
			"fd20:ce::254",
			// Alibaba, Oracle, Azure's own.
			"100.100.100.200",
			"192.0.0.192",
			"168.63.129.16",
			"::ffff:168.63.129.16",
		] {
			assert!(!is(text), "{text}");
		}
	}

	#[test]
	fn may_reach_should_refuse_the_networks_of_the_machine() {
		let network = |text: &str, bits| Network::new(text.parse().unwrap(), bits);
		let own = [
			network("5.6.7.8", 24).unwrap(),
			network("2a00:1:2:3::4", 64).unwrap(),
			network("9.9.9.9", 32).unwrap(),
		];
		let may = |text: &str| may_reach(text.parse().unwrap(), &own);
		for text in ["5.6.7.1", "::ffff:5.6.7.255", "2a00:1:2:3:ff::1", "9.9.9.9", "2002:506:701::"]
		{
			assert!(!may(text), "{text}");
		}
		for text in ["5.6.8.1", "2a00:1:2:4::1", "9.9.9.8"] {
			assert!(may(text), "{text}");
		}
		// A tunnel's network may be everything.
		assert_eq!(network("5.6.7.8", 0), None);
	}

	#[test]
	fn own_networks_should_have_the_loopback() {
		let own = own_networks();
		let loopback = IpAddr::from([127, 0, 0, 1]);
		assert!(own.is_empty() || own.iter().any(|network| network.contains(loopback)));
	}

	/// Answers with one address after the other.
	#[derive(Debug)]
	struct Changing(Mutex<Vec<SocketAddr>>);

	impl Resolver for Changing {
		fn resolve(
			&self,
			_: &Uri,
			_: &AgentConfig,
			_: NextTimeout,
		) -> Result<ResolvedSocketAddrs, ureq::Error> {
			let mut found = self.empty();
			self.0.lock().drain(..2).for_each(|address| found.push(address));
			Ok(found)
		}
	}

	#[test]
	fn resolver_should_give_the_checked_addresses_only_each_time() {
		let addresses = ["1.1.1.1:80", "127.0.0.1:80", "10.0.0.1:80", "169.254.169.254:80"];
		let addresses = addresses.map(|text| text.parse::<SocketAddr>().unwrap()).to_vec();
		let public = addresses[0];
		let guarded = Guarded { inner: Changing(Mutex::new(addresses)), all: false };
		let uri: Uri = "http://metadata.google.internal/".parse().unwrap();
		let timeout = || NextTimeout {
			after: ureq::unversioned::transport::time::Duration::NotHappening,
			reason: ureq::Timeout::Global,
			per_read: None,
			per_write: None,
		};
		let config = AgentConfig::default();
		let found = guarded.resolve(&uri, &config, timeout()).unwrap();
		assert_eq!(found.to_vec(), [public]);
		// The name has changed its mind.
		let error = guarded.resolve(&uri, &config, timeout()).unwrap_err();
		assert!(error.to_string().contains("private network"), "{error}");
	}
}
