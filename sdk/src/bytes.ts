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

type Ranges = readonly (readonly [first: number, last: number])[];

/** Characters that hide, that turn others, or have no meaning of their own: those of formats/src/text.rs. */
const HIDDEN: Ranges = [
	[0, 0x1f],
	[0x7f, 0x9f],
	[0xad, 0xad],
	[0x34f, 0x34f],
	[0x61c, 0x61c],
	[0x115f, 0x1160],
	[0x17b4, 0x17b5],
	[0x180b, 0x180f],
	[0x200b, 0x200f],
	[0x2028, 0x202e],
	[0x2060, 0x206f],
	[0x2800, 0x2800],
	[0x3164, 0x3164],
	[0xd800, 0xf8ff],
	[0xfdd0, 0xfdef],
	[0xfe00, 0xfe0f],
	[0xfeff, 0xfeff],
	[0xffa0, 0xffa0],
	[0xfff0, 0xffff],
	[0x1bca0, 0x1bca3],
	[0x1d173, 0x1d17a],
	[0xe0000, 0x10ffff],
];

/** Letters of scripts that are written from right to left: beside others they change their places. */
const RIGHT_TO_LEFT: Ranges = [
	[0x590, 0x8ff],
	[0xfb1d, 0xfdff],
	[0xfe70, 0xfefe],
	[0x10800, 0x10fff],
	[0x1e800, 0x1efff],
];

/** Letters that can pass for Latin ones. */
const LOOKALIKE: Ranges = [
	[0x250, 0x2af],
	[0x370, 0x58f],
	[0x13a0, 0x13ff],
	[0x1c80, 0x1c8f],
	[0x1d00, 0x1dbf],
	[0x1f00, 0x1fff],
	[0x2100, 0x214f],
	[0x2c80, 0x2cff],
	[0x2de0, 0x2dff],
	[0xa4d0, 0xa4ff],
	[0xa640, 0xa69f],
	[0xab30, 0xabbf],
	[0xff01, 0xff5e],
	[0x1d400, 0x1d7ff],
];

const LATIN: Ranges = [
	[0x30, 0x39],
	[0x41, 0x5a],
	[0x61, 0x7a],
	[0xc0, 0x24f],
];

function isOf(ranges: Ranges, letter: string): boolean {
	const code = letter.codePointAt(0) ?? 0;
	return ranges.some(([first, last]) => code >= first && code <= last);
}

/** A word, and the letter behind it. */
const WORD = /[\p{Alphabetic}\p{N}]*[^\p{Alphabetic}\p{N}]?/gu;

/** A word, in which what hides, turns, or passes for Latin beside such is escaped. */
function shownWord(word: string): string {
	const letters = [...word];
	const isMixed = letters.some((letter) => isOf(LATIN, letter));
	return letters
		.map((letter) =>
			isOf(HIDDEN, letter) ||
			isOf(RIGHT_TO_LEFT, letter) ||
			(isMixed && isOf(LOOKALIKE, letter))
				? `\\u{${letter.codePointAt(0)?.toString(16)}}`
				: letter,
		)
		.join('');
}

/**
 * Text of a name or description that a stranger wrote: UTF-8, in which characters that hide, letters that are
 * written from right to left, and letters that pass for Latin ones in a word with such, are escaped as
 * `\u{…}`, as the command line shows them. At most `most` characters.
 */
export function shownText(bytes: Uint8Array, most = 1024): string {
	const text = new TextDecoder()
		.decode(bytes)
		.replace(/^ +| +$/g, '')
		.replace(WORD, shownWord);
	return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Lines that a stranger wrote: as {@link shownText}, with its breaks and tabs. */
export function shownLines(text: string): string {
	return text.replace(/[^\n\t]+/g, (line) => line.replace(WORD, shownWord));
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
