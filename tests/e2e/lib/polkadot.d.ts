// SPDX-License-Identifier: Apache-2.0

/**
 * Types of the chain's state for tsc: polkadot.js brings those of the pallets that every Substrate
 * chain has; those of Bourse's own pallets stand here, as far as this folder reads them.
 */

import '@polkadot/api-augment/substrate';
import type { ApiTypes, AugmentedQuery } from '@polkadot/api-base/types';
import type { Codec, Observable } from '@polkadot/types/types';
import type { bool, Option, Struct, u16, u64, u128 } from '@polkadot/types-codec';

interface Balance extends Struct {
	readonly stake: u128;
	readonly locked: u128;
}

interface Deal extends Struct {
	readonly botFirst: u64;
	readonly botSize: u64;
}

interface Workerpool extends Struct {
	readonly owner: Codec;
}

interface Progress extends Struct {
	readonly ended: u64;
}

interface MarketParameters extends Struct {
	readonly startFee: u128;
	readonly workerFee: u128;
}

type Map<ApiType extends ApiTypes, Value extends Codec> = AugmentedQuery<
	ApiType,
	(key: string | number) => Observable<Value>
>;

declare module '@polkadot/api-base/types/storage' {
	interface AugmentedQueries<ApiType extends ApiTypes> {
		escrow: {
			accounts: Map<ApiType, Balance>;
			kitty: AugmentedQuery<ApiType, () => Observable<u128>>;
		};
		market: {
			deals: Map<ApiType, Option<Deal>>;
			consumed: Map<ApiType, u64>;
		};
		registry: { workerpools: Map<ApiType, Option<Workerpool>> };
		poco: {
			progress: Map<ApiType, Progress>;
			score: Map<ApiType, u64>;
			engineVersion: AugmentedQuery<ApiType, () => Observable<u16>>;
		};
		rules: {
			hold: AugmentedQuery<ApiType, () => Observable<bool>>;
			parameters: AugmentedQuery<ApiType, () => Observable<MarketParameters>>;
		};
	}
}
