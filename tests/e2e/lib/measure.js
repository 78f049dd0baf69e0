// SPDX-License-Identifier: Apache-2.0

/** What a load took: of blocks, read after it, and of this machine, while it ran. */

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { eventsAt } from './events.js';

/**
 * @typedef {object} BlockFigures
 * @property {number} number
 * @property {number} time milliseconds
 * @property {number} slot BABE's
 * @property {import('./events.js').Event[]} events
 * @property {Buffer[]} batches each extrinsic that no account signed, inherents left out
 * @property {number} normal weight of the transactions, as a part of what a block may hold
 * @property {number} mandatory weight of hooks and inherents, likewise
 */

/**
 * Reads blocks, the first and the last included.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('./remote-node.js').RemoteNode} node what `api` is connected to
 * @param {number} first
 * @param {number} last
 * @returns {Promise<BlockFigures[]>}
 */
export async function readBlocks(api, node, first, last) {
	const limit = api.consts.system.blockWeights.maxBlock.refTime.toNumber();
	const blocks = [];
	for (let number = first; number <= last; number++) {
		const hash = (await api.rpc.chain.getBlockHash(number)).toHex();
		const at = await api.at(hash);
		const [body, events, weight, time, slot] = await Promise.all([
			// As it is: polkadot.js can't decode transactions that no account signed.
			node.rpc('chain_getBlock', [hash]),
			eventsAt(at),
			at.query.system.blockWeight(),
			at.query.timestamp.now(),
			at.query.babe.currentSlot(),
		]);
		const extrinsics = /** @type {string[]} */ (body.block.extrinsics);
		blocks.push({
			number,
			time: time.toNumber(),
			slot: slot.toNumber(),
			events,
			batches: extrinsics.map((hex) => Buffer.from(hex.slice(2), 'hex')).filter(isGeneral),
			normal: weight.normal.refTime.toNumber() / limit,
			mandatory: weight.mandatory.refTime.toNumber() / limit,
		});
	}
	return blocks;
}

/**
 * What became of a task, by numbers of blocks.
 *
 * @typedef {object} Steps
 * @property {number} matched
 * @property {number} [assigned] for the first time
 * @property {number} [contributed] for the last time
 * @property {number} [completed]
 */

/**
 * The steps of the tasks of deals, in blocks that hold the matches.
 *
 * @param {BlockFigures[]} blocks
 * @returns {Map<string, Steps>} by task, hex
 */
export function stepsOf(blocks) {
	/** @type {Map<string, number>} */
	const matches = new Map();
	/** @type {Map<string, Steps>} */
	const tasks = new Map();
	for (const { number, events } of blocks) {
		for (const { name, data } of events) {
			if (name === 'market.OrdersMatched') {
				matches.set(data.deal.toHex(), number);
				continue;
			}
			const id = data.task?.toHex();
			const matched = name === 'poco.TaskInitialized' && matches.get(data.deal.toHex());
			if (matched) {
				tasks.set(id, { matched });
			}
			const task = tasks.get(id);
			if (name === 'poco.TaskAssigned' && task) {
				task.assigned ??= number;
			} else if (name === 'poco.TaskContributed' && task) {
				task.contributed = number;
			} else if (name === 'poco.TaskFinalized' && task) {
				task.completed = number;
			}
		}
	}
	return tasks;
}

/**
 * The number of the attempt of a batch of a worker: 0 for what is sent once. It stands behind the
 * worker's account.
 *
 * @param {Buffer} extrinsic
 * @param {Uint8Array[]} workers public keys
 */
export function attemptOf(extrinsic, workers) {
	const at = Math.max(...workers.map((worker) => extrinsic.indexOf(worker)));
	return at < 0 ? 0 : extrinsic.readUInt16LE(at + 32);
}

/**
 * Whether an extrinsic is a general transaction: its first byte behind its length has the kind 01
 * in the uppermost bits.
 *
 * @param {Buffer} extrinsic
 */
function isGeneral(extrinsic) {
	const prefix = [1, 2, 4, 5][extrinsic[0] & 3];
	return extrinsic[prefix] >> 6 === 1;
}

/**
 * How long the validator took to build each block, in milliseconds, by the block's number.
 *
 * @param {import('./node.js').Node} node
 */
export function buildTimes(node) {
	const log = readFileSync(node.logFile, 'utf8');
	const lines = log.matchAll(/Prepared block for proposing at (\d+) \((\d+) ms\)/g);
	return new Map([...lines].map(([, number, time]) => [Number(number), Number(time)]));
}

/**
 * The value that `part` (0 to 1) of all values don't exceed.
 *
 * @param {number[]} values
 * @param {number} part
 */
export function percentile(values, part) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? NaN;
}

/** @param {number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Processor time of the whole machine that was not idle, in seconds, since it was started. */
function busy() {
	const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
		.split('\n')[0]
		.trim()
		.split(/\s+/)
		.slice(1)
		.map(Number);
	return (user + nice + system + irq + softirq) / 100;
}

/** Watches how much processor time is used: by each node, by this process, and by others. */
export class Load {
	#start = performance.now();
	#busy = busy();
	#own = process.cpuUsage();
	#nodes;

	/** @param {import('./node.js').Node[]} nodes */
	constructor(nodes) {
		this.nodes = nodes;
		this.#nodes = nodes.map((node) => node.usage().cpu);
	}

	/**
	 * Since the start, in cores.
	 *
	 * @returns {{ seconds: number, nodes: number[], own: number, foreign: number }}
	 */
	read() {
		const seconds = (performance.now() - this.#start) / 1000;
		const nodes = this.nodes.map((node, i) => (node.usage().cpu - this.#nodes[i]) / seconds);
		const { user, system } = process.cpuUsage(this.#own);
		const own = (user + system) / 1e6 / seconds;
		const all = (busy() - this.#busy) / seconds;
		const foreign = Math.max(0, all - own - nodes.reduce((sum, one) => sum + one, 0));
		return { seconds, nodes, own, foreign };
	}
}

/** The machine, in a few words. */
export function machine() {
	const [cpu] = cpus();
	const memory = /^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
	return `${cpus().length} cores (${cpu.model.trim()}), ${Math.round(Number(memory) / 2 ** 20)} GiB`;
}
