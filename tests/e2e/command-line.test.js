// SPDX-License-Identifier: Apache-2.0

/**
 * Command lines that are wrong end with exit code 2 and the usage, before anything starts; and long builds
 * say how far they are.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * Runs a program of this folder, for which there is no node.
 *
 * @param {string} program
 * @param {string[]} args
 */
function start(program, ...args) {
	const file = fileURLToPath(new URL(program, import.meta.url));
	const env = { ...process.env, BOURSE_NODE: '/nonexistent', BOURSE_WS: 'ws://127.0.0.1:9' };
	const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
		env,
		encoding: 'utf8',
		timeout: 60_000,
	});
	return { status, stdout, stderr };
}

/** @type {[string, string[], RegExp][]} */
const MISTAKES = [
	['demo.js', ['--kep'], /^error: Unknown option '--kep'.*\n\nusage: scripts\/demo /],
	['demo.js', ['--output'], /^error: Option '--output <value>' argument missing\n\nusage: /],
	['demo.js', ['--output='], /^error: --output is empty\n\nusage: /],
	['demo.js', ['keep'], /^error: Unexpected argument 'keep'.*\n\nusage: /],
	['chaos.js', ['--minutes', 'ten'], /^error: --minutes: a number is needed, not ten\n\nusage: /],
	[
		'bench-tasks.js',
		['--only', 'trust 2'],
		/^error: --only: one of 'trust 1', .* not 'trust 2'\n/,
	],
	['dead-workers.js', ['--trials', '-1'], /^error: --trials: a number is needed, not -1/],
	['guides/polkadot.js', ['sing'], /^error: unknown command: sing\n\npolkadot address KEY /],
	[
		'guides/polkadot.js',
		['match', '//Alice'],
		/^error: polkadot match needs APP DATASET POOL REQUEST\n/,
	],
	[
		'guides/polkadot.js',
		['address', '//Alice', 'x'],
		/^error: polkadot address does not know x\n/,
	],
];

for (const [program, args, message] of MISTAKES) {
	test(`${[program, ...args].join(' ')} is refused with the usage`, () => {
		const { status, stdout, stderr } = start(program, ...args);
		assert.match(stderr, message);
		assert.equal(status, 2);
		assert.equal(stdout, '');
	});
}

for (const program of [
	'demo.js',
	'chaos.js',
	'bench-tasks.js',
	'dead-workers.js',
	'guides/polkadot.js',
]) {
	test(`${program} --help prints the usage`, () => {
		const { status, stdout, stderr } = start(program, '--help');
		assert.match(stdout, /^(usage: scripts|polkadot address)/);
		assert.equal(status, 0);
		assert.equal(stderr, '');
	});
}

test('a demo without a binary says how to get one', () => {
	const { status, stderr } = start('demo.js');
	assert.match(
		stderr,
		/^error: there is no \/nonexistent: run scripts\/build, or set BOURSE_NODE\n/,
	);
	assert.equal(status, 1);
});

test('a guide command without a node says where it looked for one', () => {
	const { status, stderr } = start('guides/polkadot.js', 'const', 'poco.Limit');
	assert.match(
		stderr,
		/^Error: no node answers at ws:\/\/127\.0\.0\.1:9 \(.*\): start one, or set/,
	);
	assert.equal(status, 1);
});

/**
 * The lines of `crates_done` of scripts/lib.sh, which reads what cargo writes. Time flies: each look for a line
 * counts as nine seconds.
 *
 * @param {string} cargo commands of a shell that write it
 * @param {number} wait seconds that a look waits for a line
 */
function cratesDone(cargo, wait) {
	const lines = `
		source scripts/lib.sh
		read() { SECONDS=$((SECONDS + 9)); builtin read -r -t ${wait} line; }
		{ ${cargo}; } | crates_done`;
	const { status, stdout, stderr } = spawnSync('bash', ['-c', lines], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		encoding: 'utf8',
		timeout: 60_000,
	});
	assert.deepEqual([status, stderr], [0, '']);
	const plain = stdout.replace(/^ *\d+ s: /gm, 'N s: ');
	return plain.trimEnd().split('\n');
}

test('a build in a log says how many crates are done, besides warnings and errors', () => {
	const cargo = [
		'   Compiling serde v1.0.0',
		'    Building [>     ] 1/400: serde',
		'warning: never used',
		'       Fresh syn v2.0.0',
		'    Building [=>    ] 7/400: syn, quote',
		'error: it is wrong',
	];
	assert.deepEqual(cratesDone(`echo '${cargo.join('\n')}'`, 30), [
		'warning: never used',
		'N s: 1 of 400 crates done, now serde',
		'error: it is wrong',
		'N s: 7 of 400 crates done, now syn, quote',
	]);
});

test('a build in a log speaks while cargo is silent, and cuts no line in two', () => {
	const cargo =
		"echo '    Building [> ] 8/9'; sleep 3; printf 'error: one'; sleep 1; echo ' line'";
	const lines = cratesDone(cargo, 0.2);
	const said = lines.filter((line) => line === 'N s: 8 of 9 crates done, now linking');
	assert.ok(said.length > 1, lines.join('\n'));
	assert.ok(lines.includes('error: one line'), lines.join('\n'));
});
