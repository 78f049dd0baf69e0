// SPDX-License-Identifier: Apache-2.0

/** What a worker's node tells Prometheus, its log, and those who ask why a program failed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { RLC } from './lib/accounts.js';
import { WORKER_DEPOSIT, workersPart } from './lib/fees.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { params } from './lib/orders.js';
import { fetchResult } from './lib/result.js';
import { validator, worker as workerNode } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { outline } from './lib/story.js';
import { poll } from './lib/waiting.js';

const POOL_PRICE = RLC;
const EARNED = workersPart(POOL_PRICE);
const STAKE = 10n * RLC;
/** How soon a node tells what has happened. */
const SOON = { timeout: 20_000, pause: 200 };

/** @type {Stage<Network>} */
let stage;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let worker;
/** @type {import('./lib/stage.js').Story[]} */
let stories;

before(async () => {
	stage = await Stage.on(
		await Network.start('dev', [
			validator('validator', { metrics: true }),
			workerNode('worker', { metrics: true }),
		]),
	);
	const { content, network } = stage;
	const requester = stage.account('ferdie');
	const workers = stage.crew(network.nodes.slice(1));
	[{ worker }] = workers;
	const {
		apps: [good, bad],
		pool,
	} = await openMarket(stage, {
		apps: [
			{ name: 'good', offer: content.offer('noop.wasm', noop()) },
			{ name: 'bad', offer: await content.offerFile('built/hostile/trap.wasm') },
		],
		pool: { description: 'one worker', stake: STAKE, price: POOL_PRICE },
		deposit: STAKE,
		workers,
		terms: { stake: STAKE },
	});
	const deals = await Promise.all([
		stage.buy({ requester, app: good, pool, params: params([]), volume: 2 }),
		stage.buy({ requester, app: bad, pool, params: params([]) }),
	]);
	const tasks = deals.flatMap((deal) => deal.tasks);
	const look = () => {
		stories = tasks.map((task) => stage.story(task));
		return stories.every(({ ended }) => ended !== undefined);
	};
	await stage.chain.until(look, 'two results and a failure', {
		state: () => stories.map(outline).join('; '),
	});
});
after(() => stage?.close());

test('the metrics tell what the sandbox did and what the chain made of it', async () => {
	assert.deepEqual(
		stories.map(({ status, failure }) => [status, failure]),
		[
			['completed', undefined],
			['completed', undefined],
			['completed', 'Trap'],
		],
	);
	const by = `{worker="${worker.address}"}`;
	const its = `{owner="${worker.address}"}`;
	/** @type {Record<string, number>} */
	const expected = {
		bourse_jobs_running: 0,
		bourse_jobs_queued: 0,
		// A failure is a result, too.
		bourse_jobs_done_total: 3,
		'bourse_jobs_failed_total{code="Trap"}': 1,
		[`bourse_assigned_total${by}`]: 3,
		[`bourse_withdrawn_total${by}`]: 0,
		[`bourse_contributions_accepted_total${by}`]: 3,
		[`bourse_reveals_accepted_total${by}`]: 3,
		[`bourse_failures_reported_total${by}`]: 0,
		[`bourse_refused_total${by}`]: 0,
		[`bourse_right_total${by}`]: 0,
		[`bourse_wrong_total${by}`]: 0,
		[`bourse_earned_nrlc_total${its}`]: Number(3n * EARNED),
		[`bourse_lost_nrlc_total${its}`]: 0,
		[`bourse_stake_free_nrlc${its}`]: Number(STAKE - WORKER_DEPOSIT + 3n * EARNED),
		[`bourse_stake_locked_nrlc${its}`]: Number(WORKER_DEPOSIT),
		[`bourse_score${by}`]: 0,
	};
	const [, node] = stage.network.nodes;
	/** @type {Map<string, number>} */
	let told = new Map();
	const wrong = () => Object.keys(expected).filter((name) => told.get(name) !== expected[name]);
	// What is counted is final, so it comes some blocks later.
	const holds = async () => {
		told = await node.metrics();
		return wrong().length === 0;
	};
	await poll(holds, 'the metrics', {
		...SOON,
		state: () =>
			wrong()
				.map((name) => `${name} ${told.get(name)}, not ${expected[name]}`)
				.join('; '),
	});
	assert.ok((told.get('bourse_fuel_total') ?? 0) > 0);
	assert.ok((told.get('bourse_store_bytes') ?? 0) > 0);
});

test('alarms and dashboards ask for metrics that nodes have', async () => {
	const all = await Promise.all(stage.network.nodes.map((node) => node.metrics()));
	const names = new Set(all.flatMap((one) => [...one.keys()].map((key) => key.split('{')[0])));
	for (const file of [
		'docs/grafana/bourse-chain.json',
		'docs/grafana/bourse-validator.json',
		'docs/grafana/bourse-worker.json',
		'ops/prometheus/rules.yml',
	]) {
		const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
		for (const [name] of text.matchAll(/\b(?:bourse|substrate)_[a-z0-9_]+/g)) {
			assert.ok(names.has(name), `${file}: ${name}`);
		}
	}
});

test('the log tells the same for people', async () => {
	const lines = [
		new RegExp(`${worker.address}: .*\\d contributed`),
		new RegExp(`${worker.address}: (0\\.9|1\\.8|2\\.7) RLC earned; stake`),
		/: the result is Trap: /,
	];
	let log = '';
	const missing = () => lines.filter((expected) => !expected.test(log));
	// A node writes its log a little later than what it counts.
	const holds = () => {
		log = readFileSync(stage.network.nodes[1].logFile, 'utf8');
		return missing().length === 0;
	};
	await poll(holds, 'the log', { ...SOON, state: () => `no line like ${missing().join(', ')}` });
});

test('the log of a failure comes from any node, as a file of the result', async () => {
	const [validator] = stage.network.nodes;
	const { id, digest } = stories[2];
	const { failure, failures } = await validator.rpc('bourse_task', [id]);
	assert.equal(failure, 'Trap');
	assert.deepEqual(failures, []);
	const { files } = await fetchResult(validator, id, `${digest}`);
	assert.match(new TextDecoder().decode(files.get('stderr')), /^Trap: /m);
});
