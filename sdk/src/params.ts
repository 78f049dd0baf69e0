// SPDX-License-Identifier: Apache-2.0

/**
 * A request's params, looked at before anything is signed: what a worker refuses
 * (compute/src/work/params.rs) is refused here, with the same words. `compute/tests/params.json` holds
 * both to each other.
 */

import { utf8 } from './bytes.js';
import { BourseError } from './errors.js';

/** Most bytes of params. */
export const MAX_PARAMS = 4096;
const MAX_ARGS = 64;
const MAX_INPUTS = 16;
const MAX_NAME = 255;
const MAX_URL = 512;
const DATASET = 'dataset';
const HASH = /^0x[0-9a-fA-F]{64}$/;
/** Version 1, raw, BLAKE2b-256 of 32 bytes, in base32. */
const CID = /^bafk2bz[a-z2-7]{55}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** `{index}`, likewise with a width, or either in further braces, which are an escape. */
const FORM = /\{(\{index(?::\d+d?)?\})\}|\{index(?::(\d+d?))?\}/g;
/** Half of a letter that takes two. */
const HALF = /\p{Surrogate}/u;

type Members = Record<string, unknown>;

function bad(message: string): never {
	throw new BourseError(message);
}

const sizeOf = (text: string) => utf8(text).length;

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	switch (typeof value) {
		case 'boolean':
			return 'true or false';
		case 'number':
			return 'a number';
		case 'string':
			return 'a text';
		default:
			return 'an object';
	}
}

/** The members of an object. */
function membersOf(place: string, value: unknown, known: string[]): Members {
	const names = known.join(', ');
	if (kindOf(value) !== 'an object') {
		bad(`${place} is ${kindOf(value)}: write an object with ${names}`);
	}
	const object = value as Members;
	const unknown = Object.keys(object).find((name) => !known.includes(name));
	if (unknown !== undefined) {
		bad(`${place || 'params'}: ${JSON.stringify(unknown)} is unknown: there are ${names}`);
	}
	return object;
}

function textOf(place: string, value: unknown): string {
	return typeof value === 'string'
		? value
		: bad(`${place} is ${kindOf(value)}: write it as text`);
}

/** The entry of a task in a list that has one for each. */
function ownEntry(place: string, list: unknown, index: number): unknown {
	if (!Array.isArray(list)) {
		return bad(`${place} is ${kindOf(list)}: write a list with one entry a task`);
	}
	if (index >= list.length) {
		bad(`${place} has ${list.length} entries, none for task ${index}: write one a task`);
	}
	return list[index];
}

/** The number of words of a line, split as a shell does. */
function countWords(place: string, line: string): number {
	let count = 0;
	let inWord = false;
	for (let at = 0; at < line.length; at += 1) {
		const letter = line.charAt(at);
		if (' \t\n\r'.includes(letter)) {
			inWord = false;
			continue;
		}
		if (letter === '\\') {
			if (at + 1 === line.length) bad(`${place}: nothing follows the last \\`);
			at += 1;
			// A line that goes on.
			if (line.charAt(at) === '\n') continue;
		} else if (letter === "'" || letter === '"') {
			at = endOfQuote(place, line, at);
		}
		count += inWord ? 0 : 1;
		inWord = true;
	}
	return count;
}

function endOfQuote(place: string, line: string, begin: number): number {
	const quote = line.charAt(begin);
	for (let at = begin + 1; at < line.length; at += 1) {
		if (line.charAt(at) === quote) return at;
		if (quote === '"' && line.charAt(at) === '\\') at += 1;
	}
	return bad(`${place}: a ${quote} is not closed`);
}

/** The text with the task's index in it. */
function fill(place: string, template: string, index: number): string {
	return template.replace(FORM, (form: string, escaped?: string, width = '') => {
		if (escaped !== undefined) return escaped;
		if (width !== '' && !/^0[1-9]$/.test(width)) {
			bad(
				`${place} has ${form}: write {index:04} for four digits, {${form}} for the text itself`,
			);
		}
		return `${index}`.padStart(Number(width), '0');
	});
}

/** The number of arguments. */
function countArgs(place: string, value: unknown, index: number): number {
	if (value === null || value === undefined) return 0;
	if (typeof value === 'string') {
		const count = countWords(place, value);
		if (value.includes('\0')) bad(`${place} holds a zero byte`);
		fill(place, value, index);
		return count;
	}
	if (!Array.isArray(value)) {
		return bad(`${place} is ${kindOf(value)}: write a list of texts, or one text`);
	}
	const words = value.map((word, at) => textOf(`${place}[${at}]`, word));
	const zero = words.findIndex((word) => word.includes('\0'));
	if (zero >= 0) bad(`${place}[${zero}] holds a zero byte`);
	words.forEach((word, at) => {
		fill(`${place}[${at}]`, word, index);
	});
	return words.length;
}

/** The hash in a CID, hex. */
function hashOf(cid: string): string {
	let value = 0n;
	for (const letter of cid.slice(1)) value = value * 32n + BigInt(BASE32.indexOf(letter));
	// The last letter has a bit that is none of the hash.
	const hash = (value >> 1n) & ((1n << 256n) - 1n);
	return `0x${hash.toString(16).padStart(64, '0')}`;
}

/** What is wrong with an address; nothing, as far as that can be seen. */
function faultOf(url: string, checksum: string): string | undefined {
	if (sizeOf(url) > MAX_URL) return `is longer than ${MAX_URL} bytes`;
	if (/^https?:\/\//i.test(url)) {
		return /^https?:\/\/[^/?#]/is.test(url) ? undefined : 'has no host behind http(s)://';
	}
	if (url === '') return undefined;
	if (url.startsWith('/ipfs/')) {
		const cid = url.slice('/ipfs/'.length);
		if (!CID.test(cid)) {
			return 'is not a raw CIDv1 with BLAKE2b-256 in base32: write the https:// address of a gateway';
		}
		return hashOf(cid) === checksum.toLowerCase()
			? undefined
			: 'is the CID of other content than the checksum is of';
	}
	if (url.startsWith('/result/')) {
		return /^\/result\/(0x)?[0-9a-fA-F]{64}\/./s.test(url)
			? undefined
			: "is not /result/, a task's digest, / and the path of a file";
	}
	return 'is neither http(s)://… nor /ipfs/CID nor /result/DIGEST/PATH';
}

/** The name of an input file. */
function nameOf(place: string, value: unknown, index: number): string {
	const file = membersOf(place, value, ['url', 'checksum', 'name']);
	const need = (name: string): unknown =>
		file[name] === undefined ? bad(`${place}.${name} is missing`) : file[name];
	const url = fill(`${place}.url`, textOf(`${place}.url`, need('url')), index);
	let checksum = need('checksum');
	if (Array.isArray(checksum)) checksum = ownEntry(`${place}.checksum`, checksum, index);
	const hash = textOf(`${place}.checksum`, checksum);
	const name = textOf(`${place}.name`, need('name'));
	if (!HASH.test(hash)) {
		bad(`${place}.checksum is ${JSON.stringify(hash)}: write 0x and 64 hex digits`);
	}
	const fault = faultOf(url, hash);
	if (fault) bad(`${place}.url ${fault}`);
	const isName = !['', '.', '..'].includes(name) && !name.includes('/') && !name.includes('\0');
	if (!isName || sizeOf(name) > MAX_NAME) {
		bad(`${place}.name is ${JSON.stringify(name)}: write a file name without folders`);
	}
	return name;
}

/** The number of arguments, and the names of the inputs, of a part of the params. */
function partOf(prefix: string, part: Members, index: number): { count: number; names: string[] } {
	const count = countArgs(`${prefix}args`, part['args'], index);
	const list = part['inputs'] === undefined ? [] : part['inputs'];
	if (!Array.isArray(list)) {
		return bad(`${prefix}inputs is ${kindOf(list)}: write a list of files`);
	}
	const names = list.map((file, at) => nameOf(`${prefix}inputs[${at}]`, file, index));
	return { count, names };
}

/** An object with the names of its members, or a list. */
interface Open {
	place: string;
	names?: Set<string> | undefined;
	/** The last member's name. */
	key: string;
	/** The number of the entry. */
	at: number;
}

/** The place of what comes next. */
function placeOf({ place, names, key, at }: Open): string {
	if (!names) return `${place}[${at}]`;
	return place ? `${place}.${key}` : key;
}

/** Refuses a member that is there twice, of which JSON.parse takes the last without a word. */
function checkTwice(json: string): void {
	const open: Open[] = [];
	let isName = false;
	for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/gs)) {
		const inside = open.at(-1);
		if (token === '{' || token === '[') {
			const names = token === '{' ? new Set<string>() : undefined;
			open.push({ place: inside ? placeOf(inside) : '', names, key: '', at: 0 });
			isName = token === '{';
		} else if (token === '}' || token === ']') {
			open.pop();
		} else if (token === ',' && inside) {
			inside.at += 1;
			isName = inside.names !== undefined;
		} else if (isName && inside?.names) {
			inside.key = JSON.parse(token) as string;
			if (inside.names.has(inside.key)) {
				bad(`${inside.place || 'params'}: ${token} is there twice`);
			}
			inside.names.add(inside.key);
			isName = false;
		}
	}
}

/** JSON whose texts are texts. */
function parse(json: string): unknown {
	try {
		JSON.parse(json);
	} catch (error) {
		bad(`params: ${(error as Error).message}`);
	}
	checkTwice(json);
	return JSON.parse(json, (_, value: unknown) => {
		if (typeof value === 'string' && HALF.test(value)) {
			bad(`params: half of a letter stands alone in ${JSON.stringify(value)}`);
		}
		return value;
	});
}

/** Looks at the params as the worker of one task will. Throws a sentence that names the place. */
export function checkTask(params: string, index: number): void {
	if (sizeOf(params) > MAX_PARAMS) bad(`params are longer than ${MAX_PARAMS} bytes`);
	if (params.startsWith('\ufeff')) bad('params begin with a byte order mark: leave it out');
	if (params.trim() === '') return;
	if (!params.trimStart().startsWith('{')) bad('params are not a JSON object');
	const all = membersOf('', parse(params), ['args', 'inputs', 'stdin', 'tasks']);
	const parts = [partOf('', all, index)];
	if (all['tasks'] !== undefined) {
		const place = `tasks[${index}]`;
		const own = membersOf(place, ownEntry('tasks', all['tasks'], index), ['args', 'inputs']);
		parts.push(partOf(`${place}.`, own, index));
	}
	if (parts.reduce((sum, { count }) => sum + count, 0) > MAX_ARGS) {
		bad(`more than ${MAX_ARGS} args`);
	}
	const names = parts.flatMap((part) => part.names);
	if (names.length > MAX_INPUTS) bad(`more than ${MAX_INPUTS} inputs`);
	const taken = names.find((name, at) => name === DATASET || names.indexOf(name) < at);
	if (taken !== undefined) {
		bad(`the name ${JSON.stringify(taken)} is taken: give each file its own`);
	}
	if (all['stdin'] !== undefined) {
		const stdin = textOf('stdin', all['stdin']);
		if (stdin.split('/')[0] !== DATASET && !names.includes(stdin)) {
			bad(`stdin: no input has the name ${JSON.stringify(stdin)}`);
		}
	}
}

/**
 * Looks at the params of all tasks. Where there are lists, one look for each entry: more entries than
 * tasks are a mistake, too. Throws a sentence that names the place.
 */
export function checkParams(params: string, volume: bigint): void {
	checkTask(params, 0);
	if (params.trim() === '') return;
	const { inputs = [], tasks } = JSON.parse(params) as {
		inputs?: { checksum: unknown }[];
		tasks?: unknown;
	};
	for (const list of [tasks, ...inputs.map((file) => file.checksum)]) {
		if (!Array.isArray(list)) continue;
		if (BigInt(list.length) !== volume) {
			bad(`a list has ${list.length} entries, the volume is ${volume}: write one a task`);
		}
		list.forEach((_, index) => {
			checkTask(params, index);
		});
	}
}
