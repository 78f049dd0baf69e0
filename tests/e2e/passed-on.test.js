// SPDX-License-Identifier: Apache-2.0

/**
 * A requester whose server gives an input to one worker only: the other worker of the deal gets the
 * input from the first, and nobody else does.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { APPS, checksum } from './lib/content.js';
import { feeOf, workersPart } from './lib/fees.js';
import { total } from './lib/ledger.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

const STAKE = 20n * RLC;
/** How long a node may wait for the server's answer: it gives up after 30 seconds. */
const HELD = { timeout: 20_000, pause: 100 };

/** A line of text, twice a MiB and five bytes: three pieces. */
const INPUT = Buffer.from(`${randomBytes((1 << 20) + 2).toString('hex')}\n`);

/** Serves the input once. Who asks later waits until the gate opens, and is refused. */
class StingyServer {
	served = 0;
	refused = 0;
	url = '';
	/** @type {() => void} */
	openGate = () => {};
	#gate = new Promise((resolve) => {
		this.openGate = () => resolve(undefined);
	});
	#server = createServer(async (_, response) => {
		if (this.served === 0) {
			this.served += 1;
			response.writeHead(200, { 'content-length': INPUT.length }).end(INPUT);
			return;
		}
		await this.#gate;
		this.refused += 1;
		response.writeHead(404).end();
	});

	async start() {
		await new Promise((resolve) => {
			this.#server.listen(0, '127.0.0.1', () => resolve(undefined));
		});
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
		this.url = `http://127.0.0.1:${port}/input.txt`;
	}

	async stop() {
		this.openGate();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

const server = new StingyServer();
/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {import('./lib/stage.js').Pool} */
let another;

before(async () => {
	await server.start();
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator', { works: true, metrics: true }),
			worker('worker-2', { metrics: true }),
			worker('outsider', { metrics: true }),
		]),
	);
	const [first, second, outsider] = stage.crew(stage.network.nodes);
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'count', offer: await stage.content.offerFile('built/template.wasm') }],
		pool: { description: 'two nodes', stake: STAKE, price: RLC },
		deposit: STAKE,
		workers: [first, second],
		terms: { stake: STAKE },
	}));
	await stage.fund(stage.account('alice'), [outsider.worker], 2n * STAKE);
	another = await stage.registerPool(stage.account('dave'), {
		description: 'a node of its own',
		stake: STAKE,
		price: RLC,
	});
	await stage.join(another, [outsider], { stake: STAKE });
});
after(async () => {
	await stage?.close();
	await server.stop();
});

/** Params that name the input. */
function asked() {
	return params([], [{ multiaddr: server.url, checksum: checksum(INPUT), name: 'input.txt' }]);
}

/**
 * Bytes that nodes have in their stores.
 *
 * @param {import('./lib/node.js').Node[]} nodes
 */
async function stored(nodes) {
	const all = await Promise.all(nodes.map((node) => node.metrics()));
	return all.reduce((sum, metrics) => sum + (metrics.get('bourse_store_bytes') ?? 0), 0);
}

test('a worker that the server refuses gets the input from the one that has it', async () => {
	const { nodes } = stage.network;
	const workers = nodes.slice(0, 2);
	const [before, start] = await Promise.all([stored(workers), stage.ledger()]);
	const requester = stage.account('ferdie');
	const deal = await stage.buy({ requester, app, pool, trust: 3, params: asked() });
	await stage.chain.until(() => stage.story(deal.tasks[0]).assigned.length > 1, 'two workers');
	// Both have the app as well, which is much smaller.
	let more = 0;
	const kept = async () => {
		more = (await stored(workers)) - before;
		return more >= INPUT.length;
	};
	await poll(kept, 'the first worker to have the input', {
		...HELD,
		state: () => `${more} bytes more, ${server.served} served`,
	});
	server.openGate();

	const [story] = await stage.ended(deal.tasks);
	assert.equal(story.status, 'completed');
	assert.deepEqual(story.failures, []);
	assert.equal(story.contributions.length, 2);
	assert.ok(story.digest);
	assert.equal(server.served, 1);
	assert.ok(server.refused > 0, 'the second worker asked the server, too');
	const { header, files } = await fetchResult(nodes[2], deal.tasks[0], story.digest);
	assert.equal(header.failure, 0);
	const text = (/** @type {string} */ path) => new TextDecoder().decode(files.get(path));
	assert.match(text('report.txt'), new RegExp(` 1 +1 +${INPUT.length} total\n$`));
	// Named or not, what the program complains of is a part of the result.
	assert.equal(text('stderr'), '1 files\n');
	// Both are paid alike, and lose nothing; the requester pays for two assignments.
	const end = await stage.ledger();
	const gain = (/** @type {string} */ address) =>
		total(end.accounts.get(address)) - total(start.accounts.get(address));
	for (const { worker } of story.contributions) {
		assert.equal(gain(worker), workersPart(RLC) / 2n);
	}
	assert.equal(gain(requester.address), -RLC - feeOf(2));
});

test('nobody gets the input by its hash', async () => {
	for (const node of stage.network.nodes) {
		const get = node.rpc('bourse_content', [checksum(INPUT)]);
		await assert.rejects(get, /neither this node nor a connected one has it/);
	}
});

test('a worker without a task of the deal gets nothing', async () => {
	const outsider = stage.network.nodes[2];
	const refused = server.refused;
	// The same requester and the same file, but another deal, whose worker asks both others.
	const deal = await stage.buy({
		requester: stage.account('ferdie'),
		app,
		pool: another,
		params: asked(),
	});
	const [task] = deal.tasks;
	const failed = () =>
		readFileSync(outsider.logFile, 'utf8')
			.split('\n')
			.some((line) => line.includes(`task ${task}: FetchFailed: `));
	await poll(failed, 'the node to tell that nobody has the input', {
		timeout: 120_000,
		state: () => outsider.logTail(),
	});
	assert.ok(server.refused > refused);
	assert.deepEqual(stage.story(task).contributions, []);
	assert.ok((await stored([outsider])) < INPUT.length, 'the node has the input');
});

test('app and dataset survive their server, also what Bitswap is too small for', async () => {
	const [provider, requester] = ['charlie', 'ferdie'].map((name) => stage.account(name));
	// A custom section of 3 MiB, which does nothing: its kind, its size, its name, its content.
	const padding = randomBytes(3 << 20);
	const size = padding.length + 4;
	const bytes = [0, (size & 127) | 128, ((size >> 7) & 127) | 128, ((size >> 14) & 127) | 128];
	const section = Buffer.concat([
		Buffer.from([...bytes, size >> 21, 3]),
		Buffer.from('pad'),
		padding,
	]);
	const module = Buffer.concat([await readFile(join(APPS, 'built/template.wasm')), section]);
	const data = Buffer.from(`${randomBytes(2 << 20).toString('hex')}\n`);
	const [large] = await stage.registerApps(provider, [
		{ name: 'large', offer: stage.content.offer('large.wasm', module) },
	]);
	const dataset = await stage.registerDataset(provider, {
		name: 'large',
		offer: stage.content.offer('large.txt', data),
	});
	const asked = { requester, app: large, dataset, params: params([]) };
	// The first worker gets them from the server, those of the other pool from the first.
	for (const purchase of [
		{ ...asked, pool: another },
		{ ...asked, pool, trust: 3 },
	]) {
		const { tasks } = await stage.buy(purchase);
		const [story] = await stage.ended(tasks);
		assert.equal(story.status, 'completed');
		assert.deepEqual(story.failures, []);
		const { files } = await fetchResult(stage.network.nodes[2], tasks[0], story.digest ?? '');
		const report = new TextDecoder().decode(files.get('report.txt'));
		assert.match(report, new RegExp(` 1 +1 +${data.length} total\n$`));
		stage.content.withdraw('large.wasm');
		stage.content.withdraw('large.txt');
	}
});
