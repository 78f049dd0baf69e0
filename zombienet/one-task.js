// SPDX-License-Identifier: Apache-2.0

const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');

/** How long the task may take, in milliseconds: smoke.zndsl gives it no longer. */
const TIMEOUT = 240_000;

/**
 * A task at trust 3 on the network of bourse.toml, driven by tests/e2e/one-task.js. In a process
 * of its own, for Zombienet has loaded another version of polkadot.js. Called by smoke.zndsl.
 *
 * @param {string} _name of the node that smoke.zndsl names
 * @param {{ nodesByName: Record<string, { wsUri: string }> }} network
 * @returns {Promise<number>} the number of tasks that were completed
 */
async function run(_name, { nodesByName }) {
	const script = join(__dirname, '../tests/e2e/one-task.js');
	const names = ['alice', 'worker-1', 'worker-2', 'worker-3'];
	const nodes = names.map((name) => nodesByName[name].wsUri);
	const { stdout } = await promisify(execFile)(process.execPath, [script, ...nodes], {
		timeout: TIMEOUT,
	});
	return Number(stdout);
}

module.exports = { run };
