// SPDX-License-Identifier: Apache-2.0

/** The smallest app there is: it does nothing, so that only what surrounds a task is measured. */

/** @param {number[]} bytes */
const section = (/** @type {number} */ id, bytes) => [id, bytes.length, ...bytes];
const text = (/** @type {string} */ name) => [name.length, ...Buffer.from(name)];

/**
 * A WASI command with one page of memory and an empty `_start`. The tag, of at most 100 characters,
 * only makes it another module.
 *
 * @param {string} tag
 * @returns {Uint8Array}
 */
export function noop(tag = '') {
	return Uint8Array.from([
		...Buffer.from('\0asm'), 1, 0, 0, 0,
		...section(0, [...text('tag'), ...Buffer.from(tag)]),
		// One type: no parameters, no results. One function of it. One memory of one page.
		...section(1, [1, 0x60, 0, 0]),
		...section(3, [1, 0]),
		...section(5, [1, 0, 1]),
		...section(7, [2, ...text('memory'), 2, 0, ...text('_start'), 0, 0]),
		...section(10, [1, 2, 0, 0x0b]),
	]);
}
