// SPDX-License-Identifier: Apache-2.0

/** Workers: an account that joins a pool, and the hot key by which a node works for it. */

import { hexToU8a, stringToU8a, u8aToHex } from '@polkadot/util';
import { account, secret } from './accounts.js';
import { call } from './calls.js';
import { hash, hexHash } from './hash.js';

/**
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('./remote-node.js').RemoteNode} Node
 */

/**
 * Puts a hot key for a worker into a node's keystore. Nothing else makes a node a worker.
 *
 * @param {Node} node
 * @param {Pair} worker
 * @param {string} name what the key is derived from
 * @returns {Promise<Pair>} the hot key
 */
export async function insertHotKey(node, worker, name = `${worker.meta.name}-hot`) {
	const hotKey = account(name);
	await node.rpc('author_insertKey', ['poco', secret(name), u8aToHex(hotKey.publicKey)]);
	return hotKey;
}

/**
 * What shows the chain that a worker holds its hot key: that key's signature.
 *
 * @param {Pair} hotKey
 * @param {Uint8Array} worker its public key
 * @returns {string} hex
 */
export function hotKeyProof(hotKey, worker) {
	return u8aToHex(hotKey.sign(hash(stringToU8a('bourse hot key'), worker)));
}

/**
 * The call by which a worker names its hot key.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {Pair} worker
 * @param {Pair} hotKey
 */
export function hotKeyCall(api, worker, hotKey) {
	return call(api, 'pools.setHotKey', {
		key: u8aToHex(hotKey.publicKey),
		proof: hotKeyProof(hotKey, worker.publicKey),
	});
}

/**
 * The calls by which an account applies to a pool as a worker, stakes, and names its hot key.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {Pair} worker
 * @param {Pair} hotKey
 * @param {{ pool: number, slots: number, stake: bigint }} terms `stake` in nRLC
 */
export function joinCalls(api, worker, hotKey, { pool, slots, stake }) {
	return [
		call(api, 'escrow.deposit', { amount: stake }),
		call(api, 'pools.apply', { pool, slots }),
		hotKeyCall(api, worker, hotKey),
	];
}

/**
 * What contributions are compared by: `blake2_256(task ‖ digest)`.
 *
 * @param {string} task hex
 * @param {string} digest hex
 */
export function resultHash(task, digest) {
	return hexHash(hexToU8a(task), hexToU8a(digest));
}

/**
 * What proves that a worker knew the digest: `blake2_256(worker ‖ task ‖ digest)`.
 *
 * @param {Pair} worker
 * @param {string} task hex
 * @param {string} digest hex
 */
export function seal(worker, task, digest) {
	return hexHash(worker.publicKey, hexToU8a(task), hexToU8a(digest));
}
