// SPDX-License-Identifier: Apache-2.0

/** Options of the command line, checked before anything starts. */

import { parseArgs } from 'node:util';

/**
 * @typedef {object} Spec
 * @property {'boolean' | 'string' | 'number'} type
 * @property {string | number} [default]
 * @property {string[]} [choices]
 */

/**
 * The options that were given. Prints the usage and ends the process when that is asked for (exit
 * code 0) or when an option is wrong (exit code 2).
 *
 * @template {Record<string, Spec>} S
 * @param {string} usage for people
 * @param {S} specs by name. `number`: from 0 on; `boolean`: false unless it is given;
 *   `choices`: what a string may be
 * @param {string[]} [args] the command line
 * @returns {{ [K in keyof S]: S[K]['type'] extends 'boolean' ? boolean
 *   : S[K]['type'] extends 'number' ? number
 *   : S[K] extends { default: string } ? string : string | undefined }}
 */
export function readOptions(usage, specs, args = process.argv.slice(2)) {
	try {
		const given = parse(specs, args);
		if (given.help) {
			console.log(usage);
			process.exit(0);
		}
		const read = Object.entries(specs).map(([name, spec]) => [
			name,
			value(name, spec, given[name]),
		]);
		return Object.fromEntries(read);
	} catch (error) {
		console.error(`error: ${/** @type {Error} */ (error).message}\n\n${usage}`);
		process.exit(2);
	}
}

/**
 * @param {Record<string, Spec>} specs
 * @param {string[]} args
 */
function parse(specs, args) {
	const options = Object.entries(specs).map(([name, { type }]) => [
		name,
		{ type: type === 'boolean' ? type : 'string' },
	]);
	const { values } = parseArgs({
		args: joined(specs, args),
		options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } },
	});
	return /** @type {Record<string, string | boolean | undefined>} */ (values);
}

/**
 * Each option with its value in one word: a value may begin with a dash.
 *
 * @param {Record<string, Spec>} specs
 * @param {string[]} args
 */
function joined(specs, args) {
	const words = [];
	for (let i = 0; i < args.length; i++) {
		const spec = specs[args[i].replace(/^--/, '')];
		const takes = args[i].startsWith('--') && spec && spec.type !== 'boolean';
		words.push(takes && i + 1 < args.length ? `${args[i]}=${args[++i]}` : args[i]);
	}
	return words;
}

/**
 * @param {string} name
 * @param {Spec} spec
 * @param {string | boolean | undefined} given
 */
function value(name, { type, default: otherwise, choices }, given) {
	if (type === 'boolean') {
		return given === true;
	}
	if (given === undefined) {
		return otherwise;
	}
	if (type === 'number' && !/^\d+(\.\d+)?$/.test(`${given}`)) {
		throw new Error(`--${name}: a number is needed, not ${given}`);
	}
	if (choices && !choices.includes(`${given}`)) {
		throw new Error(`--${name}: one of '${choices.join("', '")}' is needed, not '${given}'`);
	}
	if (given === '') {
		throw new Error(`--${name} is empty`);
	}
	return type === 'number' ? Number(given) : given;
}
