// SPDX-License-Identifier: Apache-2.0

/** Chains that don't mix, and folders that don't fit: said when a node starts, with the cure. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SmallDisk } from './lib/disk.js';
import { ask, awaitBlock, awaitThat, DEV, ports, run } from './lib/program.js';
import { rawSpec } from './lib/spec.js';

const folder = mkdtempSync(join(tmpdir(), 'bourse-strangers-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @typedef {Awaited<ReturnType<typeof started>>} Started */

/**
 * A development chain's validator with its first block.
 *
 * @param {string[]} args
 */
async function started(...args) {
	const own = await ports();
	const node = run([...DEV, ...own.args, ...args]);
	await awaitBlock(node, own.rpc);
	const { result: genesis } = await ask(own.rpc, 'chain_getBlockHash', [0]);
	const { result: peer } = await ask(own.rpc, 'system_localPeerId');
	return { node, genesis, address: `/ip4/127.0.0.1/tcp/${own.p2p}/p2p/${peer}`, rpc: own.rpc };
}

/**
 * A node that follows another one's chain, if it can.
 *
 * @param {Started} other
 * @param {string[]} args
 */
async function follower(other, ...args) {
	const own = await ports();
	const rest = ['--no-telemetry', '--disable-log-color', '--tmp', '--bootnodes', other.address];
	return { node: run([...rest, ...own.args, ...args]), rpc: own.rpc };
}

/** A chain like the development chain but for its genesis, in a file. */
async function otherSpec() {
	const spec = JSON.parse(await readFile(await rawSpec('dev'), 'utf8'));
	// A key of the state that nobody reads.
	spec.genesis.raw.top[`0x${Buffer.from(':another').toString('hex')}`] = '0x01';
	const file = join(folder, 'other.json');
	writeFileSync(file, JSON.stringify(spec));
	return file;
}

test('fresh development chains have a genesis of their own, and refuse others, who say so', async () => {
	const [one, two] = await Promise.all([started('--fresh'), started('--fresh')]);
	assert.notEqual(one.genesis, two.genesis);
	const stranger = await follower(one, '--chain', await rawSpec('dev'));
	await awaitThat(stranger.node, 'the warning', () =>
		stranger.node.output.includes('No other node of this chain is connected for a minute'),
	);
	const { result: health } = await ask(stranger.rpc, 'system_health');
	assert.equal(health.peers, 0);
	const { result: best } = await ask(stranger.rpc, 'chain_getHeader', []);
	assert.equal(Number(best.number), 0);
	await Promise.all([one, two, stranger].map(({ node }) => node.stop()));
});

test('--fresh is refused without --dev, and with a folder that stays', async () => {
	for (const args of [['--fresh'], ['--dev', '--fresh', '--base-path', folder]]) {
		const node = run(args);
		assert.equal(await node.ended, 2, node.output);
		assert.match(node.output, /--fresh/);
	}
});

test('a database of another genesis is refused with both hashes and the cures', async () => {
	const base = join(folder, 'old');
	const args = ['--base-path', base, '--chain'];
	const first = await started(...args, await rawSpec('dev'));
	await first.node.stop();
	const own = await ports();
	const error = await run([...DEV, ...own.args, ...args, await otherSpec()]).error();
	assert.match(error, /^bourse-node: The database is of another chain: its genesis is 0x/);
	assert.ok(error.includes(`its genesis is ${first.genesis}`), error);
	assert.match(error, /--chain FILE.*purge-chain/);
	// It is as it was.
	const again = await started(...args, await rawSpec('dev'));
	assert.equal(again.genesis, first.genesis);
	await again.node.stop();
});

test('a base path that is no folder is named', async () => {
	const file = join(folder, 'file');
	writeFileSync(file, '');
	const own = await ports();
	const error = await run([...DEV, ...own.args, '--base-path', join(file, 'node')]).error();
	assert.ok(error.startsWith(`bourse-node: --base-path ${file}/node: `), error);
});

test('a base path without rights is named', async () => {
	const own = await ports();
	// Where nobody may make a folder, not even root.
	const base = '/sys/bourse';
	const error = await run([...DEV, ...own.args, '--base-path', base]).error();
	assert.ok(
		error.startsWith(`bourse-node: --base-path ${base}: this user may not write there (`),
		error,
	);
});

test('a full disk is an error at the start', async (t) => {
	/** @type {SmallDisk} */
	let disk;
	const base = join(folder, 'full');
	try {
		disk = new SmallDisk(base, 32);
	} catch (error) {
		t.skip(`no small disk here: ${error}`);
		return;
	}
	const own = await ports();
	const error = await run([...DEV, ...own.args, '--base-path', base]).error();
	assert.match(
		error,
		/: the disk has \d+ MiB left, and a node needs 64 MiB to start\. Make room/,
	);
	disk.remove();
});

test('warp sync needs no more peers than the node was told of', async () => {
	const spec = await rawSpec('dev');
	const first = await started('--chain', spec);
	await awaitThat(first.node, 'a final block', async () => {
		const { result: head } = await ask(first.rpc, 'chain_getFinalizedHead');
		return head !== first.genesis;
	});
	const late = await follower(first, '--chain', spec, '--sync', 'warp');
	await awaitBlock(late.node, late.rpc);
	assert.match(late.node.output, /Warp sync is complete/);
	await Promise.all([first, late].map(({ node }) => node.stop()));
});
