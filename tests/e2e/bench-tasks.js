// SPDX-License-Identifier: Apache-2.0

/**
 * How many tasks per second the chain completes, when computing them takes no time. Started by
 * scripts/bench-tasks.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RLC } from './lib/accounts.js';
import { openMarket } from './lib/market.js';
import {
	attemptOf,
	buildTimes,
	Load,
	machine,
	mean,
	percentile,
	readBlocks,
	stepsOf,
} from './lib/measure.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { readOptions } from './lib/options.js';
import { dealOf, match, params } from './lib/orders.js';
import { headline, line, table } from './lib/report.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { diskUse } from './lib/usage.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORT = join(ROOT, 'docs/benchmarks/tasks.md');
const CHART = join(ROOT, 'docs/benchmarks/tasks.svg');

const USAGE = `\
usage: scripts/bench-tasks [--tasks COUNT] [--only RUN] [--bags COUNT] [--args ARGS] [--no-write]
                           [--keep-logs]

RUN is 'trust 1', 'trust 3' or 'at rest'`;

const options = readOptions(USAGE, {
	tasks: { type: 'number' },
	only: { type: 'string', choices: ['trust 1', 'trust 3', 'at rest'] },
	bags: { type: 'number', default: 0 },
	args: { type: 'string', default: '' },
	'no-write': { type: 'boolean' },
	'keep-logs': { type: 'boolean' },
});
const BAGS = options.bags;
const TASKS = options.tasks ?? (BAGS > 0 ? 10_000 : 30_000);
const WORKERS = 3;
/** The most that a worker can have at once. */
const SLOTS = 2048;
/** Prices are small, so that nobody runs out of stake: what is measured is time. */
const POOL_PRICE = RLC / 1000n;
/** Deals of one task each, one after another, of the run at rest. */
const AT_REST = 40;
/** How long they may take, in blocks: half of them, and 95 % of them. */
const LATENCY = [3, 4];
/** Blocks with assignments until all slots are full, which the steady load comes after. */
const RAMP = 4;
/** What bags may do to a node: bytes in memory at the most, and growth over the last ten of them. */
const MEMORY = { validator: 600e6, worker: 400e6, growth: 0.02 };
/** How fast the last bag is at least, as a part of the second. */
const PACE = 0.9;
/** Of a task's steps in the chart. */
const COLOURS = ['#4c78a8', '#f58518', '#54a24b'];
/** Most bytes of a worker's extrinsic that is no batch. */
const HEARTBEAT = 150;
/** Longest time without any task ending, in milliseconds. */
const PATIENCE = 120_000;
/** Above this part of a core used by others, figures mean little. */
const MOST_FOREIGN = 0.15;

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {number} bar tasks per second that are expected at least
 * @property {string} trust
 * @property {number} completed
 * @property {number} lost tasks that ended otherwise
 * @property {Record<string, string>} figures by what they are
 * @property {number} rate tasks per second
 * @property {number} foreign cores
 */

/** @typedef {'matched' | 'assigned' | 'contributed' | 'completed'} Step */

/** The runs; see the issue that asked for them. */
const RUNS = [
	{ name: 'trust 1', bar: 600, trust: 1n },
	{ name: 'trust 3', bar: 350, trust: 3n },
].filter(({ name }) => !options.only || name === options.only);

const stage = await open();
/** @type {Run[]} */
const runs = [];
/** @type {string[][]} where the blocks of a task at rest go */
let latency = [];
/** Whether a bar of bags or of latency was missed. */
let missed = false;
let failed = false;
try {
	const { app, pool } = await prepare();
	if (BAGS > 0) {
		await bags(app, pool);
	} else {
		if (!options.only || options.only === 'at rest') {
			latency = await rest(app, pool);
		}
		for (const { name, bar, trust } of RUNS) {
			headline(`${TASKS} tasks, ${name}`);
			runs.push(await run(name, bar, trust, app, pool));
		}
		if (runs.length > 0) {
			report();
		}
		// A part of the runs is no page, nor are fewer tasks.
		if (!options['no-write'] && !options.only && options.tasks === undefined) {
			await write();
		}
	}
} catch (error) {
	console.error(error);
	failed = true;
} finally {
	const keepLogs = failed || options['keep-logs'];
	if (keepLogs) {
		console.error(`\nThe nodes' logs are in ${stage.network.folder}`);
	}
	await stage.close({ keepLogs });
}
process.exit(
	failed || missed || runs.some(({ lost, rate, bar }) => lost > 0 || rate < bar) ? 1 : 0,
);

/** One validator that is no worker, and the workers. */
async function open() {
	const args = options.args.split(' ').filter(Boolean);
	// The blocks of a run are read after it. Bags are read one by one, from a node as it usually is.
	const kept = BAGS > 0 ? [] : ['--state-pruning', 'archive'];
	const network = await Network.start('dev', [
		validator('validator', { args: [...kept, ...args] }),
		...Array.from({ length: WORKERS }, (_, i) => worker(`worker-${i + 1}`, { args })),
	]);
	return Stage.on(network);
}

/** Everything that a bag needs. */
async function prepare() {
	const { content, network } = stage;
	const {
		apps: [app],
		pool,
	} = await openMarket(stage, {
		apps: [{ name: 'noop', offer: content.offer('noop.wasm', noop()) }],
		pool: { description: 'benchmark', stake: 1000n * RLC, price: POOL_PRICE },
		deposit: 100_000n * RLC,
		workers: stage.crew(network.nodes.slice(1)),
		terms: { slots: SLOTS, stake: 100n * RLC },
	});
	// From here on nothing of this process decodes blocks while tasks run: it would take a
	// good part of a core from the nodes.
	stage.chain.stop();
	return { app, pool };
}

/**
 * Buys tasks at once, in as many deals as it takes.
 *
 * @param {import('./lib/stage.js').Asset} app
 * @param {import('./lib/stage.js').Pool} pool
 * @param {bigint} trust
 * @param {number} volume
 * @returns {Promise<{ deals: string[], first: number }>} the deals, and the block of the first match
 */
async function buy(app, pool, trust, volume) {
	const { api, sender } = stage;
	const requester = stage.account('ferdie');
	const most = Number(api.consts.market.maxDealTasks.toString());
	const count = Math.ceil(volume / most);
	const bought = await Promise.all(
		Array.from({ length: count }, async (_, i) => {
			const orders = stage.orders({
				requester,
				app,
				pool,
				volume: Math.min(most, volume - i * most),
				params: params([]),
				trust,
			});
			const inclusion = await sender.sendTx(requester, match(api, orders));
			const { number } = await api.rpc.chain.getHeader(inclusion.block);
			return { deal: dealOf(inclusion), block: number.toNumber() };
		}),
	);
	return {
		deals: bought.map(({ deal }) => deal),
		first: Math.min(...bought.map(({ block }) => block)),
	};
}

/**
 * Waits until all tasks of deals have ended.
 *
 * @param {string[]} deals
 * @param {number} volume of all of them
 * @param {(ended: number) => void} progress
 * @returns {Promise<number>} the first block seen after which all had ended
 */
async function untilEnded(deals, volume, progress = () => {}) {
	const { api } = stage;
	let before = -1;
	for (let since = performance.now(); ; ) {
		const header = await api.rpc.chain.getHeader();
		const at = await api.at(header.hash);
		const each = await Promise.all(deals.map((deal) => at.query.poco.progress(deal)));
		const ended = each.reduce((sum, one) => sum + one.ended.toNumber(), 0);
		if (ended === volume) {
			return header.number.toNumber();
		}
		if (ended !== before) {
			before = ended;
			since = performance.now();
			progress(before);
		}
		if (performance.now() - since > PATIENCE) {
			throw new Error(
				`only ${before} of ${volume} tasks have ended, none for ${PATIENCE / 1000} s`,
			);
		}
		await sleep(1000);
	}
}

/**
 * Measures one load.
 *
 * @param {string} name
 * @param {number} bar
 * @param {bigint} trust
 * @param {import('./lib/stage.js').Asset} app
 * @param {import('./lib/stage.js').Pool} pool
 * @returns {Promise<Run>}
 */
async function run(name, bar, trust, app, pool) {
	const {
		api,
		network: { nodes },
	} = stage;
	const [validator] = nodes;
	const idle = (await readBlocks(api, validator, (await height()) - 2, await height())).map(
		(b) => b.mandatory,
	);
	const load = new Load(nodes);
	const { deals, first } = await buy(app, pool, trust, TASKS);
	const last = await untilEnded(deals, TASKS, (ended) =>
		line(`${ended} ended after ${load.read().seconds.toFixed(0)} s`),
	);
	const { nodes: cores, own, foreign } = load.read();
	const blocks = await readBlocks(api, validator, first, last);
	const built = buildTimes(validator);

	const count = (/** @type {string[]} */ ...names) =>
		blocks.flatMap(({ events }) => events).filter((event) => names.includes(event.name)).length;
	const contributions = count('poco.TaskContributed');
	const failures = count('poco.FailureReported', 'poco.BatchItemSkipped');
	const steps = [...stepsOf(blocks).values()];
	const matched = blocks[0].time;
	const timeOf = (/** @type {number} */ number) => blocks[number - first].time;
	const done = steps.flatMap(({ assigned, completed }) =>
		assigned === undefined || completed === undefined
			? []
			: [{ assigned: timeOf(assigned), completed: timeOf(completed) }],
	);
	const ends = done.map(({ completed }) => completed).sort((a, b) => a - b);
	const rate = done.length / ((ends[ends.length - 1] - matched) / 1000);
	const [early, late] = [0.1, 0.9].map((part) => Math.floor(part * (ends.length - 1)));
	const middle = (late - early) / ((ends[late] - ends[early]) / 1000);
	const seconds = (/** @type {number[]} */ times) =>
		[0.5, 0.99].map((part) => (percentile(times, part) / 1000).toFixed(0)).join(' / ');
	const percent = (/** @type {number[]} */ parts) =>
		`${(100 * mean(parts)).toFixed(0)} / ${(100 * Math.max(...parts)).toFixed(0)}`;
	const batches = blocks.flatMap((block) => block.batches);
	const bytes = batches.reduce((sum, { length }) => sum + length, 0);
	const workers = stage.crew(nodes.slice(1)).map(({ worker }) => worker.publicKey);
	const again = batches.filter(
		(batch) => batch.length > HEARTBEAT && attemptOf(batch, workers) > 0,
	);
	const idleWeight = Math.min(...idle);
	const times = blocks.flatMap(({ number }) => built.get(number) ?? []);
	const gaps = blocks.slice(1).map(({ time }, i) => (time - blocks[i].time) / 1000);
	const perTask = (/** @type {number} */ sum) => (sum / done.length).toFixed(2);

	return {
		name,
		bar,
		trust: `${trust}`,
		completed: done.length,
		lost: TASKS - done.length,
		rate,
		foreign,
		figures: {
			trust: `${trust}`,
			deals: `${deals.length}`,
			'tasks Completed': `${done.length}`,
			'tasks lost': `${TASKS - done.length}`,
			'failure reports and skipped items': `${failures}`,
			'seconds from match to the last': ((ends[ends.length - 1] - matched) / 1000).toFixed(0),
			'**tasks per second, all of them**': `**${rate.toFixed(1)}**`,
			'tasks per second, the middle 80 %': middle.toFixed(1),
			bar: `${bar}`,
			'contributions per task': perTask(contributions),
			'match to Completed, p50 / p99, s': seconds(ends.map((time) => time - matched)),
			'assignment to Completed, p50 / p99, s': seconds(
				done.map(({ assigned, completed }) => completed - assigned),
			),
			'extrinsics per task': perTask(batches.length),
			'extrinsics sent again': `${again.length}`,
			'bytes of extrinsics per task': perTask(bytes),
			'weight of extrinsics, mean / most, % of a block': percent(
				blocks.map(({ normal }) => normal),
			),
			'weight of on_idle, mean / most, % of a block': percent(
				blocks.map(({ mandatory }) => Math.max(0, mandatory - idleWeight)),
			),
			'building a block, mean / most, ms': `${mean(times).toFixed(0)} / ${Math.max(...times)}`,
			'time between blocks, mean / most, s': `${mean(gaps).toFixed(1)} / ${Math.max(...gaps)}`,
			'processor, validator, cores': cores[0].toFixed(2),
			'processor, a worker node, cores': mean(cores.slice(1)).toFixed(2),
			'processor, this script / others, cores': `${own.toFixed(2)} / ${foreign.toFixed(2)}`,
			'peak memory so far, validator / a worker node, MB': [nodes.slice(0, 1), nodes.slice(1)]
				.map((some) => Math.max(...some.map((node) => node.usage().peakMemory)) / 1e6)
				.map(Math.round)
				.join(' / '),
		},
	};
}

/**
 * Where the blocks go when nobody waits: deals of one task each, one after another.
 *
 * @param {import('./lib/stage.js').Asset} app
 * @param {import('./lib/stage.js').Pool} pool
 * @returns {Promise<string[][]>} rows of a table
 */
async function rest(app, pool) {
	headline(`${AT_REST} deals of one task, at rest`);
	const deals = [];
	for (let i = 0; i < AT_REST; i++) {
		deals.push(await buy(app, pool, 1n, 1));
	}
	let last = 0;
	for (const one of deals) {
		last = await untilEnded(one.deals, 1);
	}
	const { api, network } = stage;
	const steps = [
		...stepsOf(await readBlocks(api, network.nodes[0], deals[0].first, last)).values(),
	];
	const row = (/** @type {string} */ name, /** @type {number[]} */ blocks) => [
		name,
		...[percentile(blocks, 0.5), percentile(blocks, 0.95), Math.max(...blocks)].map(String),
	];
	const between = (/** @type {Step} */ from, /** @type {Step} */ to) =>
		steps.map((task) => (task[to] ?? NaN) - (task[from] ?? NaN));
	const all = between('matched', 'completed');
	const rows = [
		row('match to assignment', between('matched', 'assigned')),
		row('assignment to contribution', between('assigned', 'contributed')),
		row('contribution to Completed', between('contributed', 'completed')),
		row('match to Completed', all),
	];
	table(['blocks', 'median', '95 %', 'most'], rows);
	const [half, most] = LATENCY;
	const holds =
		all.length === AT_REST && percentile(all, 0.5) <= half && percentile(all, 0.95) <= most;
	line(`all Completed, half within ${half} blocks, 95 % within ${most}: ${yes(holds)}`);
	missed ||= !holds;
	return rows;
}

/**
 * Buys one bag after another.
 *
 * @param {import('./lib/stage.js').Asset} app
 * @param {import('./lib/stage.js').Pool} pool
 */
async function bags(app, pool) {
	const {
		api,
		network: { nodes },
	} = stage;
	headline(`${BAGS} bags of ${TASKS} tasks, trust 1`);
	const head = [
		...['bag', 'tasks/s', 'built, median / most, ms', 'slots missed'],
		...['assigned a block, mean / off', ...nodes.map(({ name }) => `${name}, MB`)],
	];
	line(head.join(' | '));
	const rates = [];
	/** @type {number[][]} bytes of each node after each bag */
	const resident = [];
	/** @type {number[]} bytes of the validator's database after each bag */
	const databases = [];
	for (let i = 1; i <= BAGS; i++) {
		const { deals, first } = await buy(app, pool, 1n, TASKS);
		const blocks = await readBlocks(api, nodes[0], first, await untilEnded(deals, TASKS));
		const steps = [...stepsOf(blocks).values()];
		const ends = steps.flatMap(({ completed }) => completed ?? []);
		const last = blocks[Math.max(...ends) - first];
		const rate = ends.length / ((last.time - blocks[0].time) / 1000);
		const built = buildTimes(nodes[0]);
		const times = blocks.flatMap(({ number }) => built.get(number) ?? []);
		const slots = blocks[blocks.length - 1].slot - blocks[0].slot;
		const memory = nodes.map((node) => node.memory());
		const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);
		missed ||= ends.length < TASKS;
		rates.push(rate);
		resident.push(memory.map((one) => one.resident));
		databases.push(diskUse(join(nodes[0].basePath, 'chains')));
		const row = [
			...[`${i}`, rate.toFixed(1), `${percentile(times, 0.5)} / ${Math.max(...times)}`],
			...[`${slots - blocks.length + 1}`, swings(steps)],
			...memory.map(
				(one) =>
					`${megabytes(one.resident)} = ${megabytes(one.anonymous)} + ${megabytes(one.file)}`,
			),
		];
		line(row.join(' | '));
	}
	line('A node: resident memory = anonymous + of files.');
	if (BAGS < 2) {
		return;
	}
	const grown = (databases[BAGS - 1] - databases[0]) / ((BAGS - 1) * TASKS);
	line(
		`The validator's database: ${(databases[BAGS - 1] / 1e6).toFixed(0)} MB, ` +
			`${(grown / 1e3).toFixed(1)} kB a task since the first bag`,
	);
	const end = resident[BAGS - 1];
	const before = resident[Math.max(0, BAGS - 11)];
	const growth = Math.max(...end.map((bytes, i) => bytes / before[i] - 1));
	/** @type {[string, boolean][]} */
	const bars = [
		['last bag at least 90 % as fast as the second', rates[BAGS - 1] >= PACE * rates[1]],
		['validator at most 600 MB', end[0] <= MEMORY.validator],
		['worker nodes at most 400 MB', Math.max(...end.slice(1)) <= MEMORY.worker],
		[
			`growth over the last ten bags at most 2 %, is ${(100 * growth).toFixed(1)} %`,
			growth <= MEMORY.growth,
		],
	];
	for (const [bar, holds] of bars) {
		line(`${bar}: ${yes(holds)}`);
		missed ||= !holds;
	}
}

/**
 * Tasks assigned a block while all slots are in use: their mean, and how far the block farthest from
 * it is off. The last block with assignments has what is left.
 *
 * @param {import('./lib/measure.js').Steps[]} steps
 */
function swings(steps) {
	const assigned = steps.map(({ assigned }) => assigned ?? NaN);
	const [first, last] = [Math.min(...assigned) + RAMP, Math.max(...assigned)];
	const counts = Array.from({ length: Math.max(0, last - first) }, () => 0);
	for (const number of assigned) {
		if (number >= first && number < last) {
			counts[number - first] += 1;
		}
	}
	if (counts.length === 0) {
		return 'too few';
	}
	const middle = mean(counts);
	const off = Math.max(...counts.map((count) => Math.abs(count / middle - 1)));
	return `${middle.toFixed(0)} / ${(100 * off).toFixed(0)} %`;
}

/** @param {boolean} holds */
function yes(holds) {
	return holds ? 'yes' : 'NO';
}

async function height() {
	return (await stage.api.rpc.chain.getHeader()).number.toNumber();
}

/** What was measured, one row a figure. */
function rows() {
	return Object.keys(runs[0].figures).map((figure) => [
		figure,
		...runs.map(({ figures }) => figures[figure]),
	]);
}

function report() {
	headline('What was measured');
	table(
		['', ...runs.map(({ name }) => name)],
		rows().map((row) => row.map((cell) => cell.replaceAll('*', ''))),
	);
	for (const { name, rate, bar, lost, foreign } of runs) {
		const holds = rate >= bar && lost === 0;
		line(`${name}: at least ${bar} per second and none lost: ${yes(holds)}`);
		if (foreign > MOST_FOREIGN) {
			line(`  (others used ${foreign.toFixed(2)} cores meanwhile: measure again)`);
		}
	}
}

async function write() {
	const cells = (/** @type {string[]} */ row) => `| ${row.join(' | ')} |`;
	const text = `# Tasks per second

Written by \`scripts/bench-tasks\`; don't edit.

${TASKS} tasks that compute nothing, bought at once, on one validator and ${WORKERS} worker nodes with ${SLOTS} slots
each, all on one machine: ${machine()}. Everything else of a task is as always: it is initialized,
assigned, fetched, run in the sandbox, digested, kept, contributed, revealed and settled.

${cells(['', ...runs.map(({ name }) => name)])}
${cells(['---', ...runs.map(() => '---:')])}
${rows().map(cells).join('\n')}

${cells(['At rest, blocks', 'median', '95 %', 'most'])}
${cells(['---', '---:', '---:', '---:'])}
${latency.map(cells).join('\n')}

![Where the blocks of a task at rest go](tasks.svg)

- At rest: ${AT_REST} deals of one task at trust 1, one a block.
- At trust 3 two owners have to agree on every task (PROTOCOL 9.2).
- Weights are shares of a block; \`on_idle\` initializes, assigns and finalizes.
- All of them: from the match to the last. The middle 80 % leaves out the start and the last tasks.
- The cache of the state (\`--trie-cache-size\`) is sized to the machine.
`;
	await mkdir(dirname(REPORT), { recursive: true });
	await writeFile(REPORT, text);
	await writeFile(CHART, chart());
	line(`written to ${REPORT}`);
}

/** Where the blocks of a task at rest go, as SVG: its steps one behind the other, in blocks. */
function chart() {
	const [height, left, block] = [34, 70, 90];
	const steps = latency.slice(0, 3);
	const bars = ['median', '95 %'].flatMap((name, row) => {
		const y = 30 + row * height;
		const label = `<text x="0" y="${y + 16}">${name}</text>`;
		let x = left;
		return [
			label,
			...steps.map(([, ...blocks], i) => {
				const size = Number(blocks[row]) * block;
				const bar = `<rect x="${x}" y="${y}" width="${size}" height="22" fill="${COLOURS[i]}"/>`;
				x += size;
				return bar;
			}),
		];
	});
	const legend = steps.map(
		([name], i) => `<text x="${left + i * 190}" y="16" fill="${COLOURS[i]}">${name}</text>`,
	);
	const axis = Array.from({ length: 7 }, (_, i) => {
		const x = left + i * block;
		return `<path d="M${x} 26V92" stroke="#ddd"/><text x="${x}" y="110">${i}</text>`;
	});
	return [
		'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120" font-family="sans-serif" font-size="13">',
		'<rect width="100%" height="100%" fill="#fff"/>',
		...axis,
		...legend,
		...bars,
		'</svg>\n',
	].join('\n');
}
