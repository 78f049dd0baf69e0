// SPDX-License-Identifier: Apache-2.0

/** Orders in files: `{"App": {…}, "signature": …}`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { order } from './orders.js';

/**
 * @typedef {import('./events.js').Fields} Fields
 * @typedef {import('./orders.js').Kind} Kind
 *
 * @typedef {object} OrderFile
 * @property {Kind} kind
 * @property {Fields} terms the order
 * @property {import('./orders.js').Signed['signature']} signature
 */

/**
 * The order in a file, with what it leaves out.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} file
 * @returns {OrderFile}
 */
export function readOrder(api, file) {
	const { signature = null, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
	const kind = /** @type {Kind} */ (Object.keys(rest)[0]);
	const terms = order(kind, rest[kind]);
	// polkadot.js would pass over a field that the chain does not know.
	const { inner } = /** @type {Fields} */ (api.tx.market.presign({ [kind]: terms }).args[0]);
	const unknown = Object.keys(terms).find((field) => !inner.has(field));
	if (unknown) {
		throw new Error(`${file}: an order of kind ${kind} has no ${unknown}`);
	}
	return { kind, terms, signature };
}

/**
 * Writes an order into a file.
 *
 * @param {string} file
 * @param {OrderFile} order
 */
export function writeOrder(file, { kind, terms, signature }) {
	const number = (/** @type {string} */ _, /** @type {unknown} */ value) =>
		typeof value === 'bigint' ? value.toString() : value;
	writeFileSync(file, `${JSON.stringify({ [kind]: terms, signature }, number, 2)}\n`);
}
