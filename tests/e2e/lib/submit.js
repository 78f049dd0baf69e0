// SPDX-License-Identifier: Apache-2.0

/** Signed extrinsics: sent, and followed until they are in a block. */

import { setTimeout as sleep } from 'node:timers/promises';
import { ChainError, call, explain } from './calls.js';
import { eventsAt, find, readEvent } from './events.js';
import { overdue, within } from './waiting.js';

/**
 * @typedef {import('@polkadot/api').ApiPromise} Api
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('@polkadot/types/types').ISubmittableResult} Progress
 * @typedef {import('./calls.js').Tx} Tx
 * @typedef {import('./events.js').Event} Event
 *
 * @typedef {object} Inclusion
 * @property {string} block hash of the block
 * @property {Event[]} events of this extrinsic
 * @property {bigint} fee nRLC
 *
 * @typedef {{ inclusion: Inclusion, error?: Error }} Outcome the error: why the chain refused the
 *   call, whose extrinsic is in a block nevertheless
 */

/** How long an extrinsic may take to get into a block, in milliseconds. */
const TIMEOUT = 120_000;
/** In how many finalized blocks one is looked for. */
const SEARCH_DEPTH = 256;

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
	#nonce(address) {
		const next =
			this.#nonces.get(address) ??
			this.api.rpc.system.accountNextIndex(address).then((index) => index.toNumber());
		const following = next.then((nonce) => nonce + 1);
		// Whoever waits for `next` hears of its error.
		following.catch(() => {});
		this.#nonces.set(address, following);
		return next;
	}

	/**
	 * Signs and sends a call; resolves once it is in a block and succeeded.
	 *
	 * @param {Pair} signer
	 * @param {string} path `pallet.call`
	 * @param {import('./events.js').Fields} args
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
	 * @param {import('./events.js').Fields} args
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
		const { section, method } = tx.method;
		const what = `${section}.${method} by ${signer.meta.name ?? signer.address}`;
		try {
			const nonce = await this.#nonce(signer.address);
			const { inclusion, error } = await this.#follow(what, signer, nonce, tx);
			if (error) {
				throw error;
			}
			return inclusion;
		} catch (error) {
			if (!(error instanceof ChainError)) {
				// It may never have used its nonce: ask the chain before the next one.
				this.#nonces.delete(signer.address);
			}
			throw error;
		}
	}

	/**
	 * Signs and sends an extrinsic, and waits until it is in a block.
	 *
	 * @param {string} what for the messages of errors
	 * @param {Pair} signer
	 * @param {number} nonce
	 * @param {Tx} tx
	 * @returns {Promise<Outcome>}
	 */
	async #follow(what, signer, nonce, tx) {
		let state = 'not sent';
		let unsubscribe = () => {};
		/** @type {Promise<Outcome>} */
		const outcome = new Promise((resolve, reject) => {
			const fail = (/** @type {Error} */ error) =>
				reject(new Error(`${what}: ${state}: ${error.message}`, { cause: error }));
			const watch = (/** @type {Progress} */ { status, events, dispatchError, isError }) => {
				state = status.type;
				if (isError && this.finalized) {
					// Its block may have lost, and another one with it won.
					this.#search(signer.address, nonce, tx).then(resolve, fail);
				} else if (isError) {
					reject(new Error(`${what}: ${state}`));
				} else if (this.finalized ? status.isFinalized : status.isInBlock) {
					const block = status.isFinalized ? status.asFinalized : status.asInBlock;
					const read = events.map(({ event }) => readEvent(event));
					const fee = this.#countFee(signer.address, read);
					resolve({
						inclusion: { block: block.toHex(), events: read, fee },
						error: dispatchError && explain(this.api, dispatchError),
					});
				}
			};
			// Where blocks may be long in coming, a transaction must not expire meanwhile.
			const era = this.finalized ? { era: 0 } : {};
			tx.signAndSend(signer, { nonce, ...era }, watch).then((stop) => {
				unsubscribe = stop;
			}, fail);
		});
		try {
			return await within(outcome, what, { timeout: TIMEOUT, state: () => state });
		} finally {
			unsubscribe();
		}
	}

	/**
	 * Looks for a signed transaction in the finalized chain, and sends it again until it is there.
	 *
	 * @param {string} address of the signer
	 * @param {number} nonce
	 * @param {Tx} tx
	 * @returns {Promise<Outcome>}
	 */
	async #search(address, nonce, tx) {
		const { api } = this;
		let state = '';
		for (const deadline = Date.now() + TIMEOUT; Date.now() < deadline; await sleep(2_000)) {
			let block = (await api.rpc.chain.getFinalizedHead()).toHex();
			const account = await (await api.at(block)).query.system.account(address);
			if (account.nonce.toNumber() <= nonce) {
				state = await api.rpc.author.submitExtrinsic(tx).then(
					() => 'sent again',
					// The pool refuses what it has.
					(error) => `not taken again: ${error.message}`,
				);
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
		throw overdue('a finalized block', TIMEOUT, state);
	}

	/**
	 * What came of an extrinsic in a block.
	 *
	 * @param {string} block
	 * @param {number} index
	 * @param {string} signer
	 * @returns {Promise<Outcome>}
	 */
	async #outcome(block, index, signer) {
		const events = await eventsAt(await this.api.at(block), index);
		const fee = this.#countFee(signer, events);
		const failed = events.find(({ name }) => name === 'system.ExtrinsicFailed');
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
