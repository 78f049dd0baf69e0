#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

/**
 * A small command line for the guides (docs/guides): every call, storage item and RPC method by its
 * name, through polkadot.js. Without arguments it prints its help.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Keyring } from '@polkadot/keyring';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { RemoteNode } from '../lib/network.js';
import { match, order, orderHash, sign, taskId } from '../lib/orders.js';
import { fetchResult } from '../lib/result.js';
import { ChainError, call, readEvent, Sender } from '../lib/submit.js';

const HELP = `\
bourse address KEY                          address and public key of KEY
bourse send KEY pallet.call ARG...          a signed call; waits for its block, prints its events
bourse query pallet.item [ARG...]           a storage item; a map without ARGs: all its entries
bourse const pallet.Name                    a constant
bourse rpc method [ARG...]                  an RPC method
bourse hot-key-proof HOT-KEY ADDRESS        what pools.setHotKey wants as proof
bourse sign KEY FILE                        signs the order in FILE, off chain; fills in what it leaves out
bourse presign KEY FILE                     or signs it on chain, which publishes it
bourse close KEY FILE                       closes an order
bourse match KEY APP DATASET POOL REQUEST   four files with orders (DATASET: - for none) into a deal
bourse save TASK FOLDER                     the files of a task's result, checked against its digest
bourse watch                                events of Bourse's own pallets, until ctrl-c

KEY is a secret: a phrase, a hex seed, or //Alice and so on for development accounts.
ARG is JSON, or text when it is not. Amounts are in nRLC: 1000000000 is 1 RLC.
$BOURSE_WS is the node to talk to (default: ws://127.0.0.1:9944).`;

const node = new RemoteNode('node', process.env.BOURSE_WS ?? 'ws://127.0.0.1:9944');
const OURS = ['escrow', 'registry', 'market', 'pools', 'poco'];

/** An argument of the command line as a value. Whole numbers stay text, so that none is rounded. */
function value(text) {
	if (/^\d+$/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function print(value) {
	const human = value?.toHuman ? value.toHuman() : value;
	console.log(typeof human === 'string' ? human : JSON.stringify(human, null, 2));
}

function show({ name, data }) {
	const fields = Object.entries(data).map(
		([field, v]) => `${field}: ${JSON.stringify(v.toHuman())}`,
	);
	console.log(`  ${name} { ${fields.join(', ')} }`);
}

const isOurs = ({ name }) => OURS.includes(name.split('.')[0]);

function pair(secret) {
	return new Keyring({ type: 'sr25519' }).addFromUri(secret);
}

/** `where.pallet.item`, for instance of `api.query`. */
function find(where, path = '') {
	const [pallet, item] = path.split('.');
	const found = where[pallet]?.[item];
	if (!found) throw new Error(`the chain has no ${path}`);
	return found;
}

async function send(api, secret, tx) {
	const { block, events } = await new Sender(api).sendTx(pair(secret), tx);
	console.log(`in block ${block}`);
	const ours = events.filter(isOurs);
	ours.forEach(show);
	return ours;
}

/** The order in a file, `{"App": {…}, "signature": …}`, with what it leaves out. */
function read(api, file) {
	const { signature = null, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
	const [kind] = Object.keys(rest);
	const terms = order(kind, rest[kind]);
	// polkadot.js would pass over a field that it does not know.
	const known = api.tx.market.presign({ [kind]: terms }).args[0].inner;
	const unknown = Object.keys(terms).find((field) => !known.has(field));
	if (unknown) throw new Error(`${file}: an order of kind ${kind} has no ${unknown}`);
	return { kind, terms, signature };
}

function write(file, kind, terms, signature) {
	const number = (_, v) => (typeof v === 'bigint' ? v.toString() : v);
	writeFileSync(file, `${JSON.stringify({ [kind]: terms, signature }, number, 2)}\n`);
}

const commands = {
	send: (api, secret, path, ...args) => send(api, secret, find(api.tx, path)(...args.map(value))),
	async query(api, path, ...args) {
		const item = find(api.query, path);
		if (args.length > 0 || item.creator.meta.type.isPlain) {
			const found = await item(...args.map(value));
			// An entry without a value, of a set, reads as one that is not there.
			return print(found.isSome && found.toJSON() === null ? true : found);
		}
		for (const [at, entry] of await item.entries()) {
			console.log(`${JSON.stringify(at.toHuman())}: ${JSON.stringify(entry.toHuman())}`);
		}
	},
	const: (api, path) => print(find(api.consts, path)),
	async rpc(method, ...args) {
		const params = args.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : value(arg)));
		print(await node.rpc(method, params));
	},
	sign(api, secret, file) {
		const { kind, terms } = read(api, file);
		const { signature } = sign(api, pair(secret), kind, terms);
		write(file, kind, terms, signature);
		console.log(`signed ${orderHash(api, kind, terms)}`);
	},
	async presign(api, secret, file) {
		const { kind, terms, signature } = read(api, file);
		await send(api, secret, call(api, 'market.presign', { order: { [kind]: terms } }));
		write(file, kind, terms, signature);
	},
	async close(api, secret, file) {
		const { kind, terms } = read(api, file);
		await send(api, secret, call(api, 'market.close', { order: { [kind]: terms } }));
	},
	async match(api, secret, ...files) {
		const [app, dataset, workerpool, request] = files.map((file) => {
			if (file === '-') return null;
			const { terms, signature } = read(api, file);
			return { order: terms, signature };
		});
		const events = await send(api, secret, match(api, { app, dataset, workerpool, request }));
		const deal = events.find(({ name }) => name === 'market.OrdersMatched').data.deal.toHex();
		const { botFirst, botSize } = (await api.query.market.deals(deal)).unwrap();
		console.log(`deal ${deal}`);
		for (let i = 0; i < botSize.toNumber(); i++) {
			console.log(`task ${taskId(deal, botFirst.toNumber() + i)}`);
		}
	},
	async save(_, task, folder) {
		const { status, digest } = await node.rpc('bourse_task', [task]);
		if (status !== 'Completed') throw new Error(`the task has no result: it is ${status}`);
		const { header, files } = await fetchResult(node, task, digest);
		for (const [path, content] of files) {
			// Nothing is written outside the folder, whatever the path.
			const target = join(folder, normalize(`/${path}`));
			mkdirSync(dirname(target), { recursive: true });
			writeFileSync(target, content);
			console.log(target);
		}
		console.log(`exit status ${header.exitStatus}, checked against ${digest}`);
	},
	async watch(api) {
		await api.rpc.chain.subscribeNewHeads(async ({ hash, number }) => {
			const records = await (await api.at(hash)).query.system.events();
			const ours = records.map(({ event }) => readEvent(event)).filter(isOurs);
			if (ours.length > 0) console.log(`block ${number}`);
			ours.forEach(show);
		});
		await new Promise(() => {});
	},
};

async function main([command, ...args]) {
	if (command === 'address') {
		const { address, publicKey } = pair(args[0]);
		return console.log(`${address}\n${u8aToHex(publicKey)}`);
	}
	if (command === 'hot-key-proof') {
		const account = new Keyring().decodeAddress(args[1]);
		const message = blake2AsU8a(u8aConcat(stringToU8a('bourse hot key'), account));
		return console.log(u8aToHex(pair(args[0]).sign(message)));
	}
	if (!Object.hasOwn(commands, command)) return console.log(HELP);
	if (command === 'rpc') return await commands.rpc(...args);
	// polkadot.js would wait for ever for a node that is not there.
	await node.rpc('system_health').catch(() => {
		throw new Error(`no node answers at ${node.ws}: start one, or set BOURSE_WS`);
	});
	const api = await node.connect();
	await commands[command](api, ...args);
	await api.disconnect();
}

main(process.argv.slice(2)).catch((error) => {
	console.error(error instanceof ChainError ? error.message : String(error));
	process.exit(1);
});
