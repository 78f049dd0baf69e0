// SPDX-License-Identifier: Apache-2.0

/** polkadot-api without `@bourse/sdk`: its unsafe API signs and sends, and reads what came of that. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_MINI_SECRET } from '@polkadot-labs/hdkd-helpers';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { account, RLC } from '../e2e/lib/accounts.js';
import { Stage } from '../e2e/lib/stage.js';

let stage;
let client;

before(async () => {
	stage = await Stage.open(1);
	client = createClient(getWsProvider(stage.network.nodes[0].ws));
});
after(async () => {
	client?.destroy();
	await stage?.close();
});

test('polkadot-api should sign and send', async () => {
	const api = client.getUnsafeApi();
	const { address } = account('papi-was-here');
	const { publicKey, sign } = sr25519CreateDerive(DEV_MINI_SECRET)('//Dave');
	const dest = { type: 'Id', value: address };
	const tx = api.tx.Balances.transfer_keep_alive({ dest, value: RLC });
	const done = await tx.signAndSubmit(getPolkadotSigner(publicKey, 'Sr25519', sign));
	assert.equal(done.ok, true);
	const { data } = await api.query.System.Account.getValue(address);
	assert.equal(data.free, RLC);
});
