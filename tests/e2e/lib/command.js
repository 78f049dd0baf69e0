// SPDX-License-Identifier: Apache-2.0

/** Commands of the system, for what only they can do. */

import { execFileSync } from 'node:child_process';

/** How long one may take, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Runs a command; an error holds what it wrote to its standard error.
 *
 * @param {string | string[]} command its words, separated by blanks unless they are given one by one
 */
export function command(command) {
	const [program, ...args] = typeof command === 'string' ? command.split(' ') : command;
	execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT });
}
