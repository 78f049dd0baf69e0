// SPDX-License-Identifier: Apache-2.0

/**
 * Whether the chain has what {@link Chain} names, by the descriptors that `scripts/descriptors` generates from a
 * runtime: the compiler's error names what is missing. Not part of `npm run check`, which has no runtime.
 */

import type { bourse } from '@polkadot-api/descriptors';
import type { TypedApi } from 'polkadot-api';
import type { Chain } from '../src/chain.js';

type Ours = TypedApi<Chain, false>;
type Theirs = TypedApi<typeof bourse, false>;

/** `Pallet.item` of all that `A` has and `B` lacks. */
type Missing<A, B> = {
	[Pallet in keyof A & string]: Pallet extends keyof B
		? {
				[Item in keyof A[Pallet] & string]: Item extends keyof B[Pallet]
					? never
					: `${Pallet}.${Item}`;
			}[keyof A[Pallet] & string]
		: Pallet;
}[keyof A & string];
type Nothing<T extends never> = T;

export type MissingCalls = Nothing<Missing<Ours['tx'], Theirs['tx']>>;
export type MissingItems = Nothing<Missing<Ours['query'], Theirs['query']>>;
export type MissingApis = Nothing<Missing<Ours['apis'], Theirs['apis']>>;
