// SPDX-License-Identifier: Apache-2.0

/** Offers for anybody to buy from: signed orders in files, and requests that only lack a signature. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOrder } from './order-files.js';
import { order, requestOf, sign } from './orders.js';

/**
 * @typedef {import('./orders.js').Asset} Asset
 * @typedef {import('./orders.js').Pool} Pool
 * @typedef {import('@polkadot/api').ApiPromise} Api
 */

/** How many tasks each offer is good for. */
const VOLUME = 1000;

/**
 * Writes offers of apps, datasets and a pool: each signed by its owner.
 *
 * @param {Api} api
 * @param {string} folder
 * @param {{ apps: Record<string, Asset>, datasets: Record<string, Asset>,
 *   pools: Record<string, Pool>, trust: number }} offers by the names of their files, without .json
 */
export async function writeOffers(api, folder, { apps, datasets, pools, trust }) {
	await mkdir(folder, { recursive: true });
	const write = (
		/** @type {import('./orders.js').Kind} */ kind,
		/** @type {string} */ name,
		/** @type {Asset} */ { owner, price },
		/** @type {import('./events.js').Fields} */ terms,
	) => {
		const signed = sign(api, owner, kind, order(kind, { ...terms, price, volume: VOLUME }));
		const { order: all, signature } = signed;
		writeOrder(join(folder, `${name}.json`), { kind, terms: all, signature });
	};
	for (const [name, asset] of Object.entries(apps)) {
		write('App', name, asset, { app: asset.id });
	}
	for (const [name, asset] of Object.entries(datasets)) {
		write('Dataset', name, asset, { dataset: asset.id });
	}
	for (const [name, pool] of Object.entries(pools)) {
		write('Workerpool', name, pool, { workerpool: pool.id, trust });
	}
}

/**
 * Writes a request. It leaves its salt out: each time that it is signed it is another one.
 *
 * @param {string} file
 * @param {import('./orders.js').Purchase} purchase
 */
export function writeRequest(file, purchase) {
	const { salt: _, ...terms } = requestOf(purchase);
	writeOrder(file, { kind: 'Request', terms, signature: null });
}
