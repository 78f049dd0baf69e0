// SPDX-License-Identifier: Apache-2.0

/** Fees and deposits by the market's rules (PROTOCOL 9.1), as of a chain's genesis. Amounts in nRLC. */

import { RLC } from './accounts.js';

/** The start of a task. */
export const START_FEE = RLC / 1000n;
/** An assignment. */
export const WORKER_FEE = (2n * RLC) / 1000n;
/** Locked by a worker's record. */
export const WORKER_DEPOSIT = RLC / 100n;
/** What a pool's owner keeps of its price, in percent, unless it says otherwise. */
export const SCHEDULER_RATIO = 10n;

/**
 * What the workers get of a pool's price.
 *
 * @param {bigint} price
 */
export function workersPart(price) {
	return (price * (100n - SCHEDULER_RATIO)) / 100n;
}

/**
 * The fee of a task that took so many assignments.
 *
 * @param {number} assignments at most those that the payer locks the fee of
 */
export function feeOf(assignments) {
	return START_FEE + BigInt(assignments) * WORKER_FEE;
}

/**
 * The assignments of a task that the payer locks the fee of: `2 k`.
 *
 * @param {bigint} trust
 */
export function paidAssignments(trust) {
	// ceil(log2 trust)
	const owners = trust > 1n ? (trust - 1n).toString(2).length : 0;
	return 2 * Math.max(2, owners);
}
