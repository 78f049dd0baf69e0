// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
	bestPrices,
	changesInWords,
	dealAndIndex,
	formatRlc,
	fromHex,
	fromWords,
	isDeal,
	jobOf,
	ownersNeeded,
	parseRlc,
	priceOfTick,
	shownLines,
	shownText,
	stepsOf,
	taskId,
	utf8,
	validPrices,
} from '../src/index.js';

test('parseRlc should read what people write, exactly', () => {
	const read = ['1', '0.015', '.5', '1.', '1,204.5 RLC', '0.000000001', '87000000'].map(parseRlc);
	assert.deepEqual(read, [
		1_000_000_000n,
		15_000_000n,
		500_000_000n,
		1_000_000_000n,
		1_204_500_000_000n,
		1n,
		87_000_000_000_000_000n,
	]);
});

test('parseRlc should refuse anything else with a sentence', () => {
	for (const text of ['', '.', '-1', '1e9', '1,5', '0x10', '1 2', '٣', 'RLC', '9'.repeat(40)]) {
		assert.throws(() => parseRlc(text), RangeError, text);
	}
	assert.throws(() => parseRlc('0.0000000001'), /more than 9 decimals/);
});

test('formatRlc should be exact, and parseRlc undo it', () => {
	const shown = [0n, 1n, 15_000_000n, 1_204_500_000_000n, -2_500_000_000n].map(formatRlc);
	assert.deepEqual(shown, ['0', '0.000000001', '0.015', '1,204.5', '-2.5']);
	for (let amount = 1n; amount < 10n ** 20n; amount = amount * 7n + 3n) {
		assert.equal(parseRlc(formatRlc(amount)), amount);
	}
});

test('validPrices should be the neighbours of at most four digits', () => {
	assert.deepEqual(validPrices(9_999n), [9_999n, 9_999n]);
	assert.deepEqual(validPrices(10_001n), [10_000n, 10_010n]);
	assert.deepEqual(validPrices(99_999n), [99_990n, 100_000n]);
	assert.deepEqual(validPrices(0n), [0n, 0n]);
});

test("priceOfTick should be the book's", () => {
	const ticks = [0, 999, 1_000, 9_999, 10_000, 10_001, 19_000];
	assert.deepEqual(ticks.map(priceOfTick), [
		0n,
		999n,
		1_000n,
		9_999n,
		10_000n,
		10_010n,
		100_000n,
	]);
});

test('taskId and dealAndIndex should undo each other', () => {
	const deal = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
	const task = taskId(deal, 0x0102030405060708n);
	assert.equal(task, `0x${'ab'.repeat(24)}0102030405060708`);
	assert.deepEqual(dealAndIndex(task), { deal, index: 0x0102030405060708n });
	assert.ok(isDeal(deal) && !isDeal(task));
	assert.throws(() => taskId('0x12', 0n), /no id/);
});

test('shownText should show what a stranger hides', () => {
	assert.equal(shownText(utf8('safe\u202e txt.exe\u0007')), 'safe\\u{202e} txt.exe\\u{7}');
	assert.equal(shownText(utf8('x'.repeat(99)), 9), `${'x'.repeat(9)}…`);
});

test('shownText should show what formats/src/text.rs shows', () => {
	for (const plain of ['', 'python 3.12', 'Straße', 'привет', '雪 🙂', 'π ≈ 3.14', 'αβγ run']) {
		assert.equal(shownText(utf8(plain)), plain);
	}
	for (const [text, shown] of [
		// It would be a name without a letter.
		['\u3164', '\\u{3164}'],
		['a\u2800b\ufe0f', 'a\\u{2800}b\\u{fe0f}'],
		// It would change places with the number behind it.
		['\u05d0 1', '\\u{5d0} 1'],
		['p\u0430ypal', 'p\\u{430}ypal'],
		['\u{1d4ab}ython', '\\u{1d4ab}ython'],
		['a\u{e0041}', 'a\\u{e0041}'],
		['a\nb', 'a\\u{a}b'],
	] as const) {
		assert.equal(shownText(utf8(text)), shown);
	}
	for (let code = 0; code < 0xa0; code++) {
		const isPlain = code >= 0x20 && (code < 0x7f || code > 0x9f) && code !== 0x5c;
		const letter = String.fromCodePoint(code);
		assert.equal(shownText(utf8(`a${letter}b`)) === `a${letter}b`, isPlain, String(code));
	}
});

test('shownText should show the hostile names of formats/ as listed there', () => {
	const list = new URL('../../formats/src/hostile-names.txt', import.meta.url);
	const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
	const names = lines.filter((line) => !line.startsWith('#'));
	assert.equal(names.length, 200);
	for (const name of names) {
		const [hex = '', ...text] = name.split(' ');
		assert.equal(shownText(fromHex(`0x${hex}`), 1e6), text.join(' '));
	}
});

test('shownLines should keep breaks and tabs', () => {
	assert.equal(shownLines('a\tb\n\x1b[2J\u202ec\r\n'), 'a\tb\n\\u{1b}[2J\\u{202e}c\\u{d}\n');
});

test('fromWords should read the lowest word first', () => {
	assert.equal(fromWords([5n, 0n, 0n, 0n]), 5n);
	assert.equal(fromWords([0n, 1n, 0n, 0n]), 1n << 64n);
});

test('ownersNeeded should be the logarithm of the trust rounded up', () => {
	assert.deepEqual([1, 2, 3, 4, 5, 8, 9, 128].map(ownersNeeded), [1, 1, 2, 2, 3, 3, 4, 7]);
});

test('bestPrices should be the first offers', () => {
	const level = (price: bigint, volume: bigint) => ({
		price,
		orders: 1,
		volume,
		free_slots: 2n,
	});
	const best = bestPrices([
		{ trust: 1, offers: [level(8n, 1n), level(10n, 5n)] },
		{ trust: 2, offers: [] },
	]);
	assert.deepEqual(best, [
		{ trust: 1, price: 8n, volume: 6n },
		{ trust: 2, price: undefined, volume: 0n },
	]);
});

test('jobOf should refuse what the chain would', () => {
	assert.equal(jobOf({ app: 1 }).params.length, 0);
	assert.equal(jobOf({ app: 1, params: {} }).params.length, 0);
	assert.throws(() => jobOf({ app: 1, trust: 129 }), /Trust 129/);
	assert.throws(() => jobOf({ app: 1, trust: 1.5 }), /Trust 1.5/);
	assert.throws(() => jobOf({ app: 1, volume: 0 }), /one task/);
	assert.throws(() => jobOf({ app: 1, params: { args: ['x'.repeat(4096)] } }), /4096 at most/);
});

test('changesInWords should name what to change', () => {
	const words = changesInWords([
		{ type: 'RaisePrice', value: { to: 6_200_000_000n } },
		{ type: 'LowerTrust', value: { to: 8 } },
		{ type: 'LowerVolume', value: { to: 3n } },
	]);
	assert.deepEqual(words, ['pay a pool 6.2 RLC a task', 'ask for trust 8', 'ask for 3 tasks']);
});

test('stepsOf should tell the steps of this task only', () => {
	const deal = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
	const id = taskId(deal, 1n);
	const block = { number: 7 } as never;
	const event = (name: string, value: object) => ({ pallet: 'Poco', name, value });
	const steps = stepsOf(id, {
		block,
		events: [
			event('TasksAssigned', {
				deal,
				until: 9n,
				assigned: [
					{ index: 0n, worker: 'ann' },
					{ index: 1n, worker: 'bob' },
				],
			}),
			event('TaskContributed', { task: id, worker: 'bob', consensus: true }),
			event('TaskContributed', { task: taskId(deal, 2n), worker: 'eve', consensus: true }),
			event('TaskFinalized', { task: id }),
			{ pallet: 'System', name: 'ExtrinsicSuccess', value: undefined },
		],
	});
	assert.deepEqual(steps, [
		{ block: 7, text: 'assigned', worker: 'bob' },
		{ block: 7, text: 'computed, and enough agree', worker: 'bob' },
		{ block: 7, text: 'paid', worker: undefined },
	]);
});
