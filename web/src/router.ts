// SPDX-License-Identifier: Apache-2.0

import { BehaviorSubject, fromEvent } from '@bourse/sdk/rx';

/** A page's address: everything behind `#`. The page's state is in it, so that it can be sent. */
export interface Route {
	/** Parts of the path: `#/deal/0x…` is `['deal', '0x…']`. */
	path: string[];
	query: URLSearchParams;
}

/** The route of an address's fragment. */
export function parseRoute(hash: string): Route {
	const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
	const parts = path.split('/').filter((part) => part !== '');
	return { path: parts.map(decoded), query: new URLSearchParams(query) };
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** The address of a route. Values that are undefined or empty are left out. */
export function href(
	path: (string | number | bigint)[],
	query: Record<string, string | number | bigint | undefined> = {},
): string {
	const parts = path.map((part) => encodeURIComponent(String(part)));
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	const text = new URLSearchParams(
		pairs.map(([name, value]) => [name, String(value)]),
	).toString();
	return `#/${parts.join('/')}${text && `?${text}`}`;
}

/** The present route. */
export const route$ = new BehaviorSubject<Route>(parseRoute(globalThis.location?.hash ?? ''));
if (typeof window !== 'undefined') {
	fromEvent(window, 'hashchange').subscribe(() => route$.next(parseRoute(location.hash)));
}

/** Goes to an address. */
export function go(address: string): void {
	location.hash = address;
}

/** Changes the present page's state without a step in the browser's history. */
export function setQuery(changes: Record<string, string | number | undefined>): void {
	const { path, query } = route$.value;
	const next = { ...Object.fromEntries(query), ...changes };
	history.replaceState(null, '', href(path, next));
	route$.next(parseRoute(location.hash));
}
