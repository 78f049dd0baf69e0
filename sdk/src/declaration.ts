// SPDX-License-Identifier: Apache-2.0

/** What an app says of itself: a custom section `bourse.app` of its module, with JSON. */

import { blake2Hex, fromHex, utf8 } from './bytes.js';
import type { Hash } from './chain.js';
import type { Bourse } from './client.js';

const SECTION = 'bourse.app';
/** Longest declaration, in bytes. */
const MAX = 16 << 10;
/** Magic and version of a module. */
const HEAD = 8;

/** An argument of an app. */
export interface DeclaredArgument {
	/** The option, as `--width`; empty: an argument by its place. */
	name: string;
	type: 'text' | 'number' | 'flag' | 'choice' | 'file';
	/** Its value where none is given. */
	default?: string;
	help: string;
	required: boolean;
	choices: string[];
}

/** A file that an app reads or writes. */
export interface DeclaredFile {
	name: string;
	help: string;
	required: boolean;
}

/** A declaration. All of it is a stranger's text. */
export interface Declaration {
	description: string;
	arguments: DeclaredArgument[];
	inputs: DeclaredFile[];
	outputs: DeclaredFile[];
	/** A command to type. */
	example: string;
}

/** A number in LEB128 at a place, and the place behind it. */
function leb128(bytes: Uint8Array, at: number): [value: number, next: number] | undefined {
	let value = 0;
	for (let nth = 0; nth < 5; nth++) {
		const byte = bytes[at + nth];
		if (byte === undefined) return undefined;
		value += (byte & 0x7f) * 2 ** (7 * nth);
		if (byte < 0x80) return [value, at + nth + 1];
	}
	return undefined;
}

/** The JSON of a module's declaration, if the module is whole up to it. */
function section(module: Uint8Array): Uint8Array | undefined {
	let at = HEAD;
	while (at < module.length) {
		const size = leb128(module, at + 1);
		if (!size || size[1] + size[0] > module.length) return undefined;
		const [length, start] = size;
		if (module[at] === 0) {
			const name = leb128(module, start);
			// A name of another length is not even read: there may be millions.
			if (name?.[0] === SECTION.length && name[1] + name[0] <= start + length) {
				const text = new TextDecoder().decode(module.subarray(name[1], name[1] + name[0]));
				if (text === SECTION) return module.subarray(name[1] + name[0], start + length);
			}
		}
		at = start + length;
	}
	return undefined;
}

/** What a module says of itself; undefined where it says nothing, or what can't be read. */
export function declarationOf(module: Uint8Array): Declaration | undefined {
	const json = section(module);
	return json && readDeclaration(json);
}

/** Reads a declaration; undefined when anything in it is unknown or of another form. */
export function readDeclaration(json: Uint8Array): Declaration | undefined {
	if (json.length > MAX) return undefined;
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(json);
		const of = object(JSON.parse(text), [
			'description',
			'arguments',
			'inputs',
			'outputs',
			'example',
		]);
		return {
			description: string(of['description']),
			arguments: list(of['arguments']).map(argument),
			inputs: list(of['inputs']).map(file),
			outputs: list(of['outputs']).map(file),
			example: string(of['example']),
		};
	} catch {
		return undefined;
	}
}

const TYPES = ['text', 'number', 'flag', 'choice', 'file'] as const;

function argument(value: unknown): DeclaredArgument {
	const known = ['name', 'type', 'default', 'help', 'required', 'choices'];
	const of = object(value, known);
	const type = TYPES.find((one) => one === (of['type'] ?? 'text'));
	const choices = list(of['choices']).map(string);
	if (!type || (type === 'choice') !== choices.length > 0) throw new TypeError('type');
	const given = of['default'];
	return {
		name: string(of['name']),
		type,
		...(given === undefined || given === null ? {} : { default: string(given) }),
		help: string(of['help']),
		required: boolean(of['required']),
		choices,
	};
}

function file(value: unknown): DeclaredFile {
	const of = object(value, ['name', 'help', 'required']);
	return {
		name: string(of['name']),
		help: string(of['help']),
		required: boolean(of['required']),
	};
}

function object(value: unknown, known: string[]): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new TypeError('object');
	if (Object.keys(value).some((key) => !known.includes(key))) throw new TypeError('key');
	return value as Record<string, unknown>;
}

function string(value: unknown): string {
	if (value === undefined) return '';
	if (typeof value !== 'string') throw new TypeError('text');
	return value;
}

function boolean(value: unknown): boolean {
	if (value === undefined) return false;
	if (typeof value !== 'boolean') throw new TypeError('boolean');
	return value;
}

function list(value: unknown): unknown[] {
	if (value === undefined) return [];
	if (!Array.isArray(value)) throw new TypeError('list');
	return value;
}

/**
 * What an app says of itself, from the node that has its module; undefined where none has. Of a large module
 * the node hands over the declaration alone, which nobody can check.
 */
export async function fetchDeclaration(
	bourse: Bourse,
	checksum: Hash,
): Promise<Declaration | undefined> {
	const hex = await bourse.request<unknown>('bourse_content', checksum).catch(() => undefined);
	if (typeof hex !== 'string') {
		const json = await bourse
			.request<unknown>('bourse_declaration', checksum)
			.catch(() => undefined);
		return typeof json === 'string' ? readDeclaration(utf8(json)) : undefined;
	}
	const module = fromHex(hex);
	return blake2Hex(module) === checksum ? declarationOf(module) : undefined;
}

/** A word as a shell, and a task's params, take it. */
export function shellWord(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The arguments that values make, by their order in the declaration. Values that are the default are left out. */
export function argumentsOf(declaration: Declaration, values: readonly string[]): string {
	return declaration.arguments
		.flatMap(({ name, type, default: usual = '' }, nth) => {
			const value = values[nth] ?? usual;
			if (type === 'flag') return value === 'true' ? [shellWord(name)] : [];
			// Arguments by their place can't be left out.
			if (value === '' || (value === usual && name !== '')) return [];
			return name === '' ? [shellWord(value)] : [`${shellWord(name)} ${shellWord(value)}`];
		})
		.join(' ');
}

/** Why a value does not do for an argument; undefined when it does. */
export function wrongValue(
	{ name, type, required, choices }: DeclaredArgument,
	value: string,
): string | undefined {
	const what = name || 'this argument';
	if (value === '') return required ? `The program needs ${what}` : undefined;
	if (type === 'number' && !/^-?[\d_]+(\.\d+)?(e-?\d+)?$/i.test(value))
		return `${what} is a number`;
	if (type === 'choice' && !choices.includes(value))
		return `${what} is one of ${choices.join(', ')}`;
	return undefined;
}
