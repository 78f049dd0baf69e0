// SPDX-License-Identifier: Apache-2.0

/** Commands of the system, for what only they can do. */

import { execFileSync } from 'node:child_process';

/** How long one may take, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Runs a command; an error holds what it wrote to its standard error.
 *
 * @param {string} command its words, separated by blanks
 */
export function command(command) {
	const [program, ...args] = command.split(' ');
	execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT });
}
