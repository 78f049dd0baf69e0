// SPDX-License-Identifier: Apache-2.0

/** Results of a node that lies: nothing but what the chain's digest commits to gets through. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	type Bourse,
	blake2,
	blake2Hex,
	concat,
	fetchResult,
	NotAuthentic,
	readFile,
	readLog,
	toHex,
	utf8,
} from '../src/index.js';

const PIECE = 1 << 20;
const TASK = `0x${'01'.repeat(32)}`;

/** A result of one file, with its blocks by hash. */
function honest(content: Uint8Array) {
	const pieces = Array.from({ length: Math.ceil(content.length / PIECE) }, (_, nth) =>
		content.subarray(nth * PIECE, (nth + 1) * PIECE),
	);
	const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
	const manifest = concat(
		utf8('BRSM\u0001'),
		u32(1),
		u32(6),
		utf8('stdout'),
		new Uint8Array(new BigUint64Array([BigInt(content.length)]).buffer),
		u32(pieces.length),
		...pieces.map(blake2),
	);
	const header = concat(
		utf8('BRSR'),
		new Uint8Array([2, 2, 0, 0, 0, 0, 0, 0]),
		new Uint8Array(8),
		blake2(manifest),
		new Uint8Array(64),
	);
	const blocks = new Map(pieces.map((piece) => [blake2Hex(piece), piece]));
	return { content, header, manifest, blocks, digest: blake2Hex(header) };
}

interface Lies {
	answer?: object;
	content?: (hash: string) => string;
	info?: object | undefined;
}

/** A node that has the result, but for its lies. */
function node(result: ReturnType<typeof honest>, lies: Lies = {}): Bourse {
	const info =
		'info' in lies ? lies.info : { digest: result.digest, status: { type: 'Completed' } };
	return {
		api: { apis: { BourseApi: { task: async () => info } } },
		async request(method: string, argument: string) {
			if (method === 'bourse_content') {
				return (
					lies.content?.(argument) ??
					toHex(result.blocks.get(argument) ?? new Uint8Array())
				);
			}
			return {
				headerHex: toHex(result.header),
				manifestHex: toHex(result.manifest),
				files: [{ data: result.content.length <= 64 ? toHex(result.content) : null }],
				...lies.answer,
			};
		},
	} as unknown as Bourse;
}

const small = honest(utf8('45\n'));
const large = honest(new Uint8Array(PIECE + 3).fill(7));

test('result should be read when every byte is right', async () => {
	for (const result of [small, large]) {
		const bourse = node(result);
		const { files, isFinal, digest } = await fetchResult(bourse, TASK);
		assert.deepEqual([isFinal, digest, files[0]?.path], [true, result.digest, 'stdout']);
		const heard: number[] = [];
		const content = await readFile(bourse, files[0] as never, (count) => heard.push(count));
		assert.deepEqual(content, result.content);
		assert.equal(heard.at(-1), result.content.length);
	}
});

test('result should be refused when header or manifest is another', async () => {
	const lies = [
		{ headerHex: toHex(large.header) },
		{ headerHex: undefined },
		{ headerHex: 5 },
		{ manifestHex: toHex(large.manifest) },
		{ manifestHex: null },
	];
	for (const answer of lies) {
		await assert.rejects(fetchResult(node(small, { answer }), TASK), NotAuthentic);
	}
	await assert.rejects(
		fetchResult(node(small, { answer: { headerHex: '0xzz' } }), TASK),
		/no hex/,
	);
});

test('file should be refused when a byte or its length is another', async () => {
	for (const data of ['0x34360a', '0x34350a00', '0x']) {
		const bourse = node(small, { answer: { files: [{ data }] } });
		const { files } = await fetchResult(bourse, TASK);
		await assert.rejects(readFile(bourse, files[0] as never), NotAuthentic);
	}
	for (const content of ['0x', toHex(new Uint8Array(3)), toHex(new Uint8Array(PIECE))]) {
		const bourse = node(large, { content: () => content });
		const { files } = await fetchResult(bourse, TASK);
		await assert.rejects(readFile(bourse, files[0] as never), NotAuthentic);
	}
});

test('result should be refused with the reason when there is none', async () => {
	await assert.rejects(
		fetchResult(node(small, { info: undefined }), TASK),
		/does not know the task/,
	);
	const info = { digest: undefined, status: { type: 'Unavailable' } };
	await assert.rejects(fetchResult(node(small, { info }), TASK), /it is Unavailable/);
});

test('log should be refused when it is another', async () => {
	const text = utf8('no route to host');
	const bourse = node(small, { content: () => toHex(text) });
	assert.equal(await readLog(bourse, blake2Hex(text)), 'no route to host');
	await assert.rejects(readLog(bourse, small.digest), NotAuthentic);
});
