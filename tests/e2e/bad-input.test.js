// SPDX-License-Identifier: Apache-2.0

/**
 * Bad apps and bad addresses: the worker says on chain why it can't compute, the payer gets its
 * money back at the deadline, and the nodes stay healthy.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { Stage } from './lib/stage.js';

/**
 * The category's time reference in seconds: tasks are given up after ten times that. A worker has
 * this long to report; one that can't reach an address tries again for five seconds first.
 */
const TIME_REF = 18;
const APP_PRICE = RLC / 100n;
const POOL_PRICE = RLC;
/** What the pool's owner stakes for each task: 30 percent of the price. */
const POOL_STAKE = (POOL_PRICE * 30n) / 100n;
const DEPOSIT = 50n * RLC;

/**
 * What is offered, how it is falsified, and what a worker has to say of it.
 *
 * @type {{ name: string, file: string, code: string,
 *   change?: (offer: import('./lib/content.js').Offer) => Partial<import('./lib/content.js').Offer> }[]}
 */
const BAD = [
	{ name: 'a file that is not WebAssembly', file: 'not-wasm.bin', code: 'BadModule' },
	{
		name: 'a module that the checksum does not fit',
		file: 'trap.wasm',
		code: 'ChecksumMismatch',
		change: () => ({ checksum: `0x${'ab'.repeat(32)}` }),
	},
	{
		name: 'an address that nobody answers at',
		file: 'trap.wasm',
		code: 'FetchFailed',
		// Port 9 is "discard"; nothing listens there.
		change: ({ checksum }) => ({
			multiaddr: 'http://127.0.0.1:9/app.wasm',
			checksum: checksum.replace(/..$/, '00'),
		}),
	},
	{ name: 'a program that traps', file: 'trap.wasm', code: 'Trap' },
	{ name: 'a program that recurses for ever', file: 'stack.wasm', code: 'Trap' },
	{ name: 'a program that loops for ever', file: 'spin.wasm', code: 'OutOfFuel' },
	{ name: 'a program that eats memory', file: 'memory.wasm', code: 'OutOfMemory' },
	{ name: 'a program that writes gigabytes', file: 'output.wasm', code: 'OutputTooLarge' },
];

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {import('./lib/stage.js').Asset} */
let good;
/** @type {import('./lib/stage.js').Story[]} */
let stories;
/** @type {string[]} */
let tasks;

before(async () => {
	// Two at once, so that none waits for the address that nobody answers at.
	stage = await Stage.open(2, ['--compute-jobs', '2']);
	const { content, network } = stage;
	const requester = stage.account('ferdie');
	const apps = await Promise.all(
		BAD.map(async ({ name, file, change }) => {
			const offer = await content.offerFile(`built/hostile/${file}`);
			return { name, offer: { ...offer, ...change?.(offer) }, price: APP_PRICE };
		}),
	);
	const montecarlo = {
		name: 'montecarlo',
		offer: await content.offerFile('built/montecarlo.wasm'),
		price: APP_PRICE,
	};
	const [market, category] = await Promise.all([
		openMarket(stage, {
			apps: [montecarlo, ...apps],
			pool: { description: 'p', stake: DEPOSIT, price: POOL_PRICE },
			deposit: DEPOSIT,
			workers: stage.crew(network.nodes),
			terms: { stake: 10n * RLC, slots: 16 },
		}),
		stage.createCategory(TIME_REF),
	]);
	pool = market.pool;
	const [first, ...bad] = market.apps;
	good = first;
	const deals = await Promise.all(
		bad.map((app) => stage.buy({ requester, app, pool, category, params: params([]) })),
	);
	tasks = deals.flatMap((deal) => deal.tasks);
	stories = await stage.ended(tasks, { timeout: 360_000 });
});
after(() => stage?.close());

BAD.forEach(({ name, code }, i) => {
	test(`${name} is reported as ${code} and the task given up`, async () => {
		const { failures, status, contributions } = stories[i];
		assert.equal(status, 'failed');
		assert.equal(contributions.length, 0);
		assert.ok(failures.length > 0, 'nobody reported anything');
		assert.deepEqual([...new Set(failures.map((failure) => failure.code))], [code]);
		const told = await stage.network.nodes[0].rpc('bourse_task', [tasks[i]]);
		assert.equal(told.status, 'Failed');
		assert.equal(told.failures[0].code, code);
	});
});

test('the payer has everything back, the pool paid for it', async () => {
	const { accounts, kitty } = await stage.ledger();
	const lost = POOL_STAKE * BigInt(BAD.length);
	assert.deepEqual(accounts.get(stage.account('ferdie').address), { stake: DEPOSIT, locked: 0n });
	assert.deepEqual(accounts.get(stage.account('eve').address), {
		stake: DEPOSIT - lost,
		locked: 0n,
	});
	assert.equal(kitty, lost);
	assert.equal(accounts.get(stage.account('charlie').address), undefined);
});

test('the nodes are healthy and complete a good task, which the kitty adds to', async () => {
	const { accounts, kitty } = await stage.ledger();
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app: good,
		pool,
		trust: 5,
		params: params(['pi', '--samples', '1_000_000']),
	});
	const [story] = await stage.ended(deal.tasks);
	assert.equal(story.status, 'completed');
	assert.equal(story.contributions.length, 3, 'all three nodes work');

	const share = [kitty / 10n, RLC].reduce((a, b) => (a > b ? a : b));
	const drawn = share < kitty ? share : kitty;
	const workersPart = (POOL_PRICE * 99n) / 100n;
	const manager = stage.account('eve').address;
	const now = await stage.ledger();
	assert.equal(now.kitty, kitty - drawn);
	assert.equal(
		now.accounts.get(manager)?.stake,
		(accounts.get(manager)?.stake ?? 0n) + drawn + POOL_PRICE - 3n * (workersPart / 3n),
	);
	for (const node of stage.network.nodes) {
		const { peers, isSyncing } = await node.rpc('system_health');
		assert.deepEqual({ peers, isSyncing }, { peers: 2, isSyncing: false });
	}
});
