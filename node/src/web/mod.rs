// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The web application's files, served to browsers on a port of its own (`--web-port`).

mod server;
mod site;

use crate::{cli::WebOptions, service};
use sc_network::{multiaddr::Protocol, Multiaddr, PeerId};
use sc_service::{Configuration, Error as ServiceError, RpcHandlers, TaskManager};
use server::{serve, NodeInfo};
use site::Site;
use std::net::TcpListener;

/// Name of the file by which a light client in a browser knows the chain.
const CHAIN: &str = "chain.json";

/// The web application, before it is served.
pub struct Web {
	listener: TcpListener,
	site: Site,
	node: NodeInfo,
}

impl Web {
	/// Reads the files and takes the port, if the options ask for that.
	pub fn open(options: &WebOptions) -> Result<Option<Self>, ServiceError> {
		let Some(address) = options.address() else { return Ok(None) };
		let site = Site::read(&options.folder()).map_err(ServiceError::Other)?;
		let listener = service::listen(address, "--web-port")?;
		Ok(Some(Self { listener, site, node: NodeInfo::default() }))
	}

	/// Adds what a light client in a browser needs: the chain's raw spec, and where this node listens on
	/// WebSocket. A folder's own file of the spec stays.
	pub fn introduce(&mut self, config: &Configuration, peer: PeerId) {
		let addresses = config.network.listen_addresses.iter();
		self.node.web_socket_ports = addresses.filter_map(web_socket_port).collect();
		self.node.peer = peer.to_string();
		if self.node.web_socket_ports.is_empty() {
			return;
		}
		match config.chain_spec.as_json(true) {
			Ok(spec) => self.site.add(CHAIN, spec.into_bytes()),
			Err(error) => log::warn!(
				target: "bourse",
				"Light clients in browsers get no chain spec from here: {error}"
			),
		}
	}

	/// Serves the files, to pages that find RPC by its port.
	pub fn start(mut self, rpc: &RpcHandlers, task_manager: &TaskManager) {
		self.node.rpc_port = rpc.listen_addresses().iter().find_map(tcp_port);
		if let Ok(address) = self.listener.local_addr() {
			log::info!(target: "bourse", "Web application: http://{address}");
		}
		let server = serve(self.listener, self.site, self.node);
		task_manager.spawn_handle().spawn("web", "web", server);
	}
}

fn tcp_port(address: &Multiaddr) -> Option<u16> {
	address.iter().find_map(|part| match part {
		Protocol::Tcp(port) => Some(port),
		_ => None,
	})
}

/// The port of `/ip4/…/tcp/…/ws`.
fn web_socket_port(address: &Multiaddr) -> Option<u16> {
	let is_web_socket = address.iter().any(|part| matches!(part, Protocol::Ws(_)));
	is_web_socket.then(|| tcp_port(address)).flatten()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn web_socket_port_should_be_that_of_such_an_address_alone() {
		let of = |text: &str| web_socket_port(&text.parse().expect("an address"));
		assert_eq!(of("/ip4/0.0.0.0/tcp/30334/ws"), Some(30334));
		assert_eq!(of("/ip4/0.0.0.0/tcp/30333"), None);
		assert_eq!(of("/ip4/0.0.0.0/udp/30333/webrtc-direct"), None);
	}
}
