// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Ports that are taken. `sc-service` goes on without a word: RPC listens on another port, other
//! nodes and Prometheus find nobody. Here a port that the user chose is an error, and a default port a
//! warning.

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

/// The options by which the user chose ports; `None` where the default port is to be used.
#[derive(Clone, Copy)]
pub struct Chosen {
	rpc: Option<&'static str>,
	network: Option<&'static str>,
	prometheus: Option<&'static str>,
}

impl Chosen {
	/// The choice that a command line holds.
	pub fn new(run: &RunCmd) -> Self {
		let (rpc, network) = (&run.rpc_params, &run.network_params);
		Self {
			rpc: rpc
				.rpc_port
				.map(|_| RPC_PORT)
				.or((!rpc.experimental_rpc_endpoint.is_empty()).then_some(RPC_ENDPOINT)),
			network: network
				.port
				.map(|_| PORT)
				.or((!network.listen_addr.is_empty()).then_some("--listen-addr")),
			prometheus: run.prometheus_params.prometheus_port.map(|_| "--prometheus-port"),
		}
	}

	/// Checks that all addresses can be bound. Keeps RPC from trying another port where the port was
	/// chosen, and leaves metrics away where their default port is taken.
	pub fn check(self, config: &mut Configuration) -> Result<(), ServiceError> {
		for endpoint in config.rpc.addr.iter_mut().flatten() {
			self.check_rpc(endpoint)?;
		}
		for address in &config.network.listen_addresses {
			self.check_network(address)?;
		}
		if let Some(address) = config.prometheus_config.as_ref().map(|prometheus| prometheus.port)
			&& !self.check_prometheus(address)?
		{
			config.prometheus_config = None;
		}
		Ok(())
	}

	fn check_rpc(self, endpoint: &mut RpcEndpoint) -> Result<(), ServiceError> {
		let address = endpoint.listen_addr;
		let Err(error) = TcpListener::bind(address) else {
			endpoint.retry_random_port &= self.rpc != Some(RPC_PORT);
			return Ok(());
		};
		match self.rpc {
			// The address of a machine without IPv6.
			_ if endpoint.is_optional && !is_refused(&error) => Ok(()),
			// Its own flags say what to do.
			Some(RPC_ENDPOINT) if endpoint.is_optional || endpoint.retry_random_port => Ok(()),
			Some(option) => Err(unusable(address, option, &error)),
			None => {
				log::warn!(
					target: "bourse",
					"{} is taken, so RPC listens on another port. Choose one with --rpc-port",
					Address(address)
				);
				Ok(())
			},
		}
	}

	fn check_network(self, address: &Multiaddr) -> Result<(), ServiceError> {
		let Some((socket, is_udp)) = socket_of(address) else { return Ok(()) };
		let bound = match is_udp {
			true => UdpSocket::bind(socket).map(drop),
			false => TcpListener::bind(socket).map(drop),
		};
		match (bound, self.network) {
			(Ok(()), _) => Ok(()),
			// By default a node listens on IPv6, too, if the machine has it.
			(Err(error), Some(PORT) | None) if !is_refused(&error) => Ok(()),
			(Err(error), Some(option)) => Err(unusable(socket, option, &error)),
			(Err(_), None) => {
				log::warn!(
					target: "bourse",
					"{} is taken, so other nodes may not reach this one. Choose a port with --port",
					Address(socket)
				);
				Ok(())
			},
		}
	}

	fn check_prometheus(self, address: SocketAddr) -> Result<bool, ServiceError> {
		match (TcpListener::bind(address), self.prometheus) {
			(Ok(_), _) => Ok(true),
			(Err(error), Some(option)) => Err(unusable(address, option, &error)),
			(Err(_), None) => {
				log::warn!(
					target: "bourse",
					"{} is taken, so this node shows no metrics. Choose a port with \
					 --prometheus-port, or switch metrics off with --no-prometheus",
					Address(address)
				);
				Ok(false)
			},
		}
	}
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

	fn network(chosen: Option<&'static str>, address: SocketAddr) -> Result<(), String> {
		let chosen = Chosen { rpc: None, network: chosen, prometheus: None };
		let address = format!("/ip4/{}/tcp/{}", address.ip(), address.port());
		let address = address.parse().expect("an address");
		chosen.check_network(&address).map_err(|error| error.to_string())
	}

	#[test]
	fn network_port_should_be_an_error_when_it_is_chosen_and_taken() {
		let (listener, address) = taken();
		let port = address.port();
		assert_eq!(
			network(Some("--port"), address),
			Err(format!(
				"Other: Port {port} on 127.0.0.1 is taken: another program listens there. Choose \
				 another port with --port, or end that program"
			))
		);
		assert_eq!(network(None, address), Ok(()));
		drop(listener);
		assert_eq!(network(Some("--port"), address), Ok(()));
	}

	#[test]
	fn metrics_should_be_left_away_when_the_default_port_is_taken() {
		let (_listener, address) = taken();
		let mut chosen = Chosen { rpc: None, network: None, prometheus: None };
		assert!(chosen.check_prometheus(address).is_ok_and(|usable| !usable));
		chosen.prometheus = Some("--prometheus-port");
		let error = chosen.check_prometheus(address).expect_err("it is taken").to_string();
		assert!(error.contains(&address.port().to_string()), "{error}");
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
