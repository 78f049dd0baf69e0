// SPDX-License-Identifier: Apache-2.0

/**
 * The four kinds of orders: made, hashed, signed (docs/orders.md) and matched into deals.
 *
 * @module
 */

import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { randomAsHex } from '@polkadot/util-crypto';
import { call } from './calls.js';
import { find } from './events.js';
import { hexHash } from './hash.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {'App' | 'Dataset' | 'Workerpool' | 'Request'} Kind
 * @typedef {`Bound${Kind}`} BoundKind
 * @typedef {import('./events.js').Fields} Fields
 * @typedef {{ order: Fields, signature: { Sr25519: string } | null }} Signed
 * @typedef {{ app: Signed, dataset?: Signed | null, workerpool: Signed, request: Signed }} Orders
 *
 * @typedef {object} Asset an app or a dataset that is for sale
 * @property {number} id
 * @property {Pair} owner
 * @property {bigint} price nRLC per task
 *
 * @typedef {object} Pool a workerpool that is for sale
 * @property {number} id
 * @property {Pair} owner the scheduler
 * @property {bigint} price nRLC per task
 *
 * @typedef {object} Purchase what a requester asks for
 * @property {Pair} requester
 * @property {Asset} app
 * @property {Asset} [dataset]
 * @property {Pool} pool
 * @property {string} params
 * @property {number | bigint} [trust]
 * @property {number} [volume] number of tasks
 * @property {number} [category]
 */

/** Of orders without and with bounds. */
const [VERSION, BOUND_VERSION] = [1, 2];
const ANYBODY = { Anybody: null };

/** What an order says when nothing else is said. */
const DEFAULTS = {
	App: {
		price: 0n,
		volume: 1,
		tag: 0,
		datasetRestrict: ANYBODY,
		workerpoolRestrict: ANYBODY,
		requesterRestrict: ANYBODY,
	},
	Dataset: {
		price: 0n,
		volume: 1,
		tag: 0,
		appRestrict: ANYBODY,
		workerpoolRestrict: ANYBODY,
		requesterRestrict: ANYBODY,
	},
	Workerpool: {
		price: 0n,
		volume: 1,
		tag: 0,
		category: 0,
		trust: 1,
		appRestrict: ANYBODY,
		datasetRestrict: ANYBODY,
		requesterRestrict: ANYBODY,
	},
	Request: {
		appMaxPrice: 0n,
		dataset: null,
		datasetMaxPrice: 0n,
		workerpoolRestrict: ANYBODY,
		workerpoolMaxPrice: 0n,
		volume: 1,
		tag: 0,
		category: 0,
		trust: 1,
		callback: null,
		params: '',
	},
};

/**
 * An order, with what is not said filled in and a salt of its own.
 *
 * @param {Kind} kind
 * @param {Fields} terms
 * @returns {Fields}
 */
export function order(kind, terms) {
	return { ...DEFAULTS[kind], salt: randomAsHex(32), ...terms };
}

/**
 * The request order of a purchase.
 *
 * @param {Purchase} purchase
 */
export function requestOf({
	requester,
	app,
	dataset,
	pool,
	params,
	trust = 1,
	volume = 1,
	category = 0,
}) {
	return order('Request', {
		app: app.id,
		appMaxPrice: app.price,
		dataset: dataset?.id ?? null,
		datasetMaxPrice: dataset?.price ?? 0n,
		workerpoolMaxPrice: pool.price,
		requester: requester.address,
		beneficiary: requester.address,
		volume,
		category,
		trust,
		params,
	});
}

/**
 * The SCALE bytes of an order with its kind.
 *
 * @param {Api} api
 * @param {Kind | BoundKind} kind
 * @param {Fields} terms an order; of a bound kind `{ order, bounds }`
 */
function encode(api, kind, terms) {
	// The call's own argument says what the type is called in this chain's metadata.
	const type = api.tx.market.presign.meta.args[0].type.toString();
	return api.createType(type, { [kind]: terms }).toU8a();
}

/**
 * What an order is signed and counted under:
 * `blake2_256(genesis hash ‖ "bourse order" ‖ version ‖ SCALE(AnyOrder))`.
 *
 * @param {Api} api
 * @param {Kind | BoundKind} kind
 * @param {Fields} terms an order; of a bound kind `{ order, bounds }`
 * @returns {string} hex
 */
export function orderHash(api, kind, terms) {
	const version = Uint8Array.of(kind.startsWith('Bound') ? BOUND_VERSION : VERSION);
	const domain = [api.genesisHash.toU8a(), stringToU8a('bourse order'), version];
	return hexHash(...domain, encode(api, kind, terms));
}

/**
 * An order with its owner's signature.
 *
 * @param {Api} api
 * @param {Pair} owner
 * @param {Kind} kind
 * @param {Fields} terms an order
 * @returns {Signed}
 */
export function sign(api, owner, kind, terms) {
	const signature = owner.sign(hexToU8a(orderHash(api, kind, terms)));
	return { order: terms, signature: { Sr25519: u8aToHex(signature) } };
}

/**
 * An order with its owner's signature, as `bourse_publishOrder` takes it.
 *
 * @param {Api} api
 * @param {Pair} owner
 * @param {Kind | BoundKind} kind
 * @param {Fields} terms an order; of a bound kind `{ order, bounds }`
 * @returns {string} hex
 */
export function travelling(api, owner, kind, terms) {
	const signature = owner.sign(hexToU8a(orderHash(api, kind, terms)), { withType: true });
	return u8aToHex(u8aConcat(encode(api, kind, terms), signature));
}

/**
 * Params of a request, as docs/guides/requester.md describes them.
 *
 * @param {string[]} args
 * @param {import('./content.js').Offer[]} inputs
 */
export function params(args, inputs = []) {
	const files = inputs.map(({ multiaddr: url, checksum, name }) => ({ url, checksum, name }));
	return JSON.stringify(files.length > 0 ? { args, inputs: files } : { args });
}

/**
 * A match of four signed orders.
 *
 * @param {Api} api
 * @param {Orders} orders
 */
export function match(api, { app, dataset = null, workerpool, request }) {
	return call(api, 'market.matchOrders', { app, dataset, workerpool, request });
}

/**
 * The deal that a match made.
 *
 * @param {import('./submit.js').Inclusion} inclusion
 * @returns {string} hex
 */
export function dealOf(inclusion) {
	return find(inclusion.events, 'market.OrdersMatched').data.deal.toHex();
}
