// SPDX-License-Identifier: Apache-2.0

/** The programs that are tested: the node, and `bourse-compute` beside it. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** How long a program may run that is no node, in milliseconds. */
const TIMEOUT = 120_000;

/** Where the node's binary is, or would be. */
function place() {
	const target = process.env.CARGO_TARGET_DIR || join(homedir(), '.cache/bourse-target');
	return process.env.BOURSE_NODE || join(target, 'release/bourse-node');
}

/** The folder of the programs, where scripts/build-cli puts `bourse`, too. */
export const programs = () => dirname(place());

/** The node's binary: `BOURSE_NODE`, or what scripts/build makes. */
export function binary() {
	const program = place();
	if (!existsSync(program)) {
		throw new Error(`there is no ${program}: run scripts/build, or set BOURSE_NODE`);
	}
	return program;
}

/**
 * Runs a program to its end; an error holds what it wrote to its standard error.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} [folder] where it runs
 * @param {number} [timeout] how long it may, in milliseconds
 * @returns {Promise<string>} its standard output
 */
export async function run(program, args, folder, timeout = TIMEOUT) {
	const limits = { cwd: folder, timeout, maxBuffer: 1 << 28 };
	return (await promisify(execFile)(program, args, limits)).stdout;
}

/**
 * Runs `bourse-compute`.
 *
 * @param {string} folder where it runs
 * @param {string[]} args
 */
export function compute(folder, args) {
	return run(join(dirname(binary()), 'bourse-compute'), args, folder);
}
