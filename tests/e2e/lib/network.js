// SPDX-License-Identifier: Apache-2.0

/** A network of real nodes on this machine: processes of their own, connected by TCP. */

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { atExit } from './cleanup.js';
import { SmallDisk } from './disk.js';
import { Node } from './node.js';
import { freePort } from './ports.js';
import { rawSpec } from './spec.js';
import { poll } from './waiting.js';

/**
 * @typedef {object} Options
 * @property {string} name for people
 * @property {string[]} [args] further arguments
 * @property {boolean} [metrics] serves metrics for Prometheus
 * @property {import('./node.js').Place} [place] where it runs, if not simply on this machine
 * @property {number} [disk] megabytes of a disk of its own; as much as there is without
 * @property {string} [program] its binary, if not that of the others
 */

/** How long nodes may take to find each other, in milliseconds. */
const CONNECT_TIMEOUT = 60_000;
/** A node that has so many peers is connected, however many there are. */
const ENOUGH_PEERS = 4;

/** Nodes that know each other. */
export class Network {
	/** @type {Node[]} */
	nodes = [];
	#folder;
	#spec;

	/**
	 * @param {string} folder
	 * @param {string} spec the chain's, a file
	 */
	constructor(folder, spec) {
		this.folder = folder;
		this.#spec = spec;
		this.#folder = atExit(() => remove(folder));
	}

	/**
	 * Starts nodes on a chain; each is told where the others are.
	 *
	 * @param {string} chain its name
	 * @param {Options[]} options
	 * @param {string[]} [validators] development accounts that validate instead of the chain's own
	 */
	static async start(chain, options, validators) {
		await cryptoWaitReady();
		const spec = await rawSpec(chain, validators);
		const network = new Network(await mkdtemp(join(tmpdir(), 'bourse-')), spec);
		try {
			for (const one of options) {
				await network.#add(one);
			}
			await Promise.all(network.nodes.map((node) => node.start()));
		} catch (error) {
			// The first error matters more than what follows from it.
			await network.stop().catch(console.error);
			throw error;
		}
		return network;
	}

	/**
	 * Starts one more node, which is told where the others are.
	 *
	 * @param {Options} options
	 */
	async join(options) {
		const node = await this.#add(options);
		await node.start();
		return node;
	}

	/** @param {Options} options */
	async #add({ name, args = [], metrics = false, place, disk, program }) {
		const ports = {
			rpc: await freePort(),
			p2p: await freePort(),
			metrics: metrics ? await freePort() : undefined,
		};
		const bootnodes = this.nodes.flatMap(({ address }) => ['--bootnodes', address]);
		const all = ['--chain', this.#spec, ...args, ...bootnodes];
		const node = new Node(this.folder, name, ports, all, place);
		node.program = program;
		if (disk !== undefined) {
			node.disk = new SmallDisk(node.basePath, disk);
		}
		this.nodes.push(node);
		return node;
	}

	/** Waits until every node is connected to others, all of a few, and follows the chain. */
	async connected() {
		const enough = Math.min(this.nodes.length - 1, ENOUGH_PEERS);
		for (const node of this.nodes) {
			let state = '';
			const follows = async () => {
				const { peers, isSyncing } = await node.rpc('system_health');
				const number = Number((await node.rpc('chain_getHeader')).number);
				state = `${peers} peers, block ${number}${isSyncing ? ', syncing' : ''}`;
				return peers >= enough && !isSyncing && number > 0;
			};
			await poll(follows, `${node.name} to have ${enough} peers and a block`, {
				timeout: CONNECT_TIMEOUT,
				state: () => `${state}\n${node.logTail()}`,
			});
		}
	}

	/**
	 * Ends every process and removes what they kept.
	 *
	 * @param {{ keepLogs?: boolean }} options
	 */
	async stop({ keepLogs = false } = {}) {
		const ends = await Promise.allSettled(this.nodes.map((node) => node.stop()));
		for (const { disk, basePath } of this.nodes) {
			disk?.remove();
			remove(basePath);
		}
		if (keepLogs) {
			this.#folder.forget();
		} else {
			this.#folder.undo();
		}
		for (const end of ends) {
			if (end.status === 'rejected') {
				throw end.reason;
			}
		}
	}
}

/** @param {string} folder */
function remove(folder) {
	rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
