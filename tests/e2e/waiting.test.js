// SPDX-License-Identifier: Apache-2.0

/** A wait that ends in vain says for what, how long, and what was seen last. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from './lib/chain.js';
import { poll, within } from './lib/waiting.js';

const PATIENCE = { timeout: 50, pause: 5 };

test('a poll gives the first answer that is true', async () => {
	let looks = 0;
	assert.equal(await poll(() => ++looks > 2 && 'three', 'three looks', PATIENCE), 'three');
	assert.equal(looks, 3);
});

test('a poll in vain names the last state', async () => {
	let looks = 0;
	const look = () => {
		looks += 1;
		return false;
	};
	await assert.rejects(
		poll(look, 'a sign', { ...PATIENCE, state: () => `${looks > 1} look` }),
		/^Error: waited 0\.05 s in vain for a sign; last seen: true look$/,
	);
});

test('a poll ends with the error of its look', async () => {
	const look = () => {
		throw new Error('blind');
	};
	await assert.rejects(poll(look, 'a sign', PATIENCE), /^Error: blind$/);
});

test('a promise that takes too long is not waited for', async () => {
	const never = new Promise(() => {});
	await assert.rejects(
		within(never, 'an answer', PATIENCE),
		/^Error: waited 0\.05 s in vain for an answer$/,
	);
	assert.equal(await within(Promise.resolve(7), 'an answer', PATIENCE), 7);
	await assert.rejects(
		within(Promise.reject(new Error('no')), 'an answer', PATIENCE),
		/^Error: no$/,
	);
});

test('a wait for the chain names its best block', async () => {
	const chain = new Chain(/** @type {import('@polkadot/api').ApiPromise} */ ({}));
	chain.blocks.push({ number: 7, hash: '0x07', parent: '0x06', events: [] });
	await assert.rejects(
		chain.until(() => false, 'a deal', { timeout: 50, state: () => '2 of 3 orders' }),
		/^Error: waited 0\.05 s in vain for a deal; last seen: block 7, 2 of 3 orders$/,
	);
});
