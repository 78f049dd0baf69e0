// SPDX-License-Identifier: Apache-2.0

/** The figures behind a refused match: an error of the chain has no room for them. */

import { rlc } from './accounts.js';
import { paidAssignments } from './fees.js';
import { orderHash } from './orders.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('./orders.js').Orders} Orders
 * @typedef {import('./orders.js').Signed} Signed
 */

/** What a scheduler stakes for a task, in percent of the pool's price. */
const SCHEDULER_STAKE = 30n;

/**
 * The figures that an error of a match is about, a line each.
 *
 * @param {Api} api
 * @param {Orders} orders
 * @param {string} error its name
 * @returns {Promise<string[]>} none: the error is about no figures
 */
export async function shortfall(api, orders, error) {
	if (/TooExpensive/.test(error)) {
		return prices(orders);
	}
	if (/UsedUp/.test(error)) {
		const volumes = await left(api, orders);
		return volumes.map(([kind, tasks]) => `${kind} order: ${tasks} tasks left`);
	}
	return /Stake/.test(error) ? stakes(api, orders) : [];
}

/** @param {Orders} orders */
function prices({ app, dataset, workerpool, request: { order: terms } }) {
	return [
		price('App', app, terms.appMaxPrice),
		...(dataset ? [price('Dataset', dataset, terms.datasetMaxPrice)] : []),
		price('Workerpool', workerpool, terms.workerpoolMaxPrice),
	];
}

/**
 * What the requester and the pool's owner have to lock, and what they have.
 *
 * @param {Api} api
 * @param {Orders} orders
 */
async function stakes(api, orders) {
	const { app, dataset, workerpool, request } = orders;
	const pool = (await api.query.registry.workerpools(workerpool.order.workerpool)).unwrap();
	const [volume] = (await left(api, orders))
		.map(([, tasks]) => tasks)
		.sort((a, b) => (a < b ? -1 : 1));
	const [work, ...others] = [workerpool, app, dataset].map((one) =>
		BigInt(one?.order.price ?? 0),
	);
	const fee = await taskFee(api, BigInt(request.order.trust));
	const task = others.reduce((sum, one) => sum + one, work + fee);
	return [
		await stake(api, 'requester', request.order.requester, task * volume),
		await stake(
			api,
			"workerpool's owner",
			pool.owner.toString(),
			((work * SCHEDULER_STAKE) / 100n) * volume,
		),
	];
}

/**
 * What a match locks of the payer for each task, besides the prices.
 *
 * @param {Api} api
 * @param {bigint} trust
 */
async function taskFee(api, trust) {
	const [hold, { startFee, workerFee }] = await Promise.all([
		api.query.rules.hold(),
		api.query.rules.parameters(),
	]);
	const workers = BigInt(paidAssignments(trust)) * workerFee.toBigInt();
	return hold.isTrue ? startFee.toBigInt() + workers : 0n;
}

/**
 * @param {string} name
 * @param {Signed} signed
 * @param {bigint | string | number} most
 */
function price(name, { order }, most) {
	return `${name} order: ${rlc(BigInt(order.price))} RLC per task, the request pays up to ${rlc(BigInt(most))}`;
}

/**
 * How many tasks each order has left.
 *
 * @param {Api} api
 * @param {Orders} orders
 */
function left(api, { app, dataset, workerpool, request }) {
	/** @type {[import('./orders.js').Kind, Signed | null | undefined][]} */
	const all = [
		['App', app],
		['Dataset', dataset],
		['Workerpool', workerpool],
		['Request', request],
	];
	return Promise.all(
		all.flatMap(([kind, signed]) => {
			if (!signed) {
				return [];
			}
			const hash = orderHash(api, kind, signed.order);
			const volume = BigInt(signed.order.volume);
			return api.query.market
				.consumed(hash)
				.then((consumed) => /** @type {const} */ ([kind, volume - consumed.toBigInt()]));
		}),
	);
}

/**
 * @param {Api} api
 * @param {string} name
 * @param {string} who address
 * @param {bigint} needed nRLC
 */
async function stake(api, name, who, needed) {
	const free = (await api.query.escrow.accounts(who)).stake.toBigInt();
	return `${name} ${who}: ${rlc(free)} RLC of free stake, the match locks ${rlc(needed)}`;
}
