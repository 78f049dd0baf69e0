// SPDX-License-Identifier: Apache-2.0

/** A short form of the demo: two workers, tasks at trust 1 and 3, every nRLC accounted for. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { POT, RLC } from './lib/accounts.js';
import { feeOf, paidAssignments, WORKER_DEPOSIT, workersPart } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';

/** Prices that leave remainders in every division. */
const APP_PRICE = 10_000_019n;
const DATASET_PRICE = 50_000_021n;
const POOL_PRICE = 1_000_000_007n;
/** 30 percent of the pool price, rounded down. */
const POOL_STAKE = 300_000_002n;
/** 90 percent of the pool price, rounded down: the scheduler keeps 10 percent. */
const WORKERS_PART = workersPart(POOL_PRICE);
const STAKE = 20n * RLC;

// What compiling the runtime takes is a part of what a node takes.
delete process.env.BOURSE_COMPILED;

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let montecarlo;
/** @type {import('./lib/stage.js').Asset} */
let table;
/** @type {import('./lib/stage.js').Asset} */
let dataset;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	stage = await Stage.open(1);
	const { content, network } = stage;
	const [first, second, penguins] = await Promise.all(
		['built/montecarlo.wasm', 'built/table.wasm', 'data/penguins.csv'].map((path) =>
			content.offerFile(path),
		),
	);
	[
		{
			apps: [montecarlo, table],
			pool,
		},
		dataset,
	] = await Promise.all([
		openMarket(stage, {
			apps: [
				{ name: 'montecarlo', offer: first, price: APP_PRICE },
				{ name: 'table', offer: second, price: APP_PRICE },
			],
			pool: { description: 'two nodes', stake: STAKE, price: POOL_PRICE },
			deposit: STAKE,
			workers: stage.crew(network.nodes),
			terms: { stake: STAKE },
		}),
		stage.registerDataset(stage.account('dave'), {
			name: 'penguins',
			offer: penguins,
			price: DATASET_PRICE,
		}),
	]);
});
after(() => stage?.close());

/**
 * What an account owns in the ledger now; nothing of it may be locked any more but a worker's deposit.
 *
 * @param {string} name
 */
async function stakeOf(name) {
	const { accounts } = await stage.ledger();
	const { stake, locked } = accounts.get(name === 'pot' ? POT : stage.account(name).address) ?? {
		stake: 0n,
		locked: 0n,
	};
	const deposit = name.startsWith('worker') ? WORKER_DEPOSIT : 0n;
	assert.equal(locked, deposit, `${name} has something locked`);
	return stake;
}

/** What everybody owns, by name. */
async function stakes() {
	const names = ['pot', 'charlie', 'dave', 'eve', 'ferdie', 'worker-1', 'worker-2'];
	return Object.fromEntries(
		await Promise.all(names.map(async (name) => [name, await stakeOf(name)])),
	);
}

/**
 * How much more everybody owns than before, by name.
 *
 * @param {Record<string, bigint>} before
 */
async function gains(before) {
	const now = await stakes();
	return Object.fromEntries(
		Object.entries(now).map(([name, stake]) => [name, stake - before[name]]),
	);
}

test('a task at trust 1 pays its one worker and hands out its result', async () => {
	const before = await stakes();
	const { kitty } = await stage.ledger();
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app: montecarlo,
		pool,
		params: params(['pi', '--samples', '1_000_000']),
	});
	const [story] = await stage.ended(deal.tasks);

	assert.equal(story.status, 'completed');
	assert.equal(story.contributions.length, 1);
	const [{ worker }] = story.contributions;
	const other = stage.name(worker) === 'worker-1' ? 'worker-2' : 'worker-1';
	const fee = feeOf(1);
	assert.deepEqual(await gains(before), {
		// For the validators, when the era ends.
		pot: fee / 2n,
		charlie: APP_PRICE,
		dave: 0n,
		eve: POOL_PRICE - WORKERS_PART,
		ferdie: -(APP_PRICE + POOL_PRICE + fee),
		[stage.name(worker)]: WORKERS_PART,
		[other]: 0n,
	});
	assert.equal((await stage.ledger()).kitty, kitty + fee / 2n);
	assert.equal(await stage.score(stage.account(stage.name(worker))), 0, 'alone, no score grows');

	// The node that did not compute it has to get the result from the one that did.
	const stranger = stage.network.nodes.find((node) => node !== stage.nodeOf.get(worker));
	assert.ok(stranger && story.digest);
	const { files, header } = await fetchResult(stranger, deal.tasks[0], story.digest);
	assert.equal(header.exitStatus, 0);
	const { estimate } = JSON.parse(new TextDecoder().decode(files.get('result.json')));
	assert.ok(Math.abs(estimate - Math.PI) < 0.02, `pi is not ${estimate}`);
});

test('a task at trust 3 over a priced dataset pays two workers that agree', async () => {
	const before = await stakes();
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app: table,
		dataset,
		pool,
		trust: 3,
		params: params(['regress', '--y', 'body_mass_g', '--x', 'flipper_length_mm']),
	});
	const [story] = await stage.ended(deal.tasks);

	assert.equal(story.status, 'completed');
	assert.equal(story.contributions.length, 2);
	assert.equal(story.reveals.length, 2);
	const fee = feeOf(2);
	assert.deepEqual(await gains(before), {
		pot: fee / 2n,
		charlie: APP_PRICE,
		dave: DATASET_PRICE,
		// The scheduler gets what no division gives to anybody else.
		eve: POOL_PRICE - 2n * (WORKERS_PART / 2n),
		ferdie: -(APP_PRICE + DATASET_PRICE + POOL_PRICE + fee),
		'worker-1': WORKERS_PART / 2n,
		'worker-2': WORKERS_PART / 2n,
	});
	assert.equal(await stage.score(stage.account('worker-1')), 1);
	assert.equal(await stage.score(stage.account('worker-2')), 1);

	assert.ok(story.digest);
	for (const node of stage.network.nodes) {
		const { files } = await fetchResult(node, deal.tasks[0], story.digest);
		assert.deepEqual([...files.keys()].sort(), ['report.json', 'report.md', 'stdout']);
	}
});

test('while a task runs, its price, its fees and the stakes are locked', async () => {
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app: montecarlo,
		pool,
		trust: 3,
		params: params(['pi', '--samples', '50_000_000']),
	});
	const { hash } = await stage.chain.until(
		() => stage.chain.blocks.find(({ number }) => number === deal.block),
		'the block of the match',
	);
	const at = await stage.api.at(hash);
	const locked = async (/** @type {string} */ name) => {
		const balance = await at.query.escrow.accounts(stage.account(name).address);
		return balance.locked.toBigInt();
	};
	const most = feeOf(paidAssignments(3n));
	assert.equal(await locked('ferdie'), APP_PRICE + POOL_PRICE + most);
	assert.equal(await locked('eve'), POOL_STAKE);
	const [{ status }] = await stage.ended(deal.tasks);
	assert.equal(status, 'completed');
	await stakes();
});

test('every node stays under 600 MB of memory', () => {
	for (const node of stage.network.nodes) {
		const { peakMemory } = node.usage();
		assert.ok(peakMemory < 600e6, `${node.name} took ${Math.round(peakMemory / 1e6)} MB`);
	}
});
