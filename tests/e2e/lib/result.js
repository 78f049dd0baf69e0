// SPDX-License-Identifier: Apache-2.0

/** Results: fetched from any node, and checked against the digest on chain (docs/digest.md). */

import { bnToU8a, hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { checksum } from './content.js';
import { poll } from './waiting.js';

/** Bytes of a piece of an output file. */
const CHUNK = 1 << 20;
/** Code of the error of a task without a result (docs/rpc.md). */
const NOT_COMPLETED = 8002;

/**
 * @typedef {object} Header as `bourse_taskResult` gives it
 * @property {number} version
 * @property {number} engine
 * @property {number} failure 0: none; else the code's number and 1
 * @property {number} exitStatus
 * @property {number} fuel
 * @property {string} outputRoot hex
 * @property {string} memoryHash hex
 * @property {string} callbackHash hex
 *
 * @typedef {object} Result
 * @property {Header} header
 * @property {Map<string, Uint8Array>} files by path
 */

const u32 = (/** @type {number} */ value) => bnToU8a(value, { bitLength: 32, isLe: true });
const u64 = (/** @type {number} */ value) => bnToU8a(value, { bitLength: 64, isLe: true });

/**
 * The bytes that a digest is the hash of.
 *
 * @param {Header} header
 */
export function encodeHeader(header) {
	return u8aConcat(
		stringToU8a('BRSR'),
		Uint8Array.of(header.version),
		bnToU8a(header.engine, { bitLength: 16, isLe: true }),
		Uint8Array.of(header.failure),
		bnToU8a(header.exitStatus, { bitLength: 32, isLe: true, isNegative: true }),
		u64(header.fuel),
		hexToU8a(header.outputRoot),
		hexToU8a(header.memoryHash),
		hexToU8a(header.callbackHash),
	);
}

/**
 * The bytes that an output root is the hash of, made from the files themselves.
 *
 * @param {Map<string, Uint8Array>} files in the order of the manifest
 */
function encodeManifest(files) {
	const parts = [...files].flatMap(([path, content]) => {
		const name = stringToU8a(path);
		const count = Math.ceil(content.length / CHUNK);
		const chunks = Array.from({ length: count }, (_, i) =>
			hexToU8a(checksum(content.subarray(i * CHUNK, (i + 1) * CHUNK))),
		);
		return [u32(name.length), name, u64(content.length), u32(chunks.length), ...chunks];
	});
	return u8aConcat(stringToU8a('BRSM'), Uint8Array.of(1), u32(files.size), ...parts);
}

/** What the node answers, unless the task is not Completed there. */
async function resultOf(
	/** @type {import('./remote-node.js').RemoteNode} */ node,
	/** @type {string} */ task,
) {
	try {
		return await node.rpc('bourse_taskResult', [task]);
	} catch (error) {
		if (/** @type {{ code?: number }} */ (error).code !== NOT_COMPLETED) {
			throw error;
		}
	}
}

/**
 * Fetches the result of a task from a node, and refuses it when a bit of it is not what the
 * workers agreed on.
 *
 * @param {import('./remote-node.js').RemoteNode} node any node
 * @param {string} task hex
 * @param {string} digest as the chain has it, hex
 * @returns {Promise<Result>}
 */
export async function fetchResult(node, task, digest) {
	// The node may be a block behind the one that told the digest.
	const answer = await poll(() => resultOf(node, task), `the result of ${task}`, {
		timeout: 20_000,
	});
	/** @type {Map<string, Uint8Array>} */
	const files = new Map();
	for (const { path, data, chunks } of answer.files) {
		// Large files come in pieces.
		const pieces =
			data === null
				? await Promise.all(
						chunks.map((/** @type {string} */ hash) =>
							node.rpc('bourse_content', [hash]),
						),
					)
				: [data];
		files.set(path, u8aConcat(...pieces.map((/** @type {string} */ hex) => hexToU8a(hex))));
	}
	if (checksum(encodeHeader(answer.header)) !== digest) {
		throw new Error(`${task}: the header does not give the digest on chain`);
	}
	if (checksum(encodeManifest(files)) !== answer.header.outputRoot) {
		throw new Error(`${task}: the files are not those that the digest commits to`);
	}
	return { header: answer.header, files };
}
