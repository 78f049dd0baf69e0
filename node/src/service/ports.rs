// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Ports that are taken. `sc-service` goes on without a word: RPC listens on another port, other
//! nodes and Prometheus find nobody. Here each is an error, said before anything is opened.

use sc_cli::RunCmd;
use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::{config::RpcEndpoint, Configuration, Error as ServiceError};
use std::{
	io::{self, ErrorKind},
	net::{IpAddr, SocketAddr, TcpListener, UdpSocket},
};

const RPC_PORT: &str = "--rpc-port";
const RPC_ENDPOINT: &str = "--experimental-rpc-endpoint";
const PORT: &str = "--port";
const LISTEN_ADDR: &str = "--listen-addr";
const PROMETHEUS_PORT: &str = "--prometheus-port";

/// The options by which addresses are chosen.
#[derive(Clone, Copy)]
pub struct PortOptions {
	rpc: &'static str,
	network: &'static str,
}

impl PortOptions {
	/// The options of a command line.
	pub fn new(run: &RunCmd) -> Self {
		let has_endpoints = !run.rpc_params.experimental_rpc_endpoint.is_empty();
		let has_addresses = !run.network_params.listen_addr.is_empty();
		Self {
			rpc: if has_endpoints { RPC_ENDPOINT } else { RPC_PORT },
			network: if has_addresses { LISTEN_ADDR } else { PORT },
		}
	}

	/// Checks that all addresses can be bound. Keeps RPC from trying another port, unless its endpoint
	/// says so.
	pub fn check(self, config: &mut Configuration) -> Result<(), ServiceError> {
		for endpoint in config.rpc.addr.iter_mut().flatten() {
			self.check_rpc(endpoint)?;
		}
		for address in &config.network.listen_addresses {
			self.check_network(address)?;
		}
		match config.prometheus_config.as_ref().map(|prometheus| prometheus.port) {
			Some(address) => check_prometheus(address),
			None => Ok(()),
		}
	}

	fn check_rpc(self, endpoint: &mut RpcEndpoint) -> Result<(), ServiceError> {
		// An endpoint has flags of its own.
		endpoint.retry_random_port &= self.rpc == RPC_ENDPOINT;
		match TcpListener::bind(endpoint.listen_addr) {
			Ok(_) => Ok(()),
			Err(_) if endpoint.retry_random_port => Ok(()),
			// The address of a machine without IPv6.
			Err(error) if endpoint.is_optional && !is_refused(&error) => Ok(()),
			Err(error) => Err(unusable(endpoint.listen_addr, self.rpc, &error)),
		}
	}

	fn check_network(self, address: &Multiaddr) -> Result<(), ServiceError> {
		let Some((socket, is_udp)) = socket_of(address) else { return Ok(()) };
		let bound = match is_udp {
			true => UdpSocket::bind(socket).map(drop),
			false => TcpListener::bind(socket).map(drop),
		};
		match bound {
			Ok(()) => Ok(()),
			// By default a node listens on IPv6, too, if the machine has it.
			Err(error) if self.network == PORT && !is_refused(&error) => Ok(()),
			Err(error) => Err(unusable(socket, self.network, &error)),
		}
	}
}

fn check_prometheus(address: SocketAddr) -> Result<(), ServiceError> {
	TcpListener::bind(address).map(drop).map_err(|error| unusable(address, PROMETHEUS_PORT, &error))
}

/// Listens on an address that the user chose with `option`.
pub fn listen(address: SocketAddr, option: &str) -> Result<TcpListener, ServiceError> {
	TcpListener::bind(address).map_err(|error| unusable(address, option, &error))
}

/// Whether the system has the address and refuses it.
fn is_refused(error: &io::Error) -> bool {
	matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied)
}

fn unusable(address: SocketAddr, option: &str, error: &io::Error) -> ServiceError {
	let address = Address(address);
	ServiceError::Other(match error.kind() {
		ErrorKind::AddrInUse => format!(
			"{address} is taken: another program listens there. Choose another port with {option}, or \
			 end that program"
		),
		ErrorKind::PermissionDenied => format!(
			"{address} is not for this user: {error}. Choose a port from 1024 on with {option}"
		),
		_ => format!("{address} of {option} can't be listened on: {error}"),
	})
}

/// An address, its port first.
struct Address(SocketAddr);

impl std::fmt::Display for Address {
	fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
		write!(f, "Port {} on {}", self.0.port(), self.0.ip())
	}
}

/// The socket's address of `/ip4/…/tcp/…` and the like, and whether it is one of UDP.
fn socket_of(address: &Multiaddr) -> Option<(SocketAddr, bool)> {
	let mut parts = address.iter();
	let ip: IpAddr = match parts.next()? {
		Protocol::Ip4(ip) => ip.into(),
		Protocol::Ip6(ip) => ip.into(),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some((SocketAddr::new(ip, port), false)),
		Protocol::Udp(port) => Some((SocketAddr::new(ip, port), true)),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A listener, and its address.
	fn taken() -> (TcpListener, SocketAddr) {
		let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
		let address = listener.local_addr().expect("it is bound");
		(listener, address)
	}

	fn network(option: &'static str, address: SocketAddr) -> Result<(), String> {
		let options = PortOptions { rpc: RPC_PORT, network: option };
		let address = format!("/ip4/{}/tcp/{}", address.ip(), address.port());
		let address = address.parse().expect("an address");
		options.check_network(&address).map_err(|error| error.to_string())
	}

	#[test]
	fn network_port_should_be_an_error_when_it_is_taken() {
		let (listener, address) = taken();
		let port = address.port();
		for option in [PORT, LISTEN_ADDR] {
			assert_eq!(
				network(option, address),
				Err(format!(
					"Other: Port {port} on 127.0.0.1 is taken: another program listens there. Choose \
					 another port with {option}, or end that program"
				))
			);
		}
		drop(listener);
		assert_eq!(network(PORT, address), Ok(()));
	}

	#[test]
	fn metrics_port_should_be_an_error_when_it_is_taken() {
		let (listener, address) = taken();
		let error = check_prometheus(address).expect_err("it is taken").to_string();
		assert!(error.contains(&address.port().to_string()), "{error}");
		assert!(error.contains(PROMETHEUS_PORT), "{error}");
		drop(listener);
		assert!(check_prometheus(address).is_ok());
	}

	#[test]
	fn sockets_should_be_read_from_addresses_of_the_network() {
		let of = |text: &str| socket_of(&text.parse().expect("an address"));
		let here = |text: &str| text.parse().expect("an address");
		assert_eq!(of("/ip4/0.0.0.0/tcp/30333/ws"), Some((here("0.0.0.0:30333"), false)));
		assert_eq!(of("/ip6/::/udp/1/webrtc-direct"), Some((here("[::]:1"), true)));
		assert_eq!(of("/dns/example.org/tcp/1"), None);
	}
}
