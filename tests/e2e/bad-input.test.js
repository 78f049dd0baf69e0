// SPDX-License-Identifier: Apache-2.0

/**
 * Bad apps and bad addresses: a failure that every worker has is the result, and is paid for; what
 * nobody can fetch ends Unavailable, the payer gets its prices back, and the nodes stay healthy.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { POT, RLC } from './lib/accounts.js';
import { feeOf, workersPart } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { forever } from './lib/noop.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';
import { outline } from './lib/story.js';

/**
 * The category's time reference in seconds. A worker that can't fetch tries for a minute, and then
 * reports; two of three have to, before no assignment would fit before the contribution deadline, at
 * seven times that.
 */
const TIME_REF = 30;
/** How long all of it may take, in milliseconds: the final deadline, at ten times that, and more. */
const TIMEOUT = 600_000;
const APP_PRICE = RLC / 100n;
const POOL_PRICE = RLC;
/** What a task that is Unavailable costs its pool, and its payer: 10 of 30 percent of the price. */
const PENALTY = (POOL_PRICE * 3n) / 100n;
const DEPOSIT = 50n * RLC;
/** What workers report; other codes are results. */
const REPORTS = ['ChecksumMismatch', 'FetchFailed'];
/** Failures of programs that were not started: the app is not paid. */
const NOT_STARTED = ['BadModule'];

/**
 * What is offered, how it is falsified, and what workers have to say of it.
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
	{ name: 'a program that loops for ever', file: 'forever.wasm', code: 'OutOfFuel' },
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
			const offer =
				file === 'forever.wasm'
					? content.offer(file, forever())
					: await content.offerFile(`built/hostile/${file}`);
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
	stories = await stage.ended(tasks, { timeout: TIMEOUT });
	BAD.forEach(({ name }, i) => {
		console.log(
			`${name}: ${outline(stories[i])}, assigned ${stories[i].assigned.length} times`,
		);
	});
});
after(() => stage?.close());

BAD.forEach(({ name, code }, i) => {
	if (REPORTS.includes(code)) {
		test(`${name} is reported as ${code} and the task Unavailable`, async () => {
			const { failures, status, contributions } = stories[i];
			assert.equal(status, 'unavailable');
			assert.equal(contributions.length, 0);
			assert.ok(failures.length >= 2, 'most of the pool have to report');
			assert.deepEqual([...new Set(failures.map((failure) => failure.code))], [code]);
			const told = await stage.network.nodes[0].rpc('bourse_task', [tasks[i]]);
			assert.equal(told.status, 'Unavailable');
			assert.equal(told.failures[0].code, code);
		});
		return;
	}
	test(`${name} gives the failure ${code} as the result`, async () => {
		const { failure, failures, status, contributions, digest } = stories[i];
		assert.equal(status, 'completed');
		assert.equal(failure, code);
		assert.equal(contributions.length, 1);
		assert.deepEqual(failures, []);
		const [node] = stage.network.nodes;
		const told = await node.rpc('bourse_task', [tasks[i]]);
		assert.equal(told.status, 'Completed');
		assert.equal(told.failure, code);
		// The reason is the last line of the log.
		const { files } = await fetchResult(node, tasks[i], `${digest}`);
		const lines = new TextDecoder().decode(files.get('stderr')).trimEnd().split('\n');
		assert.match(lines[lines.length - 1], new RegExp(`^${code}: `));
	});
});

test('each failure that is a result is paid for; the others cost payer and pool a little', async () => {
	const all = stories.map(({ assigned }, i) => ({
		fee: feeOf(assigned.length),
		result: !REPORTS.includes(BAD[i].code),
		app: REPORTS.includes(BAD[i].code) || NOT_STARTED.includes(BAD[i].code) ? 0n : APP_PRICE,
	}));
	const sum = (/** @type {(task: typeof all[0]) => bigint} */ of) =>
		all.reduce((total, task) => total + of(task), 0n);
	const { accounts, kitty } = await stage.ledger();
	const of = (/** @type {string} */ name) => accounts.get(stage.account(name).address);
	const spent = sum(({ fee, result, app }) => fee + app + (result ? POOL_PRICE : PENALTY));
	assert.deepEqual(of('ferdie'), { stake: DEPOSIT - spent, locked: 0n });
	const earned = sum(({ result }) => (result ? POOL_PRICE - workersPart(POOL_PRICE) : -PENALTY));
	assert.deepEqual(of('eve'), { stake: DEPOSIT + earned, locked: 0n });
	assert.deepEqual(of('charlie'), { stake: sum(({ app }) => app), locked: 0n });
	// Half of the fees each, the validators' rounded down; and what was burned.
	assert.deepEqual(accounts.get(POT), { stake: sum(({ fee }) => fee / 2n), locked: 0n });
	assert.equal(
		kitty,
		sum(({ fee, result }) => fee - fee / 2n + (result ? 0n : 2n * PENALTY)),
	);
});

test('the nodes are healthy and complete a good task, which draws nothing from the kitty', async () => {
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

	const manager = stage.account('eve').address;
	const now = await stage.ledger();
	assert.equal(now.kitty, kitty + feeOf(3) / 2n);
	assert.equal(
		now.accounts.get(manager)?.stake,
		(accounts.get(manager)?.stake ?? 0n) + POOL_PRICE - 3n * (workersPart(POOL_PRICE) / 3n),
	);
	for (const node of stage.network.nodes) {
		const { peers, isSyncing } = await node.rpc('system_health');
		assert.deepEqual({ peers, isSyncing }, { peers: 2, isSyncing: false });
	}
});
