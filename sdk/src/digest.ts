// SPDX-License-Identifier: Apache-2.0

/** Header and manifest of a result, read as strictly as the chain's own reader (docs/digest.md). */

import { blake2Hex, toHex } from './bytes.js';
import type { FailureCode, Hash } from './chain.js';

/** Bytes of a piece of a file. */
export const PIECE = 1 << 20;
const HEADER_SIZE = 116;
const MAX_MANIFEST = 1 << 20;
const MAX_FILES = 1024;
const MAX_PATH = 512;
const MAX_RESULT = 256n << 20n;

/** Failures that a header can hold, by their number in it. */
const FAILURES: ReadonlyMap<number, FailureCode> = new Map([
	[4, 'BadParams'],
	[5, 'BadModule'],
	[6, 'Trap'],
	[7, 'OutOfFuel'],
	[8, 'OutOfMemory'],
	[9, 'OutputTooLarge'],
	[13, 'BadArchive'],
	[14, 'NoCallbackData'],
] as const);

/** Bytes are not what the chain's digest commits to. The message says which and why. */
export class NotAuthentic extends Error {
	override name = 'NotAuthentic';
}

/** What a digest commits to. */
export interface Header {
	engine: number;
	failure: FailureCode | undefined;
	exitStatus: number;
	fuel: bigint;
	outputRoot: Hash;
	memoryHash: Hash;
	callbackHash: Hash;
}

/** A file of a result. */
export interface ManifestFile {
	path: string;
	size: number;
	/** Hashes of its pieces, each of {@link PIECE} bytes but the last. */
	pieces: Hash[];
}

class Reader {
	private at = 0;
	private readonly view: DataView;
	constructor(
		private readonly bytes: Uint8Array,
		private readonly what: string,
	) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}
	fail(why: string): never {
		throw new NotAuthentic(`the ${this.what} is malformed: ${why}`);
	}
	take(count: number): Uint8Array {
		if (count > this.bytes.length - this.at) this.fail('its end is missing');
		this.at += count;
		return this.bytes.subarray(this.at - count, this.at);
	}
	expect(magic: string, version: number): void {
		const start = this.take(5);
		const found = String.fromCharCode(...start.subarray(0, 4));
		if (found !== magic || start[4] !== version) this.fail('an unknown version');
	}
	private skip(count: number): number {
		this.take(count);
		return this.at - count;
	}
	u8 = () => this.view.getUint8(this.skip(1));
	u16 = () => this.view.getUint16(this.skip(2), true);
	u32 = () => this.view.getUint32(this.skip(4), true);
	i32 = () => this.view.getInt32(this.skip(4), true);
	u64 = () => this.view.getBigUint64(this.skip(8), true);
	hash = () => toHex(this.take(32));
	end(): void {
		if (this.at !== this.bytes.length) this.fail('bytes behind its end');
	}
}

/** Reads a header. Throws {@link NotAuthentic} for another length, magic, version or failure. */
export function readHeader(bytes: Uint8Array): Header {
	const reader = new Reader(bytes, 'header');
	if (bytes.length !== HEADER_SIZE)
		reader.fail(`${bytes.length} bytes instead of ${HEADER_SIZE}`);
	reader.expect('BRSR', 2);
	const engine = reader.u16();
	const number = reader.u8();
	const failure = FAILURES.get(number);
	if (number !== 0 && !failure) reader.fail(`unknown failure ${number}`);
	return {
		engine,
		failure,
		exitStatus: reader.i32(),
		fuel: reader.u64(),
		outputRoot: reader.hash(),
		memoryHash: reader.hash(),
		callbackHash: reader.hash(),
	};
}

/** Whether a manifest may hold this path: names with `/` between, none of them `.` or `..`. */
export function isPath(path: string): boolean {
	return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}

/** Reads a manifest. Throws {@link NotAuthentic} for all that no worker's node would have written. */
export function readManifest(bytes: Uint8Array): ManifestFile[] {
	const reader = new Reader(bytes, 'manifest');
	if (bytes.length > MAX_MANIFEST) reader.fail('too long');
	reader.expect('BRSM', 1);
	const count = reader.u32();
	if (count > MAX_FILES) reader.fail('too many files');
	const files: ManifestFile[] = [];
	let last: Uint8Array | undefined;
	let total = 0n;
	for (let nth = 0; nth < count; nth++) {
		const length = reader.u32();
		if (length > MAX_PATH) reader.fail('a path is too long');
		const raw = reader.take(length);
		let path = '';
		try {
			path = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
		} catch {
			reader.fail('a path is not UTF-8');
		}
		if (!isPath(path)) reader.fail('a path leads elsewhere');
		if (last && compare(last, raw) >= 0) reader.fail('paths are not in order');
		last = raw;
		const size = reader.u64();
		const pieces = reader.u32();
		total += size;
		if (total > MAX_RESULT || BigInt(pieces) !== (size + BigInt(PIECE) - 1n) / BigInt(PIECE)) {
			reader.fail('sizes do not fit');
		}
		files.push({
			path,
			size: Number(size),
			pieces: Array.from({ length: pieces }, reader.hash),
		});
	}
	reader.end();
	return files;
}

function compare(a: Uint8Array, b: Uint8Array): number {
	for (let at = 0; at < Math.min(a.length, b.length); at++) {
		const difference = (a[at] ?? 0) - (b[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

/** Throws {@link NotAuthentic} unless the bytes have this hash. */
export function check(bytes: Uint8Array, hash: Hash, what: string): void {
	const found = blake2Hex(bytes);
	if (found !== hash.toLowerCase()) {
		throw new NotAuthentic(
			`the ${what} is not authentic: its hash is ${found}, expected ${hash}`,
		);
	}
}

/** The length of a file's piece. */
export function pieceSize(file: ManifestFile, nth: number): number {
	return Math.min(PIECE, file.size - nth * PIECE);
}
