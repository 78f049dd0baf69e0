// SPDX-License-Identifier: Apache-2.0

/** A node that passes on the answers of a real one, but for those that it forges. */

import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * What is sent in the place of an answer.
 *
 * @typedef {(caller: WebSocket, id: unknown) => void} Lie
 */

/** Parts of an endless answer, 1 MiB each, that are sent if nobody hangs up. */
export const ENDLESS = 256;
const PART = 'a'.repeat(1 << 20);

/** @type {Record<'otherTypes' | 'control' | 'endless' | 'silence', Lie>} */
export const LIES = {
	otherTypes: (caller, id) => caller.send(JSON.stringify({ jsonrpc: '2.0', id, result: 7 })),
	control: (caller, id) => {
		const message = '\u001b]0;owned\u0007\u001b[2J\u009b31mall is well\r\u202e';
		caller.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code: 1, message } }));
	},
	endless: (caller, id) => void pour(caller, id),
	silence: () => undefined,
};

/** Parts that callers took of the last endless answer. */
export let poured = 0;

/**
 * Begins an answer, and never ends it.
 *
 * @param {WebSocket} caller
 * @param {unknown} id
 */
async function pour(caller, id) {
	caller.send(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":"`, { fin: false });
	for (poured = 0; poured < ENDLESS && caller.readyState === WebSocket.OPEN; poured++) {
		await new Promise((done) => caller.send(PART, { fin: false }, done));
	}
}

/**
 * Starts one at a port, before the node at `behind`.
 *
 * @param {number} port
 * @param {string} behind
 * @param {(method: string) => Lie | undefined} [forge]
 */
export async function hostileNode(port, behind, forge = () => undefined) {
	const server = new WebSocketServer({ host: '127.0.0.1', port });
	await once(server, 'listening');
	const door = {
		/** Methods that callers asked for. */
		asked: /** @type {string[]} */ ([]),
		/** Hangs up on everybody, and leaves the port. */
		close: () =>
			new Promise((done) => {
				server.close(() => done(undefined));
				for (const caller of server.clients) {
					caller.terminate();
				}
			}),
	};
	server.on('connection', (/** @type {WebSocket} */ caller) => {
		const real = new WebSocket(behind);
		const isOpen = once(real, 'open').catch(() => caller.terminate());
		real.on('message', (data) => caller.send(String(data)));
		real.on('error', () => caller.terminate());
		caller.on('error', () => real.terminate());
		caller.on('close', () => real.terminate());
		caller.on('message', async (data) => {
			const { id, method } = JSON.parse(String(data));
			door.asked.push(method);
			const lie = forge(method);
			if (lie) {
				lie(caller, id);
				return;
			}
			await isOpen;
			if (real.readyState === WebSocket.OPEN) {
				real.send(String(data));
			}
		});
	});
	return door;
}
