// SPDX-License-Identifier: Apache-2.0

/** What nodes are started as. */

/** @typedef {import('./network.js').Options} Options */

/** Works off chain; fetches also from this machine, which providers and workers share. */
const WORKS = ['--offchain-worker', 'always', '--allow-private-addresses'];
const IDLES = ['--offchain-worker', 'never'];

/**
 * A node that works once it has a hot key.
 *
 * @param {string} name
 * @param {Partial<Options>} more
 * @returns {Options}
 */
export function worker(name, { args = [], ...more } = {}) {
	return { name, args: [...WORKS, ...args], ...more };
}

/**
 * A validator. Not `--dev`, which would make the transaction pool forgive what it does not forgive
 * elsewhere.
 *
 * @param {string} name
 * @param {Partial<Options> & { key?: string, works?: boolean }} more `key`: the development account
 *   that it validates with; `works`: a worker, too
 * @returns {Options}
 */
export function validator(name, { args = [], key = 'alice', works = false, ...more } = {}) {
	const all = [...(works ? WORKS : IDLES), `--${key}`, '--validator', ...args];
	return { name, args: all, ...more };
}

/**
 * A node that neither works nor validates.
 *
 * @param {string} name
 * @param {Partial<Options>} more
 * @returns {Options}
 */
export function reader(name, { args = [], ...more } = {}) {
	return { name, args: [...IDLES, ...args], ...more };
}
