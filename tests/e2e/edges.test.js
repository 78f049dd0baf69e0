// SPDX-License-Identifier: Apache-2.0

/**
 * What a worker's node has to survive: a crash between contribution and reveal, a key that is
 * changed between the two, a second node with the same key, a wrong clock, and a transaction pool that
 * is full. Nobody may lose a stake by it.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { call } from './lib/calls.js';
import { wrongClock } from './lib/clock.js';
import { WORKER_DEPOSIT, workersPart } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { params } from './lib/orders.js';
import { RpcError } from './lib/remote-node.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { hotKeyCall, insertHotKey } from './lib/worker.js';

const POOL_PRICE = RLC;
const WORKERS_PART = workersPart(POOL_PRICE);
const STAKE = 10n * RLC;
/** The RPC's code for a transaction that the full pool has no room for. */
const POOL_FULL = 1016;

/**
 * @typedef {object} Worker
 * @property {import('@polkadot/keyring/types').KeyringPair} worker
 * @property {import('./lib/node.js').Node} node
 */

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {Worker} */
let one;
/** @type {Worker} */
let two;

before(async () => {
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator'),
			...['worker-1', 'worker-2', 'twin'].map((name) => worker(name)),
		]),
	);
	const { content, network } = stage;
	[one, two] = stage.crew(network.nodes.slice(1, 3));
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()) }],
		pool: { description: 'edges', stake: 50n * RLC, price: POOL_PRICE },
		deposit: 50n * RLC,
		workers: [one, two],
		terms: { stake: STAKE },
	}));
});
after(() => stage?.close());
afterEach(() => {
	two.node.resume();
	assert.deepEqual(stage.chain.events('poco.FaultyContribution'), []);
	assert.deepEqual(stage.chain.events('poco.TaskReopened'), []);
});

/**
 * @param {number} trust
 * @param {number} volume
 */
async function buy(trust, volume = 1) {
	const requester = stage.account('ferdie');
	return stage.buy({ requester, app, pool, trust, volume, params: params([]) });
}

/** A task at trust 3 that the first worker has contributed to, and the second one not yet. */
async function halfDone() {
	two.node.pause();
	const {
		tasks: [task],
	} = await buy(3);
	await stage.chain.until(
		() => stage.story(task).contributions.length > 0,
		'the contribution of the first worker',
	);
	assert.equal(stage.story(task).contributions[0].worker, one.worker.address);
	assert.equal(stage.story(task).consensus, undefined);
	return task;
}

/** @param {string} task */
async function assertBothRevealed(task) {
	const [story] = await stage.ended([task]);
	assert.equal(story.status, 'completed');
	assert.deepEqual(
		story.reveals.map(({ worker }) => worker).sort(),
		[one, two].map(({ worker }) => worker.address).sort(),
	);
}

test('a worker that crashes after its contribution reveals once it is back', async () => {
	const task = await halfDone();
	await one.node.kill();
	two.node.resume();
	await stage.chain.until(() => stage.story(task).consensus, 'the consensus without the first');
	await one.node.start();
	await assertBothRevealed(task);
});

test('a worker whose key is changed after its contribution reveals with the new one', async () => {
	const task = await halfDone();
	const key = await insertHotKey(one.node, one.worker, 'worker-1-next');
	await stage.sender.sendTx(one.worker, hotKeyCall(stage.api, one.worker, key));
	two.node.resume();
	await assertBothRevealed(task);
});

test('workers whose clocks are wrong work as ever', async () => {
	// An hour ahead, and as much behind as a node may be that follows the chain (BABE's slots).
	const places = [one, two].map(({ node }) => node.place);
	await Promise.all([one, two].map(({ node }) => node.stop()));
	[one.node.place, two.node.place] = [wrongClock(3600), wrongClock(-1)];
	await Promise.all([one, two].map(({ node }) => node.start()));
	const {
		tasks: [task],
	} = await buy(3);
	await assertBothRevealed(task);
	await Promise.all([one, two].map(({ node }) => node.stop()));
	[one.node.place, two.node.place] = places;
	await Promise.all([one, two].map(({ node }) => node.start()));
});

test('a worker contributes and reveals when the transaction pool of its node is full', async () => {
	const { args } = one.node;
	await one.node.stop();
	one.node.args = [...args, '--pool-limit', '4'];
	await one.node.start();
	await stage.sender.send(two.worker, 'pools.setSlots', { slots: 0 });
	// More transfers than the pool holds.
	const sender = stage.account('dave');
	const api = await one.node.connect();
	const nonce = (await api.rpc.system.accountNextIndex(sender.address)).toNumber();
	const transfers = await Promise.all(
		Array.from({ length: 256 }, (_, i) => {
			const value = { dest: two.worker.address, value: RLC };
			return call(api, 'balances.transferKeepAlive', value).signAsync(sender, {
				nonce: nonce + i,
			});
		}),
	);
	const { tasks } = await buy(1, 8);
	await api.disconnect();
	/** @type {Set<number>} */
	const refusals = new Set();
	for (const transfer of transfers) {
		try {
			await one.node.rpc('author_submitExtrinsic', [transfer.toHex()]);
		} catch (error) {
			assert.ok(error instanceof RpcError, `${error}`);
			refusals.add(error.code);
		}
	}
	assert.deepEqual([...refusals], [POOL_FULL]);
	for (const { status, contributions } of await stage.ended(tasks)) {
		assert.equal(status, 'completed');
		assert.deepEqual(
			contributions.map(({ worker }) => worker),
			[one.worker.address],
		);
	}
	await stage.sender.send(two.worker, 'pools.setSlots', { slots: 4 });
	await one.node.stop();
	one.node.args = args;
	await one.node.start();
});

test('two nodes with one key are one worker, and it loses nothing', async () => {
	const twin = stage.network.nodes[3];
	await insertHotKey(twin, one.worker, 'worker-1-next');
	// So that the tasks are all the twins'.
	await stage.sender.send(two.worker, 'pools.setSlots', { slots: 0 });
	const before = (await stage.ledger()).accounts.get(one.worker.address);
	const { tasks } = await buy(1, 8);
	const stories = await stage.ended(tasks);
	for (const { status, contributions, reveals } of stories) {
		assert.equal(status, 'completed');
		assert.deepEqual(
			contributions.map(({ worker }) => worker),
			[one.worker.address],
		);
		assert.equal(reveals.length, 1);
	}
	assert.deepEqual((await stage.ledger()).accounts.get(one.worker.address), {
		stake: (before?.stake ?? 0n) + 8n * WORKERS_PART,
		locked: WORKER_DEPOSIT,
	});
	// Should the node with the key have been a spare one: it takes over.
	await one.node.kill();
	const {
		tasks: [last],
	} = await buy(1);
	const [story] = await stage.ended([last]);
	assert.equal(story.status, 'completed');
});
