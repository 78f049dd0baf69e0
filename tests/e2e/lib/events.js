// SPDX-License-Identifier: Apache-2.0

/** Events of the chain, with their fields by name. */

import { stringCamelCase } from '@polkadot/util';

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
		.map(({ event }) => readEvent(event));
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
