// SPDX-License-Identifier: Apache-2.0

/** RLC for nothing, on test networks whose node has a faucet. */

import type { Account, Amount, Hash } from './chain.js';
import type { Bourse } from './client.js';

/** What a faucet gave. */
export interface Grant {
	transaction: Hash;
	amount: Amount;
}

/** What the node's faucet gives an account, in nRLC; undefined where the node has none. */
export async function faucetAmount(bourse: Bourse): Promise<Amount | undefined> {
	if (!(await bourse.has('bourse_faucet').catch(() => false))) return undefined;
	const answer = await bourse
		.request<{ amount?: unknown }>('bourse_faucet')
		.catch(() => undefined);
	return typeof answer?.amount === 'string' ? BigInt(answer.amount) : undefined;
}

/** Asks the node's faucet for RLC: once in 24 hours. Throws the node's sentence. */
export async function askFaucet(bourse: Bourse, account: Account): Promise<Grant> {
	const answer = await bourse.request<{ transaction?: unknown; amount?: unknown }>(
		'bourse_faucet',
		account,
	);
	return { transaction: String(answer.transaction), amount: BigInt(String(answer.amount)) };
}
