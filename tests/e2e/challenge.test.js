// SPDX-License-Identifier: Apache-2.0

/**
 * Results outlive nodes, and a winner that does not serve one can be made to: it is challenged, and
 * shows the bytes on chain or pays (docs/results.md).
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { POT, RLC } from './lib/accounts.js';
import { compute } from './lib/binary.js';
import { checksum } from './lib/content.js';
import { WORKER_DEPOSIT } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { sevens } from './lib/noop.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { reader, validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';

const POOL_PRICE = 10n * RLC;
/** What a contribution locks, and a challenge that is not answered costs: 30 percent. */
const WORKER_STAKE = (POOL_PRICE * 30n) / 100n;
const STAKE = 20n * RLC;
/** Bytes of a piece of a file. */
const PIECE = 1 << 20;
/** Time to answer. A node needs some blocks for it; a minute leaves room for a busy machine. */
const TERMS = { window: 60, price: RLC / 5n, toll: RLC / 10n };

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Asset} */
let large;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {ReturnType<typeof stage.crew<import('./lib/node.js').Node>>} */
let workers;

before(async () => {
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator'),
			...['worker-1', 'worker-2', 'worker-3'].map((name) => worker(name)),
			reader('reader'),
		]),
	);
	const { content, sender, network } = stage;
	workers = stage.crew(network.nodes.slice(1, 4));
	const montecarlo = await content.offerFile('built/montecarlo.wasm');
	const [market] = await Promise.all([
		openMarket(stage, {
			apps: [
				{ name: 'montecarlo', offer: montecarlo },
				{ name: 'sevens', offer: content.offer('sevens.wasm', sevens(PIECE + 10)) },
			],
			pool: { description: 'three nodes', stake: 200n * RLC, price: POOL_PRICE },
			deposit: 200n * RLC,
			workers,
			terms: { stake: STAKE },
		}),
		sender.sudo(stage.account('alice'), 'poco.setChallengeTerms', { terms: TERMS }),
	]);
	({
		apps: [app, large],
		pool,
	} = market);
});
after(() => stage?.close());

/**
 * A completed task of the requester.
 *
 * @param {number} trust
 * @param {import('./lib/stage.js').Asset} [of] the app
 */
async function completed(trust, of = app) {
	const requester = stage.account('ferdie');
	const text = params(['pi', '--samples', '100_000']);
	const {
		tasks: [id],
	} = await stage.buy({
		requester,
		app: of,
		pool,
		trust,
		params: text,
	});
	const [story] = await stage.ended([id]);
	assert.equal(story.status, 'completed');
	assert.ok(story.digest);
	const winners = story.reveals.map(({ worker: address }) => {
		const winner = workers.find(({ worker }) => worker.address === address);
		assert.ok(winner);
		return winner;
	});
	return { id, digest: story.digest, winners };
}

/** What everybody has, and all of it together. */
async function money() {
	const { accounts, kitty } = await stage.ledger();
	const sum = [...accounts.values()].reduce(
		(all, { stake, locked }) => all + stake + locked,
		kitty,
	);
	const of = (/** @type {{ address: string }} */ { address }) =>
		accounts.get(address) ?? { stake: 0n, locked: 0n };
	return { sum, of };
}

/**
 * The requester asks a worker for a block of a result.
 *
 * @param {string} task
 * @param {import('@polkadot/keyring/types').KeyringPair} worker
 * @param {number} block
 */
async function challenge(task, worker, block) {
	const args = { task, worker: worker.address, block };
	await stage.sender.send(stage.account('ferdie'), 'poco.challengeResult', args);
}

/**
 * Waits for the answer of a worker, and reads its bytes from the block that holds it.
 *
 * @param {string} task
 * @param {number} block
 * @returns {Promise<Uint8Array[]>} the blocks from the root down
 */
async function answer(task, block) {
	const event = await stage.chain.until(
		() =>
			stage.chain.events(
				'poco.ChallengeAnswered',
				(data) => data.task.toHex() === task && data.block.toNumber() === block,
			)[0],
		`the answer with block ${block}`,
	);
	const hash = await stage.api.rpc.chain.getBlockHash(event.block);
	const {
		block: { extrinsics },
	} = await stage.api.rpc.chain.getBlock(hash);
	const call = extrinsics
		.map(({ method }) => method)
		.find(({ section, method }) => section === 'poco' && method === 'answerChallengeUnsigned');
	assert.ok(call, 'the answer is in the block of its event');
	const [payload] = /** @type {import('./lib/events.js').Fields[]} */ (call.args);
	assert.equal(payload.task.toHex(), task);
	const path = payload.path.map((/** @type {import('@polkadot/types-codec').Bytes} */ bytes) =>
		hexToU8a(bytes.toHex()),
	);
	// The event names what was asked for.
	const shown = event.data.hash;
	if (shown.isSome) {
		assert.equal(checksum(path[path.length - 1]), shown.unwrap().toHex());
	}
	return path;
}

test('a result survives the loss of every node of a winner but one', async () => {
	const { id, digest, winners } = await completed(5);
	assert.ok(winners.length >= 2, `${winners.length} winners`);
	const [, ...lost] = winners;
	await Promise.all(lost.map(({ node }) => node.kill()));
	const reader = stage.network.nodes[4];
	const { header, files } = await fetchResult(reader, id, digest);
	assert.equal(header.exitStatus, 0);
	assert.ok(files.size > 0);
	await Promise.all(lost.map(({ node }) => node.start()));
});

test('a worker that is challenged shows the bytes on chain, which the author is paid for', async () => {
	const {
		id,
		digest,
		winners: [{ worker, node }],
	} = await completed(1);
	const { files } = await fetchResult(node, id, digest);
	const requester = stage.account('ferdie');
	const pot = { address: POT };
	const [[, first]] = files;
	for (const [block, length] of [
		[0, 1],
		[1, 2],
		[2, 3],
	]) {
		const start = await money();
		await challenge(id, worker, block);
		const path = await answer(id, block);
		assert.equal(path.length, length);
		assert.equal(checksum(path[0]), digest);
		if (block === 2) {
			assert.deepEqual(path[2], first, 'the piece is not the file');
		}
		const end = await money();
		assert.equal(end.sum, start.sum, 'money was made or lost');
		// Half of toll and price is burned. The worker earns nothing by waiting for a challenge.
		assert.deepEqual(end.of(worker), start.of(worker));
		assert.equal(end.of(worker).locked, WORKER_DEPOSIT);
		assert.equal(end.of(requester).stake, start.of(requester).stake - TERMS.price - TERMS.toll);
		const earned = (TERMS.toll + TERMS.price) / 2n;
		assert.equal(end.of(pot).stake, start.of(pot).stake + earned);
	}
	// There is no such block: the manifest shows it.
	await challenge(id, worker, 9_999);
	assert.equal((await answer(id, 9_999)).length, 2);
	assert.deepEqual((await node.rpc('bourse_task', [id])).challenges, []);
	assert.deepEqual(stage.chain.events('poco.ChallengeFailed'), []);
});

test('a piece of a MiB gets to the chain as a short one does', async () => {
	const {
		id,
		winners: [{ worker }],
	} = await completed(1, large);
	for (const [block, length] of [
		[2, PIECE],
		[3, 10],
	]) {
		await challenge(id, worker, block);
		const path = await answer(id, block);
		assert.equal(path.length, 3);
		assert.deepEqual(Buffer.from(path[2]), Buffer.alloc(length, 7));
	}
});

test('a worker whose node is away when it is challenged answers once it is back', async () => {
	const {
		id,
		winners: [{ worker, node }],
	} = await completed(1);
	await node.kill();
	await challenge(id, worker, 0);
	const [open] = (await stage.network.nodes[0].rpc('bourse_task', [id])).challenges;
	assert.equal(open.worker, worker.address);
	await stage.chain.advance(3);
	await node.start();
	assert.equal((await answer(id, 0)).length, 1);
});

test('a worker that does not answer pays with its stake, and no money is lost', async () => {
	const {
		id,
		winners: [{ worker, node }],
	} = await completed(1);
	const requester = stage.account('ferdie');
	await node.kill();
	const start = await money();
	await challenge(id, worker, 2);
	assert.equal((await money()).of(worker).locked, WORKER_STAKE + WORKER_DEPOSIT);
	const { data } = await stage.chain.until(
		() => stage.chain.events('poco.ChallengeFailed', (event) => event.task.toHex() === id)[0],
		'the end of the challenge',
	);
	assert.equal(BigInt(data.stake.toString()), WORKER_STAKE);
	const end = await money();
	assert.equal(end.sum, start.sum, 'money was made or lost');
	assert.deepEqual(end.of(worker), {
		stake: start.of(worker).stake - WORKER_STAKE,
		locked: WORKER_DEPOSIT,
	});
	const gain = WORKER_STAKE - TERMS.toll;
	assert.deepEqual(end.of(requester), { stake: start.of(requester).stake + gain, locked: 0n });
	await node.start();
});

test('the answer about an encrypted result is a box that the beneficiary opens', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'bourse-challenge-'));
	try {
		const key = (await compute(folder, ['keygen', '--out', 'result.key'])).trim();
		await stage.sender.send(stage.account('ferdie'), 'registry.setResultKey', { key });
		const {
			id,
			winners: [{ worker, node }],
		} = await completed(1);
		const {
			encrypted: [{ index }],
		} = await node.rpc('bourse_task', [id]);
		await challenge(id, worker, 1);
		const [list, box] = await answer(id, 1);
		assert.equal(checksum(list), index);
		// The first box is that of the header: 116 bytes, and 48 of the box.
		assert.equal(u8aToHex(list.subarray(9, 41)), checksum(box));
		assert.equal(box.length, 116 + 48);
		const args = [
			'open',
			'--task',
			id,
			'--rpc',
			node.http,
			'--out',
			'out',
			'--key',
			'result.key',
		];
		await compute(folder, args);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
