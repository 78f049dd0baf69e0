// SPDX-License-Identifier: Apache-2.0

/** The vectors are those of docs/orders.md, which the chain's own tests compare with, too. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toHex } from '../src/bytes.js';
import {
	type AnyOrder,
	devAccount,
	forWallet,
	fromHex,
	operationHash,
	orderBytes,
	orderHash,
	utf8,
} from '../src/index.js';

const page = readFileSync(new URL('../../docs/orders.md', import.meta.url), 'utf8');
const GENESIS = `0x${'11'.repeat(32)}`;

/** The vectors of the page: name and bytes of each field, then the hash. */
function vectors(): { bytes: string; hash: string }[] {
	const section = page.slice(
		page.indexOf('## Test vectors'),
		page.indexOf('## With polkadot.js'),
	);
	const blocks = [...section.matchAll(/```text\n([^`]*)```/g)].map(([, block]) => block ?? '');
	return blocks.map((block) => {
		const rows = block
			.trim()
			.split('\n')
			.map((row) => row.trim().split(/\s+/));
		const hash = rows.find(([name]) => name === 'hash')?.[1] ?? '';
		const fields = rows.filter(([name]) => name !== 'hash');
		return { bytes: `0x${fields.map(([, bytes]) => bytes).join('')}`, hash: `0x${hash}` };
	});
}

const app: AnyOrder = {
	type: 'App',
	value: {
		app: 7,
		price: 1_000_000_000n,
		volume: 5n,
		tag: 1n,
		dataset_restrict: { type: 'Anybody' },
		workerpool_restrict: { type: 'Only', value: { type: 'Workerpool', value: 3 } },
		requester_restrict: { type: 'Group', value: 9 },
		salt: `0x${'22'.repeat(32)}`,
	},
};

const request: AnyOrder = {
	type: 'Request',
	value: {
		app: 7,
		app_max_price: 1_000_000_000n,
		dataset: 4,
		dataset_max_price: 0n,
		workerpool_restrict: { type: 'Anybody' },
		workerpool_max_price: 2_000_000_000n,
		requester: devAccount('Alice').address,
		volume: 3n,
		tag: 1n,
		category: 2,
		trust: 5n,
		beneficiary: devAccount('Bob').address,
		callback: undefined,
		params: utf8('{"args":"12"}'),
		salt: `0x${'33'.repeat(32)}`,
	},
};

test('orders should have the documented bytes and hashes', () => {
	const [first, second] = vectors();
	assert.ok(first && second, 'the page has two vectors');
	for (const [order, vector] of [
		[app, first],
		[request, second],
	] as const) {
		assert.equal(toHex(orderBytes(order)), vector.bytes);
		assert.equal(orderHash(GENESIS, order), vector.hash);
	}
});

test('orders with bounds should have the documented bytes and hashes', () => {
	const [, , first, second] = vectors();
	assert.ok(first && second, 'the page has two more');
	const ended = { until: 1_800_000_000n, epoch: 1, payer: undefined, broker: false };
	const paid = {
		until: undefined,
		epoch: 2,
		payer: devAccount('Alice').address,
		broker: true,
	};
	for (const [order, bounds, vector] of [
		[app, ended, first],
		[request, paid, second],
	] as const) {
		const bytes = toHex(orderBytes(order, bounds));
		// The kind in front of the order, the bounds behind it.
		assert.equal(bytes.slice(0, 4), vector.bytes.slice(0, 4));
		assert.ok(bytes.endsWith(vector.bytes.slice(4)));
		assert.equal(orderHash(GENESIS, order, bounds), vector.hash);
	}
});

test('operations should have the documented hashes', () => {
	for (const operation of ['presign', 'close'] as const) {
		const expected = new RegExp(`^${operation}\\s+([0-9a-f]{64})$`, 'm').exec(page)?.[1];
		assert.equal(operationHash(GENESIS, operation, orderHash(GENESIS, app)), `0x${expected}`);
	}
});

test('forWallet should be the text of the hash, which wallets wrap', () => {
	const hash = orderHash(GENESIS, app);
	assert.equal(new TextDecoder().decode(fromHex(forWallet(hash))), hash);
});

test('devAccount should be the well-known one, and sign', async () => {
	const alice = devAccount('Alice');
	assert.equal(alice.address, '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY');
	const { type, value } = await alice.signHash(orderHash(GENESIS, app));
	assert.equal(type, 'Sr25519');
	assert.equal(fromHex(value).length, 64);
});
