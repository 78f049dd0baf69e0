// SPDX-License-Identifier: Apache-2.0

/** What a match will cost in all. */

/**
 * @typedef {object} Asked
 * @property {number | bigint | string} trust
 * @property {number | string} volume number of tasks
 * @property {{ app?: Amount, dataset?: Amount, pool: Amount }} prices of a task, in nRLC
 * @property {number} [pool] its id; without: a new one
 *
 * @typedef {number | bigint | string} Amount
 *
 * @typedef {object} Quote amounts in nRLC
 * @property {bigint} prices of all tasks
 * @property {bigint} taskFee fees of a task at most
 * @property {bigint} payerLock what the payer locks: the most that all costs
 * @property {bigint} mostBack what comes back of it when no worker misses a task
 * @property {bigint} schedulerLock what the pool's owner locks
 * @property {bigint} workerStake what each contribution locks
 */

/**
 * Asks a node for what a match will cost and lock.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {Asked} asked
 * @returns {Promise<Quote>}
 */
export async function quoteFees(node, { trust, volume, prices, pool = undefined }) {
	const { app = 0, dataset = 0 } = prices;
	const amounts = [prices.pool, app, dataset].map(String);
	const params = [`${trust}`, Number(volume), ...amounts, pool ?? null];
	const quote = await node.rpc('bourse_quoteFees', params);
	const amount = (/** @type {string} */ name) => BigInt(quote[name]);
	return {
		prices: amount('prices'),
		taskFee: amount('taskFee'),
		payerLock: amount('payerLock'),
		mostBack: amount('mostBack'),
		schedulerLock: amount('schedulerLock'),
		workerStake: amount('workerStake'),
	};
}

/**
 * What the match of four orders will cost and lock, at the volume that the request asks for.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {import('./orders.js').Orders} orders
 */
export function quoteOrders(node, { app, dataset, workerpool, request }) {
	const { trust, volume } = request.order;
	const prices = {
		app: app.order.price,
		dataset: dataset?.order.price,
		pool: workerpool.order.price,
	};
	return quoteFees(node, { trust, volume, prices, pool: Number(workerpool.order.workerpool) });
}
