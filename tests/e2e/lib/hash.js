// SPDX-License-Identifier: Apache-2.0

/** The chain's hash: `blake2_256` of some parts, one after the other. */

import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** @param {Uint8Array[]} parts */
export function hash(...parts) {
	return blake2AsU8a(u8aConcat(...parts), 256);
}

/**
 * The hash as the chain's interfaces show it.
 *
 * @param {Uint8Array[]} parts
 */
export function hexHash(...parts) {
	return u8aToHex(hash(...parts));
}
