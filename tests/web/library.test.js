// SPDX-License-Identifier: Apache-2.0

/** `@bourse/sdk` in Node.js against a real network: its types are the chain's. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	apps,
	balances,
	bestPrices,
	buy,
	categories,
	connect,
	devAccount,
	fetchResult,
	followDeal,
	followTask,
	formatRlc,
	jobOf,
	offersByTrust,
	orderHash,
	ordersOf,
	pools,
	quote,
	readFile,
	recentDeals,
	send,
	taskId,
	validators,
	workers,
} from '../../sdk/dist/index.js';
import { firstValueFrom, lastValueFrom, toArray } from '../../sdk/dist/rx.js';
import { openStage, POOL_PRICE } from './stage.js';

/** @type {Awaited<ReturnType<typeof openStage>>['stage']} */
let stage;
/** @type {import('../../sdk/dist/index.js').Bourse} */
let bourse;
/** @type {number} */
let app;

before(async () => {
	const opened = await openStage();
	({ stage } = opened);
	app = opened.app.id;
	bourse = await connect(stage.network.nodes[0].ws);
});
after(async () => {
	bourse?.close();
	await stage?.close();
});

const params = { args: ['pi', '--samples', '1_000_000'] };

test('state should be read as the chain has it', async () => {
	assert.equal(bourse.genesis, stage.api.genesisHash.toHex());
	assert.ok(bourse.isDevelopment);
	const names = (await categories(bourse)).map(({ name }) => name);
	assert.deepEqual(names, ['XS', 'S', 'M', 'L', 'XL']);
	const [found] = await apps(bourse);
	assert.deepEqual([found?.id, found?.text], [app, 'montecarlo']);
	const [pool] = await pools(bourse);
	assert.deepEqual([pool?.text, pool?.isListed, pool?.workers], ['two nodes', true, 2]);
	assert.equal((await workers(bourse)).items.length, 2);
	const [best] = bestPrices(await offersByTrust(bourse, 0));
	assert.deepEqual(best, { trust: 1, price: POOL_PRICE, volume: 100n });
	const { wallet } = await balances(bourse, devAccount('Bob').address);
	assert.equal(formatRlc(wallet), '10,000,000');
	const set = await validators(bourse);
	assert.deepEqual([set.era.index, set.slashes], [0, []]);
	assert.deepEqual(
		set.validators.map(({ id, state, own, commission }) => [id, state, own, commission]),
		[[devAccount('Alice').address, 'active', 10_000n * 10n ** 9n, 0]],
	);
});

test('job should be quoted, bought by one signature, followed and verified', async () => {
	const bob = devAccount('Bob');
	const job = jobOf({ app, params });
	const { total, volume } = await quote(bourse, job, bob.address);
	assert.equal(volume, 1n);
	const steps = await lastValueFrom(buy(bourse, bob.signer, job, total).pipe(toArray()));
	assert.equal(steps.at(-1)?.step, 'final');
	const [bought] = steps.at(-1)?.deals ?? [];
	assert.ok(bought);
	assert.equal(bought.price, POOL_PRICE);
	const id = taskId(bought.deal, bought.first);
	const { info } = await lastValueFrom(followTask(bourse, id));
	assert.equal(info?.status.type, 'Completed');
	const result = await fetchResult(bourse, id);
	assert.equal(result.header.exitStatus, 0);
	const stdout = result.files.find(({ path }) => path === 'stdout');
	assert.ok(stdout);
	assert.match(new TextDecoder().decode(await readFile(bourse, stdout)), /pi = 3\.1/);
	const status = await firstValueFrom(followDeal(bourse, bought.deal));
	assert.deepEqual([status?.tasks, status?.completed], [1n, 1n]);
	const { items } = await recentDeals(bourse);
	assert.deepEqual(
		items.map(({ id }) => id),
		[bought.deal],
	);
});

test("errors should be the chain's sentences", async () => {
	const eve = devAccount('//Nobody');
	const none = jobOf({ app, trust: 128, params });
	assert.equal((await quote(bourse, none)).volume, 0n);
	await assert.rejects(quote(bourse, jobOf({ app: 99 })), /posted no terms|no such/i);
	const transaction = bourse.api.tx.Escrow.withdraw({ amount: 10n ** 18n });
	await assert.rejects(
		lastValueFrom(send(bourse, transaction, devAccount('Dave').signer)),
		/The free stake is below this amount/,
	);
	await assert.rejects(
		lastValueFrom(send(bourse, transaction, eve.signer)),
		/can't pay the fee|holds too little/,
	);
});

test('order should rest in the book, be read and cancelled', async () => {
	const charlie = devAccount('Charlie');
	const run = async (transaction) => lastValueFrom(send(bourse, transaction, charlie.signer));
	await run(bourse.api.tx.Escrow.deposit({ amount: 10n ** 9n }));
	const request = {
		job: jobOf({ app, trust: 100, params }),
		app_max_price: 10n ** 7n,
		dataset_max_price: 0n,
		price: 123_400_000n,
	};
	const until = BigInt(Math.floor(Date.now() / 1000) + 3_600);
	await run(
		bourse.api.tx.Book.place({
			order: { type: 'Request', value: request },
			lifetime: { type: 'GoodTill', value: until },
		}),
	);
	const [order] = await ordersOf(bourse, charlie.address);
	assert.deepEqual([order?.price, order?.volume, order?.trust], [123_400_000n, 1n, 128]);
	await run(bourse.api.tx.Book.cancel({ order: order.id }));
	assert.deepEqual(await ordersOf(bourse, charlie.address), []);
});

test('orderHash should be the one that the chain counts a presigned order under', async () => {
	const owner = devAccount('Charlie');
	const order = {
		type: 'App',
		value: {
			app,
			price: 7n,
			volume: 3n,
			tag: 0n,
			dataset_restrict: { type: 'Anybody' },
			workerpool_restrict: { type: 'Only', value: { type: 'Workerpool', value: 0 } },
			requester_restrict: { type: 'Anybody' },
			salt: `0x${'22'.repeat(32)}`,
		},
	};
	const transaction = bourse.api.tx.Market.presign({ order });
	const last = await lastValueFrom(send(bourse, transaction, owner.signer));
	const presigned = last.events.find(({ name }) => name === 'OrderPresigned');
	assert.equal(presigned?.value.order_hash, orderHash(bourse.genesis, order));
});
