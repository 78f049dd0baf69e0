// SPDX-License-Identifier: Apache-2.0

/**
 * A request's params, looked at before they are signed: what a worker refuses (compute/src/work/params.rs)
 * is refused here, with the same words. `compute/tests/params.json` holds both to each other.
 *
 * JavaScript that imports nothing: the tools of tests/e2e run it as it is, in Node.js 18.
 */

/** Most bytes of params. */
export const MAX_PARAMS = 4096;
const MAX_ARGS = 64;
const MAX_INPUTS = 16;
const MAX_NAME = 255;
const MAX_URL = 2048;
const DATASET = 'dataset';
const HASH = /^0x[0-9a-fA-F]{64}$/;
/** Version 1, raw, BLAKE2b-256 of 32 bytes, in base32. */
const CID = /^bafk2bz[a-z2-7]{55}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** `{index}`, likewise with a width, or either in further braces, which are an escape. */
const FORM = /\{(\{index(?::\d+d?)?\})\}|\{index(?::(\d+d?))?\}/g;
/** Half of a letter that takes two. */
const HALF = /\p{Surrogate}/u;

/** Params break a rule; the message says which. */
export class BadParams extends Error {}

/**
 * @param {string} message
 * @returns {never}
 */
function bad(message) {
	throw new BadParams(message);
}

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text).length;

/** @param {unknown} value */
function kind(value) {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	const kinds = { boolean: 'true or false', number: 'a number', string: 'a text' };
	return kinds[/** @type {keyof typeof kinds} */ (typeof value)] ?? 'an object';
}

/**
 * The members of an object.
 *
 * @param {string} place
 * @param {unknown} value
 * @param {string[]} known
 * @returns {Record<string, unknown>}
 */
function members(place, value, known) {
	const names = known.join(', ');
	if (kind(value) !== 'an object') {
		bad(`${place} is ${kind(value)}: write an object with ${names}`);
	}
	const object = /** @type {Record<string, unknown>} */ (value);
	const unknown = Object.keys(object).find((name) => !known.includes(name));
	if (unknown !== undefined) {
		bad(`${place || 'params'}: ${JSON.stringify(unknown)} is unknown: there are ${names}`);
	}
	return object;
}

/**
 * @param {string} place
 * @param {unknown} value
 * @returns {string}
 */
function text(place, value) {
	return typeof value === 'string' ? value : bad(`${place} is ${kind(value)}: write it as text`);
}

/**
 * The entry of a task in a list that has one for each.
 *
 * @param {string} place
 * @param {unknown} list
 * @param {number} index
 */
function ownEntry(place, list, index) {
	if (!Array.isArray(list)) {
		return bad(`${place} is ${kind(list)}: write a list with one entry a task`);
	}
	if (index >= list.length) {
		bad(`${place} has ${list.length} entries, none for task ${index}: write one a task`);
	}
	return list[index];
}

/**
 * The words of a line, split as a shell does.
 *
 * @param {string} place
 * @param {string} line
 * @returns {string[]}
 */
function split(place, line) {
	/** @type {string[]} */
	const words = [];
	/** @type {string | undefined} */
	let word;
	for (let at = 0; at < line.length; at += 1) {
		const letter = line.charAt(at);
		if (' \t\n\r'.includes(letter)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (letter === '\\') {
			at += 1;
			if (at === line.length) bad(`${place}: nothing follows the last \\`);
			// A line that goes on.
			if (line.charAt(at) !== '\n') word = (word ?? '') + line.charAt(at);
		} else if (letter === "'" || letter === '"') {
			const end = endOfQuote(place, line, at);
			const quoted = line.slice(at + 1, end);
			word = (word ?? '') + (letter === '"' ? unescaped(quoted) : quoted);
			at = end;
		} else {
			word = (word ?? '') + letter;
		}
	}
	return word === undefined ? words : [...words, word];
}

/**
 * What stands between double quotes, without the backslashes that have a meaning there.
 *
 * @param {string} text
 */
function unescaped(text) {
	return text.replace(/\\([\s\S])/g, (both, letter) =>
		letter === '\n' ? '' : '"\\$`'.includes(letter) ? letter : both,
	);
}

/**
 * @param {string} place
 * @param {string} line
 * @param {number} begin where the quote opens
 */
function endOfQuote(place, line, begin) {
	const quote = line.charAt(begin);
	for (let at = begin + 1; at < line.length; at += 1) {
		if (line.charAt(at) === quote) return at;
		if (quote === '"' && line.charAt(at) === '\\') at += 1;
	}
	return bad(`${place}: a ${quote} is not closed`);
}

/**
 * The text with the task's index in it.
 *
 * @param {string} place
 * @param {string} template
 * @param {number} index of the task
 */
function fill(place, template, index) {
	return template.replace(FORM, (form, escaped, width = '') => {
		if (escaped !== undefined) return escaped;
		if (width !== '' && !/^0[1-9]$/.test(width)) {
			bad(
				`${place} has ${form}: write {index:04} for four digits, {${form}} for the text itself`,
			);
		}
		return `${index}`.padStart(Number(width), '0');
	});
}

/**
 * The text of which a worker makes this one, whatever the task's index.
 *
 * @param {string} text
 */
export function escapeIndex(text) {
	return text.replace(/\{index(?::\d+d?)?\}/g, '{$&}');
}

/**
 * The number of arguments.
 *
 * @param {string} place
 * @param {unknown} value
 * @param {number} index of the task
 * @returns {number}
 */
function args(place, value, index) {
	if (value === null || value === undefined) return 0;
	if (typeof value !== 'string' && !Array.isArray(value)) {
		return bad(`${place} is ${kind(value)}: write a list of texts, or one text`);
	}
	const words =
		typeof value === 'string'
			? split(place, value)
			: value.map((word, at) => text(`${place}[${at}]`, word));
	const zero = words.findIndex((word) => word.includes('\0'));
	if (zero >= 0) bad(`${place}[${zero}] holds a zero byte`);
	words.forEach((word, at) => {
		fill(`${place}[${at}]`, word, index);
	});
	return words.length;
}

/**
 * The hash in a CID, hex.
 *
 * @param {string} cid
 */
function hashOf(cid) {
	let value = 0n;
	for (const letter of cid.slice(1)) value = value * 32n + BigInt(BASE32.indexOf(letter));
	// The last letter has a bit that is none of the hash.
	const hash = (value >> 1n) & ((1n << 256n) - 1n);
	return `0x${hash.toString(16).padStart(64, '0')}`;
}

/** @param {string} url */
function isAddress(url) {
	try {
		new URL(url);
		return true;
	} catch {
		return false;
	}
}

/**
 * @param {string} url
 * @param {string} checksum
 */
function checkAddress(url, checksum) {
	if (bytes(url) > MAX_URL) return `is longer than ${MAX_URL} bytes`;
	if (/^https?:\/\//i.test(url)) {
		if (!/^https?:\/\/[^/?#]/is.test(url)) return 'has no host behind http(s)://';
		return isAddress(url) ? undefined : "has a host or a port that can't be";
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

/**
 * The name of an input file.
 *
 * @param {string} place
 * @param {unknown} value
 * @param {number} index
 * @returns {string}
 */
function input(place, value, index) {
	const file = members(place, value, ['url', 'checksum', 'name']);
	const need = (/** @type {string} */ name) =>
		file[name] === undefined ? bad(`${place}.${name} is missing`) : file[name];
	const url = fill(`${place}.url`, text(`${place}.url`, need('url')), index);
	let checksum = need('checksum');
	if (Array.isArray(checksum)) checksum = ownEntry(`${place}.checksum`, checksum, index);
	const hash = text(`${place}.checksum`, checksum);
	const name = fill(`${place}.name`, text(`${place}.name`, need('name')), index);
	if (!HASH.test(hash)) {
		bad(`${place}.checksum is ${JSON.stringify(hash)}: write 0x and 64 hex digits`);
	}
	const wrong = checkAddress(url, hash);
	if (wrong) bad(`${place}.url ${wrong}`);
	if (['', '.', '..'].includes(name) || /[/\0]/.test(name) || bytes(name) > MAX_NAME) {
		bad(`${place}.name is ${JSON.stringify(name)}: write a file name without folders`);
	}
	return name;
}

/**
 * Arguments and inputs of a part of the params.
 *
 * @param {string} prefix
 * @param {Record<string, unknown>} part
 * @param {number} index
 */
function read(prefix, part, index) {
	const count = args(`${prefix}args`, part.args, index);
	const list = part.inputs === undefined ? [] : part.inputs;
	if (!Array.isArray(list)) {
		return bad(`${prefix}inputs is ${kind(list)}: write a list of files`);
	}
	return { count, names: list.map((file, at) => input(`${prefix}inputs[${at}]`, file, index)) };
}

/**
 * @typedef {object} Open an object with the names of its members, or a list
 * @property {string} place
 * @property {Set<string>} [names]
 * @property {string} key the last member's name
 * @property {number} at the number of the entry
 */

/**
 * The place of what comes next.
 *
 * @param {Open} inside
 */
function placeOf({ place, names, key, at }) {
	if (!names) return `${place}[${at}]`;
	return place ? `${place}.${key}` : key;
}

/**
 * Refuses a member that is there twice, of which JSON.parse takes the last without a word.
 *
 * @param {string} json
 */
function checkTwice(json) {
	/** @type {Open[]} */
	const open = [];
	let isName = false;
	for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/gs)) {
		const inside = open.at(-1);
		if (token === '{' || token === '[') {
			/** @type {Set<string> | undefined} */
			const names = token === '{' ? new Set() : undefined;
			open.push({ place: inside ? placeOf(inside) : '', names, key: '', at: 0 });
			isName = token === '{';
		} else if (token === '}' || token === ']') {
			open.pop();
		} else if (token === ',' && inside) {
			inside.at += 1;
			isName = inside.names !== undefined;
		} else if (isName && inside?.names) {
			inside.key = JSON.parse(token);
			if (inside.names.has(inside.key)) {
				bad(`${inside.place || 'params'}: ${token} is there twice`);
			}
			inside.names.add(inside.key);
			isName = false;
		}
	}
}

/**
 * Looks at the params as the worker of one task will.
 *
 * @param {string} params
 * @param {number} index of the task in its bag
 */
export function checkTask(params, index) {
	if (bytes(params) > MAX_PARAMS) bad(`params are longer than ${MAX_PARAMS} bytes`);
	if (params.startsWith('\ufeff')) bad('params begin with a byte order mark: leave it out');
	if (params.trim() === '') return;
	if (!params.trimStart().startsWith('{')) bad('params are not a JSON object');
	let parsed;
	try {
		parsed = JSON.parse(params);
	} catch (error) {
		bad(`params: ${/** @type {Error} */ (error).message}`);
	}
	checkTwice(params);
	JSON.parse(params, (_, value) => {
		if (typeof value === 'string' && HALF.test(value)) {
			bad(`params: half of a letter stands alone in ${JSON.stringify(value)}`);
		}
		return value;
	});
	const all = members('', parsed, ['args', 'inputs', 'stdin', 'tasks']);
	const parts = [read('', all, index)];
	if (all.tasks !== undefined) {
		const place = `tasks[${index}]`;
		const own = members(place, ownEntry('tasks', all.tasks, index), ['args', 'inputs']);
		parts.push(read(`${place}.`, own, index));
	}
	if (parts.reduce((sum, { count }) => sum + count, 0) > MAX_ARGS)
		bad(`more than ${MAX_ARGS} args`);
	const names = parts.flatMap((part) => part.names);
	if (names.length > MAX_INPUTS) bad(`more than ${MAX_INPUTS} inputs`);
	const taken = names.find((name, at) => name === DATASET || names.indexOf(name) < at);
	if (taken !== undefined) {
		bad(`the name ${JSON.stringify(taken)} is taken: give each file its own`);
	}
	if (all.stdin !== undefined) {
		const stdin = fill('stdin', text('stdin', all.stdin), index);
		if (stdin.split('/')[0] !== DATASET && !names.includes(stdin)) {
			bad(`stdin: no input has the name ${JSON.stringify(stdin)}`);
		}
	}
}

/**
 * Looks at the params of all tasks. Where there are lists, one look for each entry: more entries than
 * tasks are a mistake, too.
 *
 * @param {string} params
 * @param {number | bigint} volume the number of tasks
 * @param {boolean} hasDataset whether the request names a dataset
 */
export function checkParams(params, volume, hasDataset = true) {
	checkTask(params, 0);
	if (params.trim() === '') return;
	const { inputs = [], stdin, tasks } = JSON.parse(params);
	if (!hasDataset && stdin?.split('/')[0] === DATASET) {
		const path = JSON.stringify(fill('stdin', stdin, 0));
		bad(`stdin: there is no input file ${path}: the request has no dataset`);
	}
	const lists = [
		tasks,
		...inputs.map((/** @type {{ checksum: unknown }} */ file) => file.checksum),
	].filter(Array.isArray);
	// Without lists the index alone differs, of which the last one is the longest.
	if (lists.length === 0) checkTask(params, Math.max(Number(volume) - 1, 0));
	for (const list of lists) {
		if (BigInt(list.length) !== BigInt(volume)) {
			bad(`a list has ${list.length} entries, the volume is ${volume}: write one a task`);
		}
		list.forEach((_, index) => {
			checkTask(params, index);
		});
	}
}
