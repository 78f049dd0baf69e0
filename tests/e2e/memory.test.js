// SPDX-License-Identifier: Apache-2.0

/** What a task leaves in the memory of nodes: `scripts/bench-tasks --bags`, in small. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { dealOf, match, params } from './lib/orders.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

/** Tasks of the bag that is measured, and of the one before, which fills pools and caches. */
const TASKS = 1500;
/**
 * The most that a task may leave in a node's anonymous memory, in bytes. Without any leak there is
 * something: caches of the state and the database's log fill over tens of thousands of tasks.
 */
const LEFT = 20_000;
/** How long a bag may take, in milliseconds. */
const TIMEOUT = 60_000;

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator'),
			worker('worker-1'),
			worker('worker-2'),
		]),
	);
	const market = await openMarket(stage, {
		apps: [{ name: 'noop', offer: stage.content.offer('noop.wasm', noop()) }],
		pool: { description: 'memory', stake: 100n * RLC, price: RLC / 1000n },
		deposit: 100n * RLC,
		workers: stage.crew(stage.network.nodes.slice(1)),
		terms: { slots: 512, stake: 100n * RLC },
	});
	[app] = market.apps;
	pool = market.pool;
	// Nothing here needs the events.
	stage.chain.stop();
});
after(() => stage?.close());

/** Buys a bag, waits until all its tasks have ended, and gives each node's anonymous memory. */
async function bag() {
	const { api, sender, network } = stage;
	const requester = stage.account('ferdie');
	const orders = stage.orders({ requester, app, pool, params: params([]), volume: TASKS });
	const deal = dealOf(await sender.sendTx(requester, match(api, orders)));
	let ended = 0;
	const done = async () => {
		ended = (await api.query.poco.progress(deal)).ended.toNumber();
		return ended === TASKS;
	};
	await poll(done, `the end of ${TASKS} tasks`, {
		timeout: TIMEOUT,
		pause: 500,
		state: () => `${ended} ended`,
	});
	return network.nodes.map((node) => node.memory().anonymous);
}

test(`a task leaves at most ${LEFT} bytes in the memory of a node`, async (t) => {
	const before = await bag();
	const after = await bag();
	for (const [i, { name }] of stage.network.nodes.entries()) {
		const left = Math.round((after[i] - before[i]) / TASKS);
		t.diagnostic(`${name}: ${left} bytes a task, ${Math.round(after[i] / 1e6)} MB`);
		assert.ok(left <= LEFT, `${name}: ${left} bytes a task, at most ${LEFT} are allowed`);
	}
});
