// SPDX-License-Identifier: Apache-2.0

/** The application with a chain that is none: `npx vite build -c ../tests/web/fake/vite.config.ts` in web/. */

import { fileURLToPath } from 'node:url';
import config from '../../../web/vite.config.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const fakeChain = {
	name: 'fake-chain',
	enforce: 'pre' as const,
	resolveId(
		this: { resolve: (id: string, importer: string) => unknown },
		id: string,
		importer?: string,
	) {
		if (id.endsWith('/client.js') && importer?.includes('/sdk/src/')) return at('client.ts');
		if (id === 'rxjs' && importer?.includes('/fake/')) {
			return this.resolve('rxjs', at('../../../sdk/src/rx.ts'));
		}
		return undefined;
	},
};

export default {
	...config,
	root: at('../../../web'),
	plugins: [...(config.plugins ?? []), fakeChain],
	build: { ...config.build, outDir: at('dist'), emptyOutDir: true },
};
