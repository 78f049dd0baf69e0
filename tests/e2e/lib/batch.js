// SPDX-License-Identifier: Apache-2.0

/**
 * Workers' batches that no account signs, made by hand as a node makes them: polkadot.js knows no
 * general transactions.
 */

import { compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { hash } from './hash.js';
import { resultHash, seal } from './worker.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 */

/**
 * What the hot key signs begins with, by call.
 *
 * @typedef {keyof typeof DOMAINS} Name
 */
const DOMAINS = {
	contributeBatch: 'bourse contribute',
	revealBatch: 'bourse reveal',
	reportFailureBatch: 'bourse failure',
};

/** Kind 01 (general) in the uppermost bits, version 5; version 0 of the extensions. */
const GENERAL = [0x45, 0];
/** An immortal era, nonce 0, no tip, no metadata hash; the other extensions are empty. */
const EXTENSIONS = [0, 0, 0, 0];

/**
 * A general transaction.
 *
 * @param {Uint8Array} call
 * @returns {Uint8Array}
 */
export function general(call) {
	const body = u8aConcat(Uint8Array.from([...GENERAL, ...EXTENSIONS]), call);
	return u8aConcat(compactToU8a(body.length), body);
}

/**
 * A batch.
 *
 * @param {Api} api
 * @param {Name} name of the call
 * @param {Pair} worker
 * @param {import('./events.js').Fields[]} items
 * @param {{ attempt?: number, hotKey?: Pair }} options without a hot key the signature is made up
 * @returns {string} hex
 */
export function batch(api, name, worker, items, { attempt = 0, hotKey } = {}) {
	const make = api.tx.poco[name];
	const fields = { worker: worker.address, attempt, items };
	// Without a signature only the payload matters, which the call encodes as the chain wants it.
	const [payload] = make(fields, new Uint8Array(64)).args;
	const message = hash(stringToU8a(DOMAINS[name]), payload.toU8a());
	const signature = hotKey ? hotKey.sign(message) : blake2AsU8a(message, 512);
	return u8aToHex(general(make(payload, u8aToHex(signature)).method.toU8a()));
}

/**
 * A contribution, as it should be.
 *
 * @param {Pair} worker
 * @param {string} task hex
 * @param {string} digest hex
 */
export function contribution(worker, task, digest) {
	return { task, resultHash: resultHash(task, digest), seal: seal(worker, task, digest) };
}
