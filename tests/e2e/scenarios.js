// SPDX-License-Identifier: Apache-2.0

/**
 * What validators go through: four of them and three workers, who compute meanwhile. In each scenario
 * every task has to be completed, no worker may lose stake, the ledger has to add up. Started by
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
import { agreed } from './lib/indexes.js';
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
import { taskId } from './lib/task-id.js';
import { exportState, newKeys } from './lib/validators.js';
import { poll } from './lib/waiting.js';

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];
const WORKERS = ['worker-1', 'worker-2', 'worker-3'];
/** An epoch and an era of the fast runtime, in milliseconds. */
const EPOCH = 60_000;
const ERA = 2 * EPOCH;
/** Blocks that finality may lag behind at rest. */
const LAG = 3;
/** Blocks that finality may lag behind while all goes well, at any moment. */
const STEADY = 10;
/** How soon finality has to be back after trouble, in milliseconds. */
const RECOVERY = 60_000;
/** What GRANDPA may take for each set of validators that it missed: every era names one, of the same validators. */
const SET = 4_000;
/** Time from one purchase to the next, in milliseconds. */
const PACE = 10_000;
/** Purchases before the trouble begins: without any the checks of tasks would hold nothing. */
const PURCHASES = 3;
/**
 * As ops/systemd/sysctl.conf has it: a connection that is cut off is given up after half a minute. By Linux's own
 * number it is kept, and what waits is sent again at ever longer intervals, up to two minutes.
 */
const RETRIES = 6;
/** By which workers join, and what each has in its wallet. */
const TERMS = { stake: 20n * RLC };
const WALLET = 200n * RLC;
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
	node: { type: 'string' },
});

const islands =
	options.name === 'partition' && obstacle() === undefined ? new Islands(RETRIES) : undefined;
headline(`Scenario ${options.name}`);
const stage = await open();
const { network, api, sender } = stage;
const [observer] = network.nodes;
const bought = buySteadily();
let failed = true;
try {
	await bought.begun();
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
	const args = options.name === 'partition' ? ['--index'] : [];
	return Stage.on(
		await Network.start(
			'local',
			[
				reader('observer', {
					place: place(),
					args: [...args, '--state-pruning', 'archive'],
				}),
				...VALIDATORS.map((name) => validator(name, { key: name, place: place(), args })),
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

/**
 * Buys a task every few seconds until it is ended; then checks what came of all that were bought, also of those
 * whose purchase nobody could follow without finality. `pool` is that of the workers.
 */
function buySteadily() {
	let stopped = false;
	const opened = (async () => {
		const market = await openMarket(stage, {
			apps: [{ name: 'noop', offer: stage.content.offer('noop.wasm', noop()) }],
			pool: { description: 'scenario', stake: DEPOSIT, price: RLC / 10n },
			deposit: DEPOSIT,
			workers: stage.crew(WORKERS.map(nodeOf)),
			terms: TERMS,
		});
		return { ...market, before: sum(await stage.ledger()) };
	})();
	const work = (async () => {
		const requester = stage.account('ferdie');
		const {
			apps: [app],
			pool,
		} = await opened;
		for (let i = 0; !stopped; i++) {
			const trust = i % 2 === 0 ? 1 : 3;
			await stage
				.buy({ requester, app, pool, trust, params: params([]) })
				.catch((error) => line(`a purchase was not followed: ${error.message}`));
			await sleep(PACE);
		}
	})();
	work.catch(() => {}); // Told at the end.
	const deals = () => stage.chain.events('market.OrdersMatched');
	return {
		pool: async () => (await opened).pool,
		begun: async () => {
			const enough = () => deals().length >= PURCHASES;
			const patience = { timeout: 5 * EPOCH };
			// Else only an error ends the purchases now.
			await Promise.race([work, stage.chain.until(enough, 'the first purchases', patience)]);
		},
		end: async () => {
			stopped = true;
			await work;
			const { before } = await opened;
			const tasks = deals().map(({ data }) => taskId(data.deal.toHex(), 0));
			const stories = await stage.ended(tasks, { timeout: 600_000 });
			const ends = new Set(stories.map(({ status }) => status));
			line(`${tasks.length} tasks were bought meanwhile and are ${[...ends].join(', ')}`);
			expect(
				tasks.length >= PURCHASES && ends.size === 1 && ends.has('completed'),
				'all are completed',
			);
			// What requesters pay is seized, too.
			const honest = [...stage.nodeOf.keys(), stage.account('eve').address];
			const lost = stage.chain.events('escrow.Seized', ({ who }) =>
				honest.includes(`${who}`),
			);
			expect(lost.length === 0, "no worker lost stake, nor did the pool's owner");
			// At the end of an era the pot's fees leave the ledger.
			const paid = stage.chain
				.events('escrow.Withdrawn', ({ who }) => who.toString() === POT)
				.reduce((all, { data }) => all + BigInt(data.amount.toString()), 0n);
			// What workers deposit who join later.
			const added = BigInt(stage.nodeOf.size - WORKERS.length) * TERMS.stake;
			const after = sum(await stage.ledger());
			expect(after + paid === before + added, `the ledger adds up: ${rlc(after)} RLC`);
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
	await withoutFinality();
	await Promise.all([charlie.start(), dave.start()]);
	await atRest(RECOVERY + SET * Math.floor((options.minutes * 60_000) / ERA));
}

/** Two of four validators are away: blocks go on, and finality stands still. */
async function withoutFinality() {
	// Votes of the round that was open.
	await sleep(10_000);
	const start = await heads();
	const time = options.minutes * 60_000;
	await sleep(time);
	const end = await heads();
	expect(end.final - start.final <= 1, 'finality stands still with two of four');
	const made = end.best - start.best;
	expect(made * 10_000 >= time, `a block came every ${(time / 1000 / made).toFixed(1)} s`);
}

/** Two validators are cut off, each alone, and come back. Indexes have what has become final at once then. */
async function partition() {
	if (!islands) {
		throw new Error(`the network can't be cut: ${obstacle()}`);
	}
	const cut = ['charlie', 'dave'].map(nodeOf);
	for (const { place } of cut) {
		islands.connect(place, false);
	}
	await withoutFinality();
	for (const { place } of cut) {
		islands.connect(place, true);
	}
	await atRest();
	const all = await Promise.all(network.nodes.map((node) => heads(node)));
	const best = all.map((one) => one.best);
	expect(Math.max(...best) - Math.min(...best) <= LAG, `all nodes are at one height: ${best}`);
	const indexed = [observer, ...VALIDATORS.map(nodeOf)];
	const { id } = await bought.pool();
	const [{ reach }] = await agreed(indexed, [
		['bourse_deals', { pool: id }, null, 100],
		['bourse_record', { pool: id }],
		['bourse_incomes', { pool: id }],
		['bourse_prices', { category: 0 }, 'completed', 'minute', null, 100],
	]);
	const { since, last, gaps } = reach;
	expect(since === 1 && gaps === 0, `all indexes say the same of blocks 1 to ${last}`);
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
		if (mode === 'warp') {
			expect(node.logTail(10_000).includes('Warp sync is complete'), 'it did so by proofs');
		}
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
	let most = 0;
	/** @param {Promise<boolean>} holds */
	const meanwhile = async (holds) => {
		const { best, final } = await heads();
		most = Math.max(most, best - final);
		return holds;
	};
	const bob = stage.account('bob');
	const { address } = bob;
	const { keys, proof } = await newKeys(nodeOf('bob'), bob);
	await sender.send(bob, 'session.setKeys', { keys, proof });
	const babe = keys.slice(0, 66);
	const inUse = async () => {
		const authorities = await api.query.babe.authorities();
		return authorities.some(([id]) => id.toHex() === babe);
	};
	await until('the new keys are in use', async () => meanwhile(inUse()), 4 * EPOCH);
	const before = await pointsOf(address);
	const makesBlocks = async () => {
		const { era, points } = await pointsOf(address);
		// Each era begins with none.
		return points > (era === before.era ? before.points : 0);
	};
	await until('bob makes blocks with them', async () => meanwhile(makesBlocks()), EPOCH);
	expect(most <= STEADY, `finality was ${most} blocks behind at most`);
}

/**
 * Points of a validator in the present era.
 *
 * @param {string} address
 */
async function pointsOf(address) {
	const era = (await api.query.staking.activeEra()).unwrap().index.toNumber();
	const { individual } = await api.query.staking.erasRewardPoints(era);
	const of = [...individual.entries()].find(([who]) => who.toString() === address);
	return { era, points: of ? of[1].toNumber() : 0 };
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
	const makesBlocks = async () => (await pointsOf(newcomer.address)).points > 0;
	await until('it makes blocks', makesBlocks, ERA);
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
	if (!options.wasm || !options.trial || !options.node) {
		throw new Error('--wasm, --trial, --node name what is next: scripts/zombienet upgrade');
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
	// Every node has to compile the next runtime first.
	await until('the migration of many blocks is done', async () => done(), 5 * EPOCH);
	const still = stage.chain.events('rules.StoodStillFor').length;
	expect(still > 1, `the protocol's clock stood still for ${still} blocks`);
	await moveEngine(options.node);
	await atRest();
	// Nodes of both versions.
	const { final } = await heads();
	const hashes = await Promise.all(
		network.nodes.map((node) => node.rpc('chain_getBlockHash', [final])),
	);
	expect(new Set(hashes).size === 1, `all nodes agree on block ${final}`);
}

/**
 * Workers with the next version of the sandbox join, and the chain moves to that version: new tasks are theirs,
 * open ones of those who were there before, whose nodes say what to install.
 *
 * @param {string} program the next node
 */
async function moveEngine(program) {
	const alice = stage.account('alice');
	const version = (await api.query.poco.engineVersion()).toNumber() + 1;
	const workers = [];
	for (const name of ['worker-4', 'worker-5']) {
		const node = await network.join(worker(name, { program }));
		workers.push({ worker: stage.account(name), node });
	}
	const accounts = workers.map((one) => one.worker);
	await stage.fund(alice, accounts, WALLET);
	await stage.join(await bought.pool(), workers, TERMS);
	await sender.sudo(alice, 'poco.setEngineVersion', { version });
	const theirs = accounts.map(({ address }) => address);
	const contributed = () =>
		stage.chain.events('poco.TaskContributed', ({ worker }) => theirs.includes(`${worker}`));
	await until(
		`tasks are computed by version ${version} of the sandbox`,
		async () => contributed().length >= PURCHASES,
		5 * EPOCH,
	);
	const told = () =>
		nodeOf('worker-1').logTail(100_000).includes(`release of version ${version}`);
	await until('an old node says what to install', async () => told(), EPOCH);
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
	const args = ['--state', state, '--runtime', runtime];
	// It compiles two runtimes, beside a network that goes on.
	line((await run(program, args, undefined, 5 * EPOCH)).trim());
}
