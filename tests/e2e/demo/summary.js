// SPDX-License-Identifier: Apache-2.0

/** What the demo ends with: what came out, who paid and earned, how the nodes did. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rlc } from '../lib/accounts.js';
import { KITTY, keepBooks } from '../lib/books.js';
import { quoteFees } from '../lib/quote.js';
import { headline, line, table } from '../lib/report.js';
import { fetchResult } from '../lib/result.js';
import { tasksOf } from './story.js';

/**
 * @typedef {import('./broken.js').Broken} Broken
 * @typedef {import('./story.js').Played} Played
 * @typedef {import('./story.js').Stage} Stage
 */

/** In how many blocks a task has to be completed, by its trust, also on a slow machine. */
const MOST_BLOCKS = new Map([
	[1, 10],
	[3, 12],
]);
/** What a node may take of memory, in bytes. */
const MOST_MEMORY = 600e6;
/** What an idle worker may take of a core. */
const MOST_IDLE_CPU = 0.05;
/** How long an idle worker is watched, in seconds. */
const IDLE_TIME = 6;

const WORKER = 'worker';
/** Who is what, in the order in which they are shown. Others are workers. */
const ROLES = new Map([
	['ferdie', 'requester'],
	['charlie', 'app provider'],
	['dave', 'dataset provider'],
	['eve', 'pool manager'],
	['pot', "validators' half of the fees"],
	['', WORKER],
	['mallory', 'worker that lied'],
	['kitty', 'half of the fees'],
]);

/**
 * Prints the summary and saves the results.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @param {Played} played
 * @param {string} folder where the results go
 */
export async function summarize(stage, broken, played, folder) {
	headline(
		'What ferdie bought: each result is checked against the digest that the workers agreed on',
	);
	await results(stage, broken, played, folder);
	headline('Who paid and earned, in RLC');
	const paid = await money(stage, broken, played);
	const { memory, idle } = await resources(stage, broken);
	headline('In short');
	const tasks = tasksOf(played.bought);
	const completed = tasks.filter(({ task }) => stage.story(task).status === 'completed');
	line(`${completed.length} of ${tasks.length} tasks are completed; each result is verified.`);
	line(`${rlc(paid)} RLC paid, ${rlc(paid)} RLC earned: the ledger adds up to the last nRLC.`);
	line(`mallory lied and lost its stake of ${rlc(played.loss)} RLC; no other worker lost any.`);
	line(`No node took more than ${memory} MB of memory; an idle one takes ${idle} % of a core.`);
}

/**
 * Every task: by whom, how fast, at what price, and what came out.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @param {Played} played
 * @param {string} folder
 */
async function results(stage, broken, { bought }, folder) {
	const rows = await Promise.all(
		tasksOf(bought).map(async ({ title, purchase, deal, task }) => {
			const { contributions, digest, ended = Infinity } = stage.story(task);
			const trust = Number(purchase.trust);
			const blocks = ended - deal.block;
			const most = MOST_BLOCKS.get(trust) ?? Infinity;
			broken.unless(blocks <= most, `${title} took at most ${most} blocks, not ${blocks}`);
			const { app, dataset, pool } = purchase;
			const price = app.price + (dataset?.price ?? 0n) + pool.price;
			const { payerLock } = await quoteFees(stage.network.nodes[0], {
				trust,
				volume: 1,
				prices: { app: app.price, dataset: dataset?.price, pool: pool.price },
			});
			const result = digest && (await save(stage, task, digest, join(folder, title)));
			return [
				title,
				`${trust}`,
				`${contributions.length}`,
				`${blocks}`,
				rlc(price),
				rlc(payerLock),
				result ?? 'none',
			];
		}),
	);
	table(['task', 'trust', 'workers', 'blocks', 'price, RLC', 'at most in all', 'result'], rows);
}

/**
 * Fetches a result, from a node that did not compute it where there is one, and saves its files.
 *
 * @param {Stage} stage
 * @param {string} task
 * @param {string} digest
 * @param {string} folder
 * @returns {Promise<string>} the result in a few words
 */
async function save(stage, task, digest, folder) {
	const { nodes } = stage.network;
	const { contributions } = stage.story(task);
	const computed = new Set(contributions.map(({ worker }) => stage.nodeOf.get(worker)));
	const node = nodes.find((one) => !computed.has(one)) ?? nodes[0];
	const { files } = await fetchResult(node, task, digest);
	for (const [path, bytes] of files) {
		const target = join(folder, path);
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, bytes);
	}
	return gist(files);
}

/**
 * @param {Map<string, Uint8Array>} files
 * @returns {string} the picture, or the line of the output that matters
 */
function gist(files) {
	const picture = [...files].find(([path]) => /\.(png|jpe?g)$/.test(path));
	if (picture) {
		const [path, { length }] = picture;
		return `${path}, ${length} bytes`;
	}
	const lines = new TextDecoder().decode(files.get('stdout')).split('\n');
	const [first] = (lines.find((text) => text.startsWith('R²')) ?? lines[0]).split(',');
	return first.replace(/\d+\.\d{7,}/g, (number) => Number(number).toFixed(6));
}

/**
 * Who paid and who earned, by the ledger's events, checked against the ledger itself.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @param {Played} played
 * @returns {Promise<bigint>} what was paid, in nRLC
 */
async function money(stage, broken, { before, firstBlock }) {
	const blocks = stage.chain.blocks.filter(({ number }) => number > firstBlock);
	const books = keepBooks(blocks, before, await stage.ledger());
	const rows = books.map(({ who, paid, earned, change }) => {
		const name = who === KITTY ? who : stage.name(who);
		const role = ROLES.get(name) ?? WORKER;
		broken.unless(change === earned - paid, `the ledger has what the events say of ${name}`);
		broken.unless(role !== WORKER || paid === 0n, `${name} is honest and keeps its stake`);
		const net = `${change > 0n ? '+' : ''}${rlc(change)}`;
		return [name, role, rlc(paid), rlc(earned), net];
	});
	const place = (/** @type {string} */ role) => [...ROLES.values()].indexOf(role);
	rows.sort((a, b) => place(a[1]) - place(b[1]) || a[0].localeCompare(b[0]));
	const sums = books.reduce(
		({ paid, earned, change }, one) => ({
			paid: paid + one.paid,
			earned: earned + one.earned,
			change: change + one.change,
		}),
		{ paid: 0n, earned: 0n, change: 0n },
	);
	rows.push(['sum', '', rlc(sums.paid), rlc(sums.earned), rlc(sums.change)]);
	table(['who', 'role', 'paid', 'earned', 'net'], rows);
	broken.unless(sums.change === 0n, 'what was paid and earned sums to zero');
	return sums.paid;
}

/**
 * Memory of the nodes, and what one takes that has nothing to do.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @returns {Promise<{ memory: string, idle: string }>} megabytes, percent of a core
 */
async function resources(stage, broken) {
	const { chain, network } = stage;
	const idle = network.nodes[network.nodes.length - 1];
	const start = idle.usage();
	const over = () => performance.now() / 1000 - start.at >= IDLE_TIME;
	await chain.until(over, `a block ${IDLE_TIME} s later`);
	const end = idle.usage();
	const load = (end.cpu - start.cpu) / (end.at - start.at);
	broken.unless(load < MOST_IDLE_CPU, 'an idle worker uses under 5 % of a core');
	const peaks = network.nodes.map((node) => {
		const { peakMemory } = node.usage();
		const megabytes = Math.round(peakMemory / 1e6);
		broken.unless(
			peakMemory < MOST_MEMORY,
			`${node.name} stays under 600 MB, not ${megabytes}`,
		);
		return megabytes;
	});
	return { memory: `${Math.max(...peaks)}`, idle: (load * 100).toFixed(1) };
}
