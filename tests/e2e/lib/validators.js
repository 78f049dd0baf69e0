// SPDX-License-Identifier: Apache-2.0

/** Validators: their keys, and the state that upgrades are tried on. */

import { writeFile } from 'node:fs/promises';
import { u8aToHex } from '@polkadot/util';

/** Most keys that a node lists at once. */
const PAGE = 1000;

/**
 * Has a node make session keys, and prove that it holds them.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @returns {Promise<{ keys: string, proof: string }>} hex
 */
export function newKeys(node, owner) {
	return node.rpc('author_rotateKeysWithOwner', [u8aToHex(owner.publicKey)]);
}

/**
 * Writes all of a chain's state after a block into a file, in the form of `bourse-node export-state`.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {string} block its hash
 * @param {string} file
 */
export async function exportState(node, block, file) {
	/** @type {Record<string, string>} */
	const top = {};
	/** @type {string | null} */
	let last = null;
	for (;;) {
		const keys = await node.rpc('state_getKeysPaged', ['0x', PAGE, last, block]);
		if (keys.length === 0) {
			break;
		}
		const [{ changes }] = await node.rpc('state_queryStorageAt', [keys, block]);
		Object.assign(top, Object.fromEntries(changes));
		last = keys[keys.length - 1];
	}
	await writeFile(file, JSON.stringify({ genesis: { raw: { top, childrenDefault: {} } } }));
}
