// SPDX-License-Identifier: Apache-2.0

/** The application with a chain that is none: `npx vite build -c ../tests/web/fake/vite.config.ts` in web/. */

import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from '../../../web/node_modules/vite/dist/node/index.js';
import config from '../../../web/vite.config.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default mergeConfig(
	config,
	defineConfig({
		root: at('../../../web'),
		plugins: [
			{
				name: 'fake-chain',
				enforce: 'pre',
				resolveId(id, importer) {
					if (id.endsWith('/client.js') && importer?.includes('/sdk/src/'))
						return at('client.ts');
					if (id === 'rxjs' && importer?.includes('/fake/')) {
						return this.resolve('rxjs', at('../../../sdk/src/rx.ts'));
					}
					return undefined;
				},
			},
		],
		build: { outDir: at('dist'), emptyOutDir: true },
	}),
);
