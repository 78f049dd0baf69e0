// SPDX-License-Identifier: Apache-2.0

/** A network whose first node serves the web application, with an app and a pool on offer in its book. */

import { RLC } from '../e2e/lib/accounts.js';
import { offer, postApp } from '../e2e/lib/book.js';
import { openMarket } from '../e2e/lib/market.js';
import { Network } from '../e2e/lib/network.js';
import { validator, worker } from '../e2e/lib/roles.js';
import { Stage } from '../e2e/lib/stage.js';

const APP_PRICE = RLC / 100n;
/** Of a task of the pool. */
export const POOL_PRICE = RLC / 2n;
const STAKE = 20n * RLC;

/**
 * Opens it.
 *
 * @param {string[]} args of the first node
 */
export async function openStage(args = []) {
	const nodes = [validator('validator', { works: true, args }), worker('worker-2')];
	const stage = await Stage.on(await Network.start('dev', nodes));
	const { content, network, api, sender } = stage;
	const { apps, pool } = await openMarket(stage, {
		apps: [
			{
				name: 'montecarlo',
				offer: await content.offerFile('built/montecarlo.wasm'),
				price: APP_PRICE,
			},
		],
		pool: { description: 'two nodes', stake: STAKE, price: POOL_PRICE },
		deposit: STAKE,
		workers: stage.crew(network.nodes),
		terms: { stake: STAKE },
	});
	const [app] = apps;
	const listed = { pool: pool.id, listed: true };
	await Promise.all([
		sender.sendAll(app.owner, postApp(api, app)),
		sender.sudo(stage.account('alice'), 'book.listPool', listed),
	]);
	await sender.sendTx(pool.owner, offer(api, pool, { open: true, volume: 100 }));
	return { stage, app, pool };
}
