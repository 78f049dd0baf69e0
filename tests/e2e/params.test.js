// SPDX-License-Identifier: Apache-2.0

/** Params are refused before they are signed, with a worker's own words. No node is needed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkParams, checkTask } from '../../sdk/src/params-rules.js';

/** @type {{ params: unknown, index: number, error?: string }[]} what a worker's own test goes through */
const TABLE = JSON.parse(
	readFileSync(new URL('../../compute/tests/params.json', import.meta.url), 'utf8'),
);

test('a client refuses what a worker refuses, and nothing else', () => {
	for (const { params, index, error } of TABLE) {
		const text = typeof params === 'string' ? params : JSON.stringify(params);
		if (error === undefined) {
			checkTask(text, index);
		} else {
			assert.throws(() => checkTask(text, index), { message: error }, text);
		}
	}
});

test('a client refuses half of a letter, of which a worker can read nothing', () => {
	checkTask('{"args":["\\ud83d\\ude42"]}', 0);
	for (const half of ['\\ud83d', '\\ude42', '\ud83d']) {
		assert.throws(() => checkTask(`{"args":["a${half}"]}`, 0), /half of a letter stands alone/);
	}
});

test('each task of a bag has an entry, and no entry is left over', () => {
	const bag = (/** @type {number} */ count) =>
		JSON.stringify({ tasks: Array.from({ length: count }, (_, i) => ({ args: [`${i}`] })) });
	checkParams(bag(20), 20);
	checkParams('', 20);
	checkParams('{"args":["{index}"]}', 10_000);
	assert.throws(() => checkParams(bag(19), 20), /a list has 19 entries, the volume is 20/);
	const late = JSON.stringify({ tasks: [{}, { args: [7] }] });
	assert.throws(
		() => checkParams(late, 2),
		/tasks\[1\]\.args\[0\] is a number: write it as text/,
	);
});
