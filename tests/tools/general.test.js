// SPDX-License-Identifier: Apache-2.0

/**
 * One block with a worker's batch, a general (v5) transaction: polkadot.js decodes it, and SQD and
 * py-substrate-interface do with the patches of this folder, which scripts/tools applies. `PYTHON_TOOLS` is a
 * Python with py-substrate-interface; without it that one is left out.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import substrate from '@subsquid/substrate-runtime';
import { account, RLC } from '../e2e/lib/accounts.js';
import { run } from '../e2e/lib/binary.js';
import { openStage } from './market.js';

const PYTHON = process.env.PYTHON_TOOLS;
const PROGRAM = fileURLToPath(new URL('substrate_interface.py', import.meta.url));

let opened;
/** The block with the contribution, the task's id, and the worker. */
let recorded;

before(async () => {
	opened = await openStage();
	const { stage, node, worker, buy } = opened;
	const {
		tasks: [task],
	} = await buy();
	await stage.ended([task]);
	const [{ block }] = stage.story(task).contributions;
	const hash = await node.rpc('chain_getBlockHash', [block]);
	const { extrinsics } = (await node.rpc('chain_getBlock', [hash])).block;
	const version = await node.rpc('state_getRuntimeVersion', [hash]);
	const metadata = await node.rpc('state_getMetadata', [hash]);
	recorded = { hash, extrinsics, version, metadata, task, worker };
});
after(() => opened?.stage.close());

test('block should hold a general transaction', () => {
	const kinds = recorded.extrinsics.map(kind);
	assert.ok(kinds.includes(0x45), `${kinds}`);
});

test('polkadot.js should decode the block', async () => {
	const { hash, task } = recorded;
	const { block } = await opened.stage.api.rpc.chain.getBlock(hash);
	const batch = block.extrinsics.find(({ method }) => method.method === 'contributeBatch');
	assert.ok(batch?.method.toHex().includes(task.slice(2)));
});

test('SQD should decode the block with its patch', () => {
	const { extrinsics, version, metadata, task, worker } = recorded;
	const runtime = new substrate.Runtime(version, metadata);
	const calls = extrinsics.map((hex) => runtime.toCallRecord(runtime.decodeExtrinsic(hex).call));
	const batch = calls.find(({ name }) => name === 'Poco.contribute_batch');
	assert.equal(batch?.args.payload.worker, `0x${Buffer.from(worker.publicKey).toString('hex')}`);
	assert.ok(text(batch).includes(task));
});

test('py-substrate-interface should decode the block with its patch, and send', {
	skip: PYTHON ? false : 'py-substrate-interface is not here',
}, async () => {
	const { hash, task, worker } = recorded;
	const { stage, node } = opened;
	const { address } = account('python-was-here');
	const printed = await run(`${PYTHON}`, [PROGRAM, node.ws, hash, address, `${RLC}`]);
	const { calls, success, error } = JSON.parse(printed);
	const batch = calls.find(({ call_function }) => call_function === 'contribute_batch');
	assert.ok(text(batch).includes(task));
	assert.ok(text(batch).includes(worker.address));
	assert.deepEqual([success, error], [true, null]);
	const { data } = await stage.api.query.system.account(address);
	assert.equal(data.free.toBigInt(), RLC);
});

/** The byte of an extrinsic that says what kind it is: the first one after the length. */
function kind(hex) {
	// A compact length has 1, 2 or 4 bytes.
	const bytes = [1, 2, 4][Number.parseInt(hex.slice(2, 4), 16) & 3];
	const at = 2 + 2 * bytes;
	return Number.parseInt(hex.slice(at, at + 2), 16);
}

/** JSON with integers of any size. */
function text(value) {
	return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one));
}
