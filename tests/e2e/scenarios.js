// SPDX-License-Identifier: Apache-2.0

/**
 * What validators go through: four of them and three workers, who compute meanwhile. In each scenario
 * every task has to end, no worker may lose stake, the ledger has to add up. Started by
 * scripts/zombienet, on a node whose runtime has short sessions and eras (feature `fast-runtime`).
 */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { blake2AsHex } from '@polkadot/util-crypto';
import { account, POT, RLC, rlc } from './lib/accounts.js';
import { binary, run } from './lib/binary.js';
import { call } from './lib/calls.js';
import { ContentServer } from './lib/content.js';
import { decide, mandate } from './lib/council.js';
import { Islands, obstacle } from './lib/isolation.js';
import { sum } from './lib/ledger.js';
import { openMarket } from './lib/market.js';
import { Network } from './lib/network.js';
import { noop } from './lib/noop.js';
import { readOptions } from './lib/options.js';
import { params } from './lib/orders.js';
import { headline, line } from './lib/report.js';
import { reader, validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { exportState, newKeys } from './lib/validators.js';
import { poll } from './lib/waiting.js';

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];
const WORKERS = ['worker-1', 'worker-2', 'worker-3'];
/** An epoch and an era of the fast runtime, in milliseconds. */
const EPOCH = 60_000;
const ERA = 2 * EPOCH;
/** Blocks that finality may lag behind at rest. */
const LAG = 3;
/** How soon finality has to be back after trouble, in milliseconds. */
const RECOVERY = 60_000;
/** Time from one purchase to the next, in milliseconds. */
const PACE = 10_000;
const DEPOSIT = 1000n * RLC;

/** @type {Record<string, () => Promise<void>>} */
const SCENARIOS = {
	finality,
	partition,
	late,
	equivocation,
	rotation,
	joining,
	blackout,
	upgrade,
};
const USAGE = `usage: scripts/zombienet ${Object.keys(SCENARIOS).join(' | ')} [--minutes COUNT]`;

const options = readOptions(USAGE, {
	name: { type: 'string', choices: Object.keys(SCENARIOS), default: 'finality' },
	minutes: { type: 'number', default: 2 },
	wasm: { type: 'string' },
	trial: { type: 'string' },
});

const islands =
	options.name === 'partition' && obstacle() === undefined ? new Islands() : undefined;
headline(`Scenario ${options.name}`);
const stage = await open();
const { network, api, sender } = stage;
const [observer] = network.nodes;
let failed = true;
try {
	const bought = buySteadily();
	await atRest();
	await SCENARIOS[options.name]();
	await atRest();
	await bought.end();
	failed = false;
} catch (error) {
	console.error(error);
	line(`The nodes' logs are in ${network.folder}`);
}
await stage.close({ keepLogs: failed });
islands?.remove();
process.exit(failed ? 1 : 0);

/** An observer that nothing happens to, four validators, three workers. */
async function open() {
	const place = () => islands?.add();
	return Stage.on(
		await Network.start(
			'local',
			[
				reader('observer', { place: place(), args: ['--state-pruning', 'archive'] }),
				...VALIDATORS.map((name) => validator(name, { key: name, place: place() })),
				...WORKERS.map((name) => worker(name, { place: place() })),
			],
			VALIDATORS,
		),
		{ finalized: true, content: await ContentServer.start(islands?.host) },
	);
}

/** @param {string} name */
function nodeOf(name) {
	const node = network.nodes.find((one) => one.name === name);
	if (!node) {
		throw new Error(`there is no node ${name}`);
	}
	return node;
}

/** Number of the best and of the last final block, as a node has them. */
async function heads(node = observer) {
	const [best, hash] = await Promise.all([
		node.rpc('chain_getHeader'),
		node.rpc('chain_getFinalizedHead'),
	]);
	const final = await node.rpc('chain_getHeader', [hash]);
	return { best: Number(best.number), final: Number(final.number) };
}

/** Waits until finality follows the best block closely, in time. */
async function atRest(timeout = RECOVERY) {
	const start = performance.now();
	let state = '';
	const look = async () => {
		const { best, final } = await heads();
		state = `block ${best}, final ${final}`;
		return final > 0 && best - final <= LAG;
	};
	await poll(look, `finality at most ${LAG} blocks behind`, {
		timeout,
		pause: 500,
		state: () => state,
	});
	line(`finality is at rest after ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/**
 * Waits until something holds of the chain.
 *
 * @param {string} what
 * @param {() => Promise<boolean>} look
 * @param {number} timeout milliseconds
 */
async function until(what, look, timeout) {
	await poll(look, what, { timeout, pause: 1000 });
	line(what);
}

/**
 * @param {boolean} holds
 * @param {string} what
 */
function expect(holds, what) {
	if (!holds) {
		throw new Error(`not so: ${what}`);
	}
	line(what);
}

/** Buys a task every few seconds until it is ended; then checks what came of them. */
function buySteadily() {
	let stopped = false;
	/** @type {import('./lib/stage.js').Deal[]} */
	const deals = [];
	const work = (async () => {
		const requester = stage.account('ferdie');
		const {
			apps: [app],
			pool,
		} = await openMarket(stage, {
			apps: [{ name: 'noop', offer: stage.content.offer('noop.wasm', noop()) }],
			pool: { description: 'scenario', stake: DEPOSIT, price: RLC / 10n },
			deposit: DEPOSIT,
			workers: stage.crew(WORKERS.map(nodeOf)),
			terms: { stake: 20n * RLC },
		});
		const before = sum(await stage.ledger());
		for (let i = 0; !stopped; i++) {
			// Without finality a purchase may time out here, and be made nevertheless.
			const trust = i % 2 === 0 ? 1 : 3;
			await stage
				.buy({ requester, app, pool, trust, params: params([]) })
				.then((deal) => deals.push(deal))
				.catch((error) => line(`a purchase was not followed: ${error.message}`));
			await sleep(PACE);
		}
		return before;
	})();
	work.catch(() => {}); // Told at the end.
	return {
		end: async () => {
			stopped = true;
			const before = await work;
			const tasks = deals.flatMap((deal) => deal.tasks);
			const stories = await stage.ended(tasks, { timeout: 600_000 });
			expect(
				stories.every(({ status }) => status === 'completed'),
				`${tasks.length} tasks were bought meanwhile, all are completed`,
			);
			const workers = WORKERS.map((name) => account(name).address);
			const lost = stage.chain.events('escrow.Seized', ({ who }) =>
				workers.includes(who.toString()),
			);
			expect(lost.length === 0, 'no worker lost stake');
			// At the end of an era the pot's fees leave the ledger.
			const paid = stage.chain
				.events('escrow.Withdrawn', ({ who }) => who.toString() === POT)
				.reduce((all, { data }) => all + BigInt(data.amount.toString()), 0n);
			const after = sum(await stage.ledger());
			expect(after + paid === before, `the ledger adds up: ${rlc(before)} RLC`);
		},
	};
}

/** One validator gone: finality goes on. Two gone: blocks go on. All back: finality is. */
async function finality() {
	const [, , charlie, dave] = VALIDATORS.map(nodeOf);
	await dave.kill();
	const { final } = await heads();
	await until(
		'finality goes on with three of four validators',
		async () => (await heads()).final >= final + 10,
		RECOVERY,
	);
	await charlie.kill();
	// Votes of the round that was open.
	await sleep(10_000);
	const start = await heads();
	const time = options.minutes * 60_000;
	await sleep(time);
	const end = await heads();
	expect(end.final - start.final <= 1, 'finality stands still with two of four');
	const made = end.best - start.best;
	expect(made * 10_000 >= time, `a block came every ${(time / 1000 / made).toFixed(1)} s`);
	await Promise.all([charlie.start(), dave.start()]);
}

/** Two validators are cut off, each alone, and come back. */
async function partition() {
	if (!islands) {
		throw new Error(`the network can't be cut without root and iproute2: ${obstacle()}`);
	}
	const cut = ['charlie', 'dave'].map(nodeOf);
	for (const { place } of cut) {
		islands.connect(place, false);
	}
	await sleep(options.minutes * 60_000);
	for (const { place } of cut) {
		islands.connect(place, true);
	}
	await atRest();
	const all = await Promise.all(network.nodes.map((node) => heads(node)));
	const best = all.map((one) => one.best);
	expect(Math.max(...best) - Math.min(...best) <= LAG, `all nodes are at one height: ${best}`);
}

/** Nodes that come late catch up: block by block, and by proofs. */
async function late() {
	// Past the first changes of the session.
	await until('three epochs have passed', async () => (await heads()).final > 90, 5 * EPOCH);
	for (const mode of ['full', 'warp']) {
		const node = await network.join(reader(`late-${mode}`, { args: ['--sync', mode] }));
		await until(
			`a node that synchronises by ${mode} has caught up`,
			async () => (await heads(node)).best >= (await heads()).best - LAG,
			RECOVERY,
		);
	}
}

/** Two nodes with the keys of one validator make two blocks in a slot: its stake is slashed. */
async function equivocation() {
	const { address } = account('dave');
	const held = async () => {
		const { total } = (await api.query.staking.ledger(address)).unwrap();
		return total.toBigInt();
	};
	const before = await held();
	const twin = await network.join(validator('twin', { key: 'dave' }));
	const offences = () => stage.chain.events('offences.Offence');
	await until('the offence is on chain', async () => offences().length > 0, 3 * EPOCH);
	await twin.kill();
	await nodeOf('dave').kill();
	await until('dave is slashed', async () => (await held()) < before, 4 * ERA);
	await nodeOf('dave').start();
}

/** New session keys are in use two sessions later; finality never stops. */
async function rotation() {
	const bob = stage.account('bob');
	const { address } = bob;
	const { keys, proof } = await newKeys(nodeOf('bob'), bob);
	await sender.send(bob, 'session.setKeys', { keys, proof });
	const babe = keys.slice(0, 66);
	await until(
		'the new keys are in use',
		async () => {
			const authorities = await api.query.babe.authorities();
			return authorities.some(([id]) => id.toHex() === babe);
		},
		4 * EPOCH,
	);
	const points = await pointsOf(address);
	await until(
		'bob makes blocks with them',
		async () => (await pointsOf(address)) > points,
		EPOCH,
	);
}

/**
 * Points of a validator in the present era.
 *
 * @param {string} address
 */
async function pointsOf(address) {
	const era = (await api.query.staking.activeEra()).unwrap().index;
	const { individual } = await api.query.staking.erasRewardPoints(era);
	const of = [...individual.entries()].find(([who]) => who.toString() === address);
	return of ? of[1].toNumber() : 0;
}

/** A fifth validator bonds and makes blocks; then it leaves and gets its bond back. */
async function joining() {
	const newcomer = stage.account('newcomer');
	const node = await network.join(reader('fifth', { args: ['--validator'] }));
	const { keys, proof } = await newKeys(node, newcomer);
	const value = 20_000n * RLC;
	await sender.send(stage.account('alice'), 'balances.transferKeepAlive', {
		dest: newcomer.address,
		value: 2n * value,
	});
	await sender.sendAll(newcomer, [
		call(api, 'staking.bond', { value, payee: 'Stash' }),
		call(api, 'session.setKeys', { keys, proof }),
		call(api, 'staking.validate', { prefs: { commission: 0, blocked: false } }),
	]);
	await sender.sudo(stage.account('alice'), 'staking.setValidatorCount', { new: 5 });
	const validates = async () => {
		const validators = await api.query.session.validators();
		return validators.some((/** @type {any} */ who) => who.toString() === newcomer.address);
	};
	await until('the fifth validates', validates, 4 * ERA);
	await until('it makes blocks', async () => (await pointsOf(newcomer.address)) > 0, ERA);
	await sender.sendAll(newcomer, [
		call(api, 'staking.chill'),
		call(api, 'staking.unbond', { value }),
	]);
	await until('it validates no longer', async () => !(await validates()), 4 * ERA);
	await node.stop();
	await until(
		'its bond is free',
		async () => {
			await sender.send(newcomer, 'staking.withdrawUnbonded', { numSlashingSpans: 0 });
			return (await api.query.staking.ledger(newcomer.address)).isNone;
		},
		6 * ERA,
	);
}

/** All validators are away for longer than an epoch, and come back. */
async function blackout() {
	const all = VALIDATORS.map(nodeOf);
	await Promise.all(all.map((node) => node.kill()));
	await sleep(EPOCH + 30_000);
	await Promise.all(all.map((node) => node.start()));
	const { best } = await heads();
	await until('blocks go on', async () => (await heads()).best > best + 5, RECOVERY);
}

/**
 * The council upgrades the runtime while tasks are computed: a migration in one block, and one that
 * takes many, in which nobody can contribute and the protocol's clock stands still.
 */
async function upgrade() {
	if (!options.wasm || !options.trial) {
		throw new Error('--wasm and --trial name the next runtime: scripts/zombienet upgrade');
	}
	const code = await readFile(options.wasm);
	await tryUpgrade(options.trial);
	const council = ['alice', 'bob', 'charlie'].map((name) => stage.account(name));
	const [alice, bob, charlie] = council;
	await sender.sudo(alice, 'council.setMembers', {
		newMembers: council.map(({ address }) => address),
		prime: null,
		oldCount: 0,
	});
	const authorize = call(api, 'system.authorizeUpgrade', { codeHash: blake2AsHex(code) });
	const bytes = authorize.method.toHex();
	await sender.send(alice, 'preimage.notePreimage', { bytes });
	await decide(stage, [alice, bob], mandate(stage, bytes));
	const authorized = () => stage.chain.events('system.UpgradeAuthorized').length > 0;
	await until('the council has authorized the upgrade', async () => authorized(), 3 * EPOCH);
	const version = async () => (await observer.rpc('state_getRuntimeVersion')).specVersion;
	const before = await version();
	await sender.send(charlie, 'system.applyAuthorizedUpgrade', {
		code: `0x${code.toString('hex')}`,
	});
	await until('the next runtime runs', async () => (await version()) > before, RECOVERY);
	const done = () => stage.chain.events('multiBlockMigrations.UpgradeCompleted').length > 0;
	await until('the migration of many blocks is done', async () => done(), 3 * EPOCH);
	const still = stage.chain.events('rules.StoodStillFor').length;
	expect(still > 1, `the protocol's clock stood still for ${still} blocks`);
	await atRest();
	const { final } = await heads();
	const hashes = await Promise.all(
		network.nodes.map((node) => node.rpc('chain_getBlockHash', [final])),
	);
	expect(new Set(hashes).size === 1, `all nodes agree on block ${final}`);
}

/**
 * Tries the upgrade on the state of now before the network gets it.
 *
 * @param {string} runtime WebAssembly of the next runtime with the feature `try-runtime`
 */
async function tryUpgrade(runtime) {
	const state = join(network.folder, 'state.json');
	await exportState(observer, await observer.rpc('chain_getFinalizedHead'), state);
	const program = join(dirname(binary()), 'try-upgrade');
	line((await run(program, ['--state', state, '--runtime', runtime])).trim());
}
