// SPDX-License-Identifier: Apache-2.0

/** A small web server for what providers offer: app modules, datasets, photos. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hexHash } from './hash.js';

/** The folder with the example apps and their data. */
export const APPS = fileURLToPath(new URL('../../../apps', import.meta.url));

/**
 * @typedef {object} Offer
 * @property {string} multiaddr where workers get it
 * @property {string} checksum `blake2_256` of the content, hex
 * @property {string} name its file name
 */

/** Serves content on a free port. */
export class ContentServer {
	/** @type {Map<string, Uint8Array>} */
	#content = new Map();
	#server = createServer((request, response) => {
		const content = this.#content.get(request.url ?? '');
		if (content) {
			response.writeHead(200, { 'content-length': content.length }).end(content);
		} else {
			response.writeHead(404).end();
		}
	});

	/** The address of everything that is served, without a slash at the end. */
	url = '';

	/**
	 * Starts a server.
	 *
	 * @param {string} host an IPv4 address of this machine
	 */
	static async start(host = '127.0.0.1') {
		const server = new ContentServer();
		await new Promise((resolve, reject) => {
			server.#server.once('error', reject).listen(0, host, () => resolve(undefined));
		});
		const { port } = /** @type {import('node:net').AddressInfo} */ (server.#server.address());
		server.url = `http://${host}:${port}`;
		return server;
	}

	/**
	 * Offers bytes.
	 *
	 * @param {string} name a file name
	 * @param {Uint8Array} content
	 * @returns {Offer}
	 */
	offer(name, content) {
		this.#content.set(`/${name}`, content);
		return {
			multiaddr: `${this.url}/${name}`,
			checksum: checksum(content),
			name: basename(name),
		};
	}

	/**
	 * Offers a file of the apps' folder, such as `built/table.wasm`.
	 *
	 * @param {string} path
	 * @returns {Promise<Offer>}
	 */
	async offerFile(path) {
		return this.offer(path, await readFile(join(APPS, path)));
	}

	/**
	 * Serves a file no longer.
	 *
	 * @param {string} name
	 */
	withdraw(name) {
		this.#content.delete(`/${name}`);
	}

	/** Stops serving. */
	async stop() {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

/**
 * What content is checked by: `blake2_256`, hex.
 *
 * @param {Uint8Array} content
 */
export function checksum(content) {
	return hexHash(content);
}
