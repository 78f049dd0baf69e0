// SPDX-License-Identifier: Apache-2.0

/** A node that runs somewhere: JSON-RPC and polkadot.js. */

import { ApiPromise, WsProvider } from '@polkadot/api';
import { rpc, types } from './definitions.js';
import { within } from './waiting.js';

/** How long a node may take to answer a question, in milliseconds. */
const ANSWER_TIMEOUT = 60_000;
/** How long polkadot.js may take to connect and to read the metadata, in milliseconds. */
const CONNECT_TIMEOUT = 60_000;

/**
 * @typedef {object} Refusal an error as JSON-RPC has it
 * @property {number} code
 * @property {string} message
 * @property {unknown} [data]
 */

/** A node's refusal to answer. */
export class RpcError extends Error {
	/**
	 * @param {string} method
	 * @param {Refusal} refusal
	 */
	constructor(method, { code, message, data }) {
		super(`${method}: ${message}${data === undefined ? '' : `: ${JSON.stringify(data)}`}`);
		this.code = code;
	}
}

/** A node that runs somewhere. */
export class RemoteNode {
	/**
	 * @param {string} name
	 * @param {string} ws its RPC address
	 */
	constructor(name, ws) {
		this.name = name;
		this.ws = ws;
		this.http = ws.replace(/^ws/, 'http');
	}

	/**
	 * Asks this node by JSON-RPC.
	 *
	 * @param {string} method
	 * @param {unknown[]} params
	 * @returns {Promise<any>} the result, as JSON has it
	 */
	async rpc(method, params = []) {
		const response = await fetch(this.http, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			signal: AbortSignal.timeout(ANSWER_TIMEOUT),
		});
		if (!response.ok) {
			throw new Error(`${method}: HTTP status ${response.status}: ${await response.text()}`);
		}
		/** @type {{ result?: unknown, error?: Refusal }} */
		const { result, error } = JSON.parse(await response.text());
		if (error) {
			throw new RpcError(method, error);
		}
		return result;
	}

	/** Connects polkadot.js to this node. */
	async connect() {
		const provider = new WsProvider(this.ws, 500);
		/** @type {unknown} */
		let problem;
		provider.on('error', (error) => {
			problem = error;
		});
		const created = ApiPromise.create({
			provider,
			rpc,
			types,
			// Transaction extensions that add nothing to what is signed.
			signedExtensions: {
				AuthorizeCall: { extrinsic: {}, payload: {} },
				ShareBlock: { extrinsic: {}, payload: {} },
			},
			noInitWarn: true,
		});
		try {
			return await within(created, `polkadot.js to connect to ${this.ws}`, {
				timeout: CONNECT_TIMEOUT,
				state: () => (problem ? `${problem}` : provider.isConnected ? 'connected' : ''),
			});
		} catch (error) {
			await provider.disconnect();
			throw error;
		}
	}
}
