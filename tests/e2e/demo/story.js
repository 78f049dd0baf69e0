// SPDX-License-Identifier: Apache-2.0

/** The demo's story, act by act. */

import { RLC, rlc } from '../lib/accounts.js';
import { depth, offer, postApp, postDataset } from '../lib/book.js';
import { total } from '../lib/ledger.js';
import { params } from '../lib/orders.js';
import { headline, line, Progress, table } from '../lib/report.js';
import { outline } from '../lib/story.js';
import { resultHash, seal } from '../lib/worker.js';

/**
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('../lib/orders.js').Asset} Asset
 * @typedef {import('../lib/orders.js').Pool} Pool
 * @typedef {import('../lib/orders.js').Purchase} Purchase
 * @typedef {import('../lib/stage.js').Stage<import('../lib/network.js').Network>} Stage
 * @typedef {import('./broken.js').Broken} Broken
 *
 * @typedef {object} Bought
 * @property {string} title
 * @property {Purchase} purchase
 * @property {import('../lib/stage.js').Deal} deal
 *
 * @typedef {object} Offered what is for sale
 * @property {Asset} thumbnail
 * @property {Asset} table
 * @property {Asset} montecarlo
 * @property {Asset} penguins a dataset
 * @property {Pool} pool
 * @property {import('../lib/content.js').Offer[]} photos
 *
 * @typedef {object} Played
 * @property {Offered} offered
 * @property {Bought[]} bought
 * @property {import('../lib/ledger.js').Ledger} before the ledger before the first purchase
 * @property {number} firstBlock the block of that ledger
 * @property {bigint} loss of the liar, in nRLC
 */

/** What is computed. */
export const PARAMS = {
	pi: params(['pi', '--samples', '20_000_000']),
	regression: params([
		...['regress', '--y', 'body_mass_g'],
		...['--x', 'flipper_length_mm,bill_length_mm,sex'],
	]),
	option: params([
		...['option', '--spot', '100', '--strike', '105', '--rate', '0.03'],
		...['--volatility', '0.2', '--years', '1', '--paths', '10_000_000'],
	]),
};

/** What a worker stakes, in nRLC. */
const STAKE = 10n * RLC;
/** How many tasks a worker takes at once. */
const SLOTS = 4;

/**
 * Plays the story.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @returns {Promise<Played>}
 */
export async function play(stage, broken) {
	const { chain, network, sender } = stage;
	const { nodes } = network;
	const requester = stage.account('ferdie');
	const crew = stage.crew([nodes[0], nodes[1], nodes[2], nodes[2]]);
	const mallory = stage.account('mallory');

	headline('Three nodes run on this machine');
	table(
		['node', 'role', 'RPC'],
		nodes.map(({ name, ws }, i) => [name, i === 0 ? 'validator and worker' : 'worker', ws]),
	);

	headline('Providers register what they offer');
	const [offered] = await Promise.all([
		register(stage),
		sender.send(requester, 'escrow.deposit', { amount: 100n * RLC }),
		stage.fund(
			stage.account('alice'),
			[...crew.map(({ worker }) => worker), mallory],
			10n * STAKE,
		),
	]);
	const { thumbnail, table: tableApp, montecarlo, penguins, pool, photos } = offered;

	headline('Three workers apply to the pool, stake 10 RLC each and are accepted');
	await stage.join(pool, crew.slice(0, 3), { stake: STAKE, slots: SLOTS });
	for (const { worker, node } of crew.slice(0, 3)) {
		line(`${stage.name(worker.address)} works on ${node.name}`);
	}

	headline('Prices and offers go into the book of the chain, where anybody sees them');
	await openBook(stage, offered);
	await showBook(stage);

	const before = await stage.ledger();
	const firstBlock = chain.best;
	const buy = async (
		/** @type {string} */ title,
		/** @type {Omit<Purchase, 'requester' | 'pool'>} */ what,
	) => {
		const purchase = { requester, pool, ...what };
		const deal = await stage.run(purchase);
		line(`${title}: at most ${rlc(BigInt(deal.quote.total))} RLC with all fees, in one call`);
		return { title, purchase, deal };
	};

	headline('ferdie buys: an estimate at trust 1, a regression at trust 2, thumbnails at trust 3');
	// Matched in this order, so that the quick ones don't queue behind the bag.
	const bought = await Promise.all([
		buy('pi', { app: montecarlo, trust: 1, params: PARAMS.pi }),
		buy('regression', {
			app: tableApp,
			dataset: penguins,
			trust: 2,
			params: PARAMS.regression,
		}),
		buy('thumbnails', {
			app: thumbnail,
			trust: 3,
			volume: 3,
			params: params(['--size', '160', '--one-per-task'], photos),
		}),
	]);
	const late = [crew[3], { worker: mallory, node: nodes[1] }];
	const joining = stage.join(pool, late, { stake: STAKE, slots: SLOTS });
	await Promise.all([watch(stage, broken, bought), joining]);

	headline('Two more workers join: worker-4 and mallory. All five agree at trust 17');
	await stage.sender.sendTx(pool.owner, onOffer(stage, pool, 32));
	const trusted = await buy('trusted', {
		app: thumbnail,
		trust: 17,
		params: params(['--size', '64'], photos.slice(0, 1)),
	});
	await watch(stage, broken, [trusted]);
	const rise = await stage.score(mallory);
	line(`mallory's score is ${rise} now`);

	headline('worker-3 and worker-4 pause, and mallory, drawn for a task at trust 5, lies');
	// Three have to agree, so that all three that are free are drawn, mallory among them.
	const pausing = crew.slice(2);
	await Promise.all([
		setSlots(stage, pausing, 0),
		// Or its node would compute the task.
		sender.send(mallory, 'pools.removeHotKey'),
	]);
	const staked = (await stage.ledger()).accounts.get(mallory.address);
	const lie = await buy('option', { app: montecarlo, trust: 5, params: PARAMS.option });
	const [task] = lie.deal.tasks;
	const told = tellLie(stage, task, mallory).then(() => setSlots(stage, pausing, SLOTS));
	await Promise.all([watch(stage, broken, [lie]), told]);
	const left = (await stage.ledger()).accounts.get(mallory.address);
	const fall = await stage.score(mallory);
	const loss = total(staked) - total(left);
	line(`mallory lost its stake of ${rlc(loss)} RLC; its score fell from ${rise} to ${fall}`);
	broken.unless(loss > 0n && fall < rise, 'the liar lost its stake and a part of its score');
	// Nobody waits for it from here on.
	await sender.send(mallory, 'pools.leave');
	return { offered, bought: [...bought, trusted, lie], before, firstBlock, loss };
}

/**
 * Providers register apps and data, a manager its pool.
 *
 * @param {Stage} stage
 * @returns {Promise<Offered>}
 */
async function register(stage) {
	const { content } = stage;
	const photos = await Promise.all(
		['astronaut.jpg', 'chelsea.png', 'rocket.jpg'].map((name) =>
			content.offerFile(`data/photos/${name}`),
		),
	);
	const apps = await Promise.all(
		[
			{ name: 'thumbnail', price: RLC / 100n },
			{ name: 'table', price: RLC / 50n },
			{ name: 'montecarlo', price: RLC / 100n },
		].map(async (app) => ({
			...app,
			offer: await content.offerFile(`built/${app.name}.wasm`),
		})),
	);
	const offer = await content.offerFile('data/penguins.csv');
	const [[thumbnail, tableApp, montecarlo], penguins, pool] = await Promise.all([
		stage.registerApps(stage.account('charlie'), apps),
		stage.registerDataset(stage.account('dave'), { name: 'penguins', offer, price: RLC / 20n }),
		stage.registerPool(stage.account('eve'), {
			description: 'Three nodes on one machine',
			stake: 100n * RLC,
			price: RLC / 2n,
		}),
	]);
	/** @type {[string, Asset][]} */
	const rows = [
		['app thumbnail', thumbnail],
		['app table', tableApp],
		['app montecarlo', montecarlo],
		['dataset penguins', penguins],
		['workerpool', pool],
	];
	table(
		['what', 'id', 'owner', 'RLC per task'],
		rows.map(([what, { id, owner, price }]) => [
			what,
			`${id}`,
			stage.name(owner.address),
			rlc(price),
		]),
	);
	return { thumbnail, table: tableApp, montecarlo, penguins, pool, photos };
}

/** Tasks of an offer of the pool. */
const ON_OFFER = 100;

/**
 * The pool's offer up to a trust, to everybody.
 *
 * @param {Stage} stage
 * @param {Pool} pool
 * @param {number} trust
 */
function onOffer(stage, pool, trust) {
	return offer(stage.api, pool, { open: true, volume: ON_OFFER, trust });
}

/**
 * Owners post their prices and offer the pool's work, by a call each; root vouches for the pool.
 *
 * @param {Stage} stage
 * @param {Offered} offered
 */
async function openBook(stage, { thumbnail, table: tableApp, montecarlo, penguins, pool }) {
	const { api, sender } = stage;
	const apps = [thumbnail, tableApp, montecarlo].flatMap((app) => postApp(api, app));
	await Promise.all([
		sender.sendAll(thumbnail.owner, apps),
		sender.sendAll(penguins.owner, postDataset(api, penguins)),
		sender.sudo(stage.account('alice'), 'book.listPool', { pool: pool.id, listed: true }),
	]);
	await sender.sendTx(pool.owner, onOffer(stage, pool, 8));
}

/**
 * What is on offer for a task of each trust.
 *
 * @param {Stage} stage
 */
async function showBook({ network }) {
	const [node] = network.nodes;
	/** @type {string[][]} */
	const rows = [];
	for (const trust of [1, 2, 8, 32]) {
		const { offers } = await depth(node, { trust });
		const [best] = offers;
		const tasks = offers.reduce((sum, { volume }) => sum + volume, 0);
		rows.push([`${trust}`, best ? rlc(BigInt(best.price)) : '-', `${tasks}`]);
	}
	table(['trust', 'best price, RLC', 'tasks on offer'], rows);
}

/**
 * Workers take so many tasks at once from now on.
 *
 * @param {Stage} stage
 * @param {import('../lib/stage.js').Worker[]} workers
 * @param {number} slots 0: none
 */
async function setSlots(stage, workers, slots) {
	await Promise.all(
		workers.map(({ worker }) => stage.sender.send(worker, 'pools.setSlots', { slots })),
	);
}

/**
 * A worker contributes a made-up result to the task that the chain gives to it.
 *
 * @param {Stage} stage
 * @param {string} task
 * @param {Pair} liar
 */
async function tellLie(stage, task, liar) {
	const wrong = `0x${'bad0'.repeat(16)}`;
	await stage.chain.until(
		() => stage.story(task).assigned.includes(liar.address),
		'the task to be given to mallory',
	);
	await stage.sender.send(liar, 'poco.contribute', {
		task,
		resultHash: resultHash(task, wrong),
		seal: seal(liar, task, wrong),
		enclave: null,
		authorization: { Assigned: null },
	});
}

/**
 * Every task of several purchases.
 *
 * @param {Bought[]} bought
 */
export function tasksOf(bought) {
	return bought.flatMap(({ title, purchase, deal }) =>
		deal.tasks.map((task, i) => ({
			title: deal.tasks.length > 1 ? `${title}-${i + 1}` : title,
			purchase,
			deal,
			task,
		})),
	);
}

/**
 * Waits until all tasks have ended, and shows how far they are.
 *
 * @param {Stage} stage
 * @param {Broken} broken
 * @param {Bought[]} bought
 */
async function watch(stage, broken, bought) {
	const tasks = tasksOf(bought);
	const width = Math.max(...tasks.map(({ title }) => title.length));
	const progress = new Progress();
	const stories = await stage.ended(
		tasks.map(({ task }) => task),
		{
			progress: (now) =>
				progress.show(
					now.map((story, i) => `${tasks[i].title.padEnd(width)}  ${outline(story)}`),
				),
		},
	);
	for (const [i, { status }] of stories.entries()) {
		broken.unless(status === 'completed', `${tasks[i].title} is completed`);
	}
}
