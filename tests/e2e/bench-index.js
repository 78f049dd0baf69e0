// SPDX-License-Identifier: Apache-2.0

/**
 * How much the index slows the import of blocks down: new nodes fetch one chain, with and without an
 * index in turns. Then, how long pages of a node with an index take. Started by scripts/bench-index.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import { Load, machine, percentile } from './lib/measure.js';
import { Network } from './lib/network.js';
import { Node } from './lib/node.js';
import { noop } from './lib/noop.js';
import { readOptions } from './lib/options.js';
import { match, params } from './lib/orders.js';
import { freePort } from './lib/ports.js';
import { headline, line, table } from './lib/report.js';
import { validator, worker } from './lib/roles.js';
import { rawSpec } from './lib/spec.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

const USAGE = `\
usage: scripts/bench-index [--blocks COUNT] [--tasks COUNT] [--rounds COUNT] [--keep-logs]`;

const options = readOptions(USAGE, {
	blocks: { type: 'number', default: 600 },
	tasks: { type: 'number', default: 50 },
	rounds: { type: 'number', default: 10 },
	'keep-logs': { type: 'boolean' },
});

/** Blocks between two deals. */
const STRIDE = 4;
/** How many times as long an import with an index may take. */
const BOUND = 1.02;
/** The longest that a page may take, in milliseconds, and how often each is asked for. */
const [LONGEST, TIMES] = [10, 50];
/** How long a node may take for the whole chain, in milliseconds. */
const PATIENCE = 600_000;
/** Above this part of a core used by others, figures mean little. */
const MOST_FOREIGN = 0.15;

/** @typedef {{ seconds: number, cpu: number }} Import */

const stage = await open();
let failed = true;
try {
	failed = !(await story());
} catch (error) {
	console.error(error);
}
if (failed || options['keep-logs']) {
	line(`The nodes' logs are in ${stage.network.folder}`);
}
await stage.close({ keepLogs: failed || options['keep-logs'] });
process.exit(failed ? 1 : 0);

async function open() {
	const nodes = [validator('validator'), worker('worker')];
	return Stage.on(await Network.start('dev', nodes));
}

async function story() {
	headline(`${options.blocks} blocks with ${options.tasks} tasks each`);
	const goal = await load();
	const [seed, other] = stage.network.nodes;
	await other.stop();
	// From here on it makes no blocks, and serves those that there are.
	await seed.stop();
	const makes = ['--alice', '--validator'];
	seed.args = seed.args.filter((arg) => !makes.includes(arg));
	await seed.start();

	headline(`${options.rounds} imports of ${goal} blocks, without and with an index`);
	const watch = new Load([seed]);
	/** @type {{ without: Import, index: Import }[]} */
	const rounds = [];
	for (let i = 0; i < options.rounds; i++) {
		// What comes first takes turns, too.
		const kinds = [false, true];
		const order = i % 2 === 0 ? kinds : [...kinds].reverse();
		const took = new Map();
		for (const hasIndex of order) {
			took.set(hasIndex, await imported(seed, goal, hasIndex, i));
		}
		rounds.push({ without: took.get(false), index: took.get(true) });
	}
	const fits = report(rounds);
	const { seconds } = watch.read();
	line(`${machine()}, ${seconds.toFixed(0)} s`);
	return (await pages(seed, goal)) && fits;
}

/** Has tasks computed until there are so many blocks. Gives the last one's number. */
async function load() {
	const { api, content, network, sender } = stage;
	const {
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()) }],
		pool: { description: 'benchmark', stake: 1000n * RLC, price: RLC / 1000n },
		deposit: 1000n * RLC,
		workers: stage.crew(network.nodes.slice(1)),
		terms: { slots: 512, stake: 100n * RLC },
	});
	stage.chain.stop();
	const height = async () => (await api.rpc.chain.getHeader()).number.toNumber();
	const requester = stage.account('ferdie');
	while ((await height()) < options.blocks) {
		const volume = STRIDE * options.tasks;
		const orders = stage.orders({ requester, app, pool, volume, params: params([]) });
		await sender.sendTx(requester, match(api, orders));
		const next = (await height()) + STRIDE - 1;
		await poll(async () => (await height()) >= next, `block ${next}`, { timeout: PATIENCE });
	}
	return options.blocks;
}

/**
 * Starts a node that knows nobody.
 *
 * @param {string} name
 * @param {boolean} hasIndex
 */
async function alone(name, hasIndex) {
	const ports = { rpc: await freePort(), p2p: await freePort() };
	const args = ['--chain', await rawSpec('dev'), '--offchain-worker', 'never'];
	const more = hasIndex ? ['--index'] : [];
	const node = new Node(stage.network.folder, name, ports, [...args, ...more]);
	await node.start();
	return node;
}

/**
 * Lets a node fetch the chain.
 *
 * @param {Node} node
 * @param {Node} seed
 * @param {number} goal the number of a block
 */
async function fetchAll(node, seed, goal) {
	await node.rpc('system_addReservedPeer', [seed.address]);
	const has = async () => Number((await node.rpc('chain_getHeader')).number) >= goal;
	await poll(has, `block ${goal} at ${node.name}`, {
		timeout: PATIENCE,
		pause: 10,
		state: () => node.logTail(),
	});
}

/**
 * What a new node takes to import the chain.
 *
 * @param {Node} seed
 * @param {number} goal
 * @param {boolean} hasIndex
 * @param {number} round
 * @returns {Promise<Import>}
 */
async function imported(seed, goal, hasIndex, round) {
	const node = await alone(`${hasIndex ? 'index' : 'without'}-${round}`, hasIndex);
	const watch = new Load([node, seed]);
	const { cpu } = node.usage();
	const begun = performance.now();
	await fetchAll(node, seed, goal);
	const seconds = (performance.now() - begun) / 1000;
	const { foreign } = watch.read();
	const took = { seconds, cpu: node.usage().cpu - cpu };
	await node.stop();
	const disturbed = foreign > MOST_FOREIGN ? `, others ${foreign.toFixed(2)} cores` : '';
	line(`${node.name}: ${seconds.toFixed(2)} s, ${took.cpu.toFixed(2)} s of a core${disturbed}`);
	return took;
}

/**
 * @param {{ without: Import, index: Import }[]} rounds
 * @returns {boolean} whether the index is cheap enough
 */
function report(rounds) {
	const ratios = (/** @type {keyof Import} */ of) =>
		rounds.map(({ without, index }) => index[of] / without[of]);
	const row = (/** @type {string} */ name, /** @type {number[]} */ values) => [
		name,
		...[percentile(values, 0.5), Math.min(...values), Math.max(...values)].map((value) =>
			value.toFixed(3),
		),
	];
	const seconds = ratios('seconds');
	table(
		['with index / without', 'half', 'least', 'most'],
		[row('time', seconds), row('processor', ratios('cpu'))],
	);
	const ratio = percentile(seconds, 0.5);
	const fits = ratio <= BOUND;
	line(`An import takes ${ratio.toFixed(3)} times as long; the bound is ${BOUND}: ${fits}`);
	return fits;
}

/**
 * Asks a node with an index for pages.
 *
 * @param {Node} seed
 * @param {number} goal
 * @returns {Promise<boolean>} whether each is fast enough
 */
async function pages(seed, goal) {
	headline('Pages');
	const node = await alone('pages', true);
	await fetchAll(node, seed, goal);
	// The index reads what was fetched afterwards.
	await sleep(6_000);
	const reach = await node.rpc('bourse_indexReach');
	line(`The index has blocks ${reach?.since} to ${reach?.last}`);
	const requester = stage.account('ferdie').address;
	const first = stage.account('worker-1').address;
	const owner = stage.account('charlie').address;
	/** @type {[string, unknown[]][]} */
	const asked = [
		['bourse_deals', [null, null, 100]],
		['bourse_deals', [{ requester }, null, 100]],
		['bourse_workerTasks', [first, null, 100]],
		['bourse_record', [{ worker: first }]],
		['bourse_incomes', [{ account: first }, null, 100]],
		['bourse_prices', [{ category: 0 }, 'completed', 'minute', null, 100]],
		['bourse_wouldHaveEarned', [{ category: 0 }, '1000']],
		['bourse_lastDay', [{ category: 0 }]],
		['bourse_search', ['noop', null, 100]],
		['bourse_assetsOf', [owner, null, 100]],
		['bourse_orders', [{ app: 0 }, null, 100]],
		['bourse_postedTerms', [{ app: 0 }, null, 100]],
		['bourse_grants', [{ app: 0 }, null, 100]],
		['bourse_bestPrices', [0]],
		['bourse_depth', [0, 1]],
		['bourse_apps', [null, 100]],
		['bourse_apps', [null, 100, { owner }]],
		['bourse_datasets', [null, 100]],
		['bourse_pools', [null, 100]],
		['bourse_workers', [null, null, 100]],
	];
	const rows = [];
	for (const [method, args] of asked) {
		const times = [];
		for (let i = 0; i < TIMES; i++) {
			const begun = performance.now();
			await node.rpc(method, args);
			times.push(performance.now() - begun);
		}
		rows.push({ method, half: percentile(times, 0.5), most: percentile(times, 0.95) });
	}
	await node.stop();
	table(
		['by RPC, ms', 'half', '95 %'],
		rows.map(({ method, half, most }) => [method, half.toFixed(2), most.toFixed(2)]),
	);
	return rows.every(({ half }) => half < LONGEST);
}
