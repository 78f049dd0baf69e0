// SPDX-License-Identifier: Apache-2.0

/** A request's params, looked at before anything is signed: the rules are in `params-rules.js`. */

import { BourseError } from './errors.js';
import * as rules from './params-rules.js';

export { escapeIndex, MAX_PARAMS } from './params-rules.js';

function told(check: () => void): void {
	try {
		check();
	} catch (error) {
		throw error instanceof rules.BadParams ? new BourseError(error.message) : error;
	}
}

/** Looks at the params as the worker of one task will. Throws a sentence that names the place. */
export function checkTask(params: string, index: number): void {
	told(() => rules.checkTask(params, index));
}

/**
 * Looks at the params of all tasks. Where there are lists, one look for each entry: more entries than
 * tasks are a mistake, too, and so is stdin of a dataset where there is none. Throws a sentence that names
 * the place.
 */
export function checkParams(params: string, volume: bigint, hasDataset = true): void {
	told(() => rules.checkParams(params, volume, hasDataset));
}
