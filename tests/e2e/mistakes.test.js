// SPDX-License-Identifier: Apache-2.0

/**
 * Typical mistakes of those who offer something: each is refused with the error that
 * docs/errors.md names, and that error says what to do.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { offer, postApp, runCall } from './lib/book.js';
import { ChainError, call } from './lib/calls.js';
import { match, order, sign } from './lib/orders.js';
import { Stage } from './lib/stage.js';

const CHECKSUM = `0x${'17'.repeat(32)}`;
const ZERO = `0x${'00'.repeat(32)}`;

/** @typedef {import('./lib/events.js').Fields} Fields */

/** @type {Stage<import('./lib/network.js').Network>} */
let stage;
/** @type {string} */
let documented;
/** @type {Record<'provider' | 'manager' | 'requester' | 'stranger', import('./lib/stage.js').Pair>} */
let people;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;

before(async () => {
	documented = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
	stage = await Stage.open(0);
	people = {
		provider: stage.account('charlie'),
		manager: stage.account('eve'),
		requester: stage.account('ferdie'),
		stranger: stage.account('bob'),
	};
	const module = {
		multiaddr: 'https://example.org/app.wasm',
		checksum: CHECKSUM,
		name: 'app.wasm',
	};
	[[app], pool] = await Promise.all([
		stage.registerApps(people.provider, [{ name: 'app', offer: module, price: RLC }]),
		stage.registerPool(people.manager, { description: 'pool', stake: RLC, price: RLC }),
		// For one task at 1 RLC and one that is refused at 4 RLC, an app of 1 RLC and the fees.
		stage.sender.send(people.requester, 'escrow.deposit', { amount: 6n * RLC }),
	]);
	await stage.sender.sendAll(people.provider, postApp(stage.api, app));
	// A worker without a node: the pool could serve one task at trust 1.
	const worker = stage.account('dave');
	await stage.sender.sendAll(worker, [
		call(stage.api, 'escrow.deposit', { amount: RLC }),
		call(stage.api, 'pools.apply', { pool: pool.id, slots: 1 }),
	]);
	await stage.sender.send(people.manager, 'pools.accept', { worker: worker.address });
});
after(() => stage?.close());

/**
 * The chain has to refuse it with that error, which docs/errors.md and the chain explain.
 *
 * @param {string} name `Pallet.Error`
 * @param {() => Promise<unknown>} mistake
 */
async function refused(name, mistake) {
	await assert.rejects(mistake, (error) => {
		assert.ok(error instanceof ChainError, String(error));
		assert.equal(error.name, name);
		assert.ok(error.docs.length > 20, 'the error says what to do');
		assert.ok(documented.includes(`\`${name}\``), `docs/errors.md names ${name}`);
		return true;
	});
}

/**
 * Registers an app that is fine but for what is said.
 *
 * @param {Fields} terms
 */
function register(terms) {
	return stage.sender.send(people.provider, 'registry.registerApp', {
		owner: people.provider.address,
		name: 'another app',
		kind: 'Wasi',
		multiaddr: 'https://example.org/another.wasm',
		checksum: CHECKSUM,
		mrenclave: '',
		...terms,
	});
}

/**
 * Matches orders that are fine but for what is said: each as [signer, terms].
 *
 * @param {{ app?: Fields, appSigner?: import('./lib/stage.js').Pair | null,
 *   pool?: Fields, request?: Fields }} changes
 */
function matchWith(changes = {}) {
	const { api, sender } = stage;
	const { provider, manager, requester } = people;
	const orders = {
		app: order('App', { app: app.id, price: app.price, ...changes.app }),
		pool: order('Workerpool', { workerpool: pool.id, price: pool.price, ...changes.pool }),
		request: order('Request', {
			app: app.id,
			appMaxPrice: app.price,
			workerpoolMaxPrice: pool.price,
			requester: requester.address,
			beneficiary: requester.address,
			...changes.request,
		}),
	};
	const { appSigner = provider } = changes;
	return sender.sendTx(
		requester,
		match(api, {
			app: appSigner
				? sign(api, appSigner, 'App', orders.app)
				: { order: orders.app, signature: null },
			workerpool: sign(api, manager, 'Workerpool', orders.pool),
			request: sign(api, requester, 'Request', orders.request),
		}),
	);
}

/**
 * Buys a job by the book.
 *
 * @param {import('./lib/book.js').Job} job
 * @param {bigint} maxTotal
 */
function run(job, maxTotal = 5n * RLC) {
	return stage.sender.sendTx(people.requester, runCall(stage.api, job, maxTotal));
}

/**
 * Offers the pool's work in the book.
 *
 * @param {Parameters<typeof offer>[2]} terms
 */
function offers(terms) {
	return stage.sender.sendTx(people.manager, offer(stage.api, pool, terms));
}

// All at once: what is refused changes nothing.
describe('refused with the error that the docs name', { concurrency: true }, () => {
	test('an app at an address that no worker can fetch from', () =>
		refused('Registry.InvalidMultiaddr', () =>
			register({ multiaddr: 'ftp://example.org/app.wasm' }),
		));

	for (const cid of [
		'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG',
		'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
		'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
	]) {
		test(`an app at ${cid.slice(0, 7)}…, a CID that its checksum can't check`, () =>
			refused('Registry.InvalidMultiaddr', () => register({ multiaddr: `/ipfs/${cid}` })));
	}

	test('an app without the hash of its module', () =>
		refused('Registry.MissingChecksum', () => register({ checksum: ZERO })));

	test('an app with a name like a description', () =>
		refused('Registry.NameTooLong', () => register({ name: 'n'.repeat(65) })));

	test('the same app a second time', () =>
		refused('Registry.AlreadyRegistered', () =>
			register({ name: 'app', multiaddr: 'https://example.org/app.wasm' }),
		));

	test('an update of an app that somebody else owns', () =>
		refused('Registry.NotOwner', () =>
			stage.sender.send(people.stranger, 'registry.updateApp', {
				id: app.id,
				multiaddr: 'https://example.org/mine.wasm',
			}),
		));

	test('an update of an app that does not exist', () =>
		refused('Registry.UnknownApp', () =>
			stage.sender.send(people.provider, 'registry.updateApp', {
				id: 4_000_000_000,
				multiaddr: 'https://example.org/app.wasm',
			}),
		));

	test('a pool whose scheduler keeps more than all', () =>
		refused('Registry.InvalidRewardRatio', () =>
			stage.sender.send(people.manager, 'registry.setWorkerpoolPolicy', {
				id: pool.id,
				workerStakeRatio: 30,
				schedulerRewardRatio: 101,
			}),
		));

	test('an app order above what the request pays', () =>
		refused('Market.AppTooExpensive', () => matchWith({ app: { price: app.price + 1n } })));

	test('a pool order in another category than the request', () =>
		refused('Market.CategoryMismatch', () => matchWith({ pool: { category: 1 } })));

	test('an app order that is restricted to another requester', () =>
		refused('Market.RequesterRefusedByApp', () =>
			matchWith({
				app: { requesterRestrict: { Only: { Account: people.stranger.address } } },
			}),
		));

	test('an app order that nobody signed', () =>
		refused('Market.MissingSignature', () => matchWith({ appSigner: null })));

	test('an app order that somebody else signed', () =>
		refused('Market.AppOrderNotAuthentic', () => matchWith({ appSigner: people.stranger })));

	test('an app order after it was closed', async () => {
		const closed = order('App', { app: app.id, price: app.price });
		await stage.sender.send(people.provider, 'market.close', { order: { App: closed } });
		await refused('Market.AppOrderUsedUp', () => matchWith({ app: closed }));
	});

	test('params that are no JSON object', () =>
		refused('Market.BadParams', () => matchWith({ request: { params: '--size 160' } })));

	test('a request for more answers than the pool has owners', () =>
		refused('Market.PoolCantServe', () =>
			matchWith({ pool: { trust: 3 }, request: { trust: 3 } }),
		));

	test('an exclusion list', () =>
		refused('Pools.NoExclusions', () =>
			stage.sender.send(people.requester, 'pools.setExclusion', { group: null }),
		));

	test('a pool that offers more work than its manager has staked for', () =>
		refused('Market.InsufficientSchedulerStake', () =>
			matchWith({
				pool: { price: 4n * RLC },
				request: { workerpoolMaxPrice: 4n * RLC },
			}),
		));

	test('a job of an app whose owner has posted no terms', () =>
		refused('Book.AppNotOffered', () => run({ app: 99 })));

	test('a job with a dataset whose owner has posted no terms', () =>
		refused('Book.DatasetNotOffered', () => run({ app: app.id, dataset: 99 })));

	test('a job that no pool offers to compute', () =>
		refused('Book.NothingFits', () => run({ app: app.id })));

	test('a job for less than its fees and the price of its app', () =>
		refused('Book.MaxTotalTooLow', () => run({ app: app.id }, RLC)));

	test('an offer at a price with too many digits', () =>
		refused('Book.PriceOffGrid', () => offers({ volume: 1, price: RLC + 1n })));

	test('an offer to everybody of a pool that nobody vouches for', () =>
		refused('Book.PoolNotListed', () => offers({ volume: 1, open: true })));

	test('an offer of more work than its manager has staked for', () =>
		refused('Book.InsufficientStake', () => offers({ volume: 100 })));

	test('a withdrawal of more than the stake', () =>
		refused('Escrow.InsufficientStake', () =>
			stage.sender.send(people.manager, 'escrow.withdraw', { amount: 2n * RLC }),
		));

	test('a deposit of more than the wallet', () =>
		refused('Escrow.InsufficientBalance', () =>
			stage.sender.send(people.provider, 'escrow.deposit', { amount: 10n ** 12n * RLC }),
		));
});

test('after all these mistakes the right orders still match', async () => {
	await matchWith();
});
