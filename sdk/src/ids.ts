// SPDX-License-Identifier: Apache-2.0

import { fromHex, toHex } from './bytes.js';
import type { Hash } from './chain.js';

/** Bytes of a task's id that are its deal's; the index follows, big-endian. */
const DEAL_BYTES = 24;
const NO_INDEX = 0xffff_ffff_ffff_ffffn;

/** The id of task `index` (inside the request order) of a deal. */
export function taskId(deal: Hash, index: bigint): Hash {
	const id = fromHash(deal);
	new DataView(id.buffer).setBigUint64(DEAL_BYTES, index);
	return toHex(id);
}

/** The deal of a task, and its index inside the request order. */
export function dealAndIndex(task: Hash): { deal: Hash; index: bigint } {
	const index = new DataView(fromHash(task).buffer).getBigUint64(DEAL_BYTES);
	return { deal: taskId(task, NO_INDEX), index };
}

/** Whether the id is a deal's: no task has it. */
export function isDeal(id: Hash): boolean {
	return dealAndIndex(id).index === NO_INDEX;
}

function fromHash(hash: Hash): Uint8Array {
	const bytes = fromHex(hash);
	if (bytes.length !== 32) throw new RangeError(`"${hash}" is no id: write 0x and 64 hex digits`);
	return bytes.slice();
}
