// SPDX-License-Identifier: Apache-2.0

/**
 * Trials: a worker dies at some moment after a task was assigned to it, and never comes back. The
 * task has to be Completed through others, before its deadline. Started by scripts/dead-workers.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RLC } from './lib/accounts.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { params } from './lib/orders.js';
import { Random } from './lib/random.js';
import { headline, line, table } from './lib/report.js';
import { Stage } from './lib/stage.js';
import { find } from './lib/submit.js';

const { values: options } = parseArgs({
	options: {
		trials: { type: 'string', default: '100' },
		seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 32)}` },
		'keep-logs': { type: 'boolean', default: false },
	},
});
const TRIALS = Number(options.trials);
const VICTIMS = 5;
const SURVIVORS = 2;
/** Tasks that each worker has at once; so many trials come of one death at the most. */
const SLOTS = 20;
/** The category's time reference in seconds. A task is given up after ten times that. */
const TIME_REF = 20;
/** From its assignment to its settlement a task takes three blocks: that is when workers die. */
const LIFE = 6_000;
const POOL_PRICE = RLC / 10n;

const random = new Random(Number(options.seed));
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
	const worker = ['--offchain-worker', 'always', '--allow-private-addresses'];
	const names = (/** @type {string} */ what, /** @type {number} */ count) =>
		Array.from({ length: count }, (_, i) => ({ name: `${what}-${i + 1}`, args: worker }));
	return Stage.on(
		await Network.start('dev', [
			{ name: 'validator', args: ['--alice', '--validator', '--offchain-worker', 'never'] },
			...names('survivor', SURVIVORS),
			...names('victim', VICTIMS),
		]),
	);
}

/** Rounds of deaths until there were trials enough. Gives whether every one went well. */
async function story() {
	const { network, sender, content } = stage;
	const [provider, manager, requester] = ['charlie', 'eve', 'ferdie'].map((name) =>
		stage.account(name),
	);
	const workers = network.nodes.slice(1).map((node) => ({
		worker: stage.account(node.name),
		node,
	}));
	const offer = content.offer('noop.wasm', noop());
	const [[app], created, pool] = await Promise.all([
		stage.registerApps(provider, [{ name: 'noop', offer }]),
		sender.sudo(stage.account('alice'), 'registry.createCategory', {
			name: 'hasty',
			description: 'for tests',
			workClockTimeRef: TIME_REF,
		}),
		stage.registerPool(manager, {
			description: 'trials',
			stake: 1000n * RLC,
			price: POOL_PRICE,
		}),
		sender.send(requester, 'escrow.deposit', { amount: 1000n * RLC }),
		stage.fund(
			stage.account('alice'),
			workers.map(({ worker }) => worker),
			100n * RLC,
		),
	]);
	const category = find(created.events, 'registry.CategoryCreated').data.id.toNumber();
	await stage.join(pool, workers, { stake: 50n * RLC, slots: SLOTS });
	const victims = workers.filter(({ node }) => node.name.startsWith('victim'));

	/** @type {string[][]} */
	const rows = [];
	let trials = 0;
	let completed = 0;
	while (trials < TRIALS) {
		await Promise.all(victims.filter(({ node }) => !node.pid).map(({ node }) => node.start()));
		await network.connected();
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
 * Kills a worker some time after it was given tasks.
 *
 * @param {{ worker: import('@polkadot/keyring/types').KeyringPair,
 *   node: import('./lib/network.js').Node }} victim
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
