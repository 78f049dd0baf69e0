// SPDX-License-Identifier: Apache-2.0

/** Accounts: the development accounts, and others derived from a name. */

import { Keyring } from '@polkadot/keyring';
import { stringToU8a } from '@polkadot/util';
import { cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';

/** @typedef {import('@polkadot/keyring/types').KeyringPair} Pair */

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** nRLC in one RLC. */
export const RLC = 1_000_000_000n;

/** The account that gets the authors' half of fees until the era ends: that of `PalletId(bours/er)`. */
export const POT = encodeAddress(stringToU8a('modlbours/er'.padEnd(32, '\0')), 42);

/**
 * The account behind a name: `alice` is the development account `//Alice`.
 *
 * @param {string} name letters, digits and dashes
 * @returns {Pair}
 */
export function account(name) {
	const pair = keyring.addFromUri(secret(name));
	pair.meta.name = name;
	return pair;
}

/**
 * What an account is derived from, as a node's keystore takes it.
 *
 * @param {string} name
 */
export function secret(name) {
	return `//${name[0].toUpperCase()}${name.slice(1)}`;
}

/**
 * An amount as people read it, exact to the nRLC.
 *
 * @param {bigint} amount nRLC
 */
export function rlc(amount) {
	const sign = amount < 0n ? '-' : '';
	const digits = (amount < 0n ? -amount : amount).toString().padStart(10, '0');
	const fraction = digits.slice(-9).replace(/0+$/, '').padEnd(2, '0');
	return `${sign}${digits.slice(0, -9)}.${fraction}`;
}
