// SPDX-License-Identifier: Apache-2.0

/** The vectors are those of the tests of `formats/`. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
	blake2Hex,
	check,
	cidOf,
	concat,
	fromHex,
	isPath,
	NotAuthentic,
	readHeader,
	readManifest,
	utf8,
} from '../src/index.js';

/** The vectors of the chain's own tests, by their names there. */
const source = readFileSync(new URL('../../formats/src/header_tests.rs', import.meta.url), 'utf8');
const vector = (name: string) =>
	`0x${new RegExp(`^const ${name}: &str = "([0-9a-f]{64})";$`, 'm').exec(source)?.[1]}`;
const [DIGEST, OTHER_DIGEST, TRAP_DIGEST] = [
	...source.matchAll(/let digest = "([0-9a-f]{64})";/g),
].map(([, digits]) => `0x${digits}`);

const STDOUT_ROOT = vector('STDOUT_ROOT');
const EMPTY_ROOT = vector('EMPTY_ROOT');
const MEMORY = vector('MEMORY');
const NO_MEMORY = vector('NO_MEMORY');

interface Fields {
	engine?: number;
	failure?: number;
	exit?: number;
	fuel?: bigint;
	root: string;
	memory: string;
	callback?: string;
}

function headerBytes({
	engine = 2,
	failure = 0,
	exit = 0,
	fuel = 1000n,
	...rest
}: Fields): Uint8Array {
	const start = new Uint8Array(20);
	start.set(utf8('BRSR'));
	const view = new DataView(start.buffer);
	view.setUint8(4, 2);
	view.setUint16(5, engine, true);
	view.setUint8(7, failure);
	view.setInt32(8, exit, true);
	view.setBigUint64(12, fuel, true);
	const callback = rest.callback ?? `0x${'00'.repeat(32)}`;
	return concat(start, fromHex(rest.root), fromHex(rest.memory), fromHex(callback));
}

interface File {
	path: string;
	size: bigint;
	pieces: Uint8Array[];
}

function manifestBytes(files: File[], count = files.length): Uint8Array {
	const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
	const u64 = (value: bigint) => new Uint8Array(new BigUint64Array([value]).buffer);
	const one = ({ path, size, pieces }: File) =>
		concat(u32(utf8(path).length), utf8(path), u64(size), u32(pieces.length), ...pieces);
	return concat(utf8('BRSM'), new Uint8Array([1]), u32(count), ...files.map(one));
}

test('header should be read, and have the documented digest', () => {
	const bytes = headerBytes({ root: STDOUT_ROOT, memory: MEMORY });
	assert.equal(blake2Hex(bytes), DIGEST);
	assert.deepEqual(readHeader(bytes), {
		engine: 2,
		failure: undefined,
		exitStatus: 0,
		fuel: 1000n,
		outputRoot: STDOUT_ROOT,
		memoryHash: MEMORY,
		callbackHash: `0x${'00'.repeat(32)}`,
	});
	const other = headerBytes({
		exit: -1,
		fuel: 1n << 63n,
		root: EMPTY_ROOT,
		memory: NO_MEMORY,
		callback: blake2Hex(new Uint8Array([0x12, 0x34])),
	});
	assert.equal(blake2Hex(other), OTHER_DIGEST);
	assert.deepEqual([readHeader(other).exitStatus, readHeader(other).fuel], [-1, 1n << 63n]);
	const failed = headerBytes({ failure: 6, root: STDOUT_ROOT, memory: MEMORY });
	assert.equal(blake2Hex(failed), TRAP_DIGEST);
	assert.equal(readHeader(failed).failure, 'Trap');
});

test('header should be refused when it is none of this version', () => {
	const bytes = headerBytes({ root: STDOUT_ROOT, memory: MEMORY });
	assert.throws(() => readHeader(bytes.subarray(0, 115)), NotAuthentic);
	assert.throws(() => readHeader(concat(bytes, new Uint8Array(1))), NotAuthentic);
	for (let at = 0; at < 5; at++) {
		const other = bytes.slice();
		other[at] = (other[at] ?? 0) ^ 1;
		assert.throws(() => readHeader(other), NotAuthentic);
	}
	for (const failure of [1, 2, 3, 10, 11, 12, 15, 99, 255]) {
		const unknown = headerBytes({ failure, root: STDOUT_ROOT, memory: MEMORY });
		assert.throws(() => readHeader(unknown), NotAuthentic);
	}
});

test('manifest should be read, and have the documented root', () => {
	assert.equal(blake2Hex(manifestBytes([])), EMPTY_ROOT);
	assert.deepEqual(readManifest(manifestBytes([])), []);
	const piece = blake2Hex(utf8('42\n'));
	const stdout = manifestBytes([{ path: 'stdout', size: 3n, pieces: [fromHex(piece)] }]);
	assert.equal(blake2Hex(stdout), STDOUT_ROOT);
	assert.deepEqual(readManifest(stdout), [{ path: 'stdout', size: 3, pieces: [piece] }]);
});

test('manifest should be refused when it is not canonical', () => {
	const pieces = (count: number) =>
		Array.from({ length: count }, () => new Uint8Array(32).fill(7));
	const file = (path: string, size: bigint, count: number): File => ({
		path,
		size,
		pieces: pieces(count),
	});
	const refused = (files: File[], count?: number) =>
		assert.throws(() => readManifest(manifestBytes(files, count)), NotAuthentic);
	assert.equal(readManifest(manifestBytes([file('a', 1n, 1), file('b/c', 0n, 0)])).length, 2);
	refused([file('b', 1n, 1), file('a', 1n, 1)]);
	refused([file('a', 1n, 1), file('a', 1n, 1)]);
	for (const path of ['', '/a', 'a/', 'a//b', '.', 'a/../b', '\0', 'x'.repeat(513)]) {
		refused([file(path, 1n, 1)]);
	}
	refused([file('a', 0n, 1)]);
	refused([file('a', (1n << 20n) + 1n, 1)]);
	refused([file('a', (1n << 64n) - 1n, 0)]);
	refused([file('a', 256n << 20n, 256), file('b', 1n, 1)]);
	refused([], 0xffff_ffff);
	refused(Array.from({ length: 1025 }, (_, nth) => file(String(nth).padStart(5, '0'), 0n, 0)));
	const good = manifestBytes([file('a', 1n, 1)]);
	assert.throws(() => readManifest(concat(good, new Uint8Array(1))), NotAuthentic);
	const latin = good.slice();
	latin[13] = 0xff;
	assert.throws(() => readManifest(latin), NotAuthentic);
});

test('check should name the hash that was found', () => {
	const bytes = utf8('42\n');
	check(bytes, blake2Hex(bytes), 'piece');
	assert.throws(
		() => check(bytes, EMPTY_ROOT, 'piece'),
		/the piece is not authentic: its hash is 0x8074/,
	);
});

test('isPath should refuse paths that lead elsewhere', () => {
	assert.ok(isPath('a/b.txt') && !isPath('../a') && !isPath('a\0'));
});

test('cidOf should be a CID of version 1, raw, BLAKE2b-256, in base32', () => {
	// The first bytes 01 55 a0e402 20 are "bafk2bza" in base32.
	const cid = cidOf(`0x${'00'.repeat(32)}`);
	assert.match(cid, /^bafk2bza[a-z2-7]{54}$/);
});
