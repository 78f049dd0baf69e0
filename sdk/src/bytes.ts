// SPDX-License-Identifier: Apache-2.0

import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Lower-case hex with `0x`. */
export function toHex(bytes: Uint8Array): string {
	return `0x${bytesToHex(bytes)}`;
}

/** Bytes of hex with `0x`. Throws a sentence for anything else. */
export function fromHex(hex: string): Uint8Array {
	if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(hex)) {
		throw new RangeError(`"${hex.slice(0, 80)}" is no hex: write 0x and pairs of hex digits`);
	}
	return hexToBytes(hex.slice(2));
}

/** `blake2_256`: BLAKE2b with 32 bytes of output, no key. */
export function blake2(bytes: Uint8Array): Uint8Array {
	return blake2b(bytes, { dkLen: 32 });
}

/** {@link blake2} as hex. */
export function blake2Hex(bytes: Uint8Array): string {
	return toHex(blake2(bytes));
}

/** All bytes, one after the other. */
export function concat(...parts: Uint8Array[]): Uint8Array {
	const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Whether both hold the same bytes. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** UTF-8. */
export function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

const CONTROLS = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/**
 * Text of a name or description that a stranger wrote: UTF-8, in which control characters and those
 * that turn the writing direction are shown as U+FFFD, at most `most` characters.
 */
export function shownText(bytes: Uint8Array, most = 1024): string {
	const text = new TextDecoder().decode(bytes).replace(CONTROLS, '\u{fffd}').trim();
	return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The number of a 256-bit number's words. */
export function fromWords(words: readonly bigint[]): bigint {
	return words.reduce((sum, word, at) => sum + (word << (64n * BigInt(at))), 0n);
}

/** The CID (version 1, codec raw, BLAKE2b-256, base32) of a block by its hash. */
export function cidOf(hash: string): string {
	const bytes = concat(new Uint8Array([0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20]), fromHex(hash));
	const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
	let text = 'b';
	let [value, bits] = [0, 0];
	for (const byte of bytes) {
		value = (value << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			text += alphabet[(value >>> bits) & 31];
			value &= (1 << bits) - 1;
		}
	}
	return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}
