// SPDX-License-Identifier: Apache-2.0

/** Lists of the chain, by pages. */

import type { Listed } from './chain.js';
import type { Bourse } from './client.js';

/** Entries of a page of a runtime API. */
export const PAGE = 100;
/** Most pages of a list that are read. */
const MOST_PAGES = 20;
/** Questions that are asked at once. */
const AT_ONCE = 16;
/** What is asked for is the state after the best block, not after the last final one. */
export const BEST = { at: 'best' } as const;

/** A list that may be cut off. */
export interface Cut<T> {
	items: T[];
	/** Whether there are more than were read. */
	isCut: boolean;
}

/** The first pages of a list that the runtime, or the node, pages. */
export async function cutPagesOf<Entry, Key>(
	read: (after: Key | undefined) => Promise<Listed<Entry, Key>>,
): Promise<Cut<Entry>> {
	const items: Entry[] = [];
	let after: Key | undefined;
	for (let page = 0; page < MOST_PAGES; page += 1) {
		const { entries, next } = await read(after);
		items.push(...entries);
		if (next === undefined) return { items, isCut: false };
		after = next;
	}
	return { items, isCut: true };
}

/** The same, without whether there are more. */
export async function pagesOf<Entry, Key>(
	read: (after: Key | undefined) => Promise<Listed<Entry, Key>>,
): Promise<Entry[]> {
	return (await cutPagesOf(read)).items;
}

/** Answers for many items in their order, some asked for at once. */
export async function each<Item, Answer>(
	items: readonly Item[],
	ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let at = 0; at < items.length; at += AT_ONCE) {
		answers.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(ask))));
	}
	return answers;
}

/** Keys below a prefix, `most` of them: the node says which come first, and gives 1,000 at most. */
export async function keys(bourse: Bourse, prefix: string, most: number): Promise<Cut<string>> {
	const items = await bourse.request<string[]>('state_getKeysPaged', prefix, most + 1);
	return { items: items.slice(0, most), isCut: items.length > most };
}

/** The last 32 bytes of a storage key: the map's key, where a hasher keeps it. */
export const lastBytes = (key: string): string => `0x${key.slice(-64)}`;
