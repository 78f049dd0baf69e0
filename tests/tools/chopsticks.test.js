// SPDX-License-Identifier: Apache-2.0

/** Chopsticks forks the running chain, whose hooks (`on_idle`) then end a task that nobody computes. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setup } from '@acala-network/chopsticks-core';
import { readEvent } from '../e2e/lib/events.js';
import { openStage } from './market.js';

/** Time reference of the category in seconds: a task is given up after ten times that. */
const TIME_REF = 2;
/** Blocks that the fork makes, of two seconds. */
const BLOCKS = 40;

let opened;
let fork;

before(async () => {
	opened = await openStage();
});
after(async () => {
	await fork?.close();
	await opened?.stage.close();
});

test('fork should go on by itself and end a task whose worker is gone', async () => {
	const { stage, node, second, buy } = opened;
	const { api } = stage;
	const category = await stage.createCategory(TIME_REF);
	await second.kill();
	const deal = await buy(category);
	const block = (await api.rpc.chain.getBlockHash(deal.block)).toHex();
	fork = await setup({ endpoint: node.ws, block });
	assert.equal(fork.head.number, deal.block);

	const key = api.query.system.events.key();
	const ended = [];
	for (let made = 0; made < BLOCKS && ended.length === 0; made++) {
		const { number, ...head } = await grow(key);
		assert.equal(number, deal.block + made + 1);
		ended.push(...head.events.filter(({ name, data }) => ends(name, data, deal)));
		// Nothing but what the author puts in: it was the hook.
		assert.equal(head.extrinsics.length, 1);
	}
	assert.equal(ended.length, 1, `the task's end within ${BLOCKS} blocks`);
});

/** Makes the fork's next block. */
async function grow(key) {
	const head = await fork.newBlock();
	const { registry } = opened.stage.api;
	const records = registry.createType('Vec<FrameSystemEventRecord>', await head.get(key));
	return {
		number: head.number,
		extrinsics: await head.extrinsics,
		events: [...records].map(({ event }) => readEvent(event)),
	};
}

/** Whether an event ends the task of a deal, one that was begun or one that was not. */
function ends(name, data, { id, tasks }) {
	return (
		(name === 'poco.TaskClaimed' && data.task.toHex() === tasks[0]) ||
		(name === 'poco.DealClaimed' && data.deal.toHex() === id)
	);
}
