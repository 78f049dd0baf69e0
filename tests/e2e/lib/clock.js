// SPDX-License-Identifier: Apache-2.0

/** A machine whose clock is wrong: a library put before libc's answers what time it is. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './cleanup.js';

const SOURCE = `
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
	int failed = syscall(SYS_clock_gettime, clock, now);
	const char *skew = getenv("BOURSE_TEST_SKEW");
	if (!failed && clock == CLOCK_REALTIME && skew) now->tv_sec += atol(skew);
	return failed;
}
`;

/** @type {string | undefined} */
let library;

/** Compiled once, with the C compiler that the node's build needs, too. */
function compiled() {
	if (!library) {
		const folder = mkdtempSync(join(tmpdir(), 'bourse-clock-'));
		atExit(() => rmSync(folder, { recursive: true, force: true }));
		library = join(folder, 'clock.so');
		execFileSync('cc', ['-shared', '-fPIC', '-O1', '-x', 'c', '-', '-o', library], {
			input: SOURCE,
		});
	}
	return library;
}

/**
 * This machine, by a clock that is wrong.
 *
 * @param {number} seconds how far it is ahead, or behind when negative
 * @returns {import('./node.js').Place}
 */
export function wrongClock(seconds) {
	const enter = ['env', `LD_PRELOAD=${compiled()}`, `BOURSE_TEST_SKEW=${seconds}`];
	return { host: '127.0.0.1', enter };
}
