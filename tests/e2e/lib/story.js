// SPDX-License-Identifier: Apache-2.0

/** What the chain's events tell of a task. */

/**
 * @typedef {import('./chain.js').Happening} Happening
 *
 * @typedef {object} Story
 * @property {string} id the task, hex
 * @property {string[]} assigned addresses
 * @property {{ worker: string, resultHash: string, block: number }[]} contributions
 * @property {{ resultHash: string, block: number } | undefined} consensus the last one
 * @property {boolean} reopened nobody of a consensus revealed in time
 * @property {{ worker: string, block: number }[]} reveals
 * @property {{ worker: string, code: string, block: number }[]} failures
 * @property {'waiting' | 'active' | 'revealing' | 'completed' | 'failed'} status
 * @property {number | undefined} ended number of the block in which it ended
 * @property {string | undefined} digest hex, once completed
 */

/**
 * What has happened to a task so far.
 *
 * @param {import('./chain.js').Chain} chain
 * @param {string} task hex
 * @returns {Story}
 */
export function tellStory(chain, task) {
	const of = (/** @type {string} */ name) =>
		chain.events(name, (data) => data.task.toHex() === task);
	const consensus = of('poco.ConsensusReached').map(result).at(-1);
	const reopened = of('poco.TaskReopened').at(-1);
	const revealing = consensus && !(reopened && reopened.block >= consensus.block);
	const [completed] = of('poco.TaskFinalized');
	const [failed] = of('poco.TaskClaimed');
	const active = of('poco.TaskInitialized').length > 0;
	return {
		id: task,
		assigned: of('poco.TaskAssigned').map(({ data }) => data.worker.toString()),
		contributions: of('poco.TaskContributed').map((e) => ({ ...worker(e), ...result(e) })),
		consensus,
		reopened: reopened !== undefined,
		reveals: of('poco.TaskRevealed').map(worker),
		failures: of('poco.FailureReported').map((e) => ({
			...worker(e),
			code: e.data.code.toString(),
		})),
		status:
			(completed && 'completed') ||
			(failed && 'failed') ||
			(revealing && 'revealing') ||
			(active ? 'active' : 'waiting'),
		ended: (completed ?? failed)?.block,
		digest: completed?.data.digest.toHex(),
	};
}

/**
 * A story in one line, for people.
 *
 * @param {Story} story
 */
export function outline({ status, assigned, contributions, reveals, failures }) {
	const contributors = contributions.map(({ worker }) => worker);
	// Those that a scheduler authorized were never assigned.
	const workers = new Set([...assigned, ...contributors]);
	const failed = failures.length > 0 ? `  failures reported ${failures.length}` : '';
	return (
		`${status.padEnd(9)}  contributed ${contributors.length}/${workers.size}` +
		`  revealed ${reveals.length}${failed}`
	);
}

/** @param {Happening} event */
function worker({ data, block }) {
	return { worker: `${data.worker}`, block };
}

/** @param {Happening} event */
function result({ data, block }) {
	return { resultHash: `${data.resultHash.toHex()}`, block };
}
