// SPDX-License-Identifier: Apache-2.0

/** A test network's faucet: once a day, to an account that has less; other nodes have none. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, RLC } from './lib/accounts.js';
import { Network } from './lib/network.js';
import { reader, validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

/** Code of the error (docs/rpc.md). */
const NO_GRANT = 8011;
const AMOUNT = 7n * RLC;

/** @type {Stage<Network>} */
let stage;

before(async () => {
	const nodes = [validator('validator', { args: ['--faucet', '7'] }), reader('reader')];
	stage = await Stage.on(await Network.start('dev', nodes));
});
after(() => stage?.close());

test('faucet should give once a day to who has less', async () => {
	const [node] = stage.network.nodes;
	const { address } = account('newcomer');
	assert.deepEqual(await node.rpc('bourse_faucet'), { amount: `${AMOUNT}` });
	const grants = await Promise.all(
		[address, account('another').address].map((who) => node.rpc('bourse_faucet', [who])),
	);
	assert.deepEqual(
		grants.map(({ amount }) => amount),
		[`${AMOUNT}`, `${AMOUNT}`],
	);
	const free = async () => (await stage.api.query.system.account(address)).data.free.toBigInt();
	await poll(async () => (await free()) === AMOUNT, 'the RLC', { timeout: 30_000 });
	await assert.rejects(node.rpc('bourse_faucet', [address]), {
		code: NO_GRANT,
		message: /got RLC lately/,
	});
	await assert.rejects(node.rpc('bourse_faucet', [account('alice').address]), {
		code: NO_GRANT,
		message: /has 7 RLC and more/,
	});
});

test('faucet should be one node’s alone', async () => {
	const reader = stage.network.nodes[1];
	await assert.rejects(reader.rpc('bourse_faucet', [account('newcomer').address]), {
		code: NO_GRANT,
		message: /this node has no faucet/,
	});
});
