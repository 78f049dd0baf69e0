// SPDX-License-Identifier: Apache-2.0

/** Ids of tasks. */

import { bnToU8a, hexToU8a, u8aToHex } from '@polkadot/util';

/** Bytes of a task's id that are its deal's. */
const DEAL_BYTES = 24;

/**
 * The id of a deal's task: the first 24 bytes of the deal's id, and then the index, big-endian.
 *
 * @param {string} deal hex
 * @param {number} index inside the request order
 * @returns {string} hex
 */
export function taskId(deal, index) {
	const bytes = hexToU8a(deal);
	bytes.set(bnToU8a(index, { bitLength: 64, isLe: false }), DEAL_BYTES);
	return u8aToHex(bytes);
}
