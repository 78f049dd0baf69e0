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
 * A table; columns of numbers are aligned to the right.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
	const widths = head.map((title, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
	const right = head.map((_, i) => rows.every((row) => /^[-+]?[\d.]*$/.test(row[i])));
	const print = (/** @type {string[]} */ row) => {
		const cells = row.map((cell, i) =>
			right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]),
		);
		line(cells.join('  ').trimEnd());
	};
	print(head);
	line(widths.map((width) => '-'.repeat(width)).join('  '));
	rows.forEach(print);
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
