// SPDX-License-Identifier: Apache-2.0

/**
 * Indexes of two validators that lose each other: what either side does is in no index until it is final. Then
 * one side takes the other's blocks, and all indexes say what the blocks say: those of both, one of them killed
 * meanwhile, that of a node which comes late, and one that is built anew. And the index of a chain that was
 * removed begins anew.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blake2AsHex } from '@polkadot/util-crypto';
import { RLC } from './lib/accounts.js';
import { binary, run } from './lib/binary.js';
import { eventsAt } from './lib/events.js';
import { agreed } from './lib/indexes.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { dealOf, match, params } from './lib/orders.js';
import { reader, validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { Sender } from './lib/submit.js';
import { poll } from './lib/waiting.js';

/**
 * @typedef {import('./lib/node.js').Node} Node
 *
 * @typedef {object} Side
 * @property {Node} node
 * @property {string} deal what was bought there, hex
 * @property {string} hash of the purchase's block
 * @property {number} number of the purchase's block
 */

const APP_PRICE = RLC / 100n;
/** What the pool asks for on either side. */
const PRICES = [RLC / 2n, RLC / 4n];
/** Names of apps that are registered on either side. */
const NAMES = ['oak', 'elm'];
const STAKE = 20n * RLC;
/** Blocks that a side makes after its purchase. */
const FURTHER = 1;
/** How long finality may take to come back, a node to catch up, and a task to be done. */
const PATIENCE = { timeout: 120_000, pause: 250 };

/** @type {Stage<Network>} */
let stage;
/** @type {import('./lib/stage.js').Asset} */
let app;
/** @type {import('./lib/stage.js').Pool} */
let pool;
/** @type {Side[]} */
let sides;

before(async () => {
	const args = ['--index'];
	const nodes = [
		validator('first', { key: 'alice', works: true, args }),
		validator('second', { key: 'bob', args }),
	];
	stage = await Stage.on(await Network.start('local', nodes));
	const { content, network } = stage;
	({
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()), price: APP_PRICE }],
		pool: { description: 'two sides', stake: STAKE, price: PRICES[0] },
		deposit: STAKE,
		workers: stage.crew(network.nodes.slice(0, 1)),
		terms: { stake: STAKE },
	}));
	const deal = await stage.buy(purchase(PRICES[0]));
	const [{ status }] = await stage.ended(deal.tasks);
	assert.equal(status, 'completed');
	await agreedDeals(network.nodes, 1);
});
after(() => stage?.close());

/** @param {bigint} price of the pool */
function purchase(price) {
	const requester = stage.account('ferdie');
	return { requester, app, pool: { ...pool, price }, params: params([]) };
}

/**
 * Numbers of the best and of the last final block.
 *
 * @param {Node} node
 */
async function heads(node) {
	const hash = await node.rpc('chain_getFinalizedHead');
	const [best, final] = await Promise.all([
		node.rpc('chain_getHeader'),
		node.rpc('chain_getHeader', [hash]),
	]);
	return { best: Number(best.number), final: Number(final.number) };
}

/** What indexes are asked: for deals first. */
function questions() {
	const [requester, worker] = ['ferdie', 'worker-1'].map((name) => stage.account(name).address);
	const parts = [{ app: app.id }, { pool: pool.id }, { worker }, { account: requester }];
	const owners = [app.owner.address, pool.owner.address];
	const markets = [{ category: 0 }, { app: app.id }];
	/** @type {import('./lib/indexes.js').Question[]} */
	const asked = [
		['bourse_deals', { requester }],
		['bourse_deals', null, null, 100],
		['bourse_workerTasks', worker],
	];
	for (const text of ['noop', ...NAMES]) {
		asked.push(['bourse_search', text]);
	}
	for (const owner of owners) {
		asked.push(['bourse_assetsOf', owner]);
	}
	for (const part of parts) {
		asked.push(['bourse_record', part], ['bourse_incomes', part]);
	}
	for (const market of markets) {
		asked.push(['bourse_lastDay', market], ['bourse_wouldHaveEarned', market, '1']);
		asked.push(['bourse_prices', market, 'deals', 'minute']);
		asked.push(['bourse_prices', market, 'completed', 'minute']);
	}
	return asked;
}

/**
 * The deals that indexes have, and the blocks, once they have so many deals, all done.
 *
 * @param {Node[]} nodes
 * @param {number} count
 */
async function agreedDeals(nodes, count) {
	const [{ entries, reach }] = await agreed(nodes, questions(), ([deals]) => {
		const { entries } = /** @type {{ entries: { completed: number }[] }} */ (deals);
		return entries.length === count && entries.every(({ completed }) => completed === 1);
	});
	const { since, last, gaps } = reach;
	assert.deepEqual({ since, gaps }, { since: 1, gaps: 0 });
	const deals = entries.map((/** @type {{ deal: string, block: number }} */ entry) => {
		return { deal: entry.deal, block: entry.block };
	});
	return { deals, last };
}

/**
 * Registers an app of which nothing but its name matters.
 *
 * @param {Sender} sender
 * @param {import('./lib/stage.js').Pair} owner
 * @param {string} name
 */
function register(sender, owner, name) {
	return sender.send(owner, 'registry.registerApp', {
		owner: owner.address,
		name,
		kind: 'Wasi',
		multiaddr: '',
		checksum: blake2AsHex(name),
		mrenclave: '',
	});
}

/**
 * Buys a task and registers an app at a node that is alone: with the same nonce as at the other one.
 *
 * @param {Node} node
 * @param {number} i which side
 * @returns {Promise<Side>}
 */
async function sideOf(node, i) {
	const api = await node.connect();
	try {
		const sender = new Sender(api);
		const { requester, ...wanted } = purchase(PRICES[i]);
		const orders = stage.orders({ requester, ...wanted });
		const [inclusion] = await Promise.all([
			sender.sendTx(requester, match(api, orders)),
			register(sender, [app.owner, pool.owner][i], NAMES[i]),
		]);
		const { block: hash } = inclusion;
		const { number } = await node.rpc('chain_getHeader', [hash]);
		return { node, deal: dealOf(inclusion), hash, number: Number(number) };
	} finally {
		await api.disconnect();
	}
}

/**
 * Waits until a node has made so many blocks.
 *
 * @param {Node} node
 * @param {number} count
 */
async function advance(node, count) {
	const goal = (await heads(node)).best + count;
	await poll(async () => (await heads(node)).best >= goal, `block ${goal}`, PATIENCE);
}

/**
 * The index of a node has the final blocks only: no deal but the first one, and no app of either side.
 *
 * @param {Node} node
 */
async function hasWhatIsFinal(node) {
	const { best, final } = await heads(node);
	assert.ok(best > final, `block ${best} is final`);
	const reached = async () => (await node.rpc('bourse_indexReach'))?.last === final;
	await poll(reached, `block ${final} in the index`, PATIENCE);
	const { entries } = await node.rpc('bourse_deals');
	assert.equal(entries.length, 1);
	for (const name of NAMES) {
		assert.deepEqual((await node.rpc('bourse_search', [name])).entries, [], name);
	}
}

test('what either side of a network does is in no index until it is final', async () => {
	const { network } = stage;
	const [first, second] = network.nodes;
	stage.chain.stop();
	await stage.api.disconnect();
	await Promise.all([first.stop(), second.stop()]);
	// Neither is told where the other is, and either makes blocks alone.
	const { args } = second;
	first.args = [...first.args, '--force-authoring'];
	second.args = [...args.slice(0, args.indexOf('--bootnodes')), '--force-authoring'];
	await Promise.all([first.start(), second.start()]);
	sides = await Promise.all([first, second].map(sideOf));
	await Promise.all([first, second].map((node) => advance(node, FURTHER)));
	for (const { node, number, hash } of sides) {
		assert.equal((await node.rpc('system_health')).peers, 0);
		assert.equal(await node.rpc('chain_getBlockHash', [number]), hash);
		await hasWhatIsFinal(node);
	}

	// What was imported and not final goes with the process.
	await second.kill();
	await advance(first, FURTHER);
	await second.start();
	const [, { number, hash }] = sides;
	assert.equal(await second.rpc('chain_getBlockHash', [number]), hash);
	await hasWhatIsFinal(second);
	second.args = args;
});

test('after the re-org all indexes say what a plain replay of the blocks says', async () => {
	const { network } = stage;
	const [first, second] = network.nodes;
	await second.rpc('system_addReservedPeer', [first.address]);
	const highest = Math.max(...sides.map(({ number }) => number));
	const final = async () => {
		const all = await Promise.all([first, second].map(heads));
		return all.every((one) => one.final > highest);
	};
	await poll(final, `finality of block ${highest}`, {
		...PATIENCE,
		state: () => `${first.logTail()}\n${second.logTail()}`,
	});
	const winners = [];
	for (const side of sides) {
		const { node, number, hash } = side;
		if ((await node.rpc('chain_getBlockHash', [number])) === hash) {
			winners.push(side);
		}
	}
	assert.equal(winners.length, 1, 'one side took the blocks of the other');
	const [{ deal, number }] = winners;

	const late = await network.join(reader('late', { args: ['--index'] }));
	const { deals, last } = await agreedDeals([first, second, late], 2);
	assert.deepEqual(deals[0], { deal, block: number });

	const api = await first.connect();
	try {
		const replayed = [];
		for (let block = 1; block <= last; block++) {
			const at = await api.at(await api.rpc.chain.getBlockHash(block));
			for (const { name, data } of await eventsAt(at)) {
				if (name === 'market.OrdersMatched') {
					replayed.unshift({ deal: data.deal.toHex(), block });
				}
			}
		}
		assert.deepEqual(deals, replayed);
	} finally {
		await api.disconnect();
	}
});

test('an index that is built anew says the same', async () => {
	const [first, second, late] = stage.network.nodes;
	await second.stop();
	const rebuilt = await run(binary(), ['rebuild-index', ...whereOf(second)]);
	assert.match(rebuilt, /index\.redb: blocks 1 to \d+\n$/);
	await second.start();
	await agreedDeals([first, second, late], 2);
});

/** @param {Node} node */
function whereOf({ args, basePath }) {
	return ['--base-path', basePath, '--chain', args[args.indexOf('--chain') + 1]];
}

test('the index of a chain that was removed begins anew', async () => {
	const network = await Network.start('dev', [validator('alone', { args: ['--index'] })]);
	try {
		const [node] = network.nodes;
		const api = await node.connect();
		await register(new Sender(api), stage.account('charlie'), 'ash');
		await api.disconnect();
		const found = async () => (await node.rpc('bourse_search', ['ash'])).entries.length;
		await poll(async () => (await found()) === 1, 'the app in the index', PATIENCE);
		await node.stop();
		await run(binary(), ['purge-chain', '-y', ...whereOf(node)]);
		await node.start();
		const anew = async () => (await found()) === 0 && (await node.rpc('bourse_indexReach'));
		const { since, last, lastHash, gaps } = await poll(anew, 'the app to go', PATIENCE);
		assert.deepEqual({ since, gaps }, { since: 1, gaps: 0 });
		assert.equal(lastHash, await node.rpc('chain_getBlockHash', [last]));
	} finally {
		await network.stop();
	}
});
