// SPDX-License-Identifier: Apache-2.0

/** Calls by the names of their arguments, and the errors by which the chain refuses them. */

import { stringCamelCase } from '@polkadot/util';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} Tx
 * @typedef {import('./events.js').Fields} Fields
 */

/** An error of the chain: `name` is `Pallet.Error`, the message what its docs say. */
export class ChainError extends Error {
	/**
	 * @param {string} name
	 * @param {string} docs
	 */
	constructor(name, docs = '') {
		super(docs ? `${name}: ${docs}` : name);
		this.name = name;
		this.docs = docs;
	}
}

/**
 * A call with its arguments by name, so that nothing depends on their order.
 *
 * @param {Api} api
 * @param {string} path `pallet.call`
 * @param {Fields} args
 * @returns {Tx}
 */
export function call(api, path, args = {}) {
	const [pallet, name] = path.split('.');
	const make = api.tx[pallet]?.[name];
	if (!make) {
		throw new Error(`the chain has no call ${path}`);
	}
	const given = new Map(Object.entries(args));
	const ordered = make.meta.args.map((arg) => {
		const key = stringCamelCase(arg.name.toString());
		if (!given.has(key)) {
			throw new Error(`${path} needs ${key}`);
		}
		const value = given.get(key);
		given.delete(key);
		return value;
	});
	if (given.size > 0) {
		throw new Error(`${path} does not know ${[...given.keys()].join(', ')}`);
	}
	return make(...ordered);
}

/**
 * Why the chain refused a call.
 *
 * @param {Api} api
 * @param {import('@polkadot/types/interfaces').DispatchError} error
 */
export function explain(api, error) {
	if (error.isModule) {
		const { section, name, docs } = api.registry.findMetaError(error.asModule);
		const pallet = section[0].toUpperCase() + section.slice(1);
		return new ChainError(`${pallet}.${name}`, docs.join(' ').trim());
	}
	return new ChainError(error.isToken ? `Token.${error.asToken.type}` : error.type);
}
