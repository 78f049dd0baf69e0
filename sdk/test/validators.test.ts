// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bourse, type Health, rowsOf, troubles, validators } from '../src/index.js';

const terms = (commission: number, blocked = false) => ({ commission, blocked });
const exposure = (total: bigint) => ({ total, own: 5n, nominator_count: 1, page_count: 1 });

test('validators should come by points, and candidates behind them', () => {
	const rows = rowsOf(
		['a', 'b'],
		{
			total: 60,
			individual: [
				['a', 20],
				['b', 40],
			],
		},
		new Map([
			['a', exposure(7n)],
			['d', exposure(1n)],
		]),
		new Map([
			['c', terms(1, true)],
			['b', terms(25_000_000)],
		]),
	);
	assert.deepEqual(
		rows.map(({ id, state, points, isClosed }) => [id, state, points, isClosed]),
		[
			['b', 'active', 40, false],
			['a', 'leaves', 20, false],
			['d', 'keyless', 0, false],
			['c', 'candidate', 0, true],
		],
	);
	assert.deepEqual(
		[rows[1]?.stake, rows[1]?.own, rows[1]?.nominators, rows[1]?.commission],
		[7n, 5n, 1, undefined],
	);
	assert.deepEqual([rows[0]?.stake, rows[0]?.commission], [undefined, 25_000_000]);
});

test('validators should be read from the state, with the slashes that wait', async () => {
	const asked: unknown[] = [];
	const value = (of: unknown) => ({ getValue: async () => of });
	const entries = (...of: [unknown[], unknown][]) => ({
		getEntries: async (...keys: unknown[]) => {
			asked.push(keys[0]);
			return of.map(([keyArgs, value]) => ({ keyArgs, value }));
		},
	});
	const bourse = {
		api: {
			query: {
				Session: { Validators: value(['a']) },
				Staking: {
					ActiveEra: value({ index: 9, start: 1n }),
					ErasRewardPoints: value({ total: 20, individual: [['a', 20]] }),
					ErasStakersOverview: entries([[9, 'a'], exposure(7n)]),
					Validators: entries([['a'], terms(0)]),
					UnappliedSlashes: entries([
						[17],
						[{ validator: 'a', own: 5n, others: [['n', 2n]] }],
					]),
				},
			},
		},
	} as unknown as Bourse;
	const { era, points, validators: rows, slashes } = await validators(bourse);
	assert.deepEqual([era.index, points, rows.length, rows[0]?.stake], [9, 20, 1, 7n]);
	assert.deepEqual(slashes, [{ era: 17, validator: 'a', total: 7n }]);
	assert.equal(asked[0], 9);
});

test('troubles should be told, and none of a network that is well', () => {
	const well: Health = {
		best: 100,
		age: 2,
		final: 98,
		peers: 3,
		needsPeers: true,
		isSyncing: false,
	};
	assert.deepEqual(troubles(well), []);
	assert.deepEqual(troubles({ ...well, peers: 0, needsPeers: false }), []);
	assert.deepEqual(troubles({ ...well, final: undefined, peers: undefined }), []);
	const bad = troubles({ ...well, age: 40.4, final: 49, peers: 0 });
	assert.deepEqual(
		bad.map((text) => text.slice(0, 28)),
		[
			'No block for 40 s: no valida',
			'Finality is 51 blocks behind',
			'The node has no peers: open ',
		],
	);
	assert.match(troubles({ ...well, age: 4_000, isSyncing: true }).join(), /^The node still/);
});
