#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

/**
 * A small command line for the guides (docs/guides): every call, storage item and RPC method by its
 * name, through polkadot.js. Without arguments it prints its help.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Keyring } from '@polkadot/keyring';
import { hexToU8a, isHex, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { checkParams } from '../../../sdk/src/params-rules.js';
import { rlc } from '../lib/accounts.js';
import { dealsOf, quoteJob, runCall } from '../lib/book.js';
import { ChainError, call } from '../lib/calls.js';
import { eventsAt, find } from '../lib/events.js';
import { readOrder, writeOrder } from '../lib/order-files.js';
import { match, orderHash, sign } from '../lib/orders.js';
import { quoteOrders } from '../lib/quote.js';
import { RemoteNode, RpcError } from '../lib/remote-node.js';
import { fetchResult } from '../lib/result.js';
import { shortfall } from '../lib/shortfall.js';
import { Sender } from '../lib/submit.js';
import { taskId } from '../lib/task-id.js';
import { poll } from '../lib/waiting.js';
import { hotKeyProof } from '../lib/worker.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('../lib/calls.js').Tx} Tx
 * @typedef {import('../lib/events.js').Event} Event
 * @typedef {import('../lib/events.js').Fields} Fields
 * @typedef {import('../lib/orders.js').Orders} Orders
 * @typedef {{ toHuman: () => unknown, toJSON: () => unknown }} Shown
 */

/** How long `buy` waits for the end of each task, in milliseconds. */
const TASK_TIMEOUT = 600_000;
/** The RPC's code for what is not there. */
const UNKNOWN = 8001;
/** Larger output is not printed, in bytes. */
const MOST_PRINTED = 4_096;
/** Arguments of calls that are prices of the book. */
const PRICES = ['price', 'highest'];

const node = new RemoteNode('node', process.env.BOURSE_WS ?? 'ws://127.0.0.1:9944');
const OURS = ['rules', 'escrow', 'registry', 'market', 'pools', 'poco', 'book'];

/**
 * @typedef {object} Command
 * @property {string} args their names. `...` at the end: further ones
 * @property {string} does for people
 * @property {(api: Api, ...args: string[]) => Promise<unknown> | void} [chain] with polkadot.js
 * @property {(...args: string[]) => Promise<unknown> | void} [alone] without
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
	address: {
		args: 'KEY',
		does: 'address and public key of KEY',
		alone(secret) {
			const { address, publicKey } = pair(secret);
			console.log(`${address}\n${u8aToHex(publicKey)}`);
		},
	},
	send: {
		args: 'KEY pallet.call ARG...',
		does: 'a signed call; waits for its block, prints its events',
		chain: (api, secret, path, ...args) =>
			send(api, secret, item(api.tx, path)(...args.map(value))),
	},
	query: {
		args: 'pallet.item ARG...',
		does: 'a storage item; a map without ARGs: all its entries',
		async chain(api, path, ...args) {
			const entry = item(api.query, path);
			if (args.length > 0 || entry.creator.meta.type.isPlain) {
				const found = /** @type {Fields & Shown} */ (await entry(...args.map(value)));
				// An entry without a value, of a set, reads as one that is not there.
				return print(found.isSome && found.toJSON() === null ? true : found);
			}
			for (const [at, found] of await entry.entries()) {
				console.log(`${JSON.stringify(at.toHuman())}: ${JSON.stringify(found.toHuman())}`);
			}
		},
	},
	const: {
		args: 'pallet.Name',
		does: 'a constant',
		chain: (api, path) => print(item(api.consts, path)),
	},
	rpc: {
		args: 'method ARG...',
		does: 'an RPC method',
		async alone(method, ...args) {
			const params = args.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : value(arg)));
			print(await node.rpc(method, params));
		},
	},
	offers: {
		args: 'JOB',
		does: 'what a job costs by the book, and who serves it',
		alone: async (text) => showQuote(await quoteJob(node, readJob(text))),
	},
	run: {
		args: 'KEY JOB FOLDER',
		does: 'buys the job by the book, waits, saves the results',
		chain: runJob,
	},
	'hot-key-proof': {
		args: 'HOT-KEY ADDRESS',
		does: 'what pools.setHotKey wants as proof',
		alone(secret, address) {
			const worker = new Keyring().decodeAddress(address);
			console.log(hotKeyProof(pair(secret), worker));
		},
	},
	sign: {
		args: 'KEY FILE',
		does: 'signs the order in FILE, off chain; fills in what it leaves out',
		chain(api, secret, file) {
			const { kind, terms } = readOrder(api, file);
			refuseBadParams({ kind, terms });
			const { signature } = sign(api, pair(secret), kind, terms);
			writeOrder(file, { kind, terms, signature });
			console.log(`signed ${orderHash(api, kind, terms)}`);
		},
	},
	presign: {
		args: 'KEY FILE',
		does: 'or signs it on chain, which publishes it',
		async chain(api, secret, file) {
			const order = readOrder(api, file);
			refuseBadParams(order);
			await send(api, secret, call(api, 'market.presign', wrapped(order)));
			writeOrder(file, order);
		},
	},
	close: {
		args: 'KEY FILE',
		does: 'closes an order',
		chain: (api, secret, file) =>
			send(api, secret, call(api, 'market.close', wrapped(readOrder(api, file)))),
	},
	quote: {
		args: 'APP DATASET POOL REQUEST',
		does: 'what the match of four files with orders will cost in all',
		chain: (api, ...files) => quoteFiles(readOrders(api, files)),
	},
	match: {
		args: 'KEY APP DATASET POOL REQUEST',
		does: 'four files with orders (DATASET: - for none) into a deal',
		chain: (api, secret, ...files) => matchFiles(api, secret, files),
	},
	buy: {
		args: 'KEY APP DATASET POOL REQUEST FOLDER',
		does: 'signs REQUEST, matches, waits, saves the results',
		chain: buy,
	},
	save: {
		args: 'TASK FOLDER',
		does: "the files of a task's result, checked against its digest",
		alone: (task, folder) => save(task, folder),
	},
	watch: {
		args: '',
		does: "events of Bourse's own pallets, until ctrl-c",
		async chain(api) {
			await api.rpc.chain.subscribeNewHeads(async ({ hash, number }) => {
				const ours = (await eventsAt(await api.at(hash))).filter(isOurs);
				if (ours.length > 0) console.log(`block ${number}`);
				ours.forEach(show);
			});
			await new Promise(() => {});
		},
	},
};

const WIDTH = Math.max(
	...Object.entries(COMMANDS).map(([name, { args }]) => name.length + args.length),
);
const HELP = `\
${Object.entries(COMMANDS)
	.map(([name, { args, does }]) => `polkadot ${`${name} ${args}`.padEnd(WIDTH + 1)}   ${does}`)
	.join('\n')}

KEY is a secret: a phrase, a hex seed, or //Alice and so on for development accounts.
ARG is JSON, or text when it is not. Amounts are in nRLC: 1000000000 is 1 RLC.
JOB is JSON with the keys of bourse_quote (docs/rpc.md), or a file with that.
$BOURSE_WS is the node to talk to (default: ws://127.0.0.1:9944).`;

/**
 * An argument of the command line as a value. Whole numbers stay text, so that none is rounded.
 *
 * @param {string} text
 * @returns {unknown}
 */
function value(text) {
	if (/^\d+$/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		// Text, then.
		return text;
	}
}

/** @param {unknown} found a value of the chain, or of JSON */
function print(found) {
	const human = isShown(found) ? found.toHuman() : found;
	console.log(typeof human === 'string' ? human : JSON.stringify(human, null, 2));
}

/**
 * @param {unknown} value
 * @returns {value is Shown}
 */
function isShown(value) {
	return typeof value === 'object' && value !== null && 'toHuman' in value;
}

/** @param {Event} event */
function show({ name, data }) {
	const fields = Object.entries(data).map(
		([field, shown]) => `${field}: ${JSON.stringify(shown.toHuman())}`,
	);
	console.log(`  ${name} { ${fields.join(', ')} }`);
}

/** @param {Event} event */
function isOurs({ name }) {
	return OURS.includes(name.split('.')[0]);
}

/** @param {string} secret */
function pair(secret) {
	return new Keyring({ type: 'sr25519' }).addFromUri(secret);
}

/**
 * `where.pallet.item`, for instance of `api.query`.
 *
 * @template T
 * @param {Record<string, Record<string, T>>} where
 * @param {string} path
 */
function item(where, path) {
	const [pallet, name] = path.split('.');
	const found = where[pallet]?.[name];
	if (!found) throw new Error(`the chain has no ${path}`);
	return found;
}

/**
 * Ends with an error when workers would refuse a request's params.
 *
 * @param {Pick<import('../lib/order-files.js').OrderFile, 'kind' | 'terms'>} order
 */
function refuseBadParams({ kind, terms }) {
	const {
		params = '',
		volume = 1,
		dataset = null,
	} = /** @type {{ params?: string, volume?: number, dataset?: number | null }} */ (terms);
	if (kind === 'Request') {
		const text = isHex(params) ? new TextDecoder().decode(hexToU8a(params)) : params;
		checkParams(text, Number(volume), dataset !== null);
	}
}

/** @param {import('../lib/order-files.js').OrderFile} order */
function wrapped({ kind, terms }) {
	return { order: { [kind]: terms } };
}

/**
 * @param {Api} api
 * @param {string} secret
 * @param {Tx} tx
 */
async function send(api, secret, tx) {
	const { block, events } = await new Sender(api)
		.sendTx(pair(secret), tx)
		.catch((error) => withPrices(api, tx, error));
	console.log(`in block ${block}`);
	const ours = events.filter(isOurs);
	ours.forEach(show);
	return ours;
}

/**
 * Adds to an error by a price that the book does not have the two nearest that it has.
 *
 * @param {Api} api
 * @param {Tx} tx
 * @param {unknown} error
 * @returns {Promise<never>}
 */
async function withPrices(api, tx, error) {
	if (error instanceof ChainError && error.name === 'Book.PriceOffGrid') {
		const lines = [error.docs];
		const { bookApi } = /** @type {any} */ (api.call);
		for (const price of pricesIn(tx.method.toJSON())) {
			const { below, above } = await bookApi.validPrices(price);
			if (!below.eq(above)) lines.push(`${price}: ${below} or ${above} nRLC`);
		}
		throw new ChainError(error.name, lines.join('\n  '));
	}
	throw error;
}

/**
 * The prices in the arguments of a call.
 *
 * @param {unknown} json
 * @returns {bigint[]}
 */
function pricesIn(json) {
	return Object.entries(json ?? {}).flatMap(([name, inner]) => {
		if (typeof inner === 'object') return pricesIn(inner);
		return PRICES.includes(name) ? [BigInt(inner)] : [];
	});
}

/**
 * The orders in four files.
 *
 * @param {Api} api
 * @param {string[]} files
 * @returns {Orders}
 */
function readOrders(api, [app, dataset, workerpool, request]) {
	const signed = (/** @type {string} */ file) => {
		const { terms, signature } = readOrder(api, file);
		return { order: terms, signature };
	};
	return {
		app: signed(app),
		dataset: dataset === '-' ? null : signed(dataset),
		workerpool: signed(workerpool),
		request: signed(request),
	};
}

/** @param {Orders} orders */
async function quoteFiles(orders) {
	const { prices, payerLock, mostBack, schedulerLock, workerStake } = await quoteOrders(
		node,
		orders,
	);
	console.log(`prices of all tasks           ${rlc(prices)} RLC`);
	console.log(`locked with all fees          ${rlc(payerLock)} RLC: it costs no more`);
	console.log(`back when no worker misses    ${rlc(mostBack)} RLC`);
	console.log(`the pool's owner locks        ${rlc(schedulerLock)} RLC`);
	console.log(`each worker locks for a task  ${rlc(workerStake)} RLC`);
}

/**
 * @param {Api} api
 * @param {string} secret
 * @param {string[]} files of the four orders
 * @param {{ signs?: boolean }} options `signs`: the request, which is not written back
 * @returns {Promise<string[]>} the tasks
 */
async function matchFiles(api, secret, files, { signs } = {}) {
	const orders = readOrders(api, files);
	if (signs) {
		refuseBadParams({ kind: 'Request', terms: orders.request.order });
		orders.request = sign(api, pair(secret), 'Request', orders.request.order);
	}
	const events = await send(api, secret, match(api, orders)).catch((error) =>
		withFigures(api, orders, error),
	);
	const deal = find(events, 'market.OrdersMatched').data.deal.toHex();
	const { botFirst, botSize } = (await api.query.market.deals(deal)).unwrap();
	console.log(`deal ${deal}`);
	return Array.from({ length: botSize.toNumber() }, (_, i) => {
		const task = taskId(deal, botFirst.toNumber() + i);
		console.log(`task ${task}`);
		return task;
	});
}

/**
 * Adds to an error of a match what it is about.
 *
 * @param {Api} api
 * @param {Orders} orders
 * @param {unknown} error
 * @returns {Promise<never>}
 */
async function withFigures(api, orders, error) {
	if (error instanceof ChainError) {
		const lines = await shortfall(api, orders, error.name);
		throw new ChainError(error.name, [error.docs, ...lines].join('\n  '));
	}
	throw error;
}

/**
 * @param {Api} api
 * @param {string} secret
 * @param {string[]} files
 */
async function buy(api, secret, ...files) {
	const folder = `${files.pop()}`;
	const tasks = await matchFiles(api, secret, files, { signs: true });
	for (const [i, task] of tasks.entries()) {
		await ended(task);
		await save(task, tasks.length > 1 ? join(folder, `${i}`) : folder);
	}
}

/**
 * A job.
 *
 * @param {string} text JSON, or the name of a file with that
 * @returns {import('../lib/book.js').Job}
 */
function readJob(text) {
	const job = JSON.parse(text.trimStart().startsWith('{') ? text : readFileSync(text, 'utf8'));
	const { params = '', volume = 1, dataset = null } = job;
	const written = typeof params === 'string' ? params : JSON.stringify(params);
	checkParams(written, Number(volume), dataset !== null);
	return job;
}

/** @param {import('../lib/book.js').Quote} quote */
function showQuote(quote) {
	for (const { pool, listed, price, volume, freeSlots, queue, startsWithin } of quote.offers) {
		const vouched = listed ? '' : ', unlisted: nobody vouches for its workers';
		const free = `${freeSlots} slots free, ${queue} tasks before`;
		const start =
			startsWithin === null ? 'nobody says when' : `starts within ${startsWithin} s`;
		const tasks = `${volume} tasks, ${free}, ${start}`;
		console.log(`pool ${pool}   ${rlc(BigInt(price))} RLC   ${tasks}${vouched}`);
	}
	for (const { condition, offers } of quote.ruledOut) {
		console.log(`at least ${offers} other offers: ${condition}`);
	}
	for (const { change, to } of quote.changes) {
		const amount = change === 'raisePrice' ? `${rlc(BigInt(`${to}`))} RLC` : (to ?? '');
		console.log(`for more: ${change} ${amount}`.trimEnd());
	}
	const total = rlc(BigInt(quote.total));
	console.log(`at most ${total} RLC for ${quote.volume} tasks, with fees`);
	console.log(`and ${rlc(BigInt(quote.transactionFee))} RLC for the transaction`);
}

/**
 * @param {Api} api
 * @param {string} secret
 * @param {string} text of the job, or its file
 * @param {string} folder
 */
async function runJob(api, secret, text, folder) {
	const job = readJob(text);
	const quote = await quoteJob(node, job, pair(secret).address);
	showQuote(quote);
	if (quote.volume === 0) throw new Error('nobody serves this');
	const events = await send(api, secret, runCall(api, job, quote.total));
	const tasks = dealsOf(events).flatMap((deal) => deal.tasks);
	for (const [i, task] of tasks.entries()) {
		console.log(`task ${task}`);
		await ended(task);
		await save(task, tasks.length > 1 ? join(folder, `${i}`) : folder);
	}
}

/**
 * Waits until a task has ended, and tells how far it is.
 *
 * @param {string} task
 */
async function ended(task) {
	let told = '';
	const look = async () => {
		const { status, contributions, next } = await taskStatus(task);
		const state = `${status}, ${contributions} contributions, next: ${next.step}`;
		if (state !== told) {
			told = state;
			console.log(`  ${state}`);
		}
		return ['Completed', 'Failed', 'Unavailable', 'TimedOut'].includes(status);
	};
	await poll(look, `the end of task ${task}`, {
		timeout: TASK_TIMEOUT,
		pause: 1000,
		state: () => told,
	});
}

/**
 * Where a task is, also before its turn in its deal has come.
 *
 * @param {string} task
 */
async function taskStatus(task) {
	try {
		return await node.rpc('bourse_taskStatus', [task]);
	} catch (error) {
		if (error instanceof RpcError && error.code === UNKNOWN) {
			return { status: 'Waiting', contributions: 0, next: { step: 'its turn' } };
		}
		throw error;
	}
}

/**
 * @param {string} task
 * @param {string} folder
 */
async function save(task, folder) {
	const { status, digest, failure, failures } = await node.rpc('bourse_task', [task]);
	if (status !== 'Completed') {
		const codes = failures.map((/** @type {{ code: string }} */ { code }) => code);
		const reports = codes.length > 0 ? `; workers reported ${codes.join(', ')}` : '';
		throw new Error(`the task has no result: it is ${status}${reports}`);
	}
	const { header, files } = await fetchResult(node, task, digest);
	for (const [path, content] of files) {
		// Nothing is written outside the folder, whatever the path.
		const target = join(folder, normalize(`/${path}`));
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(target, content);
		console.log(target);
	}
	const end = failure ? `failure ${failure}` : `exit status ${header.exitStatus}`;
	console.log(`${end}, checked against ${digest}`);
	// Why a program failed is the end of its log.
	const output = files.get(failure ? 'stderr' : 'stdout');
	if (output && output.length <= MOST_PRINTED) {
		console.log(`\n${new TextDecoder().decode(output).trimEnd()}`);
	}
}

/**
 * @param {string} message
 * @returns {never}
 */
function misused(message) {
	console.error(`error: ${message}\n\n${HELP}`);
	process.exit(2);
}

/** @param {string[]} line the command line */
async function main([name, ...args]) {
	if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
		console.log(HELP);
		return;
	}
	if (!Object.hasOwn(COMMANDS, name)) {
		misused(`unknown command: ${name}`);
	}
	const command = COMMANDS[name];
	const wanted = command.args.split(' ').filter((arg) => arg && !arg.endsWith('...'));
	if (args.length < wanted.length) {
		misused(`polkadot ${name} needs ${wanted.slice(args.length).join(' ')}`);
	}
	if (args.length > wanted.length && !command.args.endsWith('...')) {
		misused(`polkadot ${name} does not know ${args.slice(wanted.length).join(' ')}`);
	}
	await cryptoWaitReady();
	if (command.alone) {
		await command.alone(...args);
		return;
	}
	await node.rpc('system_health').catch((error) => {
		const why = error.cause?.code ?? error.message;
		throw new Error(`no node answers at ${node.ws} (${why}): start one, or set BOURSE_WS`);
	});
	const api = await node.connect();
	await command.chain?.(api, ...args);
	await api.disconnect();
}

main(process.argv.slice(2)).catch((error) => {
	console.error(error instanceof ChainError ? error.message : String(error));
	process.exit(1);
});
