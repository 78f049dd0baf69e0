// SPDX-License-Identifier: Apache-2.0

/** What a worker's node tells Prometheus, its log, and those who ask why a task failed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RLC } from './lib/accounts.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { params } from './lib/orders.js';
import { Stage } from './lib/stage.js';

const POOL_PRICE = RLC;
/** 99 percent of the pool price. */
const EARNED = (POOL_PRICE * 99n) / 100n;
const STAKE = 10n * RLC;

/** @type {Stage<Network>} */
let stage;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let worker;
/** @type {import('./lib/stage.js').Story[]} */
let stories;

before(async () => {
	const offchain = ['--offchain-worker', 'always', '--allow-private-addresses'];
	stage = await Stage.on(
		await Network.start('dev', [
			{ name: 'validator', args: ['--alice', '--validator'] },
			{ name: 'worker', args: offchain, metrics: true },
		]),
	);
	const { content, network, sender } = stage;
	const [alice, provider, manager, requester] = ['alice', 'charlie', 'eve', 'ferdie'].map(
		(name) => stage.account(name),
	);
	worker = stage.account('worker-1');
	const trap = await content.offerFile('built/hostile/trap.wasm');
	const [[good, bad], pool] = await Promise.all([
		stage.registerApps(provider, [
			{ name: 'good', offer: content.offer('noop.wasm', noop()) },
			{ name: 'bad', offer: trap },
		]),
		stage.registerPool(manager, { description: 'one worker', stake: STAKE, price: POOL_PRICE }),
		sender.send(requester, 'escrow.deposit', { amount: STAKE }),
		stage.fund(alice, [worker], 100n * RLC),
	]);
	await stage.join(pool, [{ worker, node: network.nodes[1] }], { stake: STAKE });
	const deals = await Promise.all([
		stage.buy({ requester, app: good, pool, params: params([]), volume: 2 }),
		stage.buy({ requester, app: bad, pool, params: params([]) }),
	]);
	const tasks = deals.flatMap((deal) => deal.tasks);
	stories = await stage.chain.until(() => {
		const now = tasks.map((task) => stage.story(task));
		return now[2].failures.length > 0 && now.slice(0, 2).every(({ ended }) => ended) && now;
	}, 'two results and a failure');
});
after(() => stage?.close());

/**
 * Waits until something holds, for 20 seconds at the most. What it is then is for the test to check.
 *
 * @param {() => boolean | Promise<boolean>} holds
 */
async function soon(holds) {
	for (let tries = 0; tries < 100 && !(await holds()); tries++) {
		await sleep(200);
	}
}

test('the metrics tell what the sandbox did and what the chain made of it', async () => {
	assert.deepEqual(
		stories.map(({ status }) => status),
		['completed', 'completed', 'active'],
	);
	const by = `{worker="${worker.address}"}`;
	const its = `{owner="${worker.address}"}`;
	/** @type {Record<string, number>} */
	const expected = {
		bourse_jobs_running: 0,
		bourse_jobs_queued: 0,
		bourse_jobs_done_total: 2,
		'bourse_jobs_failed_total{code="Trap"}': 1,
		[`bourse_assigned_total${by}`]: 3,
		// The one whose failure was reported.
		[`bourse_withdrawn_total${by}`]: 1,
		[`bourse_contributions_accepted_total${by}`]: 2,
		[`bourse_reveals_accepted_total${by}`]: 2,
		[`bourse_failures_reported_total${by}`]: 1,
		[`bourse_refused_total${by}`]: 0,
		[`bourse_right_total${by}`]: 0,
		[`bourse_wrong_total${by}`]: 0,
		[`bourse_earned_nrlc_total${its}`]: Number(2n * EARNED),
		[`bourse_lost_nrlc_total${its}`]: 0,
		[`bourse_stake_free_nrlc${its}`]: Number(STAKE + 2n * EARNED),
		[`bourse_stake_locked_nrlc${its}`]: 0,
		[`bourse_score${by}`]: 0,
	};
	const [, node] = stage.network.nodes;
	/** @type {Record<string, number | undefined>} */
	let told = {};
	// What is counted is final, so it comes some blocks later.
	await soon(async () => {
		const metrics = await node.metrics();
		told = Object.fromEntries(Object.keys(expected).map((name) => [name, metrics.get(name)]));
		return Object.entries(expected).every(([name, value]) => told[name] === value);
	});
	assert.deepEqual(told, expected);
	const metrics = await node.metrics();
	assert.ok((metrics.get('bourse_fuel_total') ?? 0) > 0);
	assert.ok((metrics.get('bourse_store_bytes') ?? 0) > 0);
});

test('the log tells the same for people', async () => {
	const lines = [
		new RegExp(`${worker.address}: .*\\d contributed`),
		new RegExp(`${worker.address}: (0\\.99|1\\.98) RLC earned; stake`),
		/: Trap: /,
	];
	let log = '';
	// A node writes its log a little later than what it counts.
	await soon(() => {
		log = readFileSync(stage.network.nodes[1].logFile, 'utf8');
		return lines.every((expected) => expected.test(log));
	});
	lines.forEach((expected) => assert.match(log, expected));
});

test('the log of a failure comes from any node by its hash on chain', async () => {
	const [validator] = stage.network.nodes;
	const { failures } = await validator.rpc('bourse_task', [stories[2].id]);
	assert.deepEqual(
		failures.map((/** @type {any} */ failure) => failure.code),
		['Trap'],
	);
	const log = await validator.rpc('bourse_taskLog', [failures[0].log]);
	assert.match(log, /^Trap: /);
});
