// SPDX-License-Identifier: Apache-2.0

/** The council: motions, and calls that it has executed as root. */

import { blake2AsHex } from '@polkadot/util-crypto';
import { call, explain } from './calls.js';
import { find } from './events.js';
import { poll } from './waiting.js';

/**
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('./calls.js').Tx} Tx
 * @typedef {import('./submit.js').Inclusion} Inclusion
 * @typedef {{ api: import('@polkadot/api').ApiPromise, sender: import('./submit.js').Sender }} Chain
 */

/** More than any motion here weighs. */
const WEIGHT = { refTime: 10n ** 11n, proofSize: 10n ** 6n };

/** Waits until the best block of now is final: two validators fork, and a vote may come before its motion. */
async function settled(/** @type {import('@polkadot/api').ApiPromise} */ { rpc: { chain } }) {
	const best = (await chain.getHeader()).number.toNumber();
	await poll(
		async () => {
			const { number } = await chain.getHeader(await chain.getFinalizedHead());
			return number.toNumber() >= best;
		},
		`block ${best} to be final`,
		{ timeout: 60_000 },
	);
}

/**
 * Some members decide: the first proposes, all vote for it, and it is executed. Refuses with the error of the
 * motion's call.
 *
 * @param {Chain} chain
 * @param {Pair[]} members
 * @param {Tx} motion
 * @returns {Promise<Inclusion>} of the transaction that executed it
 */
export async function decide({ api, sender }, members, motion) {
	const [proposer] = members;
	const lengthBound = motion.method.toU8a().length;
	let inclusion = await sender.send(proposer, 'council.propose', {
		threshold: members.length,
		proposal: motion.method,
		lengthBound,
	});
	// What one member may decide is executed at once.
	if (members.length > 1) {
		const proposed = find(inclusion.events, 'council.Proposed').data;
		const { proposalIndex: index, proposalHash: proposal } = proposed;
		await settled(api);
		await Promise.all(
			members.map((member) =>
				sender.send(member, 'council.vote', { proposal, index, approve: true }),
			),
		);
		await settled(api);
		inclusion = await sender.send(proposer, 'council.close', {
			proposalHash: proposal,
			index,
			proposalWeightBound: WEIGHT,
			lengthBound,
		});
	}
	const { result } = find(inclusion.events, 'council.Executed').data;
	if (result.isErr) {
		throw explain(api, result.asErr);
	}
	return inclusion;
}

/**
 * The motion that has a call executed as root, as soon as the council may; the call has to be on chain.
 *
 * @param {Chain} chain
 * @param {string} bytes the call, hex
 */
export function mandate({ api }, bytes) {
	return call(api, 'mandate.schedule', { call: blake2AsHex(bytes), delay: 0 });
}
