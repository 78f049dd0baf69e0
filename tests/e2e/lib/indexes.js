// SPDX-License-Identifier: Apache-2.0

/** Whether the indexes of several nodes say the same. */

import assert from 'node:assert/strict';
import { poll } from './waiting.js';

/**
 * @typedef {[string, ...unknown[]]} Question a method of the index whose answers say how far it reaches, and
 *   its arguments
 */

/** How long indexes may take to have the same blocks, in milliseconds. */
const PATIENCE = { timeout: 120_000, pause: 250 };

/**
 * What indexes say once they have the same blocks, which must be the same, and once `holds` holds of it.
 *
 * @param {import('./remote-node.js').RemoteNode[]} nodes
 * @param {Question[]} questions
 * @param {(answers: any[]) => boolean} [holds]
 * @returns {Promise<any[]>} the answers
 */
export function agreed(nodes, questions, holds = () => true) {
	let state = '';
	/** @param {import('./remote-node.js').RemoteNode} node */
	const ask = (node) => Promise.all(questions.map(([method, ...args]) => node.rpc(method, args)));
	const agree = async () => {
		const all = await Promise.all(nodes.map(ask));
		const reaches = all.flat().map(({ reach }) => `${reach?.last} ${reach?.lastHash}`);
		state = `${[...new Set(reaches)].join(', ')}; ${JSON.stringify(all[0][0])}`;
		if (reaches.some((reach) => reach !== reaches[0])) {
			return undefined;
		}
		for (const answers of all) {
			assert.deepEqual(answers, all[0]);
		}
		return holds(all[0]) && all[0];
	};
	return poll(agree, 'indexes of the same blocks', { ...PATIENCE, state: () => state });
}
