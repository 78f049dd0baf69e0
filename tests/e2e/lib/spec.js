// SPDX-License-Identifier: Apache-2.0

/** Chain specifications: the genesis of a chain, in a file. */

import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keyring } from '@polkadot/keyring';
import { account, secret } from './accounts.js';
import { binary, run } from './binary.js';

/**
 * A chain's genesis, in a file. A node that gets it by the chain's name has to compile and run the
 * runtime several times to build it; so it is done once for all nodes, and kept for later networks
 * of the same binary.
 *
 * @param {string} chain its name
 * @param {string[]} [validators] development accounts that validate instead of the chain's own
 * @returns {Promise<string>} the file
 */
export async function rawSpec(chain, validators = []) {
	const { mtimeMs, size } = statSync(binary());
	const what = `${binary()} ${mtimeMs} ${size} ${chain} ${validators}`;
	const key = createHash('sha256').update(what).digest('hex');
	const file = join(tmpdir(), `bourse-${chain}-${key.slice(0, 16)}.json`);
	if (!existsSync(file)) {
		// Another test may write the same file.
		const draft = `${file}.${process.pid}`;
		if (validators.length > 0) {
			const spec = JSON.parse(await exportSpec(chain));
			const { session, staking } = spec.genesis.runtimeGenesis.patch;
			session.keys = validators.map(sessionKeys);
			const [[, , bond]] = staking.stakers;
			staking.stakers = validators.map((name) => {
				const { address } = account(name);
				return [address, address, bond, 'Validator'];
			});
			staking.validatorCount = validators.length;
			staking.minimumValidatorCount = Math.ceil(validators.length / 2);
			await writeFile(draft, JSON.stringify(spec));
			await writeFile(draft, await exportSpec(draft, '--raw'));
		} else {
			await writeFile(draft, await exportSpec(chain, '--raw'));
		}
		await rename(draft, file);
	}
	return file;
}

/**
 * @param {string} chain a name or a file
 * @param {string[]} options
 */
function exportSpec(chain, ...options) {
	return run(binary(), ['export-chain-spec', '--chain', chain, ...options]);
}

/**
 * A validator of genesis, as the session pallet takes it.
 *
 * @param {string} name of a development account
 */
function sessionKeys(name) {
	const { address } = account(name);
	const grandpa = new Keyring({ type: 'ed25519', ss58Format: 42 }).addFromUri(secret(name));
	return [address, address, { babe: address, grandpa: grandpa.address }];
}
