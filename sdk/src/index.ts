// SPDX-License-Identifier: Apache-2.0

/**
 * Buy computations on Bourse, follow them, and verify their results, in Node.js and in the browser.
 *
 * ```ts
 * const bourse = await connect('ws://127.0.0.1:9944');
 * const app = await stockApp(bourse, 'python');
 * const job = jobOf({ app, params: { args: ['-c', 'print(sum(range(10)))'] } });
 * const { total } = await quote(bourse, job);
 * const { deals } = await lastValueFrom(buy(bourse, devAccount('Alice').signer, job, total));
 * ```
 */

export * from './amounts.js';
export * from './bytes.js';
export * from './catalogue.js';
export type * from './chain.js';
export * from './client.js';
export * from './declaration.js';
export * from './digest.js';
export * from './errors.js';
export * from './faucet.js';
export * from './follow.js';
export * from './history.js';
export * from './holdings.js';
export * from './ids.js';
export * from './market.js';
export * from './orders.js';
export type { Cut } from './pages.js';
export * from './params.js';
export * from './quote.js';
export * from './results.js';
export * from './transactions.js';
export * from './upload.js';
export * from './validators.js';
export * from './wallets.js';
