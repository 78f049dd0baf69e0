// SPDX-License-Identifier: Apache-2.0

/**
 * Ten thousand transactions that no account signed and nobody wants: each is refused, before its
 * signature is looked at wherever the state alone tells, and others are served as before.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WsProvider } from '@polkadot/api';
import { stringToHex } from '@polkadot/util';
import { RLC } from './lib/accounts.js';
import { batch, contribution } from './lib/batch.js';
import { call } from './lib/calls.js';
import { checksum } from './lib/content.js';
import { openMarket } from './lib/market.js';
import { mean, percentile } from './lib/measure.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { params } from './lib/orders.js';
import { encodeHeader } from './lib/result.js';
import { validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { joinCalls } from './lib/worker.js';

const SPAM = 10_000;
/** Requests to the node at once. */
const AT_ONCE = 64;
const POOL_PRICE = RLC;
const ZERO = `0x${'00'.repeat(32)}`;

/** What the pool answers, by what is wrong. */
const STALE = 'Transaction is outdated';
const UNFIT = 'Transaction call is not expected';
const STRANGER = 'Invalid signing address';
const FORGED = 'Transaction has a bad signature';

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let worker;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let hotKey;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let other;
/** @type {import('./lib/result.js').Header} what every task gives */
let header;
/** @type {string} its hash */
let digest;

before(async () => {
	// No node works: what workers send is made here.
	stage = await Stage.on(await Network.start('dev', [validator('validator'), { name: 'node' }]));
	const { content } = stage;
	[worker, other] = ['worker-1', 'worker-2'].map((name) => stage.account(name));
	hotKey = stage.account('worker-1-hot');
	const [market] = await Promise.all([
		openMarket(stage, {
			apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()) }],
			pool: { description: 'spam', stake: 50n * RLC, price: POOL_PRICE },
			deposit: 50n * RLC,
		}),
		stage.fund(stage.account('alice'), [worker, other], 100n * RLC),
	]);
	({
		apps: [app],
		pool,
	} = market);
	header = {
		version: 2,
		engine: (await stage.api.query.poco.engineVersion()).toNumber(),
		failure: 0,
		exitStatus: 0,
		fuel: 1,
		outputRoot: ZERO,
		memoryHash: ZERO,
		callbackHash: ZERO,
	};
	digest = checksum(encodeHeader(header));
});
after(() => stage?.close());

/**
 * Lets an account work in the pool.
 *
 * @param {import('@polkadot/keyring/types').KeyringPair} who
 */
async function join(who) {
	const terms = { pool: pool.id, slots: 16, stake: 10n * RLC };
	const key = stage.account(`${who.meta.name}-hot`);
	await stage.sender.sendAll(who, joinCalls(stage.api, who, key, terms));
	await stage.sender.send(pool.owner, 'pools.accept', { worker: who.address });
}

/**
 * Buys tasks and waits until they are assigned.
 *
 * @param {number} volume
 */
async function assigned(volume) {
	const requester = stage.account('ferdie');
	const { tasks } = await stage.buy({ requester, app, pool, volume, params: params([]) });
	await stage.chain.until(
		() => tasks.every((task) => stage.story(task).assigned.length > 0),
		'the assignment',
	);
	return tasks;
}

/**
 * Sends transactions as fast as the node answers.
 *
 * @param {WsProvider} provider
 * @param {string[]} transactions hex
 * @returns {Promise<string[]>} what the node answered to each
 */
async function flood(provider, transactions) {
	/** @type {string[]} */
	const answers = [];
	let next = 0;
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			while (next < transactions.length) {
				const place = next++;
				answers[place] = await provider
					.send('author_submitExtrinsic', [transactions[place]])
					.then(
						() => 'taken',
						({ data, message }) => `${data ?? message}`,
					);
			}
		}),
	);
	return answers;
}

test('a batch made by hand is taken, so that those that follow are refused for what they are', async () => {
	await join(worker);
	const [task] = await assigned(1);
	const items = [contribution(worker, task, digest)];
	const [validator] = stage.network.nodes;
	await validator.rpc('author_submitExtrinsic', [
		batch(stage.api, 'contributeBatch', worker, items, { hotKey }),
	]);
	await stage.chain.until(() => stage.story(task).consensus, 'the consensus');
});

test('ten thousand are refused for what is wrong with each, and slow nothing', async () => {
	const {
		api,
		sender,
		chain,
		network: {
			nodes: [validator],
		},
	} = stage;
	// Tasks in every state: contributed and revealing, completed, active, and not begun.
	const [revealing, completed] = await assigned(2);
	for (const task of [revealing, completed]) {
		const { resultHash, seal } = contribution(worker, task, digest);
		await sender.send(worker, 'poco.contribute', {
			task,
			resultHash,
			seal,
			enclave: null,
			authorization: { Assigned: null },
		});
	}
	// The first reveal brings the header.
	await sender.send(worker, 'poco.revealOpened', {
		task: completed,
		digest,
		opening: { Header: { header: { magic: stringToHex('BRSR'), ...header }, data: '0x' } },
	});
	const active = await assigned(4);
	await sender.send(worker, 'pools.setSlots', { slots: 0 });
	await join(other);
	const [foreign] = await assigned(1);

	const one = (/** @type {string} */ task) => contribution(worker, task, digest);
	const nowhere = `0x${'ff'.repeat(32)}`;
	/**
	 * @param {import('./lib/batch.js').Name} name
	 * @param {import('@polkadot/keyring/types').KeyringPair} who
	 * @param {import('./lib/events.js').Fields[]} items
	 * @param {import('@polkadot/keyring/types').KeyringPair} [key]
	 */
	const made = (name, who, items, key) => (/** @type {number} */ attempt) =>
		batch(api, name, who, items, { attempt, hotKey: key });
	// The signature is checked first: what else is wrong is told to whom it is right for.
	const signed = (
		/** @type {import('./lib/batch.js').Name} */ name,
		/** @type {import('./lib/events.js').Fields[]} */ items,
	) => made(name, worker, items, hotKey);
	/** @type {{ what: string, make: (attempt: number) => string, answer: string }[]} */
	const kinds = [
		{ what: 'forged', make: made('contributeBatch', worker, active.map(one)), answer: FORGED },
		{
			what: 'replayed',
			make: signed('contributeBatch', [one(revealing)]),
			answer: STALE,
		},
		{
			what: 'with an item twice',
			make: signed('contributeBatch', [one(active[0]), one(active[0])]),
			answer: UNFIT,
		},
		{ what: 'stale', make: signed('contributeBatch', [one(completed)]), answer: STALE },
		{
			what: 'of the future',
			make: signed('contributeBatch', [one(nowhere)]),
			answer: STALE,
		},
		{
			what: 'not assigned',
			make: signed('contributeBatch', [one(foreign)]),
			answer: STRANGER,
		},
		{
			what: 'of a stranger',
			make: made('contributeBatch', stage.account('mallory'), [one(active[0])]),
			answer: STRANGER,
		},
		{
			what: 'revealed too early',
			make: signed('revealBatch', [
				{ task: active[0], digest, opening: null, encrypted: null },
			]),
			answer: STALE,
		},
		{
			what: 'revealed without the header',
			make: signed('revealBatch', [
				{ task: revealing, digest, opening: null, encrypted: null },
			]),
			answer: UNFIT,
		},
		{
			what: 'revealed wrong',
			make: signed('revealBatch', [
				{ task: revealing, digest: nowhere, opening: null, encrypted: null },
			]),
			answer: UNFIT,
		},
		{
			what: 'failed after contributing',
			make: signed('reportFailureBatch', [{ task: revealing, code: 'Trap', log: nowhere }]),
			answer: STALE,
		},
		{
			what: 'a result, reported',
			make: signed('reportFailureBatch', [{ task: active[0], code: 'Trap', log: nowhere }]),
			answer: UNFIT,
		},
		{
			what: 'too large',
			make: signed(
				'contributeBatch',
				Array.from({ length: 65 }, () => one(active[0])),
			),
			answer: '',
		},
	];
	// Each another one: a transaction that was refused is banned, which costs nothing.
	const each = Math.ceil(SPAM / kinds.length);
	const spam = kinds.flatMap(({ what, make, answer }) =>
		Array.from({ length: each }, (_, attempt) => ({ what, answer, hex: make(attempt) })),
	);
	for (let i = spam.length - 1; i > 0; i--) {
		const j = Math.floor(Math.random() * (i + 1));
		[spam[i], spam[j]] = [spam[j], spam[i]];
	}
	const provider = new WsProvider(validator.ws);
	await provider.isReady;

	const quiet = await service(async () => {});
	/** @type {string[]} */
	let answers = [];
	const began = performance.now();
	let seconds = 0;
	const busy = await service(async () => {
		answers = await flood(
			provider,
			spam.map(({ hex }) => hex),
		);
		seconds = (performance.now() - began) / 1000;
	});
	await provider.disconnect();

	/** @type {Map<string, Map<string, number>>} */
	const told = new Map();
	answers.forEach((answer, i) => {
		const counts = told.get(spam[i].what) ?? new Map();
		told.set(spam[i].what, counts.set(answer, (counts.get(answer) ?? 0) + 1));
	});
	for (const { what, answer } of kinds) {
		const counts = [...(told.get(what) ?? [])];
		assert.equal(counts.length, 1, `${what}: ${JSON.stringify(counts)}`);
		assert.ok(counts[0][0].includes(answer) && counts[0][0] !== 'taken', `${what}: ${counts}`);
	}
	console.log(
		`${answers.length} refused in ${seconds.toFixed(1)} s; ` +
			`blocks every ${quiet.gap.toFixed(2)} s, under spam ${busy.gap.toFixed(2)} s; ` +
			`a transfer took ${quiet.p90.toFixed(2)} s, under spam ${busy.p90.toFixed(2)} s (p90)`,
	);
	// A transfer waits for the next block or the one after it.
	assert.ok(busy.gap < 1.5 * quiet.gap, `blocks every ${busy.gap} s instead of ${quiet.gap} s`);
	assert.ok(busy.p90 < quiet.p90 + 4, `a transfer took ${busy.p90} s instead of ${quiet.p90} s`);
	assert.equal((await validator.rpc('author_pendingExtrinsics')).length, 0);

	/**
	 * How others are served while something else goes on, for some blocks at least.
	 *
	 * @param {() => Promise<void>} meanwhile
	 */
	async function service(meanwhile) {
		const first = chain.best + 1;
		let over = false;
		const other = meanwhile().finally(() => (over = true));
		/** @type {number[]} */
		const times = [];
		const signers = ['bob', 'dave', 'ferdie', 'charlie'].map((name) => stage.account(name));
		while (!over || chain.best < first + 4) {
			await Promise.all(
				signers.map(async (signer) => {
					const start = performance.now();
					await sender.sendTx(
						signer,
						call(api, 'balances.transferKeepAlive', {
							dest: worker.address,
							value: RLC,
						}),
					);
					times.push((performance.now() - start) / 1000);
				}),
			);
		}
		await other;
		const stamps = await Promise.all(
			[first, chain.best].map(async (number) => {
				const at = await api.at(await api.rpc.chain.getBlockHash(number));
				return Number(await at.query.timestamp.now()) / 1000;
			}),
		);
		const gap = (stamps[1] - stamps[0]) / (chain.best - first);
		return { gap, mean: mean(times), p90: percentile(times, 0.9) };
	}
});
