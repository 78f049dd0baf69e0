// SPDX-License-Identifier: Apache-2.0

/** smoldot, as polkadot-api has it: from the raw chain spec to a deal, by proofs alone. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { createClient } from 'polkadot-api';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { start } from 'polkadot-api/smoldot';
import { account } from '../e2e/lib/accounts.js';
import { freePort } from '../e2e/lib/ports.js';
import { rawSpec } from '../e2e/lib/spec.js';
import { poll, within } from '../e2e/lib/waiting.js';
import { openStage } from './market.js';

/** Blocks from which on smoldot asks for a proof and not for each header: its least gap, and more. */
const BLOCKS = 48;
/** Levels of its log up to debug. */
const DEBUG = 4;
/** How long the light client may take, in milliseconds. */
const PATIENCE = 120_000;

let opened;
let light;
let client;

before(async () => {
	const port = await freePort();
	opened = await openStage(['--listen-addr', `/ip4/127.0.0.1/tcp/${port}/ws`]);
	opened.port = port;
});
after(async () => {
	client?.destroy();
	await light?.terminate();
	await opened?.stage.close();
});

test('light client should warp-sync and read a deal by proof', async () => {
	const { stage, node, port, buy } = opened;
	const deal = await buy();
	const final = async () => {
		const hash = await node.rpc('chain_getFinalizedHead');
		return Number((await node.rpc('chain_getHeader', [hash])).number) >= BLOCKS;
	};
	await poll(final, `${BLOCKS} final blocks`, { timeout: 4_000 * BLOCKS, pause: 1_000 });

	const spec = JSON.parse(await readFile(await rawSpec('dev'), 'utf8'));
	const peer = node.address.split('/').at(-1);
	spec.bootNodes = [`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peer}`];
	const log = [];
	const logCallback = (_, target, message) => log.push(`${target}: ${message}`);
	light = start({ maxLogLevel: DEBUG, logCallback });
	const chain = light.addChain({ chainSpec: JSON.stringify(spec) });
	client = createClient(getSmProvider(() => chain));
	const api = client.getUnsafeApi();
	const patience = { timeout: PATIENCE, state: () => log.slice(-5).join('\n') };
	const found = await within(
		api.query.Market.Deals.getValue(deal.id),
		'smoldot to read the deal',
		patience,
	);
	assert.ok(found, 'the deal is there');
	assert.equal(found.requester, account('ferdie').address);
	assert.ok(
		log.some((line) => /warp sync finished to/.test(line)),
		log.filter((line) => /warp/i.test(line)).join('\n'),
	);
	// What is not in the state is proved, too.
	const none = `0x${'07'.repeat(32)}`;
	assert.equal(await api.query.Market.Deals.getValue(none), undefined);
	assert.ok(stage.chain.best >= BLOCKS);
});
