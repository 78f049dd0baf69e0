// SPDX-License-Identifier: Apache-2.0

/** Disks that are soon full: small file systems in memory. For Linux, as root. */

import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from './cleanup.js';
import { command } from './command.js';

/** A file system in memory. It is unmounted when this process ends. */
export class SmallDisk {
	#mount;

	/**
	 * @param {string} folder where it is mounted
	 * @param {number} megabytes
	 */
	constructor(folder, megabytes) {
		this.ballast = join(folder, 'ballast');
		mkdirSync(folder, { recursive: true });
		command(`mount -t tmpfs -o size=${megabytes}m tmpfs ${folder}`);
		this.#mount = atExit(() => command(`umount -l ${folder}`));
	}

	/** Takes all the space that is left. */
	fill() {
		const block = Buffer.alloc(1 << 20);
		const file = openSync(this.ballast, 'a');
		try {
			for (;;) {
				writeSync(file, block);
			}
		} catch (error) {
			if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') {
				throw error;
			}
		} finally {
			closeSync(file);
		}
	}

	/** Gives the space back. */
	free() {
		rmSync(this.ballast, { force: true });
	}

	/** Gives the memory back, with all that is on it. */
	remove() {
		this.#mount.undo();
	}
}
