// SPDX-License-Identifier: Apache-2.0

/** Follows the best chain block by block, so that nothing is missed and waiting needs no sleep. */

import { eventsAt } from './events.js';
import { overdue } from './waiting.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('./events.js').Event} Event
 * @typedef {import('./events.js').Fields} Fields
 * @typedef {Event & { block: number }} Happening an event with the number of its block
 * @typedef {{ number: number, hash: string, parent: string, events: Event[] }} Block
 */

/** The best chain since it was first looked at. */
export class Chain {
	/** @type {Block[]} */
	blocks = [];
	/** How often the best chain gave up some of its blocks for others. */
	reorganizations = 0;
	/** @type {Set<() => void>} */
	#waiting = new Set();
	#work = Promise.resolve();
	/** @type {Error | undefined} */
	#problem;
	#stop = () => {};

	/** @param {Api} api */
	constructor(api) {
		this.api = api;
	}

	/**
	 * Begins with the best block of now.
	 *
	 * @param {Api} api
	 */
	static async follow(api) {
		const chain = new Chain(api);
		chain.#stop = await api.rpc.chain.subscribeNewHeads((header) => {
			const hash = header.hash.toHex();
			chain.#work = chain.#work
				.then(() => chain.#extendTo(hash))
				.catch((error) => {
					chain.#problem ??= error;
					chain.#wake();
				});
		});
		await chain.until(() => chain.blocks.length > 0, 'a block');
		return chain;
	}

	/** Number of the best block. */
	get best() {
		return this.blocks[this.blocks.length - 1].number;
	}

	/** @param {string} head */
	async #extendTo(head) {
		const first = this.blocks[0]?.number;
		/** @type {Block[]} */
		const added = [];
		for (let hash = head; ; ) {
			const known = this.blocks.findIndex((block) => block.hash === hash);
			if (known >= 0) {
				// What was built on another block than the best chain's is not a part of it.
				this.reorganizations += known + 1 < this.blocks.length ? 1 : 0;
				this.blocks.length = known + 1;
				break;
			}
			const block = await this.#read(hash);
			added.unshift(block);
			if (first === undefined || block.number <= first) {
				this.blocks.length = 0;
				break;
			}
			hash = block.parent;
		}
		this.blocks.push(...added);
		this.#wake();
	}

	/** Lets everybody who waits look again. */
	#wake() {
		for (const look of this.#waiting) {
			look();
		}
	}

	/**
	 * @param {string} hash
	 * @returns {Promise<Block>}
	 */
	async #read(hash) {
		const [header, at] = await Promise.all([
			this.api.rpc.chain.getHeader(hash),
			this.api.at(hash),
		]);
		const parent = header.parentHash.toHex();
		return { number: header.number.toNumber(), hash, parent, events: await eventsAt(at) };
	}

	/**
	 * Every event with that name that fits, with the number of its block.
	 *
	 * @param {string} name
	 * @param {(data: Fields) => boolean} fits
	 * @returns {Happening[]}
	 */
	events(name, fits = () => true) {
		return this.blocks.flatMap(({ number, events }) =>
			events
				.filter((event) => event.name === name && fits(event.data))
				.map((event) => ({ ...event, block: number })),
		);
	}

	/**
	 * Resolves with what `look` gives as soon as that is true; `look` is asked at every block.
	 *
	 * @template T
	 * @param {() => T | undefined | null | false} look
	 * @param {string} what for the message of a time-out
	 * @param {{ timeout?: number, state?: () => string }} patience milliseconds, and what the message
	 *   of a time-out says of the last state
	 * @returns {Promise<T>}
	 */
	until(look, what, { timeout = 120_000, state } = {}) {
		return new Promise((resolve, reject) => {
			const done = (/** @type {() => void} */ settle) => {
				clearTimeout(timer);
				this.#waiting.delete(ask);
				settle();
			};
			const ask = () => {
				if (this.#problem) {
					done(() => reject(this.#problem));
					return;
				}
				try {
					const found = look();
					if (found) {
						done(() => resolve(found));
					}
				} catch (error) {
					done(() => reject(error));
				}
			};
			const timer = setTimeout(() => {
				const last = `block ${this.blocks.at(-1)?.number}${state ? `, ${state()}` : ''}`;
				done(() => reject(overdue(what, timeout, last)));
			}, timeout);
			this.#waiting.add(ask);
			ask();
		});
	}

	/** Waits for so many further blocks. */
	async advance(count = 1) {
		const goal = this.best + count;
		await this.until(() => this.best >= goal, `block ${goal}`);
	}

	/** Follows no longer. */
	stop() {
		this.#stop();
		this.#stop = () => {};
	}
}
