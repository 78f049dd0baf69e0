// SPDX-License-Identifier: Apache-2.0

/** Params are refused with a worker's own words, by the table of the worker's own test. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BourseError, checkParams, checkTask, jobOf } from '../src/index.js';

const TABLE = JSON.parse(
	readFileSync(new URL('../../compute/tests/params.json', import.meta.url), 'utf8'),
) as { params: unknown; index: number; error?: string }[];

test('checkTask should refuse what a worker refuses, and nothing else', () => {
	for (const { params, index, error } of TABLE) {
		const text = typeof params === 'string' ? params : JSON.stringify(params);
		if (error === undefined) checkTask(text, index);
		else assert.throws(() => checkTask(text, index), new BourseError(error), text);
	}
	assert.throws(() => checkTask('{"args":["\\ud83d"]}', 0), /half of a letter stands alone/);
});

test('checkParams should want an entry for each task', () => {
	const bag = (count: number) =>
		JSON.stringify({ tasks: Array.from({ length: count }, (_, at) => ({ args: [`${at}`] })) });
	checkParams(bag(20), 20n);
	checkParams('', 20n);
	assert.throws(() => checkParams(bag(19), 20n), /a list has 19 entries, the volume is 20/);
	const late = JSON.stringify({ tasks: [{}, { args: [7] }] });
	assert.throws(() => checkParams(late, 2n), /tasks\[1\]\.args\[0\] is a number/);
});

test('jobOf should refuse what a worker would, before anything is signed', () => {
	assert.throws(() => jobOf({ app: 1, params: { args: "-c 'print(1)" } }), /a ' is not closed/);
	const input = { url: '', checksum: `0x${'ab'.repeat(32)}`, name: 'a.csv' };
	assert.throws(() => jobOf({ app: 1, params: { inputs: [input, input] } }), /"a\.csv" is taken/);
	assert.throws(
		() => jobOf({ app: 1, params: { stdin: 'b.csv' } }),
		/no input has the name "b\.csv"/,
	);
	const stdin = { stdin: 'dataset/{index}.txt' };
	assert.throws(
		() => jobOf({ app: 1, params: stdin }),
		/no input file "dataset\/0\.txt": the request has no dataset/,
	);
	assert.ok(jobOf({ app: 1, dataset: 0, params: stdin }).params.length > 0);
	const tasks = [{ args: ['a'] }, { args: ['b'] }];
	assert.throws(() => jobOf({ app: 1, params: { tasks } }), /has 2 entries, the volume is 1/);
	assert.ok(jobOf({ app: 1, volume: 2, params: { tasks } }).params.length > 0);
});
