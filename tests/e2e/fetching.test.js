// SPDX-License-Identifier: Apache-2.0

/**
 * A web server that misbehaves: what passes ends in success, what does not has its reason on chain and
 * in the log. And tasks whose inputs are results of others.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { checksum } from './lib/content.js';
import { FaultyServer, FINAL, HARMLESS, PASSING } from './lib/faulty-server.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';

const STAKE = 50n * RLC;

/** @type {FaultyServer} */
let server;
/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	server = await FaultyServer.start();
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator', { works: true, args: ['--compute-jobs', '2'] }),
		]),
	);
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'count', offer: await stage.content.offerFile('built/template.wasm') }],
		pool: { description: 'one node', stake: STAKE, price: RLC / 10n },
		deposit: STAKE,
		workers: stage.crew(stage.network.nodes),
		terms: { stake: STAKE / 2n, slots: 16 },
	}));
});
after(async () => {
	await stage?.close();
	await server?.stop();
});

/**
 * A deal of one task for each way of the server.
 *
 * @param {string[]} ways
 */
async function buy(ways) {
	const requester = stage.account('ferdie');
	const deals = [];
	for (const way of ways) {
		const asked = params([], [server.offer(way)]);
		deals.push(await stage.buy({ requester, app, pool, params: asked }));
	}
	return deals.map(({ tasks: [task] }) => task);
}

/**
 * The program's report on its input files.
 *
 * @param {string} task
 * @param {string} digest
 */
async function report(task, digest) {
	const { header, files } = await fetchResult(stage.network.nodes[0], task, digest);
	assert.equal(header.failure, 0);
	return Buffer.from(files.get('report.txt') ?? []);
}

test('a fault that passes, or does no harm, ends with success', async () => {
	const ways = [...Object.keys(PASSING), ...Object.keys(HARMLESS)];
	const stories = await stage.ended(await buy(ways));
	for (const [i, { id, status, failures, digest }] of stories.entries()) {
		assert.equal(status, 'completed', ways[i]);
		assert.deepEqual(failures, [], ways[i]);
		const text = (await report(id, digest ?? '')).toString();
		assert.match(text, new RegExp(` ${server.content(ways[i]).length} total\n$`), ways[i]);
		assert.equal(server.count(ways[i]), ways[i] in PASSING ? 2 : 1, ways[i]);
	}
	const log = readFileSync(stage.network.nodes[0].logFile, 'utf8');
	const { multiaddr } = server.offer('takes its time');
	assert.match(log, new RegExp(`${multiaddr}: 200 bytes of \\d+ bytes`), 'progress');
});

test('a fault that stays has its reason on chain and in the log', async () => {
	const [node] = stage.network.nodes;
	const ways = Object.keys(FINAL);
	const tasks = await buy(ways);
	const reported = () => tasks.every((task) => stage.story(task).failures.length > 0);
	await stage.chain.until(reported, 'a report on each task', { timeout: 240_000 });
	const log = readFileSync(node.logFile, 'utf8').split('\n');
	for (const [i, way] of ways.entries()) {
		const { code, reason } = FINAL[way];
		const { failures } = await node.rpc('bourse_task', [tasks[i]]);
		assert.equal(failures[0].code, code, way);
		const text = await node.rpc('bourse_taskLog', [failures[0].log]);
		assert.match(text.trimEnd().split('\n').at(-1), reason, way);
		const begin = `task ${tasks[i]}: ${code}: `;
		const line = log.find((entry) => entry.includes(begin));
		assert.match(line ?? `no line has ${begin}`, reason, way);
	}
});

test('an output file of a task is an input of the next, without a server', async () => {
	const requester = stage.account('ferdie');
	const first = await stage.buy({ requester, app, pool, params: params([]) });
	const [{ digest }] = await stage.ended(first.tasks);
	const file = await report(first.tasks[0], digest ?? '');
	const named = { checksum: checksum(file), name: 'input.txt' };
	// By the place in the result; and, up to 1 MiB, by the checksum alone.
	for (const multiaddr of [`/result/${digest}/report.txt`, '']) {
		const asked = params([], [{ multiaddr, ...named }]);
		const next = await stage.buy({ requester, app, pool, params: asked });
		const [story] = await stage.ended(next.tasks);
		assert.equal(story.status, 'completed');
		const text = (await report(story.id, story.digest ?? '')).toString();
		assert.match(text, new RegExp(` ${file.length} total\n$`));
	}
});
