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

/** Characters that look like others wherever they stand: blanks, accents, letters for formulas and sounds. */
const DOUBLE: Ranges = [
	[0xa0, 0xa0],
	[0x1680, 0x1680],
	[0x2000, 0x200a],
	[0x202f, 0x202f],
	[0x205f, 0x205f],
	[0x3000, 0x3000],
	[0x250, 0x2af],
	[0x300, 0x36f],
	[0x483, 0x489],
	[0x1ab0, 0x1aff],
	[0x1d00, 0x1dff],
	[0x20d0, 0x20ff],
	[0xfe20, 0xfe2f],
	[0x1d400, 0x1d7ff],
];

/** Scripts with letters that look just like Latin ones, and with others that tell the script. */
const TWIN_SCRIPTS: Ranges = [
	[0x370, 0x58f],
	[0x1f00, 0x1fff],
	[0xa640, 0xa69f],
];

/** Greek, Cyrillic and Armenian letters that look just like Latin ones. */
const TWINS = new Set(
	[
		[0x391, 0x392, 0x395, 0x396, 0x397, 0x399, 0x39a, 0x39c, 0x39d, 0x39f, 0x3a1, 0x3a4],
		[0x3a5, 0x3a7, 0x3b1, 0x3b9, 0x3bd, 0x3bf, 0x3c1, 0x3c5, 0x405, 0x406, 0x408, 0x410],
		[0x412, 0x415, 0x41a, 0x41c, 0x41d, 0x41e, 0x420, 0x421, 0x422, 0x423, 0x425, 0x430],
		[0x435, 0x43e, 0x440, 0x441, 0x443, 0x445, 0x455, 0x456, 0x458, 0x475, 0x4ae, 0x4bb],
		[0x4c0, 0x4cf, 0x501, 0x50c, 0x50d, 0x51a, 0x51b, 0x51c, 0x51d, 0x53c, 0x54d, 0x54f],
		[0x555, 0x566, 0x570, 0x578, 0x57d, 0x581, 0x585],
	]
		.flat()
		.map((code) => String.fromCodePoint(code)),
);

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

/** Whether a letter shows that a text is Greek, Cyrillic or Armenian, and no Latin in disguise. */
function tellsScript(letter: string): boolean {
	return isOf(TWIN_SCRIPTS, letter) && !TWINS.has(letter) && /\p{Alphabetic}/u.test(letter);
}

const escaped = (letter: string) => `\\u{${letter.codePointAt(0)?.toString(16)}}`;

/** A word, in which what hides, turns, or passes for another character is escaped. */
function shownWord(word: string, isTold: boolean): string {
	const letters = [...word];
	const isMixed = letters.some((letter) => isOf(LATIN, letter));
	return letters
		.map((letter) =>
			isOf(HIDDEN, letter) ||
			isOf(RIGHT_TO_LEFT, letter) ||
			isOf(DOUBLE, letter) ||
			(isMixed && isOf(LOOKALIKE, letter)) ||
			(!isTold && TWINS.has(letter))
				? escaped(letter)
				: letter,
		)
		.join('');
}

/** Characters of UTF-8, and bytes that are none: each a text, or a number. */
function piecesOf(bytes: Uint8Array): (string | number)[] {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	try {
		return [decoder.decode(bytes)];
	} catch {
		const pieces: (string | number)[] = [];
		for (let at = 0; at < bytes.length; ) {
			const first = bytes[at] as number;
			const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
			let piece: string | number = first;
			try {
				piece = decoder.decode(bytes.subarray(at, at + size));
			} catch {
				// Not a character's bytes.
			}
			at += typeof piece === 'number' ? 1 : size;
			const last = pieces.at(-1);
			if (typeof piece === 'string' && typeof last === 'string') {
				pieces[pieces.length - 1] = last + piece;
			} else {
				pieces.push(piece);
			}
		}
		return pieces;
	}
}

/**
 * Text of a name or description that a stranger wrote, as the command line and the node show it
 * (formats/src/text.rs): what hides, turns, or passes for another character is escaped as `\u{…}`, a byte that
 * is no UTF-8 as `\x…`, and a backslash as two. At most `most` characters.
 */
export function shownText(bytes: Uint8Array, most = 1024): string {
	const pieces = piecesOf(bytes);
	const isTold = pieces.some(
		(piece) => typeof piece === 'string' && [...piece].some(tellsScript),
	);
	const show = (word: string) => shownWord(word.replaceAll('\\', '\\\\'), isTold);
	const text = pieces
		.map((piece) =>
			typeof piece === 'string'
				? piece.replace(WORD, show)
				: `\\x${piece.toString(16).padStart(2, '0')}`,
		)
		.join('')
		.replace(/^ /, escaped(' '))
		.replace(/ {2,}/g, (blanks) => blanks.replaceAll('  ', ` ${escaped(' ')}`))
		.replace(/ $/, escaped(' '));
	return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Lines that a stranger wrote: what hides or turns is escaped; breaks, tabs, blanks and backslashes stay. */
export function shownLines(text: string): string {
	const isTold = [...text].some(tellsScript);
	return text.replace(/[^\n\t]+/g, (line) =>
		line.replace(WORD, (word: string) => shownWord(word, isTold)),
	);
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
