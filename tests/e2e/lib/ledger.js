// SPDX-License-Identifier: Apache-2.0

/** The ledger: what every account has staked, and the kitty. */

/**
 * @typedef {object} Balance in nRLC
 * @property {bigint} stake free
 * @property {bigint} locked for tasks
 *
 * @typedef {object} Ledger
 * @property {Map<string, Balance>} accounts by address
 * @property {bigint} kitty nRLC
 */

/**
 * The ledger of the best block.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @returns {Promise<Ledger>}
 */
export async function readLedger(api) {
	const [entries, kitty] = await Promise.all([
		api.query.escrow.accounts.entries(),
		api.query.escrow.kitty(),
	]);
	const accounts = entries.map(([key, { stake, locked }]) => {
		const balance = { stake: stake.toBigInt(), locked: locked.toBigInt() };
		return /** @type {const} */ ([key.args[0].toString(), balance]);
	});
	return { accounts: new Map(accounts), kitty: kitty.toBigInt() };
}

/**
 * All that one account has, in nRLC.
 *
 * @param {Balance} [balance] none: nothing
 */
export function total(balance) {
	return balance ? balance.stake + balance.locked : 0n;
}

/**
 * Everything in a ledger, in nRLC.
 *
 * @param {Ledger} ledger
 */
export function sum({ accounts, kitty }) {
	return [...accounts.values()].reduce((all, balance) => all + total(balance), kitty);
}
