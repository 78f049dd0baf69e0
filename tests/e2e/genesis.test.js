// SPDX-License-Identifier: Apache-2.0

/** The template of a public network's genesis: refused as it is, and exact once it is filled in. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Keyring } from '@polkadot/keyring';
import { hexToBigInt } from '@polkadot/util';
import { xxhashAsHex } from '@polkadot/util-crypto';
import { knownOf, mistakes, nrlc } from '../../ops/genesis/make.mjs';
import { account, secret } from './lib/accounts.js';
import { binary, run } from './lib/binary.js';

const PROGRAM = fileURLToPath(new URL('../../ops/genesis/make.mjs', import.meta.url));
const TEMPLATE = fileURLToPath(new URL('../../ops/genesis/public.json', import.meta.url));

const ed25519 = new Keyring({ type: 'ed25519', ss58Format: 42 });
const sr25519 = (/** @type {string} */ name) => account(name).address;
const grandpa = (/** @type {string} */ name) => ed25519.addFromUri(secret(name)).address;

/** A plan that is right. Its supply is more than JavaScript's numbers tell apart. */
function plan() {
	const owners = [1, 2, 3, 4].map((i) => `owner-${i}`);
	const council = [1, 2, 3, 4, 5].map((i) => sr25519(`member-${i}`));
	const root = sr25519('root-of-genesis');
	return {
		name: 'Bourse Test',
		id: 'bourse_test',
		bootNodes: [
			'/dns/a.example/tcp/30333/p2p/12D3KooWKsKxJkvbNiHEFLqn6xKAf1xCzRDCB1AUKePh6iQNni26',
		],
		sudo: root,
		council,
		validators: owners.map((name) => ({
			account: sr25519(name),
			babe: sr25519(`${name}-babe`),
			grandpa: grandpa(`${name}-grandpa`),
			bond: '10000',
		})),
		balances: /** @type {Record<string, string>} */ ({
			...Object.fromEntries(owners.map((name) => [sr25519(name), '10001'])),
			...Object.fromEntries(council.map((who) => [who, '1'])),
			[root]: '20000000.000000001',
		}),
	};
}

const KNOWN = new Set([sr25519('alice')]);

test('amounts are exact', () => {
	assert.deepEqual(['1', '0.5', '20000000.000000001', '1.', '', '-1', '1e3', 'RLC'].map(nrlc), [
		1_000_000_000n,
		500_000_000n,
		20_000_000_000_000_001n,
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	assert.equal(nrlc(undefined), undefined);
});

/** @typedef {ReturnType<typeof plan>} Plan */

/**
 * The first validator changed.
 *
 * @param {Plan} of
 * @param {Partial<Plan['validators'][0]>} changes
 */
function first({ validators: [one, ...rest] }, changes) {
	return { validators: [{ ...one, ...changes }, ...rest] };
}

/** @type {[string, (plan: Plan) => Partial<Plan>, RegExp][]} */
const MISTAKES = [
	['no name', () => ({ name: 'NAME' }), /has no name/],
	['the id of a development chain', () => ({ id: 'bourse_dev' }), /an id of its own/],
	['no bootnode', () => ({ bootNodes: [] }), /bootNodes are addresses/],
	[
		'three validators',
		({ validators }) => ({ validators: validators.slice(1) }),
		/fewer than 4 validators/,
	],
	[
		'a key of two validators',
		(of) => first(of, { grandpa: of.validators[1].grandpa }),
		/share an account or a key/,
	],
	[
		'a bond whose key is on the server',
		(of) => first(of, { babe: of.validators[0].account }),
		/makes blocks with the key of its bond/,
	],
	['a small bond', (of) => first(of, { bond: '999' }), /bonds less than 1000 RLC/],
	['a bond of all', (of) => first(of, { bond: '10001' }), /has not more than its bond/],
	[
		'four members',
		({ council }) => ({ council: council.slice(1) }),
		/not 5 to 15 different members/,
	],
	[
		'a member twice',
		({ council }) => ({ council: [...council, council[0]] }),
		/not 5 to 15 different members/,
	],
	['a sudo account without RLC', () => ({ sudo: sr25519('poor') }), /can't pay fees/],
	[
		'no amount',
		({ balances, sudo }) => ({ balances: { ...balances, [sudo]: 'much' } }),
		/has much, which is no amount/,
	],
	['a typing error', () => ({ sudo: '5Root' }), /5Root is no address/],
	[
		'a development account',
		({ balances }) => ({ balances: { ...balances, [sr25519('alice')]: '1' } }),
		/everybody has the keys of 5Grwva/,
	],
];

test('a plan that is right has no mistakes', () => {
	assert.deepEqual(mistakes(plan(), KNOWN), []);
});

for (const [what, change, message] of MISTAKES) {
	test(`a plan with ${what} is refused`, () => {
		const right = plan();
		assert.match(mistakes({ ...right, ...change(right) }, KNOWN).join('\n'), message);
	});
}

test('the template itself is refused, and nothing is written', async () => {
	const args = [PROGRAM, TEMPLATE, '/nonexistent/output.json'];
	process.env.BOURSE_NODE = binary();
	await assert.rejects(run(process.execPath, args), /is not ready:\n- the network has no name/);
});

test('the genesis has the council, the cap and every nRLC', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'bourse-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const [file, output] = ['plan.json', 'spec.json'].map((name) => join(folder, name));
	writeFileSync(file, JSON.stringify(plan()));
	process.env.BOURSE_NODE = binary();
	// The ledger and the pot have an existential deposit each.
	const supply = 20_000_000_002_000_001n + (4n * 10_001n + 5n) * 1_000_000_000n;
	const told = await run(process.execPath, [PROGRAM, file, output]);
	assert.match(told, new RegExp(`4 validators, a supply of ${supply} nRLC`));
	const spec = JSON.parse(readFileSync(output, 'utf8'));
	assert.deepEqual([spec.name, spec.id, spec.chainType], ['Bourse Test', 'bourse_test', 'Live']);
	const { top } = spec.genesis.raw;
	const value = (/** @type {string} */ pallet, /** @type {string} */ item) =>
		top[xxhashAsHex(pallet, 128) + xxhashAsHex(item, 128).slice(2)];
	assert.match(value('Council', 'Members'), /^0x14[0-9a-f]{320}$/);
	assert.equal(value('Staking', 'MaxValidatorsCount'), '0x04000000');
	assert.equal(hexToBigInt(value('Balances', 'TotalIssuance'), { isLe: true }), supply);
	// Known accounts are those of the local chain.
	const local = await run(binary(), ['export-chain-spec', '--chain', 'local']);
	assert.ok(knownOf(JSON.parse(local)).has(sr25519('alice')));
	assert.ok(knownOf(JSON.parse(local)).has(grandpa('alice')));
});
