// SPDX-License-Identifier: Apache-2.0

/**
 * Parts of this machine that can be cut off, each with a network of its own: network namespaces,
 * connected by a bridge. For Linux, as root, with iproute2.
 */

import { atExit } from './cleanup.js';
import { command } from './command.js';

/**
 * What keeps this machine from being cut into parts.
 *
 * @returns {string | undefined} the message of the first command that fails, if one does
 */
export function obstacle() {
	const name = `bourse-${process.pid}-try`;
	try {
		command(`ip netns add ${name}`);
		command(`ip netns delete ${name}`);
		return undefined;
	} catch (error) {
		return /** @type {Error} */ (error).message.trim();
	}
}

/** Places on one network. Everything is removed when this process ends. */
export class Islands {
	#count = 0;
	/** @type {number | undefined} */
	#retries;
	/** @type {ReturnType<typeof atExit>[]} */
	#undo = [];
	/** @type {Map<import('./node.js').Place, string>} the bridge's end of each place's cable */
	#cables = new Map();

	/**
	 * @param {number} [retries] how often a place sends again what nobody acknowledges before it gives a
	 *   connection up; Linux's 15 without
	 */
	constructor(retries) {
		this.#retries = retries;
		// Several networks may be up at once.
		this.subnet = `10.${100 + (process.pid % 100)}.${(process.pid >> 7) % 250}`;
		this.bridge = `br-${process.pid}`;
		/** Where all places find this process. */
		this.host = `${this.subnet}.1`;
		command(`ip link add ${this.bridge} type bridge`);
		this.#undo.push(atExit(() => command(`ip link delete ${this.bridge}`)));
		command(`ip address add ${this.host}/24 dev ${this.bridge}`);
		command(`ip link set ${this.bridge} up`);
	}

	/**
	 * A new place.
	 *
	 * @returns {import('./node.js').Place}
	 */
	add() {
		const number = ++this.#count;
		const name = `bourse-${process.pid}-${number}`;
		const [outer, inner] = [`vo${number}-${process.pid}`, `vi${number}-${process.pid}`];
		const host = `${this.subnet}.${number + 1}`;
		command(`ip netns add ${name}`);
		this.#undo.push(atExit(() => command(`ip netns delete ${name}`)));
		command(`ip link add ${outer} type veth peer name ${inner} netns ${name}`);
		this.#undo.push(atExit(() => command(`ip link delete ${outer}`)));
		command(`ip link set ${outer} master ${this.bridge} up`);
		command(`ip -n ${name} link set lo up`);
		command(`ip -n ${name} address add ${host}/24 dev ${inner}`);
		command(`ip -n ${name} link set ${inner} up`);
		if (this.#retries !== undefined) {
			// Where /proc can't be written to, the system's own number stays.
			const set = `echo ${this.#retries} >/proc/sys/net/ipv4/tcp_retries2 || true`;
			command(['ip', 'netns', 'exec', name, 'sh', '-c', set]);
		}
		const place = { host, enter: ['ip', 'netns', 'exec', name] };
		this.#cables.set(place, outer);
		return place;
	}

	/**
	 * Cuts the cable to a place, or mends it.
	 *
	 * @param {import('./node.js').Place} place
	 * @param {boolean} up
	 */
	connect(place, up) {
		command(`ip link set ${this.#cables.get(place)} ${up ? 'up' : 'down'}`);
	}

	/** Removes everything. */
	remove() {
		for (const { undo } of this.#undo.reverse()) {
			undo();
		}
	}
}
