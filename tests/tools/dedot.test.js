// SPDX-License-Identifier: Apache-2.0

/** dedot signs and sends, and reads what came of that. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DedotClient, WsProvider } from 'dedot';
import { account, RLC } from '../e2e/lib/accounts.js';
import { Stage } from '../e2e/lib/stage.js';

let stage;
let client;

before(async () => {
	stage = await Stage.open(1);
	client = await DedotClient.new(new WsProvider(stage.network.nodes[0].ws));
});
after(async () => {
	await client?.disconnect();
	await stage?.close();
});

test('dedot should sign and send', async () => {
	const { address } = account('dedot-was-here');
	const tx = client.tx.balances.transferKeepAlive(address, RLC);
	const { status, dispatchError } = await tx.signAndSend(account('dave')).untilFinalized();
	assert.deepEqual([status.type, dispatchError], ['Finalized', undefined]);
	const { data } = await client.query.system.account(address);
	assert.equal(data.free, RLC);
});
