// SPDX-License-Identifier: Apache-2.0

/**
 * Parts of this machine that can be cut off, each with a network of its own: network namespaces,
 * connected by a bridge. And disks that are soon full: small file systems in memory. For Linux, as
 * root, with iproute2.
 */

import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} command its words, separated by blanks */
function run(command) {
	const [program, ...args] = command.split(' ');
	execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Whether this machine lets us. */
export function isPossible() {
	const name = `bourse-${process.pid}-try`;
	try {
		run(`ip netns add ${name}`);
		run(`ip netns delete ${name}`);
		return true;
	} catch {
		return false;
	}
}

/** What is to be undone, last first. */
const undo = /** @type {(() => void)[]} */ ([]);
function undoAll() {
	for (const step of undo.splice(0).reverse()) {
		try {
			step();
		} catch {
			// It is gone already.
		}
	}
}
process.once('exit', undoAll);

/** Places on one network. Everything is removed when this process ends. */
export class Islands {
	#count = 0;
	/** @type {Map<import('./network.js').Place, string>} the bridge's end of each place's cable */
	#cables = new Map();

	constructor() {
		// Several networks may be up at once.
		this.subnet = `10.${100 + (process.pid % 100)}.${(process.pid >> 7) % 250}`;
		this.bridge = `br-${process.pid}`;
		/** Where all places find this process. */
		this.host = `${this.subnet}.1`;
		run(`ip link add ${this.bridge} type bridge`);
		undo.push(() => run(`ip link delete ${this.bridge}`));
		run(`ip address add ${this.host}/24 dev ${this.bridge}`);
		run(`ip link set ${this.bridge} up`);
	}

	/**
	 * A new place.
	 *
	 * @returns {import('./network.js').Place}
	 */
	add() {
		const number = ++this.#count;
		const name = `bourse-${process.pid}-${number}`;
		const [outer, inner] = [`vo${number}-${process.pid}`, `vi${number}-${process.pid}`];
		const host = `${this.subnet}.${number + 1}`;
		run(`ip netns add ${name}`);
		undo.push(() => run(`ip netns delete ${name}`));
		run(`ip link add ${outer} type veth peer name ${inner} netns ${name}`);
		undo.push(() => run(`ip link delete ${outer}`));
		run(`ip link set ${outer} master ${this.bridge} up`);
		run(`ip -n ${name} link set lo up`);
		run(`ip -n ${name} address add ${host}/24 dev ${inner}`);
		run(`ip -n ${name} link set ${inner} up`);
		const place = { host, enter: ['ip', 'netns', 'exec', name] };
		this.#cables.set(place, outer);
		return place;
	}

	/**
	 * Cuts the cable to a place, or mends it.
	 *
	 * @param {import('./network.js').Place} place
	 * @param {boolean} up
	 */
	connect(place, up) {
		run(`ip link set ${this.#cables.get(place)} ${up ? 'up' : 'down'}`);
	}

	/** Removes everything. */
	remove() {
		undoAll();
	}
}

/** A file system in memory. */
export class SmallDisk {
	/**
	 * @param {string} folder where it is mounted
	 * @param {number} megabytes
	 */
	constructor(folder, megabytes) {
		this.folder = folder;
		this.ballast = join(folder, 'ballast');
		mkdirSync(folder, { recursive: true });
		run(`mount -t tmpfs -o size=${megabytes}m tmpfs ${folder}`);
		undo.push(() => run(`umount -l ${folder}`));
	}

	/** Takes all the space that is left. */
	fill() {
		const block = Buffer.alloc(1 << 20);
		const file = openSync(this.ballast, 'a');
		try {
			for (;;) {
				writeSync(file, block);
			}
		} catch (error) {
			if (/** @type {any} */ (error).code !== 'ENOSPC') {
				throw error;
			}
		} finally {
			closeSync(file);
		}
	}

	/** Gives it back. */
	free() {
		rmSync(this.ballast, { force: true });
	}

	/** Gives the memory back, with all that is on it. */
	remove() {
		run(`umount -l ${this.folder}`);
	}
}
