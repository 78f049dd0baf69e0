// SPDX-License-Identifier: Apache-2.0

/** `ops/backup`: what it saves of a node, what it gives back, and what it refuses. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../ops/backup', import.meta.url));
const HAS_GPG = spawnSync('gpg', ['--version']).status === 0;
const skip = HAS_GPG ? false : 'gpg is not here';

const folder = mkdtempSync(join(tmpdir(), 'bourse-backup-'));
const home = join(folder, 'gpg');
/** What gpg would ask a person for. */
const GNUPGHOME = { ...process.env, GNUPGHOME: home };
mkdirSync(home, { mode: 0o700 });
writeFileSync(
	join(home, 'gpg.conf'),
	'batch\npinentry-mode loopback\npassphrase four words on paper\n',
);
after(() => {
	spawnSync('gpgconf', ['--kill', 'all'], { env: GNUPGHOME });
	rmSync(folder, { recursive: true });
});

/** The files of a node, by their place under its base path. */
const KEPT = {
	'chains/bourse_local/keystore/62616265aa': '"a babe key"',
	'chains/bourse_local/keystore/6772616eaa': '"a gran key"',
	'chains/bourse_local/network/secret_ed25519': 'an identity',
};
const LEFT = { 'chains/bourse_local/paritydb/full/metadata': 'a database' };

/**
 * @param {string} name
 * @param {Record<string, string>} files
 */
function baseOf(name, files = { ...KEPT, ...LEFT }) {
	const base = join(folder, name);
	mkdirSync(join(base, 'chains'), { recursive: true });
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(base, file)), { recursive: true });
		writeFileSync(join(base, file), text);
	}
	return base;
}

/** @param {string[]} args */
function backup(...args) {
	const { status, stderr } = spawnSync(PROGRAM, args, { env: GNUPGHOME, encoding: 'utf8' });
	return { status, told: stderr.trim() };
}

test('keys and identity come back, the database does not', { skip }, () => {
	const base = baseOf('one');
	const file = join(folder, 'one.gpg');
	execFileSync(PROGRAM, ['save', base, file], { env: GNUPGHOME, stdio: 'pipe' });
	assert.equal(statSync(file).mode & 0o077, 0);
	assert.ok(!readFileSync(file).includes('a babe key'));
	const again = join(folder, 'again');
	execFileSync(PROGRAM, ['restore', file, again], { env: GNUPGHOME, stdio: 'pipe' });
	for (const [path, text] of Object.entries(KEPT)) {
		assert.equal(readFileSync(join(again, path), 'utf8'), text);
		assert.equal(statSync(join(again, path)).mode & 0o077, 0);
	}
	for (const path of Object.keys(LEFT)) {
		assert.ok(!existsSync(join(again, path)));
	}
});

test('a backup is not written over, and keys are not either', { skip }, () => {
	const base = baseOf('two');
	const file = join(folder, 'two.gpg');
	writeFileSync(file, 'an older backup');
	assert.deepEqual(backup('save', base, file), {
		status: 1,
		told: `backup: ${file} is there already`,
	});
	assert.deepEqual(backup('restore', file, base), {
		status: 1,
		told: `backup: ${base} has keys already: choose an empty folder, or move them away`,
	});
	assert.equal(readFileSync(file, 'utf8'), 'an older backup');
});

test('a folder that is no base path is named, and one without keys', { skip }, () => {
	const file = join(folder, 'three.gpg');
	assert.deepEqual(backup('save', home, file), {
		status: 1,
		told: `backup: ${home} is no --base-path: it has no folder chains`,
	});
	const empty = baseOf('empty', LEFT);
	assert.deepEqual(backup('save', empty, file), {
		status: 1,
		told: `backup: ${empty} has no keys`,
	});
	assert.ok(!existsSync(file));
	assert.equal(backup('save', empty).status, 1);
	assert.equal(backup('sav', empty, file).status, 2);
});
