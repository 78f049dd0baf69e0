// SPDX-License-Identifier: Apache-2.0

/** What files are that providers register, by how they begin. */

import type { Packing } from '@bourse/sdk';

/** How programs find a dataset of each packing. */
export const PACKINGS: Record<Packing, string> = {
	File: 'one file, as it is',
	Tar: 'a folder: the tar archive unpacked',
	TarGz: 'a folder: the tar.gz archive unpacked',
	Zip: 'a folder: the zip archive unpacked',
};

function begins(content: Uint8Array, bytes: string, at = 0): boolean {
	return [...bytes].every((letter, nth) => content[at + nth] === letter.charCodeAt(0));
}

/** As what a file can be registered; first what its name says. */
export function packingsOf(name: string, content: Uint8Array): [Packing, ...Packing[]] {
	// A tar archive is one in any case.
	if (begins(content, 'ustar', 257)) return ['Tar'];
	if (begins(content, 'PK\x03\x04'))
		return /\.zip$/i.test(name) ? ['Zip', 'File'] : ['File', 'Zip'];
	if (begins(content, '\x1f\x8b')) {
		return /\.(tar\.gz|tgz)$/i.test(name) ? ['TarGz', 'File'] : ['File', 'TarGz'];
	}
	return ['File'];
}

/** Why a file is no app. */
export function appProblem(name: string, content: Uint8Array): string | undefined {
	if (begins(content, '\0asm')) return undefined;
	return `${name} is no WebAssembly module: build the program for wasm32-wasip1, or choose a dataset.`;
}
