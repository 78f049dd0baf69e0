// SPDX-License-Identifier: Apache-2.0

import { concat, fromHex } from './bytes.js';
import type { FailureCode, Hash } from './chain.js';
import type { Bourse } from './client.js';
import {
	check,
	type Header,
	type ManifestFile,
	NotAuthentic,
	pieceSize,
	readHeader,
	readManifest,
} from './digest.js';
import { BourseError } from './errors.js';

/** Pieces that are asked for at once. */
const AT_ONCE = 4;

/** A result whose header and manifest are those that the chain's digest commits to. */
export interface Result {
	task: Hash;
	/** The digest on chain. */
	digest: Hash;
	/** Whether the digest is in a final block. Else a re-org may still change it. */
	isFinal: boolean;
	header: Header;
	files: ManifestFile[];
	/** The failure that the workers agreed on. */
	failure: FailureCode | undefined;
}

/** What `bourse_taskResult` answers, as far as it is looked at. Nothing of it is believed. */
interface Answer {
	headerHex?: unknown;
	manifestHex?: unknown;
	files?: { data?: unknown }[];
}

function bytesOf(value: unknown, what: string): Uint8Array {
	if (typeof value !== 'string') throw new NotAuthentic(`the node sent no ${what}`);
	return fromHex(value);
}

/** Contents that came along with a result. */
const inline = new WeakMap<ManifestFile, string>();

/**
 * Fetches a completed task's result, and checks header and manifest against the digest on chain. Throws
 * a sentence: not completed, nobody serves it, encrypted, or {@link NotAuthentic}.
 */
export async function fetchResult(bourse: Bourse, task: Hash): Promise<Result> {
	const ask = (at: 'finalized' | 'best') => bourse.api.apis.BourseApi.task(task, { at });
	const final = await ask('finalized');
	const isFinal = final?.digest !== undefined;
	const info = isFinal ? final : await ask('best');
	if (!info) {
		throw new BourseError(
			'The chain does not know the task: its turn has not come, or it ended a day ago',
		);
	}
	if (!info.digest) throw new BourseError(`The task has no result: it is ${info.status.type}`);
	const answer = await bourse.request<Answer>('bourse_taskResult', task);
	const headerBytes = bytesOf(answer.headerHex, 'header');
	check(headerBytes, info.digest, 'header');
	const header = readHeader(headerBytes);
	const manifest = bytesOf(answer.manifestHex, 'list of files');
	check(manifest, header.outputRoot, 'list of files');
	const files = readManifest(manifest);
	files.forEach((file, nth) => {
		const data = answer.files?.[nth]?.data;
		if (typeof data === 'string') inline.set(file, data);
	});
	return { task, digest: info.digest, isFinal, header, files, failure: header.failure };
}

/**
 * The content of a file of a result. Every piece is checked against the manifest. Throws a sentence, or
 * {@link NotAuthentic}. `onBytes` hears how many bytes are there.
 */
export async function readFile(
	bourse: Bourse,
	file: ManifestFile,
	onBytes?: (count: number) => void,
): Promise<Uint8Array> {
	const data = inline.get(file);
	const whole = data === undefined ? undefined : fromHex(data);
	if (whole && whole.length !== file.size) {
		throw new NotAuthentic(`${file.path} has ${whole.length} bytes instead of ${file.size}`);
	}
	const pieces: Uint8Array[] = new Array(file.pieces.length);
	let [next, there] = [0, 0];
	const fetchSome = async () => {
		while (next < file.pieces.length) {
			const nth = next++;
			const hash = file.pieces[nth] as Hash;
			const start = nth * pieceSize(file, 0);
			const piece = whole
				? whole.subarray(start, start + pieceSize(file, nth))
				: bytesOf(await bourse.request('bourse_content', hash), 'piece');
			if (piece.length !== pieceSize(file, nth)) {
				throw new NotAuthentic(`piece ${nth} of ${file.path} has another length`);
			}
			check(piece, hash, `piece ${nth} of ${file.path}`);
			pieces[nth] = piece;
			there += piece.length;
			onBytes?.(there);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
	return concat(...pieces);
}

/** The log of a worker's failure report, checked against the hash on chain. */
export async function readLog(bourse: Bourse, hash: Hash): Promise<string> {
	const bytes = bytesOf(await bourse.request('bourse_content', hash), 'log');
	check(bytes, hash, 'log');
	return new TextDecoder().decode(bytes);
}

/** The numbers of a result's blocks, as challenges count them: header, manifest, pieces. */
export function blockCount(result: Result): number {
	return 2 + result.files.reduce((sum, file) => sum + file.pieces.length, 0);
}
