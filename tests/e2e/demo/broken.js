// SPDX-License-Identifier: Apache-2.0

/** What should hold and does not. */

import { headline, line } from '../lib/report.js';

/** Collects what is not as it should be, so that the story goes on meanwhile. */
export class Broken {
	/** @type {string[]} */
	#what = [];

	/** Whether anything is not as it should be. */
	get any() {
		return this.#what.length > 0;
	}

	/**
	 * @param {boolean} holds
	 * @param {string} what should hold
	 */
	unless(holds, what) {
		if (!holds) {
			this.#what.push(what);
		}
	}

	/** Prints all of it, if there is any. */
	report() {
		if (this.any) {
			headline('Not as it should be');
			this.#what.forEach(line);
		}
	}
}
