// SPDX-License-Identifier: Apache-2.0

/**
 * What hardware wallets do: they sign the hash of the metadata, by which they know what they show (mode 1 of
 * `CheckMetadataHash`). Only a released runtime has it: `scripts/tools --release`.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { account, RLC } from '../e2e/lib/accounts.js';
import { call } from '../e2e/lib/calls.js';
import { Stage } from '../e2e/lib/stage.js';

/** Versions of the metadata that the hash is made of, SCALE-encoded. */
const V15 = '0x0f000000';
const IS_RELEASE = process.env.BOURSE_RELEASE === '1';

let stage;

before(async () => {
	if (IS_RELEASE) stage = await Stage.open(1);
});
after(() => stage?.close());

/** The hash as a wallet computes it. */
async function hashOfMetadata(node) {
	const answer = await node.rpc('state_call', ['Metadata_metadata_at_version', V15]);
	// Some(bytes): a byte, and a length of four bytes.
	const metadata = Buffer.from(answer.slice(2), 'hex').subarray(5);
	return merkleizeMetadata(metadata, { decimals: 9, tokenSymbol: 'RLC' }).digest();
}

test('transaction with the hash of the metadata should be taken, with another one not', {
	skip: IS_RELEASE ? false : 'only a released runtime has the hash (scripts/tools --release)',
}, async () => {
	const { api, network } = stage;
	const metadataHash = await hashOfMetadata(network.nodes[0]);
	const dave = account('dave');
	const { address: dest } = account('ledger-was-here');
	const sign = (metadataHash) =>
		call(api, 'balances.transferKeepAlive', { dest, value: RLC }).signAsync(dave, {
			mode: 1,
			metadataHash,
		});
	const wrong = await sign(new Uint8Array(32));
	await assert.rejects(wrong.send(), /bad signature|1010/);
	const right = await sign(metadataHash);
	await right.send();
	const arrived = async () => (await api.query.system.account(dest)).data.free.toBigInt() === RLC;
	for (let blocks = 0; blocks < 10 && !(await arrived()); blocks++) {
		await stage.chain.advance();
	}
	assert.ok(await arrived());
});
