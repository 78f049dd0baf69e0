// SPDX-License-Identifier: Apache-2.0

/** Cleaning up: what this process must not leave behind, however it ends. */

import { once } from 'node:events';

/** What is still to be undone. */
const steps = /** @type {Set<() => void>} */ (new Set());

/**
 * Has something undone when this process ends; what was registered last comes first.
 *
 * @param {() => void} step
 * @returns {{ undo: () => void, forget: () => void }} undoes it now instead, or not at all
 */
export function atExit(step) {
	// A function of its own, so that a step may be registered twice.
	const own = () => step();
	steps.add(own);
	return {
		undo: () => {
			if (steps.delete(own)) {
				own();
			}
		},
		forget: () => {
			steps.delete(own);
		},
	};
}

process.once('exit', () => {
	for (const step of [...steps].reverse()) {
		try {
			step();
		} catch (error) {
			// The other steps matter more than where this one failed.
			console.error('could not clean up:', error);
			process.exitCode ||= 1;
		}
	}
});

/** What asks a process to end. */
const SIGNALS = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const leave = () => process.exit(130);
for (const signal of SIGNALS) {
	process.once(signal, leave);
}

/** Waits until this process is asked to end, which then is up to the caller. */
export async function untilInterrupted() {
	for (const signal of SIGNALS) {
		process.removeListener(signal, leave);
	}
	await Promise.race(SIGNALS.map((signal) => once(process, signal)));
	for (const signal of SIGNALS) {
		// Asked twice, it ends at once.
		process.once(signal, leave);
	}
}
