// SPDX-License-Identifier: Apache-2.0

/** A worker node that is killed while it computes finishes the task once it is back. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

/** Processor time after which a node is surely in the middle of its computation, in seconds. */
const BUSY = 2;

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;

before(async () => {
	stage = await Stage.open(1);
});
after(() => stage?.close());

test('a worker node killed in the middle of a task finishes it after a restart', async () => {
	const { content, network, chain } = stage;
	const [validator, node] = network.nodes;
	const [{ worker }] = stage.crew([node]);
	const {
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'montecarlo', offer: await content.offerFile('built/montecarlo.wasm') }],
		pool: { description: 'one worker', stake: RLC, price: RLC },
		// The price, and the fees.
		deposit: 2n * RLC,
		workers: [{ worker, node }],
		terms: { stake: RLC },
	});

	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app,
		pool,
		// About 12 seconds of a core.
		params: params([
			...['option', '--spot', '100', '--strike', '105', '--rate', '0.03'],
			...['--volatility', '0.2', '--years', '1', '--paths', '60_000_000'],
		]),
	});
	const [task] = deal.tasks;
	await chain.until(() => stage.story(task).assigned.length > 0, 'the assignment');
	const start = node.usage().cpu;
	let busy = 0;
	const computes = () => {
		assert.equal(stage.story(task).contributions.length, 0, 'the task takes too short a time');
		busy = node.usage().cpu - start;
		return busy >= BUSY;
	};
	await poll(computes, `${BUSY} s of computing`, {
		timeout: 60_000,
		pause: 50,
		state: () => `${busy} s`,
	});
	await node.kill();
	assert.equal(stage.story(task).contributions.length, 0, 'it was killed too late');
	assert.equal((await validator.rpc('bourse_task', [task])).status, 'Active');

	// What it had to do is in the chain's state and in its own folder, nowhere else.
	await chain.advance();
	await node.start();
	const [story] = await stage.ended(deal.tasks);
	assert.equal(story.status, 'completed');
	assert.deepEqual(
		story.contributions.map((c) => c.worker),
		[worker.address],
	);
	assert.equal(story.assigned.length, 1, 'nobody else was given the task');
	assert.ok(story.digest);
	await fetchResult(validator, task, story.digest);
});
