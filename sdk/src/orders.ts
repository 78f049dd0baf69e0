// SPDX-License-Identifier: Apache-2.0

/** Signed orders: their bytes and hashes (docs/orders.md). */

import {
	_void,
	AccountId,
	Bytes,
	bool,
	type Codec,
	Option,
	SizedBytes,
	Struct,
	u32,
	u64,
	u128,
	u256,
	Variant,
} from '@polkadot-api/substrate-bindings';
import { blake2Hex, concat, fromHex, utf8 } from './bytes.js';
import type { Account, Amount, Hash, Party, Restrict } from './chain.js';

/** Of an order without bounds, and of operations; of an order with bounds. */
const VERSION = 1;
const BOUND_VERSION = 2;
/** What is added to the kind of an order with bounds. */
const BOUND = 4;

/** An app owner's offer. */
export interface AppOrder {
	app: number;
	price: Amount;
	volume: bigint;
	tag: bigint;
	dataset_restrict: Restrict;
	workerpool_restrict: Restrict;
	requester_restrict: Restrict;
	salt: Hash;
}

/** A dataset owner's offer. */
export interface DatasetOrder {
	dataset: number;
	price: Amount;
	volume: bigint;
	tag: bigint;
	app_restrict: Restrict;
	workerpool_restrict: Restrict;
	requester_restrict: Restrict;
	salt: Hash;
}

/** A workerpool owner's offer. */
export interface WorkerpoolOrder {
	workerpool: number;
	price: Amount;
	volume: bigint;
	tag: bigint;
	category: number;
	trust: bigint;
	app_restrict: Restrict;
	dataset_restrict: Restrict;
	requester_restrict: Restrict;
	salt: Hash;
}

/** A requester's demand. */
export interface RequestOrder {
	app: number;
	app_max_price: Amount;
	dataset: number | undefined;
	dataset_max_price: Amount;
	workerpool_restrict: Restrict;
	workerpool_max_price: Amount;
	requester: Account;
	volume: bigint;
	tag: bigint;
	category: number;
	trust: bigint;
	beneficiary: Account;
	callback: Account | undefined;
	params: Uint8Array;
	salt: Hash;
}

/** An order of any kind. */
export type AnyOrder =
	| { type: 'App'; value: AppOrder }
	| { type: 'Dataset'; value: DatasetOrder }
	| { type: 'Workerpool'; value: WorkerpoolOrder }
	| { type: 'Request'; value: RequestOrder };

/** Bounds of an order. */
export interface OrderBounds {
	/** The order is void from this second of the Unix epoch on. */
	until: bigint | undefined;
	/** That of the asset (of a request: of its requester), as `registry.epochs` has it. */
	epoch: number;
	/** In a request: nobody else may pay. */
	payer: Account | undefined;
	/** In a request: any node may match it, at the requester's expense. */
	broker: boolean;
}

const account = AccountId();
const hash = SizedBytes(32);
const party = Variant({
	Account: account,
	App: u32,
	Dataset: u32,
	Workerpool: u32,
}) as unknown as Codec<Party>;
const restrict = Variant({
	Anybody: _void,
	Only: party,
	Group: u32,
}) as unknown as Codec<Restrict>;

/** The order as the chain encodes it: its kind, then its fields. */
const anyOrder = Variant({
	App: Struct({
		app: u32,
		price: u128,
		volume: u64,
		tag: u64,
		dataset_restrict: restrict,
		workerpool_restrict: restrict,
		requester_restrict: restrict,
		salt: hash,
	}),
	Dataset: Struct({
		dataset: u32,
		price: u128,
		volume: u64,
		tag: u64,
		app_restrict: restrict,
		workerpool_restrict: restrict,
		requester_restrict: restrict,
		salt: hash,
	}),
	Workerpool: Struct({
		workerpool: u32,
		price: u128,
		volume: u64,
		tag: u64,
		category: u32,
		trust: u256,
		app_restrict: restrict,
		dataset_restrict: restrict,
		requester_restrict: restrict,
		salt: hash,
	}),
	Request: Struct({
		app: u32,
		app_max_price: u128,
		dataset: Option(u32),
		dataset_max_price: u128,
		workerpool_restrict: restrict,
		workerpool_max_price: u128,
		requester: account,
		volume: u64,
		tag: u64,
		category: u32,
		trust: u256,
		beneficiary: account,
		callback: Option(account),
		params: Bytes(),
		salt: hash,
	}),
}) as unknown as Codec<AnyOrder>;

const orderBounds = Struct({
	until: Option(u64),
	epoch: u32,
	payer: Option(account),
	broker: bool,
}) as unknown as Codec<OrderBounds>;

/** The bytes of an order: kind, fields, bounds if it has some, as `market.presign` takes them. */
export function orderBytes(order: AnyOrder, bounds?: OrderBounds): Uint8Array {
	const bytes = anyOrder.enc(order);
	if (!bounds) return bytes;
	const [kind = 0, ...fields] = bytes;
	return concat(new Uint8Array([kind + BOUND, ...fields]), orderBounds.enc(bounds));
}

/** The hash that an order is signed, counted and closed under, on the chain with that genesis. */
export function orderHash(genesis: Hash, order: AnyOrder, bounds?: OrderBounds): Hash {
	const version = new Uint8Array([bounds ? BOUND_VERSION : VERSION]);
	const bytes = orderBytes(order, bounds);
	return blake2Hex(concat(fromHex(genesis), utf8('bourse order'), version, bytes));
}

/** The hash that an owner signs to have somebody else presign or close an order. */
export function operationHash(genesis: Hash, operation: 'presign' | 'close', order: Hash): Hash {
	const kind = new Uint8Array([VERSION, operation === 'presign' ? 0 : 1]);
	return blake2Hex(
		concat(fromHex(genesis), utf8('bourse order operation'), kind, fromHex(order)),
	);
}

/** What a browser wallet has to be given to sign: the hash's text, as hex of its bytes. */
export function forWallet(orderHash: Hash): string {
	return `0x${[...utf8(orderHash.toLowerCase())].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** A salt by chance, so that an order of the same terms is another order. */
export function newSalt(): Hash {
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
