// SPDX-License-Identifier: Apache-2.0

/** Books: what everybody paid and earned, by the ledger's events, beside what the ledger shows. */

import { total } from './ledger.js';

/** Who the kitty is in the books. */
export const KITTY = 'kitty';

/**
 * @typedef {object} Entry amounts in nRLC
 * @property {bigint} paid
 * @property {bigint} earned
 * @property {bigint} deposited less what was withdrawn
 *
 * @typedef {Entry & { who: string, change: bigint }} Balance `who`: an address, or {@link KITTY};
 *   `change`: of what the ledger shows, deposits left out
 */

/** What each event of the ledger adds to whose entry. */
const EFFECTS = /** @type {Record<string, (entry: Entry, amount: bigint) => void>} */ ({
	'escrow.Seized': (entry, amount) => {
		entry.paid += amount;
	},
	'escrow.Rewarded': (entry, amount) => {
		entry.earned += amount;
	},
	'escrow.KittyFilled': (entry, amount) => {
		entry.earned += amount;
	},
	'escrow.KittyDrawn': (entry, amount) => {
		entry.paid += amount;
	},
	'escrow.Deposited': (entry, amount) => {
		entry.deposited += amount;
	},
	'escrow.Withdrawn': (entry, amount) => {
		entry.deposited -= amount;
	},
});

/**
 * The books of some blocks.
 *
 * @param {import('./chain.js').Block[]} blocks
 * @param {import('./ledger.js').Ledger} before the ledger before these blocks
 * @param {import('./ledger.js').Ledger} after the ledger after them
 * @returns {Balance[]}
 */
export function keepBooks(blocks, before, after) {
	/** @type {Map<string, Entry>} */
	const books = new Map([[KITTY, { paid: 0n, earned: 0n, deposited: 0n }]]);
	for (const { name, data } of blocks.flatMap(({ events }) => events)) {
		const effect = EFFECTS[name];
		if (effect) {
			const who = data.who?.toString() ?? KITTY;
			const entry = books.get(who) ?? { paid: 0n, earned: 0n, deposited: 0n };
			books.set(who, entry);
			effect(entry, data.amount.toBigInt());
		}
	}
	return [...books].map(([who, entry]) => {
		const change =
			who === KITTY
				? after.kitty - before.kitty
				: total(after.accounts.get(who)) - total(before.accounts.get(who));
		return { who, ...entry, change: change - entry.deposited };
	});
}
