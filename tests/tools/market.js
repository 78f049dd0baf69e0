// SPDX-License-Identifier: Apache-2.0

/** A network of two nodes, with an app and a pool whose only worker is the second one. */

import { RLC } from '../e2e/lib/accounts.js';
import { openMarket } from '../e2e/lib/market.js';
import { Network } from '../e2e/lib/network.js';
import { noop } from '../e2e/lib/noop.js';
import { params } from '../e2e/lib/orders.js';
import { validator, worker } from '../e2e/lib/roles.js';
import { Stage } from '../e2e/lib/stage.js';

const STAKE = 20n * RLC;

/**
 * Opens it. `buy` buys a task at trust 1, in a category if one is named.
 *
 * @param {string[]} [args] of the first node
 */
export async function openStage(args = []) {
	const stage = await Stage.on(
		await Network.start('dev', [validator('validator', { args }), worker('worker')]),
	);
	const [node, second] = stage.network.nodes;
	const workers = stage.crew([second]);
	const {
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'noop', offer: stage.content.offer('noop.wasm', noop()) }],
		pool: { description: 'one worker', stake: STAKE, price: RLC / 10n },
		deposit: STAKE,
		workers,
		terms: { stake: STAKE },
	});
	const requester = stage.account('ferdie');
	const buy = (/** @type {number | undefined} */ category) =>
		stage.buy({ requester, app, pool, category, params: params([]) });
	return { stage, node, second, worker: workers[0].worker, buy };
}
