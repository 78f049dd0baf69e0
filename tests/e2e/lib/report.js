// SPDX-License-Identifier: Apache-2.0

/** What is printed: headlines, tables, and lines that change while one waits. */

const live = process.stdout.isTTY;

/** @param {string} text */
export function headline(text) {
	console.log(`\n${live ? `\x1b[1m${text}\x1b[0m` : text}`);
}

/** @param {string} text */
export function line(text) {
	console.log(`  ${text}`);
}

/**
 * A table; columns of numbers are aligned at their points.
 *
 * @param {string[]} head
 * @param {string[][]} unaligned
 */
export function table(head, unaligned) {
	const tails = head.map((_, i) => Math.max(...unaligned.map((row) => tail(row[i]))));
	const rows = unaligned.map((row) =>
		row.map((cell, i) => (isNumber(cell) ? cell + ' '.repeat(tails[i] - tail(cell)) : cell)),
	);
	const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
	const right = head.map((_, i) => unaligned.every((row) => isNumber(row[i])));
	const print = (/** @type {string[]} */ row) => {
		const cells = row.map((cell, i) =>
			right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]),
		);
		line(cells.join('  ').trimEnd());
	};
	print(head);
	line(widths.map((width) => '-'.repeat(width)).join('  '));
	for (const row of rows) {
		print(row);
	}
}

/** @param {string} cell */
function isNumber(cell) {
	return /^[-+]?[\d.]*$/.test(cell);
}

/**
 * The length of a number from its point on; nothing for what is no number.
 *
 * @param {string} cell
 */
function tail(cell) {
	const point = cell.indexOf('.');
	return isNumber(cell) && point >= 0 ? cell.length - point : 0;
}

/**
 * Lines that are printed again in place on a terminal, and as they change elsewhere.
 */
export class Progress {
	/** @type {string[]} */
	#shown = [];

	/** @param {string[]} lines */
	show(lines) {
		if (live) {
			const up = this.#shown.length > 0 ? `\x1b[${this.#shown.length}A` : '';
			process.stdout.write(up + lines.map((text) => `\x1b[2K  ${text}\n`).join(''));
		} else {
			lines.filter((text, i) => text !== this.#shown[i]).forEach(line);
		}
		this.#shown = lines;
	}
}
