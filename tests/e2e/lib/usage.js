// SPDX-License-Identifier: Apache-2.0

/** What a process uses of the machine, as Linux shows it in /proc. */

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux shows clock ticks of 1/100 s to programs on every architecture. */
const TICKS = 100;

/**
 * What a process has used so far. Processor time includes that of the processes it has started.
 *
 * @param {number} pid
 * @returns {{ peakMemory: number, cpu: number, at: number }} bytes of memory at the most, seconds
 *   of processor time, and the time of the measurement in seconds
 */
export function usage(pid) {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
	const ticks = [pid, ...children(pid)].reduce((sum, one) => sum + ticksOf(one), 0);
	return { peakMemory: peak, cpu: ticks / TICKS, at: performance.now() / 1000 };
}

/**
 * What a process has in memory now, in bytes. The processes it has started are left out.
 *
 * @param {number} pid
 * @returns {{ resident: number, anonymous: number, file: number }} all, and of it what the process
 *   has written itself, and what are pages of files: its program, its database
 */
export function memory(pid) {
	const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const read = (/** @type {string} */ name) =>
		Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1]) * 1024;
	const [resident, anonymous] = [read('Rss'), read('Anonymous')];
	return { resident, anonymous, file: resident - anonymous };
}

/**
 * What a folder takes of the disk, in bytes. Files that go meanwhile are left out.
 *
 * @param {string} folder
 * @returns {number}
 */
export function diskUse(folder) {
	const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
		const path = join(folder, entry.name);
		// `blocks` are of 512 bytes, whatever the file system has.
		return entry.isDirectory()
			? diskUse(path)
			: (lstatSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
	});
	return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * The processes that a process has started and that run now.
 *
 * @param {number} pid
 */
function children(pid) {
	return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
		const list = readIfAlive(`/proc/${pid}/task/${thread}/children`);
		return list.split(' ').filter(Boolean).map(Number);
	});
}

/**
 * The processor time of a process, and of the children that it has waited for, in clock ticks.
 *
 * @param {number} pid
 */
function ticksOf(pid) {
	// The second field is the program's name in brackets and may hold blanks.
	const fields = readIfAlive(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
	return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/**
 * A file's text, or nothing when the process or thread of that file has ended.
 *
 * @param {string} path
 */
function readIfAlive(path) {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const { code } = /** @type {NodeJS.ErrnoException} */ (error);
		if (code === 'ENOENT' || code === 'ESRCH') {
			return '';
		}
		throw error;
	}
}
