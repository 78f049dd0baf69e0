// SPDX-License-Identifier: Apache-2.0

/**
 * A task at trust 3 on a network that runs already: two of its workers compute it, agree and are paid.
 *
 *   node one-task.js NODE WORKER WORKER...
 *
 * The arguments are the nodes' RPC addresses (ws://…). Prints the number of completed tasks: 1.
 */

import { RLC } from './lib/accounts.js';
import { Chain } from './lib/chain.js';
import { ContentServer } from './lib/content.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { RemoteNode } from './lib/remote-node.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';
import { Sender } from './lib/submit.js';

const [node, ...workerNodes] = process.argv.slice(2).map((ws) => new RemoteNode(ws, ws));
const api = await node.connect();
const stage = new Stage(
	{ nodes: [node, ...workerNodes], stop: async () => {} },
	api,
	await Chain.follow(api),
	await ContentServer.start(),
	// Several validators: a block may lose against another of its height.
	new Sender(api, { finalized: true }),
);
try {
	const {
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [
			{
				name: 'montecarlo',
				offer: await stage.content.offerFile('built/montecarlo.wasm'),
			},
		],
		pool: { description: 'one task', stake: RLC, price: RLC },
		// The price, and the fees.
		deposit: 2n * RLC,
		workers: stage.crew(workerNodes),
		terms: { stake: RLC },
	});
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app,
		pool,
		trust: 3,
		params: params(['pi', '--samples', '1_000_000']),
	});
	const stories = await stage.ended(deal.tasks);
	for (const [i, { digest }] of stories.entries()) {
		if (digest) {
			// The first node has to get it from a worker.
			await fetchResult(node, deal.tasks[i], digest);
		}
	}
	console.log(stories.filter(({ status }) => status === 'completed').length);
} finally {
	await stage.close();
}
