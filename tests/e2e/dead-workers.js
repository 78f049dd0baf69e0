// SPDX-License-Identifier: Apache-2.0

/**
 * Trials: a worker dies at some moment after a task was assigned to it, and never comes back. The
 * task has to be Completed through others, before its deadline. Started by scripts/dead-workers.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { readOptions } from './lib/options.js';
import { params } from './lib/orders.js';
import { Random } from './lib/random.js';
import { headline, line, table } from './lib/report.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { poll } from './lib/waiting.js';

const USAGE = `\
usage: scripts/dead-workers [--trials COUNT] [--seed NUMBER] [--keep-logs]`;

const options = readOptions(USAGE, {
	trials: { type: 'number', default: 100 },
	seed: { type: 'number', default: Math.floor(Math.random() * 2 ** 32) },
	'keep-logs': { type: 'boolean' },
});
const TRIALS = options.trials;
const VICTIMS = 5;
const SURVIVORS = 2;
/** Tasks that each worker has at once; so many trials come of one death at the most. */
const SLOTS = 20;
/**
 * The category's time reference in seconds. A task is taken back after that and a minute, and no more
 * given to anybody from six times that on.
 */
const TIME_REF = 60;
/** From its assignment to its settlement a task takes two blocks: that is when workers die. */
const LIFE = 4_000;
/** More than the longest pause of a worker after missed tasks, in milliseconds. */
const LONGEST_PAUSE = 700_000;
const POOL_PRICE = RLC / 10n;

const random = new Random(options.seed);
headline(`${TRIALS} tasks whose worker dies, seed ${options.seed}`);
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
	const named = (/** @type {string} */ what, /** @type {number} */ count) =>
		Array.from({ length: count }, (_, i) => worker(`${what}-${i + 1}`));
	return Stage.on(
		await Network.start('dev', [
			validator('validator'),
			...named('survivor', SURVIVORS),
			...named('victim', VICTIMS),
		]),
	);
}

/** Rounds of deaths until there were trials enough. Gives whether every one went well. */
async function story() {
	const { network, content } = stage;
	const requester = stage.account('ferdie');
	const workers = network.nodes.slice(1).map((node) => ({
		worker: stage.account(node.name),
		node,
	}));
	const [
		{
			apps: [app],
			pool,
		},
		category,
	] = await Promise.all([
		openMarket(stage, {
			apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()) }],
			pool: { description: 'trials', stake: 1000n * RLC, price: POOL_PRICE },
			deposit: 1000n * RLC,
			workers,
			terms: { stake: 50n * RLC, slots: SLOTS },
		}),
		stage.createCategory(TIME_REF),
	]);
	const victims = workers.filter(({ node }) => node.name.startsWith('victim'));

	/** @type {string[][]} */
	const rows = [];
	let trials = 0;
	let completed = 0;
	while (trials < TRIALS) {
		await Promise.all(victims.filter(({ node }) => !node.pid).map(({ node }) => node.start()));
		await network.connected();
		await Promise.all(victims.map(back));
		const { tasks } = await stage.buy({
			requester,
			app,
			pool,
			category,
			volume: workers.length * SLOTS,
			params: params([]),
		});
		const deaths = await Promise.all(victims.map((victim) => die(victim, tasks)));
		const stories = await stage.ended(tasks, { timeout: 12 * TIME_REF * 1000 });
		for (const { name, after, open: left } of deaths) {
			const ends = stories.filter(({ id }) => left.includes(id));
			const well = ends.filter(({ status }) => status === 'completed');
			const others = well.filter(
				({ contributions }) =>
					stage.name(contributions[contributions.length - 1].worker) !== name,
			);
			trials += ends.length;
			completed += well.length;
			rows.push([
				name,
				(after / 1000).toFixed(1),
				`${ends.length}`,
				`${well.length}`,
				`${others.length}`,
				`${ends.filter(({ reopened }) => reopened).length}`,
			]);
		}
	}
	table(['died', 'after, s', 'open tasks', 'Completed', 'through others', 'reopened'], rows);
	line(`${completed} of ${trials} tasks were Completed within their deadline`);
	return completed === trials;
}

/**
 * Waits until the chain draws a worker again, which it does not for a while after a missed task.
 *
 * @param {{ worker: import('@polkadot/keyring/types').KeyringPair }} victim
 */
async function back({ worker }) {
	let state = '';
	const look = async () => {
		const [node] = stage.network.nodes;
		const { freeSlots, hindrances } = await node.rpc('bourse_workerStatus', [worker.address]);
		state = JSON.stringify(hindrances);
		return freeSlots > 0;
	};
	await poll(look, `the return of ${stage.name(worker.address)}`, {
		timeout: LONGEST_PAUSE,
		pause: 1000,
		state: () => state,
	});
}

/**
 * Kills a worker some time after it was given tasks.
 *
 * @param {{ worker: import('@polkadot/keyring/types').KeyringPair,
 *   node: import('./lib/node.js').Node }} victim
 * @param {string[]} tasks
 * @returns {Promise<{ name: string, after: number, open: string[] }>} when it died, and its tasks
 *   that had not ended by then
 */
async function die({ worker, node }, tasks) {
	const given = () => tasks.filter((task) => stage.story(task).assigned.includes(worker.address));
	await stage.chain.until(() => given().length > 0, `a task for ${node.name}`);
	const after = random.next() * LIFE;
	await sleep(after);
	const open = given().filter((task) => stage.story(task).ended === undefined);
	await node.kill();
	return { name: node.name, after, open };
}
