// SPDX-License-Identifier: Apache-2.0

/** Free ports of this machine. */

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range that outgoing connections get theirs from. */
const FIRST = 20_000;
const COUNT = 12_000;
/** How many ports are tried: so many taken ones in a row are no accident. */
const TRIES = 100;
/** More than a file of tests needs. */
const BLOCK = 37;

/** Where the next one is. Processes beside each other begin elsewhere: a node takes its ports late. */
let next = (process.pid * BLOCK) % COUNT;

/** A port that nothing listens on, given out once. */
export async function freePort() {
	for (let tries = 0; tries < TRIES; tries++) {
		const port = FIRST + next;
		next = (next + 1) % COUNT;
		if (await isFree(port)) {
			return port;
		}
	}
	throw new Error(`no free port among ${TRIES} before ${FIRST + next}`);
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
