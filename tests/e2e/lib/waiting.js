// SPDX-License-Identifier: Apache-2.0

/** Waiting with a deadline; a time-out says what was waited for, and the last state seen. */

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Patience
 * @property {number} timeout milliseconds
 * @property {number} [pause] milliseconds between two looks
 * @property {() => string} [state] the last state seen, for the message of a time-out
 */

/**
 * The error of a time-out.
 *
 * @param {string} what was waited for
 * @param {number} timeout milliseconds
 * @param {string} [state] the last state seen
 */
export function overdue(what, timeout, state) {
	const last = state ? `; last seen: ${state}` : '';
	return new Error(`waited ${timeout / 1000} s in vain for ${what}${last}`);
}

/**
 * Looks again and again, and gives the first answer that is true. An error of `look` ends the wait.
 *
 * @template T
 * @param {() => T | undefined | null | false | Promise<T | undefined | null | false>} look
 * @param {string} what for the message of a time-out
 * @param {Patience} patience
 * @returns {Promise<T>}
 */
export async function poll(look, what, { timeout, pause = 100, state }) {
	for (const deadline = performance.now() + timeout; ; await sleep(pause)) {
		const found = await look();
		if (found) {
			return found;
		}
		if (performance.now() > deadline) {
			throw overdue(what, timeout, state?.());
		}
	}
}

/**
 * What a promise gives, unless that takes too long. The promise itself goes on.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what for the message of a time-out
 * @param {Patience} patience
 * @returns {Promise<T>}
 */
export async function within(promise, what, { timeout, state }) {
	/** @type {NodeJS.Timeout | undefined} */
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(overdue(what, timeout, state?.())), timeout);
	});
	try {
		return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
	} finally {
		clearTimeout(timer);
	}
}
