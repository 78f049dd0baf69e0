// SPDX-License-Identifier: Apache-2.0

/** Trouble for nodes: what may happen to a machine, and how it comes back. */

import { setTimeout as sleep } from 'node:timers/promises';
import { line } from './report.js';
import { poll } from './waiting.js';

/**
 * @typedef {import('./node.js').Node} Node
 *
 * @typedef {object} Patient a node that trouble comes to
 * @property {Node} node
 * @property {string} role 'validator' or 'worker'
 * @property {number[]} outages how long it was away each time, until it had recovered, in
 *   milliseconds
 * @property {string[]} deaths the ends of its log when it ended by itself
 *
 * @typedef {object} Trouble
 * @property {(patient: Patient) => boolean} fits it can happen to this one
 * @property {(node: Node) => void | Promise<void>} begin
 * @property {(node: Node) => void | Promise<void>} end
 */

/** How many of a role may be in trouble at once: of four validators two still make blocks. */
const AT_ONCE = new Map([
	['validator', 2],
	['worker', 3],
]);
/** Longest time that a node may take to follow the chain again, in milliseconds. */
const RECOVERY = 120_000;
/** Milliseconds from one trouble to the next, at the most. */
const PAUSE = 6_000;

/** Brings trouble, and restarts whatever has ended, as a service manager does. */
export class Supervisor {
	/** @type {Patient[]} */
	patients = [];
	/** @type {Map<Patient, Promise<void>>} */
	#busy = new Map();
	/** @type {Map<string, number[]>} by kind: how long each was, in milliseconds */
	#history = new Map();
	/** @type {Error | undefined} */
	#problem;

	/**
	 * @param {import('./random.js').Random} random
	 * @param {Node} observer a node that nothing happens to
	 * @param {import('./isolation.js').Islands} [islands] where the nodes are
	 */
	constructor(random, observer, islands) {
		this.random = random;
		this.observer = observer;
		/** @type {Map<string, Trouble>} */
		this.troubles = new Map(
			Object.entries({
				killed: {
					fits: () => true,
					begin: (node) => node.kill(),
					end: (node) => node.start(),
				},
				paused: {
					fits: () => true,
					begin: (node) => node.pause(),
					end: (node) => node.resume(),
				},
				'cut off': {
					fits: () => islands !== undefined,
					begin: (node) => islands?.connect(node.place, false),
					end: (node) => islands?.connect(node.place, true),
				},
				'without disk space': {
					fits: ({ node }) => node.disk !== undefined,
					begin: (node) => node.disk?.fill(),
					end: (node) => node.disk?.free(),
				},
			}),
		);
	}

	/**
	 * @param {Node} node
	 * @param {string} role
	 */
	add(node, role) {
		this.patients.push({ node, role, outages: [], deaths: [] });
	}

	/**
	 * Brings trouble until `end`, and waits until all have recovered.
	 *
	 * @param {number} end as `performance.now()` counts
	 * @param {number} longest outage, in milliseconds
	 */
	async run(end, longest) {
		while (performance.now() < end && !this.#problem) {
			await sleep(this.random.next() * PAUSE);
			await this.#restart();
			const well = this.patients.filter((patient) => this.#mayStrike(patient));
			if (well.length > 0) {
				const patient = this.random.pick(well);
				const kinds = [...this.troubles].filter(([, { fits }]) => fits(patient));
				const [kind, trouble] = this.random.pick(kinds);
				const duration = 1000 + this.random.next() * (longest - 1000);
				this.#keepBusy(patient, this.#strike(patient, kind, trouble, duration));
			}
		}
		await this.stop();
		if (this.#problem) {
			throw this.#problem;
		}
	}

	/** Waits until nobody is in trouble any more. */
	async stop() {
		while (this.#busy.size > 0) {
			await Promise.all(this.#busy.values());
		}
	}

	/**
	 * What happened how often.
	 *
	 * @returns {string[][]}
	 */
	summary() {
		return [...this.#history].map(([kind, times]) => [
			kind,
			`${times.length}`,
			`${Math.round(times.reduce((sum, time) => sum + time, 0) / 1000)}`,
		]);
	}

	/** @param {Patient} patient */
	#mayStrike(patient) {
		const alike = [...this.#busy.keys()].filter(({ role }) => role === patient.role);
		return !this.#busy.has(patient) && alike.length < (AT_ONCE.get(patient.role) ?? 1);
	}

	/**
	 * @param {Patient} patient
	 * @param {Promise<void>} work
	 */
	#keepBusy(patient, work) {
		const done = work
			.catch((error) => {
				// `run` throws it once nobody is in trouble any more.
				this.#problem ??= error;
			})
			.finally(() => this.#busy.delete(patient));
		this.#busy.set(patient, done);
	}

	/**
	 * @param {Patient} patient
	 * @param {string} kind
	 * @param {Trouble} trouble
	 * @param {number} duration milliseconds
	 */
	async #strike(patient, kind, trouble, duration) {
		const { node } = patient;
		line(`${clock()}  ${node.name} is ${kind} for ${(duration / 1000).toFixed(0)} s`);
		const since = performance.now();
		await trouble.begin(node);
		await sleep(duration);
		await trouble.end(node);
		await this.#recover(patient, since);
		this.#history.set(kind, [...(this.#history.get(kind) ?? []), duration]);
	}

	/** Restarts those that have ended by themselves. */
	async #restart() {
		for (const patient of this.patients) {
			if (!this.#busy.has(patient) && patient.node.pid === undefined) {
				this.#keepBusy(patient, this.#recover(patient, performance.now()));
			}
		}
	}

	/**
	 * Waits until a node follows the chain again; starts it again if it has ended.
	 *
	 * @param {Patient} patient
	 * @param {number} since when the trouble began
	 */
	async #recover(patient, since) {
		const { node } = patient;
		let state = '';
		const recovered = async () => {
			const lag = await this.#lag(node);
			if (lag !== undefined && node.pid === undefined) {
				patient.deaths.push(node.logTail(5));
				line(`${clock()}  ${node.name} has ended by itself: started again`);
				await node.start();
			}
			state = lag ?? '';
			return lag === undefined;
		};
		await poll(recovered, `${node.name} to recover`, {
			timeout: RECOVERY,
			pause: 500,
			state: () => `${state}\n${node.logTail()}`,
		});
		patient.outages.push(performance.now() - since);
	}

	/**
	 * What keeps a node from having peers and about the chain that the observer has.
	 *
	 * @param {Node} node
	 * @returns {Promise<string | undefined>} nothing: it follows
	 */
	async #lag(node) {
		try {
			const [{ peers, isSyncing }, own, best] = await Promise.all([
				node.rpc('system_health'),
				node.rpc('chain_getHeader'),
				this.observer.rpc('chain_getHeader'),
			]);
			const [height, goal] = [own, best].map(({ number }) => Number(number));
			if (peers > 0 && !isSyncing && height >= goal - 2) {
				return undefined;
			}
			return `${peers} peers, block ${height} of ${goal}${isSyncing ? ', syncing' : ''}`;
		} catch (error) {
			// As long as a node is in trouble it answers nothing.
			return `${error}`;
		}
	}
}

function clock() {
	return new Date().toISOString().slice(11, 19);
}
