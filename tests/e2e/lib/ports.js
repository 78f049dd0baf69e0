// SPDX-License-Identifier: Apache-2.0

/** Free ports of this machine. */

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range that outgoing connections get theirs from. */
const FIRST = 20_000;
const COUNT = 12_000;
/** How many ports are tried: so many taken ones in a row are no accident. */
const TRIES = 100;

/** Ports that were given out. */
const taken = new Set();

/** A port that nothing listens on, given out once. */
export async function freePort() {
	for (let tries = 0; tries < TRIES; tries++) {
		const port = FIRST + Math.floor(Math.random() * COUNT);
		if (!taken.has(port) && (await isFree(port))) {
			taken.add(port);
			return port;
		}
	}
	throw new Error(`no free port among ${TRIES} from ${FIRST} to ${FIRST + COUNT - 1}`);
}

/** @param {number} port */
async function isFree(port) {
	const server = createServer().listen(port);
	try {
		await once(server, 'listening');
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') {
			return false;
		}
		throw error;
	}
	server.close();
	await once(server, 'close');
	return true;
}
