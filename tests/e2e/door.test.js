// SPDX-License-Identifier: Apache-2.0

/** The node's front door: how it starts, refuses to start, ends, and answers to wrong arguments. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, awaitBlock, DEV, ports, run } from './lib/program.js';
import { rawSpec } from './lib/spec.js';

/** The development chain, whose genesis need not be made. */
const dev = async () => [...DEV, '--chain', await rawSpec('dev')];

/** How long a node may take to end after a signal, in milliseconds. */
const STOP_TIMEOUT = 20_000;

/** A listener on a port that nobody else has. */
async function listener() {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

for (const option of ['--rpc-port', '--port', '--prometheus-port']) {
	test(`${option}: a port that is taken is an error that names the port`, async () => {
		const { port, close } = await listener();
		const { rpc, p2p } = await ports();
		/** @type {Record<string, number | undefined>} */
		const own = { '--rpc-port': rpc, '--port': p2p, [option]: port };
		const args = Object.entries(own).flatMap(([name, value]) => [name, `${value}`]);
		const metrics = option === '--prometheus-port' ? [] : ['--no-prometheus'];
		const error = await run([...DEV, ...args, ...metrics]).error();
		assert.match(error, new RegExp(`^bourse-node: Port ${port} on .* is taken: `));
		assert.match(error, new RegExp(`Choose another port with ${option},`));
		await close();
	});
}

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
	for (const worker of [false, true]) {
		test(`${signal} ends a node cleanly, with the worker ${worker ? 'on' : 'off'}`, async () => {
			const { rpc, args } = await ports();
			const offchain = worker ? ['--offchain-worker', 'always'] : [];
			const node = run([...(await dev()), ...args, ...offchain]);
			await awaitBlock(node, rpc);
			node.child.kill(signal);
			const code = await Promise.race([node.ended, sleep(STOP_TIMEOUT, 'still running')]);
			assert.equal(code, 0, node.output);
			assert.doesNotMatch(node.output, /essential task|error|panic/i);
		});
	}
}

test('a worker without a key says what to do; wrong arguments of RPC are named', async () => {
	const { rpc, args } = await ports();
	const node = run([...(await dev()), ...args, '--offchain-worker', 'always']);
	await awaitBlock(node, rpc);
	assert.match(node.output, /no hot key, so this node is no worker.*key insert --key-type poco/);
	const hash = `0x${'00'.repeat(32)}`;
	const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
	/** @type {[string, unknown, string][]} */
	const cases = [
		['bourse_task', ['0x12'], 'task: not a hash: "0x12" (2 hex digits instead of 64)'],
		[
			'bourse_task',
			['0'.repeat(1_000_000)],
			'task: too long: "00000000000000000000000… (1000002 bytes instead of at most 256)',
		],
		['bourse_task', [], 'task: missing'],
		['bourse_task', { task: null }, 'task: missing'],
		['bourse_taskStatus', [7], 'task: not a hash: 7 (a hash is 0x and 64 hex digits)'],
		['bourse_taskResult', [{}], 'task: not a hash: {} (a hash is 0x and 64 hex digits)'],
		['bourse_taskId', [hash], 'index: missing'],
		['bourse_taskId', ['', 0], 'deal: not a hash: "" (0 hex digits instead of 64)'],
		[
			'bourse_taskId',
			[hash, -1],
			'index: not a whole number from 0 to 18446744073709551615: -1',
		],
		['bourse_deal', ['0xyz'], 'deal: not a hash: "0xyz" (a hash is 0x and 64 hex digits)'],
		['bourse_worker', ['5Grw'], 'account: not an address: "5Grw" (too short or too long)'],
		['bourse_workerStatus', [1], 'account: not an address: 1 (an address is text)'],
		['bourse_content', [true], 'hash: not a hash: true (a hash is 0x and 64 hex digits)'],
		['bourse_quoteFees', [3], 'volume: missing'],
		[
			'bourse_quoteFees',
			[3, 1, 0, 0, 0, 2 ** 32],
			'pool: no id: 4294967296 (at most 4294967295)',
		],
		['bourse_taskLog', { log: '' }, 'log: not a hash: "" (0 hex digits instead of 64)'],
		['bourse_dealStatus', ['0x'], 'deal: not a hash: "0x" (0 hex digits instead of 64)'],
		['bourse_quote', [], 'request: missing'],
		['bourse_quote', [{ app: 0, aap: 1 }], 'aap: a request has no such key'],
		[
			'bourse_quote',
			[{ app: 0, trust: 129 }],
			'trust: the book has 1 to 128, not 129: match signed orders beyond',
		],
		['bourse_dryRunMatch', ['0x1'], 'orders: not 0x and hex digits, two for a byte: "0x1"'],
		['bourse_depth', [0], 'trust: missing'],
		['bourse_apps', [null, 0], 'limit: not 1 to 100: 0'],
		['bourse_apps', [null, 1, { name: 'pi' }], 'filter: no key "name": give one of owner, tag'],
		[
			'bourse_asset',
			[{ app: 1, pool: 2 }],
			'asset: not an object with one key: {"app":1,"pool":2}',
		],
		['bourse_workers', [0, '5Grw'], 'after: not an address: "5Grw" (too short or too long)'],
		['bourse_bestPrices', [], 'category: missing'],
		[
			'bourse_grants',
			[{ group: 1 }],
			'asset: no key "group": give one of account, app, dataset, pool',
		],
		[
			'bourse_deals',
			[{ price: 1 }],
			'filter: no key "price": give one of requester, payer, beneficiary, owner, app, dataset, pool, category',
		],
		['bourse_record', [], 'of: missing'],
		[
			'bourse_prices',
			[{ app: 0 }, 'deals', 'week'],
			'span: not one of minute, hour, day: week',
		],
		['bourse_search', [7], 'text: not a text: 7'],
		['bourse_publishOrder', [], 'order: missing'],
		['bourse_upload', [alice], 'file: missing'],
		[
			'bourse_upload',
			[alice, '0x00', '0x00'],
			'signature: not a signature: "0x00" (a signature is 0x and 128 hex digits)',
		],
		[
			'bourse_openOrders',
			[{ app: -1 }],
			'of: not a whole number from 0 to 18446744073709551615: -1',
		],
		['bourse_deals', [null, '0x1'], 'after: not 0x and hex digits, two for a byte: "0x1"'],
	];
	for (const [method, params, message] of cases) {
		const { error } = await ask(rpc, method, params);
		assert.deepEqual(error, { code: -32602, message }, method);
	}
	const { result } = await ask(rpc, 'bourse_taskId', { deal: hash, index: 1 });
	assert.match(result, /^0x[0-9a-f]{64}$/);
	const quote = { trust: '3', volume: 2, poolPrice: '1000', appPrice: 10 };
	const { result: fees } = await ask(rpc, 'bourse_quoteFees', quote);
	assert.equal(fees.prices, '2020');
	assert.equal(BigInt(fees.payerLock), 2020n + 2n * BigInt(fees.taskFee));
	const { result: book } = await ask(rpc, 'bourse_depth', [0, 1]);
	assert.deepEqual(book, { offers: [], requests: [] });
	const { error: nothing } = await ask(rpc, 'bourse_quote', [{ app: 0 }]);
	assert.match(nothing?.message ?? '', /^request: AppNotOffered: The owner of the app has/);
	const { error: unknown } = await ask(rpc, 'bourse_quoteFees', { ...quote, pool: 7 });
	assert.equal(unknown?.code, 8001);
	const { result: apps } = await ask(rpc, 'bourse_apps', []);
	assert.deepEqual(apps, { entries: [], next: null });
	const { result: deals } = await ask(rpc, 'bourse_deals', []);
	assert.deepEqual(deals.entries, []);
	const { error: cursor } = await ask(rpc, 'bourse_deals', [null, `0x${'00'.repeat(97)}`]);
	assert.equal(cursor?.code, -32602);
	await node.stop();
});

test('an unknown command exits with 2 and usage', async () => {
	for (const args of [['frobnicate'], ['key', 'frobnicate'], ['--frobnicate']]) {
		const node = run(args);
		assert.equal(await node.ended, 2, node.output);
		assert.match(node.output, /Usage: /);
	}
});

test('errors are plain text', async () => {
	const node = run(['--chain', 'nowhere']);
	assert.equal(await node.ended, 1);
	const text = "bourse-node: --chain nowhere: neither a chain's name (dev, local) nor a file\n";
	assert.equal(node.output, text);
});
