// SPDX-License-Identifier: Apache-2.0

/**
 * A web server that misbehaves in 32 ways, in the one that a path names: `/WAY/NAME`. Ways that pass do so
 * after the first request. compute/src/content/faults_tests.rs has more without a network of nodes.
 */

import { createServer } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { checksum } from './content.js';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(response: Response, content: Buffer, request: Request) => void} Way
 */

const PAGE = '<html>Please log in</html>';
/** A worker writes down how far a download is every 10 seconds; in milliseconds. */
const SLOW = 11_000;
/** Milliseconds between two bytes of a server that a worker does not wait for: 100 a second are too few. */
const DRIP = 500;

/**
 * Half of the content, and the end of the connection.
 *
 * @param {Response} response
 * @param {Buffer} content
 */
function half(response, content) {
	response.write(content.subarray(0, content.length / 2), () => response.destroy());
}

/**
 * A status, and a page about it.
 *
 * @param {number} status
 * @returns {Way}
 */
function page(status) {
	return (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
}

/**
 * What is over at the second request.
 *
 * @type {Record<string, Way>}
 */
export const PASSING = {
	'closes without a word': (response) => response.destroy(),
	'is overloaded': (response) => response.writeHead(503, { 'retry-after': '2' }).end(),
	'asks for patience until a date': (response) =>
		response
			.writeHead(429, { 'retry-after': new Date(Date.now() + 2_000).toUTCString() })
			.end(PAGE),
	'has no gateway': page(502),
	'is not there yet': page(404),
	'forbids it at first': page(403),
	'wants a login at first': page(200),
	'has nothing yet': (response) => response.writeHead(200, { 'content-length': 0 }).end(),
	'gives a part that nobody asked for': (response, content) => {
		const range = `bytes 0-9/${content.length}`;
		response.writeHead(206, { 'content-range': range }).end(content.subarray(0, 10));
	},
	'cuts off': (response, content) =>
		half(response.writeHead(200, { 'content-length': content.length }), content),
	'cuts off without a length': (response, content) => {
		// As servers of HTTP/1.0 do: what comes is all there is, until the connection ends.
		response.socket?.write('HTTP/1.0 200 OK\r\n\r\n');
		response.socket?.end(content.subarray(0, content.length / 2));
	},
	'cuts off a chunk': (response, content) => half(response.writeHead(200), content),
	drips: (response, content) => {
		response.writeHead(200, { 'content-length': content.length });
		let at = 0;
		const drop = () => response.write(content.subarray(at, ++at));
		const drops = setInterval(drop, DRIP);
		response.on('close', () => clearInterval(drops));
	},
	'speaks another protocol': (response) => response.socket?.end('220 ready\r\n'),
	'sends you on by a name with blanks and accents': (response, _, { url }) => {
		const location = Buffer.from(`${url}?än other`, 'utf8').toString('latin1');
		response.writeHead(302, { location }).end();
	},
	'sends you on by a short name': (response) =>
		response.writeHead(308, { location: '?again' }).end(PAGE),
};

/**
 * What is always so, and does no harm.
 *
 * @type {Record<string, Way>}
 */
export const HARMLESS = {
	'packs what nobody asked to be packed': (response, content) =>
		response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(content)),
	'does not say how long it is': (response, content) => response.writeHead(200).end(content),
	'promises more than it has': (response, content) => {
		response.writeHead(200, { 'content-length': content.length + 9 });
		response.write(content, () => response.destroy());
	},
	'begins with a hint': (response, content) => {
		response.writeEarlyHints({ link: '</style.css>; rel=preload' });
		response.writeHead(200, { 'content-length': content.length }).end(content);
	},
	'takes its time': (response, content) => {
		response.writeHead(200, { 'content-length': content.length });
		response.write(content.subarray(0, 100));
		setTimeout(() => response.write(content.subarray(100, 200)), SLOW);
		setTimeout(() => response.end(content.subarray(200)), SLOW + 1_000);
	},
};

/**
 * What never ends, with the code and the reason that a worker gives.
 *
 * @type {Record<string, { way: Way, code: string, reason: RegExp }>}
 */
export const FINAL = {
	'has lost it': {
		way: page(404),
		code: 'FetchFailed',
		reason: /http status 404 Not Found/,
	},
	'has thrown it away': {
		way: page(410),
		code: 'FetchFailed',
		reason: /http status 410 Gone/,
	},
	'forbids it': {
		way: page(403),
		code: 'FetchFailed',
		reason: /http status 403 Forbidden/,
	},
	'is broken': {
		way: page(500),
		code: 'FetchFailed',
		reason: /http status 500 Internal Server Error/,
	},
	'sends you on to nowhere': {
		way: (response) => response.writeHead(302).end(),
		code: 'FetchFailed',
		reason: /http status 302 Found/,
	},
	'has another version': {
		way: (response, content) => response.end(content.subarray(1)),
		code: 'ChecksumMismatch',
		reason: /\d+ bytes of no type have 0x/,
	},
	'claims to be huge': {
		way: (response) => response.writeHead(200, { 'content-length': 2 ** 40 }).write(PAGE),
		code: 'InputTooLarge',
		reason: /larger than \d+ bytes/,
	},
	'asks for a login': {
		way: page(200),
		code: 'ChecksumMismatch',
		reason: /26 bytes of text\/html have 0x/,
	},
	'goes round in circles': {
		way: (response, _, { url }) => response.writeHead(301, { location: url }).end(),
		code: 'FetchFailed',
		reason: /more than 20 redirects/,
	},
	'packs it in a way of its own': {
		way: (response, content) =>
			response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(content)),
		code: 'FetchFailed',
		reason: /the server sends the content coding br, unasked/,
	},
	'sends you to another protocol': {
		way: (response) => response.writeHead(302, { location: 'ftp://127.0.0.1/x' }).end(),
		code: 'FetchFailed',
		reason: /a redirect to ftp:\/\/127\.0\.0\.1\/x, which is neither http/,
	},
};

const NAMES = [...Object.keys(PASSING), ...Object.keys(HARMLESS), ...Object.keys(FINAL)];

/** Serves a text of its own for each way. */
export class FaultyServer {
	/** How often each path was asked for. */
	asked = /** @type {Map<string, number>} */ (new Map());
	#url = '';
	#server = createServer((request, response) => this.#answer(request, response));

	static async start() {
		const server = new FaultyServer();
		await new Promise((resolve) => {
			server.#server.listen(0, '127.0.0.1', () => resolve(undefined));
		});
		const { port } = /** @type {import('node:net').AddressInfo} */ (server.#server.address());
		server.#url = `http://127.0.0.1:${port}`;
		return server;
	}

	/**
	 * What a worker is to fetch.
	 *
	 * @param {string} way
	 * @returns {import('./content.js').Offer}
	 */
	offer(way) {
		return {
			multiaddr: `${this.#url}/${NAMES.indexOf(way)}/input.txt`,
			checksum: checksum(this.content(way)),
			name: 'input.txt',
		};
	}

	/** @param {string} way */
	content(way) {
		return Buffer.from(`the server ${way}\n`.repeat(100));
	}

	/** @param {string} way */
	count(way) {
		return this.asked.get(way) ?? 0;
	}

	async stop() {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	/**
	 * @param {Request} request
	 * @param {Response} response
	 */
	#answer(request, response) {
		const name = NAMES[Number(request.url?.split('/')[1])];
		if (name === undefined) {
			response.writeHead(404).end();
			return;
		}
		const before = this.count(name);
		this.asked.set(name, before + 1);
		const content = this.content(name);
		const way =
			HARMLESS[name] ?? FINAL[name]?.way ?? (before === 0 ? PASSING[name] : undefined);
		if (way) {
			way(response, content, request);
			return;
		}
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
		const rest = content.subarray(from);
		const range = `bytes ${from}-${content.length - 1}/${content.length}`;
		response
			.writeHead(from > 0 ? 206 : 200, {
				'content-length': rest.length,
				...(from > 0 && { 'content-range': range }),
			})
			.end(rest);
	}
}
