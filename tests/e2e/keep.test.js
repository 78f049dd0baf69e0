// SPDX-License-Identifier: Apache-2.0

/**
 * What `scripts/demo --keep` leaves: offers in files, commands that buy from them when they are pasted into a
 * terminal, and the address of the web application. No node is needed.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keep } from './demo/keep.js';
import { account, RLC } from './lib/accounts.js';

/** A space and a quote, which a shell would trip over. */
const folder = mkdtempSync(join(tmpdir(), "bourse keep's-"));
after(() => rmSync(folder, { recursive: true }));

const WS = 'ws://127.0.0.1:45678';
const asset = (/** @type {number} */ id, /** @type {string} */ owner) => ({
	id,
	owner: account(owner),
	price: RLC / 10n,
});
const played = {
	offered: {
		thumbnail: asset(1, 'charlie'),
		table: asset(2, 'charlie'),
		montecarlo: asset(3, 'charlie'),
		penguins: asset(0, 'dave'),
		pool: asset(5, 'eve'),
	},
};
/** A network whose only node has ended, which ends the wait, and a chain whose orders are no bytes. */
const stage = {
	account,
	chain: { stop: () => {} },
	network: {
		folder: '/tmp/logs',
		nodes: [{ name: 'validator', ws: WS, pid: undefined, logTail: () => 'its log' }],
	},
	api: {
		genesisHash: { toU8a: () => new Uint8Array(32) },
		tx: { market: { presign: { meta: { args: [{ type: 'AnyOrder' }] } } } },
		createType: () => ({ toU8a: () => new Uint8Array() }),
	},
};

/**
 * What is printed until the network's node is found dead.
 *
 * @param {number} [webPort]
 */
async function printed(webPort) {
	const { log } = console;
	let text = '';
	console.log = (line) => {
		text += `${line}\n`;
	};
	try {
		const kept = keep(/** @type {any} */ (stage), /** @type {any} */ (played), folder, webPort);
		await assert.rejects(kept, /validator has ended by itself\nits log/);
	} finally {
		console.log = log;
	}
	return text;
}

test('the demo leaves offers, commands to paste, and the address of the web application', async () => {
	const text = await printed(8123);
	assert.match(text, /^ {2}web +http:\/\/127\.0\.0\.1:8123\/$/m);
	const offers = join(folder, 'offers');
	const names = ['montecarlo', 'penguins', 'pi', 'pool', 'regression', 'table', 'thumbnail'];
	assert.deepEqual(
		readdirSync(offers),
		names.map((name) => `${name}.json`),
	);
	const read = (/** @type {string} */ name) =>
		JSON.parse(readFileSync(join(offers, `${name}.json`), 'utf8'));
	assert.equal(read('pool').Workerpool.workerpool, 5);
	assert.match(read('pool').signature.Sr25519, /^0x[0-9a-f]{128}$/);
	// Each purchase is signed when it is made, with a salt of its own.
	assert.equal(read('pi').signature, null);
	assert.equal(read('pi').Request.salt, undefined);

	const [, pasted] = text.split('Buy in another terminal, as often as you like:\n');
	const shell = `set -euo pipefail
		bourse() { printf 'bourse %s\\n' "$*"; }
		node() {
			test -f "$1"
			shift
			printf '%s at %s\\n' "$*" "$BOURSE_WS"
			for file in "$@"; do case $file in *.json) test -f "$file" ;; esac; done
		}
		${pasted}`;
	const done = execFileSync('bash', ['-c', shell], { encoding: 'utf8' }).trim().split('\n');
	assert.deepEqual(done, [
		`bourse --url ${WS} --account ferdie run 3 --pool 5 -- pi --samples 1_000_000`,
		`buy //Ferdie montecarlo.json - pool.json pi.json bought/pi at ${WS}`,
		`buy //Ferdie table.json penguins.json pool.json regression.json bought/regression at ${WS}`,
	]);
});

test('the demo names no web application where none was built', async () => {
	assert.doesNotMatch(await printed(), /^ {2}web /m);
});
