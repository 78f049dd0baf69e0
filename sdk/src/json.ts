// SPDX-License-Identifier: Apache-2.0

/** The node's JSON, of which nothing is believed to have its shape. */

import type { Bourse } from './client.js';
import { BourseError } from './errors.js';

export type Json = Record<string, unknown>;

export const BAD =
	"The node's answer has another form than this page knows: update the node, or reload the page";

export function object(value: unknown): Json {
	if (typeof value !== 'object' || value === null) throw new BourseError(BAD);
	return value as Json;
}

export function number(of: Json, name: string): number {
	const value = of[name];
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new BourseError(BAD);
	return value;
}

export function text(of: Json, name: string): string {
	const value = of[name];
	if (typeof value !== 'string') throw new BourseError(BAD);
	return value;
}

export function list(of: Json, name: string): Json[] {
	const value = of[name];
	if (!Array.isArray(value)) throw new BourseError(BAD);
	return value.map(object);
}

export function amount(of: Json, name: string): bigint {
	const value = text(of, name);
	if (!/^\d{1,80}$/.test(value)) throw new BourseError(BAD);
	return BigInt(value);
}

export async function ask(
	bourse: Bourse,
	method: string,
	...params: unknown[]
): Promise<{ entries: Json[]; next: string | null; since: number | undefined }> {
	const page = object(await bourse.request(method, ...params));
	if (!Array.isArray(page['entries'])) throw new BourseError(BAD);
	const reach = page['reach'];
	return {
		entries: page['entries'].map(object),
		next: typeof page['next'] === 'string' ? page['next'] : null,
		since: reach ? number(object(reach), 'since') : undefined,
	};
}
