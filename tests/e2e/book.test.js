// SPDX-License-Identifier: Apache-2.0

/**
 * The chain's book: from a funded wallet to a result by one extrinsic and one RPC call, or by two commands of
 * the guides.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RLC, secret } from './lib/accounts.js';
import { DEPOSIT, dealsOf, depth, offer, postApp, quoteJob, runCall } from './lib/book.js';
import { call } from './lib/calls.js';
import { find } from './lib/events.js';
import { feeOf, paidAssignments } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { params } from './lib/orders.js';
import { RemoteNode } from './lib/remote-node.js';
import { fetchResult } from './lib/result.js';
import { Stage } from './lib/stage.js';

const APP_PRICE = RLC / 100n;
const POOL_PRICE = RLC / 2n;
const STAKE = 20n * RLC;
/** The command of the guides. */
const HELPER = fileURLToPath(new URL('guides/polkadot.js', import.meta.url));

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	stage = await Stage.open(1);
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

/** @param {Partial<import('./lib/book.js').Job>} [change] */
function job(change) {
	return { app: app.id, params: params(['pi', '--samples', '1_000_000']), ...change };
}

/** An account with a wallet, and nothing else. */
async function buyer(/** @type {string} */ name) {
	const pair = stage.account(name);
	await stage.fund(stage.account('alice'), [pair], 10n * RLC);
	return pair;
}

/** A node that notes what it is asked. */
class WatchedNode extends RemoteNode {
	/** @type {string[]} */
	asked = [];

	/**
	 * @param {string} method
	 * @param {unknown[]} [params]
	 */
	async rpc(method, params) {
		this.asked.push(method);
		return super.rpc(method, params);
	}
}

/**
 * A command of the guides. Its error has what the command wrote of it.
 *
 * @param {string[]} line
 * @returns {Promise<string>} what it prints
 */
async function guide(...line) {
	const env = { ...process.env, BOURSE_WS: stage.network.nodes[0].ws };
	const run = promisify(execFile)(process.execPath, [HELPER, ...line], { env });
	return (await run).stdout;
}

/** How many extrinsics an account has signed. */
async function signed(/** @type {import('./lib/stage.js').Pair} */ { address }) {
	return (await stage.api.query.system.account(address)).nonce.toNumber();
}

/**
 * The error of a call that the chain refuses.
 *
 * @param {Promise<unknown>} sent
 * @param {string} name
 */
function refused(sent, name) {
	return assert.rejects(sent, (/** @type {Error} */ error) => error.name === name);
}

test('nothing is for sale before anybody offers', async () => {
	const [node] = stage.network.nodes;
	await assert.rejects(
		quoteJob(node, job()),
		/AppNotOffered: The owner of the app has posted no/,
	);
	const requester = await buyer('early');
	await refused(
		stage.sender.sendTx(requester, runCall(stage.api, job(), RLC)),
		'Book.AppNotOffered',
	);
});

test('owners offer by a call each, and everybody sees it', async () => {
	const { api, sender, network } = stage;
	await sender.sendAll(app.owner, postApp(api, app));
	const own = offer(api, pool, { volume: 5 });
	await sender.sendTx(pool.owner, own);
	await refused(
		sender.sendTx(pool.owner, offer(api, pool, { open: true, volume: 5 })),
		'Book.PoolNotListed',
	);
	await sender.sudo(stage.account('alice'), 'book.listPool', { pool: pool.id, listed: true });
	await sender.sendTx(
		pool.owner,
		offer(api, pool, { open: true, volume: 3, price: 2n * POOL_PRICE }),
	);
	const [node] = network.nodes;
	const seen = async (/** @type {{ pool?: number, trust?: number }} */ where) => {
		const { offers, requests } = await depth(node, where);
		assert.deepEqual(requests, []);
		// Idle workers have slots.
		assert.ok(offers.every(({ freeSlots }) => freeSlots > 0));
		return offers.map(({ price, orders, volume }) => ({ price, orders, volume }));
	};
	const level = { orders: 1 };
	assert.deepEqual(await seen({}), [{ ...level, price: `${2n * POOL_PRICE}`, volume: 3 }]);
	assert.deepEqual(await seen({ pool: pool.id }), [
		{ ...level, price: `${POOL_PRICE}`, volume: 5 },
	]);
	assert.deepEqual(await seen({ trust: 2 }), []);
});

test('one extrinsic and one RPC call lead from a funded wallet to a result', async () => {
	const { api, sender, network } = stage;
	const node = new WatchedNode('validator', network.nodes[0].ws);
	const requester = await buyer('brief');
	const wanted = job({ pools: [pool.id] });
	const { events } = await sender.sendTx(requester, runCall(api, wanted, RLC));
	const [{ tasks }] = dealsOf(events);
	// The chain's events tell the digest.
	const [{ digest }] = await stage.ended(tasks);
	const { files } = await fetchResult(node, tasks[0], `${digest}`);
	assert.match(new TextDecoder().decode(files.get('stdout')), /^pi = 3\.1/);
	assert.deepEqual([await signed(requester), node.asked], [1, ['bourse_taskResult']]);
});

test('two commands of the guides lead from a funded wallet to a result', async () => {
	const requester = await buyer('typist');
	const wanted = JSON.stringify(job({ pools: [pool.id] }));
	const folder = await mkdtemp(join(tmpdir(), 'bourse-guide-'));
	try {
		const offered = await guide('offers', wanted);
		assert.match(offered, /^pool \d+ {3}0\.50 RLC {3}1 tasks, \d+ slots free, 0 tasks before/);
		await guide('run', secret('typist'), wanted, folder);
		assert.match(await readFile(join(folder, 'stdout'), 'utf8'), /^pi = 3\.1/);
	} finally {
		await rm(folder, { recursive: true });
	}
	assert.equal(await signed(requester), 1);
});

test('the command of the guides names the nearest prices of the book', async () => {
	await buyer('precise');
	const price = '123456789';
	const order = { Request: { job: { app: app.id, volume: 1, trust: 1 }, price } };
	const placed = guide(
		'send',
		secret('precise'),
		'book.place',
		JSON.stringify(order),
		'ImmediateOrCancel',
	);
	await assert.rejects(
		placed,
		/Book\.PriceOffGrid: .*\n {2}123456789: 123400000 or 123500000 nRLC/,
	);
});

test('what a quote says is what a run costs', async () => {
	const { api, sender, network } = stage;
	const [node] = network.nodes;
	const requester = await buyer('buyer');
	const wanted = job({ pools: [pool.id] });
	const quote = await quoteJob(node, wanted, requester.address);
	const total = APP_PRICE + POOL_PRICE + feeOf(paidAssignments(1n));
	assert.equal(BigInt(quote.total), total);
	assert.deepEqual(
		quote.offers.map(({ pool: id, listed, price }) => ({ id, listed, price })),
		[{ id: pool.id, listed: true, price: `${POOL_PRICE}` }],
	);

	const { events, fee } = await sender.sendTx(requester, runCall(api, wanted, quote.total));
	const [deal] = dealsOf(events);
	assert.equal(deal.volume, 1);
	const close = RLC / 1_000n;
	assert.ok(fee - BigInt(quote.transactionFee) < close, `${fee} of ${quote.transactionFee}`);
	const status = await node.rpc('bourse_dealStatus', [deal.id]);
	assert.equal(status.tasks, 1);

	const [story] = await stage.ended(deal.tasks);
	assert.equal(story.status, 'completed');
	const { files } = await fetchResult(node, deal.tasks[0], `${story.digest}`);
	assert.match(new TextDecoder().decode(files.get('stdout')), /^pi = 3\.1/);
	const { accounts } = await stage.ledger();
	const left = total - APP_PRICE - POOL_PRICE - feeOf(1);
	assert.deepEqual(accounts.get(requester.address), { stake: left, locked: 0n });
});

test('a request that rests trades when an offer comes, and is returned when it is cancelled', async () => {
	const { api, sender } = stage;
	const requester = await buyer('patient');
	await sender.send(requester, 'escrow.deposit', { amount: 5n * RLC });
	const request = (/** @type {bigint} */ price) =>
		call(api, 'book.place', {
			order: {
				Request: {
					job: runCall(api, job(), 0n).method.args[0],
					appMaxPrice: APP_PRICE,
					datasetMaxPrice: 0,
					price,
				},
			},
			lifetime: { GoodTill: Math.floor(Date.now() / 1000) + 600 },
		});
	await refused(sender.sendTx(requester, request(POOL_PRICE + 1n)), 'Book.PriceOffGrid');
	const placed = await sender.sendTx(requester, request(POOL_PRICE / 2n));
	const order = find(placed.events, 'book.Placed').data.order.toNumber();
	await refused(sender.send(stage.account('ferdie'), 'book.cancel', { order }), 'Book.NotOwner');
	await sender.send(requester, 'book.cancel', { order });

	await sender.sendTx(requester, request(POOL_PRICE));
	const { events } = await sender.sendTx(
		pool.owner,
		offer(api, pool, { open: true, volume: 1, price: POOL_PRICE / 4n }),
	);
	// At the price of the request, which came first.
	assert.equal(find(events, 'book.Traded').data.price.toBigInt(), POOL_PRICE);
	const [story] = await stage.ended(dealsOf(events)[0].tasks);
	assert.equal(story.status, 'completed');
});

test('what is posted is revoked, and its deposit comes back', async () => {
	const { sender } = stage;
	await sender.send(app.owner, 'book.postApp', {
		app: app.id,
		audience: 'Everybody',
		terms: null,
	});
	const { accounts } = await stage.ledger();
	assert.equal(accounts.get(app.owner.address)?.locked, 0n);
	await sender.send(app.owner, 'escrow.withdraw', { amount: DEPOSIT });
	const [node] = stage.network.nodes;
	await assert.rejects(quoteJob(node, job()), /AppNotOffered/);
});
