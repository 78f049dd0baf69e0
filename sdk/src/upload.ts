// SPDX-License-Identifier: Apache-2.0

/** Small files in a node's store, from where workers fetch them by their hash. */

import { AccountId } from 'polkadot-api';
import { blake2, blake2Hex, concat, fromHex, toHex, utf8 } from './bytes.js';
import type { Account, Hash } from './chain.js';
import type { Bourse } from './client.js';
import { BourseError } from './errors.js';
import type { Signer } from './wallets.js';

/** Most bytes of a file. */
export const MAX_UPLOAD = 2 << 20;

/** A file that a node keeps. */
export interface Upload {
	hash: Hash;
	/** The file stays until then at least, in seconds of the Unix epoch. */
	until: number;
}

/** What an account signs to put a file into a node's store. */
export function uploadHash(genesis: Hash, account: Account, file: Uint8Array): Hash {
	const who = AccountId().enc(account);
	return blake2Hex(concat(utf8('bourse upload'), fromHex(genesis), who, blake2(file)));
}

/** Whether the node takes files. */
export function takesUploads(bourse: Bourse): Promise<boolean> {
	return bourse.has('bourse_upload').catch(() => false);
}

/**
 * Puts a file into the node's store: an input of that checksum needs no address. The account's stake
 * bounds how much the node keeps for it. Throws the node's sentence.
 */
export async function upload(bourse: Bourse, signer: Signer, file: Uint8Array): Promise<Upload> {
	if (file.length > MAX_UPLOAD) {
		throw new BourseError('A node takes files of 2 MiB at most: serve a larger one by https');
	}
	const signature = await signer.signHash(uploadHash(bourse.genesis, signer.address, file));
	if (signature.type !== 'Sr25519') {
		throw new BourseError(
			`A node takes files of sr25519 accounts, this one is ${signature.type}`,
		);
	}
	// Wallets put the kind in front.
	const bytes = fromHex(signature.value).slice(-64);
	const answer = await bourse.request<{ until?: unknown }>(
		'bourse_upload',
		signer.address,
		toHex(file),
		toHex(bytes),
	);
	return { hash: blake2Hex(file), until: Number(answer.until) };
}
