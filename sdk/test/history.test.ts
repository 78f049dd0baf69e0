// SPDX-License-Identifier: Apache-2.0

/** Answers of a node's index, good and bad; uploads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	type Bourse,
	BourseError,
	blake2Hex,
	deals,
	devAccount,
	fromHex,
	hourlyPrices,
	incomes,
	pastTasks,
	recordOf,
	upload,
	uploadHash,
	utf8,
} from '../src/index.js';

const ID = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
const PART = { id: 1, owner: '5G', price: '1000000000' };
const DEAL = {
	deal: ID,
	block: 7,
	time: 1_795_374_000,
	app: PART,
	dataset: null,
	pool: { ...PART, price: '2000000000' },
	requester: '5F',
	payer: '5F',
	beneficiary: '5F',
	category: 0,
	tag: 0,
	trust: '3',
	botFirst: 0,
	botSize: 2,
	completed: 1,
};

/** A node whose methods answer so. */
function node(answers: Record<string, unknown>): Bourse {
	return {
		genesis: `0x${'11'.repeat(32)}`,
		has: async (method: string) => method in answers,
		async request(method: string, ...params: unknown[]) {
			const answer = answers[method];
			return typeof answer === 'function' ? answer(...params) : answer;
		},
	} as unknown as Bourse;
}

const page = (entries: unknown[], next: string | null = null) => ({
	entries,
	next,
	reach: { since: 1 },
});
const index = (answers: Record<string, unknown>) =>
	node({ bourse_indexReach: { since: 1 }, ...answers });

test('deals should be read from an index', async () => {
	let asked: unknown[] = [];
	const bourse = index({
		bourse_deals: (...params: unknown[]) => {
			asked = params;
			return page([DEAL], '0x01');
		},
	});
	const { items, isCut, since } = await deals(bourse, { requester: '5F' }, 500);
	assert.deepEqual(asked, [{ requester: '5F' }, null, 100]);
	assert.deepEqual([isCut, since, items.length], [true, 1, 1]);
	const [deal] = items;
	assert.deepEqual(
		[deal?.id, deal?.trust, deal?.tasks, deal?.price],
		[ID, 3n, 2n, 3_000_000_000n],
	);
});

test('answers of another form should be refused with a sentence', async () => {
	const entries = [
		null,
		'x',
		{ ...DEAL, deal: 'javascript:x' },
		{ ...DEAL, trust: '1e9' },
		{ ...DEAL, app: null },
		{ ...DEAL, time: 'now' },
	];
	for (const entry of entries) {
		await assert.rejects(deals(index({ bourse_deals: page([entry]) })), BourseError);
	}
	await assert.rejects(deals(index({ bourse_deals: { entries: 5 } })), BourseError);
	await assert.rejects(recordOf(index({ bourse_record: {} }), { app: 1 }), BourseError);
});

test('history should be undefined where the node has no index', async () => {
	const none = node({});
	const off = node({ bourse_indexReach: () => Promise.reject(new Error('no index')) });
	for (const bourse of [none, off]) {
		const market = { category: 0, trust: 1, tag: 0n };
		assert.equal(await hourlyPrices(bourse, market), undefined);
		assert.equal(await recordOf(bourse, { app: 1 }), undefined);
		assert.equal(await incomes(bourse, { account: '5F' }), undefined);
	}
});

test('prices and incomes should be read', async () => {
	const candle = {
		time: 3_600,
		open: '1',
		high: '3',
		low: '1',
		close: '2',
		average: '2',
		tasks: 5,
	};
	const prices = await hourlyPrices(index({ bourse_prices: page([candle]) }), {
		category: 0,
		trust: 1,
		tag: 0n,
	});
	assert.deepEqual(prices, [{ time: 3_600, low: 1n, high: 3n, average: 2n, tasks: 5 }]);
	const flow = { time: 86_400, tasks: 2, earned: '7', spent: '0', lost: '1' };
	const [day] = (await incomes(index({ bourse_incomes: page([flow]) }), { app: 1 })) ?? [];
	assert.deepEqual(day, { time: 86_400, tasks: 2, earned: 7n, spent: 0n, lost: 1n });
});

test('upload should send what the account signs, and refuse what no node takes', async () => {
	const alice = devAccount('Alice');
	const file = utf8('hello');
	let sent: unknown[] = [];
	const bourse = node({
		bourse_upload: (...params: unknown[]) => {
			sent = params;
			return { hash: '0x00', cid: 'b', until: 99 };
		},
	});
	assert.deepEqual(await upload(bourse, alice, file), { hash: blake2Hex(file), until: 99 });
	assert.deepEqual(sent.slice(0, 2), [alice.address, '0x68656c6c6f']);
	assert.equal(fromHex(String(sent[2])).length, 64);
	const other = uploadHash(bourse.genesis, devAccount('Bob').address, file);
	assert.notEqual(uploadHash(bourse.genesis, alice.address, file), other);
	await assert.rejects(upload(bourse, alice, new Uint8Array((2 << 20) + 1)), /2 MiB at most/);
});

test('past tasks should be those of all pages, and believed in nothing', async () => {
	const task = {
		task: `0x${'ab'.repeat(24)}${'00'.repeat(8)}`,
		block: 9,
		time: 10,
		seconds: 3,
		status: 'Completed',
		failure: 'Trap',
		workers: [{ worker: '5G', owner: '5F', right: true }],
		moves: [{ account: '5G', earned: '7', paid: '0' }],
	};
	const paged = (_: string, after: string | null) => page([task], after ? null : '0x01');
	const found = await pastTasks(index({ bourse_dealTasks: paged }), ID);
	assert.equal(found?.length, 2);
	assert.deepEqual(found?.[0], {
		id: task.task,
		block: 9,
		time: 10,
		status: 'Completed',
		failure: 'Trap',
		workers: [{ worker: '5G', right: true }],
		moves: [{ account: '5G', earned: 7n, paid: 0n }],
	});
	assert.equal(await pastTasks(node({}), ID), undefined);
	const broken = index({ bourse_dealTasks: page([{ ...task, moves: 7 }]) });
	await assert.rejects(pastTasks(broken, ID), BourseError);
});
