// SPDX-License-Identifier: Apache-2.0

/** Random numbers that a seed repeats (mulberry32). */
export class Random {
	#state;

	/** @param {number} seed 32 bits */
	constructor(seed) {
		this.#state = seed >>> 0;
	}

	/** At least 0, below 1. */
	next() {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/**
	 * A whole number below `limit`.
	 *
	 * @param {number} limit
	 */
	below(limit) {
		return Math.floor(this.next() * limit);
	}

	/**
	 * One of them.
	 *
	 * @template T
	 * @param {T[]} values at least one
	 */
	pick(values) {
		return values[this.below(values.length)];
	}
}
