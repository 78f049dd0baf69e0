// SPDX-License-Identifier: Apache-2.0

import {
	decAnyMetadata,
	type UnifiedMetadata,
	unifyMetadata,
} from '@polkadot-api/substrate-bindings';
import type { PolkadotClient } from 'polkadot-api';

/** Something failed. `message` is a sentence that says what happened, and the cure where there is one. */
export class BourseError extends Error {
	override name = 'BourseError';
	/** `code`: the chain's name of the error, like `Book.NothingFits`, or the node's number. */
	constructor(
		message: string,
		readonly code?: string,
	) {
		super(message);
	}
}

interface Typed {
	type: string;
	value?: unknown;
}

function isTyped(value: unknown): value is Typed {
	return typeof value === 'object' && value !== null && typeof (value as Typed).type === 'string';
}

/** What the wallet's or the pool's refusals mean to a person. */
const INVALID: Readonly<Record<string, string>> = {
	Payment: "The wallet can't pay the fee of the transaction: get RLC, or withdraw some stake.",
	Stale: 'The account has sent another transaction meanwhile: send this one again.',
	Future: 'An earlier transaction of the account is missing: send this one again.',
	ExhaustsResources: 'The block is full: send the transaction again.',
	BadProof: "The signature is not the account's: update the wallet's metadata of this chain.",
	AncientBirthBlock: 'The wallet was too slow: send the transaction again.',
	NoFunds: 'The wallet holds too little: get RLC, or withdraw some stake.',
	FundsUnavailable: 'The wallet holds too little: get RLC, or withdraw some stake.',
	BelowMinimum: 'The receiving wallet would hold less than 0.001 RLC: move more.',
	BadOrigin: 'This account may not do that.',
};

/** The names of an error of the chain, outermost first: `['Module', 'Book', 'NothingFits']`. */
function path(error: unknown): string[] {
	return isTyped(error) ? [error.type, ...path(error.value)] : [];
}

const known = new WeakMap<PolkadotClient, Promise<UnifiedMetadata>>();

function metadata(client: PolkadotClient): Promise<UnifiedMetadata> {
	let found = known.get(client);
	if (!found) {
		found = client
			.getFinalizedBlock()
			.then(({ hash }) => client.getMetadata(hash))
			.then((bytes) => unifyMetadata(decAnyMetadata(bytes)));
		found.catch(() => known.delete(client));
		known.set(client, found);
	}
	return found;
}

/** The sentence that a pallet's metadata has for an error, which names the cure. */
export async function sentenceOf(
	client: PolkadotClient,
	pallet: string,
	name: string,
): Promise<string | undefined> {
	const { pallets, lookup } = await metadata(client);
	const type = pallets.find((one) => one.name === pallet)?.errors?.type;
	const def = type === undefined ? undefined : lookup[type]?.def;
	if (def?.tag !== 'variant') return undefined;
	const docs = def.value.find((variant) => variant.name === name)?.docs;
	return docs?.join(' ').trim() || undefined;
}

/** An error of the chain or of the transaction pool as a sentence. */
export async function explain(client: PolkadotClient, error: unknown): Promise<BourseError> {
	if (error instanceof BourseError) return error;
	const names = path(isTyped(error) ? error : (error as { error?: unknown } | null)?.error);
	const last = names.at(-1);
	if (last === undefined) {
		return new BourseError(error instanceof Error ? error.message : String(error));
	}
	const [pallet] = names.slice(-2);
	if (names[0] === 'Module' && pallet) {
		const sentence = await sentenceOf(client, pallet, last).catch(() => undefined);
		return new BourseError(sentence ?? `${pallet} refuses: ${last}.`, `${pallet}.${last}`);
	}
	return new BourseError(INVALID[last] ?? `The chain refuses: ${names.join(', ')}.`, last);
}

/** An answer of a node's JSON-RPC that is an error, as a sentence. */
export function explainRpc(error: unknown): BourseError {
	const { code, message, data } = (error ?? {}) as {
		code?: unknown;
		message?: unknown;
		data?: unknown;
	};
	const parts = [message, data].filter((part) => typeof part === 'string');
	const text = parts.join(': ') || String(error);
	return new BourseError(text, typeof code === 'number' ? String(code) : undefined);
}
