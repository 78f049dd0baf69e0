// SPDX-License-Identifier: Apache-2.0

/** Results for a beneficiary with a key: encrypted by each worker, opened by the beneficiary alone. */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { compute } from './lib/binary.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';

const STAKE = 20n * RLC;

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {string} */
let folder;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bourse-encrypted-'));
	stage = await Stage.open(1);
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [
			{
				name: 'montecarlo',
				offer: await stage.content.offerFile('built/montecarlo.wasm'),
			},
		],
		pool: { description: 'two nodes', stake: STAKE, price: RLC },
		deposit: STAKE,
		workers: stage.crew(stage.network.nodes),
		terms: { stake: STAKE },
	}));
});
after(async () => {
	await stage?.close();
	await rm(folder, { recursive: true, force: true });
});

/** A task of the requester at trust 3: its id and its story. */
async function task() {
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app,
		pool,
		trust: 3,
		params: params(['pi', '--samples', '1_000_000']),
	});
	const [story] = await stage.ended(deal.tasks);
	assert.equal(story.status, 'completed');
	assert.ok(story.digest);
	return { id: deal.tasks[0], digest: story.digest };
}

test('a result is for the beneficiary alone when it has published a key', async () => {
	const key = (await compute(folder, ['keygen', '--out', 'result.key'])).trim();
	await compute(folder, ['keygen', '--out', 'other.key']);
	const requester = stage.account('ferdie');
	await stage.sender.send(requester, 'registry.setResultKey', { key });

	const { id, digest } = await task();
	for (const node of stage.network.nodes) {
		const { encrypted } = await node.rpc('bourse_task', [id]);
		assert.equal(encrypted.length, 2, 'each worker has a copy of its own');
		assert.notEqual(encrypted[0].index, encrypted[1].index);
		await assert.rejects(node.rpc('bourse_taskResult', [id]), /encrypted for the beneficiary/);
		await assert.rejects(node.rpc('bourse_content', [digest]), /neither this node nor/);

		// Each node lacks one of the copies, and gets it from the other.
		const out = join(folder, node.name);
		const open = ['open', '--task', id, '--rpc', node.http, '--out', out, '--key'];
		assert.match(
			await compute(folder, [...open, 'result.key']),
			new RegExp(`^digest +${digest}\n`),
		);
		const { estimate } = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
		assert.ok(Math.abs(estimate - Math.PI) < 0.02, `pi is not ${estimate}`);
		await assert.rejects(compute(folder, [...open, 'other.key']), /no copy opens with the key/);
	}
});

test('a result is for everybody again when the key was removed', async () => {
	await stage.sender.send(stage.account('ferdie'), 'registry.removeResultKey', {});
	const { id, digest } = await task();
	const [node] = stage.network.nodes;
	assert.deepEqual((await node.rpc('bourse_task', [id])).encrypted, []);
	const { header } = await fetchResult(node, id, digest);
	assert.equal(header.exitStatus, 0);
});
