// SPDX-License-Identifier: Apache-2.0

/** The smallest apps there are: one that does nothing, so that only what surrounds a task is measured. */

/** What every module begins with: magic and version. */
const MAGIC = [...Buffer.from('\0asm'), 1, 0, 0, 0];

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
		...MAGIC,
		...section(0, [...text('tag'), ...Buffer.from(tag)]),
		// One type: no parameters, no results. One function of it. One memory of one page.
		...section(1, [1, 0x60, 0, 0]),
		...section(3, [1, 0]),
		...section(5, [1, 0, 1]),
		...section(7, [2, ...text('memory'), 2, 0, ...text('_start'), 0, 0]),
		...section(10, [1, 2, 0, 0x0b]),
	]);
}

/**
 * A WASI command that asks for no more memory, again and again: its fuel ends soon, on the busiest machine.
 *
 * @returns {Uint8Array}
 */
export function forever() {
	// loop { memory.grow(0), dropped }
	const code = [0, 0x03, 0x40, 0x41, 0, 0x40, 0, 0x1a, 0x0c, 0, 0x0b, 0x0b];
	return Uint8Array.from([
		...MAGIC,
		...section(1, [1, 0x60, 0, 0]),
		...section(3, [1, 0]),
		...section(5, [1, 0, 1]),
		...section(7, [2, ...text('memory'), 2, 0, ...text('_start'), 0, 0]),
		...section(10, [1, code.length, ...code]),
	]);
}

/**
 * A number as WebAssembly writes its constants: LEB128, signed.
 *
 * @param {number} value
 * @returns {number[]}
 */
function constant(value) {
	const rest = value >> 7;
	const last = rest === (value & 0x40 ? -1 : 0);
	return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...constant(rest)];
}

/**
 * A WASI command that writes so many bytes of 7 to its standard output.
 *
 * @param {number} length at most 2 MiB
 * @returns {Uint8Array}
 */
export function sevens(length) {
	const i32 = (/** @type {number} */ value) => [0x41, ...constant(value)];
	const start = 1024;
	const store = (/** @type {number} */ at, /** @type {number} */ value) => [
		...[...i32(at), ...i32(value)],
		...[0x36, 2, 0],
	];
	const code = [
		// No locals. memory.fill from `start` on.
		...[0, ...i32(start), ...i32(7), ...i32(length), 0xfc, 0x0b, 0],
		// One buffer: where it is and how long.
		...store(0, start),
		...store(4, length),
		// fd_write(1, buffers at 0, 1 of them, written to 8), its answer dropped.
		...[...i32(1), ...i32(0), ...i32(1), ...i32(8), 0x10, 0, 0x1a, 0x0b],
	];
	return Uint8Array.from([
		...MAGIC,
		// The types of fd_write and of _start; the import; the function; a memory of 33 pages.
		...section(1, [2, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 0, 0]),
		...section(2, [1, ...text('wasi_snapshot_preview1'), ...text('fd_write'), 0, 0]),
		...section(3, [1, 1]),
		...section(5, [1, 0, 33]),
		...section(7, [2, ...text('memory'), 2, 0, ...text('_start'), 0, 1]),
		...section(10, [1, code.length, ...code]),
	]);
}
