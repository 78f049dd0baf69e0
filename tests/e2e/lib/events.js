// SPDX-License-Identifier: Apache-2.0

/** Events of the chain, with their fields by name. */

import { stringCamelCase } from '@polkadot/util';
import { taskId } from './task-id.js';

/**
 * Values by name: their types are those of the chain's metadata, known only while this runs.
 *
 * @typedef {Record<string, any>} Fields
 *
 * @typedef {object} Event
 * @property {string} name `pallet.Event`, such as `market.OrdersMatched`
 * @property {Fields} data
 */

/**
 * An event as this folder's code reads it.
 *
 * @param {import('@polkadot/types/interfaces').Event} event
 * @returns {Event}
 */
export function readEvent({ section, method, data }) {
	const names = data.names ?? [];
	const fields = data.map((value, i) => [names[i] ? stringCamelCase(names[i]) : i, value]);
	return { name: `${section}.${method}`, data: Object.fromEntries(fields) };
}

/**
 * What an event tells, one thing at a time: what several tasks or movements of money have in common
 * is one event of the chain.
 *
 * @param {Event} event
 * @returns {Event[]}
 */
export function tell(event) {
	const { name, data } = event;
	if (name === 'escrow.Settled') {
		return data.moves.map((/** @type {any} */ move) => ({
			name: `escrow.${move.type}`,
			data: { ...Object.fromEntries(move.inner.entries()), task: data.task },
		}));
	}
	if (name === 'poco.TasksInitialized') {
		const first = data.first.toNumber();
		return Array.from({ length: data.count.toNumber() }, (_, i) => ({
			name: 'poco.TaskInitialized',
			data: { task: taskOf(data.deal, first + i), deal: data.deal },
		}));
	}
	if (name === 'poco.TasksAssigned') {
		return data.assigned.map((/** @type {any} */ { index, worker }) => ({
			name: 'poco.TaskAssigned',
			data: { task: taskOf(data.deal, index.toNumber()), worker, until: data.until },
		}));
	}
	if (name === 'poco.TaskContributed' && data.consensus.isTrue) {
		return [event, { name: 'poco.ConsensusReached', data }];
	}
	return [event];
}

/**
 * @param {any} deal
 * @param {number} index
 */
function taskOf(deal, index) {
	return deal.registry.createType('H256', taskId(deal.toHex(), index));
}

/**
 * The events of a block.
 *
 * @param {import('@polkadot/api/types').ApiDecoration<'promise'>} at the state after the block
 * @param {number} [extrinsic] its index: the events of that one alone
 */
export async function eventsAt(at, extrinsic) {
	const records = await at.query.system.events();
	return records
		.filter(
			({ phase }) =>
				extrinsic === undefined ||
				(phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(extrinsic)),
		)
		.flatMap(({ event }) => tell(readEvent(event)));
}

/**
 * The first event of that name; it has to be there.
 *
 * @param {Event[]} events
 * @param {string} name
 */
export function find(events, name) {
	const event = events.find((candidate) => candidate.name === name);
	if (!event) {
		throw new Error(`no event ${name} among ${events.map((e) => e.name).join(', ')}`);
	}
	return event;
}
