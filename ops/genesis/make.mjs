#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

/**
 * Makes the chain spec of a public network from a filled-in public.json, and refuses what must not be public.
 *
 *   ops/genesis/make.mjs FILE OUTPUT
 *
 * `bourse-node` builds the genesis; BOURSE_NODE names another binary than that of PATH. Validators are capped at
 * those of genesis: the council raises `maxValidatorCount` (staking.setStakingConfigs).
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// nRLC that the chain's own accounts begin with: the existential deposits of the ledger and of the pot.
const OWN = 2_000_000n;

/**
 * @typedef {{ account: string, babe: string, grandpa: string, bond: string }} Validator
 *
 * @typedef {object} Plan amounts in RLC
 * @property {string} name
 * @property {string} id
 * @property {string[]} bootNodes
 * @property {string} sudo
 * @property {string[]} council
 * @property {Validator[]} validators
 * @property {Record<string, string>} balances by address
 */

/** Fewest validators: one may be away, and finality goes on. */
const VALIDATORS = 4;
/** Fewest and most members of the council. */
const COUNCIL = [5, 15];
/** Lowest bond of a validator, in RLC. */
const LEAST_BOND = '1000';
/** What those need who send transactions, in RLC. */
const FEES = '1';

const ADDRESS = /^5[1-9A-HJ-NP-Za-km-z]{46,47}$/;
const AMOUNT = /^(\d{1,12})(?:\.(\d{1,9}))?$/;

/**
 * An amount in nRLC; undefined: it is none.
 *
 * @param {string | undefined} text RLC
 */
export function nrlc(text) {
	const [, whole, part = ''] = AMOUNT.exec(text ?? '') ?? [];
	return whole === undefined ? undefined : BigInt(whole + part.padEnd(9, '0'));
}

/** @param {unknown[]} all */
const areDistinct = (all) => new Set(all).size === all.length;

/**
 * What is wrong with a plan, a sentence each.
 *
 * @param {Plan} plan
 * @param {Set<string>} known addresses whose keys everybody has
 * @returns {string[]}
 */
export function mistakes(plan, known) {
	const { name, id, bootNodes, sudo, council, validators, balances } = plan;
	const has = (/** @type {string} */ who) => nrlc(balances[who]) ?? 0n;
	const atLeast = (/** @type {string} */ who, /** @type {string} */ what) =>
		has(who) >= /** @type {bigint} */ (nrlc(what));
	/** @type {[boolean, string][]} */
	const rules = [
		[/^(?!NAME$)\S.*$/.test(name), 'the network has no name'],
		[
			/^(?!(bourse_dev|bourse_local|letters_and_digits)$)[a-z0-9_]+$/.test(id),
			'it needs an id of its own',
		],
		[
			bootNodes.length > 0 && bootNodes.every((one) => /\/p2p\/12D3\w+$/.test(one)),
			'bootNodes are addresses that end with /p2p/12D3…',
		],
		[validators.length >= VALIDATORS, `there are fewer than ${VALIDATORS} validators`],
		[
			['account', 'babe', 'grandpa'].every((key) =>
				areDistinct(validators.map((one) => one[/** @type {keyof Validator} */ (key)])),
			),
			'two validators share an account or a key',
		],
		[
			council.length >= COUNCIL[0] && council.length <= COUNCIL[1] && areDistinct(council),
			`the council has not ${COUNCIL[0]} to ${COUNCIL[1]} different members`,
		],
		...validators.flatMap(({ account, babe, bond }) =>
			/** @type {[boolean, string][]} */ ([
				[babe !== account, `${account} makes blocks with the key of its bond`],
				[
					(nrlc(bond) ?? 0n) >= /** @type {bigint} */ (nrlc(LEAST_BOND)),
					`${account} bonds less than ${LEAST_BOND} RLC`,
				],
				[has(account) > (nrlc(bond) ?? 0n), `${account} has not more than its bond`],
			]),
		),
		...[sudo, ...council].map(
			(who) => /** @type {[boolean, string]} */ ([atLeast(who, FEES), `${who} can't pay fees`]),
		),
		...Object.entries(balances).map(
			([who, amount]) =>
				/** @type {[boolean, string]} */ ([
					nrlc(amount) !== undefined,
					`${who} has ${amount}, which is no amount`,
				]),
		),
		...addresses(plan).flatMap((who) =>
			/** @type {[boolean, string][]} */ ([
				[ADDRESS.test(who), `${who} is no address`],
				[!known.has(who), `everybody has the keys of ${who}`],
			]),
		),
	];
	return [...new Set(rules.filter(([holds]) => !holds).map(([, told]) => told))];
}

/**
 * All addresses of a plan.
 *
 * @param {Plan} plan
 */
function addresses({ sudo, council, validators, balances }) {
	const keys = validators.flatMap(({ account, babe, grandpa }) => [account, babe, grandpa]);
	return [sudo, ...council, ...keys, ...Object.keys(balances)];
}

/**
 * Addresses whose keys everybody has: those of the local chain's genesis.
 *
 * @param {any} local its plain spec
 */
export function knownOf(local) {
	const { balances, session } = local.genesis.runtimeGenesis.patch;
	const keys = session.keys.map((/** @type {any[]} */ [, , { babe, grandpa }]) => [babe, grandpa]);
	return new Set([...balances.balances.map((/** @type {any[]} */ [who]) => who), ...keys.flat()]);
}

/**
 * The plain spec of a plan. JSON's numbers are exact, which those of JavaScript are not.
 *
 * @param {Plan} plan
 * @param {any} local plain spec of the local chain
 */
export function specOf(plan, local) {
	const { name, id, bootNodes, sudo, council, validators, balances } = plan;
	const { code, patch } = local.genesis.runtimeGenesis;
	const ours = {
		babe: patch.babe,
		balances: { balances: Object.entries(balances).map(([who, of]) => [who, nrlc(of)]) },
		council: { members: council },
		session: {
			keys: validators.map(({ account, babe, grandpa }) => [
				account,
				account,
				{ babe, grandpa },
			]),
		},
		staking: {
			...patch.staking,
			validatorCount: validators.length,
			minimumValidatorCount: Math.ceil(validators.length / 2),
			maxValidatorCount: validators.length,
			stakers: validators.map(({ account, bond }) => [
				account,
				account,
				nrlc(bond),
				'Validator',
			]),
		},
		sudo: { key: sudo },
	};
	const spec = {
		...local,
		name,
		id,
		chainType: 'Live',
		bootNodes,
		genesis: { runtimeGenesis: { code, patch: ours } },
	};
	const text = JSON.stringify(
		spec,
		(_, value) => (typeof value === 'bigint' ? `@${value}@` : value),
		'\t',
	);
	return text.replace(/"@(\d+)@"/g, '$1');
}

/**
 * @param {string} file
 * @param {string} output
 */
function make(file, output) {
	const program = process.env.BOURSE_NODE ?? 'bourse-node';
	const node = (/** @type {string[]} */ ...args) =>
		execFileSync(program, ['export-chain-spec', ...args], { maxBuffer: 1 << 28 });
	/** @type {Plan} */
	const plan = JSON.parse(readFileSync(file, 'utf8'));
	const local = JSON.parse(node('--chain', 'local').toString());
	const found = mistakes(plan, knownOf(local));
	if (found.length > 0) {
		throw new Error(`${file} is not ready:\n- ${found.join('\n- ')}`);
	}
	const folder = mkdtempSync(join(tmpdir(), 'bourse-genesis-'));
	try {
		const plain = join(folder, 'plain.json');
		writeFileSync(plain, specOf(plan, local));
		writeFileSync(output, node('--chain', plain, '--raw'));
	} finally {
		rmSync(folder, { recursive: true });
	}
	const supply = Object.values(plan.balances).reduce((sum, of) => sum + (nrlc(of) ?? 0n), OWN);
	console.log(`${output}: ${plan.validators.length} validators, a supply of ${supply} nRLC`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const [file, output, ...more] = process.argv.slice(2);
	if (!file || !output || more.length > 0) {
		console.error('usage: ops/genesis/make.mjs FILE OUTPUT');
		process.exit(2);
	}
	try {
		make(file, output);
	} catch (error) {
		console.error(`error: ${/** @type {Error} */ (error).message}`);
		process.exit(1);
	}
}
