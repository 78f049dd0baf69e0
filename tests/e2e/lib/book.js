// SPDX-License-Identifier: Apache-2.0

/** The chain's book: prices and offers that anybody sees, and jobs that one call buys. */

import { call } from './calls.js';
import { taskId } from './task-id.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('./orders.js').Asset} Asset
 * @typedef {import('./orders.js').Pool} Pool
 *
 * @typedef {object} Job what is to be computed, as `bourse_quote` takes it
 * @property {number} app its id
 * @property {number} [dataset]
 * @property {number} [volume] number of tasks
 * @property {number} [category]
 * @property {number} [trust] 1 to 128
 * @property {number} [tag]
 * @property {number[]} [pools] without: those on the chain's list
 * @property {string | object} [params]
 * @property {number} [group]
 *
 * @typedef {object} Offer an offer that would serve a job
 * @property {number} order its number in the book
 * @property {number} pool
 * @property {boolean} listed whether the pool is on the chain's list
 * @property {string} price nRLC per task
 * @property {number} volume number of tasks
 * @property {number} freeSlots of the pool
 * @property {number} queue tasks of the pool that wait before these, at least
 * @property {number | null} startsWithin seconds, if each task before takes its whole time
 *
 * @typedef {object} Quote amounts in nRLC
 * @property {Offer[]} offers
 * @property {number} volume tasks that they serve
 * @property {string} appPrice per task
 * @property {string} datasetPrice per task
 * @property {string} taskFee per task
 * @property {string} total of all these tasks
 * @property {string} transactionFee
 * @property {{ condition: string, offers: number }[]} ruledOut
 * @property {{ change: string, to?: string | number }[]} changes
 *
 * @typedef {{ id: string, volume: number, tasks: string[] }} Deal ids are hex
 *
 * @typedef {{ price: string, orders: number, volume: number, freeSlots: number }} Level
 */

/**
 * What a job costs now, and which offers serve it.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {Job} job
 * @param {string} [requester] an address, for prices that are not everybody's
 * @returns {Promise<Quote>}
 */
export function quoteJob(node, job, requester) {
	return node.rpc('bourse_quote', [{ ...job, requester }]);
}

/**
 * The orders of the book at a category and a trust.
 *
 * @param {import('./remote-node.js').RemoteNode} node
 * @param {{ category?: number, trust?: number, tag?: number, pool?: number }} where
 * @returns {Promise<{ offers: Level[], requests: Level[] }>}
 */
export function depth(node, { category = 0, trust = 1, tag = 0, pool } = {}) {
	return node.rpc('bourse_depth', [category, trust, tag, pool ?? null]);
}

/**
 * The call that buys a job.
 *
 * @param {Api} api
 * @param {Job} job
 * @param {bigint | string} maxTotal most nRLC that prices and fees of all tasks may be
 */
export function runCall(api, job, maxTotal) {
	const { params = '', pools } = job;
	return call(api, 'book.run', {
		job: {
			app: job.app,
			dataset: job.dataset ?? null,
			volume: job.volume ?? 1,
			category: job.category ?? 0,
			trust: job.trust ?? 1,
			tag: job.tag ?? 0,
			pools: pools ? { These: pools } : 'Listed',
			params: typeof params === 'string' ? params : JSON.stringify(params),
			beneficiary: null,
			callback: null,
			group: job.group ?? null,
		},
		maxTotal,
		deposit: true,
	});
}

/**
 * The deals of a job, by the events of the call that bought it.
 *
 * @param {import('./events.js').Event[]} events
 * @returns {Deal[]}
 */
export function dealsOf(events) {
	// They share one request, in which their tasks follow each other.
	let first = 0;
	return events
		.filter(({ name }) => name === 'market.OrdersMatched')
		.map(({ data }) => {
			const [id, volume, begin] = [data.deal.toHex(), data.volume.toNumber(), first];
			first += volume;
			const tasks = Array.from({ length: volume }, (_, i) => taskId(id, begin + i));
			return { id, volume, tasks };
		});
}

/**
 * Calls by which an owner posts the price of an app for everybody, with the deposit that this locks.
 *
 * @param {Api} api
 * @param {Asset} app
 */
export function postApp(api, { id, price }) {
	return post(api, 'book.postApp', { app: id }, price);
}

/**
 * As {@link postApp}, of a dataset.
 *
 * @param {Api} api
 * @param {Asset} dataset
 */
export function postDataset(api, { id, price }) {
	return post(api, 'book.postDataset', { dataset: id }, price);
}

/** What posted terms lock, in nRLC. */
export const DEPOSIT = 10_000_000n;

/**
 * @param {Api} api
 * @param {string} path
 * @param {import('./events.js').Fields} asset
 * @param {bigint} price
 */
function post(api, path, asset, price) {
	const terms = { price, tag: 0, pool: null, app: null, until: null };
	return [
		call(api, 'escrow.deposit', { amount: DEPOSIT }),
		call(api, path, { ...asset, audience: 'Everybody', terms }),
	];
}

/**
 * The call by which a pool's owner offers its work for an hour.
 *
 * @param {Api} api
 * @param {Pool} pool
 * @param {{ open?: boolean, volume: number, trust?: number, price?: bigint, category?: number }} terms
 *   `open`: in the open venue, which takes pools on the chain's list alone
 */
export function offer(api, pool, { open = false, volume, trust = 1, price, category = 0 }) {
	const of = {
		pool: pool.id,
		open,
		category,
		class: 0,
		trust,
		price: price ?? pool.price,
		volume,
	};
	const until = Math.floor(Date.now() / 1000) + 3_600;
	return call(api, 'book.place', { order: { Offer: of }, lifetime: { GoodTill: until } });
}
