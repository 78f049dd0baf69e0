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
 * @property {'waiting' | 'active' | 'revealing' | 'completed' | 'failed' | 'unavailable' |
 *   'timed out'} status
 * @property {string | undefined} failure that the workers agreed on, once completed: its code
 * @property {number | undefined} ended number of the block in which it ended
 * @property {string | undefined} digest hex, once completed
 */

/** Digits of a task's id, with `0x`, that its deal's id begins with, too. */
const DEAL_DIGITS = 2 + 2 * 24;

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
	const active = of('poco.TaskInitialized').length > 0;
	// Tasks that never began end together.
	const ofDeal = (/** @type {{ deal: { toHex: () => string } }} */ { deal }) =>
		!active && deal.toHex().slice(0, DEAL_DIGITS) === task.slice(0, DEAL_DIGITS);
	const [given] = [
		...of('poco.TaskClaimed'),
		...chain.events('poco.DealClaimed', (data) => ofDeal(/** @type {any} */ (data))),
	];
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
			(given && givenUp(given)) ||
			(revealing && 'revealing') ||
			(active ? 'active' : 'waiting'),
		failure: completed?.data.failure.isSome
			? completed.data.failure.unwrap().toString()
			: undefined,
		ended: (completed ?? given)?.block,
		digest: completed?.data.digest.toHex(),
	};
}

/**
 * A story in one line, for people.
 *
 * @param {Story} story
 */
export function outline({ status, failure, assigned, contributions, reveals, failures }) {
	// Those that a scheduler authorized, in a pool of its own, were never assigned.
	const contributors = contributions.map(({ worker }) => worker);
	const workers = new Set([...assigned, ...contributors]);
	const failed = failures.length > 0 ? `  failures reported ${failures.length}` : '';
	return (
		`${status.padEnd(9)}  contributed ${contributors.length}/${workers.size}` +
		`  revealed ${reveals.length}${failed}${failure ? `  with ${failure}` : ''}`
	);
}

/**
 * How a task was given up.
 *
 * @param {Happening} event
 */
function givenUp({ data }) {
	const status = data.status?.toString();
	if (status === 'TimedOut') {
		return 'timed out';
	}
	return status === 'Unavailable' || data.unavailable?.isTrue ? 'unavailable' : 'failed';
}

/** @param {Happening} event */
function worker({ data, block }) {
	return { worker: `${data.worker}`, block };
}

/** @param {Happening} event */
function result({ data, block }) {
	return { resultHash: `${data.resultHash.toHex()}`, block };
}
