// SPDX-License-Identifier: Apache-2.0

/** A market in which everybody is ready: charlie sells apps, eve the work of a pool, ferdie buys. */

/**
 * @typedef {import('./stage.js').Asset} Asset
 * @typedef {import('./stage.js').Pool} Pool
 * @typedef {import('./stage.js').Worker} Worker
 *
 * @typedef {object} Market
 * @property {{ name: string, offer: import('./content.js').Offer, price?: bigint }[]} apps
 * @property {{ description: string, stake: bigint, price?: bigint }} pool amounts in nRLC
 * @property {bigint} deposit what the requester can spend, in nRLC
 * @property {Worker[]} [workers] who joins the pool
 * @property {{ stake: bigint, slots?: number }} [terms] by which they join
 */

/** What each worker has in its wallet: enough for every stake of the tests. */
const WALLET = 200_000_000_000n;

/**
 * Opens a market.
 *
 * @template {import('./stage.js').Nodes} N
 * @param {import('./stage.js').Stage<N>} stage
 * @param {Market} market
 * @returns {Promise<{ apps: Asset[], pool: Pool }>}
 */
export async function openMarket(stage, { apps, pool, deposit, workers = [], terms }) {
	const [alice, provider, manager, requester] = ['alice', 'charlie', 'eve', 'ferdie'].map(
		(name) => stage.account(name),
	);
	const wallets = workers.map(({ worker }) => worker);
	const [assets, registered] = await Promise.all([
		stage.registerApps(provider, apps),
		stage.registerPool(manager, pool),
		stage.sender.send(requester, 'escrow.deposit', { amount: deposit }),
		wallets.length > 0 && stage.fund(alice, wallets, WALLET),
	]);
	if (terms) {
		await stage.join(registered, workers, terms);
	}
	return { apps: assets, pool: registered };
}
