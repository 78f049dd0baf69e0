// SPDX-License-Identifier: Apache-2.0

/** A server of a folder's files, as any web server would serve the application. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
};

/**
 * Serves a folder until it is closed.
 *
 * @param {string} folder
 */
export async function serve(folder) {
	const server = createServer(async (request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://a');
		const path = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
		const content = await readFile(path).catch(() => undefined);
		response.writeHead(content ? 200 : 404, {
			'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
		});
		response.end(content);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
