// SPDX-License-Identifier: Apache-2.0

/**
 * Signed orders between five nodes: how long until all have an order, and whether a peer that floods one
 * of them with statements that nobody should take does the others any harm. Started by scripts/gossip.
 */

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { RLC, secret } from './lib/accounts.js';
import { binary, run } from './lib/binary.js';
import { mean, percentile } from './lib/measure.js';
import { Network } from './lib/network.js';
import { readOptions } from './lib/options.js';
import { order, orderHash, travelling } from './lib/orders.js';
import { headline, line, table } from './lib/report.js';
import { reader, validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

const USAGE = `\
usage: scripts/gossip [--orders COUNT] [--forged COUNT] [--keep-logs]`;

const options = readOptions(USAGE, {
	orders: { type: 'number', default: 20 },
	forged: { type: 'number', default: 10_000 },
	'keep-logs': { type: 'boolean' },
});

const NODES = 5;
/** The longest that an order may be on its way, in milliseconds. */
const LONGEST = 5_000;
/** What a flood may leave in the memory of a node, in bytes. */
const MOST_MEMORY = 64 * 2 ** 20;
/** Orders of a unit of room, and units that an account may hold. */
const [OF_UNIT, UNITS] = [16, 64];
const NO_ROOM = 8009;

headline(`${options.orders} orders, ${NODES} nodes, ${options.forged} forged statements`);
const stage = await open();
let failed = true;
try {
	await story();
	failed = false;
} catch (error) {
	console.error(error);
}
if (failed || options['keep-logs']) {
	line(`The nodes' logs are in ${stage.network.folder}`);
}
await stage.close({ keepLogs: failed || options['keep-logs'] });
process.exit(failed ? 1 : 0);

async function open() {
	const args = ['--orders'];
	const others = Array.from({ length: NODES - 1 }, (_, i) => reader(`reader-${i + 1}`, { args }));
	return Stage.on(await Network.start('dev', [validator('validator', { args }), ...others]));
}

async function story() {
	const [manager, sponsor] = ['eve', 'ferdie'].map((name) => stage.account(name));
	const pool = await stage.registerPool(manager, { description: 'five', stake: RLC });
	await stage.sender.send(sponsor, 'escrow.deposit', { amount: BigInt(2 * UNITS) * RLC });
	const own = new Keyring({ type: 'ed25519' }).addFromUri(secret('orders'));
	const units = Math.min(UNITS, Math.ceil((options.orders + 2) / OF_UNIT));
	await stage.sender.send(sponsor, 'market.holdStatements', { key: own.address, units });
	const publisher = stage.network.nodes[NODES - 1];
	await publisher.rpc('author_insertKey', ['stmt', secret('orders'), u8aToHex(own.publicKey)]);

	// The first one waits for its room.
	const hashes = [(await publish(publisher, pool)).hash];
	const times = [];
	for (let i = 0; i < options.orders; i++) {
		const { hash, took } = await publish(publisher, pool);
		hashes.push(hash);
		times.push(...took);
	}
	report(times);

	await flood(pool, hashes);
	const { took } = await publish(publisher, pool);
	line(`After the flood an order was at all nodes within ${Math.max(...took).toFixed(0)} ms`);
	assert.ok(Math.max(...took) < LONGEST, 'an order was too long on its way after the flood');
}

/** @param {number[]} times */
function report(times) {
	const figure = (/** @type {number} */ time) => time.toFixed(0);
	const row = [mean(times), percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)];
	table(['mean, ms', 'half', '95 %', 'longest'], [row.map(figure)]);
	assert.ok(Math.max(...times) < LONGEST, `an order was longer than ${LONGEST} ms on its way`);
}

/**
 * Publishes an order of a pool at a node, and waits until all others list it.
 *
 * @param {import('./lib/node.js').Node} node
 * @param {import('./lib/orders.js').Pool} pool
 * @returns {Promise<{ hash: string, took: number[] }>} milliseconds until each of the others had it
 */
async function publish(node, pool) {
	const terms = order('Workerpool', { workerpool: pool.id, price: RLC });
	const bytes = travelling(stage.api, pool.owner, 'Workerpool', terms);
	const hash = orderHash(stage.api, 'Workerpool', terms);
	let begun = 0;
	const published = async () => {
		begun = performance.now();
		return node.rpc('bourse_publishOrder', [bytes]).catch((error) => {
			if (error.code !== NO_ROOM) {
				throw error;
			}
		});
	};
	await poll(published, 'room for an order', { timeout: 60_000, pause: 500 });
	const others = stage.network.nodes.filter((other) => other !== node);
	const took = others.map(async (other) => {
		const listed = async () => (await orders(other, pool)).includes(hash);
		await poll(listed, `an order at ${other.name}`, { timeout: 4 * LONGEST, pause: 20 });
		return performance.now() - begun;
	});
	return { hash, took: await Promise.all(took) };
}

/**
 * Hashes of the orders of a pool that stand at a node.
 *
 * @param {import('./lib/node.js').Node} node
 * @param {import('./lib/orders.js').Pool} pool
 * @returns {Promise<string[]>}
 */
async function orders(node, pool) {
	const { entries } = await node.rpc('bourse_openOrders', [{ pool: pool.id }, null, 100]);
	return entries.map((/** @type {{ hash: string }} */ { hash }) => hash);
}

/**
 * A peer sends forged statements to a node. All nodes live, and list the same orders as before.
 *
 * @param {import('./lib/orders.js').Pool} pool
 * @param {string[]} hashes of the orders that stand
 */
async function flood(pool, hashes) {
	const { api, chain, network, sender } = stage;
	const [, target] = network.nodes;
	const seed = new Uint8Array(32).fill(7);
	const key = new Keyring({ type: 'ed25519' }).addFromSeed(seed);
	const other = stage.account('dave');
	await sender.send(other, 'escrow.deposit', { amount: 2n * RLC });
	await sender.send(other, 'market.holdStatements', { key: key.address, units: 1 });
	const terms = order('Workerpool', { workerpool: pool.id, price: 1n });
	const forged = travelling(api, pool.owner, 'Workerpool', terms);
	await chain.advance(2);

	const before = network.nodes.map((node) => node.memory().anonymous);
	const [cpu, begun] = [target.usage().cpu, performance.now()];
	const height = Number((await target.rpc('chain_getHeader')).number);
	const sent = await run(join(dirname(binary()), 'forger'), [
		...['--node', target.address, '--genesis', api.genesisHash.toHex()],
		...['--seed', u8aToHex(seed), '--order', forged, '--count', `${options.forged}`],
	]);
	const seconds = (performance.now() - begun) / 1000;
	const used = target.usage().cpu - cpu;
	line(`${sent.trim()} in ${seconds.toFixed(1)} s, which took the node ${used.toFixed(1)} s`);

	await chain.advance(2);
	const now = Number((await target.rpc('chain_getHeader')).number);
	assert.ok(now > height, 'the node follows the chain no longer');
	for (const [i, node] of network.nodes.entries()) {
		assert.deepEqual((await orders(node, pool)).sort(), [...hashes].sort(), node.name);
		const more = node.memory().anonymous - before[i];
		line(`${node.name}: ${(more / 2 ** 20).toFixed(1)} MiB more memory`);
		assert.ok(more < MOST_MEMORY, `${node.name} has ${more} bytes more in memory`);
	}
}
