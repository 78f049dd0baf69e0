// SPDX-License-Identifier: Apache-2.0

/** The web application, as a node serves it. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder that scripts/build-web makes. */
export const DIST = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** Whether it was built. */
export function isWebBuilt() {
	return existsSync(`${DIST}index.html`);
}

/**
 * Arguments of a node that serves it.
 *
 * @param {number} port
 */
export function webArgs(port) {
	return ['--web-port', `${port}`, '--web-dir', DIST];
}
