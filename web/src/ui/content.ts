// SPDX-License-Identifier: Apache-2.0

/** A result's file as the document of the viewer's frame. The content is a stranger's. */

import { VIEWER_STYLE } from './viewer-style.js';

/** Most bytes that are shown of a text, and of an image. */
export const MAX_TEXT = 512 * 1024;
export const MAX_IMAGE = 8 * 1024 * 1024;
/** Most rows and columns of a table. */
const MAX_ROWS = 500;
const MAX_COLUMNS = 50;

/** Most brackets of JSON inside each other that are laid out. */
const MAX_DEPTH = 32;

/** Kinds of content that the viewer knows. */
export type Kind = 'image' | 'json' | 'table' | 'text' | 'binary';

const IMAGES: readonly [type: string, start: (bytes: Uint8Array) => boolean][] = [
	['image/png', startsWith([0x89, 0x50, 0x4e, 0x47])],
	['image/jpeg', startsWith([0xff, 0xd8, 0xff])],
	['image/gif', startsWith([0x47, 0x49, 0x46, 0x38])],
	['image/webp', (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP'],
];

function startsWith(magic: number[]) {
	return (bytes: Uint8Array) => magic.every((byte, at) => bytes[at] === byte);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
	return String.fromCharCode(...bytes.subarray(from, to));
}

/** The image's type, by its first bytes, whatever its name; SVG by its name and text. */
export function imageType(path: string, bytes: Uint8Array): string | undefined {
	const known = IMAGES.find(([, start]) => start(bytes))?.[0];
	if (known) return known;
	const isSvg =
		/\.svg$/i.test(path) &&
		/^\s*(<\?xml|<!--|<svg)/i.test(textOf(bytes.subarray(0, 256)) ?? '');
	return isSvg ? 'image/svg+xml' : undefined;
}

/** The text of UTF-8 bytes without control characters; undefined for other bytes. */
export function textOf(bytes: Uint8Array): string | undefined {
	// A cut may go through a character.
	let text = '';
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
	} catch {
		return undefined;
	}
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 9 || (code > 13 && code < 32 && code !== 27)) return undefined;
	}
	return text;
}

/** The kind of a file. */
export function kindOf(path: string, bytes: Uint8Array): Kind {
	if (imageType(path, bytes)) return 'image';
	const text = textOf(bytes.subarray(0, MAX_TEXT));
	if (text === undefined) return 'binary';
	if (/\.json$/i.test(path) && bytes.length <= MAX_TEXT && isJson(text) && isFlat(text))
		return 'json';
	return /\.[ct]sv$/i.test(path) ? 'table' : 'text';
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** Texts of JSON, and its marks one by one; what is neither is numbers, words and blanks. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

/** Whether JSON is nested so little that its lines, laid out, are not much longer than the text. */
function isFlat(json: string): boolean {
	let depth = 0;
	for (const [token] of json.matchAll(TOKENS)) {
		if (token === '[' || token === '{') depth++;
		else if (token === ']' || token === '}') depth--;
		if (depth > MAX_DEPTH) return false;
	}
	return true;
}

/** JSON laid out by lines. Its words stay as they are: read and written anew, a large number is another. */
export function laidOut(json: string): string {
	let text = '';
	let depth = 0;
	let last = '';
	for (const [token] of json.matchAll(TOKENS)) {
		const isOpen = last === '[' || last === '{';
		const isEnd = token === ']' || token === '}';
		if (isEnd) depth--;
		if (last === ',' || isOpen !== isEnd) text += `\n${'  '.repeat(depth)}`;
		text += token === ':' ? ': ' : token;
		if (token === '[' || token === '{') depth++;
		last = token;
	}
	return text;
}

/** Rows of CSV (RFC 4180), or of values between tabs. */
export function parseRows(text: string, separator: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	let cell = '';
	let isQuoted = false;
	for (let at = 0; at < text.length && rows.length <= MAX_ROWS; at++) {
		const char = text[at] as string;
		if (isQuoted) {
			if (char !== '"') cell += char;
			else if (text[at + 1] === '"') cell += text[++at];
			else isQuoted = false;
		} else if (char === '"' && cell === '') {
			isQuoted = true;
		} else if (char === separator || char === '\n') {
			row.push(cell.replace(/\r$/, ''));
			cell = '';
			if (char === '\n') {
				rows.push(row);
				row = [];
			}
		} else {
			cell += char;
		}
	}
	if (cell !== '' || row.length > 0) rows.push([...row, cell]);
	return rows.slice(0, MAX_ROWS).map((cells) => cells.slice(0, MAX_COLUMNS));
}

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text as HTML that shows it. */
export function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');
}

function base64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 0x8000) {
		binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
	}
	return btoa(binary);
}

/**
 * The document that shows a file, for a frame without any permission; undefined when the file is not to
 * be shown. Text is escaped. An SVG is an image: its scripts don't run, and it loads nothing.
 */
export function documentOf(path: string, bytes: Uint8Array): string | undefined {
	const body = bodyOf(path, bytes);
	return body === undefined
		? undefined
		: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(path)}</title><style>${VIEWER_STYLE}</style></head><body>${body}</body></html>`;
}

function bodyOf(path: string, bytes: Uint8Array): string | undefined {
	switch (kindOf(path, bytes)) {
		case 'binary':
			return undefined;
		case 'image':
			if (bytes.length > MAX_IMAGE) return undefined;
			return `<img alt="${escaped(path)}" src="data:${imageType(path, bytes)};base64,${base64(bytes)}">`;
		case 'json':
			return pre(laidOut(textOf(bytes) ?? ''));
		case 'table': {
			const text = textOf(bytes.subarray(0, MAX_TEXT)) ?? '';
			const rows = parseRows(text, /\.tsv$/i.test(path) ? '\t' : ',');
			const cells = (row: string[], tag: string) =>
				`<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
			const [head = [], ...rest] = rows;
			return `<table><thead>${cells(head, 'th')}</thead><tbody>${rest.map((row) => cells(row, 'td')).join('')}</tbody></table>`;
		}
		case 'text':
			return pre(textOf(bytes.subarray(0, MAX_TEXT)) ?? '');
	}
}

function pre(text: string): string {
	return `<pre>${escaped(text.slice(0, MAX_TEXT))}</pre>`;
}
