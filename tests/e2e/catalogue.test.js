// SPDX-License-Identifier: Apache-2.0

/**
 * What is on offer, what was, and orders that travel: a node with an index answers from it, also after a
 * restart, a broker matches a request that was published at another node, and a node without an index keeps
 * the orders.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { RLC, secret } from './lib/accounts.js';
import { binary, run } from './lib/binary.js';
import { offer, postApp } from './lib/book.js';
import { rpc } from './lib/definitions.js';
import { feeOf } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { order, orderHash, params, requestOf, travelling } from './lib/orders.js';
import { reader, validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { taskId } from './lib/task-id.js';
import { poll } from './lib/waiting.js';

const APP_PRICE = RLC / 100n;
const POOL_PRICE = RLC / 2n;
const STAKE = 20n * RLC;
/** What a broker's match costs the requester. */
const BROKER_FEE = RLC / 200n;
/** How long a block may take to be final, and an order to travel. */
const PATIENCE = { timeout: 120_000, pause: 500 };
/** Codes of errors (docs/rpc.md). */
const [UNKNOWN, NO_INDEX, NO_ROOM, INVALID] = [8001, 8006, 8009, -32602];

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	const broker = validator('validator', { works: true, args: ['--orders', '--broker'] });
	const indexer = worker('worker-2', { args: ['--orders', '--index'] });
	stage = await Stage.on(await Network.start('dev', [broker, indexer]));
	const { content, network } = stage;
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [
			{
				name: 'montecarlo',
				offer: await content.offerFile('built/montecarlo.wasm'),
				price: APP_PRICE,
			},
		],
		pool: { description: 'two nodes', stake: STAKE, price: POOL_PRICE },
		deposit: STAKE,
		workers: stage.crew(network.nodes),
		terms: { stake: STAKE },
	}));
});
after(() => stage?.close());

/** A purchase of one short task. */
function purchase() {
	const requester = stage.account('ferdie');
	return { requester, app, pool, params: params(['pi', '--samples', '1_000_000']) };
}

/**
 * Waits until the index has all blocks that there are now.
 *
 * @param {import('./lib/remote-node.js').RemoteNode} node
 */
async function indexed(node) {
	const goal = Number((await node.rpc('chain_getHeader')).number);
	let last = 0;
	const has = async () => {
		last = (await node.rpc('bourse_indexReach'))?.last ?? 0;
		return last >= goal;
	};
	await poll(has, `block ${goal} in the index`, { ...PATIENCE, state: () => `block ${last}` });
}

/**
 * Answers about what was.
 *
 * @param {import('./lib/remote-node.js').RemoteNode} node
 */
async function past(node) {
	const requester = stage.account('ferdie').address;
	const lists = [
		node.rpc('bourse_deals', [{ requester }]),
		node.rpc('bourse_incomes', [{ app: app.id }]),
		node.rpc('bourse_prices', [{ category: 0 }, 'completed', 'hour']),
		node.rpc('bourse_search', ['estim']),
	];
	const { tasks, done, requesters, lastPrice } = await node.rpc('bourse_record', [
		{ app: app.id },
	]);
	const entries = (await Promise.all(lists)).map((list) => list.entries);
	return { entries, record: { tasks, done, requesters, lastPrice } };
}

test('polkadot.js knows every method of a node', async () => {
	const { api, network } = stage;
	/** @type {{ methods: string[] }} */
	const { methods } = await network.nodes[0].rpc('rpc_methods');
	const ours = methods.filter((name) => /^bourse_(?!unsubscribe)/.test(name));
	const defined = Object.keys(rpc.bourse).map((name) => `bourse_${name}`);
	assert.deepEqual(defined.sort(), ours.sort());

	const { bourse } = /** @type {any} */ (api.rpc);
	const { entries } = (await bourse.apps(null, 1)).toJSON();
	assert.equal(entries[0].id, app.id);
	const depth = (await bourse.depth(0, 1)).toJSON();
	assert.deepEqual(depth, { offers: [], requests: [] });
	const found = (await bourse.asset({ pool: pool.id })).toJSON();
	assert.equal(found.owner, pool.owner.address);
	/** @type {Promise<any>} */
	const pushed = new Promise((resolve, reject) => {
		bourse.subscribeBestPrices(0, resolve).catch(reject);
	});
	const prices = await pushed;
	assert.deepEqual(prices.toJSON(), []);
	/** @type {(name: string, ...args: unknown[]) => Promise<any>} */
	const pushedBy = (name, ...args) =>
		new Promise((resolve, reject) => {
			bourse[name](...args, resolve).catch(reject);
		});
	const orders = await pushedBy('subscribeDepth', 0, 1);
	assert.deepEqual(orders.toJSON(), { offers: [], requests: [] });
	const newest = await pushedBy('subscribeCatalogue', 'pools');
	assert.equal(newest.toJSON().entries[0].id, pool.id);
	const workers = await pushedBy('subscribeCatalogue', 'workers', 1, { pool: pool.id });
	assert.equal(workers.toJSON().entries[0].pool, pool.id);
	// Runtime APIs are in the metadata.
	const around = await /** @type {any} */ (api.call).bookApi.validPrices(12_345_000n);
	assert.deepEqual(around.toJSON(), { below: 12_340_000, above: 12_350_000 });
});

test('an app is found by its stock name, and by words of its profile', async () => {
	const [first, second] = stage.network.nodes;
	const asset = { App: app.id };
	await stage.sender.send(app.owner, 'registry.describe', {
		asset,
		description: 'Estimates pi',
		link: 'https://example.org/pi',
		tags: ['numbers'],
	});
	await stage.sender.sudo(stage.account('alice'), 'registry.setStockName', { name: 'pi', asset });
	const found = await first.rpc('bourse_asset', [{ name: 'pi' }]);
	assert.equal(found.app, app.id);
	assert.equal(found.owner, app.owner.address);
	assert.deepEqual(found.stockNames, ['pi']);
	assert.equal(found.description, 'Estimates pi');
	await assert.rejects(first.rpc('bourse_asset', [{ name: 'tau' }]), { code: UNKNOWN });
	const { entries } = await first.rpc('bourse_apps');
	assert.deepEqual(
		entries.map((/** @type {{ id: number }} */ { id }) => id),
		[app.id],
	);
	const filtered = async (/** @type {object} */ filter) =>
		(await first.rpc('bourse_apps', [null, null, filter])).entries.length;
	assert.equal(await filtered({ tag: 'numbers' }), 1);
	assert.equal(await filtered({ tag: 'number' }), 0);
	assert.equal(await filtered({ owner: app.owner.address }), 1);
	assert.equal(await filtered({ owner: stage.account('alice').address }), 0);

	await indexed(second);
	for (const text of ['estim', 'NUMBERS', 'monte pi']) {
		const { entries } = await second.rpc('bourse_search', [text]);
		assert.deepEqual(
			entries.map((/** @type {{ app: number }} */ { app }) => app),
			[app.id],
			text,
		);
	}
	await assert.rejects(first.rpc('bourse_search', ['pi']), { code: NO_INDEX });
});

test('the index has a deal, its end, its prices and its money, also after a restart and built anew', async () => {
	const [, node] = stage.network.nodes;
	const deal = await stage.buy(purchase());
	const [{ status }] = await stage.ended(deal.tasks);
	assert.equal(status, 'completed');
	await indexed(node);

	const answers = await past(node);
	const [[shown], [income], [hour]] = answers.entries;
	assert.equal(shown.deal, deal.id);
	assert.equal(shown.completed, 1);
	assert.deepEqual(shown.app, { id: app.id, owner: app.owner.address, price: `${APP_PRICE}` });
	assert.equal(income.earned, `${APP_PRICE}`);
	assert.equal(hour.average, `${POOL_PRICE}`);
	const record = { tasks: 1, done: 1, requesters: 1, lastPrice: `${APP_PRICE}` };
	assert.deepEqual(answers.record, record);

	await node.kill();
	await node.start();
	await indexed(node);
	assert.deepEqual(await past(node), answers);

	await node.stop();
	const chain = node.args[node.args.indexOf('--chain') + 1];
	const where = ['--base-path', node.basePath, '--chain', chain];
	const rebuilt = await run(binary(), ['rebuild-index', ...where]);
	assert.match(rebuilt, /index\.redb: blocks 1 to \d+\n$/);
	await node.start();
	await indexed(node);
	assert.deepEqual(await past(node), answers);
});

test('published orders reach another node, whose broker matches them', async () => {
	const { api, chain, network, sender } = stage;
	const [broker, node] = network.nodes;
	const { requester, ...wanted } = purchase();
	const terms = {
		order: requestOf({ requester, ...wanted }),
		bounds: { until: null, epoch: 0, payer: null, broker: true },
	};
	const orders = [
		travelling(api, app.owner, 'App', order('App', { app: app.id, price: app.price })),
		travelling(
			api,
			pool.owner,
			'Workerpool',
			order('Workerpool', { workerpool: pool.id, price: pool.price }),
		),
		travelling(api, requester, 'BoundRequest', terms),
	];
	const publish = (/** @type {string} */ one) => node.rpc('bourse_publishOrder', [one]);

	// An order with another's signature, no order, no key, and no room for it.
	const forged = travelling(api, pool.owner, 'BoundRequest', terms);
	await assert.rejects(publish(forged), { code: INVALID, message: /RequestOrderNotAuthentic/ });
	await assert.rejects(publish('0x0102'), { code: INVALID });
	await assert.rejects(publish(orders[0]), { code: NO_ROOM });
	const key = new Keyring({ type: 'ed25519' }).addFromUri(secret('orders'));
	await node.rpc('author_insertKey', ['stmt', secret('orders'), u8aToHex(key.publicKey)]);
	await assert.rejects(publish(orders[0]), { code: NO_ROOM });
	await sender.send(requester, 'market.holdStatements', { key: key.address, units: 1 });

	const { accounts, kitty } = await stage.ledger();
	const { stake } = accounts.get(requester.address) ?? { stake: 0n };
	const published = () =>
		publish(orders[0]).catch((error) => {
			if (error.code !== NO_ROOM) {
				throw error;
			}
		});
	await poll(published, 'room for an order', PATIENCE);
	await publish(orders[1]);
	const listed = async () =>
		(await broker.rpc('bourse_openOrders', [{ pool: pool.id }])).entries.length === 1;
	await poll(listed, 'an offer at the other node', PATIENCE);
	const hash = orderHash(api, 'BoundRequest', terms);
	assert.equal(await publish(orders[2]), hash);

	const [{ data }] = await chain.until(() => {
		const events = chain.events('market.OrdersMatched', ({ requestOrder }) => {
			return requestOrder.toHex() === hash;
		});
		return events.length > 0 && events;
	}, 'the match of a broker');
	const [{ status }] = await stage.ended([taskId(data.deal.toHex(), 0)]);
	assert.equal(status, 'completed');
	const now = await stage.ledger();
	const paid = APP_PRICE + POOL_PRICE + feeOf(1) + BROKER_FEE;
	assert.equal(now.accounts.get(requester.address)?.stake, stake - paid);
	assert.equal(now.kitty, kitty + BROKER_FEE + feeOf(1) / 2n);

	const gone = async () => (await node.rpc('bourse_openOrders')).entries.length === 0;
	await poll(gone, 'used orders to go', PATIENCE);
});

test('a published request is matched with the best offer of the book', async () => {
	const { api, chain, network, sender } = stage;
	const [, node] = network.nodes;
	const price = POOL_PRICE / 5n;
	await sender.sendAll(app.owner, postApp(api, app));
	await sender.sudo(stage.account('alice'), 'book.listPool', { pool: pool.id, listed: true });
	await sender.sendTx(pool.owner, offer(api, pool, { open: true, volume: 5 }));
	await sender.sendTx(pool.owner, offer(api, pool, { open: true, volume: 5, price }));

	const { requester, ...wanted } = purchase();
	const terms = {
		order: requestOf({ requester, ...wanted }),
		bounds: { until: null, epoch: 0, payer: null, broker: true },
	};
	const bytes = travelling(api, requester, 'BoundRequest', terms);
	const hash = await node.rpc('bourse_publishOrder', [bytes]);
	const [{ data }] = await chain.until(() => {
		const events = chain.events('market.RequestBrokered', ({ requestOrder }) => {
			return requestOrder.toHex() === hash;
		});
		return events.length > 0 && events;
	}, 'a purchase of a broker');
	assert.equal(data.volume.toNumber(), 1);
	const [match] = chain.events('market.OrdersMatched').slice(-1);
	const id = match.data.deal.toHex();
	const deal = await node.rpc('bourse_deal', [id]);
	assert.equal(deal.requester, requester.address);
	assert.equal(deal.workerpool.price, `${price}`);
	const [{ status }] = await stage.ended([taskId(id, 0)]);
	assert.equal(status, 'completed');
});

/** Names, in hex and as people see them, of which a registration takes 64 bytes. */
function hostileNames() {
	const list = new URL('../../formats/src/hostile-names.txt', import.meta.url);
	const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
	return lines
		.filter((line) => !line.startsWith('#'))
		.map((line) => ({ hex: line.split(' ', 1)[0], shown: line.slice(line.indexOf(' ') + 1) }))
		.filter(({ hex }) => hex.length <= 128);
}

test('hostile names come out escaped of nodes and the command line, and are in no log', async () => {
	const names = hostileNames();
	assert.ok(names.length > 190);
	const owner = stage.account('dave');
	const apps = names.map(({ hex }, i) => ({
		name: `0x${hex}`,
		offer: { name: '', multiaddr: '', checksum: blake2AsHex(`hostile ${i}`) },
	}));
	await stage.registerApps(owner, apps);
	const expected = names.map(({ shown }) => shown);
	const [first, second] = stage.network.nodes;
	/** @type {(node: typeof first, method: string, args: (next: unknown) => unknown[]) => Promise<string[]>} */
	const listed = async (node, method, args) => {
		const found = [];
		let next = null;
		do {
			const page = await node.rpc(method, args(next));
			found.push(...page.entries.map((/** @type {{ name: string }} */ { name }) => name));
			next = page.next;
		} while (next !== null);
		return found;
	};
	const offered = await listed(first, 'bourse_apps', (before) => [
		before,
		100,
		{ owner: owner.address },
	]);
	assert.deepEqual(offered.reverse(), expected);
	await indexed(second);
	const known = await listed(second, 'bourse_assetsOf', (after) => [owner.address, after, 100]);
	assert.deepEqual(known, expected);

	const cli = process.env.BOURSE_CLI || join(dirname(binary()), 'bourse');
	if (existsSync(cli)) {
		const json = await run(cli, ['--url', first.ws, '--json', 'app', 'list']);
		const shown = new Set(
			JSON.parse(json).map((/** @type {{ name: string }} */ { name }) => name),
		);
		assert.deepEqual(
			expected.filter((name) => !shown.has(name)),
			[],
		);
		const table = await run(cli, ['--url', first.ws, 'app', 'list']);
		assert.doesNotMatch(table.replaceAll('\n', ''), /\p{C}/u);
	} else {
		console.error(`SKIPPED the command line: there is no ${cli}`);
	}
	for (const node of stage.network.nodes) {
		const log = readFileSync(node.logFile, 'utf8');
		assert.doesNotMatch(log, /pay[^ -~]pal|invoice[^ -~]|<script>/, node.name);
	}
});

test('travelling orders outlast the restart of a node without an index', async () => {
	const { api, network } = stage;
	const others = [...network.nodes];
	const node = await network.join(reader('reader', { args: ['--orders'] }));
	await network.connected();
	const terms = order('Workerpool', { workerpool: pool.id, price: pool.price });
	const bytes = travelling(api, pool.owner, 'Workerpool', terms);
	const hash = await others[1].rpc('bourse_publishOrder', [bytes]);
	const listed = async () => {
		const { entries } = await node.rpc('bourse_openOrders', [{ pool: pool.id }]);
		return entries.some((/** @type {{ hash: string }} */ entry) => entry.hash === hash);
	};
	await poll(listed, 'an order at the third node', PATIENCE);

	await node.stop();
	// Nobody tells the node of the order again.
	for (const other of others) {
		other.pause();
	}
	try {
		await node.start();
		await poll(listed, 'the order after a restart', PATIENCE);
	} finally {
		for (const other of others) {
			other.resume();
		}
	}
});
