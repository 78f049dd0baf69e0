// SPDX-License-Identifier: Apache-2.0

/**
 * Chaos: a network whose nodes are killed, paused, cut off and left without disk space at random
 * while it computes. Every task has to end, no honest worker may lose its stake, and no money may
 * appear or disappear. Started by scripts/chaos.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { RLC, rlc } from './lib/accounts.js';
import { ContentServer } from './lib/content.js';
import { WORKER_DEPOSIT } from './lib/fees.js';
import { Islands, obstacle } from './lib/isolation.js';
import { sum } from './lib/ledger.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { readOptions } from './lib/options.js';
import { params } from './lib/orders.js';
import { Random } from './lib/random.js';
import { headline, line, table } from './lib/report.js';
import { fetchResult } from './lib/result.js';
import { reader, validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { Supervisor } from './lib/trouble.js';
import { poll } from './lib/waiting.js';

const USAGE = `\
usage: scripts/chaos [--minutes COUNT] [--tasks COUNT] [--seed NUMBER] [--keep-logs]`;

const options = readOptions(USAGE, {
	minutes: { type: 'number', default: 20 },
	tasks: { type: 'number', default: 200 },
	seed: { type: 'number', default: Math.floor(Math.random() * 2 ** 32) },
	'keep-logs': { type: 'boolean' },
});
const DURATION = options.minutes * 60_000;
const TASKS = options.tasks;

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];
const WORKERS = ['worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5'];
/** The category's time reference in seconds. A task is given up after ten times that. */
const TIME_REF = 60;
/** What a worker has for its reveal: an absence shorter than this must not cost it anything. */
const WINDOW = 2 * TIME_REF * 1000;
/** Longest single outage, in milliseconds. With the time to recover far below the window. */
const LONGEST_OUTAGE = 40_000;
/** Megabytes of a worker's disk. */
const DISK = 768;
const POOL_PRICE = RLC / 10n;
const DEPOSIT = 1000n * RLC;

const random = new Random(options.seed);
const broken = /** @type {string[]} */ ([]);
/**
 * @param {boolean} holds
 * @param {string} what
 */
function expect(holds, what) {
	if (!holds) {
		broken.push(what);
	}
	line(`${holds ? 'yes' : 'NO '}  ${what}`);
}

headline(`Chaos for ${options.minutes} minutes with ${TASKS} tasks, seed ${options.seed}`);
const hindrance = obstacle();
const islands = hindrance === undefined ? new Islands() : undefined;
line(
	islands
		? 'The network is cut by network namespaces and a bridge.'
		: `Without root and iproute2 the network is not cut and no disk filled: ${hindrance}`,
);
const stage = await open();
const supervisor = new Supervisor(random, stage.network.nodes[0], islands);
let failed = true;
try {
	await story();
	failed = broken.length > 0;
} catch (error) {
	console.error(error);
}
if (failed) {
	for (const what of broken) {
		line(`Not as it should be: ${what}`);
	}
	line(`Again: scripts/chaos ${options.minutes} ${options.seed}`);
}
const keepLogs = failed || options['keep-logs'];
if (keepLogs) {
	line(`The nodes' logs are in ${stage.network.folder}`);
}
await supervisor.stop();
await stage.close({ keepLogs });
islands?.remove();
process.exit(failed ? 1 : 0);

/** An observer that nothing happens to, four validators and five workers. */
async function open() {
	const place = () => islands?.add();
	const network = await Network.start(
		'local',
		[
			reader('observer', { place: place(), args: ['--state-pruning', 'archive'] }),
			...VALIDATORS.map((name) => validator(name, { key: name, place: place() })),
			...WORKERS.map((name) => worker(name, { place: place(), disk: islands && DISK })),
		],
		VALIDATORS,
	);
	return Stage.on(network, {
		finalized: true,
		content: await ContentServer.start(islands?.host),
	});
}

async function story() {
	const { network, chain, content } = stage;
	const requester = stage.account('ferdie');
	const montecarlo = await content.offerFile('built/montecarlo.wasm');
	const [
		{
			apps: [long, short],
			pool,
		},
		category,
	] = await Promise.all([
		openMarket(stage, {
			apps: [
				{ name: 'montecarlo', offer: montecarlo, price: RLC / 1000n },
				{ name: 'noop', offer: content.offer('noop.wasm', noop()) },
			],
			pool: { description: 'chaos', stake: DEPOSIT, price: POOL_PRICE },
			deposit: DEPOSIT,
			workers: stage.crew(network.nodes.slice(-WORKERS.length)),
			terms: { stake: 20n * RLC, slots: 4 },
		}),
		stage.createCategory(TIME_REF),
	]);
	const before = sum(await stage.ledger());

	const end = performance.now() + DURATION;
	for (const node of network.nodes.slice(1)) {
		supervisor.add(node, VALIDATORS.includes(node.name) ? 'validator' : 'worker');
	}
	const trouble = supervisor.run(end, LONGEST_OUTAGE);
	const deals = await buyAll();
	await trouble;
	line(`The trouble is over; ${await ended(deals)} of ${TASKS} tasks have ended by then`);
	let count = 0;
	const allEnded = async () => {
		count = await ended(deals);
		return count === TASKS;
	};
	await poll(allEnded, 'the end of all tasks', {
		timeout: 12 * TIME_REF * 1000,
		pause: 1000,
		state: () => `${count} of ${TASKS} have ended`,
	});
	await chain.advance(2);
	await report(deals, before);

	/**
	 * Bags of one to five tasks of mixed length and trust, spread over most of the time: the next one
	 * is bought whether or not the chain has got to the last.
	 */
	async function buyAll() {
		/** @type {Promise<import('./lib/stage.js').Deal>[]} */
		const bought = [];
		let left = TASKS;
		const pause = (DURATION * 0.7) / (TASKS / 3);
		for (; left > 0; await sleep(pause * 2 * random.next())) {
			const volume = Math.min(left, 1 + random.below(5));
			left -= volume;
			const app = random.below(4) === 0 ? short : long;
			// From a moment to about three seconds of a core.
			const paths = Math.round(10 ** (5 + 2.2 * random.next()));
			const args = [
				...['option', '--spot', '100', '--strike', '105', '--rate', '0.03'],
				...['--volatility', '0.2', '--years', '1', '--paths', `${paths}`],
			];
			const deal = stage.buy({
				requester,
				app,
				pool,
				category,
				volume,
				trust: random.below(2) === 0 ? 1 : 3,
				params: params(app === long ? args : []),
			});
			deal.catch(() => {}); // Told where all are awaited.
			bought.push(deal);
		}
		return Promise.all(bought);
	}
}

/**
 * How many tasks of these deals have ended.
 *
 * @param {import('./lib/stage.js').Deal[]} deals
 */
async function ended(deals) {
	const progress = await Promise.all(deals.map(({ id }) => stage.api.query.poco.progress(id)));
	return progress.reduce((count, one) => count + one.ended.toNumber(), 0);
}

/**
 * @param {import('./lib/stage.js').Deal[]} deals
 * @param {bigint} before the ledger's sum
 */
async function report(deals, before) {
	const { chain, network } = stage;
	const stories = deals.flatMap(({ tasks }) => tasks).map((task) => stage.story(task));
	const of = (/** @type {string} */ status) => stories.filter((one) => one.status === status);
	const completed = of('completed');

	headline('What happened');
	table(['trouble', 'times', 'seconds in all'], supervisor.summary());
	table(
		['node', 'outages', 'longest, s', 'ended by itself'],
		supervisor.patients.map(({ node, outages, deaths }) => [
			node.name,
			`${outages.length}`,
			`${(Math.max(0, ...outages) / 1000).toFixed(0)}`,
			`${deaths.length}`,
		]),
	);
	const count = (/** @type {string} */ name) => `${chain.events(name).length}`;
	table(
		['on chain', ''],
		[
			['blocks', `${chain.blocks.length}`],
			['re-organizations of the best chain', `${chain.reorganizations}`],
			['tasks Completed', `${completed.length}`],
			['tasks Failed', `${of('failed').length}`],
			['tasks Unavailable', `${of('unavailable').length}`],
			['tasks TimedOut', `${of('timed out').length}`],
			['contributions', count('poco.TaskContributed')],
			['assignments', count('poco.TaskAssigned')],
			['taken back from late workers', count('pools.AssignmentWithdrawn')],
			['failures reported', count('poco.FailureReported')],
			['tasks reopened', count('poco.TaskReopened')],
			['items of batches skipped', count('poco.BatchItemSkipped')],
		],
	);
	for (const failure of chain.events('poco.FailureReported').slice(0, 10)) {
		line(`failure ${failure.data.code} by ${stage.name(failure.data.worker.toString())}`);
	}

	headline('What has to hold');
	expect(
		stories.every((one) => one.ended !== undefined),
		'every task has ended',
	);
	expect(completed.length === stories.length, 'every task is Completed');
	const lost = new Map(WORKERS.map((name) => [stage.account(name).address, 0n]));
	for (const { data } of chain.events('escrow.Seized')) {
		const who = data.who.toString();
		if (lost.has(who)) {
			lost.set(who, (lost.get(who) ?? 0n) + BigInt(data.amount.toString()));
		}
	}
	for (const [who, amount] of lost) {
		const name = stage.name(who);
		const patient = supervisor.patients.find(({ node }) => node.name === name);
		const longest = Math.max(0, ...(patient?.outages ?? []));
		if (longest < WINDOW) {
			expect(
				amount === 0n,
				`${name} was away less than its window and lost ${rlc(amount)} RLC`,
			);
		} else {
			line(`     ${name} was away for ${longest / 1000} s and lost ${rlc(amount)} RLC`);
		}
	}
	const ledger = await stage.ledger();
	const after = sum(ledger);
	expect(after === before, `the ledger's sum is the same: ${rlc(before)}, ${rlc(after)} RLC`);
	const locked = [...ledger.accounts.values()].reduce((all, account) => all + account.locked, 0n);
	const deposits = BigInt(WORKERS.length) * WORKER_DEPOSIT;
	expect(locked === deposits, "nothing is locked any more but workers' deposits");

	let missing = 0;
	for (const { id, digest } of completed) {
		await fetchResult(network.nodes[0], id, `${digest}`).catch((error) => {
			missing += 1;
			line(`     ${error.message}`);
		});
	}
	expect(missing === 0, `all ${completed.length} results are had from a node that computed none`);
	const heads = await Promise.all(
		network.nodes.map(async (node) => Number((await node.rpc('chain_getHeader')).number)),
	);
	expect(Math.max(...heads) - Math.min(...heads) <= 3, `all nodes are at one height: ${heads}`);
}
