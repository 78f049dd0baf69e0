// SPDX-License-Identifier: Apache-2.0

/** The chain spec of a light client in a browser. */

import { BourseError } from '@bourse/sdk';

/** What the server of the page says of its node (`node.json`). */
interface Node {
	peer?: unknown;
	webSocketPorts?: unknown;
}

/** Addresses of the node that serves the page, by the host that the page came from. */
export function addressesOf(node: Node, host: string): string[] {
	const { peer, webSocketPorts: ports } = node;
	if (typeof peer !== 'string' || peer === '' || !Array.isArray(ports)) return [];
	const kind = /^[\d.]+$/.test(host) ? 'ip4' : host.startsWith('[') ? 'ip6' : 'dns';
	const name = host.replace(/^\[|\]$/g, '');
	return ports
		.filter((port) => Number.isInteger(port))
		.map((port) => `/${kind}/${name}/tcp/${port}/ws/p2p/${peer}`);
}

/** The chain spec with more addresses of nodes. Throws a sentence when a browser can reach none. */
export function withAddresses(text: string, more: string[]): string {
	const spec = JSON.parse(text);
	const known = Array.isArray(spec.bootNodes) ? spec.bootNodes : [];
	spec.bootNodes = [...new Set([...known, ...more])];
	if (!spec.bootNodes.some((address: unknown) => /\/wss?\//.test(String(address)))) {
		throw new BourseError(
			'No node listens for browsers: start the one that serves this page with --listen-addr /ip4/0.0.0.0/tcp/30334/ws',
		);
	}
	return JSON.stringify(spec);
}
