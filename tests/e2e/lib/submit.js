// SPDX-License-Identifier: Apache-2.0

/** Signed extrinsics: made by the names of their arguments, sent, and their errors explained. */

import { setTimeout as sleep } from 'node:timers/promises';
import { stringCamelCase } from '@polkadot/util';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} Tx
 */

/**
 * An event with its fields by name.
 *
 * @typedef {object} Event
 * @property {string} name `pallet.Event`, such as `market.OrdersMatched`
 * @property {Record<string, any>} data
 */

/**
 * @typedef {object} Inclusion
 * @property {string} block hash of the block
 * @property {Event[]} events of this extrinsic
 * @property {bigint} fee nRLC
 */

/** How long an extrinsic may take to get into a block, in milliseconds. */
const TIMEOUT = 120_000;
/** In how many finalized blocks one is looked for. */
const SEARCH_DEPTH = 256;

/** An error of the chain: `name` is `Pallet.Error`, the message what its docs say. */
export class ChainError extends Error {
	/**
	 * @param {string} name
	 * @param {string} docs
	 */
	constructor(name, docs) {
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
 * @param {Record<string, any>} args
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
 * An event as this folder's code reads it.
 *
 * @param {any} event
 * @returns {Event}
 */
export function readEvent(event) {
	/** @type {Record<string, any>} */
	const data = {};
	const names = event.data.names ?? [];
	event.data.forEach((/** @type {any} */ value, /** @type {number} */ i) => {
		data[names[i] ? stringCamelCase(names[i]) : i] = value;
	});
	return { name: `${event.section}.${event.method}`, data };
}

/**
 * @param {Api} api
 * @param {any} error a `DispatchError`
 */
export function explain(api, error) {
	if (error.isModule) {
		const { section, name, docs } = api.registry.findMetaError(error.asModule);
		const pallet = section[0].toUpperCase() + section.slice(1);
		return new ChainError(`${pallet}.${name}`, docs.join(' ').trim());
	}
	if (error.isToken) {
		return new ChainError(`Token.${error.asToken.type}`, '');
	}
	return new ChainError(error.type, '');
}

/** Sends extrinsics; counts nonces, so that one account can send several at once. */
export class Sender {
	/** @type {Map<string, Promise<number>>} */
	#nonces = new Map();

	/** What each account paid in fees, in nRLC, by address. */
	fees = /** @type {Map<string, bigint>} */ (new Map());

	/**
	 * @param {Api} api
	 * @param {{ finalized?: boolean }} options `finalized`: waits for the block to be final, for
	 *   chains that may take another branch
	 */
	constructor(api, { finalized = false } = {}) {
		this.api = api;
		this.finalized = finalized;
	}

	/** @param {string} address */
	async #nonce(address) {
		const next =
			this.#nonces.get(address) ??
			this.api.rpc.system.accountNextIndex(address).then((index) => index.toNumber());
		this.#nonces.set(
			address,
			next.then((nonce) => nonce + 1),
		);
		return next;
	}

	/**
	 * Signs and sends a call; resolves once it is in a block and succeeded.
	 *
	 * @param {Pair} signer
	 * @param {string} path `pallet.call`
	 * @param {Record<string, any>} args
	 */
	send(signer, path, args = {}) {
		return this.sendTx(signer, call(this.api, path, args));
	}

	/**
	 * Several calls in one extrinsic, all or nothing.
	 *
	 * @param {Pair} signer
	 * @param {Tx[]} calls
	 */
	sendAll(signer, calls) {
		return this.sendTx(signer, call(this.api, 'utility.batchAll', { calls }));
	}

	/**
	 * A call with root's origin.
	 *
	 * @param {Pair} sudo
	 * @param {string} path
	 * @param {Record<string, any>} args
	 */
	async sudo(sudo, path, args = {}) {
		const inner = call(this.api, path, args);
		const inclusion = await this.send(sudo, 'sudo.sudo', { call: inner });
		const { sudoResult } = find(inclusion.events, 'sudo.Sudid').data;
		if (sudoResult.isErr) {
			throw explain(this.api, sudoResult.asErr);
		}
		return inclusion;
	}

	/**
	 * Signs and sends; resolves once it is in a block and succeeded, refuses with a
	 * {@link ChainError} when the chain does.
	 *
	 * @param {Pair} signer
	 * @param {Tx} tx
	 * @returns {Promise<Inclusion>}
	 */
	async sendTx(signer, tx) {
		const nonce = await this.#nonce(signer.address);
		const { method } = tx;
		const what = `${method.section}.${method.method} by ${signer.meta.name ?? signer.address}`;
		/** @type {() => void} */
		let unsubscribe = () => {};
		/** @type {NodeJS.Timeout | undefined} */
		let timer;
		try {
			return await new Promise((resolve, reject) => {
				timer = setTimeout(
					() => reject(new Error(`${what}: not in a block in time`)),
					TIMEOUT,
				);
				const watch = (/** @type {any} */ result) => {
					const { status, events, dispatchError } = result;
					if (result.isError && this.finalized) {
						// Its block may have lost, and another one with it won.
						this.#search(signer.address, nonce, tx).then(
							(found) =>
								found.error ? reject(found.error) : resolve(found.inclusion),
							(error) =>
								reject(new Error(`${what}: ${status.type}, then ${error.message}`)),
						);
					} else if (result.isError) {
						reject(new Error(`${what}: ${status.type}`));
					} else if (this.finalized ? status.isFinalized : status.isInBlock) {
						const read = events.map((/** @type {any} */ record) =>
							readEvent(record.event),
						);
						const fee = this.#countFee(signer.address, read);
						if (dispatchError) {
							reject(explain(this.api, dispatchError));
						} else {
							resolve({ block: status.value.toHex(), events: read, fee });
						}
					}
				};
				// Where blocks may be long in coming, a transaction must not expire meanwhile.
				const era = this.finalized ? { era: 0 } : {};
				tx.signAndSend(signer, { nonce, ...era }, watch).then(
					(stop) => (unsubscribe = stop),
					(error) => reject(new Error(`${what}: ${error.message}`)),
				);
			});
		} catch (error) {
			if (!(error instanceof ChainError)) {
				// It may never have used its nonce: ask the chain before the next one.
				this.#nonces.delete(signer.address);
			}
			throw error;
		} finally {
			clearTimeout(timer);
			unsubscribe();
		}
	}

	/**
	 * Looks for a signed transaction in the finalized chain, and sends it again until it is there.
	 *
	 * @param {string} address of the signer
	 * @param {number} nonce
	 * @param {Tx} tx
	 * @returns {Promise<{ inclusion: Inclusion, error?: Error }>}
	 */
	async #search(address, nonce, tx) {
		const { api } = this;
		for (const deadline = Date.now() + TIMEOUT; Date.now() < deadline; await sleep(2_000)) {
			let block = (await api.rpc.chain.getFinalizedHead()).toHex();
			const account = /** @type {any} */ (
				await (await api.at(block)).query.system.account(address)
			);
			if (account.nonce.toNumber() <= nonce) {
				// Refused when the pool has it.
				await api.rpc.author.submitExtrinsic(tx).catch(() => {});
				continue;
			}
			for (let depth = 0; depth < SEARCH_DEPTH; depth++) {
				const { extrinsics, header } = (await api.rpc.chain.getBlock(block)).block;
				const index = extrinsics.findIndex(({ hash }) => hash.eq(tx.hash));
				if (index >= 0) {
					return this.#outcome(block, index, address);
				}
				block = header.parentHash.toHex();
			}
			throw new Error('another transaction had its nonce');
		}
		throw new Error('not in a finalized block in time');
	}

	/**
	 * What came of an extrinsic in a block.
	 *
	 * @param {string} block
	 * @param {number} index
	 * @param {string} signer
	 * @returns {Promise<{ inclusion: Inclusion, error?: Error }>}
	 */
	async #outcome(block, index, signer) {
		const all = /** @type {any} */ (await (await this.api.at(block)).query.system.events());
		const events = all
			.filter(
				(/** @type {any} */ { phase }) =>
					phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(index),
			)
			.map((/** @type {any} */ { event }) => readEvent(event));
		const fee = this.#countFee(signer, events);
		const failed = events.find(
			(/** @type {Event} */ { name }) => name === 'system.ExtrinsicFailed',
		);
		const error = failed && explain(this.api, failed.data.dispatchError);
		return { inclusion: { block, events, fee }, error };
	}

	/**
	 * @param {string} address
	 * @param {Event[]} events
	 */
	#countFee(address, events) {
		const paid = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
		const fee = BigInt(paid?.data.actualFee?.toString() ?? 0);
		this.fees.set(address, (this.fees.get(address) ?? 0n) + fee);
		return fee;
	}
}

/**
 * The first event of that name; it has to be there.
 *
 * @param {Event[]} events
 * @param {string} name
 */
export function find(events, name) {
	const event = events.find((candidate) => candidate.name === name);
	if (!event) {
		throw new Error(`no event ${name} among ${events.map((e) => e.name).join(', ')}`);
	}
	return event;
}
