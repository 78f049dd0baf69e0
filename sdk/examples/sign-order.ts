// SPDX-License-Identifier: Apache-2.0

/**
 * Signs an app order as a browser wallet would, and prints it for `market.matchOrders`.
 *
 *     npx tsx examples/sign-order.ts APP PRICE
 */

import { type AnyOrder, connect, devAccount, newSalt, orderHash, parseRlc } from '../src/index.js';

const [app = '', price = ''] = process.argv.slice(2);
const bourse = await connect(process.env['BOURSE_NODE'] ?? 'ws://127.0.0.1:9944');
const order: AnyOrder = {
	type: 'App',
	value: {
		app: Number(app),
		price: parseRlc(price),
		volume: 1000n,
		tag: 0n,
		dataset_restrict: { type: 'Anybody' },
		workerpool_restrict: { type: 'Anybody' },
		requester_restrict: { type: 'Anybody' },
		salt: newSalt(),
	},
};
const hash = orderHash(bourse.genesis, order);
const signature = await devAccount('Alice').signHash(hash);
const text = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
console.log(JSON.stringify({ hash, order, signature }, text, 2));
bourse.close();
